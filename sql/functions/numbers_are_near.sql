-- Whether two different identifiers of one length are a single typing error apart: one digit, or two neighbours swapped.
-- Such an error leaves the first or the last half alone, but for the one or two digits between them: quick to see, and
-- of two people's numbers hardly ever so.
create function numbers_are_near(left_number varchar, right_number varchar) returns boolean return
length(left_number) = length(right_number)
and left_number <> right_number
and (
    left(left_number, length(left_number) // 2 - 1) = left(right_number, length(left_number) // 2 - 1)
    or right(left_number, length(left_number) // 2 - 1) = right(right_number, length(left_number) // 2 - 1)
)
and slips_at_most(left_number, right_number, 1)

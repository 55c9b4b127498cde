-- Whether two different identifiers of one length are a single typing error apart: one digit, or two neighbours swapped.
create function numbers_are_near(left_number varchar, right_number varchar) returns boolean return
length(left_number) = length(right_number)
and left_number <> right_number
and slips_at_most(left_number, right_number, 1)

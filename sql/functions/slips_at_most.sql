-- Whether two texts are at most so many typing errors apart: a letter wrong, missing or too many, or two neighbours
-- swapped. What is quick to see is asked
-- first: levenshtein is ten times quicker, and a swap costs it two.
create function slips_at_most(left_text varchar, right_text varchar, most integer) returns boolean return
abs(length(left_text) - length(right_text)) <= most
and levenshtein(left_text, right_text) <= 2 * most
and damerau_levenshtein(left_text, right_text) <= most

-- Pass 4: one row per resident and record of another register whom no number ties and who are so much alike that they are taken for one
-- person, by the scores that were learned from pass 1. is_certain everywhere: less than that is a doubt, not a pair, and
-- stands in link_person_scores.
-- Reads: link_person_scores.
-- Parameters: :certain_link.
select
    left_record_id,
    right_record_id,
    4 as pass,
    block,
    1 as kinds,
    true as is_certain
from link_person_scores
where probability >= cast(:certain_link as double)
order by left_record_id asc, right_record_id asc

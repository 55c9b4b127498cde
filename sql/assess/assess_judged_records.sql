-- One row per person and record that somebody compared with a record of that person, whichever of the two came first, with what
-- was said: same, different or unsure.
-- Reads: link_judgements, link_persons.
select persons.person_id, judged.right_record_id as record_id, judged.verdict
from link_judgements as judged
inner join link_persons as persons on persons.record_id = judged.left_record_id
union
select persons.person_id, judged.left_record_id, judged.verdict
from link_judgements as judged
inner join link_persons as persons on persons.record_id = judged.right_record_id
order by person_id asc, record_id asc, verdict asc

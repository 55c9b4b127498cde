-- One row per run of three letters in employers' distinctive names: in how many different names it stands and what
-- sharing it is worth (inverse document frequency, as in TF-IDF; a name holds a run once or not at all).
-- Reads: link_employer_names.
with names as (
    select distinct company_key from link_employer_names where company_key is not null
),

runs as (
    select unnest(trigrams(company_key)) as trigram from names
),

everything as (
    select count(*) as all_names from names
)

select runs.trigram, count(*) as names, everything.all_names, ln(1.0 + everything.all_names / count(*)) as weight
from runs
cross join everything
group by runs.trigram, everything.all_names
order by trigram asc

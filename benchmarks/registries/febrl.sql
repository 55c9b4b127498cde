-- One row per FEBRL record, empty cells as missing.
-- Reads: input.
select
    rec_id,
    nullif(trim(given_name), '') as given_name,
    nullif(trim(surname), '') as surname,
    nullif(trim(street_number), '') as street_number,
    nullif(trim(address_1), '') as address_1,
    nullif(trim(address_2), '') as address_2,
    nullif(trim(suburb), '') as suburb,
    nullif(trim(postcode), '') as postcode,
    nullif(trim(date_of_birth), '') as date_of_birth,
    nullif(trim(soc_sec_id), '') as soc_sec_id
from input

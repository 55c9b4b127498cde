-- One row per employer: the commune and the province it sits in after the 2025 merger, NULL where its address cannot be placed.
-- Reads: link_employers, core_addresses.
select employers.employer_id, addresses.new_commune_code as commune_code, addresses.province_code
from link_employers as employers
left join core_addresses as addresses
    on addresses.address is not distinct from employers.address
    and addresses.given_commune_code is not distinct from employers.commune_code
    and addresses.given_commune_vintage is not distinct from employers.commune_vintage
order by employers.employer_id asc

-- One row per unit of the insurance register: the employer it belongs to, and how that is known.
-- By tax code; where that is missing, unreadable or known to no other register, by the certain pair of link_employer_pairs;
-- else by a tax code that only units bear. linked_by: tax_code or pair. is_pseudo_unit: the code stands for no employer –
-- deputies, militia, refunds, receipts without an owner, unpaid managers (DOMAIN §1.7, §9).
-- Reads: core_si_units, link_employer_codes, link_employer_pairs.
select
    units.unit_code,
    coalesce(pairs.employer_id, codes.employer_id) as employer_id,
    case when pairs.employer_id is not null then 'pair' when codes.employer_id is not null then 'tax_code' end
        as linked_by,
    regexp_matches(units.unit_code, '^(Q6|KQ|BH|KX|KI|KE|MA|GG|GT|GZ|NQT|KM)') as is_pseudo_unit
from core_si_units as units
left join link_employer_codes as codes
    on codes.code = coalesce(tax_code_root(units.tax_code), units.written_tax_code)
left join link_employer_pairs as pairs on pairs.unit_code = units.unit_code and pairs.decision = 'certain'
order by unit_code asc

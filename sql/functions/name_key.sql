-- The key that a person's name is compared by: the folded name with y as i (`Lý` and `Lí` are one). DOMAIN §6.3.
-- NULL: there is no name.
create function name_key(value varchar) returns varchar return
replace(fold(person_name(value)), 'y', 'i')

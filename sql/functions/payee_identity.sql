-- How a payee is known: resident (the register has them), own_number (a personal id that no register here knows), no_number.
create function payee_identity(person_source varchar, personal_id varchar) returns varchar return
case
    when person_source = 'residents' then 'resident'
    when personal_id is not null then 'own_number'
    else 'no_number'
end

#!/usr/bin/env bash
# Run once by PostgreSQL's image on an empty volume: one account and one database for each of Airflow and baophu.
set -euo pipefail

for name in airflow baophu; do
    variable="${name^^}_DATABASE_PASSWORD"
    psql --quiet --set=ON_ERROR_STOP=1 --set=name="$name" --set=password="${!variable:?}" <<'SQL'
create role :"name" login password :'password';
create database :"name" owner :"name";
SQL
done

"""How well and how fast addresses are read: noisy addresses with known truth, by kind of noise.

`python benchmarks/addresses.py [--addresses 40000] [--seed 7] [--registries FOLDER]`

Every address names a commune of one vintage, drawn evenly, and is spoiled in one known way; "mixed" ones in
two or three. FOLDER holds registries as a.parquet, b.parquet with the columns street, ward, district,
province and address_scheme ("2024" or "2025"), which are joined by ", "; their truth is read from the
unspoiled names.

Printed per kind: shares of lines with the province, the district (where an old one is written), the
commune, and all of these right; the share answered (a commune is given); the precision of what is answered.
A commune is right when code and vintage are; where the line does not name the old district, its commune
after the merger is enough.
"""

import argparse
import tempfile
import time
from pathlib import Path

import pyarrow as pa
from address_noise import draw_lines

from etl import engine
from etl.lake import Lake

MODELS = (
    "core_place_names",
    "core_address_tails",
    "core_address_hits",
    "core_address_misspelt",
    "core_address_readings",
    "core_address_answers",
    "core_addresses",
)
# Communes of both vintages, with the province that clerks of the other time would write.
PLACES = """
select
    communes.commune_code, commune_vintage, commune_name, district_code, district_name,
    communes.province_name, here.new_province_code,
    case commune_vintage
        when '2025-06-30' then after.province_name
        else coalesce(before.province_name, communes.province_name)
    end
from ref_communes as communes
join ref_provinces as here
    on here.province_code = communes.province_code and here.province_vintage = commune_vintage
join ref_provinces as after
    on after.province_code = here.new_province_code and after.province_vintage = '2025-07-01'
left join (
    select new_commune_code, min(province_name) as province_name
    from ref_commune_changes
    join ref_communes on commune_code = old_commune_code and commune_vintage = '2025-06-30'
    group by new_commune_code
) as before on before.new_commune_code = communes.commune_code
order by commune_vintage, communes.commune_code
"""

# The registries write types short in a third of their rows; beyond that their names are those of the lists.
REGISTRY = """
create or replace table noisy as
with rows as (
    select distinct street, ward, district, province, address_scheme from read_parquet($files)
),
types(short, long) as (
    values ('P.', 'Phường'), ('X.', 'Xã'), ('TT.', 'Thị trấn'), ('Q.', 'Quận'), ('H.', 'Huyện'),
        ('TX.', 'Thị xã'), ('TP.', 'Thành phố')
),
places as (
    select distinct ward, district, province, address_scheme from rows
),
spelt as (
    select
        places.*,
        coalesce(w.long || substr(ward, length(w.short) + 1), ward) as commune_name,
        coalesce(d.long || substr(district, length(d.short) + 1), district) as district_name,
        coalesce(p.long || substr(province, length(p.short) + 1), province) as province_name
    from places
    left join types as w on starts_with(ward, w.short || ' ')
    left join types as d on starts_with(district, d.short || ' ')
    left join types as p on starts_with(province, p.short || ' ')
)
select
    concat_ws(', ', street, rows.ward, rows.district, rows.province) as address,
    'registry ' || rows.address_scheme as kind,
    commune_code, communes.commune_vintage, coalesce(district_code, '') as district_code, new_province_code
from spelt
join ref_communes as communes
    on lower(communes.commune_name) = lower(spelt.commune_name)
    and lower(communes.district_name) is not distinct from lower(spelt.district_name)
    and communes.province_name = spelt.province_name
    and (communes.commune_vintage = '2025-07-01') = (spelt.address_scheme = '2025')
join ref_provinces
    on ref_provinces.province_code = communes.province_code and province_vintage = communes.commune_vintage
join rows
    on rows.ward = spelt.ward
    and rows.province = spelt.province
    and rows.address_scheme = spelt.address_scheme
    and rows.district is not distinct from spelt.district
"""

# A line that does not write the district leaves open which old commune of that name it means; its commune
# after the merger is then what can be asked for.
SCORES = """
with judged as (
    select
        kind,
        read.commune_code is not null as is_answered,
        coalesce(read.province_code = noisy.new_province_code, false) as is_province,
        kind = 'no district' or noisy.district_code = ''
            or coalesce(read.old_district_code = noisy.district_code, false) as is_district,
        (
            read.commune_code = noisy.commune_code
            and read.commune_vintage = cast(noisy.commune_vintage as date)
        ) is true
        or kind = 'no district' and (read.new_commune_code = changes.new_commune_code) is true as is_commune
    from noisy
    left join core_addresses as read on read.address = noisy.address
    left join ref_commune_changes as changes
        on changes.old_commune_code = noisy.commune_code
        and noisy.commune_vintage = '2025-06-30'
        and is_default = 'true'
)
select
    coalesce(kind, 'all') as kind, count(*) as lines, avg(is_province::int) as province,
    avg(is_district::int) as district, avg(is_commune::int) as commune,
    avg((is_province and is_commune and is_district)::int) as every_level,
    avg(is_answered::int) as answered, avg(is_commune::int) filter (where is_answered) as precision
from judged
group by rollup (kind)
order by kind = 'all', kind
"""
SHARES = ("province", "district", "commune", "all", "answered", "precision")


def read_addresses(reader: engine.Engine) -> float:
    """Put the noisy addresses in as a delivery, build the models, give the seconds that took."""
    reader.execute(
        "create or replace view landed_tax_payers as"
        " select distinct address, null::varchar as commune_code, null::date as commune_vintage from noisy"
    )
    for table in ("landed_business_entities", "landed_si_units", "earlier_si_units"):
        reader.execute(f"create or replace view {table} as from landed_tax_payers limit 0")
    begun = time.perf_counter()
    for model in MODELS:
        reader.build(model, "2026-09", {})
    return time.perf_counter() - begun


def tell(reader: engine.Engine, title: str) -> None:
    seconds = read_addresses(reader)
    ((distinct,),) = reader.execute("select count(distinct address) from noisy")
    print(
        f"\n{title}: {distinct:,} distinct in {seconds:.1f} s, {seconds / distinct * 1e5:.2f} s per 100,000"
    )
    print(f"{'kind':<28}{'lines':>9}" + "".join(f"{name:>10}" for name in SHARES))
    for kind, lines, *shares in reader.execute(SCORES):
        print(
            f"{kind:<28}{lines:>9,}"
            + "".join(f"{share if share is not None else 0:>10.3f}" for share in shares)
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--addresses", type=int, default=46_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--registries", type=Path)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, engine.Engine(Lake(Path(folder))) as reader:
        lines = draw_lines(reader.execute(PLACES), chosen.addresses, chosen.seed)
        rows = [(line.written(), kind, *line.truth) for kind, line in lines]
        columns = ["address", "kind", "commune_code", "commune_vintage", "district_code", "new_province_code"]
        drawn = pa.table([list(values) for values in zip(*rows, strict=True)], names=columns)
        reader.connection.register("drawn", drawn)
        reader.execute("create table noisy as from drawn")
        tell(reader, "spoiled addresses")
        if chosen.registries:
            files = sorted(str(file) for file in chosen.registries.glob("[ab].parquet"))
            reader.execute(REGISTRY, files=files)
            tell(reader, f"registries of {chosen.registries.name}")


if __name__ == "__main__":
    main()

"""Two registries with known truth out of our own sample, for benchmarks/linking.py: anybody can make them.

    .venv/bin/python benchmarks/sample_registries.py DIR [--people 200000] [--seed 1] [--dirt 1]

DIR/a.parquet are the residents, DIR/b.parquet the insured, each person once a side, in the columns that
registries/people.sql reads; `entity_id` is the person of the truth. The insured have neither address nor phone, and are
a part of the residents with others among them.
"""

import argparse
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from etl import pipeline, sample
from etl.engine import Engine

SIDES = {"a": "residents", "b": "si_members"}
PLACE = {
    "residents": "communes.commune_name as ward, communes.district_name as district,"
    " communes.province_name as province",
    "si_members": "null as ward, null as district, null as province",
}


def write_side(engine: Engine, side: str, truth: Path, file: Path) -> None:
    """Write the landed rows of a side: of each person the first."""
    source = SIDES[side]
    join = (
        "left join ref_communes as communes on communes.commune_code = landed.current_commune_code"
        " and communes.commune_vintage = landed.commune_vintage"
    )
    engine.execute(f"""
        copy (
            select '{side}' || records.person_no as rec_id, records.person_no as entity_id, landed.full_name,
                landed.sex, cast(landed.birth_date as varchar) as dob,
                coalesce(landed.personal_id, landed.old_id_number) as national_id, cast(null as varchar) as phone,
                cast(null as varchar) as street, {PLACE[source]}
            from landed_{source} as landed
            inner join '{truth}' as records
                on records.source = '{source}' and records.source_file = landed.source_file
                and records.source_row = landed.source_row
            {join if source == "residents" else ""}
            qualify row_number() over (
                partition by records.person_no order by records.source_file, records.source_row
            ) = 1
            order by hash(rec_id)
        ) to '{file}' (format parquet)""")


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("folder", type=Path)
    words.add_argument("--people", type=int, default=200_000)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--dirt", type=float, default=1.0)
    asked = words.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        sample.make("40", asked.people, "2026-09", asked.seed, Path(made), asked.dirt, lambda *_: None)
        run = pipeline.Run(Path(made) / "out", "2026-09", datetime.now(UTC), Path(made) / "landing")
        for source in SIDES.values():
            pipeline.land(run, source)
        with run.open_engine() as engine:
            for side, source in SIDES.items():
                engine.view(f"landed_{source}", run.lake.path(f"landed_{source}", "2026-09"))
                write_side(
                    engine, side, Path(made) / "truth" / "records.parquet", asked.folder / f"{side}.parquet"
                )


if __name__ == "__main__":
    main()

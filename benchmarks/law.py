"""How right every exemption and gap is on provinces of known truth, and how many wrong contacts each rule removes.

    python benchmarks/law.py [--seeds 51 52 …] [--people 20000] [--dirt 2] [--rates] [--write]

Invents each province, runs the whole way to the lists and holds them against the truth. Then the law is applied anew
from the finished links: once without each rule of social insurance in etl/law/rules.yml, once without any that exempts,
and once without either caution about what the tax form leaves open; counted are the workers put into grade A or B.
`--rates` leaves that out, which takes nine tenths of the time. `--write` puts the tables between their marks in
benchmarks/README.md.
"""

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from shutil import copytree, rmtree

from truth import PERIOD, work_province  # beside this file

from etl import engine as sql
from etl import evaluation, pipeline, settings
from etl.evaluation import Evaluation, Rate
from etl.law import book, render
from etl.law.book import Book, Rule

README = Path(__file__).parent / "README.md"
MARKS = ("<!-- {}: written by benchmarks/law.py --write -->", "<!-- /{} -->")
EVERY = "every rule that exempts"
CAUTIONS = {
    "05-2 read as a contract of three months": "true as contract_3_months, true as contract_1_month",
    "foreigners read as citizens": "false as foreigner",
}
JUDGING = ("assess_worker_evidence", "assess_grounds", "assess_worker_months", "assess_exemptions")
SHOWN = {
    "assess_exemptions": "select * from {}",
    "assess_worker_months": """
        select person_id, employer_id, evidence_period, from_month, outcome, missing from {} where fund = 'SI'""",
}
CONTACTS = """
    select count(*), count(*) filter (where is_wrong), count(*) filter (where is_wrong and not is_undecidable)
    from (
        select
            coalesce(employments.status, owned.owner_status) is distinct from 'uncovered' as is_wrong,
            coalesce(employments.is_undecidable, false) as is_undecidable
        from assess_workers as workers
        left join truth_records as records
            on records.source in ('tax_payees', 'business_entities') and records.source_file = workers.evidence_file
            and records.source_row = workers.evidence_row
        left join truth_employments as employments
            on employments.person_no = records.person_no and employments.employer_no = records.employer_no
            and employments.annex = workers.annex
        left join truth_employers as owned
            on owned.employer_no = records.employer_no and records.source = 'business_entities'
        where workers.grade in ('A', 'B') and not workers.is_protected
    )"""


@dataclass(frozen=True)
class Contacts:
    """Workers in grade A or B, those of them who are in truth covered or not obliged, and whom the data could tell."""

    lines: int
    wrong: int
    wrong_told: int

    @property
    def found(self) -> int:
        return self.lines - self.wrong

    def __add__(self, other: "Contacts") -> "Contacts":
        return Contacts(
            self.lines + other.lines, self.wrong + other.wrong, self.wrong_told + other.wrong_told
        )


@dataclass(frozen=True)
class Province:
    found: Evaluation
    contacts: dict[str, Contacts]


def variants(law: Book) -> dict[str, dict[str, str]]:
    """What is left out → the model that then stands in place of ours."""

    def without(*names: str) -> dict[str, str]:
        mute = {name: _never(law.rules[name]) for name in names}
        quieter = law.model_copy(update={"rules": dict(law.rules) | mute})
        return {render.TABLE: render.judged(quieter, render.KEYS, render.EVIDENCE)}

    exempting = [name for name, rule in law.rules.items() if not rule.obliges]
    told = sql.model_file(render.EVIDENCE).read_text(encoding="utf-8")
    cautions = {
        name: {render.EVIDENCE: f"select * replace ({words}) from (\n{told}\n)"}
        for name, words in CAUTIONS.items()
    }
    of_si = [name for name, rule in law.rules.items() if "SI" in rule.funds]
    return {name: without(name) for name in of_si} | {EVERY: without(*exempting)} | cautions


def _never(rule: Rule) -> Rule:
    versions = [version.model_copy(update={"when": "false"}) for version in rule.versions]
    return rule.model_copy(update={"versions": versions})


def changes_anything(work: pipeline.Run, models: Mapping[str, str]) -> bool:
    """Whether these models judge some exemption or month of social insurance otherwise than those in the lake."""
    with work.open_engine() as engine:
        for stage in ("core", "link", "assess"):
            pipeline.view_stage(work, engine, stage)
        for table in JUDGING:
            select = models.get(table) or sql.rendered(table)
            engine.execute(f"create or replace temp table {table} as {select}")
        for table, shown in SHOWN.items():
            now = shown.format(table)
            before = shown.format(f"read_parquet('{work.lake.path(table, PERIOD)}')")
            different = f"(({now} except {before}) union all ({before} except {now}))"
            if engine.execute(f"select count(*) from {different}")[0][0]:
                return True
    return False


def contacts(work: pipeline.Run, truth: Path) -> Contacts:
    """Count the lines of the assessment that lies in the lake."""
    with work.open_engine() as engine:
        pipeline.view_stage(work, engine, "assess")
        for name in ("records", "employments", "employers"):
            engine.view(f"truth_{name}", truth / f"{name}.parquet")
        return Contacts(*engine.execute(CONTACTS)[0])


def ablated(work: pipeline.Run, truth: Path, folder: Path) -> dict[str, Contacts]:
    """Contacts with the whole law and of every variant."""
    counted = {"": contacts(work, truth)}
    whole = copytree(work.lake.root, folder / "whole", copy_function=_link)
    for name, models in variants(book.load()).items():
        counted[name] = counted[""]
        if changes_anything(work, models):
            with _in_place(models, folder / "sql"):
                pipeline.assess(work)
            counted[name] = contacts(work, truth)
            rmtree(work.lake.root)
            copytree(whole, work.lake.root, copy_function=_link)
    return counted


@contextmanager
def _in_place(models: Mapping[str, str], folder: Path) -> Iterator[None]:
    """Have the engine read these models instead of the project's."""
    own = settings.SQL
    settings.SQL = copytree(own, folder, dirs_exist_ok=True)
    for table, text in models.items():
        (folder / "assess" / f"{table}.sql").write_text(text, encoding="utf-8")
    yield
    settings.SQL = own


def _link(source: str, target: str) -> None:
    Path(target).hardlink_to(source)


def judge(seed: int, people: int, dirt: float, folder: Path, rates: bool) -> Province:
    """One province, whole and, but for rates alone, without each rule."""
    home = folder / str(seed)
    work = work_province(seed, people, dirt, home)
    with work.open_engine() as engine:
        pipeline.view_finished(work, engine)
        found = evaluation.evaluate(engine, home / "truth")
    province = Province(found, {} if rates else ablated(work, home / "truth", home))
    rmtree(home)
    return province


def together(rates: Iterable[Rate]) -> Rate:
    several = list(rates)
    return Rate(sum(rate.hits for rate in several), sum(rate.total for rate in several))


def told(rate: Rate) -> str:
    low, high = rate.interval
    return f"{rate.hits:,} of {rate.total:,} = {rate.share:.1%} [{low:.1%}–{high:.1%}]" if rate.total else "–"


def table(title: str, groups: Iterable[Mapping[str, Mapping[str, Rate]]]) -> list[str]:
    """Markdown: a row a name, a column a kind of rate, all provinces together."""
    rates: dict[str, dict[str, list[Rate]]] = defaultdict(lambda: defaultdict(list))
    for group in groups:
        for name, kinds in group.items():
            for kind, rate in kinds.items():
                rates[name][kind].append(rate)
    kinds = list(dict.fromkeys(kind for each in rates.values() for kind in each))
    lines = [f"| {title} | {' | '.join(kinds)} |", "|---|" + "---|" * len(kinds)]
    for name, each in sorted(rates.items()):
        lines.append(f"| {name} | " + " | ".join(told(together(each[kind])) for kind in kinds) + " |")
    return ["", *lines]


def ablation(provinces: list[Province]) -> list[str]:
    """Markdown: what is left out, and what then changes against the whole law."""
    sums: dict[str, Contacts] = {}
    for province in provinces:
        for name, counted in province.contacts.items():
            sums[name] = sums[name] + counted if name in sums else counted
    whole = sums.pop("")
    lines = [
        "",
        f"With the whole law {whole.lines:,} workers are in grade A or B, {whole.wrong:,} of them wrongly, "
        f"{whole.wrong_told:,} of whom the data could have told.",
        "",
        "| without | wrong contacts more | of them the data could have told | found more |",
        "|---|---:|---:|---:|",
    ]
    ranked = sorted(sums.items(), key=lambda item: (-item[1].wrong, item[1].found, item[0]))
    return lines + [
        f"| {name} | {one.wrong - whole.wrong:+,} | {one.wrong_told - whole.wrong_told:+,} "
        f"| {one.found - whole.found:+,} |"
        for name, one in ranked
    ]


def report(provinces: list[Province]) -> list[str]:
    evaluations = [province.found for province in provinces]
    false = {
        f"published {grade}": {
            "in truth covered or not obliged": together(e.false_uncovered[grade] for e in evaluations)
        }
        for grade in evaluations[0].false_uncovered
    }
    found = {name: {"share": together(e.found[name] for e in evaluations)} for name in evaluations[0].found}
    return [
        *table("lines", [false]),
        *table("truly uncovered", [found]),
        *table("gap, by employer", [e.employers for e in evaluations]),
        *table("gap, by worker", [{"underdeclared": e.bases} for e in evaluations]),
        *table("heads without declared pay", [{"heads": e.heads} for e in evaluations]),
        *table("exempted by us, by rule", [e.exemptions for e in evaluations]),
        *table("exempt in truth", [e.exempt for e in evaluations]),
    ]


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--seeds", type=int, nargs="+", default=list(range(51, 56)))
    words.add_argument("--people", type=int, default=20_000)
    words.add_argument("--dirt", type=float, default=2.0)
    words.add_argument("--at-once", type=int, default=2)
    words.add_argument("--rates", action="store_true")
    words.add_argument("--write", action="store_true")
    chosen = words.parse_args()
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(chosen.at_once) as pool:
        one = partial(judge, people=chosen.people, dirt=chosen.dirt, folder=Path(folder), rates=chosen.rates)
        provinces = []
        for seed, province in zip(chosen.seeds, pool.map(one, chosen.seeds), strict=True):
            provinces.append(province)
            print(f"seed {seed}", *([] if chosen.rates else ablation([province])), sep="\n", flush=True)
    told = {"law": report(provinces)} | ({} if chosen.rates else {"ablation": ablation(provinces)})
    for name, lines in told.items():
        print("\n".join(lines))
        if chosen.write:
            start, end = (mark.format(name) for mark in MARKS)
            text = README.read_text(encoding="utf-8")
            before, after = text.split(start)[0], text.split(end)[1]
            README.write_text("\n".join([before + start, *lines, end + after]), encoding="utf-8")


if __name__ == "__main__":
    main()

"""How right the lists are, where the truth is known: precision, recall and above all the false-uncovered rate.

Everything is measured end to end, on what was published, blocking and reading included. The questions are the models
of sql/evaluate; this module puts the truth in view and turns counts into rates with 95 % Wilson intervals.
"""

from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any

from etl import engine as sql
from etl.engine import Engine
from etl.errors import UsageFault
from etl.link.calibration import Line

TRUTH = ("records", "employments", "employers", "people")


@dataclass(frozen=True)
class Rate:
    """A share with its 95 % Wilson interval; `share` is 0 where nothing was counted."""

    hits: int
    total: int

    @property
    def share(self) -> float:
        return self.hits / self.total if self.total else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        if not self.total:
            return (0.0, 1.0)
        z = 1.959964
        centre = (self.share + z * z / (2 * self.total)) / (1 + z * z / self.total)
        spread = sqrt(self.share * (1 - self.share) / self.total + z * z / (4 * self.total**2))
        half = z * spread / (1 + z * z / self.total)
        return (max(0.0, centre - half), min(1.0, centre + half))

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.hits:,} of {self.total:,} = {self.share:.2%} [{low:.2%} – {high:.2%}]"


@dataclass(frozen=True)
class Decile:
    """A tenth of the lines, by their probability: what was said of them, and what was so."""

    predicted: float
    observed: Rate

    @property
    def error(self) -> float:
        return abs(self.predicted - self.observed.share)


@dataclass(frozen=True)
class Evaluation:
    """What `evaluate` finds; every field is counts or rates, never a record.

    Attributes:
        false_uncovered: by grade ("A", "A+B"): lines whose worker is in truth covered or not obliged.
        found: truly uncovered, visible workers published in A or B; those put to review; those missed.
        employers: by list: precision and recall, employers listed for nobody who can be judged left out.
        bases: of workers whose base we hold to be too low: precision by grade, recall, and how many of the bases owed
            we know to a tenth.
        heads: of owners and managers whom no form tells to be paid: false lines by grade; by ground how many of the
            uncovered are published and how many of the exempt are not.
        exemptions: by the rule by which we exempt: how many are exempt for that reason, and how many hide no gap.
        exempt: by true exemption: how many we exempt, and how many we publish in neither A nor B.
        false_by_reason: (true status, true reason, count) of the false lines of grade A and B.
        links: by source: records with a true resident linked to that resident, and records linked to a wrong one.
        clusters: pairwise and cluster precision and recall of persons over all registers.
        names: how many people share their name with another, and how many pairs of one person's records differ in it.
        subgroups: by subgroup of workers: false lines of A and B, and found.
        reliability: lines in ten equal parts by `probability_covered`, review too, without those that nobody can judge.
    """

    false_uncovered: dict[str, Rate]
    found: dict[str, Rate]
    employers: dict[str, dict[str, Rate]]
    bases: dict[str, Rate]
    heads: dict[str, Rate]
    exemptions: dict[str, dict[str, Rate]]
    exempt: dict[str, dict[str, Rate]]
    false_by_reason: list[tuple[str, str, int]]
    links: dict[str, dict[str, Rate]]
    clusters: dict[str, Rate]
    names: dict[str, Rate]
    subgroups: dict[str, dict[str, Rate]]
    reliability: list[Decile]


def evaluate(engine: Engine, truth: Path) -> Evaluation:
    """Hold the built tables in view against the truth folder that `baophu sample` wrote.

    Raises:
        UsageFault: the folder is no truth folder.
    """
    view_truth(engine, truth)
    return Evaluation(
        _false_uncovered(engine),
        _found(engine),
        _employers(engine) | _underdeclared(engine),
        _bases(engine),
        _heads(engine),
        _exemptions(engine),
        _exempt(engine),
        _reasons(engine),
        _links(engine),
        _clusters(engine),
        _names(engine),
        _subgroups(engine),
        reliability(engine),
    )


def view_truth(engine: Engine, truth: Path) -> None:
    """Put the truth in view, and the models of sql/evaluate that read it; UsageFault as in `evaluate`."""
    for name in TRUTH:
        file = truth / f"{name}.parquet"
        if not file.is_file():
            raise UsageFault(
                f"{name}.parquet is not in the truth folder", todo="Give the `truth` folder of a sample."
            )
        engine.view(f"truth_{name}", file)
    for model in sql.models("evaluate"):
        engine.execute(f"create or replace temp table {model} as {sql.rendered(model)}")


def labelled_lines(engine: Engine) -> list[Line]:
    """Open payments with what is true of them, once `view_truth` was called: what calibration learns from."""
    rows = engine.execute(
        "select situation, score, is_wrong from evaluate_dossiers order by person_id, employer_id, evidence_period"
    )
    return [Line(*row) for row in rows]


def _rate(engine: Engine, hits: str, table: str, where: str = "true", **values: Any) -> Rate:
    row = engine.execute(
        f"select count(*) filter (where {hits}), count(*) from {table} where {where}", **values
    )[0]
    return Rate(row[0], row[1])


def _false_uncovered(engine: Engine) -> dict[str, Rate]:
    false = "true_status is distinct from 'uncovered'"
    decidable = "not is_undecidable and"
    return {
        "A": _rate(engine, false, "evaluate_worker_lines", f"{decidable} grade = 'A'"),
        "A+B": _rate(engine, false, "evaluate_worker_lines", f"{decidable} grade in ('A', 'B')"),
    }


def _found(engine: Engine) -> dict[str, Rate]:
    uncovered = "true_status = 'uncovered' and not is_undecidable and not is_protected"
    return {
        "A or B": _rate(engine, "coalesce(word in ('A', 'B'), false)", "evaluate_employments", uncovered),
        "review (C)": _rate(engine, "coalesce(word = 'C', false)", "evaluate_employments", uncovered),
        "A or B, without weak leads (05-2 only)": _rate(
            engine,
            "coalesce(word in ('A', 'B'), false)",
            "evaluate_employments",
            f"{uncovered} and true_reason <> 'weak'",
        ),
        "missed": _rate(
            engine, "coalesce(word not in ('A', 'B', 'C'), true)", "evaluate_employments", uncovered
        ),
    }


def _employers(engine: Engine) -> dict[str, dict[str, Rate]]:
    right = "our_gap is not distinct from true_gap"
    return {
        f"out_employers_{gap}": {
            word: _rate(
                engine, right, "evaluate_employer_lines", f"{side} = $gap and not is_undecidable", gap=gap
            )
            for word, side in (("precision", "our_gap"), ("recall", "true_gap"))
        }
        for gap in ("incomplete", "not_participating")
    }


def _underdeclared(engine: Engine) -> dict[str, dict[str, Rate]]:
    table, decidable = "evaluate_underdeclared", "not is_undecidable"
    return {
        "out_employers_underdeclared": {
            "precision": _rate(engine, "is_underdeclared", table, f"grade is not null and {decidable}"),
            "recall": _rate(engine, "grade is not null", table, f"is_underdeclared and {decidable}"),
        }
    }


def _bases(engine: Engine) -> dict[str, Rate]:
    table, decidable = "evaluate_base_gaps", "not is_undecidable and not is_protected"
    listed, low = f"{decidable} and grade in ('A', 'B')", "is_underdeclared"
    near = "abs(owed_base_vnd - true_owed_vnd) <= true_owed_vnd / 10"
    return {
        "A: precision": _rate(engine, low, table, f"{decidable} and grade = 'A'"),
        "A+B: precision": _rate(engine, low, table, listed),
        "recall": _rate(engine, "coalesce(grade in ('A', 'B'), false)", table, f"{decidable} and {low}"),
        "base owed known to a tenth": _rate(engine, near, table, f"{listed} and {low}"),
    }


def _heads(engine: Engine) -> dict[str, Rate]:
    table, public = "evaluate_heads", "not is_protected"
    listed, uncovered = "coalesce(grade in ('A', 'B'), false)", "true_status = 'uncovered'"
    false = "true_status is distinct from 'uncovered'"
    rates = {
        "false A": _rate(engine, false, table, f"{public} and grade = 'A'"),
        "false A+B": _rate(engine, false, table, f"{public} and {listed}"),
    }
    for ground in ("household_owner", "unwaged_manager"):
        rates[f"found: {ground}"] = _rate(
            engine, listed, table, f"{public} and {uncovered} and owner_ground = $ground", ground=ground
        )
        rates[f"not accused, exempt: {ground}"] = _rate(
            engine, f"not {listed}", table, "true_status = 'exempt' and owner_ground = $ground", ground=ground
        )
    return rates


def _exemptions(engine: Engine) -> dict[str, dict[str, Rate]]:
    rules = engine.execute("select distinct exemption from evaluate_exempted order by 1")
    told = {"for that reason": "is_right", "hides no gap": "true_status is distinct from 'uncovered'"}
    return {
        rule: {
            word: _rate(engine, right, "evaluate_exempted", "exemption = $rule", rule=rule)
            for word, right in told.items()
        }
        for (rule,) in rules
    }


def _exempt(engine: Engine) -> dict[str, dict[str, Rate]]:
    reasons = engine.execute(
        "select distinct true_reason from evaluate_employments where true_status = 'exempt' order by 1 nulls last"
    )
    told = {
        "exempted": "coalesce(word = 'exempt', false)",
        "not accused": "coalesce(word not in ('A', 'B'), true)",
    }
    where = """true_status = 'exempt' and not is_undecidable and not is_protected
        and true_reason is not distinct from $reason"""
    return {
        str(reason): {
            word: _rate(engine, right, "evaluate_employments", where, reason=reason)
            for word, right in told.items()
        }
        for (reason,) in reasons
    }


def _reasons(engine: Engine) -> list[tuple[str, str, int]]:
    return [
        (status, reason, count)
        for status, reason, count in engine.execute(
            """select coalesce(true_status, 'no truth'), coalesce(true_reason, ''), count(*) from evaluate_worker_lines
            where grade in ('A', 'B') and true_status is distinct from 'uncovered'
            group by 1, 2 order by 3 desc, 1, 2"""
        )
    ]


def _links(engine: Engine) -> dict[str, dict[str, Rate]]:
    rows = engine.execute(
        "select source, with_resident, linked_right, linked_wrong from evaluate_links order by source"
    )
    return {
        source: {"to their resident": Rate(right, total), "to another": Rate(wrong, total)}
        for source, total, right, wrong in rows
    }


def _pairs(engine: Engine, records: str, table: str) -> int:
    query = f"select coalesce(cast(sum({records} * ({records} - 1) // 2) as bigint), 0) from {table}"
    return int(engine.execute(query)[0][0])


def _clusters(engine: Engine) -> dict[str, Rate]:
    both = _pairs(engine, "records", "evaluate_clusters")
    ours = _pairs(engine, "n", "(select distinct person_id, of_our_person as n from evaluate_clusters)")
    true = _pairs(engine, "n", "(select distinct person_no, of_true_person as n from evaluate_clusters)")
    whole, clusters, people = engine.execute("""
        select count(*) filter (where records = of_true_person and records = of_our_person),
            count(distinct person_id), count(distinct person_no) from evaluate_clusters""")[0]
    return {
        "pairs of records: precision": Rate(both, ours),
        "pairs of records: recall": Rate(both, true),
        "persons: precision": Rate(whole, clusters),
        "persons: recall": Rate(whole, people),
    }


def _names(engine: Engine) -> dict[str, Rate]:
    shared, people = engine.execute("""
        select count(distinct person_no) filter (where bearers > 1), count(distinct person_no)
        from evaluate_names""")[0]
    alike = _pairs(engine, "records", "evaluate_names")
    pairs = _pairs(engine, "n", "(select distinct person_no, of_true_person as n from evaluate_names)")
    return {
        "people who share a name with another": Rate(shared, people),
        "pairs of one person's records under different names": Rate(pairs - alike, pairs),
    }


def _subgroups(engine: Engine) -> dict[str, dict[str, Rate]]:
    return {
        group: {"false": Rate(false, lines), "found": Rate(found, uncovered)}
        for group, lines, false, uncovered, found in engine.execute(
            "select subgroup, lines, false_lines, uncovered, found from evaluate_subgroups order by subgroup"
        )
    }


def reliability(engine: Engine, lines: str = "evaluate_dossiers") -> list[Decile]:
    """What probabilities were told of lines of known truth, and what was so, in ten parts of as many lines; of equal
    probabilities the order is by key."""
    rows = engine.execute(f"""
        with parted as (
            select probability_covered, is_wrong, ntile(10) over (
                order by probability_covered, md5(person_id || employer_id || evidence_period)
            ) as part
            from {lines}
        )
        select avg(probability_covered), count(*) filter (where is_wrong), count(*) from parted group by part
        order by part""")
    return [Decile(predicted, Rate(wrong, lines)) for predicted, wrong, lines in rows]

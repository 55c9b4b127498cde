"""The asymmetry guard: who is enrolled in a file that we could not read is not accused of not being enrolled.

Whatever else is lost costs leads; enrolment that is lost makes false ones. Deliveries before the run's are put in view
(etl/delivered.py), so that sql/core sees what this one lacks: it carries over what was known and names the units,
offices and provinces whose part did not come whole (core_enrolment_gaps); their employers wait, all others go on. Only
where there is no earlier delivery to tell by does the run stop: a file was refused, or more rows were rejected than a
delivery may lose.
"""

from etl.engine import Engine
from etl.errors import EnrolmentIncomplete
from etl.lake import Lake

ENROLMENT = ("si_members", "si_units")
# Of the rows of a delivery. 2026-11-22, 20,000 made-up people: with 0.1 % of the members' rows taken away 0.8 % of the
# lines of grade A are false, with 0.3 % 2.8 %, with 1 % 10 %, with 2 % 17 %. A usual delivery loses 0.04 %, a bad one
# (dirt 3) 0.18 %.
MOST_REJECTED = 0.003
# Below some thousand rows a share says nothing: so many may always be lost.
FEW_REJECTED = 10


def require_whole(engine: Engine, lake: Lake, period: str) -> None:
    """Stop where the newest enrolment delivered up to `period` has a refused file or too many rejected rows.

    A source with an earlier delivery is not asked: what this one lacks is then seen row by row.

    Raises:
        EnrolmentIncomplete: with every such file and count; nothing was built.
    """
    asked = [source for source in ENROLMENT if not _is_known_before(lake, source, period)]
    faults = [fault for source in asked for fault in _faults(engine, lake, source, period)]
    if faults:
        raise EnrolmentIncomplete(
            f"enrolment up to {period} has {len(faults)} fault(s); who is in what was lost would be accused",
            faults,
            "No list was made; the last release is still served.",
            "Have the files sent again, put each in the place of the broken one, and land again. The rejected rows are"
            " in the lake's rejects_<source>, each with its rule, file and row.",
        )


def _is_known_before(lake: Lake, source: str, period: str) -> bool:
    """Rows of the newest delivery lie in the lake, and those of one before it too."""
    delivered = [found for found in lake.periods(f"deliveries_{source}") if found <= period]
    landed = [found for found in lake.periods(f"landed_{source}") if found <= period]
    return len(landed) > 1 and landed[-1:] == delivered[-1:]


def _faults(engine: Engine, lake: Lake, source: str, period: str) -> list[str]:
    delivered = [found for found in lake.periods(f"deliveries_{source}") if found <= period]
    if not delivered:  # a landing that was killed between the rows and their account
        return [f"{source} was not landed to its end"]
    newest = delivered[-1]
    engine.view("enrolment_files", lake.path(f"deliveries_{source}", newest))
    told = "select message from enrolment_files where status = 'refused' order by source_file"
    faults = [message.splitlines()[0].removeprefix("FileRefused: ") for (message,) in engine.execute(told)]
    ((rows,),) = engine.execute("select sum(rows_in) from enrolment_files")
    if rows:
        faults += _rejected(engine, lake, source, newest, rows)
    return faults


def _rejected(engine: Engine, lake: Lake, source: str, period: str, rows: int) -> list[str]:
    """The fault of a delivery that lost too many rows; repeats and rows of replaced files are not lost."""
    engine.view("enrolment_rejects", lake.path(f"rejects_{source}", period))
    rules = engine.execute(
        """select rule, count(*) from enrolment_rejects where rule not in ('duplicate_row', 'superseded_file')
        group by rule order by 2 desc, 1"""
    )
    lost = sum(count for _, count in rules)
    if lost <= max(FEW_REJECTED, MOST_REJECTED * rows):
        return []
    by_rule = ", ".join(f"{rule} {count:,}" for rule, count in rules)
    share = f"{lost / rows:.1%}, at most {MOST_REJECTED:.1%}"
    return [f"{source}/{period}: {lost:,} of {rows:,} rows were rejected ({share}): {by_rule}"]

"""What a person sees on the screen: progress, counts, where things lie. Counts and file names only, except `why`."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from etl import engine as sql
from etl.evaluation import Evaluation, Rate
from etl.law import book, clock, told
from etl.publish.columns import read_heading
from etl.publish.glossary import codes

if TYPE_CHECKING:  # they pull in SQLAlchemy and SciPy, which most words of the command line do without
    from etl.database.judgements import Judged
    from etl.link.tables import Result

Tell = Callable[[str, str, int, int], None]


@contextmanager
def progress(screen: Console) -> Iterator[Tell]:
    """A bar a step, and the name of what is being made; nothing but plain lines where the screen is no terminal."""
    bar = Progress(
        TextColumn("{task.description:<8}"),
        BarColumn(24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[what]}"),
        console=screen,
    )
    tasks: dict[str, Any] = {}
    with bar:

        def tell(step: str, what: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(step, total=total, what=what)
            bar.update(tasks[step], completed=done, total=total, what=what)

        yield tell


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number == 0 else "right", no_wrap=number == 0)
    return table


def tell_sample(screen: Console, made: Mapping[str, int], out: Path) -> None:
    """Counts of what was invented, and where it lies."""
    table = _table("Made-up registries", "what", "rows")
    for name, count in made.items():
        table.add_row(name, f"{count:,}")
    screen.print(table)
    screen.print(f"files: {out / 'landing'}    truth, never read by the pipeline: {out / 'truth'}")


def tell_landing(screen: Console, files: list[Any], out: Path) -> None:
    """Rows in, accepted and rejected a source; refused files each with what to do."""
    table = _table(
        "What came in", "source", "files", "refused", "rows in", "accepted", "rejected", "repaired"
    )
    for source in sorted({file.source for file in files}):
        of = [file for file in files if file.source == source]
        table.add_row(
            source,
            f"{len(of):,}",
            f"{sum(file.status == 'refused' for file in of):,}",
            *(
                f"{sum(getattr(file, field) for file in of):,}"
                for field in ("rows_in", "rows_accepted", "rows_rejected", "repaired_values")
            ),
        )
    screen.print(table)
    screen.print(
        f"rejected rows, each with its rule, file and row: {out / 'lake'}/rejects_<source>",
        highlight=False,
        soft_wrap=True,
    )
    for file in files:
        if file.status == "refused":
            screen.print(f"refused: {file.source_file}\n{file.message}", style="yellow", markup=False)


def tell_tables(screen: Console, built: Mapping[str, int]) -> None:
    """Rows of each table that a step built."""
    table = _table("Built", "table", "rows")
    for name, count in built.items():
        table.add_row(name, f"{count:,}")
    screen.print(table)


def tell_linkage(screen: Console, found: "Result") -> None:
    """Counts of a linkage and the files it wrote."""
    table = _table("Linkage", "what", "number")
    for name, count in found.counts.items():
        table.add_row(name, f"{count:,}")
    screen.print(table)
    screen.print("written: " + ", ".join(map(str, found.files)))


def tell_evaluation(screen: Console, found: Evaluation) -> None:
    """Rates with 95 % intervals, the gravest first."""
    groups: list[tuple[str, Mapping[str, Rate]]] = [
        ("False-uncovered: published though covered or not obliged", found.false_uncovered),
        ("Found: of the truly uncovered", found.found),
        *((f"{name}", rates) for name, rates in found.employers.items()),
        ("Bases below the wage", found.bases),
        ("Heads without declared pay", found.heads),
        *((f"Exempted by us: {rule}", rates) for rule, rates in found.exemptions.items()),
        *((f"Exempt in truth: {reason}", rates) for reason, rates in found.exempt.items()),
        *((f"Linking of {name}", rates) for name, rates in found.links.items()),
        ("Persons over all registers", found.clusters),
        ("Names, folded", found.names),
        (
            "False-uncovered (A and B) by subgroup",
            {g: rates["false"] for g, rates in found.subgroups.items()},
        ),
        ("Found by subgroup", {g: rates["found"] for g, rates in found.subgroups.items()}),
    ]
    for title, rates in groups:
        table = _table(title, "what", "share [95 % interval]")
        for name, rate in rates.items():
            table.add_row(name, str(rate))
        screen.print(table)
    table = _table("Why published lines were wrong", "in truth", "lines")
    for status, reason, count in found.false_by_reason:
        table.add_row(f"{status} {reason}", f"{count:,}")
    screen.print(table)
    table = _table("Reliability: lines in tenths by the probability told", "told", "in truth wrong", "off by")
    for decile in found.reliability:
        table.add_row(f"{decile.predicted:.2%}", str(decile.observed), f"{decile.error:.2%}")
    screen.print(table)


def tell_release(screen: Console, held: Mapping[str, Any]) -> None:
    """A release's lists with rows by grade, how fresh the data are, and where the files lie."""
    served = "served now" if held["is_latest"] else "not served"
    table = _table(f"Release {held['release_id']} ({held['state']}, {served})", "file", "rows", "A", "B", "C")
    table.add_column("list")
    for entry in held["lists"]:
        grades = (f"{entry['grades'].get(grade, 0):,}" for grade in "ABC")
        title = f"{entry['title_vi']}\n[dim]{entry['title_en']}[/dim]"
        table.add_row(entry["files"]["xlsx"]["name"], f"{entry['rows']:,}", *grades, title)
    screen.print(table)
    fresh = ", ".join(f"{source} {period}" for source, period in held["sources"].items())
    screen.print(
        f"data: {fresh}\n{len(held.get('judgements', [])):,} judgement(s) obeyed, code {held['code_version']},"
        f" rules {held['rules_version'][:12]}",
        highlight=False,
    )
    screen.print(f"the lists lie in {held['folder']}", highlight=False, soft_wrap=True)
    screen.print(
        "Mỗi dòng là một đầu mối cần xác minh, không phải kết luận. A line is a lead to verify, never a finding."
    )


def tell_judgements(screen: Console, events: list["Judged"], every: bool) -> None:
    """The judgements in force, or every event of the log. Record ids and what was said, nobody's name or number."""
    shown = [event for event in events if every or event.is_in_force]
    table = _table(
        "Every event" if every else "Judgements in force",
        "no.",
        "record",
        "record",
        "verdict",
        "by",
        "at",
        "because",
    )
    for event in shown:
        verdict = event.verdict or f"undoes {event.undoes}"
        if event.undone_by:
            verdict += f" (undone by {event.undone_by})"
        pair = (event.left_record_id or "", event.right_record_id or "")
        said_at = event.judged_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M")
        said = (escape(event.judged_by), said_at, escape(event.because))
        table.add_row(str(event.judgement_id), *map(escape, pair), verdict, *said)
    screen.print(table)


def tell_line(screen: Console, line: Mapping[str, Any], as_of: date) -> None:
    """The whole evidence of one line: every column with its meaning, every code in words, the law and the calendar.

    This is the one place where a person's data is shown: to whoever may read the release.
    """
    heading = read_heading(sql.model_file(f"out_{line['list_name']}"))
    screen.print(f"{heading.title_vi}\n{heading.title_en}", style="bold")
    table = Table(show_lines=False)
    for title in ("nhãn", "giá trị", "column", "meaning"):
        table.add_column(title, overflow="fold")
    for column in heading.columns:
        value = line["payload"].get(column.name)
        table.add_row(column.label, "" if value is None else str(value), column.name, column.meaning)
    screen.print(table)
    for name in ("reason_codes", "identified_by"):
        for code in str(line["payload"].get(name) or "").split("+"):
            said = codes(name).get(code)
            if said:
                screen.print(
                    f"{code}: {said['vi']}\n  {said['en']} {said.get('basis', '')}".rstrip(), markup=False
                )
    _tell_law(screen, line["payload"], as_of)
    screen.print("Cần xác minh, chưa phải kết luận. A lead to verify, never a finding.")


def _tell_law(screen: Console, payload: Mapping[str, Any], as_of: date) -> None:
    """The rules that would oblige and the dates that follow; nothing where the line holds neither."""
    law = book.load()
    for title, said in (
        (
            "Quy định áp dụng nếu xác minh đúng / Rules that apply if the lead is right",
            told.rules(law, payload.get("articles") or ""),
        ),
        ("Các mốc thời gian khi đó / The dates then", _dates(law, payload, as_of)),
    ):
        if said:
            screen.print(title, style="bold", markup=False)
        for vi, en in said:
            screen.print(f"{vi}\n  {en}", markup=False, highlight=False)


def _dates(law: book.Book, payload: Mapping[str, Any], as_of: date) -> list[told.Told]:
    """What the calendar says of a worker's, an employer's or a base's line."""
    said: list[told.Told] = []
    last = date.fromisoformat(f"{payload['evidence_period']}-12"[:7] + "-01")
    if begun := payload.get("latest_start_month"):
        month = date.fromisoformat(str(begun)[:10])
        said += told.dates(law, month, as_of)
        if workers := payload.get("workers_evasion") or payload.get("workers_late"):
            state = clock.standing(law, clock.last_day(month), as_of).state
            said += told.fine(law, state, workers, as_of, payload.get("entity_kind") != "household")
    if payload.get("underpaid_since_date"):
        said += told.underpaid(law, last)
    if expected := payload.get("expected_vnd"):
        said += told.interest(law, int(expected), last, as_of)
    return said

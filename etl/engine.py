"""The files of sql/ rendered and run in DuckDB, results written to the lake.

A model is one select; its file's name is its table's name. Values come in as parameters (`:as_of`), rendered
by sqlglot to engine variables and bound, never pasted. sqlglot also tells which tables a model reads, which
gives the order of building; the same tree renders to Spark.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
import sqlglot
from sqlglot import exp

from etl import settings
from etl.lake import Lake

STAGES = ("core", "link", "assess", "out", "evaluate")
# Tables that no single select can make, and what they read: etl/link scores pairs, etl/law counts days
# (etl/pipeline.py calls them).
COMPUTED: Mapping[str, tuple[str, ...]] = {
    "link_person_scores": ("link_person_fields", "link_pairs_by_identifier", "link_pairs_by_near_identifier"),
    "assess_candidates": ("assess_enrolled_fields", "assess_judged_records", "assess_lead_fields"),
    "assess_deadlines": (),
}
FUNCTION = re.compile(
    r"create function (?P<name>\w+)\((?P<args>[^)]*)\)\s*returns (?P<type>[\w\[\]]+)\s*return\s(?P<body>.*)",
    re.IGNORECASE | re.DOTALL,
)


def model_file(table: str) -> Path:
    """The one SQL file that makes the table; KeyError where none does."""
    if file := _file(table):
        return file
    raise KeyError(f"no SQL file makes {table}")


def _file(table: str) -> Path | None:
    files = (settings.SQL / stage / f"{table}.sql" for stage in STAGES)
    return next((file for file in files if file.is_file()), None)


def models(stage: str) -> list[str]:
    """Tables of a stage that SQL files make, in the order in which they must be built, ties by name."""
    return [table for table in tables(stage) if table not in COMPUTED]


def tables(stage: str) -> list[str]:
    """All tables of a stage in the order in which they must be built, ties by name."""
    graph = {file.stem: reads(file.stem) for file in sorted((settings.SQL / stage).glob("*.sql"))}
    graph |= {
        table: set(read)
        for table, read in sorted(COMPUTED.items())
        if table.startswith(f"{stage}_") and graph
    }
    return list(TopologicalSorter({n: sorted(r & set(graph)) for n, r in graph.items()}).static_order())


@dataclass(frozen=True)
class Model:
    """One SQL file, understood: its tree, the tables it reads, its parameters, and the text that DuckDB runs."""

    tree: exp.Expr
    reads: frozenset[str]
    parameters: frozenset[str]
    rendered: str


@cache
def _understood(file: Path, stamp: int) -> Model:
    tree = sqlglot.parse_one(file.read_text(encoding="utf-8"), dialect="duckdb")
    own = {cte.alias for cte in tree.find_all(exp.CTE)} | {file.stem}
    return Model(
        tree,
        frozenset(found.name for found in tree.find_all(exp.Table) if found.name) - own,
        frozenset(found.name for found in tree.find_all(exp.Placeholder)),
        tree.transform(_bind).sql(dialect="duckdb", comments=False),
    )


def _bind(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Placeholder):
        return exp.func("getvariable", exp.Literal.string(node.name))
    return node


def model(table: str) -> Model:
    """The model that makes a table, read anew when its file changed; KeyError where no file makes it."""
    file = model_file(table)
    return _understood(file, file.stat().st_mtime_ns)


def reads(table: str) -> set[str]:
    """The tables that a table is made of: those its model names and does not define itself."""
    return set(COMPUTED[table]) if table in COMPUTED else set(model(table).reads)


def upstream(table: str, given: Collection[str] = ()) -> list[str]:
    """Tables that SQL files make and that a table needs, in the order of building, itself last.

    Args:
        given: tables that are there already; what only they need is left out.
    """
    ordered: list[str] = []

    def visit(name: str) -> None:
        for read in sorted(reads(name) - set(given) - set(ordered)):
            if _file(read) and read not in ordered:
                visit(read)
        ordered.append(name)

    visit(table)
    return ordered


def parameters(table: str) -> set[str]:
    """Names of the parameters (`:name`) in a model."""
    return set(model(table).parameters)


def rendered(table: str) -> str:
    """The model as DuckDB runs it: comments gone, parameters as engine variables."""
    return model(table).rendered


def functions() -> dict[str, re.Match[str]]:
    """The one-expression functions of sql/functions by name, those that others call first."""
    found = {}
    for file in sorted((settings.SQL / "functions").glob("*.sql")):
        code = "\n".join(
            line
            for line in file.read_text(encoding="utf-8").splitlines()
            if not line.lstrip().startswith("--")
        )
        match = FUNCTION.match(code.strip().rstrip(";"))
        if not match or match["name"] != file.stem:
            raise ValueError(f"{file.name}: expected `create function {file.stem}(…) returns … return …`")
        found[file.stem] = match
    calls = {name: set(re.findall(r"\b(\w+)\(", match["body"])) & set(found) for name, match in found.items()}
    return {
        name: found[name]
        for name in TopologicalSorter({n: sorted(c) for n, c in calls.items()}).static_order()
    }


class Engine:
    """A DuckDB connection with the project's functions and the lake's tables in view.

    Args:
        lake: where tables are read from and written to.
        memory_limit: DuckDB's own words, e.g. "6GB"; beyond it DuckDB spills to the lake's `.spill` folder.
        threads: 0 means one per core.
    """

    def __init__(self, lake: Lake, memory_limit: str = "", threads: int = 0) -> None:
        self.lake = lake
        self.connection = duckdb.connect()
        self.execute("set temp_directory = $folder", folder=str(lake.root / ".spill"))
        if memory_limit:
            self.execute("set memory_limit = $limit", limit=memory_limit)
        if threads:
            self.execute("set threads = $threads", threads=threads)
        for name, match in functions().items():
            self.execute(f"create macro {name}({match['args']}) as ({match['body']})")
        for file in sorted(settings.REFERENCE.glob("*/ref_*.csv")):
            self.execute(
                f"create view {file.stem} as from read_csv({quoted(file)}, header = true, all_varchar = true)"
            )

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.connection.close()

    def execute(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        """Run one statement with bound values (`$name`) and give its rows."""
        return self.connection.execute(sql, values or None).fetchall()

    @contextmanager
    def joining_as_written(self) -> Iterator[None]:
        """Within, joins are made in the order they are written, the table on the right of each held in memory: for
        statements whose sizes are known here, and not told by the engine's statistics."""
        self.execute("set disabled_optimizers = 'join_order,build_side_probe_side'")
        try:
            yield
        finally:
            self.execute("reset disabled_optimizers")

    def view(self, table: str, files: Path | Iterable[Path]) -> None:
        """Put a table in view from its file, or from several files under one another."""
        listed = [files] if isinstance(files, Path) else list(files)
        names = ", ".join(quoted(file) for file in listed)
        self.execute(f"create or replace view {table} as from read_parquet([{names}], union_by_name = true)")

    def build(self, table: str, period: str, values: Mapping[str, Any]) -> int:
        """Run the table's model, write it to the lake under `period`, put it in view; gives its rows.

        Raises:
            KeyError: no SQL file makes the table, or a parameter it names has no value.
        """
        for name in sorted(parameters(table)):
            self.connection.execute(f"set variable {name} = ?", [values[name]]).fetchall()
        return self.write(table, period, rendered(table))

    def write(self, table: str, period: str, select: str) -> int:
        """Write the rows of a select to the lake as `table`, put it in view; gives the number of rows."""
        with self.lake.replace(table, period) as file:
            self.execute(f"copy ({select}) to {quoted(file)} (format parquet, compression zstd)")
        self.view(table, self.lake.path(table, period))
        return int(self.execute(f"select count(*) from {table}")[0][0])


def quoted(file: Path) -> str:
    """A file's path as a text of SQL."""
    return "'" + str(file).replace("'", "''") + "'"

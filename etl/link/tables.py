"""Linking two table files, or one within itself, by a specification: what `baophu link` and `baophu dedupe` do."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from etl import settings
from etl.engine import Engine
from etl.errors import ABOUT_SQL, BaophuError, FileRefused, UsageFault
from etl.lake import Lake
from etl.link import assignment, clusters, crowds, levels, records, scoring, training
from etl.link import model as models
from etl.link import spec as specs
from etl.link.model import Model
from etl.link.spec import Spec

FORMAT = "(format parquet, compression zstd)"
CROWDED = "identifiers that a crowd shares, not read"


@dataclass(frozen=True)
class Result:
    """What was found.

    Attributes:
        counts: what was counted → how many.
        files: files written.
        model: the weights that were used.
    """

    counts: dict[str, int]
    files: list[Path]
    model: Model


def link(
    spec_file: Path, left: Path, right: Path, out: Path, model: Path | None = None, scores: bool = True
) -> Result:
    """Link the records of two files.

    Writes `links.parquet` (left_key, right_key, probability, decision, weight, pass, block), `scores.parquet` (every
    plausible pair with the level of each comparison by name) and `model.json`.

    Args:
        model: pinned weights; None learns them from these tables.
        scores: whether `scores.parquet` is wanted.
    Raises:
        UsageFault: the specification, the model or a table is not there or does not fit.
        FileRefused: a table cannot be read to its end.
    """
    spec = specs.load(spec_file)
    with _engine(left, right) as engine:
        records.prepare(engine, spec, records.scan(left), records.scan(right))
        emptied = crowds.clear(engine, spec)
        weights = _weights(engine, spec, model, within=False)
        scoring.score(engine, spec, weights)
        assignment.assign(engine, spec)
        files = _written(engine, spec, out, weights, "links", scores)
        held = {
            f"{side} records": engine.execute(f"select count(*) from {side}_records")[0][0]
            for side in records.SIDES
        }
        decided = dict(engine.execute("select decision, count(*) from links group by decision"))
    links = {f"{word} links": decided.get(word, 0) for word in ("certain", "possible")}
    return Result(held | {CROWDED: emptied} | links, files, weights)


def dedupe(spec_file: Path, file: Path, out: Path, model: Path | None = None) -> Result:
    """Find the records of one file that are the same: writes `clusters.parquet` (record_key, cluster_key: the lowest
    key of the cluster), `scores.parquet` and `model.json`. Arguments and errors as in `link`."""
    spec = specs.load(spec_file)
    with _engine(file) as engine:
        records.prepare(engine, spec, records.scan(file), records.scan(file))
        emptied = crowds.clear(engine, spec, within=True)
        weights = _weights(engine, spec, model, within=True)
        scoring.score(engine, spec, weights, within=True)
        clusters.cluster(engine, spec)
        files = _written(engine, spec, out, weights, "clusters")
        rows, found = engine.execute("select count(*), count(distinct cluster_key) from clusters")[0]
    return Result({"records": rows, CROWDED: emptied, "clusters": found}, files, weights)


@contextmanager
def _engine(*files: Path) -> Iterator[Engine]:
    """An engine with the deployment's limits and no lake of its own; what it refuses about the files or the
    specification's SQL becomes an error of ours, for its own words may quote a row."""
    limits = settings.read()
    with (
        TemporaryDirectory() as folder,
        Engine(Lake(Path(folder)), limits.memory_limit, limits.threads) as engine,
    ):
        try:
            yield engine
        except duckdb.Error as error:
            raise _told(error, files) or error from None


def _told(error: duckdb.Error, files: Iterable[Path]) -> BaophuError | None:
    """The engine's error in our words; None where it is about neither files nor specification."""
    said = str(error)
    if type(error).__name__ in ABOUT_SQL:
        return UsageFault(
            "the specification's SQL does not fit the tables",
            said.splitlines()[:1],
            todo="Correct its conditions, or its `records` file.",
        )
    if isinstance(error, duckdb.ConversionException):
        return UsageFault(
            "a value has not the type that the specification's SQL asks for",
            todo="Convert it in a `records` file; try_cast leaves empty what does not fit.",
        )
    if named := [file.name for file in files if file.name in said]:
        line = re.search(r"CSV Error on Line: (\d+)", said)
        return FileRefused(
            f"{named[0]} cannot be read as a table",
            [f"line {line[1]}"] if line else [],
            todo="Give Parquet, or CSV in UTF-8 with one header line.",
        )
    return None


def _weights(engine: Engine, spec: Spec, model: Path | None, within: bool) -> Model:
    if model:
        return models.read(model, spec)
    learned = training.learn(engine, spec, within)
    training.forget(engine)
    return learned


def _written(
    engine: Engine, spec: Spec, out: Path, weights: Model, table: str, scores: bool = True
) -> list[Path]:
    out.mkdir(parents=True, exist_ok=True)
    files = [out / f"{table}.parquet", out / "model.json", *([out / "scores.parquet"] if scores else [])]
    engine.execute(f"copy (from {table} order by 1, 2) to '{files[0]}' {FORMAT}")
    weights.write(files[1])
    if scores:
        engine.execute(f"copy ({named_scores(spec)}) to '{files[2]}' {FORMAT}")
    return files


def named_scores(spec: Spec) -> str:
    """SELECT of `scores` with the levels' names, in the order of the keys. Named last: numbers are sorted sooner."""
    return f"""
        select left_key, right_key, weight, pass, block, {levels.named(spec)}
        from (from scores order by left_key, right_key)"""

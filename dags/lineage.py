"""What came of what, in OpenLineage's words: tables with their columns, rows and the checks they were held against.

Events go where Airflow's OpenLineage provider is told to send them, by default into a file. They name tables and
columns and hold counts, never a row.
"""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from etl import pipeline

NAMESPACE = "baophu"
# The stage whose tables a step builds, where it bears another name.
STAGES = {"lists": "out"}


def tell_step(run: "pipeline.Run", step: str) -> None:
    """Tell what a step built, of what, and how the checks of its tables ended; a release is made of the lists."""
    from etl import engine

    if step == "release":
        _emit(run, inputs=engine.tables("out"), outputs=[])
    elif step != "land":
        built = engine.tables(STAGES.get(step, step))
        read = {table for name in built for table in engine.reads(name)} - set(built)
        _emit(run, sorted(read), built, _findings(run, STAGES.get(step, step)))


def tell_landing(run: "pipeline.Run", source: str, periods: Iterable[str]) -> None:
    """Tell what was landed of a source, and what was set aside."""
    for period in periods:
        _emit(run, [], [f"{kind}_{source}" for kind in ("landed", "rejects", "deliveries")], period=period)


def _findings(run: "pipeline.Run", stage: str) -> list[dict[str, Any]]:
    file = run.out / "checks" / run.period / stage / "findings.json"
    return list(json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else []


def _emit(
    run: "pipeline.Run",
    inputs: Iterable[str],
    outputs: Iterable[str],
    findings: Iterable[dict[str, Any]] = (),
    period: str = "",
) -> None:
    from airflow.providers.openlineage.api.datasets import emit_dataset_lineage
    from openlineage.client.event_v2 import InputDataset, OutputDataset

    month = period or run.period
    emit_dataset_lineage(
        inputs=[InputDataset(NAMESPACE, table, facets=_facets(run, table, month)) for table in inputs],
        outputs=[
            OutputDataset(
                NAMESPACE,
                table,
                outputFacets=_rows(run, table, month),
                facets=_facets(run, table, month, findings),
            )
            for table in outputs
        ],
    )


def _facets(
    run: "pipeline.Run", table: str, period: str, findings: Iterable[dict[str, Any]] = ()
) -> dict[str, Any]:
    """Columns, period and checks of a table; nothing where it is not of the lake (reference tables)."""
    import pyarrow.parquet as parquet
    from openlineage.client import facet_v2 as facets

    file = run.lake.path(table, period)
    if not file.is_file():
        return {}
    columns = [
        facets.schema_dataset.SchemaDatasetFacetFields(column.name, str(column.type))
        for column in parquet.read_schema(file)
    ]
    held = [
        facets.data_quality_assertions_dataset.Assertion(
            assertion=found["expectation"],
            success=found["holds"],
            column=found["column"],
            severity=found["severity"],
            description=found["description"],
        )
        for found in findings
        if found["table"] == table
    ]
    told: dict[str, Any] = {
        "schema": facets.schema_dataset.SchemaDatasetFacet(columns),
        "version": facets.dataset_version_dataset.DatasetVersionDatasetFacet(period),
    }
    if held:
        told["dataQualityAssertions"] = (
            facets.data_quality_assertions_dataset.DataQualityAssertionsDatasetFacet(held)
        )
    return told


def _rows(run: "pipeline.Run", table: str, period: str) -> dict[str, Any]:
    import pyarrow.parquet as parquet
    from openlineage.client.facet_v2 import output_statistics_output_dataset as statistics

    file = run.lake.path(table, period)
    if not file.is_file():
        return {}
    rows, size = parquet.read_metadata(file).num_rows, file.stat().st_size
    return {"outputStatistics": statistics.OutputStatisticsOutputDatasetFacet(rows, size)}

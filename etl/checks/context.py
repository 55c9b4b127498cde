"""Great Expectations, quiet: no network, no files, no progress bars, and no value of a row in its answers."""

from typing import TYPE_CHECKING, Any

import duckdb

from etl.checks.expectations import Suite

if TYPE_CHECKING:
    from great_expectations.core import (
        ExpectationSuite,
        ExpectationSuiteValidationResult,
        ExpectationValidationResult,
    )
    from great_expectations.data_context import EphemeralDataContext

SOURCE = "lake"


def new_context() -> "EphemeralDataContext":
    """A GX context that lives in memory only and tells nobody."""
    import great_expectations as gx
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    config = DataContextConfig(
        analytics_enabled=False,
        progress_bars=ProgressBarsConfig(globally=False, metric_calculations=False),
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
    )
    return gx.get_context(mode="ephemeral", project_config=config)


def faults_of(kind: str, kwargs: dict[str, Any]) -> list[str]:
    """What GX says against an expectation: an unknown type, unknown or missing or wrong kwargs."""
    import great_expectations as gx  # noqa: F401 (it registers the expectations)
    from great_expectations.exceptions import ExpectationNotFoundError
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    try:
        ExpectationConfiguration(type=kind, kwargs=kwargs).to_domain_obj()
    except ExpectationNotFoundError:
        return ["Great Expectations has no such type"]
    except ValueError as error:
        listed = error.errors() if hasattr(error, "errors") else [{"loc": ("kwargs",), "msg": str(error)}]
        return sorted({f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in listed})
    return []


def gx_suite(suite: Suite) -> "ExpectationSuite":
    """The suite in GX's own classes; each expectation's place in the file rides along in its meta.

    GX's pages show no notes, so a description carries them: the auditor reads each bound's day and reason.
    """
    from great_expectations.core import ExpectationSuite

    return ExpectationSuite(
        name=suite.table,
        expectations=[
            {
                "type": rule.type,
                "kwargs": rule.kwargs,
                "severity": rule.severity,
                "description": f"{rule.description} ({rule.notes})" if rule.notes else rule.description,
                "notes": rule.notes or None,
                "meta": {"place": rule.place},
            }
            for rule in suite.rules
        ],
    )


def validate(
    connection: duckdb.DuckDBPyConnection, suite: Suite, parameters: dict[str, Any]
) -> "ExpectationSuiteValidationResult":
    """Run a suite on the table of its name, inside DuckDB, over the given open connection."""
    from etl.checks import dialect

    options: dict[str, Any] = {"create_temp_table": False, "kwargs": dialect.options_over(connection)}
    url = f"{dialect.SCHEME}://"
    source = new_context().data_sources.add_sql(SOURCE, connection_string=url, **options)
    asset = source.add_table_asset(suite.table, table_name=suite.table)
    batch = asset.add_batch_definition_whole_table("whole").get_batch()
    form = {
        "result_format": "BASIC",
        "partial_unexpected_count": 0,
        "exclude_unexpected_values": True,
        "return_unexpected_index_query": True,
        "unexpected_index_column_names": suite.key,
    }
    return batch.validate(gx_suite(suite), result_format=form, expectation_parameters=parameters)


def place_of(result: "ExpectationValidationResult") -> int:
    """The place in the expectation file of the rule that a result answers: GX answers in its own order."""
    config = result.expectation_config
    if config is None:
        raise ValueError("Great Expectations gave a result without its expectation")
    return int(config.meta["place"])

"""A table in a database: `<anything>.database.yml` names a variable with the SQLAlchemy URL, and a query.

The URL, which holds a password, is in no file and in no message. Rows count from 1.
"""

import datetime
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa
import sqlalchemy
import yaml
from sqlalchemy.exc import SQLAlchemyError

from etl.sources import headers
from etl.sources.readers.base import BATCH_ROWS, Incoming, Row, Table, batches

KEYS = {"url_env", "query"}
VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*_URL")
FORM = "It has two lines: url_env (a variable whose name ends in _URL) and query."


def open_table(incoming: Incoming) -> Table:
    """Open the query's result; it is read as a stream inside one read-only transaction.

    Raises:
        FileRefused: the file is not of the form, the variable is not set, the database does not answer.
    """
    url, query = _order(incoming)
    try:
        engine = sqlalchemy.create_engine(url, hide_parameters=True)
        connection = engine.connect().execution_options(
            stream_results=True, yield_per=BATCH_ROWS, postgresql_readonly=True
        )
        result = connection.execute(sqlalchemy.text(query))
        header = headers.require([list(result.keys())], incoming)
    except (SQLAlchemyError, ImportError, ValueError) as error:
        raise _refusal(error, incoming) from None

    def read() -> Iterator[pa.RecordBatch]:
        try:
            yield from batches(_rows(result), header.columns, incoming.source)
        except SQLAlchemyError as error:
            raise _refusal(error, incoming) from None
        finally:
            connection.close()
            engine.dispose()

    return Table("database", "", read(), header.undeclared)


def _order(incoming: Incoming) -> tuple[str, str]:
    try:
        order = yaml.safe_load(incoming.file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        order = None
    if (
        not isinstance(order, dict)
        or set(order) != KEYS
        or not all(isinstance(each, str) for each in order.values())
    ):
        raise incoming.refuse("is no order for a database table", todo=FORM)
    if not VARIABLE.fullmatch(order["url_env"]):
        raise incoming.refuse("names a variable that does not end in _URL", todo=FORM)
    url = incoming.environment.get(order["url_env"], "")
    if not url:
        raise incoming.refuse(
            "needs a database whose URL is not set", [f"environment variable {order['url_env']}"], "Set it."
        )
    return url, order["query"]


def _refusal(error: Exception, incoming: Incoming) -> Exception:
    """The driver's words may hold the URL or values, so only the kind of error is told."""
    what = "could not be read from its database"
    todo = "Check that the database answers, that the query runs there, and the rights of its user."
    return incoming.refuse(what, [f"kind of error: {type(error).__name__}"], todo)


def _rows(result: Any) -> Iterator[Row]:
    number = 0
    for partition in result.partitions():
        for row in partition:
            number += 1
            yield number, _cells(row)


def _cells(row: Sequence[Any]) -> list[str | None]:
    return [_text(value) for value in row]


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, Decimal):
        return format(value.to_integral_value() if value == value.to_integral_value() else value, "f")
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(sep=" ")
    return str(value)

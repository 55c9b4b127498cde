"""One engine for the properties of the SQL functions, asked about many values at a time."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from etl.engine import Engine
from etl.lake import Lake


@pytest.fixture(scope="session")
def values_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, list[Any]], list[Any]]]:
    """Gives an expression's result over each value, which it calls `value`, in order; one query for all."""
    with Engine(Lake(tmp_path_factory.mktemp("lake")), threads=1) as engine:

        def ask(expression: str, values: list[Any]) -> list[Any]:
            rows = engine.execute(
                f"select {expression} from"
                " (select unnest($values) as value, unnest(range(len($values))) as place) order by place",
                values=values,
            )
            return [row[0] for row in rows]

        yield ask

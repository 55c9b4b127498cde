"""One engine for the tests of etl/link: every one of them makes its tables anew."""

from collections.abc import Iterator

import pytest

from etl.engine import Engine
from etl.lake import Lake


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with Engine(Lake(tmp_path_factory.mktemp("lake"))) as opened:
        yield opened

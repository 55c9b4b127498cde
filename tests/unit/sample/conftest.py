"""Small samples, each made once for all tests."""

from pathlib import Path

import pytest
from delivered import DIRT, PEOPLE, PERIOD

from etl import sample


@pytest.fixture(scope="session")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dirty")
    sample.make("40", PEOPLE, PERIOD, 1, out, DIRT)
    return out


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("clean")
    sample.make("40", PEOPLE, PERIOD, 1, out, 0.0)
    return out

"""The project's folders are found in a checkout, and lie in a wheel where settings look for them."""

import tomllib

from etl import settings


def test_a_checkout_reads_its_own_folders():
    assert settings.SQL == settings.PROJECT / "sql"
    assert settings.EXPECTATIONS == settings.PROJECT / "expectations"


def test_a_wheel_carries_them_inside_the_package():
    project = tomllib.loads((settings.PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    carried = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    folders = {folder.name: f"etl/shipped/{folder.name}" for folder in (settings.SQL, settings.EXPECTATIONS)}
    assert carried == folders

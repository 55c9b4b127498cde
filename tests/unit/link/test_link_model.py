"""A model file comes back as it was, and only for the comparisons that it was trained for."""

import pytest
from linking import model, spec

from etl.errors import UsageFault
from etl.link import model as models
from etl.link import residual
from etl.link.spec import load


def test_what_is_written_is_read(tmp_path):
    model(spec()).write(tmp_path / "m.json")
    assert models.read(tmp_path / "m.json", spec()) == model(spec())


def test_the_same_model_gives_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        model(spec()).write(tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    models.read(tmp_path / "a", spec()).write(tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize(
    "change",
    [
        {"frequencies": {"per": "sex", "of": {"name": []}}},
        {"comparisons": {"town": {"of": ["town"], "levels": {"same": {"when": "l.town = r.town"}}}}},
    ],
    ids=["frequencies", "comparisons"],
)
def test_other_comparisons_are_refused(tmp_path, change):
    model(spec()).write(tmp_path / "m.json")
    with pytest.raises(UsageFault, match=r"m\.json was trained for other comparisons"):
        models.read(tmp_path / "m.json", spec(**change))


def test_other_blocks_and_thresholds_need_no_other_model(tmp_path):
    model(spec()).write(tmp_path / "m.json")
    other = spec(blocks={"town": {"pass": 1, "equal": ["town"]}}, certain=0.9, one_to_one=False)
    assert models.read(tmp_path / "m.json", other) == model(spec())


def test_a_model_that_is_not_there(tmp_path):
    with pytest.raises(UsageFault, match=r"m\.json is not there"):
        models.read(tmp_path / "m.json", spec())


def test_the_shipped_model_is_of_the_shipped_specification():
    persons = load(residual.SPEC)
    shipped = models.read(residual.MODEL, persons)
    for name, comparison in persons.comparisons.items():
        assert set(shipped.levels[name]) == {*comparison.levels, "other"}
    assert set(shipped.typical) == set(persons.frequencies.of)

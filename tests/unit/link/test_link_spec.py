"""A specification is read whole, or every fault of it is told."""

from pathlib import Path

import pytest
import yaml
from linking import PEOPLE

from etl.errors import UsageFault
from etl.link import residual
from etl.link.spec import Block, Spec, load

HERE = Path(residual.__file__).parent
BENCHMARKS = Path(__file__).parents[3] / "benchmarks" / "registries"


def write(folder: Path, told: object, name: str = "x.yml") -> Path:
    file = folder / name
    file.write_text(yaml.safe_dump(told, sort_keys=False), encoding="utf-8")
    return file


def faults_of(file: Path) -> str:
    with pytest.raises(UsageFault) as raised:
        load(file)
    return str(raised.value)


@pytest.mark.parametrize(
    "file", [*sorted(HERE.glob("*.yml")), *sorted(BENCHMARKS.glob("*.yml"))], ids=lambda file: file.stem
)
def test_shipped_specifications_are_sound(file):
    spec = load(file)
    assert spec.passes[0] >= 1
    assert spec.records is None or spec.records.is_file()


def test_columns_are_all_that_the_conditions_and_blocks_name(tmp_path):
    told = PEOPLE | {"blocks": {"swapped": {"pass": 1, "equal": ["name=nick", "year"]}}}
    told["frequencies"] = {"per": "sex", "of": {"name": ["first"]}}
    spec = load(write(tmp_path, told))
    assert spec.columns == {"id", "number", "name", "nick", "year", "town", "sex", "first"}
    assert spec.blocks["swapped"].sides() == (["name", "year"], ["nick", "year"])


def test_passes_are_in_order_whatever_the_blocks_say(tmp_path):
    blocks = {"loose": {"pass": 7, "equal": ["name"]}, "strict": {"pass": 2, "equal": ["number"]}}
    assert load(write(tmp_path, PEOPLE | {"blocks": blocks})).passes == [2, 7]


def test_every_fault_is_told_at_once(tmp_path):
    levels = {
        "bare": {"when": "name = r.name"},
        "broken": {"when": "l.name = = r.name"},
        "uncounted": {"when": "l.name = r.name", "among": ["year"]},
        "unreasoned": {"when": "l.name = r.name", "weight": 3},
    }
    told = faults_of(write(tmp_path, PEOPLE | {"comparisons": {"name": {"of": ["name"], "levels": levels}}}))
    assert "comparisons.name.bare: name must say whose it is" in told
    assert "comparisons.name.broken: `when` is no SQL condition" in told
    assert "comparisons.name.uncounted: year is not counted in frequencies" in told
    assert "comparisons.name.unreasoned: a given weight needs its reason" in told


def test_unknown_words_are_refused(tmp_path):
    told = faults_of(
        write(tmp_path, PEOPLE | {"thresold": 0.9, "blocks": {"x": {"pass": 0, "equal": ["a"]}}})
    )
    assert "thresold" in told
    assert "blocks.x.pass" in told


@pytest.mark.parametrize("text", ["- a\n- b\n", "just words\n", "a: [unclosed\n", ""])
def test_what_is_no_mapping_is_refused(tmp_path, text):
    file = tmp_path / "x.yml"
    file.write_text(text, encoding="utf-8")
    assert "x.yml is no specification" in faults_of(file)


def test_a_file_that_is_not_there(tmp_path):
    assert "nowhere.yml is not there" in faults_of(tmp_path / "nowhere.yml")
    over = write(tmp_path, {"extends": "nowhere.yml"})
    assert "is not there" in faults_of(over)


def test_extends_adds_and_replaces(tmp_path):
    write(tmp_path, PEOPLE, "base.yml")
    over = {
        "extends": "base.yml",
        "key": "other_key",
        "comparisons": {"town": {"levels": {"same": {"when": "l.town = r.town and l.year = r.year"}}}},
        "blocks": {"town": {"pass": 3, "equal": ["town"]}},
    }
    spec = load(write(tmp_path, over))
    assert spec.key == "other_key"
    assert list(spec.comparisons) == ["name", "year", "town"]
    assert spec.comparisons["town"].of == ("town",)
    assert spec.comparisons["town"].levels["same"].when == "l.town = r.town and l.year = r.year"
    assert list(spec.blocks) == ["number", "name", "year_town", "town"]
    assert spec.blocks["town"] == Block(equal=("town",), **{"pass": 3})


def test_records_lie_beside_the_specification(tmp_path):
    file = write(tmp_path, PEOPLE | {"records": "x.sql"})
    assert "x.sql is not there" in faults_of(file)
    (tmp_path / "x.sql").write_text("from input")
    assert load(write(tmp_path, PEOPLE | {"records": "x.sql"})).records == tmp_path / "x.sql"


def test_matched_are_the_columns_that_are_only_asked_whether_both_sides_have_the_same():
    conditions = {
        "same": "l.a = r.a and (l.b is null or r.b is null)",
        "crossed": "l.c = r.d",
        "near": "levenshtein(l.e, r.e) <= 1",
        "told": "l.f = 'x'",
    }
    comparisons = {"x": {"of": ["a"], "levels": {name: {"when": when} for name, when in conditions.items()}}}
    blocks = {"crossed": {"pass": 1, "equal": ["g=h", "i"]}}
    told = {
        "key": "id",
        "comparisons": comparisons,
        "blocks": blocks,
        "frequencies": {"per": "p", "of": {"a": []}},
    }
    assert Spec.model_validate(told).matched == {"a", "b", "i"}

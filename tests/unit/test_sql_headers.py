"""Every model says what a row is, what it reads and which values it needs; the headers are held against the SQL."""

import re

import pytest
import sqlglot

from etl import engine as sql

MODELS = [model for stage in sql.STAGES for model in sql.models(stage)]


def header(model: str) -> str:
    lines = []
    for line in sql.model_file(model).read_text(encoding="utf-8").splitlines():
        if not line.startswith("--"):
            break
        lines.append(line.removeprefix("--").strip())
    return " ".join(lines)


def named_after(word: str, text: str) -> set[str]:
    found = re.search(rf"{word}: (.*?)(?:\.(?:\s|$)|$)", text)
    return set(re.findall(r":?(\w+)", re.sub(r"\([^)]*\)", "", found[1]))) if found else set()


@pytest.mark.parametrize("model", MODELS)
def test_the_header_names_the_grain(model):
    assert re.match(r"(Pass \d: )?[Oo]ne row per ", header(model)), "begin with: One row per …"


@pytest.mark.parametrize("model", MODELS)
def test_the_header_names_what_is_read(model):
    assert named_after("Reads", header(model)) == sql.reads(model)


@pytest.mark.parametrize("model", MODELS)
def test_the_header_names_the_parameters(model):
    text = header(model)
    assert {
        name for name in re.findall(r":(\w+)", text.split("Parameters:")[-1]) if "Parameters:" in text
    } == (sql.parameters(model))


@pytest.mark.parametrize("model", MODELS)
def test_the_model_renders_to_spark(model):
    sql.model(model).tree.sql(dialect="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)


@pytest.mark.parametrize("model", MODELS)
def test_the_model_states_its_order(model):
    assert sql.model(model).tree.args.get("order"), (
        "the same input must give the same bytes: end with order by"
    )

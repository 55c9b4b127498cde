"""DuckDB as SQLAlchemy and GX see it: the same connection, regex as PostgreSQL means it, rows not copied."""

from datetime import date

import duckdb
import pytest
import sqlalchemy as sa

from etl.checks import dialect


@pytest.fixture
def connection():
    opened = duckdb.connect()
    opened.execute(
        "create view letters as select 'ab' as word, date '2026-01-31' as day, 1.5::decimal(9,2) as n"
    )
    yield opened
    opened.close()


@pytest.fixture
def alchemy(connection):
    return sa.create_engine(f"{dialect.SCHEME}://", **dialect.options_over(connection))


def regex(operator):
    return sa.BinaryExpression(sa.column("word"), sa.literal("b"), sa.custom_op(operator))


def test_it_is_the_very_connection_and_closing_leaves_it_open(connection, alchemy):
    connection.execute("create temp table mine as select 7 as n")
    with alchemy.connect() as opened:
        assert opened.execute(sa.text("select n from mine")).scalar() == 7
    alchemy.dispose()
    assert connection.execute("select n from mine").fetchall() == [(7,)]


@pytest.mark.parametrize(("operator", "holds"), [("~", True), ("!~", False)])
def test_a_regex_may_match_a_part(alchemy, operator, holds):
    with alchemy.connect() as opened:
        assert opened.execute(sa.select(regex(operator)).select_from(sa.table("letters"))).scalar() is holds


def test_other_operators_are_left_alone(alchemy):
    both = sa.BinaryExpression(sa.column("word"), sa.literal("!"), sa.custom_op("||"))
    with alchemy.connect() as opened:
        assert opened.execute(sa.select(both).select_from(sa.table("letters"))).scalar() == "ab!"


def test_columns_of_a_view_have_their_types(alchemy):
    found = {column["name"]: str(column["type"]) for column in sa.inspect(alchemy).get_columns("letters")}
    assert found == {"word": "VARCHAR", "day": "DATE", "n": "NUMERIC"}


def test_rows_stream_until_the_next_statement_and_are_never_mixed_up(alchemy):
    with alchemy.connect() as opened:
        first = opened.execute(sa.text("select range as n from range(1000000)"))
        assert [row.n for row in first.fetchmany(3)] == [0, 1, 2]
        assert opened.execute(sa.text("select 'second' as n")).fetchall() == [("second",)]
        with pytest.raises(sa.exc.ProgrammingError, match="rows are gone"):
            first.fetchone()


def test_a_query_to_keep_has_its_values_as_sql(alchemy):
    """GX's own substitution would write datetime.date(2026, 1, 31), and double every backslash."""
    query = sa.select(sa.column("word")).where(
        sa.column("day") == sa.literal(date(2026, 1, 31)),
        regex("~"),
        sa.column("word") != sa.literal("it's \\d"),
        sa.column("word").in_(["ab", "cd"]),
    )
    text = str(
        query.select_from(sa.table("letters")).compile(alchemy, compile_kwargs={"render_postcompile": True})
    )
    assert "'2026-01-31'" in text
    assert "'it''s \\d'" in text
    with alchemy.connect() as opened:
        assert opened.exec_driver_sql(text).fetchall() == [("ab",)]

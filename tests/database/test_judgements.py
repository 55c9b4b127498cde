"""Human judgements: written down, undone, never changed; what is in force contradicts nothing."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from etl.database.judgements import Word, history, in_force, record, undo
from etl.database.server import connect
from etl.engine import Engine
from etl.errors import DatabaseUnavailable, UsageFault
from etl.lake import Lake
from etl.link import judging
from etl.settings import Settings

SEEN = datetime(2026, 10, 5, 9, 30, tzinfo=timezone(timedelta(hours=7)))
LAN = Word("lan", SEEN, "papers compared")
MINH = Word("minh", SEEN + timedelta(days=1), "wrong page")


@pytest.fixture
def log(server, tmp_path):
    """An empty log in a database of its own."""
    with connect(server, tmp_path) as database:
        yield database


def told(events):
    return [(e.judgement_id, e.left_record_id, e.right_record_id, e.verdict) for e in events]


def test_a_judgement_is_kept_with_who_when_and_why(log):
    number = record(log, "b", "a", "same", LAN)
    (event,) = in_force(log)
    assert told([event]) == [(number, "a", "b", "same")]
    assert (event.judged_by, event.judged_at, event.because) == ("lan", SEEN, "papers compared")


def test_an_undone_judgement_is_no_longer_in_force_and_still_in_the_log(log):
    first = record(log, "a", "b", "same", LAN)
    event = undo(log, first, MINH)
    assert in_force(log) == []
    judged, undoing = history(log)
    assert (judged.judgement_id, judged.undone_by, judged.verdict) == (first, event, "same")
    assert (undoing.undoes, undoing.judged_by, undoing.because) == (first, "minh", "wrong page")
    again = record(log, "a", "b", "different", MINH)
    assert told(in_force(log)) == [(again, "a", "b", "different")]


@pytest.mark.parametrize("change", [
    "update judgements set verdict = 'different'",
    "update judgements set judged_by = 'somebody' where judgement_id = 1",
    "delete from judgements",
    "delete from judgements where false",
    "truncate judgements",
    "insert into judgements overriding system value select * from judgements "
    "on conflict (judgement_id) do update set because = 'else'",
])  # fmt: skip
def test_the_database_refuses_every_change_of_the_log(log, change):
    record(log, "a", "b", "same", LAN)
    before = history(log)
    with pytest.raises(DBAPIError, match="never changed or deleted"), log.begin() as connection:
        connection.execute(text(change))
    assert history(log) == before


@pytest.mark.parametrize(("values", "constraint"), [
    ("null, 'b', 'a', 'same', 'lan', now(), 'why'", "ck_judgements_event"),
    ("null, 'a', 'a', 'same', 'lan', now(), 'why'", "ck_judgements_event"),
    ("null, 'a', null, 'same', 'lan', now(), 'why'", "ck_judgements_event"),
    ("null, 'a', 'b', null, 'lan', now(), 'why'", "ck_judgements_event"),
    ("1, 'a', 'b', 'same', 'lan', now(), 'why'", "ck_judgements_event"),
    ("null, 'a', 'b', 'perhaps', 'lan', now(), 'why'", "ck_judgements_verdict"),
    ("null, 'a', 'c', 'same', ' ', now(), 'why'", "ck_judgements_answerable"),
    ("null, 'a', 'c', 'same', 'lan', now(), ''", "ck_judgements_answerable"),
    ("99, null, null, null, 'lan', now(), 'why'", "ck_judgements_event"),
])  # fmt: skip
def test_the_database_holds_whole_events_only(log, values, constraint):
    record(log, "a", "b", "same", LAN)
    columns = "undoes, left_record_id, right_record_id, verdict, judged_by, judged_at, because"
    with pytest.raises(DBAPIError, match=constraint), log.begin() as connection:
        connection.execute(text(f"insert into judgements ({columns}) values ({values})"))


def test_a_pair_is_judged_once_until_that_is_undone(log):
    first = record(log, "a", "b", "unsure", LAN)
    with pytest.raises(UsageFault, match=f"judged already: judgement {first}, unsure"):
        record(log, "b", "a", "same", MINH)
    assert len(history(log)) == 1
    undo(log, first, MINH)
    record(log, "b", "a", "same", MINH)


def test_what_others_said_together_is_not_contradicted(log):
    same = [record(log, one, two, "same", LAN) for one, two in (("a", "b"), ("b", "c"), ("x", "y"))]
    apart = record(log, "c", "x", "different", LAN)
    with pytest.raises(UsageFault, match=f"in force, taken together: {same[0]}, {same[1]}\n") as caught:
        record(log, "a", "c", "different", MINH)
    assert "nothing was written" in caught.value.stands
    with pytest.raises(UsageFault, match=f"taken together: {apart}\n"):
        record(log, "y", "a", "same", MINH)
    record(log, "a", "c", "unsure", MINH)  # contradicts nobody: b may be the one who was taken for two
    record(log, "a", "z", "different", MINH)
    assert len(in_force(log)) == 6


@pytest.mark.parametrize(("which", "message"), [
    (7, "judgement 7 is not in the log"),
    (2, "judgement 2 is the undoing of another"),
    (1, "judgement 1 is undone already, by event 2"),
])  # fmt: skip
def test_only_a_judgement_in_force_is_undone(log, which, message):
    assert undo(log, record(log, "a", "b", "same", LAN), MINH) == 2
    with pytest.raises(UsageFault, match=message):
        undo(log, which, MINH)
    assert len(history(log)) == 2


@pytest.mark.parametrize(("word", "message"), [
    (Word(" ", SEEN, "why"), "who is empty"),
    (Word("lan", SEEN, ""), "why is empty"),
    (Word("", SEEN, ""), "who and why is empty"),
    (Word("lan", datetime(2026, 10, 5), "why"), "no time zone"),
])  # fmt: skip
def test_somebody_answers_for_every_event(log, word, message):
    with pytest.raises(UsageFault, match=message):
        record(log, "a", "b", "same", word)
    with pytest.raises(UsageFault, match=message):
        undo(log, 1, word)


def test_only_the_three_verdicts_and_two_records(log):
    with pytest.raises(UsageFault, match="no such verdict"):
        record(log, "a", "b", "likely", LAN)
    with pytest.raises(UsageFault, match="a record is itself"):
        record(log, "a", "a", "same", LAN)


@pytest.fixture
def lake(tmp_path):
    """A lake that knows the records m1 of May and p1 of June."""
    with Engine(Lake(tmp_path / "out" / "lake"), threads=1) as engine:
        for period, name in (("2026-05", "m1"), ("2026-06", "p1")):
            engine.write("link_person_records", period, f"select '{name}' as record_id")
        yield engine


def test_records_that_no_month_knows_are_refused(lake, server, tmp_path):
    with pytest.raises(UsageFault, match="1 of 2 records") as caught:
        judging.judge(lake, server, tmp_path / "out", ("m1", "040095000001"), "same", LAN)
    assert caught.value.details == ["record 2 of the call"]
    assert "040095000001" not in str(caught.value)
    assert judging.read_history(server, tmp_path / "out") == []
    assert judging.judge(lake, server, tmp_path / "out", ("p1", "m1"), "same", LAN) == 1


def test_a_run_sees_what_is_in_force_in_the_order_of_the_log(lake, server, tmp_path):
    out = tmp_path / "out"
    with connect(server, out) as database:
        undo(database, record(database, "a", "b", "same", LAN), MINH)
        record(database, "p1", "m1", "different", MINH)
        record(database, "a", "b", "unsure", LAN)
    assert judging.view_in_force(lake, server, out) == 2
    assert lake.execute(f"select * from {judging.VIEW}") == [
        (3, "m1", "p1", "different", "minh", datetime(2026, 10, 6, 2, 30), "wrong page"),
        (4, "a", "b", "unsure", "lan", datetime(2026, 10, 5, 2, 30), "papers compared"),
    ]


def test_a_run_without_judgements_needs_no_database(lake, tmp_path):
    out = tmp_path / "out"
    assert judging.view_in_force(lake, Settings(), out) == 0
    described = {row[0]: row[1].lower() for row in lake.execute(f"describe {judging.VIEW}")}
    assert described == judging.COLUMNS
    assert not (out / "database").exists()


def test_a_database_that_does_not_answer_stops_the_run(lake, tmp_path):
    away = Settings(database_url="postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(DatabaseUnavailable):
        judging.view_in_force(lake, away, tmp_path / "out")


def test_the_instant_is_kept_whatever_the_clock_of_the_reader(log):
    record(log, "a", "b", "same", LAN)
    assert in_force(log)[0].judged_at.astimezone(UTC) == datetime(2026, 10, 5, 2, 30, tzinfo=UTC)

"""The second opinion: candidates that agree are held for one person, those that differ are not."""

import logging
import warnings
from itertools import product

import pytest
from linking import put

from etl.link import opinion

NAMES = ("tran van binh", "le thi hoa", "pham quoc cuong", "do minh anh", "hoang gia bao", "bui thuy linh")


def pair(lead, enrolled, teaches=True):
    return (
        {"teaches": teaches}
        | {f"lead_{f}": v for f, v in lead.items()}
        | {f"enrolled_{f}": v for f, v in enrolled.items()}
    )


def somebody(n, **changes):
    fields = {
        "name": NAMES[n % len(NAMES)], "birth_year": 1960 + n % 40, "birth_day": 101 + n % 28, "sex": "FM"[n % 2],
        "commune": f"{17000 + n % 9:05}", "group_id": f"01000000{n % 7:02}",
    }  # fmt: skip
    return fields | changes


def opinions(engine, pairs):
    rows = [{"pair": n} | each for n, each in enumerate(pairs)]
    opinion.give(engine, put(engine, "asked", rows))
    return [row[0] for row in engine.execute("select second_opinion from opinions order by pair")]


KNOWN = [pair(somebody(n), somebody(n)) for n in range(120)]
STRANGERS = [pair(somebody(n), somebody(n + k)) for n, k in product(range(60), (1, 5, 11))]


@pytest.fixture(scope="module")
def told(engine):
    asked = [
        pair(somebody(3), somebody(3)),
        pair(somebody(3), somebody(3, commune=None, birth_day=None)),
        pair(
            somebody(3), somebody(3, birth_year=1930, birth_day=999, sex="F", commune="00001", group_id="x")
        ),
        pair(somebody(3), somebody(4)),
    ]
    return dict(
        zip(
            ("same", "unknown", "namesake", "stranger"),
            opinions(engine, [*asked, *KNOWN, *STRANGERS]),
            strict=False,
        )
    )


def test_agreement_is_one_person_and_difference_is_not(told):
    assert told["same"] > 0.99
    assert told["stranger"] < 0.01


def test_a_namesake_who_differs_in_all_else_is_nobody(told):
    assert told["namesake"] < 0.5


def test_a_colleague_who_agrees_in_all_but_the_name_is_nobody(engine):
    asked = pair(somebody(3), somebody(3, name="vo thi ngoc lan"))
    assert opinions(engine, [asked, *KNOWN, *STRANGERS])[0] == 0


def test_what_a_side_lacks_is_no_difference(told):
    assert told["unknown"] > 0.9


def test_who_does_not_teach_changes_no_opinion_of_the_others(engine):
    crowd = [pair(somebody(n), somebody(n, commune="x", birth_day=1231), teaches=False) for n in range(400)]
    alone = opinions(engine, KNOWN + STRANGERS)
    assert opinions(engine, KNOWN + STRANGERS + crowd)[: len(alone)] == alone


def test_where_nothing_teaches_all_do(engine):
    silent = [each | {"teaches": False} for each in KNOWN + STRANGERS]
    assert opinions(engine, silent) == opinions(engine, KNOWN + STRANGERS)


def test_nobody_to_ask_about(engine):
    put(engine, "asked", [{"pair": 0} | KNOWN[0]])
    engine.execute("delete from asked")
    opinion.give(engine, "asked")
    assert engine.execute("select count(*) from opinions") == [(0,)]


def test_one_kind_of_pairs_alone_gives_probabilities_without_a_warning(engine, caplog):
    with warnings.catch_warnings(), caplog.at_level(logging.WARNING):
        warnings.simplefilter("error", RuntimeWarning)
        found = opinions(engine, KNOWN[:3])
    assert all(0 <= each <= 1 for each in found)
    assert not caplog.records


def test_chunks_change_nothing(engine, monkeypatch):
    whole = opinions(engine, KNOWN + STRANGERS)
    monkeypatch.setattr(opinion, "CHUNK", 17)
    assert opinions(engine, KNOWN + STRANGERS) == whole

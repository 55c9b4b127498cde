"""Judgements over any pairs: those judged the same are one person, those judged different never, by whatever chain.

An example holds many small worlds side by side, so that one query serves them all: a world is nine records, some pairs
that passes proposed, and some judgements, which may contradict each other.
"""

from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl import engine as sql
from etl.engine import Engine
from etl.lake import Lake

RANKS = {"r1": 1, "r2": 1, "r3": 1, "m1": 2, "m2": 2, "m3": 2, "c1": 4, "p1": 5, "p2": 5}
PAIRS = [(one, two) for one, two in combinations(RANKS, 2) if RANKS[one] < min(RANKS[two], 3)]
proposed = st.dictionaries(st.sampled_from(PAIRS), st.tuples(st.integers(1, 4), st.booleans()), max_size=9)
VERDICTS = st.sampled_from(["same", "different", "unsure"])
scattered = st.dictionaries(st.sampled_from(list(combinations(RANKS, 2))), VERDICTS, max_size=6)
# Every pair of a few records: here chains of the same meet a different one.
tangled = st.lists(st.sampled_from(list(RANKS)), min_size=3, max_size=4, unique=True).flatmap(
    lambda names: st.fixed_dictionaries(
        dict.fromkeys(combinations(sorted(names, key=list(RANKS).index), 2), VERDICTS)
    )
)
judged = st.one_of(scattered, tangled)
worlds = st.lists(st.tuples(proposed, judged), min_size=1, max_size=40)


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    with Engine(Lake(tmp_path_factory.mktemp("lake")), threads=1) as engine:
        columns = (
            "left_record_id varchar, right_record_id varchar, pass integer, block varchar, kinds integer"
        )
        for table in ("link_pairs_by_identifier", "link_pairs_by_near_identifier", "link_pairs_by_employer"):
            engine.execute(f"create table {table} ({columns}, is_certain boolean)")
        engine.execute("create table link_pairs_by_score as from link_pairs_by_employer")
        engine.execute(
            "create table judgements_in_force (judgement_id bigint, left_record_id varchar, right_record_id varchar,"
            " verdict varchar, judged_by varchar, judged_at timestamp, because varchar)"
        )
        engine.execute(
            "create table link_person_records (record_id varchar, source varchar, source_rank integer)"
        )
        yield engine


def insert(engine, table, columns, rows, turned):
    engine.execute(f"delete from {table}")
    marks = ", ".join("?" * len(columns))
    for row in rows[::-1] if turned else rows:
        engine.connection.execute(
            f"insert into {table} ({', '.join(columns)}) values ({marks})", row
        ).fetchall()


def link(engine, drawn, turned=False):
    """Each record's person, pass and block over all worlds, by the models themselves."""
    named = [(f"{at}.{name}", f"s{rank}", rank) for at in range(len(drawn)) for name, rank in RANKS.items()]
    insert(engine, "link_person_records", ["record_id", "source", "source_rank"], named, turned)
    pairs = [
        (f"{at}.{one}", f"{at}.{two}", number, "block", 1, certain)
        for at, (proposals, _) in enumerate(drawn)
        for (one, two), (number, certain) in proposals.items()
    ]
    columns = ["left_record_id", "right_record_id", "pass", "block", "kinds", "is_certain"]
    insert(engine, "link_pairs_by_identifier", columns, pairs, turned)
    said = [
        (at * 100 + number, *sorted((f"{at}.{one}", f"{at}.{two}")), verdict)
        for at, (_, verdicts) in enumerate(drawn)
        for number, ((one, two), verdict) in enumerate(sorted(verdicts.items()))
    ]
    columns = ["judgement_id", "left_record_id", "right_record_id", "verdict"]
    insert(engine, "judgements_in_force", columns, said, turned)
    for table in ("link_judgements", "link_judged_people", "link_person_pairs", "link_persons"):
        engine.execute(f"create or replace temp table {table} as {sql.rendered(table)}")
    return engine.execute("select record_id, person_id, link_pass, link_block from link_persons")


def contradicted(verdicts):
    """Records of people whom judgements join and part at once."""
    people = nx.Graph(pair for pair, verdict in verdicts.items() if verdict == "same")
    apart = [pair for pair, verdict in verdicts.items() if verdict == "different"]
    joined = list(nx.connected_components(people))
    return {name for group in joined if any(set(pair) <= group for pair in apart) for name in group}


@settings(max_examples=25, deadline=None)
@given(worlds)
def test_judgements_are_obeyed(engine, drawn):
    rows = link(engine, drawn)
    person = {name: found for name, found, *_ in rows}
    assert len(rows) == len(person) == len(drawn) * len(RANKS)
    for at, (_, verdicts) in enumerate(drawn):
        unsure_of = contradicted(verdicts)
        for (one, two), verdict in verdicts.items():
            is_one = person[f"{at}.{one}"] == person[f"{at}.{two}"]
            if verdict == "different":
                assert not is_one
            if verdict == "same" and one not in unsure_of:
                assert is_one
    # The person is named by one of its own records, the nearest to the spine.
    for name, found in person.items():
        assert person[found] == found
        assert RANKS[found.split(".")[1]] <= RANKS[name.split(".")[1]]
    certain = {(left, right) for left, right, is_certain in engine.execute(
        "select left_record_id, right_record_id, is_certain from link_person_pairs") if is_certain}  # fmt: skip
    for at, (_, verdicts) in enumerate(drawn):
        for (one, two), verdict in verdicts.items():
            if verdict != "same":
                assert not {(f"{at}.{one}", f"{at}.{two}"), (f"{at}.{two}", f"{at}.{one}")} & certain


@settings(max_examples=10, deadline=None)
@given(worlds)
def test_what_nobody_judged_stays_as_it_was(engine, drawn):
    """A judgement moves its own two people and nobody else's."""
    judged_rows = {name: row for name, *row in link(engine, drawn)}
    plain = {name: row for name, *row in link(engine, [(proposals, {}) for proposals, _ in drawn])}
    for at, (_, verdicts) in enumerate(drawn):
        touched = {plain[f"{at}.{name}"][0] for pair in verdicts for name in pair}
        touched |= {judged_rows[f"{at}.{name}"][0] for pair in verdicts for name in pair}
        for name in (f"{at}.{name}" for name in RANKS):
            if plain[name][0] not in touched:
                assert judged_rows[name] == plain[name]


@settings(max_examples=10, deadline=None)
@given(worlds)
def test_row_order_changes_no_person(engine, drawn):
    assert link(engine, drawn, turned=True) == link(engine, drawn)

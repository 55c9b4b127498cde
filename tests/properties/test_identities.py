"""Identities over five months of churn: records come, go, join and part, and no identity is ever renamed.

An example holds many small worlds side by side, so that one query serves them all: a world is eight records, and a
month of it says for each which person it belongs to, or that it is absent.
"""

from collections import Counter, defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl import engine as sql
from etl.engine import Engine
from etl.lake import Lake
from etl.link import identities

MONTHS = ("2026-05", "2026-06", "2026-07", "2026-08", "2026-09")
RECORDS = {"r1": 1, "r2": 1, "m1": 2, "m2": 2, "p1": 5, "p2": 5, "p3": 5, "p4": 5}
CAUSES = {
    "new": {"record_added"},
    "returned": {"record_added"},
    "gone": {"record_left"},
    "merged": {"pass", "judgement"},
    "split": {"pass", "judgement", "pass_lost", "judgement_undone", "record_left"},
    "moved": {"pass", "judgement", "pass_lost", "judgement_undone", "record_left"},
}
months = st.lists(st.integers(0, 4), min_size=len(RECORDS), max_size=len(RECORDS))
worlds = st.lists(st.lists(months, min_size=5, max_size=5), min_size=1, max_size=25)


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    with Engine(Lake(tmp_path_factory.mktemp("lake")), threads=1) as engine:
        engine.execute(
            "create table link_judgements (judgement_id bigint, left_record_id varchar, right_record_id varchar,"
            " verdict varchar, is_present boolean)"
        )
        yield engine


def people_of(drawn, month):
    """The people of a month over all worlds: each a list of records, the nearest to the spine first."""
    people = defaultdict(list)
    for number, world in enumerate(drawn):
        for (name, rank), person in zip(RECORDS.items(), world[month], strict=True):
            if person:
                people[number, person].append((rank, f"{number}.{name}"))
    return [[name for _, name in sorted(records)] for records in people.values()]


def fill(engine, people, turned=False):
    """The link tables of a month; the rows can be turned round."""
    rows = [
        (
            name,
            records[0],
            None if name == records[0] else 1 + at % 3,
            None if name == records[0] else "personal_id",
        )
        for records in people
        for at, name in enumerate(records)
    ]
    rows = rows[::-1] if turned else rows
    engine.execute(
        "create or replace table link_persons as select unnest($records) as record_id, unnest($persons) as person_id,"
        " unnest($passes::integer[]) as link_pass, unnest($blocks::varchar[]) as link_block,"
        " unnest($ranks) as source_rank",
        records=[row[0] for row in rows],
        persons=[row[1] for row in rows],
        passes=[row[2] for row in rows],
        blocks=[row[3] for row in rows],
        ranks=[RECORDS[row[0].split(".")[1]] for row in rows],
    )


def run_month(engine, period):
    """Both tables of a month, as lists of rows in their own order."""
    engine.connection.execute("set variable period = ?", [period]).fetchall()
    made = []
    for table in ("link_identities", "link_identity_changes"):
        engine.execute(f"create or replace table {table} as {sql.rendered(table)}")
        made.append(engine.execute(f"from {table}"))
    return made


def begin(engine):
    typed = ", ".join(f"{name} {kind}" for name, kind in identities.COLUMNS.items())
    engine.execute(f"create or replace table {identities.VIEW} ({typed})")


def hand_on(engine):
    engine.execute(f"create or replace table {identities.VIEW} as from link_identities")


def granted(people, before, since):
    """Who keeps which identity, found another way: all claims in order, each granted where both sides are free."""
    claims = []
    for records in people:
        had = Counter(before[name] for name in records if name in before)
        for identity, number in had.items():
            rank = RECORDS[records[0].split(".")[1]]
            claims.append((-number, since[identity], identity, rank, records[0]))
    kept, taken = {}, set()
    for _, _, identity, _, person in sorted(claims):
        if person not in kept and identity not in taken:
            kept[person] = identity
            taken.add(identity)
    return kept


@settings(max_examples=12, deadline=None)
@given(worlds)
def test_no_identity_is_renamed_and_every_change_is_told_once(engine, drawn):
    begin(engine)
    before, since, last_active = {}, {}, set()
    for number, period in enumerate(MONTHS):
        people = people_of(drawn, number)
        fill(engine, people)
        made, changes = run_month(engine, period)
        now = {row[0]: row[1] for row in made if row[3] == period}
        assert set(now) == {name for records in people for name in records}
        # One person has one identity, and one identity is one person.
        per_person = [{now[name] for name in records} for records in people]
        assert all(len(found) == 1 for found in per_person)
        assert len({next(iter(found)) for found in per_person}) == len(people)
        # Kept as an independent reading of the rule says, else new.
        kept = granted(people, before, since)
        begun = {now[records[0]] for records in people if records[0] not in kept}
        assert all(now[person] == identity for person, identity in kept.items())
        assert not begun & set(since)
        # A record that is gone keeps its identity.
        remembered = {row[0]: row[1] for row in made}
        assert all(remembered[name] == identity for name, identity in before.items() if name not in now)
        # A person of exactly the records of an identity is that identity, still.
        members = defaultdict(set)
        for name, identity in before.items():
            members[identity].add(name)
        for records in people:
            had = {before.get(name) for name in records}
            if len(had) == 1 and None not in had and members[next(iter(had))] == set(records):
                assert now[records[0]] == next(iter(had))
        tell_of_changes(changes, before, now, begun, last_active, set(since))
        since |= {row[1]: row[2] for row in made}
        assert len({(row[1], row[2]) for row in made}) == len({row[1] for row in made})
        before, last_active = remembered, set(now.values())
        hand_on(engine)


def tell_of_changes(changes, before, now, begun, last_active, known):
    """Every change once, with a cause that this kind of change can have."""
    active = set(now.values())
    assert all(cause in CAUSES[change] for change, _, _, _, cause, *_ in changes)
    told = Counter((source, target) for _, source, target, *_ in changes)
    assert not told or max(told.values()) == 1
    by_kind = defaultdict(set)
    for change, source, target, records, *_ in changes:
        by_kind[change].add((source, target))
        assert records > 0
    transitions = {(before[name], now[name]) for name in now if before.get(name, now[name]) != now[name]}
    assert by_kind["split"] | by_kind["merged"] | by_kind["moved"] == transitions
    splits, merges = [to for _, to in by_kind["split"]], [of for of, _ in by_kind["merged"]]
    assert len(splits) == len(set(splits))
    assert len(merges) == len(set(merges))
    assert {to for _, to in by_kind["new"]} | set(splits) == begun == active - known
    assert {of for of, _ in by_kind["gone"]} | set(merges) == last_active - active
    assert {to for _, to in by_kind["returned"]} == (active & known) - last_active


@settings(max_examples=4, deadline=None)
@given(worlds)
def test_row_order_and_a_second_run_change_nothing(engine, drawn):
    begin(engine)
    for number, period in enumerate(MONTHS):
        people = people_of(drawn, number)
        fill(engine, people)
        made = run_month(engine, period)
        assert run_month(engine, period) == made
        fill(engine, people[::-1], turned=True)
        engine.execute(f"create or replace table turned as from {identities.VIEW} order by record_id desc")
        engine.execute(f"create or replace table {identities.VIEW} as from turned")
        assert run_month(engine, period) == made
        hand_on(engine)

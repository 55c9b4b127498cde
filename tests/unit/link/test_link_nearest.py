"""`nearest`: the heaviest so many of every pass, a further pass only for whom the first left with too few."""

from linking import model, put, spec

from etl.link import records, scoring

LAX = {"possible": 1e-12}


def person(key, name="An", year=1980, town="A"):
    return {"id": key, "name": name, "year": year, "town": town, "number": None}


def score(engine, left, right, of):
    records.prepare(engine, of, put(engine, "raw_left", left), put(engine, "raw_right", right))
    scoring.score(engine, of, model(of, matches=0.05))
    return engine.execute("""
        select l.record_key, pass from scores inner join left_records as l on l.id = l order by all""")


def test_a_pass_keeps_the_heaviest_and_of_equals_the_lower_keys(engine):
    left = [person(f"same{n}") for n in range(3)] + [
        person("other_town", town="B"),
        person("other_year", year=1),
    ]
    found = score(engine, left, [person("r")], spec(nearest=2, **LAX))
    assert found == [("same0", 2), ("same1", 2)]


def test_the_heaviest_are_of_all_blocks_of_the_pass_together(engine):
    left = [person("same"), *(person(f"name_alone{n}", year=1, town="B") for n in range(2))]
    left += [person(f"place_alone{n}", name="Bình") for n in range(2)]
    found = score(engine, left, [person("r")], spec(nearest=3, **LAX))
    assert found == [("place_alone0", 2), ("place_alone1", 2), ("same", 2)], (
        "a name weighs less than year and town"
    )


def test_without_nearest_a_pass_keeps_all(engine):
    left = [person(f"same{n}") for n in range(3)]
    assert len(score(engine, left, [person("r")], spec(**LAX))) == 3


def test_who_has_enough_leaves_the_search(engine):
    blocks = {"name": {"pass": 1, "equal": ["name"]}, "town": {"pass": 2, "equal": ["town"]}}
    left = [person("same_name", town="B"), person("same_town", name="Bình")]
    assert score(engine, left, [person("r")], spec(nearest=1, blocks=blocks, **LAX)) == [("same_name", 1)]
    assert score(engine, left, [person("r")], spec(nearest=2, blocks=blocks, **LAX)) == [
        ("same_name", 1),
        ("same_town", 2),
    ]


def test_nobody_is_settled(engine):
    blocks = {"name": {"pass": 1, "equal": ["name"]}, "town": {"pass": 2, "equal": ["town"]}}
    rare = [person(f"crowd{n}", name=f"N{n}", year=n, town=f"T{n}") for n in range(40)]
    left = [person("twin"), person("same_town", name="Bình"), *rare]
    found = score(engine, left, [person("r")], spec(nearest=5, blocks=blocks, settled=0.5, **LAX))
    assert found == [("same_town", 2), ("twin", 1)]

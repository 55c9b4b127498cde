"""What a score has meant: shares rise with the score, a few lines claim no certainty, situations stand apart."""

import csv

from hypothesis import given
from hypothesis import strategies as st

from etl.link import calibration
from etl.link.calibration import EDGES, Line, learn

LINES = st.lists(
    st.builds(Line, st.sampled_from(["resident", "same_name"]), st.floats(0, 1), st.booleans()), max_size=60
)


def steps(lines, situation="resident"):
    return {step.from_score: step for step in learn(lines) if step.situation == situation}


def test_a_bin_of_many_lines_says_what_was_so():
    found = steps([Line("resident", 0.5, n < 250) for n in range(1000)])
    assert abs(found[0.3].probability_covered - 0.25) < 0.001
    assert (found[0.3].leads, found[0.3].covered) == (1000, 250)


def test_none_of_a_few_is_not_never():
    few, many = (steps([Line("resident", 0.5, False)] * n)[0.3].probability_covered for n in (2, 2000))
    assert 0.05 < few < 0.5
    assert 0 < many < 0.001


def test_where_nobody_was_seen_the_score_itself_stands_in():
    found = steps([Line("resident", 0.5, False)])
    assert 0.9 < found[0.9].probability_covered < 0.99
    assert found[0.9].leads == 0


def test_a_situation_learns_from_its_own_lines_alone():
    lines = [Line("resident", 0.0, False)] * 500 + [Line("same_name", 0.0, True)] * 500
    assert steps(lines)[0.0].probability_covered < 0.01
    assert steps(lines, "same_name")[0.0].probability_covered > 0.95


def test_a_score_on_an_edge_falls_into_the_step_that_begins_there():
    assert steps([Line("resident", 0.3, True)])[0.3].leads == 1
    assert steps([Line("resident", 1.0, True)])[0.99].leads == 1


@given(LINES)
def test_shares_never_fall_and_every_line_is_counted(lines):
    found = learn(lines)
    assert sum(step.leads for step in found) == len(lines)
    assert sum(step.covered for step in found) == sum(line.is_wrong for line in lines)
    for situation in {line.situation for line in lines}:
        shares = [step.probability_covered for step in found if step.situation == situation]
        assert len(shares) == len(EDGES) - 1
        assert shares == sorted(shares)
        assert all(0 <= share <= 1 for share in shares)


@given(LINES, st.randoms())
def test_the_order_of_lines_changes_nothing(lines, random):
    mixed = random.sample(lines, len(lines))
    assert learn(mixed) == learn(lines)


def test_what_is_written_is_what_the_models_read(tmp_path):
    file = tmp_path / "ref_calibration.csv"
    calibration.write(learn([Line("resident", 0.5, True)]), file)
    with file.open(encoding="utf-8", newline="") as read, calibration.FILE.open(encoding="utf-8") as pinned:
        rows = list(csv.DictReader(read))
        assert list(rows[0]) == next(csv.reader(pinned))
    assert [float(row["from_score"]) for row in rows] == list(EDGES[:-1])


def test_the_pinned_file_holds_every_situation_that_can_be_published():
    with calibration.FILE.open(encoding="utf-8", newline="") as file:
        leads = {row["situation"]: 0 for row in csv.DictReader(file)}
        file.seek(0)
        for row in csv.DictReader(file):
            leads[row["situation"]] += int(row["leads"])
    assert leads["resident"] > 10_000
    assert leads["own_number"] > 500

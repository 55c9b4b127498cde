"""The truth of the law's cases: each stands in the registers as it would lie there, and bases follow from it."""

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from delivered import rows
from test_sample_truth import table

from etl import sample
from etl.sample import bases, pools, reasons, streams, world
from etl.sample.jobs import GROUNDS

PEOPLE, PERIOD, YEAR, NOW = 12_000, "2026-09", 2025, 2026 * 12 + 8
INCOME_COLUMNS = ("Tổng thu nhập chịu thuế", "TONG THU NHAP CHIU THUE")
RETIREMENT = list(csv.DictReader((Path(__file__).parent / "retirement.csv").open(encoding="utf-8")))


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("law")
    sample.make("40", PEOPLE, PERIOD, 9, folder, 0.0)
    return folder


@pytest.fixture(scope="module")
def jobs(out: Path) -> list[dict]:
    return table(out, "employments")


@pytest.fixture(scope="module")
def told(out: Path) -> dict[str, list[dict]]:
    """Delivered rows by source, with the person and employer whom the truth names."""
    truth = {(row["source_file"], row["source_row"]): row for row in table(out, "records")}
    found = defaultdict(list)
    for source in ("si_members", "si_benefits", "residents", "business_entities", "tax_payees"):
        for file in sorted(file for file in (out / "landing" / source).rglob("*") if file.is_file()):
            for place, cells in rows(file):
                about = truth[str(file.relative_to(out / "landing")), place]
                found[source].append({**cells, **{k: about[k] for k in ("person_no", "employer_no")}})
    return found


@pytest.fixture(scope="module")
def entities(told: dict[str, list[dict]]) -> dict[int, dict]:
    heads = [row for row in told["business_entities"] if row["entity_kind"] != "branch"]
    return {row["employer_no"]: row for row in heads}


def month(value: str) -> int:
    """`mm/yyyy` or `yyyy-mm` as a number of months."""
    first, second = (int(part) for part in value.replace("-", "/").split("/"))
    return second * 12 + first - 1 if second > 12 else first * 12 + second - 1


@pytest.mark.parametrize("case", RETIREMENT, ids=lambda case: f"{case['sex']} {case['birth_date']}")
def test_first_month_past_the_age(case: dict[str, str]) -> None:
    birth, female = np.array([case["birth_date"]], "datetime64[D]"), np.array([case["sex"] == "F"])
    assert pools.retirement_month(birth, female)[0] == month(case["first_month"])


def test_every_ground_and_reason_is_planted() -> None:
    drawn = world.draw(streams.Streams("40", 60_000, PERIOD, 5), "40", 60_000, PERIOD)
    assert set(drawn.jobs.ground) == set(range(len(GROUNDS)))
    assert set(drawn.jobs.reason) == set(range(len(reasons.NAMES)))
    share = np.bincount(drawn.jobs.reason) / len(drawn.jobs)
    for reason in (
        reasons.PART_TIME,
        reasons.NOTIFYING_OWNER,
        reasons.DOMESTIC,
        reasons.UNPAID_DAYS,
        reasons.HIRED_LATE,
    ):
        assert 0 < share[reason] < 0.005


def test_owners_stand_in_the_business_register_with_their_tax_method(
    out: Path, jobs: list[dict], entities: dict[int, dict]
) -> None:
    people, employers = table(out, "people"), table(out, "employers")
    among_payees = [job for job in jobs if job["ground"] in ("household_owner", "waged_manager")]
    assert {job["status"] for job in among_payees} >= {"covered", "exempt", "uncovered"}
    for job in among_payees:
        assert job["person_no"] == employers[job["employer_no"]]["owner_no"]
        assert entities[job["employer_no"]]["representative_id"] == people[job["person_no"]]["personal_id"]
        if job["ground"] == "household_owner":
            declares = entities[job["employer_no"]]["tax_method"] == "declaration"
            assert (job["reason"] == "household_owner") == (not declares)


def test_owners_without_a_wage_are_insured_where_the_truth_says(
    out: Path, told: dict[str, list[dict]]
) -> None:
    of_owners = [row for row in told["si_members"] if row["Mã đơn vị"][:2] in ("Q6", "KQ")]
    insured = {(row["employer_no"], row["person_no"]) for row in of_owners}
    statuses = defaultdict(int)
    for employer in table(out, "employers"):
        if employer["owner_ground"] in ("unwaged_manager", "household_owner"):
            statuses[employer["owner_status"]] += 1
            here = (employer["employer_no"], employer["owner_no"]) in insured
            assert here == (employer["owner_status"] == "covered")
    assert set(statuses) == {"covered", "uncovered", "exempt"}


def test_hired_in_december_are_enrolled_from_january(jobs: list[dict], told: dict[str, list[dict]]) -> None:
    starts = {(row["person_no"], row["employer_no"], row["Từ tháng"]) for row in told["si_members"]}
    hired = [job for job in jobs if job["reason"] == "hired_in_december"]
    assert hired
    for job in hired:
        assert job["first_month"] == job["last_month"] == f"{YEAR}-12"
        assert (job["person_no"], job["employer_no"], f"01/{YEAR + 1}") in starts


def test_past_retirement_holds_for_all_months_worked(out: Path, jobs: list[dict]) -> None:
    people = table(out, "people")
    birth = np.array([person["birth_date"] for person in people], "datetime64[D]")
    turn = pools.retirement_month(birth, np.array([person["sex"] == "F" for person in people]))
    turns = [turn[job["person_no"]] for job in jobs if job["reason"] == "past_retirement_age"]
    assert any(YEAR * 12 - 12 < at <= YEAR * 12 for at in turns)
    for job in jobs:
        at = turn[job["person_no"]]
        if job["reason"] == "past_retirement_age":
            assert at <= month(job["first_month"])
        elif job["reason"] in ("strong", "very_strong"):
            assert at > month(job["first_month"])
            assert job["is_undecidable"] or at > month(job["last_month"]) or at > YEAR * 12 + 11


def test_births_known_by_the_year_are_so_in_every_register(out: Path, told: dict[str, list[dict]]) -> None:
    people = table(out, "people")
    assert any(person["is_birth_year_only"] for person in people)
    for row in told["residents"] + told["si_members"]:
        person, written = people[row["person_no"]], row["Ngày sinh"]
        assert (len(written) == 4) == person["is_birth_year_only"]
        if person["is_birth_year_only"]:
            assert person["birth_date"] == date(int(written), 1, 1)


def test_benefits_of_every_kind_and_those_that_do_not_exempt(
    jobs: list[dict], told: dict[str, list[dict]]
) -> None:
    kinds = defaultdict(set)
    for row in told["si_benefits"]:
        kinds[row["benefit_kind"]].add(row["person_no"])
    uncovered = {job["person_no"] for job in jobs if job["status"] == "uncovered"}
    assert set(kinds) == {
        "pension", "monthly_allowance", "disability", "unemployment", "survivor", "lump_sum_withdrawal",
    }  # fmt: skip
    assert kinds["unemployment"] & uncovered
    assert not (kinds["pension"] | kinds["monthly_allowance"] | kinds["disability"]) & uncovered


def test_part_timers_below_the_level_are_not_obliged(out: Path, told: dict[str, list[dict]]) -> None:
    paid = defaultdict(int)
    for row in told["tax_payees"]:
        income = next(
            (row[name] for name in INCOME_COLUMNS if name in row), 0
        )  # forms in XML name it by a tag
        paid[row["person_no"], row["employer_no"]] += int(income)
    part_time = [job for job in table(out, "employments") if job["ground"] == "part_timer"]
    assert {job["status"] for job in part_time} >= {"exempt", "covered"}
    for job in part_time:
        income = paid[job["person_no"], job["employer_no"]]
        months = month(job["last_month"]) - month(job["first_month"]) + 1
        if income:
            assert (income / months < 2_340_000) == (job["reason"] == "part_time")
            assert job["is_undecidable"] == (job["reason"] == "part_time" and income >= 2_340_000)


def test_bases_registered_are_those_delivered(jobs: list[dict], told: dict[str, list[dict]]) -> None:
    december = defaultdict(set)
    for row in told["si_members"]:
        since, until = month(row["Từ tháng"]), month(row["Đến tháng"] or "12/2099")
        for at in range(max(since, YEAR * 12), min(until, YEAR * 12 + 11) + 1):
            december[row["person_no"], at].add(int(row["Mức lương đóng"]))
    for job in (job for job in jobs if job["base_registered_vnd"] is not None):
        assert job["base_registered_vnd"] in december[job["person_no"], month(job["last_month"])]


def test_bases_keep_the_laws_bounds_and_the_under_declared_lie_below(jobs: list[dict]) -> None:
    known = [job for job in jobs if job["base_registered_vnd"] is not None]
    low = [job for job in known if job["is_underdeclared"]]
    assert 0.003 < len(low) / len(known) < 0.1
    for job in known:
        owed, registered = job["base_owed_vnd"], job["base_registered_vnd"]
        floor = bases.REFERENCE_LEVEL if job["ground"] == "part_timer" else bases.MINIMUM_WAGE
        assert floor <= owed <= 20 * 2_340_000
        assert registered < 0.85 * owed if job["is_underdeclared"] else registered == owed
    assert all(job["status"] == "covered" and job["annex"] == "05-1" for job in low)


def test_honest_employers_pay_a_little_more_than_the_base_and_deduct_the_workers_share() -> None:
    drawn = world.draw(streams.Streams("40", 20_000, PERIOD, 9), "40", 20_000, PERIOD)
    jobs = drawn.jobs
    months = jobs.last - jobs.first + 1
    honest = (jobs.registered == jobs.base) & np.isin(jobs.reason, reasons.UNDER_OWN_ROOT) & ~jobs.is_annex_2
    below_cap = honest & (jobs.base < bases.CAP) & (jobs.insured_by >= 0)
    ratio = (jobs.income / months / np.maximum(jobs.base, 1))[below_cap]
    assert ratio.min() >= 0.98
    assert ratio.max() < 1.85
    assert 0.75 < ((ratio >= 1.0) & (ratio <= 1.4)).mean() < 0.999
    assert (jobs.base[honest] == bases.CAP).any()
    plain = below_cap & ~jobs.is_raised & (jobs.ground == 0) & (jobs.deducted > 0)
    assert jobs.deducted[plain] == pytest.approx(0.105 * jobs.base[plain] * months[plain], rel=1e-6)
    low = (jobs.registered < jobs.base) & (jobs.insured_by >= 0) & (jobs.deducted > 0) & ~jobs.is_raised
    from_true = np.isclose(jobs.deducted[low], 0.105 * jobs.base[low] * months[low], rtol=1e-6)
    assert 0.05 < from_true.mean() < 0.8


def test_truth_of_employers_counts_their_under_declared(out: Path) -> None:
    jobs = table(out, "employments")
    for employer in table(out, "employers"):
        mine = [job for job in jobs if job["employer_no"] == employer["employer_no"] and job["is_visible"]]
        assert employer["workers_underdeclared"] == sum(job["is_underdeclared"] for job in mine)
        assert employer["is_underdeclared"] == (employer["workers_underdeclared"] > 0)

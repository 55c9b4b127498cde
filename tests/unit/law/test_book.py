"""The law's tables: what is shipped says what DOMAIN.md says, and a fault in them is told with all others at once."""

from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from etl.errors import UsageFault
from etl.law import book as law
from etl.law.book import FOREVER, Parameter

BOOK = law.load()
ONE_DAY = timedelta(1)
GONE = object()

FIGURES = {
    "floor": {
        "vi": "sàn",
        "en": "floor",
        "unit": "VND",
        "values": [
            {
                "from": date(2020, 1, 1),
                "to": date(2020, 12, 31),
                "value": 10,
                "article": "Law 1",
                "conf": "V",
            },
            {"from": date(2021, 1, 1), "to": date(2022, 6, 30), "value": 20, "article": "Law 2", "conf": "K"},
        ],
    },
    "wage": {
        "vi": "lương",
        "en": "wage",
        "unit": "VND",
        "by": "region",
        "values": [{"from": date(2020, 1, 1), "value": {"I": 4, "II": 3}, "article": "Law 3", "conf": "S"}],
    },
}
GROUNDS = {
    "evidence": {
        "contract": {"vi": "hợp đồng", "en": "contract", "absent": "unknown"},
        "paid": {"vi": "lương", "en": "paid", "kind": "number", "absent": "unknown"},
        "pensioner": {"vi": "hưu", "en": "pensioner", "absent": "false"},
    },
    "rules": {
        "retired": {
            "funds": ["SI", "UI"],
            "obliges": False,
            "vi": "hưu",
            "en": "retired",
            "versions": [
                {"id": "X", "from": date(2020, 1, 1), "when": "pensioner", "article": "Law 5", "conf": "V"}
            ],
        },
        "employee": {
            "funds": ["SI"],
            "obliges": True,
            "vi": "lao động",
            "en": "employee",
            "versions": [
                {
                    "id": "E-1",
                    "from": date(2020, 1, 1),
                    "to": date(2020, 12, 31),
                    "when": "contract",
                    "article": "Law 6",
                    "conf": "K",
                },
                {
                    "id": "E-2",
                    "from": date(2021, 1, 1),
                    "when": "contract and paid >= floor",
                    "article": "Law 7",
                    "conf": "V",
                },
            ],
        },
    },
}


def written(folder: Path, figures: object = FIGURES, grounds: object = GROUNDS) -> tuple[Path, Path]:
    """Two files of a law; text is written as it stands."""
    files = folder / "figures.yml", folder / "grounds.yml"
    for file, told in zip(files, (figures, grounds), strict=True):
        text = told if isinstance(told, str) else yaml.safe_dump(told, allow_unicode=True, sort_keys=False)
        file.write_text(text, encoding="utf-8")
    return files


def changed(told: dict, place: str, value: object) -> dict:
    """A copy with another value at a dotted place, or none."""
    copy = deepcopy(told)
    *way, last = (int(step) if step.isdigit() else step for step in place.split("."))
    inside = copy
    for step in way:
        inside = inside[step]
    if value is GONE:
        del inside[last]
    else:
        inside[last] = value
    return copy


def faults_of(files: tuple[Path, Path]) -> list[str]:
    with pytest.raises(UsageFault) as raised:
        law.load(*files)
    assert f"have {len(raised.value.details)} fault(s)" in raised.value.what
    return raised.value.details


def test_a_small_law_is_read(tmp_path):
    book = law.load(*written(tmp_path))
    assert list(book.evidence) == ["contract", "paid", "pensioner"]
    assert [version.id for rule in book.rules.values() for version in rule.versions] == ["X", "E-1", "E-2"]
    assert book.value("floor", date(2021, 1, 1)) == 20
    assert book.value("wage", date(2021, 1, 1), "II") == 3


# Place, what stands there instead, the one fault that is told of it (its beginning, where the words are pydantic's).
FIGURE_FAULTS = {
    "overlap": (
        "floor.values.1.from",
        date(2020, 12, 31),
        "parameters.floor: two versions hold on 2020-12-31",
    ),
    "overlap of all": ("floor.values.0.to", GONE, "parameters.floor: two versions hold on 2021-01-01"),
    "hole of a day": (
        "floor.values.1.from",
        date(2021, 1, 2),
        "parameters.floor: nothing holds from 2021-01-01 to 2021-01-01",
    ),
    "hole": (
        "floor.values.0.to",
        date(2020, 6, 30),
        "parameters.floor: nothing holds from 2020-07-01 to 2020-12-31",
    ),
    "ends before it begins": (
        "floor.values.1.to",
        date(2020, 12, 31),
        "parameters.floor: ends on 2020-12-31 before it begins on 2021-01-01",
    ),
    "keys without by": ("wage.by", GONE, "parameters.wage: from 2020-01-01: keys and `by` go together"),
    "by without keys": (
        "wage.values.0.value",
        5,
        "parameters.wage: from 2020-01-01: keys and `by` go together",
    ),
    "article missing": ("floor.values.0.article", GONE, "parameters.floor.values.0.article: "),
    "article empty": ("floor.values.0.article", "", "parameters.floor.values.0.article: "),
    "conf unknown": ("floor.values.0.conf", "X", "parameters.floor.values.0.conf: "),
    "day that is none": ("floor.values.0.from", "2020-13-01", "parameters.floor.values.0.from: "),
    "month for a day": ("floor.values.0.from", "2020-01", "parameters.floor.values.0.from: "),
    "no versions": ("wage.values", [], "parameters.wage.values: "),
    "unit missing": ("wage.unit", GONE, "parameters.wage.unit: "),
    "field unknown": ("wage.note", "see there", "parameters.wage.note: "),
}
GROUND_FAULTS = {
    "overlap": (
        "rules.employee.versions.0.to",
        date(2021, 3, 31),
        "rules.employee: two versions hold on 2021-01-01",
    ),
    "hole": (
        "rules.employee.versions.1.from",
        date(2021, 2, 1),
        "rules.employee: nothing holds from 2021-01-01 to 2021-01-31",
    ),
    "ends before it begins": (
        "rules.employee.versions.1.to",
        date(2020, 1, 1),
        "rules.employee: ends on 2020-01-01 before it begins on 2021-01-01",
    ),
    "word unknown": (
        "rules.employee.versions.0.when",
        "contract and resident",
        "rules.employee.E-1: resident is no evidence and no figure",
    ),
    "word is a rule": (
        "rules.employee.versions.0.when",
        "not retired",
        "rules.employee.E-1: retired is no evidence and no figure",
    ),
    "figure with keys": (
        "rules.employee.versions.1.when",
        "paid >= wage",
        "rules.employee.E-2: wage is no evidence and no figure",
    ),
    "no SQL": (
        "rules.employee.versions.0.when",
        "contract and",
        "rules.employee.E-1: `when` is no SQL condition",
    ),
    "bracket left open": (
        "rules.employee.versions.0.when",
        "(contract",
        "rules.employee.E-1: `when` is no SQL condition",
    ),
    "when empty": ("rules.employee.versions.0.when", "", "rules.employee.E-1: `when` is no SQL condition"),
    "when missing": ("rules.employee.versions.0.when", GONE, "rules.employee.versions.0.when: "),
    "id twice in a rule": ("rules.employee.versions.1.id", "E-1", "rules: the id E-1 is given twice"),
    "id twice in two rules": ("rules.employee.versions.1.id", "X", "rules: the id X is given twice"),
    "article missing": ("rules.employee.versions.1.article", GONE, "rules.employee.versions.1.article: "),
    "conf unknown": ("rules.employee.versions.1.conf", "sure", "rules.employee.versions.1.conf: "),
    "conf missing": ("rules.employee.versions.1.conf", GONE, "rules.employee.versions.1.conf: "),
    "fund unknown": ("rules.retired.funds.0", "BHXH", "rules.retired.funds.0: "),
    "no fund": ("rules.employee.funds", [], "rules.employee.funds: "),
    "no versions": ("rules.employee.versions", [], "rules.employee.versions: "),
    "obliges missing": ("rules.employee.obliges", GONE, "rules.employee.obliges: "),
    "absent unknown": ("evidence.contract.absent", "maybe", "evidence.contract.absent: "),
    "kind unknown": ("evidence.paid.kind", "text", "evidence.paid.kind: "),
    "field unknown": (
        "rules.employee.versions.0.until",
        date(2020, 2, 2),
        "rules.employee.versions.0.until: ",
    ),
}


@pytest.mark.parametrize("name", FIGURE_FAULTS)
def test_a_fault_in_a_figure(tmp_path, name):
    place, value, fault = FIGURE_FAULTS[name]
    told = faults_of(written(tmp_path, figures=changed(FIGURES, place, value)))
    assert [each.startswith(fault) for each in told if not each.startswith("rules.employee.E-2: floor")] == [
        True
    ]


@pytest.mark.parametrize("name", GROUND_FAULTS)
def test_a_fault_in_a_rule(tmp_path, name):
    place, value, fault = GROUND_FAULTS[name]
    told = faults_of(written(tmp_path, grounds=changed(GROUNDS, place, value)))
    # A word that could not be read is unknown to the rules that use it, and that is told as well.
    word = place.split(".")[1]
    assert [each.startswith(fault) for each in told if f": {word} is no evidence" not in each] == [True]


def test_faults_of_both_files_are_told_together(tmp_path):
    figures = changed(FIGURES, "floor.values.1.from", date(2021, 2, 1))
    figures = changed(figures, "wage.by", GONE)
    figures["half"] = {"vi": "nửa"}
    grounds = changed(GROUNDS, "rules.employee.versions.0.when", "resident or adult")
    grounds = changed(grounds, "rules.employee.versions.1.id", "X")
    grounds = changed(grounds, "rules.retired.versions.0.to", date(2019, 1, 1))
    grounds["rules"]["halved"] = {"funds": ["SI"], "obliges": True, "vi": "nửa", "en": "half"}
    told = faults_of(written(tmp_path, figures, grounds))
    assert [each.split(": Field required")[0] for each in told] == [
        "parameters.half.en",
        "parameters.half.unit",
        "parameters.half.values",
        "rules.halved.versions",
        "parameters.floor: nothing holds from 2021-01-01 to 2021-01-31",
        "parameters.wage: from 2020-01-01: keys and `by` go together",
        "rules.retired: ends on 2019-01-01 before it begins on 2020-01-01",
        "rules.employee.E-1: adult is no evidence and no figure",
        "rules.employee.E-1: resident is no evidence and no figure",
        "rules: the id X is given twice",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: b\nc: [d\ne: f: g\n", " is no YAML, line 3"),
        ("a: b\n\tc: d\n", " is no YAML, line 2"),
        ("- a\n- b\n", " is no mapping"),
        ("just words\n", " is no mapping"),
        ("", " is no mapping"),
    ],
)
def test_files_that_cannot_be_read(tmp_path, text, fault):
    told = faults_of(written(tmp_path, text, text))
    assert [each for each in told if "is no evidence" not in each] == [
        f"grounds.yml{fault}",
        f"figures.yml{fault}",
    ]


@pytest.mark.parametrize(
    "when", ["contract paid", "contract; paid", "select 1", "drop table x", "it's", "contract and"]
)
def test_a_condition_is_one_condition(tmp_path, when):
    files = written(tmp_path, grounds=changed(GROUNDS, "rules.employee.versions.0.when", when))
    assert faults_of(files) == ["rules.employee.E-1: `when` is no SQL condition"]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("rules: {}\n", ["grounds.yml: evidence is not there"]),
        ("evidence: {}\n", ["grounds.yml: rules is not there"]),
        ("evidence: {}\nrules: {}\nmore: 1\n", ["grounds.yml: more is no part of it"]),
        ("evidence: [a]\nrules: text\n", ["evidence is no mapping", "rules is no mapping"]),
        ("evidence: {}\nrules: {}\nrules: {}\n", ["grounds.yml is no YAML, line 3"]),
    ],
)
def test_the_parts_of_a_file(tmp_path, text, faults):
    assert faults_of(written(tmp_path, grounds=text)) == faults


def test_files_that_are_not_there(tmp_path):
    assert faults_of((tmp_path / "p.yml", tmp_path / "r.yml")) == ["r.yml is not there", "p.yml is not there"]
    figures, grounds = written(tmp_path)
    assert faults_of((figures, tmp_path / "r.yml")) == ["r.yml is not there"]
    assert "p.yml is not there" in faults_of((tmp_path / "p.yml", grounds))


def test_a_figure_holds_from_its_first_to_its_last_day():
    floor = Parameter.model_validate(FIGURES["floor"])
    asked = ["2019-12-31", "2020-01-01", "2020-12-31", "2021-01-01", "2022-06-30", "2022-07-01"]
    found = [floor.at(date.fromisoformat(day)) for day in asked]
    assert [value and value.value for value in found] == [None, 10, 10, 20, 20, None]


def test_changes_are_first_days_and_days_after_last_ones_in_order(tmp_path):
    days = ["2020-01-01", "2021-01-01", "2022-07-01"]
    assert law.load(*written(tmp_path)).changes == [date.fromisoformat(day) for day in days]


def test_changes_of_the_shipped_law():
    assert BOOK.changes == sorted(set(BOOK.changes))
    wanted = [
        "2016-01-01",
        "2018-01-01",
        "2018-12-01",
        "2025-07-01",
        "2026-01-01",
        "2026-07-01",
        "2026-09-10",
        "2029-07-01",
    ]
    assert {date.fromisoformat(day) for day in wanted} <= set(BOOK.changes)
    assert FOREVER not in BOOK.changes


# Raising one to V or S means that somebody read the text: take it from here in the same change.
UNCONFIRMED_RULES = ["X-ENDED", "HI-X-PENSION", "SI-CDD", "SI-X-AGE", "X-YOUNG", "SI-FOR1", "SI-K1", "UI-13"]
UNCONFIRMED_FIGURES = [
    ("reference_level", "2019-07-01"),
    ("reference_level", "2023-07-01"),
    ("retirement_age", "1995-01-01"),
    ("working_age_from", "2016-01-01"),
    ("ui_least_contract", "2015-01-01"),
    ("registration_days", "2016-01-01"),
]


def test_what_nobody_has_read_in_the_law_is_to_be_confirmed():
    rules = [version for rule in BOOK.rules.values() for version in rule.versions]
    assert [version.id for version in rules if not version.is_confirmed] == UNCONFIRMED_RULES
    assert {version.conf for version in rules if version.id in UNCONFIRMED_RULES} == {"K", "I"}
    figures = [(name, value) for name, figure in BOOK.parameters.items() for value in figure.values]
    assert [(n, str(v.since)) for n, v in figures if not v.is_confirmed] == UNCONFIRMED_FIGURES
    assert {value.conf for _, value in figures if value.is_confirmed} <= {"V", "S"}


def test_every_word_of_evidence_bears_on_a_rule():
    conditions = " ".join(version.when for rule in BOOK.rules.values() for version in rule.versions)
    assert [word for word in BOOK.evidence if word not in conditions] == []


def test_names_that_the_law_does_not_have():
    with pytest.raises(KeyError, match="no_such"):
        BOOK.value("no_such", date(2026, 1, 1))
    with pytest.raises(KeyError, match="V"):
        BOOK.value("regional_minimum_wage", date(2026, 1, 1), "V")


# Figure, key, first day, value from that day on; None: none the day before. DOMAIN.md §3.2-3.8, §4.8.
FIGURE_DAYS = [
    ("reference_level", "", "2019-07-01", None, 1_490_000),
    ("reference_level", "", "2023-07-01", 1_490_000, 1_800_000),
    ("reference_level", "", "2024-07-01", 1_800_000, 2_340_000),
    ("reference_level", "", "2026-07-01", 2_340_000, 2_530_000),
    ("regional_minimum_wage", "I", "2020-01-01", None, 4_420_000),
    ("regional_minimum_wage", "II", "2020-01-01", None, 3_920_000),
    ("regional_minimum_wage", "III", "2020-01-01", None, 3_430_000),
    ("regional_minimum_wage", "IV", "2020-01-01", None, 3_070_000),
    ("regional_minimum_wage", "I", "2022-07-01", 4_420_000, 4_680_000),
    ("regional_minimum_wage", "II", "2022-07-01", 3_920_000, 4_160_000),
    ("regional_minimum_wage", "III", "2022-07-01", 3_430_000, 3_640_000),
    ("regional_minimum_wage", "IV", "2022-07-01", 3_070_000, 3_250_000),
    ("regional_minimum_wage", "I", "2024-07-01", 4_680_000, 4_960_000),
    ("regional_minimum_wage", "II", "2024-07-01", 4_160_000, 4_410_000),
    ("regional_minimum_wage", "III", "2024-07-01", 3_640_000, 3_860_000),
    ("regional_minimum_wage", "IV", "2024-07-01", 3_250_000, 3_450_000),
    ("regional_minimum_wage", "I", "2026-01-01", 4_960_000, 5_310_000),
    ("regional_minimum_wage", "II", "2026-01-01", 4_410_000, 4_730_000),
    ("regional_minimum_wage", "III", "2026-01-01", 3_860_000, 4_140_000),
    ("regional_minimum_wage", "IV", "2026-01-01", 3_450_000, 3_700_000),
    ("si_cap", "", "2016-01-01", None, 20),
    ("ui_cap", "", "2015-01-01", None, 20),
    ("owner_rates", "sickness", "2025-07-01", None, 3),
    ("owner_rates", "pension", "2025-07-01", None, 22),
    ("owner_rates", "health", "2025-07-01", None, 4.5),
    ("working_age_from", "", "2016-01-01", None, 15 * 12),
    ("unpaid_days", "", "2016-01-01", None, 14),
    ("ui_least_contract", "", "2015-01-01", None, 3),
    ("ui_least_contract", "", "2026-01-01", 3, 1),
    ("registration_days", "", "2016-01-01", None, 30),
    ("registration_days", "", "2025-07-01", 30, 30),
    ("evasion_days", "", "2025-07-01", None, 60),
    ("late_interest", "", "2025-07-01", None, 0.03),
    ("fine_evasion", "1_low", "2022-01-17", None, 50_000_000),
    ("fine_evasion", "1_high", "2022-01-17", None, 75_000_000),
    ("fine_evasion", "1_low", "2026-09-10", 50_000_000, 6_000_000),
    ("fine_organisation", "", "2022-01-17", None, 2),
    ("fine_limitation", "", "2022-01-17", None, 12),
    ("household_health_steps", "1", "2015-01-01", None, 100),
    ("household_health_steps", "2", "2015-01-01", None, 70),
    ("household_health_steps", "3", "2015-01-01", None, 60),
    ("household_health_steps", "4", "2015-01-01", None, 50),
    ("household_health_steps", "5", "2015-01-01", None, 40),
]


@pytest.mark.parametrize(("name", "key", "first", "before", "after"), FIGURE_DAYS)
def test_figures_turn_on_their_day(name, key, first, before, after):
    day = date.fromisoformat(first)
    assert [BOOK.value(name, each, key) for each in (day - ONE_DAY, day, day + ONE_DAY)] == [
        before,
        after,
        after,
    ]


# Year, men and women in years and months. DOMAIN.md §3.7.
RETIREMENT = [
    (2020, (60, 0), (55, 0)),
    (2021, (60, 3), (55, 4)),
    (2022, (60, 6), (55, 8)),
    (2023, (60, 9), (56, 0)),
    (2024, (61, 0), (56, 4)),
    (2025, (61, 3), (56, 8)),
    (2026, (61, 6), (57, 0)),
    (2027, (61, 9), (57, 4)),
    (2028, (62, 0), (57, 8)),
    (2029, (62, 0), (58, 0)),
    (2030, (62, 0), (58, 4)),
    (2031, (62, 0), (58, 8)),
    (2032, (62, 0), (59, 0)),
    (2033, (62, 0), (59, 4)),
    (2034, (62, 0), (59, 8)),
    (2035, (62, 0), (60, 0)),
    (2036, (62, 0), (60, 0)),
]


@pytest.mark.parametrize(("year", "men", "women"), RETIREMENT)
def test_retirement_age_of_a_year(year, men, women):
    for sex, (years, months) in {"M": men, "F": women}.items():
        for day in (date(year, 1, 1), date(year, 12, 31)):
            assert BOOK.value("retirement_age", day, sex) == years * 12 + months


# First and last day, sickness, pension, accident, health, unemployment of the employer, his sum; DOMAIN.md §3.5. The
# worker pays 8 + 1.5 + 1 throughout.
RATES = [
    ("2017-06-01", "2021-06-30", (3, 14, 0.5, 3, 1), 21.5),
    ("2021-07-01", "2021-09-30", (3, 14, 0, 3, 1), 21),
    ("2021-10-01", "2022-06-30", (3, 14, 0, 3, 0), 20),
    ("2022-07-01", "2022-09-30", (3, 14, 0.5, 3, 0), 20.5),
    ("2022-10-01", "2026-11-22", (3, 14, 0.5, 3, 1), 21.5),
]


@pytest.mark.parametrize(("first", "last", "employer", "employer_sum"), RATES)
def test_contribution_rates_of_a_period(first, last, employer, employer_sum):
    for day in (first, last):
        rates = BOOK.parameters["contribution_rates"].at(date.fromisoformat(day)).value
        funds = ("sickness", "pension", "accident", "health", "unemployment")
        assert tuple(rates[f"employer_{fund}"] for fund in funds) == employer
        assert [rates[f"worker_{fund}"] for fund in ("pension", "health", "unemployment")] == [8, 1.5, 1]
        assert len(rates) == 8
        assert sum(rate for payer, rate in rates.items() if payer.startswith("employer_")) == employer_sum
        assert sum(rate for payer, rate in rates.items() if payer.startswith("worker_")) == 10.5


def test_no_contribution_rates_before_the_first():
    assert BOOK.value("contribution_rates", date(2017, 5, 31), "employer_pension") is None


# Workers from, then millions of đồng: late registration from and to, evasion from and to. DOMAIN.md §4.8.
TIERS = [
    (1, 5, 10, 6, 12),
    (10, 10, 15, 12, 20),
    (50, 15, 20, 20, 30),
    (100, 20, 30, 30, 40),
    (300, 30, 40, 40, 50),
    (500, 40, 50, 50, 60),
    (700, 50, 60, 60, 70),
    (1000, 60, 75, 70, 75),
]


@pytest.mark.parametrize(("workers", "late_low", "late_high", "low", "high"), TIERS)
def test_fines_of_a_tier(workers, late_low, late_high, low, high):
    first = date(2026, 9, 10)
    for name, bounds in {"fine_late": (late_low, late_high), "fine_evasion": (low, high)}.items():
        keys = f"{workers}_low", f"{workers}_high"
        assert tuple(BOOK.value(name, first, key) / 1_000_000 for key in keys) == bounds
    assert BOOK.value("fine_late", first - ONE_DAY, "1_low") is None


def test_fines_have_no_other_tiers():
    keys = {f"{workers}_{end}" for workers, *_ in TIERS for end in ("low", "high")}
    for name in ("fine_late", "fine_evasion"):
        assert set(BOOK.parameters[name].at(date(2026, 9, 10)).value) == keys
    assert set(BOOK.parameters["fine_evasion"].at(date(2026, 9, 9)).value) == {"1_low", "1_high"}

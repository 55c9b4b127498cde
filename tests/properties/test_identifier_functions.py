"""What must hold of tax codes and personal ids; the oracle is DOMAIN §1.2 and §1.4 as printed."""

from collections.abc import Callable
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

Values = Callable[[str, list[Any]], list[Any]]
AS_OF_YEAR = 2026
WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
# DOMAIN §1.2: the numbers from 1 to 96 that are no province.
NO_PROVINCE = {3, 5, 7, 9, 13, 16, 18, 21, 23, 28, 29, 32, 39, 41, 43, 47, 50, 53, 55, 57, 59, 61, 63, 65, 69}
NO_PROVINCE |= {71, 73, 76, 78, 81, 85, 88, 90}
PROVINCES = [f"{number:03d}" for number in range(1, 97) if number not in NO_PROVINCE]
personal_ids = st.builds(
    lambda province, century, year, rest: f"{province}{century}{year:02d}{rest:06d}",
    st.sampled_from(PROVINCES),
    st.integers(0, 1),
    st.integers(30, 99),
    st.integers(0, 999_999),
)


def checksum_holds(code: str) -> bool:
    """DOMAIN §1.4, as printed there."""
    remainder = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, code, strict=False)) % 11
    return remainder != 0 and int(code[9]) == 10 - remainder


def valid_code(serial: int) -> str | None:
    return next((code for last in "0123456789" if checksum_holds(code := f"{serial:09d}{last}")), None)


tax_codes = st.integers(10_000_000, 999_999_999).map(valid_code).filter(bool)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text("0123456789", min_size=10, max_size=10), min_size=1, max_size=100))
def test_tax_code_check_is_the_printed_one(values_of: Values, codes: list[str]) -> None:
    assert values_of("is_tax_code(value)", codes) == [checksum_holds(code) for code in codes]


@settings(max_examples=12, deadline=None)
@given(tax_codes)
def test_no_typing_error_makes_a_tax_code(values_of: Values, code: str) -> None:
    wrong = [code[:place] + digit + code[place + 1 :] for place in range(10) for digit in "0123456789"]
    wrong += [code[:place] + code[place + 1] + code[place] + code[place + 2 :] for place in range(9)]
    wrong = [typed for typed in wrong if typed != code]
    assert not any(values_of("is_tax_code(value)", wrong))
    assert values_of("tax_code(value)", wrong) == [None] * len(wrong)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(tax_codes, st.integers(1, 999)), min_size=1, max_size=60))
def test_a_tax_code_comes_back_from_every_dress(values_of: Values, codes: list[tuple[str, int]]) -> None:
    roots = [root for root, _ in codes]
    whole = [f"{root}-{branch:03d}" for root, branch in codes]
    assert values_of("tax_code(value)", roots) == roots
    assert values_of("tax_code(value)", [root + "000" for root in roots]) == roots
    assert values_of("tax_code(value)", [f"{root[:4]} {root[4:]}\u00a0" for root in roots]) == roots
    assert values_of("tax_code(value)", [code.replace("-", "") for code in whole]) == whole
    assert values_of("tax_code_root(value)", whole) == roots
    assert values_of("tax_code_branch(value)", whole) == [code[-3:] for code in whole]
    short = [root for root in roots if root[0] == "0"]
    assert values_of("tax_code(value)", [f"{int(root)}.0" for root in short]) == short


@settings(max_examples=15, deadline=None)
@given(st.lists(personal_ids, min_size=1, max_size=60))
@example(["001095012345", "079095012345"])
def test_a_personal_id_that_lost_its_zeros_comes_back(values_of: Values, ids: list[str]) -> None:
    """Unless the ten digits left are a valid tax code too: then it is not certain, and nothing is given."""
    expected = [
        None if len(number := id_.lstrip("0")) == 10 and checksum_holds(number) else id_ for id_ in ids
    ]
    repaired = f"personal_id(value, {AS_OF_YEAR})"
    assert values_of(repaired, ids) == ids
    assert values_of(repaired, [id_.lstrip("0") for id_ in ids]) == expected
    assert values_of(repaired, [f"{int(id_)}.0" for id_ in ids]) == expected


@settings(max_examples=12, deadline=None)
@given(st.lists(st.text("0123456789", min_size=12, max_size=12), min_size=1, max_size=60))
def test_a_personal_id_says_who_was_born_where_and_when(values_of: Values, ids: list[str]) -> None:
    assert values_of("personal_id_sex(value)", ids) == ["MF"[int(id_[3]) % 2] for id_ in ids]
    years = [1900 + 100 * (int(id_[3]) // 2) + int(id_[4:6]) for id_ in ids]
    assert values_of("personal_id_birth_year(value)", ids) == years
    assert values_of(f"is_personal_id(value, {AS_OF_YEAR})", ids) == [year <= AS_OF_YEAR for year in years]
    assert values_of("personal_id_province(value)", ids) == [
        id_[:3] if id_[:3] in PROVINCES else None for id_ in ids
    ]

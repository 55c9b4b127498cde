"""What `baophu why` tells of the law, word for word."""

from datetime import date

import pytest

from etl.law import book, told

LAW = book.load()


def test_each_rule_is_told_once_in_both_languages_with_its_time():
    articles = (
        "SI-A Luật 41/2024/QH15 Đ2(1)(a); UI-13 Luật 38/2013/QH13 Đ43(1), từ đủ 3 tháng theo thực tiễn (*)"
    )
    assert told.rules(LAW, articles) == [
        (
            "SI-A Người lao động làm việc theo hợp đồng (BHXH, TNLĐ-BNN): Luật 41/2024/QH15 Đ2(1)(a),"
            " hiệu lực 01/07/2025–",
            "Employee under a contract (SI, OAI): in force 01/07/2025–",
        ),
        (
            "UI-13 Người lao động tham gia BHTN (BHTN): Luật 38/2013/QH13 Đ43(1), từ đủ 3 tháng theo thực tiễn,"
            " hiệu lực 01/01/2015–31/12/2025 (chờ xác nhận)",
            "Employee in unemployment insurance (UI): in force 01/01/2015–31/12/2025 (to be confirmed)",
        ),
    ]


def test_an_id_within_another_is_not_told():
    assert [vi.split()[0] for vi, _ in told.rules(LAW, "SI-K2 Luật 41/2024/QH15 Đ2(1)(k)")] == ["SI-K2"]
    assert told.rules(LAW, "Luật 41/2024/QH15") == []


def test_every_rule_can_be_told():
    for rule in LAW.rules.values():
        for version in rule.versions:
            [(vi, en)] = told.rules(LAW, f"{version.id} {version.article}")
            assert version.article in vi
            assert rule.en in en
            assert ("chờ xác nhận" in vi) == ("to be confirmed" in en) == (version.conf in "KI")


@pytest.mark.parametrize(
    ("as_of", "state"),
    [
        (date(2025, 12, 31), "Đến ngày 31/12/2025: chưa đến hạn đăng ký, 0 ngày sau hạn"),
        (date(2026, 1, 30), "Đến ngày 30/01/2026: chưa đến hạn đăng ký, 0 ngày sau hạn"),
        (date(2026, 1, 31), "Đến ngày 31/01/2026: chậm đăng ký, 1 ngày sau hạn"),
        (date(2026, 3, 31), "Đến ngày 31/03/2026: chậm đăng ký, 60 ngày sau hạn"),
        (date(2026, 4, 1), "Đến ngày 01/04/2026: thuộc trường hợp trốn đóng, 61 ngày sau hạn"),
    ],
)
def test_days_count_from_the_last_day_of_the_month(as_of, state):
    """The thirtieth day after 31 December 2025 is Friday 30 January 2026."""
    said = [vi for vi, _ in told.dates(LAW, date(2025, 12, 1), as_of)]
    assert said[:2] == ["Phát sinh chậm nhất trong tháng 12/2025", "Hạn đăng ký 30/01/2026"]
    assert state in said


def test_the_whole_calendar_of_a_line():
    assert told.dates(LAW, date(2025, 8, 1), date(2026, 11, 23)) == [
        ("Phát sinh chậm nhất trong tháng 08/2025", "The duty began in 08/2025 or before"),
        ("Hạn đăng ký 30/09/2025", "To be registered by 30/09/2025"),
        ("Chậm đăng ký từ 01/10/2025", "Late from 01/10/2025"),
        ("Trốn đóng từ 30/11/2025", "Evasion from 30/11/2025"),
        (
            "Đến ngày 23/11/2026: thuộc trường hợp trốn đóng, 419 ngày sau hạn",
            "On 23/11/2026: evasion, 419 days after the deadline",
        ),
        ("Kỳ nhắc bằng văn bản tới: 01/12/2026–10/12/2026", "Next written reminder: 01/12/2026–10/12/2026"),
        ("Chuyển danh sách quý chậm nhất 14/01/2027", "Next quarterly hand-over by 14/01/2027"),
        (
            "Căn cứ: Luật 41/2024/QH15 Đ28(1); Luật 41/2024/QH15 Đ39(1)(a),(b); NĐ 274/2025/NĐ-CP",
            "By: Luật 41/2024/QH15 Đ28(1); Luật 41/2024/QH15 Đ39(1)(a),(b); NĐ 274/2025/NĐ-CP",
        ),
    ]


@pytest.mark.parametrize(
    ("state", "workers", "as_of", "is_organisation", "said"),
    [
        ("evasion", 9, date(2026, 9, 30), True, ("12.000.000–24.000.000 đồng", "12,000,000–24,000,000 VND")),
        ("evasion", 9, date(2026, 9, 30), False, ("6.000.000–12.000.000 đồng", "6,000,000–12,000,000 VND")),
        ("evasion", 50, date(2026, 9, 30), True, ("40.000.000–60.000.000 đồng", "40,000,000–60,000,000 VND")),
        ("late", 10, date(2026, 9, 10), True, ("20.000.000–30.000.000 đồng", "20,000,000–30,000,000 VND")),
        (
            "evasion",
            9,
            date(2026, 9, 9),
            True,
            ("100.000.000–150.000.000 đồng", "100,000,000–150,000,000 VND"),
        ),
    ],
)
def test_a_fine_is_told_with_its_day_and_workers(state, workers, as_of, is_organisation, said):
    vi, en = said
    assert told.fine(LAW, state, workers, as_of, is_organisation) == [
        (
            f"Khung phạt tại ngày {as_of:%d/%m/%Y} với {workers} lao động: {vi}",
            f"Fine by the law of {as_of:%d/%m/%Y} for {workers} worker(s): {en}",
        )
    ]


@pytest.mark.parametrize(
    ("state", "workers", "as_of"),
    [
        ("not_due", 9, date(2026, 9, 30)),
        ("stopped", 9, date(2026, 9, 30)),
        ("late", 9, date(2026, 9, 9)),  # the decree before has no figure for it
        ("evasion", 9, date(2021, 12, 31)),
        ("evasion", 0, date(2026, 9, 30)),
    ],
)
def test_where_the_law_has_no_fine_none_is_told(state, workers, as_of):
    assert told.fine(LAW, state, workers, as_of, True) == []


def test_too_low_a_base_is_told_with_its_month_and_day():
    assert told.underpaid(LAW, date(2025, 12, 1)) == [
        (
            "Mức đóng thấp của tháng 12/2025: thuộc trường hợp trốn đóng từ 03/02/2026",
            "Too low a base for 12/2025: evasion from 03/02/2026",
        )
    ]
    assert told.underpaid(LAW, date(2025, 5, 1)) == []


def test_interest_is_told_with_what_it_is_on_and_its_days():
    """From 3 February to 23 November 2026 are 294 days of 0.03 %."""
    assert told.interest(LAW, 100_000_000, date(2025, 12, 1), date(2026, 11, 23)) == [
        (
            "Tiền nộp thêm do chậm trên 100.000.000 đồng sau 02/02/2026 đến 23/11/2026: 8.820.000 đồng",
            "Interest on 100,000,000 VND after 02/02/2026 until 23/11/2026: 8,820,000 VND",
        )
    ]


@pytest.mark.parametrize(
    ("amount", "month", "as_of"),
    [
        (100_000_000, date(2025, 12, 1), date(2026, 2, 2)),  # the day it is due
        (1_666, date(2025, 12, 1), date(2026, 2, 3)),  # less than half a đồng
        (0, date(2025, 12, 1), date(2026, 11, 23)),
        (100_000_000, date(2024, 12, 1), date(2025, 6, 30)),  # before the rule's time
    ],
)
def test_no_interest_is_not_told(amount, month, as_of):
    assert told.interest(LAW, amount, month, as_of) == []

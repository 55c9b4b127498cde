"""What the law says of a line, in words: the rules by which somebody would be obliged, and the dates that follow."""

import re
from datetime import date

from etl.law import clock
from etl.law.book import FOREVER, Book, Rule, Version

FUNDS_VI = {"SI": "BHXH", "OAI": "TNLĐ-BNN", "UI": "BHTN", "HI": "BHYT"}
STATES = {
    "not_due": ("chưa đến hạn đăng ký", "registration is not due yet"),
    "late": ("chậm đăng ký", "late"),
    "evasion": ("thuộc trường hợp trốn đóng", "evasion"),
    "stopped": ("tạm dừng tính thời gian", "the clock is stopped"),
}

Told = tuple[str, str]  # in Vietnamese, in English


def rules(book: Book, articles: str) -> list[Told]:
    """The rules that a line's `articles` names, one by one, with what is to be confirmed about them."""
    return [
        _rule(rule, version)
        for rule in book.rules.values()
        for version in rule.versions
        if re.search(rf"(^|; ){re.escape(version.id)} ", articles)
    ]


def _rule(rule: Rule, version: Version) -> Told:
    funds = ", ".join(FUNDS_VI[fund] for fund in rule.funds)
    until = "" if version.until == FOREVER else _day(version.until)
    doubt = ("", "") if version.is_confirmed else (" (chờ xác nhận)", " (to be confirmed)")
    since = _day(version.since)
    return (
        f"{version.id} {rule.vi} ({funds}): {version.article}, hiệu lực {since}–{until}{doubt[0]}",
        f"{rule.en} ({', '.join(rule.funds)}): in force {since}–{until}{doubt[1]}",
    )


def dates(book: Book, latest_start: date, as_of: date) -> list[Told]:
    """What the calendar says on a day of a duty that began in a month or before, if it is confirmed.

    Args:
        latest_start: the first day of the month; its last day counts, in favour of the employer.
    """
    stands = clock.standing(book, clock.last_day(latest_start), as_of)
    state_vi, state_en = STATES[stands.state]
    told = [
        (
            f"Phát sinh chậm nhất trong tháng {latest_start:%m/%Y}",
            f"The duty began in {latest_start:%m/%Y} or before",
        ),
        (
            f"Hạn đăng ký {_day(stands.registration_due)}",
            f"To be registered by {_day(stands.registration_due)}",
        ),
    ]
    if stands.late_since:
        told.append((f"Chậm đăng ký từ {_day(stands.late_since)}", f"Late from {_day(stands.late_since)}"))
    if stands.evasion_since:
        told.append(
            (f"Trốn đóng từ {_day(stands.evasion_since)}", f"Evasion from {_day(stands.evasion_since)}")
        )
    told.append(
        (
            f"Đến ngày {_day(as_of)}: {state_vi}, {stands.days_late} ngày sau hạn",
            f"On {_day(as_of)}: {state_en}, {stands.days_late} days after the deadline",
        )
    )
    if window := clock.next_reminder(book, as_of):
        first, last = map(_day, window)
        told.append((f"Kỳ nhắc bằng văn bản tới: {first}–{last}", f"Next written reminder: {first}–{last}"))
    if handover := clock.next_handover(book, as_of):
        told.append(
            (
                f"Chuyển danh sách quý chậm nhất {_day(handover)}",
                f"Next quarterly hand-over by {_day(handover)}",
            )
        )
    doubt = (" (có nội dung chờ xác nhận)", " (in part to be confirmed)") if stands.to_confirm else ("", "")
    articles = "; ".join(stands.articles)
    return [*told, (f"Căn cứ: {articles}{doubt[0]}", f"By: {articles}{doubt[1]}")]


def fine(book: Book, state: clock.State, workers: int, as_of: date, is_organisation: bool) -> list[Told]:
    """The fine by the law of a day for so many workers; nothing where that law has none."""
    bounds = clock.fine(book, state, workers, as_of, is_organisation)
    if bounds is None:
        return []
    low, high = bounds
    return [
        (
            f"Khung phạt tại ngày {_day(as_of)} với {workers} lao động: {_vnd(low)}–{_vnd(high)} đồng",
            f"Fine by the law of {_day(as_of)} for {workers} worker(s): {low:,}–{high:,} VND",
        )
    ]


def underpaid(book: Book, month: date) -> list[Told]:
    """From when too low a base for a month is evasion; nothing where the law of its time knew no such thing."""
    since = clock.underpaid_since(book, month)
    if since is None:
        return []
    return [
        (
            f"Mức đóng thấp của tháng {month:%m/%Y}: thuộc trường hợp trốn đóng từ {_day(since)}",
            f"Too low a base for {month:%m/%Y}: evasion from {_day(since)}",
        )
    ]


def interest(book: Book, amount_vnd: int, month: date, as_of: date) -> list[Told]:
    """What is owed on top of an expected amount whose last month is the given one; nothing before the rule's time."""
    due = clock.payment_due(month)
    owed = clock.interest(book, amount_vnd, due, as_of)
    if not owed:
        return []
    due = max(
        due, book.parameters["late_interest"].values[0].since - clock.DAY
    )  # days before it had another rule
    return [
        (
            f"Tiền nộp thêm do chậm trên {_vnd(amount_vnd)} đồng sau {_day(due)} đến {_day(as_of)}: {_vnd(owed)} đồng",
            f"Interest on {amount_vnd:,} VND after {_day(due)} until {_day(as_of)}: {owed:,} VND",
        )
    ]


def _vnd(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"

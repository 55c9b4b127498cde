"""What the law says of a line, in words: the rules by which somebody would be obliged, and the dates that follow."""

import calendar
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
    began = latest_start.replace(day=calendar.monthrange(latest_start.year, latest_start.month)[1])
    stands = clock.standing(book, began, as_of)
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


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"

"""When a line of a plan is due, as plans of offices say it: "quý II", "tháng 3–6", "trước 15/5", "thường xuyên".

The words are kept as they were typed; what they mean is two days, or how often where there is no end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.period import Period
from dieuphoi.core.kernel.text import fold, tidy

LONGEST: Final = 80
_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_EVERY: Final = (
    ("month", r"(hang|moi) thang"),
    ("quarter", r"(hang|moi) quy"),
    ("half", r"(hang|moi) 6 thang|6 thang (mot|1) lan"),
    ("year", r"(hang|moi) nam"),
)
_YEAR: Final = r"(?:\s*(?:/|-|,)?\s*(?:nam\s*)?(?P<year>[0-9]{4}))?"
_DAY: Final = re.compile(
    r"(?:(?:truoc|den|xong truoc|han|truoc ngay|den ngay|trong ngay|ngay)\s+)*"
    r"(?P<day>[0-9]{1,2})[/.-](?P<month>[0-9]{1,2})(?:[/.-](?P<year>[0-9]{4}))?\Z"
)
_MONTHS: Final = re.compile(
    r"(?:tu\s+)?(?:thang|t)\.?\s*(?P<first>[0-9]{1,2})"
    r"(?:\s*(?:-|den|toi|,|va)\s*(?:het\s+)?(?:thang|t)?\.?\s*(?P<last>[0-9]{1,2}))?" + _YEAR + r"\Z"
)
_QUARTERS: Final = re.compile(
    r"(?:trong\s+)?(?:tu\s+)?(?:quy|q)\.?\s*(?P<first>iv|iii|ii|i|[1-4])"
    r"(?:\s*(?:-|den|,|va)\s*(?:quy|q)?\.?\s*(?P<last>iv|iii|ii|i|[1-4]))?" + _YEAR + r"\Z"
)
_HALF: Final = re.compile(r"6 thang (?P<part>dau|cuoi)(?: nam)?" + _YEAR + r"\Z")
_NINE: Final = re.compile(r"9 thang(?: dau)?(?: nam)?" + _YEAR + r"\Z")
_WHOLE: Final = re.compile(r"(?:ca nam|trong nam|nam)" + _YEAR + r"\Z")
_YEARS: Final = re.compile(r"(?:giai doan\s+|tu nam\s+|nam\s+)?(?P<first>[0-9]{4})\s*(?:-|den)\s*(?P<last>[0-9]{4})\Z")
_ALWAYS: Final = re.compile(r"thuong xuyen|ca ky|lien tuc")


@dataclass(frozen=True, slots=True)
class Timing:
    """The words, the first and last day that they mean, and how often where it lasts (``due_on`` is then empty)."""

    words: str = ""
    starts_on: date | None = None
    due_on: date | None = None
    every: str = ""


def read_timing(typed: str, starts_on: date, ends_on: date) -> Timing:
    """What ``typed`` means in a plan of these days. Empty: nothing is said.

    A month, quarter or day without a year is one of the plan's only year. Raises ``ValueError`` with a Vietnamese
    sentence that says how to write it, also for a time outside the plan.
    """
    words = tidy(typed)
    if not words:
        return Timing()
    if len(words) > LONGEST:
        raise ValueError(_("Thời gian dài quá %(most)s ký tự.") % {"most": LONGEST})
    plain = fold(words).replace("\u2013", "-").replace("\u2014", "-").strip(" .")
    for every, pattern in _EVERY:
        if re.fullmatch(pattern, plain):
            return Timing(words, every=every)
    if _ALWAYS.fullmatch(plain):
        return Timing(words)
    first, last = _meant(plain, words, starts_on, ends_on)
    if last < first:
        raise ValueError(_unread(words))
    if not (starts_on <= last <= ends_on and first <= ends_on):
        raise ValueError(
            _("“%(typed)s” nằm ngoài kỳ của chương trình (từ %(start)s đến %(end)s).")
            % {"typed": words, "start": format_date(starts_on), "end": format_date(ends_on)}
        )
    return Timing(words, max(first, starts_on), last)


def _meant(plain: str, words: str, starts_on: date, ends_on: date) -> tuple[date, date]:
    """The first and the last day meant."""

    def year_of(text: str | None) -> int:
        if text:
            return int(text)
        if starts_on.year == ends_on.year:
            return starts_on.year
        raise ValueError(_("Chương trình nhiều năm: hãy ghi cả năm, ví dụ quý II/2027."))

    try:
        if found := _DAY.match(plain):
            due = date(year_of(found["year"]), int(found["month"]), int(found["day"]))
            return min(starts_on, due), due
        if found := _MONTHS.match(plain):
            year = year_of(found["year"])
            months = int(found["first"]), int(found["last"] or found["first"])
            return Period.month(year, months[0]).start, Period.month(year, months[1]).last_day
        if found := _QUARTERS.match(plain):
            year = year_of(found["year"])
            quarters = _ROMAN[found["first"]], _ROMAN[found["last"] or found["first"]]
            return Period.quarter(year, quarters[0]).start, Period.quarter(year, quarters[1]).last_day
        if found := _HALF.match(plain):
            half = Period.half(year_of(found["year"]), 1 if found["part"] == "dau" else 2)
            return half.start, half.last_day
        if found := _NINE.match(plain):
            nine = Period.nine_months(year_of(found["year"]))
            return nine.start, nine.last_day
        if found := _YEARS.match(plain):
            stage = Period.stage(int(found["first"]), int(found["last"]))
            return stage.start, stage.last_day
        if found := _WHOLE.match(plain):
            whole = Period.of_year(year_of(found["year"]))
            return whole.start, whole.last_day
    except (ValueError, OverflowError) as fault:
        raise ValueError(_unread(words, str(fault))) from fault
    raise ValueError(_unread(words))


def _unread(words: str, why: str = "") -> str:
    said = _(
        "Không đọc được thời gian “%(typed)s”. Hãy ghi như: tháng 3, tháng 3-6, quý II, 6 tháng đầu năm, trước 15/5, "
        "cả năm, hằng tháng, thường xuyên."
    ) % {"typed": words}
    return f"{said} {why}" if "nhiều năm" in why else said

"""Expressions of time in words and the days they span: "30/9", "quý III/2026", "cuối tháng 10", "tuần này".

A year that is missing is the first such day not before the document's own; the beginning of a month runs to its 10th,
the middle to its 20th.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _

from dieuphoi.steering.directives.reading.due import compiled

DAY: Final = timedelta(days=1)
_QUARTERS: Final = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4, "một": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4,
}  # fmt: skip
_MONTHS: Final = {
    "giêng": 1, "một": 1, "hai": 2, "ba": 3, "tư": 4, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10,
    "mười một": 11, "mười hai": 12, "chạp": 12,
}  # fmt: skip
_HALVES: Final = {"ba": 3, "bốn": 4, "sáu": 6, "chín": 9}
_TENS: Final = {"thượng tuần": "đầu", "trung tuần": "giữa", "hạ tuần": "cuối"}
"""The three tens of days of a month."""
_WEEKS: Final = {"đầu": 1, "nhất": 1, "1": 1, "hai": 2, "2": 2, "ba": 3, "3": 3, "tư": 4, "4": 4}


@dataclass(frozen=True, slots=True)
class Moment:
    """An expression of time: the days it spans, or why it spans none.

    ``unit``: day, near ("hôm nay"), week, month, quarter, half, year, or vague ("trước Tết"). ``part``: đầu, nửa đầu,
    giữa, nửa cuối, cuối, hết. ``hour``: an hour of the day is named.
    """

    start: int
    end: int
    unit: str
    first: date | None = None
    last: date | None = None
    hour: bool = False
    part: str = ""
    wrong: str = ""
    year_given: bool = True


_YEAR: Final = r"(?:~[,;]?~năm (?P<y>[12]\d{3}(?!\d)|nay|sau|tới|này)|~[/.-]~(?P<y2>[12]\d{3})(?!\d))"
_PART: Final = (
    r"(?:(?P<part>nửa đầu|nửa cuối|(?:thượng|trung|hạ) tuần|ngày cuối(?: cùng)?|đầu|giữa|cuối|hết)(?: của)? )?"
)
_HOUR: Final = (
    r"(?:(?P<hour>(?:lúc )?\d{1,2}~(?:giờ|g(?=\d| )|h(?=\d| |,)|:)(?:~\d{2})?(?:~(?:phút|['’′]))?,? "
    r"(?:(?:(?:buổi )?(?:sáng|trưa|chiều|tối)|cùng),? )?|"
    r"(?:(?:cuối|hết|đầu) )?(?:giờ (?:làm việc )?)?(?:của )?(?:buổi )?(?:sáng|trưa|chiều|tối),? |"
    r"(?:(?:cuối|hết|đầu) )?giờ (?:làm việc |hành chính )?(?:của )?|(?:ngày )?hôm nay,?~\(?|ngày làm việc )"
    r"(?=\(?(?:ngày|thứ|chủ nhật|\d)))?"
)
_WEEKDAY: Final = r"(?:\(?(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật)\)?,? )?"
_WEEKDAY_OF: Final = r"(?:(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật) \((?:ngày )?)?"
_MONTH_NAMES: Final = r"giêng|chạp|mười (?:một|hai)|mười|tư|hai|ba|sáu|bảy|tám|chín"
_DAY_LONG: Final = compiled(
    rf"{_HOUR}{_WEEKDAY}(?:ngày )?{_WEEKDAY}(?:m[ùồ]ng )?(?<![\d/.])(?P<d>\d{{1,2}}) "
    rf"(?P<aside>\()?tháng (?P<m>\d{{1,2}}(?!\d)|(?:này|sau|tới)(?!\w)|{_MONTH_NAMES}){_YEAR}?(?(aside)~\))"
)
_DAY_SHORT: Final = compiled(
    rf"{_HOUR}{_WEEKDAY_OF}{_WEEKDAY}(?P<named>(?:ngày )?m[ùồ]ng |ngày~)?{_WEEKDAY}"
    r"(?:(?<![\d/.,-])|(?<=ngày\x20\d\d[-–])|(?<=ngày\x20\d[-–]))"
    r"(?P<d>\d{1,2})~(?P<sep>[/.-])~(?P<m>\d{1,2})"
    r"(?:~(?P=sep)~(?P<y>[12]\d{3}|[23]\d)(?!\d)|~,?~năm (?P<y2>[12]\d{3})(?!\d))?(?![\d/%]|[.,-]\d)"
)
_ROW_OF_DAYS: Final = compiled(
    r"(?:(?:các )?ngày |(?<=vào\x20)|(?<=trước\x20)|(?<![\w/.,-])\d{1,2} ngày~[:(,]?~(?:ngày )?)"
    r"(?:(?<![\d/.,-])\d{1,2}(?:(?:~/~| tháng )\d{1,2})?(?:~[,–-]~| và )(?:ngày )?){1,6}\Z"
)
"""What stands before the last of several days: "các ngày 21, 22 và 23/10", "02 ngày 23 - 24/02"."""
_MONTH: Final = compiled(
    rf"{_PART}(?<!\w)tháng (?P<m>\d{{1,2}}(?![\d])|giêng|mười (?:một|hai)|chạp|này|tới|sau|"
    rf"(?:hai|ba|tư|sáu|bảy|tám|chín|mười)(?!\w| lần))(?:{_YEAR})?"
    r"(?!~[/.-]?~\d)(?! (?:đầu|cuối) năm)"
)
_MONTH_SHORT: Final = compiled(
    r"(?<![\w/.,-])(?:t\.?)?(?P<m>0?[1-9]|1[0-2])~/~(?P<y>20\d\d)(?![\w/]|[.,-]\d)"
)
_QUARTER: Final = compiled(
    rf"{_PART}(?<!\w)(?:(?:các )?q(?:u[ýí]|ú[iy]) (?:iii|ii|i|[1-3])(?:~[,–-]~| và )(?:q(?:u[ýí]|ú[iy]) )?"
    r"(?=(?:iii|ii|iv|i|[1-4])(?!\w))|q(?:u[ýí]|ú[iy]) |q\.?(?=[iv])|q(?=[1-4]~/))"
    rf"(?P<q>iii|ii|iv|i|[1-4]|(?:một|hai|ba|tư|bốn)(?!\w| lần)|này|tới|sau)(?!\w)(?:{_YEAR})?"
)
_HALF: Final = compiled(
    r"(?<![\w/])0?(?P<n>[2-9]|ba|bốn|sáu|chín|(?:những|các)(?= tháng cuối)) tháng (?P<side>đầu|cuối) (?:của )?năm"
    r"(?: (?P<y>[12]\d{3}|nay|sau|tới))?(?!\w)"
)
_HALF_YEAR: Final = compiled(r"(?<!\w)(?P<side>nửa đầu|nửa cuối) năm (?P<y>[12]\d{3}(?!\d)|nay|này|sau|tới)(?!\w)")
_WHOLE_YEAR: Final = compiled(
    rf"{_PART}(?<!\w)năm (?P<y>(?:19|20)\d{{2}}(?!\d)|nay|này|sau|tới)(?!~[-–]~\d)(?! (?:và|trở))"
)
_YEAR_END: Final = compiled(r"(?P<part>cuối|hết) năm(?! (?:\d|nay|này|sau|tới|học|thứ))(?!\w)")
_THIS_YEAR: Final = compiled(r"(?<=trong\x20)năm(?=[.,;)]|\Z| (?:để|và|nhằm))")
_MONTHS_IN_ROW: Final = compiled(
    rf"(?<!\w)(?:(?:các|[23]) )?tháng \d{{1,2}}(?:~(?:,|-|–|và)~(?:tháng )?(?P<m>\d{{1,2}})(?!\d)){{1,3}}(?:{_YEAR})?"
    r"(?!~[/.-]?~\d| tháng)"
)
_WEEK: Final = compiled(
    rf"(?:(?P<day>thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật) |{_PART})(?<!\w)tuần (?P<w>này|tới|sau)(?!\w)"
)
_TODAY: Final = compiled(
    r"(?<!\w)(?:\d{1,2}~(?:giờ|h|g)(?:~\d{2})?(?: phút)?,? )?(?:(?:sáng|trưa|chiều|tối) (?P<n>nay|mai)|"
    r"(?:ngày )?hôm nay|ngày mai)(?!\w)"
)
_WEEK_OF: Final = compiled(
    r"(?<!\w)(?:(?P<n>hai|ba|0?[23]) (?=tuần đầu ))?tuần (?:thứ )?"
    r"(?P<w>đầu(?: tiên)?|nhất|hai|ba|tư|cuối(?: cùng)?|[1-4]) (?:của )?tháng "
    rf"(?P<m>\d{{1,2}})(?!\d)(?:{_YEAR})?"
)
_VAGUE: Final = compiled(
    r"(?:ngày )?(?P<vague>tết nguyên đán|tết(?= (?:âm|dương|[A-ZĐ]))|mùa (?:mưa|bão|lũ)|(?:năm học mới|khai giảng)|"
    r"(?:kỳ|phiên) họp|đại hội|hội nghị|vụ (?:đông|xuân|hè|mùa))"
    r"(?: (?!và|để|báo|phải|do|tháng|quý|ngày|trước|chậm|muộn|trễ|hạn|xong|hoàn|trong|vào|từ|đến|tới|\d|,)"
    r"\w{1,12}){0,3}",
    re.IGNORECASE,
)
_DOTS: Final = r"[.…_]{1,12}"
_BLANK_DATE: Final = compiled(
    r"ngày (?P<blank>tháng \d{1,2}(?!\d)(?: năm \d{4})?|"
    rf"(?:{_DOTS}|\d{{1,2}})~(?:/|tháng)~{_DOTS}(?:~(?:/|năm)~(?:\d{{4}}|{_DOTS}))?|"
    rf"{_DOTS}(?:/|tháng)~\d{{1,2}}(?:~(?:/|năm)~\d{{4}})?|/\d{{1,2}}/\d{{4}}| /~\d{{0,2}}~/~\d{{4}})"
)
_SINCE: Final = compiled(r"(?<!\w)từ \Z")
_WEEKDAYS: Final = {
    "hai": 0, "2": 0, "ba": 1, "3": 1, "tư": 2, "4": 2, "năm": 3, "5": 3, "sáu": 4, "6": 4, "bảy": 5, "7": 5,
}  # fmt: skip
_MAY_BE_DAY: Final = compiled(r"\d~[/.-]~\d|\d (?:\()?tháng")
"""Without this no day stands in a text: the long patterns need not be tried."""
_NEAR: Final = compiled(r"trước (?:(?:thời (?:điểm|hạn|gian)|mốc) )?\Z")
_NEAR_ENOUGH: Final = compiled(
    r"(?:(?:chậm|muộn|trễ) nhất (?:là |vào |đến ){0,2}|hạn (?:chót |cuối )?(?:là )?|xong |(?:muộn|chậm|trễ) hơn |"
    r"trước |kỷ niệm |từ \d{1,2}-\d{1,2}(?:-\d{4})? (?:đến|tới) (?:hết )?)\Z"
)
_BEGINS_SPAN: Final = compiled(r" (?:đến|tới) (?:hết )?\d{1,2}-\d{1,2}(?![\d/%]|[.,-]\d{1,3}(?!\d))")
_NO_AMOUNT: Final = compiled(r"~(?:[.;:)]|,(?!\d)|\Z| (?:năm|để|gửi|và|tại|phải|nay)(?!\w))")
"""What follows a day, not "5-10 hộ"."""


def moments(small: str, on: date) -> Iterator[Moment]:
    """Every expression of time in a text in small letters, in their order, none within another."""
    found = [
        *_days(small, on),
        *(_week_of(match, on) for match in _WEEK_OF.finditer(small)),
        *(_row_of_months(match, on) for match in _MONTHS_IN_ROW.finditer(small) if 1 <= int(match["m"]) <= 12),
        *(_of_month(match, on) for match in _MONTH.finditer(small)),
        *(_in_figures(match) for match in _MONTH_SHORT.finditer(small)),
        *(_of_quarter(match, on) for match in _QUARTER.finditer(small)),
        *_years(small, on),
        *(_of_week(match, on) for match in _WEEK.finditer(small)),
        *(_near(match, on) for match in _TODAY.finditer(small)),
        *(
            Moment(match.start(), match.end(), "day", wrong=_("ngày còn để trống trong văn bản"))
            for match in _BLANK_DATE.finditer(small)
        ),
        *(
            Moment(match.start(), match.end(), "vague", wrong=_("văn bản không nói ngày nào"))
            for match in _VAGUE.finditer(small)
        ),
    ]
    past = 0
    for moment in sorted(found, key=lambda each: (each.start, -each.end)):
        if moment.start >= past:
            past = moment.end
            yield moment


# ---- days


def _days(small: str, on: date) -> Iterator[Moment]:
    if not _MAY_BE_DAY.search(small):
        return
    for match in _DAY_LONG.finditer(small):
        ahead = {"này": on.month, "sau": on.month % 12 + 1, "tới": on.month % 12 + 1}
        month = ahead.get(match["m"]) or _month_number(match["m"])
        yield _of_row(small, _day(match, int(match["d"]), month, match["y"] or match["y2"], on))
    for match in _DAY_SHORT.finditer(small):
        given = match["y"] or match["y2"]
        if _is_day(small, match, given):
            yield _of_row(small, _day(match, int(match["d"]), int(match["m"]), given, on))


def _of_row(small: str, moment: Moment) -> Moment:
    """The last of several days stands for all of them."""
    before = small[max(0, moment.start - 70) : moment.start]
    row = _ROW_OF_DAYS.search(before) if before.rstrip().endswith((",", "-", "–", "và", "ngày")) else None
    if row is not None and _SINCE.search(before[: row.start()]):
        return moment  # "từ ngày 10 - 15/10"
    return moment if row is None else replace(moment, start=moment.start - len(before) + row.start())


def _is_day(small: str, match: re.Match[str], given: str | None) -> bool:
    """Whether "30/9", "5.2", "10-12" is a day, and no share, number or span."""
    if given:
        return True
    day, month = int(match["d"]), int(match["m"])
    if match["sep"] != "/" and not (match["named"] and month <= 12):
        before = small[max(0, match.start() - 30) : match.start()]
        near = match["sep"] == "-" and (
            _NEAR.search(before) or (_SINCE.search(before) and _BEGINS_SPAN.match(small, match.end()))
        )
        if not near and _NO_AMOUNT.match(small, match.end()):
            near = _NEAR_ENOUGH.search(before)
        if not near or not 1 <= month <= 12:
            return False
    return bool(match["named"]) or (1 <= day <= 31 and 1 <= month <= 12)


def _day(match: re.Match[str], day: int, month: int, given: str | None, on: date) -> Moment:
    hour = match["hour"] is not None
    if given is not None:
        made = _made(_year(given, on), month, day)
    else:
        # The first such day not before the document; 29/02 may be a year ahead, not more.
        tries = [_made(year, month, day) for year in (on.year, on.year + 1)]
        made = next((each for each in tries if each is not None and each >= on), None)
    start, end = match.span()
    if made is None:
        wrong = _("không có ngày %(day)s trong lịch") % {"day": " ".join(match[0].split()).removeprefix("ngày ")}
        return Moment(start, end, "day", hour=hour, wrong=wrong, year_given=given is not None)
    return Moment(start, end, "day", made, made, hour=hour, year_given=given is not None)


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


# ---- weeks, months, quarters, years


def _of_week(match: re.Match[str], on: date) -> Moment:
    monday = on - DAY * on.weekday() + DAY * (0 if match["w"] == "này" else 7)
    if match["day"]:
        day = monday + DAY * _WEEKDAYS.get(match["day"].split()[1], 6)
        return Moment(match.start(), match.end(), "day", day, day)
    part = match["part"] or ""
    days = {"đầu": 1, "giữa": 2}.get(part, 4)
    return Moment(match.start(), match.end(), "week", monday, monday + DAY * days, part=part)


def _near(match: re.Match[str], on: date) -> Moment:
    """ "trước 17 giờ chiều nay", "trong ngày mai": counted from the document's own day."""
    day = on + DAY * match[0].endswith("mai")
    return Moment(match.start(), match.end(), "near", day, day, hour=match[0][:1].isdecimal() or match["n"] is not None)


def _week_of(match: re.Match[str], on: date) -> Moment:
    month = int(match["m"])
    if not 1 <= month <= 12:
        return Moment(match.start(), match.end(), "week", wrong=_("không có tháng %(month)s") % {"month": month})
    given = match["y"] or match["y2"]
    year = _year_of(given, month, on)
    which = _WEEKS.get((match["n"] or match["w"]).split()[0].lstrip("0"), 0)  # "hai tuần đầu tháng 9": to its 14th
    last = date(year, month, which * 7) if which else _last(year, month)
    first = date(year, month, 1) if match["n"] else last - DAY * 6
    return Moment(match.start(), match.end(), "week", first, last, year_given=given is not None)


def _of_month(match: re.Match[str], on: date) -> Moment:
    words, part = match["m"], " ".join((match["part"] or "").split())
    part = "hết" if part.startswith("ngày") else _TENS.get(part, part)
    given = match["y"] or match["y2"]
    if words in ("này", "tới", "sau"):
        ahead = on.month + (words != "này")
        year, month = on.year + (ahead > 12), (ahead - 1) % 12 + 1
    else:
        year, month = _year(given, on), _month_number(words)
        if not 1 <= month <= 12:
            wrong = _("không có tháng %(month)s") % {"month": month}
            return Moment(match.start(), match.end(), "month", wrong=wrong)
        if given is None and _part(year, month, part)[1] < on:
            year += 1
    first, last = _part(year, month, part)
    return Moment(match.start(), match.end(), "month", first, last, part=part, year_given=given is not None)


def _in_figures(match: re.Match[str]) -> Moment:
    """ "12/2026": a month without its word."""
    year, month = int(match["y"]), int(match["m"])
    return Moment(match.start(), match.end(), "month", date(year, month, 1), _last(year, month))


def _row_of_months(match: re.Match[str], on: date) -> Moment:
    """ "tháng 8, 9/2024", "tháng 9 - 10/2026": the last of them."""
    month = int(match["m"])
    given = match["y"] or match["y2"]
    year = _year_of(given, month, on)
    return Moment(
        match.start(), match.end(), "month", date(year, month, 1), _last(year, month), year_given=given is not None
    )


def _of_quarter(match: re.Match[str], on: date) -> Moment:
    words, part = match["q"], match["part"] or ""
    given = match["y"] or match["y2"]
    if words in ("này", "tới", "sau"):
        ahead = (on.month - 1) // 3 + (words != "này")
        year, quarter = on.year + ahead // 4, ahead % 4 + 1
    else:
        quarter = _QUARTERS[words]
        year = _year_of(given, quarter * 3, on)
    first, last = date(year, quarter * 3 - 2, 1), _last(year, quarter * 3)
    if part == "đầu":
        last = _last(year, quarter * 3 - 2)
    elif part == "giữa":
        last = _last(year, quarter * 3 - 1)
    elif part == "cuối":
        first = date(year, quarter * 3, 1)
    return Moment(match.start(), match.end(), "quarter", first, last, part=part, year_given=given is not None)


def _years(small: str, on: date) -> Iterator[Moment]:
    """Halves of a year and years."""
    for match in _HALF.finditer(small):
        count = _HALVES.get(match["n"]) or (int(match["n"]) if match["n"].isdecimal() else 6)
        month = 12 if match["side"] == "cuối" else count
        given = match["y"]
        year = _year_of(given, month, on) if match["side"] == "đầu" else _year(given, on)
        first = date(year, 1 if month < 12 else 13 - count, 1)
        yield Moment(match.start(), match.end(), "half", first, _last(year, month), year_given=given is not None)
    for match in _HALF_YEAR.finditer(small):
        year, later = _year(match["y"], on), match["side"].endswith("cuối")
        first, last = date(year, 7 if later else 1, 1), _last(year, 12 if later else 6)
        yield Moment(match.start(), match.end(), "half", first, last)
    for match in _WHOLE_YEAR.finditer(small):
        year, part = _year(match["y"], on), match["part"] or ""
        wrong = _("“đầu năm”, “giữa năm” không nói ngày nào") if part in ("đầu", "giữa") else ""
        yield Moment(match.start(), match.end(), "year", date(year, 1, 1), date(year, 12, 31), part=part, wrong=wrong)
    for pattern in (_YEAR_END, _THIS_YEAR):
        for match in pattern.finditer(small):
            part = match["part"] if pattern is _YEAR_END else "hết"
            first, last = date(on.year, 1, 1), date(on.year, 12, 31)
            yield Moment(match.start(), match.end(), "year", first, last, part=part, year_given=False)


def _month_number(words: str) -> int:
    squeezed = " ".join(words.split())
    return int(squeezed) if squeezed.isdecimal() else _MONTHS[squeezed]


def _year(words: str | None, on: date) -> int:
    if words is None:
        return on.year
    if len(words) == 2 and words.isdecimal():
        return 2000 + int(words)  # "20/08/26"
    return int(words) if words.isdecimal() else on.year + (words in ("sau", "tới"))


def _year_of(given: str | None, month: int, on: date) -> int:
    """The year of a month: without one the first in which it does not end before ``on``."""
    year = _year(given, on)
    return year + (given is None and _last(year, month) < on)


def _last(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _part(year: int, month: int, part: str) -> tuple[date, date]:
    """The days of a month, or of its "đầu", "giữa", "cuối"."""
    first, last = date(year, month, 1), _last(year, month)
    if part == "đầu":
        return first, first.replace(day=10)
    if part.startswith("nửa"):
        return (first, first.replace(day=15)) if part == "nửa đầu" else (first.replace(day=16), last)
    if part == "giữa":
        return first.replace(day=11), first.replace(day=20)
    return (last.replace(day=21) if part == "cuối" else first), last

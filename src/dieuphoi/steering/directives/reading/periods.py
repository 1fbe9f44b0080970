"""Deadlines that are no day of the calendar: counted from something, repeated, or without an end.

"05 ngày làm việc kể từ ngày ký", "hằng quý, 6 tháng, năm", "trước ngày 25 hằng tháng", "thường xuyên".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.workdays import WorkCalendar, add_working_days
from dieuphoi.steering.directives.reading.due import Found, compiled
from dieuphoi.steering.directives.reading.moments import DAY
from dieuphoi.steering.directives.reading.values import DeadlineKind, Every, Since

_COUNTS: Final = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10,
    "mười lăm": 15, "hai mươi": 20, "ba mươi": 30,
}  # fmt: skip

# ---- counted from something

_COUNT: Final = (
    rf"(?P<n>\d{{1,3}}|{'|'.join(sorted(_COUNTS, key=len, reverse=True))})(?:~\(\w{{1,5}}(?: \w{{1,5}})?\))?"
)
_COUNTED: Final = compiled(
    r"(?P<lead>(?:(?:chậm|muộn) nhất|không (?:được )?quá|tối đa|trong|sau|(?:thời )?hạn|ngay)"
    rf"(?: (?:là|trong|sau|vòng|không|quá|thời|hạn|gian|khoảng|tối|đa)){{0,5}} )?(?<![\w/.,-]){_COUNT} "
    r"(?P<unit>ngày làm việc|ngày|tuần(?: làm việc)?|tháng|giờ(?: làm việc)?)(?! (?:\d|đầu|cuối|một lần))(?!\w|~/)"
    r"(?P<more> (?:tới|tiếp theo|nữa))?"
    r"(?P<from>,? (?:(?:kể|tính) )?(?:từ|sau) (?:(?:ngày|khi|thời điểm|lúc) )?(?P<event>[^,;:.\n(]{0,80}))?"
)
_AHEAD: Final = compiled(
    r"(?:chậm nhất |ít nhất )?trước (?P<what>(?!(?:ngày|tháng|quý|năm|hết) \d)[^,;:.\n]{0,60}?(?<!\w))?"
    rf"(?:ít nhất |tối thiểu |là )?(?<![\w/.,-]){_COUNT} (?P<unit>ngày làm việc|ngày|tuần)(?! \d)(?!\w|~/)"
)
_EVENT_WORDS: Final = re.compile(r"\s*(?:(?!(?:phải|cần|thì|các|ubnd|sở|để|đồng)\b)\w+[ \n\t]{0,4}){0,6}")
_RECEIPT: Final = compiled(r"(?:có )?(?:tiếp )?nhận|tiếp nhận")
_OF_PAPER: Final = compiled(
    r"nhận(?: được)? (?:văn bản|công văn|thông báo|chỉ thị|kế hoạch|quyết định|hướng dẫn|kết luận|công điện|giấy mời)|"
    r"nhận(?: được)?~\Z"
)
_ISSUE: Final = compiled(
    r"ký(?! (?:hợp đồng|kết))|ban hành|phát hành|có hiệu lực|ra (?:thông báo|văn bản|chỉ thị)|"
    r"(?:văn bản|thông báo|kết luận|chỉ thị|công văn|kế hoạch) này"
)
_CLOCK_GOES_ON: Final = compiled(r"~,?~(?:\d|phút|ngày|thứ|chủ nhật|hôm|sáng|trưa|chiều|tối|cùng)")
_THEN_AHEAD: Final = compiled(r" trước (?!ngày|\d)")
_FIRM: Final = re.compile(r"nhất|quá|vòng|hạn|tối đa")


def counted(small: str, on: date, calendar: WorkCalendar | None) -> Iterator[Found]:
    """ "05 ngày làm việc kể từ ngày nhận", "trong vòng 10 ngày", "trước kỳ họp 20 ngày"."""
    for match in _COUNTED.finditer(small):
        lead, tail = " ".join((match["lead"] or "").split()), match["from"]
        working = "làm" in match["unit"]
        firm = bool(lead) and (working or _FIRM.search(lead) is not None)
        hour = "giờ" in match["unit"] and tail is None
        if hour and (lead.endswith("nhất") or _CLOCK_GOES_ON.match(small, match.end())):
            continue  # "chậm nhất 17 giờ, ngày 22/11": an hour of the day
        if _THEN_AHEAD.match(small, match.end()):
            continue  # "chậm nhất 05 ngày trước phiên họp": counted back from what has no day
        hours = "giờ" in match["unit"] and lead.startswith("trong")
        if not (tail or firm or hours or (match["more"] and lead)):
            continue
        days = _days(match["n"], match["unit"], working=working)
        since = _since(match["event"], told=tail is not None)
        day = None
        if since is Since.ISSUE:
            day = add_working_days(on, days, calendar or WorkCalendar()) if working else on + DAY * days
        end = match.end()
        if tail is not None:
            event = _EVENT_WORDS.match(match["event"])
            end = match.start("event") + len((event[0] if event else "").rstrip())
        yield Found(
            match.start(), end, DeadlineKind.RELATIVE, on=day, days=days, working=working, since=since, weight=60,
            why=_("tính theo ngày làm việc") if working else _("tính theo ngày"),
        )  # fmt: skip
    for match in _AHEAD.finditer(small):
        working = "làm" in match["unit"]
        days = _days(match["n"], match["unit"], working=False)
        yield Found(
            match.start(), match.end(), DeadlineKind.RELATIVE, days=days, working=working, since=Since.EVENT,
            why=_("tính lùi từ một việc khác"), weight=3, counts=False,
        )  # fmt: skip


def _days(count: str, unit: str, *, working: bool) -> int:
    number = int(count) if count.isdecimal() else _COUNTS[" ".join(count.split())]
    return {"ngày": number, "tuần": number * (5 if working else 7), "tháng": number * 30, "giờ": -(-number // 24)}[
        unit.split()[0]
    ]


def _since(event: str | None, *, told: bool) -> Since:
    """From what the days are counted."""
    words = (event or "").strip()
    if not told:
        return Since.ISSUE
    if _RECEIPT.match(words):
        return Since.RECEIPT if _OF_PAPER.search(words) else Since.EVENT
    return Since.ISSUE if _ISSUE.match(words) else Since.EVENT


# ---- repeated

_UNITS: Final = {
    "ngày": Every.DAY, "tuần": Every.WEEK, "một tuần": Every.WEEK, "1 tuần": Every.WEEK,
    "tháng": Every.MONTH, "một tháng": Every.MONTH, "1 tháng": Every.MONTH,
    "quý": Every.QUARTER, "quí": Every.QUARTER, "qúy": Every.QUARTER, "qúi": Every.QUARTER,
    "một quý": Every.QUARTER, "1 quý": Every.QUARTER, "3 tháng": Every.QUARTER, "ba tháng": Every.QUARTER,
    "6 tháng": Every.HALF, "sáu tháng": Every.HALF, "nửa năm": Every.HALF,
    "9 tháng": Every.NINE_MONTHS, "chín tháng": Every.NINE_MONTHS,
    "năm": Every.YEAR, "một năm": Every.YEAR, "1 năm": Every.YEAR, "12 tháng": Every.YEAR, "cuối năm": Every.YEAR,
}  # fmt: skip
_ORDER: Final = list(Every)
_UNIT: Final = (
    r"(?:(?:0?[1369]|12|một|ba|sáu|chín) (?:tháng|năm|quý|tuần)|nửa năm|cuối năm|ngày|tuần|tháng|q(?:u[ýí]|ú[iy])|năm)"
    r"(?!\w)(?: (?:một|1|01|hai|2|02) lần)?"
)
_SHORT_DATE: Final = r"\d{1,2}(?:~/~\d{1,2})?"
_ASIDE: Final = rf"(?:~\([^()\n]{{1,60}}\)| trước (?:ngày )?{_SHORT_DATE})?"
_UNIT_LIST: Final = (
    rf"{_UNIT}{_ASIDE}"
    rf"(?:(?:~[,;/]~| (?:và|hoặc|,) )(?:(?:hằng|hàng|mỗi|cả|đột xuất(?:~,| và)?) )?{_UNIT}{_ASIDE}){{0,6}}"
)
_PERIODIC: Final = compiled(
    r"(?P<trigger>(?<!\w)(?:theo )?(?:định kỳ|hằng|hàng|mỗi|từng(?= (?:tháng|quý|tuần))) "
    rf"(?:\(?(?:vào|theo|từng|mỗi|hằng|hàng|trước|báo cáo)?~){{0,2}})(?P<units>{_UNIT_LIST})"
)
_REPORTS: Final = compiled(
    r"(?:báo cáo|tổng hợp|đánh giá|sơ kết|giao ban|kiểm điểm|kết quả(?: \w{1,8}){0,8})(?: tỉnh)?~:? "
    r"(?:kết quả )?(?:theo )?"
    rf"(?P<units>{_UNIT}{_ASIDE}(?:(?:~[,;]~| và )(?:hằng |hàng )?{_UNIT}{_ASIDE}){{1,6}})"
)
_ON_DAY: Final = r"(?: đầu năm)?(?: (?!trước)\w{1,8}){0,5} trước (?:ngày )?\d{1,2}~/~\d{1,2}(?![\d/])"
_TWO_DATES: Final = compiled(
    rf"báo cáo (?P<a>(?:0?6|9|sáu|chín) tháng|quý|tháng|năm){_ON_DAY}~[,;](?: (?:và )?)(?:báo cáo )?"
    rf"(?P<b>(?:0?6|9) tháng|quý|năm){_ON_DAY}"
)
_UNITS_FIRST: Final = compiled(
    rf"(?:\A|[,;]~)(?P<units>{_UNIT}(?:(?:~[,;]~| và ){_UNIT}){{0,4}}) "
    r"(?:(?:tổng hợp|sơ kết|đánh giá|rà soát),? )?(?:báo cáo|sơ kết|tổng hợp|kiểm điểm)"
)
_BY_UNIT: Final = compiled(
    r"(?:báo cáo|cập nhật|tổng hợp|đánh giá|theo dõi|kiểm tra|rà soát)(?: \w{1,8}){0,6} "
    r"(?P<by>theo (?P<u>tuần|tháng|quý))(?=~(?:[.,;)]|\Z))"
)
_EACH: Final = compiled(
    r"(?<!\w)(?P<k>(?:0?\d|một|hai|ba|sáu) )?(?P<u>tháng|quý|tuần|năm|ngày)~(?:/~| (?:một|1|01) )lần(?!\w)|"
    r"(?<!\w)(?P<times>0?\d|một|hai) (?:lần|ngày|buổi|đợt|kỳ|lượt)~(?:/| (?:mỗi|một|trong|trên)?)~"
    r"(?P<v>tháng|quý|tuần|năm|ngày)(?!\w)"
)
_NAMED_WEEKDAY: Final = r"(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật)"
_CLOCK: Final = r"\d{1,2}~(?:giờ|h|g)~\d{0,2} "
_DAY_OF_EACH: Final = compiled(
    rf"(?:định kỳ )?(?:(?:(?:chậm|muộn) nhất|trước|vào|trong) (?:là )?){{0,2}}(?:{_CLOCK})?"
    r"(?:(?:ngày )?(?<![\d/])\d{1,2}(?:~/~\d{1,2}(?: và (?:ngày )?\d{1,2}~/~\d{1,2})?| tháng \d{1,2})?|"
    rf"ngày \d{{1,2}}(?:(?:,| và) (?:ngày )?\d{{1,2}}){{0,3}}|{_NAMED_WEEKDAY}|"
    r"ngày (?:làm việc )?(?:cuối|đầu)(?: (?:cùng|tiên))?) (?:(?:của|các) ){0,2}"
    r"(?:(?P<each>(?:hằng|hàng|mỗi) (?P<u>tuần|tháng|quý|năm))|"
    r"tháng (?:(?:đầu|cuối|thứ \w{1,6})(?: (?:tiên|cùng))?) (?:của )?(?:(?:mỗi|hằng|hàng|các|từng) )?(?P<q>quý)|"
    r"(?:(?:tháng|quý|năm) ){0,1}(?:tháng|kỳ) (?:báo cáo|sau|liền kề|kế tiếp|tiếp theo)|"
    r"(?P<u2>tháng|quý|năm) (?:sau|tiếp theo|liền kề)|(?P<u4>năm) trước(?: liền kề)?(?!\w)|"
    r"(?P<u3>tháng|quý|tuần)(?! \w{1,3}(?:/| năm))(?=~(?:[.,;)]|\Z)))"
    r"(?: trong (?:suốt |cả )?mùa (?:hanh )?(?:khô|mưa|bão|lũ|hạn)(?: (?:hạn|lũ|bão))?(?!\w))?"
)
_OF_PERIODS: Final = compiled(r"(?<!\w)(?:tháng|quý|kỳ|hằng|hàng|mỗi|từng|số liệu|báo cáo nhanh|của|các)(?!\w)")
"""Of "báo cáo tháng … trước ngày 05 tháng sau": what comes back."""
_DAYS: Final = re.compile(r"ngày|/|thứ|chủ")
_WEEKDAY_OF_EACH: Final = compiled(
    rf"(?:trước|vào) (?:đầu giờ (?:sáng|chiều)?~|cuối ngày |{_CLOCK}|(?:sáng|chiều) ){{0,2}}{_NAMED_WEEKDAY}"
    r"(?! (?:ngày|\(|tuần|tới|này|hằng|hàng))(?!\w)|"
    r"(?:(?:trước|vào) )?(?:đầu|cuối|giữa) (?:mỗi|các) (?P<u>tuần|tháng|quý|năm)"
)
_PLANS: Final = compiled(
    r"(?:kế hoạch|nghị quyết|dự toán|ngân sách|chỉ tiêu|nhiệm vụ|kinh phí|thi đua|vốn|mục tiêu|công tác|bình quân|"
    r"đánh giá cán bộ|xếp loại|viên chức|cán bộ|lãnh đạo|phát triển kinh tế~-~xã hội(?: của \w{1,8})?|giao) \Z"
)
_PARTED: Final = compiled(
    r"(?:kế hoạch|tiến độ|lộ trình|chỉ tiêu|phương án|lịch|kịch bản|biểu đồ|mục tiêu|phân kỳ|chi tiết)"
    r"(?: (?!báo|gửi|họp)\w{1,8}){0,8} (?:theo |cho |đến )?\Z"
)
"""What is divided by months ("lập tiến độ theo từng tuần"): nothing that comes back."""
_EVERY_ONE: Final = compiled(
    r"(?<!\w)(?:(?P<u>tuần|tháng|quý|năm|ngày) nào cũng(?!\w)|"
    r"(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật) tuần (?:thứ )?"
    r"(?:đầu(?: tiên)?|nhất|hai|ba|tư|cuối(?: cùng)?|[1-4]) "
    r"(?:của )?(?:(?:hằng|hàng|mỗi|các|từng) )?tháng(?! (?:\d|này|sau|tới))(?!\w))"
)
"""Of "tuần nào cũng rà soát", "thứ Bảy tuần thứ hai của tháng ra quân dọn vệ sinh"."""
_ASKED_BY: Final = compiled(r"(?:định kỳ )?(?:trước|(?:chậm|muộn) nhất)(?!\w)")
_UP_TO_DAY: Final = re.compile(r"đến\s+ngày\s+\d{1,2}\s?/\s?\d{1,2}\s+\Z")
_AT_CLOCK: Final = compiled(rf"{_CLOCK}\Z")
_UP_TO: Final = re.compile(r"đến\s+\Z")


def repeated(small: str) -> Iterator[Found]:
    """Everything that comes back: "hằng quý", "trước ngày 25 hằng tháng", "01 lần/tháng", "báo cáo tháng, quý, năm"."""
    yield from _days_of_each(small)
    for match in _PERIODIC.finditer(small):
        every = _every(match["units"])
        before = small[max(0, match.start() - 50) : match.start()]
        if every and not _is_plan(match, every, before):
            yield _repeated(match.start(), match.end(), every, 75 if _has_dates(match["units"]) else 30)
    for match in _TWO_DATES.finditer(small):
        every = _every(f"{match['a']}, {match['b']}")
        if len(every) == 2:
            yield _repeated(match.start("a"), match.end(), every, 75)
    for match in _REPORTS.finditer(small):
        every = _every(match["units"])
        if len(every) >= 2:
            yield _repeated(*match.span("units"), every, 75 if _has_dates(match["units"]) else 25)
    for match in _UNITS_FIRST.finditer(small):
        every = _every(match["units"])
        if every and (len(every) > 1 or every[0] in (Every.HALF, Every.NINE_MONTHS)):
            yield _repeated(*match.span("units"), every, 25)
    for match in _BY_UNIT.finditer(small):
        yield _repeated(*match.span("by"), (_UNITS[match["u"]],), 25)
    for match in _EVERY_ONE.finditer(small):
        yield _repeated(*match.span(), (_UNITS[match["u"] or "tháng"],), 32)
    for match in _EACH.finditer(small):
        yield _repeated(*match.span(), (_each(match),), 31)


def _repeated(start: int, end: int, every: tuple[Every, ...], weight: int) -> Found:
    return Found(start, end, DeadlineKind.PERIODIC, every=every, weight=weight, why=_("việc lặp lại theo kỳ"))


def _days_of_each(small: str) -> Iterator[Found]:
    why = _("ngày cố định của mỗi kỳ")
    for match in _DAY_OF_EACH.finditer(small):
        named = match["u"] or match["u2"] or match["u3"] or match["u4"]
        if match["u4"] and not _ASKED_BY.match(match[0]):
            continue  # "so với ngày 30/6 năm trước"
        ahead = small[max(0, match.start() - 70) : match.start()]
        if match[0].endswith("tháng sau") and not _OF_PERIODS.search(ahead + match[0][:-9]):
            continue  # "gửi danh mục trước ngày 20 tháng sau": one day
        # "định kỳ 6 tháng báo cáo": six months, not the sixth; "đến 30/9 hằng năm": a day figures are taken of
        if not _DAYS.search(match[0]) or _UP_TO.search(small[max(0, match.start() - 6) : match.start()]):
            continue
        every = Every.QUARTER if match["q"] else _UNITS[named] if named else Every.MONTH
        yield Found(match.start(), match.end(), DeadlineKind.PERIODIC, every=(every,), weight=70, why=why)
    for match in _WEEKDAY_OF_EACH.finditer(small):
        every = _UNITS[match["u"]] if match["u"] else Every.WEEK
        yield Found(match.start(), match.end(), DeadlineKind.PERIODIC, every=(every,), weight=32, why=why)


def _is_plan(match: re.Match[str], every: tuple[Every, ...], before: str) -> bool:
    """Whether "hằng năm", "hằng ngày" belongs to a noun ("kế hoạch hằng năm"), or tells of every day."""
    if "từng" in match["trigger"] and _PARTED.search(before):
        return True
    if every in ((Every.YEAR,), (Every.DAY,)) and _PLANS.search(before):
        return True
    if every == (Every.DAY,) and "định" not in match["trigger"]:
        return not (_AT_CLOCK.search(before) or before.rstrip().endswith("báo cáo"))
    return _UP_TO_DAY.search(before) is not None


def _each(match: re.Match[str]) -> Every:
    """ "06 tháng một lần", "02 lần/năm"."""
    if match["v"]:
        every = _UNITS[match["v"]]
        return Every.HALF if match["times"] in ("2", "02", "hai") and every is Every.YEAR else every
    every = _UNITS[match["u"]]
    count = (match["k"] or "").strip().lstrip("0")
    return _UNITS.get(f"{count} {match['u']}", every) if count else every


def _has_dates(units: str) -> bool:
    return "(" in units or "trước" in units


_ONE_UNIT: Final = compiled(_UNIT)
_NOT_UNITS: Final = re.compile(r"\([^)]*\)|trước[^,;]*")
_TIMES: Final = compiled(r" (?:một|1|01|hai|2|02) lần\Z")
_BARE_YEAR: Final = compiled(r"~(?P<y>20\d\d)[\s.;]{0,3}")
_BARE_UNITS: Final = compiled(rf"~(?:theo )?(?P<units>{_UNIT_LIST})[\s.;]{{0,3}}\Z")


def _every(units: str) -> tuple[Every, ...]:
    found = set()
    for match in _ONE_UNIT.finditer(_NOT_UNITS.sub("", units)):
        unit = _UNITS.get(" ".join(_TIMES.sub("", match[0]).split()).lstrip("0"))
        if unit is not None:
            found.add(unit)
    return tuple(sorted(found, key=_ORDER.index))


def of_field(small: str) -> Found | None:
    """What a cell or a field of a deadline is, that holds periods and nothing else ("tháng, quý, năm"), or a year."""
    year = _BARE_YEAR.fullmatch(small)
    if year:
        on = date(int(year["y"]), 12, 31)
        return Found(*year.span("y"), DeadlineKind.DATE, on=on, why=_("ghi ở mục thời gian"), weight=26)
    match = _BARE_UNITS.match(small)
    every = _every(match["units"]) if match else ()
    return _repeated(*match.span("units"), every, 26) if match and every else None


# ---- without an end

_STANDING: Final = compiled(r"(?<!\w)thường xuyên(?!\w)(?! của)")
_NOT_STANDING: Final = compiled(
    r"(?:chi|vốn|kinh phí|nguồn|ngân sách|kinh phí chi|sự nghiệp|họp|nhiệm vụ|không|lãnh đạo|trách nhiệm)(?: chi)? \Z"
)


def standing(small: str) -> Iterator[Found]:
    """ "thường xuyên", where it is not "chi thường xuyên"."""
    for match in _STANDING.finditer(small):
        if not _NOT_STANDING.search(small[max(0, match.start() - 30) : match.start()]):
            yield Found(
                match.start(), match.end(), DeadlineKind.STANDING, weight=10, why=_("việc làm thường xuyên")
            )  # fmt: skip

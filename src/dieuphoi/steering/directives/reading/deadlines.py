"""Deadlines in words: "trước ngày 30/9", "trong quý III", "hằng quý, 6 tháng, năm", "05 ngày làm việc kể từ ngày ký".

Conventions (the same as of the labelled documents): before a day means the day before it is the last one; before an
hour of a day is that day; a month, a quarter, a year means its last day.

First every expression of time is found (:mod:`.moments`, :mod:`.periods`), then the words before it say whether it is
a deadline at all: the day of another document, the day figures are taken of, or a span of years is none.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.workdays import WorkCalendar
from dieuphoi.steering.directives.reading.due import Found, compiled, lowered
from dieuphoi.steering.directives.reading.moments import DAY, Moment, moments
from dieuphoi.steering.directives.reading.periods import counted, of_field, repeated, standing
from dieuphoi.steering.directives.reading.values import DeadlineKind, WarningCode

_BACK: Final = 70
"""How far before an expression of time the words are looked at."""


def find_deadlines(
    text: str, *, on: date, calendar: WorkCalendar | None = None, is_field: bool = False
) -> list[Found]:
    """Every deadline in ``text`` (line breaks as blanks), in their order, none within another.

    ``on``: the document's day. ``is_field``: the text is the cell or the field of a deadline, where a bare "tháng 9" or
    "30/9" is one.
    """
    small = lowered(text)
    found = [*counted(small, on, calendar), *repeated(small)]
    for moment in moments(small, on):
        deadline = _deadline(_Place(small, moment, on, is_field))
        if deadline is not None:
            found.append(deadline)
    bare = of_field(small) if is_field else None
    if bare:
        found.append(bare)
    found = [*_explained(small, found)]
    kept = _Kept()
    kept.take(sorted(found, key=lambda one: (-one.weight, one.start, one.start - one.end)))
    kept.take(standing(small))
    return kept.found


_ASIDE: Final = compiled(r"~\((?:(?:tức|nghĩa|cụ|thể|hoàn|thành|phải|là) ){0,4}(?:xong )?\Z")


def _explained(small: str, found: list[Found]) -> Iterable[Found]:
    """ "trong 03 ngày tới (xong ngày 14/9)": the day in parentheses says which day is meant."""
    for each in found:
        if each.kind is DeadlineKind.DATE and each.counts:
            for other in found:
                told = other.kind is DeadlineKind.RELATIVE and 0 < each.start - other.end < _BACK
                if told and _ASIDE.fullmatch(small, other.end, each.start):
                    each = replace(each, weight=other.weight + 1)
        yield each


class _Kept:
    """Deadlines of which none overlaps another, in the order of the text."""

    def __init__(self) -> None:
        self.found: list[Found] = []

    def take(self, more: Iterable[Found]) -> None:
        for each in more:
            at = bisect_left(self.found, each.end, key=lambda one: one.start)
            if at == 0 or self.found[at - 1].end <= each.start:
                insort(self.found, each, key=lambda one: one.start)


# ---- what stands before a moment

_BEFORE: Final = compiled(
    r"(?P<w>(?:(?:chậm|muộn) nhất (?:là )?)?trước (?:(?:thời (?:điểm|hạn|gian)|mốc) )?)\Z"
)
_BEFORE_FEAST: Final = compiled(
    r"(?P<w>trước (?:(?:ngày|dịp|tết|lễ|kỳ họp|phiên họp|hội nghị|đại hội|khai giảng) [^,;:.()]{2,40}~\((?:dự kiến )?|"
    r"(?:(?:ngày|dịp|kỳ) )?(?:nghỉ )?(?:lễ |tết )|"
    r"(?:(?:ngày|dịp) )?(?:lễ )?(?:quốc khánh|quốc tế lao động|kỷ niệm [^,;:.()\d]{2,40}) ))\Z"
)
_NOT_INTO: Final = compiled(
    r"(?P<w>không (?:được )?(?:để )?(?:(?:kéo dài|chuyển|dồn|lùi|dây dưa|chậm|tồn đọng) )?sang )\Z"
)
"""Of "không để kéo dài sang quý III": done before it begins."""
_BY: Final = compiled(
    r"(?P<w>(?:chậm|muộn|trễ) nhất~(?::~)?(?:(?:là|vào|trong|đến|hết|tới|không quá|cho đến) ){0,3}(?:hết )?|"
    r"không (?:được )?(?:quá|sau|muộn hơn|chậm hơn|trễ hơn|chậm quá|để quá) |trước hết |"
    r"(?:thời )?hạn(?: (?:chót|cuối(?: cùng)?|chậm nhất|hoàn thành|thực hiện|báo cáo|gửi|nộp|xong|trả lời|"
    r"đăng ký|góp ý)){0,2}"
    r"(?:~[:–-])? (?:(?:là|đến|trước|trong|vào|hết) ){0,2}|"
    r"deadline~:?~|"
    r"(?:đến|tới) (?:hết |cuối )?(?:thời điểm )?)\Z"
)
_IN: Final = compiled(
    r"(?P<w>(?:ngay )?trong (?:(?:thời gian|dịp) )?(?:(?:hết|suốt) )?|vào (?:dịp |khoảng )?|ngay |"
    r"dự kiến (?:(?:vào|trong) )?)\Z"
)
_FEAST: Final = compiled(
    r"(?P<w>nhân (?:dịp )?(?:(?:lễ )?kỷ niệm )?(?:\d{1,3} năm )?[^,;:.()\n]{0,40}[(]?)\Z"
)
"""A day named for what is celebrated on it: "ra mắt nhân kỷ niệm 20/10"."""
_SUMS_UP: Final = compiled(r"(?:sơ|tổng) kết(?!\w)[^;,.:]{0,50}\Z")
"""Of "tổng kết Nghị quyết vào năm 2028": a day, where "đạt chuẩn vào năm 2028" is an aim."""
_NOT_TO_THEN: Final = compiled(r"(?:không (?:được )?(?:để|dồn)|tránh|hạn chế|khắc phục)(?!\w)[^.;:]{0,60}\Z")
_DONE: Final = compiled(
    r"(?:hoàn thành|xong|hoàn tất|kết thúc|dứt điểm|nộp|gửi về|hoàn thiện)"
    r"(?: (?:xong|toàn bộ|việc này|hồ sơ|ngay|dứt điểm)){0,2}(?: từ (?:(?:sáng|chiều) )?hôm trước,?)?(?:~[:(])?~\Z"
)
_LABEL: Final = compiled(
    r"(?:thời (?:gian|hạn|điểm)"
    r"(?: (?:hoàn thành|thực hiện|báo cáo|trình|ban hành|gửi|tổ chức|nộp|triển khai)){0,2}|"
    r"hoàn thành|tiến độ(?: (?:hoàn thành|thực hiện))?|hạn(?: \w{1,6}){0,2})"
    r"(?: (?:đối với|cho|của|chung)(?: \w{1,8}){0,5})?~[:(]~\Z"
)
_OTHER_PAPER: Final = compiled(
    r"(?:\bsố~:?~[\w/.&-]{1,40},? (?:ban hành )?|"
    r"(?:quyết định|kế hoạch|công văn|văn bản|chỉ thị|thông báo|nghị quyết|nghị định|thông tư|tờ trình|báo cáo|"
    r"kết luận|công điện|luật|hướng dẫn)(?: \w{1,8}){0,2} |ban hành |/[\w/&-]{2,24},? |"
    r"(?<!trình\x20)ký |họp |diễn ra (?:vào )?)\Z"
)
_REPORTED_THEN: Final = compiled(r"(?:báo cáo|thông báo|trả lời)(?: \w{1,8}){0,2} \Z")
_BEGINS: Final = compiled(r"(?:khởi động|khai mạc|khai trương|diễn ra|bắt đầu|mở màn)(?: (?:từ|vào))? \Z")
_IS_DUE: Final = compiled(r" (?:(?:phải|là) )?(?:xong|hoàn thành|hạn)(?!\w)")
_SOON: Final = DAY * 200
"""A day without its year that is further off was named for a paper of last year."""
_FIGURES_OF: Final = compiled(
    r"(?:tính|cập nhật|thống kê|lũy kế|luỹ kế|số liệu|kể|(?<!phải\x20)có) (?:số liệu )?(?:cho )?\Z"
)
_FIGURES: Final = compiled(
    r"(?:nợ đọng|số nợ|số dư|số liệu|số thu|tồn đọng|hiện trạng|thực trạng|tình hình|kết quả|tiến độ|lũy kế|giải ngân|"
    r"hiện có)(?: (?!xong|hoàn|phải|gửi|trình)\w{1,8}){0,6} \Z"
)
_LASTS: Final = compiled(r"hoàn thành|xong|kéo dài|gia hạn|phấn đấu")
_SINCE: Final = compiled(r"(?:(?:kể )?từ|sau|bắt đầu) (?:thời điểm |đầu |khi )?\Z")
_SPAN: Final = compiled(
    r"(?P<w>(?:(?:trong )?thời gian(?: (?!từ)\w{1,8}){0,3} )?từ (?:(?:ngày|tháng|đầu|quý) ){0,2}[^,;:]{1,28}? )"
    r"(?:đến (?:hết )?|[-–]~)\Z"
)
_DAY_ENDS: Final = re.compile(r"từ\s+(?:ngày\s+)?\d")
_GOES_ON: Final = compiled(
    r"(?:nghỉ|tính|số liệu|diễn ra|xảy ra|mưa|phát sinh|giai đoạn|nhiệm kỳ|hiệu lực|kỳ|thời kỳ|tổ chức|kể|đã|trong đó|"
    r"họp|tăng|giảm|lũ|đợt|tuần lễ|lễ hội|hội chợ|hội nghị|hội thảo|đại hội|kỳ thi)(?!\w)[^.;:]{0,40}\Z"
)
"""Before a span of days: what lasts, or is counted, and nobody is to do in that time."""
_WITHIN_SPAN: Final = compiled(r"(?P<w>(?:trong|vào) (?:(?:tuần|thời gian|khoảng thời gian|khoảng|các ngày) )?)\Z")
_FROM_NOW: Final = compiled(r"(?P<w>từ nay (?:cho )?(?:đến|tới) (?:hết )?)\Z")
_THEN_EACH: Final = compiled(r"~,? (?:định kỳ )?(?:hằng|hàng|mỗi) (?:tuần|tháng|quý|ngày)(?!\w)")
"""Of "từ nay đến hết năm, hằng tháng …": how long something comes back."""
_STAGE: Final = compiled(
    r"(?:giai đoạn|thời kỳ|nhiệm kỳ|tầm nhìn|mục tiêu|định hướng|khoảng)(?: \w{1,6}){0,4} \Z"
)
_EACH_YEAR: Final = compiled(r" (?:hằng|hàng) (?:năm|quý|tháng)")
_EVENT_OF: Final = compiled(
    r"(?:chuẩn bị|phục vụ|dự|tại|tham gia|trước|sau|cho) (?:\w{1,8} ){0,3}?"
    r"(?:hội nghị|hội thảo|phiên họp|cuộc họp|kỳ họp|đại hội|buổi lễ|buổi làm việc)[^;.:()]{0,40}[(]\Z"
)
"""The day of a meeting that only is prepared: "chuẩn bị hội nghị sơ kết (ngày 20/9)"."""
_FEAST_DAY: Final = compiled(
    r"(?:ngày|dịp|lễ|kỷ niệm|tết|quốc khánh|tuần|tháng|đợt|hội|họp|hạn|khóa|năm học|sinh)(?!\w)[^;.:()]{0,50}[(\[]\Z"
)
"""Before a day in parentheses that only says when something named is: "Ngày Phụ nữ Việt Nam (20/10)"."""
_SPAN_ASIDE: Final = compiled(r"(?P<w>\d{1,2}(?:~/~\d{1,2}(?:~/~\d{4})?)?(?:~[-–]~| đến ))\Z")
_HANDS_IN: Final = compiled(r" (?:gửi|nộp|trình|báo cáo|bàn giao|chuyển|công bố|có kết quả)(?!\w)")
_JOINED: Final = re.compile(r"(?:[-–]|\bvà)\s*\Z")
_COLON: Final = compiled(r"~[)]?~:")
_PURPOSE: Final = compiled(r"(?<!không\x20)để (?!xảy|nợ|mất|kéo)[^;.:]{3,70}\Z")
_WORD_FOLLOWS: Final = re.compile(r" [^\W\d_]")


@dataclass(frozen=True, slots=True)
class _Place:
    """A moment where it stands."""

    small: str
    moment: Moment
    on: date
    is_field: bool

    @property
    def ahead(self) -> str:
        return self.small[max(0, self.moment.start - _BACK) : self.moment.start]

    @property
    def words(self) -> str:
        return self.small[self.moment.start : self.moment.end]


@dataclass(frozen=True, slots=True)
class _Relation:
    """How a moment bears on what is said.

    ``kind``: before, by, in, span, field, on or done; empty where the moment is decided to be no deadline. ``words``:
    those before it that belong to the deadline; ``rest``: what stands before them.
    """

    kind: str
    words: str = ""
    rest: str = ""
    weight: int = 0


_NONE: Final = _Relation("")


def _before(place: _Place) -> _Relation | None:
    ahead = place.ahead
    match = _BEFORE.search(ahead) or _BEFORE_FEAST.search(ahead) or _NOT_INTO.search(ahead)
    return _Relation("before", match["w"], ahead[: match.start()], 50) if match else None


def _from_now(place: _Place) -> _Relation | None:
    match = _FROM_NOW.search(place.ahead)
    if match and _THEN_EACH.match(place.small, place.moment.end):
        return _NONE
    return _Relation("by", match["w"], place.ahead[: match.start()], 35) if match else None


def _span(place: _Place) -> _Relation | None:
    """ "từ ngày 01/10 đến ngày 15/10": a deadline where something is to be done in that time."""
    ahead = place.ahead
    match = _SPAN.search(ahead) if place.moment.unit != "year" else None
    if match is None:
        return None
    words, rest = ahead[match.start("w") :], ahead[: match.start("w")]
    within = _WITHIN_SPAN.search(rest)
    if within:
        return _Relation("span", within["w"] + words, rest[: within.start()], 40)
    whole = "hết" in ahead[match.end("w") :] and place.moment.unit == "day"  # "từ ngày 17/8 đến hết ngày 28/8"
    if not rest.strip() and _COLON.match(place.small[place.moment.end : place.moment.end + 4]):
        return _Relation("span", words, rest, 40)  # "Từ ngày 01/10 đến ngày 31/10: …"
    if whole or _DONE.search(rest) or place.is_field or _LABEL.search(rest):
        return _Relation("span", words, rest, 40)
    days = place.moment.unit == "day" and _DAY_ENDS.search(words)
    months = place.moment.unit in ("month", "quarter") and not _FIGURES.search(rest)
    return _Relation("span", words, rest, 24) if (days or months) and not _GOES_ON.search(rest) else _NONE


def _by(place: _Place) -> _Relation | None:
    match = _BY.search(place.ahead)
    if match is None:
        return None
    words, rest = match["w"], place.ahead[: match.start()]
    if words.split()[0] not in ("đến", "tới"):
        return _Relation("by", words, rest, 50)
    return _NONE if _is_state(place, words, rest) else _Relation("by", words, rest, 45)


def _is_state(place: _Place, words: str, rest: str) -> bool:
    """Whether "đến <moment>" says of when figures are, or of which stage, and not until when something is done."""
    moment = place.moment
    if _FIGURES_OF.search(rest) or _STAGE.search(rest) or _SINCE.search(rest) or moment.unit == "vague":
        return True
    if _FIGURES.search(rest) and not _LASTS.search(rest[-40:]):
        return True
    if moment.unit == "year" and not moment.part and "hết" not in words and not _DONE.search(rest):
        return True
    # "đến ngày 30/9 hằng năm giải ngân dưới 40%"
    return _EACH_YEAR.match(place.small[moment.end : moment.end + 12]) is not None


def _within(place: _Place) -> _Relation | None:
    match = _IN.search(place.ahead)
    if match is None:
        return None
    unit = place.moment.unit
    if match["w"].startswith("vào") and _NOT_TO_THEN.search(place.ahead[: match.start()]):
        return _NONE  # "không để dồn hồ sơ vào cuối năm"
    whole_year = unit == "year" and place.moment.part not in ("cuối", "hết") and not _SUMS_UP.search(place.ahead)
    if unit == "vague" or (whole_year and match["w"].startswith("vào")):
        return _NONE
    return _Relation("in", match["w"], place.ahead[: match.start()], 40)


def _feast(place: _Place) -> _Relation | None:
    match = _FEAST.search(place.ahead) if place.moment.unit == "day" else None
    return _Relation("on", match["w"], place.ahead[: match.start()], 20) if match else None


def _field(place: _Place) -> _Relation | None:
    if _SINCE.search(place.ahead):
        return None  # "Thời gian: từ ngày 01/10/2026": a beginning
    if place.moment.unit != "vague" and (place.is_field or _LABEL.search(place.ahead)):
        return _Relation("field", "", place.ahead, 45)
    return None


def _bare_day(place: _Place) -> _Relation | None:
    """ "ngày 15/10/2026 tổ chức hội nghị": the day itself, where it is no day of another paper."""
    moment, ahead, words = place.moment, place.ahead, place.words
    if moment.unit == "near" and words.endswith("mai"):
        return _Relation("on", "", ahead, 20)
    if moment.unit != "day" or moment.first is None or moment.first < place.on:
        return None
    told = any(pattern.search(ahead) for pattern in (_SINCE, _FIGURES_OF, _JOINED)) or _is_of_paper(place, ahead)
    if _EVENT_OF.search(ahead) or _BEGINS.search(ahead):
        return None
    aside = ahead.endswith(("(", "[")) and place.small[moment.end : moment.end + 1] in (")", "]")
    if aside and not told and not _FEAST_DAY.search(ahead):
        return _Relation("on", "", ahead, 18)  # "lập danh mục công trình (20/8/2026)"
    span = _SPAN_ASIDE.search(ahead) if place.small[moment.end : moment.end + 1] == ")" else None
    if span and ahead[: span.start()].endswith("(") and not _FEAST_DAY.search(ahead[: span.start()]):
        return _Relation("span", span["w"], ahead[: span.start()], 18)  # "kiểm tra các xã (01/9 - 30/9)"
    due = _IS_DUE.match(place.small, moment.end) is not None or moment.hour
    # "rà soát danh mục, 20/8 gửi kết quả"
    opens = ahead.rstrip().endswith(",") and _HANDS_IN.match(place.small, moment.end) is not None
    if told or (words[:1] not in "n(tcl0123456789" and not moment.hour) or not (
        due or opens or "ngày" in words or "thứ" in words
    ):  # fmt: skip
        return None
    return _Relation("on", "", ahead, 20)


def _is_of_paper(place: _Place, ahead: str) -> bool:
    """Whether it is the day of another paper: such a day is past, so what is reported on a day to come is none."""
    if not _OTHER_PAPER.search(ahead):
        return False
    first = place.moment.first
    to_come = first is not None and place.on < first <= place.on + _SOON
    return not (to_come and _REPORTED_THEN.search(ahead))


def _bare_month(place: _Place) -> _Relation | None:
    """ "quý II/2026 tổ chức …" at the head of a clause, "(tháng 5)"."""
    moment, ahead = place.moment, place.ahead
    after = place.small[moment.end : moment.end + 2]
    if moment.unit in ("month", "quarter", "half", "week") and not ahead.strip() and _COLON.match(after):
        return _Relation("in", "", ahead, 15)  # "Quý II/2026: Sở A tổ chức …"
    if moment.unit not in ("month", "quarter"):
        return None
    if (not ahead.strip() or ahead.rstrip().endswith(";")) and _WORD_FOLLOWS.match(after):
        return _Relation("in", "", ahead, 15)
    if ahead.endswith("(") and after[:1] == ")":
        return _Relation("in", "", ahead, 22)
    return None


def _done(place: _Place) -> _Relation | None:
    """ "hoàn thành tháng 9", "xong 20/4", "cuối tháng 10"."""
    moment = place.moment
    of_month = moment.unit == "week" and not moment.part and "tháng" in place.words  # "tuần 3 tháng 8"
    parted = (moment.part or of_month) and moment.unit in ("month", "quarter", "week") and not moment.wrong
    if parted or (moment.unit in ("day", "week", "month", "quarter") and _DONE.search(place.ahead)):
        return _Relation("done", "", place.ahead, 40)
    return None


_RULES: Final[tuple[Callable[[_Place], _Relation | None], ...]] = (
    _before, _from_now, _span, _by, _within, _feast, _field, _bare_day, _bare_month, _done,
)  # fmt: skip
"""In this order; the first that decides wins."""


def _relation(place: _Place) -> _Relation | None:
    for rule in _RULES:
        found = rule(place)
        if found is None:
            continue
        # "báo cáo trong ngày 14/8", "báo cáo vào ngày 14/8"
        within = found.kind == "in" and ("trong" in found.words or found.rest.endswith("báo cáo "))
        paper = found.kind in ("in", "done", "field") and place.moment.unit == "day" and not within
        if (paper and _is_of_paper(place, found.rest)) or (found.kind in ("in", "done") and _SINCE.search(found.rest)):
            return None
        return found if found.kind else None
    return None


# ---- the deadline


def _deadline(place: _Place) -> Found | None:
    relation = _relation(place)
    if relation is None:
        return None
    moment = place.moment
    start = moment.start - len(relation.words)
    if moment.wrong or moment.first is None or moment.last is None:
        return _unreadable(place, relation, start)
    last, why = _last_day(moment, moment.first, moment.last, relation)
    if relation.weight >= 20 and _PURPOSE.search(relation.rest):
        relation = replace(relation, weight=relation.weight - 1)  # "… trước ngày 20/8 để … báo cáo trước ngày 30/8"
    if not moment.year_given and moment.unit != "week":
        why += "; " + _("không ghi năm: lấy lần gần nhất không trước ngày văn bản")
    year_given = moment.year_given or moment.unit != "day"
    if moment.last >= place.on or last >= place.on:
        return Found(
            start, moment.end, DeadlineKind.DATE, on=last, why=why, weight=relation.weight, year_given=year_given
        )
    if relation.kind in ("in", "done", "span") or (relation.kind == "by" and relation.weight < 50):
        return None
    told = _("Ngày %(day)s đã qua khi văn bản ban hành: không lấy làm hạn.") % {"day": format_date(last)}
    return Found(
        start, moment.end, DeadlineKind.DATE, on=last, why=why, weight=1, fault=(WarningCode.PAST_DATE, told),
        counts=False, year_given=year_given,
    )  # fmt: skip


def _unreadable(place: _Place, relation: _Relation, start: int) -> Found:
    """A time of which no day can be made: a person is told."""
    moment = place.moment
    vague = moment.unit == "vague"
    code = WarningCode.UNREADABLE_DEADLINE if vague or moment.part else WarningCode.NO_SUCH_DATE
    words = " ".join(place.small[start : moment.end].split())
    told = _("“%(words)s”: %(why)s.") % {"words": words, "why": moment.wrong}
    # "trước Tết" is no deadline of the duty.
    return Found(
        start, moment.end, DeadlineKind.UNREADABLE, weight=2 if vague else relation.weight, why=moment.wrong,
        fault=(code, told), counts=not vague,
    )  # fmt: skip


def _last_day(moment: Moment, first: date, last: date, relation: _Relation) -> tuple[date, str]:
    """The last day within the deadline, and why."""
    if relation.kind != "before":
        return last, {
            "by": _("ngày nêu là ngày cuối còn trong hạn"),
            "in": _("“trong”: ngày cuối của khoảng thời gian ấy"),
            "span": _("từ … đến: ngày kết thúc"),
            "field": _("ghi ở mục thời gian"),
            "done": _("thời điểm hoàn thành"),
            "on": _("ngày làm việc ấy"),
        }[relation.kind]
    if moment.hour:
        return last, _("“trước” một giờ trong ngày: ngày ấy là ngày cuối còn trong hạn")
    if moment.part in ("cuối", "hết"):
        return last, _("ngày nêu là ngày cuối còn trong hạn")
    return first - DAY, _("“trước”: hôm trước là ngày cuối còn trong hạn")

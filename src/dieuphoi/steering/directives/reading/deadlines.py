"""Deadlines in words: "trước ngày 30/9", "trong quý III", "hằng quý, 6 tháng, năm", "05 ngày làm việc kể từ ngày ký".

Conventions (the same as of the labelled documents): before a day means the day before it is the last one; before an
hour of a day is that day; a month, a quarter, a year means its last day; the beginning of a month runs to its 10th,
the middle to its 20th; a year that is missing is the first such day not before the document's own.

First every expression of time is found (:func:`_moments`), then the words before it say whether it is a deadline at
all: the day of another document, the day figures are taken of, or a span of years is none.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.workdays import WorkCalendar, add_working_days
from dieuphoi.steering.directives.reading.values import DeadlineKind, Every, Since, WarningCode

_DAY: Final = timedelta(days=1)
_QUARTERS: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_MONTHS: Final = {"giêng": 1, "một": 1, "hai": 2, "ba": 3, "tư": 4, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9,
                  "mười": 10, "mười một": 11, "mười hai": 12, "chạp": 12}  # fmt: skip
_COUNTS: Final = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9,
                  "mười": 10, "mười lăm": 15, "hai mươi": 20, "ba mươi": 30}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A deadline at ``[start, end)`` of the text that was searched. ``fault``: what is wrong with it, in words.

    ``weight`` orders several deadlines of one duty: the heavier is the duty's own. ``taken``: it is none after all
    (a day that has passed), and only ``fault`` is told.
    """

    start: int
    end: int
    kind: DeadlineKind
    on: date | None = None
    every: tuple[Every, ...] = ()
    days: int | None = None
    working: bool = False
    since: Since | None = None
    why: str = ""
    fault: tuple[WarningCode, str] | None = None
    weight: int = 0
    counts: bool = True
    year_given: bool = True


@dataclass(frozen=True, slots=True)
class _Moment:
    """An expression of time: the days it spans, or why it spans none. ``unit``: day, month, quarter, half, year …"""

    start: int
    end: int
    unit: str
    first: date | None = None
    last: date | None = None
    hour: bool = False
    part: str = ""
    wrong: str = ""
    year_given: bool = True


# Every repetition is bounded, so that no text takes for ever.
_S: Final = r"[ \n\t]{1,4}"
_O: Final = r"[ \n\t]{0,3}"
_YEAR: Final = rf"(?:{_O}[,;]?{_O}năm{_S}(?P<y>\d{{4}}(?!\d)|nay|sau|tới|này)|{_O}[/.-]{_O}(?P<y2>\d{{4}})(?!\d))"
_PART: Final = rf"(?:(?P<part>đầu|giữa|cuối|hết)(?:{_S}(?:của))?{_S})?"
_HOUR: Final = (
    rf"(?:(?P<hour>\d{{1,2}}){_O}(?:giờ|g(?=\d|{_S})|h(?=\d|{_S}|,)|:)(?:{_O}\d{{2}})?(?:{_O}phút)?,?{_S}"
    rf"(?:(?:sáng|trưa|chiều|tối),?{_S})?)?"
)
_WEEKDAY: Final = rf"(?:\(?(?:thứ{_S}(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ{_S}nhật)\)?,?{_S})?"
_WEEKDAY_NAMED: Final = rf"(?:thứ{_S}(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ{_S}nhật)"
_DAY_LONG: Final = re.compile(
    rf"{_HOUR}{_WEEKDAY}(?:ngày{_S})?{_WEEKDAY}(?<![\d/.])(?P<d>\d{{1,2}}){_S}tháng{_S}(?P<m>\d{{1,2}}(?!\d)|giêng|chạp|mười{_S}(?:một|hai)|mười|tư|hai|ba|sáu|bảy|tám|chín)"
    rf"{_YEAR}?"
)
_DAY_SHORT: Final = re.compile(
    rf"{_HOUR}{_WEEKDAY}(?P<named>ngày{_S})?{_WEEKDAY}(?<![\d/.,-])(?P<d>\d{{1,2}}){_O}(?P<sep>[/.-]){_O}(?P<m>\d{{1,2}})"
    rf"(?:{_O}(?P=sep){_O}(?P<y>\d{{4}})(?!\d)|{_O},?{_O}năm{_S}(?P<y2>\d{{4}})(?!\d))?(?![\d/%]|[.,-]\d)"
)
_MONTH: Final = re.compile(
    rf"{_PART}(?<!\w)tháng{_S}(?P<m>\d{{1,2}}(?![\d])|giêng|mười{_S}(?:một|hai)|chạp|này|tới|sau)"
    rf"(?:{_YEAR})?(?!{_O}[/.-]?{_O}\d)(?!{_S}(?:đầu|cuối){_S}năm)"
)
_QUARTER: Final = re.compile(rf"{_PART}(?<!\w)q(?:u[ýí]|ú[iy]){_S}(?P<q>iii|ii|iv|i|[1-4]|này|tới|sau)(?!\w)(?:{_YEAR})?")
_HALF: Final = re.compile(
    rf"(?<![\w/])0?(?P<n>6|9|sáu|chín){_S}tháng{_S}(?P<side>đầu|cuối){_S}(?:của{_S})?năm(?:{_S}(?P<y>\d{{4}}|nay|sau|tới))?(?!\w)"
)
_WHOLE_YEAR: Final = re.compile(
    rf"{_PART}(?<!\w)năm{_S}(?P<y>(?:19|20)\d{{2}}(?!\d)|nay|này|sau|tới)(?!{_O}[-–]{_O}\d)(?!{_S}(?:và|trở))"
)
_YEAR_END: Final = re.compile(rf"(?P<part>cuối|hết){_S}năm(?!{_S}(?:\d|nay|này|sau|tới|học|thứ))(?!\w)")
_THIS_YEAR: Final = re.compile(rf"(?<=trong ){'năm'}(?=[.,;)]|\Z|{_S}(?:để|và|nhằm))")
_MONTHS_IN_ROW: Final = re.compile(
    rf"(?<!\w)tháng{_S}\d{{1,2}}(?:{_O}(?:,|-|–|và){_O}(?:tháng{_S})?(?P<m>\d{{1,2}})(?!\d)){{1,3}}(?:{_YEAR})?(?!{_O}[/.-]{_O}\d)"
)
_WEEK: Final = re.compile(rf"{_PART}(?<!\w)tuần{_S}(?P<w>này|tới|sau)(?!\w)")
_WEEK_OF: Final = re.compile(
    rf"(?<!\w)tuần{_S}(?:thứ{_S})?(?P<w>đầu(?:{_S}tiên)?|nhất|hai|ba|tư|cuối(?:{_S}cùng)?|[1-4]){_S}(?:của{_S})?tháng{_S}"
    rf"(?P<m>\d{{1,2}})(?!\d)(?:{_YEAR})?"
)
_NO_DAY: Final = re.compile(
    rf"(?:ngày{_S})?(?P<vague>tết{_S}nguyên{_S}đán|tết(?={_S}(?:âm|dương|[A-ZĐ]))|mùa{_S}(?:mưa|bão|lũ)|(?:năm{_S}học{_S}mới|khai{_S}giảng)|"
    rf"(?:kỳ|phiên){_S}họp|đại{_S}hội|hội{_S}nghị|vụ{_S}(?:đông|xuân|hè|mùa))"
    rf"(?:{_S}(?!và|để|báo|phải|do|tháng|quý|ngày|,)\w{{1,12}}){{0,3}}",
    re.IGNORECASE,
)
_BLANK_DATE: Final = re.compile(
    rf"ngày{_S}(?P<blank>(?:[.…_]{{1,12}}|\d{{1,2}}){_O}(?:/|tháng){_O}[.…_]{{1,12}}(?:{_O}(?:/|năm){_O}(?:\d{{4}}|[.…_]{{1,12}}))?|"
    rf"[.…_]{{1,12}}{_O}(?:/|tháng){_O}\d{{1,2}}(?:{_O}(?:/|năm){_O}\d{{4}})?|/\d{{1,2}}/\d{{4}}|{_S}/{_O}\d{{0,2}}{_O}/{_O}\d{{4}})"
)

# ---- what stands before a moment

_BEFORE: Final = re.compile(
    rf"(?P<w>(?:(?:chậm|muộn){_S}nhất{_S}(?:là{_S})?)?trước{_S}(?:(?:thời{_S}(?:điểm|hạn|gian)|mốc){_S})?)\Z"
)
_BEFORE_FEAST: Final = re.compile(rf"(?P<w>trước{_S}(?:ngày|dịp|tết|lễ){_S}[^,;:.()]{{2,40}}{_O}\()\Z")
_BY: Final = re.compile(
    rf"(?P<w>(?:chậm|muộn|trễ){_S}nhất{_S}?(?::{_O})?(?:(?:là|vào|trong|đến|hết|tới|không{_S}quá|cho{_S}đến){_S}){{0,3}}(?:hết{_S})?|"
    rf"không{_S}(?:được{_S})?(?:quá|muộn{_S}hơn|chậm{_S}hơn|trễ{_S}hơn|chậm{_S}quá|để{_S}quá){_S}|"
    rf"(?:thời{_S})?hạn(?:{_S}(?:chót|cuối(?:{_S}cùng)?|chậm{_S}nhất|hoàn{_S}thành|thực{_S}hiện|báo{_S}cáo|gửi|nộp|xong)){{0,2}}"
    rf"(?:{_O}[:–-])?{_S}(?:(?:là|đến|trước|trong|vào|hết){_S}){{0,2}}|"
    rf"(?:đến|tới){_S}(?:hết{_S}|cuối{_S})?(?:thời{_S}điểm{_S})?)\Z"
)
_IN: Final = re.compile(rf"(?P<w>(?:ngay{_S})?trong{_S}(?:(?:thời{_S}gian|dịp){_S})?(?:(?:hết|suốt){_S})?|vào{_S}(?:dịp{_S}|khoảng{_S})?|ngay{_S}|dự{_S}kiến{_S}(?:(?:vào|trong){_S})?)\Z")
_DONE: Final = re.compile(
    rf"(?:hoàn{_S}thành|xong|hoàn{_S}tất|kết{_S}thúc|dứt{_S}điểm|nộp|gửi{_S}về|hoàn{_S}thiện)(?:{_S}(?:xong|toàn{_S}bộ|việc{_S}này|hồ{_S}sơ|ngay|dứt{_S}điểm)){{0,2}}"
    rf"(?:{_O}[:(])?{_S}?\Z"
)
_LABEL: Final = re.compile(
    rf"(?:thời{_S}(?:gian|hạn|điểm)(?:{_S}(?:hoàn{_S}thành|thực{_S}hiện|báo{_S}cáo|trình|ban{_S}hành|gửi|tổ{_S}chức|nộp|triển{_S}khai)){{0,2}}|"
    rf"hoàn{_S}thành|tiến{_S}độ(?:{_S}(?:hoàn{_S}thành|thực{_S}hiện))?|hạn(?:{_S}\w{{1,6}}){{0,2}}){_O}[:(]{_O}\Z"
)
_OTHER_PAPER: Final = re.compile(
    rf"(?:\bsố{_O}:?{_O}[\w/.&-]{{1,40}},?{_S}(?:ban{_S}hành{_S})?|"
    rf"(?:quyết{_S}định|kế{_S}hoạch|công{_S}văn|văn{_S}bản|chỉ{_S}thị|thông{_S}báo|nghị{_S}quyết|nghị{_S}định|thông{_S}tư|tờ{_S}trình|báo{_S}cáo|"
    rf"kết{_S}luận|công{_S}điện|luật|hướng{_S}dẫn)(?:{_S}\w{{1,8}}){{0,2}}{_S}|ban{_S}hành{_S}|/[\w/&-]{{2,24}},?{_S}|ký{_S}|họp{_S}|diễn{_S}ra{_S}(?:vào{_S})?)\Z"
)
_FIGURES_OF: Final = re.compile(
    rf"(?:tính|cập{_S}nhật|thống{_S}kê|lũy{_S}kế|luỹ{_S}kế|số{_S}liệu|kể){_S}(?:số{_S}liệu{_S})?(?:cho{_S})?\Z"
)
_FIGURE_WORDS: Final = re.compile(
    rf"(?:nợ{_S}đọng|số{_S}nợ|số{_S}dư|số{_S}liệu|số{_S}thu|tồn{_S}đọng|hiện{_S}trạng|thực{_S}trạng|tình{_S}hình|kết{_S}quả|tiến{_S}độ|lũy{_S}kế|giải{_S}ngân|hiện{_S}có)"
    rf"(?:{_S}(?!xong|hoàn|phải|gửi|trình)\w{{1,8}}){{0,6}}{_S}\Z"
)
_SINCE: Final = re.compile(rf"(?:(?:kể{_S})?từ|sau|bắt{_S}đầu){_S}(?:thời{_S}điểm{_S}|đầu{_S}|khi{_S})?\Z")
_SPAN_OPENS: Final = re.compile(
    rf"(?P<w>(?:(?:thời{_S}gian|trong{_S}thời{_S}gian)(?:{_S}thực{_S}hiện)?{_S})?từ{_S}(?:(?:ngày|tháng|đầu|quý){_S}){{0,2}}[^,;:]{{1,28}}?{_S})đến{_S}(?:hết{_S})?\Z"
)
_FROM_NOW: Final = re.compile(rf"(?P<w>từ{_S}nay{_S}(?:cho{_S})?(?:đến|tới){_S}(?:hết{_S})?)\Z")
_STAGE: Final = re.compile(rf"(?:giai{_S}đoạn|thời{_S}kỳ|nhiệm{_S}kỳ|tầm{_S}nhìn|mục{_S}tiêu|định{_S}hướng|khoảng)(?:{_S}\w{{1,6}}){{0,4}}{_S}\Z")

# ---- relative

_COUNT: Final = rf"(?P<n>\d{{1,3}}|{'|'.join(sorted(_COUNTS, key=len, reverse=True))})(?:{_O}\(\w{{1,5}}(?:{_S}\w{{1,5}})?\))?"
_RELATIVE: Final = re.compile(
    rf"(?P<lead>(?:(?:chậm|muộn){_S}nhất|không{_S}(?:được{_S})?quá|tối{_S}đa|trong|sau|(?:thời{_S})?hạn|ngay)"
    rf"(?:{_S}(?:là|trong|sau|vòng|không|quá|thời|hạn|gian|khoảng|tối|đa)){{0,5}}{_S})?"
    rf"(?<![\w/.,-]){_COUNT}{_S}(?P<unit>ngày{_S}làm{_S}việc|ngày|tuần(?:{_S}làm{_S}việc)?|tháng|giờ(?:{_S}làm{_S}việc)?)(?!{_S}(?:\d|đầu|cuối|một{_S}lần))(?!\w|{_O}/)"
    rf"(?P<more>{_S}(?:tới|tiếp{_S}theo|nữa))?(?P<from>,?{_S}(?:(?:kể|tính){_S})?(?:từ|sau){_S}(?:(?:ngày|khi|thời{_S}điểm|lúc){_S})?(?P<event>[^,;:.\n(]{{0,80}}))?"
)
_AHEAD: Final = re.compile(
    rf"(?:chậm{_S}nhất{_S}|ít{_S}nhất{_S})?trước{_S}(?P<what>(?!(?:ngày|tháng|quý|năm|hết){_S}\d)[^,;:.\n]{{0,60}}?(?<!\w))?(?:ít{_S}nhất{_S}|tối{_S}thiểu{_S}|là{_S})?"
    rf"(?<![\w/.,-]){_COUNT}{_S}(?P<unit>ngày{_S}làm{_S}việc|ngày|tuần)(?!{_S}\d)(?!\w|{_O}/)"
)
_RECEIPT: Final = re.compile(rf"(?:có{_S})?(?:tiếp{_S})?nhận|tiếp{_S}nhận")
_OF_PAPER: Final = re.compile(
    rf"nhận(?:{_S}được)?(?:{_S}(?:văn{_S}bản|công{_S}văn|thông{_S}báo|chỉ{_S}thị|kế{_S}hoạch|quyết{_S}định|hướng{_S}dẫn|kết{_S}luận|công{_S}điện|giấy{_S}mời))|nhận(?:{_S}được)?{_O}\Z"
)
_ISSUE: Final = re.compile(
    rf"(?:ký(?!{_S}(?:hợp{_S}đồng|kết))|ban{_S}hành|phát{_S}hành|có{_S}hiệu{_S}lực|ra{_S}(?:thông{_S}báo|văn{_S}bản|chỉ{_S}thị)|(?:văn{_S}bản|thông{_S}báo|kết{_S}luận|chỉ{_S}thị|công{_S}văn|kế{_S}hoạch){_S}này)"
)

# ---- periodic and standing

_UNITS: Final = {
    "ngày": Every.DAY, "tuần": Every.WEEK, "tháng": Every.MONTH, "quý": Every.QUARTER, "quí": Every.QUARTER, "qúy": Every.QUARTER, "qúi": Every.QUARTER,
    "6 tháng": Every.HALF, "sáu tháng": Every.HALF, "nửa năm": Every.HALF, "9 tháng": Every.NINE_MONTHS,
    "chín tháng": Every.NINE_MONTHS, "năm": Every.YEAR, "3 tháng": Every.QUARTER, "ba tháng": Every.QUARTER,
    "1 tháng": Every.MONTH, "1 năm": Every.YEAR, "12 tháng": Every.YEAR, "1 quý": Every.QUARTER, "1 tuần": Every.WEEK,
    "cuối năm": Every.YEAR, "một tháng": Every.MONTH, "một năm": Every.YEAR, "một quý": Every.QUARTER,
    "một tuần": Every.WEEK,
}  # fmt: skip
_ORDER: Final = list(Every)
_UNIT: Final = (
    rf"(?:(?:0?[1369]|12|một|ba|sáu|chín){_S}(?:tháng|năm|quý|tuần)|nửa{_S}năm|cuối{_S}năm|ngày|tuần|tháng|q(?:u[ýí]|ú[iy])|năm)"
    rf"(?!\w)(?:{_S}(?:một|1|01|hai|2|02){_S}lần)?"
)
_ASIDE: Final = rf"(?:{_O}\([^()\n]{{1,60}}\)|{_S}trước{_S}(?:ngày{_S})?\d{{1,2}}(?:{_O}/{_O}\d{{1,2}})?)?"
_UNIT_LIST: Final = rf"{_UNIT}{_ASIDE}(?:(?:{_O}[,;/]{_O}|{_S}(?:và|hoặc|,){_S})(?:(?:hằng|hàng|mỗi|cả|đột{_S}xuất(?:{_O},|{_S}và)?){_S})?{_UNIT}{_ASIDE}){{0,6}}"
_PERIODIC: Final = re.compile(
    rf"(?P<trigger>(?<!\w)(?:theo{_S})?(?:(?:định{_S}kỳ|hằng|hàng|mỗi|từng(?=(?:{_S})(?:tháng|quý|tuần))){_S}(?:\(?(?:vào|theo|từng|mỗi|hằng|hàng|trước|báo{_S}cáo)?{_S}?){{0,2}}))(?P<units>{_UNIT_LIST})"
)
_REPORTS: Final = re.compile(
    rf"(?:báo{_S}cáo|tổng{_S}hợp|đánh{_S}giá|sơ{_S}kết|giao{_S}ban|kiểm{_S}điểm|kết{_S}quả(?:{_S}\w{{1,8}}){{0,8}})(?:{_S}tỉnh)?{_O}:?{_S}(?:kết{_S}quả{_S})?(?:theo{_S})?(?P<units>{_UNIT}{_ASIDE}(?:(?:{_O}[,;]{_O}|{_S}(?:và){_S})(?:hằng{_S}|hàng{_S})?{_UNIT}{_ASIDE}){{1,6}})"
)
_ON_DAY: Final = rf"(?:{_S}đầu{_S}năm)?(?:{_S}(?!trước)\w{{1,8}}){{0,5}}{_S}trước{_S}(?:ngày{_S})?\d{{1,2}}{_O}/{_O}\d{{1,2}}(?![\d/])"
_TWO_DATES: Final = re.compile(
    rf"báo{_S}cáo{_S}(?P<a>(?:0?6|9|sáu|chín){_S}tháng|quý|tháng|năm){_ON_DAY}{_O}[,;](?:{_S}(?:và{_S})?)(?:báo{_S}cáo{_S})?(?P<b>(?:0?6|9){_S}tháng|quý|năm){_ON_DAY}"
)
_UNITS_FIRST: Final = re.compile(
    rf"(?:\A|[,;]{_O})(?P<units>{_UNIT}(?:(?:{_O}[,;]{_O}|{_S}và{_S}){_UNIT}){{0,4}}){_S}(?:(?:tổng{_S}hợp|sơ{_S}kết|đánh{_S}giá|rà{_S}soát),?{_S})?(?:báo{_S}cáo|sơ{_S}kết|tổng{_S}hợp|kiểm{_S}điểm)"
)
_EACH: Final = re.compile(
    rf"(?<!\w)(?P<k>(?:0?\d|một|hai|ba|sáu){_S})?(?P<u>tháng|quý|tuần|năm|ngày){_O}(?:/{_O}|{_S}(?:một|1|01){_S})lần(?!\w)|"
    rf"(?<!\w)(?P<times>0?\d|một|hai){_S}(?:lần|ngày|buổi|đợt|kỳ|lượt){_O}(?:/|{_S}(?:mỗi|một|trong|trên)?){_O}(?P<v>tháng|quý|tuần|năm|ngày)(?!\w)"
)
_DAY_OF_EACH: Final = re.compile(
    rf"(?:định{_S}kỳ{_S})?(?:(?:(?:chậm|muộn){_S}nhất|trước|vào|trong){_S}(?:là{_S})?){{0,2}}(?:\d{{1,2}}{_O}(?:giờ|h|g){_O}\d{{0,2}}{_S})?(?:(?:ngày{_S})?(?<![\d/])\d{{1,2}}(?:{_O}/{_O}\d{{1,2}}(?:{_S}và{_S}(?:ngày{_S})?\d{{1,2}}{_O}/{_O}\d{{1,2}})?|{_S}tháng{_S}\d{{1,2}})?|ngày{_S}\d{{1,2}}(?:(?:,|{_S}và){_S}(?:ngày{_S})?\d{{1,2}}){{0,3}}|{_WEEKDAY_NAMED}|ngày{_S}(?:làm{_S}việc{_S})?(?:cuối|đầu)(?:{_S}(?:cùng|tiên))?){_S}(?:(?:của|các){_S}){{0,2}}"
    rf"(?:(?P<each>(?:hằng|hàng|mỗi){_S}(?P<u>tuần|tháng|quý|năm))|tháng{_S}(?:(?:đầu|cuối|thứ{_S}\w+)(?:{_S}(?:tiên|cùng))?){_S}(?:của{_S})?(?:(?:mỗi|hằng|hàng|các|từng){_S})?(?P<q>quý)|"
    rf"(?:(?:tháng|quý|năm){_S}){{0,1}}(?:tháng|kỳ){_S}(?:báo{_S}cáo|sau|liền{_S}kề|kế{_S}tiếp|tiếp{_S}theo)|(?P<u2>tháng|quý|năm){_S}(?:sau|tiếp{_S}theo|liền{_S}kề)|(?P<u3>tháng|quý|tuần)(?!{_S}\w{{1,3}}(?:/|{_S}năm))(?={_O}(?:[.,;)]|\Z)))"
)
_WEEKDAY_OF_EACH: Final = re.compile(
    rf"(?:(?:trước|vào){_S})(?:đầu{_S}giờ{_S}(?:sáng|chiều)?{_S}?|cuối{_S}ngày{_S}|\d{{1,2}}{_O}(?:giờ|h|g){_O}\d{{0,2}}{_S}|(?:sáng|chiều){_S}){{0,2}}{_WEEKDAY_NAMED}(?!{_S}(?:ngày|\(|tuần|tới|này|hằng|hàng))(?!\w)|"
    rf"(?:(?:trước|vào){_S})?(?:đầu|cuối|giữa){_S}(?:mỗi|các){_S}(?P<u>tuần|tháng|quý|năm)"
)
_STANDING: Final = re.compile(rf"(?<!\w)thường{_S}xuyên(?!\w)(?!{_S}của)")
_NOT_STANDING: Final = re.compile(
    rf"(?:chi|vốn|kinh{_S}phí|nguồn|ngân{_S}sách|kinh{_S}phí{_S}chi|sự{_S}nghiệp|họp|nhiệm{_S}vụ|không|lãnh{_S}đạo|trách{_S}nhiệm)(?:{_S}chi)?{_S}\Z"
)
_PLANS: Final = re.compile(
    rf"(?:kế{_S}hoạch|nghị{_S}quyết|dự{_S}toán|ngân{_S}sách|chỉ{_S}tiêu|nhiệm{_S}vụ|kinh{_S}phí|thi{_S}đua|vốn|mục{_S}tiêu|công{_S}tác|bình{_S}quân|đánh{_S}giá{_S}cán{_S}bộ|"
    rf"xếp{_S}loại|viên{_S}chức|cán{_S}bộ|lãnh{_S}đạo|phát{_S}triển{_S}kinh{_S}tế{_O}-{_O}xã{_S}hội(?:{_S}của{_S}\w{{1,8}})?|giao){_S}\Z"
)


def lowered(text: str) -> str:
    """Lower case of the same length, sign by sign."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(sign.lower()[:1] or sign for sign in text)


def find_deadlines(
    text: str, *, on: date, calendar: WorkCalendar | None = None, is_field: bool = False
) -> list[Found]:
    """Every deadline in ``text`` (line breaks as blanks), in their order, none within another.

    ``on``: the document's day. ``is_field``: the text is the cell or the field of a deadline, where a bare "tháng 9" or
    "30/9" is one.
    """
    small = lowered(text)
    found = [
        *_relative(small, on, calendar),
        *_periodic(small),
        *_dated(small, on, is_field=is_field),
    ]
    if is_field and (units := re.match(rf"{_O}(?:theo{_S})?(?P<units>{_UNIT_LIST})[ .;]{{0,3}}\Z", small)):
        if every := _every(units["units"]):
            found.append(Found(units.start("units"), units.end("units"), DeadlineKind.PERIODIC, every=every, weight=26,
                               why=_("việc lặp lại theo kỳ")))  # fmt: skip
    kept: list[Found] = []
    for each in sorted(found, key=lambda one: (-one.weight, one.start, one.start - one.end)):
        if all(each.end <= other.start or each.start >= other.end for other in kept):
            kept.append(each)
    standing = [each for each in _standing(small) if all(each.end <= o.start or each.start >= o.end for o in kept)]
    return sorted([*kept, *standing], key=lambda one: one.start)


# ---- dates


def _dated(small: str, on: date, *, is_field: bool) -> Iterator[Found]:
    moments = list(_moments(small, on))
    for moment in moments:
        yield from _as_deadline(small, moment, on, is_field=is_field)


def _moments(small: str, on: date) -> Iterator[_Moment]:
    taken: list[tuple[int, int]] = []

    def free(start: int, end: int) -> bool:
        if any(start < stop and end > first for first, stop in taken[-6:]):
            return False
        taken.append((start, end))
        return True

    found: list[_Moment] = []
    for match in _DAY_LONG.finditer(small):
        month = _month_number(match["m"])
        found.append(_day(match, int(match["d"]), month, match["y"] or match["y2"], on))
    for match in _DAY_SHORT.finditer(small):
        given = match["y"] or match["y2"]
        if match["sep"] != "/" and not given and not (match["named"] and int(match["m"]) <= 12):
            # "5.2", "10-12": a number, a span, unless it is said to be a day
            related = _BEFORE.search(small[max(0, match.start() - 30) : match.start()])
            if match["sep"] != "-" or not related or not (1 <= int(match["m"]) <= 12):
                continue
        if not given and not match["named"] and not (1 <= int(match["d"]) <= 31 and 1 <= int(match["m"]) <= 12):
            continue  # "41/58 xã": a share
        found.append(_day(match, int(match["d"]), int(match["m"]), given, on))
    for match in _WEEK_OF.finditer(small):
        found.append(_week_of(match, on))
    for match in _MONTHS_IN_ROW.finditer(small):
        if 1 <= int(match["m"]) <= 12:
            found.append(_row_of_months(match, on))
    for match in _THIS_YEAR.finditer(small):
        found.append(_Moment(match.start(), match.end(), "year", date(on.year, 1, 1), date(on.year, 12, 31), part="hết",
                             year_given=False))  # fmt: skip
    for match in _MONTH.finditer(small):
        found.append(_of_month(match, on))
    for match in _QUARTER.finditer(small):
        found.append(_of_quarter(match, on))
    for match in _HALF.finditer(small):
        year = _year(match["y"], on)
        last_month = (6 if match["n"] in ("6", "sáu") else 9) if match["side"] == "đầu" else 12
        given = match["y"] is not None
        if not given and match["side"] == "đầu" and _last(year, last_month) < on:
            year += 1
        found.append(
            _Moment(match.start(), match.end(), "half", date(year, 1 if last_month < 12 else 7, 1),
                    _last(year, last_month), year_given=given)
        )  # fmt: skip
    for match in _WHOLE_YEAR.finditer(small):
        year = _year(match["y"], on)
        part = match["part"] or ""
        wrong = _("“đầu năm”, “giữa năm” không nói ngày nào") if part in ("đầu", "giữa") else ""
        found.append(_Moment(match.start(), match.end(), "year", date(year, 1, 1), date(year, 12, 31), part=part, wrong=wrong))
    for match in _YEAR_END.finditer(small):
        found.append(
            _Moment(match.start(), match.end(), "year", date(on.year, 1, 1), date(on.year, 12, 31), part=match["part"],
                    year_given=False)
        )  # fmt: skip
    for match in _WEEK.finditer(small):
        monday = on - _DAY * on.weekday()
        monday += _DAY * (0 if match["w"] == "này" else 7)
        days = {"đầu": 1, "giữa": 2}.get(match["part"] or "", 4)
        found.append(_Moment(match.start(), match.end(), "week", monday, monday + _DAY * days, part=match["part"] or ""))
    for match in _BLANK_DATE.finditer(small):
        found.append(_Moment(match.start(), match.end(), "day", wrong=_("ngày còn để trống trong văn bản")))
    for match in _NO_DAY.finditer(small):
        found.append(_Moment(match.start(), match.end(), "vague", wrong=_("văn bản không nói ngày nào")))
    found.sort(key=lambda moment: (moment.start, -moment.end))
    for moment in found:
        if free(moment.start, moment.end):
            yield moment


def _month_number(words: str) -> int:
    squeezed = " ".join(words.split())
    return int(squeezed) if squeezed.isdigit() else _MONTHS[squeezed]


def _year(words: str | None, on: date) -> int:
    if words is None:
        return on.year
    if words.isdigit():
        return int(words)
    return on.year + (words in ("sau", "tới"))


def _last(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day(match: re.Match[str], day: int, month: int, given: str | None, on: date) -> _Moment:
    hour = match["hour"] is not None
    if given is not None:
        made = _made(_year(given, on), month, day)
    else:
        # The first such day not before the document; 29/02 may be some years ahead.
        years = range(on.year, on.year + 5)
        tries = [made for made in (_made(year, month, day) for year in years) if made is not None and made >= on]
        made = tries[0] if tries else None
        if made is not None and made.year > on.year + 1 and _made(on.year, month, day) is None:
            made = None
    start = match.start()
    if made is None:
        wrong = _("không có ngày %(day)s trong lịch") % {"day": " ".join(match[0].split())}
        return _Moment(start, match.end(), "day", hour=hour, wrong=wrong, year_given=given is not None)
    return _Moment(start, match.end(), "day", made, made, hour=hour, year_given=given is not None)


def _parts(first: date, last: date, part: str) -> tuple[date, date]:
    """The days of "đầu", "giữa", "cuối" of a month."""
    if part == "đầu":
        return first, first.replace(day=10)
    if part == "giữa":
        return first.replace(day=11), first.replace(day=20)
    return (last.replace(day=21) if part == "cuối" else first), last


def _of_month(match: re.Match[str], on: date) -> _Moment:
    words, part = match["m"], match["part"] or ""
    given = match["y"] or match["y2"]
    if words in ("này", "tới", "sau"):
        ahead = on.month + (words != "này")
        year, month = on.year + (ahead > 12), (ahead - 1) % 12 + 1
    else:
        year, month = _year(given, on), _month_number(words)
        if not 1 <= month <= 12:
            wrong = _("không có tháng %(month)s") % {"month": month}
            return _Moment(match.start(), match.end(), "month", wrong=wrong)
        if given is None and _parts(date(year, month, 1), _last(year, month), part)[1] < on:
            year += 1
    first, last = _parts(date(year, month, 1), _last(year, month), part)
    return _Moment(match.start(), match.end(), "month", first, last, part=part, year_given=given is not None)


def _row_of_months(match: re.Match[str], on: date) -> _Moment:
    """ "tháng 8, 9/2024", "tháng 9 - 10/2026": the last of them."""
    month = int(match["m"])
    given = match["y"] or match["y2"]
    year = _year(given, on)
    if given is None and _last(year, month) < on:
        year += 1
    return _Moment(match.start(), match.end(), "month", date(year, month, 1), _last(year, month), year_given=given is not None)


def _of_quarter(match: re.Match[str], on: date) -> _Moment:
    words, part = match["q"], match["part"] or ""
    given = match["y"] or match["y2"]
    year = _year(given, on)
    if words in ("này", "tới", "sau"):
        ahead = (on.month - 1) // 3 + (words != "này")
        year, quarter = on.year + ahead // 4, ahead % 4 + 1
    else:
        quarter = _QUARTERS[words]
        if given is None and _last(year, quarter * 3) < on:
            year += 1
    first, last = date(year, quarter * 3 - 2, 1), _last(year, quarter * 3)
    if part == "đầu":
        last = _last(year, quarter * 3 - 2)
    elif part == "giữa":
        last = _last(year, quarter * 3 - 1)
    elif part == "cuối":
        first = date(year, quarter * 3, 1)
    return _Moment(match.start(), match.end(), "quarter", first, last, part=part, year_given=given is not None)


def _week_of(match: re.Match[str], on: date) -> _Moment:
    month = int(match["m"])
    if not 1 <= month <= 12:
        return _Moment(match.start(), match.end(), "week", wrong=_("không có tháng %(month)s") % {"month": month})
    given = match["y"] or match["y2"]
    year = _year(given, on)
    if given is None and _last(year, month) < on:
        year += 1
    which = {"đầu": 1, "nhất": 1, "1": 1, "hai": 2, "2": 2, "ba": 3, "3": 3, "tư": 4, "4": 4}.get(match["w"].split()[0], 0)
    last = date(year, month, which * 7) if which else _last(year, month)
    return _Moment(match.start(), match.end(), "week", last - _DAY * 6, last, year_given=given is not None)


def _as_deadline(small: str, moment: _Moment, on: date, *, is_field: bool) -> Iterator[Found]:
    start = moment.start
    ahead = small[max(0, start - 70) : start]
    before, by, within = _BEFORE.search(ahead) or _BEFORE_FEAST.search(ahead), _BY.search(ahead), _IN.search(ahead)
    relation = ""
    weight = 50
    spanned = _SPAN_OPENS.search(ahead)
    if before:
        relation, words = "before", before["w"]
        rest = ahead[: before.start("w")]
    elif _FROM_NOW.search(ahead):
        now = _FROM_NOW.search(ahead)
        assert now is not None
        relation, words, weight = "by", ahead[now.start("w") :], 35
        rest = ahead[: now.start("w")]
    elif spanned and moment.unit != "year":
        relation, words, weight = "span", ahead[spanned.start("w") :], 40
        rest = ahead[: spanned.start("w")]
        within = re.search(rf"(?P<t>trong{_S}(?:(?:tuần|thời{_S}gian|khoảng{_S}thời{_S}gian){_S})?)\Z", rest)
        if within:
            words, rest = within["t"] + words, rest[: within.start()]
        elif not (_DONE.search(rest) or is_field or _LABEL.search(rest)):
            return
    elif by:
        relation, words = "by", by["w"]
        rest = ahead[: by.start("w")]
        plain = words.split()[0] in ("đến", "tới")
        if plain:
            weight = 45
            if _FIGURES_OF.search(rest) or _STAGE.search(rest) or _SINCE.search(rest):
                return
            if _FIGURE_WORDS.search(rest) and not re.search(r"hoàn\s+thành|xong|kéo\s+dài|gia\s+hạn|phấn\s+đấu", rest[-40:]):
                return
            if moment.unit == "year" and not moment.part and "hết" not in words and not _DONE.search(rest):
                return
            if re.match(rf"{_S}(?:hằng|hàng){_S}(?:năm|quý|tháng)", small[moment.end : moment.end + 12]):
                return  # "đến ngày 30/9 hằng năm giải ngân dưới 40%": a day figures are taken of
            if moment.unit == "vague":
                return
    elif within:
        relation, words, weight = "in", within["w"], 40
        rest = ahead[: within.start("w")]
        if words.split()[0] == "vào" and moment.unit == "year":
            return
        if moment.unit == "vague":
            return
    elif moment.unit != "vague" and (is_field or _LABEL.search(ahead)):
        relation, words, rest, weight = "field", "", ahead, 45
    elif moment.unit == "day" and moment.first is not None and moment.first >= on and small[start : start + 1] in "n(tc0123456789" and (
        not _OTHER_PAPER.search(ahead) and not _SINCE.search(ahead) and not _FIGURES_OF.search(ahead)
        and not re.search(r"(?:[-–]|\bvà)\s*\Z", ahead) and ("ngày" in small[start : moment.end] or "thứ" in small[start : moment.end])
    ):
        relation, words, rest, weight = "on", "", ahead, 20
    elif moment.unit in ("month", "quarter") and (not ahead.strip() or ahead.rstrip().endswith(";")) and re.match(r" [^\W\d_]", small[moment.end : moment.end + 2]):
        # "quý II/2026 tổ chức phản biện …"
        relation, words, rest, weight = "in", "", ahead, 15
    elif moment.unit == "month" and ahead.endswith("(") and small[moment.end : moment.end + 1] == ")":
        relation, words, rest, weight = "in", "", ahead, 22
    elif moment.unit == "month" and re.search(rf"(?:tại|ở|vào){_S}(?:(?:cuộc|phiên|kỳ){_S})?(?:họp|hội{_S}nghị|giao{_S}ban)(?:{_S}\w{{1,8}}){{0,4}}{_S}\Z", ahead):
        relation, words, rest, weight = "in", "", ahead, 22
    elif (_DONE.search(ahead) and moment.unit in ("day", "month", "quarter")) or (
        moment.part in ("đầu", "giữa", "cuối", "hết") and moment.unit in ("month", "quarter", "week") and moment.wrong == ""
    ):
        relation, words, rest, weight = "done", "", ahead, 40
    else:
        return
    if relation in ("in", "done", "field") and moment.unit == "day" and _OTHER_PAPER.search(rest):
        return
    if relation in ("in", "done") and _SINCE.search(rest):
        return
    first = start - len(words)
    if moment.unit == "vague":
        # "trước Tết": no day can be made of it, and it is no deadline; a person is told.
        fault = (WarningCode.UNREADABLE_DEADLINE, _("“%(words)s”: %(why)s.") % {"words": small[first : moment.end], "why": moment.wrong})
        yield Found(first, moment.end, DeadlineKind.UNREADABLE, weight=2, why=moment.wrong, fault=fault, counts=False)
        return
    if moment.wrong:
        code = WarningCode.NO_SUCH_DATE if moment.part == "" else WarningCode.UNREADABLE_DEADLINE
        told = _("“%(words)s”: %(why)s.") % {"words": " ".join(small[first : moment.end].split()), "why": moment.wrong}
        yield Found(first, moment.end, DeadlineKind.UNREADABLE, weight=weight, why=moment.wrong, fault=(code, told))
        return
    assert moment.first is not None and moment.last is not None
    if relation == "before":
        exact = moment.hour or moment.part in ("cuối", "hết")
        last = moment.last if exact else moment.first - _DAY
        why = (
            _("“trước” một giờ trong ngày: ngày ấy là ngày cuối còn trong hạn") if moment.hour
            else _("“trước”: hôm trước là ngày cuối còn trong hạn")
        )  # fmt: skip
        named = moment.last
    else:
        last = named = moment.last
        why = {
            "by": _("ngày nêu là ngày cuối còn trong hạn"),
            "in": _("“trong”: ngày cuối của khoảng thời gian ấy"),
            "span": _("từ … đến: ngày kết thúc"),
            "field": _("ghi ở mục thời gian"),
            "done": _("thời điểm hoàn thành"),
            "on": _("ngày làm việc ấy"),
        }[relation]
    if not moment.year_given and moment.unit != "week":
        why += "; " + _("không ghi năm: lấy lần gần nhất không trước ngày văn bản")
    fault = None
    counts = True
    if named < on and last < on:
        fault = (
            WarningCode.PAST_DATE,
            _("Ngày %(day)s đã qua khi văn bản ban hành: không lấy làm hạn.") % {"day": format_date(last)},
        )
        counts = False
        weight = 1
        if relation in ("in", "done", "span") or (relation == "by" and weight < 50 and words.split()[0] in ("đến", "tới")):
            return
    yield Found(first, moment.end, DeadlineKind.DATE, on=last, why=why, weight=weight, fault=fault, counts=counts,
                year_given=moment.year_given or moment.unit != "day")  # fmt: skip


# ---- relative


def _relative(small: str, on: date, calendar: WorkCalendar | None) -> Iterator[Found]:
    for match in _RELATIVE.finditer(small):
        lead = " ".join((match["lead"] or "").split())
        unit = match["unit"].split()[0]
        tail = match["from"]
        strong = bool(re.search(r"nhất|quá|vòng|hạn|tối đa", lead))
        if not tail and not match["more"] and not (lead and (strong or "làm" in match["unit"])):
            continue
        if not lead and not tail:
            continue
        count = match["n"]
        number = int(count) if count.isdigit() else _COUNTS[" ".join(count.split())]
        working = "làm" in match["unit"]
        days = {"ngày": number, "tuần": number * (5 if working else 7), "tháng": number * 30, "giờ": -(-number // 24)}[unit]
        event = match["event"] or ""
        if tail is None:
            since = Since.ISSUE
        elif _RECEIPT.match(event.strip()):
            since = Since.RECEIPT if _OF_PAPER.search(event) else Since.EVENT
        elif _ISSUE.match(event.strip()):
            since = Since.ISSUE
        else:
            since = Since.EVENT
        end = match.end()
        if tail is not None:
            words = re.match(r"\s*(?:(?!(?:phải|cần|thì|các|ubnd|sở|để|đồng)\b)\w+[ \n\t]{0,4}){0,6}", event)
            end = match.start("event") + len((words[0] if words else "").rstrip())
        day = None
        if since is Since.ISSUE:
            day = add_working_days(on, days, calendar or WorkCalendar()) if working else on + _DAY * days
        why = _("tính theo ngày làm việc") if working else _("tính theo ngày")
        yield Found(match.start(), end, DeadlineKind.RELATIVE, on=day, days=days, working=working, since=since,
                    why=why, weight=60)  # fmt: skip
    for match in _AHEAD.finditer(small):
        count = match["n"]
        number = int(count) if count.isdigit() else _COUNTS[" ".join(count.split())]
        working = "làm" in match["unit"]
        days = number * (7 if match["unit"] == "tuần" else 1)
        yield Found(match.start(), match.end(), DeadlineKind.RELATIVE, days=days, working=working, since=Since.EVENT,
                    why=_("tính lùi từ một việc khác"), weight=3, counts=False)  # fmt: skip


# ---- periodic


def _periodic(small: str) -> Iterator[Found]:
    for match in _DAY_OF_EACH.finditer(small):
        if re.search(r"đến\s+\Z", small[max(0, match.start() - 6) : match.start()]):
            continue
        every = Every.MONTH
        if match["q"]:
            every = Every.QUARTER
        if not re.search(r"ngày|/|thứ|chủ", match[0]):
            continue  # "định kỳ 6 tháng báo cáo": six months, not the sixth
        if not match["q"] and (match["u"] or match["u2"] or match["u3"]):
            every = _UNITS[match["u"] or match["u2"] or match["u3"]]
        yield Found(match.start(), match.end(), DeadlineKind.PERIODIC, every=(every,), weight=70, why=_("ngày cố định của mỗi kỳ"))
    for match in _WEEKDAY_OF_EACH.finditer(small):
        every = _UNITS[match["u"]] if match["u"] else Every.WEEK
        yield Found(match.start(), match.end(), DeadlineKind.PERIODIC, every=(every,), weight=32, why=_("ngày cố định của mỗi kỳ"))
    for match in _PERIODIC.finditer(small):
        every = _every(match["units"])
        if not every:
            continue
        if every in ((Every.YEAR,), (Every.DAY,)) and _PLANS.search(small[max(0, match.start() - 50) : match.start()]):
            continue
        if re.search(r"đến\s+ngày\s+\d{1,2}\s?/\s?\d{1,2}\s+\Z", small[max(0, match.start() - 24) : match.start()]):
            continue
        if every == (Every.DAY,) and "định" not in match["trigger"]:
            continue
        yield Found(match.start(), match.end(), DeadlineKind.PERIODIC, every=every, weight=75 if _dates_in(match["units"]) else 30, why=_("việc lặp lại theo kỳ"))
    for match in _TWO_DATES.finditer(small):
        every = _every(f"{match['a']}, {match['b']}")
        if len(every) == 2:
            yield Found(match.start("a"), match.end(), DeadlineKind.PERIODIC, every=every, weight=75,
                        why=_("việc lặp lại theo kỳ"))  # fmt: skip
    for match in _REPORTS.finditer(small):
        every = _every(match["units"])
        if len(every) >= 2:
            yield Found(match.start("units"), match.end("units"), DeadlineKind.PERIODIC, every=every,
                        weight=75 if _dates_in(match["units"]) else 25,
                        why=_("việc lặp lại theo kỳ"))  # fmt: skip
    for match in _UNITS_FIRST.finditer(small):
        every = _every(match["units"])
        if every and (len(every) > 1 or every[0] in (Every.HALF, Every.NINE_MONTHS)):
            yield Found(match.start("units"), match.end("units"), DeadlineKind.PERIODIC, every=every, weight=25,
                        why=_("việc lặp lại theo kỳ"))  # fmt: skip
    for match in _EACH.finditer(small):
        if match["v"]:
            every = _UNITS[match["v"]]
            if match["times"] in ("2", "02", "hai") and every is Every.YEAR:
                every = Every.HALF
        else:
            every = _UNITS[match["u"]]
            if match["k"]:
                every = _UNITS.get(f"{match['k'].strip().lstrip('0')} {match['u']}", every)
        yield Found(match.start(), match.end(), DeadlineKind.PERIODIC, every=(every,), weight=31, why=_("việc lặp lại theo kỳ"))


def _dates_in(units: str) -> bool:
    return "(" in units or "trước" in units


def _every(units: str) -> tuple[Every, ...]:
    found = set()
    for match in re.finditer(_UNIT, re.sub(r"\([^)]*\)|trước[^,;]*", "", units)):
        words = re.sub(rf"{_S}(?:một|1|01|hai|2|02){_S}lần\Z", "", match[0])
        unit = _UNITS.get(" ".join(words.split()).lstrip("0"))
        if unit is not None:
            found.add(unit)
    return tuple(sorted(found, key=_ORDER.index))


def _standing(small: str) -> Iterator[Found]:
    for match in _STANDING.finditer(small):
        if not _NOT_STANDING.search(small[max(0, match.start() - 30) : match.start()]):
            yield Found(match.start(), match.end(), DeadlineKind.STANDING, weight=10, why=_("việc làm thường xuyên"))


def best_of(found: list[Found]) -> Found | None:
    """The deadline of a duty among those in its words: the heaviest that counts, of equals the last."""
    counted = [each for each in found if each.counts]
    if not counted:
        return None
    periodic = [each for each in counted if each.kind is DeadlineKind.PERIODIC and each.weight >= 30]
    if periodic and all(each.kind in (DeadlineKind.PERIODIC, DeadlineKind.STANDING) or not each.year_given for each in counted):
        # "hằng năm công nhận … trước ngày 15/11"
        counted = periodic
    top = max(each.weight for each in counted)
    return [each for each in counted if each.weight == top][-1]


def shifted(found: Found, by: int) -> Found:
    """The same deadline, its place moved."""
    return replace(found, start=found.start + by, end=found.end + by)

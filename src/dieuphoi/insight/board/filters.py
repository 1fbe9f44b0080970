"""What a URL of the board and of its pages asks for. Every fault is collected; with any of them no row is
shown."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.dates import parse_date

MARKS = {
    "M": gettext_lazy("đạt"),
    "N": gettext_lazy("chưa đạt"),
    "E": gettext_lazy("chưa nhập"),
    "U": gettext_lazy("chưa thể kết luận"),
    "A": gettext_lazy("không áp dụng"),
}
"""The letters of ``SheetRollup.marks`` in words."""

SHEET_STATES = {
    "OPEN": gettext_lazy("xã đang nhập"),
    "SUBMITTED": gettext_lazy("xã đã gửi"),
    "VERIFYING": gettext_lazy("sở, ngành đang thẩm định"),
    "CONSOLIDATED": gettext_lazy("Văn phòng đã tổng hợp"),
    "FROZEN": gettext_lazy("đã chốt"),
}

SHOWS = {
    "qualifies": gettext_lazy("đạt tất cả tiêu chí"),
    "not_qualifies": gettext_lazy("chưa đạt tất cả tiêu chí"),
    "one_left": gettext_lazy("chỉ còn một tiêu chí"),
    "entered": gettext_lazy("đã nhập đủ"),
    "not_entered": gettext_lazy("chưa nhập đủ"),
    "waiting": gettext_lazy("có chỉ tiêu chờ thẩm định"),
    "returned": gettext_lazy("có chỉ tiêu bị trả lại"),
    "ready": gettext_lazy("đã thẩm định xong, chờ tổng hợp"),
    "recognised": gettext_lazy("đã được công nhận"),
    "not_recognised": gettext_lazy("chưa được công nhận"),
    "registered": gettext_lazy("đã đăng ký về đích trong năm của đợt"),
    "registered_reached": gettext_lazy("đăng ký và đã đạt đích"),
    "registered_behind": gettext_lazy("đăng ký nhưng chậm tiến độ hoặc quá năm"),
    "better": gettext_lazy("có tiêu chí mới đạt so với lần so sánh"),
    "worse": gettext_lazy("có tiêu chí không còn đạt so với lần so sánh"),
    "same": gettext_lazy("không thêm, không mất tiêu chí so với lần so sánh"),
    "standstill": gettext_lazy("chững lại qua các kỳ"),
}

VIEWS = {"wall": gettext_lazy("Bức tường"), "map": gettext_lazy("Bản đồ")}
PAINTS = {
    "bands": gettext_lazy("số tiêu chí đạt"),
    "qualifies": gettext_lazy("đạt tất cả tiêu chí"),
    "criterion": gettext_lazy("kết quả một tiêu chí"),
    "recognised": gettext_lazy("đã được công nhận"),
    "change": gettext_lazy("thay đổi so với lần so sánh"),
}
"""What the colours of the map say."""

SORTS = {
    "name": gettext_lazy("tên xã"),
    "-name": gettext_lazy("tên xã, ngược lại"),
    "met": gettext_lazy("số tiêu chí đạt, ít trước"),
    "-met": gettext_lazy("số tiêu chí đạt, nhiều trước"),
}
EXPORTS = ("xlsx",)
WALL_EXPORTS = ("xlsx", "pdf")
TABLE_EXPORTS = ("xlsx", "csv")


@dataclass(frozen=True, slots=True)
class Fault:
    """One part of the URL that cannot be read, in the shape of ``ui.error_summary``."""

    message: str
    label: str = ""
    field_id: str = ""


@dataclass(slots=True)
class _Reader:
    """Reads single parameters of a URL and keeps what it could not read."""

    params: QueryDict
    known: Collection[str]
    faults: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        for name in self.params:
            if name not in self.known:
                self.faults.append(
                    Fault(_("Tham số “%(name)s” trong địa chỉ không có ở trang này.") % {"name": name})
                )

    def text(self, name: str) -> str:
        return (self.params.get(name) or "").strip()

    def choice(self, name: str, label: str, choices: Collection[str]) -> str:
        value = self.text(name)
        if value and value not in choices:
            self.faults.append(
                Fault(_("“%(value)s” không có trong danh sách.") % {"value": value}, label, f"f-{name}")
            )
            return ""
        return value

    def whole(self, name: str, label: str) -> int | None:
        value = self.text(name)
        if not value:
            return None
        if not (value.isascii() and value.isdigit()) or len(value) > 18:
            self.faults.append(
                Fault(_("“%(value)s” không phải là một mã số.") % {"value": value}, label, f"f-{name}")
            )
            return None
        return int(value)

    def day(self, name: str, label: str) -> date | None:
        value = self.text(name)
        if not value:
            return None
        try:
            return parse_date(value)
        except ValueError as error:
            self.faults.append(Fault(str(error), label, f"f-{name}"))
            return None


@dataclass(frozen=True, slots=True)
class BoardQuery:
    """The state of the board as its URL says it.

    ``group`` is ``dimension:value`` of the communes' classification; ``parent`` the id of the unit they
    lie in on
    the round's territory day; ``criterion`` a criterion's number in the round's set, ``mark`` a letter of
    ``MARKS``.
    """

    round_id: int | None = None
    as_of: date | None = None
    province: int | None = None
    state: str = ""
    show: str = ""
    criterion: str = ""
    mark: str = ""
    q: str = ""
    group: str = ""
    parent: int | None = None
    owner: int | None = None
    """A department for whose verification communes wait; 0 is the office itself."""
    least: int | None = None
    most: int | None = None
    """Criteria met, from and to."""
    since: date | None = None
    """The day that the wall is compared with, instead of the round before."""
    view: str = ""
    paint: str = ""
    on: str = ""
    """The criterion that the map is painted by."""
    page: int = 1
    sort: str = ""
    export: str = ""
    faults: tuple[Fault, ...] = ()

    @property
    def narrows(self) -> bool:
        """Whether the wall shows fewer communes than the actor sees in the round."""
        return bool(
            self.state or self.show or self.criterion or self.mark or self.q or self.group or self.parent
            or self.owner is not None or self.least is not None or self.most is not None
        )  # fmt: skip


def read_board(params: QueryDict, more: Collection[str] = ()) -> BoardQuery:
    """Read the URL of the board; ``more`` are parameters that a page of it has besides."""
    reader = _Reader(
        params,
        {
            "round",
            "as_of",
            "province",
            "state",
            "show",
            "criterion",
            "mark",
            "q",
            "group",
            "parent",
            "owner",
            "least",
            "most",
            "since",
            "view",
            "paint",
            "on",
            "page",
            "sort",
            "export",
            *more,
        },
    )
    query = {
        "round_id": reader.whole("round", _("Đợt rà soát")),
        "as_of": reader.day("as_of", _("Tính đến ngày")),
        "province": reader.whole("province", _("Tỉnh")),
        "state": reader.choice("state", _("Trạng thái phiếu"), SHEET_STATES),
        "show": reader.choice("show", _("Nhóm xã"), SHOWS),
        "criterion": reader.text("criterion"),
        "mark": reader.choice("mark", _("Kết quả"), MARKS),
        "q": reader.text("q"),
        "group": reader.text("group"),
        "parent": reader.whole("parent", _("Thuộc đơn vị")),
        "owner": reader.whole("owner", _("Chờ cơ quan")),
        "least": reader.whole("least", _("Số tiêu chí đạt từ")),
        "most": reader.whole("most", _("Số tiêu chí đạt đến")),
        "since": reader.day("since", _("So với ngày")),
        "view": reader.choice("view", _("Cách xem"), VIEWS),
        "paint": reader.choice("paint", _("Tô màu theo"), PAINTS),
        "on": reader.text("on"),
        "page": reader.whole("page", _("Trang")) or 1,
        "sort": reader.choice("sort", _("Sắp xếp"), SORTS),
        "export": reader.choice("export", _("Xuất"), WALL_EXPORTS),
    }
    if query["group"] and ":" not in str(query["group"]):
        reader.faults.append(
            Fault(
                _("“%(value)s” không phải là một nhóm xã.") % {"value": query["group"]},
                _("Phân loại"),
                "f-group",
            )
        )
    if query["criterion"] and not query["mark"]:
        reader.faults.append(Fault(_("Hãy chọn thêm kết quả của tiêu chí này."), _("Kết quả"), "f-mark"))
    return BoardQuery(**query, faults=tuple(reader.faults))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class CriterionQuery:
    """The state of a criterion page: which communes its list shows."""

    mark: str = ""
    q: str = ""
    page: int = 1
    export: str = ""
    faults: tuple[Fault, ...] = ()
    indicator: int | None = None
    why: str = ""
    """What stands in the way of ``indicator``: a verdict, with its reason after a colon."""


WHY = ("NOT_MET", "NOT_ENTERED", "UNDETERMINED")


def read_criterion(params: QueryDict) -> CriterionQuery:
    reader = _Reader(params, {"mark", "q", "page", "export", "indicator", "why"})
    indicator, why = reader.whole("indicator", _("Chỉ tiêu")), reader.text("why")
    if (indicator is not None or why) and why.partition(":")[0] not in WHY:
        reader.faults.append(Fault(_("“%(value)s” không có trong danh sách.") % {"value": why}, _("Vì sao")))
    mark = reader.choice("mark", _("Kết quả"), {*MARKS, "open"})
    page = reader.whole("page", _("Trang")) or 1
    export = reader.choice("export", _("Xuất"), EXPORTS)
    return CriterionQuery(mark, reader.text("q"), page, export, tuple(reader.faults), indicator, why)


@dataclass(frozen=True, slots=True)
class CommuneQuery:
    """The state of a commune page: the day of its name and office, and the round whose criteria are shown."""

    round_id: int | None = None
    as_of: date | None = None
    faults: tuple[Fault, ...] = ()


def read_commune(params: QueryDict) -> CommuneQuery:
    reader = _Reader(params, {"round", "as_of"})
    round_id = reader.whole("round", _("Đợt rà soát"))
    day = reader.day("as_of", _("Tính đến ngày"))
    return CommuneQuery(round_id, day, tuple(reader.faults))


@dataclass(frozen=True, slots=True)
class PastQuery:
    """The state of the wall of a past year."""

    province: int | None = None
    year: int | None = None
    version: int | None = None
    faults: tuple[Fault, ...] = ()


def read_past(params: QueryDict) -> PastQuery:
    reader = _Reader(params, {"province", "year", "set", "as_of"})
    return PastQuery(
        province=reader.whole("province", _("Tỉnh")),
        year=reader.whole("year", _("Năm")),
        version=reader.whole("set", _("Bộ tiêu chí")),
        faults=tuple(reader.faults),
    )


@dataclass(frozen=True, slots=True)
class CompareQuery:
    """The state of the comparison across sets: the province, the tier of the sets, the topics, the last day."""

    province: int | None = None
    tier: str = ""
    topics: tuple[str, ...] = ()
    as_of: date | None = None
    export: str = ""
    faults: tuple[Fault, ...] = ()


def read_compare(params: QueryDict, tiers: Collection[str], topics: Collection[str]) -> CompareQuery:
    reader = _Reader(params, {"province", "tier", "topic", "as_of", "export"})
    wanted = tuple(each for each in params.getlist("topic") if each.strip())
    for each in wanted:
        if each not in topics:
            reader.faults.append(Fault(_("“%(value)s” không có trong danh sách.") % {"value": each}, _("Chủ đề")))
    return CompareQuery(
        province=reader.whole("province", _("Tỉnh")),
        tier=reader.choice("tier", _("Mức"), tiers),
        topics=tuple(each for each in wanted if each in topics),
        as_of=reader.day("as_of", _("Tính đến ngày")),
        export=reader.choice("export", _("Xuất"), TABLE_EXPORTS),
        faults=tuple(reader.faults),
    )

"""What an address of the summaries asks for. Every fault is collected; with any of them nothing is shown."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.dates import parse_date
from dieuphoi.core.kernel.period import Period, parse_period
from dieuphoi.core.register.state import Fault
from dieuphoi.insight.reports.selectors import Narrow
from dieuphoi.insight.reports.words import MARKS, MOVES

ROUND: Final = ("round", "province", "period", "from", "until", "as_of", "against")
NARROW: Final = ("criterion", "mark", "least", "most", "group", "recognised", "level", "move", "q")


@dataclass(frozen=True, slots=True)
class Asked:
    """The round (by itself or by a period), what it is compared with, which communes, and the file that is wanted."""

    round_id: int | None = None
    province: int | None = None
    period: Period | None = None
    day: date | None = None
    against: int | None = None
    narrow: Narrow = field(default_factory=Narrow)
    owner: str = ""
    indicator: str = ""
    page: int = 1
    export: str = ""
    faults: tuple[Fault, ...] = ()


@dataclass(slots=True)
class _Reader:
    params: QueryDict
    known: Collection[str]
    faults: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        for name in self.params:
            if name not in self.known:
                self.faults.append(Fault(_("Tham số “%(name)s” trong địa chỉ không có ở trang này.") % {"name": name}))

    def text(self, name: str) -> str:
        return (self.params.get(name) or "").strip()

    def choice(self, name: str, label: str, choices: Collection[str]) -> str:
        value = self.text(name)
        if value and value not in choices:
            self.faults.append(Fault(_("“%(value)s” không có trong danh sách.") % {"value": value}, label, f"f-{name}"))
            return ""
        return value

    def whole(self, name: str, label: str) -> int | None:
        value = self.text(name)
        if not value:
            return None
        if not (value.isascii() and value.isdigit()) or len(value) > 18:
            self.faults.append(Fault(_("“%(value)s” không phải là một số.") % {"value": value}, label, f"f-{name}"))
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

    def period(self) -> Period | None:
        """A named period, or any pair of days (both counted): 7 months are ``from=01/01 … until=31/07``."""
        text, label = self.text("period"), _("Kỳ")
        first, last = self.day("from", _("Từ ngày")), self.day("until", _("Đến hết ngày"))
        try:
            if first is not None and last is not None:
                return Period.custom(first, date.fromordinal(last.toordinal() + 1))
            if first is not None or last is not None:
                message = _("Hãy ghi cả ngày đầu và ngày cuối của kỳ.")
                self.faults.append(Fault(message, label, "f-from" if first is None else "f-until"))
                return None
            return parse_period(text) if text else None
        except (ValueError, OverflowError) as error:
            self.faults.append(Fault(str(error), label, "f-period"))
            return None


def read(params: QueryDict, *more: str, forms: Collection[str] = ()) -> Asked:
    """Read an address. ``more`` are the parameters of the page besides the round's; ``forms`` the files it gives."""
    reader = _Reader(params, {*ROUND, *more, "export"})
    wanted: dict[str, str] = {name: reader.text(name) for name in ("criterion", "group", "q", "level") if name in more}
    if "mark" in more:
        wanted["mark"] = reader.choice("mark", _("Kết quả"), MARKS)
    if "move" in more:
        wanted["move"] = reader.choice("move", _("Thay đổi"), MOVES)
    if "recognised" in more:
        wanted["recognised"] = reader.choice("recognised", _("Công nhận"), ("yes", "no"))
    if wanted.get("group") and ":" not in wanted["group"]:
        message = _("“%(value)s” không phải là một nhóm xã.") % {"value": wanted["group"]}
        reader.faults.append(Fault(message, _("Phân loại"), "f-group"))
    numbers = {name: reader.whole(name, _("Số tiêu chí đạt")) for name in ("least", "most") if name in more}
    return Asked(
        round_id=reader.whole("round", _("Đợt rà soát")),
        province=reader.whole("province", _("Tỉnh")),
        period=reader.period(),
        day=reader.day("as_of", _("Tính đến ngày")),
        against=reader.whole("against", _("So với đợt")),
        narrow=Narrow(**wanted, **numbers),  # type: ignore[arg-type]
        owner=reader.text("owner") if "owner" in more else "",
        indicator=reader.text("indicator") if "indicator" in more else "",
        page=(reader.whole("page", _("Trang")) if "page" in more else None) or 1,
        export=reader.choice("export", _("Xuất"), forms),
        faults=tuple(reader.faults),
    )

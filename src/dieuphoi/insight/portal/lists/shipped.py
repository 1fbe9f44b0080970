"""The kinds of list that ship: recognised units, sets in force, commune units with what they came out of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.insight.portal.content import ListColumn
from dieuphoi.insight.portal.lists import ListKind, register_list_kind
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria.presenting import LEVELS, TIERS
from dieuphoi.programme.recognition import selectors as recognition
from dieuphoi.programme.recognition.selectors import LEVEL_CHOICES
from dieuphoi.registry.territory import selectors as territory
from dieuphoi.registry.territory.selectors import UnitRow
from dieuphoi.registry.territory.states import APPLIED

HELD: Final = gettext_noop("đang được công nhận")
ACKNOWLEDGED: Final = gettext_noop("thừa nhận lại sau sắp xếp")
_ORDER_OF_LEVELS: Final = {code: at for at, (code, _label) in enumerate(LEVEL_CHOICES)}
_NOT_BELOW: Final = ("province", "district", "commune")


def recognised(actor: Actor, province: UnitRow, day: date) -> Sequence[dict[str, Any]]:
    """What holds on the day for the units of the province: decided onto the unit itself, or acknowledged onto it
    after a merger; what was revoked by then is left out. A unit without either is not in the list (fault 32).
    """
    units = [unit for kind in _NOT_BELOW for unit in territory.units_on(actor, day, kind=kind, province=province.id)]
    standing = recognition.standings_of(actor, [unit.id for unit in units], day)
    rows = []
    for unit in units:
        for each in sorted(
            standing.get(unit.id, ()), key=lambda one: (_ORDER_OF_LEVELS[one.level], one.decision_on, one.root_id)
        ):
            rows.append(
                {
                    "unit": unit.full_name,
                    "code": unit.code,
                    "level": _words(LEVEL_CHOICES, each.level),
                    "year": str(each.year),
                    "set": each.set_name,
                    "number": each.decision_number,
                    "on": each.decision_on,
                    "held": HELD if each.is_own else ACKNOWLEDGED,
                    "of_unit": "" if each.is_own else each.of_name,
                    "again_number": each.acknowledged_by,
                    "again_on": each.acknowledged_on,
                }
            )
    return rows


def sets_in_force(actor: Actor, province: UnitRow, day: date) -> Sequence[dict[str, Any]]:
    """The published versions in force on the day: the country's, and the province's own. The counts are those that the
    decision names, empty where it names none: how many rows the office has typed is nobody else's matter.
    """
    levels = [str(label) for _code, label in LEVELS]
    versions: Any = criteria.versions(actor).filter(effective__contains=day, state__in=["published", "retired"])
    rows = []
    for version in versions:
        last = criteria.last_day(version)
        if version.set.province_id not in (None, province.id) or (last is not None and last < day):
            continue
        if version.state == "retired" and version.effective.upper is None:
            # Retired without a day that a later version set: nobody knows that it still held.
            continue
        rows.append(
            {
                "name": version.set.name,
                "number": version.decision_number,
                "on": version.decision_on,
                "issuer": version.issuer,
                "level": _words(LEVELS, version.set.level),
                "tier": _words(TIERS, version.set.tier),
                "since": version.effective.lower,
                "criteria": version.expected_criteria,
                "indicators": version.expected_indicators,
            }
        )
    return sorted(rows, key=lambda row: (levels.index(row["level"]), row["on"] or date.min, row["name"]))


def communes(actor: Actor, province: UnitRow, day: date) -> Sequence[dict[str, Any]]:
    """The commune units of the day, each with the units that the last change made it out of, and by which
    resolution. A unit that no change tells of has none.
    """
    units = territory.communes_in(actor, province.id, day, types=())
    ids = {unit.id for unit in units}
    changes = territory.changes_query(actor).filter(state=APPLIED, effective_on__lte=day, tos__unit_id__in=sorted(ids))
    came: dict[int, dict[str, Any]] = {}
    for view in territory.change_views(actor, changes.distinct().order_by("effective_on", "id")):
        before = {each.unit: each.full_name for each in view.predecessors}
        for successor in view.successors:
            # A unit that only changed its name, code or parent came out of nobody but itself.
            if successor.unit not in ids or {share.unit for share in successor.shares} == {successor.unit}:
                continue
            parts = [
                before.get(share.unit, f"#{share.unit}")
                if share.whole
                else _now("một phần %(unit)s") % {"unit": before.get(share.unit, f"#{share.unit}")}
                for share in successor.shares
            ]
            came[successor.unit] = {
                "from": "; ".join(parts),
                "since": view.change.effective_on,
                "resolution": _resolution(view.change.resolution_number, view.change.resolution_on),
            }
    return [
        {"code": unit.code, "unit": unit.full_name, "type": _words(territory.TYPE_CHOICES, unit.type)}
        | came.get(unit.id, {})
        for unit in units
    ]


def _resolution(number: str, on: date | None) -> str:
    return f"{number} ({format_date(on)})" if number and on else number


def _words(choices: Any, code: str) -> str:
    return str(dict(choices).get(code, code))


RECOGNISED_UNITS: Final = ListKind(
    key="recognised-units",
    label=_("Các đơn vị được công nhận"),
    about=_("Các đơn vị đang được công nhận vào một ngày, kể cả được thừa nhận lại sau sắp xếp."),
    title=_("Danh sách đơn vị được công nhận của %(province)s tính đến ngày %(day)s"),
    columns=(
        ListColumn("unit", gettext_noop("Đơn vị"), width=26),
        ListColumn("code", gettext_noop("Mã"), "code"),
        ListColumn("level", gettext_noop("Mức công nhận"), words=True, width=30),
        ListColumn("year", gettext_noop("Năm"), "code", width=8),
        ListColumn("number", gettext_noop("Số quyết định"), width=22),
        ListColumn("on", gettext_noop("Ngày quyết định"), "date"),
        ListColumn("held", gettext_noop("Tình trạng"), words=True, width=24),
        ListColumn("of_unit", gettext_noop("Đơn vị được công nhận khi ấy"), width=26),
        ListColumn("again_number", gettext_noop("Quyết định thừa nhận lại"), width=22),
        ListColumn("again_on", gettext_noop("Ngày thừa nhận lại"), "date"),
        ListColumn("set", gettext_noop("Bộ tiêu chí"), width=40),
    ),
    rows=recognised,
)
SETS_IN_FORCE: Final = ListKind(
    key="sets-in-force",
    label=_("Bộ tiêu chí đang áp dụng"),
    about=_("Các bộ tiêu chí đã ban hành và còn hiệu lực vào một ngày: của cả nước và của tỉnh."),
    title=_("Các bộ tiêu chí đang áp dụng tại %(province)s vào ngày %(day)s"),
    columns=(
        ListColumn("name", gettext_noop("Bộ tiêu chí"), width=50),
        ListColumn("number", gettext_noop("Số quyết định"), width=22),
        ListColumn("on", gettext_noop("Ngày quyết định"), "date"),
        ListColumn("issuer", gettext_noop("Cơ quan ban hành"), width=26),
        ListColumn("level", gettext_noop("Cấp"), words=True, width=10),
        ListColumn("tier", gettext_noop("Mức"), words=True, width=16),
        ListColumn("since", gettext_noop("Có hiệu lực từ"), "date"),
        ListColumn("criteria", gettext_noop("Số tiêu chí"), "integer"),
        ListColumn("indicators", gettext_noop("Số chỉ tiêu"), "integer"),
    ),
    rows=sets_in_force,
)
COMMUNE_UNITS: Final = ListKind(
    key="commune-units",
    label=_("Đơn vị hành chính cấp xã"),
    about=_("Các xã, phường, thị trấn, đặc khu của một ngày, và sắp xếp từ những đơn vị nào."),
    title=_("Danh sách đơn vị hành chính cấp xã của %(province)s vào ngày %(day)s"),
    columns=(
        ListColumn("unit", gettext_noop("Đơn vị"), width=26),
        ListColumn("code", gettext_noop("Mã"), "code"),
        ListColumn("type", gettext_noop("Loại"), words=True, width=12),
        ListColumn("from", gettext_noop("Sắp xếp từ"), width=60),
        ListColumn("since", gettext_noop("Từ ngày"), "date"),
        ListColumn("resolution", gettext_noop("Nghị quyết"), width=30),
    ),
    rows=communes,
)


def register() -> None:
    """Called once, when Django is ready."""
    for kind in (RECOGNISED_UNITS, SETS_IN_FORCE, COMMUNE_UNITS):
        register_list_kind(kind)

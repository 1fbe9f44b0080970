"""Planning changes of units: one connected group each, checked all at once, written set-based."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, today
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.policy import require
from dieuphoi.registry.territory import policies
from dieuphoi.registry.territory.models import (
    ChangeBatch,
    ChangeKind,
    How,
    Kind,
    UnitChange,
    UnitChangeFrom,
    UnitChangeLink,
    UnitChangeTo,
)
from dieuphoi.registry.territory.names import full_name
from dieuphoi.registry.territory.selectors.units import UnitRow, units_on
from dieuphoi.registry.territory.services.units import BATCH, DIGITS, TYPES_OF, one_at_a_time
from dieuphoi.registry.territory.states import APPLIED, PLANNED

LEVELS = (Kind.PROVINCE, Kind.DISTRICT, Kind.COMMUNE, Kind.VILLAGE)


@dataclass(frozen=True, slots=True)
class PlannedUnit:
    """A successor. ``key`` is the plan's own word for it; ``parent`` the id of a unit, the key of another planned unit
    (a province that is itself new), or ``None`` for a province. ``unit`` is set for the one that goes on
    (``how="same"``) or that had been loaded before (``how="adopt"``). ``parent_to`` is a successor planned earlier.
    """

    key: str
    kind: str
    type: str
    name: str
    code: str
    parent: int | str | None
    how: str = How.NEW
    unit: int | None = None
    parent_to: int | None = None


@dataclass(frozen=True, slots=True)
class PlannedLink:
    """Predecessor ``unit`` gives to the successor ``key``: ``numerator`` of ``denominator`` of its ``share_of``, or an
    unknown share (``None``).
    """

    unit: int
    key: str
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    share_of: str = ""


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """A connected group to plan. ``row`` is the place of its faults in a sheet. Without ``links`` every predecessor
    gives to every successor. ``replaces`` is the planned change that this one is an edit of.
    """

    effective_on: date
    predecessors: tuple[int, ...]
    successors: tuple[PlannedUnit, ...]
    links: tuple[PlannedLink, ...] = ()
    resolution_number: str = ""
    resolution_on: date | None = None
    resolution_by: str = ""
    source: str = ""
    note: str = ""
    row: int | None = None
    replaces: int | None = None

    @property
    def all_links(self) -> tuple[PlannedLink, ...]:
        return self.links or tuple(PlannedLink(unit, to.key) for unit in self.predecessors for to in self.successors)


@dataclass(frozen=True, slots=True)
class BatchSpec:
    """What changes are planned together under."""

    title: str
    source: str
    effective_on: date | None = None
    doubts: tuple[str, ...] = ()


@dataclass(slots=True)
class Planned:
    """The batch and the ids of its changes, in the order of the plans."""

    batch: ChangeBatch
    changes: list[UnitChange] = field(default_factory=list)


def changes_plan(*, actor: Actor, batch: BatchSpec, plans: Sequence[PlannedChange], now: datetime) -> Planned:
    """Plan changes of units in one act; nothing of the units themselves is written.

    Raises :class:`InputErrors` with every fault at once: a predecessor that does not exist on the eve, or that another
    change of the day takes already; a group that is not connected; a unit that took others in but is said to go on; a
    wrong type or code; an impossible share. Source: domain.md §3.
    """
    require(policies.may_change_units(actor))
    with act(actor, "change.plan", reason=batch.title):
        one_at_a_time()
        return plan_changes(actor, batch, plans, now)


def plan_changes(
    actor: Actor,
    batch: BatchSpec,
    plans: Sequence[PlannedChange],
    now: datetime,
    *,
    into: ChangeBatch | None = None,
) -> Planned:
    """The same inside an act that runs already; ``into`` a batch that is there."""
    eve = _units_of_eves(actor, plans)
    errors = _faults(actor, plans, eve)
    if errors:
        raise InputErrors(errors)
    made = into or ChangeBatch.objects.create(
        title=batch.title,
        source=batch.source,
        effective_on=batch.effective_on,
        doubts=list(batch.doubts),
        created_at=now,
    )
    changes = [
        UnitChange(
            batch=made,
            kind=kind_of(plan, eve),
            level=level_of(plan, eve),
            title=title_of(plan, eve),
            effective_on=plan.effective_on,
            resolution_number=plan.resolution_number,
            resolution_on=plan.resolution_on,
            resolution_by=plan.resolution_by,
            source=plan.source or batch.source,
            note=plan.note,
            replaces_id=plan.replaces,
            planned_at=now,
        )
        for plan in plans
    ]
    UnitChange.objects.bulk_create(changes, batch_size=BATCH)
    froms = {
        (change.pk, unit): UnitChangeFrom(change=change, unit_id=unit)
        for change, plan in zip(changes, plans, strict=True)
        for unit in plan.predecessors
    }
    UnitChangeFrom.objects.bulk_create(froms.values(), batch_size=BATCH)
    tos = _make_tos(changes, plans)
    UnitChangeLink.objects.bulk_create(
        [
            UnitChangeLink(
                change=change,
                predecessor=froms[(change.pk, link.unit)],
                successor=tos[link.key],
                numerator=link.numerator,
                denominator=link.denominator,
                share_of=link.share_of,
            )
            for change, plan in zip(changes, plans, strict=True)
            for link in plan.all_links
        ],
        batch_size=BATCH,
    )
    return Planned(made, changes)


def _make_tos(changes: Sequence[UnitChange], plans: Sequence[PlannedChange]) -> dict[str, UnitChangeTo]:
    """The successors, the higher levels first, so that a new province is there for its communes to name."""
    tos: dict[str, UnitChangeTo] = {}
    for level in LEVELS:
        rows = []
        for change, plan in zip(changes, plans, strict=True):
            for to in plan.successors:
                if to.kind != level:
                    continue
                tos[to.key] = UnitChangeTo(
                    change=change,
                    how=to.how,
                    kind=to.kind,
                    type=to.type,
                    name=to.name,
                    code=to.code,
                    parent_id=to.parent if isinstance(to.parent, int) else None,
                    parent_to_id=tos[to.parent].pk if isinstance(to.parent, str) else to.parent_to,
                    unit_id=to.unit,
                )
                rows.append(tos[to.key])
        UnitChangeTo.objects.bulk_create(rows, batch_size=BATCH)
    return tos


def change_plan(*, actor: Actor, plan: PlannedChange, now: datetime) -> UnitChange:
    """Plan one change by hand, as :func:`changes_plan` does, in a batch of its own (for dry run and undo)."""
    title = _("Lập trên trang ngày %(day)s") % {"day": format_date(today(now))}
    spec = BatchSpec(title, plan.source or title, plan.effective_on)
    return changes_plan(actor=actor, batch=spec, plans=[plan], now=now).changes[0]


def check_plans(actor: Actor, plans: Sequence[PlannedChange], *, ignore: int | None = None) -> None:
    """The faults that :func:`changes_plan` would find, before anything is written. Raises :class:`InputErrors`.

    ``ignore`` is a planned change that these would replace: its units are free.
    """
    errors = _faults(actor, plans, _units_of_eves(actor, plans), ignore)
    if errors:
        raise InputErrors(errors)


Eve = dict[tuple[int, date], UnitRow]
"""Units as they are on the eve of a change, by unit and the change's day."""


def _units_of_eves(actor: Actor, plans: Iterable[PlannedChange]) -> Eve:
    wanted: dict[date, set[int]] = {}
    for plan in plans:
        wanted.setdefault(plan.effective_on, set()).update(plan.predecessors)
    return {
        (row.id, day): row
        for day, units in wanted.items()
        for row in units_on(actor, day - timedelta(days=1), ids=units)
    }


def kind_of(plan: PlannedChange, eve: Eve) -> str:
    """What happened to the group, from its shape alone."""
    olds, news = len(plan.predecessors), len(plan.successors)
    if not news:
        return ChangeKind.END
    if news == 1 and olds > 1:
        return ChangeKind.MERGE
    if olds == 1 and news > 1:
        return ChangeKind.SPLIT
    to = plan.successors[0]
    old = eve[(plan.predecessors[0], plan.effective_on)]
    if olds > 1 or old.kind != to.kind:
        return ChangeKind.REGROUP
    if (old.type, old.name) != (to.type, to.name):
        return ChangeKind.RENAME
    return ChangeKind.RECODE if old.code != to.code else ChangeKind.MOVE


def level_of(plan: PlannedChange, eve: Eve) -> str:
    """The level of the successors; of what ends, its own."""
    if plan.successors:
        return plan.successors[0].kind
    return eve[(plan.predecessors[0], plan.effective_on)].kind


def title_of(plan: PlannedChange, eve: Eve) -> str:
    """``Xã A, Xã B → Xã C``: names say it in any language."""
    olds = ", ".join(eve[(unit, plan.effective_on)].full_name for unit in plan.predecessors)
    news = ", ".join(full_name(to.type, to.name) for to in plan.successors)
    return f"{olds} → {news}" if news else olds


# --- faults ----------------------------------------------------------------------------------------------------------


def _faults(
    actor: Actor, plans: Sequence[PlannedChange], eve: Eve, ignore: int | None = None
) -> list[InputError]:
    errors: list[InputError] = []
    taken = {key: change for key, change in _taken(actor, plans).items() if change != ignore}
    keys = {to.key: Kind(to.kind) for plan in plans for to in plan.successors if to.kind in Kind.values}
    codes: dict[tuple[date, str], str] = {}
    for number, plan in enumerate(plans, start=1):
        row = plan.row if plan.row is not None else number
        for name, message, value in (
            *_from_faults(plan, eve, taken),
            *_shape_faults(plan),
            *_to_faults(plan, keys, codes),
            *_share_faults(plan),
        ):
            errors.append(InputError(message, field=name, row=row, value=value))
        taken.update({(unit, plan.effective_on): 0 for unit in plan.predecessors})
    return errors


def _taken(actor: Actor, plans: Sequence[PlannedChange]) -> dict[tuple[int, date], int]:
    """Units that a live change of the same day takes already: the change's id (0: one of this plan)."""
    rows = UnitChangeFrom.objects.visible_to(actor).filter(
        unit_id__any_of={unit for plan in plans for unit in plan.predecessors},
        change__effective_on__in={plan.effective_on for plan in plans},
        change__state__in=[PLANNED, APPLIED],
    )
    return {
        (unit, day): change for unit, day, change in rows.values_list("unit_id", "change__effective_on", "change_id")
    }


_Fault = tuple[str, str, str]


def _from_faults(plan: PlannedChange, eve: Eve, taken: dict[tuple[int, date], int]) -> Iterable[_Fault]:
    if not plan.predecessors:
        yield "predecessors", _("Thay đổi chưa có đơn vị cũ nào."), ""
    if len(set(plan.predecessors)) < len(plan.predecessors):
        yield "predecessors", _("Một đơn vị cũ được ghi hai lần."), ""
    for unit in plan.predecessors:
        old = eve.get((unit, plan.effective_on))
        if old is None:
            day = format_date(plan.effective_on - timedelta(days=1))
            yield "predecessors", _("Đơn vị cũ không tồn tại vào ngày %(day)s.") % {"day": day}, f"#{unit}"
            continue
        holder = taken.get((unit, plan.effective_on))
        if holder is not None:
            which = _("thay đổi số %(id)d") % {"id": holder} if holder else _("một dòng khác của danh sách")
            message = _("%(unit)s đã nằm trong %(change)s có hiệu lực cùng ngày.") % {
                "unit": old.full_name,
                "change": which,
            }
            yield "predecessors", message, old.code


def _shape_faults(plan: PlannedChange) -> Iterable[_Fault]:
    head = {f"f{unit}": f"f{unit}" for unit in plan.predecessors} | {
        f"t{to.key}": f"t{to.key}" for to in plan.successors
    }

    def root(key: str) -> str:
        while head[key] != key:
            key = head[key]
        return key

    for link in plan.all_links:
        if f"f{link.unit}" not in head or f"t{link.key}" not in head:
            yield "links", _("Một liên kết chỉ tới đơn vị không có trong thay đổi."), link.key
            return
        head[root(f"f{link.unit}")] = root(f"t{link.key}")
    if plan.successors and len({root(key) for key in head}) > 1:
        yield (
            "links",
            _("Các đơn vị của thay đổi không liên quan hết với nhau. Hãy tách thành từng nhóm."),
            ", ".join(full_name(to.type, to.name) for to in plan.successors),
        )
    if len({to.kind for to in plan.successors}) > 1:
        yield "successors", _("Các đơn vị mới của một thay đổi phải cùng cấp."), ""
    if any(to.how == How.SAME for to in plan.successors) and (len(plan.predecessors), len(plan.successors)) != (1, 1):
        yield (
            "successors",
            _("Đơn vị nhận thêm hoặc tách bớt là đơn vị mới, kể cả khi giữ tên và mã."),
            full_name(plan.successors[0].type, plan.successors[0].name),
        )


def _to_faults(plan: PlannedChange, keys: Mapping[str, Kind], codes: dict[tuple[date, str], str]) -> Iterable[_Fault]:
    for to in plan.successors:
        said = full_name(to.type, to.name) or to.key
        if to.kind not in Kind.values or to.type not in TYPES_OF[Kind(to.kind)]:
            yield "type", _("Loại đơn vị “%(type)s” không hợp với cấp của đơn vị.") % {"type": to.type}, said
            continue
        if not to.name.strip():
            yield "name", _("Đơn vị chưa có tên."), to.key
        digits = DIGITS.get(Kind(to.kind))
        if to.code and digits and not re.fullmatch(rf"[0-9]{{{digits}}}", to.code):
            message = _("Mã “%(code)s” phải gồm %(digits)d chữ số, kể cả số 0 ở đầu.")
            yield "code", message % {"code": to.code, "digits": digits}, said
        other = codes.setdefault((plan.effective_on, to.code), to.key) if to.code else to.key
        if other != to.key:
            yield "code", _("Mã %(code)s được ghi cho hai đơn vị mới.") % {"code": to.code}, said
        placed = to.parent is not None or to.parent_to is not None
        if placed == (to.kind == Kind.PROVINCE):
            yield "parent", _("Chỉ tỉnh không thuộc đơn vị nào; đơn vị khác phải thuộc một đơn vị."), said
        elif isinstance(to.parent, str) and LEVELS.index(keys.get(to.parent, Kind(to.kind))) >= LEVELS.index(
            Kind(to.kind)
        ):
            yield "parent", _("Không có đơn vị cấp trên “%(parent)s” trong danh sách.") % {"parent": to.parent}, said


def _share_faults(plan: PlannedChange) -> Iterable[_Fault]:
    sums: dict[int, Decimal] = {}
    said = {to.key: full_name(to.type, to.name) for to in plan.successors}
    for link in plan.all_links:
        if link.numerator is None and link.denominator is None:
            continue
        if (
            link.numerator is None
            or link.denominator is None
            or not 0 <= link.numerator <= link.denominator
            or not link.denominator
        ):
            yield (
                "share",
                _("Tỷ lệ chia phải ghi đủ phần và tổng, phần không âm và không vượt tổng."),
                said.get(link.key, ""),
            )
            continue
        sums[link.unit] = sums.get(link.unit, Decimal(0)) + link.numerator / link.denominator
    for total in sums.values():
        if total > Decimal("1.000001"):
            yield "share", _("Tổng các phần chia của một đơn vị cũ vượt quá 100%."), ""


__all__ = [
    "BatchSpec",
    "Planned",
    "PlannedChange",
    "PlannedLink",
    "PlannedUnit",
    "change_plan",
    "changes_plan",
    "check_plans",
    "kind_of",
    "plan_changes",
]

"""The sheet of changes: one row a link from a predecessor to a successor, rows of one group under one key.

Earlier and later mergers, resolutions and shares are in no data package: they come in here. A successor cell left empty
says that the unit ended without one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.exchange.columns import SheetColumn, SheetSpec
from dieuphoi.core.exchange.importers import CHANGED, NEW, SAME, Applied, Checked, Importer, Target
from dieuphoi.core.exchange.reader import Row, Table
from dieuphoi.core.exchange.selectors import import_run
from dieuphoi.core.exchange.undoing import NOT_TOLD, Named, refuse_rests, restore, stays, touched
from dieuphoi.core.exchange.writer import write_sheet
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.errors import InputErrors
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.registry.territory import policies
from dieuphoi.registry.territory.models import (
    How,
    Kind,
    ShareOf,
    UnitChange,
    UnitChangeFrom,
    UnitChangeLink,
    UnitChangeTo,
    UnitType,
)
from dieuphoi.registry.territory.names import full_name
from dieuphoi.registry.territory.selectors.changes import ChangeView, change_views, changes_query
from dieuphoi.registry.territory.selectors.units import Places, UnitRow, units_on
from dieuphoi.registry.territory.services.annotate import ChangeNotes, ShareValue, changes_annotate, share_fault
from dieuphoi.registry.territory.services.changes import change_cancel
from dieuphoi.registry.territory.services.plan import (
    LEVELS,
    BatchSpec,
    PlannedChange,
    PlannedLink,
    PlannedUnit,
    changes_plan,
    check_plans,
)
from dieuphoi.registry.territory.services.units import TYPES_OF
from dieuphoi.registry.territory.states import APPLIED, PLANNED

CHANGE_SHEET: Final = SheetSpec(
    key="unit-changes",
    title=_("Thay đổi đơn vị hành chính"),
    columns=(
        SheetColumn("group", _("Nhóm"), "code", required=True, max_length=40, width=10,
                    help=_("Các dòng cùng nhóm là một thay đổi: ai nhập vào ai, ai tách ra từ ai.")),
        SheetColumn("day", _("Có hiệu lực từ ngày"), "date", required=True, width=16),
        SheetColumn("number", _("Số nghị quyết"), max_length=80, width=24),
        SheetColumn("signed", _("Ngày nghị quyết"), "date", width=16),
        SheetColumn("issuer", _("Cơ quan ban hành"), max_length=200, width=24),
        SheetColumn("old", _("Đơn vị cũ (mã hoặc tên)"), "code", required=True, max_length=120, width=26,
                    aliases=("Mã đơn vị cũ", "Đơn vị cũ")),
        SheetColumn("old_parent", _("Đơn vị cũ thuộc"), "code", max_length=120, width=22,
                    help=_("Mã hoặc tên; cần khi tên đơn vị cũ trùng nhau, ví dụ thôn.")),
        SheetColumn("new_type", _("Loại đơn vị mới"), "choice", choices=tuple(UnitType.choices), width=16),
        SheetColumn("new_name", _("Tên đơn vị mới"), max_length=120, width=24,
                    help=_("Không ghi chữ Xã, Phường phía trước. Để trống: đơn vị cũ kết thúc.")),
        SheetColumn("new_code", _("Mã đơn vị mới"), "code", max_length=12, width=12),
        SheetColumn("new_parent", _("Đơn vị mới thuộc"), "code", max_length=120, width=22,
                    help=_("Mã hoặc tên của đơn vị cấp trên, đã có hoặc ở trong tệp.")),
        SheetColumn("part", _("Phần chia"), "number", minimum=0, width=12,
                    help=_("Chỉ với đơn vị cũ bị chia. Để trống khi chưa biết.")),
        SheetColumn("whole", _("Trên tổng"), "number", minimum=0, width=12),
        SheetColumn("of", _("Tính theo"), "choice", choices=tuple(ShareOf.choices), width=12),
        SheetColumn("note", _("Ghi chú"), max_length=400, width=30),
        SheetColumn("state", _("Trạng thái"), width=14, locked=True),
    ),
    notes=(
        _("Mỗi dòng: một đơn vị cũ vào một đơn vị mới. Đơn vị nhận thêm hoặc tách bớt là đơn vị mới."),
        _("Nạp vào chỉ lập dự kiến, bổ sung nghị quyết và tỷ lệ chia; việc áp dụng làm riêng."),
    ),
    sheet_name=_("Thay đổi"),
    file_name="thay-doi-don-vi.xlsx",
)  # fmt: skip
NAMES: Final = {column.key: column.header for column in CHANGE_SHEET.columns}
_KIND_OF_TYPE: Final = {str(kind): str(level) for level, kinds in TYPES_OF.items() for kind in kinds}


@dataclass(slots=True)
class _Plan:
    new: list[PlannedChange] = field(default_factory=list)
    notes: dict[int, ChangeNotes] = field(default_factory=dict)


class ChangeImporter(Importer[Table]):
    """Plans the changes of a file; those that are planned or applied already get resolution and shares."""

    spec = CHANGE_SHEET
    has_template = True
    writes = (UnitChange, UnitChangeFrom, UnitChangeTo, UnitChangeLink)
    can_undo = True

    def may(self, actor: Actor, target: Target) -> Answer:
        return policies.may_change_units(actor)

    def back_url(self, target: Target) -> str:
        return reverse("territory:changes")

    def template(self, actor: Actor, target: Target, now: datetime) -> tuple[bytes, str]:
        return change_workbook(actor, now), CHANGE_SHEET.file_name

    def check(self, actor: Actor, target: Target, table: Table, now: datetime) -> Checked:
        checked = Checked()
        reading = _Reading(actor, table, checked)
        groups = reading.groups()
        if checked.errors or table.errors:
            return checked
        plan = _Plan()
        live = _live(actor, {group.day for group in groups})
        for group in groups:
            there = live.get((group.day, frozenset(group.olds)))
            if there is None:
                plan.new.append(group.planned())
                checked.difference.add(NEW, group.label, group.rows[0].number)
            else:
                reading.compare(group, there, plan)
        try:
            check_plans(actor, plan.new)
        except InputErrors as faults:
            columns = {"predecessors": "old", "successors": "new_name", "code": "new_code", "type": "new_type",
                       "name": "new_name", "parent": "new_parent", "share": "part", "links": "group"}  # fmt: skip
            for fault in faults.errors:
                checked.errors.append(
                    table.error(fault.row, columns.get(fault.field, "group"), fault.message, fault.value)
                )
        checked.payload = plan
        return checked

    def apply(self, actor: Actor, target: Target, checked: Checked, run_id: int, now: datetime) -> Applied:
        plan: _Plan = checked.payload
        if plan.new:
            title = gettext("Bảng tính số %(run)d") % {"run": run_id}
            changes_plan(actor=actor, batch=BatchSpec(title, title), plans=plan.new, now=now)
        if plan.notes:
            changes_annotate(actor=actor, notes=plan.notes, now=now)
        return Applied({"new": len(plan.new), "changed": len(plan.notes)})

    def undo(self, actor: Actor, target: Target, run_id: int, now: datetime) -> Applied:
        """Plans of the run are cancelled; resolutions, notes and shares go back. An applied plan is undone first."""
        run = import_run(actor, run_id)
        made = [pk for pk, is_new in touched(run, UnitChange).items() if is_new]
        refuse_rests(
            [
                gettext("thay đổi số %(id)d đã áp dụng, hãy hoàn tác thay đổi đó trước") % {"id": change.pk}
                for change in changes_query(actor).filter(id__in=made, state=APPLIED).order_by("id")
            ]
        )

        def cancel(rows: list[Any]) -> None:
            waiting = [row.pk for row in rows if row.state == PLANNED]
            if waiting:
                change_cancel(
                    actor=actor, ids=waiting, reason=gettext("Hoàn tác lần nhập số %(run)d") % {"run": run_id}, now=now
                )

        rules = dict.fromkeys(self.writes, stays) | {UnitChange: cancel}
        parts = dict.fromkeys((UnitChangeFrom, UnitChangeTo), NOT_TOLD)
        links = Named(lambda row: row.change.title, ("change",))
        return restore(run, self.writes, end=rules, named={**parts, UnitChangeLink: links})


@dataclass(slots=True)
class _Group:
    """The rows of one change."""

    key: str
    day: date
    rows: list[Row]
    olds: dict[int, UnitRow] = field(default_factory=dict)
    news: dict[str, PlannedUnit] = field(default_factory=dict)
    links: list[tuple[Row, PlannedLink]] = field(default_factory=list)

    @property
    def label(self) -> str:
        olds = ", ".join(row.full_name for row in self.olds.values())
        news = ", ".join(full_name(to.type, to.name) for to in self.news.values())
        return f"{olds} → {news}" if news else olds

    def planned(self) -> PlannedChange:
        first = self.rows[0]
        return PlannedChange(
            effective_on=self.day,
            predecessors=tuple(self.olds),
            successors=tuple(self.news.values()),
            links=tuple(link for _row, link in self.links),
            resolution_number=first.get("number") or "",
            resolution_on=first.get("signed"),
            resolution_by=first.get("issuer") or "",
            note=first.get("note") or "",
            row=first.number,
        )


class _Reading:
    def __init__(self, actor: Actor, table: Table, checked: Checked) -> None:
        self.actor, self.table, self.checked = actor, table, checked
        self.places: dict[date, tuple[Places, list[UnitRow]]] = {}

    def error(self, row: Row, key: str, message: str) -> None:
        self.checked.errors.append(self.table.error(row, key, message))

    def eve(self, day: date) -> tuple[Places, list[UnitRow]]:
        """The units of the day before ``day``."""
        if day not in self.places:
            rows = units_on(self.actor, day - timedelta(days=1))
            self.places[day] = Places(rows), rows
        return self.places[day]

    def groups(self) -> list[_Group]:
        found: dict[str, _Group] = {}
        for row in self.table.rows:
            day, key = row.get("day"), row.get("group")
            if day is None or key is None or row.get("old") is None:
                continue  # the reading itself has said so
            group = found.setdefault(key, _Group(key, day, []))
            if group.day != day:
                self.error(row, "day", gettext("Các dòng của một nhóm phải có cùng ngày hiệu lực."))
            for name in ("number", "signed", "issuer"):
                if group.rows and row.get(name) != group.rows[0].get(name):
                    self.error(row, name, gettext("Các dòng của một nhóm phải ghi cùng một nghị quyết."))
            group.rows.append(row)
        for group in found.values():
            for row in group.rows:
                self._link(group, row)
        made = {
            (group.day, name): to
            for group in found.values()
            # The higher levels last: they win where a commune is called like its province.
            for to in sorted(group.news.values(), key=lambda to: -LEVELS.index(Kind(to.kind)))
            for name in (to.code, full_name(to.type, to.name), to.name)
            if name
        }
        for group in found.values():
            self._finish(group, made)
        return list(found.values())

    def _link(self, group: _Group, row: Row) -> None:
        old = self._old(group, row)
        share = ShareValue(row.get("part"), row.get("whole"), row.get("of") or "")
        if message := share_fault(share):
            self.error(row, "part", message)
        if old is None:
            return
        group.olds[old.id] = old
        kind, name = row.get("new_type"), row.get("new_name")
        if not kind and not name:
            return
        if not kind or not name:
            self.error(row, "new_type" if not kind else "new_name", gettext("Đơn vị mới phải ghi cả loại và tên."))
            return
        key = f"{group.key}|{kind}|{name}|{row.get('new_code') or ''}"
        if key not in group.news:
            level = _KIND_OF_TYPE[kind]
            group.news[key] = PlannedUnit(
                key, level, kind, name.strip(), row.get("new_code") or "", row.get("new_parent") or None
            )
        link = PlannedLink(old.id, key, share.numerator, share.denominator, share.share_of)
        if any(other.unit == old.id and other.key == key for _row, other in group.links):
            self.error(row, "old", gettext("Dòng này lặp lại một dòng khác của nhóm."))
        group.links.append((row, link))

    def _old(self, group: _Group, row: Row) -> UnitRow | None:
        places, rows = self.eve(group.day)
        above = row.get("old_parent")
        if above:
            try:
                parent = places.find(str(above))
            except ValueError as error:
                self.error(row, "old_parent", str(error))
                return None
            places = Places([each for each in rows if each.parent_id == parent.id])
        try:
            return places.find(str(row["old"]))
        except ValueError as error:
            self.error(row, "old", str(error))
            return None

    def _finish(self, group: _Group, made: Mapping[tuple[date, str], PlannedUnit]) -> None:
        """Parents become ids or keys; one that only changed name, code or place goes on."""
        places, _rows = self.eve(group.day)
        alone = next(iter(group.olds.values())) if len(group.olds) == 1 and len(group.news) == 1 else None
        for key, to in group.news.items():
            parent: int | str | None = None
            row = next(row for row, link in group.links if link.key == key)
            if isinstance(to.parent, str):
                above = made.get((group.day, to.parent))
                if above is not None and LEVELS.index(Kind(above.kind)) < LEVELS.index(Kind(to.kind)):
                    parent = above.key
                else:
                    try:
                        parent = places.find(to.parent).id
                    except ValueError as error:
                        self.error(row, "new_parent", str(error))
                        continue
            elif to.kind != Kind.PROVINCE:
                parents = {old.parent_id for old in group.olds.values()}
                parent = parents.pop() if len(parents) == 1 else None
                if parent is None:
                    self.error(row, "new_parent", gettext("Hãy ghi đơn vị mới thuộc đơn vị nào."))
                    continue
            goes_on = alone is not None and alone.kind == to.kind
            group.news[key] = PlannedUnit(
                key=key,
                kind=to.kind,
                type=to.type,
                name=to.name,
                code=to.code or (alone.code if goes_on and alone is not None else ""),
                parent=parent,
                how=How.SAME if goes_on else How.NEW,
                unit=alone.id if goes_on and alone is not None else None,
            )

    def compare(self, group: _Group, there: ChangeView, plan: _Plan) -> None:
        """A change that is there: resolution, note and shares may be new; its units may not."""
        change, first = there.change, group.rows[0]
        theirs = {(each.type, each.full_name, each.code) for each in there.successors}
        mine = {(to.type, full_name(to.type, to.name), to.code) for to in group.news.values()}
        if theirs != mine:
            message = gettext(
                "Các đơn vị cũ này đã nằm trong thay đổi số %(id)d, với đơn vị mới khác. "
                "Hãy hủy hoặc hoàn tác nó trước."
            )
            self.error(first, "group", message % {"id": change.pk})
            return
        names = {"number": "resolution_number", "signed": "resolution_on", "issuer": "resolution_by", "note": "note"}
        values = {
            field: first.get(key) if key == "signed" else first.get(key) or ""
            for key, field in names.items()
            if key in first.values
        }
        values = {name: value for name, value in values.items() if getattr(change, name) != value}
        shares = {}
        by_pair = {(share.unit, to.type, to.full_name): share for to in there.successors for share in to.shares}
        for row, link in group.links:
            to = group.news[link.key]
            share = by_pair[(link.unit, to.type, full_name(to.type, to.name))]
            now = ShareValue(link.numerator, link.denominator, link.share_of)
            if {"part", "whole", "of"} & row.values.keys() and now != ShareValue(
                share.numerator, share.denominator, share.share_of
            ):
                shares[share.link] = now
        if values or shares:
            plan.notes[change.pk] = ChangeNotes(values, shares)
            self.checked.difference.add(CHANGED, f"#{change.pk} {group.label}", first.number)
        else:
            self.checked.difference.add(SAME)


def _live(actor: Actor, days: Iterable[date]) -> dict[tuple[date, frozenset[int]], ChangeView]:
    rows = changes_query(actor).filter(effective_on__in=set(days), state__in=[PLANNED, APPLIED])
    return {
        (view.change.effective_on, frozenset(each.unit for each in view.predecessors)): view
        for view in change_views(actor, rows)
    }


def change_workbook(actor: Actor, now: datetime, *, batch: int | None = None) -> bytes:
    """The planned and applied changes (of one batch) as the sheet that can be brought back."""
    rows = changes_query(actor).filter(state__in=[PLANNED, APPLIED]).order_by("effective_on", "id")
    if batch is not None:
        rows = rows.filter(batch_id=batch)
    return write_sheet(
        CHANGE_SHEET,
        [line for view in change_views(actor, rows) for line in _lines(view)],
        now=now,
        as_of=today(now),
        protect=False,
        blank_rows=100,
    )


def _lines(view: ChangeView) -> Iterable[dict[str, Any]]:
    change = view.change
    head = {
        "group": str(change.pk),
        "day": change.effective_on,
        "number": change.resolution_number or None,
        "signed": change.resolution_on,
        "issuer": change.resolution_by or None,
        "note": change.note or None,
        "state": str(change.get_state_display()),
    }
    olds = {each.unit: each for each in view.predecessors}
    for to in view.successors:
        for share in to.shares:
            old = olds[share.unit]
            yield {
                **head,
                "old": old.code or old.full_name,
                "old_parent": None if old.code else old.parent_name or None,
                "new_type": to.type,
                "new_name": full_name_less(to.type, to.full_name),
                "new_code": to.code or None,
                "new_parent": to.parent_name or None,
                "part": _plain(share.numerator),
                "whole": _plain(share.denominator),
                "of": share.share_of or None,
            }
    if not view.successors:
        for old in view.predecessors:
            yield {
                **head,
                "old": old.code or old.full_name,
                "old_parent": None if old.code else old.parent_name or None,
            }


def full_name_less(kind: str, full: str) -> str:
    """The bare name: ``("xa", "Xã Sơn Kim 1")`` is ``Sơn Kim 1``."""
    return full.removeprefix(full_name(kind, "x").removesuffix("x"))


def _plain(value: Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(f"{value.normalize():f}")

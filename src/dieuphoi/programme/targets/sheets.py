"""The list of registered targets by table, out and in: one row a target. Nothing is removed by a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.exchange.columns import SheetColumn, SheetSpec
from dieuphoi.core.exchange.importers import NEW, SAME, Applied, Checked, Importer, Target
from dieuphoi.core.exchange.reader import Row, Table
from dieuphoi.core.exchange.selectors import import_run
from dieuphoi.core.exchange.undoing import Named, restore, touched
from dieuphoi.core.exchange.writer import write_sheet
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Answer, Refusal
from dieuphoi.core.kernel.text import fold
from dieuphoi.programme.assessments.past import UnitsThen
from dieuphoi.programme.recognition.selectors import sets_by_words
from dieuphoi.programme.targets import notices, policies, selectors
from dieuphoi.programme.targets.forms import numbers_typed
from dieuphoi.programme.targets.models import Goal, RegisteredTarget
from dieuphoi.programme.targets.services import NewTarget, target_correct, targets_register
from dieuphoi.programme.targets.states import TargetState
from dieuphoi.registry.organisations.selectors import PeopleBook, holders_on, orgs_on
from dieuphoi.registry.territory.selectors import UnitRow

KIND: Final = "targets"

TARGET_SHEET: Final = SheetSpec(
    key=KIND,
    title=gettext_lazy("Danh sách đăng ký về đích"),
    columns=(
        SheetColumn("code", gettext_lazy("Mã đơn vị"), "code", max_length=12, width=10, aliases=("Mã", "Mã xã")),
        SheetColumn(
            "name", gettext_lazy("Tên đơn vị"), max_length=140, width=26,
            help=gettext_lazy("Tên vào ngày đăng ký."), aliases=("Đơn vị", "Xã", "Tên xã", "Địa phương"),
        ),
        SheetColumn(
            "goal", gettext_lazy("Loại đích"), "choice", choices=selectors.GOAL_CHOICES, width=24,
            help=gettext_lazy("Để trống: đạt mức công nhận."),
        ),
        SheetColumn(
            "level", gettext_lazy("Mức"), "choice", choices=selectors.LEVEL_CHOICES, width=32,
            help=gettext_lazy("Để trống: xã đạt chuẩn nông thôn mới, hoặc mức của bộ tiêu chí."),
            aliases=("Mức đăng ký", "Danh hiệu", "Mức công nhận"),
        ),
        SheetColumn(
            "year", gettext_lazy("Năm về đích"), "integer", required=True, minimum=1990, maximum=2100, width=10,
            aliases=("Năm", "Năm đăng ký", "Năm đạt chuẩn"),
        ),
        SheetColumn(
            "first_year", gettext_lazy("Từ năm"), "integer", minimum=1990, maximum=2100, width=9,
            help=gettext_lazy("Chỉ ghi khi đích là của cả giai đoạn."),
        ),
        SheetColumn(
            "set", gettext_lazy("Bộ tiêu chí"), max_length=300, width=22,
            help=gettext_lazy("Mã, tên hoặc số quyết định; bắt buộc khi đích là tiêu chí."),
        ),
        SheetColumn(
            "wanted", gettext_lazy("Số phải đạt"), "integer", minimum=1, maximum=9999, width=10,
            help=gettext_lazy("Số tiêu chí, hoặc số đơn vị của kế hoạch."), aliases=("Kế hoạch", "Số xã"),
        ),
        SheetColumn("named", gettext_lazy("Tiêu chí được nêu"), "code", max_length=200, width=18),
        SheetColumn(
            "registered_on", gettext_lazy("Ngày đăng ký"), "date", width=13,
            help=gettext_lazy("Để trống: hôm nay. Đơn vị được tìm theo ngày này."),
        ),
        SheetColumn("document", gettext_lazy("Văn bản đăng ký"), "code", max_length=120, width=20),
        SheetColumn("issuer", gettext_lazy("Cơ quan đăng ký"), max_length=200, width=22),
        SheetColumn("confirmed_number", gettext_lazy("Quyết định phê duyệt"), "code", max_length=120, width=20),
        SheetColumn("confirmed_on", gettext_lazy("Ngày phê duyệt"), "date", width=13),
        SheetColumn("confirmed_by", gettext_lazy("Cơ quan phê duyệt"), max_length=200, width=22),
        SheetColumn("follower", gettext_lazy("Người theo dõi"), max_length=120, width=22),
        SheetColumn(
            "follower_org", gettext_lazy("Mã cơ quan theo dõi"), "code", max_length=40, width=14,
        ),
        SheetColumn(
            "state", gettext_lazy("Trạng thái"), "choice", choices=TargetState.choices, width=18, locked=True,
            help=gettext_lazy("Chỉ để xem: rút, chuyển năm làm ở trang của đăng ký."),
        ),
        SheetColumn("source", gettext_lazy("Nguồn"), max_length=300, width=22),
        SheetColumn("note", gettext_lazy("Ghi chú"), max_length=2000, width=24),
    ),
    notes=(
        gettext_lazy(
            "Mỗi dòng một đăng ký. Dòng không có trong tệp được giữ nguyên. Đã đạt hay chưa do hệ thống tính."
        ),
    ),
    sheet_name=gettext_lazy("Đăng ký về đích"),
    file_name="dang-ky-ve-dich.xlsx",
)  # fmt: skip
NAMES: Final = {column.key: column.header for column in TARGET_SHEET.columns}
_TEXTS: Final = ("document", "issuer", "confirmed_number", "confirmed_by", "source", "note")


@dataclass(slots=True)
class _Plan:
    new: list[NewTarget] = field(default_factory=list)
    changed: list[tuple[int, NewTarget]] = field(default_factory=list)


class TargetImporter(Importer[Table]):
    """Targets by a sheet: new ones are registered, known ones corrected; ended ones are left alone."""

    spec = TARGET_SHEET
    writes = (RegisteredTarget,)
    can_undo = True
    has_template = True

    def may(self, actor: Actor, target: Target) -> Answer:
        return policies.may_import(actor)

    def back_url(self, target: Target) -> str:
        return reverse("targets:list")

    def template(self, actor: Actor, target: Target, now: datetime) -> tuple[bytes, str]:
        return target_workbook(actor, actor.on, now), TARGET_SHEET.file_name

    def check(self, actor: Actor, target: Target, table: Table, now: datetime) -> Checked:
        reading = _Reading(actor, table, Checked())
        found = [(row, new) for row in table.rows if (new := reading.read(row)) is not None]
        reading.compare(found)
        if not reading.checked.errors and not table.errors:
            reading.checked.payload = reading.plan
        return reading.checked

    def apply(self, actor: Actor, target: Target, checked: Checked, run_id: int, now: datetime) -> Applied:
        plan: _Plan = checked.payload
        made = targets_register(actor=actor, rows=plan.new, tell=False, now=now)
        corrected = [
            target_correct(actor=actor, target_id=pk, new=new, reason=_("theo bảng đã nhập"), now=now)
            for pk, new in plan.changed
        ]
        if made or corrected:
            notices.brought_in(actor, run_id, [*made, *corrected], now)
        return Applied({"new": len(made), "changed": len(corrected)})

    def undo(self, actor: Actor, target: Target, run_id: int, now: datetime) -> Applied:
        run = import_run(actor, run_id)
        rows = list(RegisteredTarget.objects.filter(pk__in=list(touched(run, RegisteredTarget))))

        def end(made: list[Any]) -> None:
            """What the run registered was never registered."""
            for row in made:
                row.state, row.ended_on = TargetState.VOID, actor.on
                row.end_reason = _("hoàn tác lần nhập")
                row.save(update_fields=["state", "ended_on", "end_reason"])

        applied = restore(
            run, self.writes, end={RegisteredTarget: end}, kinds={RegisteredTarget: "target"},
            named={RegisteredTarget: Named()},
        )  # fmt: skip
        notices.brought_in(actor, run_id, rows, now, undone=True)
        return applied


class _Reading:
    """One file against the register: what it would write, and what is wrong with it."""

    def __init__(self, actor: Actor, table: Table, checked: Checked) -> None:
        self.actor, self.table, self.checked = actor, table, checked
        self.plan = _Plan()
        self.units = UnitsThen(actor, kinds=("commune", "district", "province"))
        self.sets = sets_by_words(actor)
        self.orgs = {row.code: row for row in orgs_on(actor, actor.on)}
        self.people = PeopleBook(holders_on(actor, actor.on))
        self.seen: dict[tuple[Any, ...], int] = {}
        self.named: dict[int, UnitRow] = {}

    def fault(self, row: Row, key: str, message: str) -> None:
        self.checked.errors.append(self.table.error(row, key, message))

    def read(self, row: Row) -> NewTarget | None:
        day = row.get("registered_on") or self.actor.on
        unit = self._unit(row, day)
        version = self._set(row)
        follower, org = self._followers(row)
        if row.get("state") in (TargetState.WITHDRAWN, TargetState.MOVED):
            # It went out with the others; ended targets are not written by a sheet.
            self.checked.difference.add(SAME)
            return None
        if unit is None or "year" not in row.values or row.get("year") is None or "year" in row.faulty:
            return None
        goal = row.get("goal") or Goal.LEVEL
        level = row.get("level") or ("" if goal in (Goal.CRITERIA, Goal.NAMED) else f"{_kind_wanted(unit, goal)}_basic")
        return NewTarget(
            unit_id=unit.id, year=row["year"], goal=goal, registered_on=day, level=level,
            first_year=row.get("first_year"), version_id=version, wanted=row.get("wanted"),
            named=numbers_typed(row.get("named") or ""), confirmed_on=row.get("confirmed_on"), follower_id=follower,
            follower_org_id=org, **{key: row.get(key) or "" for key in _TEXTS},
        )  # fmt: skip

    def compare(self, found: Iterable[tuple[Row, NewTarget]]) -> None:
        rows = list(found)
        there = selectors.living_keys(self.actor, {new.unit_id for _row, new in rows}, self.actor.on)
        versions = selectors.versions_of(self.actor, {new.version_id for _row, new in rows if new.version_id})
        for row, new in rows:
            version = versions.get(new.version_id or 0)
            if new.goal in (Goal.CRITERIA, Goal.NAMED) and version is not None:
                new = replace(new, level=f"{version.set.level}_{version.set.tier}")
            key = (new.unit_id, new.first_year or new.year, new.year, new.level, new.goal)
            first = self.seen.setdefault(key, row.number)
            if first != row.number:
                self.fault(row, "name", _("Trùng với dòng %(row)s. Mỗi dòng chỉ ghi một lần.") % {"row": first})
                continue
            unit = self.named[new.unit_id]
            known = there.get(key)
            answer = policies.may_register(self.actor, unit.id, unit.province_id, plan=new.goal == Goal.UNITS)
            if isinstance(answer, Refusal):
                self.fault(row, "name", answer.reason)
                continue
            if known is not None:
                new = _or_before(row, new, known)
            label = f"{unit.full_name} – {new.year}"
            before = None if known is None else _cells(known)
            said = _said(new, self.orgs, known)
            if row.get("follower"):
                said["follower"] = row["follower"]
            after = {key: value for key, value in said.items() if value not in (None, "")}
            kind = self.checked.difference.compare(label, row.number, before, after, NAMES)
            if kind == NEW:
                self.plan.new.append(new)
            elif kind != SAME and known is not None:
                self.plan.changed.append((known.pk, new))

    def _unit(self, row: Row, day: date) -> UnitRow | None:
        if not row.get("code") and not row.get("name"):
            self.fault(row, "name", _("Dòng chưa có mã hoặc tên đơn vị."))
            return None
        try:
            unit = self.units.find(row.get("code") or "", row.get("name") or "", [day]).unit
        except ValueError as error:
            self.fault(row, "code" if row.get("code") else "name", str(error))
            return None
        self.named[unit.id] = unit
        return unit

    def _set(self, row: Row) -> int | None:
        typed = row.get("set")
        if not typed:
            return None
        found = self.sets.get(fold(typed))
        if found is None:
            self.fault(row, "set", _("Không có bộ tiêu chí này. Hãy ghi mã, tên hoặc số quyết định, hoặc để trống."))
        return found

    def _followers(self, row: Row) -> tuple[int | None, int | None]:
        person = org = None
        code = row.get("follower_org") or ""
        if code:
            found = self.orgs.get(code)
            if found is None:
                words = _("Không có cơ quan mã “%(code)s” vào ngày này.") % {"code": code}
                self.fault(row, "follower_org", words)
            else:
                org = found.id
        if row.get("follower"):
            try:
                person = self.people.find(row["follower"])
            except ValueError as error:
                self.fault(row, "follower", str(error))
        return person, org


def _kind_wanted(unit: UnitRow, goal: str) -> str:
    """The kind of unit that a level without words is meant for: plan numbers count communes."""
    return "commune" if goal == Goal.UNITS else unit.kind


def _or_before(row: Row, new: NewTarget, known: Any) -> NewTarget:
    """An absent column or an empty cell changes nothing."""
    names = ("registered_on", "wanted", "confirmed_on", "follower_id", "follower_org_id", "version_id", *_TEXTS)
    kept: dict[str, Any] = {name: getattr(known, name) for name in names if getattr(new, name) in (None, "")}
    if not row.get("registered_on"):
        kept["registered_on"] = known.registered_on
    if not new.named:
        kept["named"] = tuple(known.named)
    return replace(new, **kept)


def _cells(row: Any) -> dict[str, Any]:
    """A target as cells of the sheet."""
    return {
        "code": row.unit_code,
        "name": row.unit_name,
        "goal": row.goal,
        "level": row.level,
        "year": row.year,
        "first_year": None if row.first_year == row.year else row.first_year,
        "set": "" if row.version_id is None else row.version.set.code,
        "wanted": row.wanted,
        "named": ", ".join(row.named),
        "registered_on": row.registered_on,
        "confirmed_on": row.confirmed_on,
        "follower": row.follower.full_name if row.follower is not None else "",
        "follower_org": row.follower_org.code if row.follower_org is not None else "",
        "state": row.state,
        **{key: getattr(row, key) for key in _TEXTS},
    }


def _said(new: NewTarget, orgs: dict[str, Any], known: Any) -> dict[str, Any]:
    """What a row of the file says, for the difference; keys that cannot change on a known target are left out."""
    names = {row.id: code for code, row in orgs.items()}
    said: dict[str, Any] = {
        "registered_on": new.registered_on,
        "wanted": new.wanted,
        "named": ", ".join(new.named),
        "confirmed_on": new.confirmed_on,
        "follower_org": names.get(new.follower_org_id or 0, ""),
        **{key: getattr(new, key) for key in _TEXTS},
    }
    if known is None:
        said |= {"year": new.year, "goal": str(selectors.GOAL_LABELS.get(new.goal, new.goal))}
        said["level"] = str(selectors.LEVEL_LABELS.get(new.level, ""))
    return said


def sheet_rows(rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Targets as rows of the sheet."""
    for row in rows:
        yield _cells(row)


def target_workbook(actor: Actor, day: date, now: datetime) -> bytes:
    """The register of a day as the sheet that can be brought back."""
    rows = selectors.targets(actor, day).order_by("-year", "unit_key", "pk")
    return write_sheet(TARGET_SHEET, sheet_rows(rows), now=now, as_of=day, protect=False, blank_rows=50)

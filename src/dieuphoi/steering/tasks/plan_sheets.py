"""The lines of a work programme by table, out and in: one row a line. Nothing is removed by a sheet."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.exchange.columns import SheetColumn, SheetSpec
from dieuphoi.core.exchange.importers import NEW, SAME, Applied, Checked, Importer, Target
from dieuphoi.core.exchange.reader import Row, Table
from dieuphoi.core.exchange.selectors import import_run
from dieuphoi.core.exchange.undoing import NOT_TOLD, Named, restore
from dieuphoi.core.exchange.writer import write_sheet
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.numbers import format_number, parse_number
from dieuphoi.core.kernel.policy import Answer, require
from dieuphoi.core.kernel.text import fold, safe_filename
from dieuphoi.registry.organisations.selectors import PeopleBook, holders_on, orgs_on
from dieuphoi.steering.tasks import plan_notices, plan_policies, plan_tables
from dieuphoi.steering.tasks.models import PlanBudget, PlanGroup, PlanLine
from dieuphoi.steering.tasks.selectors import plan_lines, plans
from dieuphoi.steering.tasks.services.plans import (
    MOST_BUDGETS,
    Money,
    NewLine,
    budget_set,
    group_add,
    line_correct,
    lines_add,
)
from dieuphoi.steering.tasks.timing import read_timing

KIND: Final = "plan-lines"
_MONEY: Final = re.compile(
    r"(?P<source>.+?)(?:\s+(?P<year>[12][0-9]{3}))?\s*:\s*(?P<amount>[0-9][0-9. ]*)(?:\s*đồng)?\Z"
)

LINE_SHEET: Final = SheetSpec(
    key=KIND,
    title=gettext_lazy("Nhiệm vụ của chương trình công tác"),
    columns=(
        SheetColumn(
            "id", gettext_lazy("Mã dòng"), "integer", locked=True, width=9,
            help=gettext_lazy("Của phần mềm: giữ nguyên. Dòng mới để trống."),
        ),
        SheetColumn(
            "group", gettext_lazy("Nhóm nhiệm vụ, giải pháp"), max_length=300, width=26,
            help=gettext_lazy("Nhóm chưa có được thêm vào cuối."),
        ),
        SheetColumn(
            "text", gettext_lazy("Nhiệm vụ, giải pháp"), required=True, max_length=5000, width=48,
            aliases=("Nhiệm vụ", "Nội dung", "Nội dung công việc"),
        ),
        SheetColumn("product", gettext_lazy("Sản phẩm"), max_length=300, width=26),
        SheetColumn(
            "lead", gettext_lazy("Chủ trì"), max_length=300, width=24,
            help=gettext_lazy("Mã hoặc tên cơ quan."), aliases=("Cơ quan chủ trì", "Đơn vị chủ trì"),
        ),
        SheetColumn(
            "coordinating", gettext_lazy("Phối hợp"), max_length=2000, width=24,
            help=gettext_lazy("Mã hoặc tên các cơ quan, cách nhau bằng dấu chấm phẩy."),
            aliases=("Cơ quan phối hợp", "Đơn vị phối hợp"),
        ),
        SheetColumn("person", gettext_lazy("Người phụ trách"), max_length=120, width=22),
        SheetColumn(
            "timing", gettext_lazy("Thời gian"), max_length=80, width=16,
            help=gettext_lazy("Ví dụ: tháng 3, quý II, trước 15/5, thường xuyên."),
            aliases=("Thời gian thực hiện", "Thời hạn", "Hạn"),
        ),
        SheetColumn("is_key", gettext_lazy("Trọng tâm"), "bool", width=10),
        SheetColumn(
            "money", gettext_lazy("Kinh phí"), max_length=2000, width=34,
            help=gettext_lazy("Ví dụ: Ngân sách tỉnh 2026: 500.000.000; Xã hội hóa 2026: 20.000.000"),
        ),
        SheetColumn("note", gettext_lazy("Ghi chú"), max_length=2000, width=24),
        SheetColumn(
            "standing", gettext_lazy("Kết quả"), "choice", choices=plan_lines.LINE_STANDINGS, locked=True, width=18,
            help=gettext_lazy("Chỉ để xem: tính theo các việc đã giao."),
        ),
    ),
    notes=(gettext_lazy("Mỗi dòng một nhiệm vụ. Dòng không có trong tệp được giữ nguyên."),),
    sheet_name=gettext_lazy("Nhiệm vụ"),
    file_name="nhiem-vu-chuong-trinh.xlsx",
)  # fmt: skip
NAMES: Final = {column.key: column.header for column in LINE_SHEET.columns}


@dataclass(slots=True)
class _Said:
    """What one row of the file says: the line, its heading by title, its money (nothing: not said)."""

    new: NewLine
    group: str
    money: tuple[Money, ...] | None
    known: Any = None


@dataclass(slots=True)
class _Plan:
    rows: list[_Said] = field(default_factory=list)
    changed: list[_Said] = field(default_factory=list)


class PlanLineImporter(Importer[Table]):
    """Lines of one plan by a sheet: new ones are added, known ones corrected, none is left out."""

    spec = LINE_SHEET
    target_keys = ("plan",)
    writes = (PlanGroup, PlanLine, PlanBudget)
    can_undo = True
    has_template = True

    def may(self, actor: Actor, target: Target) -> Answer:
        return plan_policies.may_edit(actor, plans.plan(actor, target["plan"]))

    def target_label(self, actor: Actor, target: Target) -> str:
        return str(plans.plan(actor, target["plan"]).title)

    def back_url(self, target: Target) -> str:
        return reverse("tasks:plan", args=[target["plan"]])

    def template(self, actor: Actor, target: Target, now: datetime) -> tuple[bytes, str]:
        plan = plans.plan(actor, target["plan"])
        return plan_workbook(actor, plan, now), safe_filename(f"{plan.title}.xlsx")

    def check(self, actor: Actor, target: Target, table: Table, now: datetime) -> Checked:
        reading = _Reading(actor, plans.plan(actor, target["plan"]), table, Checked())
        for row in table.rows:
            reading.read(row)
        if not reading.checked.errors and not table.errors:
            reading.checked.payload = reading.plan
        return reading.checked

    def apply(self, actor: Actor, target: Target, checked: Checked, run_id: int, now: datetime) -> Applied:
        plan: _Plan = checked.payload
        plan_id = target["plan"]
        groups = {fold(title): int(pk) for pk, title in plans.groups_of(plan_id)}
        for said in (*plan.rows, *plan.changed):
            if said.group and fold(said.group) not in groups:
                made = group_add(actor=actor, plan_id=plan_id, title=said.group, now=now)
                groups[fold(said.group)] = made.pk
        rows = [replace(said.new, group_id=groups.get(fold(said.group))) for said in plan.rows]
        lines = lines_add(actor=actor, plan_id=plan_id, rows=rows, now=now)
        for line, said in zip(lines, plan.rows, strict=True):
            if said.money:
                budget_set(actor=actor, line_id=line.pk, rows=said.money, revision=0, now=now)
        for said in plan.changed:
            known = said.known
            new = replace(said.new, group_id=groups.get(fold(said.group)))
            line_correct(actor=actor, line_id=known.pk, new=new, revision=known.revision, now=now)
            if said.money is not None:
                budget_set(actor=actor, line_id=known.pk, rows=said.money, revision=known.money_revision, now=now)
        count = len(lines) + len(plan.changed)
        if count:
            plan_notices.brought_in(actor, run_id, plans.plan(actor, plan_id), count, now)
        return Applied({"new": len(lines), "changed": len(plan.changed)})

    def undo(self, actor: Actor, target: Target, run_id: int, now: datetime) -> Applied:
        plan = plans.plan(actor, target["plan"])
        require(plan_policies.may_edit(actor, plan))

        def over(made: list[Any]) -> None:
            for row in made:
                row.ended_at = now
                row.save(update_fields=["ended_at"])

        def lines_over(made: list[Any]) -> None:
            """What the run added was never in the plan."""
            for row in made:
                row.ended_at, row.end_reason = now, _("hoàn tác lần nhập")
                row.save(update_fields=["ended_at", "end_reason"])

        applied = restore(
            import_run(actor, run_id), self.writes,
            end={PlanGroup: over, PlanLine: lines_over, PlanBudget: over}, kinds={PlanLine: "plan_line"},
            keep={PlanLine: ("revision", "money_revision")},
            named={PlanGroup: Named(), PlanLine: Named(), PlanBudget: NOT_TOLD},
        )  # fmt: skip
        plan_notices.brought_in(actor, run_id, plan, 0, now, undone=True)
        return applied


class _Reading:
    """One file against a plan: what it would write, and what is wrong with it."""

    def __init__(self, actor: Actor, plan: Any, table: Table, checked: Checked) -> None:
        self.actor, self.found, self.table, self.checked = actor, plan, table, checked
        self.plan = _Plan()
        self.known = {
            line.pk: line
            for line in PlanLine.objects.filter(plan_id=plan.pk, ended_at=None).select_related(
                "group", "lead_org", "person"
            )
        }
        self.money = plan_lines.money_by_line(self.known)
        orgs = orgs_on(actor, actor.on)
        self.orgs: dict[str, int] = {}
        for row in orgs:
            for words in (row.name, row.short_name, row.code):
                if words:
                    self.orgs[fold(words)] = row.id
        self.codes = {row.id: row.code for row in orgs}
        self.people = PeopleBook(holders_on(actor, actor.on))
        self.seen: dict[int, int] = {}

    def fault(self, row: Row, key: str, message: str) -> None:
        self.checked.errors.append(self.table.error(row, key, message))

    def read(self, row: Row) -> None:
        known = self._known(row)
        if "id" in row.values and row.get("id") is not None and known is None:
            return
        before = None if known is None else self._cells(known)
        lead = self._org(row, "lead", row.get("lead"))
        bodies = [self._org(row, "coordinating", each) for each in _parts(row.get("coordinating") or "")]
        person = self._person(row, lead if lead is not None or known is None else known.lead_org_id)
        money = self._money(row)
        timing = row.get("timing") or ""
        try:
            read_timing(timing, self.found.starts_on, self.found.ends_on)
        except ValueError as fault:
            self.fault(row, "timing", str(fault))
        if person is not None and lead is None and (known is None or known.lead_org_id is None):
            self.fault(row, "lead", _("Hãy ghi cơ quan chủ trì của người phụ trách."))
        if not row.get("text"):
            return
        new = NewLine(
            text=row["text"], product=self._text(row, "product", known), lead_org_id=lead,
            coordinating=tuple(org for org in bodies if org is not None), person_id=person, timing=timing,
            is_key=bool(row.get("is_key")), note=self._text(row, "note", known),
        )  # fmt: skip
        group = row.get("group") or ""
        if known is not None:
            new, group, money = self._or_before(row, new, group, money, known)
        label = new.text if len(new.text) <= 60 else new.text[:59] + "…"
        after = self._words(new, group, money, known)
        kind = self.checked.difference.compare(label, row.number, before, after, NAMES)
        said = _Said(new, group, money, known)
        if kind == NEW:
            self.plan.rows.append(said)
        elif kind != SAME:
            self.plan.changed.append(said)

    def _known(self, row: Row) -> Any:
        pk = row.get("id")
        if pk is None:
            return None
        if pk not in self.known:
            self.fault(row, "id", _("Chương trình này không có dòng mã %(id)s. Với dòng mới, để trống.") % {"id": pk})
            return None
        first = self.seen.setdefault(pk, row.number)
        if first != row.number:
            self.fault(row, "id", _("Trùng với dòng %(row)s. Mỗi dòng chỉ ghi một lần.") % {"row": first})
            return None
        return self.known[pk]

    def _or_before(
        self, row: Row, new: NewLine, group: str, money: Any, known: Any
    ) -> tuple[NewLine, str, tuple[Money, ...] | None]:
        """An absent column changes nothing; neither does an empty cell."""
        kept: dict[str, Any] = {}
        if not row.get("lead"):
            kept["lead_org_id"] = known.lead_org_id
        if not row.get("person"):
            kept["person_id"] = known.person_id
        if not row.get("coordinating"):
            kept["coordinating"] = tuple(known.coordinating)
        if not row.get("timing"):
            kept["timing"] = known.timing
        if row.get("is_key") is None:
            kept["is_key"] = known.is_key
        held = known.group.title if known.group is not None else ""
        return replace(new, **kept), group or held, money or None

    def _text(self, row: Row, key: str, known: Any) -> str:
        typed = row.get(key) or ""
        return typed or (getattr(known, key) if known is not None else "")

    def _org(self, row: Row, key: str, typed: str | None) -> int | None:
        if not typed:
            return None
        found = self.orgs.get(fold(typed))
        if found is None:
            self.fault(row, key, _("Không có cơ quan “%(name)s” vào ngày này.") % {"name": typed})
        return found

    def _person(self, row: Row, lead: int | None) -> int | None:
        if not row.get("person"):
            return None
        code = self.codes.get(lead or 0, "")
        try:
            return self.people.find(row["person"], org=code)
        except ValueError:
            try:  # in a room of the body, or above it: the act says whether they work there
                return self.people.find(row["person"])
            except ValueError as fault:
                self.fault(row, "person", str(fault))
        return None

    def _money(self, row: Row) -> tuple[Money, ...] | None:
        typed = row.get("money")
        if not typed:
            return None
        found = []
        for part in _parts(typed):
            read = _MONEY.match(part)
            year = int(read["year"]) if read and read["year"] else self.found.starts_on.year
            if read is None:
                self.fault(row, "money", _("Không đọc được “%(part)s”. Hãy ghi nguồn, năm, dấu hai chấm rồi số tiền.")
                           % {"part": part})  # fmt: skip
                continue
            if not read["year"] and self.found.starts_on.year != self.found.ends_on.year:
                self.fault(row, "money", _("Chương trình nhiều năm: hãy ghi năm của “%(part)s”.") % {"part": part})
            if not self.found.starts_on.year <= year <= self.found.ends_on.year:
                self.fault(row, "money", _("Năm %(year)s ngoài kỳ của chương trình.") % {"year": year})
            try:
                amount = parse_number(read["amount"].strip()).value
            except ValueError as fault:
                self.fault(row, "money", str(fault))
                continue
            if amount != int(amount) or not 0 < amount < 10**15:
                self.fault(row, "money", _("Số tiền là số đồng nguyên, lớn hơn 0."))
                continue
            found.append(Money(read["source"].strip(), int(amount), year))
        if len(found) > MOST_BUDGETS:
            self.fault(row, "money", _("Mỗi nhiệm vụ có nhiều nhất %(n)s dòng kinh phí.") % {"n": MOST_BUDGETS})
        return tuple(found)

    def _cells(self, line: Any) -> dict[str, Any]:
        money = self.money.get(line.pk, ())
        held = NewLine(
            text=line.text, product=line.product, lead_org_id=line.lead_org_id, coordinating=tuple(line.coordinating),
            person_id=line.person_id, timing=line.timing, is_key=line.is_key, note=line.note,
        )  # fmt: skip
        return self._words(held, line.group.title if line.group is not None else "", money, line)

    def _words(self, new: NewLine, group: str, money: Any, known: Any) -> dict[str, Any]:
        """A line as cells of the sheet, for the difference."""
        held = self.money.get(known.pk, ()) if known is not None else ()
        name = {known.person_id: known.person.full_name} if known is not None and known.person is not None else {}
        return {
            "group": group, "text": new.text, "product": new.product,
            "lead": self.codes.get(new.lead_org_id or 0, ""),
            "coordinating": "; ".join(sorted(self.codes.get(org, "") for org in new.coordinating)),
            "person": "" if new.person_id is None else name.get(new.person_id) or _person_name(new.person_id),
            "timing": new.timing, "is_key": new.is_key,
            "money": money_words(held if money is None else money), "note": new.note,
        }  # fmt: skip


def _person_name(person_id: int) -> str:
    return plan_lines.person_name(person_id)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]


def money_words(rows: Any) -> str:
    """Money as the sheet writes and reads it: ``Ngân sách tỉnh 2026: 500.000.000``."""
    return "; ".join(f"{row.source} {row.year}: {format_number(row.amount)}" for row in rows)


def plan_workbook(actor: Actor, plan: Any, now: datetime) -> bytes:
    """The lines of a plan as the sheet that can be brought back."""
    whole = plan_lines.lines_of(actor, plan, actor.on)
    codes = {row.id: row.code for row in orgs_on(actor, actor.on)}
    rows = [
        {
            "id": row.id, "group": group.title, "text": row.text, "product": row.product,
            "lead": codes.get(row.lead_id or 0, row.lead),
            "coordinating": "; ".join(sorted(codes.get(org, name) for org, name in row.bodies)),
            "person": row.person, "timing": row.timing, "is_key": row.is_key,
            "money": money_words(Money(each["source"], each["amount"], each["year"]) for each in row.money),
            "note": row.note, "standing": row.standing,
        }
        for group in whole.groups
        for row in group.rows
    ]  # fmt: skip
    notes = [
        f"{plan.org.name} – {plan.title} – {plan_tables.period_words(plan.period)}",
        str(plan_tables.STATE_LOOKS[plan.state].label),
    ]
    return write_sheet(LINE_SHEET, rows, now=now, as_of=actor.on, notes=notes, protect=False, blank_rows=50,
                       fit_rows=True)  # fmt: skip

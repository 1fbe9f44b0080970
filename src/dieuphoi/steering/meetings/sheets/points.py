"""The connected points of one meeting by table: code or name of the organisation, where it sits, whom to call."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.exchange.columns import SheetColumn, SheetSpec
from dieuphoi.core.exchange.importers import NEW, SAME, Applied, Checked, Importer, Target
from dieuphoi.core.exchange.reader import Row, Table
from dieuphoi.core.exchange.selectors import import_run
from dieuphoi.core.exchange.undoing import Named, restore
from dieuphoi.core.exchange.writer import write_sheet
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.core.kernel.text import fold
from dieuphoi.registry.organisations.selectors import OrgRow, orgs_on
from dieuphoi.steering.meetings import notices, policies, tables
from dieuphoi.steering.meetings.models import BriefingMeeting, MeetingPoint
from dieuphoi.steering.meetings.selectors import meetings as reading
from dieuphoi.steering.meetings.services import NewPoint, point_correct, points_add

POINTS_KIND: Final = "meeting_points"

POINTS_SHEET: Final = SheetSpec(
    key=POINTS_KIND,
    title=gettext_lazy("Điểm cầu của cuộc họp"),
    columns=(
        SheetColumn("code", gettext_lazy("Mã cơ quan"), "code", max_length=40, width=14, aliases=("Mã",)),
        SheetColumn(
            "name", gettext_lazy("Tên điểm cầu"), max_length=200, width=32,
            help=gettext_lazy("Tên cơ quan, khi không ghi mã."), aliases=("Điểm cầu", "Đơn vị", "Cơ quan"),
        ),
        SheetColumn("venue", gettext_lazy("Nơi đặt điểm cầu"), max_length=200, width=28),
        SheetColumn("contact_name", gettext_lazy("Đầu mối"), max_length=120, width=24),
        SheetColumn("contact_phone", gettext_lazy("Điện thoại"), "code", max_length=40, width=16),
    ),
    notes=(
        gettext_lazy("Mỗi dòng một điểm cầu. Điểm cầu không có trong tệp được giữ nguyên."),
        gettext_lazy("Đầu mối để trống: lấy theo danh bạ."),
    ),
    sheet_name=gettext_lazy("Điểm cầu"),
    file_name="diem-cau.xlsx",
)  # fmt: skip
NAMES: Final = {column.key: column.header for column in POINTS_SHEET.columns}
_PARTS: Final = ("venue", "contact_name", "contact_phone")


class PointsImporter(Importer[Table]):
    """Points of one meeting: new ones are connected, known ones corrected."""

    spec = POINTS_SHEET
    target_keys = ("meeting",)
    writes = (BriefingMeeting, MeetingPoint)
    can_undo = True
    has_template = True

    def may(self, actor: Actor, target: Target) -> Answer:
        return policies.may_prepare(actor, reading.meeting(actor, target["meeting"]))

    def target_label(self, actor: Actor, target: Target) -> str:
        return str(reading.meeting(actor, target["meeting"]))

    def back_url(self, target: Target) -> str:
        return f"{tables.meeting_url(BriefingMeeting(pk=target['meeting']))}#points"

    def template(self, actor: Actor, target: Target, now: datetime) -> tuple[bytes, str]:
        rows = [
            {"code": row.org.code, "name": row.org.name, **{name: getattr(row, name) for name in _PARTS}}
            for row in reading.points_of(actor, target["meeting"])
        ]
        data = write_sheet(POINTS_SHEET, rows, now=now, protect=False, blank_rows=80)
        return data, POINTS_SHEET.file_name

    def check(self, actor: Actor, target: Target, table: Table, now: datetime) -> Checked:
        checked = Checked()
        rows = orgs_on(actor, actor.on)
        codes = {row.code: row for row in rows}
        names: dict[str, list[OrgRow]] = {}
        for org in rows:
            for name in {fold(org.name), fold(org.short_name)} - {""}:
                names.setdefault(name, []).append(org)
        there = {row.org_id: row for row in reading.points_of(actor, target["meeting"])}
        seen: dict[int, int] = {}
        new: list[NewPoint] = []
        changed: list[tuple[int, dict[str, str]]] = []
        for row in table.rows:
            found = _org(row, codes, names, checked, table)
            if found is None:
                continue
            first = seen.setdefault(found.id, row.number)
            if first != row.number:
                words = _("Trùng với dòng %(row)s. Mỗi dòng chỉ ghi một lần.") % {"row": first}
                checked.errors.append(table.error(row, "name", words))
                continue
            known = there.get(found.id)
            before = None if known is None else {name: getattr(known, name) for name in _PARTS}
            after = {name: row[name] for name in _PARTS if row.get(name)}
            kind = checked.difference.compare(found.name, row.number, before, after, NAMES)
            if kind == NEW:
                new.append(NewPoint(found.id, **after))
            elif kind != SAME and known is not None and before is not None:
                changed.append((known.pk, {**before, **after}))
        if not checked.errors and not table.errors:
            checked.payload = (new, changed)
        return checked

    def apply(self, actor: Actor, target: Target, checked: Checked, run_id: int, now: datetime) -> Applied:
        new, changed = checked.payload
        if new:
            points_add(actor=actor, meeting_id=target["meeting"], points=new, now=now)
        for pk, values in changed:
            point_correct(actor=actor, point_id=pk, now=now, **values)
        return Applied({"new": len(new), "changed": len(changed)})

    def undo(self, actor: Actor, target: Target, run_id: int, now: datetime) -> Applied:
        meeting = BriefingMeeting.objects.one_visible_to(actor, pk=target["meeting"])

        def end(made: list[Any]) -> None:
            """A point that the run connected is no more; who was told of it hears that."""
            for row in made:
                if meeting.invited_at is not None:
                    notices.uncalled(actor, meeting, row, _("hoàn tác lần nhập"), now)
                row.is_current = False
                row.save(update_fields=["is_current"])

        return restore(
            import_run(actor, run_id), self.writes, end={MeetingPoint: end},
            named={MeetingPoint: Named(related=("org",)), BriefingMeeting: Named()},
        )  # fmt: skip


def _org(
    row: Row, codes: dict[str, OrgRow], names: dict[str, list[OrgRow]], checked: Checked, table: Table
) -> OrgRow | None:
    """The organisation that a row means; every fault is told."""
    code, name = row.get("code") or "", row.get("name") or ""
    if code:
        if code not in codes:
            words = _("Không có cơ quan mã “%(code)s” vào ngày này.") % {"code": code}
            checked.errors.append(table.error(row, "code", words))
        return codes.get(code)
    if not name:
        checked.errors.append(table.error(row, "name", _("Dòng chưa có mã hoặc tên cơ quan.")))
        return None
    found = names.get(fold(name), [])
    if len(found) != 1:
        words = _("Có nhiều cơ quan tên này: hãy ghi mã.") if found else _("Không có cơ quan tên này vào ngày này.")
        checked.errors.append(table.error(row, "name", words))
        return None
    return found[0]

"""The calendar by table, out and in: one row a line. Meetings are not in it, they stand there by themselves; nothing is
removed by a sheet.

A row is a known line where calendar, begin and title are the same; then the rest of it is corrected.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.exchange.columns import SheetColumn, SheetSpec
from dieuphoi.core.exchange.importers import NEW, SAME, Applied, Checked, Importer, Target
from dieuphoi.core.exchange.reader import Row, Table
from dieuphoi.core.exchange.selectors import import_run
from dieuphoi.core.exchange.undoing import NOT_TOLD, Named, restore, touched
from dieuphoi.core.exchange.writer import write_sheet
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import local
from dieuphoi.core.kernel.errors import InputErrors, Refused
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.core.kernel.text import fold
from dieuphoi.programme.assessments.past import UnitsThen
from dieuphoi.registry.organisations.selectors import PeopleBook, holders_on, orgs_on
from dieuphoi.steering.meetings import notices, policies
from dieuphoi.steering.meetings.forms.fields import instant, parse_time
from dieuphoi.steering.meetings.models import CalendarEntry, EntryPart
from dieuphoi.steering.meetings.selectors import calendar as reading
from dieuphoi.steering.meetings.selectors import settings
from dieuphoi.steering.meetings.services import NewEntry, entry_add, entry_correct
from dieuphoi.steering.meetings.states import EntryState

CALENDAR_KIND: Final = "calendar"

CALENDAR_SHEET: Final = SheetSpec(
    key=CALENDAR_KIND,
    title=gettext_lazy("Lịch công tác"),
    columns=(
        SheetColumn(
            "org", gettext_lazy("Mã cơ quan"), "code", max_length=40, width=12,
            help=gettext_lazy("Lịch của cơ quan nào; để trống khi bạn chỉ giữ lịch của một cơ quan."),
        ),
        SheetColumn(
            "kind", gettext_lazy("Loại việc"), "choice", choices=reading.TYPED_KINDS, required=True, width=14,
            help=gettext_lazy("Cuộc họp không ghi ở đây: hãy lập ở trang Cuộc họp."),
        ),
        SheetColumn("day", gettext_lazy("Ngày"), "date", required=True, width=13),
        SheetColumn("start", gettext_lazy("Từ giờ"), max_length=10, required=True, width=9,
                    help=gettext_lazy("Ví dụ: 08:00 hoặc 8h30."), aliases=("Giờ", "Bắt đầu")),
        SheetColumn("end", gettext_lazy("Đến giờ"), max_length=10, required=True, width=9, aliases=("Kết thúc",)),
        SheetColumn("end_day", gettext_lazy("Đến ngày"), "date", width=13),
        SheetColumn("title", gettext_lazy("Nội dung"), required=True, max_length=300, width=44,
                    aliases=("Nội dung công việc", "Công việc")),
        SheetColumn("people", gettext_lazy("Người tham gia"), max_length=1000, width=28,
                    help=gettext_lazy("Các tên cách nhau bằng dấu chấm phẩy."), aliases=("Lãnh đạo", "Thành phần")),
        SheetColumn("teams", gettext_lazy("Mã đoàn, tổ"), max_length=400, width=16,
                    help=gettext_lazy("Mã cơ quan, cách nhau bằng dấu chấm phẩy.")),
        SheetColumn("room", gettext_lazy("Phòng họp"), max_length=160, width=18),
        SheetColumn("venue", gettext_lazy("Địa điểm"), max_length=300, width=26),
        SheetColumn("place", gettext_lazy("Tại xã"), max_length=140, width=20,
                    help=gettext_lazy("Mã hoặc tên xã của ngày ấy."), aliases=("Xã", "Mã xã")),
        SheetColumn("note", gettext_lazy("Ghi chú"), max_length=2000, width=24),
        SheetColumn("internal", gettext_lazy("Nội bộ"), "bool", width=9),
        SheetColumn("clash_reason", gettext_lazy("Trùng lịch, vẫn giữ vì"), max_length=500, width=24),
    ),
    notes=(gettext_lazy("Mỗi dòng một việc. Dòng không có trong tệp được giữ nguyên."),),
    sheet_name=gettext_lazy("Lịch công tác"),
    file_name="lich-cong-tac.xlsx",
)  # fmt: skip
NAMES: Final = {column.key: column.header for column in CALENDAR_SHEET.columns}
_COLUMN_OF: Final = {
    "org": "org", "kind": "kind", "title": "title", "day": "day", "end_time": "end", "end_day": "end_day",
    "room": "room", "place": "place", "venue": "venue", "people": "people", "teams": "teams",
    "clash_reason": "clash_reason",
}  # fmt: skip
BACK: Final = timedelta(days=31)
"""The sheet that goes out holds the last month and all that is ahead."""


@dataclass(slots=True)
class _Plan:
    new: list[NewEntry] = field(default_factory=list)
    changed: list[tuple[int, NewEntry]] = field(default_factory=list)


class CalendarImporter(Importer[Table]):
    """Lines of the calendar by a sheet: new ones are drafts, known ones are corrected."""

    spec = CALENDAR_SHEET
    writes = (CalendarEntry, EntryPart)
    can_undo = True
    has_template = True

    def may(self, actor: Actor, target: Target) -> Answer:
        return policies.may_import_calendar(actor)

    def back_url(self, target: Target) -> str:
        return reverse("calendar:week")

    def template(self, actor: Actor, target: Target, now: datetime) -> tuple[bytes, str]:
        return calendar_workbook(actor, now), CALENDAR_SHEET.file_name

    def check(self, actor: Actor, target: Target, table: Table, now: datetime) -> Checked:
        reader = _Reading(actor, table, Checked())
        for row in table.rows:
            reader.read(row, now)
        if not reader.checked.errors and not table.errors:
            reader.checked.payload = reader.plan
        return reader.checked

    def apply(self, actor: Actor, target: Target, checked: Checked, run_id: int, now: datetime) -> Applied:
        plan: _Plan = checked.payload
        for new in plan.new:
            entry_add(actor=actor, new=new, now=now)
        for pk, new in plan.changed:
            entry_correct(actor=actor, entry_id=pk, new=new, reason=_("theo bảng đã nhập"), now=now)
        return Applied({"new": len(plan.new), "changed": len(plan.changed)})

    def undo(self, actor: Actor, target: Target, run_id: int, now: datetime) -> Applied:
        run = import_run(actor, run_id)
        published = CalendarEntry.objects.filter(
            pk__in=list(touched(run, CalendarEntry)), published_at__isnull=False
        ).values_list("pk", flat=True)
        told = list(published)

        def end(made: list[Any]) -> None:
            """What the run wrote was never in the calendar."""
            for row in made:
                row.state, row.state_reason = EntryState.VOID, _("hoàn tác lần nhập")
                row.sequence, row.changed_at = row.sequence + 1, now
                row.save(update_fields=["state", "state_reason", "sequence", "changed_at"])

        def leave(made: list[Any]) -> None:
            for row in made:
                row.is_current = False
                row.save(update_fields=["is_current"])

        applied = restore(
            run, self.writes, end={CalendarEntry: end, EntryPart: leave}, kinds={CalendarEntry: "calendar_entry"},
            named={CalendarEntry: Named(), EntryPart: NOT_TOLD},
        )  # fmt: skip
        notices.calendar_taken_back(actor, run_id, told, now)
        return applied


class _Reading:
    """One file against the calendar: what it would write, and what is wrong with it."""

    def __init__(self, actor: Actor, table: Table, checked: Checked) -> None:
        self.actor, self.table, self.checked = actor, table, checked
        self.plan = _Plan()
        rows = orgs_on(actor, actor.on)
        self.orgs = {row.code: row for row in rows}
        self.codes = {row.id: row.code for row in rows}
        self.hosts = settings.host_rows(actor, actor.on)
        self.people = PeopleBook(holders_on(actor, actor.on))
        self.units = UnitsThen(actor)
        self.rooms = {fold(row.name): row.pk for row in settings.rooms_of(actor, actor.on)}
        self.known = _known(actor)
        self.seen: dict[tuple[Any, ...], int] = {}

    def fault(self, row: Row, key: str, message: str) -> None:
        self.checked.errors.append(self.table.error(row, key, message))

    def read(self, row: Row, now: datetime) -> None:
        new = self._entry(row)
        if new is None:
            return
        key = (new.org_id, new.starts_at, fold(new.title))
        first = self.seen.setdefault(key, row.number)
        if first != row.number:
            self.fault(row, "title", _("Trùng với dòng %(row)s. Mỗi dòng chỉ ghi một lần.") % {"row": first})
            return
        known = self.known.get(key)
        before = None if known is None else _cells(known, self.codes)
        after = {key: value for key, value in self._said(row, new).items() if value not in (None, "")}
        kind = self.checked.difference.compare(new.title, row.number, before, after, NAMES)
        if kind == SAME:
            return
        # The very service that will write it says what is wrong; what it writes here is taken back.
        try:
            with transaction.atomic():
                if known is None:
                    entry_add(actor=self.actor, new=new, now=now)
                else:
                    entry_correct(
                        actor=self.actor, entry_id=known.pk, new=new, reason=_("theo bảng đã nhập"), now=now
                    )
        except InputErrors as faults:
            for fault in faults.errors:
                self.fault(row, _COLUMN_OF.get(fault.field, "title"), fault.message)
            return
        except Refused as refusal:
            self.fault(row, "org", refusal.reason)
            return
        if kind == NEW:
            self.plan.new.append(new)
        elif known is not None:
            self.plan.changed.append((known.pk, new))

    def _entry(self, row: Row) -> NewEntry | None:
        faults = len(self.checked.errors)
        org = self._org(row)
        start, end = self._time(row, "start"), self._time(row, "end")
        people, teams = self._people(row), self._teams(row)
        room, place = self._room(row), self._place(row)
        day: date | None = row.get("day")
        if len(self.checked.errors) > faults or row.faulty or org is None or day is None:
            return None
        if start is None or end is None or not row.get("title") or not row.get("kind"):
            return None
        return NewEntry(
            org_id=org, kind=row["kind"], title=" ".join(row["title"].split()), starts_at=instant(day, start),
            ends_at=instant(row.get("end_day") or day, end), people=people, teams=teams, room_id=room,
            venue=row.get("venue") or "", place_id=place, note=row.get("note") or "",
            is_internal=bool(row.get("internal")), clash_reason=row.get("clash_reason") or "",
        )  # fmt: skip

    def _org(self, row: Row) -> int | None:
        code = row.get("org") or ""
        if code:
            found = self.orgs.get(code)
            if found is None:
                self.fault(row, "org", _("Không có cơ quan mã “%(code)s” vào ngày này.") % {"code": code})
            return None if found is None else found.id
        own = [each for each in self.hosts if each.id in self.actor.orgs()] or self.hosts
        if len(own) != 1:
            self.fault(row, "org", _("Hãy ghi mã cơ quan: bạn giữ lịch của nhiều cơ quan."))
            return None
        return own[0].id

    def _time(self, row: Row, key: str) -> time | None:
        if not row.get(key):
            return None
        try:
            return parse_time(row[key])
        except ValueError as error:
            self.fault(row, key, str(error))
            return None

    def _people(self, row: Row) -> tuple[int, ...]:
        found = []
        for name in _several(row.get("people")):
            try:
                found.append(self.people.find(name))
            except ValueError as error:
                self.fault(row, "people", str(error))
        return tuple(found)

    def _teams(self, row: Row) -> tuple[int, ...]:
        found = []
        for code in _several(row.get("teams")):
            org = self.orgs.get(code)
            if org is None:
                self.fault(row, "teams", _("Không có cơ quan mã “%(code)s” vào ngày này.") % {"code": code})
            else:
                found.append(org.id)
        return tuple(found)

    def _room(self, row: Row) -> int | None:
        typed = row.get("room")
        if not typed:
            return None
        found = self.rooms.get(fold(typed))
        if found is None:
            self.fault(row, "room", _("Không có phòng họp này trong danh sách; hãy ghi vào cột Địa điểm."))
        return found

    def _place(self, row: Row) -> int | None:
        typed, day = (row.get("place") or "").strip(), row.get("day")
        if not typed or day is None:
            return None
        try:
            number = typed.isdigit()
            return self.units.find(typed if number else "", "" if number else typed, [day]).unit.id
        except ValueError as error:
            self.fault(row, "place", str(error))
            return None

    def _said(self, row: Row, new: NewEntry) -> dict[str, Any]:
        """What a row says, in the words of the sheet; what decides whether it is known is left out."""
        said = {
            "kind": str(reading.KIND_LABELS[new.kind]),
            "end": f"{local(new.ends_at):%H:%M}",
            "end_day": row.get("end_day"),
            "people": "; ".join(sorted(_several(row.get("people")))),
            "teams": "; ".join(sorted(self.codes.get(each, "") for each in new.teams)),
            "note": new.note,
            "venue": new.venue,
            "room": row.get("room") or "",
            "internal": new.is_internal or None,
            "clash_reason": new.clash_reason,
        }
        if row.get("place"):
            said["place"] = self.units.find(
                row["place"] if row["place"].isdigit() else "", "" if row["place"].isdigit() else row["place"],
                [row["day"]],
            ).unit.full_name  # fmt: skip
        return said


def _several(text: str | None) -> list[str]:
    return [" ".join(each.split()) for each in (text or "").split(";") if each.strip()]


def _rows(actor: Actor, since: datetime | None = None) -> list[Any]:
    """The typed lines of calendars that the actor keeps, with who takes part."""
    hosts = [row.id for row in settings.host_rows(actor, actor.on)]
    rows = reading.entries(actor, actor.on).filter(org_id__in=hosts, meeting=None, state=EntryState.PLANNED)
    if since is not None:
        rows = rows.filter(starts_at__gte=since)
    found = list(rows.order_by("starts_at", "pk"))
    reading.with_parts(found)
    return found


def _known(actor: Actor) -> dict[tuple[Any, ...], Any]:
    return {(row.org_id, row.starts_at, fold(row.title)): row for row in _rows(actor)}


def _cells(row: Any, codes: dict[int, str]) -> dict[str, Any]:
    """A line as the sheet says it."""
    start, end = local(row.starts_at), local(row.ends_at)
    return {
        "org": codes.get(row.org_id, ""),
        "kind": str(reading.KIND_LABELS[row.kind]),
        "day": start.date(),
        "start": f"{start:%H:%M}",
        "end": f"{end:%H:%M}",
        "end_day": None if start.date() == end.date() else end.date(),
        "title": row.title,
        "people": "; ".join(sorted(name for _id, name in row.people)),
        "teams": "; ".join(sorted(codes.get(key, "") for key, _name in row.teams)),
        "room": row.room.name if row.room is not None else "",
        "venue": row.venue,
        "place": row.place_name,
        "note": row.note,
        "internal": row.is_internal or None,
        "clash_reason": row.clash_reason,
    }


def sheet_rows(rows: Iterable[Any], codes: dict[int, str]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield {**_cells(row, codes), "kind": row.kind}


def calendar_workbook(actor: Actor, now: datetime) -> bytes:
    """The calendar of the last month and all that is ahead, as the sheet that can be brought back."""
    codes = {row.id: row.code for row in orgs_on(actor, actor.on)}
    rows = _rows(actor, now - BACK)
    return write_sheet(CALENDAR_SHEET, sheet_rows(rows, codes), now=now, protect=False, blank_rows=50)


__all__ = ["CALENDAR_KIND", "CALENDAR_SHEET", "CalendarImporter", "calendar_workbook"]

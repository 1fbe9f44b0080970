"""The sheet of steering committees: one row a member and area, the committee's own facts repeated (S1-02, S3-23)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.exchange.columns import SheetColumn, SheetSpec
from dieuphoi.core.exchange.importers import NEW, SAME, Applied, Checked, Importer, Target
from dieuphoi.core.exchange.reader import Row, Table
from dieuphoi.core.exchange.selectors import import_run
from dieuphoi.core.exchange.undoing import never_valid, restore
from dieuphoi.core.exchange.writer import write_sheet
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.core.kernel.ranges import day_after, first_day
from dieuphoi.core.kernel.text import fold
from dieuphoi.core.notify.services import together
from dieuphoi.registry.organisations import policies, selectors
from dieuphoi.registry.organisations.models import CommitteeMember, MemberArea, SteeringCommittee
from dieuphoi.registry.organisations.services import (
    Area,
    Decision,
    clean,
    committee_create,
    seat_change,
    seat_end,
    seat_start,
)
from dieuphoi.registry.organisations.sheets.undoing import AREA_NAMED, SEAT_NAMED, refuse_seats
from dieuphoi.registry.territory.selectors import Places, units_on

COMMITTEE_SHEET: Final = SheetSpec(
    key="committees",
    title=_("Ban Chỉ đạo và thành viên"),
    columns=(
        SheetColumn("committee", _("Tên Ban Chỉ đạo"), required=True, max_length=200, width=40),
        SheetColumn("level", _("Cấp"), "choice", choices=selectors.LEVEL_CHOICES, width=12),
        SheetColumn("place", _("Địa bàn (mã hoặc tên)"), "code", max_length=120, width=22),
        SheetColumn("decision", _("Quyết định"), max_length=200, width=24),
        SheetColumn("decision_on", _("Ngày quyết định"), "date", width=14),
        SheetColumn("person", _("Họ và tên"), required=True, max_length=120, width=26),
        SheetColumn("org", _("Mã cơ quan"), "code", max_length=40, width=14, help=_("Để phân biệt người cùng tên.")),
        SheetColumn(
            "function", _("Chức danh"), "choice", required=True, choices=selectors.FUNCTION_CHOICES, width=24
        ),
        SheetColumn("post_title", _("Chức vụ theo quyết định"), max_length=200, width=34),
        SheetColumn("field", _("Lĩnh vực phụ trách"), max_length=160, width=26),
        SheetColumn("unit", _("Địa bàn phụ trách (mã hoặc tên)"), "code", max_length=120, width=24),
        SheetColumn("start", _("Từ ngày"), "date", width=12, help=_("Để trống: có từ trước.")),
        SheetColumn("end", _("Đến hết ngày"), "date", width=12),
    ),
    notes=(
        _("Mỗi dòng một thành viên với một lĩnh vực, một địa bàn; nhiều lĩnh vực thì nhiều dòng."),
        _("Thành viên không có trong tệp được giữ nguyên."),
    ),
    sheet_name=_("Ban Chỉ đạo"),
    file_name="ban-chi-dao.xlsx",
)
NAMES: Final = {column.key: column.header for column in COMMITTEE_SHEET.columns} | {"areas": _("Phụ trách")}


@dataclass(slots=True)
class _Member:
    """One member of the file: rows of the same person on the same committee come together."""

    row: Row
    committee: str
    person: int
    values: dict[str, Any]
    areas: list[tuple[int | None, int | None]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    seat: selectors.SeatRow | None = None
    kind: str = SAME


@dataclass(slots=True)
class _Plan:
    committees: dict[str, dict[str, Any]] = field(default_factory=dict)
    members: list[_Member] = field(default_factory=list)


class CommitteeImporter(Importer[Table]):
    """Committees by a sheet: makes committees and seats, changes and ends known seats, removes none."""

    spec = COMMITTEE_SHEET
    has_template = True
    writes = (SteeringCommittee, CommitteeMember, MemberArea)
    can_undo = True

    def may(self, actor: Actor, target: Target) -> Answer:
        return policies.may_assign_work(actor)

    def back_url(self, target: Target) -> str:
        return reverse("organisations:committees")

    def template(self, actor: Actor, target: Target, now: datetime) -> tuple[bytes, str]:
        day = today(now)
        places = Places(units_on(actor, day))
        committees = {row.pk: row for row in selectors.committees_query(actor, day)}
        orgs = {row.person_id: row.org_code for row in selectors.holders_on(actor, day)}
        rows = []
        for seat in selectors.seats(actor, day=day):
            committee = committees.get(seat.committee_id)
            if committee is None:
                continue
            for each, unit in seat.areas or (("", ""),):
                rows.append(
                    {
                        "committee": committee.name,
                        "level": committee.level,
                        "place": places.name_of(committee.place_id),
                        "decision": committee.decision or None,
                        "decision_on": committee.decision_on,
                        "person": seat.full_name,
                        "org": orgs.get(seat.person_id),
                        "function": seat.function,
                        "post_title": seat.post_title or None,
                        "field": each or None,
                        "unit": unit or None,
                        "start": first_day(seat.valid),
                        "end": selectors.last_day(seat.valid),
                    }
                )
        book = write_sheet(COMMITTEE_SHEET, rows, now=now, as_of=day, protect=False, blank_rows=50)
        return book, COMMITTEE_SHEET.file_name

    def check(self, actor: Actor, target: Target, table: Table, now: datetime) -> Checked:
        day = today(now)
        checked, plan = Checked(), _Plan()
        people = selectors.PeopleBook(selectors.holders_on(actor, day))
        places = Places(units_on(actor, day))
        fields = {fold(each.name): each for each in selectors.fields_on(actor, day)}
        there = {fold(row.name): row for row in selectors.committees_query(actor, day)}
        seats = {(fold(seat.committee_name), seat.person_id): seat for seat in selectors.seats(actor, day=day)}
        members: dict[tuple[str, int], _Member] = {}
        for row in table.rows:
            values: dict[str, Any] = {k: clean(v) or None if isinstance(v, str) else v for k, v in row.values.items()}
            faults: list[tuple[str, str]] = []
            key = fold(values.get("committee") or "")
            person = _person(people, values, faults)
            place = _unit(places, values, "place", faults)
            unit = _unit(places, values, "unit", faults)
            found = fields.get(fold(values.get("field") or ""))
            if values.get("field") and found is None:
                message = gettext("Không có lĩnh vực “%(name)s”. Hãy thêm vào danh mục lĩnh vực trước.")
                faults.append(("field", message % {"name": values["field"]}))
            if values.get("start") and values.get("end") and values["end"] < values["start"]:
                faults.append(("end", gettext("Ngày kết thúc phải từ ngày bắt đầu trở đi.")))
            if key not in there and key not in plan.committees:
                level = values.get("level") or "province"
                if level in ("district", "commune") and place is None:
                    faults.append(("place", gettext("Ban Chỉ đạo cấp huyện, xã cần có địa bàn.")))
                plan.committees[key] = {
                    "name": values.get("committee"),
                    "level": level,
                    "place_id": place,
                    "decision": Decision(values.get("decision") or "", values.get("decision_on")),
                    "start": values.get("decision_on"),
                }
            checked.errors += [table.error(row, column, message) for column, message in faults]
            if faults or person is None:
                continue
            member = members.setdefault((key, person), _Member(row, key, person, values))
            if found is not None or unit is not None:
                pair = (found.pk if found is not None else None, unit)
                if pair not in member.areas:
                    member.areas.append(pair)
                    member.words.append(" – ".join(p for p in (values.get("field"), places.name_of(unit)) if p))
        if checked.errors or table.errors:
            return checked
        for (key, person), member in members.items():
            member.seat = seats.get((key, person))
            member.kind = checked.difference.compare(
                f"{member.values['person']} – {member.values['committee']}",
                member.row.number,
                None if member.seat is None else _before(member.seat),
                _after(member),
                NAMES,
            )
            plan.members.append(member)
        checked.payload = plan
        return checked

    def apply(self, actor: Actor, target: Target, checked: Checked, run_id: int, now: datetime) -> Applied:
        plan: _Plan = checked.payload
        day = today(now)
        ids = {fold(row.name): row.pk for row in selectors.committees_query(actor, day)}
        for key, values in plan.committees.items():
            ids[key] = committee_create(actor=actor, now=now, **values).pk
        counts = {"new": 0, "changed": 0, "committees": len(plan.committees)}
        with together(now):
            self._members(actor, plan, ids, counts, now)
        return Applied({key: count for key, count in counts.items() if count})

    @staticmethod
    def _members(actor: Actor, plan: _Plan, ids: dict[str, int], counts: dict[str, int], now: datetime) -> None:
        for member in plan.members:
            areas = [Area(each, unit) for each, unit in member.areas]
            values = member.values
            end = values["end"] + timedelta(days=1) if values.get("end") else None
            if member.kind == NEW:
                seat_start(
                    actor=actor,
                    committee_id=ids[member.committee],
                    person_id=member.person,
                    function=values["function"],
                    post_title=values.get("post_title") or "",
                    areas=areas,
                    start=values.get("start"),
                    end=end,
                    decision=Decision(values.get("decision") or "", values.get("decision_on")),
                    now=now,
                )
                counts["new"] += 1
            elif member.kind != SAME and member.seat is not None:
                seat_change(
                    actor=actor,
                    seat_id=member.seat.id,
                    function=values["function"],
                    post_title=values.get("post_title") or member.seat.post_title,
                    areas=areas,
                    now=now,
                )
                if end is not None and end != day_after(member.seat.valid):
                    seat_end(
                        actor=actor, seat_id=member.seat.id, on=end, reason=gettext("Theo tệp nạp"), now=now
                    )
                counts["changed"] += 1

    def undo(self, actor: Actor, target: Target, run_id: int, now: datetime) -> Applied:
        made: list[int] = []

        def end(rows: list[Any]) -> None:
            made.extend(row.pk for row in rows)
            never_valid(rows)

        rules = {SteeringCommittee: end, CommitteeMember: never_valid, MemberArea: never_valid}
        done = restore(
            import_run(actor, run_id), self.writes, end=rules, kinds={SteeringCommittee: "committee"},
            named={CommitteeMember: SEAT_NAMED, MemberArea: AREA_NAMED},
        )  # fmt: skip
        refuse_seats(made)
        return done


def _person(people: selectors.PeopleBook, values: dict[str, Any], faults: list[tuple[str, str]]) -> int | None:
    if not values.get("person"):
        return None
    try:
        return people.find(values["person"], org=values.get("org") or "")
    except ValueError as error:
        faults.append(("person", str(error)))
        return None


def _unit(places: Places, values: dict[str, Any], key: str, faults: list[tuple[str, str]]) -> int | None:
    if not values.get(key):
        return None
    try:
        return places.find(str(values[key])).id
    except ValueError as error:
        faults.append((key, str(error)))
        return None


def _before(seat: selectors.SeatRow) -> dict[str, Any]:
    return {
        "function": seat.function_label,
        "post_title": seat.post_title,
        "areas": "; ".join(sorted(" – ".join(part for part in area if part) for area in seat.areas)),
        "end": selectors.last_day(seat.valid),
    }


def _after(member: _Member) -> dict[str, Any]:
    values: dict[str, Any] = {
        "function": str(selectors.FUNCTION_LABELS[member.values["function"]]),
        "areas": "; ".join(sorted(member.words)),
    }
    for key in ("post_title", "end"):
        if member.values.get(key):
            values[key] = member.values[key]
    return values



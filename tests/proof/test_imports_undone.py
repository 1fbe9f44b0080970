"""Every import can be taken back (S0-30, fault 19): import, undo, and each list and export is as it was before.

The kinds are those that are registered; a new one fails here until it has its case, or a reason why it has no undo.
Nothing is deleted by an undo, and what somebody wrote on the rows of a run refuses it by name.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse
from python_calamine import CalamineWorkbook

from dieuphoi.core.exchange.columns import MatrixSpec
from dieuphoi.core.exchange.importers import importer_for, importers
from dieuphoi.core.exchange.models import ImportRun
from dieuphoi.core.exchange.services import import_apply, import_undo, import_upload
from dieuphoi.core.history.context import act
from dieuphoi.core.history.models import AppendOnly, HistoryEvent
from dieuphoi.core.kernel.actor import Actor, system_actor
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.programme.assessments.carry_rules import SaidRule
from dieuphoi.programme.assessments.models import DecidedVerdict
from dieuphoi.programme.assessments.services.carrying import carry_rules_set
from dieuphoi.programme.assessments.services.decided import decided_correct
from dieuphoi.programme.assessments.services.values import value_save
from dieuphoi.programme.criteria import services as criteria
from dieuphoi.programme.criteria import sets
from dieuphoi.programme.criteria.models import SetVersion
from dieuphoi.programme.recognition.models import Recognition
from dieuphoi.programme.recognition.services import NewDecision, recognition_revoke
from dieuphoi.programme.targets.models import RegisteredTarget
from dieuphoi.programme.targets.services import target_move
from dieuphoi.registry.accounts.models import Account, SignInSession
from dieuphoi.registry.organisations import services as organisations
from dieuphoi.registry.organisations.models import FieldMonitor, OrgUnit, Post, SteeringCommittee
from dieuphoi.registry.profile.models import Measure
from dieuphoi.registry.profile.services import NewFigure, statistics_save
from dieuphoi.registry.territory.models import UnitChange, UnitClass, UnitName
from dieuphoi.registry.territory.services import change_apply
from dieuphoi.steering.directives.models import Document
from dieuphoi.steering.directives.services import document_void
from dieuphoi.steering.meetings.models import BriefingMeeting, CalendarEntry, MeetingKind, MeetingPoint
from dieuphoi.steering.meetings.services import (
    NewMeeting,
    entry_cancel,
    invitees_add,
    meeting_invite,
    meeting_plan,
    point_correct,
)
from dieuphoi.steering.tasks.models import PlanLine, Task, WorkPlan
from dieuphoi.steering.tasks.services import task_accept
from dieuphoi.steering.tasks.services.plans import NewPlan, line_end, plan_start
from tests.programme.criteria.test_provincial import LEFT
from tests.proof.test_same_rows import REGISTERS
from tests.support.world import World, build_world, sign_in

pytestmark = pytest.mark.django_db

Rows = list[dict[str, Any]]

CANNOT: dict[str, str] = {}
"""Kinds that cannot be undone, each with its reason. None."""

TELLS_THE_PAST = {
    "exchange:runs": "an undone run stays in the list of imports, with its state",
    "territory:changes": "a plan that was taken back stays in the list, as cancelled",
    "organisations:checks": "a look at a mover's work that was asked for stays in the list, as done",
    "rights:roles": "a role that was given stays in the list, as ended or as never held",
    "accounts:list": "an account that was opened and never used stays in the list, as closed",
    "notify:inbox": "what people were told stays told",
    "tasks:list": "a task that was given stays in the list, as withdrawn, with the reason",
}
"""Lists whose very matter is what happened: there the import and its undo are both seen, and should be."""

MARK = "Được nhập"


@dataclass(frozen=True)
class Case:
    """One kind: the file (rows by the keys of its columns), what it is for, and what may come after."""

    rows: Callable[[World], Rows]
    target: Callable[[World], dict[str, int]] = lambda world: {}
    who: str = "lan"
    before: Callable[[World], Rows] | None = None
    """A file of the same kind that was brought in earlier: the run to be undone changes what it wrote."""
    later: Callable[[World, ImportRun], object] | None = None
    named: str = ""
    """What the refusal names (a regular expression)."""
    code: str = "changed_since"
    prepare: Callable[[World], object] = lambda world: None
    data: Callable[[World], bytes] | None = None
    """The file itself, for sheets that are wide."""
    nothing_rests: str = field(default="", kw_only=True)
    """Why nothing can be built on what the run wrote."""


def _matrix(kind: str, target: dict[str, int], who: str, cells: dict[tuple[str, str], Any], world: World) -> bytes:
    """Today's wide sheet with some cells typed over: ``{(code of the row, words in the head): value}``."""
    data, _name = importer_for(kind).template(world.actor(who), target, world.now)
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    for (code, words), value in cells.items():
        [row] = [cell.row for line in sheet.iter_rows() for cell in line if str(cell.value) == code][:1]
        heads = [cell for line in sheet.iter_rows(max_row=row - 1) for cell in line if str(cell.value) == words]
        sheet.cell(row, heads[0].column).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _draft(world: World) -> SetVersion:
    found = SetVersion.objects.filter(based_on_id=world.version_id).first()
    return found or criteria.draft_start(
        actor=world.actor("lan"), base_id=world.version_id, relation="amends",
        head=criteria.Head("09/2026/QĐ", effective_from=date(2026, 7, 1), change_note="Nâng mức"), now=world.now,
    )  # fmt: skip


def _left(world: World) -> SetVersion:
    """A published set with a row that is left to the province."""
    found = SetVersion.objects.filter(set__code="bo-de-tinh").first()
    if found is None:
        found = criteria.version_bring_in(actor=world.actor("lan"), source=sets.from_dict(LEFT), now=world.now)
        criteria.version_publish(actor=world.actor("hanh"), version_id=found.pk, now=world.now)
    return found


def _of_ministry(world: World) -> SetVersion:
    """A published set with a row that is left to a ministry."""
    found = SetVersion.objects.filter(set__code="bo-de-bo").first()
    if found is None:
        source = json.loads(json.dumps(LEFT).replace("bo-de-tinh", "bo-de-bo").replace('"province"', '"ministry"'))
        found = criteria.version_bring_in(actor=world.actor("lan"), source=sets.from_dict(source), now=world.now)
        criteria.version_publish(actor=world.actor("hanh"), version_id=found.pk, now=world.now)
    return found


def _plan(world: World) -> WorkPlan:
    """A draft of the office's work programme of 2026."""
    found = WorkPlan.objects.first()
    new = NewPlan(world.orgs["VPDP"], "PROGRAMME", "Chương trình thử", "2026")
    return found or plan_start(actor=world.actor("lan"), new=new, now=world.now)


def _touch(model: Any, /, match: dict[str, Any], **values: Any) -> None:
    with act(system_actor(date(2026, 3, 2)), "test.later"):
        assert model.objects.filter(**match).update(**values)


def _past(world: World) -> dict[str, int]:
    return {"version": world.version_id, "year": 2024, "province": world.units["tinh"]}


def _correct(world: World, run: ImportRun) -> None:
    row = DecidedVerdict.objects.filter(import_run_id=run.pk).order_by("id")[0]
    decided_correct(
        actor=world.actor("lan"), verdict_id=row.pk, verdict="UNDETERMINED", document="9/QĐ", document_on=None,
        reason="đính chính", now=world.now,
    )  # fmt: skip


def _sign_in(world: World, run: ImportRun) -> None:
    account = Account.objects.get(username="moi.nguoi")
    with act(system_actor(world.today), "account.sign_in"):
        SignInSession.objects.create(account=account, key="k", started_at=world.now, last_seen_at=world.now)


def _meeting(world: World) -> None:
    """A meeting of the office to which two communes are called."""
    lan = world.actor("lan")
    start = world.now + timedelta(days=9)
    new = NewMeeting(
        MeetingKind.objects.earliest("pk").pk, "Giao ban", world.orgs["VPDP"], start, start + timedelta(hours=2),
        venue="Hội trường A",
    )  # fmt: skip
    meeting = meeting_plan(actor=lan, new=new, now=world.now)
    orgs = [world.orgs["UB-HA"], world.orgs["UB-DONG"]]
    invitees_add(actor=lan, meeting_id=meeting.pk, orgs=orgs, now=world.now)
    meeting_invite(actor=lan, meeting_id=meeting.pk, now=world.now)


_TASK = {
    "product": "Báo cáo", "lead": "SNN", "responsible": "Phạm Thị Thu", "given_on": date(2026, 3, 2),
    "due_on": date(2026, 3, 31),
}  # fmt: skip
DAY = date(2026, 2, 1)
QD = "12/QĐ-UBND ngày 20/01/2025"
CASES: dict[str, Case] = {
    "units": Case(
        who="hanh",
        rows=lambda world: [
            {"type": "xa", "name": MARK, "code": "98009", "parent": "98", "source": "thử"},
            {"type": "thon", "name": "Một", "parent": "98009", "source": "thử"},
            {"type": "thon", "name": "Hai", "parent": "98001", "source": "thử"},
        ],
        later=lambda world, run: organisations.orgs_create(
            actor=world.actor("quantri"), now=world.now,
            rows=[organisations.NewOrg("UB-MOI", "UBND xã mới", "commune", place_id=UnitName.objects.get(
                name=MARK).unit_id)],
        ),
        named="Cơ quan|cơ quan", code="rests",
    ),
    "unit-changes": Case(
        who="hanh",
        before=lambda world: [
            {"group": "b", "day": date(2026, 9, 1), "old": "98004", "new_type": "phuong", "new_name": "Sơn Trung Mới",
             "new_code": "98004", "new_parent": "98"},
        ],
        rows=lambda world: [
            {"group": "a", "day": date(2026, 9, 1), "old": "98001", "new_type": "xa", "new_name": MARK,
             "new_code": "98010", "new_parent": "98"},
            {"group": "a", "day": date(2026, 9, 1), "old": "98002", "new_type": "xa", "new_name": MARK,
             "new_code": "98010", "new_parent": "98"},
            {"group": "b", "day": date(2026, 9, 1), "old": "98004", "new_type": "phuong", "new_name": "Sơn Trung Mới",
             "new_code": "98004", "new_parent": "98", "number": "5/NQ", "note": MARK},
        ],
        later=lambda world, run: change_apply(
            actor=world.actor("hanh"), now=world.now,
            ids=[UnitChange.objects.get(title__contains=MARK).pk],
        ),
        named="đã áp dụng", code="rests",
    ),
    "unit-classes": Case(
        who="hanh",
        rows=lambda world: [
            {"unit": "98001", "dimension": "zone", "value": MARK, "decision": "1/QĐ", "since": DAY},
            {"unit": "98001", "dimension": "region7", "value": "TDMNPB", "decision": "1/QĐ", "since": DAY},
        ],
        later=lambda world, run: _touch(UnitClass, {"value": MARK}, decision="2/QĐ"),
        named=f"Thượng Sơn: {MARK}",
    ),
    "organisations": Case(
        who="quantri",
        rows=lambda world: [
            {"code": "MOI", "name": MARK, "kind": "department"},
            {"code": "SXD", "name": "Sở Xây dựng và Giao thông", "kind": "department", "phone": "999", "since": DAY},
        ],
        later=lambda world, run: organisations.post_create(
            actor=world.actor("quantri"), org_id=OrgUnit.objects.get(code="MOI").pk, title="Giám đốc", now=world.now
        ),
        named="Giám đốc", code="rests",
    ),
    "posts": Case(
        who="quantri",
        rows=lambda world: [
            {"org": "SNN", "title": MARK, "seats": 1},
            {"org": "SNN", "title": "Cán bộ phụ trách nông thôn mới", "seats": 7},
        ],
        later=lambda world, run: organisations.holding_start(
            actor=world.actor("quantri"), person_id=world.people["minh"], post_id=Post.objects.get(title=MARK).pk,
            start=DAY, now=world.now,
        ),
        named="Lê Văn Minh", code="rests",
    ),
    "committees": Case(
        before=lambda world: [
            {"committee": "Ban Chỉ đạo tỉnh", "level": "province", "person": "Lê Văn Minh", "function": "member",
             "post_title": "Giám đốc", "unit": "98001", "start": date(2026, 1, 1)},
        ],
        rows=lambda world: [
            {"committee": "Ban Chỉ đạo tỉnh", "level": "province", "person": "Lê Văn Minh", "function": "standing",
             "post_title": MARK, "unit": "98002", "start": date(2026, 1, 1)},
            {"committee": MARK, "level": "province", "person": "Trần Thị Lan", "function": "member", "start": DAY},
        ],
        later=lambda world, run: organisations.seat_start(
            actor=world.actor("lan"), committee_id=SteeringCommittee.objects.get(name=MARK).pk,
            person_id=world.people["minh"], function="member", start=DAY, decision=organisations.Decision("", None),
            now=world.now,
        ),
        named="Lê Văn Minh", code="rests",
    ),
    "monitors": Case(
        before=lambda world: [{"person": "Lê Văn Minh", "unit": "98002", "start": date(2026, 1, 1)}],
        rows=lambda world: [
            {"person": "Lê Văn Minh", "unit": "98002", "start": date(2026, 1, 1), "end": date(2026, 12, 31)},
            {"person": "Phạm Thị Thu", "unit": "98001", "start": DAY, "decision": MARK},
        ],
        later=lambda world, run: _touch(FieldMonitor, {"decision": MARK}, decision="2/QĐ"),
        named="Phạm Thị Thu",
    ),
    "commune-statistics": Case(
        target=lambda world: {"year": 2025},
        rows=lambda world: [],
        prepare=lambda world: statistics_save(
            actor=world.actor("lan"), now=world.now,
            figures=[NewFigure(
                world.units["thuong"], 2025, Measure.objects.get(code="dan_so").pk, Decimal(5000), source="cũ"
            )],
        ),
        data=lambda world: _matrix(
            "commune-statistics", {"year": 2025}, "lan", {("98001", "Dân số"): 6000, ("98002", "Dân số"): 0}, world
        ),
        later=lambda world, run: statistics_save(
            actor=world.actor("lan"), now=world.now,
            figures=[NewFigure(world.units["thuong"], 2025, Measure.objects.get(code="dan_so").pk, Decimal(6100))],
        ),
        named="Thượng Sơn, Dân số, 2025",
    ),
    "people": Case(
        who="quantri",
        rows=lambda world: [
            {"full_name": MARK, "phone": "0912 000 009", "org": "SNN", "title": "Phó Giám đốc",
             "role": "department_officer", "start": DAY, "username": "moi.nguoi"},
            {"full_name": "Lê Văn Minh", "phone": "0912 000 010", "org": "SNN",
             "title": "Cán bộ phụ trách nông thôn mới", "role": "department_head", "start": date(2025, 1, 1),
             "end": date(2027, 12, 31)},
            {"full_name": "Phạm Thị Thu", "org": "SNN", "title": "Kế toán", "role": "department_head", "start": DAY},
        ],
        later=_sign_in,
        named=MARK, code="signed_in",
    ),
    "indicator-owners": Case(
        target=lambda world: {"version": world.version_id},
        rows=lambda world: [
            {"code": "1.1", "org": "VPDP", "start": DAY},
            {"code": "3.2", "org": "VPDP", "start": DAY},
        ],
        later=lambda world, run: criteria.owners_set(
            actor=world.actor("lan"), version_id=world.version_id, owners={"1.1": world.orgs["SXD"]},
            start=date(2026, 3, 1), now=world.now,
        ),
        named="1.1 – Văn phòng điều phối tỉnh",
    ),
    "criteria-rows": Case(
        target=lambda world: {"version": _draft(world).pk},
        prepare=_draft,
        rows=lambda world: [
            {"line": 1, "criterion": 2, "code": "2.0", "name": MARK, "unit": "%", "kind": "percent",
             "comparator": ">=", "t-all": "55", "source": "https://vi-du.vn/a"},
            {"line": 2, "criterion": 2, "code": "2.1", "name": "Tỷ lệ đường xã được cứng hóa", "unit": "%",
             "kind": "percent", "comparator": ">=", "t-all": "95"},
            {"line": 3, "criterion": 9, "criterion_name": MARK, "code": "9.1", "name": "Có nhà văn hóa",
             "kind": "pass_fail", "comparator": "is", "t-all": "Đạt"},
        ],
        later=lambda world, run: criteria.owners_set(
            actor=world.actor("lan"), version_id=_draft(world).pk, owners={"2.0": world.orgs["SXD"]}, start=None,
            now=world.now,
        ),
        named=f"2.0 {MARK}", code="rests",
    ),
    "row-confirmations": Case(
        target=lambda world: {"version": _left(world).pk},
        prepare=_left,
        rows=lambda world: [
            {"code": "1.1", "document": MARK, "page": "3", "confirmed": True},
            {"code": "1.2", "document": MARK, "page": "3", "confirmed": True, "cells": "all"},
        ],
        nothing_rests="a reading changes no content and no verdict; another reading of the same row stands by itself",
    ),
    "provincial-thresholds": Case(
        target=lambda world: {"version": _left(world).pk, "province": world.units["tinh"]},
        before=lambda world: [{"code": "1.1", "value": "70", "start": date(2026, 1, 1), "decision": "1/QĐ"}],
        rows=lambda world: [
            {"code": "1.1", "value": "75", "start": date(2026, 1, 1), "decision": MARK},
            {"code": "1.1", "value": "80", "start": DAY, "decision": MARK},
        ],
        later=lambda world, run: criteria.provincial_set(
            actor=world.actor("lan"), version_id=_left(world).pk, province_id=world.units["tinh"], now=world.now,
            thresholds=[criteria.Decided("1.1", "all", "81", DAY, "3/QĐ")],
        ),
        named="1.1 từ ngày 01/02/2026",
    ),
    "ministry-thresholds": Case(
        target=lambda world: {"version": _of_ministry(world).pk},
        before=lambda world: [{"code": "1.1", "value": "70", "start": date(2026, 1, 1), "decision": "1/QĐ-BXD",
                               "issuer": "Bộ Xây dựng"}],
        rows=lambda world: [
            {"code": "1.1", "value": "75", "start": date(2026, 1, 1), "decision": MARK, "issuer": "Bộ Xây dựng"},
            {"code": "1.1", "value": "80", "start": DAY, "decision": MARK, "issuer": "Bộ Xây dựng"},
        ],
        later=lambda world, run: criteria.ministry_set(
            actor=world.actor("lan"), version_id=_of_ministry(world).pk, now=world.now,
            thresholds=[criteria.Decided("1.1", "all", "81", DAY, "3/QĐ-BXD", issuer="Bộ Xây dựng")],
        ),
        named="1.1 từ ngày 01/02/2026",
    ),
    "province-workbook": Case(
        target=lambda world: {"round": world.open_round},
        rows=lambda world: [],
        data=lambda world: _matrix(
            "province-workbook", {"round": world.open_round}, "lan", {("98001", "2.2"): 71}, world
        ),
        later=lambda world, run: value_save(
            actor=world.actor("tuan"), sheet_id=world.open_sheets["thuong"], indicator_id=world.indicators["2.2"],
            typed={"": "72"}, now=world.now,
        ),
        named="2.2", code="rests",
    ),
    "commune-workbook": Case(
        who="tuan",
        target=lambda world: {"sheet": world.open_sheets["thuong"]},
        rows=lambda world: [
            {"code": "2.1", "value": 91},
            {"code": "2.2", "numerator": 45, "denominator": 60, "explanation": MARK},
            {"code": "1.1", "choice": "Đạt"},
        ],
        later=lambda world, run: value_save(
            actor=world.actor("tuan"), sheet_id=world.open_sheets["thuong"], indicator_id=world.indicators["2.2"],
            typed={"": "72"}, now=world.now,
        ),
        named="2.2", code="rests",
    ),
    "carry-rules": Case(
        target=lambda world: {"version": world.version_id},
        before=lambda world: [{"code": "2.1", "rule": "lấy mức kém nhất", "reason": "cũ"}],
        rows=lambda world: [
            {"code": "2.1", "rule": "cộng", "reason": MARK},
            {"code": "3.1", "rule": "không so sánh được"},
        ],
        later=lambda world, run: carry_rules_set(
            actor=world.actor("lan"), version_id=world.version_id, now=world.now,
            rules={world.indicators["3.1"]: SaidRule("sum", "", "")},
        ),
        named="3.1",
    ),
    "decided-long": Case(
        target=_past,
        before=lambda world: [{"name": "Hạ Sơn", "year": 2024, "item": "1", "verdict": "Đ", "document": QD}],
        rows=lambda world: [
            {"name": "Hạ Sơn", "year": 2024, "item": "1", "verdict": "CĐ", "document": QD},
            {"name": "Đông Sơn", "year": 2024, "item": "2", "verdict": "Đ", "document": QD},
        ],
        later=_correct, named="Sơn, 2024",
    ),
    "decided-wide": Case(
        target=_past,
        rows=lambda world: [
            {"name": "Hạ Sơn", f"c{world.criteria['1']}": "Đ", f"c{world.criteria['2']}": "CĐ", "reported": 1,
             "document": QD},
        ],
        later=_correct, named="Hạ Sơn, 2024",
    ),
    "targets": Case(
        before=lambda world: [
            {"name": "Hạ Sơn", "year": 2026, "registered_on": date(2026, 1, 10), "document": "1/ĐK"},
        ],
        rows=lambda world: [
            {"name": "Hạ Sơn", "year": 2026, "registered_on": date(2026, 1, 10), "document": "2/ĐK",
             "confirmed_number": "9/QĐ", "confirmed_on": DAY},
            {"name": "Đông Sơn", "year": 2026, "registered_on": date(2026, 1, 10), "note": MARK},
        ],
        later=lambda world, run: target_move(
            actor=world.actor("lan"), target_id=RegisteredTarget.objects.get(note=MARK).pk, year=2027, reason="chờ vốn",
            now=world.now,
        ),
        named="Đông Sơn",
    ),
    "calendar": Case(
        before=lambda world: [
            {"org": "VPDP", "kind": "VISIT", "day": date(2026, 3, 4), "start": "8h", "end": "11h", "title": "Đi cơ sở",
             "venue": "thôn Trung", "people": "Ngô Quốc Phong"},
        ],
        rows=lambda world: [
            {"org": "VPDP", "kind": "VISIT", "day": date(2026, 3, 4), "start": "8h", "end": "10h", "title": "Đi cơ sở",
             "venue": "thôn Đông", "people": "Nguyễn Thị Hạnh"},
            {"org": "VPDP", "kind": "OTHER", "day": date(2026, 3, 5), "start": "8h", "end": "10h", "title": MARK},
        ],
        later=lambda world, run: entry_cancel(
            actor=world.actor("lan"), entry_id=CalendarEntry.objects.get(title=MARK).pk, reason="mưa", now=world.now
        ),
        named=MARK,
    ),
    "meeting_points": Case(
        prepare=_meeting, target=lambda world: {"meeting": BriefingMeeting.objects.latest("pk").pk},
        before=lambda world: [{"code": "UB-HA", "venue": "Hội trường"}],
        rows=lambda world: [{"code": "UB-HA", "venue": "Tầng 2"}, {"code": "UB-DONG", "venue": MARK}],
        later=lambda world, run: point_correct(
            actor=world.actor("binh"), point_id=MeetingPoint.objects.get(venue=MARK).pk, venue="Tầng 3",
            contact_name="", contact_phone="", now=world.now,
        ),
        named="Đông Sơn",
    ),
    "documents": Case(
        before=lambda world: [
            {"issuer": "Sở Xây dựng", "number": "7/SXD-QH", "issued_on": date(2026, 1, 10), "summary": "Về quy hoạch",
             "received_on": date(2026, 1, 12), "arrival_number": 3},
        ],
        rows=lambda world: [
            {"issuer": "Sở Xây dựng", "number": "7/SXD-QH", "issued_on": date(2026, 1, 10),
             "summary": "Về quy hoạch xã", "received_on": date(2026, 1, 13), "arrival_number": 4, "kind": "Báo cáo"},
            {"issuer": "Bộ A", "number": "9/QĐ-A", "issued_on": date(2026, 1, 11), "summary": "Ban hành", "note": MARK,
             "given_to": "Trần Thị Lan", "given_on": date(2026, 1, 12)},
        ],
        later=lambda world, run: document_void(
            actor=world.actor("lan"), document_id=Document.objects.get(note=MARK).pk, reason="ghi nhầm", now=world.now
        ),
        named="9/QĐ-A",
    ),
    "tasks": Case(
        before=lambda world: [{**_TASK, "title": "Việc có trước", "coordinating": "VPDP"}],
        rows=lambda world: [
            {**_TASK, "title": "Việc có trước", "coordinating": "SXD", "due_on": date(2026, 4, 30)},
            {**_TASK, "title": MARK, "communes": "98001; 98002", "criteria": "son-ha-thu 2"},
            {**_TASK, "title": "Phần", "parent": MARK},
        ],
        later=lambda world, run: task_accept(
            actor=world.actor("thu"), task_id=Task.objects.get(title=MARK, state="NEW").pk, now=world.now
        ),
        named=MARK,
    ),
    "plan-lines": Case(
        target=lambda world: {"plan": _plan(world).pk},
        before=lambda world: [
            {"text": "Kiểm tra cấp nước", "group": "Hạ tầng", "lead": "SNN", "timing": "quý II",
             "money": "Ngân sách tỉnh 2026: 500.000.000"},
        ],
        rows=lambda world: [
            {"id": PlanLine.objects.get(text="Kiểm tra cấp nước").pk, "text": "Kiểm tra cấp nước", "timing": "quý III",
             "lead": "SXD", "money": "Xã hội hóa 2026: 7"},
            {"text": MARK, "group": "Tuyên truyền", "lead": "VPDP", "money": "Ngân sách tỉnh 2026: 8"},
        ],
        later=lambda world, run: line_end(
            actor=world.actor("hanh"), line_id=PlanLine.objects.get(text=MARK).pk, reason="trùng", now=world.now
        ),
        named=MARK,
    ),
    "recognitions": Case(
        before=lambda world: [
            {"name": "Hạ Sơn", "level": "Đạt chuẩn", "year": 2023, "decision_number": "7/QĐ",
             "decision_on": date(2023, 5, 5)}
        ],
        rows=lambda world: [
            {"name": "Hạ Sơn", "level": "Đạt chuẩn", "year": 2022, "decision_number": "7/QĐ",
             "decision_on": date(2023, 5, 5)},
            {"name": "Đông Sơn", "level": "Đạt chuẩn", "year": 2024, "decision_number": "8/QĐ",
             "decision_on": date(2024, 5, 5)},
        ],
        later=lambda world, run: recognition_revoke(
            actor=world.actor("lan"), recognition_id=Recognition.objects.get(unit_id=world.units["dong"]).root_id,
            new=NewDecision(decision_number="9/QĐ", decision_on=DAY, reason="thử"), now=world.now,
        ),
        named="Đông Sơn|9/QĐ", code="rests",
    ),
}  # fmt: skip


@pytest.fixture
def world(db: None, now: Any) -> World:
    return build_world(now)


def _file(world: World, kind: str, case: Case, rows: Rows) -> bytes:
    spec: Any = importer_for(kind).spec_for(world.actor(case.who), case.target(world))
    assert not isinstance(spec, MatrixSpec)
    headers = {column.key: str(column.header) for column in spec.columns}
    keys = list(dict.fromkeys(key for row in rows for key in row))
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet()
        for place, key in enumerate(keys):
            sheet.write_string(0, place, headers[key])
            for number, row in enumerate(rows, start=1):
                value = row.get(key)
                if isinstance(value, bool):
                    sheet.write_string(number, place, "Có")
                elif isinstance(value, str):
                    sheet.write_string(number, place, value)
                elif value is not None:
                    sheet.write(number, place, value)
    return out.getvalue()


def bring(world: World, kind: str, case: Case, data: bytes, minutes: int = 0) -> ImportRun:
    now = world.now + timedelta(minutes=minutes)
    actor = world.actor(case.who)
    run = import_upload(actor=actor, kind=kind, target=case.target(world), data=data, name="thử.xlsx", now=now)
    assert run.state == "CHECKED", run.errors
    return import_apply(actor=actor, run_id=run.pk, now=now)


def undo(world: World, case: Case, run: ImportRun, hours: int = 1) -> ImportRun:
    now = world.now + timedelta(hours=hours)
    return import_undo(actor=world.actor(case.who), run_id=run.pk, reason="nhầm tệp", now=now)


def _list(client: Client, url: str, view: Any) -> list[tuple[str, ...]]:
    columns = ",".join(column.name for column in view.register.columns)
    answer = client.get(url, {"export": "csv", "columns": columns})
    if answer.status_code != 200:
        return [("", str(answer.status_code))]
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    lines = list(csv.reader(io.StringIO(text), delimiter=";"))
    return sorted(tuple(line) for line in lines[lines.index([]) + 1 :])


def lists(clients: Iterable[Client]) -> dict[str, Any]:
    """All columns of every register, as the people see them."""
    found: dict[str, Any] = {}
    for name, view in REGISTERS:
        if name in TELLS_THE_PAST or name.startswith(("jobs:", "notify:")) or "journal" in name:
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        for number, client in enumerate(clients):
            found[f"{name} {number}"] = _list(client, url, view)
    return found


def export(world: World, kind: str, case: Case, who: Actor) -> list[list[Any]]:
    """Today's sheet of the kind, without its notes on when and by whom."""
    data, _name = importer_for(kind).template(who, case.target(world), world.now)
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [[str(cell) for cell in line] for line in book.get_sheet_by_index(0).to_python()]


def rows_kept() -> dict[str, int]:
    """How many rows every table holds: history and registers only grow."""
    with connection.cursor() as cursor:
        there = [each.name for each in connection.introspection.get_table_list(cursor) if each.type == "t"]
        found = {}
        for name in there:
            cursor.execute(f'SELECT count(*) FROM "{name}"')
            [found[name]] = cursor.fetchone()
    return found


def test_every_kind_has_its_case_or_its_reason() -> None:
    kinds = {each.kind: each for each in importers()}
    assert set(kinds) == {*CASES, *CANNOT}
    for kind in CASES:
        assert kinds[kind].can_undo, kind
    for kind, reason in CANNOT.items():
        assert reason and not kinds[kind].can_undo, kind
    for kind, case in CASES.items():
        assert (case.later is None) == bool(case.nothing_rests), kind


@pytest.mark.parametrize("kind", CASES)
def test_what_was_written_since_refuses_the_undo_and_names_itself(kind: str, world: World) -> None:
    case = CASES[kind]
    if case.later is None:
        assert case.nothing_rests
        return
    run = _written(world, kind, case)
    case.later(world, run)
    before = rows_kept()
    with pytest.raises(Refused, match=case.named) as caught:
        undo(world, case, run)
    assert caught.value.code == case.code
    assert caught.value.status == 409
    run.refresh_from_db()
    assert run.state == "APPLIED"
    assert rows_kept() == before


@pytest.mark.parametrize("kind", CASES)
def test_an_import_and_its_undo_leave_every_list_and_export_as_it_was(kind: str, world: World) -> None:
    case = CASES[kind]
    clients = [sign_in(world, "hanh"), sign_in(world, "quantri")]
    case.prepare(world)
    if case.before is not None:
        bring(world, kind, case, _file(world, kind, case, case.before(world)))
    who = world.actor(case.who)
    sheet, seen = export(world, kind, case, who), lists(clients)
    assert any(rows and rows[0][0] for rows in seen.values()), "nothing is seen at all"
    for again in (1, 2):  # undone once and twice: what was taken back can be brought in again
        data = case.data(world) if case.data is not None else _file(world, kind, case, case.rows(world))
        run = bring(world, kind, case, data, minutes=10 * again)
        if again == 1:
            changed = {name for name, rows in lists(clients).items() if rows != seen[name]}
            assert changed or export(world, kind, case, who) != sheet, "the import changed nothing that is seen"
        written = rows_kept()
        undone = undo(world, case, run, hours=again)
        assert undone.state == "UNDONE" and sum(undone.undone.values()) > 0
        if again == 2:
            after = lists(clients)
            assert {name: after[name] for name in seen if after[name] != seen[name]} == {}
        assert export(world, kind, case, who) == sheet
        fewer = {
            name for name, count in rows_kept().items()
            if count < written[name] and name not in TAKEN_OUT.get(kind, ())
        }  # fmt: skip
        assert fewer == set(), "an undo deletes nothing"


TAKEN_OUT = {"criteria-rows": ("criteria_criterion", "criteria_indicator")}
"""New rows of a draft are taken out of it by the same act as by hand: their history stays (the tables of events do)."""


def test_no_table_of_events_or_append_only_rows_is_ever_taken_out() -> None:
    models = {model._meta.db_table: model for model in apps.get_models() if not model._meta.proxy}
    for tables in TAKEN_OUT.values():
        for table in tables:
            model = models[table]
            assert not issubclass(model, AppendOnly | HistoryEvent)
            assert issubclass(model.pgh_event_model, HistoryEvent)  # type: ignore[attr-defined]


def _written(world: World, kind: str, case: Case) -> ImportRun:
    case.prepare(world)
    if case.before is not None:
        bring(world, kind, case, _file(world, kind, case, case.before(world)))
    data = case.data(world) if case.data is not None else _file(world, kind, case, case.rows(world))
    return bring(world, kind, case, data, minutes=5)

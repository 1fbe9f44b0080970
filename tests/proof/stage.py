"""Walking the routes: what there is, and asking one of them as one person."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from dieuphoi.config.api import api
from dieuphoi.core.exchange.importers import importer_for
from dieuphoi.core.exchange.mapping import Plan
from dieuphoi.core.exchange.services import import_upload, map_save
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today as day_of
from dieuphoi.core.kernel.models import Job
from dieuphoi.core.letters.registry import letter_kind
from dieuphoi.core.letters.services import template_add
from dieuphoi.core.notify.models import Notice
from dieuphoi.core.notify.services import notify, rule_add, webhook_add
from dieuphoi.core.register.comments import comment_add
from dieuphoi.core.register.saved import view_save
from dieuphoi.insight.portal.services import list_approve, list_prepare
from dieuphoi.programme.assessments.amendments.asking import NewAmendment, NewItem
from dieuphoi.programme.assessments.amendments.papers import NewPaper, paper_record
from dieuphoi.programme.assessments.amendments.services import amendment_request
from dieuphoi.programme.assessments.decided import decided_of_units, lines_of
from dieuphoi.programme.assessments.services import rounds, values
from dieuphoi.programme.assessments.services.decided import CommuneYear, Said, decided_record
from dieuphoi.programme.assessments.services.figures import result_counter
from dieuphoi.programme.criteria import services as criteria
from dieuphoi.programme.recognition.services import (
    NewDecision,
    NewRecognition,
    recognition_acknowledge,
    recognition_file_add,
    recognition_record,
)
from dieuphoi.programme.targets.services import (
    NewTarget,
    target_file_add,
    target_move,
    target_register,
    target_withdraw,
)
from dieuphoi.registry.access.models import RoleAssignment
from dieuphoi.registry.access.services.delegations import delegation_give
from dieuphoi.registry.access.services.rules import second_step_rule_set
from dieuphoi.registry.accounts.models import SignInSession
from dieuphoi.registry.accounts.services import token_create
from dieuphoi.registry.organisations import selectors
from dieuphoi.registry.organisations import services as organisations
from dieuphoi.registry.profile import selectors as profile_selectors
from dieuphoi.registry.profile import services as profile
from dieuphoi.registry.territory.services import BatchSpec, PlannedChange, PlannedUnit, changes_plan
from tests.support.matrix import PDF, WORKBOOK, Row, Stage
from tests.support.routes import PUT_ON
from tests.support.world import World

FILES = frozenset({
    "workbook_upload", "sheet_workbook_upload", "evidence_add", "meeting_paper_add", "meeting_point_paper_add",
    "meeting_input_answer_file",
})  # fmt: skip


def build_stage(world: World) -> Stage:
    """The world plus one thing of each further kind that routes ask for."""
    lan = world.actor("lan")
    stage = Stage(world)
    stage.draft_round = rounds.round_create(
        actor=lan,
        plan=rounds.RoundPlan(
            "Đợt nháp", world.units["tinh"], world.version_id, "2026", date(2026, 2, 1), date(2026, 4, 1),
            date(2026, 5, 1), date(2026, 6, 1),
        ),
        now=world.now,
    ).pk  # fmt: skip
    target = {"round": world.open_round}
    data, name = importer_for(WORKBOOK).template(lan, target, world.now)
    stage.run = import_upload(actor=lan, kind=WORKBOOK, target=target, data=data, name=name, now=world.now).pk
    plan = Plan((("ma so", 0, "row:code"), ("duong", 0, "col:2.1")))
    stage.heading_map = map_save(
        actor=lan, kind=WORKBOOK, target=target, name="Bảng của tỉnh", plan=plan, now=world.now
    ).pk
    stage.job = Job.objects.create(
        kind="proof", label="Việc dài", account_id=world.accounts["lan"], created_at=world.now
    ).pk
    stage.evidence = values.evidence_add(
        actor=world.actor("tuan"),
        sheet_id=world.open_sheets["thuong"],
        indicator_id=world.indicators["2.1"],
        data=PDF,
        name="minh chứng.pdf",
        now=world.now,
    ).pk
    stage.recognition = recognition_record(
        actor=lan,
        new=NewRecognition(world.units["ha"], "commune_basic", 2020, "12/QĐ-UBND", date(2020, 12, 20)),
        now=world.now,
    ).root_id
    stage.acknowledgement = recognition_acknowledge(
        actor=lan,
        recognition_id=stage.recognition,
        new=NewDecision("3/QĐ-UBND", date(2026, 1, 5), unit_id=world.units["dong"]),
        now=world.now,
    ).pk
    stage.recognition_file = recognition_file_add(
        actor=lan, recognition_id=stage.recognition, data=BytesIO(PDF), name="quyết định.pdf", now=world.now
    ).pk
    stage.letter_template = template_add(
        actor=lan, kind="tong-hop-dot", place_id=world.units["tinh"],
        data=letter_kind("tong-hop-dot").shipped.read_bytes(),
        name="mẫu tổng hợp.docx", valid_from=world.today, reason="thử", now=world.now,
    ).pk  # fmt: skip
    lists = {
        kind: list_prepare(actor=lan, kind=kind, province_id=world.units["tinh"], as_of=world.today, now=world.now).pk
        for kind in ("recognised-units", "commune-units")
    }
    stage.public_list, stage.waiting_list = lists["recognised-units"], lists["commune-units"]
    list_approve(actor=world.actor("hanh"), list_id=stage.public_list, now=world.now)
    stage.amendment = amendment_request(
        actor=lan,
        new=NewAmendment(
            world.frozen_sheets["ha"], "Nhập nhầm số km", "15/BB-VPDP", date(2026, 2, 20),
            (NewItem(world.indicators["2.1"], {"": "82"}),),
        ),
        now=timezone.now(),  # pages and API live by the real clock: it still waits there
    ).pk
    stage.paper = paper_record(
        actor=lan,
        round_id=world.frozen_round,
        new=NewPaper("decision", "1/QĐ-UBND", date(2026, 1, 5), "Ngô Quốc Phong", scan=PDF, scan_name="qđ.pdf"),
        now=world.now,
    ).pk  # fmt: skip
    _targets(stage, lan)
    decided_record(
        actor=lan,
        version_id=world.version_id,
        rows=[
            CommuneYear(
                world.units["ha"], "Xã Hạ Sơn", "98002", world.units["tinh"], 2024, date(2024, 12, 31), "7/QĐ-UBND",
                verdicts=(Said(world.criteria["1"], None, "MET", "Đ"),),
            )
        ],
        now=world.now,
    )  # fmt: skip
    [year] = decided_of_units(lan, [world.units["ha"]])
    stage.decided, stage.decided_verdict = year.pk, lines_of(lan, year.pk)[0].id
    stage.token = token_create(
        actor=lan, name="thử", scopes=["read"], expires_on=date(2099, 1, 1), now=world.now
    ).token.pk
    for key, share in (("own", "me"), ("unit", "unit")):
        stage.views[key] = view_save(
            actor=lan, register="units", path="/territory/", name=key, query="type=xa", share=share,
            org_id=world.orgs["VPDP"], now=world.now,
        ).pk  # fmt: skip
    notify(
        actor=lan, to=[world.accounts["tuan"]], kind="comment.mention", once="stage", title="Xem phiếu",
        url="/rounds/", now=world.now,
    )  # fmt: skip
    stage.notice = Notice.objects.get(account_id=world.accounts["tuan"], once="stage").pk
    hanh = world.actor("hanh")
    stage.rule = rule_add(
        actor=hanh, kind="round.entry_due", offset=-3, repeat=None, start=date(2026, 1, 1), source="thử", now=world.now
    ).pk
    stage.webhook = webhook_add(
        actor=hanh, name="thử", url="https://example.invalid/hook", kinds_wanted=["round.verify_due"], now=world.now
    ).pk
    stage.comment = comment_add(
        actor=world.actor("tuan"), kind="sheet", record_id=world.open_sheets["thuong"], text="Số hộ chưa khớp",
        anchor="2.1", now=world.now,
    ).pk  # fmt: skip
    build_access(stage)
    planned = changes_plan(
        actor=world.actor("hanh"),
        batch=BatchSpec("Sắp xếp thử", "thử"),
        plans=[
            PlannedChange(
                date(2099, 1, 1),
                (world.units["ha"], world.units["dong"]),
                (PlannedUnit("m", "commune", "xa", "Hạ Đông", "98005", world.units["tinh"]),),
            )
        ],
        now=world.now,
    )
    stage.batch, stage.change = planned.batch.pk, planned.changes[0].pk
    _criteria(stage, world)
    for key, sheet, code in (
        ("ha 3.1", world.open_sheets["ha"], "3.1"),
        ("ha 1.1", world.open_sheets["ha"], "1.1"),
        ("thuong 2.1", world.open_sheets["thuong"], "2.1"),
        ("frozen thuong 3.1", world.frozen_sheets["thuong"], "3.1"),
        ("dong 2.2", world.open_sheets["dong"], "2.2"),
    ):
        stage.results[key] = world.result(sheet, code)
    # A day after the last day for verifying: a late review, too.
    result_counter(
        actor=world.actor("hai"), result_id=stage.results["dong 2.2"], typed={"": "61"}, reason="Sở đo lại",
        now=world.now + timedelta(days=16),
    )  # fmt: skip
    stage.duties = _duties(world)
    for put_on in PUT_ON:
        put_on(stage)
    return stage


def _duties(world: World) -> dict[str, int]:
    """Tuấn is programme officer of his commune and sits on its committee; he hands something over to Hạnh."""
    lan, tuan, tuan_himself = world.actor("lan"), world.people["tuan"], world.actor("tuan")
    start, paper = date(2025, 1, 1), organisations.Decision("1/QĐ-UBND")
    [monitor] = organisations.monitor_start(
        actor=lan, person_id=tuan, unit_ids=[world.units["thuong"]], function="officer", start=start, decision=paper,
        now=world.now,
    )  # fmt: skip
    committee = organisations.committee_create(
        actor=lan, name="Ban Chỉ đạo xã Thượng Sơn", level="commune", place_id=world.units["thuong"], start=start,
        decision=paper, now=world.now,
    )  # fmt: skip
    seat = organisations.seat_start(
        actor=lan, committee_id=committee.pk, person_id=tuan, function="member", start=start, decision=paper,
        now=world.now,
    )  # fmt: skip
    post = organisations.post_create(
        actor=lan, org_id=world.orgs["UB-THUONG"], title="Công chức địa chính", now=world.now
    )
    holding = organisations.holding_start(
        actor=lan, person_id=tuan, post_id=post.pk, start=start, now=world.now
    )
    organisations.holding_end(
        actor=lan, holding_id=holding.pk, on=date(2026, 2, 1), reason="thôi kiêm nhiệm", now=world.now
    )
    [check] = selectors.checks_of(lan, tuan)
    mandate = organisations.mandate_add(
        actor=lan, org_id=world.orgs["VPDP"], number="1", text="Tham mưu", start=start, decision=paper, now=world.now
    )
    handover = organisations.handover_open(
        actor=world.actor("tuan"), giver_id=tuan, receiver_id=world.people["hanh"], effective_on=date(2026, 3, 1),
        reason="thôi kiêm nhiệm", now=world.now,
    )  # fmt: skip
    organisations.item_add(
        actor=world.actor("tuan"), handover_id=handover.pk, kind="dossier", title="Hồ sơ địa chính", now=world.now
    )
    planning = profile.planning_save(
        actor=world.actor("tuan"), unit_id=world.units["thuong"], kind="general", title="Quy hoạch chung",
        state="preparing", now=world.now,
    )  # fmt: skip
    people = next(each for each in profile_selectors.measures_on(tuan_himself, world.today) if each.code == "dan_so")
    profile.statistics_save(
        actor=tuan_himself,
        figures=[
            profile.NewFigure(world.units["thuong"], year, people.pk, number=number, source="Niên giám thống kê")
            for year, number in ((2024, Decimal(10512)), (2025, Decimal(10640)))
        ],
        now=world.now,
    )
    file = profile.planning_file_add(
        actor=world.actor("tuan"), document_id=planning.pk, data=PDF, name="quy hoạch.pdf", now=world.now
    )
    plan = profile.plan_create(
        actor=world.actor("tuan"), unit_id=world.units["thuong"], title="Kế hoạch 2026", first_year=2026,
        last_year=2026, now=world.now,
    )  # fmt: skip
    return {
        "planning": planning.pk, "file": file.pk, "plan": plan.pk,
        "monitor": monitor.pk, "committee": committee.pk, "seat": seat.pk, "post": post.pk, "holding": holding.pk,
        "check": check.pk, "mandate": mandate.pk, "handover": handover.pk,
    }  # fmt: skip


def build_access(stage: Stage) -> None:
    """Roles by name, a role that Tuấn lends to Vy next month, his session, a name that is locked out, a rule."""
    world = stage.world
    ids = {account: name for name, account in world.accounts.items()}
    for pk, account in RoleAssignment.objects.order_by("-id").values_list("id", "account_id"):
        stage.roles[ids[account]] = pk
    # The pages live today, not on the day of the world: lent now, it would open Tuấn's commune to Vy.
    later = day_of(timezone.now()) + timedelta(days=30)
    stage.delegation = delegation_give(
        actor=world.actor("tuan"), assignment_id=stage.roles["tuan"], delegate_id=world.accounts["vy"],
        start=later, end=later + timedelta(days=7), reason="nghỉ phép", now=world.now,
    ).pk  # fmt: skip
    with act(world.actor("tuan"), "session.open"):
        stage.session = SignInSession.objects.create(
            account_id=world.accounts["tuan"], key="k" * 32, ip="10.0.0.7", device="(Windows) Firefox/140.0",
            started_at=world.now, last_seen_at=world.now,
        ).pk  # fmt: skip
    Session.objects.create(session_key="k" * 32, session_data="", expire_date=timezone.now() + timedelta(days=7))
    stage.lock = AccessAttempt.objects.create(
        username="binh", ip_address="10.0.0.9", user_agent="x", failures_since_start=99, attempt_time=timezone.now()
    ).pk
    stage.step_rule = second_step_rule_set(
        actor=world.actor("quantri"), role="inspector", start=world.today, source="thử", now=world.now
    ).pk


def _criteria(stage: Stage, world: World) -> None:
    """An open draft of the world's set, a question about row 2.1, and guidance with a file."""
    lan = world.actor("lan")
    draft = criteria.draft_start(
        actor=lan,
        base_id=world.version_id,
        relation="amends",
        head=criteria.Head("dự thảo", effective_from=date(2026, 7, 1), change_note="Nâng mức 2.1"),
        now=world.now,
    )
    row = draft.indicators.select_related("criterion").get(code="2.1")
    stage.draft_set, stage.draft_row, stage.draft_criterion = draft.pk, row.pk, row.criterion_id
    indicator = world.indicators["2.1"]
    stage.question = criteria.question_ask(
        actor=world.actor("tuan"), indicator_id=indicator, text="Đường nội đồng có tính không?", now=world.now
    ).pk
    guidance = criteria.guidance_write(
        actor=lan,
        indicator_id=indicator,
        text="Cứng hóa là bê tông hoặc nhựa.",
        source="Công văn 1/SXD",
        files=[("hướng dẫn.pdf", PDF)],
        now=world.now,
    )
    stage.guidance_file = guidance.files.get().pk


def page_routes() -> Iterator[tuple[str, Any]]:
    """Every route outside the API: its name and its view."""
    yield from _walk(get_resolver().url_patterns, "")


def _walk(patterns: list[Any], space: str) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "api":
                yield from _walk(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name or pattern.pattern}", pattern.callback


@functools.cache
def api_operations() -> dict[str, tuple[str, str]]:
    """Every operation of the API: ``{operation id: (method, path)}``."""
    found = {}
    for path, methods in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items():
        for method, operation in methods.items():
            found[operation["operationId"]] = (method.upper(), path)
    return found


def ask(client: Client, row: Row, stage: Stage, *, is_api: bool) -> Any:
    """Send the request of a row; the answer, with its whole content read."""
    parts = row.at(stage)
    data = row.data(stage) if row.data else {}
    if is_api and row.name not in ("openapi-json", "nowhere"):
        url = api_operations()[row.name][1].format(**parts)
    else:
        url = reverse(f"api:{row.name}" if is_api else row.name, kwargs=parts)
    query = row.query(stage) if row.query else {}
    if row.method == "GET":
        answer = client.get(url, query)
    elif is_api and row.name not in FILES:
        answer = client.generic(row.method, url, json.dumps(data) if row.data else "", content_type="application/json")
    else:
        answer = client.post(url, data, query_params=query)
    if answer.streaming:
        answer.whole = b"".join(answer.streaming_content)
    return answer


def _targets(stage: Stage, lan: Actor) -> None:
    """One followed target of Thượng Sơn with a file, one withdrawn, one moved, a plan number; all by Lan."""
    world = stage.world

    def register(unit: str, year: int, **more: Any) -> int:
        new = NewTarget(
            unit_id=world.units[unit], year=year, registered_on=date(2026, 1, 15),
            **{"goal": "LEVEL", "level": "commune_basic", **more},
        )  # fmt: skip
        return target_register(actor=lan, new=new, now=world.now).pk

    stage.targets = {
        "thuong": register("thuong", 2026),
        "withdrawn": register("thuong", 2026, level="commune_advanced"),
        "moved": register("thuong", 2026, level="commune_model"),
        "plan": register(
            "tinh", 2026, goal="UNITS", wanted=2, confirmed_number="1/QĐ-UBND", confirmed_on=date(2026, 1, 20)
        ),
    }
    target_withdraw(actor=lan, target_id=stage.targets["withdrawn"], reason="chờ vốn", now=world.now)
    target_move(actor=lan, target_id=stage.targets["moved"], year=2027, reason="chờ vốn", now=world.now)
    stage.target_file = target_file_add(
        actor=lan, target_id=stage.targets["thuong"], data=BytesIO(PDF), name="đăng ký.pdf", now=world.now
    ).pk

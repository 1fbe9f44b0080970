"""Walking the routes: what there is, and asking one of them as one person."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from dieuphoi.config.api import api
from dieuphoi.core.exchange.importers import importer_for
from dieuphoi.core.exchange.services import import_upload
from dieuphoi.core.kernel.models import Job
from dieuphoi.core.notify.models import Notice
from dieuphoi.core.notify.services import notify, rule_add, webhook_add
from dieuphoi.core.register.comments import comment_add
from dieuphoi.core.register.saved import view_save
from dieuphoi.programme.assessments.decided import decided_of_units, lines_of
from dieuphoi.programme.assessments.services import rounds, values
from dieuphoi.programme.assessments.services.decided import CommuneYear, Said, decided_record
from dieuphoi.programme.recognition.services import (
    NewDecision,
    NewRecognition,
    recognition_acknowledge,
    recognition_file_add,
    recognition_record,
)
from dieuphoi.registry.accounts.services import token_create
from tests.support.matrix import PDF, WORKBOOK, Row, Stage
from tests.support.world import World

FILES = frozenset({"workbook_upload", "evidence_add"})


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
    for key, sheet, code in (
        ("ha 3.1", world.open_sheets["ha"], "3.1"),
        ("ha 1.1", world.open_sheets["ha"], "1.1"),
        ("thuong 2.1", world.open_sheets["thuong"], "2.1"),
        ("frozen thuong 3.1", world.frozen_sheets["thuong"], "3.1"),
    ):
        stage.results[key] = world.result(sheet, code)
    return stage


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

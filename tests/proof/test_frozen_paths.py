"""Fault 6: every write path – page, API, import, bulk, job, command – leaves a frozen sheet as it is.

The paths are found, not remembered: routes from the resolver, operations of the API, importers, jobs and commands. Each
that can name a sheet, one of its indicators or its round is asked with those of a frozen round, by the people who may
do most; afterwards every row that hangs on the frozen sheets is as it was. What cannot touch a sheet is listed here
with the reason, so that a new path must be thought about.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from dieuphoi.config.cli import entries
from dieuphoi.core.exchange.importers import importer_for, importers
from dieuphoi.core.kernel.jobs import job_kinds
from dieuphoi.programme.assessments.amendments.services import amendment_withdraw
from dieuphoi.programme.assessments.models import AssessmentRound, Sheet
from tests.proof.stage import api_operations
from tests.support.matrix import Stage
from tests.support.world import sign_in

pytestmark = pytest.mark.django_db

NAMED = ("sheet_id", "result_id", "round_id", "indicator_id")
"""Parts of an address by which a path names a sheet, a row of it or its round."""

BESIDE = frozenset({
    # What follows a freeze: their own tests prove that the sheet changes by an approval only.
    "assessments:amendment_act", "amendment_approve", "amendment_try", "amendment_reject", "amendment_withdraw",
})  # fmt: skip

BY_IDS: dict[str, Callable[[list[int], list[int]], dict[str, Any]]] = {
    "assessments:sheets": lambda sheets, results: {"bulk": "consolidate", "confirmed": "1", "ids": sheets},
    "assessments:queue": lambda sheets, results: {
        "bulk": "return", "confirmed": "1", "ids": results, "reason": "muộn"
    },
    "sheets_consolidate": lambda sheets, results: {"ids": sheets},
    "results_verify": lambda sheets, results: {"ids": results, "decision": "return", "comment": "muộn"},
}  # fmt: skip
"""Paths of rounds that name their rows in what is sent."""

NO_SHEET = {
    "assessments:rounds": "has no bulk act",
    "assessments:round_new": "makes a new round",
    "round_create": "makes a new round",
    "assessments:submissions": "urges, writes no sheet",
    "assessments:urge_pause": "a rule of days",
    "assessments:quality": "has no bulk act",
    "assessments:argued": "has no bulk act",
    "assessments:late_reviews": "has no bulk act",
    "assessments:returns": "has no bulk act",
    "assessments:punctuality": "reads",
    "assessments:carry_rules": "rules of a set, no sheet",
    "assessments:amendments": "has no bulk act",
    "assessments:amendment_terms": "a rule of days",
    "assessments:decided_list": "has no bulk act",
    "assessments:decided_import": "published results, no sheet",
    "assessments:decided_correct": "published results, no sheet",
    "assessments:decided_withdraw": "published results, no sheet",
}

JOBS = {
    "exchange": "an import: the importer refuses, as the page's",
    "files": "reads the words of a file",
    "letters": "writes a file",
    "register": "an export, or the bulk acts of a list, row by row by the acts above",
    "reports.letter": "reads, writes a file",
    "tasks.urging_letter": "reads, writes a file",
    "rounds.verify": "reads",
    "rounds.compare": "reads, writes a file",
}
"""Kinds of jobs (or their area), and why none is a door of its own to a sheet."""

COMMANDS = {
    "assets": "files of the pages", "bench": "measures on a database of its own", "criteria": "sets of criteria",
    "demo": "loads into an empty database", "dev": "the server", "manage": "Django's own; what it writes meets the"
    " database's triggers", "migrate": "the tables", "organisations": "agencies and people", "past": "published years,"
    " no sheet", "recognitions": "recognitions", "serve": "the server", "shell": "a shell: meets the triggers",
    "status": "reads", "territory": "units", "users": "accounts", "verify": "reads", "worker": "the jobs above",
    "backup": "reads", "restore": "into an empty database", "doctor": "reads",
}  # fmt: skip
"""Commands, and why none is a door of its own to a sheet."""


ROUNDS = "dieuphoi.programme.assessments."
NOT_OF_A_ROUND = {"decided-long", "decided-wide", "carry-rules"}
"""Importers of the package that write published years or rules of a set, which are no sheets."""


def page_routes(patterns: list[Any] | None = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every route outside the API by its name, with its pattern."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace != "api":
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from page_routes(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", pattern


def hanging_on(sheet_ids: list[int]) -> dict[str, Any]:
    """Every row of every table with a foreign key to a sheet, of these sheets; the sheets and their rounds."""
    tables = {
        (relation.related_model._meta.db_table, relation.field.column)
        for relation in Sheet._meta.related_objects
        if relation.field is not None and "event" not in relation.related_model._meta.model_name
    }
    tables -= {("assessments_amendment", "sheet_id")}
    tables |= {("assessments_sheet", "id")}
    found: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for table, column in sorted(tables):
            cursor.execute(
                f"SELECT coalesce(json_agg(t ORDER BY t.id)::text, '') FROM {table} t WHERE {column} = ANY (%s)",
                [sheet_ids],
            )
            found[table] = cursor.fetchone()[0]
    found["rounds"] = list(
        AssessmentRound.objects.filter(sheets__in=sheet_ids).distinct().values("id", "state", "frozen_hash", "title")
    )
    assert len(found) > 8
    return found


def frozen_parts(stage: Stage) -> dict[str, Any]:
    world = stage.world
    sheet = world.frozen_sheets["ha"]
    return {
        "sheet_id": sheet, "round_id": world.frozen_round, "indicator_id": world.indicators["2.1"],
        "result_id": world.result(sheet, "2.1"), "decision": "return", "move": "reopen", "whom": "communes",
        "version_id": world.version_id,
    }  # fmt: skip


SENT = {
    "name": "v:", "value": "91", "reason": "muộn", "comment": "muộn", "decision": "return", "typed": {"": "91"},
    "revision": 1, "text": "muộn", "verdict": "MET", "document": "1/BB", "confirmed": "1", "number": "91",
    "numerator": "9", "denominator": "10", "note": "muộn",
}  # fmt: skip


def clients(stage: Stage) -> list[Client]:
    return [sign_in(stage.world, who) for who in ("hanh", "lan", "hai", "vy")]


def test_no_page_and_no_operation_writes_to_a_frozen_sheet(staged: Stage) -> None:
    world = staged.world
    amendment_withdraw(actor=world.actor("lan"), amendment_id=staged.amendment, reason="thử", now=world.now)
    ids = sorted(world.frozen_sheets.values())
    results = [world.result(sheet, code) for sheet in ids for code in ("1.1", "2.1")]
    parts = frozen_parts(staged)
    before = hanging_on(ids)
    asked = set()
    people = clients(staged)
    for name, pattern in page_routes():
        wanted = set(pattern.pattern.converters)
        if name in BESIDE or not (wanted & set(NAMED) or name in BY_IDS):
            continue
        if not wanted <= set(parts):
            assert name in BESIDE or not name.startswith("assessments:"), f"{name}: with which ids?"
            continue
        moves = ("open", "freeze", "submit", "reopen", "consolidate") if "move" in wanted else ("",)
        for move in moves:
            here = {key: parts[key] for key in wanted} | ({"move": move} if move else {})
            sent = BY_IDS[name](ids, results) if name in BY_IDS else {k: v for k, v in SENT.items() if k != "typed"}
            for client in people:
                answer = client.post(reverse(name, kwargs=here), sent)
                assert answer.status_code < 500, (name, answer.status_code)
        asked.add(name)
    for name, (method, url) in api_operations().items():
        wanted = {part for part in (*NAMED, "decision", "move") if "{" + part + "}" in url}
        if method == "GET" or name in BESIDE or not (wanted & set(NAMED) or name in BY_IDS):
            continue
        body = BY_IDS[name](ids, results) if name in BY_IDS else SENT
        for client in people:
            answer = client.generic(
                method, url.format(**parts), json.dumps(body), content_type="application/json", HTTP_IF_MATCH='"1"'
            )
            assert answer.status_code < 500, (name, answer.status_code, answer.content[:200])
        asked.add(name)
    assert hanging_on(ids) == before
    # The walk met the paths that are known to write; were it blind, this would tell.
    assert asked >= {
        "assessments:cell", "assessments:sheet_act", "assessments:round_act", "assessments:result_verify",
        "assessments:evidence_add", "assessments:queue", "cell_save", "sheet_submit", "sheet_reopen", "results_verify",
        "result_verify", "evidence_add", "workbook_upload",
    }, asked  # fmt: skip


def test_every_other_path_of_rounds_has_its_reason(staged: Stage) -> None:
    """A new route or operation of the package that is neither asked above nor listed with its reason fails here."""
    unknown = []
    for name, pattern in page_routes():
        wanted = set(pattern.pattern.converters)
        posts = hasattr(getattr(pattern.callback, "view_class", None), "post")
        if name.startswith("assessments:") and posts and not wanted & set(NAMED):
            unknown += [name] if name not in {*NO_SHEET, *BY_IDS, *BESIDE} else []
    tags = ("/rounds", "/sheets", "/results", "/amendments")
    for name, (method, url) in api_operations().items():
        if method != "GET" and any(f"/v1{tag}" in url for tag in tags) and not any(part in url for part in NAMED):
            unknown += [name] if name not in {*NO_SHEET, *BY_IDS, *BESIDE} else []
    assert unknown == []


def test_no_import_writes_to_a_frozen_sheet(staged: Stage) -> None:
    """The one importer of sheets refuses a frozen round, page and command; the others know no sheet."""
    from dieuphoi.core.exchange.services import import_upload
    from dieuphoi.core.kernel.errors import Refused
    from tests.support.matrix import WORKBOOK

    world = staged.world
    of_rounds = {each.kind for each in importers() if type(each).__module__.startswith(ROUNDS)} - NOT_OF_A_ROUND
    assert WORKBOOK in of_rounds
    ids = sorted(world.frozen_sheets.values())
    before = hanging_on(ids)
    for kind in sorted(of_rounds):
        lan = world.actor("lan")
        [key] = importer_for(kind).target_keys
        living, frozen = {
            "round": (world.open_round, world.frozen_round),
            "sheet": (world.open_sheets["ha"], world.frozen_sheets["ha"]),
        }[key]
        data, name = importer_for(kind).template(lan, {key: living}, world.now)
        target = {key: frozen}
        for who in ("hanh", "lan", "vy"):
            with pytest.raises(Refused, match="không mở"):
                import_upload(actor=world.actor(who), kind=kind, target=target, data=data, name=name, now=world.now)
    assert hanging_on(ids) == before


def test_jobs_and_commands_are_known() -> None:
    """A job or command that is new is thought about here: none of these writes to a sheet by a door of its own."""
    known = {*JOBS, "test"}  # other tests make kinds of their own in this process
    assert [kind for kind in job_kinds() if kind not in JOBS and kind.partition(".")[0] not in known] == []
    assert set(entries()) - set(COMMANDS) == set()

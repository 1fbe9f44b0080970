"""The panel "Chuỗi" on every record page (fault 10): where there are neighbours, without what is out of scope."""

from __future__ import annotations

import re
from html import escape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dieuphoi.config.chain import PACKAGES
from dieuphoi.core.chain import registry
from dieuphoi.core.chain.registry import Edge, kinds
from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.register.views import RecordView
from tests.proof.stage import page_routes
from tests.support.matrix import Stage
from tests.support.world import sign_in

pytestmark = pytest.mark.django_db

PAGE_OF = {
    "unit": "territory:unit",
    "unit_change": "territory:change",
    "unit_change_batch": "territory:batch",
    "org": "organisations:org",
    "person": "organisations:person",
    "committee": "organisations:committee",
    "monitor": "organisations:monitor",
    "handover": "organisations:handover",
    "planning": "profile:planning_document",
    "commune_plan": "profile:plan",
    "account": "rights:person",
    "role": "rights:role",
    "set_version": "criteria:set",
    "indicator": "criteria:row",
    "criteria_question": "criteria:question",
    "round": "assessments:round",
    "sheet": "assessments:sheet",
    "result": "assessments:result",
    "decided": "assessments:decided",
    "amendment": "assessments:amendment",
    "target": "targets:page",
    "recognition": "recognition:page",
    "task": "tasks:page",
    "workplan": "tasks:plan",
    "recurring_duty": "tasks:duty",
    "task_result": "tasks:result",
    "document": "directives:page",
    "drafting": "directives:drafting",
    "public_list": "portal:page",
    "meeting": "meetings:page",
    "meeting_input": "meetings:input",
    "meeting_request": "meetings:request",
    "calendar_entry": "calendar:entry",
    "import_run": "exchange:run",
}
"""The page of each kind that has one of its own."""

NO_PAGE = {
    "directive": "a clause is told on the page of its document's tasks",
    "plan_line": "a line is told on the page of its work programme",
    "statistic": "a figure is a line of the list of its measure and year",
    "criterion": "a criterion is a part of its set's page",
    "document_row": "told on the page of the document",
    "target_row": "told on the page of the target",
    "evidence": "a file is told on its indicator's page",
    "decided_row": "a verdict is told on its commune-year's page",
    "acknowledgement": "told on the page of the recognition",
    "recognition_row": "told on the page of the recognition",
    "acknowledgement_row": "told on the page of the recognition",
    "revocation": "told on the page of the recognition",
}

PANEL = re.compile(r'id="chuoi".*?</section>', re.DOTALL)


@pytest.fixture
def stage(staged: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setattr("dieuphoi.registry.access.middleware.timezone.now", lambda: staged.world.now)
    return staged


def panel(client: Client, url: str) -> str | None:
    """The panel of a page, empty where it has none; ``None`` where the page does not open."""
    answer = client.get(url)
    if answer.status_code != 200:
        return None
    found = PANEL.search(answer.content.decode())
    return found[0] if found else ""


def rows(kind: Any, actor: Any) -> list[Any]:
    manager: Any = kind.model._default_manager
    return list(manager.visible_to(actor).order_by("pk")[:8])


def test_every_kind_and_every_record_page_is_told_here() -> None:
    assert PACKAGES
    assert {kind.key for kind in kinds()} == {*PAGE_OF, *NO_PAGE}
    record_pages = {
        name for name, callback in page_routes()
        if (view := getattr(callback, "view_class", None)) is not None and issubclass(view, RecordView)
    }  # fmt: skip
    assert record_pages <= set(PAGE_OF.values())


@pytest.mark.parametrize("who", ["lan", "vy"])
def test_the_panel_is_on_the_page_of_every_record_with_neighbours(stage: Stage, who: str) -> None:
    world = stage.world
    actor, client = world.actor(who), sign_in(world, who)
    shown: set[str] = set()
    opened: set[str] = set()
    for kind in kinds():
        if kind.key not in PAGE_OF:
            continue
        for row in rows(kind, actor):
            html = panel(client, reverse(PAGE_OF[kind.key], args=[row.pk]))
            if html is None:
                continue
            opened.add(kind.key)
            chain = chain_of(actor, kind.key, row.pk)
            assert bool(html) == bool(chain), (kind.key, row.pk)
            for branch in (*chain.down, *chain.up):
                assert all(f'href="{escape(link.url)}"' in html for link in branch.links), (kind.key, row.pk)
            if chain:
                shown.add(kind.key)
    if who == "lan":
        # Accounts and roles are the administrator's pages; nothing links an import yet.
        assert {*PAGE_OF} - opened <= {"account", "role"}
        assert {*PAGE_OF} - shown <= {"account", "role", "import_run"}


def test_a_panel_is_one_query_and_an_edge_without_neighbours_costs_none(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a title or an address needs is named in ``reads``; forty more empty edges ask nothing more."""
    actor = stage.world.actor("lan")
    asked: dict[str, int] = {}

    def ask_all() -> None:
        for kind in kinds():
            for row in rows(kind, actor)[:3]:
                with CaptureQueriesContext(connection) as queries:
                    chain_of(actor, kind.key, row.pk)
                asked[kind.key] = max(asked.get(kind.key, 0), len(queries))

    ask_all()
    walked = {key for edge in registry.edges() for key in (edge.upper, edge.lower)}
    assert {key for key, count in asked.items() if count} == walked & set(asked)
    assert max(asked.values()) == 1
    empty = [Edge("handover", "unit", "receiver_org__place_id", "cũ", f"mới {number}") for number in range(40)]
    monkeypatch.setattr(registry, "_edges", [*registry.edges(), *empty])
    ask_all()
    assert max(asked.values()) == 1


@pytest.mark.parametrize("who", ["lan", "vy", "tuan"])
def test_a_branch_counts_the_rows_that_it_would_list(stage: Stage, who: str) -> None:
    """The count is of the visible rows: it tells nobody how much there is beyond the scope."""
    actor, seen = stage.world.actor(who), 0
    for kind in kinds():
        for row in rows(kind, actor)[:4]:
            short, whole = chain_of(actor, kind.key, row.pk, shown=1), chain_of(actor, kind.key, row.pk, shown=500)
            for some, every in zip((*short.down, *short.up), (*whole.down, *whole.up), strict=True):
                assert (some.words, some.count, len(some.links)) == (every.words, len(every.links), 1)
                assert some.links[0] == every.links[0]
                ids = [link.id for link in every.links]
                visible = every.kind.model._default_manager.visible_to(actor)  # type: ignore[attr-defined]
                assert visible.filter(pk__in=ids).count() == len(set(ids)) == len(ids)
                seen += every.count > 1
    assert seen > 3


@pytest.mark.parametrize("who", ["vy", "tuan", "quantri"])
def test_nobody_meets_in_the_panel_what_is_out_of_scope(stage: Stage, who: str) -> None:
    """Vy on Tuấn's commune: its organisation is public, its sheets, plans and people's roles are not hers."""
    world = stage.world
    everything, actor, client = system_actor(world.today), world.actor(who), sign_in(world, who)
    hidden = 0
    for unit in world.units.values():
        html = panel(client, reverse("territory:unit", args=[unit]))
        assert html is not None
        for branch in chain_of(everything, "unit", unit, shown=500).up:
            mine = set(
                branch.kind.model._default_manager.visible_to(actor)  # type: ignore[attr-defined]
                .filter(pk__in=[link.id for link in branch.links])
                .values_list("pk", flat=True)
            )
            for link in branch.links:
                if link.id not in mine:
                    hidden += 1
                    assert f'href="{escape(link.url)}"' not in html, (who, unit, link.title)
    if who == "vy":
        assert hidden > 3
    sheet = reverse("assessments:sheet", args=[world.open_sheets["thuong"]])
    story = panel(client, reverse("territory:unit", args=[world.units["thuong"]])) or ""
    assert (f'href="{sheet}"' in story) == (who == "tuan")

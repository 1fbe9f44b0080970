"""No history shows the program's own names: every field of what keeps its past has words, or is told nowhere."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import get_resolver

from dieuphoi.config.field_words import FIELD_WORDS, UNTOLD
from dieuphoi.core.chain.registry import Kind, kinds
from dieuphoi.core.history.moments import keeps_history
from dieuphoi.core.history.selectors import differences
from dieuphoi.core.history.words import field_words, is_untold
from dieuphoi.insight.changes.selectors import told_kinds
from dieuphoi.programme.assessments.models import AssessmentRound
from dieuphoi.registry.profile.models import CommunePlan
from dieuphoi.registry.territory.models import AdminUnit
from tests.support.matrix import Stage
from tests.support.world import World, sign_in


def fields_of(kind: Kind) -> list[Any]:
    events: Any = getattr(kind.model, "pgh_event_model", None) or kind.model
    return [
        each
        for each in kind.model._meta.concrete_fields
        if not each.primary_key and not getattr(each, "generated", False) and hasattr(events, each.attname)
    ]


def test_every_field_that_a_history_could_tell_has_words_or_is_told_nowhere() -> None:
    get_resolver().url_patterns  # noqa: B018 - packages register with their pages
    there = [kind for kind in kinds() if kind.history and keeps_history(kind.model)]
    assert len(there) > 20
    without = {
        f"{kind.key}.{each.name}"
        for kind in there
        for each in fields_of(kind)
        if not kind.labels and not is_untold(each.name) and not field_words(kind.model, each.name)
    }
    assert without == set(), "say them in config/field_words.py, or list them in UNTOLD"


def test_words_and_what_is_untold_do_not_meet_and_none_is_left_over() -> None:
    get_resolver().url_patterns  # noqa: B018
    assert UNTOLD.isdisjoint(FIELD_WORDS)
    names = {each.name for kind in kinds() for each in kind.model._meta.concrete_fields}
    assert {name.rpartition(".")[2] for name in FIELD_WORDS} - names == set()
    assert field_words(AdminUnit, "valid") == "Thời gian"
    assert field_words(AdminUnit, "nobody_knows") == ""


@pytest.mark.django_db
def test_a_unit_is_called_by_its_name_in_the_history_of_others(world: World) -> None:
    events: Any = AssessmentRound.pgh_event_model  # type: ignore[attr-defined]
    made = events.objects.filter(pgh_obj_id=world.open_round).earliest("pgh_id")
    [told] = differences(AssessmentRound, [(None, made)], actor=world.actor("lan"))
    said = {each.field: (each.label, each.after) for each in told}
    assert said["province"] == ("Tỉnh", "Tỉnh Sơn Hà (giả định)")
    assert said["territory_on"][1] == "01/01/2026"


@pytest.mark.django_db
def test_a_year_is_no_quantity(staged: Stage) -> None:
    events: Any = CommunePlan.pgh_event_model  # type: ignore[attr-defined]
    made = events.objects.earliest("pgh_id")
    [told] = differences(CommunePlan, [(None, made)], actor=staged.world.actor("lan"))
    said = {each.field: each.after for each in told}
    assert (said["first_year"], said["last_year"]) == (str(made.first_year), str(made.last_year))


@pytest.mark.django_db
def test_the_page_of_changes_says_no_name_of_a_column(staged: Stage) -> None:
    client = sign_in(staged.world, "lan")
    for kind in told_kinds():
        page = client.get("/changes/", {"since": "2020-01-01", "kind": kind.key})
        words = page.content.decode()
        assert page.status_code == 200
        for raw in ("kind:", "valid:", "source:", "decision_number:", "unit_name:", "pgh_"):
            assert raw not in words, (kind.key, raw)

"""Every act has its words: no history shows ``change.apply`` to a person."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.apps import apps

from dieuphoi.config.act_words import ACT_WORDS
from dieuphoi.core.history.models import AppendOnly
from dieuphoi.core.history.words import act_words, name_acts, named_acts
from dieuphoi.programme.assessments.presenting import HAPPENING_WORDS
from tests.support.world import build_world

SOURCE = Path(__file__).parents[2] / "src" / "dieuphoi"
NAME = re.compile(r"[a-z_]+\.[a-z_]+")

COMPOSED = {
    ("steering/directives/services/drafting.py", "drafting.*"): (
        "drafting.start", "drafting.resume", "drafting.submit", "drafting.return", "drafting.sign", "drafting.unsign",
        "drafting.withdraw",
    ),
    ("steering/tasks/services/results.py", "results.*"): ("results.drop", "results.withdraw"),
    ("registry/access/services/reviews.py", "role.review_*"): ("role.review_keep", "role.review_end"),
    ("registry/organisations/services/changes/successions.py", "organisation.*"): (
        "organisation.merge", "organisation.split",
    ),
    ("programme/assessments/services/verification.py", "result.*"): (
        "result.accept", "result.return", "result.conclude",
    ),
    ("programme/assessments/services/carrying.py", "CARRIED"): ("sheet.carry_over",),
    ("programme/assessments/services/carrying.py", "name"): ("sheet.carry_confirm", "sheet.carry_undo"),
    ("programme/assessments/services/figures.py", "name"): (
        "result.counter", "result.take_back", "result.dispute", "result.uphold", "result.council", "result.withdraw",
    ),
    ("programme/recognition/services.py", "*.withdraw"): ("acknowledgement.withdraw", "revocation.withdraw"),
    ("programme/criteria/services/versions.py", "name"): ("set.consult", "set.revise", "set.retire"),
    ("insight/portal/services.py", "portal.*"): ("portal.drop", "portal.withdraw"),
    ("programme/assessments/services/values.py", "name"): ("value.import", "value.undo"),
}  # fmt: skip
"""Acts whose name the code puts together, and all that it can become, by hand."""


def _acts() -> Iterator[tuple[str, ast.expr]]:
    """Every second argument of a call of ``act``, with the file it stands in."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.With):
                continue
            for item in node.items:
                call = item.context_expr
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "act":
                    yield str(path.relative_to(SOURCE)), call.args[1]


def _spelled(name: ast.expr) -> str:
    if isinstance(name, ast.JoinedStr):
        return "".join(each.value if isinstance(each, ast.Constant) else "*" for each in name.values)  # type: ignore[misc]
    return ast.unparse(name)


def test_every_act_of_the_source_has_words() -> None:
    found: set[str] = set()
    composed: set[tuple[str, str]] = set()
    for file, name in _acts():
        plain = {node.value for node in ast.walk(name) if isinstance(node, ast.Constant)}
        if isinstance(name, ast.Constant | ast.IfExp):
            found |= {str(each) for each in plain}
        else:
            composed.add((file, _spelled(name)))
    assert len(found) > 130
    assert composed == set(COMPOSED), "an act whose name is put together: say in COMPOSED what it can become"
    found |= {each for names in COMPOSED.values() for each in names}
    for path in SOURCE.glob("*/*/migrations/*.py"):
        found |= set(re.findall(r"dieuphoi\.act', '([a-z_.]+)'", path.read_text()))
    assert sorted(found - set(ACT_WORDS)) == [], "acts without words: config/act_words.py"
    assert sorted(each for each in found if not NAME.fullmatch(each)) == []


def test_what_a_composed_act_can_become_is_what_the_code_knows() -> None:
    verified = COMPOSED["programme/assessments/services/verification.py", "result.*"]
    argued = COMPOSED["programme/assessments/services/figures.py", "name"]
    assert {*verified, *argued} == {f"result.{each}" for each in HAPPENING_WORDS if each != "value"}


def test_words_are_words() -> None:
    assert named_acts() >= set(ACT_WORDS)
    for name in ACT_WORDS:
        said = act_words(name)
        assert said and not NAME.fullmatch(said), name
        assert said[0].islower() or said[:3] == "Ban", f"{name}: stands inside a sentence"
    assert act_words("nobody.knows") == "nobody.knows"
    with pytest.raises(ValueError, match="twice"):
        name_acts({"change.apply": "khác"})


@pytest.mark.django_db
def test_every_act_that_a_world_has_written_has_words(now: datetime) -> None:
    build_world(now)
    written: set[str] = set()
    for model in apps.get_models():
        events = getattr(model, "pgh_event_model", None)
        if events is not None:
            written |= set(events._base_manager.values_list("pgh_act", flat=True).distinct())
        elif issubclass(model, AppendOnly):
            written |= set(model._base_manager.values_list("act", flat=True).distinct())
    assert len(written) > 15
    assert sorted(written - named_acts()) == []

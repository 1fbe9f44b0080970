"""Criteria in the chain: sets in their versions, criteria, indicators; each rests on what holds it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.chain.registry import Edge, Hit, Kind, since
from dieuphoi.core.chain.search import nearest
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.functions import Fold
from dieuphoi.core.kernel.matching import Sought
from dieuphoi.programme.criteria.models import Criterion, Indicator, Question, SetVersion


def _set_url(version: Any) -> str:
    return reverse("criteria:set", args=[version.pk])


def _row_url(row: Any) -> str:
    return reverse("criteria:row", args=[row.pk])


def _found(rows: Any, sought: Sought, paths: Sequence[str], order: Sequence[str]) -> Any:
    folded = {f"plain_{number}": Fold(path) for number, path in enumerate(paths)}
    return nearest(rows.alias(**folded), sought, folded=tuple(folded), raw=paths, order=order)


def find_versions(actor: Actor, typed: str, on: date, limit: int) -> Sequence[Hit]:
    sought = Sought.of(typed)
    if not sought:
        return []
    rows = SetVersion.objects.visible_to(actor).select_related("set")
    rows = _found(
        rows, sought, ("set__name", "decision_number", "set__code"), ("-decision_on", "-number", "pk")
    )
    return [
        Hit(
            str(row),
            _set_url(row),
            str(row.get_state_display()),
            sought.rank(row.set.name, row.decision_number, row.set.code),
        )
        for row in rows[:limit]
    ]


def find_criteria(actor: Actor, typed: str, on: date, limit: int) -> Sequence[Hit]:
    sought = Sought.of(typed)
    if not sought:
        return []
    rows = Criterion.objects.visible_to(actor).select_related("version__set")
    rows = _found(rows, sought, ("name",), ("-version__decision_on", "position", "pk"))
    return [
        Hit(str(row), _set_url(row.version), str(row.version), sought.rank(row.name)) for row in rows[:limit]
    ]


def find_indicators(actor: Actor, typed: str, on: date, limit: int) -> Sequence[Hit]:
    """By the code (it means something in its set only, which is named), or by words of the name."""
    sought = Sought.of(typed)
    if not sought:
        return []
    visible = Indicator.objects.visible_to(actor).select_related("version__set")
    rows = _found(visible, sought, ("code", "name"), ("-version__decision_on", "position", "pk"))
    return [
        Hit(str(row), _row_url(row), str(row.version), sought.rank(row.code, row.name)) for row in rows[:limit]
    ]


KINDS = (
    Kind(
        key="set_version",
        label=_("Bộ tiêu chí"),
        model=SetVersion,
        title=str,
        url=_set_url,
        reads=("decision_number", "set__name"),
        find=find_versions,
        history=True,
    ),
    Kind(
        key="criterion",
        label=_("Tiêu chí"),
        model=Criterion,
        title=str,
        url=lambda criterion: reverse("criteria:set", args=[criterion.version_id]),
        reads=("number", "name", "version_id"),
        find=find_criteria,
        history=True,
    ),
    Kind(
        key="indicator",
        label=_("Chỉ tiêu"),
        model=Indicator,
        title=str,
        url=_row_url,
        reads=("code", "name"),
        find=find_indicators,
        history=True,
    ),
    Kind(
        key="criteria_question",
        label=_("Câu hỏi về chỉ tiêu"),
        model=Question,
        title=str,
        url=lambda question: reverse("criteria:question", args=[question.pk]),
        reads=("text",),
        history=True,
    ),
)
EDGES = (
    Edge(
        "set_version",
        "set_version",
        "based_on_id",
        _("lập từ phiên bản"),
        _("phiên bản lập từ đây"),
        at=since("decision_on"),
    ),
    # The rows of a version are the version: they have no day of their own.
    Edge("criterion", "set_version", "version_id", _("của bộ"), _("tiêu chí")),
    Edge("indicator", "criterion", "criterion_id", _("của tiêu chí"), _("chỉ tiêu")),
    Edge(
        "criteria_question",
        "indicator",
        "indicator_id",
        _("hỏi về"),
        _("câu hỏi"),
        rests=False,
        at=since("recorded_at__date"),
    ),
)

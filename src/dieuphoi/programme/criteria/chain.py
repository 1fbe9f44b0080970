"""Criteria in the chain: sets in their versions, criteria, indicators; each rests on what holds it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.chain.registry import Edge, Hit, Kind, since
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.functions import Fold
from dieuphoi.core.kernel.text import fold, nfc
from dieuphoi.programme.criteria.models import Criterion, Indicator, Question, SetVersion


def _set_url(version: Any) -> str:
    return reverse("criteria:set", args=[version.pk])


def _row_url(row: Any) -> str:
    return reverse("criteria:row", args=[row.pk])


def _rank(typed: str, *texts: str) -> int:
    """0 exact with marks, 1 its beginning, 2 the words without marks, 3 inside."""
    wanted = nfc(typed).strip().casefold()
    plain = fold(typed)
    given = [nfc(text).casefold() for text in texts]
    if wanted in given:
        return 0
    if any(text.startswith(wanted) for text in given):
        return 1
    return 2 if any(fold(text).startswith(plain) for text in texts) else 3


def _words(rows: Any, typed: str, *paths: str) -> Any:
    """Rows of which every typed word stands in one of ``paths``, marks or not."""
    names = {f"plain_{number}": Fold(path) for number, path in enumerate(paths)}
    rows = rows.alias(**names)
    for word in fold(typed).split():
        found = Q()
        for name in names:
            found |= Q(**{f"{name}__contains": word})
        rows = rows.filter(found)
    return rows


def find_versions(actor: Actor, typed: str, on: date, limit: int) -> Sequence[Hit]:
    rows = _words(SetVersion.objects.visible_to(actor), typed, "set__name", "decision_number", "set__code")
    hits = [
        Hit(str(row), _set_url(row), str(row.get_state_display()), _rank(typed, row.set.name, row.decision_number))
        for row in rows.select_related("set").order_by("-decision_on", "-number")[: limit * 4]
    ]
    return sorted(hits, key=lambda hit: hit.rank)[:limit]


def find_criteria(actor: Actor, typed: str, on: date, limit: int) -> Sequence[Hit]:
    rows = _words(Criterion.objects.visible_to(actor), typed, "name")
    hits = [
        Hit(str(row), _set_url(row.version), str(row.version), _rank(typed, row.name))
        for row in rows.select_related("version__set").order_by("-version__decision_on", "position")[: limit * 4]
    ]
    return sorted(hits, key=lambda hit: hit.rank)[:limit]


def find_indicators(actor: Actor, typed: str, on: date, limit: int) -> Sequence[Hit]:
    """By the code as it stands (it means something in its set only, which is named), or by words of the name."""
    visible = Indicator.objects.visible_to(actor).select_related("version__set")
    by_code = list(visible.filter(code__iexact=typed.strip()).order_by("-version__decision_on")[:limit])
    by_name = _words(visible, typed, "name").order_by("-version__decision_on", "position")[: limit * 4]
    hits = [Hit(str(row), _row_url(row), str(row.version), 0) for row in by_code]
    known = {row.pk for row in by_code}
    hits += [
        Hit(str(row), _row_url(row), str(row.version), _rank(typed, row.name)) for row in by_name if row.pk not in known
    ]
    return sorted(hits, key=lambda hit: hit.rank)[:limit]


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

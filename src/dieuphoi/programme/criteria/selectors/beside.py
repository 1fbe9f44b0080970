"""Reading what is kept beside the rows: the province's thresholds, bands, guidance, questions and answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.programme.criteria import sets
from dieuphoi.programme.criteria.models import (
    Answer,
    CriteriaCountBand,
    CriteriaSet,
    Guidance,
    IndicatorOwner,
    ProvincialThreshold,
    Question,
)
from dieuphoi.programme.criteria.selectors.sets import engine_set, indicators_of


def set_read(actor: Actor, set_id: int) -> CriteriaSet:
    return CriteriaSet.objects.one_visible_to(actor, id=set_id)


def set_by_code(actor: Actor, code: str) -> CriteriaSet:
    return CriteriaSet.objects.one_visible_to(actor, code=code)


def owner_of(indicator_id: int, day: date) -> int | None:
    """The owner department of an indicator on a day."""
    return (
        IndicatorOwner.objects.filter(indicator_id=indicator_id, valid__contains=day)
        .values_list("org_id", flat=True)
        .first()
    )


# ------------------------------------------------------------------------------------------------- provinces


def provincial_entries(
    version_id: int, province_id: int | None
) -> dict[tuple[str, str, date], tuple[Any, str, date | None, str, str]]:
    """The last word for each ``(code, column, first day)``: ``(value, decision, its day, source, issuer)``.

    Here and below ``None`` for the province: the ministries, whose thresholds hold in every province.
    """
    entries = ProvincialThreshold.objects.standing().filter(indicator__version_id=version_id, province_id=province_id)
    return {
        (entry.indicator.code, entry.column, entry.start): (
            entry.value, entry.decision_number, entry.decision_on, entry.source, entry.issuer,
        )
        for entry in entries.select_related("indicator").order_by("id")
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProvincialLine:
    """One threshold of a province in time; ``end`` is the first day it no longer holds, ``None``: still."""

    indicator: Any
    column: str
    value: Any
    start: date
    end: date | None
    decision_number: str
    decision_on: date | None
    source: str
    issuer: str = ""


def provincial_lines(version_id: int, province_id: int | None) -> list[ProvincialLine]:
    """All thresholds a province set for a version, by row, column and first day; corrected ones are left out."""
    latest: dict[tuple[int, str, date], ProvincialThreshold] = {}
    for entry in (
        ProvincialThreshold.objects.standing().filter(indicator__version_id=version_id, province_id=province_id)
        .select_related("indicator__criterion")
        .order_by("id")
    ):
        latest[(entry.indicator_id, entry.column, entry.start)] = entry
    ordered = sorted(latest.values(), key=lambda each: (each.indicator.position, each.column, each.start))
    lines = []
    for number, entry in enumerate(ordered):
        after = ordered[number + 1] if number + 1 < len(ordered) else None
        same = after is not None and (after.indicator_id, after.column) == (entry.indicator_id, entry.column)
        if entry.value is not None:
            lines.append(
                ProvincialLine(
                    entry.indicator, entry.column, entry.value, entry.start, after.start if same and after else None,
                    entry.decision_number, entry.decision_on, entry.source, entry.issuer,
                )
            )  # fmt: skip
    return lines


def provincial_rows(version_id: int, by: str = "province") -> list[Any]:
    """The rows of a version that leave a threshold to the province (``by`` ``ministry``: to one), in their order."""
    left = {row.code for row in engine_set(version_id).indicators if row.is_left(by, sets.ALL)}
    return [row for row in indicators_of(version_id) if row.raw.get("code") in left]


# ------------------------------------------------------------------------------------------------- bands


@dataclass(frozen=True, slots=True)
class BandRow:
    """A group of communes by number of criteria met: ``least`` to ``most`` (``None``: all of them)."""

    name: str
    least: int
    most: int | None
    start: date | None
    decision: str

    def holds(self, met: int) -> bool:
        return self.least <= met and (self.most is None or met <= self.most)


def bands_on(actor: Actor, set_id: int, day: date) -> list[BandRow]:
    """The groups of a set on a day, from the fewest criteria up; empty where the office set none (S1-15)."""
    rows = CriteriaCountBand.objects.visible_to(actor).filter(set_id=set_id, valid__contains=day).order_by("least")
    return [BandRow(row.name, row.least, row.most, row.valid.lower, row.decision) for row in rows]


# ------------------------------------------------------------------------------------------------- guidance


def _names(ids: set[int]) -> dict[int, str]:
    accounts = get_user_model().objects.filter(id__in=ids).select_related("person")
    return {account.pk: str(account) for account in accounts}


def guidance_of(actor: Actor, indicator_id: int) -> list[tuple[Any, str]]:
    """Guidance on a row, the newest first, each with who wrote it; superseded texts come after."""
    found = list(
        Guidance.objects.visible_to(actor)
        .filter(indicator_id=indicator_id)
        .prefetch_related("files__blob")
        .order_by(F("superseded_by").asc(nulls_first=True), "-id")
    )
    names = _names({each.actor_id for each in found})
    return [(each, names.get(each.actor_id, "")) for each in found]


def guidance_read(actor: Actor, guidance_id: int) -> Any:
    return Guidance.objects.one_visible_to(actor, id=guidance_id)


def guidance_file(actor: Actor, file_id: int) -> Any:
    """A file of guidance within the actor's scope. Raises ``NotVisible``."""
    from dieuphoi.programme.criteria.models import GuidanceFile

    return GuidanceFile.objects.select_related("blob").one_visible_to(actor, id=file_id)


def questions(actor: Actor, on: date) -> QuerySet[Question]:
    """Questions with their number of answers, the owner department of the day and who asks for the list."""
    owner = IndicatorOwner.objects.filter(indicator=OuterRef("indicator_id"), valid__contains=on)
    answers = Answer.objects.filter(question=OuterRef("pk")).order_by()
    return (
        Question.objects.visible_to(actor)
        .select_related("indicator__criterion", "indicator__version__set", "org")
        .annotate(
            answer_count=Coalesce(
                Subquery(answers.values("question").annotate(n=Count("pk")).values("n")), 0
            ),
            owner_id=Subquery(owner.values("org_id")[:1]),
            owner_name=Subquery(owner.values("org__name")[:1]),
        )
    )


def question_read(actor: Actor, question_id: int, on: date) -> Any:
    found = questions(actor, on).filter(id=question_id).first()
    if found is None:
        raise NotVisible(_("Không có câu hỏi này."))
    return found


def answers_of(question_id: int) -> list[tuple[Any, str]]:
    """The answers to a question in the order they came, each with who gave it."""
    found = list(Answer.objects.filter(question_id=question_id).select_related("org").order_by("id"))
    names = _names({each.actor_id for each in found})
    return [(each, names.get(each.actor_id, "")) for each in found]


def asker_of(question: Any) -> str:
    """The name of the person who asked."""
    return _names({question.actor_id}).get(question.actor_id, "")

"""How well sheets are handed in: in time, complete, right (S1-28); what came back and why (S2-16); punctuality (S4-13).

In time is judged by the *first* hand-in against the due date of its round; what was missing then is what was kept of
that hand-in. Sheets handed in before hand-ins were kept know only their instant: the rest is unknown, not zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml
from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import LOCAL_ZONE
from dieuphoi.programme.assessments.models import Sheet, SheetSubmission, Verified
from dieuphoi.programme.assessments.selectors import round_by_id

ON_TIME, LATE, MISSING, WAITING = "on_time", "late", "missing", "waiting"
TIMELINESS: Final = (
    (ON_TIME, _("đúng hạn")),
    (LATE, _("muộn")),
    (MISSING, _("quá hạn, chưa nộp")),
    (WAITING, _("chưa đến hạn")),
)
_DATA: Final = Path(__file__).parent / "data" / "quality.yaml"


@lru_cache(maxsize=1)
def ranked_from() -> int:
    """From how many rounds on a commune is ranked."""
    return int(yaml.safe_load(_DATA.read_text(encoding="utf-8"))["ranked_from"])


def quality_rows(actor: Actor, on: date) -> QuerySet[Any]:
    """The sheets in sight of rounds that were opened, with how each was handed in, as of ``on``. One query.

    ``first_at`` (``None``: not yet), ``first_on``, ``timeliness``, ``missing`` and ``doubtful`` at the first hand-in,
    ``missing_last`` at the latest, ``gaps_reason``, ``explained``, ``carried``, ``by_office``, ``hand_ins``,
    ``returns`` and ``returned_rows``.
    """
    sent = SheetSubmission.objects.filter(sheet=OuterRef("pk")).order_by("id")
    last = SheetSubmission.objects.filter(sheet=OuterRef("pk")).order_by("-id")
    back = Verified.objects.filter(sheet=OuterRef("pk"), decision="return").order_by()
    rows: QuerySet[Any] = (
        Sheet.objects.visible_to(actor)
        .filter(round__state__in=["OPEN", "FROZEN"])
        .select_related("round")
        .annotate(
            first_at=Coalesce(Subquery(sent.values("recorded_at")[:1]), F("submitted_at")),
            missing=Subquery(sent.values("missing")[:1]),
            of=Subquery(sent.values("total")[:1]),
            doubtful=Subquery(sent.values("doubtful")[:1]),
            explained=Subquery(sent.values("explained")[:1]),
            carried=Subquery(sent.values("carried")[:1]),
            gaps_reason=Coalesce(Subquery(sent.values("reason")[:1]), Value("", output_field=TextField())),
            by_office=Subquery(sent.values("on_behalf")[:1]),
            missing_last=Subquery(last.values("missing")[:1]),
            hand_ins=_count(SheetSubmission.objects.filter(sheet=OuterRef("pk")).order_by(), Count("pk")),
            returns=_count(back, Count("pk")),
            returned_rows=_count(back, Count("indicator", distinct=True)),
        )
        .annotate(first_on=TruncDate("first_at", tzinfo=LOCAL_ZONE))
        .annotate(
            timeliness=Case(
                When(first_at__isnull=True, round__entry_due_on__gte=on, then=Value(WAITING)),
                When(first_at__isnull=True, then=Value(MISSING)),
                When(first_on__lte=F("round__entry_due_on"), then=Value(ON_TIME)),
                default=Value(LATE),
                output_field=CharField(),
            )
        )
    )
    return rows


def _count(rows: QuerySet[Any], how: Count) -> Coalesce:
    return Coalesce(
        Subquery(rows.values("sheet").annotate(n=how).values("n"), output_field=IntegerField()), 0
    )


def days_late(row: Any) -> int | None:
    """Days of the first hand-in after its due date; 0 in time, ``None`` while nothing was handed in."""
    return None if row.first_on is None else max((row.first_on - row.round.entry_due_on).days, 0)


@dataclass(frozen=True, slots=True)
class SubmissionQuality:
    """One commune of a round. Figures of the hand-in are ``None`` where nothing was handed in, or nothing was kept.

    ``rank`` by punctuality, then by what was missing, then by what came back; equal communes share a rank, one that has
    not handed in has none.
    """

    sheet_id: int
    unit_id: int
    unit_name: str
    timeliness: str
    due_on: date
    first_at: datetime | None
    days_late: int | None
    missing: int | None
    total: int | None
    doubtful: int | None
    explained: int | None
    returned_rows: int
    returns: int
    rank: int | None


def submission_quality(actor: Actor, round_id: int, on: date | None = None) -> list[SubmissionQuality]:
    """The communes of a round in Vietnamese order, with how each handed in and its rank. Raises ``NotVisible``."""
    round_by_id(actor, round_id)
    rows = list(quality_rows(actor, on or actor.on).filter(round_id=round_id).order_by("unit_key", "unit_code"))
    ranks = ranked({row.pk: _merit(row) for row in rows if row.first_at is not None})
    return [
        SubmissionQuality(
            row.pk, row.unit_id, row.unit_name, row.timeliness, row.round.entry_due_on, row.first_at, days_late(row),
            row.missing, row.of, row.doubtful, row.explained, row.returned_rows, row.returns, ranks.get(row.pk),
        )
        for row in rows
    ]  # fmt: skip


def _merit(row: Any) -> tuple[Any, ...]:
    late = days_late(row) or 0
    # Unknown is neither none nor all: it stands behind what is known.
    return (late, row.missing is None, row.missing or 0, row.returned_rows)


def ranked(merits: dict[Any, Any]) -> dict[Any, int]:
    """Places by merit, the least first; equal merits share a place and the next one is skipped. Order of input does not
    matter.
    """
    ordered = sorted(merits.values())
    return {key: ordered.index(merit) + 1 for key, merit in merits.items()}


@dataclass(frozen=True, slots=True)
class Punctuality:
    """A commune over several rounds: how often in time, late, not at all. ``rank`` is ``None`` below
    :func:`ranked_from` rounds.
    """

    unit_id: int
    unit_name: str
    on_time: int
    late: int
    missing: int
    rank: int | None

    @property
    def cases(self) -> int:
        return self.on_time + self.late + self.missing

    @property
    def percent(self) -> float:
        return 100 * self.on_time / self.cases


def punctuality(actor: Actor, on: date | None = None, round_ids: Iterable[int] | None = None) -> list[Punctuality]:
    """The ranking of communes by the share of rounds handed in on time, over all rounds in sight that are due.

    Best first, those without a rank last; names by the newest round. One query.
    """
    rows = quality_rows(actor, on or actor.on).exclude(timeliness=WAITING)
    if round_ids is not None:
        rows = rows.filter(round_id__in=list(round_ids))
    counts: dict[int, dict[str, int]] = {}
    names: dict[int, tuple[str, str]] = {}
    for unit, name, key, timeliness in rows.order_by("round__territory_on", "id").values_list(
        "unit_id", "unit_name", "unit_key", "timeliness"
    ):
        of = counts.setdefault(unit, {ON_TIME: 0, LATE: 0, MISSING: 0})
        of[timeliness] += 1
        names[unit] = (key, name)
    enough = {unit: of for unit, of in counts.items() if sum(of.values()) >= ranked_from()}
    ranks = ranked({unit: -Fraction(of[ON_TIME], sum(of.values())) for unit, of in enough.items()})
    found = [
        Punctuality(unit, names[unit][1], of[ON_TIME], of[LATE], of[MISSING], ranks.get(unit))
        for unit, of in counts.items()
    ]
    return sorted(found, key=lambda row: (row.rank is None, row.rank or 0, names[row.unit_id]))


def returns_query(actor: Actor) -> QuerySet[Any]:
    """Every return of an indicator in sight, with its words; unordered, for the register."""
    rows: QuerySet[Any] = (
        Verified.objects.visible_to(actor)
        .filter(decision="return", sheet__round__state__in=["OPEN", "FROZEN"])
        .select_related("sheet__round", "indicator", "org")
    )
    return rows


_REVIEWS: Final = ("accept", "return", "conclude", "counter")
"""What a department may answer a figure with."""


def late_reviews(actor: Actor) -> QuerySet[Any]:
    """Every review in sight that came after the last day of its round for verifying (S2-17), with ``reviewed_on``, the
    local day on which it was made; unordered. What an amendment writes after the freeze is no review.
    """
    rows: QuerySet[Any] = (
        Verified.objects.visible_to(actor)
        .filter(decision__in=_REVIEWS, sheet__round__state__in=["OPEN", "FROZEN"])
        .annotate(reviewed_on=TruncDate("recorded_at", tzinfo=LOCAL_ZONE))
        .filter(
            Q(sheet__round__frozen_at__isnull=True) | Q(recorded_at__lte=F("sheet__round__frozen_at")),
            reviewed_on__gt=F("sheet__round__verify_due_on"),
        )
        .select_related("sheet__round", "indicator", "org")
    )
    return rows


def totals(rows: Sequence[SubmissionQuality]) -> dict[str, int]:
    """How many communes of a round are in time, late, missing, waiting."""
    found = dict.fromkeys((ON_TIME, LATE, MISSING, WAITING), 0)
    for row in rows:
        found[row.timeliness] += 1
    return found

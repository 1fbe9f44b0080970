"""A moment of a round – an instant, or an edition of its freeze – and where every indicator stood then.

Values and what was said of them are append-only: how an open round stood at an instant is rebuilt by judging what was
current then. A frozen round is read from its editions, never judged again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_datetime
from dieuphoi.programme.assessments.amendments.contents import (
    mark_of_row,
    read_content,
    value_words,
)
from dieuphoi.programme.assessments.amendments.selectors import latest_edition, part_names
from dieuphoi.programme.assessments.entries import typed_form
from dieuphoi.programme.assessments.judging import (
    SameVerdicts,
    classification_from,
    rows_for,
    side_that_decides,
    verdict_of,
)
from dieuphoi.programme.assessments.models import AssessmentRound, Sheet, SheetSnapshot, Value
from dieuphoi.programme.assessments.selectors import round_rules
from dieuphoi.programme.assessments.sides import NOTHING, sides_of
from dieuphoi.programme.criteria import selectors as criteria

BATCH: Final = 200


@dataclass(frozen=True, slots=True)
class Moment:
    """One side of a comparison. ``at`` is an instant; ``edition`` names an edition of a frozen round instead."""

    round: AssessmentRound
    at: datetime
    edition: int | None = None

    def __str__(self) -> str:
        if self.edition is not None:
            return _("%(round)s, bản %(n)d") % {"round": self.round.title, "n": self.edition}
        return _("%(round)s, lúc %(at)s") % {"round": self.round.title, "at": format_datetime(self.at)}


class Stood(NamedTuple):
    """Where one indicator stood: its figures as typed, its mark."""

    shown: str
    mark: str


Standing = dict[str, Stood]
"""``{code of the indicator: where it stood}`` of one commune."""

NOWHERE: Final = Stood("", "NOT_ENTERED")


def edition_at(round_: AssessmentRound, at: datetime) -> int | None:
    """The edition that stood at an instant; ``None`` before the freeze."""
    row = latest_edition(round_.pk, at)
    return None if row is None else row.edition


def sheets_of(actor: Actor, round_id: int, unit_ids: Iterable[int] | None = None) -> list[Sheet]:
    """The sheets of a round that the actor reads with their figures, by the Vietnamese alphabet."""
    rows = Sheet.objects.visible_to(actor).filter(round_id=round_id)
    if unit_ids is not None:
        rows = rows.filter(unit_id__in=list(unit_ids))
    return list(rows.order_by("unit_key", "unit_code", "id"))


def standing_at(moment: Moment, sheets: Sequence[Sheet]) -> Iterator[tuple[Sheet, Standing]]:
    """Where every indicator of these sheets stood, 200 sheets at a time."""
    edition = moment.edition if moment.edition is not None else edition_at(moment.round, moment.at)
    parts = part_names(moment.round)
    for start in range(0, len(sheets), BATCH):
        batch = sheets[start : start + BATCH]
        yield from _frozen(batch, edition, parts) if edition is not None else _judged(moment, batch, parts)


def _frozen(batch: Sequence[Sheet], edition: int, parts: Mapping[str, str]) -> Iterator[tuple[Sheet, Standing]]:
    rows = (
        SheetSnapshot.objects.filter(sheet_id__in=[sheet.pk for sheet in batch], round_edition__lte=edition)
        .order_by("sheet_id", "-edition")
        .distinct("sheet_id")
    )
    kept = dict(rows.values_list("sheet_id", "content"))
    for sheet in batch:
        if sheet.pk in kept:
            yield sheet, {
                row["code"]: Stood(value_words(row, parts), mark_of_row(row))
                for row in read_content(kept[sheet.pk])["indicators"]
            }


def _judged(moment: Moment, batch: Sequence[Sheet], parts: Mapping[str, str]) -> Iterator[tuple[Sheet, Standing]]:
    rules = round_rules(moment.round)
    judge = SameVerdicts(rules)
    ids = [sheet.pk for sheet in batch]
    standings = sides_of(ids, at=moment.at)
    indicators = [(row.pk, row.code, str(row.raw.get("code") or "")) for row in _indicators(moment.round)]
    for sheet in batch:
        rows = rows_for(rules, classification_from(sheet.classification))
        standing: Standing = {}
        for pk, code, key in indicators:
            row = rows.get(key)
            if row is None:
                continue
            stood = standings.get((sheet.pk, pk), NOTHING)
            mine = stood.of(side_that_decides(stood.all))
            if stood.conclusion is not None:
                judged = verdict_of(row, stood.facts(), rules)
            elif not mine:
                standing[code] = NOWHERE
                continue
            else:
                judged = judge.of(row, mine)
            standing[code] = Stood(_words(mine, parts), str(judged.verdict))
        yield sheet, standing


def _indicators(round_: AssessmentRound) -> list[Any]:
    return criteria.indicators_of(round_.version_id)


def _words(values: Sequence[Value], parts: Mapping[str, str]) -> str:
    return "; ".join(
        f"{parts.get(value.part, value.part)}: {typed_form(value)}" if value.part else typed_form(value)
        for value in values
    )

"""Who reads a commune's figures, and the sentences that explain its verdicts."""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Sequence

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.judging import (
    RoundRules,
    classification_from,
    rows_for,
    verdict_of,
)
from dieuphoi.programme.assessments.models import (
    AssessmentRound,
    Sheet,
    SheetSnapshot,
)
from dieuphoi.programme.assessments.sides import NOTHING, sides_of
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria.words import sentence_in_words

VERDICT_OF_MARK = {"M": "MET", "N": "NOT_MET", "E": "NOT_ENTERED", "U": "UNDETERMINED", "A": "NOT_APPLICABLE"}
"""The letters of the roll-up as the component kit names them."""


def verdict_key(verdict: str, *, missing: bool) -> str:
    """A verdict as the component kit names it: what has no value yet looks different from what cannot be
    judged."""
    return "NOT_ENTERED" if verdict == "UNDETERMINED" and missing else verdict


def reads_privately(actor: Actor, unit_id: int) -> bool:
    """Whether the actor reads the figures of a commune, or only its frozen verdicts (domain.md §1)."""
    return unit_id in actor.reads()


def sentences_of(
    actor: Actor,
    sheets: Sequence[Sheet],
    round_: AssessmentRound,
    codes: Collection[str] | None = None,
    *,
    rules: RoundRules | None = None,
) -> dict[int, dict[str, str]]:
    """The sentence that explains each indicator's verdict: ``{sheet: {code: sentence}}``, for sheets that
    the actor reads.

    Of a frozen sheet they come from its snapshot: what was frozen is never judged again. ``codes`` narrows;
    ``rules`` are the round's, where the caller has them already.
    """
    readable = [sheet for sheet in sheets if reads_privately(actor, sheet.unit_id)]
    found: dict[int, dict[str, str]] = {sheet.id: {} for sheet in sheets}
    frozen = [sheet.id for sheet in readable if sheet.state == "FROZEN"]
    if frozen:
        rows = (
            SheetSnapshot.objects.visible_to(actor)
            .filter(sheet_id__in=frozen)
            .order_by("sheet_id", "-edition")
            .distinct("sheet_id")
            .values_list("sheet_id", "content")
        )
        for sheet_id, content in rows:
            kept = json.loads(zlib.decompress(bytes(content)))
            found[sheet_id] = {
                row["code"]: row["sentence"]
                for row in kept["indicators"]
                if codes is None or row["code"] in codes
            }
    living = [sheet for sheet in readable if sheet.state != "FROZEN"]
    if living:
        _judge(living, round_, rules or assessments.round_rules(round_), codes, found)
    return found


def _judge(
    sheets: Sequence[Sheet],
    round_: AssessmentRound,
    rules: RoundRules,
    codes: Collection[str] | None,
    found: dict[int, dict[str, str]],
) -> None:
    ids = [sheet.id for sheet in sheets]
    indicators = [
        (row.id, str(row.raw.get("code") or ""))
        for row in criteria.indicators_of(round_.version_id)
        if codes is None or row.code in codes
    ]
    standings = sides_of(ids, indicator_ids=None if codes is None else [row_id for row_id, _code in indicators])
    for sheet in sheets:
        rows = rows_for(rules, classification_from(sheet.classification))
        for indicator_id, code in indicators:
            row = rows.get(code)
            if row is None:
                continue
            judged = verdict_of(row, standings.get((sheet.id, indicator_id), NOTHING).facts(), rules)
            found[sheet.id][code] = sentence_in_words(judged)

"""Writing an approved amendment into its frozen sheet: values, verdict, roll-ups, the next edition of sheet and round.

One transaction, and the same code for the dry run (in a savepoint that is rolled back) and for the act itself.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.programme.assessments.amendments.contents import (
    Differences,
    differences,
    packed,
    read_content,
    rows_by_code,
)
from dieuphoi.programme.assessments.amendments.models import Amendment, AmendmentItem, RoundEdition
from dieuphoi.programme.assessments.amendments.selectors import part_names
from dieuphoi.programme.assessments.amendments.states import AMENDMENT_LIFE
from dieuphoi.programme.assessments.judging import side_that_decides
from dieuphoi.programme.assessments.models import (
    AssessmentRound,
    IndicatorResult,
    Sheet,
    SheetSnapshot,
    Side,
    Value,
    Verified,
)
from dieuphoi.programme.assessments.selectors import frozen_content
from dieuphoi.programme.assessments.services.results import ResultRow, roll_up, write_results
from dieuphoi.programme.assessments.services.rounds import round_hash
from dieuphoi.programme.assessments.sides import NOTHING, Standing, sides_of
from dieuphoi.programme.assessments.states import HAS_CONCLUSION, RESULT_LIFE, Verification
from dieuphoi.programme.criteria.engine.judging import ENGINE_VERSION


def apply_amendment(amendment: Amendment, decider: Actor, *, note: str, now: datetime) -> Differences:
    """Approve and apply, inside the act of ``decider``; what the new edition says otherwise.

    The caller has locked the amendment. The round is locked here, so that its editions come one after the other.
    Raises ``Refused`` by right, state or clock.
    """
    AMENDMENT_LIFE.move(decider, amendment, "approve")
    round_ = (
        AssessmentRound.objects.select_related("version__set")
        .select_for_update(of=("self",))
        .get(pk=amendment.sheet.round_id)
    )
    sheet = amendment.sheet
    sheet.round = round_
    amendment.decided_by_id, amendment.decided_at = decider.id, now
    amendment.decision_note = note.strip()
    amendment.save(update_fields=["state", "decided_by_id", "decided_at", "decision_note"])
    _write(amendment, sheet, now)
    former = SheetSnapshot.objects.filter(sheet=sheet).order_by("-edition").first()
    if former is None:
        raise AssertionError(f"frozen sheet {sheet.pk} has no snapshot")
    before = read_content(former.content)
    after = _judge_again(amendment, sheet, before, former.sha256, now)
    last = RoundEdition.objects.filter(round=round_).order_by("-edition").first()
    if last is None:
        raise AssertionError(f"frozen round {round_.pk} has no edition")
    data, kept = packed(after)
    SheetSnapshot.objects.create(
        sheet=sheet,
        round=round_,
        content=kept,
        sha256=hashlib.sha256(data).hexdigest(),
        engine_version=ENGINE_VERSION,
        edition=former.edition + 1,
        round_edition=last.edition + 1,
        recorded_at=now,
    )
    RoundEdition.objects.create(
        round=round_,
        edition=last.edition + 1,
        sha256=round_hash(
            round_, digests_of(round_.pk), engine=ENGINE_VERSION, edition=last.edition + 1, previous=last.sha256
        ),
        engine_version=ENGINE_VERSION,
        amendment=amendment,
        recorded_at=now,
    )
    AMENDMENT_LIFE.move(decider, amendment, "apply")
    amendment.edition, amendment.round_edition = former.edition + 1, last.edition + 1
    amendment.save(update_fields=["state", "edition", "round_edition"])
    return differences(before, after, part_names(round_))


def digests_of(round_id: int, edition: int | None = None) -> list[str]:
    """``code hash`` of each sheet as it stands in an edition of the round (the newest: ``None``), in code order."""
    rows = SheetSnapshot.objects.filter(round_id=round_id)
    if edition is not None:
        rows = rows.filter(round_edition__lte=edition)
    newest = rows.order_by("sheet_id", "-edition").distinct("sheet_id")
    found = newest.values_list("sheet__unit_code", "sheet_id", "sha256")
    return [f"{code} {sha256}" for code, _sheet, sha256 in sorted(found)]


# ------------------------------------------------------------------------------------------------- values and states


def _write(amendment: Amendment, sheet: Sheet, now: datetime) -> None:
    """The values of the request, entered by who asked, verified by who approves; the states that follow."""
    items: dict[int, list[AmendmentItem]] = {}
    for item in AmendmentItem.objects.filter(amendment=amendment).order_by("id"):
        items.setdefault(item.indicator_id, []).append(item)
    results = list(
        IndicatorResult.objects.filter(sheet=sheet, indicator_id__in=items).select_for_update().order_by("id")
    )
    standings = sides_of([sheet.id])
    values: list[Value] = []
    notes: list[Verified] = []
    targets: dict[int, str] = {}
    for result in results:
        standing = standings.get((sheet.id, result.indicator_id), NOTHING)
        fresh = _values(amendment, items[result.indicator_id], standing, now)
        values += fresh
        replaced = {value.supersedes_id for value in fresh}
        after = [*fresh, *(value for value in standing.all if value.pk not in replaced)]
        target, note = _decide(amendment, result, items[result.indicator_id], standing, after)
        targets[result.pk] = target
        if fresh:
            result.entered_by = amendment.requested_by_id if any(not value.cleared for value in after) else None
        if note is not None:
            notes.append(
                Verified(
                    sheet=sheet,
                    indicator_id=result.indicator_id,
                    org_id=result.owner_id,
                    recorded_at=now,
                    comment=amendment.reason,
                    **note,
                )
            )
    Value.objects.bulk_create(values)
    Verified.objects.bulk_create(notes)
    _walk(results, targets, now)


def _values(
    amendment: Amendment, items: Sequence[AmendmentItem], standing: Standing, now: datetime
) -> list[Value]:
    """The figures of the request, on the side that decides: they are what the verdict rested on."""
    side = side_that_decides(standing.all)
    former = standing.values.get(side, {})
    return [
        Value(
            actor_id=amendment.requested_by_id,
            sheet_id=amendment.sheet_id,
            indicator_id=item.indicator_id,
            part=item.part,
            side=side,
            number=item.number,
            text=item.text,
            numerator=item.numerator,
            denominator=item.denominator,
            standard=item.standard,
            applicable=item.applicable,
            explanation=item.explanation,
            cleared=item.cleared,
            on_behalf=side == "commune",
            supersedes=former.get(item.part),
            recorded_at=now,
        )
        for item in items
        if item.what == AmendmentItem.What.VALUE
    ]


def _decide(
    amendment: Amendment,
    result: IndicatorResult,
    items: Sequence[AmendmentItem],
    standing: Standing,
    after: Sequence[Value],
) -> tuple[str, dict[str, Any] | None]:
    """Where the indicator stands afterwards, and what is noted of it: concluded by the new document; by its former
    conclusion where only that can decide; else accepted with the new figures, or empty. What department or council
    decided with a figure of their own stays theirs.
    """
    for item in items:
        if item.what == AmendmentItem.What.CONCLUSION:
            said = {"verdict": item.verdict, "document": item.document}
            if standing.council is not None:
                return Verification.SETTLED, {
                    "decision": "council", "document_on": amendment.document_on, "was": Verification.SETTLED, **said,
                }  # fmt: skip
            return Verification.CONCLUDED, {"decision": "conclude", **said}
    if result.verification in HAS_CONCLUSION and result.judged_by != "figures":
        return result.verification, None
    side = side_that_decides(after)
    if side == Side.COUNCIL and result.verification == Verification.SETTLED:
        return Verification.SETTLED, None
    if side == Side.DEPARTMENT and result.verification == Verification.COUNTERED:
        return Verification.COUNTERED, None
    if any(not value.cleared for value in after):
        return Verification.ACCEPTED, {"decision": "accept"}
    return Verification.EMPTY, {"decision": "return"} if result.verification == Verification.CONCLUDED else None


def _walk(results: Sequence[IndicatorResult], targets: Mapping[int, str], now: datetime) -> None:
    """Lead each result to its state by the moves of its life: the database knows no others."""
    roads = {result.pk: moves_between(result.verification, targets[result.pk]) for result in results}
    for step in range(max((len(road) for road in roads.values()), default=0)):
        rows = []
        for result in results:
            if step < len(roads[result.pk]):
                result.verification = roads[result.pk][step]
                rows.append(_row(result))
        write_results(rows, sheet_ids=sorted({result.sheet_id for result in results}), now=now)


def _row(result: IndicatorResult) -> ResultRow:
    return ResultRow(
        result.sheet_id, result.indicator_id, result.verification, result.verdict, result.basis, result.reason,
        result.entered_by,
    )  # fmt: skip


def moves_between(start: str, target: str) -> list[str]:
    """The shortest way from one state of an indicator to another by the table of its life (the last is ``target``).

    Staying is one step too, so that its revision grows.
    """
    if start == target:
        return [target]
    waiting: deque[tuple[str, list[str]]] = deque([(start, [])])
    seen = {start}
    while waiting:
        state, road = waiting.popleft()
        for move in RESULT_LIFE.moves.values():
            if state in move.source and move.target not in seen:
                if move.target == target:
                    return [*road, target]
                seen.add(move.target)
                waiting.append((move.target, [*road, move.target]))
    raise AssertionError(f"no way from {start} to {target}")


# ------------------------------------------------------------------------------------------------- verdicts


def _judge_again(
    amendment: Amendment, sheet: Sheet, before: dict[str, Any], previous: str, now: datetime
) -> dict[str, Any]:
    """The content of the next edition: the former one with the amended rows judged anew, all others as they were.

    A newer engine changes nothing of the rows that were not amended: that difference is listed, never applied.
    """
    [(_sheet, content)] = frozen_content(sheet.round, [sheet])
    fresh = rows_by_code(content)
    results = list(
        IndicatorResult.objects.filter(
            sheet=sheet, indicator_id__in=AmendmentItem.objects.filter(amendment=amendment).values("indicator_id")
        ).select_related("indicator")
    )
    codes = {result.indicator.code for result in results}
    for result in results:
        row = fresh[result.indicator.code]
        result.verdict, result.basis, result.reason = row["verdict"], row["basis"] or "", row["reason"] or ""
    write_results([_row(result) for result in results], sheet_ids=[sheet.id], now=now)
    roll_up([sheet.id])
    return {
        **before,
        "indicators": [fresh[row["code"]] if row["code"] in codes else row for row in before["indicators"]],
        "edition": before.get("edition", 1) + 1,
        "previous": previous,
        "amendment": {
            "id": amendment.pk,
            "reason": amendment.reason,
            "document": amendment.document,
            "document_on": amendment.document_on.isoformat(),
            "requested_by": amendment.requested_by_id,
            "requested_at": amendment.requested_at.isoformat(),
            "decided_by": amendment.decided_by_id,
            "decided_on": today(now).isoformat(),
            "indicators": sorted(codes),
            "engine": ENGINE_VERSION,
        },
    }

"""The three figures of an indicator by the API: what each side says, and the acts of their argument."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from dieuphoi.core.kernel.api import Day, Id, Line, Reason, Text
from dieuphoi.programme.assessments import selectors
from dieuphoi.programme.assessments.services import figures as acts
from dieuphoi.programme.assessments.sides_shown import SideShown

Typed = Annotated[str, Field(max_length=200)] | int | Annotated[float, Field(allow_inf_nan=False)] | None
Cells = dict[Annotated[str, Field(max_length=60)], Typed]
Revision = Annotated[int, Field(ge=0, le=2**31 - 1)] | None


class FigureOut(Schema):
    part: str
    name: str
    figure: str


class SideOut(Schema):
    """What one side (``commune``, ``department``, ``council``) says of an indicator. ``verdict``: what its word alone
    would give; ``decides``: the verdict that stands rests on it. ``decision``: the last thing that it did."""

    side: Literal["commune", "department", "council"]
    figures: list[FigureOut]
    actor_id: int | None
    at: datetime | None
    on_behalf: bool
    decision: str
    reason: str
    document: str
    document_on: Day | None
    verdict: str
    decides: bool


def side_out(side: SideShown) -> dict[str, Any]:
    """One side in the shape of :class:`SideOut`."""
    return {
        "side": side.side,
        "figures": [{"part": part, "name": name, "figure": figure} for part, name, figure in side.cells],
        "actor_id": side.who,
        "at": side.at,
        "on_behalf": side.on_behalf,
        "decision": side.decision,
        "reason": side.reason,
        "document": side.document,
        "document_on": side.document_on,
        "verdict": "" if side.judged is None else str(side.judged.verdict),
        "decides": side.decides,
    }


class CounterIn(Schema):
    """The department's own figure, typed as in the grid (by part, ``""`` for a plain row), and why it differs.
    ``revision``: what was seen of the indicator; somebody changed it since: 409."""

    typed: Annotated[Cells, Field(min_length=1, max_length=20)]
    reason: Text = ""
    revision: Revision = None


class CouncilIn(Schema):
    """What the appraisal council decided, by its minutes (number and day): a figure (``typed``), or a conclusion
    (``verdict``) where figures do not decide."""

    typed: Annotated[Cells, Field(max_length=20)] = {}
    verdict: Literal["", "MET", "NOT_MET", "NOT_APPLICABLE"] = ""
    document: Line = ""
    document_on: Day | None = None
    comment: Text = ""
    revision: Revision = None


def _who(request: HttpRequest, result_id: int) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    # The whole indicator must be the asker's to read; the frozen verdicts of others are no door to it.
    selectors.result_in_full(actor, result_id)
    return {"actor": actor, "result_id": result_id, "now": request.now}  # type: ignore[attr-defined]


def add_figures(router: Router, read: Callable[[HttpRequest, int], Any], out: type[Schema]) -> None:
    """Put the acts under the results; each answers with the indicator as it stands then (``read``, ``out``)."""

    @router.post(
        "/{int:result_id}/counter", response=out, summary="Sở, ngành ghi số khác", operation_id="result_counter"
    )
    def counter(request: HttpRequest, result_id: Id, body: CounterIn) -> Any:
        acts.result_counter(
            **_who(request, result_id), typed=dict(body.typed), reason=body.reason, revision=body.revision
        )
        return read(request, result_id)

    @router.post(
        "/{int:result_id}/council", response=out, summary="Ghi quyết định của hội đồng", operation_id="result_council"
    )
    def council(request: HttpRequest, result_id: Id, body: CouncilIn) -> Any:
        acts.result_council(
            **_who(request, result_id),
            typed=dict(body.typed),
            verdict=body.verdict,
            document=body.document,
            document_on=body.document_on,
            comment=body.comment,
            revision=body.revision,
        )
        return read(request, result_id)

    @router.post(
        "/{int:result_id}/take-back", response=out, summary="Sở, ngành rút số đã ghi", operation_id="result_take_back"
    )
    def take_back(request: HttpRequest, result_id: Id, body: Reason) -> Any:
        acts.result_take_back(**_who(request, result_id), reason=body.reason)
        return read(request, result_id)

    @router.post("/{int:result_id}/dispute", response=out, summary="Xã không đồng ý", operation_id="result_dispute")
    def dispute(request: HttpRequest, result_id: Id, body: Reason) -> Any:
        acts.result_dispute(**_who(request, result_id), reason=body.reason)
        return read(request, result_id)

    @router.post(
        "/{int:result_id}/uphold", response=out, summary="Sở, ngành giữ số của mình", operation_id="result_uphold"
    )
    def uphold(request: HttpRequest, result_id: Id, body: Reason) -> Any:
        acts.result_uphold(**_who(request, result_id), reason=body.reason)
        return read(request, result_id)

    @router.post(
        "/{int:result_id}/withdraw", response=out, summary="Rút quyết định của hội đồng", operation_id="result_withdraw"
    )
    def withdraw(request: HttpRequest, result_id: Id, body: Reason) -> Any:
        acts.result_withdraw(**_who(request, result_id), reason=body.reason)
        return read(request, result_id)

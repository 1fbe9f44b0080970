"""Beside a round by the API: its signed paper, its editions, verifying its freeze, comparing two moments."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import Field

from dieuphoi.core.kernel.api import Day, Id, Line, Page, PageQuery, Text, page_of
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.amendments import papers, policies, selectors, verifying
from dieuphoi.programme.assessments.comparing.asked import read_asked
from dieuphoi.programme.assessments.comparing.selectors import compare

router = Router(tags=["rounds"])


def _actor(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]


def _now(request: HttpRequest) -> datetime:
    return request.now  # type: ignore[attr-defined, no-any-return]


class PaperOut(Schema):
    id: int
    kind: str
    number: str
    signed_on: Day
    signer: str
    signer_post: str
    file_name: str
    recorded_at: datetime


class PaperIn(Schema):
    """The signed paper beside a freeze; ``reason`` where it corrects the former one. The scan goes by the page."""

    kind: Literal["decision", "minutes", "report"] = "decision"
    number: Annotated[Line, Field(max_length=60)]
    signed_on: Day
    signer: Annotated[Line, Field(max_length=120)]
    signer_post: Annotated[Line, Field(max_length=120)] = ""
    reason: Text = ""


class EditionOut(Schema):
    edition: int
    sha256: str
    at: datetime
    who: str
    amendment_id: int | None


class AfterFreezeOut(Schema):
    """What follows the freeze of a round: its signed paper, and its editions, the newest first."""

    paper: PaperOut | None
    editions: list[EditionOut]


def _paper(row: Any) -> dict[str, Any] | None:
    return None if row is None else {name: getattr(row, name) for name in PaperOut.model_fields}


@router.get(
    "/{int:round_id}/after-freeze", response=AfterFreezeOut, summary="Văn bản và các bản chốt của đợt",
    operation_id="round_after_freeze",
)  # fmt: skip
def round_after_freeze(request: HttpRequest, round_id: Id) -> Any:
    actor = _actor(request)
    assessments.round_by_id(actor, round_id)
    return {
        "paper": _paper(papers.current_paper(actor, round_id)),
        "editions": [
            {"edition": row.number, "sha256": row.sha256, "at": row.at, "who": row.who,
             "amendment_id": row.amendment_id}
            for row in selectors.editions_of(actor, round_id)
        ],
    }  # fmt: skip


@router.post(
    "/{int:round_id}/paper", response={201: PaperOut}, summary="Ghi văn bản ký chốt", operation_id="paper_record"
)
def paper_record(request: HttpRequest, round_id: Id, body: PaperIn) -> Any:
    new = papers.NewPaper(body.kind, body.number, body.signed_on, body.signer, body.signer_post)
    made = papers.paper_record(
        actor=_actor(request), round_id=round_id, new=new, reason=body.reason, now=_now(request)
    )
    return Status(201, _paper(made))


class FindingOut(Schema):
    what: str
    unit: str
    code: str
    edition: int
    stored: str
    frozen: str


class VerifyOut(Schema):
    """``findings``: what is no longer as frozen. ``engine``: what today's engine says otherwise; never applied."""

    is_whole: bool
    sheets: int
    editions: int
    sha256: str
    engine_version: str
    findings: list[FindingOut]
    engine: list[FindingOut]


@router.get(
    "/{int:round_id}/verify", response=VerifyOut, summary="Đối chiếu bản chốt", operation_id="round_verify"
)
def round_verify(request: HttpRequest, round_id: Id) -> Any:
    actor = _actor(request)
    round_ = assessments.round_by_id(actor, round_id)
    require(policies.may_verify_round(actor, round_))
    if assessments.sheets(actor, round_id).count() > verifying.AT_ONCE:
        raise Refused("too_many", _("Đợt có nhiều phiếu: hãy đối chiếu ở trang của đợt, hoặc bằng lệnh."))
    report = verifying.round_verify(actor, round_id)
    plain = ("is_whole", "sheets", "editions", "sha256", "engine_version")
    return {
        **{name: getattr(report, name) for name in plain},
        **{
            part: [{name: getattr(row, name) for name in FindingOut.model_fields} for row in getattr(report, part)]
            for part in ("findings", "engine")
        },
    }


class CompareQuery(PageQuery):
    """Two moments: the end of a day, or an edition of a frozen round; without either, now. ``with_round``: the round
    of the first moment (the same set version); the second is of the round of the address."""

    with_round: Id | None = None
    from_edition: Line = ""
    from_on: Line = ""
    to_edition: Line = ""
    to_on: Line = ""
    unit: Id | None = None
    criterion: Line = ""
    kind: Literal["", "gained", "lost", "verdict", "figures"] = ""


class IndicatorChangeOut(Schema):
    code: str
    name: str
    shown_before: str
    shown_after: str
    mark_before: str
    mark_after: str


class ComparedOut(Schema):
    unit_id: int
    sheet_id: int
    unit_name: str
    unit_code: str
    criterion: str
    criterion_name: str
    kind: str
    mark_before: str
    mark_after: str
    indicators: list[IndicatorChangeOut]


@router.get(
    "/{int:round_id}/compare", response=Page[ComparedOut], summary="So sánh hai thời điểm",
    operation_id="round_compare",
)  # fmt: skip
def round_compare(request: HttpRequest, round_id: Id, query: Query[CompareQuery]) -> Any:
    actor = _actor(request)
    round_ = assessments.round_by_id(actor, round_id)
    typed = {
        "with": str(query.with_round or ""),
        **{name: getattr(query, name) for name in ("from_edition", "from_on", "to_edition", "to_on")},
        "criterion": query.criterion,
        "kind": query.kind,
        "unit": str(query.unit or ""),
    }
    asked = read_asked(actor, round_, typed, _now(request))
    found = compare(
        actor,
        asked.before,
        asked.after,
        unit_ids=None if asked.unit_id is None else [asked.unit_id],
        criterion=asked.criterion,
        kind=asked.kind,
    )
    return page_of(
        found.rows,
        query,
        lambda row: {
            **{name: getattr(row, name) for name in ComparedOut.model_fields if name != "indicators"},
            "indicators": [
                {name: getattr(each, name) for name in IndicatorChangeOut.model_fields} for each in row.indicators
            ],
        },
    )

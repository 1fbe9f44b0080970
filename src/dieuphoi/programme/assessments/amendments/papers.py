"""The signed paper beside a freeze: recorded after it by the office; a correction supersedes, with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.files.services import Readable, blob_store
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, today
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.policy import require
from dieuphoi.programme.assessments.amendments import policies
from dieuphoi.programme.assessments.amendments.models import Paper, RoundPaper
from dieuphoi.programme.assessments.models import AssessmentRound


@dataclass(frozen=True, slots=True)
class NewPaper:
    """What was signed. ``scan`` may follow later; then it corrects the row with the same words."""

    kind: str
    number: str
    signed_on: date
    signer: str
    signer_post: str = ""
    scan: Readable | bytes | None = None
    scan_name: str = ""


def paper_record(*, actor: Actor, round_id: int, new: NewPaper, reason: str = "", now: datetime) -> RoundPaper:
    """Record the paper by which a frozen round was signed, or correct it (then ``reason`` is asked for).

    A correction without a new scan keeps the former one. Raises :class:`InputErrors`, ``Refused``.
    """
    with act(actor, "paper.record", reason=reason):
        round_ = AssessmentRound.objects.select_for_update(of=("self",)).one_visible_to(actor, id=round_id)
        require(policies.may_record_paper(actor, round_))
        former = current_paper(actor, round_id)
        _check(new, former, reason, today(now))
        file: dict[str, Any] = {}
        if new.scan is not None:
            stored = blob_store(actor=actor, data=new.scan, name=new.scan_name, now=now)
            file = {"blob": stored.blob, "file_name": stored.name}
        elif former is not None:
            file = {"blob": former.blob, "file_name": former.file_name}
        return RoundPaper.objects.create(
            round=round_,
            kind=new.kind,
            number=new.number.strip(),
            signed_on=new.signed_on,
            signer=new.signer.strip(),
            signer_post=new.signer_post.strip(),
            reason=reason.strip() if former is not None else "",
            supersedes=former,
            recorded_at=now,
            **file,
        )


def _check(new: NewPaper, former: RoundPaper | None, reason: str, day: date) -> None:
    errors = []
    if new.kind not in Paper.values:
        errors.append(InputError(_("Không có loại văn bản này."), field="kind"))
    if not new.number.strip():
        errors.append(InputError(_("Hãy ghi số, ký hiệu của văn bản."), field="number"))
    if not new.signer.strip():
        errors.append(InputError(_("Hãy ghi người ký."), field="signer"))
    if new.signed_on > day:
        errors.append(
            InputError(_("Ngày ký không thể sau hôm nay (%(day)s).") % {"day": format_date(day)}, field="signed_on")
        )
    if former is not None and not reason.strip():
        errors.append(InputError(_("Hãy ghi vì sao sửa văn bản đã ghi."), field="reason"))
    if errors:
        raise InputErrors(errors)


def current_paper(actor: Actor, round_id: int) -> RoundPaper | None:
    """The paper that stands beside a round's freeze: the row nobody supersedes."""
    rows = RoundPaper.objects.visible_to(actor).filter(round_id=round_id, superseded_by__isnull=True)
    return rows.select_related("blob").first()


def paper_beside(round_id: int) -> RoundPaper | None:
    """The same of a round that the caller has found within its scope."""
    return RoundPaper.objects.filter(round_id=round_id, superseded_by__isnull=True).first()


def papers_of(actor: Actor, round_id: int) -> list[RoundPaper]:
    """Every paper that was recorded for a round, newest first."""
    return list(RoundPaper.objects.visible_to(actor).filter(round_id=round_id).order_by("-id"))


def paper_by_id(actor: Actor, paper_id: int) -> RoundPaper:
    return RoundPaper.objects.select_related("blob", "round").one_visible_to(actor, id=paper_id)

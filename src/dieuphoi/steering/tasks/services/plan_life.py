"""The life of a plan: editions saved, opinions asked and given, signed, submitted, approved, amended, ended.

An edition is the canonical content with its hash; every signature names the hash that it was given under, so that a
signature of an older text is known as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, today
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.registry.organisations.models import OrgUnit
from dieuphoi.steering.tasks import plan_notices, plan_policies
from dieuphoi.steering.tasks.models import (
    EditionKind,
    PlanConsult,
    PlanEdition,
    PlanSign,
    SignStep,
    Stance,
    WorkPlan,
)
from dieuphoi.steering.tasks.plan_content import bare, content_of, digest_of
from dieuphoi.steering.tasks.plan_states import PLAN_LIFE, PlanState
from dieuphoi.steering.tasks.services.plan_make import plan_locked

# ------------------------------------------------------------------------------------------------ editions, signatures


def plan_save(*, actor: Actor, plan_id: int, reason: str = "", now: datetime) -> PlanEdition:
    """Keep the plan as it is now. Raises ``Refused`` (409) where nothing changed since the last edition."""
    with act(actor, "workplan.save", reason=reason):
        plan = plan_locked(actor, plan_id)
        require(plan_policies.may_edit(actor, plan))
        content = content_of(plan)
        last = plan.editions.order_by("-number").first()
        if last is not None and last.digest == digest_of(content):
            raise Refused("same", _("Không có gì đổi từ bản %(n)s.") % {"n": last.number})
        return _edition(actor, plan, EditionKind.SAVED, content, reason, now)


def plan_sign(*, actor: Actor, plan_id: int, text: str = "", now: datetime) -> PlanSign:
    """Put one's name to the text as it stands. Raises ``Refused`` where one has done so already."""
    with act(actor, "workplan.sign"):
        plan = plan_locked(actor, plan_id)
        require(plan_policies.may_sign(actor, plan))
        digest = digest_of(content_of(plan))
        if plan.signs.filter(step=SignStep.SIGNED, actor_id=actor.id, digest=digest).exists():
            raise Refused("signed", _("Bạn đã ký nháy nội dung này."))
        return _sign(actor, plan, SignStep.SIGNED, now, text=text, digest=digest)


def plan_consult(
    *, actor: Actor, plan_id: int, org_ids: Sequence[int], due_on: date, now: datetime
) -> list[PlanConsult]:
    """Ask bodies what they think of the text as it stands, until a day. Their people are told."""
    with act(actor, "workplan.consult"):
        plan = plan_locked(actor, plan_id)
        PLAN_LIFE.move(actor, plan, "consult")
        errors = []
        wanted = [org for org in dict.fromkeys(org_ids) if org != plan.org_id]
        orgs = {row.pk: row for row in OrgUnit.objects.visible_to(actor).filter(pk__in=wanted)}
        if not wanted:
            errors.append(InputError(_("Hãy chọn cơ quan để lấy ý kiến."), field="orgs"))
        elif set(wanted) - orgs.keys():
            errors.append(InputError(_("Không có cơ quan này trong danh sách."), field="orgs"))
        if due_on <= today(now):
            errors.append(
                InputError(_("Ngày %(day)s không ở phía trước.") % {"day": format_date(due_on)}, field="due_on")
            )
        if errors:
            raise InputErrors(errors)
        edition = _edition(actor, plan, EditionKind.CONSULTED, content_of(plan), "", now)
        plan.opinions_due_on = due_on
        plan.save(update_fields=["state", "opinions_due_on"])
        asked = [
            PlanConsult(plan=plan, org=orgs[pk], edition=edition.number, asked_on=today(now), due_on=due_on)
            for pk in wanted
        ]
        for each in asked:
            each.save(force_insert=True)
        names = "; ".join(orgs[pk].name for pk in wanted)
        _sign(actor, plan, SignStep.CONSULTED, now, text=names, digest=edition.digest, edition=edition.number)
        plan_notices.consulted(actor, plan, asked, now)
    return asked


def consult_answer(
    *, actor: Actor, consult_id: int, stance: str, text: str = "", document: str = "", now: datetime
) -> PlanConsult:
    """A body says what it thinks; until the plan is submitted it may say it again."""
    with act(actor, "workplan.answer"):
        seen = PlanConsult.objects.one_visible_to(actor, pk=consult_id)
        plan = plan_locked(actor, seen.plan_id)
        asked = PlanConsult.objects.locked().select_related("org__parent__parent").get(pk=consult_id)
        asked.plan = plan
        require(plan_policies.may_answer(actor, asked))
        errors = []
        if stance not in Stance.values:
            errors.append(InputError(_("Hãy chọn ý kiến."), field="stance", value=stance))
        elif stance != Stance.AGREE and not text.strip():
            errors.append(InputError(_("Hãy ghi nội dung góp ý."), field="text"))
        if errors:
            raise InputErrors(errors)
        asked.stance, asked.text, asked.document = stance, text.strip(), " ".join(document.split())
        asked.answered_on, asked.answered_by, asked.answerer_name = today(now), actor.id, actor.name
        asked.save()
        digest = plan.editions.get(number=asked.edition).digest
        said = " – ".join(part for part in (str(Stance(stance).label), asked.document, asked.text) if part)
        _sign(actor, plan, SignStep.ANSWERED, now, text=said, digest=digest, edition=asked.edition,
              org_name=asked.org.name)  # fmt: skip
        plan_notices.answered(actor, plan, asked, now)
    return asked


# ------------------------------------------------------------------------------------------------ moves


def plan_submit(*, actor: Actor, plan_id: int, text: str = "", now: datetime) -> WorkPlan:
    """The text goes to a head, as an edition of its own; nobody writes in it until it comes back."""
    with act(actor, "workplan.submit"):
        plan = plan_locked(actor, plan_id)
        PLAN_LIFE.move(actor, plan, "submit")
        edition = _edition(actor, plan, EditionKind.SUBMITTED, content_of(plan), text, now)
        plan.submitted_on, plan.submitted_by, plan.submitter_name = today(now), actor.id, actor.name
        plan.save(update_fields=["state", "submitted_on", "submitted_by", "submitter_name"])
        _sign(actor, plan, SignStep.SUBMITTED, now, text=text, digest=edition.digest, edition=edition.number)
        plan_notices.submitted(actor, plan, now)
    return plan


def plan_approve(
    *, actor: Actor, plan_id: int, decision_number: str, decision_on: date, signer: str = "", now: datetime
) -> WorkPlan:
    """A head approves what was submitted, by a decision: it is in force from now on. Never who submitted it.

    ``signer`` is who signed the decision, where the office records that of a leader.
    """
    with act(actor, "workplan.approve"):
        plan = plan_locked(actor, plan_id)
        PLAN_LIFE.move(actor, plan, "approve")
        errors = []
        number = " ".join(decision_number.split())
        if not number:
            errors.append(InputError(_("Hãy ghi số quyết định hoặc văn bản phê duyệt."), field="decision_number"))
        if decision_on > today(now):
            errors.append(InputError(_("Ngày quyết định còn ở phía trước."), field="decision_on"))
        if errors:
            raise InputErrors(errors)
        content = content_of(plan)
        edition = _edition(
            actor, plan, EditionKind.APPROVED, content, "", now, decision_number=number, decision_on=decision_on
        )
        plan.edition, plan.decision_number, plan.decision_on = edition.number, number, decision_on
        plan.approved_by, plan.approver_name = actor.id, " ".join(signer.split()) or actor.name
        plan.save(
            update_fields=["state", "edition", "decision_number", "decision_on", "approved_by", "approver_name"]
        )
        said = f"{number}, {format_date(decision_on)}"
        _sign(actor, plan, SignStep.APPROVED, now, text=said, digest=edition.digest, edition=edition.number)
        plan_notices.approved(actor, plan, now)
    return plan


def plan_return(*, actor: Actor, plan_id: int, reason: str, now: datetime) -> WorkPlan:
    """A head does not approve it: back to who writes it, with the reason."""
    with act(actor, "workplan.return", reason=reason):
        submitter = plan_locked(actor, plan_id).submitted_by
        plan = _moved(actor, plan_id, "return", SignStep.RETURNED, reason, now)
        plan_notices.returned(actor, plan, reason, now, submitter=submitter)
    return plan


def plan_recall(*, actor: Actor, plan_id: int, reason: str, now: datetime) -> WorkPlan:
    """Back from who was asked or from the head, before they decided."""
    with act(actor, "workplan.recall", reason=reason):
        return _moved(actor, plan_id, "recall", SignStep.RECALLED, reason, now)


def plan_amend(*, actor: Actor, plan_id: int, reason: str, now: datetime) -> WorkPlan:
    """Write in an approved plan again. Its edition stays in force until the amended one is approved; both stay."""
    with act(actor, "workplan.amend", reason=reason):
        return _moved(actor, plan_id, "amend", SignStep.AMENDED, reason, now)


def plan_keep(*, actor: Actor, plan_id: int, reason: str, now: datetime) -> WorkPlan:
    """No amendment after all. Raises ``Refused`` (409) while the text differs from the edition in force."""
    with act(actor, "workplan.keep", reason=reason):
        plan = plan_locked(actor, plan_id)
        PLAN_LIFE.move(actor, plan, "keep", reason=reason)
        content = content_of(plan)
        standing = plan.editions.get(number=plan.edition)
        if bare(content) != bare(standing.content):
            raise Refused(
                "differs",
                _("Nội dung đã khác bản %(n)s đang có hiệu lực: hãy sửa lại như bản ấy, hoặc trình phê duyệt.")
                % {"n": plan.edition},
            )
        plan.save(update_fields=["state"])
        _sign(actor, plan, SignStep.KEPT, now, text=reason, digest=standing.digest, edition=plan.edition)
    return plan


def plan_end(*, actor: Actor, plan_id: int, reason: str, now: datetime) -> WorkPlan:
    """It is over: reading only. The tasks that were given go on by themselves."""
    with act(actor, "workplan.end", reason=reason):
        return _ended(actor, plan_id, "end", SignStep.ENDED, reason, now)


def plan_drop(*, actor: Actor, plan_id: int, reason: str, now: datetime) -> WorkPlan:
    """A draft that is not wanted. It stays in the list of who may read it."""
    with act(actor, "workplan.drop", reason=reason):
        return _ended(actor, plan_id, "drop", SignStep.DROPPED, reason, now)


def plan_resume(*, actor: Actor, plan_id: int, reason: str, now: datetime) -> WorkPlan:
    """It was ended too early: in force again."""
    with act(actor, "workplan.resume", reason=reason):
        plan = plan_locked(actor, plan_id)
        PLAN_LIFE.move(actor, plan, "resume", reason=reason)
        plan.ended_on, plan.end_reason = None, ""
        plan.save(update_fields=["state", "ended_on", "end_reason"])
        _sign(actor, plan, SignStep.RESUMED, now, text=reason)
    return plan


# --- inside ---------------------------------------------------------------------------------------------


def _moved(actor: Actor, plan_id: int, move: str, step: str, reason: str, now: datetime) -> WorkPlan:
    """A move back to writing: to the draft, or to the amendment of what is in force."""
    plan = plan_locked(actor, plan_id)
    to = ""
    if move in ("return", "recall"):
        to = PlanState.AMENDED if plan.edition else PlanState.DRAFT
    PLAN_LIFE.move(actor, plan, move, reason=reason, to=to)
    if to:
        # Who submitted it stands among the signatures; whoever submits it next may be another.
        plan.submitted_on, plan.submitted_by, plan.submitter_name = None, None, ""
    plan.save(update_fields=["state", "submitted_on", "submitted_by", "submitter_name"])
    _sign(actor, plan, step, now, text=reason)
    return plan


def _ended(actor: Actor, plan_id: int, move: str, step: str, reason: str, now: datetime) -> WorkPlan:
    plan = plan_locked(actor, plan_id)
    PLAN_LIFE.move(actor, plan, move, reason=reason)
    plan.ended_on, plan.end_reason = today(now), reason.strip()
    plan.save(update_fields=["state", "ended_on", "end_reason"])
    _sign(actor, plan, step, now, text=reason)
    return plan


def _edition(
    actor: Actor, plan: WorkPlan, kind: str, content: dict[str, Any], reason: str, now: datetime, **decision: Any
) -> PlanEdition:
    last = plan.editions.aggregate(last=Max("number"))["last"] or 0
    edition = PlanEdition(
        plan=plan, number=last + 1, kind=kind, content=content, digest=digest_of(content), reason=reason.strip(),
        author_name=actor.name, recorded_at=now, **decision,
    )  # fmt: skip
    edition.save(force_insert=True)
    return edition


def _sign(
    actor: Actor, plan: WorkPlan, step: str, now: datetime, *, text: str = "", digest: str = "",
    edition: int | None = None, org_name: str = "",
) -> PlanSign:  # fmt: skip
    if not org_name:
        orgs = OrgUnit.objects.filter(pk__in=sorted(actor.orgs())).order_by("name_key")
        org_name = "; ".join(orgs.values_list("name", flat=True))[:300]
    sign = PlanSign(
        plan=plan, step=step, signer_name=actor.name, org_name=org_name, text=text.strip(),
        digest=digest or digest_of(content_of(plan)), edition=edition, recorded_at=now,
    )  # fmt: skip
    sign.save(force_insert=True)
    return sign

"""What of the sets people are told: a version published, a question asked, an answer given."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.notify.kinds import NoticeKind, register_kinds
from dieuphoi.core.notify.services import house_language, notify
from dieuphoi.programme.criteria.models import Answer, IndicatorOwner, Question, SetVersion
from dieuphoi.registry.access.recipients import holders_of, officers_of_orgs
from dieuphoi.registry.access.roles import OFFICE, Role

PUBLISHED: Final = NoticeKind("set.published", gettext_lazy("Ban hành bộ tiêu chí"))
ASKED: Final = NoticeKind("indicator.asked", gettext_lazy("Có người hỏi về chỉ tiêu của cơ quan bạn"))
CONCERNED: Final = (*OFFICE, Role.LEADER, Role.ASSIGNED_LEADER)
ANSWERED: Final = NoticeKind("indicator.answered", gettext_lazy("Câu hỏi của bạn được trả lời"))


def version_published(actor: Actor, version: SetVersion, now: datetime) -> None:
    """The office, the province's leaders, who is set over communes, and the departments that own its rows (S3-09)."""
    owners = IndicatorOwner.objects.filter(indicator__version=version, valid__isempty=False).order_by()
    orgs = list(owners.values_list("org_id", flat=True).distinct())
    officers = officers_of_orgs(orgs, actor.on)
    with house_language():
        notify(
            actor=actor,
            to={*holders_of(CONCERNED, actor.on), *(account for group in officers.values() for account in group)},
            kind=PUBLISHED.key,
            once=f"set:{version.pk}:published",
            title=_("Đã ban hành: %(set)s") % {"set": str(version)},
            url=reverse("criteria:set", args=[version.pk]),
            now=now,
        )


def question_asked(actor: Actor, question: Question, owner: int | None, now: datetime) -> None:
    """The owner department of the day; where nobody owns the row, the office."""
    officers = [] if owner is None else officers_of_orgs([owner], actor.on).get(owner, [])
    with house_language():
        notify(
            actor=actor,
            to=officers or holders_of(OFFICE, actor.on),
            kind=ASKED.key,
            once=f"question:{question.pk}",
            title=_("Câu hỏi về chỉ tiêu %(code)s") % {"code": question.indicator.code},
            text=question.text,
            url=reverse("criteria:question", args=[question.pk]),
            now=now,
        )


def question_answered(actor: Actor, answer: Answer, now: datetime) -> None:
    """Whoever asked."""
    question = answer.question
    with house_language():
        notify(
            actor=actor,
            to=[question.actor_id],
            kind=ANSWERED.key,
            once=f"answer:{answer.pk}",
            title=_("Câu hỏi của bạn về chỉ tiêu %(code)s đã có trả lời") % {"code": question.indicator.code},
            text=answer.text,
            url=reverse("criteria:question", args=[question.pk]),
            now=now,
        )


def register() -> None:
    """Make the kinds known. Called once, when Django is ready."""
    register_kinds(PUBLISHED, ASKED, ANSWERED)

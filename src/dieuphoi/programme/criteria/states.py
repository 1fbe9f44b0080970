"""The life of a set version: draft → published → retired. What was published is never edited again."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal
from dieuphoi.core.workflow.machine import Machine, Move


class VersionState(models.TextChoices):
    DRAFT = "draft", _("dự thảo")
    PUBLISHED = "published", _("đã ban hành")
    RETIRED = "retired", _("hết áp dụng")


def may_publish(actor: Actor, version: object) -> Answer:
    """The head of the office publishes and retires sets."""
    if actor.is_system or actor.has_role("office_head"):
        return Allowed()
    return Refusal("not_allowed", _now("Chỉ lãnh đạo Văn phòng điều phối được ban hành bộ tiêu chí."))


VERSION_LIFE = Machine(
    field="state",
    states=dict(VersionState.choices),
    start=VersionState.DRAFT,
    moves=(
        Move("publish", (VersionState.DRAFT,), VersionState.PUBLISHED, _("Ban hành"), may_publish),
        Move(
            "retire",
            (VersionState.PUBLISHED,),
            VersionState.RETIRED,
            _("Hết áp dụng"),
            may_publish,
            needs_reason=True,
        ),
    ),
)

"""The life of a set version: draft → (consultation) → published → retired. What was published is never edited again."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal
from dieuphoi.core.workflow.machine import Machine, Move
from dieuphoi.registry.access.roles import OFFICE


class VersionState(models.TextChoices):
    DRAFT = "draft", _("dự thảo")
    CONSULTING = "consulting", _("đang lấy ý kiến")
    PUBLISHED = "published", _("đã ban hành")
    RETIRED = "retired", _("hết áp dụng")


def may_consult(actor: Actor, version: object) -> Answer:
    """The office shows a draft to be read, and takes it back to go on writing."""
    if actor.is_system or actor.has_role(*OFFICE):
        return Allowed()
    return Refusal("not_office", _now("Chỉ Văn phòng điều phối được lấy ý kiến về dự thảo bộ tiêu chí."))


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
        Move("consult", (VersionState.DRAFT,), VersionState.CONSULTING, _("Lấy ý kiến"), may_consult),
        Move("revise", (VersionState.CONSULTING,), VersionState.DRAFT, _("Sửa tiếp dự thảo"), may_consult),
        Move(
            "publish",
            (VersionState.DRAFT, VersionState.CONSULTING),
            VersionState.PUBLISHED,
            _("Ban hành"),
            may_publish,
        ),
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

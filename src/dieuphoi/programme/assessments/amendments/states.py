"""The life of an amendment: asked for, then decided by a second person, withdrawn, or over by itself."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.workflow.machine import Machine, Move
from dieuphoi.programme.assessments.amendments import policies as may


class AmendmentState(models.TextChoices):
    REQUESTED = "REQUESTED", _("chờ duyệt")
    APPROVED = "APPROVED", _("đang áp dụng")
    APPLIED = "APPLIED", _("đã áp dụng")
    REJECTED = "REJECTED", _("không được duyệt")
    WITHDRAWN = "WITHDRAWN", _("đã rút")
    LAPSED = "LAPSED", _("hết hạn")


AMENDMENT_LIFE = Machine(
    field="state",
    states=dict(AmendmentState.choices),
    start=AmendmentState.REQUESTED,
    moves=(
        Move(
            "approve",
            (AmendmentState.REQUESTED,),
            AmendmentState.APPROVED,
            _("Duyệt và áp dụng"),
            may.may_decide,
            may.not_over,
        ),
        # Only inside the transaction that approves: the database lets no APPROVED row be committed.
        Move("apply", (AmendmentState.APPROVED,), AmendmentState.APPLIED, _("Áp dụng"), may.may_decide),
        Move(
            "reject",
            (AmendmentState.REQUESTED,),
            AmendmentState.REJECTED,
            _("Không duyệt"),
            may.may_decide,
            may.not_over,
            needs_reason=True,
        ),
        Move(
            "withdraw",
            (AmendmentState.REQUESTED,),
            AmendmentState.WITHDRAWN,
            _("Rút đề nghị"),
            may.may_withdraw,
            may.not_over,
            needs_reason=True,
        ),
        Move(
            "lapse", (AmendmentState.REQUESTED,), AmendmentState.LAPSED, _("Ghi hết hạn"), may.may_lapse, may.is_over
        ),
    ),
)

PERSONS_MOVES = ("approve", "reject", "withdraw")
"""The moves that a person makes."""

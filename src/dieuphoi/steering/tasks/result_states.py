"""The life of published results: prepared → published → withdrawn, or put aside before anybody else read it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.workflow.machine import Machine, Move
from dieuphoi.steering.tasks import result_policies as may


class ResultState(models.TextChoices):
    PREPARED = "PREPARED", _("chờ duyệt")
    PUBLISHED = "PUBLISHED", _("đã công bố")
    WITHDRAWN = "WITHDRAWN", _("đã rút")
    DROPPED = "DROPPED", _("không công bố")


RESULT_EDITION_LIFE = Machine(
    field="state",
    states=dict(ResultState.choices),
    start=ResultState.PREPARED,
    moves=(
        Move(
            "approve", (ResultState.PREPARED,), ResultState.PUBLISHED, _("Duyệt và công bố"), may.may_approve,
            may.content_is_whole,
        ),
        Move("drop", (ResultState.PREPARED,), ResultState.DROPPED, _("Không công bố"), may.may_drop, needs_reason=True),
        Move(
            "withdraw", (ResultState.PUBLISHED,), ResultState.WITHDRAWN, _("Rút kết quả"), may.may_withdraw,
            needs_reason=True,
        ),
    ),
)  # fmt: skip

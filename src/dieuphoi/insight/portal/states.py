"""The life of a public list: prepared → published → withdrawn, or put aside before anybody outside saw it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.workflow.machine import Machine, Move
from dieuphoi.insight.portal import policies as may


class ListState(models.TextChoices):
    PREPARED = "PREPARED", _("chờ duyệt")
    PUBLISHED = "PUBLISHED", _("đang công khai")
    WITHDRAWN = "WITHDRAWN", _("đã rút")
    DROPPED = "DROPPED", _("không công bố")


LIST_LIFE = Machine(
    field="state",
    states=dict(ListState.choices),
    start=ListState.PREPARED,
    moves=(
        Move(
            "approve",
            (ListState.PREPARED,),
            ListState.PUBLISHED,
            _("Duyệt và công khai"),
            may.may_approve,
            may.content_is_whole,
        ),
        Move("drop", (ListState.PREPARED,), ListState.DROPPED, _("Không công bố"), may.may_drop, needs_reason=True),
        Move(
            "withdraw",
            (ListState.PUBLISHED,),
            ListState.WITHDRAWN,
            _("Rút khỏi phần công khai"),
            may.may_withdraw,
            needs_reason=True,
        ),
    ),
)

"""What somebody who leaves has in hand, of which packages; and the nightly work of the registers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor, system_actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.notify.schedule import daily_from, register_schedule
from dieuphoi.insight.board import services as board
from dieuphoi.insight.desk.selectors import WorkItem, register_work
from dieuphoi.insight.portal.selectors import waiting_for
from dieuphoi.programme.assessments import inhand as assessments
from dieuphoi.registry.access import inhand as access
from dieuphoi.registry.access.leaving import set_open_work
from dieuphoi.registry.organisations import inhand as organisations
from dieuphoi.registry.organisations.services import columns_settle

SETTLE: Final = "organisations.columns_settle"


KEEP_DAY: Final = "board.keep_day"


def keep_day(now: datetime) -> None:
    """How the sheets stand as the day begins: what the board tells of earlier days (docs/decisions)."""
    board.day_keep(actor=system_actor(today(now)), now=now)


def settle_columns(now: datetime) -> None:
    """What was decided beforehand and begins today. Days without a worker are made up by one run: it asks for today."""
    columns_settle(actor=system_actor(today(now)), now=now)


def _lists_to_approve(actor: Actor, _today: date) -> list[WorkItem]:
    """Public lists that wait for this head. Nobody set a day for it: none is made up, it says since when it waits."""
    return [
        WorkItem(
            "publish",
            _("Duyệt danh sách công khai"),
            row.title,
            row.row_count,
            None,
            ("portal:page", (row.pk,), {}),
            since=today(row.prepared_at),
        )
        for row in waiting_for(actor)
    ]


def register_all_work() -> None:
    """Called when Django is ready."""
    access.register()
    organisations.register()
    assessments.register()
    register_work(_lists_to_approve)
    set_open_work(access.in_hand_of)
    register_schedule(KEEP_DAY, daily_from(0), keep_day)
    register_schedule(SETTLE, daily_from(0), settle_columns)

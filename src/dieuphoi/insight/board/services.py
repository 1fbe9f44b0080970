"""The one act of the board: keeping how the sheets stood when a day began."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.errors import Refused

_KEPT = (
    "marks", "bases", "entered", "waiting", "returned", "verified", "total", "criteria_met", "criteria_not_met",
    "criteria_total", "qualifies",
)  # fmt: skip
_NOW = ", ".join(f"u.{name}" for name in _KEPT)
_SQL = f"""
    INSERT INTO board_rollupday (sheet_id, round_id, "on", recorded_at, state, {", ".join(_KEPT)})
    SELECT s.id, s.round_id, %s, %s, s.state, {_NOW}
      FROM assessments_sheet s
      JOIN assessments_assessmentround r ON r.id = s.round_id AND r.state IN ('OPEN', 'FROZEN')
      JOIN assessments_sheetrollup u ON u.sheet_id = s.id
      LEFT JOIN LATERAL (
          SELECT k.* FROM board_rollupday k
           WHERE k.round_id = s.round_id AND k.sheet_id = s.id ORDER BY k."on" DESC LIMIT 1
      ) k ON true
     WHERE k.id IS NULL
        OR (k."on" < %s AND (s.state, {_NOW}) IS DISTINCT FROM (k.state, {", ".join(f"k.{name}" for name in _KEPT)}))
"""  # noqa: S608 - names of our own columns


def day_keep(*, actor: Actor, now: datetime) -> int:
    """Keep how every sheet of the open and frozen rounds stands, where that differs from what was kept last.

    Run just after midnight. Twice on one day keeps nothing twice. Gives how many rows were kept. Raises
    :class:`Refused` for anybody but the system.
    """
    if not actor.is_system:
        raise Refused("system_only", _("Chỉ hệ thống tự lưu số liệu từng ngày."), status=403)
    with act(actor, "board.keep_day"), connection.cursor() as cursor:
        cursor.execute(_SQL, [today(now), now, today(now)])
        return int(cursor.rowcount)

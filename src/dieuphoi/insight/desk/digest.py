"""My work in the daily mail: the same lines and numbers as the page."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.insight.desk.selectors import my_work
from dieuphoi.registry.access.selectors import actor_for

MOST: Final = 15
"""Lines of my work in one mail; the page has them all."""


def work_lines(account_id: int, now: datetime) -> list[str]:
    """What waits for this account today, most urgent first; nothing where nothing waits."""
    day = today(now)
    items = my_work(actor_for(account_id, day), day)
    if not items:
        return []
    lines = [_("Việc của tôi (%(n)s):") % {"n": format_number(len(items))}]
    for item in items[:MOST]:
        due = _("quá hạn") if item.due is not None and item.due.is_overdue else item.when
        lines.append(f"- {item.title} ({format_number(item.count)}) – {item.note}, {due}")
    if len(items) > MOST:
        lines.append(_("… và %(n)s việc nữa.") % {"n": format_number(len(items) - MOST)})
    return lines

"""Ranges of dates ``[from, to)`` as PostgreSQL keeps them: validity of names, parents, assignments.

An open start means "has been since before the records" (có từ trước), an open end "until now".
"""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _
from psycopg.types.range import DateRange, Range

from dieuphoi.core.kernel.dates import format_date


def date_range(start: date | None, end: date | None) -> DateRange:
    """The days from ``start`` up to but without ``end``; ``None`` leaves that side open.

    Raises ``ValueError`` (Vietnamese) where no day would be left.
    """
    if start is not None and end is not None and start >= end:
        raise ValueError(
            _("Ngày kết thúc %(end)s phải sau ngày bắt đầu %(start)s.")
            % {"end": format_date(end), "start": format_date(start)}
        )
    return DateRange(start, end, "[)")


def first_day(days: Range[date]) -> date | None:
    """The first day in the range; ``None`` where the start is open."""
    if days.lower is None:
        return None
    return days.lower if days.lower_inc else days.lower + timedelta(days=1)


def day_after(days: Range[date]) -> date | None:
    """The first day no longer in the range; ``None`` where the end is open."""
    if days.upper is None:
        return None
    return days.upper + timedelta(days=1) if days.upper_inc else days.upper


def contains(days: Range[date], day: date) -> bool:
    """Whether ``day`` lies in the range. An empty range holds no day."""
    if days.isempty:
        return False
    start, end = first_day(days), day_after(days)
    return (start is None or start <= day) and (end is None or day < end)


def overlaps(one: Range[date], other: Range[date]) -> bool:
    """Whether some day lies in both."""
    if one.isempty or other.isempty:
        return False
    starts = [day for day in (first_day(one), first_day(other)) if day is not None]
    ends = [day for day in (day_after(one), day_after(other)) if day is not None]
    # Either list may be empty (open on that side in both): then nothing bounds the common part there.
    shared = not starts or not ends or max(starts) < min(ends)
    return shared and _not_empty(one) and _not_empty(other)


def _not_empty(days: Range[date]) -> bool:
    start, end = first_day(days), day_after(days)
    return start is None or end is None or start < end


def range_label(days: Range[date] | None) -> str:
    """In plain words, with the last day *included*, as people do: ``từ 01/07/2025 đến hết 31/12/2025``."""
    if days is None or days.isempty or not _not_empty(days):
        return ""
    start, end = first_day(days), day_after(days)
    if start is None and end is None:
        return _("có từ trước đến nay")
    if end is None:
        return _("từ %(start)s đến nay") % {"start": format_date(start)}
    last = format_date(end - timedelta(days=1))
    if start is None:
        return _("có từ trước, đến hết %(last)s") % {"last": last}
    return _("từ %(start)s đến hết %(last)s") % {"start": format_date(start), "last": last}

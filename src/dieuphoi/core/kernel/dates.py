"""Dates as people in Vietnam type and read them: ``dd/mm/yyyy``, never month first."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

LOCAL_ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
_TYPED: Final = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})\Z")
_ISO: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z")
_BLANKS: Final = " \t\r\n\u00a0\u202f"


def parse_date(text: str) -> date:
    """Read ``dd/mm/yyyy`` (also ``d/m/yyyy``, and ``.`` or ``-`` between) or ISO ``yyyy-mm-dd``.

    ``01/02/2026`` is 1 February. Nothing is ever read month first and no year is guessed: ``31/13/2026`` and
    ``1/2/26`` are refused. Raises ``ValueError`` with a Vietnamese message that names the way out.
    """
    typed = text.strip(_BLANKS)
    if not typed:
        raise ValueError(_("Chưa nhập ngày. Hãy nhập theo dạng ngày/tháng/năm, ví dụ 31/12/2026."))
    if found := _TYPED.match(typed):
        day, month, year = int(found[1]), int(found[3]), int(found[4])
    elif found := _ISO.match(typed):
        year, month, day = int(found[1]), int(found[2]), int(found[3])
    else:
        raise ValueError(
            _("Không đọc được ngày “%(typed)s”. Hãy nhập theo dạng ngày/tháng/năm, ví dụ 31/12/2026.")
            % {"typed": typed}
        )
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(
            _("Không có ngày “%(typed)s”. Thứ tự là ngày/tháng/năm, ví dụ 31/12/2026.") % {"typed": typed}
        ) from None


def cell_date(value: object) -> date | None:
    """The date in a workbook cell; ``None`` for an empty one. Text goes through :func:`parse_date`.

    A cell's date and time has no zone: it is local, its time is dropped. A bare number is refused: whether
    it is a day's serial or a mistake cannot be told. Raises ``ValueError`` (Vietnamese).
    """
    if value is None:
        return None
    if isinstance(value, str):
        return parse_date(value) if value.strip(_BLANKS) else None
    if isinstance(value, datetime):
        return local(value).date() if value.tzinfo else value.date()
    if isinstance(value, date):
        return value
    raise ValueError(_("Ô này không phải là ngày. Hãy nhập ngày theo dạng ngày/tháng/năm, ví dụ 31/12/2026."))


def local(at: datetime) -> datetime:
    """The instant in Vietnam's time. Raises ``ValueError`` for a naive one: an instant has a zone."""
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return at.astimezone(LOCAL_ZONE)


def today(now: datetime) -> date:
    """The local day of the instant ``now``: at 18:00 UTC it is already tomorrow in Hà Nội."""
    return local(now).date()


def day_start(day: date) -> datetime:
    """The first instant of a day in Vietnam."""
    return datetime.combine(day, time.min, LOCAL_ZONE)


def format_date(day: date | None) -> str:
    """``dd/mm/yyyy``; of an instant, its local day; ``None`` is the empty string."""
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = local(day)
    # Not strftime: its %Y prints years before 1000 without zeros on Linux.
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def format_datetime(at: datetime | None) -> str:
    """``dd/mm/yyyy HH:MM`` in Vietnam's time; ``None`` is the empty string."""
    if at is None:
        return ""
    at = local(at)
    return f"{format_date(at)} {at.hour:02d}:{at.minute:02d}"


def url_date(day: date | None) -> str:
    """``yyyy-mm-dd`` for URLs, the API and file names; ``None`` is the empty string."""
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = local(day).date()
    return day.isoformat()

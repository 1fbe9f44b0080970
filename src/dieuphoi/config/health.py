"""``/health/``: does the system work, part by part? JSON for the one who watches; 503 when a part fails.

Says which part and what to look at, and nothing secret: no address, no path, no version, no text of an exception.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dieuphoi.config.backup.tables import MARK
from dieuphoi.core.kernel.dates import format_datetime
from dieuphoi.core.kernel.durable import written_whole
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.notify.schedule import troubles

LONGEST_WAIT: Final = timedelta(hours=1)
"""Longer than the longest work of the product takes: what waits longer is passed over."""

TOLD_FOR: Final = timedelta(hours=1)
"""So long a job that was given up makes its part ill."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Part:
    """One part's answer. ``note`` is for the administrator, in plain words and the language of the one who asks."""

    ok: bool
    note: str = ""


def database(now: datetime) -> Part:
    """The database answers, has its tables, and takes what is written: no standby, no restore that was cut off."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM django_migrations), pg_is_in_recovery(), to_regclass(%s) IS NOT NULL", [MARK]
        )
        applied, standby, half = cursor.fetchone()
    if standby:
        return Part(False, _("máy chủ cơ sở dữ liệu này chỉ đọc (bản dự phòng)"))
    if half:
        return Part(False, _("một lần phục hồi bị ngắt giữa chừng; hãy chạy lại phục hồi"))
    return Part(applied > 0)


def queue(now: datetime) -> Part:
    """A worker has been alive lately (``DIEUPHOI_WORKER_SILENCE_SECONDS``, default 120), and nothing waits for ever."""
    silence = timedelta(seconds=getattr(settings, "DIEUPHOI_WORKER_SILENCE_SECONDS", 120))
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(last_heartbeat) FROM procrastinate_workers")
        last: datetime | None = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")
        waits = {"n": format_number(cursor.fetchone()[0])}
        cursor.execute("SELECT min(created_at) FROM kernel_job WHERE state = 'QUEUED'")
        oldest: datetime | None = cursor.fetchone()[0]
    if last is None:
        return Part(False, _("chưa có tiến trình xử lý nào chạy; %(n)s việc đang chờ") % waits)
    if now - last > silence:
        return Part(False, _("tiến trình xử lý im lặng đã lâu; %(n)s việc đang chờ") % waits)
    if oldest is not None and now - oldest > LONGEST_WAIT:
        return Part(False, _("có việc chờ quá một giờ mà chưa được làm; %(n)s việc đang chờ") % waits)
    return Part(True, _("%(n)s việc đang chờ") % waits)


def jobs(now: datetime) -> Part:
    """No job was given up in the last hour because workers died over it (``DIEUPHOI_JOB_DEATHS``).

    An hour: long enough for whoever watches; ``dieuphoi doctor`` tells it for a week.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM kernel_job WHERE state = 'FAILED' AND deaths >= %s AND finished_at > %s",
            [settings.DIEUPHOI_JOB_DEATHS, now - TOLD_FOR],
        )
        count = cursor.fetchone()[0]
    if not count:
        return Part(True)
    return Part(False, _("%(n)s việc làm dừng máy xử lý nhiều lần nên đã thôi, không tự làm lại; xem nhật ký")
                % {"n": format_number(count)})  # fmt: skip


def storage(now: datetime) -> Part:
    """What is written to the store of files can be read again."""
    content = secrets.token_bytes(32)
    name = f"health/{secrets.token_hex(8)}"
    probe = Path(default_storage.path(name))
    try:
        with written_whole(probe) as out:
            out.write(content)
        with default_storage.open(name) as stored:
            same = stored.read() == content
    finally:
        probe.unlink(missing_ok=True)
    return Part(same, "" if same else _("đọc lại khác với lúc ghi"))


def clock(now: datetime) -> Part:
    """This machine's clock agrees with the database's, and is not before what has happened already."""
    most = timedelta(seconds=getattr(settings, "DIEUPHOI_CLOCK_DRIFT_SECONDS", 60))
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp(), (SELECT max(applied) FROM django_migrations)")
        there, installed = cursor.fetchone()
    if abs(there - now) > most:
        return Part(False, _("đồng hồ máy này lệch với đồng hồ cơ sở dữ liệu"))
    if installed is not None and now < installed - most:
        return Part(False, _("đồng hồ chạy lùi: sớm hơn lúc cài đặt"))
    return Part(True)


def schedule(now: datetime) -> Part:
    """Regular work (reminders, digests, what is to be sent) runs: none failed, none is overdue.

    Overdue: due for longer than ``DIEUPHOI_SCHEDULE_GRACE_SECONDS`` (default 900: three tries) and not tried. The error
    itself is not told here; those who manage the system read it in their inbox, and the log has it whole.
    """
    grace = timedelta(seconds=getattr(settings, "DIEUPHOI_SCHEDULE_GRACE_SECONDS", 900))
    notes = [
        _("việc định kỳ “%(name)s” lỗi lúc %(at)s; xem hộp tin của người quản trị hoặc nhật ký")
        % {"name": each.name, "at": format_datetime(each.failed_at)}
        if each.failed_at is not None
        else _("việc định kỳ “%(name)s” quá giờ mà chưa chạy") % {"name": each.name}
        for each in troubles(now, grace)
    ]
    return Part(not notes, "; ".join(notes))


PARTS: dict[str, Callable[[datetime], Part]] = {
    "database": database,
    "queue": queue,
    "jobs": jobs,
    "storage": storage,
    "clock": clock,
    "schedule": schedule,
}


def examine(now: datetime) -> dict[str, Part]:
    """Every part's answer; a part that raises has failed (the exception goes to the log, not to the answer)."""
    found = {}
    for name, ask in PARTS.items():
        try:
            found[name] = ask(now)
        except Exception:
            logger.exception("health: %s failed", name)
            found[name] = Part(False, _("không trả lời; xem nhật ký máy chủ"))
    return found


@login_not_required
@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """All parts at once: 200 when each works, 503 otherwise."""
    parts = examine(timezone.now())
    ok = all(part.ok for part in parts.values())
    body = {
        "ok": ok,
        "parts": {name: {"ok": part.ok, "note": part.note} for name, part in parts.items()},
    }
    return JsonResponse(body, status=200 if ok else 503, json_dumps_params={"ensure_ascii": False})

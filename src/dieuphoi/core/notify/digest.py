"""The daily digest: one mail a person with everything told since the last one, from the hour they chose."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dieuphoi.core.kernel.dates import LOCAL_ZONE, format_date
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.notify.kinds import kinds
from dieuphoi.core.notify.models import Channel, Delivery, DigestChoice, Mail, MailChoice, Notice
from dieuphoi.core.notify.selectors import absolute, addresses
from dieuphoi.core.notify.services import house_language

LONGEST: Final = 60
"""Lines of one mail; the rest is a count and the way to the inbox."""
FIRST_SPAN: Final = timedelta(days=7)
"""A person's first digest reaches back so far; what is older stays in the inbox (mail was switched on only now)."""

DigestPart = Callable[[int, datetime], list[str]]
"""``(account, now) → lines``, put before the notices (my work, in the same numbers as its page)."""
_parts: list[DigestPart] = []


def register_digest_part(part: DigestPart) -> None:
    """Add lines to everybody's digest. ``config`` wires ``insight`` in here."""
    if part not in _parts:
        _parts.append(part)


def digests_write(*, now: datetime) -> int:
    """Write the digests that are due; returns how many. Missed days come in one mail. Nothing where mail is off."""
    if not settings.DIEUPHOI_MAIL:
        return 0
    local = now.astimezone(LOCAL_ZONE)
    once = f"digest:{local:%Y%m%d}"
    waiting = set(
        Notice.objects.filter(mailed_at=None, created_at__lte=now).values_list("account_id", flat=True).distinct()
    )
    hours = dict(DigestChoice.objects.filter(account_id__in=waiting).values_list("account_id", "hour"))
    done = set(
        Delivery.objects.filter(channel=Channel.MAIL, once=once, account_id__in=waiting).values_list(
            "account_id", flat=True
        )
    )
    earlier = set(
        Delivery.objects.filter(channel=Channel.MAIL, once__startswith="digest:", account_id__in=waiting)
        .values_list("account_id", flat=True)
        .distinct()
    )
    due = [
        account for account in sorted(waiting - done) if local.hour >= hours.get(account, settings.DIEUPHOI_DIGEST_HOUR)
    ]
    written = 0
    with house_language():
        for account, address in addresses(due).items():
            since = None if account in earlier else now - FIRST_SPAN
            written += _write(account, address, once, since, now)
    return written


def _write(account: int, address: str, once: str, since: datetime | None, now: datetime) -> int:
    off = set(MailChoice.objects.filter(account_id=account, mail=Mail.OFF).values_list("kind", flat=True))
    chosen = set(MailChoice.objects.filter(account_id=account).values_list("kind", flat=True))
    off |= {kind.key for kind in kinds() if kind.mail == Mail.OFF} - chosen
    with transaction.atomic():
        waiting = Notice.objects.filter(account_id=account, mailed_at=None, created_at__lte=now).exclude(kind__in=off)
        if since is not None:
            waiting = waiting.filter(created_at__gt=since)
        rows = sorted(waiting.locked(), key=lambda row: (row.at_once, row.created_at, row.pk), reverse=True)
        if not rows:
            return 0
        lines = [
            ngettext("%(n)s tin mới trong hộp thư của bạn:", "%(n)s tin mới trong hộp thư của bạn:", len(rows))
            % {"n": format_number(len(rows))},
            "",
        ]
        for row in rows[:LONGEST]:
            lines.append(f"- {row.title}")
            lines += [f"  {line}" for line in row.text.splitlines()[:4]]
            if row.url:
                lines.append(f"  {absolute(row.url)}")
        if len(rows) > LONGEST:
            lines.append(_("… và %(n)s tin nữa trong hộp thư.") % {"n": format_number(len(rows) - LONGEST)})
        lines += ["", _("Hộp thư: %(url)s") % {"url": absolute(reverse("notify:inbox"))}]
        before = [line for part in _parts for line in part(account, now)]
        Delivery.objects.create(
            channel=Channel.MAIL,
            account_id=account,
            target=address,
            once=once,
            subject=_("Bản tin Điều Phối ngày %(day)s: %(n)s tin mới")
            % {"day": format_date(now.astimezone(LOCAL_ZONE).date()), "n": format_number(len(rows))},
            body="\n".join([*before, *([""] if before else []), *lines]),
            created_at=now,
            next_at=now,
        )
        Notice.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=now)
    return 1

"""The daily digest: one mail a person with everything told since the last one, from the hour they chose."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dieuphoi.core.kernel.dates import LOCAL_ZONE, format_date
from dieuphoi.core.kernel.inturn import in_turn
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.notify.kinds import kinds
from dieuphoi.core.notify.models import Channel, Delivery, DigestChoice, Mail, MailChoice, Notice
from dieuphoi.core.notify.selectors import absolute, addresses
from dieuphoi.core.notify.services import house_language

LONGEST: Final = 60
"""Lines of one mail; the rest is a count and the way to the inbox."""
AT_ONCE: Final = 50
"""So many people's digests are written in one transaction: who reads their notices meanwhile waits a second."""
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
    off = _off(due)
    to = addresses(due)
    written = 0
    with house_language(), in_turn():
        people = list(to)
        for start in range(0, len(people), AT_ONCE):
            several = people[start : start + AT_ONCE]
            since = {account: None if account in earlier else now - FIRST_SPAN for account in several}
            written += _write({account: to[account] for account in several}, off, since, once, now)
    return written


def _off(accounts: Sequence[int]) -> dict[int, set[str]]:
    """The kinds of which each account wants no mail: its own choice, else how the kind is mailed."""
    by_default = {kind.key for kind in kinds() if kind.mail == Mail.OFF}
    off = {account: set(by_default) for account in accounts}
    for account, kind, mail in MailChoice.objects.filter(account_id__in=accounts).values_list(
        "account_id", "kind", "mail"
    ):  # fmt: skip
        if mail == Mail.OFF:
            off[account].add(kind)
        else:
            off[account].discard(kind)
    return off


def _write(
    to: Mapping[int, str], off: Mapping[int, set[str]], since: Mapping[int, datetime | None], once: str, now: datetime
) -> int:
    """The digests of some accounts in one transaction; how many have anything to say."""
    with transaction.atomic():
        waiting: dict[int, list[Notice]] = {account: [] for account in to}
        for row in Notice.objects.filter(account_id__in=list(to), mailed_at=None, created_at__lte=now).locked():
            begun = since[row.account_id]
            if row.kind not in off[row.account_id] and (begun is None or row.created_at > begun):
                waiting[row.account_id].append(row)
        told = {account: rows for account, rows in waiting.items() if rows}
        Delivery.objects.bulk_create(
            Delivery(
                channel=Channel.MAIL,
                account_id=account,
                target=to[account],
                once=once,
                subject=_("Bản tin Điều Phối ngày %(day)s: %(n)s tin mới")
                % {"day": format_date(now.astimezone(LOCAL_ZONE).date()), "n": format_number(len(rows))},
                body=_body(account, rows, now),
                created_at=now,
                next_at=now,
            )
            for account, rows in told.items()
        )
        Notice.objects.filter(pk__in=[row.pk for rows in told.values() for row in rows]).update(mailed_at=now)
    return len(told)


def _body(account: int, rows: list[Notice], now: datetime) -> str:
    """What waits for the person, then what they were told: the hasty and the newest first."""
    rows = sorted(rows, key=lambda row: (row.at_once, row.created_at, row.pk), reverse=True)
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
    return "\n".join([*before, *([""] if before else []), *lines])

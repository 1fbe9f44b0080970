"""Telling people: :func:`notify` is called inside the act that has something to tell, and vanishes with it."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from psycopg.types.range import DateRange

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.notify import policies, selectors
from dieuphoi.core.notify.kinds import kind_of, kinds, label_of
from dieuphoi.core.notify.models import (
    Channel,
    Delivery,
    DeliveryState,
    DigestChoice,
    Mail,
    MailChoice,
    Notice,
    ReminderRule,
    Webhook,
)
from dieuphoi.core.notify.reminders import reminder_kinds

LATEST: Final = 260
"""Working days before or after a due date that a rule may name: a year."""


@contextmanager
def house_language() -> Iterator[None]:
    """Write a notice in the language of the house, whatever language the person who acts reads."""
    with override(settings.LANGUAGE_CODE):
        yield


def notify(
    *,
    actor: Actor,
    to: Iterable[int],
    kind: str,
    once: str,
    title: str,
    text: str = "",
    url: str = "",
    at_once: bool = False,
    now: datetime,
) -> int:
    """Tell accounts something, each once per ``once``; returns how many are told now.

    Call it inside the act: inbox rows, mails and webhook calls are written in its transaction and vanish with it.
    Whoever acts is not told of their own act. ``url`` is a path of this site. ``at_once`` mails it now even where the
    kind waits for the digest (an order, a mention, something overdue), unless the person switched that kind off.
    Raises ``LookupError`` for a kind that nobody registered, ``ValueError`` for an address of another site.
    """
    the_kind = kind_of(kind)
    if url and (not url.startswith("/") or url.startswith("//")):
        raise ValueError(f"not a path of this site: {url!r}")
    wanted = sorted({account for account in to if account and account != actor.id})
    if not wanted:
        return 0
    at_once = at_once or the_kind.mail == Mail.AT_ONCE
    with transaction.atomic(savepoint=False):
        known = set(Notice.objects.filter(account_id__in=wanted, once=once).values_list("account_id", flat=True))
        fresh = [account for account in wanted if account not in known]
        if not fresh:
            return 0
        Notice.objects.bulk_create(
            [
                Notice(
                    account_id=account,
                    actor_id=actor.id,
                    kind=kind,
                    once=once[:200],
                    title=title[:300],
                    text=text,
                    url=url,
                    at_once=at_once,
                    created_at=now,
                )
                for account in fresh
            ],
            ignore_conflicts=True,
        )
        if settings.DIEUPHOI_MAIL:
            _mail_now(fresh, kind, once, title, text, url, at_once, now)
        _call_webhooks(kind, once, title, text, url, now)
    return len(fresh)


def _mail_now(
    accounts: list[int], kind: str, once: str, title: str, text: str, url: str, at_once: bool, now: datetime
) -> None:
    ways = selectors.mail_ways(accounts, kind, at_once=at_once)
    hasty = [account for account in accounts if ways[account] == Mail.AT_ONCE]
    addresses = selectors.addresses(hasty)
    if not addresses:
        return
    body = "\n\n".join(part for part in (title, text, selectors.absolute(url)) if part)
    Delivery.objects.bulk_create(
        [
            Delivery(
                channel=Channel.MAIL,
                account_id=account,
                target=address,
                once=f"notice:{once}"[:200],
                subject=title[:300],
                body=body,
                created_at=now,
                next_at=now,
            )
            for account, address in addresses.items()
        ],
        ignore_conflicts=True,
    )
    Notice.objects.filter(account_id__in=list(addresses), once=once).update(mailed_at=now)


def _call_webhooks(kind: str, once: str, title: str, text: str, url: str, now: datetime) -> None:
    hooks = [hook for hook in Webhook.objects.filter(ended_at=None) if not hook.kinds or kind in hook.kinds]
    if not hooks:
        return
    told = {
        "kind": kind,
        "label": label_of(kind),
        "title": title,
        "text": text,
        "url": selectors.absolute(url),
        "at": now.isoformat(),
    }
    Delivery.objects.bulk_create(
        [
            Delivery(
                channel=Channel.WEBHOOK,
                target=hook.url,
                once=f"notice:{once}"[:200],
                subject=title[:300],
                body=json.dumps(told, ensure_ascii=False),
                created_at=now,
                next_at=now,
            )
            for hook in hooks
        ],
        ignore_conflicts=True,
    )


# ------------------------------------------------------------------------------------------------- the inbox


def notice_read(*, actor: Actor, notice_id: int, now: datetime) -> Notice:
    """One notice of one's own is read; again, it stays read since the first time. Raises ``NotVisible``."""
    notice: Notice = Notice.objects.all().one_visible_to(actor, pk=notice_id)
    notices_read(actor=actor, ids=[notice_id], now=now)
    notice.refresh_from_db()
    return notice


def notices_read(*, actor: Actor, ids: Iterable[int], now: datetime) -> int:
    """These of one's own were shown; foreign ids are passed over. Returns how many were unread until now."""
    return (
        Notice.objects.visible_to(actor).filter(pk__in=list(ids), account_id=actor.id, read_at=None).update(read_at=now)
    )


def notices_read_all(*, actor: Actor, now: datetime) -> int:
    """Everything told to the actor until now is read."""
    return Notice.objects.filter(account_id=actor.id, read_at=None, created_at__lte=now).update(read_at=now)


def choices_set(*, actor: Actor, hour: int, mails: Mapping[str, str], now: datetime) -> None:
    """How a person wants to be mailed: from which hour the digest, and each kind how.

    Raises ``InputErrors`` for an hour that is none, an unknown kind or way.
    """
    errors = []
    if not 0 <= hour <= 23:
        errors.append(InputError(_("Giờ gửi bản tin phải từ 0 đến 23."), field="hour"))
    known = {kind.key for kind in kinds()}
    for kind, mail in mails.items():
        if kind not in known or mail not in Mail.values:
            errors.append(InputError(_("Không có cách gửi này: %(what)s.") % {"what": f"{kind} {mail}"}))
    if errors:
        raise InputErrors(errors)
    with act(actor, "notify.choose"):
        chosen = DigestChoice.objects.filter(account_id=actor.id).first()
        if chosen is None:
            DigestChoice.objects.create(account_id=actor.id, hour=hour)
        elif chosen.hour != hour:
            chosen.hour = hour
            chosen.save(update_fields=["hour"])
        rows = {row.kind: row for row in MailChoice.objects.filter(account_id=actor.id)}
        for kind, mail in mails.items():
            row = rows.get(kind)
            if row is None and mail != kind_of(kind).mail:
                MailChoice.objects.create(account_id=actor.id, kind=kind, mail=mail)
            elif row is not None and row.mail != mail:
                row.mail = mail
                row.save(update_fields=["mail"])


# ------------------------------------------------------------------------------------------------- rules, webhooks


def rule_add(
    *,
    actor: Actor,
    kind: str,
    offset: int,
    repeat: int | None,
    start: date,
    end: date | None = None,
    source: str,
    now: datetime,
) -> ReminderRule:
    """A rule of reminding from ``start`` until before ``end``. Raises ``Refused``, ``InputErrors``."""
    require(policies.may_manage(actor, None))
    errors = []
    if kind not in {each.key for each in reminder_kinds()}:
        errors.append(InputError(_("Không có loại nhắc hạn này."), field="kind"))
    if abs(offset) > LATEST:
        errors.append(InputError(_("Nhiều nhất 260 ngày làm việc trước hoặc sau hạn."), field="offset"))
    if repeat is not None and not 1 <= repeat <= LATEST:
        errors.append(InputError(_("Số ngày nhắc lại phải từ 1 đến 260."), field="repeat"))
    if end is not None and end <= start:
        errors.append(InputError(_("Ngày kết thúc phải sau ngày bắt đầu."), field="end"))
    if not source.strip():
        errors.append(InputError(_("Hãy ghi căn cứ của quy tắc."), field="source"))
    if errors:
        raise InputErrors(errors)
    with act(actor, "reminder.rule_add"):
        return ReminderRule.objects.create(
            kind=kind, offset=offset, repeat=repeat, valid=DateRange(start, end), source=source.strip()
        )


def rule_end(*, actor: Actor, rule_id: int, on: date, reason: str, now: datetime) -> ReminderRule:
    """From ``on`` the rule no longer holds. Raises ``NotVisible``, ``Refused``, ``InputErrors``."""
    with act(actor, "reminder.rule_end", reason=reason):
        rule = ReminderRule.objects.select_for_update().one_visible_to(actor, pk=rule_id)
        require(policies.may_manage(actor, rule))
        if rule.valid.lower is not None and on < rule.valid.lower:
            raise InputErrors([InputError(_("Ngày thôi dùng không được trước ngày bắt đầu."), field="on")])
        rule.valid = DateRange(rule.valid.lower, on)
        rule.save(update_fields=["valid"])
    return rule


def webhook_address_fault(url: str) -> str:
    """What is wrong with a webhook's address; empty where nothing is. Only https, or http to this very machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _port = parts.port
    except ValueError:
        return _("Địa chỉ không đọc được.")
    if not host or parts.username or parts.password or parts.fragment:
        return _("Địa chỉ phải có tên máy, không kèm tài khoản.")
    if parts.scheme == "https":
        return ""
    if parts.scheme == "http" and _is_loopback(host):
        return ""
    return _("Chỉ nhận địa chỉ https, hoặc http tới chính máy này.")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def webhook_add(*, actor: Actor, name: str, url: str, kinds_wanted: list[str], now: datetime) -> Webhook:
    """An address that is told what happens. Raises ``Refused``, ``InputErrors``."""
    require(policies.may_manage(actor, None))
    errors = []
    if not name.strip():
        errors.append(InputError(_("Hãy đặt tên."), field="name"))
    if fault := webhook_address_fault(url):
        errors.append(InputError(fault, field="url"))
    if unknown := sorted(set(kinds_wanted) - {kind.key for kind in kinds()}):
        errors.append(InputError(_("Không có loại tin: %(kinds)s.") % {"kinds": ", ".join(unknown)}, field="kinds"))
    if errors:
        raise InputErrors(errors)
    with act(actor, "notify.webhook_add"):
        return Webhook.objects.create(name=name.strip(), url=url, kinds=sorted(kinds_wanted), created_at=now)


def webhook_end(*, actor: Actor, webhook_id: int, now: datetime) -> Webhook:
    """The address is told nothing more. Raises ``NotVisible``, ``Refused``."""
    require(policies.may_manage(actor, None))
    with act(actor, "notify.webhook_end"):
        hook = Webhook.objects.select_for_update().one_visible_to(actor, pk=webhook_id)
        if hook.ended_at is None:
            hook.ended_at = now
            hook.save(update_fields=["ended_at"])
    return hook


def delivery_retry(*, actor: Actor, delivery_id: int, now: datetime) -> Delivery:
    """Try again what could not be sent. Raises ``NotVisible``, ``Refused``."""
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update().one_visible_to(actor, pk=delivery_id)
        require(policies.may_retry(actor, delivery))
        Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.QUEUED, next_at=now, tries=0)
        delivery.refresh_from_db()
    return delivery

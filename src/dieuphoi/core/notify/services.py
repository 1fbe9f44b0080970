"""Telling people: :func:`notify` is called inside the act that has something to tell, and vanishes with it."""

from __future__ import annotations

import ipaddress
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override
from psycopg.types.range import DateRange

from dieuphoi.core.history.announcing import gathered
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.notify import policies, selectors
from dieuphoi.core.notify.bundles import Bundle, bundles_lock, bundles_write
from dieuphoi.core.notify.kinds import kind_of, kinds, label_of
from dieuphoi.core.notify.models import (
    Channel,
    Delivery,
    DeliveryState,
    DigestChoice,
    Mail,
    MailChoice,
    Notice,
    NoticeItem,
    NoticeQuerySet,
    ReminderRule,
    Webhook,
)
from dieuphoi.core.notify.reminders import reminder_kinds

_BATCH: Final = 2_000
LATEST: Final = 260
"""Working days before or after a due date that a rule may name: a year."""


@contextmanager
def house_language() -> Iterator[None]:
    """Write a notice in the language of the house, whatever language the person who acts reads."""
    with override(settings.LANGUAGE_CODE):
        yield


@dataclass(frozen=True, slots=True)
class Told:
    """One thing to tell: to whom, of which kind, once per ``once``. As the arguments of :func:`notify`.

    With a ``bundle`` it is told together with its like of that day (:mod:`dieuphoi.core.notify.bundles`).
    """

    to: Iterable[int]
    kind: str
    once: str
    title: str
    text: str = ""
    url: str = ""
    at_once: bool = False
    bundle: Bundle | None = None


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
    bundle: Bundle | None = None,
    now: datetime,
) -> int:
    """Tell accounts something, each once per ``once``; returns how many are told now.

    Call it inside the act: inbox rows, mails and webhook calls are written in its transaction and vanish with it.
    Whoever acts is not told of their own act. ``url`` is a path of this site. ``at_once`` mails it now even where the
    kind waits for the digest (an order, a mention, something overdue), unless the person switched that kind off.
    With a ``bundle`` an unread notice of the day grows instead of another coming; never together with ``at_once``.
    Raises ``LookupError`` for a kind that nobody registered, ``ValueError`` for an address of another site or a
    bundle that is hasty. Many things at once: :func:`notify_many`, or :func:`together` around acts that tell each by
    itself (then 0 comes back).
    """
    return notify_many(actor=actor, items=[Told(to, kind, once, title, text, url, at_once, bundle)], now=now)


_waiting: ContextVar[list[tuple[Actor, Told]] | None] = ContextVar("dieuphoi_notices_waiting", default=None)


@contextmanager
def together(now: datetime) -> Iterator[None]:
    """What the acts of the block tell, each by itself, is written at its end in one go (an import of many rows).

    Events that are announced row by row reach hearers of many at once too. The block belongs to an act: what it raises
    tells nobody.
    """
    if _waiting.get() is not None:
        yield
        return
    items: list[tuple[Actor, Told]] = []
    token = _waiting.set(items)
    try:
        with gathered():
            yield
    finally:
        _waiting.reset(token)
    for actor, group in itertools.groupby(items, key=lambda each: each[0]):
        notify_many(actor=actor, items=[told for _actor, told in group], now=now)


def notify_many(*, actor: Actor, items: Iterable[Told], now: datetime) -> int:
    """Tell many things at once, as :func:`notify` each; returns how many tellings are new. Set-based."""
    listed = [replace(each, to=sorted({account for account in each.to if account and account != actor.id}))
              for each in items]  # fmt: skip
    for each in listed:
        kind_of(each.kind)
        if each.url and (not each.url.startswith("/") or each.url.startswith("//")):
            raise ValueError(f"not a path of this site: {each.url!r}")
        if each.bundle is not None and _is_hasty(each):
            raise ValueError(f"what is told at once is told singly: {each.kind}")
    listed = [each for each in listed if each.to]
    if not listed:
        return 0
    if (waiting := _waiting.get()) is not None:
        waiting += [(actor, each) for each in listed]
        return 0
    bundled = [each for each in listed if each.bundle is not None]
    with transaction.atomic(savepoint=False):
        if bundled:
            bundles_lock(bundled, now)
        fresh, hooked = _write(
            actor, [(account, each) for each in listed if each.bundle is None for account in each.to], now
        )
        if bundled:
            fresh += _not_known(bundled)
        if not fresh:
            return 0
        mailed = _mail_now(fresh, now) if settings.DIEUPHOI_MAIL else set()
        if mailed:
            # Mailed by itself, it stands by itself.
            _write(actor, [pair for pair in fresh if pair[1].bundle is not None and _key(*pair) in mailed], now)
            _mark_mailed(mailed, now)
        if bundled:
            with house_language():
                growing = [pair for pair in fresh if pair[1].bundle is not None and _key(*pair) not in mailed]
                bundles_write(actor_id=actor.id, fresh=growing, now=now)
        if hooked or bundled:
            _call_webhooks({each.once: each for _account, each in fresh}.values(), now)
    return len(fresh)


def _key(account: int, told: Told) -> tuple[int, str]:
    """What a telling is known by: the account and what it is told once for, as long as the column holds."""
    return account, told.once[:200]


def _write(actor: Actor, pairs: Sequence[tuple[int, Told]], now: datetime) -> tuple[list[tuple[int, Told]], bool]:
    """Write these tellings as notices of their own; those that were not told before, and whether a webhook listens.

    One statement, since nearly every act tells somebody something: what was told already, the rows and the webhooks.
    """
    if not pairs:
        return [], False
    by_key = {_key(account, told): (account, told) for account, told in reversed(pairs)}
    rows = [
        (account, told.kind, once, told.title[:300], told.text, told.url, _is_hasty(told))
        for (account, once), (_account, told) in by_key.items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [actor.id, now, *map(list, zip(*rows, strict=True))])
        written = cursor.fetchall()
    hooked = any(listens for _account, _once, listens in written)
    new = {(account, once) for account, once, _listens in written}
    return [pair for key, pair in by_key.items() if key in new], hooked


_WRITE: Final = """
INSERT INTO notify_notice
    (actor_id, account_id, kind, once, title, text, url, at_once, bundle, held, created_at)
SELECT %s, told.account, told.kind, told.once, told.title, told.text, told.url, told.at_once, '', 1, %s
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::boolean[])
    AS told (account, kind, once, title, text, url, at_once)
ORDER BY told.account, told.once
ON CONFLICT (account_id, once) DO NOTHING
RETURNING account_id, once, EXISTS (SELECT FROM notify_webhook WHERE ended_at IS NULL)
"""


def _mark_mailed(mailed: set[tuple[int, str]], now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE notify_notice SET mailed_at = %s FROM unnest(%s::bigint[], %s::text[]) AS told (account, once)"
            " WHERE account_id = told.account AND notify_notice.once = told.once",
            [now, *map(list, zip(*sorted(mailed), strict=True))],
        )


def _not_known(bundled: Sequence[Told]) -> list[tuple[int, Told]]:
    """Those of these tellings, account by account, that were never told, alone or among others."""
    asked = {
        "account_id__in": {account for each in bundled for account in each.to},
        "once__in": {each.once[:200] for each in bundled},
    }
    known = set(Notice.objects.filter(**asked).values_list("account_id", "once"))
    known |= set(NoticeItem.objects.filter(**asked).values_list("account_id", "once"))
    fresh = []
    for each in bundled:
        for account in each.to:
            if _key(account, each) not in known:
                known.add(_key(account, each))
                fresh.append((account, each))
    return fresh


def _is_hasty(each: Told) -> bool:
    return each.at_once or kind_of(each.kind).mail == Mail.AT_ONCE


def _mail_now(fresh: Sequence[tuple[int, Told]], now: datetime) -> set[tuple[int, str]]:
    """Write the mails that do not wait for the digest; ``(account, once)`` of those that are mailed."""
    ways = {
        (kind, hasty): selectors.mail_ways(
            {account for account, each in fresh if (each.kind, _is_hasty(each)) == (kind, hasty)}, kind, at_once=hasty
        )
        for kind, hasty in {(each.kind, _is_hasty(each)) for _account, each in fresh}
    }
    hasty = [(account, each) for account, each in fresh if ways[each.kind, _is_hasty(each)][account] == Mail.AT_ONCE]
    addresses = selectors.addresses({account for account, _each in hasty})
    sent = [(account, each) for account, each in hasty if account in addresses]
    Delivery.objects.bulk_create(
        [
            Delivery(
                channel=Channel.MAIL,
                account_id=account,
                target=addresses[account],
                once=f"notice:{each.once}"[:200],
                subject=each.title[:300],
                body="\n\n".join(part for part in (each.title, each.text, selectors.absolute(each.url)) if part),
                created_at=now,
                next_at=now,
            )
            for account, each in sent
        ],
        ignore_conflicts=True,
        batch_size=_BATCH,
    )
    return {_key(account, each) for account, each in sent}


def _call_webhooks(items: Iterable[Told], now: datetime) -> None:
    hooks = list(Webhook.objects.filter(ended_at=None))
    Delivery.objects.bulk_create(
        [
            Delivery(
                channel=Channel.WEBHOOK,
                target=hook.url,
                once=f"notice:{each.once}"[:200],
                subject=each.title[:300],
                body=json.dumps(
                    {
                        "kind": each.kind,
                        "label": label_of(each.kind),
                        "title": each.title,
                        "text": each.text,
                        "url": selectors.absolute(each.url),
                        "at": now.isoformat(),
                    },
                    ensure_ascii=False,
                ),
                created_at=now,
                next_at=now,
            )
            for hook in hooks
            for each in items
            if not hook.kinds or each.kind in hook.kinds
        ],
        ignore_conflicts=True,
        batch_size=_BATCH,
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
    return _read(Notice.objects.visible_to(actor).filter(pk__in=list(ids), account_id=actor.id), now)


def notices_seen(*, actor: Actor, seen: Iterable[tuple[int, int]], now: datetime) -> int:
    """These of one's own were on the screen, each holding so many things; one that has grown since stays unread."""
    by_held: dict[int, list[int]] = {}
    for pk, held in seen:
        by_held.setdefault(held, []).append(pk)
    shown = Q(pk__in=[])
    for held, ids in by_held.items():
        shown |= Q(held=held, pk__in=ids)
    return _read(Notice.objects.visible_to(actor).filter(shown, account_id=actor.id), now)


def notices_read_all(*, actor: Actor, now: datetime) -> int:
    """Everything told to the actor until now is read."""
    return _read(Notice.objects.filter(account_id=actor.id, created_at__lte=now), now)


def _read(rows: NoticeQuerySet, now: datetime) -> int:
    """Mark those of the rows that nobody has read; a digest may be at the same ones, so they are locked in order."""
    with transaction.atomic():
        unread = [row.pk for row in rows.filter(read_at=None).only("pk").locked()]
        return Notice.objects.filter(pk__in=unread).update(read_at=now)


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

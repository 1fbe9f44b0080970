"""Reading notices, choices and rules; and the two things that core is told from above: addresses and the site's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.notify import policies
from dieuphoi.core.notify.kinds import kind_of, kinds
from dieuphoi.core.notify.models import (
    Delivery,
    DigestChoice,
    Mail,
    MailChoice,
    Notice,
    NoticeItem,
    ReminderRule,
    ScheduleRun,
    Webhook,
)

AddressFinder = Callable[[Iterable[int]], dict[int, str]]
_finder: AddressFinder | None = None


def set_address_finder(finder: AddressFinder) -> None:
    """Tell core how accounts become e-mail addresses (without those who have none). ``config`` wires it in."""
    global _finder
    _finder = finder


def addresses(accounts: Iterable[int]) -> dict[int, str]:
    """The e-mail addresses of accounts that have one and are open."""
    wanted = list(accounts)
    return _finder(wanted) if _finder is not None and wanted else {}


def absolute(url: str) -> str:
    """A path of this site as people outside the browser need it."""
    return f"{settings.DIEUPHOI_URL.rstrip('/')}{url}" if url else ""


def notices(actor: Actor, as_of: date) -> QuerySet[Notice]:
    """What the actor was told."""
    return Notice.objects.visible_to(actor).filter(account_id=actor.id)


def told_together(actor: Actor, notice_id: int, kind: str) -> tuple[str, list[int]] | None:
    """The title of a notice of one's own that holds several things, and the ids of their records."""
    rows = NoticeItem.objects.visible_to(actor).filter(notice_id=notice_id, notice__kind=kind, place__isnull=False)
    found = list(rows.order_by("place").values_list("notice__title", "about"))
    return (found[0][0], [about for _title, about in found if about is not None]) if found else None


def unread_count(actor: Actor) -> int:
    """How many notices the actor has not been shown yet: one look into a partial index."""
    return Notice.objects.filter(account_id=actor.id, read_at=None).count()


def mail_ways(accounts: Iterable[int], kind: str, *, at_once: bool = False) -> dict[int, str]:
    """How each account is mailed this kind: its own choice, else the kind's default (raised by ``at_once``)."""
    wanted = list(accounts)
    default = Mail.AT_ONCE if at_once else kind_of(kind).mail
    ways = dict.fromkeys(wanted, str(default))
    for account, mail in MailChoice.objects.filter(account_id__in=wanted, kind=kind).values_list("account_id", "mail"):
        # At once is at once, but "off" is off.
        ways[account] = mail if mail == Mail.OFF or not at_once else Mail.AT_ONCE
    return ways


def choices_of(actor: Actor) -> tuple[int, dict[str, str]]:
    """The hour of the actor's digest and, kind by kind, how they are mailed."""
    hour = DigestChoice.objects.filter(account_id=actor.id).values_list("hour", flat=True).first()
    chosen = dict(MailChoice.objects.filter(account_id=actor.id).values_list("kind", "mail"))
    ways = {kind.key: chosen.get(kind.key, kind.mail) for kind in kinds()}
    return (settings.DIEUPHOI_DIGEST_HOUR if hour is None else hour), ways


def rules(actor: Actor, as_of: date) -> QuerySet[ReminderRule]:
    """The rules of reminding that hold on a day or will hold later; ``may_end``: the actor may end the one."""
    rows = ReminderRule.objects.visible_to(actor).exclude(valid__fully_lt=(as_of, None))
    open_ = Q(valid__endswith=None) if policies.may_manage(actor, None) else Q(pk=None)
    return rows.annotate(may_end=ExpressionWrapper(open_, BooleanField()))


def rule(actor: Actor, rule_id: int) -> ReminderRule:
    """Raises ``NotVisible``."""
    return ReminderRule.objects.all().one_visible_to(actor, pk=rule_id)


def webhooks(actor: Actor, as_of: date) -> QuerySet[Webhook]:
    return Webhook.objects.visible_to(actor)


def webhook(actor: Actor, webhook_id: int) -> Webhook:
    """Raises ``NotVisible``."""
    return Webhook.objects.all().one_visible_to(actor, pk=webhook_id)


def deliveries(actor: Actor, as_of: date) -> QuerySet[Delivery]:
    """What left the house, or could not."""
    return Delivery.objects.visible_to(actor)


def schedule_faults(actor: Actor) -> list[Any]:
    """Regular work whose last try failed."""
    return list(ScheduleRun.objects.visible_to(actor).exclude(error="").order_by("name"))

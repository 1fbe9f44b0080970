"""Who was told what, through which channel, and by which rules people are reminded.

A notice is never changed but for the two instants that tell what became of it: read, mailed. Only one that gathers
like things (``bundle``) grows, and only until it is read or mailed. What leaves the house (mail, webhook) is a
:class:`Delivery`, written in the act's own transaction and sent by the worker.
"""

from __future__ import annotations

from typing import Final, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.history.models import tracked
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.scope import ScopedQuerySet
from dieuphoi.core.register.policies import manages

_GROWING: Final = ("title", "text", "url", "held", "created_at")
"""What changes of a notice when it grows."""


class NoticeQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        """One's own, nobody else's."""
        return self.filter(account_id=actor.id)


class Notice(models.Model):
    """One thing one person was told. ``once`` is the key under which they are told it a single time.

    ``actor_id`` is the account whose act told it. ``url`` is a path of this site. ``at_once`` asks for more than the
    daily digest. ``read_at``: shown to the person; ``mailed_at``: went out in a mail of its own or in a digest.
    ``bundle`` (empty: a single thing) names what it gathers, and its day; ``held`` counts its :class:`NoticeItem`,
    ``created_at`` is the instant of the newest of them.
    """

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    actor_id = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    once = models.CharField(max_length=200)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    url = models.CharField(max_length=500, blank=True)
    at_once = models.BooleanField(default=False)
    bundle = models.CharField(max_length=120, blank=True, default="")
    held = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "once"], name="notice_once"),
            models.UniqueConstraint(
                fields=["account", "kind", "bundle"],
                name="notice_one_grows",
                condition=Q(read_at=None, mailed_at=None) & ~Q(bundle=""),
            ),
            models.CheckConstraint(
                name="notice_holds_something", condition=Q(held=1) | (Q(held__gt=1) & ~Q(bundle=""))
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-created_at"], name="notice_inbox"),
            models.Index(fields=["account"], name="notice_unread", condition=Q(read_at=None)),
            models.Index(fields=["account"], name="notice_unmailed", condition=Q(mailed_at=None)),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="told_is_told", exclude=["read_at", "mailed_at", *_GROWING]),
            pgtrigger.Protect(
                name="only_unread_bundles_grow",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"(({', '.join(f'OLD.{name}' for name in _GROWING)}) IS DISTINCT FROM"
                    f" ({', '.join(f'NEW.{name}' for name in _GROWING)}) AND (OLD.bundle = '' OR"
                    " OLD.read_at IS NOT NULL OR OLD.mailed_at IS NOT NULL OR NEW.held <= OLD.held))"
                ),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.title


class NoticeItem(models.Model):
    """One of the things that a notice tells together; a table that only grows.

    ``once`` is the key under which the account is told *this* a single time. ``about`` is the id of its record, of
    the sort that the notice's kind tells of. ``place`` counts the things (1, 2, …); empty where the same record had a
    place already and is told of again.
    """

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="items", db_index=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    actor_id = models.BigIntegerField()
    once = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    about = models.BigIntegerField(null=True)
    place = models.PositiveIntegerField(null=True)
    recorded_at = models.DateTimeField()

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "once"], name="notice_item_once"),
            models.UniqueConstraint(fields=["notice", "place"], name="notice_item_place"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name


class Mail(models.TextChoices):
    """How a kind of notice reaches a person by e-mail; the inbox has it in any case."""

    OFF = "off", _("không gửi")
    DIGEST = "digest", _("trong bản tin hằng ngày")
    AT_ONCE = "at_once", _("ngay khi có")


class OwnQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        return self.filter(account_id=actor.id)


@tracked()
class MailChoice(models.Model):
    """What a person chose for one kind; without a row the kind's own default holds."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=60)
    mail = models.CharField(max_length=8, choices=Mail.choices)

    objects = OwnQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "kind"], name="mail_choice_once")]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.kind} {self.mail}"


@tracked()
class DigestChoice(models.Model):
    """The hour of the day (local, 0–23) from which a person gets the daily digest."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    hour = models.PositiveSmallIntegerField()

    objects = OwnQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="digest_hour_of_day", condition=Q(hour__lte=23))]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.hour}"


class ManagersQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        return self if manages(actor) else self.none()


@tracked()
class Webhook(models.Model):
    """An address of the office's own that is told what happens (``kinds`` empty: everything). Ended, never deleted."""

    name = models.CharField(max_length=120)
    url = models.CharField(max_length=500)
    kinds = models.JSONField(default=list)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ManagersQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class DeliveryState(models.TextChoices):
    QUEUED = "QUEUED", _("chờ gửi")
    SENT = "SENT", _("đã gửi")
    FAILED = "FAILED", _("không gửi được")


class Channel(models.TextChoices):
    MAIL = "mail", _("thư điện tử")
    WEBHOOK = "webhook", _("webhook")


DELIVERY_MOVES: Final = (("QUEUED", "SENT"), ("QUEUED", "FAILED"), ("FAILED", "QUEUED"))


class Delivery(models.Model):
    """One mail or one call that leaves the house, with its tries. ``target`` is the address; ``account`` whom it is
    for (none for a webhook). Sent at least once: a worker killed between sending and noting sends again.
    """

    channel = models.CharField(max_length=8, choices=Channel.choices)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    target = models.CharField(max_length=500)
    once = models.CharField(max_length=200)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    state = models.CharField(max_length=8, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    objects = ManagersQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "target", "once"], name="delivery_once")]
        indexes = [
            models.Index(fields=["next_at"], name="delivery_queue", condition=Q(state="QUEUED")),
            models.Index(fields=["-created_at"], name="delivery_newest"),
        ]
        triggers = [
            pgtrigger.FSM(name="state_moves", field="state", transitions=list(DELIVERY_MOVES)),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.subject


class PublicQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        return self


@tracked()
class ReminderRule(models.Model):
    """When people are reminded of one kind of due date, from one day until before another.

    ``offset`` counts working days from the due date: −3 is three working days before it, 0 the day itself, 1 the
    first working day after. ``repeat``: again after so many working days, until the work is done; empty: once.
    """

    kind = models.CharField(max_length=60)
    offset = models.SmallIntegerField()
    repeat = models.PositiveSmallIntegerField(null=True, blank=True)
    valid = DateRangeField()
    source = models.CharField(max_length=300)

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="rule_repeat_positive", condition=Q(repeat=None) | Q(repeat__gte=1)),
            models.CheckConstraint(name="rule_offset_within_a_year", condition=Q(offset__gte=-260, offset__lte=260)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.offset:+d}"


class ScheduleRun(models.Model):
    """When a piece of regular work ran last, and how its last try failed."""

    name = models.CharField(max_length=60, unique=True)
    ran_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    objects = ManagersQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

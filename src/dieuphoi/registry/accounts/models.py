"""Accounts and API tokens. An account is closed, never deleted."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.history.models import AppendOnly, tracked
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.scope import ScopedQuerySet
from dieuphoi.registry.organisations.models import Person

COORDINATOR = "coordinator"
"""The grant of who coordinates an organisation's accounts; ``registry.access`` gives it."""
NO_PERSON = "Hệ thống"
"""The name of an account that belongs to nobody."""


class AccountQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        """The administrator and the head of the office see all accounts, a coordinator those of people with a role in
        the own organisation, everybody else their own.
        """
        if actor.has_role("administrator", "office_head"):
            return self
        mine = models.Q(id=actor.id)
        if orgs := actor.orgs(COORDINATOR):
            people = self.model._default_manager.filter(roles__org_id__in=sorted(orgs))
            mine |= models.Q(id__in=people.values("id"))
        return self.filter(mine)


class AccountManager(BaseUserManager.from_queryset(AccountQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str | None) -> Any:
        return self.select_related("person").get(username=(username or "").strip().lower())


@tracked(exclude=["password", "last_login"])
class Account(AbstractBaseUser):
    """Who signs in. ``person`` is empty only for the system itself."""

    username = models.CharField(max_length=60, unique=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account", null=True, blank=True)
    is_active = models.BooleanField(default=True)
    is_system = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = []

    objects = AccountManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="account_person_or_system",
                condition=models.Q(is_system=True) | models.Q(person__isnull=False),
            ),
            models.CheckConstraint(
                name="account_username_lower", condition=models.Q(username=Lower("username"))
            ),
        ]

    def __str__(self) -> str:
        return self.person.full_name if self.person else NO_PERSON


class AccountPartQuerySet(ScopedQuerySet):
    """What belongs to an account: its owner's, and of who keeps the accounts."""

    def scope(self, actor: Actor) -> Self:
        if actor.has_role("administrator", "office_head"):
            return self
        return self.filter(account_id=actor.id)


@tracked(exclude=["last_used_at"])
class ApiToken(models.Model):
    """A token for programs. Only its hash is kept; it acts as its account, never beyond its scopes.

    ``last_used_at`` is exact to the hour and written beside the requests (:mod:`.token_use`), never in one.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_on = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = AccountPartQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class SessionEnd(models.TextChoices):
    SIGNED_OUT = "signed_out", _("tự đăng xuất")
    ENDED = "ended", _("bị kết thúc")
    CLOSED = "closed", _("tài khoản đóng")
    RESET = "reset", _("mật khẩu được đặt lại")


@tracked(exclude=["last_seen_at", "key"])
class SignInSession(models.Model):
    """One sign-in from one browser. ``last_seen_at`` moves at sign-in and with what the person posts, never by reading.

    ``key`` is the session's own key (Django's session table holds it just so); a session that no longer exists there
    is over, whether or not ``ended_at`` says when.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="sessions")
    key = models.CharField(max_length=40, unique=True)
    ip = models.GenericIPAddressField(null=True)
    device = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_how = models.CharField(max_length=12, choices=SessionEnd.choices, blank=True)

    objects = AccountPartQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["account", "-last_seen_at"], name="session_account")]
        constraints = [
            models.CheckConstraint(
                name="session_end_has_how",
                condition=models.Q(ended_at=None, ended_how="")
                | (models.Q(ended_at__isnull=False) & ~models.Q(ended_how="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.started_at:%d/%m/%Y %H:%M}"


class AccountAct(models.TextChoices):
    SECOND_STEP_ON = "second_step_on", _("bật bước thứ hai")
    SECOND_STEP_OFF = "second_step_off", _("tắt bước thứ hai")
    SECOND_STEP_RESET = "second_step_reset", _("gỡ bước thứ hai cho người mất thiết bị")
    CODES_RENEWED = "codes_renewed", _("tạo lại mã dự phòng")
    CODE_USED = "code_used", _("dùng một mã dự phòng")
    RESET = "reset", _("đặt lại mật khẩu")
    LINKED = "linked", _("nối tài khoản đăng nhập ngoài")
    UNLINKED = "unlinked", _("bỏ nối tài khoản đăng nhập ngoài")
    UNLOCKED = "unlocked", _("mở khóa đăng nhập")


class AccountActQuerySet(AccountPartQuerySet):
    def scope(self, actor: Actor) -> Self:
        return self if actor.has_role("inspector") else super().scope(actor)


class AccountActRecord(AppendOnly):
    """An act upon an account whose own row does not tell it: second step, reset, link, unlock.

    ``account`` is empty where only a user name is known (somebody tried one that is nobody's).
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="acts", null=True, blank=True)
    username = models.CharField(max_length=255)
    kind = models.CharField(max_length=20, choices=AccountAct.choices)
    reason = models.TextField(blank=True)

    objects = AccountActQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        indexes = [models.Index(fields=["account", "-recorded_at"], name="account_act_account")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.username}"

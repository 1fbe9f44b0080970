"""Accounts and API tokens. An account is closed, never deleted."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from dieuphoi.core.history.models import tracked
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.scope import ScopedQuerySet
from dieuphoi.registry.organisations.models import Person


class AccountQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        """The administrator and the office see all accounts, everybody else their own."""
        if actor.has_role("administrator", "office_head"):
            return self
        return self.filter(id=actor.id)


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
        return self.person.full_name if self.person else "Hệ thống"


class TokenQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        return self.filter(account_id=actor.id)


@tracked(exclude=["last_used_at"])
class ApiToken(models.Model):
    """A token for programs. Only its hash is kept; it acts as its account, never beyond its scopes."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_on = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

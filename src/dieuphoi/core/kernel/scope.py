"""Scope first: every queryset manager starts from ``visible_to(actor)``.

A model's queryset says once, in :meth:`ScopedQuerySet.scope`, which rows an actor sees; list, count, sum,
export, search, page and API share it. A test walks all models and refuses a manager without it.
"""

from __future__ import annotations

from typing import Any, Self, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import NotVisible

M = TypeVar("M", bound=models.Model)


class ScopedQuerySet(models.QuerySet[M]):
    """A queryset that knows who may see what. Default deny: without :meth:`scope` nothing is visible."""

    def visible_to(self, actor: Actor) -> Self:
        """The rows that ``actor`` sees. Signed out: none. The system: all."""
        if actor.is_system:
            return self
        if not actor.is_authenticated:
            return self.none()
        return self.scope(actor)

    def scope(self, actor: Actor) -> Self:
        return self.none()

    def locked(self) -> Self:
        """These rows, locked as they are read: all in the order of their keys, so that two acts wait for each other
        and neither is ended by the database.

        Other rows may go on referring to them (``no_key``): who writes such a row may hold what we want next.
        """
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")

    def one_visible_to(self, actor: Actor, **lookup: Any) -> M:
        """The one row, or :class:`NotVisible` – the same whether it is absent or out of scope."""
        row = self.visible_to(actor).filter(**lookup).first()
        if row is None:
            raise not_visible()
        return row


def not_visible() -> NotVisible:
    """The same words, whether a record is absent or out of scope."""
    return NotVisible(_("Không tìm thấy, hoặc ngoài phạm vi của bạn."))

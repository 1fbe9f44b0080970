"""Accounts and roles in the chain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.chain.registry import Edge, Hit, Kind, during
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.text import fold
from dieuphoi.registry.access.models import RoleAssignment
from dieuphoi.registry.access.roles import role_label
from dieuphoi.registry.accounts.models import Account


def find_accounts(actor: Actor, typed: str, _day: date, limit: int) -> Sequence[Hit]:
    """By user name, or by the full name with marks or none."""
    text = typed.strip()
    if not text:
        return []
    fits = Q(username__startswith=text.lower()) | Q(person__name_folded__contains=fold(text))
    rows = (
        Account.objects.visible_to(actor).filter(fits, is_system=False).select_related("person").order_by("username")
    )
    hits = [
        Hit(str(row), reverse("rights:person", args=[row.pk]), row.username, _rank(row, text))
        for row in rows[: limit * 4]
    ]
    return sorted(hits, key=lambda hit: hit.rank)[:limit]


def _rank(row: Account, typed: str) -> int:
    name = str(row).casefold()
    if typed.casefold() in (name, row.username):
        return 0
    return 1 if name.startswith(typed.casefold()) or row.username.startswith(typed.lower()) else 2


KINDS = (
    Kind(
        "account",
        _("Tài khoản"),
        Account,
        str,
        lambda row: reverse("rights:person", args=[row.pk]),
        reads=("person__full_name",),
        find=find_accounts,
        history=True,
    ),
    Kind(
        "role",
        _("Vai trò"),
        RoleAssignment,
        lambda row: f"{role_label(row.role)} – {row.account}",
        lambda row: reverse("rights:role", args=[row.pk]),
        reads=("role", "account__person__full_name"),
        history=True,
    ),
)
EDGES = (
    Edge("role", "unit", "place_id", _("trên địa bàn"), _("vai trò trên địa bàn này"), at=during()),
    Edge("role", "org", "org_id", _("trong cơ quan"), _("vai trò trong cơ quan này"), at=during()),
    Edge(
        "role",
        "account",
        "account_id",
        _("của tài khoản"),
        _("vai trò của tài khoản này"),
        rests=False,
        at=during(),
    ),
    Edge("account", "person", "person_id", _("của cán bộ"), _("tài khoản của cán bộ này"), rests=False),
)

"""Accounts and roles in the chain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.chain.registry import Edge, Hit, Kind, during
from dieuphoi.core.chain.search import nearest
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.matching import Sought
from dieuphoi.registry.access.models import RoleAssignment
from dieuphoi.registry.access.roles import role_label
from dieuphoi.registry.accounts.models import Account


def find_accounts(actor: Actor, typed: str, _day: date, limit: int) -> Sequence[Hit]:
    """By user name or full name."""
    sought = Sought.of(typed)
    if not sought:
        return []
    rows = nearest(
        Account.objects.visible_to(actor).filter(is_system=False).select_related("person"),
        sought,
        folded=("username", "person__name_folded"),
        raw=("username", "person__full_name"),
        order=("username",),
    )
    return [
        Hit(str(row), reverse("rights:person", args=[row.pk]), row.username, sought.rank(row.username, str(row)))
        for row in rows[:limit]
    ]


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

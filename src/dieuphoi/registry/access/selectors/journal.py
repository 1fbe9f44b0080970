"""The journal: who did what when to accounts and roles, and who signed in from where."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.registry.access.models import JournalEntry
from dieuphoi.registry.access.roles import Role
from dieuphoi.registry.access.selectors.rules import INTERVAL_LABELS
from dieuphoi.registry.accounts.sessions import device_words
from dieuphoi.registry.territory.names import full_name
from dieuphoi.registry.territory.selectors import day_names

AREAS: Final = {
    "sign_in": gettext_lazy("Đăng nhập"),
    "account": gettext_lazy("Tài khoản"),
    "role": gettext_lazy("Vai trò"),
    "delegation": gettext_lazy("Ủy quyền"),
    "review": gettext_lazy("Rà soát quyền"),
    "token": gettext_lazy("Mã truy cập"),
    "session": gettext_lazy("Phiên"),
    "rule": gettext_lazy("Quy định truy cập"),
}


def journal(actor: Actor, day: date) -> QuerySet[JournalEntry]:
    """All lines within the actor's scope with the names of people, organisation and place. For the register."""
    names = day_names(actor, day).filter(unit_id=OuterRef("place_id"))
    return (
        JournalEntry.objects.visible_to(actor)
        .select_related("actor_account__person", "account__person", "org")
        .annotate(
            actor_key=F("actor_account__person__given_name_key"),
            account_key=F("account__person__given_name_key"),
            day_place_type=Subquery(names.values("type")[:1]),
            day_place_name=Subquery(names.values("name")[:1]),
        )
    )


def detail_words(row: Any) -> str:
    """What of: the role with organisation and place, the name of a token, the device of a session."""
    parts = []
    if row.role:
        label = str(Role(row.role).label) if row.role in Role.values else row.role
        parts.append(label)
    if row.org_id is not None:
        parts.append(row.org.name)
    if row.day_place_name:
        parts.append(full_name(row.day_place_type or "", row.day_place_name))
    if row.detail:
        parts.append(device_words(row.detail) if row.area in ("sign_in", "session") else _detail(row.detail))
    return " – ".join(parts)


def _detail(detail: str) -> str:
    key, _colon, days = detail.partition(": ")
    if key in INTERVAL_LABELS:
        return _("%(what)s: %(days)s ngày") % {"what": INTERVAL_LABELS[key], "days": days}
    return detail


def whom(row: Any) -> str:
    """To whose account it was done; a name that is nobody's as it was typed."""
    if row.account is not None:
        return str(row.account)
    return _("“%(name)s” (không có tài khoản này)") % {"name": row.username} if row.username else ""


def who(row: Any) -> str:
    """Who did it; nobody is known for a failed sign-in."""
    return str(row.actor_account) if row.actor_account is not None else ""

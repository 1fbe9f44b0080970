"""An actor's grants in words, for one's own account page and for the page of a person."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor, Places
from dieuphoi.registry.access.roles import COORDINATOR, role_label
from dieuphoi.registry.organisations.selectors import orgs_on
from dieuphoi.registry.territory.selectors import units_on

_NAMED = 3


def grant_rows(viewer: Actor, holder: Actor) -> list[dict[str, Any]]:
    """Each role of today in words: what, where, how far it reads and writes, and from which assignment."""
    wanted = {grant.org_id for grant in holder.grants if grant.org_id is not None}
    orgs = {org.id: org.name for org in orgs_on(viewer, holder.on, ids=wanted)} if wanted else {}
    return [
        {
            "role": role_label(grant.role),
            "org": orgs.get(grant.org_id or 0, ""),
            "reads": "" if grant.role == COORDINATOR else _places(viewer, holder, grant.read),
            "writes": "" if grant.role == COORDINATOR else _places(viewer, holder, grant.write),
            "why": grant.why,
        }
        for grant in holder.grants
    ]


def _places(viewer: Actor, holder: Actor, places: Places) -> str:
    if places.everything:
        return _("toàn tỉnh")
    if not places:
        return _("không")
    names = [unit.full_name for unit in units_on(viewer, holder.on, ids=places.ids)]
    if len(names) > _NAMED:
        return ", ".join(names[:_NAMED]) + " " + _("và %(n)s đơn vị khác") % {"n": len(names) - _NAMED}
    return ", ".join(names)

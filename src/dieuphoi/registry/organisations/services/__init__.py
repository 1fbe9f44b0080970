"""Acts on organisations, people, posts, duties and handovers: one function an act, whoever calls it."""

from __future__ import annotations

from dieuphoi.registry.organisations.services.orgs import (
    NewOrg,
    columns_settle,
    org_create,
    orgs_create,
    orgs_update,
)
from dieuphoi.registry.organisations.services.people import (
    holding_end,
    holding_redate,
    holding_start,
    new_person,
    people_create,
    person_create,
    person_update,
    post_create,
    post_update,
)
from dieuphoi.registry.organisations.services.timeline import clean, one_at_a_time

__all__ = [
    "NewOrg",
    "clean",
    "columns_settle",
    "holding_end",
    "holding_redate",
    "holding_start",
    "new_person",
    "one_at_a_time",
    "org_create",
    "orgs_create",
    "orgs_update",
    "people_create",
    "person_create",
    "person_update",
    "post_create",
    "post_update",
]

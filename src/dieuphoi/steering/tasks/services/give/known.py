"""What the checks of many tasks read, once for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError
from dieuphoi.programme.criteria.models import Criterion
from dieuphoi.registry.access.roles import HEADS, OFFICE
from dieuphoi.registry.organisations.models import Holding, OrgUnit, Person, WorkField
from dieuphoi.registry.organisations.selectors import person_of_account
from dieuphoi.registry.territory.selectors import provinces_on, units_on
from dieuphoi.steering.tasks.bodies import OWN_BODY, works_in
from dieuphoi.steering.tasks.models import (
    Task,
)
from dieuphoi.steering.tasks.services.give.new import NewTask


@dataclass(slots=True)
class Known:
    """What the checks of many rows read, once for all of them."""

    orgs: dict[int, OrgUnit]
    people: dict[int, Person]
    working: dict[int, list[tuple[int, Any]]]
    wholes: dict[int, Task]
    units: dict[date, set[int]]
    criteria: set[int]
    fields: set[int]
    provinces: set[int]
    own_person: int | None
    own_orgs: list[int] = field(default_factory=list)


def known_for(actor: Actor, rows: Sequence[NewTask]) -> Known:
    orgs = {new.lead_org_id for new in rows} | {new.giver_org_id for new in rows if new.giver_org_id}
    for new in rows:
        orgs |= {org for org, _part in new.parts()}
    own = sorted(actor.orgs(*HEADS)) or sorted(actor.orgs(*OFFICE)) or sorted(actor.orgs(*OWN_BODY))
    people = {new.responsible_id for new in rows} | {new.giver_id for new in rows if new.giver_id}
    by_day: dict[date, set[int]] = {}
    for new in rows:
        if new.unit_ids:
            by_day.setdefault(new.given_on, set()).update(new.unit_ids)
    working: dict[int, list[tuple[int, Any]]] = {}
    for person, org, valid in Holding.objects.filter(person_id__in=people).values_list(
        "person_id", "post__org_id", "valid"
    ):
        working.setdefault(person, []).append((org, valid))
    wanted = {pk for new in rows for pk in (new.parent_id, new.reply_to_id) if pk and pk > 0}
    criteria = {pk for new in rows for pk in new.criterion_ids}
    found = OrgUnit.objects.visible_to(actor).filter(pk__in=orgs | set(own)).select_related("parent__parent")
    wholes = Task.objects.visible_to(actor).filter(pk__in=wanted)
    return Known(
        orgs={org.pk: org for org in found},
        people={row.pk: row for row in Person.objects.visible_to(actor).filter(pk__in=people)},
        working=working,
        wholes={row.pk: row for row in wholes.select_related("lead_org__parent", "responsible", "giver_org")},
        units={day: {unit.id for unit in units_on(actor, day, ids=wanted)} for day, wanted in by_day.items()},
        criteria=set(Criterion.objects.visible_to(actor).filter(pk__in=criteria).values_list("pk", flat=True)),
        fields=set(WorkField.objects.visible_to(actor).values_list("pk", flat=True)),
        provinces={row.id for row in provinces_on(actor, actor.on)},
        own_person=None if actor.is_system else person_of_account(actor.id),
        own_orgs=own,
    )


def province_of(actor: Actor, new: NewTask, lead: OrgUnit | None, whole: Task | None, known: Known) -> int | None:
    """Whose task it is: of the whole it belongs to, as named, of the one province there is, of the lead's place."""
    if whole is not None:
        return whole.province_id
    if new.province_id in known.provinces:
        return new.province_id
    mine = known.provinces & set(actor.writes(*OFFICE).ids) or known.provinces
    if len(mine) == 1:
        return next(iter(mine))
    for unit in (lead.place_id if lead is not None else None, *new.unit_ids):
        if unit is not None:
            rows = units_on(actor, new.given_on, ids=[unit])
            if rows and rows[0].province_id is not None:
                return rows[0].province_id
            if rows and rows[0].id in known.provinces:
                return rows[0].id
    return None


def giver_of(
    actor: Actor, new: NewTask, known: Known, besides: Task | None, errors: list[InputError]
) -> tuple[OrgUnit | None, int | None]:
    """Who gives: the actor for their own body, or somebody whose order the office records."""
    if besides is not None:
        return besides.giver_org, besides.giver_id
    records = bool(actor.writes(*OFFICE))
    org = known.orgs.get(new.giver_org_id) if new.giver_org_id else None
    if org is None and known.own_orgs:
        org = known.orgs.get(known.own_orgs[0])
    if org is None:
        errors.append(InputError(_("Hãy chọn cơ quan giao việc."), field="giver_org"))
    elif not records and org.pk not in known.own_orgs:
        errors.append(InputError(_("Chỉ giao việc thay mặt cơ quan mình."), field="giver_org"))
    if new.giver_id and new.giver_id not in known.people:
        errors.append(InputError(_("Không có người này trong danh sách cán bộ."), field="giver"))
    if new.giver_id and not records and new.giver_id != known.own_person:
        errors.append(InputError(_("Chỉ ghi người giao là chính mình."), field="giver"))
    return org, new.giver_id or known.own_person


def works_there(known: Known, person: int, lead: OrgUnit, day: date) -> bool:
    return works_in(known.working.get(person, []), lead, day)

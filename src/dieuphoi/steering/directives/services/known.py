"""What the checks of many documents read, once for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.registry.organisations.models import Person, ServedProgramme, WorkField
from dieuphoi.registry.territory.selectors import units_on
from dieuphoi.steering.directives.models import DocumentKind
from dieuphoi.steering.directives.selectors.rules import AccessRules
from dieuphoi.steering.directives.services.new import NewDocument
from dieuphoi.steering.tasks.bodies_then import Bodies


@dataclass(slots=True)
class Known:
    """What the checks of many rows read, once for all of them."""

    bodies: Bodies
    rules: AccessRules
    provinces: dict[int, int | None]
    kinds: dict[int, Any]
    fields: set[int]
    programmes: set[int]
    people: dict[int, str]
    units: dict[int, Any]
    communes: dict[int | None, list[int]] = field(default_factory=dict)

    def all_communes(self, actor: Actor, province_id: int | None) -> list[int]:
        """The People's Committees of the province's xã today."""
        if province_id not in self.communes:
            rows = [] if province_id is None else units_on(
                actor, actor.on, kind="commune", types=("xa",), province=province_id
            )  # fmt: skip
            self.communes[province_id] = self.bodies.communes_on(actor.on, [row.id for row in rows])
        return self.communes[province_id]


def known_for(actor: Actor, rows: Sequence[NewDocument]) -> Known:
    """Everything that the checks of these rows ask for, in a fixed number of queries."""
    bodies = Bodies(actor)
    keepers = {each for new in rows for each in (new.keeper_id, new.issuer_id) if each is not None}
    people = {
        each for new in rows
        for each in (new.signer_id, new.given_to_person_id, *(one.person_id for one in new.recipients))
        if each is not None
    }  # fmt: skip
    units = {each for new in rows for each in new.places}
    return Known(
        bodies=bodies,
        rules=AccessRules.read(),
        provinces=bodies.provinces_of(keepers, actor.on),
        kinds={row.pk: row for row in DocumentKind.objects.visible_to(actor)},
        fields=set(WorkField.objects.visible_to(actor).values_list("pk", flat=True)),
        programmes=set(ServedProgramme.objects.visible_to(actor).values_list("pk", flat=True)),
        people=dict(Person.objects.visible_to(actor).filter(pk__in=people).values_list("pk", "full_name")),
        units={unit.id: unit for unit in units_on(actor, actor.on, ids=units)} if units else {},
    )

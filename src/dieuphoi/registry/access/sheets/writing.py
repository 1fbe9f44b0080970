"""What one accepted row writes: contact, post and holding, role, mark of coordinator, account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.ranges import day_after, first_day
from dieuphoi.registry.access.people import KnownPerson, KnownPost, KnownRole
from dieuphoi.registry.access.services.roles import coordinator_mark, role_assign, role_end, role_extend
from dieuphoi.registry.access.sheets.columns import last_day
from dieuphoi.registry.accounts.services import account_open
from dieuphoi.registry.organisations.selectors import OrgRow
from dieuphoi.registry.organisations.services import holding_redate, holding_start, person_update, post_create
from dieuphoi.registry.territory.selectors import UnitRow


@dataclass(slots=True)
class Step:
    """What one accepted row will write. ``group`` tells new persons of the file apart."""

    group: int
    person: KnownPerson | None
    values: dict[str, Any]
    org: OrgRow
    place: UnitRow | None
    post: KnownPost | None
    role: KnownRole | None
    changed: bool


def write(
    actor: Actor,
    step: Step,
    person_id: int,
    accounts: dict[int, int],
    counts: dict[str, int],
    now: datetime,
) -> None:
    values, day = step.values, today(now)
    _write_contact(actor, step, now)
    end = values["end"] + timedelta(days=1) if values.get("end") is not None else None
    if step.post is None:
        post = post_create(actor=actor, org_id=step.org.id, title=values["title"], now=now)
        holding_start(
            actor=actor, person_id=person_id, post_id=post.pk, start=values.get("start"), end=end, now=now
        )
        counts["posts"] += 1
    elif _redated(step.post, values):
        start = values["start"] if "start" in values else first_day(step.post.valid)
        until = end if "end" in values else day_after(step.post.valid)
        holding_redate(actor=actor, holding_id=step.post.holding_id, start=start, end=until, now=now)
        counts["posts"] += 1
        if step.role is not None and until is not None and day_after(step.role.valid) != until:
            # A role that would have begun later ends before it began: it opens nothing, history keeps it.
            began = first_day(step.role.valid)
            on = until if began is None else max(until, began)
            ends = day_after(step.role.valid)
            why = gettext("Theo danh sách cán bộ.")
            if ends is None or on < ends:
                role_end(actor=actor, assignment_id=step.role.assignment_id, on=on, reason=why, now=now)
            else:
                role_extend(actor=actor, assignment_id=step.role.assignment_id, end=on, reason=why, now=now)
            counts["roles"] += 1
    marked = values.get("coordinator")
    if marked is not None and step.role is not None and marked != step.role.coordinator:
        coordinator_mark(
            actor=actor,
            assignment_id=step.role.assignment_id,
            on=marked,
            reason=gettext("Theo danh sách cán bộ."),
            now=now,
        )
        counts["roles"] += 1
    if values.get("username") and person_id not in accounts:
        # Without a password nobody can sign in; the printed slip brings one.
        account = account_open(
            actor=actor,
            person_id=person_id,
            username=values["username"],
            password=None,
            now=now,
        )
        accounts[person_id] = account.pk
        counts["accounts"] += 1
    if values.get("role") and step.role is None:
        role_assign(
            actor=actor,
            account_id=accounts[person_id],
            role=values["role"],
            # A right begins today unless the sheet names a day: it is never dated back by silence.
            start=values.get("start") or day,
            end=end,
            org_id=step.org.id,
            place_id=step.place.id if step.place is not None else None,
            coordinator=bool(values.get("coordinator")),
            reason=gettext("Theo danh sách cán bộ."),
            now=now,
        )
        counts["roles"] += 1


def _write_contact(actor: Actor, step: Step, now: datetime) -> None:
    person, values = step.person, step.values
    if person is None:
        return
    phone = (values.get("phone") or "") if "phone" in values else person.phone
    email = (values.get("email") or "") if "email" in values else person.email
    if (phone, email) != (person.phone, person.email):
        person_update(actor=actor, person_id=person.id, phone=phone, email=email, now=now)
        person.phone, person.email = phone, email


def _redated(post: KnownPost, values: Mapping[str, Any]) -> bool:
    return ("start" in values and values["start"] != first_day(post.valid)) or (
        "end" in values and values["end"] != last_day(post.valid)
    )

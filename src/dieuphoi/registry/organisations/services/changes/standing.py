"""Whether an organisation is there on a day, what stands below it, its end, and the change put on record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from dieuphoi.core.chain.selectors import resting_on
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.kernel.ranges import date_range, day_after, first_day
from dieuphoi.registry.organisations.models import OrgChange, OrgChangePart, OrgParent, OrgUnit
from dieuphoi.registry.organisations.services.changes.reports import Decision, Report, some
from dieuphoi.registry.organisations.services.timeline import clean


def standing(actor: Actor, org_id: int, on: date) -> OrgUnit:
    org: OrgUnit = OrgUnit.objects.select_for_update(of=("self",)).one_visible_to(actor, id=org_id)
    start, end = first_day(org.valid), day_after(org.valid)
    if (start is not None and on < start) or (end is not None and on >= end):
        raise Refused(
            "not_there",
            _("%(org)s không hoạt động vào ngày %(day)s.") % {"org": org.name, "day": format_date(on)},
        )
    return org


def children(org_ids: Sequence[int], on: date) -> list[OrgUnit]:
    below = OrgParent.objects.filter(parent_id__in=org_ids, valid__contains=on).values("org_id")
    return list(OrgUnit.objects.filter(id__in=below, valid__contains=on).order_by("name_key", "id"))


def refuse_children(orgs: Sequence[OrgUnit], on: date) -> None:
    below = children([org.pk for org in orgs], on)
    ending = {org.pk for org in orgs}
    if left := [org.name for org in below if org.pk not in ending]:
        raise Refused(
            "has_rooms",
            _("Còn cơ quan trực thuộc: %(names)s. Hãy chuyển hoặc kết thúc các cơ quan đó trước.")
            % {"names": some(left)},
        )


def close(orgs: Sequence[OrgUnit], on: date, report: Report) -> None:
    for org in orgs:
        start = first_day(org.valid)
        if start is not None and start >= on:
            raise Refused(
                "begins_then",
                _("%(org)s mới bắt đầu từ %(day)s nên chưa thể kết thúc.")
                % {"org": org.name, "day": format_date(start)},
            )
        org.valid = date_range(start, on)
        org.save(update_fields=["valid"])
        report.done.append(
            _("%(org)s kết thúc hoạt động từ %(day)s") % {"org": org.name, "day": format_date(on)}
        )
        report.left += [
            _("%(org)s còn %(count)s %(what)s: không tự chuyển, cần giao lại")
            % {"org": org.name, "count": each.count, "what": str(each.words).lower()}
            for each in resting_on("org", [org.pk])
        ]


def record(
    kind: str,
    on: date,
    decision: Decision,
    now: datetime,
    *,
    before: Sequence[OrgUnit],
    after: Sequence[OrgUnit],
) -> OrgChange:
    change = OrgChange.objects.create(
        kind=kind,
        effective_on=on,
        decision=clean(decision.number),
        decision_on=decision.on,
        note=decision.note,
        recorded_at=now,
    )
    OrgChangePart.objects.bulk_create(
        [
            OrgChangePart(change=change, org=org, is_after=is_after, recorded_at=now)
            for is_after, orgs in ((False, before), (True, after))
            for org in orgs
        ]
    )
    return change

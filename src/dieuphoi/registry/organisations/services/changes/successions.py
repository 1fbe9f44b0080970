"""Organisations that succeed others: several merge into one, one is split into several."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, today
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.policy import require
from dieuphoi.registry.organisations import policies
from dieuphoi.registry.organisations.models import ChangeKind, OrgParent, OrgUnit
from dieuphoi.registry.organisations.services.changes.holdings import end_holding, holdings_after, to_post
from dieuphoi.registry.organisations.services.changes.reports import Decision, Report
from dieuphoi.registry.organisations.services.changes.standing import children, close, record, refuse_children, standing
from dieuphoi.registry.organisations.services.orgs import NewOrg, orgs_create
from dieuphoi.registry.organisations.services.timeline import line_set, one_at_a_time, settle


def orgs_succeed(
    *,
    actor: Actor,
    before: Sequence[int],
    after: Sequence[int | NewOrg],
    on: date,
    decision: Decision,
    now: datetime,
    move_people: bool = True,
) -> Report:
    """Departments merge (several before, one after) or one is split (one before, several after); S3-65.

    Whoever stands on both sides goes on; the others end on ``on``, the new ones begin then. With one successor the
    rooms below go under it and, with ``move_people``, its predecessors' people into posts of the same title;
    otherwise holdings end that day. What rests on those that end (rights, indicators, assignments) stays there and is
    told. Raises :class:`InputErrors` for a change that is none, :class:`Refused` where rooms have no one place to go.
    """
    require(policies.may_manage_organisations(actor))
    if not before or not after or (len(before) == 1 and len(after) == 1):
        raise InputErrors(
            [InputError(_("Sáp nhập cần từ hai cơ quan trước, chia tách cần từ hai cơ quan sau."), field="before")]
        )
    kind = ChangeKind.MERGE if len(after) == 1 else ChangeKind.SPLIT
    report = Report()
    with act(actor, f"organisation.{kind}", reason=decision.note):
        one_at_a_time()
        olds = [standing(actor, each, on) for each in dict.fromkeys(before)]
        new = [
            each if each.start else NewOrg(**{**_slots(each), "start": on, "founded_on": each.founded_on or on})
            for each in after
            if isinstance(each, NewOrg)
        ]
        report.made = orgs_create(actor=actor, rows=new, now=now) if new else {}
        news = [standing(actor, each, on) for each in after if isinstance(each, int)]
        news += [OrgUnit.objects.get(id=pk) for pk in report.made.values()]
        kept = {org.pk for org in news}
        ending = [org for org in olds if org.pk not in kept]
        if not ending:
            raise InputErrors([InputError(_("Không cơ quan nào kết thúc thì không phải sáp nhập."), field="before")])
        for org in news:
            if org.pk in report.made.values():
                report.done.append(_("Thành lập %(org)s từ %(day)s") % {"org": org.name, "day": format_date(on)})
        if len(news) == 1:
            _rooms_under(ending, news[0], on, decision, report, now)
        else:
            refuse_children(ending, on)
        for holding in holdings_after([org.pk for org in ending], on):
            if move_people and len(news) == 1:
                to_post(actor, holding, news[0], holding.post.title, on, now, report)
            else:
                end_holding(holding, on, report)
        close(ending, on, report)
        report.change_id = record(kind, on, decision, now, before=olds, after=news).pk
        settle(today(now))
    return report


def _rooms_under(
    ending: Sequence[OrgUnit], to: OrgUnit, on: date, decision: Decision, report: Report, now: datetime
) -> None:
    gone = {org.pk for org in ending}
    for room in children(list(gone), on):
        if room.pk in gone or room.pk == to.pk:
            continue
        line_set(OrgParent, room.pk, on, {"parent_id": to.pk, **decision.columns}, mend=today(now))
        report.done.append(_("%(room)s về trực thuộc %(org)s") % {"room": room.name, "org": to.name})


def _slots(row: NewOrg) -> dict[str, Any]:
    return {name: getattr(row, name) for name in NewOrg.__slots__}

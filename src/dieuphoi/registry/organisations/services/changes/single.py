"""One organisation on a day: it bears another name, stands under another superior, or ends."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, today
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.kernel.ranges import first_day
from dieuphoi.registry.organisations import policies
from dieuphoi.registry.organisations.models import ChangeKind, OrgName, OrgParent, OrgUnit
from dieuphoi.registry.organisations.services.changes.holdings import end_holding, holdings_after
from dieuphoi.registry.organisations.services.changes.reports import Decision, Report, some
from dieuphoi.registry.organisations.services.changes.standing import close, record, refuse_children, standing
from dieuphoi.registry.organisations.services.timeline import check_no_circle, clean, line_set, one_at_a_time, settle


def org_rename(
    *,
    actor: Actor,
    org_id: int,
    name: str,
    on: date,
    decision: Decision,
    now: datetime,
    short_name: str = "",
) -> Report:
    """From ``on`` the organisation bears another name; what it was called before stays with its days.

    Raises :class:`InputErrors` without a name, :class:`Refused` where it does not exist on that day.
    """
    require(policies.may_manage_organisations(actor))
    name = clean(name)
    if not name:
        raise InputErrors([InputError(_("Hãy ghi tên mới."), field="name")])
    with act(actor, "organisation.rename", reason=decision.note):
        one_at_a_time()
        org = standing(actor, org_id, on)
        was = _name_on(org, on)
        if was == name and not clean(short_name):
            raise InputErrors([InputError(_("Tên mới giống tên đang dùng."), field="name", value=name)])
        line_set(
            OrgName,
            org.pk,
            on,
            {"name": name, "short_name": clean(short_name), **decision.columns},
            mend=today(now),
        )
        change = record(ChangeKind.RENAME, on, decision, now, before=[org], after=[org])
        settle(today(now))
    return Report(
        [_("%(was)s đổi tên thành %(name)s từ %(day)s") % {"was": was, "name": name, "day": format_date(on)}],
        change_id=change.pk,
    )


def org_move(
    *, actor: Actor, org_id: int, parent_id: int | None, on: date, decision: Decision, now: datetime
) -> Report:
    """From ``on`` the organisation stands under another superior (none: under nobody); its past stays under the old
    one (S0-04, S0-35). Raises :class:`InputErrors` for a circle, :class:`Refused` where either is not there that day.
    """
    require(policies.may_manage_organisations(actor))
    with act(actor, "organisation.move", reason=decision.note):
        one_at_a_time()
        org = standing(actor, org_id, on)
        parent = None if parent_id is None else standing(actor, parent_id, on)
        was = OrgParent.objects.filter(org=org, valid__contains=on).select_related("parent").first()
        if was is not None and was.parent_id == parent_id and first_day(was.valid) != on:
            raise InputErrors([InputError(_("Cơ quan đang thuộc chính cấp trên này."), field="parent")])
        check_no_circle({org.pk: parent_id}, on)
        line_set(OrgParent, org.pk, on, {"parent_id": parent_id, **decision.columns}, mend=today(now))
        change = record(ChangeKind.MOVE, on, decision, now, before=[org], after=[org])
        settle(today(now))
    old = was.parent.name if was is not None and was.parent is not None else _("không thuộc cơ quan nào")
    new = parent.name if parent is not None else _("không thuộc cơ quan nào")
    words = _("%(org)s chuyển từ “%(old)s” sang “%(new)s” từ %(day)s")
    return Report(
        [words % {"org": org.name, "old": old, "new": new, "day": format_date(on)}], change_id=change.pk
    )


def org_close(
    *,
    actor: Actor,
    org_id: int,
    on: date,
    decision: Decision,
    now: datetime,
    end_holdings: bool = False,
) -> Report:
    """From ``on`` the organisation no longer exists; all it was and did stays under its name.

    Raises :class:`Refused` while something stands below it on that day, or – unless ``end_holdings`` – while somebody
    holds a post of it then. What else rests on it is in the report.
    """
    require(policies.may_manage_organisations(actor))
    report = Report()
    with act(actor, "organisation.close", reason=decision.note):
        one_at_a_time()
        org = standing(actor, org_id, on)
        refuse_children([org], on)
        held = holdings_after([org.pk], on)
        if held and not end_holdings:
            raise Refused(
                "posts_held",
                _("Còn %(names)s giữ chức vụ ở đây sau ngày %(day)s. Hãy cho thôi giữ, chuyển đi, hoặc chọn cho thôi "
                  "giữ cùng ngày.")
                % {"names": some([h.person.full_name for h in held]), "day": format_date(on)},
            )  # fmt: skip
        for holding in held:
            end_holding(holding, on, report)
        close([org], on, report)
        report.change_id = record(ChangeKind.CLOSE, on, decision, now, before=[org], after=[]).pk
    return report


def _name_on(org: OrgUnit, day: date) -> str:
    row = OrgName.objects.filter(org=org, valid__contains=day).first()
    return row.name if row is not None else org.name

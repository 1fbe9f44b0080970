"""The rules of access as data: who needs the second step from when, and the intervals of reviews and warnings."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.kernel.ranges import day_after
from dieuphoi.registry.access import policies
from dieuphoi.registry.access.models import AccessInterval, Interval, SecondStepRule
from dieuphoi.registry.access.roles import Role


def second_step_rule_set(*, actor: Actor, role: str, start: date, source: str, now: datetime) -> SecondStepRule:
    """From ``start`` on the holders of ``role`` need the second step. Who has none then is led to turning it on."""
    require(policies.may_keep_rules(actor))
    errors = []
    if role not in Role.values:
        errors.append(InputError(_("Vai trò “%(role)s” không có.") % {"role": role}, field="role"))
    if start < today(now):
        errors.append(InputError(_("Quy định không ghi lùi: ngày bắt đầu phải từ hôm nay."), field="start"))
    if not source.strip():
        errors.append(InputError(_("Hãy ghi căn cứ (văn bản, người quyết định)."), field="source"))
    if errors:
        raise InputErrors(errors)
    with act(actor, "rule.second_step", reason=source):
        same = SecondStepRule.objects.select_for_update().filter(role=role, valid__overlap=DateRange(start, None))
        if same.exists():
            raise Refused("rule_there", _("Vai trò này đã có quy định như vậy."))
        return SecondStepRule.objects.create(role=role, valid=DateRange(start, None), source=source)


def second_step_rule_end(*, actor: Actor, rule_id: int, reason: str, now: datetime) -> SecondStepRule:
    """From today on the role no longer needs the second step."""
    require(policies.may_keep_rules(actor))
    day = today(now)
    with act(actor, "rule.second_step_end", reason=reason):
        row = SecondStepRule.objects.select_for_update().one_visible_to(actor, id=rule_id)
        until = day_after(row.valid)
        if row.valid.isempty or (until is not None and until <= day):
            raise Refused("rule_ended", _("Quy định này đã hết hiệu lực."))
        row.valid = DateRange(row.valid.lower, max(day, row.valid.lower))
        row.save(update_fields=["valid"])
    return row


def interval_set(*, actor: Actor, key: str, days: int, source: str, now: datetime) -> AccessInterval:
    """From today on an interval is so many days; the former one ends, and stays."""
    require(policies.may_keep_rules(actor))
    errors = []
    if key not in Interval.values:
        errors.append(InputError(_("Không có quy định này."), field="key"))
    if not 1 <= days <= 3660:
        errors.append(InputError(_("Số ngày phải từ 1 đến 3.660."), field="days"))
    if not source.strip():
        errors.append(InputError(_("Hãy ghi căn cứ (văn bản, người quyết định)."), field="source"))
    if errors:
        raise InputErrors(errors)
    day = today(now)
    with act(actor, "rule.interval", reason=source):
        for row in AccessInterval.objects.select_for_update().filter(key=key, valid__contains=day):
            row.valid = DateRange(row.valid.lower, day)
            row.save(update_fields=["valid"])
        return AccessInterval.objects.create(key=key, days=days, valid=DateRange(day, None), source=source)

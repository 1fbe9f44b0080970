"""The rules of the register as data: how fast, how numbered, which kinds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.kernel.text import tidy
from dieuphoi.registry.organisations.models import OrgKind, OrgUnit
from dieuphoi.steering.directives import policies
from dieuphoi.steering.directives.models import AccessRule, DocumentKind, Measure, NumberingRule, Urgency


def access_rule_set(
    *, actor: Actor, measure: str, urgency: str, days: int, org_kinds: Sequence[str] = (), source: str, now: datetime
) -> AccessRule:
    """From today on so many working days; the former rule ends, and stays. Clocks that run keep their due days."""
    require(policies.may_set_rules(actor))
    errors = []
    if measure not in Measure.values:
        errors.append(InputError(_("Không có khoảng thời gian này."), field="measure", value=measure))
    if urgency not in Urgency.values:
        errors.append(InputError(_("Không có độ khẩn này."), field="urgency", value=urgency))
    if not 0 <= days <= 260:
        errors.append(InputError(_("Số ngày làm việc từ 0 đến 260."), field="days", value=str(days)))
    if set(org_kinds) - set(OrgKind.values):
        errors.append(InputError(_("Không có loại cơ quan này."), field="org_kinds"))
    if not source.strip():
        errors.append(InputError(_("Hãy ghi căn cứ (văn bản, người quyết định)."), field="source"))
    if errors:
        raise InputErrors(errors)
    day = today(now)
    with act(actor, "document.access_rule", reason=source):
        for row in AccessRule.objects.locked().filter(measure=measure, urgency=urgency, valid__contains=day):
            row.valid = DateRange(row.valid.lower, day)
            row.save(update_fields=["valid"])
        return AccessRule.objects.create(
            measure=measure, urgency=urgency, days=days, org_kinds=sorted(set(org_kinds)),
            valid=DateRange(day, None), source=source.strip(),
        )  # fmt: skip


def numbering_rule_set(
    *, actor: Actor, org_id: int, per_kind: bool, source: str, now: datetime
) -> NumberingRule:
    """From today on an organisation numbers each kind by itself, or all in one line."""
    org = OrgUnit.objects.one_visible_to(actor, id=org_id)
    require(policies.may_set_numbering(actor, org.pk))
    if not source.strip():
        raise InputErrors([InputError(_("Hãy ghi căn cứ (văn bản, người quyết định)."), field="source")])
    day = today(now)
    with act(actor, "document.numbering_rule", reason=source):
        for row in NumberingRule.objects.locked().filter(org=org, valid__contains=day):
            row.valid = DateRange(row.valid.lower, day)
            row.save(update_fields=["valid"])
        return NumberingRule.objects.create(
            org=org, per_kind=per_kind, valid=DateRange(day, None), source=source.strip()
        )


def kind_add(
    *, actor: Actor, code: str, name: str, short: str = "", source: str, now: datetime
) -> DocumentKind:
    """A further kind, of a later decree or of this province, from today on."""
    require(policies.may_set_rules(actor))
    code, name, short = tidy(code), tidy(name), tidy(short)
    day = today(now)
    errors = []
    if not code or len(code) > 12:
        errors.append(InputError(_("Mã loại dài từ 1 đến 12 ký tự."), field="code", value=code))
    if not name or len(name) > 60:
        errors.append(InputError(_("Tên loại dài từ 1 đến 60 ký tự."), field="name", value=name))
    if len(short) > 12:
        errors.append(InputError(_("Chữ viết tắt dài nhiều nhất 12 ký tự."), field="short", value=short))
    if not source.strip():
        errors.append(InputError(_("Hãy ghi căn cứ (văn bản, người quyết định)."), field="source"))
    standing = DocumentKind.objects.filter(valid__contains=day)
    if not errors and standing.filter(code=code).exists():
        errors.append(InputError(_("Đã có loại mang mã này."), field="code", value=code))
    if not errors and short and standing.filter(short=short).exists():
        errors.append(InputError(_("Đã có loại mang chữ viết tắt này."), field="short", value=short))
    if errors:
        raise InputErrors(errors)
    with act(actor, "document.kind_add", reason=source):
        return DocumentKind.objects.create(
            code=code, name=name, short=short, position=900, valid=DateRange(day, None), source=source.strip()
        )

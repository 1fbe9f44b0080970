"""The expected pace as data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.policy import require
from dieuphoi.programme.targets import policies
from dieuphoi.programme.targets.models import PaceOf, PaceRule


def pace_set(*, actor: Actor, measure: str, shares: Sequence[Decimal], source: str, now: datetime) -> PaceRule:
    """From today on so many percent are expected by the end of each month; the former rule ends, and stays."""
    require(policies.may_set_pace(actor))
    errors = []
    if measure not in PaceOf.values:
        errors.append(InputError(_("Không có mức tiến độ loại này."), field="measure", value=measure))
    if len(shares) != 12:
        errors.append(InputError(_("Hãy ghi đủ mười hai tháng."), field="shares"))
    elif any(not 0 <= each <= 100 for each in shares):
        errors.append(InputError(_("Mỗi mức phải từ 0 đến 100 %."), field="shares"))
    elif list(shares) != sorted(shares):
        errors.append(InputError(_("Mức của tháng sau không được thấp hơn tháng trước."), field="shares"))
    if not source.strip():
        errors.append(InputError(_("Hãy ghi căn cứ (văn bản, người quyết định)."), field="source"))
    if errors:
        raise InputErrors(errors)
    day = today(now)
    with act(actor, "target.pace", reason=source):
        for row in PaceRule.objects.select_for_update().filter(measure=measure, valid__contains=day):
            row.valid = DateRange(row.valid.lower, day)
            row.save(update_fields=["valid"])
        return PaceRule.objects.create(
            measure=measure, shares=list(shares), valid=DateRange(day, None), source=source.strip()
        )

"""How long what follows a freeze may take: rules of the office with validity, else as shipped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final

import yaml
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.policy import require
from dieuphoi.programme.assessments.amendments import policies
from dieuphoi.programme.assessments.amendments.models import AfterFreezeTerm, Term

TERMS: Final = tuple(Term.choices)
_DATA: Final = Path(__file__).parents[1] / "data" / "after_freeze.yaml"


@dataclass(frozen=True, slots=True)
class Days:
    """So many days, and who said so."""

    days: int
    source: str


@cache
def shipped() -> dict[str, Days]:
    """The days of the shipped file. Raises ``KeyError`` where it lacks one."""
    told = yaml.safe_load(_DATA.read_text(encoding="utf-8"))["terms"]
    return {key: Days(int(told[key]["days"]), str(told[key]["source"])) for key in Term.values}


def term_on(key: str, day: date) -> Days:
    """What holds on a day: the rule of the office, else the shipped one."""
    row = AfterFreezeTerm.objects.filter(key=key, valid__contains=day).order_by("-id").first()
    return shipped()[key] if row is None else Days(row.days, row.source)


def paper_due(frozen_at: datetime, day: date) -> date:
    """Until when the signed paper of a freeze is to be recorded, by the rule of ``day``."""
    return today(frozen_at) + timedelta(days=term_on(Term.PAPER_DAYS, day).days)


def usual_end(day: date) -> date:
    """The last day of an amendment that is asked for on ``day``."""
    return day + timedelta(days=term_on(Term.AMENDMENT_DAYS, day).days)


def term_set(*, actor: Actor, key: str, days: int, source: str, now: datetime) -> AfterFreezeTerm:
    """From today on it is so many days; the former rule ends, and stays. Raises :class:`InputErrors`, ``Refused``."""
    require(policies.may_set_terms(actor))
    errors = []
    if key not in Term.values:
        errors.append(InputError(_("Không có quy định này."), field="key"))
    if not 1 <= days <= 3660:
        errors.append(InputError(_("Số ngày phải từ 1 đến 3.660."), field="days"))
    if not source.strip():
        errors.append(InputError(_("Hãy ghi căn cứ (văn bản, người quyết định)."), field="source"))
    if errors:
        raise InputErrors(errors)
    day = today(now)
    with act(actor, "term.set", reason=source):
        for row in AfterFreezeTerm.objects.select_for_update().filter(key=key, valid__contains=day):
            row.valid = DateRange(row.valid.lower, day)
            row.save(update_fields=["valid"])
        return AfterFreezeTerm.objects.create(key=key, days=days, valid=DateRange(day, None), source=source.strip())

"""What the address of a comparison asks for: two moments, how the rows are narrowed. Page, job and API read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import LOCAL_ZONE, format_date, parse_date, today
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.programme.assessments.amendments.selectors import editions_of
from dieuphoi.programme.assessments.comparing.moments import Moment, edition_at
from dieuphoi.programme.assessments.comparing.selectors import KINDS, rounds_to_compare
from dieuphoi.programme.assessments.models import AssessmentRound

USUAL_DAYS = 7
"""Without a former round the page opens with what changed in a week."""


@dataclass(slots=True)
class Asked:
    """Two moments of the address, the narrowing, and what may be chosen instead."""

    before: Moment
    after: Moment
    unit_id: int | None
    criterion: str
    kind: str
    rounds: list[AssessmentRound]
    typed: dict[str, str]
    """What the form shows: ``with`` (the other round), ``from_edition``, ``from_on``, ``to_edition``, ``to_on``."""


def read_asked(actor: Actor, round_: AssessmentRound, query: Mapping[str, str], now: datetime) -> Asked:
    """Raises :class:`InputErrors` with everything that cannot be read."""
    faults: list[InputError] = []
    rounds = rounds_to_compare(actor, round_)
    by_id = {str(each.pk): each for each in rounds}
    untouched = not any(query.get(name) for name in ("with", "from_edition", "from_on"))
    chosen = query.get("with") or str(round_.pk)
    if untouched and round_.previous_id is not None and str(round_.previous_id) in by_id:
        chosen = str(round_.previous_id)
    other = by_id.get(chosen)
    if other is None:
        faults.append(InputError(_("Chỉ so được với đợt cùng tỉnh, cùng bộ tiêu chí, đã mở hoặc đã chốt.")))
        other = round_
    from_on = query.get("from_on", "")
    if untouched and other.pk == round_.pk:
        from_on = format_date(today(now) - timedelta(days=USUAL_DAYS))
    before = _moment(actor, other, query.get("from_edition", ""), from_on, now, faults)
    after = _moment(actor, round_, query.get("to_edition", ""), query.get("to_on", ""), now, faults)
    kind = query.get("kind", "")
    if kind and kind not in KINDS:
        faults.append(InputError(_("Không có loại thay đổi “%(kind)s”.") % {"kind": kind[:40]}))
    unit = query.get("unit", "")
    if unit and not (unit.isascii() and unit.isdigit()):
        faults.append(InputError(_("Không có xã “%(unit)s”.") % {"unit": unit[:40]}))
    if faults:
        raise InputErrors(faults)
    typed = {
        "with": str(other.pk),
        "from_edition": query.get("from_edition", ""),
        "from_on": from_on,
        "to_edition": query.get("to_edition", ""),
        "to_on": query.get("to_on", ""),
    }
    unit_id = int(unit[:18]) if unit else None
    return Asked(before, after, unit_id, query.get("criterion", ""), kind, rounds, typed)


def _moment(
    actor: Actor, round_: AssessmentRound, edition: str, day: str, now: datetime, faults: list[InputError]
) -> Moment:
    if edition:
        known = [each.number for each in editions_of(actor, round_.pk)]
        if edition.isascii() and edition.isdigit() and int(edition[:6]) in known:
            return Moment(round_, now, int(edition))
        faults.append(
            InputError(_("%(round)s không có bản “%(n)s”.") % {"round": round_.title, "n": edition[:20]})
        )
        return Moment(round_, now)
    if day:
        try:
            # The end of the day: what was done on it counts.
            return Moment(round_, datetime.combine(parse_date(day), time.max, tzinfo=LOCAL_ZONE))
        except ValueError as error:
            faults.append(InputError(str(error), value=day))
    return Moment(round_, now, edition_at(round_, now))


def words_of(asked: Asked) -> str:
    """What is compared and how it is narrowed, for the head of a file."""
    parts: list[Any] = [
        _("Trước: %(moment)s") % {"moment": asked.before},
        _("Sau: %(moment)s") % {"moment": asked.after},
    ]
    if asked.criterion:
        parts.append(_("Tiêu chí %(number)s") % {"number": asked.criterion})
    if asked.kind:
        parts.append(KINDS[asked.kind])
    return "; ".join(str(part) for part in parts)

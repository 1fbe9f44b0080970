"""Which round answers a period: the newest frozen one whose own period ends inside it, else the running one (S3-57,
S2-46)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.period import Period, parse_period
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.comparing.walls import was_frozen, was_open
from dieuphoi.programme.assessments.models import AssessmentRound
from dieuphoi.registry.territory import selectors as territory

_DATA: Final = Path(__file__).parents[1] / "data" / "bands.yaml"


@lru_cache(maxsize=1)
def shipped() -> dict[str, Any]:
    """The shipped bands and stages."""
    kept: dict[str, Any] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return kept


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a filter."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """The round that answers, and the sentence that says why it is this one; none with the sentence that says why
    not."""

    round: AssessmentRound | None
    why: str = ""


def rounds_to_choose(actor: Actor, province: int | None = None) -> list[AssessmentRound]:
    """The rounds that the actor sees and that have begun, the newest first."""
    rows = AssessmentRound.objects.visible_to(actor).filter(state__in=["OPEN", "FROZEN"])
    if province is not None:
        rows = rows.filter(province_id=province)
    found = list(rows.select_related("version__set", "previous"))
    return sorted(found, key=lambda each: (last_day(each), each.territory_on, each.pk), reverse=True)


def provinces_with_rounds(actor: Actor) -> list[tuple[int, str]]:
    """The provinces of the rounds that the actor sees, by their last name, in Vietnamese order."""
    ids = AssessmentRound.objects.visible_to(actor).filter(state__in=["OPEN", "FROZEN"]).order_by()
    names = territory.latest_names(actor, ids.values_list("province_id", flat=True).distinct())
    return sorted(names.items(), key=lambda pair: pair[1])


def last_day(round_: AssessmentRound) -> date:
    """The last day that a round is about; its territory day where its period is older than the periods we know."""
    try:
        return parse_period(round_.period).last_day
    except ValueError:
        return round_.territory_on


def _span(round_: AssessmentRound) -> Period:
    try:
        return parse_period(round_.period)
    except ValueError:
        return Period.of_year(round_.year)


def period_choices(rounds: list[AssessmentRound]) -> list[Choice]:
    """The periods in which rounds of the list end: quarters, half years, 9 months, years, stages; the newest first."""
    years = sorted({last_day(each).year for each in rounds}, reverse=True)
    found: list[Period] = []
    for year in years:
        found += [Period.of_year(year), Period.nine_months(year), *(Period.half(year, n) for n in (2, 1))]
        found += [Period.quarter(year, n) for n in (4, 3, 2, 1)]
    stages = [Period.stage(first, last) for first, last in shipped()["stages"]]
    found += [each for each in reversed(stages) if any(each.start.year <= year < each.end.year for year in years)]
    return [Choice(str(each), each.label) for each in found]


def choose(actor: Actor, *, round_id: int | None, province: int | None, period: Period | None, day: date) -> Chosen:
    """The round that the address asks for. Raises ``NotVisible`` for a round outside the actor's scope.

    Without a round and a period: the newest round as of ``day``. As of an earlier day only what had begun by its end
    answers, and a round that was frozen later counts as running.
    """
    if round_id is not None:
        asked = assessments.round_by_id(actor, round_id)
        if day < actor.on and not was_open(asked, day):
            words = {"round": asked.title, "day": format_date(day)}
            return Chosen(None, _("Ngày %(day)s “%(round)s” chưa mở, chưa có số liệu nào.") % words)
        return Chosen(asked)
    known = [each for each in rounds_to_choose(actor, province) if _was_there(each, day, actor.on)]
    if period is None:
        return Chosen(known[0] if known else None, "" if known else _("Chưa có đợt rà soát nào để tổng hợp."))
    inside = [each for each in known if period.contains(last_day(each))]
    frozen = next((each for each in inside if _is_frozen(each, day, actor.on)), None)
    words = {"period": period.label}
    if frozen is not None:
        return Chosen(frozen, _("%(period)s: đợt đã chốt mới nhất kết thúc trong kỳ.") % words)
    running = next(
        (each for each in [*inside, *known] if not _is_frozen(each, day, actor.on) and _span(each).overlaps(period)),
        None,
    )
    if running is not None:
        words["day"] = format_date(day)
        sentence = _("%(period)s chưa có đợt nào chốt: đây là đợt đang chạy, số liệu đến ngày %(day)s, chưa chốt.")
        return Chosen(running, sentence % words)
    return Chosen(None, _("%(period)s không có đợt rà soát nào đã chốt hay đang chạy.") % words)


def _was_there(round_: AssessmentRound, day: date, now: date) -> bool:
    """Whether a round has figures of that day: it had begun by its end, or is running today."""
    if day >= now:
        return round_.territory_on <= day or round_.state == "OPEN"
    return was_open(round_, day)


def _is_frozen(round_: AssessmentRound, day: date, now: date) -> bool:
    return was_frozen(round_, day) if day < now else round_.state == "FROZEN"

"""Published results of periods: the register, one edition, the one before it, and what a new one would hold."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.period import Period, PeriodKind, parse_period
from dieuphoi.core.kernel.policy import Allowed
from dieuphoi.core.notify.services import house_language
from dieuphoi.registry.access.roles import Role
from dieuphoi.registry.territory import selectors as territory
from dieuphoi.steering.tasks import result_policies
from dieuphoi.steering.tasks.models import ResultEdition
from dieuphoi.steering.tasks.result_content import content_made
from dieuphoi.steering.tasks.result_states import ResultState
from dieuphoi.steering.tasks.selectors import figures, scores

KINDS: Final = (PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR)
"""The periods of which results are published."""


def results(actor: Actor, _day: date) -> QuerySet[Any]:
    return ResultEdition.objects.visible_to(actor).select_related("prepared_by__person", "approved_by__person")


def result(actor: Actor, edition_id: int) -> Any:
    """One edition with its content. Raises ``NotVisible``."""
    rows = ResultEdition.objects.select_related("content", "prepared_by__person", "approved_by__person")
    return rows.one_visible_to(actor, id=edition_id)


def before(actor: Actor, record: Any) -> Any:
    """What an edition is compared with: the one of the same period before it, else the newest of the period before that
    was published. One query, nothing where there is none.
    """
    rows = ResultEdition.objects.visible_to(actor).select_related("content").filter(
        province_id=record.province_id, state__in=[ResultState.PUBLISHED, ResultState.WITHDRAWN]
    )  # fmt: skip
    earlier = str(parse_period(record.period).previous())
    found = [row for row in rows.filter(period__in=[record.period, earlier]) if row.pk != record.pk]
    same = [row for row in found if row.period == record.period and row.number < record.number]
    other = [row for row in found if row.period == earlier]
    other.sort(key=lambda row: (row.state == ResultState.PUBLISHED, row.number))
    return max(same, key=lambda row: row.number) if same else (other[-1] if other else None)


def waiting_for(actor: Actor) -> list[Any]:
    """The results that wait for this person's approval, oldest first."""
    if actor.is_system or not actor.writes(Role.OFFICE_HEAD):
        return []
    rows = ResultEdition.objects.visible_to(actor).filter(state=ResultState.PREPARED).order_by("prepared_at", "pk")
    return [row for row in rows if isinstance(result_policies.may_approve(actor, row), Allowed)]


def standing_of_period(actor: Actor, row: ResultEdition) -> ResultEdition | None:
    """The edition of the same period and province that waits for approval or is published, where it is another."""
    rows: Any = ResultEdition.objects.visible_to(actor).filter(province_id=row.province_id, period=row.period)
    found = rows.filter(state__in=[ResultState.PREPARED, ResultState.PUBLISHED]).exclude(pk=row.pk)
    standing: ResultEdition | None = found.order_by("-number").first()
    return standing


def province_choices(actor: Actor) -> list[tuple[str, str]]:
    """The provinces of today for which the actor may prepare results."""
    return [
        (str(row.id), row.full_name)
        for row in territory.provinces_on(actor, actor.on)
        if result_policies.may_prepare(actor, row.id)
    ]


def period_choices(day: date) -> list[tuple[str, str]]:
    """The quarters, halves and years of this year and the one before that are over, the newest first."""
    found = []
    for year in (day.year, day.year - 1):
        found += [Period.of_year(year), *(Period.half(year, n) for n in (2, 1))]
        found += [Period.quarter(year, n) for n in (4, 3, 2, 1)]
    over = sorted((each for each in found if each.end <= day), key=lambda each: (each.end, each.start), reverse=True)
    return [(str(each), each.label) for each in over]


def results_prepared(actor: Actor, province_id: int, typed: str) -> tuple[Period, dict[str, Any]]:
    """What the results of a period are now: the preview, and the very content that is frozen.

    Raises ``InputErrors``: no such period, one that is no quarter, half or year, one that has not ended, a province
    that is not there, a period in which nothing was in hand.
    """
    faults = []
    period = None
    try:
        period = parse_period(typed)
    except ValueError as fault:
        faults.append(InputError(str(fault), field="period", value=typed[:60]))
    if period is not None and period.kind not in KINDS:
        faults.append(InputError(_("Chỉ công bố kết quả theo quý, 6 tháng hoặc năm."), field="period"))
    elif period is not None and period.end > actor.on:
        words = {"period": period.label, "day": format_date(period.end)}
        faults.append(
            InputError(_("%(period)s chưa kết thúc. Hãy lập từ ngày %(day)s.") % words, field="period")
        )
    provinces = territory.units_on(actor, actor.on, kind="province", ids=[province_id])
    if not provinces:
        faults.append(InputError(_("Hôm nay không có tỉnh này. Hãy chọn tỉnh khác."), field="province"))
    if faults or period is None:
        raise InputErrors(faults)
    with house_language():
        span = figures.span_of(period, actor.on)
        card = scores.scorecard(actor, span, province=province_id)
        if not card.total.counts["in_hand"]:
            message = _("%(period)s không có nhiệm vụ nào, nên không có gì để công bố.")
            raise InputErrors([InputError(message % {"period": period.label}, field="period")])
        words = {"period": period.label[:1].lower() + period.label[1:], "province": provinces[0].full_name}
        title = _("Kết quả thực hiện nhiệm vụ %(period)s, %(province)s") % words
        steps = scores.steps(actor, span, province=province_id)
        return period, content_made(card, steps, title=title, province=provinces[0].full_name, as_of=actor.on)

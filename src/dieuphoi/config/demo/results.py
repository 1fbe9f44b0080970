"""Results of past periods: published, withdrawn and published again, and one that waits for the head of the office."""

from __future__ import annotations

from dieuphoi.config.demo.documents import Desk
from dieuphoi.core.kernel.errors import InputErrors
from dieuphoi.core.kernel.period import Period, PeriodKind
from dieuphoi.steering.tasks.models import ResultEdition
from dieuphoi.steering.tasks.services.results import result_approve, result_withdraw, results_prepare


def load_results(desk: Desk) -> None:
    """The last year and the three quarters before today's; the newest of them waits. Comes after the tasks."""
    latest = Period.of_day(PeriodKind.QUARTER, desk.today).previous()
    year = Period.of_day(PeriodKind.YEAR, desk.today).previous()
    before = latest.previous()
    for period, days in ((year, 12), (before.previous(), 9), (before, 10)):
        edition = _prepared(desk, period, days)
        if edition is None:
            continue
        _approved(desk, edition, period, days + 2)
        if period is before:
            _corrected(desk, edition, period)
    _prepared(desk, latest, 6)


def _prepared(desk: Desk, period: Period, days: int) -> ResultEdition | None:
    """By the specialist; nothing where nothing was in hand in the period."""
    day = min(desk.later(period.last_day, days), desk.today)
    try:
        return results_prepare(
            actor=desk.actor("lan", day), province_id=desk.units["tinh"], period=str(period), now=desk.at(day)
        )
    except InputErrors:
        return None


def _approved(desk: Desk, edition: ResultEdition, period: Period, days: int) -> None:
    day = min(desk.later(period.last_day, days), desk.today)
    result_approve(actor=desk.actor("hanh", day), edition_id=edition.pk, now=desk.at(day, 15))


def _corrected(desk: Desk, edition: ResultEdition, period: Period) -> None:
    """A report came to light after publication: withdrawn, prepared and approved anew, the first stays beside."""
    day = min(desk.later(period.last_day, 16), desk.today)
    result_withdraw(
        actor=desk.actor("hanh", day), edition_id=edition.pk,
        reason="Sở Xây dựng bổ sung báo cáo đã gửi đúng hạn bằng văn bản giấy (giả định)", now=desk.at(day),
    )  # fmt: skip
    again = _prepared(desk, period, 17)
    if again is not None:
        _approved(desk, again, period, 18)

"""Registered targets on the board (S1-14, S2-22, S2-30): who registered for the round's year, is there, is behind.

Registered, reached and recognised are three things: a commune registers, a decision recognises it. What is registered
is known to whoever reads the commune; so every count here is of the actor's own communes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.insight.board.selectors.story import Moment
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.models import AssessmentRound
from dieuphoi.programme.targets import selectors as targets
from dieuphoi.programme.targets.tables import OUTCOME_LOOKS, done_words, goal_words

SHOWN: Final = ("registered", "registered_reached", "registered_behind")
"""The filters of the board that this module answers."""
_BEHIND: Final = (targets.BEHIND, targets.MISSED)


def _communes(actor: Actor, round_: AssessmentRound) -> Any:
    return assessments.wall(actor, round_.pk).order_by().values("sheet__unit_id")


def registered_of(actor: Actor, round_: AssessmentRound, on: date) -> set[int]:
    """The communes of a round that have registered something for its year, as of a day. One query."""
    rows = targets.living(actor, round_.year, on).filter(unit_id__in=_communes(actor, round_))
    return set(rows.values_list("unit_id", flat=True))


@dataclass(frozen=True, slots=True)
class RegisteredProgress:
    """The communes of a round that registered for its year: ``reached`` hold all that they registered, ``behind`` are
    behind the pace (or past the year) with something. A commune is in one of them at most.
    """

    year: int
    on: date
    registered: frozenset[int]
    reached: frozenset[int]
    behind: frozenset[int]
    plans: tuple[targets.PlanRow, ...] = ()
    """Plan numbers of the round's province that hold its year."""

    @property
    def percent(self) -> float | None:
        """Reached, of the registered; nothing where nobody registered."""
        return len(self.reached) * 100 / len(self.registered) if self.registered else None

    def units(self, show: str) -> frozenset[int]:
        """The communes of one of :data:`SHOWN`."""
        return {
            "registered": self.registered, "registered_reached": self.reached, "registered_behind": self.behind,
        }[show]  # fmt: skip


def registered_progress(actor: Actor, round_: AssessmentRound, on: date, *, plans: bool = False) -> RegisteredProgress:
    """How far the communes of a round are with what they registered for its year. Two queries; three with ``plans``."""
    units = _communes(actor, round_).values_list("sheet__unit_id", flat=True)
    living = targets.living_by_unit(actor, units, round_.year, on)
    outcomes = {unit: {row.outcome for row in rows} for unit, rows in living.items()}
    return RegisteredProgress(
        year=round_.year,
        on=on,
        registered=frozenset(outcomes),
        reached=frozenset(unit for unit, each in outcomes.items() if each == {targets.REACHED}),
        behind=frozenset(unit for unit, each in outcomes.items() if each & set(_BEHIND)),
        plans=tuple(
            row for row in targets.plan_rows(actor, on, year=round_.year) if row.unit_id == round_.province_id
        )
        if plans
        else (),
    )


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One target of a commune in words, ready for page, line of time and brief."""

    id: int
    goal: str
    years: str
    done: str
    outcome: str
    registered_on: date
    confirmed: str
    confirmed_on: date | None

    @property
    def outcome_label(self) -> str:
        return str(OUTCOME_LOOKS[self.outcome].label)

    @property
    def tone(self) -> str:
        return OUTCOME_LOOKS[self.outcome].tone


def target_lines(actor: Actor, unit_id: int, day: date) -> list[TargetLine]:
    """What the very commune has registered, newest year first; of those that went into it nothing (their own pages
    tell it). Empty for whoever does not read the commune.
    """
    return [
        TargetLine(
            row.pk, goal_words(row), row.years_label, done_words(row), row.outcome, row.registered_on,
            row.confirmed_number, row.confirmed_on,
        )
        for row in targets.targets_of_unit(actor, unit_id, day).own
    ]  # fmt: skip


def target_moments(lines: Iterable[TargetLine]) -> list[Moment]:
    """Registered, and approved by the province, on the line of time."""
    found = []
    for each in lines:
        page = reverse("targets:page", args=[each.id])
        words = {"goal": each.goal, "year": each.years, "number": each.confirmed}
        found.append(
            Moment(each.registered_on, _("Đăng ký về đích năm %(year)s: %(goal)s") % words, page)
        )
        if each.confirmed_on is not None:
            text = _("Tỉnh phê duyệt đăng ký về đích năm %(year)s: %(goal)s (%(number)s)")
            found.append(Moment(each.confirmed_on, text % words, page))
    return found


def target_part(lines: Iterable[TargetLine]) -> list[list[str]]:
    """The rows of the brief: goal, year, how far, outcome, registered on."""
    return [
        [each.goal, each.years, each.done, each.outcome_label, format_date(each.registered_on)] for each in lines
    ]

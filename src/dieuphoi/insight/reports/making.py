"""The letters of a round, made: the page gives them as Word, a job as PDF. One way for both."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import url_date
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.kernel.period import Period
from dieuphoi.core.letters.previews import Letter
from dieuphoi.core.letters.rendering import render
from dieuphoi.core.letters.tables import PaperTable
from dieuphoi.core.notify.services import house_language
from dieuphoi.insight.reports import letters, selectors, tables
from dieuphoi.insight.reports.selectors import Reading
from dieuphoi.insight.reports.selectors.rows import round_before
from dieuphoi.programme.assessments.models import AssessmentRound


class Rounds(NamedTuple):
    """The round of a letter, and the one it is compared with."""

    round: AssessmentRound
    against: AssessmentRound | None


def rounds_of(
    actor: Actor, *, round_id: int | None, against: int | None, day: date, province: int | None = None,
    period: Period | None = None,
) -> Rounds:  # fmt: skip
    """The rounds that a letter of ``day`` is about. Raises ``NotVisible`` outside the actor's scope, and
    :class:`Refused` (409, with why) where no round answers."""
    chosen = selectors.choose(actor, round_id=round_id, province=province, period=period, day=day)
    if chosen.round is None:
        raise Refused("nothing_to_report", chosen.why, status=409)
    return Rounds(chosen.round, round_before(actor, chosen.round, against))


def title_of(key: str) -> str:
    """What the letter of a kind is called. Raises ``NotVisible`` for a form that there is not."""
    return _("Tổng hợp") if key == letters.SUMMARY else selectors.form_of(key).number


def file_name(title: str, round_: AssessmentRound, now: datetime) -> str:
    """The name of a file of a round, without ending."""
    return f"{title} {round_.title} {url_date(now)}"


def summary_tables(actor: Actor, found: Reading) -> dict[str, PaperTable]:
    """The tables of the summary by their name: ``bands``, ``criteria``, ``classes``."""
    bands = selectors.bands_of(actor, found)
    return {
        "bands": tables.bands_table(found, bands),
        "criteria": tables.criteria_table(found, selectors.criterion_lines(found)),
        "classes": tables.classes_table(found, bands, selectors.class_lines(found, bands)),
    }


def moves_tables(actor: Actor, found: Reading) -> tuple[dict[str, PaperTable], str]:
    """The tables ``moves`` and ``strangers``, and why nothing is compared (empty: it is)."""
    moves = selectors.moves_of(actor, found)
    return {"moves": tables.moves_table(found, moves), "strangers": tables.strangers_table(moves)}, moves.reason


def letter_of(actor: Actor, key: str, found: Reading, *, now: datetime) -> Letter:
    """The letter of a kind (``letters.SUMMARY``, or the key of a form) of a reading, by the template in force today.

    It goes out in the language of the house, whatever the reader works in. Raises ``NotVisible`` for a form that there
    is not, :class:`Refused` (``bad_template``).
    """
    with house_language():
        paper = letters.Paper(actor, found, now)
        if key == letters.SUMMARY:
            moves, reason = moves_tables(actor, found)
            context = letters.summary_context(paper, summary_tables(actor, found) | moves, reason)
        else:
            form = selectors.form_of(key)
            context = letters.form_context(paper, form, selectors.form_table(actor, form, found))
        document = render(key, context, on=actor.on, place_id=found.round.province_id)
        return Letter(document, file_name(title_of(key), found.round, now))

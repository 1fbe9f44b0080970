"""What the board's content rests on, as one short text that is read in one query: the key of what is kept of it."""

from __future__ import annotations

from typing import Final

from django.db import connection

from dieuphoi.programme.assessments.models import AssessmentRound

Stamp = tuple[str, ...]



def _versions(table: str, where: str = "TRUE") -> str:
    """Which versions of its rows a table holds: how many, and a sum over where each lies and who wrote it.

    Every change of a row writes another version, in another place (``ctid``) or by another transaction (``xmin``), and
    a rollback goes back to the version before. No column is read, so a country's rows cost two milliseconds.
    """
    return (
        f"SELECT concat(count(*), ':', sum(hashtidextended(x.ctid, x.xmin::text::bigint)))"  # noqa: S608
        f" FROM {table} x WHERE {where}"
    )


_GROWN: Final = "SELECT concat(count(*), ':', max(id)) FROM"
"""Of a table that only grows."""

_PARTS: Final = (
    # The rounds: titles, states, deadlines, hashes, who is before whom.
    _versions("assessments_assessmentround"),
    # What is shown and what it is compared with: every save, verification, amendment ends in the roll-up.
    _versions("assessments_sheetrollup", "round_id IN (%(round)s, %(previous)s)"),
    # Names, classes, states of the sheets; of the round before its states, which say who sees its verdicts.
    _versions("assessments_sheet", "round_id = %(round)s"),
    "SELECT concat(count(*), ':', count(*) FILTER (WHERE state = 'FROZEN')) FROM assessments_sheet"
    " WHERE round_id = %(previous)s",
    # The words about the freeze.
    f"{_GROWN} assessments_roundedition WHERE round_id = %(round)s",
    f"{_GROWN} assessments_roundpaper WHERE round_id = %(round)s",
    # Columns and the words of the set.
    _versions("criteria_criterion", "version_id = %(version)s"),
    _versions("criteria_setversion"),
    _versions("criteria_criteriaset"),
    "SELECT criteria_stamp(%(version)s)",
    # Who is recognised: decisions are only ever added.
    f"{_GROWN} recognition_recognition",
    f"{_GROWN} recognition_acknowledgement",
    f"{_GROWN} recognition_revocation",
    # Who registered for the round's year.
    _versions("targets_registeredtarget", "year = %(year)s"),
    # Where the communes lie, and what the units between are called.
    _versions("territory_unitparent"),
    _versions("territory_unitname", "unit_id IN (SELECT parent_id FROM territory_unitparent)"),
    # How the cards stood a week ago.
    f"{_GROWN} board_rollupday WHERE round_id = %(round)s",
)
_YEARS: Final = _versions("assessments_decidedsheet", "version_id = %(version)s")
"""A round without a round before it is compared with a published year."""


def stamped(round_: AssessmentRound) -> dict[str, int]:
    """What of a round its stamp is made with."""
    return {
        "round": round_.pk, "previous": round_.previous_id or 0, "version": round_.version_id, "year": round_.year,
    }  # fmt: skip


def board_stamp(round_: AssessmentRound) -> Stamp:
    """The state of everything that the board of a round is made of, whoever looks. One query, of a few
    milliseconds for the whole country. The newest state of each part: filters that rest on more are not kept by it.

    It says nothing about the scope: whoever keeps something by it adds the rights, the day, the language and the
    address.
    """
    parts = _PARTS if round_.previous_id is not None else (*_PARTS, _YEARS)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(f'({part})' for part in parts)}", stamped(round_))
        row = cursor.fetchone()
    return tuple(str(part) for part in row or ())

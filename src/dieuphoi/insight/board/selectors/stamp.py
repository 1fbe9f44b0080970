"""What the board's content rests on, as one short text that is read in one query: the key of what is kept of it."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import connection

from dieuphoi.programme.assessments.models import AssessmentRound

Stamp = tuple[str, ...]

_HASH: Final = "SELECT concat(count(*), ':', sum(hash_record_extended(x, 0)), ':', sum(hash_record_extended(x, 7))) FROM"
"""Of a set of rows in any order: how many, and two sums of 64 bits over all their columns. A row that is changed in
any column, is added or is gone changes it, inside one transaction and after a rollback too."""
_GROWN: Final = "SELECT concat(count(*), ':', max(id)) FROM"
"""Of a table that only grows."""

_PARTS: Final = (
    # The rounds: titles, states, deadlines, hashes, who is before whom.
    f"{_HASH} assessments_assessmentround x",
    # What is shown and what it is compared with: every save, verification, amendment ends in the roll-up.
    f"{_HASH} assessments_sheetrollup x WHERE round_id IN (%(round)s, %(previous)s)",
    # Names, classes, states of the sheets; of the round before its states, which say who sees its verdicts.
    f"{_HASH} (SELECT id, unit_id, unit_name, unit_code, unit_key, state, classification FROM assessments_sheet"
    " WHERE round_id = %(round)s) x",
    "SELECT concat(count(*), ':', count(*) FILTER (WHERE state = 'FROZEN')) FROM assessments_sheet"
    " WHERE round_id = %(previous)s",
    # The words about the freeze.
    f"{_GROWN} assessments_roundedition WHERE round_id = %(round)s",
    f"{_GROWN} assessments_roundpaper WHERE round_id = %(round)s",
    # Columns and the words of the set.
    f"{_HASH} criteria_criterion x WHERE version_id = %(version)s",
    f"{_HASH} (SELECT s.*, v.* FROM criteria_setversion v JOIN criteria_criteriaset s ON s.id = v.set_id) x",
    "SELECT criteria_stamp(%(version)s)",
    # Who is recognised: decisions are only ever added.
    f"{_GROWN} recognition_recognition",
    f"{_GROWN} recognition_acknowledgement",
    f"{_GROWN} recognition_revocation",
    # Who registered for the round's year.
    f"{_HASH} targets_registeredtarget x WHERE year = %(year)s",
    # Where the communes lie, and what the units between are called.
    f"{_HASH} territory_unitparent x",
    f"{_HASH} territory_unitname x WHERE unit_id IN (SELECT parent_id FROM territory_unitparent)",
    # How the cards stood a week ago.
    f"{_GROWN} board_rollupday WHERE round_id = %(round)s AND \"on\" <= %(until)s",
)  # fmt: skip
_YEARS: Final = f"{_HASH} assessments_decidedsheet x WHERE version_id = %(version)s"
"""A round without a round before it is compared with a published year."""


def board_stamp(round_: AssessmentRound, until: date) -> Stamp:
    """The state of everything that the board of a round is made of, whoever looks; ``until``: the last day of what
    was kept of the past that it shows. One query, of a few milliseconds for the whole country.

    It says nothing about the scope: whoever keeps something by it adds the rights, the day, the language and the
    address.
    """
    parts = _PARTS if round_.previous_id is not None else (*_PARTS, _YEARS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(f'({part})' for part in parts)}",  # noqa: S608 - our own words
            {
                "round": round_.pk, "previous": round_.previous_id or 0, "version": round_.version_id,
                "year": round_.year, "until": until,
            },
        )  # fmt: skip
        row = cursor.fetchone()
    return tuple(str(part) for part in row or ())

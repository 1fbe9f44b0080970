"""What the board's content rests on, as one short text that is read in one query: the key of what is kept of it."""

from __future__ import annotations

from typing import Final

from django.db import connection

from dieuphoi.programme.assessments.models import AssessmentRound

Stamp = tuple[str, ...]



def _hash(table: str, where: str = "TRUE", *, of: str = "x") -> str:
    """Of the rows of a table in any order: how many, two sums of 64 bits over their columns, and over the transactions
    that wrote them.

    The first change with any column inside one transaction, and go back with a rollback. The last only grows: a row
    that is set back to what it was is another state, so that what was read meanwhile is never taken for it.
    """
    return (
        f"SELECT concat(count(*), ':', sum(hash_record_extended({of}, 0)), ':', sum(hash_record_extended({of}, 7)),"  # noqa: S608
        f" ':', sum(x.xmin::text::bigint)) FROM {table} x WHERE {where}"
    )


_GROWN: Final = "SELECT concat(count(*), ':', max(id)) FROM"
"""Of a table that only grows."""

_PARTS: Final = (
    # The rounds: titles, states, deadlines, hashes, who is before whom.
    _hash("assessments_assessmentround"),
    # What is shown and what it is compared with: every save, verification, amendment ends in the roll-up.
    _hash("assessments_sheetrollup", "round_id IN (%(round)s, %(previous)s)"),
    # Names, classes, states of the sheets; of the round before its states, which say who sees its verdicts.
    _hash("assessments_sheet", "round_id = %(round)s"),
    "SELECT concat(count(*), ':', count(*) FILTER (WHERE state = 'FROZEN')) FROM assessments_sheet"
    " WHERE round_id = %(previous)s",
    # The words about the freeze.
    f"{_GROWN} assessments_roundedition WHERE round_id = %(round)s",
    f"{_GROWN} assessments_roundpaper WHERE round_id = %(round)s",
    # Columns and the words of the set.
    _hash("criteria_criterion", "version_id = %(version)s"),
    _hash("criteria_setversion"),
    _hash("criteria_criteriaset"),
    "SELECT criteria_stamp(%(version)s)",
    # Who is recognised: decisions are only ever added.
    f"{_GROWN} recognition_recognition",
    f"{_GROWN} recognition_acknowledgement",
    f"{_GROWN} recognition_revocation",
    # Who registered for the round's year.
    _hash("targets_registeredtarget", "year = %(year)s"),
    # Where the communes lie, and what the units between are called.
    _hash("territory_unitparent"),
    _hash("territory_unitname", "unit_id IN (SELECT parent_id FROM territory_unitparent)"),
    # How the cards stood a week ago.
    f"{_GROWN} board_rollupday WHERE round_id = %(round)s",
)
_YEARS: Final = _hash("assessments_decidedsheet", "version_id = %(version)s")
"""A round without a round before it is compared with a published year."""


def board_stamp(round_: AssessmentRound) -> Stamp:
    """The state of everything that the board of a round is made of, whoever looks. One query, of a few
    milliseconds for the whole country. The newest state of each part: filters that rest on more are not kept by it.

    It says nothing about the scope: whoever keeps something by it adds the rights, the day, the language and the
    address.
    """
    parts = _PARTS if round_.previous_id is not None else (*_PARTS, _YEARS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(f'({part})' for part in parts)}",
            {
                "round": round_.pk, "previous": round_.previous_id or 0, "version": round_.version_id,
                "year": round_.year,
            },
        )  # fmt: skip
        row = cursor.fetchone()
    return tuple(str(part) for part in row or ())

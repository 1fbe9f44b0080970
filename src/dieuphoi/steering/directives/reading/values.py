"""What the reader gives: suggestions, each with the place in the given text it came from and the rule that found it.

Every :class:`Span` counts characters of the text as it was given to :func:`~.reader.read_text`, never of a cleaned
copy, so ``text[span.start:span.end]`` is what is highlighted. ``words`` of a value are those characters with line
breaks and repeated blanks squeezed to one blank, composed (NFC).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DeadlineKind(StrEnum):
    DATE = "DATE"
    """A last day (``on``)."""
    PERIODIC = "PERIODIC"
    """Again and again (``every``)."""
    STANDING = "STANDING"
    """All the time ("thường xuyên")."""
    RELATIVE = "RELATIVE"
    """So many days after an event (``days``, ``working``, ``since``)."""
    UNREADABLE = "UNREADABLE"
    """Words of a deadline of which no day can be made: a person must say."""


class Every(StrEnum):
    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    QUARTER = "QUARTER"
    HALF = "HALF"
    NINE_MONTHS = "NINE_MONTHS"
    YEAR = "YEAR"


class Since(StrEnum):
    """The event a relative deadline counts from."""

    RECEIPT = "RECEIPT"
    ISSUE = "ISSUE"
    EVENT = "EVENT"


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``[start, end)`` of the given text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the text and where they stand."""

    words: str
    span: Span


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody named in the text. ``org_id``: the organisation, when the registry knows exactly one.

    ``group`` is empty or the code of a group (``departments``, ``communes`` …; ``data/groups.yaml``): then no single
    organisation is meant. ``why`` says in Vietnamese how it was resolved, or why it was not.
    """

    words: str
    span: Span
    org_id: int | None
    group: str
    why: str


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A commune named in the text; ``unit_id`` when the registry knows exactly one of that name on the day."""

    words: str
    span: Span
    unit_id: int | None
    why: str


@dataclass(frozen=True, slots=True)
class CriterionMention:
    """A criterion: ``code`` is its number ("17", "17.6"), or its name as written ("tiêu chí môi trường")."""

    code: str
    words: str
    span: Span
    why: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline as written and as understood.

    ``on`` is the last day on which it is in time; for a relative one counted from the day of issue it is reckoned with
    the work calendar, for every other kind but ``DATE`` it is ``None``.
    """

    kind: DeadlineKind
    on: date | None
    every: tuple[Every, ...]
    days: int | None
    working: bool
    since: Since | None
    words: str
    span: Span
    why: str


@dataclass(frozen=True, slots=True)
class Duty:
    """A suggested duty. ``quote`` is ``text[span]``, never changed; ``why`` tells the rules that found it."""

    clause: str
    quote: str
    span: Span
    addressees: tuple[Mention, ...]
    lead: Mention | None
    coordinating: tuple[Mention, ...]
    verb: Words | None
    product: Words | None
    deadline: Deadline | None
    communes: tuple[PlaceMention, ...]
    criteria: tuple[CriterionMention, ...]
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered part of the text. ``path`` is its numbering as printed ("I.2", "3.b"), empty before the first."""

    path: str
    span: Span
    heading: str
    level: int


class WarningCode(StrEnum):
    NO_SUCH_DATE = "no-such-date"
    PAST_DATE = "past-date"
    DAY_OFF = "day-off"
    UNREADABLE_DEADLINE = "unreadable-deadline"
    UNKNOWN_AGENCY = "unknown-agency"
    OLD_NAME = "old-name"
    ENDED_AGENCY = "ended-agency"
    AMBIGUOUS_AGENCY = "ambiguous-agency"
    UNKNOWN_PLACE = "unknown-place"
    ENDED_PLACE = "ended-place"
    AMBIGUOUS_PLACE = "ambiguous-place"
    NO_ADDRESSEE = "no-addressee"
    TOO_LONG = "too-long"


@dataclass(frozen=True, slots=True)
class ReadingWarning:
    """Something a person should look at, in Vietnamese words, with its place in the text."""

    code: WarningCode
    words: str
    span: Span


@dataclass(frozen=True, slots=True)
class TitleBlock:
    """What the head and the foot of the document seem to say. A guess each: empty or ``None`` where nothing is seen."""

    kind: str = ""
    kind_span: Span | None = None
    number: str = ""
    symbol: str = ""
    number_span: Span | None = None
    issuer: str = ""
    issuer_span: Span | None = None
    issued_on: date | None = None
    issued_span: Span | None = None
    summary: str = ""
    summary_span: Span | None = None
    signer: str = ""
    signer_span: Span | None = None
    signer_post: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read from one text."""

    clauses: tuple[Clause, ...]
    duties: tuple[Duty, ...]
    warnings: tuple[ReadingWarning, ...]
    title: TitleBlock

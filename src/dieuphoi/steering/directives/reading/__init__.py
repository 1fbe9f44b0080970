"""The reader of directives: from a Vietnamese administrative text to suggested duties, by rules that can be told.

Pure: no model, no query, no network. What the registry knows comes in as :class:`AgencyBook` and :class:`PlaceBook`.
"""

from __future__ import annotations

from dieuphoi.steering.directives.reading.book import Agency, AgencyBook, AgencyName, Place, PlaceBook
from dieuphoi.steering.directives.reading.reader import read_text
from dieuphoi.steering.directives.reading.values import (
    Clause,
    CriterionMention,
    Deadline,
    DeadlineKind,
    Duty,
    Every,
    Mention,
    PlaceMention,
    Reading,
    ReadingWarning,
    Since,
    Span,
    TitleBlock,
    WarningCode,
    Words,
)

__all__ = [
    "Agency",
    "AgencyBook",
    "AgencyName",
    "Clause",
    "CriterionMention",
    "Deadline",
    "DeadlineKind",
    "Duty",
    "Every",
    "Mention",
    "Place",
    "PlaceBook",
    "PlaceMention",
    "Reading",
    "ReadingWarning",
    "Since",
    "Span",
    "TitleBlock",
    "WarningCode",
    "Words",
    "read_text",
]

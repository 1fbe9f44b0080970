"""Reading criteria: the sets and their rows, and what is kept beside them."""

from __future__ import annotations

from dieuphoi.programme.criteria.selectors.beside import (
    BandRow,
    answers_of,
    asker_of,
    bands_on,
    guidance_file,
    guidance_of,
    guidance_read,
    owner_of,
    provincial_entries,
    provincial_lines,
    provincial_rows,
    question_read,
    questions,
    set_by_code,
    set_read,
)
from dieuphoi.programme.criteria.selectors.lineage import (
    Topic,
    TopicRow,
    topic_names,
    topic_rows,
    topics,
    topics_of,
)
from dieuphoi.programme.criteria.selectors.sets import (
    criteria_of,
    engine_set,
    engine_set_at,
    engine_set_from,
    engine_set_in,
    engine_stamp,
    has_read,
    indicators_of,
    last_day,
    newest_version,
    owner_names_on,
    owners_on,
    provincial_on,
    read_by,
    readings_of,
    row,
    row_codes,
    rows,
    rows_of_version,
    usable_versions,
    version,
    version_by_code,
    version_choices,
    version_in_numbers,
    versions,
    versions_in_numbers,
    with_provenance,
)

__all__ = [
    "BandRow", "Topic", "TopicRow", "answers_of", "asker_of", "bands_on", "criteria_of", "engine_set",
    "engine_set_at", "engine_set_from", "engine_set_in", "engine_stamp", "guidance_file", "guidance_of",
    "guidance_read", "has_read", "indicators_of", "last_day", "newest_version", "owner_names_on", "owner_of",
    "owners_on", "provincial_entries", "provincial_lines", "provincial_on", "provincial_rows", "question_read",
    "questions", "read_by", "readings_of", "row", "row_codes", "rows", "rows_of_version", "set_by_code", "set_read",
    "topic_names", "topic_rows", "topics", "topics_of", "usable_versions", "version", "version_by_code",
    "version_choices", "version_in_numbers", "versions", "versions_in_numbers", "with_provenance",
]  # fmt: skip

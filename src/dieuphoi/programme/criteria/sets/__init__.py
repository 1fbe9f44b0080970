"""Criteria sets as plain, frozen values: loading, overlays (amendments, confirmations, provincial
thresholds), bytes.

A :class:`SetVersion` is one set as one decision issued it, with the amendments as an overlay by date. The
same
value is rebuilt from the data files, from the database's rows or from JSON by :func:`from_dict`; its
:func:`canonical_bytes` are the same each time. Codes mean something only inside their set.
"""

from __future__ import annotations

from dieuphoi.programme.criteria.engine.thresholds import as_decimal
from dieuphoi.programme.criteria.sets.overlays import (
    Decisions,
    missing_parts,
    needed_bases,
    rows_lacking,
    with_bases,
    with_confirmations,
    with_ministry_thresholds,
    with_provincial_thresholds,
)
from dieuphoi.programme.criteria.sets.plain import (
    canonical_bytes,
    cell_dict,
    content_hash,
    from_dict,
    indicator_from_dict,
    indicator_to_dict,
    judging_hash,
    to_dict,
)
from dieuphoi.programme.criteria.sets.shipped import (
    count_bands,
    flag_aliases,
    flag_names,
    legal_timeline,
    lineage,
    list_sets,
    load_all,
    load_set,
    part_wholes,
    provincial_index,
    quantity_aliases,
    quantity_names,
    read_yaml,
)
from dieuphoi.programme.criteria.sets.values import (
    ALL,
    GENERAL,
    WHOLE_ROW,
    Amendment,
    Condition,
    Criterion,
    Indicator,
    Provenance,
    SetVersion,
    SpecialRule,
    Standard,
    Territory,
)

__all__ = [
    "ALL", "GENERAL", "WHOLE_ROW", "Amendment", "Condition", "Criterion", "Decisions", "Indicator", "Provenance",
    "SetVersion", "SpecialRule", "Standard", "Territory", "as_decimal", "canonical_bytes", "cell_dict",
    "content_hash", "count_bands", "flag_aliases", "flag_names", "from_dict", "indicator_from_dict",
    "indicator_to_dict", "judging_hash", "legal_timeline", "lineage", "list_sets", "load_all", "load_set",
    "missing_parts", "needed_bases", "part_wholes", "provincial_index", "quantity_aliases", "quantity_names",
    "read_yaml", "rows_lacking", "to_dict", "with_bases", "with_confirmations", "with_ministry_thresholds",
    "with_provincial_thresholds",
]  # fmt: skip

"""Every act on criteria: versions and their drafts, what is kept beside the rows."""

from __future__ import annotations

from dieuphoi.programme.criteria.services.drafts import (
    DIMENSIONS,
    Head,
    NewSet,
    RowInput,
    criterion_remove,
    criterion_save,
    draft_start,
    head_save,
    raw_of,
    row_remove,
    row_save,
    rows_save,
)
from dieuphoi.programme.criteria.services.guidance import answer_give, guidance_write, question_ask
from dieuphoi.programme.criteria.services.provincial import Decided, ministry_set, provincial_set
from dieuphoi.programme.criteria.services.rows import Reading, owners_set, rows_confirm
from dieuphoi.programme.criteria.services.taking_back import (
    owners_carried_over,
    readings_withdraw,
    rows_put_back,
    thresholds_withdraw,
)
from dieuphoi.programme.criteria.services.versions import (
    amended,
    bands_set,
    shipped_sets_load,
    version_bring_in,
    version_consult,
    version_publish,
    version_retire,
    version_revise,
)

__all__ = [
    "DIMENSIONS", "Decided", "Head", "NewSet", "Reading", "RowInput", "amended", "answer_give", "bands_set",
    "criterion_remove", "criterion_save", "draft_start", "guidance_write", "head_save", "ministry_set",
    "owners_carried_over", "owners_set", "provincial_set", "question_ask", "raw_of", "readings_withdraw", "row_remove",
    "row_save", "rows_confirm", "rows_put_back", "rows_save", "shipped_sets_load", "thresholds_withdraw",
    "version_bring_in", "version_consult", "version_publish", "version_retire", "version_revise",
]  # fmt: skip

"""Reading rounds, sheets, values and verdicts."""

from dieuphoi.programme.assessments.selectors.cells import CellInHand, Stamp, cell_in_hand, standing_of
from dieuphoi.programme.assessments.selectors.grids import (
    Cell,
    GridRow,
    grid,
    grid_row,
    guidance_texts,
    threshold_words,
)
from dieuphoi.programme.assessments.selectors.judged import frozen_content, judged_batches, judged_sheet
from dieuphoi.programme.assessments.selectors.queues import (
    claim_words,
    returned_to,
    verification_queue,
    verifiers_waited_for,
)
from dieuphoi.programme.assessments.selectors.results import (
    criterion_results,
    result_by_id,
    result_in_full,
    result_of,
    results_of_criterion,
)
from dieuphoi.programme.assessments.selectors.round_rows import (
    OwnerWaiting,
    argued,
    argued_counts,
    newest_round,
    round_by_id,
    round_counts,
    round_rules,
    round_titles,
    rounds,
    waiting_by_owner,
)
from dieuphoi.programme.assessments.selectors.sheet_rows import (
    all_sheets,
    rollup_of,
    sheet_by_id,
    sheets,
    sheets_of_unit,
    snapshot_of,
)
from dieuphoi.programme.assessments.selectors.told import Happening, happenings
from dieuphoi.programme.assessments.selectors.values import (
    account_names,
    current_values,
    evidence_by_id,
    is_carried,
    shown_value,
    version_of,
)
from dieuphoi.programme.assessments.selectors.walls import WallRow, wall, wall_rows

__all__ = [
    "Cell",
    "CellInHand",
    "GridRow",
    "Happening",
    "OwnerWaiting",
    "Stamp",
    "WallRow",
    "account_names",
    "all_sheets",
    "argued",
    "argued_counts",
    "cell_in_hand",
    "claim_words",
    "criterion_results",
    "current_values",
    "evidence_by_id",
    "frozen_content",
    "grid",
    "grid_row",
    "guidance_texts",
    "happenings",
    "is_carried",
    "judged_batches",
    "judged_sheet",
    "newest_round",
    "result_by_id",
    "result_in_full",
    "result_of",
    "results_of_criterion",
    "returned_to",
    "rollup_of",
    "round_by_id",
    "round_counts",
    "round_rules",
    "round_titles",
    "rounds",
    "sheet_by_id",
    "sheets",
    "sheets_of_unit",
    "shown_value",
    "snapshot_of",
    "standing_of",
    "threshold_words",
    "verification_queue",
    "verifiers_waited_for",
    "version_of",
    "waiting_by_owner",
    "wall",
    "wall_rows",
]

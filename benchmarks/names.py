"""The names of the figures, known before anything is set up."""

from __future__ import annotations

from pathlib import Path

SPLITS = tuple(
    split for split in ("working", "kept", "fresh", "later", "last", "unseen")
    if (Path(__file__).parent / "labelled" / split).is_dir()
)
"""The splits of labelled directives that are there."""
READING = (
    *(f"reading_{split}_{part}_{side}" for split in SPLITS for part in ("duties", "dates")
      for side in ("precision", "recall")),
    "reading_30_pages", "reading_300_pages",
)  # fmt: skip
NAMES = (
    "judging", "list_100", "list_100_country", "list_as_of", "wall_124x19", "wall_3321x19",
    "board_head", "board_head_anew",
    "merger_dry_run", "save_cell", "save_cell_first", "save_cell_request",
    "import_workbook", "import_preview", "growth_list", "growth_list_country", "growth_list_10000", "growth_board",
    "growth_board_country", "growth_board_10000", "growth_save", "growth_save_country", "growth_save_10000",
    "tasks_list_100", "tasks_my_work_500", "tasks_save", "tasks_scorecard",
    "tasks_digest_2000",
    *READING, "page_weight", "load_board", "load_board_p99", "load_save", "load_save_p99",
    "load_tasks_list", "load_tasks_list_p99", "load_tasks_save", "load_tasks_save_p99",
)  # fmt: skip

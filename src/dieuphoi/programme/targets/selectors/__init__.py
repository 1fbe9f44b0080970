"""Reading registered targets: rows with progress, the two groups of a year, plan against result, the pace."""

from dieuphoi.programme.recognition.models import Level
from dieuphoi.programme.targets.models import Goal
from dieuphoi.programme.targets.selectors.groups import (
    GROUPS,
    REACHED_GROUP,
    REGISTERED_GROUP,
    OfUnit,
    in_group,
    living,
    living_by_unit,
    reached_filter,
    reached_units,
    registered_filter,
    registered_units,
    targets_of_unit,
)
from dieuphoi.programme.targets.selectors.one import (
    BehindLine,
    Missing,
    behind_for,
    file_by_id,
    files_of,
    living_keys,
    mine,
    missing_of,
    relatives,
    set_choices,
    versions_of,
)
from dieuphoi.programme.targets.selectors.pace import PACE_LABELS, Pace, pace_on, pace_rules, read_shipped
from dieuphoi.programme.targets.selectors.rows import (
    BEHIND,
    ENDED,
    LATE,
    LIVING_STATES,
    MISSED,
    MOVED,
    NO_DATA,
    ON_TRACK,
    OPEN_OUTCOMES,
    OUTCOMES,
    REACHED,
    WITHDRAWN,
    percent,
    recognised,
    target,
    targets,
)
from dieuphoi.programme.targets.selectors.years import PlanRow, YearRow, plan_rows, rank_of, year_choices, year_rows

GOAL_CHOICES = tuple(Goal.choices)
GOAL_LABELS = dict(Goal.choices)
LEVEL_CHOICES = tuple(Level.choices)
LEVEL_LABELS = dict(Level.choices)

__all__ = [
    "BEHIND", "ENDED", "GOAL_CHOICES", "GOAL_LABELS", "GROUPS", "LATE", "LEVEL_CHOICES", "LEVEL_LABELS",
    "LIVING_STATES", "MISSED", "MOVED", "NO_DATA", "ON_TRACK", "OPEN_OUTCOMES", "OUTCOMES", "PACE_LABELS",
    "REACHED", "REACHED_GROUP", "REGISTERED_GROUP", "WITHDRAWN", "BehindLine", "Missing", "OfUnit", "Pace",
    "PlanRow", "YearRow", "behind_for", "file_by_id", "files_of", "in_group", "living", "living_by_unit",
    "living_keys", "mine", "missing_of", "pace_on", "pace_rules", "percent", "plan_rows", "rank_of",
    "reached_filter", "reached_units", "read_shipped", "recognised", "registered_filter", "registered_units",
    "relatives", "set_choices", "target", "targets", "targets_of_unit", "versions_of", "year_choices",
    "year_rows",
]  # fmt: skip

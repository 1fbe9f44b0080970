"""The groups and lines of a work programme, and their money."""

from dieuphoi.steering.tasks.services.plan_lines.groups import group_add, group_correct, group_end
from dieuphoi.steering.tasks.services.plan_lines.lines import (
    budget_set,
    line_add,
    line_correct,
    line_end,
    line_restore,
    lines_add,
)
from dieuphoi.steering.tasks.services.plan_lines.new import FIELDS, MOST_BUDGETS, STEP, Money, NewLine

__all__ = [
    "FIELDS",
    "MOST_BUDGETS",
    "STEP",
    "Money",
    "NewLine",
    "budget_set",
    "group_add",
    "group_correct",
    "group_end",
    "line_add",
    "line_correct",
    "line_end",
    "line_restore",
    "lines_add",
]  # fmt: skip

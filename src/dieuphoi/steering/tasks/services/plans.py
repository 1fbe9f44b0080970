"""Acts on work programmes."""

from dieuphoi.steering.tasks.services.plan_life import (
    consult_answer,
    plan_amend,
    plan_approve,
    plan_consult,
    plan_drop,
    plan_end,
    plan_keep,
    plan_recall,
    plan_resume,
    plan_return,
    plan_save,
    plan_sign,
    plan_submit,
)
from dieuphoi.steering.tasks.services.plan_lines import (
    FIELDS,
    MOST_BUDGETS,
    Money,
    NewLine,
    budget_set,
    group_add,
    group_correct,
    group_end,
    line_add,
    line_correct,
    line_end,
    line_restore,
    lines_add,
)
from dieuphoi.steering.tasks.services.plan_make import (
    NewPlan,
    member_add,
    member_end,
    milestone_add,
    milestone_correct,
    milestone_done,
    milestone_end,
    plan_correct,
    plan_start,
    shipped_steps,
)
from dieuphoi.steering.tasks.services.plan_tasks import LineGiven, plan_carry, plan_give, task_link, task_unlink

__all__ = [
    "FIELDS", "MOST_BUDGETS", "LineGiven", "Money", "NewLine", "NewPlan", "budget_set", "consult_answer",
    "group_add", "group_correct", "group_end", "line_add", "line_correct", "line_end",
    "line_restore", "lines_add", "member_add", "member_end", "milestone_add", "milestone_correct", "milestone_done",
    "milestone_end", "plan_amend", "plan_approve", "plan_carry", "plan_consult", "plan_correct", "plan_drop",
    "plan_end", "plan_give", "plan_keep", "plan_recall", "plan_resume", "plan_return", "plan_save", "plan_sign",
    "plan_start", "plan_submit", "shipped_steps", "task_link", "task_unlink",
]  # fmt: skip

"""Tasks, what happens on them, and the numbers by which they are judged."""

from __future__ import annotations

from dieuphoi.steering.tasks.models.doing import (
    Delay,
    Extension,
    Progress,
    TaskComment,
    TaskCommentMark,
    TaskFile,
    TaskReport,
    TaskReturn,
    TaskUrge,
)
from dieuphoi.steering.tasks.models.recurring import DueRule, DutyLead, DutyRun, RecurringDuty, Rhythm
from dieuphoi.steering.tasks.models.mandates import TaskMandate
from dieuphoi.steering.tasks.models.rules import Measure, TaskRule
from dieuphoi.steering.tasks.models.task import (
    Cause,
    Every,
    Grade,
    Handed,
    Part,
    Task,
    TaskCriterion,
    TaskKind,
    TaskOrg,
    TaskPlace,
    Urgency,
)
from dieuphoi.steering.tasks.models.templates import ItemLead, TaskTemplate, TaskTemplateItem, TemplateUse

__all__ = [
    "Cause",
    "Delay",
    "DueRule",
    "DutyLead",
    "DutyRun",
    "Every",
    "Extension",
    "Grade",
    "Handed",
    "ItemLead",
    "Measure",
    "Part",
    "Progress",
    "RecurringDuty",
    "Rhythm",
    "Task",
    "TaskComment",
    "TaskCommentMark",
    "TaskCriterion",
    "TaskFile",
    "TaskKind",
    "TaskMandate",
    "TaskOrg",
    "TaskPlace",
    "TaskReport",
    "TaskReturn",
    "TaskRule",
    "TaskTemplate",
    "TaskTemplateItem",
    "TaskUrge",
    "TemplateUse",
    "Urgency",
]

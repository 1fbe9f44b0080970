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

__all__ = [
    "Cause",
    "Delay",
    "Every",
    "Extension",
    "Grade",
    "Handed",
    "Measure",
    "Part",
    "Progress",
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
    "TaskUrge",
    "Urgency",
]

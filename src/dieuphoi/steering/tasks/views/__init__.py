"""Pages of tasks."""

from dieuphoi.steering.tasks.views.asking import ExtensionAct, ExtensionAsk, ExtensionGrant
from dieuphoi.steering.tasks.views.doing import (
    TaskAct,
    TaskConfirm,
    TaskDelay,
    TaskFileAdd,
    TaskFileOut,
    TaskPause,
    TaskProgress,
    TaskReportIn,
)
from dieuphoi.steering.tasks.views.giving import (
    TaskCorrect,
    TaskHandOver,
    TaskNew,
    TaskPart,
    TaskRegive,
    TaskReply,
)
from dieuphoi.steering.tasks.views.reading import TaskList, TaskRecord
from dieuphoi.steering.tasks.views.recurring import DutyAct, DutyCorrect, DutyList, DutyNew, DutyPage
from dieuphoi.steering.tasks.views.rules import RuleSet, RulesPage
from dieuphoi.steering.tasks.views.sheets import TaskSheetOut
from dieuphoi.steering.tasks.views.templates import (
    ItemAdd,
    ItemCorrect,
    ItemEnd,
    ItemMove,
    TemplateCopy,
    TemplateCorrect,
    TemplateEnd,
    TemplateGive,
    TemplateList,
    TemplateNew,
    TemplatePage,
    TemplateUsed,
)
from dieuphoi.steering.tasks.views.urging import TasksUrge, TaskUrgeOne
from dieuphoi.steering.tasks.views.urgings import Urged, UrgedLetter, UrgingList

__all__ = [
    "DutyAct", "DutyCorrect", "DutyList", "DutyNew", "DutyPage", "ExtensionAct", "ExtensionAsk", "ExtensionGrant",
    "ItemAdd", "ItemCorrect", "ItemEnd", "ItemMove", "RuleSet", "RulesPage", "TaskAct", "TaskConfirm", "TaskCorrect",
    "TaskDelay", "TaskFileAdd", "TaskFileOut", "TaskHandOver", "TaskList", "TaskNew", "TaskPart", "TaskPause",
    "TaskProgress", "TaskRecord", "TaskRegive", "TaskReply", "TaskReportIn", "TaskSheetOut", "TaskUrgeOne",
    "TasksUrge", "TemplateCopy", "TemplateCorrect", "TemplateEnd", "TemplateGive", "TemplateList", "TemplateNew",
    "TemplatePage", "TemplateUsed", "Urged", "UrgedLetter", "UrgingList",
]  # fmt: skip

"""Acts on tasks."""

from dieuphoi.steering.tasks.services.asking import (
    extension_ask,
    extension_grant,
    extension_refuse,
    extension_withdraw,
)
from dieuphoi.steering.tasks.services.give import NewTask, task_correct, task_give, tasks_faults, tasks_give
from dieuphoi.steering.tasks.services.life import (
    task_accept,
    task_confirm,
    task_delay,
    task_file_add,
    task_pause,
    task_progress,
    task_recall,
    task_refuse,
    task_reopen,
    task_report,
    task_restore,
    task_resume,
    task_return,
    task_start,
    task_withdraw,
)
from dieuphoi.steering.tasks.services.sharing import task_hand_over, task_regive, tasks_follow
from dieuphoi.steering.tasks.services.urging import Urged, rule_set, task_urge, tasks_urge

__all__ = [
    "NewTask", "Urged", "extension_ask", "extension_grant", "extension_refuse", "extension_withdraw", "rule_set",
    "task_accept", "task_confirm", "task_correct", "task_delay", "task_file_add", "task_give", "task_hand_over",
    "task_pause", "task_progress", "task_recall", "task_refuse", "task_regive", "task_reopen", "task_report",
    "task_restore", "task_resume", "task_return", "task_start", "task_urge", "task_withdraw", "tasks_faults",
    "tasks_follow", "tasks_give", "tasks_urge",
]  # fmt: skip

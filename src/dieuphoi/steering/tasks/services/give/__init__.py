"""Give tasks, by one or many, and correct them."""

from dieuphoi.steering.tasks.services.give.acts import sketch_of, task_correct, task_give, tasks_faults, tasks_give
from dieuphoi.steering.tasks.services.give.new import DEEPEST, NewTask

__all__ = [
    "DEEPEST", "NewTask", "sketch_of", "task_correct", "task_give", "tasks_faults", "tasks_give",
]  # fmt: skip

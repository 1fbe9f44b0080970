"""Which function of a body a task serves."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dieuphoi.core.history.models import tracked
from dieuphoi.registry.organisations.models import Mandate
from dieuphoi.steering.tasks.models.task import Task, ThroughTaskQuerySet


@tracked()
class TaskMandate(models.Model):
    """A function or duty of the lead body that a task serves (S0-10), until ``ended_at``."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="mandates")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ThroughTaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "mandate"], condition=Q(ended_at=None), name="task_mandate_once")
        ]
        indexes = [models.Index(fields=["mandate", "task"], condition=Q(ended_at=None), name="task_of_mandate")]

    def __str__(self) -> str:
        return f"{self.task_id}: {self.mandate_id}"

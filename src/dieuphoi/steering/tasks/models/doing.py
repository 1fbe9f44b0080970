"""What happens on a task: progress, what holds it up, reports, returns, requests for more time, urging."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.files.models import AttachedFile
from dieuphoi.core.history.models import AppendOnly, tracked
from dieuphoi.core.register.models import Comment, CommentMark
from dieuphoi.registry.organisations.models import OrgUnit
from dieuphoi.steering.tasks.models.task import Cause, Task, ThroughTaskQuerySet
from dieuphoi.steering.tasks.states import EXTENSION_LIFE, ExtensionState


class Progress(AppendOnly):
    """How far a task is, as somebody who does it says. ``percent`` may be left out."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="progress")
    text = models.TextField()
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    author_name = models.CharField(max_length=200)

    objects = ThroughTaskQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        constraints = [
            models.CheckConstraint(name="progress_says_something", condition=~Q(text="")),
            models.CheckConstraint(name="progress_percent", condition=Q(percent__isnull=True) | Q(percent__lte=100)),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Delay(AppendOnly):
    """Why a task waits: the cause and what exactly is waited for (S0-30). An empty cause: it waits no longer."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="delays")
    cause = models.CharField(max_length=10, choices=Cause.choices, blank=True)
    text = models.TextField()
    author_name = models.CharField(max_length=200)

    objects = ThroughTaskQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        constraints = [models.CheckConstraint(name="delay_says_what", condition=~Q(text=""))]

    def __str__(self) -> str:
        return self.text[:60]


class TaskReport(AppendOnly):
    """The task is said to be done: what came out. ``number`` counts the reports of a task from 1."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    document = models.CharField(max_length=200, blank=True)
    reported_on = models.DateField()
    author_name = models.CharField(max_length=200)

    objects = ThroughTaskQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        constraints = [
            models.UniqueConstraint(fields=["task", "number"], name="task_report_once"),
            models.CheckConstraint(name="task_report_says_what", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class TaskReturn(AppendOnly):
    """A report was not taken: why."""

    report = models.OneToOneField(TaskReport, on_delete=models.PROTECT, related_name="returned")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="returns")
    reason = models.TextField()
    author_name = models.CharField(max_length=200)

    objects = ThroughTaskQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        constraints = [models.CheckConstraint(name="task_return_why", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return self.reason[:60]


@tracked()
class Extension(models.Model):
    """More time is asked for, and decided by somebody else. ``due_before`` is the date that stood when it was decided;
    ``granted_due`` may be earlier than what was asked.
    """

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="extensions")
    wanted_due = models.DateField(_("Xin gia hạn đến"))
    reason = models.TextField(_("Lý do"))
    cause = models.CharField(_("Nguyên nhân"), max_length=10, choices=Cause.choices)
    asked_on = models.DateField(_("Ngày đề nghị"))
    asked_by = models.BigIntegerField()
    asker_name = models.CharField(_("Người đề nghị"), max_length=200)
    due_before = models.DateField(_("Hạn trước đó"), null=True, blank=True)
    granted_due = models.DateField(_("Gia hạn đến"), null=True, blank=True)
    decided_on = models.DateField(_("Ngày quyết định"), null=True, blank=True)
    decided_by = models.BigIntegerField(null=True, blank=True)
    decider_name = models.CharField(_("Người quyết định"), max_length=200, blank=True)
    answer = models.TextField(_("Ý kiến"), blank=True)
    state = models.CharField(
        _("Trạng thái"), max_length=10, choices=ExtensionState.choices, default=EXTENSION_LIFE.start
    )

    objects = ThroughTaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task"], condition=Q(state="ASKED"), name="extension_one_asked"),
            models.CheckConstraint(name="extension_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="extension_decided_by_another",
                condition=~Q(state__in=["GRANTED", "REFUSED"])
                | Q(decided_by__isnull=False, decided_on__isnull=False) & ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="extension_granted_until",
                condition=Q(state="GRANTED", granted_due__isnull=False, due_before__isnull=False)
                | ~Q(state="GRANTED") & Q(granted_due__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["state"], condition=Q(state="ASKED"), name="extension_asked")]
        triggers = [EXTENSION_LIFE.trigger()]

    def __str__(self) -> str:
        return f"{self.task_id}: {self.wanted_due:%d/%m/%Y}"


class TaskUrge(AppendOnly):
    """A task was urged: by whom, with which words, who was told. ``batch`` is the same for what one letter urges
    together; ``letter`` is its number and date where one went out (S1-10, S3-71).
    """

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="urges")
    org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    batch = models.UUIDField()
    words = models.TextField(blank=True)
    letter = models.CharField(max_length=200, blank=True)
    told = ArrayField(models.BigIntegerField(), default=list)
    due_on = models.DateField(null=True)
    urger_name = models.CharField(max_length=200)

    objects = ThroughTaskQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        indexes = [models.Index(fields=["batch"], name="task_urge_batch")]

    def __str__(self) -> str:
        return f"{self.task_id}: {self.org_id}"


class TaskFile(AttachedFile):
    """A file with a task; with a ``report``, it is (part of) the product."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="files")
    report = models.ForeignKey(TaskReport, on_delete=models.PROTECT, related_name="files", null=True)
    note = models.CharField(max_length=300, blank=True)

    objects = ThroughTaskQuerySet.as_manager()

    class Meta(AttachedFile.Meta):
        abstract = False

    def __str__(self) -> str:
        return self.name


class TaskComment(Comment):
    """A comment on a task: the thread that all bodies of it share (S0-50)."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="comments")

    through = "task"

    class Meta(Comment.Meta):
        abstract = False


class TaskCommentMark(CommentMark):
    """A comment on a task was settled, or opened again."""

    comment = models.ForeignKey(TaskComment, on_delete=models.PROTECT, related_name="marks")

    class Meta(CommentMark.Meta):
        abstract = False

"""What a meeting came to: who was there, the minutes, the conclusions word for word, the notice of conclusion."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.history.models import AppendOnly, tracked
from dieuphoi.registry.organisations.models import OrgUnit
from dieuphoi.steering.directives.models import Document
from dieuphoi.steering.directives.numbers import format_number
from dieuphoi.steering.meetings.models.meetings import BriefingMeeting, Invitee, MeetingPoint
from dieuphoi.steering.meetings.models.scopes import (
    ConclusionTaskQuerySet,
    MinutesQuerySet,
    OfMinutesQuerySet,
    OutcomePartQuerySet,
    OutcomeQuerySet,
    ThroughMeetingQuerySet,
)
from dieuphoi.steering.tasks.models import Task


class Presence(models.TextChoices):
    PRESENT = "PRESENT", _("có mặt")
    SUBSTITUTE = "SUBSTITUTE", _("cử người dự thay")
    EXCUSED = "EXCUSED", _("vắng có phép")
    ABSENT = "ABSENT", _("vắng không phép")


@tracked()
class Attendance(models.Model):
    """Who was there: of one who was called, of one point, or of somebody else by name. ``head_count`` people came.

    ``note`` is what who attended tells in short (S3-19).
    """

    meeting = models.ForeignKey(BriefingMeeting, on_delete=models.PROTECT, related_name="attendance")
    invitee = models.ForeignKey(Invitee, on_delete=models.PROTECT, related_name="attendance", null=True, blank=True)
    point = models.ForeignKey(MeetingPoint, on_delete=models.PROTECT, related_name="attendance", null=True, blank=True)
    name = models.CharField(_("Người dự"), max_length=200, blank=True)
    presence = models.CharField(_("Dự họp"), max_length=10, choices=Presence.choices)
    substitute = models.CharField(_("Người dự thay"), max_length=200, blank=True)
    head_count = models.PositiveSmallIntegerField(_("Số người dự"), null=True, blank=True)
    note = models.TextField(_("Ghi chú"), blank=True)

    objects = ThroughMeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="attendance_of_one",
                condition=Q(invitee__isnull=False, point=None, name="")
                | Q(invitee=None, point__isnull=False, name="")
                | (Q(invitee=None, point=None) & ~Q(name="")),
            ),
            models.UniqueConstraint(fields=["invitee"], name="attendance_once_invitee"),
            models.UniqueConstraint(fields=["point"], name="attendance_once_point"),
            models.UniqueConstraint(
                fields=["meeting", "name"], condition=~Q(name=""), name="attendance_once_name"
            ),
            models.CheckConstraint(
                name="attendance_substitute_named", condition=~Q(presence="SUBSTITUTE") | ~Q(substitute="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invitee or self.point or self.name}: {self.get_presence_display()}"


class Minutes(AppendOnly):
    """One version of the minutes: opinions (``text``) and consensus (S2-28). The newest counts."""

    meeting = models.ForeignKey(BriefingMeeting, on_delete=models.PROTECT, related_name="minutes_versions")
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    consensus = models.TextField(blank=True)
    writer_name = models.CharField(max_length=200)

    objects = MinutesQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        constraints = [
            models.UniqueConstraint(fields=["meeting", "version"], name="minutes_version_once"),
            models.CheckConstraint(name="minutes_say_something", condition=~Q(text="")),
        ]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.meeting_id} v{self.version}"


class MinutesApproval(AppendOnly):
    """A version of the minutes was approved by the chair or the head of the office, not by who wrote it."""

    minutes = models.OneToOneField(Minutes, on_delete=models.PROTECT, related_name="approval")
    approver_name = models.CharField(max_length=200)

    objects = OfMinutesQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.minutes_id}: {self.approver_name}"


@tracked()
class ConclusionItem(models.Model):
    """One item of the conclusion, word for word (S0-08, S2-04): to whom, who leads, by when, what is to come of it.

    ``writers`` are the accounts that wrote any of its words: none of them approves. ``dropped_on``: a person decided
    that it shall be no task, and why; that may be taken back. One that was given is not dropped.
    """

    meeting = models.ForeignKey(BriefingMeeting, on_delete=models.PROTECT, related_name="conclusions")
    number = models.PositiveSmallIntegerField(_("Số mục"))
    text = models.TextField(_("Nội dung kết luận"))
    lead = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Chủ trì thực hiện")
    )
    due_on = models.DateField(_("Hạn"), null=True, blank=True)
    no_due_reason = models.CharField(_("Vì sao không có hạn"), max_length=300, blank=True)
    product = models.CharField(_("Sản phẩm"), max_length=300, blank=True)
    writers = ArrayField(models.BigIntegerField(), default=list, blank=True)
    is_current = models.BooleanField(default=True)
    dropped_reason = models.TextField(_("Vì sao không giao nhiệm vụ"), blank=True)
    dropped_by = models.CharField(_("Người quyết định không giao"), max_length=200, blank=True)
    dropped_on = models.DateField(_("Ngày quyết định không giao"), null=True, blank=True)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"], condition=Q(is_current=True), name="conclusion_number_once"
            ),
            models.CheckConstraint(
                name="conclusion_due_or_reason",
                condition=Q(due_on__isnull=False, no_due_reason="") | (Q(due_on=None) & ~Q(no_due_reason="")),
            ),
            models.CheckConstraint(name="conclusion_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="conclusion_dropped_says_why",
                condition=Q(dropped_on=None, dropped_reason="", dropped_by="")
                | (Q(dropped_on__isnull=False) & ~Q(dropped_reason="") & ~Q(dropped_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:80]}"


@tracked()
class ConclusionAddressee(models.Model):
    """An organisation that a conclusion speaks to."""

    item = models.ForeignKey(ConclusionItem, on_delete=models.PROTECT, related_name="addressees")
    org = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, related_name="conclusions_to_it", verbose_name=_("Giao cho")
    )
    is_current = models.BooleanField(default=True)

    objects = OutcomePartQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "org"], name="addressee_once")]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.org_id}"


class ConclusionTask(AppendOnly):
    """A task that was given from an item of the conclusion; of an item that speaks to many there is one for each.

    Source: S0-08, S4-42.
    """

    item = models.ForeignKey(ConclusionItem, on_delete=models.PROTECT, related_name="links")
    task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="conclusion_link")

    objects = ConclusionTaskQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.item_id} > {self.task_id}"


@tracked()
class ConclusionNotice(models.Model):
    """The notice of conclusion (thông báo kết luận) as an official letter, numbered once in its agency and year.

    ``document`` is the very letter in the register of what goes out, under the same number; notices of before that
    register have none.
    """

    meeting = models.OneToOneField(BriefingMeeting, on_delete=models.PROTECT, related_name="notice")
    document = models.OneToOneField(
        Document, on_delete=models.PROTECT, related_name="conclusion_notice", null=True, blank=True,
        verbose_name=_("Trong sổ văn bản đi"),
    )  # fmt: skip
    org = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, related_name="+", verbose_name=_("Cơ quan ban hành")
    )
    year = models.PositiveSmallIntegerField(_("Năm"))
    number = models.PositiveIntegerField(_("Số"))
    symbol = models.CharField(_("Ký hiệu"), max_length=40)
    issued_on = models.DateField(_("Ngày ban hành"))
    signer_title = models.CharField(_("Chức vụ người ký"), max_length=120)
    signer_name = models.CharField(_("Người ký"), max_length=120)
    recipients = models.TextField(_("Nơi nhận"), blank=True)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "year", "symbol", "number"], name="notice_number_once"),
            models.CheckConstraint(name="notice_number_from_one", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return format_number(self.number, "", self.symbol)

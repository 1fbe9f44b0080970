"""How a document reaches people: to whom it is addressed, who was given it, who has opened it."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.history.models import AppendOnly, tracked
from dieuphoi.registry.organisations.models import OrgUnit, Person
from dieuphoi.steering.directives.models.documents import Document, DocumentRelation
from dieuphoi.steering.directives.models.scopes import ThroughDocumentQuerySet


class Duty(models.TextChoices):
    MAIN = "MAIN", _("để thực hiện")
    INFO = "INFO", _("để biết")


@tracked()
class Addressee(models.Model):
    """One line of "nơi nhận": an organisation or a person that the document goes to; the keeper of one that came in
    is the first. ``name`` is as on the document's day.

    ``sent_on`` is the day from which it lies before them here, ``received_on`` the day on which they received it (on
    paper, or here), ``arrival_number`` their own number of arrival (số đến) in ``arrival_year``. ``assigned_on``: when
    somebody of theirs was first given it; ``read_on``: when one of them first opened it here. ``*_due_on`` by the rules
    of the day on which each clock began; ``days_to_*`` are working days of each stretch, empty until it is over.
    ``dropped_on``: addressed by mistake.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="addressees")
    org = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Cơ quan nhận")
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Người nhận")
    )
    name = models.CharField(_("Nơi nhận"), max_length=200)
    duty = models.CharField(_("Nhận để"), max_length=4, choices=Duty.choices, default=Duty.MAIN)
    sent_on = models.DateField(_("Ngày gửi"))
    received_on = models.DateField(_("Ngày đến"), null=True, blank=True)
    arrival_year = models.PositiveSmallIntegerField(null=True, blank=True)
    arrival_number = models.PositiveIntegerField(_("Số đến"), null=True, blank=True)
    assigned_on = models.DateField(_("Ngày giao xử lý"), null=True, blank=True)
    read_on = models.DateField(_("Ngày mở đọc"), null=True, blank=True)
    read_by = models.CharField(_("Người mở đọc"), max_length=120, blank=True)
    assign_due_on = models.DateField(_("Hạn giao xử lý"), null=True, blank=True)
    read_due_on = models.DateField(_("Hạn mở đọc"), null=True, blank=True)
    receive_due_on = models.DateField(_("Hạn nhận"), null=True, blank=True)
    days_to_receive = models.IntegerField(null=True, blank=True)
    days_to_assign = models.IntegerField(null=True, blank=True)
    days_to_read = models.IntegerField(null=True, blank=True)
    dropped_on = models.DateField(_("Ngày gỡ"), null=True, blank=True)

    objects = ThroughDocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="addressee_is_somebody",
                condition=Q(org__isnull=False, person__isnull=True) | Q(org__isnull=True, person__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["document", "org"], condition=Q(dropped_on__isnull=True, org__isnull=False),
                name="addressee_org_once",
            ),
            models.UniqueConstraint(
                fields=["document", "person"], condition=Q(dropped_on__isnull=True, person__isnull=False),
                name="addressee_person_once",
            ),
            models.UniqueConstraint(
                fields=["org", "arrival_year", "arrival_number"],
                condition=Q(arrival_number__isnull=False, dropped_on__isnull=True),
                name="arrival_number_once",
            ),
            models.CheckConstraint(
                name="arrival_number_has_year",
                condition=Q(arrival_number__isnull=True) | Q(arrival_year__isnull=False, received_on__isnull=False),
            ),
            models.CheckConstraint(
                name="addressee_assigned_after_received",
                condition=Q(assigned_on__isnull=True) | Q(received_on__isnull=False),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["org", "received_on"], name="addressee_received"),
            models.Index(
                fields=["read_due_on", "org"], name="addressee_unread",
                condition=Q(read_on__isnull=True, dropped_on__isnull=True),
            ),
            models.Index(
                fields=["assign_due_on", "org"], name="addressee_unassigned",
                condition=Q(assigned_on__isnull=True, assign_due_on__isnull=False, dropped_on__isnull=True),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class HandlingRole(models.TextChoices):
    LEAD = "LEAD", _("chủ trì")
    WITH = "WITH", _("phối hợp")
    INFO = "INFO", _("để biết")


class Finish(models.TextChoices):
    """How a document left a desk without a letter that answers it. What must be told of it: ``NOTED``."""

    FILED = "FILED", _("lưu hồ sơ, không phải trả lời")
    TASKS = "TASKS", _("nhiệm vụ giao từ văn bản đã xong")
    PHONE = "PHONE", _("đã trả lời bằng điện thoại hoặc trực tiếp")
    PASSED = "PASSED", _("đã chuyển nơi khác xử lý")
    OTHER = "OTHER", _("cách khác")


NOTED: Final = (Finish.PHONE, Finish.PASSED, Finish.OTHER)
"""With whom it was spoken, to whom it went, how else: without these words the finish tells nothing."""


@tracked()
class Handling(models.Model):
    """An addressee gave the document to a person or a unit to deal with ("giao xử lý"), with words and a due day.

    Given to somebody else it ends (``ended_on``) and a new row begins. What is to be *done* is a task; this only says
    whose desk it lies on. ``answered_with``: it ended because the body answered, until that relation is taken back.
    ``finished``: it was dealt with otherwise, as ``finished_by`` says (``end_reason``: their words); empty where it was
    given by mistake or to somebody else.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="handlings")
    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, related_name="handlings")
    to_org = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Đơn vị")
    )
    to_person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Người")
    )
    name = models.CharField(_("Giao cho"), max_length=200)
    role = models.CharField(_("Vai trò"), max_length=4, choices=HandlingRole.choices, default=HandlingRole.LEAD)
    instruction = models.CharField(_("Ý kiến chỉ đạo"), max_length=1000, blank=True)
    due_on = models.DateField(_("Hạn xử lý"), null=True, blank=True)
    given_on = models.DateField(_("Ngày giao"))
    given_at = models.DateTimeField(_("Giao lúc"))
    given_by = models.CharField(_("Người giao"), max_length=120)
    read_on = models.DateField(_("Ngày mở đọc"), null=True, blank=True)
    ended_on = models.DateField(_("Ngày kết thúc"), null=True, blank=True)
    end_reason = models.CharField(_("Lý do kết thúc"), max_length=300, blank=True)
    answered_with = models.ForeignKey(
        DocumentRelation, on_delete=models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name=_("Văn bản trả lời"),
    )  # fmt: skip

    finished = models.CharField(_("Kết thúc xử lý"), max_length=6, choices=Finish.choices, blank=True)
    finished_by = models.CharField(_("Người kết thúc"), max_length=120, blank=True)

    objects = ThroughDocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="handling_to_somebody", condition=Q(to_org__isnull=False) | Q(to_person__isnull=False)
            ),
            models.CheckConstraint(
                name="handling_finished_by_somebody",
                condition=Q(finished="", finished_by="")
                | (~Q(finished="") & ~Q(finished_by="") & Q(ended_on__isnull=False, answered_with__isnull=True)),
            ),
            models.CheckConstraint(
                name="handling_finish_is_told",
                condition=~Q(finished__in=["PHONE", "PASSED", "OTHER"]) | ~Q(end_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["to_person"], name="handling_open_person", condition=Q(ended_on__isnull=True)),
            models.Index(fields=["to_org"], name="handling_open_org", condition=Q(ended_on__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.name


class DocumentReceipt(AppendOnly):
    """Somebody to whom the document is addressed, or who was given it, had it on the screen for the first time.

    The page that was shown posts it, never a GET (S3-03, S3-10). Once a person and document.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="receipts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    reader_name = models.CharField(max_length=200)

    objects = ThroughDocumentQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        constraints = [models.UniqueConstraint(fields=["document", "actor_id"], name="receipt_once")]

    def __str__(self) -> str:
        return f"{self.reader_name}: {self.document_id}"

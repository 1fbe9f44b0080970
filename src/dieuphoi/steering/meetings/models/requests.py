"""Requests for a meeting with another agency (S0-44): asked, answered, and what came of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.history.models import tracked
from dieuphoi.core.kernel.functions import Fold, VnKey
from dieuphoi.registry.organisations.models import OrgUnit
from dieuphoi.steering.directives.models import Document
from dieuphoi.steering.meetings.models.scopes import RequestQuerySet
from dieuphoi.steering.meetings.states import REQUEST_LIFE, RequestState


@tracked()
class MeetingRequest(models.Model):
    """One agency asks another for a meeting. ``document`` is the outgoing letter as it is called (its number);
    ``letter`` that letter, where it is on the register of documents; ``asked_on`` its date.

    The answer: ``answered_on``, ``answer`` (text), ``answer_document`` and ``answer_letter`` as above, ``answered_by``
    the name of who recorded it, ``on_behalf`` where the asking side noted what came on paper. Agreed: ``agreed_start``,
    ``agreed_end``, ``agreed_venue``. The meeting that came of it points here (``BriefingMeeting.request``).
    """

    asker = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, related_name="+", verbose_name=_("Cơ quan đề nghị")
    )
    to_org = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, related_name="+", verbose_name=_("Cơ quan được đề nghị")
    )
    subject = models.CharField(_("Nội dung làm việc"), max_length=300)
    about = models.TextField(_("Chi tiết"), blank=True)
    wanted = models.CharField(_("Thời gian đề nghị"), max_length=200, blank=True)
    document = models.CharField(_("Văn bản đề nghị"), max_length=120, blank=True)
    letter = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name=_("Văn bản đề nghị trong sổ"),
    )  # fmt: skip
    asked_on = models.DateField(_("Ngày đề nghị"))
    due_on = models.DateField(_("Mong trả lời trước"), null=True, blank=True)
    asked_by = models.CharField(_("Người đề nghị"), max_length=200)
    asked_by_id = models.BigIntegerField()
    state = models.CharField(
        _("Trạng thái"), max_length=10, choices=RequestState.choices, default=REQUEST_LIFE.start
    )
    answered_on = models.DateField(_("Ngày trả lời"), null=True, blank=True)
    answered_by = models.CharField(_("Người trả lời"), max_length=200, blank=True)
    on_behalf = models.BooleanField(_("Ghi thay theo văn bản giấy"), default=False)
    answer = models.TextField(_("Nội dung trả lời"), blank=True)
    answer_document = models.CharField(_("Văn bản trả lời"), max_length=120, blank=True)
    answer_letter = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name=_("Văn bản trả lời trong sổ"),
    )  # fmt: skip
    agreed_start = models.DateTimeField(_("Đồng ý từ"), null=True, blank=True)
    agreed_end = models.DateTimeField(_("Đến"), null=True, blank=True)
    agreed_venue = models.CharField(_("Nơi làm việc"), max_length=300, blank=True)
    subject_folded = models.GeneratedField(
        expression=Fold("subject"), output_field=models.TextField(), db_persist=True
    )
    subject_key = models.GeneratedField(
        expression=VnKey("subject"), output_field=models.TextField(db_collation="C"), db_persist=True
    )

    objects = RequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="request_of_another", condition=~Q(asker=models.F("to_org"))),
            models.CheckConstraint(
                name="request_answered_says_when",
                condition=Q(state__in=["ASKED", "WITHDRAWN"]) | (Q(answered_on__isnull=False) & ~Q(answered_by="")),
            ),
            models.CheckConstraint(
                name="request_agreed_has_time",
                condition=~Q(state="AGREED") | Q(agreed_start__isnull=False, agreed_end__gt=models.F("agreed_start")),
            ),
            models.CheckConstraint(
                name="request_refused_has_reason",
                condition=~Q(state__in=["REFUSED", "ANSWERED"]) | ~Q(answer="") | ~Q(answer_document=""),
            ),
            models.CheckConstraint(
                name="request_letters_are_called",
                condition=(Q(letter=None) | ~Q(document="")) & (Q(answer_letter=None) | ~Q(answer_document="")),
            ),
            models.CheckConstraint(
                name="request_answered_by_another_letter",
                condition=Q(letter=None) | Q(answer_letter=None) | ~Q(letter=models.F("answer_letter")),
            ),
        ]
        indexes = [models.Index(fields=["state", "asked_on"], name="request_state_day")]
        triggers = [REQUEST_LIFE.trigger()]

    def __str__(self) -> str:
        return self.subject

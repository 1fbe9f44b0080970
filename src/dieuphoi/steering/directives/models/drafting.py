"""Documents in the making (``dự thảo``): who has the draft, since when, who was asked, what they answered."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.files.models import AttachedFile, Blob
from dieuphoi.core.history.models import AppendOnly, tracked
from dieuphoi.core.kernel.functions import Fold
from dieuphoi.registry.organisations.models import OrgUnit, Person, WorkField
from dieuphoi.registry.territory.models import AdminUnit
from dieuphoi.steering.directives.models.kinds import DocumentKind, Urgency
from dieuphoi.steering.directives.models.scopes import DraftingQuerySet, ThroughDraftingQuerySet
from dieuphoi.steering.directives.states import DRAFTING_LIFE, DraftingState


@tracked()
class Drafting(models.Model):
    """A document that was asked for and is being drafted, until it is issued (S0-29, S0-34).

    ``issuer`` issues it, ``signer`` signs it, ``drafter_org`` and ``drafter`` write it. ``asked_by`` says in words who
    asked for it, ``asked_by_document`` by which document. ``holder_*`` is on whose desk it lies now, since ``step_at``.
    The document that came out of it is ``Document.drafting`` read backwards.
    """

    title = models.CharField(_("Trích yếu dự thảo"), max_length=1000)
    kind = models.ForeignKey(
        DocumentKind, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Loại văn bản")
    )
    kind_text = models.CharField(_("Loại khác"), max_length=60, blank=True)
    province = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    issuer = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, related_name="+", verbose_name=_("Cơ quan ban hành")
    )
    signer = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Người ký")
    )
    signer_name = models.CharField(_("Người ký"), max_length=120, blank=True)
    signer_post = models.CharField(_("Chức vụ người ký"), max_length=120, blank=True)
    drafter_org = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, related_name="+", verbose_name=_("Đơn vị soạn thảo")
    )
    drafter = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Người soạn thảo")
    )
    asked_by = models.CharField(_("Ai yêu cầu"), max_length=200, blank=True)
    asked_by_document = models.ForeignKey(
        "directives.Document", on_delete=models.PROTECT, related_name="draftings", null=True, blank=True,
        verbose_name=_("Theo văn bản"),
    )  # fmt: skip
    asked_on = models.DateField(_("Ngày yêu cầu"))
    due_on = models.DateField(_("Hạn ban hành"), null=True, blank=True)
    urgency = models.CharField(_("Độ khẩn"), max_length=12, choices=Urgency.choices, default=Urgency.NORMAL)
    field = models.ForeignKey(
        WorkField, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Lĩnh vực")
    )
    note = models.TextField(_("Ghi chú"), blank=True)
    state = models.CharField(_("Trạng thái"), max_length=10, choices=DraftingState.choices, default=DRAFTING_LIFE.start)
    step_at = models.DateTimeField(_("Từ lúc"))
    holder_org = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Đang ở cơ quan")
    )
    holder_person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Đang ở")
    )
    holder_name = models.CharField(_("Đang ở"), max_length=200, blank=True)
    created_at = models.DateTimeField()
    ended_on = models.DateField(_("Ngày kết thúc"), null=True, blank=True)
    reader_orgs = ArrayField(models.BigIntegerField(), default=list, blank=True)
    reader_people = ArrayField(models.BigIntegerField(), default=list, blank=True)
    title_folded = models.GeneratedField(expression=Fold("title"), output_field=models.TextField(), db_persist=True)

    objects = DraftingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="drafting_has_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="drafting_has_one_kind",
                condition=Q(kind__isnull=False, kind_text="") | (Q(kind__isnull=True) & ~Q(kind_text="")),
            ),
            models.CheckConstraint(
                name="drafting_due_after_asked", condition=Q(due_on__isnull=True) | Q(due_on__gte=F("asked_on"))
            ),
            models.CheckConstraint(
                name="drafting_ended_has_day",
                condition=Q(state__in=["ISSUED", "WITHDRAWN"], ended_on__isnull=False)
                | (~Q(state__in=["ISSUED", "WITHDRAWN"]) & Q(ended_on__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_on"], name="drafting_state_due"),
            models.Index(fields=["-asked_on", "-id"], name="drafting_newest"),
            models.Index(fields=["holder_person"], name="drafting_holder", condition=Q(ended_on__isnull=True)),
            GinIndex(fields=["reader_orgs"], name="drafting_reader_orgs"),
            GinIndex(fields=["reader_people"], name="drafting_reader_people"),
        ]
        triggers = [DRAFTING_LIFE.trigger()]

    def __str__(self) -> str:
        return self.title

    @property
    def kind_words(self) -> str:
        return self.kind_text or (self.kind.name if self.kind is not None else "")


class DraftingStep(AppendOnly):
    """A draft came to a state, and to somebody's desk. Between two rows lies the time spent at a step (S0-29)."""

    drafting = models.ForeignKey(Drafting, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=10, choices=DraftingState.choices)
    move = models.CharField(max_length=20, blank=True)
    holder_name = models.CharField(max_length=200, blank=True)
    holder_person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    holder_org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    author_name = models.CharField(max_length=200)
    note = models.TextField(blank=True)

    objects = ThroughDraftingQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        indexes = [models.Index(fields=["drafting", "id"], name="drafting_steps")]

    def __str__(self) -> str:
        return f"{self.drafting_id}: {self.state}"


class DraftVersion(AttachedFile):
    """One version of a draft's text; ``number`` counts from 1. The newest one is submitted and signed."""

    drafting = models.ForeignKey(Drafting, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=300, blank=True)
    author_name = models.CharField(max_length=200)

    objects = ThroughDraftingQuerySet.as_manager()

    class Meta(AttachedFile.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(fields=["drafting", "number"], name="draft_version_once")]

    def __str__(self) -> str:
        return self.name


class OpinionRequest(AppendOnly):
    """An agency was asked for its opinion on a draft, until a day."""

    drafting = models.ForeignKey(Drafting, on_delete=models.PROTECT, related_name="opinion_requests")
    org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    org_name = models.CharField(max_length=200)
    due_on = models.DateField()
    question = models.CharField(max_length=1000, blank=True)
    author_name = models.CharField(max_length=200)

    objects = ThroughDraftingQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        indexes = [models.Index(fields=["org", "due_on"], name="opinion_request_due")]

    def __str__(self) -> str:
        return f"{self.org_name}: {self.due_on:%Y-%m-%d}"


class Verdict(models.TextChoices):
    AGREES = "AGREES", _("nhất trí")
    COMMENTS = "COMMENTS", _("nhất trí, có ý kiến thêm")
    DISAGREES = "DISAGREES", _("không nhất trí")


class Opinion(AppendOnly):
    """What an agency answered. A correction is a further row; the newest one counts. There may be no file."""

    drafting = models.ForeignKey(Drafting, on_delete=models.PROTECT, related_name="opinions")
    request = models.ForeignKey(OpinionRequest, on_delete=models.PROTECT, related_name="answers")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    text = models.TextField(blank=True)
    author_name = models.CharField(max_length=200)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    name = models.CharField(max_length=200, blank=True)

    objects = ThroughDraftingQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.request_id}: {self.verdict}"

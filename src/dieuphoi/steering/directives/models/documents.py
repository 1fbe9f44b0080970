"""The register of incoming and outgoing documents (``văn bản``): what a document is, what it rests on, its files."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.files.functions import FoldedWords
from dieuphoi.core.files.models import AttachedFile
from dieuphoi.core.history.models import AppendOnly, tracked
from dieuphoi.core.kernel.functions import Fold
from dieuphoi.core.register.models import Comment, CommentMark
from dieuphoi.registry.organisations.models import OrgUnit, Person, ServedProgramme, WorkField
from dieuphoi.registry.territory.models import AdminUnit
from dieuphoi.steering.directives.models.drafting import Drafting
from dieuphoi.steering.directives.models.kinds import DocumentKind, Urgency
from dieuphoi.steering.directives.models.scopes import DocumentQuerySet, ThroughDocumentQuerySet
from dieuphoi.steering.directives.states import DOCUMENT_LIFE, DocumentState


class Direction(models.TextChoices):
    IN = "IN", _("văn bản đến")
    OUT = "OUT", _("văn bản đi")


def _with_blanks(*names: str) -> Concat:
    parts: list[Any] = []
    for name in names:
        parts += [F(name), Value(" ")]
    return Concat(*parts[:-1], output_field=models.TextField())


@tracked(exclude=["words", "summary_folded", "issuer_folded"])
class Document(models.Model):
    """One document, in the register of its ``keeper``: IN issued by another body, OUT by itself.

    ``number`` and ``symbol`` are read from ``number_text``, which stays as typed ("71-KL/TU" is 71 and "KL/TU";
    "12a/QĐ-UBND" is 12, "a" and "QĐ-UBND"). ``issuer`` is a body on record, or ``issuer_name`` alone; the name is that
    of the document's day; ``issuer_key`` tells issuers apart. ``kind``, or ``kind_text`` where no decree lists it.
    ``effective_on`` and ``expires_on`` as the document says itself; that it was replaced is read from relations, never
    typed. ``answer_due_on``: until when an answer is wanted. ``is_public``: communes of its places read it too.
    ``is_restricted`` (hạn chế): only the office, the issuer, addressees and whoever it was given to. ``reader_*`` and
    ``place_ids`` repeat the tables below, for the scope. A document marked secret is never kept here.
    Source: Nghị định 30/2020/NĐ-CP; domain.md §7; S0-28, S3-04, S3-05.
    """

    keeper = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", verbose_name=_("Sổ của"))
    province = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    direction = models.CharField(_("Chiều"), max_length=3, choices=Direction.choices)
    kind = models.ForeignKey(
        DocumentKind, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Loại văn bản")
    )
    kind_text = models.CharField(_("Loại khác"), max_length=60, blank=True)
    number_text = models.CharField(_("Số, ký hiệu"), max_length=80, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)
    number_suffix = models.CharField(max_length=3, blank=True)
    symbol = models.CharField(max_length=80, blank=True)
    symbol_key = models.CharField(max_length=80, blank=True)
    issued_on = models.DateField(_("Ngày ban hành"))
    year = models.PositiveSmallIntegerField()
    issuer = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, related_name="documents", null=True, blank=True,
        verbose_name=_("Cơ quan ban hành"),
    )  # fmt: skip
    issuer_name = models.CharField(_("Cơ quan ban hành"), max_length=200)
    issuer_key = models.CharField(max_length=220)
    signer = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Người ký")
    )
    signer_name = models.CharField(_("Người ký"), max_length=120, blank=True)
    signer_post = models.CharField(_("Chức vụ người ký"), max_length=120, blank=True)
    summary = models.CharField(_("Trích yếu"), max_length=1000)
    urgency = models.CharField(_("Độ khẩn"), max_length=12, choices=Urgency.choices, default=Urgency.NORMAL)
    field = models.ForeignKey(
        WorkField, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Lĩnh vực")
    )
    programme = models.ForeignKey(
        ServedProgramme, on_delete=models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name=_("Chương trình"),
    )  # fmt: skip
    programme_text = models.CharField(_("Chương trình"), max_length=200, blank=True)
    effective_on = models.DateField(_("Có hiệu lực từ ngày"), null=True, blank=True)
    expires_on = models.DateField(_("Hết hiệu lực từ ngày"), null=True, blank=True)
    answer_due_on = models.DateField(_("Hạn trả lời"), null=True, blank=True)
    recipients_text = models.CharField(_("Nơi nhận khác"), max_length=1000, blank=True)
    is_public = models.BooleanField(_("Xã liên quan được xem"), default=False)
    is_restricted = models.BooleanField(_("Hạn chế"), default=False)
    copies = models.PositiveIntegerField(_("Số lượng bản"), null=True, blank=True)
    archived_at = models.CharField(_("Nơi lưu"), max_length=200, blank=True)
    note = models.TextField(_("Ghi chú"), blank=True)
    source = models.CharField(_("Nguồn"), max_length=300, blank=True)
    state = models.CharField(_("Trạng thái"), max_length=10, choices=DocumentState.choices, default=DOCUMENT_LIFE.start)
    ended_on = models.DateField(_("Ngày kết thúc"), null=True, blank=True)
    end_reason = models.TextField(_("Lý do kết thúc"), blank=True)
    registered_at = models.DateTimeField()
    drafting = models.OneToOneField(
        Drafting, on_delete=models.PROTECT, related_name="document", null=True, blank=True, verbose_name=_("Dự thảo")
    )
    reader_orgs = ArrayField(models.BigIntegerField(), default=list, blank=True)
    reader_people = ArrayField(models.BigIntegerField(), default=list, blank=True)
    place_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    summary_folded = models.GeneratedField(expression=Fold("summary"), output_field=models.TextField(), db_persist=True)
    issuer_folded = models.GeneratedField(
        expression=Fold("issuer_name"), output_field=models.TextField(), db_persist=True
    )
    words = models.GeneratedField(
        expression=FoldedWords(
            _with_blanks("number_text", "kind_text", "summary", "issuer_name", "signer_name", "recipients_text", "note")
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issuer_key", "year", "number", "number_suffix", "symbol_key"],
                condition=Q(number__isnull=False) & ~Q(state="VOID"),
                name="document_number_once",
            ),
            models.CheckConstraint(
                name="document_has_one_kind",
                condition=Q(kind__isnull=False, kind_text="") | (Q(kind__isnull=True) & ~Q(kind_text="")),
            ),
            models.CheckConstraint(name="document_has_summary", condition=~Q(summary="")),
            models.CheckConstraint(name="document_has_issuer", condition=~Q(issuer_name="")),
            models.CheckConstraint(
                name="document_not_public_and_restricted", condition=~Q(is_public=True, is_restricted=True)
            ),
            models.CheckConstraint(
                name="document_void_has_reason",
                condition=Q(state="REGISTERED", ended_on__isnull=True, end_reason="")
                | (Q(state="VOID", ended_on__isnull=False) & ~Q(end_reason="")),
            ),
            models.CheckConstraint(
                name="document_expires_after_it_begins",
                condition=Q(expires_on__isnull=True) | Q(effective_on__isnull=True)
                | Q(expires_on__gt=F("effective_on")),
            ),
        ]
        indexes = [
            models.Index(fields=["-issued_on", "-id"], name="document_newest"),
            models.Index(fields=["direction", "-issued_on", "-id"], name="document_direction"),
            models.Index(fields=["kind", "-issued_on"], name="document_kind_on"),
            models.Index(fields=["issuer", "-issued_on"], name="document_issuer_on"),
            models.Index(fields=["keeper", "direction", "-issued_on"], name="document_keeper"),
            models.Index(fields=["field", "-issued_on"], name="document_field_on"),
            models.Index(fields=["province", "-issued_on"], name="document_province"),
            models.Index(fields=["urgency", "-issued_on"], name="document_urgent", condition=~Q(urgency="NORMAL")),
            models.Index(
                fields=["answer_due_on"], name="document_answer_due", condition=Q(answer_due_on__isnull=False)
            ),
            models.Index(fields=["number", "year"], name="document_number"),
            GinIndex(fields=["reader_orgs"], name="document_reader_orgs"),
            GinIndex(fields=["reader_people"], name="document_reader_people"),
            GinIndex(fields=["place_ids"], name="document_places", condition=Q(is_public=True)),
            GinIndex(fields=["words"], name="document_words"),
        ]
        triggers = [DOCUMENT_LIFE.trigger()]

    def __str__(self) -> str:
        return self.title

    @property
    def kind_words(self) -> str:
        """The kind as people say it."""
        return self.kind_text or (self.kind.name if self.kind is not None else "")

    @property
    def title(self) -> str:
        """``Quyết định 1599/QĐ-UBND``; of one without a number its kind and how its summary begins."""
        if self.number_text:
            return f"{self.kind_words} {self.number_text}"
        return f"{self.kind_words}: {self.summary[:60]}"


class StandingManager(models.Manager["StandingDocument"]):
    """Leaves out what was entered by mistake."""

    def get_queryset(self) -> models.QuerySet[StandingDocument]:
        return DocumentQuerySet(self.model, using=self._db).exclude(state=DocumentState.VOID)

    def visible_to(self, actor: Any) -> models.QuerySet[StandingDocument]:
        """The rows that ``actor`` sees, without those that were entered by mistake."""
        rows: DocumentQuerySet = DocumentQuerySet(self.model, using=self._db).visible_to(actor)
        return rows.exclude(state=DocumentState.VOID)


class StandingDocument(Document):
    """The documents of the register: what lists and the chain read."""

    objects = StandingManager()  # type: ignore[assignment,misc]

    class Meta:
        proxy = True
        base_manager_name = "objects"


@tracked()
class DocumentPlace(models.Model):
    """A unit of territory that a document concerns (a commune's planning, S1-34). ``ended_on``: noted by mistake."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="places")
    unit = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="+")
    unit_name = models.CharField(_("Đơn vị"), max_length=140)
    ended_on = models.DateField(_("Ngày kết thúc"), null=True, blank=True)

    objects = ThroughDocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "unit"], condition=Q(ended_on__isnull=True), name="document_place_once"
            )
        ]

    def __str__(self) -> str:
        return self.unit_name


class RelationKind(models.TextChoices):
    """What a document does to another (rules-and-practice §7.2)."""

    BASIS = "BASIS", _("căn cứ")
    REPLACES = "REPLACES", _("thay thế")
    AMENDS = "AMENDS", _("sửa đổi, bổ sung")
    ABOLISHES = "ABOLISHES", _("bãi bỏ")
    ANSWERS = "ANSWERS", _("trả lời")
    IMPLEMENTS = "IMPLEMENTS", _("triển khai")


ENDING = (RelationKind.REPLACES, RelationKind.ABOLISHES)
"""After these the other document is no longer in force."""


@tracked()
class DocumentRelation(models.Model):
    """``document`` rests on, replaces, answers … ``target``, or one not on record (``target_text``).

    ``effective_on`` is when that takes effect: the document's own day unless it says another. ``ended_on``: it was
    noted by mistake.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="relations")
    kind = models.CharField(_("Quan hệ"), max_length=10, choices=RelationKind.choices)
    target = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="related_by", null=True, blank=True, verbose_name=_("Văn bản")
    )
    target_text = models.CharField(_("Văn bản chưa có trong sổ"), max_length=300, blank=True)
    effective_on = models.DateField(_("Có hiệu lực từ ngày"))
    note = models.CharField(_("Ghi chú"), max_length=300, blank=True)
    ended_on = models.DateField(_("Ngày kết thúc"), null=True, blank=True)
    end_reason = models.TextField(_("Lý do kết thúc"), blank=True)

    objects = ThroughDocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="relation_has_target",
                condition=Q(target__isnull=False, target_text="") | (Q(target__isnull=True) & ~Q(target_text="")),
            ),
            models.CheckConstraint(
                name="relation_to_another", condition=Q(target__isnull=True) | ~Q(target=F("document"))
            ),
            models.UniqueConstraint(
                fields=["document", "kind", "target"],
                condition=Q(ended_on__isnull=True, target__isnull=False),
                name="relation_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["target", "kind", "effective_on"], name="relation_standing",
                condition=Q(ended_on__isnull=True, target__isnull=False),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.document_id} {self.kind} {self.target_id or self.target_text}"


class FileRole(models.TextChoices):
    MAIN = "MAIN", _("bản chính")
    ANNEX = "ANNEX", _("phụ lục, kèm theo")
    PHOTO = "PHOTO", _("ảnh")


class DocumentFile(AttachedFile):
    """A file of a document: the paper itself, an annex, a photo with its caption (``note``; S2-59, S3-75)."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="files")
    role = models.CharField(max_length=6, choices=FileRole.choices, default=FileRole.MAIN)
    note = models.CharField(max_length=300, blank=True)

    objects = ThroughDocumentQuerySet.as_manager()

    class Meta(AttachedFile.Meta):
        abstract = False
        indexes = [models.Index(fields=["blob"], name="document_file_blob")]

    def __str__(self) -> str:
        return self.name


class FileWithdrawal(AppendOnly):
    """A file was put with the wrong document: it is no longer shown, handed out or found, and stays in the history."""

    file = models.OneToOneField(DocumentFile, on_delete=models.PROTECT, related_name="withdrawal")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()

    objects = ThroughDocumentQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.file_id}"


class DocumentComment(Comment):
    """A comment on a document."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="comments")

    through = "document"

    class Meta(Comment.Meta):
        abstract = False


class DocumentCommentMark(CommentMark):
    """A comment on a document was settled, or opened again."""

    comment = models.ForeignKey(DocumentComment, on_delete=models.PROTECT, related_name="marks")

    class Meta(CommentMark.Meta):
        abstract = False

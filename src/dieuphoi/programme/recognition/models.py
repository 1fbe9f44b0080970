"""Recognitions of units, and what became of them: acknowledged again after a merger, revoked.

Three tables of facts, each append-only: a decision is never changed, a correction is a row that supersedes, a row
entered by mistake is superseded by one that is ``withdrawn``. All facts of one recognition point to the first row of
its chain (``first``), so that a correction tears no link. Recognitions are public to everybody signed in.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.files.models import AttachedFile
from dieuphoi.core.history.models import AppendOnly
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.functions import Fold
from dieuphoi.core.register.models import Comment, CommentMark
from dieuphoi.programme.criteria.models import SetVersion
from dieuphoi.registry.territory.models import AdminUnit, PublicQuerySet


class Level(models.TextChoices):
    """What a unit was recognised as: the level and tier of the sets (``commune`` + ``basic``)."""

    COMMUNE_BASIC = "commune_basic", _("Xã đạt chuẩn nông thôn mới")
    COMMUNE_ADVANCED = "commune_advanced", _("Xã nông thôn mới nâng cao")
    COMMUNE_MODEL = "commune_model", _("Xã nông thôn mới kiểu mẫu")
    COMMUNE_MODERN = "commune_modern_pilot", _("Xã nông thôn mới hiện đại")
    DISTRICT_BASIC = "district_basic", _("Huyện đạt chuẩn, hoàn thành nhiệm vụ nông thôn mới")
    DISTRICT_ADVANCED = "district_advanced", _("Huyện nông thôn mới nâng cao")
    PROVINCE_BASIC = "province_basic", _("Tỉnh hoàn thành nhiệm vụ nông thôn mới")


class Decision(AppendOnly):
    """A decision of an authority, as one row. ``source`` says where the office took it from."""

    decision_number = models.CharField(max_length=120)
    decision_on = models.DateField()
    issuer = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)
    withdrawn = models.BooleanField(default=False)
    import_run_id = models.BigIntegerField(null=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="superseded_by", null=True, blank=True
    )

    class Meta(AppendOnly.Meta):
        abstract = True


class Recognition(Decision):
    """A unit was recognised at a level (``công nhận``). The unit is that of the decision's day, named as it was then.

    ``first`` is the first row of a chain of corrections, empty on that row itself. ``year`` is the year the recognition
    counts for; ``version`` the set it was judged by, where it is known.
    """

    first = models.ForeignKey("self", on_delete=models.PROTECT, related_name="editions", null=True, blank=True)
    unit = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="recognitions", db_index=False)
    unit_name = models.CharField(max_length=140)
    unit_code = models.CharField(max_length=12, blank=True)
    unit_key = models.TextField(db_collation="C")
    province = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="+", null=True)
    level = models.CharField(max_length=24, choices=Level.choices)
    version = models.ForeignKey(SetVersion, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    year = models.PositiveSmallIntegerField()
    unit_folded = models.GeneratedField(
        expression=Fold("unit_name"), output_field=models.TextField(), db_persist=True
    )
    number_folded = models.GeneratedField(
        expression=Fold("decision_number"), output_field=models.TextField(), db_persist=True
    )

    objects = PublicQuerySet.as_manager()

    class Meta(Decision.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                name="recognition_first_of_chain",
                condition=Q(first__isnull=True, supersedes__isnull=True)
                | Q(first__isnull=False, supersedes__isnull=False),
            ),
            models.CheckConstraint(name="recognition_has_number", condition=~Q(decision_number="")),
        ]
        indexes = [
            models.Index(fields=["unit", "level"], name="recognition_unit_level"),
            models.Index(fields=["decision_on"], name="recognition_day"),
            models.Index(fields=["year", "level"], name="recognition_year_level"),
            models.Index(
                fields=["import_run_id"], name="recognition_run", condition=Q(import_run_id__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_name}: {self.get_level_display()} ({self.decision_number})"

    @property
    def root_id(self) -> int:
        """The id of the chain: that of its first row. What pages, the API and links call this recognition."""
        return self.first_id or self.pk


class CurrentManager(models.Manager["CurrentRecognition"]):
    """Leaves out what a correction superseded and what was taken back."""

    def get_queryset(self) -> models.QuerySet[CurrentRecognition]:
        return PublicQuerySet(self.model, using=self._db).filter(superseded_by__isnull=True, withdrawn=False)

    def visible_to(self, actor: Actor) -> models.QuerySet[CurrentRecognition]:
        """The rows that ``actor`` sees: recognitions are public to everybody signed in."""
        rows: PublicQuerySet[CurrentRecognition] = PublicQuerySet(self.model, using=self._db).visible_to(actor)
        return rows.filter(superseded_by__isnull=True, withdrawn=False)


class CurrentRecognition(Recognition):
    """The recognitions that stand: what lists, counts and the chain read."""

    objects = CurrentManager()  # type: ignore[assignment,misc]

    class Meta:
        proxy = True
        base_manager_name = "objects"


class Acknowledgement(Decision):
    """After a merger: the recognition holds for a successor too (``thừa nhận lại``), by a decision of its own."""

    recognition = models.ForeignKey(Recognition, on_delete=models.PROTECT, related_name="acknowledgements")
    unit = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="acknowledgements")
    unit_name = models.CharField(max_length=140)

    objects = PublicQuerySet.as_manager()

    class Meta(Decision.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(name="acknowledgement_has_number", condition=~Q(decision_number="")),
            models.UniqueConstraint(
                fields=["recognition", "unit"],
                condition=Q(supersedes__isnull=True),
                name="acknowledged_onto_a_unit_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_name} ({self.decision_number})"


class CurrentAcknowledgementManager(models.Manager["CurrentAcknowledgement"]):
    """Leaves out what was superseded or taken back."""

    def get_queryset(self) -> models.QuerySet[CurrentAcknowledgement]:
        return PublicQuerySet(self.model, using=self._db).filter(superseded_by__isnull=True, withdrawn=False)

    def visible_to(self, actor: Actor) -> models.QuerySet[CurrentAcknowledgement]:
        """The rows that ``actor`` sees: acknowledgements are public to everybody signed in."""
        rows: PublicQuerySet[CurrentAcknowledgement] = PublicQuerySet(self.model, using=self._db).visible_to(actor)
        return rows.filter(superseded_by__isnull=True, withdrawn=False)


class CurrentAcknowledgement(Acknowledgement):
    """The acknowledgements that stand: what rests on a successor."""

    objects = CurrentAcknowledgementManager()  # type: ignore[assignment,misc]

    class Meta:
        proxy = True
        base_manager_name = "objects"


class Revocation(Decision):
    """The recognition was taken away (``thu hồi``), with the reason that the decision gives. Whole: also for those
    onto whom it was acknowledged.
    """

    recognition = models.ForeignKey(Recognition, on_delete=models.PROTECT, related_name="revocations")
    reason = models.TextField()

    objects = PublicQuerySet.as_manager()

    class Meta(Decision.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                name="revocation_has_number_and_reason", condition=~Q(decision_number="") & ~Q(reason="")
            ),
            models.UniqueConstraint(
                fields=["recognition"], condition=Q(supersedes__isnull=True), name="revoked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_number}"


class RecognitionFile(AttachedFile):
    """A scan of one of the decisions of a recognition."""

    recognition = models.ForeignKey(Recognition, on_delete=models.PROTECT, related_name="files")
    note = models.CharField(max_length=300, blank=True)

    objects = PublicQuerySet.as_manager()

    class Meta(AttachedFile.Meta):
        abstract = False

    def __str__(self) -> str:
        return self.name


class RecognitionComment(Comment):
    """A comment on a recognition: on the first row of its chain, so that a correction tears nothing."""

    recognition = models.ForeignKey(Recognition, on_delete=models.PROTECT, related_name="comments")

    through = "recognition"

    class Meta(Comment.Meta):
        abstract = False


class RecognitionCommentMark(CommentMark):
    """A comment on a recognition was settled, or opened again."""

    comment = models.ForeignKey(RecognitionComment, on_delete=models.PROTECT, related_name="marks")

    class Meta(CommentMark.Meta):
        abstract = False

"""Years as they were decided at the time."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dieuphoi.core.history.models import AppendOnly
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.programme.assessments.models.words import Verdict
from dieuphoi.programme.criteria.models import Criterion, Indicator, SetVersion
from dieuphoi.registry.territory.models import AdminUnit, PublicQuerySet


class DecidedSheet(models.Model):
    """A commune's year as it was decided at the time (``kết quả đã công bố``), basis IMPORTED, never recomputed.

    The unit, its name, code and province are those of ``territory_on`` (the last day of the year, or the document's).
    Everything else is derived from the rows of :class:`DecidedVerdict` and :class:`DecidedTotal` in the act that adds
    them: ``marks`` one letter a criterion in the set's order as in :class:`SheetRollup` (E: nothing is told of it),
    ``criteria_met`` what the rows count, ``reported_met`` what the document says – kept beside it, never mixed.
    ``told`` is the number of rows that stand: 0 after an undo.
    """

    unit = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="decided")
    version = models.ForeignKey(SetVersion, on_delete=models.PROTECT, related_name="decided")
    year = models.PositiveSmallIntegerField()
    territory_on = models.DateField()
    province = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    unit_name = models.CharField(max_length=140)
    unit_code = models.CharField(max_length=12, blank=True)
    unit_key = models.TextField(db_collation="C")
    marks = models.CharField(max_length=80, blank=True)
    criteria_met = models.PositiveSmallIntegerField(default=0)
    criteria_not_met = models.PositiveSmallIntegerField(default=0)
    criteria_total = models.PositiveSmallIntegerField(default=0)
    reported_met = models.PositiveSmallIntegerField(null=True)
    told = models.PositiveIntegerField(default=0)

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "version", "year"], name="decided_once_a_year")]
        indexes = [models.Index(fields=["province", "version", "year", "unit_key"], name="decided_of_province")]

    def __str__(self) -> str:
        return f"{self.unit_name} {self.year}"


class ToldManager(models.Manager["DecidedYear"]):
    """Leaves out the years whose rows were all taken back."""

    def get_queryset(self) -> models.QuerySet[DecidedYear]:
        return PublicQuerySet(self.model, using=self._db).filter(told__gt=0)

    def visible_to(self, actor: Actor) -> models.QuerySet[DecidedYear]:
        """The rows that ``actor`` sees: everybody signed in sees what was published."""
        return PublicQuerySet(self.model, using=self._db).visible_to(actor).filter(told__gt=0)


class DecidedYear(DecidedSheet):
    """The same rows, but only those of which something stands: what the chain walks, what rests on a unit."""

    objects = ToldManager()  # type: ignore[assignment,misc]

    class Meta:
        proxy = True
        base_manager_name = "objects"


class AsDecided(AppendOnly):
    """A row of a published document. ``document`` its number and title, ``document_on`` its day, ``source`` where the
    office took the row from. ``withdrawn``: this row takes back the one it supersedes. Nothing is changed or removed.
    """

    document = models.CharField(max_length=200)
    document_on = models.DateField(null=True)
    source = models.CharField(max_length=300, blank=True)
    withdrawn = models.BooleanField(default=False)
    import_run_id = models.BigIntegerField(null=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="superseded_by", null=True, blank=True
    )

    class Meta(AppendOnly.Meta):
        abstract = True


class DecidedVerdict(AsDecided):
    """One verdict as it was decided: of a criterion, or (``indicator``) of one of its indicators.

    ``said`` is the word of the document (``KĐG``), ``verdict`` how it is read. Source: domain.md §4, basis IMPORTED.
    """

    sheet = models.ForeignKey(DecidedSheet, on_delete=models.PROTECT, related_name="verdicts", db_index=False)
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+", db_index=False)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    verdict = models.CharField(max_length=16, choices=Verdict.choices)
    said = models.CharField(max_length=60, blank=True)

    objects = PublicQuerySet.as_manager()

    class Meta(AsDecided.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "criterion"],
                condition=Q(supersedes__isnull=True, indicator__isnull=True),
                name="decided_criterion_starts_once",
            ),
            models.UniqueConstraint(
                fields=["sheet", "indicator"],
                condition=Q(supersedes__isnull=True, indicator__isnull=False),
                name="decided_indicator_starts_once",
            ),
            models.CheckConstraint(name="decided_has_document", condition=~Q(document="")),
        ]
        indexes = [
            models.Index(fields=["sheet", "criterion"], name="decided_sheet_criterion"),
            models.Index(
                fields=["import_run_id"], name="decided_run", condition=Q(import_run_id__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}/{self.criterion_id}: {self.verdict}"


class DecidedTotal(AsDecided):
    """How many criteria the document says that the commune met (``số tiêu chí đạt``), as it says it."""

    sheet = models.ForeignKey(DecidedSheet, on_delete=models.PROTECT, related_name="totals", db_index=False)
    met = models.PositiveSmallIntegerField()

    objects = PublicQuerySet.as_manager()

    class Meta(AsDecided.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["sheet"], condition=Q(supersedes__isnull=True), name="decided_total_starts_once"
            ),
            models.CheckConstraint(name="decided_total_has_document", condition=~Q(document="")),
        ]
        indexes = [
            models.Index(
                fields=["import_run_id"], name="decided_total_run", condition=Q(import_run_id__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}: {self.met}"

"""What a commune is like, year by year: figures by measure, planning documents, plans with targets (M02)."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.files.models import AttachedFile
from dieuphoi.core.history.models import AppendOnly, tracked
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.functions import Fold, VnKey
from dieuphoi.core.kernel.scope import ScopedQuerySet
from dieuphoi.registry.territory.models import AdminUnit, PublicQuerySet


class UnitBoundQuerySet(ScopedQuerySet):
    """Rows of a unit: whoever reads the unit reads them. ``path`` leads to the unit."""

    path = "unit"

    def scope(self, actor: Actor) -> Self:
        places = actor.reads()
        if places.everything:
            return self
        return self.filter(**{f"{self.path}__any_of": places.array})


class Rule(models.TextChoices):
    """How a figure of units that were merged is said of the new one (domain.md §3)."""

    SUM = "sum", _("cộng")
    WEIGHTED_MEAN = "weighted_mean", _("bình quân gia quyền theo mẫu số")
    WORST_OF = "worst_of", _("lấy mức kém nhất")
    NOT_COMPARABLE = "not_comparable", _("không so sánh được")


@tracked()
class Measure(models.Model):
    """One thing that is counted of a commune, as data. ``code`` names it in sheets.

    ``product_of`` are the codes of two measures whose product it should be (output = area × yield, S4-41), times
    ``product_factor``; a figure further than ``product_tolerance`` percent from it is doubted, never refused.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=160)
    unit_name = models.CharField(max_length=60)
    group = models.CharField(max_length=80, blank=True)
    rule = models.CharField(max_length=16, choices=Rule.choices)
    higher_is_worse = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=100)
    product_of = models.JSONField(default=list, blank=True)
    product_factor = models.DecimalField(max_digits=12, decimal_places=6, null=True, blank=True)
    product_tolerance = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    valid = DateRangeField(default="(,)")
    source = models.TextField(blank=True)

    objects = PublicQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class CommuneStatistic(AppendOnly):
    """One figure of a unit in a year (S3-30, S4-41). A correction is a new row that supersedes; the current one is the
    row that nobody supersedes. A rate keeps numerator and denominator; ``number`` is ``None`` for one taken back.
    """

    unit = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="+")
    number = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    numerator = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    denominator = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)
    explanation = models.TextField(blank=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="superseded_by", null=True, blank=True
    )

    objects = UnitBoundQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "measure"],
                name="statistic_one_beginning",
                condition=Q(supersedes__isnull=True),
            ),
            models.CheckConstraint(
                name="statistic_rate_whole",
                condition=Q(numerator__isnull=True, denominator__isnull=True)
                | Q(numerator__isnull=False, denominator__gt=0),
            ),
            models.CheckConstraint(name="statistic_year", condition=Q(year__gte=1990, year__lte=2100)),
        ]
        indexes = [models.Index(fields=["year", "unit"], name="statistic_year_unit")]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.year}: {self.number}"


class PlanKind(models.TextChoices):
    GENERAL = "general", _("Quy hoạch chung xây dựng xã")
    DETAILED = "detailed", _("Quy hoạch chi tiết")
    LAND = "land", _("Quy hoạch, kế hoạch sử dụng đất")
    PRODUCTION = "production", _("Quy hoạch, đề án phát triển sản xuất")
    RURAL = "rural", _("Đề án xây dựng nông thôn mới")
    OTHER = "other", _("Quy hoạch khác")


class PlanState(models.TextChoices):
    PREPARING = "preparing", _("Đang lập")
    SUBMITTED = "submitted", _("Đã trình")
    APPROVED = "approved", _("Đã phê duyệt")
    ADJUSTING = "adjusting", _("Đang điều chỉnh")
    EXPIRED = "expired", _("Hết hiệu lực")


@tracked()
class PlanningDocument(models.Model):
    """A planning document of a commune and where it stands (S1-34). ``valid`` is the period it plans for."""

    unit = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="planning")
    kind = models.CharField(max_length=12, choices=PlanKind.choices)
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=12, choices=PlanState.choices, default=PlanState.PREPARING)
    decision = models.CharField(max_length=200, blank=True)
    decision_on = models.DateField(null=True, blank=True)
    valid = DateRangeField(default="(,)")
    note = models.TextField(blank=True)
    title_folded = models.GeneratedField(
        expression=Fold("title"), output_field=models.TextField(), db_persist=True
    )
    title_key = models.GeneratedField(
        expression=VnKey("title"), output_field=models.TextField(db_collation="C"), db_persist=True
    )

    objects = UnitBoundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="approved_planning_has_decision", condition=~Q(state="approved") | ~Q(decision="")
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PlanningFileQuerySet(UnitBoundQuerySet):
    path = "document__unit"


class PlanningFile(AttachedFile):
    """A file of a planning document."""

    document = models.ForeignKey(PlanningDocument, on_delete=models.PROTECT, related_name="files")

    objects = PlanningFileQuerySet.as_manager()

    class Meta(AttachedFile.Meta):
        pass


@tracked()
class CommunePlan(models.Model):
    """A commune's plan for a year or a stage, the source of its targets (S3-54)."""

    unit = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="plans")
    title = models.CharField(max_length=300)
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    decision = models.CharField(max_length=200, blank=True)
    decision_on = models.DateField(null=True, blank=True)
    title_folded = models.GeneratedField(
        expression=Fold("title"), output_field=models.TextField(), db_persist=True
    )

    objects = UnitBoundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="plan_years_in_order", condition=Q(last_year__gte=models.F("first_year"))
            ),
            models.UniqueConstraint(fields=["unit", "title", "first_year"], name="plan_once"),
        ]

    def __str__(self) -> str:
        return self.title


class TargetQuerySet(UnitBoundQuerySet):
    path = "plan__unit"


class PlanTarget(AppendOnly):
    """One target of a plan: a measure, a year, a number. A correction supersedes; ``None`` takes it back."""

    plan = models.ForeignKey(CommunePlan, on_delete=models.PROTECT, related_name="targets")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    number = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="superseded_by", null=True, blank=True
    )

    objects = TargetQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "measure", "year"],
                name="target_one_beginning",
                condition=Q(supersedes__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.year}: {self.number}"

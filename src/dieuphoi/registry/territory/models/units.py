"""Units of territory in time: one identity, with names, codes, parents and classes that are valid for a while.

A bare code is no key: codes are reused and changed (26740 was Phường Bến Nghé, then Phường Sài Gòn).
A start that no source tells is open ("có từ trước"), never invented.
"""

from __future__ import annotations

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.history.models import tracked
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.constraints import no_overlap
from dieuphoi.core.kernel.functions import Fold, VnKey
from dieuphoi.core.kernel.scope import ScopedQuerySet


class PublicQuerySet(ScopedQuerySet):
    """Facts that everybody signed in may read: which units exist and what they are called."""

    def scope(self, actor: Actor) -> Self:
        return self

    def on(self, day: Any) -> Self:
        """The rows valid on ``day`` (ranges are ``[from, to)``, an open start is "from before")."""
        return self.filter(valid__contains=day)


class Kind(models.TextChoices):
    PROVINCE = "province", _("tỉnh")
    DISTRICT = "district", _("huyện")
    COMMUNE = "commune", _("xã")
    VILLAGE = "village", _("thôn")


class UnitType(models.TextChoices):
    """What the unit is called in law; the programme judges ``xa``."""

    TINH = "tinh", _("Tỉnh")
    THANH_PHO_TW = "thanh_pho_tw", _("Thành phố")
    HUYEN = "huyen", _("Huyện")
    QUAN = "quan", _("Quận")
    THI_XA = "thi_xa", _("Thị xã")
    THANH_PHO = "thanh_pho", _("Thành phố thuộc tỉnh")
    XA = "xa", _("Xã")
    PHUONG = "phuong", _("Phường")
    THI_TRAN = "thi_tran", _("Thị trấn")
    DAC_KHU = "dac_khu", _("Đặc khu")
    THON = "thon", _("Thôn")


@tracked()
class AdminUnit(models.Model):
    """A unit of territory (``AdminUnit``). It is the same unit as long as it takes no other unit in."""

    kind = models.CharField(max_length=10, choices=Kind.choices)
    valid = DateRangeField()
    source = models.TextField(blank=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["kind"], name="unit_kind"), GistIndex(fields=["valid"], name="unit_valid")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


@tracked()
class UnitName(models.Model):
    """A name and type of a unit, with validity."""

    unit = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="names")
    type = models.CharField(max_length=14, choices=UnitType.choices)
    name = models.CharField(max_length=120)
    valid = DateRangeField()
    name_folded = models.GeneratedField(
        expression=Fold("name"), output_field=models.TextField(), db_persist=True
    )
    name_key = models.GeneratedField(
        expression=VnKey("name"), output_field=models.TextField(db_collation="C"), db_persist=True
    )

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [no_overlap("unit_one_name_a_day", "unit")]
        indexes = [
            models.Index(fields=["name_folded"], name="unit_name_folded"),
            models.Index(fields=["name_key"], name="unit_name_key"),
            models.Index(fields=["type"], name="unit_name_type"),
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()} {self.name}"


@tracked()
class UnitCode(models.Model):
    """A code of the statistics office, with validity. Leading zeros count: province 2, district 3, commune 5 digits."""

    unit = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="codes")
    code = models.CharField(max_length=12)
    valid = DateRangeField()

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [no_overlap("unit_one_code_a_day", "unit")]
        indexes = [models.Index(fields=["code"], name="unit_code")]

    def __str__(self) -> str:
        return self.code


@tracked()
class UnitParent(models.Model):
    """Where a unit belongs, with validity. ``path`` holds the ids from the root down to the unit itself."""

    unit = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="parents")
    parent = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="+", null=True)
    path = ArrayField(models.BigIntegerField())
    valid = DateRangeField()

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [no_overlap("unit_one_parent_a_day", "unit")]
        indexes = [GinIndex(fields=["path"], name="unit_path")]

    def __str__(self) -> str:
        return f"{self.unit_id} < {self.parent_id}"


@tracked()
class UnitClass(models.Model):
    """A classification of a unit for a stage: region, zone, commune group, flag – with decision and validity.

    ``dimension`` is the set's word (``region7``, ``commune_group3``, ``zone``, ``flag``); for ``flag`` several
    values may hold at once, for the others one a day.
    """

    unit = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="classes")
    dimension = models.CharField(max_length=30)
    value = models.CharField(max_length=60)
    decision = models.TextField(blank=True)
    source = models.TextField()
    valid = DateRangeField()

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [
            no_overlap(f"unit_one_{dimension}_a_day", "unit", condition=Q(dimension=dimension))
            for dimension in ("region7", "commune_group3", "zone")
        ] + [
            # Classes of an import or change that was taken back never held: of these there may be several.
            models.UniqueConstraint(
                fields=["unit", "dimension", "value", "valid"], name="unit_class_once",
                condition=Q(valid__isempty=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dimension}={self.value}"


@tracked()
class UnitBoundary(models.Model):
    """Where a unit lies: a GeoJSON geometry (Polygon or MultiPolygon, degrees WGS 84), with validity and source."""

    unit = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="boundaries")
    geometry = models.JSONField()
    box = ArrayField(models.FloatField(), size=4)
    """West, south, east, north."""
    source = models.TextField()
    valid = DateRangeField()

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [no_overlap("unit_one_boundary_a_day", "unit")]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.source}"

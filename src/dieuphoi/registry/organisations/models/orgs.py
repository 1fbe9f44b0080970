"""Organisations in time: one identity, with names and superiors that are valid for a while, and what became of it."""

from __future__ import annotations

from typing import Final

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.history.models import AppendOnly, tracked
from dieuphoi.core.kernel.constraints import no_overlap
from dieuphoi.core.kernel.functions import Fold, VnKey
from dieuphoi.registry.territory.models import AdminUnit, PublicQuerySet


class OrgKind(models.TextChoices):
    """What kind of body it is; the level says of which tier (a Party committee of a commune is ``party``)."""

    OFFICE = "office", _("Văn phòng điều phối")
    DEPARTMENT = "department", _("Sở, ban, ngành, đoàn thể")
    COMMUNE = "commune", _("Ủy ban nhân dân xã")
    COMMITTEE = "committee", _("Ban Chỉ đạo")
    COUNCIL = "council", _("Hội đồng nhân dân")
    TEAM = "team", _("Tổ giúp việc")
    PEOPLE = "people", _("Ủy ban nhân dân tỉnh, huyện")
    PARTY = "party", _("Cơ quan Đảng")
    FRONT = "front", _("Mặt trận Tổ quốc")
    MASS = "mass", _("Tổ chức chính trị - xã hội")
    PROJECTS = "projects", _("Ban quản lý dự án")
    ROOM = "room", _("Phòng, đơn vị trực thuộc")
    OTHER = "other", _("Tổ chức khác")


class OrgLevel(models.TextChoices):
    CENTRAL = "central", _("Trung ương")
    PROVINCE = "province", _("Cấp tỉnh")
    DISTRICT = "district", _("Cấp huyện")
    COMMUNE = "commune", _("Cấp xã")


KNOWN_TO_ALL: Final = (OrgLevel.CENTRAL, OrgLevel.PROVINCE)
"""Levels whose people everybody inside may call."""


class Sourced(models.Model):
    """A fact that holds for a while, and the decision that says so. An open start: "có từ trước"."""

    valid = DateRangeField()
    decision = models.CharField(max_length=200, blank=True)
    decision_on = models.DateField(null=True, blank=True)
    source = models.TextField(blank=True)

    class Meta:
        abstract = True


@tracked()
class OrgUnit(models.Model):
    """An agency (``OrgUnit``). ``place`` is the unit of territory it answers for; none for a department.

    ``name`` and ``parent`` repeat what :class:`OrgName` and :class:`OrgParent` say of the day of the last act, for
    those who need no past; who reads as of a day reads the time line. ``founded_on`` and ``founding_decision`` are
    the body's own (S1-05); ``document_symbol`` is how it signs its papers ("CV/ĐU", S2-01).
    """

    kind = models.CharField(max_length=12, choices=OrgKind.choices)
    level = models.CharField(max_length=10, choices=OrgLevel.choices, default=OrgLevel.PROVINCE)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="children", null=True, blank=True)
    place = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="orgs", null=True, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    valid = DateRangeField()
    founded_on = models.DateField(null=True, blank=True)
    founding_decision = models.CharField(max_length=200, blank=True)
    document_symbol = models.CharField(max_length=40, blank=True)
    name_folded = models.GeneratedField(
        expression=Fold("name"), output_field=models.TextField(), db_persist=True
    )
    name_key = models.GeneratedField(
        expression=VnKey("name"), output_field=models.TextField(db_collation="C"), db_persist=True
    )

    objects = PublicQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "name_key"], name="org_kind_name"),
            models.Index(fields=["name_folded"], name="org_name_folded"),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class OrgName(Sourced):
    """A name of an organisation with its short form ("Sở NN&MT"), for a while."""

    org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="names")
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60, blank=True)
    name_folded = models.GeneratedField(
        expression=Fold("name"), output_field=models.TextField(), db_persist=True
    )
    short_folded = models.GeneratedField(
        expression=Fold("short_name"), output_field=models.TextField(), db_persist=True
    )
    name_key = models.GeneratedField(
        expression=VnKey("name"), output_field=models.TextField(db_collation="C"), db_persist=True
    )

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [no_overlap("org_one_name_a_day", "org")]
        indexes = [
            models.Index(fields=["name_folded"], name="org_day_name_folded"),
            models.Index(fields=["name_key"], name="org_day_name_key"),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class OrgParent(Sourced):
    """Under whom an organisation stands, for a while (``parent`` empty: under nobody in the register; S0-04)."""

    org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="superiors")
    parent = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", null=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [
            no_overlap("org_one_parent_a_day", "org"),
            models.CheckConstraint(
                name="org_not_its_own_parent", condition=Q(parent__isnull=True) | ~Q(parent=models.F("org"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.org_id} < {self.parent_id}"


class ChangeKind(models.TextChoices):
    FOUND = "found", _("Thành lập")
    RENAME = "rename", _("Đổi tên")
    MOVE = "move", _("Chuyển cơ quan cấp trên")
    CLOSE = "close", _("Giải thể, kết thúc hoạt động")
    MERGE = "merge", _("Sáp nhập")
    SPLIT = "split", _("Chia tách")
    REORGANISE = "reorganise", _("Tổ chức lại các phòng")


class OrgChange(AppendOnly):
    """What became of organisations on a day, with its decision (S3-65): many before, many after."""

    kind = models.CharField(max_length=12, choices=ChangeKind.choices)
    effective_on = models.DateField()
    decision = models.CharField(max_length=200, blank=True)
    decision_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)

    objects = PublicQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.kind} {self.effective_on:%Y-%m-%d}"


class OrgChangePart(AppendOnly):
    """One organisation of a change. ``is_after``: it stands after the change; a kept one stands on both sides."""

    change = models.ForeignKey(OrgChange, on_delete=models.PROTECT, related_name="parts")
    org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="changes")
    is_after = models.BooleanField()

    objects = PublicQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        constraints = [
            models.UniqueConstraint(fields=["change", "org", "is_after"], name="org_once_on_a_side"),
        ]

    def __str__(self) -> str:
        return f"{self.change_id}: {self.org_id}"

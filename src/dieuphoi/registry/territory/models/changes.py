"""Changes of units: many predecessors, many successors, one connected group (``UnitChange``).

A change is planned before it is applied. What applying it wrote, row by row, is kept in :class:`UnitChangeEdit`, so
that an undo gives back each row as it was and deletes none: what the change had made stays, with an empty validity.
"""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.history.models import AppendOnly, tracked
from dieuphoi.core.kernel.functions import Fold
from dieuphoi.registry.territory.models.units import AdminUnit, Kind, PublicQuerySet, UnitType
from dieuphoi.registry.territory.states import APPLIED, CHANGE_LIFE, PLANNED


class ChangeKind(models.TextChoices):
    """What happened to the group; it follows from the group and is never typed."""

    MERGE = "merge", _("sáp nhập")
    SPLIT = "split", _("chia tách")
    REGROUP = "regroup", _("sắp xếp lại")
    RENAME = "rename", _("đổi tên")
    RECODE = "recode", _("đổi mã")
    MOVE = "move", _("đổi đơn vị cấp trên")
    END = "end", _("kết thúc")


class How(models.TextChoices):
    """Whether a successor is a new unit, the very unit that went on, or one that had been loaded before."""

    NEW = "new", _("đơn vị mới")
    SAME = "same", _("vẫn là đơn vị cũ")
    ADOPT = "adopt", _("đơn vị đã có sẵn")


class ShareOf(models.TextChoices):
    """What a share of a divided unit counts."""

    POPULATION = "population", _("dân số")
    HOUSEHOLDS = "households", _("số hộ")
    AREA = "area", _("diện tích")


@tracked()
class ChangeBatch(models.Model):
    """Changes planned together: one load of the package's mapping, one sheet. ``doubts`` is the list of what the source
    gets wrong or leaves out; ``report`` the last dry run.
    """

    title = models.CharField(max_length=200)
    source = models.TextField()
    effective_on = models.DateField(null=True)
    doubts = models.JSONField(default=list)
    report = models.JSONField(default=dict)
    report_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    objects = PublicQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title


@tracked()
class UnitChange(models.Model):
    """One connected group of predecessors and successors, with its day and its resolution."""

    batch = models.ForeignKey(ChangeBatch, on_delete=models.PROTECT, null=True, related_name="changes")
    kind = models.CharField(_("loại"), max_length=8, choices=ChangeKind.choices)
    level = models.CharField(_("cấp"), max_length=10, choices=Kind.choices)
    title = models.TextField(_("nội dung"))
    effective_on = models.DateField(_("có hiệu lực từ ngày"))
    resolution_number = models.CharField(_("số nghị quyết"), max_length=80, blank=True)
    resolution_on = models.DateField(_("ngày nghị quyết"), null=True, blank=True)
    resolution_by = models.CharField(_("cơ quan ban hành"), max_length=200, blank=True, default="")
    source = models.TextField(_("nguồn"), blank=True)
    note = models.TextField(_("ghi chú"), blank=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    """The planned change that this one was edited from; that one is cancelled, never overwritten."""
    state = models.CharField(_("trạng thái"), max_length=9, choices=list(CHANGE_LIFE.states.items()), default=PLANNED)
    planned_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    title_folded = models.GeneratedField(expression=Fold("title"), output_field=models.TextField(), db_persist=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        triggers = [CHANGE_LIFE.trigger()]
        constraints = [
            models.CheckConstraint(name="change_state_known", condition=Q(state__in=list(CHANGE_LIFE.states))),
            models.CheckConstraint(
                name="change_applied_has_instant", condition=~Q(state=APPLIED) | Q(applied_at__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["effective_on", "state"], name="change_day")]

    def __str__(self) -> str:
        return self.title


@tracked()
class UnitChangeFrom(models.Model):
    """A predecessor: a unit that exists on the eve of the change."""

    change = models.ForeignKey(UnitChange, on_delete=models.PROTECT, related_name="froms")
    unit = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="changes_out")

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change", "unit"], name="change_from_once")]

    def __str__(self) -> str:
        return f"{self.change_id}: {self.unit_id} →"


@tracked()
class UnitChangeTo(models.Model):
    """A successor as it is planned; ``unit`` once it is there. Its parent is a unit, or the successor of another
    change (``parent_to``) when the province itself is new.
    """

    change = models.ForeignKey(UnitChange, on_delete=models.PROTECT, related_name="tos")
    how = models.CharField(max_length=5, choices=How.choices)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    type = models.CharField(max_length=14, choices=UnitType.choices)
    name = models.CharField(max_length=120)
    code = models.CharField(max_length=12, blank=True)
    parent = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, null=True, related_name="+")
    parent_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    unit = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, null=True, related_name="changes_in")

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="change_to_known_unit", condition=Q(how=How.NEW) | Q(unit__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.change_id}: → {self.get_type_display()} {self.name}"


@tracked()
class UnitChangeLink(models.Model):
    """A predecessor gave to a successor. ``numerator`` of ``denominator`` is the share of the *predecessor* that went
    there, counted in ``share_of``; empty where nobody knows it. A predecessor with one link went there whole.
    """

    change = models.ForeignKey(UnitChange, on_delete=models.PROTECT, related_name="links")
    predecessor = models.ForeignKey(UnitChangeFrom, on_delete=models.PROTECT, related_name="links")
    successor = models.ForeignKey(UnitChangeTo, on_delete=models.PROTECT, related_name="links")
    numerator = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    denominator = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    share_of = models.CharField(max_length=10, choices=ShareOf.choices, blank=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="change_link_once"),
            models.CheckConstraint(
                name="change_share_possible",
                condition=Q(numerator=None, denominator=None, share_of="")
                | Q(
                    numerator__isnull=False,
                    denominator__isnull=False,
                    numerator__gte=0,
                    denominator__gt=0,
                    numerator__lte=F("denominator"),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"


class Edited(models.TextChoices):
    """Which table a row of :class:`UnitChangeEdit` speaks of."""

    UNIT = "unit", _("đơn vị")
    NAME = "name", _("tên")
    CODE = "code", _("mã")
    PARENT = "parent", _("đơn vị cấp trên")
    CLASS = "class", _("phân loại")
    BOUNDARY = "boundary", _("ranh giới")


class UnitChangeEdit(AppendOnly):
    """One row whose validity applying a change set: from ``before`` (empty: the change made the row) to ``after``."""

    change = models.ForeignKey(UnitChange, on_delete=models.PROTECT, related_name="edits")
    what = models.CharField(max_length=8, choices=Edited.choices)
    row_id = models.BigIntegerField()
    before = DateRangeField(null=True)
    after = DateRangeField()

    objects = PublicQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        indexes = [models.Index(fields=["what", "row_id"], name="change_edit_row")]

    def __str__(self) -> str:
        return f"{self.change_id}: {self.what} {self.row_id}"

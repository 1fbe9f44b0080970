"""Kinds of documents, and the rules of the register as data with validity and source."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.history.models import tracked
from dieuphoi.core.kernel.functions import Fold
from dieuphoi.registry.organisations.models import OrgUnit
from dieuphoi.registry.territory.models import PublicQuerySet


class Urgency(models.TextChoices):
    """How fast a document travels (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""

    NORMAL = "NORMAL", _("thường")
    URGENT = "URGENT", _("khẩn")
    VERY_URGENT = "VERY_URGENT", _("thượng khẩn")
    AT_ONCE = "AT_ONCE", _("hỏa tốc")


@tracked()
class DocumentKind(models.Model):
    """A kind of administrative document. ``short`` stands in the symbol ("1599/QĐ-UBND"); a công văn has none.

    Kinds of Party documents and of laws are not listed: they are written on the document itself.
    """

    code = models.CharField(max_length=12)
    short = models.CharField(_("Chữ viết tắt"), max_length=12, blank=True)
    name = models.CharField(_("Tên loại"), max_length=60)
    position = models.PositiveSmallIntegerField(default=100)
    valid = DateRangeField()
    source = models.TextField()
    name_folded = models.GeneratedField(expression=Fold("name"), output_field=models.TextField(), db_persist=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "valid"], name="document_kind_once"),
            models.CheckConstraint(name="document_kind_has_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return self.name


class Measure(models.TextChoices):
    RECEIVE = "RECEIVE", _("từ ban hành đến nhận")
    ASSIGN = "ASSIGN", _("từ nhận đến giao xử lý")
    READ = "READ", _("từ gửi đến mở đọc")


@tracked()
class AccessRule(models.Model):
    """Within how many working days a document is received, given to somebody, opened; 0 is the same day.

    ``org_kinds``: only these kinds of organisations are held to it (empty: all). The newest rule that holds on a day
    counts; before the first one the shipped ``data/access-rules.yaml`` does.
    """

    measure = models.CharField(_("Khoảng"), max_length=8, choices=Measure.choices)
    urgency = models.CharField(_("Độ khẩn"), max_length=12, choices=Urgency.choices)
    days = models.PositiveSmallIntegerField(_("Số ngày làm việc"))
    org_kinds = ArrayField(models.CharField(max_length=12), verbose_name=_("Cơ quan áp dụng"), default=list, blank=True)
    valid = DateRangeField(_("Thời gian"))
    source = models.TextField(_("Căn cứ"))

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="access_rule_has_source", condition=~Q(source="")),
            models.CheckConstraint(name="access_rule_within_a_year", condition=Q(days__lte=260)),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.urgency} {self.valid}"


@tracked()
class NumberingRule(models.Model):
    """How an organisation numbers what it issues: each kind by itself, or all kinds in one line.

    Its head decides (Nghị định 30/2020/NĐ-CP, Điều 15); before that each kind is numbered by itself.
    """

    org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", verbose_name=_("Cơ quan"))
    per_kind = models.BooleanField(_("Mỗi loại một dãy số"))
    valid = DateRangeField(_("Thời gian"))
    source = models.TextField(_("Căn cứ"))

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="numbering_rule_has_source", condition=~Q(source=""))]

    def __str__(self) -> str:
        return f"{self.org_id} {self.valid}"


class NumberSeries(models.Model):
    """The last number given in one book of an organisation's year; its lock makes two people wait for each other.

    ``book`` is ``den`` for what arrives, ``di`` for what is issued in one line, ``di:QĐ`` for one kind. It can be made
    again from the documents, and so keeps no history.
    """

    org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    book = models.CharField(max_length=80)
    last = models.PositiveIntegerField(default=0)

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "year", "book"], name="number_series_once")]

    def __str__(self) -> str:
        return f"{self.org_id} {self.year} {self.book}: {self.last}"

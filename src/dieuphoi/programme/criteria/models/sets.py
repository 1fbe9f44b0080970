"""Criteria sets as the database keeps them: set → version → criterion → indicator → threshold.

Codes mean something only inside a set version. The rows of a published version are immutable: the database
refuses a change. The engine does not read these tables; ``selectors.engine_set`` rebuilds its frozen value.
"""

from __future__ import annotations

from typing import Self

import pgtrigger
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.history.models import tracked
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.functions import CodeKey
from dieuphoi.core.kernel.scope import ScopedQuerySet
from dieuphoi.programme.criteria.states import VERSION_LIFE, VersionState
from dieuphoi.registry.access.roles import OFFICE
from dieuphoi.registry.territory.models import AdminUnit


class OfVersionQuerySet(ScopedQuerySet):
    """Rows of a set version: a draft is the office's, everything else is read by whoever is signed in.

    ``path`` leads to the version. A draft in consultation is no longer the office's alone: it is shown to be read.
    """

    path = ""

    def scope(self, actor: Actor) -> Self:
        if actor.has_role(*OFFICE):
            return self
        return self.exclude(**{f"{self.path}state": VersionState.DRAFT})


class OfRowQuerySet(OfVersionQuerySet):
    path = "version__"


class OfIndicatorQuerySet(OfVersionQuerySet):
    path = "indicator__version__"


class SetQuerySet(ScopedQuerySet):
    """Sets of which the actor sees a version."""

    def scope(self, actor: Actor) -> Self:
        return self.filter(Exists(SetVersion.objects.visible_to(actor).filter(set=OuterRef("pk"))))


_ONLY_IN_DRAFT = """
    IF (TG_OP = 'DELETE') THEN
        PERFORM 1 FROM criteria_setversion v WHERE v.id = OLD.version_id AND v.state <> 'draft';
    ELSE
        PERFORM 1 FROM criteria_setversion v WHERE v.id = NEW.version_id AND v.state <> 'draft';
    END IF;
    IF FOUND THEN
        RAISE EXCEPTION 'dieuphoi: rows of a published set version are immutable (%)', TG_TABLE_NAME;
    END IF;
    IF (TG_OP = 'DELETE') THEN RETURN OLD; END IF;
    RETURN NEW;
"""


def immutable_once_published() -> pgtrigger.Trigger:
    """Refuse to add, change or remove a row unless its version is a draft."""
    return pgtrigger.Trigger(
        name="only_in_draft",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=_ONLY_IN_DRAFT,
    )


class IssuedBy(models.TextChoices):
    """Which level issues a set (``cấp ban hành``)."""

    CENTRAL = "central", _("trung ương")
    PROVINCE = "province", _("cấp tỉnh")


class Relation(models.TextChoices):
    """How a version came from the one it is ``based_on``."""

    AMENDS = "amends", _("sửa đổi, bổ sung")
    REPLACES = "replaces", _("thay thế")
    ADAPTS = "adapts", _("bộ của tỉnh, dựa trên")
    COPIES = "copies", _("bản sao của")


@tracked()
class CriteriaSet(models.Model):
    """A set (``bộ tiêu chí``): the decision's subject, through all its versions. ``code`` as in the data files.

    ``level`` is the level of what is judged (commune …), ``issued_by`` that of the issuer; ``stage`` the nominal stage
    (2026–2030), which is not the time in force; ``province`` whose set it is, where a province issued it.
    """

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=300)
    level = models.CharField(max_length=40)
    tier = models.CharField(max_length=40)
    stage = models.CharField(max_length=20, blank=True)
    issued_by = models.CharField(max_length=10, choices=IssuedBy.choices, default=IssuedBy.CENTRAL)
    province = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    objects = SetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="set_of_a_province_names_it",
                condition=Q(issued_by=IssuedBy.PROVINCE) | Q(province__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class SetVersion(models.Model):
    """One version of a set: a decision, when it holds, how many rows it says it has.

    ``header`` keeps what the file says of the set beyond these columns (special rules, sources, notes).
    ``content_hash`` is the SHA-256 over the canonical bytes of all rows, kept with every change of a draft.
    ``based_on`` and ``relation`` say where it came from, ``change_note`` what it changes, in words.
    """

    set = models.ForeignKey(CriteriaSet, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=VersionState.choices, default=VersionState.DRAFT)
    decision_number = models.CharField(max_length=120)
    decision_on = models.DateField(null=True, blank=True)
    issuer = models.CharField(max_length=120, blank=True)
    effective = DateRangeField()
    territory_dimension = models.CharField(max_length=30, blank=True)
    expected_criteria = models.PositiveIntegerField(null=True)
    expected_indicators = models.PositiveIntegerField(null=True)
    header = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, related_name="followers", null=True, blank=True)
    relation = models.CharField(max_length=10, choices=Relation.choices, blank=True)
    change_note = models.TextField(blank=True)

    objects = OfVersionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["set", "number"], name="set_version_once")]
        triggers = [VERSION_LIFE.trigger()]

    def __str__(self) -> str:
        return f"{self.set.name} ({self.decision_number})"


class Provenance(models.TextChoices):
    SOURCED = "SOURCED", _("có nguồn")
    CONFIRMED = "CONFIRMED", _("đã xác nhận")
    RECALLED = "RECALLED", _("chưa kiểm chứng")
    EMPTY = "EMPTY", _("chưa có ngưỡng")


@tracked()
class Criterion(models.Model):
    """A criterion of a version (``tiêu chí``). ``raw`` is the row as the file gave it, without its indicators."""

    version = models.ForeignKey(SetVersion, on_delete=models.PROTECT, related_name="criteria")
    number = models.CharField(max_length=20)
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=300)
    group = models.CharField(max_length=120, blank=True)
    raw = models.JSONField(default=dict)

    objects = OfRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="criterion_number_once"),
            models.UniqueConstraint(fields=["version", "position"], name="criterion_position_once"),
        ]
        triggers = [immutable_once_published()]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"


@tracked()
class Indicator(models.Model):
    """An indicator of a version (``chỉ tiêu``). ``raw`` is the whole row as the file gave it, thresholds included."""

    version = models.ForeignKey(SetVersion, on_delete=models.PROTECT, related_name="indicators")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="indicators")
    code = models.CharField(max_length=40)
    position = models.PositiveIntegerField()
    name = models.TextField()
    unit = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=40)
    provenance = models.CharField(max_length=10, choices=Provenance.choices)
    raw = models.JSONField()
    code_key = models.GeneratedField(
        expression=CodeKey("code"), output_field=models.TextField(db_collation="C"), db_persist=True
    )

    objects = OfRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="indicator_code_once"),
            models.UniqueConstraint(fields=["version", "position"], name="indicator_position_once"),
        ]
        triggers = [immutable_once_published()]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

"""Criteria sets as the database keeps them: set → version → criterion → indicator → threshold.

Codes mean something only inside a set version. The rows of a published version are immutable: the database
refuses a change. The engine does not read these tables; ``selectors.engine_set`` rebuilds its frozen value.
"""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.history.models import AppendOnly, tracked
from dieuphoi.core.kernel.constraints import no_overlap
from dieuphoi.core.kernel.functions import CodeKey
from dieuphoi.programme.criteria.states import VERSION_LIFE, VersionState
from dieuphoi.registry.organisations.models import OrgUnit
from dieuphoi.registry.territory.models import PublicQuerySet

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


@tracked()
class CriteriaSet(models.Model):
    """A set (``bộ tiêu chí``): the decision's subject, through all its versions. ``code`` as in the data files."""

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=300)
    level = models.CharField(max_length=40)
    tier = models.CharField(max_length=40)

    objects = PublicQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


@tracked()
class SetVersion(models.Model):
    """One version of a set: a decision, when it holds, how many rows it says it has.

    ``header`` keeps what the file says of the set beyond these columns (special rules, sources, notes).
    ``content_hash`` is the SHA-256 over the canonical bytes of all rows, written when it is published.
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

    objects = PublicQuerySet.as_manager()

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


class Criterion(models.Model):
    """A criterion of a version (``tiêu chí``). ``raw`` is the row as the file gave it, without its indicators."""

    version = models.ForeignKey(SetVersion, on_delete=models.PROTECT, related_name="criteria")
    number = models.CharField(max_length=20)
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=300)
    group = models.CharField(max_length=120, blank=True)
    raw = models.JSONField(default=dict)

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="criterion_number_once"),
            models.UniqueConstraint(fields=["version", "position"], name="criterion_position_once"),
        ]
        triggers = [immutable_once_published()]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"


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

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="indicator_code_once"),
            models.UniqueConstraint(fields=["version", "position"], name="indicator_position_once"),
        ]
        triggers = [immutable_once_published()]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


@tracked()
class IndicatorOwner(models.Model):
    """The department that verifies an indicator, with validity. A published set does not stop it from changing."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="owners")
    org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    valid = DateRangeField()

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [no_overlap("indicator_one_owner_a_day", "indicator")]

    def __str__(self) -> str:
        return f"{self.indicator_id} → {self.org_id}"


class RowConfirmation(AppendOnly):
    """A person of this office read the row in the decision: which cells, in which document, on which page.

    The content does not change by it; ``content_hash`` says which content was confirmed.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="confirmations")
    cells = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    document = models.CharField(max_length=200)
    page = models.CharField(max_length=40, blank=True)
    content_hash = models.CharField(max_length=64)

    objects = PublicQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.document}"

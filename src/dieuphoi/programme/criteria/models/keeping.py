"""What people keep beside the rows of a set: owners, readings, the province's thresholds, bands, guidance, questions.

None of it changes the rows: those are the decision's.
"""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q

from dieuphoi.core.files.models import AttachedFile
from dieuphoi.core.history.models import AppendOnly, tracked
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.constraints import IdRange, no_overlap
from dieuphoi.core.kernel.scope import ScopedQuerySet
from dieuphoi.programme.criteria.models.sets import (
    CriteriaSet,
    Indicator,
    OfIndicatorQuerySet,
    OfVersionQuerySet,
)
from dieuphoi.registry.organisations.models import OrgUnit
from dieuphoi.registry.territory.models import AdminUnit


@tracked()
class IndicatorOwner(models.Model):
    """The department that verifies an indicator, with validity and the document that says so.

    A published set does not stop it from changing.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="owners")
    org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    valid = DateRangeField()
    decision = models.CharField(max_length=200, blank=True)

    objects = OfIndicatorQuerySet.as_manager()

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

    objects = OfIndicatorQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.document}"


class ProvincialThreshold(AppendOnly):
    """What a province decided where the national row leaves the threshold to it ("UBND cấp tỉnh quy định").

    Of one indicator, province and column the entry that counts on a day is that with the latest ``start`` not after the
    day, the last recorded of these; so it holds ``[start, next start)``. ``value`` is the threshold in the plain form
    of the data, ``None``: from ``start`` on there is none any more. Nothing is overwritten: a correction is one more
    entry with the same start, and what was known at an instant can be read again.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="provincial_thresholds")
    province = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="+")
    column = models.CharField(max_length=20)
    value = models.JSONField(null=True)
    start = models.DateField()
    decision_number = models.CharField(max_length=120)
    decision_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)

    objects = OfIndicatorQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        indexes = [models.Index(fields=["indicator", "province"], name="provincial_threshold_of_row")]

    def __str__(self) -> str:
        return f"{self.indicator_id}:{self.column} – {self.decision_number}"


class BandQuerySet(ScopedQuerySet):
    """Bands of the sets that the actor sees."""

    def scope(self, actor: Actor) -> Self:
        return self.filter(Exists(CriteriaSet.objects.visible_to(actor).filter(pk=OuterRef("set_id"))))


@tracked()
class CriteriaCountBand(models.Model):
    """A group of communes by the number of criteria met (``nhóm xã theo số tiêu chí đạt``), of one set, in time.

    From ``least`` to ``most`` criteria, both included; ``most`` open: up to all of them. ``decision`` says where the
    limits come from.
    """

    set = models.ForeignKey(CriteriaSet, on_delete=models.PROTECT, related_name="bands")
    name = models.CharField(max_length=120)
    least = models.PositiveIntegerField()
    most = models.PositiveIntegerField(null=True, blank=True)
    valid = DateRangeField()
    decision = models.CharField(max_length=300, blank=True)

    objects = BandQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="band_limits_in_order", condition=Q(most__isnull=True) | Q(most__gte=F("least"))
            ),
            ExclusionConstraint(
                name="bands_do_not_overlap",
                expressions=[
                    (IdRange("set"), RangeOperators.OVERLAPS),
                    (
                        Func("least", "most", function="int4range", template="%(function)s(%(expressions)s, '[]')"),
                        RangeOperators.OVERLAPS,
                    ),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Guidance(AppendOnly):
    """How to do an indicator (``hướng dẫn``), in the words of a document. A newer text supersedes an older one."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="guidance")
    text = models.TextField()
    source = models.CharField(max_length=300)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="superseded_by", null=True, blank=True
    )

    objects = OfIndicatorQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.text[:60]}"


class OfGuidanceQuerySet(OfVersionQuerySet):
    path = "guidance__indicator__version__"


class GuidanceFile(AttachedFile):
    """The document that the guidance speaks of."""

    guidance = models.ForeignKey(Guidance, on_delete=models.PROTECT, related_name="files")

    objects = OfGuidanceQuerySet.as_manager()

    class Meta(AttachedFile.Meta):
        pass


class Question(AppendOnly):
    """A question about an indicator (``hỏi – đáp``), read by everybody who reads the set."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="questions")
    text = models.TextField()
    org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    objects = OfIndicatorQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        pass

    def __str__(self) -> str:
        return self.text[:80]


class OfQuestionQuerySet(OfVersionQuerySet):
    path = "question__indicator__version__"


class Answer(AppendOnly):
    """What the owner department (or the office) answers. A later answer stands beside the earlier one."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField()
    source = models.CharField(max_length=300, blank=True)
    org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    objects = OfQuestionQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        pass

    def __str__(self) -> str:
        return self.text[:80]

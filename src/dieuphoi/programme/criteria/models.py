"""Criteria sets as the database keeps them: set → version → criterion → indicator → threshold, and what is kept beside.

Codes mean something only inside a set version. The rows of a published version are immutable: the database
refuses a change; owners, readings, provincial thresholds, bands, guidance and questions change none of them. The engine
does not read these tables; ``selectors.engine_set`` rebuilds its frozen value.
"""

from __future__ import annotations

from datetime import datetime
from typing import Self

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.files.models import AttachedFile
from dieuphoi.core.history.models import AppendOnly, tracked
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.constraints import IdRange, no_overlap
from dieuphoi.core.kernel.functions import CodeKey
from dieuphoi.core.kernel.scope import ScopedQuerySet
from dieuphoi.core.register.models import Comment, CommentMark
from dieuphoi.programme.criteria.states import VERSION_LIFE, VersionState
from dieuphoi.registry.access.roles import OFFICE
from dieuphoi.registry.organisations.models import OrgUnit
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


class WithdrawableQuerySet(OfIndicatorQuerySet):
    def standing(self, known_at: datetime | None = None) -> Self:
        """Entries that count: none that takes another back, none that was taken back (by ``known_at``)."""
        taken_back = Q(withdrawn_by__isnull=False)
        rows = self.filter(withdraws__isnull=True)
        if known_at is not None:
            taken_back &= Q(withdrawn_by__recorded_at__lte=known_at)
            rows = rows.filter(recorded_at__lte=known_at)
        return rows.exclude(taken_back)


class Withdrawable(AppendOnly):
    """An entry that can be taken back by one more entry that ``withdraws`` it (the undo of an import); both stay."""

    withdraws = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="withdrawn_by", null=True, blank=True
    )

    objects = WithdrawableQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        abstract = True


class RowConfirmation(Withdrawable):
    """A person of this office read the row in the decision: which cells, in which document, on which page.

    The content does not change by it; ``content_hash`` says which content was confirmed.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="confirmations")
    cells = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    document = models.CharField(max_length=200)
    page = models.CharField(max_length=40, blank=True)
    content_hash = models.CharField(max_length=64)

    class Meta(Withdrawable.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.document}"


class ProvincialThreshold(Withdrawable):
    """What a province decided where the national row leaves the threshold to it ("UBND cấp tỉnh quy định").

    Without a province it is national: what a ministry decided where the row leaves the threshold to it ("Bộ … hướng
    dẫn"); ``issuer`` then names the ministry.

    Of one indicator, province and column the entry that counts on a day is that with the latest ``start`` not after the
    day, the last recorded of these; so it holds ``[start, next start)``. ``value`` is the threshold in the plain form
    of the data, ``None``: from ``start`` on there is none any more. Nothing is overwritten: a correction is one more
    entry with the same start, and what was known at an instant can be read again.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="provincial_thresholds")
    province = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    issuer = models.CharField(max_length=200, blank=True, default="")
    column = models.CharField(max_length=20)
    value = models.JSONField(null=True)
    start = models.DateField()
    decision_number = models.CharField(max_length=120)
    decision_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta(Withdrawable.Meta):
        indexes = [models.Index(fields=["indicator", "province"], name="provincial_threshold_of_row")]
        constraints = [
            models.CheckConstraint(
                name="national_threshold_names_its_ministry",
                condition=Q(province__isnull=False) | ~Q(issuer=""),
            )
        ]

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


class SetVersionComment(Comment):
    """A comment on a version of a set: a draft is discussed, one in force too. ``anchor`` is an indicator's code."""

    version = models.ForeignKey(SetVersion, on_delete=models.PROTECT, related_name="comments")

    through = "version"

    class Meta(Comment.Meta):
        abstract = False


class SetVersionCommentMark(CommentMark):
    """A comment on a version of a set was settled, or opened again."""

    comment = models.ForeignKey(SetVersionComment, on_delete=models.PROTECT, related_name="marks")

    class Meta(CommentMark.Meta):
        abstract = False

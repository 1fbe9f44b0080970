"""Registered targets (``đăng ký về đích``) of units, plan numbers of provinces and districts, and the expected pace.

Registered is not reached and not recognised: that a target was reached is read from recognitions and frozen rounds,
never typed. Nothing is deleted; what was entered by mistake is VOID and leaves all lists.
"""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.files.models import AttachedFile
from dieuphoi.core.history.models import tracked
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.functions import Fold
from dieuphoi.core.kernel.scope import ScopedQuerySet
from dieuphoi.core.register.models import Comment, CommentMark
from dieuphoi.programme.criteria.models import SetVersion
from dieuphoi.programme.recognition.models import Level
from dieuphoi.programme.targets.states import LIVING, TARGET_LIFE, TargetState
from dieuphoi.registry.organisations.models import OrgUnit, Person
from dieuphoi.registry.territory.models import AdminUnit, PublicQuerySet


class Goal(models.TextChoices):
    """What is to be reached. UNITS is a plan number: so many units of the province (district) reach the level."""

    LEVEL = "LEVEL", _("đạt mức công nhận")
    CRITERIA = "CRITERIA", _("đạt số tiêu chí")
    NAMED = "NAMED", _("đạt các tiêu chí được nêu")
    UNITS = "UNITS", _("kế hoạch số đơn vị đạt")


class TargetQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        """One's own units; plan numbers of provinces and districts are known to everybody signed in."""
        places = actor.reads()
        if places.everything:
            return self
        return self.filter(Q(unit__any_of=places.array) | Q(goal=Goal.UNITS))


class ThroughTargetQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        places = actor.reads()
        if places.everything:
            return self
        return self.filter(Q(target__unit__any_of=places.array) | Q(target__goal=Goal.UNITS))


@tracked()
class RegisteredTarget(models.Model):
    """A unit wants to reach something by the end of ``year`` (of the stage ``first_year``–``year``).

    The unit is that of ``registered_on``, named as it was then. ``level`` is what is strived for; of CRITERIA and
    NAMED it is the level of the set whose criteria are meant. ``wanted`` counts criteria (CRITERIA) or units (UNITS);
    ``named`` are numbers of criteria in ``version``. ``registered_on`` and ``document`` are the registration's own,
    ``confirmed_*`` the province's decision. ``moved_from``: the record that this one takes the place of.
    Source: domain.md §2, S1-14, S2-30; plan numbers S2-22, S3-17.
    """

    unit = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="targets")
    unit_name = models.CharField(_("Đơn vị"), max_length=140)
    unit_code = models.CharField(max_length=12, blank=True)
    unit_key = models.TextField(db_collation="C")
    province = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="+", null=True)
    first_year = models.PositiveSmallIntegerField(_("Từ năm"))
    year = models.PositiveSmallIntegerField(_("Năm về đích"))
    goal = models.CharField(_("Loại đích"), max_length=8, choices=Goal.choices)
    level = models.CharField(_("Mức"), max_length=24, choices=Level.choices)
    version = models.ForeignKey(SetVersion, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    wanted = models.PositiveSmallIntegerField(_("Số phải đạt"), null=True, blank=True)
    named = ArrayField(models.CharField(max_length=20), verbose_name=_("Tiêu chí được nêu"), default=list, blank=True)
    state = models.CharField(_("Trạng thái"), max_length=10, choices=TargetState.choices, default=TARGET_LIFE.start)
    registered_on = models.DateField(_("Ngày đăng ký"))
    document = models.CharField(_("Văn bản đăng ký"), max_length=120, blank=True)
    issuer = models.CharField(_("Cơ quan đăng ký"), max_length=200, blank=True)
    confirmed_number = models.CharField(_("Quyết định phê duyệt"), max_length=120, blank=True)
    confirmed_on = models.DateField(_("Ngày phê duyệt"), null=True, blank=True)
    confirmed_by = models.CharField(_("Cơ quan phê duyệt"), max_length=200, blank=True)
    ended_on = models.DateField(_("Ngày kết thúc"), null=True, blank=True)
    end_reason = models.TextField(_("Lý do kết thúc"), blank=True)
    follower = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Người theo dõi")
    )
    follower_org = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Cơ quan theo dõi")
    )
    source = models.CharField(_("Nguồn"), max_length=300, blank=True)
    note = models.TextField(_("Ghi chú"), blank=True)
    moved_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="moved_to", null=True, blank=True,
        verbose_name=_("Chuyển từ đăng ký"),
    )  # fmt: skip
    unit_folded = models.GeneratedField(
        expression=Fold("unit_name"), output_field=models.TextField(), db_persist=True
    )
    papers_folded = models.GeneratedField(
        expression=Fold(models.F("document")), output_field=models.TextField(), db_persist=True
    )

    objects = TargetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="target_years_in_order", condition=Q(first_year__lte=models.F("year"))),
            models.CheckConstraint(
                name="target_goal_is_whole",
                condition=Q(goal="LEVEL", wanted__isnull=True, named=[])
                | Q(goal="UNITS", wanted__gt=0, named=[], version__isnull=True)
                | Q(goal="CRITERIA", wanted__gt=0, named=[], version__isnull=False)
                | (Q(goal="NAMED", wanted__isnull=True, version__isnull=False) & ~Q(named=[])),
            ),
            models.CheckConstraint(
                name="target_confirmed_by_decision",
                condition=~Q(state="CONFIRMED") | (~Q(confirmed_number="") & Q(confirmed_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="target_ended_has_reason",
                condition=Q(state__in=["REGISTERED", "CONFIRMED"], ended_on__isnull=True, end_reason="")
                | (Q(state__in=["WITHDRAWN", "MOVED", "VOID"], ended_on__isnull=False) & ~Q(end_reason="")),
            ),
            models.UniqueConstraint(
                fields=["unit", "first_year", "year", "level", "goal"],
                condition=Q(state__in=list(LIVING)),
                name="one_living_target",
            ),
            models.UniqueConstraint(
                fields=["moved_from"], condition=~Q(state="VOID"), name="target_moved_once"
            ),
        ]
        indexes = [
            models.Index(fields=["year", "state"], name="target_year_state"),
            models.Index(fields=["unit_key"], name="target_unit_key"),
        ]
        triggers = [TARGET_LIFE.trigger()]

    def __str__(self) -> str:
        return f"{self.unit_name}: {self.get_level_display()}, {self.years_label}"

    @property
    def years_label(self) -> str:
        """``2026``, or ``2026–2030`` for a stage."""
        return str(self.year) if self.first_year == self.year else f"{self.first_year}–{self.year}"


class StandingManager(models.Manager["StandingTarget"]):
    """Leaves out what was entered by mistake."""

    def get_queryset(self) -> models.QuerySet[StandingTarget]:
        return TargetQuerySet(self.model, using=self._db).exclude(state=TargetState.VOID)

    def visible_to(self, actor: Actor) -> models.QuerySet[StandingTarget]:
        """The rows that ``actor`` sees, without those that were entered by mistake."""
        rows: TargetQuerySet = TargetQuerySet(self.model, using=self._db).visible_to(actor)
        return rows.exclude(state=TargetState.VOID)


class StandingTarget(RegisteredTarget):
    """The targets that stand or once stood: what lists and the chain read."""

    objects = StandingManager()  # type: ignore[assignment,misc]

    class Meta:
        proxy = True
        base_manager_name = "objects"


class TargetFile(AttachedFile):
    """A scan of a registration or of the decision that confirms it."""

    target = models.ForeignKey(RegisteredTarget, on_delete=models.PROTECT, related_name="files")
    note = models.CharField(max_length=300, blank=True)

    objects = ThroughTargetQuerySet.as_manager()

    class Meta(AttachedFile.Meta):
        abstract = False

    def __str__(self) -> str:
        return self.name


class TargetComment(Comment):
    """A comment on a registered target."""

    target = models.ForeignKey(RegisteredTarget, on_delete=models.PROTECT, related_name="comments")

    through = "target"

    class Meta(Comment.Meta):
        abstract = False


class TargetCommentMark(CommentMark):
    """A comment on a target was settled, or opened again."""

    comment = models.ForeignKey(TargetComment, on_delete=models.PROTECT, related_name="marks")

    class Meta(CommentMark.Meta):
        abstract = False


class PaceOf(models.TextChoices):
    CRITERIA = "CRITERIA", _("tiêu chí đạt trên số phải đạt")
    UNITS = "UNITS", _("đơn vị đạt trên kế hoạch")


@tracked()
class PaceRule(models.Model):
    """How much of a year's target is expected by the end of each month, in percent, with validity and provenance.

    ``shares`` are twelve percents that never fall. The newest rule that holds on a day counts; before the first one the
    shipped ``data/pace.yaml`` does.
    """

    measure = models.CharField(_("Áp dụng cho"), max_length=8, choices=PaceOf.choices)
    shares = ArrayField(models.DecimalField(max_digits=5, decimal_places=2), verbose_name=_("Mức phải đạt"), size=12)
    valid = DateRangeField(_("Thời gian"))
    source = models.TextField(_("Căn cứ"))

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="pace_has_twelve_months", condition=Q(shares__len=12)),
            models.CheckConstraint(name="pace_has_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.valid}"

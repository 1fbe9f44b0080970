"""What organisations and people answer for: mandates, fields, committees, who follows what, programmes served."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.history.models import tracked
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.constraints import no_overlap
from dieuphoi.core.kernel.functions import Fold, VnKey
from dieuphoi.core.kernel.scope import ScopedQuerySet
from dieuphoi.registry.organisations.models.orgs import KNOWN_TO_ALL, OrgLevel, OrgUnit, Sourced
from dieuphoi.registry.organisations.models.people import Person
from dieuphoi.registry.territory.models import AdminUnit, PublicQuerySet


@tracked()
class WorkField(models.Model):
    """A field of work (lĩnh vực) that is followed, as data with validity."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=160)
    valid = DateRangeField(default="(,)")
    position = models.PositiveSmallIntegerField(default=100)
    source = models.TextField(blank=True)
    name_folded = models.GeneratedField(
        expression=Fold("name"), output_field=models.TextField(), db_persist=True
    )
    name_key = models.GeneratedField(
        expression=VnKey("name"), output_field=models.TextField(db_collation="C"), db_persist=True
    )

    objects = PublicQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


@tracked()
class Mandate(Sourced):
    """One function or duty of an organisation, word for word of its decision (S0-10); later tasks tie to it."""

    org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="mandates")
    number = models.CharField(max_length=20)
    text = models.TextField()

    objects = PublicQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["org", "number"], name="mandate_of_org")]

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:80]}"


@tracked()
class ServedProgramme(Sourced):
    """A programme that a coordination office serves (new rural areas, poverty …), for a while (S4-34)."""

    org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="programmes")
    name = models.CharField(max_length=200)

    objects = PublicQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class CommitteeQuerySet(ScopedQuerySet):
    """The province's committees are known to all; a commune's own to those who read the commune."""

    path = ""

    def scope(self, actor: Actor) -> Self:
        places = actor.reads()
        if places.everything or actor.has_role("administrator"):
            return self
        return self.filter(
            Q(**{f"{self.path}level__in": KNOWN_TO_ALL}) | Q(**{f"{self.path}place__any_of": places.array})
        )

    def on(self, day: object) -> Self:
        return self.filter(valid__contains=day)


@tracked()
class SteeringCommittee(Sourced):
    """A steering committee (Ban Chỉ đạo) of a level and place, with its decision (S1-02, S3-23)."""

    name = models.CharField(max_length=200)
    level = models.CharField(max_length=10, choices=OrgLevel.choices)
    place = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="committees", null=True, blank=True)
    org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="committees", null=True, blank=True)
    name_folded = models.GeneratedField(
        expression=Fold("name"), output_field=models.TextField(), db_persist=True
    )
    name_key = models.GeneratedField(
        expression=VnKey("name"), output_field=models.TextField(db_collation="C"), db_persist=True
    )

    objects = CommitteeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="local_committee_has_place",
                condition=Q(level__in=["central", "province"]) | Q(place__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name


class CommitteeFunction(models.TextChoices):
    HEAD = "head", _("Trưởng ban")
    STANDING_DEPUTY = "standing", _("Phó Trưởng ban thường trực")
    DEPUTY = "deputy", _("Phó Trưởng ban")
    STANDING_MEMBER = "s_member", _("Ủy viên thường trực")
    MEMBER = "member", _("Ủy viên")
    SECRETARY = "secretary", _("Thư ký")


class SeatQuerySet(CommitteeQuerySet):
    """Seats: who sees the committee and the person."""

    path = "committee__"

    def scope(self, actor: Actor) -> Self:
        return super().scope(actor).filter(person__in=Person.objects.visible_to(actor))


@tracked()
class CommitteeMember(Sourced):
    """Somebody sits on a committee for a while. ``post_title``: their post as the decision writes it."""

    committee = models.ForeignKey(SteeringCommittee, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="seats")
    function = models.CharField(max_length=10, choices=CommitteeFunction.choices)
    post_title = models.CharField(max_length=200, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            no_overlap("committee_one_head", "committee", condition=Q(function="head")),
            # Seats of an import that was taken back were never held: of these there may be several.
            models.UniqueConstraint(
                fields=["committee", "person", "valid"], name="seat_once", condition=Q(valid__isempty=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} @ {self.committee_id}"


class AreaQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        return self.filter(member__in=CommitteeMember.objects.visible_to(actor))


@tracked()
class MemberArea(models.Model):
    """What a member answers for: a field, a unit of territory, or a field there."""

    member = models.ForeignKey(CommitteeMember, on_delete=models.PROTECT, related_name="areas")
    field = models.ForeignKey(WorkField, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    unit = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    valid = DateRangeField(default="(,)")

    objects = AreaQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="area_says_something", condition=Q(field__isnull=False) | Q(unit__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.field_id} {self.unit_id}"


class MonitorFunction(models.TextChoices):
    MONITOR = "monitor", _("Theo dõi, phụ trách")
    PROGRAMME_OFFICER = "officer", _("Cán bộ phụ trách chương trình ở xã")


class MonitorQuerySet(ScopedQuerySet):
    """Who follows what: a commune sees who follows all the province or itself, never its neighbour's own people."""

    def scope(self, actor: Actor) -> Self:
        places = actor.reads()
        if places.everything or actor.has_role("administrator"):
            return self
        return self.filter(Q(unit__isnull=True) | Q(unit__any_of=places.array)).filter(
            Q(person__in=Person.objects.visible_to(actor))
            | Q(person__isnull=True) & (Q(org__level__in=KNOWN_TO_ALL) | Q(org__place__any_of=places.array))
        )

    def on(self, day: object) -> Self:
        return self.filter(valid__contains=day)


@tracked()
class FieldMonitor(Sourced):
    """A person (or a room) follows a field in a unit (S0-49, S2-37). No field: all; no unit: the whole province.

    ``function`` ``officer`` is the named programme officer of a commune (S3-58): one a day, held by a constraint.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="monitors", null=True, blank=True)
    org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="monitors", null=True, blank=True)
    field = models.ForeignKey(WorkField, on_delete=models.PROTECT, related_name="monitors", null=True, blank=True)
    unit = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="monitors", null=True, blank=True)
    function = models.CharField(
        max_length=10, choices=MonitorFunction.choices, default=MonitorFunction.MONITOR
    )

    objects = MonitorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="monitor_is_somebody", condition=Q(person__isnull=False) | Q(org__isnull=False)
            ),
            models.CheckConstraint(
                name="programme_officer_of_a_unit",
                condition=~Q(function="officer") | Q(person__isnull=False, unit__isnull=False),
            ),
            no_overlap("unit_one_programme_officer", "unit", condition=Q(function="officer")),
        ]

    def __str__(self) -> str:
        return f"{self.person_id or self.org_id}: {self.field_id} {self.unit_id}"

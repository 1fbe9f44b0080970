"""The week calendar: entries of the office, the committee and others; published weeks; personal feeds."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.history.models import AppendOnly, tracked
from dieuphoi.core.kernel.functions import Fold, VnKey
from dieuphoi.registry.organisations.models import OrgUnit, Person
from dieuphoi.registry.territory.models import AdminUnit
from dieuphoi.steering.meetings.models.meetings import BriefingMeeting
from dieuphoi.steering.meetings.models.scopes import (
    EditionQuerySet,
    EntryQuerySet,
    OwnQuerySet,
    ThroughEntryQuerySet,
)
from dieuphoi.steering.meetings.models.settings import Room
from dieuphoi.steering.meetings.states import ENTRY_LIFE, EntryState


class EntryKind(models.TextChoices):
    MEETING = "MEETING", _("Họp")
    VISIT = "VISIT", _("Đi cơ sở")
    INSPECTION = "INSPECTION", _("Kiểm tra")
    SESSION = "SESSION", _("Làm việc")
    OTHER = "OTHER", _("Việc khác")


@tracked()
class CalendarEntry(models.Model):
    """One line of a calendar (S1-07, S4-50). ``org`` is whose calendar it stands in.

    A meeting has exactly one entry, kept by the acts on the meeting; the others are typed. ``published_at``: since when
    those concerned know of it. ``uid`` names it in other people's calendars for ever.
    """

    org = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, related_name="calendar", verbose_name=_("Lịch của cơ quan")
    )
    kind = models.CharField(_("Loại việc"), max_length=10, choices=EntryKind.choices)
    title = models.CharField(_("Nội dung"), max_length=300)
    starts_at = models.DateTimeField(_("Bắt đầu"))
    ends_at = models.DateTimeField(_("Kết thúc"))
    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Phòng họp")
    )
    venue = models.CharField(_("Địa điểm"), max_length=300, blank=True)
    place = models.ForeignKey(
        AdminUnit, on_delete=models.PROTECT, related_name="calendar", null=True, blank=True, verbose_name=_("Tại xã")
    )
    place_name = models.CharField(max_length=140, blank=True)
    note = models.TextField(_("Ghi chú"), blank=True)
    result = models.TextField(_("Kết quả"), blank=True)
    is_internal = models.BooleanField(_("Nội bộ"), default=False)
    clash_reason = models.TextField(_("Vì sao vẫn giữ khi trùng lịch"), blank=True)
    meeting = models.OneToOneField(
        BriefingMeeting, on_delete=models.PROTECT, related_name="entry", null=True, blank=True
    )
    state = models.CharField(_("Trạng thái"), max_length=10, choices=EntryState.choices, default=ENTRY_LIFE.start)
    state_reason = models.TextField(_("Lý do hủy"), blank=True)
    published_at = models.DateTimeField(_("Công bố lúc"), null=True, blank=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    title_folded = models.GeneratedField(expression=Fold("title"), output_field=models.TextField(), db_persist=True)
    title_key = models.GeneratedField(
        expression=VnKey("title"), output_field=models.TextField(db_collation="C"), db_persist=True
    )

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="entry_ends_after_it_starts", condition=Q(ends_at__gt=models.F("starts_at"))),
            models.CheckConstraint(
                name="entry_of_a_meeting", condition=Q(meeting=None) | Q(kind="MEETING")
            ),
            models.CheckConstraint(
                name="entry_cancelled_says_why", condition=~Q(state="CANCELLED") | ~Q(state_reason="")
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at", "ends_at"], name="entry_times"),
            models.Index(fields=["place", "starts_at"], name="entry_place_start"),
        ]
        triggers = [ENTRY_LIFE.trigger()]

    def __str__(self) -> str:
        return self.title


@tracked()
class EntryPart(models.Model):
    """Who goes: a person, or a team (an organisation)."""

    entry = models.ForeignKey(CalendarEntry, on_delete=models.PROTECT, related_name="parts")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="calendar_parts", null=True, blank=True,
        verbose_name=_("Người tham gia"),
    )  # fmt: skip
    org = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, related_name="calendar_parts", null=True, blank=True,
        verbose_name=_("Đoàn, tổ tham gia"),
    )  # fmt: skip
    is_current = models.BooleanField(default=True)

    objects = ThroughEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="entry_part_of_one",
                condition=Q(person__isnull=False, org=None) | Q(person=None, org__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["entry", "person"], condition=Q(person__isnull=False), name="entry_person_once"
            ),
            models.UniqueConstraint(fields=["entry", "org"], condition=Q(org__isnull=False), name="entry_org_once"),
        ]

    def __str__(self) -> str:
        return str(self.person or self.org)


class WeekEdition(AppendOnly):
    """A week of a calendar as its head published it. ``lines`` are what it said then, for what changed since."""

    org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    monday = models.DateField()
    version = models.PositiveSmallIntegerField()
    note = models.TextField(blank=True)
    lines = models.JSONField(default=list)
    publisher_name = models.CharField(max_length=200)

    objects = EditionQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "monday", "version"], name="edition_version_once"),
            models.CheckConstraint(name="edition_of_a_monday", condition=Q(monday__iso_week_day=1)),
        ]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.org_id} {self.monday:%Y-%m-%d} v{self.version}"


@tracked(exclude=["digest"])
class CalendarFeed(models.Model):
    """A personal secret address of one's own calendar. Only the digest of its secret is kept (256 random bits).

    ``whole``: everything that the person sees; else what the person or their organisation takes part in.
    """

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("Dùng ở đâu"), max_length=80)
    whole = models.BooleanField(_("Cả lịch tôi xem được"), default=False)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("Tạo lúc"))
    revoked_at = models.DateTimeField(_("Thu hồi lúc"), null=True, blank=True)

    objects = OwnQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

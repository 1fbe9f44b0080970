"""What the office sets: kinds of meetings, rooms, and when two teams in one commune are too many. All with validity."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.history.models import tracked
from dieuphoi.core.kernel.functions import Fold, VnKey
from dieuphoi.registry.organisations.models import OrgUnit
from dieuphoi.steering.meetings.models.scopes import MembersOnlyQuerySet


class KindGroup(models.TextChoices):
    """What a kind is counted among: how many sessions with localities were held (S4-01), commune meetings (S3-20)."""

    BRIEFING = "BRIEFING", _("Giao ban")
    SESSION = "SESSION", _("Làm việc với cơ sở, cơ quan")
    COMMITTEE = "COMMITTEE", _("Họp Ban Chỉ đạo")
    TOPIC = "TOPIC", _("Họp chuyên đề")
    LOCAL = "LOCAL", _("Họp ở xã, thôn")


@tracked()
class MeetingKind(models.Model):
    """A kind of meeting (giao ban tháng, làm việc với cơ sở …), as data with validity and source."""

    code = models.CharField(_("Mã"), max_length=40, unique=True)
    name = models.CharField(_("Tên loại họp"), max_length=120)
    group = models.CharField(_("Nhóm"), max_length=10, choices=KindGroup.choices)
    position = models.PositiveSmallIntegerField(_("Thứ tự"), default=100)
    valid = DateRangeField(_("Thời gian"))
    source = models.CharField(_("Căn cứ"), max_length=300)
    name_key = models.GeneratedField(
        expression=VnKey("name"), output_field=models.TextField(db_collation="C"), db_persist=True
    )

    objects = MembersOnlyQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="meeting_kind_has_source", condition=~Q(source=""))]

    def __str__(self) -> str:
        return self.name


@tracked()
class Room(models.Model):
    """A room that can be booked. Two meetings in one room at one time are shown, never silently taken."""

    name = models.CharField(_("Phòng họp"), max_length=160)
    org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", verbose_name=_("Cơ quan quản lý"))
    address = models.CharField(_("Địa chỉ"), max_length=200, blank=True)
    seats = models.PositiveSmallIntegerField(_("Số chỗ"), null=True, blank=True)
    valid = DateRangeField(_("Thời gian"))
    name_folded = models.GeneratedField(expression=Fold("name"), output_field=models.TextField(), db_persist=True)
    name_key = models.GeneratedField(
        expression=VnKey("name"), output_field=models.TextField(db_collation="C"), db_persist=True
    )

    objects = MembersOnlyQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "name_folded", "valid"], name="room_once")]

    def __str__(self) -> str:
        return self.name


@tracked()
class TeamRule(models.Model):
    """How many teams in one commune within so many days are shown as a clash, counting which kinds of entries.

    The newest rule that holds on a day counts; before the first one the shipped ``data/clash.yaml`` does. No law says
    it: practice (rules-and-practice.md §9, "two teams in the same commune and week").
    """

    window_days = models.PositiveSmallIntegerField(_("Trong số ngày"))
    teams = models.PositiveSmallIntegerField(_("Từ số đoàn"))
    kinds = ArrayField(models.CharField(max_length=10), verbose_name=_("Tính các việc"))
    valid = DateRangeField(_("Thời gian"))
    source = models.TextField(_("Căn cứ"))

    objects = MembersOnlyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="team_rule_makes_sense", condition=Q(window_days__gte=1, teams__gte=2)),
            models.CheckConstraint(name="team_rule_has_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.teams} / {self.window_days}"

"""Meetings (``BriefingMeeting``): when, where, who is called, at which points, about what, with which papers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.files.models import AttachedFile
from dieuphoi.core.history.models import tracked
from dieuphoi.core.kernel.functions import Fold, VnKey
from dieuphoi.core.register.models import Comment, CommentMark
from dieuphoi.registry.organisations.models import OrgUnit, Person, SteeringCommittee
from dieuphoi.registry.territory.models import AdminUnit
from dieuphoi.steering.meetings.models.requests import MeetingRequest
from dieuphoi.steering.meetings.models.scopes import (
    InputQuerySet,
    MeetingFileQuerySet,
    MeetingQuerySet,
    MembersOnlyQuerySet,
    ThroughMeetingQuerySet,
)
from dieuphoi.steering.meetings.models.settings import MeetingKind, Room
from dieuphoi.steering.meetings.states import INPUT_LIFE, MEETING_LIFE, InputState, MeetingState


@tracked()
class MeetingSeries(models.Model):
    """Meetings that follow each other (giao ban tháng của tỉnh): each opens with the conclusions of the one before."""

    name = models.CharField(_("Chuỗi cuộc họp"), max_length=200)
    host = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", verbose_name=_("Cơ quan tổ chức"))
    name_folded = models.GeneratedField(expression=Fold("name"), output_field=models.TextField(), db_persist=True)

    objects = MembersOnlyQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["host", "name_folded"], name="series_once")]

    def __str__(self) -> str:
        return self.name


@tracked()
class BriefingMeeting(models.Model):
    """A meeting or working session.

    ``starts_at``–``ends_at`` are instants; ``time_open``: postponed and no new time is set yet (the instants are the
    old ones). ``room`` is one that can be booked, ``venue`` any place in words, ``place`` the commune where it is held
    (of ``starts_at``, named as then). ``link`` joins it online. ``shares_inputs``: all who are called read each other's
    inputs and papers of points; else only the host's side does. ``is_internal``: not on the published calendar for
    everybody. ``clash_reason``: why a clash of room, people or teams was kept. ``state_reason`` is the newest reason of
    a postponement or cancellation. ``sequence`` counts changes of what a calendar shows (RFC 5545).
    Source: S0-01, S2-02, S4-01, S4-02; domain.md §7.
    """

    kind = models.ForeignKey(MeetingKind, on_delete=models.PROTECT, related_name="+", verbose_name=_("Loại họp"))
    title = models.CharField(_("Tên cuộc họp"), max_length=300)
    series = models.ForeignKey(
        MeetingSeries, on_delete=models.PROTECT, related_name="meetings", null=True, blank=True,
        verbose_name=_("Chuỗi cuộc họp"),
    )  # fmt: skip
    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="following", null=True, blank=True,
        verbose_name=_("Cuộc họp trước"),
    )  # fmt: skip
    request = models.ForeignKey(
        MeetingRequest, on_delete=models.PROTECT, related_name="meetings", null=True, blank=True,
        verbose_name=_("Theo đề nghị"),
    )  # fmt: skip
    host = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, related_name="hosted_meetings", verbose_name=_("Cơ quan tổ chức")
    )
    chair = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="chaired_meetings", null=True, blank=True,
        verbose_name=_("Chủ trì"),
    )  # fmt: skip
    chair_title = models.CharField(_("Chức danh chủ trì"), max_length=200, blank=True)
    starts_at = models.DateTimeField(_("Bắt đầu"))
    ends_at = models.DateTimeField(_("Kết thúc"))
    time_open = models.BooleanField(_("Chưa ấn định thời gian mới"), default=False)
    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Phòng họp")
    )
    venue = models.CharField(_("Địa điểm"), max_length=300, blank=True)
    place = models.ForeignKey(
        AdminUnit, on_delete=models.PROTECT, related_name="meetings", null=True, blank=True, verbose_name=_("Tại xã")
    )
    place_name = models.CharField(max_length=140, blank=True)
    is_online = models.BooleanField(_("Trực tuyến"), default=False)
    link = models.URLField(_("Đường dẫn họp trực tuyến"), max_length=500, blank=True)
    about = models.TextField(_("Nội dung"), blank=True)
    shares_inputs = models.BooleanField(_("Cho các bên xem báo cáo của nhau"), default=False)
    is_internal = models.BooleanField(_("Nội bộ"), default=False)
    state = models.CharField(
        _("Trạng thái"), max_length=10, choices=MeetingState.choices, default=MEETING_LIFE.start
    )
    state_reason = models.TextField(_("Lý do hoãn, hủy"), blank=True)
    clash_reason = models.TextField(_("Vì sao vẫn giữ khi trùng lịch"), blank=True)
    no_conclusion = models.TextField(_("Vì sao không có kết luận"), blank=True)
    invited_at = models.DateTimeField(_("Mời lúc"), null=True, blank=True)
    held_at = models.DateTimeField(_("Ghi đã họp lúc"), null=True, blank=True)
    concluded_at = models.DateTimeField(_("Kết luận lúc"), null=True, blank=True)
    concluded_by = models.CharField(_("Người duyệt kết luận"), max_length=200, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    title_folded = models.GeneratedField(expression=Fold("title"), output_field=models.TextField(), db_persist=True)
    title_key = models.GeneratedField(
        expression=VnKey("title"), output_field=models.TextField(db_collation="C"), db_persist=True
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="meeting_ends_after_it_starts", condition=Q(ends_at__gt=models.F("starts_at"))),
            models.CheckConstraint(
                name="meeting_put_off_says_why",
                condition=~Q(state__in=["POSTPONED", "CANCELLED"]) | ~Q(state_reason=""),
            ),
            models.CheckConstraint(
                name="meeting_without_time_is_postponed",
                condition=Q(time_open=False) | Q(state__in=["POSTPONED", "CANCELLED"]),
            ),
            models.CheckConstraint(
                name="meeting_called_says_when", condition=~Q(state="INVITED") | Q(invited_at__isnull=False)
            ),
            models.CheckConstraint(
                name="meeting_held_says_when",
                condition=~Q(state__in=["HELD", "CONCLUDED"]) | Q(held_at__isnull=False),
            ),
            models.CheckConstraint(
                name="meeting_concluded_says_who",
                condition=~Q(state="CONCLUDED") | (Q(concluded_at__isnull=False) & ~Q(concluded_by="")),
            ),
            models.CheckConstraint(
                name="meeting_not_its_own_previous",
                condition=Q(previous__isnull=True) | ~Q(previous=models.F("id")),
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at"], name="meeting_start"),
            models.Index(fields=["state", "starts_at"], name="meeting_state_start"),
            models.Index(fields=["title_key"], name="meeting_title_key"),
        ]
        triggers = [MEETING_LIFE.trigger()]

    def __str__(self) -> str:
        return self.title


@tracked()
class Invitee(models.Model):
    """Somebody who is called: an organisation, a person, a committee (its members of the day), or a group in words."""

    meeting = models.ForeignKey(BriefingMeeting, on_delete=models.PROTECT, related_name="invitees")
    org = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, related_name="meeting_calls", null=True, blank=True,
        verbose_name=_("Cơ quan được mời"),
    )  # fmt: skip
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="meeting_calls", null=True, blank=True,
        verbose_name=_("Người được mời"),
    )  # fmt: skip
    committee = models.ForeignKey(
        SteeringCommittee, on_delete=models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name=_("Ban Chỉ đạo được mời"),
    )  # fmt: skip
    group_name = models.CharField(_("Thành phần khác"), max_length=200, blank=True)
    note = models.CharField(_("Ghi chú"), max_length=300, blank=True)
    is_current = models.BooleanField(_("Còn mời"), default=True)

    objects = ThroughMeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="invitee_is_one_thing",
                condition=Q(org__isnull=False, person=None, committee=None, group_name="")
                | Q(org=None, person__isnull=False, committee=None, group_name="")
                | Q(org=None, person=None, committee__isnull=False, group_name="")
                | (Q(org=None, person=None, committee=None) & ~Q(group_name="")),
            ),
            models.UniqueConstraint(
                fields=["meeting", "org"], condition=Q(is_current=True, org__isnull=False), name="org_called_once"
            ),
            models.UniqueConstraint(
                fields=["meeting", "person"], condition=Q(is_current=True, person__isnull=False),
                name="person_called_once",
            ),
            models.UniqueConstraint(
                fields=["meeting", "committee"], condition=Q(is_current=True, committee__isnull=False),
                name="committee_called_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        who = self.org or self.person or self.committee
        return str(who) if who is not None else self.group_name


@tracked()
class MeetingPoint(models.Model):
    """A connected point (điểm cầu) with whom to call there. ``org`` is the commune's or agency's organisation."""

    meeting = models.ForeignKey(BriefingMeeting, on_delete=models.PROTECT, related_name="points")
    org = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, related_name="meeting_points", verbose_name=_("Điểm cầu")
    )
    venue = models.CharField(_("Nơi đặt điểm cầu"), max_length=200, blank=True)
    contact_name = models.CharField(_("Đầu mối"), max_length=120, blank=True)
    contact_phone = models.CharField(_("Điện thoại đầu mối"), max_length=40, blank=True)
    is_current = models.BooleanField(_("Còn kết nối"), default=True)

    objects = ThroughMeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "org"], condition=Q(is_current=True), name="point_once")
        ]

    def __str__(self) -> str:
        return str(self.org)


@tracked()
class AgendaItem(models.Model):
    """One item of the agenda, in order, with who presents and the minutes allotted."""

    meeting = models.ForeignKey(BriefingMeeting, on_delete=models.PROTECT, related_name="agenda")
    position = models.PositiveSmallIntegerField(_("Thứ tự"))
    title = models.CharField(_("Nội dung"), max_length=300)
    presenter = models.CharField(_("Người trình bày"), max_length=200, blank=True)
    presenter_org = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name=_("Cơ quan trình bày"),
    )  # fmt: skip
    minutes = models.PositiveSmallIntegerField(_("Số phút"), null=True, blank=True)
    note = models.TextField(_("Ghi chú"), blank=True)
    is_current = models.BooleanField(default=True)

    objects = ThroughMeetingQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="agenda_counts_from_one", condition=Q(position__gte=1))]
        indexes = [models.Index(fields=["meeting", "position"], name="agenda_order")]

    def __str__(self) -> str:
        return f"{self.position}. {self.title}"


@tracked()
class MeetingInput(models.Model):
    """A written input that somebody is asked for before the meeting (S4-20). Difficulties are not registered here.

    ``due_on`` is the last day; answered after it is late, ASKED after it is overdue. ``answered_by`` is the name of who
    answered, ``answered_by_id`` their account.
    """

    meeting = models.ForeignKey(BriefingMeeting, on_delete=models.PROTECT, related_name="inputs")
    org = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, related_name="meeting_inputs", null=True, blank=True,
        verbose_name=_("Cơ quan gửi báo cáo"),
    )  # fmt: skip
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="meeting_inputs", null=True, blank=True,
        verbose_name=_("Người gửi báo cáo"),
    )  # fmt: skip
    topic = models.CharField(_("Nội dung cần báo cáo"), max_length=300)
    due_on = models.DateField(_("Hạn gửi"))
    asked_at = models.DateTimeField(_("Yêu cầu lúc"))
    state = models.CharField(_("Trạng thái"), max_length=10, choices=InputState.choices, default=INPUT_LIFE.start)
    text = models.TextField(_("Nội dung gửi"), blank=True)
    answered_at = models.DateTimeField(_("Gửi lúc"), null=True, blank=True)
    answered_by = models.CharField(_("Người gửi"), max_length=200, blank=True)
    answered_by_id = models.BigIntegerField(null=True, blank=True)

    objects = InputQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="input_of_one",
                condition=Q(org__isnull=False, person=None) | Q(org=None, person__isnull=False),
            ),
            models.CheckConstraint(
                name="input_answered_says_who",
                condition=~Q(state="ANSWERED") | (Q(answered_at__isnull=False) & ~Q(answered_by="")),
            ),
            models.UniqueConstraint(
                fields=["meeting", "org", "topic"], condition=~Q(state="WITHDRAWN") & Q(org__isnull=False),
                name="input_asked_once",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["due_on"], name="input_open", condition=Q(state="ASKED"))]
        triggers = [INPUT_LIFE.trigger()]

    def __str__(self) -> str:
        return f"{self.org or self.person}: {self.topic}"


class FilePurpose(models.TextChoices):
    AGENDA = "AGENDA", _("Tài liệu họp")
    POINT = "POINT", _("Tài liệu của điểm cầu")
    INPUT = "INPUT", _("Báo cáo gửi trước")
    OUTCOME = "OUTCOME", _("Biên bản, kết luận")
    PHOTO = "PHOTO", _("Ảnh cuộc họp")


class MeetingFile(AttachedFile):
    """A paper of a meeting: of the agenda (``agenda_item`` where it belongs to one), of a point, an input, the
    outcome; or a photo of it, which ``note`` tells in words (its caption, S2-59), at a point or not."""

    meeting = models.ForeignKey(BriefingMeeting, on_delete=models.PROTECT, related_name="files")
    purpose = models.CharField(max_length=8, choices=FilePurpose.choices)
    agenda_item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="files", null=True, blank=True)
    point = models.ForeignKey(MeetingPoint, on_delete=models.PROTECT, related_name="files", null=True, blank=True)
    input = models.ForeignKey(MeetingInput, on_delete=models.PROTECT, related_name="files", null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects = MeetingFileQuerySet.as_manager()

    class Meta(AttachedFile.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                name="meeting_file_belongs",
                condition=(~Q(purpose="POINT") | Q(point__isnull=False))
                & (~Q(purpose="INPUT") | Q(input__isnull=False)),
            ),
            models.CheckConstraint(name="meeting_photo_has_caption", condition=~Q(purpose="PHOTO") | ~Q(note="")),
        ]
        triggers = [*AttachedFile.Meta.triggers]

    def __str__(self) -> str:
        return self.name


class MeetingComment(Comment):
    """A comment on a meeting."""

    meeting = models.ForeignKey(BriefingMeeting, on_delete=models.PROTECT, related_name="comments")

    through = "meeting"

    class Meta(Comment.Meta):
        abstract = False


class MeetingCommentMark(CommentMark):
    """A comment on a meeting was settled, or opened again."""

    comment = models.ForeignKey(MeetingComment, on_delete=models.PROTECT, related_name="marks")

    class Meta(CommentMark.Meta):
        abstract = False

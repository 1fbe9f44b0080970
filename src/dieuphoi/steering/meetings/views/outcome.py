"""Pages of what a meeting came to: attendance, minutes, conclusions, the notice and its letters."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.kernel.policy import Answer, Refusal
from dieuphoi.core.letters.answers import letter_response
from dieuphoi.core.register.views import ActorView
from dieuphoi.registry.organisations.selectors import person_of_account
from dieuphoi.steering.meetings import forms, letters, policies, services
from dieuphoi.steering.meetings.selectors import meetings as reading
from dieuphoi.steering.meetings.views.common import OnConclusion, OnMeeting, OnPart


class _Record(OnMeeting):
    def check(self, record: Any) -> Answer:
        return policies.may_record(self.actor, record)


class Attendance(_Record):
    """Who was there: a line for everybody called and every point."""

    template_name = "meetings/attendance.html"
    title = gettext_lazy("Điểm danh")
    submit_label = gettext_lazy("Ghi điểm danh")
    done_message = gettext_lazy("Đã ghi điểm danh.")
    anchor = "invitees"

    def form(self, record: Any, **options: Any) -> forms.meetings.AttendanceForm:
        options.pop("files", None)
        self.bound = forms.meetings.AttendanceForm(
            invitees=reading.invitees_of(self.actor, record.pk), points=reading.points_of(self.actor, record.pk),
            **options,
        )  # fmt: skip
        return self.bound

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.attendance_record(
            actor=self.actor, meeting_id=record.pk, rows=self.bound.seen(), now=self.now
        )


class AttendanceTell(OnMeeting):
    """Say oneself that one was there, with a short note."""

    form_class = forms.meetings.NoteForm
    title = gettext_lazy("Ghi việc tôi đã dự họp")
    submit_label = gettext_lazy("Ghi")
    done_message = gettext_lazy("Đã ghi.")
    anchor = "invitees"

    def check(self, record: Any) -> Answer:
        person = person_of_account(self.actor.id)
        rows = reading.invitees_of(self.actor, record.pk)
        if person is None or not any(row.person_id == person for row in rows):
            return Refusal(
                "not_called", _("Chỉ người được mời đích danh tự ghi dự họp; hãy nhờ cơ quan tổ chức ghi.")
            )
        return policies.begun(record, self.now)

    def form(self, record: Any, **options: Any) -> Any:
        options.pop("files", None)
        return super().form(record, **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.attendance_tell(actor=self.actor, meeting_id=record.pk, note=data["note"], now=self.now)


class MinutesWrite(_Record):
    """The minutes; what was written last stands in the form."""

    form_class = forms.meetings.MinutesForm
    title = gettext_lazy("Biên bản cuộc họp")
    submit_label = gettext_lazy("Ghi thành bản mới")
    done_message = gettext_lazy("Đã ghi biên bản; bản trước vẫn còn.")
    anchor = "minutes"

    def initial(self, record: Any) -> dict[str, Any]:
        rows = reading.minutes_of(self.actor, record.pk)
        return {"text": rows[0].text, "consensus": rows[0].consensus} if rows else {}

    def form(self, record: Any, **options: Any) -> Any:
        options.pop("files", None)
        return super().form(record, **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.minutes_write(actor=self.actor, meeting_id=record.pk, now=self.now, **data)


class MinutesApprove(OnPart):
    """Approve a version of the minutes."""

    title = gettext_lazy("Duyệt biên bản")
    submit_label = gettext_lazy("Duyệt")
    done_message = gettext_lazy("Đã duyệt biên bản; người dự họp xem được.")
    anchor = "minutes"

    def load(self, **kwargs: Any) -> Any:
        row = reading.minutes_by_id(self.actor, kwargs["minutes_id"])
        self.text = _("%(title)s, bản %(n)s do %(who)s viết") % {
            "title": row.meeting.title, "n": row.version, "who": row.writer_name
        }  # fmt: skip
        return row

    def check(self, record: Any) -> Answer:
        return policies.may_approve_minutes(self.actor, record)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.minutes_approve(actor=self.actor, minutes_id=record.pk, now=self.now)


class ConclusionAdd(_Record):
    """A new item of the conclusion; afterwards the next one, so that a list is typed in one go."""

    title = gettext_lazy("Thêm mục kết luận")
    submit_label = gettext_lazy("Ghi mục này")
    done_message = gettext_lazy("Đã ghi mục kết luận.")
    anchor = "conclusions"

    def form(self, record: Any, **options: Any) -> forms.meetings.ConclusionForm:
        options.pop("files", None)
        return forms.meetings.ConclusionForm(actor=self.actor, **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.conclusion_add(
            actor=self.actor, meeting_id=record.pk, new=forms.meetings.new_conclusion(data), now=self.now
        )


class ConclusionEdit(OnPart):
    """An item of the conclusion, said again."""

    title = gettext_lazy("Sửa mục kết luận")
    submit_label = gettext_lazy("Ghi")
    done_message = gettext_lazy("Đã ghi; nội dung cũ vẫn ở lịch sử.")
    anchor = "conclusions"

    def load(self, **kwargs: Any) -> Any:
        return reading.conclusion(self.actor, kwargs["item_id"])

    def check(self, record: Any) -> Answer:
        return policies.may_record(self.actor, record.meeting)

    def form(self, record: Any, **options: Any) -> forms.meetings.ConclusionForm:
        options.pop("files", None)
        initial = {name: getattr(record, name) for name in ("number", "text", "due_on", "no_due_reason", "product")}
        initial |= {"lead": record.lead_id, "addressees": record.addressee_ids}
        return forms.meetings.ConclusionForm(actor=self.actor, initial=initial, **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.conclusion_correct(
            actor=self.actor, item_id=record.pk, new=forms.meetings.new_conclusion(data), now=self.now
        )


class ConclusionEnd(OnConclusion):
    """Take an item out of the draft."""

    title = gettext_lazy("Bỏ mục kết luận")
    danger = True
    done_message = gettext_lazy("Đã bỏ mục; nội dung vẫn ở lịch sử.")

    def check(self, record: Any) -> Answer:
        return policies.may_record(self.actor, record.meeting)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.conclusion_end(actor=self.actor, item_id=record.pk, reason=reason, now=self.now)


class Number(OnMeeting):
    """Give the notice of conclusion its number."""

    title = gettext_lazy("Cấp số thông báo kết luận")
    submit_label = gettext_lazy("Cấp số")
    done_message = gettext_lazy("Đã cấp số; bản Word ở trang cuộc họp.")
    anchor = "notice"

    def check(self, record: Any) -> Answer:
        return policies.may_number(self.actor, record)

    def form(self, record: Any, **options: Any) -> forms.meetings.NoticeForm:
        options.pop("files", None)
        return forms.meetings.NoticeForm(initial=letters.notice_initial(self.actor, record), **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.notice_number(
            actor=self.actor, meeting_id=record.pk, new=forms.meetings.new_notice(data), now=self.now
        )


class NoticeLetter(ActorView):
    """The notice of conclusion as a Word letter: a draft until it has a number."""

    def get(self, request: HttpRequest, meeting_id: int) -> HttpResponse:
        meeting = reading.meeting(self.actor, meeting_id)
        items = reading.conclusions_of(self.actor, [meeting.pk]).get(meeting.pk, [])
        if meeting.state not in ("HELD", "CONCLUDED") or not items:
            raise Refused("nothing", _("Chưa có kết luận để làm thông báo."))
        letter = letters.notice_letter(self.actor, meeting, items, now=self.now)
        return letter_response(letter.document, letter.name)


class InvitationLetter(ActorView):
    """The invitation as a Word letter (giấy mời)."""

    def get(self, request: HttpRequest, meeting_id: int) -> HttpResponse:
        meeting = reading.meeting(self.actor, meeting_id)
        if meeting.state == "CANCELLED" or meeting.time_open:
            raise Refused("no_time", _("Cuộc họp đã hủy hoặc chưa ấn định thời gian: chưa làm giấy mời được."))
        letter = letters.invitation_letter(
            self.actor, meeting, reading.invitees_of(self.actor, meeting_id), reading.points_of(self.actor, meeting_id),
            reading.agenda_of(self.actor, meeting_id), now=self.now,
        )  # fmt: skip
        return letter_response(letter.document, letter.name)

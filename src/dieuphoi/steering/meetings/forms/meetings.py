"""What may be typed about meetings, their parts and outcome."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.register.fields import required_when
from dieuphoi.core.register.filters import DateField
from dieuphoi.registry.organisations.selectors import committees_query
from dieuphoi.steering.meetings.forms.fields import (
    ActorForm,
    IdField,
    IdsField,
    PlaceMixin,
    TimeField,
    WhenMixin,
    instant,
    room_options,
)
from dieuphoi.steering.meetings.selectors import meetings as reading
from dieuphoi.steering.meetings.selectors import settings
from dieuphoi.steering.meetings.services import NewAgendaItem, NewConclusion, NewMeeting, NewNotice, NewPoint, Seen


class ClashField(forms.CharField):
    """Why a clash is kept; wanted only where there is one."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Trùng lịch thì vì sao vẫn giữ"), max_length=500, required=False,
            help_text=_("Chỉ ghi khi hệ thống báo trùng phòng, trùng người, hoặc nhiều đoàn ở một xã."),
        )  # fmt: skip


class MeetingForm(WhenMixin, PlaceMixin, ActorForm):
    """A meeting, new or said again."""

    seldom = ("series", "shares_inputs", "is_internal", "clash_reason")
    seldom_label = _("Thêm: chuỗi cuộc họp, ai xem báo cáo, nội bộ, trùng lịch")
    kind = IdField(label=_("Loại họp"), required=True)
    title = forms.CharField(label=_("Tên cuộc họp"), max_length=300)
    host = IdField(label=_("Cơ quan tổ chức"), required=True)
    chair = IdField(label=_("Người chủ trì"))
    chair_title = forms.CharField(
        label=_("Chức danh chủ trì"), max_length=200, required=False,
        help_text=_("Như sẽ ghi trong văn bản, ví dụ: Phó Chủ tịch UBND tỉnh."),
    )  # fmt: skip
    is_online = forms.BooleanField(label=_("Có kết nối trực tuyến"), required=False)
    link = forms.CharField(label=_("Đường dẫn họp trực tuyến"), max_length=500, required=False)
    about = forms.CharField(
        label=_("Nội dung, mục đích"), required=False, max_length=4000, widget=forms.Textarea({"rows": 3})
    )
    series = forms.CharField(
        label=_("Thuộc chuỗi cuộc họp"), max_length=200, required=False,
        help_text=_("Cuộc họp sau mở đầu bằng kết luận của cuộc họp trước. Ví dụ: Giao ban tháng của tỉnh."),
    )  # fmt: skip
    shares_inputs = forms.BooleanField(
        label=_("Cho các bên dự họp xem báo cáo của nhau"), required=False,
        help_text=_("Không chọn: chỉ cơ quan tổ chức và chủ trì xem."),
    )  # fmt: skip
    is_internal = forms.BooleanField(
        label=_("Nội bộ"), required=False, help_text=_("Không hiện trên lịch công bố cho mọi người.")
    )
    clash_reason = ClashField()

    field_order = (
        "kind", "title", "host", "chair", "chair_title", "day", "start_time", "end_time", "end_day", "room", "venue",
        "place", "is_online", "link", "about", "series", "shares_inputs", "is_internal", "clash_reason",
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.offer("kind", settings.kind_choices(actor, actor.on))
        self.offer("host", settings.host_choices(actor, actor.on))
        self.offer("chair", self.people_options(), empty=True)
        self.offer("room", room_options(actor), empty=True)


def new_meeting(data: dict[str, Any], *, request_id: int | None = None, previous_id: int | None = None) -> NewMeeting:
    """The checked form as what the service takes."""
    return NewMeeting(
        kind_id=data["kind"], title=data["title"], host_id=data["host"], starts_at=data["starts_at"],
        ends_at=data["ends_at"], chair_id=data["chair"], chair_title=data["chair_title"], room_id=data["room"],
        venue=data["venue"], place_id=data["place_id"], is_online=data["is_online"], link=data["link"],
        about=data["about"], series=data["series"], previous_id=previous_id, request_id=request_id,
        shares_inputs=data["shares_inputs"], is_internal=data["is_internal"], clash_reason=data["clash_reason"],
    )  # fmt: skip


class PostponeForm(forms.Form):
    """A new time, or none yet."""

    day = DateField(label=_("Ngày mới"), required=False, help_text=_("Để trống: chưa ấn định thời gian mới."))
    start_time = TimeField(label=_("Từ giờ"), required=False)
    end_time = TimeField(label=_("Đến giờ"), required=False)
    clash_reason = ClashField()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        day, start, end = data.get("day"), data.get("start_time"), data.get("end_time")
        if day is not None and (start is None or end is None):
            self.add_error("start_time", _now("Hãy ghi cả giờ bắt đầu và giờ kết thúc mới."))
        data["starts_at"] = instant(day, start) if day is not None and start is not None else None
        data["ends_at"] = instant(day, end) if day is not None and end is not None else None
        return data


class ConcludeForm(forms.Form):
    """A meeting without conclusions says why."""

    no_conclusion = forms.CharField(
        label=_("Không có kết luận vì"), max_length=500, required=False,
        help_text=_("Chỉ ghi khi cuộc họp không có mục kết luận nào."),
    )  # fmt: skip


class InviteesForm(ActorForm):
    """Whom to call: organisations, people, committees, groups in words."""

    orgs = IdsField(label=_("Sở, ban, ngành, đoàn thể"), required=False)
    communes = IdsField(label=_("Xã"), required=False)
    all_communes = forms.BooleanField(label=_("Tất cả các xã"), required=False)
    committees = IdsField(label=_("Ban Chỉ đạo"), required=False)
    people = IdsField(
        label=_("Người được mời đích danh"), required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}), help_text=_("Giữ Ctrl để chọn nhiều người."),
    )  # fmt: skip
    groups = forms.CharField(
        label=_("Thành phần khác"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2}),
        help_text=_("Mỗi dòng một thành phần, ví dụ: Đại biểu Hội đồng nhân dân tỉnh."),
    )  # fmt: skip
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)
    clash_reason = ClashField()

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.offer("orgs", self.org_options(without=("commune",)))
        self.offer("communes", self.org_options("commune"))
        self.offer("people", self.people_options())
        rows = committees_query(actor, actor.on).order_by("name_key")
        self.offer("committees", [(str(row.pk), row.name) for row in rows])
        for name in ("committees", "communes"):
            if not self.fields[name].choices:  # type: ignore[attr-defined]
                del self.fields[name]

    def called(self) -> dict[str, Any]:
        """What :func:`services.invitees_add` takes."""
        data = self.cleaned_data
        communes = self.fields["communes"].choices if "communes" in self.fields else []  # type: ignore[attr-defined]
        chosen = [int(pk) for pk, _name in communes] if data["all_communes"] else data.get("communes", [])
        return {
            "orgs": [*data["orgs"], *chosen],
            "people": data["people"],
            "committees": data.get("committees", []),
            "groups": data["groups"].splitlines(),
            "note": data["note"],
            "clash_reason": data["clash_reason"],
        }


class PointsForm(ActorForm):
    """Which points to connect."""

    orgs = IdsField(label=_("Điểm cầu"), required=False)
    all_communes = forms.BooleanField(label=_("Tất cả các xã"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.offer("orgs", [*self.org_options("commune"), *self.org_options(without=("commune", "team"))])

    def points(self) -> list[NewPoint]:
        ids = set(self.cleaned_data["orgs"])
        if self.cleaned_data["all_communes"]:
            ids |= {int(pk) for pk, _name in self.org_options("commune")}
        return [NewPoint(each) for each in sorted(ids)]


class PointForm(forms.Form):
    """Where a point is and whom to call there."""

    venue = forms.CharField(label=_("Nơi đặt điểm cầu"), max_length=200, required=False)
    contact_name = forms.CharField(label=_("Đầu mối"), max_length=120, required=False)
    contact_phone = forms.CharField(label=_("Điện thoại đầu mối"), max_length=40, required=False)


class AgendaForm(ActorForm):
    """An item of the agenda."""

    title = forms.CharField(label=_("Nội dung"), max_length=300)
    position = forms.IntegerField(
        label=_("Thứ tự"), min_value=1, max_value=200, required=False, help_text=_("Để trống: cuối chương trình.")
    )
    presenter = forms.CharField(label=_("Người trình bày"), max_length=200, required=False)
    presenter_org = IdField(label=_("Cơ quan trình bày"))
    minutes = forms.IntegerField(label=_("Số phút"), min_value=1, max_value=1440, required=False)
    note = forms.CharField(label=_("Ghi chú"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.offer("presenter_org", self.org_options(), empty=True)


def new_agenda_item(data: dict[str, Any]) -> NewAgendaItem:
    return NewAgendaItem(
        title=data["title"], position=data["position"], presenter=data["presenter"],
        presenter_org_id=data["presenter_org"], minutes=data["minutes"], note=data["note"],
    )  # fmt: skip


class PaperForm(forms.Form):
    """A paper: of the agenda, of one of its items, of the outcome; or a photo with its caption."""

    file = forms.FileField(
        label=_("Tệp"),
        error_messages={"required": _("Hãy chọn một tệp."), "empty": _("Tệp rỗng. Hãy chọn lại tệp.")},
    )
    purpose = forms.ChoiceField(label=_("Loại tài liệu"), choices=())
    agenda_item = IdField(label=_("Thuộc mục của chương trình"))
    note = required_when(
        _("(bắt buộc với ảnh)"),
        forms.CharField(
            label=_("Ghi chú; với ảnh: chú thích"), max_length=300, required=False,
            help_text=_("Chú thích ảnh nói ai, làm gì, ở đâu; người không xem được ảnh nghe đọc câu này."),
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, items: Iterable[Any] = (), of_point: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = ("POINT", "PHOTO") if of_point else ("AGENDA", "OUTCOME", "PHOTO")
        kinds = [(key, reading.PURPOSE_LABELS[key]) for key in offered]
        self.fields["purpose"].choices = kinds  # type: ignore[attr-defined]
        if of_point:
            del self.fields["agenda_item"]
            return
        choices = [("", "—"), *((str(row.pk), str(row)) for row in items)]
        self.fields["agenda_item"].choices = choices  # type: ignore[attr-defined]


class InputsForm(ActorForm):
    """Whom to ask for a written input, about what, by when."""

    topic = forms.CharField(
        label=_("Nội dung cần báo cáo"), max_length=300,
        help_text=_("Ví dụ: Kết quả tháng, khó khăn vướng mắc và kiến nghị."),
    )  # fmt: skip
    due_on = DateField(label=_("Hạn gửi"))
    orgs = IdsField(label=_("Cơ quan, xã phải báo cáo"), required=False)
    people = IdsField(
        label=_("Người phải báo cáo"), required=False, widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("Giữ Ctrl để chọn nhiều người."),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, called: Iterable[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        first = [(str(pk), name) for pk, name in called]
        known = {pk for pk, _name in first}
        self.offer("orgs", [*first, *(pair for pair in self.org_options(without=("team",)) if pair[0] not in known)])
        self.offer("people", self.people_options())


class AnswerForm(forms.Form):
    """An input: text, file, or both."""

    text = forms.CharField(
        label=_("Nội dung báo cáo"), required=False, max_length=20_000, widget=forms.Textarea({"rows": 8})
    )
    file = forms.FileField(label=_("Tệp kèm theo"), required=False)


class AttendanceForm(forms.Form):
    """Who was there: one line for everybody called and every point, and others by name."""

    others = forms.CharField(
        label=_("Người dự khác"), required=False, max_length=4000, widget=forms.Textarea({"rows": 3}),
        help_text=_("Mỗi dòng một người có mặt mà không có trong danh sách mời."),
    )  # fmt: skip

    def __init__(self, *args: Any, invitees: Iterable[Any], points: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines: list[tuple[str, Any, str]] = []
        for prefix, rows in (("i", invitees), ("p", points)):
            for row in rows:
                key = f"{prefix}{row.pk}"
                self.lines.append((key, row, str(row)))
                seen = row.seen
                self.fields[f"{key}-presence"] = forms.ChoiceField(
                    label=_now("Dự họp: %(who)s") % {"who": row}, required=False,
                    choices=[("", _("chưa ghi")), *reading.PRESENCE_CHOICES],
                    initial=seen.presence if seen is not None else "",
                )  # fmt: skip
                self.fields[f"{key}-substitute"] = forms.CharField(
                    label=_now("Người dự thay: %(who)s") % {"who": row}, required=False, max_length=200,
                    initial=seen.substitute if seen is not None else "",
                )  # fmt: skip
                self.fields[f"{key}-count"] = forms.IntegerField(
                    label=_now("Số người dự: %(who)s") % {"who": row}, required=False, min_value=0, max_value=9999,
                    initial=seen.head_count if seen is not None else None,
                )  # fmt: skip
                self.fields[f"{key}-note"] = forms.CharField(
                    label=_now("Ghi chú: %(who)s") % {"who": row}, required=False, max_length=300,
                    initial=seen.note if seen is not None else "",
                )  # fmt: skip

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The lines as the page draws them."""
        return [
            {"label": label, **{part: self[f"{key}-{part}"] for part in ("presence", "substitute", "count", "note")}}
            for key, _row, label in self.lines
        ]

    def seen(self) -> list[Seen]:
        """What was ticked; lines left alone say nothing."""
        data, found = self.cleaned_data, []
        for key, row, _label in self.lines:
            if not data[f"{key}-presence"]:
                continue
            found.append(
                Seen(
                    data[f"{key}-presence"], invitee_id=row.pk if key[0] == "i" else None,
                    point_id=row.pk if key[0] == "p" else None, substitute=data[f"{key}-substitute"],
                    head_count=data[f"{key}-count"], note=data[f"{key}-note"],
                )
            )  # fmt: skip
        names = [" ".join(line.split()) for line in data["others"].splitlines() if line.strip()]
        return [*found, *(Seen("PRESENT", name=each[:200]) for each in dict.fromkeys(names))]


class NoteForm(forms.Form):
    """A short note of who was there."""

    note = forms.CharField(
        label=_("Ghi chú ngắn"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3}),
        help_text=_("Đã nghe gì, đã hứa gì; không bắt buộc."),
    )  # fmt: skip


class MinutesForm(forms.Form):
    """The minutes: what was said, and what all agreed on."""

    text = forms.CharField(label=_("Diễn biến, các ý kiến"), max_length=50_000, widget=forms.Textarea({"rows": 14}))
    consensus = forms.CharField(
        label=_("Những điểm thống nhất"), required=False, max_length=20_000, widget=forms.Textarea({"rows": 5})
    )


class ConclusionForm(ActorForm):
    """One item of the conclusion."""

    number = forms.IntegerField(
        label=_("Số mục"), min_value=1, max_value=999, required=False, help_text=_("Để trống: số tiếp theo.")
    )
    text = forms.CharField(
        label=_("Nguyên văn kết luận"), max_length=10_000, widget=forms.Textarea({"rows": 5})
    )
    lead = IdField(label=_("Chủ trì thực hiện"))
    addressees = IdsField(label=_("Giao cho"), required=False)
    due_on = DateField(label=_("Hạn"), required=False)
    no_due_reason = forms.CharField(
        label=_("Không có hạn vì"), max_length=300, required=False, help_text=_("Bắt buộc khi không ghi hạn.")
    )
    product = forms.CharField(
        label=_("Sản phẩm"), max_length=300, required=False, help_text=_("Ví dụ: tờ trình, báo cáo, quyết định.")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        orgs = [*self.org_options(without=("commune",)), *self.org_options("commune")]
        self.offer("lead", orgs, empty=True)
        self.offer("addressees", orgs)


def new_conclusion(data: dict[str, Any]) -> NewConclusion:
    return NewConclusion(
        text=data["text"], number=data["number"], addressees=tuple(data["addressees"]), lead_id=data["lead"],
        due_on=data["due_on"], no_due_reason=data["no_due_reason"], product=data["product"],
    )  # fmt: skip


class NoticeForm(forms.Form):
    """The number of the notice of conclusion, its day, who signs, who gets it."""

    number = forms.IntegerField(
        label=_("Số"), min_value=1, max_value=99_999, required=False, help_text=_("Để trống: số tiếp theo trong năm.")
    )
    symbol = forms.CharField(label=_("Ký hiệu"), max_length=40)
    issued_on = DateField(label=_("Ngày ban hành"))
    signer_title = forms.CharField(label=_("Chức vụ người ký"), max_length=120)
    signer_name = forms.CharField(label=_("Người ký"), max_length=120)
    recipients = forms.CharField(
        label=_("Nơi nhận"), required=False, max_length=4000, widget=forms.Textarea({"rows": 5}),
        help_text=_("Mỗi dòng một nơi nhận."),
    )  # fmt: skip


def new_notice(data: dict[str, Any]) -> NewNotice:
    return NewNotice(**{
        name: data[name] for name in ("symbol", "issued_on", "signer_title", "signer_name", "number", "recipients")
    })  # fmt: skip

"""What may be typed about requests for a meeting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.register.filters import DateField
from dieuphoi.steering.meetings.forms.fields import ActorForm, IdField, WhenMixin
from dieuphoi.steering.meetings.selectors import settings
from dieuphoi.steering.meetings.services import NewRequest


class RequestForm(ActorForm):
    """A request to another agency."""

    asker = IdField(label=_("Cơ quan đề nghị"), required=True)
    to_org = IdField(label=_("Cơ quan được đề nghị"), required=True)
    subject = forms.CharField(label=_("Nội dung làm việc"), max_length=300)
    about = forms.CharField(label=_("Chi tiết"), required=False, max_length=4000, widget=forms.Textarea({"rows": 3}))
    wanted = forms.CharField(
        label=_("Thời gian đề nghị"), max_length=200, required=False, help_text=_("Bằng lời, ví dụ: tuần đầu tháng 4.")
    )
    document = forms.CharField(
        label=_("Văn bản đề nghị"), max_length=120, required=False, help_text=_("Số và ký hiệu của công văn.")
    )
    asked_on = DateField(label=_("Ngày đề nghị"))
    due_on = DateField(label=_("Mong trả lời trước"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.offer("asker", settings.host_choices(actor, actor.on))
        self.offer("to_org", self.org_options(), empty=True)


def new_request(data: dict[str, Any]) -> NewRequest:
    return NewRequest(
        asker_id=data["asker"], to_org_id=data["to_org"], subject=data["subject"], asked_on=data["asked_on"],
        about=data["about"], wanted=data["wanted"], document=data["document"], due_on=data["due_on"],
    )  # fmt: skip


class AgreeForm(WhenMixin):
    """Agreed, with a time."""

    venue = forms.CharField(label=_("Nơi làm việc"), max_length=300, required=False)
    answer = forms.CharField(
        label=_("Lời trả lời"), required=False, max_length=4000, widget=forms.Textarea({"rows": 2})
    )
    answer_document = forms.CharField(label=_("Văn bản trả lời"), max_length=120, required=False)
    answered_on = DateField(label=_("Ngày trả lời"), required=False, help_text=_("Để trống: hôm nay."))


class InWritingForm(forms.Form):
    """Answered in writing."""

    answer = forms.CharField(
        label=_("Nội dung trả lời"), required=False, max_length=10_000, widget=forms.Textarea({"rows": 5})
    )
    answer_document = forms.CharField(label=_("Văn bản trả lời"), max_length=120, required=False)
    answered_on = DateField(label=_("Ngày trả lời"), required=False, help_text=_("Để trống: hôm nay."))

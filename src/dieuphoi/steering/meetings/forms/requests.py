"""What may be typed about requests for a meeting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.register.filters import DateField
from dieuphoi.steering.directives.forms import DocumentField
from dieuphoi.steering.meetings.forms.fields import ActorForm, IdField, WhenMixin
from dieuphoi.steering.meetings.selectors import settings
from dieuphoi.steering.meetings.services import NewRequest


class LetterField(DocumentField):
    """A letter out of the register of documents, or none."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)


class RequestForm(ActorForm):
    """A request to another agency."""

    asker = IdField(label=_("Cơ quan đề nghị"), required=True)
    to_org = IdField(label=_("Cơ quan được đề nghị"), required=True)
    subject = forms.CharField(label=_("Nội dung làm việc"), max_length=300)
    about = forms.CharField(label=_("Chi tiết"), required=False, max_length=4000, widget=forms.Textarea({"rows": 3}))
    wanted = forms.CharField(
        label=_("Thời gian đề nghị"), max_length=200, required=False, help_text=_("Bằng lời, ví dụ: tuần đầu tháng 4.")
    )
    letter = LetterField(label=_("Văn bản đề nghị"))
    document = forms.CharField(
        label=_("Văn bản đề nghị chưa có trong sổ"), max_length=120, required=False,
        help_text=_("Số và ký hiệu của công văn; bỏ trống nếu đã chọn ở trên."),
    )  # fmt: skip
    asked_on = DateField(label=_("Ngày đề nghị"))
    due_on = DateField(label=_("Mong trả lời trước"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.offer("asker", settings.host_choices(actor, actor.on))
        self.offer("to_org", self.org_options(), empty=True)
        self.fields["letter"].of(actor)  # type: ignore[attr-defined]


def new_request(data: dict[str, Any]) -> NewRequest:
    return NewRequest(
        asker_id=data["asker"], to_org_id=data["to_org"], subject=data["subject"], asked_on=data["asked_on"],
        about=data["about"], wanted=data["wanted"], document=data["document"], due_on=data["due_on"],
        letter_id=data["letter"],
    )  # fmt: skip


class _AnswerForm(forms.Form):
    """What is said of the letter of an answer."""

    answer_letter = LetterField(label=_("Văn bản trả lời"))
    answer_document = forms.CharField(
        label=_("Văn bản trả lời chưa có trong sổ"), max_length=120, required=False,
        help_text=_("Số và ký hiệu; bỏ trống nếu đã chọn ở trên."),
    )  # fmt: skip
    answered_on = DateField(label=_("Ngày trả lời"), required=False, help_text=_("Để trống: hôm nay."))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer_letter"].of(actor)  # type: ignore[attr-defined]


class AgreeForm(_AnswerForm, WhenMixin):
    """Agreed, with a time."""

    field_order = (
        "day", "start_time", "end_time", "end_day", "venue", "answer", "answer_letter", "answer_document",
        "answered_on",
    )  # fmt: skip

    venue = forms.CharField(label=_("Nơi làm việc"), max_length=300, required=False)
    answer = forms.CharField(
        label=_("Lời trả lời"), required=False, max_length=4000, widget=forms.Textarea({"rows": 2})
    )


class InWritingForm(_AnswerForm):
    """Answered in writing."""

    answer = forms.CharField(
        label=_("Nội dung trả lời"), required=False, max_length=10_000, widget=forms.Textarea({"rows": 5})
    )
    field_order = ("answer", "answer_letter", "answer_document", "answered_on")


class ReferForm(forms.Form):
    """Which documents of the register its letters are."""

    letter = LetterField(label=_("Văn bản đề nghị"))
    answer_letter = LetterField(label=_("Văn bản trả lời"))

    def __init__(self, *args: Any, actor: Actor, answered: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not answered:
            del self.fields["answer_letter"]
        for field in self.fields.values():
            field.of(actor)  # type: ignore[attr-defined]

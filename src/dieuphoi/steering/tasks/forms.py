"""What may be typed about tasks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.register.fields import required_when
from dieuphoi.core.register.filters import DateField
from dieuphoi.registry.access.roles import OFFICE
from dieuphoi.steering.tasks import selectors
from dieuphoi.steering.tasks.services import NewTask

_SEVERAL = {"size": 6}


def _ids(label: Any, **more: Any) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label, coerce=int, required=False, empty_value=[], widget=forms.SelectMultiple(attrs=_SEVERAL), **more
    )


def _one(label: Any, **more: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, coerce=int, required=False, empty_value=None, **more)


class PersonInBodyField(forms.ChoiceField):
    """One person in one of their posts: ``"12-5"`` is person 12 in body 5; cleaned to the two ids."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        person, _dash, org = text.partition("-")
        return int(person), int(org)


class TaskForm(forms.Form):
    """A task, new or said again. The body that leads is that of the person, unless another is named."""

    title = forms.CharField(label=_("Tên việc"), max_length=300, help_text=_("Ngắn gọn, bắt đầu bằng động từ."))
    product = forms.CharField(
        label=_("Sản phẩm"), max_length=300, help_text=_("Phải có gì trong tay khi xong: báo cáo, kế hoạch, tờ trình…")
    )
    responsible = PersonInBodyField(
        label=_("Người chịu trách nhiệm"), help_text=_("Đúng một người. Cơ quan chủ trì là cơ quan của người này.")
    )
    lead_org = _one(_("Cơ quan chủ trì, nếu khác"))
    given_on = DateField(label=_("Ngày giao"))
    due_on = required_when(_("(hoặc ghi vì sao không có hạn)"), DateField(label=_("Hạn"), required=False))
    no_due_reason = required_when(
        _("(bắt buộc khi không có hạn)"),
        forms.CharField(
            label=_("Nếu không có hạn, vì sao"), max_length=300, required=False,
            help_text=_("Ví dụ: thường xuyên, cả nhiệm kỳ."),
        ),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Loại"), choices=selectors.KIND_CHOICES)
    every = forms.ChoiceField(
        label=_("Báo cáo tiến độ"), choices=[("", "—"), *selectors.EVERY_CHOICES], required=False,
        help_text=_("Chỉ của việc thường xuyên."),
    )  # fmt: skip
    urgency = forms.ChoiceField(label=_("Độ khẩn"), choices=selectors.URGENCY_CHOICES)
    text = forms.CharField(
        label=_("Nguyên văn chỉ đạo"), required=False, max_length=20_000, widget=forms.Textarea({"rows": 4})
    )
    source_line = forms.CharField(
        label=_("Căn cứ giao"), max_length=400, required=False,
        help_text=_("Văn bản và mục, ví dụ: Thông báo 5/TB-VPDP ngày 12/03/2026, mục 2."),
    )  # fmt: skip
    coordinating = _ids(_("Phối hợp"))
    following = _ids(_("Theo dõi, đôn đốc"))
    units = _ids(_("Xã liên quan"))
    criteria = _ids(_("Tiêu chí liên quan"))
    field = _one(_("Lĩnh vực"))
    giver_org = _one(_("Cơ quan giao"), help_text=_("Khi ghi lệnh của lãnh đạo. Để trống: cơ quan của bạn."))
    giver = PersonInBodyField(label=_("Người giao"), required=False, help_text=_("Để trống: chính bạn."))
    restricted = forms.BooleanField(
        label=_("Hạn chế"), required=False, help_text=_("Xã có liên quan không thấy việc này, nếu không được giao.")
    )
    note = forms.CharField(label=_("Ghi chú"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2}))
    seldom = ("lead_org", "following", "criteria", "field", "restricted", "note")
    seldom_label = _("Thêm: cơ quan chủ trì khác, theo dõi, tiêu chí, lĩnh vực, ghi chú")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        people = selectors.doers(actor, actor.on)
        bodies = selectors.bodies(actor, actor.on)
        nobody = ("", _now("—"))
        self._offer("responsible", [nobody, *people])
        self._offer("lead_org", [nobody, *bodies])
        for name in ("coordinating", "following"):
            self._offer(name, bodies)
        self._offer("units", selectors.communes(actor, actor.on))
        self._offer("criteria", selectors.criteria(actor))
        self._offer("field", [nobody, *selectors.fields_on(actor, actor.on)])
        if actor.writes(*OFFICE):
            self._offer("giver_org", [nobody, *bodies])
            self._offer("giver", [nobody, *people])
        else:
            # Only the office records the orders of others.
            del self.fields["giver_org"], self.fields["giver"]

    def _offer(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


def new_task(data: dict[str, Any], **more: Any) -> NewTask:
    """The checked form as what the service takes."""
    person, org = data["responsible"]
    giver = data.get("giver")
    return NewTask(
        title=data["title"], product=data["product"], lead_org_id=data["lead_org"] or org, responsible_id=person,
        given_on=data["given_on"], due_on=data["due_on"], no_due_reason=data["no_due_reason"], text=data["text"],
        source_line=data["source_line"], kind=data["kind"], urgency=data["urgency"], restricted=data["restricted"],
        field_id=data["field"], every=data["every"], giver_id=giver[0] if giver else None,
        giver_org_id=data.get("giver_org") or (giver[1] if giver else None), coordinating=tuple(data["coordinating"]),
        following=tuple(data["following"]), unit_ids=tuple(data["units"]), criterion_ids=tuple(data["criteria"]),
        note=data["note"], **more,
    )  # fmt: skip


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=_Files(), **options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        listed = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(each, initial) for each in listed]


class ProgressForm(forms.Form):
    text = forms.CharField(label=_("Đã làm được gì, bước tới là gì"), max_length=5000,
                           widget=forms.Textarea({"rows": 4}))  # fmt: skip
    percent = forms.IntegerField(label=_("Tiến độ, %"), min_value=0, max_value=100, required=False)
    attached = FilesField(label=_("Tệp kèm"), required=False)


class DelayForm(forms.Form):
    cause = forms.ChoiceField(
        label=_("Nguyên nhân"), choices=[("", _("không còn vướng")), *selectors.CAUSE_CHOICES], required=False
    )
    text = forms.CharField(
        label=_("Đang chờ gì, của ai; hoặc đã gỡ thế nào"), max_length=5000, widget=forms.Textarea({"rows": 3})
    )


class ReportForm(forms.Form):
    text = forms.CharField(label=_("Kết quả"), max_length=5000, widget=forms.Textarea({"rows": 4}))
    document = forms.CharField(
        label=_("Văn bản là sản phẩm"), max_length=200, required=False, help_text=_("Số, ký hiệu và ngày.")
    )
    attached = FilesField(label=_("Tệp sản phẩm"), required=False)
    cause = forms.ChoiceField(
        label=_("Nguyên nhân chậm"), choices=[("", "—"), *selectors.CAUSE_CHOICES],
        help_text=_("Việc đã quá hạn: bắt buộc, để thống kê vì sao các việc chậm."),
        error_messages={"required": _("Việc này đã quá hạn: hãy chọn nguyên nhân chậm.")},
    )  # fmt: skip
    why = forms.CharField(
        label=_("Nói rõ nguyên nhân"), max_length=5000, required=False, widget=forms.Textarea({"rows": 2}),
        help_text=_("Bắt buộc với nguyên nhân khác."),
    )  # fmt: skip

    def __init__(self, *args: Any, is_late: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_late:
            del self.fields["cause"], self.fields["why"]


class ConfirmForm(forms.Form):
    grade = forms.ChoiceField(
        label=_("Đánh giá"), choices=[("", _("không ghi")), *selectors.GRADE_CHOICES], required=False
    )


class PauseForm(forms.Form):
    until = DateField(label=_("Xem lại vào ngày"), required=False)


class HandForm(forms.Form):
    """Another person; the body that leads is that of the person."""

    person = PersonInBodyField(label=_("Người nhận"))

    def __init__(self, *args: Any, choices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]


class RegiveForm(HandForm):
    """To the same person, or another; with a new date, or the old one."""

    due_on = DateField(label=_("Hạn mới, nếu đổi"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].required = False
        self.fields["person"].help_text = _now("Để trống: vẫn người cũ.")


class ExtensionForm(forms.Form):
    wanted_due = DateField(label=_("Xin gia hạn đến ngày"))
    cause = forms.ChoiceField(label=_("Nguyên nhân"), choices=selectors.CAUSE_CHOICES)


class GrantForm(forms.Form):
    due_on = DateField(label=_("Gia hạn đến ngày"))
    answer = forms.CharField(label=_("Ý kiến"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2}))


class UrgeForm(forms.Form):
    words = forms.CharField(
        label=_("Lời đôn đốc"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3}),
        help_text=_("Để trống: chỉ gửi câu đôn đốc có sẵn, với tên việc và hạn."),
    )  # fmt: skip
    letter = forms.CharField(
        label=_("Văn bản đôn đốc"), max_length=200, required=False, help_text=_("Số và ngày, nếu đã ký văn bản.")
    )


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("Tệp"),
        error_messages={"required": _("Hãy chọn một tệp."), "empty": _("Tệp rỗng. Hãy chọn lại tệp.")},
    )
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)


class RuleForm(forms.Form):
    number = forms.IntegerField(label=_("Số"), min_value=1, max_value=260)
    source = forms.CharField(label=_("Căn cứ"), max_length=500, help_text=_("Văn bản hoặc người quyết định."))

"""What may be typed about templates of tasks, and about giving one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.register.filters import DateField
from dieuphoi.registry.access.roles import OFFICE
from dieuphoi.steering.tasks import selectors
from dieuphoi.steering.tasks.forms import PersonInBodyField, _ids, _one
from dieuphoi.steering.tasks.selectors import planning
from dieuphoi.steering.tasks.selectors import templates as reading
from dieuphoi.steering.tasks.services.templates import NewItem, NewTemplate


class TemplateForm(forms.Form):
    """A template, without its tasks."""

    name = forms.CharField(label=_("Tên mẫu"), max_length=200)
    about = forms.CharField(
        label=_("Dùng khi nào"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2})
    )
    source = forms.CharField(
        label=_("Căn cứ"), max_length=1000, widget=forms.Textarea({"rows": 2}),
        help_text=_("Văn bản hoặc người quyết định các bước và thời hạn này."),
    )  # fmt: skip
    valid_from = DateField(label=_("Dùng từ ngày"), required=False, help_text=_("Để trống: dùng ngay."))
    org = forms.TypedChoiceField(label=_("Cơ quan giữ mẫu"), coerce=int)

    def __init__(self, *args: Any, actor: Actor, kept: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kept:
            # A template stays with the body that keeps it.
            del self.fields["org"]
        else:
            own = planning.own_body(actor)
            self.fields["org"].choices = reading.keeping_bodies(actor, actor.on)  # type: ignore[attr-defined]
            self.fields["org"].initial = own

    def new(self, org_id: int = 0) -> NewTemplate:
        data = self.cleaned_data
        return NewTemplate(data.get("org") or org_id, data["name"], data["source"], data["about"], data["valid_from"])


class ItemForm(forms.Form):
    """One task of a template."""

    title = forms.CharField(
        label=_("Tên việc"), max_length=300, help_text=_("Viết {xã} ở chỗ cần tên xã, khi giao mỗi xã một việc.")
    )
    product = forms.CharField(label=_("Sản phẩm"), max_length=300)
    lead = forms.ChoiceField(label=_("Chủ trì"), choices=reading.LEAD_CHOICES)
    lead_org = _one(_("Cơ quan nêu tên"), help_text=_("Chỉ chọn khi chủ trì là một cơ quan nêu tên."))
    responsible = PersonInBodyField(
        label=_("Người thường được giao"), required=False, help_text=_("Được chọn sẵn khi giao; đổi được mỗi lần.")
    )
    days = forms.IntegerField(
        label=_("Hạn, số ngày làm việc từ ngày bắt đầu"), min_value=0, max_value=1300, required=False
    )
    no_due_reason = forms.CharField(label=_("Nếu không có hạn, vì sao"), max_length=300, required=False)
    kind = forms.ChoiceField(label=_("Loại"), choices=selectors.KIND_CHOICES)
    every = forms.ChoiceField(
        label=_("Báo cáo tiến độ"), choices=[("", "—"), *selectors.EVERY_CHOICES], required=False,
        help_text=_("Chỉ của việc thường xuyên."),
    )  # fmt: skip
    urgency = forms.ChoiceField(label=_("Độ khẩn"), choices=selectors.URGENCY_CHOICES)
    field = _one(_("Lĩnh vực"))
    coordinating = _ids(_("Phối hợp"))
    text = forms.CharField(
        label=_("Nội dung phải làm"), required=False, max_length=20_000, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nobody = ("", _now("—"))
        bodies = selectors.bodies(actor, actor.on)
        for name, choices in (
            ("lead_org", [nobody, *bodies]), ("coordinating", bodies),
            ("responsible", [nobody, *selectors.doers(actor, actor.on)]),
            ("field", [nobody, *selectors.fields_on(actor, actor.on)]),
        ):  # fmt: skip
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def new(self, parent_id: int | None = None) -> NewItem:
        data = self.cleaned_data
        person = data["responsible"]
        return NewItem(
            title=data["title"], product=data["product"], lead=data["lead"], lead_org_id=data["lead_org"],
            responsible_id=person[0] if person else None, coordinating=tuple(data["coordinating"]), days=data["days"],
            no_due_reason=data["no_due_reason"], text=data["text"], kind=data["kind"], urgency=data["urgency"],
            every=data["every"], field_id=data["field"], parent_id=parent_id,
        )  # fmt: skip


class GiveForm(forms.Form):
    """How a template is given, before anybody is chosen."""

    start_on = DateField(label=_("Ngày bắt đầu"), help_text=_("Hạn của từng việc đếm ngày làm việc từ ngày này."))
    source_line = forms.CharField(
        label=_("Căn cứ giao"), max_length=400, required=False, help_text=_("Văn bản và mục; ghi cho mọi việc.")
    )
    giver_org = _one(_("Cơ quan giao"), help_text=_("Khi ghi lệnh của lãnh đạo. Để trống: cơ quan của bạn."))
    giver = PersonInBodyField(label=_("Người giao"), required=False, help_text=_("Để trống: chính bạn."))
    restricted = forms.BooleanField(
        label=_("Hạn chế"), required=False, help_text=_("Xã có liên quan không thấy việc này, nếu không được giao.")
    )
    all_units = forms.BooleanField(label=_("Tất cả các xã"), required=False)
    units = forms.TypedMultipleChoiceField(
        label=_("Hoặc từng xã"), coerce=int, required=False, empty_value=[], widget=forms.CheckboxSelectMultiple
    )
    text = forms.CharField(
        label=_("Nội dung, nguyên văn"), required=False, max_length=20_000, widget=forms.Textarea({"rows": 3}),
        help_text=_("Ghi cho mọi việc, thay cho nội dung của mẫu."),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, for_communes: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        if for_communes:
            self.fields["units"].choices = selectors.communes(actor, actor.on)  # type: ignore[attr-defined]
        else:
            del self.fields["units"], self.fields["all_units"]
        if actor.writes(*OFFICE):
            nobody = ("", _now("—"))
            for name, choices in (
                ("giver_org", selectors.bodies(actor, actor.on)), ("giver", selectors.doers(actor, actor.on)),
            ):  # fmt: skip
                self.fields[name].choices = [nobody, *choices]  # type: ignore[attr-defined]
        else:
            # Only the office records the orders of others.
            del self.fields["giver_org"], self.fields["giver"]

    def wanted(self, persons: dict[str, int]) -> planning.Wanted:
        """The checked form as what is to be given; ``persons`` as :class:`~…selectors.planning.Wanted`."""
        data = self.cleaned_data
        giver = data.get("giver")
        units = data.get("units") or []
        if data.get("all_units"):
            units = planning.all_communes(self.actor, self.actor.on)
        return planning.Wanted(
            start_on=data["start_on"], unit_ids=tuple(units), persons=persons,
            giver_org_id=data.get("giver_org") or (giver[1] if giver else None), giver_id=giver[0] if giver else None,
            source_line=data["source_line"], text=data["text"], restricted=data["restricted"],
        )  # fmt: skip

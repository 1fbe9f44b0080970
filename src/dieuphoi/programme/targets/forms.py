"""What may be typed about targets. A unit is typed by code or name and found on the day of the registration."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.register.filters import DateField
from dieuphoi.programme.assessments.past import UnitsThen
from dieuphoi.programme.targets import policies, selectors
from dieuphoi.programme.targets.services import NewTarget
from dieuphoi.registry.organisations.selectors import orgs_on, people_choices

_SEPARATORS = re.compile(r"[,;\s]+")


def numbers_typed(text: str) -> tuple[str, ...]:
    """``2, 5; 17`` as the numbers of criteria, each once, in the order typed."""
    return tuple(dict.fromkeys(each for each in _SEPARATORS.split(text.strip()) if each))


class TargetForm(forms.Form):
    """A target, new or corrected."""

    unit = forms.CharField(label=_("Đơn vị"), max_length=140, help_text=_("Mã hoặc tên vào ngày đăng ký."))
    goal = forms.ChoiceField(label=_("Loại đích"), choices=selectors.GOAL_CHOICES)
    level = forms.ChoiceField(
        label=_("Mức"), choices=[("", "—"), *selectors.LEVEL_CHOICES], required=False,
        help_text=_("Mức công nhận muốn đạt, hoặc mức mà kế hoạch đếm."),
    )  # fmt: skip
    version = forms.TypedChoiceField(
        label=_("Bộ tiêu chí"), coerce=int, required=False, empty_value=None,
        help_text=_("Khi đích là số tiêu chí hoặc các tiêu chí được nêu."),
    )  # fmt: skip
    wanted = forms.IntegerField(
        label=_("Số phải đạt"), min_value=1, max_value=9999, required=False,
        help_text=_("Số tiêu chí, hoặc số đơn vị của kế hoạch."),
    )  # fmt: skip
    named = forms.CharField(
        label=_("Tiêu chí được nêu"), max_length=200, required=False, help_text=_("Số của tiêu chí, ví dụ: 2, 5, 17.")
    )
    year = forms.IntegerField(label=_("Năm về đích"), min_value=1990, max_value=2100)
    first_year = forms.IntegerField(
        label=_("Từ năm"), min_value=1990, max_value=2100, required=False,
        help_text=_("Chỉ ghi khi đích là của cả giai đoạn."),
    )  # fmt: skip
    registered_on = DateField(label=_("Ngày đăng ký"))
    document = forms.CharField(label=_("Văn bản đăng ký"), max_length=120, required=False)
    issuer = forms.CharField(label=_("Cơ quan đăng ký"), max_length=200, required=False)
    confirmed_number = forms.CharField(label=_("Quyết định phê duyệt"), max_length=120, required=False)
    confirmed_on = DateField(label=_("Ngày phê duyệt"), required=False)
    confirmed_by = forms.CharField(label=_("Cơ quan phê duyệt"), max_length=200, required=False)
    follower = forms.TypedChoiceField(label=_("Người theo dõi"), coerce=int, required=False, empty_value=None)
    follower_org = forms.TypedChoiceField(label=_("Cơ quan theo dõi"), coerce=int, required=False, empty_value=None)
    source = forms.CharField(label=_("Nguồn"), max_length=300, required=False)
    note = forms.CharField(label=_("Ghi chú"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        nobody = ("", _now("không ghi"))
        people = [(str(pk), words) for pk, words in people_choices(actor, actor.on)]
        orgs = [(str(row.id), row.name) for row in orgs_on(actor, actor.on) if row.kind != "commune"]
        self._offer("version", [("", "—"), *selectors.set_choices(actor)])
        self._offer("follower", [nobody, *people])
        self._offer("follower_org", [nobody, *orgs])
        if not policies.may_decide_some(actor):
            # The province's decision is the office's to note, and so are plan numbers.
            for name in ("confirmed_number", "confirmed_on", "confirmed_by"):
                del self.fields[name]
            self._offer("goal", [pair for pair in selectors.GOAL_CHOICES if pair[0] != "UNITS"])

    def _offer(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        typed, day = data.get("unit"), data.get("registered_on")
        if typed and day is not None:
            units = UnitsThen(self.actor, kinds=("commune", "district", "province"))
            text = typed.strip()
            try:
                found = units.find(text if text.isdigit() else "", "" if text.isdigit() else text, [day])
                data["unit_id"] = found.unit.id
            except ValueError as error:
                self.add_error("unit", str(error))
        return data


def new_target(data: dict[str, Any]) -> NewTarget:
    """The checked form as what the service takes."""
    return NewTarget(
        unit_id=data["unit_id"], year=data["year"], goal=data["goal"], registered_on=data["registered_on"],
        level=data["level"], first_year=data["first_year"], version_id=data["version"], wanted=data["wanted"],
        named=numbers_typed(data["named"]), document=data["document"], issuer=data["issuer"],
        confirmed_number=data.get("confirmed_number") or "", confirmed_on=data.get("confirmed_on"),
        confirmed_by=data.get("confirmed_by") or "", follower_id=data["follower"],
        follower_org_id=data["follower_org"], source=data["source"], note=data["note"],
    )  # fmt: skip


class ConfirmForm(forms.Form):
    """The province's decision."""

    number = forms.CharField(label=_("Số quyết định"), max_length=120)
    on = DateField(label=_("Ngày quyết định"))
    by = forms.CharField(label=_("Cơ quan phê duyệt"), max_length=200, required=False)


class MoveForm(forms.Form):
    """Another year."""

    year = forms.IntegerField(label=_("Năm về đích mới"), min_value=1990, max_value=2100)
    first_year = forms.IntegerField(
        label=_("Từ năm"), min_value=1990, max_value=2100, required=False,
        help_text=_("Để trống: giữ độ dài của giai đoạn."),
    )  # fmt: skip


class FileForm(forms.Form):
    """A scan of a registration or decision."""

    file = forms.FileField(
        label=_("Tệp"),
        error_messages={"required": _("Hãy chọn một tệp."), "empty": _("Tệp rỗng. Hãy chọn lại tệp.")},
    )
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)


class PaceForm(forms.Form):
    """Twelve percents, one a month, and who says so."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for month in range(1, 13):
            self.fields[f"m{month}"] = forms.DecimalField(
                label=_now("Hết tháng %(n)s (%%)") % {"n": month}, min_value=Decimal(0), max_value=Decimal(100),
                max_digits=5, decimal_places=2, localize=True,
            )  # fmt: skip
        self.fields["source"] = forms.CharField(
            label=_("Căn cứ"), max_length=500, help_text=_("Văn bản hoặc người quyết định.")
        )

    def shares(self) -> list[Decimal]:
        """The twelve percents of the checked form."""
        return [self.cleaned_data[f"m{month}"] for month in range(1, 13)]

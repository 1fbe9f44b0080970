"""What may be typed on the pages of one's own account and of access."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.register.filters import DateField
from dieuphoi.registry.access.roles import COMMUNE, Role
from dieuphoi.registry.access.selectors.people import candidates
from dieuphoi.registry.access.selectors.rules import INTERVAL_CHOICES
from dieuphoi.registry.accounts.scopes import AREAS
from dieuphoi.registry.accounts.selectors import account_named
from dieuphoi.registry.organisations.selectors import orgs_on
from dieuphoi.registry.territory.selectors import Places, units_on


class TokenForm(forms.Form):
    """A new token: what it is for, how far it reaches, until when."""

    name = forms.CharField(label=_("Dùng cho việc gì"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=_("Được làm gì"),
        choices=(("read", _("đọc")), ("write", _("ghi"))),
        widget=forms.CheckboxSelectMultiple,
        initial=["read"],
    )
    areas = forms.MultipleChoiceField(
        label=_("Chỉ ở các phần"),
        choices=tuple(AREAS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Không chọn phần nào là mọi phần."),
    )
    expires_on = DateField(label=_("Hết hạn vào ngày"))

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_expires_on(self) -> Any:
        day = self.cleaned_data["expires_on"]
        if day <= self.today:
            raise forms.ValidationError(_("Ngày hết hạn phải sau hôm nay."))
        return day

    def clean(self) -> Any:
        cleaned = super().clean()
        areas, wanted = self.cleaned_data.pop("areas", []), self.cleaned_data.get("scopes", [])
        if areas:
            self.cleaned_data["scopes"] = [f"{area}:{each}" for area in areas for each in wanted]
        return cleaned


class CodeOnceForm(forms.Form):
    """The first code, which proves that the telephone has the secret."""

    code = forms.CharField(
        label=_("Mã đang hiện trên điện thoại"),
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}),
    )


class LastDayField(DateField):
    """The last day *included*, as people say it; cleaned to the first day no longer included."""

    def clean(self, value: Any) -> date | None:
        day = super().clean(value)
        return None if day is None else day + timedelta(days=1)


def _find_place(actor: Actor, typed: str) -> int | None:
    if not typed.strip():
        return None
    try:
        return Places(units_on(actor, actor.on)).find(typed).id
    except ValueError as error:
        raise forms.ValidationError(str(error)) from error


class RoleGiveForm(forms.Form):
    """A new role: to whom, which, where, how long."""

    username = forms.CharField(label=_("Tên đăng nhập"), max_length=60)
    role = forms.ChoiceField(label=_("Vai trò"), choices=(("", "—"), *Role.choices))
    org = forms.ChoiceField(label=_("Cơ quan"), required=False)
    place = forms.CharField(
        label=_("Địa bàn"), required=False, max_length=120,
        help_text=_("Mã hoặc tên xã. Cán bộ xã để trống là xã của cơ quan; vai trò cấp tỉnh để trống là toàn tỉnh."),
    )  # fmt: skip
    start = DateField(label=_("Từ ngày"))
    end = LastDayField(label=_("Đến hết ngày"), required=False, help_text=_("Nên có, để vai trò tự hết."))
    coordinator = forms.BooleanField(
        label=_("Là người điều phối của cơ quan"), required=False,
        help_text=_("Được cấp phiếu mới, đặt lại mật khẩu và bước thứ hai cho người của cơ quan này."),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.orgs = {org.id: org for org in orgs_on(actor, actor.on)}
        self.fields["org"].choices = [("", "—"), *((str(org.id), org.name) for org in self.orgs.values())]  # type: ignore[attr-defined]

    def clean_username(self) -> int:
        typed = self.cleaned_data["username"]
        try:
            return int(account_named(self.actor, typed).pk)
        except NotVisible:
            raise forms.ValidationError(_("Không có tài khoản “%(name)s”.") % {"name": typed}) from None

    def clean(self) -> Any:
        cleaned = super().clean()
        try:
            place = _find_place(self.actor, self.cleaned_data.get("place") or "")
        except forms.ValidationError as error:
            self.add_error("place", error)
            return cleaned
        org = self.orgs.get(int(self.cleaned_data.get("org") or 0))
        if place is None and org is not None and self.cleaned_data.get("role") in COMMUNE:
            place = org.place_id
        self.cleaned_data["place_id"], self.cleaned_data["org_id"] = place, org.id if org else None
        return cleaned


class ExtendForm(forms.Form):
    """A later end."""

    end = LastDayField(label=_("Đến hết ngày"), required=False, help_text=_("Để trống: không có ngày kết thúc."))


class EndForm(forms.Form):
    """The day from which on the role opens nothing."""

    on = DateField(label=_("Thôi từ ngày"), help_text=_("Từ ngày này vai trò không mở gì nữa."))


class LendForm(forms.Form):
    """To whom a role is lent, how long, and on which of its places."""

    delegate = forms.CharField(label=_("Ủy quyền cho"), max_length=120, help_text=_("Tên đăng nhập, hoặc họ và tên."))
    start = DateField(label=_("Từ ngày"))
    end = LastDayField(label=_("Đến hết ngày"))
    places = forms.CharField(
        label=_("Chỉ trên các đơn vị"), required=False, max_length=2000,
        help_text=_("Mã hoặc tên, cách nhau bằng dấu phẩy. Để trống là cả vai trò."),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, by_parts: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        if not by_parts:
            del self.fields["places"]

    def clean_delegate(self) -> int:
        found = candidates(self.actor, self.cleaned_data["delegate"])
        if len(found) == 1:
            return found[0].account_id
        if found:
            which = ", ".join(f"{each.full_name} ({each.username})" for each in found)
            raise forms.ValidationError(_("Có nhiều người: %(which)s. Hãy ghi tên đăng nhập.") % {"which": which})
        raise forms.ValidationError(_("Không có ai có tài khoản với tên này trong phạm vi của bạn."))

    def clean_places(self) -> list[int]:
        faults, found = [], []
        for typed in self.cleaned_data["places"].split(","):
            try:
                place = _find_place(self.actor, typed)
            except forms.ValidationError as error:
                faults.append(error)
            else:
                found += [place] if place is not None else []
        if faults:
            raise forms.ValidationError(faults)
        return found


class RuleForm(forms.Form):
    """Which role needs the second step, from when, who said so."""

    role = forms.ChoiceField(label=_("Vai trò"), choices=Role.choices)
    start = DateField(label=_("Từ ngày"))
    source = forms.CharField(label=_("Căn cứ"), max_length=500, help_text=_("Văn bản, hoặc người quyết định."))


class IntervalForm(forms.Form):
    """How many days."""

    key = forms.ChoiceField(label=_("Quy định"), choices=INTERVAL_CHOICES)
    days = forms.IntegerField(label=_("Số ngày"), min_value=1, max_value=3660)
    source = forms.CharField(label=_("Căn cứ"), max_length=500, help_text=_("Văn bản, hoặc người quyết định."))


class LeaveForm(forms.Form):
    """What ends with the account."""

    end_roles = forms.BooleanField(
        label=_("Kết thúc luôn các vai trò từ hôm nay"), required=False, initial=True
    )


class SubjectForm(forms.Form):
    """By which identifier the issuer knows the person."""

    subject = forms.CharField(
        label=_("Mã định danh bên phát hành (sub)"), max_length=191, help_text=_("Bên phát hành cho biết mã này.")
    )

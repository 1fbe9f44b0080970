"""What may be typed about a saved view."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.register.policies import may_share_view
from dieuphoi.core.register.told import org_names, role_choices

_SHARES = (
    ("me", _("Chỉ mình tôi")),
    ("unit", _("Cơ quan của tôi")),
    ("all", _("Mọi người")),
    ("role", _("Mọi người có một vai trò")),
)


class SavedViewForm(forms.Form):
    """Name, with whom it is shared, whether the list opens with it."""

    name = forms.CharField(label=_("Tên khung nhìn"), max_length=80)
    share = forms.ChoiceField(label=_("Ai mở được"), widget=forms.RadioSelect, initial="me")
    org_id = forms.TypedChoiceField(label=_("Cơ quan"), coerce=int, empty_value=None, required=False)
    role = forms.ChoiceField(label=_("Vai trò"), required=False)
    with_day = forms.BooleanField(
        label=_("Giữ cả ngày đang xem"),
        help_text=_("Không chọn thì khung nhìn luôn mở ở ngày hôm nay."),
        required=False,
    )
    is_default = forms.BooleanField(
        label=_("Mở danh sách này bằng khung nhìn này"),
        help_text=_("Với khung nhìn của một vai trò: cho mọi người có vai trò đó mà chưa tự chọn."),
        required=False,
    )

    def __init__(self, *args: Any, actor: Actor, dated: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        orgs = org_names(sorted(actor.orgs()))
        shares = [(code, words) for code, words in _SHARES if may_share_view(actor, code)]
        if orgs:
            self.fields["org_id"].choices = list(orgs.items())  # type: ignore[attr-defined]
        else:
            del self.fields["org_id"]
            shares = [(code, words) for code, words in shares if code != "unit"]
        self.fields["share"].choices = shares  # type: ignore[attr-defined]
        if any(code == "role" for code, _words in shares):
            self.fields["role"].choices = [("", "—"), *role_choices()]  # type: ignore[attr-defined]
        else:
            del self.fields["role"]
        if not dated:
            del self.fields["with_day"]

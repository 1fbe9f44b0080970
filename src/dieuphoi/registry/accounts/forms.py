"""The two forms of sign-in, in our words, whose checks are allauth's; and the form that asks who gets a slip."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.registry.accounts.passwords import password_change


class SignInForm(LoginForm):  # type: ignore[misc]
    """User name and password. A wrong one says only that the two do not belong together."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label = _("Tên đăng nhập")
        login.widget.attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        password.label = _("Mật khẩu")
        password.help_text = ""
        password.widget.attrs = {"autocomplete": "current-password"}

    def clean_login(self) -> str:
        # One name, one count of wrong tries: "Tuan" and "tuan" are the same person.
        return str(super().clean_login()).lower()

    def clean(self) -> Any:
        try:
            return super().clean()
        except ValidationError as error:
            raise ValidationError(
                _("Tên đăng nhập và mật khẩu không khớp. Hãy xem lại chữ hoa, chữ thường và bộ gõ tiếng Việt."),
                code=error.code,
            ) from None


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """The old password once, the new one twice."""

    def __init__(self, *args: Any, actor: Actor, now: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.now = actor, now
        for name, label, help_text, autocomplete in (
            ("oldpassword", _("Mật khẩu hiện tại"), "", "current-password"),
            ("password1", _("Mật khẩu mới"), " ".join(password_validators_help_texts()), "new-password"),
            ("password2", _("Gõ lại mật khẩu mới"), "", "new-password"),
        ):
            field: forms.Field = self.fields[name]
            field.label, field.help_text = label, help_text
            field.widget.attrs = {"autocomplete": autocomplete}

    def clean_oldpassword(self) -> str:
        try:
            return str(super().clean_oldpassword())
        except ValidationError as error:
            raise ValidationError(_("Mật khẩu hiện tại không đúng."), code=error.code) from None

    def clean(self) -> Any:
        cleaned = super().clean()
        old, new = self.cleaned_data.get("oldpassword"), self.cleaned_data.get("password1")
        if old and new and old == new:
            self.add_error("password1", _("Mật khẩu mới phải khác mật khẩu hiện tại."))
        return cleaned

    def save(self) -> None:
        password_change(actor=self.actor, account=self.user, password=self.cleaned_data["password1"], now=self.now)


class SlipsForm(forms.Form):
    """Who gets a first sign-in slip: those without one, all who never signed in, or those named."""

    choice = forms.ChoiceField(
        label=_("Cấp phiếu cho"),
        choices=(
            ("new", _("các tài khoản chưa có phiếu")),
            ("renew", _("mọi tài khoản chưa ai đăng nhập; phiếu đã phát không còn dùng được")),
            ("named", _("các tài khoản ghi dưới đây")),
        ),
        required=False,
    )
    names = forms.CharField(
        label=_("Tên đăng nhập"), required=False, help_text=_("Nhiều tên thì cách nhau bằng dấu phẩy.")
    )

    def clean(self) -> Any:
        cleaned = super().clean()
        named = self.cleaned_data.get("choice") == "named"
        if named and not self.usernames:
            self.add_error("names", _("Hãy ghi tên đăng nhập."))
        elif not named and self.cleaned_data.get("names"):
            self.add_error("names", _("Muốn cấp cho riêng các tài khoản này, hãy chọn “các tài khoản ghi dưới đây”."))
        return cleaned

    @property
    def renew(self) -> bool:
        return bool(self.cleaned_data.get("choice") == "renew")

    @property
    def usernames(self) -> list[str] | None:
        """The names to issue slips for; ``None`` where nobody is named."""
        if self.cleaned_data.get("choice") != "named":
            return None
        return [name.strip() for name in self.cleaned_data.get("names", "").split(",") if name.strip()]

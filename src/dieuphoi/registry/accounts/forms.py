"""The two forms of sign-in, in our words. What they check is allauth's."""

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

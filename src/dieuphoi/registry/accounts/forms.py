"""The forms of sign-in, in our words: password, code, both once more; and the form that asks who gets a slip."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.base.internal.flows import post_authentication
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.registry.accounts.lockouts import count_wrong, may_try
from dieuphoi.registry.accounts.passwords import password_change
from dieuphoi.registry.accounts.records import code_used
from dieuphoi.registry.accounts.second_step import CODES_TYPE, authenticator_of


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


class CodeForm(forms.Form):
    """The six digits, or a recovery code. Each opens once; wrong ones are counted with wrong passwords."""

    again = False
    code = forms.CharField(
        label=_("Mã xác thực"),
        max_length=20,
        help_text=_("6 chữ số trên ứng dụng ở điện thoại, hoặc một mã dự phòng."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_code(self) -> str:
        request = context.request
        if not may_try(request, self.user.username):
            raise ValidationError(_("Đang tạm khóa vì sai nhiều lần."))
        found = authenticator_of(self.user, self.cleaned_data["code"])
        if found is None:
            count_wrong(request, self.user.username)
            raise ValidationError(
                _("Mã không đúng hoặc đã dùng. Hãy chờ ứng dụng hiện mã mới rồi gõ lại; giờ của điện thoại phải đúng.")
            )
        self.authenticator = found
        return str(self.cleaned_data["code"])

    def save(self) -> None:
        post_authentication(context.request, self.authenticator, reauthenticated=self.again)
        if self.authenticator.type == CODES_TYPE:
            code_used(account=self.user, now=getattr(context.request, "now", timezone.now()))


class CodeAgainForm(CodeForm):
    """The code once more, before something that matters."""

    again = True


class PasswordAgainForm(ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["password"]
        field.label, field.help_text = _("Mật khẩu"), ""
        field.widget.attrs = {"autocomplete": "current-password", "autofocus": True}

    def clean_password(self) -> str:
        try:
            return str(super().clean_password())
        except ValidationError as error:
            raise ValidationError(_("Mật khẩu không đúng."), code=error.code) from None


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

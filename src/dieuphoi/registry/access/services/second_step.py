"""One's own second step: on, off, new recovery codes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.registry.access.selectors import identity_for
from dieuphoi.registry.accounts import second_step
from dieuphoi.registry.accounts.models import AccountAct
from dieuphoi.registry.accounts.policies import in_person
from dieuphoi.registry.accounts.records import record


def _check_own(actor: Actor, account: Any) -> None:
    require(in_person(actor))
    if account.pk != actor.id:
        raise Refused("not_own_account", _("Chỉ đổi được bước thứ hai của chính mình."), status=403)


def second_step_on(*, actor: Actor, account: Any, secret: str, code: str, now: datetime) -> list[str]:
    """Turn the second step on, once a code proves that the telephone has the secret. Gives the recovery codes, once."""
    _check_own(actor, account)
    with act(actor, "account.second_step_on"):
        if second_step.has_second_step(account.pk):
            raise Refused("second_step_on", _("Bước thứ hai đã bật."))
        if not secret or not second_step.secret_fits(account.pk, secret, code):
            message = _("Mã không đúng. Hãy chờ ứng dụng hiện mã mới rồi gõ lại; giờ của điện thoại phải đúng.")
            raise InputErrors([InputError(message, field="code")])
        codes = second_step.turn_on(account, secret)
        record(account, AccountAct.SECOND_STEP_ON, "", now)
    return codes


def second_step_off(*, actor: Actor, account: Any, reason: str, now: datetime) -> None:
    """Turn the second step off; not while one of one's roles needs it. The caller has asked for the password again."""
    _check_own(actor, account)
    with act(actor, "account.second_step_off", reason=reason):
        if identity_for(actor.id, actor.on).second_step_required:
            raise Refused("second_step_required", _("Vai trò của bạn bắt buộc có bước thứ hai, nên không tắt được."))
        if not reason.strip():
            raise InputErrors([InputError(_("Hãy ghi lý do."), field="reason")])
        if not second_step.remove(account.pk):
            raise Refused("no_second_step", _("Tài khoản này chưa bật bước thứ hai."))
        record(account, AccountAct.SECOND_STEP_OFF, reason, now)


def codes_renew(*, actor: Actor, account: Any, now: datetime) -> list[str]:
    """New recovery codes; the old ones stop."""
    _check_own(actor, account)
    with act(actor, "account.renew_codes"):
        if not second_step.has_second_step(account.pk):
            raise Refused("no_second_step", _("Tài khoản này chưa bật bước thứ hai."))
        codes = second_step.fresh_codes(account)
        record(account, AccountAct.CODES_RENEWED, "", now)
    return codes

"""The act of changing one's own password."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import Refused


def password_change(*, actor: Actor, account: Any, password: str, now: datetime) -> None:
    """Set the account's own new password; from now on the first-sign-in demand is met.

    The caller has checked the old password and the rules of new ones. Raises ``Refused`` for another's account.
    """
    if account.pk != actor.id:
        raise Refused("not_own_account", _("Chỉ đổi được mật khẩu của chính mình."), status=403)
    with act(actor, "account.change_password"):
        account.set_password(password)
        account.must_change_password = False
        account.save(update_fields=["password", "must_change_password"])

"""Who keeps the register of organisations and people, and who gives and receives. Reading organisations is free to
everybody signed in.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal

# Role codes live in registry.access, two floors up; here they are plain words.
_KEEPERS = ("administrator", "office_head", "office_specialist")
_HEADS = ("department_head", "commune_chair")


def may_manage_organisations(actor: Actor, record: Any = None) -> Answer:
    if actor.has_role(*_KEEPERS):
        return Allowed()
    return Refusal(
        "not_allowed",
        _("Chỉ Văn phòng điều phối hoặc quản trị hệ thống được sửa danh sách cơ quan và cán bộ."),
    )


def may_enter_people(actor: Actor) -> Answer:
    """Bring people in by a sheet: it opens accounts and gives roles, so it takes the right to do both."""
    if actor.has_role("administrator", "office_head"):
        return Allowed()
    return Refusal(
        "not_allowed",
        _("Chỉ quản trị hệ thống hoặc lãnh đạo Văn phòng được nạp danh sách cán bộ và tài khoản."),
    )


def may_assign_work(actor: Actor, record: Any = None) -> Answer:
    """Say who follows what, and who sits on a committee: the office."""
    if actor.has_role("administrator", "office_head", "office_specialist"):
        return Allowed()
    return Refusal(
        "not_allowed", _("Chỉ Văn phòng điều phối được sửa danh sách Ban Chỉ đạo và phân công theo dõi.")
    )


def may_open_handover(actor: Actor, record: Any = None) -> Answer:
    """Anybody with a role may hand their own work over; the service asks whose it is."""
    if actor.is_system or actor.grants:
        return Allowed()
    return Refusal("not_allowed", _("Tài khoản này không còn vai trò nào nên không lập được bàn giao."))


def may_run_handover(actor: Actor, handover: Any) -> Answer:
    """Fill it in, close it, cancel it: the giver, the head of the giving body, the office, the administrator."""
    if actor.has_role(*_KEEPERS) or _gives(actor, handover):
        return Allowed()
    return Refusal(
        "not_allowed", _("Chỉ bên giao, lãnh đạo bên giao hoặc Văn phòng điều phối làm được việc này.")
    )


def may_hand(actor: Actor, handover: Any) -> Answer:
    """The giver hands over; when the giver is gone, the head or the office on their behalf – never the receiver."""
    if _is(actor, handover.receiver):
        return Refusal("same_person", _("Người nhận không tự giao cho mình. Bên giao phải bàn giao."))
    return may_run_handover(actor, handover)


def may_receive(actor: Actor, handover: Any) -> Answer:
    """The receiver says that they received: nobody else can say it for them."""
    if actor.is_system or _is(actor, handover.receiver):
        return Allowed()
    if handover.receiver is None and handover.receiver_org_id in actor.orgs(
        *_HEADS, "office_head", "office_specialist"
    ):
        if _is(actor, handover.giver):
            return Refusal("same_person", _("Người giao không tự xác nhận đã nhận."))
        return Allowed()
    who = handover.receiver or handover.receiver_org
    return Refusal("not_receiver", _("Chỉ bên nhận (%(who)s) xác nhận được.") % {"who": who})


def may_finish_check(actor: Actor, check: Any) -> Answer:
    """Say that a mover's assignments were looked at."""
    return may_assign_work(actor)


def _gives(actor: Actor, handover: Any) -> bool:
    return _is(actor, handover.giver) or handover.giver_org_id in actor.orgs(*_HEADS)


def _is(actor: Actor, person: Any) -> bool:
    """Whether the actor's account is this person's (the account hangs on the person, one floor up)."""
    account = None if person is None else getattr(person, "account", None)
    return account is not None and account.pk == actor.id

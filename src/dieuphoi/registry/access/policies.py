"""Who may give, lend, review and end roles, repair others' sign-in, and read the journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal
from dieuphoi.registry.access.roles import COMMUNE, COORDINATOR, DEPARTMENT, NEVER_LENT, OFFICE, Role
from dieuphoi.registry.territory.states import CANCELLED, UNDONE


def may_assign_roles(actor: Actor, role: str) -> Answer:
    """The administrator gives every role; the head of the office every role but the administrator's."""
    if actor.has_role(Role.ADMINISTRATOR):
        return Allowed()
    if actor.has_role(Role.OFFICE_HEAD) and role != Role.ADMINISTRATOR:
        return Allowed()
    return Refusal("not_allowed", _("Chỉ quản trị hệ thống hoặc lãnh đạo Văn phòng được giao vai trò."))


def may_give_roles(actor: Actor, _record: Any = None) -> Answer:
    """Some role, whichever: for buttons and pages."""
    return may_assign_roles(actor, Role.COMMUNE_OFFICER)


def may_lend(actor: Actor, assignment: Any) -> Answer:
    """Lend a role: only one's own, and not the administrator's."""
    if assignment.account_id != actor.id:
        return Refusal("not_own_role", _("Chỉ ủy quyền được vai trò của chính mình."))
    if assignment.role in NEVER_LENT:
        return Refusal("never_lent", _("Vai trò quản trị hệ thống không ủy quyền được; hãy đề nghị giao vai trò."))
    return Allowed()


def may_end_delegation(actor: Actor, delegation: Any) -> Answer:
    """Take back, give back, or end as who keeps the roles."""
    if actor.id in (delegation.delegate_id, delegation.assignment.account_id):
        return Allowed()
    return may_assign_roles(actor, delegation.assignment.role)


def may_review(actor: Actor, assignment: Any) -> Answer:
    """Say whether a role is still needed: who gives it, or the coordinator of its organisation; never one's own."""
    if assignment is not None and assignment.account_id == actor.id:
        return Refusal("same_person", _("Không ai tự rà soát vai trò của mình; hãy để người khác rà soát."))
    mine = actor.orgs(COORDINATOR)
    if assignment is None:
        allowed = bool(mine) or actor.has_role(Role.ADMINISTRATOR, Role.OFFICE_HEAD)
    else:
        not_office = assignment.role not in {*OFFICE, Role.ADMINISTRATOR}
        allowed = bool(may_assign_roles(actor, assignment.role)) or (assignment.org_id in mine and not_office)
    if allowed:
        return Allowed()
    return Refusal(
        "not_allowed",
        _("Chỉ người giao vai trò hoặc người điều phối của cơ quan được rà soát vai trò này."),
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """What an account holds now or will hold, own and borrowed: decides who may repair its sign-in."""

    account_id: int
    is_active: bool
    roles: frozenset[str]
    orgs: frozenset[int | None]


def may_reset(actor: Actor, target: Standing) -> Answer:
    """Set a new one-time password for somebody, or take a lost second step away.

    Whoever can do that can become that person, so nobody resets more than they could give: the head of the office
    no administrator, a coordinator only people all of whose roles lie in the own organisation, and never the office.
    """
    if target.account_id == actor.id:
        return Refusal("own_account", _("Mật khẩu và bước thứ hai của mình thì tự đổi ở trang Tài khoản của tôi."))
    if not target.is_active:
        return Refusal("account_closed", _("Tài khoản này đã đóng."), status=409)
    if actor.has_role(Role.ADMINISTRATOR):  # the system too: who sits at the machine
        return Allowed()
    if Role.ADMINISTRATOR in target.roles:
        return Refusal("not_allowed", _("Chỉ quản trị hệ thống đặt lại được cho người quản trị hệ thống."))
    if actor.has_role(Role.OFFICE_HEAD):
        return Allowed()
    mine = actor.orgs(COORDINATOR)
    if not mine:
        return Refusal(
            "not_allowed",
            _("Chỉ quản trị hệ thống, lãnh đạo Văn phòng hoặc người điều phối của cơ quan được đặt lại."),
        )
    if target.roles & {*OFFICE}:
        return Refusal("not_allowed", _("Người của Văn phòng điều phối do quản trị hệ thống đặt lại."))
    if not target.orgs or not target.orgs <= mine:
        return Refusal(
            "other_org", _("Người này còn giữ vai trò ở cơ quan khác; hãy nhờ quản trị hệ thống đặt lại.")
        )
    return Allowed()


def may_keep_rules(actor: Actor, _record: Any = None) -> Answer:
    """Set the rules of access: who needs the second step, after how long roles are reviewed."""
    if actor.has_role(Role.ADMINISTRATOR, Role.OFFICE_HEAD):
        return Allowed()
    return Refusal("not_allowed", _("Chỉ quản trị hệ thống hoặc lãnh đạo Văn phòng đặt quy định truy cập."))


def may_read_rules(actor: Actor, _record: Any = None) -> Answer:
    """Read them."""
    if actor.has_role(Role.ADMINISTRATOR, Role.OFFICE_HEAD, Role.INSPECTOR):
        return Allowed()
    return may_keep_rules(actor)


def may_read_journal(actor: Actor, _record: Any = None) -> Answer:
    """Read who did what to accounts and roles, and who signed in from where."""
    if actor.has_role(Role.ADMINISTRATOR, Role.INSPECTOR):
        return Allowed()
    return Refusal("not_allowed", _("Chỉ quản trị hệ thống hoặc thanh tra được xem nhật ký truy cập."))


def may_open_access(actor: Actor, _record: Any = None) -> Answer:
    """Has any business on the pages of access beyond their own account."""
    if actor.has_role(Role.ADMINISTRATOR, Role.OFFICE_HEAD, Role.INSPECTOR, COORDINATOR):
        return Allowed()
    return Refusal("not_allowed", _("Trang này dành cho người giữ tài khoản và vai trò của người khác."))


def may_say(actor: Actor) -> Answer:
    """Say something on a record that one sees: whoever works with the programme; who only checks reads."""
    if actor.has_role(*OFFICE, *DEPARTMENT, *COMMUNE, Role.LEADER, Role.ASSIGNED_LEADER, Role.ADMINISTRATOR):
        return Allowed()
    return Refusal("reads_only", _("Vai trò của bạn chỉ đọc, không ghi ý kiến."))


def may_comment_change(actor: Actor, change: Any) -> Answer:
    """While a change of units is planned, and once it is applied; one given up or undone is only read."""
    if change.state in (CANCELLED, UNDONE):
        return Refusal("change_ended", _("Thay đổi này đã hủy hoặc hoàn tác: chỉ đọc ý kiến."), status=409)
    return may_say(actor)

"""Who makes work programmes, edits, answers, signs and approves them. States are named by their codes: the table of
moves imports us.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal
from dieuphoi.registry.access.policies import may_say
from dieuphoi.registry.access.roles import HEADS, OFFICE, Role
from dieuphoi.steering.tasks.bodies import OWN_BODY, is_inside, is_leadership, speaks_for
from dieuphoi.steering.tasks.policies import may_give_some

OPEN = ("DRAFT", "CONSULTED", "AMENDED")
"""States in which the lines may be written: the database refuses it in all others."""


def may_start_some(actor: Actor, _nothing: object = None) -> Answer:
    """Whether the actor makes plans of any body at all: whoever works in one."""
    if actor.writes(*OFFICE) or actor.orgs(*OWN_BODY):
        return Allowed()
    return Refusal("no_body", _("Vai trò của bạn không lập chương trình công tác."))


def may_start(actor: Actor, org: Any, province_id: int) -> Answer:
    """Make a plan of the body ``org``: its own people; of the province's leadership its office too."""
    if is_inside(org, actor.orgs(*OWN_BODY)):
        return Allowed("own body")
    if is_leadership(org) and province_id in actor.writes(*OFFICE):
        return Allowed("office")
    return Refusal(
        "not_yours", _("Chỉ người của %(org)s được lập chương trình công tác của cơ quan này.") % {"org": org.name}
    )


def belongs(actor: Actor, plan: Any) -> Answer:
    """Whether the actor is one of those who make this plan: its group, the people of its body, the office for the
    leadership's.
    """
    accounts = sorted({actor.id, *actor.stands_in_for})
    known = plan.__dict__.get("is_member")  # an annotation of the selector, where it comes from one
    if known if known is not None else plan.members.filter(ended_at=None, person__account__id__in=accounts).exists():
        return Allowed("member")
    if is_inside(plan.org, actor.orgs(*OWN_BODY)):
        return Allowed("own body")
    if is_leadership(plan.org) and plan.province_id in actor.writes(*OFFICE):
        return Allowed("office")
    return Refusal(
        "not_member",
        _("Chỉ nhóm soạn thảo và người của %(org)s làm được thao tác này.") % {"org": plan.org.name},
    )


def may_edit(actor: Actor, plan: Any) -> Answer:
    """Write its lines and headings: those who make it, while it is open."""
    if plan.state not in OPEN:
        return Refusal(
            "not_open",
            _("Chương trình đang ở trạng thái “%(state)s”: muốn sửa, hãy rút lại hoặc mở điều chỉnh.")
            % {"state": plan.get_state_display()},
            status=409,
        )
    return belongs(actor, plan)


def may_organise(actor: Actor, plan: Any) -> Answer:
    """Name the group, set the steps of making it: those who make it, until it has ended."""
    if plan.state in ("ENDED", "DROPPED"):
        return Refusal("ended", _("Chương trình này đã kết thúc: chỉ đọc."), status=409)
    return belongs(actor, plan)


def may_sign(actor: Actor, plan: Any) -> Answer:
    """Sign the text as it stands: whoever makes it, while it is open."""
    return may_edit(actor, plan)


def approves(actor: Actor, plan: Any) -> Answer:
    """Whether the actor is a head who approves plans of this body: its own head; of the leadership's the leaders of
    the province and the head of its office, who records their decision.
    """
    if speaks_for(actor, plan.org):
        return Allowed("head")
    if is_leadership(plan.org):
        if actor.has_role(Role.LEADER):
            return Allowed("leader")
        if plan.province_id in actor.writes(Role.OFFICE_HEAD):
            return Allowed("office head")
    return Refusal(
        "not_head",
        _("Chỉ thủ trưởng của %(org)s hoặc cấp trên phê duyệt, trả lại, kết thúc chương trình.")
        % {"org": plan.org.name},
    )


def may_approve(actor: Actor, plan: Any) -> Answer:
    """Approve or return: a head, never who submitted it."""
    answer = approves(actor, plan)
    if answer and plan.submitted_by == actor.id:
        return Refusal(
            "same_person",
            _("Bạn đã trình chương trình này: hãy để thủ trưởng khác phê duyệt, hoặc rút lại để người khác trình."),
        )
    return answer


def may_approve_some(actor: Actor, _nothing: object = None) -> Answer:
    """Whether the actor approves plans of any body at all."""
    if actor.has_role(Role.LEADER, *HEADS):
        return Allowed()
    return Refusal("not_head", _("Chỉ thủ trưởng cơ quan và lãnh đạo tỉnh phê duyệt chương trình công tác."))


def may_answer(actor: Actor, consult: Any) -> Answer:
    """Say the opinion of a body that was asked: its own people, until the plan is submitted."""
    if consult.plan.state != "CONSULTED":
        return Refusal(
            "not_asked", _("Chương trình không còn lấy ý kiến."), status=409,
        )  # fmt: skip
    if is_inside(consult.org, actor.orgs(*OWN_BODY)):
        return Allowed("own body")
    return Refusal(
        "not_yours", _("Chỉ người của %(org)s trả lời được phần lấy ý kiến này.") % {"org": consult.org.name}
    )


def may_give_tasks(actor: Actor, plan: Any) -> Answer:
    """Make tasks of its lines: those who make it and give tasks, once it is approved."""
    if plan.state != "APPROVED":
        return Refusal("not_approved", _("Chỉ giao việc từ chương trình đã được phê duyệt."), status=409)
    made = belongs(actor, plan)
    return made and may_give_some(actor)


def may_link(actor: Actor, plan: Any) -> Answer:
    """Say which task serves a line: those who make it, once it was approved."""
    if not plan.edition or plan.state in ("ENDED", "DROPPED"):
        return Refusal("not_approved", _("Chỉ gắn việc vào chương trình đã được phê duyệt."), status=409)
    return belongs(actor, plan)


def may_carry(actor: Actor, plan: Any) -> Answer:
    """Start the next plan from this one: those who make it, once it was approved."""
    if not plan.edition:
        return Refusal("not_approved", _("Chỉ lập kế hoạch kỳ sau từ chương trình đã được phê duyệt."), status=409)
    return belongs(actor, plan)


def may_comment(actor: Actor, plan: Any) -> Answer:
    """Talk about it: whoever reads its inside, not who reads only what was approved."""
    if not getattr(plan, "inside", True):
        return Refusal("reader", _("Chỉ nhóm soạn thảo và cơ quan được hỏi ý kiến trao đổi ở đây."))
    return may_say(actor)


# ------------------------------------------------------------------------------------------------ conditions


def has_lines(actor: Actor, plan: Any) -> Answer:
    """There is something in it, and every line says what and who."""
    rows = plan.lines.filter(ended_at=None)
    if not rows.exists():
        return Refusal("empty", _("Chương trình chưa có nhiệm vụ nào."), status=409)
    faulty = rows.filter(lead_org=None).count()
    if faulty:
        return Refusal(
            "no_lead", _("Còn %(n)s nhiệm vụ chưa có cơ quan chủ trì.") % {"n": faulty}, status=409,
        )  # fmt: skip
    return Allowed()


def was_never_approved(actor: Actor, plan: Any) -> Answer:
    """Only a draft is dropped; what was in force ends."""
    if plan.edition:
        return Refusal(
            "was_approved", _("Chương trình đã được phê duyệt: hãy dùng “Thôi điều chỉnh” hoặc “Kết thúc”."), status=409
        )
    return Allowed()

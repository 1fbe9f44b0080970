"""Who gives tasks, does them, judges them, and when. States are named by their codes: the table of moves imports us."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal
from dieuphoi.registry.access.policies import may_say
from dieuphoi.registry.access.roles import HEADS, OFFICE, Role
from dieuphoi.registry.accounts.selectors import account_of_person
from dieuphoi.steering.tasks.bodies import OWN_BODY, is_inside, is_leadership, speaks_for

_ENDED = ("DONE", "WITHDRAWN")


def may_give_some(actor: Actor, _nothing: object = None) -> Answer:
    """Whether the actor gives tasks at all: the office, leaders, heads of departments and communes."""
    if actor.writes(*OFFICE) or actor.has_role(Role.LEADER, *HEADS):
        return Allowed()
    return Refusal(
        "not_a_giver", _("Chỉ Văn phòng điều phối, lãnh đạo tỉnh và thủ trưởng cơ quan, xã được giao việc.")
    )


def may_give(actor: Actor, lead: Any, *, province_id: int, kind: str = "ORDINARY", whole: Any = None) -> Answer:
    """Give a task to the body ``lead``, as a part of ``whole`` where there is one.

    The office and leaders to everybody in the province; a head inside the own body, and as a request to anybody; who
    answers for a task its parts, to the bodies that share in it.
    """
    if province_id in actor.writes(*OFFICE) or actor.has_role(Role.LEADER):
        return Allowed()
    heads = actor.orgs(*HEADS)
    if is_inside(lead, heads):
        return Allowed("own body")
    if kind == "REQUEST" and heads:
        return Allowed("request")
    if whole is not None and may_do(actor, whole):
        # A whole that is given in the same act has no bodies yet but its lead.
        there = whole.orgs.filter(ended_at=None).values_list("org_id", flat=True) if whole.pk else ()
        sharing = {whole.lead_org_id, *there}
        if is_inside(lead, frozenset(sharing)):
            return Allowed("part")
        return Refusal(
            "not_sharing", _("Việc thành phần chỉ giao cho cơ quan chủ trì hoặc phối hợp của việc này.")
        )
    if not heads:
        return may_give_some(actor)
    return Refusal(
        "not_yours",
        _("Chỉ giao việc trong cơ quan mình. Với cơ quan khác, hãy chọn loại “đề nghị phối hợp”."),
    )


def may_import(actor: Actor, _nothing: object = None) -> Answer:
    """Tasks by a sheet are the office's."""
    if actor.writes(*OFFICE):
        return Allowed()
    return Refusal("not_office", _("Chỉ Văn phòng điều phối được nhập nhiệm vụ từ bảng."))


def may_do(actor: Actor, record: Any) -> Answer:
    """Accept, refuse, work, report: who answers for the task, who stands in for them, the head of the lead body; the
    office for somebody who has no account.
    """
    account = doer_of(record)
    if account is not None and account == actor.id:
        return Allowed("own")
    if account is not None and account in actor.stands_in_for:
        return Allowed("stand-in")
    if speaks_for(actor, record.lead_org):
        return Allowed("head")
    if account is None and record.province_id in actor.writes(*OFFICE):
        return Allowed("on behalf")
    return Refusal(
        "not_doer",
        _("Chỉ %(name)s, người được ủy quyền thay hoặc thủ trưởng %(org)s làm được thao tác này.")
        % {"name": record.responsible.full_name, "org": record.lead_org.name},
    )


def doer_of(record: Any) -> int | None:
    """The account of who answers for the task; ``doer`` is the annotation of the selector, where it comes from one."""
    if "doer" in record.__dict__:
        found: int | None = record.doer
        return found
    return account_of_person(record.responsible_id)


def _giver_of(record: Any) -> int | None:
    """The account of who gave the task; ``giver_account`` is an annotation of lists that ask of many tasks at once."""
    if "giver_account" in record.__dict__:
        found: int | None = record.giver_account
        return found
    return account_of_person(record.giver_id)


def may_direct(actor: Actor, record: Any) -> Answer:
    """Mend, pause, withdraw, give again: who gave it, the head of the body that gave it; of orders of the province's
    leadership its office too.
    """
    if record.giver_id is not None and _giver_of(record) in {actor.id, *actor.stands_in_for}:
        return Allowed("giver")
    if speaks_for(actor, record.giver_org):
        return Allowed("head")
    if is_leadership(record.giver_org):
        if record.province_id in actor.writes(*OFFICE):
            return Allowed("office")
        if record.giver_org_id in actor.orgs(Role.LEADER):
            return Allowed("leader")
    return Refusal(
        "not_giver",
        _("Chỉ bên giao việc (%(org)s) làm được thao tác này.") % {"org": record.giver_org.name},
    )


def may_direct_some(actor: Actor, _nothing: object = None) -> Answer:
    """Whether bulk acts of the giving side are offered at all; each row is asked by itself."""
    return may_give_some(actor)


def may_do_some(actor: Actor, _nothing: object = None) -> Answer:
    """Whether bulk acts of the doing side are offered at all."""
    if actor.orgs(*OWN_BODY) or actor.has_role(Role.ASSIGNED_LEADER):
        return Allowed()
    return Refusal("no_body", _("Vai trò của bạn không nhận nhiệm vụ."))


def may_confirm(actor: Actor, record: Any) -> Answer:
    """Confirm or return a report: the giving side, but neither who reported it nor who answers for it."""
    directs = may_direct(actor, record)
    if not directs:
        return directs
    if doer_of(record) == actor.id:
        return Refusal("own_work", _("Không ai tự xác nhận việc của mình: hãy để người khác bên giao việc xác nhận."))
    if record.state == "REPORTED" and _reporter(record) == actor.id:
        return Refusal(
            "same_person", _("Bạn đã báo cáo việc này: hãy để người khác bên giao việc xác nhận hoặc trả lại.")
        )
    return directs


def _reporter(record: Any) -> int | None:
    """Who reported it last; ``reporter`` is an annotation of lists that ask of many tasks at once."""
    if "reporter" in record.__dict__:
        known: int | None = record.reporter
        return known
    found: int | None = record.reports.order_by("-number").values_list("actor_id", flat=True).first()
    return found


def may_hand_over(actor: Actor, record: Any) -> Answer:
    """Name another person: the giving side anybody, the head of the lead body somebody inside it."""
    if record.state in _ENDED:
        return Refusal("ended", _("Việc này đã kết thúc: không chuyển người được nữa."), status=409)
    if may_direct(actor, record):
        return Allowed("giver")
    if speaks_for(actor, record.lead_org):
        return Allowed("own body")
    return Refusal(
        "not_yours",
        _("Chỉ bên giao việc hoặc thủ trưởng %(org)s được chuyển người chịu trách nhiệm.")
        % {"org": record.lead_org.name},
    )


def may_split(actor: Actor, record: Any) -> Answer:
    """Give parts of it: who answers for it, and whoever gives tasks in the province, while it is its turn."""
    if record.state not in ("NEW", "ACCEPTED", "IN_PROGRESS", "RETURNED"):
        return Refusal("not_running", _("Chỉ giao việc thành phần khi việc còn đang làm."), status=409)
    if record.depth >= 3:
        return Refusal("too_deep", _("Việc thành phần chỉ chia đến ba cấp."), status=409)
    return may_do(actor, record) or may_direct(actor, record)


def may_correct(actor: Actor, record: Any) -> Answer:
    """The giving side, while it is open."""
    if record.state in _ENDED:
        return Refusal("ended", _("Việc này đã kết thúc: chỉ đọc."), status=409)
    return may_direct(actor, record)


def may_tell_progress(actor: Actor, record: Any) -> Answer:
    """How far it is, what holds it up: the doing side, while it is its turn."""
    if record.state not in ("ACCEPTED", "IN_PROGRESS", "RETURNED", "PAUSED"):
        return Refusal(
            "not_running", _("Chỉ ghi tiến độ khi việc đã nhận và chưa báo cáo hoàn thành."), status=409
        )
    return may_do(actor, record)


def may_attach(actor: Actor, record: Any) -> Answer:
    """Hang a file on it: either side, while it is open."""
    if record.state in _ENDED:
        return Refusal("ended", _("Việc này đã kết thúc: chỉ đọc."), status=409)
    return may_do(actor, record) or may_direct(actor, record) or _shares(actor, record)


def _shares(actor: Actor, record: Any) -> Answer:
    own = actor.orgs(*OWN_BODY)
    if record.orgs.filter(ended_at=None, org_id__in=sorted(own)).exists():
        return Allowed("sharing")
    return Refusal("not_sharing", _("Chỉ bên giao, bên làm và cơ quan phối hợp được kèm tệp."))


def may_ask_extension(actor: Actor, record: Any) -> Answer:
    """More time: the doing side, for an open task with a due date."""
    if record.state not in ("NEW", "ACCEPTED", "IN_PROGRESS", "RETURNED", "PAUSED"):
        return Refusal("not_running", _("Chỉ xin gia hạn khi việc còn đang làm."), status=409)
    if record.due_on is None:
        return Refusal("no_due", _("Việc này không có hạn."), status=409)
    return may_do(actor, record)


def may_decide_extension(actor: Actor, extension: Any) -> Answer:
    """The giving side of the task, never who asked."""
    directs = may_direct(actor, extension.task)
    if not directs:
        return directs
    if extension.asked_by == actor.id:
        return Refusal("same_person", _("Người đề nghị gia hạn không tự quyết định."))
    return directs


def may_recall_extension(actor: Actor, extension: Any) -> Answer:
    """Take a request back: who asked, or who does the task."""
    if extension.asked_by == actor.id:
        return Allowed("own")
    return may_do(actor, extension.task)


def may_urge(actor: Actor, record: Any) -> Answer:
    """Urge: the giving side, the office of the province, and bodies that follow the task, while it is open."""
    if record.state in _ENDED:
        return Refusal("ended", _("Việc này đã kết thúc: không còn gì để đôn đốc."), status=409)
    if record.state == "PAUSED":
        return Refusal("paused", _("Việc đang tạm dừng: không đôn đốc."), status=409)
    if record.province_id in actor.writes(*OFFICE):
        return Allowed("office")
    if record.orgs.filter(ended_at=None, part="FOLLOWING", org_id__in=sorted(actor.orgs(*OWN_BODY))).exists():
        return Allowed("follows")
    return may_direct(actor, record)


def may_take_letter(actor: Actor, batch: Any) -> Answer:
    """Take the letter of a batch of urgings: who urged, and the office of the province."""
    if actor.id == batch.urger_id:
        return Allowed("own")
    if batch.province_id in actor.writes(*OFFICE):
        return Allowed("office")
    return Refusal(
        "not_urger",
        _("Chỉ %(name)s và Văn phòng điều phối lấy được công văn của lần đôn đốc này.") % {"name": batch.urger_name},
    )


# ---------------------------------------------------------------------------------- people and bodies, many tasks


def may_hand_over_some(actor: Actor, gave_some: bool = False) -> Answer:
    """Open the page that hands many tasks of one person over: whoever gives tasks at all, and who gave one of these.
    Each task is asked by itself (:func:`may_hand_over`).
    """
    if gave_some:
        return Allowed("giver")
    gives = may_give_some(actor)
    if gives:
        return gives
    return Refusal("not_a_giver", _("Chỉ bên giao việc và thủ trưởng cơ quan chủ trì được bàn giao nhiệm vụ."))


def may_see_duties(actor: Actor, within_reach: bool) -> Answer:
    """Everything that one person answers for, on one page. ``within_reach`` is what the selector says of the person."""
    if within_reach:
        return Allowed()
    return Refusal(
        "not_your_people",
        _("Chỉ Văn phòng, lãnh đạo tỉnh, thủ trưởng cơ quan của người này và chính họ xem được trang này."),
    )


def may_open_duties(actor: Actor) -> bool:
    """Whether a link to the duties of a person is offered: to whoever looks at more people than themselves."""
    return bool(actor.reads(*OFFICE, Role.LEADER, Role.INSPECTOR)) or actor.has_role(*HEADS)


def may_tie(actor: Actor, record: Any) -> Answer:
    """Say which function of the lead body a task serves: the head of that body, who answers for it, the giving side."""
    if record.state in _ENDED:
        return Refusal("ended", _("Việc này đã kết thúc: chỉ đọc."), status=409)
    return may_do(actor, record) or may_direct(actor, record)


# ------------------------------------------------------------------------------------------------------------------


def may_comment(actor: Actor, record: Any) -> Answer:
    return may_say(actor)


def may_set_rules(actor: Actor, _nothing: object = None) -> Answer:
    """The head of the office sets the numbers by which tasks are judged."""
    if actor.writes(Role.OFFICE_HEAD):
        return Allowed()
    return Refusal("not_office_head", _("Chỉ lãnh đạo Văn phòng điều phối được đặt mức này."))


def may_keep_for(actor: Actor, org: Any) -> Answer:
    """Keep templates and recurring duties of a body: the office its own and those of the leadership, a head the own
    body's.
    """
    if actor.writes(*OFFICE) and (is_leadership(org) or is_inside(org, actor.orgs(*OFFICE))):
        return Allowed("office")
    if speaks_for(actor, org):
        return Allowed("head")
    return Refusal(
        "not_keeper",
        _("Mẫu việc và việc định kỳ của %(org)s do thủ trưởng cơ quan ấy giữ, của tỉnh do Văn phòng điều phối giữ.")
        % {"org": org.name},
    )


def may_keep_some(actor: Actor, _nothing: object = None) -> Answer:
    """Whether the actor keeps templates and recurring duties at all."""
    if actor.writes(*OFFICE) or actor.has_role(*HEADS):
        return Allowed()
    return Refusal("not_keeper", _("Mẫu việc và việc định kỳ do Văn phòng điều phối và thủ trưởng cơ quan giữ."))


def may_keep_template(actor: Actor, record: Any) -> Answer:
    """Mend and end a template: whoever keeps those of its body, while it is in use."""
    if record.end_reason:
        return Refusal("ended", _("Mẫu này đã thôi dùng: chỉ đọc."), status=409)
    return may_keep_for(actor, record.org)


def may_keep_duty(actor: Actor, record: Any) -> Answer:
    """Mend, pause and end a recurring duty: whoever keeps those of the body that gives it."""
    return may_keep_for(actor, record.org)


def may_correct_duty(actor: Actor, record: Any) -> Answer:
    if record.state == "ENDED":
        return Refusal("ended", _("Việc định kỳ này đã thôi: chỉ đọc."), status=409)
    return may_keep_duty(actor, record)


# ------------------------------------------------------------------------------------------------ conditions


def parts_are_done(actor: Actor, record: Any) -> Answer:
    """No part of the task is still open."""
    known = record.__dict__.get("parts_open")  # an annotation of the selector, where it comes from one
    left = record.parts.exclude(state__in=_ENDED).count() if known is None else known
    if left:
        return Refusal(
            "open_parts",
            ngettext(
                "Còn %(n)s việc thành phần chưa kết thúc. Hãy xác nhận hoặc rút việc ấy trước.",
                "Còn %(n)s việc thành phần chưa kết thúc. Hãy xác nhận hoặc rút các việc ấy trước.",
                left,
            )
            % {"n": left},
            status=409,
        )
    return Allowed()


def whole_is_open(actor: Actor, record: Any) -> Answer:
    """What the task is a part of has not ended."""
    if record.parent is not None and record.parent.state in _ENDED:
        return Refusal(
            "whole_ended", _("Việc lớn hơn chứa việc này đã kết thúc. Hãy mở lại việc ấy trước."), status=409
        )
    return Allowed()


def may_see_scores(actor: Actor, _nothing: object = None) -> Answer:
    """The figures of bodies and their heads: the office, leaders and inspectors of all, a head of the own ones."""
    if may_open_duties(actor):
        return Allowed()
    return Refusal("no_body", _("Chỉ Văn phòng, lãnh đạo tỉnh và thủ trưởng cơ quan xem được bảng điểm."))

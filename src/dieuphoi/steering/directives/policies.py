"""Who keeps the register of documents, who is given one, who drafts, signs and issues."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal
from dieuphoi.registry.access.policies import may_say
from dieuphoi.registry.access.roles import COMMUNE, DEPARTMENT, OFFICE, Role
from dieuphoi.registry.organisations.models import OrgKind
from dieuphoi.steering.tasks.policies import may_give_some

KEEPERS: Final = (*OFFICE, *DEPARTMENT, *COMMUNE)
"""The roles whose organisations keep a register: each its own, the office that of its province too."""
HEADS: Final = (Role.OFFICE_HEAD, Role.DEPARTMENT_HEAD, Role.COMMUNE_CHAIR)


def runs_province(actor: Actor, province_id: int | None) -> bool:
    """The office of the province that a record belongs to."""
    if not actor.has_role(*OFFICE):
        return False
    places = actor.writes(*OFFICE)
    return places.everything or (province_id is not None and province_id in places)


# ------------------------------------------------------------------------------------------------ the register


def may_register_some(actor: Actor, _nothing: object = None) -> Answer:
    """Whether the actor keeps any register: the office, a department, a commune."""
    if actor.is_system or actor.orgs(*KEEPERS):
        return Allowed()
    return Refusal("not_keeper", _("Chỉ Văn phòng điều phối, sở, ngành và xã được ghi sổ văn bản."))


def may_keep_register(actor: Actor, org_id: int, province_id: int | None) -> Answer:
    """Write in the register of this organisation: its own people, or the office of the province."""
    if actor.is_system or org_id in actor.orgs(*KEEPERS) or runs_province(actor, province_id):
        return Allowed()
    return Refusal(
        "not_keeper", _("Chỉ ghi được vào sổ văn bản của cơ quan mình; sổ của cơ quan khác do cơ quan ấy ghi.")
    )


def may_keep(actor: Actor, record: Any) -> Answer:
    """Correct a document, attach files, say what it rests on, take it off: whoever keeps the register it is in."""
    if actor.is_system or record.keeper_id in actor.orgs(*KEEPERS) or runs_province(actor, record.province_id):
        return Allowed()
    return Refusal("not_keeper", _("Chỉ cơ quan giữ sổ hoặc Văn phòng điều phối của tỉnh được sửa văn bản này."))


def may_correct(actor: Actor, record: Any) -> Answer:
    """As :func:`may_keep`, while it stands."""
    if record.state != "REGISTERED":
        return Refusal("void", _("Văn bản này đã rút vì ghi nhầm: chỉ đọc."), status=409)
    return may_keep(actor, record)


def may_import(actor: Actor, _nothing: object = None) -> Answer:
    """Bring the register of former years in by a sheet."""
    if actor.is_system or actor.has_role(*OFFICE):
        return Allowed()
    return Refusal("not_office", _("Chỉ Văn phòng điều phối được nhập sổ văn bản từ bảng tính."))


def may_set_rules(actor: Actor, _nothing: object = None) -> Answer:
    """Set within how many days documents are received, given, opened; add a kind."""
    if actor.is_system or actor.has_role(Role.OFFICE_HEAD):
        return Allowed()
    return Refusal("not_office_head", _("Chỉ lãnh đạo Văn phòng điều phối được đặt quy định của sổ văn bản."))


def may_set_numbering(actor: Actor, org_id: int) -> Answer:
    """Say how an organisation numbers: its head (Nghị định 30/2020/NĐ-CP, Điều 15), or the head of the office."""
    if actor.is_system or actor.has_role(Role.OFFICE_HEAD) or org_id in actor.orgs(*HEADS):
        return Allowed()
    return Refusal("not_head", _("Chỉ lãnh đạo cơ quan, hoặc lãnh đạo Văn phòng điều phối, quyết định cách đánh số."))


def may_comment(actor: Actor, record: Any) -> Answer:
    if record.state != "REGISTERED":
        return Refusal("void", _("Văn bản này đã rút vì ghi nhầm: chỉ đọc ý kiến."), status=409)
    return may_say(actor)


# ------------------------------------------------------------------------------------------------ addressees


def is_addressee(actor: Actor, addressee: Any, person_id: int | None) -> bool:
    """Does the actor speak for this line of "nơi nhận"?"""
    if addressee.dropped_on is not None:
        return False
    if addressee.person_id is not None:
        return bool(person_id == addressee.person_id)
    return _within(actor, addressee.org)


def _within(actor: Actor, org: Any) -> bool:
    """Whether the actor works in the body, or in the one that this room or team is a part of."""
    mine = actor.orgs(*KEEPERS, Role.LEADER, Role.ASSIGNED_LEADER, Role.INSPECTOR)
    return org.pk in mine or (org.kind in (OrgKind.ROOM, OrgKind.TEAM) and org.parent_id in mine)


def is_handler(actor: Actor, handling: Any, person_id: int | None) -> bool:
    """Does it lie on the actor's desk, or on that of their unit?"""
    if handling.to_person_id is not None:
        return bool(person_id == handling.to_person_id)
    return handling.to_org is not None and _within(actor, handling.to_org)


def may_receive(actor: Actor, addressee: Any, person_id: int | None = None) -> Answer:
    """Note that it was received, with the number of arrival: the addressee; the office for a body that is not here."""
    if actor.is_system or is_addressee(actor, addressee, person_id):
        return Allowed()
    if runs_province(actor, addressee.document.province_id):
        return Allowed("office")
    return Refusal("not_addressee", _("Chỉ cơ quan nhận ghi được ngày đến và số đến của mình."))


def may_assign(actor: Actor, addressee: Any, person_id: int | None = None) -> Answer:
    """Give it to somebody of one's own: whoever received it."""
    if actor.is_system or is_addressee(actor, addressee, person_id):
        return Allowed()
    return Refusal("not_addressee", _("Chỉ cơ quan nhận giao xử lý văn bản trong cơ quan mình."))


def may_finish(actor: Actor, handling: Any, person_id: int | None = None) -> Answer:
    """Say that it was dealt with, and how, or that it was not after all: who has it on the desk, or gave it to them."""
    if actor.is_system or is_handler(actor, handling, person_id) or is_addressee(actor, handling.addressee, person_id):
        return Allowed()
    return Refusal("not_handler", _("Chỉ người được giao, hoặc cơ quan đã giao, kết thúc được việc xử lý này."))


def still_open(actor: Actor, handling: Any) -> Answer:
    """What has ended ends no second time."""
    if handling.ended_on is None:
        return Allowed()
    words = _("Việc xử lý này đã kết thúc. Nếu chưa xong, hãy bấm “Mở lại” ở trang văn bản, hoặc giao xử lý lại.")
    return Refusal("ended", words, status=409)


def was_finished(actor: Actor, handling: Any) -> Answer:
    """It ended by somebody's word that it was dealt with: only that word is taken back."""
    if handling.finished:
        return Allowed()
    return Refusal("not_finished", _("Việc xử lý này chưa được ghi là kết thúc."), status=409)


def tasks_are_done(actor: Actor, counts: tuple[int, int] | None) -> Answer:
    """Whether all ``(tasks, open ones)`` of the document are done, and there are any."""
    if counts is None:
        return Refusal("no_tasks", _("Chưa có nhiệm vụ nào được giao từ văn bản này."), status=409)
    if counts[1]:
        words = _("Còn %(n)s nhiệm vụ giao từ văn bản này chưa hoàn thành.") % {"n": format_number(counts[1])}
        return Refusal("tasks_open", words, status=409)
    return Allowed()


def may_act_on_some(actor: Actor, _nothing: object = None) -> Answer:
    """Whether bulk acts of receiving and giving are offered at all; each row is asked by itself."""
    if actor.is_system or actor.orgs(*KEEPERS, Role.LEADER, Role.ASSIGNED_LEADER):
        return Allowed()
    return Refusal("not_addressee", _("Chỉ cơ quan nhận văn bản làm được việc này."))


# ------------------------------------------------------------------------------------------------ drafts


def may_ask_draft(actor: Actor, _nothing: object = None) -> Answer:
    """Begin a draft: whoever keeps a register, and leaders who ask for one."""
    if actor.is_system or actor.orgs(*KEEPERS, Role.LEADER):
        return Allowed()
    return Refusal("not_keeper", _("Chỉ Văn phòng điều phối, sở, ngành, xã và lãnh đạo được lập dự thảo."))


def _own(actor: Actor, person_id: int | None, orgs: tuple[int | None, ...], people: tuple[int | None, ...]) -> bool:
    mine = actor.orgs(*KEEPERS, Role.LEADER)
    if any(org is not None and org in mine for org in orgs):
        return True
    return person_id is not None and person_id in people


def may_draft(actor: Actor, record: Any) -> Answer:
    """Write at it, add a version, ask for opinions, submit it: the drafting body, the drafter; the office for all."""
    person = getattr(record, "actor_person", None)
    if actor.is_system or runs_province(actor, record.province_id):
        return Allowed()
    if _own(actor, person, (record.drafter_org_id,), (record.drafter_id,)):
        return Allowed()
    return Refusal("not_drafter", _("Chỉ đơn vị soạn thảo hoặc Văn phòng điều phối làm được việc này."))


def may_sign(actor: Actor, record: Any) -> Answer:
    """Sign or return: the signer; where none is named here, a head of the issuing body; the office notes it for both.

    Nobody who only drafted it signs it: an officer of the drafting body is refused.
    """
    person = getattr(record, "actor_person", None)
    if actor.is_system or runs_province(actor, record.province_id):
        return Allowed()
    if record.signer_id is not None:
        if person == record.signer_id:
            return Allowed()
    elif record.issuer_id in actor.orgs(*HEADS, Role.LEADER):
        return Allowed()
    return Refusal(
        "not_signer", _("Chỉ người ký, hoặc Văn phòng điều phối ghi thay, làm được việc này.")
    )


def may_issue(actor: Actor, record: Any) -> Answer:
    """Give it its number and put it on the register: the issuing body's people, or the office."""
    if actor.is_system or record.issuer_id in actor.orgs(*KEEPERS) or runs_province(actor, record.province_id):
        return Allowed()
    return Refusal("not_issuer", _("Chỉ cơ quan ban hành hoặc Văn phòng điều phối cấp số cho văn bản này."))


def may_run_draft(actor: Actor, record: Any) -> Answer:
    """Correct what is asked, or give it up: the drafting body, the issuing body, the office."""
    drafting = may_draft(actor, record)
    return drafting if drafting else may_issue(actor, record)


def may_answer_opinion(actor: Actor, request: Any) -> Answer:
    """Answer for the agency that was asked: its own people; the office writes down what came on paper."""
    if actor.is_system or request.org_id in actor.orgs(*KEEPERS, Role.LEADER):
        return Allowed()
    if runs_province(actor, request.drafting.province_id):
        return Allowed("office")
    return Refusal("not_asked", _("Chỉ cơ quan được hỏi ý kiến trả lời được."))


# ------------------------------------------------------------------------------------------------ clauses


def may_read_clauses(actor: Actor, record: Any) -> Answer:
    """Read a document for tasks, give its clauses, drop them: whoever gives tasks, while the document stands; to whom,
    the giving of each task asks again.
    """
    if record.state != "REGISTERED":
        return Refusal("void", _("Văn bản này đã rút vì ghi nhầm: không giao việc từ nó."), status=409)
    return may_give_some(actor)


# ------------------------------------------------------------------------------------------------ conditions


def nothing_rests_on_it(actor: Actor, record: Any) -> Answer:
    """What others rest on is not taken off. ``rested_on`` is told by the service that asks."""
    if getattr(record, "rested_on", 0):
        return Refusal(
            "rests",
            _("Đã có văn bản khác ghi quan hệ với văn bản này. Hãy gỡ quan hệ đó trước, hoặc sửa thay vì rút."),
            status=409,
        )
    return Allowed()


def number_is_free(actor: Actor, record: Any) -> Answer:
    """No other standing document of that issuer and year bears the number."""
    if record.number is None:
        return Allowed()
    rows: Any = type(record)._default_manager
    same = rows.filter(
        issuer_key=record.issuer_key, year=record.year, number=record.number, number_suffix=record.number_suffix,
        symbol_key=record.symbol_key,
    ).exclude(state="VOID")  # fmt: skip
    if same.exclude(pk=record.pk).exists():
        return Refusal("there", _("Đã có một văn bản khác mang số này của cơ quan ấy trong năm."), status=409)
    return Allowed()


def has_a_version(actor: Actor, record: Any) -> Answer:
    """There is a text to look at."""
    if record.versions.exists():
        return Allowed()
    return Refusal("no_version", _("Chưa có bản dự thảo nào. Hãy tải lên bản dự thảo trước."), status=409)

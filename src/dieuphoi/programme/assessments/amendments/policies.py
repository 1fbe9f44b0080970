"""Who asks for an amendment, who decides it, and until when (domain.md §5; faults 7, 8)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal
from dieuphoi.registry.access.policies import may_say
from dieuphoi.registry.access.roles import DEPARTMENT, OFFICE, Role


def may_request(actor: Actor, sheet: Any) -> Answer:
    """The office for every row of a frozen sheet; a department for rows it owns (:func:`may_amend_row`)."""
    if sheet.state != "FROZEN":
        return Refusal(
            "not_frozen", _("Phiếu chưa chốt: hãy sửa ngay trên phiếu, không cần điều chỉnh."), status=409
        )
    if is_of_office(actor, sheet) or actor.orgs(*DEPARTMENT):
        return Allowed()
    return Refusal(
        "not_office_or_owner", _("Chỉ Văn phòng điều phối, hoặc sở, ngành phụ trách, được đề nghị điều chỉnh.")
    )


def is_of_office(actor: Actor, sheet: Any) -> bool:
    return sheet.unit_id in actor.writes(*OFFICE)


def may_amend_row(actor: Actor, sheet: Any, owner_id: int | None) -> Answer:
    """One indicator of the sheet, by its owner department at the freeze."""
    if is_of_office(actor, sheet) or (owner_id is not None and owner_id in actor.orgs(*DEPARTMENT)):
        return Allowed()
    return Refusal("not_owner", _("Chỉ tiêu này do cơ quan khác phụ trách."))


def may_decide(actor: Actor, amendment: Any) -> Answer:
    """The head of the office, never who asked."""
    if amendment.sheet.unit_id not in actor.writes(Role.OFFICE_HEAD):
        return Refusal("not_office_head", _("Chỉ lãnh đạo Văn phòng điều phối được quyết định điều chỉnh."))
    if amendment.requested_by_id == actor.id:
        return Refusal(
            "same_person", _("Người đề nghị không được tự duyệt. Hãy để một lãnh đạo khác của Văn phòng quyết định.")
        )
    return Allowed()


def may_withdraw(actor: Actor, amendment: Any) -> Answer:
    if amendment.requested_by_id == actor.id:
        return Allowed()
    return Refusal("not_yours", _("Chỉ người đề nghị được rút đề nghị của mình."))


def may_lapse(actor: Actor, amendment: Any) -> Answer:
    if actor.is_system:
        return Allowed()
    return Refusal("clock_decides", _("Đề nghị tự hết hạn theo ngày, không ai phải ghi."))


def not_over(actor: Actor, amendment: Any) -> Answer:
    """After its end nothing can be decided, whether or not the nightly job has recorded it."""
    if actor.on <= amendment.ends_on:
        return Allowed()
    return Refusal(
        "over",
        _("Đề nghị đã hết hạn ngày %(day)s. Muốn sửa, hãy lập đề nghị mới.") % {"day": format_date(amendment.ends_on)},
        status=409,
    )


def is_over(actor: Actor, amendment: Any) -> Answer:
    if actor.on > amendment.ends_on:
        return Allowed()
    return Refusal("not_over", _("Đề nghị còn hạn."), status=409)


def may_comment(actor: Actor, amendment: Any) -> Answer:
    """Whoever reads it, as long as it waits."""
    if amendment.state != "REQUESTED":
        return Refusal("decided", _("Đề nghị đã kết thúc: chỉ đọc ý kiến."), status=409)
    return may_say(actor)


def may_record_paper(actor: Actor, round_: Any) -> Answer:
    """The office, once the round is frozen."""
    if round_.state != "FROZEN":
        return Refusal("not_frozen", _("Đợt chưa chốt: chưa có văn bản ký chốt."), status=409)
    if round_.province_id in actor.writes(*OFFICE):
        return Allowed()
    return Refusal("not_office", _("Chỉ Văn phòng điều phối được ghi văn bản chốt đợt."))


def may_set_terms(actor: Actor, _record: Any = None) -> Answer:
    if actor.has_role(Role.OFFICE_HEAD):
        return Allowed()
    return Refusal("not_office_head", _("Chỉ lãnh đạo Văn phòng điều phối được đặt thời hạn."))


def may_verify_round(actor: Actor, round_: Any) -> Answer:
    """The office and whoever audits it."""
    if round_.province_id in actor.reads(*OFFICE, Role.INSPECTOR, Role.LEADER):
        if round_.state == "FROZEN":
            return Allowed()
        return Refusal("not_frozen", _("Chỉ kiểm tra được đợt đã chốt."), status=409)
    return Refusal("not_office", _("Chỉ Văn phòng điều phối và đoàn kiểm tra, thanh tra đối chiếu được bản chốt."))

"""The rights of rounds, sheets and values, and the conditions under which a move is possible."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal
from dieuphoi.registry.access.policies import may_say
from dieuphoi.registry.access.roles import COMMUNE, DEPARTMENT, OFFICE, Role


def may_run_rounds(actor: Actor, round_: Any) -> Answer:
    if round_.province_id in actor.writes(*OFFICE):
        return Allowed()
    return Refusal("not_office", _("Chỉ Văn phòng điều phối được lập và mở đợt rà soát."))


def may_freeze(actor: Actor, record: Any) -> Answer:
    """``record`` is a round, or one of its sheets."""
    round_ = getattr(record, "round", record)
    if round_.province_id in actor.writes(Role.OFFICE_HEAD):
        return Allowed()
    return Refusal("not_office_head", _("Chỉ lãnh đạo Văn phòng điều phối được chốt đợt."))


def may_rejudge(actor: Actor, round_: Any) -> Answer:
    """The office, while the round is open: a frozen round is never judged again."""
    if round_.state != "OPEN":
        return Refusal("round_not_open", _("Đợt rà soát này không mở."), status=409)
    return may_run_rounds(actor, round_)


def may_consolidate(actor: Actor, sheet: Any) -> Answer:
    if sheet.unit_id in actor.writes(*OFFICE):
        return Allowed()
    return Refusal("not_office", _("Chỉ Văn phòng điều phối được tổng hợp phiếu."))


def may_submit(actor: Actor, sheet: Any) -> Answer:
    return _may_write_sheet(actor, sheet)


def may_submit_on_behalf(actor: Actor, sheet: Any = None) -> Answer:
    """``None``: of some commune (a bulk act is offered)."""
    places = actor.writes(*OFFICE)
    if places and (sheet is None or sheet.unit_id in places):
        return Allowed()
    return Refusal("not_office", _("Chỉ Văn phòng điều phối được gửi phiếu thay xã."))


def may_enter(actor: Actor, result: Any) -> Answer:
    """The commune on itself; the office on its behalf."""
    return _may_write_sheet(actor, result.sheet)


def _may_write_sheet(actor: Actor, sheet: Any) -> Answer:
    if sheet.unit_id in actor.writes(*COMMUNE):
        return Allowed()
    if sheet.unit_id in actor.writes(*OFFICE):
        return Allowed("on_behalf")
    return Refusal("not_your_commune", _("Chỉ cán bộ của xã, hoặc Văn phòng nhập thay, được ghi vào phiếu này."))


def may_carry(actor: Actor, sheet: Any) -> Answer:
    """Take the figures of the round before, confirm them, take them back: whoever fills the sheet, while it is open."""
    allowed = _may_write_sheet(actor, sheet)
    if not isinstance(allowed, Allowed):
        return allowed
    opened = round_is_open(actor, sheet)
    if not isinstance(opened, Allowed):
        return opened
    if sheet.state != "OPEN":
        return Refusal("handed_in", _("Phiếu đã gửi: chỉ sửa được từng chỉ tiêu bị trả lại."), status=409)
    return allowed


def may_set_carry_rules(actor: Actor, _nothing: object = None) -> Answer:
    if actor.writes(*OFFICE):
        return Allowed()
    return Refusal("not_office", _("Chỉ Văn phòng điều phối được đặt cách quy đổi số liệu qua sắp xếp đơn vị."))


def may_import_sheet(actor: Actor, sheet: Any) -> Answer:
    """The workbook of one commune: whoever may type into its sheet, while its round is open."""
    opened = round_is_open(actor, sheet)
    allowed = _may_write_sheet(actor, sheet)
    return allowed if not isinstance(allowed, Allowed) or isinstance(opened, Allowed) else opened


def may_import(actor: Actor, round_: Any) -> Answer:
    """The province workbook is the office's, while the round is open."""
    if round_.state != "OPEN":
        return Refusal("round_not_open", _("Đợt rà soát này không mở."), status=409)
    return may_run_rounds(actor, round_)


def may_record_past(actor: Actor, unit_id: int | None = None, province_id: int | None = None) -> Answer:
    """The office records the past of its province: units that lie there, or once did. ``None``: of some unit."""
    places = actor.reads(*OFFICE)
    if actor.is_system or unit_id in places or province_id in places:
        return Allowed()
    if places and unit_id is None and province_id is None:
        return Allowed()
    return Refusal("not_office", _("Chỉ Văn phòng điều phối của tỉnh được ghi kết quả đã công bố của đơn vị này."))


def may_verify_some(actor: Actor, sheet: Any) -> Answer:
    if actor.has_role(*DEPARTMENT, *OFFICE):
        return Allowed()
    return Refusal("not_department", _("Chỉ sở, ngành phụ trách được thẩm định."))


def may_verify(actor: Actor, result: Any) -> Answer:
    """The owner department verifies; the office where no department owns the indicator."""
    if result.owner_id is None:
        allowed = result.sheet.unit_id in actor.writes(*OFFICE)
    else:
        allowed = actor.is_system or result.owner_id in actor.orgs(*DEPARTMENT)
    if not allowed:
        return Refusal("not_owner", _("Chỉ tiêu này do cơ quan khác thẩm định."))
    if result.entered_by is not None and result.entered_by == actor.id:
        return Refusal("same_person", _("Người nhập số liệu không được tự thẩm định số liệu đó."))
    return Allowed()


def may_comment_sheet(actor: Actor, sheet: Any) -> Answer:
    """Whoever works with the sheet says something on it; once it is frozen it is only read."""
    if sheet.state == "FROZEN":
        return Refusal("frozen", _("Phiếu đã chốt: chỉ đọc ý kiến."), status=409)
    return may_say(actor)


def may_comment_round(actor: Actor, round_: Any) -> Answer:
    if round_.state in ("FROZEN", "CANCELLED"):
        return Refusal("round_ended", _("Đợt đã kết thúc: chỉ đọc ý kiến."), status=409)
    return may_say(actor)


# ------------------------------------------------------------------------------------------------ conditions


def round_has_sheets(actor: Actor, round_: Any) -> Answer:
    if round_.sheets.exists():
        return Allowed()
    return Refusal("no_sheets", _("Đợt này chưa có xã nào. Hãy nạp địa giới của ngày đã chọn."), status=409)


def all_consolidated(actor: Actor, round_: Any) -> Answer:
    missing = round_.sheets.exclude(state="CONSOLIDATED").count()
    if not missing:
        return Allowed()
    words = ngettext(
        "Còn %(n)d phiếu chưa được tổng hợp. Hãy tổng hợp hết rồi mới chốt.",
        "Còn %(n)d phiếu chưa được tổng hợp. Hãy tổng hợp hết rồi mới chốt.",
        missing,
    )
    return Refusal("not_consolidated", words % {"n": missing}, status=409)


def round_is_open(actor: Actor, sheet: Any) -> Answer:
    if sheet.round.state == "OPEN":
        return Allowed()
    return Refusal("round_not_open", _("Đợt rà soát này không mở."), status=409)


def sheet_is_not_frozen(actor: Actor, result: Any) -> Answer:
    """A frozen sheet takes nothing more, whatever one of its indicators was waiting for."""
    if result.sheet.state != "FROZEN":
        return Allowed()
    return Refusal("frozen", _("Phiếu đã chốt. Muốn sửa phải có điều chỉnh sau chốt."), status=409)


def entry_is_open(actor: Actor, result: Any) -> Answer:
    """A sheet takes values while the commune has it; afterwards only where a department returned the indicator."""
    sheet = result.sheet
    living = sheet_is_not_frozen(actor, result)
    if not isinstance(living, Allowed):
        return living
    opened = round_is_open(actor, sheet)
    if not isinstance(opened, Allowed):
        return opened
    if sheet.state == "OPEN" or (sheet.state in {"SUBMITTED", "VERIFYING"} and result.verification == "RETURNED"):
        return Allowed()
    return Refusal(
        "not_open_for_entry",
        _("Phiếu đã gửi: chỉ sửa được chỉ tiêu bị trả lại. Hãy đề nghị sở, ngành trả lại chỉ tiêu này."),
        status=409,
    )


def verification_is_open(actor: Actor, result: Any) -> Answer:
    living = sheet_is_not_frozen(actor, result)
    if not isinstance(living, Allowed):
        return living
    if result.sheet.state in {"SUBMITTED", "VERIFYING"}:
        return Allowed()
    return Refusal("not_submitted", _("Xã chưa gửi phiếu, hoặc Văn phòng đã tổng hợp phiếu."), status=409)


def can_be_accepted(actor: Actor, result: Any) -> Answer:
    """A figure is accepted; a pass/fail row has none, there the department must conclude (domain.md §4)."""
    opened = verification_is_open(actor, result)
    if not isinstance(opened, Allowed):
        return opened
    if result.judged_by == "conclusion" or result.reason == "conclusion_missing":
        return Refusal(
            "needs_conclusion",
            _("Chỉ tiêu này chỉ có đạt hoặc không đạt: hãy kết luận, kèm văn bản."),
            status=409,
        )
    return Allowed()


def can_be_concluded(actor: Actor, result: Any) -> Answer:
    """A conclusion stands where a row cannot judge; it does not overrule a figure that does."""
    opened = verification_is_open(actor, result)
    if not isinstance(opened, Allowed):
        return opened
    # "Không có nhà tạm" said in a word is a claim, and a figure without its standard cannot be compared.
    if result.judged_by != "figures" or result.reason in {"standard_unknown", "conclusion_missing"}:
        return Allowed()
    return Refusal(
        "figure_judges",
        _("Chỉ tiêu này chấm được bằng số liệu: hãy chấp nhận, hoặc trả lại để xã sửa số."),
        status=409,
    )


def nothing_waits(actor: Actor, sheet: Any) -> Answer:
    """The office consolidates when no indicator waits for a department or for the commune."""
    opened = round_is_open(actor, sheet)
    if not isinstance(opened, Allowed):
        return opened
    waiting = sheet.results.filter(verification__in=["ENTERED", "RETURNED"]).count()
    if not waiting:
        return Allowed()
    words = ngettext(
        "Còn %(n)d chỉ tiêu chờ thẩm định hoặc bị trả lại.",
        "Còn %(n)d chỉ tiêu chờ thẩm định hoặc bị trả lại.",
        waiting,
    )
    return Refusal("still_waiting", words % {"n": waiting}, status=409)


def two_steps(names: list[str]) -> Refusal:
    return Refusal(
        "two_steps",
        _("Bạn đã ký một bước khác của phiếu %(names)s; mỗi người chỉ ký một bước của một phiếu. Hãy để người khác ký.")
        % {"names": ", ".join(names)},
        status=409,
    )

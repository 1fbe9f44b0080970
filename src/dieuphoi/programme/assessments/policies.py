"""The rights of rounds, sheets and values, and the conditions under which a move is possible."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal
from dieuphoi.programme.assessments.claims import claim_of
from dieuphoi.registry.access.policies import may_say
from dieuphoi.registry.access.roles import COMMUNE, DEPARTMENT, OFFICE, Role
from dieuphoi.registry.territory.selectors import heirs_of


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
    """The commune on itself; the office, or the successor of a commune that has ended, on its behalf."""
    return _may_write_sheet(actor, result.sheet)


def _may_write_sheet(actor: Actor, sheet: Any) -> Answer:
    if sheet.unit_id in actor.writes(*COMMUNE):
        return Allowed()
    if sheet.unit_id in actor.writes(*OFFICE) or _stands_for_ended(actor, sheet):
        return Allowed("on_behalf")
    return Refusal("not_your_commune", _("Chỉ cán bộ của xã, hoặc Văn phòng nhập thay, được ghi vào phiếu này."))


def _stands_for_ended(actor: Actor, sheet: Any) -> bool:
    """A round never moves its sheets: for a unit that has ended the officer of its successor enters (domain.md §3).

    Only who holds a commune's role reads the past of what it came out of, so nobody else costs a query.
    """
    if sheet.unit_id not in actor.reads(*COMMUNE):
        return False
    # Asked for every cell of a grid, of one sheet: looked up once.
    known: dict[Any, bool] = sheet.__dict__.setdefault("_stood_for_by", {})
    key = (actor.id, actor.on)
    if key not in known:
        places = actor.writes(*COMMUNE)
        known[key] = any(heir in places for heir in heirs_of([sheet.unit_id], actor.on).get(sheet.unit_id, ()))
    return known[key]
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


def may_record_council(actor: Actor, result: Any) -> Answer:
    """The office records what the council decided; nobody who entered or verified the value does."""
    if result.sheet.unit_id not in actor.writes(*OFFICE):
        return Refusal("not_office", _("Chỉ Văn phòng điều phối được ghi quyết định của hội đồng thẩm định."))
    if result.entered_by is not None and result.entered_by == actor.id:
        return Refusal("same_person", _("Người nhập số liệu không được ghi quyết định của hội đồng về số liệu đó."))
    if any(row.actor_id == actor.id and row.decision not in _NOT_VERIFYING for row in said_of(result)):
        return Refusal("same_person", _("Người đã thẩm định số liệu không được ghi quyết định của hội đồng về nó."))
    return Allowed()


_NOT_VERIFYING = ("council", "withdraw", "dispute")


def may_attach(actor: Actor, result: Any, ways: Sequence[Answer]) -> Answer:
    """Evidence goes in wherever one of ``ways`` to act on the indicator is open (the first tells why not), and
    while its commune's objection waits for the answer."""
    if any(isinstance(way, Allowed) for way in ways):
        return Allowed()
    if result.verification == "DISPUTED" and isinstance(verification_is_open(actor, result), Allowed):
        return may_enter(actor, result)
    return ways[0]


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
        return _needs_conclusion()
    if result.verification == "DISPUTED" and result.entered_by is None:
        return Refusal("nothing_entered", _("Xã chưa nhập số liệu nào để chấp nhận."), status=409)
    return Allowed()


def _needs_conclusion() -> Refusal:
    return Refusal(
        "needs_conclusion",
        _("Chỉ tiêu này chỉ có đạt hoặc không đạt: hãy kết luận, kèm văn bản."),
        status=409,
    )


def takes_conclusion(result: Any) -> bool:
    """Whether a conclusion can decide the indicator: where figures do not, or do not suffice.

    "Không có nhà tạm" said in a word is a claim, and a figure without its standard cannot be compared.
    """
    return (
        result.judged_by != "figures"
        or result.reason in {"standard_unknown", "conclusion_missing"}
        or result.basis == "CONCLUDED"
    )


def said_of(result: Any) -> Sequence[Any]:
    """All that was said of an indicator, oldest first; ``result.said`` where a page has read it for many."""
    known = getattr(result, "said", None)
    if known is None:
        known = result.said = list(result.sheet.verifications.filter(indicator_id=result.indicator_id).order_by("id"))
    found: Sequence[Any] = known
    return found


def can_be_countered(actor: Actor, result: Any) -> Answer:
    """The department has a figure of its own; of a row that only has pass or fail it concludes."""
    opened = verification_is_open(actor, result)
    if not isinstance(opened, Allowed):
        return opened
    if result.judged_by == "conclusion":
        return _needs_conclusion()
    return Allowed()


def has_own_figure(actor: Actor, result: Any) -> Answer:
    """The department's figure stands: to be upheld, or taken back. A disputed conclusion is concluded again."""
    opened = verification_is_open(actor, result)
    if not isinstance(opened, Allowed):
        return opened
    last = next((row for row in reversed(said_of(result)) if row.decision == "dispute"), None)
    if result.verification == "DISPUTED" and last is not None and last.was != "COUNTERED":
        return Refusal(
            "no_own_figure",
            _("Xã không đồng ý với kết luận, không phải với số của cơ quan: hãy kết luận lại, kèm văn bản."),
            status=409,
        )
    return Allowed()


def can_be_disputed(actor: Actor, result: Any) -> Answer:
    """Once in each round of argument, while the departments verify; a conclusion that follows the claim is none."""
    opened = verification_is_open(actor, result)
    if not isinstance(opened, Allowed):
        return opened
    for row in reversed(said_of(result)):
        if row.decision == "dispute":
            return Refusal(
                "disputed_once",
                _("Xã đã nêu ý kiến một lần và cơ quan thẩm định đã trả lời. Hãy đề nghị Văn phòng đưa ra hội đồng."),
                status=409,
            )
        if row.decision in ("return", "take_back"):
            break
    if result.verification == "CONCLUDED" and _claimed(result) == result.verdict:
        return Refusal("as_claimed", _("Kết luận đúng như xã tự đánh giá."), status=409)
    return Allowed()


def _claimed(result: Any) -> str | None:
    if not hasattr(result, "claimed"):
        rows = result.sheet.values.filter(indicator_id=result.indicator_id, side="commune", superseded_by__isnull=True)
        result.claimed = claim_of(rows)
    found: str | None = result.claimed
    return found


def council_is_open(actor: Actor, result: Any) -> Answer:
    """The council decides on what was handed in, until the freeze."""
    opened = round_is_open(actor, result.sheet)
    if not isinstance(opened, Allowed):
        return opened
    if result.sheet.state in {"SUBMITTED", "VERIFYING", "CONSOLIDATED"}:
        return Allowed()
    return Refusal("not_submitted", _("Xã chưa gửi phiếu: hội đồng chưa có gì để quyết."), status=409)


def council_can_be_withdrawn(actor: Actor, result: Any) -> Answer:
    """A decision recorded by mistake is withdrawn, unless something would wait again on a consolidated sheet."""
    opened = round_is_open(actor, result.sheet)
    if not isinstance(opened, Allowed):
        return opened
    if result.sheet.state == "CONSOLIDATED" and before_council(result) in ("ENTERED", "RETURNED", "DISPUTED"):
        return Refusal(
            "would_wait",
            _("Phiếu đã tổng hợp mà chỉ tiêu này lại phải chờ thẩm định. Hãy ghi quyết định khác, hoặc trả lại phiếu."),
            status=409,
        )
    return Allowed()


def before_council(result: Any) -> str:
    """Where the indicator stood before the council's word that stands: of its first record, past corrections."""
    was = "ENTERED"
    for row in reversed(said_of(result)):
        if row.decision != "council":
            break
        was = row.was
        if was != "SETTLED":
            break
    return was


def can_be_concluded(actor: Actor, result: Any) -> Answer:
    """A conclusion stands where a row cannot judge; it does not overrule a figure that does."""
    opened = verification_is_open(actor, result)
    if not isinstance(opened, Allowed):
        return opened
    if takes_conclusion(result):
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
    waiting = sheet.results.filter(verification__in=["ENTERED", "RETURNED", "DISPUTED"]).count()
    if not waiting:
        return Allowed()
    words = ngettext(
        "Còn %(n)d chỉ tiêu chờ thẩm định, bị trả lại hoặc xã chưa đồng ý.",
        "Còn %(n)d chỉ tiêu chờ thẩm định, bị trả lại hoặc xã chưa đồng ý.",
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

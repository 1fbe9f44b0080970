"""Who registers targets, who decides on them, and when."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal
from dieuphoi.registry.access.policies import may_say
from dieuphoi.registry.access.roles import COMMUNE, OFFICE, Role


def may_register_some(actor: Actor, _nothing: object = None) -> Answer:
    """Whether the actor registers targets of any unit at all: the office, or a commune its own."""
    if actor.writes(*OFFICE, *COMMUNE):
        return Allowed()
    return Refusal("not_yours", _("Chỉ xã đăng ký cho mình, hoặc Văn phòng điều phối, được ghi đăng ký về đích."))


def may_import(actor: Actor, _nothing: object = None) -> Answer:
    """The list by a sheet is the office's."""
    if actor.writes(*OFFICE):
        return Allowed()
    return Refusal("not_office", _("Chỉ Văn phòng điều phối được nhập danh sách đăng ký về đích."))


def may_register(actor: Actor, unit_id: int, province_id: int | None, *, plan: bool = False) -> Answer:
    """The office for its province; a commune for itself. Plan numbers are the office's alone."""
    places = actor.writes(*OFFICE)
    if unit_id in places or (province_id is not None and province_id in places):
        return Allowed()
    if unit_id in actor.writes(*COMMUNE) and not plan:
        return Allowed("own")
    return Refusal(
        "not_yours", _("Chỉ xã đăng ký cho mình, hoặc Văn phòng điều phối của tỉnh, được ghi đăng ký về đích này.")
    )


def may_decide(actor: Actor, record: Any) -> Answer:
    """Confirm, move, withdraw, take back: the office of the province."""
    places = actor.writes(*OFFICE)
    if record.unit_id in places or (record.province_id is not None and record.province_id in places):
        return Allowed()
    return Refusal("not_office", _("Chỉ Văn phòng điều phối của tỉnh được quyết định về đăng ký này."))


def may_decide_some(actor: Actor, _nothing: object = None) -> Answer:
    """Whether bulk acts are offered at all; each row is asked by itself."""
    if actor.writes(*OFFICE):
        return Allowed()
    return Refusal("not_office", _("Chỉ Văn phòng điều phối của tỉnh được quyết định về đăng ký này."))


def may_correct(actor: Actor, record: Any) -> Answer:
    """The office while it lives; the commune its own, until the province has confirmed it."""
    if record.state not in ("REGISTERED", "CONFIRMED"):
        return Refusal("not_living", _("Đăng ký này đã kết thúc: chỉ đọc."), status=409)
    decided = may_decide(actor, record)
    if decided:
        return decided
    if record.unit_id in actor.writes(*COMMUNE) and record.goal != "UNITS":
        if record.state == "REGISTERED":
            return Allowed("own")
        return Refusal(
            "confirmed", _("Tỉnh đã phê duyệt đăng ký này: chỉ Văn phòng điều phối sửa được."), status=409
        )
    return decided


def may_comment(actor: Actor, record: Any) -> Answer:
    if record.state == "VOID":
        return Refusal("void", _("Đăng ký này đã được rút vì ghi nhầm: chỉ đọc ý kiến."), status=409)
    return may_say(actor)


def may_set_pace(actor: Actor, _nothing: object = None) -> Answer:
    """The head of the office says how far one should be in which month."""
    if actor.writes(Role.OFFICE_HEAD):
        return Allowed()
    return Refusal("not_office_head", _("Chỉ lãnh đạo Văn phòng điều phối được đặt mức tiến độ."))


# ------------------------------------------------------------------------------------------------ conditions


def not_reached(actor: Actor, record: Any) -> Answer:
    """What was reached is neither withdrawn nor moved. ``outcome`` is the annotation of the selector."""
    if getattr(record, "outcome", "") in ("REACHED", "LATE"):
        return Refusal("reached", _("Đích này đã đạt: không rút, không chuyển năm được nữa."), status=409)
    return Allowed()


def place_is_free(actor: Actor, record: Any) -> Answer:
    """No other living target of the same unit, years, level and kind stands in its place."""
    rows: Any = type(record)._default_manager
    same = rows.filter(
        unit_id=record.unit_id, first_year=record.first_year, year=record.year, level=record.level, goal=record.goal,
        state__in=("REGISTERED", "CONFIRMED"),
    )  # fmt: skip
    if same.exclude(pk=record.pk).exists():
        return Refusal("there", _("Đã có một đăng ký khác của đơn vị này cho cùng đích và năm."), status=409)
    return Allowed()

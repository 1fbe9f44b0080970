"""The register of targets: what its list shows."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.register.tables import BulkAct, Column, Register, StateLook
from dieuphoi.programme.targets import policies, selectors, services
from dieuphoi.programme.targets.filters import TargetFilter
from dieuphoi.registry.access.recipients import contacts_of_units

OUTCOME_LOOKS = {
    selectors.REACHED: StateLook(_("đã đạt"), "good", "check"),
    selectors.LATE: StateLook(_("đạt sau hạn"), "good", "clock"),
    selectors.ON_TRACK: StateLook(_("đúng tiến độ"), "accent", "right"),
    selectors.BEHIND: StateLook(_("chậm tiến độ"), "bad", "warning"),
    selectors.MISSED: StateLook(_("quá năm chưa đạt"), "bad", "cross"),
    selectors.NO_DATA: StateLook(_("chưa có số liệu rà soát"), "warn", "question"),
    selectors.ENDED: StateLook(_("của đơn vị trước sắp xếp"), "neutral", "clock"),
    selectors.WITHDRAWN: StateLook(_("đã rút đăng ký"), "neutral", "dash"),
    selectors.MOVED: StateLook(_("đã chuyển năm"), "neutral", "right"),
    "": StateLook(_("rút vì ghi nhầm"), "neutral", "cross"),
}
STATE_LOOKS = {
    "REGISTERED": StateLook(_("đã đăng ký"), "neutral", "ring"),
    "CONFIRMED": StateLook(_("tỉnh đã phê duyệt"), "accent", "check"),
    "WITHDRAWN": StateLook(_("đã rút đăng ký"), "neutral", "dash"),
    "MOVED": StateLook(_("đã chuyển sang năm khác"), "neutral", "right"),
    "VOID": StateLook(_("rút vì ghi nhầm"), "neutral", "cross"),
}
MOST_NAMED = 60


def target_url(row: Any) -> str:
    return reverse("targets:page", args=[row.pk])


def goal_words(row: Any) -> str:
    """What is to be reached, in words: ``Xã đạt chuẩn nông thôn mới``, ``15 tiêu chí – …``, ``12 đơn vị – …``."""
    level = str(selectors.LEVEL_LABELS[row.level])
    if row.goal == "CRITERIA":
        return _now("%(n)s tiêu chí – %(level)s") % {"n": format_number(row.wanted), "level": level}
    if row.goal == "NAMED":
        return _now("tiêu chí %(numbers)s – %(level)s") % {"numbers": ", ".join(row.named), "level": level}
    if row.goal == "UNITS":
        return _now("kế hoạch %(n)s đơn vị – %(level)s") % {"n": format_number(row.wanted), "level": level}
    return level


def done_words(row: Any) -> str:
    """``12/19``; nothing where no round tells."""
    if row.done is None or row.need is None:
        return ""
    return f"{format_number(row.done)}/{format_number(row.need)}"


def follower_words(row: Any) -> str:
    names = (row.follower and row.follower.full_name, row.follower_org and row.follower_org.name)
    return " – ".join(name for name in names if name)


def reminder(actor: Actor, rows: Any, url: str) -> str:
    """Who of the rows shown is not there yet, how far, and whom to call; the link. Three queries."""
    listed = list(rows.filter(outcome__in=selectors.OPEN_OUTCOMES).exclude(goal="UNITS")[: MOST_NAMED + 1])
    if not listed:
        return _now("Không còn đơn vị nào trong danh sách chưa về đích. %(link)s") % {"link": url}
    contacts = contacts_of_units(actor, {row.unit_id for row in listed}, actor.on)
    lines = [_now("Đăng ký về đích – chưa đạt:")]
    for row in listed[:MOST_NAMED]:
        people = "; ".join(str(each) for each in contacts.get(row.unit_id, []))
        parts = [row.unit_name, goal_words(row), row.years_label, done_words(row), people]
        lines.append("- " + ", ".join(part for part in parts if part))
    if len(listed) > MOST_NAMED:
        lines.append(_now("… và những đơn vị khác trong danh sách."))
    return "\n".join([*lines, url])


TARGETS = Register(
    name="targets.list",
    title=_("Đăng ký về đích"),
    lead=_("Đơn vị đăng ký đạt gì, năm nào. Đã đạt hay chưa được tính từ quyết định công nhận và đợt rà soát."),
    selector=selectors.targets,
    filterset=TargetFilter,
    columns=(
        Column("unit", _("Đơn vị"), value="unit_name", sort=("unit_key", "unit_code"), sticky=True),
        Column("code", _("Mã khi ấy"), value="unit_code", sort=("unit_code",), shown=False),
        Column("goal", _("Đích"), value=goal_words, sort=("goal", "level"), wide=True),
        Column("year", _("Năm"), value="years_label", sort=("year", "first_year")),
        Column("outcome", _("Kết quả"), kind="state", states=OUTCOME_LOOKS, sort=("outcome",)),
        Column("done", _("Đã đạt / phải đạt"), value=done_words, sort=("done",)),
        Column("percent", _("Tỷ lệ"), value=selectors.percent, kind="percent", places=0, shown=False),
        Column("expected", _("Phải đạt đến nay"), kind="number", places=1, sort=("expected",), shown=False),
        Column("standing", _("Trạng thái"), kind="state", states=STATE_LOOKS, sort=("standing",)),
        Column("registered_on", _("Ngày đăng ký"), kind="date", sort=("registered_on",), shown=False),
        Column("document", _("Văn bản đăng ký"), sort=("papers_folded",), shown=False, wide=True),
        Column("confirmed_number", _("Quyết định phê duyệt"), sort=("confirmed_number",), shown=False, wide=True),
        Column("confirmed_on", _("Ngày phê duyệt"), kind="date", sort=("confirmed_on",), shown=False),
        Column("follower", _("Theo dõi"), value=follower_words, sort=("follower__given_name_key",)),
        Column(
            "round", _("Theo đợt"), value=lambda row: (row.progress or {}).get("title", ""), shown=False, wide=True
        ),
        Column("end_reason", _("Lý do kết thúc"), shown=False, wide=True),
        Column("source", _("Nguồn"), shown=False),
        Column("note", _("Ghi chú"), shown=False, wide=True),
    ),
    default_sort=("-year", "unit"),
    row_url=target_url,
    label_of=lambda row: f"{row.unit_name} – {row.years_label}",
    reminder_text=reminder,
    export_name="dang-ky-ve-dich",
    bulk_acts=(
        BulkAct(
            "confirm", _("Ghi phê duyệt (ghi số, ngày quyết định)"), services.target_confirm_by,
            policies.may_decide_some, argument="target_id", needs_reason=True,
        ),
        BulkAct(
            "withdraw", _("Rút đăng ký"), services.target_withdraw, policies.may_decide_some, argument="target_id",
            needs_reason=True, danger=True,
        ),
    ),
    new_url=lambda: reverse("targets:new"),
    new_label=_("Ghi đăng ký"),
    new_policy=policies.may_register_some,
    empty=_("Chưa có đăng ký về đích nào đến ngày này."),
)  # fmt: skip

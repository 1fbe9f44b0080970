"""A work programme as a Word document of the prescribed form: the office replaces the template by its own."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, format_datetime
from dieuphoi.core.kernel.numbers import format_money, format_number
from dieuphoi.core.kernel.period import parse_period
from dieuphoi.core.letters.heading import HEADING, Heading
from dieuphoi.core.letters.registry import LetterKind, Word, register_letter
from dieuphoi.core.letters.rendering import render
from dieuphoi.registry.organisations.selectors import orgs_on
from dieuphoi.registry.territory.selectors import unit_on
from dieuphoi.steering.tasks import plan_tables
from dieuphoi.steering.tasks.selectors import plan_lines

KIND: Final = "chuong-trinh-cong-tac"
_LINE: Final = (
    Word("so", gettext_lazy("Số thứ tự; có dấu * nếu là trọng tâm"), "1*"),
    Word("noi_dung", gettext_lazy("Nhiệm vụ, giải pháp"), "Quy hoạch & <thử>"),
    Word("san_pham", gettext_lazy("Sản phẩm"), "Báo cáo kiểm tra"),
    Word("chu_tri", gettext_lazy("Chủ trì, người phụ trách"), "Sở Nông nghiệp và Môi trường"),
    Word("phoi_hop", gettext_lazy("Phối hợp"), "Sở Xây dựng; UBND các xã"),
    Word("thoi_gian", gettext_lazy("Thời gian"), "Quý II"),
    Word("kinh_phi", gettext_lazy("Kinh phí"), "500.000.000 đồng"),
    Word("ket_qua", gettext_lazy("Kết quả theo các việc đã giao"), "đang làm"),
    Word("ghi_chu", gettext_lazy("Ghi chú"), ""),
)
_WORDS: Final = (
    *HEADING,
    Word("loai", gettext_lazy("Loại chương trình, chữ hoa"), "CHƯƠNG TRÌNH CÔNG TÁC"),
    Word("ten", gettext_lazy("Tên chương trình"), "Chương trình công tác năm 2026"),
    Word("ky", gettext_lazy("Kỳ"), "Năm 2026"),
    Word("tinh_trang", gettext_lazy("Quyết định phê duyệt, hoặc dự thảo"), "DỰ THẢO"),
    Word("can_cu", gettext_lazy("Căn cứ"), "Kết luận 5/TB-VPDP ngày 12/03/2026"),
    Word("muc_dich", gettext_lazy("Mục đích, yêu cầu; mỗi đoạn một mục"), ("Đoạn một", "Đoạn hai")),
    Word("cac_nhom", gettext_lazy("Các nhóm nhiệm vụ, giải pháp"), rows=(
        Word("so", gettext_lazy("Số của nhóm"), "I"), Word("ten", gettext_lazy("Tên nhóm"), "Hạ tầng"),
        Word("cac_dong", gettext_lazy("Các nhiệm vụ của nhóm"), rows=_LINE),
    )),
    Word("tong_kinh_phi", gettext_lazy("Tổng kinh phí; trống khi không có"), "500.000.000 đồng"),
    Word("lap_luc", gettext_lazy("Lúc lập"), "02/03/2026 09:00"),
    Word("nguoi_lap", gettext_lazy("Người lập"), "Trần Thị Lan"),
)  # fmt: skip


def register() -> None:
    """Make the letter known; ``config`` calls it."""
    register_letter(
        LetterKind(
            key=KIND,
            title=gettext_lazy("Chương trình công tác"),
            about=gettext_lazy("Chương trình công tác, nhiệm vụ trọng tâm, khung kế hoạch của một cơ quan."),
            shipped=Path(__file__).parent / "templates_docx" / "plan.docx",
            words=_WORDS,
            file_name="chuong-trinh-cong-tac",
        )
    )


def letter_of(actor: Actor, plan: Any, now: datetime) -> bytes:
    """The plan as the actor reads it, as Word. Raises ``Refused`` where the office's template does not work."""
    return render(KIND, context_of(actor, plan, now), on=actor.on, place_id=plan.province_id)


def context_of(actor: Actor, plan: Any, now: datetime) -> dict[str, Any]:
    """All words of the letter."""
    whole = plan_lines.lines_of(actor, plan, actor.on)
    approved = plan.edition and (plan.state in ("APPROVED", "ENDED") or whole.edition is not None)
    return {
        **_heading(actor, plan),
        "loai": str(plan_tables.KIND_WORDS[plan.kind]).upper(),
        "ten": plan.title,
        "ky": parse_period(plan.period).label,
        "tinh_trang": _("(Phê duyệt tại %(number)s ngày %(day)s)")
        % {"number": plan.decision_number, "day": format_date(plan.decision_on)}
        if approved
        else _("DỰ THẢO – chưa phê duyệt"),
        "can_cu": plan.source_line,
        "muc_dich": [line for line in plan.text.splitlines() if line.strip()],
        "cac_nhom": [
            {"so": roman(number), "ten": group.title, "cac_dong": [_line(row) for row in group.rows]}
            for number, group in enumerate(whole.groups, start=1)
        ],
        "tong_kinh_phi": format_money(whole.money_total) if whole.money_total else "",
        "lap_luc": format_datetime(now),
        "nguoi_lap": actor.name,
    }


def _line(row: plan_lines.LineRow) -> dict[str, str]:
    lead = f"{row.lead} ({row.person})" if row.person else row.lead
    return {
        "so": format_number(row.number) + ("*" if row.is_key else ""), "noi_dung": row.text, "san_pham": row.product,
        "chu_tri": lead, "phoi_hop": "; ".join(row.coordinating), "thoi_gian": row.timing,
        "kinh_phi": "; ".join(f"{each['source']}: {format_money(each['amount'])}" for each in row.money),
        "ket_qua": str(plan_tables.LINE_LOOKS[row.standing].label), "ghi_chu": row.note,
    }  # fmt: skip


def _heading(actor: Actor, plan: Any) -> dict[str, str]:
    """The heading by the register of organisations: the body of the plan, and what stands above it."""
    body = next((row for row in orgs_on(actor, actor.on) if row.id == plan.org_id), None)
    province = unit_on(actor, plan.province_id, actor.on)
    name = province.full_name[:1].lower() + province.full_name[1:]
    committee = _("Ủy ban nhân dân %(province)s") % {"province": name}
    return Heading(
        agency=plan.org.name,
        parent=body.parent_name if body is not None and body.parent_name else committee,
        place=province.name,
        on=plan.decision_on or actor.on,
        symbol=_("CTr-%(office)s") % {"office": (body.document_symbol if body is not None else "") or plan.org.code},
        signer_title=_("Thủ trưởng cơ quan"),
        signer=plan.approver_name,
    ).words()


_ROMAN: Final = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def roman(number: int) -> str:
    """A small number as headings write it."""
    text = ""
    for value, sign in _ROMAN:
        while number >= value:
            text, number = text + sign, number - value
    return text

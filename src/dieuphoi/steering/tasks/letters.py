"""The letter of urging (công văn đôn đốc): its words, its context, its registration (``core.letters``).

One letter for one body of one batch of urgings (S1-10, S3-71). It says what stood on the day of urging: who answers for
each task, since when it is late. The form is that of Nghị định 30/2020/NĐ-CP; the office replaces the template.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.calendar import work_calendar
from dieuphoi.core.kernel.dates import format_date, format_datetime, today
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.kernel.workdays import working_days_between
from dieuphoi.core.letters.heading import HEADING, Heading
from dieuphoi.core.letters.registry import LetterKind, Word, register_letter
from dieuphoi.core.letters.rendering import render
from dieuphoi.core.notify.services import house_language
from dieuphoi.registry.access.roles import HEADS
from dieuphoi.registry.access.selectors import actor_for
from dieuphoi.registry.organisations.selectors import orgs_on
from dieuphoi.registry.territory.selectors import units_on
from dieuphoi.steering.tasks import policies
from dieuphoi.steering.tasks.selectors.planning import own_body
from dieuphoi.steering.tasks.selectors.urgings import Batch, batch_of

URGING: Final = "don-doc-nhiem-vu"
_SHIPPED: Final = Path(__file__).parent / "templates_docx"
_NUMBER: Final = re.compile(r"\s*(\d+)\s*/\s*([^\s,;]+)")
_TASK: Final = (
    Word("tt", gettext_lazy("Số thứ tự"), "1"),
    Word("ten", gettext_lazy("Tên việc"), "Quy hoạch & <thử>"),
    Word("san_pham", gettext_lazy("Sản phẩm phải có"), "Báo cáo của Sở"),
    Word("can_cu", gettext_lazy("Văn bản giao"), "Thông báo 5/TB-VPDP ngày 12/02/2026, mục 2"),
    Word("nguoi", gettext_lazy("Người chịu trách nhiệm"), "Phạm Thị Thu, 0912 000 001"),
    Word("han", gettext_lazy("Hạn"), "20/02/2026"),
    Word("cham", gettext_lazy("Chậm bao lâu, vào ngày đôn đốc"), "quá hạn 6 ngày làm việc"),
)  # fmt: skip
WORDS: Final = (
    *HEADING,
    Word("trich_yeu", gettext_lazy("Trích yếu"), "V/v đôn đốc thực hiện nhiệm vụ được giao"),
    Word("kinh_gui", gettext_lazy("Cơ quan được đôn đốc"), "Sở Nông nghiệp và Môi trường"),
    Word("ngay", gettext_lazy("Ngày đôn đốc"), "02/03/2026"),
    Word("so_viec", gettext_lazy("Số việc được đôn đốc"), "2"),
    Word("so_qua_han", gettext_lazy("Trong đó quá hạn"), "1"),
    Word("loi", gettext_lazy("Lời đôn đốc; trống khi không ghi"), "Đề nghị gửi báo cáo trước ngày 10/03/2026."),
    Word("viec", gettext_lazy("Bảng các việc"), rows=_TASK),
    Word("noi_nhan", gettext_lazy("Nơi nhận, mỗi nơi một dòng"), ("- Như trên;", "- Lưu: VT.")),
    Word("lap_luc", gettext_lazy("Lúc lập"), "02/03/2026 09:00"),
    Word("nguoi_lap", gettext_lazy("Người đôn đốc"), "Trần Thị Lan"),
)  # fmt: skip


def register() -> None:
    """Make the letter known; ``config`` calls it."""
    register_letter(
        LetterKind(
            key=URGING,
            title=gettext_lazy("Công văn đôn đốc nhiệm vụ"),
            about=gettext_lazy("Gửi một cơ quan về các việc quá hạn, chậm của cơ quan ấy, sau một lần đôn đốc."),
            shipped=_SHIPPED / "don-doc.docx",
            words=WORDS,
            file_name=URGING,
        )
    )


def letter_of(actor: Actor, batch: str, org_id: int) -> tuple[bytes, str]:
    """The letter to one body of a batch as Word, and its name without ending. Raises ``NotVisible``, ``Refused``."""
    found = batch_of(actor, batch)
    require(policies.may_take_letter(actor, found))
    with house_language():
        context = context_of(actor, found, org_id)
        day = today(found.at)
        data = render(URGING, context, on=day, place_id=found.province_id)
        name = _("Công văn đôn đốc %(org)s %(day)s") % {
            "org": context["kinh_gui"], "day": format_date(day).replace("/", "-"),
        }  # fmt: skip
    return data, name


def context_of(actor: Actor, batch: Batch, org_id: int) -> dict[str, Any]:
    """The words of the letter. Raises ``NotVisible`` for a body that was not urged in this batch."""
    day = today(batch.at)
    to = batch.to(org_id)
    rows = []
    late = 0
    for place, urge in enumerate(to.urges, start=1):
        task = urge.task
        days = 0 if urge.due_on is None else working_days_between(urge.due_on, day, work_calendar())
        late += days > 0
        person = ", ".join(part for part in (task.responsible.full_name, task.responsible.phone) if part)
        rows.append(
            {
                "tt": format_number(place), "ten": task.title, "san_pham": task.product, "can_cu": task.source_line,
                "nguoi": person, "han": format_date(urge.due_on), "cham": late_words(days, urge.due_on is None),
            }
        )  # fmt: skip
    return {
        **_heading(actor, batch),
        "trich_yeu": _("V/v đôn đốc thực hiện nhiệm vụ được giao"),
        "kinh_gui": to.name,
        "ngay": format_date(day),
        "so_viec": format_number(len(rows)),
        "so_qua_han": format_number(late),
        "loi": batch.words,
        "viec": rows,
        "noi_nhan": [_("- Như trên;"), _("- Lưu: VT.")],
        "lap_luc": format_datetime(batch.at),
        "nguoi_lap": batch.urger_name,
    }


def late_words(days: int, no_due: bool = False) -> str:
    """How late a task was, in working days: ``quá hạn 6 ngày làm việc``."""
    if no_due:
        return _("không có hạn")
    if days > 0:
        words = ngettext("quá hạn %(n)s ngày làm việc", "quá hạn %(n)s ngày làm việc", days)
        return words % {"n": format_number(days)}
    if days == 0:
        return _("đến hạn")
    left = ngettext("còn %(n)s ngày làm việc", "còn %(n)s ngày làm việc", -days)
    return left % {"n": format_number(-days)}


def _heading(actor: Actor, batch: Batch) -> dict[str, str]:
    """Of the body for which it was urged, as the register of bodies has it on that day."""
    day = today(batch.at)
    urger = actor_for(batch.urger_id, day)
    org_id = own_body(urger)
    found = orgs_on(actor, day, ids=[org_id]) if org_id is not None else []
    org = found[0] if found else None
    provinces = units_on(actor, day, ids=[batch.province_id])
    province = provinces[0] if provinces else None
    office = org is not None and org.kind == "office"
    above = "" if province is None else _("Ủy ban nhân dân %(province)s") % {
        "province": province.full_name[:1].lower() + province.full_name[1:],
    }  # fmt: skip
    number, symbol = "", ""
    if typed := _NUMBER.match(batch.letter):
        number, symbol = typed[1], typed[2]
    return Heading(
        agency=org.name if org else _("Văn phòng điều phối nông thôn mới"),
        parent=(org.parent_name if org else "") or above,
        place=province.name if province else "",
        on=day,
        number=number,
        symbol=symbol or (org.document_symbol if org else "") or "VPĐP",
        signer_title=_("Lãnh đạo Văn phòng") if office or org is None else _("Thủ trưởng cơ quan"),
        signer=urger.name if urger.has_role(*HEADS) else "",
    ).words()

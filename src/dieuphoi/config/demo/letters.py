"""The Word template that the demo's office put in the place of the shipped one: the same with its addressees below."""

from __future__ import annotations

import io
from datetime import datetime

from docx import Document

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.letters.registry import letter_kind
from dieuphoi.core.letters.services import template_add
from dieuphoi.insight.reports.letters import SUMMARY

_ADDRESSEES = ("Nơi nhận (giả định):", "- Ban Chỉ đạo tỉnh;", "- Các sở, ngành;", "- Lưu: VT, VPĐP.")


def office_template(*, office: Actor, province_id: int, now: datetime) -> None:
    """The office takes the shipped template, adds to whom it goes, and puts it into force from today."""
    template = Document(str(letter_kind(SUMMARY).shipped))
    for line in _ADDRESSEES:
        template.add_paragraph(line)
    made = io.BytesIO()
    template.save(made)
    template_add(
        actor=office, kind=SUMMARY, place_id=province_id, data=made.getvalue(), name="tổng hợp đợt (giả định).docx",
        valid_from=today(now), reason="Thêm nơi nhận theo quy chế làm việc của Văn phòng (giả định)", now=now,
    )  # fmt: skip

"""What followed the freeze of the demo's first round, all invented: its signed paper, an amendment that was approved,
one on which nobody decided in time.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from dieuphoi.core.kernel.actor import Actor, system_actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.amendments.asking import NewAmendment, NewItem
from dieuphoi.programme.assessments.amendments.papers import NewPaper, paper_record
from dieuphoi.programme.assessments.amendments.services import amendment_approve, amendment_request, amendments_lapse

DOCUMENT = "27/BB-VPĐP (giả định)"
_PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def after_the_freeze(*, head: Actor, office: Actor, round_id: int, at: datetime) -> None:
    """Record the paper on the day of ``at``; ask for two amendments, one approved, one that ran out."""
    day = today(at)
    paper_record(
        actor=office,
        round_id=round_id,
        new=NewPaper(
            "decision", f"125/QĐ-UBND-{day.year}", day, "Ngô Quốc Phong", "Phó Chủ tịch UBND tỉnh", scan=_PAPER,
            scan_name="quyết định chốt đợt (giả định).pdf",
        ),
        now=at,
    )  # fmt: skip
    wanted = {"Xã Thượng Sơn": ("99,5", True), "Xã Hạ Sơn": ("98", False)}
    for sheet in assessments.sheets(office, round_id):
        if sheet.unit_name not in wanted:
            continue
        figure, is_approved = wanted[sheet.unit_name]
        row = next(
            row
            for row in assessments.grid(sheet)
            if len(row.cells) == 1 and row.cells[0].slot.unit == "%" and row.result.verification == "ACCEPTED"
        )
        asked = amendment_request(
            actor=replace(office, on=day),
            new=NewAmendment(
                sheet.pk, "Nhập nhầm hàng thập phân, theo biên bản đối chiếu (giả định)", DOCUMENT, day,
                (NewItem(row.indicator.pk, {"": figure}),),
            ),
            now=at + timedelta(days=1),
        )  # fmt: skip
        if is_approved:
            amendment_approve(
                actor=replace(head, on=today(at + timedelta(days=3))),
                amendment_id=asked.pk,
                note="Đồng ý theo biên bản (giả định)",
                now=at + timedelta(days=3),
            )
    later = at + timedelta(days=40)
    amendments_lapse(actor=system_actor(today(later)), now=later)

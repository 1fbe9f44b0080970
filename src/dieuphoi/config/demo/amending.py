"""What followed the freeze of the demo's first round, all invented: its signed paper, an amendment that was approved,
one on which nobody decided in time, one that waits.
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
from dieuphoi.programme.assessments.models import Sheet

DOCUMENT = "27/BB-VPĐP (giả định)"
_PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def after_the_freeze(*, head: Actor, office: Actor, round_id: int, at: datetime, asked_now: datetime) -> None:
    """Record the paper on the day of ``at``; three amendments: approved, run out, waiting since ``asked_now``."""
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
    sheets = {sheet.unit_name: sheet for sheet in assessments.sheets(office, round_id)}
    approved = _ask(office, sheets["Xã Thượng Sơn"], "99,5", at + timedelta(days=1))
    amendment_approve(
        actor=replace(head, on=today(at + timedelta(days=3))),
        amendment_id=approved,
        note="Đồng ý theo biên bản (giả định)",
        now=at + timedelta(days=3),
    )
    _ask(office, sheets["Xã Hạ Sơn"], "98", at + timedelta(days=1))
    later = at + timedelta(days=40)
    amendments_lapse(actor=system_actor(today(later)), now=later)
    _ask(office, sheets["Xã Đông Sơn"], "97,5", asked_now)


def _ask(office: Actor, sheet: Sheet, figure: str, at: datetime) -> int:
    """Ask for another figure in the first row of a sheet that is one accepted percentage."""
    row = next(
        row
        for row in assessments.grid(sheet)
        if len(row.cells) == 1 and row.cells[0].slot.unit == "%" and row.result.verification == "ACCEPTED"
    )
    asked = amendment_request(
        actor=replace(office, on=today(at)),
        new=NewAmendment(
            sheet.pk, "Nhập nhầm hàng thập phân, theo biên bản đối chiếu (giả định)", DOCUMENT, today(at),
            (NewItem(row.indicator.pk, {row.cells[0].slot.part: figure}),),
        ),
        now=at,
    )  # fmt: skip
    return int(asked.pk)

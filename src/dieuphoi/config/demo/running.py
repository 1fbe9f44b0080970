"""How the demo's running round goes on, all invented: returns, a department's own figures, objections, answers,
the council's word, who was urged. Comes after the round's own figures and draws no random number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today as day_of
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.programme.assessments.models import IndicatorResult, Value
from dieuphoi.programme.assessments.services import figures, verification
from dieuphoi.programme.assessments.urging.services import round_urge

RETURNED: Final = (
    ("SNNMT", "Số liệu chưa khớp với báo cáo của trạm cấp nước; đề nghị gửi kèm bảng tính."),
    ("SXD", "Cần ghi rõ số km đường đã cứng hóa trên tổng số km."),
    ("SYT", "Tỷ lệ khác số liệu của Trung tâm y tế; đề nghị kiểm tra lại."),
)
COUNTERED: Final = (
    ("SYT", "Theo số của cơ quan bảo hiểm xã hội đến cuối quý, thấp hơn số xã ghi (giả định)."),
    ("SNNMT", "Đối chiếu với kết quả quan trắc của Sở, có hộ chưa được tính (giả định)."),
    ("SXD", "Biên bản kiểm tra thực địa ghi thấp hơn một điểm (giả định)."),
)
_MINUTES: Final = "07/BB-HĐTĐ (giả định)"


@dataclass(frozen=True, slots=True)
class Running:
    """The open round and who acts in it: departments by their code, communes by the name on their sheet."""

    round_id: int
    orgs: Mapping[str, int]
    departments: Mapping[str, Actor]
    communes: Mapping[str, Actor]
    office: Actor
    at: datetime

    def on(self, days: int) -> datetime:
        """An instant, so many days after the round was opened."""
        return self.at + timedelta(days=days)


def returned(round_: Running) -> None:
    """Three departments give three indicators each back, each with what to mend."""
    for code, comment in RETURNED:
        waiting = [each.pk for each in _waiting(round_, code)[:3]]
        verification.results_verify(
            actor=round_.departments[code], result_ids=waiting, decision="return", comment=comment, now=round_.on(19)
        )


def argued(round_: Running) -> None:
    """Five figures of departments: two stand, one was disputed and upheld, one waits, one the council decided."""
    own = [
        (code, result)
        for code, reason in COUNTERED
        for result in list(_countered(round_, code, reason, 2 if code != "SXD" else 1))
    ]
    if len(own) < 5:
        raise AssertionError("demo: too few figures wait for their departments")
    _stands, (first, upheld), (_second, waits), _stands_too, (_third, settled) = own
    for result, words in (
        (upheld, "Số của xã theo danh sách từng hộ có xác nhận của trưởng thôn (giả định)."),
        (waits, "Đề nghị Sở kiểm tra lại thực địa, xã đã khắc phục từ tháng trước (giả định)."),
        (settled, "Xã đã gửi bản vẽ hoàn công, đề nghị hội đồng xem xét (giả định)."),
    ):
        figures.result_dispute(
            actor=round_.communes[result.sheet.unit_name], result_id=result.pk, reason=words, now=round_.on(20)
        )
    figures.result_uphold(
        actor=round_.departments[first], result_id=upheld.pk, now=round_.on(21),
        reason="Danh sách có hộ đã chuyển đi; giữ số theo bảo hiểm xã hội (giả định).",
    )  # fmt: skip
    figures.result_council(
        actor=round_.office, result_id=settled.pk, document=_MINUTES, document_on=day_of(round_.on(21)),
        typed={part: format_number(number) for part, number in _plain(settled).items()},
        comment="Hội đồng xem bản vẽ hoàn công, lấy số của xã (giả định).", now=round_.on(21),
    )  # fmt: skip


def urged(round_: Running, unit_ids: list[int]) -> None:
    """The office urges communes that have not handed in, once."""
    done = round_urge(
        actor=round_.office, round_id=round_.round_id, unit_ids=unit_ids, now=round_.on(21),
        words="Hạn nhập đã qua; đề nghị xã gửi phiếu trong tuần này để các sở kịp thẩm định.",
    )  # fmt: skip
    if not done.done:
        raise AssertionError(f"demo: nobody was urged: {done.left}")


def _waiting(round_: Running, code: str) -> list[IndicatorResult]:
    """What waits for a department on the sheets that it works on; Hạ Sơn's first, whose officer one may sign in as."""
    found = list(
        IndicatorResult.objects.filter(
            sheet__round_id=round_.round_id, owner_id=round_.orgs[code], verification="ENTERED",
            sheet__state="VERIFYING",
        ).select_related("sheet", "indicator").order_by("id")
    )  # fmt: skip
    return sorted(found, key=lambda result: (result.sheet.unit_name != "Xã Hạ Sơn", result.pk))


def _countered(round_: Running, code: str, reason: str, wanted: int) -> Iterator[IndicatorResult]:
    """Figures of which the department says one less, on as many communes."""
    seen: set[int] = set()
    for result in _waiting(round_, code):
        mine = _plain(result)
        if len(mine) != 1 or result.judged_by != "figures" or result.sheet_id in seen:
            continue
        [(part, number)] = mine.items()
        if not 2 < number <= 100:
            continue
        figures.result_counter(
            actor=round_.departments[code], result_id=result.pk, typed={part: format_number(number - 1)},
            reason=reason, now=round_.on(19),
        )  # fmt: skip
        seen.add(result.sheet_id)
        yield result
        if len(seen) == wanted:
            return


def _plain(result: IndicatorResult) -> dict[str, Decimal]:
    """The commune's figures of an indicator by part; nothing where one of them is a share or a word."""
    rows = Value.objects.filter(
        sheet_id=result.sheet_id, indicator_id=result.indicator_id, side="commune", superseded_by=None, cleared=False
    )
    found = {row.part: row.number for row in rows if row.number is not None and row.numerator is None}
    return found if len(found) == len(rows) else {}

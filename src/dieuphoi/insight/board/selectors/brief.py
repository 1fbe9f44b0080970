"""What whoever goes to a commune takes along: one dictionary of plain texts for two A4 pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, format_datetime
from dieuphoi.core.ui.states import VERDICTS
from dieuphoi.insight.board.selectors.board import change
from dieuphoi.insight.board.selectors.commune import (
    CriterionLine,
    Follower,
    IndicatorLine,
    RoundPoint,
)
from dieuphoi.insight.board.selectors.gaps import gap_of, traces_of
from dieuphoi.insight.board.selectors.past import Former
from dieuphoi.insight.board.selectors.registered import TargetLine, target_part
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.models import Sheet
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.recognition.selectors import Standing
from dieuphoi.registry.organisations.selectors import HolderRow, OrgRow
from dieuphoi.registry.territory.selectors import UnitRow


def brief(
    actor: Actor,
    *,
    unit: UnitRow,
    sheet: Sheet | None,
    lines: Sequence[CriterionLine],
    points: Sequence[RoundPoint],
    office: OrgRow | None,
    holders: Sequence[HolderRow],
    followers: Sequence[Follower],
    standings: Sequence[Standing],
    former: Sequence[Former],
    registered: Sequence[TargetLine],
    classes: str,
    band: str,
    final: str,
) -> dict[str, Any]:
    """The parts of the brief in their order, each with its rows; a part without rows says that there is nothing."""
    read = unit.id in actor.reads()
    told = [_("mã %(code)s") % {"code": unit.code} if unit.code else "", unit.parent_name, classes]
    facts = [
        (_("Ra đời từ"), "; ".join(each.name for each in former) or _("không có đơn vị trước sắp xếp")),
        (_("Nhóm theo số tiêu chí đạt"), band or _("chưa xếp nhóm")),
        (
            _("Kết quả của đợt đang xem"),
            ""
            if sheet is None
            else _("%(title)s: %(n)s/%(of)s tiêu chí đạt, %(entered)s/%(total)s chỉ tiêu đã nhập")
            % {
                "title": sheet.round.title,
                "n": sheet.rollup.criteria_met,
                "of": sheet.rollup.criteria_total,
                "entered": sheet.rollup.entered,
                "total": sheet.rollup.total,
            },
        ),
        (_("Các đợt trước"), _before(points, sheet)),
    ]
    people = [[each.full_name, each.title, each.phone] for each in holders]
    if office is not None:
        people.insert(0, [office.name, _("cơ quan"), office.phone])
    parts: list[dict[str, Any]] = [
        _part(_("Lãnh đạo và cán bộ của xã"), [_("Họ tên"), _("Chức vụ"), _("Điện thoại")], people,
              _("Chưa có ai trong danh bạ mà bạn xem được."), [3, 4, 2]),
        _part(_("Ai theo dõi"), [_("Ai"), _("Việc"), _("Điện thoại")],
              [[each.name, each.what, each.phone] for each in followers], _("Chưa ghi ai theo dõi."), [3, 4, 2]),
        _part(_("Công nhận"), [_("Mức công nhận"), _("Năm"), _("Quyết định"), _("Tình trạng")],
              [_standing(each) for each in standings], _("Chưa được công nhận."), [3, 1, 4, 3]),
    ]  # fmt: skip
    parts.append(
        _part(_("Đăng ký về đích"), [_("Đích"), _("Năm"), _("Đã đạt / phải đạt"), _("Kết quả"), _("Ngày đăng ký")],
              target_part(registered), _("Chưa đăng ký, hoặc ngoài phạm vi của bạn."), [5, 2, 2, 3, 2])
    )  # fmt: skip
    parts += _criteria(actor, sheet, lines, read)
    return {
        "title": _("Tóm tắt về %(name)s") % {"name": unit.full_name},
        "lines": [each for each in told if each] + ([final] if final else []),
        "facts": [[label, text] for label, text in facts if text],
        "parts": parts,
    }


def _before(points: Sequence[RoundPoint], sheet: Sheet | None) -> str:
    """The three rounds before the one that is told."""
    if sheet is None:
        return ""
    earlier = [each for each in points if each.territory_on < sheet.round.territory_on]
    return "; ".join(f"{each.title}: {each.met}/{each.total}" for each in earlier[-3:])


def _part(
    title: str, heads: list[str], rows: list[list[str]], nothing: str, widths: list[int], *, main: bool = False
) -> dict[str, Any]:
    return {"title": title, "heads": heads, "rows": rows, "nothing": nothing, "widths": widths, "main": main}


def _standing(each: Standing) -> list[str]:
    state = _("đang được công nhận") if each.is_own else _("được thừa nhận lại")
    if each.revoked_on is not None:
        state = _("đã thu hồi")
    decision = f"{each.decision_number}, {format_date(each.decision_on)}"
    return [each.level_label, str(each.year), decision, state]


def _criteria(actor: Actor, sheet: Sheet | None, lines: Sequence[CriterionLine], read: bool) -> list[dict[str, Any]]:
    if sheet is None:
        nothing = _("Xã chưa có trong đợt rà soát nào.")
        return [_part(_("Tiêu chí chưa đạt"), [], [], nothing, [1])]
    traces = traces_of(actor, sheet) if read else {}
    codes = {
        row.code: str(row.raw.get("code") or "") for row in criteria.indicators_of(sheet.round.version_id)
    }
    open_lines = [line for line in lines if line.verdict not in ("MET", "NOT_APPLICABLE")]
    in_the_way = [
        [
            row.code,
            row.name,
            str(VERDICTS[row.verdict].label),
            "; ".join(f"{part}: {text}" if part else text for part, text in row.figures),
            row.threshold,
            gap_of(traces.get(codes.get(row.code, ""), ()), row.unit),
        ]
        for line in open_lines
        for row in line.indicators
        if row.verdict not in ("MET", "NOT_APPLICABLE")
    ]
    met = [[", ".join(f"{line.criterion.number}. {line.criterion.name}" for line in lines if line.verdict == "MET")]]
    said = sorted(
        (row for line in lines for row in line.indicators if row.said and row.said_at is not None),
        key=lambda row: str(row.said_at),
        reverse=True,
    )
    heads = [_("Số"), _("Chỉ tiêu"), _("Kết quả"), _("Số liệu"), _("Mức phải đạt"), _("Còn thiếu")]
    hidden = "" if read else " " + _("Số liệu chỉ người trong phạm vi xem được.")
    return [
        _part(_("Chỉ tiêu còn vướng (%(n)s tiêu chí chưa đạt)") % {"n": len(open_lines)} + hidden, heads, in_the_way,
              _("Không còn chỉ tiêu nào vướng."), [2, 18, 6, 4, 5, 4], main=True),
        _part(_("Tiêu chí đạt"), [], met if met[0][0] else [], _("Chưa có tiêu chí nào đạt."), [1]),
        _part(_("Thay đổi so với đợt trước"), [], _changes(actor, sheet, lines), _("Không có thay đổi, hoặc chưa có đợt"
              " trước cùng bộ tiêu chí."), [1]),
        _part(_("Kết luận, trả lại gần nhất"), [_("Chỉ tiêu"), _("Nội dung"), _("Ai, lúc nào")],
              [_said(row) for row in said], _("Chưa có kết luận hay trả lại nào mà bạn xem được."), [1, 6, 4]),
    ]  # fmt: skip


def _said(row: IndicatorLine) -> list[str]:
    return [row.code, row.said, f"{row.said_by}, {format_datetime(row.said_at)}"]


def _changes(actor: Actor, sheet: Sheet, lines: Sequence[CriterionLine]) -> list[list[str]]:
    """What became of each criterion since the round before, in words: only within one set, only of the same unit."""
    previous = sheet.round.previous_id
    if previous is None:
        return []
    former = assessments.wall(actor, previous).filter(
        sheet__unit_id=sheet.unit_id, round__version_id=sheet.round.version_id
    )
    before = former.values_list("marks", flat=True).first() or ""
    words = {"better": _("mới đạt"), "worse": _("không còn đạt"), "changed": _("có thay đổi")}
    found: dict[str, list[str]] = {}
    for at, line in enumerate(lines):
        what = change(sheet.rollup.marks[at : at + 1], before[at : at + 1])
        if what:
            found.setdefault(what, []).append(f"{line.criterion.number}. {line.criterion.name}")
    return [[f"{words[what]}: {', '.join(found[what])}"] for what in words if what in found]

"""The summary of a round as tables: one source for page, workbook and letter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.dates import format_date, format_datetime
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.letters.tables import Cell, Head, PaperHead, PaperTable
from dieuphoi.core.ui.query import with_query
from dieuphoi.insight.reports.selectors import Band, ClassLine, CriterionLine, Moves, Narrow, Reading, ReportRow, Sector
from dieuphoi.insight.reports.selectors.forms import communes_url
from dieuphoi.insight.reports.words import MARKS, SHEET_STATES, SIGNS, legend
from dieuphoi.programme.assessments.models import AssessmentRound
from dieuphoi.programme.assessments.round_words import edition_words, final_words, is_final, set_words
from dieuphoi.registry.territory import selectors as territory


def paper_head(
    read: Reading, title: str, *, n: int, of: int, who: str, now: datetime, more: Sequence[str] = ()
) -> PaperHead:
    """What stands above every file of a round."""
    round_ = read.round
    lines = [
        round_.title,
        _("Bộ tiêu chí: %(set)s") % {"set": set_words(round_)},
        _("Địa giới ngày %(day)s") % {"day": format_date(round_.territory_on)},
        final_words(round_, read.at),
        *more,
        scope_words(n, of),
        _("Xuất lúc %(at)s, người xuất: %(who)s") % {"at": format_datetime(now), "who": who},
    ]
    return PaperHead(title, tuple(lines))


def against_words(read: Reading) -> str:
    """The round compared with, and which of its editions; that it is not final."""
    if read.against is None:
        return ""
    edition = edition_words(read.against, read.against_at)
    return f"{read.against.title} ({edition or _('số liệu chưa chốt')})"


def scope_words(n: int, of: int) -> str:
    """How much of the whole these figures are of."""
    return _("%(n)s trên %(of)s xã của đợt") % {"n": format_number(n), "of": format_number(of)}


def _line(*labels: str) -> tuple[tuple[Head, ...], ...]:
    return (tuple(Head(label) for label in labels),)


def bands_table(read: Reading, bands: Sequence[Band]) -> PaperTable:
    """By the number of criteria met."""
    compared = any(each.before is not None for each in bands)
    heads = [_("Nhóm"), _("Số xã"), _("Tỷ lệ"), *([_("Kỳ so sánh"), _("Tăng, giảm")] if compared else [])]
    total = len(read.rows)
    rows: list[tuple[Cell, ...]] = []
    for each in bands:
        link = communes_url(read, Narrow(least=each.least, most=each.most))
        cells = [Cell(each.name), Cell(each.communes, href=link), Cell((each.communes, total))]
        rows.append((*cells, *_before(each.communes, each.before, compared)))
    sum_ = sum(each.communes for each in bands)
    then = sum(each.before for each in bands if each.before is not None) if compared else None
    rows.append((Cell(_("Cộng")), Cell(sum_), Cell((sum_, total)), *_before(sum_, then, compared)))
    notes = []
    if compared:
        notes.append(_("Kỳ so sánh: %(round)s.") % {"round": against_words(read)})
        comparable = sum(1 for row in read.rows if row.before is not None)
        notes.append(
            _("Kỳ so sánh chỉ tính %(n)s trên %(of)s xã có trong cả hai đợt.")
            % {"n": format_number(comparable), "of": format_number(total)}
        )
        if not is_final(read.round, read.at):
            notes.append(_("Đợt chưa chốt: tiêu chí chưa nhập hoặc chưa kết luận chưa tính là đạt."))
    return PaperTable(
        "bands", _("Theo số tiêu chí đạt"), _line(*heads), tuple(rows), (28, 12, 12, *([13, 13] if compared else [])),
        notes=tuple(notes), total=True, sheet=_("Theo nhóm"),
    )  # fmt: skip


def _before(now: int, before: int | None, compared: bool) -> list[Cell]:
    if not compared:
        return []
    return [Cell(before), Cell(None) if before is None else Cell(now - before, change=now - before)]


def criteria_table(read: Reading, lines: Sequence[CriterionLine]) -> PaperTable:
    """By criterion; the lowest has rank 1."""
    compared = any(each.gained is not None for each in lines)
    heads = [_("Số"), _("Tiêu chí"), *(str(label).capitalize() for label in MARKS.values()), _("Tỷ lệ xã đạt")]
    heads += [_("Thứ tự từ thấp"), *([_("Đạt thêm"), _("Mất")] if compared else [])]
    total = len(read.rows)
    rows = []
    for each in lines:
        number = each.criterion.number
        link = reverse("board:criterion", args=[read.round.pk, each.criterion.pk])
        cells = [Cell(number), Cell(each.criterion.name, href=link)]
        cells += [
            Cell(each.counts.get(mark, 0), href=communes_url(read, Narrow(criterion=number, mark=mark)))
            for mark in MARKS
        ]
        cells += [Cell((each.counts.get("M", 0), total)), Cell(each.rank, note=_("Chưa xã nào nhập."))]
        if compared:
            cells += [
                Cell(count, href=communes_url(read, Narrow(criterion=number, move=move)))
                for move, count in (("gained", each.gained), ("lost", each.lost))
            ]
        rows.append(tuple(cells))
    return PaperTable(
        "criteria", _("Theo tiêu chí"), _line(*heads), tuple(rows),
        (6, 44, 11, 11, 11, 13, 13, 11, 11, *([10, 10] if compared else [])),
    )  # fmt: skip


def classes_table(read: Reading, bands: Sequence[Band], lines: Sequence[ClassLine]) -> PaperTable:
    """By class of commune: group, area, region, flags."""
    heads = [_("Phân loại"), _("Số xã"), _("Đạt tất cả"), _("Đã công nhận"), *(each.name for each in bands)]
    rows = []
    for line in lines:
        group = line.group
        cells = [
            Cell(line.name),
            Cell(line.communes, href=communes_url(read, Narrow(group=group))),
            Cell(line.qualifies, href=communes_url(read, Narrow(group=group, least=read.total))),
            Cell(line.recognised, href=communes_url(read, Narrow(group=group, recognised="yes"))),
        ]
        cells += [
            Cell(count, href=communes_url(read, Narrow(group=group, least=band.least, most=band.most)))
            for band, count in zip(bands, line.bands, strict=True)
        ]
        rows.append(tuple(cells))
    flags = any(line.group.startswith(f"{territory.FLAG}:") for line in lines)
    notes = (_("Một xã có nhiều cờ thì tính ở mỗi cờ."),) if flags else ()
    return PaperTable(
        "classes", _("Theo nhóm xã, vùng"), _line(*heads), tuple(rows), (34, 10, 11, 12, *([12] * len(bands))),
        notes=notes,
        sheet=_("Theo phân loại"),
    )  # fmt: skip


def communes_table(read: Reading, rows: Sequence[ReportRow], *, words: bool = False) -> PaperTable:
    """By commune. ``words`` writes the marks as words (a workbook has the room), else by their signs."""
    compared = any(row.before is not None for row in read.rows)
    heads = [Head(_("Mã")), Head(_("Xã")), Head(_("Phiếu"))]
    heads += [
        Head(
            f"{each.number}. {each.name}" if words else each.number,
            href=reverse("board:criterion", args=[read.round.pk, each.pk]),
            title=f"{each.number}. {each.name}",
        )
        for each in read.columns
    ]
    heads += [Head(_("Số đạt")), Head(_("Tổng số")), Head(_("Đạt tất cả")), Head(_("Đã công nhận"))]
    heads += [Head(_("Đạt thêm trừ mất"))] if compared else []
    table = [_commune(read, row, words=words, compared=compared) for row in rows]
    return PaperTable(
        "communes", _("Theo xã"), (tuple(heads),), tuple(table),
        (9, 26, 18, *([13 if words else 6] * read.total), 9, 9, 9, 11, *([9] if compared else [])),
        notes=() if words else (legend(),),
    )  # fmt: skip


def _commune(read: Reading, row: ReportRow, *, words: bool, compared: bool) -> tuple[Cell, ...]:
    home = reverse("board:commune", args=[row.wall.unit_id]) + with_query(round=read.round.pk)
    cells = [Cell(row.wall.code), Cell(row.wall.name, href=home)]
    state = SHEET_STATES.get(row.wall.state)
    cells.append(Cell(None if state is None else str(state), note=_("Không rõ phiếu ở bước nào vào ngày ấy.")))
    for at in range(read.total):
        mark = row.mark(at)
        text = str(MARKS[mark]) if words else SIGNS[mark]
        cells.append(Cell(text, mark=mark, href=f"{home}#tc-{read.columns[at].number}", note=str(MARKS[mark])))
    yes, no = _("có"), _("không")
    cells += [Cell(row.met), Cell(row.wall.criteria_total), Cell(yes if row.wall.qualifies else no)]
    cells.append(Cell(yes if row.levels else no))
    if compared:
        cells.append(Cell(row.difference, change=row.difference, note=_("không so sánh được")))
    return tuple(cells)


def moves_table(read: Reading, moves: Moves) -> PaperTable:
    """Communes that gained or lost a criterion since the round before."""
    names = [f"{each.number}. {each.name}" for each in read.columns]
    rows = []
    for row in moves.rows:
        home = reverse("board:commune", args=[row.wall.unit_id]) + with_query(round=read.round.pk)
        rows.append(
            (
                Cell(row.wall.code),
                Cell(row.wall.name, href=home),
                Cell(row.met_before),
                Cell(row.met),
                Cell(row.difference, change=row.difference),
                Cell("; ".join(names[at] for at in row.gained)),
                Cell("; ".join(names[at] for at in row.lost)),
            )
        )
    heads = [_("Mã"), _("Xã"), _("Kỳ so sánh"), _("Kỳ này"), _("Đạt thêm trừ mất")]
    heads += [_("Tiêu chí đạt thêm"), _("Tiêu chí mất")]
    words = {"n": format_number(len(moves.rows)), "of": format_number(moves.comparable)}
    notes = [moves.reason or _("%(n)s trên %(of)s xã so sánh được có thay đổi.") % words]
    if not moves.reason:
        notes.append(_("Kỳ so sánh: %(round)s.") % {"round": against_words(read)})
    if not moves.reason and not is_final(read.round, read.at):
        notes.append(_("Đợt chưa chốt: tiêu chí chưa nhập hoặc chưa kết luận không tính là mất."))
    return PaperTable(
        "moves", _("Thay đổi so với kỳ trước"), _line(*heads), tuple(rows), (9, 26, 10, 10, 10, 44, 44),
        notes=tuple(notes), sheet=_("Thay đổi"),
    )  # fmt: skip


def strangers_table(moves: Moves) -> PaperTable:
    """Communes of one of the two rounds only."""
    rows = [
        (Cell(each.name), Cell(_("kỳ này") if each.is_here else _("kỳ so sánh")), Cell(each.why))
        for each in moves.not_comparable
    ]
    return PaperTable(
        "strangers", _("Xã không so sánh được"), _line(_("Xã"), _("Có trong"), _("Vì sao")), tuple(rows), (30, 16, 70),
        sheet=_("Không so sánh được"),
    )  # fmt: skip


def sector_table(round_: AssessmentRound, found: Sector, *, words: bool = False) -> PaperTable:
    """The indicators of a department × communes, with the sums of each indicator below."""
    heads = [Head(_("Mã")), Head(_("Xã"))]
    heads += [
        Head(
            f"{each.code}. {each.name}" if words else each.code,
            title=f"{each.code}. {each.name}",
            href=reverse("board:criterion", args=[round_.pk, each.criterion_id]),
        )
        for each in found.indicators
    ]
    heads.append(Head(_("Số chỉ tiêu đạt")))
    rows: list[tuple[Cell, ...]] = []
    for row in found.rows:
        cells = [
            Cell(row.code),
            Cell(row.name, href=reverse("board:commune", args=[row.unit_id]) + with_query(round=round_.pk)),
        ]
        for cell in row.cells:
            if cell is None:
                cells.append(Cell(None))
                continue
            text = str(MARKS[cell.mark]) if words else SIGNS[cell.mark]
            said = _verified(cell.verification)
            if said and words:
                text = f"{text} ({said})"
            elif said:
                text += "*"
            cells.append(Cell(text, mark=cell.mark, note=f"{MARKS[cell.mark]}{f', {said}' if said else ''}"))
        rows.append((*cells, Cell(row.met)))
    notes = [] if words else [legend(), _("* chờ thẩm định hoặc bị trả lại")]
    return PaperTable(
        "sector", _("Chỉ tiêu của %(owner)s") % {"owner": found.owner_name}, (tuple(heads),), tuple(rows),
        (9, 26, *([16 if words else 7] * len(found.indicators)), 10), notes=tuple(notes), sheet=_("Xã và chỉ tiêu"),
    )  # fmt: skip


def _verified(verification: str) -> str:
    return {"ENTERED": _("chờ thẩm định"), "RETURNED": _("bị trả lại")}.get(verification, "")


def sector_counts_table(read: Reading, found: Sector) -> PaperTable:
    """Each indicator of a department with its counts; every count opens the communes behind it."""
    untold = _("Không dựng lại được việc thẩm định của một ngày đã qua; xem lịch sử của từng chỉ tiêu.")
    heads = [_("Mã"), _("Chỉ tiêu"), *(str(label).capitalize() for label in MARKS.values()), _("Chờ thẩm định")]
    rows = []
    base = {"round": read.round.pk, "owner": found.owner, "as_of": format_date(read.day) if read.day else None}
    for each, count, waiting in zip(found.indicators, found.counts, found.waiting, strict=True):
        cells = [Cell(each.code), Cell(each.name)]
        cells += [
            Cell(count[mark], href=f"{with_query(base, indicator=each.code, mark=mark)}#sector") for mark in MARKS
        ]
        rows.append((*cells, Cell(waiting, note=untold)))
    return PaperTable(
        "indicators", _("Theo chỉ tiêu"), _line(*heads), tuple(rows), (8, 54, 10, 10, 10, 12, 12, 12),
        notes=() if read.then is None else (untold, _("Sở, ngành phụ trách là của hôm nay.")),
    )  # fmt: skip

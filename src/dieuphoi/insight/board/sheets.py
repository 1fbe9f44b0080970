"""What leaves the board as a file: the wall, the communes of a criterion, the summary of a round (XLSX and
Word).

Every text goes in as a text: ``=1+1`` in a name stays those four characters (fault 26), ``&`` and ``<``
lose nothing
in Word (fault 28).
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import jinja2
import xlsxwriter
import yaml
from django.conf import settings
from django.utils.translation import gettext as _
from docx.opc.exceptions import OpcError
from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

from dieuphoi.core.kernel.dates import format_date, format_datetime, url_date
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.kernel.numbers import format_number, format_share
from dieuphoi.core.kernel.text import nfc, safe_filename
from dieuphoi.insight.board.filters import MARKS, SHEET_STATES
from dieuphoi.insight.board.selectors import GroupRow, NotThere, by_number_met
from dieuphoi.insight.board.tables import column_counts
from dieuphoi.programme.assessments.amendments.papers import paper_beside
from dieuphoi.programme.assessments.amendments.selectors import latest_edition
from dieuphoi.programme.assessments.models import AssessmentRound
from dieuphoi.programme.assessments.selectors import WallRow
from dieuphoi.programme.criteria.models import Criterion

XLSX_MIME: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX_MIME: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_HERE: Final = Path(__file__).parent
_FILLS: Final = {"M": "#DFF1EA", "N": "#FBE6E3", "E": "#FFFFFF", "U": "#FDEFD2", "A": "#ECEFF2"}
SIGNS: Final = {"M": "Đ", "N": "C", "E": "–", "U": "?", "A": "KAD"}
"""One short sign a mark, for tables too narrow for words; the legend says what each means."""


@dataclass(frozen=True, slots=True)
class Header:
    """What stands above every file: what it is, of when, by whom, how much of the whole."""

    title: str
    lines: tuple[str, ...]


def is_final(round_: AssessmentRound) -> bool:
    return round_.state == "FROZEN"


def final_words(round_: AssessmentRound) -> str:
    """Whether the figures are final: time and hash of the freeze – or of the newest edition, by its number – and the
    signed paper beside it; or that they are not.
    """
    if is_final(round_):
        words = _("Số liệu đã chốt lúc %(at)s; mã kiểm tra SHA-256: %(hash)s") % {
            "at": format_datetime(round_.frozen_at),
            "hash": round_.frozen_hash,
        }
        newest = latest_edition(round_.pk)
        if newest is not None and newest.edition > 1:
            words = _("Bản %(n)d, điều chỉnh lúc %(at)s; chốt lúc %(frozen)s; mã kiểm tra SHA-256: %(hash)s") % {
                "n": newest.edition,
                "at": format_datetime(newest.recorded_at),
                "frozen": format_datetime(round_.frozen_at),
                "hash": newest.sha256,
            }
        paper = paper_beside(round_.pk)
        if paper is not None:
            words += "; " + _("%(kind)s %(number)s ngày %(day)s, %(signer)s ký") % {
                "kind": paper.get_kind_display(),
                "number": paper.number,
                "day": format_date(paper.signed_on),
                "signer": paper.signer,
            }
        return words
    return _("SỐ LIỆU CHƯA CHỐT – còn có thể thay đổi")


def set_words(round_: AssessmentRound) -> str:
    """The set and its decision: ``Bộ tiêu chí … (Quyết định 1980/QĐ-TTg ngày 17/10/2016)``."""
    version = round_.version
    decision = version.decision_number
    if version.decision_on:
        decision = _("%(number)s ngày %(day)s") % {
            "number": decision,
            "day": format_date(version.decision_on),
        }
    return _("%(set)s (Quyết định %(decision)s)") % {"set": version.set.name, "decision": decision}


def header(
    round_: AssessmentRound,
    title: str,
    *,
    n: int,
    of: int,
    who: str,
    now: datetime,
    filters: Sequence[str] = (),
) -> Header:
    lines = [
        round_.title,
        _("Bộ tiêu chí: %(set)s") % {"set": set_words(round_)},
        _("Địa giới ngày %(day)s") % {"day": format_date(round_.territory_on)},
        final_words(round_),
    ]
    if filters:
        lines.append(_("Bộ lọc: %(filters)s") % {"filters": "; ".join(filters)})
    lines.append(_("%(n)s trên %(of)s xã của đợt") % {"n": format_number(n), "of": format_number(of)})
    lines.append(_("Xuất lúc %(at)s, người xuất: %(who)s") % {"at": format_datetime(now), "who": who})
    return Header(title, tuple(lines))


class _Book:
    """A workbook whose cells are exactly what was given: text never becomes a formula, a number or a link."""

    def __init__(self) -> None:
        self.buffer = io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self.buffer,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
            },
        )
        font = {"font_name": "Times New Roman", "font_size": 11}
        line = {**font, "border": 1, "border_color": "#B8C0CC", "valign": "top"}
        self.plain = self.book.add_format(font)
        self.title = self.book.add_format({**font, "bold": True, "font_size": 14})
        self.head = self.book.add_format(
            {**line, "bold": True, "text_wrap": True, "align": "center", "bg_color": "#E4EEF6"}
        )
        self.text = self.book.add_format({**line, "text_wrap": True})
        self.centre = self.book.add_format({**line, "align": "center"})
        self.number = self.book.add_format({**line, "num_format": "#,##0"})
        self.total = self.book.add_format({**line, "bold": True, "num_format": "#,##0"})
        self.marks = {
            mark: self.book.add_format({**line, "align": "center", "bg_color": fill})
            for mark, fill in _FILLS.items()
        }

    def sheet(
        self, name: str, top: Header, widths: Sequence[float], *, landscape: bool = True
    ) -> tuple[Any, int]:
        """A new sheet with its head written; the row below it."""
        sheet = self.book.add_worksheet(name[:31])
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        sheet.write_string(0, 0, nfc(top.title), self.title)
        for row, text in enumerate(top.lines, start=1):
            sheet.write_string(row, 0, nfc(text), self.plain)
        if landscape:
            sheet.set_landscape()
        sheet.set_paper(8)
        sheet.fit_to_pages(1, 0)
        return sheet, len(top.lines) + 2

    def bytes(self) -> bytes:
        self.book.close()
        return self.buffer.getvalue()


def _table(
    book: _Book,
    sheet: Any,
    top: int,
    heads: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    total: bool = False,
) -> None:
    """Heads and rows; a cell is a text, a number, ``None``, or ``(text, format)``. ``total``: the last row
    is bold."""
    for at, text in enumerate(heads):
        sheet.write_string(top, at, text, book.head)
    for line, row in enumerate(rows, start=top + 1):
        last = total and line == top + len(rows)
        for at, value in enumerate(row):
            if isinstance(value, tuple):
                sheet.write_string(line, at, nfc(value[0]), value[1])
            elif value is None:
                sheet.write_blank(line, at, None, book.text)
            elif isinstance(value, int):
                sheet.write_number(line, at, value, book.total if last else book.number)
            else:
                sheet.write_string(line, at, nfc(value), book.total if last else book.text)
    sheet.freeze_panes(top + 1, 2)
    sheet.repeat_rows(top)


def _wall_rows(
    book: _Book, columns: Sequence[Criterion], rows: Sequence[WallRow]
) -> tuple[list[str], list[list[Any]]]:
    words = {mark: str(label) for mark, label in MARKS.items()}
    heads = [_("Mã"), _("Xã"), _("Phiếu")]
    heads += [f"{each.number}. {each.name}" for each in columns]
    heads += [_("Số tiêu chí đạt"), _("Tổng số tiêu chí"), _("Đạt tất cả")]
    table: list[list[Any]] = []
    for row in rows:
        marks = [row.marks[at : at + 1] or "E" for at in range(len(columns))]
        table.append(
            [
                row.code,
                row.name,
                str(SHEET_STATES.get(row.state, row.state)),
                *((words[mark], book.marks[mark]) for mark in marks),
                row.criteria_met,
                row.criteria_total,
                _("có") if row.qualifies else _("không"),
            ]
        )
    counts = column_counts(rows, len(columns))
    blank: list[Any] = [None, None, None]
    table.append([None, _("Số xã đạt"), None, *(each.met for each in counts), *blank])
    table.append([None, _("Số xã chưa đạt"), None, *(each.not_met for each in counts), *blank])
    return heads, table


def wall_xlsx(
    round_: AssessmentRound,
    columns: Sequence[Criterion],
    rows: Sequence[WallRow],
    *,
    of: int,
    who: str,
    now: datetime,
    filters: Sequence[str] = (),
) -> bytes:
    """The wall exactly as shown: its rows, its order, its counts."""
    book = _Book()
    top = header(round_, _("Bức tường tiêu chí"), n=len(rows), of=of, who=who, now=now, filters=filters)
    sheet, line = book.sheet(_("Bức tường"), top, [9, 26, 20, *([13] * len(columns)), 10, 10, 10])
    heads, table = _wall_rows(book, columns, rows)
    _table(book, sheet, line, heads, table)
    sheet.freeze_panes(line + 1, 2)
    return book.bytes()


def criterion_xlsx(
    round_: AssessmentRound,
    criterion: Criterion,
    rows: Sequence[NotThere],
    *,
    of: int,
    who: str,
    now: datetime,
    filters: Sequence[str] = (),
) -> bytes:
    """The communes of a criterion page with what is in the way of each."""
    book = _Book()
    title = _("Tiêu chí %(number)s. %(name)s") % {"number": criterion.number, "name": criterion.name}
    top = header(round_, title, n=len(rows), of=of, who=who, now=now, filters=filters)
    sheet, line = book.sheet(_("Xã"), top, [9, 26, 18, 12, 90])
    table = [
        [
            row.code,
            row.name,
            (str(MARKS[row.mark]), book.marks[row.mark]),
            (f"{row.met}/{row.total}", book.centre),
            "\n".join(sentence or code for code, _id, _verdict, sentence in row.reasons),
        ]
        for row in rows
    ]
    _table(
        book,
        sheet,
        line,
        [_("Mã"), _("Xã"), _("Kết quả"), _("Chỉ tiêu đạt"), _("Chỉ tiêu còn vướng và vì sao")],
        table,
    )
    return book.bytes()


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything of the summary of a round: one source for the workbook and the Word file."""

    round: AssessmentRound
    columns: Sequence[Criterion]
    rows: Sequence[WallRow]
    of: int
    who: str
    now: datetime
    province: str
    bands: Sequence[tuple[int, int]] = ()
    """``(least, most)`` criteria met, as the office set them; empty where it set none."""

    def criteria(self) -> list[tuple[Criterion, Counter[str]]]:
        """Each criterion with its count of every mark."""
        return [
            (each, Counter(row.marks[at : at + 1] or "E" for row in self.rows))
            for at, each in enumerate(self.columns)
        ]

    def groups(self) -> list[GroupRow]:
        """The communes by number of criteria met: the office's bands of the round's day, else those of the file."""
        return by_number_met(self.rows, self.bands or bands(len(self.columns)))


def bands(criteria: int) -> list[tuple[int, int]]:
    """The groups by number met for a set of so many criteria: the office's file, or the one that is
    shipped."""
    own = Path(settings.VAR) / "templates" / "groups.yaml"
    path = own if own.is_file() else _HERE / "data" / "groups.yaml"
    try:
        kept = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        return [(int(low), int(high)) for low, high in (kept.get("bands") or {}).get(criteria, ())]
    except (yaml.YAMLError, AttributeError, TypeError, ValueError) as error:
        raise Refused(
            "bad_groups",
            _("Tệp nhóm xã %(path)s không đọc được: %(error)s") % {"path": path.name, "error": error},
        ) from error


def group_words(row: GroupRow) -> str:
    if row.least == row.most:
        return _("%(n)s tiêu chí") % {"n": row.least}
    if row.least == 0:
        return _("dưới %(n)s tiêu chí") % {"n": row.most + 1}
    return _("%(low)s–%(high)s tiêu chí") % {"low": row.least, "high": row.most}


def summary_name(summary: Summary, form: str) -> str:
    return safe_filename(
        _("Tổng hợp %(title)s %(day)s") % {"title": summary.round.title, "day": url_date(summary.now)}
        + f".{form}"
    )


def summary_xlsx(summary: Summary) -> bytes:
    """Three sheets: by commune, by criterion, by group of the number of criteria met."""
    book = _Book()
    round_, rows = summary.round, summary.rows

    def head(title: str) -> Header:
        return header(round_, title, n=len(rows), of=summary.of, who=summary.who, now=summary.now)

    columns = summary.columns
    sheet, line = book.sheet(
        _("Theo xã"), head(_("Tổng hợp theo xã")), [9, 26, 20, *([13] * len(columns)), 10, 10, 10]
    )
    heads, table = _wall_rows(book, columns, rows)
    _table(book, sheet, line, heads, table)
    sheet, line = book.sheet(
        _("Theo tiêu chí"), head(_("Tổng hợp theo tiêu chí")), [6, 44, 12, 12, 12, 14, 14, 12]
    )
    _table(
        book,
        sheet,
        line,
        [_("Số"), _("Tiêu chí"), *(str(label).capitalize() for label in MARKS.values()), _("Tỷ lệ xã đạt")],
        [
            [
                each.number,
                each.name,
                *(count[mark] for mark in MARKS),
                (format_share(count["M"], len(rows)), book.centre),
            ]
            for each, count in summary.criteria()
        ],
    )
    sheet, line = book.sheet(
        _("Theo nhóm"), head(_("Tổng hợp theo số tiêu chí đạt")), [26, 12, 12], landscape=False
    )
    groups = summary.groups()
    _table(
        book,
        sheet,
        line,
        [_("Nhóm"), _("Số xã"), _("Tỷ lệ")],
        [
            *(
                [group_words(row), row.communes, (format_share(row.communes, len(rows)), book.centre)]
                for row in groups
            ),
            [_("Cộng"), sum(row.communes for row in groups), None],
        ],
        total=True,
    )
    return book.bytes()


def template_path() -> Path:
    """The office's own template (``var/templates/summary.docx``) where there is one, or the one that is
    shipped."""
    own = Path(settings.VAR) / "templates" / "summary.docx"
    return own if own.is_file() else _HERE / "templates_docx" / "summary.docx"


def summary_context(summary: Summary) -> dict[str, Any]:
    """The words that a template of the summary may use; all of them are texts already written for people.

    ``title, province, set, decision, period, territory_on, made_on, made_by, final, n, of, met_all,
    numbers, legend``;
    ``communes`` (``order, code, name, marks, met``), ``criteria`` (``number, name, met, not_met, not_entered,
    undetermined, not_applicable, share``), ``groups`` (``name, communes, share``).
    """
    round_, rows = summary.round, summary.rows
    total = len(rows)
    return {
        "title": round_.title,
        "province": summary.province,
        "set": round_.version.set.name,
        "decision": set_words(round_),
        "period": round_.period,
        "territory_on": format_date(round_.territory_on),
        "made_on": format_datetime(summary.now),
        "made_by": summary.who,
        "final": final_words(round_),
        "n": format_number(total),
        "of": format_number(summary.of),
        "met_all": format_number(sum(1 for row in rows if row.qualifies)),
        "numbers": [each.number for each in summary.columns],
        "legend": "; ".join(f"{SIGNS[mark]}: {label}" for mark, label in MARKS.items()),
        "communes": [
            {
                "order": format_number(at),
                "code": row.code,
                "name": nfc(row.name),
                "marks": [SIGNS[row.marks[n : n + 1] or "E"] for n in range(len(summary.columns))],
                "met": f"{row.criteria_met}/{row.criteria_total}",
            }
            for at, row in enumerate(rows, start=1)
        ],
        "criteria": [
            {
                "number": each.number,
                "name": nfc(each.name),
                "met": format_number(count["M"]),
                "not_met": format_number(count["N"]),
                "not_entered": format_number(count["E"]),
                "undetermined": format_number(count["U"]),
                "not_applicable": format_number(count["A"]),
                "share": format_share(count["M"], total),
            }
            for each, count in summary.criteria()
        ],
        "groups": [
            {
                "name": group_words(row),
                "communes": format_number(row.communes),
                "share": format_share(row.communes, total),
            }
            for row in summary.groups()
        ],
    }


def summary_docx(summary: Summary) -> bytes:
    """The summary as a Word file by the office's template. Raises :class:`Refused` for a template that
    does not work."""
    path = template_path()
    out = io.BytesIO()
    try:
        template = DocxTemplate(str(path))
        # Without autoescape an ampersand or "<" in a name silently cuts the text. A word that the template
        # misspells is an error, not a gap; a template is a form, it runs no program.
        words = SandboxedEnvironment(autoescape=True, undefined=jinja2.StrictUndefined)
        template.render(summary_context(summary), jinja_env=words, autoescape=True)
        template.save(out)
    except (jinja2.TemplateError, OpcError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise Refused(
            "bad_template",
            _(
                "Mẫu Word “%(name)s” không dùng được: %(error)s. "
                "Hãy sửa mẫu trong var/templates, hoặc xóa đi để dùng mẫu có sẵn."
            )
            % {"name": path.name, "error": error},
        ) from error
    return out.getvalue()

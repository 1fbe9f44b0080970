"""The past by table: verdicts as decided, one a row (long) or communes × criteria of one year (wide).

The wide sheet is the office's own yearly Excel: Đ/CĐ a criterion, the count, the decision. Headings are known by many
names ("1", "TC1", "Tiêu chí 1", "1. Quy hoạch"); units are those of the last day of the year, or of the document's day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.exchange.columns import SheetColumn, SheetSpec
from dieuphoi.core.exchange.importers import CHANGED, NEW, SAME, Applied, Change, Checked, Importer, Target
from dieuphoi.core.exchange.reader import Row, Table
from dieuphoi.core.exchange.writer import write_sheet
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import InputError, InputErrors, NotVisible
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.core.kernel.text import safe_filename
from dieuphoi.programme.assessments import decided, notices, policies
from dieuphoi.programme.assessments.models import Verdict
from dieuphoi.programme.assessments.past import (
    Found,
    Items,
    UnitsThen,
    criterion_words,
    day_in,
    is_indicator_heading,
    is_sum_row,
    read_verdict,
    year_end,
)
from dieuphoi.programme.assessments.services.decided import (
    CommuneYear,
    Said,
    Standing,
    decided_record,
    decided_undo,
    decided_units,
    same,
    standing_of,
)
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.registry.territory.selectors import provinces_on, unit_on

LONG: Final = "decided-long"
WIDE: Final = "decided-wide"
_LABELS: Final = dict(Verdict.choices)
_LATEST_YEAR: Final = 2_100

_CODE = SheetColumn(
    "code",
    gettext_lazy("Mã xã"),
    "code",
    max_length=12,
    width=10,
    aliases=("Mã", "Mã đơn vị", "Mã ĐVHC", "Mã xã, phường", "Mã số"),
)
_NAME = SheetColumn(
    "name",
    gettext_lazy("Tên xã"),
    max_length=140,
    width=26,
    aliases=("Xã", "Đơn vị", "Tên đơn vị", "Tên xã, phường, thị trấn", "Xã, phường, thị trấn", "Địa phương", "Tên"),
)
_TAIL: Final = (
    SheetColumn(
        "document",
        gettext_lazy("Văn bản"),
        max_length=200,
        width=34,
        help=gettext_lazy("Số, ký hiệu và tên quyết định, thông báo đã công bố kết quả."),
        aliases=(
            "Quyết định",
            "Số quyết định",
            "Quyết định công nhận",
            "Số, ngày quyết định",
            "QĐ công nhận",
            "Văn bản công bố",
        ),
    ),
    SheetColumn(
        "document_on",
        gettext_lazy("Ngày văn bản"),
        "date",
        width=13,
        aliases=("Ngày quyết định", "Ngày ký", "Ngày", "Ngày ban hành"),
    ),
    SheetColumn("source", gettext_lazy("Nguồn"), max_length=300, width=24),
)
_REPORTED = SheetColumn(
    "reported",
    gettext_lazy("Số tiêu chí đạt"),
    "integer",
    minimum=0,
    maximum=60,
    width=10,
    help=gettext_lazy("Con số ghi trong văn bản; giữ nguyên, để bên số đếm từ các ô."),
    aliases=("Số TC đạt", "Tổng số tiêu chí đạt", "Tổng TC đạt", "Tổng tiêu chí đạt", "Tổng số", "Tổng cộng", "Đạt"),
)
_NOTES: Final = (
    gettext_lazy(
        "Kết quả ghi Đ, x hoặc 1 (đạt); CĐ hoặc 0 (chưa đạt); KAD (không áp dụng); KĐG (không đánh giá). "
        "Ô trống: không biết."
    ),
    gettext_lazy("Đơn vị là đơn vị của ngày cuối năm, hoặc của ngày văn bản. Kết quả được giữ nguyên, không chấm lại."),
)


class PastImporter(Importer[Table]):
    """What both sheets share: the set, year and province they are for, and how a row becomes a commune-year."""

    target_keys = ("version", "year", "province")
    can_undo = True
    has_template = True

    def may(self, actor: Actor, target: Target) -> Answer:
        return policies.may_record_past(actor, target["province"], target["province"])

    def target_label(self, actor: Actor, target: Target) -> str:
        version = criteria.version(actor, target["version"])
        return _("%(province)s, năm %(year)s – %(set)s") % {
            "province": self._province(actor, target).full_name,
            "year": target["year"],
            "set": version.set.name,
        }

    def back_url(self, target: Target) -> str:
        return reverse("assessments:decided_list")

    def _province(self, actor: Actor, target: Target) -> Any:
        day = _last_day(target)
        try:
            return unit_on(actor, target["province"], day)
        except NotVisible:
            near = ", ".join(row.full_name for row in provinces_on(actor, day)[:40])
            raise InputErrors(
                [
                    InputError(
                        _("Ngày %(day)s không có tỉnh này. Các tỉnh của ngày ấy: %(near)s.")
                        % {"day": format_date(day), "near": near or "–"},
                        field="province",
                    )
                ]
            ) from None

    def check(self, actor: Actor, target: Target, table: Table, now: datetime) -> Checked:
        self._province(actor, target)
        checked = Checked()
        units = UnitsThen(actor, province_id=target["province"])
        rows = list(self.rows(actor, target, table, units, checked))
        rows = _without_twice(rows, table, checked)
        if checked.errors or table.errors:
            return checked
        stands = standing_of(target["version"], ((row.unit_id, row.year) for _number, row in rows))
        names = decided.item_names(target["version"])
        for number, row in rows:
            _compare(checked, number, row, stands, names)
        checked.payload = [row for _number, row in rows]
        return checked

    def rows(
        self, actor: Actor, target: Target, table: Table, units: UnitsThen, checked: Checked
    ) -> Iterator[tuple[int, CommuneYear]]:
        raise NotImplementedError

    def apply(self, actor: Actor, target: Target, checked: Checked, run_id: int, now: datetime) -> Applied:
        rows = _merged(checked.payload)
        counts = decided_record(actor=actor, version_id=target["version"], rows=rows, run_id=run_id, now=now)
        if counts["new"] or counts["changed"]:
            notices.past_recorded(actor, run_id, {row.unit_id for row in rows}, {row.year for row in rows}, now)
        return Applied(counts)

    def undo(self, actor: Actor, target: Target, run_id: int, now: datetime) -> Applied:
        units = decided_units(run_id)
        done = decided_undo(actor=actor, run_id=run_id, now=now)
        notices.past_taken_back(actor, run_id, units, now)
        return Applied(done)

    def _unit(self, table: Table, row: Row, units: UnitsThen, days: list[date], checked: Checked) -> Found | None:
        if not row.get("code") and not row.get("name"):
            checked.errors.append(table.error(row, "name", _("Dòng chưa có mã hoặc tên xã.")))
            return None
        try:
            found = units.find(row.get("code") or "", row.get("name") or "", days)
        except ValueError as error:
            checked.errors.append(table.error(row, "code" if row.get("code") else "name", str(error)))
            return None
        if found.doubt:
            checked.warnings.append(table.error(row, "name", found.doubt))
        return found

    @staticmethod
    def _document(table: Table, row: Row, checked: Checked) -> tuple[str, date | None]:
        document = " ".join(str(row.get("document") or "").split())
        if not document:
            checked.errors.append(
                table.error(row.number, "document", _("Chưa có văn bản. Kết quả đã công bố phải ghi văn bản."))
            )
        return document, row.get("document_on") or day_in(document)


class LongImporter(PastImporter):
    """One verdict a row: unit, year, criterion or indicator, verdict, document."""

    spec = SheetSpec(
        key=LONG,
        title=gettext_lazy("Kết quả đã công bố (mỗi dòng một kết quả)"),
        columns=(
            _CODE,
            _NAME,
            SheetColumn("year", gettext_lazy("Năm"), "integer", minimum=1990, maximum=_LATEST_YEAR, width=7),
            SheetColumn(
                "item",
                gettext_lazy("Tiêu chí, chỉ tiêu"),
                "code",
                required=True,
                max_length=300,
                width=22,
                aliases=("Tiêu chí", "Chỉ tiêu", "Mã chỉ tiêu", "Mã tiêu chí", "TC"),
            ),
            SheetColumn(
                "verdict",
                gettext_lazy("Kết quả"),
                required=True,
                max_length=60,
                width=12,
                aliases=("Kết luận", "Đánh giá", "Đạt/chưa đạt"),
            ),
            _REPORTED,
            *_TAIL,
        ),
        notes=_NOTES,
        sheet_name=gettext_lazy("Kết quả"),
        file_name="ket-qua-da-cong-bo.xlsx",
    )

    def rows(
        self, actor: Actor, target: Target, table: Table, units: UnitsThen, checked: Checked
    ) -> Iterator[tuple[int, CommuneYear]]:
        items = Items(target["version"])
        for row in table.rows:
            year = row.get("year") or target["year"]
            document, document_on = self._document(table, row, checked)
            found = self._unit(table, row, units, _days(year, document_on), checked)
            said = self._said(table, row, items, checked)
            if found is not None and said is not None and document:
                yield (
                    row.number,
                    _commune_year(found, year, document, document_on, row, (said,), row.get("reported")),
                )

    @staticmethod
    def _said(table: Table, row: Row, items: Items, checked: Checked) -> Said | None:
        criterion_id, indicator_id, verdict = 0, None, ""
        if row.get("item"):
            try:
                criterion_id, indicator_id = items.find(row["item"])
            except ValueError as error:
                checked.errors.append(table.error(row, "item", str(error)))
        if row.get("verdict"):
            try:
                verdict = read_verdict(row["verdict"])
            except ValueError as error:
                checked.errors.append(table.error(row, "verdict", str(error)))
        return Said(criterion_id, indicator_id, verdict, row["verdict"]) if criterion_id and verdict else None

    def template(self, actor: Actor, target: Target, now: datetime) -> tuple[bytes, str]:
        rows = decided.long_rows(actor, target["version"], target["year"], target["province"])
        data = write_sheet(self.spec, rows, now=now, as_of=_last_day(target), protect=False, blank_rows=50)
        return data, self.spec.file_name


class WideImporter(PastImporter):
    """Communes × criteria of a set for one year, with the count and the decision."""

    spec = SheetSpec(
        key=WIDE,
        title=gettext_lazy("Kết quả đã công bố (xã × tiêu chí)"),
        columns=(_CODE, _NAME, _REPORTED, *_TAIL),
        notes=_NOTES,
        sheet_name=gettext_lazy("Kết quả"),
        file_name="ket-qua-nam.xlsx",
    )

    def spec_for(self, actor: Actor, target: Target) -> SheetSpec:
        columns = tuple(
            SheetColumn(
                f"c{row.id}", row.number, max_length=60, width=6, help=row.name, aliases=criterion_words(row)
            )
            for row in criteria.criteria_of(target["version"])
        )
        return SheetSpec(
            key=WIDE,
            title=self.target_label(actor, target),
            columns=(_CODE, _NAME, *columns, _REPORTED, *_TAIL),
            notes=_NOTES,
            sheet_name=gettext_lazy("Kết quả"),
            file_name="ket-qua-nam.xlsx",
        )

    def rows(
        self, actor: Actor, target: Target, table: Table, units: UnitsThen, checked: Checked
    ) -> Iterator[tuple[int, CommuneYear]]:
        listed = criteria.criteria_of(target["version"])
        if not self._headings(table, listed, checked):
            return
        blank = 0
        for row in table.rows:
            words = {each.id: str(row.get(f"c{each.id}") or "") for each in listed}
            if self._passed_over(table, row, words, checked):
                continue
            said = tuple(self._read(table, row, words, checked))
            document, document_on = self._document(table, row, checked)
            found = self._unit(table, row, units, _days(target["year"], document_on), checked)
            blank += sum(1 for each in words.values() if not each)
            if found is None or not document:
                continue
            yield (
                row.number,
                _commune_year(found, target["year"], document, document_on, row, said, row.get("reported")),
            )
        if blank:
            checked.warnings.append(
                InputError(
                    _("%(n)s ô trống: giữ là chưa biết, không tính là chưa đạt.") % {"n": blank}, sheet=table.sheet
                )
            )

    @staticmethod
    def _headings(table: Table, listed: list[Any], checked: Checked) -> bool:
        known = {f"c{each.id}": each for each in listed}
        there = [key for key in table.headers if key in known]
        if not there:
            checked.errors.append(
                InputError(
                    _("Không có cột tiêu chí nào. Tên cột là số tiêu chí (1, TC1, Tiêu chí 1) hoặc tên tiêu chí."),
                    sheet=table.sheet,
                    row=table.header_row,
                )
            )
        for key in there:
            if is_indicator_heading(table.headers[key], known[key].number):
                checked.errors.append(
                    table.error(
                        table.header_row,
                        key,
                        _("Cột này là một chỉ tiêu. Bảng này chỉ nhận tiêu chí; chỉ tiêu nhập bằng bảng dài."),
                    )
                )
        return not checked.errors

    @staticmethod
    def _passed_over(table: Table, row: Row, words: dict[int, str], checked: Checked) -> bool:
        """Lines of sums, headings between groups and the line of column numbers are no communes."""
        filled = [each for each in words.values() if each]
        ordinals = filled and all(each.isdigit() for each in filled) and len({*filled}) == len(filled) > 2
        if is_sum_row(row.values) or ordinals or (not filled and row.get("reported") is None):
            checked.warnings.append(
                table.error(row, "name", _("Bỏ qua dòng này: không có kết quả của xã nào."))
            )
            return True
        return False

    @staticmethod
    def _read(table: Table, row: Row, words: dict[int, str], checked: Checked) -> Iterator[Said]:
        for criterion_id, text in words.items():
            if not text:
                continue
            try:
                yield Said(criterion_id, None, read_verdict(text), text)
            except ValueError as error:
                checked.errors.append(table.error(row, f"c{criterion_id}", str(error)))

    def template(self, actor: Actor, target: Target, now: datetime) -> tuple[bytes, str]:
        spec = self.spec_for(actor, target)
        rows = decided.wide_rows(actor, target["version"], target["year"], target["province"])
        data = write_sheet(spec, rows, now=now, as_of=_last_day(target), protect=False)
        return data, safe_filename(f"{self.target_label(actor, target)}.xlsx")


# --- inside ---------------------------------------------------------------------------------------------


def _last_day(target: Target) -> date:
    if not 1990 <= target["year"] <= _LATEST_YEAR:
        raise InputErrors([InputError(_("Hãy ghi năm, ví dụ 2019."), field="year", value=str(target["year"]))])
    return year_end(target["year"])


def _days(year: int, document_on: date | None) -> list[date]:
    """The days on which a row's unit is looked for: the document's, then the last of the year."""
    return [*([document_on] if document_on is not None else []), year_end(year)]


def _commune_year(
    found: Found,
    year: int,
    document: str,
    document_on: date | None,
    row: Row,
    said: tuple[Said, ...],
    reported: int | None,
) -> CommuneYear:
    unit = found.unit
    return CommuneYear(
        unit_id=unit.id,
        unit_name=unit.full_name,
        unit_code=unit.code,
        province_id=unit.province_id,
        year=year,
        territory_on=found.on,
        document=document,
        document_on=document_on,
        source=row.get("source") or "",
        verdicts=said,
        reported_met=reported,
    )


def _without_twice(
    rows: list[tuple[int, CommuneYear]], table: Table, checked: Checked
) -> list[tuple[int, CommuneYear]]:
    """Tell every item of a commune-year that the file says twice, with the row where it stood first."""
    first: dict[tuple[int, int, int, int | None], int] = {}
    for number, row in rows:
        for said in row.verdicts:
            key = (row.unit_id, row.year, said.criterion_id, said.indicator_id)
            before = first.setdefault(key, number)
            if before != number:
                checked.errors.append(
                    table.error(
                        number,
                        "name" if "name" in table.headers else "code",
                        _("%(unit)s năm %(year)s đã ghi ở dòng %(row)s. Mỗi kết quả chỉ ghi một lần.")
                        % {"unit": row.unit_name, "year": row.year, "row": before},
                        row.unit_name,
                    )
                )
                break
    return rows


def _merged(rows: list[CommuneYear]) -> list[CommuneYear]:
    """Rows of one document on one commune-year as one: fewer to write, the same content."""
    found: dict[tuple[Any, ...], CommuneYear] = {}
    for row in rows:
        key = (row.unit_id, row.year, row.document, row.document_on, row.source)
        there = found.get(key)
        if there is None:
            found[key] = row
            continue
        reported = there.reported_met if row.reported_met is None else row.reported_met
        found[key] = CommuneYear(
            **{
                **{name: getattr(there, name) for name in CommuneYear.__slots__},
                "verdicts": (*there.verdicts, *row.verdicts),
                "reported_met": reported,
            }
        )
    return list(found.values())


def _compare(
    checked: Checked, number: int, row: CommuneYear, stands: Standing, names: dict[tuple[int, int | None], str]
) -> None:
    changes, kind = [], SAME
    for said in row.verdicts:
        item = (said.criterion_id, said.indicator_id)
        before = stands.verdict(row.unit_id, row.year, item)
        if not same(before, row, said.verdict):
            changes.append(
                Change(names[item], "" if before is None else decided.row_words(before), str(_LABELS[said.verdict]))
            )
            kind = CHANGED if before is not None or kind == CHANGED else NEW
    if row.reported_met is not None:
        total = stands.total(row.unit_id, row.year)
        if not same(total, row, row.reported_met):
            before_words = "" if total is None else str(total.met)
            changes.append(Change(_("Số tiêu chí đạt"), before_words, str(row.reported_met)))
            kind = CHANGED if total is not None or kind == CHANGED else NEW
        counted = sum(1 for said in row.verdicts if said.verdict == "MET" and said.indicator_id is None)
        if row.verdicts and all(said.indicator_id is None for said in row.verdicts) and counted != row.reported_met:
            checked.warnings.append(
                InputError(
                    _("%(unit)s: văn bản ghi %(reported)s tiêu chí đạt, các ô đếm được %(counted)s. Giữ cả hai.")
                    % {"unit": row.unit_name, "reported": row.reported_met, "counted": counted},
                    row=number,
                )
            )
    checked.difference.add(kind, f"{row.unit_name} – {row.year}", number, changes)

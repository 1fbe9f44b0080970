"""An office's own table goes in by mapping its headings once (issue 3 §4)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter

from dieuphoi.core.exchange import mapping
from dieuphoi.core.exchange.columns import MatrixColumn, MatrixSpec, SheetColumn
from dieuphoi.core.exchange.importers import (
    Applied,
    Checked,
    Importer,
    Target,
    register_importer,
    unregister_importer,
)
from dieuphoi.core.exchange.map_form import MapForm
from dieuphoi.core.exchange.mapping import Plan
from dieuphoi.core.exchange.models import HeadingMap, ImportRun
from dieuphoi.core.exchange.reader import Matrix
from dieuphoi.core.exchange.services import (
    import_apply,
    import_map,
    import_upload,
    map_rename,
    map_retire,
    map_save,
)
from dieuphoi.core.exchange.workbook import open_workbook
from dieuphoi.core.files.selectors import blob_bytes
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.core.kernel.policy import Allowed, Answer
from tests.core.exchange.conftest import OrgImporter, workbook

VERDICTS = (("MET", "Đạt"), ("NOT_MET", "Chưa đạt"), ("NOT_JUDGED", "Không đánh giá"))
CRITERIA = [
    "Quy hoạch", "Giao thông", "Thủy lợi", "Điện", "Trường học", "Cơ sở vật chất văn hóa", "Thương mại nông thôn",
    "Thông tin và Truyền thông", "Nhà ở dân cư", "Thu nhập", "Nghèo đa chiều", "Lao động", "Tổ chức sản xuất",
    "Giáo dục và Đào tạo", "Y tế", "Văn hóa", "Môi trường", "Hệ thống chính trị", "Quốc phòng và An ninh",
]  # fmt: skip
COMMUNES = {"Thượng Sơn": "98001", "Hạ Sơn": "98002", "Đắk Hạ": "98003", "Tân Lập": "98004"}


class PastImporter(Importer[Matrix]):
    """Verdicts as decided: communes × 19 criteria, the count and the decision. What it would write is kept here."""

    spec = MatrixSpec(
        key="test-past",
        title="Kết quả đã công bố",
        row_columns=(
            SheetColumn("code", "Mã xã", "code", required=True, digits=5),
            SheetColumn("name", "Tên xã"),
        ),
        row_key="code",
        columns=(
            *(MatrixColumn(f"c{n}", str(n), name, "", "choice", VERDICTS) for n, name in enumerate(CRITERIA, start=1)),
            MatrixColumn("met", "met", "Số tiêu chí đạt", "tiêu chí", "integer", minimum=0, maximum=19),
            MatrixColumn("decision", "decision", "Quyết định công nhận", "", "text"),
        ),
    )

    def __init__(self) -> None:
        self.written: dict[tuple[str, str], Any] = {}

    def may(self, actor: Actor, target: Target) -> Answer:
        return Allowed()

    def names_of_rows(self, actor: Actor, target: Target) -> Iterator[tuple[str, str]]:
        for name, code in COMMUNES.items():
            yield f"xã {name}", code
        yield "xã Tân Lập", "98005"  # two communes of one name

    def check(self, actor: Actor, target: Target, table: Matrix, now: datetime) -> Checked:
        checked = Checked(payload={})
        for code, key, value, number, _column in table.values():
            checked.payload[code, key] = value
            checked.difference.add("new", code, number)
        return checked

    def apply(self, actor: Actor, target: Target, checked: Checked, run_id: int, now: datetime) -> Applied:
        self.written = checked.payload
        return Applied({"new": len(checked.payload)})


@pytest.fixture
def past() -> Iterator[PastImporter]:
    found = PastImporter()
    register_importer(found)
    yield found
    unregister_importer(found.kind)


LISTED = (("Thượng Sơn", "98001"), ("xã Hạ  Sơn", "98002"), ("Dak Ha", "98003"))


def yearly(
    year: int = 2023,
    *,
    third: str = "CĐ",
    names: bool = True,
    sum_row: bool = True,
    listed: tuple[tuple[str, str], ...] = LISTED,
) -> bytes:
    """As offices keep it: a title, merged headings in two rows, a row that numbers the columns, districts between."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet(f"Nam {year}")
    page.merge_range(0, 0, 0, 23, f"KẾT QUẢ THỰC HIỆN BỘ TIÊU CHÍ NÔNG THÔN MỚI NĂM {year}")
    page.merge_range(2, 0, 3, 0, "STT")
    page.merge_range(2, 1, 3, 1, "Tên đơn vị" if names else "Mã số")
    page.merge_range(2, 2, 2, 20, f"Kết quả đạt tiêu chí năm {year}")
    for n, name in enumerate(CRITERIA, start=1):
        page.write_string(3, 1 + n, f"TC{n} {name}")
    page.merge_range(2, 21, 3, 21, "Tổng số TC đạt")
    page.merge_range(2, 22, 3, 22, "Quyết định công nhận")
    page.merge_range(2, 23, 3, 23, "Ghi chú")
    for index in range(24):
        page.write_number(4, index, index + 1)
    page.write_string(5, 0, "I")
    page.write_string(5, 1, "Huyện Hương Khê")
    row = 6
    for place, (name, code) in enumerate(listed):
        page.write_number(row, 0, place + 1)
        page.write_string(row, 1, name if names else code)
        for n in range(19):
            page.write_string(row, 2 + n, "Đ" if n < 17 else third if n == 17 else "KĐG")
        page.write_number(row, 21, 17)
        page.write_string(row, 22, f"Số {place + 1}/QĐ-UBND")
        page.write_string(row, 23, "xem sau")
        row += 1
    if sum_row:
        page.write_string(row, 1, "Tổng cộng")
        page.write_number(row, 21, 51)
    book.close()
    return out.getvalue()


def upload(actor: Actor, data: bytes, now: datetime, name: str = "NTM 2023.xlsx", **more: Any) -> ImportRun:
    return import_upload(actor=actor, kind="test-past", target={}, data=data, name=name, now=now, **more)


def form_of(past: PastImporter, actor: Actor, data: bytes, given: dict[str, str] | None = None) -> MapForm:
    return MapForm(past, actor, {}, open_workbook(data, "x.xlsx"), given or {})


def saved(past: PastImporter, actor: Actor, data: bytes, now: datetime, name: str = "Bảng của Văn phòng") -> HeadingMap:
    form = form_of(past, actor, data)
    assert form.faults() == []
    return map_save(actor=actor, kind="test-past", target={}, name=name, plan=form.plan(), now=now)


# --- refusals --------------------------------------------------------------------------------------------


def test_a_strange_table_is_kept_and_told_instead_of_turned_away(
    past: PastImporter, office: Actor, now: datetime
) -> None:
    data = workbook([["Đơn vị", "Kết quả A"], ["Thượng Sơn", "Đ"]])
    run = upload(office, data, now)
    assert (run.state, run.row_count) == ("FAULTY", 0)
    assert "dòng mã cột" in run.errors[0]["message"]
    assert blob_bytes(run.blob) == data


def test_two_headings_for_one_column_and_a_missing_one_are_told(past: PastImporter, office: Actor) -> None:
    given = {"to-0": "col:1", "to-1": "col:1"}
    form = form_of(past, office, workbook([["A", "B"], ["x", "Đ"]]), given)
    messages = [fault.message for fault in form.faults()]
    assert any("nhiều tiêu đề" in m for m in messages)
    assert any("Mã xã" in m for m in messages)


def test_a_map_has_a_name_of_its_own_and_another_persons_is_not_taken(
    past: PastImporter, office: Actor, officer: Actor, now: datetime
) -> None:
    with pytest.raises(InputErrors):
        saved(past, office, yearly(), now, name="  ")
    saved(past, office, yearly(), now, name="Bảng A")
    with pytest.raises(Refused) as caught:
        saved(past, officer, yearly(), now, name="Bảng A")
    assert caught.value.code == "name_taken"


def test_others_neither_see_nor_change_a_map(
    past: PastImporter, office: Actor, officer: Actor, commune: Actor, now: datetime
) -> None:
    mine, theirs = saved(past, officer, yearly(), now, name="Sở"), saved(past, office, yearly(), now, name="Văn phòng")
    assert set(HeadingMap.objects.visible_to(office)) == {mine, theirs}
    assert set(HeadingMap.objects.visible_to(officer)) == {mine}
    assert set(HeadingMap.objects.visible_to(commune)) == set()
    for act_of in (lambda: map_rename(actor=officer, map_id=theirs.pk, name="x", now=now),
                   lambda: map_retire(actor=officer, map_id=theirs.pk, reason="", now=now)):  # fmt: skip
        with pytest.raises(NotVisible):
            act_of()
    assert map_rename(actor=office, map_id=mine.pk, name="Của Sở", now=now).name == "Của Sở"


def test_a_retired_map_is_neither_used_nor_renamed_nor_deleted(
    past: PastImporter, office: Actor, now: datetime
) -> None:
    found = saved(past, office, yearly(), now)
    map_retire(actor=office, map_id=found.pk, reason="đổi mẫu", now=now)
    assert upload(office, yearly(), now).map is None
    with pytest.raises(Refused):
        map_rename(actor=office, map_id=found.pk, name="y", now=now)
    assert HeadingMap.objects.filter(pk=found.pk).exists()


def test_an_applied_run_is_not_mapped_again(past: PastImporter, office: Actor, now: datetime) -> None:
    saved(past, office, yearly(), now)
    run = upload(office, yearly(), now)
    import_apply(actor=office, run_id=run.pk, now=now)
    with pytest.raises(Refused) as caught:
        import_map(actor=office, run_id=run.pk, map_id=None, now=now)
    assert caught.value.code == "wrong_state"


def test_names_that_are_unknown_or_stand_for_two_communes_are_errors_at_their_cell(
    past: PastImporter, office: Actor, now: datetime
) -> None:
    found = saved(past, office, yearly(), now)
    listed = (("Tân Lập", ""), ("Không Có", ""), ("Hạ Sơn", ""))
    run = upload(office, yearly(listed=listed), now)
    assert run.map == found
    assert [(e["row"], e["column"], e["value"]) for e in run.errors] == [
        (7, "Tên đơn vị", "Tân Lập"),
        (8, "Tên đơn vị", "Không Có"),
    ]
    assert "98004, 98005" in run.errors[0]["message"]


def test_an_unknown_map_is_not_there_and_what_there_is_is_named(
    past: PastImporter, office: Actor, now: datetime
) -> None:
    saved(past, office, yearly(), now, name="Bảng năm")
    with pytest.raises(NotVisible, match="“Bảng năm”"):
        upload(office, yearly(), now, map_name="Khác")


# --- the way that works ------------------------------------------------------------------------------------


def test_the_headings_of_a_yearly_table_are_found_and_guessed(past: PastImporter, office: Actor) -> None:
    form = form_of(past, office, yearly())
    assert (form.header, form.depth) == (4, 2)
    words = [head.words for head in form.heads]
    assert words[:3] == ["STT", "Tên đơn vị", "Kết quả đạt tiêu chí năm 2023 / TC1 Quy hoạch"]
    assert words[21:] == ["Tổng số TC đạt", "Quyết định công nhận", "Ghi chú"]
    expected = {1: "row:code", 21: "col:met", 22: "col:decision"} | {1 + n: f"col:{n}" for n in range(1, 20)}
    assert {index: to for index, to in form.chosen.items() if to != "row:name"} == expected | {}
    assert {row.word: row.value for row in form.groups[0].words} == {"Đ": "MET", "CĐ": "NOT_MET", "KĐG": "NOT_JUDGED"}


def test_a_yearly_table_goes_in_by_its_names_and_words(past: PastImporter, office: Actor, now: datetime) -> None:
    first = upload(office, yearly(), now)
    assert first.state == "FAULTY"
    found = saved(past, office, yearly(), now)
    run = import_map(actor=office, run_id=first.pk, map_id=found.pk, now=now)
    assert (run.state, run.errors, run.row_count, run.map) == ("CHECKED", [], 3, found)
    import_apply(actor=office, run_id=run.pk, now=now)
    assert len(past.written) == 3 * 21
    assert past.written["98001", "c1"] == "MET"
    assert past.written["98002", "c18"] == "NOT_MET"
    assert past.written["98003", "c19"] == "NOT_JUDGED"
    assert (past.written["98001", "met"], past.written["98003", "decision"]) == (17, "Số 3/QĐ-UBND")
    assert any("Bảng của Văn phòng" in w["message"] for w in run.warnings)
    assert any("1 dòng cộng" in w["message"] for w in run.warnings)


def test_next_years_file_is_read_at_once_and_can_be_read_otherwise(
    past: PastImporter, office: Actor, now: datetime
) -> None:
    found = saved(past, office, yearly(2023), now)
    run = upload(office, yearly(2024), now, name="NTM 2024.xlsx")
    assert (run.state, run.map) == ("CHECKED", found)
    plain = import_map(actor=office, run_id=run.pk, map_id=None, now=now)
    assert (plain.state, plain.map) == ("FAULTY", None)
    again = import_map(actor=office, run_id=run.pk, map_id=found.pk, now=now)
    assert again.state == "CHECKED"


def test_other_headings_are_not_read_by_a_map_without_being_asked(
    past: PastImporter, office: Actor, now: datetime
) -> None:
    saved(past, office, yearly(), now)
    assert upload(office, yearly(names=False), now).map is None


def test_errors_of_a_mapped_file_name_the_rows_and_headings_of_the_file(
    past: PastImporter, office: Actor, now: datetime
) -> None:
    found = saved(past, office, yearly(), now)
    run = upload(office, yearly(third="hỏng"), now)
    assert (run.map, run.state) == (found, "FAULTY")
    assert {(e["row"], e["column"]) for e in run.errors} == {
        (row, "Kết quả đạt tiêu chí năm 2023 / TC18 Hệ thống chính trị") for row in (7, 8, 9)
    }


def test_a_word_that_means_nothing_is_left_empty(past: PastImporter, office: Actor, now: datetime) -> None:
    form = form_of(past, office, yearly())
    given = {f"to-{i}": to for i, to in form.chosen.items()}
    for row in form.groups[0].words:
        given |= {row.name: "-" if row.word == "KĐG" else row.value, row.key_name: row.key}
    plan = form_of(past, office, yearly(), given).plan()
    found = map_save(actor=office, kind="test-past", target={}, name="Trống", plan=plan, now=now)
    run = upload(office, yearly(), now, map_name=found.name)
    assert run.state == "CHECKED"
    import_apply(actor=office, run_id=run.pk, now=now)
    assert ("98001", "c19") not in past.written
    assert past.written["98001", "c1"] == "MET"


def test_saving_again_under_the_name_replaces_one_s_own_map(past: PastImporter, office: Actor, now: datetime) -> None:
    old, new = saved(past, office, yearly(), now), saved(past, office, yearly(), now)
    old.refresh_from_db()
    assert (old.retired_at, new.retired_at) == (now, None)
    assert upload(office, yearly(), now).map == new


def test_a_list_of_records_is_mapped_with_a_constant(importer: OrgImporter, office: Actor, now: datetime) -> None:
    data = workbook(
        [["DANH SÁCH NĂM 2025"], ["Ký hiệu", "Đơn vị chủ quản", "ĐT"], ["A", "Sở A", "0239"], ["B", "Sở B", None]]
    )
    first = import_upload(actor=office, kind="test-orgs", target={}, data=data, name="ds.xlsx", now=now)
    assert first.state == "FAULTY"
    given = {"to-0": "code", "to-1": "name", "to-2": "phone", "const-kind": "Tổ giúp việc"}
    form = MapForm(importer, office, {}, open_workbook(data, "x"), given)
    assert form.faults() == []
    found = map_save(actor=office, kind="test-orgs", target={}, name="DS", plan=form.plan(), now=now)
    run = import_map(actor=office, run_id=first.pk, map_id=found.pk, now=now)
    assert run.state == "CHECKED", run.errors
    assert any("Loại = Tổ giúp việc" in w["message"] for w in run.warnings)
    import_apply(actor=office, run_id=run.pk, now=now)
    from dieuphoi.registry.organisations.models import OrgUnit

    assert set(OrgUnit.objects.values_list("code", "name", "kind", "phone")) == {
        ("A", "Sở A", "team", "0239"),
        ("B", "Sở B", "team", ""),
    }
    # The same headings under another year: a constant may be wrong there, so a person is asked.
    other = workbook([["DANH SÁCH NĂM 2026"], ["Ký hiệu", "Đơn vị chủ quản", "ĐT"], ["C", "Sở C", ""]])
    assert import_upload(actor=office, kind="test-orgs", target={}, data=other, name="x.xlsx", now=now).map is None
    same = import_upload(actor=office, kind="test-orgs", target={}, data=data, name="y.xlsx", now=now)
    assert same.map == found


def test_what_we_exported_ourselves_is_never_mapped(importer: OrgImporter, office: Actor, now: datetime) -> None:
    data, name = importer.template(office, {}, now)
    plan = Plan(columns=(("macoquan", 0, ""), ("tencoquan", 0, "code"), ("loai", 0, ""), ("dienthoai", 0, "")))
    map_save(actor=office, kind="test-orgs", target={}, name="Bẫy", plan=plan, now=now)
    assert import_upload(actor=office, kind="test-orgs", target={}, data=data, name=name, now=now).map is None


def test_a_plan_survives_being_stored() -> None:
    plan = Plan(
        (("a", 0, "code"), ("b", 1, "")), {"code": {"đ": "x"}}, {"year": "2023"}, ("Tổng",), "S", 3, 2, ("2023",)
    )
    assert Plan.from_json(plan.as_json()) == plan


@pytest.mark.parametrize(
    ("word", "value"),
    [("Đ", "MET"), ("đạt", "MET"), ("CĐ", "NOT_MET"), ("C.Đ", "NOT_MET"), ("Chưa", "NOT_MET"), ("KĐG", "NOT_JUDGED"),
     ("chua dat", "NOT_MET"), ("D", None), ("x", None)],
)  # fmt: skip
def test_short_words_are_guessed_only_when_they_are_plain(word: str, value: str | None) -> None:
    assert mapping.guess_word(word, VERDICTS) == value


def test_numbers_and_dates_under_a_map_stay_what_they_are(importer: OrgImporter, office: Actor, now: datetime) -> None:
    from dieuphoi.core.exchange.columns import SheetSpec
    from dieuphoi.core.exchange.mapping import put_over
    from dieuphoi.core.exchange.reader import table_of

    spec = SheetSpec(
        "s",
        "S",
        (SheetColumn("n", "Số", "number"), SheetColumn("d", "Ngày", "date"), SheetColumn("p", "Tỷ lệ", "percent")),
    )
    data = workbook(
        [["x1", "x2", "x3"], ["12,5", date(2026, 2, 1), 0.125], [12.5, "01/02/2026", 0.1]],
        formats={(1, 2): "0.0%", (2, 2): "0%"},
    )
    plan = Plan((("x1", 0, "n"), ("x2", 0, "d"), ("x3", 0, "p")))
    table = table_of(put_over(open_workbook(data, "x"), plan, spec), spec)
    assert [row.values for row in table.rows] == [
        {"n": Decimal("12.5"), "d": date(2026, 2, 1), "p": Decimal("12.5")},
        {"n": Decimal("12.5"), "d": date(2026, 2, 1), "p": Decimal("10")},
    ]

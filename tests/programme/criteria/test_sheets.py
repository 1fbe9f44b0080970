"""The sheets of criteria: every row of every set out and back, all faults at once, confirmations, provinces."""

from __future__ import annotations

import io
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook  # type: ignore[import-untyped]

from dieuphoi.config.commands.criteria import criteria
from dieuphoi.core.exchange.importers import importer_for
from dieuphoi.core.exchange.services import import_apply, import_upload
from dieuphoi.core.exchange.writer import write_sheet
from dieuphoi.programme.criteria import selectors, services, sets
from dieuphoi.programme.criteria.models import RowConfirmation, SetVersion
from dieuphoi.programme.criteria.services import Head
from dieuphoi.programme.criteria.sheets import rows_workbook
from dieuphoi.programme.criteria.sheets.rows import lines_of, spec_of
from dieuphoi.programme.criteria.typed import cell_typed, read_cell
from tests.support.world import World

NEW_SET = "ntm-xa-2026-2030"


@pytest.fixture
def world(shipped_world: World) -> World:
    return shipped_world


def upload(world: World, kind: str, target: dict[str, int], data: bytes, who: str = "lan") -> Any:
    return import_upload(
        actor=world.actor(who), kind=kind, target=target, data=data, name="bang.xlsx", now=world.now
    )


def draft_of(world: World, code: str) -> SetVersion:
    base = SetVersion.objects.get(set__code=code, number=1)
    return services.draft_start(
        actor=world.actor("lan"), base_id=base.pk, relation="replaces", now=world.now,
        head=Head(base.decision_number, base.decision_on, base.issuer, base.effective.lower),
    )  # fmt: skip


def sheet_of(version: SetVersion, lines: list[dict[str, Any]], now: datetime) -> bytes:
    return write_sheet(spec_of(selectors.engine_set(version.pk)), lines, now=now)


# ------------------------------------------------------------------------------------------------- cells


@pytest.mark.parametrize(
    ("text", "comparator", "plain"),
    [
        ("95", ">=", "95"),
        ("62,5", ">=", "62.5"),
        ("95 %", ">=", "95"),
        (">= 95", ">=", "95"),
        ("≤ 4", "<=", "4"),
        ("Đạt", "is", "Đạt"),
        ("", ">=", None),
        ("–", ">=", None),
        ("Tỉnh quy định", ">=", {"set_by": "province"}),
        ("UBND tỉnh quy định: theo vùng", ">=", {"set_by": "province", "text": "theo vùng"}),
        ("Bộ quy định", "is", {"set_by": "ministry"}),
        ("2026: 50; 2027: 53,5", ">=", {"by_year": {"2026": "50", "2027": "53.5"}}),
        (
            "nước sạch >= 65; tập trung >= 35",
            ">=",
            {
                "parts": [
                    {"label": "nước sạch", "comparator": ">=", "value": "65"},
                    {"label": "tập trung", "comparator": ">=", "value": "35"},
                ]
            },
        ),
    ],
)
def test_a_typed_threshold_is_read(text: str, comparator: str, plain: object) -> None:
    assert read_cell(text, comparator) == plain


@pytest.mark.parametrize(
    ("text", "comparator"), [("95,5,5", ">="), ("<= 95", ">="), ("12a", ">="), ("{nháp", ">="), (">= 5; <= 9", ">=")]
)
def test_a_threshold_that_looks_like_one_and_is_none_is_refused(text: str, comparator: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        read_cell(text, comparator)


def test_every_threshold_that_ships_is_typed_and_read_without_loss() -> None:
    seen = 0
    for version in sets.load_all():
        for row in version.indicators:
            for column, cell in row.thresholds or ():
                plain = sets.cell_dict(cell)
                typed = cell_typed(plain, row.comparator)
                assert read_cell(typed, row.comparator) == plain, (version.id, row.code, column)
                seen += 1
    assert seen > 1000


# ------------------------------------------------------------------------------------------------- rows


def test_the_table_of_2026_has_ten_criteria_and_47_lines_for_three_groups(tmp_path: Path, db: None) -> None:
    target = tmp_path / "bo.xlsx"
    result = CliRunner().invoke(criteria, ["rows", NEW_SET, "--out", str(target)])
    assert result.exit_code == 0, result.output
    sheet = load_workbook(target).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(number for number, row in enumerate(rows) if row[0] == "STT")
    columns = {name: at for at, name in enumerate(rows[head])}
    lines = [row for row in rows[head + 1 :] if row[0] not in (None, "")]
    assert [line[0] for line in lines] == list(range(1, 48))
    assert {line[columns["Tiêu chí số"]] for line in lines} - {None} == set(range(1, 11))
    assert sum(1 for line in lines if line[columns["Tên chỉ tiêu"]]) == 6, "six names are known"
    for group in ("Xã nhóm 1", "Xã nhóm 2", "Xã nhóm 3"):
        assert f"Mức đạt – {group}" in columns


def test_the_command_says_what_it_wants(tmp_path: Path, db: None, now: datetime) -> None:
    assert CliRunner().invoke(criteria, ["rows", NEW_SET]).exit_code == 2
    assert CliRunner().invoke(criteria, ["rows", "ntm-1999", "--out", str(tmp_path / "x.xlsx")]).exit_code == 2
    filled = tmp_path / "bo.xlsx"
    filled.write_bytes(rows_workbook(sets.load_set(NEW_SET), now=now))
    refused = CliRunner().invoke(criteria, ["rows", NEW_SET, "--load", str(filled)])
    assert refused.exit_code == 3, "the database has no sets yet"
    assert "dieuphoi migrate" in refused.stderr


def test_every_set_goes_out_and_comes_back_unchanged(world: World) -> None:
    for code in sets.list_sets():
        base = SetVersion.objects.get(set__code=code, number=1)
        if not base.indicators.exists():
            continue
        draft = draft_of(world, code)
        before = draft.content_hash
        data, _name = importer_for("criteria-rows").template(world.actor("lan"), {"version": draft.pk}, world.now)
        run = upload(world, "criteria-rows", {"version": draft.pk}, data)
        assert run.errors == [], (code, run.errors[:3])
        counts = run.difference["counts"]
        assert (counts["new"], counts["changed"]) == (0, 0), (code, run.difference["lines"][:3])
        draft.refresh_from_db()
        assert draft.content_hash == before, code


def filled_lines(version: SetVersion) -> list[dict[str, Any]]:
    """The table of 2026–2030 as an office would fill it (invented): 47 rows over ten criteria."""
    lines = lines_of(selectors.engine_set(version.pk))
    for number, line in enumerate(lines, start=1):
        criterion = line.get("criterion") or (number - 1) % 10 + 1
        line |= {"criterion": criterion, "name": line.get("name") or f"Chỉ tiêu giả định số {number}"}
        line |= {"code": f"{criterion}.{number}", "kind": "percent", "comparator": ">=", "unit": "%"}
        line |= {"t-nhom_1": "90", "t-nhom_2": "80,5", "t-nhom_3": "70", "source": "51/2025/QĐ-TTg, Phụ lục I"}
    return lines


def test_a_filled_table_makes_the_set_of_2026_whole_and_confirmed_by_table_it_judges(world: World) -> None:
    draft = draft_of(world, NEW_SET)
    assert sets.missing_parts(selectors.engine_set(draft.pk))
    run = upload(world, "criteria-rows", {"version": draft.pk}, sheet_of(draft, filled_lines(draft), world.now))
    assert run.errors == []
    assert (run.difference["counts"]["new"], run.difference["counts"]["changed"]) == (41, 6)
    assert draft.indicators.count() == 6, "a preview writes nothing"
    import_apply(actor=world.actor("lan"), run_id=run.pk, now=world.now)
    services.version_publish(actor=world.actor("hanh"), version_id=draft.pk, now=world.now)
    engine = selectors.engine_set(draft.pk)
    assert (len(engine.criteria), len(engine.indicators), sets.missing_parts(engine)) == (10, 47, ())
    assert {row.provenance.value for row in engine.indicators} == {"RECALLED"}, "typed, not yet confirmed"

    data, _name = importer_for("row-confirmations").template(world.actor("lan"), {"version": draft.pk}, world.now)
    book = load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    head = next(row for row in sheet.iter_rows() if row[0].value == "Mã chỉ tiêu")
    at = {cell.value: cell.column for cell in head}
    for number in range(head[0].row + 1, sheet.max_row + 1):
        sheet.cell(number, at["Trang, mục"]).value = "Phụ lục I, trang 3"
        sheet.cell(number, at["Đã đọc và khớp"]).value = "Có" if number != head[0].row + 1 else None
    out = io.BytesIO()
    book.save(out)
    run = upload(world, "row-confirmations", {"version": draft.pk}, out.getvalue())
    assert run.errors == []
    import_apply(actor=world.actor("lan"), run_id=run.pk, now=world.now)
    assert RowConfirmation.objects.filter(indicator__version=draft).count() == 46, "one was not ticked"
    confirmed = selectors.engine_set(draft.pk)
    assert sum(row.provenance is sets.Provenance.CONFIRMED for row in confirmed.indicators) == 46
    assert sets.content_hash(confirmed) == sets.content_hash(engine), "the content did not change"
    run = upload(world, "row-confirmations", {"version": draft.pk}, out.getvalue())
    assert run.difference["counts"]["same"] == 47, "a second time there is nothing new"


def test_all_faults_of_a_table_are_told_at_their_place_and_nothing_is_written(world: World) -> None:
    draft = draft_of(world, NEW_SET)
    lines = filled_lines(draft)
    lines[0] |= {"t-nhom_1": "95,5,5"}
    lines[1] |= {"code": lines[0]["code"]}
    lines[2] |= {"criterion": 44, "criterion_name": None}
    lines[3] |= {"kind": "vô danh"}
    lines[4] |= {"t-nhom_2": "180"}
    lines[5] |= {"name": None}
    lines[6] |= {"comparator": "là (chữ: Đạt, Không, Có…)"}
    run = upload(world, "criteria-rows", {"version": draft.pk}, sheet_of(draft, lines, world.now))
    rows = {(each["row"], each["column"]) for each in run.errors}
    first = min(row for row, _column in rows)
    assert {(row - first, column) for row, column in rows} == {
        (0, "Mức đạt – Xã nhóm 1"), (1, "Mã chỉ tiêu"), (2, "Tiêu chí số"), (3, "Dạng"), (4, ""), (5, "Tên chỉ tiêu"),
        (6, ""),
    }  # fmt: skip
    assert draft.indicators.count() == 6


def test_only_the_office_brings_rows_in_and_only_into_a_draft(world: World) -> None:
    published = SetVersion.objects.get(set__code=NEW_SET)
    importer = importer_for("criteria-rows")
    assert importer.may(world.actor("thu"), {"version": published.pk}).code == "not_office"  # type: ignore[union-attr]
    assert importer.may(world.actor("lan"), {"version": published.pk}).code == "not_draft"  # type: ignore[union-attr]


def test_the_command_loads_into_a_draft_and_a_trial_writes_nothing(world: World, tmp_path: Path) -> None:
    version = SetVersion.objects.get(set__code=NEW_SET)
    path = tmp_path / "day-du.xlsx"
    path.write_bytes(sheet_of(version, filled_lines(version), world.now))
    trial = CliRunner().invoke(criteria, ["rows", NEW_SET, "--load", str(path), "--trial", "--json"])
    assert trial.exit_code == 0, trial.output
    assert json.loads(trial.stdout)["difference"] == {"new": 41, "changed": 6, "same": 0}
    assert SetVersion.objects.filter(set__code=NEW_SET).count() == 1
    done = CliRunner().invoke(criteria, ["rows", NEW_SET, "--load", str(path)])
    assert done.exit_code == 0, done.output
    draft = SetVersion.objects.get(set__code=NEW_SET, number=2)
    assert (draft.state, draft.indicators.count(), draft.relation) == ("draft", 47, "replaces")
    again = CliRunner().invoke(criteria, ["rows", NEW_SET, "--load", str(path), "--json"])
    assert json.loads(again.stdout)["difference"]["same"] == 47, "it finds its own draft again"
    back = tmp_path / "lai.csv"
    assert CliRunner().invoke(criteria, ["rows", NEW_SET, "--out", str(back)]).exit_code == 0
    assert back.read_text(encoding="utf-8-sig").count("80,5") == 47, "the draft, not the version that ships"
    from_csv = CliRunner().invoke(criteria, ["rows", NEW_SET, "--load", str(back), "--json"])
    assert json.loads(from_csv.stdout)["difference"] == {"new": 0, "changed": 0, "same": 47}


# ------------------------------------------------------------------------------------------------- provinces


def test_the_sheet_of_a_province_names_the_rows_left_to_it_and_comes_back(world: World) -> None:
    version = SetVersion.objects.get(set__code="ntm-xa-2016-2020", number=1)
    target = {"version": version.pk, "province": world.units["tinh"]}
    importer = importer_for("provincial-thresholds")
    assert importer.may(world.actor("thu"), target).code == "not_office"  # type: ignore[union-attr]
    left = {row.code for row in selectors.provincial_rows(version.pk)}
    assert "2.1" in left
    assert "1.1" not in left
    lines = [
        {"code": "2.1", "value": "80", "start": date(2017, 6, 1), "decision": "12/2017/QĐ-UBND"},
        {"code": "2.1", "column": "Bắc Trung Bộ", "value": "hết", "start": date(2018, 6, 1), "decision": "13/2018"},
        {"code": "1.1", "value": "80", "start": date(2017, 6, 1), "decision": "12/2017/QĐ-UBND"},
        {"code": "2.2", "value": "80", "start": None, "decision": None},
        {"code": "2.3", "column": "Sao Hỏa", "value": "8,8,8", "start": date(2017, 6, 1), "decision": "12/2017"},
        {"code": "2.4"},
    ]
    run = upload(world, "provincial-thresholds", target, write_sheet(importer.spec, lines, now=world.now))  # type: ignore[arg-type]
    assert [each["column"] for each in run.errors] == [
        "Mã chỉ tiêu", "Áp dụng từ ngày", "Quyết định của tỉnh", "Cột", "Mức đạt của tỉnh",
    ]  # fmt: skip
    good = [lines[0], lines[5]]
    run = upload(world, "provincial-thresholds", target, write_sheet(importer.spec, good, now=world.now))  # type: ignore[arg-type]
    assert run.errors == []
    import_apply(actor=world.actor("lan"), run_id=run.pk, now=world.now)
    [line] = selectors.provincial_lines(version.pk, world.units["tinh"])
    assert (line.indicator.code, line.column, line.value, line.end) == ("2.1", "all", "80", None)
    data, _name = importer.template(world.actor("lan"), target, world.now)
    run = upload(world, "provincial-thresholds", target, data)
    assert (run.errors, run.difference["counts"]["changed"], run.difference["counts"]["new"]) == ([], 0, 0)


def test_the_sheet_of_ministries_names_the_rows_left_to_them_and_comes_back(world: World) -> None:
    version = SetVersion.objects.filter(set__code="ntm-xa-2021-2025").earliest("number")
    importer, target = importer_for("ministry-thresholds"), {"version": version.pk}
    assert importer.may(world.actor("thu"), target).code == "not_office"  # type: ignore[union-attr]
    # Of 318/QĐ-TTg 14.1 alone is left to a ministry (education): to be concluded as Đạt by its standard.
    assert [row.code for row in selectors.provincial_rows(version.pk, "ministry")] == ["14.1"]
    good = {"code": "14.1", "value": "Đạt", "start": date(2022, 6, 1), "decision": "1491/QĐ-BGDĐT",
            "issuer": "Bộ Giáo dục và Đào tạo"}  # fmt: skip
    bad = [
        {**good, "issuer": None},
        {**good, "start": date(2023, 6, 1), "decision": None},
        {**good, "code": "2.1"},
        {**good, "column": "Sao Hỏa"},
        {**good, "start": None},
    ]
    run = upload(world, "ministry-thresholds", target, write_sheet(importer.spec, bad, now=world.now))  # type: ignore[arg-type]
    assert [each["column"] for each in run.errors] == [
        "Bộ, ngành quy định", "Văn bản của bộ, ngành", "Mã chỉ tiêu", "Cột", "Áp dụng từ ngày",
    ]  # fmt: skip
    run = upload(world, "ministry-thresholds", target, write_sheet(importer.spec, [good], now=world.now))  # type: ignore[arg-type]
    assert run.errors == []
    import_apply(actor=world.actor("lan"), run_id=run.pk, now=world.now)
    [line] = selectors.provincial_lines(version.pk, None)
    assert (line.indicator.code, line.value, line.issuer) == ("14.1", "Đạt", "Bộ Giáo dục và Đào tạo")
    data, _name = importer.template(world.actor("lan"), target, world.now)
    run = upload(world, "ministry-thresholds", target, data)
    assert (run.errors, run.difference["counts"]["changed"], run.difference["counts"]["new"]) == ([], 0, 0)

"""How rows of each kind are written and what is told of a wrong one; structures of shipped rows; what others set."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dieuphoi.core.kernel.errors import Refused
from dieuphoi.programme.criteria import kinds
from dieuphoi.programme.criteria.engine.judging import judge, judge_indicator
from dieuphoi.programme.criteria.engine.thresholds import CellFault, Grade, Listed, Window, parse_cell
from dieuphoi.programme.criteria.engine.verdicts import Reason
from dieuphoi.programme.criteria.facts import Classification, Fact
from dieuphoi.programme.criteria.kinds import kind_of
from dieuphoi.programme.criteria.kinds.forms import FORMS, row_faults
from dieuphoi.programme.criteria.sets import (
    content_hash,
    from_dict,
    indicator_from_dict,
    indicator_to_dict,
    list_sets,
    load_set,
    rows_lacking,
    to_dict,
    with_ministry_thresholds,
    with_provincial_thresholds,
)
from tests.programme.criteria.golden_book import national_or_invented


def row(kind: str, cell: Any, **more: Any) -> dict[str, Any]:
    """A row in plain form, right but for what is given."""
    form = FORMS.get(kind)
    comparator = form.comparators[0] if form else "is"
    unit = "%" if form and form.percent else "cái"
    found = {"code": "1.1", "name": "Dòng", "unit": unit, "kind": kind, "comparator": comparator}
    return {**found, "thresholds": {"all": cell}, **more}


def told(raw: dict[str, Any], **how: Any) -> dict[str, str]:
    return {fault.place: fault.words() for fault in row_faults(raw, **how)}


# --- faults first --------------------


@pytest.mark.parametrize(
    ("raw", "place", "words"),
    [
        (row("percent", 85, code=""), "code", "chưa có mã"),
        (row("percent", 85, name=" "), "name", "chưa có tên"),
        (row("la", 85), "kind", "Không có dạng chỉ tiêu “la”"),
        (row("percent", 85, comparator="≥"), "comparator", "Không hiểu dấu so sánh “≥”"),
        (row("percent", 85, comparator="is"), "comparator", "chỉ dùng dấu"),
        (row("pass_fail", "Đạt", comparator=">="), "comparator", "chỉ dùng dấu: is"),
        (row("percent", 85, unit="hộ"), "unit", "đơn vị tính là %"),
        (row("percent", 120), "thresholds.all", "không quá 100"),
        (row("percent", -1), "thresholds.all", "không âm"),
        (row("percent", "Khá"), "thresholds.all", "không hợp với dạng percent"),
        (row("percent", 85, thresholds="85"), "thresholds", "theo cột"),
        (row("percent", {"by_year": {"24": 85}}), "thresholds.all", "1990"),
        (row("percent", {"by_year": {"hai": 85}}), "thresholds.all", "không đọc được"),
        (row("percent", {"by_year": {"2024": "nhiều"}}), "thresholds.all", "không phải là số"),
        (row("pass_fail", "Khá"), "thresholds.all", "“Đạt”"),
        (row("absence", "Có"), "thresholds.all", "“Không”"),
        (row("presence", "Không"), "thresholds.all", "“Có”"),
        (row("composite", {"parts": [{"label": "a", "value": "nhiều"}]}), "thresholds.all", "không phải là số"),
        (row("conditional_composite", {"cases": [{"when": "xã to", "a": 1}]}), "thresholds.all", "so_truong > 3"),
        (row("relative_to_set", {"base": "bộ kia", "ratio": 2}), "thresholds.all", "mã bộ#mã dòng"),
        (row("relative_to_own_past", {"base": "mốc", "ratio": 0}), "thresholds.all", "lớn hơn 0"),
        (row("at_least_of", {"value": 3, "of": ["a", "b"]}), "thresholds.all", "không thể cần đến 3"),
        (row("at_least_of", {"value": 1, "of": ["a", "A"]}), "thresholds.all", "lặp"),
        (row("at_least_of", {"value": 1, "of": [1]}), "thresholds.all", "danh sách các tên"),
        (row("at_least_of", {"value": "1.5", "of": ["a", "b"]}), "thresholds.all", "số nguyên"),
        (row("at_least_of", {"of": ["a", "b"]}), "thresholds.all", "không ghi cả hai"),
        (row("at_least_of", {"share": 70, "mandatory": ["a"]}), "thresholds.all", "không hợp với dạng"),
        (row("share_with_mandatory", {"value": 1, "of": ["a"]}), "thresholds.all", "không hợp với dạng"),
        (row("share_with_mandatory", {"share": 170}), "thresholds.all", "không quá 100"),
        (row("at_least_of", {"value": 1, "of": ["a"], "mandatory": ["b"]}), "thresholds.all", "“b” không có"),
        (row("graded", {"grade": "Giỏi", "scale": ["Yếu", "Khá"]}), "thresholds.all", "không có “Giỏi”"),
        (row("graded", "Khá"), "thresholds.all", "không hợp với dạng graded"),
        (row("graded", "Giỏi", structure={"scale": ["Yếu", "Khá"]}), "structure", "không có “Giỏi”"),
        (
            row("graded", {"grade": "Khá", "scale": ["Yếu", "Khá", "Tốt"], "bands": {"Khá": 80, "Tốt": 65}}),
            "thresholds.all",
            "tăng dần",
        ),
        (
            row("graded", {"grade": "Khá", "scale": ["Yếu", "Khá"], "bands": {"Yếu": 10}}),
            "thresholds.all",
            "“Yếu” không hợp",
        ),
        (row("external_score", {"score": 120, "of": 100}), "thresholds.all", "lớn hơn điểm tối đa"),
        (row("external_score", {"score": 80, "groups": [{"of": 5}]}), "thresholds.all", "phải có tên"),
        (
            row("external_score", {"score": 8, "groups": [{"label": "a", "of": 5, "at_least": 6}]}),
            "thresholds.all",
            "nhiều điểm hơn",
        ),
        (row("absence_in_window", {"window": {"years": 0, "until": "before"}}), "thresholds.all", "từ 1 đến 20"),
        (row("absence_in_window", {"window": {"years": 2, "until": "khi nào"}}), "thresholds.all", "trước năm xét"),
        (row("number_in_window", {"window": {"years": 2, "until": "before"}}), "thresholds.all", "mức của mỗi năm"),
    ],
)
def test_what_is_wrong_with_a_row_is_told_with_its_place(raw: dict[str, Any], place: str, words: str) -> None:
    found = told(raw)
    assert place in found
    assert words in found[place]


def test_all_faults_are_told_at_once() -> None:
    raw = row("percent", 85, code="", unit="hộ", thresholds={"all": 120, "XYZ": "Khá"})
    assert set(told(raw, columns=["BTB"])) == {"code", "unit", "thresholds.all", "thresholds.XYZ"}


def test_an_unknown_column_names_those_of_the_set() -> None:
    found = told(row("percent", 85, thresholds={"BTB": 85, "XYZ": 85}), columns=["BTB", "TN"])
    assert list(found) == ["thresholds.XYZ"]
    assert "BTB, TN" in found["thresholds.XYZ"]


def test_words_are_translated_with_their_values() -> None:
    with pytest.raises(CellFault) as fault:
        parse_cell({"value": 3, "of": ["a"]}, ">=")
    assert (
        fault.value.words(lambda text: text.upper().format(THERE=1, NEED=3))
        == "DANH MỤC CÓ 1 MỤC, KHÔNG THỂ CẦN ĐẾN 3 MỤC."
    )


# --- right rows --------------------


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_the_example_of_every_kind_is_right_and_can_be_judged(kind: str) -> None:
    raw = row(kind, FORMS[kind].example)
    assert told(raw) == {}
    indicator = indicator_from_dict(raw)
    assert kind_of(indicator).inputs(indicator)
    assert indicator_from_dict(indicator_to_dict(indicator)) == indicator


def test_every_kind_has_a_form_and_every_form_a_kind() -> None:
    assert set(FORMS) == set(kinds.kinds())


def test_a_row_whose_threshold_is_wanting_is_no_fault() -> None:
    assert told(row("growth_rate", None)) == {}
    assert told(row("growth_rate", None, thresholds=None)) == {}


@pytest.mark.parametrize("set_id", list_sets())
def test_no_shipped_row_is_faulty(set_id: str) -> None:
    version = load_set(set_id)
    columns = [territory.code for territory in version.territories]
    amended = [row for each in version.amendments for change in each.changes for row in change.indicators]
    for indicator in (*version.indicators, *amended):
        faults = [fault for fault in row_faults(indicator_to_dict(indicator), columns=columns) if fault.place != "code"]
        assert not faults, (indicator.code, [fault.words() for fault in faults])


@pytest.mark.parametrize("set_id", list_sets())
def test_every_shipped_kind_is_supported(set_id: str) -> None:
    for indicator in load_set(set_id).indicators:
        assert kinds.is_supported(indicator), indicator.kind


# --- structures --------------------


def test_structures_of_shipped_rows_keep_their_provenance_and_survive_the_plain_form() -> None:
    version = load_set("ntm-huyen-2021-2025")
    there = {row.code: row.structure for row in version.indicators if row.structure}
    assert set(there) == {"2.4", "3.2", "5.5", "6.1", "6.2", "6.3", "9.1", "9.2", "9.3"}
    assert all(structure["source"] in ("row", "recalled (not verified)") for structure in there.values())
    again = from_dict(to_dict(version))
    assert content_hash(again) == content_hash(version)
    demands = {
        code: again.indicator(code).demand_of(dict(again.indicator(code).thresholds or ())["all"]) for code in there
    }
    assert isinstance(demands["2.4"], Grade)
    assert isinstance(demands["6.1"], Listed)
    assert isinstance(demands["9.3"], Window)
    assert (demands["9.3"].years, demands["9.3"].including) == (2, False)


def test_alternatives_of_a_structure_stand_in_the_words_of_the_row() -> None:
    version = load_set("ntm-huyen-2021-2025")
    for code in ("6.1", "6.2", "6.3"):
        name = version.indicator(code).name.casefold()
        for label in version.indicator(code).structure["of"]:
            assert all(word in name for word in label.casefold().split()), (code, label)


# --- thresholds of others; what a set lacks --------------------


def test_only_rows_left_to_a_ministry_take_its_thresholds() -> None:
    version = national_or_invented("bo-cac-dang")
    filled = with_ministry_thresholds(version, {"4.5": {"all": 90}}, decision="77/QĐ-BYT")
    one = judge_indicator(filled, "4.5", (Fact(value=Decimal(90)),), Classification("TN"), as_of=date(2024, 6, 30))
    assert one.verdict.value == "MET"
    with pytest.raises(ValueError, match="ministry"):
        with_ministry_thresholds(version, {"1.1": {"all": 90}}, decision="77/QĐ-BYT")
    with pytest.raises(ValueError, match="province"):
        with_provincial_thresholds(version, {"4.5": {"all": 90}}, decision="55/QĐ-UBND")
    with pytest.raises(KeyError):
        with_ministry_thresholds(version, {"9.9": {"all": 90}}, decision="77/QĐ-BYT")


def test_a_refusal_names_each_row_and_what_it_lacks() -> None:
    version = load_set("ntm-xa-2026-2030")
    lacking = rows_lacking(version)
    assert len(lacking) == 6
    assert lacking[0] == "“Tốc độ tăng thu nhập bình quân đầu người”: thiếu mã, mức đạt"
    with pytest.raises(Refused) as refusal:
        judge(version, {}, Classification(), as_of=date(2026, 6, 30))
    assert all(line in refusal.value.reason for line in lacking)
    assert rows_lacking(load_set("ntm-huyen-2021-2025")) == ("8.1: thiếu mức đạt", "8.2: thiếu mức đạt")


def test_a_lone_figure_is_not_taken_for_the_ratio() -> None:
    version = national_or_invented("bo-cac-dang")
    one = judge_indicator(version, "1.1", (Fact(value=Decimal(2)),), Classification("TN"), as_of=date(2024, 6, 30))
    assert one.reason is Reason.INCOMPLETE_VALUE


def test_the_trace_of_a_list_tells_each_item_and_that_no_conclusion_was_ignored() -> None:
    from dieuphoi.programme.criteria.engine.verdicts import Verdict
    from dieuphoi.programme.criteria.facts import Conclusion

    version = national_or_invented("bo-cac-dang")
    facts = (
        Fact(part="văn hóa", conclusion=Conclusion(Verdict.MET, "1/KL")),
        Fact(part="du lịch", conclusion=Conclusion(Verdict.NOT_MET, "2/KL")),
    )
    one = judge_indicator(version, "2.1", facts, Classification("TN"), as_of=date(2024, 6, 30))
    steps = {step.step: step.data for step in one.trace}
    assert (steps["compare"]["met"], steps["compare"]["failed"]) == ("văn hóa", "du lịch")
    assert steps["compare"]["silent"] == "sản xuất; giáo dục"
    assert "conclusion_ignored" not in steps


def test_every_kind_has_its_words_for_people() -> None:
    """A kind that the engine judges can be chosen in a draft and is never shown by its identifier."""
    from dieuphoi.programme.criteria.kind_words import KIND_WORDS
    from dieuphoi.programme.criteria.kinds.forms import FORMS

    assert set(FORMS) == set(KIND_WORDS)

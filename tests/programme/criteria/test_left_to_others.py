"""A row whose threshold is left to others in some of its columns: each column has the threshold of who decides it."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dieuphoi.programme.criteria.engine.judging import judge_indicator
from dieuphoi.programme.criteria.facts import Classification, Fact
from dieuphoi.programme.criteria.kinds import kind_of
from dieuphoi.programme.criteria.sets import (
    SetVersion,
    from_dict,
    to_dict,
    with_ministry_thresholds,
    with_provincial_thresholds,
)

MIXED = {
    "set": {
        "id": "bo-mot-phan", "name": "Bộ để tỉnh quy định một phần (giả định)", "level": "commune", "tier": "basic",
        "decision": {"number": "03/2025/QĐ-TTg (giả định)"}, "effective_from": "2025-01-01",
        "counts": {"criteria": 1, "indicators": 2}, "territory_dimension": "region7",
        "territories": [{"code": "BTB", "name": "Bắc Trung Bộ"}, {"code": "TN", "name": "Tây Nguyên"},
                        {"code": "DNB", "name": "Đông Nam Bộ"}],
    },
    "criteria": [{
        "number": 1, "name": "Giao thông", "indicators": [
            {"code": "1.1", "name": "Đường xã được cứng hóa", "unit": "%", "kind": "percent", "comparator": ">=",
             "thresholds": {"BTB": {"set_by": "province"}, "TN": 50, "DNB": {"set_by": "ministry"}},
             "source": "https://vi-du.vn/quyet-dinh"},
            {"code": "1.2", "name": "Nước", "unit": "%", "kind": "composite", "comparator": ">=",
             "thresholds": {"BTB": {"set_by": "province"},
                            "TN": {"parts": [{"label": "nước sạch", "comparator": ">=", "value": 40}]}},
             "source": "https://vi-du.vn/quyet-dinh"},
        ],
    }],
}  # fmt: skip


def _mixed_verdict(version: SetVersion, region: str | None, value: str, code: str = "1.1", part: str = "") -> Any:
    return judge_indicator(
        version, code, [Fact(value=Decimal(value), part=part)], Classification(region=region), as_of=date(2026, 1, 1)
    )


def _told(verdict: Any) -> tuple[str, str | None]:
    return verdict.verdict.value, None if verdict.reason is None else verdict.reason.value


@pytest.mark.parametrize("column", ["BTB", "all"])
def test_a_province_fills_only_what_was_left_to_it_and_the_other_columns_keep_the_national_threshold(
    column: str,
) -> None:
    version = with_provincial_thresholds(from_dict(MIXED), {"1.1": {column: "80"}}, decision="55/QĐ-UBND")
    # Bắc Trung Bộ is left to the province, which says 80.
    assert _told(_mixed_verdict(version, "BTB", "79.9")) == ("NOT_MET", None)
    met = _mixed_verdict(version, "BTB", "80")
    assert _told(met) == ("MET", None)
    assert "55/QĐ-UBND" in met.sentence
    # Tây Nguyên has the 50 of the national decision, whatever the province says.
    national = _mixed_verdict(version, "TN", "50")
    assert _told(national) == ("MET", None)
    assert "03/2025/QĐ-TTg" in national.sentence
    assert "55/QĐ-UBND" not in national.sentence
    assert _told(_mixed_verdict(version, "TN", "49.9")) == ("NOT_MET", None)
    # Đông Nam Bộ is left to a ministry: no province fills that.
    assert _told(_mixed_verdict(version, "DNB", "100")) == ("UNDETERMINED", "no_threshold")
    # Whose region nobody recorded: not known which column holds.
    assert _told(_mixed_verdict(version, None, "100")) == ("UNDETERMINED", "not_classified")


def test_the_national_cell_keeps_its_own_doubt_beside_a_column_of_the_province() -> None:
    raw = json.loads(json.dumps(MIXED))
    raw["criteria"][0]["indicators"][0]["unverified_thresholds"] = ["TN"]
    version = with_provincial_thresholds(from_dict(raw), {"1.1": {"BTB": "80"}}, decision="55/QĐ-UBND")
    assert _told(_mixed_verdict(version, "TN", "60")) == ("UNDETERMINED", "not_confirmed")
    assert _told(_mixed_verdict(version, "BTB", "80")) == ("MET", None)


def test_a_province_and_a_ministry_fill_their_own_columns_of_one_row() -> None:
    version = with_provincial_thresholds(from_dict(MIXED), {"1.1": {"all": "80"}}, decision="55/QĐ-UBND")
    version = with_ministry_thresholds(version, {"1.1": {"all": "90"}}, decision="Bộ Xây dựng, 77/QĐ-BXD")
    assert _told(_mixed_verdict(version, "BTB", "85")) == ("MET", None)
    assert _told(_mixed_verdict(version, "TN", "50")) == ("MET", None)
    ministry = _mixed_verdict(version, "DNB", "89")
    assert _told(ministry) == ("NOT_MET", None)
    assert "77/QĐ-BXD" in ministry.sentence
    assert "55/QĐ-UBND" not in ministry.sentence


def test_nobody_overrides_a_column_that_has_a_national_threshold() -> None:
    with pytest.raises(ValueError, match=r"1\.1:TN"):
        with_provincial_thresholds(from_dict(MIXED), {"1.1": {"TN": "10"}}, decision="55/QĐ-UBND")
    with pytest.raises(ValueError, match=r"1\.1:BTB"):
        with_ministry_thresholds(from_dict(MIXED), {"1.1": {"BTB": "10"}}, decision="77/QĐ-BXD")


def test_an_amended_row_that_is_still_left_to_the_province_keeps_what_the_province_said() -> None:
    raw = json.loads(json.dumps(MIXED))
    row = {**raw["criteria"][0]["indicators"][0], "thresholds": {"BTB": {"set_by": "province"}, "TN": 60}}
    raw["amendments"] = [
        {"decision": "9/2025/QĐ-TTg", "effective_from": "2025-07-01",
         "changes": [{"number": 1, "name": "Giao thông", "indicators": [row]}]}
    ]  # fmt: skip
    version = with_provincial_thresholds(from_dict(raw), {"1.1": {"BTB": "80"}}, decision="55/QĐ-UBND")
    assert _told(_mixed_verdict(version, "BTB", "80")) == ("MET", None)
    assert _told(_mixed_verdict(version, "TN", "55")) == ("NOT_MET", None), "the amendment raised 50 to 60"


def test_the_figures_that_a_province_asks_for_are_asked_for() -> None:
    parts = {"parts": [{"label": "hợp vệ sinh", "comparator": ">=", "value": 90}]}
    version = with_provincial_thresholds(from_dict(MIXED), {"1.2": {"BTB": parts}}, decision="55/QĐ-UBND")
    row = version.indicator("1.2")
    assert {asked.part for asked in kind_of(row).inputs(row)} == {"nước sạch", "hợp vệ sinh"}
    assert _told(_mixed_verdict(version, "BTB", "90", "1.2", "hợp vệ sinh")) == ("MET", None)
    assert _told(_mixed_verdict(version, "TN", "39", "1.2", "nước sạch")) == ("NOT_MET", None)


def test_what_others_decided_survives_the_plain_form() -> None:
    version = with_provincial_thresholds(from_dict(MIXED), {"1.1": {"BTB": "80"}}, decision="55/QĐ-UBND")
    again = from_dict(to_dict(version))
    assert again == version
    assert "55/QĐ-UBND" in _mixed_verdict(again, "BTB", "80").sentence

"""The data as it ships: row counts pinned by hand from the table in the sources' README, provenance,
round trips.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from decimal import Decimal

import pytest

from dieuphoi.programme.criteria.engine.thresholds import Case, Cases, Part, When, parse_when
from dieuphoi.programme.criteria.sets import (
    Provenance,
    canonical_bytes,
    content_hash,
    flag_aliases,
    from_dict,
    judging_hash,
    legal_timeline,
    lineage,
    list_sets,
    load_all,
    load_set,
    missing_parts,
    part_wholes,
    provincial_index,
    to_dict,
    with_confirmations,
    with_provincial_thresholds,
)

# set → (criteria, indicators, rows with an address, remembered rows, rows without threshold, conditions)
COUNTS = {
    "ntm-xa-2026-2030": (10, 6, 6, 0, 6, 0),
    "ntm-xa-hien-dai-2026-2030": (0, 0, 0, 0, 0, 0),
    "ntm-tinh-2026-2030": (0, 0, 0, 0, 0, 3),
    "ntm-xa-2021-2025": (19, 57, 11, 46, 6, 0),
    "ntm-xa-nang-cao-2021-2025": (19, 75, 8, 67, 67, 0),
    "ntm-xa-kieu-mau-2021-2025": (0, 0, 0, 0, 0, 4),
    "ntm-huyen-2021-2025": (9, 36, 3, 33, 2, 5),
    "ntm-tinh-2021-2025": (0, 0, 0, 0, 0, 8),
    "ntm-xa-2016-2020": (19, 49, 23, 26, 0, 0),
    "ntm-xa-kieu-mau-2018-2020": (4, 12, 12, 0, 0, 0),
    "ntm-huyen-2016-2020": (9, 14, 1, 13, 0, 1),
    "ntm-xa-2010-2015": (19, 39, 13, 26, 0, 0),
}


def test_an_unknown_set_is_not_found() -> None:
    with pytest.raises(KeyError):
        load_set("ntm-xa-1999")
    with pytest.raises(KeyError):
        load_set("../lineage")


@pytest.mark.parametrize("set_id", sorted(COUNTS))
def test_the_rows_are_those_of_the_sources(set_id: str) -> None:
    version = load_set(set_id)
    rows = version.indicators
    found = (
        len(version.criteria),
        len(rows),
        sum(1 for row in rows if row.has_source),
        sum(1 for row in rows if not row.has_source),
        sum(1 for row in rows if row.thresholds is None),
        len(version.conditions),
    )
    assert found == COUNTS[set_id]


def test_every_set_is_listed_and_complete_sets_are_named() -> None:
    assert set(list_sets()) == set(COUNTS)
    complete = {version.id for version in load_all() if not missing_parts(version)}
    assert complete == {
        "ntm-xa-2010-2015",
        "ntm-xa-2016-2020",
        "ntm-xa-2021-2025",
        "ntm-xa-nang-cao-2021-2025",
        "ntm-huyen-2016-2020",
        "ntm-huyen-2021-2025",
    }


def test_the_other_data_is_there() -> None:
    assert len(legal_timeline()) == 58
    assert len(provincial_index()) == 29
    assert lineage()["topics"]


def test_the_unverified_hints_are_not_loaded() -> None:
    shown = canonical_bytes(to_dict(load_set("ntm-xa-2026-2030"))).decode()
    assert "unverified_hints" not in shown
    assert "quy chế quản lý kiến trúc" not in shown


def test_thresholds_are_exact() -> None:
    cells = dict(load_set("ntm-xa-2016-2020").indicator("15.3").thresholds or ())
    assert cells["DBSH"].value == Decimal("13.9")  # type: ignore[union-attr]


def test_a_doubted_cell_of_a_sourced_row_is_not_trusted() -> None:
    row = load_set("ntm-xa-2016-2020").indicator("14.3")
    assert row.provenance is Provenance.SOURCED
    assert row.cell_provenance("DBSH") is Provenance.RECALLED
    assert row.cell_provenance("BTB") is Provenance.SOURCED
    income = load_set("ntm-xa-2010-2015").indicator("11")
    assert not income.trusts("chung")
    assert income.trusts("TDMNPB")


def test_a_condition_is_parsed_and_never_evaluated() -> None:
    cell = dict(load_set("ntm-xa-2021-2025").indicator("5").thresholds or ())["TDMNPB"]
    assert isinstance(cell, Cases)
    assert cell.cases[0] == Case(
        When("so_truong", ">", Decimal(3)),
        (
            Part("csvc_muc_1", "csvc_muc_1", ">=", Decimal(70)),
            Part("csvc_toi_thieu", "csvc_toi_thieu", ">=", Decimal(100)),
        ),
    )
    for text in ("so_truong > 3 or True", "__import__('os')", "so_truong", "> 3", "so_truong > ba"):
        with pytest.raises(ValueError, match="không đọc được"):
            parse_when(text)


@pytest.mark.parametrize("set_id", sorted(COUNTS))
def test_a_set_rebuilds_to_the_same_value_and_bytes(set_id: str) -> None:
    version = load_set(set_id)
    plain = to_dict(version)
    again = from_dict(json.loads(json.dumps(plain, ensure_ascii=False)))
    assert again == version
    sorted_again = from_dict(json.loads(canonical_bytes(plain)))
    assert sorted_again == version
    assert canonical_bytes(to_dict(sorted_again)) == canonical_bytes(plain)


def test_the_overlays_rebuild_too() -> None:
    version = with_confirmations(load_set("ntm-xa-2021-2025"), ["4.2", "15.4:DBSH", "211/QĐ-TTg#15.4"])
    version = with_provincial_thresholds(version, {"2.1": {"all": "80"}}, decision="55/QĐ-UBND")
    assert from_dict(json.loads(canonical_bytes(to_dict(version)))) == version


def test_a_confirmation_leaves_the_content_as_it_was() -> None:
    version = load_set("ntm-xa-2016-2020")
    confirmed = with_confirmations(version, ["4.2"])
    assert confirmed.indicator("4.2").provenance is Provenance.CONFIRMED
    assert version.indicator("4.2").provenance is Provenance.RECALLED
    assert content_hash(confirmed) == content_hash(version)
    assert judging_hash(confirmed) != judging_hash(version)


def test_overlays_refuse_what_is_not_there() -> None:
    version = load_set("ntm-xa-2016-2020")
    with pytest.raises(KeyError):
        with_confirmations(version, ["99"])
    with pytest.raises(KeyError):
        with_confirmations(version, ["4.2:MARS"])
    with pytest.raises(KeyError):
        with_provincial_thresholds(version, {"99": {"all": 1}}, decision="x")
    with pytest.raises(KeyError):
        with_provincial_thresholds(version, {"2.1": {"MARS": 1}}, decision="x")
    with pytest.raises(ValueError, match="province"):
        with_provincial_thresholds(version, {"15.1": {"all": 1}}, decision="x")


def test_a_changed_threshold_changes_the_hash() -> None:
    plain = to_dict(load_set("ntm-xa-2016-2020"))
    row = next(r for c in plain["criteria"] for r in c["indicators"] if r["code"] == "15.1")
    row["thresholds"]["BTB"] = "86"
    assert content_hash(from_dict(plain)) != content_hash(load_set("ntm-xa-2016-2020"))


def test_an_amendment_replaces_rows_from_its_day() -> None:
    version = load_set("ntm-xa-2021-2025")
    before, after = version.as_of(date(2024, 2, 29)), version.as_of(date(2024, 3, 1))
    assert before.indicator("15.4").kind == "percent"
    assert after.indicator("15.4").kind == "pass_fail"
    assert after.indicator("15.4").responsible == "Bộ Y tế"
    assert len(after.indicators) == 57
    changed = {row.code for row, old in zip(after.indicators, before.indicators, strict=True) if row != old}
    assert changed == {"13.1", "15.4", "17.1", "18.4"}


def test_an_amendment_may_turn_a_quantity_around() -> None:
    version = load_set("ntm-xa-2010-2015")
    assert version.as_of(date(2013, 2, 19)).indicator("12").comparator == "<="
    assert version.as_of(date(2013, 2, 20)).indicator("12").comparator == ">="


def test_words_for_flags() -> None:
    aliases = flag_aliases()
    assert aliases["xa_dac_biet_kho_khan"] == "dac_biet_kho_khan"
    assert aliases["khu_vuc_iii"] == "khu_vuc_3"
    assert aliases["bai_ngang"] == "bai_ngang_hai_dao"


def test_the_pure_part_needs_no_django() -> None:
    code = (
        "import sys; import dieuphoi.config.commands.criteria as c; "
        "from dieuphoi.programme.criteria.engine.judging import judge; "
        "bad = [m for m in sys.modules if m == 'django' or m.startswith('django.')]; "
        "sys.exit(1 if bad else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, env={"PYTHONPATH": ":".join(sys.path)})
    assert done.returncode == 0


def test_the_parts_that_are_counted_within_another_are_those_of_the_decisions() -> None:
    assert part_wholes() == {
        "nuoc_sach": "nuoc_hop_ve_sinh",  # 17.1 of 2016-2020: "≥95% (≥60% nước sạch)"
        "cung_hoa": "sach_khong_lay_loi",  # 2.3 of 2010-2015: "100% (50% cứng hóa)"
        "csvc_muc_1": "csvc_toi_thieu",  # 5 of 2021-2025
    }

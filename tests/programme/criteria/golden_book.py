"""Reads the golden scenarios (worked out by hand, in Vietnamese) and runs one of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from dieuphoi.core.kernel.errors import Refused
from dieuphoi.programme.criteria.engine.judging import judge, judge_indicator
from dieuphoi.programme.criteria.engine.verdicts import Basis, IndicatorVerdict, Reason, Verdict
from dieuphoi.programme.criteria.facts import Choice, Classification, Conclusion, Fact, Origin, facts_of
from dieuphoi.programme.criteria.sets import (
    SetVersion,
    from_dict,
    load_set,
    needed_bases,
    read_yaml,
    with_bases,
    with_confirmations,
    with_ministry_thresholds,
    with_provincial_thresholds,
)

FOLDER = Path(__file__).parent / "golden"

VERDICTS = {
    "Đạt": Verdict.MET,
    "Chưa đạt": Verdict.NOT_MET,
    "Không áp dụng": Verdict.NOT_APPLICABLE,
    "Chưa xác định": Verdict.UNDETERMINED,
}
BASES = {
    "tính": Basis.COMPUTED,
    "kết luận": Basis.CONCLUDED,
    "chấm thử": Basis.TRIAL,
    "đã quyết định": Basis.IMPORTED,
}
REASONS = {
    "chưa nhập": Reason.NO_VALUE,
    "chưa đủ": Reason.INCOMPLETE_VALUE,
    "mâu thuẫn": Reason.CONFLICTING_VALUES,
    "không hợp lệ": Reason.INVALID_VALUE,
    "mẫu số bằng 0": Reason.ZERO_DENOMINATOR,
    "chưa xác nhận": Reason.NOT_CONFIRMED,
    "chưa có mức": Reason.NO_THRESHOLD,
    "chưa phân loại": Reason.NOT_CLASSIFIED,
    "chưa rõ chuẩn": Reason.STANDARD_UNKNOWN,
    "chưa kết luận": Reason.CONCLUSION_MISSING,
    "dạng chưa chấm": Reason.KIND_NOT_SUPPORTED,
}
KEYS = {
    "ten", "bo", "ngay", "nam", "vung", "nhom", "dac_diem", "cham_thu", "xac_nhan", "muc_tinh", "muc_bo",
    "khong_kem_bo_goc", "rieng", "so_lieu", "mong_doi", "cau", "tieu_chi", "tong", "tu_choi", "why",
}  # fmt: skip
FACT_KEYS = {
    "chi_tieu", "so", "tu", "mau", "phan", "nam", "chuan", "chu", "ket_luan", "da_quyet_dinh",
    "van_ban", "ap_dung", "xep_loai",
}  # fmt: skip


@lru_cache(maxsize=1)
def scenarios() -> tuple[tuple[str, dict[str, Any]], ...]:
    """``(file: name, scenario)`` of every scenario, with the file's defaults filled in."""
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        book = yaml.safe_load(path.read_text(encoding="utf-8"))
        for item in book["kich_ban"]:
            found.append((f"{path.stem}: {item['ten']}", {**book["mac_dinh"], **item}))
    return tuple(found)


@lru_cache(maxsize=8)
def national_or_invented(set_id: str) -> SetVersion:
    path = FOLDER / "sets" / f"{set_id}.yaml"
    if path.exists():
        return from_dict(read_yaml(path.read_text(encoding="utf-8")))
    return load_set(set_id)


def version_of(item: dict[str, Any]) -> SetVersion:
    version = national_or_invented(item["bo"])
    if needed_bases(version) and item.get("khong_kem_bo_goc") != "co":
        version = with_bases(version, [national_or_invented(base) for base in needed_bases(version)])
    if item.get("xac_nhan"):
        version = with_confirmations(version, item["xac_nhan"])
    if item.get("muc_tinh"):
        version = with_provincial_thresholds(version, item["muc_tinh"], decision="55/QĐ-UBND")
    if item.get("muc_bo"):
        version = with_ministry_thresholds(version, item["muc_bo"], decision="77/QĐ-BYT")
    return version


def classification_of(item: dict[str, Any]) -> Classification:
    return Classification(item.get("vung"), item.get("nhom"), frozenset(item.get("dac_diem", ())))


def facts_from(item: dict[str, Any]) -> dict[str, tuple[Fact, ...]]:
    return facts_of((line["chi_tieu"], _fact(line)) for line in item["so_lieu"])


def _fact(line: dict[str, Any]) -> Fact:
    assert set(line) <= FACT_KEYS, f"unknown key in {line}"
    conclusion = None
    if "ket_luan" in line:
        conclusion = Conclusion(VERDICTS[line["ket_luan"]], line.get("van_ban", ""), Origin.DEPARTMENT)
    if "da_quyet_dinh" in line:
        conclusion = Conclusion(VERDICTS[line["da_quyet_dinh"]], line.get("van_ban", ""), Origin.IMPORTED)
    applicable = {"co": True, "khong": False}[line["ap_dung"]] if "ap_dung" in line else None
    return Fact(
        value=_number(line.get("so")),
        numerator=_number(line.get("tu")),
        denominator=_number(line.get("mau")),
        part=line.get("phan", ""),
        year=line.get("nam"),
        standard=line.get("chuan", ""),
        applicable=applicable,
        choice=Choice(line["chu"]) if "chu" in line else None,
        conclusion=conclusion,
        grade=line.get("xep_loai", ""),
    )


def _number(value: int | str | None) -> Decimal | None:
    return None if value is None else Decimal(str(value).replace(",", "."))


def check(item: dict[str, Any]) -> None:
    """Run one scenario; raises ``AssertionError`` where the engine and the hand differ."""
    assert set(item) <= KEYS, f"unknown keys: {set(item) - KEYS}"
    assert item["why"]
    version, classification, facts = version_of(item), classification_of(item), facts_from(item)
    on = item["ngay"]
    assert isinstance(on, date)
    how = {"as_of": on, "year": item.get("nam"), "trial": item.get("cham_thu") == "co"}
    if "tu_choi" in item:
        try:
            judge(version, facts, classification, **how)
        except Refused as refused:
            assert refused.code == "set_incomplete"
            assert item["tu_choi"] in refused.reason
            return
        raise AssertionError("the set should have refused")
    assert item["mong_doi"]
    if item.get("rieng") == "co":
        assert not {"tieu_chi", "tong"} & set(item)
        for code, expected in item["mong_doi"].items():
            one = judge_indicator(version, code, facts.get(code, ()), classification, **how)
            _same(code, one, expected)
            assert item.get("cau", {}).get(code, "") in one.sentence, one.sentence
        return
    whole = judge(version, facts, classification, **how)
    for code, expected in item["mong_doi"].items():
        one = whole.indicator(code)
        _same(code, one, expected)
        alone = judge_indicator(version, code, facts.get(code, ()), classification, **how)
        assert (alone.verdict, alone.basis, alone.reason) == (one.verdict, one.basis, one.reason)
        assert alone.sentence == one.sentence
    for code, text in item.get("cau", {}).items():
        assert text in whole.indicator(code).sentence, whole.indicator(code).sentence
    for number, expected in item.get("tieu_chi", {}).items():
        found = next(criterion for criterion in whole.criteria if criterion.number == number)
        verdict, _bar, basis = (part.strip() for part in expected.partition("|"))
        assert (found.verdict, found.basis) == (VERDICTS[verdict], BASES.get(basis)), (number, found)
    total = item.get("tong")
    if total:
        assert whole.met == total["dat"]
        assert whole.total == total["tren"]
        assert whole.qualifies is (total["du_dieu_kien"] == "co")
        assert whole.trial_met == total.get("dat_thu", total["dat"])


def _same(code: str, found: IndicatorVerdict, expected: str) -> None:
    verdict, _bar, ground = (part.strip() for part in expected.partition("|"))
    wanted = VERDICTS[verdict]
    if wanted is Verdict.UNDETERMINED:
        pair = (wanted, None, REASONS[ground])
    else:
        pair = (wanted, BASES[ground], None)
    assert (found.verdict, found.basis, found.reason) == pair, f"{code}: {found.sentence}"

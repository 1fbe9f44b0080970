"""Every kind of indicator of domain.md §4 made by page from nothing, and by table: the same row, the same verdicts."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from dieuphoi.core.exchange.services import import_apply, import_upload
from dieuphoi.core.exchange.writer import write_sheet
from dieuphoi.programme.criteria import selectors, services, sets
from dieuphoi.programme.criteria.engine.judging import judge_indicator
from dieuphoi.programme.criteria.facts import Classification, Conclusion, Fact
from dieuphoi.programme.criteria.kind_words import KIND_WORDS
from dieuphoi.programme.criteria.models import SetVersion
from dieuphoi.programme.criteria.sheets.rows import spec_of
from tests.support.world import World

At = Callable[[str], Client]


def n(value: str, part: str = "", year: int | None = None) -> Fact:
    return Fact(value=Decimal(value), part=part, year=year)


def of(numerator: int, denominator: int) -> Fact:
    return Fact(numerator=Decimal(numerator), denominator=Decimal(denominator))


def said(verdict: str, part: str = "") -> Fact:
    from dieuphoi.programme.criteria.engine.verdicts import Verdict

    return Fact(conclusion=Conclusion(Verdict(verdict), "Công văn 1"), part=part)


@dataclass(frozen=True)
class Made:
    """One kind: unit, sign and threshold as they are typed, figures that meet it and figures that do not."""

    unit: str
    sign: str
    cell: str
    good: tuple[Fact, ...]
    bad: tuple[Fact, ...]


_YES, _NO = (said("MET"),), (said("NOT_MET"),)
_LIST = "ít nhất 2 trong: giao thông; y tế; văn hóa | bắt buộc: y tế"
_TWO = (said("MET", "giao thông"), said("MET", "y tế"), said("NOT_MET", "văn hóa"))
_WITHOUT = (said("MET", "giao thông"), said("NOT_MET", "y tế"), said("MET", "văn hóa"))
_SHARE = "ít nhất 70% nội dung\nbắt buộc: y tế"
_GRADE = "từ Khá | thang: Yếu; Trung bình; Khá; Tốt"
_TIMES = "1,5 lần thu nhập lúc được công nhận"
KINDS = {
    "pass_fail": Made("", "is", "Đạt", _YES, _NO),
    "pass_fail_external_set": Made("", "is", "Đạt", _YES, _NO),
    "pass_fail_ministry_detail": Made("", "is", "Theo hướng dẫn của Bộ Giáo dục và Đào tạo", _YES, _NO),
    "pass_fail_alternative": Made("", "is", "Đạt", _YES, _NO),
    "absence": Made("hộ", "is", "Không", (n("0"),), (n("1"),)),
    "presence": Made("hợp tác xã", "is", "Có", (n("1"),), (n("0"),)),
    "absence_with_exclusions": Made("hộ", "is", "Không", (n("3"), n("3", "ngoại lệ")), (n("3"), n("2", "ngoại lệ"))),
    "percent": Made("%", ">=", "62,5", (n("62.5"),), (n("62.4"),)),
    "money": Made("triệu đồng", ">=", "2026: 50; 2027: 53", (n("50", year=2026),), (n("49.9", year=2026),)),
    "area_per_capita": Made("m2/người", ">=", "2", (n("2"),), (n("1.9"),)),
    "count": Made("cái", ">=", "3", (n("3"),), (n("2"),)),
    "quantity": Made("km", "<=", "4", (n("4"),), (n("4.1"),)),
    "province_set": Made("%", ">=", "80", (n("80"),), (n("79"),)),
    "ministry_set": Made("%", ">=", "80", (n("80"),), (n("79"),)),
    "count_per_village": Made("đội", ">=", "1", (of(5, 5),), (of(4, 5),)),
    "ratio_to_province_average": Made(
        "lần", ">=", "1,4", (n("14"), n("10", "bình quân của tỉnh")), (n("13"), n("10", "bình quân của tỉnh"))
    ),
    "relative_to_own_past": Made(
        "lần", ">=", _TIMES, (n("60"), n("40", "mốc so sánh")), (n("59"), n("40", "mốc so sánh"))
    ),
    "growth_rate": Made("%", ">=", "8", (n("108", "năm nay"), n("100", "năm trước")), (n("7.9"),)),
    "percent_by_sex": Made("%", ">=", "90", (n("90", "nam"), n("90", "nữ")), (n("99", "nam"), n("89", "nữ"))),
    "composite": Made(
        "%", ">=", "nước hợp vệ sinh >= 95; nước sạch >= 60",
        (n("95", "nước hợp vệ sinh"), n("60", "nước sạch")), (n("99", "nước hợp vệ sinh"), n("59", "nước sạch")),
    ),
    "conditional_composite": Made(
        "%", ">=",
        "nếu số trường > 3: csvc_toi_thieu >= 100; csvc_muc_1 >= 70\nnếu số trường <= 3: csvc_toi_thieu >= 100; "
        "csvc_muc_1 >= 50",
        (n("3", "so_truong"), n("100", "csvc_toi_thieu"), n("50", "csvc_muc_1")),
        (n("4", "so_truong"), n("100", "csvc_toi_thieu"), n("50", "csvc_muc_1")),
    ),
    "relative_to_set": Made("triệu đồng", ">=", "1,1 lần bo-mau#1.goc", (n("55"),), (n("54"),)),
    "relative_money": Made("triệu đồng", ">=", "1,1 lần bo-mau#1.goc", (n("55"),), (n("54"),)),
    "at_least_of": Made("", ">=", _LIST, _TWO, _WITHOUT),
    "one_of": Made("", "is", "ít nhất 1 trong: hợp tác xã; tổ hợp tác", (said("MET", "tổ hợp tác"),),
                   (said("NOT_MET", "tổ hợp tác"), said("NOT_MET", "hợp tác xã"))),
    "choice_at_least_n": Made("", ">=", _LIST, _TWO, _WITHOUT),
    "share_with_mandatory": Made("%", ">=", _SHARE, (of(7, 10), said("MET", "y tế")), (of(6, 10), said("MET", "y tế"))),
    "conditional_percent_with_mandatory": Made(
        "%", ">=", _SHARE, (of(7, 10), said("MET", "y tế")), (of(7, 10), said("NOT_MET", "y tế"))
    ),
    "graded": Made("", ">=", _GRADE + " | điểm: Trung bình 50; Khá 65; Tốt 80", (n("65"),), (n("64.9"),)),
    "rank_at_least": Made("", ">=", _GRADE, (Fact(grade="Tốt"),), (Fact(grade="Trung bình"),)),
    "external_score": Made(
        "điểm", ">=", "80/100 điểm | bộ: Bộ tiêu chí y tế xã | nhóm: nhân lực 10/20; còn lại /80",
        (n("10", "nhân lực"), n("70", "còn lại")), (n("9", "nhân lực"), n("80", "còn lại")),
    ),
    "absence_in_window": Made("vụ", "is", "2 năm trước năm xét", (n("0", year=2024), n("0", year=2025)),
                              (n("0", year=2024), n("1", year=2025))),
    "number_in_window": Made("vụ", "<=", "2 năm tính cả năm xét: 5", (n("5", year=2025), n("0", year=2026)),
                             (n("6", year=2025), n("0", year=2026))),
}  # fmt: skip


def in_field(page: str) -> str:
    """What stands in the field of the threshold."""
    found = re.search(r'<textarea name="t-all"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert found is not None
    return html.unescape(found[1]).strip()


def test_the_list_names_every_kind() -> None:
    assert set(KINDS) == set(KIND_WORDS)


@pytest.fixture
def drafts(world: World) -> tuple[SetVersion, SetVersion]:
    """Two bare drafts: one to be written by page, one by table."""
    found = []
    for code in ("bo-trang", "bo-bang"):
        draft = services.draft_start(
            actor=world.actor("lan"), base_id=None, relation="", now=world.now,
            head=services.Head("dự thảo", effective_from=date(2026, 1, 1)),
            family=services.NewSet(code, f"Bộ thử {code}", "commune", "basic", "", None),
        )  # fmt: skip
        services.criterion_save(
            actor=world.actor("lan"), version_id=draft.pk, number=1, name="Thử", group="", source="", now=world.now
        )
        found.append(SetVersion.objects.get(pk=draft.pk))
    return found[0], found[1]


def typed(kind: str, made: Made) -> dict[str, Any]:
    return {"criterion": 1, "code": f"1.{kind}", "name": f"Dòng {kind}", "unit": made.unit, "kind": kind,
            "comparator": made.sign, "t-all": made.cell, "source": "https://vi-du.vn/quyet-dinh"}  # fmt: skip


def test_each_kind_is_made_by_page_and_by_table_and_judges_the_same(
    world: World, at: At, drafts: tuple[SetVersion, SetVersion]
) -> None:
    by_page, by_table = drafts
    office = at("lan")
    for kind, made in KINDS.items():
        answer = office.post(f"/criteria/{by_page.pk}/rows/new/", typed(kind, made))
        assert answer.status_code == 302, (kind, answer.content.decode()[:3000])
    lines = [{**typed(kind, made), "line": at_} for at_, (kind, made) in enumerate(KINDS.items(), start=1)]
    spec = spec_of(selectors.engine_set(by_table.pk))
    run = import_upload(
        actor=world.actor("lan"), kind="criteria-rows", target={"version": by_table.pk}, name="bang.xlsx",
        data=write_sheet(spec, lines, now=world.now), now=world.now,
    )  # fmt: skip
    assert run.errors == []
    import_apply(actor=world.actor("lan"), run_id=run.pk, now=world.now)
    base = sets.from_dict(
        {"set": {"id": "bo-mau", "name": "Bộ mẫu", "level": "commune", "tier": "basic", "decision": {"number": "1"},
                 "counts": {"criteria": 1, "indicators": 1}},
         "criteria": [{"number": 1, "name": "Thu nhập", "indicators": [
             {"code": "1.goc", "name": "Thu nhập", "unit": "triệu đồng", "kind": "money", "comparator": ">=",
              "thresholds": {"all": 50}, "source": "https://vi-du.vn"}]}]}
    )  # fmt: skip
    page, table = (sets.with_bases(selectors.engine_set(each.pk), [base]) for each in drafts)
    wrong = []
    for kind, made in KINDS.items():
        code = f"1.{kind}"
        if page.indicator(code) != table.indicator(code):
            wrong.append(f"{kind}: the rows differ")
        for version, how in ((page, "page"), (table, "table")):
            for facts, wanted in ((made.good, "MET"), (made.bad, "NOT_MET")):
                found = judge_indicator(
                    version, code, facts, Classification(), as_of=date(2026, 12, 31), year=2026
                )
                if found.verdict.value != wanted:
                    wrong.append(f"{kind} by {how}: {wanted} became {found.verdict} {found.reason}: {found.sentence}")
    assert wrong == []


def test_a_row_opens_as_it_was_typed(world: World, at: At, drafts: tuple[SetVersion, SetVersion]) -> None:
    """The editor shows every kind in the words it takes, never in the data's own notation, and saves it unchanged."""
    by_page, _other = drafts
    office = at("lan")
    for kind, made in KINDS.items():
        office.post(f"/criteria/{by_page.pk}/rows/new/", typed(kind, made))
    before = {row.code: row.raw for row in by_page.indicators.all()}
    for row in by_page.indicators.all():
        page = office.get(f"/criteria/rows/{row.pk}/edit/").content.decode()
        cell = in_field(page)
        assert cell
        assert not cell.startswith("{"), row.code
        again = {**typed(row.kind, KINDS[row.kind]), "t-all": cell}
        answer = office.post(f"/criteria/rows/{row.pk}/edit/", again)
        assert answer.status_code == 302, row.code
    assert {row.code: row.raw for row in by_page.indicators.all()} == before


@pytest.mark.parametrize(
    ("kind", "sign", "cell", "told"),
    [
        ("graded", ">=", "Khá", "không hợp với dạng"),
        ("graded", ">=", "từ Giỏi | thang: Yếu; Khá", "không có “Giỏi”"),
        ("percent", ">=", "nước sạch >= 65; tập trung >= 35", "không hợp với dạng"),
        ("at_least_of", ">=", "ít nhất 4 trong: a; b", "không thể cần đến 4"),
        ("conditional_composite", ">=", "nếu xã to: a >= 5", "nếu số trường > 3"),
        ("conditional_composite", ">=", "nếu so_truong > 3: a <= 5", "không khớp"),
        ("external_score", ">=", "120/100 điểm", "lớn hơn điểm tối đa"),
        ("relative_to_set", ">=", "1,5 lần bộ kia", "mã bộ#mã dòng"),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(
    at: At, drafts: tuple[SetVersion, SetVersion], kind: str, sign: str, cell: str, told: str
) -> None:
    made = Made("%", sign, cell, (), ())
    answer = at("lan").post(f"/criteria/{drafts[0].pk}/rows/new/", typed(kind, made))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert in_field(page) == cell, "what was typed stays"
    beside = re.search(r'id="id_t-all_error"[^>]*>(.*?)</p>', page, re.DOTALL)
    assert beside is not None
    assert told in html.unescape(beside[1])

"""Writing sets on pages: who may, what is refused, what a page shows afterwards; comparing, topics, questions."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook  # type: ignore[import-untyped]

from dieuphoi.programme.criteria.models import (
    Answer,
    CriteriaCountBand,
    Guidance,
    Indicator,
    IndicatorOwner,
    Question,
    SetVersion,
)
from tests.programme.criteria.pages.conftest import row_of, version_of
from tests.support.matrix import PDF
from tests.support.world import World

At = Callable[[str], Client]
C2010, C2016, C2026 = "ntm-xa-2010-2015", "ntm-xa-2016-2020", "ntm-xa-2026-2030"
HEAD = {"decision_number": "60/2026/QĐ-TTg", "effective_from": "01/07/2026", "change_note": "Sửa 1.1"}


def begin(at: At, code: str = C2016) -> SetVersion:
    base = version_of(code)
    answer = at("lan").post(f"/criteria/{base.pk}/amend/", HEAD | {"effective_from": "01/07/2031"})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return SetVersion.objects.order_by("-pk")[0]


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


# ------------------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize("who", ["thu", "tuan", "phong", "quantri"])
def test_others_neither_write_nor_see_a_draft(at: At, who: str) -> None:
    base = version_of(C2016)
    assert at(who).get(f"/criteria/{base.pk}/amend/").status_code == 403
    assert at(who).get("/criteria/new/").status_code == 403
    draft = begin(at)
    row = draft.indicators.first()
    assert row is not None
    client = at(who)
    for address in (
        f"/criteria/{draft.pk}/", f"/criteria/{draft.pk}/print/", f"/criteria/{draft.pk}/head/",
        f"/criteria/{draft.pk}/publish/", f"/criteria/{draft.pk}/rows/new/", f"/criteria/rows/{row.pk}/",
        f"/criteria/rows/{row.pk}/edit/", f"/criteria/{draft.pk}/provincial/",
    ):  # fmt: skip
        assert client.get(address).status_code == 404, address
    assert "60/2026/QĐ-TTg" not in page_of(client, "/criteria/")
    assert "60/2026/QĐ-TTg" not in page_of(client, "/criteria/compare/")
    assert client.get(f"/criteria/compare/?a={base.pk}&b={draft.pk}").status_code == 400
    assert "60/2026/QĐ-TTg" in page_of(at("lan"), "/criteria/")


def test_what_was_typed_stays_when_it_is_refused(at: At) -> None:
    base = version_of(C2016)
    answer = at("lan").post(f"/criteria/{base.pk}/amend/", {"decision_number": "61/2026", "effective_from": "1/1/2001"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Hãy ghi sửa đổi này thay đổi những gì." in page
    assert "Ngày hiệu lực phải sau ngày 01/12/2016" in page
    assert 'value="61/2026"' in page


def test_a_published_row_offers_no_edit_and_its_address_says_why(at: At) -> None:
    row = row_of(C2016, "1.1")
    assert f"/criteria/rows/{row.pk}/edit/" not in page_of(at("lan"), f"/criteria/rows/{row.pk}/")
    answer = at("lan").get(f"/criteria/rows/{row.pk}/edit/")
    assert answer.status_code == 409
    assert at("lan").post(f"/criteria/rows/{row.pk}/remove/").status_code == 409
    assert Indicator.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("who", ["tuan", "phong", "quantri"])
def test_only_the_owner_department_and_the_office_guide_and_answer(world: World, at: At, who: str) -> None:
    row = Indicator.objects.get(pk=world.indicators["2.1"])
    assert at(who).post(f"/criteria/rows/{row.pk}/guide/", {"text": "x", "source": "y"}).status_code == 403
    at("tuan").post(f"/criteria/rows/{row.pk}/ask/", {"text": "Đường nội đồng có tính không?"})
    question = Question.objects.get()
    assert at(who).post(f"/criteria/questions/{question.pk}/answer/", {"text": "Có"}).status_code == 403
    assert not Answer.objects.exists()
    assert not Guidance.objects.exists()


@pytest.mark.parametrize("who", ["phong", "quantri"])
def test_who_does_not_work_with_indicators_asks_nothing(world: World, at: At, who: str) -> None:
    row = Indicator.objects.get(pk=world.indicators["2.1"])
    assert at(who).post(f"/criteria/rows/{row.pk}/ask/", {"text": "Hỏi"}).status_code == 403


# ------------------------------------------------------------------------------------------------- writing


def test_a_draft_is_written_consulted_published_and_says_what_changed(at: At) -> None:
    draft = begin(at)
    lan, base = at("lan"), version_of(C2016)
    row = draft.indicators.get(code="2.2")
    page = page_of(lan, f"/criteria/rows/{row.pk}/edit/")
    assert "Mức đạt – Bắc Trung Bộ" in page
    typed = {
        "criterion": "2", "code": "2.2", "name": "Tên mới của 2.2", "unit": "%", "kind": "percent", "comparator": ">=",
        "t-all": "82,5", "source": "60/2026/QĐ-TTg, trang 4",
    }  # fmt: skip
    assert lan.post(f"/criteria/rows/{row.pk}/edit/", typed | {"t-all": "8,2,5"}).status_code == 422
    assert lan.post(f"/criteria/rows/{row.pk}/edit/", typed).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.raw["thresholds"]) == ("Tên mới của 2.2", {"all": "82.5"})
    new = typed | {"code": "2.9", "name": "Chỉ tiêu thêm"}
    assert lan.post(f"/criteria/{draft.pk}/rows/new/", new).status_code == 302
    gone = draft.indicators.get(code="1.2")
    assert lan.post(f"/criteria/rows/{gone.pk}/remove/").status_code == 302
    assert "Sửa 1.1" in page_of(lan, f"/criteria/{draft.pk}/")
    compared = page_of(lan, f"/criteria/compare/?a={base.pk}&b={draft.pk}&only=on")
    for words in ("Tên mới của 2.2", "82,5 %", "Chỉ tiêu thêm", gone.name):
        assert words in compared, words
    assert "giữ nguyên</span></td>" not in compared
    assert at("thu").get(f"/criteria/{draft.pk}/").status_code == 404
    assert lan.post(f"/criteria/{draft.pk}/consult/").status_code == 302
    assert at("thu").get(f"/criteria/{draft.pk}/").status_code == 200
    assert lan.post(f"/criteria/{draft.pk}/publish/").status_code == 403
    assert at("hanh").post(f"/criteria/{draft.pk}/publish/").status_code == 302
    draft.refresh_from_db()
    assert draft.state == "published"
    assert at("hanh").post(f"/criteria/{draft.pk}/retire/").status_code == 422
    assert at("hanh").post(f"/criteria/{draft.pk}/retire/", {"reason": "Thay bằng bộ mới"}).status_code == 302


def test_a_new_set_begins_bare_and_takes_criteria_and_rows(at: At) -> None:
    lan = at("lan")
    typed = HEAD | {
        "code": "son-ha-thon-2026", "name": "Bộ tiêu chí thôn (giả định)", "level": "commune", "tier": "basic",
        "dimension": "commune_group3",
    }  # fmt: skip
    assert lan.post("/criteria/new/", typed | {"code": "Có Dấu"}).status_code == 422
    assert lan.post("/criteria/new/", typed).status_code == 302
    draft = SetVersion.objects.get(set__code="son-ha-thon-2026")
    assert lan.post(f"/criteria/{draft.pk}/criteria/new/", {"number": "1", "name": "Nhà ở"}).status_code == 302
    row = {"criterion": "1", "name": "Nhà tạm", "kind": "absence", "comparator": "is", "t-nhom_1": "Không"}
    assert lan.post(f"/criteria/{draft.pk}/rows/new/", row).status_code == 302
    assert draft.indicators.get().raw["thresholds"] == {"nhom_1": "Không"}
    page = page_of(lan, f"/criteria/{draft.pk}/")
    assert "Nhà tạm" in page
    head = HEAD | {"name": "Tên khác", "expected_criteria": "1", "expected_indicators": "1"}
    assert lan.post(f"/criteria/{draft.pk}/head/", head).status_code == 302
    draft.refresh_from_db()
    assert (draft.set.name, draft.expected_indicators) == ("Tên khác", 1)


def test_owners_are_named_for_ticked_rows_from_a_day_on(world: World, at: At) -> None:
    """S2-17, S2-29, S2-39: the department that answers for a row, from a day on."""
    version = version_of(C2016)
    lan = at("lan")
    page = page_of(lan, f"/criteria/{version.pk}/owners/")
    assert "chưa giao" in page
    assert "49 dòng" in page_of(lan, f"/criteria/{version.pk}/?owned=false").replace("\n", " ")
    typed = {"org": world.orgs["SNN"], "start": "01/04/2026", "decision": "5/QĐ-VPĐP", "rows": ["2.1", "2.2"]}
    assert lan.post(f"/criteria/{version.pk}/owners/", typed | {"rows": ["99"]}).status_code == 422
    assert lan.post(f"/criteria/{version.pk}/owners/", typed).status_code == 302
    owners = IndicatorOwner.objects.filter(indicator__version=version)
    assert {(each.indicator.code, each.decision) for each in owners} == {("2.1", "5/QĐ-VPĐP"), ("2.2", "5/QĐ-VPĐP")}
    other = typed | {"org": world.orgs["SXD"], "rows": ["2.1"]}
    answer = lan.post(f"/criteria/{version.pk}/owners/", other)
    assert answer.status_code == 422, "it was given to another from that very day"
    assert "hãy chọn ngày sau đó" in answer.content.decode()
    assert "47 dòng" in page_of(lan, f"/criteria/{version.pk}/?owned=false&as_of=01/05/2026")


def test_bands_are_data_of_the_set_and_cover_every_number(at: At) -> None:
    """S1-15: the limits of the groups are data of a set, not of the program."""
    version = version_of(C2026)
    lan = at("lan")
    assert "Từ 5 đến 9 tiêu chí" in page_of(lan, f"/criteria/{version.pk}/")
    typed = {"start": "01/06/2026", "decision": "Công văn 7/VPĐP", "groups": "0-6 Dưới 7\n8- Từ 7"}
    answer = lan.post(f"/criteria/{version.pk}/bands/", typed)
    assert answer.status_code == 422
    assert "Không nhóm nào có xã đạt 7 tiêu chí." in answer.content.decode()
    whole = typed | {"groups": "0-6 Dưới 7\n7- Từ 7"}
    assert lan.post(f"/criteria/{version.pk}/bands/", typed | {"groups": "ít\n7- Từ 7"}).status_code == 422
    assert at("thu").post(f"/criteria/{version.pk}/bands/", whole).status_code == 403
    assert lan.post(f"/criteria/{version.pk}/bands/", whole).status_code == 302
    bands = CriteriaCountBand.objects.filter(set=version.set).order_by("valid", "least")
    assert [(band.name, band.valid.upper is None) for band in bands] == [
        ("Dưới 5 tiêu chí", False), ("Từ 5 đến 9 tiêu chí", False), ("Đủ 10 tiêu chí", False),
        ("Dưới 7", True), ("Từ 7", True),
    ]  # fmt: skip


def test_a_province_writes_its_threshold_on_a_page(world: World, at: At) -> None:
    version = version_of(C2016)
    address = f"/criteria/{version.pk}/provincial/"
    assert "tỉnh chưa quy định" in page_of(at("tuan"), address)
    typed = {"code": "2.1", "column": "all", "value": "80", "start": "01/06/2017", "decision_number": "12/2017/QĐ-UBND"}
    province = world.units["tinh"]
    assert at("tuan").post(f"{address}set/?province={province}", typed).status_code == 403
    assert at("lan").post(f"{address}set/?province={province}", typed | {"value": ""}).status_code == 422
    assert at("lan").post(f"{address}set/?province={province}", typed).status_code == 302
    page = page_of(at("tuan"), f"{address}?province={province}")
    assert "≥ 80 %" in page
    assert "12/2017/QĐ-UBND" in page
    assert at("lan").get(f"{address}?province=99999999").status_code == 404


def test_the_office_writes_what_a_ministry_decided_on_a_page(at: At) -> None:
    version = SetVersion.objects.filter(set__code="ntm-xa-2021-2025").earliest("number")
    address = f"/criteria/{version.pk}/ministry/"
    assert address in page_of(at("tuan"), f"/criteria/{version.pk}/")
    assert "chưa ghi mức của bộ, ngành" in page_of(at("tuan"), address)
    typed = {"code": "14.1", "column": "all", "value": "Đạt", "start": "01/06/2022", "decision_number": "1491/QĐ-BGDĐT",
             "issuer": "Bộ Giáo dục và Đào tạo"}  # fmt: skip
    assert at("tuan").post(f"{address}set/", typed).status_code == 403
    refused = at("lan").post(f"{address}set/", typed | {"issuer": ""})
    assert refused.status_code == 422
    assert "1491/QĐ-BGDĐT" in refused.content.decode(), "what was typed stays"
    assert at("lan").post(f"{address}set/", typed).status_code == 302
    page = page_of(at("tuan"), address)
    assert "Bộ Giáo dục và Đào tạo, 1491/QĐ-BGDĐT" in page


def test_a_question_is_asked_answered_and_read_by_everybody(world: World, at: At) -> None:
    """S2-38."""
    row = Indicator.objects.get(pk=world.indicators["2.1"])
    asked = at("tuan").post(f"/criteria/rows/{row.pk}/ask/", {"text": "Đường nội đồng có tính không?"})
    assert asked.status_code == 302
    question = Question.objects.get()
    assert at("thu").get(f"/criteria/questions/{question.pk}/answer/").status_code == 403, "another department"
    typed = {"text": "Không: chỉ tính đường xã.", "source": "Công văn 12/SGTVT"}
    assert at("hai").post(f"/criteria/questions/{question.pk}/answer/", typed).status_code == 302
    page = page_of(at("vy"), f"/criteria/questions/{question.pk}/")
    assert "Không: chỉ tính đường xã." in page
    assert "Công văn 12/SGTVT" in page
    assert "Đường nội đồng" in page_of(at("vy"), "/criteria/questions/?answered=true")
    assert "Đường nội đồng" not in page_of(at("vy"), "/criteria/questions/?answered=false")
    assert "1 trả lời" in page_of(at("vy"), f"/criteria/rows/{row.pk}/")


def test_guidance_stands_with_its_file_and_a_newer_text_before_it(world: World, at: At) -> None:
    """S2-38, S0-12 (guidance with its file, the newer text before the older one)."""
    row = Indicator.objects.get(pk=world.indicators["2.1"])
    first = {"text": "Cứng hóa là bê tông hoặc nhựa.", "source": "Công văn 1/SXD",
             "file": SimpleUploadedFile("hướng dẫn.pdf", PDF, content_type="application/pdf")}  # fmt: skip
    assert at("lan").post(f"/criteria/rows/{row.pk}/guide/", first).status_code == 302
    second = {"text": "Gồm cả đá dăm láng nhựa.", "source": "Công văn 2/SXD"}
    assert at("lan").post(f"/criteria/rows/{row.pk}/guide/", second).status_code == 302
    page = page_of(at("tuan"), f"/criteria/rows/{row.pk}/")
    assert page.index("đá dăm láng nhựa") < page.index("bê tông hoặc nhựa")
    [file] = Guidance.objects.get(text__startswith="Cứng").files.all()
    answer = at("tuan").get(reverse("criteria:guidance_file", args=[file.pk]))
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert Client().get(reverse("criteria:guidance_file", args=[file.pk])).status_code == 302


# ------------------------------------------------------------------------------------------------- reading


def test_two_sets_meet_by_topic_and_never_by_number(at: At) -> None:
    """S2-25: 18 is the political system in one set and the living environment in the other."""
    basic, advanced = version_of("ntm-xa-2021-2025"), version_of("ntm-xa-nang-cao-2021-2025")
    page = page_of(at("tuan"), f"/criteria/compare/?a={basic.pk}&b={advanced.pk}")
    assert "mã không nói lên điều gì" in page
    assert "18. Hệ thống chính trị; 18." not in page
    head = page.partition("Hệ thống chính trị")[2]
    assert "18. Chất lượng môi trường sống" not in head.partition("</tr>")[0]
    export = at("tuan").get(f"/criteria/compare/?a={basic.pk}&b={advanced.pk}&only=on&export=xlsx")
    sheet = load_workbook(io.BytesIO(export.content)).worksheets[0]
    kinds = {row[1].value for row in sheet.iter_rows()}
    assert {"thêm", "bỏ"} <= kinds
    assert "giữ nguyên" not in kinds


@pytest.mark.parametrize("query", ["a=1", "a=x&b=y", "a=999999&b=999998", "mau=do"])
def test_a_comparison_that_cannot_be_read_says_so(at: At, query: str) -> None:
    assert at("lan").get(f"/criteria/compare/?{query}").status_code == 400


def test_a_topic_leads_through_the_sets_with_the_time_each_was_in_force(at: At) -> None:
    client = at("tuan")
    table = page_of(client, "/criteria/topics/")
    assert "Thủy lợi, phòng chống thiên tai" in table
    page = page_of(client, "/criteria/topics/y-te/") if "/criteria/topics/y-te/" in table else ""
    assert page, "the topic of health is there"
    assert "15. Y tế" in page
    assert "14. Y tế" in page, "the same topic under another number in the advanced set"
    assert "16/04/2009 – 19/02/2013" in page
    assert client.get("/criteria/topics/khong-co/").status_code == 404


def test_the_documents_of_the_programme_narrow_by_kind_and_words(at: At) -> None:
    client = at("tuan")
    everything = page_of(client, "/criteria/documents/")
    assert "87 văn bản" in everything, "58 in the timeline, 29 of provinces"
    amendments = page_of(client, "/criteria/documents/?kind=amendment")
    assert "342/QĐ-TTg" in amendments
    assert "Hòa Bình" not in amendments
    assert "816/QĐ-UBND" in page_of(client, "/criteria/documents/?kind=provincial&q=hoa binh")
    assert client.get("/criteria/documents/?kind=khong-co").status_code == 400


def test_a_print_has_no_menu_and_every_row(at: At) -> None:
    page = page_of(at("tuan"), f"/criteria/{version_of(C2016).pk}/print/")
    assert 'id="nav"' not in page
    table = page.partition("<table")[2].partition("</table>")[0]
    assert table.count('<th scope="row">') == 49


def test_a_set_that_leaves_nothing_to_others_says_so(world: World, at: At) -> None:
    words = at("lan").get(f"/criteria/{world.version_id}/ministry/").content.decode()
    assert "Bộ này không để bộ, ngành quy định dòng nào" in words
    words = at("lan").get(f"/criteria/{world.version_id}/provincial/").content.decode()
    assert "Bộ này không để tỉnh quy định dòng nào" in words

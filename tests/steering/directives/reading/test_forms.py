"""How agencies, groups and deadlines are written in the post of provinces, each form in a sentence of its own."""

from __future__ import annotations

from datetime import date

import pytest

from dieuphoi.core.kernel.workdays import WorkCalendar
from dieuphoi.steering.directives.reading import Agency, AgencyBook, AgencyName, Duty, PlaceBook, Reading, read_text

DAY = date(2026, 8, 12)
"""A Wednesday."""
MERGED = date(2025, 3, 1)
FARMING, FINANCE, TRADE, SCIENCE, OFFICE, CULTURE, POLICE, FARMING_BEFORE, PARTY_OFFICE, JUSTICE = range(1, 11)


def _agency(pk: int, name: str, short: str = "", **days: date | None) -> Agency:
    start, end = days.get("start"), days.get("end")
    return Agency(pk, "DEPARTMENT", "PROVINCE", (AgencyName(name, short, start, end),), start, end)


BOOK = AgencyBook([
    _agency(FARMING, "Sở Nông nghiệp và Môi trường", "Sở NN&MT", start=MERGED),
    _agency(FINANCE, "Sở Tài chính"),
    _agency(TRADE, "Sở Công Thương"),
    _agency(SCIENCE, "Sở Khoa học và Công nghệ"),
    _agency(OFFICE, "Văn phòng Điều phối nông thôn mới tỉnh"),
    _agency(CULTURE, "Sở Văn hóa, Thể thao và Du lịch"),
    _agency(POLICE, "Công an tỉnh"),
    _agency(FARMING_BEFORE, "Sở Nông nghiệp và Phát triển nông thôn", end=MERGED),
    _agency(PARTY_OFFICE, "Văn phòng Tỉnh ủy"),
    _agency(JUSTICE, "Sở Tư pháp"),
])  # fmt: skip


def reading_of(*lines: str, on: date = DAY, book: AgencyBook = BOOK) -> Reading:
    text = "\n".join(("Chủ tịch UBND tỉnh yêu cầu:", *lines))
    return read_text(text, on=on, registry=book, places=PlaceBook(), calendar=WorkCalendar())


def one(line: str, *, on: date = DAY) -> Duty:
    (duty,) = reading_of(line, on=on).duties
    return duty


def who(duty: Duty) -> list[str]:
    return [each.words for each in duty.addressees]


# ---- initials after the verb, and as the subject


@pytest.mark.parametrize(("line", "words", "org"), [
    ("1. Giao SCT chủ trì xây dựng kế hoạch phát triển chợ.", "SCT", TRADE),
    ("1. Giao SNN phối hợp với các xã rà soát tiêu chí 13.", "SNN", FARMING),
    ("1. Giao SNNMT chủ trì rà soát các xã.", "SNNMT", FARMING),
    ("1. STC cân đối, bố trí vốn.", "STC", FINANCE),
    ("- Sở CT khảo sát chợ nông thôn.", "Sở CT", TRADE),
    ("- Sở TP thẩm định dự thảo Quyết định.", "Sở TP", JUSTICE),
    ("- Sở NN&MT tổng hợp kết quả.", "Sở NN&MT", FARMING),
    ("- Sở NNMT tổng hợp kết quả.", "Sở NNMT", FARMING),
    ("- Sở NN và MT tổng hợp kết quả.", "Sở NN và MT", FARMING),
    ("- Sở TC bố trí vốn.", "Sở TC", FINANCE),
    ("- Sở KH&CN hướng dẫn các xã.", "Sở KH&CN", SCIENCE),
    ("- Sở VHTTDL tổ chức hội thi.", "Sở VHTTDL", CULTURE),
    ("- Sở VH,TT&DL tổ chức hội thi.", "Sở VH,TT&DL", CULTURE),
    ("- VP ĐP NTM tỉnh tham mưu văn bản.", "VP ĐP NTM tỉnh", OFFICE),
    ("- VPĐP: tổng hợp báo cáo.", "VPĐP", OFFICE),
    ("- CA tỉnh chỉ đạo bảo đảm an ninh.", "CA tỉnh", POLICE),
    ("- VPTU theo dõi, đôn đốc việc thực hiện.", "VPTU", PARTY_OFFICE),
    ("- Đ/c Giám đốc Sở CT chỉ đạo rà soát quy hoạch chợ.", "Đ/c Giám đốc Sở CT", TRADE),
])  # fmt: skip
def test_a_body_that_is_named_by_its_initials_is_found(line: str, words: str, org: int) -> None:
    lead = one(line).lead
    assert lead is not None
    assert (lead.words, lead.org_id) == (words, org)


def test_initials_mean_the_body_of_the_documents_day() -> None:
    before = one("1. Giao SNN phối hợp với các xã rà soát tiêu chí 13.", on=date(2024, 5, 6)).lead
    assert before is not None
    assert before.org_id == FARMING_BEFORE


def test_initials_that_nobody_has_give_the_duty_and_say_what_to_do() -> None:
    found = reading_of("1. Giao XYZ chủ trì xây dựng kế hoạch, hoàn thành trước ngày 30/9/2026.")
    (duty,) = found.duties
    assert (who(duty), duty.lead and duty.lead.org_id) == (["XYZ"], None)
    (warning,) = (each.words for each in found.warnings if each.code == "unknown-agency")
    assert "“XYZ”" in warning
    assert "Hãy chọn cơ quan chủ trì" in warning


def test_an_order_of_which_no_duty_is_made_is_told() -> None:
    found = reading_of("1. Giao Ngọc Lan mấy chuyện lặt vặt kia.")
    assert not found.duties
    assert [(each.code, each.words) for each in found.warnings] == [(
        "no-addressee",
        "“Giao Ngọc Lan mấy chuyện lặt vặt kia”: câu giao việc mà chưa nhận ra ai làm gì."
        " Hãy tự thêm nhiệm vụ từ câu này.",
    )]  # fmt: skip


def test_initials_of_two_bodies_give_the_duty_and_name_both() -> None:
    book = AgencyBook([_agency(1, "Sở Du lịch"), _agency(2, "Sở Đo lường")])
    found = reading_of("1. Giao SDL chủ trì xây dựng kế hoạch.", book=book)
    (duty,) = found.duties
    assert duty.lead is not None
    assert duty.lead.org_id is None
    (warning,) = (each.words for each in found.warnings if each.code == "ambiguous-agency")
    assert "“SDL”" in warning
    assert "Sở Du lịch, Sở Đo lường" in warning


def test_initials_that_are_no_body_are_asked_for_nothing() -> None:
    lines = "16. GTNT: cứng hóa 5 km đường.", "17. OCOP: phấn đấu 5 sản phẩm.", "SINH KẾ NÔNG THÔN"
    assert not reading_of(*lines).duties


def test_bodies_in_a_row_are_each_found() -> None:
    duty = one("1. Giao SKHCN, STC phối hợp với SNNMT, VPĐP NTM tỉnh chuẩn bị báo cáo.")
    assert who(duty) == ["SKHCN", "STC"]
    assert [each.org_id for each in duty.coordinating] == [FARMING, OFFICE]
    assert who(one("- Các sở: CT, TC, KH&CN báo cáo kết quả.")) == ["Sở CT", "Sở TC", "Sở KH&CN"]
    assert who(one("- Sở CT, TC, KH&CN báo cáo kết quả.")) == ["Sở CT", "Sở TC", "Sở KH&CN"]
    assert who(one("- Sở Nội vụ, Tài chính, Xây dựng báo cáo.")) == ["Sở Nội vụ", "Sở Tài chính", "Sở Xây dựng"]


# ---- groups and persons


@pytest.mark.parametrize(("line", "words"), [
    ("- UBND các xã A Lù, Y Tý và phường Cốc Lếu rà soát.", ["UBND xã A Lù", "UBND xã Y Tý", "UBND phường Cốc Lếu"]),
    ("- UBND xã: Nậm Khao, Mường Lạng bố trí đất.", ["UBND xã Nậm Khao", "UBND xã Mường Lạng"]),
    ("- CT UBND xã Nậm Khao kiểm điểm trách nhiệm.", ["CT UBND xã Nậm Khao"]),
    ("- Công an, Quân sự xã bảo đảm an ninh.", ["Công an xã", "Quân sự xã"]),
    ("- UBMTTQVN tỉnh, Hội LHPN tỉnh vận động nhân dân.", ["UBMTTQVN tỉnh", "Hội LHPN tỉnh"]),
    ("- BQL các dự án ĐTXD rà soát mặt bằng.", ["BQL các dự án ĐTXD"]),
    ("- Đội QLTT số 3 kiểm tra hàng giả.", ["Đội QLTT số 3"]),
    ("- Ủy viên thường trực chịu trách nhiệm theo dõi.", ["Ủy viên thường trực"]),
    ("- Giao Viettel Sơn Hà lắp đặt trạm phát sóng.", ["Viettel Sơn Hà"]),
])  # fmt: skip
def test_who_is_named(line: str, words: list[str]) -> None:
    assert who(one(line)) == words


@pytest.mark.parametrize(("line", "words", "group"), [
    ("- UBND xã, phường rà soát số liệu.", "UBND xã, phường", "communes"),
    ("- UBND cấp xã báo cáo kết quả.", "UBND cấp xã", "communes"),
    ("- Chủ tịch UBND xã, phường tổ chức đối thoại.", "Chủ tịch UBND xã, phường", "communes"),
    ("- Các xã còn lại hoàn thành hồ sơ.", "Các xã còn lại", "communes"),
    ("- Thủ trưởng các sở, ngành chịu trách nhiệm thi hành.", "Thủ trưởng các sở, ngành", "departments"),
    ("- BTV các đảng ủy xã, phường xây dựng chương trình.", "BTV các đảng ủy xã, phường", "party"),
    ("- Các đ/c Ủy viên BTV, Tỉnh ủy viên phụ trách địa bàn tăng cường kiểm tra.",
     "Các đ/c Ủy viên BTV, Tỉnh ủy viên phụ trách địa bàn", "people"),
])  # fmt: skip
def test_groups_are_groups(line: str, words: str, group: str) -> None:
    (mention,) = one(line).addressees
    assert (mention.words, mention.group) == (words, group)


# ---- deadlines


@pytest.mark.parametrize(("words", "last"), [
    ("trước 17h00 ngày 15/9/2026", date(2026, 9, 15)),
    ("xong trong tháng 10/2026", date(2026, 10, 31)),
    ("trong 10 ngày kể từ ngày ký", date(2026, 8, 22)),
    ("trước ngày 30 tháng 9 năm 2026", date(2026, 9, 29)),
    ("đến hết năm 2026", date(2026, 12, 31)),
    ("hoàn thành quý III/2026", date(2026, 9, 30)),
    ("giữa tháng 8", date(2026, 8, 20)),
    ("trong nửa đầu tháng 9/2026", date(2026, 9, 15)),
    ("trong nửa cuối tháng 9/2026", date(2026, 9, 30)),
    ("hoàn thành: 30/11/2026", date(2026, 11, 30)),
    ("trong ngày 14/8/2026", date(2026, 8, 14)),
    ("trước 9h sáng thứ Hai (17/8/2026)", date(2026, 8, 17)),
    ("deadline 30/11/2026", date(2026, 11, 30)),
    ("xong ngày 20/08/26", date(2026, 8, 20)),
])  # fmt: skip
def test_the_last_day_of_a_deadline(words: str, last: date) -> None:
    deadline = one(f"- Sở Tài chính báo cáo, {words}.").deadline
    assert deadline is not None
    assert deadline.on == last


@pytest.mark.parametrize(("words", "every"), [
    ("chậm nhất ngày 20 hằng tháng", ["MONTH"]), ("định kỳ trước ngày 25 tháng cuối quý", ["QUARTER"]),
])  # fmt: skip
def test_what_returns(words: str, every: list[str]) -> None:
    deadline = one(f"- Sở Tài chính báo cáo {words}.").deadline
    assert deadline is not None
    assert [each.value for each in deadline.every] == every


def test_a_day_that_does_not_exist_is_told() -> None:
    found = reading_of("- Sở Tài chính báo cáo trước ngày 31 tháng 11 năm 2026.")
    assert [each.words for each in found.warnings] == [
        "“trước ngày 31 tháng 11 năm 2026”: không có ngày 31 tháng 11 năm 2026 trong lịch."
    ]
    assert found.duties[0].deadline is not None
    assert (found.duties[0].deadline.kind, found.duties[0].deadline.on) == ("UNREADABLE", None)


# ---- sentences and tables


def test_somebody_else_after_a_deadline_has_a_duty_of_his_own() -> None:
    first, second = reading_of(
        "- Sở Công Thương gửi báo cáo trước ngày 20/8/2026, Sở Tài chính tổng hợp trình UBND tỉnh trước ngày 25/8/2026."
    ).duties
    assert (who(first), first.deadline and first.deadline.on) == (["Sở Công Thương"], date(2026, 8, 19))
    assert (who(second), second.deadline and second.deadline.on) == (["Sở Tài chính"], date(2026, 8, 24))


def test_a_report_asked_below_a_list_is_asked_of_all_in_it() -> None:
    last = reading_of(
        "1. Sở CT rà soát chợ.", "2. UBND xã, phường rà soát số liệu.",
        "Báo cáo gửi về VPĐP NTM tỉnh trước ngày 05/11/2026 để tổng hợp.",
    ).duties[-1]  # fmt: skip
    assert who(last) == ["Sở CT", "UBND xã, phường"]
    assert last.deadline is not None
    assert last.deadline.on == date(2026, 11, 4)


_HEAD = ("STT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Thời gian hoàn thành", "Sản phẩm")
_ROWS = (
    ("1", "Tổ chức hội chợ OCOP cấp tỉnh", "Sở CT", "Sở NN&MT; UBND các xã, phường", "Tháng 9/2026", "Hội chợ"),
    ("2", "Rà soát vùng nguyên liệu", "SNNMT", "UBND các xã", "Quý IV/2026", "Báo cáo rà soát"),
)


@pytest.mark.parametrize("joint", ["\t", " | ", "\n"])
def test_a_table_of_tasks_however_it_was_pasted(joint: str) -> None:
    first, second = reading_of(*(joint.join(row) for row in (_HEAD, *_ROWS))).duties
    assert (first.quote, who(first)) == ("Tổ chức hội chợ OCOP cấp tỉnh", ["Sở CT"])
    assert [each.words for each in first.coordinating] == ["Sở NN&MT", "UBND các xã, phường"]
    assert (first.deadline and first.deadline.on, first.product and first.product.words) == (
        date(2026, 9, 30), "Hội chợ",
    )  # fmt: skip
    assert (second.quote, who(second)) == ("Rà soát vùng nguyên liệu", ["SNNMT"])
    assert (second.deadline and second.deadline.on, second.product and second.product.words) == (
        date(2026, 12, 31), "Báo cáo rà soát",
    )  # fmt: skip


def test_of_two_columns_who_does_it_leads_and_not_who_watches() -> None:
    (duty,) = reading_of(
        "TT\tNội dung công việc\tLãnh đạo phụ trách\tCơ quan thực hiện\tThời gian thực hiện",
        "1\tChấm điểm thi đua đợt 1\tPCT Trần Văn Bình\tSKHCN\tTháng 9/2026",
    ).duties
    assert (who(duty), duty.deadline and duty.deadline.on) == (["SKHCN"], date(2026, 9, 30))


# ---- lists under somebody who is named above them


def test_a_polite_body_is_asked() -> None:
    duty = reading_of("Văn phòng Điều phối trân trọng đề nghị quý Phòng:", "- Báo cáo kết quả.").duties[-1]
    assert who(duty) == ["quý Phòng"]


def test_a_line_in_parentheses_names_who_does_the_list_below() -> None:
    first, second = reading_of(
        "2. Phóng sự truyền hình", "(Phòng Nghiệp vụ chủ trì, phối hợp Đài PT-TH tỉnh)", "- Xây dựng kịch bản.",
        "3. Mạng xã hội", "(Phòng Kế hoạch - Giám sát)", "- Trả lời câu hỏi của người dân.",
    ).duties  # fmt: skip
    assert (who(first), who(second)) == (["Phòng Nghiệp vụ"], ["Phòng Kế hoạch - Giám sát"])


def test_what_somebody_is_in_a_board_does_not_hide_who_he_is() -> None:
    (duty,) = reading_of(
        "4. Đồng chí Cao Đức Huy, Giám đốc Sở Tài chính, thành viên kiêm Thư ký", "Chủ trì thẩm định vốn."
    ).duties
    assert who(duty) == ["Đồng chí Cao Đức Huy, Giám đốc Sở Tài chính, thành viên kiêm Thư ký"]


def test_parts_may_be_lettered_with_a_dash() -> None:
    (duty,) = reading_of(
        "A - VỀ KẾT QUẢ", "Sở Tài chính rà soát đầy đủ.", "B - YÊU CẦU", "1. VỀ VỐN: Sở Tài chính bố trí đủ vốn."
    ).duties
    assert (duty.clause, who(duty)) == ("B.1", ["Sở Tài chính"])


def test_a_table_need_not_name_the_column_of_the_task() -> None:
    (duty,) = reading_of("Cơ quan\tTiêu chí\tThời hạn", "Sở CT\tXác nhận tiêu chí số 7\t23/10/2026").duties
    assert (duty.quote, who(duty)) == ("Xác nhận tiêu chí số 7", ["Sở CT"])
    assert duty.deadline is not None
    assert duty.deadline.on == date(2026, 10, 23)


@pytest.mark.parametrize("sign", ["•\t", "-\t", "1.\t", "a)\t"])
def test_a_list_of_word_keeps_its_tabs_and_is_no_table(sign: str) -> None:
    lines = "Đề nghị UBND các xã quan tâm chỉ đạo:", f"{sign}Thành lập Tổ rà soát.", f"{sign}Tổ chức đánh giá."
    found = reading_of(*lines)
    assert [duty.verb and duty.verb.words for duty in found.duties] == ["Thành lập", "Tổ chức"]

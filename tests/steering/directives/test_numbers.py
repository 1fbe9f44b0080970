"""Numbers and symbols as people write them, and marks of secrecy. No database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dieuphoi.core.kernel.errors import Refused
from dieuphoi.steering.directives.numbers import format_number, kind_of_symbol, parse_number
from dieuphoi.steering.directives.secrecy import mark_in_head, mark_typed, refuse_secret_words

KINDS = {"QĐ": 1, "KH": 2, "TTr": 3, "NQ": 4, "": 9}


@pytest.mark.parametrize(
    ("typed", "number", "suffix", "symbol", "party"),
    [
        ("4393/UBND-NLN", 4393, "", "UBND-NLN", False),
        ("71-KL/TU", 71, "", "KL/TU", True),
        ("1599/QĐ-UBND", 1599, "", "QĐ-UBND", False),
        ("Số: 01/2025/QĐ-UBND", 1, "", "2025/QĐ-UBND", False),
        ("số 12a/QĐ-UBND", 12, "a", "QĐ-UBND", False),
        ("12 – CTr / TU", 12, "", "CTr / TU", True),
        ("08 CT/TU", 8, "", "CT/TU", False),
        ("11", 11, "", "", False),
        ("", None, "", "", False),
        ("không số", None, "", "", False),
        ("QĐ-UBND", None, "", "QĐ-UBND", False),
        ("Số:   /QĐ-UBND", None, "", "/QĐ-UBND", False),
    ],
)
def test_a_number_is_taken_apart(typed: str, number: int | None, suffix: str, symbol: str, party: bool) -> None:
    found = parse_number(typed)
    assert (found.number, found.suffix, found.symbol, found.party) == (number, suffix, symbol, party)


def test_marks_case_dashes_and_blanks_do_not_tell_symbols_apart() -> None:
    keys = {parse_number(each).symbol_key for each in ("5/QĐ-UBND", "5/qd-ubnd", "5 / QĐ – UBND", "05/QĐ-UBND")}
    assert keys == {"qd-ubnd"}


@given(st.text(max_size=60))
def test_nothing_typed_breaks_the_reading(typed: str) -> None:
    found = parse_number(typed)
    assert found.number is None or found.number >= 0


@pytest.mark.parametrize(
    ("typed", "kind"),
    [("1599/QĐ-UBND", 1), ("01/2025/QĐ-UBND", 1), ("3/qd-ubnd", 1), ("7/TTR-SNN", 3), ("4393/UBND-NLN", 9),
     ("60-NQ/TW", 4), ("71-KL/TU", None), ("QĐ-UBND", 1), ("", None)],
)  # fmt: skip
def test_the_kind_is_read_from_the_symbol(typed: str, kind: int | None) -> None:
    assert kind_of_symbol(parse_number(typed), KINDS) == kind


def test_numbers_below_ten_take_a_nought() -> None:
    assert [format_number(5, "", "QĐ"), format_number(15, "", ""), format_number(5, "a", "KH")] == [
        "05/QĐ", "15", "05a/KH",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["Mật", "TUYỆT MẬT", "Báo cáo (Mật)", "Độ mật: Tối mật", "V/v … [TỐI MẬT]", "Chuyển văn bản mật số 3"]
)
def test_marks_of_secrecy_in_what_is_typed_are_found(text: str) -> None:
    assert mark_typed(text)
    with pytest.raises(Refused) as refusal:
        refuse_secret_words(["Về việc", text])
    assert (refusal.value.code, refusal.value.status) == ("secret", 422)


@pytest.mark.parametrize(
    "text",
    ["Hỗ trợ mô hình nuôi ong lấy mật", "Đổi mật khẩu tài khoản", "Bảo vệ bí mật nhà nước", "Mật độ dân số",
     "Tài liệu mật khẩu", "Thân mật", "Văn bản mật mã hóa", "mật ong, mật mía"],
)  # fmt: skip
def test_honey_passwords_and_density_are_no_secrets(text: str) -> None:
    assert mark_typed(text) == ""


@pytest.mark.parametrize(
    "head",
    ["UBND TỈNH\nMẬT\nSố: 12/BC-UBND", "Số: 5/BC-UBND  MẬT", "TỐI  MẬT", "(TUYỆT MẬT)", "Độ mật: Mật\nSố 1",
     "T U Y Ệ T  M Ậ T"],
)  # fmt: skip
def test_a_stamp_in_the_head_of_a_file_is_found(head: str) -> None:
    assert mark_in_head(head)


@pytest.mark.parametrize(
    "head",
    ["Về việc bảo vệ bí mật nhà nước\nMật độ", "MẬT KHẨU", "Quy định độ mật của văn bản", "a\n" * 80 + "MẬT"],
)  # fmt: skip
def test_words_about_secrecy_in_a_text_are_no_stamp(head: str) -> None:
    assert mark_in_head(head) == ""

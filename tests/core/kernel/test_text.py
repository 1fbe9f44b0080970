"""S0: Vietnamese text. The order is written by hand from the alphabet and the order of tones."""

from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dieuphoi.core.kernel.text import (
    code_key,
    fold,
    given_name_key,
    nfc,
    safe_filename,
    spreadsheet_safe,
    vn_key,
)

# By hand: the letters of the whole text first (a ă â b c d đ e ê g h i k l m n o ô ơ p q r s t u ư v x y,
# a blank before any of them), only then the tones: none, huyền, hỏi, ngã, sắc, nặng.
IN_ORDER = [
    "a", "à", "ả", "ã", "á", "ạ", "ai", "an", "àn", "án", "An Giang", "ao",
    "ăn", "ắn", "âm", "ân", "ấn",
    "ba", "bà", "bả", "bã", "bá", "bạ", "Bà Rịa", "Bắc Giang", "Bắc Ninh", "bân", "ca", "chanh", "cửa",
    "da", "dạ", "dân", "duy", "đa", "đà", "đá", "đạ", "Đà Nẵng", "Đắk Lắk",
    "đầu", "Điện Biên",
    "em", "ép", "ê", "ếch", "ga", "gà", "giá",
    "ha", "hạ", "Hà Giang", "Hà Nội", "Hà Tĩnh", "Hải Dương", "Hậu Giang",
    "khe", "lan", "ma", "mà", "mả", "mã", "má", "mạ", "nga", "nghe", "ngô", "nhà",
    "o", "oan", "ô", "ốm", "ơ", "ớt", "pha", "quê", "rừng", "sao", "ta", "thi", "tra",
    "u", "ủ", "ư", "ừ", "vang", "vườn", "xã", "xóm", "ý", "yên",
]  # fmt: skip


def _shuffled(words: list[str]) -> list[str]:
    return random.Random(2).sample(words, len(words))


def test_the_order_of_the_alphabet() -> None:
    assert len(IN_ORDER) > 60
    assert sorted(_shuffled(IN_ORDER), key=vn_key) == IN_ORDER


def test_the_order_does_not_hang_on_the_form_of_the_text() -> None:
    for word in IN_ORDER:
        assert vn_key(unicodedata.normalize("NFD", word)) == vn_key(unicodedata.normalize("NFC", word))


def test_foreign_letters_stand_in_their_places() -> None:
    letters = list("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")
    assert sorted(_shuffled(letters), key=vn_key) == letters
    assert sorted(["f", "ê", "é", "e", "è"], key=vn_key) == ["e", "è", "é", "ê", "f"]
    assert sorted(["Munich", "Müller", "Muller", "mu"], key=vn_key) == ["mu", "Muller", "Müller", "Munich"]


def test_letters_weigh_more_than_tones_and_tones_more_than_case() -> None:
    assert sorted(["hạ an", "ha ân", "ha an", "Hà An"], key=vn_key) == ["ha an", "Hà An", "hạ an", "ha ân"]
    assert sorted(["Áa", "aá", "aa"], key=vn_key) == ["aa", "aá", "Áa"]
    assert sorted(["HÀ", "Hà", "hà", "hÀ"], key=vn_key) == ["hà", "hÀ", "Hà", "HÀ"]
    assert sorted(["Xã A", "xã – b", "xã 2", "xã"], key=vn_key) == ["xã", "xã – b", "xã 2", "Xã A"]


def test_people_are_ordered_by_given_name() -> None:
    # Given names An, Ân, Hà (twice), Hạ, Minh (thrice); then family and middle names.
    people = [
        "Trần Văn An",
        "Lê Thị Ân",
        "Nguyễn Thu Hà",
        "Phạm Hà",
        "Bùi Hạ",
        "Đỗ Minh",
        "Nguyễn Duy Minh",
        "Nguyễn Đức Minh",
    ]
    assert sorted(_shuffled(people), key=given_name_key) == people
    assert sorted(["Mai", "Trần  Mai ", "LÊ MAI"], key=given_name_key) == ["Mai", "LÊ MAI", "Trần  Mai "]


def test_codes_are_ordered_as_people_count() -> None:
    assert code_key("1.10") > code_key("1.9")
    codes = [
        "1",
        "1.1",
        "1.1.2",
        "1.1.10",
        "1.2",
        "1.9",
        "1.10",
        "2",
        "2.a",
        "2.d",
        "2.đ",
        "2.e",
        "10",
        "17.3",
    ]
    assert sorted(_shuffled(codes), key=code_key) == codes
    assert sorted(["Thôn 10", "Thôn 2", "Thôn 1"], key=code_key) == ["Thôn 1", "Thôn 2", "Thôn 10"]
    assert code_key("1.09") != code_key("1.9")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Xã  ĐẮK\u00a0Lắk ", "xa dak lak"),
        ("Đường Thạch Bằng", "duong thach bang"),
        (unicodedata.normalize("NFD", "Đường Thạch Bằng"), "duong thach bang"),
        ("Ðà Nẵng", "da nang"),  # the Icelandic letter of old keyboards
        ("Ứng Hoà", "ung hoa"),
        ("Ứng Hòa", "ung hoa"),
        ("nông\u200b thôn\tmới\n", "nong thon moi"),
        ("", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(nfc(text)) == fold(text)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Báo cáo xã Đức Thọ.docx", "Báo cáo xã Đức Thọ.docx"),
        (unicodedata.normalize("NFD", "Báo cáo.docx"), "Báo cáo.docx"),
        ("../../etc/passwd", ".._.._etc_passwd"),
        ("a\\b.txt", "a_b.txt"),
        ("a\x00b\r\nc.txt", "abc.txt"),
        ("gpj\u202eexe.txt", "gpjexe.txt"),
        ("..", "tep"),
        ("", "tep"),
        ("  ", "tep"),
        ("Biểu 04, 05: “bản chính”.xlsx", "Biểu 04, 05: “bản chính”.xlsx"),
    ],
)
def test_file_names_keep_their_marks(name: str, safe: str) -> None:
    assert safe_filename(name) == safe


def test_long_file_names_keep_their_extension() -> None:
    assert safe_filename("a" * 300 + ".xlsx") == "a" * 195 + ".xlsx"
    long = safe_filename("ệ" * 300 + ".xlsx")
    assert long.endswith("ệ.xlsx")
    assert len(long.encode()) <= 255
    assert len(safe_filename("a." + "b" * 300)) == 200


@pytest.mark.parametrize("text", ["=1+1", "+84", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1"])
def test_text_that_a_spreadsheet_takes_for_a_formula_is_marked(text: str) -> None:
    assert spreadsheet_safe(text) == "'" + text


@pytest.mark.parametrize("text", ["", "Xã A", "1+1", "a=b", "'=1"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert spreadsheet_safe(text) == text

"""The list page: its URL is its whole state, and nothing wrong in it is passed over in silence."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.core.register.conftest import make

pytestmark = pytest.mark.django_db


def shown(response: Any) -> list[str]:
    """The names in the first column, in order."""
    body = response.content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
    return [unescape(n) for n in re.findall(r'<th scope="row"[^>]*><a href="/unit/\d+/">([^<]*)</a>', body)]


def errors(response: Any) -> str:
    assert response.status_code == 400
    page = response.content.decode()
    assert not shown(response), "a view with faults shows no rows"
    assert "Đồng Đậu" not in page
    return unescape(page.partition('class="error-summary"')[2].partition("</ul>")[0])


class TestWrongAddresses:
    @pytest.mark.parametrize(
        ("query", "words"),
        [
            ("mau=do", "Tham số “mau”"),
            ("type=thanh", "thanh"),
            ("town=maybe", "Không đọc được giá trị lọc của “Phường”"),
            ("rural=maybe", "maybe"),
            ("since=31/13/2026", "Từ ngày"),
            ("sort=since", "Không sắp xếp được theo “since”"),
            ("sort=-nothing", "Không sắp xếp được theo “-nothing”"),
            ("size=7", "5, 25, 100"),
            ("size=9999999999999999999999", "5, 25, 100"),
            ("page=-1", "“-1”"),
            ("page=²", "“²”"),
            ("as_of=hôm qua", "hôm qua"),
            ("columns=name,xyz", "xyz"),
            ("density=huge", "huge"),
            ("export=pdf", "pdf"),
            ("sort=name&sort=type", "nhiều lần"),
        ],
    )
    def test_a_fault_is_shown_and_no_row_with_it(self, lan: Client, query: str, words: str) -> None:
        make(("xa", "Đồng Đậu"))
        assert words in errors(lan.get(f"/units/?{query}"))

    def test_all_faults_are_told_at_once(self, lan: Client) -> None:
        told = errors(lan.get("/units/?type=thanh&as_of=x&sort=y&z=1"))
        assert told.count("<li>") == 4

    def test_a_faulty_view_is_not_exported(self, lan: Client) -> None:
        response = lan.get("/units/?type=thanh&export=xlsx")
        assert response.status_code == 400
        assert response["Content-Type"].startswith("text/html")

    def test_signed_out_leads_to_the_sign_in_page_and_back(self) -> None:
        response = Client().get("/units/?q=a")
        assert (response.status_code, response["Location"]) == (302, "/sign-in/?next=/units/%3Fq%3Da")

    def test_a_page_that_is_no_more_shows_the_last_one_and_says_so(self, lan: Client) -> None:
        make(*[("xa", f"Xã {n:02d}") for n in range(7)])
        response = lan.get("/units/?size=5&page=9")
        assert shown(response) == ["Xã 05", "Xã 06"]
        assert "danh sách nay có 2 trang" in response.content.decode()


class TestWhatIsSeen:
    def test_names_come_in_the_vietnamese_order(self, lan: Client) -> None:
        make(("xa", "Đông Hà"), ("xa", "Dương Liễu"), ("xa", "Ân Thi"), ("xa", "An Bình"), ("xa", "Ẩn Danh"))
        # Letters decide before tones: ẩn d… stands before ân t…, and â after a, đ after d.
        assert shown(lan.get("/units/")) == ["An Bình", "Ẩn Danh", "Ân Thi", "Dương Liễu", "Đông Hà"]
        assert shown(lan.get("/units/?sort=-name"))[0] == "Đông Hà"

    def test_several_sort_keys_decide_one_after_the_other(self, lan: Client) -> None:
        make(("xa", "B"), ("phuong", "A"), ("xa", "A"), ("phuong", "B"))
        assert shown(lan.get("/units/?sort=type,-name")) == ["B", "A", "B", "A"]
        page = lan.get("/units/?sort=type,-name").content.decode()
        assert 'href="?sort=-type%2C-name"' in page
        assert 'href="?sort=name%2Ctype"' in page

    @pytest.mark.parametrize("query", ["q=duong", "q=Đường", "raw=DUONG"])
    def test_a_search_without_marks_finds_the_marks(self, lan: Client, query: str) -> None:
        make(("xa", "Đường Lâm"), ("xa", "Dương Xá"), ("xa", "Lâm Hà"))
        assert sorted(shown(lan.get(f"/units/?{query}"))) == ["Dương Xá", "Đường Lâm"]

    def test_filters_narrow_and_are_said_in_words(self, lan: Client) -> None:
        make(("xa", "Một"), ("phuong", "Hai"), ("thi_tran", "Ba"))
        response = lan.get("/units/?type=xa&type=phuong")
        assert shown(response) == ["Hai", "Một"]
        page = unescape(response.content.decode())
        assert "Loại: Xã, Phường" in page
        assert "Tổng (2 dòng)" in page
        assert "3.000" in page

    @pytest.mark.parametrize(
        ("typed", "names"), [("true", ["Một"]), ("false", ["Hai"]), ("", ["Hai", "Một"])]
    )
    def test_yes_and_no_are_both_answers(self, lan: Client, typed: str, names: list[str]) -> None:
        make(("xa", "Một"), ("phuong", "Hai"))
        response = lan.get("/units/", {"rural": typed})
        assert shown(response) == names
        assert ("Nông thôn: " in response.content.decode()) == bool(typed)

    @pytest.mark.parametrize("typed", ["01/02/2026", "1/2/2026", "2026-02-01"])
    def test_a_date_is_day_first_or_iso(self, lan: Client, typed: str) -> None:
        make(("xa", "Tháng Giêng"), since=dt.date(2026, 1, 2))
        make(("xa", "Tháng Hai"), since=dt.date(2026, 2, 1))
        response = lan.get("/units/", {"since": typed})
        assert shown(response) == ["Tháng Hai"]
        assert "Từ ngày: 01/02/2026" in response.content.decode()

    def test_the_day_stands_in_the_address(self, lan: Client) -> None:
        make(("xa", "Có từ trước"))
        make(("xa", "Mới lập"), since=dt.date(2026, 3, 1))
        assert shown(lan.get("/units/?as_of=28/02/2026")) == ["Có từ trước"]
        assert shown(lan.get("/units/?as_of=2026-03-01")) == ["Có từ trước", "Mới lập"]

    def test_a_copied_link_opens_the_same_view(self, lan: Client, guest: Client) -> None:
        make(*[("xa", f"Xã {n}") for n in range(8)], ("phuong", "Phường 9"))
        link = "/units/?type=xa&sort=-name&size=5&page=2&columns=name,share&density=compact&as_of=05/03/2026"
        first, second = lan.get(link), guest.get(link)
        assert shown(first) == shown(second) == ["Xã 2", "Xã 1", "Xã 0"]
        page = second.content.decode()
        assert "Tỷ lệ</a></th>" in page
        assert "Dân số</a></th>" not in page
        assert 'data-density="compact"' in page

    def test_text_is_escaped_and_states_have_words(self, lan: Client) -> None:
        make(("xa", "<b>&"), ("phuong", "x"))
        page = lan.get("/units/").content.decode()
        assert "&lt;b&gt;&amp;" in page
        assert "<b>&" not in page
        assert "Phường</span>" in page

    def test_an_act_is_offered_only_to_who_may(self, lan: Client, guest: Client) -> None:
        make(("xa", "Một"))
        assert 'name="bulk" value="rename"' in lan.get("/units/").content.decode()
        assert 'name="bulk"' not in guest.get("/units/").content.decode()

    def test_the_page_holds_no_inline_style_or_script(self, lan: Client) -> None:
        make(("xa", "Một"))
        page = lan.get("/units/?q=mot").content.decode()
        assert not re.search(r"\sstyle=|\son\w+=|<script(?![^>]*src=)", page)

    @pytest.mark.parametrize("size", [5, 100])
    def test_the_number_of_queries_does_not_hang_on_the_number_of_rows(
        self, lan: Client, size: int, django_assert_num_queries: Any
    ) -> None:
        make(*[("xa", f"Xã {n}") for n in range(60)])
        with django_assert_num_queries(3):  # saved views; count with totals; the page
            response = lan.get(f"/units/?size={size}&q=xa")
        assert len(shown(response)) == min(size, 60)

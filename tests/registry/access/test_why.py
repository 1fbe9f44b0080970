"""Why may I not? Within one's scope, by the very policies that the acts ask."""

from __future__ import annotations

import re
from typing import Any

import pytest

from dieuphoi.registry.access.why import generic_acts
from tests.support.world import CAST, World, sign_in

pytestmark = pytest.mark.django_db

WHY = "/account/why/"


def asked(world: World, name: str, path: str) -> Any:
    return sign_in(world, name).get(WHY, {"path": path})


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("vy", "/rounds/sheets/{thuong}/"),
        ("vy", "/rounds/sheets/{thuong}/act/submit/"),
        ("tuan", "/access/people/{quantri}/"),
        ("tuan", "/access/people/{quantri}/reset/"),
        ("lan", "/khong-co-trang-nay/"),
        ("lan", "/rounds/sheets/999999999/"),
        ("lan", "https://elsewhere.example/rounds/"),
        ("lan", "//elsewhere.example/x"),
        ("lan", "/health/"),
    ],
)
def test_what_lies_outside_ones_scope_is_no_page_there_either(live: World, name: str, path: str) -> None:
    address = path.format(thuong=live.open_sheets["thuong"], quantri=live.accounts["quantri"])
    answer = asked(live, name, address)
    if address.startswith("https://elsewhere"):
        # Only the path of it is read: the lists of this system, nothing of another host.
        assert answer.status_code == 200
        assert "elsewhere" not in re.sub(r'value="[^"]*"', "", answer.content.decode())
        return
    assert answer.status_code == 404, answer.status_code
    assert "Thượng Sơn" not in answer.content.decode()


def test_the_acts_of_a_sheet_are_told_as_the_sheet_offers_or_greys_them(live: World) -> None:
    address = f"/rounds/sheets/{live.open_sheets['ha']}/"
    words = asked(live, "hanh", address).content.decode()
    assert "Về trang" in words
    sheet = sign_in(live, "hanh").get(address).content.decode()
    greyed = re.findall(r'id="act-[a-z]+-why">Chưa làm được: ([^<]+)<', sheet)
    assert greyed
    for reason in greyed:
        assert reason in words


def test_an_act_of_another_says_who_could(live: World) -> None:
    address = f"/rounds/sheets/{live.open_sheets['ha']}/act/consolidate/"
    words = asked(live, "thu", address).content.decode()
    assert "Chỉ Văn phòng điều phối được tổng hợp phiếu." not in words or "Văn phòng điều phối" in words
    page = sign_in(live, "thu").get("/rounds/new/")
    assert page.status_code == 403
    text = page.content.decode()
    assert "Lãnh đạo Văn phòng điều phối, Chuyên viên Văn phòng điều phối" in text
    assert "Cán bộ xã" not in text
    assert "/account/why/?path=%2Frounds%2Fnew%2F" in text
    told = asked(live, "thu", "/rounds/new/").content.decode()
    assert "Lãnh đạo Văn phòng điều phối, Chuyên viên Văn phòng điều phối" in told


@pytest.mark.parametrize("name", [name for name in CAST if name != "quan"])
def test_the_general_acts_answer_as_the_pages_do(live: World, name: str) -> None:
    """A yes opens the page, a no is a 403 there: one rule, two faces."""
    told = {verdict.label: verdict for verdict in generic_acts(live.actor(name))}
    client = sign_in(live, name)
    for label, page in (
        ("Giao, gia hạn, kết thúc vai trò", "/access/roles/new/"),
        ("Mở khóa đăng nhập", "/access/locks/"),
        ("Xem nhật ký truy cập", "/access/journal/"),
        ("Đặt quy định truy cập", "/access/rules/intervals/"),
        ("Mở, đóng tài khoản; kết thúc phiên của người khác", "/accounts/slips/"),
        ("Lập và mở đợt rà soát", "/rounds/new/"),
    ):
        status = client.get(page).status_code
        assert status == (200 if told[label].allowed else 403), (label, status)
        if not told[label].allowed:
            assert told[label].reason
            assert told[label].who


def test_asking_writes_nothing(live: World) -> None:
    from django.db import connection, transaction

    client = sign_in(live, "lan")
    here = transaction.savepoint()
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
    for page in (WHY, f"{WHY}?path=/rounds/{live.open_round}/", f"{WHY}?path=/access/roles/new/", "/access/journal/"):
        assert client.get(page).status_code in (200, 403)
    transaction.savepoint_rollback(here)

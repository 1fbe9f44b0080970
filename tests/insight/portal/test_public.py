"""What people without an account read: approved snapshots and nothing else, of one copy for everybody (S3-02)."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from dieuphoi.core.history.context import act
from dieuphoi.insight.portal import selectors
from dieuphoi.insight.portal.content import content_of
from dieuphoi.insight.portal.models import PublicList
from dieuphoi.insight.portal.services import list_approve, list_drop, list_withdraw
from dieuphoi.registry.accounts.models import Account
from tests.insight.portal.conftest import Prepare
from tests.support.world import World

SignIn = Callable[[str], Client]
FORMS = ("list", "xlsx", "csv", "json")


def table(page: Any) -> list[list[str]]:
    """The body of the page's table as text."""
    import re

    body = page.content.decode().split("<tbody>")[1].split("</tbody>")[0]
    return [
        [unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    ]


@pytest.mark.parametrize("form", FORMS)
def test_what_is_not_published_is_not_there(world: World, prepare: Prepare, form: str) -> None:
    waiting, dropped = prepare(), prepare("commune-units")
    list_drop(actor=world.actor("hanh"), list_id=dropped.pk, reason="thiếu", now=world.now)
    for pk in (waiting.pk, dropped.pk, 987654, 10**30):
        answer = Client().get(reverse(f"public:{form}", args=[pk]))
        assert answer.status_code == 404, pk
        assert (answer["X-Robots-Tag"], answer["Cache-Control"]) == ("noindex", "no-store")
        assert "Thượng Sơn" not in answer.content.decode()
    assert waiting.title not in Client().get(reverse("public:index")).content.decode()


@pytest.mark.parametrize("form", FORMS)
def test_what_was_withdrawn_says_so_and_when_and_nothing_else(world: World, prepare: Prepare, form: str) -> None:
    row = prepare(approved=True)
    list_withdraw(actor=world.actor("hanh"), list_id=row.pk, reason="nêu nhầm xã", now=world.now + timedelta(days=3))
    answer = Client().get(reverse(f"public:{form}", args=[row.pk]))
    text = unescape(answer.content.decode())
    assert (answer.status_code, answer["X-Robots-Tag"]) == (410, "noindex")
    assert "đã rút danh sách này ngày 05/03/2026" in text
    for secret in ("Thượng Sơn", "12/QĐ-UBND", "nêu nhầm xã", row.content_hash, "Hạnh"):
        assert secret not in text
    assert row.title not in Client().get(reverse("public:index")).content.decode()


def test_the_page_shows_exactly_the_rows_of_the_snapshot(world: World, prepare: Prepare) -> None:
    row = prepare(approved=True)
    page = Client().get(reverse("public:list", args=[row.pk]))
    text = unescape(page.content.decode())
    assert table(page) == [list(each) for each in content_of(row).texts()]
    assert len(table(page)) == row.row_count == 3
    assert "Số liệu của ngày 02/03/2026" in text
    assert "Văn phòng điều phối tỉnh duyệt và công khai ngày 02/03/2026." in text
    assert row.content_hash in text
    for person in ("Hạnh", "Lan"):
        assert person not in text, "the office is named, no person"


def test_the_files_hold_the_same_rows(world: World, prepare: Prepare) -> None:
    row = prepare(approved=True)
    wanted = [list(each) for each in content_of(row).texts()]
    told = Client().get(reverse("public:csv", args=[row.pk]))
    lines = list(csv.reader(io.StringIO(told.content.decode("utf-8-sig")), delimiter=";"))
    assert lines[1:] == wanted
    assert 'filename="recognised-units-2026-03-02.csv"' in told["Content-Disposition"]
    sheet = load_workbook(io.BytesIO(Client().get(reverse("public:xlsx", args=[row.pk])).content)).worksheets[0]
    grid = [[cell.value for cell in each] for each in sheet.iter_rows()]
    head = next(at for at, each in enumerate(grid) if each[0] == "Đơn vị")
    assert [[each[0], each[4]] for each in grid[head + 1 :]] == [[each[0], each[4]] for each in wanted]
    above = " ".join(str(each[0]) for each in grid[:head])
    assert row.content_hash in above and "duyệt và công khai ngày 02/03/2026" in above


def test_anybody_can_reckon_the_hash_again_from_the_json(world: World, prepare: Prepare) -> None:
    row = prepare(approved=True)
    told = Client().get(reverse("public:json", args=[row.pk])).json()
    # Sorted keys, no blanks, UTF-8: written out here, not by the product.
    data = json.dumps(told["content"], ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert hashlib.sha256(data).hexdigest() == told["sha256"] == row.content_hash
    assert told["published_on"] == "2026-03-02"


def test_one_copy_serves_everybody_and_is_asked_for_again_by_its_hash(
    world: World, prepare: Prepare, signed_in: SignIn
) -> None:
    row = prepare(approved=True)
    for form in FORMS:
        url = reverse(f"public:{form}", args=[row.pk])
        out, here = Client().get(url), signed_in("hanh").get(url)
        assert out.content == here.content, "nothing of it depends on who asks"
        assert out["Cache-Control"] == "public, max-age=300"
        assert not out.cookies
        assert "X-Robots-Tag" not in out
        assert Client().get(url, headers={"If-None-Match": out["ETag"]}).status_code == 304
    page = reverse("public:list", args=[row.pk])
    seen = Client().get(page)["ETag"]
    assert Client().get(f"{page}?lang=en")["ETag"] != seen
    list_withdraw(actor=world.actor("hanh"), list_id=row.pk, reason="sai", now=world.now)
    assert Client().get(page, headers={"If-None-Match": seen}).status_code == 410


def test_the_page_is_still_without_script_form_and_foreign_host(world: World, prepare: Prepare) -> None:
    row = prepare(approved=True)
    for url in (reverse("public:index"), reverse("public:list", args=[row.pk])):
        answer = Client().get(url)
        html = answer.content.decode()
        for part in ("<script", "<form", "style=", "http://", "https://", "csrf"):
            assert part not in html, (url, part)
        assert "script-src 'self'" in answer["Content-Security-Policy"]


def test_the_language_is_part_of_the_address(world: World, prepare: Prepare) -> None:
    page = reverse("public:list", args=[prepare(approved=True).pk])
    plain = Client(headers={"Accept-Language": "en"})
    plain.cookies["dieuphoi_language"] = "en"
    vi, en = plain.get(page), plain.get(f"{page}?lang=en")
    assert (vi["Content-Language"], en["Content-Language"]) == ("vi", "en")
    assert '<html lang="vi"' in vi.content.decode() and '<html lang="en"' in en.content.decode()
    assert "Đơn vị" in vi.content.decode()
    assert Client().get(f"{page}?lang=xx")["Content-Language"] == "vi"


def test_the_index_lists_what_is_public_newest_first_and_says_what_is_newer(world: World, prepare: Prepare) -> None:
    old = prepare(on=date(2021, 1, 1))
    list_approve(actor=world.actor("hanh"), list_id=old.pk, now=world.now + timedelta(hours=1))
    new = prepare(approved=True)
    other = prepare("commune-units", approved=True)
    html = unescape(Client().get(reverse("public:index")).content.decode())
    assert html.index(old.title) < html.index(other.title)
    assert html.index(old.title) < html.index(new.title)
    narrowed = Client().get(reverse("public:index"), {"kind": "commune-units"}).content.decode()
    assert other.title in narrowed and new.title not in narrowed
    for typed in ({"kind": "nothing"}, {"kind": "\0"}, {"page": "x"}, {"page": "99"}, {"lang": "<b>"}):
        answer = Client().get(reverse("public:index"), typed)
        assert answer.status_code == 200 and new.title in unescape(answer.content.decode()), typed
    page = unescape(Client().get(reverse("public:list", args=[old.pk])).content.decode())
    assert "Đã có danh sách mới hơn" in page and new.title in page
    assert "mới hơn" not in Client().get(reverse("public:list", args=[new.pk])).content.decode()


def test_live_data_is_never_read(world: World, prepare: Prepare) -> None:
    row = prepare(approved=True)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        Client().get(reverse("public:list", args=[row.pk]))
    tables = {name for query in asked for name in query["sql"].split('"') if "_" in name and "portal_" not in name}
    assert len(asked) == 2
    assert not {name for name in tables if name.startswith(("recognition_", "territory_", "criteria_"))}
    with CaptureQueriesContext(connection) as asked:
        Client().get(reverse("public:csv", args=[row.pk]))
    assert len(asked) == 1
    with CaptureQueriesContext(connection) as asked:
        Client().get(reverse("public:index"))
    assert len(asked) == 4


def test_who_still_has_the_first_password_reads_the_public_part_too(
    world: World, prepare: Prepare, signed_in: SignIn
) -> None:
    row = prepare(approved=True)
    with act(world.actor("hanh"), "account.reset"):
        Account.objects.filter(pk=world.accounts["tuan"]).update(must_change_password=True)
    assert signed_in("tuan").get(reverse("public:list", args=[row.pk])).status_code == 200


def test_the_sign_in_page_leads_to_the_public_part_and_back(world: World) -> None:
    assert reverse("public:index") in Client().get(reverse("account_login")).content.decode()
    assert reverse("account_login") in Client().get(reverse("public:index")).content.decode()


# ------------------------------------------------------------------------------------- the pages of the office


def test_the_office_previews_then_freezes_the_very_rows(
    world: World, recognised: dict[str, int], signed_in: SignIn
) -> None:
    client = signed_in("lan")
    chosen = {"kind": "recognised-units", "province": world.units["tinh"], "as_of": "02/03/2026"}
    preview = client.get(reverse("portal:new"), chosen)
    assert preview.status_code == 200 and not PublicList.objects.exists(), "looking writes nothing"
    seen = preview.content.decode().split('name="seen" value="')[1].split('"')[0]
    answer = client.post(reverse("portal:new"), {**chosen, "seen": seen})
    row = PublicList.objects.get()
    assert answer["Location"] == reverse("portal:page", args=[row.pk])
    assert table(client.get(answer["Location"])) == table(preview) == [list(e) for e in content_of(row).texts()]
    approve = signed_in("hanh").get(reverse("portal:approve", args=[row.pk]))
    assert table(approve) == table(preview), "who approves sees what becomes public"
    again = client.post(reverse("portal:new"), {**chosen, "seen": seen})
    assert again.status_code == 409 and "giống hệt" in again.content.decode()


def test_faults_of_the_choice_stand_at_their_fields(
    world: World, recognised: dict[str, int], signed_in: SignIn
) -> None:
    client = signed_in("lan")
    asked = {"kind": "recognised-units", "province": world.units["tinh"]}
    for day, words in (("31/13/2026", "ngày/tháng/năm"), ("03/03/2026", "chưa tới"), ("01/01/2010", "dòng nào")):
        answer = client.get(reverse("portal:new"), {**asked, "as_of": day})
        assert answer.status_code == 422, day
        assert words in unescape(answer.content.decode()), day
    assert not PublicList.objects.exists()


def test_the_record_page_tells_who_and_what_and_offers_the_acts(
    world: World, prepare: Prepare, signed_in: SignIn
) -> None:
    row = prepare()
    html = unescape(signed_in("lan").get(reverse("portal:page", args=[row.pk])).content.decode())
    assert "Chỉ lãnh đạo Văn phòng điều phối được duyệt" in html
    for part in ("Trần Thị Lan", "Chuỗi", "Lịch sử", row.content_hash):
        assert part in html, part
    html = unescape(signed_in("hanh").get(reverse("portal:page", args=[row.pk])).content.decode())
    assert reverse("portal:approve", args=[row.pk]) in html
    assert selectors.list_of(world.actor("hanh"), row.pk).state == "PREPARED"


def test_a_token_reads_the_register_and_the_rows(world: World, prepare: Prepare, signed_in: SignIn) -> None:
    row = prepare(approved=True)
    client = signed_in("hanh")
    listed = client.get("/api/v1/publications", {"state": "PUBLISHED"}).json()
    assert [(each["id"], each["sha256"]) for each in listed["items"]] == [(row.pk, row.content_hash)]
    whole = client.get(f"/api/v1/publications/{row.pk}").json()
    assert whole["rows"] == content_of(row).rows
    assert [action["name"] for action in whole["available_actions"]] == ["withdraw"]
    assert signed_in("tuan").get("/api/v1/publications").status_code == 403

"""Server drafts: one's own only, back on the same form, closed by the act (experience.md: nothing typed is lost)."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from dieuphoi.core.kernel.errors import InputErrors, Refused
from dieuphoi.core.register import drafts
from dieuphoi.core.register.models import Draft
from tests.support.world import World, sign_in


def form_address(world: World) -> str:
    return f"/comments/sheet/{world.open_sheets['thuong']}/"


def token_of(page: str) -> str:
    found = re.search(r'data-draft-token="([^"]+)"', page)
    assert found
    return found[1]


def keep(client: Any, token: str, **fields: str) -> Any:
    data = json.dumps({name: [value] for name, value in fields.items()})
    return client.post("/drafts/", {"token": token, "data": data})


# --- refusals


def test_a_forged_token_keeps_nothing(world: World) -> None:
    token = drafts.draft_token("comments:new", "/x/")
    for wrong in ("", "gia-mao", token[:-1] + ("a" if token[-1] != "a" else "b")):
        with pytest.raises(Refused):
            drafts.draft_save(actor=world.actor("tuan"), token=wrong, data={}, now=world.now)
    assert not Draft.objects.exists()


@pytest.mark.parametrize("data", [None, [], "x", {"a": "x"}, {"a": [1]}, {"a": None}, {"a": ["x" * 100_001]}])
def test_what_is_no_draft_is_refused(world: World, data: Any) -> None:
    with pytest.raises(InputErrors):
        drafts.draft_save(actor=world.actor("tuan"), token=drafts.draft_token("f", "/x/"), data=data, now=world.now)
    assert not Draft.objects.exists()


def test_signed_out_is_told_so_and_keeps_nothing(world: World) -> None:
    token = drafts.draft_token("comments:new", form_address(world))
    assert keep(sign_in(world, ""), token, text="x").status_code == 401
    assert not Draft.objects.exists()


def test_a_draft_is_its_owners_alone(world: World) -> None:
    address = form_address(world)
    tuan, lan = sign_in(world, "tuan"), sign_in(world, "lan")
    token = token_of(tuan.get(address).content.decode())
    assert keep(tuan, token, text="Chỉ Tuấn biết").status_code == 200
    assert "Chỉ Tuấn biết" not in lan.get(address).content.decode()
    # The same token in another hand keeps the other hand's own text.
    assert keep(lan, token, text="Của Lan").status_code == 200
    assert "Chỉ Tuấn biết" in tuan.get(address).content.decode()
    assert set(Draft.objects.values_list("owner_id", flat=True)) == {world.accounts["tuan"], world.accounts["lan"]}
    lan.post("/drafts/drop/", {"token": token})
    assert Draft.objects.filter(ended_at=None).get().owner_id == world.accounts["tuan"]


# --- kept, found again, closed


def test_what_was_typed_comes_back_and_the_act_closes_it(world: World) -> None:
    address = form_address(world)
    client = sign_in(world, "tuan")
    token = token_of(client.get(address).content.decode())
    said = keep(client, token, text="Số hộ nghèo\nphải hỏi lại", anchor="2.1", csrfmiddlewaretoken="bí mật", next="/x/")
    assert "Đã lưu nháp lúc" in said.json()["said"]
    [draft] = Draft.objects.all()
    assert draft.data == {"text": ["Số hộ nghèo\nphải hỏi lại"], "anchor": ["2.1"]}

    page = sign_in(world, "tuan").get(address).content.decode()
    assert "Đã lấy lại bản nháp" in page
    assert "Số hộ nghèo\nphải hỏi lại</textarea>" in page
    assert re.search(r'<option value="2.1" selected', page)

    answer = client.post(address, {"text": "Số hộ nghèo đã sửa", "anchor": "2.1"})
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert (draft.end, draft.ended_at is None) == ("sent", False)
    assert "Đã lấy lại bản nháp" not in client.get(address).content.decode()


def test_a_refused_act_leaves_the_draft_open(world: World) -> None:
    address = form_address(world)
    client = sign_in(world, "tuan")
    keep(client, token_of(client.get(address).content.decode()), text="còn đây")
    assert client.post(address, {"text": " "}).status_code == 422
    assert Draft.objects.get().ended_at is None


def test_the_reason_of_an_act_is_kept_too(world: World) -> None:
    address = f"/rounds/sheets/{world.open_sheets['ha']}/act/reopen/"
    client = sign_in(world, "lan")
    keep(client, token_of(client.get(address).content.decode()), reason="Số liệu nhầm cột")
    assert "Số liệu nhầm cột</textarea>" in client.get(address).content.decode()


def test_the_same_form_of_another_record_has_its_own_draft(world: World) -> None:
    client = sign_in(world, "lan")
    keep(client, token_of(client.get(form_address(world)).content.decode()), text="về Thượng Sơn")
    other = client.get(f"/comments/sheet/{world.open_sheets['ha']}/").content.decode()
    assert "về Thượng Sơn" not in other


def test_saving_again_changes_the_one_draft_and_dropping_closes_it(world: World) -> None:
    client = sign_in(world, "tuan")
    token = token_of(client.get(form_address(world)).content.decode())
    keep(client, token, text="một")
    keep(client, token, text="hai")
    assert Draft.objects.get().data == {"text": ["hai"]}
    answer = client.post("/drafts/drop/", {"token": token})
    assert answer["Location"] == form_address(world)
    assert Draft.objects.get().end == "dropped"
    assert "hai</textarea>" not in client.get(form_address(world)).content.decode()


def test_an_act_without_a_text_keeps_no_draft(world: World) -> None:
    page = sign_in(world, "lan").get(f"/rounds/{world.open_round}/rejudge/").content.decode()
    assert "data-draft" not in page


def test_too_many_open_drafts_close_the_oldest(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "MOST", 2)
    for name in ("a", "b", "c"):
        drafts.draft_save(
            actor=world.actor("tuan"), token=drafts.draft_token("f", f"/{name}/"), data={"x": [name]}, now=world.now
        )
    assert set(Draft.objects.filter(ended_at=None).values_list("record", flat=True)) == {"/b/", "/c/"}

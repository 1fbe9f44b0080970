"""Saved views (experience.md, manners): scope by sets, refusals first, the list opens with its default, faults are
told.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import IntegrityError, transaction

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.core.register import saved
from dieuphoi.core.register.models import SavedView
from tests.support.world import World, sign_in


def save(world: World, who: str, name: str = "Xã", **options: Any) -> SavedView:
    options = {"register": "units", "path": "/territory/", "query": "type=xa", "share": "me", **options}
    return saved.view_save(actor=world.actor(who), name=name, now=world.now, **options)


# --- refusals


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"query": "mau=do"}, "query"),
        ({"query": "type=khong-co"}, "query"),
        ({"query": "q=" + "x" * 4000}, "query"),
        ({"path": "/organisations/"}, "query"),
        ({"path": "/khong/co/"}, "query"),
        ({"share": "everybody"}, "share"),
        ({"share": "unit", "org_id": 0}, "org_id"),
        ({"share": "role"}, "role"),
    ],
)
def test_a_faulty_view_is_not_kept(world: World, options: dict[str, Any], field: str) -> None:
    with pytest.raises(InputErrors) as caught:
        save(world, "hanh", **options)
    assert field in [error.field for error in caught.value.errors]
    assert not SavedView.objects.exists()


def test_a_view_of_an_organisation_that_is_not_mine_is_refused(world: World) -> None:
    with pytest.raises(InputErrors):
        save(world, "tuan", share="unit", org_id=world.orgs["SNN"])


@pytest.mark.parametrize("share", ["all", "role"])
def test_only_the_managers_share_with_all_or_a_role(world: World, share: str) -> None:
    with pytest.raises(Refused, match="Chỉ lãnh đạo Văn phòng"):
        save(world, "lan", share=share, role="commune_officer")
    assert save(world, "hanh", share=share, role="commune_officer").share == share


def test_a_name_is_used_once_by_one_person_on_one_list(world: World) -> None:
    save(world, "lan")
    with pytest.raises(InputErrors, match="đã có khung nhìn tên này"):
        save(world, "lan")
    save(world, "tuan")
    save(world, "lan", register="organisations", path="/organisations/", query="")


def test_nobody_else_renames_replaces_or_ends_it(world: World) -> None:
    view = save(world, "lan", share="unit", org_id=world.orgs["VPDP"])
    hanh = world.actor("hanh")
    with pytest.raises(Refused):
        saved.view_edit(actor=hanh, view_id=view.pk, name="Khác", share="me", now=world.now)
    with pytest.raises(Refused):
        saved.view_replace(actor=hanh, view_id=view.pk, query="type=phuong", now=world.now)
    with pytest.raises(Refused):
        saved.view_end(actor=hanh, view_id=view.pk, now=world.now)
    with pytest.raises(NotVisible):
        saved.view_end(actor=world.actor("tuan"), view_id=view.pk, now=world.now)


# --- scope, as sets


def test_who_sees_which_view(world: World) -> None:
    ids = {
        "me": save(world, "lan", "me").pk,
        "office": save(world, "lan", "office", share="unit", org_id=world.orgs["VPDP"]).pk,
        "all": save(world, "hanh", "all", share="all").pk,
        "communes": save(world, "hanh", "communes", share="role", role="commune_officer").pk,
        "snn": save(world, "thu", "snn", share="unit", org_id=world.orgs["SNN"]).pk,
    }
    seen = {
        who: {
            name
            for name, pk in ids.items()
            if pk in set(SavedView.objects.visible_to(world.actor(who)).values_list("pk", flat=True))
        }
        for who in ("lan", "hanh", "thu", "minh", "hai", "tuan", "quan", "quantri")
    }
    assert seen == {
        "lan": {"me", "office", "all"},
        "hanh": {"office", "all", "communes"},
        "thu": {"all", "snn"},
        "minh": {"all", "snn"},
        "hai": {"all"},
        "tuan": {"all", "communes"},
        "quan": set(),
        "quantri": {"office", "all"},
    }


def test_the_menu_and_the_list_of_views_agree_with_the_scope(world: World) -> None:
    save(world, "lan", "Chỉ của Lan")
    save(world, "hanh", "Cho mọi người", share="all")
    for who, named in (("lan", True), ("tuan", False)):
        client = sign_in(world, who)
        menu, rows = client.get("/territory/").content.decode(), client.get("/views/").content.decode()
        assert ("Chỉ của Lan" in menu, "Chỉ của Lan" in rows) == (named, named)
        assert "Cho mọi người" in menu
        assert "Cho mọi người" in rows


# --- what is kept, and what opens


def test_the_page_is_never_kept_and_the_day_only_when_asked(world: World) -> None:
    client = sign_in(world, "lan")
    query = {"register": "units", "path": "/territory/", "query": "type=xa&page=3&as_of=01/02/2026&sort=-code"}
    client.post("/views/new/", {"name": "Không ngày", "share": "me"}, query_params=query)
    client.post("/views/new/", {"name": "Có ngày", "share": "me", "with_day": "on"}, query_params=query)
    kept = dict(SavedView.objects.values_list("name", "query"))
    assert parse_qs(kept["Không ngày"]) == {"type": ["xa"], "sort": ["-code"]}
    assert parse_qs(kept["Có ngày"]) == {"type": ["xa"], "sort": ["-code"], "as_of": ["01/02/2026"]}


def test_a_short_link_opens_the_view_and_a_foreign_one_is_not_found(world: World) -> None:
    view = save(world, "lan", query="sort=-code&type=xa")
    answer = sign_in(world, "lan").get("/territory/", {"view": view.pk})
    assert answer.status_code == 302
    assert parse_qs(urlsplit(answer["Location"]).query) == {"sort": ["-code"], "type": ["xa"], "view": [str(view.pk)]}
    assert sign_in(world, "tuan").get("/territory/", {"view": view.pk}).status_code == 404


def test_a_copied_link_opens_the_same_rows_within_the_receivers_rights(world: World) -> None:
    """The whole address is the view: the receiver needs no right to the saved view, only sees their own rows."""
    view = save(world, "lan", register="assessments.sheets", path="/rounds/sheets/", query=f"round={world.open_round}")
    link = f"/rounds/sheets/?round={world.open_round}&view={view.pk}"
    lan, vy = sign_in(world, "lan").get(link).content.decode(), sign_in(world, "vy").get(link).content.decode()
    assert "Thượng Sơn" in lan
    assert "Thượng Sơn" not in vy
    assert "Hạ Sơn" in vy
    assert view.name not in vy.split("<main")[1].split("</details>")[0]


def test_a_list_opens_with_my_default_and_the_plain_list_stays_reachable(world: World) -> None:
    client = sign_in(world, "lan")
    assert client.get("/territory/").status_code == 200
    view = save(world, "lan", query="type=phuong", is_default=True)
    answer = client.get("/territory/")
    assert answer.status_code == 302
    assert parse_qs(urlsplit(answer["Location"]).query) == {"type": ["phuong"], "view": [str(view.pk)]}
    plain = client.get("/territory/", {"view": "all"})
    assert plain.status_code == 200
    assert "Thượng Sơn" in plain.content.decode()
    # Taking the last filter off must not bring the default back.
    page = client.get(answer["Location"]).content.decode()
    assert "Thượng Sơn" not in page
    assert 'href="?view=all"' in page


def test_the_default_of_a_role_gives_way_to_ones_own(world: World) -> None:
    save(world, "hanh", "Của xã", share="role", role="commune_officer", query="type=xa", is_default=True)
    client = sign_in(world, "tuan")
    assert "type=xa" in client.get("/territory/")["Location"]
    assert sign_in(world, "lan").get("/territory/").status_code == 200
    save(world, "tuan", "Của tôi", query="type=phuong", is_default=True)
    assert "type=phuong" in client.get("/territory/")["Location"]


def test_a_new_default_takes_the_place_of_the_old_and_the_database_knows_one_only(world: World) -> None:
    first = save(world, "lan", "một", is_default=True)
    second = save(world, "lan", "hai", is_default=True)
    first.refresh_from_db()
    assert (first.is_default, second.is_default) == (False, True)
    with pytest.raises(IntegrityError), transaction.atomic(), act(world.actor("lan"), "test"):
        SavedView.objects.filter(pk=first.pk).update(is_default=True)


def test_an_ended_view_is_offered_no_more_but_stays_and_its_link_works(world: World) -> None:
    view = save(world, "lan", is_default=True)
    saved.view_end(actor=world.actor("lan"), view_id=view.pk, now=world.now)
    client = sign_in(world, "lan")
    assert client.get("/territory/").status_code == 200
    assert client.get("/territory/", {"view": view.pk}).status_code == 302
    assert SavedView.objects.get(pk=view.pk).ended_at == world.now
    assert client.get(f"/views/{view.pk}/").status_code == 409


def test_a_filter_that_is_no_longer_there_is_told_and_the_rest_still_opens(world: World) -> None:
    view = save(world, "lan", "Cũ", query="type=xa")
    with act(world.actor("lan"), "test"):
        SavedView.objects.filter(pk=view.pk).update(query="type=xa&mau=do")
    client = sign_in(world, "lan")
    page = client.get("/territory/", {"view": view.pk}, follow=True)
    text = page.content.decode()
    assert page.status_code == 400
    assert "Khung nhìn “Cũ” được lưu khi danh sách còn: mau" in text
    assert 'href="/territory/?type=xa"' in text
    assert client.get("/territory/?type=xa").status_code == 200


def test_rename_share_and_replace_leave_their_history(world: World) -> None:
    view = save(world, "lan")
    lan = world.actor("lan")
    saved.view_edit(actor=lan, view_id=view.pk, name="Tên mới", share="unit", org_id=world.orgs["VPDP"], now=world.now)
    saved.view_replace(actor=lan, view_id=view.pk, query="type=phuong&page=4", now=world.now)
    view.refresh_from_db()
    assert (view.name, view.share, view.org_id, view.query) == ("Tên mới", "unit", world.orgs["VPDP"], "type=phuong")
    acts = list(view.history.order_by("pgh_id").values_list("pgh_act", "pgh_actor_id"))  # type: ignore[attr-defined]
    assert acts == [(name, lan.id) for name in ("view.save", "view.edit", "view.replace")]

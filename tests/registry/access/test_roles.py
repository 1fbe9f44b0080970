"""Giving, extending, ending and reviewing roles; resets by the unit's coordinator; who leaves (faults 15, 24)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.registry.access.models import AccessReview, RoleAssignment
from dieuphoi.registry.access.selectors.roles import roles_now, roles_query
from dieuphoi.registry.access.services.resets import password_reset, person_leave
from dieuphoi.registry.access.services.reviews import role_end_by_review, role_keep
from dieuphoi.registry.access.services.roles import coordinator_mark, role_assign, role_end, role_extend
from dieuphoi.registry.access.services.rules import interval_set
from dieuphoi.registry.accounts.models import AccountActRecord, ApiToken
from dieuphoi.registry.accounts.services import account_reopen, token_create
from tests.support.world import PASSWORD, World, sign_in

pytestmark = pytest.mark.django_db


def role_of(world: World, name: str) -> int:
    return RoleAssignment.objects.filter(account_id=world.accounts[name]).earliest("id").pk


def give(world: World, name: str, role: str, org: str, place: str | None = None, **more: Any) -> RoleAssignment:
    said: dict[str, Any] = {"start": world.today, "end": None, "now": world.now, "actor": world.actor("hanh")}
    return role_assign(
        account_id=world.accounts[name], role=role, org_id=world.orgs[org],
        place_id=world.units[place] if place else None, **{**said, **more},
    )  # fmt: skip


# ---------------------------------------------------------------------------------------------- giving and ending


@pytest.mark.parametrize("name", ["lan", "minh", "tuan", "phong"])
def test_nobody_else_gives_roles(world: World, name: str) -> None:
    with pytest.raises(Refused):
        give(world, "vy", "leader", "BCD", actor=world.actor(name))


def test_the_head_names_no_administrator(world: World) -> None:
    with pytest.raises(Refused):
        give(world, "lan", "administrator", "VPDP")


def test_the_same_role_twice_and_a_closed_account_are_refused(world: World) -> None:
    with pytest.raises(InputErrors) as error:
        give(world, "tuan", "commune_officer", "UB-THUONG", "thuong")
    assert "Hãy gia hạn thay vì giao lại" in str(error.value)
    with pytest.raises(InputErrors):
        give(world, "quan", "department_officer", "SNN")


def test_the_last_administrator_stays(world: World) -> None:
    said: dict[str, Any] = {"reason": "x", "now": world.now}
    with pytest.raises(Refused):
        role_end(
            actor=world.actor("quantri"), assignment_id=role_of(world, "quantri"), on=world.today, **said
        )
    for end_roles in (True, False):
        with pytest.raises(Refused):
            person_leave(
                actor=world.actor("hanh"), account_id=world.accounts["quantri"], end_roles=end_roles, **said
            )
    assert world.actor("quantri").has_role("administrator")


def test_extending_only_prolongs_and_an_ended_role_is_given_anew(world: World) -> None:
    hanh, ends = world.actor("hanh"), world.today + timedelta(days=10)
    row = give(world, "vy", "leader", "BCD", end=ends)
    with pytest.raises(InputErrors):
        role_extend(actor=hanh, assignment_id=row.pk, end=ends - timedelta(days=1), reason="x", now=world.now)
    assert role_extend(actor=hanh, assignment_id=row.pk, end=None, reason="x", now=world.now).valid.upper is None
    role_end(actor=hanh, assignment_id=row.pk, on=world.today, reason="x", now=world.now)
    with pytest.raises(Refused):
        role_extend(actor=hanh, assignment_id=row.pk, end=ends, reason="x", now=world.now)


def test_the_register_narrows_by_what_people_ask(live: World) -> None:
    give(live, "vy", "leader", "BCD", end=live.today + timedelta(days=5))
    keeper = sign_in(live, "quantri")

    def names(**query: Any) -> set[str]:
        answer = keeper.get("/access/roles/", query)
        assert answer.status_code == 200, answer.content.decode()[:500]
        return set(re.findall(r'<a href="/access/roles/\d+/">([^<]+)</a>', answer.content.decode()))

    assert names(within=5) == {"Đặng Khánh Vy"}
    assert names(within=4) == set()
    assert names(place="thuong son") == {"Hoàng Văn Quang", "Vũ Anh Tuấn"}
    assert names(org="nong nghiep", state="now") == {"Lê Văn Minh", "Phạm Thị Thu"}
    assert names(left="true") == {"Dương Minh Quân (tài khoản đã đóng)"}
    assert "Đặng Khánh Vy" not in names(open_end="true", role="leader")
    assert names(q="khong co ai") == set()


@pytest.mark.parametrize("name", ["lan", "minh", "tuan", "vy", "phong"])
def test_list_detail_count_and_export_are_the_same_rows(live: World, name: str) -> None:
    """Fault 10: everybody sees their own roles, whichever way they look."""
    client, own = sign_in(live, name), {role_of(live, name)}
    assert set(roles_query(live.actor(name), live.today).values_list("pk", flat=True)) == own
    text = client.get("/access/roles/").content.decode()
    assert {int(pk) for pk in re.findall(r"/access/roles/(\d+)/", text)} == own
    every = RoleAssignment.objects.values_list("pk", flat=True)
    assert {pk for pk in every if client.get(f"/access/roles/{pk}/").status_code == 200} == own
    export = client.get("/access/roles/", {"export": "csv"})
    lines = b"".join(export.streaming_content).decode() if export.streaming else export.content.decode()
    assert sum(person in lines for person in ("Hạnh", "Lan", "Minh", "Thu", "Quang", "Tuấn", "Vy", "Phong")) == 1


# ---------------------------------------------------------------------------------------------- reviews


def test_nobody_reviews_themselves(world: World) -> None:
    for name in ("hanh", "quantri"):
        with pytest.raises(Refused) as refused:
            role_keep(actor=world.actor(name), assignment_id=role_of(world, name), now=world.now)
        assert refused.value.code == "same_person"


def test_a_coordinator_reviews_the_own_organisation_only(world: World) -> None:
    give(world, "vy", "commune_chair", "UB-HA", "ha", coordinator=True)
    give(world, "binh", "commune_officer", "UB-HA", "ha")
    vy = world.actor("vy")
    theirs = RoleAssignment.objects.get(account_id=world.accounts["binh"], org_id=world.orgs["UB-HA"]).pk
    role_keep(actor=vy, assignment_id=theirs, now=world.now)
    with pytest.raises(NotVisible):
        role_keep(actor=vy, assignment_id=role_of(world, "tuan"), now=world.now)
    with pytest.raises(Refused):
        role_end(actor=vy, assignment_id=theirs, on=world.today, reason="x", now=world.now)
    role_end_by_review(actor=vy, assignment_id=theirs, reason="hết biệt phái", now=world.now)
    assert world.actor("binh").reads().ids == {world.units["dong"]}


def test_never_reviewed_then_reviewed_then_overdue_again(world: World) -> None:
    hanh = world.actor("hanh")
    tuan = role_of(world, "tuan")

    def state(day: date) -> str:
        return str(roles_now(hanh, day).get(pk=tuan).review)

    assert state(world.today) == "never"
    role_keep(actor=hanh, assignment_id=tuan, now=world.now, reason="")
    assert state(world.today) == "fine"
    assert state(world.today + timedelta(days=180)) == "fine"
    assert state(world.today + timedelta(days=181)) == "overdue"
    interval_set(actor=hanh, key="review_every", days=30, source="Quy chế 5/QC", now=world.now)
    assert state(world.today + timedelta(days=31)) == "overdue"
    kept = AccessReview.objects.get()
    assert (kept.actor_id, kept.decision) == (world.accounts["hanh"], "keep")


def test_a_review_is_never_changed(world: World) -> None:
    from django.db import DatabaseError, transaction

    role_keep(actor=world.actor("hanh"), assignment_id=role_of(world, "tuan"), now=world.now)
    with pytest.raises(DatabaseError), transaction.atomic():
        AccessReview.objects.update(decision="end")
    with pytest.raises(DatabaseError), transaction.atomic():
        AccessReview.objects.all().delete()


def test_the_bulk_act_runs_the_same_rules(live: World) -> None:
    """Fault 16: two are kept, one's own is refused with its reason."""
    client = sign_in(live, "hanh")
    ids = [role_of(live, name) for name in ("tuan", "vy", "hanh")]
    answer = client.post("/access/reviews/", {"bulk": "keep", "confirmed": "1", "ids": ids})
    words = answer.content.decode()
    assert answer.status_code == 200
    assert "Không ai tự rà soát vai trò của mình" in words
    assert set(AccessReview.objects.values_list("assignment_id", flat=True)) == set(ids[:2])
    ended = client.post("/access/reviews/", {"bulk": "end", "confirmed": "1", "ids": ids[:1]})
    assert ended.status_code == 422
    assert RoleAssignment.objects.get(pk=ids[0]).valid.upper is None, "without a reason nothing ends"


# ---------------------------------------------------------------------------------------------- resets, leaving


@pytest.fixture
def coordinated(live: World) -> World:
    """Bình coordinates Thượng Sơn; Tuấn works there."""
    give(live, "binh", "commune_chair", "UB-THUONG", "thuong", coordinator=True)
    return live


@pytest.mark.parametrize("target", ["vy", "lan", "hanh", "quantri", "minh"])
def test_a_coordinator_resets_nobody_of_another_organisation(coordinated: World, target: str) -> None:
    with pytest.raises(NotVisible):
        password_reset(
            actor=coordinated.actor("binh"), account_id=coordinated.accounts[target], reason="x", now=coordinated.now
        )


@pytest.mark.parametrize(
    ("role", "org", "place"),
    [
        ("administrator", "VPDP", None),
        ("office_specialist", "VPDP", None),
        ("commune_officer", "UB-HA", "ha"),
        ("leader", "UB-THUONG", None),
    ],
)
def test_who_also_holds_more_is_beyond_the_coordinator(
    coordinated: World, role: str, org: str, place: str | None
) -> None:
    """Whoever resets somebody can become them: rights must not grow that way – not by a role to come either."""
    world = coordinated
    give(world, "tuan", role, org, place, actor=world.actor("quantri"), start=world.today + timedelta(days=30))
    act = {"account_id": world.accounts["tuan"], "reason": "x", "now": world.now}
    if (role, org) == ("leader", "UB-THUONG"):
        password_reset(actor=world.actor("binh"), **act)  # all of it lies in the own organisation
        return
    with pytest.raises(Refused):
        password_reset(actor=world.actor("binh"), **act)


def test_a_borrowed_office_role_counts_as_well(coordinated: World) -> None:
    from dieuphoi.registry.access.services.delegations import delegation_give

    world = coordinated
    delegation_give(
        actor=world.actor("lan"), assignment_id=role_of(world, "lan"), delegate_id=world.accounts["tuan"],
        start=world.today, end=world.today + timedelta(days=1), reason="x", now=world.now,
    )  # fmt: skip
    with pytest.raises(Refused):
        password_reset(actor=world.actor("binh"), account_id=world.accounts["tuan"], reason="x", now=world.now)


def test_the_coordinators_slip_opens_once_ends_sessions_and_is_logged(coordinated: World) -> None:
    world = coordinated
    old = Client()
    old.post("/accounts/login/", {"login": "tuan", "password": PASSWORD})
    assert old.get("/account/").status_code == 200
    binh = sign_in(world, "binh")
    page = f"/access/people/{world.accounts['tuan']}/reset/"
    assert binh.post(page, {"reason": " "}).status_code == 422
    answer = binh.post(page, {"reason": "quên mật khẩu"})
    assert answer["Cache-Control"] == "no-store"
    found = re.search(r"([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4})", answer.content.decode())
    assert found is not None
    assert old.get("/account/").status_code == 302
    fresh = Client()
    assert fresh.post("/accounts/login/", {"login": "tuan", "password": PASSWORD}).status_code == 200
    assert fresh.post("/accounts/login/", {"login": "tuan", "password": found[1]}).status_code == 302
    assert fresh.get("/rounds/")["Location"].startswith("/accounts/password/change/")
    told = AccountActRecord.objects.get(kind="reset")
    assert (told.actor_id, told.account_id, told.reason) == (
        world.accounts["binh"], world.accounts["tuan"], "quên mật khẩu",
    )  # fmt: skip


def test_without_the_mark_a_chair_resets_nobody(coordinated: World) -> None:
    world = coordinated
    row = RoleAssignment.objects.get(account_id=world.accounts["binh"], coordinator=True)
    coordinator_mark(actor=world.actor("hanh"), assignment_id=row.pk, on=False, reason="thôi", now=world.now)
    with pytest.raises(NotVisible):
        password_reset(actor=world.actor("binh"), account_id=world.accounts["tuan"], reason="x", now=world.now)


def test_closing_an_account_ends_sessions_tokens_and_roles_and_deletes_nothing(live: World) -> None:
    """Fault 15: what the person did stays under their name."""
    from dieuphoi.programme.assessments.models import Value

    token_create(
        actor=live.actor("tuan"), name="x", scopes=["read"], expires_on=live.today + timedelta(days=9), now=live.now
    )
    client = Client()
    client.post("/accounts/login/", {"login": "tuan", "password": PASSWORD})
    entered = Value.objects.filter(actor_id=live.accounts["tuan"]).count()
    assert entered > 0
    page = f"/access/people/{live.accounts['tuan']}/close/"
    keeper = sign_in(live, "hanh")
    assert keeper.post(page, {"end_roles": "on"}).status_code == 422
    assert keeper.post(page, {"reason": "chuyển công tác", "end_roles": "on"}).status_code == 302
    assert client.get("/account/").status_code == 302
    assert ApiToken.objects.get(account_id=live.accounts["tuan"]).revoked_at is not None
    assert RoleAssignment.objects.get(pk=role_of(live, "tuan")).valid.upper == live.today
    assert Value.objects.filter(actor_id=live.accounts["tuan"]).count() == entered
    account = live.account("tuan")
    assert (account.is_active, account.closed_at is not None) == (False, True)
    account_reopen(actor=live.actor("hanh"), account_id=account.pk, reason="nhầm người", now=live.now)
    again = Client()
    assert again.post("/accounts/login/", {"login": "tuan", "password": PASSWORD}).status_code == 200
    assert "_auth_user_id" not in again.session, "a new slip first"


def test_the_person_page_tells_what_somebody_may_and_why(live: World) -> None:
    words = sign_in(live, "quantri").get(f"/access/people/{live.accounts['quang']}/").content.decode()
    assert "Lãnh đạo được phân công" in words
    assert "Xã Thượng Sơn" in words
    assert "Xã Hạ Sơn" not in words


# ---------------------------------------------------------------------------------------------- who reaches how far


def test_the_staff_does_and_the_head_gives_out(world: World) -> None:
    """S0-03: both work on the whole province; only the head says who may do what."""
    for name in ("hanh", "lan"):
        assert world.units["ha"] in world.actor(name).writes()
    give(world, "phong", "inspector", "BCD", actor=world.actor("hanh"))
    with pytest.raises(Refused) as refusal:
        give(world, "phong", "leader", "BCD", actor=world.actor("lan"))
    assert refusal.value.status == 403


def test_a_chair_and_an_officer_of_a_commune_reach_their_own(world: World) -> None:
    """S3-61: the People's Committee of a commune and its staff."""
    give(world, "lan", "commune_chair", "UB-DONG", "dong")
    chair = [grant for grant in world.actor("lan").grants if grant.role == "commune_chair"]
    assert [(grant.read.ids, grant.write.ids) for grant in chair] == [({world.units["dong"]}, {world.units["dong"]})]
    officer = world.actor("tuan")
    assert {world.units[key] in officer.writes() for key in ("ha", "dong", "tinh")} == {False}
    assert world.units["thuong"] in officer.writes()


def test_the_council_reads_the_province_and_writes_nowhere(world: World) -> None:
    """S4-05: who supervises, reads; no unit is theirs to write on."""
    give(world, "phong", "inspector", "BCD")
    found = [grant for grant in world.actor("phong").grants if grant.role == "inspector"]
    assert len(found) == 1
    assert all(world.units[key] in found[0].read for key in ("thuong", "ha", "dong"))
    assert not any(world.units[key] in found[0].write for key in ("thuong", "ha", "dong", "tinh"))

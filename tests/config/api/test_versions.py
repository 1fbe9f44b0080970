"""Which version a reader has: ``ETag``, 304, ``If-Match``; and lists that are read on from a cursor."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from dieuphoi.programme.assessments.models import AssessmentRound
from tests.support.matrix import Stage
from tests.support.world import World, sign_in

API = "/api/v1"


def one_round(world: World) -> int:
    return AssessmentRound.objects.filter(state="OPEN").order_by("id").values_list("id", flat=True)[0]


def comment(client: Client, round_id: int, tag: str, **more: Any) -> Any:
    url, body = f"{API}/comments/round/{round_id}", {"text": "Đã xem"}
    return client.post(url, body, content_type="application/json", HTTP_IF_MATCH=tag, **more)


def test_a_reader_who_has_it_already_gets_nothing_again(world: World) -> None:
    client = sign_in(world, "lan")
    first = client.get(f"{API}/units?limit=2")
    assert first["ETag"].startswith('"')
    again = client.get(f"{API}/units?limit=2", HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"{API}/units?limit=3", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200
    # What somebody else may see of it is another version.
    assert sign_in(world, "vy").get(f"{API}/units?limit=2", HTTP_IF_NONE_MATCH='"x"').status_code == 200


def test_an_act_on_a_record_that_has_changed_is_refused(staged: Stage) -> None:
    world = staged.world
    client, round_id = sign_in(world, "lan"), one_round(world)
    tag = client.get(f"{API}/comments/round/{round_id}")["ETag"]
    stale = comment(client, round_id, '"of another time"')
    assert stale.status_code == 412
    assert stale["Content-Type"] == "application/problem+json"
    assert stale.json()["code"] == "stale"
    assert comment(client, round_id, tag).status_code in (200, 201)
    # The talk is longer now: the tag of before is no longer true.
    assert comment(client, round_id, tag).status_code == 412
    assert comment(client, round_id, "*").status_code in (200, 201)


def test_the_version_of_an_act_is_that_of_its_record(staged: Stage) -> None:
    world = staged.world
    client, round_id = sign_in(world, "lan"), one_round(world)
    tag = client.get(f"{API}/rounds/{round_id}")["ETag"]
    refused = client.post(f"{API}/rounds/{round_id}/open", {}, content_type="application/json", HTTP_IF_MATCH='"no"')
    assert refused.status_code == 412
    answer = client.post(f"{API}/rounds/{round_id}/open", {}, content_type="application/json", HTTP_IF_MATCH=tag)
    assert answer.status_code != 412


def test_who_may_not_read_learns_no_version(staged: Stage) -> None:
    """Out of scope stays out of scope, whatever tag is sent; signed out stays signed out."""
    world = staged.world
    round_id = one_round(world)
    assert comment(Client(), round_id, "*").status_code in (401, 403)
    unknown = comment(sign_in(world, "lan"), 10**9, "*")
    assert unknown.status_code in (404, 412)


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_a_cursor_walks_the_whole_list_once_whatever_is_added(world: World, limit: int) -> None:
    client = sign_in(world, "lan")
    everything = [row["id"] for row in client.get(f"{API}/units?limit=100").json()["items"]]
    seen: list[int] = []
    page = client.get(f"{API}/units?limit={limit}").json()
    while True:
        seen += [row["id"] for row in page["items"]]
        if page["next_cursor"] is None:
            break
        page = client.get(f"{API}/units?limit={limit}&cursor={page['next_cursor']}").json()
    assert seen == everything
    assert len(seen) == page["count"]


def test_a_cursor_and_an_offset_lead_to_the_same_rows(world: World) -> None:
    client = sign_in(world, "lan")
    second = client.get(f"{API}/units?limit=2&offset=2").json()
    first = client.get(f"{API}/units?limit=2").json()
    assert client.get(f"{API}/units?limit=2&cursor={first['next_cursor']}").json()["items"] == second["items"]


@pytest.mark.parametrize("cursor", ["x", "W10", "WzFd", "bnVsbA", "Ww", "%00", "WyJcdTAwMDAiLCIxIiwxXQ"])
def test_a_cursor_of_nowhere_is_refused(world: World, cursor: str) -> None:
    answer = sign_in(world, "lan").get(f"{API}/units?limit=2&cursor={cursor}")
    assert answer.status_code == 400, answer.content
    assert answer.json()["errors"][0]["place"] == "cursor"


def test_cursor_and_offset_together_are_refused(world: World) -> None:
    client = sign_in(world, "lan")
    cursor = client.get(f"{API}/units?limit=2").json()["next_cursor"]
    assert client.get(f"{API}/units?limit=2&offset=2&cursor={cursor}").status_code == 400

"""The pages of units and changes: what they say, and each act once through the page (M02)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.registry.territory.chain import find_units
from dieuphoi.registry.territory.models import UnitChange
from dieuphoi.registry.territory.selectors import classification_on
from dieuphoi.registry.territory.services import BatchSpec, PlannedChange, PlannedUnit, changes_plan
from tests.support.world import World, sign_in

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DAY = date(2026, 2, 1)
SYSTEM = system_actor(date(2026, 3, 2))


@pytest.fixture
def change(world: World) -> UnitChange:
    made = changes_plan(
        actor=SYSTEM,
        batch=BatchSpec("Sắp xếp <thử>", "thử", DAY, ("Nguồn không có tỷ lệ chia.",)),
        plans=[
            PlannedChange(
                DAY,
                (world.units["dong"],),
                (
                    PlannedUnit("m", "commune", "xa", "Đông Thượng", "98011", world.units["tinh"]),
                    PlannedUnit("n", "commune", "xa", "Đông Hạ", "98012", world.units["tinh"]),
                ),
                resolution_number="12/NQ-UBTVQH15",
            )
        ],
        now=NOW,
    )
    return made.changes[0]


def page(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status
    return answer.content.decode()


def test_a_change_from_plan_to_undo_through_the_pages(world: World, change: UnitChange) -> None:
    head = sign_in(world, "hanh")
    url = f"/territory/changes/{change.pk}/"
    batch = f"/territory/batches/{change.batch_id}/"
    shown = page(head, url)
    assert "Chia tách: Xã Đông Thượng, Xã Đông Hạ" in shown
    assert "chưa biết tỷ lệ" in shown
    assert "12/NQ-UBTVQH15" in shown
    # Rates with a decimal comma, as people type them (fault 29): 62,5 of 100.
    links = sorted(change.links.values_list("id", flat=True))
    typed = {"resolution_on": "01/02/2026", "share_of": "area"}
    typed |= {f"part_{links[0]}": "62,5", f"whole_{links[0]}": "100"}
    assert head.post(f"{url}notes/", {"resolution_number": "13/NQ", **typed}).status_code == 302
    change.refresh_from_db()
    assert (change.resolution_number, change.resolution_on) == ("13/NQ", date(2026, 2, 1))
    assert "62,5 / 100" in page(head, url)
    assert head.post(f"{batch}dry-run/").status_code == 302
    shown = page(head, batch)
    assert "Kết quả chạy thử" in shown
    assert "Sắp xếp &lt;thử&gt;" in shown
    assert "Nguồn không có tỷ lệ chia." in shown
    assert UnitChange.objects.get(id=change.pk).state == "PLANNED"
    assert head.post(f"{url}apply/").status_code == 302
    new = change.tos.get(name="Đông Thượng").unit_id
    story = page(head, f"/territory/units/{new}/")
    assert "Xã Đông Sơn" in story
    assert "13/NQ" in story
    assert "Không tồn tại vào ngày 31/01/2026" in page(head, f"/territory/units/{new}/?as_of=2026-01-31")
    old = page(head, f"/territory/units/{world.units['dong']}/?as_of=02/03/2026")
    assert "Xã Đông Hạ" in old
    assert "Không tồn tại vào ngày 02/03/2026" in old
    assert head.post(f"{url}undo/", {"reason": ""}).status_code == 422
    assert head.post(f"{url}undo/", {"reason": "nhầm"}).status_code == 302
    assert "chưa từng tồn tại" in page(head, f"/territory/units/{new}/")
    assert "nhầm" in page(head, url)


def test_who_only_reads_sees_greyed_acts_and_is_refused(world: World, change: UnitChange) -> None:
    lan = sign_in(world, "lan", raise_request_exception=False)
    assert "Chưa làm được" in page(lan, f"/territory/changes/{change.pk}/")
    assert lan.post(f"/territory/changes/{change.pk}/apply/").status_code == 403
    assert UnitChange.objects.get(id=change.pk).state == "PLANNED"


def test_a_faulty_day_is_a_clear_refusal(world: World) -> None:
    page(
        sign_in(world, "lan", raise_request_exception=False),
        f"/territory/units/{world.units['ha']}/?as_of=31/13/2026",
        422,
    )


def test_classify_through_the_page(world: World) -> None:
    head = sign_in(world, "hanh")
    url = f"/territory/units/{world.units['ha']}/classify/"
    typed = {"dimension": "commune_group3", "value": "2", "since": "01/02/2026"}
    assert head.post(url, typed).status_code == 422
    assert head.post(url, {**typed, "decision": "QĐ 5/2026"}).status_code == 302
    assert classification_on([world.units["ha"]], DAY)[world.units["ha"]]["commune_group3"] == "2"
    assert "QĐ 5/2026" in page(head, f"/territory/units/{world.units['ha']}/")


def test_the_list_of_changes_narrows(world: World, change: UnitChange) -> None:
    lan = sign_in(world, "lan")
    assert "Xã Đông Thượng" in page(lan, "/territory/changes/?q=dong+thuong&state=PLANNED")
    assert "Xã Đông Thượng" not in page(lan, "/territory/changes/?state=APPLIED")


def test_the_api_tells_both_sides_and_the_lineage(world: World, change: UnitChange) -> None:
    head = sign_in(world, "hanh")
    found = head.get(f"/api/v1/unit-changes/{change.pk}").json()
    assert (found["kind"], found["state"], found["effective_on"]) == ("split", "PLANNED", "2026-02-01")
    assert [each["from"][0]["share"] for each in found["successors"]] == [None, None]
    head.post(f"/territory/changes/{change.pk}/apply/")
    lineage = head.get(f"/api/v1/units/{world.units['dong']}/lineage").json()
    assert len(lineage["successors"]) == 2
    assert head.get("/api/v1/unit-changes?state=APPLIED").json()["count"] == 1


def test_search_finds_former_names(world: World, change: UnitChange) -> None:
    """Fault 23: marks or none, word in front or none, codes; a former name says what it is now."""
    sign_in(world, "hanh").post(f"/territory/changes/{change.pk}/apply/")

    def hits(typed: str) -> list[tuple[str, int]]:
        return [(hit.title, hit.rank) for hit in find_units(SYSTEM, typed, date(2026, 3, 2), 10)]

    assert hits("Thượng Sơn") == [("Xã Thượng Sơn", 0)]
    assert hits("xa thuong son") == [("Xã Thượng Sơn", 2)]
    assert hits("98002") == [("Xã Hạ Sơn", 0)]
    assert ("Xã Đông Sơn", 4) in hits("đông sơn")
    (former,) = [hit for hit in find_units(SYSTEM, "Đông Sơn", date(2026, 3, 2), 10) if hit.rank == 4]
    assert "Xã Đông Thượng" in former.note
    assert "Xã Đông Hạ" in former.note

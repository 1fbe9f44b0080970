"""Papers of meetings by the API: the same checks as on the pages. Refusals first.

Serves S4-20, S4-41.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dieuphoi.steering.meetings import services
from dieuphoi.steering.meetings.models import MeetingFile, MeetingInput
from dieuphoi.steering.meetings.selectors import meetings as reading
from dieuphoi.steering.meetings.services import NewAgendaItem
from tests.steering.meetings.conftest import Plan
from tests.support.route import PDF
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db


def pdf(name: str = "báo cáo.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def send(world: World, who: str, path: str, **data: Any) -> Any:
    return sign_in(world, who).post(f"/api/v1/{path}", data)


def test_no_file_or_a_false_one_is_a_fault_of_the_field(world: World, invited: Plan) -> None:
    meeting = invited()
    none = send(world, "lan", f"meetings/{meeting.pk}/papers", purpose="AGENDA")
    false = send(world, "lan", f"meetings/{meeting.pk}/papers", file=pdf(content=b"MZ not what it says"))
    empty = send(world, "lan", f"meetings/{meeting.pk}/papers", file=pdf(content=b""))
    assert [each.status_code for each in (none, false, empty)] == [422, 422, 422]
    assert not MeetingFile.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("vy", 404), ("quantri", 404), ("tuan", 403)])
def test_a_guest_adds_no_paper_to_the_agenda(world: World, invited: Plan, who: str, status: int) -> None:
    meeting = invited()
    assert send(world, who, f"meetings/{meeting.pk}/papers", file=pdf()).status_code == status
    assert not MeetingFile.objects.exists()


def test_a_paper_that_belongs_nowhere_is_refused(world: World, invited: Plan) -> None:
    meeting, other = invited(points=("UB-THUONG",)), invited(title="Khác", clash_reason="thử", points=("UB-HA",))
    point = reading.points_of(world.actor("lan"), other.pk)[0].pk
    assert send(world, "lan", f"meetings/{meeting.pk}/papers", file=pdf(), purpose="POINT").status_code == 422
    assert send(world, "lan", f"meetings/{meeting.pk}/points/{point}/papers", file=pdf()).status_code == 404
    services.meeting_cancel(actor=world.actor("lan"), meeting_id=meeting.pk, reason="bão", now=world.now)
    assert send(world, "lan", f"meetings/{meeting.pk}/papers", file=pdf()).status_code == 409
    assert not MeetingFile.objects.exists()


def test_papers_of_the_agenda_and_of_a_point(world: World, invited: Plan) -> None:
    meeting = invited(points=("UB-THUONG",))
    lan = world.actor("lan")
    item = services.agenda_add(actor=lan, meeting_id=meeting.pk, new=NewAgendaItem("Báo cáo"), now=world.now)
    said = send(
        world, "lan", f"meetings/{meeting.pk}/papers", file=pdf(), agenda_item_id=item.pk, note="bản 1"
    )
    assert said.status_code == 201
    [kept] = said.json()["files"]
    assert {name: kept[name] for name in ("purpose", "name", "size", "note", "agenda_item_id", "point_id")} == {
        "purpose": "AGENDA", "name": "báo cáo.pdf", "size": len(PDF), "note": "bản 1", "agenda_item_id": item.pk,
        "point_id": None,
    }  # fmt: skip
    point = reading.points_of(lan, meeting.pk)[0].pk
    own = send(world, "tuan", f"meetings/{meeting.pk}/points/{point}/papers", file=pdf("của xã.pdf"))
    assert own.status_code == 201
    assert [(each["purpose"], each["point_id"]) for each in own.json()["files"]] == [("AGENDA", None), ("POINT", point)]


def test_a_written_input_is_sent_as_a_file(world: World, invited: Plan) -> None:
    meeting = invited()
    [asked] = services.inputs_ask(
        actor=world.actor("lan"), meeting_id=meeting.pk, topic="Khó khăn", due_on=world.today,
        orgs=[world.orgs["UB-THUONG"]], now=world.now,
    )  # fmt: skip
    assert send(world, "vy", f"meeting-inputs/{asked.pk}/answer-file", file=pdf()).status_code == 404
    said = send(world, "tuan", f"meeting-inputs/{asked.pk}/answer-file", file=pdf())
    assert said.status_code == 200
    assert said.json()["standing"] in ("SENT", "LATE")
    assert [each["input_id"] for each in said.json()["files"]] == [asked.pk]
    row = MeetingInput.objects.get(pk=asked.pk)
    assert (row.state, row.text) == ("ANSWERED", "")

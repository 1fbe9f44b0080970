"""A request for a meeting and its answer name their letters on the register of documents. Serves S0-44."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.steering.directives.models import DocumentKind
from dieuphoi.steering.directives.services import NewDocument, Recipient, document_register, document_void
from dieuphoi.steering.meetings import services
from dieuphoi.steering.meetings.models import MeetingRequest
from dieuphoi.steering.meetings.selectors import requests as asking
from dieuphoi.steering.meetings.services import NewRequest
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db


def letter(world: World, number: str = "45/VPĐP-TH", *, to: tuple[str, ...] = ("SXD",), **more: Any) -> Any:
    """A letter of the office to the department of construction, on the register of the office."""
    values: dict[str, Any] = {
        "direction": "OUT", "issued_on": date(2026, 2, 27), "summary": "Về việc đăng ký làm việc",
        "number_text": number, "issuer_id": world.orgs["VPDP"], "kind_id": DocumentKind.objects.get(code="CV").pk,
        "recipients": tuple(Recipient(org_id=world.orgs[each]) for each in to), **more,
    }  # fmt: skip
    return document_register(actor=world.actor("lan"), new=NewDocument(**values), now=world.now)


def came(world: World, number: str = "99/SXD-VP", **more: Any) -> Any:
    """The answer of the department, as the office received it."""
    return letter(
        world, number, to=(), direction="IN", issuer_id=world.orgs["SXD"], keeper_id=world.orgs["VPDP"],
        issued_on=more.pop("issued_on", date(2026, 3, 2)), summary="Trả lời đăng ký làm việc", **more,
    )  # fmt: skip


def request(world: World, who: str = "lan", **more: Any) -> MeetingRequest:
    values: dict[str, Any] = {"subject": "Biên chế của Văn phòng", "asked_on": date(2026, 3, 1), **more}
    new = NewRequest(asker_id=world.orgs["VPDP"], to_org_id=world.orgs["SXD"], **values)
    return services.request_ask(actor=world.actor(who), new=new, now=world.now)


def answer(world: World, row: MeetingRequest, who: str = "lan", **more: Any) -> MeetingRequest:
    values = {"answer": "", **more}
    return services.request_answer(actor=world.actor(who), request_id=row.pk, now=world.now, **values)


# ------------------------------------------------------------------------------------------------ refusals


def test_a_letter_must_be_there_in_sight_and_of_a_day_that_can_be(world: World) -> None:
    row = letter(world)
    with pytest.raises(InputErrors, match="bạn được xem"):
        request(world, letter_id=10**9)
    with pytest.raises(InputErrors, match="sau ngày đề nghị 26/02/2026"):
        request(world, letter_id=row.pk, asked_on=date(2026, 2, 26))
    document_void(actor=world.actor("lan"), document_id=row.pk, reason="Ghi nhầm", now=world.now)
    with pytest.raises(InputErrors, match="bạn được xem"):
        request(world, letter_id=row.pk)
    assert not MeetingRequest.objects.exists()


def test_what_one_does_not_see_is_no_answer_of_theirs(world: World) -> None:
    """The answer lies in the office's own register; the department's specialist does not see it there."""
    asked, hidden = request(world), letter(world, "46/VPĐP-TH", to=(), is_restricted=True)
    with pytest.raises(InputErrors, match="bạn được xem") as faults:
        answer(world, asked, "hai", answer_letter_id=hidden.pk)
    assert {each.field for each in faults.value.errors} == {"answer_letter"}


def test_an_answer_is_another_letter_of_the_days_between(world: World) -> None:
    asked = request(world, letter_id=letter(world).pk)
    with pytest.raises(InputErrors, match="khác văn bản đề nghị"):
        answer(world, asked, answer_letter_id=asked.letter_id)
    early = came(world, "98/SXD-VP", issued_on=date(2026, 2, 20))
    with pytest.raises(InputErrors, match="20/02/2026"):
        answer(world, asked, answer_letter_id=early.pk)


def test_only_the_two_sides_say_which_letters_they_are_and_of_an_answer_only_once_there_is_one(world: World) -> None:
    asked, paper = request(world, document="45/VPĐP"), letter(world)
    with pytest.raises(NotVisible):
        services.request_refer(actor=world.actor("tuan"), request_id=asked.pk, letter_id=paper.pk, now=world.now)
    with pytest.raises(Refused) as refusal:
        services.request_refer(actor=world.actor("phong"), request_id=asked.pk, letter_id=paper.pk, now=world.now)
    assert refusal.value.status == 403
    with pytest.raises(Refused, match="chưa có trả lời"):
        services.request_refer(
            actor=world.actor("lan"), request_id=asked.pk, answer_letter_id=came(world).pk, now=world.now
        )
    with pytest.raises(InputErrors, match="Hãy chọn văn bản"):
        services.request_refer(actor=world.actor("lan"), request_id=asked.pk, now=world.now)


# ------------------------------------------------------------------------------------------------ what is kept


def test_the_number_is_that_of_the_document_and_a_letter_not_on_the_register_stays_text(world: World) -> None:
    paper = letter(world)
    asked = request(world, letter_id=paper.pk, document="chữ gõ thừa")
    assert (asked.letter_id, asked.document) == (paper.pk, "45/VPĐP-TH")
    other = request(world, document="7/CV-VPĐP", subject="Việc khác")
    assert (other.letter_id, other.document) == (None, "7/CV-VPĐP")
    nameless = letter(world, "")
    assert request(world, letter_id=nameless.pk, subject="Thứ ba").document.startswith("Công văn: Về việc đăng ký")


def test_a_letter_that_is_registered_later_is_named_later(world: World) -> None:
    asked = answer(world, request(world, document="45"), answer_document="99")
    paper, reply = letter(world), came(world)
    asked = services.request_refer(
        actor=world.actor("lan"), request_id=asked.pk, letter_id=paper.pk, answer_letter_id=reply.pk, now=world.now
    )
    assert (asked.document, asked.answer_document) == ("45/VPĐP-TH", "99/SXD-VP")
    # The answer alone is taken back; what is left out stays.
    back = services.request_retract(actor=world.actor("lan"), request_id=asked.pk, reason="nhầm", now=world.now)
    assert (back.letter_id, back.answer_letter_id, back.answer_document) == (paper.pk, None, "")


def test_the_chain_shows_each_on_the_page_of_the_other(world: World) -> None:
    paper, reply = letter(world), came(world)
    asked = answer(world, request(world, letter_id=paper.pk), answer_letter_id=reply.pk)
    lan = world.actor("lan")
    shown = {str(group.words): [link.url for link in group.links] for group in chain_of(lan, "document", paper.pk).up}
    assert shown["đề nghị làm việc bằng văn bản này"] == [f"/meetings/requests/{asked.pk}/"]
    shown = {str(group.words): [link.url for link in group.links] for group in chain_of(lan, "document", reply.pk).up}
    assert shown["đề nghị làm việc được trả lời bằng văn bản này"] == [f"/meetings/requests/{asked.pk}/"]


def test_a_letter_that_the_reader_does_not_see_is_told_by_its_number_alone(world: World) -> None:
    """It did not go to the department on the register: the request did."""
    hidden = letter(world, to=(), is_restricted=True)
    asked = request(world, letter_id=hidden.pk)
    seen = asking.request(world.actor("hai"), asked.pk, world.today)
    assert (seen.letter_ref, seen.document) == (None, "45/VPĐP-TH")
    page = sign_in(world, "hai").get(f"/meetings/requests/{asked.pk}/").content.decode()
    assert "45/VPĐP-TH" in page and f"/documents/{hidden.pk}/" not in page
    told = sign_in(world, "hai").get(f"/api/v1/meeting-requests/{asked.pk}").json()
    assert (told["letter_id"], told["document"]) == (None, "45/VPĐP-TH")


# ------------------------------------------------------------------------------------------------ pages, API


def test_the_form_takes_a_number_and_the_page_opens_the_document(world: World) -> None:
    paper = letter(world)
    client = sign_in(world, "lan")
    shown = client.get("/meetings/requests/new/").content.decode()
    assert '<option value="45/VPĐP-TH 2026">' in shown and 'list="documents-offered"' in shown
    typed = {
        "asker": world.orgs["VPDP"], "to_org": world.orgs["SXD"], "subject": "Biên chế", "asked_on": "01/03/2026",
    }  # fmt: skip
    wrong = client.post("/meetings/requests/new/", {**typed, "letter": "4545/VPĐP-TH"})
    assert wrong.status_code == 422 and "Không tìm thấy văn bản" in wrong.content.decode()
    assert client.post("/meetings/requests/new/", {**typed, "letter": "45/vpđp-th 2026"}).status_code == 302
    asked = MeetingRequest.objects.get()
    assert asked.letter_id == paper.pk
    page = client.get(f"/meetings/requests/{asked.pk}/").content.decode()
    assert f'<a href="/documents/{paper.pk}/">45/VPĐP-TH</a>' in page
    assert f"/meetings/requests/{asked.pk}/" in client.get(f"/documents/{paper.pk}/").content.decode()
    reply = came(world)
    agreed = client.post(
        f"/meetings/requests/{asked.pk}/agree/",
        {"day": "05/03/2026", "start_time": "14h", "end_time": "16h", "answer_letter": f"#{reply.pk}"},
    )
    assert agreed.status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.answer_letter_id, asked.answer_document) == ("AGREED", reply.pk, "99/SXD-VP")
    again = client.get(f"/meetings/requests/{asked.pk}/refer/").content.decode()
    assert f'value="#{paper.pk}"' in again and f'value="#{reply.pk}"' in again


def test_the_api_says_and_takes_the_letters(world: World) -> None:
    paper, reply = letter(world), came(world)
    client = sign_in(world, "lan")
    body = {
        "asker_id": world.orgs["VPDP"], "to_org_id": world.orgs["SXD"], "subject": "Biên chế",
        "asked_on": "2026-03-01", "letter_id": paper.pk,
    }  # fmt: skip

    def post(path: str, **values: Any) -> Any:
        return client.post(f"/api/v1/meeting-requests{path}", json.dumps(values), content_type="application/json")

    made = post("", **body)
    assert made.status_code == 201 and made.json()["letter_id"] == paper.pk
    pk = made.json()["id"]
    assert post(f"/{pk}/refer", answer_letter_id=reply.pk).status_code == 409
    assert post(f"/{pk}/answer", answer="Đã rõ").status_code == 200
    told = post(f"/{pk}/refer", answer_letter_id=reply.pk).json()
    assert (told["letter_id"], told["answer_letter_id"], told["answer_document"]) == (paper.pk, reply.pk, "99/SXD-VP")

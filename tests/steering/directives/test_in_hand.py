"""Who leaves: the drafts and documents that bear their name are listed, and fill a handover (S0-23)."""

from __future__ import annotations

from datetime import date

import pytest

from dieuphoi.registry.organisations.openwork import Holder, OpenWork
from dieuphoi.registry.organisations.services import handover_open
from dieuphoi.steering.directives import services
from dieuphoi.steering.directives.inhand import documents_in_hand
from tests.steering.directives.conftest import Register
from tests.support.world import World

pytestmark = pytest.mark.django_db


def held(world: World, who: str, leaver: str) -> list[OpenWork]:
    return list(documents_in_hand(world.actor(who), Holder(person_id=world.people[leaver]), world.today))


def titles(world: World, who: str, leaver: str) -> list[str]:
    return [each.title for each in held(world, who, leaver)]


def test_who_keeps_accounts_hears_of_it_without_a_link_and_of_nothing_restricted(
    world: World, came: Register, asked: Register
) -> None:
    plain, secret = came("7/SNN"), came("8/SNN", is_restricted=True)
    asked()
    for row in (plain, secret):
        services.document_assign(
            actor=world.actor("hanh"), document_id=row.pk, to_person_id=world.people["lan"], now=world.now
        )
    told = held(world, "quantri", "lan")
    assert [each.title for each in told] == [
        "Dự thảo: Kế hoạch rà soát tiêu chí quý II", "Công văn 7/SNN", "Một văn bản hạn chế",
    ]  # fmt: skip
    assert {each.url for each in told} == {""}
    assert documents_in_hand(world.actor("hanh"), Holder(org_id=world.orgs["VPDP"]), world.today) == []


def test_drafts_and_documents_on_the_desk_are_listed_until_they_go_on(
    world: World, came: Register, asked: Register
) -> None:
    row, draft = came("7/SNN"), asked()
    hanh = world.actor("hanh")
    handling = services.document_assign(
        actor=hanh, document_id=row.pk, to_person_id=world.people["lan"], due_on=date(2026, 3, 9), now=world.now
    )
    found = {(each.title, each.url, each.due_on) for each in held(world, "hanh", "lan")}
    assert found == {
        ("Dự thảo: Kế hoạch rà soát tiêu chí quý II", f"/documents/drafts/{draft.pk}/", date(2026, 3, 20)),
        ("Công văn 7/SNN", f"/documents/{row.pk}/", date(2026, 3, 9)),
    }
    # Hạnh is to sign it: it is in her hand too. Thu has nothing.
    assert titles(world, "hanh", "hanh") == ["Dự thảo: Kế hoạch rà soát tiêu chí quý II"]
    assert titles(world, "hanh", "thu") == []
    handover = handover_open(
        actor=hanh, giver_id=world.people["lan"], receiver_id=world.people["hanh"], effective_on=world.today,
        reason="Lan chuyển công tác", now=world.now,
    )  # fmt: skip
    assert {"Công văn 7/SNN", "Dự thảo: Kế hoạch rà soát tiêu chí quý II"} <= set(
        handover.items.values_list("title", flat=True)
    )
    services.handling_end(actor=hanh, handling_id=handling.pk, reason="đã xong", now=world.now)
    services.drafting_move(actor=hanh, drafting_id=draft.pk, move="withdraw", reason="không cần nữa", now=world.now)
    assert titles(world, "hanh", "lan") == []


def test_what_its_body_answered_leaves_the_desk_until_the_answer_is_taken_back(
    world: World, came: Register, went: Register
) -> None:
    """Two bodies have it on a desk; the office answers, the department does not."""
    asked = came("9/SNN", to=("SXD",))
    hanh, lan = world.actor("hanh"), world.actor("lan")
    mine = services.document_assign(
        actor=hanh, document_id=asked.pk, to_person_id=world.people["lan"], now=world.now
    )
    theirs = services.document_assign(
        actor=world.actor("hai"), document_id=asked.pk, to_person_id=world.people["hai"], now=world.now
    )
    reply = went(to=("SNN",))
    relation = services.relation_add(actor=lan, document_id=reply.pk, kind="ANSWERS", target_id=asked.pk, now=world.now)
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.ended_on, mine.answered_with_id, theirs.ended_on) == (world.today, relation.pk, None)
    assert reply.title in mine.end_reason
    assert titles(world, "hanh", "lan") == []
    services.relation_end(actor=lan, relation_id=relation.pk, reason="nhầm văn bản", now=world.now)
    mine.refresh_from_db()
    assert (mine.ended_on, mine.end_reason, mine.answered_with_id) == (None, "", None)
    assert titles(world, "hanh", "lan") == ["Công văn 9/SNN"]


def test_another_relation_leaves_it_there(world: World, came: Register, went: Register) -> None:
    asked = came("9/SNN")
    mine = services.document_assign(
        actor=world.actor("hanh"), document_id=asked.pk, to_person_id=world.people["lan"], now=world.now
    )
    services.relation_add(
        actor=world.actor("lan"), document_id=went().pk, kind="IMPLEMENTS", target_id=asked.pk, now=world.now
    )
    mine.refresh_from_db()
    assert mine.ended_on is None


def test_what_came_in_as_an_answer_of_another_body_ends_nothing_on_its_desks(world: World, came: Register) -> None:
    """Whoever registers a letter chooses from whom it is: that decides nothing in that body."""
    asked = came("9/SNN", to=("SXD",))
    theirs = services.document_assign(
        actor=world.actor("hai"), document_id=asked.pk, to_person_id=world.people["hai"], now=world.now
    )
    said = came("31/SXD", issuer_id=world.orgs["SXD"], issued_on=world.today)
    services.relation_add(
        actor=world.actor("lan"), document_id=said.pk, kind="ANSWERS", target_id=asked.pk, now=world.now
    )
    theirs.refresh_from_db()
    assert (theirs.ended_on, theirs.answered_with_id) == (None, None)


def test_an_answer_that_was_entered_by_mistake_answers_nothing_until_it_is_restored(
    world: World, came: Register, went: Register
) -> None:
    asked, reply = came("9/SNN"), went(to=("SNN",))
    lan, hanh = world.actor("lan"), world.actor("hanh")
    mine = services.document_assign(
        actor=hanh, document_id=asked.pk, to_person_id=world.people["lan"], now=world.now
    )
    services.relation_add(actor=lan, document_id=reply.pk, kind="ANSWERS", target_id=asked.pk, now=world.now)
    services.document_void(actor=hanh, document_id=reply.pk, reason="ghi nhầm", now=world.now)
    mine.refresh_from_db()
    assert (mine.ended_on, mine.answered_with_id) == (None, None)
    services.document_restore(actor=hanh, document_id=reply.pk, reason="không nhầm", now=world.now)
    mine.refresh_from_db()
    assert mine.ended_on == world.today


def test_who_has_the_lead_by_now_keeps_it(world: World, came: Register, went: Register) -> None:
    asked, reply = came("9/SNN"), went(to=("SNN",))
    lan, hanh = world.actor("lan"), world.actor("hanh")
    mine = services.document_assign(
        actor=hanh, document_id=asked.pk, to_person_id=world.people["lan"], now=world.now
    )
    relation = services.relation_add(actor=lan, document_id=reply.pk, kind="ANSWERS", target_id=asked.pk, now=world.now)
    services.document_assign(actor=hanh, document_id=asked.pk, to_person_id=world.people["hanh"], now=world.now)
    services.relation_end(actor=lan, relation_id=relation.pk, reason="nhầm văn bản", now=world.now)
    mine.refresh_from_db()
    assert mine.ended_on == world.today
    assert titles(world, "hanh", "hanh") == ["Công văn 9/SNN"]

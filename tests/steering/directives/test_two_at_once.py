"""Two people at once: one number is given once, one draft is issued once."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from dieuphoi.core.kernel.errors import InputErrors, Refused
from dieuphoi.steering.directives.models import Document
from dieuphoi.steering.directives.services import (
    Issue,
    NewDocument,
    NewDrafting,
    document_register,
    drafting_ask,
    drafting_issue,
    drafting_move,
    version_add,
)
from tests.steering.directives.conftest import docx, kind
from tests.support.stories import NOW
from tests.support.waiting import beside
from tests.support.world import build_world


def test_two_who_register_the_same_number_at_once_make_one_document(committed: None) -> None:
    world = build_world(NOW)
    new = NewDocument(
        "IN", date(2026, 2, 1), "Một", "1/A", keeper_id=world.orgs["VPDP"], issuer_name="Bộ A", kind_id=kind("QĐ"),
    )  # fmt: skip
    with transaction.atomic():
        document_register(actor=world.actor("lan"), new=new, now=world.now)
        second: Future[object] = beside(
            lambda: document_register(actor=world.actor("hanh"), new=new, now=world.now)
        )
    with pytest.raises(InputErrors, match="Đã có"):
        second.result(timeout=30)
    assert Document.objects.count() == 1


def test_two_who_take_a_number_at_once_get_two(committed: None) -> None:
    world = build_world(NOW)
    new = NewDocument(
        "OUT", world.today, "Một", "VPĐP", take_number=True, issuer_id=world.orgs["VPDP"], kind_id=kind("")
    )
    with transaction.atomic():
        first = document_register(actor=world.actor("lan"), new=new, now=world.now)
        second: Future[Any] = beside(lambda: document_register(actor=world.actor("hanh"), new=new, now=world.now))
    assert (first.number_text, second.result(timeout=30).number_text) == ("01/VPĐP", "02/VPĐP")


def test_two_who_issue_the_same_draft_at_once_issue_it_once(committed: None) -> None:
    world = build_world(NOW)
    lan, hanh = world.actor("lan"), world.actor("hanh")
    row = drafting_ask(
        actor=hanh, now=world.now,
        new=NewDrafting("Kế hoạch", world.orgs["VPDP"], kind_id=kind("KH"), drafter_id=world.people["lan"]),
    )  # fmt: skip
    drafting_move(actor=lan, drafting_id=row.pk, move="start", now=world.now)
    version_add(actor=lan, drafting_id=row.pk, data=docx("Kế hoạch"), name="kh.docx", now=world.now)
    drafting_move(actor=lan, drafting_id=row.pk, move="submit", now=world.now)
    drafting_move(actor=hanh, drafting_id=row.pk, move="sign", now=world.now)
    with transaction.atomic():
        first = drafting_issue(actor=lan, drafting_id=row.pk, issue=Issue(), now=world.now)
        second: Future[object] = beside(
            lambda: drafting_issue(actor=world.actor("hanh"), drafting_id=row.pk, issue=Issue(), now=world.now)
        )
    with pytest.raises(Refused, match="Ban hành"):
        second.result(timeout=30)
    assert [each.pk for each in Document.objects.all()] == [first.pk]

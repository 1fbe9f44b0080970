"""Who sees which document, as sets over the cast (fault 10): list, page, search, file and API give the same."""

from __future__ import annotations

from typing import Any

import pytest

from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.steering.directives import selectors, services
from dieuphoi.steering.directives.models import Addressee, DocumentComment, StandingDocument
from dieuphoi.steering.directives.services import Recipient
from tests.steering.directives.conftest import Register
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db

ALL = ("hanh", "lan", "minh", "thu", "hai", "quang", "tuan", "vy", "binh", "phong", "quan", "quantri")


def seen(world: World, rows: dict[str, Any]) -> dict[str, set[str]]:
    names = {row.pk: name for name, row in rows.items()}
    return {
        who: {
            names[pk] for pk in selectors.documents(world.actor(who), world.today).values_list("pk", flat=True)
        }
        for who in ALL
    }  # fmt: skip


def test_everybody_sees_what_concerns_them_and_nothing_else(world: World, came: Register, went: Register) -> None:
    rows = {
        "in": came("1/X"),
        "to_thuong": came("2/X", to=("UB-THUONG",)),
        "restricted": came("3/X", to=("UB-HA",), is_restricted=True),
        "public": came("4/X", issuer_id=None, issuer_name="Bộ X", places=(world.units["thuong"],), is_public=True),
        "place": came("5/X", issuer_id=None, issuer_name="Bộ X", places=(world.units["thuong"],)),
        "out": went(to=("SXD",)),
        "of_dong": came(
            "6/X", who="binh", keeper_id=world.orgs["UB-DONG"], issuer_id=None, issuer_name="Chi cục thuế"
        ),
        "to_person": came(
            "7/X", issuer_id=None, issuer_name="Bộ X", recipients=(Recipient(person_id=world.people["quang"]),)
        ),
    }
    everything = set(rows)
    assert seen(world, rows) == {
        "hanh": everything,
        "lan": everything,
        # Issued by their department, and nothing of Bộ X.
        "minh": {"in", "to_thuong", "restricted"},
        "thu": {"in", "to_thuong", "restricted"},
        "hai": {"out"},
        # Assigned to Thượng Sơn: what is public there, and what came to him by name.
        "quang": {"public", "to_person"},
        "tuan": {"to_thuong", "public"},
        "vy": {"restricted"},
        "binh": {"of_dong"},
        # Oversees the province, restricted papers apart.
        "phong": everything - {"restricted"},
        "quan": set(),
        "quantri": set(),
    }


def test_what_is_given_to_somebody_is_seen_by_them(world: World, came: Register) -> None:
    row = came("1/X", issuer_id=None, issuer_name="Bộ X", to=("SXD",))
    assert not selectors.documents(world.actor("thu"), world.today).exists()
    services.addressees_add(
        actor=world.actor("lan"), document_id=row.pk, recipients=[Recipient(org_id=world.orgs["SNN"])], now=world.now
    )
    assert selectors.documents(world.actor("thu"), world.today).exists()
    line = Addressee.objects.get(document=row, org_id=world.orgs["SXD"])
    services.addressee_drop(actor=world.actor("lan"), addressee_id=line.pk, reason="gửi nhầm", now=world.now)
    with pytest.raises(NotVisible):
        selectors.document(world.actor("hai"), row.pk, world.today)


def test_list_page_search_api_and_children_agree(world: World, came: Register, went: Register) -> None:
    rows = [came("1/X", to=("UB-THUONG",)), came("2/X"), went(to=("UB-HA",)), came("3/X", is_restricted=True)]
    for who in ("lan", "thu", "tuan", "vy", "phong", "quantri"):
        client = sign_in(world, who)
        wanted = set(selectors.documents(world.actor(who), world.today).values_list("pk", flat=True))
        api = {each["id"] for each in client.get("/api/v1/documents").json()["items"]}
        pages = {row.pk for row in rows if client.get(f"/documents/{row.pk}/").status_code == 200}
        html = client.get("/documents/").content.decode()
        listed = {row.pk for row in rows if f'"/documents/{row.pk}/"' in html}
        lines = set(
            Addressee.objects.visible_to(world.actor(who)).values_list("document_id", flat=True).distinct()
        )
        assert api == pages == listed == lines == wanted, who


def test_comments_of_a_document_are_read_by_whoever_reads_it(world: World, came: Register) -> None:
    from dieuphoi.core.register.comments import comment_add

    row = came(to=("UB-THUONG",))
    comment_add(actor=world.actor("lan"), kind="document", record_id=row.pk, text="Đề nghị làm ngay", now=world.now)
    counts = {who: DocumentComment.objects.visible_to(world.actor(who)).count() for who in ("lan", "tuan", "vy")}
    assert counts == {"lan": 1, "tuan": 1, "vy": 0}


def test_nothing_of_the_register_is_readable_without_a_scope(world: World, came: Register) -> None:
    came()
    assert not StandingDocument.objects.visible_to(world.actor("quantri")).exists()

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from dieuphoi.steering.directives.models import DocumentKind
from dieuphoi.steering.directives.services import (
    NewDocument,
    NewDrafting,
    Recipient,
    document_register,
    drafting_ask,
    drafting_move,
    version_add,
)
from tests.support.world import World

Register = Callable[..., Any]


def kind(short: str) -> int:
    return DocumentKind.objects.get(short=short).pk if short else DocumentKind.objects.get(code="CV").pk


@pytest.fixture
def came(world: World) -> Register:
    """A document of the agriculture department that the office received today, put down by Lan unless said otherwise.

    ``to``: short names of organisations that it is addressed to besides.
    """

    def make(number: str = "12/SNN-KH", who: str = "lan", to: tuple[str, ...] = (), **more: Any) -> Any:
        values: dict[str, Any] = {
            "direction": "IN", "issued_on": date(2026, 2, 26), "summary": "Về việc rà soát tiêu chí năm 2026",
            "number_text": number, "keeper_id": world.orgs["VPDP"], "issuer_id": world.orgs["SNN"],
            "kind_id": kind(""), "recipients": tuple(Recipient(org_id=world.orgs[each]) for each in to), **more,
        }  # fmt: skip
        return document_register(actor=world.actor(who), new=NewDocument(**values), now=world.now)

    return make


@pytest.fixture
def went(world: World) -> Register:
    """A document that the office issued today, with the next number, unless said otherwise."""

    def make(who: str = "lan", to: tuple[str, ...] = ("UB-THUONG", "SXD"), **more: Any) -> Any:
        values: dict[str, Any] = {
            "direction": "OUT", "issued_on": world.today, "summary": "Về việc báo cáo tiến độ tháng 3",
            "number_text": "VPĐP-KH", "take_number": True, "issuer_id": world.orgs["VPDP"], "kind_id": kind(""),
            "recipients": tuple(Recipient(org_id=world.orgs[each]) for each in to), **more,
        }  # fmt: skip
        return document_register(actor=world.actor(who), new=NewDocument(**values), now=world.now)

    return make


@pytest.fixture
def asked(world: World) -> Register:
    """A draft of the office, asked for by Hạnh, written by Lan, to be signed by Hạnh."""

    def make(who: str = "hanh", to: str = "", **more: Any) -> Any:
        values: dict[str, Any] = {
            "title": "Kế hoạch rà soát tiêu chí quý II", "issuer_id": world.orgs["VPDP"], "kind_id": kind("KH"),
            "drafter_id": world.people["lan"], "signer_id": world.people["hanh"], "signer_post": "Chánh Văn phòng",
            "asked_by": "Chánh Văn phòng", "due_on": date(2026, 3, 20), **more,
        }  # fmt: skip
        row = drafting_ask(actor=world.actor(who), new=NewDrafting(**values), now=world.now)
        lan = world.actor("lan")
        if to in ("DRAFTING", "SUBMITTED", "SIGNED"):
            drafting_move(actor=lan, drafting_id=row.pk, move="start", now=world.now)
            version_add(
                actor=lan, drafting_id=row.pk, data=docx("KẾ HOẠCH", "Nội dung"), name="du-thao.docx", now=world.now
            )
        if to in ("SUBMITTED", "SIGNED"):
            drafting_move(actor=lan, drafting_id=row.pk, move="submit", now=world.now)
        if to == "SIGNED":
            drafting_move(actor=world.actor("hanh"), drafting_id=row.pk, move="sign", now=world.now)
        return row

    return make


def docx(*paragraphs: str) -> bytes:
    """A small Word file, made by hand: what the sniffing asks for and nothing else."""
    body = "".join(f"<w:p><w:r><w:t>{each}</w:t></w:r></w:p>" for each in paragraphs)
    out = BytesIO()
    with ZipFile(out, "w") as box:
        box.writestr("[Content_Types].xml", "<Types/>")
        box.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="urn:w"><w:body>{body}</w:body></w:document>',
        )
    return out.getvalue()

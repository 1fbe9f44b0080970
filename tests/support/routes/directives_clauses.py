"""Who reads a document for tasks and gives its clauses, written by hand.

On the stage: a document of the agriculture department (Minh, Thu) that the office (Hạnh, Lan) keeps and that went to
Thượng Sơn (Tuấn), with a Word file that Lan attached; Phong oversees it, Quang and Vy do not see it. Hạnh, Lan, Minh
and Phong give tasks; Thu and Tuấn do not. Nobody pasted anything, so that without the words of the file all would be
told to; the file's words are there.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from dieuphoi.core.files.models import BlobText
from dieuphoi.core.history.context import act
from dieuphoi.steering.directives.models import DocumentKind
from dieuphoi.steering.directives.services import (
    NewDocument,
    NewDuty,
    Recipient,
    directive_give,
    document_file_add,
    document_register,
)
from tests.support.route import PDF, Row, Stage

TEXT = """1. Sở Nông nghiệp và Môi trường rà soát hồ sơ trước ngày 31/3/2026.
2. Sở Xây dựng báo cáo kết quả giao thông trước ngày 25/3/2026.
"""
FIRST = "Sở Nông nghiệp và Môi trường rà soát hồ sơ trước ngày 31/3/2026"
SECOND = "Sở Xây dựng báo cáo kết quả giao thông trước ngày 25/3/2026"


def put_on(stage: Stage) -> None:
    """What the rows below ask for."""
    world, things, lan = stage.world, stage.things, stage.world.actor("lan")
    row = document_register(
        actor=lan, now=world.now,
        new=NewDocument(
            "IN", date(2026, 2, 26), "Về việc giao nhiệm vụ", "21/SNN-KH", keeper_id=world.orgs["VPDP"],
            issuer_id=world.orgs["SNN"], kind_id=DocumentKind.objects.get(short="KH").pk,
            recipients=(Recipient(org_id=world.orgs["UB-THUONG"]),),
        ),
    )  # fmt: skip
    file = document_file_add(
        actor=lan, document_id=row.pk, data=PDF + b"%2", name="giao việc.pdf", now=world.now
    )
    with act(lan, "file.read"):
        BlobText.objects.update_or_create(
            blob_id=file.blob_id, defaults={"state": "DONE", "text": TEXT, "read_at": world.now}
        )
    things["clauses.document"] = row.pk
    things["clauses.file"] = file.pk
    directive_give(
        actor=lan, document_id=row.pk, now=world.now,
        duties=[NewDuty(FIRST, "Rà soát hồ sơ", "Báo cáo", ((world.orgs["SNN"], world.people["thu"]),),
                        due_on=date(2026, 3, 30))],
    )  # fmt: skip


def _document(s: Stage) -> dict[str, Any]:
    return {"document_id": s.things["clauses.document"]}


def _duty(s: Stage) -> dict[str, Any]:
    return {
        "duties": [
            {"quote": SECOND, "title": "Báo cáo giao thông", "product": "Báo cáo", "due_on": "2026-03-24",
             "doers": [{"org_id": s.world.orgs["SXD"], "person_id": s.world.people["hai"]}]}
        ]
    }  # fmt: skip


def _drop(s: Stage) -> dict[str, Any]:
    return {"start": TEXT.index(SECOND)}


PAGES: tuple[Row, ...] = (
    Row("GET", "directives:read", "OOOFNFNOLNL", at=_document),
    Row("POST", "directives:read", "IIIFNFNILNL", at=_document, data=lambda s: {}, note="nothing ticked"),
    Row("GET", "directives:read_text", "OOOFNFNOLNL", at=_document),
    Row("POST", "directives:read_text", "IIIFNFNILNL", at=_document, data=lambda s: {}),
    Row("GET", "directives:duty_drop", "OOOFNFNOLNL", at=_document, query=_drop),
    Row("GET", "directives:duty_drop", "NNNFNFNNLNL", at=_document, query=lambda s: {"start": 5},
        note="no duty begins there"),
    Row("POST", "directives:duty_drop", "IIIFNFNILNL", at=_document, query=_drop, data=lambda s: {},
        note="without a reason"),
    Row("GET", "directives:tasks", "OOOONONOLNL", at=_document),
    Row("POST", "directives:tasks", "NNNNNNNNLNL", at=_document, data=lambda s: {}, note="no acts on many rows here"),
)  # fmt: skip
API: tuple[Row, ...] = (
    Row("GET", "document_reading", "OOOFNFNOUNU", at=_document),
    Row("GET", "document_reading", "OOOFNFNOUNU", at=_document, query=lambda s: {"text": str(s.things["clauses.file"])},
        note="the text that is named"),
    Row("GET", "document_reading", "NNNFNFNNUNU", at=_document, query=lambda s: {"text": "0"}, note="no such text"),
    Row("POST", "directive_give", "CCFFNFNCUNU", at=_document, data=_duty, note="Minh gives inside his body"),
)

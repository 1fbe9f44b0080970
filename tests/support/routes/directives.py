"""Who gets what of documents and drafts, written by hand.

On the stage: a document of the agriculture department (Minh, Thu) that the office (Hạnh, Lan) keeps and that went to
Thượng Sơn (Tuấn); a draft of the office about which the department and Thượng Sơn are asked; a signed draft that only
the office knows. Phong oversees the province's documents, not its drafts; Quang and Vy have to do with none.
"""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from dieuphoi.steering.directives.models import DocumentKind, OpinionRequest
from dieuphoi.steering.directives.services import (
    NewDocument,
    NewDrafting,
    Recipient,
    document_assign,
    document_file_add,
    document_register,
    drafting_ask,
    drafting_move,
    opinion_give,
    opinions_ask,
    relation_add,
    version_add,
)
from tests.support.route import PDF, Row, Stage


def _docx() -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as box:
        box.writestr("[Content_Types].xml", "<Types/>")
        box.writestr("word/document.xml", "<w:document xmlns:w='urn:w'><w:p><w:t>A</w:t></w:p></w:document>")
    return out.getvalue()


def put_on(stage: Stage) -> None:
    """What the rows below ask for."""
    world, things = stage.world, stage.things
    lan, hanh = world.actor("lan"), world.actor("hanh")
    plan = DocumentKind.objects.get(short="KH").pk
    came = document_register(
        actor=lan, now=world.now,
        new=NewDocument(
            "IN", date(2026, 2, 26), "Về việc rà soát tiêu chí", "12/SNN-KH", keeper_id=world.orgs["VPDP"],
            issuer_id=world.orgs["SNN"], kind_id=plan, recipients=(Recipient(org_id=world.orgs["UB-THUONG"]),),
        ),
    )  # fmt: skip
    things["directives.document"] = came.pk
    things["directives.line"] = came.addressees.get(org_id=world.orgs["UB-THUONG"]).pk
    things["directives.file"] = document_file_add(
        actor=lan, document_id=came.pk, data=PDF, name="công văn.pdf", now=world.now
    ).pk
    things["directives.handling"] = document_assign(
        actor=hanh, document_id=came.pk, to_person_id=world.people["lan"], now=world.now
    ).pk
    things["directives.relation"] = relation_add(
        actor=lan, document_id=came.pk, kind="BASIS", target_text="Luật Đất đai 2024", now=world.now
    ).pk
    new = NewDrafting(
        "Kế hoạch rà soát", world.orgs["VPDP"], kind_id=plan, drafter_id=world.people["lan"],
        signer_id=world.people["hanh"], asked_by_document_id=came.pk,
    )  # fmt: skip
    for name in ("drafting", "signed"):
        row = drafting_ask(actor=hanh, new=new, now=world.now)
        things[f"directives.{name}"] = row.pk
        drafting_move(actor=lan, drafting_id=row.pk, move="start", now=world.now)
        version = version_add(actor=lan, drafting_id=row.pk, data=_docx(), name="du-thao.docx", now=world.now)
        if name == "drafting":
            things["directives.version"] = version.pk
    orgs = [world.orgs["SNN"], world.orgs["UB-THUONG"]]
    opinions_ask(
        actor=lan, drafting_id=things["directives.drafting"], org_ids=orgs, due_on=date(2026, 3, 10), now=world.now
    )
    asked = OpinionRequest.objects.get(org_id=world.orgs["SNN"])
    things["directives.request"] = asked.pk
    things["directives.opinion"] = opinion_give(
        actor=world.actor("thu"), request_id=asked.pk, verdict="COMMENTS", text="Sửa mục 2", data=_docx(),
        name="y-kien.docx", now=world.now,
    ).pk  # fmt: skip
    signed = things["directives.signed"]
    drafting_move(actor=lan, drafting_id=signed, move="submit", now=world.now)
    drafting_move(actor=hanh, drafting_id=signed, move="sign", now=world.now)


def _document(s: Stage) -> dict[str, Any]:
    return {"document_id": s.things["directives.document"]}


def _act(move: str) -> Any:
    return lambda s: {**_document(s), "move": move}


def _drafting(s: Stage) -> dict[str, Any]:
    return {"drafting_id": s.things["directives.drafting"]}


def _signed(s: Stage) -> dict[str, Any]:
    return {"drafting_id": s.things["directives.signed"]}


def _draft_act(move: str) -> Any:
    return lambda s: {**_drafting(s), "move": move}


def _thing(name: str, what: str) -> Any:
    return lambda s: {name: s.things[f"directives.{what}"]}


def _nothing(s: Stage) -> dict[str, Any]:
    return {}


def _new(s: Stage) -> dict[str, Any]:
    return {
        "direction": "IN", "issued_on": "2026-02-20", "summary": "Về việc khác", "number_text": "13/SNN-KH",
        "keeper_id": s.world.orgs["VPDP"], "issuer_id": s.world.orgs["SNN"], "kind_text": "Thông tri",
    }  # fmt: skip


def _draft_in(s: Stage) -> dict[str, Any]:
    return {"title": "Công văn", "issuer_id": s.world.orgs["VPDP"], "kind_text": "Thông tri"}


PAGES: tuple[Row, ...] = (
    Row("GET", "directives:list", "OOOOOOOOLOL"),
    Row("POST", "directives:list", "NNNNNNNNLNL", data=_nothing),
    Row("POST", "directives:list", "OOOOOOOOLFL",
        data=lambda s: {"bulk": "receive", "ids": [s.things["directives.document"]]}, note="asks first"),
    Row("GET", "directives:new_in", "OOOOFOOFLFL"),
    Row("POST", "directives:new_in", "IIIIFIIFLFL", data=_nothing),
    Row("GET", "directives:new_out", "OOOOFOOFLFL"),
    Row("POST", "directives:new_out", "IIIIFIIFLFL", data=_nothing),
    Row("POST", "directives:seen", "OOOOOOOOLOL", data=lambda s: {"ids": [s.things["directives.document"]]},
        note="only addressees leave a receipt"),
    Row("GET", "directives:access", "OOOOOOOOLOL"),
    Row("GET", "directives:counts", "OOOOOOOOLOL"),
    Row("GET", "directives:book", "OOOOOOOOLOL", at=lambda s: {"direction": "in"}),
    Row("GET", "directives:rules", "OOOOOOOOLOL"),
    Row("GET", "directives:numbering_set", "OFOFFFFFLFL"),
    Row("POST", "directives:numbering_set", "IFIFFFFFLFL", data=_nothing),
    Row("GET", "directives:kind_add", "OFFFFFFFLFL"),
    Row("POST", "directives:kind_add", "IFFFFFFFLFL", data=_nothing),
    Row("GET", "directives:access_rule_set", "OFFFFFFFLFL", at=lambda s: {"measure": "read", "urgency": "normal"}),
    Row("GET", "directives:access_rule_set", "NNNNNNNNLNL", at=lambda s: {"measure": "money", "urgency": "normal"}),
    Row("POST", "directives:access_rule_set", "IFFFFFFFLFL", at=lambda s: {"measure": "read", "urgency": "at-once"},
        data=_nothing),
    Row("GET", "directives:page", "OOOONONOLNL", at=_document),
    Row("GET", "directives:correct", "OOFFNFNFLNL", at=_document),
    Row("POST", "directives:correct", "IIFFNFNFLNL", at=_document, data=_nothing),
    Row("GET", "directives:file_add", "OOFFNFNFLNL", at=_document),
    Row("POST", "directives:file_add", "IIFFNFNFLNL", at=_document, data=_nothing),
    Row("GET", "directives:relate", "OOFFNFNFLNL", at=_document),
    Row("POST", "directives:relate", "IIFFNFNFLNL", at=_document, data=_nothing),
    Row("GET", "directives:receive", "OOFFNONFLNL", at=_document),
    Row("POST", "directives:receive", "IIFFNINFLNL", at=_document, data=_nothing),
    Row("GET", "directives:assign", "OOFFNONFLNL", at=_document),
    Row("POST", "directives:assign", "IIFFNINFLNL", at=_document, data=_nothing),
    Row("GET", "directives:send", "OOFFNFNFLNL", at=_document),
    Row("POST", "directives:send", "IIFFNFNFLNL", at=_document, data=_nothing),
    Row("GET", "directives:act", "OOFFNFNFLNL", at=_act("void")),
    Row("GET", "directives:act", "NNNNNNNNLNL", at=_act("burn")),
    Row("POST", "directives:act", "RRFFNFNFLNL", at=_act("void"), data=lambda s: {"reason": "ghi nhầm"}),
    Row("POST", "directives:act", "KKKKNKNKLNL", at=_act("restore"), data=lambda s: {"reason": "x"},
        note="it stands"),
    Row("GET", "directives:file", "OOOONONOLNL", at=_thing("file_id", "file")),
    Row("GET", "directives:file_withdraw", "OOFFNFNFLNL", at=_thing("file_id", "file")),
    Row("POST", "directives:file_withdraw", "IIFFNFNFLNL", at=_thing("file_id", "file"), data=_nothing),
    Row("GET", "directives:relation_end", "OOFFNFNFLNL", at=_thing("relation_id", "relation")),
    Row("POST", "directives:relation_end", "IIFFNFNFLNL", at=_thing("relation_id", "relation"), data=_nothing),
    Row("GET", "directives:handling_end", "OOFFNFNFLNL", at=_thing("handling_id", "handling")),
    Row("GET", "directives:handling_finish", "OOFFNFNFLNL", at=_thing("handling_id", "handling")),
    Row("POST", "directives:handling_finish", "IIFFNFNFLNL", at=_thing("handling_id", "handling"), data=_nothing),
    Row("GET", "directives:handling_reopen", "KKFFNFNFLNL", at=_thing("handling_id", "handling")),
    Row("POST", "directives:handling_reopen", "KKFFNFNFLNL", at=_thing("handling_id", "handling"), data=_nothing),
    Row("POST", "directives:handling_end", "IIFFNFNFLNL", at=_thing("handling_id", "handling"), data=_nothing),
    Row("GET", "directives:drop", "OOFFNFNFLNL", at=_thing("addressee_id", "line")),
    Row("POST", "directives:drop", "RRFFNFNFLNL", at=_thing("addressee_id", "line"), data=lambda s: {"reason": "nhầm"}),
    Row("GET", "directives:draftings", "OOOOOOOOLOL"),
    Row("POST", "directives:draftings", "NNNNNNNNLNL", data=_nothing),
    Row("GET", "directives:drafting_new", "OOOOFOOOLFL"),
    Row("GET", "directives:drafting_new", "OOOONONOLNL",
        query=lambda s: {"document": s.things["directives.document"]}, note="for a document"),
    Row("POST", "directives:drafting_new", "IIIIFIIILFL", data=_nothing),
    Row("GET", "directives:drafting", "OOOONONNLNL", at=_drafting),
    Row("GET", "directives:drafting_correct", "OOFFNFNNLNL", at=_drafting),
    Row("POST", "directives:drafting_correct", "IIFFNFNNLNL", at=_drafting, data=_nothing),
    Row("GET", "directives:version_add", "OOFFNFNNLNL", at=_drafting),
    Row("POST", "directives:version_add", "IIFFNFNNLNL", at=_drafting, data=_nothing),
    Row("GET", "directives:drafting_consult", "OOFFNFNNLNL", at=_drafting),
    Row("POST", "directives:drafting_consult", "IIFFNFNNLNL", at=_drafting, data=_nothing),
    Row("GET", "directives:drafting_issue", "KKKKNKNNLNL", at=_drafting, note="not signed"),
    Row("GET", "directives:drafting_issue", "OONNNNNNLNL", at=_signed),
    Row("POST", "directives:drafting_issue", "IINNNNNNLNL", at=_signed, data=_nothing),
    Row("GET", "directives:drafting_act", "OOFFNFNNLNL", at=_draft_act("submit")),
    Row("GET", "directives:drafting_act", "NNNNNNNNLNL", at=_draft_act("burn")),
    Row("POST", "directives:drafting_act", "RRFFNFNNLNL", at=_draft_act("submit"), data=_nothing),
    Row("POST", "directives:drafting_act", "KKKKNKNNLNL", at=_draft_act("sign"), data=_nothing, note="not submitted"),
    Row("GET", "directives:version", "OOOONONNLNL", at=_thing("version_id", "version")),
    Row("GET", "directives:opinion_give", "OOOONFNNLNL", at=_thing("request_id", "request")),
    Row("POST", "directives:opinion_give", "IIIINFNNLNL", at=_thing("request_id", "request"), data=_nothing),
    Row("GET", "directives:opinion_file", "OOOONONNLNL", at=_thing("opinion_id", "opinion")),
)  # fmt: skip

API: tuple[Row, ...] = (
    Row("GET", "documents_list", "OOOOOOOOUOU"),
    Row("GET", "document_read_one", "OOOONONOUNU", at=_document),
    Row("POST", "document_register", "CCFFFFFFUFU", data=_new),
    Row("POST", "document_correct", "OOFFNFNFUNU", at=_document, data=lambda s: {**_new(s), "reason": "ghi sai"}),
    Row("POST", "document_void", "OOFFNFNFUNU", at=_document, data=lambda s: {"reason": "ghi nhầm"}),
    Row("POST", "document_restore", "KKKKNKNKUNU", at=_document, data=lambda s: {"reason": "x"}, note="it stands"),
    Row("POST", "document_receive", "KKFFNONFUNU", at=_document, data=_nothing, note="the office has it already"),
    Row("POST", "document_assign", "OOFFNINFUNU", at=_document,
        data=lambda s: {"to_person_id": s.world.people["hanh"]}, note="Hạnh does not work for Thượng Sơn"),
    Row("POST", "document_finish", "FOFFNFNFUNU", at=_document, data=lambda s: {"how": "FILED"},
        note="it lies on Lan's desk"),
    Row("POST", "handling_finish", "OOFFNFNFUNU", at=_thing("handling_id", "handling"), data=lambda s: {"how": "FILED"},
        note="Hạnh gave it"),
    Row("POST", "handling_reopen", "KKFFNFNFUNU", at=_thing("handling_id", "handling"), data=lambda s: {"reason": "x"}),
    Row("POST", "document_send", "OOFFNFNFUNU", at=_document,
        data=lambda s: {"recipients": [{"org_id": s.world.orgs["SXD"]}]}),
    Row("POST", "document_relate", "OOFFNFNFUNU", at=_document,
        data=lambda s: {"kind": "BASIS", "target_text": "Nghị định 30/2020/NĐ-CP"}),
    Row("POST", "document_read", "OOFFNONFUNU", at=_document, data=_nothing),
    Row("GET", "documents_access", "OOOOOOOOUOU",
        query=lambda s: {"issued_from": "2026-01-01", "issued_until": "2026-12-31"}),
    Row("GET", "draftings_list", "OOOOOOOOUOU"),
    Row("GET", "drafting_read", "OOOONONNUNU", at=_drafting),
    Row("POST", "drafting_ask", "CCCCFCCCUFU", data=_draft_in),
    Row("POST", "drafting_move", "OOFFNFNNUNU", at=_draft_act("submit"), data=_nothing),
    Row("POST", "drafting_consult", "OOFFNFNNUNU", at=_drafting,
        data=lambda s: {"org_ids": [s.world.orgs["SXD"]], "due_on": "2090-03-20"}),
    Row("POST", "opinion_give", "OOOONFNNUNU", at=_thing("request_id", "request"),
        data=lambda s: {"verdict": "AGREES"}),
    Row("POST", "drafting_issue", "CCNNNNNNUNU", at=_signed, data=_nothing),
)  # fmt: skip

"""Who gets what: each route × the cast of the domain, expectations written by hand.

One letter a person, in the order of :data:`WHO`. Two faces of refusal: outside my scope is N (404), in scope without
the right is F (403 with the reason), signed out leads to the sign-in page (L; the API: U).
A test walks every route and fails when one is missing here; another asks each for each person.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.support.world import World

WHO = ("hanh", "lan", "minh", "thu", "quang", "tuan", "vy", "phong", "quan", "quantri", "")
"""Head of office, specialist, department head, its officer, leader of Thượng Sơn, officer of Thượng Sơn, officer of
Hạ Sơn, vice-chairman, who left last month, administrator, signed out."""

STATUS = {
    "O": 200, "C": 201, "E": 204, "R": 302, "L": 302, "U": 401, "F": 403, "N": 404, "M": 405, "K": 409, "I": 422,
    "B": 400, "S": 503,
}  # fmt: skip
"""L and R are both 302; L leads to the sign-in page, R anywhere else. S: no worker runs in the tests."""

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass(slots=True)
class Stage:
    """The world plus one thing of each further kind, all made by Lan (evidence by Tuấn)."""

    world: World
    draft_round: int = 0
    run: int = 0
    job: int = 0
    evidence: int = 0
    recognition: int = 0
    acknowledgement: int = 0
    recognition_file: int = 0
    decided: int = 0
    decided_verdict: int = 0
    token: int = 0
    notice: int = 0
    rule: int = 0
    webhook: int = 0
    comment: int = 0
    views: dict[str, int] = field(default_factory=dict)
    results: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One route asked by everybody: ``at`` gives its parts and what is sent, from the stage."""

    method: str
    name: str
    expected: str
    at: Callable[[Stage], dict[str, Any]] = lambda s: {}
    data: Callable[[Stage], dict[str, Any]] | None = None
    query: Callable[[Stage], dict[str, Any]] | None = None
    note: str = ""


def _pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("minh chứng.pdf", PDF, content_type="application/pdf")


def _round(s: Stage) -> dict[str, Any]:
    return {"round_id": s.world.open_round}


def _frozen(s: Stage) -> dict[str, Any]:
    return {"round_id": s.world.frozen_round}


def _draft(s: Stage) -> dict[str, Any]:
    return {"round_id": s.draft_round}


def _thuong(s: Stage) -> dict[str, Any]:
    return {"sheet_id": s.world.open_sheets["thuong"]}


def _ha(s: Stage) -> dict[str, Any]:
    return {"sheet_id": s.world.open_sheets["ha"]}


def _old_thuong(s: Stage) -> dict[str, Any]:
    return {"sheet_id": s.world.frozen_sheets["thuong"]}


def _cell(s: Stage) -> dict[str, Any]:
    return {**_thuong(s), "indicator_id": s.world.indicators["2.1"]}


def _old_cell(s: Stage) -> dict[str, Any]:
    return {**_old_thuong(s), "indicator_id": s.world.indicators["2.1"]}


def _ha_31(s: Stage) -> dict[str, Any]:
    return {"result_id": s.results["ha 3.1"]}


def _ha_11(s: Stage) -> dict[str, Any]:
    return {"result_id": s.results["ha 1.1"]}


def _decided(s: Stage) -> dict[str, Any]:
    return {"decided_id": s.decided}


def _decided_verdict(s: Stage) -> dict[str, Any]:
    return {"verdict_id": s.decided_verdict}


def _recognition(s: Stage) -> dict[str, Any]:
    return {"recognition_id": s.recognition}


def _acknowledgement(s: Stage) -> dict[str, Any]:
    return {**_recognition(s), "kind": "acknowledgement", "decision_id": s.acknowledgement}


def _decision(s: Stage) -> dict[str, Any]:
    return {"decision_number": "9/QĐ", "decision_on": "2026-02-01"}


def _run(s: Stage) -> dict[str, Any]:
    return {"run_id": s.run}


def _job(s: Stage) -> dict[str, Any]:
    return {"job_id": s.job}


def _plan(s: Stage) -> dict[str, Any]:
    return {
        "title": "Đợt thử", "province_id": s.world.units["tinh"], "set_id": s.world.version_id, "period": "2026",
        "territory_on": "2026-02-01", "entry_due_on": "2026-04-01", "verify_due_on": "2026-05-01",
        "freeze_due_on": "2026-06-01",
    }  # fmt: skip


def _units_list(s: Stage) -> dict[str, Any]:
    return {"register": "units", "path": "/territory/", "query": "type=xa"}


def _own_view(s: Stage) -> dict[str, Any]:
    return {"view_id": s.views["own"]}


def _shared_view(s: Stage) -> dict[str, Any]:
    return {"view_id": s.views["unit"]}


def _rule(s: Stage) -> dict[str, Any]:
    return {"rule_id": s.rule}


def _webhook(s: Stage) -> dict[str, Any]:
    return {"webhook_id": s.webhook}


def _said_on(s: Stage) -> dict[str, Any]:
    return {"kind": "sheet", "record_id": s.world.open_sheets["thuong"]}


def _said_late(s: Stage) -> dict[str, Any]:
    return {"kind": "sheet", "record_id": s.world.frozen_sheets["thuong"]}


def _comment(s: Stage) -> dict[str, Any]:
    return {"kind": "sheet", "comment_id": s.comment}


WORKBOOK = "province-workbook"

#        Hạnh Lan Minh Thu Quang Tuấn Vy Phong Quân administrator signed-out
PAGES = (
    # --- open to everybody
    Row("GET", "health", "SSSSSSSSSSS"),
    Row("GET", "account_login", "RRRRRRRRORO"),
    Row("GET", "account_inactive", "OOOOOOOOOOO"),
    Row("GET", "account_reset_password", "OOOOOOOOOOO"),
    Row("POST", "account_login", "RRRRRRRRORO", data=lambda s: {"login": "lan", "password": "sai"}),
    Row("POST", "set_language", "RRRRRRRRRRR", data=lambda s: {"language": "en", "next": "/"}),
    # --- one's own account
    Row("GET", "account_logout", "OOOOOOOOLOL"),
    Row("POST", "account_logout", "LLLLLLLLLLL", note="after signing out one is at the sign-in page"),
    Row("GET", "account_change_password", "OOOOOOOOLOL"),
    Row("POST", "account_change_password", "OOOOOOOOLOL", data=lambda s: {}),
    Row("GET", "account_slips", "OFFFFFFFLOL"),
    Row("POST", "account_slips", "OFFFFFFFLOL", data=lambda s: {}),
    Row("GET", "access:account", "OOOOOOOOLOL"),
    Row("GET", "access:token_new", "RRRRRRRRLRL"),
    Row("POST", "access:token_new", "IIIIIIIILIL", data=lambda s: {}),
    Row("POST", "access:token_revoke", "NRNNNNNNLNL", at=lambda s: {"token_id": s.token}),
    # --- mechanism
    Row("GET", "changes:changes", "OOOOOOOOLOL"),
    Row("GET", "search:search", "OOOOOOOOLOL", query=lambda s: {"q": "thuong"}),
    Row("GET", "search:palette", "OOOOOOOOLOL", query=lambda s: {"q": "thuong"}),
    Row("GET", "style", "OOOOOOOOLOL"),
    Row("GET", "jobs:list", "OOOOOOOOLOL"),
    Row("GET", "jobs:page", "NONNNNNNLNL", at=_job),
    Row("GET", "jobs:file", "NNNNNNNNLNL", at=_job, note="it made no file"),
    Row("POST", "jobs:stop", "NRNNNNNNLNL", at=_job),
    # --- saved views: one's own; drafts: one's own, signed out is told so in words of the script (401)
    Row("GET", "views:list", "OOOOOOOOLOL"),
    Row("POST", "views:list", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "views:new", "OOOOOOOOLOL", query=_units_list),
    Row("POST", "views:new", "RRRRRRRRLRL", query=_units_list, data=lambda s: {"name": "Của tôi", "share": "me"}),
    Row("POST", "views:new", "RIIIIIIILRL", query=_units_list, data=lambda s: {"name": "Mọi người", "share": "all"},
        note="for all: the head of the office, the administrator"),
    Row("POST", "views:new", "NNNNNNNNLNL", query=lambda s: {"register": "khong-co", "path": "/"}, data=lambda s: {}),
    Row("GET", "views:edit", "FONNNNNNLFL", at=_shared_view, note="Lan's, shared with her office: theirs to open only"),
    Row("POST", "views:edit", "FRNNNNNNLFL", at=_shared_view, data=lambda s: {"name": "Khác", "share": "me"}),
    Row("GET", "views:edit", "NONNNNNNLNL", at=_own_view, note="Lan's alone"),
    Row("GET", "views:replace", "NONNNNNNLNL", at=_own_view),
    Row("POST", "views:replace", "NRNNNNNNLNL", at=_own_view, query=lambda s: {"query": "type=xa"}),
    Row("GET", "views:end", "NONNNNNNLNL", at=_own_view),
    Row("POST", "views:end", "NRNNNNNNLNL", at=_own_view),
    Row("POST", "drafts:save", "FFFFFFFFUFU", data=lambda s: {"token": "gia-mao", "data": "{}"}, note="a forged token"),
    Row("POST", "drafts:drop", "IIIIIIIILIL", data=lambda s: {"token": "gia-mao"}),
    # --- notices: everybody their own; rules are read by all, the rest is the managers'
    Row("GET", "notify:inbox", "OOOOOOOOLOL"),
    Row("POST", "notify:inbox", "NNNNNNNNLNL", data=lambda s: {}),
    Row("POST", "notify:seen", "OOOOOOOOLOL", data=lambda s: {"ids": [s.notice]}),
    Row("POST", "notify:read_all", "RRRRRRRRLRL", data=lambda s: {}),
    Row("GET", "notify:choices", "OOOOOOOOLOL"),
    Row("POST", "notify:choices", "IIIIIIIILIL", data=lambda s: {"hour": "25"}),
    Row("GET", "notify:rules", "OOOOOOOOLOL"),
    Row("POST", "notify:rules", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "notify:rule_new", "OFFFFFFFLOL"),
    Row("POST", "notify:rule_new", "IFFFFFFFLIL", data=lambda s: {}),
    Row("GET", "notify:rule_end", "OFFFFFFFLOL", at=_rule),
    Row("POST", "notify:rule_end", "IFFFFFFFLIL", at=_rule, data=lambda s: {}),
    Row("GET", "notify:webhooks", "OFFFFFFFLOL"),
    Row("POST", "notify:webhooks", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "notify:webhook_new", "OFFFFFFFLOL"),
    Row("POST", "notify:webhook_new", "IFFFFFFFLIL", data=lambda s: {"name": "Zalo", "url": "http://10.0.0.1/"}),
    Row("GET", "notify:webhook_end", "ONNNNNNNLOL", at=_webhook),
    Row("POST", "notify:webhook_end", "RNNNNNNNLRL", at=_webhook),
    Row("GET", "notify:deliveries", "OFFFFFFFLOL"),
    Row("POST", "notify:deliveries", "IFFFFFFFLIL", data=lambda s: {"bulk": "retry", "confirmed": "1"}),
    # --- comments: whoever sees the record reads, who works with it says something, a frozen one only reads
    Row("GET", "comments:new", "OOOOOONOLNL", at=_said_on),
    Row("POST", "comments:new", "RRRRRRNRLNL", at=_said_on,
        data=lambda s: {"text": "Kiểm tra lại số hộ"}),
    Row("POST", "comments:new", "KKKKKKNKLNL", at=_said_late,
        data=lambda s: {"text": "Muộn"}, note="frozen: reading only"),
    Row("GET", "comments:new", "OOOOOOOOLNL", at=lambda s: {"kind": "round", "record_id": s.world.open_round}),
    Row("GET", "comments:reply", "OOOOOONOLNL", at=_comment),
    Row("POST", "comments:reply", "RRRRRRNRLNL", at=_comment, data=lambda s: {"text": "Đã sửa"}),
    Row("GET", "comments:mark", "OOOOOONOLNL", at=lambda s: {**_comment(s), "move": "resolve"}),
    Row("POST", "comments:mark", "RRRRRRNRLNL", at=lambda s: {**_comment(s), "move": "resolve"}),
    Row("POST", "comments:mark", "KKKKKKNKLNL", at=lambda s: {**_comment(s), "move": "reopen"}, note="it is open"),
    Row("GET", "exchange:runs", "OOOOOOOOLOL"),
    Row("GET", "exchange:new", "OOFFFFFFLNL", at=lambda s: {"kind": WORKBOOK},
        query=lambda s: {"round": s.world.open_round}),
    Row("POST", "exchange:new", "IIFFFFFFLNL", at=lambda s: {"kind": WORKBOOK},
        query=lambda s: {"round": s.world.open_round}, data=lambda s: {}),
    Row("GET", "exchange:template", "OOFFFFFFLNL", at=lambda s: {"kind": WORKBOOK},
        query=lambda s: {"round": s.world.open_round}),
    Row("GET", "exchange:run", "OONNNNNNLNL", at=_run),
    Row("GET", "exchange:file", "OONNNNNNLNL", at=_run),
    Row("GET", "exchange:errors", "OONNNNNNLNL", at=_run),
    Row("POST", "exchange:difference", "OONNNNNNLNL", at=_run),
    Row("POST", "exchange:apply", "RRNNNNNNLNL", at=_run),
    Row("POST", "exchange:discard", "RRNNNNNNLNL", at=_run),
    Row("POST", "exchange:undo", "KKNNNNNNLNL", at=_run, data=lambda s: {"reason": "nhầm tệp"}),
    # --- registers of what everybody may read
    Row("GET", "territory:units", "OOOOOOOOLOL"),
    Row("POST", "territory:units", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "organisations:orgs", "OOOOOOOOLOL"),
    Row("POST", "organisations:orgs", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "organisations:org", "OOOOOOOOLOL", at=lambda s: {"org_id": s.world.orgs["UB-THUONG"]}),
    Row("GET", "organisations:people", "OOOOOOOOLOL"),
    Row("POST", "organisations:people", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "organisations:person", "OOOOOONOLOL", at=lambda s: {"person_id": s.world.people["tuan"]},
        note="Tuấn's telephone is not for the neighbour; the administrator keeps the accounts of all"),
    Row("GET", "criteria:sets", "OOOOOOOOLOL"),
    Row("POST", "criteria:sets", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "criteria:set", "OOOOOOOOLOL", at=lambda s: {"version_id": s.world.version_id}),
    Row("POST", "criteria:set", "NNNNNNNNLNL", at=lambda s: {"version_id": s.world.version_id}, data=lambda s: {}),
    Row("GET", "criteria:rows", "OOOOOOOOLOL"),
    Row("POST", "criteria:rows", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "criteria:row", "OOOOOOOOLOL", at=lambda s: {"indicator_id": s.world.indicators["2.1"]}),
    Row("GET", "criteria:row_confirm", "OOFFFFFFLFL", at=lambda s: {"indicator_id": s.world.indicators["2.1"]}),
    Row("POST", "criteria:row_confirm", "IIFFFFFFLFL", at=lambda s: {"indicator_id": s.world.indicators["2.1"]},
        data=lambda s: {}),
    # --- rounds
    Row("GET", "assessments:rounds", "OOOOOOOOLOL"),
    Row("POST", "assessments:rounds", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "assessments:round_new", "OOFFFFFFLFL"),
    Row("POST", "assessments:round_new", "IIFFFFFFLFL", data=lambda s: {}),
    Row("GET", "assessments:round", "OOOOOOOOLNL", at=_round),
    Row("GET", "assessments:round", "OONNNNNNLNL", at=_draft, note="a draft is the office's"),
    Row("GET", "assessments:round_act", "OONNNNNNLNL", at=lambda s: {**_draft(s), "move": "open"}),
    Row("POST", "assessments:round_act", "RRNNNNNNLNL", at=lambda s: {**_draft(s), "move": "open"}),
    Row("POST", "assessments:round_act", "IINNNNNNLNL", at=lambda s: {**_draft(s), "move": "cancel"},
        note="without a reason"),
    Row("POST", "assessments:round_act", "KFFFFFFFLNL", at=lambda s: {**_round(s), "move": "freeze"},
        note="only the head freezes, and not while sheets are open"),
    Row("POST", "assessments:round_act", "NNNNNNNNLNL", at=lambda s: {**_round(s), "move": "thaw"}),
    Row("GET", "assessments:round_rejudge", "OOFFFFFFLNL", at=_round),
    Row("POST", "assessments:round_rejudge", "RRFFFFFFLNL", at=_round),
    Row("POST", "assessments:round_rejudge", "KKKKKKKKLNL", at=_frozen, note="a frozen round is never judged again"),
    # --- sheets
    Row("GET", "assessments:sheets", "OOOOOOOOLOL"),
    Row("POST", "assessments:sheets", "IIFFFFFFLFL", data=lambda s: {"bulk": "consolidate", "confirmed": "1"},
        note="none chosen"),
    Row("GET", "assessments:sheet", "OOOOOONOLNL", at=_thuong, note="Vy must see nothing private of Tuấn's"),
    Row("GET", "assessments:sheet", "OOOOOONOLNL", at=_old_thuong),
    Row("POST", "assessments:cell", "OOFFFONFLNL", at=_cell, data=lambda s: {"name": "v:", "value": "91"}),
    Row("POST", "assessments:cell", "KKKKKKKKLNL", at=_old_cell, data=lambda s: {"name": "v:", "value": "91"},
        note="frozen is frozen for everybody"),
    Row("GET", "assessments:sheet_act", "OOFFFONFLNL", at=lambda s: {**_thuong(s), "move": "submit"}),
    Row("POST", "assessments:sheet_act", "RRFFFRNFLNL", at=lambda s: {**_thuong(s), "move": "submit"}),
    Row("POST", "assessments:sheet_act", "IIFFNNFFLNL", at=lambda s: {**_ha(s), "move": "reopen"},
        note="without a reason"),
    Row("POST", "assessments:sheet_act", "KKFFNNFFLNL", at=lambda s: {**_ha(s), "move": "consolidate"},
        note="something still waits"),
    # --- indicators
    Row("GET", "assessments:queue", "OOOOOOOOLOL"),
    Row("POST", "assessments:queue", "NNNNNNNNLNL", data=lambda s: {"bulk": "nothing"}),
    Row("GET", "assessments:result", "OOOONNOOLNL", at=_ha_31),
    Row("GET", "assessments:result", "OOOOOONOLNL", at=lambda s: {"result_id": s.results["frozen thuong 3.1"]},
        note="of a neighbour only the verdict, not the inputs"),
    Row("GET", "assessments:result_verify", "FFOONNFFLNL", at=lambda s: {**_ha_31(s), "decision": "accept"}),
    Row("POST", "assessments:result_verify", "FFRRNNFFLNL", at=lambda s: {**_ha_31(s), "decision": "accept"},
        note="the owner department, not the office, not the commune"),
    Row("POST", "assessments:result_verify", "FFFFNNFFLNL", at=lambda s: {**_ha_11(s), "decision": "conclude"},
        data=lambda s: {"verdict": "MET", "document": "1/SNN"}, note="1.1 is another department's"),
    Row("POST", "assessments:evidence_add", "KKIINNKFLNL", at=_ha_31, data=lambda s: {},
        note="submitted: only the verifying department may still add"),
    Row("POST", "assessments:evidence_add", "IIFFFINFLNL", at=lambda s: {"result_id": s.results["thuong 2.1"]},
        data=lambda s: {}),
    Row("GET", "assessments:evidence_add", "OOFFFONFLNL", at=lambda s: {"result_id": s.results["thuong 2.1"]}),
    Row("GET", "assessments:evidence", "OOOOOONOLNL", at=lambda s: {"evidence_id": s.evidence}),
    # --- the past as it was decided, and recognitions: public to read, the office's to write
    Row("GET", "assessments:decided_list", "OOOOOOOOLOL"),
    Row("POST", "assessments:decided_list", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "assessments:decided_import", "OOFFFFFFLFL"),
    Row("POST", "assessments:decided_import", "IIFFFFFFLFL", data=lambda s: {}),
    Row("GET", "assessments:decided", "OOOOOOOOLOL", at=_decided),
    Row("GET", "assessments:decided_correct", "OOFFFFFFLFL", at=_decided_verdict),
    Row("POST", "assessments:decided_correct", "IIFFFFFFLFL", at=_decided_verdict, data=lambda s: {}),
    Row("GET", "assessments:decided_withdraw", "OOFFFFFFLFL", at=_decided_verdict),
    Row("POST", "assessments:decided_withdraw", "RRFFFFFFLFL", at=_decided_verdict,
        data=lambda s: {"reason": "ghi nhầm"}),
    Row("GET", "recognition:list", "OOOOOOOOLOL"),
    Row("POST", "recognition:list", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "recognition:new", "OOFFFFFFLFL"),
    Row("POST", "recognition:new", "IIFFFFFFLFL", data=lambda s: {}),
    Row("GET", "recognition:page", "OOOOOOOOLOL", at=_recognition),
    Row("GET", "recognition:correct", "OOFFFFFFLFL", at=_recognition),
    Row("POST", "recognition:correct", "IIFFFFFFLFL", at=_recognition, data=lambda s: {}),
    Row("GET", "recognition:acknowledge", "OOFFFFFFLFL", at=_recognition),
    Row("POST", "recognition:acknowledge", "IIFFFFFFLFL", at=_recognition, data=lambda s: {}),
    Row("GET", "recognition:revoke", "OOFFFFFFLFL", at=_recognition),
    Row("POST", "recognition:revoke", "RRFFFFFFLFL", at=_recognition,
        data=lambda s: {"decision_number": "9/QĐ", "decision_on": "01/02/2026", "reason": "không giữ chuẩn"}),
    Row("GET", "recognition:withdraw", "OOFFFFFFLFL", at=_recognition),
    Row("POST", "recognition:withdraw", "IIFFFFFFLFL", at=_recognition, data=lambda s: {}, note="without a reason"),
    Row("GET", "recognition:file_add", "OOFFFFFFLFL", at=_recognition),
    Row("POST", "recognition:file_add", "IIFFFFFFLFL", at=_recognition, data=lambda s: {}),
    Row("GET", "recognition:file", "OOOOOOOOLOL", at=lambda s: {"file_id": s.recognition_file}),
    Row("GET", "recognition:decision_withdraw", "OOFFFFFFLFL", at=_acknowledgement),
    Row("POST", "recognition:decision_withdraw", "RRFFFFFFLFL", at=_acknowledgement,
        data=lambda s: {"reason": "ghi nhầm"}),
    # --- what is seen
    Row("GET", "board:past", "OOOOOOOOLOL"),
    Row("GET", "board:compare", "OOOOOOOOLOL"),
    Row("GET", "board:board", "OOOOOOOOLOL"),
    Row("GET", "board:commune", "OOOOOOOOLOL", at=lambda s: {"unit_id": s.world.units["thuong"]}),
    Row("GET", "board:criterion", "OOOOOOOOLNL",
        at=lambda s: {**_frozen(s), "criterion_id": s.world.criteria["2"]}),
    Row("GET", "board:summary", "OOOOOOOOLNL", at=_frozen),
    Row("GET", "guide:index", "OOOOOOOOLOL"),
    Row("GET", "guide:page", "NNNNNNNNLNL", at=lambda s: {"slug": "khong-co-trang-nay"}),
    Row("GET", "desk:home", "OOOOOOOOLOL"),
    Row("GET", "desk:start", "OOFFFFFFLOL", note="who sets the system up: the office and the administrator"),
)

API = (
    Row("GET", "openapi-json", "OOOOOOOOOOO"),
    Row("GET", "nowhere", "NNNNNNNNNNN", at=lambda s: {"rest": "khong-co"}),
    Row("GET", "units_list", "OOOOOOOOUOU"),
    Row("GET", "unit_read", "OOOOOOOOUOU", at=lambda s: {"unit_id": s.world.units["thuong"]}),
    Row("GET", "organisations_list", "OOOOOOOOUOU"),
    Row("GET", "organisation_read", "OOOOOOOOUOU", at=lambda s: {"org_id": s.world.orgs["SNN"]}),
    Row("GET", "sets_list", "OOOOOOOOUOU"),
    Row("GET", "set_read", "OOOOOOOOUOU", at=lambda s: {"set_id": s.world.version_id}),
    Row("GET", "set_indicators", "OOOOOOOOUOU", at=lambda s: {"set_id": s.world.version_id}),
    Row("GET", "rounds_list", "OOOOOOOOUOU"),
    Row("POST", "round_create", "CCFFFFFFUFU", data=_plan),
    Row("GET", "round_read", "OOOOOOOOUNU", at=_round),
    Row("GET", "round_read", "OONNNNNNUNU", at=_draft),
    Row("POST", "round_open", "OONNNNNNUNU", at=_draft),
    Row("POST", "round_cancel", "IINNNNNNUNU", at=_draft, data=lambda s: {}),
    Row("POST", "round_freeze", "KFFFFFFFUNU", at=_round),
    Row("GET", "round_wall", "OOOOOOOOUNU", at=_frozen),
    Row("GET", "round_sheets", "OOOOOOOOUNU", at=_round),
    Row("POST", "workbook_upload", "IIFFFFFFUNU", at=_round,
        data=lambda s: {"file": SimpleUploadedFile("sổ.xlsx", b"PK nothing")}),
    Row("GET", "sheet_read", "OOOOOONOUNU", at=_thuong),
    Row("GET", "sheet_results", "OOOOOONOUNU", at=_thuong),
    Row("GET", "sheet_snapshot", "OOOOOOOOUNU", at=_old_thuong, note="Vy: verdicts only"),
    Row("POST", "sheet_submit", "OOFFFONFUNU", at=_thuong),
    Row("POST", "sheet_reopen", "IIFFNNFFUNU", at=_ha, data=lambda s: {}),
    Row("POST", "sheet_consolidate", "KKFFNNFFUNU", at=_ha),
    Row("POST", "sheets_consolidate", "OOOOOOOOUOU", data=lambda s: {"ids": [s.world.open_sheets["ha"]]},
        note="a bulk act answers with what it refused"),
    Row("PUT", "cell_save", "OOFFFONFUNU", at=_cell, data=lambda s: {"typed": {"": "91"}, "revision": 1}),
    Row("POST", "evidence_add", "CCFFFCNFUNU", at=_cell, data=lambda s: {"file": _pdf()}),
    Row("GET", "result_read", "OOOONNOOUNU", at=_ha_31),
    Row("POST", "result_verify", "FFOONNFFUNU", at=_ha_31, data=lambda s: {"decision": "accept"}),
    Row("POST", "results_verify", "OOOOOOOOUOU",
        data=lambda s: {"decision": "accept", "ids": [s.results["ha 3.1"]]}),
    Row("GET", "recognitions_list", "OOOOOOOOUOU"),
    Row("GET", "recognition_read", "OOOOOOOOUOU", at=_recognition),
    Row("POST", "recognition_record", "CCFFFFFFUFU",
        data=lambda s: {**_decision(s), "unit_id": s.world.units["dong"], "level": "commune_basic", "year": 2026}),
    Row("POST", "recognition_correct", "IIFFFFFFUFU", at=_recognition,
        data=lambda s: {**_decision(s), "unit_id": s.world.units["ha"], "level": "commune_basic", "year": 2026},
        note="without a reason"),
    Row("POST", "recognition_acknowledge", "IIFFFFFFUFU", at=_recognition,
        data=lambda s: {**_decision(s), "unit_id": s.world.units["ha"]}, note="onto the recognised unit itself"),
    Row("POST", "recognition_revoke", "OOFFFFFFUFU", at=_recognition,
        data=lambda s: {**_decision(s), "reason": "không giữ chuẩn"}),
    Row("POST", "recognition_withdraw", "OOFFFFFFUFU", at=_recognition, data=lambda s: {"reason": "ghi nhầm"}),
    Row("GET", "imports_list", "OOOOOOOOUOU"),
    Row("GET", "import_read", "OONNNNNNUNU", at=lambda s: {"import_id": s.run}),
    Row("POST", "import_apply", "OONNNNNNUNU", at=lambda s: {"import_id": s.run}),
    Row("POST", "import_discard", "OONNNNNNUNU", at=lambda s: {"import_id": s.run}),
    Row("POST", "import_undo", "KKNNNNNNUNU", at=lambda s: {"import_id": s.run}, data=lambda s: {"reason": "nhầm"}),
    Row("GET", "tokens_list", "OOOOOOOOUOU"),
    Row("POST", "token_create", "CCCCCCCCUCU",
        data=lambda s: {"name": "t", "scopes": ["read"], "expires_on": "2099-01-01"}),
    Row("DELETE", "token_revoke", "NENNNNNNUNU", at=lambda s: {"token_id": s.token}),
)

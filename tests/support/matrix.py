"""Who gets what: each route × the cast of the domain, expectations written by hand.

One letter a person, in the order of :data:`WHO`. Two faces of refusal: outside my scope is N (404), in scope without
the right is F (403 with the reason), signed out leads to the sign-in page (L; the API: U).
A test walks every route and fails when one is missing here; another asks each for each person.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.support import routes
from tests.support.route import PDF, STATUS, WHO, Row, Stage

__all__ = ["API", "PAGES", "PDF", "STATUS", "WHO", "WORKBOOK", "Row", "Stage"]


def _pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("minh chứng.pdf", PDF, content_type="application/pdf")


def _round(s: Stage) -> dict[str, Any]:
    return {"round_id": s.world.open_round}


def _frozen(s: Stage) -> dict[str, Any]:
    return {"round_id": s.world.frozen_round}


def _draft(s: Stage) -> dict[str, Any]:
    return {"round_id": s.draft_round}


def _row_of_version(s: Stage) -> dict[str, Any]:
    return {"version_id": s.world.version_id, "indicator_id": s.world.indicators["2.1"]}


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


def _dong_22(s: Stage) -> dict[str, Any]:
    """Where the department's figure stands beside the commune's."""
    return {"result_id": s.results["dong 2.2"]}
def _amend(s: Stage) -> dict[str, Any]:
    item = {"indicator_id": s.world.indicators["2.1"], "typed": {"": "86"}}
    return {"reason": "Nhập nhầm", "document": "3/BB", "document_on": "2026-02-01", "items": [item]}


def _paper(s: Stage) -> dict[str, Any]:
    return {"number": "2/QĐ", "signed_on": "2026-01-05", "signer": "Nguyễn Thị Hạnh"}


def _amendment(s: Stage) -> dict[str, Any]:
    return {"amendment_id": s.amendment}


def _decided(s: Stage) -> dict[str, Any]:
    return {"decided_id": s.decided}


def _decided_verdict(s: Stage) -> dict[str, Any]:
    return {"verdict_id": s.decided_verdict}


def _recognition(s: Stage) -> dict[str, Any]:
    return {"recognition_id": s.recognition}


def _waiting_list(s: Stage) -> dict[str, Any]:
    return {"list_id": s.waiting_list}


def _public_list(s: Stage) -> dict[str, Any]:
    return {"list_id": s.public_list}


def _target(s: Stage) -> dict[str, Any]:
    return {"target_id": s.targets["thuong"]}


def _plan_number(s: Stage) -> dict[str, Any]:
    return {"target_id": s.targets["plan"]}


def _target_act(move: str, of: str) -> Callable[[Stage], dict[str, Any]]:
    return lambda s: {"target_id": s.targets[of], "move": move}


def _target_in(s: Stage) -> dict[str, Any]:
    """What a commune, or the office, may register for Thượng Sơn."""
    return {
        "unit_id": s.world.units["thuong"], "year": 2027, "level": "commune_basic", "registered_on": "2026-01-20",
    }  # fmt: skip


def _acknowledgement(s: Stage) -> dict[str, Any]:
    return {**_recognition(s), "kind": "acknowledgement", "decision_id": s.acknowledgement}


def _decision(s: Stage) -> dict[str, Any]:
    return {"decision_number": "9/QĐ", "decision_on": "2026-02-01"}


def _run(s: Stage) -> dict[str, Any]:
    return {"run_id": s.run}


def _map(s: Stage) -> dict[str, Any]:
    return {"map_id": s.heading_map}


def _job(s: Stage) -> dict[str, Any]:
    return {"job_id": s.job}


def _change(s: Stage) -> dict[str, Any]:
    return {"change_id": s.change}


def _renaming(s: Stage) -> dict[str, Any]:
    ward = s.world.units["phuong"]
    return {
        "effective_on": "2026-06-01", "predecessors": [ward],
        "successors": [{"type": "phuong", "name": "Trung Sơn", "code": "98004", "how": "same", "unit_id": ward}],
    }  # fmt: skip


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
def _snn(s: Stage) -> dict[str, Any]:
    return {"org_id": s.world.orgs["SNN"]}


def _holding(s: Stage) -> dict[str, Any]:
    return {"holding_id": s.duties["holding"]}


def _committee(s: Stage) -> dict[str, Any]:
    return {"committee_id": s.duties["committee"]}


def _monitor(s: Stage) -> dict[str, Any]:
    return {"monitor_id": s.duties["monitor"]}


def _planning(s: Stage) -> dict[str, Any]:
    return {"document_id": s.duties["planning"]}


def _handover(s: Stage) -> dict[str, Any]:
    return {"handover_id": s.duties["handover"]}
def _set(s: Stage) -> dict[str, Any]:
    return {"version_id": s.world.version_id}


def _draft_set(s: Stage) -> dict[str, Any]:
    return {"version_id": s.draft_set}


def _set_id(s: Stage) -> dict[str, Any]:
    return {"set_id": s.world.version_id}


def _draft_id(s: Stage) -> dict[str, Any]:
    return {"set_id": s.draft_set}


def _row_21(s: Stage) -> dict[str, Any]:
    return {"indicator_id": s.world.indicators["2.1"]}


def _new_row(code: str) -> dict[str, Any]:
    return {
        "criterion": 2, "code": code, "name": "Đường thử", "unit": "%", "kind": "percent", "comparator": ">=",
        "thresholds": {"all": "70"},
    }  # fmt: skip


WORKBOOK = "province-workbook"

#        Hạnh Lan Minh Thu Quang Tuấn Vy Phong Quân administrator signed-out
def _letter(s: Stage) -> dict[str, Any]:
    return {"kind": "tong-hop-dot"}


def _template(s: Stage) -> dict[str, Any]:
    return {"template_id": s.letter_template}


def _round_query(s: Stage) -> dict[str, Any]:
    return {"round": s.world.frozen_round}


def _round_pdf(s: Stage) -> dict[str, Any]:
    return {**_round_query(s), "export": "pdf"}


PAGES = (
    # --- open to everybody
    Row("GET", "health", "SSSSSSSSSSS"),
    Row("GET", "account_login", "RRRRRRRRORO"),
    Row("GET", "account_inactive", "OOOOOOOOOOO"),
    Row("GET", "account_reset_password", "OOOOOOOOOOO"),
    Row("POST", "account_login", "RRRRRRRRORO", data=lambda s: {"login": "lan", "password": "sai"}),
    Row("GET", "mfa_authenticate", "RRRRRRRRLRL", note="only on the way in, after the password"),
    Row("POST", "mfa_authenticate", "RRRRRRRRLRL", data=lambda s: {"code": "000000"}),
    Row("GET", "socialaccount_login_cancelled", "OOOOOOOOOOO"),
    Row("POST", "openid_connect_login", "NNNNNNNNNNN", at=lambda s: {"provider_id": "issuer"},
        note="no issuer is set up"),
    Row("GET", "openid_connect_callback", "NNNNNNNNNNN", at=lambda s: {"provider_id": "issuer"}),
    Row("GET", "account_reauthenticate", "OOOOOOOOLOL"),
    Row("POST", "account_reauthenticate", "OOOOOOOOLOL", data=lambda s: {}),
    Row("GET", "mfa_reauthenticate", "RRRRRRRRLRL", note="nobody here has a code: to the password"),
    Row("POST", "mfa_reauthenticate", "RRRRRRRRLRL", data=lambda s: {}),
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
    Row("POST", "access:session_end", "RNNNNRNNLRL", at=lambda s: {"session_id": s.session},
        note="Tuấn's; who keeps accounts is led to the page that asks for a reason"),
    Row("POST", "access:sessions_end", "RRRRRRRRLRL"),
    Row("GET", "access:second_step", "OOOOOOOOLOL"),
    Row("POST", "access:second_step", "IIIIIIIILIL", data=lambda s: {}),
    Row("GET", "access:second_step_begin", "RRRRRRRRLRL"),
    Row("POST", "access:second_step_begin", "RRRRRRRRLRL", note="to the page that asks for the password again"),
    Row("GET", "access:codes_renew", "RRRRRRRRLRL"),
    Row("POST", "access:codes_renew", "RRRRRRRRLRL", note="to the page that asks for the password again"),
    Row("GET", "access:second_step_off", "KKKKKKKKLKL", note="nobody here has turned it on"),
    Row("POST", "access:second_step_off", "KKKKKKKKLKL", data=lambda s: {"reason": "x"}),
    Row("GET", "access:lend", "FNNNNOFNLFL", at=lambda s: {"assignment_id": s.roles["tuan"]},
        note="Tuấn's role: his to lend; who gives roles, or borrows it, sees it and may not lend it"),
    Row("POST", "access:lend", "FNNNNIFNLFL", at=lambda s: {"assignment_id": s.roles["tuan"]}, data=lambda s: {}),
    Row("GET", "access:delegation_end", "ONNNNOONLOL", at=lambda s: {"delegation_id": s.delegation},
        note="Tuấn lent it to Vy: both may end it, and who gives roles"),
    Row("POST", "access:delegation_end", "INNNNIINLIL", at=lambda s: {"delegation_id": s.delegation},
        note="without a reason"),
    Row("GET", "access:unlink", "KKKKKKKKLKL", note="nobody here is linked to an issuer"),
    Row("POST", "access:unlink", "KKKKKKKKLKL", data=lambda s: {"reason": "x"}),
    Row("GET", "access:why", "OOOOOOOOLOL"),
    Row("GET", "access:why", "OOOOOONOLNL",
        query=lambda s: {"path": f"/rounds/sheets/{s.world.open_sheets['thuong']}/"},
        note="a sheet outside one's scope is no page there either"),
    # --- who keeps accounts and roles
    Row("GET", "rights:home", "OFFFFFFFLOL"),
    Row("GET", "rights:roles", "OOOOOOOOLOL", note="each sees what is theirs to see"),
    Row("POST", "rights:roles", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "rights:role_new", "OFFFFFFFLOL"),
    Row("POST", "rights:role_new", "IFFFFFFFLIL", data=lambda s: {}),
    Row("GET", "rights:role", "ONNNNOONLOL", at=lambda s: {"assignment_id": s.roles["tuan"]},
        note="Vy borrows it"),
    Row("GET", "rights:role_act", "ONNNNFFNLOL", at=lambda s: {"assignment_id": s.roles["tuan"], "act": "end"}),
    Row("POST", "rights:role_act", "INNNNFFNLIL", at=lambda s: {"assignment_id": s.roles["tuan"], "act": "end"},
        note="without a reason"),
    Row("GET", "rights:role_act", "ONNNNFFNLOL", at=lambda s: {"assignment_id": s.roles["tuan"], "act": "keep"}),
    Row("POST", "rights:role_act", "RNNNNFFNLRL", at=lambda s: {"assignment_id": s.roles["tuan"], "act": "keep"}),
    Row("GET", "rights:reviews", "OOOOOOOOLOL"),
    Row("POST", "rights:reviews", "IFFFFFFFLIL", data=lambda s: {"bulk": "keep", "confirmed": "1"}, note="none chosen"),
    Row("GET", "rights:tokens", "OFFFFFFFLOL"),
    Row("POST", "rights:tokens", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "rights:token_end", "OFNNNNNNLOL", at=lambda s: {"token_id": s.token},
        note="Lan's own: there is her own page"),
    Row("POST", "rights:token_end", "IFNNNNNNLIL", at=lambda s: {"token_id": s.token}, note="without a reason"),
    Row("GET", "rights:journal", "FFFFFFFFLOL", note="the administrator and who checks"),
    Row("POST", "rights:journal", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "rights:person", "ONNNNONNLOL", at=lambda s: {"account_id": s.world.accounts["tuan"]}),
    Row("GET", "rights:reset", "ONNNNFNNLOL", at=lambda s: {"account_id": s.world.accounts["tuan"]},
        note="one's own password is changed on one's own page"),
    Row("POST", "rights:reset", "INNNNFNNLIL", at=lambda s: {"account_id": s.world.accounts["tuan"]}, note="no reason"),
    Row("GET", "rights:reset", "FNNNNNNNLFL", at=lambda s: {"account_id": s.world.accounts["quantri"]},
        note="the head resets no administrator, nobody themselves"),
    Row("POST", "rights:reset", "FNNNNNNNLFL", at=lambda s: {"account_id": s.world.accounts["quantri"]},
        data=lambda s: {"reason": "x"}),
    Row("GET", "rights:second_step_reset", "ONNNNFNNLOL", at=lambda s: {"account_id": s.world.accounts["tuan"]}),
    Row("POST", "rights:second_step_reset", "KNNNNFNNLKL", at=lambda s: {"account_id": s.world.accounts["tuan"]},
        data=lambda s: {"reason": "x"}, note="he never turned it on"),
    Row("GET", "rights:close", "ONNNNFNNLOL", at=lambda s: {"account_id": s.world.accounts["tuan"]}),
    Row("POST", "rights:close", "INNNNFNNLIL", at=lambda s: {"account_id": s.world.accounts["tuan"]}, note="no reason"),
    Row("GET", "rights:reopen", "ONNNNFNNLOL", at=lambda s: {"account_id": s.world.accounts["tuan"]}),
    Row("POST", "rights:reopen", "KNNNNFNNLKL", at=lambda s: {"account_id": s.world.accounts["tuan"]},
        data=lambda s: {"reason": "x"}, note="it is open"),
    Row("GET", "rights:link", "ONNNNFNNLOL", at=lambda s: {"account_id": s.world.accounts["tuan"]}),
    Row("POST", "rights:link", "KNNNNFNNLKL", at=lambda s: {"account_id": s.world.accounts["tuan"]},
        data=lambda s: {"subject": "a1", "reason": "x"}, note="no issuer is set up"),
    Row("GET", "rights:unlink", "ONNNNFNNLOL", at=lambda s: {"account_id": s.world.accounts["tuan"]}),
    Row("POST", "rights:unlink", "KNNNNFNNLKL", at=lambda s: {"account_id": s.world.accounts["tuan"]},
        data=lambda s: {"reason": "x"}, note="there is no link"),
    Row("GET", "rights:session_end", "ONNNNONNLOL", at=lambda s: {"session_id": s.session}),
    Row("POST", "rights:session_end", "INNNNINNLIL", at=lambda s: {"session_id": s.session}, note="without a reason"),
    Row("GET", "rights:changes", "OFFFFFFFLOL"),
    Row("GET", "rights:change", "NFFFFFFFLNL", at=lambda s: {"change_id": 10**9}, note="no such change"),
    Row("POST", "rights:change", "NFFFFFFFLNL", at=lambda s: {"change_id": 10**9}, data=lambda s: {}),
    Row("GET", "rights:locks", "OFFFFFFFLOL"),
    Row("GET", "rights:unlock", "OFFFFFFFLOL", at=lambda s: {"lock_id": s.lock}),
    Row("POST", "rights:unlock", "IFFFFFFFLIL", at=lambda s: {"lock_id": s.lock}, note="without a reason"),
    Row("GET", "rights:rules", "OFFFFFFFLOL"),
    Row("GET", "rights:rule_new", "OFFFFFFFLOL"),
    Row("POST", "rights:rule_new", "IFFFFFFFLIL", data=lambda s: {}),
    Row("GET", "rights:rule_end", "ONNNNNNNLOL", at=lambda s: {"rule_id": s.step_rule}),
    Row("POST", "rights:rule_end", "INNNNNNNLIL", at=lambda s: {"rule_id": s.step_rule}, note="without a reason"),
    Row("GET", "rights:interval_set", "OFFFFFFFLOL"),
    Row("POST", "rights:interval_set", "IFFFFFFFLIL", data=lambda s: {}),
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
    Row("GET", "comments:new", "OOOOOOOOLOL", at=lambda s: {"kind": "unit_change", "record_id": s.change}),
    Row("POST", "comments:new", "RRRRRRRRLRL", at=lambda s: {"kind": "unit_change", "record_id": s.change},
        data=lambda s: {"text": "Ai nhận hồ sơ?"}, note="changes are public; the administrator plans them too"),
    Row("POST", "comments:new", "RRRRRRRRLRL", at=lambda s: {"kind": "set_version", "record_id": s.world.version_id},
        data=lambda s: {"text": "Dòng 2.1 hiểu thế nào?"}),
    Row("GET", "comments:new", "OONNNNNNLNL", at=lambda s: {"kind": "set_version", "record_id": s.draft_set}),
    Row("POST", "comments:new", "RRNNNNNNLNL", at=lambda s: {"kind": "set_version", "record_id": s.draft_set},
        data=lambda s: {"text": "Nâng quá cao"}, note="a draft is the office's"),
    Row("POST", "comments:new", "RRRRRRRRLRL", at=lambda s: {"kind": "recognition", "record_id": s.recognition},
        data=lambda s: {"text": "Thiếu bản chụp"}, note="recognitions are public"),
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
    Row("GET", "exchange:marked", "OONNNNNNLNL", at=_run),
    Row("GET", "exchange:map", "OONNNNNNLNL", at=_run),
    Row("POST", "exchange:map", "OONNNNNNLNL", at=_run, data=lambda s: {"step": "look"}),
    Row("POST", "exchange:map-use", "RRNNNNNNLNL", at=_run, data=lambda s: {"map": ""}),
    Row("POST", "exchange:check", "KKNNNNNNLNL", at=_run, note="it was checked when it came"),
    Row("POST", "exchange:undo-preview", "KKNNNNNNLNL", at=_run, note="it was not applied"),
    Row("GET", "exchange:maps", "OOOOOOOOLOL"),
    Row("GET", "exchange:map-page", "OONNNNNNLNL", at=_map),
    Row("POST", "exchange:map-rename", "RRNNNNNNLNL", at=_map, data=lambda s: {"name": "Tên khác"}),
    Row("POST", "exchange:map-retire", "RRNNNNNNLNL", at=_map, data=lambda s: {"reason": "mẫu mới"}),
    Row("POST", "exchange:undo", "KKNNNNNNLNL", at=_run, data=lambda s: {"reason": "nhầm tệp"}),
    # --- registers of what everybody may read
    Row("GET", "territory:units", "OOOOOOOOLOL"),
    Row("POST", "territory:units", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "territory:unit", "OOOOOOOOLOL", at=lambda s: {"unit_id": s.world.units["thuong"]}),
    Row("GET", "territory:classify", "OFFFFFFFLOL", at=lambda s: {"unit_id": s.world.units["thuong"]}),
    Row("POST", "territory:classify", "IFFFFFFFLIL", at=lambda s: {"unit_id": s.world.units["thuong"]},
        data=lambda s: {}),
    Row("GET", "territory:changes", "OOOOOOOOLOL"),
    Row("POST", "territory:changes", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "territory:change", "OOOOOOOOLOL", at=_change),
    Row("GET", "territory:change_new", "OFFFFFFFLOL"),
    Row("GET", "territory:change_new", "OFFFFFFFLOL", query=lambda s: {"kind": "merge"}),
    Row("GET", "territory:change_new", "NFFFFFFFLNL", query=lambda s: {"kind": "burn"}),
    Row("POST", "territory:change_new", "IFFFFFFFLIL", query=lambda s: {"kind": "merge"}, data=lambda s: {}),
    Row("GET", "territory:change_edit", "OFFFFFFFLOL", at=_change),
    Row("POST", "territory:change_edit", "IFFFFFFFLIL", at=_change, data=lambda s: {}),
    Row("GET", "territory:pick", "OOOOOOOOLOL", query=lambda s: {"old_1": "son"}),
    Row("GET", "territory:change_notes", "OFFFFFFFLOL", at=_change),
    Row("POST", "territory:change_notes", "RFFFFFFFLRL", at=_change, data=lambda s: {}),
    Row("GET", "territory:change_act", "OFFFFFFFLOL", at=lambda s: {**_change(s), "move": "apply"}),
    Row("POST", "territory:change_act", "RFFFFFFFLRL", at=lambda s: {**_change(s), "move": "apply"}),
    Row("POST", "territory:change_act", "KKKKKKKKLKL", at=lambda s: {**_change(s), "move": "undo"},
        data=lambda s: {"reason": "thử"}, note="it is only planned"),
    Row("POST", "territory:change_act", "IFFFFFFFLIL", at=lambda s: {**_change(s), "move": "cancel"},
        data=lambda s: {}),
    Row("GET", "territory:change_act", "NNNNNNNNLNL", at=lambda s: {**_change(s), "move": "burn"}),
    Row("GET", "territory:batch", "OOOOOOOOLOL", at=lambda s: {"batch_id": s.batch}),
    Row("GET", "territory:batch_act", "OFFFFFFFLOL", at=lambda s: {"batch_id": s.batch, "move": "apply"}),
    Row("POST", "territory:batch_act", "RFFFFFFFLRL", at=lambda s: {"batch_id": s.batch, "move": "dry-run"}),
    Row("GET", "organisations:orgs", "OOOOOOOOLOL"),
    Row("POST", "organisations:orgs", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "organisations:org", "OOOOOOOOLOL", at=lambda s: {"org_id": s.world.orgs["UB-THUONG"]}),
    Row("GET", "organisations:people", "OOOOOOOOLOL"),
    Row("POST", "organisations:people", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "organisations:person", "OOOOOONOLOL", at=lambda s: {"person_id": s.world.people["tuan"]},
        note="Tuấn's telephone is not for the neighbour; the administrator keeps the accounts of all"),
    Row("GET", "profile:statistics", "OOOOOOOOLOL"),
    Row("POST", "profile:statistics", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "profile:years", "OOOOOOOOLOL"),
    Row("GET", "profile:planning", "OOOOOOOOLOL"),
    Row("POST", "profile:planning", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "profile:planning_new", "OOFFFOOFLFL"),
    Row("POST", "profile:planning_new", "IIFFFIIFLFL", data=lambda s: {}),
    Row("GET", "profile:planning_document", "OOOOOONOLNL", at=_planning, note="of Xã Thượng Sơn"),
    Row("GET", "profile:planning_edit", "OOFFFONFLNL", at=_planning),
    Row("POST", "profile:planning_edit", "IIFFFINFLNL", at=_planning, data=lambda s: {}),
    Row("GET", "profile:planning_file_new", "OOFFFONFLNL", at=_planning),
    Row("POST", "profile:planning_file_new", "IIFFFINFLNL", at=_planning, data=lambda s: {}),
    Row("GET", "profile:planning_file", "OOOOOONOLNL", at=lambda s: {"file_id": s.duties["file"]}),
    Row("GET", "profile:plans", "OOOOOOOOLOL"),
    Row("POST", "profile:plans", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "profile:plan_new", "OOFFFOOFLFL"),
    Row("POST", "profile:plan_new", "IIFFFIIFLFL", data=lambda s: {}),
    Row("GET", "profile:plan", "OOOOOONOLNL", at=lambda s: {"plan_id": s.duties["plan"]}),
    Row("GET", "profile:target_set", "OOFFFONFLNL", at=lambda s: {"plan_id": s.duties["plan"]}),
    Row("POST", "profile:target_set", "IIFFFINFLNL", at=lambda s: {"plan_id": s.duties["plan"]}, data=lambda s: {}),
    Row("GET", "organisations:contacts", "OOOOOOOOLOL"),
    Row("POST", "organisations:contacts", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "organisations:chart", "OOOOOOOOLOL", at=_snn),
    Row("GET", "organisations:org_new", "OOFFFFFFLOL"),
    Row("POST", "organisations:org_new", "IIFFFFFFLIL", data=lambda s: {}),
    Row("GET", "organisations:org_succeed", "OOFFFFFFLOL"),
    Row("POST", "organisations:org_succeed", "IIFFFFFFLIL", data=lambda s: {}),
    Row("GET", "organisations:org_edit", "OOFFFFFFLOL", at=_snn),
    Row("POST", "organisations:org_edit", "IIFFFFFFLIL", at=_snn, data=lambda s: {}),
    Row("GET", "organisations:org_rename", "OOFFFFFFLOL", at=_snn),
    Row("POST", "organisations:org_rename", "OOFFFFFFLOL", at=_snn,
        data=lambda s: {"name": "Sở Mới", "on": "01/01/2026"}, note="the first answer is the preview"),
    Row("GET", "organisations:org_move", "OOFFFFFFLOL", at=_snn),
    Row("POST", "organisations:org_move", "IIFFFFFFLIL", at=_snn, data=lambda s: {}),
    Row("GET", "organisations:org_close", "OOFFFFFFLOL", at=_snn),
    Row("POST", "organisations:org_close", "KKFFFFFFLKL", at=_snn, data=lambda s: {"on": "01/01/2026"},
        note="people hold posts there"),
    Row("GET", "organisations:rooms", "OOFFFFFFLOL", at=_snn),
    Row("POST", "organisations:rooms", "IIFFFFFFLIL", at=_snn, data=lambda s: {}),
    Row("GET", "organisations:post_new", "OOFFFFFFLOL", at=_snn),
    Row("POST", "organisations:post_new", "IIFFFFFFLIL", at=_snn, data=lambda s: {}),
    Row("GET", "organisations:mandate_new", "OOFFFFFFLOL", at=_snn),
    Row("POST", "organisations:mandate_new", "IIFFFFFFLIL", at=_snn, data=lambda s: {}),
    Row("GET", "organisations:mandate_end", "OOFFFFFFLOL", at=lambda s: {"mandate_id": s.duties["mandate"]}),
    Row("POST", "organisations:mandate_end", "IIFFFFFFLIL", at=lambda s: {"mandate_id": s.duties["mandate"]},
        data=lambda s: {}),
    Row("GET", "organisations:programme_new", "OOFFFFFFLOL", at=_snn),
    Row("POST", "organisations:programme_new", "IIFFFFFFLIL", at=_snn, data=lambda s: {}),
    Row("GET", "organisations:post_edit", "OOFFFFFFLOL", at=lambda s: {"post_id": s.duties["post"]}),
    Row("POST", "organisations:post_edit", "IIFFFFFFLIL", at=lambda s: {"post_id": s.duties["post"]},
        data=lambda s: {}),
    Row("GET", "organisations:post_fill", "OOFFFFFFLOL", at=lambda s: {"post_id": s.duties["post"]}),
    Row("POST", "organisations:post_fill", "IIFFFFFFLIL", at=lambda s: {"post_id": s.duties["post"]},
        data=lambda s: {}),
    Row("GET", "organisations:holding_end", "OOFFFFNFLOL", at=_holding, note="Tuấn's; Vy does not see him"),
    Row("POST", "organisations:holding_end", "IIFFFFNFLIL", at=_holding, data=lambda s: {}),
    Row("GET", "organisations:holding_redate", "OOFFFFNFLOL", at=_holding),
    Row("POST", "organisations:holding_redate", "IIFFFFNFLIL", at=_holding,
        data=lambda s: {"start": "01/01/2026", "end": "01/01/2025"}),
    Row("GET", "organisations:person_edit", "OOFFFFNFLOL", at=lambda s: {"person_id": s.world.people["tuan"]}),
    Row("POST", "organisations:person_edit", "IIFFFFNFLIL", at=lambda s: {"person_id": s.world.people["tuan"]},
        data=lambda s: {"email": "không phải thư"}),
    Row("GET", "organisations:checks", "OOOOOOOOLOL"),
    Row("POST", "organisations:checks", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "organisations:check_finish", "OOFFFFNFLOL", at=lambda s: {"check_id": s.duties["check"]}),
    Row("POST", "organisations:check_finish", "IIFFFFNFLIL", at=lambda s: {"check_id": s.duties["check"]},
        data=lambda s: {}),
    Row("GET", "organisations:committees", "OOOOOOOOLOL"),
    Row("POST", "organisations:committees", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "organisations:committee_new", "OOFFFFFFLOL"),
    Row("POST", "organisations:committee_new", "IIFFFFFFLIL", data=lambda s: {}),
    Row("GET", "organisations:committee", "OOOOOONOLOL", at=_committee, note="of Xã Thượng Sơn"),
    Row("GET", "organisations:committee_end", "OOFFFFNFLOL", at=_committee),
    Row("POST", "organisations:committee_end", "IIFFFFNFLIL", at=_committee, data=lambda s: {}),
    Row("GET", "organisations:seat_new", "OOFFFFNFLOL", at=_committee),
    Row("POST", "organisations:seat_new", "IIFFFFNFLIL", at=_committee, data=lambda s: {}),
    Row("GET", "organisations:seat_edit", "OOFFFFNFLOL", at=lambda s: {"seat_id": s.duties["seat"]}),
    Row("POST", "organisations:seat_edit", "IIFFFFNFLIL", at=lambda s: {"seat_id": s.duties["seat"]},
        data=lambda s: {}),
    Row("GET", "organisations:seat_end", "OOFFFFNFLOL", at=lambda s: {"seat_id": s.duties["seat"]}),
    Row("POST", "organisations:seat_end", "IIFFFFNFLIL", at=lambda s: {"seat_id": s.duties["seat"]},
        data=lambda s: {}),
    Row("GET", "organisations:monitors", "OOOOOOOOLOL"),
    Row("POST", "organisations:monitors", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "organisations:monitor_matrix", "OOOOOOOOLOL"),
    Row("GET", "organisations:monitor_new", "OOFFFFFFLOL"),
    Row("POST", "organisations:monitor_new", "IIFFFFFFLIL", data=lambda s: {}),
    Row("GET", "organisations:monitor", "OOOOOONOLOL", at=_monitor, note="Tuấn, programme officer of Thượng Sơn"),
    Row("GET", "organisations:monitor_end", "OOFFFFNFLOL", at=_monitor),
    Row("POST", "organisations:monitor_end", "IIFFFFNFLIL", at=_monitor, data=lambda s: {}),
    Row("GET", "organisations:monitor_hand_on", "OOFFFFNFLOL", at=_monitor),
    Row("POST", "organisations:monitor_hand_on", "IIFFFFNFLIL", at=_monitor, data=lambda s: {}),
    Row("GET", "organisations:fields", "OOOOOOOOLOL"),
    Row("GET", "organisations:field_set", "OOFFFFFFLOL"),
    Row("POST", "organisations:field_set", "IIFFFFFFLIL", data=lambda s: {}),
    Row("GET", "organisations:handovers", "OOOOOOOOLOL"),
    Row("POST", "organisations:handovers", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "organisations:handover_new", "OOOOOOOOLOL"),
    Row("POST", "organisations:handover_new", "IIIIIIIILIL", data=lambda s: {}),
    Row("GET", "organisations:handover", "OONNNONNLOL", at=_handover, note="from Tuấn to Hạnh"),
    Row("GET", "organisations:item_new", "OONNNONNLOL", at=_handover),
    Row("POST", "organisations:item_new", "IINNNINNLIL", at=_handover, data=lambda s: {}),
    Row("GET", "organisations:handover_fill", "OONNNONNLOL", at=_handover),
    Row("POST", "organisations:handover_fill", "RRNNNRNNLRL", at=_handover, data=lambda s: {}),
    Row("GET", "organisations:handover_act", "FONNNONNLOL", at=lambda s: {**_handover(s), "move": "hand"},
        note="the receiver does not hand over to herself"),
    Row("POST", "organisations:handover_act", "FRNNNRNNLRL", at=lambda s: {**_handover(s), "move": "hand"},
        data=lambda s: {}),
    Row("GET", "criteria:sets", "OOOOOOOOLOL"),
    Row("POST", "criteria:sets", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "criteria:set", "OOOOOOOOLOL", at=lambda s: {"version_id": s.world.version_id}),
    Row("POST", "criteria:set", "NNNNNNNNLNL", at=lambda s: {"version_id": s.world.version_id}, data=lambda s: {}),
    Row("GET", "criteria:rows", "OOOOOOOOLOL"),
    Row("POST", "criteria:rows", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "criteria:row", "OOOOOOOOLOL", at=lambda s: {"indicator_id": s.world.indicators["2.1"]}),
    Row("GET", "criteria:row_confirm", "OOFFFFFFLFL", at=lambda s: {"indicator_id": s.world.indicators["2.1"]}),
    # --- a set that is published is not written on (K); a draft is the office's, for others it is not there (N)
    Row("GET", "criteria:set_new", "OOFFFFFFLFL"),
    Row("POST", "criteria:set_new", "IIFFFFFFLFL", data=lambda s: {}),
    Row("GET", "criteria:compare", "OOOOOOOOLOL"),
    Row("GET", "criteria:topics", "OOOOOOOOLOL"),
    Row("GET", "criteria:topic", "OOOOOOOOLOL", at=lambda s: {"topic": "giao-thong"}),
    Row("GET", "criteria:documents", "OOOOOOOOLOL"),
    Row("GET", "criteria:set_print", "OOOOOOOOLOL", at=_set),
    Row("GET", "criteria:set_amend", "OOFFFFFFLFL", at=_set),
    Row("POST", "criteria:set_amend", "IIFFFFFFLFL", at=_set, data=lambda s: {}),
    Row("GET", "criteria:set_replace", "OOFFFFFFLFL", at=_set),
    Row("POST", "criteria:set_replace", "IIFFFFFFLFL", at=_set, data=lambda s: {}),
    Row("GET", "criteria:set_adapt", "OOFFFFFFLFL", at=_set),
    Row("POST", "criteria:set_adapt", "IIFFFFFFLFL", at=_set, data=lambda s: {}),
    Row("GET", "criteria:set_head", "KKFFFFFFLFL", at=_set),
    Row("POST", "criteria:set_head", "KKFFFFFFLFL", at=_set, data=lambda s: {}),
    Row("GET", "criteria:set_head", "OONNNNNNLNL", at=_draft_set),
    Row("GET", "criteria:set_consult", "KKKKKKKKLKL", at=_set),
    Row("GET", "criteria:set_consult", "OONNNNNNLNL", at=_draft_set),
    Row("POST", "criteria:set_consult", "RRNNNNNNLNL", at=_draft_set, data=lambda s: {}),
    Row("GET", "criteria:set_revise", "KKKKKKKKLKL", at=_set),
    Row("POST", "criteria:set_revise", "KKNNNNNNLNL", at=_draft_set, data=lambda s: {}),
    Row("GET", "criteria:set_publish", "OFNNNNNNLNL", at=_draft_set),
    Row("POST", "criteria:set_publish", "RFNNNNNNLNL", at=_draft_set, data=lambda s: {}),
    Row("GET", "criteria:set_retire", "OFFFFFFFLFL", at=_set),
    Row("POST", "criteria:set_retire", "IFFFFFFFLFL", at=_set, data=lambda s: {}, note="a reason is wanted"),
    Row("GET", "criteria:criterion_new", "OONNNNNNLNL", at=_draft_set),
    Row("POST", "criteria:criterion_new", "IINNNNNNLNL", at=_draft_set, data=lambda s: {}),
    Row("GET", "criteria:criterion_edit", "OONNNNNNLNL", at=lambda s: {"criterion_id": s.draft_criterion}),
    Row("POST", "criteria:criterion_edit", "IINNNNNNLNL", at=lambda s: {"criterion_id": s.draft_criterion},
        data=lambda s: {}),
    Row("GET", "criteria:criterion_remove", "OONNNNNNLNL", at=lambda s: {"criterion_id": s.draft_criterion}),
    Row("POST", "criteria:criterion_remove", "KKNNNNNNLNL", at=lambda s: {"criterion_id": s.draft_criterion},
        data=lambda s: {}, note="it has rows"),
    Row("GET", "criteria:row_new", "OONNNNNNLNL", at=_draft_set),
    Row("POST", "criteria:row_new", "IINNNNNNLNL", at=_draft_set, data=lambda s: {}),
    Row("GET", "criteria:row_edit", "OONNNNNNLNL", at=lambda s: {"indicator_id": s.draft_row}),
    Row("POST", "criteria:row_edit", "IINNNNNNLNL", at=lambda s: {"indicator_id": s.draft_row}, data=lambda s: {}),
    Row("GET", "criteria:row_remove", "OONNNNNNLNL", at=lambda s: {"indicator_id": s.draft_row}),
    Row("POST", "criteria:row_remove", "RRNNNNNNLNL", at=lambda s: {"indicator_id": s.draft_row}, data=lambda s: {}),
    Row("GET", "criteria:owners", "OOFFFFFFLFL", at=_set),
    Row("POST", "criteria:owners", "IIFFFFFFLFL", at=_set, data=lambda s: {}),
    Row("GET", "criteria:provincial", "OOOOOOOOLOL", at=_set),
    Row("GET", "criteria:provincial_set", "OOFFFFFFLFL", at=_set),
    Row("POST", "criteria:provincial_set", "IIFFFFFFLFL", at=_set, data=lambda s: {}),
    Row("GET", "criteria:ministry", "OOOOOOOOLOL", at=_set),
    Row("GET", "criteria:ministry_set", "OOFFFFFFLFL", at=_set),
    Row("POST", "criteria:ministry_set", "IIFFFFFFLFL", at=_set, data=lambda s: {}),
    Row("GET", "criteria:bands", "OOFFFFFFLFL", at=_set),
    Row("POST", "criteria:bands", "IIFFFFFFLFL", at=_set, data=lambda s: {}),
    Row("GET", "criteria:guidance_write", "OOFFFFFFLFL", at=_row_21, note="its owner is another department"),
    Row("POST", "criteria:guidance_write", "IIFFFFFFLFL", at=_row_21, data=lambda s: {}),
    Row("GET", "criteria:guidance_file", "OOOOOOOOLOL", at=lambda s: {"file_id": s.guidance_file}),
    Row("GET", "criteria:question_ask", "OOOOOOOFLFL", at=_row_21),
    Row("POST", "criteria:question_ask", "IIIIIIIFLFL", at=_row_21, data=lambda s: {}),
    Row("GET", "criteria:questions", "OOOOOOOOLOL"),
    Row("POST", "criteria:questions", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "criteria:question", "OOOOOOOOLOL", at=lambda s: {"question_id": s.question}),
    Row("GET", "criteria:question_answer", "OOFFFFFFLFL", at=lambda s: {"question_id": s.question}),
    Row("POST", "criteria:question_answer", "IIFFFFFFLFL", at=lambda s: {"question_id": s.question},
        data=lambda s: {}),
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
    # --- who has not submitted: whoever reads the sheets; the office urges, its head sets the pause
    Row("GET", "assessments:submissions", "OOOOOOOOLOL"),
    Row("POST", "assessments:submissions", "IIFFFFFFLFL", data=lambda s: {"bulk": "urge", "confirmed": "1"},
        note="none chosen"),
    Row("GET", "assessments:urge_pause", "OFFFFFFFLFL"),
    Row("POST", "assessments:urge_pause", "IFFFFFFFLFL", data=lambda s: {}),
    Row("GET", "assessments:urge", "OOFFFFFFLNL", at=lambda s: {**_round(s), "whom": "communes"}),
    Row("GET", "assessments:urge", "NNNNNNNNLNL", at=lambda s: {**_round(s), "whom": "everybody"}),
    Row("POST", "assessments:urge", "RRFFFFFFLNL", at=lambda s: {**_round(s), "whom": "communes"}),
    Row("POST", "assessments:urge", "KKFFFFFFLNL", at=lambda s: {**_frozen(s), "whom": "communes"},
        note="nothing waits in a frozen round"),
    # --- sheets
    Row("GET", "assessments:sheets", "OOOOOOOOLOL"),
    Row("POST", "assessments:sheets", "IIFFFFFFLFL", data=lambda s: {"bulk": "consolidate", "confirmed": "1"},
        note="none chosen"),
    Row("GET", "assessments:sheet", "OOOOOONOLNL", at=_thuong, note="Vy must see nothing private of Tuấn's"),
    Row("GET", "assessments:sheet", "OOOOOONOLNL", at=_old_thuong),
    Row("POST", "assessments:cell", "OOFFFONFLNL", at=_cell, data=lambda s: {"name": "v:", "value": "91"}),
    Row("POST", "assessments:cell", "KKKKKKKKLNL", at=_old_cell, data=lambda s: {"name": "v:", "value": "91"},
        note="frozen is frozen for everybody"),
    Row("POST", "assessments:cell_evidence", "IIFFFINFLNL", at=_cell, data=lambda s: {},
        note="no file: whoever may not is told that first"),
    Row("GET", "assessments:sheet_act", "OOFFFONFLNL", at=lambda s: {**_thuong(s), "move": "submit"}),
    Row("POST", "assessments:sheet_act", "IIFFFINFLNL", at=lambda s: {**_thuong(s), "move": "submit"},
        note="3 of 5 are missing: a reason is asked for"),
    Row("POST", "assessments:sheet_act", "RRFFFRNFLNL", at=lambda s: {**_thuong(s), "move": "submit"},
        data=lambda s: {"reason": "thôn chưa báo"}),
    Row("POST", "assessments:sheet_act", "IIFFNNFFLNL", at=lambda s: {**_ha(s), "move": "reopen"},
        note="without a reason"),
    Row("POST", "assessments:sheet_act", "KKFFNNFFLNL", at=lambda s: {**_ha(s), "move": "consolidate"},
        note="something still waits"),
    # --- indicators
    Row("GET", "assessments:sheet_carry", "OOFFFONFLNL", at=_thuong),
    Row("POST", "assessments:sheet_carry", "RRFFFRNFLNL", at=_thuong),
    Row("GET", "assessments:sheet_carry_undo", "OOFFFONFLNL", at=_thuong),
    Row("POST", "assessments:sheet_carry_undo", "KKFFFKNFLNL", at=_thuong, note="nothing was carried here"),
    Row("GET", "assessments:sheet_carry_confirm", "OOFFFONFLNL", at=_thuong),
    Row("POST", "assessments:sheet_carry_confirm", "KKFFFKNFLNL", at=_thuong),
    Row("GET", "assessments:carry_rules", "OOOOOOOOLOL", at=lambda s: {"version_id": s.world.version_id}),
    Row("GET", "assessments:carry_rule_set", "OOFFFFFFLFL", at=_row_of_version),
    Row("POST", "assessments:carry_rule_set", "RRFFFFFFLFL", at=_row_of_version, data=lambda s: {"rule": "sum"}),
    Row("GET", "assessments:quality", "OOOOOOOOLOL"),
    Row("POST", "assessments:quality", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "assessments:returns", "OOOOOOOOLOL"),
    Row("POST", "assessments:returns", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "assessments:late_reviews", "OOOOOOOOLOL"),
    Row("POST", "assessments:late_reviews", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "assessments:punctuality", "OOOOOOOOLOL"),
    Row("GET", "assessments:argued", "OOOOOOOOLOL"),
    Row("POST", "assessments:argued", "NNNNNNNNLNL", data=lambda s: {}),
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
    Row("GET", "assessments:result_counter", "FFOONNFFLNL", at=_ha_31),
    Row("POST", "assessments:result_counter", "FFIINNFFLNL", at=_ha_31, data=lambda s: {}, note="nothing typed"),
    Row("GET", "assessments:result_council", "OOFFNNFFLNL", at=_ha_31),
    Row("POST", "assessments:result_council", "IIFFNNFFLNL", at=_ha_31, data=lambda s: {}, note="without minutes"),
    Row("GET", "assessments:result_argue", "OOFFNNNFLNL", at=lambda s: {**_dong_22(s), "move": "dispute"},
        note="the office on its commune's behalf"),
    Row("POST", "assessments:result_argue", "IIFFNNNFLNL", at=lambda s: {**_dong_22(s), "move": "dispute"},
        data=lambda s: {}, note="without a reason"),
    Row("POST", "assessments:result_argue", "FFFFNNNFLNL", at=lambda s: {**_dong_22(s), "move": "take_back"},
        data=lambda s: {"reason": "nhầm"}, note="another department's figure"),
    Row("POST", "assessments:result_argue", "KKKKNNNKLNL", at=lambda s: {**_dong_22(s), "move": "uphold"},
        data=lambda s: {"reason": "giữ"}, note="nobody disputed yet"),
    Row("POST", "assessments:result_argue", "NNNNNNNNLNL", at=lambda s: {**_dong_22(s), "move": "quarrel"}),
    Row("POST", "assessments:evidence_add", "KKIINNKFLNL", at=_ha_31, data=lambda s: {},
        note="submitted: only the verifying department may still add"),
    Row("POST", "assessments:evidence_add", "IIFFFINFLNL", at=lambda s: {"result_id": s.results["thuong 2.1"]},
        data=lambda s: {}),
    Row("GET", "assessments:evidence_add", "OOFFFONFLNL", at=lambda s: {"result_id": s.results["thuong 2.1"]}),
    Row("GET", "assessments:evidence", "OOOOOONOLNL", at=lambda s: {"evidence_id": s.evidence}),
    # --- after the freeze: Lan asked to amend Hạ Sơn's frozen sheet, Hạnh decides; others read their own
    Row("GET", "assessments:amendments", "OOOOOOOOLOL"),
    Row("POST", "assessments:amendments", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "assessments:amendment", "OOOONNOOLNL", at=_amendment),
    Row("GET", "assessments:amendment_act", "OFFFNNFFLNL", at=lambda s: {**_amendment(s), "move": "approve"}),
    Row("POST", "assessments:amendment_act", "RFFFNNFFLNL", at=lambda s: {**_amendment(s), "move": "approve"}),
    Row("POST", "assessments:amendment_act", "OFFFNNFFLNL", at=lambda s: {**_amendment(s), "move": "approve"},
        data=lambda s: {"step": "preview"}, note="the dry run is for who may decide"),
    Row("POST", "assessments:amendment_act", "IFFFNNFFLNL", at=lambda s: {**_amendment(s), "move": "reject"},
        note="a no needs its reason"),
    Row("POST", "assessments:amendment_act", "FIFFNNFFLNL", at=lambda s: {**_amendment(s), "move": "withdraw"},
        note="only who asked withdraws, with a reason"),
    Row("POST", "assessments:amendment_act", "NNNNNNNNLNL", at=lambda s: {**_amendment(s), "move": "lapse"},
        note="the clock's"),
    Row("GET", "assessments:amendment_new", "OOOOFFNFLNL", at=_old_thuong,
        note="the office and departments ask; communes and leaders do not"),
    Row("POST", "assessments:amendment_new", "IIIIFFNFLNL", at=_old_thuong, data=lambda s: {}),
    Row("GET", "assessments:amendment_new", "KKKKKKNKLNL", at=_thuong, note="not frozen: nothing to amend"),
    Row("GET", "assessments:amendment_terms", "OFFFFFFFLFL"),
    Row("POST", "assessments:amendment_terms", "IFFFFFFFLFL", data=lambda s: {}),
    Row("GET", "assessments:sheet_editions", "OOOOOONOLNL", at=_old_thuong),
    Row("GET", "assessments:sheet_editions", "NNNNNNNNLNL", at=_thuong, note="nothing frozen, no edition"),
    Row("GET", "assessments:round_paper", "OOFFFFFFLNL", at=_frozen),
    Row("POST", "assessments:round_paper", "IIFFFFFFLNL", at=_frozen, data=lambda s: {}),
    Row("GET", "assessments:round_paper", "KKKKKKKKLNL", at=_round, note="nothing frozen yet"),
    Row("GET", "assessments:paper_file", "OOOOOOOOLNL", at=lambda s: {"paper_id": s.paper}),
    Row("GET", "assessments:round_verify", "OOFFFFFOLNL", at=_frozen, note="the office, the leaders, inspectors"),
    Row("POST", "assessments:round_verify", "RRFFFFFRLNL", at=_frozen),
    Row("GET", "assessments:round_verify", "KKFFFFFKLNL", at=_round, note="nothing frozen yet"),
    Row("GET", "assessments:round_compare", "OOOOOOOOLNL", at=_round, note="everybody of what they read"),
    Row("POST", "assessments:round_compare", "RRRRRRRRLNL", at=_round),
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
    # Targets: who reads the unit (Minh, Thu, Phong: the province; Quang: his commune); the office decides, the commune
    # registers its own. Plan numbers are known to everybody signed in.
    Row("GET", "targets:list", "OOOOOOOOLOL"),
    Row("POST", "targets:list", "NNNNNNNNLNL", data=lambda s: {}),
    Row("POST", "targets:list", "OOFFFFFFLFL", data=lambda s: {"bulk": "withdraw", "ids": [s.targets["thuong"]]},
        note="the question before a bulk act"),
    Row("GET", "targets:new", "OOFFFOOFLFL"),
    Row("POST", "targets:new", "IIFFFIIFLFL", data=lambda s: {}),
    Row("GET", "targets:plan", "OOOOOOOOLOL"),
    Row("GET", "targets:pace", "OOOOOOOOLOL"),
    Row("GET", "targets:pace_set", "OFFFFFFFLFL", at=lambda s: {"measure": "UNITS"}),
    Row("GET", "targets:pace_set", "NNNNNNNNLNL", at=lambda s: {"measure": "MONEY"}),
    Row("POST", "targets:pace_set", "IFFFFFFFLFL", at=lambda s: {"measure": "UNITS"}, data=lambda s: {}),
    Row("GET", "targets:page", "OOOOOONOLNL", at=_target),
    Row("GET", "targets:page", "OOOOOOOOLOL", at=_plan_number, note="a plan number"),
    Row("GET", "targets:correct", "OOFFFONFLNL", at=_target, note="not confirmed yet"),
    Row("GET", "targets:correct", "OOFFFFFFLFL", at=_plan_number),
    Row("POST", "targets:correct", "IIFFFINFLNL", at=_target, data=lambda s: {}),
    Row("GET", "targets:confirm", "OOFFFFNFLNL", at=_target),
    Row("POST", "targets:confirm", "RRFFFFNFLNL", at=_target,
        data=lambda s: {"number": "5/QĐ-UBND", "on": "05/02/2026"}),
    Row("GET", "targets:move", "OOFFFFNFLNL", at=_target),
    Row("POST", "targets:move", "RRFFFFNFLNL", at=_target, data=lambda s: {"year": 2090, "reason": "chờ vốn"}),
    Row("GET", "targets:act", "OOFFFFNFLNL", at=_target_act("withdraw", "thuong")),
    Row("GET", "targets:act", "NNNNNNNNLNL", at=_target_act("burn", "thuong")),
    Row("POST", "targets:act", "RRFFFFNFLNL", at=_target_act("withdraw", "thuong"), data=lambda s: {"reason": "x"}),
    Row("POST", "targets:act", "KKKKKKNKLNL", at=_target_act("restore", "thuong"), data=lambda s: {"reason": "x"},
        note="it was not withdrawn"),
    Row("GET", "targets:file_add", "OOFFFONFLNL", at=_target),
    Row("POST", "targets:file_add", "IIFFFINFLNL", at=_target, data=lambda s: {}),
    Row("GET", "targets:file", "OOOOOONOLNL", at=lambda s: {"file_id": s.target_file}),
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
    # --- what is public: prepared and approved by the office, seen waiting by the leaders, read by everybody
    Row("GET", "portal:list", "OOFFFFFOLFL"),
    Row("POST", "portal:list", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "portal:new", "OOFFFFFFLFL"),
    Row("POST", "portal:new", "IIFFFFFFLFL", data=lambda s: {}),
    Row("GET", "portal:page", "OONNNNNOLNL", at=_waiting_list),
    Row("GET", "portal:page", "OONNNNNOLNL", at=_public_list),
    Row("GET", "portal:approve", "OFNNNNNFLNL", at=_waiting_list, note="Lan prepared it, and is no head"),
    Row("POST", "portal:approve", "RFNNNNNFLNL", at=_waiting_list, data=lambda s: {}),
    Row("GET", "portal:drop", "OONNNNNFLNL", at=_waiting_list),
    Row("POST", "portal:drop", "IINNNNNFLNL", at=_waiting_list, data=lambda s: {}, note="without a reason"),
    Row("GET", "portal:withdraw", "OFNNNNNFLNL", at=_public_list),
    Row("POST", "portal:withdraw", "RFNNNNNFLNL", at=_public_list, data=lambda s: {"reason": "sai số liệu"}),
    Row("GET", "portal:file", "OONNNNNOLNL", at=lambda s: {**_waiting_list(s), "form": "csv"}),
    Row("GET", "public:index", "OOOOOOOOOOO"),
    Row("GET", "public:list", "OOOOOOOOOOO", at=_public_list),
    Row("GET", "public:list", "NNNNNNNNNNN", at=_waiting_list, note="what waits is nowhere, the office's own too"),
    Row("GET", "public:xlsx", "OOOOOOOOOOO", at=_public_list),
    Row("GET", "public:csv", "OOOOOOOOOOO", at=_public_list),
    Row("GET", "public:json", "OOOOOOOOOOO", at=_public_list),
    Row("GET", "public:json", "NNNNNNNNNNN", at=_waiting_list),
    # --- what is seen
    Row("GET", "board:past", "OOOOOOOOLOL"),
    Row("GET", "board:compare", "OOOOOOOOLOL"),
    Row("GET", "board:board", "OOOOOOOOLOL"),
    Row("GET", "board:commune", "OOOOOOOOLOL", at=lambda s: {"unit_id": s.world.units["thuong"]}),
    Row("GET", "board:brief", "OOOOOOOOLOL", at=lambda s: {"unit_id": s.world.units["thuong"]},
        note="as the page of the commune: what others may not read is not in it"),
    Row("GET", "board:criterion", "OOOOOOOOLNL",
        at=lambda s: {**_frozen(s), "criterion_id": s.world.criteria["2"]}),
    # --- summaries of rounds: whoever sees the round, of the communes that they see
    Row("GET", "reports:summary", "OOOOOOOOLNL", query=_round_query),
    Row("GET", "reports:summary", "OOOOOOOOLOL", note="nothing to add up: an empty page, no refusal"),
    Row("GET", "reports:communes", "OOOOOOOOLNL", query=_round_query),
    Row("GET", "reports:moves", "OOOOOOOOLNL", query=_round_query),
    Row("GET", "reports:sector", "OOOOOOOOLNL", query=_round_query),
    Row("GET", "reports:form", "OOOOOOOOLNL", at=lambda s: {"form": "bieu-05"}, query=_round_query),
    Row("GET", "reports:form", "NNNNNNNNLNL", at=lambda s: {"form": "bieu-99"}),
    # the PDF of a letter is a job; the tests have no LibreOffice, so who sees the round is told that (K)
    Row("GET", "reports:summary", "OOOOOOOOLNL", query=_round_pdf, note="only shows the button"),
    Row("POST", "reports:summary", "KKKKKKKKLNL", query=_round_query, data=lambda s: {"export": "pdf"}),
    Row("POST", "reports:summary", "IIIIIIIILNL", query=_round_query, data=lambda s: {}, note="without a format"),
    Row("GET", "reports:form", "OOOOOOOOLNL", at=lambda s: {"form": "bieu-05"}, query=_round_pdf,
        note="only shows the button"),
    Row("POST", "reports:form", "KKKKKKKKLNL", at=lambda s: {"form": "bieu-05"}, query=_round_query,
        data=lambda s: {"export": "pdf"}),
    Row("POST", "reports:form", "NNNNNNNNLNL", at=lambda s: {"form": "bieu-99"}, data=lambda s: {"export": "pdf"}),
    # --- templates of letters: the office replaces them, who reads a whole province sees them
    Row("GET", "letters:list", "OOOOFFFOLFL"),
    Row("GET", "letters:kind", "OOOOFFFOLFL", at=_letter),
    Row("GET", "letters:kind", "NNNNFFFNLFL", at=lambda s: {"kind": "khong-co"}),
    Row("GET", "letters:shipped", "OOOOFFFOLFL", at=_letter),
    Row("GET", "letters:shipped_preview", "OOOOFFFOLFL", at=_letter),
    Row("POST", "letters:shipped_preview", "KKKKFFFKLFL", at=_letter, data=lambda s: {"format": "pdf"},
        note="as PDF; the tests have no LibreOffice"),
    Row("GET", "letters:file", "OOOOFFFOLFL", at=_template),
    Row("GET", "letters:preview", "OOOOFFFOLFL", at=_template),
    Row("GET", "letters:preview", "OOOOFFFOLFL", at=_template, query=lambda s: {"format": "pdf"},
        note="only shows the button"),
    Row("POST", "letters:preview", "KKKKFFFKLFL", at=_template, data=lambda s: {"format": "pdf"},
        note="as PDF; the tests have no LibreOffice"),
    Row("GET", "letters:new", "OOFFFFFFLFL", at=_letter),
    Row("POST", "letters:new", "IIFFFFFFLFL", at=_letter, data=lambda s: {}),
    Row("GET", "letters:withdraw", "OOFFNNNFLNL", at=_template, note="who does not read the province sees no template"),
    Row("POST", "letters:withdraw", "IIFFNNNFLNL", at=_template, data=lambda s: {}, note="without a reason"),
    Row("GET", "board:progress", "OOOOOOOOLNL", at=_frozen),
    Row("GET", "board:slides", "OOOOOOOOLNL", at=_frozen),
    Row("GET", "guide:index", "OOOOOOOOLOL"),
    Row("GET", "guide:page", "NNNNNNNNLNL", at=lambda s: {"slug": "khong-co-trang-nay"}),
    Row("GET", "desk:home", "OOOOOOOOLOL"),
    Row("GET", "desk:start", "OOFFFFFFLOL", note="who sets the system up: the office and the administrator"),
    *routes.PAGES,
)

API = (
    Row("GET", "openapi-json", "OOOOOOOOOOO"),
    Row("GET", "letters_list", "OOOOFFFOUFU"),
    Row("GET", "letter_read", "OOOOFFFOUFU", at=_letter),
    Row("GET", "units_list", "OOOOOOOOUOU"),
    Row("GET", "unit_read", "OOOOOOOOUOU", at=lambda s: {"unit_id": s.world.units["thuong"]}),
    Row("GET", "board_figures", "OOOOOOOOUNU", at=_frozen),
    Row("GET", "board_wall", "OOOOOOOOUNU", at=_frozen),
    Row("GET", "board_criterion", "OOOOOOOOUNU",
        at=lambda s: {**_frozen(s), "criterion_id": s.world.criteria["2"]}),
    Row("GET", "board_commune", "OOOOOOOOUOU", at=lambda s: {"unit_id": s.world.units["thuong"]}),
    Row("GET", "unit_lineage", "OOOOOOOOUOU", at=lambda s: {"unit_id": s.world.units["thuong"]}),
    Row("GET", "unit_changes_list", "OOOOOOOOUOU"),
    Row("GET", "unit_change_read", "OOOOOOOOUOU", at=_change),
    Row("POST", "unit_change_plan", "CFFFFFFFUCU", data=lambda s: _renaming(s)),
    Row("PUT", "unit_change_replan", "CFFFFFFFUCU", at=_change, data=lambda s: _renaming(s)),
    Row("POST", "unit_change_try", "OFFFFFFFUOU", at=_change),
    Row("POST", "unit_change_apply", "OFFFFFFFUOU", at=_change),
    Row("POST", "unit_change_undo", "KFFFFFFFUKU", at=_change, data=lambda s: {"reason": "nhầm"}),
    Row("POST", "unit_change_cancel", "IFFFFFFFUIU", at=_change, data=lambda s: {}),
    Row("GET", "roles_list", "OOOOOOOOUOU"),
    Row("GET", "role_read", "ONNNNOONUOU", at=lambda s: {"role_id": s.roles["tuan"]}),
    Row("POST", "role_assign", "CFFFFFFFUCU", data=lambda s: {
        "account_id": s.world.accounts["thu"], "role": "inspector", "start": "2026-05-01"}),
    Row("POST", "role_end", "ONNNNFFNUOU", at=lambda s: {"role_id": s.roles["tuan"]},
        data=lambda s: {"on": "2027-01-01", "reason": "chuyển công tác"}),
    Row("POST", "role_extend", "KNNNNFFNUKU", at=lambda s: {"role_id": s.roles["tuan"]},
        data=lambda s: {"end": "2030-01-01", "reason": "x"}, note="it has no end to move"),
    Row("GET", "delegations_list", "OOOOOOOOUOU"),
    Row("POST", "delegation_give", "FNNNNIFNUFU", note="without a reason", data=lambda s: {
        "assignment_id": s.roles["tuan"], "delegate_id": s.world.accounts["thu"], "start": "2026-12-20",
        "end": "2026-12-27", "reason": ""}),
    Row("POST", "delegation_end", "ONNNNOONUOU", at=lambda s: {"delegation_id": s.delegation},
        data=lambda s: {"reason": "đổi ý"}),
    Row("GET", "amendments_list", "OOOOOOOOUOU"),
    Row("GET", "amendment_read", "OOOONNOOUNU", at=_amendment),
    Row("POST", "amendment_try", "OFFFNNFFUNU", at=_amendment),
    Row("POST", "amendment_approve", "OFFFNNFFUNU", at=_amendment, data=lambda s: {}),
    Row("POST", "amendment_reject", "IFFFNNFFUNU", at=_amendment, data=lambda s: {}),
    Row("POST", "amendment_withdraw", "FIFFNNFFUNU", at=_amendment, data=lambda s: {}),
    Row("POST", "amendment_preview", "OOIIFFNFUNU", at=_old_thuong, data=_amend,
        note="2.1 is the department of construction's: Minh and Thu are told so"),
    Row("POST", "amendment_request", "CCIIFFNFUNU", at=_old_thuong, data=_amend),
    Row("GET", "round_after_freeze", "OOOOOOOOUNU", at=_frozen),
    Row("POST", "paper_record", "IIFFFFFFUNU", at=_frozen, data=_paper, note="a correction needs its reason"),
    Row("GET", "round_verify", "OOFFFFFOUNU", at=_frozen),
    Row("GET", "round_compare", "OOOOOOOOUNU", at=_round),
    Row("GET", "decided_list", "OOOOOOOOUOU"),
    Row("GET", "decided_read", "OOOOOOOOUOU", at=lambda s: {"sheet_id": s.decided}),
    Row("GET", "comments_list", "OOOOOONOUNU", at=_said_on),
    Row("POST", "comment_add", "CCCCCCNCUNU", at=_said_on, data=lambda s: {"text": "Kiểm tra lại số hộ"}),
    Row("POST", "comment_add", "KKKKKKNKUNU", at=_said_late, data=lambda s: {"text": "Muộn"}, note="frozen"),
    Row("POST", "comment_reply", "CCCCCCNCUNU", at=_comment, data=lambda s: {"text": "Đã sửa"}),
    Row("POST", "comment_resolve", "OOOOOONOUNU", at=_comment),
    Row("POST", "comment_reopen", "KKKKKKNKUNU", at=_comment, note="it is open"),
    Row("GET", "organisations_list", "OOOOOOOOUOU"),
    Row("GET", "statistics_list", "OOOOOOOOUOU"),
    Row("GET", "contacts_list", "OOOOOOOOUOU"),
    Row("GET", "monitors_list", "OOOOOOOOUOU"),
    Row("GET", "committees_list", "OOOOOOOOUOU"),
    Row("GET", "committee_members", "OOOOOONOUOU", at=_committee),
    Row("GET", "handovers_list", "OOOOOOOOUOU"),
    Row("GET", "organisation_read", "OOOOOOOOUOU", at=lambda s: {"org_id": s.world.orgs["SNN"]}),
    Row("GET", "sets_list", "OOOOOOOOUOU"),
    Row("GET", "set_read", "OOOOOOOOUOU", at=lambda s: {"set_id": s.world.version_id}),
    Row("GET", "set_indicators", "OOOOOOOOUOU", at=lambda s: {"set_id": s.world.version_id}),
    Row("GET", "set_read", "OONNNNNNUNU", at=_draft_id),
    Row("POST", "set_create", "CCFFFFFFUFU", data=lambda s: {
        "head": {"decision_number": "dự thảo"}, "family": {"code": "bo-moi", "name": "Bộ mới"}}),
    Row("POST", "draft_start", "KKFFFFFFUFU", at=_set_id, note="the set has an open draft", data=lambda s: {
        "relation": "amends", "head": {"decision_number": "9", "effective_from": "2027-01-01", "change_note": "x"}}),
    Row("PUT", "set_head", "OONNNNNNUNU", at=_draft_id, data=lambda s: {
        "decision_number": "dự thảo", "change_note": "sửa 2.1"}),
    Row("POST", "set_consult", "OONNNNNNUNU", at=_draft_id),
    Row("POST", "set_revise", "KKNNNNNNUNU", at=_draft_id),
    Row("POST", "set_publish", "OFNNNNNNUNU", at=_draft_id),
    Row("POST", "set_retire", "IFFFFFFFUFU", at=_set_id, data=lambda s: {}),
    Row("POST", "indicator_add", "CCNNNNNNUNU", at=_draft_id, data=lambda s: _new_row("2.8")),
    Row("PUT", "indicator_save", "OONNNNNNUNU", at=lambda s: {"indicator_id": s.draft_row},
        data=lambda s: _new_row("2.1")),
    Row("DELETE", "indicator_remove", "EENNNNNNUNU", at=lambda s: {"indicator_id": s.draft_row}),
    Row("POST", "rows_confirm", "IIFFFFFFUFU", at=_set_id, data=lambda s: [{"code": "9.9", "document": "x"}]),
    Row("POST", "owners_set", "IIFFFFFFUFU", at=_set_id, data=lambda s: {
        "owners": {"9.9": s.world.orgs["SNN"]}, "start": "2026-05-01"}),
    Row("GET", "provincial_list", "OOOOOOOOUOU", at=_set_id,
        query=lambda s: {"province_id": s.world.units["tinh"]}),
    Row("POST", "provincial_set", "IIFFFFFFUFU", at=_set_id, note="2.1 is not left to the province",
        data=lambda s: {"province_id": s.world.units["tinh"], "code": "2.1", "value": "80", "start": "2026-05-01",
                        "decision_number": "1"}),
    Row("GET", "ministry_list", "OOOOOOOOUOU", at=_set_id),
    Row("POST", "ministry_set", "IIFFFFFFUFU", at=_set_id, note="2.1 is not left to a ministry",
        data=lambda s: {"code": "2.1", "value": "80", "start": "2026-05-01", "decision_number": "1", "issuer": "Bộ"}),
    Row("GET", "rounds_list", "OOOOOOOOUOU"),
    Row("POST", "round_create", "CCFFFFFFUFU", data=_plan),
    Row("GET", "round_read", "OOOOOOOOUNU", at=_round),
    Row("GET", "round_read", "OONNNNNNUNU", at=_draft),
    Row("POST", "round_open", "OONNNNNNUNU", at=_draft),
    Row("POST", "round_cancel", "IINNNNNNUNU", at=_draft, data=lambda s: {}),
    Row("POST", "round_freeze", "KFFFFFFFUNU", at=_round),
    Row("GET", "round_submissions", "OOOOOOOOUNU", at=_round),
    Row("GET", "round_waiting", "OOOOOOOOUNU", at=_round),
    Row("POST", "round_urge", "OOFFFFFFUNU", at=_round, data=lambda s: {"unit_ids": [s.world.units["thuong"]]}),
    Row("POST", "round_urge", "IIFFFFFFUNU", at=_round, data=lambda s: {}, note="nobody named"),
    Row("POST", "round_urge", "KKFFFFFFUNU", at=_frozen, data=lambda s: {"unit_ids": [s.world.units["thuong"]]}),
    Row("GET", "round_wall", "OOOOOOOOUNU", at=_frozen),
    Row("GET", "round_sheets", "OOOOOOOOUNU", at=_round),
    Row("POST", "workbook_upload", "IIFFFFFFUNU", at=_round,
        data=lambda s: {"file": SimpleUploadedFile("sổ.xlsx", b"PK nothing")}),
    Row("GET", "sheet_read", "OOOOOONOUNU", at=_thuong),
    Row("GET", "sheet_results", "OOOOOONOUNU", at=_thuong),
    Row("GET", "sheet_snapshot", "OOOOOOOOUNU", at=_old_thuong, note="Vy: verdicts only"),
    Row("POST", "sheet_submit", "IIFFFINFUNU", at=_thuong, note="gaps without a reason"),
    Row("POST", "sheet_submit", "OOFFFONFUNU", at=_thuong, data=lambda s: {"reason": "thôn chưa báo"}),
    Row("GET", "round_quality", "OOOOOOOOUNU", at=_round),
    Row("GET", "sheet_check", "OOOOOONOUNU", at=_thuong),
    Row("GET", "carry_read", "OOFFFONFUNU", at=_thuong),
    Row("POST", "carry_preview", "OOFFFONFUNU", at=_thuong),
    Row("POST", "carry_over", "OOFFFONFUNU", at=_thuong),
    Row("POST", "carry_confirm", "KKFFFKNFUNU", at=_thuong, note="nothing was carried here"),
    Row("POST", "carry_undo", "KKFFFKNFUNU", at=_thuong),
    Row("GET", "sheet_workbook", "OOFFFONFUNU", at=_thuong),
    Row("POST", "sheet_workbook_upload", "IIFFFINFUNU", at=_thuong,
        data=lambda s: {"file": SimpleUploadedFile("biểu.xlsx", b"PK nothing")}),
    Row("POST", "sheet_reopen", "IIFFNNFFUNU", at=_ha, data=lambda s: {}),
    Row("POST", "sheet_consolidate", "KKFFNNFFUNU", at=_ha),
    Row("POST", "sheets_consolidate", "OOOOOOOOUOU", data=lambda s: {"ids": [s.world.open_sheets["ha"]]},
        note="a bulk act answers with what it refused"),
    Row("PUT", "cell_save", "OOFFFONFUNU", at=_cell, data=lambda s: {"typed": {"": "91"}, "revision": 1}),
    Row("POST", "evidence_add", "CCFFFCNFUNU", at=_cell, data=lambda s: {"file": _pdf()}),
    Row("GET", "result_read", "OOOONNOOUNU", at=_ha_31),
    Row("POST", "result_verify", "FFOONNFFUNU", at=_ha_31, data=lambda s: {"decision": "accept"}),
    Row("POST", "result_counter", "FFOONNFFUNU", at=_ha_31, data=lambda s: {"typed": {"": "40"}, "reason": "đo lại"}),
    Row("POST", "result_council", "OOFFNNFFUNU", at=_ha_31,
        data=lambda s: {"typed": {"": "40"}, "document": "1/BB", "document_on": "2026-01-05"}),
    Row("POST", "result_take_back", "FFFFNNNFUNU", at=_dong_22, data=lambda s: {"reason": "nhầm"}),
    Row("POST", "result_dispute", "OOFFNNNFUNU", at=_dong_22, data=lambda s: {"reason": "không đúng"}),
    Row("POST", "result_uphold", "KKKKNNNKUNU", at=_dong_22, data=lambda s: {"reason": "giữ"}),
    Row("POST", "result_withdraw", "KKKKNNNKUNU", at=_dong_22, data=lambda s: {"reason": "nhầm"}),
    Row("POST", "results_verify", "OOOOOOOOUOU",
        data=lambda s: {"decision": "accept", "ids": [s.results["ha 3.1"]]}),
    Row("GET", "targets_list", "OOOOOOOOUOU"),
    Row("GET", "targets_plan", "OOOOOOOOUOU"),
    Row("GET", "target_read", "OOOOOONOUNU", at=_target),
    Row("POST", "target_register", "CCFFFCFFUFU", data=_target_in),
    Row("POST", "target_correct", "OOFFFONFUNU", at=_target,
        data=lambda s: {**_target_in(s), "year": 2026, "reason": "ghi nhầm ngày"}),
    Row("POST", "target_confirm", "OOFFFFNFUNU", at=_target, data=lambda s: {"number": "5/QĐ", "on": "2026-02-05"}),
    Row("POST", "target_move", "CCFFFFNFUNU", at=_target, data=lambda s: {"year": 2091, "reason": "chờ vốn"}),
    Row("POST", "target_withdraw", "OOFFFFNFUNU", at=_target, data=lambda s: {"reason": "chờ vốn"}),
    Row("POST", "target_withdraw", "IIFFFFNFUNU", at=_target, data=lambda s: {}, note="without a reason"),
    Row("POST", "target_unconfirm", "OOFFFFFFUFU", at=_plan_number, data=lambda s: {"reason": "ghi nhầm"}),
    Row("POST", "target_restore", "OOFFFFNFUNU", at=lambda s: {"target_id": s.targets["withdrawn"]},
        data=lambda s: {"reason": "rút nhầm"}),
    Row("POST", "target_take_back", "OOFFFFNFUNU", at=lambda s: {"target_id": s.targets["moved"]},
        data=lambda s: {"reason": "chuyển nhầm"}),
    Row("POST", "target_void", "OOFFFFNFUNU", at=_target, data=lambda s: {"reason": "ghi nhầm"}),
    Row("GET", "recognitions_list", "OOOOOOOOUOU"),
    Row("GET", "recognition_read", "OOOOOOOOUOU", at=_recognition),
    Row("GET", "public_lists_list", "OOFFFFFOUFU"),
    Row("GET", "public_list_read", "OONNNNNOUNU", at=_waiting_list),
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
    *routes.API,
)

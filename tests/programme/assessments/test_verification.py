"""Departments verify, the office consolidates, the head freezes (S0-13; domain.md §5; faults 6, 8, 16)."""

from __future__ import annotations

import hashlib
import json
import zlib

import pytest
from django.db import DatabaseError, transaction

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.errors import InputErrors, Refused
from dieuphoi.programme.assessments.models import (
    AssessmentRound,
    IndicatorResult,
    Sheet,
    SheetSigner,
    SheetSnapshot,
    Verified,
)
from dieuphoi.programme.assessments.services.rounds import round_freeze, round_open
from dieuphoi.programme.assessments.services.values import sheet_submit, value_save
from dieuphoi.programme.assessments.services.verification import (
    Outcome,
    results_verify,
    sheet_reopen,
    sheets_consolidate,
)
from tests.support.world import World


def verify(world: World, who: str, sheet: str, code: str, decision: str, **more: str) -> Outcome:
    result = IndicatorResult.objects.get(
        sheet_id=world.open_sheets[sheet], indicator_id=world.indicators[code]
    )
    return results_verify(actor=world.actor(who), result_ids=[result.id], decision=decision, now=world.now, **more)


def state_of(world: World, sheet: str, code: str) -> tuple[str, str, str]:
    row = IndicatorResult.objects.get(sheet_id=world.open_sheets[sheet], indicator_id=world.indicators[code])
    return row.verification, row.verdict, row.basis


def test_another_department_is_refused_with_the_reason(world: World) -> None:
    outcome = verify(world, "thu", "ha", "2.1", "accept")
    assert outcome.done == []
    assert "cơ quan khác" in outcome.refused[0][2]


def test_a_row_out_of_scope_is_as_if_absent(world: World) -> None:
    outcome = verify(world, "tuan", "ha", "2.1", "accept")
    assert (outcome.done, outcome.refused) == ([], [])


def test_a_sheet_not_handed_in_cannot_be_verified(world: World) -> None:
    outcome = verify(world, "hai", "thuong", "2.1", "accept")
    assert "chưa gửi" in outcome.refused[0][2]


def test_returning_needs_a_comment_and_concluding_a_document(world: World) -> None:
    with pytest.raises(InputErrors):
        verify(world, "hai", "ha", "2.1", "return")
    with pytest.raises(InputErrors) as errors:
        verify(world, "hai", "ha", "1.1", "conclude")
    assert {error.field for error in errors.value.errors} == {"verdict", "document"}


def test_a_conclusion_does_not_overrule_a_figure_that_judges(world: World) -> None:
    outcome = verify(world, "hai", "ha", "2.1", "conclude", verdict="NOT_MET", document="12/SXD")
    assert "chấm được bằng số liệu" in outcome.refused[0][2]


def test_a_pass_fail_row_cannot_merely_be_accepted(world: World) -> None:
    outcome = verify(world, "hai", "ha", "1.1", "accept")
    assert "kết luận" in outcome.refused[0][2]


def test_accepting_keeps_the_computed_verdict(world: World) -> None:
    assert verify(world, "hai", "ha", "2.1", "accept").refused == []
    assert state_of(world, "ha", "2.1") == ("ACCEPTED", "MET", "COMPUTED")
    assert Sheet.objects.get(id=world.open_sheets["ha"]).state == "VERIFYING"


def test_a_conclusion_decides_a_pass_fail_row_and_keeps_its_document(world: World) -> None:
    verify(world, "hai", "ha", "1.1", "conclude", verdict="NOT_MET", document="12/SXD-QH ngày 01/03/2026")
    assert state_of(world, "ha", "1.1") == ("CONCLUDED", "NOT_MET", "CONCLUDED")
    said = Verified.objects.latest("id")
    assert (said.document, said.org_id, said.actor_id) == (
        "12/SXD-QH ngày 01/03/2026",
        world.orgs["SXD"],
        world.accounts["hai"],
    )


def test_a_return_reopens_the_field_and_the_new_value_waits_again(world: World) -> None:
    verify(world, "hai", "ha", "2.1", "return", comment="Số liệu chưa khớp báo cáo")
    assert state_of(world, "ha", "2.1")[0] == "RETURNED"
    value_save(
        actor=world.actor("vy"),
        sheet_id=world.open_sheets["ha"],
        indicator_id=world.indicators["2.1"],
        typed={"": "78"},
        now=world.now,
    )
    assert state_of(world, "ha", "2.1") == ("ENTERED", "NOT_MET", "COMPUTED")


def test_nobody_verifies_what_they_entered(world: World) -> None:
    """By the rule, and by the database when somebody goes around it."""
    from dieuphoi.registry.access.services import role_assign

    role_assign(
        actor=world.actor("hanh"),
        account_id=world.accounts["vy"],
        role="department_officer",
        org_id=world.orgs["SXD"],
        start=world.today,
        end=None,
        now=world.now,
    )
    outcome = verify(world, "vy", "ha", "2.1", "accept")
    assert "không được tự thẩm định" in outcome.refused[0][2]
    with pytest.raises(DatabaseError, match="enters and verifies"), transaction.atomic(), act(
        world.actor("vy"), "test.break"
    ):
        Verified.objects.create(
            sheet_id=world.open_sheets["ha"],
            indicator_id=world.indicators["2.1"],
            decision="accept",
            recorded_at=world.now,
        )


def test_the_database_refuses_a_jump(world: World) -> None:
    with pytest.raises(DatabaseError, match="Invalid transition"), transaction.atomic(), act(
        world.actor("lan"), "test.break"
    ):
        Sheet.objects.filter(id=world.open_sheets["thuong"]).update(state="CONSOLIDATED")


def test_a_bulk_act_obeys_the_rules_of_one_and_reports(world: World) -> None:
    ids = list(IndicatorResult.objects.filter(sheet__round_id=world.open_round).values_list("id", flat=True))
    outcome = results_verify(actor=world.actor("hai"), result_ids=ids, decision="accept", now=world.now)
    done = set(
        IndicatorResult.objects.filter(id__in=outcome.done).values_list("sheet__unit_name", "indicator__code")
    )
    assert done == {("Xã Hạ Sơn", "2.1"), ("Xã Đông Sơn", "2.2")}
    assert len(outcome.done) + len(outcome.refused) == len(ids)


def test_a_sheet_with_waiting_rows_is_not_consolidated(world: World) -> None:
    outcome = sheets_consolidate(actor=world.actor("lan"), sheet_ids=[world.open_sheets["ha"]], now=world.now)
    assert "chờ thẩm định" in outcome.refused[0][2]


def finish(world: World) -> None:
    """Bring the open round to where only the freeze is missing."""
    sheet_submit(actor=world.actor("tuan"), sheet_id=world.open_sheets["thuong"], now=world.now, reason="thiếu")
    value_save(
        actor=world.actor("binh"),
        sheet_id=world.open_sheets["dong"],
        indicator_id=world.indicators["3.1"],
        typed={"": "50"},
        now=world.now,
    )
    ids = list(IndicatorResult.objects.filter(sheet__round_id=world.open_round).values_list("id", flat=True))
    for who in ("hai", "thu"):
        results_verify(actor=world.actor(who), result_ids=ids, decision="accept", now=world.now)
    results_verify(
        actor=world.actor("hai"),
        result_ids=ids,
        decision="conclude",
        verdict="as_claimed",
        document="20/SXD, 02/03/2026",
        now=world.now,
    )
    outcome = sheets_consolidate(
        actor=world.actor("lan"), sheet_ids=list(world.open_sheets.values()), now=world.now
    )
    assert outcome.refused == []


def test_a_round_is_not_frozen_before_all_sheets_are_consolidated(world: World) -> None:
    with pytest.raises(Refused) as refusal:
        round_freeze(actor=world.actor("hanh"), round_id=world.open_round, now=world.now)
    assert refusal.value.code == "not_consolidated"


def test_a_specialist_does_not_freeze(world: World) -> None:
    finish(world)
    with pytest.raises(Refused) as refusal:
        round_freeze(actor=world.actor("lan"), round_id=world.open_round, now=world.now)
    assert refusal.value.status == 403


def test_nobody_signs_two_steps_of_one_sheet(world: World) -> None:
    finish(world)
    with act(world.actor("hanh"), "test.sign"):
        SheetSigner.objects.create(
            sheet_id=world.open_sheets["ha"],
            signer_id=world.accounts["hanh"],
            step="verify",
            recorded_at=world.now,
        )
    with pytest.raises(Refused) as refusal:
        round_freeze(actor=world.actor("hanh"), round_id=world.open_round, now=world.now)
    assert refusal.value.code == "two_steps"
    assert AssessmentRound.objects.get(id=world.open_round).state == "OPEN"


def test_freezing_keeps_canonical_bytes_whose_hash_anybody_can_recompute(world: World) -> None:
    finish(world)
    round_ = round_freeze(actor=world.actor("hanh"), round_id=world.open_round, now=world.now)
    assert round_.state == "FROZEN"
    snapshot = SheetSnapshot.objects.get(sheet_id=world.open_sheets["ha"])
    data = zlib.decompress(bytes(snapshot.content))
    assert hashlib.sha256(data).hexdigest() == snapshot.sha256
    content = json.loads(data)
    rows = {row["code"]: row for row in content["indicators"]}
    assert rows["2.1"]["verdict"] == "MET"
    assert rows["2.1"]["values"][0]["number"] == "82.5"
    assert rows["1.1"]["conclusion"] == {"verdict": "MET", "document": "20/SXD, 02/03/2026"}
    assert "82,5" in rows["2.1"]["sentence"]
    assert content["engine"] == "3"
    # The round's hash is over its header and the sheets' hashes in the order of their codes.
    digests = [
        f"{kept.sheet.unit_code} {kept.sha256}"
        for kept in SheetSnapshot.objects.filter(round=round_).select_related("sheet").order_by("sheet__unit_code")
    ]
    header = {
        "round": round_.id,
        "title": "Rà soát 6 tháng đầu năm 2026",
        "period": "2026-H1",
        "territory_on": "2026-01-01",
        "set": "son-ha-thu",
        "set_version": 1,
        "set_hash": round_.version.content_hash,
        "engine": "3",
        "sheets": digests,
    }
    text = json.dumps(header, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert round_.frozen_hash == hashlib.sha256(text.encode()).hexdigest()


def test_every_write_to_a_frozen_sheet_is_refused(world: World) -> None:
    finish(world)
    round_freeze(actor=world.actor("hanh"), round_id=world.open_round, now=world.now)
    outcome = verify(world, "hai", "ha", "2.1", "return", comment="muộn")
    assert outcome.done == []
    with pytest.raises(Refused):
        sheet_reopen(actor=world.actor("lan"), sheet_id=world.open_sheets["ha"], reason="sửa", now=world.now)
    with pytest.raises(Refused):
        round_open(actor=world.actor("lan"), round_id=world.open_round, now=world.now)
    with pytest.raises(DatabaseError), transaction.atomic(), act(world.actor("hanh"), "test.break"):
        Sheet.objects.filter(id=world.open_sheets["ha"]).update(state="OPEN")


def test_a_reopened_sheet_keeps_what_was_verified(world: World) -> None:
    verify(world, "hai", "ha", "2.1", "accept")
    sheet_reopen(actor=world.actor("lan"), sheet_id=world.open_sheets["ha"], reason="Xã đề nghị", now=world.now)
    assert state_of(world, "ha", "2.1")[0] == "ACCEPTED"
    with pytest.raises(Refused):
        value_save(
            actor=world.actor("vy"),
            sheet_id=world.open_sheets["ha"],
            indicator_id=world.indicators["2.1"],
            typed={"": "99"},
            now=world.now,
        )

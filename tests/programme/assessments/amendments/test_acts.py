"""An amendment needs a second person, a reason and an end; it closes itself (domain.md §5; fault 7)."""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse

from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.core.notify.models import Notice
from dieuphoi.programme.assessments.amendments.asking import NewItem
from dieuphoi.programme.assessments.amendments.models import Amendment, RoundEdition
from dieuphoi.programme.assessments.amendments.selectors import (
    amendments,
    differences_between,
    waiting_for_decision,
)
from dieuphoi.programme.assessments.amendments.services import (
    amendment_approve,
    amendment_preview,
    amendment_rehearse,
    amendment_reject,
    amendment_request,
    amendment_withdraw,
    amendments_lapse,
)
from dieuphoi.programme.assessments.models import (
    AssessmentRound,
    CriterionResult,
    IndicatorResult,
    SheetRollup,
    SheetSnapshot,
    Value,
    Verified,
)
from tests.programme.assessments.amendments.asked import requested, wanted
from tests.support.world import World, sign_in


def stands(world: World, sheet: str, code: str) -> tuple[str, str, str]:
    row = IndicatorResult.objects.get(sheet_id=world.frozen_sheets[sheet], indicator_id=world.indicators[code])
    return row.verification, row.verdict, row.basis


# ------------------------------------------------------------------------------------------------- refusals


def test_what_is_asked_is_told_all_its_faults_at_once(world: World) -> None:
    bad = wanted(world, reason=" ", document="", document_on=None, ends_on=world.today - timedelta(days=1),
                 items=(NewItem(world.indicators["2.1"], {"": "112"}), NewItem(10**9, {"": "1"})))  # fmt: skip
    with pytest.raises(InputErrors) as faults:
        amendment_request(actor=world.actor("lan"), new=bad, now=world.now)
    fields = [error.field for error in faults.value.errors]
    assert fields == ["reason", "document", "document_on", "ends_on", f"row-{world.indicators['2.1']}", "items"]


def test_the_same_figures_are_no_amendment(world: World) -> None:
    same = wanted(world, items=(NewItem(world.indicators["2.1"], {"": "79"}),))
    with pytest.raises(InputErrors, match="Chưa có gì thay đổi"):
        amendment_request(actor=world.actor("lan"), new=same, now=world.now)


@pytest.mark.parametrize("who", ["tuan", "quantri"])
def test_who_does_not_read_the_sheet_finds_none(world: World, who: str) -> None:
    with pytest.raises(NotVisible):
        amendment_request(actor=world.actor(who), new=wanted(world), now=world.now)


def test_a_commune_and_a_leader_do_not_ask(world: World) -> None:
    for who in ("vy", "phong"):
        with pytest.raises(Refused) as refusal:
            amendment_request(actor=world.actor(who), new=wanted(world), now=world.now)
        assert (refusal.value.code, refusal.value.status) == ("not_office_or_owner", 403)


def test_a_department_asks_for_its_own_rows_only(world: World) -> None:
    with pytest.raises(InputErrors, match="cơ quan khác"):
        amendment_request(actor=world.actor("thu"), new=wanted(world), now=world.now)
    mine = wanted(world, items=(NewItem(world.indicators["3.2"], {"": "4,5"}),))
    amendment = amendment_request(actor=world.actor("thu"), new=mine, now=world.now)
    assert amendment.org_id == world.orgs["SNN"]


def test_an_open_sheet_is_not_amended(world: World) -> None:
    open_one = replace(wanted(world), sheet_id=world.open_sheets["ha"])
    with pytest.raises(Refused) as refusal:
        amendment_request(actor=world.actor("lan"), new=open_one, now=world.now)
    assert (refusal.value.code, refusal.value.status) == ("not_frozen", 409)


def test_who_asked_does_not_approve_and_a_specialist_never(world: World) -> None:
    own = requested(world, "hanh")
    with pytest.raises(Refused) as refusal:
        amendment_approve(actor=world.actor("hanh"), amendment_id=own.pk, now=world.now)
    assert (refusal.value.code, refusal.value.status) == ("same_person", 403)
    with pytest.raises(Refused) as refusal:
        amendment_reject(actor=world.actor("hanh"), amendment_id=own.pk, reason="thôi", now=world.now)
    assert refusal.value.code == "same_person"
    with pytest.raises(Refused) as refusal:
        amendment_approve(actor=world.actor("lan"), amendment_id=own.pk, now=world.now)
    assert refusal.value.code == "not_office_head"


def test_one_request_waits_for_a_sheet(world: World) -> None:
    """Also of other cells and by another person: docs/decisions/one-request-a-sheet.md. The refusal names it."""
    first = requested(world)
    with pytest.raises(Refused) as refusal:
        requested(world, "hanh")
    assert refusal.value.code == "one_waits"
    other = NewItem(world.indicators["3.1"], {"": "1.050"})
    with pytest.raises(Refused) as refusal:
        requested(world, "thu", items=(other,))
    said = refusal.value.reason
    assert f"số {first.pk} của {world.actor('lan').name}" in said
    assert "chỉ tiêu 2.1" in said
    assert "đến hết ngày 10/03/2026" in said
    # Another sheet of the same round does not wait.
    assert requested(world, "thu", sheet="thuong", items=(NewItem(world.indicators["3.1"], {"": "51"}),)).pk


def test_who_would_ask_is_shown_the_request_that_waits_before_typing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dieuphoi.registry.access.middleware.timezone.now", lambda: world.now)
    first = requested(world)
    client = sign_in(world, "thu")
    page = client.get(reverse("assessments:amendment_new", args=[world.frozen_sheets["ha"]])).content.decode()
    assert f'href="{reverse("assessments:amendment", args=[first.pk])}"' in page
    assert "số " + str(first.pk) in page
    assert 'name="rows"' not in page, "nobody chooses rows that cannot be sent"


def test_after_its_end_nothing_is_decided_though_no_job_ran(world: World) -> None:
    amendment = requested(world, ends_on=world.today)
    later = world.now + timedelta(days=1)
    tomorrow = replace(world.actor("hanh"), on=world.today + timedelta(days=1))
    for decide in (
        lambda: amendment_approve(actor=tomorrow, amendment_id=amendment.pk, now=later),
        lambda: amendment_reject(actor=tomorrow, amendment_id=amendment.pk, reason="muộn", now=later),
        lambda: amendment_rehearse(actor=tomorrow, amendment_id=amendment.pk, now=later),
    ):
        with pytest.raises(Refused) as refusal:
            decide()
        assert (refusal.value.code, refusal.value.status) == ("over", 409)
    assert stands(world, "ha", "2.1") == ("ACCEPTED", "NOT_MET", "COMPUTED")
    # It reads as over on that day, waits for nobody, and makes room for the next one.
    assert amendments(tomorrow, tomorrow.on).get().standing == "LAPSED"
    assert waiting_for_decision(tomorrow, tomorrow.on) == []
    again = amendment_request(actor=replace(world.actor("lan"), on=tomorrow.on), new=wanted(world), now=later)
    assert Amendment.objects.get(pk=amendment.pk).state == "LAPSED"
    assert again.state == "REQUESTED"


def test_a_reason_is_asked_for_a_no(world: World) -> None:
    amendment = requested(world)
    with pytest.raises(Refused, match="lý do"):
        amendment_reject(actor=world.actor("hanh"), amendment_id=amendment.pk, reason=" ", now=world.now)


def test_only_who_asked_withdraws(world: World) -> None:
    amendment = requested(world)
    with pytest.raises(Refused) as refusal:
        amendment_withdraw(actor=world.actor("hanh"), amendment_id=amendment.pk, reason="thôi", now=world.now)
    assert refusal.value.code == "not_yours"
    amendment_withdraw(actor=world.actor("lan"), amendment_id=amendment.pk, reason="ghi nhầm xã", now=world.now)
    with pytest.raises(Refused):
        amendment_approve(actor=world.actor("hanh"), amendment_id=amendment.pk, now=world.now)


# ------------------------------------------------------------------------------------------------- what it does


def test_a_dry_run_tells_what_would_change_and_writes_nothing(world: World) -> None:
    found = amendment_preview(actor=world.actor("lan"), new=wanted(world), now=world.now)
    [row] = found.rows
    assert (row.code, row.before.shown, row.before.mark, row.after.shown, row.after.mark) == (
        "2.1", "79", "NOT_MET", "82", "MET",
    )  # fmt: skip
    assert found.criteria == (("2", "NOT_MET", "MET"),)
    assert (found.met_before, found.met_after) == (1, 2)
    assert not Amendment.objects.exists()
    assert stands(world, "ha", "2.1") == ("ACCEPTED", "NOT_MET", "COMPUTED")
    assert SheetSnapshot.objects.filter(sheet_id=world.frozen_sheets["ha"]).count() == 1
    amendment = requested(world)
    assert amendment_rehearse(actor=world.actor("hanh"), amendment_id=amendment.pk, now=world.now) == found
    assert Amendment.objects.get().state == "REQUESTED"
    assert RoundEdition.objects.count() == 1


def test_approving_applies_at_once_and_both_editions_stay(world: World) -> None:
    sheet = world.frozen_sheets["ha"]
    round_ = AssessmentRound.objects.get(pk=world.frozen_round)
    first = SheetSnapshot.objects.get(sheet_id=sheet)
    others = set(SheetSnapshot.objects.exclude(sheet_id=sheet).values_list("sha256", flat=True))
    amendment = requested(world)
    done = amendment_approve(actor=world.actor("hanh"), amendment_id=amendment.pk, note="đồng ý", now=world.now)
    assert (done.state, done.edition, done.round_edition) == ("APPLIED", 2, 2)
    # The figure, entered by who asked and verified by who approved; the former one stays beneath it.
    value = Value.objects.get(sheet_id=sheet, indicator_id=world.indicators["2.1"], superseded_by__isnull=True)
    assert (value.number, value.actor_id, value.act) == (82, world.accounts["lan"], "amendment.approve")
    assert value.supersedes is not None
    assert value.supersedes.number == 79
    said = Verified.objects.latest("id")
    assert (said.decision, said.actor_id) == ("accept", world.accounts["hanh"])
    # The verdicts follow, up to the sheet.
    assert stands(world, "ha", "2.1") == ("ACCEPTED", "MET", "COMPUTED")
    criterion = CriterionResult.objects.get(sheet_id=sheet, criterion_id=world.criteria["2"])
    assert (criterion.verdict, criterion.met) == ("MET", 2)
    rollup = SheetRollup.objects.get(sheet_id=sheet)
    assert (rollup.marks, rollup.criteria_met, rollup.entered, rollup.verified) == ("MMN", 2, 5, 5)
    # Both editions of the sheet, byte by byte; the second names the first and who decided.
    second = SheetSnapshot.objects.get(sheet_id=sheet, edition=2)
    assert bytes(SheetSnapshot.objects.get(sheet_id=sheet, edition=1).content) == bytes(first.content)
    data = zlib.decompress(bytes(second.content))
    assert hashlib.sha256(data).hexdigest() == second.sha256
    before, after = json.loads(zlib.decompress(bytes(first.content))), json.loads(data)
    assert (after["edition"], after["previous"]) == (2, first.sha256)
    assert after["amendment"]["requested_by"] == world.accounts["lan"]
    assert after["amendment"]["decided_by"] == world.accounts["hanh"]
    assert [row["code"] for row in after["indicators"]] == ["1.1", "2.1", "2.2", "3.1", "3.2"]
    assert [a == b for a, b in zip(before["indicators"], after["indicators"], strict=True)] == [
        True, False, True, True, True,
    ]  # fmt: skip
    # The round has a second edition with its own hash; the first one's is the freeze's, as it was.
    fresh = AssessmentRound.objects.get(pk=world.frozen_round)
    assert (fresh.frozen_hash, fresh.frozen_at) == (round_.frozen_hash, round_.frozen_at)
    one, two = RoundEdition.objects.filter(round=round_).order_by("edition")
    assert (one.sha256, one.edition, one.amendment_id) == (round_.frozen_hash, 1, None)
    digests = {kept.sheet_id: (kept.sheet.unit_code, kept.sha256)
               for kept in SheetSnapshot.objects.select_related("sheet").order_by("edition")}  # fmt: skip
    header = {
        "round": round_.pk, "title": "Rà soát năm 2025", "period": "2025", "territory_on": "2025-12-01",
        "set": "son-ha-thu", "set_version": 1, "set_hash": round_.version.content_hash, "engine": two.engine_version,
        "sheets": [f"{code} {sha}" for code, sha in sorted(digests.values())], "edition": 2, "previous": one.sha256,
    }  # fmt: skip
    text = json.dumps(header, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert two.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert set(SheetSnapshot.objects.exclude(sheet_id=sheet).values_list("sha256", flat=True)) == others
    [row] = differences_between(world.actor("lan"), sheet, 1, 2).rows
    assert (row.code, row.before.shown, row.after.shown) == ("2.1", "79", "82")


def test_a_new_conclusion_replaces_the_former_one(world: World) -> None:
    item = NewItem(world.indicators["1.1"], verdict="MET", document="8/SXD-QH, 15/02/2026")
    amendment = requested(world, sheet="dong", items=(item,))
    assert stands(world, "dong", "1.1") == ("CONCLUDED", "NOT_MET", "CONCLUDED")
    amendment_approve(actor=world.actor("hanh"), amendment_id=amendment.pk, now=world.now)
    assert stands(world, "dong", "1.1") == ("CONCLUDED", "MET", "CONCLUDED")
    said = Verified.objects.latest("id")
    assert (said.decision, said.document, said.act) == ("conclude", "8/SXD-QH, 15/02/2026", "amendment.approve")


def test_an_empty_row_is_filled_and_a_full_one_emptied(world: World) -> None:
    """Đông Sơn had no poverty rate (3.2); its income (3.1) is taken out. Zero is a figure, empty is none."""
    items = (NewItem(world.indicators["3.2"], {"": "0"}), NewItem(world.indicators["3.1"], {"": ""}))
    amendment = requested(world, sheet="dong", items=items)
    amendment_approve(actor=world.actor("hanh"), amendment_id=amendment.pk, now=world.now)
    assert stands(world, "dong", "3.2") == ("ACCEPTED", "MET", "COMPUTED")
    assert stands(world, "dong", "3.1") == ("EMPTY", "UNDETERMINED", "")
    rollup = SheetRollup.objects.get(sheet_id=world.frozen_sheets["dong"])
    assert (rollup.marks, rollup.entered) == ("NME", 4)


def test_editions_of_a_round_follow_each_other(world: World) -> None:
    for sheet in ("ha", "thuong"):
        amendment = requested(world, sheet=sheet, items=(NewItem(world.indicators["3.1"], {"": "61,5"}),))
        amendment_approve(actor=world.actor("hanh"), amendment_id=amendment.pk, now=world.now)
    kept = SheetSnapshot.objects.filter(edition__gt=1).values_list("sheet_id", "edition", "round_edition")
    assert sorted(kept) == sorted([(world.frozen_sheets["ha"], 2, 2), (world.frozen_sheets["thuong"], 2, 3)])
    assert list(RoundEdition.objects.order_by("edition").values_list("edition", flat=True)) == [1, 2, 3]


def test_the_usual_end_is_the_office_s_term(world: World) -> None:
    assert requested(world, ends_on=None).ends_on == date(2026, 3, 12)


# ------------------------------------------------------------------------------------------------- clock and notices


def told(world: World, who: str) -> list[str]:
    return list(Notice.objects.filter(account_id=world.accounts[who], kind__startswith="amendment.")
                .order_by("id").values_list("kind", flat=True))  # fmt: skip


def test_the_clock_ends_it_and_tells_both_once(world: World, system) -> None:  # type: ignore[no-untyped-def]
    amendment = requested(world, ends_on=world.today)
    assert told(world, "hanh") == ["amendment.requested"]
    assert amendments_lapse(actor=system, now=world.now) == 0
    later = replace(system, on=world.today + timedelta(days=3))
    assert amendments_lapse(actor=later, now=world.now + timedelta(days=3)) == 1
    assert amendments_lapse(actor=later, now=world.now + timedelta(days=3)) == 0
    assert Amendment.objects.get(pk=amendment.pk).state == "LAPSED"
    assert told(world, "hanh") == ["amendment.requested", "amendment.lapsed"]
    assert told(world, "lan") == ["amendment.lapsed"]


def test_who_is_told_of_a_decision(world: World) -> None:
    amendment = requested(world)
    amendment_approve(actor=world.actor("hanh"), amendment_id=amendment.pk, now=world.now)
    for who in ("lan", "vy", "hai"):
        assert told(world, who) == ["amendment.decided"], who
    assert told(world, "tuan") == told(world, "thu") == []

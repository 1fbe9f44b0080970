"""Writing sets: drafts, amendments, publishing; what is refused first (S0-11, issue 3 §3, fault 5)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.programme.assessments.models import CriterionResult, IndicatorResult
from dieuphoi.programme.assessments.services.results import rejudge
from dieuphoi.programme.criteria import selectors, services, sets
from dieuphoi.programme.criteria.models import CriteriaSet, Criterion, Indicator, IndicatorOwner, SetVersion
from dieuphoi.programme.criteria.services import Head, NewSet, RowInput
from tests.support.world import World

DAY = date(2026, 7, 1)


def amendment(world: World, who: str = "lan", **head: Any) -> SetVersion:
    given = {"decision_number": "09/2026/QĐ-UBND", "effective_from": DAY, "change_note": "Nâng mức 2.1 lên 90"} | head
    return services.draft_start(
        actor=world.actor(who), base_id=world.version_id, relation="amends", head=Head(**given), now=world.now
    )


def row_of(version: SetVersion, code: str) -> Indicator:
    return version.indicators.get(code=code)


def typed(row: Indicator, **changes: Any) -> RowInput:
    raw = row.raw
    given: dict[str, Any] = {
        "criterion": int(row.criterion.number),
        "name": row.name,
        "kind": row.kind,
        "comparator": raw["comparator"],
        "code": row.code,
        "unit": row.unit,
        "thresholds": raw["thresholds"] or {},
    }
    return RowInput(**(given | changes))


# ------------------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize("who", ["thu", "tuan", "phong", "quang", "quantri"])
def test_only_the_office_writes_and_others_do_not_see_a_draft(world: World, who: str) -> None:
    with pytest.raises(Refused):
        amendment(world, who)
    draft = amendment(world)
    actor = world.actor(who)
    assert not SetVersion.objects.visible_to(actor).filter(pk=draft.pk).exists()
    assert not Criterion.objects.visible_to(actor).filter(version=draft).exists()
    assert not Indicator.objects.visible_to(actor).filter(version=draft).exists()
    with pytest.raises(NotVisible):
        selectors.version(actor, draft.pk)
    assert SetVersion.objects.visible_to(world.actor("hanh")).filter(pk=draft.pk).exists()
    services.version_consult(actor=world.actor("lan"), version_id=draft.pk, now=world.now)
    assert SetVersion.objects.visible_to(actor).filter(pk=draft.pk).exists(), "in consultation it is read by all"


def test_a_set_that_has_only_a_draft_is_the_offices(world: World) -> None:
    draft = services.draft_start(
        actor=world.actor("lan"),
        head=Head("dự thảo"),
        family=NewSet("son-ha-moi", "Bộ mới của tỉnh Sơn Hà (giả định)"),
        now=world.now,
    )
    assert not CriteriaSet.objects.visible_to(world.actor("thu")).filter(pk=draft.set_id).exists()
    assert CriteriaSet.objects.visible_to(world.actor("lan")).filter(pk=draft.set_id).exists()


def test_a_start_names_everything_that_is_missing_at_once(world: World) -> None:
    with pytest.raises(InputErrors) as errors:
        amendment(world, decision_number=" ", change_note="", effective_from=date(2025, 1, 20))
    assert {each.field for each in errors.value.errors} == {"decision_number", "change_note", "effective_from"}
    with pytest.raises(InputErrors) as errors:
        services.draft_start(
            actor=world.actor("lan"),
            base_id=world.version_id,
            relation="adapts",
            head=Head("1"),
            family=NewSet("Có dấu", ""),
            now=world.now,
        )
    assert {each.field for each in errors.value.errors} == {"code", "name", "province"}


def test_a_set_has_one_open_draft(world: World) -> None:
    amendment(world)
    with pytest.raises(Refused) as refusal:
        amendment(world)
    assert refusal.value.code == "draft_open"


def test_what_is_published_or_in_consultation_is_not_written_on(world: World) -> None:
    draft = amendment(world)
    lan = world.actor("lan")
    services.version_consult(actor=lan, version_id=draft.pk, now=world.now)
    for version in (draft, SetVersion.objects.get(pk=world.version_id)):
        row = row_of(version, "2.1")
        for act in (
            lambda v=version, r=row: services.row_save(
                actor=lan, version_id=v.pk, row=typed(r), indicator_id=r.pk, now=world.now
            ),
            lambda r=row: services.row_remove(actor=lan, indicator_id=r.pk, now=world.now),
            lambda v=version: services.criterion_save(
                actor=lan, version_id=v.pk, number=9, name="Mới", now=world.now
            ),
            lambda v=version: services.head_save(actor=lan, version_id=v.pk, head=Head("1"), now=world.now),
        ):
            with pytest.raises(Refused) as refusal:
                act()
            assert refusal.value.code == "not_draft"
        with pytest.raises(DatabaseError), transaction.atomic():
            Indicator.objects.filter(pk=row.pk).update(name="Tên khác")
    services.version_revise(actor=lan, version_id=draft.pk, now=world.now)
    services.row_save(
        actor=lan, version_id=draft.pk, row=typed(row_of(draft, "2.1"), name="Tên khác"),
        indicator_id=row_of(draft, "2.1").pk, now=world.now,
    )  # fmt: skip
    assert row_of(draft, "2.1").name == "Tên khác"


def test_a_draft_is_not_confirmed_yet(world: World) -> None:
    draft = amendment(world)
    reading = services.Reading("2.1", "09/2026/QĐ-UBND")
    with pytest.raises(Refused) as refusal:
        services.rows_confirm(actor=world.actor("lan"), version_id=draft.pk, readings=[reading], now=world.now)
    assert refusal.value.code == "draft"
    assert not draft.indicators.filter(confirmations__isnull=False).exists()


def test_a_row_is_refused_with_all_its_faults(world: World) -> None:
    draft = amendment(world)
    row = RowInput(
        criterion=99, name="", kind="không rõ", comparator="≥", code="2.1", unit="%", thresholds={"SAO_HOA": "5"}
    )
    with pytest.raises(InputErrors) as errors:
        services.row_save(actor=world.actor("lan"), version_id=draft.pk, row=row, now=world.now)
    assert {each.field for each in errors.value.errors} == {
        "criterion", "name", "kind", "comparator", "thresholds", "code",
    }  # fmt: skip
    assert draft.indicators.count() == 5


def test_publishing_names_the_rows_that_lack_what_a_row_needs(world: World) -> None:
    draft = amendment(world)
    # Past the service, as an older program might have left it.
    for code, key, value in (("2.1", "comparator", "is"), ("2.2", "thresholds", {"all": "180"}), ("3.1", "name", " ")):
        row = row_of(draft, code)
        row.raw[key] = value
        with world_act(world):
            row.save(update_fields=["raw"])
    with pytest.raises(InputErrors) as errors:
        services.version_publish(actor=world.actor("hanh"), version_id=draft.pk, now=world.now)
    told = " ".join(each.message for each in errors.value.errors)
    assert "Chỉ tiêu 2.1" in told
    assert "Chỉ tiêu 2.2" in told
    assert "Chỉ tiêu 3.1" in told
    assert "Chỉ tiêu 3.2" not in told
    draft.refresh_from_db()
    assert draft.state == "draft"


def world_act(world: World) -> Any:
    from dieuphoi.core.history.context import act

    return act(world.actor("lan"), "test.write")


def test_only_the_head_publishes_and_retires_with_a_reason(world: World) -> None:
    draft = amendment(world)
    with pytest.raises(Refused):
        services.version_publish(actor=world.actor("lan"), version_id=draft.pk, now=world.now)
    services.version_publish(actor=world.actor("hanh"), version_id=draft.pk, now=world.now)
    with pytest.raises(Refused):
        services.version_retire(actor=world.actor("lan"), version_id=draft.pk, reason="thay", now=world.now)
    with pytest.raises(Refused) as refusal:
        services.version_retire(actor=world.actor("hanh"), version_id=draft.pk, reason=" ", now=world.now)
    assert refusal.value.code == "reason_missing"
    retired = services.version_retire(actor=world.actor("hanh"), version_id=draft.pk, reason="thay", now=world.now)
    assert retired.state == "retired"
    assert draft.pk not in {each.pk for each in selectors.usable_versions(world.actor("lan"))}


# ------------------------------------------------------------------------------------------------- writing


def test_a_draft_copies_its_base_and_keeps_the_order_and_the_hash_of_what_is_written(world: World) -> None:
    base = SetVersion.objects.get(pk=world.version_id)
    draft = amendment(world)
    lan = world.actor("lan")
    assert (draft.number, draft.relation, draft.based_on_id) == (2, "amends", base.pk)
    assert [row.code for row in selectors.indicators_of(draft.pk)] == ["1.1", "2.1", "2.2", "3.1", "3.2"]
    first = draft.content_hash
    new = services.row_save(
        actor=lan, version_id=draft.pk,
        row=RowInput(
            criterion=2, name="Tỷ lệ đường ngõ xóm sạch", kind="percent", comparator=">=", code="2.3", unit="%",
            thresholds={"all": "100"}, source="09/2026/QĐ-UBND, trang 2",
        ),
        now=world.now,
    )  # fmt: skip
    assert [row.code for row in selectors.indicators_of(draft.pk)] == ["1.1", "2.1", "2.2", "2.3", "3.1", "3.2"]
    assert new.provenance == "RECALLED", "typed from a document; it judges once somebody confirms that they read it"
    draft.refresh_from_db()
    assert draft.content_hash != first
    assert draft.content_hash == sets.content_hash(selectors.engine_set(draft.pk))
    services.row_remove(actor=lan, indicator_id=new.pk, now=world.now)
    draft.refresh_from_db()
    assert draft.content_hash == first, "the same rows are the same content"
    events = Indicator.pgh_event_model.objects.filter(pgh_obj_id=new.pk)  # type: ignore[attr-defined]
    labels = list(events.order_by("pgh_id").values_list("pgh_label", flat=True))
    assert labels[0] == "insert"
    assert labels[-1] == "delete", "who took it out is not forgotten"


def test_a_criterion_is_added_renamed_and_only_removed_when_bare(world: World) -> None:
    draft = amendment(world)
    lan = world.actor("lan")
    made = services.criterion_save(actor=lan, version_id=draft.pk, number=4, name="Tiêu chí của tỉnh", now=world.now)
    services.criterion_save(
        actor=lan, version_id=draft.pk, criterion_id=made.pk, number=5, name="Đổi tên", now=world.now
    )
    assert [(each.number, each.name) for each in selectors.criteria_of(draft.pk)][-1] == ("5", "Đổi tên")
    with pytest.raises(InputErrors):
        services.criterion_save(actor=lan, version_id=draft.pk, number=5, name="Trùng số", now=world.now)
    with pytest.raises(Refused):
        first = selectors.criteria_of(draft.pk)[0]
        services.criterion_remove(actor=lan, criterion_id=first.pk, now=world.now)
    services.criterion_remove(actor=lan, criterion_id=made.pk, now=world.now)
    assert [each.number for each in selectors.criteria_of(draft.pk)] == ["1", "2", "3"]


def test_an_amendment_that_is_published_changes_no_verdict_of_older_rounds(world: World) -> None:
    """Fault 5 on the real database: rounds are pinned to their version; judging them again changes nothing."""
    before = list(IndicatorResult.objects.order_by("id").values_list("id", "verdict", "basis", "reason"))
    criteria = list(CriterionResult.objects.order_by("id").values_list("id", "verdict"))
    assert any(verdict == "MET" for _id, verdict, _basis, _reason in before)
    lan, hanh = world.actor("lan"), world.actor("hanh")
    draft = amendment(world)
    for code in ("2.1", "2.2"):
        row = row_of(draft, code)
        services.row_save(
            actor=lan, version_id=draft.pk, row=typed(row, thresholds={"all": "100"}), indicator_id=row.pk,
            now=world.now,
        )  # fmt: skip
    services.version_publish(actor=hanh, version_id=draft.pk, now=world.now)
    base = SetVersion.objects.get(pk=world.version_id)
    assert base.state == "published"
    assert base.effective.upper == DAY, "in force until the amendment"
    with world_act(world):
        from dieuphoi.programme.assessments.models import AssessmentRound

        assert rejudge(AssessmentRound.objects.get(pk=world.open_round), now=world.now) == 0
    assert list(IndicatorResult.objects.order_by("id").values_list("id", "verdict", "basis", "reason")) == before
    assert list(CriterionResult.objects.order_by("id").values_list("id", "verdict")) == criteria
    assert selectors.version_by_code(lan, "son-ha-thu").pk == draft.pk, "new rounds take the newest"


def test_who_verified_a_row_verifies_it_in_the_amended_version(world: World) -> None:
    draft = amendment(world)
    services.version_publish(actor=world.actor("hanh"), version_id=draft.pk, now=world.now)
    base = selectors.owners_on(world.version_id, DAY)
    codes = {row.id: row.code for row in Indicator.objects.filter(version_id__in=[world.version_id, draft.pk])}
    taken = selectors.owners_on(draft.pk, DAY)
    assert {codes[pk]: org for pk, org in taken.items()} == {codes[pk]: org for pk, org in base.items()}
    assert taken
    assert IndicatorOwner.objects.filter(indicator__version=draft, valid__startswith=DAY).count() == len(taken)


def test_a_province_makes_its_own_set_from_a_national_one(world: World, system: Actor, now: datetime) -> None:
    services.shipped_sets_load(actor=system, now=now)
    base = SetVersion.objects.get(set__code="ntm-xa-2016-2020")
    with pytest.raises(Refused):
        start_adapted(world, "thu", base)
    draft = start_adapted(world, "lan", base)
    assert (draft.set.issued_by, draft.set.province_id) == ("province", world.units["tinh"])
    assert draft.indicators.count() == 49
    lan = world.actor("lan")
    services.criterion_save(actor=lan, version_id=draft.pk, number=20, name="Khu dân cư kiểu mẫu", now=now)
    services.row_save(
        actor=lan, version_id=draft.pk,
        row=RowInput(
            criterion=20, name="Số khu dân cư kiểu mẫu", kind="count", comparator=">=", code="20.1", unit="khu",
            thresholds={"all": "1"}, source="QĐ của tỉnh (giả định)",
        ),
        now=now,
    )  # fmt: skip
    services.version_publish(actor=world.actor("hanh"), version_id=draft.pk, now=now)
    engine = selectors.engine_set(draft.pk)
    assert len(engine.criteria) == 20
    assert sets.missing_parts(engine) == (), "the draft's head says 20 criteria, 50 rows"


def start_adapted(world: World, who: str, base: SetVersion) -> SetVersion:
    return services.draft_start(
        actor=world.actor(who),
        base_id=base.pk,
        relation="adapts",
        head=Head(
            "77/2017/QĐ-UBND (giả định)", date(2017, 5, 1), "UBND tỉnh Sơn Hà", date(2017, 5, 10),
            expected_criteria=20, expected_indicators=50,
        ),
        family=NewSet(
            "son-ha-xa-2017-2020", "Bộ tiêu chí xã tỉnh Sơn Hà (giả định)", stage="2017-2020",
            province_id=world.units["tinh"],
        ),
        now=world.now,
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------- what ships


def test_the_amendment_of_2013_is_a_version_that_says_what_changed(system: Actor, now: datetime, db: None) -> None:
    services.shipped_sets_load(actor=system, now=now)
    first, second = SetVersion.objects.filter(set__code="ntm-xa-2010-2015").order_by("number")
    assert (second.relation, second.based_on_id, second.decision_number) == ("amends", first.pk, "342/QĐ-TTg")
    assert second.change_note == "Sửa đổi 5 tiêu chí: 7, 10, 12, 14, 15"
    assert (first.effective.upper, second.effective.lower) == (date(2013, 2, 20), date(2013, 2, 20))
    old = {row.code: row.raw for row in first.indicators.all()}
    new = {row.code: row.raw for row in second.indicators.all()}
    changed = {code.split(".")[0] for code in new if new[code] != old.get(code)}
    assert changed == {"7", "10", "12", "14", "15"}
    # Criterion 12 turned from "at most so many farmers" to "at least so many with regular work" (README §4).
    assert old["12"]["comparator"] == "<="
    assert new["12"]["comparator"] == ">="
    assert services.shipped_sets_load(actor=system, now=now) == [], "a second time brings nothing in"


def test_every_amended_row_that_ships_replaces_one_that_is_there() -> None:
    for source in sets.load_all():
        there = {row.code for row in source.indicators}
        for each in source.amendments:
            assert {row.code for change in each.changes for row in change.indicators} <= there

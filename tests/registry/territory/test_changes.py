"""Changes of units: refusals, each kind, undo row by row, lineage, shares (M02; faults 2, 3, 4, 32)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import Error, connection, transaction

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor, Grant
from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.registry.organisations.services import NewOrg, orgs_create
from dieuphoi.registry.territory.models import AdminUnit, UnitChange, UnitChangeLink, UnitName, UnitParent
from dieuphoi.registry.territory.reexpress import Figure, Part, Rule, reexpress
from dieuphoi.registry.territory.selectors import (
    classification_on,
    origins_on,
    predecessor_closure,
    predecessors_of,
    successor_closure,
    unit_story,
)
from dieuphoi.registry.territory.services import (
    BatchSpec,
    ChangeNotes,
    ClassFrom,
    NewUnit,
    PlannedChange,
    PlannedLink,
    PlannedUnit,
    ShareValue,
    change_apply,
    change_cancel,
    change_dry_run,
    change_undo,
    changes_annotate,
    changes_plan,
    classes_set,
    units_create,
)
from tests.registry.territory.conftest import DAY, EVE, NOW, SYSTEM, Planner, on

LATER = date(2026, 2, 15)


def apply(*ids: int):
    return change_apply(actor=SYSTEM, ids=ids, now=NOW)


def undo(*ids: int):
    return change_undo(actor=SYSTEM, ids=ids, reason="nhầm", now=NOW)


def rows() -> dict[str, dict[int, str]]:
    found = {}
    with connection.cursor() as cursor:
        for name in ("adminunit", "unitname", "unitcode", "unitparent", "unitclass"):
            cursor.execute(f"SELECT id, t::text FROM territory_{name} AS t")
            found[name] = dict(cursor.fetchall())
    return found


class TestRefusals:
    def test_who_may_not_do_any_of_it(self, planned: Planner) -> None:
        change = planned(("a", "b"), [("xa", "Mới", "98005")])
        officer = Actor(id=7, name="Vy", on=EVE, grants=(Grant(role="commune_officer"), Grant(role="leader")))
        for run in (
            lambda: change_apply(actor=officer, ids=[change], now=NOW),
            lambda: change_dry_run(actor=officer, ids=[change], now=NOW),
            lambda: change_undo(actor=officer, ids=[change], reason="x", now=NOW),
            lambda: change_cancel(actor=officer, ids=[change], reason="x", now=NOW),
            lambda: changes_annotate(actor=officer, notes={change: ChangeNotes()}, now=NOW),
            lambda: changes_plan(actor=officer, batch=BatchSpec("x", "x"), plans=[], now=NOW),
        ):
            with pytest.raises(Refused) as refusal:
                run()
            assert refusal.value.status == 403

    def test_all_faults_of_a_plan_at_once(self, units: dict[str, int]) -> None:
        p = units["p"]

        def unit(key: str, **more) -> PlannedUnit:
            given = {"kind": "commune", "type": "xa", "name": key, "code": "98009", "parent": p, **more}
            return PlannedUnit(key, **given)

        plans = [
            PlannedChange(DAY, (units["a"], 999_999), (unit("m"),)),
            PlannedChange(DAY, (units["b"], units["a"]), (unit("n", code="1234"), unit("o", type="huyen"))),
            PlannedChange(
                DAY, (units["c"],), (unit("s", code="98008", how="same", unit=units["c"]), unit("t", code=""))
            ),
            PlannedChange(
                DAY,
                (units["d"], units["p"]),
                (unit("u", code="98007"), unit("v", code="98006", parent=None)),
                (PlannedLink(units["d"], "u", Decimal(3), Decimal(2)), PlannedLink(units["p"], "v")),
            ),
        ]
        with pytest.raises(InputErrors) as refusal:
            changes_plan(actor=SYSTEM, batch=BatchSpec("thử", "thử"), plans=plans, now=NOW)
        assert [(error.row, error.field) for error in refusal.value.errors] == [
            (1, "predecessors"),
            (2, "predecessors"),
            (2, "code"),
            (2, "type"),
            (3, "successors"),
            (4, "links"),
            (4, "parent"),
            (4, "share"),
        ]
        assert not UnitChange.objects.exists()

    def test_a_unit_is_in_one_live_change_a_day(self, planned: Planner) -> None:
        first = planned(("a", "b"), [("xa", "Mới", "98005")])
        with pytest.raises(InputErrors, match=f"thay đổi số {first}"):
            planned(("b", "c"), [("xa", "Khác", "98006")])
        change_cancel(actor=SYSTEM, ids=[first], reason="nhầm", now=NOW)
        planned(("b", "c"), [("xa", "Khác", "98006")])

    def test_a_code_of_another_unit_is_not_taken(self, planned: Planner) -> None:
        change = planned(("a", "b"), [("xa", "Mới", "98004")])
        before = rows()
        with pytest.raises(InputErrors, match="Xã Đồng Tâm"):
            apply(change)
        assert rows() == before
        assert UnitChange.objects.get(id=change).state == "PLANNED"

    def test_states_cannot_be_jumped(self, planned: Planner) -> None:
        change = planned(("a", "b"), [("xa", "Mới", "98005")])
        with pytest.raises(Refused, match="Dự kiến"):
            undo(change)
        change_cancel(actor=SYSTEM, ids=[change], reason="nhầm", now=NOW)
        with pytest.raises(Refused, match="Đã hủy"):
            apply(change)
        with pytest.raises(Error, match="Invalid transition"), transaction.atomic(), act(SYSTEM, "test.jump"):
            UnitChange.objects.filter(id=change).update(state="APPLIED")
        with pytest.raises(NotVisible, match="999999"):
            apply(change, 999_999)
        with pytest.raises(Refused, match="lý do"):
            change_cancel(actor=SYSTEM, ids=[planned(("c", "d"), [("xa", "Q", "98011")])], reason=" ", now=NOW)

    def test_an_edit_on_record_cannot_be_changed(self, planned: Planner) -> None:
        apply(planned(("a", "b"), [("xa", "Mới", "98005")]))
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM territory_unitchangeedit")


class TestWhatRests:
    """An undo is refused while anything rests on a successor, naming what; then only a new change mends it."""

    def test_a_class_that_the_office_gave(self, planned: Planner) -> None:
        change = planned(("a", "b"), [("xa", "Mới", "98005")])
        apply(change)
        new = on(DAY)["Xã Mới"].id
        classes_set(actor=SYSTEM, rows=[ClassFrom(new, "commune_group3", "2", "QĐ 5", LATER)], source="thử", now=NOW)
        with pytest.raises(Refused, match="phân loại: 1") as refusal:
            undo(change)
        assert (refusal.value.code, refusal.value.status) == ("rests", 409)

    def test_a_village_made_since(self, planned: Planner, units: dict[str, int]) -> None:
        change = planned(("a", "b"), [("xa", "Mới", "98005")])
        apply(change)
        new = on(DAY)["Xã Mới"].id
        units_create(actor=SYSTEM, rows=[NewUnit("x", "village", "thon", "Nam", "", new, "thử")], now=NOW)
        with pytest.raises(Refused, match="đơn vị trực thuộc: 1"):
            undo(change)

    def test_an_organisation_and_the_dry_run_tells_what_rests_on_the_old_ones(
        self, planned: Planner, units: dict[str, int]
    ) -> None:
        old = NewOrg("UB-A", "UBND xã An Bình", "commune", place_id=units["a"])
        orgs_create(actor=SYSTEM, rows=[old], now=NOW)
        change = planned(("a", "b"), [("xa", "Mới", "98005")])
        trial = change_dry_run(actor=SYSTEM, ids=[change], now=NOW)
        assert [(each["kind"], each["count"]) for each in trial.touches] == [("org", 1)]
        apply(change)
        new = NewOrg("UB-M", "UBND xã Mới", "commune", place_id=on(DAY)["Xã Mới"].id)
        orgs_create(actor=SYSTEM, rows=[new], now=NOW)
        before = rows()
        with pytest.raises(Refused, match="Cơ quan của địa bàn: 1"):
            undo(change)
        assert rows() == before

    def test_a_later_change_planned_or_applied(self, planned: Planner) -> None:
        first = planned(("a", "b"), [("xa", "Mới", "98005")])
        apply(first)
        second = planned((str(on(DAY)["Xã Mới"].id), "c"), [("phuong", "Lớn", "98006")], day=LATER)
        with pytest.raises(Refused, match=f"thay đổi về sau số {second}"):
            undo(first)
        apply(second)
        with pytest.raises(Refused, match=f"thay đổi về sau số {second}"):
            undo(first)
        undo(second)
        undo(first)

    def test_both_together(self, planned: Planner) -> None:
        before = rows()
        first = planned(("a", "b"), [("xa", "Mới", "98005")])
        apply(first)
        second = planned((str(on(DAY)["Xã Mới"].id), "c"), [("phuong", "Lớn", "98006")], day=LATER)
        apply(second)
        undo(first, second)
        after = rows()
        assert all(after[table][pk] == row for table, each in before.items() for pk, row in each.items())


class TestKinds:
    def test_a_merger(self, planned: Planner, units: dict[str, int]) -> None:
        change = planned(("a", "b"), [("xa", "An Bình", "98001")])
        trial = change_dry_run(actor=SYSTEM, ids=[change], now=NOW)
        assert "Xã Bình Yên" in on(DAY)
        real = apply(change)
        assert trial == real
        assert (real.changes, real.ended, real.created) == ({"merge": 1}, {"xa": 2}, {"xa": 1})
        assert (real.before["commune"], real.after["commune"], real.moved) == (4, 3, 3)
        new = on(DAY)["Xã An Bình"]
        assert (new.id == units["a"], new.code) == (False, "98001"), "fault 32: the same name and code, another unit"
        assert on(EVE)["Xã An Bình"].id == units["a"]
        assert on(EVE, kind="commune").keys() == {"Xã An Bình", "Xã Bình Yên", "Thị trấn Cẩm Lệ", "Xã Đồng Tâm"}
        assert {row.parent_id for row in on(DAY, kind="village").values()} == {new.id}
        assert UnitParent.objects.get(unit=units["a1"], valid__contains=DAY).path == [units["p"], new.id, units["a1"]]
        assert UnitParent.objects.get(unit=units["a1"], valid__contains=EVE).path == [
            units["p"], units["a"], units["a1"],
        ]  # fmt: skip
        assert predecessors_of([new.id]) == {new.id: sorted([units["a"], units["b"]])}

    def test_a_rename_recode_and_new_type_keep_the_unit(self, planned: Planner, units: dict[str, int]) -> None:
        before = rows()
        change = planned(("c",), [("xa", "Cẩm Lệ", "98013")])
        apply(change)
        assert UnitChange.objects.get(id=change).kind == "rename"
        assert (on(DAY)["Xã Cẩm Lệ"].id, on(DAY)["Xã Cẩm Lệ"].code) == (units["c"], "98013")
        assert on(EVE)["Thị trấn Cẩm Lệ"].code == "98003"
        assert predecessor_closure([units["c"]]) == {}
        undo(change)
        after = rows()
        assert all(after[table][pk] == row for table, each in before.items() for pk, row in each.items())

    def test_a_split_leaves_villages_where_nobody_has_said(self, planned: Planner, units: dict[str, int]) -> None:
        change = planned(("a",), [("xa", "An", "98005"), ("xa", "Bình", "98006")])
        report = apply(change)
        assert UnitChange.objects.get(id=change).kind == "split"
        assert (report.divided, report.orphans, report.moved) == (1, ["Thôn Đông", "Thôn Tây"], 0)
        assert not UnitParent.objects.filter(unit=units["a1"], valid__contains=DAY).exists()

    def test_one_that_ends_without_a_successor(self, planned: Planner, units: dict[str, int]) -> None:
        change = planned(("a",), [])
        apply(change)
        assert UnitChange.objects.get(id=change).kind == "end"
        village = next(row for row in on(DAY, kind="village", ids=[units["a1"]]).values())
        assert village.parent_id == units["p"], "what lay in it belongs to what lay above"

    def test_history_knows_who_and_why(self, planned: Planner, units: dict[str, int]) -> None:
        """Fault 30: no row of history without an actor."""
        change = planned(("a", "b"), [("xa", "Mới", "98005")])
        apply(change)
        undo(change)
        events = UnitName.pgh_event_model.objects.filter(unit_id=units["a"]).order_by("pgh_id")
        assert [event.pgh_act for event in events] == ["unit.create", "change.apply", "change.undo"]
        assert events.last().pgh_reason == "nhầm"

    def test_an_undone_successor_was_never_there(self, planned: Planner) -> None:
        """Fault 3: a unit that does not exist is in no list of any day – and is not deleted."""
        change = planned(("a", "b"), [("xa", "Mới", "98005")])
        apply(change)
        new = on(DAY)["Xã Mới"].id
        undo(change)
        assert AdminUnit.objects.get(id=new).valid.isempty
        for day in (EVE, DAY, LATER, date(2030, 1, 1)):
            assert "Xã Mới" not in on(day)
        assert unit_story(SYSTEM, new, DAY).never
        assert classification_on([new], DAY) == {new: {"flags": []}}
        again = planned(("a", "b"), [("xa", "Mới", "98005")])
        apply(again)
        assert on(DAY)["Xã Mới"].id != new


class TestLineageAndShares:
    def test_through_two_changes(self, planned: Planner, units: dict[str, int]) -> None:
        apply(planned(("a", "b"), [("xa", "Mới", "98005")]))
        middle = on(DAY)["Xã Mới"].id
        apply(planned((str(middle), "c"), [("phuong", "Lớn", "98006")], day=LATER))
        last = on(LATER)["Phường Lớn"].id
        assert predecessor_closure([last]) == {last: {middle, units["a"], units["b"], units["c"]}}
        assert successor_closure([units["a"]]) == {units["a"]: {middle, last}}
        past = origins_on([last, units["d"]], EVE)
        assert {(each.unit, each.whole) for each in past[last].origins} == {
            (units["a"], True), (units["b"], True), (units["c"], True),
        }  # fmt: skip
        assert [each.unit for each in past[units["d"]].origins] == [units["d"]]
        story = unit_story(SYSTEM, last, LATER)
        assert [event.change.effective_on for event in story.events] == [LATER, DAY]

    def test_a_share_comes_later_and_figures_follow(self, planned: Planner, units: dict[str, int]) -> None:
        """1,000 people of A, 3 of 4 hundred households to An, 1 to Bình; unknown at first."""
        change = planned(("a",), [("xa", "An", "98005"), ("xa", "Bình", "98006")])
        apply(change)
        new = on(DAY)["Xã An"].id

        def people():
            (origin,) = origins_on([new], EVE)[new].origins
            part = Part("Xã An Bình", Figure(Decimal(1000)), origin.whole, origin.share, origin.share_of)
            return reexpress(Rule.SUM, [part], effective_on=DAY)

        assert (people().number, people().blank) == (None, "Để trống vì chưa biết tỷ lệ chia của Xã An Bình.")
        links = dict(UnitChangeLink.objects.filter(change_id=change).values_list("successor__name", "id"))
        shares = {
            links["An"]: ShareValue(Decimal(300), Decimal(400), "households"),
            links["Bình"]: ShareValue(Decimal(100), Decimal(400), "households"),
        }
        notes = ChangeNotes({"resolution_number": "12/NQ", "resolution_on": date(2026, 1, 5)}, shares)
        before = rows()
        changes_annotate(actor=SYSTEM, notes={change: notes}, now=NOW)
        assert rows() == before, "no unit changes by it"
        assert people().number == 750
        assert origins_on([new], EVE)[new].origins[0].share == Fraction(3, 4)

    def test_impossible_shares(self, planned: Planner) -> None:
        change = planned(("a",), [("xa", "An", "98005"), ("xa", "Bình", "98006")])
        one, two = UnitChangeLink.objects.filter(change_id=change).order_by("id").values_list("id", flat=True)
        for shares in (
            {one: ShareValue(Decimal(5), Decimal(4), "area")},
            {one: ShareValue(Decimal(1), None, "area")},
            {one: ShareValue(Decimal(1), Decimal(0), "area")},
            {one: ShareValue(Decimal(1), Decimal(2), "")},
            {one: ShareValue(Decimal(2), Decimal(3), "area"), two: ShareValue(Decimal(2), Decimal(3), "area")},
            {one: ShareValue(Decimal(1), Decimal(3), "area"), two: ShareValue(Decimal(2), Decimal(3), "population")},
        ):
            with pytest.raises(InputErrors):
                changes_annotate(actor=SYSTEM, notes={change: ChangeNotes({}, shares)}, now=NOW)
        assert not UnitChangeLink.objects.exclude(numerator=None).exists()


class TestClasses:
    def test_a_class_from_a_day_ends_the_one_before(self, units: dict[str, int]) -> None:
        def put(value: str, since: date | None, decision: str = "QĐ 1") -> int:
            row = ClassFrom(units["a"], "commune_group3", value, decision, since)
            return classes_set(actor=SYSTEM, rows=[row], source="thử", now=NOW)

        assert put("1", None) == 1
        assert put("2", DAY) == 1
        assert put("2", DAY) == 0, "the same again is nothing new"
        assert classification_on([units["a"]], EVE)[units["a"]]["commune_group3"] == "1"
        assert classification_on([units["a"]], DAY)[units["a"]]["commune_group3"] == "2"
        with pytest.raises(InputErrors, match="01/02/2026"):
            put("3", EVE)
        with pytest.raises(InputErrors, match="quyết định"):
            put("3", LATER, decision=" ")

    def test_flags_stand_side_by_side(self, units: dict[str, int]) -> None:
        rows = [ClassFrom(units["a"], "flag", flag, "QĐ 1", DAY) for flag in ("atk", "bien_gioi")]
        assert classes_set(actor=SYSTEM, rows=rows, source="thử", now=NOW) == 2
        assert classification_on([units["a"]], DAY)[units["a"]]["flags"] == ["atk", "bien_gioi"]


@pytest.mark.django_db
def test_a_change_gives_nobody_anything() -> None:
    """Fault 2: after a merger nobody gains a unit; who had none has none."""
    from tests.support.world import build_world

    world = build_world(datetime(2026, 3, 2, 2, 0, tzinfo=UTC))

    def rights() -> dict[str, object]:
        return {name: world.actor(name).grants for name in world.accounts}

    before = rights()
    made = changes_plan(
        actor=SYSTEM,
        batch=BatchSpec("thử", "thử"),
        plans=[
            PlannedChange(
                DAY,
                (world.units["thuong"], world.units["ha"]),
                (PlannedUnit("m", "commune", "xa", "Thượng Hạ", "98009", world.units["tinh"]),),
            )
        ],
        now=NOW,
    )
    apply(made.changes[0].pk)
    after = rights()
    new = on(DAY)["Xã Thượng Hạ"].id
    for name, grants in before.items():
        if name in ("tuan", "vy", "quang", "quan", "binh"):
            assert after[name] == grants, name
            assert all(new not in grant.write for grant in after[name]), name

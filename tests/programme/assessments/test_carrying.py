"""Figures of the round before: refusals, each rule over a merger, across sets, the act and its undo (faults 1, 2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.programme.assessments import selectors
from dieuphoi.programme.assessments.carry_rules import SaidRule
from dieuphoi.programme.assessments.carrying import Carried, figures_before
from dieuphoi.programme.assessments.entries import typed_form
from dieuphoi.programme.assessments.models import Sheet, Value
from dieuphoi.programme.assessments.services import carrying, rounds
from dieuphoi.programme.assessments.services.values import sheet_submit, value_save
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria import services as criteria_acts
from dieuphoi.programme.criteria import sets
from dieuphoi.registry.territory.services import (
    BatchSpec,
    PlannedChange,
    PlannedLink,
    PlannedUnit,
    change_apply,
    changes_plan,
)
from tests.support.world import World, sign_in

ROWS = (
    # code, kind, unit, comparator
    ("1.1", "percent", "%", ">="),
    ("1.2", "count", "km", ">="),
    ("1.3", "money", "triệu đồng/người/năm", ">="),
    ("1.4", "pass_fail", "", "is"),
    ("1.5", "absence", "nhà", "is"),
    ("1.6", "graded", "", ">="),
    ("1.7", "count_per_village", "đội/thôn", ">="),
)


def a_set(code: str, *rows: tuple[str, str, str, str], topic: str = "Hạ tầng") -> Any:
    cell: dict[str, Any] = {"is": "Không", ">=": 1}
    return sets.from_dict(
        {
            "set": {
                "id": code, "name": f"Bộ {code}", "decision": {"number": f"{code}/QĐ"}, "level": "commune",
                "effective_from": "2025-01-01", "tier": "basic",
                "threshold_dimension": {"type": "region", "territories": [{"code": "all", "name": "Chung"}]},
                "expected": {"criteria": 1, "indicators": len(rows)},
            },
            "criteria": [
                {
                    "number": 1, "name": topic, "source": "https://example.vn/qd",
                    "indicators": [
                        {
                            "code": row, "name": f"Hàng {row} {kind}", "unit": unit or None, "kind": kind,
                            "comparator": sign, "source": "https://example.vn/qd",
                            "thresholds": {"all": "Đạt" if kind in ("pass_fail", "graded") else cell[sign]},
                        }
                        for row, kind, unit, sign in rows
                    ],
                }
            ],
        }
    )  # fmt: skip


@dataclass
class Story:
    """A round before on four communes, then a merger, then a round after it."""

    world: World
    version: int
    before: Any
    ids: dict[str, int]
    sheets: dict[str, int]

    def enter(self, place: str, **typed: str) -> None:
        for code, text in typed.items():
            value_save(
                actor=self.world.actor("lan"), sheet_id=self.sheets[place],
                indicator_id=self.ids[code.replace("_", ".")[1:]], typed={"": text}, now=self.world.now,
            )  # fmt: skip

    def change(self, olds: tuple[str, ...], news: tuple[str, ...], **more: Any) -> dict[str, int]:
        """Apply a change of units on 1 February 2026; ids of the new ones by code."""
        made = changes_plan(
            actor=self.world.actor("hanh"),
            batch=BatchSpec("thử", "thử"),
            plans=[
                PlannedChange(
                    date(2026, 2, 1), tuple(self.world.units[old] for old in olds),
                    tuple(PlannedUnit(c, "commune", "xa", f"Mới {c}", c, self.world.units["tinh"]) for c in news),
                    **more,
                )
            ],
            now=self.world.now,
        )  # fmt: skip
        change_apply(actor=self.world.actor("hanh"), ids=[made.changes[0].pk], now=self.world.now)
        from dieuphoi.registry.territory.selectors import units_on

        return {row.code: row.id for row in units_on(self.world.actor("hanh"), date(2026, 2, 2)) if row.code in news}

    def after(self, unit: int, version: int | None = None, title: str = "Đợt sau") -> Sheet:
        """The sheet of a unit in a new open round that follows the one before."""
        round_ = make_round(self.world, version or self.version, title, date(2026, 2, 2), self.before.pk)
        return selectors.sheet_by_id(self.world.actor("lan"), Sheet.objects.get(round=round_, unit_id=unit).pk)

    def of(self, sheet: Sheet, ids: dict[str, int] | None = None) -> dict[str, Carried]:
        codes = {pk: code for code, pk in (ids or self.ids).items()}
        return {codes[pk]: carried for (pk, _part), carried in figures_before(sheet).items()}


def make_round(world: World, version: int, title: str, on: date, previous: int | None) -> Any:
    round_ = rounds.round_create(
        actor=world.actor("lan"),
        plan=rounds.RoundPlan(
            title=title, province_id=world.units["tinh"], version_id=version, period="2026", territory_on=on,
            entry_due_on=world.today + timedelta(days=9), verify_due_on=world.today + timedelta(days=19),
            freeze_due_on=world.today + timedelta(days=29), previous_id=previous,
        ),
        now=world.now,
    )  # fmt: skip
    return rounds.round_open(actor=world.actor("lan"), round_id=round_.pk, now=world.now)


def bring(world: World, source: Any) -> tuple[int, dict[str, int]]:
    version = criteria_acts.version_bring_in(actor=world.actor("lan"), source=source, now=world.now)
    criteria_acts.version_publish(actor=world.actor("hanh"), version_id=version.pk, now=world.now)
    return version.pk, {row.code: row.pk for row in criteria.indicators_of(version.pk)}


@pytest.fixture
def story(world: World) -> Story:
    version, ids = bring(world, a_set("thu-mang", *ROWS))
    before = make_round(world, version, "Đợt trước", date(2026, 1, 1), None)
    by_unit = {unit: key for key, unit in world.units.items()}
    sheets = {by_unit[sheet.unit_id]: sheet.pk for sheet in Sheet.objects.filter(round=before)}
    return Story(world, version, before, ids, sheets)


# ------------------------------------------------------------------------------------------------- refusals


def test_who_may_not_take_figures_over(story: Story) -> None:
    world = story.world
    story.enter("thuong", _1_1="45/60")
    sheet = story.after(world.units["thuong"])
    for who, error in (("vy", NotVisible), ("thu", Refused), ("phong", Refused), ("quang", Refused)):
        for run in (carrying.sheet_carry_over, carrying.sheet_carry_preview, carrying.sheet_carry_undo):
            with pytest.raises(error):
                run(actor=world.actor(who), sheet_id=sheet.pk, now=world.now)
    assert not Value.objects.filter(sheet=sheet).exists()


def test_a_sheet_that_was_handed_in_takes_nothing_over(story: Story) -> None:
    story.enter("thuong", _1_1="45/60")
    sheet = story.after(story.world.units["thuong"])
    tuan = story.world.actor("tuan")
    sheet_submit(actor=tuan, sheet_id=sheet.pk, now=story.world.now, reason="thiếu")
    for run in (carrying.sheet_carry_over, carrying.sheet_carry_confirm, carrying.sheet_carry_undo):
        with pytest.raises(Refused) as refusal:
            run(actor=tuan, sheet_id=sheet.pk, now=story.world.now)
        assert (refusal.value.code, refusal.value.status) == ("handed_in", 409)


def test_without_a_round_before_or_anything_to_take_it_says_so(story: Story) -> None:
    tuan, now = story.world.actor("tuan"), story.world.now
    with pytest.raises(Refused) as refusal:
        carrying.sheet_carry_over(actor=tuan, sheet_id=story.sheets["thuong"], now=now)
    assert refusal.value.code == "no_previous"
    sheet = story.after(story.world.units["thuong"])
    for run in (carrying.sheet_carry_over, carrying.sheet_carry_undo, carrying.sheet_carry_confirm):
        with pytest.raises(Refused) as refusal:
            run(actor=tuan, sheet_id=sheet.pk, now=now)
        assert refusal.value.code == "nothing"


def test_only_the_office_says_how_figures_cross_and_only_by_known_rules(story: Story) -> None:
    for who in ("tuan", "thu", "phong", "quantri"):
        with pytest.raises(Refused):
            carrying.carry_rules_set(
                actor=story.world.actor(who), version_id=story.version, now=story.world.now,
                rules={story.ids["1.4"]: SaidRule("worst_of", "", "")},
            )  # fmt: skip
    with pytest.raises(InputErrors) as faults:
        carrying.carry_rules_set(
            actor=story.world.actor("lan"), version_id=story.version, now=story.world.now,
            rules={story.ids["1.4"]: SaidRule("average", "luck", "x" * 301), 987654: SaidRule("sum", "", "")},
        )  # fmt: skip
    assert [fault.field for fault in faults.value.errors] == ["987654", "rule", "shared_by", "reason"]


# ------------------------------------------------------------------------------------------------- the figures


def merged(story: Story) -> Sheet:
    story.enter("thuong", _1_1="45/60", _1_2="12,5", _1_3="60", _1_4="Đạt", _1_5="2", _1_6="3", _1_7="4")
    story.enter("ha", _1_1="60/120", _1_2="0", _1_3="50", _1_4="Không đạt", _1_5="0", _1_6="5", _1_7="2")
    return story.after(story.change(("thuong", "ha"), ("98011",))["98011"])


def test_a_merger_adds_counts_weighs_rates_and_leaves_the_rest_blank_with_its_reason(story: Story) -> None:
    found = story.of(merged(story))
    # 45/60 and 60/120 are 105 of 180, never the mean of 75 % and 50 %.
    assert (found["1.1"].entry.numerator, found["1.1"].entry.denominator) == (105, 180)
    assert found["1.1"].shown == "105/180"
    assert found["1.2"].entry.number == Decimal("12.5")  # a zero is a figure
    assert found["1.5"].entry.number == 2
    assert found["1.7"].entry.number == 2  # the village that has the least
    assert found["1.3"].entry is None and "tử số và mẫu số" in found["1.3"].why
    assert found["1.4"].entry is None and "không so sánh được" in found["1.4"].why
    assert found["1.6"].entry is None and found["1.6"].why
    assert [(s.unit_name, s.value) for s in found["1.1"].sources] == [
        ("Xã Thượng Sơn", "45/60"), ("Xã Hạ Sơn", "60/120"),
    ]  # fmt: skip
    assert "Quy đổi từ Xã Hạ Sơn, Xã Thượng Sơn" in found["1.1"].footnote


def test_one_predecessor_without_a_figure_leaves_a_blank_never_half_a_sum(story: Story) -> None:
    story.enter("thuong", _1_2="12", _1_1="45/60")
    found = story.of(story.after(story.change(("thuong", "ha"), ("98011",))["98011"]))
    assert found["1.2"].entry is None and "Xã Hạ Sơn chưa có số liệu (1/2 đơn vị có)" in found["1.2"].why
    assert found["1.1"].entry is None


def test_what_the_office_says_goes_before_the_default(story: Story) -> None:
    sheet = merged(story)
    lan, now = story.world.actor("lan"), story.world.now
    worst = SaidRule("worst_of", "", "theo Công văn 1")
    rules = {story.ids["1.4"]: worst, story.ids["1.2"]: worst}
    assert carrying.carry_rules_set(actor=lan, version_id=story.version, rules=rules, now=now) == 2
    assert carrying.carry_rules_set(actor=lan, version_id=story.version, rules=rules, now=now) == 0
    found = story.of(sheet)
    assert found["1.4"].shown == "Không đạt"
    assert found["1.2"].entry.number == 0
    carrying.carry_rules_set(
        actor=lan, version_id=story.version, rules={story.ids["1.4"]: SaidRule("", "", "")}, now=now
    )
    assert story.of(sheet)["1.4"].entry is None


def test_a_divided_commune_counts_by_its_share_or_not_at_all(story: Story) -> None:
    world = story.world
    story.enter("thuong", _1_2="30")
    story.enter("ha", _1_2="10", _1_1="60/120")
    ha = world.units["ha"]
    new = story.change(
        ("thuong", "ha"), ("98011", "98012"),
        links=(
            PlannedLink(world.units["thuong"], "98011"),
            PlannedLink(ha, "98011", Decimal(1), Decimal(3), "area"),
            PlannedLink(ha, "98012", Decimal(2), Decimal(3), "area"),
        ),
    )  # fmt: skip
    first = story.after(new["98011"])
    assert story.of(first)["1.2"].entry.number == Decimal("33.333333")
    second = selectors.sheet_by_id(
        world.actor("lan"), Sheet.objects.get(round=first.round, unit_id=new["98012"]).pk
    )
    assert story.of(second)["1.1"].shown == "40/80"
    carrying.carry_rules_set(
        actor=world.actor("lan"), version_id=story.version, now=world.now,
        rules={story.ids["1.2"]: SaidRule("", "population", "đường chia theo dân số")},
    )  # fmt: skip
    assert "chưa biết tỷ lệ chia của Xã Hạ Sơn" in story.of(first)["1.2"].why


def test_an_unchanged_commune_shows_its_own_figures_words_too(story: Story) -> None:
    story.enter("thuong", _1_1="45/60", _1_4="Đạt", _1_3="60")
    story.change(("ha", "dong"), ("98011",))
    found = story.of(story.after(story.world.units["thuong"]))
    assert {code: (each.shown, each.rule, each.note) for code, each in found.items()} == {
        "1.1": ("45/60", "", ""), "1.3": ("60", "", ""), "1.4": ("Đạt", "", ""),
    }  # fmt: skip


def test_into_another_set_only_by_topic_kind_and_unit(story: Story) -> None:
    """No topic leads from this set to that one, though codes and names are the same: all blank, with the reason."""
    story.enter("thuong", _1_1="45/60", _1_2="12")
    version, ids = bring(story.world, a_set("thu-khac", *ROWS))
    found = story.of(story.after(story.world.units["thuong"], version), ids)
    assert set(found) == {code for code, *_rest in ROWS}
    assert all(each.entry is None and "không có chỉ tiêu cùng chủ đề" in each.why for each in found.values())


def test_a_later_version_of_the_set_keeps_rows_of_the_same_kind_and_unit(story: Story) -> None:
    world = story.world
    story.enter("thuong", _1_1="45/60", _1_2="12")
    draft = criteria_acts.draft_start(
        actor=world.actor("lan"), base_id=story.version, relation="amends", now=world.now,
        head=criteria_acts.Head("02/QĐ", effective_from=date(2026, 1, 15), change_note="sửa"),
    )  # fmt: skip
    criteria_acts.version_publish(actor=world.actor("hanh"), version_id=draft.pk, now=world.now)
    ids = {row.code: row.pk for row in criteria.indicators_of(draft.pk)}
    found = story.of(story.after(world.units["thuong"], draft.pk), ids)
    assert (found["1.1"].shown, found["1.2"].shown) == ("45/60", "12")


# ------------------------------------------------------------------------------------------------- the act


def current(sheet: Sheet) -> dict[int, tuple[str, str]]:
    return {
        pk: (value.act, typed_form(value))
        for (_sheet, pk), parts in selectors.current_values([sheet.pk]).items()
        for value in parts.values()
    }


def test_it_fills_what_is_empty_overwrites_nothing_and_says_where_it_came_from(story: Story) -> None:
    sheet, lan, now = merged(story), story.world.actor("lan"), story.world.now
    own = story.ids["1.2"]
    value_save(actor=lan, sheet_id=sheet.pk, indicator_id=own, typed={"": "99"}, now=now)
    preview = carrying.sheet_carry_preview(actor=lan, sheet_id=sheet.pk, now=now)
    assert set(current(sheet)) == {own}, "a preview writes nothing"
    report = carrying.sheet_carry_over(actor=lan, sheet_id=sheet.pk, now=now)
    assert report == preview
    assert {line.code: line.outcome for line in report.lines} == {
        "1.1": "filled", "1.2": "kept", "1.3": "blank", "1.4": "blank", "1.5": "filled", "1.6": "blank",
        "1.7": "filled",
    }  # fmt: skip
    assert current(sheet) == {
        own: ("value.save", "99"),
        story.ids["1.1"]: ("sheet.carry_over", "105/180"),
        story.ids["1.5"]: ("sheet.carry_over", "2"),
        story.ids["1.7"]: ("sheet.carry_over", "2"),
    }
    words = Value.objects.get(sheet=sheet, indicator_id=story.ids["1.1"]).explanation
    assert "Đợt trước" in words and "bình quân gia quyền" in words and "Xã Hạ Sơn" in words
    rows = {row.indicator.code: row for row in selectors.grid(sheet)}
    assert rows["1.1"].cells[0].carried and not rows["1.2"].cells[0].carried
    assert rows["1.1"].result.verification == "ENTERED"


def test_undo_empties_only_what_nobody_touched_and_confirming_makes_it_ones_own(story: Story) -> None:
    sheet, lan, now = merged(story), story.world.actor("lan"), story.world.now
    carrying.sheet_carry_over(actor=lan, sheet_id=sheet.pk, now=now)
    value_save(actor=lan, sheet_id=sheet.pk, indicator_id=story.ids["1.1"], typed={"": "106/180"}, now=now)
    done = carrying.sheet_carry_confirm(
        actor=lan, sheet_id=sheet.pk, now=now, indicator_ids={story.ids["1.5"], story.ids["1.1"]}
    )
    assert done == 1
    kept = Value.objects.count()
    assert carrying.sheet_carry_undo(actor=lan, sheet_id=sheet.pk, now=now) == 2
    assert Value.objects.count() == kept + 2, "an undo writes, it deletes nothing"
    assert current(sheet) == {
        story.ids["1.1"]: ("value.save", "106/180"),
        story.ids["1.5"]: ("sheet.carry_confirm", "2"),
        story.ids["1.2"]: ("sheet.carry_undo", ""),
        story.ids["1.7"]: ("sheet.carry_undo", ""),
    }
    again = carrying.sheet_carry_over(actor=lan, sheet_id=sheet.pk, now=now)
    assert [line.code for line in again.of("filled")] == ["1.2", "1.7"], "what was emptied can be taken again"


@pytest.fixture
def of_parts(world: World) -> tuple[Sheet, dict[str, int]]:
    """A sheet on the national set of 57 indicators after a round on it, whose row 5 is typed in several parts."""
    version, ids = bring(world, sets.load_set("ntm-xa-2021-2025"))
    before = make_round(world, version, "Đợt trước", date(2026, 1, 1), None)
    old = Sheet.objects.get(round=before, unit_id=world.units["thuong"])
    value_save(
        actor=world.actor("lan"), sheet_id=old.pk, indicator_id=ids["5"],
        typed={"so_truong": "4", "csvc_toi_thieu": "100"}, now=world.now,
    )  # fmt: skip
    round_ = make_round(world, version, "Đợt sau", date(2026, 2, 2), before.pk)
    return Sheet.objects.get(round=round_, unit_id=world.units["thuong"]), ids


def test_parts_are_named_as_people_know_them(world: World, of_parts: tuple[Sheet, dict[str, int]]) -> None:
    sheet, _ids = of_parts
    page = sign_in(world, "lan").get(f"/rounds/sheets/{sheet.pk}/carry/").content.decode()
    assert re.findall(r'class="row-part">([^<]+)<', page)[0] == "số trường học trên địa bàn xã"
    assert "so_truong" not in page and "csvc_toi_thieu" not in page


def test_the_grid_is_narrowed_by_indicators_as_the_head_counts_them(
    world: World, of_parts: tuple[Sheet, dict[str, int]]
) -> None:
    sheet, ids = of_parts
    lan = sign_in(world, "lan")

    def chips() -> dict[str, int]:
        page = lan.get(f"/rounds/sheets/{sheet.pk}/").content.decode()
        found = re.findall(r'data-only="(\w+)"[^>]*>[^<]*<span data-n>(\d+)<', page)
        return {key: int(n) for key, n in found} | {
            "head": int(re.findall(r'id="count-entered">(\d+)/57<', page)[0]),
            "rows of 5": page.count(f'data-indicator="{ids["5"]}"'),
        }

    first = chips()
    assert first["rows of 5"] > 1
    assert (first["head"], first["empty"], first["carried"]) == (0, 57, 0)
    carrying.sheet_carry_over(actor=world.actor("lan"), sheet_id=sheet.pk, now=world.now)
    after = chips()
    assert (after["head"], after["empty"], after["carried"]) == (1, 56, 1), "two cells of one indicator are one"


def test_nothing_of_the_sources_changes(story: Story) -> None:
    sheet = merged(story)
    with act(story.world.actor("lan"), "test.look"):
        before = list(Value.objects.filter(sheet__round=story.before).order_by("id").values())
    carrying.sheet_carry_over(actor=story.world.actor("lan"), sheet_id=sheet.pk, now=story.world.now)
    assert list(Value.objects.filter(sheet__round=story.before).order_by("id").values()) == before



def test_every_default_is_of_a_kind_that_is_there_and_pass_fail_has_none() -> None:
    from dieuphoi.programme.assessments.carry_rules import _defaults
    from dieuphoi.programme.criteria.kinds import kinds

    assert set(_defaults()) <= set(kinds())
    assert not [kind for kind in _defaults() if kind.startswith("pass_fail")]

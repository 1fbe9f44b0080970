"""Real provinces: load, merge, undo, merge again, counted by SQL of our own over the package's file.

M02, S0-14, S3-13; faults 1, 3, 4, 32.
"""

from __future__ import annotations

import importlib.util
import json
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import connection

from dieuphoi.core.kernel.actor import Actor, Grant, system_actor
from dieuphoi.core.kernel.errors import InputErrors, Refused
from dieuphoi.registry.territory.models import AdminUnit, UnitCode, UnitName, UnitParent
from dieuphoi.registry.territory.selectors import (
    classification_on,
    communes_in,
    find_province,
    predecessor_closure,
    units_on,
)
from dieuphoi.registry.territory.services import (
    change_apply,
    change_dry_run,
    change_undo,
    territory_change_load,
    territory_load,
    units_create,
)
from dieuphoi.registry.territory.services.units import NewUnit

EVE, DAY = date(2025, 6, 30), date(2025, 7, 1)
NOW = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
SYSTEM = system_actor(DAY)
TABLES = (AdminUnit, UnitName, UnitCode, UnitParent)


def package() -> Path:
    spec = importlib.util.find_spec("vietnamadminunits")
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(next(iter(spec.submodule_search_locations))) / "data"


def ask(sql: str, *params: str) -> list[tuple]:
    with closing(sqlite3.connect(f"{(package() / 'dataset.db').as_uri()}?mode=ro&immutable=1", uri=True)) as db:
        return db.execute(sql, params).fetchall()


def in_package(day: date, *provinces: str) -> Counter[str]:
    """Commune units by the first word of their name, by plain SQL."""
    table = "admin_units_legacy" if day == EVE else "admin_units"
    found: Counter[str] = Counter()
    for province in provinces:
        for (name,) in ask(f"SELECT ward FROM {table} WHERE province = ? AND ward IS NOT NULL", province):
            word = next(word for word in WORDS.values() if name.lower().startswith(word.lower()))
            found[word] += 1
    return found


WORDS = {"xa": "Xã", "phuong": "Phường", "thi_tran": "Thị trấn", "dac_khu": "Đặc khu"}


def in_database(day: date, *provinces: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for province in provinces:
        unit = find_province(province, day)
        found.update(WORDS[row.type] for row in units_on(SYSTEM, day, kind="commune", province=unit.id))
    return found


def plan(province: str):
    return territory_change_load(actor=SYSTEM, province=province, effective_on=DAY, now=NOW)


def apply(ids):
    return change_apply(actor=SYSTEM, ids=ids, now=NOW)


def undo(ids, reason: str = "thử"):
    return change_undo(actor=SYSTEM, ids=ids, reason=reason, now=NOW)


def rows_of(codes_or_all: set[int] | None = None) -> dict[str, dict[int, tuple]]:
    """Every row of the four tables, by id: what an undo must give back."""
    found: dict[str, dict[int, tuple]] = {}
    with connection.cursor() as cursor:
        for model in TABLES:
            cursor.execute(f"SELECT id, t::text FROM {model._meta.db_table} AS t")
            found[model.__name__] = {
                pk: text for pk, text in cursor.fetchall() if codes_or_all is None or pk in codes_or_all
            }
    return found


@pytest.mark.django_db
class TestHaTinh:
    def test_the_figures_of_the_issue(self) -> None:
        """209 commune units of which 170 xã before, 69 of which 60 xã after; typed here, and asked of the package."""
        assert in_package(EVE, "Tỉnh Hà Tĩnh") == {"Xã": 170, "Phường": 25, "Thị trấn": 14}
        assert in_package(DAY, "Tỉnh Hà Tĩnh") == {"Xã": 60, "Phường": 9}
        assert len(ask("SELECT DISTINCT districtCode FROM admin_units_legacy WHERE province = 'Tỉnh Hà Tĩnh'")) == 12

    def test_load_merge_undo_merge_again(self) -> None:
        report = territory_load(actor=SYSTEM, province="ha tinh", as_of=EVE, now=NOW)
        assert report.created == {
            "tinh": 1, "huyen": 9, "thi_xa": 2, "thanh_pho": 1, "xa": 170, "phuong": 25, "thi_tran": 14,
        }  # fmt: skip
        assert report.regions == {"BTB": 209}
        assert in_database(EVE, "Hà Tĩnh") == in_database(DAY, "Hà Tĩnh") == in_package(EVE, "Tỉnh Hà Tĩnh")
        before = rows_of()
        for _time in range(2):
            mapped = plan("Tỉnh Hà Tĩnh")
            assert (len(mapped.groups), len(mapped.districts), mapped.loaded) == (66, 12, [])
            trial = change_dry_run(actor=SYSTEM, ids=mapped.ids, now=NOW)
            assert in_database(DAY, "Hà Tĩnh") == in_package(EVE, "Tỉnh Hà Tĩnh"), "a dry run writes nothing"
            real = apply(mapped.ids)
            assert trial.as_json() == real.as_json()
            assert real.changes == {"merge": 62, "regroup": 2, "move": 2, "end": 12}
            assert (real.before["commune"], real.before["xa"]) == (209, 170)
            assert (real.after["commune"], real.after["xa"], real.after["phuong"]) == (69, 60, 9)
            assert (real.created, real.kept, real.divided) == ({"xa": 58, "phuong": 9}, {"xa": 2}, 2)
            assert in_database(EVE, "Hà Tĩnh") == in_package(EVE, "Tỉnh Hà Tĩnh")
            assert in_database(DAY, "Hà Tĩnh") == in_package(DAY, "Tỉnh Hà Tĩnh")
            assert units_on(SYSTEM, DAY, kind="district") == []
            assert len(units_on(SYSTEM, EVE, kind="district")) == 12
            made = rows_of()
            again = plan("Hà Tĩnh")
            assert (again.planned, again.found, again.ids) == (0, {"APPLIED": 78}, mapped.ids)
            assert change_apply(actor=SYSTEM, ids=again.ids, now=NOW).as_json() == real.as_json()
            assert rows_of() == made, "a second load, a second apply: nothing"
            done = undo(mapped.ids)
            assert done.warnings == ()
            after = rows_of()
            for table, rows in before.items():
                assert {pk: after[table][pk] for pk in rows} == rows, "row by row as before"
                assert made[table].keys() == after[table].keys(), "nothing is deleted"
                new = set(after[table]) - set(rows)
                assert all("empty" in after[table][pk] for pk in new)
            assert in_database(DAY, "Hà Tĩnh") == in_package(EVE, "Tỉnh Hà Tĩnh")
            assert len(units_on(SYSTEM, DAY, kind="district")) == 12

    def test_the_unit_that_kept_its_code_is_not_the_old_one(self) -> None:
        """Fault 32: 18073 was Phường Nam Hà's neighbourhood; Thành Sen is new though the code is old."""
        mapped = plan("Hà Tĩnh")
        assert [report.province for report in mapped.loaded] == ["Tỉnh Hà Tĩnh"]
        apply(mapped.ids)
        (old,) = ask("SELECT ward FROM admin_units_legacy WHERE wardCode = '18073'")
        on = {day: next(r for r in units_on(SYSTEM, day, kind="commune") if r.code == "18073") for day in (EVE, DAY)}
        assert on[EVE].full_name == old[0]
        assert on[DAY].full_name == "Phường Thành Sen"
        assert on[EVE].id != on[DAY].id
        # It took in nine old units whole and part of Đại Nài: ten predecessors by the mapping's own text.
        mapping = json.loads((package() / "converter_2025.json").read_text(encoding="utf-8"))
        whole = mapping["DICT_PROVINCE_WARD_NO_DIVIDED"]["tinhhatinh"]["phuongthanhsen"]
        parts = [
            key
            for key, news in mapping["DICT_PROVINCE_WARD_DIVIDED"]["tinhhatinh"].items()
            if any(new["newWardKey"] == "phuongthanhsen" for new in news)
        ]
        assert len(parts) == 1
        assert len(predecessor_closure([on[DAY].id])[on[DAY].id]) == len(whole) + 1

    def test_an_unchanged_unit_keeps_its_id_and_moves_under_the_province(self) -> None:
        mapped = plan("Hà Tĩnh")
        before = {row.code: row for row in units_on(SYSTEM, EVE, kind="commune")}
        apply(mapped.ids)
        after = {row.code: row for row in units_on(SYSTEM, DAY, kind="commune")}
        kept = {code for code in before if code in after and before[code].id == after[code].id}
        assert kept == {"18196", "18199"}
        for code in kept:
            assert before[code].parent_name == "Huyện Hương Sơn"
            assert after[code].parent_name == "Tỉnh Hà Tĩnh"

    def test_divided_units_have_no_share(self) -> None:
        from dieuphoi.registry.territory.models import UnitChangeLink

        mapped = plan("Hà Tĩnh")
        assert UnitChangeLink.objects.exclude(numerator=None).count() == 0
        divided = [text for text in mapped.doubts if "bị chia" in text]
        assert len(divided) == 2
        assert any("Đại Nài" in text and "2 đơn vị" in text for text in divided)
        assert any("Kỳ Lợi" in text and "3 đơn vị" in text for text in divided)

    def test_one_group_alone_is_undone_and_merged_again(self) -> None:
        mapped = plan("Hà Tĩnh")
        apply(mapped.ids)
        first = mapped.groups[5]
        done = undo([first])
        assert len(done.warnings) == 1
        assert "đã kết thúc" in done.warnings[0]
        again = plan("Hà Tĩnh")
        assert (again.planned, again.found) == (1, {"APPLIED": 77})
        assert len(again.batches) == 2
        apply(again.ids)
        assert in_database(DAY, "Hà Tĩnh") == in_package(DAY, "Tỉnh Hà Tĩnh")

    def test_loaded_as_of_the_day_first_the_past_is_joined_to_it(self) -> None:
        """An office that began on 2025-07-01 keeps its units: the past is put before them, the changes join both."""
        report = territory_load(actor=SYSTEM, province="Hà Tĩnh", as_of=DAY, now=NOW)
        mine = {row.code: row.id for row in units_on(SYSTEM, DAY, kind="commune")}
        old = territory_load(actor=SYSTEM, province="Hà Tĩnh", as_of=EVE, now=NOW)
        assert old.province_id == report.province_id
        assert (old.created["xa"], old.completed) == (168, 2)
        assert in_database(EVE, "Hà Tĩnh") == in_package(EVE, "Tỉnh Hà Tĩnh")
        assert in_database(DAY, "Hà Tĩnh") == in_package(DAY, "Tỉnh Hà Tĩnh")
        assert not territory_load(actor=SYSTEM, province="Hà Tĩnh", as_of=EVE, now=NOW).changed
        mapped = plan("Hà Tĩnh")
        before = rows_of()
        real = apply(mapped.ids)
        assert (real.created, real.adopted, real.kept) == ({}, {"xa": 58, "phuong": 9}, {"xa": 2})
        assert {row.code: row.id for row in units_on(SYSTEM, DAY, kind="commune")} == mine
        assert len(predecessor_closure(mine.values())) == 67
        assert in_database(DAY, "Hà Tĩnh") == in_package(DAY, "Tỉnh Hà Tĩnh")
        undo(mapped.ids)
        assert rows_of() == before
        assert len(plan("Hà Tĩnh").groups) == 66

    def test_the_day_is_not_loaded_over_units_that_wait_to_be_merged(self) -> None:
        territory_load(actor=SYSTEM, province="Hà Tĩnh", as_of=EVE, now=NOW)
        before = rows_of()
        with pytest.raises(Refused, match="territory change load --province") as refusal:
            territory_load(actor=SYSTEM, province="Hà Tĩnh", as_of=DAY, now=NOW)
        assert refusal.value.code == "not_merged_yet"
        assert rows_of() == before
        apply(plan("Hà Tĩnh").ids)
        assert not territory_load(actor=SYSTEM, province="Hà Tĩnh", as_of=DAY, now=NOW).changed

    def test_beside_another_province_and_its_villages(self) -> None:
        """A village goes with its commune; of a divided commune nobody knows where it went; other provinces stay."""
        units_create(
            actor=SYSTEM,
            rows=[
                NewUnit("p", "province", "tinh", "Giả Định", "99", None, "thử"),
                NewUnit("c", "commune", "xa", "Khác", "99001", "p", "thử"),
            ],
            now=NOW,
        )
        territory_load(actor=SYSTEM, province="Hà Tĩnh", as_of=EVE, now=NOW)
        eve = {row.full_name: row for row in units_on(SYSTEM, EVE, kind="commune")}
        ids = units_create(
            actor=SYSTEM,
            rows=[
                NewUnit("a", "village", "thon", "Kim Cương", "", eve["Xã Sơn Kim 1"].id, "thử"),
                NewUnit("b", "village", "thon", "Đông", "", eve["Xã Kỳ Châu"].id, "thử"),
                NewUnit("c", "village", "thon", "Hải Hà", "", eve["Xã Kỳ Lợi"].id, "thử"),
            ],
            now=NOW,
        )
        before = rows_of()
        mapped = plan("Hà Tĩnh")
        real = apply(mapped.ids)
        assert (real.moved, real.orphans) == (2, ["Thôn Hải Hà"])
        day = {row.id: row for row in units_on(SYSTEM, DAY, ids=ids.values())}
        assert day[ids["a"]].parent_name == "Xã Sơn Kim 1"
        assert day[ids["b"]].parent_name in {"Phường Sông Trí", "Phường Vũng Áng", "Phường Hoành Sơn", "Xã Kỳ Châu"}
        assert {day[ids["a"]].province_name, day[ids["b"]].province_name} == {"Tỉnh Hà Tĩnh"}
        assert (day[ids["c"]].parent_id, day[ids["c"]].province_id) == (None, None)
        assert len(communes_in(SYSTEM, find_province("Giả Định", DAY).id, DAY)) == 1
        undo(mapped.ids)
        after = rows_of()
        assert all(after[table][pk] == row for table, rows in before.items() for pk, row in rows.items())

    def test_regions_go_on_and_other_classes_do_not(self) -> None:
        mapped = plan("Hà Tĩnh")
        apply(mapped.ids)
        rows = communes_in(SYSTEM, find_province("Hà Tĩnh", DAY).id, DAY)
        classes = classification_on([row.id for row in rows], DAY)
        assert {each["region7"] for each in classes.values()} == {"BTB"}


@pytest.mark.django_db
class TestRefusals:
    def test_who_may_not(self) -> None:
        officer = Actor(id=7, name="Tuấn", on=DAY, grants=(Grant(role="commune_officer"),))
        with pytest.raises(Refused) as refusal:
            territory_change_load(actor=officer, province="Hà Tĩnh", effective_on=DAY, now=NOW)
        assert refusal.value.status == 403
        assert not AdminUnit.objects.exists()

    def test_another_day_and_a_former_name(self) -> None:
        with pytest.raises(Refused, match="01/07/2025"):
            territory_change_load(actor=SYSTEM, province="Hà Tĩnh", effective_on=EVE, now=NOW)
        with pytest.raises(InputErrors, match="Tỉnh Tuyên Quang"):
            territory_change_load(actor=SYSTEM, province="Hà Giang", effective_on=DAY, now=NOW)

    def test_a_new_province_is_not_undone_from_under_its_communes(self) -> None:
        mapped = plan("Lai Châu")
        apply(mapped.ids)
        mapped = plan("Lào Cai")
        apply(mapped.ids)
        with pytest.raises(Refused, match="đơn vị trực thuộc: 99") as refusal:
            undo([mapped.groups[0]])
        assert refusal.value.code == "rests"


REAL = {
    # new name: old provinces, groups of communes by the mapping (counted by hand from the file), changes of provinces
    "Lào Cai": (("Tỉnh Lào Cai", "Tỉnh Yên Bái"), 99),
    "Tuyên Quang": (("Tỉnh Hà Giang", "Tỉnh Tuyên Quang"), 119),
    "Cần Thơ": (("Thành phố Cần Thơ", "Tỉnh Hậu Giang", "Tỉnh Sóc Trăng"), 92),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", REAL)
def test_a_province_made_of_several(name: str) -> None:
    olds, groups = REAL[name]
    new = next(full for (full,) in ask("SELECT DISTINCT province FROM admin_units") if full.endswith(name))
    mapped = plan(name)
    assert {report.province for report in mapped.loaded} == set(olds)
    assert len(mapped.groups) == groups + 1
    before = rows_of()
    trial = change_dry_run(actor=SYSTEM, ids=mapped.ids, now=NOW)
    real = apply(mapped.ids)
    assert trial.as_json() == real.as_json()
    assert in_database(EVE, *olds) == in_package(EVE, *olds)
    assert in_database(DAY, new) == in_package(DAY, new)
    there = {row.full_name for row in units_on(SYSTEM, DAY, kind="province")}
    assert there == {new}
    assert find_province(olds[0], EVE).id != find_province(new, DAY).id
    undo(mapped.ids)
    after = rows_of()
    assert all(after[table][pk] == row for table, rows in before.items() for pk, row in rows.items())
    assert in_database(DAY, *olds) == in_package(EVE, *olds)
    again = plan(name)
    apply(again.ids)
    assert in_database(DAY, new) == in_package(DAY, new)


@pytest.mark.django_db
def test_an_island_district_without_communes_is_a_predecessor() -> None:
    """Côn Đảo and its kind: the district itself became the special zone."""
    mapped = plan("Quảng Trị")
    apply(mapped.ids)
    island = next(row for row in units_on(SYSTEM, DAY, kind="commune") if row.type == "dac_khu")
    (old,) = predecessor_closure([island.id])[island.id]
    assert [row.full_name for row in units_on(SYSTEM, EVE, ids=[old])] == ["Huyện Cồn Cỏ"]
    assert any("Cồn Cỏ" in text for text in mapped.doubts)
    assert in_database(DAY, "Quảng Trị") == in_package(DAY, "Tỉnh Quảng Trị")


@pytest.mark.django_db
def test_a_merged_province_that_was_loaded_as_of_the_day_gets_its_past() -> None:
    """Old and new Cần Thơ have one name and one code; they are two units, in whatever order they come."""
    territory_load(actor=SYSTEM, province="Cần Thơ", as_of=DAY, now=NOW)
    mine = {row.code: row.id for row in units_on(SYSTEM, DAY)}
    mapped = plan("Cần Thơ")
    real = apply(mapped.ids)
    assert (real.created, real.adopted["thanh_pho_tw"]) == ({}, 1)
    assert {row.code: row.id for row in units_on(SYSTEM, DAY)} == mine
    olds = REAL["Cần Thơ"][0]
    assert in_database(EVE, *olds) == in_package(EVE, *olds)
    assert in_database(DAY, "Thành phố Cần Thơ") == in_package(DAY, "Thành phố Cần Thơ")
    new = find_province("Cần Thơ", DAY).id
    assert predecessor_closure([new])[new] == {find_province(each, EVE).id for each in olds}

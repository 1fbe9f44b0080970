"""Loading a province from the data package: what is refused, what is loaded, what a second load does.

Numbers are hand-written: Hà Tĩnh has 60 xã and 9 phường since 2025-07-01, the country 34 provinces and
3,321 commune units, of them 2,621 xã.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dieuphoi.core.kernel.actor import Actor, Grant, system_actor
from dieuphoi.core.kernel.errors import InputErrors, Refused
from dieuphoi.core.kernel.ranges import date_range
from dieuphoi.registry.territory import loader
from dieuphoi.registry.territory.models import AdminUnit, UnitCode, UnitName, UnitParent
from dieuphoi.registry.territory.selectors import classification_on, communes_in, find_province, units_on
from dieuphoi.registry.territory.selectors.units import CLASS_WORDS, REGION, class_words
from dieuphoi.registry.territory.services import NewUnit, territory_load, units_create

DAY = date(2025, 7, 1)
EVE = date(2025, 6, 30)
NOW = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
SYSTEM = system_actor(DAY)


def load(province: str, actor: Actor = SYSTEM, as_of: date = DAY):
    return territory_load(actor=actor, province=province, as_of=as_of, now=NOW)


@pytest.mark.django_db
class TestRefusals:
    def test_an_officer_of_a_commune_may_not_load(self) -> None:
        officer = Actor(id=7, name="Tuấn", on=DAY, grants=(Grant(role="commune_officer"),))
        with pytest.raises(Refused) as refusal:
            load("Hà Tĩnh", actor=officer)
        assert refusal.value.status == 403
        assert not AdminUnit.objects.exists()

    @pytest.mark.parametrize("day", [date(2025, 6, 29), date(2025, 7, 2), date(2026, 1, 1), date(2019, 12, 31)])
    def test_a_day_the_package_does_not_know_is_refused(self, day: date) -> None:
        with pytest.raises(Refused, match="chỉ biết địa bàn ngày 30/06/2025 và ngày 01/07/2025"):
            load("Hà Tĩnh", as_of=day)
        assert not AdminUnit.objects.exists()

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("Hà Tĩn", "Gần giống: Tỉnh Hà Tĩnh"),
            ("Hà Giang", "thuộc Tỉnh Tuyên Quang"),
            ("Xyzzy", "Các tỉnh: "),
        ],
    )
    def test_an_unknown_province_is_answered_with_what_is_near(self, typed: str, said: str) -> None:
        with pytest.raises(InputErrors, match=said):
            load(typed)

    def test_a_code_that_another_unit_holds_is_a_conflict_and_nothing_is_saved(self) -> None:
        ids = units_create(
            actor=SYSTEM,
            rows=[
                NewUnit("p", "province", "tinh", "Giả Định", "99", None, "thử"),
                # 18196 is Xã Sơn Kim 1, 18199 Xã Sơn Kim 2 of Hà Tĩnh.
                NewUnit("a", "commune", "xa", "Khác Hẳn", "18196", "p", "thử"),
                NewUnit("b", "commune", "xa", "Sơn Kim 2", "18199", "p", "thử"),
            ],
            now=NOW,
        )
        with pytest.raises(InputErrors) as refusal:
            load("Hà Tĩnh")
        assert {error.value for error in refusal.value.errors} == {"18196", "18199"}
        assert "Xã Khác Hẳn (Tỉnh Giả Định)" in str(refusal.value)
        assert set(AdminUnit.objects.values_list("id", flat=True)) == set(ids.values())


@pytest.mark.django_db
class TestHaTinh:
    def test_the_units_of_the_day(self) -> None:
        report = load("Hà Tĩnh")
        assert report.created == {"tinh": 1, "xa": 60, "phuong": 9}
        assert report.changed
        assert (report.new_since_reform, report.unchanged) == (67, 2)
        assert report.regions == {"BTB": 69}
        assert report.without_region == ()
        rows = units_on(SYSTEM, DAY, kind="commune", province=report.province_id)
        assert len(rows) == 69
        assert len(communes_in(SYSTEM, report.province_id, DAY)) == 60
        assert {row.province_name for row in rows} == {"Tỉnh Hà Tĩnh"}
        assert {row.full_name for row in rows if row.code in {"18196", "18073"}} == {
            "Xã Sơn Kim 1",
            "Phường Thành Sen",
        }

    def test_a_second_load_changes_nothing_and_says_so(self) -> None:
        load("Hà Tĩnh")
        before = _history()
        report = load("tỉnh  HA TINH")
        assert not report.changed
        assert report.created == {}
        assert report.present == {"tinh": 1, "xa": 60, "phuong": 9}
        assert _history() == before

    def test_what_is_missing_is_added_beside_what_is_there(self) -> None:
        load("Hà Tĩnh")
        report = load("Huế")
        assert report.created == {"thanh_pho_tw": 1, "xa": 19, "phuong": 21}
        assert find_province("ha tinh", DAY).code == "42"
        assert find_province("Thành phố Huế", DAY).code == "46"

    def test_starts_are_open_unless_the_mapping_proves_a_merger(self) -> None:
        """Sơn Kim 1 went on as it was; Thành Sen took eight units in and part of a ninth (fault 32)."""
        load("Hà Tĩnh")
        went_on = UnitCode.objects.get(code="18196")
        merged = UnitCode.objects.get(code="18073")
        assert (went_on.unit.valid.lower, merged.unit.valid.lower) == (None, DAY)
        assert UnitName.objects.get(unit=went_on.unit).valid.lower is None
        assert UnitParent.objects.get(unit=went_on.unit).valid.lower == DAY
        assert "một phần" in merged.unit.source
        assert "vietnamadminunits 1.0.4" in merged.unit.source

    def test_on_the_eve_no_unit_of_the_reform_exists(self) -> None:
        report = load("Hà Tĩnh")
        assert [row.full_name for row in units_on(SYSTEM, EVE)] == [
            "Tỉnh Hà Tĩnh",
            "Xã Sơn Kim 1",
            "Xã Sơn Kim 2",
        ]
        assert communes_in(SYSTEM, report.province_id, EVE) == []

    def test_a_load_costs_the_same_queries_for_few_and_many_communes(self) -> None:
        costs = []
        for name in ("Lai Châu", "Thanh Hóa"):  # 38 and 166 communes
            with CaptureQueriesContext(connection) as queries:
                load(name)
            costs.append(len(queries))
        assert costs[0] == costs[1]


@pytest.mark.django_db
def test_a_unit_renamed_by_the_reform_goes_on_under_a_new_name() -> None:
    """Thị trấn Thạnh Mỹ (20695) became Xã Thạnh Mỹ of Đà Nẵng, with nothing joined."""
    load("Đà Nẵng")
    unit = UnitCode.objects.get(code="20695").unit
    assert unit.valid.lower is None
    name = UnitName.objects.get(unit=unit)
    assert (name.type, name.name, name.valid.lower) == ("xa", "Thạnh Mỹ", DAY)


@pytest.mark.django_db
def test_an_island_district_became_a_new_unit() -> None:
    load("Đà Nẵng")
    assert UnitCode.objects.get(code="20333").unit.valid.lower == DAY  # Đặc khu Hoàng Sa


@pytest.mark.django_db
def test_the_whole_country() -> None:
    types: Counter[str] = Counter()
    regions: Counter[str] = Counter()
    without: list[str] = []
    for name in loader.province_names(DAY):
        report = load(name)
        types.update(report.created)
        regions.update(report.regions)
        without.extend(report.without_region)
    assert types == {"xa": 2621, "phuong": 687, "dac_khu": 13, "tinh": 28, "thanh_pho_tw": 6}
    # Each of the two lies, by the package, in one old province of Đông Nam Bộ and one of the Mekong delta.
    assert without == ["Phường Tân Ninh (25459)", "Phường Long An (27694)"]
    assert sum(regions.values()) == 3319
    assert len(units_on(SYSTEM, DAY, kind="commune", types=("xa",))) == 2621
    kon_tum = UnitCode.objects.get(code="23293").unit_id  # Phường Kon Tum, since 2025 in Quảng Ngãi
    quang_ngai = UnitCode.objects.get(code="21028").unit_id  # Phường Cẩm Thành, the city of Quảng Ngãi
    classes = classification_on([kon_tum, quang_ngai], DAY)
    assert (classes[kon_tum]["region7"], classes[quang_ngai]["region7"]) == ("TN", "DHNTB")


@pytest.mark.django_db
def test_the_report_names_what_the_package_contradicts_itself_about() -> None:
    notes = "\n".join(load("Cần Thơ").notes)
    assert "Phường Tân Lộc (31213): cột loại của gói ghi “Xã”" in notes
    assert "Xã Phong Điền (31299): cột loại của gói ghi “Phường”" in notes
    assert "Gói không có: số và ngày nghị quyết" in notes


def test_each_of_the_63_provinces_has_one_region() -> None:
    regions = loader.read_regions().by_old_province
    assert len(regions) == 63
    assert Counter(regions.values()) == {
        "TDMNPB": 14,
        "DBSH": 11,
        "BTB": 6,
        "DHNTB": 8,
        "TN": 5,
        "DNB": 6,
        "DBSCL": 13,
    }
    assert (regions["42"], regions["01"], regions["62"], regions["80"]) == ("BTB", "DBSH", "TN", "DBSCL")


def test_the_package_is_never_imported() -> None:
    import sys

    loader.read_province("Hà Tĩnh", DAY)
    assert "vietnamadminunits" not in sys.modules


@pytest.mark.django_db
class TestUnitsCreate:
    def test_all_faults_at_once_and_nothing_saved(self) -> None:
        rows = [
            NewUnit("p", "province", "tinh", "Giả Định", "9", None, "thử"),
            NewUnit("x", "commune", "huyen", "", "1234", "q", "thử"),
            NewUnit("x", "commune", "xa", "Thượng Sơn", "00123", None, "thử"),
            NewUnit("y", "commune", "xa", "Hạ Sơn", "00123", "p", "thử"),
            NewUnit("z", "commune", "xa", "Trung Sơn", "00124", 999_999, "thử"),
        ]
        with pytest.raises(InputErrors) as refusal:
            units_create(actor=SYSTEM, rows=rows, now=NOW)
        found = [(error.row, error.field) for error in refusal.value.errors]
        assert found == [
            (1, "code"),
            (2, "type"),
            (2, "name"),
            (2, "code"),
            (2, "parent"),
            (3, "key"),
            (3, "parent"),
            (4, "code"),
            (5, "parent"),
        ]
        assert not AdminUnit.objects.exists()

    def test_a_code_may_be_used_again_once_its_unit_has_ended(self) -> None:
        """26740 was Phường Bến Nghé, then Phường Sài Gòn."""
        ids = units_create(
            actor=SYSTEM,
            rows=[
                NewUnit("p", "province", "thanh_pho_tw", "Hồ Chí Minh", "79", None, "thử"),
                NewUnit("old", "commune", "phuong", "Bến Nghé", "26740", "p", "thử", exists=date_range(None, DAY)),
                NewUnit("new", "commune", "phuong", "Sài Gòn", "26740", "p", "thử", exists=date_range(DAY, None)),
            ],
            now=NOW,
        )
        by_day = {day: [(row.id, row.name) for row in units_on(SYSTEM, day, kind="commune")] for day in (EVE, DAY)}
        assert by_day == {EVE: [(ids["old"], "Bến Nghé")], DAY: [(ids["new"], "Sài Gòn")]}


def _history() -> list[int]:
    """How many rows of history each table of territory has."""
    counts = []
    with connection.cursor() as cursor:
        for model in AdminUnit, UnitName, UnitCode, UnitParent:
            table = model._meta.get_field("history").related_model._meta.db_table
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts.append(cursor.fetchone()[0])
    return counts


def test_the_words_of_the_regions_are_those_of_the_data_file() -> None:
    data = yaml.safe_load((Path(loader.__file__).parent.parent / "data" / "region7.yaml").read_text(encoding="utf-8"))
    named = {code: each["name"] for code, each in data["regions"].items()}
    assert {value: str(said) for (kind, value), said in CLASS_WORDS.items() if kind == REGION} == named
    assert class_words("commune_group3", "nhom_2") == "Nhóm xã: nhóm 2"
    assert class_words("zone", "khu vực III") == "Khu vực: khu vực III"

"""The profile of communes: figures by year, planning documents, plans (S1-34, S3-30, S3-54, S4-41)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from dieuphoi.core.exchange.importers import Checked
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor, Grant, Places, anonymous_actor, system_actor
from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.registry.profile import selectors, services
from dieuphoi.registry.profile.models import CommuneStatistic, Measure, PlanningDocument
from dieuphoi.registry.profile.services import NewFigure
from dieuphoi.registry.profile.sheets import StatisticImporter
from dieuphoi.registry.territory.services import NewUnit, units_create
from tests.conftest import NOW

DAY = date(2026, 3, 2)
SYSTEM = system_actor(DAY)


@pytest.fixture
def units(db: None) -> dict[str, int]:
    return units_create(
        actor=SYSTEM,
        rows=[
            NewUnit("p", "province", "tinh", "Sơn Hà", "98", None, "thử"),
            NewUnit("a", "commune", "xa", "Thượng Sơn", "98001", "p", "thử"),
            NewUnit("b", "commune", "xa", "Hạ Sơn", "98002", "p", "thử"),
        ],
        now=NOW,
    )


@pytest.fixture
def codes(units: dict[str, int]) -> dict[str, int]:
    return dict(Measure.objects.values_list("code", "id"))


def officer(place: int, role: str = "commune_officer") -> Actor:
    here = Places(ids=frozenset({place}))
    return Actor(id=9, name="Tuấn", on=DAY, grants=(Grant(role=role, read=here, write=here),))


def reader() -> Actor:
    return Actor(
        id=8, name="Minh", on=DAY, grants=(Grant(role="department_head", read=Places(everything=True)),)
    )


def save(actor: Actor, *figures: NewFigure) -> services.Saved:
    return services.statistics_save(actor=actor, figures=figures, now=NOW)


class TestRefusals:
    def test_a_neighbour_is_not_there_and_a_reader_may_not_write(
        self, units: dict[str, int], codes: dict[str, int]
    ) -> None:
        figure = NewFigure(units["b"], 2025, codes["dan_so"], Decimal(10))
        with pytest.raises(NotVisible):
            save(officer(units["a"]), figure)
        with pytest.raises(Refused) as refusal:
            save(reader(), figure)
        assert refusal.value.status == 403
        assert not CommuneStatistic.objects.exists()

    def test_all_faults_at_once(self, units: dict[str, int], codes: dict[str, int]) -> None:
        with pytest.raises(InputErrors) as faults:
            save(
                SYSTEM,
                NewFigure(units["a"], 1900, codes["dan_so"], Decimal(1)),
                NewFigure(units["a"], 2025, 999_999, Decimal(1)),
                NewFigure(units["a"], 2025, codes["ty_le_ngheo"], numerator=Decimal(1)),
                NewFigure(units["a"], 2025, codes["so_ho"], Decimal(1)),
                NewFigure(units["a"], 2025, codes["so_ho"], Decimal(2)),
            )
        assert [error.field for error in faults.value.errors] == ["year", "measure", "denominator", "measure"]

    def test_figures_are_never_changed_and_begin_once(self, units: dict[str, int], codes: dict[str, int]) -> None:
        save(SYSTEM, NewFigure(units["a"], 2025, codes["dan_so"], Decimal(10)))
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic(), act(SYSTEM, "test.write"):
            CommuneStatistic.objects.update(number=1)
        with pytest.raises(IntegrityError, match="statistic_one_beginning"), act(SYSTEM, "test.write"):
            CommuneStatistic.objects.create(
                unit_id=units["a"], year=2025, measure_id=codes["dan_so"], number=1, recorded_at=NOW
            )

    def test_an_approved_planning_document_needs_its_decision(self, units: dict[str, int]) -> None:
        with pytest.raises(InputErrors, match="cần số quyết định"):
            services.planning_save(
                actor=officer(units["a"]), unit_id=units["a"], kind="general", title="Quy hoạch chung",
                state="approved", now=NOW,
            )  # fmt: skip
        with pytest.raises(IntegrityError, match="approved_planning_has_decision"), act(SYSTEM, "test.write"):
            PlanningDocument.objects.create(unit_id=units["a"], kind="general", title="X", state="approved")

    def test_a_target_outside_the_plan(self, units: dict[str, int], codes: dict[str, int]) -> None:
        plan = services.plan_create(
            actor=SYSTEM, unit_id=units["a"], title="KH 2026", first_year=2026, last_year=2026, now=NOW
        )
        with pytest.raises(InputErrors, match="không thuộc kế hoạch"):
            services.target_set(
                actor=SYSTEM, plan_id=plan.pk, measure_id=codes["dan_so"], year=2027, number=Decimal(1), now=NOW
            )
        with pytest.raises(NotVisible):
            services.target_set(
                actor=officer(units["b"]), plan_id=plan.pk, measure_id=codes["dan_so"], year=2026,
                number=Decimal(1), now=NOW,
            )  # fmt: skip


def test_a_correction_supersedes_and_what_was_stays(units: dict[str, int], codes: dict[str, int]) -> None:
    tuan = officer(units["a"])
    first = NewFigure(units["a"], 2025, codes["dan_so"], Decimal(5200))
    assert save(tuan, first) == services.Saved(1, 0)
    assert save(tuan, first) == services.Saved(0, 1)
    save(tuan, NewFigure(units["a"], 2025, codes["dan_so"], Decimal(5250)))
    assert selectors.numbers_of(tuan, 2025, units.values()) == {(units["a"], "dan_so"): Decimal(5250)}
    assert CommuneStatistic.objects.count() == 2
    save(tuan, NewFigure(units["a"], 2025, codes["dan_so"]))
    assert selectors.numbers_of(tuan, 2025, units.values()) == {}
    # Zero is a figure, not an empty one.
    save(tuan, NewFigure(units["a"], 2025, codes["ho_ngheo"], Decimal(0)))
    assert selectors.numbers_of(tuan, 2025, units.values()) == {(units["a"], "ho_ngheo"): Decimal(0)}


def test_a_rate_keeps_its_two_parts(units: dict[str, int], codes: dict[str, int]) -> None:
    save(
        SYSTEM,
        NewFigure(
            units["a"], 2025, codes["ty_le_ngheo"], numerator=Decimal(30), denominator=Decimal(1200)
        ),
    )
    row = CommuneStatistic.objects.get()
    assert (row.number, row.numerator, row.denominator) == (Decimal("2.5"), Decimal(30), Decimal(1200))


def test_output_is_area_times_yield_and_only_doubted(codes: dict[str, int]) -> None:
    """S4-41: 100 ha × 55 quintals/ha are 550 tonnes."""
    measures = selectors.measures_on(SYSTEM, DAY)
    right = {"dt_luong_thuc": Decimal(100), "ns_luong_thuc": Decimal(55), "sl_luong_thuc": Decimal(551)}
    assert services.doubts(measures, right) == []
    [(code, words)] = services.doubts(measures, {**right, "sl_luong_thuc": Decimal(5500)})
    assert code == "sl_luong_thuc"
    assert "= 550" in words
    assert services.doubts(measures, {"sl_luong_thuc": Decimal(5500)}) == []


def test_list_profile_and_scope_are_one_set(units: dict[str, int], codes: dict[str, int]) -> None:
    for place, people in (("a", 5200), ("b", 4100)):
        save(SYSTEM, NewFigure(units[place], 2025, codes["dan_so"], Decimal(people)))
        save(SYSTEM, NewFigure(units[place], 2024, codes["dan_so"], Decimal(people - 100)))
        services.planning_save(
            actor=SYSTEM, unit_id=units[place], kind="general", title=f"Quy hoạch {place}", state="preparing", now=NOW
        )
    vy = officer(units["b"])

    def seen(actor: Actor) -> set[int]:
        return set(selectors.statistics_query(actor, DAY).values_list("unit_id", flat=True))

    assert seen(vy) == {units["b"]}
    assert seen(reader()) == {units["a"], units["b"]}
    assert seen(anonymous_actor(DAY)) == set()
    assert not selectors.profile_of(vy, units["a"], DAY)
    mine = selectors.profile_of(vy, units["b"], DAY)
    [figure] = mine.figures
    assert (figure.number, figure.year, figure.previous, figure.rule) == (4100, 2025, 4000, "sum")
    assert [row.title for row in mine.planning] == ["Quy hoạch b"]
    assert [row.title for row in selectors.planning_query(vy, DAY)] == ["Quy hoạch b"]
    # As of 2024 the figure of 2025 is not known yet.
    [older] = selectors.profile_of(vy, units["b"], date(2024, 12, 31)).figures
    assert (older.number, older.year) == (4000, 2024)
    with pytest.raises(NotVisible):
        selectors.planning_by_id(vy, PlanningDocument.objects.get(unit_id=units["a"]).pk)


def test_targets_beside_what_was_reached(units: dict[str, int], codes: dict[str, int]) -> None:
    tuan = officer(units["a"])
    plan = services.plan_create(
        actor=tuan, unit_id=units["a"], title="Kế hoạch 2021–2025", first_year=2021, last_year=2025, now=NOW
    )
    for number in (5000, 5300):
        services.target_set(
            actor=tuan, plan_id=plan.pk, measure_id=codes["dan_so"], year=2025, number=Decimal(number), now=NOW
        )
    save(tuan, NewFigure(units["a"], 2025, codes["dan_so"], Decimal(5200)))
    assert [(row.number, reached) for row, reached in selectors.targets_of(tuan, plan.pk)] == [(5300, 5200)]


def brought_in(actor: Actor, data: bytes, year: int = 2025) -> Checked:
    importer: Any = StatisticImporter()
    table = importer.read(actor, {"year": year}, data, "x.xlsx")
    checked: Checked = importer.check(actor, {"year": year}, table, NOW)
    checked.errors += table.errors
    if not checked.errors:
        with act(SYSTEM, "import.apply"):
            importer.apply(actor, {"year": year}, checked, 1, NOW)
    return checked


def filled(data: bytes, cells: dict[tuple[str, str], Any]) -> bytes:
    """The workbook with cells typed in: ``(commune code, measure code) → value``."""
    import io

    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    header = next(row for row in sheet.iter_rows() if any(cell.value == "Mã xã" for cell in row))
    columns = {cell.value: cell.column for cell in header}
    rows = {row[0].value: row[0].row for row in sheet.iter_rows(min_row=header[0].row + 1)}
    for (commune, measure), value in cells.items():
        sheet.cell(rows[commune], columns[measure], value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_wide_sheet_of_a_year_goes_out_and_comes_in(units: dict[str, int], codes: dict[str, int]) -> None:
    importer = StatisticImporter()
    empty, _name = importer.template(SYSTEM, {"year": 2025}, NOW)
    cells = {
        ("98001", "dan_so"): 5200, ("98002", "dan_so"): 4100, ("98001", "dt_luong_thuc"): 100,
        ("98001", "ns_luong_thuc"): 55, ("98001", "sl_luong_thuc"): 5500,
    }  # fmt: skip
    checked = brought_in(SYSTEM, filled(empty, cells))
    assert checked.errors == []
    assert checked.difference.counts == {"new": 5, "changed": 0, "same": 0}
    assert [warning.column for warning in checked.warnings] == ["sl_luong_thuc"]
    again = brought_in(SYSTEM, importer.template(SYSTEM, {"year": 2025}, NOW)[0])
    assert again.difference.counts == {"new": 0, "changed": 0, "same": 5}
    # A commune's officer brings in the own row only; the neighbour's is an error, and nothing is written.
    wrong = brought_in(officer(units["b"]), filled(empty, {("98001", "dan_so"): 1}))
    assert any("không có xã mang mã này" in error.message for error in wrong.errors)
    assert selectors.numbers_of(SYSTEM, 2025, [units["a"]])[(units["a"], "dan_so")] == 5200
    negative = brought_in(SYSTEM, filled(empty, {("98001", "dan_so"): -1}))
    assert negative.errors

"""Undo of imports into tracked registers: changed rows go back, new rows end, later work refuses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from dieuphoi.core.exchange.importers import Applied, Checked, Target, register_importer, unregister_importer
from dieuphoi.core.exchange.models import ImportRun
from dieuphoi.core.exchange.services import import_apply, import_undo, import_undo_preview, import_upload
from dieuphoi.core.exchange.undoing import restore
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.kernel.ranges import date_range
from dieuphoi.registry.organisations.models import OrgUnit
from tests.core.exchange.conftest import OrgImporter, workbook
from tests.core.exchange.test_runs import HEAD


class TrackedImporter(OrgImporter):
    """The importer of the tests with the generic undo: new organisations end on the day they began."""

    writes = (OrgUnit,)

    def apply(self, actor: Actor, target: Target, checked: Checked, run_id: int, now: datetime) -> Applied:
        with act(actor, "orgs.bring"):  # as packages do: an act of its own inside the import's
            return super().apply(actor, target, checked, run_id, now)

    def undo(self, actor: Actor, target: Target, run_id: int, now: datetime) -> Applied:
        def end(rows: list[OrgUnit]) -> None:
            for row in rows:
                row.valid = date_range(date(2025, 1, 1), date(2025, 1, 2))
                row.save(update_fields=["valid"])

        run = ImportRun.objects.get(pk=run_id)
        return restore(run, self.writes, end={OrgUnit: end}, kinds={})


@pytest.fixture
def tracked() -> Iterator[TrackedImporter]:
    found = TrackedImporter()
    register_importer(found)
    yield found
    unregister_importer(found.kind)


def bring(actor: Actor, rows: list[list[Any]], now: datetime) -> ImportRun:
    data = workbook([HEAD, *rows])
    run = import_upload(actor=actor, kind="test-orgs", target={}, data=data, name="a.xlsx", now=now)
    return import_apply(actor=actor, run_id=run.pk, now=now)


def orgs() -> dict[str, tuple[Any, ...]]:
    return {o.code: (o.name, o.kind, o.phone, str(o.valid)) for o in OrgUnit.objects.all()}


def test_a_row_changed_since_is_named_and_nothing_is_undone(
    tracked: TrackedImporter, office: Actor, now: datetime
) -> None:
    bring(office, [["A", "Sở A", "department", "1"], ["B", "Sở B", "department", "2"]], now)
    run = bring(office, [["A", "Sở A2", "department", "1"], ["B", "Sở B2", "department", "2"]], now)
    with act(office, "test.later"):
        OrgUnit.objects.filter(code="B").update(phone="999")
    before = orgs()
    with pytest.raises(Refused) as caught:
        import_undo(actor=office, run_id=run.pk, reason="nhầm", now=now)
    assert caught.value.code == "changed_since"
    assert "Sở B2" in caught.value.reason
    assert "Sở A2" not in caught.value.reason
    assert orgs() == before


def test_an_older_run_waits_for_the_newer_one_to_be_undone(
    tracked: TrackedImporter, office: Actor, now: datetime
) -> None:
    first = bring(office, [["A", "Sở A", "department", "1"]], now)
    second = bring(office, [["A", "Sở A2", "department", "1"]], now)
    with pytest.raises(Refused):
        import_undo(actor=office, run_id=first.pk, reason="nhầm", now=now)
    import_undo(actor=office, run_id=second.pk, reason="nhầm", now=now)
    assert orgs()["A"][0] == "Sở A"


def test_what_rests_on_a_row_that_the_run_made_is_named(
    tracked: TrackedImporter, office: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dieuphoi.core.chain import registry
    from dieuphoi.core.chain.registry import Edge, Kind

    kinds = {"t-org": Kind("t-org", "Cơ quan", OrgUnit, str, lambda row: "")}
    monkeypatch.setattr(registry, "_kinds", kinds)
    monkeypatch.setattr(registry, "_edges", [Edge("t-org", "t-org", "parent_id", "thuộc", "cơ quan dưới")])
    run = bring(office, [["A", "Sở A", "department", ""]], now)
    with act(office, "test.later"):
        below = OrgUnit.objects.create(
            code="Z", name="Phòng Z", kind="team", parent=OrgUnit.objects.get(code="A"),
            valid=date_range(date(2025, 1, 1), None),
        )  # fmt: skip

    def undo(self: Any, actor: Actor, target: Target, run_id: int, now: datetime) -> Applied:
        found = ImportRun.objects.get(pk=run_id)
        return restore(found, self.writes, end={OrgUnit: lambda rows: None}, kinds={OrgUnit: "t-org"})

    monkeypatch.setattr(TrackedImporter, "undo", undo)
    with pytest.raises(Refused, match="Phòng Z") as caught:
        import_undo(actor=office, run_id=run.pk, reason="nhầm", now=now)
    assert caught.value.code == "rests"
    with act(office, "test.later"):
        OrgUnit.objects.filter(pk=below.pk).update(parent=None)
    import_undo(actor=office, run_id=run.pk, reason="nhầm", now=now)


def test_a_run_without_a_trace_is_refused(importer: OrgImporter, office: Actor, now: datetime) -> None:
    run = bring(office, [["A", "Sở A", "department", ""]], now)
    assert run.written == {}
    with pytest.raises(Refused) as caught:
        restore(run, (OrgUnit,), end={})
    assert caught.value.code == "no_trace"


def test_changed_rows_go_back_and_new_rows_end_and_history_keeps_both(
    tracked: TrackedImporter, office: Actor, now: datetime
) -> None:
    bring(office, [["A", "Sở A", "department", "1"], ["B", "Sở B", "team", ""], ["S", "Sở S", "department", "5"]], now)
    before = orgs()
    run = bring(office, [["A", "Sở A2", "team", "1"], ["B", "Sở B", "team", "7"], ["C", "Sở C", "team", ""],
                         ["S", "Sở S", "department", "5"]], now)  # fmt: skip
    changed = OrgUnit.pgh_event_model.objects.filter(pgh_id__in=run.written["organisations.OrgUnit"])  # type: ignore[attr-defined]
    assert set(changed.values_list("code", flat=True)) == {"A", "B", "C"}
    events = OrgUnit.pgh_event_model.objects.count()  # type: ignore[attr-defined]
    preview = import_undo_preview(actor=office, run_id=run.pk, now=now)
    assert preview.counts == {"restored": 2, "ended": 1}
    assert OrgUnit.pgh_event_model.objects.count() == events  # type: ignore[attr-defined]
    done = import_undo(actor=office, run_id=run.pk, reason="nhầm tệp", now=now)
    assert (done.state, done.undone) == ("UNDONE", {"restored": 2, "ended": 1})
    after = orgs()
    assert {code: after[code] for code in before} == before
    assert after["C"] == ("Sở C", "team", "", "[2025-01-01, 2025-01-02)")
    last = OrgUnit.pgh_event_model.objects.filter(code="A").order_by("pgh_id").last()  # type: ignore[attr-defined]
    assert (last.pgh_act, last.pgh_reason, last.name) == ("import.undo", "nhầm tệp", "Sở A")


@pytest.mark.usefixtures("committed")
def test_rows_of_others_written_meanwhile_are_not_taken_for_the_runs_own(
    tracked: TrackedImporter, now: datetime, today: date
) -> None:
    """Real commits: while the import holds its transaction open, somebody else writes to the same table."""
    import threading

    from django.db import connection

    from tests.core.exchange.conftest import make_actor

    office, other = make_actor("nhap", today, "office_head"), make_actor("khac", today, "office_head")
    data = workbook([HEAD, ["A", "Sở A", "department", ""]])
    run = import_upload(actor=office, kind="test-orgs", target={}, data=data, name="a.xlsx", now=now)

    def meanwhile() -> None:
        def work() -> None:
            try:
                with act(other, "test.other"):
                    OrgUnit.objects.create(code="X", name="Sở X", kind="team", valid=date_range(date(2025, 1, 1), None))
                with act(office, "test.same-person"):
                    OrgUnit.objects.create(code="Y", name="Sở Y", kind="team", valid=date_range(date(2025, 1, 1), None))
            finally:
                connection.close()

        thread = threading.Thread(target=work)
        thread.start()
        thread.join(20)

    tracked.pause = meanwhile
    applied = import_apply(actor=office, run_id=run.pk, now=now)
    events = OrgUnit.pgh_event_model.objects.filter(pgh_id__in=applied.written["organisations.OrgUnit"])  # type: ignore[attr-defined]
    assert list(events.values_list("code", flat=True)) == ["A"]
    assert set(OrgUnit.objects.values_list("code", flat=True)) >= {"A", "X", "Y"}

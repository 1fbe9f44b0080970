"""Faults 4, 11, 12, 13, 17: an import is checked as it is applied, all or nothing, never two at once."""

from __future__ import annotations

import threading
import unicodedata
from datetime import date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from dieuphoi.core.exchange.models import ImportRun
from dieuphoi.core.exchange.services import (
    import_apply,
    import_discard,
    import_preview,
    import_undo,
    import_upload,
)
from dieuphoi.core.files.models import Blob
from dieuphoi.core.files.selectors import blob_bytes
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor, anonymous_actor
from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.registry.organisations.models import OrgUnit
from tests.core.exchange.conftest import OrgImporter, make_actor, workbook

HEAD = ["Mã cơ quan", "Tên cơ quan", "Loại", "Điện thoại"]
KIND = "test-orgs"


def upload(actor: Actor, rows: list[list[Any]], now: datetime, name: str = "Cơ quan.xlsx") -> ImportRun:
    return import_upload(actor=actor, kind=KIND, target={}, data=workbook([HEAD, *rows]), name=name, now=now)


def names() -> dict[str, str]:
    """Those of the files here: a test of real transactions may have left others in this worker's database."""
    return dict(OrgUnit.objects.order_by("code").values_list("code", "name"))


# --- refusals ------------------------------------------------------------------------------------------


def test_who_may_not_import_is_refused_and_nothing_is_kept(
    importer: OrgImporter, commune: Actor, now: datetime, today: date
) -> None:
    for actor in (commune, anonymous_actor(today)):
        with pytest.raises(Refused) as caught:
            upload(actor, [["A", "Sở A", "", ""]], now)
        assert caught.value.status == 403
    assert (ImportRun.objects.count(), Blob.objects.count()) == (0, 0)


def test_an_unknown_kind_is_not_there(office: Actor, now: datetime) -> None:
    with pytest.raises(NotVisible):
        import_upload(actor=office, kind="nothing", target={}, data=b"x", name="x.csv", now=now)


def test_a_file_that_cannot_be_read_leaves_nothing(importer: OrgImporter, office: Actor, now: datetime) -> None:
    with pytest.raises(InputErrors):
        import_upload(actor=office, kind=KIND, target={}, data=b"%PDF-1.4", name="a.pdf", now=now)
    assert (ImportRun.objects.count(), Blob.objects.count()) == (0, 0)


def test_200_errors_are_all_kept_and_nothing_of_the_file_is_saved(
    importer: OrgImporter, office: Actor, now: datetime
) -> None:
    rows: list[list[Any]] = [["GOOD", "Sở tốt", "", ""]]
    # 100 rows with a fault of reading, 100 with a fault that only the importer's rule finds.
    rows += [[f"A{n}", "Sở", "Không có", ""] for n in range(100)]
    rows += [[f"B{n}", "Cấm", "", ""] for n in range(100)]
    run = upload(office, rows, now)
    assert (run.state, run.error_count, len(run.errors)) == ("FAULTY", 200, 200)
    assert run.errors[0] == {
        "sheet": "Trang1",
        "row": 3,
        "column": "Loại",
        "value": "Không có",
        "message": run.errors[0]["message"],
    }
    assert [error["row"] for error in run.errors] == list(range(3, 203))
    assert names() == {}
    with pytest.raises(Refused):
        import_apply(actor=office, run_id=run.pk, now=now)
    assert names() == {}


def test_a_run_of_somebody_else_is_not_there_for_the_unconcerned(
    importer: OrgImporter, office: Actor, officer: Actor, commune: Actor, now: datetime
) -> None:
    mine, theirs = upload(officer, [["A", "Sở A", "", ""]], now), upload(office, [["B", "Sở B", "", ""]], now)
    assert set(ImportRun.objects.visible_to(officer)) == {mine}
    assert set(ImportRun.objects.visible_to(office)) == {mine, theirs}
    assert set(ImportRun.objects.visible_to(commune)) == set()
    for act_of in (import_apply, import_discard, import_preview):
        with pytest.raises(NotVisible):
            act_of(actor=officer, run_id=theirs.pk, now=now)


def test_the_database_refuses_a_jump_and_an_applied_run_with_errors(
    importer: OrgImporter, office: Actor, now: datetime
) -> None:
    run = upload(office, [["A", "Sở A", "", ""]], now)
    for jump in ({"state": "UNDONE", "applied_at": now}, {"error_count": 3}):
        with pytest.raises(DatabaseError), transaction.atomic(), act(office, "test.jump"):
            ImportRun.objects.filter(pk=run.pk).update(**jump)


def test_what_was_applied_or_discarded_is_neither_applied_nor_discarded_again(
    importer: OrgImporter, office: Actor, now: datetime
) -> None:
    run = upload(office, [["A", "Sở A", "", ""]], now)
    import_apply(actor=office, run_id=run.pk, now=now)
    other = upload(office, [["B", "Sở B", "", ""]], now)
    import_discard(actor=office, run_id=other.pk, now=now)
    for pk in (run.pk, other.pk):
        for act_of in (import_apply, import_discard):
            with pytest.raises(Refused) as caught:
                act_of(actor=office, run_id=pk, now=now)
            assert caught.value.code == "wrong_state"
    assert names() == {"A": "Sở A"}


def test_apply_refuses_when_today_is_no_longer_what_the_preview_showed(
    importer: OrgImporter, office: Actor, now: datetime
) -> None:
    run = upload(office, [["A", "Sở A mới", "", ""]], now)
    assert run.difference["counts"] == {"new": 1, "changed": 0, "same": 0}
    with act(office, "test.meanwhile"):
        OrgUnit.objects.create(code="A", name="Sở A", kind="department", valid="[2025-01-01,)")
    with pytest.raises(Refused) as caught:
        import_apply(actor=office, run_id=run.pk, now=now)
    assert caught.value.code == "preview_changed"
    assert names() == {"A": "Sở A"}
    run.refresh_from_db()
    # The new preview is there, and applying what it shows works.
    assert (run.state, run.difference["counts"]) == ("CHECKED", {"new": 0, "changed": 1, "same": 0})
    import_apply(actor=office, run_id=run.pk, now=now)
    assert names() == {"A": "Sở A mới"}


def test_an_apply_that_fails_half_way_writes_nothing(importer: OrgImporter, office: Actor, now: datetime) -> None:
    run = upload(office, [["A", "Sở A", "", ""], ["B", "Sở B", "", ""]], now)

    def fail() -> None:
        raise Refused("frozen", "Đã chốt.")

    importer.pause = fail
    with pytest.raises(Refused):
        import_apply(actor=office, run_id=run.pk, now=now)
    run.refresh_from_db()
    assert (names(), run.state) == ({}, "CHECKED")


def test_a_check_that_writes_by_mistake_leaves_no_trace(
    importer: OrgImporter, office: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = importer.check

    def careless(*args: Any) -> Any:
        OrgUnit.objects.create(code="SLIP", name="Sơ suất", kind="department", valid="[2025-01-01,)")
        return plain(*args)

    monkeypatch.setattr(importer, "check", careless)
    upload(office, [["A", "Sở A", "", ""]], now)
    assert names() == {}


def test_undo_needs_a_reason_and_a_package_that_can(importer: OrgImporter, office: Actor, now: datetime) -> None:
    run = upload(office, [["A", "Sở A", "", ""]], now)
    import_apply(actor=office, run_id=run.pk, now=now)
    with pytest.raises(Refused) as caught:
        import_undo(actor=office, run_id=run.pk, reason=" ", now=now)
    assert caught.value.code == "reason_missing"
    importer.can_undo = False
    with pytest.raises(Refused) as caught:
        import_undo(actor=office, run_id=run.pk, reason="nhầm", now=now)
    assert caught.value.code == "no_undo"


# --- the way that works --------------------------------------------------------------------------------


def test_upload_preview_apply_undo(importer: OrgImporter, office: Actor, now: datetime) -> None:
    first = upload(office, [["A", "Sở A", "department", "0239"], ["B", "Sở B", "", ""]], now)
    assert (first.state, first.row_count, names()) == ("CHECKED", 2, {})
    applied = import_apply(actor=office, run_id=first.pk, now=now)
    assert (applied.state, applied.applied) == ("APPLIED", {"new": 2, "changed": 0, "same": 0})

    second = upload(office, [["A", "Sở A và B", "", "0239"], ["B", "Sở B", "", ""], ["C", "Sở C", "", ""]], now)
    # The kind of A is emptied by the file, so it differs, too.
    assert second.difference["counts"] == {"new": 1, "changed": 2, "same": 0}
    [a, _b, c] = second.difference["lines"]
    assert (a["row"], a["label"], a["kind"]) == (2, "A", "changed")
    assert ["Tên cơ quan", "Sở A", "Sở A và B"] in a["changes"]
    assert (c["row"], c["kind"]) == (4, "new")
    import_apply(actor=office, run_id=second.pk, now=now)
    assert names() == {"A": "Sở A và B", "B": "Sở B", "C": "Sở C"}

    undone = import_undo(actor=office, run_id=second.pk, reason="nhầm tệp", now=now)
    assert undone.state == "UNDONE"
    assert names()["A"] == "Sở A"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pgh_act, pgh_reason, pgh_actor_id, state FROM exchange_importrunhistoryevent"
            " WHERE pgh_obj_id = %s ORDER BY pgh_id DESC LIMIT 1",
            [second.pk],
        )
        assert cursor.fetchone() == ("import.undo", "nhầm tệp", office.id, "UNDONE")


def test_an_absent_column_changes_nothing(importer: OrgImporter, office: Actor, now: datetime) -> None:
    run = upload(office, [["A", "Sở A", "department", "0239"]], now)
    import_apply(actor=office, run_id=run.pk, now=now)
    data = workbook([HEAD[:2], ["A", "Sở A"]])
    again = import_upload(actor=office, kind=KIND, target={}, data=data, name="x.xlsx", now=now)
    assert again.difference["counts"] == {"new": 0, "changed": 0, "same": 1}


def test_export_then_import_unchanged_is_no_change(importer: OrgImporter, office: Actor, now: datetime) -> None:
    rows: list[list[Any]] = [
        [f"S{n:03d}", f"=Sở «{n}» & đồng", "team" if n % 2 else "department", "+84 239"] for n in range(300)
    ]
    import_apply(actor=office, run_id=upload(office, rows, now).pk, now=now)
    data, name = importer.template(office, {}, now)
    run = import_upload(actor=office, kind=KIND, target={}, data=data, name=name, now=now)
    assert (run.state, run.difference["counts"]) == ("CHECKED", {"new": 0, "changed": 0, "same": 300})
    assert run.difference["lines"] == []


def test_the_original_its_digest_and_its_author_stay(importer: OrgImporter, office: Actor, now: datetime) -> None:
    data = workbook([HEAD, ["A", "Sở A", "", ""]])
    name = unicodedata.normalize("NFD", "Danh sách Đắk Hạ " + "x" * 150 + ".xlsx")
    run = import_upload(actor=office, kind=KIND, target={}, data=data, name=name, now=now)
    import_apply(actor=office, run_id=run.pk, now=now)
    run = ImportRun.objects.get(pk=run.pk)
    assert blob_bytes(run.blob) == data
    assert (run.created_by_id, run.sha256) == (office.id, run.blob.sha256)
    assert run.file_name == unicodedata.normalize("NFC", name)


def test_the_whole_difference_is_recomputed_beyond_the_kept_lines(
    importer: OrgImporter, office: Actor, now: datetime, settings: Any
) -> None:
    settings.DIEUPHOI_IMPORT_PREVIEW_LINES = 10
    run = upload(office, [[f"A{n}", f"Sở {n}", "", ""] for n in range(50)], now)
    assert (len(run.difference["lines"]), run.difference["total"]) == (10, 50)
    assert len(import_preview(actor=office, run_id=run.pk, now=now).lines) == 50
    import_apply(actor=office, run_id=run.pk, now=now)
    assert len(names()) == 50


# --- two at once ---------------------------------------------------------------------------------------


def _apply_in_thread(actor: Actor, run_id: int, now: datetime, found: dict[str, Any], key: str) -> threading.Thread:
    def work() -> None:
        try:
            found[key] = import_apply(actor=actor, run_id=run_id, now=now).state
        except Refused as refused:
            found[key] = refused.code
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    return thread


@pytest.mark.usefixtures("committed")
def test_two_imports_at_once_one_waits_and_then_sees_what_the_other_wrote(
    importer: OrgImporter, now: datetime, today: date
) -> None:
    office = make_actor("hai-nguoi", today, "office_head")
    one = upload(office, [["A", "Sở A của tệp một", "", ""]], now)
    two = upload(office, [["A", "Sở A của tệp hai", "", ""]], now)
    inside, go_on = threading.Event(), threading.Event()
    found: dict[str, Any] = {}

    def pause() -> None:
        inside.set()
        assert go_on.wait(20)

    importer.pause = pause
    first = _apply_in_thread(office, one.pk, now, found, "one")
    assert inside.wait(20)
    second = _apply_in_thread(office, two.pk, now, found, "two")
    second.join(1)
    assert second.is_alive(), "the second import must wait for the first"
    go_on.set()
    first.join(20)
    second.join(20)
    assert found == {"one": "APPLIED", "two": "preview_changed"}
    assert names() == {"A": "Sở A của tệp một"}
    two.refresh_from_db()
    assert two.difference["counts"] == {"new": 0, "changed": 1, "same": 0}


@pytest.mark.usefixtures("committed")
def test_one_run_applied_by_two_clicks_is_written_once_and_waiting_has_an_end(
    importer: OrgImporter, now: datetime, today: date, settings: Any
) -> None:
    office = make_actor("hai-lan", today, "office_head")
    run = upload(office, [["A", "Sở A", "", ""]], now)
    inside, go_on = threading.Event(), threading.Event()
    found: dict[str, Any] = {}

    def pause() -> None:
        inside.set()
        assert go_on.wait(20)

    importer.pause = pause
    settings.DIEUPHOI_IMPORT_WAIT_SECONDS = 1
    first = _apply_in_thread(office, run.pk, now, found, "first")
    assert inside.wait(20)
    with pytest.raises(Refused) as caught:
        import_apply(actor=office, run_id=run.pk, now=now)
    assert caught.value.code == "busy"
    go_on.set()
    first.join(20)
    with pytest.raises(Refused) as caught:
        import_apply(actor=office, run_id=run.pk, now=now)
    assert (found, caught.value.code) == ({"first": "APPLIED"}, "wrong_state")
    assert names() == {"A": "Sở A"}

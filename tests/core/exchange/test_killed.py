"""A process killed while it applies an import: nothing half-appears, and the run can be applied again."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.db import connection

from dieuphoi.core.exchange.models import ImportRun
from dieuphoi.core.exchange.services import import_apply, import_upload
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.programme.assessments.models import IndicatorResult, SheetRollup, Value
from tests.core.exchange.child import MOMENTS
from tests.core.exchange.conftest import OrgImporter, make_actor
from tests.core.exchange.test_runs import names, upload
from tests.programme.assessments.test_workbook import places
from tests.support.world import build_world

ROOT = Path(__file__).parents[3]


@contextmanager
def killed_at(moment: str, *, run: ImportRun, account: int, now: datetime) -> Iterator[None]:
    """The import of ``run`` in another process, killed by SIGKILL once it says that it has reached ``moment``."""
    told = {
        "database": connection.settings_dict["NAME"],
        "storage": settings.STORAGES["default"]["OPTIONS"]["location"],
        "run": run.pk,
        "kind": run.kind,
        "account": account,
        "moment": moment,
        "now": now.isoformat(),
    }
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.core.exchange.child"],
        cwd=ROOT,
        env={**os.environ, "CHILD": json.dumps(told), "DJANGO_SETTINGS_MODULE": "dieuphoi.config.settings"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert child.stdout is not None
        line = child.stdout.readline().strip()
        assert line == "here", (line, child.stderr.read() if child.stderr and line != "here" else "")
        yield
    finally:
        child.send_signal(signal.SIGKILL)
        child.communicate()
    assert child.returncode == -signal.SIGKILL


def test_all_of_an_import_is_one_transaction(importer: OrgImporter, office: Actor, now: datetime) -> None:
    run = upload(office, [["A", "Sở A", "", ""]], now)
    outside, inside = len(connection.savepoint_ids), list[int]()
    importer.pause = lambda: inside.append(len(connection.savepoint_ids))
    import_apply(actor=office, run_id=run.pk, now=now)
    assert inside[0] > outside


@pytest.mark.usefixtures("committed")
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_import_leaves_nothing_and_is_applied_again(
    importer: OrgImporter, now: datetime, today: date, moment: str
) -> None:
    office = make_actor(f"giet-{MOMENTS.index(moment)}", today, "office_head")
    run = upload(office, [["A", "Sở A", "", ""], ["B", "Sở B", "", ""]], now)
    with killed_at(moment, run=run, account=office.id, now=now):
        assert names() == {}  # nothing is seen from outside while it runs
    run.refresh_from_db()
    assert (names(), run.state, run.applied) == ({}, "CHECKED", {})
    applied = import_apply(actor=office, run_id=run.pk, now=now)
    assert (applied.state, names()) == ("APPLIED", {"A": "Sở A", "B": "Sở B"})


@pytest.mark.usefixtures("committed")
@pytest.mark.parametrize("moment", ["first row", "all rows", "saved"])
def test_a_killed_province_workbook_leaves_no_value_and_no_verdict(now: datetime, moment: str) -> None:
    """Values go in by COPY: the server is cut off in the middle of it."""
    from dieuphoi.programme.assessments.sheets import KIND, ProvinceWorkbook

    world = build_world(now)
    lan, target = world.actor("lan"), {"round": world.open_round}
    data, name = ProvinceWorkbook().template(lan, target, now)
    book = openpyxl.load_workbook(io.BytesIO(data))
    rows, columns = places(book)
    for code, typed in {"1.1": "Đạt", "2.1": 96, "2.2": 70, "3.1": 51}.items():
        book.worksheets[0].cell(rows["98001"], columns[code]).value = typed
    out = io.BytesIO()
    book.save(out)
    run = import_upload(actor=lan, kind=KIND, target=target, data=out.getvalue(), name=name, now=now)

    def seen() -> tuple[Any, ...]:
        sheet = world.open_sheets["thuong"]
        results = IndicatorResult.objects.filter(sheet_id=sheet).order_by("id")
        return (
            list(Value.objects.filter(sheet__round_id=world.open_round).order_by("id").values_list("id", flat=True)),
            list(results.values_list("verification", "verdict", "revision")),
            SheetRollup.objects.get(sheet_id=sheet).marks,
        )

    before = seen()
    with killed_at(moment, run=run, account=lan.id, now=now):
        assert seen() == before
    assert seen() == before
    applied = import_apply(actor=lan, run_id=run.pk, now=now)
    assert (applied.state, applied.applied["written"]) == ("APPLIED", 4)

"""A worker killed in the middle: what it had in hand is done by the next one, once (section 3 of issue 4; S0-05)."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from dieuphoi.config import health
from dieuphoi.core.exchange.models import ImportRun
from dieuphoi.core.exchange.services import import_upload
from dieuphoi.core.exchange.services.runs import apply_queue
from dieuphoi.core.files.models import Blob, blob_path
from dieuphoi.core.kernel.models import Job
from dieuphoi.core.notify.models import Delivery, Notice
from dieuphoi.programme.assessments.models import Value
from dieuphoi.programme.assessments.sheets import KIND, ProvinceWorkbook
from tests.programme.assessments.test_workbook import places
from tests.support.world import World, build_world, sign_in

ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.usefixtures("committed")


def worker(moment: str = "", *, regular: bool = False) -> None:
    """Run the product's worker in another process: to its end, or until it is killed at ``moment``."""
    told = {
        "database": connection.settings_dict["NAME"],
        "storage": settings.STORAGES["default"]["OPTIONS"]["location"],
        "moment": moment,
        "regular": regular,
    }
    # A file: a pipe that nobody empties meanwhile halts who writes much into it.
    with tempfile.TemporaryFile("w+") as errors:
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.core.exchange.worker"],
            cwd=ROOT,
            env={**os.environ, "CHILD": json.dumps(told), "DJANGO_SETTINGS_MODULE": "dieuphoi.config.settings"},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        assert child.stdout is not None
        line = child.stdout.readline().strip()
        if moment:
            child.send_signal(signal.SIGKILL)
        child.communicate(timeout=60)
        errors.seek(0)
        assert line == ("here" if moment else "done"), errors.read()[-3000:]


def half_a_minute_later() -> None:
    """The heart of the killed worker has not beaten for so long."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '31 seconds'")


def uploaded(world: World) -> tuple[ImportRun, Job]:
    lan, target = world.actor("lan"), {"round": world.open_round}
    data, name = ProvinceWorkbook().template(lan, target, world.now)
    book = openpyxl.load_workbook(io.BytesIO(data))
    rows, columns = places(book)
    for code, typed in {"1.1": "Đạt", "2.1": 96, "2.2": 70, "3.1": 51}.items():
        book.worksheets[0].cell(rows["98001"], columns[code]).value = typed
    out = io.BytesIO()
    book.save(out)
    run = import_upload(actor=lan, kind=KIND, target=target, data=out.getvalue(), name=name, now=world.now)
    return run, apply_queue(actor=lan, run_id=run.pk, now=world.now)


def imported() -> int:
    return Value.objects.filter(act="value.import").count()


@pytest.mark.parametrize(("moment", "there"), [("import: first row", 0), ("import: written", 4)])
def test_an_import_is_written_once_whenever_its_worker_dies(now: datetime, moment: str, there: int) -> None:
    world = build_world(now)
    run, job = uploaded(world)
    before = imported()
    worker(moment)
    assert imported() == before + there
    job.refresh_from_db()
    assert job.state == "RUNNING"
    worker()  # one that comes at once: the heart may only be slow
    job.refresh_from_db()
    assert (job.state, job.deaths) == ("RUNNING", 0)
    half_a_minute_later()
    worker()
    job.refresh_from_db()
    run.refresh_from_db()
    assert (job.state, job.deaths, run.state) == ("DONE", 1, "APPLIED"), job.message
    assert imported() == before + 4
    assert Notice.objects.filter(kind="import.finished").count() == 1


@pytest.mark.parametrize("moment", ["export: file", "export: told"])
def test_an_export_comes_and_is_told_once(now: datetime, moment: str) -> None:
    world = build_world(now)
    answer = sign_in(world, "lan").post(reverse("organisations:people"), {"export": "csv"})
    job = Job.objects.get(pk=int(answer["Location"].rstrip("/").rsplit("/", 1)[-1]))
    worker(moment)
    half_a_minute_later()
    worker()
    job.refresh_from_db()
    assert (job.state, job.deaths) == ("DONE", 1), job.message
    assert Notice.objects.filter(kind="export.finished").count() == 1
    blob = Blob.objects.get(pk=job.result_blob_id)
    with default_storage.open(blob_path(blob.sha256)) as stored:
        assert "Họ" in stored.read().decode("utf-8-sig")


def test_a_job_that_takes_its_worker_along_again_and_again_is_left_and_told(now: datetime, settings: Any) -> None:
    world = build_world(now)
    run, job = uploaded(world)
    before, deaths = imported(), settings.DIEUPHOI_JOB_DEATHS
    for _death in range(deaths):
        worker("import: first row")
        assert health.jobs(timezone.now()).ok
        half_a_minute_later()
    worker()
    job.refresh_from_db()
    run.refresh_from_db()
    assert (job.state, job.deaths, run.state, imported()) == ("FAILED", deaths, "CHECKED", before)
    assert "3 lần" in job.message
    part = health.jobs(timezone.now())
    assert not part.ok and "làm dừng" in part.note and job.label not in part.note
    assert health.jobs(timezone.now() + timedelta(days=1)).ok
    worker()
    job.refresh_from_db()
    assert job.state == "FAILED"


def test_a_digest_that_was_cut_off_is_written_once_to_everybody(now: datetime) -> None:
    world = build_world(now)
    moment = timezone.now() - timedelta(minutes=1)
    for who in ("lan", "tuan"):
        Notice.objects.create(
            account_id=world.accounts[who],
            actor_id=1,
            kind="export.finished",
            once="x",
            title="Xong",
            created_at=moment,
        )
    worker("digest", regular=True)
    assert not Delivery.objects.filter(once__startswith="digest:").exists()
    worker(regular=True)
    mails = Delivery.objects.filter(once__startswith="digest:", account_id__in=world.accounts.values())
    told = sorted(mails.values_list("account_id", flat=True))
    # From six in the morning on, the worker has also reminded others, and they have their digest.
    assert told == sorted(
        Notice.objects.filter(account_id__in=world.accounts.values(), created_at__gte=moment)
        .values_list("account_id", flat=True)
        .distinct()
    )
    assert {world.accounts["lan"], world.accounts["tuan"]} <= set(told)
    worker(regular=True)
    assert sorted(mails.values_list("account_id", flat=True)) == told

"""A bulk act whose worker is killed goes on where it was: each row is done once (S2-24, fault of half-done work)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.jobs import JobContext, job_defer, job_run, jobs_recover
from dieuphoi.core.kernel.models import Job
from dieuphoi.core.register import bulk
from dieuphoi.core.register.models import BulkStep
from dieuphoi.programme.assessments.models import Sheet
from tests.support.world import World

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """What no code of the house catches: the process is gone."""


def queued(world: World, ids: list[int]) -> Job:
    return job_defer(
        actor=world.actor("lan"),
        kind="register.bulk",
        label="Gửi thay xã",
        args={"register": "assessments.sheets", "act": "submit", "ids": ids, "query": "", "reason": "xã mất điện",
              "back": "/"},
        now=world.now,
    )  # fmt: skip


def run_again(world: World, record: Job) -> Job:
    """Its worker's heart stopped five minutes ago: the house puts it back, another worker takes it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '5 minutes') RETURNING id"
        )
        [(worker,)] = cursor.fetchall()
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker, record.queue_id]
        )
    assert jobs_recover(world.now) == [record.pk]
    job_run(record.pk, apart=False)
    record.refresh_from_db()
    return record


def handed_in(sheet_id: int) -> int:
    """How often the sheet was handed in: one row of its history each."""
    return Sheet.objects.get(pk=sheet_id).history.filter(pgh_act="sheet.submit").count()


def test_killed_between_two_rows_it_goes_on_behind_what_is_done(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    # Hà and Đông were handed in before: refused.
    first, second, third = (world.open_sheets[name] for name in ("ha", "thuong", "dong"))
    record = queued(world, [first, second, third])
    looks: list[int] = []

    def look(ctx: JobContext) -> None:
        looks.append(1)
        if len(looks) == 3:  # at its start, after the first row, after the second
            raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(JobContext, "check_stop", look)
        job_run(record.pk, apart=False)
    before = {step.row_id: step.refusal for step in BulkStep.objects.filter(job=record)}
    assert set(before) == {first, second} and before[first] and not before[second]
    assert handed_in(second) == 1
    done = run_again(world, record)
    assert (done.state, done.result["done"], done.result["refused"]) == ("DONE", 1, 2), done.message
    assert done.result["refusals"][0]["reason"] == before[first]
    assert handed_in(second) == 1


def test_killed_inside_a_row_it_does_that_row_again_and_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [world.open_sheets["thuong"]]
    record = queued(world, ids)

    def note(*_args: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(bulk.Ledger, "_write", note)
        job_run(record.pk, apart=False)
    assert (Sheet.objects.get(pk=ids[0]).state, handed_in(ids[0])) == ("OPEN", 0)
    done = run_again(world, record)
    assert (done.state, done.result["done"]) == ("DONE", 1)
    assert (Sheet.objects.get(pk=ids[0]).state, handed_in(ids[0])) == ("SUBMITTED", 1)


def test_of_two_that_run_at_once_one_writes_a_row(world: World) -> None:
    """A worker that was only taken for dead ends with its row undone."""
    [pk] = [world.open_sheets["thuong"]]
    record = queued(world, [pk])
    lan = world.actor("lan")
    first, second = (bulk.Ledger(lan, record.pk, world.now) for _run in range(2))
    with first.row(pk, "Thượng"):
        pass
    with pytest.raises(IntegrityError), transaction.atomic(), second.row(pk, "Thượng"):
        Sheet.objects.filter(pk=pk).update(unit_name="viết hai lần")
    assert Sheet.objects.get(pk=pk).unit_name != "viết hai lần"


def test_steps_are_of_ones_own_jobs(world: World) -> None:
    record = queued(world, [1])
    with act(world.actor("lan"), "register.bulk"):
        BulkStep.objects.create(job=record, row_id=1, label="một", recorded_at=world.now)
    assert BulkStep.objects.visible_to(world.actor("lan")).count() == 1
    assert BulkStep.objects.visible_to(world.actor("hanh")).count() == 0

"""Long work: it belongs to whoever started it, is seen while it runs, can be stopped, and never gets lost."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.db.utils import DatabaseError, InterfaceError, OperationalError
from procrastinate.contrib.django.models import ProcrastinateJob

from dieuphoi.core.kernel.actor import Actor, anonymous_actor, system_actor
from dieuphoi.core.kernel.errors import InputError, InputErrors, NotVisible, Refused
from dieuphoi.core.kernel.jobs import (
    JobContext,
    JobResult,
    job,
    job_defer,
    job_kinds,
    job_run,
    job_stop,
    job_visible,
    jobs_recover,
    may_repeat,
    run,
    run_jobs_inline,
    set_actor_builder,
    worker,
    worker_run,
)
from dieuphoi.core.kernel.jobs.kinds import kinds
from dieuphoi.core.kernel.models import Job

NOW = dt.datetime(2026, 3, 5, 8, 30, tzinfo=dt.UTC)
DAY = dt.date(2026, 3, 5)
LAN = Actor(id=77, name="Lan", on=DAY)
VY = Actor(id=78, name="Vy", on=DAY)
SEEN: list[Any] = []


@job("test.add")
def _add(ctx: JobContext, *, left: int, right: int) -> JobResult:
    SEEN.append(ctx.actor)
    ctx.progress(1, 2, "nửa đường")
    ctx.progress(2, 2, "hết đường")
    return JobResult(message="Xong cả hai.", data={"sum": left + right}, blob_id=5, file_name="tổng.xlsx")


@job("test.refuse")
def _refuse(ctx: JobContext) -> None:
    raise Refused("frozen", "Đợt này đã chốt.")


@job("test.faulty")
def _faulty(ctx: JobContext) -> None:
    raise InputErrors([InputError("Thiếu mã xã", row=3), InputError("Số âm", row=9)])


@job("test.crash")
def _crash(ctx: JobContext) -> None:
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SELECT 1/0")


@job("test.steps")
def _steps(ctx: JobContext) -> None:
    for step in range(3):
        SEEN.append(step)
        ctx.check_stop()
        job_stop(actor=LAN, job_id=ctx.job_id, now=NOW)


@job("test.chain")
def _chain(ctx: JobContext) -> None:
    job_defer(actor=ctx.actor, kind="test.add", label="Cộng", args={"left": 1, "right": 1}, now=ctx.now)


@job("test.half")
def _half(ctx: JobContext) -> None:
    with transaction.atomic():
        job_defer(actor=ctx.actor, kind="test.add", label="Cộng", args={"left": 1, "right": 1}, now=ctx.now)
        raise Refused("no", "Thôi.")


@job("test.again", again=True)
def _again(ctx: JobContext) -> JobResult:
    SEEN.append(ctx.deaths)
    if len(SEEN) == 1:
        killed(Job.objects.get(pk=ctx.job_id))
        jobs_recover(NOW)
        # Taken for dead, and alive: what it still tells is not heard, and it stops at its next step.
        ctx.progress(5, 5, "của người đã chết")
        ctx.check_stop()
    return JobResult(message=f"Xong sau {ctx.deaths} lần.")


@job("test.line", again=True)
def _line(ctx: JobContext) -> None:
    connection.connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


@job("test.line_in_act", again=True)
def _line_in_act(ctx: JobContext) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        with suppress(OperationalError):
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        cursor.execute("SELECT 1")


@pytest.fixture(autouse=True)
def builder() -> Iterator[None]:
    before = run._actor_builder
    SEEN.clear()
    people = {LAN.id: LAN, VY.id: VY}
    set_actor_builder(lambda account_id, on: people.get(account_id, anonymous_actor(on)))
    yield
    set_actor_builder(before)


def defer(kind: str = "test.add", actor: Actor = LAN, **args: Any) -> Job:
    if kind == "test.add" and not args:
        args = {"left": 2, "right": 3}
    return job_defer(actor=actor, kind=kind, label="Cộng hai số", args=args, now=NOW)


@pytest.mark.django_db
class TestRefusals:
    def test_signed_out_starts_nothing(self) -> None:
        with pytest.raises(Refused):
            defer(actor=anonymous_actor(DAY))
        assert not Job.objects.exists()

    def test_an_unknown_kind_is_a_fault_of_the_program(self) -> None:
        with pytest.raises(LookupError):
            defer("test.nothing")

    def test_somebody_elses_job_is_not_there(self) -> None:
        record = defer()
        with pytest.raises(NotVisible):
            job_visible(VY, record.pk)
        with pytest.raises(NotVisible):
            job_stop(actor=VY, job_id=record.pk, now=NOW)
        assert job_visible(LAN, record.pk) == record

    def test_what_has_ended_cannot_be_stopped(self) -> None:
        with run_jobs_inline():
            record = defer()
        with pytest.raises(Refused) as caught:
            job_stop(actor=LAN, job_id=record.pk, now=NOW)
        assert caught.value.code == "wrong_state"

    def test_the_database_refuses_a_jump(self) -> None:
        record = defer()
        with pytest.raises(DatabaseError, match="Invalid transition"), transaction.atomic():
            Job.objects.filter(pk=record.pk).update(state="DONE", finished_at=NOW)

    def test_the_same_work_is_not_queued_twice(self) -> None:
        first = job_defer(actor=LAN, kind="test.chain", label="Gộp", args={}, now=NOW, once="merge")
        with pytest.raises(Refused, match="đang chờ chạy rồi"):
            job_defer(actor=LAN, kind="test.chain", label="Gộp", args={}, now=NOW, once="merge")
        assert list(Job.objects.all()) == [first]

    def test_a_refusal_and_faults_become_the_jobs_words(self) -> None:
        with run_jobs_inline():
            refused, faulty = defer("test.refuse"), defer("test.faulty")
        refused.refresh_from_db()
        faulty.refresh_from_db()
        assert (refused.state, refused.message) == ("FAILED", "Đợt này đã chốt.")
        assert (faulty.state, faulty.message) == ("FAILED", "dòng 3: Thiếu mã xã\ndòng 9: Số âm")

    def test_an_unforeseen_error_is_told_plainly_and_raised(self) -> None:
        with pytest.raises(DatabaseError), run_jobs_inline():
            record = defer("test.crash")
        record.refresh_from_db()
        assert record.state == "FAILED"
        assert "lỗi hệ thống" in record.message
        assert "division" not in record.message

    def test_a_closed_account_does_nothing_more(self) -> None:
        with run_jobs_inline():
            record = defer(actor=Actor(id=99, name="Quân", on=DAY))
        record.refresh_from_db()
        assert (record.state, SEEN) == ("FAILED", [])
        assert "không còn hoạt động" in record.message


@pytest.mark.django_db
class TestLife:
    def test_a_job_of_a_rolled_back_act_never_was(self) -> None:
        with run_jobs_inline(), pytest.raises(RuntimeError), transaction.atomic():
            defer()
            raise RuntimeError
        assert not Job.objects.exists()
        assert not ProcrastinateJob.objects.exists()
        assert SEEN == []

    def test_it_waits_in_the_queue_then_runs_as_its_owner(self) -> None:
        with run_jobs_inline():
            record = defer()
            assert (record.state, record.started_at) == ("QUEUED", None)
            assert ProcrastinateJob.objects.get(pk=record.queue_id).args == {"job_id": record.pk}
            assert SEEN == []
        record.refresh_from_db()
        assert SEEN == [LAN]
        assert (record.state, record.message, record.done, record.total) == ("DONE", "Xong cả hai.", 2, 2)
        assert (record.result["sum"], record.result_blob_id, record.result["file_name"]) == (
            5,
            5,
            "tổng.xlsx",
        )
        assert record.started_at <= record.finished_at

    def test_a_second_run_of_the_same_job_does_nothing(self) -> None:
        record = defer()
        job_run(record.pk, apart=False)
        job_run(record.pk, apart=False)
        assert SEEN == [LAN]

    def test_the_systems_job_needs_no_account(self) -> None:
        with run_jobs_inline():
            defer(actor=system_actor(DAY))
        assert [actor.is_system for actor in SEEN] == [True]

    def test_a_tokens_scopes_stay_with_the_job(self) -> None:
        with run_jobs_inline():
            defer(actor=Actor(id=77, name="Lan", on=DAY, scopes=frozenset({"read"})))
        assert SEEN[0].scopes == frozenset({"read"})

    def test_a_job_queued_by_a_job_runs_too(self) -> None:
        with run_jobs_inline() as ran:
            defer("test.chain")
        assert len(ran) == 2
        assert list(Job.objects.order_by("pk").values_list("state", flat=True)) == ["DONE", "DONE"]

    def test_a_waiting_job_stops_at_once_and_leaves_the_queue(self) -> None:
        record = defer()
        job_stop(actor=LAN, job_id=record.pk, now=NOW)
        job_run(record.pk, apart=False)
        record.refresh_from_db()
        assert (record.state, record.finished_at, SEEN) == ("STOPPED", NOW, [])
        assert ProcrastinateJob.objects.get(pk=record.queue_id).status == "cancelled"

    def test_a_running_job_stops_at_its_next_step(self) -> None:
        with run_jobs_inline():
            record = defer("test.steps")
        record.refresh_from_db()
        assert (record.state, SEEN) == ("STOPPED", [0, 1])

    def test_percent_is_unknown_without_a_total_and_never_above_a_hundred(self) -> None:
        assert Job(done=5, total=None).percent is None
        assert Job(done=1, total=3).percent == 33
        assert Job(done=5, total=3).percent == 100


def killed(record: Job, *, begun: bool = True) -> None:
    """A worker took the job, and its heart stopped five minutes ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '5 minutes') RETURNING id"
        )
        (worker,) = cursor.fetchone()
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker, record.queue_id]
        )
    if begun:
        Job.objects.filter(pk=record.pk).update(state="RUNNING", started_at=NOW)


def queue_state(record: Job) -> str:
    return str(ProcrastinateJob.objects.get(pk=record.queue_id).status)


@pytest.mark.django_db
class TestRecovery:
    def test_a_killed_workers_job_is_found_and_told(self) -> None:
        record, waiting = defer(), defer()
        killed(record)
        assert jobs_recover(NOW) == [record.pk]
        record.refresh_from_db()
        waiting.refresh_from_db()
        assert (record.state, record.finished_at, record.deaths) == ("FAILED", NOW, 1)
        assert "Hãy chạy lại" in record.message
        assert waiting.state == "QUEUED"
        assert ProcrastinateJob.objects.get(pk=record.queue_id).status == "failed"
        assert jobs_recover(NOW) == []

    def test_a_live_workers_job_is_left_alone(self) -> None:
        record = defer()
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now()) RETURNING id")
            (worker,) = cursor.fetchone()
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s",
                [worker, record.queue_id],
            )
        Job.objects.filter(pk=record.pk).update(state="RUNNING", started_at=NOW)
        assert jobs_recover(NOW) == []

    def test_a_job_that_the_queue_lost_is_told(self) -> None:
        record = defer()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [record.queue_id])
        assert jobs_recover(NOW) == [record.pk]
        record.refresh_from_db()
        # It had not begun: nothing can be done twice, whatever its kind.
        assert (record.state, record.deaths, queue_state(record)) == ("QUEUED", 0, "todo")
        assert jobs_recover(NOW) == []

    def test_one_whose_worker_died_before_it_began_waits_again(self) -> None:
        record = defer()
        killed(record, begun=False)
        old = record.queue_id
        assert jobs_recover(NOW) == [record.pk]
        record.refresh_from_db()
        assert (record.state, record.deaths, queue_state(record)) == ("QUEUED", 0, "todo")
        assert record.queue_id != old and ProcrastinateJob.objects.get(pk=old).status == "failed"

    def test_what_may_be_repeated_waits_again_and_only_its_last_run_ends_it(self) -> None:
        record = defer("test.again")
        job_run(record.pk, apart=False)  # given up for dead while it runs
        record.refresh_from_db()
        assert (record.state, record.deaths, record.started_at, record.done) == ("QUEUED", 1, None, 0)
        assert "tự chạy tiếp" in record.message and queue_state(record) == "todo"
        job_run(record.pk, apart=False)
        record.refresh_from_db()
        assert (record.state, record.message, SEEN) == ("DONE", "Xong sau 1 lần.", [0, 1])

    def test_the_last_death_leaves_it_failed(self, settings: Any) -> None:
        settings.DIEUPHOI_JOB_DEATHS = 2
        record = defer("test.again")
        for deaths, state in ((1, "QUEUED"), (2, "FAILED")):
            killed(record)
            assert jobs_recover(NOW) == [record.pk]
            record.refresh_from_db()
            assert (record.deaths, record.state) == (deaths, state)
        assert "2 lần" in record.message and record.finished_at == NOW

    def test_what_was_to_be_stopped_is_not_begun_again(self) -> None:
        record = defer("test.again")
        killed(record)
        job_stop(actor=LAN, job_id=record.pk, now=NOW)
        jobs_recover(NOW)
        record.refresh_from_db()
        assert (record.state, record.deaths) == ("STOPPED", 1)

    def test_its_place_in_the_queue_is_kept_and_the_same_work_is_not_queued_twice(self) -> None:
        def queued() -> Job:
            more = {"lock": "một", "once": "hai"}
            return job_defer(actor=LAN, kind="test.again", label="x", args={}, now=NOW, **more)  # type: ignore[arg-type]

        first = queued()
        killed(first)
        jobs_recover(NOW)
        first.refresh_from_db()
        row = ProcrastinateJob.objects.get(pk=first.queue_id)
        assert (row.lock, row.queueing_lock) == ("một", "hai")
        killed(first)
        second = queued()
        jobs_recover(NOW)
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.state, second.state) == ("STOPPED", "QUEUED")
        assert "giao lại" in first.message

    def test_a_worker_that_waits_for_its_last_job_is_not_taken_for_dead(self) -> None:
        record = defer("test.again")
        killed(record)
        run.running.add(record.pk)
        try:
            worker._beat()
        finally:
            run.running.discard(record.pk)
        assert jobs_recover(NOW) == []


KINDS = {
    "exchange.apply": True, "exchange.check": True, "exchange.difference": True, "files.text": True,
    "files.texts": True, "letters.preview": True, "register.bulk": True, "register.export": True,
    "reports.letter": True, "rounds.compare": True, "rounds.verify": True,
    "tasks.urging_letter": True,
}  # fmt: skip
"""Whether a killed one is done again, thought about by hand: each kind's docstring says why."""


def test_every_kind_of_the_product_says_whether_it_may_be_done_again() -> None:
    found = {kind: may_repeat(kind) for kind in job_kinds() if not kind.startswith("test")}
    assert found == KINDS
    for kind in found:
        assert "gain" in (kinds[kind].__doc__ or ""), f"{kind} does not say why"


@pytest.mark.django_db(transaction=True)
def test_a_line_that_breaks_under_a_job_is_a_death_of_its_worker_and_no_fault_of_the_job() -> None:
    record = defer("test.line")
    with pytest.raises(OperationalError):
        job_run(record.pk)
    connection.close()
    ProcrastinateJob.objects.filter(pk=record.queue_id).delete()  # the queue has noted the error as the end
    assert jobs_recover(NOW) == [record.pk]
    record.refresh_from_db()
    assert (record.state, record.deaths) == ("QUEUED", 1)


@pytest.mark.django_db(transaction=True)
def test_a_line_that_breaks_inside_a_transaction_is_the_same() -> None:
    """Django closes a line that cannot be rolled back: nothing is left to ask whether it is closed."""
    record = defer("test.line_in_act")
    with pytest.raises((OperationalError, InterfaceError)):
        job_run(record.pk)
    connection.close()
    record.refresh_from_db()
    assert (record.state, record.message) == ("RUNNING", "")


@job("test.inside")
def _inside(ctx: JobContext) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        ctx.progress(1, 4, "đang ghi")
        ctx.progress(2, 4, "bị bỏ vì sát lần trước")

        def look() -> None:
            SEEN.append(Job.objects.values_list("done", "total", "message").get(pk=ctx.job_id))
            connections.close_all()

        somebody_else = threading.Thread(target=look)
        somebody_else.start()
        somebody_else.join()


@pytest.mark.django_db(transaction=True)
def test_a_job_that_a_real_worker_runs_defers_within_its_own_transaction() -> None:
    defer("test.chain")
    rolled_back = defer("test.half")
    worker_run(concurrency=1, wait=False)
    rolled_back.refresh_from_db()
    assert rolled_back.state == "FAILED"
    assert list(Job.objects.order_by("pk").values_list("kind", "state")) == [
        ("test.chain", "DONE"),
        ("test.half", "FAILED"),
        ("test.add", "DONE"),
    ]
    assert SEEN == [LAN]


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_shows_progress_while_its_transaction_runs() -> None:
    record = defer("test.inside")
    worker_run(concurrency=1, wait=False)
    record.refresh_from_db()
    assert SEEN == [(1, 4, "đang ghi")]
    assert record.state == "DONE"

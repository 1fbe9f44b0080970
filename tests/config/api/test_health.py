"""Fault 21: the health check fails when database, queue, storage or clock fails – and tells no secret."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.utils import timezone

from dieuphoi.config import checks, health
from dieuphoi.core.kernel.dates import LOCAL_ZONE
from dieuphoi.core.notify import schedule
from dieuphoi.core.notify.models import ScheduleRun

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker() -> None:
    """A worker that was alive just now."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")


def parts(status: int) -> dict[str, Any]:
    answer = Client().get("/health/")
    assert answer.status_code == status, answer.content.decode()
    assert answer["Cache-Control"].startswith("max-age=0")
    return {name: part["ok"] for name, part in answer.json()["parts"].items()}


def test_without_a_worker_the_queue_is_ill() -> None:
    others = dict.fromkeys(("database", "jobs", "storage", "clock", "schedule"), True)
    assert parts(503) == {**others, "queue": False}


def test_a_worker_long_silent_is_no_worker(settings: Any) -> None:
    settings.DIEUPHOI_WORKER_SILENCE_SECONDS = 120
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '121 seconds')")
    assert parts(503)["queue"] is False


def test_a_store_that_loses_bytes_is_ill(worker: None, monkeypatch: pytest.MonkeyPatch) -> None:
    class Short:
        def read(self) -> bytes:
            return b""

        def __enter__(self) -> Short:
            return self

        def __exit__(self, *args: Any) -> None:
            pass

    monkeypatch.setattr(default_storage, "open", lambda name: Short(), raising=False)
    assert parts(503)["storage"] is False


def test_a_store_that_raises_is_ill_and_tells_no_path(worker: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: Any, **kwargs: Any) -> Any:
        raise OSError(28, "No space left on device", "/srv/secret/place")

    monkeypatch.setattr(health, "written_whole", full)
    answer = Client().get("/health/")
    assert answer.status_code == 503
    assert answer.json()["parts"]["storage"]["ok"] is False
    assert "secret" not in answer.content.decode()


@pytest.mark.parametrize("drift", [timedelta(minutes=5), timedelta(minutes=-5), timedelta(days=-4000)])
def test_a_clock_that_drifts_is_ill(worker: None, monkeypatch: pytest.MonkeyPatch, drift: timedelta) -> None:
    moved = timezone.now() + drift
    monkeypatch.setattr(health.timezone, "now", lambda: moved)
    assert parts(503)["clock"] is False


def test_a_database_that_does_not_answer_is_ill(worker: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(now: Any) -> Any:
        raise ConnectionError("host=10.0.0.1 password=geheim")

    monkeypatch.setitem(health.PARTS, "database", gone)
    answer = Client().get("/health/")
    assert answer.status_code == 503
    assert "geheim" not in answer.content.decode()


def test_all_well_is_a_200(worker: None) -> None:
    others = dict.fromkeys(("database", "jobs", "storage", "clock", "schedule"), True)
    assert parts(200) == {**others, "queue": True}


# ------------------------------------------------------------------------------------------------- settings


def ids() -> set[str]:
    return {str(error.id) for error in checks.production()}


def test_a_public_machine_without_key_and_names_does_not_start(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.core.exceptions import ImproperlyConfigured

    settings.HTTPS = True
    monkeypatch.delenv("DIEUPHOI_SECRET_KEY", raising=False)
    monkeypatch.delenv("DIEUPHOI_HOSTS", raising=False)
    assert ids() == {"dieuphoi.E001", "dieuphoi.E003"}
    with pytest.raises(ImproperlyConfigured, match="DIEUPHOI_SECRET_KEY"):
        checks.require_safe_production()
    monkeypatch.setenv("DIEUPHOI_SECRET_KEY", "a" * 60)
    monkeypatch.setenv("DIEUPHOI_HOSTS", "*")
    settings.DEBUG = True
    assert ids() == {"dieuphoi.E002", "dieuphoi.E003", "dieuphoi.E004"}


def test_a_chosen_key_and_name_are_enough(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.HTTPS, settings.DEBUG = True, False
    monkeypatch.setenv("DIEUPHOI_SECRET_KEY", "k7Jq-2vXw9_ZtYp4LrBnMs6HdFgEaQcUi8oTzRyWxVb3N5")
    monkeypatch.setenv("DIEUPHOI_HOSTS", "dieuphoi.sonha.example")
    checks.require_safe_production()


def test_one_person_on_one_machine_needs_nothing(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.HTTPS = False
    monkeypatch.delenv("DIEUPHOI_SECRET_KEY", raising=False)
    checks.require_safe_production()


def test_failed_and_overdue_regular_work_is_told_without_its_exception(
    worker: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []

    def broken(now: Any) -> None:
        raise ZeroDivisionError("mật khẩu trong lỗi")

    monkeypatch.setattr(schedule, "_scheduled", {})
    schedule.register_schedule("hang-ngay", schedule.every(timedelta(minutes=1)), lambda now: ran.append("x"))
    schedule.register_schedule("gui-thu", schedule.every(timedelta(minutes=1)), broken)
    now = timezone.now()
    assert parts(200)["schedule"] is True  # nobody has tried yet: that is the matter of the queue
    schedule.tick(now)
    answer = Client().get("/health/")
    told = answer.json()["parts"]["schedule"]
    assert answer.status_code == 503 and told["ok"] is False
    assert "gui-thu" in told["note"] and "hang-ngay" not in told["note"]
    assert "mật khẩu" not in answer.content.decode() and "ZeroDivision" not in answer.content.decode()
    assert [row.error for row in ScheduleRun.objects.exclude(error="")] == ["ZeroDivisionError: mật khẩu trong lỗi"]
    schedule.register_schedule("gui-thu", schedule.every(timedelta(minutes=1)), lambda now: ran.append("y"))
    schedule.tick(now + timedelta(minutes=6))
    assert ran == ["x", "x", "y"]
    assert schedule.troubles(now + timedelta(minutes=6), timedelta(minutes=15)) == []
    # Due again one minute later; nobody came for a quarter of an hour more.
    late = schedule.troubles(now + timedelta(minutes=23), timedelta(minutes=15))
    assert [(each.name, each.failed_at) for each in late] == [("hang-ngay", None), ("gui-thu", None)]
    ScheduleRun.objects.update(ran_at=timezone.now() - timedelta(hours=1))
    assert "quá giờ" in Client().get("/health/").json()["parts"]["schedule"]["note"]
    assert parts(503)["schedule"] is False


def test_daily_work_is_overdue_only_after_its_hour_and_the_grace() -> None:
    daily = schedule.daily_from(6)
    yesterday = datetime(2026, 3, 1, 7, tzinfo=LOCAL_ZONE)
    grace = timedelta(minutes=15)
    assert not daily(yesterday, datetime(2026, 3, 2, 6, 10, tzinfo=LOCAL_ZONE) - grace)
    assert daily(yesterday, datetime(2026, 3, 2, 6, 20, tzinfo=LOCAL_ZONE) - grace)

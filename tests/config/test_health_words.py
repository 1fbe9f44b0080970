"""The words of ``/health/`` and of the system checks go through the translator; what is secret is not in them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.utils import timezone

from dieuphoi.config import checks, console, health

pytestmark = pytest.mark.django_db


def mark(message: str) -> str:
    return f"⟦{message}⟧"


@pytest.fixture
def marking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_", mark)


def heartbeat(age: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval)", [age])


def note(part: str) -> str:
    return str(Client().get("/health/").json()["parts"][part]["note"])


def test_no_worker_and_a_silent_one(marking: None, settings: Any) -> None:
    settings.DIEUPHOI_WORKER_SILENCE_SECONDS = 120
    assert note("queue") == "⟦chưa có tiến trình xử lý nào chạy; 0 việc đang chờ⟧"
    heartbeat("10 minutes")
    assert note("queue") == "⟦tiến trình xử lý im lặng đã lâu; 0 việc đang chờ⟧"
    heartbeat("0 seconds")
    assert note("queue") == "⟦0 việc đang chờ⟧"


def test_a_store_that_reads_otherwise(marking: None, monkeypatch: pytest.MonkeyPatch) -> None:
    class Other:
        def read(self) -> bytes:
            return b"other"

        def __enter__(self) -> Other:
            return self

        def __exit__(self, *args: Any) -> None:
            pass

    monkeypatch.setattr(default_storage, "open", lambda name: Other(), raising=False)
    assert note("storage") == "⟦đọc lại khác với lúc ghi⟧"


@pytest.mark.parametrize(
    ("minutes", "words"), [(5, "⟦đồng hồ máy này lệch với đồng hồ cơ sở dữ liệu⟧"), (0, "")]
)
def test_a_clock(marking: None, monkeypatch: pytest.MonkeyPatch, minutes: int, words: str) -> None:
    moved = timezone.now() + timedelta(minutes=minutes)
    monkeypatch.setattr(health.timezone, "now", lambda: moved)
    assert note("clock") == words


def test_a_part_that_raises(marking: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(now: Any) -> Any:
        raise ConnectionError("host=10.0.0.1")

    monkeypatch.setitem(health.PARTS, "database", gone)
    assert note("database") == "⟦không trả lời; xem nhật ký máy chủ⟧"


def test_the_checks_speak_the_language_of_the_terminal(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    class Marking:
        def gettext(self, message: str) -> str:
            return mark(message)

    settings.HTTPS = settings.DEBUG = True
    settings.MIDDLEWARE = []
    settings.TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates"}]
    monkeypatch.setenv("DIEUPHOI_SECRET_KEY", "short")
    monkeypatch.delenv("DIEUPHOI_HOSTS", raising=False)
    vietnamese = [*checks.production(), *checks.order()]
    assert vietnamese[0].msg == "DIEUPHOI_SECRET_KEY quá ngắn hoặc quá đơn điệu."
    monkeypatch.setenv("DIEUPHOI_LANGUAGE", "en")
    monkeypatch.setattr(console, "_catalogue", lambda language: Marking())
    marked = [*checks.production(), *checks.order()]
    assert [error.id for error in marked] == [
        "dieuphoi.E002", "dieuphoi.E003", "dieuphoi.E004", "dieuphoi.E010", "dieuphoi.E011",
    ]  # fmt: skip
    assert [error.msg for error in marked] == [mark(str(error.msg)) for error in vietnamese]
    monkeypatch.delenv("DIEUPHOI_SECRET_KEY")
    assert checks.production()[0].msg.startswith("⟦DIEUPHOI_HTTPS=1 cần DIEUPHOI_SECRET_KEY")

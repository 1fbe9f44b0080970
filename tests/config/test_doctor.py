"""``dieuphoi doctor`` and ``/health/`` name what has really failed (fault 21): nothing is put in their mouths here."""

from __future__ import annotations

import hashlib
import json
import socket
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.utils import timezone

from dieuphoi.config import doctor, health
from dieuphoi.config.backup import tables
from dieuphoi.core.files.models import blob_path

from .conftest import plain_environment

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")


@pytest.fixture
def place(settings: Any, tmp_path: Path) -> Path:
    """A store of files of its own."""
    store = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "files")}}
    settings.STORAGES = {**settings.STORAGES, "default": store}
    return tmp_path / "files"


def ill() -> set[str]:
    answer = Client().get("/health/")
    parts = {name for name, part in answer.json()["parts"].items() if not part["ok"]}
    assert answer.status_code == (503 if parts else 200)
    return parts


def levels(found: Iterator[doctor.Finding]) -> list[str]:
    return [each.level for each in found]


def words(found: Iterator[doctor.Finding]) -> str:
    return " ".join(f"{each.words} {each.way}" for each in found if each.level != "ok")


# ----------------------------------------------------------------------------------------------- the database


def test_a_database_that_is_not_there(worker: None, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    gone = connection.copy()
    gone.settings_dict = {**connection.settings_dict, "PORT": str(port)}
    for module in (health, doctor):
        if hasattr(module, "connection"):
            monkeypatch.setattr(module, "connection", gone)
    parts = health.examine(timezone.now())
    assert {name for name in ("database", "queue", "clock") if not parts[name].ok} == {"database", "queue", "clock"}
    assert parts["storage"].ok
    assert all(str(port) not in part.note for part in parts.values())


def test_the_doctor_without_a_database_says_so_and_looks_at_the_rest(
    dieuphoi: Callable[..., Any], tmp_path: Path
) -> None:
    done = dieuphoi(
        "doctor", "--json", DATABASE_URL="postgresql://x:geheim@127.0.0.1:1/x", DIEUPHOI_VAR=str(tmp_path / "var")
    )
    told = json.loads(done.stdout)
    assert done.returncode == 1 and told["ok"] is False
    assert told["findings"][0]["level"] == "fail" and "không có máy chủ nào trả lời" in told["findings"][0]["words"]
    assert {each["area"] for each in told["findings"]} >= {"Gói Python", "Cấu hình", "Giao diện"}
    assert "geheim" not in done.stdout + done.stderr
    assert "DATABASE_URL" not in plain_environment()


def test_a_restore_that_was_cut_off(worker: None, place: Path) -> None:
    assert ill() == set()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {tables.MARK} (since timestamptz)")
    assert ill() == {"database"}
    assert "dieuphoi restore" in words(doctor.database())


def test_a_database_behind_the_program_and_one_ahead(worker: None) -> None:
    assert set(levels(doctor.database())) == {"ok"} or "fsync" in words(doctor.database())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'recognition' AND name LIKE '0002%'")
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('assessments', '9999_x', now())")
    told = words(doctor.database())
    assert "dieuphoi migrate" in told and "mới hơn chương trình" in told


def test_a_guard_that_sleeps_and_one_that_is_gone() -> None:
    assert levels(doctor.triggers()) == ["ok"]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE assessments_value DISABLE TRIGGER USER")
        cursor.execute(
            "SELECT min(tgname) FROM pg_trigger WHERE tgrelid = 'files_blob'::regclass AND NOT tgisinternal"
        )
        [name] = cursor.fetchone()
        cursor.execute(f'DROP TRIGGER "{name}" ON files_blob')
    told = words(doctor.triggers())
    assert "đang tắt: assessments_value." in told
    assert f"thiếu: files_blob.{name}" in told


# ------------------------------------------------------------------------------------------- queue and storage


def test_a_queue_without_a_worker_and_work_that_is_passed_over(place: Path) -> None:
    assert ill() == {"queue"}
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
        assert ill() == set()
        cursor.execute(
            "INSERT INTO kernel_job (kind, label, account_id, args, state, message, done, stop_requested, result,"
            " created_at) VALUES ('x', 'y', 1, '{}', 'QUEUED', '', 0, false, '{}', %s)",
            [now - timedelta(hours=2)],
        )
    assert ill() == {"queue"}
    assert "fail" in levels(doctor.jobs(now))


def test_a_job_that_was_given_up_is_told_by_health_for_an_hour_and_by_doctor_for_a_week(
    worker: None, place: Path, settings: Any
) -> None:
    settings.DIEUPHOI_JOB_DEATHS = 2
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_job (kind, label, account_id, args, state, message, done, stop_requested, result,"
            " created_at, finished_at, deaths) VALUES"
            " ('x', 'Xuất sổ lớn', 1, '{}', 'FAILED', '', 0, false, '{}', %(now)s, %(now)s, 2),"
            " ('x', 'Lỗi thường', 1, '{}', 'FAILED', '', 0, false, '{}', %(now)s, %(now)s, 1)",
            {"now": now},
        )
    assert ill() == {"jobs"}
    told = words(doctor.jobs(now))
    assert "Xuất sổ lớn (2)" in told and "Lỗi thường" not in told
    assert health.jobs(now + timedelta(minutes=59)).ok is False
    assert health.jobs(now + timedelta(minutes=61)).ok
    assert "Xuất sổ lớn" in words(doctor.jobs(now + timedelta(days=6)))
    assert "Xuất sổ lớn" not in words(doctor.jobs(now + timedelta(days=8)))


def test_a_store_on_a_place_that_takes_nothing(worker: None, place: Path) -> None:
    place.write_text("a file stands where the folder should be", encoding="utf-8")
    assert ill() == {"storage"}
    assert levels(doctor.storage(timezone.now())) == ["fail"]


def test_contents_that_are_missing_or_changed_are_named(place: Path, now: datetime) -> None:
    digests = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('dieuphoi.actor', '1', true), set_config('dieuphoi.act', 'x', true)")
        for number in range(3):
            data = f"nội dung {number}".encode()
            digests.append(hashlib.sha256(data).hexdigest())
            default_storage.save(blob_path(digests[-1]), ContentFile(data))
            cursor.execute(
                "INSERT INTO files_blob (sha256, size, mime, recorded_at) VALUES (%s, %s, 'text/plain', %s)",
                [digests[-1], len(data), now],
            )
    assert "fail" not in levels(doctor.storage(timezone.now(), whole=True))
    (place / blob_path(digests[0])).unlink()
    (place / blob_path(digests[1])).write_bytes(b"x" * len("nội dung 1".encode()))
    told = words(doctor.storage(timezone.now()))
    assert digests[0][:12] in told and digests[1][:12] in told and digests[2][:12] not in told


# -------------------------------------------------------------------------------------------- clock, the rest


def test_a_clock_before_the_installation(worker: None, place: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE django_migrations SET applied = now() + interval '3 days' WHERE app = 'axes'")
    assert ill() == {"clock"}
    assert "fail" in levels(doctor.clock(timezone.now()))


def test_packages_are_held_to_their_pins(monkeypatch: pytest.MonkeyPatch) -> None:
    assert levels(doctor.packages()) == ["ok"]
    real = doctor.metadata.version
    monkeypatch.setattr(doctor.metadata, "version", lambda name: "0.1" if name == "django" else real(name))
    assert "django 0.1 ≠" in words(doctor.packages())


def test_settings_that_are_dangerous(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DIEUPHOI_VAR", str(tmp_path))
    settings.ALLOWED_HOSTS, settings.HTTPS, settings.DEBUG = ["localhost"], False, False
    monkeypatch.delenv("DIEUPHOI_STORIES", raising=False)
    assert levels(doctor.configuration()) == ["ok"]
    key = tmp_path / "secret_key"
    key.write_text("k", encoding="utf-8")
    key.chmod(0o644)
    settings.ALLOWED_HOSTS, settings.DEBUG = ["dieuphoi.tinh.example"], True
    monkeypatch.setenv("DIEUPHOI_HOST", "x")
    told = words(doctor.configuration())
    for each in ("không có HTTPS", "DIEUPHOI_DEBUG=1", "đọc được khóa bí mật", "DIEUPHOI_HOSTS?"):
        assert each in told


def test_a_mail_server_that_is_not_there(settings: Any) -> None:
    settings.DIEUPHOI_MAIL = False
    assert levels(doctor.mail()) == ["ok"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.DIEUPHOI_MAIL, settings.EMAIL_HOST, settings.EMAIL_PORT = True, "127.0.0.1", free.getsockname()[1]
        assert levels(doctor.mail()) == ["fail"]
        free.listen()
        assert levels(doctor.mail()) == ["ok"]


def test_backups_that_are_missing_old_or_damaged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from .backup.test_backup import small_file

    monkeypatch.setenv("DIEUPHOI_BACKUP_DIR", str(tmp_path))
    now = timezone.now()
    assert levels(doctor.backups(now)) == ["warn"]
    path = tmp_path / "dieuphoi-20260302-013000.dieuphoi.zip"
    data = small_file(path)
    assert levels(doctor.backups(now)) == ["ok"]
    assert levels(doctor.backups(now + timedelta(hours=37))) == ["fail"]
    path.write_bytes(data[:-1])
    assert "cụt" in words(doctor.backups(now))


def test_a_check_that_breaks_is_told_and_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Any:
        raise ZeroDivisionError("so")

    monkeypatch.setattr(doctor, "packages", broken)
    monkeypatch.setattr(doctor, "_close", lambda: None)
    found = doctor.examine(timezone.now())
    assert [each.level for each in found if each.area == "packages"] == ["fail"]
    assert len({each.area for each in found}) > 8

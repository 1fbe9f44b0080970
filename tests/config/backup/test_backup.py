"""A backup proves itself, and a restore does everything or nothing (fault 22)."""

from __future__ import annotations

import io
import json
import shutil
import unicodedata
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from dieuphoi.config.backup import BackupDamaged, BackupFailed, RestoreRefused, making, restoring, tables
from dieuphoi.config.backup.container import Reader, Writer, check_seal
from dieuphoi.config.commands import db as db_commands

from .conftest import NAMES, House

Turn = Callable[[House], None]


# ------------------------------------------------------------------------------------------------ the file


def small_file(path: Path, manifest: dict[str, Any] | None = None) -> bytes:
    with path.open("wb") as out:
        writer = Writer(out)
        with writer.part("tables/a.copy") as part:
            part.write("1\tĐồng Ấm\n2\tHạ Lũng\n".encode() * 40)
        with writer.part("files/0", packed=False) as part:
            part.write(bytes(range(256)))
        writer.finish(manifest or {"product": "dieuphoi", "format": 1})
    return path.read_bytes()


def test_every_flipped_byte_and_every_cut_is_noticed(tmp_path: Path) -> None:
    whole = tmp_path / "whole.zip"
    data = small_file(whole)
    with Reader(whole) as reader:
        reader.check()
    broken = tmp_path / "broken.zip"
    for place in range(len(data)):
        broken.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises(BackupDamaged):
            check_seal(broken)
    for length in (0, 1, 63, 64, 100, len(data) // 2, len(data) - 1):
        broken.write_bytes(data[:length])
        with pytest.raises(BackupDamaged):
            check_seal(broken)
    broken.write_bytes(data + b"\0")
    with pytest.raises(BackupDamaged):
        check_seal(broken)


def test_any_unpacker_opens_it_and_a_part_exchanged_under_a_new_seal_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    small_file(path)
    with zipfile.ZipFile(path) as plain:
        assert plain.testzip() is None
        manifest = json.loads(plain.read("manifest.json"))
    with path.open("wb") as out:
        writer = Writer(out)
        with writer.part("tables/a.copy") as part:
            part.write(b"other\n")
        with writer.part("files/0") as part:
            part.write(bytes(range(256)))
        finish = dict(writer.parts)
        writer.parts = dict(manifest["parts"])
        writer.finish({"product": "dieuphoi", "format": 1})
    assert finish["tables/a.copy"] != manifest["parts"]["tables/a.copy"]
    with Reader(path) as reader, pytest.raises(BackupDamaged, match=r"tables/a\.copy"):
        reader.check()


def test_something_else_is_named_so(tmp_path: Path) -> None:
    other = tmp_path / "ảnh.zip"
    with zipfile.ZipFile(other, "w") as plain:
        plain.writestr("a", "b")
    with pytest.raises(BackupDamaged, match="cụt hoặc bị sửa"):
        Reader(other)
    other.write_text("không phải", encoding="utf-8")
    with pytest.raises(BackupDamaged, match="không phải bản sao lưu"):
        Reader(other)
    small_file(other, {"product": "khác", "format": 1})
    with pytest.raises(BackupDamaged, match="không phải bản sao lưu"):
        Reader(other)


# ------------------------------------------------------------------------------------------------- making


def test_the_name_appears_when_all_is_written_and_only_our_oldest_go(
    source: House, tmp_path: Path, now: datetime
) -> None:
    folder = tmp_path / "nơi giữ"
    folder.mkdir()
    (folder / "ghi chú.txt").write_text("của người khác", encoding="utf-8")
    (folder / ".dieuphoi-x.1.part").write_bytes(b"left by a killed one")
    made = []
    for day in range(3):
        done = making.make_backup(url=source.url, to=folder, now=now + timedelta(days=day), keep=2)
        assert done.path is not None
        made.append(done.path)
    assert sorted(path.name for path in folder.iterdir()) == sorted(["ghi chú.txt", made[1].name, made[2].name])
    assert made[2].stat().st_mode & 0o777 == 0o600
    again = making.make_backup(url=source.url, to=folder, now=now + timedelta(days=2))
    assert again.path is not None and again.path.name == made[2].name.replace(".dieuphoi", "-2.dieuphoi")
    assert making.backups_in(folder) == [again.path, made[2], made[1]]
    with pytest.raises(BackupFailed, match="không ghi đè"):
        making.make_backup(url=source.url, to=made[2], now=now)


def test_it_streams_into_a_pipe_and_holds_no_secret_unless_asked(
    source: House, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.got = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            self.got += bytes(data)
            return len(data)

    settings.SECRET_KEY = "khóa-của-bài-thử-rất-dài-và-không-đoán-được"
    monkeypatch.setenv("DIEUPHOI_MAIL_URL", "smtp://ai:mật-khẩu-thư@host")
    monkeypatch.setenv("DIEUPHOI_HOSTS", "dieuphoi.tinh.example")
    for asked in (False, True):
        pipe = Pipe()
        making.stream_backup(pipe, url=source.url, now=now, with_secret=asked)
        path = tmp_path / "p.zip"
        path.write_bytes(bytes(pipe.got))
        with Reader(path) as reader:
            reader.check()
            everything = b"".join(b"".join(reader.chunks(name)) for name in reader.parts)
            kept = json.loads(b"".join(reader.chunks("settings.json")))
            left_out = reader.manifest["left_out"]
        assert kept["DIEUPHOI_HOSTS"] == "dieuphoi.tinh.example" and "DIEUPHOI_MAIL_URL" not in kept
        assert ("khóa-của-bài-thử".encode() in everything) is asked
        assert "mật-khẩu-thư".encode() not in everything
        assert left_out == {"cache": "derived", "django_session": "sessions"} or "cache" not in left_out


def test_it_sees_one_moment_while_people_go_on_working(
    source: House, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row that is committed while the tables are read is in none of them."""
    seen: list[str] = []

    def someone_works(words: str) -> None:
        if "notify_scheduled" in words or not seen:
            seen.append(words)
            with psycopg.connect(source.url, autocommit=True) as other:
                other.execute(
                    "INSERT INTO kernel_job (kind, label, account_id, args, state, message, done, stop_requested,"
                    " result, created_at) VALUES ('x', 'giữa chừng', 1, '{}', 'QUEUED', '', 0, false, '{}', now())"
                )

    before = source.rows("SELECT count(*) FROM kernel_job")[0][0]
    done = making.make_backup(url=source.url, to=tmp_path / "b", now=now, tell=someone_works)
    assert seen and source.rows("SELECT count(*) FROM kernel_job")[0][0] > before
    assert done.path is not None
    with Reader(done.path) as reader:
        assert reader.manifest["tables"]["kernel_job"]["rows"] == before


def test_a_content_that_is_missing_is_named_and_the_rest_is_kept(
    source: House, target: House, tmp_path: Path, now: datetime, speak_to: Turn, quick_tables: None
) -> None:
    [lost, damaged, kept] = [row[0] for row in source.rows("SELECT sha256 FROM files_blob ORDER BY sha256")]
    (source.var / "files" / lost[:2] / lost[2:4] / lost).unlink()
    (source.var / "files" / damaged[:2] / damaged[2:4] / damaged).write_bytes(b"x")
    done = making.make_backup(url=source.url, to=tmp_path / "b", now=now)
    assert (done.files, set(done.missing)) == (1, {lost, damaged})
    assert done.path is not None
    speak_to(target)
    told = restoring.restore_backup(done.path, url=target.url)
    assert lost[:12] in " ".join(told.notes)
    assert [name.rsplit("/", 1)[1] for name in target.contents() if name.startswith("files/")] == [kept]


# ---------------------------------------------------------------------------------------------- restoring


def stored_names() -> list[str]:
    return [unicodedata.normalize("NFC", name) for name in NAMES]


def everything(house: House) -> dict[str, tuple[str, int]]:
    with tables.connected(house.url, reading=True) as there:
        return {
            table.name: tables.digest_of(there, table)
            for table in tables.tables(there)
            if table.name not in tables.LEFT_OUT
        }


def test_what_comes_back_is_what_went_and_the_database_guards_it_again(
    source: House, target: House, made: Path, speak_to: Turn, quick_tables: None
) -> None:
    speak_to(target)
    done = restoring.restore_backup(made, url=target.url)
    assert done.files == len(NAMES) and not done.newer
    assert everything(target) == everything(source)
    assert target.contents() == {name: data for name, data in source.contents().items() if name.startswith("files/")}
    names = "SELECT name FROM assessments_evidence ORDER BY id"
    assert [row[0] for row in target.rows(names)] == [row[0] for row in source.rows(names)] == [*stored_names()]
    # Who did what stays theirs: no row of history was written by the restore.
    authors = (
        "SELECT pgh_actor_id, pgh_act, count(*) FROM assessments_assessmentroundhistoryevent"
        " GROUP BY 1, 2 ORDER BY 1, 2"
    )
    assert target.rows(authors) == source.rows(authors) != []
    # Triggers, keys, sequences and generated columns are as they were.
    for query in (
        "SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1",
        "SELECT conname, contype, convalidated, condeferrable FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace AND contype <> 'n' ORDER BY 1",
        "SELECT sequencename, last_value FROM pg_sequences WHERE sequencename <> 'django_session' ORDER BY 1",
        "SELECT id, name_folded, name_key FROM territory_unitname ORDER BY 1",
    ):
        assert target.rows(query) == source.rows(query) != []
    with pytest.raises(psycopg.Error), psycopg.connect(target.url) as there:
        there.execute("UPDATE assessments_value SET number = 1")
    assert not target.rows("SELECT to_regclass(%s) IS NOT NULL", tables.MARK)[0][0]
    with pytest.raises(RestoreRefused, match="đã có bảng"):
        restoring.restore_backup(made, url=target.url)


def test_a_row_that_points_nowhere_leaves_the_database_empty(
    source: House, target: House, tmp_path: Path, now: datetime, speak_to: Turn, quick_tables: None
) -> None:
    """A backup that is whole but wrong inside: nothing of it stays, neither rows nor files."""
    with psycopg.connect(source.url) as there:
        there.execute("ALTER TABLE files_blobtext DISABLE TRIGGER USER")
        there.execute("ALTER TABLE files_blobtext DROP CONSTRAINT IF EXISTS files_blobtext_blob_id_fk")
        for (name,) in there.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'files_blobtext'::regclass AND contype = 'f'"
        ).fetchall():
            there.execute(f'ALTER TABLE files_blobtext DROP CONSTRAINT "{name}"')  # type: ignore[call-overload]
        there.execute(
            "INSERT INTO files_blobtext (blob_id, state, text, cut, why) VALUES (999999, 'NONE', '', false, '')"
        )
    done = making.make_backup(url=source.url, to=tmp_path / "b", now=now)
    assert done.path is not None
    speak_to(target)
    with pytest.raises(BackupFailed, match="lại trống"):
        restoring.restore_backup(done.path, url=target.url)
    with tables.connected(target.url) as there:
        assert tables.is_empty(there)
        functions = "SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        assert there.execute(functions).fetchone() == (0,)  # type: ignore[arg-type]
    assert not [name for name in target.contents() if name.startswith("files/")]


def test_a_killed_restore_is_seen_refused_to_serve_and_begun_again(
    target: House, made: Path, speak_to: Turn, quick_tables: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*args: Any) -> None:
        raise BackupFailed("killed here")

    speak_to(target)
    with monkeypatch.context() as dying:
        dying.setattr(restoring, "_take_back", lambda url, written: None)  # what SIGKILL leaves undone
        dying.setattr(restoring, "_load", killed)
        with pytest.raises(BackupFailed):
            restoring.restore_backup(made, url=target.url)
    with pytest.raises(db_commands.HalfRestored, match="dieuphoi restore"):
        db_commands.bring_up_to_date()
    restoring.restore_backup(made, url=target.url)
    assert target.rows("SELECT count(*) FROM assessments_evidence") == [(len(NAMES),)]


def test_a_newer_backup_is_refused_before_anything_is_touched(
    target: House, made: Path, tmp_path: Path, speak_to: Turn
) -> None:
    newer = tmp_path / "mới.zip"
    for change in ({"format": 2}, {"migrations": [["assessments", "9999_cua_nam_sau"]]}):
        with Reader(made) as reader, newer.open("wb") as out:
            writer = Writer(out)
            for name in reader.parts:
                with writer.part(name) as part:
                    for data in reader.chunks(name):
                        part.write(data)
            writer.finish({**reader.manifest, **change})
        speak_to(target)
        with pytest.raises(RestoreRefused, match="mới hơn"):
            restoring.restore_backup(newer, url=target.url)
    with tables.connected(target.url) as there:
        assert tables.is_empty(there)
    shutil.rmtree(target.var, ignore_errors=True)

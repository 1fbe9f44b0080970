"""LibreOffice at work: it is ended with everything it started, and only a few run at once (fault 24)."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.kernel.jobs import Stopped
from dieuphoi.core.letters import rendering
from dieuphoi.core.letters.rendering import pdf_of
from tests.support.soffice import CONVERTS, HEAD, WRITES_HTML, program


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


def left(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith("dieuphoi-letter-") and path.is_dir()]


def test_one_that_never_ends_is_ended_with_its_children(tmp_path: Path, settings: Any) -> None:
    program(tmp_path, f"sleep 300 &\necho $! > {tmp_path}/child\necho $$ > {tmp_path}/self\nwait", settings, 0.5)
    with pytest.raises(Refused, match="mãi chưa xong") as caught:
        pdf_of(b"letter")
    assert (caught.value.code, caught.value.status) == ("pdf_too_long", 503)
    pids = [int((tmp_path / name).read_text()) for name in ("child", "self")]
    end = time.monotonic() + 5
    while any(alive(pid) for pid in pids):
        assert time.monotonic() < end, "a process of it lives on"
        time.sleep(0.01)
    assert left(tmp_path) == []


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_whoever_is_told_to_stop_ends_it(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job that its owner stops does not leave LibreOffice at work."""
    program(tmp_path, f"echo $$ > {tmp_path}/self\nsleep 300", settings, 60)
    monkeypatch.setattr(rendering, "STEP", 0.05)

    def step() -> None:
        if (tmp_path / "self").exists() and (tmp_path / "self").read_text():
            raise Stopped("đã dừng")

    with pytest.raises(Stopped):
        pdf_of(b"letter", step=step)
    assert not alive(int((tmp_path / "self").read_text()))
    assert left(tmp_path) == []


def test_one_that_fails_or_writes_no_pdf_is_told(tmp_path: Path, settings: Any) -> None:
    for words in ("exit 77", "exit 0", WRITES_HTML):
        program(tmp_path, words, settings)
        with pytest.raises(Refused, match="không chuyển được") as caught:
            pdf_of(b"letter")
        assert caught.value.code == "pdf_failed"
    assert left(tmp_path) == []


def test_each_has_a_profile_of_its_own_and_the_answer_is_what_it_wrote(tmp_path: Path, settings: Any) -> None:
    program(tmp_path, f'echo "$1" >> {tmp_path}/profiles\n{CONVERTS}', settings)
    assert [pdf_of(b"one"), pdf_of(b"two")] == [HEAD + b"one", HEAD + b"two"]
    profiles = (tmp_path / "profiles").read_text().split()
    assert len(set(profiles)) == 2 and all(each.startswith("-env:UserInstallation=file://") for each in profiles)
    assert left(tmp_path) == []


def test_who_finds_no_place_is_asked_to_come_again(tmp_path: Path, settings: Any) -> None:
    program(tmp_path, "exit 77", settings)
    with rendering._one_of_few(), rendering._one_of_few():
        with pytest.raises(Refused, match="thử lại sau") as caught:
            pdf_of(b"letter")
        assert (caught.value.code, caught.value.status) == ("pdf_busy", 503)
    with pytest.raises(Refused, match="không chuyển được"):  # the places are free again
        pdf_of(b"letter")
    assert {name.stat().st_uid for name in tmp_path.glob("*.lock")} == {os.getuid()}


def test_without_one_only_word_is_offered(settings: Any) -> None:
    for path in ("", "/không/có/soffice"):
        settings.DIEUPHOI_LIBREOFFICE = path
        with pytest.raises(Refused, match="chưa có LibreOffice") as caught:
            pdf_of(b"letter")
        assert caught.value.status == 409

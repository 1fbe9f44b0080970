#!/usr/bin/env python3
"""Make this clone ready: `.venv`, the pinned packages, the program on its path, the message catalogues.

Run by the Makefile with the machine's own Python (standard library only, and readable by old versions, so
that an old Python is told what is missing instead of failing on a word). Each step is skipped while the hash
of what it reads is unchanged, so a second run takes a moment.

    python3 scripts/setup.py base    what the product needs
    python3 scripts/setup.py dev     and what tests and checks need
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)


def say(text):
    print(text, file=sys.stderr, flush=True)


def stop(text):
    say("Lỗi: " + text)
    sys.exit(1)


def check_machine():
    """Name everything that is missing at once, with its apt-get line."""
    if sys.version_info < OLDEST:
        stop(
            f"cần Python {OLDEST[0]}.{OLDEST[1]} trở lên, máy này có {sys.version.split()[0]}. "
            "Trên Debian 12 trở lên: "
            "sudo apt-get install python3 python3-venv (hoặc make PYTHON=/đường/dẫn/python3.11 …)"
        )
    missing = []
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        missing.append("python3-venv")
    if shutil.which("git") is None:
        say("Lưu ý: không thấy git; không cần để chạy, cần để lấy bản mới (sudo apt-get install git).")
    if missing:
        stop(
            "máy này thiếu: {}. Hãy chạy: sudo apt-get install {}".format(
                ", ".join(missing), " ".join(missing)
            )
        )
    if os.uname().sysname != "Linux" or os.uname().machine not in ("x86_64", "aarch64"):
        say(
            f"Lưu ý: chương trình được thử trên Linux x86_64; "
            f"máy này là {os.uname().sysname} {os.uname().machine}."
        )


def run(command, failed, **options):
    """Run a program; on failure end with a sentence that says what to do."""
    try:
        done = subprocess.run(
            [str(part) for part in command], check=False, stdin=subprocess.DEVNULL, **options
        )
    except OSError as error:
        stop(f"{failed} ({error})")
    if done.returncode != 0:
        stop(failed)


def make_venv():
    """A `.venv` of this place and this Python; one that was moved or lost its Python is made anew."""
    mark = f"{VENV} {sys.version.split()[0]}"
    stamp = VENV / ".dieuphoi-place"
    usable = PYTHON.exists() and (not stamp.exists() or stamp.read_text(encoding="utf-8") == mark)
    if usable:
        usable = (
            subprocess.run(
                [str(PYTHON), "-c", "import pip"], check=False, stderr=subprocess.DEVNULL
            ).returncode
            == 0
        )
    if usable:
        return
    if VENV.exists():
        shutil.rmtree(str(VENV))
    say("Đang tạo môi trường Python (.venv)…")
    run(
        [sys.executable, "-m", "venv", VENV],
        f"không tạo được .venv. Hãy kiểm tra chỗ trống trên đĩa, quyền ghi vào {ROOT}, và gói python3-venv.",
    )
    stamp.write_text(mark, encoding="utf-8")


def install(level):
    """The pinned packages of ``requirements/<level>.txt``: by hash, ready-built only (no compiler needed)."""
    for each in ("base",) if level == "base" else ("base", "dev"):
        listed = ROOT / "requirements" / (each + ".txt")
        wanted = hashlib.sha256(listed.read_bytes()).hexdigest()
        stamp = VENV / (".dieuphoi-" + each)
        if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
            continue
        say(f"Đang cài các gói của {listed.relative_to(ROOT)} (lần đầu mất khoảng một phút)…")
        command = [PYTHON, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
        command += ["--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", listed]
        if not os.access(os.environ.get("HOME") or "/nonexistent", os.W_OK):
            command.append("--no-cache-dir")  # system accounts have no home; pip would warn at length
        run(
            command,
            "không cài được các gói. Hãy kiểm tra mạng và chỗ trống trên đĩa rồi chạy lại.",
            cwd=str(ROOT),
        )
        stamp.write_text(wanted, encoding="ascii")


def replace(path, text, mode):
    """Write ``path`` when it differs."""
    if path.exists() and path.read_text(encoding="utf-8") == text and path.stat().st_mode & 0o777 == mode:
        return
    fresh = path.with_name(path.name + ".fresh")
    fresh.write_text(text, encoding="utf-8")
    fresh.chmod(mode)
    fresh.replace(path)


def put_on_path():
    """The program itself: a `.pth` file and a small script, so that no build tool is fetched."""
    library = VENV / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
    replace(library / "dieuphoi.pth", "%s\n" % (ROOT / "src"), 0o644)
    # By way of sh: a first line that names the interpreter may not be long or hold spaces.
    script = '#!/bin/sh\nexec "{}" -m dieuphoi.config.cli "$@"\n'.format(str(PYTHON).replace('"', '\\"'))
    replace(VENV / "bin" / "dieuphoi", script, 0o755)


def compile_messages():
    """`*.po` → `*.mo` with Babel (no gettext needed), where a catalogue is newer."""
    folder = ROOT / "src" / "dieuphoi" / "locale"
    for catalogue in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        compiled = catalogue.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= catalogue.stat().st_mtime:
            continue
        command = [PYTHON, "-m", "babel.messages.frontend", "compile", "--statistics"]
        command += ["-i", catalogue, "-o", compiled, "-l", catalogue.parent.parent.name]
        run(command, f"không dịch được {catalogue}; xem lỗi ở trên.", stderr=subprocess.DEVNULL)


def main():
    level = sys.argv[1] if len(sys.argv) > 1 else "base"
    if level not in ("base", "dev"):
        say("scripts/setup.py base|dev")
        sys.exit(2)
    check_machine()
    try:
        lock = os.open(str(ROOT), os.O_RDONLY)  # two `make` at once: one waits; no lock file to leave behind
        fcntl.flock(lock, fcntl.LOCK_EX)
        make_venv()
        install(level)
        put_on_path()
        compile_messages()
    except PermissionError as error:
        stop(
            f"không ghi được {error.filename}: bản này thuộc tài khoản khác. "
            "Hãy dùng tài khoản đó hoặc lấy một bản sao mới."
        )
    except OSError as error:
        stop(f"{error.strerror or error} ({error.filename})")
    except KeyboardInterrupt:
        stop("đã dừng theo yêu cầu; chạy lại sẽ làm tiếp.")


main()

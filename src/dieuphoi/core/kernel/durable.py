"""Files that are on the disk before anybody is told that they are there. The one way in which the program keeps a file.

A file gets its name only when it is whole and flushed, and so is the entry in its folder: after a power cut there is
the whole file under its name, or none. Uploads, exports, backups, restored contents and keys are written by this.
Imports no Django: keys are written before there are settings.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

DISK_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What the system says when no more can be written."""

_UNFINISHED: Final = re.compile(r"\.dieuphoi-.+\.part")
_NO_LINKS: Final = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})
"""What file systems say that know no hard links (a share of another machine, a memory stick)."""


@contextmanager
def written_whole(
    target: Path, *, mode: int = 0o644, replace: bool = True, check: Callable[[Path], None] | None = None
) -> Iterator[BinaryIO]:
    """Write a file: ``target`` appears when the block has ended, whole and on the disk, or not at all.

    Missing folders are made. ``check`` is given the flushed file before it gets its name and may raise. With
    ``replace=False`` a file that has the name by then stays, and ``FileExistsError`` is raised. Raises ``OSError`` as
    the system does; then nothing of it is left. What a killed process left in the folder is taken away.
    """
    make_folders(target.parent)
    _remove_unfinished(target.parent)
    fresh, descriptor = _fresh(target.parent, mode)
    try:
        with os.fdopen(descriptor, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
            if check is not None:
                check(fresh)
            if replace:
                fresh.replace(target)
            else:
                _named_once(fresh, target)
        sync_folder(target.parent)
    finally:
        fresh.unlink(missing_ok=True)


def _fresh(folder: Path, mode: int) -> tuple[Path, int]:
    """A new file, held as long as this process lives: what nobody holds was left behind by a killed one."""
    while True:
        fresh = folder / f".dieuphoi-{os.getpid()}-{secrets.token_hex(6)}.part"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        with contextlib.suppress(OSError):  # a share that knows no locks: then nobody can take it for left behind
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.fstat(descriptor).st_nlink:
            return fresh, descriptor
        os.close(descriptor)  # somebody tidied up between the two calls


def _named_once(fresh: Path, target: Path) -> None:
    try:
        os.link(fresh, target)  # refuses to replace what came there meanwhile
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        fresh.replace(target)


def make_folders(folder: Path, *, mode: int = 0o777) -> None:
    """Make a folder with those above it that are missing, each on the disk."""
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for each in reversed(missing):
        each.mkdir(mode=mode, exist_ok=True)
        sync_folder(each.parent)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some shares know no such wish for a folder
            raise
    finally:
        os.close(descriptor)


def settle(path: Path) -> None:
    """Have a file that is there on the disk: somebody else may have written it a moment ago."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    sync_folder(path.parent)


def _remove_unfinished(folder: Path) -> None:
    for path in folder.iterdir():
        if _UNFINISHED.fullmatch(path.name):
            with contextlib.suppress(OSError), path.open("rb") as left:
                fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink()

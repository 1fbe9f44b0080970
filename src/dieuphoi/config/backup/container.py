"""The file of a backup: a ZIP whose last 64 bytes are the SHA-256 of all bytes before them.

Parts stream in one after the other; ``manifest.json`` is the last and holds the SHA-256 of each. The digest at the end
stands in the ZIP's own comment, so every unpacker opens the file, and one changed byte anywhere is noticed.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Protocol, Self

from dieuphoi.config.backup import BackupDamaged
from dieuphoi.config.console import _, why

MANIFEST = "manifest.json"
PRODUCT = "dieuphoi"
FORMAT = 1
"""Raised when an older program could not read the file."""

DIGEST = 64
_PLACE = b"0" * DIGEST
_HEAD = b"dieuphoi-backup sha256:"
CHUNK = 1 << 20


class Sink(Protocol):
    def write(self, data: bytes, /) -> Any: ...


class _Sealing:
    """Passes bytes on, keeps the last 64 back and puts the digest of all the others in their place."""

    def __init__(self, out: Sink) -> None:
        self._out = out
        self._kept = b""
        self._hash = hashlib.sha256()

    def write(self, data: bytes) -> int:
        whole = self._kept + bytes(data)
        cut = max(0, len(whole) - DIGEST)
        self._kept = whole[cut:]
        if cut:
            self._hash.update(whole[:cut])
            self._out.write(whole[:cut])
        return len(data)

    def flush(self) -> None:
        """Nothing waits here but the seal."""

    def seal(self) -> str:
        if self._kept != _PLACE:
            raise RuntimeError("the ZIP does not end with its comment")
        digest = self._hash.hexdigest()
        self._out.write(digest.encode("ascii"))
        return digest


class Part:
    """One part being written: counts and hashes what it is given."""

    def __init__(self, into: IO[bytes]) -> None:
        self._into = into
        self._hash = hashlib.sha256()
        self.bytes = 0
        self.lines = 0

    def write(self, data: bytes | memoryview) -> None:
        self._hash.update(data)
        self.bytes += len(data)
        self.lines += bytes(data).count(b"\n")
        self._into.write(data)

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


class Writer:
    """Writes a backup into ``out``, which only needs ``write``: a file, a pipe."""

    def __init__(self, out: Sink) -> None:
        self._sealing = _Sealing(out)
        self._zip = zipfile.ZipFile(self._sealing, "w", allowZip64=True)  # type: ignore[call-overload]
        self.parts: dict[str, str] = {}

    @contextmanager
    def part(self, name: str, *, packed: bool = True) -> Iterator[Part]:
        """Write one part; ``packed`` compresses it (files of people mostly are compressed already)."""
        entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        entry._compresslevel = 4  # type: ignore[attr-defined]
        entry.external_attr = 0o600 << 16
        with self._zip.open(entry, "w", force_zip64=True) as into:
            part = Part(into)
            yield part
        self.parts[name] = part.sha256

    def abandon(self) -> None:
        """Write nothing more: the sink has failed, or who asked has gone."""
        self._zip.fp = None

    def finish(self, manifest: dict[str, Any]) -> str:
        """Write the manifest, the directory and the seal; returns the digest of the file."""
        text = json.dumps({**manifest, "parts": dict(self.parts)}, ensure_ascii=False, indent=1, sort_keys=True)
        with self.part(MANIFEST) as part:
            part.write(text.encode())
        self._zip.comment = _HEAD + _PLACE
        self._zip.close()
        return self._sealing.seal()


def _damaged(reason: str) -> BackupDamaged:
    return BackupDamaged(
        _("Bản sao lưu không dùng được: %(reason)s. Chưa có gì bị thay đổi; hãy dùng một bản khác.")
        % {"reason": reason}
    )


class Reader:
    """A backup that is whole: the seal was checked before anything else was read. A context manager.

    Raises :class:`BackupDamaged` for whatever is not a whole backup of ours.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.digest = check_seal(path)
        try:
            self._zip = zipfile.ZipFile(path)
            self.manifest: dict[str, Any] = json.loads(self._zip.read(MANIFEST))
            self.parts: dict[str, str] = self.manifest["parts"]
        except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
            raise _damaged(_("không đọc được mục lục bên trong")) from error
        if self.manifest.get("product") != PRODUCT:
            raise _damaged(_("không phải bản sao lưu của chương trình này"))
        if set(self._zip.namelist()) != {*self.parts, MANIFEST}:
            raise _damaged(_("các phần bên trong không khớp với bản kê"))

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of one part. Raises :class:`BackupDamaged` at its end when they are not what was written."""
        digest = hashlib.sha256()
        try:
            with self._zip.open(name) as part:
                while data := part.read(CHUNK):
                    digest.update(data)
                    yield data
        except (zipfile.BadZipFile, EOFError, KeyError) as error:
            raise _damaged(_("phần “%(name)s” hỏng") % {"name": name}) from error
        if digest.hexdigest() != self.parts.get(name):
            raise _damaged(_("phần “%(name)s” khác với bản kê") % {"name": name})

    def check(self, told: Callable[[str], None] = lambda name: None) -> None:
        """Read every part and compare it with the manifest."""
        for name in self.parts:
            told(name)
            for _data in self.chunks(name):
                pass

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()


def check_seal(path: Path) -> str:
    """The digest at the end of ``path``, which must be that of all bytes before it. Raises :class:`BackupDamaged`."""
    digest, tail = hashlib.sha256(), b""
    try:
        with path.open("rb") as source:
            while data := source.read(CHUNK):
                whole = tail + data
                digest.update(whole[:-DIGEST])
                tail = whole[-DIGEST:]
            size = source.tell()
            source.seek(max(0, size - DIGEST - len(_HEAD)))
            head = source.read(len(_HEAD))
            source.seek(0)
            begins = source.read(4)
    except OSError as error:
        raise BackupDamaged(
            _("Không đọc được tệp %(path)s: %(reason)s.") % {"path": path, "reason": why(error)}
        ) from error
    if begins != b"PK\x03\x04":
        raise _damaged(_("không phải bản sao lưu của chương trình này"))
    if head != _HEAD:
        raise _damaged(_("tệp bị cụt hoặc bị sửa ở cuối"))
    if tail != digest.hexdigest().encode("ascii"):
        raise _damaged(_("nội dung đã bị thay đổi sau khi ghi (mã băm không khớp)"))
    return digest.hexdigest()

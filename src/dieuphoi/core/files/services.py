"""Taking a file in. The content is looked at before anything is stored, and all its faults are told at
once.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.utils.translation import gettext as _

from dieuphoi.core.files.extract import Extracted, extract, readable
from dieuphoi.core.files.models import Blob, BlobText, TextState, blob_path
from dieuphoi.core.files.names import LONGEST, file_name
from dieuphoi.core.files.selectors import blob_bytes
from dieuphoi.core.files.types import ALLOWED_BY_DEFAULT, KNOWN, BadContent, FileType, ending_of, sniff
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor, system_actor
from dieuphoi.core.kernel.durable import DISK_FULL, settle, written_whole
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.jobs import job_defer

logger = logging.getLogger(__name__)

Scanner = Callable[[bytes, str], str | None]
"""``(content, name) -> None`` when clean, else the name of what was found."""

_scanner: Scanner | None = None


def set_scanner(scanner: Scanner | None) -> None:
    """Install the scanner that every content passes before it is stored (``config`` calls this; default
    none).
    """
    global _scanner
    _scanner = scanner


class Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A content that is stored, and the name under which this upload brought it."""

    blob: Blob
    name: str
    mime: str


def blob_store(*, actor: Actor, data: bytes | Readable, name: str, now: datetime, words: bool = True) -> StoredFile:
    """Check and store one content; storing the same content again gives the same :class:`Blob`.

    ``words``: have the words inside read in the background, for search (files of imports are not searched).

    Raises :class:`InputErrors` with every fault found: no name or one too long, empty, too big
    (``DIEUPHOI_FILE_MAX_BYTES``), a kind of content not allowed (``DIEUPHOI_FILE_TYPES``, media types), an
    ending that belies the content, a packed file that unpacks beyond
    ``DIEUPHOI_FILE_MAX_UNPACKED_BYTES`` (default 10 times the largest size, at least 200 MiB), macros, or a
    finding of the scanner. Raises :class:`Refused` (``store_full``) when the disk takes no more.
    """
    kept = file_name(name)
    most: int = settings.DIEUPHOI_FILE_MAX_BYTES
    content = data if isinstance(data, bytes) else data.read(most + 1)
    kind, faults = _examine(content, kept, most)
    if faults or kind is None:
        raise InputErrors([InputError(fault, field="file", value=kept) for fault in faults])
    digest = hashlib.sha256(content).hexdigest()
    with act(actor, "file.store"):
        _write(digest, content)
        # Two uploads of the same content at once: the second waits for the first row, then finds it.
        Blob.objects.bulk_create(
            [Blob(sha256=digest, size=len(content), mime=kind.mime, recorded_at=now)], ignore_conflicts=True
        )
        blob = Blob.objects.get(sha256=digest)
        if words:
            _queue_text(actor, blob, kept, now)
    return StoredFile(blob=blob, name=kept, mime=kind.mime)


def _queue_text(actor: Actor, blob: Blob, name: str, now: datetime) -> None:
    """Have the words inside read in the background, once a content. It never stops an upload."""
    if not getattr(settings, "DIEUPHOI_TEXT_OF_FILES", True) or not readable(blob.mime):
        return
    # One statement: of two uploads at once one makes the row, and only that one queues the job.
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO files_blobtext (blob_id, state, text, cut, why) VALUES (%s, %s, '', false, '')"
            " ON CONFLICT (blob_id) DO NOTHING",
            [blob.pk, TextState.WAITING],
        )
        is_new = cursor.rowcount == 1
    if is_new:
        job_defer(
            actor=system_actor(actor.on),
            kind="files.text",
            label=_("Đọc chữ trong tệp %(name)s") % {"name": name},
            args={"blob_id": blob.pk},
            now=now,
        )


def text_read(*, blob_id: int, now: datetime) -> str:
    """Read the words of one content and keep them; the state it comes to (``DONE``, ``NONE``, ``FAILED``).

    Anything that goes wrong inside the file is a state with its reason. Reading again is harmless.
    """
    blob = Blob.objects.get(pk=blob_id)
    state, found = TextState.FAILED, Extracted()
    try:
        found = extract(blob_bytes(blob), blob.mime)
        state = TextState.DONE if found.text else TextState.NONE
    except Exception as error:
        # Foreign files break foreign parsers in every way there is: told, never raised.
        logger.info("no text of blob %s: %s", blob_id, error)
        found = Extracted(why=_("Không đọc được chữ: tệp hỏng hoặc có mật khẩu."))
    BlobText.objects.update_or_create(
        blob=blob, defaults={"state": state, "text": found.text, "cut": found.cut, "why": found.why, "read_at": now}
    )
    return str(state)


def texts_waiting() -> list[int]:
    """Contents whose words were never read, the oldest first."""
    there = Blob.objects.filter(text__isnull=True).values_list("pk", "mime").order_by("pk")
    waiting = BlobText.objects.filter(state=TextState.WAITING).values_list("pk", flat=True)
    return sorted({*waiting, *(pk for pk, mime in there if readable(mime))})


def _examine(content: bytes, name: str, most: int) -> tuple[FileType | None, list[str]]:
    faults = _name_faults(name)
    if not content:
        return None, [*faults, _("Tệp “%(name)s” rỗng. Hãy chọn lại tệp.") % {"name": name}]
    if len(content) > most:
        megabytes = max(1, most // (1024 * 1024))
        return None, [
            *faults,
            _("Tệp “%(name)s” vượt quá %(most)d MB. Hãy chia nhỏ hoặc nén ảnh trước khi tải lên.")
            % {"name": name, "most": megabytes},
        ]
    try:
        kind = sniff(content, name, most_unpacked=_most_unpacked(most))
    except BadContent as fault:
        return None, [*faults, str(fault)]
    if kind is None or kind.mime not in _allowed():
        words = ", ".join(t.word for t in KNOWN if t.mime in _allowed())
        return None, [
            *faults,
            _("Không nhận loại tệp này. Các loại được nhận: %(types)s.") % {"types": words},
        ]
    if ending_of(name) not in kind.endings:
        faults.append(
            _("Tên tệp “%(name)s” không khớp với nội dung (%(type)s). Hãy đặt lại đúng phần mở rộng.")
            % {"name": name, "type": kind.word}
        )
    if not faults and (found := _scan(content, name)):
        faults.append(found)
    return kind, faults


def _name_faults(name: str) -> list[str]:
    if not name:
        return [_("Tệp chưa có tên.")]
    if len(name) > LONGEST:
        return [
            _("Tên tệp dài %(length)d ký tự, nhiều nhất được %(most)d. Hãy rút ngắn tên tệp.")
            % {"length": len(name), "most": LONGEST}
        ]
    return []


def _scan(content: bytes, name: str) -> str:
    if _scanner is None:
        return ""
    try:
        found = _scanner(content, name)
    except Exception:
        # A scanner that cannot answer has not said yes.
        logger.exception("the file scanner failed")
        return _("Chưa quét được mã độc trong tệp nên chưa nhận. Hãy thử lại sau hoặc báo quản trị viên.")
    if found:
        return _("Tệp “%(name)s” bị chặn vì có mã độc (%(found)s).") % {"name": name, "found": found}
    return ""


def _write(digest: str, content: bytes) -> None:
    """Put the content at its place, on the disk before the row that names it is written.

    A rolled-back act leaves at most a content that no row names: harmless. Raises ``Refused("store_full")``.
    """
    target = Path(default_storage.path(blob_path(digest)))
    try:
        if _holds(target, digest, len(content)):
            settle(target)
            return
        with written_whole(target) as out:
            out.write(content)
    except OSError as error:
        if error.errno not in DISK_FULL:
            raise
        logger.exception("no room for a file in the store")
        raise Refused(
            "store_full",
            _("Máy chủ hết chỗ nên chưa nhận được tệp. Hãy báo quản trị viên rồi tải lên lại."),
            status=503,
        ) from error


def _holds(target: Path, digest: str, size: int) -> bool:
    """Whether the store has this content, whole (an older version of the program could be cut off half-way)."""
    try:
        if target.stat().st_size != size:
            return False
        with target.open("rb") as stored:
            return hashlib.file_digest(stored, "sha256").hexdigest() == digest
    except FileNotFoundError:
        return False


def _allowed() -> tuple[str, ...]:
    return tuple(getattr(settings, "DIEUPHOI_FILE_TYPES", ALLOWED_BY_DEFAULT))


def _most_unpacked(most: int) -> int:
    return int(getattr(settings, "DIEUPHOI_FILE_MAX_UNPACKED_BYTES", max(10 * most, 200 * 1024 * 1024)))

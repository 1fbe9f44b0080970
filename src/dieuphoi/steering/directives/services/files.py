"""Files of a document: what is stamped secret is refused before anything is stored."""

from __future__ import annotations

from datetime import datetime
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from dieuphoi.core.files.extract import head_of
from dieuphoi.core.files.names import file_name
from dieuphoi.core.files.services import blob_store
from dieuphoi.core.files.types import BadContent, sniff
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.steering.directives import policies
from dieuphoi.steering.directives.models import Document, DocumentFile, FileRole, FileWithdrawal
from dieuphoi.steering.directives.secrecy import mark_in_head, mark_typed, refuse_secret


def refuse_secret_file(data: bytes, name: str, note: str = "") -> None:
    """Raise ``Refused`` (422) where the head of the text, the name or the note of a file bears a mark of secrecy.

    Looks only; what cannot be read is judged by the storing. A scan without text can tell nothing: the form says so.
    """
    refuse_secret(mark_typed(note))
    stem = file_name(name).rpartition(".")[0].replace("_", " ")
    refuse_secret(mark_typed(stem))
    try:
        kind = sniff(data, name, most_unpacked=10 * settings.DIEUPHOI_FILE_MAX_BYTES)
    except BadContent:
        return
    if kind is not None:
        refuse_secret(mark_in_head(head_of(data, kind.mime)))


def read_upload(data: IO[bytes] | bytes) -> bytes:
    """The bytes of an upload, no more than one that is too large."""
    return data if isinstance(data, bytes) else data.read(settings.DIEUPHOI_FILE_MAX_BYTES + 1)


def document_file_add(
    *, actor: Actor, document_id: int, data: IO[bytes] | bytes, name: str, role: str = FileRole.MAIN, note: str = "",
    now: datetime,
) -> DocumentFile:
    """Keep a file with a document. Its words are read in the background and found by search.

    Raises ``Refused`` (422, ``secret``) for a stamp of secrecy – then nothing is stored, the content neither – and
    ``InputErrors`` for a file that is not taken (broken, too large, of another kind than its name says).
    """  # fmt: skip
    content = read_upload(data)
    with act(actor, "document.file"):
        row = Document.objects.locked().one_visible_to(actor, id=document_id)
        require(policies.may_correct(actor, row))
        if role not in FileRole.values:
            raise InputErrors([InputError(_("Hãy chọn loại tệp."), field="role", value=role)])
        if len(note) > 300:
            raise InputErrors([InputError(_("Dài quá %(most)d ký tự.") % {"most": 300}, field="note")])
        if len(content) <= settings.DIEUPHOI_FILE_MAX_BYTES:
            refuse_secret_file(content, name, note)
        stored = blob_store(actor=actor, data=content, name=name, now=now)
        file = DocumentFile(
            document=row, blob=stored.blob, name=stored.name, role=role, note=note.strip(), recorded_at=now
        )
        file.save(force_insert=True)
    return file


def document_file_withdraw(*, actor: Actor, file_id: int, reason: str, now: datetime) -> FileWithdrawal:
    """The file belongs to another document: it is shown, handed out and found no more; the history keeps it."""
    with act(actor, "document.unfile", reason=reason):
        file = DocumentFile.objects.one_visible_to(actor, id=file_id)
        row = Document.objects.locked().one_visible_to(actor, id=file.document_id)
        require(policies.may_correct(actor, row))
        if not reason.strip():
            raise InputErrors([InputError(_("Hãy ghi lý do."), field="reason")])
        if FileWithdrawal.objects.filter(file=file).exists():
            raise Refused("withdrawn", _("Tệp này đã được gỡ."))
        gone = FileWithdrawal(file=file, document=row, reason=reason.strip(), recorded_at=now)
        gone.save(force_insert=True)
    return gone

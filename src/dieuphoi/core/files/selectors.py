"""Reading contents back. The caller has already found the record that holds the file within the actor's
scope.
"""

from __future__ import annotations

import hashlib
from typing import BinaryIO, cast

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from dieuphoi.core.files.models import Blob
from dieuphoi.core.kernel.errors import NotVisible


def blob_of(blob_id: int) -> Blob:
    """The content with this id, for a record already found within the actor's scope. Raises
    ``NotVisible``.
    """
    blob = Blob.objects.filter(pk=blob_id).first()
    if blob is None:
        raise NotVisible(_("Không tìm thấy tệp."))
    return blob


def blob_open(blob: Blob) -> BinaryIO:
    """The content as a stream; the caller closes it. Raises ``FileNotFoundError`` when the storage lost
    it.
    """
    return cast(BinaryIO, default_storage.open(blob.path, "rb"))


def blob_bytes(blob: Blob) -> bytes:
    """The whole content. Raises ``OSError`` when what lies in the storage is no longer what was stored."""
    with blob_open(blob) as stream:
        content = stream.read()
    if hashlib.sha256(content).hexdigest() != blob.sha256:
        raise OSError(f"blob {blob.pk}: the storage holds another content than the digest says")
    return content

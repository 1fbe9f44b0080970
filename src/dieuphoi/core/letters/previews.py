"""A template filled with the invented sample of its kind: the page gives it as Word, a job as PDF."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _

from dieuphoi.core.files.selectors import blob_bytes
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.letters import policies, selectors
from dieuphoi.core.letters.registry import LetterKind, letter_kind
from dieuphoi.core.letters.rendering import FAULTS, rendered


class Letter(NamedTuple):
    """A letter as a Word document, and the name (without ending) under which it is handed out."""

    document: bytes
    name: str


def preview_name(kind: LetterKind) -> str:
    """The name of a preview of the kind, without ending."""
    return _("Xem trước %(kind)s (số liệu giả định)") % {"kind": kind.title}


def preview_of(actor: Actor, *, kind: str, template_id: int | None = None) -> Letter:
    """The shipped template of ``kind``, or a template of the office, filled. Raises ``NotVisible``, :class:`Refused`
    (who reads no whole province; ``bad_template`` for one that cannot be filled any more)."""
    require(policies.may_see(actor))
    found = letter_kind(kind)
    if template_id is None:
        data = found.shipped.read_bytes()
    else:
        data = blob_bytes(selectors.template_by_id(actor, template_id).blob)
    try:
        document = rendered(data, found.sample())
    except FAULTS as error:
        raise Refused("bad_template", _("Mẫu này không còn điền được. Hãy rút và tải mẫu đã sửa.")) from error
    return Letter(document, preview_name(found))

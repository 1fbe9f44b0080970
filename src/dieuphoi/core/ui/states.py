"""How a state looks: its shape, its colour class, its Vietnamese word. One table for badges, wall and charts.

The *verdict* keys are ``MET``, ``NOT_MET``, ``NOT_ENTERED`` (no value yet), ``UNDETERMINED`` (there is a
value, yet nothing can be concluded) and ``NOT_APPLICABLE``; the *basis* keys ``COMPUTED``, ``CONCLUDED``,
``IMPORTED`` and ``TRIAL``.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Look:
    """``css`` is the class suffix, ``icon`` the shape, ``label`` the words, ``letter`` a basis' mark."""

    css: str
    icon: str
    label: str | Promise
    letter: str = ""


VERDICTS: dict[str, Look] = {
    "MET": Look("met", "check", _("Đạt")),
    "NOT_MET": Look("not-met", "cross", _("Chưa đạt")),
    "NOT_ENTERED": Look("not-entered", "ring", _("Chưa nhập")),
    "UNDETERMINED": Look("undetermined", "question", _("Chưa thể kết luận")),
    "NOT_APPLICABLE": Look("not-applicable", "dash", _("Không áp dụng")),
}

BASES: dict[str, Look] = {
    "COMPUTED": Look("computed", "board", _("Máy tính theo số liệu"), "T"),
    "CONCLUDED": Look("concluded", "criteria", _("Sở, ngành kết luận"), "K"),
    "IMPORTED": Look("imported", "download", _("Nhập theo văn bản đã có"), "V"),
    "MIXED": Look("mixed", "criteria", _("Vừa tính, vừa kết luận"), "H"),
    "TRIAL": Look("trial", "warning", _("Chấm thử"), "Thử"),
}

"""Prints that have no office template (the wall, the brief, lists): PDF by typst, with our own fonts inside.

A template is Typst source of the product; what people typed goes in as JSON only (``sys.inputs``), so no sign of it
is ever read as markup: ``&``, ``<``, ``#``, ``$``, ``*``, ``_`` and backslash stay what they are (fault 28). It is set
in a process of its own with a limit of time.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _
from pypdf import PdfReader

from dieuphoi.core.kernel.dates import format_date, format_datetime
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.kernel.text import nfc

logger = logging.getLogger(__name__)

PDF_MIME: Final = "application/pdf"
_HERE: Final = Path(__file__).resolve().parent
FONTS: Final = _HERE / "fonts"
"""TTF files, put there by the build of the front end (``frontend/build.mjs``); typst reads no woff2."""
FAMILIES: Final = ("Be Vietnam Pro", "Tinos")
TIME_LIMIT: Final = 30.0
"""Seconds that one print may take."""


@dataclass(frozen=True, slots=True)
class PrintHead:
    """What stands on every print: what it is, of which day, narrowed how, made by whom and when."""

    title: str
    made_by: str
    made_at: datetime
    lines: Sequence[str] = ()
    filters: Sequence[str] = field(default=())
    as_of: date | None = None

    def as_data(self) -> dict[str, Any]:
        lines = [*self.lines]
        if self.as_of is not None:
            lines.append(_("Tính đến ngày %(day)s") % {"day": format_date(self.as_of)})
        if self.filters:
            lines.append(_("Bộ lọc: %(filters)s") % {"filters": "; ".join(self.filters)})
        made = {"at": format_datetime(self.made_at), "who": self.made_by}
        return {
            "title": self.title,
            "lines": lines,
            "foot": _("%(title)s · in lúc %(at)s, người in: %(who)s") % {"title": self.title, **made},
            "page": _("trang %(n)s/%(of)s") % {"n": "{n}", "of": "{of}"},
        }


def print_pdf(template: str, data: Mapping[str, Any], head: PrintHead, *, time_limit: float = TIME_LIMIT) -> bytes:
    """Set ``template`` (Typst source; ``data``, ``head``, ``masthead``, ``foot`` are defined before it) as a PDF.

    ``data`` is anything JSON can hold. Raises :class:`Refused` (503) when the fonts were never built, the template is
    broken, or setting takes longer than ``time_limit`` seconds.
    """
    if not any(FONTS.glob("*.ttf")):
        logger.error("no fonts for prints in %s: the front end was not built", FONTS)
        reason = _("Máy chủ chưa có phông chữ để in. Hãy báo người quản trị dựng lại giao diện.")
        raise Refused("no_fonts", reason, status=503)
    with tempfile.TemporaryDirectory(prefix="dieuphoi-print-") as root:
        asked = {
            "source": (_HERE / "typst" / "page.typ").read_text(encoding="utf-8") + "\n" + template,
            "data": json.dumps(_plain({**data, "head": head.as_data()}), ensure_ascii=False),
            "fonts": [str(FONTS)],
            "root": root,
            "made_at": int(head.made_at.timestamp()),
        }
        try:
            done = subprocess.run(
                [sys.executable, "-P", str(_HERE / "typesetter.py")],
                input=json.dumps(asked).encode(),
                capture_output=True,
                timeout=time_limit,
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            raise Refused(
                "print_too_long", _("Bản in quá lớn, dựng mãi chưa xong. Hãy lọc bớt rồi in lại."), status=503
            ) from late
    if done.returncode != 0 or not done.stdout.startswith(b"%PDF"):
        logger.error("a print could not be set: %s", done.stderr.decode(errors="replace")[:4000])
        raise Refused("print_broken", _("Mẫu bản in bị lỗi nên không in được. Lỗi đã ghi vào nhật ký."), status=503)
    return done.stdout


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF has."""
    return len(PdfReader(BytesIO(pdf)).pages)


def _plain(value: Any) -> Any:
    """JSON with every text in NFC and without signs that no page can show."""
    if isinstance(value, str):
        return "".join(sign for sign in nfc(value) if sign >= " " or sign in "\n\t")
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if value is None or isinstance(value, bool | int | float) else str(value)

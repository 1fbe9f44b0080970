"""A letter from its template: the one way a Word document of a prescribed form is written.

Always with autoescape (an ampersand or ``<`` in a name else cuts the text silently, fault 28), with undefined words as
errors, in a sandbox: a template is a form, it runs no program.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import jinja2
from django.conf import settings
from django.utils.translation import gettext as _
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

from dieuphoi.core.files.selectors import blob_bytes
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.kernel.text import nfc
from dieuphoi.core.letters import selectors
from dieuphoi.core.letters.registry import letter_kind

DOCX_MIME: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF_MIME: Final = "application/pdf"
FAULTS: Final = (
    jinja2.TemplateError, OpcError, zipfile.BadZipFile, SyntaxError, KeyError, ValueError, TypeError,
    AttributeError, )  # fmt: skip
"""What docxtpl and what lies under it raise for a template that does not work."""
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LONGEST_SECONDS: Final = 90
_NARROWEST: Final = 340
"""Twentieths of a point: 6 mm, room for one mark."""


def words_of_rendering() -> SandboxedEnvironment:
    """The environment of every rendering and of every check of a template."""
    return SandboxedEnvironment(autoescape=True, undefined=jinja2.StrictUndefined)


def rendered(data: bytes, context: Mapping[str, Any]) -> bytes:
    """A template's bytes filled in. Raises one of :data:`FAULTS`."""
    template = DocxTemplate(BytesIO(data))
    template.render(_clean(dict(context)), jinja_env=words_of_rendering(), autoescape=True)
    for table in template.docx.tables:
        _share_width(table)
    out = BytesIO()
    template.save(out)
    return out.getvalue()


def _share_width(table: Any) -> None:
    """Give the columns that a template multiplied (``{%tc for %}``) what its other columns leave of the width.

    Without it every column is as wide as every other: the name of a commune gets the room of one mark. A table whose
    cells all have a width of their own stays as it is.
    """
    grid = table._tbl.tblGrid.findall(qn("w:gridCol"))
    rows = [row.findall(qn("w:tc")) for row in table._tbl.findall(qn("w:tr"))]
    whole = next((row for row in rows if len(row) == len(grid)), None)
    if whole is None:
        return
    widths = [_width(cell) for cell in whole]
    free = [at for at, width in enumerate(widths) if width is None]
    if not free or len(free) == len(widths):
        return
    total = sum(int(column.get(qn("w:w")) or 0) for column in grid)
    rest = (total - sum(width for width in widths if width is not None)) // len(free)
    for at, column in enumerate(grid):
        column.set(qn("w:w"), str(max(widths[at] or rest, _NARROWEST)))


def _width(cell: Any) -> int | None:
    """The width of a cell in twentieths of a point; ``None`` where the table is to choose it."""
    found = cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}")
    if found is None or found.get(qn("w:type")) != "dxa":
        return None
    return int(found.get(qn("w:w")) or 0)


def render(kind: str, context: Mapping[str, Any], *, on: date, place_id: int | None = None) -> bytes:
    """The letter of a kind as a Word file, by the template that is in force on a day in a place (a province).

    ``context`` holds all words of the kind, as texts already written for people. Raises ``NotVisible`` for an unknown
    kind and :class:`Refused` (``bad_template``) where the template in force does not work any more.
    """
    found = letter_kind(kind)
    own = selectors.template_in_force(kind, place_id, on)
    try:
        data = found.shipped.read_bytes() if own is None else blob_bytes(own.blob)
        return rendered(data, context)
    except (*FAULTS, OSError) as error:
        name = found.shipped.name if own is None else own.name
        raise Refused(
            "bad_template",
            _(
                "Mẫu Word “%(name)s” của “%(kind)s” không dùng được nữa. Hãy rút mẫu này ở trang Mẫu văn bản để dùng "
                "mẫu trước đó, hoặc tải lên mẫu đã sửa."
            )
            % {"name": name, "kind": found.title},
        ) from error


def _clean(value: Any) -> Any:
    """Texts in NFC and without the control characters that no XML may hold; ``None`` is an empty text."""
    if isinstance(value, str):
        return _NOT_IN_XML.sub("", nfc(value))
    if isinstance(value, Mapping):
        return {key: _clean(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(each) for each in value]
    return "" if value is None else value


# --------------------------------------------------------------------------------------------------- PDF


def offers_pdf() -> bool:
    """Whether this installation has a LibreOffice that makes a PDF of a letter (``DIEUPHOI_LIBREOFFICE``)."""
    return bool(settings.DIEUPHOI_LIBREOFFICE)


def pdf_of(document: bytes) -> bytes:
    """The letter as a PDF, by the LibreOffice of the settings. Raises :class:`Refused` where there is none or it fails.

    It works in a folder of its own with a profile of its own: two at once do not meet, and nothing of it stays.
    """
    program = settings.DIEUPHOI_LIBREOFFICE
    if not program or shutil.which(program) is None:
        raise Refused("no_pdf", _("Máy chủ chưa có LibreOffice nên chỉ tải được bản Word."), status=404)
    with tempfile.TemporaryDirectory(prefix="dieuphoi-letter-") as folder:
        home = Path(folder)
        source = home / "letter.docx"
        source.write_bytes(document)
        command = [
            program, f"-env:UserInstallation=file://{home}/profile", "--headless", "--norestore", "--convert-to", "pdf",
            "--outdir", folder, str(source),
        ]  # fmt: skip
        try:
            subprocess.run(command, capture_output=True, timeout=_LONGEST_SECONDS, check=True)
            return source.with_suffix(".pdf").read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            raise Refused(
                "pdf_failed", _("LibreOffice không chuyển được sang PDF. Hãy tải bản Word, hoặc thử lại sau.")
            ) from error

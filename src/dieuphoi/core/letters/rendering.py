"""A letter from its template: the one way a Word document of a prescribed form is written.

Always with autoescape (an ampersand or ``<`` in a name else cuts the text silently, fault 28), with undefined words as
errors, in a sandbox: a template is a form, it runs no program.
"""

from __future__ import annotations

import fcntl
import logging
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
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
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal, require
from dieuphoi.core.kernel.text import nfc
from dieuphoi.core.letters import selectors
from dieuphoi.core.letters.registry import letter_kind

logger = logging.getLogger(__name__)

DOCX_MIME: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF_MIME: Final = "application/pdf"
FAULTS: Final = (
    jinja2.TemplateError, OpcError, zipfile.BadZipFile, SyntaxError, KeyError, ValueError, TypeError,
    AttributeError, )  # fmt: skip
"""What docxtpl and what lies under it raise for a template that does not work."""
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
AT_ONCE: Final = 2
"""So many LibreOffices at once on a machine: each takes some 200 MB and a core."""
STEP: Final = 1.0
"""Seconds between two looks at a LibreOffice that works: whether its job was told to stop, whether it is late."""
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


def may_make_pdf() -> Answer:
    """Whether this installation has a LibreOffice that makes a PDF of a letter (``DIEUPHOI_LIBREOFFICE``)."""
    program = settings.DIEUPHOI_LIBREOFFICE
    if program and shutil.which(program) is not None:
        return Allowed()
    return Refusal("no_pdf", _("Máy chủ chưa có LibreOffice nên chỉ tải được bản Word."), status=409)


def pdf_of(document: bytes, *, step: Callable[[], None] = lambda: None) -> bytes:
    """The letter as a PDF, by the LibreOffice of the settings: many seconds, so only a job calls it. ``step`` is called
    every :data:`STEP` seconds meanwhile; what it raises ends LibreOffice.

    Raises :class:`Refused` where there is none (409), it fails, it takes longer than ``DIEUPHOI_LIBREOFFICE_SECONDS``,
    or :data:`AT_ONCE` are at work already (503).

    It works in a folder of its own with a profile of its own: two at once do not meet, and nothing of it stays, neither
    files nor processes.
    """
    require(may_make_pdf())
    program = settings.DIEUPHOI_LIBREOFFICE
    with _one_of_few(), tempfile.TemporaryDirectory(prefix="dieuphoi-letter-") as folder:
        home = Path(folder)
        source = home / "letter.docx"
        source.write_bytes(document)
        command = [
            program, f"-env:UserInstallation=file://{home}/profile", "--headless", "--norestore", "--convert-to", "pdf",
            "--outdir", folder, str(source),
        ]  # fmt: skip
        try:
            _run(command, settings.DIEUPHOI_LIBREOFFICE_SECONDS, step)
            made = source.with_suffix(".pdf").read_bytes()
            if not made.startswith(b"%PDF-"):
                raise OSError("what it wrote is no PDF")
            return made
        except subprocess.TimeoutExpired as late:
            logger.error("LibreOffice took longer than %s seconds and was ended", settings.DIEUPHOI_LIBREOFFICE_SECONDS)
            reason = _("LibreOffice làm mãi chưa xong nên đã dừng. Hãy tải bản Word, hoặc lọc bớt rồi tải lại bản PDF.")
            raise Refused("pdf_too_long", reason, status=503) from late
        except (subprocess.SubprocessError, OSError) as error:
            logger.error("LibreOffice failed: %s %s", error, getattr(error, "stderr", b""))
            raise Refused(
                "pdf_failed", _("LibreOffice không chuyển được sang PDF. Hãy tải bản Word, hoặc thử lại sau.")
            ) from error


def _run(command: list[str], longest: float, step: Callable[[], None]) -> None:
    """Run a program to its end, or end it with all the processes that it started: ``soffice`` is only their parent."""
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )
    try:
        errors = _ended(process, longest, step)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, stderr=errors)


def _ended(process: subprocess.Popen[bytes], longest: float, step: Callable[[], None]) -> bytes:
    """What the program wrote as errors, at its end. Raises ``TimeoutExpired`` after ``longest`` seconds, and what
    ``step`` raises."""
    end = time.monotonic() + longest
    while True:
        left = end - time.monotonic()
        try:
            return process.communicate(timeout=max(0.0, min(STEP, left)))[1]
        except subprocess.TimeoutExpired:
            if left <= STEP:
                raise
        step()


@contextmanager
def _one_of_few() -> Iterator[None]:
    """One of :data:`AT_ONCE` places on this machine; who finds none is asked to come again."""
    for place in range(AT_ONCE):
        name = Path(tempfile.gettempdir()) / f"dieuphoi-letter-{os.getuid()}-{place}.lock"
        line = os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(line, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(line)
            continue
        try:
            yield
        finally:
            os.close(line)
        return
    raise Refused(
        "pdf_busy", _("Đang có nhiều người lấy bản PDF. Hãy tải bản Word, hoặc thử lại sau ít phút."), status=503
    )

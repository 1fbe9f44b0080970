"""A stand-in for LibreOffice: a shell script where the settings point to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_FOLDER = 'while [ $# -gt 1 ]; do [ "$1" = --outdir ] && out="$2"; shift; done'
HEAD = b"%PDF-of "
CONVERTS = f'{_FOLDER}; printf "%%{HEAD[1:].decode()}" > "$out/letter.pdf"; cat "$1" >> "$out/letter.pdf"'
"""Writes :data:`HEAD` and then the document itself: a test sees which letter was converted."""
WRITES_HTML = f'{_FOLDER}; echo "<html>" > "$out/letter.pdf"'


def program(folder: Path, text: str, settings: Any, seconds: float = 20) -> None:
    """Have ``text`` run as LibreOffice, for no longer than ``seconds``."""
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o700)
    settings.DIEUPHOI_LIBREOFFICE, settings.DIEUPHOI_LIBREOFFICE_SECONDS = str(path), seconds

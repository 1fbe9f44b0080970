"""Words on the terminal: translation without Django, and the few ways a command speaks to a person.

Commands that need neither Django nor a database still speak Vietnamese (or English with
``DIEUPHOI_LANGUAGE=en``), so this module reads our own catalogues with the standard library.
Figures go to standard output, everything said to a person about the work goes to standard error.
"""

from __future__ import annotations

import contextlib
import errno
import gettext as _gettext
import io
import json
import os
import sys
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

LOCALE_DIR = Path(__file__).resolve().parents[1] / "locale"


@lru_cache(maxsize=4)
def _catalogue(language: str) -> _gettext.NullTranslations:
    return _gettext.translation("django", LOCALE_DIR, [language], fallback=True)


def _(message: str) -> str:
    """``message`` in the language of ``DIEUPHOI_LANGUAGE``; Vietnamese (the source) without one."""
    language = os.environ.get("DIEUPHOI_LANGUAGE", "vi")
    return message if language == "vi" else _catalogue(language).gettext(message)


def prepare_streams() -> None:
    """Print Vietnamese on any terminal: a letter it cannot show never ends a command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            with contextlib.suppress(ValueError, OSError):
                stream.reconfigure(errors="backslashreplace", line_buffering=True)


def say(text: str = "") -> None:
    """A sentence about the work, to the person (standard error)."""
    print(text, file=sys.stderr, flush=True)


def fail(text: str) -> None:
    """What went wrong and what to do next, to the person (standard error)."""
    say(_("Lỗi: %(text)s") % {"text": text})


def why(error: OSError) -> str:
    """What the system says of a file, in words of ours; its own where we have none."""
    known = {
        errno.ENOENT: _("không có tệp hoặc thư mục này"),
        errno.EACCES: _("không có quyền"),
        errno.EPERM: _("không có quyền"),
        errno.EROFS: _("ổ đĩa chỉ cho đọc"),
        errno.EEXIST: _("đã có một tệp mang tên này"),
        errno.ENOTDIR: _("đã có một tệp mang tên thư mục này"),
        errno.EISDIR: _("đây là thư mục, không phải tệp"),
        errno.ENOSPC: _("đĩa đầy"),
        errno.EDQUOT: _("hết hạn mức đĩa"),
        errno.ENAMETOOLONG: _("tên dài quá"),
        errno.EIO: _("ổ đĩa đọc ghi lỗi"),
        errno.ECONNREFUSED: _("bị từ chối kết nối"),
        errno.ETIMEDOUT: _("quá giờ mà không trả lời"),
        errno.EHOSTUNREACH: _("không tới được máy này"),
    }
    return known.get(error.errno or 0) or error.strerror or str(error)


def _plain(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value)


def emit_json(value: Any) -> None:
    """Figures as one JSON document on standard output; dates as ISO text, decimals as text."""
    print(json.dumps(value, ensure_ascii=False, default=_plain))

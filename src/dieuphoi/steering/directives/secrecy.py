"""Documents with a mark of secrecy are not kept here: an open system is no place for state secrets.

The marks are those of the law on the protection of state secrets: *Mật*, *Tối mật*, *Tuyệt mật*. They are looked for in
what is typed and in the head of the text of a file, before anything is stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.kernel.text import nfc, tidy

HEAD_LINES: Final = 60
"""So many lines of a file are its head: the stamp stands beside number and place."""

_GRADES: Final = r"tuyệt\s*mật|tối\s*mật|mật"
_HIGH: Final = re.compile(r"(?<!\w)(tuyệt\s*mật|tối\s*mật)(?!\w)", re.IGNORECASE)
_IN_BRACKETS: Final = re.compile(rf"[(\[{{]\s*({_GRADES})\s*[)\]}}]", re.IGNORECASE)
_NAMED: Final = re.compile(rf"(?<!\w)(?:độ|mức độ|dấu)\s*mật\s*[:\-–]\s*({_GRADES})(?!\w)", re.IGNORECASE)
_PAPER: Final = re.compile(r"(?<!\w)(?:văn bản|tài liệu|công văn)\s+(mật)(?!\w)(?!\s*(?:khẩu|mã|độ))", re.IGNORECASE)
_STAMP: Final = re.compile(r"^(TUYỆTMẬT|TỐIMẬT|MẬT)$")
_BESIDE_NUMBER: Final = re.compile(r"^Số\s*:?.*[\s(](TUYỆT MẬT|TỐI MẬT|MẬT)\)?$")
_NOT_LETTERS: Final = re.compile(r"[^\w]+")
_NONE: Final = frozenset({"", "không", "thường", "khong", "thuong", "không mật", "-", "0", "none"})


def grade_typed(value: str) -> str:
    """The grade in a cell or field that asks for it; empty for "không", "thường"."""
    text = tidy(value)
    return "" if text.lower() in _NONE else text


def mark_typed(text: str) -> str:
    """The mark of secrecy in what was typed as number, summary or note; empty where there is none."""
    plain = tidy(text)
    if "mật" not in plain.lower():
        return ""
    if plain.lower() in ("mật", "tối mật", "tuyệt mật"):
        return plain
    for pattern in (_NAMED, _IN_BRACKETS, _HIGH, _PAPER):
        if found := pattern.search(plain):
            return found.group(1)
    return ""


def mark_in_head(text: str) -> str:
    """The stamp of secrecy in how a file's text begins; empty where there is none.

    A stamp is a line of its own in capital letters, stands behind the number, or is named ("Độ mật: Tối mật"). Words
    about secrecy in the body ("bảo vệ bí mật nhà nước") are none.
    """
    lines = [line.strip() for line in nfc(text).splitlines() if line.strip()][:HEAD_LINES]
    for line in lines:
        letters = _NOT_LETTERS.sub("", line)
        if found := _STAMP.match(letters):
            return found.group(1)
        if found := _BESIDE_NUMBER.match(" ".join(line.split())):
            return found.group(1)
        if found := _NAMED.search(line):
            return found.group(1)
    return ""


def refuse_secret(mark: str) -> None:
    """Raise ``Refused`` (422) for a mark; nothing is stored."""
    if not mark:
        return
    raise Refused(
        "secret",
        _(
            "Văn bản có dấu độ mật (“%(mark)s”) không được đưa vào hệ thống này. Chưa lưu gì. "
            "Hãy quản lý văn bản mật theo quy định về bảo vệ bí mật nhà nước, ngoài hệ thống."
        )
        % {"mark": mark},
        status=422,
    )


def refuse_secret_words(texts: Iterable[str], *, grade: str = "") -> None:
    """Raise ``Refused`` where a grade was given, or one of the typed texts bears a mark."""
    refuse_secret(grade_typed(grade))
    for text in texts:
        refuse_secret(mark_typed(text))

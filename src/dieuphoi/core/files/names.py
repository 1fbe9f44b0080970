"""Names of files as people gave them: composed (NFC), with all their marks, without what is no part of a
name.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST: Final = 200
"""Characters (code points of the NFC form) that a file name may have."""

_UNSEEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def file_name(given: str) -> str:
    """The name to keep: last part of a path, NFC, without control and direction characters, trimmed.

    Marks, ``đ``, spaces and capitals stay. A name that an Apple machine sent in NFD becomes the same name as
    from everywhere else. Empty when nothing is left.
    """
    last = re.split(r"[\\/]", given)[-1]
    name = unicodedata.normalize("NFC", _UNSEEN.sub("", last)).strip()
    return "" if name in {".", ".."} else name

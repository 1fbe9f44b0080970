"""Names of units as people write them: the word in front, and "is this the same name?". Pure functions."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Final

from dieuphoi.core.kernel.text import fold

TYPE_WORD: Final[dict[str, str]] = {
    "tinh": "Tỉnh",
    "thanh_pho_tw": "Thành phố",
    "huyen": "Huyện",
    "quan": "Quận",
    "thi_xa": "Thị xã",
    "thanh_pho": "Thành phố",
    "xa": "Xã",
    "phuong": "Phường",
    "thi_tran": "Thị trấn",
    "dac_khu": "Đặc khu",
    "thon": "Thôn",
}
"""The word in front of a unit's name. It belongs to the name, so no language translates it."""

FRONT_WORDS: Final = (*dict.fromkeys(TYPE_WORD.values()), "TP")
"""The words that stand in front of the names of units, for :class:`~dieuphoi.core.kernel.matching.Sought`."""

_PREFIX: Final = re.compile(r"(?:tinh|thanh pho|tp\.?)\s+")
_NEAR: Final = 5


def full_name(type_code: str, name: str) -> str:
    """``("xa", "Thượng Sơn")`` is ``"Xã Thượng Sơn"``. A unit without a name on the day is the empty
    string.
    """
    return f"{TYPE_WORD.get(type_code, '')} {name}".strip() if name else ""


def province_key(typed: str) -> str:
    """What "Hà Tĩnh", "Tỉnh Hà Tĩnh", "TP. Huế" and "ha tinh" have in common, for comparing."""
    return _PREFIX.sub("", " ".join(fold(typed).split()), count=1)


def near_names(typed: str, names: Iterable[str]) -> list[str]:
    """At most five of ``names`` that resemble ``typed``, the nearest first; all of them when they are few."""
    known = list(names)
    by_key = {province_key(name): name for name in known}
    close = difflib.get_close_matches(province_key(typed), list(by_key), n=_NEAR, cutoff=0.55)
    if close:
        return [by_key[key] for key in close]
    return known if len(known) <= _NEAR else []

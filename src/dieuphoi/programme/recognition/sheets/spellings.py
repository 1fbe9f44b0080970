"""How people write a decision's number, a kind of unit, a level – and what each means."""

from __future__ import annotations

import re
from typing import Final

from dieuphoi.core.exchange.reader import Row
from dieuphoi.core.kernel.text import fold, nfc
from dieuphoi.programme.recognition import selectors

_AROUND: Final = re.compile(
    r"^(?:quyết\s+định|qđ)\s+(?:số\s*:?\s*)?|[,;]?\s*(?:ngày\s*)?\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\s*$", re.IGNORECASE
)


def number(typed: object) -> str:
    """A decision's number alone: ``Quyết định số 12/QĐ-UBND ngày 20/12/2019`` is ``12/QĐ-UBND``."""
    return _AROUND.sub("", " ".join(nfc(str(typed or "")).split())).strip()


def key(typed: object) -> str:
    return fold(number(typed))


_TIERS: Final = (("hien dai", "modern_pilot"), ("kieu mau", "model"), ("nang cao", "advanced"))


def kind_of(row: Row) -> str:
    """The kind of unit that a row speaks of, by its level and name; communes where neither tells."""
    words = f"{fold(str(row.get('level') or ''))} {fold(str(row.get('name') or ''))}"
    code = str(row.get("code") or "")
    if "huyen" in words.split() or "thi xa" in words or (code.isdigit() and len(code) == 3):
        return "district"
    if words.split()[:1] == ["tinh"] or fold(str(row.get("name") or "")).startswith("tinh "):
        return "province"
    return "commune"


def level_of(words: str, kind: str) -> str | None:
    """The level that words name for a kind of unit: ``nâng cao`` of a commune is ``commune_advanced``."""
    if words in selectors.LEVEL_LABELS:
        return words
    text = fold(words)
    tier = next((tier for mark, tier in _TIERS if mark in text), None)
    if tier is None:
        plain = not text or any(
            each in text for each in ("dat chuan", "nong thon moi", "ntm", "hoan thanh", "chuan", "co ban", "basic")
        )
        tier = "basic" if plain else None
    level = f"{kind or 'commune'}_{tier}"
    return level if tier is not None and level in selectors.LEVEL_LABELS else None

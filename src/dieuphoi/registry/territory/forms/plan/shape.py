"""What each kind of change asks of the form, and how many rows the form has on both sides."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from dieuphoi.registry.territory.models import ChangeKind

MOST: Final = 40
"""Rows of one side of a form; a larger change comes by the sheet."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """What a kind of change asks: so many rows on each side at first and at least, and what it is, in a sentence."""

    words: Any
    olds: int
    news: int
    more_olds: bool = False
    more_news: bool = False
    goes_on: bool = False

    @property
    def divides(self) -> bool:
        return self.more_news


FORM_KINDS: Final[dict[str, Kinds]] = {
    ChangeKind.MERGE: Kinds(_("Nhiều đơn vị nhập thành một đơn vị mới."), 2, 1, more_olds=True),
    ChangeKind.SPLIT: Kinds(_("Một đơn vị chia thành nhiều đơn vị mới."), 1, 2, more_news=True),
    ChangeKind.REGROUP: Kinds(
        _("Nhiều đơn vị sắp xếp thành nhiều đơn vị mới; có đơn vị bị chia, có đơn vị nhận thêm."),
        2, 2, more_olds=True, more_news=True,
    ),
    ChangeKind.RENAME: Kinds(_("Một đơn vị đổi tên hoặc đổi loại (xã thành phường)."), 1, 1, goes_on=True),
    ChangeKind.RECODE: Kinds(_("Một đơn vị đổi mã, tên giữ nguyên."), 1, 1, goes_on=True),
    ChangeKind.MOVE: Kinds(_("Một đơn vị chuyển sang đơn vị cấp trên khác."), 1, 1, goes_on=True),
    ChangeKind.END: Kinds(_("Đơn vị kết thúc, không có đơn vị thay thế."), 1, 0, more_olds=True),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """The kind of a form and its rows on both sides."""

    kind: str
    olds: int
    news: int

    @property
    def asks(self) -> Kinds:
        return FORM_KINDS[self.kind]

    def grown(self, *, olds: int = 0, news: int = 0) -> Shape:
        """With more rows, where the kind has more."""
        asks = self.asks
        return Shape(
            self.kind,
            min(self.olds + olds, MOST) if asks.more_olds else self.olds,
            min(self.news + news, MOST) if asks.more_news else self.news,
        )


def shape_of(kind: str, typed: Iterable[str] = ()) -> Shape:
    """The rows that a form of ``kind`` needs for what was ``typed`` (names of fields); its first rows without it."""
    asks = FORM_KINDS[kind]
    olds, news = asks.olds, asks.news
    for name in typed:
        found = re.fullmatch(r"(old|new)_([0-9]{1,2})(?:_[a-z]+)?", name)
        if found:
            row = min(int(found[2]), MOST)
            olds, news = (max(olds, row), news) if found[1] == "old" else (olds, max(news, row))
    return Shape(kind, olds if asks.more_olds else asks.olds, news if asks.more_news else asks.news)

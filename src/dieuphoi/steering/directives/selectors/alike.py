"""Documents that may be the one that is being registered: not its number (that is refused), but a slip of it.

One body, one number and the symbol written otherwise; one number and symbol in another year, where the day or the words
say that the year was mistyped (numbers begin anew each year, a number alone says nothing); one body, one day and nearly
one summary. Two documents with two numbers are two, unless their summaries are one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import Alike
from dieuphoi.core.kernel.likeness import LikenessRule, likeness, percent_on, read_likeness_rules, syllables
from dieuphoi.core.kernel.text import fold
from dieuphoi.steering.directives.models import Document, StandingDocument

_DATA: Final = Path(__file__).parent.parent / "data" / "likely-doubles.yaml"
MOST: Final = 20
"""So many are shown, the newest; whoever has seen these has seen enough."""


@cache
def likeness_rules() -> tuple[LikenessRule, ...]:
    """From what likeness of their summaries on documents may be one: ``data/likely-doubles.yaml``."""
    return read_likeness_rules(_DATA.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Sketch:
    """What tells a document from others. ``issuers``: the body's key and its folded name – a body on record that was
    renamed, and one whose name was typed, are found all the same.
    """

    issuers: frozenset[str]
    issued_on: date
    number: int | None
    suffix: str
    symbol: str
    kind: int | str | None
    summary: str
    places: frozenset[int]

    @classmethod
    def of(cls, row: Document) -> Sketch:
        return cls(
            frozenset({row.issuer_key, fold(row.issuer_name)}), row.issued_on, row.number, row.number_suffix,
            row.symbol_key, row.kind_id or fold(row.kind_text), row.summary, frozenset(row.place_ids),
        )  # fmt: skip

    def ways(self) -> Iterator[tuple[str, int | date]]:
        """By what those that may be alike are found: no two are that share none of these."""
        for issuer in self.issuers:
            yield issuer, self.issued_on
            if self.number is not None:
                yield issuer, self.number

    def why_alike(self, other: Sketch, percent: int) -> str:
        """What is alike, in words; empty where they are two documents."""
        numbered = self.number is not None and other.number is not None
        if numbered and (self.number, self.suffix) == (other.number, other.suffix):
            if self.symbol == other.symbol and self.issued_on.year == other.issued_on.year:
                return ""  # no likeness: the very number of a year is refused
            if why := self._why_one_number(other, percent):
                return why
            numbered = False
        if self.issued_on != other.issued_on or not self._says_the_same(other, 100 if numbered else percent):
            return ""
        return _("cùng cơ quan, cùng ngày ban hành, trích yếu gần như nhau")

    def _why_one_number(self, other: Sketch, percent: int) -> str:
        letters, others = (frozenset(syllables(each)) for each in (self.symbol, other.symbol))
        if self.issued_on.year == other.issued_on.year:
            if letters == others or not letters or not others or self.kind == other.kind:
                return _("cùng cơ quan, cùng số trong năm, ký hiệu viết khác")
            return ""
        day, again = self.issued_on, other.issued_on
        if letters == others and (
            (day.month, day.day) == (again.month, again.day) or self._says_the_same(other, percent)
        ):
            return _("cùng cơ quan, cùng số và ký hiệu, năm khác: có thể ghi nhầm năm")
        return ""

    def _says_the_same(self, other: Sketch, percent: int) -> bool:
        apart = self.places and other.places and not self.places & other.places
        return not apart and likeness(self.summary, other.summary) >= percent


def documents_alike(actor: Actor, sketches: Sequence[Sketch], day: date) -> list[list[Alike]]:
    """For each of these the standing documents that the actor sees and that may be it, the newest first. A fixed number
    of queries; nothing is told of documents of others.
    """
    percent = percent_on(likeness_rules(), day)
    if percent is None or not sketches:
        return [[] for _each in sketches]
    numbers = {each.number for each in sketches if each.number is not None}
    issuers = {issuer for each in sketches for issuer in each.issuers}
    rows: Any = StandingDocument.objects.visible_to(actor).filter(
        Q(number__in=numbers) | Q(issued_on__in={each.issued_on for each in sketches}),
        Q(issuer_key__in=issuers) | Q(issuer_folded__in=issuers),
    )
    there: dict[tuple[str, int | date], dict[int, Any]] = {}
    for row in rows.select_related("kind").order_by("-issued_on", "-pk"):
        for key in Sketch.of(row).ways():
            there.setdefault(key, {})[row.pk] = row
    return [_nearest(each, there, percent) for each in sketches]


def _nearest(sketch: Sketch, there: dict[tuple[str, int | date], dict[int, Any]], percent: int) -> list[Alike]:
    near: dict[int, Any] = {}
    for key in sketch.ways():
        near |= there.get(key, {})
    found = [(row, why) for row in near.values() if (why := sketch.why_alike(Sketch.of(row), percent))]
    found.sort(key=lambda each: (each[0].issued_on, each[0].pk), reverse=True)
    return [_told(row, why) for row, why in found[:MOST]]


def _told(row: Any, why: str) -> Alike:
    words = _("%(why)s. %(issuer)s, %(day)s: %(summary)s") % {
        "why": why[:1].upper() + why[1:], "issuer": row.issuer_name, "day": format_date(row.issued_on),
        "summary": row.summary[:160],
    }  # fmt: skip
    return Alike(row.pk, row.title, reverse("directives:page", args=[row.pk]), words)


def alike_within(sketches: Sequence[Sketch], day: date) -> Iterable[tuple[int, int, str]]:
    """Which of these may be one that stands before it: ``(place, place before, what is alike)``, the first of each."""
    percent = percent_on(likeness_rules(), day)
    before: dict[tuple[str, int | date], list[int]] = {}
    for place, each in enumerate(sketches):
        near = sorted({one for key in each.ways() for one in before.get(key, ())}) if percent is not None else []
        for one in near:
            if why := each.why_alike(sketches[one], percent or 100):
                yield place, one, why
                break
        for key in each.ways():
            before.setdefault(key, []).append(place)

"""What the registry knows, as plain data, and who is meant by words that name an agency or a commune.

:class:`AgencyBook` and :class:`PlaceBook` are built by an adapter from the registry; nothing here reads a database.
A name is looked for as written, with its short forms written out, and by its initials ("Sở NN&PTNT", "VPĐP"), among
the names of the document's day first, then among older ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.text import fold
from dieuphoi.steering.directives.reading.lexicon import agencies
from dieuphoi.steering.directives.reading.tokens import tokens_of
from dieuphoi.steering.directives.reading.values import WarningCode

_JOINING: Final = frozenset({"và", "-", ",", "–", "&", "của", "/"})
_LEVELS: Final = {"tinh", "huyen", "xa", "phuong", "thanh", "pho", "thi", "cap", "trung", "uong"}


@dataclass(frozen=True, slots=True)
class AgencyName:
    """A name with its short form ("Sở NN&MT"), valid on the days ``[start, end)``; an end that is ``None`` is open."""

    name: str
    short: str = ""
    start: date | None = None
    end: date | None = None

    def holds(self, on: date) -> bool:
        return (self.start is None or self.start <= on) and (self.end is None or on < self.end)


@dataclass(frozen=True, slots=True)
class Agency:
    """An organisation: ``kind`` and ``level`` as the registry codes them, ``successors`` the ids that follow it.

    ``place_id``: the unit of territory it answers for, for a commune's committee.
    """

    id: int
    kind: str
    level: str
    names: tuple[AgencyName, ...]
    start: date | None = None
    end: date | None = None
    successors: tuple[int, ...] = ()
    place_id: int | None = None

    def exists(self, on: date) -> bool:
        return (self.start is None or self.start <= on) and (self.end is None or on < self.end)

    def name_on(self, on: date) -> str:
        """The name of the day, else the last one it had."""
        for name in self.names:
            if name.holds(on):
                return name.name
        return self.names[-1].name if self.names else ""


@dataclass(frozen=True, slots=True)
class Place:
    """A unit of territory: ``kind`` is "xã", "phường", "thị trấn", "huyện" …; ``name`` without it ("Thượng Sơn")."""

    id: int
    kind: str
    name: str
    start: date | None = None
    end: date | None = None
    successors: tuple[int, ...] = ()

    def exists(self, on: date) -> bool:
        return (self.start is None or self.start <= on) and (self.end is None or on < self.end)


@dataclass(frozen=True, slots=True)
class Resolved:
    """Who is meant: an id or none, why in Vietnamese, and what to warn of."""

    id: int | None
    why: str
    warning: tuple[WarningCode, str] | None = None


def written_out(words: str) -> str:
    """Folded, every short form of the list written out: "UBND xã" → "uy ban nhan dan xa"."""
    parts = []
    for token in tokens_of(words):
        if token.word or token.text == "&":
            parts.append(_shorts().get(token.text, _shorts().get(token.text.upper(), token.text) if token.text.isupper() else token.text))
        elif token.text.isdecimal():
            parts.append(token.text)
    return fold(" ".join(parts))


def _shorts() -> dict[str, str]:
    return agencies().short


_WORD: Final = re.compile(r"[a-z0-9]+")


def initials(folded: str) -> str:
    """The first letters of the words, joining words left out: "so nong nghiep va moi truong" → "snnmt"."""
    return "".join(word[0] for word in _WORD.findall(folded) if word != "va")


class AgencyBook:
    """The agencies of the registry, looked up by what people write."""

    def __init__(self, agencies: Iterable[Agency] = ()) -> None:
        self.agencies = tuple(agencies)
        self._by_id = {agency.id: agency for agency in self.agencies}
        self._names: dict[str, list[tuple[Agency, AgencyName]]] = {}
        self._initials: dict[str, list[tuple[Agency, AgencyName, str]]] = {}
        for agency in self.agencies:
            for name in agency.names:
                full = written_out(name.name)
                for key in {full, _without_level(full), *( {fold(name.short), written_out(name.short)} if name.short else set())}:
                    if key:
                        self._names.setdefault(key, []).append((agency, name))
                self._initials.setdefault(initials(full)[:3], []).append((agency, name, full))
        self._kept: dict[tuple[str, date], Resolved] = {}

    def __bool__(self) -> bool:
        return bool(self.agencies)

    def resolve(self, words: str, on: date) -> Resolved:
        """Whom ``words`` name on the day. Never raises; without any agency in the book nobody is found or warned of."""
        if not self.agencies:
            return Resolved(None, _("chưa có danh bạ cơ quan"))
        key = (words, on)
        if key not in self._kept:
            self._kept[key] = self._resolve(words, on)
        return self._kept[key]

    def _resolve(self, words: str, on: date) -> Resolved:
        exact = self._exact(words)
        how = _("đúng tên trong danh bạ")
        if not exact:
            exact = self._by_initials(words)
            how = _("viết tắt của tên trong danh bạ")
        return self._chosen(words, exact, on, how)

    def _exact(self, words: str) -> list[tuple[Agency, AgencyName]]:
        out = written_out(words)
        return self._names.get(fold(words)) or self._names.get(out) or self._names.get(_without_level(out)) or []

    def _by_initials(self, words: str) -> list[tuple[Agency, AgencyName]]:
        parts = _parts(words)
        if not any(short for _part, short in parts):
            return []
        found = []
        # The first word may be written out, so that every name is tried; the book of a province is small.
        for entries in self._initials.values():
            for agency, name, full in entries:
                if _fits(parts, [word for word in _WORD.findall(full) if word != "va"]):
                    found.append((agency, name))
        return found

    def _chosen(self, words: str, found: list[tuple[Agency, AgencyName]], on: date, how: str) -> Resolved:
        if not found:
            return Resolved(
                None, _("danh bạ không có cơ quan này"),
                (WarningCode.UNKNOWN_AGENCY, _("Danh bạ cơ quan không có “%(name)s”.") % {"name": words}),
            )  # fmt: skip
        today = {agency.id: agency for agency, name in found if agency.exists(on) and name.holds(on)}
        if len(today) == 1:
            agency = next(iter(today.values()))
            return Resolved(agency.id, f"{how}: {agency.name_on(on)}")
        if len(today) > 1:
            names = ", ".join(sorted(agency.name_on(on) for agency in today.values()))
            return Resolved(
                None, _("tên này chỉ nhiều cơ quan"),
                (WarningCode.AMBIGUOUS_AGENCY, _("“%(name)s” có thể là: %(names)s. Hãy chọn.") % {"name": words, "names": names}),
            )  # fmt: skip
        renamed = {agency.id: agency for agency, _name in found if agency.exists(on)}
        if len(renamed) == 1:
            agency = next(iter(renamed.values()))
            now = agency.name_on(on)
            return Resolved(
                agency.id, _("tên cũ của %(name)s") % {"name": now},
                (WarningCode.OLD_NAME, _("“%(name)s” là tên cũ; nay là %(now)s.") % {"name": words, "now": now}),
            )  # fmt: skip
        ended = {agency.id: agency for agency, _name in found}
        if len(ended) > 1:
            names = ", ".join(sorted(agency.name_on(on) for agency in ended.values()))
            return Resolved(
                None, _("tên này chỉ nhiều cơ quan"),
                (WarningCode.AMBIGUOUS_AGENCY, _("“%(name)s” có thể là: %(names)s. Hãy chọn.") % {"name": words, "names": names}),
            )  # fmt: skip
        agency = next(iter(ended.values()))
        if agency.start is not None and on < agency.start:
            return Resolved(
                None, _("cơ quan thành lập sau ngày văn bản"),
                (WarningCode.ENDED_AGENCY, _("“%(name)s” chưa thành lập vào ngày văn bản.") % {"name": words}),
            )  # fmt: skip
        heirs = list(dict.fromkeys(self._heirs(agency, on)))
        if len(heirs) == 1:
            return Resolved(
                heirs[0].id, _("kế thừa của cơ quan đã sắp xếp"),
                (WarningCode.OLD_NAME,
                 _("“%(name)s” không còn vào ngày văn bản; kế thừa là %(now)s.") % {"name": words, "now": heirs[0].name_on(on)}),
            )  # fmt: skip
        names = ", ".join(heir.name_on(on) for heir in heirs)
        told = (
            _("“%(name)s” không còn vào ngày văn bản; nay có: %(names)s. Hãy chọn.") % {"name": words, "names": names}
            if heirs else _("“%(name)s” không còn vào ngày văn bản và danh bạ không ghi ai kế thừa.") % {"name": words}
        )  # fmt: skip
        return Resolved(None, _("cơ quan không còn vào ngày văn bản"), (WarningCode.ENDED_AGENCY, told))

    def _heirs(self, agency: Agency, on: date) -> Iterator[Agency]:
        seen = {agency.id}
        waiting = list(agency.successors)
        while waiting:
            number = waiting.pop(0)
            if number in seen:
                continue
            seen.add(number)
            heir = self._by_id.get(number)
            if heir is None:
                continue
            if heir.exists(on):
                yield heir
            else:
                waiting += heir.successors

    def of_place(self, kind_prefix: str, place_id: int, on: date) -> Agency | None:
        """The agency of a kind that answers for a place ("UBND" of a commune)."""
        for agency in self.agencies:
            if agency.place_id == place_id and agency.exists(on) and fold(agency.name_on(on)).startswith(kind_prefix):
                return agency
        return None


def _without_level(folded: str) -> str:
    """A name without the word of its level at the end: offices leave "tỉnh" out, or put it in."""
    for level in (" tinh", " cap tinh"):
        if folded.endswith(level) and folded.count(" ") > 2:
            return folded.removesuffix(level)
    return folded


def _parts(words: str) -> list[tuple[str, bool]]:
    """The folded parts of a written name, and whether a part is a short form."""
    found = []
    for token in tokens_of(words):
        if not token.word:
            continue
        short = len(token.text) > 1 and (token.text.isupper() or sum(sign.isupper() for sign in token.text) >= 2)
        if short:
            found.append((fold(token.text), True))
        elif fold(token.text) != "va":
            found.append((fold(token.text), False))
    return found


def _fits(parts: list[tuple[str, bool]], name: list[str]) -> bool:
    """Whether the parts, short forms by their initials, give the words of the name; a level at the end may lack."""
    return _fit(parts, 0, name, 0)


def _fit(parts: list[tuple[str, bool]], part: int, name: list[str], at: int) -> bool:
    if part == len(parts):
        rest = name[at:]
        return not rest or all(word in _LEVELS for word in rest[:1]) or at >= 4
    if at >= len(name):
        return part == len(parts) - 1 and parts[part][0] in _LEVELS and not parts[part][1]
    word, short = parts[part]
    if not short:
        return word == name[at] and _fit(parts, part + 1, name, at + 1)
    size = len(word)
    letters = "".join(each[0] for each in name[at : at + size])
    return letters == word and _fit(parts, part + 1, name, at + size)


class PlaceBook:
    """The communes (and older units) of the registry by their names."""

    def __init__(self, places: Iterable[Place] = ()) -> None:
        self.places = tuple(places)
        self._by_id = {place.id: place for place in self.places}
        self._names: dict[tuple[str, str], list[Place]] = {}
        for place in self.places:
            self._names.setdefault((fold(place.kind), fold(place.name)), []).append(place)

    def __bool__(self) -> bool:
        return bool(self.places)

    def resolve(self, words: str, on: date) -> Resolved:
        """Which unit "xã Thượng Sơn" is on the day."""
        if not self.places:
            return Resolved(None, _("chưa có danh mục xã"))
        kind, _blank, name = fold(words).partition(" ")
        if kind in ("thi", "dac"):
            more, _blank, name = name.partition(" ")
            kind = f"{kind} {more}"
        found = self._names.get((kind, name), [])
        if not found:
            return Resolved(
                None, _("danh mục không có đơn vị này"),
                (WarningCode.UNKNOWN_PLACE, _("Danh mục đơn vị hành chính không có “%(name)s”.") % {"name": words}),
            )  # fmt: skip
        today = [place for place in found if place.exists(on)]
        if len(today) == 1:
            return Resolved(today[0].id, _("đúng tên trong danh mục"))
        if len(today) > 1:
            return Resolved(
                None, _("có nhiều đơn vị cùng tên"),
                (WarningCode.AMBIGUOUS_PLACE, _("Có %(count)s đơn vị tên “%(name)s”. Hãy chọn.") % {"count": len(today), "name": words}),
            )  # fmt: skip
        heirs = {number: self._by_id[number] for place in found for number in place.successors if number in self._by_id}
        living = [place for place in heirs.values() if place.exists(on)]
        if len(living) == 1:
            now = f"{living[0].kind} {living[0].name}"
            return Resolved(
                living[0].id, _("nay thuộc %(name)s") % {"name": now},
                (WarningCode.ENDED_PLACE, _("“%(name)s” không còn vào ngày văn bản; nay thuộc %(now)s.") % {"name": words, "now": now}),
            )  # fmt: skip
        return Resolved(
            None, _("đơn vị không còn vào ngày văn bản"),
            (WarningCode.ENDED_PLACE, _("“%(name)s” không còn vào ngày văn bản.") % {"name": words}),
        )  # fmt: skip


@dataclass(slots=True)
class Books:
    """Both books and the day, with the warnings that were met on the way, each once."""

    agencies: AgencyBook
    places: PlaceBook
    on: date
    told: set[str] = field(default_factory=set)

"""What the registry knows, as plain data, and who is meant by words that name an agency or a commune.

:class:`AgencyBook` and :class:`PlaceBook` are built by an adapter from the registry; nothing here reads a database.
A name is looked for as written, with its short forms written out, by its initials ("Sở NN&PTNT", "VPĐP"), and last as
a shorter or longer form of one name only; among the names of the document's day first, then among older ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.text import fold
from dieuphoi.steering.directives.reading.lexicon import agencies
from dieuphoi.steering.directives.reading.tokens import tokens_of
from dieuphoi.steering.directives.reading.values import WarningCode

_LEVELS: Final = frozenset({"tinh", "huyen", "xa", "phuong", "thanh", "pho", "thi", "cap", "trung", "uong"})
_WORD: Final = re.compile(r"[a-z0-9]+")
_ASIDE: Final = re.compile(r"\s*\([^()]*\)")
_OF_PLACE: Final = re.compile(r" (?:tinh|thanh pho)(?: (?!va )[a-z]+){0,4}\Z")
_SMALL_PLACE: Final = re.compile(r" (?:xa|phuong|huyen|thi tran|dac khu) ")


@dataclass(frozen=True, slots=True)
class AgencyName:
    """A name with its short form ("Sở NN&MT"), valid on the days ``[start, end)``; an end that is ``None`` is open."""

    name: str
    short: str = ""
    start: date | None = None
    end: date | None = None

    def holds(self, on: date) -> bool:
        """Whether it was the name on the day."""
        return (self.start is None or self.start <= on) and (self.end is None or on < self.end)


@dataclass(frozen=True, slots=True)
class Agency:
    """An organisation: ``kind`` and ``level`` as the registry codes them, ``successors`` the ids that follow it."""

    id: int
    kind: str
    level: str
    names: tuple[AgencyName, ...]
    start: date | None = None
    end: date | None = None
    successors: tuple[int, ...] = ()

    def exists(self, on: date) -> bool:
        """Whether it is there on the day."""
        return (self.start is None or self.start <= on) and (self.end is None or on < self.end)

    def name_on(self, on: date) -> str:
        """The name of the day, else the last one it had."""
        return next((name.name for name in self.names if name.holds(on)), self.names[-1].name if self.names else "")


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
        """Whether it is there on the day."""
        return (self.start is None or self.start <= on) and (self.end is None or on < self.end)

    @property
    def full_name(self) -> str:
        """Its kind and its name."""
        return f"{self.kind} {self.name}"


@dataclass(frozen=True, slots=True)
class Resolved:
    """Who is meant: an id or none, why in Vietnamese, and what to warn of."""

    id: int | None
    why: str
    warning: tuple[WarningCode, str] | None = None


# ---- names as they are compared


def written_out(words: str) -> str:
    """Folded, without what stands in parentheses, every short form of the list written out ("UBND" …)."""
    short = agencies().short
    parts = []
    for token in tokens_of(_ASIDE.sub("", words)):
        if token.word or token.text == "&":
            known = short.get(token.text) or (short.get(token.text.upper()) if token.text.isupper() else None)
            parts.append(known or token.text)
        elif token.text.isdecimal():
            parts.append(token.text)
    return fold(" ".join(parts))


def _without_level(folded: str) -> str:
    """A name without the level or the province at its end: offices leave "tỉnh Sơn Hà" out, or put it in."""
    bare = _OF_PLACE.sub("", folded.removesuffix(" cap tinh"))
    return bare if bare.count(" ") >= 1 else folded


def _words(folded: str) -> list[str]:
    return [word for word in _WORD.findall(folded) if word != "va"]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A name of an agency with the words it is compared by."""

    agency: Agency
    name: AgencyName
    words: list[str]
    bare: list[str]


class AgencyBook:
    """The agencies of the registry, looked up by what people write."""

    def __init__(self, agencies: Iterable[Agency] = ()) -> None:
        self.agencies = tuple(agencies)
        self._by_id = {agency.id: agency for agency in self.agencies}
        self._names: dict[str, list[_Entry]] = {}
        self._entries: list[_Entry] = []
        self._kept: dict[tuple[str, date], Resolved] = {}
        for agency in self.agencies:
            for name in agency.names:
                self._take(agency, name)

    def _take(self, agency: Agency, name: AgencyName) -> None:
        full = written_out(name.name)
        entry = _Entry(agency, name, _words(full), _words(_without_level(full)))
        self._entries.append(entry)
        shorts = {fold(name.short), written_out(name.short)} if name.short else set()
        for key in {full, _without_level(full), *shorts} - {""}:
            self._names.setdefault(key, []).append(entry)

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
        found = self._exact(words)
        if found:
            return self._chosen(words, found, on, _("đúng tên trong danh bạ"))
        found = self._by_initials(words)
        if found:
            return self._chosen(words, found, on, _("viết tắt của tên trong danh bạ"))
        found = self._loosely(words, on) or self._by_first_initials(words, on)
        if found:
            return self._chosen(words, found, on, _("gần với tên trong danh bạ"))
        return Resolved(None, _("danh bạ không có cơ quan này"), (WarningCode.UNKNOWN_AGENCY, _unknown(words)))

    def _exact(self, words: str) -> list[_Entry]:
        out = written_out(words)
        return self._names.get(fold(words)) or self._names.get(out) or self._names.get(_without_level(out)) or []

    def _by_initials(self, words: str) -> list[_Entry]:
        parts = _parts(words)
        if not any(short for _part, short in parts):
            return []
        return [entry for entry in self._entries if _fits(parts, entry.words)]

    def _by_first_initials(self, words: str, on: date) -> list[_Entry]:
        """ "SNN", "Sở GD": the first initials of a department of the day, of one that was where none is now."""
        letters = _initials_of_department(words)
        if len(letters) < 2:
            return []
        found = [
            entry for entry in self._entries
            if entry.words[:1] == ["so"] and "".join(word[0] for word in entry.bare[1:]).startswith(letters)
        ]  # fmt: skip
        return [entry for entry in found if entry.agency.exists(on) and entry.name.holds(on)] or found

    def _loosely(self, words: str, on: date) -> list[_Entry]:
        """A form of one name only with words left out or put in ("Văn phòng Điều phối Chương trình NTM tỉnh")."""
        out = written_out(words)
        asked = _words(_without_level(out))
        if asked[:2] == ["mat", "tran"]:
            asked = ["uy", "ban", *asked]  # "MTTQ tỉnh" is its committee
        if len(asked) < 3 or _SMALL_PLACE.search(f" {out} "):
            return []
        found = [
            entry for entry in self._entries
            if entry.bare[:2] == asked[:2] and len(entry.bare) >= 3
            and (_is_within(asked, entry.bare) or _is_within(entry.bare, asked))
        ]  # fmt: skip
        today = [entry for entry in found if entry.agency.exists(on) and entry.name.holds(on)]
        found = today or found
        return found if len({entry.agency.id for entry in found}) == 1 else []

    # ---- which of several

    def _chosen(self, words: str, found: Sequence[_Entry], on: date, how: str) -> Resolved:
        today = _agencies(entry for entry in found if entry.agency.exists(on) and entry.name.holds(on))
        if len(today) == 1:
            return Resolved(today[0].id, f"{how}: {today[0].name_on(on)}")
        if today:
            return _ambiguous(words, today, on)
        renamed = _agencies(entry for entry in found if entry.agency.exists(on))
        if len(renamed) == 1:
            now = renamed[0].name_on(on)
            told = _("“%(name)s” là tên cũ; nay là %(now)s.") % {"name": words, "now": now}
            return Resolved(
                renamed[0].id, _("tên cũ của %(name)s") % {"name": now}, (WarningCode.OLD_NAME, told)
            )
        ended = _agencies(found)
        return self._followed(words, ended[0], on) if len(ended) == 1 else _ambiguous(words, ended, on)

    def _followed(self, words: str, agency: Agency, on: date) -> Resolved:
        """An agency that is not there on the day: who follows it."""
        if agency.start is not None and on < agency.start:
            told = _("“%(name)s” chưa thành lập vào ngày văn bản.") % {"name": words}
            return Resolved(None, _("cơ quan thành lập sau ngày văn bản"), (WarningCode.ENDED_AGENCY, told))
        heirs = self._heirs(agency, on)
        if len(heirs) == 1:
            now = {"name": words, "now": heirs[0].name_on(on)}
            told = _("“%(name)s” không còn vào ngày văn bản; kế thừa là %(now)s.") % now
            return Resolved(heirs[0].id, _("kế thừa của cơ quan đã sắp xếp"), (WarningCode.OLD_NAME, told))
        if heirs:
            names = ", ".join(heir.name_on(on) for heir in heirs)
            told = _("“%(name)s” không còn vào ngày văn bản; nay có: %(names)s. Hãy chọn.") % {
                "name": words, "names": names,
            }  # fmt: skip
        else:
            told = _("“%(name)s” không còn vào ngày văn bản và danh bạ không ghi ai kế thừa.") % {"name": words}
        return Resolved(None, _("cơ quan không còn vào ngày văn bản"), (WarningCode.ENDED_AGENCY, told))

    def _heirs(self, agency: Agency, on: date) -> list[Agency]:
        """Those that follow an agency and are there on the day, through any that followed and ended too."""
        seen = {agency.id}
        waiting = list(agency.successors)
        found: list[Agency] = []
        while waiting:
            number = waiting.pop(0)
            heir = None if number in seen else self._by_id.get(number)
            seen.add(number)
            if heir is not None and heir.exists(on):
                found.append(heir)
            elif heir is not None:
                waiting += heir.successors
        return found


def _agencies(entries: Iterable[_Entry]) -> list[Agency]:
    return list({entry.agency.id: entry.agency for entry in entries}.values())


def _initials_of_department(words: str) -> str:
    """The folded initials after "S" or "Sở"; empty for any other name."""
    parts = _parts(words)
    if not parts or not all(short for _part, short in parts[parts[0] == ("so", False) :]):
        return ""
    letters = "".join(part for part, _short in parts)
    return letters[2:] if parts[0] == ("so", False) else letters[1:] if letters.startswith("s") else ""


def _unknown(words: str) -> str:
    told = _("Danh bạ cơ quan không có “%(name)s”.") if _is_plain(words) else _(
        "“%(name)s” là tên viết tắt mà danh bạ cơ quan không có. Hãy chọn cơ quan chủ trì;"
        " ghi tên viết tắt ấy vào danh bạ thì lần sau tự nhận ra."
    )
    return told % {"name": words}


def _is_plain(words: str) -> bool:
    """Whether a name is written out, but for the short forms of the list."""
    short = agencies().short
    return not any(
        len(token.text) > 1 and token.text.isupper() and token.text not in short
        for token in tokens_of(words) if token.word
    )  # fmt: skip


def _ambiguous(words: str, found: Sequence[Agency], on: date) -> Resolved:
    names = ", ".join(sorted(agency.name_on(on) for agency in found))
    told = _("“%(name)s” có thể là: %(names)s. Hãy chọn.") % {"name": words, "names": names}
    return Resolved(None, _("tên này chỉ nhiều cơ quan"), (WarningCode.AMBIGUOUS_AGENCY, told))


def _is_within(few: Sequence[str], many: Sequence[str]) -> bool:
    """Whether the words stand in the others in the same order."""
    rest = iter(many)
    return all(word in rest for word in few)


def _parts(words: str) -> list[tuple[str, bool]]:
    """The folded parts of a written name, and whether a part is a short form."""
    found = []
    for token in tokens_of(words):
        if not token.word:
            continue
        short = len(token.text) > 1 and sum(sign.isupper() for sign in token.text) >= 2
        folded = fold(token.text)
        if short or folded != "va":
            found.append((folded, short))
    return found


def _fits(parts: Sequence[tuple[str, bool]], name: Sequence[str]) -> bool:
    """Whether the parts, short forms by their initials, give the words of the name; a level at the end may lack."""
    at = 0
    for place, (word, short) in enumerate(parts):
        if at >= len(name):
            return place == len(parts) - 1 and word in _LEVELS and not short
        size = len(word) if short else 1
        there = "".join(each[0] for each in name[at : at + size]) if short else name[at]
        if there != word:
            return False
        at += size
    return at >= min(len(name), 4) or name[at] in _LEVELS


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
            told = _("Danh mục đơn vị hành chính không có “%(name)s”.") % {"name": words}
            return Resolved(None, _("danh mục không có đơn vị này"), (WarningCode.UNKNOWN_PLACE, told))
        today = [place for place in found if place.exists(on)]
        if len(today) == 1:
            return Resolved(today[0].id, _("đúng tên trong danh mục"))
        if today:
            told = _("Có %(count)s đơn vị tên “%(name)s”. Hãy chọn.") % {"count": len(today), "name": words}
            return Resolved(None, _("có nhiều đơn vị cùng tên"), (WarningCode.AMBIGUOUS_PLACE, told))
        return self._followed(words, found, on)

    def _followed(self, words: str, found: Sequence[Place], on: date) -> Resolved:
        heirs = {number: self._by_id[number] for place in found for number in place.successors if number in self._by_id}
        living = [place for place in heirs.values() if place.exists(on)]
        if len(living) == 1:
            now = {"name": words, "now": living[0].full_name}
            told = _("“%(name)s” không còn vào ngày văn bản; nay thuộc %(now)s.") % now
            why = _("nay thuộc %(name)s") % {"name": living[0].full_name}
            return Resolved(living[0].id, why, (WarningCode.ENDED_PLACE, told))
        told = _("“%(name)s” không còn vào ngày văn bản.") % {"name": words}
        return Resolved(None, _("đơn vị không còn vào ngày văn bản"), (WarningCode.ENDED_PLACE, told))

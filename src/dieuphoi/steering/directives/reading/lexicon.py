"""The word lists of ``data/*.yaml``, read once. They are data: adding a word never needs a change of the program."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from dieuphoi.steering.directives.reading.tokens import Phrases, Token, keys_of, tokens_of

_DATA: Final = Path(__file__).parent / "data"


@cache
def data(name: str) -> dict[str, Any]:
    """The mapping of ``data/<name>.yaml``. Raises ``ValueError`` when an entry is neither text nor a list of texts."""
    loaded = yaml.safe_load((_DATA / f"{name}.yaml").read_text(encoding="utf-8"))
    if not isinstance(loaded, dict):
        raise ValueError(f"{name}.yaml: no mapping")
    _check(name, loaded)
    return loaded


def _check(place: str, value: Any) -> None:
    if isinstance(value, dict):
        for key, each in value.items():
            if not isinstance(key, str):
                raise ValueError(f"{place}: {key!r} is no text")
            _check(f"{place}/{key}", each)
    elif isinstance(value, list):
        for each in value:
            _check(place, each)
    elif not isinstance(value, str) or not value.strip():
        raise ValueError(f"{place}: {value!r} is no text")


def _set(phrases: Iterable[str]) -> Phrases[str]:
    return Phrases((phrase, phrase) for phrase in phrases)


@dataclass(frozen=True, slots=True)
class Verbs:
    orders: Phrases[str]
    modals: Phrases[str]
    modal_verbs: frozenset[str]
    adverbs: Phrases[str]
    statements: Phrases[str]
    openings: Phrases[str]
    verbs: Phrases[str]
    negations: Phrases[str]
    connectors: Phrases[str]
    stops: Phrases[str]
    """Everything that cannot go on a name in small letters."""


@cache
def verbs() -> Verbs:
    """What demands are told with."""
    words = data("verbs")
    every = [*words["orders"], *words["modals"], *words["adverbs"], *words["statements"], *words["verbs"],
             *words["negations"], *words["small"]]  # fmt: skip
    return Verbs(
        orders=_set(words["orders"]),
        modals=_set(words["modals"]),
        modal_verbs=frozenset(words["modal_verbs"]),
        adverbs=_set(words["adverbs"]),
        statements=_set(words["statements"]),
        openings=_set(words["openings"]),
        verbs=_set([*words["verbs"], *words["weak_verbs"]]),
        negations=_set(words["negations"]),
        connectors=_set(words["connectors"]),
        stops=_set(every),
    )


@dataclass(frozen=True, slots=True)
class DemandWords:
    soft_orders: frozenset[str]
    bare_connectors: frozenset[str]
    prefixes: frozenset[str]
    leaders: tuple[str, ...]
    referring: frozenset[str]
    papers: frozenset[str]
    not_verbs: frozenset[str]


@cache
def demand_words() -> DemandWords:
    """Words around an order, and words that are no verb."""
    words = data("verbs")
    return DemandWords(
        soft_orders=frozenset(words["soft_orders"]),
        bare_connectors=frozenset(words["bare_connectors"]),
        prefixes=frozenset(words["prefixes"]),
        leaders=tuple(words["leaders"]),
        referring=frozenset(words["referring"]),
        papers=frozenset(words["papers"]),
        not_verbs=frozenset(words["not_verbs"]),
    )


@dataclass(frozen=True, slots=True)
class Agencies:
    any_heads: Phrases[str]
    named_heads: Phrases[str]
    not_heads: Phrases[str]
    names: Phrases[str]
    tails: Phrases[str]
    """Names of departments without the word "Sở", as they stand in "các sở: Tài chính, Xây dựng"."""
    pieces: Phrases[str]
    levels: Phrases[str]
    posts: Phrases[str]
    persons: Phrases[str]
    loose: frozenset[str]
    short: dict[str, str]
    initials: frozenset[str]
    """Bodies named by their initials alone; a department's need not stand here."""
    not_initials: frozenset[str]
    tail_initials: frozenset[str]
    """Initials of departments without "S": TC, NNMT, KHCN."""


@cache
def agencies() -> Agencies:
    """How agencies and posts are written."""
    words = data("agencies")
    tails = [name.split(" ", 1)[1] for name in words["names"] if name.startswith("Sở ")]
    return Agencies(
        any_heads=_set(words["heads"]["any"]),
        named_heads=_set(words["heads"]["named"]),
        not_heads=_set(words["not_heads"]),
        names=_set(words["names"]),
        tails=_set(tails),
        pieces=_set(words["pieces"]),
        levels=_set(words["levels"]),
        posts=_set(words["posts"]),
        persons=_set(words["persons"]),
        loose=frozenset(" ".join(keys_of(each)) for each in words["loose"]),
        short=dict(words["short"]),
        initials=frozenset(words["initials"]),
        not_initials=frozenset(words["not_initials"]),
        tail_initials=frozenset(initials_of(tail) for tail in tails),
    )


def initials_of(name: str) -> str:
    """The first letters of a name as offices write them, "và" left out ("Khoa học và Công nghệ" is KHCN)."""
    words = [token.text for token in tokens_of(name) if token.word and token.text != "và"]
    return "".join(word if word.isupper() and len(word) > 1 else word[0].upper() for word in words)


@dataclass(frozen=True, slots=True)
class Groups:
    nouns: Phrases[str]
    """A noun of a group, with the group's code."""
    determiners: Phrases[str]
    bare: Phrases[str]
    modifiers: Phrases[str]
    soft: Phrases[str]
    """Modifiers that are verbs too."""


@cache
def groups() -> Groups:
    """Addressees that are no single agency."""
    words = data("groups")
    return Groups(
        nouns=Phrases((noun, code) for code, nouns in words["nouns"].items() for noun in nouns),
        determiners=_set(words["determiners"]),
        bare=_set(words["bare"]),
        modifiers=_set(words["modifiers"]),
        soft=_set(words["soft"]),
    )


@dataclass(frozen=True, slots=True)
class Products:
    nouns: Phrases[str]
    general: frozenset[str]
    only_of: dict[str, frozenset[str]]
    never: Phrases[str]
    makers: Phrases[str]
    maker_words: frozenset[str]
    reports: Phrases[str]
    reported: Phrases[str]
    helping: Phrases[str]
    ends: Phrases[str]


@cache
def products() -> Products:
    """What is handed in, and by which verbs."""
    words = data("products")
    return Products(
        nouns=_set([*words["nouns"], *words["only_of"]]),
        general=frozenset(words["nouns"]),
        only_of={noun: frozenset(makers) for noun, makers in words["only_of"].items()},
        never=_set(words["never"]),
        makers=_set(words["makers"]),
        maker_words=frozenset(words["makers"]),
        reported=_set(words["reported"]),
        helping=_set(words["helping"]),
        reports=_set(words["reports"]),
        ends=_set(words["ends"]),
    )


@dataclass(frozen=True, slots=True)
class Sections:
    demand: tuple[tuple[str, ...], ...]
    quiet: tuple[tuple[str, ...], ...]
    in_reports: tuple[tuple[str, ...], ...]
    """Those of the first under which a report asks too."""
    planned: tuple[tuple[str, ...], ...]
    """Those of the quiet ones under which a plan tells somebody to do something by a day."""


def _heading_keys(phrase: str) -> tuple[str, ...]:
    return ("^", *keys_of(phrase[1:])) if phrase.startswith("^") else keys_of(phrase)


@cache
def sections() -> Sections:
    """Headings under which something is asked, and under which nothing is."""
    words = data("sections")
    return Sections(
        demand=tuple(map(_heading_keys, words["demand"])), quiet=tuple(map(_heading_keys, words["quiet"])),
        in_reports=tuple(map(_heading_keys, words["in_reports"])),
        planned=tuple(map(_heading_keys, words["planned"])),
    )


@cache
def topics() -> Phrases[str]:
    """Names of criteria."""
    return _set(data("topics")["criteria"])


@cache
def _nouns() -> frozenset[tuple[str, ...]]:
    """Two syllables of which the second is a verb alone, but not there ("chương trình", "thường trực")."""
    return frozenset(tuple(noun.split()) for noun in data("verbs")["ends_like_verb"])


def verb_at(tokens: Sequence[Token], index: int, stop: int | None = None) -> tuple[int, str] | None:
    """The longest verb that begins at ``index``: where it ends and what it is. Not the second half of a noun."""
    found = verbs().verbs.at(tokens, index, stop)
    if found is None:
        return None
    if index and tokens[index - 1].end + 1 >= tokens[index].start:
        both = tokens[index - 1].text.lower(), tokens[index].text.lower()
        return None if both in _nouns() else found
    return found

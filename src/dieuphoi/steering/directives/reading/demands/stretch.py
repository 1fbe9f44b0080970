"""A stretch of words in which a demand is looked for, and a demand found in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dieuphoi.steering.directives.reading.actions import Action, Times, find_action, low
from dieuphoi.steering.directives.reading.lexicon import demand_words, verbs
from dieuphoi.steering.directives.reading.parties import scan_parties
from dieuphoi.steering.directives.reading.party import Party, said
from dieuphoi.steering.directives.reading.tails import is_whole, past_tail
from dieuphoi.steering.directives.reading.tokens import Token


@dataclass(slots=True)
class Demand:
    """A demand in tokens ``[first, last)``, with what leads up to it from ``context``.

    ``own``: the addressee stands in it, and was not named above. ``how``: the shape, by which it is explained.
    """

    first: int
    last: int
    parties: list[Party]
    action: Action | None
    own: bool
    how: str
    context: int


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for a stretch.

    ``carried``: the addressees named above. ``mode``: ``open`` (only orders count), ``demand`` or ``quiet``.
    ``listed``: it is an item of a list or opens a paragraph under an addressee; ``headed``: a heading names that
    addressee, so that "yêu cầu xã A …" is what the addressee does.
    """

    carried: tuple[Party, ...]
    mode: str
    listed: bool = False
    headed: bool = False


@dataclass(slots=True)
class Stretch:
    """Tokens ``[at, last)`` in which a demand is looked for, and what holds for them."""

    tokens: Sequence[Token]
    at: int
    last: int
    times: Times
    setting: Setting

    @property
    def carried(self) -> list[Party]:
        """The addressees named above."""
        return list(self.setting.carried)

    @property
    def asks(self) -> bool:
        """Whether a statement about an addressee is a demand here."""
        return self.setting.mode == "demand"

    def made(
        self, parties: list[Party], action: Action | None, how: str, *, own: bool, first: int | None = None
    ) -> Demand:
        """The demand that begins at ``first``, with what leads up to it from the beginning of the stretch."""
        begin = self.at if first is None else first
        return Demand(begin, self.last, parties, action, own, how, self.at)


def past_openers(tokens: Sequence[Token], at: int, last: int) -> int:
    """Past signs, "(1)", "Một là," and the like."""
    for _turn in range(6):
        while at < last and not tokens[at].word and tokens[at].key != "(" and not tokens[at].text.isdecimal():
            at += 1
        if at + 2 < last and tokens[at].key == "(" and tokens[at + 2].key == ")" and len(tokens[at + 1].text) <= 3:
            at += 3
            continue
        if at + 2 < last and tokens[at + 1].key == ")" and len(tokens[at].text) <= 2:
            at += 2  # "a) …; b) …"
            continue
        joined = verbs().connectors.at(tokens, at, last) if at < last and tokens[at].key != "(" else None
        if joined and joined[0] < last and (
            tokens[joined[0]].key in (",", ":") or joined[1] in demand_words().bare_connectors
        ):  # fmt: skip
            at = joined[0]
            continue
        break
    return at


def with_helper(
    stretch: Stretch, parties: list[Party], end: int, action: Action | None
) -> tuple[list[Party], Action | None]:
    """ "Sở A chủ trì, Sở B phối hợp …": who only helps is moved among the helpers."""
    tokens, last = stretch.tokens, stretch.last
    if action is None or not action.leads or low(tokens[action.verb]) not in ("chủ", "phối"):
        return parties, action
    at = end
    while at < last and (tokens[at].key in (",", ";") or low(tokens[at]) in ("chủ", "trì")):
        at += 1
    helper = scan_parties(tokens, at, last)
    if helper is None or helper[1] >= last or low(tokens[helper[1]]) not in ("phối", "cùng"):
        return parties, action
    after = helper[1] + (2 if low(tokens[helper[1]]) == "phối" else 1)
    verb = find_action(tokens, after, last, {}, start=True) or action
    helpers = (*action.coordinating, *helper[0])
    return parties, Action(verb.verb, verb.verb_end, helpers, True, action.modal)


def with_tail(stretch: Stretch, parties: list[Party], end: int) -> tuple[list[Party], int, Action | None]:
    """ "Hạt Kiểm lâm vùng đệm rừng đặc dụng rà soát …": the name goes on to its predicate."""
    tokens = stretch.tokens
    tail = None if is_whole(parties[-1]) else past_tail(tokens, end, stretch.last)
    action = find_action(tokens, tail, stretch.last, stretch.times) if tail is not None else None
    if tail is None or action is None:
        return parties, end, None
    close = tail
    while close > end and not tokens[close - 1].word and not tokens[close - 1].text.isdecimal():
        close -= 1
    party = parties[-1]
    whole = f"{party.words} {said(tokens, end, close)}" if close > end else party.words
    name = whole if party.name else ""
    longer = replace(party, last=close, end=tokens[close - 1].end, words=whole, name=name)
    return [*parties[:-1], longer], tail, action

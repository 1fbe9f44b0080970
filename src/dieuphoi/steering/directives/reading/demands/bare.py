"""A bare verb where the addressee was named above."""

from __future__ import annotations

from dieuphoi.steering.directives.reading.actions import PREPOSITIONS, Action, find_action, low, pair
from dieuphoi.steering.directives.reading.clues import may_be_verb
from dieuphoi.steering.directives.reading.demands.stretch import Demand, Stretch
from dieuphoi.steering.directives.reading.lexicon import products, verbs
from dieuphoi.steering.directives.reading.parties import loose_party, scan_parties


def bare_at(stretch: Stretch, at: int, *, listed: bool, headed: bool = False) -> Demand | None:
    """A bare verb: the addressee was named above."""
    tokens, last = stretch.tokens, stretch.last
    near = [low(token) for token in tokens[at + 1 : at + 3]]
    if tokens[at].cap and ("này" in near or "trên" in near) and near[:1] != ["khai"]:
        return None  # "Hướng dẫn này thay thế …": a noun
    paper = products().nouns.at(tokens, at, last) if tokens[at].cap else None
    if paper and paper[0] < last and low(tokens[paper[0]]) in ("cần", "phải", "gồm"):
        return None  # "Báo cáo cần nêu rõ …": what a paper must hold
    action = find_action(tokens, at, last, stretch.times, start=True)
    if action is not None and action.has_verb:
        verb = pair(tokens, action.verb)
        after = low(tokens[action.verb_end]) if action.verb_end < last else ""
        if (verb == "đề nghị" and not headed) or (verb == "kiến nghị" and after == "về"):
            return None  # "đề nghị liên hệ …" names nobody; "Kiến nghị về …" is what was asked for
    if action is not None and low(tokens[at]) in ("theo", "căn") and _of_something(stretch, at, action.verb):
        return None
    if action is not None:
        return stretch.made(stretch.carried, action, "bare", own=False, first=at)
    # A verb that no list holds opens an item under an addressee: "Phủ sóng …", "Đóng cửa …".
    if not listed or verbs().statements.at(tokens, at, last) or not may_be_verb(tokens, at, last):
        return None
    return stretch.made(stretch.carried, Action(at, min(at + 2, last)), "unknown-verb", own=False, first=at)


def _of_something(stretch: Stretch, at: int, verb: int) -> bool:
    """ "Theo Chỉ thị …, đại hội phải hoàn thành …": another subject stands between the reason and the verb."""
    comma = next((place for place in range(verb - 1, at, -1) if stretch.tokens[place].key == ","), None)
    if comma is None or comma + 1 >= verb:
        return False
    tokens, last = stretch.tokens, stretch.last
    words, after = verbs(), comma + 1
    opens = words.adverbs.at(tokens, after, last) or words.modals.at(tokens, after, last)
    modal = any(words.modals.at(tokens, place, last) for place in range(after + 1, min(last, verb + 6)))
    plain = low(stretch.tokens[after]) not in PREPOSITIONS and after not in stretch.times
    return modal and plain and opens is None and scan_parties(stretch.tokens, after, stretch.last) is None


def conditional(stretch: Stretch) -> Demand | None:
    """ "Gói thầu nào chậm thì kiên quyết chấm dứt hợp đồng": what the addressee is to do in that case."""
    tokens, last = stretch.tokens, stretch.last
    for place in range(stretch.at + 2, min(last - 1, stretch.at + 30)):
        after = place + 1
        if tokens[place].text != "thì" or scan_parties(tokens, after, last) or loose_party(tokens, after, last):
            continue
        action = find_action(tokens, place + 1, last, stretch.times)
        if action is not None:
            return stretch.made(stretch.carried, action, "bare", own=False)
    return None

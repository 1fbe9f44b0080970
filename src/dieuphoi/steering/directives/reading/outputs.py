"""What is handed in: the noun phrase that is the object of a verb that makes or hands in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dieuphoi.steering.directives.reading.lexicon import products, verb_at
from dieuphoi.steering.directives.reading.parties import scan_parties
from dieuphoi.steering.directives.reading.tokens import Token

_SKIPPED: Final = frozenset({"cac5", "môt6", "nhưng4", "bô6", "đây2", "đu3", "mơi5", "ban", "dư6", "thao3", "lai6", "ro4", "vao2", "đươc6", "kem2"})
_LONGEST: Final = 30


def product_of(tokens: Sequence[Token], first: int, last: int, *, breaks: Sequence[int] = ()) -> tuple[int, int] | None:
    """The tokens ``[start, end)`` of the product of the demand in ``tokens[first:last]``; ``None`` when none is named.

    ``breaks``: tokens at which a deadline begins, where a noun phrase ends.
    """
    lists = products()
    stops = set(breaks)
    depth = 0
    at = first
    while at < last:
        key = tokens[at].key
        if key == "(":
            depth += 1
        elif key == ")":
            depth = max(0, depth - 1)
        maker = lists.makers.at(tokens, at, last)
        verb = maker[1] if maker else ""
        size = maker[0] - at if maker else 0
        if not maker:
            other = verb_at(tokens, at, last)
            if other and any(other[1] in given for given in lists.only_of.values()):
                verb, size = other[1], other[0] - at
        if verb == "có" and at > first and tokens[at - 1].key in ("chưa", "không", "đa4", "con2", "trương2", "nêu5", "khi"):
            verb = ""
        if verb and at > first and tokens[at - 1].key in ("không", "chưa"):
            verb = ""
        if verb and depth == 0 and not (at > first and tokens[at - 1].key in ("đươc6", "viêc6", "tac5", "đê3") and verb not in ("trình",)):
            found = _object(tokens, at + size, last, verb, stops)
            if found:
                return found
        at += max(size, 1)
    return None


def _object(tokens: Sequence[Token], at: int, last: int, verb: str, stops: set[int]) -> tuple[int, int] | None:
    lists = products()
    begin = at
    while begin < last and begin - at < 5:
        if tokens[begin].key in _SKIPPED or tokens[begin].text.isdigit():
            if lists.nouns.at(tokens, begin, last):
                break
            begin += 1
            continue
        party = scan_parties(tokens, begin, last)
        if party and begin == at and verb in ("tham mưu", "trình", "gửi", "báo cáo"):
            # "tham mưu UBND tỉnh kế hoạch …", "tham mưu cho UBND tỉnh ban hành kế hoạch"
            begin = party[1]
            at = begin
            continue
        break
    if begin >= last or lists.never.at(tokens, begin, last):
        return None
    noun = lists.nouns.at(tokens, begin, last)
    if noun is None:
        return None
    makers = set(lists.only_of.get(noun[1], ()))
    general = noun[1] in lists.general and _is_maker(verb)
    if not general and verb not in makers:
        return None
    end = noun[0]
    if not (noun[1].startswith("báo cáo") and scan_parties(tokens, end, last)):
        end = _phrase_end(tokens, end, last, stops)
    return begin, end


def _is_maker(verb: str) -> bool:
    return verb in products().maker_words


def _phrase_end(tokens: Sequence[Token], at: int, last: int, stops: set[int]) -> int:
    lists = products()
    end = at
    while end < last and end - at < _LONGEST:
        if end in stops:
            break
        token = tokens[end]
        if token.key in (";", ":", ".", "(", ")", "!", "?", "…"):
            break
        if token.key in (",", "va2"):
            nxt = end + 1
            noun = lists.nouns.at(tokens, nxt, last)
            if noun and not _verb_like(tokens, nxt, last) and noun[1] in lists.general:
                end = noun[0]
                continue
            if token.key == ",":
                break
            if verb_at(tokens, nxt, last) and tokens[nxt].key not in ("thưc6",):
                break
            end += 1
            continue
        if lists.ends.at(tokens, end, last):
            break
        if token.key in ("vê2", "cho", "vơi5", "lên") and scan_parties(tokens, end + 1, last) and not (token.key == "cho" and tokens[end + 1].text.isdigit()):
            break
        end += 1
    while end > at and tokens[end - 1].key in ("va2", ",", "va"):
        end -= 1
    return end


def _verb_like(tokens: Sequence[Token], at: int, last: int) -> bool:
    """Whether "báo cáo", "hướng dẫn", "đề xuất" after a comma is a verb: somebody is told, or told of."""
    if tokens[at].key not in ("bao5", "hương5", "đê2", "quyêt5", "thông", "tông3"):
        return False
    noun = products().nouns.at(tokens, at, last)
    if noun is None:
        return False
    return noun[1] in ("báo cáo", "hướng dẫn", "đề xuất", "quyết định", "báo cáo kết quả", "báo cáo nhanh")


def report_in(tokens: Sequence[Token], first: int, last: int, verb_at: int | None) -> tuple[int, int] | None:
    """ "báo cáo" as the product: "báo cáo UBND tỉnh …" gives the word, "báo cáo tình hình giải ngân" the phrase."""
    lists = products()
    at = first
    while at < last:
        report = lists.reports.at(tokens, at, last)
        if report is None or (at > first and tokens[at - 1].key in ("viêc6", "thông", "tac5", "cac5", "đươc6", "bô6", "biêu3")):
            at += 1
            continue
        start, end = at, report[0]
        if tokens[start].key == "tham":
            start += 2
        to = end
        if to < last and tokens[to].key in ("vê2", "cho", "vơi5", "lên"):
            to += 1
        if to > end or scan_parties(tokens, to, last) or end >= last or not tokens[end].word:
            return start, end
        if lists.ends.at(tokens, end, last) or lists.reported.at(tokens, end, last) is None:
            return start, end
        return start, _phrase_end(tokens, end, last, set())
    return None

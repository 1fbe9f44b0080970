"""What is handed in: the noun phrase that is the object of a verb that makes or hands in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dieuphoi.steering.directives.reading.lexicon import agencies, products, verb_at, verbs
from dieuphoi.steering.directives.reading.parties import scan_parties
from dieuphoi.steering.directives.reading.tokens import Token

_SKIPPED: Final = frozenset({
    "các", "một", "những", "bộ", "đầy", "đủ", "mới", "bản", "thảo", "lại", "rõ", "vào", "được", "kèm", "ngay", "kịp",
    "thời", "ít", "nhất",
})  # fmt: skip
"""Words between a verb and what it makes."""
_LOOKS: Final = frozenset({"rà soát", "cập nhật", "xác định", "thống nhất"})
"""Verbs of which the object is the product only where nothing else is made."""
_BEFORE_TRINH: Final = frozenset({"công", "tờ", "lộ", "chương", "quy", "quá", "giải"})
"""With these "trình" is a word of two syllables, and nothing is handed in."""
_LONGEST: Final = 30
_TELLING: Final = frozenset({"báo cáo", "hướng dẫn", "quyết định", "báo cáo kết quả", "báo cáo nhanh"})
"""Nouns that after a comma are rather verbs: somebody is told, or guided."""
_BEFORE_REPORT: Final = frozenset([",", ";", "(", ":", "thì", "hợp", "mưu", "và", "xuất", "nhanh", "kỳ"])


def product_of(
    tokens: Sequence[Token], first: int, last: int, times: dict[int, int]
) -> tuple[int, int] | None:
    """The tokens ``[start, end)`` of the product of the demand in ``tokens[first:last]``; ``None`` when none is named.

    ``times``: tokens at which a deadline begins, with where it ends; a noun phrase ends there.
    """
    lists = products()
    depth = 0
    at = first
    weak: tuple[int, int] | None = None
    while at < last:
        key = tokens[at].key
        depth = max(0, depth + {"(": 1, ")": -1}.get(key, 0))
        if depth:
            at += 1
            continue
        if at in times and times[at] <= last:
            at = times[at]
            continue
        helping = lists.helping.at(tokens, at, last)
        if helping and not (tokens[at].cap and at > first):
            purpose = helping[1] in ("để", "nhằm")
            at = _past_comma(tokens, helping[0], last, far=purpose)
            continue
        verb, after = _making(tokens, at, first, last)
        if verb:
            found = _object(tokens, after, last, verb, times)
            if found and verb not in _LOOKS:
                return found
            weak = weak or found  # "rà soát nhu cầu, tham mưu danh sách …": the list is handed in
            after = found[1] if found else after
        at = max(after, at + 1)
    return weak or _answer(tokens, first, last) or _handed(tokens, first, last)


def _past_comma(tokens: Sequence[Token], at: int, last: int, *, far: bool) -> int:
    """To the next comma; ``far``: past a purpose, which may hold commas of its own ("để tổng hợp, báo cáo")."""
    while at < last and tokens[at].key != ";":
        if tokens[at].key == "," and not (far and at + 1 < last and verb_at(tokens, at + 1, last)):
            break
        at += 1
    return at


def _making(tokens: Sequence[Token], at: int, first: int, last: int) -> tuple[str, int]:
    """The verb at ``at`` that makes or hands in, and where it ends; an empty word for any other."""
    lists = products()
    before = tokens[at - 1].text.lower() if at > first else ""
    if tokens[at].text == "thành" and before not in ("hoàn", "tạo"):
        return "thành", at + 1
    if tokens[at].text == "theo" and at + 2 < last and tokens[at + 1].cap and tokens[at + 2].text.isdecimal():
        return "theo", at + 1
    maker = lists.makers.at(tokens, at, last)
    other = verb_at(tokens, at, last)
    verb, after = (maker[1], maker[0]) if maker else (other[1], other[0]) if other else ("", at)
    if not verb:
        return "", at
    if before in ("không", "chưa", "được", "việc", "tác", "trong") and verb != "trình":
        return "", after
    if verb == "có" and before in ("đã", "còn", "trường", "nêu", "khi"):
        return "", after
    if verb == "dự thảo" and before not in ("", ",", ";", "hợp", "và"):
        return "", after
    if verb == "trình" and verb_at(tokens, at, last) is None:
        return "", after
    return verb, after


def _object(tokens: Sequence[Token], at: int, last: int, verb: str, times: dict[int, int]) -> tuple[int, int] | None:
    lists = products()
    begin = at
    while begin < last and begin - at < 5:
        if lists.nouns.at(tokens, begin, last):
            break
        if tokens[begin].text.lower() in _SKIPPED or tokens[begin].text.isdecimal():
            begin += 1
            continue
        if begin == at and verb in ("tham mưu", "trình", "gửi", "nộp", "đề xuất"):
            # "tham mưu UBND tỉnh kế hoạch …"
            party = scan_parties(tokens, begin, last)
            if party is None and tokens[begin].cap and (post := agencies().posts.at(tokens, begin, last)):
                party = [], post[0] + 1
            if party:
                begin = at = _past_opinion(tokens, party[1], last)
                continue
        break
    if begin >= last or lists.never.at(tokens, begin, last):
        return None
    if verb == "theo":
        return (begin, begin + 2) if tokens[begin].text in ("Biểu", "Mẫu", "Phụ") else None
    noun = lists.nouns.at(tokens, begin, last)
    if noun is None:
        return None
    if not (noun[1] in lists.general and verb in lists.maker_words) and verb not in lists.only_of.get(noun[1], ()):
        return None
    end = noun[0]
    if noun[1].startswith("báo cáo") and (scan_parties(tokens, end, last) or agencies().levels.at(tokens, end, last)):
        return begin, end
    return begin, phrase_end(tokens, end, last, times)


def _past_opinion(tokens: Sequence[Token], at: int, last: int) -> int:
    """Past "cho ý kiến về" in "trình Ban Thường vụ cho ý kiến về phương án …"."""
    words = [token.text.lower() for token in tokens[at : min(last, at + 5)]]
    for opinion in (["cho", "ý", "kiến", "về"], ["cho", "ý", "kiến", "đối", "với"], ["xem", "xét"], ["phê", "duyệt"]):
        if words[: len(opinion)] == opinion:
            return at + len(opinion)
    return at


def phrase_end(tokens: Sequence[Token], at: int, last: int, times: dict[int, int]) -> int:
    """Where the noun phrase that goes on at ``at`` ends: before its recipient, place, time, or another verb."""
    lists = products()
    end = at
    while end < last and end - at < _LONGEST:
        token = tokens[end]
        if end in times or token.key in (";", ":", ".", "(", ")", "!", "?", "…"):
            break
        if token.key in (",", "va2"):
            if not _another_noun(tokens, end + 1, last, times, comma=token.key == ","):
                break
            end += 1
            continue
        ended = lists.ends.at(tokens, end, last)
        if ended and end == at and ended[1] in ("bảo đảm", "đảm bảo"):
            end = ended[0]  # "phương án bảo đảm an ninh trật tự"
            continue
        in_word = ended is not None and ended[1] == "trình" and tokens[end - 1].text in _BEFORE_TRINH
        if ended and not in_word and not (ended[1] == "trình" and verb_at(tokens, end, last) is None):
            break
        if token.key in ("vê2", "cho", "vơi5", "lên") and _recipient(tokens, end + 1, last):
            break
        if token.key == "vơi5" and tokens[end - 1].text != "hợp" and end > at:
            break  # "hợp đồng khung với nhà máy"
        end += 1
    while end > at and tokens[end - 1].key in ("va2", ","):
        end -= 1
    return end


def _recipient(tokens: Sequence[Token], at: int, last: int) -> bool:
    if at >= last:
        return False
    if tokens[at].text.isdecimal():
        return at + 1 < last and tokens[at + 1].key == "%"
    return scan_parties(tokens, at, last) is not None or tokens[at].text in ("đơn", "đối", "từng")


def _another_noun(tokens: Sequence[Token], at: int, last: int, times: dict[int, int], *, comma: bool) -> bool:
    """Whether what follows a comma or "và" belongs to the same noun phrase, and is no verb of the demand."""
    if at >= last or at in times:
        return False
    lists, words = products(), verbs()
    if comma and tokens[at].text.isdecimal():
        return tokens[at - 2].text.isdecimal()  # "hồ sơ tiêu chí 10, 13"
    noun = lists.nouns.at(tokens, at, last)
    if noun:
        plain = noun[0] < last and tokens[noun[0]].key != "," and verb_at(tokens, at, last) is None
        return plain or noun[1] not in _TELLING
    if words.negations.at(tokens, at, last):
        return False
    if verb_at(tokens, at, last) or words.adverbs.at(tokens, at, last) or words.modals.at(tokens, at, last):
        return not comma and tokens[at].text in ("vệ", "phục", "phát", "bảo") and tokens[at - 2].word
    if lists.ends.at(tokens, at, last) or words.connectors.at(tokens, at, last):
        return False
    return tokens[at].word and not (comma and scan_parties(tokens, at, last))


def _answer(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int] | None:
    """ "trả lời … bằng văn bản"."""
    if not any(tokens[at].key == "tra3" and tokens[at + 1].key == "lơi2" for at in range(first, last - 1)):
        return None
    for at in range(first, last - 2):
        if tokens[at].text == "bằng" and tokens[at + 1].text == "văn" and tokens[at + 2].text == "bản":
            return at + 1, at + 3
    return None


def _handed(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int] | None:
    """ "…; hồ sơ trình Hội đồng …", "…; danh sách hộ … gửi Sở": what is handed in stands first in its clause."""
    lists = products()
    for at in range(first, last - 2):
        if at > first and tokens[at - 1].key not in (";", ","):
            continue
        if " ".join(each.text for each in tokens[at : at + 3]) == "kết quả báo" and tokens[at - 1].key == ";":
            return at, at + 2
        noun = lists.nouns.at(tokens, at, last)
        if noun is None or noun[1] in _TELLING or lists.never.at(tokens, at, last):
            continue
        far = last if at == first or tokens[at - 1].key == ";" else noun[0] + 1
        for end in range(noun[0], min(far, noun[0] + 12, last)):
            if tokens[end].text in ("trình", "gửi", "nộp") and tokens[end - 1].text not in _BEFORE_TRINH:
                return at, end
            if not tokens[end].word:
                break
    return None


def _may_report(tokens: Sequence[Token], first: int, at: int) -> bool:
    """Whether the words before "báo cáo" leave it a verb: a sign, a level ("UBND tỉnh báo cáo"), an adverb."""
    if tokens[at - 1].text.lower() in _BEFORE_REPORT or agencies().levels.at(tokens, at - 1, at):
        return True
    adverbs = verbs().adverbs
    return any((found := adverbs.at(tokens, back, at)) and found[0] == at for back in range(max(first, at - 4), at))


def report_in(tokens: Sequence[Token], first: int, last: int, times: dict[int, int]) -> tuple[int, int] | None:
    """ "báo cáo" as the product: "báo cáo UBND tỉnh …" gives the word, "báo cáo tình hình giải ngân" the phrase."""
    lists = products()
    purpose = False
    for at in range(first, last):
        purpose = (purpose or tokens[at].text in ("để", "nhằm")) and tokens[at].key != ";"
        report = None if purpose else lists.reports.at(tokens, at, last)
        if report is None:
            continue
        if at > first and at not in times.values() and not _may_report(tokens, first, at):
            continue
        start, end = at, report[0]
        if tokens[start].text.lower() == "tham" and tokens[start + 1].text.lower() == "mưu":
            start += 2
        to = end
        if to < last and tokens[to].key in ("vê2", "cho", "vơi5", "lên") and _recipient(tokens, to + 1, last):
            return start, end
        if end >= last or not tokens[end].word or scan_parties(tokens, to, last):
            return start, end
        if lists.reported.at(tokens, end, last) is None:
            return start, end
        return start, phrase_end(tokens, end, last, times)
    return None

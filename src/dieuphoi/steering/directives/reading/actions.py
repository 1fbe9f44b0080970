"""From an addressee to the verb of what is asked of it: adverbs, modals, times, reasons and helpers are passed over.

"Sở A chủ trì, phối hợp với Sở B, trên cơ sở …, thường xuyên **theo dõi** …": the verb is *theo dõi*, Sở B helps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dieuphoi.steering.directives.reading.lexicon import groups, products, verb_at, verbs
from dieuphoi.steering.directives.reading.parties import scan_parties
from dieuphoi.steering.directives.reading.party import Party, said
from dieuphoi.steering.directives.reading.tokens import Token

Times = dict[int, int]
"""Tokens at which a deadline begins, with the token after it."""
PREPOSITIONS: Final = frozenset({
    "khi", "sau", "nếu", "trong", "tại", "từ", "qua", "trước", "với", "đối", "trên", "ngoài", "cùng",
})  # fmt: skip
_MOST_STEPS: Final = 40
_JOINING: Final = frozenset({",", "-", "–", ":", '"', "“"})
_CLOSELY: Final = frozenset({"chặt", "chẽ", "với", "cùng", "tốt", "và", "thường", "xuyên"})
_FOCUS: Final = frozenset({"tập trung", "ưu tiên", "quan tâm", "chú trọng", "phấn đấu"})
"""Adverbs that are the verb when no other follows ("tập trung cho tiêu chí số 17")."""
_WHOLE_BANS: Final = frozenset({"không để", "không để xảy ra", "nghiêm cấm", "cấm", "tránh", "đừng"})
_NO_COMMA_NEEDED: Final = frozenset({"trong", "đối", "tại", "trên"})
_OBJECT_BEFORE: Final = frozenset({"được", "nhiệm", "chức", "việc", "quy", "để", "và"})
"""Words before a verb that make it part of a reason ("nhiệm vụ được giao", "chức năng quản lý")."""


@dataclass(frozen=True, slots=True)
class Action:
    """What is asked: the verb at tokens ``[verb, verb_end)`` (none where they are equal), and who helps.

    ``leads``: "chủ trì" was said; ``modal``: a word like "phải" stands before; ``after``: where reading stopped.
    """

    verb: int
    verb_end: int
    coordinating: tuple[Party, ...] = ()
    leads: bool = False
    modal: bool = False

    @property
    def has_verb(self) -> bool:
        return self.verb_end > self.verb


def low(token: Token) -> str:
    """The word in small letters."""
    return token.text.lower()


def pair(tokens: Sequence[Token], at: int) -> str:
    """Two words in small letters."""
    return " ".join(low(token) for token in tokens[at : at + 2])


def past_parenthesis(tokens: Sequence[Token], at: int, stop: int) -> int | None:
    """The token after the parenthesis that is opened at ``at``; ``None`` when it is not closed soon."""
    depth = 0
    for place in range(at, min(stop, at + 80)):
        if tokens[place].key == "(":
            depth += 1
        elif tokens[place].key == ")":
            depth -= 1
            if depth == 0:
                return place + 1
    return None


def find_action(tokens: Sequence[Token], at: int, stop: int, times: Times, *, start: bool = False) -> Action | None:
    """The action after an addressee, or at the start of a demand (``start``: a verb may stand first there)."""
    return _Search(tokens, at, stop, times, start).run()


class _Search:
    """One walk; every step either moves on, gives the action, or ends it."""

    __slots__ = (
        "adverb", "at", "begin", "ended", "fallback", "helpers", "leads", "modal", "start", "stop", "times", "tokens"
    )  # fmt: skip

    def __init__(self, tokens: Sequence[Token], at: int, stop: int, times: Times, start: bool) -> None:
        self.tokens = tokens
        self.at = self.begin = at
        self.stop = stop
        self.times = times
        self.start = start
        self.helpers: list[Party] = []
        self.leads = self.modal = self.adverb = self.ended = False
        self.fallback: tuple[int, int] | None = None

    def run(self) -> Action | None:
        for _step in range(_MOST_STEPS):
            if self.at >= self.stop:
                break
            for step in (
                self._time, self._aside, self._apposition, self._sign, self._each, self._modal, self._with_whom,
                self._negation, self._adverb, self._reason, self._clause, self._verb, self._have,
            ):  # fmt: skip
                before = self.at
                found = step()
                if found is not None:
                    return found
                if self.at != before or self.ended:
                    break
            else:
                return self._last_word()
            if self.ended:
                break
        return self._without_verb()

    def _action(self, verb: int, verb_end: int, *, modal: bool | None = None) -> Action:
        return Action(verb, verb_end, tuple(self.helpers), self.leads, self.modal if modal is None else modal)

    @property
    def _said(self) -> bool:
        """Whether something was passed that a verb may follow."""
        return bool(self.leads or self.adverb or self.modal or self.fallback)

    def _word(self, ahead: int = 0) -> str:
        at = self.at + ahead
        return low(self.tokens[at]) if at < self.stop else ""

    # ---- the steps

    def _time(self) -> Action | None:
        end = self.times.get(self.at)
        if end is None:
            return None
        if end > self.stop:
            self.ended = True
        else:
            self.at = end
            self.adverb = True
        return None

    def _aside(self) -> Action | None:
        if self._word() != "(":
            return None
        close = past_parenthesis(self.tokens, self.at, self.stop)
        if close is None:
            self.ended = True
            return None
        inside = " ".join(low(token) for token in self.tokens[self.at + 1 : close - 1])
        self.leads = self.leads or "chủ trì" in inside
        if self.at == self.begin:
            self.begin = close
        self.at = close
        return None

    def _apposition(self) -> Action | None:
        """ "Sở Kế hoạch và Đầu tư - cơ quan thường trực Ban … giúp …"."""
        dash = self._word() in ("-", "–") and self.at == self.begin
        if dash and pair(self.tokens, self.at + 1) in ("cơ quan", "đơn vị"):
            close = to_verb(self.tokens, self.at + 1, self.stop)
            if close is not None:
                self.at = self.begin = close
        return None

    def _sign(self) -> Action | None:
        word = self._word()
        joins = word in _JOINING and (self.at == self.begin or self._said or bool(self.helpers))
        if joins or (word in ("và", "hoặc") and self._said):
            self.at += 1
        return None

    def _each(self) -> Action | None:
        """ "Hội Nông dân, Hội Phụ nữ mỗi tổ chức giúp …"."""
        if self.at == self.begin and self._word() in ("mỗi", "từng", "cả"):
            noun = groups().nouns.at(self.tokens, self.at + 1, self.stop)
            if noun:
                self.at = self.begin = noun[0]
        return None

    def _modal(self) -> Action | None:
        words = verbs()
        modal = words.modals.at(self.tokens, self.at, self.stop)
        statement = words.statements.at(self.tokens, self.at, self.stop)
        if modal is None or (statement is not None and statement[0] >= modal[0]):
            return None
        end, said_so = modal
        if said_so == "thực hiện nhiệm vụ" and end < self.stop and low(self.tokens[end]) in ("do", "được", "theo"):
            return self._action(self.at, self.at + 2)  # "thực hiện nhiệm vụ do Trưởng ban phân công"
        if said_so in words.modal_verbs:
            return self._action(self.at, end, modal=True)
        self.fallback = self.fallback or (self.at, end)
        self.modal = True
        self.at = _past_what_of(self.tokens, end, self.stop) if said_so.startswith(("là ", "làm ")) else end
        return None

    def _with_whom(self) -> Action | None:
        """ "phối hợp (chặt chẽ) với …", "cùng với …"."""
        verb = verb_at(self.tokens, self.at, self.stop)
        if self._word() == "phối" and verb:
            whom = verb[0]
            self.fallback = self.fallback or (self.at, self.at + 2)
            while whom < self.stop and low(self.tokens[whom]) in _CLOSELY:
                whom += 1
            return self._helped_by(whom, verb[0])
        if self._word() == "cùng" and self.at > self.begin:
            self._joined(self.at + (2 if self._word(1) == "với" else 1))
        return None

    def _joined(self, whom: int) -> bool:
        found = scan_parties(self.tokens, whom, self.stop)
        if found:
            self.helpers += found[0]
            self.at = found[1]
            self.adverb = True
        return found is not None

    def _helped_by(self, whom: int, verb_end: int) -> Action | None:
        if self._joined(whom):
            if self._word() == "(":
                self.at = past_parenthesis(self.tokens, self.at, self.stop) or self.at
            return None
        if verb_at(self.tokens, whom, self.stop) or verbs().adverbs.at(self.tokens, whom, self.stop):
            self.at = whom
            return None
        if whom > verb_end and low(self.tokens[whom - 1]) in ("với", "cùng"):
            # Somebody no list knows: the words up to the verb.
            close = to_verb(self.tokens, whom, self.stop)
            if close is not None and close > whom:
                end = close
                while end > whom and not self.tokens[end - 1].word:
                    end -= 1
                start, stop = self.tokens[whom].start, self.tokens[end - 1].end
                self.helpers.append(Party(whom, end, start, stop, said(self.tokens, whom, end), "people"))
                self.at = close
                self.adverb = True
                return None
        return self._action(self.at, self.at + 2)

    def _negation(self) -> Action | None:
        negated = verbs().negations.at(self.tokens, self.at, self.stop)
        verb = verb_at(self.tokens, self.at, self.stop)
        if negated is None or (verb and verb[0] > negated[0]):
            return None
        end, said_so = negated
        if said_so in _WHOLE_BANS:
            return self._action(self.at, end)
        following = verb_at(self.tokens, end, self.stop)
        first = self.at == self.begin
        if following and (self.modal or self.adverb or self.start or first):
            return self._action(self.at, following[0])
        free = self.modal or self.adverb or (self.start and first)
        if following is None and free and end < self.stop and self.tokens[end].word and not self.tokens[end].cap:
            return self._action(self.at, end + 1)
        if end < self.stop and low(self.tokens[end]) == "để":
            return self._action(self.at, end + 1)
        self.ended = True
        return None

    def _adverb(self) -> Action | None:
        adverb = verbs().adverbs.at(self.tokens, self.at, self.stop)
        verb = verb_at(self.tokens, self.at, self.stop)
        if self._word() == "chỉ" and verb is None and verb_at(self.tokens, self.at + 1, self.stop):
            self.at += 1  # "Chỉ phê duyệt … khi …"
            self.adverb = True
            return None
        if adverb is None or (verb and verb[0] > adverb[0]):
            return None
        end, said_so = adverb
        if "chủ trì" in said_so:
            self.leads = True
            self.fallback = self.fallback or (self.at, end)
        if said_so in _FOCUS:
            self.fallback = self.fallback or (self.at, end)
        self.adverb = True
        self.at = end
        return None

    def _reason(self) -> Action | None:
        verb = verb_at(self.tokens, self.at, self.stop)
        opens = self._word() in ("căn", "theo", "dựa") and not (verb and verb[0] > self.at + 1)
        if opens or pair(self.tokens, self.at) == "trên cơ":
            close = _past_reason(self.tokens, self.at, self.stop)
            if close is not None:
                self.at = close
                self.adverb = True
        return None

    def _clause(self) -> Action | None:
        if self._word() not in PREPOSITIONS or verb_at(self.tokens, self.at, self.stop):
            return None
        close = _past_clause(self.tokens, self.at, self.stop)
        if close is None:
            self.ended = True
        else:
            self.at = close
            self.adverb = True
        return None

    def _verb(self) -> Action | None:
        verb = verb_at(self.tokens, self.at, self.stop)
        if verb is None:
            return None
        end, said_so = verb
        statement = verbs().statements.at(self.tokens, self.at, self.stop)
        when = said_so == "họp" and end < self.stop and low(self.tokens[end]) == "khi"
        if when or (statement and statement[0] >= end and not self.modal):
            self.ended = True  # "Hội đồng họp khi có …": told of, not asked
            return None
        return self._action(self.at, end)

    def _have(self) -> Action | None:
        """ "có văn bản hướng dẫn", "phải có nội dung cụ thể"."""
        if self._word() != "có":
            return None
        noun = self.at + 1
        while noun < self.stop and low(self.tokens[noun]) in ("các", "ngay", "đầy", "đủ", "giải"):
            noun += 1
        paper = noun < self.stop and products().nouns.at(self.tokens, noun, self.stop)
        plain = noun < self.stop and low(self.tokens[noun]) in ("kết", "hướng")
        if self.modal or self.adverb or (paper and not plain):
            return self._action(self.at, self.at + 1)
        return None

    # ---- the ends

    def _last_word(self) -> Action | None:
        """No step knows the word: after a modal it is a verb that no list holds, after nothing a statement."""
        token = self.tokens[self.at]
        statement = verbs().statements.at(self.tokens, self.at, self.stop)
        if statement and not (self.modal or self.adverb):
            return None
        if self.modal and token.word and not token.cap and not statement:
            end = self.at + 1
            following = self.tokens[end] if end < self.stop else None
            if following and following.word and not following.cap and not verbs().stops.at(self.tokens, end, self.stop):
                end += 1
            return self._action(self.at, end)
        return self._without_verb()

    def _without_verb(self) -> Action | None:
        """ "chủ trì", "phối hợp", "phải" alone."""
        if self.fallback is not None and self.fallback[0] >= self.begin and (self.leads or self.modal or self.helpers):
            return self._action(*self.fallback)
        return None


# ---- past what is not the verb


def _past_what_of(tokens: Sequence[Token], at: int, stop: int) -> int:
    """After "là đầu mối", "là cơ quan": what it is the centre of, up to a comma or a verb."""
    for place in range(at, min(stop, at + 14)):
        if tokens[place].key in (",", ";"):
            return place + 1
        if verb_at(tokens, place, stop):
            return place
    return at


def _past_reason(tokens: Sequence[Token], at: int, stop: int) -> int | None:
    """Past "căn cứ …", "theo …", "trên cơ sở …": to a comma before a verb, else to the verb that is not part of it."""
    words = verbs()
    limit = min(stop, at + 34)
    for place in range(at + 1, min(limit, at + 16)):
        if tokens[place].key in (";", ":"):
            break
        if tokens[place].key == "," and verb_at(tokens, place + 1, stop):
            return place + 1
        if place >= at + 2 and words.adverbs.at(tokens, place, stop) and low(tokens[place - 1]) not in ("được", "và"):
            return place
    comma = None
    for place in range(at + 1, limit):
        if tokens[place].key in (";", ":"):
            return None
        if tokens[place].key == ",":
            if _may_begin(tokens, place + 1, stop):
                return place + 1
            comma = comma or place + 1
        elif place >= at + 2 and _is_predicate(tokens, place, stop):
            return place
    return comma


def _is_predicate(tokens: Sequence[Token], place: int, stop: int) -> bool:
    """Whether the verb of the demand stands here, and not one inside a reason ("nhiệm vụ được giao")."""
    words = verbs()
    verb = None if tokens[place].cap else verb_at(tokens, place, stop)
    if verb and low(tokens[place - 1]) not in _OBJECT_BEFORE:
        passive = low(tokens[place - 2]) == "được" and low(tokens[place - 1]) not in ("giao", "công", "duyệt")
        return not passive
    said_so = words.modals.at(tokens, place, stop) or words.adverbs.at(tokens, place, stop)
    return bool(said_so) and low(tokens[place]) != "được"


def _may_begin(tokens: Sequence[Token], at: int, stop: int) -> bool:
    words = verbs()
    return at < stop and bool(
        verb_at(tokens, at, stop) or words.adverbs.at(tokens, at, stop) or words.modals.at(tokens, at, stop)
    )


def _past_clause(tokens: Sequence[Token], at: int, stop: int) -> int | None:
    """Past "trong quá trình …", "khi có …", "ngoài việc …": to "phải", a comma before a verb, or "đề nghị"."""
    words = verbs()
    limit = min(stop, at + 28)
    for place in range(at + 1, limit):
        if tokens[place].key in (";", ":", "."):
            limit = place
            break
    if low(tokens[at]) not in _NO_COMMA_NEEDED:
        for place in range(at + 1, limit):
            if low(tokens[place]) in ("phải", "cần"):
                return place
    comma = False
    for place in range(at + 1, limit):
        if tokens[place].key == ",":
            comma = True
            if _may_begin(tokens, place + 1, stop) or (place + 1 < stop and low(tokens[place + 1]) in PREPOSITIONS):
                return place + 1
        elif low(tokens[place]) in ("phải", "cần") and comma:
            return place
        elif pair(tokens, place) == "đề nghị" and low(tokens[place - 1]) not in ("sơ", "văn", "trình"):
            return place + 2
        modal = words.modals.at(tokens, place, stop)
        if modal and modal[1] in ("có trách nhiệm", "có nhiệm vụ"):
            return place
    return None


def to_verb(tokens: Sequence[Token], at: int, stop: int) -> int | None:
    """The first verb or adverb after words that name somebody no list knows."""
    for place in range(at, min(stop, at + 14)):
        if tokens[place].key in (";", ":", "."):
            return None
        if place > at and not tokens[place].cap and (
            verb_at(tokens, place, stop) or verbs().adverbs.at(tokens, place, stop)
        ):  # fmt: skip
            return place
    return None

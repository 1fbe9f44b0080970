"""What the head and the foot of a document seem to say: kind, number, symbol, issuer, day, summary, signer."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from dieuphoi.core.kernel.text import fold
from dieuphoi.steering.directives.reading.lexicon import data
from dieuphoi.steering.directives.reading.parties import scan_parties
from dieuphoi.steering.directives.reading.party import Party
from dieuphoi.steering.directives.reading.prepare import Line, Prepared
from dieuphoi.steering.directives.reading.tokens import tokens_of
from dieuphoi.steering.directives.reading.values import TitleBlock

_HEAD_LINES: Final = 45
"""Lines in which a head is looked for."""
_LETTER: Final = "[A-ZÀ-ỸĐ]"
_NUMBER: Final = re.compile(
    r"\b[Ss](?:ố|Ố|o)\s*:?\s*(?P<number>\d{0,6}[A-Za-z]?|[.…_]{1,12})\s*(?P<sign>[/-])\s*"
    r"(?P<symbol>[A-ZĐ][\w&.ĐđƯưÊêÔôƠơ]*(?:\s?[-/&]\s?[\w&.]+){0,5})"
)
_DATE: Final = re.compile(
    r"(?:hồi\s+[^,\n]{1,25}?\s+)?ngày\s{1,3}(?P<d>\d{1,2})\s{1,3}tháng\s{1,3}(?P<m>\d{1,2})\s{1,3}năm\s{1,3}(?P<y>\d{4})",
    re.IGNORECASE,
)
_ABOUT: Final = re.compile(r"(?:V/v|v/v|Về việc|về việc)\s*:?\s")
_FOOT: Final = re.compile(r"\W{0,3}(?:Nơi nhận|NƠI NHẬN|Nơi gửi)\b")
_NAME: Final = re.compile(rf"{_LETTER}[^\W\d_]{{0,8}}(?:\s{_LETTER}[^\W\d_]{{0,8}}){{1,5}}\Z")
_NAME_AT_END: Final = re.compile(rf"(?:\s|\A)((?:{_LETTER}[^\W\d_]{{1,7}}\s){{1,4}}{_LETTER}[^\W\d_]{{1,7}})\Z")
_MOTTO: Final = ("cong hoa xa hoi chu nghia viet nam", "doc lap - tu do - hanh phuc", "dang cong san viet nam")
_ANNEX: Final = re.compile(r"(?:PHỤ LỤC|DANH MỤC|BIỂU|KẾ HOẠCH|QUY CHẾ|CHƯƠNG TRÌNH)(?![^\W\d_])")
_LISTED: Final = "-–+•"


@dataclass(slots=True)
class Head:
    """The title block, where the body lies (``[body, foot)`` of the prepared text) and to whom the letter goes.

    ``resumes``: where an annex begins after the foot.
    """

    title: TitleBlock
    body: int
    foot: int
    receivers: list[Party] = field(default_factory=list)
    resumes: int | None = None


def head_of(prepared: Prepared) -> Head:
    """Guess the title block; a text without one (a pasted part, a news item) gives empty guesses and is all body."""
    return _HeadReader(prepared).read()


class _HeadReader:
    def __init__(self, prepared: Prepared) -> None:
        self.prepared = prepared
        self.lines = [line for line in prepared.lines if not line.noise]
        self.top = self.lines[:_HEAD_LINES]
        self.title = TitleBlock()
        self.number = self.kind = self.dated = -1
        """In which of the lines each was found."""

    def read(self) -> Head:
        for place, line in enumerate(self.top):
            self._look_for_number(place, line)
            self._look_for_date(place, line)
            self._look_for_kind(place, line)
        receivers: list[Party] = []
        if max(self.number, self.kind) < 0:
            body = self._past_receivers(0, receivers)
            foot, resumes = self._foot(body)
            return Head(TitleBlock(), body, foot, receivers, resumes)
        self._look_for_issuer()
        last = self._look_for_summary(max(self.number, self.dated if self.dated < 20 else -1, self.kind))
        body = self._past_receivers(self.top[last].end if last >= 0 else 0, receivers)
        foot, resumes = self._foot(body)
        self._look_for_signer(foot)
        return Head(self.title, body, foot, receivers, resumes)

    # ---- number, day, kind

    def _look_for_number(self, place: int, line: Line) -> None:
        match = _NUMBER.search(line.text) if self.number < 0 and place < 20 else None
        before = line.text[: match.start()] if match else ""
        if match is None or before.upper() != before or fold(before).strip().endswith(tuple(data("titles")["kinds"])):
            return  # "ĐOÀN GIÁM SÁT THEO NGHỊ QUYẾT SỐ 12/NQ-HĐND" bears another paper's number
        self.number = place
        number = match["number"].strip()
        symbol = re.sub(r"\s+", "", match["symbol"]).rstrip(".")
        kind = re.split(r"[-/]", symbol)[0]
        end = line.start + match.start("symbol") + len(match["symbol"].rstrip())
        self.title = replace(
            self.title, number=number if number.isalnum() else "", symbol=symbol,
            number_span=self.prepared.span(line.start + match.start("number"), end),
            kind=self.title.kind or (kind if kind in data("titles")["kinds"].values() else "CV"),
        )  # fmt: skip

    def _look_for_date(self, place: int, line: Line) -> None:
        if self.dated >= 0 or place >= 25:
            return
        text, end, at = line.text, line.end, place
        if text.endswith("ngày") and place + 1 < len(self.top):
            # "Bình Định, ngày⏎29 tháng 04 năm 2021"
            at, end = place + 1, self.top[place + 1].end
            text = f"{text} {self.top[at].text}"
        match = _DATE.search(text)
        if match is None or not _is_dateline(text, match):
            return
        self.dated = at
        try:
            made = date(int(match["y"]), int(match["m"]), int(match["d"]))
        except ValueError:
            return
        start = line.start if at > place else line.start + match.start()
        self.title = replace(self.title, issued_on=made, issued_span=self.prepared.span(start, end))

    def _look_for_kind(self, place: int, line: Line) -> None:
        code = _kind_of(line.text) if self.kind < 0 and place < 30 else ""
        if code:
            self.kind = place
            self.title = replace(self.title, kind=code, kind_span=self.prepared.span(line.start, line.end))

    # ---- issuer, summary

    def _look_for_issuer(self) -> None:
        names: list[Line] = []
        for line in self.top[: max(self.number, 0) or 8]:
            if _NUMBER.search(line.text) or _kind_of(line.text):
                break
            text = _without_motto(line.text)
            if text and text.upper() == text and any(sign.isalpha() for sign in text):
                names.append(Line(line.start, line.start + len(text), text))
        if names:
            span = self.prepared.span(names[0].start, names[-1].end)
            self.title = replace(self.title, issuer=" ".join(name.text for name in names), issuer_span=span)

    def _look_for_summary(self, last: int) -> int:
        """The lines of the summary: under the kind, or the "V/v" of a letter. The last line of the head."""
        top = self.top
        about = next(
            (place for place, line in enumerate(top) if place > self.number >= 0 and line.text[:3].lower() == "v/v"), -1
        )
        start = self.kind + 1 if self.kind >= 0 else about
        if 0 <= start < len(top) and (match := _DATE.search(top[start].text)) and _is_dateline(top[start].text, match):
            start += 1
        if not 0 <= start < len(top) or _is_body(top[start].text, inside=False):
            return last
        end = start + 1
        while end < len(top) and end - start < 8:
            line = top[end]
            if line.blank_before or _is_body(line.text, inside=True) or _is_authority(line.text):
                break
            end += 1
        text = " ".join(line.text for line in top[start:end])
        span = self.prepared.span(top[start].start, top[end - 1].end)
        self.title = replace(self.title, summary=_ABOUT.sub("", text, count=1) if _ABOUT.match(text) else text,
                             summary_span=span)  # fmt: skip
        return max(last, end - 1)

    # ---- receivers

    def _past_receivers(self, body: int, receivers: list[Party]) -> int:
        """Gather the addressees of "Kính gửi"; where the letter's body begins after them."""
        for place, line in enumerate(self.top):
            folded = fold(line.text)
            if not (folded.startswith(("kinh gui", "kinh moi", "dong kinh gui")) or folded.endswith("dien:")):
                continue
            end = place + 1
            while end < len(self.lines) and end - place < 25 and self._is_listed(end):
                end += 1
            start = line.start + (line.text.find(":") + 1 if ":" in line.text else len(line.text))
            tokens = tokens_of(self.prepared.text, start, self.lines[end - 1].end)
            at = 0
            while at < len(tokens):
                found = scan_parties(tokens, at, len(tokens))
                receivers += found[0] if found else []
                at = max(found[1], at + 1) if found else at + 1
            return max(body, self.lines[end - 1].end)
        return body

    def _is_listed(self, place: int) -> bool:
        """Whether a line goes on with the addressees above it."""
        line, before = self.lines[place], self.lines[place - 1].text
        if line.text[0] in _LISTED:
            return True
        return not line.blank_before and (line.text[0].islower() or before.endswith((",", ";", ":")))

    # ---- foot

    def _foot(self, body: int) -> tuple[int, int | None]:
        """Where "Nơi nhận" or the signature begins, and where an annex after it does."""
        foot = None
        for place, line in enumerate(self.lines):
            if line.start < body:
                continue
            capitals = line.text.upper() == line.text
            if foot is None:
                if _FOOT.match(line.text) or (capitals and _post_at(line.text) == 0 and self._named_below(place)):
                    foot = line.start
            elif capitals and _ANNEX.match(line.text) and place + 3 < len(self.lines):
                return foot, line.start
        return (foot if foot is not None else len(self.prepared.text)), None

    def _named_below(self, place: int) -> bool:
        """A post in capitals is a signature where a name and little else follows."""
        below = [line.text for line in self.lines[place + 1 : place + 7]]
        return any(_NAME.match(text.removeprefix("Đã ký:").strip()) for text in below)

    def _look_for_signer(self, foot: int) -> None:
        post = ""
        for line in [line for line in self.lines if line.start >= foot][:40]:
            text = line.text
            at = _post_at(text)
            if at is not None and text[at:].upper() == text[at:]:
                post = text[at:]
                continue
            words = text.removeprefix("Đã ký:").removeprefix("(Đã ký)").strip()
            if not post or not words or text.upper() == text or words[0] in _LISTED:
                continue
            match = _NAME.match(words) or _NAME_AT_END.search(words)
            if match:
                name = match[0].strip()
                start = line.start + text.rfind(name)
                span = self.prepared.span(start, start + len(name))
                self.title = replace(self.title, signer=name, signer_span=span, signer_post=post)
                return


def _is_dateline(text: str, match: re.Match[str]) -> bool:
    """ "Sơn Hà, ngày 12 tháng 3 năm 2026", alone on its line or after the number; not "ngày …" in a sentence."""
    return len(text) - match.end() < 4 and (match.start() < 45 or text.lower().startswith("số"))


def _kind_of(text: str) -> str:
    """The code of the kind that stands alone on a line ("CHỈ THỊ", "Kế hoạch")."""
    kinds: dict[str, str] = data("titles")["kinds"]
    folded = fold(text).strip(" :.")
    if text.upper() == text:
        for words in sorted(kinds, key=len, reverse=True):
            if folded == words or (folded.startswith(words + " ") and len(folded) < 60):
                return kinds[words]
        return ""
    return kinds.get(folded, "") if text.istitle() and len(text) <= 14 else ""


def _without_motto(text: str) -> str:
    """What is left of a line of the head without the motto of the state beside it."""
    folded = fold(text)
    for motto in _MOTTO:
        if folded and (motto.startswith(folded) or motto.endswith(folded)):
            return ""
        at = folded.find(motto)
        if at >= 0:
            return text[: len(text) - (len(folded) - at)].rstrip() if at else ""
    return text


def _is_body(text: str, *, inside: bool) -> bool:
    """Whether the body begins with this line. ``inside``: a line of the summary stands above it."""
    folded = fold(text)
    match = _DATE.search(text)
    if inside and match and _is_dateline(text, match) and not folded.startswith(("v/v", "ve viec")):
        return True
    words = data("titles")
    if not inside and folded.startswith(tuple(words["may_open_summary"])):
        return False
    return folded.startswith(tuple(words["opens_body"]))


def _is_authority(text: str) -> bool:
    """ "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH": who decides, on a line of its own after the summary."""
    return text.upper() == text and fold(text).startswith(tuple(data("titles")["authorities"]))


def _post_at(text: str) -> int | None:
    """Where the post of a signature ("KT. CHỦ TỊCH") begins on a line."""
    found = _SIGNED.search(text)
    return found.start() if found else None


def _signed() -> re.Pattern[str]:
    posts = "|".join(sorted(map(re.escape, data("titles")["signing"]), key=len, reverse=True))
    return re.compile(rf"(?:(?:KT|TM|TL|TUQ|T/M|K/T|T/L|Q)\s?\.?\s{{0,3}}|)(?:{posts})")


_SIGNED: Final = _signed()

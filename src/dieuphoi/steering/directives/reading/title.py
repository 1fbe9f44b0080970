"""What the head and the foot of a document seem to say: kind, number, symbol, issuer, day, summary, signer."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from dieuphoi.core.kernel.text import fold
from dieuphoi.steering.directives.reading.parties import scan_parties
from dieuphoi.steering.directives.reading.party import Party
from dieuphoi.steering.directives.reading.prepare import Line, Prepared
from dieuphoi.steering.directives.reading.tokens import tokens_of
from dieuphoi.steering.directives.reading.values import TitleBlock

_HEAD_LINES: Final = 45
_KINDS: Final = {
    "nghi quyet": "NQ", "quyet dinh": "QĐ", "chi thi": "CT", "quy che": "QC", "quy dinh": "QyĐ", "thong cao": "TC",
    "thong bao": "TB", "huong dan": "HD", "chuong trinh": "CTr", "chuong trinh cong tac": "CTr", "ke hoach": "KH",
    "phuong an": "PA", "de an": "ĐA", "bao cao": "BC", "bien ban": "BB", "to trinh": "TTr", "hop dong": "HĐ",
    "cong dien": "CĐ", "giay moi": "GM", "ket luan": "KL", "thong bao ket luan": "TB", "cong van": "CV",
}  # fmt: skip
_NUMBER: Final = re.compile(
    r"\b[Ss](?:ố|Ố|o)\s*:?\s*(?P<number>\d{0,6}[A-Za-z]?|[.…_]{1,12})\s*(?P<sign>[/-])\s*(?P<symbol>[A-ZĐ][\w&.ĐđƯưÊêÔôƠơ]*(?:\s?[-/&]\s?[\w&.]+){0,5})"
)
_KIND_OF_SYMBOL: Final = {"TB", "CT", "KH", "QĐ", "BC", "HD", "CTr", "CĐ", "GM", "KL", "NQ", "TTr", "ĐA", "PA", "BB", "QC"}
_DATE: Final = re.compile(
    r"(?:hồi\s+[^,\n]{1,25}?\s+)?ngày\s{1,3}(?P<d>\d{1,2})\s{1,3}tháng\s{1,3}(?P<m>\d{1,2})\s{1,3}năm\s{1,3}(?P<y>\d{4})", re.IGNORECASE
)
_ABOUT: Final = re.compile(r"(?:V/v|v/v|Về việc|về việc|Về|về)\s*:?\s")
_FOOT: Final = re.compile(r"(?:\W{0,3})(?:Nơi nhận|NƠI NHẬN|Nơi gửi)\b")
_SIGNED: Final = re.compile(
    r"(?:(?:KT|TM|TL|TUQ|T/M|K/T|T/L|Q)\s?\.?\s{0,3}|)(?:CHỦ TỊCH|PHÓ CHỦ TỊCH|GIÁM ĐỐC|PHÓ GIÁM ĐỐC|CHÁNH VĂN PHÒNG|PHÓ CHÁNH VĂN PHÒNG|TRƯỞNG BAN|"
    r"PHÓ TRƯỞNG BAN|BÍ THƯ|PHÓ BÍ THƯ|BAN THƯỜNG VỤ|ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|CHỦ NHIỆM|TRƯỞNG PHÒNG|CHI CỤC TRƯỞNG|CỤC TRƯỞNG|THỦ TRƯỞNG|ĐOÀN GIÁM SÁT|TRƯỞNG ĐOÀN|BAN CHỈ ĐẠO|BAN CHẤP HÀNH|BAN THƯỜNG TRỰC|UBND|HỘI ĐỒNG NHÂN DÂN|TỔ TRƯỞNG)"
)
_NAME: Final = re.compile(r"(?:[A-ZÀ-ỸĐ][^\W\d_]{0,8})(?:\s[A-ZÀ-ỸĐ][^\W\d_]{0,8}){1,5}\Z")
_MOTTO: Final = ("cong hoa xa hoi chu nghia viet nam", "doc lap - tu do - hanh phuc", "dang cong san viet nam")
_AUTHORITY: Final = re.compile(r"(?:CHỦ TỊCH|ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|GIÁM ĐỐC|HỘI ĐỒNG NHÂN DÂN|CHÁNH VĂN PHÒNG|BAN CHỈ ĐẠO)(?:\s[A-ZÀ-ỸĐ]+)*(?:\s-\s.*)?\Z")
_ANNEX: Final = re.compile(r"(?:PHỤ LỤC|Phụ lục|DANH MỤC|BIỂU|KẾ HOẠCH|QUY CHẾ|CHƯƠNG TRÌNH)(?![^\W\d_])")


@dataclass(slots=True)
class Head:
    """The title block, where the body lies (``[body, foot)`` of the prepared text) and to whom the letter goes."""

    title: TitleBlock
    body: int
    foot: int
    receivers: list[Party] = field(default_factory=list)
    resumes: int | None = None


def head_of(prepared: Prepared) -> Head:
    """Guess the title block; a text without one (a pasted part, a news item) gives empty guesses and all of it as body."""
    lines = [line for line in prepared.lines if not line.noise]
    top = lines[:_HEAD_LINES]
    found: dict[str, object] = {}
    last = -1
    number = kind_line = dated = -1
    for place, line in enumerate(top):
        if number < 0 and (match := _NUMBER.search(line.text)) and place < 20 and line.text[: match.start()].upper() == line.text[: match.start()]:
            number = place
            _take_number(prepared, line, match, found)
        if dated < 0 and place < 25 and line.text.endswith(("ngày", ", ngày")) and place + 1 < len(top):
            # "Bình Định, ngày⏎29 tháng 04 năm 2021"
            joined = Line(line.start, top[place + 1].end, f"{line.text} {top[place + 1].text}")
            if (match := _DATE.search(joined.text)) and _is_dateline(joined.text, match):
                dated = place + 1
                made = _made(match)
                if made is not None:
                    found["issued_on"] = made
                    found["issued_span"] = prepared.span(joined.start, joined.end)
        if dated < 0 and place < 25 and (match := _DATE.search(line.text)) and _is_dateline(line.text, match):
            dated = place
            made = _made(match)
            if made is not None:
                found["issued_on"] = made
                found["issued_span"] = prepared.span(line.start + match.start("d") - 5, line.start + match.end())
        if kind_line < 0 and place < 30:
            code = _kind_of(line.text)
            if code:
                kind_line = place
                found.setdefault("kind", code)
                found["kind"] = code
                found["kind_span"] = prepared.span(line.start, line.end)
        if place > 30 and max(number, kind_line) < 0:
            break
    if max(number, kind_line) < 0:
        received: list[Party] = []
        begins = _receivers(prepared, lines, 0, received)
        return Head(TitleBlock(), begins, _foot(prepared, lines, begins)[0], received, None)
    last = max(number, dated if dated < 20 else -1, kind_line)
    _issuer(prepared, top, number, found)
    last = _summary(prepared, top, last, kind_line, number, found)
    receivers: list[Party] = []
    body = top[last].end if last >= 0 else 0
    body = _receivers(prepared, lines, body, receivers)
    foot, resumes = _foot(prepared, lines, body)
    _signer(prepared, lines, foot, found)
    return Head(TitleBlock(**found), body, foot, receivers, resumes)  # type: ignore[arg-type]


def _take_number(prepared: Prepared, line: Line, match: re.Match[str], found: dict[str, object]) -> None:
    number = match["number"].strip()
    symbol = re.sub(r"\s+", "", match["symbol"]).rstrip(".")
    found["number"] = number if number.isalnum() else ""
    found["symbol"] = symbol
    found["number_span"] = prepared.span(line.start + match.start("number"), line.start + match.start("symbol") + len(match["symbol"].rstrip()))
    first = re.split(r"[-/]", symbol)[0]
    if first in _KIND_OF_SYMBOL:
        found.setdefault("kind", first)
    else:
        found.setdefault("kind", "CV")


def _is_dateline(text: str, match: re.Match[str]) -> bool:
    """ "Sơn Hà, ngày 12 tháng 3 năm 2026", alone on its line or after the number; not "ngày … tháng …" in a sentence."""
    return len(text) - match.end() < 4 and (match.start() < 45 or text.lower().startswith("số"))


def _made(match: re.Match[str]) -> date | None:
    try:
        return date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return None


def _kind_of(text: str) -> str:
    folded = fold(text).strip(" :.")
    if text.upper() != text and len(text) > 14:
        return ""
    if text.upper() == text:
        for words in sorted(_KINDS, key=len, reverse=True):
            if folded == words or (folded.startswith(words + " ") and len(folded) < 60):
                return _KINDS[words]
        return ""
    return _KINDS.get(folded, "") if text[:1].isupper() and text.istitle() else ""


def _issuer(prepared: Prepared, top: list[Line], number: int, found: dict[str, object]) -> None:
    names: list[Line] = []
    for line in top[: max(number, 0) or 8]:
        folded = fold(line.text)
        if _NUMBER.search(line.text) or _kind_of(line.text):
            break
        text = line.text
        if any(folded and (motto.startswith(folded) or motto.endswith(folded)) for motto in _MOTTO):
            continue
        for motto in _MOTTO:
            at = folded.find(motto)
            if at == 0:
                text = ""
            elif at > 0:
                text = text[: len(text) - (len(folded) - at)].rstrip()
        if text and text.upper() == text and any(sign.isalpha() for sign in text):
            names.append(Line(line.start, line.start + len(text), text))
    if names:
        found["issuer"] = " ".join(name.text for name in names)
        found["issuer_span"] = prepared.span(names[0].start, names[-1].end)


def _summary(
    prepared: Prepared, top: list[Line], last: int, kind_line: int, number: int, found: dict[str, object]
) -> int:
    """The lines of the summary: under the kind, or the "V/v" of a letter."""
    about = [place for place, line in enumerate(top) if place > number >= 0 and re.match(r"V/v|v/v", line.text)]
    start = -1
    if kind_line >= 0:
        start = kind_line + 1
    elif about:
        start = about[0]
    if not 0 <= start < len(top):
        return last
    if start < len(top) and _DATE.search(top[start].text) and _is_dateline(top[start].text, _DATE.search(top[start].text)):  # type: ignore[arg-type]
        start += 1
    end = start
    while end < len(top) and end - start < 8:
        line = top[end]
        if end > start and (line.blank_before or _is_body(line.text, end > start)):
            break
        if (end == start and _is_body(line.text, False)) or (end > start and _AUTHORITY.match(line.text)):
            break
        end += 1
    if end == start:
        return last
    text = " ".join(top[place].text for place in range(start, end))
    found["summary"] = _ABOUT.sub("", text, count=1) if re.match(r"V/v|v/v|Về việc|về việc", text) else text
    found["summary_span"] = prepared.span(top[start].start, top[end - 1].end)
    return max(last, end - 1)


def _is_body(text: str, inside: bool) -> bool:
    folded = fold(text)
    if _DATE.search(text) and inside and not folded.startswith(("v/v", "ve viec")) and (found := _DATE.search(text)) and _is_dateline(text, found):
        return True
    return folded.startswith((
        "can cu", "thuc hien ", "kinh gui", "ngay ", "sang ngay", "chieu ngay", "de ", "thoi gian qua", "trong thoi gian", "sau khi", "xet de nghi",
        "i.", "1.", "1-", "dieu 1", "theo ", "nham ", "hien nay", "nhung nam", "tu ngay", "tiep theo", "qua ", "chu tich uy ban", "uy ban nhan dan tinh ", "trong ",
    )) and not (folded.startswith(("thuc hien ", "trong ", "theo ", "ngay ")) and not inside)  # fmt: skip


def _receivers(prepared: Prepared, lines: list[Line], body: int, receivers: list[Party]) -> int:
    """The addressees of "Kính gửi", and where the letter's body begins after them."""
    for place, line in enumerate(lines[:_HEAD_LINES]):
        folded = fold(line.text)
        if not folded.startswith(("kinh gui", "kinh moi", "dong kinh gui")) and not folded.endswith("dien:"):
            continue
        end = place + 1
        text_start = line.start + (line.text.find(":") + 1 if ":" in line.text else len(line.text))
        while end < len(lines) and end - place < 25:
            nxt = lines[end]
            if nxt.text[0] in "-–+•" or (nxt.text[0].islower() and not nxt.blank_before):
                end += 1
                continue
            before = lines[end - 1].text
            if (not nxt.blank_before and before.endswith((",", ";"))) or (before.endswith((":",)) and not nxt.blank_before):
                end += 1
                continue
            break
        tokens = tokens_of(prepared.text, text_start, lines[end - 1].end)
        at = 0
        while at < len(tokens):
            found = scan_parties(tokens, at, len(tokens))
            if found:
                receivers += found[0]
                at = max(found[1], at + 1)
            else:
                at += 1
        return max(body, lines[end - 1].end)
    return body


def _foot(prepared: Prepared, lines: list[Line], body: int) -> tuple[int, int | None]:
    """Where "Nơi nhận" or the signature begins, and where an annex after it does."""
    foot = None
    for place, line in enumerate(lines):
        if line.start < body:
            continue
        if foot is None:
            signed = _SIGNED.match(line.text) and line.text.upper() == line.text and _after_is_name(lines, place)
            if _FOOT.match(line.text) or signed:
                foot = line.start
        elif _ANNEX.match(line.text) and place + 3 < len(lines) and line.text.upper() == line.text:
            return foot, line.start
    return (foot if foot is not None else len(prepared.text)), None


def _after_is_name(lines: list[Line], place: int) -> bool:
    """A post in capitals is a signature where a name and little else follows."""
    rest = [line.text for line in lines[place + 1 : place + 7]]
    return any(_NAME.match(text.removeprefix("Đã ký:").strip()) for text in rest)


def _signer(prepared: Prepared, lines: list[Line], foot: int, found: dict[str, object]) -> None:
    after = [line for line in lines if line.start >= foot][:40]
    post = ""
    for line in after:
        text = line.text
        signed = _SIGNED.search(text)
        if signed and text[signed.start() :].upper() == text[signed.start() :]:
            post = text[signed.start() :]
            continue
        named = text.removeprefix("Đã ký:").removeprefix("(Đã ký)").strip()
        if post and named:
            match = _NAME.match(named) or re.search(r"(?:\s|\A)((?:[A-ZÀ-ỸĐ][^\W\d_]{1,7}\s){1,4}[A-ZÀ-ỸĐ][^\W\d_]{1,7})\Z", named)
            if match and text.upper() != text and not re.match(r"[-–+]", named):
                name = match[0].strip()
                start = line.start + text.rfind(name)
                found["signer"] = name
                found["signer_span"] = prepared.span(start, start + len(name))
                found["signer_post"] = post
                return


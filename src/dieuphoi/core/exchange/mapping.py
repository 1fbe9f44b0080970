"""An office's own file, read by our columns: which row heads it, which heading is which column of ours.

Nothing here knows the database. A :class:`Plan` is what a person chose once; :func:`put_over` lays it over a workbook
so that the ordinary reader reads it, with the rows and headings of the file kept for every error.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from django.utils.translation import gettext as _

from dieuphoi.core.exchange.columns import MatrixSpec, SheetColumn, SheetSpec, header_key
from dieuphoi.core.exchange.reader import known_headers
from dieuphoi.core.exchange.workbook import HEAD_ROWS, Cell, Mapped, RawSheet, Workbook
from dieuphoi.core.kernel.errors import InputError
from dieuphoi.core.kernel.text import fold

DEEPEST: Final = 4
"""Rows that one heading may be made of."""
SAMPLES: Final = 3
MOST_WORDS: Final = 40
"""Different words of a column that are offered for translation; more means it holds no choices."""
SUMS: Final = ("Tổng cộng", "Tổng số", "Tổng", "Cộng", "Toàn tỉnh", "Toàn huyện")
"""Rows that are sums of others in almost every office's table."""
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_POINT: Final = re.compile(r"(?<=\d)\.(?=\d)")
_NUMBERED: Final = re.compile(r"\(?\d{1,3}\)?\.?\Z")
_TYPES: Final = re.compile(r"^(?:xã|phường|thị trấn|đặc khu|x\.|p\.|tt\.|tt)\s+", re.IGNORECASE)
_CODE: Final = re.compile(r"\d+(?:\.\d+)*")

Spec = SheetSpec | MatrixSpec


@dataclass(frozen=True, slots=True)
class Target:
    """One column of ours that a heading may become. ``to`` names it in a plan, ``column`` says how it is read."""

    to: str
    label: str
    column: SheetColumn
    required: bool
    may_be_constant: bool
    is_key: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """One heading of the file: where it is, its words, how it is compared, the first values under it."""

    index: int
    words: str
    key: str
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What a heading map holds.

    ``columns``: ``(heading as compared, which one of equal headings, target or "" to leave out)``. ``words``:
    ``{target: {word of the file as compared: our value, "" for empty}}``. ``constants``: ``{target: text}`` for
    columns the file does not have. ``skip``: rows in which one cell says just this (sums). ``depth``: rows that make
    one heading. ``sheet`` is preferred where several fit. ``years`` stood in the file when the plan was made;
    ``heads`` are its headings as they stood there, for people.
    """

    columns: tuple[tuple[str, int, str], ...]
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    skip: tuple[str, ...] = SUMS
    sheet: str = ""
    header: int = 0
    depth: int = 1
    years: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Plan:
        return cls(
            columns=tuple((key, number, to) for key, number, to in given["columns"]),
            words=given["words"],
            constants=given["constants"],
            skip=tuple(given["skip"]),
            sheet=given["sheet"],
            header=given["header"],
            depth=given["depth"],
            years=tuple(given["years"]),
            heads=tuple(given.get("heads", ())),
        )

    @property
    def signature(self) -> str:
        """SHA-256 of the headings in their order; a year in a heading counts as any year."""
        return signature_of([key for key, _number, _to in self.columns])


def signature_of(keys: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps(list(keys)).encode()).hexdigest()


def heading_key(words: str) -> str:
    """A heading as maps compare it: folded, without punctuation, any year the same."""
    kept = _POINT.sub("cham", _YEAR.sub("#nam#", words))  # 1.1 is not 11
    return header_key(kept) or unicodedata.normalize("NFC", words).strip()


def word_key(cell: object) -> str:
    """A word of a cell as word maps compare it: marks count, case and blanks do not (``Đ`` is not ``D``)."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(unicodedata.normalize("NFC", str(cell)).split()).casefold()


# --- our side ---------------------------------------------------------------------------------------------


def targets_of(spec: Spec) -> list[Target]:
    """The columns a heading may become, in the order of our sheet."""
    if isinstance(spec, SheetSpec):
        # What tells one row from another cannot be the same for all of them.
        alone = spec.identity[0] if len(spec.identity) == 1 else ""
        return [Target(c.key, str(c.header), c, c.required, c.key != alone) for c in spec.columns]
    rows = [
        Target(f"row:{c.key}", str(c.header), c, c.key == spec.row_key, False, is_key=c.key == spec.row_key)
        for c in spec.row_columns
    ]
    return rows + [
        Target(f"col:{c.code}", f"{c.code} {c.name}".strip(), c.as_column(), False, False) for c in spec.columns
    ]


def named_target(spec: Spec, named_column: str) -> str:
    """The target that may hold names instead of codes."""
    if isinstance(spec, MatrixSpec):
        return f"row:{spec.row_key}"
    return named_column


# --- the file's side --------------------------------------------------------------------------------------


def heads_of(sheet: RawSheet, header: int, depth: int) -> list[Head]:
    """The headings of a header of ``depth`` rows whose last one is ``header`` (from zero), left to right."""
    top = max(0, header - depth + 1)
    width = max((len(row) for row in sheet.rows[top : header + 1 + 50]), default=0)
    found = []
    for index in range(width):
        parts: list[str] = []
        for row in range(top, header + 1):
            words = _words(sheet, row, index, spread=row < header)
            if words and (not parts or parts[-1] != words):
                parts.append(words)
        if parts:
            text = " / ".join(parts)
            found.append(Head(index, text, heading_key(text), _samples(sheet, header, index)))
    return found


def _words(sheet: RawSheet, row: int, index: int, *, spread: bool) -> str:
    for top, left, bottom, right in sheet.merged:
        if top <= row <= bottom and left <= index <= right:
            return _cell_words(sheet, top, left)
    words = _cell_words(sheet, row, index)
    if words or not spread or sheet.merged:
        return words
    # A CSV knows no merged cells: an upper heading holds until the next one.
    for before in range(index - 1, -1, -1):
        if words := _cell_words(sheet, row, before):
            return words
    return ""


def _cell_words(sheet: RawSheet, row: int, index: int) -> str:
    cells = sheet.rows[row] if row < len(sheet.rows) else []
    return " ".join(unicodedata.normalize("NFC", _plain(cells[index])).split()) if index < len(cells) else ""


def _plain(cell: Cell | None) -> str:
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _samples(sheet: RawSheet, header: int, index: int) -> tuple[str, ...]:
    found: list[str] = []
    for cells in sheet.rows[header + 1 : header + 40]:
        if index < len(cells) and (words := _plain(cells[index]).strip()) and words not in found:
            found.append(words[:60])
        if len(found) == SAMPLES:
            break
    return tuple(found)


def guess_header(sheet: RawSheet, spec: Spec) -> tuple[int, int, int]:
    """``(header row from zero, depth, score)``: the row most like a header of a table, by its words and ours."""
    known = _known(spec)
    best, most = 0, -1
    for row, cells in enumerate(sheet.rows[:HEAD_ROWS]):
        words = [text for cell in cells if (text := _plain(cell).strip())]
        if _is_numbering(words):
            continue
        plain = [text for text in words if not _NUMBERED.match(text)]
        score = len(set(plain)) + 3 * len({known[key] for text in words if (key := header_key(text)) in known})
        if score > most and len(words) > 1:
            best, most = row, score
    top = bottom = best
    width = max((len(row) for row in sheet.rows[: best + 5]), default=1)
    for _round in range(DEEPEST):
        for t, left, b, right in sheet.merged:
            if right - left + 1 > 0.7 * width and t == b:
                continue  # a title across the whole table
            if t <= bottom and b >= top and b > t:
                top, bottom = min(top, t), max(bottom, b)
            elif right > left and b == top - 1 and any(_cell_words(sheet, b, left)):
                top = b
            elif right > left and t == b == bottom and _is_under(sheet, bottom + 1, left, right):
                bottom += 1
    depth = min(DEEPEST, bottom - top + 1)
    return bottom, depth, most


def _is_under(sheet: RawSheet, row: int, left: int, right: int) -> bool:
    """Whether the cells below a spread heading are headings of their own (words, no figures)."""
    below = [_cell_words(sheet, row, index) for index in range(left, right + 1)]
    return all(text and not text.replace(",", "").replace(".", "").isdigit() for text in below)


def _known(spec: Spec) -> dict[str, str]:
    if isinstance(spec, SheetSpec):
        return known_headers(spec)
    known = {header_key(words): f"row:{c.key}" for c in spec.row_columns for words in c.known_as()}
    for column in spec.columns:
        known.setdefault(header_key(column.code), f"col:{column.code}")
        known.setdefault(header_key(column.name), f"col:{column.code}")
    return known


def guess_columns(heads: Sequence[Head], spec: Spec, former: Mapping[str, str]) -> dict[int, str]:
    """``{index: target}`` for the headings that are plain: as mapped before, known to us, a code, or much the same."""
    known, targets = _known(spec), targets_of(spec)
    taken: set[str] = set()
    found: dict[int, str] = {}

    def take(head: Head, to: str | None) -> None:
        if to and to not in taken and head.index not in found and to in valid:
            taken.add(to)
            found[head.index] = to

    valid = {target.to for target in targets}
    for head in heads:
        take(head, former.get(head.key))
    for head in heads:
        take(head, known.get(header_key(head.words)) or known.get(header_key(head.words.rsplit(" / ", 1)[-1])))
    codes = {target.to[4:]: target.to for target in targets if target.to.startswith("col:")}
    for head in heads:
        numbers = _CODE.findall(head.words.rsplit(" / ", 1)[-1])
        if len(numbers) >= 1 and numbers[0] in codes:
            take(head, codes[numbers[0]])
    for head in heads:
        words = set(fold(head.words).split()) - {"/", "ten", "so"}
        scored = sorted(
            ((len(words & set(fold(t.label).split())), t.to) for t in targets if t.to not in taken), reverse=True
        )
        if scored and scored[0][0] > 0 and (len(scored) == 1 or scored[0][0] > scored[1][0]):
            take(head, scored[0][1])
    return found


_PLACE_WORDS: Final = ("ten xa", "xa", "don vi", "dia phuong", "dia ban", "phuong")


def guess_named(heads: Sequence[Head], chosen: dict[int, str], named: str) -> None:
    """Where no heading holds the codes, the one with the names will do: change ``chosen`` accordingly."""
    if not named or named in chosen.values():
        return
    by_name = [index for index, to in chosen.items() if to == "row:name"]
    by_words = [h.index for h in heads if h.index not in chosen and any(w in fold(h.words) for w in _PLACE_WORDS)]
    for index in (*by_name, *by_words):
        chosen[index] = named
        return


def words_in(sheet: RawSheet, header: int, indexes: Iterable[int]) -> dict[str, str]:
    """``{word as compared: as it stands}`` of columns, the most frequent first."""
    counted: Counter[str] = Counter()
    shown: dict[str, str] = {}
    wanted = list(indexes)
    for offset, cells in enumerate(sheet.rows[header + 1 :]):
        if not offset and _is_numbering([_plain(cell).strip() for cell in cells]):
            continue
        for index in wanted:
            if index < len(cells) and (text := _plain(cells[index]).strip()):
                key = word_key(text)
                counted[key] += 1
                shown.setdefault(key, text[:60])
    return {key: shown[key] for key, _count in counted.most_common(MOST_WORDS)}


def guess_word(word: str, choices: Sequence[tuple[str, str]]) -> str | None:
    """The choice that a short word stands for: itself, its first letters (``CĐ``), or its beginning (``Chưa``)."""
    key = word_key(word)
    exact = [value for value, label in choices if key in (word_key(value), word_key(label))]
    if exact:
        return exact[0]
    short = key.replace(".", "").replace(" ", "")
    letters = {value for value, label in choices if short == "".join(part[0] for part in word_key(label).split())}
    if len(letters) == 1:
        return letters.pop()
    begins = {value for value, label in choices if word_key(label).startswith(key + " ")}
    if len(begins) == 1:
        return begins.pop()
    folded = {value for value, label in choices if fold(label) == fold(word)}
    return folded.pop() if len(folded) == 1 else None


def years_in(sheet: RawSheet, header: int) -> tuple[str, ...]:
    """The years that stand in the headings and above them."""
    found = set()
    for cells in sheet.rows[: header + 1]:
        for cell in cells:
            found.update(_YEAR.findall(_plain(cell)))
    return tuple(sorted(found))


# --- both -------------------------------------------------------------------------------------------------


def find_header(book: Workbook, plan: Plan) -> tuple[RawSheet, int, int] | None:
    """``(sheet, header row, headings that the plan knows)``: where the plan fits best, its own sheet among equals."""
    wanted = Counter(key for key, _number, _to in plan.columns)
    best: tuple[RawSheet, int, int] | None = None
    rank: tuple[int, bool, bool] = (0, False, False)
    for sheet in book.sheets:
        for row in range(min(HEAD_ROWS, len(sheet.rows))):
            there = Counter(head.key for head in heads_of(sheet, row, plan.depth))
            score = ((wanted & there).total(), sheet.name == plan.sheet, row == plan.header)
            if score > rank:
                best, rank = (sheet, row, score[0]), score
    return best


def fits(book: Workbook, plan: Plan) -> bool:
    """Whether a file has the very headings the plan was made for, so that it may be used without being asked.

    Where the plan sets constants and the years in the file are others, a person has to look at them first.
    """
    found = find_header(book, plan)
    if found is None:
        return False
    sheet, row, _score = found
    if signature_of([head.key for head in heads_of(sheet, row, plan.depth)]) != plan.signature:
        return False
    return not plan.constants or years_in(sheet, row) == plan.years


def put_over(
    book: Workbook, plan: Plan, spec: Spec, *, named: str = "", names: Iterable[tuple[str, str]] = ()
) -> Workbook:
    """The workbook with the plan laid over it: one sheet is mapped, its words are ours, rows keep their numbers.

    ``names`` are ``(name, code)`` for the column ``named``: a cell that holds a name becomes its code. Where no row has
    any heading of the plan the workbook comes back as it is, with a warning.
    """
    found = find_header(book, plan)
    if found is None:
        book.warnings.append(InputError(_("Bảng ghép cột không khớp với tiêu đề nào của tệp này.")))
        return book
    sheet, row, _score = found
    to_of = {(key, number): to for key, number, to in plan.columns}
    columns = {target.to: target for target in targets_of(spec)}
    keys: dict[int, str] = {}
    words: dict[int, str] = {}
    seen: Counter[str] = Counter()
    for head in heads_of(sheet, row, plan.depth):
        to = to_of.get((head.key, seen[head.key]))
        seen[head.key] += 1
        words[head.index] = head.words if head.words not in words.values() else f"{head.words} ({head.index + 1})"
        if to is not None:
            keys[head.index] = to if to in columns else ""
    width = max((len(cells) for cells in sheet.rows), default=0)
    constants = [(to, text) for to, text in plan.constants.items() if to in columns and text != ""]
    for place, (to, _text) in enumerate(constants):
        keys[width + place] = to
        words[width + place] = _("%(column)s (ghi chung)") % {"column": columns[to].label}
    mapped = replace(
        sheet,
        rows=list(sheet.rows),
        traps=dict(sheet.traps),
        notes=list(sheet.notes),
        mapped=Mapped(row, keys, words),
    )
    _fill(mapped, plan, width, [text for _to, text in constants], named, names)
    if constants:
        said = "; ".join(f"{columns[to].label} = {text}" for to, text in constants)
        mapped.notes.append(_("Giá trị ghi chung cho mọi dòng: %(values)s.") % {"values": said})
    return Workbook([mapped if each is sheet else each for each in book.sheets], book.meta, book.warnings)


def _fill(
    sheet: RawSheet, plan: Plan, width: int, constants: Sequence[str], named: str, names: Iterable[tuple[str, str]]
) -> None:
    """Translate the cells of the mapped columns, drop sums and column numbers, find codes by names."""
    assert sheet.mapped is not None
    used = [index for index, to in sheet.mapped.keys.items() if to and index < width]
    translations = {i: plan.words[to] for i in used if (to := sheet.mapped.keys[i]) in plan.words}
    name_index = next((i for i in used if named and sheet.mapped.keys[i] == named), None)
    codes = _by_name(names) if name_index is not None else {}
    skip = {fold(text) for text in plan.skip}
    dropped = 0
    first = sheet.mapped.header + 1
    for offset in range(first, len(sheet.rows)):
        cells = list(sheet.rows[offset]) + [""] * (width - len(sheet.rows[offset]))
        texts = [_plain(cells[i]).strip() for i in used]
        if not any(texts):
            sheet.rows[offset] = [""] * width
            continue
        is_numbering = offset == first and _is_numbering([_plain(cell).strip() for cell in cells])
        if is_numbering or any(fold(_plain(cell)) in skip for cell in cells if isinstance(cell, str) and cell):
            dropped += not is_numbering
            sheet.rows[offset] = [""] * width
            for index in used:
                sheet.traps.pop((offset, index), None)
            continue
        for index, known in translations.items():
            if (value := known.get(word_key(cells[index]))) is not None:
                cells[index] = value
        if name_index is not None and codes:
            others = any(_plain(cells[i]).strip() for i in used if i != name_index)
            if not _to_code(sheet, offset, name_index, cells, codes) and not others:
                sheet.rows[offset] = [""] * width  # a heading between the rows: "II. Huyện …"
                sheet.traps.pop((offset, name_index), None)
                continue
        sheet.rows[offset] = [*cells, *constants]
    if dropped:
        sheet.notes.append(_("Bỏ qua %(n)d dòng cộng theo bảng ghép cột.") % {"n": dropped})


def _is_numbering(texts: Sequence[str]) -> bool:
    """A row that only numbers the columns: ``(1) (2) (3) …``."""
    numbers = [text.strip("().") for text in texts if text]
    return len(numbers) > 2 and all(n.isdigit() for n in numbers) and _rises([int(n) for n in numbers])


def _rises(numbers: Sequence[int]) -> bool:
    return all(after - before == 1 for before, after in itertools.pairwise(numbers))


def _by_name(names: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, code in names:
        for key in {word_key(name), word_key(_TYPES.sub("", name)), f"~{fold(name)}", f"~{fold(_TYPES.sub('', name))}"}:
            found.setdefault(key, set()).add(code)
        found.setdefault(word_key(code), set()).add(code)
    return found


def _to_code(sheet: RawSheet, offset: int, index: int, cells: list[Cell], codes: Mapping[str, set[str]]) -> bool:
    """Put the code in the place of the name. Codes stay; what is unknown or ambiguous becomes a trap. True: found."""
    text = _plain(cells[index]).strip()
    if not text or (text.isascii() and text.isdigit()):
        return bool(text)
    bare = _TYPES.sub("", text)
    for key in (word_key(text), word_key(bare), f"~{fold(text)}", f"~{fold(bare)}"):
        found = codes.get(key, set())
        if len(found) == 1:
            cells[index] = next(iter(found))
            return True
        if found:
            message = _("Tên này ứng với nhiều mã (%(codes)s). Hãy ghi mã vào ô này.")
            sheet.traps[offset, index] = "say:" + message % {"codes": ", ".join(sorted(found))}
            return True
    sheet.traps[offset, index] = "say:" + _("Không tìm thấy tên này ở ngày của biểu. Hãy sửa tên, hoặc ghi mã.")
    return False

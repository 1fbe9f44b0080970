"""What the page of a heading map shows and what comes back from it: sheet, header, columns, words, constants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from dieuphoi.core.exchange.importers import Importer, Target
from dieuphoi.core.exchange.mapping import (
    DEEPEST,
    SUMS,
    Head,
    Plan,
    guess_columns,
    guess_header,
    guess_named,
    guess_word,
    heads_of,
    named_target,
    targets_of,
    word_key,
    words_in,
    years_in,
)
from dieuphoi.core.exchange.mapping import Target as Column
from dieuphoi.core.exchange.reader import Matrix, Readable, Table, show
from dieuphoi.core.exchange.workbook import HEAD_ROWS, RawSheet, Workbook
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError

SHOWN_ROWS: Final = 5
LEAVE: Final = "="
"""The word stays as it is in the file."""
EMPTY: Final = "-"
"""The cell counts as empty."""


@dataclass(frozen=True, slots=True)
class WordRow:
    """One word of the file with the field that translates it."""

    name: str
    key_name: str
    key: str
    word: str
    value: str


@dataclass(slots=True)
class WordGroup:
    """Columns that offer the same choices, and the words found in them."""

    label: str
    options: list[tuple[str, str]]
    columns: list[str]
    words: list[WordRow]


@dataclass(slots=True)
class Seen:
    """One row of the preview: its number in the file, its values in words, what could not be read."""

    number: int
    values: list[str]
    faults: list[str] = field(default_factory=list)


class MapForm:
    """The state of the page. ``given`` is what was posted (or the address); ``former`` the plan to start from."""

    def __init__(
        self, importer: Importer[Any], actor: Actor, target: Target, book: Workbook, given: Mapping[str, str],
        former: Plan | None = None,
    ) -> None:  # fmt: skip
        self.spec = importer.spec_for(actor, target)
        self.book, self.given, self.former = book, given, former
        self.targets = targets_of(self.spec)
        self.by_to: dict[str, Column] = {each.to: each for each in self.targets}
        has_names = next(iter(importer.names_of_rows(actor, target)), None) is not None
        self.named = named_target(self.spec, importer.named_column) if has_names else ""
        self.sheet = self._sheet()
        row, depth, _score = guess_header(self.sheet, self.spec)
        if former is not None and "header" not in given:
            row, depth = former.header, former.depth
        self.header = self._number("header", row + 1, max(1, min(HEAD_ROWS, len(self.sheet.rows))))
        self.depth = self._number("depth", depth, min(DEEPEST, self.header))
        self.heads: list[Head] = heads_of(self.sheet, self.header - 1, self.depth)
        self.chosen = self._chosen()
        self.groups = self._groups()
        self.constants = self._constants()
        self.skip = given.get("skip", "; ".join(former.skip if former is not None else SUMS))

    def _sheet(self) -> RawSheet:
        wanted = self.given.get("sheet") or (self.former.sheet if self.former is not None else "")
        for sheet in self.book.sheets:
            if sheet.name == wanted:
                return sheet
        if not self.book.sheets:
            return RawSheet("", [])
        return max(self.book.sheets, key=lambda sheet: guess_header(sheet, self.spec)[2])

    def _number(self, name: str, default: int, most: int) -> int:
        text = self.given.get(name, "")
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else default
        return max(1, min(number, most))

    def _chosen(self) -> dict[int, str]:
        """``{index of the heading: target}``: as posted, else as guessed."""
        if any(name.startswith("to-") for name in self.given):
            return {h.index: to for h in self.heads if (to := self.given.get(f"to-{h.index}", "")) in self.by_to}
        former = {key: to for key, _number, to in self.former.columns if to} if self.former is not None else {}
        chosen = guess_columns(self.heads, self.spec, former)
        if self.former is None:
            guess_named(self.heads, chosen, self.named)
        return chosen

    def _groups(self) -> list[WordGroup]:
        groups: dict[tuple[tuple[str, str], ...], WordGroup] = {}
        indexes: dict[tuple[tuple[str, str], ...], list[int]] = {}
        yes_no = (("1", _("Có")), ("0", _("Không")))
        for index, to in self.chosen.items():
            column = self.by_to[to].column
            pairs = tuple(column.pairs()) if column.kind == "choice" else yes_no if column.kind == "bool" else ()
            if pairs:
                options = [(LEAVE, _("để nguyên")), (EMPTY, _("để trống")), *pairs]
                group = groups.setdefault(pairs, WordGroup("", options, [], []))
                group.columns.append(to)
                indexes.setdefault(pairs, []).append(index)
        for number, (pairs, group) in enumerate(groups.items()):
            # Of a matrix the codes are enough: the names are sentences.
            labels = [to[4:] if to.startswith("col:") else self.by_to[to].label for to in group.columns]
            group.label = ", ".join(labels[:12]) + ("…" if len(labels) > 12 else "")
            found = words_in(self.sheet, self.header - 1, indexes[pairs])
            for place, (key, word) in enumerate(found.items()):
                name = f"word-{number}-{place}"
                value = self._word(name, f"key-{number}-{place}", key, word, pairs, group.columns[0])
                group.words.append(WordRow(name, f"key-{number}-{place}", key, word, value))
        return [group for group in groups.values() if group.words]

    def _word(self, name: str, key_name: str, key: str, word: str, pairs: tuple[tuple[str, str], ...], to: str) -> str:
        if self.given.get(key_name) == key and name in self.given:
            return self.given[name]
        if self.former is not None and key in self.former.words.get(to, {}):
            return self.former.words[to][key] or EMPTY
        if key in {word_key(part) for pair in pairs for part in pair}:
            return LEAVE
        return guess_word(word, pairs) or LEAVE

    def _constants(self) -> dict[str, str]:
        former = self.former.constants if self.former is not None else {}
        taken = set(self.chosen.values())
        return {
            each.to: self.given.get(f"const-{each.to}", former.get(each.to, "")).strip()
            for each in self.targets
            if each.may_be_constant and each.to not in taken
        }

    def faults(self) -> list[InputError]:
        """What keeps this from being a map: two headings for one column, a required column from nowhere."""
        found = []
        for each in self.targets:
            heads = [h for h in self.heads if self.chosen.get(h.index) == each.to]
            if len(heads) > 1:
                words = ", ".join(f"“{h.words}”" for h in heads)
                message = _("Cột “%(column)s” được ghép với nhiều tiêu đề: %(heads)s. Chỉ chọn một.")
                found.append(
                    InputError(message % {"column": each.label, "heads": words}, field=f"f-to-{heads[-1].index}")
                )
            elif not heads and each.required and not self.constants.get(each.to):
                message = _("Chưa ghép cột bắt buộc “%(column)s”.") % {"column": each.label}
                found.append(InputError(message, field=f"f-to-{self.heads[0].index}" if self.heads else "f-header"))
        if not self.chosen:
            found.append(InputError(_("Hãy ghép ít nhất một cột."), field="f-header"))
        return found

    def plan(self) -> Plan:
        words: dict[str, dict[str, str]] = {}
        for group in self.groups:
            known = {row.key: "" if row.value == EMPTY else row.value for row in group.words if row.value != LEAVE}
            for to in group.columns if known else ():
                words[to] = known
        seen: dict[str, int] = {}
        columns = []
        for head in self.heads:
            number = seen.get(head.key, 0)
            seen[head.key] = number + 1
            columns.append((head.key, number, self.chosen.get(head.index, "")))
        return Plan(
            columns=tuple(columns),
            words=words,
            constants={to: text for to, text in self.constants.items() if text},
            skip=tuple(part.strip() for part in self.skip.split(";") if part.strip()),
            sheet=self.sheet.name,
            header=self.header - 1,
            depth=self.depth,
            years=years_in(self.sheet, self.header - 1),
            heads=tuple(head.words for head in self.heads),
        )

    def first_rows(self) -> Workbook:
        """The workbook with the first rows alone, for the preview."""
        rows: list[Any] = []
        filled = 0
        for offset, cells in enumerate(self.sheet.rows):
            if offset >= self.header:
                if filled > SHOWN_ROWS + 6:
                    break
                filled += any(cell not in (None, "") for cell in cells)
            rows.append(cells)
        return Workbook([RawSheet(self.sheet.name, rows, dict(self.sheet.traps), self.sheet.merged)])


def seen_rows(reading: Readable) -> tuple[list[str], list[Seen]]:
    """``(column headings, the first rows as they will be read)``, faults beside them."""
    faults: dict[int, list[str]] = {}
    if isinstance(reading, Table):
        columns = [c for c in reading.spec.columns if c.key in reading.headers]
        labels = {c.key: dict(c.pairs()) for c in columns if c.kind == "choice"}
        rows = [
            Seen(row.number, [labels.get(c.key, {}).get(row.get(c.key), show(row.get(c.key))) for c in columns])
            for row in reading.rows[:SHOWN_ROWS]
        ]
        heads = [str(c.header) for c in columns]
    elif isinstance(reading, Matrix):
        body = reading.body[:SHOWN_ROWS]
        places = {column.key: place + 1 for place, (_index, column) in enumerate(reading.columns)}
        labels = {column.key: dict(column.as_column().pairs()) for _index, column in reading.columns}
        rows = [Seen(number, [code, *[""] * len(places)]) for number, code, _cells in body]
        by_number = {row.number: row for row in rows}
        for _code, key, value, number, _words in reading.values():
            if number in by_number:
                by_number[number].values[places[key]] = labels[key].get(value, show(value))
        heads = [
            str(reading.spec.key_column.header),
            *(column.code.rsplit(" / ", 1)[-1] for _index, column in reading.columns),
        ]
    else:
        return [], []
    for error in reading.errors:
        if error.row is not None:
            faults.setdefault(error.row, []).append(
                f"{error.column}: {error.message}" if error.column else error.message
            )
    known = {row.number for row in rows}
    for row in rows:
        row.faults = faults.get(row.number, [])
    rows += [Seen(n, [""] * len(heads), words) for n, words in sorted(faults.items()) if n not in known][:SHOWN_ROWS]
    return heads, sorted(rows, key=lambda row: row.number)[:SHOWN_ROWS]

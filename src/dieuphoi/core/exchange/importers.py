"""What a package gives the exchange so that its records can be brought in, and who registered.

A package writes an :class:`Importer` in its ``sheets.py``; ``config`` calls :func:`register_importer`. Core
never imports upwards.
"""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _

from dieuphoi.core.exchange.columns import MatrixSpec, SheetSpec, Words
from dieuphoi.core.exchange.reader import Matrix, Readable, Table, matrix_of, show, table_of
from dieuphoi.core.exchange.workbook import Workbook, open_workbook
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors, NotVisible
from dieuphoi.core.kernel.policy import Answer

Target = dict[str, int]
"""What the import is for, by ids: ``{"round": 7}``; empty when the kind says it all."""

NEW = "new"
CHANGED = "changed"
SAME = "same"

T = TypeVar("T", bound=Readable)


class Change(NamedTuple):
    """One value of one record, from what it is today to what the file says, both in words for people."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """One record of the difference. ``kind`` is ``new`` or ``changed``; unchanged ones are only counted."""

    row: int | None
    label: str
    kind: str
    changes: tuple[Change, ...] = ()


@dataclass(slots=True)
class Difference:
    """The file against today: ``counts`` by kind (``new``, ``changed``, ``same``, or an importer's own) and
    the lines.
    """

    counts: dict[str, int] = field(default_factory=lambda: {NEW: 0, CHANGED: 0, SAME: 0})
    lines: list[Line] = field(default_factory=list)

    def add(self, kind: str, label: str = "", row: int | None = None, changes: Sequence[Change] = ()) -> None:
        """Count one record and, unless it is unchanged, keep its line."""
        self.counts[kind] = self.counts.get(kind, 0) + 1
        if kind != SAME:
            self.lines.append(Line(row, label, kind, tuple(changes)))

    def compare(
        self,
        label: str,
        row: int | None,
        before: Mapping[str, Any] | None,
        after: Mapping[str, Any],
        names: Mapping[str, Words],
    ) -> str:
        """Add one record by comparing its values, ``names`` giving the column of each key; the kind it got.

        ``before`` is ``None`` for a record that is not there yet. Keys that ``after`` lacks do not change.
        """
        changes = [
            Change(str(names.get(key, key)), show(None if before is None else before.get(key)), show(value))
            for key, value in after.items()
            if (value not in (None, "") if before is None else not _equal(before.get(key), value))
        ]
        kind = NEW if before is None else CHANGED if changes else SAME
        self.add(kind, label, row, changes)
        return kind

    @property
    def changes_nothing(self) -> bool:
        return not any(count for kind, count in self.counts.items() if kind != SAME)

    def digest(self) -> str:
        """SHA-256 over counts and lines: two previews of the same difference agree."""
        digest = hashlib.sha256(json.dumps(self.counts, sort_keys=True).encode())
        for line in self.lines:
            digest.update(
                json.dumps(
                    [line.row, line.label, line.kind, [[c.column, c.before, c.after] for c in line.changes]],
                    ensure_ascii=False,
                ).encode()
            )
        return digest.hexdigest()


def _equal(before: Any, after: Any) -> bool:
    """Equal for a person: ``1`` is ``Decimal("1.0")``, and no text is an empty one; zero is not empty."""
    if before in (None, "") or after in (None, ""):
        return before in (None, "") and after in (None, "")
    if isinstance(before, bool) or isinstance(after, bool):
        return before is after
    if isinstance(before, int | float | Decimal) and isinstance(after, int | float | Decimal):
        return Decimal(str(before)) == Decimal(str(after))
    if isinstance(before, date) and isinstance(after, date):
        return before == after
    return bool(before == after)


@dataclass(slots=True)
class Checked:
    """What a check found. ``payload`` is the importer's own: what ``apply`` will write."""

    errors: list[InputError] = field(default_factory=list)
    warnings: list[InputError] = field(default_factory=list)
    difference: Difference = field(default_factory=Difference)
    payload: Any = None


@dataclass(frozen=True, slots=True)
class Applied:
    """What was written, counted by the importer's words (``{"new": 3, "changed": 1}``).

    ``lines`` are shown in the preview of an undo: what each record becomes again.
    """

    counts: dict[str, int]
    lines: Sequence[Line] = ()


class DataMoved(Exception):
    """What a check rested on has changed since: :meth:`Importer.apply` has written nothing."""


class Importer(ABC, Generic[T]):
    """One kind of import. ``kind`` is the key of its spec.

    ``check`` reads only (it may :func:`~dieuphoi.core.exchange.staging.stage`; all it writes is rolled back)
    and returns *all* errors. ``apply`` runs in the transaction of a fresh ``check``, under the lock of (kind,
    target), inside the act ``import.apply``. A package whose import can be taken back sets ``can_undo`` and
    writes superseding rows in ``undo``; it never deletes. ``writes`` are the tracked models that ``apply`` writes to:
    the run then keeps which of their events are its own, and
    :func:`dieuphoi.core.exchange.undoing.restore` takes them back.
    """

    spec: SheetSpec | MatrixSpec
    target_keys: tuple[str, ...] = ()
    named_column: str = ""
    writes: tuple[type[Model], ...] = ()
    can_undo: bool = False
    has_template: bool = False

    @property
    def kind(self) -> str:
        return self.spec.key

    @property
    def label(self) -> str:
        """What is imported, in words: the title of the sheet."""
        return str(self.spec.title)

    @abstractmethod
    def may(self, actor: Actor, target: Target) -> Answer:
        """May this person bring such a file in, for this target?"""

    def target_label(self, actor: Actor, target: Target) -> str:
        """The target in words, for headings; empty when there is none."""
        return ""

    def back_url(self, target: Target) -> str:
        """Where the person goes when done; empty: the list of imports."""
        return ""

    def spec_for(self, actor: Actor, target: Target) -> SheetSpec | MatrixSpec:
        """The spec of this target, when its columns depend on it (the indicators of a round's set)."""
        return self.spec

    def read(self, actor: Actor, target: Target, data: bytes, name: str) -> T:
        """The file as typed rows. Raises ``InputErrors`` when it cannot be read at all."""
        return self.read_book(actor, target, open_workbook(data, name))

    def read_book(self, actor: Actor, target: Target, book: Workbook) -> T:
        """As :meth:`read`, from a workbook that is already open (a heading map may have been put over it)."""
        spec = self.spec_for(actor, target)
        reading: Table | Matrix
        reading = matrix_of(book, spec) if isinstance(spec, MatrixSpec) else table_of(book, spec)
        return reading  # type: ignore[return-value]

    def refuse(self, actor: Actor, data: bytes, name: str) -> None:
        """Raise ``Refused`` for a file of which nothing may be kept, not even itself. Asked before it is stored."""

    def names_of_rows(self, actor: Actor, target: Target) -> Iterable[tuple[str, str]]:
        """``(name, code)`` of the records that rows may be about, for files that hold names where we ask for codes.

        Asked only where a heading map is used; the column is :attr:`named_column` (of a matrix its row key). A name
        that stands for two codes is told as an error.
        """
        return ()

    def template(self, actor: Actor, target: Target, now: datetime) -> tuple[bytes, str]:
        """Today's records as a workbook that can be filled in and brought back, and its file name."""
        raise NotVisible(_("Không có biểu mẫu cho loại nhập này."))

    @abstractmethod
    def check(self, actor: Actor, target: Target, table: T, now: datetime) -> Checked:
        """The file against the rules and today's data. The errors of the reading are added by the caller."""

    def keep(self, checked: Checked) -> Any:
        """The payload of a checked file as JSON, so that applying need not read the file again.

        Only for an importer whose payload carries a stamp of all that the check read of today's data, and whose
        ``apply`` compares it under lock (:class:`DataMoved`). ``None``: the file is read and checked again.
        """
        return None

    def recall(self, kept: Any) -> Any:
        """The payload of :meth:`keep`; ``None`` where it is of an older program."""
        return None

    @abstractmethod
    def apply(self, actor: Actor, target: Target, checked: Checked, run_id: int, now: datetime) -> Applied:
        """Write what ``checked`` holds. Raises ``Refused`` by a rule, or :class:`DataMoved`: nothing is written."""

    def undo(self, actor: Actor, target: Target, run_id: int, now: datetime) -> Applied:
        """Supersede what the run wrote by what was there before."""
        raise NotImplementedError(f"{self.kind} declares can_undo without undo()")


_importers: dict[str, Importer[Any]] = {}


def register_importer(importer: Importer[Any]) -> None:
    """Make a kind of import known (``config`` calls this once for each). Raises ``ValueError`` for a second
    one.
    """
    if importer.kind in _importers:
        raise ValueError(f"importer {importer.kind} is registered twice")
    _importers[importer.kind] = importer


def unregister_importer(kind: str) -> None:
    """Forget a kind of import (tests register their own)."""
    _importers.pop(kind, None)


def importer_for(kind: str) -> Importer[Any]:
    """The importer of a kind. Raises ``NotVisible`` (404) for an unknown one."""
    found = _importers.get(kind)
    if found is None:
        raise NotVisible(_("Không có loại nhập liệu “%(kind)s”.") % {"kind": kind})
    return found


def importers() -> list[Importer[Any]]:
    """All kinds, by their key."""
    return [_importers[kind] for kind in sorted(_importers)]


def parse_target(importer: Importer[Any], given: Mapping[str, object]) -> Target:
    """The target from a URL or an API body: exactly the importer's keys, each an id.

    Raises ``InputErrors`` naming each key that is missing or no id. Other keys are ignored: they are filters.
    """
    target: Target = {}
    errors = []
    for key in importer.target_keys:
        text = str(given.get(key, "")).strip()
        if text.isascii() and text.isdigit() and 0 < int(text) < 2**63:
            target[key] = int(text)
        else:
            errors.append(InputError(_("Thiếu hoặc sai đối tượng nhập liệu."), field=key, value=text))
    if errors:
        raise InputErrors(errors)
    return target

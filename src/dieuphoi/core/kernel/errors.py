"""The refusals and faults that every wing speaks, and the exit code of each on the command line.

A rule that says no raises :class:`Refused`; input with faults raises :class:`InputErrors` with *all* of
them. Pages, API, jobs and commands translate these two and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

EXIT_DONE = 0
EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_REFUSED = 3
EXIT_INPUT = 4


class DieuphoiError(Exception):
    """Base of the errors a person may be shown: ``str(error)`` is Vietnamese and says what to do next."""

    exit_code = EXIT_FAILED


class Refused(DieuphoiError):
    """A rule refused the act.

    ``code`` is a stable machine word (``frozen``, ``same_person``, ``not_owner`` …), ``reason`` the sentence
    for the person. HTTP: 403 when a right is missing, 409 when the state forbids it.
    """

    exit_code = EXIT_REFUSED

    def __init__(self, code: str, reason: str, *, status: int = 409) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.status = status


class NotVisible(DieuphoiError):
    """The object is outside the actor's scope, or does not exist: both look the same (HTTP 404)."""


@dataclass(frozen=True, slots=True)
class InputError:
    """One fault of one input: where it is (``field`` or sheet/row/column) and the way out."""

    message: str
    field: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""

    @property
    def place(self) -> str:
        """Where the fault is, for people: ``Sheet1, dòng 12, cột “Mã xã”``."""
        # Not at the head: the command line names its exit codes before it loads Django.
        from django.utils.translation import gettext as _

        parts = []
        if self.sheet:
            parts.append(self.sheet)
        if self.row is not None:
            parts.append(_("dòng %(row)s") % {"row": self.row})
        if self.column:
            parts.append(_("cột “%(column)s”") % {"column": self.column})
        if not parts and self.field:
            parts.append(self.field)
        return ", ".join(parts)

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class InputErrors(DieuphoiError):
    """Everything wrong with one input, at once. Nothing of it was saved (HTTP 422)."""

    exit_code = EXIT_INPUT

    def __init__(self, errors: Sequence[InputError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(str(error) for error in self.errors))


@dataclass(frozen=True, slots=True)
class Alike:
    """A record that may be what is being registered: ``title`` and ``url`` find it, ``why`` says what is alike."""

    id: int
    title: str
    url: str
    why: str


class MayBeThere(InputErrors):
    """What is registered looks like records that are there (HTTP 422). Not wrong: the person looks at them, and either
    goes on with one of these or says that they are others. Then the same act is asked again, naming in :attr:`FIELD`
    the ids that were shown; a record that came meanwhile is shown too.
    """

    FIELD: ClassVar = "alike_seen"

    def __init__(self, alike: Sequence[Alike]) -> None:
        self.alike = tuple(alike)
        super().__init__(
            [InputError(f"{each.title}: {each.why} ({each.url})", self.FIELD, value=str(each.id)) for each in alike]
        )


class Conflict(DieuphoiError):
    """Somebody else changed the same thing first (HTTP 409); both versions are shown, the person chooses."""

    def __init__(self, message: str, *, theirs: object = None, mine: object = None) -> None:
        super().__init__(message)
        self.theirs = theirs
        self.mine = mine

"""The life of a record as one table: ``Machine`` of ``Move``.

Buttons, the API's ``available_actions``, the words on a greyed button, the diagram of the docs and the database
trigger are all drawn from this table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pgtrigger
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Allowed, Answer, Policy, Refusal

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Move:
    """One move: from which states to which, who may, under which condition.

    ``may`` is the right (403), ``guard`` the condition of the record itself (409). Both must answer
    :class:`Allowed` explicitly; anything else blocks. ``or_to``: other states that the move may lead to, for an undo
    that brings back what stood before; its service says which.
    """

    name: str
    source: tuple[str, ...]
    target: str
    label: Words
    may: Policy
    guard: Callable[[Actor, Any], Answer] | None = None
    needs_reason: bool = False
    or_to: tuple[str, ...] = ()

    @property
    def targets(self) -> tuple[str, ...]:
        return (self.target, *self.or_to)


@dataclass(frozen=True, slots=True)
class Option:
    """A move as one person sees it on one record: offered, or greyed with the reason."""

    move: Move
    answer: Answer

    @property
    def name(self) -> str:
        return self.move.name

    @property
    def label(self) -> str:
        return str(self.move.label)

    @property
    def allowed(self) -> bool:
        return isinstance(self.answer, Allowed)

    @property
    def why_not(self) -> str:
        return "" if isinstance(self.answer, Allowed) else self.answer.reason


class Machine:
    """The table of moves of one field of one model.

    ``first`` answers for what closes the whole record, whatever its state waits for (a frozen sheet).
    """

    def __init__(
        self, *, field: str, states: Mapping[str, Words], moves: tuple[Move, ...], start: str,
        first: Callable[[Actor, Any], Answer] | None = None,
    ) -> None:
        self.field = field
        self.states = states
        self.moves = {move.name: move for move in moves}
        self.start = start
        self.first = first
        unknown = {s for m in moves for s in (*m.source, *m.targets)} - set(states)
        if unknown or start not in states or len(self.moves) != len(moves):
            raise ValueError(f"machine of {field}: unknown states {unknown} or a move named twice")

    def trigger(self) -> pgtrigger.Trigger:
        """The trigger by which the database refuses a jump, even one made by ``update()``.

        The table of moves is the trigger's own condition: only a jump calls its function, so that an import's
        thousands of lawful moves cost nothing (:class:`pgtrigger.FSM` calls its function for every row).
        """
        moves = ",".join(sorted({f"{s}:{t}" for m in self.moves.values() for s in m.source for t in m.targets}))
        was, becomes = f'OLD."{self.field}"', f'NEW."{self.field}"'
        return pgtrigger.Trigger(
            name=f"{self.field}_moves",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            condition=pgtrigger.Condition(
                f"{was} IS DISTINCT FROM {becomes} AND concat({was}, ':', {becomes}) <> ALL ('{{{moves}}}'::text[])"
            ),
            func=f"""
                RAISE EXCEPTION 'dieuphoi: Invalid transition of "{self.field}" from "%" to "%" (%)',
                    {was}, {becomes}, TG_TABLE_NAME;
            """,
        )

    def check(self, actor: Actor, record: Any, name: str, *, reason: str = "") -> Answer:
        """May ``actor`` make the move ``name`` on ``record`` now? What closes it first, then state, right, guard."""
        move = self.moves[name]
        if self.first is not None:
            closed = self.first(actor, record)
            if not isinstance(closed, Allowed):
                return closed
        state = getattr(record, self.field)
        if state not in move.source:
            return Refusal(
                "wrong_state",
                _("Không thể “%(move)s” khi đang ở trạng thái “%(state)s”.")
                % {"move": move.label, "state": self.states[state]},
                status=409,
            )
        answer = move.may(actor, record)
        if not isinstance(answer, Allowed):
            return answer
        if move.guard is not None:
            guarded = move.guard(actor, record)
            if not isinstance(guarded, Allowed):
                return guarded
        if move.needs_reason and not reason.strip():
            return Refusal("reason_missing", _("Hãy ghi lý do."), status=422)
        return answer

    def move(self, actor: Actor, record: Any, name: str, *, reason: str = "", to: str = "") -> None:
        """Set the new state on ``record`` (the caller saves it inside its act). Raises ``Refused``.

        ``to``: one of the move's targets, where it has more than one. Raises ``ValueError`` for another.
        """
        answer = self.check(actor, record, name, reason=reason)
        if not isinstance(answer, Allowed):
            raise answer.error()
        move = self.moves[name]
        if to and to not in move.targets:
            raise ValueError(f"{name} of {self.field} does not lead to {to}")
        setattr(record, self.field, to or move.target)

    def options(self, actor: Actor, record: Any) -> Iterator[Option]:
        """The moves that lead out of the record's state, each offered or greyed with its reason."""
        state = getattr(record, self.field)
        for move in self.moves.values():
            if state in move.source:
                # The reason is asked for in the dialog; it does not grey the button.
                yield Option(move, self.check(actor, record, move.name, reason="…"))

    def diagram(self) -> str:
        """The life as a Mermaid state diagram, for the docs."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.start}"]
        lines += [
            f"    {source} --> {target}: {move.name}"
            for move in self.moves.values()
            for source in move.source
            for target in move.targets
        ]
        return "\n".join(lines)

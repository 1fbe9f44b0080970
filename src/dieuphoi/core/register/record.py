"""What the page of one record holds: header, acts, facts, panels, history."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from dieuphoi.core.chain.selectors import Chain
from dieuphoi.core.history.selectors import Change
from dieuphoi.core.history.words import act_words
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_datetime
from dieuphoi.core.kernel.policy import Answer, Refusal
from dieuphoi.core.register.comments import Thread
from dieuphoi.core.register.tables import StateLook, Words
from dieuphoi.core.workflow.machine import Machine

_collected: ContextVar[list[ActLink] | None] = ContextVar("dieuphoi_collected_acts", default=None)


@contextmanager
def collect_acts() -> Iterator[list[ActLink]]:
    """Everything that a page made inside the block offers or greys: what "why may I not?" tells of a record."""
    found: list[ActLink] = []
    token = _collected.set(found)
    try:
        yield found
    finally:
        _collected.reset(token)


@dataclass(frozen=True, slots=True)
class ActLink:
    """One act offered on a record: the page that asks for it, or the reason why not."""

    name: str
    label: str
    href: str
    refusal: Refusal | None = None
    kind: str = "secondary"

    def __post_init__(self) -> None:
        found = _collected.get()
        if found is not None:
            found.append(self)


@dataclass(frozen=True, slots=True)
class Panel:
    """A card of the page: markup of the package's own template, or pairs of label and value."""

    title: Words
    html: Markup | None = None
    pairs: Sequence[tuple[Words, Any]] = ()
    id: str = ""


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A record as its page shows it. ``header`` are the pairs under the title: owner with telephone, due,
    place, next step. Values are texts already written for people, or markup. ``chain`` are its neighbours
    (``core.chain.selectors.chain_of``), ``thread`` what is said about it (``comments.thread_of``), ``reminder_text``
    what "chép lời nhắc" copies; ``context`` is for the package's template. ``front`` names the acts that are done
    most often: they keep a button of their own where there are too many acts for that."""

    title: str
    state: StateLook | None = None
    header: Sequence[tuple[Words, Any]] = ()
    acts: Sequence[ActLink] = ()
    panels: Sequence[Panel] = ()
    history: Sequence[Change] = ()
    breadcrumbs: Sequence[tuple[Words, str]] = ()
    chain: Chain | None = None
    thread: Thread | None = None
    reminder_text: str = ""
    front: Sequence[str] = ()
    context: dict[str, Any] = field(default_factory=dict)

    @property
    def facts(self) -> list[tuple[Words, Any]]:
        """The pairs of the header that say something: most sides of most records are empty."""
        return [(label, value) for label, value in self.header if value is not None and value != ""]

    @property
    def buttons(self) -> list[ActLink]:
        """The acts that stand under the title, the main one first."""
        return _parted(self.acts, self.front)[0]

    @property
    def menu(self) -> list[ActLink]:
        """The acts of the menu "Thao tác khác": what may be done, then what may not and why."""
        return _parted(self.acts, self.front)[1]

    @property
    def timeline(self) -> list[dict[str, str]]:
        """The history in the shape of ``ui.timeline``."""
        return timeline(self.history)


FORBIDDEN = 403
MOST_BUTTONS = 5
"""Acts that stand as buttons side by side. With more, the page shows the main one and those done most often; the rest
waits in a menu, for a wall of buttons is read by nobody."""
SOME_BUTTONS = 4
"""Buttons that stay where there is a menu besides."""


def _parted(acts: Sequence[ActLink], front: Sequence[str]) -> tuple[list[ActLink], list[ActLink]]:
    """Acts as buttons and acts of the menu. An act that only waits for something may keep its button though it is
    refused: people look for it. What a person has no right to waits in the menu, unless it is a single act.
    """
    barred = [act for act in acts if act.refusal is not None and act.refusal.status == FORBIDDEN]
    if len(barred) < 2 and len(acts) <= MOST_BUTTONS:
        barred = []
    open_ = [act for act in acts if act not in barred]
    wanted = [act for act in open_ if act.kind == "primary"]
    if len(open_) <= MOST_BUTTONS - bool(barred):
        buttons = wanted + [act for act in open_ if act not in wanted]
    else:
        ready = [act for act in open_ if act.refusal is None and act not in wanted]
        often = [act for name in front for act in ready if act.name == name]
        buttons = (wanted + often + [act for act in ready if act not in often])[: max(SOME_BUTTONS, len(wanted))]
    rest = [act for act in acts if act not in buttons]
    return buttons, sorted(rest, key=lambda act: act.refusal is not None)


def act_links(
    machine: Machine, actor: Actor, record: Any, href: Callable[[str], str], *, main: str = "",
    further: Mapping[str, Answer] | None = None,
) -> list[ActLink]:
    """The moves that lead out of the record's state: offered, or greyed with the reason. ``main`` stands out.
    ``further`` are answers about moves that the machine cannot give, as of the hour.
    """
    also = further or {}
    return [
        ActLink(
            name=option.name,
            label=option.label,
            href=href(option.name),
            refusal=next(
                (each for each in (option.answer, also.get(option.name)) if isinstance(each, Refusal)), None
            ),
            kind="primary" if option.name == main else "secondary",
        )
        for option in machine.options(actor, record)
    ]


def act_link(name: str, label: Words, href: str, answer: Answer, *, kind: str = "secondary") -> ActLink:
    """One act that is no move of a machine."""
    return ActLink(name, str(label), href, answer if isinstance(answer, Refusal) else None, kind)


def _opening(said: str) -> str:
    """Words as they begin a line."""
    return said[:1].upper() + said[1:]


def timeline(changes: Sequence[Change], words: Callable[[str], str] = act_words) -> list[dict[str, str]]:
    """Changes as ``ui.timeline`` wants them; ``words`` turns ``area.verb`` into the words for people."""
    items = []
    for change in changes:
        parts = [
            f"{d.label}: {d.before or '—'} → {d.after or '—'}"
            if change.kind == "update"
            else f"{d.label}: {d.after or d.before}"
            for d in change.differences
            if d.before or d.after
        ]
        items.append(
            {
                "when": format_datetime(change.at),
                "who": change.actor_name,
                "text": f"{_opening(words(change.act))} ({change.kind_words.lower()})",
                "reason": change.reason,
                "note": "; ".join(parts),
                "tone": {"insert": "good", "delete": "bad"}.get(change.kind, "neutral"),
            }
        )
    return items

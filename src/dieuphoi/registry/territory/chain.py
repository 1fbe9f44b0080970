"""Territory in the chain: units and their changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, Subquery
from django.db.models.expressions import Combinable
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.chain.registry import Edge, Hit, Kind, since
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.text import fold
from dieuphoi.registry.territory.models import AdminUnit, ChangeBatch, UnitChange, UnitName
from dieuphoi.registry.territory.names import full_name
from dieuphoi.registry.territory.selectors import (
    KIND_LABELS,
    former_names,
    latest_names,
    unit_rows,
    units_query,
)
from dieuphoi.registry.territory.states import CANCELLED, UNDONE
from dieuphoi.registry.territory.tables import batch_url, change_url, story_url

SOME_FORMER = 3
"""Former names have so many places kept, however many of today fit."""
FORMER = 4
"""Rank of a hit by a name or code that no longer holds."""


def unit_title(unit: AdminUnit) -> str:
    """Its name on the day of the chain; elsewhere its latest name, one that never held too."""
    given = vars(unit)
    if "day_name" in given:
        return full_name(given["day_type"], given["day_name"]) or str(unit)
    name = unit.names.order_by("valid").last()
    return full_name(name.type, name.name) if name is not None else str(unit)


def unit_given(actor: Actor, on: date) -> Mapping[str, Combinable]:
    """Name and type of a unit on the day; of one that was not there on that day the latest name."""
    names = UnitName.objects.visible_to(actor).filter(unit_id=OuterRef("pk"))
    holds = ExpressionWrapper(Q(valid__contains=on), output_field=BooleanField())
    names = names.order_by(holds.desc(), "-valid")
    return {"day_type": Subquery(names.values("type")[:1]), "day_name": Subquery(names.values("name")[:1])}


def find_units(actor: Actor, typed: str, day: date, limit: int) -> Sequence[Hit]:
    """Units of the day by name (marks or none, with its word in front or not) or code; then by a former name: its note
    says what the unit is now. "Hà Giang" finds what is now Tuyên Quang (fault 23).
    """
    words = " ".join(typed.split())
    if not words:
        return []
    if words.isdigit():
        rows = unit_rows(units_query(actor, day).filter(day_code__startswith=words).order_by("day_code", "id")[:limit])
        return [
            Hit(
                row.full_name,
                story_url(row.id),
                _where(row.kind, row.province_name, row.code),
                0 if row.code == words else 1,
            )
            for row in rows
        ]
    plain, bare = fold(words), _bare(fold(words))
    query = units_query(actor, day).filter(day_name_folded__contains=bare)
    hits = [
        Hit(row.full_name, story_url(row.id), _where(row.kind, row.province_name, row.code), rank)
        for row in unit_rows(query.order_by("day_name_key", "day_code", "id")[: limit * 4])
        if (rank := _rank(words, plain, bare, row.name, row.full_name)) is not None
    ]
    hits.sort(key=lambda hit: hit.rank)
    former = _former(actor, bare, day, min(SOME_FORMER, limit) if len(hits) >= limit else limit - len(hits))
    return [*hits[: limit - len(former)], *former]


def _former(actor: Actor, bare: str, day: date, limit: int) -> list[Hit]:
    found = former_names(actor, bare, day, limit)
    names = latest_names(actor, {each for *_rest, now in found for each in now})
    hits = []
    for unit, name, when, now in found:
        if now:
            # What it is now is what people look for; a divided unit leads to its own story.
            said = ", ".join(names.get(each, f"#{each}") for each in now)
            note = gettext("Tên cũ (%(when)s); nay là %(now)s") % {"when": when, "now": said}
            hits.append(Hit(name, story_url(now[0] if len(now) == 1 else unit), note, FORMER))
        else:
            hits.append(Hit(name, story_url(unit), gettext("Tên cũ (%(when)s)") % {"when": when}, FORMER))
    return hits


_WORDS = ("tinh ", "thanh pho ", "tp. ", "tp ", "huyen ", "quan ", "thi xa ", "thi tran ", "xa ", "phuong ", "dac khu ",
          "thon ")  # fmt: skip


def _bare(plain: str) -> str:
    """The name without the word in front: ``xa son kim`` is ``son kim`` (but ``xa`` alone stays)."""
    return next((rest for word in _WORDS if (rest := plain.removeprefix(word)) != plain and rest.strip()), plain)


def _rank(words: str, plain: str, bare: str, name: str, full: str) -> int | None:
    """0 the very text with its marks, 1 its beginning, 2 without marks, 3 inside; ``None``: another kind of unit."""
    if plain != bare and not fold(full).startswith(plain[: len(plain) - len(bare)]):
        return None
    lower = words.lower()
    if lower in (name.lower(), full.lower()):
        return 0
    if name.lower().startswith(lower) or full.lower().startswith(lower):
        return 1
    return 2 if fold(name) == bare or fold(name).startswith(bare) else 3


def _where(kind: str, province: str, code: str) -> str:
    return " · ".join(each for each in (str(KIND_LABELS[kind]), province if kind != "province" else "", code) if each)


def find_changes(actor: Actor, typed: str, day: date, limit: int) -> Sequence[Hit]:
    """Changes by the names of their units or the number of their resolution, the latest first."""
    words = fold(typed)
    if not words:
        return []
    rows = UnitChange.objects.visible_to(actor)
    found = rows.filter(title_folded__contains=words) | rows.filter(resolution_number__icontains=typed.strip())
    return [
        Hit(row.title, change_url(row.pk), f"{row.get_kind_display()} · {row.get_state_display()}", 3)
        for row in found.order_by("-effective_on", "id")[:limit]
    ]


KINDS = (
    Kind(
        "unit",
        _("Địa bàn"),
        AdminUnit,
        unit_title,
        lambda unit: story_url(unit.pk),
        reads=("kind",),
        given=unit_given,
        find=find_units,
        history=True,
    ),
    Kind(
        "unit_change",
        _("Thay đổi đơn vị hành chính"),
        UnitChange,
        lambda change: change.title,
        lambda change: change_url(change.pk),
        reads=("title",),
        find=find_changes,
        history=True,
    ),
    Kind(
        "unit_change_batch",
        _("Lần sắp xếp"),
        ChangeBatch,
        lambda batch: batch.title,
        lambda batch: batch_url(batch.pk),
        reads=("title",),
        history=True,
    ),
)


def _in_force(on: date, today: date) -> Q:
    """Changes that had taken effect by the day, today also the planned ones; what was undone or given up is over."""
    return since("effective_on")(on, today) & ~Q(state__in=(UNDONE, CANCELLED))


EDGES = (
    # A change does not rest on its units in the sense of an undo: that is asked of the changes themselves.
    Edge(
        "unit_change", "unit", "froms__unit_id", _("từ đơn vị"), _("thay đổi về sau"), rests=False, at=_in_force
    ),
    Edge(
        "unit_change", "unit", "tos__unit_id", _("thành đơn vị"), _("hình thành từ thay đổi"), rests=False,
        at=_in_force,
    ),
    Edge(
        "unit_change",
        "unit_change_batch",
        "batch_id",
        _("trong lần sắp xếp"),
        _("các thay đổi"),
        rests=False,
        rows_url=lambda batch: f"{reverse('territory:changes')}?batch={batch}",
        at=since("effective_on"),
    ),
)  # fmt: skip

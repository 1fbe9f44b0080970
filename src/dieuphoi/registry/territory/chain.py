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
from dieuphoi.core.chain.search import nearest
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.functions import Fold
from dieuphoi.core.kernel.matching import Rank, Sought
from dieuphoi.registry.territory.models import AdminUnit, ChangeBatch, UnitChange, UnitName
from dieuphoi.registry.territory.names import FRONT_WORDS, full_name
from dieuphoi.registry.territory.selectors import (
    KIND_LABELS,
    former_names,
    latest_names,
    unit_rows,
    units_named,
    units_query,
)
from dieuphoi.registry.territory.states import CANCELLED, UNDONE
from dieuphoi.registry.territory.tables import batch_url, change_url, story_url

SOME_FORMER = 3
"""Former names have so many places kept, however many of today fit."""


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
    """Units of the day by name (with its word in front or not) or code; then by a former name: its note says what the
    unit is now. "Hà Giang" finds what is now Tuyên Quang (fault 23).
    """
    words = " ".join(typed.split())
    sought = Sought.of(words, front=FRONT_WORDS)
    if not sought:
        return []
    if words.isdigit():
        rows = unit_rows(units_query(actor, day).filter(day_code__startswith=words).order_by("day_code", "id")[:limit])
        return [
            Hit(
                row.full_name,
                story_url(row.id),
                _where(row.kind, row.province_name, row.code),
                Rank.EXACT if row.code == words else Rank.BEGUN,
            )
            for row in rows
        ]
    hits = [
        Hit(
            row.full_name,
            story_url(row.id),
            _where(row.kind, row.province_name, row.code),
            sought.rank(row.full_name, row.name),
        )
        for row in unit_rows(units_named(actor, sought, day)[:limit])
    ]
    near = sum(hit.rank < Rank.SCATTERED for hit in hits)
    former = _former(actor, sought, day, min(SOME_FORMER, limit) if near >= limit else limit - near)
    hits = sorted([*hits, *former], key=lambda hit: hit.rank)
    return hits if near < limit else [*hits[: limit - len(former)], *former]


def _former(actor: Actor, sought: Sought, day: date, limit: int) -> list[Hit]:
    found = former_names(actor, sought, day, limit)
    names = latest_names(actor, {each for *_rest, now in found for each in now})
    hits = []
    for unit, name, when, now in found:
        rank = max(Rank.FORMER, sought.rank(name))
        if now:
            # What it is now is what people look for; a divided unit leads to its own story.
            said = ", ".join(names.get(each, f"#{each}") for each in now)
            note = gettext("Tên cũ (%(when)s); nay là %(now)s") % {"when": when, "now": said}
            hits.append(Hit(name, story_url(now[0] if len(now) == 1 else unit), note, rank))
        else:
            hits.append(Hit(name, story_url(unit), gettext("Tên cũ (%(when)s)") % {"when": when}, rank))
    return hits


def _where(kind: str, province: str, code: str) -> str:
    return " · ".join(each for each in (str(KIND_LABELS[kind]), province if kind != "province" else "", code) if each)


def find_changes(actor: Actor, typed: str, day: date, limit: int) -> Sequence[Hit]:
    """Changes by the names of their units or the number of their resolution, the latest first."""
    sought = Sought.of(typed, front=FRONT_WORDS)
    if not sought:
        return []
    rows = nearest(
        UnitChange.objects.visible_to(actor).alias(number_folded=Fold("resolution_number")),
        sought,
        folded=("title_folded", "number_folded"),
        raw=("title", "resolution_number"),
        order=("-effective_on", "id"),
    )
    return [
        Hit(
            row.title,
            change_url(row.pk),
            f"{row.get_kind_display()} · {row.get_state_display()}",
            sought.rank(row.title, row.resolution_number),
        )
        for row in rows[:limit]
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

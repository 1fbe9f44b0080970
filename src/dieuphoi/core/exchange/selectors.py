"""Reading imports: the list, one run, its file, its errors. Everything starts from what the actor sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from dieuphoi.core.exchange.importers import Importer, Target, importers
from dieuphoi.core.exchange.mapping import Plan, find_header, fits
from dieuphoi.core.exchange.models import HeadingMap, HeadingMapQuerySet, ImportRun, ImportRunQuerySet
from dieuphoi.core.exchange.policies import can_be_mapped, may_import
from dieuphoi.core.exchange.states import IMPORT_RUN
from dieuphoi.core.exchange.workbook import Workbook
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.matching import Sought
from dieuphoi.core.kernel.policy import Allowed
from dieuphoi.core.kernel.text import fold
from dieuphoi.core.workflow.machine import Option

ACTS = ("apply", "discard", "undo")
"""The moves that a person makes; the others are made by the check."""


@dataclass(frozen=True, slots=True)
class Act:
    """A move as a button: offered, or greyed with ``refusal.reason``."""

    name: str
    label: str
    refusal: Any


def import_runs(actor: Actor, *, kind: str = "", state: str = "") -> ImportRunQuerySet:
    """The imports that the actor sees, newest first, without their long lists."""
    runs = ImportRun.objects.visible_to(actor).light()
    if kind:
        runs = runs.filter(kind=kind)
    if state:
        runs = runs.filter(state=state)
    return runs.order_by("-created_at", "-id")


def import_run(actor: Actor, run_id: int) -> ImportRun:
    """One import, with everything. Raises ``NotVisible``."""
    run: ImportRun = ImportRun.objects.select_related("blob", "map").one_visible_to(actor, id=run_id)
    return run


def run_acts(actor: Actor, run: ImportRun) -> list[Act]:
    """What the actor may do with the run now. An import without a way back offers no undo at all."""
    options: list[Option] = [o for o in IMPORT_RUN.options(actor, run) if o.name in ACTS]
    return [
        Act(o.name, o.label, None if o.allowed else o.answer)
        for o in options
        if o.allowed or getattr(o.answer, "code", "") != "no_undo"
    ]


def may_be_mapped(actor: Actor, run: ImportRun) -> bool:
    """Whether the page offers to map the headings: the file waits, and the actor may bring it in."""
    return isinstance(can_be_mapped(actor, run), Allowed) and isinstance(
        may_import(actor, run.kind, run.target), Allowed
    )


def state_label(run: ImportRun) -> str:
    return str(IMPORT_RUN.states[run.state])


def run_states() -> list[tuple[str, str]]:
    return [(code, str(label)) for code, label in IMPORT_RUN.states.items()]


def kinds_for(actor: Actor) -> list[Importer[Any]]:
    """The kinds without a target that the actor may bring in, for the list's page."""
    empty: Target = {}
    return [each for each in importers() if not each.target_keys and isinstance(each.may(actor, empty), Allowed)]


def page_of(items: Any, number: str, size: int) -> Page:
    """A page of a list or queryset; a strange number gives the first or last page."""
    return Paginator(items, size).get_page(number)


def difference_lines(run: ImportRun, kind: str = "", query: str = "") -> list[dict[str, Any]]:
    """The kept lines of the preview, narrowed by kind and by folded words."""
    lines: list[dict[str, Any]] = run.difference.get("lines", [])
    if kind:
        lines = [line for line in lines if line["kind"] == kind]
    if query.strip():
        sought = Sought.of(query)
        lines = [
            line
            for line in lines
            if sought.held_by(line["label"], *(str(part) for change in line["changes"] for part in change))
        ]
    return lines


# --- heading maps -----------------------------------------------------------------------------------------


def heading_maps(actor: Actor, *, kind: str = "", retired: bool = False) -> HeadingMapQuerySet:
    """The maps that the actor sees, newest first; those in use alone unless ``retired``."""
    maps = HeadingMap.objects.visible_to(actor)
    if kind:
        maps = maps.filter(kind=kind)
    return (maps if retired else maps.in_use()).order_by("-created_at", "-id")


def heading_map(actor: Actor, map_id: int) -> HeadingMap:
    """One map. Raises ``NotVisible``."""
    return HeadingMap.objects.all().one_visible_to(actor, id=map_id)


def map_named(actor: Actor, kind: str, name: str) -> HeadingMap:
    """The map in use of this kind and name, marks and case or not. Raises ``NotVisible``, naming what there is."""
    maps: list[HeadingMap] = list(heading_maps(actor, kind=kind))
    for found in maps:
        if found.name == name or fold(found.name) == fold(name):
            return found
    there = ", ".join(f"“{each.name}”" for each in maps) or _("chưa có bảng nào")
    raise NotVisible(
        _("Không có bảng ghép cột “%(name)s” cho loại nhập này. Đang có: %(there)s.") % {"name": name, "there": there}
    )


def map_that_fits(actor: Actor, kind: str, book: Workbook) -> HeadingMap | None:
    """The newest map whose headings are those of the file, and that may be used without asking."""
    return next((each for each in heading_maps(actor, kind=kind) if fits(book, Plan.from_json(each.content))), None)


def map_like(maps: HeadingMapQuerySet, book: Workbook) -> HeadingMap | None:
    """The map that knows the most headings of a file: where the page of a new map starts from."""
    best: HeadingMap | None = None
    most = 0
    for each in maps[:50]:
        found = find_header(book, Plan.from_json(each.content))
        if found is not None and found[2] > max(most, len(each.content["columns"]) // 2):
            best, most = each, found[2]
    return best


def known_kind(kind: str) -> Importer[Any] | None:
    """The importer of a kind, if it is still there."""
    return next((each for each in importers() if each.kind == kind), None)

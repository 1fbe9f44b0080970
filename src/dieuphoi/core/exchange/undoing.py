"""Taking an import back: which rows a run wrote, and putting them as they were – by new writes, never by deleting.

While an importer applies, the run notes which events of history are its own (:func:`last_events`,
:func:`events_after`). :func:`restore` reads them back: a row that the run changed gets its former values, a row that it
made is ended by the rule of its package, and nothing is done while somebody's later work rests on one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.db import connection
from django.db.models import Max, Model
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dieuphoi.core.chain.registry import edges, kind_of
from dieuphoi.core.exchange.importers import CHANGED, Applied, Change, Line
from dieuphoi.core.exchange.reader import show
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import Refused

if TYPE_CHECKING:
    from dieuphoi.core.exchange.models import ImportRun

NAMED: Final = 8
"""So many records are named in a refusal; the count is always complete."""

Rows = list[Any]
EndRule = Callable[[Rows], None]


def last_events(models: Iterable[type[Model]]) -> dict[type[Model], int]:
    """The last event of each tracked model before a run writes. Raises ``TypeError`` for one without history."""
    return {model: _events(model).aggregate(last=Max("pgh_id"))["last"] or 0 for model in models}


def events_after(before: Mapping[type[Model], int], actor: Actor) -> dict[str, list[int]]:
    """The events that this transaction has made since ``before``, by the model's label.

    An event bears the time its transaction began and who acted: with the id's lower bound these are this run's own,
    however many others write to the same table meanwhile.
    """
    if not before:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT transaction_timestamp()")
        (began,) = cursor.fetchone()
    written = {}
    for model, last in before.items():
        mine = _events(model).filter(pgh_id__gt=last, pgh_created_at=began, pgh_actor_id=actor.id)
        written[model._meta.label] = list(mine.order_by("pgh_id").values_list("pgh_id", flat=True))
    return written


@dataclass(slots=True)
class _Touched:
    """One row that the run wrote: what it was before (none: the run made it), and its last event by the run."""

    pk: Any
    before: Any
    last: int


@dataclass(slots=True)
class _Plan:
    made: list[_Touched] = field(default_factory=list)
    changed: list[_Touched] = field(default_factory=list)
    rows: dict[Any, Any] = field(default_factory=dict)


def restore(
    run: ImportRun,
    models: Sequence[type[Model]],
    *,
    end: Mapping[type[Model], EndRule],
    kinds: Mapping[type[Model], str] | None = None,
    keep: Mapping[type[Model], Iterable[str]] | None = None,
) -> Applied:
    """Put the rows that a run wrote as they were before it. Call it from ``Importer.undo``, inside its act.

    ``models`` in the order in which they were written. ``end[model]`` takes the rows the run *made* out of use (an end
    date, a state): they are never deleted, and a model without a rule refuses. ``kinds[model]`` is its kind in the
    chain: records of any package that firmly rest on a row the run made, and that the run did not make itself, refuse
    the undo. ``keep[model]`` are fields that stay as they are today. Raises ``Refused`` (409): ``changed_since`` when a
    row was changed after the run, ``rests`` when something rests on one, ``no_trace`` for a run of before this was
    kept; each names the records.
    """
    if not run.written:
        raise Refused("no_trace", _("Lần nhập này không ghi lại các bản ghi đã đổi nên không hoàn tác tự động được."))
    plans = {model: _plan(model, run.written.get(model._meta.label, [])) for model in models}
    _refuse_changed(plans)
    _refuse_resting(plans, kinds or {})
    lines: list[Line] = []
    counts = {"restored": 0, "ended": 0}
    for model, plan in reversed(plans.items()):
        rows = [plan.rows[each.pk] for each in plan.made if each.pk in plan.rows]
        if rows:
            rule = end.get(model)
            if rule is None:
                raise Refused(
                    "no_undo", _("Chưa có cách rút lại bản ghi mới: %(names)s.") % {"names": _named(map(str, rows))}
                )
            lines += [Line(None, str(row), "ended") for row in rows]
            rule(rows)
            counts["ended"] += len(rows)
    for model, plan in plans.items():
        back = _put_back(model, plan, frozenset((keep or {}).get(model, ())))
        lines += back
        counts["restored"] += len(back)
    return Applied(counts, lines)


def _events(model: type[Model]) -> Any:
    events = getattr(model, "pgh_event_model", None)
    if events is None:
        raise TypeError(f"{model.__name__} keeps no history (core.history.models.tracked)")
    return events._base_manager


def _plan(model: type[Model], event_ids: Sequence[int]) -> _Plan:
    mine = set(event_ids)
    objects = set(_events(model).filter(pgh_id__in=mine).values_list("pgh_obj_id", flat=True))
    story: dict[Any, list[Any]] = {}
    for event in _events(model).filter(pgh_obj_id__in=objects).order_by("pgh_id"):
        story.setdefault(event.pgh_obj_id, []).append(event)
    plan = _Plan(rows=model._base_manager.select_for_update(of=("self",)).in_bulk(objects))
    for pk, events in story.items():
        places = [place for place, event in enumerate(events) if event.pgh_id in mine]
        first, last = places[0], places[-1]
        touched = _Touched(pk, events[first - 1] if first else None, events[last].pgh_id)
        (plan.changed if first else plan.made).append(touched)
        if last != len(events) - 1 or last - first + 1 != len(places):
            touched.last = 0  # somebody wrote in between or after
    return plan


def _refuse_changed(plans: Mapping[type[Model], _Plan]) -> None:
    names = [
        str(plan.rows[each.pk])
        for plan in plans.values()
        for each in (*plan.made, *plan.changed)
        if not each.last and each.pk in plan.rows
    ]
    if names:
        words = ngettext(
            "%(n)d bản ghi đã được sửa sau lần nhập này: %(names)s. Hãy sửa tay, hoặc hoàn tác việc sau trước.",
            "%(n)d bản ghi đã được sửa sau lần nhập này: %(names)s. Hãy sửa tay, hoặc hoàn tác việc sau trước.",
            len(names),
        )
        raise Refused("changed_since", words % {"n": len(names), "names": _named(names)})


def _refuse_resting(plans: Mapping[type[Model], _Plan], kinds: Mapping[type[Model], str]) -> None:
    mine = {model: {each.pk for each in plan.made} for model, plan in plans.items()}
    found: list[str] = []
    for model, kind in kinds.items():
        ids = mine.get(model, set())
        for edge in edges(lower=kind) if ids else ():
            if not edge.rests:
                continue
            upper = kind_of(edge.upper)
            rows: Any = upper.model._base_manager.filter(**{f"{edge.path}__in": ids}).distinct()
            rows = rows.exclude(pk__in=mine.get(upper.model, set()))
            found += [f"{upper.label}: {upper.title(row)}" for row in rows.select_related(*upper.related)[: NAMED + 1]]
    if found:
        raise Refused(
            "rests", _("Đã có việc dựa vào các bản ghi của lần nhập này: %(names)s.") % {"names": _named(found)}
        )


def _put_back(model: type[Model], plan: _Plan, keep: frozenset[str]) -> list[Line]:
    rows, lines = [], []
    fields = [f for f in model._meta.concrete_fields if not f.primary_key and not f.generated and f.name not in keep]
    for each in plan.changed:
        row = plan.rows.get(each.pk)
        if row is None:
            continue
        changes = []
        for f in fields:
            if not hasattr(each.before, f.attname):
                continue
            today, former = getattr(row, f.attname), getattr(each.before, f.attname)
            if today != former:
                changes.append(Change(str(f.verbose_name), show(today), show(former)))
                setattr(row, f.attname, former)
        if changes:
            rows.append(row)
            lines.append(Line(None, str(row), CHANGED, tuple(changes)))
    if rows:
        model._base_manager.bulk_update(rows, [f.name for f in fields if hasattr(plan.changed[0].before, f.attname)])
    return lines


def _named(names: Iterable[str]) -> str:
    listed = list(dict.fromkeys(names))
    more = len(listed) - NAMED
    return "; ".join(listed[:NAMED]) + (_(" và %(n)d bản ghi khác") % {"n": more} if more > 0 else "")

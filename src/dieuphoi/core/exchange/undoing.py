"""Taking an import back: which rows a run wrote, and putting them as they were – by new writes, never by deleting.

While an importer applies, the run notes which events of history are its own (:func:`last_events`,
:func:`events_after`). :func:`restore` reads them back: a row that the run changed gets its former values, a row that it
made is ended by the rule of its package, and nothing is done while somebody's later work rests on one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.db import connection
from django.db.models import Max, Model
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from psycopg.types.range import DateRange, Range

from dieuphoi.core.chain.registry import edges, kind_of
from dieuphoi.core.chain.selectors import resting_rows
from dieuphoi.core.exchange.importers import CHANGED, Applied, Change, Line
from dieuphoi.core.exchange.reader import show
from dieuphoi.core.history.models import AppendOnly
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.kernel.ranges import range_label

if TYPE_CHECKING:
    from dieuphoi.core.exchange.models import ImportRun

_BATCH: Final = 2_000
NAMED: Final = 8
"""So many records are named in a refusal; the count is always complete."""

Rows = list[Any]
EndRule = Callable[[Rows], None]


@dataclass(frozen=True, slots=True)
class Named:
    """How a row is called where it is told to people: ``title`` of it (empty: not told), with its ``related`` rows."""

    title: Callable[[Any], str] = str
    related: tuple[str, ...] = ()


NOT_TOLD: Final = Named(lambda row: "")
"""For parts of another row, which alone is told."""


NEVER: Final = DateRange(empty=True)
"""The validity of what was never there."""


def last_events(models: Iterable[type[Model]]) -> dict[type[Model], int]:
    """The last event of each tracked model before a run writes, of an append-only one its last row.

    Raises ``TypeError`` for a model without history.
    """
    return {model: _log(model).aggregate(last=Max("pk"))["last"] or 0 for model in models}


def events_after(before: Mapping[type[Model], int], actor: Actor, now: datetime) -> dict[str, list[int]]:
    """The events (append-only: the rows) that this transaction has made since ``before``, by the model's label.

    An event bears the time its transaction began and who acted, an append-only row the instant of its act: with the
    id's lower bound these are this run's own, however many others write to the same table meanwhile.
    """
    if not before:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT transaction_timestamp()")
        (began,) = cursor.fetchone()
    written = {}
    for model, last in before.items():
        if issubclass(model, AppendOnly):
            mine = _log(model).filter(pk__gt=last, recorded_at=now, actor_id=actor.id)
        else:
            mine = _log(model).filter(pk__gt=last, pgh_created_at=began, pgh_actor_id=actor.id)
        written[model._meta.label] = list(mine.order_by("pk").values_list("pk", flat=True))
    return written


def _log(model: type[Model]) -> Any:
    return model._base_manager if issubclass(model, AppendOnly) else _events(model)


def added(run: ImportRun, model: type[Model]) -> Any:
    """The rows that a run added to an append-only model, oldest first. Raises ``Refused`` where no trace was kept."""
    if model._meta.label not in run.written:
        _refuse_untraced()
    return model._base_manager.filter(pk__in=run.written[model._meta.label]).order_by("pk")


def touched(run: ImportRun, model: type[Model]) -> dict[Any, bool]:
    """The rows of a tracked model that a run wrote: ``{pk: did the run make it?}``."""
    made: dict[Any, bool] = {}
    mine = _events(model).filter(pgh_id__in=run.written.get(model._meta.label, []))
    for pk, label in mine.order_by("pgh_id").values_list("pgh_obj_id", "pgh_label"):
        made[pk] = made.get(pk, False) or label == "insert"
    return made


def before_run(run: ImportRun, *models: type[Model]) -> dict[type[Model], tuple[list[Any], dict[Any, dict[str, Any]]]]:
    """What a run made and changed: ``{model: (ids of made rows, {id: former values by attribute})}``.

    For a package whose rows go back by an act of its own. Raises ``Refused`` as :func:`restore` does for rows that were
    changed after the run, and where no trace was kept.
    """
    if not run.written:
        _refuse_untraced()
    plans = {model: _plan(model, run.written.get(model._meta.label, []), Named()) for model in models}
    _refuse_changed(plans)
    return {
        model: (
            [each.pk for each in plan.made if each.pk in plan.rows],
            {
                each.pk: {
                    f.attname: getattr(each.before, f.attname)
                    for f in model._meta.concrete_fields
                    if not f.primary_key and not f.generated and hasattr(each.before, f.attname)
                }
                for each in plan.changed
                if each.pk in plan.rows
            },
        )
        for model, plan in plans.items()
    }


def never_valid(rows: Rows) -> None:
    """The rows hold on no day: an end rule of :func:`restore` for rows with a ``valid``. One statement."""
    type(rows[0])._base_manager.filter(pk__in=[row.pk for row in rows]).update(valid=NEVER)


def stays(rows: Rows) -> None:
    """The rows stay as they are: an end rule for what is nothing without another row, which is ended."""


def refuse_later(names: Collection[str]) -> None:
    """Raise ``Refused("changed_since")`` naming what somebody wrote after the import, unless there is nothing."""
    if names:
        words = ngettext(
            "%(n)d bản ghi đã được sửa sau lần nhập này: %(names)s. Hãy sửa tay, hoặc hoàn tác việc sau trước.",
            "%(n)d bản ghi đã được sửa sau lần nhập này: %(names)s. Hãy sửa tay, hoặc hoàn tác việc sau trước.",
            len(names),
        )
        raise Refused("changed_since", words % {"n": len(names), "names": _named(names)})


def refuse_rests(names: Collection[str]) -> None:
    """Raise ``Refused("rests")`` naming what was built on the rows of an import, unless there is nothing."""
    if names:
        raise Refused(
            "rests",
            _("Đã có việc dựa vào các bản ghi của lần nhập này: %(names)s. Hãy gỡ những việc đó trước, hoặc sửa tay.")
            % {"names": _named(names)},
        )


def _refuse_untraced() -> None:
    raise Refused(
        "no_trace",
        _(
            "Lần nhập này không ghi lại các bản ghi đã đổi nên không hoàn tác tự động được. "
            "Hãy nhập một tệp sửa đổi, hoặc sửa tay."
        ),
    )


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
    title: Callable[[Any], str] = str


def restore(
    run: ImportRun,
    models: Sequence[type[Model]],
    *,
    end: Mapping[type[Model], EndRule],
    kinds: Mapping[type[Model], str] | None = None,
    keep: Mapping[type[Model], Iterable[str]] | None = None,
    named: Mapping[type[Model], Named] | None = None,
) -> Applied:
    """Put the rows that a run wrote as they were before it. Call it from ``Importer.undo``, inside its act.

    ``models`` in the order in which they were written. ``end[model]`` takes the rows the run *made* out of use (an end
    date, a state): they are never deleted, and a model without a rule refuses. ``kinds[model]`` is its kind in the
    chain: records of any package that firmly rest on a row the run made, and that the run did not make itself, refuse
    the undo. ``keep[model]`` are fields that stay as they are today, ``named[model]`` how its rows are called. Raises
    ``Refused`` (409): ``changed_since`` when a row was changed after the run, ``rests`` when something rests on one,
    ``no_trace`` for a run of before this was kept; each names the records.
    """
    if not run.written:
        _refuse_untraced()
    names = named or {}
    plans = {model: _plan(model, run.written.get(model._meta.label, []), names.get(model, Named())) for model in models}
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
                    "no_undo",
                    _("Chưa có cách rút lại bản ghi mới: %(names)s.") % {"names": _named(map(plan.title, rows))},
                )
            lines += [Line(None, words, "ended") for row in rows if (words := plan.title(row))]
            rule(rows)
            counts["ended"] += len(rows)
    for model, plan in plans.items():
        count, told = _put_back(model, plan, frozenset((keep or {}).get(model, ())))
        lines += told
        counts["restored"] += count
    return Applied(counts, lines)


def _events(model: type[Model]) -> Any:
    events = getattr(model, "pgh_event_model", None)
    if events is None:
        raise TypeError(f"{model.__name__} keeps no history (core.history.models.tracked)")
    return events._base_manager


def _plan(model: type[Model], event_ids: Sequence[int], named: Named) -> _Plan:
    mine = set(event_ids)
    objects = set(_events(model).filter(pgh_id__in=mine).values_list("pgh_obj_id", flat=True))
    story: dict[Any, list[Any]] = {}
    for event in _events(model).filter(pgh_obj_id__in=objects).order_by("pgh_id"):
        story.setdefault(event.pgh_obj_id, []).append(event)
    there = model._base_manager.select_for_update(of=("self",), no_key=True).order_by("pk")
    if named.related:
        there = there.select_related(*named.related)
    plan = _Plan(rows=there.in_bulk(objects), title=named.title)
    for pk, events in story.items():
        places = [place for place, event in enumerate(events) if event.pgh_id in mine]
        first, last = places[0], places[-1]
        touched = _Touched(pk, events[first - 1] if first else None, events[last].pgh_id)
        (plan.changed if first else plan.made).append(touched)
        if (last != len(events) - 1 or last - first + 1 != len(places)) and not _alike(model, events[last], events[-1]):
            touched.last = 0  # somebody wrote in between or after, and it does not stand as the run left it
    return plan


def _alike(model: type[Model], one: Any, other: Any) -> bool:
    """The same values: what somebody wrote after a run was taken back again."""
    names = [f.attname for f in model._meta.concrete_fields if not f.generated and hasattr(one, f.attname)]
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _refuse_changed(plans: Mapping[type[Model], _Plan]) -> None:
    names = [
        plan.title(plan.rows[each.pk]) or str(plan.rows[each.pk])
        for plan in plans.values()
        for each in (*plan.made, *plan.changed)
        if not each.last and each.pk in plan.rows
    ]
    refuse_later(names)


def _refuse_resting(plans: Mapping[type[Model], _Plan], kinds: Mapping[type[Model], str]) -> None:
    mine = {model: {each.pk for each in plan.made} for model, plan in plans.items()}
    found: list[str] = []
    for model, kind in kinds.items():
        ids = mine.get(model, set())
        for edge in edges(lower=kind) if ids else ():
            if not edge.rests:
                continue
            upper = kind_of(edge.upper)
            rows = resting_rows(edge, ids).distinct().exclude(pk__in=mine.get(upper.model, set()))
            found += [f"{upper.label}: {upper.title(row)}" for row in rows.select_related(*upper.related)[: NAMED + 1]]
    refuse_rests(found)


def _put_back(model: type[Model], plan: _Plan, keep: frozenset[str]) -> tuple[int, list[Line]]:
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
                changes.append(Change(_label(f), _shown(today), _shown(former)))
                setattr(row, f.attname, former)
        if changes:
            rows.append(row)
            if words := plan.title(row):
                lines.append(Line(None, words, CHANGED, tuple(changes)))
    if rows:
        names = [f.name for f in fields if hasattr(plan.changed[0].before, f.attname)]
        model._base_manager.bulk_update(rows, names, batch_size=_BATCH)
    return len(rows), lines


def _label(f: Any) -> str:
    return _("Thời gian") if f.name == "valid" else str(f.verbose_name)


def _shown(value: Any) -> str:
    return range_label(value) if isinstance(value, Range) else show(value)


def _named(names: Iterable[str]) -> str:
    listed = list(dict.fromkeys(names))
    more = len(listed) - NAMED
    return "; ".join(listed[:NAMED]) + (_(" và %(n)d bản ghi khác") % {"n": more} if more > 0 else "")

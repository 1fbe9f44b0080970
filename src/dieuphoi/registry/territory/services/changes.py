"""Acts on changes of units: dry run, apply, undo, cancel. A dry run *is* the real act, in a savepoint, rolled back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dieuphoi.core.history.announcing import announce
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import NotVisible, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.registry.territory import policies
from dieuphoi.registry.territory.models import ChangeBatch, UnitChange, UnitChangeFrom, UnitChangeTo
from dieuphoi.registry.territory.services.apply import apply_changes
from dieuphoi.registry.territory.services.plan import BatchSpec, PlannedChange, plan_changes
from dieuphoi.registry.territory.services.report import ChangeReport, report_on
from dieuphoi.registry.territory.services.undo import undo_changes
from dieuphoi.registry.territory.services.units import BATCH, one_at_a_time
from dieuphoi.registry.territory.states import APPLIED, CHANGE_LIFE, PLANNED


class _RolledBack(Exception):
    """Ends the savepoint of a dry run."""


def change_dry_run(*, actor: Actor, ids: Collection[int], now: datetime) -> ChangeReport:
    """Do what :func:`change_apply` does, look at it, and take it all back: nothing is written.

    Changes among ``ids`` that are applied already count as they are, so that the report is of the whole set. Raises as
    the real act does.
    """
    found: list[ChangeReport] = []
    try:
        with transaction.atomic():
            found.append(change_apply(actor=actor, ids=ids, now=now))
            raise _RolledBack
    except _RolledBack:
        return found[0]


def change_apply(*, actor: Actor, ids: Collection[int], now: datetime) -> ChangeReport:
    """Apply planned changes, all or nothing, in one transaction; those applied already stay as they are.

    Predecessors end, successors are made, what lies below moves, units that go on get name, code and parent of the day.
    Nobody gains a right by it (fault 2): roles stay on the units they name. Raises :class:`Refused` for a change that
    was cancelled or undone, :class:`InputErrors` with all that stands in the way. Source: domain.md §3.
    """
    require(policies.may_change_units(actor))
    with act(actor, "change.apply"):
        one_at_a_time()
        changes = _locked(actor, ids)
        fresh = [change for change in changes if change.state != APPLIED]
        apply_changes(actor, fresh, now)
        report = report_on(actor, changes)
        _announce(actor, fresh, now)
        return report


def batch_dry_run(*, actor: Actor, batch_id: int, now: datetime) -> ChangeBatch:
    """Dry-run all planned changes of a batch and keep the report with the batch."""
    require(policies.may_change_units(actor))
    batch = ChangeBatch.objects.one_visible_to(actor, id=batch_id)
    ids = list(
        UnitChange.objects.visible_to(actor)
        .filter(batch=batch, state__in=[PLANNED, APPLIED])
        .values_list("id", flat=True)
    )
    if not ids:
        raise Refused("nothing_planned", _("Lần sắp xếp này không còn thay đổi nào đang dự kiến."))
    report = change_dry_run(actor=actor, ids=ids, now=now)
    with act(actor, "change.dry_run", reason=batch.title):
        batch.report = report.as_json()
        batch.report_at = now
        batch.save(update_fields=["report", "report_at"])
    return batch


@dataclass(frozen=True, slots=True)
class UndoReport:
    """What an undo did: rows given back, rows emptied, and what a person should look at."""

    ids: tuple[int, ...]
    restored: int
    emptied: int
    warnings: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "undone": list(self.ids),
            "restored_rows": self.restored,
            "emptied_rows": self.emptied,
            "warnings": list(self.warnings),
        }


def change_undo(*, actor: Actor, ids: Collection[int], reason: str, now: datetime) -> UndoReport:
    """Undo applied changes together, row by row, in one transaction; deletes nothing.

    What the changes had made stays as rows that were never valid (an empty range). Raises :class:`Refused`
    (``rests``, 409), naming what, when anything rests on a successor that is not undone with it: then only a new
    change mends it.
    """
    require(policies.may_change_units(actor))
    with act(actor, "change.undo", reason=reason):
        one_at_a_time()
        changes = _locked(actor, ids)
        for change in changes:
            CHANGE_LIFE.move(actor, change, "undo", reason=reason)
            change.ended_at = now
        restored, emptied, warnings = undo_changes(actor, changes)
        UnitChange.objects.bulk_update(changes, ["state", "ended_at"], batch_size=BATCH)
        _announce(actor, changes, now)
    return UndoReport(tuple(change.pk for change in changes), restored, emptied, tuple(warnings))


def change_cancel(*, actor: Actor, ids: Collection[int], reason: str, now: datetime) -> list[UnitChange]:
    """Give up planned changes. Refused while another planned change puts its units under a successor of one."""
    require(policies.may_change_units(actor))
    with act(actor, "change.cancel", reason=reason):
        one_at_a_time()
        changes = _locked(actor, ids)
        _give_up(actor, changes, reason, now)
    return changes


def change_replan(*, actor: Actor, change_id: int, plan: PlannedChange, now: datetime) -> UnitChange:
    """Edit a planned change: a new one takes its place in its batch, and it is cancelled (nothing is overwritten).

    Raises :class:`Refused` for a change that is no longer planned, or that another planned change rests on;
    :class:`InputErrors` as :func:`changes_plan` does, with nothing written.
    """
    require(policies.may_change_units(actor))
    reason = _("Thay bằng phương án đã sửa")
    with act(actor, "change.replan", reason=reason):
        one_at_a_time()
        (old,) = _locked(actor, [change_id])
        _give_up(actor, [old], reason, now)
        day = plan.effective_on
        spec = BatchSpec(old.title[:200], plan.source, day)
        made = plan_changes(actor, spec, [replace(plan, replaces=old.pk)], now, into=old.batch)
        if old.batch is not None:
            _renew_batch(actor, old.batch, made.changes[0])
    return made.changes[0]


def _renew_batch(actor: Actor, batch: ChangeBatch, change: UnitChange) -> None:
    """What the last dry run told was of the plan as it was; a batch of this change alone follows its day."""
    batch.report, batch.report_at = {}, None
    live = UnitChange.objects.visible_to(actor).filter(batch=batch, state__in=[PLANNED, APPLIED])
    if not live.exclude(pk=change.pk).exists():
        batch.effective_on = change.effective_on
    batch.save(update_fields=["report", "report_at", "effective_on"])


def _give_up(actor: Actor, changes: Collection[UnitChange], reason: str, now: datetime) -> None:
    for change in changes:
        CHANGE_LIFE.move(actor, change, "cancel", reason=reason)
        change.ended_at = now
    leaning = (
        UnitChangeTo.objects.visible_to(actor)
        .filter(parent_to__change_id__in=[change.pk for change in changes], change__state=PLANNED)
        .exclude(change_id__in=[change.pk for change in changes])
    )
    if count := leaning.values("change_id").distinct().count():
        raise Refused(
            "rests",
            _("%(count)d thay đổi dự kiến khác đặt đơn vị của mình dưới đơn vị mới này. Hãy hủy cùng lúc.")
            % {"count": count},
        )
    UnitChange.objects.bulk_update(changes, ["state", "ended_at"], batch_size=BATCH)


def _announce(actor: Actor, changes: Collection[UnitChange], now: datetime) -> None:
    """Once for all of them, each with the units that it takes from."""
    if not changes:
        return
    units: dict[int, list[int]] = {}
    rows = UnitChangeFrom.objects.visible_to(actor).filter(change_id__in=[change.pk for change in changes])
    for change, unit in rows.values_list("change_id", "unit_id"):
        units.setdefault(change, []).append(unit)
    told = [(change.pk, change.title, units.get(change.pk, [])) for change in changes]
    state = next(iter(changes)).state
    announce(actor, "unit_changes.moved", now, state=str(state), changes=told)


def _locked(actor: Actor, ids: Collection[int]) -> list[UnitChange]:
    """The changes, locked, by id. Raises :class:`NotVisible` naming the ids that are not there."""
    changes = list(
        UnitChange.objects.visible_to(actor).select_for_update(of=("self",)).filter(id__any_of=set(ids)).order_by("id")
    )
    if missing := set(ids) - {change.pk for change in changes}:
        raise NotVisible(_("Không có thay đổi số %(ids)s.") % {"ids": ", ".join(str(each) for each in sorted(missing))})
    if not changes:
        raise NotVisible(_("Chưa chọn thay đổi nào."))
    return changes

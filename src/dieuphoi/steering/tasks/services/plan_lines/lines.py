"""Lines: add one or many, correct, end, take back, their money."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import Conflict, InputError, InputErrors, Refused
from dieuphoi.steering.tasks.models import PlanBudget, PlanLine, WorkPlan
from dieuphoi.steering.tasks.services.plan_lines.known import Known, Names, money_faults, open_plan, put_on, value_of
from dieuphoi.steering.tasks.services.plan_lines.new import BATCH, FIELDS, STEP, Money, NewLine
from dieuphoi.steering.tasks.timing import Timing


def line_add(*, actor: Actor, plan_id: int, new: NewLine, now: datetime) -> PlanLine:
    """One more line. Raises ``InputErrors`` with every fault."""
    [line] = lines_add(actor=actor, plan_id=plan_id, rows=[new], now=now)
    return line


def lines_add(*, actor: Actor, plan_id: int, rows: Sequence[NewLine], now: datetime) -> list[PlanLine]:
    """Many lines, all or nothing; faults name the row (from 1) where there are several."""
    if not rows:
        return []
    with act(actor, "workplan.line_add"):
        plan = open_plan(actor, plan_id)
        known = Known(actor, plan, rows)
        errors: list[InputError] = []
        found: list[tuple[NewLine, Timing]] = []
        for number, new in enumerate(rows, start=1):
            timing, faults = known.check(new)
            errors += faults if len(rows) == 1 else [replace(fault, row=number) for fault in faults]
            found.append((new, timing))
        if errors:
            raise InputErrors(errors)
        made = [_filled(PlanLine(plan=plan), new, timing) for new, timing in found]
        _place_new(plan, made, rows)
        PlanLine.objects.bulk_create(made, batch_size=BATCH)
    return made


def line_correct(*, actor: Actor, line_id: int, new: NewLine, revision: int, now: datetime) -> PlanLine:
    """Say a line again, as its writer saw it in ``revision``.

    What somebody else changed since stays; where both changed one field, raises :class:`Conflict` whose ``theirs`` and
    ``mine`` map the fields to words, and ``merged`` (an attribute) is the line as it would be put together. Raises
    ``InputErrors`` for faults.
    """
    with act(actor, "workplan.line_correct"):
        line, plan = _line(actor, line_id)
        base = _as_of_revision(line, revision)
        merged, both = _merged(line, base, new)
        if both:
            raise _conflict(actor, line, new, merged, both)
        known = Known(actor, plan, [merged])
        timing, errors = known.check(merged, besides=line)
        if errors:
            raise InputErrors(errors)
        moved = merged.group_id != line.group_id
        _filled(line, merged, timing)
        if merged.place is not None or moved:
            others = _of_group(plan, line.group_id).exclude(pk=line.pk)
            put_on(line, list(others), merged.place, PlanLine)
        line.save()
        line.refresh_from_db(fields=["revision"])
    return line


def line_end(*, actor: Actor, line_id: int, reason: str, now: datetime) -> PlanLine:
    """A line is left out, with the reason; it stays in the history and in the editions."""
    with act(actor, "workplan.line_end", reason=reason):
        line, _plan = _line(actor, line_id)
        if not reason.strip():
            raise InputErrors([InputError(_("Hãy ghi lý do."), field="reason")])
        line.ended_at, line.end_reason = now, reason.strip()
        line.save(update_fields=["ended_at", "end_reason"])
        line.refresh_from_db(fields=["revision"])
    return line


def line_restore(*, actor: Actor, line_id: int, now: datetime) -> PlanLine:
    """A line that was left out stands in the plan again. Its heading may be gone meanwhile: then it stands without."""
    with act(actor, "workplan.line_restore"):
        line, plan = _line(actor, line_id, ended=True)
        if line.group is not None and line.group.ended_at is not None:
            line.group = None
        line.ended_at, line.end_reason = None, ""
        put_on(line, list(_of_group(plan, line.group_id)), None, PlanLine)
        line.save()
        line.refresh_from_db(fields=["revision"])
    return line


def budget_set(
    *, actor: Actor, line_id: int, rows: Sequence[Money], revision: int, now: datetime
) -> list[PlanBudget]:
    """The money of a line is exactly this. ``revision`` is the ``money_revision`` that the writer saw: raises
    :class:`Conflict` where it moved meanwhile; ``InputErrors`` for amounts that are none.
    """
    with act(actor, "workplan.budget_set"):
        line, plan = _line(actor, line_id)
        errors = money_faults(plan, rows)
        if errors:
            raise InputErrors(errors)
        wanted = [Money(" ".join(row.source.split()), row.amount, row.year) for row in rows]
        held = list(PlanBudget.objects.filter(line=line, ended_at=None).order_by("position", "pk"))
        standing = [Money(each.source, each.amount, each.year) for each in held]
        if standing == wanted:
            return held
        if line.money_revision != revision:
            raise Conflict(
                _("Người khác vừa sửa kinh phí của nhiệm vụ này. Hãy xem cả hai rồi chọn."),
                theirs={"revision": line.money_revision, "rows": [str(each) for each in standing]},
                mine={"rows": [str(each) for each in wanted]},
            )  # fmt: skip
        for each in held:
            each.ended_at = now
            each.save(update_fields=["ended_at"])
        made = [
            PlanBudget(line=line, position=place * STEP, source=row.source, amount=row.amount, year=row.year)
            for place, row in enumerate(wanted, start=1)
        ]
        for each in made:
            each.save(force_insert=True)
        line.money_revision += 1
        line.save(update_fields=["money_revision"])
    return made


def _line(actor: Actor, line_id: int, *, ended: bool = False) -> tuple[PlanLine, WorkPlan]:
    """The line and its plan, the plan held first: all who write in a plan take them in one order."""
    seen = PlanLine.objects.one_visible_to(actor, pk=line_id)
    plan = open_plan(actor, seen.plan_id)
    line = PlanLine.objects.locked().select_related("group").get(pk=line_id)
    if (line.ended_at is not None) != ended:
        words = _("Nhiệm vụ này đang có trong chương trình.") if ended else _("Nhiệm vụ này đã bỏ khỏi chương trình.")
        raise Refused("wrong_state", words)
    line.plan = plan
    return line, plan


def _filled(line: PlanLine, new: NewLine, timing: Timing) -> PlanLine:
    line.text, line.product = new.text.strip(), " ".join(new.product.split())
    line.group_id, line.lead_org_id, line.person_id = new.group_id, new.lead_org_id, new.person_id
    line.coordinating = [org for org in dict.fromkeys(new.coordinating) if org != new.lead_org_id]
    line.timing, line.starts_on, line.due_on, line.every = timing.words, timing.starts_on, timing.due_on, timing.every
    line.is_key, line.note = new.is_key, new.note.strip()
    return line


def _of_group(plan: WorkPlan, group_id: int | None) -> Any:
    return PlanLine.objects.filter(plan=plan, group_id=group_id, ended_at=None).order_by("position", "pk")


def _place_new(plan: WorkPlan, made: Sequence[PlanLine], rows: Sequence[NewLine]) -> None:
    """New lines at the end of their groups, in their order; one that names a place at that."""
    ends: dict[int | None, int] = {}
    for line, new in zip(made, rows, strict=True):
        if new.place is not None and len(made) == 1:
            put_on(line, list(_of_group(plan, line.group_id)), new.place, PlanLine)
            continue
        if line.group_id not in ends:
            last = _of_group(plan, line.group_id).last()
            ends[line.group_id] = last.position if last is not None else 0
        ends[line.group_id] += STEP
        line.position = ends[line.group_id]


def _as_of_revision(line: PlanLine, revision: int) -> Any:
    """The line as it was in a revision; nothing for one that never was."""
    events: Any = PlanLine.pgh_event_model  # type: ignore[attr-defined]
    return events._base_manager.filter(pgh_obj_id=line.pk, revision=revision).order_by("-pgh_id").first()


def _merged(line: PlanLine, base: Any, new: NewLine) -> tuple[NewLine, list[str]]:
    """What ``new`` changed since ``base``, put on what stands now; and the fields that both changed, differently."""
    both: list[str] = []
    kept: dict[str, Any] = {}
    for name in FIELDS:
        mine, theirs = value_of(new, name), value_of(line, name)
        was = theirs if base is not None and line.revision == base.revision else value_of(base, name) if base else None
        if mine == theirs:
            continue
        if base is not None and mine == was:
            kept[name] = tuple(line.coordinating) if name == "coordinating" else theirs
        elif base is None or theirs != was:
            both.append(name)
    return replace(new, **kept), both


def _conflict(actor: Actor, line: PlanLine, new: NewLine, merged: NewLine, both: Iterable[str]) -> Conflict:
    names = Names(actor, line, new)
    conflict = Conflict(
        _("Người khác vừa sửa nhiệm vụ này. Chưa ghi gì; hãy xem cả hai rồi chọn."),
        theirs={"revision": line.revision, **{name: names.of(line, name) for name in both}},
        mine={name: names.of(new, name) for name in both},
    )
    conflict.merged = merged  # type: ignore[attr-defined]
    return conflict

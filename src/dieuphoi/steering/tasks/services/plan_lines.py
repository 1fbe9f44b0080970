"""The headings and lines of a plan: added, said again, left out, put in order; their money.

Two people who write one line at a time lose nothing: what each changed is put together field by field; where both
changed one field, the second is shown both and decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import Conflict, InputError, InputErrors, Refused
from dieuphoi.core.kernel.numbers import format_money
from dieuphoi.core.kernel.policy import require
from dieuphoi.registry.organisations.models import Holding, OrgUnit, Person
from dieuphoi.steering.tasks import plan_policies
from dieuphoi.steering.tasks.bodies import works_in
from dieuphoi.steering.tasks.models import PlanBudget, PlanGroup, PlanLine, WorkPlan
from dieuphoi.steering.tasks.services.plan_make import plan_locked
from dieuphoi.steering.tasks.timing import Timing, read_timing

STEP: Final = 10
"""Between the places of two lines: one that comes between them moves no other."""
MOST_BUDGETS: Final = 12
_BATCH: Final = 2_000


@dataclass(frozen=True, slots=True)
class NewLine:
    """One line. ``place`` is where it stands in its group, from 1; nothing: at the end, or where it is."""

    text: str
    product: str = ""
    group_id: int | None = None
    lead_org_id: int | None = None
    coordinating: tuple[int, ...] = ()
    person_id: int | None = None
    timing: str = ""
    is_key: bool = False
    note: str = ""
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Money:
    """Money of a line: whole đồng."""

    source: str
    amount: int
    year: int

    def __str__(self) -> str:
        return f"{self.source} {self.year}: {format_money(self.amount)}"


FIELDS: Final = (
    "text", "product", "group_id", "lead_org_id", "coordinating", "person_id", "timing", "is_key", "note",
)  # fmt: skip
"""What two people may change at a time, each by itself."""


# ------------------------------------------------------------------------------------------------ headings


def group_add(*, actor: Actor, plan_id: int, title: str, place: int | None = None, now: datetime) -> PlanGroup:
    """A heading, at the end or at a place counted from 1."""
    with act(actor, "workplan.group_add"):
        plan = _open(actor, plan_id)
        words = _heading(title)
        group = PlanGroup(plan=plan, title=words, position=0)
        others = list(PlanGroup.objects.filter(plan=plan, ended_at=None).order_by("position", "pk"))
        _put(group, others, place, PlanGroup)
        group.save(force_insert=True)
    return group


def group_correct(*, actor: Actor, group_id: int, title: str, place: int | None = None, now: datetime) -> PlanGroup:
    """Other words for a heading, or another place."""
    with act(actor, "workplan.group_correct"):
        group = _group(actor, group_id)
        group.title = _heading(title)
        if place is not None:
            others = PlanGroup.objects.filter(plan_id=group.plan_id, ended_at=None).exclude(pk=group.pk)
            _put(group, list(others.order_by("position", "pk")), place, PlanGroup)
        group.save()
    return group


def group_end(*, actor: Actor, group_id: int, now: datetime) -> PlanGroup:
    """A heading goes. Raises ``Refused`` (409) while lines stand under it."""
    with act(actor, "workplan.group_end"):
        group = _group(actor, group_id)
        if count := group.lines.filter(ended_at=None).count():
            raise Refused(
                "has_lines", _("Còn %(n)s nhiệm vụ trong nhóm này: hãy chuyển hoặc bỏ chúng trước.") % {"n": count}
            )
        group.ended_at = now
        group.save(update_fields=["ended_at"])
    return group


# ------------------------------------------------------------------------------------------------ lines


def line_add(*, actor: Actor, plan_id: int, new: NewLine, now: datetime) -> PlanLine:
    """One more line. Raises ``InputErrors`` with every fault."""
    [line] = lines_add(actor=actor, plan_id=plan_id, rows=[new], now=now)
    return line


def lines_add(*, actor: Actor, plan_id: int, rows: Sequence[NewLine], now: datetime) -> list[PlanLine]:
    """Many lines, all or nothing; faults name the row (from 1) where there are several."""
    if not rows:
        return []
    with act(actor, "workplan.line_add"):
        plan = _open(actor, plan_id)
        known = _Known(actor, plan, rows)
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
        PlanLine.objects.bulk_create(made, batch_size=_BATCH)
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
        known = _Known(actor, plan, [merged])
        timing, errors = known.check(merged, besides=line)
        if errors:
            raise InputErrors(errors)
        moved = merged.group_id != line.group_id
        _filled(line, merged, timing)
        if merged.place is not None or moved:
            others = _of_group(plan, line.group_id).exclude(pk=line.pk)
            _put(line, list(others), merged.place, PlanLine)
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
        _put(line, list(_of_group(plan, line.group_id)), None, PlanLine)
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
        errors = _money_faults(plan, rows)
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


# --- inside ---------------------------------------------------------------------------------------------


def _open(actor: Actor, plan_id: int) -> WorkPlan:
    plan = plan_locked(actor, plan_id)
    require(plan_policies.may_edit(actor, plan))
    return plan


def _heading(title: str) -> str:
    words = " ".join(title.split())
    if not words or len(words) > 300:
        raise InputErrors([InputError(_("Hãy ghi tên nhóm, không quá 300 ký tự."), field="title")])
    return words


def _group(actor: Actor, group_id: int) -> PlanGroup:
    group = PlanGroup.objects.one_visible_to(actor, pk=group_id)
    _open(actor, group.plan_id)
    group = PlanGroup.objects.locked().get(pk=group_id)
    if group.ended_at is not None:
        raise Refused("ended", _("Nhóm này đã bỏ."))
    return group


def _line(actor: Actor, line_id: int, *, ended: bool = False) -> tuple[PlanLine, WorkPlan]:
    """The line and its plan, the plan held first: all who write in a plan take them in one order."""
    seen = PlanLine.objects.one_visible_to(actor, pk=line_id)
    plan = _open(actor, seen.plan_id)
    line = PlanLine.objects.locked().select_related("group").get(pk=line_id)
    if (line.ended_at is not None) != ended:
        words = _("Nhiệm vụ này đang có trong chương trình.") if ended else _("Nhiệm vụ này đã bỏ khỏi chương trình.")
        raise Refused("wrong_state", words)
    line.plan = plan
    return line, plan


class _Known:
    """What the checks of many lines read, once for all of them."""

    def __init__(self, actor: Actor, plan: WorkPlan, rows: Sequence[NewLine]) -> None:
        self.actor, self.plan = actor, plan
        orgs = {new.lead_org_id for new in rows if new.lead_org_id}
        orgs |= {org for new in rows for org in new.coordinating}
        people = {new.person_id for new in rows if new.person_id}
        found = OrgUnit.objects.visible_to(actor).filter(pk__in=orgs).select_related("parent__parent")
        self.orgs = {row.pk: row for row in found}
        self.people = {row.pk: row for row in Person.objects.visible_to(actor).filter(pk__in=people)}
        self.groups = set(PlanGroup.objects.filter(plan=plan, ended_at=None).values_list("pk", flat=True))
        self.held: dict[int, list[tuple[int, Any]]] = {}
        for person, org, valid in Holding.objects.filter(person_id__in=people).values_list(
            "person_id", "post__org_id", "valid"
        ):
            self.held.setdefault(person, []).append((org, valid))

    def check(self, new: NewLine, *, besides: PlanLine | None = None) -> tuple[Timing, list[InputError]]:
        errors = []
        timing = Timing()
        if not new.text.strip():
            errors.append(InputError(_("Hãy ghi nhiệm vụ, giải pháp."), field="text"))
        elif len(new.text) > 5000:
            errors.append(InputError(_("Nhiệm vụ dài quá 5.000 ký tự."), field="text"))
        if len(" ".join(new.product.split())) > 300:
            errors.append(InputError(_("Sản phẩm dài quá 300 ký tự."), field="product"))
        if new.group_id and new.group_id not in self.groups:
            errors.append(InputError(_("Không có nhóm này trong chương trình."), field="group"))
        missing = {org for org in (new.lead_org_id, *new.coordinating) if org} - self.orgs.keys()
        if missing:
            where = "lead_org" if new.lead_org_id in missing else "coordinating"
            errors.append(InputError(_("Không có cơ quan này trong danh sách."), field=where))
        errors += self._who_faults(new, besides)
        try:
            timing = read_timing(new.timing, self.plan.starts_on, self.plan.ends_on)
        except ValueError as fault:
            errors.append(InputError(str(fault), field="timing", value=new.timing))
        return timing, errors

    def _who_faults(self, new: NewLine, besides: PlanLine | None) -> list[InputError]:
        if not new.person_id:
            return []
        person = self.people.get(new.person_id)
        lead = self.orgs.get(new.lead_org_id or 0)
        if person is None:
            return [InputError(_("Không có người này trong danh sách cán bộ."), field="person")]
        if lead is None:
            return [InputError(_("Hãy chọn cơ quan chủ trì của người phụ trách."), field="lead_org")]
        same = besides is not None and (besides.person_id, besides.lead_org_id) == (new.person_id, new.lead_org_id)
        # Who went meanwhile stays on the line until somebody names another.
        if same or works_in(self.held.get(person.pk, []), lead, self.actor.on):
            return []
        return [
            InputError(
                _("Hôm nay %(name)s không giữ chức vụ nào ở %(org)s.")
                % {"name": person.full_name, "org": lead.name},
                field="person",
            )
        ]


def _filled(line: PlanLine, new: NewLine, timing: Timing) -> PlanLine:
    line.text, line.product = new.text.strip(), " ".join(new.product.split())
    line.group_id, line.lead_org_id, line.person_id = new.group_id, new.lead_org_id, new.person_id
    line.coordinating = [org for org in dict.fromkeys(new.coordinating) if org != new.lead_org_id]
    line.timing, line.starts_on, line.due_on, line.every = timing.words, timing.starts_on, timing.due_on, timing.every
    line.is_key, line.note = new.is_key, new.note.strip()
    return line


def _of_group(plan: WorkPlan, group_id: int | None) -> Any:
    return PlanLine.objects.filter(plan=plan, group_id=group_id, ended_at=None).order_by("position", "pk")


def _put(row: Any, others: list[Any], place: int | None, model: Any) -> None:
    """Give ``row`` its position among ``others`` (in their order): at ``place`` from 1, or at the end."""
    at = len(others) if place is None else min(max(place - 1, 0), len(others))
    before = others[at - 1].position if at else 0
    after = others[at].position if at < len(others) else before + 2 * STEP
    if after - before > 1:
        row.position = before + min(STEP, (after - before) // 2)
        return
    for number, each in enumerate([*others[:at], row, *others[at:]], start=1):
        each.position = number * STEP
    for each in others:
        each.save(update_fields=["position"])


def _place_new(plan: WorkPlan, made: Sequence[PlanLine], rows: Sequence[NewLine]) -> None:
    """New lines at the end of their groups, in their order; one that names a place at that."""
    ends: dict[int | None, int] = {}
    for line, new in zip(made, rows, strict=True):
        if new.place is not None and len(made) == 1:
            _put(line, list(_of_group(plan, line.group_id)), new.place, PlanLine)
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


def _value(row: Any, name: str) -> Any:
    value = getattr(row, name)
    if name == "coordinating":
        return tuple(sorted(value))
    return value.strip() if isinstance(value, str) else value


def _merged(line: PlanLine, base: Any, new: NewLine) -> tuple[NewLine, list[str]]:
    """What ``new`` changed since ``base``, put on what stands now; and the fields that both changed, differently."""
    both: list[str] = []
    kept: dict[str, Any] = {}
    for name in FIELDS:
        mine, theirs = _value(new, name), _value(line, name)
        was = theirs if base is not None and line.revision == base.revision else _value(base, name) if base else None
        if mine == theirs:
            continue
        if base is not None and mine == was:
            kept[name] = tuple(line.coordinating) if name == "coordinating" else theirs
        elif base is None or theirs != was:
            both.append(name)
    return replace(new, **kept), both


def _conflict(actor: Actor, line: PlanLine, new: NewLine, merged: NewLine, both: Iterable[str]) -> Conflict:
    names = _Names(actor, line, new)
    conflict = Conflict(
        _("Người khác vừa sửa nhiệm vụ này. Chưa ghi gì; hãy xem cả hai rồi chọn."),
        theirs={"revision": line.revision, **{name: names.of(line, name) for name in both}},
        mine={name: names.of(new, name) for name in both},
    )
    conflict.merged = merged  # type: ignore[attr-defined]
    return conflict


class _Names:
    """The words of a line's values, for who must choose between two."""

    def __init__(self, actor: Actor, *rows: Any) -> None:
        ids = {row.lead_org_id for row in rows} | {org for row in rows for org in row.coordinating}
        self.orgs = dict(OrgUnit.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", "name"))
        people = {row.person_id for row in rows}
        self.people = dict(Person.objects.visible_to(actor).filter(pk__in=people).values_list("pk", "full_name"))
        groups = {row.group_id for row in rows}
        self.groups = dict(PlanGroup.objects.visible_to(actor).filter(pk__in=groups).values_list("pk", "title"))

    def of(self, row: Any, name: str) -> str:
        value = _value(row, name)
        if name == "coordinating":
            return "; ".join(self.orgs.get(org, f"#{org}") for org in value)
        if name == "is_key":
            return _("có") if value else _("không")
        table = {"lead_org_id": self.orgs, "person_id": self.people, "group_id": self.groups}.get(name)
        if table is not None:
            return table.get(value, "") if value else ""
        return str(value)


def _money_faults(plan: WorkPlan, rows: Sequence[Money]) -> list[InputError]:
    errors = []
    if len(rows) > MOST_BUDGETS:
        errors.append(InputError(_("Mỗi nhiệm vụ có nhiều nhất %(n)s dòng kinh phí.") % {"n": MOST_BUDGETS}))
    for place, row in enumerate(rows, start=1):
        words = " ".join(row.source.split())
        if not words or len(words) > 200:
            errors.append(InputError(_("Hãy ghi nguồn kinh phí, không quá 200 ký tự."), field=f"source_{place}"))
        if not 0 < row.amount < 10**15:
            errors.append(InputError(_("Số tiền là số đồng nguyên, lớn hơn 0."), field=f"amount_{place}"))
        if not plan.starts_on.year <= row.year <= plan.ends_on.year:
            errors.append(
                InputError(
                    _("Năm %(year)s ngoài kỳ của chương trình (từ %(start)s đến %(end)s).")
                    % {"year": row.year, "start": format_date(plan.starts_on), "end": format_date(plan.ends_on)},
                    field=f"year_{place}",
                )
            )
    return errors

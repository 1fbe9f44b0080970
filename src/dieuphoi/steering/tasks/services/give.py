"""Give tasks – one, many at once, a part of another – and say one again as it should be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, today
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.period import Period
from dieuphoi.core.kernel.policy import require
from dieuphoi.programme.criteria.models import Criterion
from dieuphoi.registry.access.roles import HEADS, OFFICE
from dieuphoi.registry.organisations.models import Holding, OrgUnit, Person, WorkField
from dieuphoi.registry.organisations.selectors import person_of_account
from dieuphoi.registry.territory.selectors import provinces_on, units_on
from dieuphoi.steering.tasks import notices, policies
from dieuphoi.steering.tasks.bodies import OWN_BODY, works_in
from dieuphoi.steering.tasks.models import (
    Every,
    Part,
    Task,
    TaskCriterion,
    TaskKind,
    TaskOrg,
    TaskPlace,
    Urgency,
)
from dieuphoi.steering.tasks.states import ENDED, TaskState

DEEPEST: Final = 3
_BATCH: Final = 2_000


@dataclass(frozen=True, slots=True)
class NewTask:
    """What is given. ``giver_org_id`` and ``giver_id`` are the actor's own unless the office records somebody's order;
    ``province_id`` may be left out where only one comes into question. A standing duty has ``every`` and no due date.
    ``parent_id``: the whole that it is a part of; of tasks that are given together ``-n`` is the n-th of them.
    """

    title: str
    product: str
    lead_org_id: int
    responsible_id: int
    given_on: date
    due_on: date | None = None
    no_due_reason: str = ""
    text: str = ""
    source_line: str = ""
    kind: str = TaskKind.ORDINARY.value
    urgency: str = Urgency.NORMAL.value
    restricted: bool = False
    field_id: int | None = None
    every: str = ""
    parent_id: int | None = None
    reply_to_id: int | None = None
    giver_id: int | None = None
    giver_org_id: int | None = None
    province_id: int | None = None
    coordinating: tuple[int, ...] = ()
    following: tuple[int, ...] = ()
    informed: tuple[int, ...] = ()
    unit_ids: tuple[int, ...] = ()
    criterion_ids: tuple[int, ...] = ()
    note: str = ""

    def parts(self) -> Iterable[tuple[int, str]]:
        """``(body, what it does)`` of the sharing bodies, each once: the first that names it counts."""
        seen = {self.lead_org_id}
        for part, ids in (
            (Part.COORDINATING, self.coordinating), (Part.FOLLOWING, self.following), (Part.INFORMED, self.informed),
        ):  # fmt: skip
            for org in ids:
                if org not in seen:
                    seen.add(org)
                    yield org, part.value


def task_give(*, actor: Actor, new: NewTask, now: datetime) -> Task:
    """Give one task. Raises ``InputErrors`` with every fault – no product, neither a due date nor why there is none, a
    person who does not work in the lead body, a body or commune that was not there that day; ``Refused`` (403) for
    whoever may not give to that body.
    """
    [row] = tasks_give(actor=actor, rows=[new], now=now)
    return row


def tasks_give(*, actor: Actor, rows: Sequence[NewTask], tell: bool = True, now: datetime) -> list[Task]:
    """Many at once, all or nothing, wholes with their parts; as :func:`task_give`. Faults name the row (from 1) where
    there are several.
    """
    if not rows:
        return []
    with act(actor, "task.give"):
        made, errors = _built(actor, rows, now)
        if errors:
            raise InputErrors(errors if len(rows) > 1 else [replace(fault, row=None) for fault in errors])
        _number(made)
        for depth in range(1, DEEPEST + 1):
            Task.objects.bulk_create([row for row in made if row.depth == depth], batch_size=_BATCH)
        _link(made, rows)
        if tell:
            notices.given(actor, made, now)
    return made


def tasks_faults(
    *, actor: Actor, rows: Sequence[NewTask], besides: Mapping[int, Task] | None = None, now: datetime
) -> list[InputError]:
    """Everything that :func:`tasks_give` would find wrong, each with its row (from 1); nothing is written.

    ``besides`` names by row the tasks that are there and would be said again (:func:`task_correct`).
    """
    return _built(actor, rows, now, besides=besides, trial=True)[1]


def task_correct(
    *, actor: Actor, task_id: int, new: NewTask, reason: str, tell: bool = True, now: datetime
) -> Task:
    """Say it again as it should be; what it said before stays in its history.

    Who answers for it changes by :func:`~dieuphoi.steering.tasks.services.sharing.task_hand_over`, the due date of a
    task that was accepted by an extension: raises ``InputErrors`` where ``new`` says otherwise.
    """
    with act(actor, "task.correct", reason=reason):
        row = Task.objects.locked().one_visible_to(actor, id=task_id)
        require(policies.may_correct(actor, row))
        known = _known(actor, [new])
        again, errors = _row(actor, new, known, now, besides=row)
        if not reason.strip():
            errors.append(InputError(_("Hãy ghi lý do."), field="reason"))
        if new.responsible_id != row.responsible_id or new.lead_org_id != row.lead_org_id:
            errors.append(
                InputError(_("Đổi chủ trì hoặc người chịu trách nhiệm bằng “Chuyển người”."), field="responsible")
            )
        if row.accepted_on is not None and new.due_on != row.due_on:
            errors.append(
                InputError(_("Việc đã nhận: hạn chỉ đổi bằng đề nghị gia hạn được đồng ý."), field="due_on")
            )
        if errors or again is None:
            raise InputErrors(errors)
        for name in _CORRECTED:
            setattr(row, name, getattr(again, name))
        if row.accepted_on is None:
            row.due_on = row.first_due_on = again.due_on
            row.no_due_reason = again.no_due_reason
        row.moved_at = now
        row.save()
        _relink(row, new, now)
        if tell:
            notices.corrected(actor, row, reason, now)
    return row


_CORRECTED: Final = (
    "title", "text", "source_line", "product", "kind", "urgency", "restricted", "field_id", "every",
    "next_progress_on", "note", "given_on",
)  # fmt: skip


# --- inside ---------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Known:
    """What the checks of many rows read, once for all of them."""

    orgs: dict[int, OrgUnit]
    people: dict[int, Person]
    working: dict[int, list[tuple[int, Any]]]
    wholes: dict[int, Task]
    units: dict[date, set[int]]
    criteria: set[int]
    fields: set[int]
    provinces: set[int]
    own_person: int | None
    own_orgs: list[int] = field(default_factory=list)


def _built(
    actor: Actor, rows: Sequence[NewTask], now: datetime, *, besides: Mapping[int, Task] | None = None,
    trial: bool = False,
) -> tuple[list[Task], list[InputError]]:  # fmt: skip
    """The rows of what is given, unsaved, and what is wrong with it. A part of a faulty whole is not blamed for it. In
    a ``trial`` a refusal is one more fault of its row.
    """
    known = _known(actor, rows)
    made: list[Task] = []
    errors: list[InputError] = []
    faulty: set[int] = set()
    for place, new in enumerate(rows, start=1):
        parent = new.parent_id or 0
        if parent < 0 and -parent in faulty:
            faulty.add(place)
            if not trial:
                continue
            new = replace(new, parent_id=None)
        try:
            found, faults = _row(actor, new, known, now, besides=(besides or {}).get(place))
        except Refused as refusal:
            if not trial:
                raise
            found, faults = None, [InputError(refusal.reason, field="lead_org")]
        errors += [replace(fault, row=place) for fault in faults]
        if found is None or place in faulty:
            faulty.add(place)
        else:
            made.append(found)
            known.wholes[-place] = found
    return made, errors


def _known(actor: Actor, rows: Sequence[NewTask]) -> _Known:
    orgs = {new.lead_org_id for new in rows} | {new.giver_org_id for new in rows if new.giver_org_id}
    for new in rows:
        orgs |= {org for org, _part in new.parts()}
    own = sorted(actor.orgs(*HEADS)) or sorted(actor.orgs(*OFFICE)) or sorted(actor.orgs(*OWN_BODY))
    people = {new.responsible_id for new in rows} | {new.giver_id for new in rows if new.giver_id}
    by_day: dict[date, set[int]] = {}
    for new in rows:
        if new.unit_ids:
            by_day.setdefault(new.given_on, set()).update(new.unit_ids)
    working: dict[int, list[tuple[int, Any]]] = {}
    for person, org, valid in Holding.objects.filter(person_id__in=people).values_list(
        "person_id", "post__org_id", "valid"
    ):
        working.setdefault(person, []).append((org, valid))
    wanted = {pk for new in rows for pk in (new.parent_id, new.reply_to_id) if pk and pk > 0}
    criteria = {pk for new in rows for pk in new.criterion_ids}
    found = OrgUnit.objects.visible_to(actor).filter(pk__in=orgs | set(own)).select_related("parent__parent")
    wholes = Task.objects.visible_to(actor).filter(pk__in=wanted)
    return _Known(
        orgs={org.pk: org for org in found},
        people={row.pk: row for row in Person.objects.visible_to(actor).filter(pk__in=people)},
        working=working,
        wholes={row.pk: row for row in wholes.select_related("lead_org__parent", "responsible", "giver_org")},
        units={day: {unit.id for unit in units_on(actor, day, ids=wanted)} for day, wanted in by_day.items()},
        criteria=set(Criterion.objects.visible_to(actor).filter(pk__in=criteria).values_list("pk", flat=True)),
        fields=set(WorkField.objects.visible_to(actor).values_list("pk", flat=True)),
        provinces={row.id for row in provinces_on(actor, actor.on)},
        own_person=None if actor.is_system else person_of_account(actor.id),
        own_orgs=own,
    )


def _row(
    actor: Actor, new: NewTask, known: _Known, now: datetime, *, besides: Task | None = None
) -> tuple[Task | None, list[InputError]]:
    """The row of what is given, checked; ``besides`` is the task that is said again. Raises ``Refused``."""
    errors: list[InputError] = []
    whole = known.wholes.get(new.parent_id or 0)
    lead = known.orgs.get(new.lead_org_id)
    province = besides.province_id if besides is not None else _province(actor, new, lead, whole, known)
    if lead is None:
        errors.append(InputError(_("Hãy chọn cơ quan chủ trì."), field="lead_org"))
    if province is None:
        errors.append(InputError(_("Hãy chọn tỉnh của nhiệm vụ."), field="province"))
    if lead is not None and province is not None and besides is None:
        require(policies.may_give(actor, lead, province_id=province, kind=new.kind, whole=whole))
    giver_org, giver = _giver(actor, new, known, besides, errors)
    errors += _what_faults(new, known)
    errors += _day_faults(new, now)
    if lead is not None:
        errors += _who_faults(new, lead, known, besides)
    errors += _whole_faults(new, whole, known, besides)
    if errors or lead is None or province is None or giver_org is None:
        return None, errors
    standing = new.kind == TaskKind.STANDING
    return Task(
        province_id=province, year=new.given_on.year, title=_line(new.title), text=new.text.strip(),
        source_line=_line(new.source_line), product=_line(new.product), kind=new.kind, urgency=new.urgency,
        restricted=new.restricted, field_id=new.field_id, parent=whole, depth=1 if whole is None else whole.depth + 1,
        reply_to_id=new.reply_to_id, given_on=new.given_on, giver_id=giver, giver_org=giver_org, lead_org=lead,
        responsible=known.people[new.responsible_id], due_on=new.due_on, first_due_on=new.due_on,
        no_due_reason="" if new.due_on else _line(new.no_due_reason), every=new.every if standing else "",
        next_progress_on=Period.of_day(new.every, max(new.given_on, today(now))).last_day if standing else None,
        state=TaskState.NEW, moved_at=now, note=new.note.strip(),
    ), []  # fmt: skip


def _line(text: str) -> str:
    return " ".join(text.split())


def _province(actor: Actor, new: NewTask, lead: OrgUnit | None, whole: Task | None, known: _Known) -> int | None:
    """Whose task it is: of the whole it belongs to, as named, of the one province there is, of the lead's place."""
    if whole is not None:
        return whole.province_id
    if new.province_id in known.provinces:
        return new.province_id
    mine = known.provinces & set(actor.writes(*OFFICE).ids) or known.provinces
    if len(mine) == 1:
        return next(iter(mine))
    for unit in (lead.place_id if lead is not None else None, *new.unit_ids):
        if unit is not None:
            rows = units_on(actor, new.given_on, ids=[unit])
            if rows and rows[0].province_id is not None:
                return rows[0].province_id
            if rows and rows[0].id in known.provinces:
                return rows[0].id
    return None


def _giver(
    actor: Actor, new: NewTask, known: _Known, besides: Task | None, errors: list[InputError]
) -> tuple[OrgUnit | None, int | None]:
    """Who gives: the actor for their own body, or somebody whose order the office records."""
    if besides is not None:
        return besides.giver_org, besides.giver_id
    records = bool(actor.writes(*OFFICE))
    org = known.orgs.get(new.giver_org_id) if new.giver_org_id else None
    if org is None and known.own_orgs:
        org = known.orgs.get(known.own_orgs[0])
    if org is None:
        errors.append(InputError(_("Hãy chọn cơ quan giao việc."), field="giver_org"))
    elif not records and org.pk not in known.own_orgs:
        errors.append(InputError(_("Chỉ giao việc thay mặt cơ quan mình."), field="giver_org"))
    if new.giver_id and new.giver_id not in known.people:
        errors.append(InputError(_("Không có người này trong danh sách cán bộ."), field="giver"))
    if new.giver_id and not records and new.giver_id != known.own_person:
        errors.append(InputError(_("Chỉ ghi người giao là chính mình."), field="giver"))
    return org, new.giver_id or known.own_person


def _what_faults(new: NewTask, known: _Known) -> list[InputError]:
    errors = []
    if not _line(new.title):
        errors.append(InputError(_("Hãy ghi tên việc."), field="title"))
    elif len(_line(new.title)) > 300:
        errors.append(
            InputError(_("Tên việc dài quá 300 ký tự: hãy rút gọn, nguyên văn ghi ở ô Nguyên văn."), field="title")
        )
    if not _line(new.product):
        errors.append(InputError(_("Hãy ghi sản phẩm phải có: văn bản, báo cáo, kết quả nào."), field="product"))
    for name, value, choices in (
        ("kind", new.kind, TaskKind.values), ("urgency", new.urgency, Urgency.values),
    ):  # fmt: skip
        if value not in choices:
            errors.append(InputError(_("Hãy chọn một giá trị có trong danh sách."), field=name, value=value))
    if new.field_id and new.field_id not in known.fields:
        errors.append(InputError(_("Không có lĩnh vực này."), field="field"))
    if set(new.criterion_ids) - known.criteria:
        errors.append(InputError(_("Không có tiêu chí này trong bộ đã công bố."), field="criteria"))
    if set(new.unit_ids) - known.units.get(new.given_on, set()):
        errors.append(
            InputError(
                _("Ngày %(day)s không có đơn vị này. Hãy chọn đơn vị của ngày giao việc.")
                % {"day": format_date(new.given_on)},
                field="units",
            )
        )
    return errors


def _day_faults(new: NewTask, now: datetime) -> list[InputError]:
    errors = []
    if new.given_on > today(now):
        errors.append(
            InputError(_("Ngày giao %(day)s chưa tới.") % {"day": format_date(new.given_on)}, field="given_on")
        )
    if new.kind == TaskKind.STANDING:
        if new.due_on is not None:
            errors.append(
                InputError(_("Việc thường xuyên không có hạn kết thúc; hãy chọn kỳ báo cáo tiến độ."), field="due_on")
            )
        if new.every not in Every.values:
            errors.append(InputError(_("Hãy chọn kỳ báo cáo tiến độ của việc thường xuyên."), field="every"))
    if new.due_on is None and not _line(new.no_due_reason):
        errors.append(
            InputError(_("Hãy ghi hạn; nếu không có hạn, hãy ghi vì sao."), field="due_on")
        )
    if new.due_on is not None and new.due_on < new.given_on:
        errors.append(
            InputError(
                _("Hạn %(due)s ở trước ngày giao %(given)s.")
                % {"due": format_date(new.due_on), "given": format_date(new.given_on)},
                field="due_on",
            )
        )
    if new.due_on is not None and (new.due_on - new.given_on).days > 366 * 20:
        errors.append(InputError(_("Hạn quá xa: hãy xem lại năm."), field="due_on"))
    return errors


def _who_faults(new: NewTask, lead: OrgUnit, known: _Known, besides: Task | None) -> list[InputError]:
    errors = []
    day = {"day": format_date(new.given_on)}
    # Who leads and answers for a task that is there may have taken it over since the day of giving.
    stays = besides is not None and (besides.lead_org_id, besides.responsible_id) == (lead.pk, new.responsible_id)
    leads = () if stays else ((lead, "lead_org"),)
    for org, name in (*leads, *((known.orgs.get(pk), "orgs") for pk, _part in new.parts())):
        if org is None:
            errors.append(InputError(_("Không có cơ quan này trong danh sách."), field=name))
        elif new.given_on not in org.valid:
            errors.append(
                InputError(
                    _("Ngày %(day)s không có %(org)s. Hãy chọn cơ quan của ngày ấy.") % {**day, "org": org.name},
                    field=name,
                )
            )
    person = known.people.get(new.responsible_id)
    if stays:
        return errors
    if person is None:
        errors.append(
            InputError(_("Hãy chọn một người chịu trách nhiệm: mỗi việc có đúng một người."), field="responsible")
        )
    elif not _works_in(known, person.pk, lead, new.given_on):
        errors.append(
            InputError(
                _("Ngày %(day)s %(name)s không giữ chức vụ nào ở %(org)s. Hãy chọn người của cơ quan chủ trì.")
                % {**day, "name": person.full_name, "org": lead.name},
                field="responsible",
            )
        )
    return errors


def _works_in(known: _Known, person: int, lead: OrgUnit, day: date) -> bool:
    return works_in(known.working.get(person, []), lead, day)


def _whole_faults(new: NewTask, whole: Task | None, known: _Known, besides: Task | None) -> list[InputError]:
    errors = []
    if besides is not None:
        if new.parent_id != besides.parent_id:
            errors.append(InputError(_("Không đổi việc lớn hơn của một việc đã giao."), field="parent"))
        return errors
    if new.parent_id and whole is None:
        errors.append(InputError(_("Không có việc lớn hơn này, hoặc ngoài phạm vi của bạn."), field="parent"))
    if new.reply_to_id and new.reply_to_id not in known.wholes:
        errors.append(InputError(_("Không có việc được trả lời, hoặc ngoài phạm vi của bạn."), field="reply_to"))
    if whole is not None:
        if whole.state in ENDED:
            errors.append(InputError(_("Việc lớn hơn đã kết thúc: không thêm việc thành phần."), field="parent"))
        if whole.depth >= DEEPEST:
            errors.append(InputError(_("Việc thành phần chỉ chia đến ba cấp."), field="parent"))
        if whole.due_on is not None and new.due_on is not None and new.due_on > whole.due_on:
            errors.append(
                InputError(
                    _("Hạn của việc thành phần sau hạn %(due)s của cả việc.") % {"due": format_date(whole.due_on)},
                    field="due_on",
                )
            )
    return errors


def _number(made: Sequence[Task]) -> None:
    """The next numbers of each province and year. Whoever gives at the same time waits for the end of this act."""
    groups: dict[tuple[int, int], list[Task]] = {}
    for row in made:
        groups.setdefault((row.province_id, row.year), []).append(row)
    for (province, year), rows in sorted(groups.items(), key=lambda each: each[0]):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"dieuphoi.task:{province}:{year}"]
            )
        last = Task._base_manager.filter(province_id=province, year=year).aggregate(last=Max("number"))["last"] or 0
        for place, row in enumerate(rows, start=1):
            row.number = last + place


def _link(made: Sequence[Task], rows: Sequence[NewTask]) -> None:
    TaskOrg.objects.bulk_create(
        [TaskOrg(task=row, org_id=org, part=part) for row, new in zip(made, rows, strict=True)
         for org, part in new.parts()],
        batch_size=_BATCH,
    )  # fmt: skip
    TaskPlace.objects.bulk_create(
        [TaskPlace(task=row, unit_id=unit) for row, new in zip(made, rows, strict=True)
         for unit in dict.fromkeys(new.unit_ids)],
        batch_size=_BATCH,
    )  # fmt: skip
    TaskCriterion.objects.bulk_create(
        [TaskCriterion(task=row, criterion_id=pk) for row, new in zip(made, rows, strict=True)
         for pk in dict.fromkeys(new.criterion_ids)],
        batch_size=_BATCH,
    )  # fmt: skip


def _relink(row: Task, new: NewTask, now: datetime) -> None:
    """Bodies, communes and criteria as ``new`` names them: what is named no more ends, and stays on record."""
    wanted = dict(new.parts())
    for held in TaskOrg.objects.filter(task=row, ended_at=None):
        if wanted.get(held.org_id) == held.part:
            del wanted[held.org_id]
        else:
            held.ended_at = now
            held.save(update_fields=["ended_at"])
    TaskOrg.objects.bulk_create([TaskOrg(task=row, org_id=org, part=part) for org, part in wanted.items()])
    _relink_ids(TaskPlace, row, "unit_id", new.unit_ids, now)
    _relink_ids(TaskCriterion, row, "criterion_id", new.criterion_ids, now)


def _relink_ids(model: type[TaskPlace] | type[TaskCriterion], row: Task, name: str, ids: Iterable[int],
                now: datetime) -> None:  # fmt: skip
    wanted = dict.fromkeys(ids)
    rows: Any = model._default_manager
    for held in rows.filter(task=row, ended_at=None):
        if getattr(held, name) in wanted:
            del wanted[getattr(held, name)]
        else:
            held.ended_at = now
            held.save(update_fields=["ended_at"])
    rows.bulk_create([model(task=row, **{name: pk}) for pk in wanted])


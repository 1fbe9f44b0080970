"""Templates of tasks: kept, mended, ended; and given, whole with parts, to as many communes as are meant at once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from django.db import connection
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, today
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.kernel.ranges import first_day
from dieuphoi.core.kernel.text import fold
from dieuphoi.registry.organisations.models import OrgUnit, Person, WorkField
from dieuphoi.steering.tasks import policies
from dieuphoi.steering.tasks.models import (
    Every,
    ItemLead,
    TaskKind,
    TaskTemplate,
    TaskTemplateItem,
    TemplateUse,
    Urgency,
)
from dieuphoi.steering.tasks.selectors.planning import Plan, Wanted, plan_of
from dieuphoi.steering.tasks.selectors.templates import Item, template
from dieuphoi.steering.tasks.services.give import DEEPEST, NewTask, tasks_give

MOST_TASKS: Final = 5_000
"""So many tasks at most are given by one template at once."""


@dataclass(frozen=True, slots=True)
class NewTemplate:
    org_id: int
    name: str
    source: str
    about: str = ""
    valid_from: date | None = None
    """From when on it may be given; empty: at once."""


@dataclass(frozen=True, slots=True)
class NewItem:
    """One task of a template. ``parent_id`` is the item that it is a part of."""

    title: str
    product: str
    lead: str = ItemLead.GIVER.value
    lead_org_id: int | None = None
    responsible_id: int | None = None
    coordinating: tuple[int, ...] = ()
    days: int | None = None
    no_due_reason: str = ""
    text: str = ""
    kind: str = TaskKind.ORDINARY.value
    urgency: str = Urgency.NORMAL.value
    every: str = ""
    field_id: int | None = None
    parent_id: int | None = None


def template_make(
    *, actor: Actor, new: NewTemplate, items: Sequence[Item] = (), now: datetime
) -> TaskTemplate:
    """Keep a template; ``items`` are the tasks of another one (:func:`template_copy`). Raises ``InputErrors``, and
    ``Refused`` for whoever keeps none for that body.
    """
    with act(actor, "task_template.make"):
        org = _org(actor, new.org_id)
        require(policies.may_keep_for(actor, org))
        _check(new, None)
        row = TaskTemplate(
            org=org, name=_line(new.name), about=new.about.strip(), source=new.source.strip(),
            valid=DateRange(new.valid_from or today(now), None),
        )  # fmt: skip
        row.save(force_insert=True)
        made: dict[str, TaskTemplateItem] = {}
        for place, item in enumerate(items, start=1):
            copy = _item_of(row, item, made.get(item.parent), place)
            copy.save(force_insert=True)
            made[item.key] = copy
    return row


def template_copy(*, actor: Actor, ref: str, new: NewTemplate, now: datetime) -> TaskTemplate:
    """A template of one's own that begins as another one, shipped or kept here."""
    return template_make(actor=actor, new=new, items=template(actor, ref).items, now=now)


def template_correct(*, actor: Actor, template_id: int, new: NewTemplate, reason: str, now: datetime) -> TaskTemplate:
    """Say name, use and source again; the body that keeps it stays. What was given by it stays as it is."""
    with act(actor, "task_template.correct", reason=reason):
        row = _held(actor, template_id)
        _check(replace(new, org_id=row.org_id), row)
        row.name, row.about, row.source = _line(new.name), new.about.strip(), new.source.strip()
        if new.valid_from is not None:
            row.valid = DateRange(new.valid_from, row.valid.upper)
        row.save(update_fields=["name", "about", "source", "valid"])
    return row


def template_end(*, actor: Actor, template_id: int, reason: str, now: datetime) -> TaskTemplate:
    """It is used no more from today on. It stays to be read, with the reason."""
    with act(actor, "task_template.end", reason=reason):
        row = _held(actor, template_id)
        if not reason.strip():
            raise InputErrors([InputError(_("Hãy ghi lý do."), field="reason")])
        start, day = first_day(row.valid), today(now)
        row.valid = DateRange(start, max(day, start) if start else day)
        row.end_reason = reason.strip()
        row.save(update_fields=["valid", "end_reason"])
    return row


def item_add(*, actor: Actor, template_id: int, new: NewItem, now: datetime) -> TaskTemplateItem:
    """One more task of a template, the last of its whole."""
    with act(actor, "task_template.item_add"):
        row = _held(actor, template_id)
        parent = None
        if new.parent_id is not None:
            parent = TaskTemplateItem.objects.filter(template=row, pk=new.parent_id, ended_at=None).first()
            if parent is None:
                raise InputErrors([InputError(_("Không có việc lớn hơn này trong mẫu."), field="parent")])
        item = _item(actor, row, new, parent)
        last = TaskTemplateItem.objects.filter(template=row, parent=parent).order_by("-position").first()
        item.position = 1 if last is None else last.position + 1
        item.save(force_insert=True)
    return item


def item_correct(*, actor: Actor, item_id: int, new: NewItem, now: datetime) -> TaskTemplateItem:
    """Say a task of a template again; where it stands in the tree stays."""
    with act(actor, "task_template.item_correct"):
        row = _held_item(actor, item_id)
        again = _item(actor, row.template, new, row.parent, besides=row)
        for name in _SAID:
            setattr(row, name, getattr(again, name))
        row.save()
    return row


def item_end(*, actor: Actor, item_id: int, now: datetime) -> TaskTemplateItem:
    """A task belongs to a template no more, and neither do its parts. They stay on record."""
    with act(actor, "task_template.item_end"):
        row = _held_item(actor, item_id)
        level = [row]
        while level:
            for each in level:
                each.ended_at = now
                each.save(update_fields=["ended_at"])
            level = list(TaskTemplateItem.objects.locked().filter(parent__in=level, ended_at=None))
    return row


def item_move(*, actor: Actor, item_id: int, up: bool, now: datetime) -> TaskTemplateItem:
    """One place up or down among the tasks of the same whole. At the end of the line nothing changes."""
    with act(actor, "task_template.item_move"):
        row = _held_item(actor, item_id)
        beside = TaskTemplateItem.objects.locked().filter(
            template=row.template, parent=row.parent, ended_at=None
        ).order_by("position", "pk")  # fmt: skip
        listed = list(beside)
        at = next(place for place, each in enumerate(listed) if each.pk == row.pk)
        to = at - 1 if up else at + 1
        if 0 <= to < len(listed):
            listed[at], listed[to] = listed[to], listed[at]
            for place, each in enumerate(listed, start=1):
                if each.position != place:
                    each.position = place
                    each.save(update_fields=["position"])
    return row


# --- giving ---------------------------------------------------------------------------------------------


def template_give(*, actor: Actor, ref: str, wanted: Wanted, token: uuid.UUID, now: datetime) -> TemplateUse:
    """Give a template: all its tasks in one act, each commune that has somebody to answer, the others told by name with
    the reason. The same ``token`` again gives nothing more.

    Raises ``InputErrors`` with every fault – a task without a person, a commune that was not there – and ``Refused``
    for a template that is not in use or a body that the actor may not give to.
    """
    with act(actor, "task_template.give"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"dieuphoi.template:{token}"])
        before: TemplateUse | None = TemplateUse.objects.filter(token=token, actor_id=actor.id).first()
        if before is not None:
            return before
        require(policies.may_give_some(actor))
        day = today(now)
        found = template(actor, ref)
        if not found.holds_on(day):
            raise Refused("not_in_use", _("Ngày %(day)s mẫu này không được dùng.") % {"day": format_date(day)})
        plan = plan_of(actor, found, wanted, day)
        faults = _plan_faults(plan, found.for_communes, wanted)
        if faults:
            raise InputErrors(faults)
        rows = [
            NewTask(
                title=each.title, product=each.product, lead_org_id=each.org_id or 0,
                responsible_id=each.person_id or 0, given_on=min(wanted.start_on, day), due_on=each.due_on,
                no_due_reason=each.item.no_due_reason, text=wanted.text or each.item.text,
                source_line=wanted.source_line, kind=each.item.kind, urgency=each.item.urgency,
                restricted=wanted.restricted, field_id=each.item.field_id, every=each.item.every,
                parent_id=-each.whole if each.whole else None, giver_id=wanted.giver_id,
                giver_org_id=wanted.giver_org_id, coordinating=each.item.coordinating,
                unit_ids=() if each.unit_id is None else (each.unit_id,),
            )
            for each in plan.rows
        ]  # fmt: skip
        try:
            made = tasks_give(actor=actor, rows=rows, now=now)
        except InputErrors as errors:
            raise InputErrors([_of_task(fault, plan) for fault in errors.errors]) from errors
        use = TemplateUse(
            token=token, template=found.row, key="" if found.row else found.ref, name=found.name,
            org_id=made[0].giver_org_id, start_on=wanted.start_on, task_ids=[row.pk for row in made],
            left=[{"unit": each.unit_id, "name": each.name, "why": each.why_not} for each in plan.left],
            author_name=actor.name, recorded_at=now,
        )  # fmt: skip
        use.save(force_insert=True)
    return use


def _plan_faults(plan: Plan, for_communes: bool, wanted: Wanted) -> list[InputError]:
    errors = []
    if for_communes and not wanted.unit_ids:
        errors.append(InputError(_("Hãy chọn xã: mẫu này có việc của các xã."), field="units"))
    elif not plan.rows:
        errors.append(InputError(_("Không có việc nào để giao: chưa xã nào có người nhận."), field="units"))
    if len(plan.rows) > MOST_TASKS:
        errors.append(InputError(_("Quá nhiều việc một lần. Hãy chia các xã thành nhiều lần."), field="units"))
    gone = set(wanted.unit_ids) - {each.unit_id for each in plan.communes} if for_communes else set()
    if gone:
        errors.append(
            InputError(_("Hôm nay không có đơn vị đã chọn, hoặc ngoài phạm vi của bạn. Hãy chọn lại."), field="units")
        )
    seen = set()
    for each in plan.rows:
        if each.person_id is None and each.who not in seen:
            seen.add(each.who)
            errors.append(
                InputError(
                    _("Hãy chọn người của %(org)s cho “%(title)s”.") % {"org": each.org_name, "title": each.title},
                    field=each.who,
                )
            )
    return errors


def _of_task(fault: InputError, plan: Plan) -> InputError:
    """A fault of a row as one of its task, beside the person that was chosen for it."""
    row = plan.rows[(fault.row or 1) - 1]
    field = row.who if fault.field in ("responsible", "lead_org") else fault.field
    return InputError(f"“{row.title}”: {fault.message}", field=field, value=fault.value)


# --- inside ---------------------------------------------------------------------------------------------

_SAID: Final = (
    "title", "product", "text", "kind", "urgency", "lead", "lead_org", "responsible", "coordinating", "days",
    "no_due_reason", "every", "field_id",
)  # fmt: skip


def _line(text: str) -> str:
    return " ".join(text.split())


def _org(actor: Actor, org_id: int) -> OrgUnit:
    found = OrgUnit.objects.visible_to(actor).select_related("parent__parent").filter(pk=org_id).first()
    if found is None:
        raise InputErrors([InputError(_("Không có cơ quan này trong danh sách."), field="org")])
    return found


def _held(actor: Actor, template_id: int) -> TaskTemplate:
    """The template, held until the end of the act. Raises ``NotVisible``, ``Refused``."""
    row = TaskTemplate.objects.locked().one_visible_to(actor, id=template_id)
    assert isinstance(row, TaskTemplate)
    require(policies.may_keep_template(actor, row))
    return row


def _held_item(actor: Actor, item_id: int) -> TaskTemplateItem:
    row = TaskTemplateItem.objects.one_visible_to(actor, id=item_id, ended_at=None)
    _held(actor, row.template_id)
    row = TaskTemplateItem.objects.locked().one_visible_to(actor, id=item_id, ended_at=None)
    assert isinstance(row, TaskTemplateItem)
    return row


def _check(new: NewTemplate, besides: TaskTemplate | None) -> None:
    errors = []
    name = _line(new.name)
    if not name:
        errors.append(InputError(_("Hãy ghi tên mẫu."), field="name"))
    if not new.source.strip():
        errors.append(InputError(_("Hãy ghi căn cứ: văn bản hoặc người quyết định."), field="source"))
    same = TaskTemplate.objects.filter(org_id=new.org_id, name_folded=fold(name), end_reason="")
    if name and same.exclude(pk=besides.pk if besides else 0).exists():
        errors.append(InputError(_("Cơ quan này đã có mẫu tên “%(name)s”.") % {"name": name}, field="name"))
    if errors:
        raise InputErrors(errors)


def _item(
    actor: Actor, row: TaskTemplate, new: NewItem, parent: TaskTemplateItem | None, *,
    besides: TaskTemplateItem | None = None,
) -> TaskTemplateItem:  # fmt: skip
    errors = _item_faults(actor, new, parent, besides)
    if errors:
        raise InputErrors(errors)
    standing = new.kind == TaskKind.STANDING
    return TaskTemplateItem(
        template=row, parent=parent, depth=1 if parent is None else parent.depth + 1, title=_line(new.title),
        product=_line(new.product), text=new.text.strip(), kind=new.kind, urgency=new.urgency, lead=new.lead,
        lead_org_id=new.lead_org_id if new.lead == ItemLead.ORG else None,
        responsible_id=None if new.lead == ItemLead.COMMUNE else new.responsible_id,
        coordinating=list(new.coordinating), days=new.days,
        no_due_reason="" if new.days is not None else _line(new.no_due_reason), every=new.every if standing else "",
        field_id=new.field_id, position=1,
    )  # fmt: skip


def _item_faults(
    actor: Actor, new: NewItem, parent: TaskTemplateItem | None, besides: TaskTemplateItem | None
) -> list[InputError]:
    errors = []
    if not _line(new.title):
        errors.append(InputError(_("Hãy ghi tên việc."), field="title"))
    if not _line(new.product):
        errors.append(InputError(_("Hãy ghi sản phẩm phải có: văn bản, báo cáo, kết quả nào."), field="product"))
    for name, value, choices in (
        ("kind", new.kind, TaskKind.values), ("urgency", new.urgency, Urgency.values), ("lead", new.lead,
                                                                                        ItemLead.values),
    ):  # fmt: skip
        if value not in choices:
            errors.append(InputError(_("Hãy chọn một giá trị có trong danh sách."), field=name, value=value))
    orgs = {pk for pk in (*new.coordinating, new.lead_org_id) if pk}
    if orgs - set(OrgUnit.objects.visible_to(actor).filter(pk__in=orgs).values_list("pk", flat=True)):
        errors.append(InputError(_("Không có cơ quan này trong danh sách."), field="lead_org"))
    if new.lead == ItemLead.ORG and new.lead_org_id is None:
        errors.append(InputError(_("Hãy chọn cơ quan chủ trì."), field="lead_org"))
    if new.responsible_id and not Person.objects.visible_to(actor).filter(pk=new.responsible_id).exists():
        errors.append(InputError(_("Không có người này trong danh sách cán bộ."), field="responsible"))
    if new.field_id and not WorkField.objects.visible_to(actor).filter(pk=new.field_id).exists():
        errors.append(InputError(_("Không có lĩnh vực này."), field="field"))
    if new.kind == TaskKind.STANDING:
        if new.days is not None:
            errors.append(
                InputError(_("Việc thường xuyên không có hạn kết thúc; hãy chọn kỳ báo cáo tiến độ."), field="days")
            )
        if new.every not in Every.values:
            errors.append(InputError(_("Hãy chọn kỳ báo cáo tiến độ của việc thường xuyên."), field="every"))
    if new.days is None and not _line(new.no_due_reason):
        errors.append(InputError(_("Hãy ghi số ngày đến hạn; nếu không có hạn, hãy ghi vì sao."), field="days"))
    if new.days is not None and not 0 <= new.days <= 1300:
        errors.append(InputError(_("Số ngày làm việc từ 0 đến 1.300 (năm năm)."), field="days", value=str(new.days)))
    if parent is not None and parent.depth >= DEEPEST:
        errors.append(InputError(_("Việc thành phần chỉ chia đến ba cấp."), field="parent"))
    if parent is not None and None not in (parent.days, new.days) and (new.days or 0) > (parent.days or 0):
        errors.append(
            InputError(
                _("Hạn của việc thành phần sau hạn của cả việc (%(n)s ngày).") % {"n": parent.days}, field="days"
            )
        )
    if besides is not None and new.days is not None:
        late = besides.parts.filter(ended_at=None, days__gt=new.days).values_list("title", flat=True).first()
        if late:
            errors.append(InputError(_("Việc thành phần “%(title)s” có hạn dài hơn.") % {"title": late}, field="days"))
    return errors


def _item_of(row: TaskTemplate, item: Item, parent: TaskTemplateItem | None, place: int) -> TaskTemplateItem:
    return TaskTemplateItem(
        template=row, parent=parent, depth=item.depth, position=place, title=item.title, product=item.product,
        text=item.text, kind=item.kind, urgency=item.urgency, lead=item.lead, lead_org_id=item.lead_org_id,
        responsible_id=item.responsible_id, coordinating=list(item.coordinating), days=item.days,
        no_due_reason=item.no_due_reason, every=item.every, field_id=item.field_id,
    )  # fmt: skip


__all__ = [
    "MOST_TASKS", "NewItem", "NewTemplate", "Wanted", "item_add", "item_correct", "item_end", "item_move",
    "template_copy", "template_correct", "template_end", "template_give", "template_make",
]  # fmt: skip


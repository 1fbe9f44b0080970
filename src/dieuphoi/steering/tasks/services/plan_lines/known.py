"""What the checks of many lines read, once for all of them; their faults."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import InputError
from dieuphoi.core.kernel.policy import require
from dieuphoi.registry.organisations.models import Holding, OrgUnit, Person
from dieuphoi.steering.tasks import plan_policies
from dieuphoi.steering.tasks.bodies import works_in
from dieuphoi.steering.tasks.models import PlanGroup, PlanLine, WorkPlan
from dieuphoi.steering.tasks.services.plan_lines.new import MOST_BUDGETS, STEP, Money, NewLine
from dieuphoi.steering.tasks.services.plan_make import plan_locked
from dieuphoi.steering.tasks.timing import Timing, read_timing


def open_plan(actor: Actor, plan_id: int) -> WorkPlan:
    plan = plan_locked(actor, plan_id)
    require(plan_policies.may_edit(actor, plan))
    return plan


class Known:
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


def put_on(row: Any, others: list[Any], place: int | None, model: Any) -> None:
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


def value_of(row: Any, name: str) -> Any:
    value = getattr(row, name)
    if name == "coordinating":
        return tuple(sorted(value))
    return value.strip() if isinstance(value, str) else value


class Names:
    """The words of a line's values, for who must choose between two."""

    def __init__(self, actor: Actor, *rows: Any) -> None:
        ids = {row.lead_org_id for row in rows} | {org for row in rows for org in row.coordinating}
        self.orgs = dict(OrgUnit.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", "name"))
        people = {row.person_id for row in rows}
        self.people = dict(Person.objects.visible_to(actor).filter(pk__in=people).values_list("pk", "full_name"))
        groups = {row.group_id for row in rows}
        self.groups = dict(PlanGroup.objects.visible_to(actor).filter(pk__in=groups).values_list("pk", "title"))

    def of(self, row: Any, name: str) -> str:
        value = value_of(row, name)
        if name == "coordinating":
            return "; ".join(self.orgs.get(org, f"#{org}") for org in value)
        if name == "is_key":
            return _("có") if value else _("không")
        table = {"lead_org_id": self.orgs, "person_id": self.people, "group_id": self.groups}.get(name)
        if table is not None:
            return table.get(value, "") if value else ""
        return str(value)


def money_faults(plan: WorkPlan, rows: Sequence[Money]) -> list[InputError]:
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

"""The register of recurring duties, and how it narrows."""

from __future__ import annotations

from typing import Any, Final

import django_filters
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.register.filters import ChoiceFilter, ChoicesFilter, TextFilter
from dieuphoi.core.register.tables import Column, Register, StateLook
from dieuphoi.steering.tasks import policies, selectors
from dieuphoi.steering.tasks.selectors import recurring

DUTY_LOOKS: Final = {
    value: StateLook(label, *{"ACTIVE": ("good", "round"), "PAUSED": ("warn", "stop")}.get(value, ("neutral", "dash")))
    for value, label in recurring.DUTY_STATES
}


class DutyFilter(django_filters.FilterSet):
    q = TextFilter(folded=("title_folded",), label=_("Tên việc"))
    state = ChoicesFilter(choices=recurring.DUTY_STATES, label=_("Trạng thái"))
    rhythm = ChoicesFilter(choices=recurring.RHYTHM_CHOICES, label=_("Bao lâu một lần"))
    lead = ChoiceFilter(choices=recurring.DUTY_LEAD_CHOICES, label=_("Ai làm"))
    org = ChoiceFilter(field_name="org_id", label=_("Cơ quan giao"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actor = self.request.actor
        self.filters["org"].extra["choices"] = selectors.bodies(actor, actor.on)


def duty_url(row: Any) -> str:
    return reverse("tasks:duty", args=[row.pk])


def _next(row: Any) -> Any:
    found = recurring.returns_of(row, row.settled_on, 1)
    return found[0].planned_on if found else None


DUTIES = Register(
    name="tasks.duties",
    title=_("Việc định kỳ"),
    lead=_("Những việc kỳ nào cũng phải làm. Đến kỳ, hệ thống tự giao mỗi kỳ đúng một lần, thay người giao."),
    selector=recurring.duties,
    filterset=DutyFilter,
    columns=(
        Column("title", _("Việc"), sort=("title_key",), sticky=True, wide=True),
        Column("when", _("Bao lâu, hạn"), value=recurring.when_words, sort=("rhythm", "due_rule"), wide=True),
        Column("lead", _("Ai làm"), value=recurring.lead_words, wide=True),
        Column("state", _("Trạng thái"), kind="state", states=DUTY_LOOKS, sort=("state",)),
        Column("next", _("Giao lần tới"), value=_next, kind="date"),
        Column("made", _("Đã giao"), kind="number", sort=("made",), total="sum"),
        Column("org", _("Cơ quan giao"), value="org.name", sort=("org__name_key",), wide=True),
        Column("last_made", _("Giao lần cuối"), kind="date", sort=("last_made",), shown=False),
        Column("product", _("Sản phẩm"), shown=False, wide=True),
        Column("source", _("Căn cứ"), shown=False, wide=True),
        Column("settled_on", _("Đã giao đến ngày"), kind="date", sort=("settled_on",), shown=False),
    ),
    default_sort=("title",),
    row_url=duty_url,
    label_of=lambda row: str(row.title),
    export_name="viec-dinh-ky",
    new_url=lambda: reverse("tasks:duty_new"),
    new_label=_("Lập việc định kỳ"),
    new_policy=policies.may_keep_some,
    dated=False,
    breadcrumbs=lambda: [(_("Nhiệm vụ"), reverse("tasks:list"))],
    empty=_("Chưa có việc định kỳ nào."),
)

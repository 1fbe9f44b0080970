"""The log of all urgings, and how it narrows."""

from __future__ import annotations

from typing import Any, Final

import django_filters
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.register.filters import ChoiceFilter, ChoicesFilter, DateFilter, TextFilter
from dieuphoi.core.register.tables import Column, Register, StateLook
from dieuphoi.steering.tasks.selectors import urgings as reading

_SHAPES: Final = {
    reading.DONE: ("good", "check"),
    reading.REPORTED: ("accent", "question"),
    reading.LATE: ("bad", "warning"),
    reading.OPEN: ("neutral", "right"),
    reading.WITHDRAWN: ("neutral", "cross"),
}
RESULT_LOOKS: Final = {key: StateLook(label, *_SHAPES[key]) for key, label in reading.RESULTS}


class UrgingFilter(django_filters.FilterSet):
    q = TextFilter(folded=("task__title_folded", "task__source_folded"), raw=("words", "letter"), label=_("Tìm"))
    org = ChoiceFilter(field_name="org_id", label=_("Cơ quan được đôn đốc"))
    result = ChoicesFilter(choices=reading.RESULTS, label=_("Kết quả đến nay"))
    urger = TextFilter(raw=("urger_name",), label=_("Người đôn đốc"))
    urged_from = DateFilter(field_name="recorded_at__date", lookup_expr="gte", label=_("Đôn đốc từ ngày"))
    urged_to = DateFilter(field_name="recorded_at__date", lookup_expr="lte", label=_("Đôn đốc đến ngày"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["org"].extra["choices"] = reading.bodies_urged(self.request.actor)


URGINGS = Register(
    name="tasks.urgings",
    title=_("Nhật ký đôn đốc"),
    lead=_("Mọi lần đôn đốc: ai, việc nào, bằng văn bản nào, và việc ấy đến nay ra sao."),
    selector=reading.urgings,
    filterset=UrgingFilter,
    columns=(
        Column("task", _("Việc"), value="task.title", sort=("task__title_key",), sticky=True, wide=True),
        Column("org", _("Cơ quan được đôn đốc"), value="org.name", sort=("org__name_key",), wide=True),
        Column("person", _("Người chịu trách nhiệm"), value="task.responsible.full_name",
               sort=("task__responsible__given_name_key",)),
        Column("recorded_at", _("Lúc đôn đốc"), kind="datetime", sort=("recorded_at",),
               href=lambda row: reverse("tasks:urged", args=[row.batch])),
        Column("result", _("Kết quả đến nay"), kind="state", states=RESULT_LOOKS, sort=("result",)),
        Column("due_on", _("Hạn lúc ấy"), kind="date", sort=("due_on",)),
        Column("urger", _("Người đôn đốc"), value="urger_name", sort=("urger_name",)),
        Column("letter", _("Văn bản đôn đốc"), sort=("letter",), shown=False),
        Column("words", _("Lời đôn đốc"), shown=False, wide=True),
        Column("done_on", _("Ngày hoàn thành"), value="task.done_on", kind="date", sort=("task__done_on",),
               shown=False),
        Column("code", _("Số việc"), value="task.code", sort=("task__year", "task__number"), shown=False),
        Column("source_line", _("Căn cứ giao"), value="task.source_line", shown=False, wide=True),
    ),
    default_sort=("-recorded_at",),
    row_url=lambda row: reverse("tasks:page", args=[row.task_id]),
    label_of=lambda row: str(row.task),
    export_name="nhat-ky-don-doc",
    breadcrumbs=lambda: [(_("Nhiệm vụ"), reverse("tasks:list"))],
    empty=_("Chưa đôn đốc lần nào đến ngày này."),
)  # fmt: skip

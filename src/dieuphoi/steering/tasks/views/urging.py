"""Urging one task, or many with one letter."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.core.register.views import ActView
from dieuphoi.steering.tasks import forms, policies, selectors, services
from dieuphoi.steering.tasks.views.base import PLACE, OnTask, at


class TaskUrgeOne(OnTask):
    """Urge one task."""

    form_class = forms.UrgeForm
    title = gettext_lazy("Đôn đốc")
    done_message = gettext_lazy("Đã đôn đốc; người làm và thủ trưởng của họ được báo ngay.")

    def check(self, record: Any) -> Answer:
        return policies.may_urge(self.actor, record)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.tasks_urge(actor=self.actor, task_ids=[record.pk], now=self.now, **data)

    def done_url(self, record: Any, result: Any) -> str:
        return at("page", record.pk) if result is None else at("urged", result.batch)


class TasksUrge(ActView):
    """Urge everything overdue of one body (``?org=12``), with one letter."""

    form_class = forms.UrgeForm
    title = gettext_lazy("Đôn đốc việc quá hạn")
    submit_label = gettext_lazy("Đôn đốc")
    template_name = "tasks/urge.html"

    def load(self, **kwargs: Any) -> Any:
        asked = self.request.GET.get("org", "")
        if not (asked.isascii() and asked.isdigit()):
            raise InputErrors([InputError(_("Hãy chọn cơ quan để đôn đốc."), field="org", value=asked)])
        self.org = int(asked[:18])
        rows = selectors.tasks(self.actor, self.actor.on).filter(lead_org_id=self.org)
        late = selectors.timely(rows, [selectors.OVERDUE], selectors.clock_on(self.actor.on))
        return list(late.order_by("due", "pk"))

    def check(self, record: Any) -> Answer:
        return policies.may_give_some(self.actor)

    def more_context(self, record: Any) -> dict[str, Any]:
        return {"rows": record}

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        urged = services.tasks_urge(actor=self.actor, task_ids=[row.pk for row in record], now=self.now, **data)
        messages.success(self.request, _("Đã đôn đốc %(n)s việc.") % {"n": len(urged.done)})
        return urged

    def done_url(self, record: Any, result: Any) -> str:
        late = at("list") + f"?org={self.org}&timeliness=OVERDUE&sort=due"
        return late if result is None else at("urged", result.batch)

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(str(PLACE), at("list"))]

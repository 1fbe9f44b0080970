"""The numbers by which tasks are judged: what holds, what held, and setting one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.core.kernel.ranges import range_label
from dieuphoi.core.register.views import ActorView, ActView
from dieuphoi.steering.tasks import forms, policies, selectors, services
from dieuphoi.steering.tasks.views.base import PLACE, at


class RulesPage(ActorView):
    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "title": _("Mức của nhiệm vụ"),
            "breadcrumbs": [(PLACE, at("list"))],
            "numbers": [
                (selectors.MEASURE_LABELS[each.measure], each)
                for each in selectors.numbers_on(self.as_of).values()
            ],
            "rules": [
                (selectors.MEASURE_LABELS[row.measure], row, range_label(row.valid))
                for row in selectors.rules(self.actor)
            ],
            "may_set": policies.may_set_rules(self.actor),
        }
        return render(request, "tasks/rules.html", context)


class RuleSet(ActView):
    """Set one number from today on."""

    form_class = forms.RuleForm
    submit_label = gettext_lazy("Đặt từ hôm nay")
    done_message = gettext_lazy("Đã đặt; mức cũ vẫn xem được.")

    def load(self, **kwargs: Any) -> Any:
        self.measure = kwargs["measure"].upper()
        if self.measure not in selectors.MEASURE_LABELS:
            raise NotVisible(_("Không có thao tác này."))
        self.title = selectors.MEASURE_LABELS[self.measure]
        return selectors.numbers_on(self.actor.on)[self.measure]

    def check(self, record: Any) -> Answer:
        return policies.may_set_rules(self.actor)

    def initial(self, record: Any) -> dict[str, Any]:
        return {"number": record.number}

    def form(self, record: Any, **options: Any) -> Any:
        options.pop("files", None)
        return forms.RuleForm(initial=self.initial(record), **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.rule_set(actor=self.actor, measure=self.measure, now=self.now, **data)

    def done_url(self, record: Any, result: Any) -> str:
        return at("rules")

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(str(PLACE), at("list")), (_("Mức của nhiệm vụ"), at("rules"))]

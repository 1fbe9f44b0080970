"""What the acts on one work programme share."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from dieuphoi.core.register.views import ActView
from dieuphoi.steering.tasks.selectors import plans as selectors
from dieuphoi.steering.tasks.views.base import PLACE, at

PLANS = gettext_lazy("Chương trình công tác")


def crumbs_of(plan: Any) -> list[tuple[str, str]]:
    """The way to what belongs to a plan."""
    return [(str(PLACE), at("list")), (str(PLANS), at("plans")), (plan.title, at("plan", plan.pk))]


class OnPlan(ActView):
    """An act on one plan: the plan within scope, back to its page."""

    def load(self, **kwargs: Any) -> Any:
        return selectors.plan(self.actor, kwargs["plan_id"])

    def plan_of(self, record: Any) -> Any:
        """The plan of the record that is acted on."""
        return record

    def form(self, record: Any, **options: Any) -> Any:
        options.pop("files", None)
        return None if self.form_class is None else self.form_class(initial=self.initial(record), **options)

    def done_url(self, record: Any, result: Any) -> str:
        return at("plan", self.plan_of(record).pk)

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return crumbs_of(self.plan_of(record))

"""What the acts on one task share."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from dieuphoi.core.register.views import ActView
from dieuphoi.steering.tasks import selectors

PLACE = gettext_lazy("Nhiệm vụ")


def at(name: str, *args: Any) -> str:
    """The address of a page of tasks."""
    return reverse(f"tasks:{name}", args=args)


class OnTask(ActView):
    """An act on one task: the task within scope, its title as the text, back to its page."""

    def load(self, **kwargs: Any) -> Any:
        row = selectors.task_for_act(self.actor, kwargs["task_id"])
        self.text = f"{row.code}. {row.title}"
        return row

    def form(self, record: Any, **options: Any) -> Any:
        return None if self.form_class is None else self.form_class(initial=self.initial(record), **options)

    def done_url(self, record: Any, result: Any) -> str:
        return at("page", record.pk)

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(str(PLACE), at("list")), (record.code, at("page", record.pk))]

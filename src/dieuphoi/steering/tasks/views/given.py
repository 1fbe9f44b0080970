"""The list of the tasks that were given from one thing above: a document, the conclusions of a meeting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.functional import Promise

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.register.views import RegisterListView
from dieuphoi.steering.tasks.tables import TASKS


class GivenTasks(RegisterListView):
    """The register of tasks, narrowed. ``source`` tells what they come from: ``(crumbs, lead)`` – it raises
    ``NotVisible`` – and ``rows`` which they are. ``argument`` is the name of its id in the address.
    """

    name: ClassVar[str]
    title: ClassVar[str | Promise]
    empty: ClassVar[str | Promise]
    argument: ClassVar[str]
    rows: Callable[[Actor, date, int], Any]

    def source(self, pk: int) -> tuple[list[tuple[str, str]], str]:
        raise NotImplementedError

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.pk: int = kwargs[self.argument]
        pk, rows = self.pk, type(self).rows
        self.register = replace(
            TASKS, name=self.name, title=self.title, lead="", bulk_acts=(), new_url=None, empty=self.empty,
            selector=lambda actor, day: rows(actor, day, pk),
        )  # fmt: skip

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.actor.is_authenticated:
            self.above, lead = self.source(self.pk)
            self.register = replace(self.register, lead=lead)
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self, *, itself: bool = False) -> list[tuple[str, str]]:
        return [*self.above, (str(self.register.title), self.request.get_full_path())] if itself else self.above

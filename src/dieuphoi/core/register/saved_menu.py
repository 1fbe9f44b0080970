"""What a list page shows of saved views: the menu, the view that is open, and what is wrong with a faulty one."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.register.models import SavedView
from dieuphoi.core.register.policies import may_change_view
from dieuphoi.core.register.saved import PLAIN, default_of, kept_query, readable_rest, view_by_id, views_of
from dieuphoi.core.register.state import View
from dieuphoi.core.register.tables import Register
from dieuphoi.core.ui.query import with_query


class SavedHere:
    """The saved views of one request's list: one query, whatever is shown of them.

    ``offered``: a register made for one record (the table of one set) is known to no other process, and keeps none.
    """

    def __init__(self, register: Register, actor: Actor, request: HttpRequest, *, offered: bool) -> None:
        self.register, self.actor, self.request, self.offered = register, actor, request, offered
        key = request.GET.get("view") or ""
        self.key = int(key[:18]) if key.isascii() and key.isdigit() else 0

    @cached_property
    def views(self) -> list[SavedView]:
        """Asked for when the page is shown; an export needs none of it."""
        return views_of(self.actor, self.register.name) if self.offered else []

    @property
    def default(self) -> SavedView | None:
        return default_of(self.actor, self.views)

    @property
    def current(self) -> SavedView | None:
        return next((view for view in self.views if view.pk == self.key), None)

    @property
    def plain(self) -> str | None:
        """What an address without filters must carry, so that the default view does not come back."""
        return PLAIN if self.default is not None else None

    def leads_to(self) -> str:
        """Where a bare address leads: to the default view; ``?view=12`` alone to that view. Else the empty string.

        Raises ``NotVisible`` for a view that is not there for the actor.
        """
        params = self.request.GET
        if not params:
            default = self.default
            return self.address(default.pk, default.query) if default is not None and default.query else ""
        if list(params) == ["view"] and self.key:
            view = self.current or view_by_id(self.actor, self.key)
            if view.query:
                return self.address(view.pk, view.query)
        return ""

    def address(self, view_id: int, query: str) -> str:
        return self.request.path + with_query(QueryDict(query), view=view_id, page=None)

    def without(self, names: tuple[str, ...]) -> str:
        """The address without some filters. With nothing left it is the plain list, not a saved view again."""
        href = with_query(self.request.GET, **dict.fromkeys(names, None))
        left = [name for name in QueryDict(href.removeprefix("?")) if name != "view"]
        return href if left or (self.plain is None and "view" not in self.request.GET) else f"?view={PLAIN}"

    def menu(self, view: View) -> dict[str, Any]:
        """For the template: the views, the open one, whether it was changed, and the addresses of the acts."""
        current, now = self.current, kept_query(view.params, with_day=True)
        found: dict[str, Any] = {
            "offered": self.offered,
            "views": [
                {"view": each, "href": self.address(each.pk, each.query), "mine": each.owner_id == self.actor.id}
                for each in self.views
            ],
            "current": current,
            "plain_href": f"?view={PLAIN}" if self.default is not None else self.request.path,
            "new_href": reverse("views:new")
            + with_query({"register": self.register.name, "path": self.request.path, "query": now}),
            "list_href": reverse("views:list"),
            "rest": None,
        }
        if current is not None:
            allowed = bool(may_change_view(self.actor, current))
            found["may_change"] = allowed
            found["changed"] = current.query != kept_query(view.params, with_day="as_of" in QueryDict(current.query))
            found["edit_href"] = reverse("views:edit", args=[current.pk])
            found["replace_href"] = reverse("views:replace", args=[current.pk]) + with_query({"query": now})
            if view.faults:
                rest = readable_rest(self.register, self.actor, view.params, self.request)
                found["rest"] = rest
                found["rest_href"] = f"{self.request.path}?{rest.query or f'view={PLAIN}'}"
        return found

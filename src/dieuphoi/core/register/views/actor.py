"""What every page behind the sign-in knows: its actor, its clock, the day that it reads."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views import View as DjangoView

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.register.state import asked_day


class ActorView(DjangoView):
    """A page for people who are signed in; signed out leads to the sign-in page and back again."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.actor.is_authenticated:
            answer = redirect_to_login(request.get_full_path())
            if request.headers.get("HX-Request"):
                # htmx follows a redirect into the fragment; this header makes the whole page go there.
                return HttpResponse(status=204, headers={"HX-Redirect": answer.url})
            return answer
        return super().dispatch(request, *args, **kwargs)

    @property
    def actor(self) -> Actor:
        return cast(Actor, self.request.actor)  # type: ignore[attr-defined]

    @property
    def now(self) -> datetime:
        return cast(datetime, self.request.now)  # type: ignore[attr-defined]

    @property
    def as_of(self) -> date:
        """The day that this page reads: ``?as_of=`` of the address, else today.

        It is one value of the request: the page hands it to every selector, and the layout tells it. Raises
        :class:`InputErrors` for a day that cannot be read.
        """
        day = asked_day(self.request.GET.get("as_of", ""), self.actor.on)
        self.request.read_on = day  # type: ignore[attr-defined]
        return day

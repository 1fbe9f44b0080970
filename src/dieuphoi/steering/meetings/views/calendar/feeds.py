"""One's personal feeds of the calendar."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View as DjangoView

from dieuphoi.core.kernel.dates import today as day_of
from dieuphoi.core.kernel.errors import InputErrors
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.register.views import ActorView
from dieuphoi.registry.access.selectors import actor_for
from dieuphoi.steering.meetings import forms, ical, policies, services, tables
from dieuphoi.steering.meetings.notices import where_words
from dieuphoi.steering.meetings.selectors import feeds
from dieuphoi.steering.meetings.views.common import CALENDAR, to_calendar


class Feeds(ActorView):
    """One's own addresses; a new one is shown once, in the answer to the POST that made it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        require(policies.may_feed(self.actor))
        return self._page(request, forms.calendar.FeedForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        require(policies.may_feed(self.actor))
        form = forms.calendar.FeedForm(request.POST)
        if not form.is_valid():
            return self._page(request, form, status=422)
        try:
            feed, secret = services.feed_create(
                actor=self.actor, name=form.cleaned_data["name"], whole=form.cleaned_data["whole"], now=self.now
            )
        except InputErrors as faults:
            for fault in faults.errors:
                form.add_error(fault.field or None, fault.message)
            return self._page(request, form, status=422)
        address = request.build_absolute_uri(to_calendar("feed", secret))
        return self._page(request, forms.calendar.FeedForm(), fresh=(feed, address))

    def _page(self, request: HttpRequest, form: Any, *, fresh: Any = None, status: int = 200) -> HttpResponse:
        context = {
            "title": _("Lịch trên điện thoại, máy tính của tôi"),
            "breadcrumbs": [(CALENDAR, to_calendar("week"))],
            "feeds": feeds.feeds(self.actor),
            "form": form,
            "fresh": fresh,
        }
        answer = render(request, "meetings/feeds.html", context, status=status)
        if fresh is not None:
            answer["Cache-Control"] = "no-store"
        return answer


class FeedRevoke(ActorView):
    """An address answers no more."""

    def post(self, request: HttpRequest, feed_id: int) -> HttpResponse:
        services.feed_revoke(actor=self.actor, feed_id=feed_id, now=self.now)
        return HttpResponseRedirect(to_calendar("feeds"))


@method_decorator(login_not_required, name="dispatch")
class FeedText(DjangoView):
    """A calendar by its secret address, without a sign-in: what its owner sees today, as iCalendar.

    Unknown, revoked, of a closed account: all look the same (404). Nothing is kept on the way, nothing is written.
    """

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        now = request.now  # type: ignore[attr-defined]
        feed = feeds.feed_by_secret(secret)
        if feed is None:
            raise Http404
        actor = actor_for(feed.account_id, day_of(now))
        if not actor.is_authenticated:
            raise Http404
        events = [
            ical.Event(
                uid=f"{row.uid}@dieuphoi", title=row.title, starts_at=row.starts_at, ends_at=row.ends_at,
                changed_at=row.changed_at, sequence=row.sequence, place=where_words(row),
                link=request.build_absolute_uri(tables.entry_url(row)), cancelled=row.state == "CANCELLED",
            )
            for row in feeds.feed_entries(actor, feed, now, actor.on)
        ]  # fmt: skip
        name = _("Lịch công tác – %(who)s") % {"who": actor.name}
        answer = HttpResponse(ical.calendar_text(name, events, now), content_type=ical.MIME)
        answer["Content-Disposition"] = 'inline; filename="lich-cong-tac.ics"'
        answer["Cache-Control"] = "private, no-store"
        answer["X-Robots-Tag"] = "noindex"
        answer["Referrer-Policy"] = "no-referrer"
        return answer

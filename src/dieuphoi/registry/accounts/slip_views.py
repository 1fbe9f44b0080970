"""The page that prints first sign-in slips. GET only counts; the POST makes passwords and shows them once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.errors import InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.register.views import ActorView
from dieuphoi.registry.accounts.forms import SlipsForm
from dieuphoi.registry.accounts.policies import may_manage_accounts
from dieuphoi.registry.accounts.slips import slips_issue, unused_accounts


class SlipsPage(ActorView):
    """Slips for accounts that nobody has used yet. Leaving the page forgets the passwords."""

    def get(self, request: HttpRequest) -> HttpResponse:
        require(may_manage_accounts(self.actor))
        return self._ask(SlipsForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        require(may_manage_accounts(self.actor))
        form = SlipsForm(request.POST)
        if not form.is_valid():
            return self._ask(form)
        try:
            slips = slips_issue(actor=self.actor, now=self.now, renew=form.renew, usernames=form.usernames)
        except InputErrors as error:
            for fault in error.errors:
                form.add_error("names", fault.message)
            return self._ask(form)
        except Refused as refusal:
            form.add_error("names", refusal.reason)
            return self._ask(form)
        answer = self._page({"slips": slips})
        # A password must not come back from the browser's cache.
        answer["Cache-Control"] = "no-store"
        return answer

    def _ask(self, form: SlipsForm) -> HttpResponse:
        waiting = unused_accounts(self.actor).count()
        handed_out = unused_accounts(self.actor, renew=True).count() - waiting
        return self._page({"form": form, "waiting": waiting, "handed_out": handed_out, "slips": None})

    def _page(self, context: dict[str, Any]) -> HttpResponse:
        return render(self.request, "accounts/slips.html", {"title": _("Phiếu đăng nhập"), **context})

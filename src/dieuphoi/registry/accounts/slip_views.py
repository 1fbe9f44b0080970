"""The page that prints first sign-in slips. GET only counts; the POST makes passwords and shows them once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.policy import require
from dieuphoi.core.register.views import ActorView
from dieuphoi.registry.accounts.policies import may_manage_accounts
from dieuphoi.registry.accounts.slips import slips_issue, unused_accounts


class SlipsPage(ActorView):
    """Slips for the accounts that nobody has used yet. Leaving the page forgets the passwords."""

    def get(self, request: HttpRequest) -> HttpResponse:
        require(may_manage_accounts(self.actor))
        return self._page({"waiting": unused_accounts(self.actor).count(), "slips": None})

    def post(self, request: HttpRequest) -> HttpResponse:
        require(may_manage_accounts(self.actor))
        slips = slips_issue(actor=self.actor, now=self.now)
        answer = self._page({"waiting": len(slips), "slips": slips})
        # A password must not come back from the browser's cache.
        answer["Cache-Control"] = "no-store"
        return answer

    def _page(self, context: dict[str, Any]) -> HttpResponse:
        return render(self.request, "accounts/slips.html", {"title": _("Phiếu đăng nhập"), **context})

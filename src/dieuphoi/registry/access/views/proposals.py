"""Pages of the roles proposed on successors of a change of units."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dieuphoi.core.kernel.errors import InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.register.views import ActorView
from dieuphoi.registry.access import policies
from dieuphoi.registry.access.selectors.proposals import changes_with_holders, proposals
from dieuphoi.registry.access.services.proposals import proposals_confirm


class ChangeList(ActorView):
    """The changes whose predecessors' people may want a role on a successor."""

    def get(self, request: HttpRequest) -> HttpResponse:
        require(policies.may_give_roles(self.actor))
        context = {
            "title": _("Vai trò theo thay đổi địa giới"),
            "breadcrumbs": [(_("Tài khoản và quyền"), reverse("rights:home"))],
            "changes": changes_with_holders(self.actor),
        }
        return render(request, "access/changes.html", context)


class ChangePage(ActorView):
    """The proposals of one change, to be ticked."""

    def get(self, request: HttpRequest, change_id: int) -> HttpResponse:
        require(policies.may_give_roles(self.actor))
        return self.show(change_id)

    def post(self, request: HttpRequest, change_id: int) -> HttpResponse:
        require(policies.may_give_roles(self.actor))
        proposals(self.actor, change_id)
        try:
            made = proposals_confirm(
                actor=self.actor,
                change_id=change_id,
                keys=list(dict.fromkeys(request.POST.getlist("keys"))),
                reason=(request.POST.get("reason") or "").strip(),
                now=self.now,
            )
        except InputErrors as faults:
            return self.show(change_id, [{"message": fault.message} for fault in faults.errors], status=422)
        except Refused as refusal:
            return self.show(change_id, [{"message": refusal.reason}], status=refusal.status)
        words = ngettext("Đã giao %(n)d vai trò.", "Đã giao %(n)d vai trò.", len(made))
        messages.success(request, words % {"n": len(made)})
        return HttpResponseRedirect(reverse("rights:change", args=[change_id]))

    def show(self, change_id: int, errors: list[dict[str, str]] | None = None, status: int = 200) -> HttpResponse:
        found = proposals(self.actor, change_id)
        context = {
            "title": _("Vai trò theo thay đổi địa giới"),
            "breadcrumbs": [
                (_("Tài khoản và quyền"), reverse("rights:home")),
                (_("Vai trò theo thay đổi địa giới"), reverse("rights:changes")),
            ],
            "change": found,
            "waiting": [row for row in found.rows if not row.done],
            "done": [row for row in found.rows if row.done],
            "errors": errors or [],
        }
        return render(self.request, "access/change.html", context, status=status)

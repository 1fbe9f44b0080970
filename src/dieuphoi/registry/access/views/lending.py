"""Lending one's role, ending what was lent, and "why may I not?"."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal
from dieuphoi.core.register.views import ActorView, ActView
from dieuphoi.registry.access import policies, why
from dieuphoi.registry.access.forms import LendForm
from dieuphoi.registry.access.roles import LENT_IN_PARTS, role_label
from dieuphoi.registry.access.selectors.people import delegation_visible
from dieuphoi.registry.access.selectors.roles import role_visible
from dieuphoi.registry.access.services.delegations import delegation_end, delegation_give
from dieuphoi.registry.access.views.words import grant_rows
from dieuphoi.registry.accounts.oidc import link_end, link_of


class Lend(ActView):
    """Lend one of one's own roles."""

    title = gettext_lazy("Ủy quyền vai trò")
    needs_reason = True
    done_message = gettext_lazy("Đã ủy quyền. Việc người đó làm vẫn ghi tên người đó.")

    def load(self, assignment_id: int) -> Any:
        row = role_visible(self.actor, assignment_id, self.actor.on)
        words = _("Người nhận được làm như bạn với vai trò “%(role)s” trong thời gian này; không ủy quyền tiếp được.")
        self.text = words % {"role": role_label(row.role)}
        return row

    def check(self, record: Any) -> Answer:
        return policies.may_lend(self.actor, record)

    def form(self, record: Any, **options: Any) -> forms.Form:
        day = self.actor.on
        options.setdefault("initial", {"start": day, "end": day + timedelta(days=7)})
        return LendForm(actor=self.actor, by_parts=record.role in LENT_IN_PARTS, **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return delegation_give(
            actor=self.actor,
            assignment_id=record.pk,
            delegate_id=data["delegate"],
            start=data["start"],
            end=data["end"],
            place_ids=data.get("places") or (),
            reason=reason,
            now=self.now,
        )

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("access:account") + "#delegations"

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(_("Tài khoản của tôi"), reverse("access:account"))]


class DelegationEnd(ActView):
    """Take back, give back, or end."""

    title = gettext_lazy("Kết thúc ủy quyền")
    needs_reason = True
    done_message = gettext_lazy("Đã kết thúc ủy quyền.")

    def load(self, delegation_id: int) -> Any:
        row = delegation_visible(self.actor, delegation_id)
        self.text = _("%(lender)s ủy quyền “%(role)s” cho %(delegate)s.") % {
            "lender": str(row.assignment.account),
            "role": role_label(row.assignment.role),
            "delegate": str(row.delegate),
        }
        return row

    def check(self, record: Any) -> Answer:
        return policies.may_end_delegation(self.actor, record)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return delegation_end(actor=self.actor, delegation_id=record.pk, reason=reason, now=self.now)

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("access:account") + "#delegations"

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(_("Tài khoản của tôi"), reverse("access:account"))]


class Unlink(ActView):
    """Take one's own link to the issuer away."""

    title = gettext_lazy("Bỏ nối tài khoản đăng nhập ngoài")
    needs_reason = True
    done_message = gettext_lazy("Đã bỏ nối.")

    def load(self, **kwargs: Any) -> str:
        return link_of(self.actor.id)

    def check(self, record: str) -> Answer:
        if record:
            return Allowed()
        return Refusal("no_link", _("Tài khoản này không có nối nào."), status=409)

    def run(self, record: str, *, reason: str, data: dict[str, Any]) -> Any:
        link_end(actor=self.actor, account_id=self.actor.id, reason=reason, now=self.now)

    def done_url(self, record: str, result: Any) -> str:
        return reverse("access:account")


class WhyPage(ActorView):
    """What I may and may not, with the reason; of one page too, when its address is given."""

    def get(self, request: HttpRequest) -> HttpResponse:
        address = (request.GET.get("path") or "").strip()
        page = why.page_acts(request, address) if address else None
        areas: dict[str, list[why.Verdict]] = {}
        for verdict in why.generic_acts(self.actor):
            areas.setdefault(verdict.area, []).append(verdict)
        context = {
            "title": _("Vì sao tôi làm được, hay không làm được?"),
            "breadcrumbs": [(_("Tài khoản của tôi"), reverse("access:account"))],
            "address": address,
            "page": page,
            "areas": areas,
            "roles": grant_rows(self.actor, self.actor),
        }
        return render(request, "access/why.html", context)

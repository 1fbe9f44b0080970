"""The page of a person's account, and the acts that repair, close and open it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.history.selectors import history_of
from dieuphoi.core.kernel.dates import format_datetime
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal, require
from dieuphoi.core.kernel.ranges import range_label
from dieuphoi.core.register.record import ActLink, Panel, RecordPage, act_link
from dieuphoi.core.register.tables import StateLook
from dieuphoi.core.register.views import ActView, RecordView
from dieuphoi.registry.access import policies, tables
from dieuphoi.registry.access.forms import LeaveForm, SubjectForm
from dieuphoi.registry.access.leaving import open_work
from dieuphoi.registry.access.roles import role_label
from dieuphoi.registry.access.selectors import actor_for
from dieuphoi.registry.access.selectors.people import delegations_of, standing
from dieuphoi.registry.access.selectors.roles import place_words, roles_of
from dieuphoi.registry.access.services import resets
from dieuphoi.registry.access.views.words import grant_rows
from dieuphoi.registry.accounts import second_step
from dieuphoi.registry.accounts.oidc import link_end, link_make, link_of, oidc_label
from dieuphoi.registry.accounts.policies import may_manage_accounts
from dieuphoi.registry.accounts.selectors import account_visible
from dieuphoi.registry.accounts.services import account_reopen
from dieuphoi.registry.accounts.sessions import open_sessions, session_end, session_of, session_owner

LABELS: dict[str, Any] = {
    "username": gettext_lazy("Tên đăng nhập"),
    "person": gettext_lazy("Cán bộ"),
    "is_active": gettext_lazy("Đang mở"),
    "is_system": gettext_lazy("Của hệ thống"),
    "must_change_password": gettext_lazy("Phải đổi mật khẩu lần tới"),
    "closed_at": gettext_lazy("Đóng lúc"),
}
OPEN = StateLook(gettext_lazy("tài khoản đang mở"), "good", "check")
CLOSED = StateLook(gettext_lazy("tài khoản đã đóng"), "neutral", "dash")


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Tài khoản và quyền"), reverse("rights:home"))]


class PersonPage(RecordView):
    """What one account may today and why; its roles, what is lent, its sign-in, its sessions, its history."""

    template_name = "access/record.html"

    def load(self, account_id: int) -> Any:
        return account_visible(self.actor, account_id)

    def describe(self, record: Any) -> RecordPage:
        day = self.actor.on
        holder = actor_for(record.pk, day)
        context = {
            "grants": grant_rows(self.actor, holder),
            "roles": [
                {"href": reverse("rights:role", args=[row.pk]), "role": role_label(row.role),
                 "org": row.org.name if row.org else "", "place": place_words(row) or _("toàn tỉnh"),
                 "valid": range_label(row.valid), "state": tables.STATE_LOOKS[row.state],
                 "coordinator": row.coordinator}
                for row in roles_of(self.actor, record.pk, day)
            ],
            "delegations": [
                {"role": role_label(row.assignment.role), "lender": str(row.assignment.account),
                 "delegate": str(row.delegate), "valid": range_label(row.valid), "reason": row.reason}
                for row in delegations_of(self.actor, record.pk)
            ],
            "sessions": open_sessions(self.actor, account_id=record.pk, now=self.now),
            "may_end": bool(may_manage_accounts(self.actor)),
        }  # fmt: skip
        panels = [
            Panel(_("Hôm nay được làm gì, và vì sao"), _render("access/person_grants.html", context), id="grants"),
            Panel(_("Các vai trò"), _render("access/person_roles.html", context), id="roles"),
        ]
        if context["delegations"]:
            panels.append(Panel(_("Ủy quyền"), _render("access/person_delegations.html", context), id="delegations"))
        if may_manage_accounts(self.actor):
            panels.append(Panel(_("Phiên đang mở"), _render("access/person_sessions.html", context), id="sessions"))
        return RecordPage(
            title=str(record),
            state=OPEN if record.is_active else CLOSED,
            header=self._header(record),
            acts=self._acts(record),
            panels=panels,
            history=history_of(record, actor=self.actor, labels=LABELS),
            context={"chain": chain_of(self.actor, "account", record.pk, on=self.as_of)},
            breadcrumbs=_crumbs(),
        )

    def _header(self, record: Any) -> list[tuple[str, Any]]:
        person = Markup('<a href="{}">{}</a>').format(
            reverse("organisations:person", args=[record.person_id]), record.person.full_name
        )
        pairs = [
            (_("Tên đăng nhập"), record.username),
            (_("Cán bộ"), person),
            (_("Đăng nhập lần cuối"), format_datetime(record.last_login) or _("chưa lần nào")),
            (_("Bước thứ hai"), _("đã bật") if second_step.has_second_step(record.pk) else _("chưa bật")),
        ]
        if link := link_of(record.pk):
            pairs.append((_("Nối với %(label)s") % {"label": oidc_label() or _("đơn vị khác")}, link))
        return pairs

    def _acts(self, record: Any) -> list[ActLink]:
        keeps = may_manage_accounts(self.actor)
        resets_ = policies.may_reset(self.actor, standing(record.pk, self.actor.on))
        gives = policies.may_give_roles(self.actor)
        links = [
            (
                "give", _("Giao vai trò"), f"{reverse('rights:role_new')}?username={record.username}",
                gives if record.is_active else Refusal("account_closed", _("Tài khoản này đã đóng."), 409),
            ),
            ("password", _("Cấp mật khẩu mới"), reverse("rights:reset", args=[record.pk]), resets_),
        ]  # fmt: skip
        if second_step.has_second_step(record.pk):
            href = reverse("rights:second_step_reset", args=[record.pk])
            links.append(("second-step", _("Gỡ bước thứ hai"), href, resets_))
        if oidc_label() and record.is_active:
            name, label = ("unlink", _("Bỏ nối")) if link_of(record.pk) else ("link", _("Nối đăng nhập ngoài"))
            links.append((name, label, reverse(f"rights:{name}", args=[record.pk]), keeps))
        if record.is_active:
            own = Refusal("own_account", _("Không tự đóng tài khoản của mình. Hãy nhờ một người quản trị khác."))
            answer = own if record.pk == self.actor.id and keeps else keeps
            links.append(("close", _("Đóng tài khoản"), reverse("rights:close", args=[record.pk]), answer))
        else:
            links.append(("reopen", _("Mở lại"), reverse("rights:reopen", args=[record.pk]), keeps))
        return [act_link(*each) for each in links]


def _render(template: str, context: dict[str, Any]) -> Markup:
    """A fragment of ours: it needs nothing of the request."""
    return Markup(render_to_string(template, context))  # noqa: S704 - our own escaped template


class _AccountAct(ActView):
    """An act upon an account, with a reason."""

    needs_reason = True

    def load(self, account_id: int) -> Any:
        row = account_visible(self.actor, account_id)
        self.text = self.question(row)
        return row

    def question(self, record: Any) -> str:
        return f"{record} ({record.username})"

    def check(self, record: Any) -> Answer:
        return may_manage_accounts(self.actor)

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("rights:person", args=[record.pk])

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [*_crumbs(), (str(record), reverse("rights:person", args=[record.pk]))]


class PasswordReset(_AccountAct):
    """A new one-time password, shown once as a slip to hand over."""

    title = gettext_lazy("Cấp mật khẩu mới")
    submit_label = gettext_lazy("Cấp và hiện phiếu")
    danger = True

    def question(self, record: Any) -> str:
        words = _(
            "%(name)s (%(username)s) sẽ phải đăng nhập lại bằng mật khẩu dùng một lần rồi đổi ngay. Các phiên đang mở"
            " kết thúc. Hãy chắc chắn người nhờ bạn đúng là người này."
        )
        return words % {"name": str(record), "username": record.username}

    def check(self, record: Any) -> Answer:
        return policies.may_reset(self.actor, standing(record.pk, self.actor.on))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        record = self.load(**kwargs)
        require(self.check(record))
        reason = (request.POST.get("reason") or "").strip()
        if not reason:
            faults = [{"message": _("Hãy ghi lý do."), "label": _("Lý do"), "field_id": "act-reason"}]
            return self.show(record, None, errors=faults, status=422)
        try:
            slip = resets.password_reset(actor=self.actor, account_id=record.pk, reason=reason, now=self.now)
        except Refused as refusal:
            return self.show(record, None, errors=[{"message": refusal.reason}], reason=reason, status=refusal.status)
        answer = render(request, "accounts/slips.html", {"title": _("Phiếu đăng nhập"), "slips": [slip]})
        # A password must not come back from the browser's cache.
        answer["Cache-Control"] = "no-store"
        return answer


class SecondStepReset(_AccountAct):
    """Take the second step off for who lost the telephone."""

    title = gettext_lazy("Gỡ bước thứ hai")
    danger = True
    done_message = gettext_lazy("Đã gỡ. Người này đăng nhập bằng mật khẩu rồi bật lại trên điện thoại mới.")

    def check(self, record: Any) -> Answer:
        return policies.may_reset(self.actor, standing(record.pk, self.actor.on))

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        resets.second_step_reset(actor=self.actor, account_id=record.pk, reason=reason, now=self.now)


class Close(_AccountAct):
    """Close the account of who leaves; what they did and what is open stays."""

    title = gettext_lazy("Đóng tài khoản")
    form_class = LeaveForm
    danger = True
    done_message = gettext_lazy("Đã đóng tài khoản. Việc đã làm và việc còn dở vẫn giữ nguyên.")

    def question(self, record: Any) -> str:
        words = _(
            "%(name)s (%(username)s) không đăng nhập được nữa; phiên và mã truy cập kết thúc ngay. Không có gì bị xóa."
        )
        return words % {"name": str(record), "username": record.username}

    template_name = "access/close.html"

    def show(self, record: Any, *args: Any, **options: Any) -> HttpResponse:
        # Nothing of it is touched: it is listed so that somebody takes it over.
        record.open_work = open_work(self.actor, record.person_id, self.actor.on)
        return super().show(record, *args, **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return resets.person_leave(
            actor=self.actor, account_id=record.pk, reason=reason, end_roles=data["end_roles"], now=self.now
        )


class Reopen(_AccountAct):
    """Open a closed account again."""

    title = gettext_lazy("Mở lại tài khoản")
    done_message = gettext_lazy("Đã mở lại. Hãy in phiếu đăng nhập mới; vai trò đã kết thúc thì giao lại.")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return account_reopen(actor=self.actor, account_id=record.pk, reason=reason, now=self.now)


class LinkMake(_AccountAct):
    """Tie the account to the issuer's identifier."""

    title = gettext_lazy("Nối đăng nhập ngoài")
    form_class = SubjectForm
    done_message = gettext_lazy("Đã nối.")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        link_make(actor=self.actor, account_id=record.pk, subject=data["subject"], reason=reason, now=self.now)


class LinkEnd(_AccountAct):
    """Take the link away."""

    title = gettext_lazy("Bỏ nối đăng nhập ngoài")
    done_message = gettext_lazy("Đã bỏ nối.")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        link_end(actor=self.actor, account_id=record.pk, reason=reason, now=self.now)


class SessionEnd(ActView):
    """End somebody's session."""

    title = gettext_lazy("Kết thúc phiên")
    needs_reason = True
    danger = True
    done_message = gettext_lazy("Đã kết thúc phiên; người đó phải đăng nhập lại.")

    def load(self, session_id: int) -> Any:
        row = session_of(self.actor, session_id)
        self.owner = session_owner(self.actor, session_id)
        account = account_visible(self.actor, self.owner)
        self.text = f"{account}: {row.device}, {row.ip}, {format_datetime(row.started_at)}"
        return row

    def check(self, record: Any) -> Answer:
        return Allowed() if self.owner == self.actor.id else may_manage_accounts(self.actor)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return session_end(actor=self.actor, session_id=record.id, reason=reason, now=self.now)

    def form(self, record: Any, **options: Any) -> forms.Form | None:
        return None

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("rights:person", args=[self.owner])

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return _crumbs()

"""Pages of the register of roles and its reviews, of tokens, of the journal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.history.selectors import account_names, history_of
from dieuphoi.core.kernel.dates import format_date, format_datetime
from dieuphoi.core.kernel.policy import Answer, require
from dieuphoi.core.kernel.ranges import range_label
from dieuphoi.core.register.record import Panel, RecordPage, act_link
from dieuphoi.core.register.views import ActView, RecordView, RegisterListView
from dieuphoi.registry.access import policies, tables
from dieuphoi.registry.access.forms import EndForm, ExtendForm, RoleGiveForm
from dieuphoi.registry.access.roles import role_label
from dieuphoi.registry.access.selectors.roles import place_words, reviews_of, role_visible
from dieuphoi.registry.access.services.reviews import role_end_by_review, role_keep
from dieuphoi.registry.access.services.roles import coordinator_mark, role_assign, role_end, role_extend
from dieuphoi.registry.accounts.policies import may_manage_accounts
from dieuphoi.registry.accounts.selectors import token_visible
from dieuphoi.registry.accounts.services import token_end


class RoleList(RegisterListView):
    register = tables.ROLES


class ReviewList(RegisterListView):
    register = tables.REVIEWS


class TokenList(RegisterListView):
    """All tokens, for who keeps the accounts."""

    register = tables.TOKENS

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        require(may_manage_accounts(self.actor))
        return super().get(request, *args, **kwargs)


class Journal(RegisterListView):
    """The journal, for the administrator and who checks."""

    register = tables.JOURNAL

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        require(policies.may_read_journal(self.actor))
        return super().get(request, *args, **kwargs)


LABELS: dict[str, Any] = {
    "account": gettext_lazy("Tài khoản"),
    "role": gettext_lazy("Vai trò"),
    "org": gettext_lazy("Cơ quan"),
    "place": gettext_lazy("Địa bàn"),
    "valid": gettext_lazy("Thời gian"),
    "reason": gettext_lazy("Lý do"),
    "coordinator": gettext_lazy("Người điều phối"),
}


def _crumbs() -> list[tuple[str, str]]:
    return [
        (_("Tài khoản và quyền"), reverse("rights:home")),
        (_("Vai trò"), reverse("rights:roles")),
    ]


class RolePage(RecordView):
    """One role of one person: how long, by which reason, who reviewed it."""

    template_name = "access/record.html"

    def load(self, assignment_id: int) -> Any:
        return role_visible(self.actor, assignment_id, self.actor.on)

    def describe(self, record: Any) -> RecordPage:
        gives = policies.may_assign_roles(self.actor, record.role)
        reviews = policies.may_review(self.actor, record)
        person = Markup('<a href="{}">{}</a>').format(
            reverse("rights:person", args=[record.account_id]), str(record.account)
        )
        acts = []
        if record.state != "ended":
            for name, label, answer in (
                ("keep", _("Vẫn cần, giữ"), reviews),
                ("review-end", _("Không cần nữa"), reviews),
                ("extend", _("Gia hạn"), gives),
                ("coordinator", _("Bỏ dấu điều phối") if record.coordinator else _("Đặt làm người điều phối"), gives),
                ("end", _("Kết thúc"), gives),
            ):
                acts.append(act_link(name, label, reverse("rights:role_act", args=[record.pk, name]), answer))
        return RecordPage(
            title=_("%(role)s – %(person)s") % {"role": role_label(record.role), "person": str(record.account)},
            state=tables.STATE_LOOKS[record.state],
            acts=acts,
            panels=(
                Panel(
                    _("Vai trò này"),
                    pairs=(
                        (_("Người giữ"), person),
                        (_("Cơ quan"), record.org.name if record.org else ""),
                        (_("Địa bàn"), place_words(record) or _("toàn tỉnh")),
                        (_("Thời gian"), range_label(record.valid)),
                        (_("Người điều phối"), _("có") if record.coordinator else _("không")),
                        (_("Lý do"), record.reason),
                    ),
                    id="facts",
                ),
                Panel(_("Rà soát"), pairs=self._reviews(record), id="reviews"),
            ),
            context={"chain": chain_of(self.actor, "role", record.pk, on=self.as_of)},
            history=history_of(record, actor=self.actor, labels=LABELS, hide=("place",)),
            breadcrumbs=_crumbs(),
        )

    def _reviews(self, record: Any) -> list[tuple[str, str]]:
        rows = list(reviews_of(self.actor, record.pk))
        names = account_names({row.actor_id for row in rows})
        if not rows:
            return [(_("Chưa ai rà soát"), "")]
        return [
            (
                format_datetime(row.recorded_at),
                " – ".join(filter(None, [row.get_decision_display(), names.get(row.actor_id, ""), row.reason])),
            )
            for row in rows
        ]


class RoleNew(ActView):
    """Give a role."""

    title = gettext_lazy("Giao vai trò")
    needs_reason = True
    done_message = gettext_lazy("Đã giao vai trò.")

    def load(self, **kwargs: Any) -> None:
        return None

    def check(self, record: None) -> Answer:
        return policies.may_give_roles(self.actor)

    def form(self, record: None, **options: Any) -> forms.Form:
        day = self.actor.on
        first = {"start": day, "end": day + timedelta(days=364), "username": self.request.GET.get("username", "")}
        options.setdefault("initial", first)
        return RoleGiveForm(actor=self.actor, **options)

    def run(self, record: None, *, reason: str, data: dict[str, Any]) -> Any:
        return role_assign(
            actor=self.actor,
            account_id=data["username"],
            role=data["role"],
            org_id=data["org_id"],
            place_id=data["place_id"],
            start=data["start"],
            end=data["end"],
            coordinator=data["coordinator"],
            reason=reason,
            now=self.now,
        )

    def done_url(self, record: None, result: Any) -> str:
        return reverse("rights:role", args=[result.pk]) if result is not None else reverse("rights:roles")

    def crumbs(self, record: None) -> list[tuple[str, str]]:
        return _crumbs()


class RoleAct(ActView):
    """Keep or end by review, extend, end, mark as coordinator: one page each, by its name in the address."""

    needs_reason = True
    ACTS = {
        "keep": gettext_lazy("Vẫn cần, giữ"),
        "review-end": gettext_lazy("Không cần nữa, kết thúc từ hôm nay"),
        "extend": gettext_lazy("Gia hạn vai trò"),
        "end": gettext_lazy("Kết thúc vai trò"),
        "coordinator": gettext_lazy("Người điều phối của cơ quan"),
    }

    def load(self, assignment_id: int, act: str) -> Any:
        row = role_visible(self.actor, assignment_id, self.actor.on)
        self.act = act
        self.title = self.ACTS[act]
        self.needs_reason = act != "keep"
        self.danger = act in ("end", "review-end")
        ends = _("đến trước ngày %(day)s") % {"day": format_date(row.ends)} if row.ends else _("chưa có ngày kết thúc")
        self.text = f"{row.account} – {role_label(row.role)}, {ends}."
        return row

    def check(self, record: Any) -> Answer:
        if self.act in ("keep", "review-end"):
            return policies.may_review(self.actor, record)
        return policies.may_assign_roles(self.actor, record.role)

    def form(self, record: Any, **options: Any) -> forms.Form | None:
        if self.act == "extend":
            return ExtendForm(**options)
        if self.act == "end":
            options.setdefault("initial", {"on": self.actor.on})
            return EndForm(**options)
        return None

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        common = {"actor": self.actor, "assignment_id": record.pk, "reason": reason, "now": self.now}
        if self.act == "keep":
            return role_keep(**common)
        if self.act == "review-end":
            return role_end_by_review(**common)
        if self.act == "extend":
            return role_extend(**common, end=data["end"])
        if self.act == "coordinator":
            return coordinator_mark(**common, on=not record.coordinator)
        return role_end(**common, on=data["on"])

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("rights:role", args=[record.pk])

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return _crumbs()


class TokenEnd(ActView):
    """Stop somebody's token."""

    title = gettext_lazy("Thu hồi mã truy cập")
    needs_reason = True
    danger = True
    done_message = gettext_lazy("Đã thu hồi mã.")

    def load(self, token_id: int) -> Any:
        row = token_visible(self.actor, token_id)
        self.text = f"{row.account}: {row.name} ({row.prefix}…)"
        return row

    def check(self, record: Any) -> Answer:
        return may_manage_accounts(self.actor)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return token_end(actor=self.actor, token_id=record.pk, reason=reason, now=self.now)

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("rights:tokens")

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(_("Tài khoản và quyền"), reverse("rights:home")), (_("Mã truy cập"), reverse("rights:tokens"))]

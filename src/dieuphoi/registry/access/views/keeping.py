"""Home of access, who is locked out, and the rules."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.policy import Answer, require
from dieuphoi.core.kernel.ranges import contains, range_label
from dieuphoi.core.register.views import ActorView, ActView
from dieuphoi.registry.access import policies
from dieuphoi.registry.access.forms import IntervalForm, RuleForm
from dieuphoi.registry.access.roles import role_label
from dieuphoi.registry.access.selectors import rules as rule_selectors
from dieuphoi.registry.access.selectors.roles import FINE, roles_now
from dieuphoi.registry.access.services import rules as rule_services
from dieuphoi.registry.accounts import lockouts
from dieuphoi.registry.accounts.policies import may_manage_accounts, may_see_lockouts, may_unlock


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Tài khoản và quyền"), reverse("rights:home"))]


class Home(ActorView):
    """The pages of access that this person has business on, with what waits there."""

    def get(self, request: HttpRequest) -> HttpResponse:
        require(policies.may_open_access(self.actor))
        context = {"title": _("Tài khoản và quyền"), "cards": [card for card in self._cards() if card["may"]]}
        return render(request, "access/home.html", context)

    def _cards(self) -> list[dict[str, Any]]:
        actor, day = self.actor, self.actor.on
        soon = rule_selectors.interval_days("role_ends_soon", day)
        reviews = bool(policies.may_review(actor, None))
        waiting = roles_now(actor, day).exclude(review=FINE).exclude(account_id=actor.id).count() if reviews else None
        locks = len(lockouts.locks(actor, self.now)) if may_see_lockouts(actor) else None
        return [
            {"may": True, "label": _("Vai trò"), "href": reverse("rights:roles"), "count": None,
             "text": _("Ai được làm gì, ở đâu, đến bao giờ.")},
            {"may": soon is not None, "label": _("Vai trò sắp hết hạn"), "count": None,
             "href": f"{reverse('rights:roles')}?state=now&within={soon}",
             "text": _("Trong %(days)s ngày tới.") % {"days": soon}},
            {"may": reviews, "label": _("Rà soát quyền"), "href": reverse("rights:reviews"), "count": waiting,
             "text": _("Vai trò chưa rà soát lần nào hoặc đã quá hạn.")},
            {"may": bool(policies.may_give_roles(actor)), "label": _("Vai trò theo thay đổi địa giới"), "count": None,
             "href": reverse("rights:changes"), "text": _("Đề xuất cho đơn vị mới sau sáp nhập, chia tách.")},
            {"may": bool(may_manage_accounts(actor)), "label": _("Phiếu đăng nhập"), "count": None,
             "href": reverse("account_slips"), "text": _("Cho người chưa đăng nhập lần nào.")},
            {"may": bool(may_see_lockouts(actor)), "label": _("Đang bị khóa"), "href": reverse("rights:locks"),
             "count": locks, "text": _("Sai mật khẩu hoặc mã quá nhiều lần.")},
            {"may": bool(may_manage_accounts(actor)), "label": _("Mã truy cập"), "href": reverse("rights:tokens"),
             "count": None, "text": _("Của các chương trình làm thay người.")},
            {"may": bool(policies.may_read_journal(actor)), "label": _("Nhật ký"), "href": reverse("rights:journal"),
             "count": None, "text": _("Ai làm gì, khi nào, từ đâu.")},
            {"may": bool(policies.may_read_rules(actor)), "label": _("Quy định truy cập"), "count": None,
             "href": reverse("rights:rules"), "text": _("Ai cần bước thứ hai; bao lâu rà soát một lần.")},
        ]  # fmt: skip


class Locks(ActorView):
    """Who is locked, since when, until when."""

    def get(self, request: HttpRequest) -> HttpResponse:
        require(may_see_lockouts(self.actor))
        context = {
            "title": _("Đang bị khóa đăng nhập"),
            "breadcrumbs": _crumbs(),
            "locks": lockouts.locks(self.actor, self.now),
        }
        return render(request, "access/locks.html", context)


class Unlock(ActView):
    """Let a locked name try again."""

    title = gettext_lazy("Mở khóa đăng nhập")
    needs_reason = True
    done_message = gettext_lazy("Đã mở khóa; người đó thử lại được ngay.")

    def load(self, lock_id: int) -> Any:
        require(may_see_lockouts(self.actor))
        row = lockouts.lock_of(self.actor, lock_id, self.now)
        self.text = _("“%(name)s” từ %(ip)s, sai %(tries)s lần.") % {
            "name": row.username, "ip": row.ip, "tries": row.tries,
        }  # fmt: skip
        return row

    def check(self, record: Any) -> Answer:
        return may_unlock(self.actor)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return lockouts.unlock(actor=self.actor, lock_id=record.id, reason=reason, now=self.now)

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("rights:locks")

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [*_crumbs(), (_("Đang bị khóa đăng nhập"), reverse("rights:locks"))]


class Rules(ActorView):
    """The rules of access with their sources, former ones too."""

    def get(self, request: HttpRequest) -> HttpResponse:
        require(policies.may_read_rules(self.actor))
        day = self.actor.on
        context = {
            "title": _("Quy định truy cập"),
            "breadcrumbs": _crumbs(),
            "may_keep": policies.may_keep_rules(self.actor),
            "rules": [
                {"id": row.pk, "role": role_label(row.role), "valid": range_label(row.valid) or _("không ngày nào"),
                 "source": row.source, "open": not row.valid.isempty and row.valid.upper is None}
                for row in rule_selectors.second_step_rules(self.actor)
            ],
            "intervals": [
                {"label": rule_selectors.INTERVAL_LABELS[row.key], "days": row.days,
                 "valid": range_label(row.valid) or _("không ngày nào"), "source": row.source,
                 "now": contains(row.valid, day)}
                for row in rule_selectors.intervals(self.actor)
            ],
        }  # fmt: skip
        return render(request, "access/rules.html", context)


class _RuleAct(ActView):
    def load(self, **kwargs: Any) -> Any:
        return None

    def check(self, record: Any) -> Answer:
        return policies.may_keep_rules(self.actor)

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("rights:rules")

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [*_crumbs(), (_("Quy định truy cập"), reverse("rights:rules"))]


class RuleNew(_RuleAct):
    """A role needs the second step from a day on."""

    title = gettext_lazy("Bắt buộc bước thứ hai")
    text = gettext_lazy(
        "Từ ngày này, ai giữ vai trò mà chưa bật bước thứ hai sẽ được dẫn tới trang bật, rồi mới làm tiếp được."
    )
    form_class = RuleForm

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return rule_services.second_step_rule_set(actor=self.actor, now=self.now, **data)


class RuleEnd(_RuleAct):
    """A role no longer needs it."""

    title = gettext_lazy("Bỏ quy định bước thứ hai")
    needs_reason = True

    def load(self, **kwargs: Any) -> Any:
        row = rule_selectors.second_step_rule(self.actor, kwargs["rule_id"])
        self.text = f"{role_label(row.role)}: {row.source}"
        return row

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return rule_services.second_step_rule_end(actor=self.actor, rule_id=record.pk, reason=reason, now=self.now)


class IntervalSet(_RuleAct):
    """So many days, from today on."""

    title = gettext_lazy("Đặt thời hạn")
    form_class = IntervalForm

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return rule_services.interval_set(actor=self.actor, now=self.now, **data)

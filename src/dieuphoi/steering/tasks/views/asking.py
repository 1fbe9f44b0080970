"""Asking for more time, and deciding on it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.core.register.views import ActView
from dieuphoi.steering.tasks import forms, policies, selectors, services
from dieuphoi.steering.tasks.states import EXTENSION_LIFE
from dieuphoi.steering.tasks.views.base import PLACE, OnTask, at


class ExtensionAsk(OnTask):
    """More time is asked for."""

    form_class = forms.ExtensionForm
    title = gettext_lazy("Xin gia hạn")
    submit_label = gettext_lazy("Gửi đề nghị")
    done_message = gettext_lazy("Đã gửi đề nghị; hạn chỉ đổi khi bên giao việc đồng ý.")
    needs_reason = True

    def check(self, record: Any) -> Answer:
        return policies.may_ask_extension(self.actor, record)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.extension_ask(actor=self.actor, task_id=record.pk, reason=reason, now=self.now, **data)


class _OnExtension(ActView):
    def load(self, **kwargs: Any) -> Any:
        row = selectors.extension_by_id(self.actor, kwargs["extension_id"])
        words = {
            "task": row.task.title, "who": row.asker_name, "day": format_date(row.wanted_due),
            "due": format_date(row.task.due_on), "why": row.reason,
        }  # fmt: skip
        self.text = _("%(task)s. %(who)s xin gia hạn từ %(due)s đến %(day)s: %(why)s") % words
        return row

    def done_url(self, record: Any, result: Any) -> str:
        return at("page", record.task_id)

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(str(PLACE), at("list")), (record.task.code, at("page", record.task_id))]


class ExtensionGrant(_OnExtension):
    """More time, until what was asked or another day."""

    form_class = forms.GrantForm
    title = gettext_lazy("Đồng ý gia hạn")
    submit_label = gettext_lazy("Gia hạn")
    done_message = gettext_lazy("Đã gia hạn; hạn ban đầu vẫn được giữ.")

    def check(self, record: Any) -> Answer:
        return EXTENSION_LIFE.check(self.actor, record, "grant")

    def initial(self, record: Any) -> dict[str, Any]:
        return {"due_on": record.wanted_due}

    def form(self, record: Any, **options: Any) -> forms.GrantForm:
        options.pop("files", None)
        return forms.GrantForm(initial=self.initial(record), **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.extension_grant(actor=self.actor, extension_id=record.pk, now=self.now, **data)


class ExtensionAct(_OnExtension):
    """Refuse a request, or take it back."""

    done_message = gettext_lazy("Đã ghi.")

    def load(self, **kwargs: Any) -> Any:
        self.move = kwargs["move"]
        if self.move not in ("refuse", "withdraw"):
            raise NotVisible(_("Không có thao tác này."))
        self.title = EXTENSION_LIFE.moves[self.move].label
        self.needs_reason = self.move == "refuse"
        return super().load(extension_id=kwargs["extension_id"])

    def check(self, record: Any) -> Answer:
        return EXTENSION_LIFE.check(self.actor, record, self.move, reason="…")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        if self.move == "refuse":
            return services.extension_refuse(
                actor=self.actor, extension_id=record.pk, reason=reason, now=self.now
            )
        return services.extension_withdraw(actor=self.actor, extension_id=record.pk, now=self.now)

"""The inbox and how one is told; rules, webhooks and deliveries for those who look after them."""

from __future__ import annotations

import re
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.policy import Allowed, Answer, require
from dieuphoi.core.notify import forms, policies, selectors, services, tables
from dieuphoi.core.register.state import View
from dieuphoi.core.register.views import ActorView, ActView, RegisterListView

_SEEN: Final = re.compile(r"([0-9]{1,18})(?:-([0-9]{1,9}))?")


class Inbox(RegisterListView):
    """What the person was told. The page's script reports what was shown; reading it writes nothing."""

    register = tables.NOTICES
    template_name = "notify/inbox.html"

    def more_context(self, view: View) -> dict[str, Any]:
        return {
            "manages": bool(policies.may_manage(self.actor, None)),
            "mail_on": settings.DIEUPHOI_MAIL,
            "schedule_faults": selectors.schedule_faults(self.actor),
        }


class InboxSeen(ActorView):
    """These notices were on the screen: ``id`` or, of one that holds several things, ``id-how many``."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> JsonResponse:
        found = [_SEEN.fullmatch(each) for each in request.POST.getlist("ids")[:1000]]
        seen = [(int(each[1]), int(each[2] or 1)) for each in found if each is not None]
        services.notices_seen(actor=self.actor, seen=seen, now=self.now)
        return JsonResponse({"unread": selectors.unread_count(self.actor)})


class InboxReadAll(ActorView):
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        count = services.notices_read_all(actor=self.actor, now=self.now)
        words = ngettext("Đã đánh dấu %(n)s tin là đã đọc.", "Đã đánh dấu %(n)s tin là đã đọc.", count)
        messages.success(request, words % {"n": format_number(count)})
        return HttpResponseRedirect(reverse("notify:inbox"))


class _OfInbox(ActView):
    """An act whose way back is a list beside the inbox."""

    back = "notify:inbox"

    def load(self, *args: Any, **kwargs: Any) -> Any:
        return None

    def done_url(self, record: Any, result: Any) -> str:
        return reverse(self.back)

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(_("Hộp thư"), reverse("notify:inbox"))]


class Choices(_OfInbox):
    """How I want to be told."""

    form_class = forms.ChoicesForm
    title = gettext_lazy("Cách nhận tin của tôi")
    submit_label = gettext_lazy("Lưu")
    done_message = gettext_lazy("Đã lưu cách nhận tin.")

    def check(self, record: Any) -> Answer:
        self.text = (
            _("Mọi tin đều có trong hộp thư. Ở đây chọn thêm tin nào gửi qua thư điện tử.")
            if settings.DIEUPHOI_MAIL
            else _("Mọi tin đều có trong hộp thư. Máy chủ thư chưa được cấu hình nên chưa gửi thư nào.")
        )
        return Allowed()

    def initial(self, record: Any) -> dict[str, Any]:
        hour, ways = selectors.choices_of(self.actor)
        return {"hour": hour, **{f"kind:{key}": way for key, way in ways.items()}}

    def form(self, record: Any, **options: Any) -> forms.ChoicesForm:
        self.bound = forms.ChoicesForm(initial=self.initial(record), **options)
        return self.bound

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        services.choices_set(actor=self.actor, hour=data["hour"], mails=self.bound.ways(), now=self.now)


class RuleList(RegisterListView):
    register = tables.RULES


class RuleNew(_OfInbox):
    form_class = forms.RuleForm
    title = gettext_lazy("Thêm quy tắc nhắc hạn")
    submit_label = gettext_lazy("Thêm")
    done_message = gettext_lazy("Đã thêm quy tắc.")
    back = "notify:rules"

    def check(self, record: Any) -> Answer:
        return policies.may_manage(self.actor, None)

    def initial(self, record: Any) -> dict[str, Any]:
        return {"start": self.actor.on}

    def form(self, record: Any, **options: Any) -> forms.RuleForm:
        self.bound = forms.RuleForm(initial=self.initial(record), **options)
        return self.bound

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.rule_add(
            actor=self.actor,
            kind=data["kind"],
            offset=self.bound.offset(),
            repeat=data["repeat"],
            start=data["start"],
            source=data["source"],
            now=self.now,
        )


class RuleEnd(_OfInbox):
    form_class = forms.EndForm
    title = gettext_lazy("Thôi dùng quy tắc nhắc hạn")
    done_message = gettext_lazy("Quy tắc đã thôi dùng.")
    needs_reason = True
    back = "notify:rules"

    def load(self, *args: Any, **kwargs: Any) -> Any:
        rule = selectors.rule(self.actor, kwargs["rule_id"])
        self.text = f"{tables.reminder_label(rule.kind)}: {tables.offset_words(rule)}, {tables.repeat_words(rule)}"
        return rule

    def check(self, record: Any) -> Answer:
        return policies.may_manage(self.actor, record)

    def initial(self, record: Any) -> dict[str, Any]:
        return {"on": self.actor.on}

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.rule_end(actor=self.actor, rule_id=record.pk, on=data["on"], reason=reason, now=self.now)


class _Managed(RegisterListView):
    """A list of those who look after the mechanism; nobody else has one."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        require(policies.may_manage(self.actor, None))
        return super().get(request, *args, **kwargs)


class WebhookList(_Managed):
    register = tables.WEBHOOKS


class WebhookNew(_OfInbox):
    form_class = forms.WebhookForm
    title = gettext_lazy("Thêm webhook")
    submit_label = gettext_lazy("Thêm")
    done_message = gettext_lazy("Đã thêm webhook.")
    back = "notify:webhooks"

    def check(self, record: Any) -> Answer:
        return policies.may_manage(self.actor, None)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.webhook_add(
            actor=self.actor, name=data["name"], url=data["url"], kinds_wanted=data["kinds"], now=self.now
        )


class WebhookEnd(_OfInbox):
    title = gettext_lazy("Thôi dùng webhook")
    done_message = gettext_lazy("Webhook đã thôi dùng.")
    back = "notify:webhooks"

    def load(self, *args: Any, **kwargs: Any) -> Any:
        hook = selectors.webhook(self.actor, kwargs["webhook_id"])
        self.text = f"{hook.name}: {hook.url}"
        return hook

    def check(self, record: Any) -> Answer:
        return policies.may_manage(self.actor, record)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.webhook_end(actor=self.actor, webhook_id=record.pk, now=self.now)


class DeliveryList(_Managed):
    register = tables.DELIVERIES

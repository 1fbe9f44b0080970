"""The acts by which a document goes on: received, given to somebody, sent further."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal
from dieuphoi.steering.directives import forms, policies, selectors, services
from dieuphoi.steering.directives.views.documents import OnDocument


def _addressed(stand: Any) -> Answer:
    if stand.lines:
        return Allowed()
    return Refusal("not_addressee", _("Văn bản này không gửi đến cơ quan của bạn."))


class Receive(OnDocument):
    form_class = forms.ReceiveForm
    title = gettext_lazy("Ghi đã nhận")
    submit_label = gettext_lazy("Ghi")
    done_message = gettext_lazy("Đã ghi nhận văn bản.")

    def check(self, record: Any) -> Answer:
        return _addressed(selectors.stand_of(self.actor, record.pk))

    def initial(self, record: Any) -> dict[str, Any]:
        return {"on": self.actor.on}

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.document_receive(
            actor=self.actor, document_id=record.pk, on=data["on"], arrival_number=data["arrival_number"], now=self.now
        )


class Assign(OnDocument):
    title = gettext_lazy("Giao xử lý")
    submit_label = gettext_lazy("Giao")
    done_message = gettext_lazy("Đã giao xử lý.")

    def check(self, record: Any) -> Answer:
        self.stand = selectors.stand_of(self.actor, record.pk)
        return _addressed(self.stand)

    def form(self, record: Any, **options: Any) -> django_forms.Form:
        options.pop("files", None)
        org = next((line.org_id for line in self.stand.lines if line.org_id is not None), None)
        return forms.AssignForm(actor=self.actor, org_id=org, initial={"due_on": record.answer_due_on}, **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.document_assign(
            actor=self.actor, document_id=record.pk, to_person_id=data["to_person"], to_org_id=data["to_org"],
            role=data["role"], instruction=data["instruction"], due_on=data["due_on"], now=self.now,
        )  # fmt: skip


class OnHandling(OnDocument):
    """An act on one handling of a document: within scope, back to the document's page."""

    told: Any = gettext_lazy("Đã giao cho %(name)s.")
    """What is said of the handling, after nothing or after the ``text`` of its document."""

    def load(self, **kwargs: Any) -> Any:
        self.handling = selectors.handling_by_id(self.actor, kwargs["handling_id"])
        row = super().load(document_id=self.handling.document_id)
        self.text = str(self.told) % {"text": self.text, "name": self.handling.name}
        return row


class HandlingEnd(OnHandling):
    title = gettext_lazy("Thôi giao")
    done_message = gettext_lazy("Đã ghi.")
    needs_reason = True

    def check(self, record: Any) -> Answer:
        return policies.may_assign(self.actor, self.handling.addressee, selectors.me(self.actor))

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.handling_end(actor=self.actor, handling_id=self.handling.pk, reason=reason, now=self.now)


class HandlingFinish(OnHandling):
    """It was dealt with otherwise than by an answer."""

    title = gettext_lazy("Kết thúc xử lý")
    submit_label = gettext_lazy("Kết thúc xử lý")
    done_message = gettext_lazy("Đã kết thúc xử lý; văn bản không còn trên bàn.")
    told = gettext_lazy("%(text)s Đang giao cho %(name)s.")

    def check(self, record: Any) -> Answer:
        answer = policies.may_finish(self.actor, self.handling, selectors.me(self.actor))
        return policies.still_open(self.actor, self.handling) if answer else answer

    def form(self, record: Any, **options: Any) -> django_forms.Form:
        options.pop("files", None)
        counts = selectors.tasks_counted([record.pk]).get(record.pk)
        done = bool(policies.tasks_are_done(self.actor, counts))
        return forms.FinishForm(tasks_done=done, initial={"how": "TASKS" if done else "FILED"}, **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.handling_finish(actor=self.actor, handling_id=self.handling.pk, now=self.now, **data)


class HandlingReopen(OnHandling):
    """It is not dealt with after all."""

    title = gettext_lazy("Mở lại việc xử lý")
    done_message = gettext_lazy("Đã mở lại; văn bản trở lại bàn của người được giao.")
    needs_reason = True

    def check(self, record: Any) -> Answer:
        answer = policies.may_finish(self.actor, self.handling, selectors.me(self.actor))
        return policies.was_finished(self.actor, self.handling) if answer else answer

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.handling_reopen(actor=self.actor, handling_id=self.handling.pk, reason=reason, now=self.now)


class Send(OnDocument):
    title = gettext_lazy("Chuyển tiếp")
    submit_label = gettext_lazy("Gửi")
    done_message = gettext_lazy("Đã gửi thêm nơi nhận.")

    def check(self, record: Any) -> Answer:
        return policies.may_correct(self.actor, record)

    def form(self, record: Any, **options: Any) -> django_forms.Form:
        options.pop("files", None)
        self.bound = forms.SendForm(actor=self.actor, **options)
        return self.bound

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.addressees_add(
            actor=self.actor, document_id=record.pk, recipients=self.bound.recipients_chosen(),
            to_all_communes=data["to_all_communes"], now=self.now,
        )  # fmt: skip


class Drop(OnDocument):
    title = gettext_lazy("Gỡ nơi nhận ghi nhầm")
    done_message = gettext_lazy("Đã gỡ nơi nhận.")
    needs_reason = True
    danger = True

    def load(self, **kwargs: Any) -> Any:
        self.line = selectors.addressee_by_id(self.actor, kwargs["addressee_id"])
        row = super().load(document_id=self.line.document_id)
        self.text = f"{self.line.name} – {row.title}"
        return row

    def check(self, record: Any) -> Answer:
        return policies.may_correct(self.actor, record)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.addressee_drop(actor=self.actor, addressee_id=self.line.pk, reason=reason, now=self.now)

"""Many open tasks of one person to another: when somebody leaves, is ill, has too much."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.core.register.views import ActView
from dieuphoi.registry.access.roles import HEADS, OFFICE, Role
from dieuphoi.registry.organisations import selectors as organisations
from dieuphoi.steering.tasks import policies, selectors, tables
from dieuphoi.steering.tasks.bodies import own_bodies
from dieuphoi.steering.tasks.forms_people import HandManyForm
from dieuphoi.steering.tasks.selectors.handing import AT_ONCE, gave_some, open_of_person, sides_of_handover
from dieuphoi.steering.tasks.services.handing import tasks_hand_over
from dieuphoi.steering.tasks.views.base import PLACE, at


class TasksHandOver(ActView):
    """The open tasks of a person (``?person=12``, or ``?handover=7``: of its giver) to another one."""

    title = gettext_lazy("Bàn giao nhiệm vụ")
    submit_label = gettext_lazy("Chuyển những việc đã chọn")
    needs_reason = True
    drafts = False
    template_name = "tasks/hand_over.html"

    def load(self, **kwargs: Any) -> dict[str, Any]:
        self.receiver: int | None = None
        self.why = ""
        giver = self._asked("person")
        handover = self._asked("handover")
        if handover is not None:
            giver, self.receiver, self.why = sides_of_handover(self.actor, handover)
        if giver is None:
            raise InputErrors([InputError(_("Hãy chọn người có việc phải chuyển."))])
        person = organisations.person_named(self.actor, giver)
        rows = open_of_person(self.actor, giver, self.actor.on)
        self.count = rows.count()
        person["rows"] = list(rows[: AT_ONCE])
        self.text = _("Việc đang mở của %(name)s. Người nhận chịu trách nhiệm từ hôm nay và được báo ngay.") % {
            "name": person["full_name"]
        }
        return person

    def _asked(self, name: str) -> int | None:
        typed = self.request.GET.get(name, "")
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else None

    def check(self, record: dict[str, Any]) -> Answer:
        return policies.may_hand_over_some(self.actor, gave_some(self.actor, record["id"]))

    def form(self, record: dict[str, Any], **options: Any) -> HandManyForm:
        options.pop("files", None)
        actor = self.actor
        wide = bool(actor.writes(*OFFICE)) or actor.has_role(Role.LEADER) or not actor.orgs(*HEADS)
        orgs = None if wide else list(own_bodies(actor).values_list("pk", flat=True))
        choices = selectors.doers(actor, actor.on, orgs=orgs)
        listed = [(str(row.pk), _task_words(row)) for row in record["rows"]]
        initial: dict[str, Any] = {"tasks": [value for value, _label in listed]}
        if self.receiver is not None:
            held = (value for _org, people in choices for value, _label in people)
            initial["person"] = next((value for value in held if value.startswith(f"{self.receiver}-")), "")
        return HandManyForm(choices=choices, listed=listed, initial=initial, **options)

    def more_context(self, record: dict[str, Any]) -> dict[str, Any]:
        return {
            "person": record, "count": self.count, "listed": len(record["rows"]),
            "reason": (self.request.POST.get("reason") or self.why).strip(),
        }  # fmt: skip

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """A report of done and refused, instead of a way back: one refusal must not be lost among many."""
        self.report: Any = None
        answer = super().post(request, **kwargs)
        if self.report is None:
            return answer
        context = {
            "title": str(self.title), "report": self.report, "back": self.back,
            "breadcrumbs": [(str(PLACE), at("list")), (self.name, self.back)],
        }  # fmt: skip
        return render(request, "register/bulk_report.html", context)

    def run(self, record: dict[str, Any], *, reason: str, data: dict[str, Any]) -> Any:
        person, org = data["person"]
        if person == record["id"]:
            raise Refused(
                "same_person", _("%(name)s đang chịu trách nhiệm những việc này rồi.") % {"name": record["full_name"]}
            )
        self.report = tasks_hand_over(
            actor=self.actor, task_ids=data["tasks"], person_id=person, org_id=org, reason=reason, now=self.now
        )
        self.back, self.name = self.done_url(record, None), record["full_name"]
        return self.report

    def done_url(self, record: dict[str, Any], result: Any) -> str:
        return reverse("organisations:person", args=[record["id"]])

    def crumbs(self, record: dict[str, Any]) -> list[tuple[str, str]]:
        return [(str(PLACE), at("list")), (record["full_name"], self.done_url(record, None))]


def _task_words(row: Any) -> str:
    look = str(tables.TIMELINESS_LOOKS[row.timeliness].label)
    due = _("hạn %(day)s") % {"day": format_date(row.due)} if row.due else ""
    return " – ".join(part for part in (f"{row.code}. {row.title}", row.lead_org.name, due, look) if part)

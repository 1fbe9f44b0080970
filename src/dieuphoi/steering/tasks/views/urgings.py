"""What was urged: the log of all, one batch with what came of it, and its letters."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.calendar import work_calendar
from dieuphoi.core.kernel.dates import format_date, format_datetime, today
from dieuphoi.core.kernel.policy import Refusal, require
from dieuphoi.core.kernel.workdays import working_days_between
from dieuphoi.core.letters.answers import ask_for_pdf, letter_response, pdf_later
from dieuphoi.core.letters.rendering import may_make_pdf
from dieuphoi.core.register.state import View
from dieuphoi.core.register.views import ActorView, RegisterListView
from dieuphoi.steering.tasks import letters, policies, selectors, tables_urgings
from dieuphoi.steering.tasks.selectors import urgings as reading
from dieuphoi.steering.tasks.views.base import PLACE, at

URGINGS = gettext_lazy("Nhật ký đôn đốc")


class UrgingList(RegisterListView):
    """The log, and below it who was urged how often with which result: of the very rows that are seen."""

    register = tables_urgings.URGINGS
    template_name = "tasks/urgings.html"

    def more_context(self, view: View) -> dict[str, Any]:
        return {"bodies": [] if view.faults else reading.by_body(view.rows)}


class Urged(ActorView):
    """One batch: which body for which tasks, with which words, and what came of each."""

    def get(self, request: HttpRequest, batch: Any) -> HttpResponse:
        found = reading.batch_of(self.actor, str(batch))
        day = today(found.at)
        answer = policies.may_take_letter(self.actor, found)
        seen = selectors.tasks(self.actor, self.actor.on).values_list("pk", flat=True)
        visible = set(seen.filter(pk__in=[urge.task_id for to in found.bodies for urge in to.urges]))
        context = {
            "title": _("Đôn đốc ngày %(day)s") % {"day": format_date(day)},
            "breadcrumbs": [(str(PLACE), at("list")), (str(URGINGS), at("urgings"))],
            "batch": found,
            "pairs": [
                (_("Người đôn đốc"), found.urger_name), (_("Lúc"), format_datetime(found.at)),
                (_("Văn bản đôn đốc"), found.letter), (_("Lời đôn đốc"), found.words),
            ],
            "bodies": [
                {
                    "to": to,
                    "rows": [
                        {
                            "urge": urge, "seen": urge.task_id in visible, "late": _late(urge, day),
                            "look": tables_urgings.RESULT_LOOKS[urge.result],
                        }
                        for urge in to.urges
                    ],
                }
                for to in found.bodies
            ],
            "letter_refusal": answer if isinstance(answer, Refusal) else None,
            "pdf": may_make_pdf(),
        }  # fmt: skip
        return render(request, "tasks/urged.html", context)


def _late(urge: Any, day: Any) -> str:
    days = 0 if urge.due_on is None else working_days_between(urge.due_on, day, work_calendar())
    return letters.late_words(days, urge.due_on is None)


class UrgedLetter(ActorView):
    """The letter to one body: Word by GET, PDF by a job that a POST queues."""

    def get(self, request: HttpRequest, batch: Any, org_id: int) -> HttpResponse:
        if request.GET.get("format") == "pdf":
            return ask_for_pdf(request, name=self._name(str(batch), org_id), param="format")
        return letter_response(*letters.letter_of(self.actor, str(batch), org_id))

    def post(self, request: HttpRequest, batch: Any, org_id: int) -> HttpResponse:
        name = self._name(str(batch), org_id)
        return pdf_later(
            request, actor=self.actor, kind="tasks.urging_letter", name=name,
            args={"batch": str(batch), "org_id": org_id}, param="format", now=self.now,
        )  # fmt: skip

    def _name(self, batch: str, org_id: int) -> str:
        found = reading.batch_of(self.actor, batch)
        require(policies.may_take_letter(self.actor, found))
        return _("Công văn đôn đốc %(org)s") % {"org": found.to(org_id).name}


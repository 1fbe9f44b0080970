"""Conclusions become tasks: one page with a card for each open item; the list of the tasks of a meeting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import InputErrors, Refused
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.policy import Answer, require
from dieuphoi.core.register.views import ActorView
from dieuphoi.steering.meetings import policies, services, tables
from dieuphoi.steering.meetings.forms.given import GiveForm
from dieuphoi.steering.meetings.selectors import given as giving
from dieuphoi.steering.meetings.selectors import meetings as reading
from dieuphoi.steering.meetings.selectors.given import Offered
from dieuphoi.steering.meetings.views.common import PLACE, OnConclusion, to
from dieuphoi.steering.tasks.forms_giving import PEOPLE_LIST, faults_listed
from dieuphoi.steering.tasks.selectors.day import Day
from dieuphoi.steering.tasks.tables import TIMELINESS_LOOKS
from dieuphoi.steering.tasks.views.given import GivenTasks


@dataclass(slots=True)
class Card:
    """An item of the conclusion as the page shows it."""

    offered: Offered
    form: GiveForm


class Give(ActorView):
    """A card for each item without a task, all ticked; one press gives those that stay ticked."""

    http_method_names = ["get", "post", "head", "options"]

    def load(self, meeting_id: int) -> Any:
        row = reading.meeting(self.actor, meeting_id)
        require(policies.may_give_conclusions(self.actor, row))
        return row

    def get(self, request: HttpRequest, meeting_id: int) -> HttpResponse:
        row = self.load(meeting_id)
        day, offered = giving.offered_of(self.actor, row)
        return self.show(row, day, _cards(day, offered, None))

    def post(self, request: HttpRequest, meeting_id: int) -> HttpResponse:
        row = self.load(meeting_id)
        day, offered = giving.offered_of(self.actor, row)
        cards = _cards(day, offered, request.POST)
        chosen = [card for card in cards if card.form.accepted]
        errors: list[dict[str, str]] = []
        status = 422
        if not chosen:
            errors.append({"message": _("Hãy chọn ít nhất một mục kết luận để giao.")})
        elif all(card.form.is_valid() for card in chosen):
            try:
                given = services.conclusions_give(
                    actor=self.actor, meeting_id=row.pk, items=[card.form.new() for card in chosen], now=self.now
                )
            except InputErrors as faults:
                by_number = {card.offered.item.number: card.form for card in chosen}
                for fault in faults.errors:
                    if (form := by_number.get(fault.row or 0)) is not None:
                        form.take(fault)
                    else:
                        errors.append({"message": fault.message})
            except Refused as refusal:
                errors.append({"message": refusal.reason})
                status = refusal.status
            else:
                return self.done(row, cards, chosen, len(given))
        return self.show(row, day, cards, errors=errors, status=status)

    def done(self, row: Any, cards: list[Card], chosen: list[Card], given: int) -> HttpResponse:
        """What was given, and what was not: nothing is dropped without a word."""
        messages.success(
            self.request,
            ngettext(
                "Đã giao %(n)s nhiệm vụ; người chịu trách nhiệm được báo ngay.",
                "Đã giao %(n)s nhiệm vụ; người chịu trách nhiệm được báo ngay.", given,
            ) % {"n": format_number(given)},
        )  # fmt: skip
        left = [str(card.offered.item.number) for card in cards if card not in chosen]
        if left:
            messages.warning(self.request, _("Còn chưa giao: mục %(numbers)s.") % {"numbers": ", ".join(left)})
        without = [name for card in chosen for name in card.form.without()]
        if without:
            messages.warning(
                self.request,
                _("Chưa giao được cho %(names)s: chưa có cán bộ trong danh sách. Hãy ghi cán bộ rồi giao riêng.")
                % {"names": ", ".join(dict.fromkeys(without))},
            )
        return HttpResponseRedirect(f"{tables.meeting_url(row)}#conclusions")

    def show(
        self, row: Any, day: Day, cards: list[Card], *, errors: list[dict[str, str]] | None = None, status: int = 200
    ) -> HttpResponse:
        context = {
            "title": _("Giao việc theo kết luận"),
            "breadcrumbs": [(str(PLACE), to("list")), (row.title, tables.meeting_url(row))],
            "record": row,
            "day": giving.day_of_meeting(row),
            "cards": cards,
            "errors": faults_listed([(card.form, card.offered.item.number) for card in cards], errors or []),
            "people_list": PEOPLE_LIST,
            "people": list(dict.fromkeys(each.full_label for each in day.people)),
        }
        return render(self.request, "meetings/give.html", context, status=status)


def _cards(day: Day, offered: list[Offered], data: Any) -> list[Card]:
    return [
        Card(each, GiveForm(data, day=day, offered=each, initial=each.initial, prefix=f"i{each.item.pk}"))
        for each in offered
    ]


class ConclusionDrop(OnConclusion):
    """An item of the conclusions shall be no task."""

    title = gettext_lazy("Không giao nhiệm vụ")
    submit_label = gettext_lazy("Ghi là không giao nhiệm vụ")
    done_message = gettext_lazy("Đã ghi. Mục này vẫn ở kết luận; có thể giao lại sau.")

    def check(self, record: Any) -> Answer:
        return policies.may_drop_conclusion(self.actor, record)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.conclusion_drop(actor=self.actor, item_id=record.pk, reason=reason, now=self.now)


class ConclusionRestore(ConclusionDrop):
    """Such an item waits to be given again."""

    title = gettext_lazy("Bỏ ghi không giao nhiệm vụ")
    submit_label = gettext_lazy("Ghi là còn phải giao")
    done_message = gettext_lazy("Đã ghi. Mục này chờ giao; lý do không giao trước đây vẫn ở lịch sử.")

    def check(self, record: Any) -> Answer:
        return policies.may_restore_conclusion(self.actor, record)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.conclusion_restore(actor=self.actor, item_id=record.pk, reason=reason, now=self.now)


class MeetingTasks(GivenTasks):
    """The tasks that were given from the conclusions of one meeting, in the table of tasks."""

    name = "meetings.tasks"
    title = gettext_lazy("Nhiệm vụ theo kết luận")
    empty = gettext_lazy("Chưa giao nhiệm vụ nào theo kết luận của cuộc họp này.")
    argument = "meeting_id"
    rows = staticmethod(giving.tasks_of_meeting)

    def source(self, pk: int) -> tuple[list[tuple[str, str]], str]:
        row = reading.meeting(self.actor, pk)
        lead = _("Kết luận của cuộc họp %(title)s ngày %(day)s.") % {
            "title": row.title, "day": format_date(giving.day_of_meeting(row)),
        }  # fmt: skip
        return [(str(PLACE), to("list")), (row.title, tables.meeting_url(row))], lead


def standing_card(actor: Any, found: Any, meeting: Any) -> dict[str, Any] | None:
    """What a page tells of the state of a meeting's conclusions (``conclusions_counts``, ``conclusions_list``)."""
    if found is None:
        return None
    may_give = policies.may_give_conclusions(actor, meeting)
    return {
        "items": [each.item for each in found.items],
        "by_item": {each.item.pk: each for each in found.items},
        "counts": [(tables.CONCLUSION_LOOKS[code], n) for code, _words, n in found.counts],
        "tasks": [
            (TIMELINESS_LOOKS[code], n, _tasks_url(meeting.pk, code))
            for code in TIMELINESS_LOOKS if (n := found.tasks.get(code))
        ],
        "all": sum(found.tasks.values()),
        "href": to("tasks", meeting.pk),
        "looks": TIMELINESS_LOOKS,
        "item_looks": tables.CONCLUSION_LOOKS,
        "give": to("give", meeting.pk) if found.open_items and may_give else "",
        "decides": bool(may_give),
    }  # fmt: skip


def _tasks_url(meeting_id: int, timeliness: str) -> str:
    return f"{to('tasks', meeting_id)}?timeliness={timeliness}"

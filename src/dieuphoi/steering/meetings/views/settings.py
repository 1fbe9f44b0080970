"""What the office sets: kinds of meetings, rooms, the rule of clashes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal
from dieuphoi.core.kernel.ranges import range_label
from dieuphoi.core.register.views import ActorView
from dieuphoi.steering.meetings import forms, policies, services
from dieuphoi.steering.meetings.selectors import settings as reading
from dieuphoi.steering.meetings.selectors.calendar import KIND_LABELS
from dieuphoi.steering.meetings.views.common import PLACE, MeetingsAct, to


class Settings(ActorView):
    """All that is set, and what was set before."""

    def get(self, request: HttpRequest) -> HttpResponse:
        actor = self.actor
        context = {
            "title": _("Loại họp, phòng họp, quy tắc lịch"),
            "breadcrumbs": [(PLACE, to("list"))],
            "rule": reading.rule_on(actor.on),
            "rules": [(row, range_label(row.valid)) for row in reading.team_rules(actor)],
            "kinds": [(row, range_label(row.valid)) for row in reading.kinds_of(actor)],
            "rooms": [(row, range_label(row.valid)) for row in reading.rooms_of(actor)],
            "groups": reading.GROUP_LABELS,
            "entry_kinds": KIND_LABELS,
            "may_set": policies.may_set(actor),
            "may_rooms": policies.may_keep_rooms(actor),
        }
        return render(request, "meetings/settings.html", context)


class _Setting(MeetingsAct):
    def done_url(self, record: Any, result: Any) -> str:
        return to("settings")

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [*super().crumbs(record), (_("Loại họp, phòng họp, quy tắc lịch"), to("settings"))]


class KindNew(_Setting):
    form_class = forms.calendar.KindForm
    title = gettext_lazy("Thêm loại họp")
    submit_label = gettext_lazy("Thêm")
    done_message = gettext_lazy("Đã thêm loại họp.")

    def check(self, record: Any) -> Answer:
        return policies.may_set(self.actor)

    def form(self, record: Any, **options: Any) -> Any:
        options.pop("files", None)
        return super().form(record, **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.kind_add(actor=self.actor, now=self.now, **data)


class RoomNew(_Setting):
    title = gettext_lazy("Thêm phòng họp")
    submit_label = gettext_lazy("Thêm")
    done_message = gettext_lazy("Đã thêm phòng họp.")

    def check(self, record: Any) -> Answer:
        return policies.may_keep_rooms(self.actor)

    def form(self, record: Any, **options: Any) -> Any:
        options.pop("files", None)
        return forms.calendar.RoomForm(actor=self.actor, **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.room_add(
            actor=self.actor, name=data["name"], org_id=data["org"], address=data["address"], seats=data["seats"],
            now=self.now,
        )  # fmt: skip


class RuleSet(_Setting):
    title = gettext_lazy("Quy tắc báo nhiều đoàn ở một xã")
    submit_label = gettext_lazy("Đặt từ hôm nay")
    done_message = gettext_lazy("Đã đặt; quy tắc cũ vẫn xem được.")

    def check(self, record: Any) -> Answer:
        return policies.may_set(self.actor)

    def form(self, record: Any, **options: Any) -> Any:
        options.pop("files", None)
        rule = reading.rule_on(self.actor.on)
        initial = {"teams": rule.teams, "window_days": rule.window_days, "kinds": list(rule.kinds)}
        return forms.calendar.TeamRuleForm(initial=initial, **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.team_rule_set(actor=self.actor, now=self.now, **data)


_FINDERS: dict[str, Any] = {"kind": reading.kind_by_id, "room": reading.room_by_id}


class SettingEnd(_Setting):
    """A kind or a room is used no more."""

    title = gettext_lazy("Thôi dùng")
    needs_reason = True
    done_message = gettext_lazy("Đã ghi; những gì đã lập vẫn giữ nguyên.")

    def load(self, **kwargs: Any) -> Any:
        self.what = kwargs["what"]
        if self.what not in _FINDERS:
            raise NotVisible(_("Không có thao tác này."))
        row = _FINDERS[self.what](self.actor, kwargs["row_id"])
        self.text = str(row)
        return row

    def check(self, record: Any) -> Answer:
        answer = policies.may_set(self.actor) if self.what == "kind" else policies.may_keep_rooms(self.actor)
        if isinstance(answer, Allowed) and record.valid.upper is not None:
            return Refusal("ended", _("Mục này đã thôi dùng."), status=409)
        return answer

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.setting_end(
            actor=self.actor, what=self.what, row_id=record.pk, reason=reason, now=self.now
        )

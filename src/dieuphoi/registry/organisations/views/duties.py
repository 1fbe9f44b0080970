"""Pages of fields, committees and who follows what."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.policy import Allowed, Answer
from dieuphoi.core.kernel.ranges import range_label
from dieuphoi.core.register.record import Panel, RecordPage, act_link
from dieuphoi.core.register.views import ActorView, RecordView, RegisterListView
from dieuphoi.registry.organisations import forms, policies, selectors, services
from dieuphoi.registry.organisations.tables import COMMITTEES, MONITORS, phone_link
from dieuphoi.registry.organisations.views.base import OrgAct, fragment, linked, org_url, person_url
from dieuphoi.registry.territory.selectors import units_on


class CommitteeList(RegisterListView):
    register = COMMITTEES
    template_name = "organisations/list.html"


class MonitorList(RegisterListView):
    register = MONITORS
    template_name = "organisations/list.html"


class Assigning(OrgAct):
    """An act of those who say who follows what."""

    def check(self, record: Any) -> Answer:
        return policies.may_assign_work(self.actor, record)


class CommitteePage(RecordView):
    """One committee on a day: its head, deputies and members, each with field and territory (S1-02)."""

    template_name = "organisations/record.html"

    def load(self, **kwargs: Any) -> Any:
        return selectors.committee_by_id(self.actor, kwargs["committee_id"])

    def describe(self, record: Any) -> RecordPage:
        answer = policies.may_assign_work(self.actor)
        place = [row.full_name for row in units_on(self.actor, self.as_of, ids=[record.place_id or 0])]
        context = {
            "seats": selectors.seats(self.actor, day=self.as_of, committee=record.pk),
            "former": [
                seat
                for seat in selectors.seats(self.actor, committee=record.pk)
                if not _holds(seat.valid, self.as_of)
            ],
            "may_assign": isinstance(answer, Allowed),
            "by_committee": True,
            "person_url": person_url,
            "phone_link": phone_link,
            "range_label": range_label,
        }
        panels = [Panel(_("Thành viên"), fragment("organisations/members.html", context), id="members")]
        if context["former"]:
            panels.append(
                Panel(
                    _("Thành viên các thời gian khác"), fragment("organisations/former.html", context), id="former"
                )
            )
        acts = [
            act_link(name, label, reverse(f"organisations:{route}", args=[record.pk]), answer)
            for name, label, route in (
                ("seat", _("Thêm thành viên"), "seat_new"),
                ("end", _("Giải thể"), "committee_end"),
            )
        ]
        return RecordPage(
            title=record.name,
            header=(
                (_("Cấp"), str(selectors.LEVEL_LABELS[record.level])),
                (_("Địa bàn"), ", ".join(place)),
                (_("Quyết định"), record.decision),
                (_("Ngày quyết định"), format_date(record.decision_on)),
                (_("Thời gian"), range_label(record.valid)),
                (_("Tính đến ngày"), format_date(self.as_of)),
            ),
            acts=acts if isinstance(answer, Allowed) else [],
            panels=panels,
            breadcrumbs=((_("Ban Chỉ đạo"), reverse("organisations:committees")),),
            context={"chain": chain_of(self.actor, "committee", record.pk, on=self.as_of)},
        )


def _holds(valid: Any, day: Any) -> bool:
    from dieuphoi.core.kernel.ranges import contains

    return contains(valid, day)


class CommitteeNew(Assigning):
    form_class = forms.CommitteeForm
    title = gettext_lazy("Thêm Ban Chỉ đạo")
    done_message = gettext_lazy("Đã thêm Ban Chỉ đạo.")

    def run(self, record: None, *, reason: str, data: dict[str, Any]) -> Any:
        return services.committee_create(
            actor=self.actor,
            name=data["name"],
            level=data["level"],
            place_id=data["place"],
            start=data["start"],
            decision=forms.decision_of(data),
            now=self.now,
        )

    def done_url(self, record: Any, result: Any) -> str:
        if result is None:
            return reverse("organisations:committees")
        return reverse("organisations:committee", args=[result.pk])


class _OnCommittee(Assigning):
    def load(self, **kwargs: Any) -> Any:
        return selectors.committee_by_id(self.actor, kwargs["committee_id"])

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("organisations:committee", args=[record.pk])

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(_("Ban Chỉ đạo"), reverse("organisations:committees")), (record.name, self.done_url(record, None))]


class CommitteeEnd(_OnCommittee):
    form_class = forms.EndForm
    title = gettext_lazy("Giải thể Ban Chỉ đạo")
    needs_reason = True
    done_message = gettext_lazy("Đã ghi ngày giải thể; các thành viên thôi cùng ngày.")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.committee_end(
            actor=self.actor, committee_id=record.pk, on=data["on"], reason=reason, now=self.now
        )


def _areas(data: dict[str, Any]) -> list[services.Area]:
    """Fields × units; a field without units, or units without a field, stand alone."""
    fields: list[int | None] = list(data["fields_"]) or [None]
    units: list[int | None] = list(data["units_"]) or [None]
    return [services.Area(field, unit) for field in fields for unit in units if field or unit]


class SeatNew(_OnCommittee):
    form_class = forms.SeatForm
    title = gettext_lazy("Thêm thành viên Ban Chỉ đạo")
    done_message = gettext_lazy("Đã thêm thành viên.")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.seat_start(
            actor=self.actor,
            committee_id=record.pk,
            person_id=data["person"],
            function=data["function"],
            post_title=data["post_title"],
            areas=_areas(data),
            start=data["start"],
            decision=forms.decision_of(data),
            now=self.now,
        )


class _OnSeat(Assigning):
    def load(self, **kwargs: Any) -> Any:
        return selectors.seat_by_id(self.actor, kwargs["seat_id"])

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("organisations:committee", args=[record.committee_id])

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [
            (_("Ban Chỉ đạo"), reverse("organisations:committees")),
            (record.committee.name, self.done_url(record, None)),
        ]


class SeatEdit(_OnSeat):
    form_class = forms.SeatEditForm
    title = gettext_lazy("Sửa thành viên")
    done_message = gettext_lazy("Đã lưu.")

    def initial(self, record: Any) -> dict[str, Any]:
        fields, units = selectors.area_ids(self.actor, record.pk)
        return {
            "function": record.function,
            "post_title": record.post_title,
            "fields_": fields,
            "units_": units,
        }

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.seat_change(
            actor=self.actor,
            seat_id=record.pk,
            function=data["function"],
            post_title=data["post_title"],
            areas=_areas(data),
            now=self.now,
        )


class SeatEnd(_OnSeat):
    form_class = forms.EndForm
    title = gettext_lazy("Thôi tham gia Ban Chỉ đạo")
    needs_reason = True
    done_message = gettext_lazy("Đã ghi.")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.seat_end(
            actor=self.actor, seat_id=record.pk, on=data["on"], reason=reason, now=self.now
        )


# -------------------------------------------------------------------------------------------- who follows what


class MonitorMatrix(ActorView):
    """Communes by fields: who follows what on the day; an empty cell is nobody (S0-49)."""

    def get(self, request: HttpRequest) -> HttpResponse:
        fields = selectors.fields_on(self.actor, self.as_of)
        rows = selectors.monitors_of(self.actor, self.as_of)
        reads = self.actor.reads()
        units = [row for row in units_on(self.actor, self.as_of, kind="commune") if row.id in reads]
        cells: dict[tuple[int | None, int | None], list[Any]] = {}
        for row in rows:
            cells.setdefault((row.unit_id, row.field_id), []).append(row)
        context = {
            "title": _("Ma trận phân công"),
            "breadcrumbs": [(_("Phân công theo dõi"), reverse("organisations:monitors"))],
            "fields": [(None, _("Mọi lĩnh vực")), *((field.pk, field.name) for field in fields)],
            "units": [(None, _("Toàn tỉnh")), *((unit.id, unit.full_name) for unit in units)],
            "cells": cells,
            "day": self.as_of,
        }
        return render(request, "organisations/matrix.html", context)


class MonitorNew(Assigning):
    form_class = forms.MonitorForm
    title = gettext_lazy("Phân công theo dõi")
    done_message = gettext_lazy("Đã phân công.")

    def initial(self, record: None) -> dict[str, Any]:
        given = {name: self.request.GET.get(name, "") for name in ("person", "org", "field")}
        return {name: value for name, value in given.items() if value.isdigit()}

    def run(self, record: None, *, reason: str, data: dict[str, Any]) -> Any:
        return services.monitor_start(
            actor=self.actor,
            person_id=data["person"],
            org_id=data["org"],
            field_id=data["field"],
            unit_ids=data["units_"] or [None],
            function=data["function"],
            start=data["start"],
            end=data["end"],
            decision=forms.decision_of(data),
            now=self.now,
        )

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("organisations:monitors")

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(_("Phân công theo dõi"), reverse("organisations:monitors"))]


class MonitorPage(RecordView):
    """One assignment: who, what, where, how long, by which decision."""

    template_name = "organisations/record.html"

    def load(self, **kwargs: Any) -> Any:
        return selectors.monitor_by_id(self.actor, kwargs["monitor_id"])

    def describe(self, record: Any) -> RecordPage:
        answer = policies.may_assign_work(self.actor)
        place = [row.full_name for row in units_on(self.actor, self.as_of, ids=[record.unit_id or 0])]
        who = (
            linked(person_url(record.person_id), record.person.full_name)
            if record.person is not None
            else linked(org_url(record.org_id), record.org.name)
        )
        acts = [
            act_link(name, label, reverse(f"organisations:{route}", args=[record.pk]), answer)
            for name, label, route in (
                ("hand-on", _("Giao người khác"), "monitor_hand_on"),
                ("end", _("Thôi theo dõi"), "monitor_end"),
            )
        ]
        return RecordPage(
            title=record.person.full_name if record.person else record.org.name,
            header=(
                (_("Người, phòng"), who),
                (_("Việc"), str(selectors.MONITOR_LABELS[record.function])),
                (_("Lĩnh vực"), record.field.name if record.field else _("Mọi lĩnh vực")),
                (_("Địa bàn"), ", ".join(place) if record.unit_id else _("Toàn tỉnh")),
                (_("Thời gian"), range_label(record.valid)),
                (_("Quyết định"), record.decision),
                (_("Ngày quyết định"), format_date(record.decision_on)),
            ),
            acts=acts if isinstance(answer, Allowed) else [],
            chain=chain_of(self.actor, "monitor", record.pk, on=self.as_of),
            breadcrumbs=((_("Phân công theo dõi"), reverse("organisations:monitors")),),
        )


class _OnMonitor(Assigning):
    needs_reason = True

    def load(self, **kwargs: Any) -> Any:
        return selectors.monitor_by_id(self.actor, kwargs["monitor_id"])

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("organisations:monitor", args=[record.pk])


class MonitorEnd(_OnMonitor):
    form_class = forms.EndForm
    title = gettext_lazy("Thôi theo dõi")
    done_message = gettext_lazy("Đã ghi.")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.monitor_end(
            actor=self.actor, monitor_id=record.pk, on=data["on"], reason=reason, now=self.now
        )


class MonitorHandOn(_OnMonitor):
    form_class = forms.HandOnForm
    title = gettext_lazy("Giao người khác theo dõi")
    done_message = gettext_lazy("Đã giao.")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.monitor_hand_on(
            actor=self.actor,
            monitor_id=record.pk,
            person_id=data["person"],
            on=data["on"],
            reason=reason,
            now=self.now,
        )


class FieldsPage(ActorView):
    """The fields of work, ended ones too."""

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "title": _("Lĩnh vực công tác"),
            "breadcrumbs": [(_("Phân công theo dõi"), reverse("organisations:monitors"))],
            "rows": [(field, range_label(field.valid)) for field in selectors.all_fields(self.actor)],
            "may_assign": isinstance(policies.may_assign_work(self.actor), Allowed),
        }
        return render(request, "organisations/fields.html", context)


class FieldSet(Assigning):
    form_class = forms.FieldForm
    title = gettext_lazy("Thêm hoặc sửa lĩnh vực")
    text = gettext_lazy("Ghi mã đã có để sửa tên hoặc kết thúc một lĩnh vực.")
    done_message = gettext_lazy("Đã lưu.")

    def initial(self, record: None) -> dict[str, Any]:
        code = self.request.GET.get("code", "")
        found = next((field for field in selectors.all_fields(self.actor) if field.code == code), None)
        return {} if found is None else {"code": found.code, "name": found.name, "position": found.position}

    def run(self, record: None, *, reason: str, data: dict[str, Any]) -> Any:
        return services.field_set(actor=self.actor, now=self.now, **data)

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("organisations:fields")

"""How the list of tasks narrows: the same on the page, in exports and by the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.period import Period
from dieuphoi.core.register.filters import ChoiceFilter, ChoicesFilter, DateFilter, TextFilter, YesNoFilter
from dieuphoi.core.register.state import asked_day
from dieuphoi.steering.tasks import selectors
from dieuphoi.steering.tasks.period_field import PeriodFilter
from dieuphoi.steering.tasks.selectors import duties, figures, handing
from dieuphoi.steering.tasks.states import TaskState

WHOSE = (
    ("mine", _("tôi chịu trách nhiệm")),
    ("given", _("tôi giao")),
    ("judge", _("chờ tôi xác nhận, quyết định")),
    ("unit", _("cơ quan tôi chủ trì hoặc phối hợp")),
    ("led", _("cơ quan tôi đứng đầu chủ trì")),
)


class TaskFilter(django_filters.FilterSet):
    q = TextFilter(folded=("title_folded", "source_folded"), label=_("Tên việc, căn cứ giao"))
    code = django_filters.CharFilter(method="of_code", label=_("Số việc"), max_length=12, help_text=_("Ví dụ: 12/2026"))
    whose = ChoiceFilter(choices=WHOSE, method="of_whose", label=_("Việc của"))
    open = YesNoFilter(method="is_open", label=_("Chưa kết thúc"))
    timeliness = ChoicesFilter(choices=selectors.TIMELINESS, method="of_timeliness", label=_("Tiến độ theo hạn"))
    standing = ChoicesFilter(choices=TaskState.choices, label=_("Trạng thái"))
    kind = ChoicesFilter(choices=selectors.KIND_CHOICES, label=_("Loại"))
    urgency = ChoicesFilter(choices=selectors.URGENCY_CHOICES, label=_("Độ khẩn"))
    org = ChoiceFilter(method="of_body", label=_("Cơ quan"))
    part = ChoiceFilter(choices=selectors.BODY_PARTS, method="as_part", label=_("Cơ quan ấy"), empty_label=_("chủ trì"))
    person = django_filters.CharFilter(
        method="of_person", label=_("Người chịu trách nhiệm"), max_length=120, help_text=_("Một phần của tên.")
    )
    field = ChoiceFilter(field_name="field_id", label=_("Lĩnh vực"))
    unit = django_filters.CharFilter(
        method="of_unit", label=_("Xã"), max_length=140, help_text=_("Mã hoặc tên vào ngày đang xem.")
    )
    criterion = django_filters.NumberFilter(method="of_criterion", label=_("Tiêu chí (số của hệ thống)"))
    delay = ChoicesFilter(choices=selectors.CAUSE_CHOICES, label=_("Đang vướng"))
    idle = YesNoFilter(field_name="idle", label=_("Im ắng, không ai động tới"))
    asks = YesNoFilter(method="is_asking", label=_("Chờ quyết định gia hạn"))
    extended = YesNoFilter(method="was_extended", label=_("Đã gia hạn"))
    returned = YesNoFilter(method="was_returned", label=_("Đã bị trả lại"))
    due_from = DateFilter(field_name="due", lookup_expr="gte", label=_("Hạn từ ngày"))
    due_to = DateFilter(field_name="due", lookup_expr="lte", label=_("Hạn đến ngày"))
    given_from = DateFilter(field_name="given_on", lookup_expr="gte", label=_("Giao từ ngày"))
    given_to = DateFilter(field_name="given_on", lookup_expr="lte", label=_("Giao đến ngày"))
    done_from = DateFilter(field_name="done_on", lookup_expr="gte", label=_("Hoàn thành từ ngày"))
    done_to = DateFilter(field_name="done_on", lookup_expr="lte", label=_("Hoàn thành đến ngày"))
    # people and bodies
    orphaned = YesNoFilter(method="is_orphaned", label=_("Không còn người làm: đã nghỉ, thôi chức vụ, đóng tài khoản"))
    body = ChoiceFilter(method="of_whole_body", label=_("Cơ quan, kể cả các phòng"))
    figure = ChoiceFilter(
        choices=[(each.key, each.label) for each in figures.FIGURES], method="of_figure", label=_("Ô của bảng điểm")
    )
    during = PeriodFilter(
        method="as_part", label=_("Kỳ của ô ấy"), max_length=24, help_text=_("Ví dụ: 2026-Q1, 2026-H1, 2026.")
    )
    outside = YesNoFilter(method="is_from_outside", label=_("Do cơ quan khác giao"))
    mandate = django_filters.NumberFilter(method="of_mandate", label=_("Chức năng, nhiệm vụ (số của hệ thống)"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actor = self.request.actor
        self.day = asked_day(self.request.GET.get("as_of", ""), actor.on)
        bodies = selectors.bodies(actor, self.day)
        self.filters["org"].extra["choices"] = self.filters["body"].extra["choices"] = bodies
        self.filters["field"].extra["choices"] = selectors.fields_on(actor, self.day)

    def of_code(self, rows: Any, _name: str, value: str) -> Any:
        number, _slash, year = value.strip().partition("/")
        if not number.isdigit() or (year and not year.isdigit()) or len(number) > 9:
            return rows.none()
        rows = rows.filter(number=int(number))
        return rows.filter(year=int(year[:4])) if year else rows

    def of_whose(self, rows: Any, _name: str, value: str) -> Any:
        actor = self.request.actor
        chosen = {
            "mine": selectors.mine, "given": selectors.given_by, "judge": selectors.to_judge,
            "unit": selectors.of_own_bodies, "led": selectors.of_led_bodies,
        }  # fmt: skip
        return chosen[value](actor, rows)

    def is_open(self, rows: Any, _name: str, value: bool) -> Any:
        if self.day < self.request.actor.on:
            ended = {"standing__in": selectors.ENDED_STATES}
            return rows.exclude(**ended) if value else rows.filter(**ended)
        return rows.filter(state__in=selectors.OPEN_STATES if value else selectors.ENDED_STATES)

    def of_timeliness(self, rows: Any, _name: str, value: Any) -> Any:
        if not value:
            return rows
        if self.day < self.request.actor.on:
            return rows.filter(timeliness__in=value)
        return selectors.timely(rows, value, selectors.clock_on(self.day))

    def of_body(self, rows: Any, _name: str, value: str) -> Any:
        return selectors.of_body(rows, int(value), self.form.cleaned_data.get("part") or "lead")

    def as_part(self, rows: Any, _name: str, _value: str) -> Any:
        """What the chosen body has to do with the task: :meth:`of_body` reads it."""
        return rows

    def of_person(self, rows: Any, _name: str, value: str) -> Any:
        """A part of a name; ``#12`` is the person's own number, as links of ours write it."""
        text = value.strip()
        if text.startswith("#"):
            return rows.filter(responsible_id=int(text[1:])) if text[1:].isdigit() and len(text) < 18 else rows.none()
        return rows.filter(responsible__full_name__icontains=text)

    def of_unit(self, rows: Any, _name: str, value: str) -> Any:
        """A code or name of the day; ``#12`` is the unit's own number, as links of ours write it."""
        text = value.strip()
        if text.startswith("#"):
            return selectors.of_unit(rows, int(text[1:])) if text[1:].isdigit() and len(text) < 18 else rows.none()
        found = selectors.unit_named(self.request.actor, text, self.day)
        return rows.none() if found is None else selectors.of_unit(rows, found)

    def of_criterion(self, rows: Any, _name: str, value: Any) -> Any:
        return selectors.of_criterion(rows, int(value))

    def is_asking(self, rows: Any, _name: str, value: bool) -> Any:
        return selectors.asking(rows) if value else rows.exclude(pk__in=selectors.asking(rows).values("pk"))

    def was_extended(self, rows: Any, _name: str, value: bool) -> Any:
        return selectors.extended(rows) if value else rows.exclude(pk__in=selectors.extended(rows).values("pk"))

    def was_returned(self, rows: Any, _name: str, value: bool) -> Any:
        return selectors.returned(rows) if value else rows.exclude(pk__in=selectors.returned(rows).values("pk"))

    # ------------------------------------------------------------------------------------ people and bodies

    def is_orphaned(self, rows: Any, _name: str, value: bool) -> Any:
        """Of what is open: nobody does it any more, or (``false``) somebody does."""
        rows = self.is_open(rows, "", True)
        left = handing.orphaned(rows, self.day)
        return left if value else rows.exclude(pk__in=left.values("pk"))

    def of_mandate(self, rows: Any, _name: str, value: Any) -> Any:
        return duties.of_mandate(rows, int(value))

    def of_figure(self, rows: Any, _name: str, value: str) -> Any:
        """The rows that a figure of the scorecard counts in ``during`` (the year of the day where none is named), for
        ``body`` where one is chosen.
        """
        body = self.form.cleaned_data.get("body")
        period = self.form.cleaned_data.get("during") or Period.of_year(self.day.year)
        span = figures.span_of(period, self.day)
        return figures.narrowed(rows, value, span, body=int(body) if body else None)

    def of_whole_body(self, rows: Any, _name: str, value: str) -> Any:
        """A figure asks for the body itself: for some it is the one that gave the task."""
        return rows if self.form.cleaned_data.get("figure") else figures.of_whole_body(rows, int(value))

    def is_from_outside(self, rows: Any, _name: str, value: bool) -> Any:
        outside = figures.of_outside(rows)
        return outside if value else rows.exclude(pk__in=outside.values("pk"))

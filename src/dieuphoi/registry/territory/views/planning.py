"""Planning a change by hand: choose its kind, write its units, and edit it while it is planned."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.dates import parse_date
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.policy import Answer, require
from dieuphoi.core.register.drafts import draft_open
from dieuphoi.core.register.views import ActorView, ActView
from dieuphoi.registry.territory import forms, policies, selectors, services
from dieuphoi.registry.territory.tables import change_url

OFFERED = 12
"""Units offered while one types."""
MORE = {"more_olds": {"olds": 1}, "more_news": {"news": 1}}
"""The buttons that ask for one more row; they send the form and write nothing."""


class _Planning(ActView):
    """The form of one change, with as many rows as it needs."""

    template_name = "territory/plan.html"
    done_message = gettext_lazy("Đã lập phương án. Hãy chạy thử trước khi áp dụng.")
    submit_label = gettext_lazy("Lập phương án")

    def check(self, record: Any) -> Answer:
        return policies.may_change_units(self.actor)

    def kind_of(self, record: Any) -> str:
        raise NotImplementedError

    def start(self, record: Any) -> dict[str, Any]:
        """What the form begins with."""
        return {}

    def form(self, record: Any, **options: Any) -> forms.PlanForm:
        kind, start = self.kind_of(record), self.start(record)
        if "data" in options:
            shape = forms.shape_of(kind, options["data"])
        else:
            draft = draft_open(self.actor, **self._draft_key())
            shape = forms.shape_of(kind, [*start, *(draft.data if draft is not None else ())])
        options.pop("files", None)
        ignore = None if record is None else record.change.pk
        return forms.PlanForm(actor=self.actor, shape=shape, ignore=ignore, initial=start, **options)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        wanted = next((more for name, more in MORE.items() if name in request.POST), None)
        if wanted is None:
            return super().post(request, **kwargs)
        record = self.load(**kwargs)
        require(self.check(record))
        shape = forms.shape_of(self.kind_of(record), request.POST).grown(**wanted)
        # Only more room: what was typed stands as it is, nothing is judged yet.
        typed = {name: request.POST.get(name, "") for name in request.POST}
        form = forms.PlanForm(actor=self.actor, shape=shape, initial=typed)
        return self.show(record, form)

    def show(self, record: Any, form: django_forms.Form | None, **options: Any) -> HttpResponse:
        # With nobody's script the page still knows which kind this is and what it asks.
        self.text = str(forms.FORM_KINDS[self.kind_of(record)].words)
        return super().show(record, form, **options)

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        crumbs = [(_("Địa bàn"), reverse("territory:units")), (_("Thay đổi"), reverse("territory:changes"))]
        return crumbs if record is None else [*crumbs, (record.change.title, change_url(record.change.pk))]


class ChangeNew(_Planning):
    """Plan a change. Without ``?kind=`` the page asks which kind."""

    title = gettext_lazy("Lập phương án sáp nhập, chia tách, điều chỉnh")

    def load(self, **kwargs: Any) -> None:
        return None

    def kind_of(self, record: None) -> str:
        kind = self.request.GET.get("kind", "")
        if kind not in forms.FORM_KINDS:
            raise NotVisible(_("Không có loại thay đổi này."))
        return kind

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require(self.check(None))
        if request.GET.get("kind"):
            return super().get(request, **kwargs)
        labels = selectors.change_kind_words()
        context = {
            "title": str(self.title),
            "breadcrumbs": self.crumbs(None),
            "kinds": [
                (labels[kind], each.words, f"{request.path}?kind={kind}") for kind, each in forms.FORM_KINDS.items()
            ],
            "sheet_href": reverse("exchange:new", args=["unit-changes"]),
        }
        return render(request, "territory/kinds.html", context)

    def run(self, record: None, *, reason: str, data: dict[str, Any]) -> Any:
        return services.change_plan(actor=self.actor, plan=data["plan"], now=self.now)

    def done_url(self, record: None, result: Any) -> str:
        return reverse("territory:changes") if result is None else change_url(result.pk)


class ChangeEdit(_Planning):
    """Edit a planned change: a new one takes its place."""

    title = gettext_lazy("Sửa phương án")
    submit_label = gettext_lazy("Lưu phương án")
    done_message = gettext_lazy("Đã thay phương án. Hãy chạy thử lại trước khi áp dụng.")

    def load(self, **kwargs: Any) -> selectors.ChangeView:
        (view,) = selectors.change_views(self.actor, [selectors.change_of(self.actor, kwargs["change_id"])])
        return view

    def check(self, record: selectors.ChangeView) -> Answer:
        return policies.may_edit_plan(self.actor, record.change, by_hand=is_by_hand(record))

    def kind_of(self, record: selectors.ChangeView) -> str:
        return str(record.change.kind)

    def start(self, record: selectors.ChangeView) -> dict[str, Any]:
        eve = record.change.effective_on - timedelta(days=1)
        wanted = {old.unit for old in record.predecessors} | {n.parent_id for n in record.successors if n.parent_id}
        units = {row.id: row for row in selectors.units_on(self.actor, eve, ids=wanted)}
        return forms.plan_initial(record, units)

    def run(self, record: selectors.ChangeView, *, reason: str, data: dict[str, Any]) -> Any:
        return services.change_replan(actor=self.actor, change_id=record.change.pk, plan=data["plan"], now=self.now)

    def done_url(self, record: selectors.ChangeView, result: Any) -> str:
        return change_url(record.change.pk if result is None else result.pk)


def is_by_hand(record: selectors.ChangeView) -> bool:
    """Whether the form can say all of it: a unit under a province that is itself planned comes by the sheet, and so
    does a lone unit that becomes one of another level.
    """
    asks = forms.FORM_KINDS[record.change.kind]
    olds, news = len(record.predecessors), len(record.successors)
    if max(olds, news) > forms.MOST or olds < asks.olds or news < asks.news:
        return False
    if asks.goes_on and any(new.how != "same" for new in record.successors):
        return False
    return not any(new.parent_planned for new in record.successors)


class UnitPick(ActorView):
    """Units that fit what is typed, as options of a ``datalist``. ``day`` is the change's day, as typed in the form."""

    def get(self, request: HttpRequest) -> HttpResponse:
        fields = [
            str(value) for name, value in request.GET.items() if re.fullmatch(r"(old|new)_[0-9]+(_[a-z]+)?|q", name)
        ]
        typed = " ".join((fields[-1] if fields else "").split())[:100]
        day = _day(request.GET.get("day", ""), self.actor.on)
        # A unit that is there already begins on the day itself; all others are units of the eve.
        if not any(name.endswith("_unit") for name in request.GET):
            day -= timedelta(days=1)
        found = selectors.units_like(self.actor, typed, day, OFFERED) if typed else []
        options = [(selectors.unit_label(row), row.parent_name) for row in found]
        return render(request, "territory/pick.html", {"options": options})


def _day(typed: str, today: date) -> date:
    try:
        return parse_date(typed.strip())
    except ValueError:
        return today

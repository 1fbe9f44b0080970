"""Pages of the profile: figures by year, planning documents, plans."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.files.views import blob_response
from dieuphoi.core.history.selectors import history_of
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.core.kernel.ranges import day_after, first_day, range_label
from dieuphoi.core.register.record import Panel, RecordPage, act_link
from dieuphoi.core.register.views import ActorView, ActView, RecordView, RegisterListView
from dieuphoi.registry.profile import forms, policies, selectors, services
from dieuphoi.registry.profile.sheets import KIND
from dieuphoi.registry.profile.tables import PLANNING, PLANNING_LOOKS, PLANS, STATISTICS, years_words
from dieuphoi.registry.territory.selectors import units_on


class StatisticList(RegisterListView):
    register = STATISTICS


class PlanningList(RegisterListView):
    register = PLANNING


class PlanList(RegisterListView):
    register = PLANS


class Years(ActorView):
    """Choose the year whose wide sheet is filled."""

    def get(self, request: HttpRequest) -> HttpResponse:
        this = self.actor.on.year
        known = set(selectors.years_known(self.actor))
        years = sorted(known | set(range(this - 2, this + 1)), reverse=True)
        context = {
            "title": _("Nhập số liệu theo năm"),
            "breadcrumbs": [(str(STATISTICS.title), reverse("profile:statistics"))],
            "years": [
                (
                    str(year),
                    year in known,
                    reverse("exchange:new", args=[KIND], query={"year": year}),
                    f"{reverse('profile:statistics')}?year={year}",
                )
                for year in years
            ],
            "measures": selectors.measures_on(self.actor, self.as_of),
            "may_enter": bool(policies.may_enter_somewhere(self.actor)),
        }
        return render(request, "profile/years.html", context)


def _labels() -> dict[str, str]:
    """The words for the fields of a document or plan in its history."""
    return {
        "unit": _("Xã"),
        "kind": _("Loại"),
        "title": _("Tên"),
        "state": _("Trạng thái"),
        "decision": _("Quyết định"),
        "decision_on": _("Ngày quyết định"),
        "valid": _("Thời kỳ"),
        "note": _("Ghi chú"),
        "first_year": _("Năm đầu"),
        "last_year": _("Năm cuối"),
    }


def _place(view: ActorView, unit_id: int) -> str:
    rows = units_on(view.actor, view.as_of, ids=[unit_id])
    return rows[0].full_name if rows else ""


class PlanningPage(RecordView):
    """One planning document: where it stands, its decision, its files."""

    def load(self, **kwargs: Any) -> Any:
        return selectors.planning_by_id(self.actor, kwargs["document_id"])

    def describe(self, record: Any) -> RecordPage:
        answer = policies.may_enter(self.actor, record.unit_id)
        files = selectors.files_of(self.actor, record.pk)
        html = Markup(render_to_string("profile/files.html", {"files": files}))  # noqa: S704 - our own escaped template
        return RecordPage(
            title=record.title,
            state=PLANNING_LOOKS[record.state],
            header=(
                (_("Xã"), _place(self, record.unit_id)),
                (_("Loại"), str(selectors.KIND_LABELS[record.kind])),
                (_("Quyết định phê duyệt"), record.decision),
                (_("Ngày quyết định"), format_date(record.decision_on)),
                (_("Thời kỳ"), range_label(record.valid)),
                (_("Ghi chú"), record.note),
            ),
            acts=[
                act_link("edit", _("Sửa"), reverse("profile:planning_edit", args=[record.pk]), answer),
                act_link("file", _("Thêm tệp"), reverse("profile:planning_file_new", args=[record.pk]), answer),
            ],
            panels=(Panel(_("Tệp"), html, id="files"),),
            chain=chain_of(self.actor, "planning", record.pk, on=self.as_of),
            history=history_of(record, actor=self.actor, labels=_labels(), hide=("title_folded", "title_key")),
            breadcrumbs=((str(PLANNING.title), reverse("profile:planning")),),
        )


class _Act(ActView):
    def load(self, **kwargs: Any) -> Any:
        return None

    def check(self, record: Any) -> Answer:
        return policies.may_enter_somewhere(self.actor)


class PlanningNew(_Act):
    title = gettext_lazy("Thêm quy hoạch")
    done_message = gettext_lazy("Đã thêm.")

    def form(self, record: Any, **options: Any) -> forms.PlanningForm:
        return forms.PlanningForm(actor=self.actor, day=self.as_of, **options)

    def run(self, record: None, *, reason: str, data: dict[str, Any]) -> Any:
        return services.planning_save(actor=self.actor, unit_id=data.pop("unit"), now=self.now, **data)

    def done_url(self, record: Any, result: Any) -> str:
        if result is None:
            return reverse("profile:planning")
        return reverse("profile:planning_document", args=[result.pk])


class _OnDocument(_Act):
    def load(self, **kwargs: Any) -> Any:
        return selectors.planning_by_id(self.actor, kwargs["document_id"])

    def check(self, record: Any) -> Answer:
        return policies.may_enter(self.actor, record.unit_id)

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("profile:planning_document", args=[record.pk])


class PlanningEdit(_OnDocument):
    title = gettext_lazy("Sửa quy hoạch")
    done_message = gettext_lazy("Đã lưu.")

    def form(self, record: Any, **options: Any) -> forms.PlanningForm:
        names = ("kind", "title", "state", "decision", "decision_on", "note")
        initial = {name: getattr(record, name) for name in names}
        initial |= {"start": first_day(record.valid), "end": day_after(record.valid)}
        return forms.PlanningEditForm(actor=self.actor, day=self.as_of, initial=initial, **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.planning_save(
            actor=self.actor, unit_id=record.unit_id, document_id=record.pk, now=self.now, **data
        )


class PlanningFileNew(_OnDocument):
    title = gettext_lazy("Thêm tệp")
    form_class = forms.FileForm
    done_message = gettext_lazy("Đã thêm tệp.")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.planning_file_add(
            actor=self.actor, document_id=record.pk, data=data["file"], name=data["file"].name, now=self.now
        )


class PlanningFileOut(ActorView):
    def get(self, request: HttpRequest, file_id: int) -> HttpResponseBase:
        file = selectors.file_by_id(self.actor, file_id)
        return blob_response(file.blob, file.name)


class PlanPage(RecordView):
    """One plan with its targets and what was reached."""

    def load(self, **kwargs: Any) -> Any:
        return selectors.plan_by_id(self.actor, kwargs["plan_id"])

    def describe(self, record: Any) -> RecordPage:
        answer = policies.may_enter(self.actor, record.unit_id)
        context = {"targets": selectors.targets_of(self.actor, record.pk)}
        html = Markup(render_to_string("profile/targets.html", context))  # noqa: S704 - our own escaped template
        return RecordPage(
            title=record.title,
            header=(
                (_("Xã"), _place(self, record.unit_id)),
                (_("Năm"), years_words(record)),
                (_("Quyết định, nghị quyết"), record.decision),
                (_("Ngày"), format_date(record.decision_on)),
            ),
            acts=[act_link("target", _("Ghi mục tiêu"), reverse("profile:target_set", args=[record.pk]), answer)],
            panels=(Panel(_("Mục tiêu"), html, id="targets"),),
            chain=chain_of(self.actor, "commune_plan", record.pk, on=self.as_of),
            history=history_of(record, actor=self.actor, labels=_labels(), hide=("title_folded",)),
            breadcrumbs=((str(PLANS.title), reverse("profile:plans")),),
        )


class PlanNew(_Act):
    title = gettext_lazy("Thêm kế hoạch")
    done_message = gettext_lazy("Đã thêm.")

    def form(self, record: Any, **options: Any) -> forms.PlanForm:
        return forms.PlanForm(actor=self.actor, day=self.as_of, **options)

    def run(self, record: None, *, reason: str, data: dict[str, Any]) -> Any:
        return services.plan_create(actor=self.actor, unit_id=data.pop("unit"), now=self.now, **data)

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("profile:plans") if result is None else reverse("profile:plan", args=[result.pk])


class TargetSet(_Act):
    title = gettext_lazy("Ghi mục tiêu")
    done_message = gettext_lazy("Đã ghi.")

    def load(self, **kwargs: Any) -> Any:
        return selectors.plan_by_id(self.actor, kwargs["plan_id"])

    def check(self, record: Any) -> Answer:
        return policies.may_enter(self.actor, record.unit_id)

    def form(self, record: Any, **options: Any) -> forms.TargetForm:
        return forms.TargetForm(
            actor=self.actor, day=self.as_of, initial={"year": record.first_year}, **options
        )

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.target_set(
            actor=self.actor,
            plan_id=record.pk,
            measure_id=data["measure"],
            year=data["year"],
            number=data["number"],
            now=self.now,
        )

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("profile:plan", args=[record.pk])

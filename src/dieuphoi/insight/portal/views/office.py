"""The pages of who prepares, approves and withdraws public lists."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.kernel.dates import format_date, format_datetime
from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.policy import Answer, require
from dieuphoi.core.register.record import RecordPage, act_links
from dieuphoi.core.register.views import ActorView, ActView, RecordView, RegisterListView
from dieuphoi.insight.portal import downloads, policies, selectors, services, tables
from dieuphoi.insight.portal.content import Content, Tampered, content_of
from dieuphoi.insight.portal.forms import PrepareForm
from dieuphoi.insight.portal.lists import kind_label, list_kinds
from dieuphoi.insight.portal.states import LIST_LIFE, ListState


class PublicLists(RegisterListView):
    """The register of lists, drafts included."""

    register = tables.PUBLIC_LISTS
    template_name = "portal/list.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require(policies.may_read_some(self.actor))
        return super().get(request, *args, **kwargs)


class Prepare(ActorView):
    """Choose a kind, a province and a day (GET), look at the very rows, freeze them (POST)."""

    def get(self, request: HttpRequest) -> HttpResponse:
        require(policies.may_prepare_some(self.actor))
        if "kind" not in request.GET:
            return self.page(PrepareForm(actor=self.actor, initial={"as_of": self.actor.on}))
        form = PrepareForm(request.GET, actor=self.actor)
        return self.page(form, *self.preview(form))

    def post(self, request: HttpRequest) -> HttpResponse:
        require(policies.may_prepare_some(self.actor))
        form = PrepareForm(request.POST, actor=self.actor)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            row = services.list_prepare(
                actor=self.actor,
                kind=form.cleaned_data["kind"],
                province_id=form.cleaned_data["province"],
                as_of=form.cleaned_data["as_of"],
                seen_hash=request.POST.get("seen", "")[:64],
                now=self.now,
            )
        except InputErrors as faults:
            for fault in faults.errors:
                form.add_error(fault.field or None, fault.message)
            return self.page(form, status=422)
        except Refused as refusal:
            content, _status = self.preview(form)
            return self.page(form, content, refusal.status, refused=refusal.reason)
        return HttpResponseRedirect(reverse("portal:page", args=[row.pk]))

    def preview(self, form: PrepareForm) -> tuple[Content | None, int]:
        """The content of the form's choice, errors on its fields where there is none."""
        if not form.is_valid():
            return None, 422
        chosen = form.cleaned_data
        try:
            return selectors.content_prepared(self.actor, chosen["kind"], chosen["province"], chosen["as_of"]), 200
        except InputErrors as faults:
            for fault in faults.errors:
                form.add_error(fault.field or None, fault.message)
            return None, 422

    def page(
        self, form: PrepareForm, content: Content | None = None, status: int = 200, *, refused: str = ""
    ) -> HttpResponse:
        context = {
            "title": _("Soạn danh sách công khai"),
            "breadcrumbs": [(str(tables.PUBLIC_LISTS.title), reverse("portal:list"))],
            "form": form,
            "content": content,
            "refused": refused,
            "kinds": list_kinds(),
        }
        return render(self.request, "portal/new.html", context, status=status)


class PublicListPage(RecordView):
    """One list: what it holds, who prepared and approved it, what became of it."""

    template_name = "portal/page.html"

    def load(self, **kwargs: Any) -> Any:
        return selectors.list_of(self.actor, kwargs["list_id"])

    def describe(self, record: Any) -> RecordPage:
        content, fault = _read(record)
        prepared = _("%(person)s, %(at)s") % {
            "person": record.prepared_by,
            "at": format_datetime(record.prepared_at),
        }
        approved = ended = ""
        if record.approved_by is not None:
            approved = _("%(person)s, %(at)s") % {
                "person": record.approved_by,
                "at": format_datetime(record.approved_at),
            }
        if record.ended_at is not None:
            ended = f"{format_datetime(record.ended_at)}: {record.ended_reason}"
        public = reverse("public:list", args=[record.pk])
        address = Markup('<a href="{}">{}</a>').format(public, self.request.build_absolute_uri(public))
        return RecordPage(
            title=record.title,
            state=tables.STATE_LOOKS[record.state],
            header=[
                pair
                for pair in (
                    (_("Loại danh sách"), kind_label(record.kind)),
                    (_("Tính đến ngày"), format_date(record.as_of)),
                    (_("Số dòng"), format_number(record.row_count)),
                    (_("Người soạn"), prepared),
                    (_("Người duyệt"), approved),
                    (_("Cơ quan duyệt"), record.approved_office),
                    (_("Đã rút hoặc bỏ"), ended),
                    (_("Địa chỉ công khai"), address if record.state == ListState.PUBLISHED else ""),
                )
                if pair[1]
            ],
            acts=act_links(
                LIST_LIFE,
                self.actor,
                record,
                lambda name: reverse(f"portal:{name}", args=[record.pk]),
                main="approve",
            ),
            breadcrumbs=[(tables.PUBLIC_LISTS.title, reverse("portal:list"))],
            history=selectors.history(self.actor, record),
            chain=chain_of(self.actor, "public_list", record.pk),
            context={
                "content": content,
                "fault": fault,
                "files": [(form.upper(), reverse("portal:file", args=[record.pk, form])) for form in downloads.FORMATS],
            },
        )


class _OnList(ActView):
    """What the acts on one list share: the very rows stand below the question."""

    template_name = "portal/act.html"
    move = ""

    def load(self, **kwargs: Any) -> Any:
        record: Any = selectors.list_of(self.actor, kwargs["list_id"])
        self.text = record.title
        record.shown = _read(record)[0]
        return record

    def check(self, record: Any) -> Answer:
        return LIST_LIFE.check(self.actor, record, self.move, reason="…")

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("portal:page", args=[record.pk])

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [
            (str(tables.PUBLIC_LISTS.title), reverse("portal:list")),
            (record.title, reverse("portal:page", args=[record.pk])),
        ]


class Approve(_OnList):
    """Publish it: the rows below are what everybody will read."""

    move = "approve"
    title = gettext_lazy("Duyệt và công khai")
    submit_label = gettext_lazy("Duyệt và công khai")
    done_message = gettext_lazy("Đã công khai. Ai cũng đọc được ở địa chỉ công khai.")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.list_approve(actor=self.actor, list_id=record.pk, now=self.now)


class Drop(_OnList):
    """Put it aside."""

    move = "drop"
    title = gettext_lazy("Không công bố")
    submit_label = gettext_lazy("Không công bố")
    done_message = gettext_lazy("Danh sách không được công bố; người soạn đã được báo.")
    needs_reason = True
    danger = True

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.list_drop(actor=self.actor, list_id=record.pk, reason=reason, now=self.now)


class Withdraw(_OnList):
    """Take it back from the public."""

    move = "withdraw"
    title = gettext_lazy("Rút khỏi phần công khai")
    submit_label = gettext_lazy("Rút")
    done_message = gettext_lazy("Đã rút. Địa chỉ công khai nay chỉ nói danh sách đã được rút.")
    needs_reason = True
    danger = True

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.list_withdraw(actor=self.actor, list_id=record.pk, reason=reason, now=self.now)


class ListFile(ActorView):
    """The list as a file for who may see it, also while it waits."""

    def get(self, request: HttpRequest, list_id: int, form: str) -> HttpResponse:
        record = selectors.list_of(self.actor, list_id)
        if form not in downloads.FORMATS:
            raise NotVisible(_("Không xuất được dạng “%(form)s”; chỉ có xlsx và csv.") % {"form": form})
        content, fault = _read(record)
        if content is None:
            raise Refused("tampered", fault)
        response = downloads.list_file(record, content, form)
        response["Cache-Control"] = "private, no-store"
        return response


def _read(record: Any) -> tuple[Content | None, str]:
    """The proven content, or the words that tell why there is none to show."""
    try:
        return content_of(record), ""
    except Tampered as fault:
        return None, str(fault)

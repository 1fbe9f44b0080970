"""Pages of people: how much each has open, and everything that one answers for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup, escape

from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.policy import Answer, require
from dieuphoi.core.kernel.ranges import range_label
from dieuphoi.core.letters.answers import XLSX_MIME, attached
from dieuphoi.core.letters.tables import workbook
from dieuphoi.core.register.views import ActorView
from dieuphoi.core.ui.query import with_query
from dieuphoi.registry.organisations import selectors as organisations
from dieuphoi.steering.tasks import paper, policies, selectors, tables
from dieuphoi.steering.tasks.forms_people import MandatesForm
from dieuphoi.steering.tasks.reach import reach_of
from dieuphoi.steering.tasks.selectors import duties, load
from dieuphoi.steering.tasks.services.mandates import task_mandates_set
from dieuphoi.steering.tasks.views.base import PLACE, OnTask, at
from dieuphoi.steering.tasks.views.tabs import people_tabs


def asked_choice(request: HttpRequest, name: str, choices: Any) -> str:
    """A value of the address out of a list. Raises ``InputErrors`` for another: it is shown, never passed over."""
    value = request.GET.get(name, "")
    if value and value not in choices:
        raise InputErrors([InputError(_("“%(value)s” không có trong danh sách.") % {"value": value[:60]}, field=name)])
    return value


def asked_id(request: HttpRequest, name: str) -> int | None:
    """A number of the address. Raises ``InputErrors`` for what is none."""
    value = request.GET.get(name, "")
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 18):
        words = {"value": value[:60]}
        raise InputErrors([InputError(_("“%(value)s” không phải là một số.") % words, field=name)])
    return int(value)


class LoadPage(ActorView):
    """Open tasks per person: of everybody, of one's bodies, or one's own."""

    def get(self, request: HttpRequest) -> HttpResponse:
        org = asked_id(request, "org")
        sort = asked_choice(request, "sort", paper.SORTS)
        export = asked_choice(request, "export", ("xlsx",))
        work = load.workload(self.actor, self.actor.on, org_id=org)
        rows = paper.sorted_load(work, sort)
        bodies = selectors.bodies(self.actor, self.actor.on)
        named = dict(bodies).get(str(org), "") if org is not None else ""
        title = _("Khối lượng việc theo người")
        if export:
            head = paper.paper_head(
                title, _("Cơ quan: %(org)s") % {"org": named} if named else "",
                _("Tính đến ngày %(day)s") % {"day": format_date(work.day)}, who=self.actor.name, now=self.now,
            )  # fmt: skip
            return attached(
                workbook(head, [paper.load_table(work, rows)]), f"{title} {self.actor.on.isoformat()}.xlsx", XLSX_MIME
            )
        reach = reach_of(self.actor)
        context = {
            "title": title,
            "breadcrumbs": [(PLACE, at("list"))],
            "tabs": people_tabs(self.actor, "load"),
            "work": work,
            "figures": load.FIGURES,
            "table": paper.load_table(
                work, rows, sort_href=lambda key: with_query(request.GET, sort=key, export=None)
            ),
            "bodies": [("", _("Mọi cơ quan")), *bodies] if reach.everybody else [],
            "org": org or "",
            "params": request.GET,
            "alone": not reach.everybody and not reach.heads,
        }
        return render(request, "tasks/load.html", context)


_FIGURES = (
    ("open", gettext_lazy("Đang mở")), ("overdue", gettext_lazy("Quá hạn")), ("near", gettext_lazy("Sắp đến hạn")),
    ("waiting", gettext_lazy("Chờ xác nhận")), ("idle", gettext_lazy("Im ắng")),
    ("done", gettext_lazy("Hoàn thành trong năm")), ("late", gettext_lazy("Hoàn thành muộn trong năm")),
)  # fmt: skip


class DutiesPage(ActorView):
    """Everything that one person answers for (S0-42): tasks, standing duties, what they follow, where they sit, the
    functions of their bodies. Made to be printed.
    """

    def get(self, request: HttpRequest, person_id: int) -> HttpResponse:
        organisations.person_named(self.actor, person_id)
        require(policies.may_see_duties(self.actor, duties.is_within_reach(self.actor, person_id, self.actor.on)))
        found = duties.duties_of(self.actor, person_id)
        hand = policies.may_hand_over_some(self.actor)
        context = {
            "title": _("Nhiệm vụ của %(name)s") % {"name": found.person["full_name"]},
            "breadcrumbs": [(PLACE, at("list")), (_("Khối lượng việc"), at("load"))],
            "duties": found,
            "figures": [
                (label, number, at("list") + with_query(query) if number else "")
                for key, label in _FIGURES
                for number, query in [found.figures[key]]
            ],
            "header": [
                (_("Điện thoại"), found.person["phone"]),
                (_("Chức vụ"), "; ".join(f"{post.title}, {post.org_name}" for post in found.posts)
                 or _("không giữ chức vụ nào hôm nay")),
            ],
            "looks": tables.TIMELINESS_LOOKS,
            "states": tables.STATE_LOOKS,
            "every_open": at("list") + with_query(found.figures["open"][1]),
            "unit_words": organisations.unit_words,
            "range_label": range_label,
            "hand_href": at("hand_many") + with_query(person=person_id) if hand and found.open else "",
            "person_href": reverse("organisations:person", args=[person_id]),
            "mandate_href": lambda row: at("list") + with_query(mandate=row.pk, open="true"),
        }  # fmt: skip
        return render(request, "tasks/duties.html", context)


class TaskMandates(OnTask):
    """Which functions of the lead body a task serves (S0-10)."""

    title = gettext_lazy("Gắn chức năng, nhiệm vụ")
    submit_label = gettext_lazy("Ghi")
    done_message = gettext_lazy("Đã ghi.")
    drafts = False

    def check(self, record: Any) -> Answer:
        return policies.may_tie(self.actor, record)

    def form(self, record: Any, **options: Any) -> MandatesForm:
        options.pop("files", None)
        held = duties.mandates_of_task(self.actor, record.pk)
        rows = {row.pk: row for row in (*duties.mandates_for(self.actor, record.lead_org_id, self.actor.on), *held)}
        offered = [(str(row.pk), f"{row.org.name}, {row}") for row in rows.values()]
        return MandatesForm(offered=offered, initial={"mandates": [row.pk for row in held]}, **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return task_mandates_set(
            actor=self.actor, task_id=record.pk, mandate_ids=data["mandates"], now=self.now
        )


def mandate_words(actor: Any, task_id: int) -> Markup:
    """The functions that a task serves, as links to the tasks that serve each."""
    rows = duties.mandates_of_task(actor, task_id)
    links = [
        Markup('<a href="{}">{}</a>').format(at("list") + with_query(mandate=row.pk), str(row)) for row in rows
    ]
    return Markup("; ").join(links) if links else escape("")

"""Pages of organisations and people."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from dieuphoi.core.kernel.dates import format_date, parse_date
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.ranges import range_label
from dieuphoi.core.register.record import Panel, RecordPage
from dieuphoi.core.register.views import RecordView, RegisterListView
from dieuphoi.registry.organisations import selectors
from dieuphoi.registry.organisations.tables import ORGS, PEOPLE


class OrgList(RegisterListView):
    register = ORGS


class PersonList(RegisterListView):
    register = PEOPLE


class OrgPage(RecordView):
    """One organisation on a day: its facts, who works there, and what lies below it."""

    def load(self, **kwargs: Any) -> selectors.OrgRow:
        self.day = _day(self.request) or self.actor.on
        return selectors.org_on(self.actor, kwargs["org_id"], self.day)

    def describe(self, record: selectors.OrgRow) -> RecordPage:
        below = selectors.orgs_on(self.actor, self.day, parent=record.id)
        parent = (
            Markup('<a href="{}">{}</a>').format(_org_url(record.parent_id), record.parent_name)
            if record.parent_id
            else ""
        )
        context = {
            "holders": selectors.holders_on(self.actor, self.day, org=record.id),
            "below": [(org, _org_url(org.id)) for org in below],
            "person_url": _person_url,
        }
        return RecordPage(
            title=record.name,
            header=(
                (_("Mã"), record.code),
                (_("Loại cơ quan"), record.kind_label),
                (_("Cơ quan cấp trên"), parent),
                (_("Địa bàn"), record.place_name),
                (_("Điện thoại"), record.phone),
                (_("Tính đến ngày"), format_date(self.day)),
            ),
            panels=(
                Panel(_("Cán bộ"), _render("organisations/holders.html", context), id="people"),
                Panel(_("Cơ quan trực thuộc"), _render("organisations/below.html", context), id="below"),
            ),
            breadcrumbs=((_("Cơ quan"), reverse("organisations:orgs")),),
        )


class PersonPage(RecordView):
    """One person: how to reach them, and all posts, past ones too."""

    def load(self, **kwargs: Any) -> dict[str, Any]:
        return selectors.person_named(self.actor, kwargs["person_id"])

    def describe(self, record: dict[str, Any]) -> RecordPage:
        holdings = selectors.holdings_of(self.actor, record["id"])
        rows = [(row, _org_url(row.org_id), range_label(row.valid)) for row in holdings]
        return RecordPage(
            title=record["full_name"],
            header=((_("Điện thoại"), record["phone"]), (_("Thư điện tử"), record["email"])),
            panels=(Panel(_("Chức vụ"), _render("organisations/posts.html", {"rows": rows}), id="posts"),),
            breadcrumbs=((_("Cán bộ"), reverse("organisations:people")),),
        )


def _org_url(org_id: int | None) -> str:
    return reverse("organisations:org", args=[org_id])


def _person_url(person_id: int) -> str:
    return reverse("organisations:person", args=[person_id])


def _day(request: HttpRequest) -> Any:
    """The day in the URL; ``None`` without one. Raises :class:`InputErrors`."""
    typed = request.GET.get("as_of") or ""
    try:
        return parse_date(typed) if typed else None
    except ValueError as error:
        raise InputErrors([InputError(str(error), field="as_of", value=typed)]) from None


def _render(template: str, context: dict[str, Any]) -> Markup:
    """A fragment of ours: it needs nothing of the request."""
    return Markup(render_to_string(template, context))  # noqa: S704 - our own escaped template

"""Pages of people, posts and the directory."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.kernel.policy import Allowed
from dieuphoi.core.kernel.ranges import range_label
from dieuphoi.core.register.record import ActLink, Panel, RecordPage, act_link
from dieuphoi.core.register.views import RecordView, RegisterListView
from dieuphoi.registry.organisations import forms, policies, selectors, services
from dieuphoi.registry.organisations.tables import (
    CHECKS,
    CONTACTS,
    HANDOVER_LOOKS,
    PEOPLE,
    giver_words,
    phone_link,
    receiver_words,
)
from dieuphoi.registry.organisations.views.base import OrgAct, fragment, org_url, person_url
from dieuphoi.registry.organisations.views.orgs import _OnOrg, in_days


class PersonList(RegisterListView):
    register = PEOPLE


class ContactList(RegisterListView):
    register = CONTACTS


class CheckList(RegisterListView):
    register = CHECKS


class PersonPage(RecordView):
    """One person: how to reach them, all posts, what they follow, committees, handovers – and what to look at."""

    template_name = "organisations/record.html"

    def load(self, **kwargs: Any) -> dict[str, Any]:
        return selectors.person_named(self.actor, kwargs["person_id"])

    def describe(self, record: dict[str, Any]) -> RecordPage:
        person = record["id"]
        may_assign = isinstance(policies.may_assign_work(self.actor), Allowed)
        holdings = selectors.holdings_of(self.actor, person)
        checks = selectors.checks_of(self.actor, person)
        context = {
            "rows": [(row, org_url(row.org_id), range_label(row.valid)) for row in holdings],
            "may_change": isinstance(policies.may_manage_organisations(self.actor), Allowed),
            "may_assign": may_assign,
            "monitors": selectors.monitors_of(self.actor, self.as_of, person=person, ever=True),
            "seats": selectors.seats(self.actor, person=person),
            "handovers": selectors.handovers_of(self.actor, person),
            "handover_looks": HANDOVER_LOOKS,
            "giver_words": giver_words,
            "receiver_words": receiver_words,
            "unit_words": selectors.unit_words,
            "range_label": range_label,
            "checks": checks,
            "in_hand": selectors.still_in_hand(self.actor, person, checks[0].changed_on) if checks else [],
        }
        panels = []
        if checks:
            panels.append(Panel(_("Cần xem lại"), fragment("organisations/to_look_at.html", context), id="checks"))
        panels.append(Panel(_("Chức vụ"), fragment("organisations/posts.html", context), id="posts"))
        if context["monitors"]:
            panels.append(Panel(_("Theo dõi"), fragment("organisations/monitors.html", context), id="monitors"))
        if context["seats"]:
            panels.append(Panel(_("Ban Chỉ đạo"), fragment("organisations/seats.html", context), id="seats"))
        if context["handovers"]:
            panels.append(Panel(_("Bàn giao"), fragment("organisations/handovers.html", context), id="handovers"))
        return RecordPage(
            title=record["full_name"],
            header=(
                (_("Điện thoại"), phone_link(record["phone"])),
                (_("Thư điện tử"), record["email"]),
            ),
            acts=self._acts(person),
            panels=panels,
            breadcrumbs=((_("Cán bộ"), reverse("organisations:people")),),
            context={"chain": chain_of(self.actor, "person", person, on=self.as_of)},
        )

    def _acts(self, person: int) -> list[ActLink]:
        answer = policies.may_manage_organisations(self.actor)
        if not isinstance(answer, Allowed):
            return []
        return [
            act_link("edit", _("Sửa liên hệ"), reverse("organisations:person_edit", args=[person]), answer),
            act_link(
                "handover", _("Lập bàn giao"), f"{reverse('organisations:handover_new')}?giver={person}", answer
            ),
        ]


class PersonEdit(OrgAct):
    form_class = forms.ContactForm
    title = gettext_lazy("Sửa liên hệ")
    done_message = gettext_lazy("Đã lưu.")

    def load(self, **kwargs: Any) -> dict[str, Any]:
        return selectors.person_named(self.actor, kwargs["person_id"])

    def initial(self, record: dict[str, Any]) -> dict[str, Any]:
        return {"phone": record["phone"], "email": record["email"]}

    def run(self, record: dict[str, Any], *, reason: str, data: dict[str, Any]) -> Any:
        return services.person_update(actor=self.actor, person_id=record["id"], now=self.now, **data)

    def done_url(self, record: dict[str, Any], result: Any) -> str:
        return person_url(record["id"])

    def crumbs(self, record: dict[str, Any]) -> list[tuple[str, str]]:
        return [(_("Cán bộ"), reverse("organisations:people")), (record["full_name"], person_url(record["id"]))]


class PostNew(_OnOrg):
    form_class = forms.PostForm
    title = gettext_lazy("Thêm chức vụ")
    done_message = gettext_lazy("Đã thêm chức vụ.")

    def run(self, record: selectors.OrgRow, *, reason: str, data: dict[str, Any]) -> Any:
        return services.post_create(actor=self.actor, org_id=record.id, now=self.now, **data)


class _OnPost(OrgAct):
    def load(self, **kwargs: Any) -> Any:
        return selectors.post_by_id(self.actor, kwargs["post_id"])

    def done_url(self, record: Any, result: Any) -> str:
        return org_url(record.org_id)

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(_("Cơ quan"), reverse("organisations:orgs")), (record.org.name, org_url(record.org_id))]


class PostEdit(_OnPost):
    form_class = forms.PostEditForm
    title = gettext_lazy("Sửa chức vụ")
    done_message = gettext_lazy("Đã lưu.")

    def initial(self, record: Any) -> dict[str, Any]:
        names = ("title", "is_single", "seats", "position", "decision")
        return {name: getattr(record, name) for name in names} | {"until": in_days(record.valid)["end"]}

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.post_update(actor=self.actor, post_id=record.pk, now=self.now, **data)


class PostFill(_OnPost):
    """Put somebody into the post."""

    form_class = forms.FillForm
    title = gettext_lazy("Bố trí người vào chức vụ")
    done_message = gettext_lazy("Đã bố trí.")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        person = data["person"]
        if person is None:
            person = services.person_create(
                actor=self.actor, full_name=data["full_name"], phone=data["phone"], now=self.now
            ).pk
        return services.holding_start(
            actor=self.actor,
            person_id=person,
            post_id=record.pk,
            start=data["start"],
            end=data["end"],
            decision=data["decision"],
            now=self.now,
        )


class _OnHolding(OrgAct):
    def load(self, **kwargs: Any) -> Any:
        return selectors.holding_by_id(self.actor, kwargs["holding_id"])

    def done_url(self, record: Any, result: Any) -> str:
        return person_url(record.person_id)

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [
            (_("Cán bộ"), reverse("organisations:people")),
            (record.person.full_name, person_url(record.person_id)),
        ]


class HoldingEnd(_OnHolding):
    form_class = forms.EndForm
    title = gettext_lazy("Thôi giữ chức vụ")
    text = gettext_lazy(
        "Việc người này còn theo dõi sẽ được liệt kê để xem lại; hãy lập bàn giao nếu còn việc đang làm."
    )
    needs_reason = True
    done_message = gettext_lazy("Đã ghi ngày thôi giữ chức vụ.")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.holding_end(
            actor=self.actor, holding_id=record.pk, on=data["on"], reason=reason, now=self.now
        )


class HoldingRedate(_OnHolding):
    form_class = forms.DaysForm
    title = gettext_lazy("Sửa thời gian giữ chức vụ")
    done_message = gettext_lazy("Đã lưu.")

    def initial(self, record: Any) -> dict[str, Any]:
        return in_days(record.valid)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.holding_redate(actor=self.actor, holding_id=record.pk, now=self.now, **data)


class CheckFinish(OrgAct):
    title = gettext_lazy("Đã xem lại phân công")
    text = gettext_lazy("Ghi rõ đã giao lại cho ai, hoặc vì sao giữ nguyên.")
    needs_reason = True
    done_message = gettext_lazy("Đã ghi.")

    def load(self, **kwargs: Any) -> Any:
        return selectors.check_by_id(self.actor, kwargs["check_id"])

    def check(self, record: Any) -> Any:
        return policies.may_finish_check(self.actor, record)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.check_finish(actor=self.actor, check_id=record.pk, reason=reason, now=self.now)

    def done_url(self, record: Any, result: Any) -> str:
        return person_url(record.person_id)

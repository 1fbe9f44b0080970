"""Pages of handovers: who gives, who receives, what is open."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.history.selectors import history_of
from dieuphoi.core.kernel.dates import format_date, format_datetime
from dieuphoi.core.kernel.errors import NotVisible, Refused
from dieuphoi.core.kernel.policy import Allowed, Answer
from dieuphoi.core.register.record import Panel, RecordPage, act_link, act_links, timeline
from dieuphoi.core.register.views import RecordView, RegisterListView
from dieuphoi.registry.organisations import forms, policies, selectors, services
from dieuphoi.registry.organisations.states import HANDOVER_LIFE, ItemState
from dieuphoi.registry.organisations.tables import (
    HANDOVER_LOOKS,
    HANDOVERS,
    giver_words,
    receiver_words,
)
from dieuphoi.registry.organisations.views.base import OrgAct, fragment


class HandoverList(RegisterListView):
    register = HANDOVERS


class HandoverPage(RecordView):
    """One handover with its items: given, received, left open."""

    template_name = "organisations/record.html"

    def load(self, **kwargs: Any) -> Any:
        return selectors.handover_by_id(self.actor, kwargs["handover_id"])

    def describe(self, record: Any) -> RecordPage:
        items = selectors.items_of(self.actor, record.pk)
        runs = policies.may_run_handover(self.actor, record)
        context = {"items": items, "labels": dict(ItemState.choices), "handover": record}
        acts = act_links(
            HANDOVER_LIFE,
            self.actor,
            record,
            lambda move: reverse("organisations:handover_act", args=[record.pk, move]),
            main="receive" if record.state == "HANDED" else "hand",
        )
        if record.state == "OPEN":
            extra = [
                act_link("item", _("Thêm nội dung"), reverse("organisations:item_new", args=[record.pk]), runs),
                act_link(
                    "fill", _("Lấy lại việc đang mở"), reverse("organisations:handover_fill", args=[record.pk]), runs
                ),
            ]
            acts = [*extra, *acts] if isinstance(runs, Allowed) else acts
        open_count = sum(item.state != ItemState.RECEIVED for item in items)
        return RecordPage(
            title=_("Bàn giao: %(giver)s → %(receiver)s")
            % {"giver": record.giver or record.giver_org, "receiver": record.receiver or record.receiver_org},
            state=HANDOVER_LOOKS[record.state],
            header=(
                (_("Bên giao"), giver_words(record)),
                (_("Bên nhận"), receiver_words(record)),
                (_("Ngày bàn giao"), format_date(record.effective_on)),
                (_("Lý do"), record.reason),
                (_("Giao lúc"), format_datetime(record.handed_at)),
                (_("Nhận lúc"), format_datetime(record.received_at)),
                (_("Còn mở"), _("%(n)s nội dung") % {"n": open_count}),
                (_("Để lại"), record.closing_note),
            ),
            acts=acts,
            panels=(
                Panel(_("Nội dung"), fragment("organisations/items.html", context), id="items"),
                Panel(
                    _("Lịch sử"),
                    fragment("organisations/timeline.html", {"items": self._story(record)}),
                    id="story",
                ),
            ),
            breadcrumbs=((_("Bàn giao"), reverse("organisations:handovers")),),
            context={"chain": chain_of(self.actor, "handover", record.pk, on=self.as_of)},
        )


    def _story(self, record: Any) -> list[dict[str, str]]:
        labels = {
            "giver": _("Người giao"),
            "giver_org": _("Cơ quan giao"),
            "receiver": _("Người nhận"),
            "receiver_org": _("Cơ quan nhận"),
            "effective_on": _("Ngày bàn giao"),
            "state": _("Trạng thái"),
            "closing_note": _("Để lại"),
        }
        hidden = ("opened_at", "handed_at", "received_at", "closed_at", "reason")
        changes = history_of(record, actor=self.actor, labels=labels, hide=hidden)
        return timeline(changes)


class HandoverNew(OrgAct):
    form_class = forms.HandoverForm
    title = gettext_lazy("Lập bàn giao")
    text = gettext_lazy("Việc đang mở của bên giao được liệt kê tự động; tài liệu, tài sản thì thêm sau.")
    done_message = gettext_lazy("Đã lập. Hãy xem danh sách, thêm nội dung rồi bàn giao.")

    def check(self, record: None) -> Answer:
        return policies.may_open_handover(self.actor)

    def form_options(self, record: None) -> dict[str, Any]:
        typed = self.request.GET.get("giver", "")
        if not typed.isdigit():
            return {}
        try:
            person = selectors.person_named(self.actor, int(typed[:18]))
        except NotVisible:
            return {}
        return {"giver": (person["id"], person["full_name"])}

    def initial(self, record: None) -> dict[str, Any]:
        given = self.form_options(record).get("giver")
        mine = selectors.person_of_account(self.actor.id)
        return {"giver": given[0] if given else mine, "on": self.actor.on}

    def run(self, record: None, *, reason: str, data: dict[str, Any]) -> Any:
        return services.handover_open(
            actor=self.actor,
            giver_id=data["giver"],
            giver_org_id=data["giver_org"],
            receiver_id=data["receiver"],
            receiver_org_id=data["receiver_org"],
            effective_on=data["on"],
            reason=data["why"],
            now=self.now,
        )

    def done_url(self, record: Any, result: Any) -> str:
        if result is None:
            return reverse("organisations:handovers")
        return reverse("organisations:handover", args=[result.pk])


class _OnHandover(OrgAct):
    def load(self, **kwargs: Any) -> Any:
        return selectors.handover_by_id(self.actor, kwargs["handover_id"])

    def check(self, record: Any) -> Answer:
        return policies.may_run_handover(self.actor, record)

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("organisations:handover", args=[record.pk])

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(_("Bàn giao"), reverse("organisations:handovers"))]


class ItemNew(_OnHandover):
    form_class = forms.ItemForm
    title = gettext_lazy("Thêm nội dung bàn giao")
    done_message = gettext_lazy("Đã thêm.")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.item_add(actor=self.actor, handover_id=record.pk, now=self.now, **data)


class HandoverFill(_OnHandover):
    title = gettext_lazy("Lấy lại việc đang mở")
    text = gettext_lazy("Thêm vào danh sách những việc bên giao đang giữ mà danh sách chưa có.")
    done_message = gettext_lazy("Đã lấy lại danh sách.")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.handover_fill(actor=self.actor, handover_id=record.pk, now=self.now)


class HandoverAct(_OnHandover):
    """The moves of a handover: hand, receive, return, close, cancel."""

    done_message = gettext_lazy("Đã ghi.")

    def load(self, **kwargs: Any) -> Any:
        move = HANDOVER_LIFE.moves.get(kwargs["move"])
        if move is None:
            raise NotVisible(_("Không có thao tác này."))
        self.move = move
        self.title = move.label
        self.needs_reason = move.needs_reason
        return super().load(**kwargs)

    def check(self, record: Any) -> Answer:
        # The reason is asked for in the form.
        return HANDOVER_LIFE.check(self.actor, record, self.move.name, reason="…")

    def form(self, record: Any, **options: Any) -> Any:
        base: dict[str, Any] = {"actor": self.actor, "day": self.as_of, **options}
        items = selectors.items_of(self.actor, record.pk)
        if self.move.name == "hand":
            held = [item for item in items if item.state == ItemState.OPEN]
            return forms.ItemsForm(items=held, label=_("Giữ lại, chưa giao"), **base)
        if self.move.name == "receive":
            given = [item for item in items if item.state == ItemState.HANDED]
            return forms.ItemsForm(items=given, label=_("Chưa nhận được"), **base)
        return forms.NoteForm(**base) if self.move.name == "close" else None

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        at: dict[str, Any] = {"actor": self.actor, "handover_id": record.pk, "now": self.now}
        match self.move.name:
            case "hand":
                return services.handover_hand(keep_open=data["items"], **at)
            case "receive":
                return services.handover_receive(missing=data["items"], note=data["note"], **at)
            case "return":
                return services.handover_return(reason=reason, **at)
            case "close":
                return services.handover_close(note=data["note"], **at)
            case "cancel":
                return services.handover_cancel(reason=reason, **at)
        raise Refused("unknown_act", _("Không có thao tác này."), status=404)


"""Recurring duties: the list, one with when it returns and what it made, and keeping it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.history.selectors import history_of
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.core.kernel.ranges import day_after, first_day, range_label
from dieuphoi.core.register.record import RecordPage, act_link, act_links
from dieuphoi.core.register.views import ActView, RecordView, RegisterListView
from dieuphoi.steering.tasks import forms_duties as forms
from dieuphoi.steering.tasks import policies, selectors, tables, tables_duties
from dieuphoi.steering.tasks.selectors import recurring
from dieuphoi.steering.tasks.services import recurring as services
from dieuphoi.steering.tasks.states import DUTY_LIFE
from dieuphoi.steering.tasks.views.base import PLACE, at

DUTIES = gettext_lazy("Việc định kỳ")
_TEXTS = {
    "pause": gettext_lazy("Không giao việc nào cho đến khi chạy tiếp. Kỳ rơi vào lúc dừng không giao bù."),
    "resume": gettext_lazy("Giao tiếp từ hôm nay. Kỳ rơi vào lúc dừng không giao bù."),
    "end": gettext_lazy("Không giao thêm kỳ nào. Việc đã giao vẫn làm tiếp."),
}
_ACTS = {"pause": services.duty_pause, "end": services.duty_end}


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(str(PLACE), at("list")), (str(DUTIES), at("recurring")), *more]


class DutyList(RegisterListView):
    register = tables_duties.DUTIES
    template_name = "tasks/recurring_list.html"


class DutyPage(RecordView):
    """One recurring duty."""

    template_name = "tasks/duty.html"

    def load(self, **kwargs: Any) -> Any:
        return recurring.duty(self.actor, kwargs["duty_id"])

    def describe(self, record: Any) -> RecordPage:
        actor, pk = self.actor, record.pk
        day = actor.on
        return RecordPage(
            title=record.title,
            state=tables_duties.DUTY_LOOKS[record.state],
            header=[
                (_("Bao lâu, hạn"), recurring.when_words(record)),
                (_("Giao"), _ahead(record)),
                (_("Ai làm"), recurring.lead_words(record)),
                (_("Xã"), _communes(actor, record, day)),
                (_("Sản phẩm"), record.product),
                (_("Cơ quan giao"), ", ".join(
                    part for part in (record.giver.full_name if record.giver else "", record.org.name) if part
                )),
                (_("Căn cứ"), record.source),
                (_("Thời gian"), range_label(record.valid)),
                (_("Tạm dừng từ"), format_date(record.paused_on)),
                (_("Lý do thôi"), record.end_reason),
                (_("Nội dung phải làm"), record.text),
            ],
            acts=[
                *act_links(DUTY_LIFE, actor, record, lambda move: at("duty_act", pk, move)),
                act_link("correct", _("Sửa"), at("duty_correct", pk), policies.may_correct_duty(actor, record)),
            ],
            breadcrumbs=_crumbs(),
            history=history_of(record, actor=actor, hide=("settled_on", "province")),
            chain=chain_of(actor, "recurring_duty", pk),
            context={
                "returns": recurring.returns_of(record, day),
                "runs": recurring.runs_of(actor, pk),
                "seen": set(
                    recurring.of_duty(selectors.tasks(actor, day), pk).values_list("pk", flat=True)
                ),
                "states": tables.STATE_LOOKS,
            },
        )  # fmt: skip


def _ahead(record: Any) -> str:
    if record.ahead is None:
        return _("vào ngày đầu kỳ")
    return _("trước hạn %(n)d ngày làm việc") % {"n": record.ahead}


def _communes(actor: Any, record: Any, day: Any) -> str:
    if record.lead == "COMMUNES" and not record.unit_ids:
        return _("tất cả các xã")
    return "; ".join(recurring.commune_names_of(actor, record.unit_ids, day))


class DutyNew(ActView):
    """A new recurring duty."""

    title = gettext_lazy("Lập việc định kỳ")
    submit_label = gettext_lazy("Lập")
    done_message = gettext_lazy("Đã lập. Kỳ nào đến ngày giao thì hệ thống giao ngay.")

    def load(self, **kwargs: Any) -> Any:
        return None

    def check(self, record: Any) -> Answer:
        return policies.may_keep_some(self.actor)

    def initial(self, record: Any) -> dict[str, Any]:
        return {
            "rhythm": "month", "due_rule": "DAY_AFTER", "due_number": 5, "kind": "ORDINARY", "urgency": "NORMAL",
            "valid_from": self.actor.on, "lead": "ORG",
        }  # fmt: skip

    def form(self, record: Any, **options: Any) -> forms.DutyForm:
        options.pop("files", None)
        self.bound = forms.DutyForm(actor=self.actor, initial=self.initial(record), **options)
        return self.bound

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.duty_make(actor=self.actor, new=self.bound.new(), now=self.now)

    def done_url(self, record: Any, result: Any) -> str:
        return at("recurring") if result is None else at("duty", result.pk)

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return _crumbs()


class _OnDuty(ActView):
    def load(self, **kwargs: Any) -> Any:
        row = recurring.duty(self.actor, kwargs["duty_id"])
        self.text = row.title
        return row

    def done_url(self, record: Any, result: Any) -> str:
        return at("duty", record.pk)

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return _crumbs((record.title, at("duty", record.pk)))


class DutyCorrect(_OnDuty):
    """A duty said again."""

    title = gettext_lazy("Sửa việc định kỳ")
    done_message = gettext_lazy("Đã sửa; việc đã giao không đổi, các kỳ sau theo nội dung mới.")
    needs_reason = True

    def check(self, record: Any) -> Answer:
        return policies.may_correct_duty(self.actor, record)

    def form(self, record: Any, **options: Any) -> forms.DutyForm:
        options.pop("files", None)
        same = (
            "title", "product", "source", "rhythm", "due_rule", "due_number", "ahead", "lead", "kind", "urgency",
            "text", "coordinating",
        )  # fmt: skip
        end = day_after(record.valid)
        initial = {
            **{name: getattr(record, name) for name in same},
            "periods": "; ".join(record.periods),
            "units": record.unit_ids,
            "field": record.field_id,
            "lead_org": record.lead_org_id,
            "responsible": selectors.doer_choice(self.actor, record) if record.responsible_id else "",
            "valid_until": None if end is None else end.fromordinal(end.toordinal() - 1),
        }
        self.bound = forms.DutyForm(actor=self.actor, kept=True, initial=initial, **options)
        return self.bound

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        new = self.bound.new(first_day(record.valid))
        return services.duty_correct(actor=self.actor, duty_id=record.pk, new=new, reason=reason, now=self.now)


class DutyAct(_OnDuty):
    """Pause, go on, end."""

    done_message = gettext_lazy("Đã ghi.")

    def load(self, **kwargs: Any) -> Any:
        self.move = kwargs["move"]
        if self.move not in _TEXTS:
            raise NotVisible(_("Không có thao tác này."))
        row = super().load(duty_id=kwargs["duty_id"])
        self.title = DUTY_LIFE.moves[self.move].label
        self.text = f"{row.title}. {_TEXTS[self.move]}"
        self.needs_reason = self.move in _ACTS
        self.danger = self.move == "end"
        return row

    def check(self, record: Any) -> Answer:
        return DUTY_LIFE.check(self.actor, record, self.move, reason="…")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        if self.move == "resume":
            return services.duty_resume(actor=self.actor, duty_id=record.pk, now=self.now)
        return _ACTS[self.move](actor=self.actor, duty_id=record.pk, reason=reason, now=self.now)

"""Who has not submitted, and urging them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.core.register.state import View
from dieuphoi.core.register.views import ActView, RegisterListView
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.urging import forms, policies, selectors, services, tables


class SubmissionList(RegisterListView):
    """Communes × steps; with a round chosen, the departments and the log of urges too."""

    register = tables.SUBMISSIONS
    template_name = "assessments/submissions.html"

    def more_context(self, view: View) -> dict[str, Any]:
        day = today(self.now)
        rounds = list(selectors.open_rounds(self.actor))
        chosen = view.params.get("round", "")
        picked = next((each for each in rounds if str(each.pk) == chosen), rounds[0] if len(rounds) == 1 else None)
        return {
            "picked": picked,
            "departments": [] if picked is None else selectors.waiting_departments(self.actor, picked.pk, day),
            "urges": [] if picked is None else selectors.urges_of(self.actor, picked.pk),
            "urged_words": tables.urged_words,
            "pause": selectors.pause_on(day),
            "may_urge": None if picked is None else policies.may_urge(self.actor, picked),
            "may_set_pause": policies.may_set_pause(self.actor),
            "late_words": lambda due: selectors.late_words(due, day),
        }


class RoundUrge(ActView):
    """Urge one department, all departments for which something waits, or all communes whose turn it is."""

    form_class = forms.UrgeForm
    submit_label = gettext_lazy("Đôn đốc")

    def load(self, **kwargs: Any) -> Any:
        round_ = assessments.round_by_id(self.actor, kwargs["round_id"])
        self.whom = kwargs["whom"]
        day = today(self.now)
        if self.whom == "communes":
            rows = selectors.submissions(self.actor, day).filter(round_id=round_.pk, step__in=selectors.TO_URGE)
            self.units, self.orgs = list(rows.order_by("unit_key").values_list("unit_id", flat=True)), []
            self.title = _("Đôn đốc mọi xã chưa nộp")
            words = _("%(n)s xã đến lượt làm: chưa gửi phiếu, hoặc có chỉ tiêu bị trả lại.")
            self.text = words % {"n": format_number(len(self.units))}
        elif self.whom == "departments" or self.whom.isdigit():
            waiting = [row for row in selectors.waiting_departments(self.actor, round_.pk, day) if row.org_id]
            if self.whom.isdigit():
                waiting = [row for row in waiting if row.org_id == int(self.whom)]
                if not waiting:
                    raise NotVisible(_("Không còn chỉ tiêu nào của đợt này chờ cơ quan ấy."))
            self.units, self.orgs = [], [row.org_id for row in waiting if row.org_id]
            self.title = _("Đôn đốc cơ quan thẩm định")
            self.text = "; ".join(f"{row.name} ({format_number(row.indicators)})" for row in waiting)
        else:
            raise NotVisible(_("Không có thao tác này."))
        return round_

    def check(self, record: Any) -> Answer:
        return policies.may_urge(self.actor, record)

    def form(self, record: Any, **options: Any) -> forms.UrgeForm:
        options.pop("files", None)
        return forms.UrgeForm(**options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        done = services.round_urge(
            actor=self.actor, round_id=record.pk, unit_ids=self.units, org_ids=self.orgs, words=data["words"],
            now=self.now,
        )  # fmt: skip
        parts = [_("Đã đôn đốc %(n)s nơi.") % {"n": format_number(len(done.done))}]
        if done.left:
            parts.append(_("Không gửi cho %(n)s nơi:") % {"n": format_number(len(done.left))})
            parts += [each.reason for each in done.left[:8]]
        self.done_message = " ".join(parts)
        return done

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("assessments:submissions", query={"round": record.pk})

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(str(tables.SUBMISSIONS.title), self.done_url(record, None))]


class PauseSet(ActView):
    """Set the pause between two urges from today on."""

    form_class = forms.PauseForm
    title = gettext_lazy("Khoảng cách giữa hai lần đôn đốc")
    text = gettext_lazy("Một người không bị đôn đốc lại trong cùng đợt trước khi hết số ngày này.")
    submit_label = gettext_lazy("Đặt từ hôm nay")
    done_message = gettext_lazy("Đã đặt; quy định cũ vẫn còn trong lịch sử.")

    def load(self, **kwargs: Any) -> Any:
        return selectors.pause_on(today(self.now))

    def check(self, record: Any) -> Answer:
        return policies.may_set_pause(self.actor)

    def initial(self, record: Any) -> dict[str, Any]:
        return {"days": record.days}

    def form(self, record: Any, **options: Any) -> forms.PauseForm:
        options.pop("files", None)
        return forms.PauseForm(initial=self.initial(record), **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.pause_set(actor=self.actor, days=data["days"], source=data["source"], now=self.now)

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("assessments:submissions")

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(str(tables.SUBMISSIONS.title), reverse("assessments:submissions"))]

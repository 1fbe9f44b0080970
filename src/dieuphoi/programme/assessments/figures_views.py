"""Pages where the sides of an indicator differ: the department's figure, the objection, the council's word."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.errors import Conflict, InputError, InputErrors, NotVisible, Refused
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.core.register.views import ActView
from dieuphoi.programme.assessments import policies, presenting, selectors
from dieuphoi.programme.assessments.figures_forms import CouncilForm, FigureForm
from dieuphoi.programme.assessments.services import figures as services
from dieuphoi.programme.assessments.states import RESULT_LIFE

ARGUING = {
    "take_back": (
        services.result_take_back,
        gettext_lazy("Số của xã đứng một mình và lại chờ thẩm định. Số đã ghi vẫn xem được trong diễn biến."),
    ),
    "dispute": (
        services.result_dispute,
        gettext_lazy("Cơ quan thẩm định sẽ trả lời, một lần. Nếu vẫn không thống nhất, Văn phòng đưa ra hội đồng."),
    ),
    "uphold": (
        services.result_uphold,
        gettext_lazy("Số của cơ quan vẫn là số để chấm. Nếu xã vẫn không đồng ý, Văn phòng đưa ra hội đồng."),
    ),
    "withdraw": (
        services.result_withdraw,
        gettext_lazy("Chỉ tiêu trở lại như trước khi ghi quyết định của hội đồng. Quyết định đã ghi vẫn xem được."),
    ),
}
"""The moves that only need a reason: their service, and what follows from them."""


class _OnResult(ActView):
    """What the acts on one indicator share."""

    move = ""

    def load(self, **kwargs: Any) -> Any:
        result = selectors.result_in_full(self.actor, kwargs["result_id"])
        self.title = RESULT_LIFE.moves[self.move].label
        self.text = f"{result.sheet.unit_name} – {result.indicator.code} {result.indicator.name}"
        return result

    def check(self, record: Any) -> Answer:
        return RESULT_LIFE.check(self.actor, record, self.move, reason="…")

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("assessments:result", args=[record.id])

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return presenting.result_crumbs(record)


class ResultArgue(_OnResult):
    """Take back, dispute, uphold or withdraw: one reason."""

    needs_reason = True

    def load(self, **kwargs: Any) -> Any:
        self.move = kwargs["move"]
        if self.move not in ARGUING:
            raise NotVisible(_("Không có thao tác này."))
        result = super().load(**kwargs)
        self.text = f"{self.text}. {ARGUING[self.move][1]}"
        return result

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return ARGUING[self.move][0](actor=self.actor, result_id=record.id, reason=reason, now=self.now)


class _OnFigure(_OnResult):
    """Acts that take a figure: cells as in the grid, what the others said beside each."""

    def _options(self, record: Any) -> dict[str, Any]:
        self.row = selectors.grid_row(record)
        return {
            "slots": [cell.slot for cell in self.row.cells],
            "sides": self.row.sides,
            "initial": {"revision": record.revision},
        }

    def _do(self, form: FigureForm, act: Any) -> Any:
        """Run the service; its faults stand at the fields, another's change is told in words."""
        try:
            return act()
        except InputErrors as faults:
            raise InputErrors(
                [
                    InputError(fault.message, field=form.field_of(fault.field) or fault.field)
                    for fault in faults.errors
                ]
            ) from None
        except Conflict as conflict:
            raise Refused("changed_since", str(conflict)) from None


class ResultCounter(_OnFigure):
    """The department's own figure beside the commune's."""

    move = "counter"
    needs_reason = True
    submit_label = gettext_lazy("Ghi số của cơ quan")
    done_message = gettext_lazy("Đã ghi số của cơ quan. Số của xã vẫn giữ nguyên bên cạnh.")

    def form(self, record: Any, **options: Any) -> FigureForm:
        options.pop("files", None)
        self.typed_in = FigureForm(**self._options(record), **options)
        return self.typed_in

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        form = self.typed_in
        return self._do(
            form,
            lambda: services.result_counter(
                actor=self.actor,
                result_id=record.id,
                typed=form.typed(),
                reason=reason,
                revision=data.get("revision"),
                now=self.now,
            ),
        )


class ResultCouncil(_OnFigure):
    """What the appraisal council decided, by its minutes."""

    move = "council"
    done_message = gettext_lazy("Đã ghi quyết định của hội đồng. Số của xã và của sở, ngành vẫn giữ nguyên bên cạnh.")

    def form(self, record: Any, **options: Any) -> CouncilForm:
        options.pop("files", None)
        self.typed_in = CouncilForm(
            figures=record.judged_by != "conclusion",
            concludes=policies.takes_conclusion(record),
            **self._options(record),
            **options,
        )
        return self.typed_in

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        form = self.typed_in
        return self._do(
            form,
            lambda: services.result_council(
                actor=self.actor,
                result_id=record.id,
                typed=form.typed(),
                verdict=data.get("verdict", ""),
                document=data["document"],
                document_on=data["document_on"],
                comment=data.get("comment", ""),
                revision=data.get("revision"),
                now=self.now,
            ),
        )

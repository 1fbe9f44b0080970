"""Acts on one task: progress, what holds it up, the report, confirming, pausing, the plain moves, files."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.files.views import blob_response
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.core.register.views import ActorView
from dieuphoi.steering.tasks import forms, policies, selectors, services
from dieuphoi.steering.tasks.states import TASK_LIFE
from dieuphoi.steering.tasks.views.base import OnTask

_PLAIN = {
    "accept": services.task_accept,
    "start": services.task_start,
    "resume": services.task_resume,
}
_REASONED = {
    "refuse": services.task_refuse,
    "recall": services.task_recall,
    "return": services.task_return,
    "reopen": services.task_reopen,
    "withdraw": services.task_withdraw,
    "restore": services.task_restore,
}
_TEXTS = {
    "accept": gettext_lazy("Bạn nhận làm việc này và chịu trách nhiệm về sản phẩm và hạn."),
    "start": gettext_lazy("Việc chuyển sang đang thực hiện."),
    "resume": gettext_lazy("Việc tiếp tục từ chỗ đã dừng. Hạn không đổi; cần thêm thời gian thì xin gia hạn."),
    "refuse": gettext_lazy("Việc trở về bên giao, kèm lý do."),
    "recall": gettext_lazy("Báo cáo được rút lại, việc tiếp tục."),
    "return": gettext_lazy("Việc trở về người chịu trách nhiệm, kèm lý do. Hạn không đổi."),
    "reopen": gettext_lazy("Việc đã xác nhận được mở lại, tính như bị trả lại."),
    "withdraw": gettext_lazy("Việc không phải làm nữa. Nó vẫn ở danh sách, kèm lý do."),
    "restore": gettext_lazy("Việc đã rút được giao lại cho người cũ."),
}


class TaskAct(OnTask):
    """A move that asks for a reason at most."""

    done_message = gettext_lazy("Đã ghi.")

    def load(self, **kwargs: Any) -> Any:
        self.move = kwargs["move"]
        if self.move not in _TEXTS:
            raise NotVisible(_("Không có thao tác này."))
        row = super().load(task_id=kwargs["task_id"])
        self.title = TASK_LIFE.moves[self.move].label
        self.text = f"{self.text}. {_TEXTS[self.move]}"
        self.needs_reason = self.move in _REASONED
        self.danger = self.move == "withdraw"
        return row

    def check(self, record: Any) -> Answer:
        return TASK_LIFE.check(self.actor, record, self.move, reason="…")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        if self.move in _PLAIN:
            return _PLAIN[self.move](actor=self.actor, task_id=record.pk, now=self.now)
        return _REASONED[self.move](actor=self.actor, task_id=record.pk, reason=reason, now=self.now)


class TaskProgress(OnTask):
    """How far it is."""

    form_class = forms.ProgressForm
    title = gettext_lazy("Ghi tiến độ")
    submit_label = gettext_lazy("Ghi")
    done_message = gettext_lazy("Đã ghi tiến độ.")

    def check(self, record: Any) -> Answer:
        return policies.may_tell_progress(self.actor, record)

    def initial(self, record: Any) -> dict[str, Any]:
        return {"percent": record.percent}

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.task_progress(
            actor=self.actor, task_id=record.pk, text=data["text"], percent=data["percent"],
            files=[(each, each.name) for each in data["attached"]], now=self.now,
        )  # fmt: skip


class TaskDelay(OnTask):
    """What it waits for."""

    form_class = forms.DelayForm
    title = gettext_lazy("Ghi vướng mắc")
    submit_label = gettext_lazy("Ghi")
    done_message = gettext_lazy("Đã ghi; bên giao việc được báo.")

    def check(self, record: Any) -> Answer:
        return policies.may_tell_progress(self.actor, record)

    def initial(self, record: Any) -> dict[str, Any]:
        return {"cause": record.delay}

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.task_delay(actor=self.actor, task_id=record.pk, now=self.now, **data)


class TaskReportIn(OnTask):
    """It is done: the product."""

    form_class = forms.ReportForm
    title = gettext_lazy("Báo cáo hoàn thành")
    submit_label = gettext_lazy("Gửi báo cáo")
    done_message = gettext_lazy("Đã gửi báo cáo; bên giao việc được báo để xác nhận.")

    def load(self, **kwargs: Any) -> Any:
        row = super().load(**kwargs)
        self.text = _("%(task)s. Sản phẩm phải có: %(product)s") % {"task": self.text, "product": row.product}
        return row

    def form(self, record: Any, **options: Any) -> Any:
        return super().form(record, is_late=selectors.wants_cause(record, today(self.now)), **options)

    def check(self, record: Any) -> Answer:
        return TASK_LIFE.check(self.actor, record, "report")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.task_report(
            actor=self.actor, task_id=record.pk, text=data["text"], document=data["document"],
            files=[(each, each.name) for each in data["attached"]], cause=data.get("cause", ""),
            why=data.get("why", ""), now=self.now,
        )  # fmt: skip


class TaskConfirm(OnTask):
    """The product is taken."""

    form_class = forms.ConfirmForm
    title = gettext_lazy("Xác nhận hoàn thành")
    submit_label = gettext_lazy("Xác nhận")
    done_message = gettext_lazy("Đã xác nhận.")

    def check(self, record: Any) -> Answer:
        return TASK_LIFE.check(self.actor, record, "confirm")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.task_confirm(actor=self.actor, task_id=record.pk, grade=data["grade"], now=self.now)


class TaskPause(OnTask):
    """It rests for a while."""

    form_class = forms.PauseForm
    title = gettext_lazy("Tạm dừng")
    done_message = gettext_lazy("Đã tạm dừng; việc không bị tính quá hạn trong lúc dừng.")
    needs_reason = True

    def check(self, record: Any) -> Answer:
        return TASK_LIFE.check(self.actor, record, "pause", reason="…")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.task_pause(
            actor=self.actor, task_id=record.pk, reason=reason, until=data["until"], now=self.now
        )


class TaskFileAdd(OnTask):
    """Keep a file with a task."""

    form_class = forms.FileForm
    title = gettext_lazy("Kèm tệp")
    submit_label = gettext_lazy("Tải lên")
    done_message = gettext_lazy("Đã nhận tệp.")

    def check(self, record: Any) -> Answer:
        return policies.may_attach(self.actor, record)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.task_file_add(
            actor=self.actor, task_id=record.pk, data=data["file"], name=data["file"].name, note=data["note"],
            now=self.now,
        )  # fmt: skip


class TaskFileOut(ActorView):
    """One file, as an attachment, after the scope check."""

    def get(self, request: HttpRequest, file_id: int) -> HttpResponseBase:
        file = selectors.file_by_id(self.actor, file_id)
        return blob_response(file.blob, file.name)

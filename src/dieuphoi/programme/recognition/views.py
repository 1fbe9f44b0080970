"""Pages of recognitions: the list with its counts, one recognition, and the acts on it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.files.views import blob_response
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.core.register.comments import thread_of
from dieuphoi.core.register.record import RecordPage, act_link
from dieuphoi.core.register.state import View
from dieuphoi.core.register.views import ActorView, ActView, RecordView, RegisterListView
from dieuphoi.programme.recognition import comments, forms, policies, selectors, services, tables
from dieuphoi.programme.recognition.sheets import KIND


class RecognitionList(RegisterListView):
    register = tables.RECOGNITIONS
    template_name = "recognition/list.html"

    def more_context(self, view: View) -> dict[str, Any]:
        counts = [] if view.faults else selectors.counts_by_year(view.rows)
        levels = [value for value, _label in selectors.LEVEL_CHOICES if any(row.by_level.get(value) for row in counts)]
        return {
            "counts": counts,
            "levels": [(value, selectors.LEVEL_LABELS[value]) for value in levels],
            "sums": {value: sum(row.by_level.get(value, 0) for row in counts) for value in levels},
            "import_href": reverse("exchange:new", args=[KIND]),
            "template_href": reverse("exchange:template", args=[KIND]),
            "may_import": bool(policies.may_record_some(self.actor)),
        }


class RecognitionRecord(RecordView):
    """One recognition: its decision, what became of it, its files and how it was corrected."""

    template_name = "recognition/page.html"

    def load(self, **kwargs: Any) -> Any:
        self.day = self.as_of
        return selectors.recognition(self.actor, kwargs["recognition_id"], self.day)

    def describe(self, record: Any) -> RecordPage:
        root = record.root
        actor = self.actor
        unit = Markup('<a href="{}">{}</a>').format(reverse("board:commune", args=[record.unit_id]), record.unit_name)
        return RecordPage(
            title=f"{record.unit_name} – {selectors.LEVEL_LABELS[record.level]}",
            state=tables.STATUS_LOOKS[record.status],
            header=[
                (_("Đơn vị được công nhận"), unit if record.level in selectors.COMMUNE_LEVELS else record.unit_name),
                (_("Mã khi ấy"), record.unit_code),
                (_("Năm"), str(record.year)),
                (_("Quyết định"), f"{record.decision_number}, {format_date(record.decision_on)}"),
                (_("Cơ quan ký"), record.issuer),
                (_("Bộ tiêu chí"), "" if record.version is None else str(record.version)),
                (_("Nguồn"), record.source),
                (_("Ghi chú"), record.note),
            ],
            acts=[
                act_link(
                    "acknowledge",
                    _("Thừa nhận lại"),
                    _act("acknowledge", root),
                    policies.may_acknowledge(actor, record),
                ),
                act_link("revoke", _("Thu hồi"), _act("revoke", root), policies.may_revoke(actor, record)),
                act_link("correct", _("Sửa"), _act("correct", root), policies.may_change(actor, record)),
                act_link("file_add", _("Kèm tệp"), _act("file_add", root), policies.may_change(actor, record)),
                act_link("withdraw", _("Rút vì ghi nhầm"), _act("withdraw", root), policies.may_change(actor, record)),
            ],
            breadcrumbs=[(tables.RECOGNITIONS.title, reverse("recognition:list"))],
            context={
                "acknowledgements": selectors.acknowledgements_of(actor, root),
                "revocation": selectors.revocation_of(actor, root),
                "files": selectors.files_of(actor, root),
                "editions": selectors.editions_of(actor, root),
                "thread": thread_of(actor, comments.RECOGNITION_COMMENTS.key, record),
                "chain": chain_of(actor, "recognition", record.pk, on=self.as_of),
                "may_change": bool(policies.may_change(actor, record)),
                "day": self.day,
                "root": root,
            },
        )


def _act(name: str, root: int) -> str:
    return reverse(f"recognition:{name}", args=[root])


class RecognitionNew(ActView):
    """The form of a new recognition."""

    title = gettext_lazy("Ghi công nhận")
    submit_label = gettext_lazy("Ghi")
    done_message = gettext_lazy("Đã ghi công nhận.")

    def load(self, **kwargs: Any) -> None:
        return None

    def check(self, record: Any) -> Answer:
        return policies.may_record_some(self.actor)

    def form(self, record: Any, **options: Any) -> forms.RecognitionForm:
        options.pop("files", None)
        return forms.RecognitionForm(actor=self.actor, initial=self.initial(record), **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.recognition_record(actor=self.actor, new=forms.new_recognition(data), now=self.now)

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("recognition:list") if result is None else _act("page", result.root_id)

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(str(tables.RECOGNITIONS.title), reverse("recognition:list"))]


class _OnRecognition(ActView):
    """What the acts on one recognition share."""

    def load(self, **kwargs: Any) -> Any:
        row = selectors.recognition(self.actor, kwargs["recognition_id"], self.actor.on)
        self.text = f"{row.unit_name} – {selectors.LEVEL_LABELS[row.level]}, {row.decision_number}"
        return row

    def check(self, record: Any) -> Answer:
        return policies.may_change(self.actor, record)

    def done_url(self, record: Any, result: Any) -> str:
        return _act("page", record.root)

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [
            (str(tables.RECOGNITIONS.title), reverse("recognition:list")),
            (record.unit_name, _act("page", record.root)),
        ]


class RecognitionCorrect(_OnRecognition):
    """Say it again as it should be."""

    title = gettext_lazy("Sửa công nhận")
    submit_label = gettext_lazy("Ghi bản sửa")
    done_message = gettext_lazy("Đã ghi bản sửa; bản cũ vẫn xem được.")
    needs_reason = True

    def initial(self, record: Any) -> dict[str, Any]:
        names = ("level", "year", "decision_number", "decision_on", "issuer", "source", "note")
        values = {name: getattr(record, name) for name in names}
        return {**values, "unit": record.unit_code or record.unit_name, "version": record.version_id}

    def form(self, record: Any, **options: Any) -> forms.RecognitionForm:
        options.pop("files", None)
        return forms.RecognitionForm(actor=self.actor, initial=self.initial(record), **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.recognition_correct(
            actor=self.actor, recognition_id=record.root, new=forms.new_recognition(data), reason=reason, now=self.now
        )


class RecognitionAcknowledge(_OnRecognition):
    """The recognition holds for a successor too, by a decision of its own."""

    title = gettext_lazy("Thừa nhận lại sau sắp xếp")
    submit_label = gettext_lazy("Ghi quyết định")
    done_message = gettext_lazy("Đã ghi quyết định thừa nhận.")

    def check(self, record: Any) -> Answer:
        return policies.may_acknowledge(self.actor, record)

    def form(self, record: Any, **options: Any) -> forms.AcknowledgeForm:
        options.pop("files", None)
        return forms.AcknowledgeForm(actor=self.actor, level=record.level, **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.recognition_acknowledge(
            actor=self.actor, recognition_id=record.root, new=forms.new_decision(data), now=self.now
        )


class RecognitionRevoke(_OnRecognition):
    """The recognition was taken away by a decision."""

    title = gettext_lazy("Thu hồi công nhận")
    submit_label = gettext_lazy("Ghi quyết định thu hồi")
    done_message = gettext_lazy("Đã ghi quyết định thu hồi.")
    needs_reason = True
    danger = True

    def check(self, record: Any) -> Answer:
        return policies.may_revoke(self.actor, record)

    def form(self, record: Any, **options: Any) -> forms.DecisionForm:
        options.pop("files", None)
        return forms.DecisionForm(actor=self.actor, **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        new = forms.new_decision(data, reason=reason)
        return services.recognition_revoke(actor=self.actor, recognition_id=record.root, new=new, now=self.now)


class RecognitionWithdraw(_OnRecognition):
    """It was entered by mistake: nothing was decided."""

    title = gettext_lazy("Rút vì ghi nhầm")
    submit_label = gettext_lazy("Rút")
    done_message = gettext_lazy("Đã rút; dòng cũ vẫn còn trong lịch sử.")
    needs_reason = True
    danger = True

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.recognition_withdraw(actor=self.actor, recognition_id=record.root, reason=reason, now=self.now)


class DecisionWithdraw(_OnRecognition):
    """An acknowledgement or a revocation was entered by mistake."""

    title = gettext_lazy("Rút quyết định ghi nhầm")
    submit_label = gettext_lazy("Rút")
    done_message = gettext_lazy("Đã rút quyết định.")
    needs_reason = True
    danger = True

    def load(self, **kwargs: Any) -> Any:
        row = super().load(recognition_id=kwargs["recognition_id"])
        self.kind, self.decision_id = kwargs["kind"], kwargs["decision_id"]
        if self.kind == "acknowledgement":
            ids = [each.pk for each in selectors.acknowledgements_of(self.actor, row.root)]
        elif self.kind == "revocation":
            taken = selectors.revocation_of(self.actor, row.root)
            ids = [] if taken is None else [taken.pk]
        else:
            ids = []
        if self.decision_id not in ids:
            raise NotVisible(_("Không tìm thấy, hoặc ngoài phạm vi của bạn."))
        return row

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.decision_withdraw(
            actor=self.actor, kind=self.kind, decision_id=self.decision_id, reason=reason, now=self.now
        )


class RecognitionFileAdd(_OnRecognition):
    """Keep a scan of a decision."""

    form_class = forms.FileForm
    title = gettext_lazy("Kèm tệp")
    submit_label = gettext_lazy("Tải lên")
    done_message = gettext_lazy("Đã nhận tệp.")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.recognition_file_add(
            actor=self.actor,
            recognition_id=record.root,
            data=data["file"],
            name=data["file"].name,
            note=data["note"],
            now=self.now,
        )


class RecognitionFileOut(ActorView):
    """One file, as an attachment, after the scope check."""

    def get(self, request: HttpRequest, file_id: int) -> HttpResponseBase:
        file = selectors.file_by_id(self.actor, file_id)
        return blob_response(file.blob, file.name)

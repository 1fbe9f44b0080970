"""The pages of an import: upload, see every error or the difference, apply or put aside, look back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.exchange import selectors
from dieuphoi.core.exchange.forms import ReasonForm, UploadForm
from dieuphoi.core.exchange.importers import importer_for, importers, parse_target
from dieuphoi.core.exchange.policies import may_import
from dieuphoi.core.exchange.services import (
    apply_queue,
    check_queue,
    import_apply,
    import_discard,
    import_preview,
    import_queue,
    import_undo,
    import_undo_preview,
    import_upload,
)
from dieuphoi.core.exchange.sheets import difference_workbook, errors_workbook, kind_words, marked_workbook
from dieuphoi.core.exchange.workbook import limit, max_bytes
from dieuphoi.core.exchange.writer import XLSX_MIME
from dieuphoi.core.files.views import blob_response
from dieuphoi.core.kernel.dates import format_datetime
from dieuphoi.core.kernel.errors import InputErrors, Refused
from dieuphoi.core.kernel.jobs import job_defer
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.kernel.text import safe_filename
from dieuphoi.core.register.views import ActorView

ROWS_A_PAGE = 100
JOB_BYTES = 3 * 1024 * 1024
"""Larger files are checked in the background (``DIEUPHOI_IMPORT_JOB_BYTES``)."""
JOB_ROWS = 10_000
"""Files of more rows are written in the background (``DIEUPHOI_IMPORT_JOB_ROWS``)."""
ACCEPTED = ".xlsx,.xls,.ods,.csv"


def _download(data: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=XLSX_MIME)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


class RunListView(ActorView):
    """The imports that one sees, newest first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
        page = selectors.page_of(
            selectors.import_runs(self.actor, kind=kind, state=state), request.GET.get("page", "1"), 50
        )
        rows = [
            {
                "run": run,
                "state": selectors.state_label(run),
                "tone": _TONES[run.state],
                "mark": _MARKS[run.state],
            }
            for run in page
        ]
        context = {
            "page": page,
            "rows": rows,
            "kind": kind,
            "state": state,
            "kinds": [("", _("Mọi loại")), *((each.kind, each.label) for each in importers())],
            "states": [("", _("Mọi trạng thái")), *selectors.run_states()],
            "offered": selectors.kinds_for(self.actor),
        }
        return render(request, "exchange/runs.html", context)


class UploadView(ActorView):
    """Choose a file for a kind and target; posting it checks it and shows what it would change."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        return self._page(request, kind, [], 200)

    def post(self, request: HttpRequest, kind: str) -> HttpResponseBase:
        importer = importer_for(kind)
        target = parse_target(importer, request.GET)
        require(may_import(self.actor, kind, target))
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(request, kind, [str(e) for found in form.errors.values() for e in found], 422)
        upload = form.cleaned_data["file"]
        if upload.size > max_bytes():
            # Said before the bytes are taken into memory.
            most = format_number(max_bytes() / 1048576, 1)
            return self._page(request, kind, [_("Tệp nặng quá %(most)s MB.") % {"most": most}], 422)
        given = {"kind": kind, "target": target, "data": upload.read(), "name": upload.name}
        try:
            if upload.size > limit("DIEUPHOI_IMPORT_JOB_BYTES", JOB_BYTES):
                job = import_queue(actor=self.actor, now=self.now, **given)
                return HttpResponseRedirect(reverse("jobs:page", args=[job.pk]))
            run = import_upload(actor=self.actor, now=self.now, **given)
        except InputErrors as found:
            return self._page(request, kind, [error.message for error in found.errors], 422)
        return HttpResponseRedirect(reverse("exchange:run", args=[run.pk]))

    def _page(self, request: HttpRequest, kind: str, errors: list[str], status: int) -> HttpResponse:
        importer = importer_for(kind)
        target = parse_target(importer, request.GET)
        require(may_import(self.actor, kind, target))
        spec = importer.spec_for(self.actor, target)
        context = {
            "importer": importer,
            "target_label": importer.target_label(self.actor, target),
            "back_url": importer.back_url(target) or reverse("exchange:runs"),
            "template_url": reverse("exchange:template", args=[kind], query=target) if importer.has_template else "",
            "post_url": reverse("exchange:new", args=[kind], query=target),
            "columns": list(getattr(spec, "row_columns", spec.columns)),
            "is_matrix": hasattr(spec, "row_columns"),
            "limits": _("XLSX, XLS, ODS hoặc CSV; không quá %(most)s MB.")
            % {"most": format_number(max_bytes() / 1048576, 1)},
            "accept": ACCEPTED,
            "errors": [{"field_id": "f-file", "message": message} for message in errors],
        }
        return render(request, "exchange/new.html", context, status=status)


class TemplateView(ActorView):
    """Today's records as a workbook to fill in and bring back."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        importer = importer_for(kind)
        target = parse_target(importer, request.GET)
        require(may_import(self.actor, kind, target))
        data, name = importer.template(self.actor, target, self.now)
        return _download(data, name)


_TONES = {
    "UPLOADED": "neutral",
    "CHECKED": "accent",
    "FAULTY": "bad",
    "APPLIED": "good",
    "UNDONE": "warn",
    "DISCARDED": "neutral",
}
_MARKS = {
    "UPLOADED": "upload",
    "CHECKED": "clock",
    "FAULTY": "stop",
    "APPLIED": "check",
    "UNDONE": "return",
    "DISCARDED": "dash",
}


class RunView(ActorView):
    """One import: its errors, or its difference against the day it was checked, and what may be done."""

    def get(self, request: HttpRequest, run_id: int) -> HttpResponse:
        run = selectors.import_run(self.actor, run_id)
        importer = importer_for(run.kind)
        change, words = request.GET.get("change", ""), request.GET.get("q", "")
        lines = selectors.difference_lines(run, change, words)
        number = request.GET.get("page", "1")
        counts = run.difference.get("counts", {})
        context: dict[str, Any] = {
            "run": run,
            "state": selectors.state_label(run),
            "tone": _TONES[run.state],
            "mark": _MARKS[run.state],
            "errors": selectors.page_of(run.errors, number, ROWS_A_PAGE),
            "lines": selectors.page_of(lines, number, ROWS_A_PAGE),
            "kept": len(run.difference.get("lines", [])),
            "total": run.difference.get("total", 0),
            "counts": [(kind, kind_words(kind), count) for kind, count in counts.items()],
            "kind_words": kind_words,
            "change": change,
            "q": words,
            "chain": chain_of(self.actor, "import_run", run.pk, on=self.as_of),
            "acts": {act.name: act for act in selectors.run_acts(self.actor, run)},
            "writes": sum(count for kind, count in counts.items() if kind != "same"),
            "applied": [(kind_words(kind), count) for kind, count in run.applied.items()],
            "undone": [(kind_words(kind), count) for kind, count in run.undone.items()],
            "back_url": importer.back_url(run.target),
            "may_map": selectors.may_be_mapped(self.actor, run),
            "headings_unfit": run.state == "FAULTY" and not run.row_count,
            "new_url": reverse("exchange:new", args=[run.kind], query=run.target),
        }
        return render(request, "exchange/run.html", context)


class RunFileView(ActorView):
    """The file as it came."""

    def get(self, request: HttpRequest, run_id: int) -> HttpResponseBase:
        run = selectors.import_run(self.actor, run_id)
        return blob_response(run.blob, run.file_name)


class RunErrorsView(ActorView):
    """All errors and warnings as a workbook."""

    def get(self, request: HttpRequest, run_id: int) -> HttpResponse:
        run = selectors.import_run(self.actor, run_id)
        return _download(errors_workbook(run, self.now), _("Lỗi nhập liệu %(id)s.xlsx") % {"id": run.pk})


class RunDifferenceView(ActorView):
    """Every line of the difference, recomputed now. A POST: the check needs temporary tables."""

    def post(self, request: HttpRequest, run_id: int) -> HttpResponse:
        run = selectors.import_run(self.actor, run_id)
        if run.row_count > limit("DIEUPHOI_IMPORT_JOB_ROWS", JOB_ROWS):
            job = job_defer(
                actor=self.actor,
                kind="exchange.difference",
                label=_("Khác biệt của tệp %(name)s") % {"name": run.file_name},
                args={"run_id": run_id},
                now=self.now,
            )
            return HttpResponseRedirect(reverse("jobs:page", args=[job.pk]))
        difference = import_preview(actor=self.actor, run_id=run_id, now=self.now)
        name = _("Khác biệt %(id)s.xlsx") % {"id": run.pk}
        return _download(difference_workbook(run, difference, self.now), name)


class RunApplyView(ActorView):
    def post(self, request: HttpRequest, run_id: int) -> HttpResponse:
        here = reverse("exchange:run", args=[run_id])
        if selectors.import_run(self.actor, run_id).row_count > limit("DIEUPHOI_IMPORT_JOB_ROWS", JOB_ROWS):
            job = apply_queue(actor=self.actor, run_id=run_id, now=self.now)
            return HttpResponseRedirect(reverse("jobs:page", args=[job.pk]))
        try:
            run = import_apply(actor=self.actor, run_id=run_id, now=self.now)
        except Refused as refused:
            if refused.code not in ("preview_changed", "busy"):
                raise
            messages.warning(request, refused.reason)
            return HttpResponseRedirect(here)
        messages.success(
            request,
            _("Đã áp dụng tệp “%(name)s” lúc %(time)s.")
            % {"name": run.file_name, "time": format_datetime(run.applied_at)},
        )
        return HttpResponseRedirect(here)


class RunCheckView(ActorView):
    """Queue the check of a file that was only received: its job was stopped, or its machine died."""

    def post(self, request: HttpRequest, run_id: int) -> HttpResponse:
        job = check_queue(actor=self.actor, run_id=run_id, now=self.now)
        return HttpResponseRedirect(reverse("jobs:page", args=[job.pk]))


class RunDiscardView(ActorView):
    def post(self, request: HttpRequest, run_id: int) -> HttpResponse:
        run = import_discard(actor=self.actor, run_id=run_id, now=self.now)
        messages.info(request, _("Đã bỏ tệp “%(name)s”. Không có gì được ghi.") % {"name": run.file_name})
        return HttpResponseRedirect(reverse("exchange:runs"))


class RunUndoPreviewView(ActorView):
    """What undoing would write, computed now, and the reason for it. A POST: the real undo runs, and is rolled back."""

    def post(self, request: HttpRequest, run_id: int) -> HttpResponse:
        run = selectors.import_run(self.actor, run_id)
        refusal = None
        lines: Any = []
        counts: list[Any] = []
        try:
            done = import_undo_preview(actor=self.actor, run_id=run_id, now=self.now)
        except Refused as refused:
            if refused.status != 409:
                raise
            refusal = refused.reason
        else:
            lines, counts = done.lines, [(kind_words(kind), count) for kind, count in done.counts.items()]
        context = {
            "run": run,
            "lines": lines[:ROWS_A_PAGE],
            "total": len(lines),
            "counts": counts,
            "refusal": refusal,
            "kind_words": kind_words,
        }
        return render(request, "exchange/undo.html", context, status=200 if refusal is None else 409)


class RunMarkedView(ActorView):
    """The same file with its faulty cells marked and the message beside them."""

    def get(self, request: HttpRequest, run_id: int) -> HttpResponse:
        run = selectors.import_run(self.actor, run_id)
        stem = run.file_name.rpartition(".")[0] or run.file_name
        return _download(marked_workbook(run), safe_filename(_("%(name)s (có đánh dấu lỗi).xlsx") % {"name": stem}))


class RunUndoView(ActorView):
    def post(self, request: HttpRequest, run_id: int) -> HttpResponse:
        form = ReasonForm(request.POST)
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        run = import_undo(actor=self.actor, run_id=run_id, reason=reason, now=self.now)
        messages.success(request, _("Đã hoàn tác tệp “%(name)s”.") % {"name": run.file_name})
        return HttpResponseRedirect(reverse("exchange:run", args=[run_id]))

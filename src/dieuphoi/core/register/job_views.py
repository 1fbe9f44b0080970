"""The pages of long work: my jobs, one job with its progress, stop, the file that came out."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from dieuphoi.core.files.selectors import blob_of
from dieuphoi.core.files.views import blob_response
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.jobs import job_stop, job_visible, jobs_visible
from dieuphoi.core.register.views import ActorView

_WORDS = {"QUEUED": "waiting", "RUNNING": "running", "DONE": "done", "FAILED": "failed", "STOPPED": "stopped"}
"""The states as ``ui.progress`` names them."""


class JobList(ActorView):
    def get(self, request: HttpRequest) -> HttpResponse:
        page = Paginator(jobs_visible(self.actor), 50).get_page(request.GET.get("page"))
        context = {"title": _("Việc chạy nền của tôi"), "page": page, "params": request.GET, "words": _WORDS}
        return render(request, "register/jobs.html", context)


class JobPage(ActorView):
    """One job. ``?fragment=1`` gives the progress alone: htmx asks for it every two seconds while the job
    runs.
    """

    def get(self, request: HttpRequest, job_id: int) -> HttpResponse:
        record = job_visible(self.actor, job_id)
        fragment = request.GET.get("fragment") == "1"
        context: dict[str, Any] = {
            "title": record.label,
            "breadcrumbs": [(_("Việc chạy nền của tôi"), reverse("jobs:list"))],
            "job": record,
            "fragment": fragment,
            "state": _WORDS[record.state],
            "poll_url": f"{reverse('jobs:page', args=[job_id])}?fragment=1",
            "stop_url": reverse("jobs:stop", args=[job_id]),
            "file_url": reverse("jobs:file", args=[job_id]) if record.result_blob_id else "",
            "result_url": _own(record.result.get("url") or ""),
        }
        template = "register/job_fragment.html" if fragment else "register/job.html"
        response = render(request, template, context)
        response["Cache-Control"] = "no-store"
        return response


class JobStop(ActorView):
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, job_id: int) -> HttpResponse:
        job_stop(actor=self.actor, job_id=job_id, now=self.now)
        return HttpResponseRedirect(reverse("jobs:page", args=[job_id]))


class JobFile(ActorView):
    def get(self, request: HttpRequest, job_id: int) -> HttpResponseBase:
        record = job_visible(self.actor, job_id)
        if record.result_blob_id is None:
            raise NotVisible(_("Việc này không có tệp kết quả."))
        return blob_response(blob_of(record.result_blob_id), record.result.get("file_name") or record.label)


def _own(url: str) -> str:
    return url if url_has_allowed_host_and_scheme(url, allowed_hosts=None) else ""

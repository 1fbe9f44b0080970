"""Pages that look at a round without changing it: verify a freeze, compare two moments."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.dates import url_date
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.jobs import job_defer
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.register.exports import XLSX_MIME
from dieuphoi.core.register.views import ActorView
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.amendments import policies
from dieuphoi.programme.assessments.amendments.selectors import editions_of
from dieuphoi.programme.assessments.amendments.verifying import AT_ONCE, round_verify
from dieuphoi.programme.assessments.comparing import selectors
from dieuphoi.programme.assessments.comparing.asked import Asked, read_asked, words_of
from dieuphoi.programme.assessments.comparing.sheets import comparison_file
from dieuphoi.programme.criteria import selectors as criteria

PAGE = 50


class RoundVerify(ActorView):
    """Verify a frozen round; one of national size by a job (POST)."""

    def get(self, request: HttpRequest, round_id: int) -> HttpResponse:
        round_ = assessments.round_by_id(self.actor, round_id)
        require(policies.may_verify_round(self.actor, round_))
        count = assessments.sheets(self.actor, round_id).count()
        context = {
            "title": _("Đối chiếu bản chốt"),
            "breadcrumbs": [
                (_("Đợt rà soát"), reverse("assessments:rounds")),
                (round_.title, reverse("assessments:round", args=[round_id])),
            ],
            "round": round_,
            "report": round_verify(self.actor, round_id) if count <= AT_ONCE else None,
        }
        return render(request, "assessments/comparing/verify.html", context)

    def post(self, request: HttpRequest, round_id: int) -> HttpResponse:
        round_ = assessments.round_by_id(self.actor, round_id)
        require(policies.may_verify_round(self.actor, round_))
        record = job_defer(
            actor=self.actor,
            kind="rounds.verify",
            label=_("Đối chiếu bản chốt: %(round)s") % {"round": round_.title},
            args={"round_id": round_id},
            now=self.now,
        )
        return HttpResponseRedirect(reverse("jobs:page", args=[record.pk]))


class RoundCompare(ActorView):
    """What changed between two moments of a round, two editions, or two rounds of one set. The address is the state."""

    def get(self, request: HttpRequest, round_id: int) -> HttpResponse:
        round_ = assessments.round_by_id(self.actor, round_id)
        asked = read_asked(self.actor, round_, request.GET, self.now)
        form = request.GET.get("export", "")
        if form and form not in ("xlsx", "csv"):
            message = _("Không xuất được dạng “%(form)s”; chỉ có xlsx và csv.") % {"form": form[:20]}
            raise InputErrors([InputError(message, value=form[:20])])
        found, refusal = None, ""
        try:
            found = self.compared(asked)
        except Refused as refused:
            if refused.code != "too_many" or form:
                raise
            refusal = refused.reason
        if form and found is not None:
            return self.export(asked, found, form)
        rows = [] if found is None else [row for row in found.rows if asked.kind in ("", row.kind)]
        context = {
            "title": _("So sánh hai thời điểm"),
            "breadcrumbs": [
                (_("Đợt rà soát"), reverse("assessments:rounds")),
                (round_.title, reverse("assessments:round", args=[round_id])),
            ],
            "round": round_,
            "asked": asked,
            "found": found,
            "refusal": refusal,
            "counts": [] if found is None else [(kind, selectors.KINDS[kind], n) for kind, n in found.counts().items()],
            "kinds": selectors.KINDS,
            "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
            "params": request.GET,
            "rounds": [(each.pk, each.title) for each in asked.rounds],
            "from_editions": self.editions(asked.before.round.pk),
            "to_editions": self.editions(round_id),
            "criteria": [
                ("", _("Mọi tiêu chí")),
                *((str(row.number), f"{row.number}. {row.name}") for row in criteria.criteria_of(round_.version_id)),
            ],
            "communes": [("", _("Mọi xã")), *selectors.communes_of(self.actor, round_id)],
        }
        return render(request, "assessments/comparing/compare.html", context)

    def post(self, request: HttpRequest, round_id: int) -> HttpResponse:
        """The whole comparison as a file, by a job: for however many communes."""
        round_ = assessments.round_by_id(self.actor, round_id)
        read_asked(self.actor, round_, request.GET, self.now)
        record = job_defer(
            actor=self.actor,
            kind="rounds.compare",
            label=_("So sánh hai thời điểm: %(round)s") % {"round": round_.title},
            args={"round_id": round_id, "query": dict(request.GET.items())},
            now=self.now,
        )
        return HttpResponseRedirect(reverse("jobs:page", args=[record.pk]))

    def compared(self, asked: Asked) -> selectors.Comparison:
        """All kinds of change: their counts stand above the list, whichever of them it shows."""
        return selectors.compare(
            self.actor,
            asked.before,
            asked.after,
            unit_ids=None if asked.unit_id is None else [asked.unit_id],
            criterion=asked.criterion,
        )

    def editions(self, round_id: int) -> list[tuple[str, str]]:
        rows = reversed(editions_of(self.actor, round_id))
        return [("", _("theo ngày")), *((str(row.number), _("bản %(n)d") % {"n": row.number}) for row in rows)]

    def export(self, asked: Asked, found: Any, form: str) -> HttpResponse:
        rows = [row for row in found.rows if asked.kind in ("", row.kind)]
        data = comparison_file(rows, form, words=words_of(asked), now=self.now)
        name = f"so-sanh-{url_date(self.actor.on)}.{form}"
        return HttpResponse(
            data,
            content_type=XLSX_MIME if form == "xlsx" else "text/csv; charset=utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": "private, no-store",
            },
        )

"""Pages of how sheets are handed in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dieuphoi.core.register.views import ActorView, RegisterListView
from dieuphoi.programme.assessments import quality, quality_tables


class QualityList(RegisterListView):
    register = quality_tables.QUALITY
    template_name = "assessments/handed_in.html"


class ReturnList(RegisterListView):
    register = quality_tables.RETURNS
    template_name = "assessments/handed_in.html"


class LateReviewList(RegisterListView):
    register = quality_tables.LATE_REVIEWS
    template_name = "assessments/handed_in.html"


class PunctualityPage(ActorView):
    """Communes by how often they handed in on time, over all rounds in sight that are due."""

    def get(self, request: HttpRequest) -> HttpResponse:
        context: dict[str, Any] = {
            "title": _("Xếp hạng nộp phiếu đúng hạn"),
            "breadcrumbs": [(_("Chất lượng nộp phiếu"), reverse("assessments:quality"))],
            "rows": quality.punctuality(self.actor, self.as_of),
            "ranked_from": quality.ranked_from(),
        }
        return render(request, "assessments/punctuality.html", context)

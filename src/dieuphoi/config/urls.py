"""Every route of the product. A test walks this table and asks for each route × person."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from dieuphoi.config.api import api
from dieuphoi.config.health import health

handler404 = "dieuphoi.config.errors.not_found"
handler500 = "dieuphoi.config.errors.broken"

urlpatterns = [
    path("accounts/", include("dieuphoi.registry.accounts.urls")),
    path("account/", include("dieuphoi.registry.access.urls")),
    path("access/", include("dieuphoi.registry.access.keeping_urls")),
    path("language/", login_not_required(set_language), name="set_language"),
    path("health/", health, name="health"),
    path("api/v1/", api.urls),
    path("style/", include("dieuphoi.core.ui.urls")),
    path("jobs/", include("dieuphoi.core.register.urls")),
    path("views/", include("dieuphoi.core.register.view_urls")),
    path("drafts/", include("dieuphoi.core.register.draft_urls")),
    path("comments/", include("dieuphoi.core.register.comment_urls")),
    path("inbox/", include("dieuphoi.core.notify.urls")),
    path("imports/", include("dieuphoi.core.exchange.urls")),
    path("letters/", include("dieuphoi.core.letters.urls")),
    path("territory/", include("dieuphoi.registry.territory.urls")),
    path("organisations/", include("dieuphoi.registry.organisations.urls")),
    path("profile/", include("dieuphoi.registry.profile.urls")),
    path("criteria/", include("dieuphoi.programme.criteria.urls")),
    path("rounds/", include("dieuphoi.programme.assessments.urls")),
    path("recognitions/", include("dieuphoi.programme.recognition.urls")),
    path("targets/", include("dieuphoi.programme.targets.urls")),
    path("tasks/", include("dieuphoi.steering.tasks.urls")),
    path("documents/", include("dieuphoi.steering.directives.urls")),
    path("meetings/", include("dieuphoi.steering.meetings.urls")),
    path("calendar/", include("dieuphoi.steering.meetings.calendar_urls")),
    path("board/", include("dieuphoi.insight.board.urls")),
    path("reports/", include("dieuphoi.insight.reports.urls")),
    path("search/", include("dieuphoi.insight.search.urls")),
    path("changes/", include("dieuphoi.insight.changes.urls")),
    path("public/", include("dieuphoi.insight.portal.public_urls")),
    path("publications/", include("dieuphoi.insight.portal.urls")),
    path("guide/", include("dieuphoi.insight.guide.urls")),
    path("", include("dieuphoi.insight.desk.urls")),
]

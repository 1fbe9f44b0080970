"""Every route of the product. A test walks this table and asks for each route × person."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import include, path
from django.views.i18n import set_language

_MOUNTS = (
    ("accounts/", "dieuphoi.registry.accounts.urls"),
    ("style/", "dieuphoi.core.ui.urls"),
    ("jobs/", "dieuphoi.core.register.urls"),
    ("imports/", "dieuphoi.core.exchange.urls"),
    ("territory/", "dieuphoi.registry.territory.urls"),
    ("organisations/", "dieuphoi.registry.organisations.urls"),
    ("criteria/", "dieuphoi.programme.criteria.urls"),
    ("rounds/", "dieuphoi.programme.assessments.urls"),
    ("board/", "dieuphoi.insight.board.urls"),
    ("guide/", "dieuphoi.insight.guide.urls"),
    ("", "dieuphoi.insight.desk.urls"),
)

urlpatterns = [
    path("language/", set_language, name="set_language"),
    *(path(at, include(module)) for at, module in _MOUNTS if find_spec(module)),  # TODO: all of them, plainly
]

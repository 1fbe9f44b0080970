"""The tabs of the pages of people and bodies."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.steering.tasks import policies
from dieuphoi.steering.tasks.views.base import at


def people_tabs(actor: Actor, current: str) -> list[dict[str, Any]]:
    """The pages that tell how work is done: by person, by body, what is published, what is at risk."""
    pages = [("load", _("Khối lượng việc"))]
    if policies.may_see_scores(actor):
        pages.append(("scores", _("Bảng điểm cơ quan")))
    pages.append(("results", _("Kết quả đã công bố")))
    return [{"label": label, "href": at(name), "current": name == current} for name, label in pages]

"""What core.letters is told: which provinces have templates of their own, and which letters there are."""

from __future__ import annotations

from datetime import date

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.letters.places import set_places
from dieuphoi.insight.reports import letters as report_letters
from dieuphoi.registry.territory.selectors import provinces_on
from dieuphoi.steering.directives import letters as directive_letters
from dieuphoi.steering.meetings import letters as meeting_letters
from dieuphoi.steering.tasks import letters as task_letters
from dieuphoi.steering.tasks import plan_letters


def whole_provinces(actor: Actor, day: date) -> list[tuple[int, str]]:
    """The provinces of a day that the actor reads whole: ``(id, "Tỉnh Hà Tĩnh")``."""
    read = actor.reads()
    if not read:
        return []
    return [(row.id, row.full_name) for row in provinces_on(actor, day) if row.id in read]


def register_all_letters() -> None:
    """Called when Django is ready."""
    set_places(whole_provinces)
    report_letters.register()
    directive_letters.register()
    meeting_letters.register()
    task_letters.register()
    plan_letters.register()

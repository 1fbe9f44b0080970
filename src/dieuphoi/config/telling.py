"""Which notices there are, and who hears what the packages below announce."""

from __future__ import annotations

from dieuphoi.insight.portal import notices as portal
from dieuphoi.programme.assessments import notices as assessments
from dieuphoi.programme.criteria import notices as criteria
from dieuphoi.programme.recognition import notices as recognition
from dieuphoi.programme.targets import notices as targets
from dieuphoi.registry.access import notices as access
from dieuphoi.steering.directives import notices as directives
from dieuphoi.steering.meetings import notices as meetings
from dieuphoi.steering.tasks import notices as tasks
from dieuphoi.steering.tasks import plan_notices as plans
from dieuphoi.steering.tasks import result_notices as results


def register_all_notices() -> None:
    """Called when Django is ready."""
    for package in (
        access, criteria, assessments, recognition, targets, tasks, plans, results, directives, meetings, portal
    ):  # fmt: skip
        package.register()

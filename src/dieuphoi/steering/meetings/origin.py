"""A notice of conclusion on the register of documents is the letter of a meeting: what its clauses are up here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.policy import Answer, Refusal
from dieuphoi.steering.directives.models import DirectiveTask
from dieuphoi.steering.directives.origins import DROPPED, GIVEN, OPEN, Origin, OriginClause, register_origin
from dieuphoi.steering.meetings import policies
from dieuphoi.steering.meetings.models import BriefingMeeting, ConclusionItem, ConclusionNotice, ConclusionTask
from dieuphoi.steering.meetings.selectors.given import day_of_meeting
from dieuphoi.steering.meetings.tables import meeting_url
from dieuphoi.steering.tasks.models import Task


class NoticeOrigin:
    """The meeting of which a document is the notice. Whoever reads the document reads the items in it anyway, so these
    are not asked by scope; the meeting's page and the tasks are.
    """

    def origin_of(self, actor: Actor, document_id: int, *, lock: bool) -> Origin | None:
        """One query for a document that is no notice, seven for one that is."""
        meeting_id = (
            ConclusionNotice.objects.filter(document_id=document_id).values_list("meeting_id", flat=True).first()
        )
        if meeting_id is None:
            return None
        rows: Any = BriefingMeeting.objects.locked() if lock else BriefingMeeting.objects.all()
        meeting = rows.select_related("host").get(pk=meeting_id)
        items = list(ConclusionItem.objects.filter(meeting=meeting, is_current=True).order_by("number"))
        links: dict[int, list[int]] = {}
        rows = ConclusionTask.objects.filter(item__in=items).order_by("pk")
        for item, task in rows.values_list("item_id", "task_id"):
            links.setdefault(item, []).append(task)
        wanted = [task for found in links.values() for task in found]
        seen: dict[int, Task] = {}
        here: set[int] = set()
        if wanted:
            tasks = Task.objects.visible_to(actor).filter(pk__in=wanted)
            seen = {task.pk: task for task in tasks.select_related("lead_org", "responsible")}
            of_document = DirectiveTask.objects.filter(task__in=wanted, directive__document_id=document_id)
            here = set(of_document.values_list("task_id", flat=True))
        in_sight = BriefingMeeting.objects.visible_to(actor).filter(pk=meeting.pk).exists()
        return Origin(
            key=meeting.pk,
            title=_("kết luận cuộc họp “%(title)s” ngày %(day)s")
            % {"title": meeting.title, "day": format_date(day_of_meeting(meeting))},
            url=f"{meeting_url(meeting)}#conclusions" if in_sight else "",
            may_give=_may_give(actor, meeting, in_sight),
            clauses=tuple(_clause(item, links.get(item.pk, []), seen, here) for item in items),
            keeper=self,
        )

    def took(self, origin: Origin, pairs: Sequence[tuple[int, int]], now: datetime) -> None:
        """The items have their tasks, wherever they were given."""
        ConclusionTask.objects.bulk_create(
            [ConclusionTask(item_id=item, task_id=task, recorded_at=now) for item, task in pairs]
        )


def _may_give(actor: Actor, meeting: BriefingMeeting, in_sight: bool) -> Answer:
    answer = policies.may_give_conclusions(actor, meeting)
    if not answer and not in_sight:
        return Refusal(
            "not_host",
            _("Văn bản này là thông báo kết luận: chỉ bên tổ chức cuộc họp giao việc từ nó. Việc trong cơ quan mình hãy"
              " giao ở trang Nhiệm vụ."),
        )  # fmt: skip
    return answer


def _clause(item: ConclusionItem, tasks: list[int], seen: dict[int, Task], here: set[int]) -> OriginClause:
    standing = GIVEN if tasks else DROPPED if item.dropped_on is not None else OPEN
    return OriginClause(
        id=item.pk, number=item.number, words=item.text, standing=standing, reason=item.dropped_reason,
        tasks=tuple(seen[pk] for pk in tasks if pk in seen), here=bool(tasks) and here.issuperset(tasks),
    )  # fmt: skip


def register() -> None:
    """Called once, when Django is ready."""
    register_origin(NoticeOrigin())

"""What became of conclusions: their tasks, how these stand; and for each open item what a person may want to give.

Nothing here writes. Whatever is suggested is a person's to change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, local
from dieuphoi.registry.organisations.models import OrgKind
from dieuphoi.steering.meetings.models import (
    BriefingMeeting,
    ConclusionAddressee,
    ConclusionTask,
)
from dieuphoi.steering.meetings.selectors.meetings import conclusions_of
from dieuphoi.steering.tasks.selectors import (
    ENDED_STATES,
    OVERDUE,
    WAITING_LATE,
    WITHDRAWN,
)
from dieuphoi.steering.tasks.selectors import tasks as tasks_on
from dieuphoi.steering.tasks.selectors.day import Day, GroupLine, Holder, names_line, title_of

DONE, OPEN, LATE, GIVEN, NOT_GIVEN, OFF, DROPPED = "DONE", "OPEN", "LATE", "GIVEN", "NOT_GIVEN", "OFF", "DROPPED"
STANDINGS: Final = (
    (LATE, gettext_lazy("quá hạn")),
    (OPEN, gettext_lazy("đang làm")),
    (GIVEN, gettext_lazy("đã giao")),
    (DONE, gettext_lazy("đã xong")),
    (NOT_GIVEN, gettext_lazy("chưa giao")),
    (DROPPED, gettext_lazy("không giao nhiệm vụ")),
    (OFF, gettext_lazy("đã rút")),
)
"""How an item stands: by the worst of its tasks; "given" is all that is said of tasks that the actor does not see. One
whose tasks were all withdrawn is off; one that shall be no task is dropped, with a reason."""

@dataclass(frozen=True, slots=True)
class ItemState:
    """An item with those of its tasks that the actor sees; ``beyond`` tells that it has others."""

    item: Any
    tasks: tuple[Any, ...]
    beyond: bool
    standing: str


@dataclass(frozen=True, slots=True)
class Conclusions:
    """The state of a meeting's conclusions on a day. ``tasks`` counts by timeliness the tasks that the actor sees."""

    items: tuple[ItemState, ...]
    tasks: dict[str, int]

    @property
    def counts(self) -> list[tuple[str, Any, int]]:
        """``(standing, words, how many items)``, the worst first; none that is nought."""
        found = {code: sum(each.standing == code for each in self.items) for code, _words in STANDINGS}
        return [(code, words, found[code]) for code, words in STANDINGS if found[code]]

    @property
    def open_items(self) -> list[Any]:
        """Those that were not given yet."""
        return [each.item for each in self.items if each.standing == NOT_GIVEN]


def conclusions_standing(actor: Actor, meeting_ids: Iterable[int], day: date) -> dict[int, Conclusions]:
    """By meeting, how each conclusion that the actor sees stands on a day. Five queries, however many there are."""
    listed = conclusions_of(actor, [pk for pk in meeting_ids if pk])
    items = {item.pk: item for rows in listed.values() for item in rows}
    links: dict[int, list[int]] = {}
    for item, task in ConclusionTask.objects.filter(item__in=items).order_by("pk").values_list("item_id", "task_id"):
        links.setdefault(item, []).append(task)
    tasks: dict[int, Any] = {}
    if links:
        wanted = [task for found in links.values() for task in found]
        rows = tasks_on(actor, day).filter(pk__in=wanted)
        tasks = {row.pk: row for row in rows}
    found: dict[int, Conclusions] = {}
    for meeting, rows_ in listed.items():
        states = tuple(_state(item, links.get(item.pk, []), tasks) for item in rows_)
        counts: dict[str, int] = {}
        for each in states:
            for task in each.tasks:
                counts[task.timeliness] = counts.get(task.timeliness, 0) + 1
        found[meeting] = Conclusions(states, counts)
    return found


def _state(item: Any, ids: list[int], tasks: dict[int, Any]) -> ItemState:
    seen = tuple(tasks[pk] for pk in ids if pk in tasks)
    running = [task for task in seen if task.timeliness != WITHDRAWN]
    if not ids:
        standing = NOT_GIVEN if item.dropped_on is None else DROPPED
    elif any(task.timeliness in (OVERDUE, WAITING_LATE) for task in running):
        standing = LATE
    elif any(task.standing not in ENDED_STATES for task in running):
        standing = OPEN
    elif len(seen) < len(ids):
        standing = GIVEN
    else:
        standing = DONE if running else OFF
    return ItemState(item, seen, len(seen) < len(ids), standing)


def opens_with(actor: Actor, meeting: Any) -> Any | None:
    """The meeting whose conclusions this one opens with: the one it follows, else the last of its series, else the last
    of the same kind and host; held before it. One query at most.
    """
    if meeting.previous is not None:
        return meeting.previous
    same = Q(series_id=meeting.series_id) if meeting.series_id else Q(kind_id=meeting.kind_id, host_id=meeting.host_id)
    rows: Any = BriefingMeeting.objects.visible_to(actor).filter(
        same, starts_at__lt=meeting.starts_at, state__in=["HELD", "CONCLUDED"]
    )
    return rows.exclude(pk=meeting.pk).order_by("-starts_at", "-pk").first()


def tasks_of_meeting(actor: Actor, day: date, meeting_id: int) -> QuerySet[Any]:
    """The tasks that were given from the conclusions of a meeting, as of a day, within the actor's scope."""
    return tasks_on(actor, day).filter(conclusion_link__item__meeting_id=meeting_id)


# ------------------------------------------------------------------------------------------------ to be given


def day_of_meeting(meeting: Any) -> date:
    """The day on which tasks of its conclusions were given: when they were spoken."""
    return local(meeting.starts_at).date()


def source_of(meeting: Any, number: int) -> str:
    """``Mục 2, Thông báo kết luận số 05/TB-VPĐP ngày 03/03/2026``; before there is a notice the meeting and its day."""
    notice = getattr(meeting, "notice", None)
    if notice is not None:
        words = _("Mục %(n)s, Thông báo kết luận số %(number)s ngày %(day)s") % {
            "n": number, "number": str(notice), "day": format_date(notice.issued_on),
        }  # fmt: skip
    else:
        words = _("Mục %(n)s, kết luận tại cuộc họp “%(title)s” ngày %(day)s") % {
            "n": number, "title": meeting.title, "day": format_date(day_of_meeting(meeting)),
        }  # fmt: skip
    return words[:400]


@dataclass(slots=True)
class Offered:
    """An item that is not given yet, and a task as it might be given."""

    item: Any
    title: str
    lead_id: int | None
    lead_name: str
    people: list[Holder]
    person: Holder | None
    each: list[GroupLine]
    kind: str
    coordinating: list[tuple[int, str]]
    units: list[tuple[int, str]]

    @property
    def nobody(self) -> list[str]:
        """Bodies that the item speaks to for which nobody is on record."""
        return [line.name for line in self.each if line.person is None]

    @property
    def initial(self) -> dict[str, Any]:
        """What the card of the page begins with."""
        return {
            "accept": True, "title": self.title, "product": self.item.product or _("Báo cáo kết quả"),
            "give_each": bool(self.each), "responsible": self.person.value if self.person else "",
            "due_on": self.item.due_on, "no_due_reason": self.item.no_due_reason, "kind": self.kind,
            "coordinating": names_line(self.coordinating), "units": names_line(self.units),
        }  # fmt: skip


def offered_of(actor: Actor, meeting: Any) -> tuple[Day, list[Offered]]:
    """The items of a meeting that have no task yet and shall have one, each with whom it may be given to: the lead's
    head or who follows the commune; without a lead everybody it speaks to. Some fifteen queries, however many items
    there are.
    """
    day = Day(actor, day_of_meeting(meeting))
    listed = conclusions_of(actor, [meeting.pk]).get(meeting.pk, [])
    items = [item for item in listed if item.dropped_on is None]
    given = set(
        ConclusionTask.objects.filter(item__in=[item.pk for item in items]).values_list("item_id", flat=True)
    )
    to: dict[int, list[int]] = {}
    rows = ConclusionAddressee.objects.filter(item__in=[item.pk for item in items], is_current=True)
    for item, org in rows.order_by("org__name_key", "pk").values_list("item_id", "org_id"):
        to.setdefault(item, []).append(org)
    return day, [_offer(item, to.get(item.pk, []), day) for item in items if item.pk not in given]


def _offer(item: Any, to: list[int], day: Day) -> Offered:
    there = [org for org in to if day.bodies.there_on(org, day.on)]
    lead = item.lead_id if item.lead_id is not None and day.bodies.there_on(item.lead_id, day.on) else None
    others = [org for org in there if org != lead]
    if lead is None and len(there) == 1:
        lead, others = there[0], []
    # Without a lead everybody the item speaks to has a task of their own.
    each = [
        GroupLine(org, day.bodies.name_on(org, day.on), day.default_of(org))
        for org in (there if lead is None and item.lead_id is None else ())
    ]  # fmt: skip
    bodies = [lead] if lead is not None else [line.org_id for line in each]
    units = [
        (place, day.communes[place]) for org in bodies
        if (row := day.bodies.rows[org]).kind == OrgKind.COMMUNE and (place := row.place_id) in day.communes
    ]  # fmt: skip
    named = [day.bodies.name_on(org, day.on) for org in bodies]
    return Offered(
        item=item, title=title_of(_without_address(item.text, named)), lead_id=lead,
        lead_name=day.bodies.name_on(lead, day.on) if lead is not None else "",
        people=day.people_of(lead) if lead is not None else [],
        person=day.default_of(lead) if lead is not None else None, each=each,
        kind="ORDINARY" if not bodies or day.commands(bodies) else "REQUEST",
        coordinating=[(org, day.bodies.name_on(org, day.on)) for org in others if lead is not None],
        units=units if lead is not None else [],
    )  # fmt: skip


def _without_address(text: str, names: list[str]) -> str:
    """The order without its address: ``Giao Sở Xây dựng rà soát …`` is ``rà soát …``."""
    for name in names:
        for head in (f"giao {name} ", f"đề nghị {name} ", f"yêu cầu {name} ", f"{name} "):
            if text.casefold().startswith(head.casefold()):
                return text[len(head) :]
    return text

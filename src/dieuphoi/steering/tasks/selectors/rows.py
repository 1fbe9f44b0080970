"""Tasks as of a day, each with how it stands by the clock: one annotated query for list, page, export and API.

Annotated are ``standing`` (the state on the day), ``due`` (the date that held on the day; of a standing duty until when
it is reported on next), ``timeliness`` (:data:`TIMELINESS`), ``idle``, ``doer`` (the account of who answers for it),
``parts_open`` and ``parts_all``. Timeliness is never stored: it is computed from the clock of the day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Case,
    Count,
    DateField,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, JSONObject
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.registry.organisations.models import OrgKind
from dieuphoi.registry.territory.names import full_name
from dieuphoi.registry.territory.selectors import day_names, units_like
from dieuphoi.steering.tasks.bodies import own_bodies
from dieuphoi.steering.tasks.models import Extension, Part, Task, TaskCriterion, TaskOrg, TaskPlace, TaskReturn
from dieuphoi.steering.tasks.selectors.rules import Clock, clock_on
from dieuphoi.steering.tasks.states import DOING, ENDED, OPEN, TaskState

NO_DUE, IN_TIME, NEAR, OVERDUE, WAITING, WAITING_LATE = (
    "NO_DUE", "IN_TIME", "NEAR", "OVERDUE", "WAITING", "WAITING_LATE",
)  # fmt: skip
PAUSED, DONE_IN_TIME, DONE_LATE, DONE_NO_DUE, WITHDRAWN = (
    "PAUSED", "DONE_IN_TIME", "DONE_LATE", "DONE_NO_DUE", "WITHDRAWN",
)  # fmt: skip
TIMELINESS: Final = (
    (OVERDUE, _("quá hạn")),
    (NEAR, _("sắp đến hạn")),
    (IN_TIME, _("trong hạn")),
    (NO_DUE, _("không có hạn")),
    (WAITING, _("báo cáo đúng hạn, chờ xác nhận")),
    (WAITING_LATE, _("báo cáo quá hạn, chờ xác nhận")),
    (PAUSED, _("tạm dừng")),
    (DONE_IN_TIME, _("hoàn thành đúng hạn")),
    (DONE_LATE, _("hoàn thành quá hạn")),
    (DONE_NO_DUE, _("hoàn thành, không có hạn")),
    (WITHDRAWN, _("đã rút")),
)
RUNNING: Final = (OVERDUE, NEAR, IN_TIME, NO_DUE)
OPEN_STATES: Final = tuple(state.value for state in OPEN)
DOING_STATES: Final = tuple(state.value for state in DOING)
ENDED_STATES: Final = tuple(state.value for state in ENDED)


def tasks(actor: Actor, day: date) -> QuerySet[Any]:
    """The tasks given by ``day`` that the actor sees, as of that day. Unordered."""
    rows: Any = Task.objects.visible_to(actor)
    return as_of(rows.filter(given_on__lte=day), actor, day)


def as_of(rows: QuerySet[Any], actor: Actor, day: date) -> QuerySet[Any]:
    """``rows`` with what the head of this module names, and what a list shows of bodies and places."""
    return with_names(with_clock(rows, day, today=actor.on), actor, day)


def with_clock(rows: QuerySet[Any], day: date, *, today: date, clock: Clock | None = None) -> QuerySet[Any]:
    """``rows`` with ``standing``, ``due``, ``timeliness``, ``idle``. For a day that is past, what was decided later is
    taken away: a task that was done or withdrawn since was open, an extension granted since was not.
    """
    clock = clock or clock_on(day)
    if day < today:
        standing: Any = Case(
            When(Q(state=TaskState.DONE) & Q(done_on__lte=day), then=Value(TaskState.DONE.value)),
            When(Q(state=TaskState.WITHDRAWN) & Q(ended_on__lte=day), then=Value(TaskState.WITHDRAWN.value)),
            When(reported_on__lte=day, state__in=[TaskState.DONE, TaskState.REPORTED],
                 then=Value(TaskState.REPORTED.value)),
            When(Q(state=TaskState.PAUSED) & Q(paused_on__lte=day), then=Value(TaskState.PAUSED.value)),
            When(accepted_on__lte=day, then=Value(TaskState.IN_PROGRESS.value)),
            default=Value(TaskState.NEW.value),
            output_field=TextField(),
        )  # fmt: skip
        later = Extension._base_manager.filter(task=OuterRef("pk"), state="GRANTED", decided_on__gt=day)
        before = Subquery(later.order_by("decided_on", "pk").values("due_before")[:1])
        due: Any = Coalesce(before, F("due_on"), F("next_progress_on"), output_field=DateField())
    else:
        standing = F("state")
        due = Coalesce(F("due_on"), F("next_progress_on"))
    found: QuerySet[Any] = rows.annotate(standing=standing, due=due).annotate(
        timeliness=_timeliness(clock),
        idle=Case(
            When(standing__in=DOING_STATES, moved_at__lt=clock.idle_instant, then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        ),
    )
    return found


def _timeliness(clock: Clock) -> Case:
    return Case(
        When(standing=TaskState.WITHDRAWN, then=Value(WITHDRAWN)),
        When(standing=TaskState.PAUSED, then=Value(PAUSED)),
        When(standing=TaskState.DONE, due__isnull=True, then=Value(DONE_NO_DUE)),
        When(standing=TaskState.DONE, done_on__gt=F("due"), then=Value(DONE_LATE)),
        When(standing=TaskState.DONE, then=Value(DONE_IN_TIME)),
        When(standing=TaskState.REPORTED, reported_on__gt=F("due"), then=Value(WAITING_LATE)),
        When(standing=TaskState.REPORTED, then=Value(WAITING)),
        When(due__isnull=True, then=Value(NO_DUE)),
        When(due__lt=clock.day, then=Value(OVERDUE)),
        When(due__lte=clock.near_until, then=Value(NEAR)),
        default=Value(IN_TIME),
        output_field=TextField(),
    )


def running(day: date, *kinds: str, clock: Clock | None = None) -> Q:
    """The condition under which a task of today is running and of one of these timelinesses, by columns with an index:
    what counts on the board and on "my work" ask instead of the annotation.
    """
    clock = clock or clock_on(day)
    near = (day, clock.near_until)
    due = {
        OVERDUE: Q(due_on__lt=day) | Q(due_on=None, next_progress_on__lt=day),
        NEAR: Q(due_on__range=near) | Q(due_on=None, next_progress_on__range=near),
        IN_TIME: Q(due_on__gt=clock.near_until) | Q(due_on=None, next_progress_on__gt=clock.near_until),
        NO_DUE: Q(due_on=None, next_progress_on=None),
    }  # fmt: skip
    wanted = Q()
    for kind in kinds or RUNNING:
        wanted |= due[kind]
    return Q(state__in=[*DOING_STATES, TaskState.REFUSED]) & wanted


def timely(rows: QuerySet[Any], kinds: Sequence[str], clock: Clock) -> QuerySet[Any]:
    """Of ``rows`` of today those of these timelinesses, by columns with an index: what the annotation says."""
    wanted = Q()
    if open_ones := [kind for kind in kinds if kind in RUNNING]:
        wanted |= running(clock.day, *open_ones, clock=clock)
    in_time = Q(reported_on__lte=Coalesce(F("due_on"), F("next_progress_on"), F("reported_on")))
    for kind, condition in (
        (WAITING, Q(state=TaskState.REPORTED) & in_time),
        (WAITING_LATE, Q(state=TaskState.REPORTED) & ~in_time),
        (PAUSED, Q(state=TaskState.PAUSED)),
        (DONE_IN_TIME, Q(state=TaskState.DONE, due_on__isnull=False, done_on__lte=F("due_on"))),
        (DONE_LATE, Q(state=TaskState.DONE, done_on__gt=F("due_on"))),
        (DONE_NO_DUE, Q(state=TaskState.DONE, due_on=None)),
        (WITHDRAWN, Q(state=TaskState.WITHDRAWN)),
    ):
        if kind in kinds:
            wanted |= condition
    return rows.filter(wanted)


def mine(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of ``rows`` that the actor answers for, or does for somebody who is on leave."""
    return rows.filter(responsible__account__id__in=sorted({actor.id, *actor.stands_in_for}))


def given_by(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those that the actor gave."""
    return rows.filter(giver__account__id=actor.id)


def of_own_bodies(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those that a body of the actor's leads or shares in."""
    inside = own_bodies(actor).values("pk")
    shared = TaskOrg._base_manager.filter(org__in=inside, ended_at=None).values("task_id")
    return rows.filter(Q(lead_org__in=inside) | Q(pk__in=shared))


BODY_PARTS: Final = (
    ("share", _("phối hợp, theo dõi")),
    ("any", _("chủ trì hoặc phối hợp")),
    ("give", _("giao việc")),
)


def of_body(rows: QuerySet[Any], org_id: int, part: str = "lead") -> QuerySet[Any]:
    """Those that a body leads (``lead``), shares in, has either to do with (``any``), or gave (``give``)."""
    shared = Q(pk__in=TaskOrg._base_manager.filter(org_id=org_id, ended_at=None).values("task_id"))
    leads = Q(lead_org_id=org_id)
    return rows.filter({"lead": leads, "share": shared, "any": leads | shared, "give": Q(giver_org_id=org_id)}[part])


def unit_named(actor: Actor, text: str, day: date) -> int | None:
    """The one unit that bears this code or name on a day; nothing for none or several."""
    found = units_like(actor, text, day, 2)
    exact = [row for row in found if text in (row.code, row.name, row.full_name)] or found
    return exact[0].id if len(exact) == 1 else None


def of_unit(rows: QuerySet[Any], unit_id: int) -> QuerySet[Any]:
    """Those that concern a unit of territory, or that its own People's Committee leads."""
    named = TaskPlace._base_manager.filter(unit_id=unit_id, ended_at=None).values("task_id")
    return rows.filter(Q(pk__in=named) | Q(lead_org__place_id=unit_id, lead_org__kind=OrgKind.COMMUNE))


def of_criterion(rows: QuerySet[Any], criterion_id: int) -> QuerySet[Any]:
    """Those that serve a criterion of a version."""
    linked = TaskCriterion._base_manager.filter(criterion_id=criterion_id, ended_at=None)
    return rows.filter(pk__in=linked.values("task_id"))


def extended(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those that were given more time."""
    return rows.filter(pk__in=Extension._base_manager.filter(state="GRANTED").values("task_id"))


def returned(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of which a report was returned."""
    return rows.filter(pk__in=TaskReturn._base_manager.values("task_id"))


def with_names(rows: QuerySet[Any], actor: Actor, day: date) -> QuerySet[Any]:
    """``rows`` with the lead, who answers for it, sharing bodies, communes, parts: what a list shows."""
    sharing = (
        TaskOrg._base_manager.filter(task=OuterRef("pk"), ended_at=None)
        .order_by("part", "org__name_key")
        .values(found=JSONObject(id="org_id", name="org__name", part="part"))
    )
    named = day_names(actor, day).filter(unit_id=OuterRef("unit_id"))
    places = (
        TaskPlace._base_manager.filter(task=OuterRef("pk"), ended_at=None)
        .annotate(
            said=Coalesce(Subquery(named.values("name")[:1]), Value("")),
            front=Coalesce(Subquery(named.values("type")[:1]), Value("")),
        )
        .order_by("said", "unit_id")
        .values(found=JSONObject(id="unit_id", type="front", name="said"))
    )
    parts = Task._base_manager.filter(parent=OuterRef("pk")).order_by().values("parent")
    found: QuerySet[Any] = rows.select_related(
        "lead_org__parent", "giver_org__parent", "responsible", "giver", "field", "parent", "province"
    ).annotate(
        doer=F("responsible__account__id"),
        sharing=ArraySubquery(sharing),
        communes=ArraySubquery(places),
        parts_all=Coalesce(Subquery(parts.annotate(n=Count("pk")).values("n")), 0, output_field=IntegerField()),
        parts_open=Coalesce(
            Subquery(parts.exclude(state__in=ENDED_STATES).annotate(n=Count("pk")).values("n")), 0,
            output_field=IntegerField(),
        ),
    )  # fmt: skip
    return found


def task(actor: Actor, task_id: int, day: date) -> Any:
    """One task as of a day. Raises ``NotVisible``. One that was given only later comes too."""
    Task.objects.one_visible_to(actor, id=task_id)
    rows: Any = Task.objects.visible_to(actor)
    return as_of(rows.filter(pk=task_id), actor, day).get()


def task_for_act(actor: Actor, task_id: int) -> Any:
    """One task as it is now, with what policies ask of it and nothing of what pages show besides: each act reads it
    before it is done. Raises ``NotVisible``.
    """
    rows: Any = Task.objects.select_related(
        "lead_org__parent", "giver_org__parent", "responsible", "giver", "parent", "province"
    )
    return rows.annotate(doer=F("responsible__account__id")).one_visible_to(actor, id=task_id)


def commune_names(row: Any) -> list[str]:
    """The communes of a task of :func:`tasks`, as they were called on the day; who had no name then is left out."""
    return [name for each in row.communes if (name := full_name(each["type"], each["name"]))]


def shared_by(row: Any, part: str = Part.COORDINATING) -> list[str]:
    """The names of the bodies that share in a task of :func:`tasks` in this way."""
    return [each["name"] for each in row.sharing if each["part"] == part]

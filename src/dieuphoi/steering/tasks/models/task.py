"""Tasks: who must do what until when, given by whom, and who and what they concern."""

from __future__ import annotations

from functools import cache
from typing import Any, Final, Self

import pgtrigger
from django.db import connection, models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.history.models import AppendOnly, tracked
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.functions import Fold, VnKey
from dieuphoi.core.kernel.scope import ScopedQuerySet, not_visible
from dieuphoi.programme.criteria.models import Criterion
from dieuphoi.registry.access.roles import COMMUNE, OFFICE, Role
from dieuphoi.registry.organisations.models import OrgUnit, Person, WorkField
from dieuphoi.registry.territory.models import AdminUnit
from dieuphoi.steering.tasks.bodies import OWN_BODY, ROOMS
from dieuphoi.steering.tasks.states import TASK_LIFE, TaskState


class TaskKind(models.TextChoices):
    """What sort of duty. A request asks a body that one does not command; a standing one lasts and is reported on."""

    ORDINARY = "ORDINARY", _("nhiệm vụ")
    KEY = "KEY", _("nhiệm vụ trọng tâm")
    STANDING = "STANDING", _("việc thường xuyên")
    REQUEST = "REQUEST", _("đề nghị phối hợp")


class Urgency(models.TextChoices):
    """The degrees of urgency of official papers."""

    NORMAL = "NORMAL", _("thường")
    URGENT = "URGENT", _("khẩn")
    VERY_URGENT = "VERY_URGENT", _("thượng khẩn")
    FLASH = "FLASH", _("hỏa tốc")


class Every(models.TextChoices):
    """How often a standing duty is reported on."""

    MONTH = "month", _("hằng tháng")
    QUARTER = "quarter", _("hằng quý")
    HALF = "half", _("6 tháng")
    YEAR = "year", _("hằng năm")


class Grade(models.TextChoices):
    """How well it was done, as who confirms it says (S1-24)."""

    GOOD = "GOOD", _("hoàn thành tốt")
    FAIR = "FAIR", _("hoàn thành")
    POOR = "POOR", _("hoàn thành, còn thiếu sót")


class Cause(models.TextChoices):
    """Why a task waits or is late (S0-30)."""

    DOCUMENT = "DOCUMENT", _("chờ văn bản")
    OPINION = "OPINION", _("chờ ý kiến")
    MONEY = "MONEY", _("chờ kinh phí")
    PERSON = "PERSON", _("thiếu người")
    OTHER = "OTHER", _("nguyên nhân khác")


WHOLE: Final = (*OFFICE, Role.LEADER, Role.INSPECTOR)
"""Whoever reads a province by one of these sees all its tasks."""


class TaskQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        """Who reads the province sees its tasks; others those they give, do, share in or follow – they themselves or
        their body – and whoever reads a commune those that concern it, unless they are restricted.
        """
        places = actor.reads(*WHOLE)
        if places.everything:
            return self
        mine = Q(pk__in=_concerned(actor))
        # In this order: what the province gives away is not looked up among what concerns the actor.
        return self.filter(Q(province__any_of=places.array) | mine if places else mine)

    def held(self, actor: Actor, task_id: int) -> Any:
        """The task, locked until the end of the act, with the account of who answers for it as ``doer``.

        As ``locked().one_visible_to(actor, id=task_id)``, written out: each act on a task begins with it, and putting
        the query together took as long as all the rest. Raises ``NotVisible``.
        """
        seen, asked = _seen(actor)
        with connection.cursor() as cursor:
            cursor.execute(_HELD.format(columns=_columns(), seen=seen), [task_id, *asked])
            row = cursor.fetchone()
        if row is None:
            raise not_visible()
        task: Any = Task.from_db(self.db, [field.attname for field in Task._meta.concrete_fields], row[:-1])
        task.doer = row[-1]
        return task

    def answered_for_by(self, actor: Actor) -> Self:
        """Those that the actor answers for, or does for somebody who is on leave: a part of :meth:`scope` by itself, so
        the rest of it need not be looked up (50 ms of 100,000 tasks, which a digest asks for everybody).
        """
        return self.filter(responsible__account__id__in=_accounts(actor))


_HELD: Final = """
SELECT {columns}, account.id FROM tasks_task LEFT JOIN accounts_account account ON account.person_id = responsible_id
WHERE tasks_task.id = %s AND {seen} FOR NO KEY UPDATE OF tasks_task
"""


@cache
def _columns() -> str:
    return ", ".join(f'tasks_task."{field.column}"' for field in Task._meta.concrete_fields)


def _seen(actor: Actor) -> tuple[str, list[Any]]:
    """:meth:`ScopedQuerySet.visible_to` of tasks as a condition in SQL."""
    if actor.is_system:
        return "TRUE", []
    if not actor.is_authenticated:
        return "FALSE", []
    places = actor.reads(*WHOLE)
    if places.everything:
        return "TRUE", []
    concerned = _concerned(actor)
    mine = f"tasks_task.id IN ({concerned.sql})"
    if not places:
        return mine, list(concerned.params)
    return f"(tasks_task.province_id = ANY (%s::bigint[]) OR {mine})", [places.array.text, *concerned.params]


def _concerned(actor: Actor) -> RawSQL:
    """Ids of the tasks that concern the actor: a union, so that each branch goes by an index of its own.

    In SQL, since every page, act and digest asks for it and Django took longer to put it together than the database to
    answer. A branch that nothing can come of is left out.
    """
    bodies, here = sorted(actor.orgs(*OWN_BODY)), actor.reads(*COMMUNE, Role.ASSIGNED_LEADER)
    accounts = _accounts(actor)
    branches: list[str] = list(_OF_PEOPLE)
    asked: list[Any] = [accounts] * len(_OF_PEOPLE)
    if here.ids:
        branches.append(_OF_PLACES)
        asked.append(here.array.text)
    if not bodies:
        return RawSQL(" UNION ".join(branches), asked)  # noqa: S611 - words of ours
    union = " UNION ".join([*branches, *_OF_BODIES])
    return RawSQL(f"WITH own AS MATERIALIZED ({ROOMS}) {union}", [bodies, bodies, bodies, *asked])  # noqa: S611


_OF_PEOPLE: Final = (
    "SELECT task.id FROM tasks_task task JOIN accounts_account account ON account.person_id = task.responsible_id"
    " WHERE account.id = ANY (%s::bigint[])",
    "SELECT task.id FROM tasks_task task JOIN accounts_account account ON account.person_id = task.giver_id"
    " WHERE account.id = ANY (%s::bigint[])",
)
_OF_BODIES: Final = (
    "SELECT id FROM tasks_task WHERE lead_org_id IN (SELECT id FROM own)",
    "SELECT id FROM tasks_task WHERE giver_org_id IN (SELECT id FROM own)",
    "SELECT task_id FROM tasks_taskorg WHERE ended_at IS NULL AND org_id IN (SELECT id FROM own)",
)
_OF_PLACES: Final = (
    "SELECT place.task_id FROM tasks_taskplace place JOIN tasks_task task ON task.id = place.task_id"
    " WHERE place.unit_id IN (SELECT unnest(%s::bigint[])) AND place.ended_at IS NULL AND NOT task.restricted"
)


def _accounts(actor: Actor) -> list[int]:
    return sorted({actor.id, *actor.stands_in_for})


class ThroughTaskQuerySet(ScopedQuerySet):
    """Whoever sees the task sees what hangs on it."""

    def scope(self, actor: Actor) -> Self:
        if actor.reads(*WHOLE).everything:
            return self
        return self.filter(task__in=Task.objects.visible_to(actor).values("pk"))


@tracked()
class Task(models.Model):
    """One duty: never without one lead body, one named person who answers for it, an expected product, and a due date
    – or the reason why there is none.

    ``text`` is the clause word for word and ``source_line`` where it stands ("5/TB-VPDP, 12/03/2026, mục 2"). ``giver``
    gave the order for ``giver_org``. ``first_due_on`` is the due date as it was given: once the task is accepted it
    never changes, an extension moves ``due_on`` alone. ``done_on`` is the day of the report that was confirmed.
    ``next_progress_on``: until when a standing duty is reported on next. ``paused_from`` is the state that a pause
    interrupted. ``moved_at`` is the instant of the last act on it; who does nothing for long is idle. ``parent``: it is
    a part of that task, three floors at most; ``reply_to``: it answers that one. ``delay`` is the cause named last.
    Source: domain.md §7; S0-42, S0-47.
    """

    province = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    title = models.CharField(_("Tên việc"), max_length=300)
    text = models.TextField(_("Nguyên văn"), blank=True)
    source_line = models.CharField(_("Căn cứ giao"), max_length=400, blank=True)
    product = models.CharField(_("Sản phẩm"), max_length=300)
    kind = models.CharField(_("Loại"), max_length=10, choices=TaskKind.choices, default=TaskKind.ORDINARY)
    urgency = models.CharField(_("Độ khẩn"), max_length=12, choices=Urgency.choices, default=Urgency.NORMAL)
    restricted = models.BooleanField(_("Hạn chế"), default=False)
    field = models.ForeignKey(
        WorkField, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Lĩnh vực")
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="parts", null=True, blank=True, verbose_name=_("Thuộc việc")
    )
    depth = models.PositiveSmallIntegerField(default=1)
    reply_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="replies", null=True, blank=True, verbose_name=_("Trả lời cho")
    )
    given_on = models.DateField(_("Ngày giao"))
    giver = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Người giao")
    )
    giver_org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", verbose_name=_("Cơ quan giao"))
    lead_org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", verbose_name=_("Chủ trì"))
    responsible = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("Người chịu trách nhiệm")
    )
    due_on = models.DateField(_("Hạn"), null=True, blank=True)
    no_due_reason = models.CharField(_("Vì sao không có hạn"), max_length=300, blank=True)
    first_due_on = models.DateField(_("Hạn giao ban đầu"), null=True, blank=True)
    every = models.CharField(_("Báo cáo tiến độ"), max_length=8, choices=Every.choices, blank=True)
    next_progress_on = models.DateField(_("Kỳ báo cáo tiến độ tới"), null=True, blank=True)
    state = models.CharField(_("Trạng thái"), max_length=12, choices=TaskState.choices, default=TASK_LIFE.start)
    percent = models.PositiveSmallIntegerField(_("Tiến độ, %"), null=True, blank=True)
    delay = models.CharField(_("Nguyên nhân chậm"), max_length=10, choices=Cause.choices, blank=True)
    accepted_on = models.DateField(_("Ngày nhận việc"), null=True, blank=True)
    reported_on = models.DateField(_("Ngày báo cáo"), null=True, blank=True)
    done_on = models.DateField(_("Ngày hoàn thành"), null=True, blank=True)
    confirmed_by = models.CharField(_("Người xác nhận"), max_length=200, blank=True)
    grade = models.CharField(_("Đánh giá"), max_length=6, choices=Grade.choices, blank=True)
    paused_on = models.DateField(_("Tạm dừng từ"), null=True, blank=True)
    paused_until = models.DateField(_("Tạm dừng đến"), null=True, blank=True)
    paused_from = models.CharField(max_length=12, choices=TaskState.choices, blank=True)
    ended_on = models.DateField(_("Ngày rút"), null=True, blank=True)
    end_reason = models.TextField(_("Lý do"), blank=True)
    moved_at = models.DateTimeField(_("Động tới lần cuối"))
    note = models.TextField(_("Ghi chú"), blank=True)
    title_folded = models.GeneratedField(expression=Fold("title"), output_field=models.TextField(), db_persist=True)
    title_key = models.GeneratedField(
        expression=VnKey("title"), output_field=models.TextField(db_collation="C"), db_persist=True
    )
    source_folded = models.GeneratedField(
        expression=Fold("source_line"), output_field=models.TextField(), db_persist=True
    )

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province", "year", "number"], name="task_number_once"),
            models.CheckConstraint(name="task_says_what", condition=~Q(title="") & ~Q(product="")),
            models.CheckConstraint(
                name="task_due_or_why_not",
                condition=Q(due_on__isnull=False, no_due_reason="")
                | (Q(due_on__isnull=True) & ~Q(no_due_reason="")),
            ),
            models.CheckConstraint(
                name="task_due_after_given", condition=Q(due_on__isnull=True) | Q(due_on__gte=F("given_on"))
            ),
            models.CheckConstraint(
                name="task_floors",
                condition=Q(depth=1, parent__isnull=True) | Q(depth__in=[2, 3], parent__isnull=False),
            ),
            models.CheckConstraint(
                name="task_standing_is_reported",
                condition=Q(kind="STANDING", due_on__isnull=True, next_progress_on__isnull=False) & ~Q(every="")
                | ~Q(kind="STANDING") & Q(every="", next_progress_on__isnull=True),
            ),
            models.CheckConstraint(
                name="task_done_on_a_day",
                condition=Q(state="DONE", done_on__isnull=False)
                | (~Q(state="DONE") & Q(done_on__isnull=True, grade="")),
            ),
            models.CheckConstraint(
                name="task_reported_on_a_day",
                condition=~Q(state__in=["REPORTED", "DONE"]) | Q(reported_on__isnull=False),
            ),
            models.CheckConstraint(
                name="task_paused_from_something",
                condition=Q(state="PAUSED", paused_on__isnull=False) & ~Q(paused_from="")
                | ~Q(state="PAUSED") & Q(paused_on__isnull=True, paused_until__isnull=True, paused_from=""),
            ),
            models.CheckConstraint(
                name="task_withdrawn_why",
                condition=Q(state="WITHDRAWN", ended_on__isnull=False) & ~Q(end_reason="")
                | ~Q(state="WITHDRAWN") & Q(ended_on__isnull=True, end_reason=""),
            ),
            models.CheckConstraint(name="task_percent", condition=Q(percent__isnull=True) | Q(percent__lte=100)),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["province", "state", "due_on"], name="task_state_due"),
            models.Index(fields=["lead_org", "state", "due_on"], name="task_lead"),
            models.Index(fields=["responsible", "state", "due_on"], name="task_person"),
            models.Index(fields=["giver_org", "state", "due_on"], name="task_given_by"),
            models.Index(fields=["due_on"], name="task_due"),
            models.Index(fields=["given_on"], name="task_given"),
            models.Index(fields=["title_key"], name="task_title"),
        ]
        triggers = [
            TASK_LIFE.trigger(),
            pgtrigger.Trigger(
                name="first_due_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.first_due_on IS NOT NULL AND NEW.first_due_on IS DISTINCT FROM OLD.first_due_on"
                    " AND OLD.accepted_on IS NOT NULL"
                ),
                func="RAISE EXCEPTION 'dieuphoi: the first due date of an accepted task never changes (%)',"
                " TG_TABLE_NAME;",
            ),
            pgtrigger.Trigger(
                name="whole_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "NEW.parent_id IS DISTINCT FROM OLD.parent_id OR NEW.province_id <> OLD.province_id"
                    " OR NEW.year <> OLD.year OR NEW.number <> OLD.number"
                ),
                func="RAISE EXCEPTION 'dieuphoi: what a task is part of, and its number, never change (%)',"
                " TG_TABLE_NAME;",
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def code(self) -> str:
        """``12/2026``: the number in its year."""
        return f"{self.number}/{self.year}"


class Part(models.TextChoices):
    """What a body other than the lead has to do with a task."""

    COORDINATING = "COORDINATING", _("phối hợp")
    FOLLOWING = "FOLLOWING", _("theo dõi, đôn đốc")
    INFORMED = "INFORMED", _("để biết")


@tracked()
class TaskOrg(models.Model):
    """A body that shares in a task, until ``ended_at``."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="orgs")
    org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=12, choices=Part.choices, default=Part.COORDINATING)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ThroughTaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "org"], condition=Q(ended_at=None), name="task_org_once")
        ]
        indexes = [models.Index(fields=["org", "task"], condition=Q(ended_at=None), name="task_of_org")]

    def __str__(self) -> str:
        return f"{self.task_id}: {self.org_id}"


@tracked()
class TaskPlace(models.Model):
    """A unit of territory that a task concerns, until ``ended_at``."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="places")
    unit = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ThroughTaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "unit"], condition=Q(ended_at=None), name="task_place_once")
        ]
        indexes = [models.Index(fields=["unit", "task"], condition=Q(ended_at=None), name="task_of_unit")]

    def __str__(self) -> str:
        return f"{self.task_id}: {self.unit_id}"


@tracked()
class TaskCriterion(models.Model):
    """A criterion (of one version of a set) that a task serves, until ``ended_at``."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="criteria")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ThroughTaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task", "criterion"], condition=Q(ended_at=None), name="task_criterion_once"
            )
        ]
        indexes = [models.Index(fields=["criterion", "task"], condition=Q(ended_at=None), name="task_of_criterion")]

    def __str__(self) -> str:
        return f"{self.task_id}: {self.criterion_id}"


class Handed(AppendOnly):
    """A task went from one person (and body) to another: it is never without somebody who answers for it."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="handed")
    from_person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    from_org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    to_person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    to_org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()

    objects = ThroughTaskQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        constraints = [models.CheckConstraint(name="handed_has_reason", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"{self.task_id}: {self.from_person_id} → {self.to_person_id}"

"""Recurring duties: the tasks that every period asks for, and each that was made."""

from __future__ import annotations

from typing import Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.history.models import AppendOnly, tracked
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.functions import Fold, VnKey
from dieuphoi.core.kernel.scope import ScopedQuerySet
from dieuphoi.registry.access.roles import OFFICE, Role
from dieuphoi.registry.organisations.models import OrgUnit, Person, WorkField
from dieuphoi.registry.territory.models import AdminUnit
from dieuphoi.steering.tasks.bodies import own_bodies
from dieuphoi.steering.tasks.models.task import Task, TaskKind, Urgency
from dieuphoi.steering.tasks.states import DUTY_LIFE, DutyState


class Rhythm(models.TextChoices):
    """How often a duty returns. ``LIST`` are any periods, named one by one."""

    WEEK = "week", _("hằng tuần")
    MONTH = "month", _("hằng tháng")
    QUARTER = "quarter", _("hằng quý")
    HALF = "half", _("6 tháng")
    NINE_MONTHS = "nine_months", _("9 tháng")
    YEAR = "year", _("hằng năm")
    LIST = "list", _("các kỳ nêu tên")


class DueRule(models.TextChoices):
    """When the task of a period is due; ``n`` is the number of the rule."""

    LAST_DAY = "LAST_DAY", _("ngày cuối kỳ")
    BEFORE_END = "BEFORE_END", _("n ngày làm việc trước hết kỳ")
    AFTER_END = "AFTER_END", _("n ngày làm việc sau hết kỳ")
    DAY = "DAY", _("ngày n của tháng cuối kỳ")
    DAY_AFTER = "DAY_AFTER", _("ngày n của tháng sau kỳ")
    WEEKDAY = "WEEKDAY", _("thứ n trong tuần (2 đến 8, chủ nhật là 8)")


class DutyLead(models.TextChoices):
    """Who gets the task of a period."""

    ORG = "ORG", _("một cơ quan")
    COMMUNES = "COMMUNES", _("mỗi xã một việc")


class DutyQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        """Who reads the province sees all; others those that their body gives or does."""
        if actor.reads(*OFFICE, Role.LEADER, Role.INSPECTOR):
            return self
        inside = own_bodies(actor).values("pk")
        return self.filter(Q(org__in=inside) | Q(lead_org__in=inside))


@tracked()
class RecurringDuty(models.Model):
    """A task that returns: its periods, when each is due, who does it. ``org`` and ``giver`` are who gives the tasks,
    though the system makes them.

    ``ahead``: working days before the due date on which a task is given; without it, on the first day of its period.
    ``settled_on``: every task whose day came until then was made, or was skipped by a pause. ``unit_ids``: the communes
    of a duty of communes; none named: all xã of the province. ``{kỳ}`` and ``{xã}`` in ``title`` and ``product`` stand
    for the period and the commune. Sources: domain.md §7; S2-49, S1-04.
    """

    province = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="+")
    org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", verbose_name=_("Cơ quan giao"))
    giver = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Người giao")
    )
    title = models.CharField(_("Tên việc"), max_length=240)
    product = models.CharField(_("Sản phẩm"), max_length=300)
    text = models.TextField(_("Nội dung phải làm"), blank=True)
    source = models.CharField(_("Căn cứ"), max_length=400)
    kind = models.CharField(_("Loại"), max_length=10, choices=TaskKind.choices, default=TaskKind.ORDINARY)
    urgency = models.CharField(_("Độ khẩn"), max_length=12, choices=Urgency.choices, default=Urgency.NORMAL)
    field = models.ForeignKey(
        WorkField, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Lĩnh vực")
    )
    lead = models.CharField(_("Ai làm"), max_length=8, choices=DutyLead.choices, default=DutyLead.ORG)
    lead_org = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Chủ trì")
    )
    responsible = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name=_("Người chịu trách nhiệm"),
    )  # fmt: skip
    coordinating = ArrayField(models.BigIntegerField(), default=list, blank=True, verbose_name=_("Phối hợp"))
    unit_ids = ArrayField(models.BigIntegerField(), default=list, blank=True, verbose_name=_("Xã"))
    rhythm = models.CharField(_("Bao lâu một lần"), max_length=12, choices=Rhythm.choices)
    periods = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("Các kỳ"))
    due_rule = models.CharField(_("Hạn"), max_length=12, choices=DueRule.choices)
    due_number = models.PositiveSmallIntegerField(_("n"), default=0)
    ahead = models.PositiveSmallIntegerField(_("Giao trước hạn, ngày làm việc"), null=True, blank=True)
    valid = DateRangeField(_("Thời gian"))
    state = models.CharField(_("Trạng thái"), max_length=8, choices=DutyState.choices, default=DUTY_LIFE.start)
    paused_on = models.DateField(_("Tạm dừng từ"), null=True, blank=True)
    end_reason = models.TextField(_("Lý do"), blank=True)
    settled_on = models.DateField()
    title_folded = models.GeneratedField(expression=Fold("title"), output_field=models.TextField(), db_persist=True)
    title_key = models.GeneratedField(
        expression=VnKey("title"), output_field=models.TextField(db_collation="C"), db_persist=True
    )

    objects = DutyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="duty_says_what", condition=~Q(title="") & ~Q(product="") & ~Q(source="")),
            models.CheckConstraint(
                name="duty_has_somebody",
                condition=Q(lead="ORG", lead_org__isnull=False, responsible__isnull=False)
                | Q(lead="COMMUNES", lead_org__isnull=True, responsible__isnull=True),
            ),
            models.CheckConstraint(name="duty_is_no_standing_task", condition=~Q(kind="STANDING")),
            models.CheckConstraint(
                name="duty_names_its_periods",
                condition=Q(rhythm="list") & ~Q(periods=[]) | ~Q(rhythm="list") & Q(periods=[]),
            ),
            models.CheckConstraint(name="duty_number", condition=Q(due_number__lte=260)),
            models.CheckConstraint(
                name="duty_paused_on_a_day",
                condition=Q(state="PAUSED", paused_on__isnull=False) | ~Q(state="PAUSED") & Q(paused_on__isnull=True),
            ),
            models.CheckConstraint(name="duty_ended_why", condition=~Q(state="ENDED") | ~Q(end_reason="")),
        ]
        indexes = [
            models.Index(fields=["settled_on"], condition=Q(state="ACTIVE"), name="duty_to_make"),
            models.Index(fields=["title_key"], name="duty_title"),
        ]
        triggers = [
            DUTY_LIFE.trigger(), pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class ThroughDutyQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        return self.filter(duty__in=RecurringDuty.objects.visible_to(actor).values("pk"))


class DutyRun(AppendOnly):
    """The task of a period was made: once a duty, period and commune. ``note`` says where it went to another person."""

    duty = models.ForeignKey(RecurringDuty, on_delete=models.PROTECT, related_name="runs")
    period = models.CharField(max_length=40)
    unit = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="+", null=True)
    planned_on = models.DateField()
    task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="duty_run")
    note = models.CharField(max_length=300, blank=True)

    objects = ThroughDutyQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["duty", "period", "unit"], name="duty_once_a_period", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.duty_id}: {self.period}"

"""Templates of tasks: a tree that is given again and again, and each time that it was."""

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
from dieuphoi.registry.organisations.models import OrgKind, OrgUnit, Person, WorkField
from dieuphoi.steering.tasks.bodies import own_bodies
from dieuphoi.steering.tasks.models.task import Every, TaskKind, Urgency


class ItemLead(models.TextChoices):
    """Who leads a task of a template: told when it is kept, or found when it is given."""

    GIVER = "GIVER", _("cơ quan của người giao")
    ORG = "ORG", _("một cơ quan nêu tên")
    COMMUNE = "COMMUNE", _("UBND của mỗi xã được chọn")


class TemplateQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        """Templates of the office are everybody's to use; those of another body its own people's. Who reads the
        province reads them all.
        """
        if actor.reads(*OFFICE, Role.LEADER, Role.INSPECTOR):
            return self
        return self.filter(Q(org__kind=OrgKind.OFFICE) | Q(org__in=own_bodies(actor).values("pk")))


@tracked()
class TaskTemplate(models.Model):
    """A tree of tasks that ``org`` keeps, while it holds. What was given by it stays as it was given."""

    org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", verbose_name=_("Cơ quan giữ mẫu"))
    name = models.CharField(_("Tên mẫu"), max_length=200)
    about = models.TextField(_("Dùng khi nào"), blank=True)
    valid = DateRangeField(_("Thời gian"))
    source = models.TextField(_("Căn cứ"))
    end_reason = models.TextField(_("Lý do thôi dùng"), blank=True)
    name_folded = models.GeneratedField(expression=Fold("name"), output_field=models.TextField(), db_persist=True)
    name_key = models.GeneratedField(
        expression=VnKey("name"), output_field=models.TextField(db_collation="C"), db_persist=True
    )

    objects = TemplateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="task_template_is_told", condition=~Q(name="") & ~Q(source="")),
            models.UniqueConstraint(
                fields=["org", "name_folded"], condition=Q(end_reason=""), name="task_template_once"
            ),
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name


class ThroughTemplateQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        return self.filter(template__in=TaskTemplate.objects.visible_to(actor).values("pk"))


@tracked()
class TaskTemplateItem(models.Model):
    """One task of a template, until ``ended_at``. ``days``: working days from the start to its due date; without them
    ``no_due_reason`` says why there is none. ``{xã}`` in ``title`` and ``product`` stands for the name of the commune.
    """

    template = models.ForeignKey(TaskTemplate, on_delete=models.PROTECT, related_name="items")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="parts", null=True, blank=True)
    depth = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("Tên việc"), max_length=300)
    product = models.CharField(_("Sản phẩm"), max_length=300)
    text = models.TextField(_("Nội dung phải làm"), blank=True)
    kind = models.CharField(_("Loại"), max_length=10, choices=TaskKind.choices, default=TaskKind.ORDINARY)
    urgency = models.CharField(_("Độ khẩn"), max_length=12, choices=Urgency.choices, default=Urgency.NORMAL)
    lead = models.CharField(_("Chủ trì"), max_length=8, choices=ItemLead.choices, default=ItemLead.GIVER)
    lead_org = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Cơ quan chủ trì")
    )
    responsible = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name=_("Người thường được giao"),
    )  # fmt: skip
    coordinating = ArrayField(models.BigIntegerField(), default=list, verbose_name=_("Phối hợp"), blank=True)
    days = models.PositiveSmallIntegerField(_("Hạn, số ngày làm việc từ ngày bắt đầu"), null=True, blank=True)
    no_due_reason = models.CharField(_("Vì sao không có hạn"), max_length=300, blank=True)
    every = models.CharField(_("Báo cáo tiến độ"), max_length=8, choices=Every.choices, blank=True)
    field = models.ForeignKey(
        WorkField, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Lĩnh vực")
    )
    ended_at = models.DateTimeField(_("Bỏ khỏi mẫu lúc"), null=True, blank=True)

    objects = ThroughTemplateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="template_item_says_what", condition=~Q(title="") & ~Q(product="")),
            models.CheckConstraint(
                name="template_item_floors",
                condition=Q(depth=1, parent__isnull=True) | Q(depth__in=[2, 3], parent__isnull=False),
            ),
            models.CheckConstraint(
                name="template_item_lead",
                condition=Q(lead="ORG", lead_org__isnull=False)
                | ~Q(lead="ORG") & Q(lead_org__isnull=True) & (Q(lead="GIVER") | Q(responsible__isnull=True)),
            ),
            models.CheckConstraint(
                name="template_item_due_or_why_not",
                condition=Q(days__isnull=False, no_due_reason="") | Q(days__isnull=True) & ~Q(no_due_reason=""),
            ),
            models.CheckConstraint(
                name="template_item_standing",
                condition=Q(kind="STANDING", days__isnull=True) & ~Q(every="") | ~Q(kind="STANDING") & Q(every=""),
            ),
        ]
        indexes = [models.Index(fields=["template"], condition=Q(ended_at=None), name="template_items")]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.title


class UseQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        if actor.reads(*OFFICE, Role.LEADER, Role.INSPECTOR):
            return self
        return self.filter(Q(actor_id=actor.id) | Q(org__in=own_bodies(actor).values("pk")))


class TemplateUse(AppendOnly):
    """A template was given: which tasks came of it, and which communes were left out for which reason. ``token`` is the
    form's own: what is sent twice is given once. ``template`` is empty for one that the product ships (``key``).
    """

    token = models.UUIDField(unique=True)
    template = models.ForeignKey(TaskTemplate, on_delete=models.PROTECT, related_name="uses", null=True)
    key = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=200)
    org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    start_on = models.DateField()
    task_ids = ArrayField(models.BigIntegerField(), default=list)
    left = models.JSONField(default=list)
    author_name = models.CharField(max_length=200)

    objects = UseQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        indexes = [models.Index(fields=["template", "recorded_at"], name="template_used")]

    def __str__(self) -> str:
        return self.name

"""Work programmes (``chương trình công tác``) and key tasks of a year, half or stage: headings, lines, their money, who
writes them, who was asked, who signed, and every edition that was saved.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import BigIntegerField, F, Func, Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.history.models import AppendOnly, tracked
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.functions import Fold, VnKey
from dieuphoi.core.kernel.scope import ScopedQuerySet
from dieuphoi.core.register.models import Comment, CommentMark
from dieuphoi.registry.access.roles import OFFICE, Role
from dieuphoi.registry.organisations.models import KNOWN_TO_ALL, OrgUnit, Person
from dieuphoi.registry.territory.models import AdminUnit, UnitParent
from dieuphoi.steering.tasks.bodies import LEADERSHIP, own_bodies
from dieuphoi.steering.tasks.models.task import Every, Task
from dieuphoi.steering.tasks.plan_states import PLAN_LIFE, WRITABLE, PlanState


class PlanKind(models.TextChoices):
    """What sort of plan. A frame is of a stage: yearly ones are derived from it (S1-06)."""

    PROGRAMME = "PROGRAMME", _("chương trình công tác")
    KEY = "KEY", _("nhiệm vụ trọng tâm")
    FRAME = "FRAME", _("khung kế hoạch")


class Stance(models.TextChoices):
    """What a body that was asked says."""

    AGREE = "AGREE", _("nhất trí")
    REMARKS = "REMARKS", _("nhất trí, có góp ý")
    AGAINST = "AGAINST", _("chưa nhất trí")


class SignStep(models.TextChoices):
    """What somebody put their name to."""

    SIGNED = "SIGNED", _("ký nháy")
    CONSULTED = "CONSULTED", _("gửi lấy ý kiến")
    ANSWERED = "ANSWERED", _("cho ý kiến")
    SUBMITTED = "SUBMITTED", _("trình")
    RETURNED = "RETURNED", _("trả lại")
    RECALLED = "RECALLED", _("rút lại")
    APPROVED = "APPROVED", _("phê duyệt")
    AMENDED = "AMENDED", _("mở điều chỉnh")
    KEPT = "KEPT", _("thôi điều chỉnh")
    ENDED = "ENDED", _("kết thúc")
    RESUMED = "RESUMED", _("mở lại")
    DROPPED = "DROPPED", _("bỏ dự thảo")


class EditionKind(models.TextChoices):
    SAVED = "SAVED", _("bản lưu")
    CONSULTED = "CONSULTED", _("bản lấy ý kiến")
    SUBMITTED = "SUBMITTED", _("bản trình")
    APPROVED = "APPROVED", _("bản phê duyệt")


# ------------------------------------------------------------------------------------------------ scope


def inside(actor: Actor) -> Q:
    """The plans whose inside – drafts, opinions, talk – the actor reads: the office those of its province; leaders
    those of the leadership; everybody those of their body, of a group they are in, and those their body is asked about.
    """
    places = actor.reads(*OFFICE)
    if places.everything:
        return ~Q(pk__in=[])  # an empty condition would vanish beside another one
    bodies = own_bodies(actor).values("pk")
    accounts = sorted({actor.id, *actor.stands_in_for})
    mine: Any = WorkPlan._base_manager.order_by().filter(org__in=bodies).values("pk")
    mine = mine.union(
        PlanMember._base_manager.filter(person__account__id__in=accounts, ended_at=None).values("plan_id"),
        PlanConsult._base_manager.filter(org__in=bodies).values("plan_id"),
    )
    found = Q(pk__in=mine)
    if places:
        found |= Q(province__any_of=places.array)
    if led := actor.reads(Role.LEADER):
        of_leadership = Q(org__kind__in=LEADERSHIP, org__level__in=KNOWN_TO_ALL)
        found |= of_leadership if led.everything else of_leadership & Q(province__any_of=led.array)
    return found


def in_force(actor: Actor) -> Q:
    """Plans of the province's own bodies that were approved: everybody of the province reads what was approved."""
    roles = [role for role in Role.values if role != Role.ADMINISTRATOR]
    if not actor.has_role(*roles):
        return Q(pk__in=[])
    found = Q(edition__gt=0, org__kind__in=LEADERSHIP, org__level__in=KNOWN_TO_ALL)
    places = actor.reads(*roles)
    if places.everything or not places:
        # Who reads no unit at all (a department between two assignments) still belongs to the one province there is.
        return found
    above = UnitParent._base_manager.filter(unit__any_of=places.array)
    return found & Q(
        province__in=above.annotate(
            up=Func(F("path"), function="unnest", output_field=BigIntegerField())
        ).values("up")
    )


class PlanQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        return self.filter(inside(actor) | in_force(actor))

    def inside_of(self, actor: Actor) -> Self:
        """Those whose inside the actor reads."""
        return self if actor.is_system else self.filter(inside(actor))


class InsidePlanQuerySet(ScopedQuerySet):
    """Whoever reads the inside of the plan reads what hangs on it; the model's ``to_plan`` is the way to it."""

    def scope(self, actor: Actor) -> Self:
        path: str = self.model.to_plan  # type: ignore[attr-defined]
        return self.filter(**{f"{path}__in": WorkPlan.objects.inside_of(actor).values("pk")})


class LineQuerySet(ScopedQuerySet):
    """Lines as they are worked on: whoever reads the inside; the others while they are what was approved."""

    def scope(self, actor: Actor) -> Self:
        path: str = self.model.to_plan  # type: ignore[attr-defined]
        plans = WorkPlan._base_manager.order_by()
        known = plans.filter(in_force(actor), state__in=(PlanState.APPROVED, PlanState.ENDED))
        return self.filter(
            Q(**{f"{path}__in": WorkPlan.objects.inside_of(actor).values("pk")})
            | Q(**{f"{path}__in": known.values("pk")})
        )


class EditionQuerySet(ScopedQuerySet):
    """All editions to whoever reads the inside, the approved ones to whoever reads the plan."""

    def scope(self, actor: Actor) -> Self:
        known = WorkPlan._base_manager.order_by().filter(in_force(actor)).values("pk")
        return self.filter(
            Q(plan__in=WorkPlan.objects.inside_of(actor).values("pk")) | Q(kind=EditionKind.APPROVED, plan__in=known)
        )


def _only_while_open(plan: str) -> pgtrigger.Trigger:
    """The database refuses to write what belongs to a plan that is not open. ``plan``: SQL that gives the plan's id."""
    states = ", ".join(f"'{state.value}'" for state in WRITABLE)
    return pgtrigger.Trigger(
        name="only_while_open",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
            IF (SELECT state FROM tasks_workplan WHERE id = {plan}) NOT IN ({states}) THEN
                RAISE EXCEPTION 'dieuphoi: a plan is written only while it is open (%)', TG_TABLE_NAME;
            END IF;
            RETURN NEW;
        """,  # noqa: S608 - words of ours
    )


# ------------------------------------------------------------------------------------------------ the plan


@tracked()
class WorkPlan(models.Model):
    """What a body wants to do in a year, half or stage.

    ``period`` is canonical (``2026``, ``2026-H2``, ``2021..2025``), ``starts_on`` and ``ends_on`` are its first and
    last day. ``frame`` is the plan of the stage it is derived from, ``before`` the one whose open lines it carries on.
    ``edition`` is the number of the edition in force (0: never approved); while an amendment is made, that edition
    stays in force. ``submitted_by`` and ``approved_by`` are accounts, never the same.
    Source: S0-09, S0-46, S1-06, S4-04, S4-47.
    """

    province = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="+")
    org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", verbose_name=_("Cơ quan"))
    kind = models.CharField(_("Loại"), max_length=10, choices=PlanKind.choices)
    title = models.CharField(_("Tên chương trình"), max_length=300)
    period = models.CharField(_("Kỳ"), max_length=24)
    starts_on = models.DateField()
    ends_on = models.DateField()
    frame = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="derived", null=True, blank=True, verbose_name=_("Theo khung")
    )
    before = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="following", null=True, blank=True,
        verbose_name=_("Tiếp nối"),
    )  # fmt: skip
    source_line = models.CharField(_("Căn cứ"), max_length=400, blank=True)
    text = models.TextField(_("Mục đích, yêu cầu"), blank=True)
    state = models.CharField(_("Trạng thái"), max_length=10, choices=PlanState.choices, default=PLAN_LIFE.start)
    edition = models.PositiveSmallIntegerField(_("Bản đang có hiệu lực"), default=0)
    opinions_due_on = models.DateField(_("Hạn cho ý kiến"), null=True, blank=True)
    submitted_on = models.DateField(_("Ngày trình"), null=True, blank=True)
    submitted_by = models.BigIntegerField(null=True, blank=True)
    submitter_name = models.CharField(_("Người trình"), max_length=200, blank=True)
    decision_number = models.CharField(_("Số quyết định"), max_length=120, blank=True)
    decision_on = models.DateField(_("Ngày quyết định"), null=True, blank=True)
    approved_by = models.BigIntegerField(null=True, blank=True)
    approver_name = models.CharField(_("Người phê duyệt"), max_length=200, blank=True)
    ended_on = models.DateField(_("Ngày kết thúc"), null=True, blank=True)
    end_reason = models.TextField(_("Lý do kết thúc"), blank=True)
    note = models.TextField(_("Ghi chú"), blank=True)
    title_folded = models.GeneratedField(expression=Fold("title"), output_field=models.TextField(), db_persist=True)
    title_key = models.GeneratedField(
        expression=VnKey("title"), output_field=models.TextField(db_collation="C"), db_persist=True
    )

    objects = PlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "kind", "period", "title"], condition=~Q(state="DROPPED"), name="workplan_once"
            ),
            models.CheckConstraint(name="plan_has_title", condition=~Q(title="")),
            models.CheckConstraint(name="plan_days_in_order", condition=Q(starts_on__lte=F("ends_on"))),
            models.CheckConstraint(
                name="plan_submitted_by_somebody",
                condition=~Q(state="SUBMITTED") | Q(submitted_by__isnull=False, submitted_on__isnull=False),
            ),
            models.CheckConstraint(
                name="plan_approved_by_decision",
                condition=Q(edition=0) & ~Q(state__in=["APPROVED", "AMENDED", "ENDED"])
                | Q(edition__gt=0, decision_on__isnull=False, approved_by__isnull=False) & ~Q(decision_number=""),
            ),
            models.CheckConstraint(
                name="plan_approved_by_another",
                condition=~Q(state="APPROVED") | Q(submitted_by__isnull=True) | ~Q(approved_by=F("submitted_by")),
            ),
            models.CheckConstraint(
                name="plan_ended_why",
                condition=Q(state__in=["ENDED", "DROPPED"], ended_on__isnull=False) & ~Q(end_reason="")
                | ~Q(state__in=["ENDED", "DROPPED"]) & Q(ended_on__isnull=True, end_reason=""),
            ),
            models.CheckConstraint(name="plan_follows_another", condition=~Q(before=F("pk")) & ~Q(frame=F("pk"))),
        ]
        indexes = [
            models.Index(fields=["org", "state"], name="plan_org"),
            models.Index(fields=["starts_on", "ends_on"], name="plan_days"),
            models.Index(fields=["title_key"], name="plan_title"),
        ]
        triggers = [PLAN_LIFE.trigger(), pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.title


@tracked()
class PlanGroup(models.Model):
    """A heading of a plan ("nhóm nhiệm vụ, giải pháp"), until ``ended_at``."""

    plan = models.ForeignKey(WorkPlan, on_delete=models.PROTECT, related_name="groups")
    position = models.PositiveSmallIntegerField(_("Thứ tự"))
    title = models.CharField(_("Tên nhóm"), max_length=300)
    ended_at = models.DateTimeField(null=True, blank=True)

    to_plan: ClassVar[str] = "plan"

    objects = LineQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="plan_group_has_title", condition=~Q(title=""))]
        triggers = [_only_while_open("NEW.plan_id")]

    def __str__(self) -> str:
        return self.title


@tracked()
class PlanLine(models.Model):
    """One task of a plan, until ``ended_at``.

    ``timing`` are the words for when ("quý II", "tháng 3–6", "thường xuyên"), ``starts_on`` and ``due_on`` what they
    mean, ``every`` how often where it has no end. ``coordinating`` are bodies. ``revision`` grows with every change, by
    the database itself, ``money_revision`` with its money: whoever writes says which one they saw. ``carried_from`` is
    the line of the plan before, with the reason why it goes on.
    """

    plan = models.ForeignKey(WorkPlan, on_delete=models.PROTECT, related_name="lines")
    group = models.ForeignKey(
        PlanGroup, on_delete=models.PROTECT, related_name="lines", null=True, blank=True, verbose_name=_("Nhóm")
    )
    position = models.PositiveSmallIntegerField(_("Thứ tự"))
    text = models.TextField(_("Nhiệm vụ, giải pháp"))
    product = models.CharField(_("Sản phẩm"), max_length=300, blank=True)
    lead_org = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Chủ trì")
    )
    coordinating = ArrayField(models.BigIntegerField(), verbose_name=_("Phối hợp"), default=list, blank=True)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Người phụ trách")
    )
    timing = models.CharField(_("Thời gian"), max_length=80, blank=True)
    starts_on = models.DateField(_("Từ ngày"), null=True, blank=True)
    due_on = models.DateField(_("Hạn"), null=True, blank=True)
    every = models.CharField(_("Lặp lại"), max_length=8, choices=Every.choices, blank=True)
    is_key = models.BooleanField(_("Trọng tâm"), default=False)
    note = models.TextField(_("Ghi chú"), blank=True)
    carried_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="carried_to", null=True, blank=True,
        verbose_name=_("Chuyển từ"),
    )  # fmt: skip
    carry_reason = models.TextField(_("Lý do chuyển"), blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(_("Lý do bỏ"), blank=True)
    revision = models.PositiveIntegerField(default=1)
    money_revision = models.PositiveIntegerField(default=0)
    text_folded = models.GeneratedField(expression=Fold("text"), output_field=models.TextField(), db_persist=True)

    to_plan: ClassVar[str] = "plan"

    objects = LineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="plan_line_says_what", condition=~Q(text="")),
            models.CheckConstraint(
                name="plan_line_days_in_order",
                condition=Q(starts_on__isnull=True) | Q(due_on__isnull=True) | Q(starts_on__lte=F("due_on")),
            ),
            models.CheckConstraint(
                name="plan_line_dropped_why",
                condition=Q(ended_at__isnull=True, end_reason="") | Q(ended_at__isnull=False) & ~Q(end_reason=""),
            ),
            models.CheckConstraint(
                name="plan_line_carried_why", condition=Q(carried_from__isnull=True) | ~Q(carry_reason="")
            ),
        ]
        indexes = [
            models.Index(fields=["plan", "position"], condition=Q(ended_at=None), name="plan_line_order"),
            models.Index(fields=["lead_org", "due_on"], condition=Q(ended_at=None), name="plan_line_lead"),
            models.Index(fields=["person"], condition=Q(ended_at=None), name="plan_line_person"),
            models.Index(fields=["due_on"], condition=Q(ended_at=None), name="plan_line_due"),
        ]
        triggers = [
            _only_while_open("NEW.plan_id"),
            pgtrigger.Trigger(
                name="revision_grows",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF NEW.plan_id <> OLD.plan_id THEN
                        RAISE EXCEPTION 'dieuphoi: a line stays in its plan (%)', TG_TABLE_NAME;
                    END IF;
                    NEW.revision := OLD.revision + 1;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.text[:80]


@tracked()
class PlanBudget(models.Model):
    """Money that a line needs: from which source (in words), how much in whole đồng, in which year."""

    line = models.ForeignKey(PlanLine, on_delete=models.PROTECT, related_name="budgets")
    position = models.PositiveSmallIntegerField(_("Thứ tự"))
    source = models.CharField(_("Nguồn kinh phí"), max_length=200)
    amount = models.BigIntegerField(_("Số tiền, đồng"))
    year = models.PositiveSmallIntegerField(_("Năm"))
    ended_at = models.DateTimeField(null=True, blank=True)

    to_plan: ClassVar[str] = "line__plan"

    objects = LineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="plan_budget_has_source", condition=~Q(source="")),
            models.CheckConstraint(name="plan_budget_is_money", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="plan_budget_year", condition=Q(year__gte=1990, year__lte=2100)),
        ]
        triggers = [_only_while_open("(SELECT plan_id FROM tasks_planline WHERE id = NEW.line_id)")]

    def __str__(self) -> str:
        return f"{self.source}: {self.amount}"


@tracked()
class PlanMember(models.Model):
    """Somebody of the group that writes a plan, until ``ended_at``."""

    plan = models.ForeignKey(WorkPlan, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("Người"))
    duty = models.CharField(_("Phần việc"), max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    to_plan: ClassVar[str] = "plan"

    objects = InsidePlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "person"], condition=Q(ended_at=None), name="plan_member_once")
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.person_id}"


@tracked()
class PlanConsult(models.Model):
    """A body is asked what it thinks of a plan, of the edition ``edition``; its answer."""

    plan = models.ForeignKey(WorkPlan, on_delete=models.PROTECT, related_name="consults")
    org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", verbose_name=_("Cơ quan"))
    edition = models.PositiveSmallIntegerField()
    asked_on = models.DateField(_("Ngày hỏi"))
    due_on = models.DateField(_("Hạn cho ý kiến"))
    stance = models.CharField(_("Ý kiến"), max_length=8, choices=Stance.choices, blank=True)
    text = models.TextField(_("Nội dung góp ý"), blank=True)
    document = models.CharField(_("Văn bản"), max_length=200, blank=True)
    answered_on = models.DateField(_("Ngày cho ý kiến"), null=True, blank=True)
    answered_by = models.BigIntegerField(null=True, blank=True)
    answerer_name = models.CharField(_("Người cho ý kiến"), max_length=200, blank=True)

    to_plan: ClassVar[str] = "plan"

    objects = InsidePlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "org", "edition"], name="plan_consult_once"),
            models.CheckConstraint(
                name="plan_consult_answered",
                condition=Q(stance="", answered_on__isnull=True, answered_by__isnull=True)
                | ~Q(stance="") & Q(answered_on__isnull=False, answered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="plan_consult_against_why", condition=Q(stance__in=["", "AGREE"]) | ~Q(text="")
            ),
        ]
        indexes = [models.Index(fields=["org"], condition=Q(stance=""), name="plan_consult_waiting")]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.org_id}"


@tracked()
class PlanMilestone(models.Model):
    """A step on the way to a plan, with its day: the planning calendar (S4-49). Shipped ones are data."""

    plan = models.ForeignKey(WorkPlan, on_delete=models.PROTECT, related_name="milestones")
    title = models.CharField(_("Bước"), max_length=300)
    due_on = models.DateField(_("Hạn"))
    org = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Cơ quan làm")
    )
    source = models.CharField(_("Căn cứ"), max_length=300, blank=True)
    done_on = models.DateField(_("Xong ngày"), null=True, blank=True)
    done_note = models.CharField(_("Kết quả"), max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    to_plan: ClassVar[str] = "plan"

    objects = InsidePlanQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="plan_milestone_has_title", condition=~Q(title=""))]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(ended_at=None, done_on=None), name="plan_milestone_due")
        ]

    def __str__(self) -> str:
        return self.title


class PlanEdition(AppendOnly):
    """A plan as it was at one moment: its canonical content and the hash of that. Editions are counted from 1."""

    plan = models.ForeignKey(WorkPlan, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=EditionKind.choices)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    reason = models.TextField(blank=True)
    decision_number = models.CharField(max_length=120, blank=True)
    decision_on = models.DateField(null=True, blank=True)
    author_name = models.CharField(max_length=200)

    to_plan: ClassVar[str] = "plan"

    objects = EditionQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_edition_once")]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.number}"


class PlanSign(AppendOnly):
    """Somebody put their name to a plan, in which step, under which content (``digest``): the list of signatures."""

    plan = models.ForeignKey(WorkPlan, on_delete=models.PROTECT, related_name="signs")
    step = models.CharField(max_length=10, choices=SignStep.choices)
    signer_name = models.CharField(max_length=200)
    org_name = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    edition = models.PositiveSmallIntegerField(null=True, blank=True)

    to_plan: ClassVar[str] = "plan"

    objects = InsidePlanQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.step}"


@tracked()
class PlanTask(models.Model):
    """A task that carries out a line of a plan, until ``ended_at``: an edge of the chain."""

    line = models.ForeignKey(PlanLine, on_delete=models.PROTECT, related_name="links")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="plan_links")
    ended_at = models.DateTimeField(null=True, blank=True)

    to_plan: ClassVar[str] = "line__plan"

    objects = LineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "task"], condition=Q(ended_at=None), name="plan_task_once")
        ]
        indexes = [models.Index(fields=["task"], condition=Q(ended_at=None), name="plan_of_task")]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.task_id}"


class PlanComment(Comment):
    """A comment on a plan; ``anchor`` is the line it speaks of."""

    plan = models.ForeignKey(WorkPlan, on_delete=models.PROTECT, related_name="comments")

    through = "plan"
    to_plan: ClassVar[str] = "plan"

    objects = InsidePlanQuerySet.as_manager()  # type: ignore[assignment,misc]

    class Meta(Comment.Meta):
        abstract = False


class PlanCommentMark(CommentMark):
    """A comment on a plan was settled, or opened again."""

    comment = models.ForeignKey(PlanComment, on_delete=models.PROTECT, related_name="marks")

    class Meta(CommentMark.Meta):
        abstract = False

"""What became of the clauses of a document: given as tasks, or dropped with a reason."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.history.models import AppendOnly, tracked
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.scope import ScopedQuerySet
from dieuphoi.steering.directives.models.documents import Document
from dieuphoi.steering.directives.models.scopes import ThroughDocumentQuerySet
from dieuphoi.steering.tasks.models import Task


class Decision(models.TextChoices):
    GIVEN = "GIVEN", _("đã giao")
    DROPPED = "DROPPED", _("không giao")


@tracked(exclude=["quote_sha"])
class Directive(models.Model):
    """A person decided on a clause of a document: it became tasks, or it is none (``reason``).

    ``clause`` is its numbering as printed ("2.a"), ``quote`` the words themselves: characters ``[start, end)`` of the
    text that was read, whose SHA-256 is ``text_sha``. ``quote_sha`` is that of the quote with its blanks squeezed: a
    clause is decided once, however its lines were broken; of two clauses with the same words each counts. One that was
    dropped may still be given. ``decided_on`` is the day of the last decision, ``decided_by`` who took it.
    Source: S0-28, domain.md §7.
    """

    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="directives", verbose_name=_("Văn bản")
    )
    clause = models.CharField(_("Mục"), max_length=60, blank=True)
    quote = models.TextField(_("Nguyên văn"))
    quote_sha = models.CharField(max_length=64)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text_sha = models.CharField(max_length=64)
    decision = models.CharField(_("Quyết định"), max_length=8, choices=Decision.choices)
    reason = models.TextField(_("Lý do"), blank=True)
    decided_by = models.CharField(_("Người quyết định"), max_length=200)
    decided_on = models.DateField(_("Ngày quyết định"))

    objects = ThroughDocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "clause", "quote_sha"], name="directive_once"),
            models.CheckConstraint(name="directive_has_quote", condition=~Q(quote="") & Q(end__gt=F("start"))),
            models.CheckConstraint(
                name="directive_dropped_has_reason",
                condition=Q(decision="GIVEN", reason="") | (Q(decision="DROPPED") & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="directive_sha_hex",
                condition=Q(quote_sha__regex=r"^[0-9a-f]{64}$", text_sha__regex=r"^[0-9a-f]{64}$"),
            ),
        ]

    def __str__(self) -> str:
        return self.quote[:60]


class DirectiveTaskQuerySet(ScopedQuerySet):
    """Whoever sees both the document and the task."""

    def scope(self, actor: Actor) -> Self:
        beyond: Any = Directive._default_manager
        tasks: Any = Task._default_manager
        return self.filter(
            directive__in=beyond.visible_to(actor).values("pk"), task__in=tasks.visible_to(actor).values("pk")
        )


class DirectiveTask(AppendOnly):
    """A task that was given from a clause; of a duty of many bodies there is one for each."""

    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="links")
    task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="directive_link")

    objects = DirectiveTaskQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.directive_id} > {self.task_id}"

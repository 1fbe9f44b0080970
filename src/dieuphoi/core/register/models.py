"""What the mechanism keeps for people: saved views of lists, drafts of forms; and the bases of comments.

Comments are kept by each package in tables of its own (:class:`Comment`, :class:`CommentMark`), with a real foreign
key to its record; form, panel, selector and service are shared (``comments.py``).
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.history.models import AppendOnly, tracked
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.models import Job
from dieuphoi.core.kernel.scope import ScopedQuerySet


class Share(models.TextChoices):
    ME = "me", _("chỉ mình tôi")
    UNIT = "unit", _("cơ quan của tôi")
    ALL = "all", _("mọi người")
    ROLE = "role", _("mọi người có một vai trò")


class SavedViewQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        """My own, those of my organisations, those for all, those of a role I hold today."""
        return self.filter(
            Q(owner_id=actor.id)
            | Q(share=Share.UNIT, org_id__in=sorted(actor.orgs()))
            | Q(share=Share.ALL)
            | Q(share=Share.ROLE, role__in=sorted({grant.role for grant in actor.grants}))
        )


@tracked()
class SavedView(models.Model):
    """A named view of a list: the query of its URL, without the page and (unless asked) without the day.

    ``path`` is the list's address when it was saved. ``org_id`` is the organisation it is shared with, ``role`` the
    role code whose list it opens with. What a receiver sees is decided by their own scope, never by the view.
    ``is_default``: the owner's list opens with it (of a role's view: the list of everybody in that role who has no
    default of their own). Ended, never deleted.
    """

    register = models.CharField(max_length=80)
    name = models.CharField(max_length=80)
    path = models.CharField(max_length=300)
    query = models.TextField(blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    owner_name = models.CharField(max_length=200)
    share = models.CharField(max_length=4, choices=Share.choices, default=Share.ME)
    org_id = models.BigIntegerField(null=True, blank=True)
    role = models.CharField(max_length=40, blank=True)
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "register", "name"], condition=Q(ended_at=None), name="saved_view_name_once"
            ),
            models.UniqueConstraint(
                fields=["owner", "register"],
                condition=Q(ended_at=None, is_default=True) & ~Q(share="role"),
                name="saved_view_one_default",
            ),
            models.UniqueConstraint(
                fields=["role", "register"],
                condition=Q(ended_at=None, is_default=True, share="role"),
                name="saved_view_one_role_default",
            ),
            models.CheckConstraint(
                name="saved_view_share_whole",
                condition=(~Q(share="unit") | Q(org_id__isnull=False)) & (~Q(share="role") | ~Q(role="")),
            ),
        ]
        indexes = [models.Index(fields=["register"], name="saved_view_open", condition=Q(ended_at=None))]

    def __str__(self) -> str:
        return self.name


class DraftQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        """One's own, nobody else's."""
        return self.filter(owner_id=actor.id)


class DraftEnd(models.TextChoices):
    SENT = "sent", _("đã gửi")
    DROPPED = "dropped", _("đã bỏ")


class Draft(models.Model):
    """What one person typed into one form and did not send yet. At most one is open for a form and record.

    ``form`` names the page, ``record`` its address; ``data`` maps the fields to the lists of their values. It is
    scratch paper, and so has no history; once sent or dropped it is kept, closed.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    form = models.CharField(max_length=120)
    record = models.CharField(max_length=500)
    data = models.JSONField(default=dict)
    saved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=8, choices=DraftEnd.choices, blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "form", "record"], condition=Q(ended_at=None), name="draft_open_once"
            ),
            models.CheckConstraint(
                name="draft_ended_says_how",
                condition=Q(ended_at=None, end="") | (Q(ended_at__isnull=False) & ~Q(end="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.record}"


class BulkStepQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        """Of one's own jobs."""
        return self.filter(actor_id=actor.id)


class BulkStep(AppendOnly):
    """A job has dealt with this row of its bulk act: it is written with the act itself, or with why there was none.

    ``row_id`` is the key in the register of the job. A job that goes on after its worker was killed passes these rows
    over, and of two that run at once only one can write each.
    """

    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="bulk_steps", db_index=False)
    row_id = models.BigIntegerField()
    label = models.TextField()
    refusal = models.TextField(blank=True)

    objects = BulkStepQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        constraints = [models.UniqueConstraint(fields=["job", "row_id"], name="bulk_step_once")]

    def __str__(self) -> str:
        return self.label


class ThroughQuerySet(ScopedQuerySet):
    """Whoever sees the record sees what is said about it: the model's ``through`` names the foreign key to go by."""

    def scope(self, actor: Actor) -> Self:
        through: str = self.model.through  # type: ignore[attr-defined]
        beyond: Any = self.model._meta.get_field(through).related_model
        return self.filter(**{f"{through}__in": beyond._default_manager.visible_to(actor).values("pk")})


class Comment(AppendOnly):
    """Base of a package's table of comments; the package adds the foreign key to its record and names it (``through``).

    A package whose record has a narrower scope for what is said gives its own manager.

    ``anchor`` names the place on the record (a code, a field), for reading; ``reply_to`` the comment it answers.
    ``mentions`` are the accounts that were named. A comment is never changed: one says it again.
    """

    text = models.TextField()
    anchor = models.CharField(max_length=200, blank=True)
    reply_to = models.ForeignKey("self", on_delete=models.PROTECT, related_name="replies", null=True, blank=True)
    mentions = ArrayField(models.BigIntegerField(), default=list, blank=True)
    author_name = models.CharField(max_length=200)

    through: ClassVar[str]

    objects = ThroughQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.text[:60]


class CommentMark(AppendOnly):
    """Base of a package's table of marks on comments: settled, or opened again. The newest one counts.

    The package adds ``comment``, a foreign key to its comments with ``related_name="marks"``.
    """

    is_resolved = models.BooleanField()
    marker_name = models.CharField(max_length=200)

    through: ClassVar[str] = "comment"

    objects = ThroughQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.is_resolved}"  # type: ignore[attr-defined]

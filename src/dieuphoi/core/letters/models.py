"""The office's own templates of letters: every one that was ever uploaded, and which were withdrawn. Nothing is
deleted.

A *place* is the id of a unit of territory (a province); core knows no more of it.
"""

from __future__ import annotations

from datetime import date
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q

from dieuphoi.core.files.models import AttachedFile
from dieuphoi.core.history.models import AppendOnly
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.scope import ScopedQuerySet


class LetterTemplateQuerySet(ScopedQuerySet):
    """The templates of a place are seen by who reads the place."""

    def scope(self, actor: Actor) -> Self:
        places = actor.reads()
        return self if places.everything else self.filter(place_id__in=sorted(places.ids))

    def in_force(self, kind: str, place_id: int, on: date) -> Self:
        """The templates of a kind that count in a place on a day, the one that is used first.

        The one way past the scope: who gets a letter of a province gets it by the province's template.
        """
        rows = self.filter(kind=kind, place_id=place_id, valid_from__lte=on, withdrawal__isnull=True)
        return rows.order_by("-valid_from", "-id")


class OfTemplateQuerySet(ScopedQuerySet):
    """A withdrawal is seen by who sees its template."""

    def scope(self, actor: Actor) -> Self:
        return self.filter(template__in=LetterTemplate.objects.visible_to(actor))


class LetterTemplate(AttachedFile):
    """A template of the office (``mẫu văn bản``) for a kind of letter, from a day on, in a place.

    The newest valid one that was not withdrawn is used. ``author_name`` is what the person was called then.
    """

    kind = models.CharField(max_length=60)
    place_id = models.BigIntegerField()
    valid_from = models.DateField()
    reason = models.TextField()
    author_name = models.CharField(max_length=200)

    objects = LetterTemplateQuerySet.as_manager()

    class Meta(AttachedFile.Meta):
        abstract = False
        constraints = [models.CheckConstraint(name="letter_template_says_why", condition=~Q(reason=""))]
        indexes = [models.Index(fields=["kind", "place_id", "-valid_from", "-id"], name="letter_template_in_force")]
        triggers = [*AttachedFile.Meta.triggers]


class LetterWithdrawal(AppendOnly):
    """A template was withdrawn: the one before it counts again, at last the shipped one."""

    template = models.OneToOneField(LetterTemplate, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.TextField()
    author_name = models.CharField(max_length=200)

    objects = OfTemplateQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        constraints = [models.CheckConstraint(name="letter_withdrawal_says_why", condition=~Q(reason=""))]
        triggers: list[pgtrigger.Trigger] = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.template_id}"

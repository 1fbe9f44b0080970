"""People and the posts they hold, in time."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q

from dieuphoi.core.history.models import tracked
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.constraints import no_overlap
from dieuphoi.core.kernel.functions import Fold, GivenNameKey, VnKey
from dieuphoi.core.kernel.scope import ScopedQuerySet
from dieuphoi.registry.organisations.models.orgs import KNOWN_TO_ALL, OrgKind, OrgUnit
from dieuphoi.registry.territory.models import PublicQuerySet


class PersonQuerySet(ScopedQuerySet):
    """Who works where is known to everybody inside; a commune sees the province's bodies and its own people."""

    def scope(self, actor: Actor) -> Self:
        if actor.reads().everything or actor.has_role("administrator"):
            return self
        # Whom to call at the office, a department, the committee is known to everybody inside.
        provincial = Q(holdings__post__org__level__in=KNOWN_TO_ALL) & ~Q(
            holdings__post__org__kind__in=[OrgKind.TEAM, OrgKind.COMMUNE]
        )
        here = provincial | Q(holdings__post__org__place__any_of=actor.reads().array)
        return self.filter(id__in=self.model._default_manager.filter(here).values("id"))


class OfPersonQuerySet(ScopedQuerySet):
    """Rows about a person: whoever sees the person sees them."""

    def scope(self, actor: Actor) -> Self:
        return self.filter(person__in=Person.objects.visible_to(actor))


@tracked()
class Person(models.Model):
    """A person who holds posts. Never deleted: who leaves ends their holdings."""

    full_name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    name_folded = models.GeneratedField(
        expression=Fold("full_name"), output_field=models.TextField(), db_persist=True
    )
    given_name_key = models.GeneratedField(
        expression=GivenNameKey("full_name"), output_field=models.TextField(db_collation="C"), db_persist=True
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["given_name_key"], name="person_given_name"),
            models.Index(fields=["name_folded"], name="person_folded"),
        ]

    def __str__(self) -> str:
        return self.full_name


@tracked()
class Post(models.Model):
    """A post of an organisation. ``is_single``: at most one holder on any day.

    ``seats``: how many the staffing decision gives (unknown: empty); a chart shows what of them is vacant, and a post
    without a known number as vacant when nobody holds it. ``position`` orders the chart, the head first.
    """

    org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(max_length=120)
    is_single = models.BooleanField(default=False)
    seats = models.PositiveSmallIntegerField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=100)
    valid = DateRangeField(default="(,)")
    decision = models.CharField(max_length=200, blank=True)
    title_key = models.GeneratedField(
        expression=VnKey("title"), output_field=models.TextField(db_collation="C"), db_persist=True
    )

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "title"], name="post_once_per_org"),
            models.CheckConstraint(
                name="post_seats_one_or_more", condition=Q(seats__isnull=True) | Q(seats__gte=1)
            ),
            models.CheckConstraint(
                name="single_post_one_seat",
                condition=Q(is_single=False) | Q(seats__isnull=True) | Q(seats=1),
            ),
        ]

    def __str__(self) -> str:
        return self.title


@tracked()
class Holding(models.Model):
    """Somebody holds a post for a time. ``single_post`` repeats the post when it is single, for the constraint."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holdings")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings")
    single_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    valid = DateRangeField()
    decision = models.CharField(max_length=200, blank=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [
            no_overlap("single_post_one_holder", "single_post", condition=Q(single_post__isnull=False)),
            models.CheckConstraint(
                name="single_post_is_the_post",
                condition=Q(single_post__isnull=True) | Q(single_post=models.F("post")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} @ {self.post_id}"

"""Organisations, people and the posts they hold, in time."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.history.models import tracked
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.constraints import no_overlap
from dieuphoi.core.kernel.functions import Fold, GivenNameKey, VnKey
from dieuphoi.core.kernel.scope import ScopedQuerySet
from dieuphoi.registry.territory.models import AdminUnit, PublicQuerySet


class OrgKind(models.TextChoices):
    OFFICE = "office", _("Văn phòng điều phối")
    DEPARTMENT = "department", _("Sở, ban, ngành, đoàn thể")
    COMMUNE = "commune", _("Ủy ban nhân dân xã")
    COMMITTEE = "committee", _("Ban Chỉ đạo")
    COUNCIL = "council", _("Hội đồng nhân dân")
    TEAM = "team", _("Tổ giúp việc")


@tracked()
class OrgUnit(models.Model):
    """An agency (``OrgUnit``). ``place`` is the unit of territory it answers for; none for a department."""

    kind = models.CharField(max_length=12, choices=OrgKind.choices)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="children", null=True, blank=True)
    place = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="orgs", null=True, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    valid = DateRangeField()
    name_folded = models.GeneratedField(
        expression=Fold("name"), output_field=models.TextField(), db_persist=True
    )
    name_key = models.GeneratedField(
        expression=VnKey("name"), output_field=models.TextField(db_collation="C"), db_persist=True
    )

    objects = PublicQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "name_key"], name="org_kind_name"),
            models.Index(fields=["name_folded"], name="org_name_folded"),
        ]

    def __str__(self) -> str:
        return self.name


class PersonQuerySet(ScopedQuerySet):
    """Who works where is known to everybody inside; a commune sees the office, departments and itself."""

    def scope(self, actor: Actor) -> Self:
        if actor.reads().everything or actor.has_role("administrator"):
            return self
        # Whom to call at the office, a department, the committee is known to everybody inside.
        provincial = [OrgKind.OFFICE, OrgKind.DEPARTMENT, OrgKind.COMMITTEE, OrgKind.COUNCIL]
        here = Q(holdings__post__org__kind__in=provincial) | Q(
            holdings__post__org__place__any_of=actor.reads().ids
        )
        return self.filter(id__in=self.model._default_manager.filter(here).values("id"))


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
    """A post of an organisation. ``is_single``: at most one holder on any day."""

    org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(max_length=120)
    is_single = models.BooleanField(default=False)

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "title"], name="post_once_per_org")]

    def __str__(self) -> str:
        return self.title


@tracked()
class Holding(models.Model):
    """Somebody holds a post for a time. ``single_post`` repeats the post when it is single, for the constraint."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holdings")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings")
    single_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    valid = DateRangeField()

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

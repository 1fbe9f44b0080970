"""Imports (the file as it came, who brought it, what was found, what came of it) and heading maps. Never deleted."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models

from dieuphoi.core.exchange.policies import SEES_ALL_RUNS
from dieuphoi.core.exchange.states import IMPORT_RUN
from dieuphoi.core.files.models import Blob
from dieuphoi.core.history.models import tracked
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.scope import ScopedQuerySet


class ImportRunQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        """Their own; the office all."""
        if actor.has_role(*SEES_ALL_RUNS):
            return self
        return self.filter(created_by_id=actor.id)

    def light(self) -> Self:
        """Without the long lists, for registers."""
        return self.defer("errors", "warnings", "difference", "kept", "written")


class HeadingMapQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        """Their own; the office all."""
        if actor.has_role(*SEES_ALL_RUNS):
            return self
        return self.filter(created_by_id=actor.id)

    def in_use(self) -> Self:
        return self.filter(retired_at__isnull=True)


@tracked()
class HeadingMap(models.Model):
    """How files with certain headings are read for one kind of import (``bảng ghép cột``).

    ``content`` is a :class:`dieuphoi.core.exchange.mapping.Plan` and never changes: another way of mapping is another
    map, and the one it replaces is retired. ``signature`` is the SHA-256 of the headings. A map may be renamed and
    retired, so that an old import can always be read as it was.
    """

    kind = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    signature = models.CharField(max_length=64)
    content = models.JSONField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = HeadingMapQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["kind", "signature"], name="heading_map_signature")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "name"], condition=models.Q(retired_at__isnull=True), name="one_heading_map_a_name"
            ),
            models.CheckConstraint(name="heading_map_has_name", condition=~models.Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


@tracked(exclude=["errors", "warnings", "difference", "kept", "written"])
class ImportRun(models.Model):
    """An import of one file for one target.

    ``target`` are the ids the file is for; ``target_label`` and ``author_name`` what they were called at the
    time. ``errors`` and ``warnings`` hold all that was found, each as ``{sheet, row, column, value,
    message}``. ``difference`` is the last preview: ``counts``, the first ``lines`` and their ``total``;
    ``difference_digest`` stands for all of it. ``kept`` is what the importer keeps of the checked file until it is
    applied or put aside (``Importer.keep``). ``applied`` are the counts of what was written, ``undone`` of what was
    taken back. ``map`` is the heading map by which the file is read. ``written`` names the events of history that the
    run made: ``{model: [event ids]}``.
    """

    kind = models.CharField(max_length=60)
    label = models.CharField(max_length=200)
    target = models.JSONField(default=dict)
    target_label = models.CharField(max_length=300, blank=True)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default=IMPORT_RUN.start)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    row_count = models.IntegerField(default=0)
    error_count = models.IntegerField(default=0)
    warning_count = models.IntegerField(default=0)
    errors = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    difference = models.JSONField(default=dict)
    difference_digest = models.CharField(max_length=64, blank=True)
    kept = models.JSONField(null=True)
    map = models.ForeignKey(HeadingMap, on_delete=models.PROTECT, related_name="runs", null=True, blank=True)
    written = models.JSONField(default=dict)
    applied = models.JSONField(default=dict)
    undone = models.JSONField(default=dict)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        triggers = [IMPORT_RUN.trigger()]
        indexes = [
            models.Index(fields=["created_by", "-created_at"], name="import_by_author"),
            models.Index(fields=["-created_at"], name="import_by_time"),
            models.Index(fields=["kind", "-created_at"], name="import_by_kind"),
        ]
        constraints = [
            models.CheckConstraint(
                name="import_applied_without_errors",
                condition=~models.Q(state__in=["CHECKED", "APPLIED", "UNDONE"]) | models.Q(error_count=0),
            ),
            models.CheckConstraint(
                name="import_applied_has_time",
                condition=~models.Q(state__in=["APPLIED", "UNDONE"]) | models.Q(applied_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} – {self.file_name}"

"""Contents (:class:`Blob`) and the base of every table that hangs files on its records."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from dieuphoi.core.files.names import LONGEST
from dieuphoi.core.history.models import AppendOnly
from dieuphoi.core.kernel.scope import ScopedQuerySet


class BlobQuerySet(ScopedQuerySet):
    """Nobody sees a content by itself: it is reached through the record that holds it, after its scope
    check.
    """


class Blob(AppendOnly):
    """One content, stored once however often it is uploaded. Its path is its digest: ``ab/cd/<sha256>``."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    mime = models.CharField(max_length=100)

    objects = BlobQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        constraints = [
            models.CheckConstraint(
                name="blob_sha256_hex", condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
            models.CheckConstraint(name="blob_not_empty", condition=models.Q(size__gt=0)),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def path(self) -> str:
        """Where the content lies in the default storage."""
        return blob_path(self.sha256)


def blob_path(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


class AttachedFile(AppendOnly):
    """A file on a record. A package subclasses it with its own foreign key and its own scope.

    ``class Meta(AttachedFile.Meta)`` in the subclass, so that the database's append-only trigger comes along.
    ``recorded_at`` is the instant of the upload, ``actor_id`` who uploaded.
    """

    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=LONGEST)

    class Meta(AppendOnly.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def uploaded_at(self) -> datetime:
        return self.recorded_at

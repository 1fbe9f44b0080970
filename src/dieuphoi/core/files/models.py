"""Contents (:class:`Blob`) and the base of every table that hangs files on its records."""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.files.functions import FoldedWords
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
            models.CheckConstraint(name="blob_sha256_hex", condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$")),
            models.CheckConstraint(name="blob_not_empty", condition=models.Q(size__gt=0)),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def path(self) -> str:
        """Where the content lies in the default storage."""
        return blob_path(self.sha256)


class TextState(models.TextChoices):
    WAITING = "WAITING", _("chờ đọc chữ")
    DONE = "DONE", _("đã đọc chữ")
    NONE = "NONE", _("tệp không có chữ để đọc")
    FAILED = "FAILED", _("không đọc được chữ")


class BlobText(models.Model):
    """The words inside a content, for search. Derived: it can always be made again, so it keeps no history.

    ``text`` is cut at ``DIEUPHOI_TEXT_MAX_CHARACTERS`` (``cut`` says so). ``words`` is the search vector of the folded
    text. ``why`` tells why there are no words. One is reached through the record that holds the file, never by itself.
    """

    blob = models.OneToOneField(Blob, on_delete=models.PROTECT, related_name="text", primary_key=True)
    state = models.CharField(max_length=10, choices=TextState.choices, default=TextState.WAITING)
    text = models.TextField(blank=True, default="")
    cut = models.BooleanField(default=False)
    why = models.CharField(max_length=300, blank=True, default="")
    read_at = models.DateTimeField(null=True)
    words = models.GeneratedField(
        expression=FoldedWords("text"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = BlobQuerySet.as_manager()

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="blob_text_words"),
            models.Index(fields=["state"], name="blob_text_open", condition=models.Q(state="WAITING")),
        ]

    def __str__(self) -> str:
        return f"{self.blob_id}: {self.state}"


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

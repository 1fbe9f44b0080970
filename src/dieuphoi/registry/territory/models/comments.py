"""What is said about a change of units: while it is planned, and afterwards."""

from __future__ import annotations

from django.db import models

from dieuphoi.core.register.models import Comment, CommentMark
from dieuphoi.registry.territory.models.changes import UnitChange


class UnitChangeComment(Comment):
    """A comment on a change of units."""

    change = models.ForeignKey(UnitChange, on_delete=models.PROTECT, related_name="comments")

    through = "change"

    class Meta(Comment.Meta):
        abstract = False


class UnitChangeCommentMark(CommentMark):
    """A comment on a change of units was settled, or opened again."""

    comment = models.ForeignKey(UnitChangeComment, on_delete=models.PROTECT, related_name="marks")

    class Meta(CommentMark.Meta):
        abstract = False

"""Comments on sheets and rounds."""

from __future__ import annotations

import pgtrigger
from django.db import models

from dieuphoi.core.history.models import AppendOnly
from dieuphoi.core.register.models import Comment, CommentMark
from dieuphoi.programme.assessments.models.guards import not_on_frozen_sheets
from dieuphoi.programme.assessments.models.rounds import AssessmentRound, Sheet


class SheetComment(Comment):
    """A comment on a sheet; ``anchor`` is the code of the indicator it is about, or empty. None on a frozen sheet."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="comments")

    through = "sheet"

    class Meta(Comment.Meta):
        abstract = False
        triggers = [*AppendOnly.Meta.triggers, not_on_frozen_sheets()]


class SheetCommentMark(CommentMark):
    """A comment on a sheet was settled, or opened again. None on a frozen sheet."""

    comment = models.ForeignKey(SheetComment, on_delete=models.PROTECT, related_name="marks")

    class Meta(CommentMark.Meta):
        abstract = False
        triggers = [
            *AppendOnly.Meta.triggers,
            pgtrigger.Trigger(
                name="not_on_frozen",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF EXISTS (
                        SELECT 1 FROM assessments_sheetcomment c JOIN assessments_sheet s ON s.id = c.sheet_id
                        WHERE c.id = NEW.comment_id AND s.state = 'FROZEN'
                    ) THEN
                        RAISE EXCEPTION 'dieuphoi: the sheet is frozen (%)', TG_TABLE_NAME;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]


class RoundComment(Comment):
    """A comment on a round."""

    round = models.ForeignKey(AssessmentRound, on_delete=models.PROTECT, related_name="comments")

    through = "round"

    class Meta(Comment.Meta):
        abstract = False


class RoundCommentMark(CommentMark):
    """A comment on a round was settled, or opened again."""

    comment = models.ForeignKey(RoundComment, on_delete=models.PROTECT, related_name="marks")

    class Meta(CommentMark.Meta):
        abstract = False

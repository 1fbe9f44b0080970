"""What departments, communes and the council said of an indicator."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.history.models import AppendOnly
from dieuphoi.programme.assessments.models.guards import not_on_frozen_sheets
from dieuphoi.programme.assessments.models.rounds import Sheet
from dieuphoi.programme.assessments.models.scopes import ThroughSheetQuerySet
from dieuphoi.programme.assessments.models.words import Verdict
from dieuphoi.programme.assessments.states import Verification
from dieuphoi.programme.criteria.models import Indicator
from dieuphoi.registry.organisations.models import OrgUnit


class Verified(AppendOnly):
    """What was said of an indicator: by its department, by its commune in reply, by the council.

    The department accepts, returns with a comment, concludes with a document, enters its own figure (``counter``),
    takes that back, or upholds it. The commune disputes. The office records what the council decided, with its
    minutes. ``was``: the state before, to which an undo leads back. The database refuses a verifier who entered the
    commune's value, and a recorder of the council's word who entered or verified anything of it.
    """

    class Decision(models.TextChoices):
        ACCEPT = "accept", _("chấp nhận")
        RETURN = "return", _("trả lại")
        CONCLUDE = "conclude", _("kết luận")
        COUNTER = "counter", _("ghi số khác")
        TAKE_BACK = "take_back", _("rút số của cơ quan")
        DISPUTE = "dispute", _("xã không đồng ý")
        UPHOLD = "uphold", _("giữ số của cơ quan")
        COUNCIL = "council", _("quyết định của hội đồng")
        WITHDRAW = "withdraw", _("rút quyết định đã ghi")

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="verifications", db_index=False)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+", db_index=False)
    decision = models.CharField(max_length=10, choices=Decision.choices)
    comment = models.TextField(blank=True)
    verdict = models.CharField(max_length=16, choices=Verdict.choices, blank=True)
    document = models.CharField(max_length=200, blank=True)
    document_on = models.DateField(null=True)
    org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", null=True)
    was = models.CharField(max_length=10, choices=Verification.choices, blank=True)

    objects = ThroughSheetQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        constraints = [
            models.CheckConstraint(
                name="conclusion_has_document",
                condition=~Q(decision="conclude") | (~Q(verdict="") & ~Q(document="")),
            ),
            models.CheckConstraint(
                name="return_has_comment", condition=~Q(decision="return") | ~Q(comment="")
            ),
            models.CheckConstraint(
                name="argument_has_reason",
                condition=~Q(decision__in=["counter", "take_back", "dispute", "uphold", "withdraw"]) | ~Q(comment=""),
            ),
            models.CheckConstraint(
                name="council_has_minutes",
                condition=~Q(decision="council") | (~Q(document="") & Q(document_on__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["sheet", "indicator"], name="verified_sheet_indicator")]
        triggers = [
            *AppendOnly.Meta.triggers,
            not_on_frozen_sheets(),
            pgtrigger.Trigger(
                name="not_by_who_entered",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="added"),
                func="""
                    IF EXISTS (
                        SELECT 1 FROM added a JOIN assessments_value v
                          ON v.sheet_id = a.sheet_id AND v.indicator_id = a.indicator_id
                         WHERE v.actor_id = a.actor_id AND NOT v.cleared AND a.decision <> 'dispute'
                           AND (v.side = 'commune' OR (a.decision IN ('council', 'withdraw') AND v.side <> 'council'))
                           AND NOT EXISTS (SELECT 1 FROM assessments_value w WHERE w.supersedes_id = v.id)
                    ) OR EXISTS (
                        SELECT 1 FROM added a JOIN assessments_verified b
                          ON b.sheet_id = a.sheet_id AND b.indicator_id = a.indicator_id
                         WHERE a.decision IN ('council', 'withdraw') AND b.actor_id = a.actor_id
                           AND b.decision NOT IN ('council', 'withdraw', 'dispute')
                    ) THEN
                        RAISE EXCEPTION 'dieuphoi: nobody both enters and verifies the same value';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}/{self.indicator_id}: {self.decision}"

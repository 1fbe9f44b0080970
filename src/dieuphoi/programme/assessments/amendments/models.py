"""What follows a freeze: the signed paper, amendments with the values they carry, and the editions of a round.

The database itself lets a frozen sheet be written to only while an amendment of that sheet is being applied: its row
says APPROVED, by somebody else than who asked, before its end, *in this very transaction* (``assessments_amending``).
No APPROVED row can be committed: at the end of its transaction it is APPLIED, with its edition, or nothing happened.
Why amendments carry their values: docs/decisions/amendments-carry-their-values.md.
"""

from __future__ import annotations

from typing import Self

import pgtrigger
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.files.models import Blob
from dieuphoi.core.history.models import AppendOnly, tracked
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.scope import ScopedQuerySet
from dieuphoi.core.register.models import Comment, CommentMark
from dieuphoi.programme.assessments.amendments.states import AMENDMENT_LIFE, AmendmentState
from dieuphoi.programme.assessments.models.rounds import AssessmentRound, Sheet
from dieuphoi.programme.assessments.models.scopes import SheetBoundQuerySet, ThroughSheetQuerySet
from dieuphoi.programme.assessments.models.words import Verdict
from dieuphoi.programme.criteria.models import Indicator
from dieuphoi.registry.organisations.models import OrgUnit


class ThroughRoundQuerySet(ScopedQuerySet):
    """Whoever sees the round."""

    def scope(self, actor: Actor) -> Self:
        return self.filter(round__in=AssessmentRound.objects.visible_to(actor).values("pk"))


class ThroughAmendmentQuerySet(SheetBoundQuerySet):
    path = "amendment__sheet__"


class Paper(models.TextChoices):
    DECISION = "decision", _("quyết định")
    MINUTES = "minutes", _("biên bản")
    REPORT = "report", _("tờ trình, báo cáo")


class RoundPaper(AppendOnly):
    """The signed paper beside a freeze: number, date, signer and scan of what was signed.

    A correction is a new row that supersedes, with its reason; the current one is the row nobody supersedes.
    """

    round = models.ForeignKey(AssessmentRound, on_delete=models.PROTECT, related_name="papers", db_index=False)
    kind = models.CharField(max_length=10, choices=Paper.choices, default=Paper.DECISION)
    number = models.CharField(max_length=60)
    signed_on = models.DateField()
    signer = models.CharField(max_length=120)
    signer_post = models.CharField(max_length=120, blank=True)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    file_name = models.CharField(max_length=255, blank=True)
    reason = models.TextField(blank=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="superseded_by", null=True, blank=True
    )

    objects = ThroughRoundQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["round"], condition=Q(supersedes__isnull=True), name="paper_chain_starts_once"
            ),
            models.CheckConstraint(
                name="paper_correction_has_reason", condition=Q(supersedes__isnull=True) | ~Q(reason="")
            ),
            models.CheckConstraint(name="paper_is_named", condition=~Q(number="") & ~Q(signer="")),
            models.CheckConstraint(
                name="paper_scan_has_name",
                condition=Q(blob__isnull=True, file_name="") | (Q(blob__isnull=False) & ~Q(file_name="")),
            ),
        ]
        indexes = [models.Index(fields=["round"], name="paper_round")]
        triggers = [
            *AppendOnly.Meta.triggers,
            pgtrigger.Trigger(
                name="beside_a_freeze",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM assessments_assessmentround r WHERE r.id = NEW.round_id AND r.state = 'FROZEN'
                    ) THEN
                        RAISE EXCEPTION 'dieuphoi: the round is not frozen (%)', TG_TABLE_NAME;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Term(models.TextChoices):
    PAPER_DAYS = "paper_days", _("Ghi văn bản ký chốt trong (ngày sau khi chốt)")
    AMENDMENT_DAYS = "amendment_days", _("Đề nghị điều chỉnh có hạn (ngày)")


class TermQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        """A rule of the office, which everybody signed in may read."""
        return self if actor.is_authenticated else self.none()


@tracked()
class AfterFreezeTerm(models.Model):
    """So many days for what follows a freeze, with validity and source. Where none holds, the shipped one does."""

    key = models.CharField(max_length=20, choices=Term.choices)
    days = models.PositiveSmallIntegerField()
    valid = DateRangeField()
    source = models.TextField()

    objects = TermQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="term_positive", condition=Q(days__gte=1, days__lte=3660))]

    def __str__(self) -> str:
        return f"{self.key}: {self.days}"


@tracked(exclude=["tx"])
class Amendment(models.Model):
    """An amendment after the freeze (``điều chỉnh sau chốt``) of one frozen sheet.

    ``org`` is the owner department that asks, none for the office. ``ends_on`` is the last day on which it can be
    decided. ``foreseen`` is what the dry run of the request found: what would change, as :func:`difference_dict` tells
    it. ``edition`` and ``round_edition`` are what it made, once applied. ``tx`` is kept by the database: the
    transaction that asked, later the one that approved.
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="amendments", db_index=False)
    state = models.CharField(max_length=10, choices=AmendmentState.choices, default=AMENDMENT_LIFE.start)
    reason = models.TextField()
    document = models.CharField(max_length=200)
    document_on = models.DateField()
    org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    ends_on = models.DateField()
    requested_by_id = models.BigIntegerField()
    requested_at = models.DateTimeField()
    decided_by_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decision_note = models.TextField(blank=True)
    edition = models.PositiveSmallIntegerField(null=True)
    round_edition = models.PositiveSmallIntegerField(null=True)
    foreseen = models.JSONField(default=list)
    tx = models.BigIntegerField(null=True, editable=False)

    objects = ThroughSheetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sheet"], condition=Q(state__in=["REQUESTED", "APPROVED"]), name="one_amendment_waits"
            ),
            models.CheckConstraint(name="amendment_has_reason", condition=~Q(reason="") & ~Q(document="")),
            models.CheckConstraint(
                name="amendment_needs_a_second_person",
                condition=Q(decided_by_id__isnull=True) | ~Q(decided_by_id=F("requested_by_id")),
            ),
            models.CheckConstraint(
                name="amendment_decided_is_whole",
                condition=Q(
                    state__in=["APPROVED", "APPLIED", "REJECTED"],
                    decided_by_id__isnull=False,
                    decided_at__isnull=False,
                )
                | (
                    Q(state__in=["REQUESTED", "WITHDRAWN", "LAPSED"])
                    & Q(decided_by_id__isnull=True, decided_at__isnull=True)
                ),
            ),
            models.CheckConstraint(
                name="amendment_applied_has_edition",
                condition=Q(state="APPLIED", edition__gt=1, round_edition__gt=1)
                | (~Q(state="APPLIED") & Q(edition__isnull=True, round_edition__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["sheet", "state"], name="amendment_sheet_state"),
            models.Index(fields=["ends_on"], name="amendment_waits_until", condition=Q(state="REQUESTED")),
        ]
        triggers = [
            AMENDMENT_LIFE.trigger(),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="asked_as_it_is",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NEW.state <> 'REQUESTED' OR NEW.requested_by_id::text
                       IS DISTINCT FROM current_setting('dieuphoi.actor', true) THEN
                        RAISE EXCEPTION 'dieuphoi: an amendment is asked for by who acts (%)', TG_TABLE_NAME;
                    END IF;
                    IF NOT EXISTS (
                        SELECT 1 FROM assessments_sheet s WHERE s.id = NEW.sheet_id AND s.state = 'FROZEN'
                    ) THEN
                        RAISE EXCEPTION 'dieuphoi: the sheet is not frozen (%)', TG_TABLE_NAME;
                    END IF;
                    NEW.tx := txid_current();
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="decided_as_asked",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF (OLD.sheet_id, OLD.reason, OLD.document, OLD.document_on, OLD.org_id, OLD.ends_on,
                        OLD.requested_by_id, OLD.requested_at) IS DISTINCT FROM
                       (NEW.sheet_id, NEW.reason, NEW.document, NEW.document_on, NEW.org_id, NEW.ends_on,
                        NEW.requested_by_id, NEW.requested_at) THEN
                        RAISE EXCEPTION 'dieuphoi: what was asked for stays as it was (%)', TG_TABLE_NAME;
                    END IF;
                    NEW.tx := OLD.tx;
                    IF OLD.state = 'REQUESTED' AND NEW.state = 'APPROVED' THEN
                        IF NEW.decided_by_id IS NULL OR NEW.decided_by_id = NEW.requested_by_id
                           OR NEW.decided_by_id::text IS DISTINCT FROM current_setting('dieuphoi.actor', true) THEN
                            RAISE EXCEPTION 'dieuphoi: an amendment needs a second person (%)', TG_TABLE_NAME;
                        END IF;
                        IF (NEW.decided_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date > NEW.ends_on THEN
                            RAISE EXCEPTION 'dieuphoi: the amendment is over (%)', TG_TABLE_NAME;
                        END IF;
                        NEW.tx := txid_current();
                    ELSIF OLD.state = 'APPROVED' AND OLD.tx <> txid_current() THEN
                        RAISE EXCEPTION 'dieuphoi: approved in another transaction (%)', TG_TABLE_NAME;
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="approved_is_applied",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                timing=pgtrigger.Deferred,
                func="""
                    IF EXISTS (
                        SELECT 1 FROM assessments_amendment a WHERE a.id = NEW.id AND (a.state = 'APPROVED'
                            OR (a.state = 'APPLIED' AND NOT EXISTS (
                                SELECT 1 FROM assessments_sheetsnapshot s JOIN assessments_roundedition e
                                  ON e.round_id = s.round_id AND e.edition = s.round_edition
                                WHERE s.sheet_id = a.sheet_id AND s.edition = a.edition
                                  AND e.amendment_id = a.id)))
                    ) THEN
                        RAISE EXCEPTION 'dieuphoi: an approved amendment is applied with its edition (%)',
                            TG_TABLE_NAME;
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}: {self.state}"


class AmendmentItem(AppendOnly):
    """One thing that an amendment changes: the value of a part of an indicator, emptied or new, or its conclusion.

    They are written with the request, in its transaction; the database takes none later.
    """

    class What(models.TextChoices):
        VALUE = "value", _("số liệu")
        CONCLUSION = "conclusion", _("kết luận")

    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="items")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+", db_index=False)
    what = models.CharField(max_length=10, choices=What.choices)
    part = models.CharField(max_length=60, blank=True)
    number = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    text = models.TextField(blank=True)
    numerator = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    denominator = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    standard = models.CharField(max_length=60, blank=True)
    applicable = models.BooleanField(null=True)
    explanation = models.TextField(blank=True)
    cleared = models.BooleanField(default=False)
    verdict = models.CharField(max_length=16, choices=Verdict.choices, blank=True)
    document = models.CharField(max_length=200, blank=True)

    objects = ThroughAmendmentQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        constraints = [
            models.UniqueConstraint(fields=["amendment", "indicator", "what", "part"], name="amendment_item_once"),
            models.CheckConstraint(
                name="amendment_conclusion_has_document",
                condition=~Q(what="conclusion") | (~Q(verdict="") & ~Q(document="")),
            ),
        ]
        triggers = [
            *AppendOnly.Meta.triggers,
            pgtrigger.Trigger(
                name="with_the_request",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM assessments_amendment a
                        WHERE a.id = NEW.amendment_id AND a.state = 'REQUESTED' AND a.tx = txid_current()
                    ) THEN
                        RAISE EXCEPTION 'dieuphoi: items come with the request only (%)', TG_TABLE_NAME;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amendment_id}/{self.indicator_id}"


class RoundEdition(AppendOnly):
    """One edition of a frozen round: 1 is the freeze, each applied amendment makes the next.

    ``sha256`` is over the round's header and the hashes of the sheets as they stand in this edition; from the second
    on the header names the edition and the hash of the one before.
    """

    round = models.ForeignKey(AssessmentRound, on_delete=models.PROTECT, related_name="editions", db_index=False)
    edition = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    engine_version = models.CharField(max_length=20)
    amendment = models.OneToOneField(Amendment, on_delete=models.PROTECT, related_name="made", null=True, blank=True)

    objects = ThroughRoundQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        constraints = [
            models.UniqueConstraint(fields=["round", "edition"], name="round_edition_once"),
            models.CheckConstraint(
                name="later_edition_has_amendment",
                condition=Q(edition=1, amendment__isnull=True) | Q(edition__gt=1, amendment__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.edition}"


class AmendmentComment(Comment):
    """A comment on an amendment."""

    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="comments")

    through = "amendment"

    class Meta(Comment.Meta):
        abstract = False


class AmendmentCommentMark(CommentMark):
    """A comment on an amendment was settled, or opened again."""

    comment = models.ForeignKey(AmendmentComment, on_delete=models.PROTECT, related_name="marks")

    class Meta(CommentMark.Meta):
        abstract = False

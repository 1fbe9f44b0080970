"""Rounds, sheets, values, verifications and their roll-ups.

Facts (values, verifications, evidence, signatures, snapshots) are append-only; results and roll-ups are derived
from them in the same act and can always be rebuilt. Nothing is written to a frozen sheet: the database refuses it.

Foreign keys carry no index of their own where a composite one begins with them, or where nobody looks by them alone:
an import writes thousands of these rows. What an act changes of a derived row is in no index, and their pages are half
empty at first (migration 0003): PostgreSQL then updates them in place, at a quarter of the cost.
"""

from __future__ import annotations

from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.files.models import AttachedFile
from dieuphoi.core.history.models import AppendOnly, tracked
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.scope import ScopedQuerySet
from dieuphoi.core.register.models import Comment, CommentMark
from dieuphoi.programme.assessments.states import (
    RESULT_LIFE,
    ROUND_LIFE,
    SHEET_LIFE,
    RoundState,
    SheetState,
    Verification,
)
from dieuphoi.programme.criteria.models import Criterion, Indicator, SetVersion
from dieuphoi.registry.organisations.models import OrgUnit
from dieuphoi.registry.profile.models import Rule
from dieuphoi.registry.territory.models import AdminUnit, PublicQuerySet, ShareOf


class Verdict(models.TextChoices):
    MET = "MET", _("đạt")
    NOT_MET = "NOT_MET", _("chưa đạt")
    NOT_APPLICABLE = "NOT_APPLICABLE", _("không áp dụng")
    UNDETERMINED = "UNDETERMINED", _("chưa xác định")


class Basis(models.TextChoices):
    COMPUTED = "COMPUTED", _("tính từ số liệu")
    CONCLUDED = "CONCLUDED", _("kết luận của sở, ngành")
    IMPORTED = "IMPORTED", _("theo kết quả đã công bố")
    MIXED = "MIXED", _("vừa tính, vừa kết luận")
    NONE = "", "–"


class JudgedBy(models.TextChoices):
    """What can decide a row for a commune: its figures, only a conclusion, or nothing until the row is confirmed."""

    FIGURES = "figures", _("số liệu")
    CONCLUSION = "conclusion", _("kết luận của sở, ngành")
    NOTHING = "nothing", _("chưa chấm được, có thể kết luận bằng văn bản")


class Side(models.TextChoices):
    COMMUNE = "commune", _("xã")
    DEPARTMENT = "department", _("sở, ngành")
    COUNCIL = "council", _("hội đồng")


class SheetBoundQuerySet(ScopedQuerySet):
    """Rows of a sheet: whoever reads its commune reads them. ``path`` leads to the sheet."""

    path = ""

    def scope(self, actor: Actor) -> Self:
        places = actor.reads()
        if places.everything:
            return self
        return self.filter(**{f"{self.path}unit__any_of": places.ids})


class RoundQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        """Drafts are the office's; an open or frozen round is seen by all who read one of its communes."""
        places = actor.reads()
        rows = self if actor.writes("office_head", "office_specialist") else self.exclude(
            state__in=[RoundState.DRAFT, RoundState.CANCELLED]
        )
        if places.everything:
            return rows
        # Rounds are few, their sheets are many: one look into the index a round, and only where it is needed.
        mine = Sheet.objects.filter(round_id=OuterRef("pk"), unit__any_of=places.ids)
        return rows.filter(Q(province__any_of=places.ids) | Exists(mine))


class SheetQuerySet(SheetBoundQuerySet):
    path = ""


class ThroughSheetQuerySet(SheetBoundQuerySet):
    path = "sheet__"


class VerdictQuerySet(ThroughSheetQuerySet):
    """Verdicts: one's own communes at any time, of others only what is frozen (domain.md §1)."""

    def scope(self, actor: Actor) -> Self:
        places = actor.reads()
        if places.everything:
            return self
        if not places:
            return self.none()
        return self.filter(Q(sheet__unit__any_of=places.ids) | Q(sheet__state=SheetState.FROZEN))


def not_on_frozen_sheets() -> pgtrigger.Trigger:
    """Refuse new rows for a frozen sheet, once per statement (imports write thousands of rows in one).

    The sheets are held (``FOR KEY SHARE``, which the foreign key takes at the end anyway): who writes while the round
    is being frozen waits here, and then meets the frozen sheet.
    """
    return pgtrigger.Trigger(
        name="not_on_frozen",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="added"),
        func="""
            IF EXISTS (
                WITH held AS (
                    SELECT s.id, s.state FROM assessments_sheet s
                    WHERE s.id IN (SELECT sheet_id FROM added) ORDER BY s.id FOR KEY SHARE
                ) SELECT 1 FROM held WHERE held.state = 'FROZEN' AND NOT assessments_amending(held.id)
            ) THEN
                RAISE EXCEPTION 'dieuphoi: the sheet is frozen (%)', TG_TABLE_NAME;
            END IF;
            RETURN NULL;
        """,
    )


def keep_frozen_results() -> pgtrigger.Trigger:
    """Derived rows of a frozen sheet stay as they were, but for the amendment that is being applied to it."""
    return pgtrigger.Trigger(
        name="kept_when_frozen",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        referencing=pgtrigger.Referencing(old="before", new="added"),
        func="""
            IF EXISTS (
                SELECT 1 FROM (SELECT DISTINCT sheet_id FROM added UNION SELECT DISTINCT sheet_id FROM before) a
                JOIN assessments_sheet s ON s.id = a.sheet_id
                WHERE s.state = 'FROZEN' AND NOT assessments_amending(s.id)
            ) THEN
                RAISE EXCEPTION 'dieuphoi: the sheet is frozen (%)', TG_TABLE_NAME;
            END IF;
            RETURN NULL;
        """,
    )


def derived_of_frozen_sheets() -> tuple[pgtrigger.Trigger, ...]:
    """Derived rows of a frozen sheet are neither changed, nor added, nor taken away."""
    return (
        keep_frozen_results(),
        not_on_frozen_sheets(),
        pgtrigger.Trigger(
            name="not_from_frozen",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=pgtrigger.Delete,
            referencing=pgtrigger.Referencing(old="gone"),
            func="""
                IF EXISTS (
                    SELECT 1 FROM (SELECT DISTINCT sheet_id FROM gone) a
                    JOIN assessments_sheet s ON s.id = a.sheet_id WHERE s.state = 'FROZEN'
                ) THEN
                    RAISE EXCEPTION 'dieuphoi: the sheet is frozen (%)', TG_TABLE_NAME;
                END IF;
                RETURN NULL;
            """,
        ),
    )


def kept_once_frozen() -> pgtrigger.Trigger:
    """A frozen round, a frozen sheet is itself neither changed nor taken away, by any amendment either."""
    return pgtrigger.Trigger(
        name="kept_once_frozen",
        level=pgtrigger.Row,
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        condition=pgtrigger.Q(old__state="FROZEN"),
        func="""
            RAISE EXCEPTION 'dieuphoi: frozen, nothing of it changes (%)', TG_TABLE_NAME;
        """,
    )


@tracked()
class AssessmentRound(models.Model):
    """A review round (``đợt rà soát``) of a province: set version, period, the communes of a territory date.

    ``year`` chooses the column of by-year thresholds. ``frozen_hash`` is the SHA-256 over the hashes of all sheet
    snapshots and the round's own header.
    """

    title = models.CharField(max_length=200)
    province = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(SetVersion, on_delete=models.PROTECT, related_name="rounds")
    previous = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    period = models.CharField(max_length=30)
    year = models.PositiveIntegerField()
    territory_on = models.DateField()
    state = models.CharField(max_length=10, choices=RoundState.choices, default=ROUND_LIFE.start)
    entry_due_on = models.DateField()
    verify_due_on = models.DateField()
    freeze_due_on = models.DateField()
    opened_at = models.DateTimeField(null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_hash = models.CharField(max_length=64, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="round_due_dates_in_order",
                condition=Q(entry_due_on__lte=models.F("verify_due_on"))
                & Q(verify_due_on__lte=models.F("freeze_due_on")),
            ),
            models.CheckConstraint(
                name="round_frozen_has_hash", condition=~Q(state=RoundState.FROZEN) | ~Q(frozen_hash="")
            ),
        ]
        triggers = [ROUND_LIFE.trigger(), kept_once_frozen()]

    def __str__(self) -> str:
        return self.title


@tracked()
class Sheet(models.Model):
    """The sheet (``phiếu``) of one commune in a round. Name, code and classification are those of the round's day."""

    round = models.ForeignKey(AssessmentRound, on_delete=models.PROTECT, related_name="sheets", db_index=False)
    unit = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="sheets")
    unit_name = models.CharField(max_length=140)
    unit_code = models.CharField(max_length=12)
    unit_key = models.TextField(db_collation="C")
    classification = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=SheetState.choices, default=SHEET_LIFE.start)
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "unit"], name="one_sheet_per_commune")]
        indexes = [
            models.Index(fields=["round", "unit_key"], name="sheet_round_order"),
            models.Index(fields=["unit_key", "unit_code", "id"], name="sheet_name_order"),
            models.Index(fields=["round", "state"], name="sheet_round_state"),
        ]
        triggers = [SHEET_LIFE.trigger(), kept_once_frozen()]

    def __str__(self) -> str:
        return self.unit_name


class SheetSigner(AppendOnly):
    """Who signed which step of a sheet. One person, one step: nobody signs two steps of one sheet."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="signers")
    signer_id = models.BigIntegerField()
    step = models.CharField(max_length=12)

    objects = ThroughSheetQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        constraints = [models.UniqueConstraint(fields=["sheet", "signer_id"], name="one_step_per_signer")]
        triggers = [*AppendOnly.Meta.triggers, not_on_frozen_sheets()]

    def __str__(self) -> str:
        return f"{self.sheet_id}: {self.step}"


class Value(AppendOnly):
    """One entered fact. A correction is a new row that supersedes; the current one is the row nobody supersedes.

    Each ``side`` has its own chain: the department's figure and the council's stand beside the commune's, which they
    never supersede; taking one back is a cleared row.

    ``part`` names the part of a composite row (label of the set), the sex, or is empty. A share keeps
    ``numerator`` and ``denominator``. ``cleared`` says that the cell was emptied on purpose.
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="values", db_index=False)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+", db_index=False)
    part = models.CharField(max_length=60, blank=True)
    side = models.CharField(max_length=10, choices=Side.choices, default=Side.COMMUNE)
    number = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    text = models.TextField(blank=True)
    numerator = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    denominator = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    standard = models.CharField(max_length=60, blank=True)
    applicable = models.BooleanField(null=True)
    explanation = models.TextField(blank=True)
    cleared = models.BooleanField(default=False)
    on_behalf = models.BooleanField(default=False)
    import_run_id = models.BigIntegerField(null=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="superseded_by", null=True, blank=True
    )

    objects = ThroughSheetQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "indicator", "part", "side"],
                condition=Q(supersedes__isnull=True),
                name="value_chain_starts_once",
            ),
            models.CheckConstraint(
                name="value_share_is_whole",
                condition=Q(numerator__isnull=True, denominator__isnull=True)
                | Q(numerator__isnull=False, denominator__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["sheet", "indicator"], name="value_sheet_indicator")]
        triggers = [
            *AppendOnly.Meta.triggers,
            not_on_frozen_sheets(),
            # The condition keeps it from the commune's figures: an import of thousands never calls it.
            pgtrigger.Trigger(
                name="not_for_two_sides",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("NEW.side <> 'commune' AND NOT NEW.cleared"),
                func="""
                    IF EXISTS (
                        SELECT 1 FROM assessments_value v
                         WHERE v.sheet_id = NEW.sheet_id AND v.indicator_id = NEW.indicator_id
                           AND v.actor_id = NEW.actor_id AND v.side <> NEW.side AND v.side <> 'council'
                           AND NOT v.cleared
                           AND NOT EXISTS (SELECT 1 FROM assessments_value w WHERE w.supersedes_id = v.id)
                    ) THEN
                        RAISE EXCEPTION 'dieuphoi: nobody both enters and verifies the same value';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}/{self.indicator_id}"


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


class Evidence(AttachedFile):
    """A file that proves a value."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="evidence", db_index=False)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+", db_index=False)
    note = models.CharField(max_length=300, blank=True)

    objects = ThroughSheetQuerySet.as_manager()

    class Meta(AttachedFile.Meta):
        abstract = False
        indexes = [models.Index(fields=["sheet", "indicator"], name="evidence_sheet_indicator")]
        triggers = [*AttachedFile.Meta.triggers, not_on_frozen_sheets()]

    def __str__(self) -> str:
        return self.name


class IndicatorResult(models.Model):
    """Where one indicator of one sheet stands: its verification and its verdict. Derived; kept in the act.

    ``revision`` grows with every write: the optimistic lock of the grid.
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="results", db_index=False)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+", db_index=False)
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+", db_index=False)
    owner = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    judged_by = models.CharField(max_length=10, choices=JudgedBy.choices, default=JudgedBy.NOTHING)
    verification = models.CharField(max_length=10, choices=Verification.choices, default=RESULT_LIFE.start)
    verdict = models.CharField(max_length=16, choices=Verdict.choices, default=Verdict.UNDETERMINED)
    basis = models.CharField(max_length=10, choices=Basis.choices, blank=True)
    reason = models.CharField(max_length=30, blank=True)
    entered_by = models.BigIntegerField(null=True)
    revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)

    objects = VerdictQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "indicator"], name="one_result_per_indicator")]
        indexes = [models.Index(fields=["owner", "sheet"], name="result_owner_sheet")]
        triggers = [RESULT_LIFE.trigger(), *derived_of_frozen_sheets()]

    def __str__(self) -> str:
        return f"{self.sheet_id}/{self.indicator_id}: {self.verdict}"


class CriterionResult(models.Model):
    """Roll-up of a criterion in a sheet.

    NOT_MET if an indicator is; else UNDETERMINED if one is; else NOT_APPLICABLE if all are; else MET (domain.md §4).
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="criteria", db_index=False)
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+", db_index=False)
    verdict = models.CharField(max_length=16, choices=Verdict.choices, default=Verdict.UNDETERMINED)
    basis = models.CharField(max_length=10, choices=Basis.choices, blank=True)
    not_entered = models.BooleanField(default=True)
    met = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)

    objects = VerdictQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "criterion"], name="one_result_per_criterion")]
        triggers = [*derived_of_frozen_sheets()]

    def __str__(self) -> str:
        return f"{self.sheet_id}/{self.criterion_id}: {self.verdict}"


class SheetRollup(models.Model):
    """Roll-up of a sheet for lists and the wall.

    ``marks`` holds one letter a criterion in the set's order: M met, N not met, E not yet entered, U cannot be
    judged, A not applicable; ``bases`` likewise: C computed, K concluded, I imported, X mixed, - none.
    """

    sheet = models.OneToOneField(Sheet, on_delete=models.PROTECT, related_name="rollup")
    round = models.ForeignKey(AssessmentRound, on_delete=models.PROTECT, related_name="+")
    marks = models.CharField(max_length=80)
    bases = models.CharField(max_length=80)
    entered = models.PositiveSmallIntegerField(default=0)
    waiting = models.PositiveSmallIntegerField(default=0)
    returned = models.PositiveSmallIntegerField(default=0)
    verified = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)
    criteria_met = models.PositiveSmallIntegerField(default=0)
    criteria_not_met = models.PositiveSmallIntegerField(default=0)
    criteria_total = models.PositiveSmallIntegerField(default=0)
    qualifies = models.BooleanField(default=False)

    objects = VerdictQuerySet.as_manager()

    class Meta:
        triggers = [*derived_of_frozen_sheets()]

    def __str__(self) -> str:
        return f"{self.sheet_id}: {self.marks}"


class SheetSnapshot(AppendOnly):
    """The frozen sheet: canonical bytes of inputs, verdicts, set version, territory date and engine version.

    ``edition`` 1 is the freeze; each amendment makes the next one, in the edition ``round_edition`` of its round.
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="snapshots", db_index=False)
    round = models.ForeignKey(AssessmentRound, on_delete=models.PROTECT, related_name="snapshots")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    engine_version = models.CharField(max_length=20)
    edition = models.PositiveSmallIntegerField(default=1)
    round_edition = models.PositiveSmallIntegerField(default=1)

    objects = VerdictQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        constraints = [
            models.UniqueConstraint(fields=["sheet", "edition"], name="snapshot_once_an_edition"),
            models.CheckConstraint(
                name="snapshot_editions_together",
                condition=Q(edition=1, round_edition=1) | Q(edition__gt=1, round_edition__gt=1),
            ),
        ]
        triggers = [*AppendOnly.Meta.triggers, not_on_frozen_sheets()]

    def __str__(self) -> str:
        return self.sha256


class SheetSubmission(AppendOnly):
    """A sheet was handed in (S1-28): by when it had to be, what was missing of ``total`` indicators and what was in
    doubt then, how many figures were still unconfirmed ones of the round before. ``reason``: why with gaps.
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="submissions")
    due_on = models.DateField()
    total = models.PositiveSmallIntegerField()
    missing = models.PositiveSmallIntegerField()
    doubtful = models.PositiveSmallIntegerField()
    explained = models.PositiveSmallIntegerField()
    carried = models.PositiveSmallIntegerField()
    on_behalf = models.BooleanField(default=False)
    reason = models.TextField(blank=True)

    objects = ThroughSheetQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        triggers = [*AppendOnly.Meta.triggers, not_on_frozen_sheets()]

    def __str__(self) -> str:
        return f"{self.sheet_id}: {self.missing}/{self.total}"


class CarryRule(AppendOnly):
    """How the figures of an indicator cross a merger of communes, where the office says otherwise than the default of
    its kind (``data/carry-defaults.yaml``). ``rule`` empty: the default again. ``shared_by``: by which shares a divided
    commune may be counted, empty: any. The current row is the one nobody supersedes.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=16, choices=Rule.choices, blank=True)
    shared_by = models.CharField(max_length=10, choices=ShareOf.choices, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    import_run_id = models.BigIntegerField(null=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="superseded_by", null=True, blank=True
    )

    objects = PublicQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["indicator"], condition=Q(supersedes__isnull=True), name="carry_rule_starts_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.rule}"


# ------------------------------------------------------------------------------------------------- comments


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


# ------------------------------------------------------------------------------------------------- as decided


class DecidedSheet(models.Model):
    """A commune's year as it was decided at the time (``kết quả đã công bố``), basis IMPORTED, never recomputed.

    The unit, its name, code and province are those of ``territory_on`` (the last day of the year, or the document's).
    Everything else is derived from the rows of :class:`DecidedVerdict` and :class:`DecidedTotal` in the act that adds
    them: ``marks`` one letter a criterion in the set's order as in :class:`SheetRollup` (E: nothing is told of it),
    ``criteria_met`` what the rows count, ``reported_met`` what the document says – kept beside it, never mixed.
    ``told`` is the number of rows that stand: 0 after an undo.
    """

    unit = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="decided")
    version = models.ForeignKey(SetVersion, on_delete=models.PROTECT, related_name="decided")
    year = models.PositiveSmallIntegerField()
    territory_on = models.DateField()
    province = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    unit_name = models.CharField(max_length=140)
    unit_code = models.CharField(max_length=12, blank=True)
    unit_key = models.TextField(db_collation="C")
    marks = models.CharField(max_length=80, blank=True)
    criteria_met = models.PositiveSmallIntegerField(default=0)
    criteria_not_met = models.PositiveSmallIntegerField(default=0)
    criteria_total = models.PositiveSmallIntegerField(default=0)
    reported_met = models.PositiveSmallIntegerField(null=True)
    told = models.PositiveIntegerField(default=0)

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "version", "year"], name="decided_once_a_year")]
        indexes = [models.Index(fields=["province", "version", "year", "unit_key"], name="decided_of_province")]

    def __str__(self) -> str:
        return f"{self.unit_name} {self.year}"


class ToldManager(models.Manager["DecidedYear"]):
    """Leaves out the years whose rows were all taken back."""

    def get_queryset(self) -> models.QuerySet[DecidedYear]:
        return PublicQuerySet(self.model, using=self._db).filter(told__gt=0)

    def visible_to(self, actor: Actor) -> models.QuerySet[DecidedYear]:
        """The rows that ``actor`` sees: everybody signed in sees what was published."""
        return PublicQuerySet(self.model, using=self._db).visible_to(actor).filter(told__gt=0)


class DecidedYear(DecidedSheet):
    """The same rows, but only those of which something stands: what the chain walks, what rests on a unit."""

    objects = ToldManager()  # type: ignore[assignment,misc]

    class Meta:
        proxy = True
        base_manager_name = "objects"


class AsDecided(AppendOnly):
    """A row of a published document. ``document`` its number and title, ``document_on`` its day, ``source`` where the
    office took the row from. ``withdrawn``: this row takes back the one it supersedes. Nothing is changed or removed.
    """

    document = models.CharField(max_length=200)
    document_on = models.DateField(null=True)
    source = models.CharField(max_length=300, blank=True)
    withdrawn = models.BooleanField(default=False)
    import_run_id = models.BigIntegerField(null=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="superseded_by", null=True, blank=True
    )

    class Meta(AppendOnly.Meta):
        abstract = True


class DecidedVerdict(AsDecided):
    """One verdict as it was decided: of a criterion, or (``indicator``) of one of its indicators.

    ``said`` is the word of the document (``KĐG``), ``verdict`` how it is read. Source: domain.md §4, basis IMPORTED.
    """

    sheet = models.ForeignKey(DecidedSheet, on_delete=models.PROTECT, related_name="verdicts", db_index=False)
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+", db_index=False)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    verdict = models.CharField(max_length=16, choices=Verdict.choices)
    said = models.CharField(max_length=60, blank=True)

    objects = PublicQuerySet.as_manager()

    class Meta(AsDecided.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "criterion"],
                condition=Q(supersedes__isnull=True, indicator__isnull=True),
                name="decided_criterion_starts_once",
            ),
            models.UniqueConstraint(
                fields=["sheet", "indicator"],
                condition=Q(supersedes__isnull=True, indicator__isnull=False),
                name="decided_indicator_starts_once",
            ),
            models.CheckConstraint(name="decided_has_document", condition=~Q(document="")),
        ]
        indexes = [
            models.Index(fields=["sheet", "criterion"], name="decided_sheet_criterion"),
            models.Index(
                fields=["import_run_id"], name="decided_run", condition=Q(import_run_id__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}/{self.criterion_id}: {self.verdict}"


class DecidedTotal(AsDecided):
    """How many criteria the document says that the commune met (``số tiêu chí đạt``), as it says it."""

    sheet = models.ForeignKey(DecidedSheet, on_delete=models.PROTECT, related_name="totals", db_index=False)
    met = models.PositiveSmallIntegerField()

    objects = PublicQuerySet.as_manager()

    class Meta(AsDecided.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["sheet"], condition=Q(supersedes__isnull=True), name="decided_total_starts_once"
            ),
            models.CheckConstraint(name="decided_total_has_document", condition=~Q(document="")),
        ]
        indexes = [
            models.Index(
                fields=["import_run_id"], name="decided_total_run", condition=Q(import_run_id__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}: {self.met}"


# Their own room: amendments, editions and signed papers. Only the import: that module reads names of this one.
import dieuphoi.programme.assessments.amendments.models  # noqa: E402, F401

# Models of rooms of their own; they name the tables above by words.
from dieuphoi.programme.assessments.urging.models import RoundUrge, UrgePause  # noqa: E402, F401

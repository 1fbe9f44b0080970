"""The tables of ``assessments`` at one go: what 0001 … 0013 make, for a database that has none of them.

Written by scripts/squash.py; see docs/decisions/squashed-migrations.md.
"""

import dieuphoi.core.kernel.functions
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import pgtrigger.compiler
from dieuphoi.core.kernel.migrating import AtOnce
from django.db import migrations, models

# The rules of domain.md §4, each written once (0004): a criterion is NOT_MET if an indicator is; else UNDETERMINED
# if one is; else NOT_APPLICABLE if all are; else MET. Language sql: inlined where they are asked.
CRITERIA_NOW = """
CREATE FUNCTION assessments_criteria_now(sheets bigint[])
RETURNS TABLE (sheet_id bigint, criterion_id bigint, verdict text, basis text, not_entered boolean, met bigint,
               total bigint)
LANGUAGE sql STABLE AS $$
    SELECT a.sheet_id, a.criterion_id, a.verdict,
           coalesce(CASE WHEN a.verdict = 'UNDETERMINED' THEN ''
                         WHEN a.verdict = 'NOT_MET' THEN
                              CASE WHEN a.failed_low = a.failed_high THEN a.failed_low ELSE 'MIXED' END
                         WHEN a.low = a.high THEN a.low
                         ELSE 'MIXED' END, ''),
           a.verdict = 'UNDETERMINED' AND a.only_missing, a.met, a.total
      FROM (
        SELECT r.sheet_id, r.criterion_id,
               count(*) FILTER (WHERE r.verdict = 'MET') AS met,
               count(*) AS total,
               CASE WHEN bool_or(r.verdict = 'NOT_MET') THEN 'NOT_MET'
                    WHEN bool_or(r.verdict = 'UNDETERMINED') THEN 'UNDETERMINED'
                    WHEN bool_and(r.verdict = 'NOT_APPLICABLE') THEN 'NOT_APPLICABLE'
                    ELSE 'MET' END AS verdict,
               bool_and(r.verdict <> 'UNDETERMINED' OR r.verification = 'EMPTY') AS only_missing,
               min(r.basis) FILTER (WHERE r.verdict = 'NOT_MET') AS failed_low,
               max(r.basis) FILTER (WHERE r.verdict = 'NOT_MET') AS failed_high,
               min(r.basis) FILTER (WHERE r.basis <> '') AS low,
               max(r.basis) FILTER (WHERE r.basis <> '') AS high
          FROM assessments_indicatorresult r
         WHERE r.sheet_id = ANY (sheets)
         GROUP BY r.sheet_id, r.criterion_id
      ) a
$$;
"""

# Counts what was disputed as waiting, and what the department or the council decided as verified (0009).
SHEETS_NOW = """
CREATE FUNCTION assessments_sheets_now(sheets bigint[])
RETURNS TABLE (sheet_id bigint, marks text, bases text, entered bigint, waiting bigint, returned bigint,
               verified bigint, total bigint, criteria_met bigint, criteria_not_met bigint, criteria_total bigint,
               qualifies boolean)
LANGUAGE sql STABLE AS $$
    SELECT k.sheet_id, k.marks, k.bases, i.entered, i.waiting, i.returned, i.verified, i.total,
           k.met + CASE WHEN k.na_counts THEN k.na ELSE 0 END, k.not_met, k.criteria_total,
           k.met + k.na = k.criteria_total AND k.criteria_total > 0
      FROM (
        SELECT c.sheet_id,
               string_agg(CASE c.verdict WHEN 'MET' THEN 'M' WHEN 'NOT_MET' THEN 'N' WHEN 'NOT_APPLICABLE' THEN 'A'
                          ELSE CASE WHEN c.not_entered THEN 'E' ELSE 'U' END END, '' ORDER BY t.position) AS marks,
               string_agg(CASE c.basis WHEN 'COMPUTED' THEN 'C' WHEN 'CONCLUDED' THEN 'K' WHEN 'IMPORTED' THEN 'I'
                          WHEN 'MIXED' THEN 'X' ELSE '-' END, '' ORDER BY t.position) AS bases,
               count(*) AS criteria_total,
               count(*) FILTER (WHERE c.verdict = 'MET') AS met,
               count(*) FILTER (WHERE c.verdict = 'NOT_MET') AS not_met,
               count(*) FILTER (WHERE c.verdict = 'NOT_APPLICABLE') AS na,
               coalesce(bool_or((v.header -> 'set' ->> 'not_applicable_counts')::boolean), false) AS na_counts
          FROM assessments_criterionresult c
          JOIN criteria_criterion t ON t.id = c.criterion_id
          JOIN criteria_setversion v ON v.id = t.version_id
         WHERE c.sheet_id = ANY (sheets)
         GROUP BY c.sheet_id
      ) k
      JOIN (
        SELECT r.sheet_id,
               count(*) FILTER (WHERE r.verification <> 'EMPTY') AS entered,
               count(*) FILTER (WHERE r.verification IN ('ENTERED', 'DISPUTED')) AS waiting,
               count(*) FILTER (WHERE r.verification = 'RETURNED') AS returned,
               count(*) FILTER (WHERE r.verification IN ('ACCEPTED', 'CONCLUDED', 'COUNTERED', 'SETTLED')) AS verified,
               count(*) AS total
          FROM assessments_indicatorresult r
         WHERE r.sheet_id = ANY (sheets)
         GROUP BY r.sheet_id
      ) i ON i.sheet_id = k.sheet_id
$$;
"""

# The sheets are said twice, so that their rows are looked up and not found by reading those of all years.
ROLL_UP = """
CREATE FUNCTION assessments_roll_up(sheets bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN

    UPDATE assessments_criterionresult c
       SET verdict = n.verdict, basis = n.basis, not_entered = n.not_entered, met = n.met, total = n.total
      FROM assessments_criteria_now(sheets) n
     WHERE c.sheet_id = n.sheet_id AND c.criterion_id = n.criterion_id AND c.sheet_id = ANY (sheets) AND true
       AND (c.verdict, c.basis, c.not_entered, c.met, c.total)
           IS DISTINCT FROM (n.verdict, n.basis, n.not_entered, n.met, n.total);
    UPDATE assessments_sheetrollup u
       SET marks = n.marks, bases = n.bases, entered = n.entered, waiting = n.waiting, returned = n.returned,
           verified = n.verified, total = n.total, criteria_met = n.criteria_met,
           criteria_not_met = n.criteria_not_met, criteria_total = n.criteria_total, qualifies = n.qualifies
      FROM assessments_sheets_now(sheets) n
     WHERE u.sheet_id = n.sheet_id AND u.sheet_id = ANY (sheets)
       AND (u.marks, u.bases, u.entered, u.waiting, u.returned, u.verified, u.total, u.criteria_met,
            u.criteria_not_met, u.criteria_total, u.qualifies)
           IS DISTINCT FROM (n.marks, n.bases, n.entered, n.waiting, n.returned, n.verified, n.total,
            n.criteria_met, n.criteria_not_met, n.criteria_total, n.qualifies);

END $$;
"""

# The statement after the lock sees what the holder of the lock before us has committed.
CELL_IN_HAND = """
CREATE FUNCTION assessments_cell_in_hand(of_sheet bigint, of_indicator bigint)
RETURNS TABLE (r assessments_indicatorresult, s assessments_sheet, d assessments_assessmentround, stamp text,
               v assessments_value)
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM assessments_indicatorresult t
      WHERE t.sheet_id = of_sheet AND t.indicator_id = of_indicator FOR UPDATE;
    RETURN QUERY
    SELECT result, sheet, round, criteria_stamp(round.version_id), value
      FROM assessments_indicatorresult result
      JOIN assessments_sheet sheet ON sheet.id = result.sheet_id
      JOIN assessments_assessmentround round ON round.id = sheet.round_id
      LEFT JOIN assessments_value value
        ON value.sheet_id = of_sheet AND value.indicator_id = of_indicator AND value.side = 'commune'
           -- A look-up by its own index, which no plan turns into a join with all values.
           AND (SELECT later.id FROM assessments_value later WHERE later.supersedes_id = value.id) IS NULL
     WHERE result.sheet_id = of_sheet AND result.indicator_id = of_indicator
     ORDER BY value.id;
END $$;
"""

# The array of one element is written out: its plan is the same for every sheet, so PostgreSQL keeps it.
CELL_SAVE = """
CREATE FUNCTION assessments_cell_save(
    result bigint, entries jsonb, new_verification text, new_verdict text, new_basis text, new_reason text,
    entered bigint, at timestamptz)
RETURNS TABLE (saved_part text, saved_id bigint) LANGUAGE plpgsql AS $$
DECLARE
    of_sheet bigint;
    of_indicator bigint;
    of_criterion bigint;
BEGIN
    UPDATE assessments_indicatorresult r
       SET verification = new_verification, verdict = new_verdict, basis = new_basis, reason = new_reason,
           entered_by = entered, revision = r.revision + 1, changed_at = at
     WHERE r.id = result
    RETURNING r.sheet_id, r.indicator_id, r.criterion_id INTO STRICT of_sheet, of_indicator, of_criterion;

    RETURN QUERY
    INSERT INTO assessments_value AS v (sheet_id, indicator_id, part, side, number, text, numerator, denominator,
        standard, applicable, explanation, cleared, on_behalf, supersedes_id, recorded_at)
    SELECT of_sheet, of_indicator, e.part, e.side, e.number, e.text, e.numerator, e.denominator, e.standard,
           e.applicable, e.explanation, e.cleared, e.on_behalf, e.supersedes_id, at
      FROM jsonb_to_recordset(entries) AS e (part text, side text, number numeric, text text, numerator numeric,
           denominator numeric, standard text, applicable boolean, explanation text, cleared boolean,
           on_behalf boolean, supersedes_id bigint)
    RETURNING v.part::text, v.id;

    UPDATE assessments_criterionresult c
       SET verdict = n.verdict, basis = n.basis, not_entered = n.not_entered, met = n.met, total = n.total
      FROM assessments_criteria_now(ARRAY[of_sheet]) n
     WHERE c.sheet_id = n.sheet_id AND c.criterion_id = n.criterion_id AND c.sheet_id = ANY (ARRAY[of_sheet]) AND n.criterion_id = of_criterion
       AND (c.verdict, c.basis, c.not_entered, c.met, c.total)
           IS DISTINCT FROM (n.verdict, n.basis, n.not_entered, n.met, n.total);
    UPDATE assessments_sheetrollup u
       SET marks = n.marks, bases = n.bases, entered = n.entered, waiting = n.waiting, returned = n.returned,
           verified = n.verified, total = n.total, criteria_met = n.criteria_met,
           criteria_not_met = n.criteria_not_met, criteria_total = n.criteria_total, qualifies = n.qualifies
      FROM assessments_sheets_now(ARRAY[of_sheet]) n
     WHERE u.sheet_id = n.sheet_id AND u.sheet_id = ANY (ARRAY[of_sheet])
       AND (u.marks, u.bases, u.entered, u.waiting, u.returned, u.verified, u.total, u.criteria_met,
            u.criteria_not_met, u.criteria_total, u.qualifies)
           IS DISTINCT FROM (n.marks, n.bases, n.entered, n.waiting, n.returned, n.verified, n.total,
            n.criteria_met, n.criteria_not_met, n.criteria_total, n.qualifies);

END $$;
"""

# What the triggers of a frozen sheet ask (0011): it reads the row of the amendment, not a setting.
AMENDING = """
CREATE FUNCTION assessments_amending(of_sheet bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (
        SELECT 1 FROM assessments_amendment a
         WHERE a.sheet_id = of_sheet AND a.state = 'APPROVED' AND a.tx = txid_current()
           AND a.decided_by_id IS NOT NULL AND a.decided_by_id <> a.requested_by_id
           AND (a.decided_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date <= a.ends_on
    );
END $$;
"""


class Migration(AtOnce):

    replaces = [('assessments', '0001_initial'), ('assessments', '0002_roll_up'), ('assessments', '0003_updates_in_place'), ('assessments', '0004_cell_save'), ('assessments', '0005_comments'), ('assessments', '0006_decided_verdicts'), ('assessments', '0007_sheets_by_name'), ('assessments', '0008_hand_ins_and_carry_rules'), ('assessments', '0009_three_sides'), ('assessments', '0010_amendments_after_the_freeze'), ('assessments', '0011_editions'), ('assessments', '0012_hand_ins_of_frozen_sheets'), ('assessments', '0013_urging')]

    initial = True

    dependencies = [
        ('criteria', '0008_thresholds_of_ministries'),
        ('files', '0002_blob_text'),
        ('organisations', '0004_seats_never_held_may_repeat'),
        ('territory', '0005_who_issued_the_resolution'),
    ]

    operations = [
        migrations.CreateModel(
            name='AssessmentRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('period', models.CharField(max_length=30)),
                ('year', models.PositiveIntegerField()),
                ('territory_on', models.DateField()),
                ('state', models.CharField(choices=[('DRAFT', 'đang chuẩn bị'), ('OPEN', 'đang mở'), ('FROZEN', 'đã chốt'), ('CANCELLED', 'đã hủy')], default='DRAFT', max_length=10)),
                ('entry_due_on', models.DateField()),
                ('verify_due_on', models.DateField()),
                ('freeze_due_on', models.DateField()),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('frozen_at', models.DateTimeField(blank=True, null=True)),
                ('frozen_hash', models.CharField(blank=True, max_length=64)),
                ('previous', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.assessmentround')),
                ('province', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.adminunit')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='criteria.setversion')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('entry_due_on__lte', models.F('verify_due_on')), ('verify_due_on__lte', models.F('freeze_due_on'))), name='round_due_dates_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'FROZEN'), _negated=True), models.Q(('frozen_hash', ''), _negated=True), _connector='OR'), name='round_frozen_has_hash')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_assessmentroundhistoryevent" ("entry_due_on", "freeze_due_on", "frozen_at", "frozen_hash", "id", "opened_at", "period", "pgh_created_at", "pgh_label", "pgh_obj_id", "previous_id", "province_id", "state", "territory_on", "title", "verify_due_on", "version_id", "year") VALUES (NEW."entry_due_on", NEW."freeze_due_on", NEW."frozen_at", NEW."frozen_hash", NEW."id", NEW."opened_at", NEW."period", NOW(), \'insert\', NEW."id", NEW."previous_id", NEW."province_id", NEW."state", NEW."territory_on", NEW."title", NEW."verify_due_on", NEW."version_id", NEW."year"); RETURN NULL;', hash='e4a2479e2253aacf4f0807d531b6ec704ddc852e', operation='INSERT', pgid='pgtrigger_insert_insert_c975f', table='assessments_assessmentround', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "assessments_assessmentroundhistoryevent" ("entry_due_on", "freeze_due_on", "frozen_at", "frozen_hash", "id", "opened_at", "period", "pgh_created_at", "pgh_label", "pgh_obj_id", "previous_id", "province_id", "state", "territory_on", "title", "verify_due_on", "version_id", "year") VALUES (NEW."entry_due_on", NEW."freeze_due_on", NEW."frozen_at", NEW."frozen_hash", NEW."id", NEW."opened_at", NEW."period", NOW(), \'update\', NEW."id", NEW."previous_id", NEW."province_id", NEW."state", NEW."territory_on", NEW."title", NEW."verify_due_on", NEW."version_id", NEW."year"); RETURN NULL;', hash='a57eddf4850a3b8fff57a5bd136c442a04e0a824', operation='UPDATE', pgid='pgtrigger_update_update_33a22', table='assessments_assessmentround', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_assessmentroundhistoryevent" ("entry_due_on", "freeze_due_on", "frozen_at", "frozen_hash", "id", "opened_at", "period", "pgh_created_at", "pgh_label", "pgh_obj_id", "previous_id", "province_id", "state", "territory_on", "title", "verify_due_on", "version_id", "year") VALUES (OLD."entry_due_on", OLD."freeze_due_on", OLD."frozen_at", OLD."frozen_hash", OLD."id", OLD."opened_at", OLD."period", NOW(), \'delete\', OLD."id", OLD."previous_id", OLD."province_id", OLD."state", OLD."territory_on", OLD."title", OLD."verify_due_on", OLD."version_id", OLD."year"); RETURN NULL;', hash='c05f29eee1bdb2b8e02b8995ae6c1724ea96bd5c', operation='DELETE', pgid='pgtrigger_delete_delete_50c68', table='assessments_assessmentround', when='AFTER')), pgtrigger.compiler.Trigger(name='state_moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM NEW."state" AND concat(OLD."state", \':\', NEW."state") <> ALL (\'{DRAFT:CANCELLED,DRAFT:OPEN,OPEN:FROZEN}\'::text[]))', func='\n                RAISE EXCEPTION \'dieuphoi: Invalid transition of "state" from "%" to "%" (%)\',\n                    OLD."state", NEW."state", TG_TABLE_NAME;\n            ', hash='d97ff3c1d1136aac5c699e8ac3eca31acf31937e', operation='UPDATE', pgid='pgtrigger_state_moves_0bb63', table='assessments_assessmentround', when='BEFORE')), pgtrigger.compiler.Trigger(name='kept_once_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" = \'FROZEN\')', func="\n            RAISE EXCEPTION 'dieuphoi: frozen, nothing of it changes (%)', TG_TABLE_NAME;\n        ", hash='54ffbf1cb1d5cf10f28127c321eb340ebdf4c21d', operation='UPDATE OR DELETE', pgid='pgtrigger_kept_once_frozen_a4f79', table='assessments_assessmentround', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='AssessmentRoundHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('period', models.CharField(max_length=30)),
                ('year', models.PositiveIntegerField()),
                ('territory_on', models.DateField()),
                ('state', models.CharField(choices=[('DRAFT', 'đang chuẩn bị'), ('OPEN', 'đang mở'), ('FROZEN', 'đã chốt'), ('CANCELLED', 'đã hủy')], default='DRAFT', max_length=10)),
                ('entry_due_on', models.DateField()),
                ('verify_due_on', models.DateField()),
                ('freeze_due_on', models.DateField()),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('frozen_at', models.DateTimeField(blank=True, null=True)),
                ('frozen_hash', models.CharField(blank=True, max_length=64)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='assessments.assessmentround')),
                ('previous', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='assessments.assessmentround')),
                ('province', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='territory.adminunit')),
                ('version', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='criteria.setversion')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2f3b2e4caea7dd28d3369426d54a85afb7ec46df', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_eb831', table='assessments_assessmentroundhistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Sheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit_name', models.CharField(max_length=140)),
                ('unit_code', models.CharField(max_length=12)),
                ('unit_key', models.TextField(db_collation='C')),
                ('classification', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('OPEN', 'xã đang nhập'), ('SUBMITTED', 'xã đã gửi'), ('VERIFYING', 'sở ngành đang thẩm định'), ('CONSOLIDATED', 'Văn phòng đã tổng hợp'), ('FROZEN', 'đã chốt')], default='OPEN', max_length=12)),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('round', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='assessments.assessmentround')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='territory.adminunit')),
            ],
            options={
                'indexes': [models.Index(fields=['round', 'unit_key'], name='sheet_round_order'), models.Index(fields=['round', 'state'], name='sheet_round_state'), models.Index(fields=['unit_key', 'unit_code', 'id'], name='sheet_name_order')],
                'constraints': [models.UniqueConstraint(fields=('round', 'unit'), name='one_sheet_per_commune')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_sheethistoryevent" ("classification", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "round_id", "state", "submitted_at", "unit_code", "unit_id", "unit_key", "unit_name") VALUES (NEW."classification", NEW."id", NOW(), \'insert\', NEW."id", NEW."round_id", NEW."state", NEW."submitted_at", NEW."unit_code", NEW."unit_id", NEW."unit_key", NEW."unit_name"); RETURN NULL;', hash='04fef839986e8da00f171f117e1a06f378eb78c6', operation='INSERT', pgid='pgtrigger_insert_insert_449af', table='assessments_sheet', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "assessments_sheethistoryevent" ("classification", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "round_id", "state", "submitted_at", "unit_code", "unit_id", "unit_key", "unit_name") VALUES (NEW."classification", NEW."id", NOW(), \'update\', NEW."id", NEW."round_id", NEW."state", NEW."submitted_at", NEW."unit_code", NEW."unit_id", NEW."unit_key", NEW."unit_name"); RETURN NULL;', hash='02d10cb67def13a1c6cc5d69cb7222b5a8f9c3b5', operation='UPDATE', pgid='pgtrigger_update_update_92583', table='assessments_sheet', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_sheethistoryevent" ("classification", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "round_id", "state", "submitted_at", "unit_code", "unit_id", "unit_key", "unit_name") VALUES (OLD."classification", OLD."id", NOW(), \'delete\', OLD."id", OLD."round_id", OLD."state", OLD."submitted_at", OLD."unit_code", OLD."unit_id", OLD."unit_key", OLD."unit_name"); RETURN NULL;', hash='9d5c69f7dacc90ac276855b4694ff039202bbccb', operation='DELETE', pgid='pgtrigger_delete_delete_508a1', table='assessments_sheet', when='AFTER')), pgtrigger.compiler.Trigger(name='state_moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM NEW."state" AND concat(OLD."state", \':\', NEW."state") <> ALL (\'{CONSOLIDATED:FROZEN,CONSOLIDATED:OPEN,OPEN:SUBMITTED,SUBMITTED:CONSOLIDATED,SUBMITTED:OPEN,SUBMITTED:VERIFYING,VERIFYING:CONSOLIDATED,VERIFYING:OPEN}\'::text[]))', func='\n                RAISE EXCEPTION \'dieuphoi: Invalid transition of "state" from "%" to "%" (%)\',\n                    OLD."state", NEW."state", TG_TABLE_NAME;\n            ', hash='5634b10b959d86377d55404d393b4d9c31622813', operation='UPDATE', pgid='pgtrigger_state_moves_88859', table='assessments_sheet', when='BEFORE')), pgtrigger.compiler.Trigger(name='kept_once_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" = \'FROZEN\')', func="\n            RAISE EXCEPTION 'dieuphoi: frozen, nothing of it changes (%)', TG_TABLE_NAME;\n        ", hash='867cd907bd197ffc60a8e9c36d095e644ec6f610', operation='UPDATE OR DELETE', pgid='pgtrigger_kept_once_frozen_757c7', table='assessments_sheet', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='IndicatorResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('judged_by', models.CharField(choices=[('figures', 'số liệu'), ('conclusion', 'kết luận của sở, ngành'), ('nothing', 'chưa chấm được, có thể kết luận bằng văn bản')], default='nothing', max_length=10)),
                ('verification', models.CharField(choices=[('EMPTY', 'chưa nhập'), ('ENTERED', 'chờ thẩm định'), ('RETURNED', 'bị trả lại'), ('ACCEPTED', 'đã chấp nhận'), ('CONCLUDED', 'đã có kết luận'), ('COUNTERED', 'sở, ngành ghi số khác'), ('DISPUTED', 'xã không đồng ý'), ('SETTLED', 'hội đồng đã quyết')], default='EMPTY', max_length=10)),
                ('verdict', models.CharField(choices=[('MET', 'đạt'), ('NOT_MET', 'chưa đạt'), ('NOT_APPLICABLE', 'không áp dụng'), ('UNDETERMINED', 'chưa xác định')], default='UNDETERMINED', max_length=16)),
                ('basis', models.CharField(blank=True, choices=[('COMPUTED', 'tính từ số liệu'), ('CONCLUDED', 'kết luận của sở, ngành'), ('IMPORTED', 'theo kết quả đã công bố'), ('MIXED', 'vừa tính, vừa kết luận'), ('', '–')], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=30)),
                ('entered_by', models.BigIntegerField(null=True)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('changed_at', models.DateTimeField(null=True)),
                ('criterion', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='criteria.criterion')),
                ('indicator', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='criteria.indicator')),
                ('owner', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.orgunit')),
                ('sheet', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='results', to='assessments.sheet')),
            ],
            options={
                'indexes': [models.Index(fields=['owner', 'sheet'], name='result_owner_sheet')],
                'constraints': [models.UniqueConstraint(fields=('sheet', 'indicator'), name='one_result_per_indicator')],
                'triggers': [pgtrigger.compiler.Trigger(name='verification_moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."verification" IS DISTINCT FROM NEW."verification" AND concat(OLD."verification", \':\', NEW."verification") <> ALL (\'{ACCEPTED:CONCLUDED,ACCEPTED:COUNTERED,ACCEPTED:RETURNED,ACCEPTED:SETTLED,CONCLUDED:DISPUTED,CONCLUDED:RETURNED,CONCLUDED:SETTLED,COUNTERED:CONCLUDED,COUNTERED:COUNTERED,COUNTERED:DISPUTED,COUNTERED:EMPTY,COUNTERED:ENTERED,COUNTERED:RETURNED,COUNTERED:SETTLED,DISPUTED:ACCEPTED,DISPUTED:CONCLUDED,DISPUTED:COUNTERED,DISPUTED:EMPTY,DISPUTED:ENTERED,DISPUTED:RETURNED,DISPUTED:SETTLED,EMPTY:CONCLUDED,EMPTY:COUNTERED,EMPTY:ENTERED,EMPTY:SETTLED,ENTERED:ACCEPTED,ENTERED:CONCLUDED,ENTERED:COUNTERED,ENTERED:EMPTY,ENTERED:ENTERED,ENTERED:RETURNED,ENTERED:SETTLED,RETURNED:COUNTERED,RETURNED:EMPTY,RETURNED:ENTERED,RETURNED:SETTLED,SETTLED:ACCEPTED,SETTLED:CONCLUDED,SETTLED:COUNTERED,SETTLED:DISPUTED,SETTLED:EMPTY,SETTLED:ENTERED,SETTLED:RETURNED,SETTLED:SETTLED}\'::text[]))', func='\n                RAISE EXCEPTION \'dieuphoi: Invalid transition of "verification" from "%" to "%" (%)\',\n                    OLD."verification", NEW."verification", TG_TABLE_NAME;\n            ', hash='393657f66c0aed925fc763d5142964341139732a', operation='UPDATE', pgid='pgtrigger_verification_moves_feda8', table='assessments_indicatorresult', when='BEFORE')), pgtrigger.compiler.Trigger(name='kept_when_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT 1 FROM (SELECT DISTINCT sheet_id FROM added UNION SELECT DISTINCT sheet_id FROM before) a\n                JOIN assessments_sheet s ON s.id = a.sheet_id\n                WHERE s.state = 'FROZEN' AND NOT assessments_amending(s.id)\n            ) THEN\n                RAISE EXCEPTION 'dieuphoi: the sheet is frozen (%)', TG_TABLE_NAME;\n            END IF;\n            RETURN NULL;\n        ", hash='70b3f1bc252ea4b11f2361be99b405d308e28099', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_kept_when_frozen_af664', referencing='REFERENCING OLD TABLE AS before  NEW TABLE AS added ', table='assessments_indicatorresult', when='AFTER')), pgtrigger.compiler.Trigger(name='not_on_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                WITH held AS (\n                    SELECT s.id, s.state FROM assessments_sheet s\n                    WHERE s.id IN (SELECT sheet_id FROM added) ORDER BY s.id FOR KEY SHARE\n                ) SELECT 1 FROM held WHERE held.state = 'FROZEN' AND NOT assessments_amending(held.id)\n            ) THEN\n                RAISE EXCEPTION 'dieuphoi: the sheet is frozen (%)', TG_TABLE_NAME;\n            END IF;\n            RETURN NULL;\n        ", hash='7f527eed6b8b14a2a009a4f9e152f07f235eb963', level='STATEMENT', operation='INSERT', pgid='pgtrigger_not_on_frozen_00493', referencing='REFERENCING NEW TABLE AS added ', table='assessments_indicatorresult', when='AFTER')), pgtrigger.compiler.Trigger(name='not_from_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                IF EXISTS (\n                    SELECT 1 FROM (SELECT DISTINCT sheet_id FROM gone) a\n                    JOIN assessments_sheet s ON s.id = a.sheet_id WHERE s.state = 'FROZEN'\n                ) THEN\n                    RAISE EXCEPTION 'dieuphoi: the sheet is frozen (%)', TG_TABLE_NAME;\n                END IF;\n                RETURN NULL;\n            ", hash='8354c6216a0450ccb1981115256083f9dc4fe28f', level='STATEMENT', operation='DELETE', pgid='pgtrigger_not_from_frozen_db714', referencing='REFERENCING OLD TABLE AS gone ', table='assessments_indicatorresult', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('name', models.CharField(max_length=200)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('blob', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.blob')),
                ('indicator', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='criteria.indicator')),
                ('sheet', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='assessments.sheet')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['sheet', 'indicator'], name='evidence_sheet_indicator')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='36c9116a081dfdbe1ce923b87e13296db476e69b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ce487', table='assessments_evidence', when='BEFORE')), pgtrigger.compiler.Trigger(name='not_on_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                WITH held AS (\n                    SELECT s.id, s.state FROM assessments_sheet s\n                    WHERE s.id IN (SELECT sheet_id FROM added) ORDER BY s.id FOR KEY SHARE\n                ) SELECT 1 FROM held WHERE held.state = 'FROZEN' AND NOT assessments_amending(held.id)\n            ) THEN\n                RAISE EXCEPTION 'dieuphoi: the sheet is frozen (%)', TG_TABLE_NAME;\n            END IF;\n            RETURN NULL;\n        ", hash='2f0085c2a9e8574b74d80b92a19448b1e3c24871', level='STATEMENT', operation='INSERT', pgid='pgtrigger_not_on_frozen_b391c', referencing='REFERENCING NEW TABLE AS added ', table='assessments_evidence', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='CriterionResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('MET', 'đạt'), ('NOT_MET', 'chưa đạt'), ('NOT_APPLICABLE', 'không áp dụng'), ('UNDETERMINED', 'chưa xác định')], default='UNDETERMINED', max_length=16)),
                ('basis', models.CharField(blank=True, choices=[('COMPUTED', 'tính từ số liệu'), ('CONCLUDED', 'kết luận của sở, ngành'), ('IMPORTED', 'theo kết quả đã công bố'), ('MIXED', 'vừa tính, vừa kết luận'), ('', '–')], max_length=10)),
                ('not_entered', models.BooleanField(default=True)),
                ('met', models.PositiveSmallIntegerField(default=0)),
                ('total', models.PositiveSmallIntegerField(default=0)),
                ('criterion', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='criteria.criterion')),
                ('sheet', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='criteria', to='assessments.sheet')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('sheet', 'criterion'), name='one_result_per_criterion')],
                'triggers': [pgtrigger.compiler.Trigger(name='kept_when_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT 1 FROM (SELECT DISTINCT sheet_id FROM added UNION SELECT DISTINCT sheet_id FROM before) a\n                JOIN assessments_sheet s ON s.id = a.sheet_id\n                WHERE s.state = 'FROZEN' AND NOT assessments_amending(s.id)\n            ) THEN\n                RAISE EXCEPTION 'dieuphoi: the sheet is frozen (%)', TG_TABLE_NAME;\n            END IF;\n            RETURN NULL;\n        ", hash='57c4957d727b9bea761dedf90d34ef9e265fa000', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_kept_when_frozen_ec95f', referencing='REFERENCING OLD TABLE AS before  NEW TABLE AS added ', table='assessments_criterionresult', when='AFTER')), pgtrigger.compiler.Trigger(name='not_on_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                WITH held AS (\n                    SELECT s.id, s.state FROM assessments_sheet s\n                    WHERE s.id IN (SELECT sheet_id FROM added) ORDER BY s.id FOR KEY SHARE\n                ) SELECT 1 FROM held WHERE held.state = 'FROZEN' AND NOT assessments_amending(held.id)\n            ) THEN\n                RAISE EXCEPTION 'dieuphoi: the sheet is frozen (%)', TG_TABLE_NAME;\n            END IF;\n            RETURN NULL;\n        ", hash='02b185ca7a91aa738a627ec807ca6c39a7d2151b', level='STATEMENT', operation='INSERT', pgid='pgtrigger_not_on_frozen_24571', referencing='REFERENCING NEW TABLE AS added ', table='assessments_criterionresult', when='AFTER')), pgtrigger.compiler.Trigger(name='not_from_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                IF EXISTS (\n                    SELECT 1 FROM (SELECT DISTINCT sheet_id FROM gone) a\n                    JOIN assessments_sheet s ON s.id = a.sheet_id WHERE s.state = 'FROZEN'\n                ) THEN\n                    RAISE EXCEPTION 'dieuphoi: the sheet is frozen (%)', TG_TABLE_NAME;\n                END IF;\n                RETURN NULL;\n            ", hash='6ed879f2120f8ff0557ad505593fff13c203497e', level='STATEMENT', operation='DELETE', pgid='pgtrigger_not_from_frozen_ce3f9', referencing='REFERENCING OLD TABLE AS gone ', table='assessments_criterionresult', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='SheetHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('unit_name', models.CharField(max_length=140)),
                ('unit_code', models.CharField(max_length=12)),
                ('unit_key', models.TextField(db_collation='C')),
                ('classification', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('OPEN', 'xã đang nhập'), ('SUBMITTED', 'xã đã gửi'), ('VERIFYING', 'sở ngành đang thẩm định'), ('CONSOLIDATED', 'Văn phòng đã tổng hợp'), ('FROZEN', 'đã chốt')], default='OPEN', max_length=12)),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='assessments.sheet')),
                ('round', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='assessments.assessmentround')),
                ('unit', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='territory.adminunit')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b3a1928b7338c5258afa6d7cfa063a2eec1ce3a8', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_7a613', table='assessments_sheethistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='SheetRollup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('marks', models.CharField(max_length=80)),
                ('bases', models.CharField(max_length=80)),
                ('entered', models.PositiveSmallIntegerField(default=0)),
                ('waiting', models.PositiveSmallIntegerField(default=0)),
                ('returned', models.PositiveSmallIntegerField(default=0)),
                ('verified', models.PositiveSmallIntegerField(default=0)),
                ('total', models.PositiveSmallIntegerField(default=0)),
                ('criteria_met', models.PositiveSmallIntegerField(default=0)),
                ('criteria_not_met', models.PositiveSmallIntegerField(default=0)),
                ('criteria_total', models.PositiveSmallIntegerField(default=0)),
                ('qualifies', models.BooleanField(default=False)),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.assessmentround')),
                ('sheet', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='rollup', to='assessments.sheet')),
            ],
            options={
                'triggers': [pgtrigger.compiler.Trigger(name='kept_when_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                SELECT 1 FROM (SELECT DISTINCT sheet_id FROM added UNION SELECT DISTINCT sheet_id FROM before) a\n                JOIN assessments_sheet s ON s.id = a.sheet_id\n                WHERE s.state = 'FROZEN' AND NOT assessments_amending(s.id)\n            ) THEN\n                RAISE EXCEPTION 'dieuphoi: the sheet is frozen (%)', TG_TABLE_NAME;\n            END IF;\n            RETURN NULL;\n        ", hash='a353cb743978d45f68b63383d3fbd9ab25ab150e', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_kept_when_frozen_3df37', referencing='REFERENCING OLD TABLE AS before  NEW TABLE AS added ', table='assessments_sheetrollup', when='AFTER')), pgtrigger.compiler.Trigger(name='not_on_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                WITH held AS (\n                    SELECT s.id, s.state FROM assessments_sheet s\n                    WHERE s.id IN (SELECT sheet_id FROM added) ORDER BY s.id FOR KEY SHARE\n                ) SELECT 1 FROM held WHERE held.state = 'FROZEN' AND NOT assessments_amending(held.id)\n            ) THEN\n                RAISE EXCEPTION 'dieuphoi: the sheet is frozen (%)', TG_TABLE_NAME;\n            END IF;\n            RETURN NULL;\n        ", hash='d538631e7f40be40c7db06d3eb7d202142dc05f8', level='STATEMENT', operation='INSERT', pgid='pgtrigger_not_on_frozen_198ad', referencing='REFERENCING NEW TABLE AS added ', table='assessments_sheetrollup', when='AFTER')), pgtrigger.compiler.Trigger(name='not_from_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                IF EXISTS (\n                    SELECT 1 FROM (SELECT DISTINCT sheet_id FROM gone) a\n                    JOIN assessments_sheet s ON s.id = a.sheet_id WHERE s.state = 'FROZEN'\n                ) THEN\n                    RAISE EXCEPTION 'dieuphoi: the sheet is frozen (%)', TG_TABLE_NAME;\n                END IF;\n                RETURN NULL;\n            ", hash='2e88868f673669531ae43f26593eb111ef541191', level='STATEMENT', operation='DELETE', pgid='pgtrigger_not_from_frozen_6cd60', referencing='REFERENCING OLD TABLE AS gone ', table='assessments_sheetrollup', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='SheetSigner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('signer_id', models.BigIntegerField()),
                ('step', models.CharField(max_length=12)),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signers', to='assessments.sheet')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('sheet', 'signer_id'), name='one_step_per_signer')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1cdbeac601daaf2af5618532f9ca2197e15d4d2a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_59504', table='assessments_sheetsigner', when='BEFORE')), pgtrigger.compiler.Trigger(name='not_on_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                WITH held AS (\n                    SELECT s.id, s.state FROM assessments_sheet s\n                    WHERE s.id IN (SELECT sheet_id FROM added) ORDER BY s.id FOR KEY SHARE\n                ) SELECT 1 FROM held WHERE held.state = 'FROZEN' AND NOT assessments_amending(held.id)\n            ) THEN\n                RAISE EXCEPTION 'dieuphoi: the sheet is frozen (%)', TG_TABLE_NAME;\n            END IF;\n            RETURN NULL;\n        ", hash='03b5b2498ca20493df9d4ba779322db5f4ca0972', level='STATEMENT', operation='INSERT', pgid='pgtrigger_not_on_frozen_5baea', referencing='REFERENCING NEW TABLE AS added ', table='assessments_sheetsigner', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='SheetSnapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('content', models.BinaryField()),
                ('sha256', models.CharField(max_length=64)),
                ('engine_version', models.CharField(max_length=20)),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='snapshots', to='assessments.assessmentround')),
                ('sheet', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='snapshots', to='assessments.sheet')),
                ('edition', models.PositiveSmallIntegerField(default=1)),
                ('round_edition', models.PositiveSmallIntegerField(default=1)),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('sheet', 'edition'), name='snapshot_once_an_edition'), models.CheckConstraint(condition=models.Q(models.Q(('edition', 1), ('round_edition', 1)), models.Q(('edition__gt', 1), ('round_edition__gt', 1)), _connector='OR'), name='snapshot_editions_together')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5b36921f0e6c41dc5d19340397effceeccc7e8f3', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a0f61', table='assessments_sheetsnapshot', when='BEFORE')), pgtrigger.compiler.Trigger(name='not_on_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                WITH held AS (\n                    SELECT s.id, s.state FROM assessments_sheet s\n                    WHERE s.id IN (SELECT sheet_id FROM added) ORDER BY s.id FOR KEY SHARE\n                ) SELECT 1 FROM held WHERE held.state = 'FROZEN' AND NOT assessments_amending(held.id)\n            ) THEN\n                RAISE EXCEPTION 'dieuphoi: the sheet is frozen (%)', TG_TABLE_NAME;\n            END IF;\n            RETURN NULL;\n        ", hash='c20d9f21d6ac2ffcdd5ae088025c7eb86c6374a6', level='STATEMENT', operation='INSERT', pgid='pgtrigger_not_on_frozen_1bcea', referencing='REFERENCING NEW TABLE AS added ', table='assessments_sheetsnapshot', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='Value',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('part', models.CharField(blank=True, max_length=60)),
                ('side', models.CharField(choices=[('commune', 'xã'), ('department', 'sở, ngành'), ('council', 'hội đồng')], default='commune', max_length=10)),
                ('number', models.DecimalField(decimal_places=6, max_digits=24, null=True)),
                ('text', models.TextField(blank=True)),
                ('numerator', models.DecimalField(decimal_places=6, max_digits=24, null=True)),
                ('denominator', models.DecimalField(decimal_places=6, max_digits=24, null=True)),
                ('standard', models.CharField(blank=True, max_length=60)),
                ('applicable', models.BooleanField(null=True)),
                ('explanation', models.TextField(blank=True)),
                ('cleared', models.BooleanField(default=False)),
                ('on_behalf', models.BooleanField(default=False)),
                ('import_run_id', models.BigIntegerField(null=True)),
                ('indicator', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='criteria.indicator')),
                ('sheet', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='values', to='assessments.sheet')),
                ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='assessments.value')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['sheet', 'indicator'], name='value_sheet_indicator')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('supersedes__isnull', True)), fields=('sheet', 'indicator', 'part', 'side'), name='value_chain_starts_once'), models.CheckConstraint(condition=models.Q(models.Q(('denominator__isnull', True), ('numerator__isnull', True)), models.Q(('denominator__isnull', False), ('numerator__isnull', False)), _connector='OR'), name='value_share_is_whole')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='16da7ecd465d0b7c28daac0654bb6d7f6e7c8fcb', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8629e', table='assessments_value', when='BEFORE')), pgtrigger.compiler.Trigger(name='not_for_two_sides', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.side <> 'commune' AND NOT NEW.cleared)", func="\n                    IF EXISTS (\n                        SELECT 1 FROM assessments_value v\n                         WHERE v.sheet_id = NEW.sheet_id AND v.indicator_id = NEW.indicator_id\n                           AND v.actor_id = NEW.actor_id AND v.side <> NEW.side AND v.side <> 'council'\n                           AND NOT v.cleared\n                           AND NOT EXISTS (SELECT 1 FROM assessments_value w WHERE w.supersedes_id = v.id)\n                    ) THEN\n                        RAISE EXCEPTION 'dieuphoi: nobody both enters and verifies the same value';\n                    END IF;\n                    RETURN NEW;\n                ", hash='aac19fe07e042080f6488d1b88a888afedb4705a', operation='INSERT', pgid='pgtrigger_not_for_two_sides_57401', table='assessments_value', when='BEFORE')), pgtrigger.compiler.Trigger(name='not_on_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                WITH held AS (\n                    SELECT s.id, s.state FROM assessments_sheet s\n                    WHERE s.id IN (SELECT sheet_id FROM added) ORDER BY s.id FOR KEY SHARE\n                ) SELECT 1 FROM held WHERE held.state = 'FROZEN' AND NOT assessments_amending(held.id)\n            ) THEN\n                RAISE EXCEPTION 'dieuphoi: the sheet is frozen (%)', TG_TABLE_NAME;\n            END IF;\n            RETURN NULL;\n        ", hash='dd183e0c22bc0c6fd6e38189bb99316cf2dedd66', level='STATEMENT', operation='INSERT', pgid='pgtrigger_not_on_frozen_3ae44', referencing='REFERENCING NEW TABLE AS added ', table='assessments_value', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='Verified',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('decision', models.CharField(choices=[('accept', 'chấp nhận'), ('return', 'trả lại'), ('conclude', 'kết luận'), ('counter', 'ghi số khác'), ('take_back', 'rút số của cơ quan'), ('dispute', 'xã không đồng ý'), ('uphold', 'giữ số của cơ quan'), ('council', 'quyết định của hội đồng'), ('withdraw', 'rút quyết định đã ghi')], max_length=10)),
                ('comment', models.TextField(blank=True)),
                ('verdict', models.CharField(blank=True, choices=[('MET', 'đạt'), ('NOT_MET', 'chưa đạt'), ('NOT_APPLICABLE', 'không áp dụng'), ('UNDETERMINED', 'chưa xác định')], max_length=16)),
                ('document', models.CharField(blank=True, max_length=200)),
                ('indicator', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='criteria.indicator')),
                ('org', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.orgunit')),
                ('sheet', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='verifications', to='assessments.sheet')),
                ('document_on', models.DateField(null=True)),
                ('was', models.CharField(blank=True, choices=[('EMPTY', 'chưa nhập'), ('ENTERED', 'chờ thẩm định'), ('RETURNED', 'bị trả lại'), ('ACCEPTED', 'đã chấp nhận'), ('CONCLUDED', 'đã có kết luận'), ('COUNTERED', 'sở, ngành ghi số khác'), ('DISPUTED', 'xã không đồng ý'), ('SETTLED', 'hội đồng đã quyết')], max_length=10)),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['sheet', 'indicator'], name='verified_sheet_indicator')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decision', 'conclude'), _negated=True), models.Q(models.Q(('verdict', ''), _negated=True), models.Q(('document', ''), _negated=True)), _connector='OR'), name='conclusion_has_document'), models.CheckConstraint(condition=models.Q(models.Q(('decision', 'return'), _negated=True), models.Q(('comment', ''), _negated=True), _connector='OR'), name='return_has_comment'), models.CheckConstraint(condition=models.Q(models.Q(('decision__in', ['counter', 'take_back', 'dispute', 'uphold', 'withdraw']), _negated=True), models.Q(('comment', ''), _negated=True), _connector='OR'), name='argument_has_reason'), models.CheckConstraint(condition=models.Q(models.Q(('decision', 'council'), _negated=True), models.Q(models.Q(('document', ''), _negated=True), ('document_on__isnull', False)), _connector='OR'), name='council_has_minutes')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3c3364aeeb0c4df1698c04915b2c077ce41e68d7', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_98ada', table='assessments_verified', when='BEFORE')), pgtrigger.compiler.Trigger(name='not_by_who_entered', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF EXISTS (\n                        SELECT 1 FROM added a JOIN assessments_value v\n                          ON v.sheet_id = a.sheet_id AND v.indicator_id = a.indicator_id\n                         WHERE v.actor_id = a.actor_id AND NOT v.cleared AND a.decision <> 'dispute'\n                           AND (v.side = 'commune' OR (a.decision IN ('council', 'withdraw') AND v.side <> 'council'))\n                           AND NOT EXISTS (SELECT 1 FROM assessments_value w WHERE w.supersedes_id = v.id)\n                    ) OR EXISTS (\n                        SELECT 1 FROM added a JOIN assessments_verified b\n                          ON b.sheet_id = a.sheet_id AND b.indicator_id = a.indicator_id\n                         WHERE a.decision IN ('council', 'withdraw') AND b.actor_id = a.actor_id\n                           AND b.decision NOT IN ('council', 'withdraw', 'dispute')\n                    ) THEN\n                        RAISE EXCEPTION 'dieuphoi: nobody both enters and verifies the same value';\n                    END IF;\n                    RETURN NULL;\n                ", hash='b9861a4a8ebf20f3e04f0b0564fa8eb557366ead', level='STATEMENT', operation='INSERT', pgid='pgtrigger_not_by_who_entered_db962', referencing='REFERENCING NEW TABLE AS added ', table='assessments_verified', when='AFTER')), pgtrigger.compiler.Trigger(name='not_on_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                WITH held AS (\n                    SELECT s.id, s.state FROM assessments_sheet s\n                    WHERE s.id IN (SELECT sheet_id FROM added) ORDER BY s.id FOR KEY SHARE\n                ) SELECT 1 FROM held WHERE held.state = 'FROZEN' AND NOT assessments_amending(held.id)\n            ) THEN\n                RAISE EXCEPTION 'dieuphoi: the sheet is frozen (%)', TG_TABLE_NAME;\n            END IF;\n            RETURN NULL;\n        ", hash='03e89b907d9c472f4f8cab7dfe7c9c2023c06adc', level='STATEMENT', operation='INSERT', pgid='pgtrigger_not_on_frozen_b1830', referencing='REFERENCING NEW TABLE AS added ', table='assessments_verified', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='RoundComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('text', models.TextField()),
                ('anchor', models.CharField(blank=True, max_length=200)),
                ('mentions', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, size=None)),
                ('author_name', models.CharField(max_length=200)),
                ('reply_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='assessments.roundcomment')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='assessments.assessmentround')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ffbae7e6b1b336890a0266323b0037fd3ff79136', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3570f', table='assessments_roundcomment', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='RoundCommentMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('is_resolved', models.BooleanField()),
                ('marker_name', models.CharField(max_length=200)),
                ('comment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='assessments.roundcomment')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3603477ecbaa9738230c6bd38cf1a6e526aa2ba4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_07f5e', table='assessments_roundcommentmark', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='SheetComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('text', models.TextField()),
                ('anchor', models.CharField(blank=True, max_length=200)),
                ('mentions', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, size=None)),
                ('author_name', models.CharField(max_length=200)),
                ('reply_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='assessments.sheetcomment')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='assessments.sheet')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d62cbf436a0fc3d343c9a10f7ea539d0c36cb75b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_7f535', table='assessments_sheetcomment', when='BEFORE')), pgtrigger.compiler.Trigger(name='not_on_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                WITH held AS (\n                    SELECT s.id, s.state FROM assessments_sheet s\n                    WHERE s.id IN (SELECT sheet_id FROM added) ORDER BY s.id FOR KEY SHARE\n                ) SELECT 1 FROM held WHERE held.state = 'FROZEN' AND NOT assessments_amending(held.id)\n            ) THEN\n                RAISE EXCEPTION 'dieuphoi: the sheet is frozen (%)', TG_TABLE_NAME;\n            END IF;\n            RETURN NULL;\n        ", hash='79641e30428bf33a7469eabb75cb8f6fe6ccfd14', level='STATEMENT', operation='INSERT', pgid='pgtrigger_not_on_frozen_39147', referencing='REFERENCING NEW TABLE AS added ', table='assessments_sheetcomment', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='SheetCommentMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('is_resolved', models.BooleanField()),
                ('marker_name', models.CharField(max_length=200)),
                ('comment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='assessments.sheetcomment')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ff6bf7a849a0dd223078bcd110a31e98cbded240', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3f00e', table='assessments_sheetcommentmark', when='BEFORE')), pgtrigger.compiler.Trigger(name='not_on_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF EXISTS (\n                        SELECT 1 FROM assessments_sheetcomment c JOIN assessments_sheet s ON s.id = c.sheet_id\n                        WHERE c.id = NEW.comment_id AND s.state = 'FROZEN'\n                    ) THEN\n                        RAISE EXCEPTION 'dieuphoi: the sheet is frozen (%)', TG_TABLE_NAME;\n                    END IF;\n                    RETURN NEW;\n                ", hash='644c6c02fd61a8fc46933e8986e44e6d4ec2f22e', operation='INSERT', pgid='pgtrigger_not_on_frozen_869f6', table='assessments_sheetcommentmark', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='DecidedSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('territory_on', models.DateField()),
                ('unit_name', models.CharField(max_length=140)),
                ('unit_code', models.CharField(blank=True, max_length=12)),
                ('unit_key', models.TextField(db_collation='C')),
                ('marks', models.CharField(blank=True, max_length=80)),
                ('criteria_met', models.PositiveSmallIntegerField(default=0)),
                ('criteria_not_met', models.PositiveSmallIntegerField(default=0)),
                ('criteria_total', models.PositiveSmallIntegerField(default=0)),
                ('reported_met', models.PositiveSmallIntegerField(null=True)),
                ('told', models.PositiveIntegerField(default=0)),
                ('province', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.adminunit')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decided', to='territory.adminunit')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decided', to='criteria.setversion')),
            ],
            options={
                'indexes': [models.Index(fields=['province', 'version', 'year', 'unit_key'], name='decided_of_province')],
                'constraints': [models.UniqueConstraint(fields=('unit', 'version', 'year'), name='decided_once_a_year')],
            },
        ),
        migrations.CreateModel(
            name='DecidedYear',
            fields=[
            ],
            options={
                'proxy': True,
                'base_manager_name': 'objects',
            },
            bases=('assessments.decidedsheet',),
        ),
        migrations.CreateModel(
            name='DecidedTotal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('document', models.CharField(max_length=200)),
                ('document_on', models.DateField(null=True)),
                ('source', models.CharField(blank=True, max_length=300)),
                ('withdrawn', models.BooleanField(default=False)),
                ('import_run_id', models.BigIntegerField(null=True)),
                ('met', models.PositiveSmallIntegerField()),
                ('sheet', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='totals', to='assessments.decidedsheet')),
                ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='assessments.decidedtotal')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('import_run_id__isnull', False)), fields=['import_run_id'], name='decided_total_run')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('supersedes__isnull', True)), fields=('sheet',), name='decided_total_starts_once'), models.CheckConstraint(condition=models.Q(('document', ''), _negated=True), name='decided_total_has_document')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e8c1e3c8d0e376822a800af7a552bcb70b453903', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_35ff1', table='assessments_decidedtotal', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='DecidedVerdict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('document', models.CharField(max_length=200)),
                ('document_on', models.DateField(null=True)),
                ('source', models.CharField(blank=True, max_length=300)),
                ('withdrawn', models.BooleanField(default=False)),
                ('import_run_id', models.BigIntegerField(null=True)),
                ('verdict', models.CharField(choices=[('MET', 'đạt'), ('NOT_MET', 'chưa đạt'), ('NOT_APPLICABLE', 'không áp dụng'), ('UNDETERMINED', 'chưa xác định')], max_length=16)),
                ('said', models.CharField(blank=True, max_length=60)),
                ('criterion', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='criteria.criterion')),
                ('indicator', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='criteria.indicator')),
                ('sheet', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='verdicts', to='assessments.decidedsheet')),
                ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='assessments.decidedverdict')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['sheet', 'criterion'], name='decided_sheet_criterion'), models.Index(condition=models.Q(('import_run_id__isnull', False)), fields=['import_run_id'], name='decided_run')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('indicator__isnull', True), ('supersedes__isnull', True)), fields=('sheet', 'criterion'), name='decided_criterion_starts_once'), models.UniqueConstraint(condition=models.Q(('indicator__isnull', False), ('supersedes__isnull', True)), fields=('sheet', 'indicator'), name='decided_indicator_starts_once'), models.CheckConstraint(condition=models.Q(('document', ''), _negated=True), name='decided_has_document')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b7f09a3e08836d4b0f018c861e877a8b90358685', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f1eac', table='assessments_decidedverdict', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='SheetSubmission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('due_on', models.DateField()),
                ('total', models.PositiveSmallIntegerField()),
                ('missing', models.PositiveSmallIntegerField()),
                ('doubtful', models.PositiveSmallIntegerField()),
                ('explained', models.PositiveSmallIntegerField()),
                ('carried', models.PositiveSmallIntegerField()),
                ('on_behalf', models.BooleanField(default=False)),
                ('reason', models.TextField(blank=True)),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='assessments.sheet')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d904a741eb23b82dfcb703fdf486a53152a9f241', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_94aac', table='assessments_sheetsubmission', when='BEFORE')), pgtrigger.compiler.Trigger(name='not_on_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF EXISTS (\n                WITH held AS (\n                    SELECT s.id, s.state FROM assessments_sheet s\n                    WHERE s.id IN (SELECT sheet_id FROM added) ORDER BY s.id FOR KEY SHARE\n                ) SELECT 1 FROM held WHERE held.state = 'FROZEN' AND NOT assessments_amending(held.id)\n            ) THEN\n                RAISE EXCEPTION 'dieuphoi: the sheet is frozen (%)', TG_TABLE_NAME;\n            END IF;\n            RETURN NULL;\n        ", hash='62ee97237dad47e91be6c4b297160b6f44b59961', level='STATEMENT', operation='INSERT', pgid='pgtrigger_not_on_frozen_e08a4', referencing='REFERENCING NEW TABLE AS added ', table='assessments_sheetsubmission', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='CarryRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('rule', models.CharField(blank=True, choices=[('sum', 'cộng'), ('weighted_mean', 'bình quân gia quyền theo mẫu số'), ('worst_of', 'lấy mức kém nhất'), ('not_comparable', 'không so sánh được')], max_length=16)),
                ('shared_by', models.CharField(blank=True, choices=[('population', 'dân số'), ('households', 'số hộ'), ('area', 'diện tích')], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('import_run_id', models.BigIntegerField(null=True)),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='criteria.indicator')),
                ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='assessments.carryrule')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(condition=models.Q(('supersedes__isnull', True)), fields=('indicator',), name='carry_rule_starts_once')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ed929ffdd4cc7ba6f645587fb5f9ade56d1f9e81', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_81447', table='assessments_carryrule', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='AfterFreezeTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(choices=[('paper_days', 'Ghi văn bản ký chốt trong (ngày sau khi chốt)'), ('amendment_days', 'Đề nghị điều chỉnh có hạn (ngày)')], max_length=20)),
                ('days', models.PositiveSmallIntegerField()),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('source', models.TextField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('days__gte', 1), ('days__lte', 3660)), name='term_positive')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_afterfreezetermhistoryevent" ("days", "id", "key", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "valid") VALUES (NEW."days", NEW."id", NEW."key", NOW(), \'insert\', NEW."id", NEW."source", NEW."valid"); RETURN NULL;', hash='170487da23e5a02338bde0f0615f1269005a8637', operation='INSERT', pgid='pgtrigger_insert_insert_5e8fd', table='assessments_afterfreezeterm', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "assessments_afterfreezetermhistoryevent" ("days", "id", "key", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "valid") VALUES (NEW."days", NEW."id", NEW."key", NOW(), \'update\', NEW."id", NEW."source", NEW."valid"); RETURN NULL;', hash='1685d7c0ff63501c5a2a337bf8e597347f9bf8e8', operation='UPDATE', pgid='pgtrigger_update_update_023b0', table='assessments_afterfreezeterm', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_afterfreezetermhistoryevent" ("days", "id", "key", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "valid") VALUES (OLD."days", OLD."id", OLD."key", NOW(), \'delete\', OLD."id", OLD."source", OLD."valid"); RETURN NULL;', hash='42783a8dbf1e890e617ba452ba67a444be596b5e', operation='DELETE', pgid='pgtrigger_delete_delete_ad357', table='assessments_afterfreezeterm', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='AfterFreezeTermHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('key', models.CharField(choices=[('paper_days', 'Ghi văn bản ký chốt trong (ngày sau khi chốt)'), ('amendment_days', 'Đề nghị điều chỉnh có hạn (ngày)')], max_length=20)),
                ('days', models.PositiveSmallIntegerField()),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('source', models.TextField()),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='assessments.afterfreezeterm')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9f96302ef7c8e3f053862c5ea60aa39a31b07f53', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4e99d', table='assessments_afterfreezetermhistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Amendment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('REQUESTED', 'chờ duyệt'), ('APPROVED', 'đang áp dụng'), ('APPLIED', 'đã áp dụng'), ('REJECTED', 'không được duyệt'), ('WITHDRAWN', 'đã rút'), ('LAPSED', 'hết hạn')], default='REQUESTED', max_length=10)),
                ('reason', models.TextField()),
                ('document', models.CharField(max_length=200)),
                ('document_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('requested_by_id', models.BigIntegerField()),
                ('requested_at', models.DateTimeField()),
                ('decided_by_id', models.BigIntegerField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decision_note', models.TextField(blank=True)),
                ('edition', models.PositiveSmallIntegerField(null=True)),
                ('round_edition', models.PositiveSmallIntegerField(null=True)),
                ('foreseen', models.JSONField(default=list)),
                ('tx', models.BigIntegerField(editable=False, null=True)),
                ('org', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.orgunit')),
                ('sheet', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='amendments', to='assessments.sheet')),
            ],
            options={
                'indexes': [models.Index(fields=['sheet', 'state'], name='amendment_sheet_state'), models.Index(condition=models.Q(('state', 'REQUESTED')), fields=['ends_on'], name='amendment_waits_until')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['REQUESTED', 'APPROVED'])), fields=('sheet',), name='one_amendment_waits'), models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), models.Q(('document', ''), _negated=True)), name='amendment_has_reason'), models.CheckConstraint(condition=models.Q(('decided_by_id__isnull', True), models.Q(('decided_by_id', models.F('requested_by_id')), _negated=True), _connector='OR'), name='amendment_needs_a_second_person'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', False), ('decided_by_id__isnull', False), ('state__in', ['APPROVED', 'APPLIED', 'REJECTED'])), models.Q(('state__in', ['REQUESTED', 'WITHDRAWN', 'LAPSED']), ('decided_at__isnull', True), ('decided_by_id__isnull', True)), _connector='OR'), name='amendment_decided_is_whole'), models.CheckConstraint(condition=models.Q(models.Q(('edition__gt', 1), ('round_edition__gt', 1), ('state', 'APPLIED')), models.Q(models.Q(('state', 'APPLIED'), _negated=True), ('edition__isnull', True), ('round_edition__isnull', True)), _connector='OR'), name='amendment_applied_has_edition')],
                'triggers': [pgtrigger.compiler.Trigger(name='state_moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM NEW."state" AND concat(OLD."state", \':\', NEW."state") <> ALL (\'{APPROVED:APPLIED,REQUESTED:APPROVED,REQUESTED:LAPSED,REQUESTED:REJECTED,REQUESTED:WITHDRAWN}\'::text[]))', func='\n                RAISE EXCEPTION \'dieuphoi: Invalid transition of "state" from "%" to "%" (%)\',\n                    OLD."state", NEW."state", TG_TABLE_NAME;\n            ', hash='0539bb904497c61213f47c1542a74fec8a984258', operation='UPDATE', pgid='pgtrigger_state_moves_b19c5', table='assessments_amendment', when='BEFORE')), pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='d5a6a80f8dd58b75165ca97b453f4721ce412638', operation='DELETE', pgid='pgtrigger_never_deleted_bc531', table='assessments_amendment', when='BEFORE')), pgtrigger.compiler.Trigger(name='asked_as_it_is', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF NEW.state <> 'REQUESTED' OR NEW.requested_by_id::text\n                       IS DISTINCT FROM current_setting('dieuphoi.actor', true) THEN\n                        RAISE EXCEPTION 'dieuphoi: an amendment is asked for by who acts (%)', TG_TABLE_NAME;\n                    END IF;\n                    IF NOT EXISTS (\n                        SELECT 1 FROM assessments_sheet s WHERE s.id = NEW.sheet_id AND s.state = 'FROZEN'\n                    ) THEN\n                        RAISE EXCEPTION 'dieuphoi: the sheet is not frozen (%)', TG_TABLE_NAME;\n                    END IF;\n                    NEW.tx := txid_current();\n                    RETURN NEW;\n                ", hash='d86c76bad7192a457ae6923d7e6520f2343cab67', operation='INSERT', pgid='pgtrigger_asked_as_it_is_664bc', table='assessments_amendment', when='BEFORE')), pgtrigger.compiler.Trigger(name='decided_as_asked', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF (OLD.sheet_id, OLD.reason, OLD.document, OLD.document_on, OLD.org_id, OLD.ends_on,\n                        OLD.requested_by_id, OLD.requested_at) IS DISTINCT FROM\n                       (NEW.sheet_id, NEW.reason, NEW.document, NEW.document_on, NEW.org_id, NEW.ends_on,\n                        NEW.requested_by_id, NEW.requested_at) THEN\n                        RAISE EXCEPTION 'dieuphoi: what was asked for stays as it was (%)', TG_TABLE_NAME;\n                    END IF;\n                    NEW.tx := OLD.tx;\n                    IF OLD.state = 'REQUESTED' AND NEW.state = 'APPROVED' THEN\n                        IF NEW.decided_by_id IS NULL OR NEW.decided_by_id = NEW.requested_by_id\n                           OR NEW.decided_by_id::text IS DISTINCT FROM current_setting('dieuphoi.actor', true) THEN\n                            RAISE EXCEPTION 'dieuphoi: an amendment needs a second person (%)', TG_TABLE_NAME;\n                        END IF;\n                        IF (NEW.decided_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date > NEW.ends_on THEN\n                            RAISE EXCEPTION 'dieuphoi: the amendment is over (%)', TG_TABLE_NAME;\n                        END IF;\n                        NEW.tx := txid_current();\n                    ELSIF OLD.state = 'APPROVED' AND OLD.tx <> txid_current() THEN\n                        RAISE EXCEPTION 'dieuphoi: approved in another transaction (%)', TG_TABLE_NAME;\n                    END IF;\n                    RETURN NEW;\n                ", hash='5e630d9936d392ffa272a1b27c513f5690e1efb4', operation='UPDATE', pgid='pgtrigger_decided_as_asked_1dda3', table='assessments_amendment', when='BEFORE')), pgtrigger.compiler.Trigger(name='approved_is_applied', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n                    IF EXISTS (\n                        SELECT 1 FROM assessments_amendment a WHERE a.id = NEW.id AND (a.state = 'APPROVED'\n                            OR (a.state = 'APPLIED' AND NOT EXISTS (\n                                SELECT 1 FROM assessments_sheetsnapshot s JOIN assessments_roundedition e\n                                  ON e.round_id = s.round_id AND e.edition = s.round_edition\n                                WHERE s.sheet_id = a.sheet_id AND s.edition = a.edition\n                                  AND e.amendment_id = a.id)))\n                    ) THEN\n                        RAISE EXCEPTION 'dieuphoi: an approved amendment is applied with its edition (%)',\n                            TG_TABLE_NAME;\n                    END IF;\n                    RETURN NULL;\n                ", hash='9b35d7da1fac35484da074d1b137e2e7bf5f4f9a', operation='INSERT OR UPDATE', pgid='pgtrigger_approved_is_applied_f844e', table='assessments_amendment', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')), pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_amendmenthistoryevent" ("decided_at", "decided_by_id", "decision_note", "document", "document_on", "edition", "ends_on", "foreseen", "id", "org_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "requested_at", "requested_by_id", "round_edition", "sheet_id", "state") VALUES (NEW."decided_at", NEW."decided_by_id", NEW."decision_note", NEW."document", NEW."document_on", NEW."edition", NEW."ends_on", NEW."foreseen", NEW."id", NEW."org_id", NOW(), \'insert\', NEW."id", NEW."reason", NEW."requested_at", NEW."requested_by_id", NEW."round_edition", NEW."sheet_id", NEW."state"); RETURN NULL;', hash='7e0aa38806c5771d5e34e8d517c4857dfad89202', operation='INSERT', pgid='pgtrigger_insert_insert_5c053', table='assessments_amendment', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."decided_at" IS DISTINCT FROM (NEW."decided_at") OR OLD."decided_by_id" IS DISTINCT FROM (NEW."decided_by_id") OR OLD."decision_note" IS DISTINCT FROM (NEW."decision_note") OR OLD."document" IS DISTINCT FROM (NEW."document") OR OLD."document_on" IS DISTINCT FROM (NEW."document_on") OR OLD."edition" IS DISTINCT FROM (NEW."edition") OR OLD."ends_on" IS DISTINCT FROM (NEW."ends_on") OR OLD."foreseen" IS DISTINCT FROM (NEW."foreseen") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."org_id" IS DISTINCT FROM (NEW."org_id") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."requested_at" IS DISTINCT FROM (NEW."requested_at") OR OLD."requested_by_id" IS DISTINCT FROM (NEW."requested_by_id") OR OLD."round_edition" IS DISTINCT FROM (NEW."round_edition") OR OLD."sheet_id" IS DISTINCT FROM (NEW."sheet_id") OR OLD."state" IS DISTINCT FROM (NEW."state"))', func='INSERT INTO "assessments_amendmenthistoryevent" ("decided_at", "decided_by_id", "decision_note", "document", "document_on", "edition", "ends_on", "foreseen", "id", "org_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "requested_at", "requested_by_id", "round_edition", "sheet_id", "state") VALUES (NEW."decided_at", NEW."decided_by_id", NEW."decision_note", NEW."document", NEW."document_on", NEW."edition", NEW."ends_on", NEW."foreseen", NEW."id", NEW."org_id", NOW(), \'update\', NEW."id", NEW."reason", NEW."requested_at", NEW."requested_by_id", NEW."round_edition", NEW."sheet_id", NEW."state"); RETURN NULL;', hash='6dcd8dbecad7e4047f7f806c9d97ec5f53ffc022', operation='UPDATE', pgid='pgtrigger_update_update_4c984', table='assessments_amendment', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_amendmenthistoryevent" ("decided_at", "decided_by_id", "decision_note", "document", "document_on", "edition", "ends_on", "foreseen", "id", "org_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "requested_at", "requested_by_id", "round_edition", "sheet_id", "state") VALUES (OLD."decided_at", OLD."decided_by_id", OLD."decision_note", OLD."document", OLD."document_on", OLD."edition", OLD."ends_on", OLD."foreseen", OLD."id", OLD."org_id", NOW(), \'delete\', OLD."id", OLD."reason", OLD."requested_at", OLD."requested_by_id", OLD."round_edition", OLD."sheet_id", OLD."state"); RETURN NULL;', hash='6c94f54a052c4aa3f067e7bddeca3d3cac9beb48', operation='DELETE', pgid='pgtrigger_delete_delete_273ee', table='assessments_amendment', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='AmendmentComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('text', models.TextField()),
                ('anchor', models.CharField(blank=True, max_length=200)),
                ('mentions', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, size=None)),
                ('author_name', models.CharField(max_length=200)),
                ('amendment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='assessments.amendment')),
                ('reply_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='assessments.amendmentcomment')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='99c1203368dc46d22130e0209b5b7552dc00794d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4eece', table='assessments_amendmentcomment', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='AmendmentCommentMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('is_resolved', models.BooleanField()),
                ('marker_name', models.CharField(max_length=200)),
                ('comment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='assessments.amendmentcomment')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2f44dd48a71f30637f52ea743b2470ced7121ac8', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0535b', table='assessments_amendmentcommentmark', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='AmendmentHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('state', models.CharField(choices=[('REQUESTED', 'chờ duyệt'), ('APPROVED', 'đang áp dụng'), ('APPLIED', 'đã áp dụng'), ('REJECTED', 'không được duyệt'), ('WITHDRAWN', 'đã rút'), ('LAPSED', 'hết hạn')], default='REQUESTED', max_length=10)),
                ('reason', models.TextField()),
                ('document', models.CharField(max_length=200)),
                ('document_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('requested_by_id', models.BigIntegerField()),
                ('requested_at', models.DateTimeField()),
                ('decided_by_id', models.BigIntegerField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decision_note', models.TextField(blank=True)),
                ('edition', models.PositiveSmallIntegerField(null=True)),
                ('round_edition', models.PositiveSmallIntegerField(null=True)),
                ('foreseen', models.JSONField(default=list)),
                ('org', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.orgunit')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='assessments.amendment')),
                ('sheet', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='assessments.sheet')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='32af5cbfdfee639739ed19f7047fe28b433e4eef', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f644a', table='assessments_amendmenthistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='AmendmentItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('what', models.CharField(choices=[('value', 'số liệu'), ('conclusion', 'kết luận')], max_length=10)),
                ('part', models.CharField(blank=True, max_length=60)),
                ('number', models.DecimalField(decimal_places=6, max_digits=24, null=True)),
                ('text', models.TextField(blank=True)),
                ('numerator', models.DecimalField(decimal_places=6, max_digits=24, null=True)),
                ('denominator', models.DecimalField(decimal_places=6, max_digits=24, null=True)),
                ('standard', models.CharField(blank=True, max_length=60)),
                ('applicable', models.BooleanField(null=True)),
                ('explanation', models.TextField(blank=True)),
                ('cleared', models.BooleanField(default=False)),
                ('verdict', models.CharField(blank=True, choices=[('MET', 'đạt'), ('NOT_MET', 'chưa đạt'), ('NOT_APPLICABLE', 'không áp dụng'), ('UNDETERMINED', 'chưa xác định')], max_length=16)),
                ('document', models.CharField(blank=True, max_length=200)),
                ('amendment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='assessments.amendment')),
                ('indicator', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='criteria.indicator')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('amendment', 'indicator', 'what', 'part'), name='amendment_item_once'), models.CheckConstraint(condition=models.Q(models.Q(('what', 'conclusion'), _negated=True), models.Q(models.Q(('verdict', ''), _negated=True), models.Q(('document', ''), _negated=True)), _connector='OR'), name='amendment_conclusion_has_document')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ee7e7eb9067e2201e52bc949c6ea8537b0bb9e6a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4443f', table='assessments_amendmentitem', when='BEFORE')), pgtrigger.compiler.Trigger(name='with_the_request', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF NOT EXISTS (\n                        SELECT 1 FROM assessments_amendment a\n                        WHERE a.id = NEW.amendment_id AND a.state = 'REQUESTED' AND a.tx = txid_current()\n                    ) THEN\n                        RAISE EXCEPTION 'dieuphoi: items come with the request only (%)', TG_TABLE_NAME;\n                    END IF;\n                    RETURN NEW;\n                ", hash='658f09468c17086a95c5d500ea5f1dfb5d1ad3a6', operation='INSERT', pgid='pgtrigger_with_the_request_6378b', table='assessments_amendmentitem', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='RoundEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('edition', models.PositiveSmallIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('engine_version', models.CharField(max_length=20)),
                ('amendment', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='made', to='assessments.amendment')),
                ('round', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='assessments.assessmentround')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('round', 'edition'), name='round_edition_once'), models.CheckConstraint(condition=models.Q(models.Q(('amendment__isnull', True), ('edition', 1)), models.Q(('amendment__isnull', False), ('edition__gt', 1)), _connector='OR'), name='later_edition_has_amendment')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ac788cd4562e83be810af3cc07b5684e103095e3', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d5c47', table='assessments_roundedition', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='RoundPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('decision', 'quyết định'), ('minutes', 'biên bản'), ('report', 'tờ trình, báo cáo')], default='decision', max_length=10)),
                ('number', models.CharField(max_length=60)),
                ('signed_on', models.DateField()),
                ('signer', models.CharField(max_length=120)),
                ('signer_post', models.CharField(blank=True, max_length=120)),
                ('file_name', models.CharField(blank=True, max_length=255)),
                ('reason', models.TextField(blank=True)),
                ('blob', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.blob')),
                ('round', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='assessments.assessmentround')),
                ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='assessments.roundpaper')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['round'], name='paper_round')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('supersedes__isnull', True)), fields=('round',), name='paper_chain_starts_once'), models.CheckConstraint(condition=models.Q(('supersedes__isnull', True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='paper_correction_has_reason'), models.CheckConstraint(condition=models.Q(models.Q(('number', ''), _negated=True), models.Q(('signer', ''), _negated=True)), name='paper_is_named'), models.CheckConstraint(condition=models.Q(models.Q(('blob__isnull', True), ('file_name', '')), models.Q(('blob__isnull', False), models.Q(('file_name', ''), _negated=True)), _connector='OR'), name='paper_scan_has_name')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='975e17831845d14cd8a716e14fb9bf1240cca788', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f143b', table='assessments_roundpaper', when='BEFORE')), pgtrigger.compiler.Trigger(name='beside_a_freeze', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF NOT EXISTS (\n                        SELECT 1 FROM assessments_assessmentround r WHERE r.id = NEW.round_id AND r.state = 'FROZEN'\n                    ) THEN\n                        RAISE EXCEPTION 'dieuphoi: the round is not frozen (%)', TG_TABLE_NAME;\n                    END IF;\n                    RETURN NEW;\n                ", hash='e4efa1f643f4b7b399fa9903296754c3e65079f7', operation='INSERT', pgid='pgtrigger_beside_a_freeze_ab326', table='assessments_roundpaper', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='UrgePauseHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('days', models.PositiveSmallIntegerField(verbose_name='Số ngày')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField(verbose_name='Thời gian')),
                ('source', models.TextField(verbose_name='Căn cứ')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='assessments.urgepause')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d03081ae621d3bbbe4e0c1f9527ef5bda3d44dfb', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0052e', table='assessments_urgepausehistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='RoundUrge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('words', models.TextField(blank=True)),
                ('told', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('count', models.PositiveIntegerField(default=0)),
                ('urger_name', models.CharField(max_length=200)),
                ('org', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.orgunit')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='urges', to='assessments.assessmentround')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.adminunit')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['round', 'unit'], name='urge_round_unit')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('org__isnull', True), ('unit__isnull', False)), models.Q(('org__isnull', False), ('unit__isnull', True)), _connector='OR'), name='urge_of_one'), models.CheckConstraint(condition=models.Q(('told', []), _negated=True), name='urge_told_somebody')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='17736e70630ef4a46c75f153288a279a1f1085bb', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d651c', table='assessments_roundurge', when='BEFORE')), pgtrigger.compiler.Trigger(name='only_while_open', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF NOT EXISTS (\n                        SELECT 1 FROM assessments_assessmentround r WHERE r.id = NEW.round_id AND r.state = 'OPEN'\n                    ) THEN\n                        RAISE EXCEPTION 'dieuphoi: the round is not open (%)', TG_TABLE_NAME;\n                    END IF;\n                    RETURN NEW;\n                ", hash='a608a00ed8d8ae9fdafd2450627a57df42d7dee6', operation='INSERT', pgid='pgtrigger_only_while_open_1308a', table='assessments_roundurge', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='UrgePause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('days', models.PositiveSmallIntegerField(verbose_name='Số ngày')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField(verbose_name='Thời gian')),
                ('source', models.TextField(verbose_name='Căn cứ')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('days__gte', 1), ('days__lte', 60)), name='urge_pause_in_bounds'), models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='urge_pause_has_source')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_urgepausehistoryevent" ("days", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "valid") VALUES (NEW."days", NEW."id", NOW(), \'insert\', NEW."id", NEW."source", NEW."valid"); RETURN NULL;', hash='bb83b3aabe7c3eeffb631d0f53605b0a1c71c80b', operation='INSERT', pgid='pgtrigger_insert_insert_6daa3', table='assessments_urgepause', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "assessments_urgepausehistoryevent" ("days", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "valid") VALUES (NEW."days", NEW."id", NOW(), \'update\', NEW."id", NEW."source", NEW."valid"); RETURN NULL;', hash='97ac8e24a75a03db4ad8a36255e5cfd83af29b0e', operation='UPDATE', pgid='pgtrigger_update_update_b6ad7', table='assessments_urgepause', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_urgepausehistoryevent" ("days", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "valid") VALUES (OLD."days", OLD."id", NOW(), \'delete\', OLD."id", OLD."source", OLD."valid"); RETURN NULL;', hash='ce2911239fd402c51c02e0168963ee1463a8ed16', operation='DELETE', pgid='pgtrigger_delete_delete_10a87', table='assessments_urgepause', when='AFTER'))],
            },
        ),
        # Rows that are updated in place (0003).
        migrations.RunSQL(
            [
                "ALTER TABLE assessments_indicatorresult SET (fillfactor = 50)",
                "ALTER TABLE assessments_criterionresult SET (fillfactor = 50)",
                "ALTER TABLE assessments_sheetrollup SET (fillfactor = 50)",
            ],
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(CRITERIA_NOW, "DROP FUNCTION assessments_criteria_now(bigint[])"),
        migrations.RunSQL(SHEETS_NOW, "DROP FUNCTION assessments_sheets_now(bigint[])"),
        migrations.RunSQL(ROLL_UP, "DROP FUNCTION assessments_roll_up(bigint[])"),
        migrations.RunSQL(CELL_IN_HAND, "DROP FUNCTION assessments_cell_in_hand(bigint, bigint)"),
        migrations.RunSQL(
            CELL_SAVE, "DROP FUNCTION assessments_cell_save(bigint, jsonb, text, text, text, text, bigint, timestamptz)"
        ),
        migrations.RunSQL(AMENDING, "DROP FUNCTION assessments_amending(bigint)"),
        # Left out: the first editions of rounds that were frozen before 0011. There is no round yet.
    ]

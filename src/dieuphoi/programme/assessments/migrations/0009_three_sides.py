"""The department's and the council's figures beside the commune's, and the commune's objection.

The roll-up counts what was disputed as waiting, and what the department or the council decided as verified.
"""

from importlib import import_module

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

BEFORE = import_module("dieuphoi.programme.assessments.migrations.0004_cell_save").SHEETS_NOW.replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
WAITS = "r.verification = 'ENTERED'"
VERIFIED = "'ACCEPTED', 'CONCLUDED')"
assert WAITS in BEFORE and VERIFIED in BEFORE  # noqa: S101
SHEETS_NOW = BEFORE.replace(WAITS, "r.verification IN ('ENTERED', 'DISPUTED')").replace(
    VERIFIED, "'ACCEPTED', 'CONCLUDED', 'COUNTERED', 'SETTLED')"
)


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0008_hand_ins_and_carry_rules'),
        ('criteria', '0008_thresholds_of_ministries'),
        ('organisations', '0004_seats_never_held_may_repeat'),
    ]

    operations = [
        migrations.RunSQL(SHEETS_NOW, BEFORE),
        pgtrigger.migrations.RemoveTrigger(
            model_name='indicatorresult',
            name='verification_moves',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='verified',
            name='not_by_who_entered',
        ),
        migrations.AddField(
            model_name='verified',
            name='document_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='verified',
            name='was',
            field=models.CharField(blank=True, choices=[('EMPTY', 'chưa nhập'), ('ENTERED', 'chờ thẩm định'), ('RETURNED', 'bị trả lại'), ('ACCEPTED', 'đã chấp nhận'), ('CONCLUDED', 'đã có kết luận'), ('COUNTERED', 'sở, ngành ghi số khác'), ('DISPUTED', 'xã không đồng ý'), ('SETTLED', 'hội đồng đã quyết')], max_length=10),
        ),
        migrations.AlterField(
            model_name='indicatorresult',
            name='verification',
            field=models.CharField(choices=[('EMPTY', 'chưa nhập'), ('ENTERED', 'chờ thẩm định'), ('RETURNED', 'bị trả lại'), ('ACCEPTED', 'đã chấp nhận'), ('CONCLUDED', 'đã có kết luận'), ('COUNTERED', 'sở, ngành ghi số khác'), ('DISPUTED', 'xã không đồng ý'), ('SETTLED', 'hội đồng đã quyết')], default='EMPTY', max_length=10),
        ),
        migrations.AlterField(
            model_name='verified',
            name='decision',
            field=models.CharField(choices=[('accept', 'chấp nhận'), ('return', 'trả lại'), ('conclude', 'kết luận'), ('counter', 'ghi số khác'), ('take_back', 'rút số của cơ quan'), ('dispute', 'xã không đồng ý'), ('uphold', 'giữ số của cơ quan'), ('council', 'quyết định của hội đồng'), ('withdraw', 'rút quyết định đã ghi')], max_length=10),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='indicatorresult',
            trigger=pgtrigger.compiler.Trigger(name='verification_moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."verification" IS DISTINCT FROM NEW."verification" AND concat(OLD."verification", \':\', NEW."verification") <> ALL (\'{ACCEPTED:CONCLUDED,ACCEPTED:COUNTERED,ACCEPTED:RETURNED,ACCEPTED:SETTLED,CONCLUDED:DISPUTED,CONCLUDED:RETURNED,CONCLUDED:SETTLED,COUNTERED:CONCLUDED,COUNTERED:COUNTERED,COUNTERED:DISPUTED,COUNTERED:EMPTY,COUNTERED:ENTERED,COUNTERED:RETURNED,COUNTERED:SETTLED,DISPUTED:ACCEPTED,DISPUTED:CONCLUDED,DISPUTED:COUNTERED,DISPUTED:EMPTY,DISPUTED:ENTERED,DISPUTED:RETURNED,DISPUTED:SETTLED,EMPTY:CONCLUDED,EMPTY:COUNTERED,EMPTY:ENTERED,EMPTY:SETTLED,ENTERED:ACCEPTED,ENTERED:CONCLUDED,ENTERED:COUNTERED,ENTERED:EMPTY,ENTERED:ENTERED,ENTERED:RETURNED,ENTERED:SETTLED,RETURNED:COUNTERED,RETURNED:EMPTY,RETURNED:ENTERED,RETURNED:SETTLED,SETTLED:ACCEPTED,SETTLED:CONCLUDED,SETTLED:COUNTERED,SETTLED:DISPUTED,SETTLED:EMPTY,SETTLED:ENTERED,SETTLED:RETURNED,SETTLED:SETTLED}\'::text[]))', func='\n                RAISE EXCEPTION \'dieuphoi: Invalid transition of "verification" from "%" to "%" (%)\',\n                    OLD."verification", NEW."verification", TG_TABLE_NAME;\n            ', hash='393657f66c0aed925fc763d5142964341139732a', operation='UPDATE', pgid='pgtrigger_verification_moves_feda8', table='assessments_indicatorresult', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='value',
            trigger=pgtrigger.compiler.Trigger(name='not_for_two_sides', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.side <> 'commune' AND NOT NEW.cleared)", func="\n                    IF EXISTS (\n                        SELECT 1 FROM assessments_value v\n                         WHERE v.sheet_id = NEW.sheet_id AND v.indicator_id = NEW.indicator_id\n                           AND v.actor_id = NEW.actor_id AND v.side <> NEW.side AND v.side <> 'council'\n                           AND NOT v.cleared\n                           AND NOT EXISTS (SELECT 1 FROM assessments_value w WHERE w.supersedes_id = v.id)\n                    ) THEN\n                        RAISE EXCEPTION 'dieuphoi: nobody both enters and verifies the same value';\n                    END IF;\n                    RETURN NEW;\n                ", hash='aac19fe07e042080f6488d1b88a888afedb4705a', operation='INSERT', pgid='pgtrigger_not_for_two_sides_57401', table='assessments_value', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='verified',
            trigger=pgtrigger.compiler.Trigger(name='not_by_who_entered', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF EXISTS (\n                        SELECT 1 FROM added a JOIN assessments_value v\n                          ON v.sheet_id = a.sheet_id AND v.indicator_id = a.indicator_id\n                         WHERE v.actor_id = a.actor_id AND NOT v.cleared AND a.decision <> 'dispute'\n                           AND (v.side = 'commune' OR (a.decision IN ('council', 'withdraw') AND v.side <> 'council'))\n                           AND NOT EXISTS (SELECT 1 FROM assessments_value w WHERE w.supersedes_id = v.id)\n                    ) OR EXISTS (\n                        SELECT 1 FROM added a JOIN assessments_verified b\n                          ON b.sheet_id = a.sheet_id AND b.indicator_id = a.indicator_id\n                         WHERE a.decision IN ('council', 'withdraw') AND b.actor_id = a.actor_id\n                           AND b.decision NOT IN ('council', 'withdraw', 'dispute')\n                    ) THEN\n                        RAISE EXCEPTION 'dieuphoi: nobody both enters and verifies the same value';\n                    END IF;\n                    RETURN NULL;\n                ", hash='b9861a4a8ebf20f3e04f0b0564fa8eb557366ead', level='STATEMENT', operation='INSERT', pgid='pgtrigger_not_by_who_entered_db962', referencing='REFERENCING NEW TABLE AS added ', table='assessments_verified', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='verified',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision__in', ['counter', 'take_back', 'dispute', 'uphold', 'withdraw']), _negated=True), models.Q(('comment', ''), _negated=True), _connector='OR'), name='argument_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='verified',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision', 'council'), _negated=True), models.Q(models.Q(('document', ''), _negated=True), ('document_on__isnull', False)), _connector='OR'), name='council_has_minutes'),
        ),
    ]

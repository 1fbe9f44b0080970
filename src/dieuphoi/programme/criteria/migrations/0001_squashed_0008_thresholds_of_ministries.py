"""The tables of ``criteria`` at one go: what 0001 … 0008 make, for a database that has none of them.

Written by scripts/squash.py; see docs/decisions/squashed-migrations.md.
"""

import dieuphoi.core.kernel.constraints
import dieuphoi.core.kernel.functions
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import pgtrigger.compiler
from dieuphoi.core.kernel.migrating import AtOnce
from django.db import migrations, models

# What the reading of a version depends on: its content, its newest confirmation (0003), the newest threshold that a
# province set (0005). Asked with every saved cell: PostgreSQL keeps the plan of a function, not that of a statement.
STAMP = """
CREATE FUNCTION criteria_stamp(version bigint) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT v.content_hash || ':' || coalesce((
                   SELECT c.id FROM criteria_rowconfirmation c JOIN criteria_indicator i ON i.id = c.indicator_id
                    WHERE i.version_id = v.id ORDER BY c.id DESC LIMIT 1
               ), 0) || ':' || coalesce((
                   SELECT p.id FROM criteria_provincialthreshold p JOIN criteria_indicator i ON i.id = p.indicator_id
                    WHERE i.version_id = v.id ORDER BY p.id DESC LIMIT 1
               ), 0)
          FROM criteria_setversion v WHERE v.id = version
    );
END $$;
"""


class Migration(AtOnce):

    replaces = [('criteria', '0001_initial'), ('criteria', '0002_moves_as_condition'), ('criteria', '0003_stamp'), ('criteria', '0004_drafts_and_what_is_kept_beside'), ('criteria', '0005_stamp_with_provincial_thresholds'), ('criteria', '0006_comments'), ('criteria', '0007_withdrawn_entries'), ('criteria', '0008_thresholds_of_ministries')]

    initial = True

    dependencies = [
        ('files', '0001_blob'),
        ('organisations', '0001_initial'),
        ('territory', '0002_changes_and_boundaries'),
    ]

    operations = [
        migrations.CreateModel(
            name='CriteriaSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=300)),
                ('level', models.CharField(max_length=40)),
                ('tier', models.CharField(max_length=40)),
                ('issued_by', models.CharField(choices=[('central', 'trung ương'), ('province', 'cấp tỉnh')], default='central', max_length=10)),
                ('province', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.adminunit')),
                ('stage', models.CharField(blank=True, max_length=20)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('issued_by', 'province'), ('province__isnull', True), _connector='OR'), name='set_of_a_province_names_it')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "criteria_criteriasethistoryevent" ("code", "id", "issued_by", "level", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "province_id", "stage", "tier") VALUES (NEW."code", NEW."id", NEW."issued_by", NEW."level", NEW."name", NOW(), \'insert\', NEW."id", NEW."province_id", NEW."stage", NEW."tier"); RETURN NULL;', hash='d557f566e34b2b119cf507ceca213d9ebc75da87', operation='INSERT', pgid='pgtrigger_insert_insert_0d56e', table='criteria_criteriaset', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "criteria_criteriasethistoryevent" ("code", "id", "issued_by", "level", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "province_id", "stage", "tier") VALUES (NEW."code", NEW."id", NEW."issued_by", NEW."level", NEW."name", NOW(), \'update\', NEW."id", NEW."province_id", NEW."stage", NEW."tier"); RETURN NULL;', hash='c2626ad2bfdbff11dcd80ac7f509801b4460771b', operation='UPDATE', pgid='pgtrigger_update_update_650d6', table='criteria_criteriaset', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "criteria_criteriasethistoryevent" ("code", "id", "issued_by", "level", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "province_id", "stage", "tier") VALUES (OLD."code", OLD."id", OLD."issued_by", OLD."level", OLD."name", NOW(), \'delete\', OLD."id", OLD."province_id", OLD."stage", OLD."tier"); RETURN NULL;', hash='c4ad31548ee729f2123f5cd7d3b4de72c11f6497', operation='DELETE', pgid='pgtrigger_delete_delete_70f4a', table='criteria_criteriaset', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='CriteriaSetHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('code', models.CharField(max_length=60)),
                ('name', models.CharField(max_length=300)),
                ('level', models.CharField(max_length=40)),
                ('tier', models.CharField(max_length=40)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='criteria.criteriaset')),
                ('issued_by', models.CharField(choices=[('central', 'trung ương'), ('province', 'cấp tỉnh')], default='central', max_length=10)),
                ('province', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='territory.adminunit')),
                ('stage', models.CharField(blank=True, max_length=20)),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b4532b66b8fc9829acab0a1e4af04539e7e9f69f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_119a0', table='criteria_criteriasethistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Criterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20)),
                ('position', models.PositiveIntegerField()),
                ('name', models.CharField(max_length=300)),
                ('group', models.CharField(blank=True, max_length=120)),
                ('raw', models.JSONField(default=dict)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='criteria', to='criteria.setversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('version', 'number'), name='criterion_number_once'), models.UniqueConstraint(fields=('version', 'position'), name='criterion_position_once')],
                'triggers': [pgtrigger.compiler.Trigger(name='only_in_draft', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF (TG_OP = 'DELETE') THEN\n        PERFORM 1 FROM criteria_setversion v WHERE v.id = OLD.version_id AND v.state <> 'draft';\n    ELSE\n        PERFORM 1 FROM criteria_setversion v WHERE v.id = NEW.version_id AND v.state <> 'draft';\n    END IF;\n    IF FOUND THEN\n        RAISE EXCEPTION 'dieuphoi: rows of a published set version are immutable (%)', TG_TABLE_NAME;\n    END IF;\n    IF (TG_OP = 'DELETE') THEN RETURN OLD; END IF;\n    RETURN NEW;\n", hash='71b108a240d226dd226465dd6beb2b3018013682', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_only_in_draft_cbab0', table='criteria_criterion', when='BEFORE')), pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "criteria_criterionhistoryevent" ("group", "id", "name", "number", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "raw", "version_id") VALUES (NEW."group", NEW."id", NEW."name", NEW."number", NOW(), \'insert\', NEW."id", NEW."position", NEW."raw", NEW."version_id"); RETURN NULL;', hash='268444f789f2064356fe911d5dbba574ab0acbe9', operation='INSERT', pgid='pgtrigger_insert_insert_650b4', table='criteria_criterion', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "criteria_criterionhistoryevent" ("group", "id", "name", "number", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "raw", "version_id") VALUES (NEW."group", NEW."id", NEW."name", NEW."number", NOW(), \'update\', NEW."id", NEW."position", NEW."raw", NEW."version_id"); RETURN NULL;', hash='49dd9fccdee672ba7793eb751ec8d106e738c3a4', operation='UPDATE', pgid='pgtrigger_update_update_88d67', table='criteria_criterion', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "criteria_criterionhistoryevent" ("group", "id", "name", "number", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "raw", "version_id") VALUES (OLD."group", OLD."id", OLD."name", OLD."number", NOW(), \'delete\', OLD."id", OLD."position", OLD."raw", OLD."version_id"); RETURN NULL;', hash='17141c70fa61cd2f07105607bc56d343f8b3f3da', operation='DELETE', pgid='pgtrigger_delete_delete_0e790', table='criteria_criterion', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='Indicator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40)),
                ('position', models.PositiveIntegerField()),
                ('name', models.TextField()),
                ('unit', models.CharField(blank=True, max_length=60)),
                ('kind', models.CharField(max_length=40)),
                ('provenance', models.CharField(choices=[('SOURCED', 'có nguồn'), ('CONFIRMED', 'đã xác nhận'), ('RECALLED', 'chưa kiểm chứng'), ('EMPTY', 'chưa có ngưỡng')], max_length=10)),
                ('raw', models.JSONField()),
                ('code_key', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.CodeKey('code'), output_field=models.TextField(db_collation='C'))),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='indicators', to='criteria.criterion')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='indicators', to='criteria.setversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('version', 'code'), name='indicator_code_once'), models.UniqueConstraint(fields=('version', 'position'), name='indicator_position_once')],
                'triggers': [pgtrigger.compiler.Trigger(name='only_in_draft', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF (TG_OP = 'DELETE') THEN\n        PERFORM 1 FROM criteria_setversion v WHERE v.id = OLD.version_id AND v.state <> 'draft';\n    ELSE\n        PERFORM 1 FROM criteria_setversion v WHERE v.id = NEW.version_id AND v.state <> 'draft';\n    END IF;\n    IF FOUND THEN\n        RAISE EXCEPTION 'dieuphoi: rows of a published set version are immutable (%)', TG_TABLE_NAME;\n    END IF;\n    IF (TG_OP = 'DELETE') THEN RETURN OLD; END IF;\n    RETURN NEW;\n", hash='c3552cac774a144d97ef90af5154d0878417ce04', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_only_in_draft_b5ef0', table='criteria_indicator', when='BEFORE')), pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "criteria_indicatorhistoryevent" ("code", "criterion_id", "id", "kind", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "provenance", "raw", "unit", "version_id") VALUES (NEW."code", NEW."criterion_id", NEW."id", NEW."kind", NEW."name", NOW(), \'insert\', NEW."id", NEW."position", NEW."provenance", NEW."raw", NEW."unit", NEW."version_id"); RETURN NULL;', hash='5cab3d36fef3de970a87d517c8e4ef8796955999', operation='INSERT', pgid='pgtrigger_insert_insert_29683', table='criteria_indicator', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "criteria_indicatorhistoryevent" ("code", "criterion_id", "id", "kind", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "provenance", "raw", "unit", "version_id") VALUES (NEW."code", NEW."criterion_id", NEW."id", NEW."kind", NEW."name", NOW(), \'update\', NEW."id", NEW."position", NEW."provenance", NEW."raw", NEW."unit", NEW."version_id"); RETURN NULL;', hash='06ec4dfb1205a1209ea7bb45d542355bbb4e4b8d', operation='UPDATE', pgid='pgtrigger_update_update_94612', table='criteria_indicator', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "criteria_indicatorhistoryevent" ("code", "criterion_id", "id", "kind", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "provenance", "raw", "unit", "version_id") VALUES (OLD."code", OLD."criterion_id", OLD."id", OLD."kind", OLD."name", NOW(), \'delete\', OLD."id", OLD."position", OLD."provenance", OLD."raw", OLD."unit", OLD."version_id"); RETURN NULL;', hash='4da41430f6d977ca33f38edf7d6bafd0efbd12e1', operation='DELETE', pgid='pgtrigger_delete_delete_52728', table='criteria_indicator', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='IndicatorOwner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='owners', to='criteria.indicator')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.orgunit')),
                ('decision', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(dieuphoi.core.kernel.constraints.IdRange('indicator'), '&&'), ('valid', '&&')], name='indicator_one_owner_a_day')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "criteria_indicatorownerhistoryevent" ("decision", "id", "indicator_id", "org_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "valid") VALUES (NEW."decision", NEW."id", NEW."indicator_id", NEW."org_id", NOW(), \'insert\', NEW."id", NEW."valid"); RETURN NULL;', hash='3bdd110a0b8c39e1e1a6b05e32affb6c650fb3dd', operation='INSERT', pgid='pgtrigger_insert_insert_c1a3d', table='criteria_indicatorowner', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "criteria_indicatorownerhistoryevent" ("decision", "id", "indicator_id", "org_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "valid") VALUES (NEW."decision", NEW."id", NEW."indicator_id", NEW."org_id", NOW(), \'update\', NEW."id", NEW."valid"); RETURN NULL;', hash='ff0020493a80707b855349bb8483134cb85d6f51', operation='UPDATE', pgid='pgtrigger_update_update_ebe83', table='criteria_indicatorowner', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "criteria_indicatorownerhistoryevent" ("decision", "id", "indicator_id", "org_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "valid") VALUES (OLD."decision", OLD."id", OLD."indicator_id", OLD."org_id", NOW(), \'delete\', OLD."id", OLD."valid"); RETURN NULL;', hash='7828ae55e7dfc9051f8d4c5eced4decfd0def2d7', operation='DELETE', pgid='pgtrigger_delete_delete_482de', table='criteria_indicatorowner', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='IndicatorOwnerHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('indicator', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='criteria.indicator')),
                ('org', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.orgunit')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='criteria.indicatorowner')),
                ('decision', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3324d87e240b926a26b95e5ac9c3a899261d7579', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6119f', table='criteria_indicatorownerhistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='RowConfirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('cells', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, size=None)),
                ('document', models.CharField(max_length=200)),
                ('page', models.CharField(blank=True, max_length=40)),
                ('content_hash', models.CharField(max_length=64)),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confirmations', to='criteria.indicator')),
                ('withdraws', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='withdrawn_by', to='criteria.rowconfirmation')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7c908f053668e252cb20ccc7fb8c1f676df16cc2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_22bcc', table='criteria_rowconfirmation', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='SetVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(default=1)),
                ('state', models.CharField(choices=[('draft', 'dự thảo'), ('consulting', 'đang lấy ý kiến'), ('published', 'đã ban hành'), ('retired', 'hết áp dụng')], default='draft', max_length=10)),
                ('decision_number', models.CharField(max_length=120)),
                ('decision_on', models.DateField(blank=True, null=True)),
                ('issuer', models.CharField(blank=True, max_length=120)),
                ('effective', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('territory_dimension', models.CharField(blank=True, max_length=30)),
                ('expected_criteria', models.PositiveIntegerField(null=True)),
                ('expected_indicators', models.PositiveIntegerField(null=True)),
                ('header', models.JSONField(default=dict)),
                ('content_hash', models.CharField(blank=True, max_length=64)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('set', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='criteria.criteriaset')),
                ('based_on', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followers', to='criteria.setversion')),
                ('change_note', models.TextField(blank=True)),
                ('relation', models.CharField(blank=True, choices=[('amends', 'sửa đổi, bổ sung'), ('replaces', 'thay thế'), ('adapts', 'bộ của tỉnh, dựa trên'), ('copies', 'bản sao của')], max_length=10)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('set', 'number'), name='set_version_once')],
                'triggers': [pgtrigger.compiler.Trigger(name='state_moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM NEW."state" AND concat(OLD."state", \':\', NEW."state") <> ALL (\'{consulting:draft,consulting:published,draft:consulting,draft:published,published:retired}\'::text[]))', func='\n                RAISE EXCEPTION \'dieuphoi: Invalid transition of "state" from "%" to "%" (%)\',\n                    OLD."state", NEW."state", TG_TABLE_NAME;\n            ', hash='4b46958f8afb19b95d73107174d9d638e2d13bb0', operation='UPDATE', pgid='pgtrigger_state_moves_de6f7', table='criteria_setversion', when='BEFORE')), pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "criteria_setversionhistoryevent" ("based_on_id", "change_note", "content_hash", "decision_number", "decision_on", "effective", "expected_criteria", "expected_indicators", "header", "id", "issuer", "number", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "relation", "set_id", "state", "territory_dimension") VALUES (NEW."based_on_id", NEW."change_note", NEW."content_hash", NEW."decision_number", NEW."decision_on", NEW."effective", NEW."expected_criteria", NEW."expected_indicators", NEW."header", NEW."id", NEW."issuer", NEW."number", NOW(), \'insert\', NEW."id", NEW."published_at", NEW."relation", NEW."set_id", NEW."state", NEW."territory_dimension"); RETURN NULL;', hash='8df5d2119e9cc71a75639f758e76f0bc74b54959', operation='INSERT', pgid='pgtrigger_insert_insert_8207e', table='criteria_setversion', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "criteria_setversionhistoryevent" ("based_on_id", "change_note", "content_hash", "decision_number", "decision_on", "effective", "expected_criteria", "expected_indicators", "header", "id", "issuer", "number", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "relation", "set_id", "state", "territory_dimension") VALUES (NEW."based_on_id", NEW."change_note", NEW."content_hash", NEW."decision_number", NEW."decision_on", NEW."effective", NEW."expected_criteria", NEW."expected_indicators", NEW."header", NEW."id", NEW."issuer", NEW."number", NOW(), \'update\', NEW."id", NEW."published_at", NEW."relation", NEW."set_id", NEW."state", NEW."territory_dimension"); RETURN NULL;', hash='210a06aad5961e7aa97744d159ec06586fcdade0', operation='UPDATE', pgid='pgtrigger_update_update_fa13e', table='criteria_setversion', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "criteria_setversionhistoryevent" ("based_on_id", "change_note", "content_hash", "decision_number", "decision_on", "effective", "expected_criteria", "expected_indicators", "header", "id", "issuer", "number", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "relation", "set_id", "state", "territory_dimension") VALUES (OLD."based_on_id", OLD."change_note", OLD."content_hash", OLD."decision_number", OLD."decision_on", OLD."effective", OLD."expected_criteria", OLD."expected_indicators", OLD."header", OLD."id", OLD."issuer", OLD."number", NOW(), \'delete\', OLD."id", OLD."published_at", OLD."relation", OLD."set_id", OLD."state", OLD."territory_dimension"); RETURN NULL;', hash='48aa1a077fa8771743d7ac94fd754862629bfd1a', operation='DELETE', pgid='pgtrigger_delete_delete_894ae', table='criteria_setversion', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='SetVersionHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('number', models.PositiveIntegerField(default=1)),
                ('state', models.CharField(choices=[('draft', 'dự thảo'), ('consulting', 'đang lấy ý kiến'), ('published', 'đã ban hành'), ('retired', 'hết áp dụng')], default='draft', max_length=10)),
                ('decision_number', models.CharField(max_length=120)),
                ('decision_on', models.DateField(blank=True, null=True)),
                ('issuer', models.CharField(blank=True, max_length=120)),
                ('effective', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('territory_dimension', models.CharField(blank=True, max_length=30)),
                ('expected_criteria', models.PositiveIntegerField(null=True)),
                ('expected_indicators', models.PositiveIntegerField(null=True)),
                ('header', models.JSONField(default=dict)),
                ('content_hash', models.CharField(blank=True, max_length=64)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='criteria.setversion')),
                ('set', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='criteria.criteriaset')),
                ('based_on', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='criteria.setversion')),
                ('change_note', models.TextField(blank=True)),
                ('relation', models.CharField(blank=True, choices=[('amends', 'sửa đổi, bổ sung'), ('replaces', 'thay thế'), ('adapts', 'bộ của tỉnh, dựa trên'), ('copies', 'bản sao của')], max_length=10)),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7166159f02a07008868121efecb0938b153e4722', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ab0c6', table='criteria_setversionhistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('text', models.TextField()),
                ('source', models.CharField(blank=True, max_length=300)),
                ('org', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.orgunit')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='criteria.question')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b32d383c32704e3e1c0dd555464985a9ebd46c7d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_de107', table='criteria_answer', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='CriteriaCountBand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('least', models.PositiveIntegerField()),
                ('most', models.PositiveIntegerField(blank=True, null=True)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('decision', models.CharField(blank=True, max_length=300)),
                ('set', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bands', to='criteria.criteriaset')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('most__isnull', True), ('most__gte', models.F('least')), _connector='OR'), name='band_limits_in_order'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(dieuphoi.core.kernel.constraints.IdRange('set'), '&&'), (models.Func('least', 'most', function='int4range', template="%(function)s(%(expressions)s, '[]')"), '&&'), ('valid', '&&')], name='bands_do_not_overlap')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "criteria_criteriacountbandhistoryevent" ("decision", "id", "least", "most", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "set_id", "valid") VALUES (NEW."decision", NEW."id", NEW."least", NEW."most", NEW."name", NOW(), \'insert\', NEW."id", NEW."set_id", NEW."valid"); RETURN NULL;', hash='ede2bc01ce2afdae958ba6ea2b746db5392c8820', operation='INSERT', pgid='pgtrigger_insert_insert_72c20', table='criteria_criteriacountband', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "criteria_criteriacountbandhistoryevent" ("decision", "id", "least", "most", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "set_id", "valid") VALUES (NEW."decision", NEW."id", NEW."least", NEW."most", NEW."name", NOW(), \'update\', NEW."id", NEW."set_id", NEW."valid"); RETURN NULL;', hash='d41d4f992128d1bc6fd803efaa85d09e9fe0f12d', operation='UPDATE', pgid='pgtrigger_update_update_1a56a', table='criteria_criteriacountband', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "criteria_criteriacountbandhistoryevent" ("decision", "id", "least", "most", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "set_id", "valid") VALUES (OLD."decision", OLD."id", OLD."least", OLD."most", OLD."name", NOW(), \'delete\', OLD."id", OLD."set_id", OLD."valid"); RETURN NULL;', hash='048fe76964e2de23738372dbc3e233a05631a1f4', operation='DELETE', pgid='pgtrigger_delete_delete_a81ce', table='criteria_criteriacountband', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='CriteriaCountBandHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=120)),
                ('least', models.PositiveIntegerField()),
                ('most', models.PositiveIntegerField(blank=True, null=True)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('decision', models.CharField(blank=True, max_length=300)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='criteria.criteriacountband')),
                ('set', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='criteria.criteriaset')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='dd7fa3d8443cf8305726ed113890d96af9ec50d9', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_24623', table='criteria_criteriacountbandhistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='CriterionHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('number', models.CharField(max_length=20)),
                ('position', models.PositiveIntegerField()),
                ('name', models.CharField(max_length=300)),
                ('group', models.CharField(blank=True, max_length=120)),
                ('raw', models.JSONField(default=dict)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='criteria.criterion')),
                ('version', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='criteria.setversion')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4c40ecbbda3ae68be799fbc60bff866bb6551d0d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d563e', table='criteria_criterionhistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Guidance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('text', models.TextField()),
                ('source', models.CharField(max_length=300)),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guidance', to='criteria.indicator')),
                ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='criteria.guidance')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='33eb60b5d70b2509b87c90e75429a50d3b3128bf', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a2215', table='criteria_guidance', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='GuidanceFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('name', models.CharField(max_length=200)),
                ('blob', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.blob')),
                ('guidance', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='criteria.guidance')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2e814bfb57f16cc6386b81a6e26b926815802580', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_13d14', table='criteria_guidancefile', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='IndicatorHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('code', models.CharField(max_length=40)),
                ('position', models.PositiveIntegerField()),
                ('name', models.TextField()),
                ('unit', models.CharField(blank=True, max_length=60)),
                ('kind', models.CharField(max_length=40)),
                ('provenance', models.CharField(choices=[('SOURCED', 'có nguồn'), ('CONFIRMED', 'đã xác nhận'), ('RECALLED', 'chưa kiểm chứng'), ('EMPTY', 'chưa có ngưỡng')], max_length=10)),
                ('raw', models.JSONField()),
                ('code_key', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.CodeKey('code'), output_field=models.TextField(db_collation='C'))),
                ('criterion', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='criteria.criterion')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='criteria.indicator')),
                ('version', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='criteria.setversion')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='edd7b64139b3b100b440d9429bbf70ae554b0cb9', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_28c7c', table='criteria_indicatorhistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='ProvincialThreshold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('column', models.CharField(max_length=20)),
                ('value', models.JSONField(null=True)),
                ('start', models.DateField()),
                ('decision_number', models.CharField(max_length=120)),
                ('decision_on', models.DateField(blank=True, null=True)),
                ('source', models.CharField(blank=True, max_length=300)),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='provincial_thresholds', to='criteria.indicator')),
                ('province', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.adminunit')),
                ('withdraws', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='withdrawn_by', to='criteria.provincialthreshold')),
                ('issuer', models.CharField(blank=True, default='', max_length=200)),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['indicator', 'province'], name='provincial_threshold_of_row')],
                'constraints': [models.CheckConstraint(condition=models.Q(('province__isnull', False), models.Q(('issuer', ''), _negated=True), _connector='OR'), name='national_threshold_names_its_ministry')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='62649346b29624d0fb379523bf1726cd7fbd2c9a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ab821', table='criteria_provincialthreshold', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('text', models.TextField()),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='criteria.indicator')),
                ('org', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.orgunit')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ed0d9092448633119b461ae1eb9d86ee41fb1e1a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a23a5', table='criteria_question', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='SetVersionComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('text', models.TextField()),
                ('anchor', models.CharField(blank=True, max_length=200)),
                ('mentions', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, size=None)),
                ('author_name', models.CharField(max_length=200)),
                ('reply_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='criteria.setversioncomment')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='criteria.setversion')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='bfff65d8009bcb13df5e529804f9a4184d77a64b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ad0cf', table='criteria_setversioncomment', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='SetVersionCommentMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('is_resolved', models.BooleanField()),
                ('marker_name', models.CharField(max_length=200)),
                ('comment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='criteria.setversioncomment')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ce7f210adc858d2fd2de6e8b89c6bece825415d0', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d2c25', table='criteria_setversioncommentmark', when='BEFORE'))],
            },
        ),
        migrations.RunSQL(STAMP, "DROP FUNCTION criteria_stamp(bigint)"),
    ]

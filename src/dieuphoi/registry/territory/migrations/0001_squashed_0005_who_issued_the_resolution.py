"""The tables of ``territory`` at one go: what 0001 … 0005 make, for a database that has none of them.

Written by scripts/squash.py; see docs/decisions/squashed-migrations.md.
"""

import dieuphoi.core.kernel.constraints
import dieuphoi.core.kernel.functions
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler
from dieuphoi.core.kernel.migrating import AtOnce
from django.db import migrations, models


class Migration(AtOnce):

    replaces = [('territory', '0001_initial'), ('territory', '0002_changes_and_boundaries'), ('territory', '0003_comments_on_changes'), ('territory', '0004_classes_never_held_may_repeat'), ('territory', '0005_who_issued_the_resolution')]

    initial = True

    dependencies = [
        ('kernel', '0001_functions'),
    ]

    operations = [
        migrations.CreateModel(
            name='AdminUnitHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('province', 'tỉnh'), ('district', 'huyện'), ('commune', 'xã'), ('village', 'thôn')], max_length=10)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('source', models.TextField(blank=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='territory.adminunit')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3cf6ca2d9d4a2ad4469f084a71407e723f329155', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9f603', table='territory_adminunithistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='UnitClass',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dimension', models.CharField(max_length=30)),
                ('value', models.CharField(max_length=60)),
                ('decision', models.TextField(blank=True)),
                ('source', models.TextField()),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='classes', to='territory.adminunit')),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('dimension', 'region7')), expressions=[(dieuphoi.core.kernel.constraints.IdRange('unit'), '&&'), ('valid', '&&')], name='unit_one_region7_a_day'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('dimension', 'commune_group3')), expressions=[(dieuphoi.core.kernel.constraints.IdRange('unit'), '&&'), ('valid', '&&')], name='unit_one_commune_group3_a_day'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('dimension', 'zone')), expressions=[(dieuphoi.core.kernel.constraints.IdRange('unit'), '&&'), ('valid', '&&')], name='unit_one_zone_a_day'), models.UniqueConstraint(condition=models.Q(('valid__isempty', False)), fields=('unit', 'dimension', 'value', 'valid'), name='unit_class_once')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "territory_unitclasshistoryevent" ("decision", "dimension", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "unit_id", "valid", "value") VALUES (NEW."decision", NEW."dimension", NEW."id", NOW(), \'insert\', NEW."id", NEW."source", NEW."unit_id", NEW."valid", NEW."value"); RETURN NULL;', hash='b69aee06e98a4f927114bfa1875db212703d3710', operation='INSERT', pgid='pgtrigger_insert_insert_a564e', table='territory_unitclass', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "territory_unitclasshistoryevent" ("decision", "dimension", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "unit_id", "valid", "value") VALUES (NEW."decision", NEW."dimension", NEW."id", NOW(), \'update\', NEW."id", NEW."source", NEW."unit_id", NEW."valid", NEW."value"); RETURN NULL;', hash='910ad409ea69da22683cf05826a210a2e1c2bae3', operation='UPDATE', pgid='pgtrigger_update_update_0308d', table='territory_unitclass', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "territory_unitclasshistoryevent" ("decision", "dimension", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "unit_id", "valid", "value") VALUES (OLD."decision", OLD."dimension", OLD."id", NOW(), \'delete\', OLD."id", OLD."source", OLD."unit_id", OLD."valid", OLD."value"); RETURN NULL;', hash='9a4d0c53b422ede2160f8ef7eb17e64ba00baadd', operation='DELETE', pgid='pgtrigger_delete_delete_c7015', table='territory_unitclass', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='UnitClassHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('dimension', models.CharField(max_length=30)),
                ('value', models.CharField(max_length=60)),
                ('decision', models.TextField(blank=True)),
                ('source', models.TextField()),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='territory.unitclass')),
                ('unit', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='territory.adminunit')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9913f57de8ccbcd4ad4d65aa52e38c1a205bfbb4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c70b6', table='territory_unitclasshistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='UnitCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='territory.adminunit')),
            ],
            options={
                'indexes': [models.Index(fields=['code'], name='unit_code')],
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(dieuphoi.core.kernel.constraints.IdRange('unit'), '&&'), ('valid', '&&')], name='unit_one_code_a_day')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "territory_unitcodehistoryevent" ("code", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id", "valid") VALUES (NEW."code", NEW."id", NOW(), \'insert\', NEW."id", NEW."unit_id", NEW."valid"); RETURN NULL;', hash='0cf51a617d2cff8c6a115cd52f1f71602833a0e5', operation='INSERT', pgid='pgtrigger_insert_insert_71783', table='territory_unitcode', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "territory_unitcodehistoryevent" ("code", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id", "valid") VALUES (NEW."code", NEW."id", NOW(), \'update\', NEW."id", NEW."unit_id", NEW."valid"); RETURN NULL;', hash='491e154b35f69ad581c4a1b35dad8c2c0a1bbcdf', operation='UPDATE', pgid='pgtrigger_update_update_13aa3', table='territory_unitcode', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "territory_unitcodehistoryevent" ("code", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id", "valid") VALUES (OLD."code", OLD."id", NOW(), \'delete\', OLD."id", OLD."unit_id", OLD."valid"); RETURN NULL;', hash='0497150dce8f7a557dc047ea39b7beb5820e6885', operation='DELETE', pgid='pgtrigger_delete_delete_d29ae', table='territory_unitcode', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='UnitCodeHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('code', models.CharField(max_length=12)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='territory.unitcode')),
                ('unit', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='territory.adminunit')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8e6598e30cae5a675e518582c0b8781243d8ff2e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9fac1', table='territory_unitcodehistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='UnitName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('type', models.CharField(choices=[('tinh', 'Tỉnh'), ('thanh_pho_tw', 'Thành phố'), ('huyen', 'Huyện'), ('quan', 'Quận'), ('thi_xa', 'Thị xã'), ('thanh_pho', 'Thành phố thuộc tỉnh'), ('xa', 'Xã'), ('phuong', 'Phường'), ('thi_tran', 'Thị trấn'), ('dac_khu', 'Đặc khu'), ('thon', 'Thôn')], max_length=14)),
                ('name', models.CharField(max_length=120)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('name_folded', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.Fold('name'), output_field=models.TextField())),
                ('name_key', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.VnKey('name'), output_field=models.TextField(db_collation='C'))),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='names', to='territory.adminunit')),
            ],
            options={
                'indexes': [models.Index(fields=['name_folded'], name='unit_name_folded'), models.Index(fields=['name_key'], name='unit_name_key'), models.Index(fields=['type'], name='unit_name_type')],
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(dieuphoi.core.kernel.constraints.IdRange('unit'), '&&'), ('valid', '&&')], name='unit_one_name_a_day')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "territory_unitnamehistoryevent" ("id", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "type", "unit_id", "valid") VALUES (NEW."id", NEW."name", NOW(), \'insert\', NEW."id", NEW."type", NEW."unit_id", NEW."valid"); RETURN NULL;', hash='395b6a95cac05f53b1597c0ba11506147b4acd2d', operation='INSERT', pgid='pgtrigger_insert_insert_95811', table='territory_unitname', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "territory_unitnamehistoryevent" ("id", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "type", "unit_id", "valid") VALUES (NEW."id", NEW."name", NOW(), \'update\', NEW."id", NEW."type", NEW."unit_id", NEW."valid"); RETURN NULL;', hash='3f124bde4d5928c149a92eaf10291cf9b2b525d8', operation='UPDATE', pgid='pgtrigger_update_update_73d63', table='territory_unitname', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "territory_unitnamehistoryevent" ("id", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "type", "unit_id", "valid") VALUES (OLD."id", OLD."name", NOW(), \'delete\', OLD."id", OLD."type", OLD."unit_id", OLD."valid"); RETURN NULL;', hash='85542c649fd21dcd83dd302ec2b06fc4127859e1', operation='DELETE', pgid='pgtrigger_delete_delete_6836f', table='territory_unitname', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='UnitNameHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('type', models.CharField(choices=[('tinh', 'Tỉnh'), ('thanh_pho_tw', 'Thành phố'), ('huyen', 'Huyện'), ('quan', 'Quận'), ('thi_xa', 'Thị xã'), ('thanh_pho', 'Thành phố thuộc tỉnh'), ('xa', 'Xã'), ('phuong', 'Phường'), ('thi_tran', 'Thị trấn'), ('dac_khu', 'Đặc khu'), ('thon', 'Thôn')], max_length=14)),
                ('name', models.CharField(max_length=120)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('name_folded', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.Fold('name'), output_field=models.TextField())),
                ('name_key', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.VnKey('name'), output_field=models.TextField(db_collation='C'))),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='territory.unitname')),
                ('unit', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='territory.adminunit')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ec5a8d6295d8ebb2f03cbbdcc36cc93242cb928c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_91e80', table='territory_unitnamehistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='UnitParent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.adminunit')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parents', to='territory.adminunit')),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['path'], name='unit_path')],
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(dieuphoi.core.kernel.constraints.IdRange('unit'), '&&'), ('valid', '&&')], name='unit_one_parent_a_day')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "territory_unitparenthistoryevent" ("id", "parent_id", "path", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id", "valid") VALUES (NEW."id", NEW."parent_id", NEW."path", NOW(), \'insert\', NEW."id", NEW."unit_id", NEW."valid"); RETURN NULL;', hash='8b412847785acbc5a3691d8eaeffc91edf477ce7', operation='INSERT', pgid='pgtrigger_insert_insert_8e3d1', table='territory_unitparent', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "territory_unitparenthistoryevent" ("id", "parent_id", "path", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id", "valid") VALUES (NEW."id", NEW."parent_id", NEW."path", NOW(), \'update\', NEW."id", NEW."unit_id", NEW."valid"); RETURN NULL;', hash='132d878c4637d569881ca65c04b364683e51a44d', operation='UPDATE', pgid='pgtrigger_update_update_dedf9', table='territory_unitparent', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "territory_unitparenthistoryevent" ("id", "parent_id", "path", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id", "valid") VALUES (OLD."id", OLD."parent_id", OLD."path", NOW(), \'delete\', OLD."id", OLD."unit_id", OLD."valid"); RETURN NULL;', hash='48c55c334d323095125bc29f9353588bc56efc8b', operation='DELETE', pgid='pgtrigger_delete_delete_aa8d8', table='territory_unitparent', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='UnitParentHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('path', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('parent', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='territory.adminunit')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='territory.unitparent')),
                ('unit', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='territory.adminunit')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='93a759ce4a17546f9bd2c6ceeb3b37e5d8745be3', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b3790', table='territory_unitparenthistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='AdminUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('province', 'tỉnh'), ('district', 'huyện'), ('commune', 'xã'), ('village', 'thôn')], max_length=10)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('source', models.TextField(blank=True)),
            ],
            options={
                'indexes': [models.Index(fields=['kind'], name='unit_kind'), django.contrib.postgres.indexes.GistIndex(fields=['valid'], name='unit_valid')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "territory_adminunithistoryevent" ("id", "kind", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "valid") VALUES (NEW."id", NEW."kind", NOW(), \'insert\', NEW."id", NEW."source", NEW."valid"); RETURN NULL;', hash='0a0ecf3570e6d92cc040922f122af2073722b491', operation='INSERT', pgid='pgtrigger_insert_insert_96223', table='territory_adminunit', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "territory_adminunithistoryevent" ("id", "kind", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "valid") VALUES (NEW."id", NEW."kind", NOW(), \'update\', NEW."id", NEW."source", NEW."valid"); RETURN NULL;', hash='11f6672bab0ba39dd00f6463a1e079aacf955f46', operation='UPDATE', pgid='pgtrigger_update_update_e74d6', table='territory_adminunit', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "territory_adminunithistoryevent" ("id", "kind", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "valid") VALUES (OLD."id", OLD."kind", NOW(), \'delete\', OLD."id", OLD."source", OLD."valid"); RETURN NULL;', hash='c489ae4a0398baa5c0379f975dd0da80528d6edb', operation='DELETE', pgid='pgtrigger_delete_delete_6a2ca', table='territory_adminunit', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='ChangeBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('source', models.TextField()),
                ('effective_on', models.DateField(null=True)),
                ('doubts', models.JSONField(default=list)),
                ('report', models.JSONField(default=dict)),
                ('report_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "territory_changebatchhistoryevent" ("created_at", "doubts", "effective_on", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "report", "report_at", "source", "title") VALUES (NEW."created_at", NEW."doubts", NEW."effective_on", NEW."id", NOW(), \'insert\', NEW."id", NEW."report", NEW."report_at", NEW."source", NEW."title"); RETURN NULL;', hash='85ca6e7f4dba9611ba50628bb104ecbc81b580ed', operation='INSERT', pgid='pgtrigger_insert_insert_7eabb', table='territory_changebatch', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "territory_changebatchhistoryevent" ("created_at", "doubts", "effective_on", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "report", "report_at", "source", "title") VALUES (NEW."created_at", NEW."doubts", NEW."effective_on", NEW."id", NOW(), \'update\', NEW."id", NEW."report", NEW."report_at", NEW."source", NEW."title"); RETURN NULL;', hash='2bf7070fbced9e325e446379a000b301e6cb28d1', operation='UPDATE', pgid='pgtrigger_update_update_753b3', table='territory_changebatch', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "territory_changebatchhistoryevent" ("created_at", "doubts", "effective_on", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "report", "report_at", "source", "title") VALUES (OLD."created_at", OLD."doubts", OLD."effective_on", OLD."id", NOW(), \'delete\', OLD."id", OLD."report", OLD."report_at", OLD."source", OLD."title"); RETURN NULL;', hash='20a16235d574fb23de53c80ec9616897fc24f8a4', operation='DELETE', pgid='pgtrigger_delete_delete_43f19', table='territory_changebatch', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='ChangeBatchHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('source', models.TextField()),
                ('effective_on', models.DateField(null=True)),
                ('doubts', models.JSONField(default=list)),
                ('report', models.JSONField(default=dict)),
                ('report_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField()),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='territory.changebatch')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3e4b2444982680cf2167729698a524c474ea6c1c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c2d78', table='territory_changebatchhistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='UnitBoundary',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('geometry', models.JSONField()),
                ('box', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), size=4)),
                ('source', models.TextField()),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='boundaries', to='territory.adminunit')),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(dieuphoi.core.kernel.constraints.IdRange('unit'), '&&'), ('valid', '&&')], name='unit_one_boundary_a_day')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "territory_unitboundaryhistoryevent" ("box", "geometry", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "unit_id", "valid") VALUES (NEW."box", NEW."geometry", NEW."id", NOW(), \'insert\', NEW."id", NEW."source", NEW."unit_id", NEW."valid"); RETURN NULL;', hash='74ae8867c67c6d27a1a2feaba7a898e27c17c68d', operation='INSERT', pgid='pgtrigger_insert_insert_8f18d', table='territory_unitboundary', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "territory_unitboundaryhistoryevent" ("box", "geometry", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "unit_id", "valid") VALUES (NEW."box", NEW."geometry", NEW."id", NOW(), \'update\', NEW."id", NEW."source", NEW."unit_id", NEW."valid"); RETURN NULL;', hash='501e2144693dd55f1384a21ad3919518cc0e05de', operation='UPDATE', pgid='pgtrigger_update_update_b53bd', table='territory_unitboundary', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "territory_unitboundaryhistoryevent" ("box", "geometry", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "unit_id", "valid") VALUES (OLD."box", OLD."geometry", OLD."id", NOW(), \'delete\', OLD."id", OLD."source", OLD."unit_id", OLD."valid"); RETURN NULL;', hash='8d4a7989898c0e3cbda35c12050f0f547d079ccc', operation='DELETE', pgid='pgtrigger_delete_delete_c9a4c', table='territory_unitboundary', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='UnitBoundaryHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('geometry', models.JSONField()),
                ('box', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), size=4)),
                ('source', models.TextField()),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='territory.unitboundary')),
                ('unit', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='territory.adminunit')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='cedf506ce95773dcf06a7ffd96b2ab375c320f43', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f5737', table='territory_unitboundaryhistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='UnitChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('merge', 'sáp nhập'), ('split', 'chia tách'), ('regroup', 'sắp xếp lại'), ('rename', 'đổi tên'), ('recode', 'đổi mã'), ('move', 'đổi đơn vị cấp trên'), ('end', 'kết thúc')], max_length=8, verbose_name='loại')),
                ('level', models.CharField(choices=[('province', 'tỉnh'), ('district', 'huyện'), ('commune', 'xã'), ('village', 'thôn')], max_length=10, verbose_name='cấp')),
                ('title', models.TextField(verbose_name='nội dung')),
                ('effective_on', models.DateField(verbose_name='có hiệu lực từ ngày')),
                ('resolution_number', models.CharField(blank=True, max_length=80, verbose_name='số nghị quyết')),
                ('resolution_on', models.DateField(blank=True, null=True, verbose_name='ngày nghị quyết')),
                ('source', models.TextField(blank=True, verbose_name='nguồn')),
                ('note', models.TextField(blank=True, verbose_name='ghi chú')),
                ('state', models.CharField(choices=[('PLANNED', 'Dự kiến'), ('APPLIED', 'Đã áp dụng'), ('UNDONE', 'Đã hoàn tác'), ('CANCELLED', 'Đã hủy')], default='PLANNED', max_length=9, verbose_name='trạng thái')),
                ('planned_at', models.DateTimeField()),
                ('applied_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('title_folded', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.Fold('title'), output_field=models.TextField())),
                ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='territory.changebatch')),
                ('replaces', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='territory.unitchange')),
                ('resolution_by', models.CharField(blank=True, default='', max_length=200, verbose_name='cơ quan ban hành')),
            ],
            options={
                'indexes': [models.Index(fields=['effective_on', 'state'], name='change_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['PLANNED', 'APPLIED', 'UNDONE', 'CANCELLED'])), name='change_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'APPLIED'), _negated=True), ('applied_at__isnull', False), _connector='OR'), name='change_applied_has_instant')],
                'triggers': [pgtrigger.compiler.Trigger(name='state_moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM NEW."state" AND concat(OLD."state", \':\', NEW."state") <> ALL (\'{APPLIED:UNDONE,PLANNED:APPLIED,PLANNED:CANCELLED}\'::text[]))', func='\n                RAISE EXCEPTION \'dieuphoi: Invalid transition of "state" from "%" to "%" (%)\',\n                    OLD."state", NEW."state", TG_TABLE_NAME;\n            ', hash='3aaf046ecb3694a9cc9afb8a0d15c922be97853d', operation='UPDATE', pgid='pgtrigger_state_moves_90ae0', table='territory_unitchange', when='BEFORE')), pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "territory_unitchangehistoryevent" ("applied_at", "batch_id", "effective_on", "ended_at", "id", "kind", "level", "note", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_at", "replaces_id", "resolution_by", "resolution_number", "resolution_on", "source", "state", "title") VALUES (NEW."applied_at", NEW."batch_id", NEW."effective_on", NEW."ended_at", NEW."id", NEW."kind", NEW."level", NEW."note", NOW(), \'insert\', NEW."id", NEW."planned_at", NEW."replaces_id", NEW."resolution_by", NEW."resolution_number", NEW."resolution_on", NEW."source", NEW."state", NEW."title"); RETURN NULL;', hash='403aca55c9a2e98d4c053748caeb40a55746334b', operation='INSERT', pgid='pgtrigger_insert_insert_ed319', table='territory_unitchange', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "territory_unitchangehistoryevent" ("applied_at", "batch_id", "effective_on", "ended_at", "id", "kind", "level", "note", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_at", "replaces_id", "resolution_by", "resolution_number", "resolution_on", "source", "state", "title") VALUES (NEW."applied_at", NEW."batch_id", NEW."effective_on", NEW."ended_at", NEW."id", NEW."kind", NEW."level", NEW."note", NOW(), \'update\', NEW."id", NEW."planned_at", NEW."replaces_id", NEW."resolution_by", NEW."resolution_number", NEW."resolution_on", NEW."source", NEW."state", NEW."title"); RETURN NULL;', hash='6a90b7f2aa2d5446b821caa143663c9f9fe92a5d', operation='UPDATE', pgid='pgtrigger_update_update_ef590', table='territory_unitchange', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "territory_unitchangehistoryevent" ("applied_at", "batch_id", "effective_on", "ended_at", "id", "kind", "level", "note", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_at", "replaces_id", "resolution_by", "resolution_number", "resolution_on", "source", "state", "title") VALUES (OLD."applied_at", OLD."batch_id", OLD."effective_on", OLD."ended_at", OLD."id", OLD."kind", OLD."level", OLD."note", NOW(), \'delete\', OLD."id", OLD."planned_at", OLD."replaces_id", OLD."resolution_by", OLD."resolution_number", OLD."resolution_on", OLD."source", OLD."state", OLD."title"); RETURN NULL;', hash='c2556517cb030139209c8b13fb3c49818f6e9787', operation='DELETE', pgid='pgtrigger_delete_delete_fca8f', table='territory_unitchange', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='UnitChangeEdit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('what', models.CharField(choices=[('unit', 'đơn vị'), ('name', 'tên'), ('code', 'mã'), ('parent', 'đơn vị cấp trên'), ('class', 'phân loại'), ('boundary', 'ranh giới')], max_length=8)),
                ('row_id', models.BigIntegerField()),
                ('before', django.contrib.postgres.fields.ranges.DateRangeField(null=True)),
                ('after', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='edits', to='territory.unitchange')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['what', 'row_id'], name='change_edit_row')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2cd049edbdc24e80dd78a1b24ca77ea87f6cfda9', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_49fc9', table='territory_unitchangeedit', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='UnitChangeFrom',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='froms', to='territory.unitchange')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes_out', to='territory.adminunit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('change', 'unit'), name='change_from_once')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "territory_unitchangefromhistoryevent" ("change_id", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id") VALUES (NEW."change_id", NEW."id", NOW(), \'insert\', NEW."id", NEW."unit_id"); RETURN NULL;', hash='841831daab69a638be8865e5a94afb1192f64aa7', operation='INSERT', pgid='pgtrigger_insert_insert_e8fa5', table='territory_unitchangefrom', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "territory_unitchangefromhistoryevent" ("change_id", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id") VALUES (NEW."change_id", NEW."id", NOW(), \'update\', NEW."id", NEW."unit_id"); RETURN NULL;', hash='b7ecc1719515f8b477163a93eba5fecf1f5e3508', operation='UPDATE', pgid='pgtrigger_update_update_d6073', table='territory_unitchangefrom', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "territory_unitchangefromhistoryevent" ("change_id", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id") VALUES (OLD."change_id", OLD."id", NOW(), \'delete\', OLD."id", OLD."unit_id"); RETURN NULL;', hash='1e867af84eb31b1548cc30597865cc2f8333972c', operation='DELETE', pgid='pgtrigger_delete_delete_8ff50', table='territory_unitchangefrom', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='UnitChangeFromHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('change', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='territory.unitchange')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='territory.unitchangefrom')),
                ('unit', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='territory.adminunit')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ae9f97e3f876326812753175d28da2fc15bf864b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_25f53', table='territory_unitchangefromhistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='UnitChangeHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('merge', 'sáp nhập'), ('split', 'chia tách'), ('regroup', 'sắp xếp lại'), ('rename', 'đổi tên'), ('recode', 'đổi mã'), ('move', 'đổi đơn vị cấp trên'), ('end', 'kết thúc')], max_length=8, verbose_name='loại')),
                ('level', models.CharField(choices=[('province', 'tỉnh'), ('district', 'huyện'), ('commune', 'xã'), ('village', 'thôn')], max_length=10, verbose_name='cấp')),
                ('title', models.TextField(verbose_name='nội dung')),
                ('effective_on', models.DateField(verbose_name='có hiệu lực từ ngày')),
                ('resolution_number', models.CharField(blank=True, max_length=80, verbose_name='số nghị quyết')),
                ('resolution_on', models.DateField(blank=True, null=True, verbose_name='ngày nghị quyết')),
                ('source', models.TextField(blank=True, verbose_name='nguồn')),
                ('note', models.TextField(blank=True, verbose_name='ghi chú')),
                ('state', models.CharField(choices=[('PLANNED', 'Dự kiến'), ('APPLIED', 'Đã áp dụng'), ('UNDONE', 'Đã hoàn tác'), ('CANCELLED', 'Đã hủy')], default='PLANNED', max_length=9, verbose_name='trạng thái')),
                ('planned_at', models.DateTimeField()),
                ('applied_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('title_folded', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.Fold('title'), output_field=models.TextField())),
                ('batch', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='territory.changebatch')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='territory.unitchange')),
                ('replaces', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='territory.unitchange')),
                ('resolution_by', models.CharField(blank=True, default='', max_length=200, verbose_name='cơ quan ban hành')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4295f105c40cf572c9cf8641e6129db95bc243bf', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3d9d9', table='territory_unitchangehistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='UnitChangeLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('numerator', models.DecimalField(decimal_places=4, max_digits=18, null=True)),
                ('denominator', models.DecimalField(decimal_places=4, max_digits=18, null=True)),
                ('share_of', models.CharField(blank=True, choices=[('population', 'dân số'), ('households', 'số hộ'), ('area', 'diện tích')], max_length=10)),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='territory.unitchange')),
                ('predecessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='territory.unitchangefrom')),
                ('successor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='territory.unitchangeto')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('predecessor', 'successor'), name='change_link_once'), models.CheckConstraint(condition=models.Q(models.Q(('denominator', None), ('numerator', None), ('share_of', '')), models.Q(('denominator__gt', 0), ('denominator__isnull', False), ('numerator__gte', 0), ('numerator__isnull', False), ('numerator__lte', models.F('denominator'))), _connector='OR'), name='change_share_possible')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "territory_unitchangelinkhistoryevent" ("change_id", "denominator", "id", "numerator", "pgh_created_at", "pgh_label", "pgh_obj_id", "predecessor_id", "share_of", "successor_id") VALUES (NEW."change_id", NEW."denominator", NEW."id", NEW."numerator", NOW(), \'insert\', NEW."id", NEW."predecessor_id", NEW."share_of", NEW."successor_id"); RETURN NULL;', hash='e2c95a3c0fd26842eb4442ebded47c213b8564b4', operation='INSERT', pgid='pgtrigger_insert_insert_38344', table='territory_unitchangelink', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "territory_unitchangelinkhistoryevent" ("change_id", "denominator", "id", "numerator", "pgh_created_at", "pgh_label", "pgh_obj_id", "predecessor_id", "share_of", "successor_id") VALUES (NEW."change_id", NEW."denominator", NEW."id", NEW."numerator", NOW(), \'update\', NEW."id", NEW."predecessor_id", NEW."share_of", NEW."successor_id"); RETURN NULL;', hash='1a93aa0b654dcbc248c021a0ef46e131168ce7a4', operation='UPDATE', pgid='pgtrigger_update_update_256a8', table='territory_unitchangelink', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "territory_unitchangelinkhistoryevent" ("change_id", "denominator", "id", "numerator", "pgh_created_at", "pgh_label", "pgh_obj_id", "predecessor_id", "share_of", "successor_id") VALUES (OLD."change_id", OLD."denominator", OLD."id", OLD."numerator", NOW(), \'delete\', OLD."id", OLD."predecessor_id", OLD."share_of", OLD."successor_id"); RETURN NULL;', hash='cda67bcad228106416e6c0f6515efa404feef062', operation='DELETE', pgid='pgtrigger_delete_delete_7fca5', table='territory_unitchangelink', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='UnitChangeLinkHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('numerator', models.DecimalField(decimal_places=4, max_digits=18, null=True)),
                ('denominator', models.DecimalField(decimal_places=4, max_digits=18, null=True)),
                ('share_of', models.CharField(blank=True, choices=[('population', 'dân số'), ('households', 'số hộ'), ('area', 'diện tích')], max_length=10)),
                ('change', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='territory.unitchange')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='territory.unitchangelink')),
                ('predecessor', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='territory.unitchangefrom')),
                ('successor', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='territory.unitchangeto')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='69f090e0d2dd5cf25db16ac10b5749b0eb2e8a3c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3a972', table='territory_unitchangelinkhistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='UnitChangeTo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('how', models.CharField(choices=[('new', 'đơn vị mới'), ('same', 'vẫn là đơn vị cũ'), ('adopt', 'đơn vị đã có sẵn')], max_length=5)),
                ('kind', models.CharField(choices=[('province', 'tỉnh'), ('district', 'huyện'), ('commune', 'xã'), ('village', 'thôn')], max_length=10)),
                ('type', models.CharField(choices=[('tinh', 'Tỉnh'), ('thanh_pho_tw', 'Thành phố'), ('huyen', 'Huyện'), ('quan', 'Quận'), ('thi_xa', 'Thị xã'), ('thanh_pho', 'Thành phố thuộc tỉnh'), ('xa', 'Xã'), ('phuong', 'Phường'), ('thi_tran', 'Thị trấn'), ('dac_khu', 'Đặc khu'), ('thon', 'Thôn')], max_length=14)),
                ('name', models.CharField(max_length=120)),
                ('code', models.CharField(blank=True, max_length=12)),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tos', to='territory.unitchange')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.adminunit')),
                ('parent_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='territory.unitchangeto')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes_in', to='territory.adminunit')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('how', 'new'), ('unit__isnull', False), _connector='OR'), name='change_to_known_unit')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "territory_unitchangetohistoryevent" ("change_id", "code", "how", "id", "kind", "name", "parent_id", "parent_to_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "type", "unit_id") VALUES (NEW."change_id", NEW."code", NEW."how", NEW."id", NEW."kind", NEW."name", NEW."parent_id", NEW."parent_to_id", NOW(), \'insert\', NEW."id", NEW."type", NEW."unit_id"); RETURN NULL;', hash='3d1dc8acc2c0626b03d5ada73ca035782da88a6b', operation='INSERT', pgid='pgtrigger_insert_insert_e08b4', table='territory_unitchangeto', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "territory_unitchangetohistoryevent" ("change_id", "code", "how", "id", "kind", "name", "parent_id", "parent_to_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "type", "unit_id") VALUES (NEW."change_id", NEW."code", NEW."how", NEW."id", NEW."kind", NEW."name", NEW."parent_id", NEW."parent_to_id", NOW(), \'update\', NEW."id", NEW."type", NEW."unit_id"); RETURN NULL;', hash='5b1e77e3787e0ce17003ad0a04d13d4330b60635', operation='UPDATE', pgid='pgtrigger_update_update_318b3', table='territory_unitchangeto', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "territory_unitchangetohistoryevent" ("change_id", "code", "how", "id", "kind", "name", "parent_id", "parent_to_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "type", "unit_id") VALUES (OLD."change_id", OLD."code", OLD."how", OLD."id", OLD."kind", OLD."name", OLD."parent_id", OLD."parent_to_id", NOW(), \'delete\', OLD."id", OLD."type", OLD."unit_id"); RETURN NULL;', hash='ea1fce2ee92e0c30538f65dea6aa9f2b2b459064', operation='DELETE', pgid='pgtrigger_delete_delete_36e9c', table='territory_unitchangeto', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='UnitChangeToHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('how', models.CharField(choices=[('new', 'đơn vị mới'), ('same', 'vẫn là đơn vị cũ'), ('adopt', 'đơn vị đã có sẵn')], max_length=5)),
                ('kind', models.CharField(choices=[('province', 'tỉnh'), ('district', 'huyện'), ('commune', 'xã'), ('village', 'thôn')], max_length=10)),
                ('type', models.CharField(choices=[('tinh', 'Tỉnh'), ('thanh_pho_tw', 'Thành phố'), ('huyen', 'Huyện'), ('quan', 'Quận'), ('thi_xa', 'Thị xã'), ('thanh_pho', 'Thành phố thuộc tỉnh'), ('xa', 'Xã'), ('phuong', 'Phường'), ('thi_tran', 'Thị trấn'), ('dac_khu', 'Đặc khu'), ('thon', 'Thôn')], max_length=14)),
                ('name', models.CharField(max_length=120)),
                ('code', models.CharField(blank=True, max_length=12)),
                ('change', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='territory.unitchange')),
                ('parent', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='territory.adminunit')),
                ('parent_to', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='territory.unitchangeto')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='territory.unitchangeto')),
                ('unit', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='territory.adminunit')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='49b5517fdf08ad669305fcd4060ba29758d0d091', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3572c', table='territory_unitchangetohistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='UnitChangeComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('text', models.TextField()),
                ('anchor', models.CharField(blank=True, max_length=200)),
                ('mentions', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, size=None)),
                ('author_name', models.CharField(max_length=200)),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='territory.unitchange')),
                ('reply_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='territory.unitchangecomment')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fd1edca3227579517e95188b1a4a9728d66d070d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b0e70', table='territory_unitchangecomment', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='UnitChangeCommentMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('is_resolved', models.BooleanField()),
                ('marker_name', models.CharField(max_length=200)),
                ('comment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='territory.unitchangecomment')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='abe3f264d5da3c7f61500f94adc8c1df314f3be8', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_abb49', table='territory_unitchangecommentmark', when='BEFORE'))],
            },
        ),
    ]

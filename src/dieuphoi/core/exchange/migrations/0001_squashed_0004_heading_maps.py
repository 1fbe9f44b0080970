"""The tables of ``exchange`` at one go: what 0001 … 0004 make, for a database that has none of them.

Written by scripts/squash.py; see docs/decisions/squashed-migrations.md.
"""

import dieuphoi.core.kernel.functions
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from dieuphoi.core.kernel.migrating import AtOnce
from django.db import migrations, models


class Migration(AtOnce):

    replaces = [('exchange', '0001_import_run'), ('exchange', '0002_moves_as_condition'), ('exchange', '0003_kept'), ('exchange', '0004_heading_maps')]

    initial = True

    dependencies = [
        ('files', '0001_blob'),
        ('kernel', '0001_functions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('label', models.CharField(max_length=200)),
                ('target', models.JSONField(default=dict)),
                ('target_label', models.CharField(blank=True, max_length=300)),
                ('file_name', models.CharField(max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('state', models.CharField(default='UPLOADED', max_length=10)),
                ('author_name', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField()),
                ('checked_at', models.DateTimeField(blank=True, null=True)),
                ('applied_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('row_count', models.IntegerField(default=0)),
                ('error_count', models.IntegerField(default=0)),
                ('warning_count', models.IntegerField(default=0)),
                ('errors', models.JSONField(default=list)),
                ('warnings', models.JSONField(default=list)),
                ('difference', models.JSONField(default=dict)),
                ('difference_digest', models.CharField(blank=True, max_length=64)),
                ('applied', models.JSONField(default=dict)),
                ('undone', models.JSONField(default=dict)),
                ('blob', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.blob')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('kept', models.JSONField(null=True)),
                ('written', models.JSONField(default=dict)),
                ('map', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='exchange.headingmap')),
            ],
            options={
                'indexes': [models.Index(fields=['created_by', '-created_at'], name='import_by_author'), models.Index(fields=['-created_at'], name='import_by_time'), models.Index(fields=['kind', '-created_at'], name='import_by_kind')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['CHECKED', 'APPLIED', 'UNDONE']), _negated=True), ('error_count', 0), _connector='OR'), name='import_applied_without_errors'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['APPLIED', 'UNDONE']), _negated=True), ('applied_at__isnull', False), _connector='OR'), name='import_applied_has_time')],
                'triggers': [pgtrigger.compiler.Trigger(name='state_moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM NEW."state" AND concat(OLD."state", \':\', NEW."state") <> ALL (\'{APPLIED:UNDONE,CHECKED:APPLIED,CHECKED:DISCARDED,CHECKED:FAULTY,FAULTY:CHECKED,FAULTY:DISCARDED,UPLOADED:CHECKED,UPLOADED:DISCARDED,UPLOADED:FAULTY}\'::text[]))', func='\n                RAISE EXCEPTION \'dieuphoi: Invalid transition of "state" from "%" to "%" (%)\',\n                    OLD."state", NEW."state", TG_TABLE_NAME;\n            ', hash='660df4392ed99ca5857c49f0cc8849fc2f30e291', operation='UPDATE', pgid='pgtrigger_state_moves_2236e', table='exchange_importrun', when='BEFORE')), pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "exchange_importrunhistoryevent" ("applied", "applied_at", "author_name", "blob_id", "checked_at", "created_at", "created_by_id", "difference_digest", "ended_at", "error_count", "file_name", "id", "kind", "label", "map_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "row_count", "sha256", "state", "target", "target_label", "undone", "warning_count") VALUES (NEW."applied", NEW."applied_at", NEW."author_name", NEW."blob_id", NEW."checked_at", NEW."created_at", NEW."created_by_id", NEW."difference_digest", NEW."ended_at", NEW."error_count", NEW."file_name", NEW."id", NEW."kind", NEW."label", NEW."map_id", NOW(), \'insert\', NEW."id", NEW."row_count", NEW."sha256", NEW."state", NEW."target", NEW."target_label", NEW."undone", NEW."warning_count"); RETURN NULL;', hash='efdcde808fd70949dc0f38c0857b1f57063b6b95', operation='INSERT', pgid='pgtrigger_insert_insert_1cadc', table='exchange_importrun', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."applied" IS DISTINCT FROM (NEW."applied") OR OLD."applied_at" IS DISTINCT FROM (NEW."applied_at") OR OLD."author_name" IS DISTINCT FROM (NEW."author_name") OR OLD."blob_id" IS DISTINCT FROM (NEW."blob_id") OR OLD."checked_at" IS DISTINCT FROM (NEW."checked_at") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."difference_digest" IS DISTINCT FROM (NEW."difference_digest") OR OLD."ended_at" IS DISTINCT FROM (NEW."ended_at") OR OLD."error_count" IS DISTINCT FROM (NEW."error_count") OR OLD."file_name" IS DISTINCT FROM (NEW."file_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."label" IS DISTINCT FROM (NEW."label") OR OLD."map_id" IS DISTINCT FROM (NEW."map_id") OR OLD."row_count" IS DISTINCT FROM (NEW."row_count") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."target" IS DISTINCT FROM (NEW."target") OR OLD."target_label" IS DISTINCT FROM (NEW."target_label") OR OLD."undone" IS DISTINCT FROM (NEW."undone") OR OLD."warning_count" IS DISTINCT FROM (NEW."warning_count"))', func='INSERT INTO "exchange_importrunhistoryevent" ("applied", "applied_at", "author_name", "blob_id", "checked_at", "created_at", "created_by_id", "difference_digest", "ended_at", "error_count", "file_name", "id", "kind", "label", "map_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "row_count", "sha256", "state", "target", "target_label", "undone", "warning_count") VALUES (NEW."applied", NEW."applied_at", NEW."author_name", NEW."blob_id", NEW."checked_at", NEW."created_at", NEW."created_by_id", NEW."difference_digest", NEW."ended_at", NEW."error_count", NEW."file_name", NEW."id", NEW."kind", NEW."label", NEW."map_id", NOW(), \'update\', NEW."id", NEW."row_count", NEW."sha256", NEW."state", NEW."target", NEW."target_label", NEW."undone", NEW."warning_count"); RETURN NULL;', hash='a6d3f8718339917bc67a793ee8548928d75cc3f5', operation='UPDATE', pgid='pgtrigger_update_update_cb100', table='exchange_importrun', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "exchange_importrunhistoryevent" ("applied", "applied_at", "author_name", "blob_id", "checked_at", "created_at", "created_by_id", "difference_digest", "ended_at", "error_count", "file_name", "id", "kind", "label", "map_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "row_count", "sha256", "state", "target", "target_label", "undone", "warning_count") VALUES (OLD."applied", OLD."applied_at", OLD."author_name", OLD."blob_id", OLD."checked_at", OLD."created_at", OLD."created_by_id", OLD."difference_digest", OLD."ended_at", OLD."error_count", OLD."file_name", OLD."id", OLD."kind", OLD."label", OLD."map_id", NOW(), \'delete\', OLD."id", OLD."row_count", OLD."sha256", OLD."state", OLD."target", OLD."target_label", OLD."undone", OLD."warning_count"); RETURN NULL;', hash='458d43c07c03e62b4a068e744008e8713d207d39', operation='DELETE', pgid='pgtrigger_delete_delete_24c9e', table='exchange_importrun', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='ImportRunHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(max_length=60)),
                ('label', models.CharField(max_length=200)),
                ('target', models.JSONField(default=dict)),
                ('target_label', models.CharField(blank=True, max_length=300)),
                ('file_name', models.CharField(max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('state', models.CharField(default='UPLOADED', max_length=10)),
                ('author_name', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField()),
                ('checked_at', models.DateTimeField(blank=True, null=True)),
                ('applied_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('row_count', models.IntegerField(default=0)),
                ('error_count', models.IntegerField(default=0)),
                ('warning_count', models.IntegerField(default=0)),
                ('difference_digest', models.CharField(blank=True, max_length=64)),
                ('applied', models.JSONField(default=dict)),
                ('undone', models.JSONField(default=dict)),
                ('blob', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='files.blob')),
                ('created_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='exchange.importrun')),
                ('map', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='exchange.headingmap')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='baf3b3b55aa6d6bfb8b156f009cc3d9c302907c5', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0c7ab', table='exchange_importrunhistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='HeadingMap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('name', models.CharField(max_length=120)),
                ('signature', models.CharField(max_length=64)),
                ('content', models.JSONField()),
                ('author_name', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField()),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'signature'], name='heading_map_signature')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('retired_at__isnull', True)), fields=('kind', 'name'), name='one_heading_map_a_name'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='heading_map_has_name')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "exchange_headingmaphistoryevent" ("author_name", "content", "created_at", "created_by_id", "id", "kind", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_at", "signature") VALUES (NEW."author_name", NEW."content", NEW."created_at", NEW."created_by_id", NEW."id", NEW."kind", NEW."name", NOW(), \'insert\', NEW."id", NEW."retired_at", NEW."signature"); RETURN NULL;', hash='2a717b5b61f1628e35a5bedd8ba0c7278c6bd4ff', operation='INSERT', pgid='pgtrigger_insert_insert_7793e', table='exchange_headingmap', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "exchange_headingmaphistoryevent" ("author_name", "content", "created_at", "created_by_id", "id", "kind", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_at", "signature") VALUES (NEW."author_name", NEW."content", NEW."created_at", NEW."created_by_id", NEW."id", NEW."kind", NEW."name", NOW(), \'update\', NEW."id", NEW."retired_at", NEW."signature"); RETURN NULL;', hash='5a8d054d5a1741a80d763b8be28aca25d7281149', operation='UPDATE', pgid='pgtrigger_update_update_b5576', table='exchange_headingmap', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "exchange_headingmaphistoryevent" ("author_name", "content", "created_at", "created_by_id", "id", "kind", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_at", "signature") VALUES (OLD."author_name", OLD."content", OLD."created_at", OLD."created_by_id", OLD."id", OLD."kind", OLD."name", NOW(), \'delete\', OLD."id", OLD."retired_at", OLD."signature"); RETURN NULL;', hash='c506f507fe7b6ef0052ac4420f17f44b2d95e3d3', operation='DELETE', pgid='pgtrigger_delete_delete_588ed', table='exchange_headingmap', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='HeadingMapHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(max_length=60)),
                ('name', models.CharField(max_length=120)),
                ('signature', models.CharField(max_length=64)),
                ('content', models.JSONField()),
                ('author_name', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField()),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('created_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='exchange.headingmap')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3ee0d0616b57e6037d8b82a63022be4d9eb1c803', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a4d56', table='exchange_headingmaphistoryevent', when='BEFORE'))],
            },
        ),
    ]

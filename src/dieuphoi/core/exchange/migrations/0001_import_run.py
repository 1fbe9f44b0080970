import dieuphoi.core.kernel.functions
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('kernel', '0001_functions'),
        ('files', '0001_blob'),
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
            ],
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
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='importrun',
            index=models.Index(fields=['created_by', '-created_at'], name='import_by_author'),
        ),
        migrations.AddIndex(
            model_name='importrun',
            index=models.Index(fields=['-created_at'], name='import_by_time'),
        ),
        migrations.AddIndex(
            model_name='importrun',
            index=models.Index(fields=['kind', '-created_at'], name='import_by_kind'),
        ),
        migrations.AddConstraint(
            model_name='importrun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['CHECKED', 'APPLIED', 'UNDONE']), _negated=True), ('error_count', 0), _connector='OR'), name='import_applied_without_errors'),
        ),
        migrations.AddConstraint(
            model_name='importrun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['APPLIED', 'UNDONE']), _negated=True), ('applied_at__isnull', False), _connector='OR'), name='import_applied_has_time'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importrun',
            trigger=pgtrigger.compiler.Trigger(name='state_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{APPLIED:UNDONE,CHECKED:APPLIED,CHECKED:DISCARDED,CHECKED:FAULTY,FAULTY:DISCARDED,UPLOADED:CHECKED,UPLOADED:DISCARDED,UPLOADED:FAULTY}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='b13e2bc5c0a89b9882c9e8395e7758d20b5d6167', operation='UPDATE', pgid='pgtrigger_state_moves_2236e', table='exchange_importrun', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importrun',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "exchange_importrunhistoryevent" ("applied", "applied_at", "author_name", "blob_id", "checked_at", "created_at", "created_by_id", "difference_digest", "ended_at", "error_count", "file_name", "id", "kind", "label", "pgh_created_at", "pgh_label", "pgh_obj_id", "row_count", "sha256", "state", "target", "target_label", "undone", "warning_count") VALUES (NEW."applied", NEW."applied_at", NEW."author_name", NEW."blob_id", NEW."checked_at", NEW."created_at", NEW."created_by_id", NEW."difference_digest", NEW."ended_at", NEW."error_count", NEW."file_name", NEW."id", NEW."kind", NEW."label", NOW(), \'insert\', NEW."id", NEW."row_count", NEW."sha256", NEW."state", NEW."target", NEW."target_label", NEW."undone", NEW."warning_count"); RETURN NULL;', hash='106442009fcc5905f691266f5fc3d5159568f926', operation='INSERT', pgid='pgtrigger_insert_insert_1cadc', table='exchange_importrun', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importrun',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."applied" IS DISTINCT FROM (NEW."applied") OR OLD."applied_at" IS DISTINCT FROM (NEW."applied_at") OR OLD."author_name" IS DISTINCT FROM (NEW."author_name") OR OLD."blob_id" IS DISTINCT FROM (NEW."blob_id") OR OLD."checked_at" IS DISTINCT FROM (NEW."checked_at") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."difference_digest" IS DISTINCT FROM (NEW."difference_digest") OR OLD."ended_at" IS DISTINCT FROM (NEW."ended_at") OR OLD."error_count" IS DISTINCT FROM (NEW."error_count") OR OLD."file_name" IS DISTINCT FROM (NEW."file_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."label" IS DISTINCT FROM (NEW."label") OR OLD."row_count" IS DISTINCT FROM (NEW."row_count") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."target" IS DISTINCT FROM (NEW."target") OR OLD."target_label" IS DISTINCT FROM (NEW."target_label") OR OLD."undone" IS DISTINCT FROM (NEW."undone") OR OLD."warning_count" IS DISTINCT FROM (NEW."warning_count"))', func='INSERT INTO "exchange_importrunhistoryevent" ("applied", "applied_at", "author_name", "blob_id", "checked_at", "created_at", "created_by_id", "difference_digest", "ended_at", "error_count", "file_name", "id", "kind", "label", "pgh_created_at", "pgh_label", "pgh_obj_id", "row_count", "sha256", "state", "target", "target_label", "undone", "warning_count") VALUES (NEW."applied", NEW."applied_at", NEW."author_name", NEW."blob_id", NEW."checked_at", NEW."created_at", NEW."created_by_id", NEW."difference_digest", NEW."ended_at", NEW."error_count", NEW."file_name", NEW."id", NEW."kind", NEW."label", NOW(), \'update\', NEW."id", NEW."row_count", NEW."sha256", NEW."state", NEW."target", NEW."target_label", NEW."undone", NEW."warning_count"); RETURN NULL;', hash='85801cea2f8e8ac5d9a08a89f8b100bfa2f3932d', operation='UPDATE', pgid='pgtrigger_update_update_cb100', table='exchange_importrun', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importrun',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "exchange_importrunhistoryevent" ("applied", "applied_at", "author_name", "blob_id", "checked_at", "created_at", "created_by_id", "difference_digest", "ended_at", "error_count", "file_name", "id", "kind", "label", "pgh_created_at", "pgh_label", "pgh_obj_id", "row_count", "sha256", "state", "target", "target_label", "undone", "warning_count") VALUES (OLD."applied", OLD."applied_at", OLD."author_name", OLD."blob_id", OLD."checked_at", OLD."created_at", OLD."created_by_id", OLD."difference_digest", OLD."ended_at", OLD."error_count", OLD."file_name", OLD."id", OLD."kind", OLD."label", NOW(), \'delete\', OLD."id", OLD."row_count", OLD."sha256", OLD."state", OLD."target", OLD."target_label", OLD."undone", OLD."warning_count"); RETURN NULL;', hash='0313b2bdbd7486a06a0e3a7afc09b32953c80ee2', operation='DELETE', pgid='pgtrigger_delete_delete_24c9e', table='exchange_importrun', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='importrunhistoryevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='baf3b3b55aa6d6bfb8b156f009cc3d9c302907c5', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0c7ab', table='exchange_importrunhistoryevent', when='BEFORE')),
        ),
    ]

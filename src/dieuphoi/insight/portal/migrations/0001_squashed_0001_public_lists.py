"""The tables of ``portal`` at one go: what 0001 … 0001 make, for a database that has none of them.

Written by scripts/squash.py; see docs/decisions/squashed-migrations.md.
"""

import dieuphoi.core.kernel.functions
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from dieuphoi.core.kernel.migrating import AtOnce
from django.db import migrations, models


class Migration(AtOnce):

    replaces = [('portal', '0001_public_lists')]

    initial = True

    dependencies = [
        ('territory', '0002_changes_and_boundaries'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PublicList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=300)),
                ('as_of', models.DateField()),
                ('state', models.CharField(choices=[('PREPARED', 'chờ duyệt'), ('PUBLISHED', 'đang công khai'), ('WITHDRAWN', 'đã rút'), ('DROPPED', 'không công bố')], default='PREPARED', max_length=10)),
                ('content_hash', models.CharField(max_length=64)),
                ('row_count', models.PositiveIntegerField()),
                ('prepared_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(null=True)),
                ('approved_office', models.CharField(blank=True, max_length=300)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_reason', models.TextField(blank=True)),
                ('title_folded', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.Fold('title'), output_field=models.TextField())),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('prepared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('province', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.adminunit')),
            ],
            options={
                'indexes': [models.Index(fields=['state', '-approved_at'], name='public_list_newest'), models.Index(fields=['province', 'kind'], name='public_list_of_province')],
                'constraints': [models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), models.Q(('approved_by', models.F('prepared_by')), _negated=True), _connector='OR'), name='public_list_approved_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['PUBLISHED', 'WITHDRAWN']), _negated=True), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False), models.Q(('approved_office', ''), _negated=True)), _connector='OR'), name='public_list_published_is_approved'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['WITHDRAWN', 'DROPPED']), _negated=True), models.Q(('ended_at__isnull', False), models.Q(('ended_reason', ''), _negated=True)), _connector='OR'), name='public_list_ended_says_why'), models.UniqueConstraint(condition=models.Q(('state__in', ['PREPARED', 'PUBLISHED'])), fields=('content_hash',), name='public_list_once')],
                'triggers': [pgtrigger.compiler.Trigger(name='state_moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM NEW."state" AND concat(OLD."state", \':\', NEW."state") <> ALL (\'{PREPARED:DROPPED,PREPARED:PUBLISHED,PUBLISHED:WITHDRAWN}\'::text[]))', func='\n                RAISE EXCEPTION \'dieuphoi: Invalid transition of "state" from "%" to "%" (%)\',\n                    OLD."state", NEW."state", TG_TABLE_NAME;\n            ', hash='78def24a151f897d0f01545eb6ce068ed8063453', operation='UPDATE', pgid='pgtrigger_state_moves_7d880', table='portal_publiclist', when='BEFORE')), pgtrigger.compiler.Trigger(name='list_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."province_id" IS DISTINCT FROM (NEW."province_id") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."as_of" IS DISTINCT FROM (NEW."as_of") OR OLD."content_hash" IS DISTINCT FROM (NEW."content_hash") OR OLD."row_count" IS DISTINCT FROM (NEW."row_count") OR OLD."prepared_by_id" IS DISTINCT FROM (NEW."prepared_by_id") OR OLD."prepared_at" IS DISTINCT FROM (NEW."prepared_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='f571300616e9d14e0878572639f15ba5c7f76499', operation='UPDATE', pgid='pgtrigger_list_frozen_5e31c', table='portal_publiclist', when='BEFORE')), pgtrigger.compiler.Trigger(name='approval_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."approved_at" IS NOT NULL AND (OLD."approved_by_id" IS DISTINCT FROM (NEW."approved_by_id") OR OLD."approved_at" IS DISTINCT FROM (NEW."approved_at") OR OLD."approved_office" IS DISTINCT FROM (NEW."approved_office")))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='df32d7796aef26a50285ecd8e525453f2f95a216', operation='UPDATE', pgid='pgtrigger_approval_frozen_43050', table='portal_publiclist', when='BEFORE')), pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='aa28bf50f0bcf18f5f41612109be7234445939d7', operation='DELETE', pgid='pgtrigger_never_deleted_78067', table='portal_publiclist', when='BEFORE')), pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "portal_publiclisthistoryevent" ("approved_at", "approved_by_id", "approved_office", "as_of", "content_hash", "ended_at", "ended_reason", "id", "kind", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by_id", "province_id", "row_count", "state", "title") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."approved_office", NEW."as_of", NEW."content_hash", NEW."ended_at", NEW."ended_reason", NEW."id", NEW."kind", NOW(), \'insert\', NEW."id", NEW."prepared_at", NEW."prepared_by_id", NEW."province_id", NEW."row_count", NEW."state", NEW."title"); RETURN NULL;', hash='443bc4522d629b6ff59ce3f688ddcffa894a70ce', operation='INSERT', pgid='pgtrigger_insert_insert_f645a', table='portal_publiclist', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "portal_publiclisthistoryevent" ("approved_at", "approved_by_id", "approved_office", "as_of", "content_hash", "ended_at", "ended_reason", "id", "kind", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by_id", "province_id", "row_count", "state", "title") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."approved_office", NEW."as_of", NEW."content_hash", NEW."ended_at", NEW."ended_reason", NEW."id", NEW."kind", NOW(), \'update\', NEW."id", NEW."prepared_at", NEW."prepared_by_id", NEW."province_id", NEW."row_count", NEW."state", NEW."title"); RETURN NULL;', hash='a9cb02376d6a0a5a20861fcacb28578844e59bf1', operation='UPDATE', pgid='pgtrigger_update_update_f1d3c', table='portal_publiclist', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "portal_publiclisthistoryevent" ("approved_at", "approved_by_id", "approved_office", "as_of", "content_hash", "ended_at", "ended_reason", "id", "kind", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by_id", "province_id", "row_count", "state", "title") VALUES (OLD."approved_at", OLD."approved_by_id", OLD."approved_office", OLD."as_of", OLD."content_hash", OLD."ended_at", OLD."ended_reason", OLD."id", OLD."kind", NOW(), \'delete\', OLD."id", OLD."prepared_at", OLD."prepared_by_id", OLD."province_id", OLD."row_count", OLD."state", OLD."title"); RETURN NULL;', hash='4b365cceffbfbdd6c133f54c9a4b2fd2e80cb467', operation='DELETE', pgid='pgtrigger_delete_delete_b0702', table='portal_publiclist', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='PublicContent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('content', models.BinaryField()),
                ('sha256', models.CharField(max_length=64)),
                ('public_list', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='content', to='portal.publiclist')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4fae516ff91db14bb8b5392745e88b1d2e693657', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_41a3c', table='portal_publiccontent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='PublicListHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=300)),
                ('as_of', models.DateField()),
                ('state', models.CharField(choices=[('PREPARED', 'chờ duyệt'), ('PUBLISHED', 'đang công khai'), ('WITHDRAWN', 'đã rút'), ('DROPPED', 'không công bố')], default='PREPARED', max_length=10)),
                ('content_hash', models.CharField(max_length=64)),
                ('row_count', models.PositiveIntegerField()),
                ('prepared_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(null=True)),
                ('approved_office', models.CharField(blank=True, max_length=300)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_reason', models.TextField(blank=True)),
                ('title_folded', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.Fold('title'), output_field=models.TextField())),
                ('approved_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='portal.publiclist')),
                ('prepared_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('province', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='territory.adminunit')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='80032fa13e863abade4f78065fe8d6be06145ae9', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_107ae', table='portal_publiclisthistoryevent', when='BEFORE'))],
            },
        ),
    ]

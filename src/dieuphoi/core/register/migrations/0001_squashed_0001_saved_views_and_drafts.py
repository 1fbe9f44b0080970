"""The tables of ``register`` at one go: what 0001 … 0001 make, for a database that has none of them.

Written by scripts/squash.py; see docs/decisions/squashed-migrations.md.
"""

import dieuphoi.core.kernel.functions
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from dieuphoi.core.kernel.migrating import AtOnce
from django.db import migrations, models


class Migration(AtOnce):

    replaces = [('register', '0001_saved_views_and_drafts')]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('register', models.CharField(max_length=80)),
                ('name', models.CharField(max_length=80)),
                ('path', models.CharField(max_length=300)),
                ('query', models.TextField(blank=True)),
                ('owner_name', models.CharField(max_length=200)),
                ('share', models.CharField(choices=[('me', 'chỉ mình tôi'), ('unit', 'cơ quan của tôi'), ('all', 'mọi người'), ('role', 'mọi người có một vai trò')], default='me', max_length=4)),
                ('org_id', models.BigIntegerField(blank=True, null=True)),
                ('role', models.CharField(blank=True, max_length=40)),
                ('is_default', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['register'], name='saved_view_open')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('owner', 'register', 'name'), name='saved_view_name_once'), models.UniqueConstraint(condition=models.Q(('ended_at', None), ('is_default', True), models.Q(('share', 'role'), _negated=True)), fields=('owner', 'register'), name='saved_view_one_default'), models.UniqueConstraint(condition=models.Q(('ended_at', None), ('is_default', True), ('share', 'role')), fields=('role', 'register'), name='saved_view_one_role_default'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('share', 'unit'), _negated=True), ('org_id__isnull', False), _connector='OR'), models.Q(models.Q(('share', 'role'), _negated=True), models.Q(('role', ''), _negated=True), _connector='OR')), name='saved_view_share_whole')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "register_savedviewhistoryevent" ("created_at", "ended_at", "id", "is_default", "name", "org_id", "owner_id", "owner_name", "path", "pgh_created_at", "pgh_label", "pgh_obj_id", "query", "register", "role", "share") VALUES (NEW."created_at", NEW."ended_at", NEW."id", NEW."is_default", NEW."name", NEW."org_id", NEW."owner_id", NEW."owner_name", NEW."path", NOW(), \'insert\', NEW."id", NEW."query", NEW."register", NEW."role", NEW."share"); RETURN NULL;', hash='4c9cbc27c73ff2c06e2d00add22baf701c63a3e1', operation='INSERT', pgid='pgtrigger_insert_insert_c884b', table='register_savedview', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "register_savedviewhistoryevent" ("created_at", "ended_at", "id", "is_default", "name", "org_id", "owner_id", "owner_name", "path", "pgh_created_at", "pgh_label", "pgh_obj_id", "query", "register", "role", "share") VALUES (NEW."created_at", NEW."ended_at", NEW."id", NEW."is_default", NEW."name", NEW."org_id", NEW."owner_id", NEW."owner_name", NEW."path", NOW(), \'update\', NEW."id", NEW."query", NEW."register", NEW."role", NEW."share"); RETURN NULL;', hash='ff858ba74b225950dcaf9f0e83cb955a5b3fccfd', operation='UPDATE', pgid='pgtrigger_update_update_43642', table='register_savedview', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "register_savedviewhistoryevent" ("created_at", "ended_at", "id", "is_default", "name", "org_id", "owner_id", "owner_name", "path", "pgh_created_at", "pgh_label", "pgh_obj_id", "query", "register", "role", "share") VALUES (OLD."created_at", OLD."ended_at", OLD."id", OLD."is_default", OLD."name", OLD."org_id", OLD."owner_id", OLD."owner_name", OLD."path", NOW(), \'delete\', OLD."id", OLD."query", OLD."register", OLD."role", OLD."share"); RETURN NULL;', hash='2fb6027c40cc40f923230d9e1432c73d1fb6dad2', operation='DELETE', pgid='pgtrigger_delete_delete_e2f8e', table='register_savedview', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='SavedViewHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('register', models.CharField(max_length=80)),
                ('name', models.CharField(max_length=80)),
                ('path', models.CharField(max_length=300)),
                ('query', models.TextField(blank=True)),
                ('owner_name', models.CharField(max_length=200)),
                ('share', models.CharField(choices=[('me', 'chỉ mình tôi'), ('unit', 'cơ quan của tôi'), ('all', 'mọi người'), ('role', 'mọi người có một vai trò')], default='me', max_length=4)),
                ('org_id', models.BigIntegerField(blank=True, null=True)),
                ('role', models.CharField(blank=True, max_length=40)),
                ('is_default', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('owner', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='register.savedview')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='07a54f54f8033eab64df729dda7e9d02ae130c90', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_86b97', table='register_savedviewhistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.CharField(max_length=120)),
                ('record', models.CharField(max_length=500)),
                ('data', models.JSONField(default=dict)),
                ('saved_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('end', models.CharField(blank=True, choices=[('sent', 'đã gửi'), ('dropped', 'đã bỏ')], max_length=8)),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('owner', 'form', 'record'), name='draft_open_once'), models.CheckConstraint(condition=models.Q(models.Q(('end', ''), ('ended_at', None)), models.Q(('ended_at__isnull', False), models.Q(('end', ''), _negated=True)), _connector='OR'), name='draft_ended_says_how')],
            },
        ),
    ]

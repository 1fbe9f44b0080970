"""The tables of ``accounts`` at one go: what 0001 … 0003 make, for a database that has none of them.

Written by scripts/squash.py; see docs/decisions/squashed-migrations.md.
"""

import dieuphoi.core.kernel.functions
import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
from django.conf import settings
from dieuphoi.core.kernel.migrating import AtOnce
from django.db import migrations, models

# The system's own account: history needs an actor for scheduled jobs and the command line. Nobody signs in with it.
SYSTEM = """
SELECT set_config('dieuphoi.actor', '1', true), set_config('dieuphoi.act', 'system.install', true);
INSERT INTO accounts_account
    (id, password, username, person_id, is_active, is_system, must_change_password)
VALUES (1, '!', 'system', NULL, false, true, false);
SELECT setval(pg_get_serial_sequence('accounts_account', 'id'), 100);
"""


class Migration(AtOnce):

    replaces = [('accounts', '0001_initial'), ('accounts', '0002_system_account'), ('accounts', '0003_sessions_and_acts')]

    initial = True

    dependencies = [
        ('organisations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('username', models.CharField(max_length=60, unique=True)),
                ('is_active', models.BooleanField(default=True)),
                ('is_system', models.BooleanField(default=False)),
                ('must_change_password', models.BooleanField(default=False)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='account', to='organisations.person')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('is_system', True), ('person__isnull', False), _connector='OR'), name='account_person_or_system'), models.CheckConstraint(condition=models.Q(('username', django.db.models.functions.text.Lower('username'))), name='account_username_lower')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_accounthistoryevent" ("closed_at", "id", "is_active", "is_system", "must_change_password", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "username") VALUES (NEW."closed_at", NEW."id", NEW."is_active", NEW."is_system", NEW."must_change_password", NEW."person_id", NOW(), \'insert\', NEW."id", NEW."username"); RETURN NULL;', hash='db8d2db3f58cd13401d397469a13b1b452c3a43f', operation='INSERT', pgid='pgtrigger_insert_insert_8b982', table='accounts_account', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."closed_at" IS DISTINCT FROM (NEW."closed_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_system" IS DISTINCT FROM (NEW."is_system") OR OLD."must_change_password" IS DISTINCT FROM (NEW."must_change_password") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."username" IS DISTINCT FROM (NEW."username"))', func='INSERT INTO "accounts_accounthistoryevent" ("closed_at", "id", "is_active", "is_system", "must_change_password", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "username") VALUES (NEW."closed_at", NEW."id", NEW."is_active", NEW."is_system", NEW."must_change_password", NEW."person_id", NOW(), \'update\', NEW."id", NEW."username"); RETURN NULL;', hash='e0cb7a056857eddec520859601a1b173a6c81fa6', operation='UPDATE', pgid='pgtrigger_update_update_834ae', table='accounts_account', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_accounthistoryevent" ("closed_at", "id", "is_active", "is_system", "must_change_password", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "username") VALUES (OLD."closed_at", OLD."id", OLD."is_active", OLD."is_system", OLD."must_change_password", OLD."person_id", NOW(), \'delete\', OLD."id", OLD."username"); RETURN NULL;', hash='0a38c1b4c98cba0c8a2df6c53fb65f16ed63ed79', operation='DELETE', pgid='pgtrigger_delete_delete_f7f6a', table='accounts_account', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='AccountHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('username', models.CharField(max_length=60)),
                ('is_active', models.BooleanField(default=True)),
                ('is_system', models.BooleanField(default=False)),
                ('must_change_password', models.BooleanField(default=False)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.person')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ea80017adf0b9392adaeb28cce65426f34d93139', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_865d8', table='accounts_accounthistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('prefix', models.CharField(max_length=12)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('scopes', models.JSONField(default=list)),
                ('created_at', models.DateTimeField()),
                ('expires_on', models.DateField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('last_used_at', models.DateTimeField(blank=True, null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tokens', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_apitokenhistoryevent" ("account_id", "created_at", "digest", "expires_on", "id", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "prefix", "revoked_at", "scopes") VALUES (NEW."account_id", NEW."created_at", NEW."digest", NEW."expires_on", NEW."id", NEW."name", NOW(), \'insert\', NEW."id", NEW."prefix", NEW."revoked_at", NEW."scopes"); RETURN NULL;', hash='eb3596d90dc609a306ae2ef1d7f170908f7380e0', operation='INSERT', pgid='pgtrigger_insert_insert_01b7d', table='accounts_apitoken', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."account_id" IS DISTINCT FROM (NEW."account_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."digest" IS DISTINCT FROM (NEW."digest") OR OLD."expires_on" IS DISTINCT FROM (NEW."expires_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."prefix" IS DISTINCT FROM (NEW."prefix") OR OLD."revoked_at" IS DISTINCT FROM (NEW."revoked_at") OR OLD."scopes" IS DISTINCT FROM (NEW."scopes"))', func='INSERT INTO "accounts_apitokenhistoryevent" ("account_id", "created_at", "digest", "expires_on", "id", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "prefix", "revoked_at", "scopes") VALUES (NEW."account_id", NEW."created_at", NEW."digest", NEW."expires_on", NEW."id", NEW."name", NOW(), \'update\', NEW."id", NEW."prefix", NEW."revoked_at", NEW."scopes"); RETURN NULL;', hash='db2cbc89b58feca8fee63e6add8bfe50a64f9eb3', operation='UPDATE', pgid='pgtrigger_update_update_df53b', table='accounts_apitoken', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_apitokenhistoryevent" ("account_id", "created_at", "digest", "expires_on", "id", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "prefix", "revoked_at", "scopes") VALUES (OLD."account_id", OLD."created_at", OLD."digest", OLD."expires_on", OLD."id", OLD."name", NOW(), \'delete\', OLD."id", OLD."prefix", OLD."revoked_at", OLD."scopes"); RETURN NULL;', hash='74b3af5a51b632e82ab395bcebc9722f104e3527', operation='DELETE', pgid='pgtrigger_delete_delete_6e065', table='accounts_apitoken', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='ApiTokenHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=80)),
                ('prefix', models.CharField(max_length=12)),
                ('digest', models.CharField(max_length=64)),
                ('scopes', models.JSONField(default=list)),
                ('created_at', models.DateTimeField()),
                ('expires_on', models.DateField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('account', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='accounts.apitoken')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1cf76a82c08b7d50ca1d844f53cdec9e2bc1af95', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a8620', table='accounts_apitokenhistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='SignInSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40, unique=True)),
                ('ip', models.GenericIPAddressField(null=True)),
                ('device', models.CharField(blank=True, max_length=300)),
                ('started_at', models.DateTimeField()),
                ('last_seen_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_how', models.CharField(blank=True, choices=[('signed_out', 'tự đăng xuất'), ('ended', 'bị kết thúc'), ('closed', 'tài khoản đóng'), ('reset', 'mật khẩu được đặt lại')], max_length=12)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['account', '-last_seen_at'], name='session_account')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_how', '')), models.Q(('ended_at__isnull', False), models.Q(('ended_how', ''), _negated=True)), _connector='OR'), name='session_end_has_how')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_signinsessionhistoryevent" ("account_id", "device", "ended_at", "ended_how", "id", "ip", "pgh_created_at", "pgh_label", "pgh_obj_id", "started_at") VALUES (NEW."account_id", NEW."device", NEW."ended_at", NEW."ended_how", NEW."id", NEW."ip", NOW(), \'insert\', NEW."id", NEW."started_at"); RETURN NULL;', hash='47e85b34180b61934ca06e4c8f7bb0ce7d7706d0', operation='INSERT', pgid='pgtrigger_insert_insert_c8685', table='accounts_signinsession', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."account_id" IS DISTINCT FROM (NEW."account_id") OR OLD."device" IS DISTINCT FROM (NEW."device") OR OLD."ended_at" IS DISTINCT FROM (NEW."ended_at") OR OLD."ended_how" IS DISTINCT FROM (NEW."ended_how") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."ip" IS DISTINCT FROM (NEW."ip") OR OLD."started_at" IS DISTINCT FROM (NEW."started_at"))', func='INSERT INTO "accounts_signinsessionhistoryevent" ("account_id", "device", "ended_at", "ended_how", "id", "ip", "pgh_created_at", "pgh_label", "pgh_obj_id", "started_at") VALUES (NEW."account_id", NEW."device", NEW."ended_at", NEW."ended_how", NEW."id", NEW."ip", NOW(), \'update\', NEW."id", NEW."started_at"); RETURN NULL;', hash='4b24073eae53cfef469b537e22f656b9824cd659', operation='UPDATE', pgid='pgtrigger_update_update_83ba5', table='accounts_signinsession', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_signinsessionhistoryevent" ("account_id", "device", "ended_at", "ended_how", "id", "ip", "pgh_created_at", "pgh_label", "pgh_obj_id", "started_at") VALUES (OLD."account_id", OLD."device", OLD."ended_at", OLD."ended_how", OLD."id", OLD."ip", NOW(), \'delete\', OLD."id", OLD."started_at"); RETURN NULL;', hash='d4721630766b2195e5d956ae1a363df43d0098fc', operation='DELETE', pgid='pgtrigger_delete_delete_6bdfd', table='accounts_signinsession', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='SignInSessionHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('ip', models.GenericIPAddressField(null=True)),
                ('device', models.CharField(blank=True, max_length=300)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_how', models.CharField(blank=True, choices=[('signed_out', 'tự đăng xuất'), ('ended', 'bị kết thúc'), ('closed', 'tài khoản đóng'), ('reset', 'mật khẩu được đặt lại')], max_length=12)),
                ('account', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='accounts.signinsession')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1a3d18f7f8b0b6b95b1fff85f599012259603981', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5d45a', table='accounts_signinsessionhistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='AccountActRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('username', models.CharField(max_length=255)),
                ('kind', models.CharField(choices=[('second_step_on', 'bật bước thứ hai'), ('second_step_off', 'tắt bước thứ hai'), ('second_step_reset', 'gỡ bước thứ hai cho người mất thiết bị'), ('codes_renewed', 'tạo lại mã dự phòng'), ('code_used', 'dùng một mã dự phòng'), ('reset', 'đặt lại mật khẩu'), ('linked', 'nối tài khoản đăng nhập ngoài'), ('unlinked', 'bỏ nối tài khoản đăng nhập ngoài'), ('unlocked', 'mở khóa đăng nhập')], max_length=20)),
                ('reason', models.TextField(blank=True)),
                ('account', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='acts', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['account', '-recorded_at'], name='account_act_account')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b10e5942572ce37a9fa50d4a35e8ce6dac6c5a0c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_fdc91', table='accounts_accountactrecord', when='BEFORE'))],
            },
        ),
        migrations.RunSQL(SYSTEM, "DELETE FROM accounts_account WHERE id = 1"),
    ]

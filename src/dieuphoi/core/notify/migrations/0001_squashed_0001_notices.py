"""The tables of ``notify`` at one go: what 0001 … 0001 make, for a database that has none of them.

Written by scripts/squash.py; see docs/decisions/squashed-migrations.md.
"""

import dieuphoi.core.kernel.functions
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from dieuphoi.core.kernel.migrating import AtOnce
from django.db import migrations, models


class Migration(AtOnce):

    replaces = [('notify', '0001_notices')]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReminderRuleHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(max_length=60)),
                ('offset', models.SmallIntegerField()),
                ('repeat', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('source', models.CharField(max_length=300)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='notify.reminderrule')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='127d1ffbddcb356ce24fe74fe0519b0a3c633aca', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_70d51', table='notify_reminderrulehistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='ScheduleRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True)),
                ('ran_at', models.DateTimeField(null=True)),
                ('failed_at', models.DateTimeField(null=True)),
                ('error', models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('url', models.CharField(max_length=500)),
                ('kinds', models.JSONField(default=list)),
                ('created_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notify_webhookhistoryevent" ("created_at", "ended_at", "id", "kinds", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "url") VALUES (NEW."created_at", NEW."ended_at", NEW."id", NEW."kinds", NEW."name", NOW(), \'insert\', NEW."id", NEW."url"); RETURN NULL;', hash='3f164decadfb57243d5bab418a0e867aa33374a6', operation='INSERT', pgid='pgtrigger_insert_insert_47313', table='notify_webhook', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "notify_webhookhistoryevent" ("created_at", "ended_at", "id", "kinds", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "url") VALUES (NEW."created_at", NEW."ended_at", NEW."id", NEW."kinds", NEW."name", NOW(), \'update\', NEW."id", NEW."url"); RETURN NULL;', hash='6959156437ac4f42d944d4a31168d65ef6bad331', operation='UPDATE', pgid='pgtrigger_update_update_d962b', table='notify_webhook', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notify_webhookhistoryevent" ("created_at", "ended_at", "id", "kinds", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "url") VALUES (OLD."created_at", OLD."ended_at", OLD."id", OLD."kinds", OLD."name", NOW(), \'delete\', OLD."id", OLD."url"); RETURN NULL;', hash='045e79bc5b840b5ed44277c8799bef5bf7411812', operation='DELETE', pgid='pgtrigger_delete_delete_6a777', table='notify_webhook', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='WebhookHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=120)),
                ('url', models.CharField(max_length=500)),
                ('kinds', models.JSONField(default=list)),
                ('created_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='notify.webhook')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5eda42a17ce3d7ce9281f74a70df181e2f174f6f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ccd5d', table='notify_webhookhistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('mail', 'thư điện tử'), ('webhook', 'webhook')], max_length=8)),
                ('target', models.CharField(max_length=500)),
                ('once', models.CharField(max_length=200)),
                ('subject', models.CharField(max_length=300)),
                ('body', models.TextField()),
                ('state', models.CharField(choices=[('QUEUED', 'chờ gửi'), ('SENT', 'đã gửi'), ('FAILED', 'không gửi được')], default='QUEUED', max_length=8)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
                ('next_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('error', models.TextField(blank=True)),
                ('account', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'QUEUED')), fields=['next_at'], name='delivery_queue'), models.Index(fields=['-created_at'], name='delivery_newest')],
                'constraints': [models.UniqueConstraint(fields=('channel', 'target', 'once'), name='delivery_once')],
                'triggers': [pgtrigger.compiler.Trigger(name='state_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{QUEUED:SENT,QUEUED:FAILED,FAILED:QUEUED}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='cf8b2c4ef4882806755424900f0e1c7fef14574c', operation='UPDATE', pgid='pgtrigger_state_moves_41923', table='notify_delivery', when='BEFORE')), pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='3306d679decfcb7f944e80f261517b4e99b8412b', operation='DELETE', pgid='pgtrigger_never_deleted_d58f5', table='notify_delivery', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='DigestChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hour', models.PositiveSmallIntegerField()),
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('hour__lte', 23)), name='digest_hour_of_day')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notify_digestchoicehistoryevent" ("account_id", "hour", "id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."account_id", NEW."hour", NEW."id", NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='e3b105868e42e4135ba7441d4cbcc7db935bfe65', operation='INSERT', pgid='pgtrigger_insert_insert_9ffac', table='notify_digestchoice', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "notify_digestchoicehistoryevent" ("account_id", "hour", "id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."account_id", NEW."hour", NEW."id", NOW(), \'update\', NEW."id"); RETURN NULL;', hash='0988630602c0bd897cfeae3a4d872cd054f9c291', operation='UPDATE', pgid='pgtrigger_update_update_3d053', table='notify_digestchoice', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notify_digestchoicehistoryevent" ("account_id", "hour", "id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."account_id", OLD."hour", OLD."id", NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='34411066a2a19b9f915b40bb156186bde7023b94', operation='DELETE', pgid='pgtrigger_delete_delete_2bcc6', table='notify_digestchoice', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='DigestChoiceHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('hour', models.PositiveSmallIntegerField()),
                ('account', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='notify.digestchoice')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fe7d987cddf7dd71ff09d1787dd7ad7215c3422e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_7d7d3', table='notify_digestchoicehistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='MailChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('mail', models.CharField(choices=[('off', 'không gửi'), ('digest', 'trong bản tin hằng ngày'), ('at_once', 'ngay khi có')], max_length=8)),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('account', 'kind'), name='mail_choice_once')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notify_mailchoicehistoryevent" ("account_id", "id", "kind", "mail", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."account_id", NEW."id", NEW."kind", NEW."mail", NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='1127dd0996ce1037491aa5df5672c5d28fa400be', operation='INSERT', pgid='pgtrigger_insert_insert_057a0', table='notify_mailchoice', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "notify_mailchoicehistoryevent" ("account_id", "id", "kind", "mail", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."account_id", NEW."id", NEW."kind", NEW."mail", NOW(), \'update\', NEW."id"); RETURN NULL;', hash='59beacdeb337fac35aeaf930a0255f24aa8cda1d', operation='UPDATE', pgid='pgtrigger_update_update_2e754', table='notify_mailchoice', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notify_mailchoicehistoryevent" ("account_id", "id", "kind", "mail", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."account_id", OLD."id", OLD."kind", OLD."mail", NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='46484f3238a0ee907d1bd664c8ea31f94561db7c', operation='DELETE', pgid='pgtrigger_delete_delete_bdc18', table='notify_mailchoice', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='MailChoiceHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(max_length=60)),
                ('mail', models.CharField(choices=[('off', 'không gửi'), ('digest', 'trong bản tin hằng ngày'), ('at_once', 'ngay khi có')], max_length=8)),
                ('account', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='notify.mailchoice')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9489cb45fdab84e51dcc2f6101831b1991bae52b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_25cda', table='notify_mailchoicehistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField()),
                ('kind', models.CharField(max_length=60)),
                ('once', models.CharField(max_length=200)),
                ('title', models.CharField(max_length=300)),
                ('text', models.TextField(blank=True)),
                ('url', models.CharField(blank=True, max_length=500)),
                ('at_once', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('mailed_at', models.DateTimeField(blank=True, null=True)),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['account', '-created_at'], name='notice_inbox'), models.Index(condition=models.Q(('read_at', None)), fields=['account'], name='notice_unread'), models.Index(condition=models.Q(('mailed_at', None)), fields=['account'], name='notice_unmailed')],
                'constraints': [models.UniqueConstraint(fields=('account', 'once'), name='notice_once')],
                'triggers': [pgtrigger.compiler.Trigger(name='told_is_told', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."account_id" IS DISTINCT FROM (NEW."account_id") OR OLD."actor_id" IS DISTINCT FROM (NEW."actor_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."once" IS DISTINCT FROM (NEW."once") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."url" IS DISTINCT FROM (NEW."url") OR OLD."at_once" IS DISTINCT FROM (NEW."at_once") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='0ea47b8a525655ce586ce8b6f8a3df6aa3719025', operation='UPDATE', pgid='pgtrigger_told_is_told_502f9', table='notify_notice', when='BEFORE')), pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='934c7cce33ed6f049de6c05fafd0d258d312c750', operation='DELETE', pgid='pgtrigger_never_deleted_52f46', table='notify_notice', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='ReminderRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('offset', models.SmallIntegerField()),
                ('repeat', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('source', models.CharField(max_length=300)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('repeat', None), ('repeat__gte', 1), _connector='OR'), name='rule_repeat_positive'), models.CheckConstraint(condition=models.Q(('offset__gte', -260), ('offset__lte', 260)), name='rule_offset_within_a_year')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notify_reminderrulehistoryevent" ("id", "kind", "offset", "pgh_created_at", "pgh_label", "pgh_obj_id", "repeat", "source", "valid") VALUES (NEW."id", NEW."kind", NEW."offset", NOW(), \'insert\', NEW."id", NEW."repeat", NEW."source", NEW."valid"); RETURN NULL;', hash='a13fd406d81d73266df52ecb1bb599e2183ba52b', operation='INSERT', pgid='pgtrigger_insert_insert_22d09', table='notify_reminderrule', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "notify_reminderrulehistoryevent" ("id", "kind", "offset", "pgh_created_at", "pgh_label", "pgh_obj_id", "repeat", "source", "valid") VALUES (NEW."id", NEW."kind", NEW."offset", NOW(), \'update\', NEW."id", NEW."repeat", NEW."source", NEW."valid"); RETURN NULL;', hash='78081795ef5974df5b4e6a9088ec975c08500cb1', operation='UPDATE', pgid='pgtrigger_update_update_84ecd', table='notify_reminderrule', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "notify_reminderrulehistoryevent" ("id", "kind", "offset", "pgh_created_at", "pgh_label", "pgh_obj_id", "repeat", "source", "valid") VALUES (OLD."id", OLD."kind", OLD."offset", NOW(), \'delete\', OLD."id", OLD."repeat", OLD."source", OLD."valid"); RETURN NULL;', hash='4bbd43fa98dc2f857f60fe98a7078f042c2d7f2f', operation='DELETE', pgid='pgtrigger_delete_delete_af5c2', table='notify_reminderrule', when='AFTER'))],
            },
        ),
    ]

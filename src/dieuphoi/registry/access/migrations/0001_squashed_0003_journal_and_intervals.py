"""The tables of ``access`` at one go: what 0001 … 0003 make, for a database that has none of them.

Written by scripts/squash.py; see docs/decisions/squashed-migrations.md.
"""

import dieuphoi.core.kernel.functions
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from dieuphoi.core.kernel.migrating import AtOnce
from django.db import migrations, models

# A function: a view on django-axes' own tables would stand in the way of its later migrations (0003).
SIGN_INS = """
CREATE FUNCTION access_sign_ins()
RETURNS TABLE (id bigint, at timestamptz, act text, account_id bigint, username text, device text, ip inet)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT l.id::bigint * 32 + 1, l.attempt_time, 'sign_in.done'::text, a.id, coalesce(l.username, '')::text, l.user_agent::text,
           l.ip_address
    FROM axes_accesslog l LEFT JOIN accounts_account a ON a.username = lower(l.username)
    UNION ALL
    SELECT f.id::bigint * 32 + 2, f.attempt_time, CASE WHEN f.locked_out THEN 'sign_in.locked' ELSE 'sign_in.failed' END::text,
           a.id, coalesce(f.username, '')::text, f.user_agent::text, f.ip_address
    FROM axes_accessfailurelog f LEFT JOIN accounts_account a ON a.username = lower(f.username);
END
$$;
"""

VIEW = """
CREATE VIEW access_journal AS
SELECT s.id, s.at, 'sign_in'::text AS area, s.act,
       CASE WHEN s.act = 'sign_in.done' THEN s.account_id END AS actor_account_id, s.account_id, s.username,
       ''::text AS role, NULL::bigint AS org_id, NULL::bigint AS place_id, s.device AS detail,
       ''::text AS reason, s.ip
FROM access_sign_ins() s
UNION ALL
SELECT e.pgh_id * 32 + 3, e.pgh_created_at, 'account', e.pgh_act, e.pgh_actor_id, e.pgh_obj_id, e.username,
       '', NULL, NULL, '', e.pgh_reason, NULL
FROM accounts_accounthistoryevent e
UNION ALL
SELECT r.id * 32 + 4, r.recorded_at, 'account', r.act, r.actor_id, r.account_id, r.username,
       '', NULL, NULL, '', r.reason, NULL
FROM accounts_accountactrecord r
UNION ALL
SELECT e.pgh_id * 32 + 5, e.pgh_created_at, 'token', e.pgh_act, e.pgh_actor_id, e.account_id, '',
       '', NULL, NULL, e.name, e.pgh_reason, NULL
FROM accounts_apitokenhistoryevent e
UNION ALL
SELECT e.pgh_id * 32 + 6, e.pgh_created_at, 'session', e.pgh_act, e.pgh_actor_id, e.account_id, '',
       '', NULL, NULL, e.device, e.pgh_reason, e.ip
FROM accounts_signinsessionhistoryevent e
WHERE e.pgh_act <> 'session.open' -- the sign-in itself tells it
UNION ALL
SELECT e.pgh_id * 32 + 7, e.pgh_created_at, 'role', e.pgh_act, e.pgh_actor_id, e.account_id, '',
       e.role, e.org_id, e.place_id, '', e.pgh_reason, NULL
FROM access_roleassignmenthistoryevent e
UNION ALL
SELECT e.pgh_id * 32 + 8, e.pgh_created_at, 'delegation', e.pgh_act, e.pgh_actor_id, e.delegate_id, '',
       a.role, a.org_id, a.place_id, '', e.pgh_reason, NULL
FROM access_delegationhistoryevent e JOIN access_roleassignment a ON a.id = e.assignment_id
UNION ALL
SELECT v.id * 32 + 9, v.recorded_at, 'review', v.act, v.actor_id, a.account_id, '',
       a.role, a.org_id, a.place_id, '', v.reason, NULL
FROM access_accessreview v JOIN access_roleassignment a ON a.id = v.assignment_id
UNION ALL
SELECT e.pgh_id * 32 + 10, e.pgh_created_at, 'rule', e.pgh_act, e.pgh_actor_id, NULL, '',
       e.role, NULL, NULL, '', e.pgh_reason, NULL
FROM access_secondsteprulehistoryevent e
UNION ALL
SELECT e.pgh_id * 32 + 11, e.pgh_created_at, 'rule', e.pgh_act, e.pgh_actor_id, NULL, '',
       '', NULL, NULL, e.key || ': ' || e.days, e.pgh_reason, NULL
FROM access_accessintervalhistoryevent e;
"""

INTERVALS = """
SELECT set_config('dieuphoi.actor', '1', true), set_config('dieuphoi.act', 'system.install', true),
       set_config('dieuphoi.reason', '', true);
INSERT INTO access_accessinterval (key, days, valid, source) VALUES
    ('review_every', 180, daterange(NULL, NULL), 'Giá trị ban đầu của phần mềm; Văn phòng đặt lại khi có quy định.'),
    ('role_ends_soon', 30, daterange(NULL, NULL), 'Giá trị ban đầu của phần mềm; Văn phòng đặt lại khi có quy định.'),
    ('token_ends_soon', 14, daterange(NULL, NULL), 'Giá trị ban đầu của phần mềm; Văn phòng đặt lại khi có quy định.');
"""


class Migration(AtOnce):

    replaces = [('access', '0001_initial'), ('access', '0002_delegations_reviews_rules'), ('access', '0003_journal_and_intervals')]

    initial = True

    dependencies = [
        ('accounts', '0003_sessions_and_acts'),
        ('axes', '0010_accessattemptexpiration'),
        ('organisations', '0001_initial'),
        ('territory', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='RoleAssignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('office_head', 'Lãnh đạo Văn phòng điều phối'), ('office_specialist', 'Chuyên viên Văn phòng điều phối'), ('leader', 'Lãnh đạo tỉnh, Ban Chỉ đạo'), ('department_head', 'Lãnh đạo sở, ngành'), ('department_officer', 'Cán bộ sở, ngành'), ('assigned_leader', 'Lãnh đạo được phân công, Tổ giúp việc'), ('commune_chair', 'Chủ tịch UBND xã'), ('commune_officer', 'Cán bộ xã'), ('inspector', 'Hội đồng nhân dân, thanh tra'), ('administrator', 'Quản trị hệ thống')], max_length=24)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('reason', models.TextField(blank=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roles', to=settings.AUTH_USER_MODEL)),
                ('org', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.orgunit')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.adminunit')),
                ('coordinator', models.BooleanField(default=False)),
            ],
            options={
                'indexes': [models.Index(fields=['account'], name='role_account'), models.Index(fields=['org'], name='role_org')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('role__in', ['commune_officer', 'commune_chair', 'assigned_leader']), _negated=True), ('place__isnull', False), _connector='OR'), name='commune_role_needs_place'), models.CheckConstraint(condition=models.Q(models.Q(('role__in', ['department_head', 'department_officer']), _negated=True), ('org__isnull', False), _connector='OR'), name='department_role_needs_org'), models.CheckConstraint(condition=models.Q(('coordinator', False), ('org__isnull', False), _connector='OR'), name='coordinator_has_org')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "access_roleassignmenthistoryevent" ("account_id", "coordinator", "id", "org_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "reason", "role", "valid") VALUES (NEW."account_id", NEW."coordinator", NEW."id", NEW."org_id", NOW(), \'insert\', NEW."id", NEW."place_id", NEW."reason", NEW."role", NEW."valid"); RETURN NULL;', hash='dded12fb64aae0f22a4304b70d4888b1b5e9cd2e', operation='INSERT', pgid='pgtrigger_insert_insert_bf13e', table='access_roleassignment', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "access_roleassignmenthistoryevent" ("account_id", "coordinator", "id", "org_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "reason", "role", "valid") VALUES (NEW."account_id", NEW."coordinator", NEW."id", NEW."org_id", NOW(), \'update\', NEW."id", NEW."place_id", NEW."reason", NEW."role", NEW."valid"); RETURN NULL;', hash='f9a87b1b708799bcceb66a4c90572c66e848ecbc', operation='UPDATE', pgid='pgtrigger_update_update_568ba', table='access_roleassignment', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "access_roleassignmenthistoryevent" ("account_id", "coordinator", "id", "org_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "reason", "role", "valid") VALUES (OLD."account_id", OLD."coordinator", OLD."id", OLD."org_id", NOW(), \'delete\', OLD."id", OLD."place_id", OLD."reason", OLD."role", OLD."valid"); RETURN NULL;', hash='ebb23bfd7a2259352895cc4a4e9865d674aa85d5', operation='DELETE', pgid='pgtrigger_delete_delete_5a992', table='access_roleassignment', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='RoleAssignmentHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('role', models.CharField(choices=[('office_head', 'Lãnh đạo Văn phòng điều phối'), ('office_specialist', 'Chuyên viên Văn phòng điều phối'), ('leader', 'Lãnh đạo tỉnh, Ban Chỉ đạo'), ('department_head', 'Lãnh đạo sở, ngành'), ('department_officer', 'Cán bộ sở, ngành'), ('assigned_leader', 'Lãnh đạo được phân công, Tổ giúp việc'), ('commune_chair', 'Chủ tịch UBND xã'), ('commune_officer', 'Cán bộ xã'), ('inspector', 'Hội đồng nhân dân, thanh tra'), ('administrator', 'Quản trị hệ thống')], max_length=24)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('reason', models.TextField(blank=True)),
                ('account', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('org', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.orgunit')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='access.roleassignment')),
                ('place', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='territory.adminunit')),
                ('coordinator', models.BooleanField(default=False)),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5a80ab64007174999f9844837793a21bcf9336cb', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_41269', table='access_roleassignmenthistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='JournalEntry',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('area', models.CharField(max_length=12)),
                ('act', models.TextField()),
                ('username', models.TextField()),
                ('role', models.TextField()),
                ('detail', models.TextField()),
                ('reason', models.TextField()),
                ('ip', models.GenericIPAddressField(null=True)),
            ],
            options={
                'db_table': 'access_journal',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='AccessInterval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(choices=[('review_every', 'Rà soát lại mỗi vai trò sau'), ('role_ends_soon', 'Báo vai trò sắp hết hạn trước'), ('token_ends_soon', 'Báo mã truy cập sắp hết hạn trước')], max_length=20)),
                ('days', models.PositiveIntegerField()),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('source', models.TextField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('days__gte', 1), ('days__lte', 3660)), name='access_interval_positive')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "access_accessintervalhistoryevent" ("days", "id", "key", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "valid") VALUES (NEW."days", NEW."id", NEW."key", NOW(), \'insert\', NEW."id", NEW."source", NEW."valid"); RETURN NULL;', hash='781f8ef64548b70826482728c937583595596c04', operation='INSERT', pgid='pgtrigger_insert_insert_5eb7e', table='access_accessinterval', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "access_accessintervalhistoryevent" ("days", "id", "key", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "valid") VALUES (NEW."days", NEW."id", NEW."key", NOW(), \'update\', NEW."id", NEW."source", NEW."valid"); RETURN NULL;', hash='db9776bee25625030103d918582f5e0fd52decef', operation='UPDATE', pgid='pgtrigger_update_update_d8664', table='access_accessinterval', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "access_accessintervalhistoryevent" ("days", "id", "key", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "valid") VALUES (OLD."days", OLD."id", OLD."key", NOW(), \'delete\', OLD."id", OLD."source", OLD."valid"); RETURN NULL;', hash='b0cb654bb1f1fde3d751efc599d4e1d51a533138', operation='DELETE', pgid='pgtrigger_delete_delete_6685e', table='access_accessinterval', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='AccessIntervalHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('key', models.CharField(choices=[('review_every', 'Rà soát lại mỗi vai trò sau'), ('role_ends_soon', 'Báo vai trò sắp hết hạn trước'), ('token_ends_soon', 'Báo mã truy cập sắp hết hạn trước')], max_length=20)),
                ('days', models.PositiveIntegerField()),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('source', models.TextField()),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='access.accessinterval')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ee5a625023307043029256b7515e80000b628e38', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_908e4', table='access_accessintervalhistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='AccessReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('decision', models.CharField(choices=[('keep', 'giữ'), ('end', 'kết thúc')], max_length=6)),
                ('reason', models.TextField(blank=True)),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='access.roleassignment')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['assignment', '-recorded_at'], name='review_assignment')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decision', 'end'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='review_end_has_reason')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b3cb5d77c6d5143bce164b05d50ac3138a4d34ef', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_49756', table='access_accessreview', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Delegation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('reason', models.TextField()),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegations', to='access.roleassignment')),
                ('delegate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='borrowed', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('valid__isempty', True), models.Q(('valid__lower_inf', False), ('valid__upper_inf', False)), _connector='OR'), name='delegation_has_end'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='delegation_has_reason')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "access_delegationhistoryevent" ("assignment_id", "delegate_id", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "valid") VALUES (NEW."assignment_id", NEW."delegate_id", NEW."id", NOW(), \'insert\', NEW."id", NEW."reason", NEW."valid"); RETURN NULL;', hash='3e1c77e944fa9484c8ab7b45ac31b6bb97bd8920', operation='INSERT', pgid='pgtrigger_insert_insert_2a7ee', table='access_delegation', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "access_delegationhistoryevent" ("assignment_id", "delegate_id", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "valid") VALUES (NEW."assignment_id", NEW."delegate_id", NEW."id", NOW(), \'update\', NEW."id", NEW."reason", NEW."valid"); RETURN NULL;', hash='de76441404d35715e06ac2a1f08c53ab03cf0444', operation='UPDATE', pgid='pgtrigger_update_update_5158b', table='access_delegation', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "access_delegationhistoryevent" ("assignment_id", "delegate_id", "id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "valid") VALUES (OLD."assignment_id", OLD."delegate_id", OLD."id", NOW(), \'delete\', OLD."id", OLD."reason", OLD."valid"); RETURN NULL;', hash='f81f65c32affcac7fc1a27c3c8ef8f7984bfff6a', operation='DELETE', pgid='pgtrigger_delete_delete_af94b', table='access_delegation', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='DelegationHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('reason', models.TextField()),
                ('assignment', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='access.roleassignment')),
                ('delegate', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='access.delegation')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='801c8d978d1174b961094ab5eef996cc587744e2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0016c', table='access_delegationhistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='DelegationPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('delegation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='access.delegation')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.adminunit')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('delegation', 'unit'), name='delegation_place_once')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d9b7f9d94e930d5bc89780dc1f5054954a1469a1', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5e2c4', table='access_delegationplace', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='SecondStepRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('office_head', 'Lãnh đạo Văn phòng điều phối'), ('office_specialist', 'Chuyên viên Văn phòng điều phối'), ('leader', 'Lãnh đạo tỉnh, Ban Chỉ đạo'), ('department_head', 'Lãnh đạo sở, ngành'), ('department_officer', 'Cán bộ sở, ngành'), ('assigned_leader', 'Lãnh đạo được phân công, Tổ giúp việc'), ('commune_chair', 'Chủ tịch UBND xã'), ('commune_officer', 'Cán bộ xã'), ('inspector', 'Hội đồng nhân dân, thanh tra'), ('administrator', 'Quản trị hệ thống')], max_length=24)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('source', models.TextField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('valid__lower_inf', False)), name='second_step_rule_has_start')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "access_secondsteprulehistoryevent" ("id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "source", "valid") VALUES (NEW."id", NOW(), \'insert\', NEW."id", NEW."role", NEW."source", NEW."valid"); RETURN NULL;', hash='5af959024b3026f473e87eceeec6bb594dc80a81', operation='INSERT', pgid='pgtrigger_insert_insert_9cac0', table='access_secondsteprule', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "access_secondsteprulehistoryevent" ("id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "source", "valid") VALUES (NEW."id", NOW(), \'update\', NEW."id", NEW."role", NEW."source", NEW."valid"); RETURN NULL;', hash='957bfb6ce5e1d780e10491f539e5e92bd38c756e', operation='UPDATE', pgid='pgtrigger_update_update_0c273', table='access_secondsteprule', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "access_secondsteprulehistoryevent" ("id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "source", "valid") VALUES (OLD."id", NOW(), \'delete\', OLD."id", OLD."role", OLD."source", OLD."valid"); RETURN NULL;', hash='86ddaee933ae94d18a95b8a9d91c1dd701507a66', operation='DELETE', pgid='pgtrigger_delete_delete_05da7', table='access_secondsteprule', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='SecondStepRuleHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('role', models.CharField(choices=[('office_head', 'Lãnh đạo Văn phòng điều phối'), ('office_specialist', 'Chuyên viên Văn phòng điều phối'), ('leader', 'Lãnh đạo tỉnh, Ban Chỉ đạo'), ('department_head', 'Lãnh đạo sở, ngành'), ('department_officer', 'Cán bộ sở, ngành'), ('assigned_leader', 'Lãnh đạo được phân công, Tổ giúp việc'), ('commune_chair', 'Chủ tịch UBND xã'), ('commune_officer', 'Cán bộ xã'), ('inspector', 'Hội đồng nhân dân, thanh tra'), ('administrator', 'Quản trị hệ thống')], max_length=24)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('source', models.TextField()),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='access.secondsteprule')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5e4cee5593c2a4a8f3cadb34c0cd89c93b822911', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_36ff8', table='access_secondsteprulehistoryevent', when='BEFORE'))],
            },
        ),
        migrations.RunSQL(SIGN_INS, "DROP FUNCTION access_sign_ins()"),
        migrations.RunSQL(VIEW, "DROP VIEW access_journal"),
        migrations.RunSQL(INTERVALS, migrations.RunSQL.noop),
    ]

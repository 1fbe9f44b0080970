"""The tables of ``targets`` at one go: what 0001 … 0001 make, for a database that has none of them.

Written by scripts/squash.py; see docs/decisions/squashed-migrations.md.
"""

import dieuphoi.core.kernel.functions
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import pgtrigger.compiler
from dieuphoi.core.kernel.migrating import AtOnce
from django.db import migrations, models


class Migration(AtOnce):

    replaces = [('targets', '0001_registered_targets')]

    initial = True

    dependencies = [
        ('criteria', '0008_thresholds_of_ministries'),
        ('files', '0002_blob_text'),
        ('organisations', '0004_seats_never_held_may_repeat'),
        ('territory', '0005_who_issued_the_resolution'),
    ]

    operations = [
        migrations.CreateModel(
            name='PaceRuleHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('measure', models.CharField(choices=[('CRITERIA', 'tiêu chí đạt trên số phải đạt'), ('UNITS', 'đơn vị đạt trên kế hoạch')], max_length=8, verbose_name='Áp dụng cho')),
                ('shares', django.contrib.postgres.fields.ArrayField(base_field=models.DecimalField(decimal_places=2, max_digits=5), size=12, verbose_name='Mức phải đạt')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField(verbose_name='Thời gian')),
                ('source', models.TextField(verbose_name='Căn cứ')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='targets.pacerule')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='aa38655a1f1a2e6563b868569452410a6bd4b453', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_999a6', table='targets_pacerulehistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='RegisteredTarget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit_name', models.CharField(max_length=140, verbose_name='Đơn vị')),
                ('unit_code', models.CharField(blank=True, max_length=12)),
                ('unit_key', models.TextField(db_collation='C')),
                ('first_year', models.PositiveSmallIntegerField(verbose_name='Từ năm')),
                ('year', models.PositiveSmallIntegerField(verbose_name='Năm về đích')),
                ('goal', models.CharField(choices=[('LEVEL', 'đạt mức công nhận'), ('CRITERIA', 'đạt số tiêu chí'), ('NAMED', 'đạt các tiêu chí được nêu'), ('UNITS', 'kế hoạch số đơn vị đạt')], max_length=8, verbose_name='Loại đích')),
                ('level', models.CharField(choices=[('commune_basic', 'Xã đạt chuẩn nông thôn mới'), ('commune_advanced', 'Xã nông thôn mới nâng cao'), ('commune_model', 'Xã nông thôn mới kiểu mẫu'), ('commune_modern_pilot', 'Xã nông thôn mới hiện đại'), ('district_basic', 'Huyện đạt chuẩn, hoàn thành nhiệm vụ nông thôn mới'), ('district_advanced', 'Huyện nông thôn mới nâng cao'), ('province_basic', 'Tỉnh hoàn thành nhiệm vụ nông thôn mới')], max_length=24, verbose_name='Mức')),
                ('wanted', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='Số phải đạt')),
                ('named', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, size=None, verbose_name='Tiêu chí được nêu')),
                ('state', models.CharField(choices=[('REGISTERED', 'đã đăng ký'), ('CONFIRMED', 'tỉnh đã phê duyệt'), ('WITHDRAWN', 'đã rút đăng ký'), ('MOVED', 'đã chuyển sang năm khác'), ('VOID', 'rút vì ghi nhầm')], default='REGISTERED', max_length=10, verbose_name='Trạng thái')),
                ('registered_on', models.DateField(verbose_name='Ngày đăng ký')),
                ('document', models.CharField(blank=True, max_length=120, verbose_name='Văn bản đăng ký')),
                ('issuer', models.CharField(blank=True, max_length=200, verbose_name='Cơ quan đăng ký')),
                ('confirmed_number', models.CharField(blank=True, max_length=120, verbose_name='Quyết định phê duyệt')),
                ('confirmed_on', models.DateField(blank=True, null=True, verbose_name='Ngày phê duyệt')),
                ('confirmed_by', models.CharField(blank=True, max_length=200, verbose_name='Cơ quan phê duyệt')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='Ngày kết thúc')),
                ('end_reason', models.TextField(blank=True, verbose_name='Lý do kết thúc')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='Nguồn')),
                ('note', models.TextField(blank=True, verbose_name='Ghi chú')),
                ('unit_folded', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.Fold('unit_name'), output_field=models.TextField())),
                ('papers_folded', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.Fold(models.F('document')), output_field=models.TextField())),
                ('follower', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.person', verbose_name='Người theo dõi')),
                ('follower_org', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.orgunit', verbose_name='Cơ quan theo dõi')),
                ('moved_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='moved_to', to='targets.registeredtarget', verbose_name='Chuyển từ đăng ký')),
                ('province', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.adminunit')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='territory.adminunit')),
                ('version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='criteria.setversion')),
            ],
            options={
                'indexes': [models.Index(fields=['year', 'state'], name='target_year_state'), models.Index(fields=['unit_key'], name='target_unit_key')],
                'constraints': [models.CheckConstraint(condition=models.Q(('first_year__lte', models.F('year'))), name='target_years_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('goal', 'LEVEL'), ('named', []), ('wanted__isnull', True)), models.Q(('goal', 'UNITS'), ('named', []), ('version__isnull', True), ('wanted__gt', 0)), models.Q(('goal', 'CRITERIA'), ('named', []), ('version__isnull', False), ('wanted__gt', 0)), models.Q(('goal', 'NAMED'), ('version__isnull', False), ('wanted__isnull', True), models.Q(('named', []), _negated=True)), _connector='OR'), name='target_goal_is_whole'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'CONFIRMED'), _negated=True), models.Q(models.Q(('confirmed_number', ''), _negated=True), ('confirmed_on__isnull', False)), _connector='OR'), name='target_confirmed_by_decision'), models.CheckConstraint(condition=models.Q(models.Q(('end_reason', ''), ('ended_on__isnull', True), ('state__in', ['REGISTERED', 'CONFIRMED'])), models.Q(('ended_on__isnull', False), ('state__in', ['WITHDRAWN', 'MOVED', 'VOID']), models.Q(('end_reason', ''), _negated=True)), _connector='OR'), name='target_ended_has_reason'), models.UniqueConstraint(condition=models.Q(('state__in', ['REGISTERED', 'CONFIRMED'])), fields=('unit', 'first_year', 'year', 'level', 'goal'), name='one_living_target'), models.UniqueConstraint(condition=models.Q(('state', 'VOID'), _negated=True), fields=('moved_from',), name='target_moved_once')],
                'triggers': [pgtrigger.compiler.Trigger(name='state_moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM NEW."state" AND concat(OLD."state", \':\', NEW."state") <> ALL (\'{CONFIRMED:MOVED,CONFIRMED:REGISTERED,CONFIRMED:VOID,CONFIRMED:WITHDRAWN,MOVED:REGISTERED,REGISTERED:CONFIRMED,REGISTERED:MOVED,REGISTERED:VOID,REGISTERED:WITHDRAWN,WITHDRAWN:REGISTERED,WITHDRAWN:VOID}\'::text[]))', func='\n                RAISE EXCEPTION \'dieuphoi: Invalid transition of "state" from "%" to "%" (%)\',\n                    OLD."state", NEW."state", TG_TABLE_NAME;\n            ', hash='6bff7ee2f88e0f3af6e5a74f645baccf6d4311e4', operation='UPDATE', pgid='pgtrigger_state_moves_bb688', table='targets_registeredtarget', when='BEFORE')), pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "targets_registeredtargethistoryevent" ("confirmed_by", "confirmed_number", "confirmed_on", "document", "end_reason", "ended_on", "first_year", "follower_id", "follower_org_id", "goal", "id", "issuer", "level", "moved_from_id", "named", "note", "pgh_created_at", "pgh_label", "pgh_obj_id", "province_id", "registered_on", "source", "state", "unit_code", "unit_id", "unit_key", "unit_name", "version_id", "wanted", "year") VALUES (NEW."confirmed_by", NEW."confirmed_number", NEW."confirmed_on", NEW."document", NEW."end_reason", NEW."ended_on", NEW."first_year", NEW."follower_id", NEW."follower_org_id", NEW."goal", NEW."id", NEW."issuer", NEW."level", NEW."moved_from_id", NEW."named", NEW."note", NOW(), \'insert\', NEW."id", NEW."province_id", NEW."registered_on", NEW."source", NEW."state", NEW."unit_code", NEW."unit_id", NEW."unit_key", NEW."unit_name", NEW."version_id", NEW."wanted", NEW."year"); RETURN NULL;', hash='db5ad0c9fb36d0f1da67310d2be5d37582101752', operation='INSERT', pgid='pgtrigger_insert_insert_1d4e9', table='targets_registeredtarget', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "targets_registeredtargethistoryevent" ("confirmed_by", "confirmed_number", "confirmed_on", "document", "end_reason", "ended_on", "first_year", "follower_id", "follower_org_id", "goal", "id", "issuer", "level", "moved_from_id", "named", "note", "pgh_created_at", "pgh_label", "pgh_obj_id", "province_id", "registered_on", "source", "state", "unit_code", "unit_id", "unit_key", "unit_name", "version_id", "wanted", "year") VALUES (NEW."confirmed_by", NEW."confirmed_number", NEW."confirmed_on", NEW."document", NEW."end_reason", NEW."ended_on", NEW."first_year", NEW."follower_id", NEW."follower_org_id", NEW."goal", NEW."id", NEW."issuer", NEW."level", NEW."moved_from_id", NEW."named", NEW."note", NOW(), \'update\', NEW."id", NEW."province_id", NEW."registered_on", NEW."source", NEW."state", NEW."unit_code", NEW."unit_id", NEW."unit_key", NEW."unit_name", NEW."version_id", NEW."wanted", NEW."year"); RETURN NULL;', hash='23e78fce1846e50c416aca75541c86fa534dc2c8', operation='UPDATE', pgid='pgtrigger_update_update_45f83', table='targets_registeredtarget', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "targets_registeredtargethistoryevent" ("confirmed_by", "confirmed_number", "confirmed_on", "document", "end_reason", "ended_on", "first_year", "follower_id", "follower_org_id", "goal", "id", "issuer", "level", "moved_from_id", "named", "note", "pgh_created_at", "pgh_label", "pgh_obj_id", "province_id", "registered_on", "source", "state", "unit_code", "unit_id", "unit_key", "unit_name", "version_id", "wanted", "year") VALUES (OLD."confirmed_by", OLD."confirmed_number", OLD."confirmed_on", OLD."document", OLD."end_reason", OLD."ended_on", OLD."first_year", OLD."follower_id", OLD."follower_org_id", OLD."goal", OLD."id", OLD."issuer", OLD."level", OLD."moved_from_id", OLD."named", OLD."note", NOW(), \'delete\', OLD."id", OLD."province_id", OLD."registered_on", OLD."source", OLD."state", OLD."unit_code", OLD."unit_id", OLD."unit_key", OLD."unit_name", OLD."version_id", OLD."wanted", OLD."year"); RETURN NULL;', hash='3e2b2443caa079a6a67987c943fe5b1339b2d3cb', operation='DELETE', pgid='pgtrigger_delete_delete_a2571', table='targets_registeredtarget', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='RegisteredTargetHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('unit_name', models.CharField(max_length=140, verbose_name='Đơn vị')),
                ('unit_code', models.CharField(blank=True, max_length=12)),
                ('unit_key', models.TextField(db_collation='C')),
                ('first_year', models.PositiveSmallIntegerField(verbose_name='Từ năm')),
                ('year', models.PositiveSmallIntegerField(verbose_name='Năm về đích')),
                ('goal', models.CharField(choices=[('LEVEL', 'đạt mức công nhận'), ('CRITERIA', 'đạt số tiêu chí'), ('NAMED', 'đạt các tiêu chí được nêu'), ('UNITS', 'kế hoạch số đơn vị đạt')], max_length=8, verbose_name='Loại đích')),
                ('level', models.CharField(choices=[('commune_basic', 'Xã đạt chuẩn nông thôn mới'), ('commune_advanced', 'Xã nông thôn mới nâng cao'), ('commune_model', 'Xã nông thôn mới kiểu mẫu'), ('commune_modern_pilot', 'Xã nông thôn mới hiện đại'), ('district_basic', 'Huyện đạt chuẩn, hoàn thành nhiệm vụ nông thôn mới'), ('district_advanced', 'Huyện nông thôn mới nâng cao'), ('province_basic', 'Tỉnh hoàn thành nhiệm vụ nông thôn mới')], max_length=24, verbose_name='Mức')),
                ('wanted', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='Số phải đạt')),
                ('named', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, size=None, verbose_name='Tiêu chí được nêu')),
                ('state', models.CharField(choices=[('REGISTERED', 'đã đăng ký'), ('CONFIRMED', 'tỉnh đã phê duyệt'), ('WITHDRAWN', 'đã rút đăng ký'), ('MOVED', 'đã chuyển sang năm khác'), ('VOID', 'rút vì ghi nhầm')], default='REGISTERED', max_length=10, verbose_name='Trạng thái')),
                ('registered_on', models.DateField(verbose_name='Ngày đăng ký')),
                ('document', models.CharField(blank=True, max_length=120, verbose_name='Văn bản đăng ký')),
                ('issuer', models.CharField(blank=True, max_length=200, verbose_name='Cơ quan đăng ký')),
                ('confirmed_number', models.CharField(blank=True, max_length=120, verbose_name='Quyết định phê duyệt')),
                ('confirmed_on', models.DateField(blank=True, null=True, verbose_name='Ngày phê duyệt')),
                ('confirmed_by', models.CharField(blank=True, max_length=200, verbose_name='Cơ quan phê duyệt')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='Ngày kết thúc')),
                ('end_reason', models.TextField(blank=True, verbose_name='Lý do kết thúc')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='Nguồn')),
                ('note', models.TextField(blank=True, verbose_name='Ghi chú')),
                ('unit_folded', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.Fold('unit_name'), output_field=models.TextField())),
                ('papers_folded', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.Fold(models.F('document')), output_field=models.TextField())),
                ('follower', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.person', verbose_name='Người theo dõi')),
                ('follower_org', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.orgunit', verbose_name='Cơ quan theo dõi')),
                ('moved_from', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='targets.registeredtarget', verbose_name='Chuyển từ đăng ký')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='targets.registeredtarget')),
                ('province', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='territory.adminunit')),
                ('unit', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='territory.adminunit')),
                ('version', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='criteria.setversion')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d0847876f72748bc71e02201d8b0c8b0913c04e4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5e35b', table='targets_registeredtargethistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='TargetComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('text', models.TextField()),
                ('anchor', models.CharField(blank=True, max_length=200)),
                ('mentions', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, size=None)),
                ('author_name', models.CharField(max_length=200)),
                ('reply_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='targets.targetcomment')),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='targets.registeredtarget')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3c112120abf5d8ffadc5e7718729f2550767b7b2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_23c41', table='targets_targetcomment', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='TargetCommentMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('is_resolved', models.BooleanField()),
                ('marker_name', models.CharField(max_length=200)),
                ('comment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='targets.targetcomment')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d01f8b7f507136683c5fe68e2aa76a8e13977b80', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_54d23', table='targets_targetcommentmark', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='TargetFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('name', models.CharField(max_length=200)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('blob', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.blob')),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='targets.registeredtarget')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5b18c8eda0d7d22a3dbadcb7b05152da9a41228c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d0e37', table='targets_targetfile', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='PaceRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.CharField(choices=[('CRITERIA', 'tiêu chí đạt trên số phải đạt'), ('UNITS', 'đơn vị đạt trên kế hoạch')], max_length=8, verbose_name='Áp dụng cho')),
                ('shares', django.contrib.postgres.fields.ArrayField(base_field=models.DecimalField(decimal_places=2, max_digits=5), size=12, verbose_name='Mức phải đạt')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField(verbose_name='Thời gian')),
                ('source', models.TextField(verbose_name='Căn cứ')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('shares__len', 12)), name='pace_has_twelve_months'), models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='pace_has_source')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "targets_pacerulehistoryevent" ("id", "measure", "pgh_created_at", "pgh_label", "pgh_obj_id", "shares", "source", "valid") VALUES (NEW."id", NEW."measure", NOW(), \'insert\', NEW."id", NEW."shares", NEW."source", NEW."valid"); RETURN NULL;', hash='e460a8ffb662c0393ee9343926139a1af10dc67d', operation='INSERT', pgid='pgtrigger_insert_insert_d01e3', table='targets_pacerule', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "targets_pacerulehistoryevent" ("id", "measure", "pgh_created_at", "pgh_label", "pgh_obj_id", "shares", "source", "valid") VALUES (NEW."id", NEW."measure", NOW(), \'update\', NEW."id", NEW."shares", NEW."source", NEW."valid"); RETURN NULL;', hash='2b2893d09e9f0271b3cab02034ff4eed5c79d091', operation='UPDATE', pgid='pgtrigger_update_update_f959f', table='targets_pacerule', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "targets_pacerulehistoryevent" ("id", "measure", "pgh_created_at", "pgh_label", "pgh_obj_id", "shares", "source", "valid") VALUES (OLD."id", OLD."measure", NOW(), \'delete\', OLD."id", OLD."shares", OLD."source", OLD."valid"); RETURN NULL;', hash='7d276e79da7d8a5d30210657496e998610317bbb', operation='DELETE', pgid='pgtrigger_delete_delete_9603a', table='targets_pacerule', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='StandingTarget',
            fields=[
            ],
            options={
                'proxy': True,
                'base_manager_name': 'objects',
            },
            bases=('targets.registeredtarget',),
        ),
    ]

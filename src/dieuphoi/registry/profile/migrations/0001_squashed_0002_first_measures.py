"""The tables of ``profile`` at one go: what 0001 … 0002 make, for a database that has none of them.

Written by scripts/squash.py; see docs/decisions/squashed-migrations.md.
"""

import dieuphoi.core.kernel.functions
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import pgtrigger.compiler
from dieuphoi.core.kernel.migrating import AtOnce
from django.db import migrations, models

# The measures a commune's sheet begins with (0002); the office edits them, adds and ends them. Chosen from what the
# demands name (population, households, area, area/yield/output of food crops, S3-30, S4-41); no official form is
# claimed. Yield is in quintals per hectare: output in tonnes = area in hectares × yield × 0.1.
ACT = """
SELECT set_config('dieuphoi.actor', '1', true), set_config('dieuphoi.act', 'measure.first', true),
       set_config('dieuphoi.reason', '', true)
"""
MEASURES = (
    ("dan_so", "Dân số", "người", "Dân số", "sum", 10),
    ("so_ho", "Số hộ", "hộ", "Dân số", "sum", 20),
    ("so_thon", "Số thôn", "thôn", "Dân số", "sum", 30),
    ("dien_tich", "Diện tích tự nhiên", "km²", "Đất đai", "sum", 40),
    ("dt_luong_thuc", "Diện tích cây lương thực", "ha", "Nông nghiệp", "sum", 50),
    ("ns_luong_thuc", "Năng suất cây lương thực", "tạ/ha", "Nông nghiệp", "not_comparable", 60),
    ("sl_luong_thuc", "Sản lượng cây lương thực", "tấn", "Nông nghiệp", "sum", 70),
    ("thu_nhap", "Thu nhập bình quân đầu người", "triệu đồng/năm", "Kinh tế", "not_comparable", 80),
    ("ho_ngheo", "Số hộ nghèo đa chiều", "hộ", "Xã hội", "sum", 90),
    ("ty_le_ngheo", "Tỷ lệ hộ nghèo đa chiều", "%", "Xã hội", "weighted_mean", 100),
)
INSERT = """
INSERT INTO profile_measure
    (code, name, unit_name, "group", rule, higher_is_worse, position, product_of, product_factor, product_tolerance,
     valid, source)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, daterange(NULL, NULL), 'Điều Phối, bộ ban đầu')
ON CONFLICT (code) DO NOTHING
"""


def add(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(ACT)
        for code, name, unit, group, rule, position in MEASURES:
            product = code == "sl_luong_thuc"
            cursor.execute(
                INSERT,
                [
                    code,
                    name,
                    unit,
                    group,
                    rule,
                    code in ("ho_ngheo", "ty_le_ngheo"),
                    position,
                    '["dt_luong_thuc", "ns_luong_thuc"]' if product else "[]",
                    "0.1" if product else None,
                    "2" if product else None,
                ],
            )


class Migration(AtOnce):

    replaces = [('profile', '0001_statistics_planning_and_plans'), ('profile', '0002_first_measures')]

    initial = True

    dependencies = [
        ('files', '0001_blob'),
        ('territory', '0002_changes_and_boundaries'),
    ]

    operations = [
        migrations.CreateModel(
            name='Measure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=160)),
                ('unit_name', models.CharField(max_length=60)),
                ('group', models.CharField(blank=True, max_length=80)),
                ('rule', models.CharField(choices=[('sum', 'cộng'), ('weighted_mean', 'bình quân gia quyền theo mẫu số'), ('worst_of', 'lấy mức kém nhất'), ('not_comparable', 'không so sánh được')], max_length=16)),
                ('higher_is_worse', models.BooleanField(default=False)),
                ('position', models.PositiveSmallIntegerField(default=100)),
                ('product_of', models.JSONField(blank=True, default=list)),
                ('product_factor', models.DecimalField(blank=True, decimal_places=6, max_digits=12, null=True)),
                ('product_tolerance', models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField(default='(,)')),
                ('source', models.TextField(blank=True)),
            ],
            options={
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "profile_measurehistoryevent" ("code", "group", "higher_is_worse", "id", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "product_factor", "product_of", "product_tolerance", "rule", "source", "unit_name", "valid") VALUES (NEW."code", NEW."group", NEW."higher_is_worse", NEW."id", NEW."name", NOW(), \'insert\', NEW."id", NEW."position", NEW."product_factor", NEW."product_of", NEW."product_tolerance", NEW."rule", NEW."source", NEW."unit_name", NEW."valid"); RETURN NULL;', hash='29018765bc3df4c20728d215d3533e8a81e265db', operation='INSERT', pgid='pgtrigger_insert_insert_ef567', table='profile_measure', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "profile_measurehistoryevent" ("code", "group", "higher_is_worse", "id", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "product_factor", "product_of", "product_tolerance", "rule", "source", "unit_name", "valid") VALUES (NEW."code", NEW."group", NEW."higher_is_worse", NEW."id", NEW."name", NOW(), \'update\', NEW."id", NEW."position", NEW."product_factor", NEW."product_of", NEW."product_tolerance", NEW."rule", NEW."source", NEW."unit_name", NEW."valid"); RETURN NULL;', hash='195947b8b15d2314e4b88a586cf52c5012ab02ad', operation='UPDATE', pgid='pgtrigger_update_update_cd505', table='profile_measure', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "profile_measurehistoryevent" ("code", "group", "higher_is_worse", "id", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "product_factor", "product_of", "product_tolerance", "rule", "source", "unit_name", "valid") VALUES (OLD."code", OLD."group", OLD."higher_is_worse", OLD."id", OLD."name", NOW(), \'delete\', OLD."id", OLD."position", OLD."product_factor", OLD."product_of", OLD."product_tolerance", OLD."rule", OLD."source", OLD."unit_name", OLD."valid"); RETURN NULL;', hash='bc43bfff53a7eb2257d434f7661190a8e2348d37', operation='DELETE', pgid='pgtrigger_delete_delete_bbaab', table='profile_measure', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='MeasureHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('code', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=160)),
                ('unit_name', models.CharField(max_length=60)),
                ('group', models.CharField(blank=True, max_length=80)),
                ('rule', models.CharField(choices=[('sum', 'cộng'), ('weighted_mean', 'bình quân gia quyền theo mẫu số'), ('worst_of', 'lấy mức kém nhất'), ('not_comparable', 'không so sánh được')], max_length=16)),
                ('higher_is_worse', models.BooleanField(default=False)),
                ('position', models.PositiveSmallIntegerField(default=100)),
                ('product_of', models.JSONField(blank=True, default=list)),
                ('product_factor', models.DecimalField(blank=True, decimal_places=6, max_digits=12, null=True)),
                ('product_tolerance', models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField(default='(,)')),
                ('source', models.TextField(blank=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='profile.measure')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fd3fe11cc6b6c052c88326e6d7d7467228c89b18', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_51f1c', table='profile_measurehistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='PlanningDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('general', 'Quy hoạch chung xây dựng xã'), ('detailed', 'Quy hoạch chi tiết'), ('land', 'Quy hoạch, kế hoạch sử dụng đất'), ('production', 'Quy hoạch, đề án phát triển sản xuất'), ('rural', 'Đề án xây dựng nông thôn mới'), ('other', 'Quy hoạch khác')], max_length=12)),
                ('title', models.CharField(max_length=300)),
                ('state', models.CharField(choices=[('preparing', 'Đang lập'), ('submitted', 'Đã trình'), ('approved', 'Đã phê duyệt'), ('adjusting', 'Đang điều chỉnh'), ('expired', 'Hết hiệu lực')], default='preparing', max_length=12)),
                ('decision', models.CharField(blank=True, max_length=200)),
                ('decision_on', models.DateField(blank=True, null=True)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField(default='(,)')),
                ('note', models.TextField(blank=True)),
                ('title_folded', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.Fold('title'), output_field=models.TextField())),
                ('title_key', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.VnKey('title'), output_field=models.TextField(db_collation='C'))),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='planning', to='territory.adminunit')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), models.Q(('decision', ''), _negated=True), _connector='OR'), name='approved_planning_has_decision')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "profile_planningdocumenthistoryevent" ("decision", "decision_on", "id", "kind", "note", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "title", "unit_id", "valid") VALUES (NEW."decision", NEW."decision_on", NEW."id", NEW."kind", NEW."note", NOW(), \'insert\', NEW."id", NEW."state", NEW."title", NEW."unit_id", NEW."valid"); RETURN NULL;', hash='eda1f763e04e6da5573402f17a43047feb50cd55', operation='INSERT', pgid='pgtrigger_insert_insert_a7fcc', table='profile_planningdocument', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "profile_planningdocumenthistoryevent" ("decision", "decision_on", "id", "kind", "note", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "title", "unit_id", "valid") VALUES (NEW."decision", NEW."decision_on", NEW."id", NEW."kind", NEW."note", NOW(), \'update\', NEW."id", NEW."state", NEW."title", NEW."unit_id", NEW."valid"); RETURN NULL;', hash='9c32a1f010fdfd6150f1e1c6b07a65728cf25109', operation='UPDATE', pgid='pgtrigger_update_update_e58b6', table='profile_planningdocument', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "profile_planningdocumenthistoryevent" ("decision", "decision_on", "id", "kind", "note", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "title", "unit_id", "valid") VALUES (OLD."decision", OLD."decision_on", OLD."id", OLD."kind", OLD."note", NOW(), \'delete\', OLD."id", OLD."state", OLD."title", OLD."unit_id", OLD."valid"); RETURN NULL;', hash='744de8dc30a2df9ae6a9a83e0b19b5d3e00289fd', operation='DELETE', pgid='pgtrigger_delete_delete_1b2c0', table='profile_planningdocument', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='PlanningDocumentHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('general', 'Quy hoạch chung xây dựng xã'), ('detailed', 'Quy hoạch chi tiết'), ('land', 'Quy hoạch, kế hoạch sử dụng đất'), ('production', 'Quy hoạch, đề án phát triển sản xuất'), ('rural', 'Đề án xây dựng nông thôn mới'), ('other', 'Quy hoạch khác')], max_length=12)),
                ('title', models.CharField(max_length=300)),
                ('state', models.CharField(choices=[('preparing', 'Đang lập'), ('submitted', 'Đã trình'), ('approved', 'Đã phê duyệt'), ('adjusting', 'Đang điều chỉnh'), ('expired', 'Hết hiệu lực')], default='preparing', max_length=12)),
                ('decision', models.CharField(blank=True, max_length=200)),
                ('decision_on', models.DateField(blank=True, null=True)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField(default='(,)')),
                ('note', models.TextField(blank=True)),
                ('title_folded', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.Fold('title'), output_field=models.TextField())),
                ('title_key', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.VnKey('title'), output_field=models.TextField(db_collation='C'))),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='profile.planningdocument')),
                ('unit', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='territory.adminunit')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='84b277aa9d645a182cd9231f4ed75f388c1fd76e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_7e2d2', table='profile_planningdocumenthistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='PlanningFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('name', models.CharField(max_length=200)),
                ('blob', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.blob')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='profile.planningdocument')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='84071d8c8ab17acc2d1096c997d68e1b531ef884', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d43fa', table='profile_planningfile', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='PlanTarget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('year', models.PositiveSmallIntegerField()),
                ('number', models.DecimalField(blank=True, decimal_places=6, max_digits=24, null=True)),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='profile.measure')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='profile.communeplan')),
                ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='profile.plantarget')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(condition=models.Q(('supersedes__isnull', True)), fields=('plan', 'measure', 'year'), name='target_one_beginning')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9c05a8c624b1aedf4c43b465cc9727c24be1b125', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_7a022', table='profile_plantarget', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='CommunePlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=300)),
                ('first_year', models.PositiveSmallIntegerField()),
                ('last_year', models.PositiveSmallIntegerField()),
                ('decision', models.CharField(blank=True, max_length=200)),
                ('decision_on', models.DateField(blank=True, null=True)),
                ('title_folded', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.Fold('title'), output_field=models.TextField())),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='territory.adminunit')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('last_year__gte', models.F('first_year'))), name='plan_years_in_order'), models.UniqueConstraint(fields=('unit', 'title', 'first_year'), name='plan_once')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "profile_communeplanhistoryevent" ("decision", "decision_on", "first_year", "id", "last_year", "pgh_created_at", "pgh_label", "pgh_obj_id", "title", "unit_id") VALUES (NEW."decision", NEW."decision_on", NEW."first_year", NEW."id", NEW."last_year", NOW(), \'insert\', NEW."id", NEW."title", NEW."unit_id"); RETURN NULL;', hash='0acb977fd41005e2d1dbc8f66c48155ae4ee7fc2', operation='INSERT', pgid='pgtrigger_insert_insert_9c544', table='profile_communeplan', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "profile_communeplanhistoryevent" ("decision", "decision_on", "first_year", "id", "last_year", "pgh_created_at", "pgh_label", "pgh_obj_id", "title", "unit_id") VALUES (NEW."decision", NEW."decision_on", NEW."first_year", NEW."id", NEW."last_year", NOW(), \'update\', NEW."id", NEW."title", NEW."unit_id"); RETURN NULL;', hash='9d6e444a5b6b9785aea84567316782e5d4208c5e', operation='UPDATE', pgid='pgtrigger_update_update_07206', table='profile_communeplan', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "profile_communeplanhistoryevent" ("decision", "decision_on", "first_year", "id", "last_year", "pgh_created_at", "pgh_label", "pgh_obj_id", "title", "unit_id") VALUES (OLD."decision", OLD."decision_on", OLD."first_year", OLD."id", OLD."last_year", NOW(), \'delete\', OLD."id", OLD."title", OLD."unit_id"); RETURN NULL;', hash='774e186f10c2caca7b1b7c8b225361aeb3b5c0f8', operation='DELETE', pgid='pgtrigger_delete_delete_727d0', table='profile_communeplan', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='CommunePlanHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('title', models.CharField(max_length=300)),
                ('first_year', models.PositiveSmallIntegerField()),
                ('last_year', models.PositiveSmallIntegerField()),
                ('decision', models.CharField(blank=True, max_length=200)),
                ('decision_on', models.DateField(blank=True, null=True)),
                ('title_folded', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.Fold('title'), output_field=models.TextField())),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='profile.communeplan')),
                ('unit', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='territory.adminunit')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3d7879bc347e40f0a83c60be05e45e32ec761389', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_76fda', table='profile_communeplanhistoryevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='CommuneStatistic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('year', models.PositiveSmallIntegerField()),
                ('number', models.DecimalField(blank=True, decimal_places=6, max_digits=24, null=True)),
                ('numerator', models.DecimalField(blank=True, decimal_places=6, max_digits=24, null=True)),
                ('denominator', models.DecimalField(blank=True, decimal_places=6, max_digits=24, null=True)),
                ('source', models.CharField(blank=True, max_length=200)),
                ('explanation', models.TextField(blank=True)),
                ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='profile.communestatistic')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.adminunit')),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='profile.measure')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['year', 'unit'], name='statistic_year_unit')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('supersedes__isnull', True)), fields=('unit', 'year', 'measure'), name='statistic_one_beginning'), models.CheckConstraint(condition=models.Q(models.Q(('denominator__isnull', True), ('numerator__isnull', True)), models.Q(('denominator__gt', 0), ('numerator__isnull', False)), _connector='OR'), name='statistic_rate_whole'), models.CheckConstraint(condition=models.Q(('year__gte', 1990), ('year__lte', 2100)), name='statistic_year')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d75ad4c53028a7b9fa4a8c42277ffbcc9b638837', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9d13c', table='profile_communestatistic', when='BEFORE'))],
            },
        ),
        migrations.RunPython(add, migrations.RunPython.noop),
    ]

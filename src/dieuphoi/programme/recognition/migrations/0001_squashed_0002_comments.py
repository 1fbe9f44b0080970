"""The tables of ``recognition`` at one go: what 0001 … 0002 make, for a database that has none of them.

Written by scripts/squash.py; see docs/decisions/squashed-migrations.md.
"""

import dieuphoi.core.kernel.functions
import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
from dieuphoi.core.kernel.migrating import AtOnce
from django.db import migrations, models


class Migration(AtOnce):

    replaces = [('recognition', '0001_register_of_recognitions'), ('recognition', '0002_comments')]

    initial = True

    dependencies = [
        ('criteria', '0003_stamp'),
        ('files', '0001_blob'),
        ('territory', '0002_changes_and_boundaries'),
    ]

    operations = [
        migrations.CreateModel(
            name='Acknowledgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('decision_number', models.CharField(max_length=120)),
                ('decision_on', models.DateField()),
                ('issuer', models.CharField(blank=True, max_length=200)),
                ('source', models.CharField(blank=True, max_length=300)),
                ('note', models.TextField(blank=True)),
                ('withdrawn', models.BooleanField(default=False)),
                ('import_run_id', models.BigIntegerField(null=True)),
                ('unit_name', models.CharField(max_length=140)),
                ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='recognition.acknowledgement')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acknowledgements', to='territory.adminunit')),
                ('recognition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acknowledgements', to='recognition.recognition')),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('decision_number', ''), _negated=True), name='acknowledgement_has_number'), models.UniqueConstraint(condition=models.Q(('supersedes__isnull', True)), fields=('recognition', 'unit'), name='acknowledged_onto_a_unit_once')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1167ce399a198518c343320b712f271bb8b5aae6', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1f6fd', table='recognition_acknowledgement', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='CurrentAcknowledgement',
            fields=[
            ],
            options={
                'proxy': True,
                'base_manager_name': 'objects',
            },
            bases=('recognition.acknowledgement',),
        ),
        migrations.CreateModel(
            name='Recognition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('decision_number', models.CharField(max_length=120)),
                ('decision_on', models.DateField()),
                ('issuer', models.CharField(blank=True, max_length=200)),
                ('source', models.CharField(blank=True, max_length=300)),
                ('note', models.TextField(blank=True)),
                ('withdrawn', models.BooleanField(default=False)),
                ('import_run_id', models.BigIntegerField(null=True)),
                ('unit_name', models.CharField(max_length=140)),
                ('unit_code', models.CharField(blank=True, max_length=12)),
                ('unit_key', models.TextField(db_collation='C')),
                ('level', models.CharField(choices=[('commune_basic', 'Xã đạt chuẩn nông thôn mới'), ('commune_advanced', 'Xã nông thôn mới nâng cao'), ('commune_model', 'Xã nông thôn mới kiểu mẫu'), ('commune_modern_pilot', 'Xã nông thôn mới hiện đại'), ('district_basic', 'Huyện đạt chuẩn, hoàn thành nhiệm vụ nông thôn mới'), ('district_advanced', 'Huyện nông thôn mới nâng cao'), ('province_basic', 'Tỉnh hoàn thành nhiệm vụ nông thôn mới')], max_length=24)),
                ('year', models.PositiveSmallIntegerField()),
                ('unit_folded', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.Fold('unit_name'), output_field=models.TextField())),
                ('number_folded', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.Fold('decision_number'), output_field=models.TextField())),
                ('first', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='recognition.recognition')),
                ('province', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.adminunit')),
                ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='recognition.recognition')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='recognitions', to='territory.adminunit')),
                ('version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='criteria.setversion')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['unit', 'level'], name='recognition_unit_level'), models.Index(fields=['decision_on'], name='recognition_day'), models.Index(fields=['year', 'level'], name='recognition_year_level'), models.Index(condition=models.Q(('import_run_id__isnull', False)), fields=['import_run_id'], name='recognition_run')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('first__isnull', True), ('supersedes__isnull', True)), models.Q(('first__isnull', False), ('supersedes__isnull', False)), _connector='OR'), name='recognition_first_of_chain'), models.CheckConstraint(condition=models.Q(('decision_number', ''), _negated=True), name='recognition_has_number')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c2e4072d10fccba2e12639db1234ff7b21ceb8b5', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_88770', table='recognition_recognition', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='CurrentRecognition',
            fields=[
            ],
            options={
                'proxy': True,
                'base_manager_name': 'objects',
            },
            bases=('recognition.recognition',),
        ),
        migrations.CreateModel(
            name='RecognitionFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('name', models.CharField(max_length=200)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('blob', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.blob')),
                ('recognition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='recognition.recognition')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3b99f565b0bd2f1466a51c768af2fef9ca1b7126', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_928c4', table='recognition_recognitionfile', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Revocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('decision_number', models.CharField(max_length=120)),
                ('decision_on', models.DateField()),
                ('issuer', models.CharField(blank=True, max_length=200)),
                ('source', models.CharField(blank=True, max_length=300)),
                ('note', models.TextField(blank=True)),
                ('withdrawn', models.BooleanField(default=False)),
                ('import_run_id', models.BigIntegerField(null=True)),
                ('reason', models.TextField()),
                ('recognition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revocations', to='recognition.recognition')),
                ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='recognition.revocation')),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decision_number', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='revocation_has_number_and_reason'), models.UniqueConstraint(condition=models.Q(('supersedes__isnull', True)), fields=('recognition',), name='revoked_once')],
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='147e2be9e40f69a3c4a0510a619e6ca4ad3ad656', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3f422', table='recognition_revocation', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='RecognitionComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('text', models.TextField()),
                ('anchor', models.CharField(blank=True, max_length=200)),
                ('mentions', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, size=None)),
                ('author_name', models.CharField(max_length=200)),
                ('recognition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='recognition.recognition')),
                ('reply_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='recognition.recognitioncomment')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='dc110cde769e9e98013dff7694a58523af42de3f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_cfcbb', table='recognition_recognitioncomment', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='RecognitionCommentMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('is_resolved', models.BooleanField()),
                ('marker_name', models.CharField(max_length=200)),
                ('comment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='recognition.recognitioncomment')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0ac472bd2c75945a9e433c09944ea4fea2286bfa', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_105fc', table='recognition_recognitioncommentmark', when='BEFORE'))],
            },
        ),
    ]

import dieuphoi.core.kernel.constraints
import dieuphoi.core.kernel.functions
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0001_initial'),
        ('territory', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CommitteeMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('decision', models.CharField(blank=True, max_length=200)),
                ('decision_on', models.DateField(blank=True, null=True)),
                ('source', models.TextField(blank=True)),
                ('function', models.CharField(choices=[('head', 'Trưởng ban'), ('standing', 'Phó Trưởng ban thường trực'), ('deputy', 'Phó Trưởng ban'), ('s_member', 'Ủy viên thường trực'), ('member', 'Ủy viên'), ('secretary', 'Thư ký')], max_length=10)),
                ('post_title', models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name='CommitteeMemberHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('decision', models.CharField(blank=True, max_length=200)),
                ('decision_on', models.DateField(blank=True, null=True)),
                ('source', models.TextField(blank=True)),
                ('function', models.CharField(choices=[('head', 'Trưởng ban'), ('standing', 'Phó Trưởng ban thường trực'), ('deputy', 'Phó Trưởng ban'), ('s_member', 'Ủy viên thường trực'), ('member', 'Ủy viên'), ('secretary', 'Thư ký')], max_length=10)),
                ('post_title', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FieldMonitor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('decision', models.CharField(blank=True, max_length=200)),
                ('decision_on', models.DateField(blank=True, null=True)),
                ('source', models.TextField(blank=True)),
                ('function', models.CharField(choices=[('monitor', 'Theo dõi, phụ trách'), ('officer', 'Cán bộ phụ trách chương trình ở xã')], default='monitor', max_length=10)),
            ],
        ),
        migrations.CreateModel(
            name='FieldMonitorHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('decision', models.CharField(blank=True, max_length=200)),
                ('decision_on', models.DateField(blank=True, null=True)),
                ('source', models.TextField(blank=True)),
                ('function', models.CharField(choices=[('monitor', 'Theo dõi, phụ trách'), ('officer', 'Cán bộ phụ trách chương trình ở xã')], default='monitor', max_length=10)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('effective_on', models.DateField()),
                ('reason', models.TextField()),
                ('state', models.CharField(choices=[('OPEN', 'Đang lập'), ('HANDED', 'Đã giao, chờ nhận'), ('RECEIVED', 'Đã nhận'), ('CLOSED', 'Đã kết thúc'), ('CANCELLED', 'Đã hủy')], db_index=True, default='OPEN', max_length=10)),
                ('opened_at', models.DateTimeField()),
                ('handed_at', models.DateTimeField(blank=True, null=True)),
                ('received_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closing_note', models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name='HandoverHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('effective_on', models.DateField()),
                ('reason', models.TextField()),
                ('state', models.CharField(choices=[('OPEN', 'Đang lập'), ('HANDED', 'Đã giao, chờ nhận'), ('RECEIVED', 'Đã nhận'), ('CLOSED', 'Đã kết thúc'), ('CANCELLED', 'Đã hủy')], default='OPEN', max_length=10)),
                ('opened_at', models.DateTimeField()),
                ('handed_at', models.DateTimeField(blank=True, null=True)),
                ('received_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closing_note', models.TextField(blank=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='HandoverItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('work', 'Việc đang làm'), ('document', 'Văn bản, tài liệu'), ('dossier', 'Hồ sơ'), ('asset', 'Tài sản'), ('account', 'Tài khoản'), ('other', 'Nội dung khác')], max_length=10)),
                ('title', models.CharField(max_length=300)),
                ('url', models.CharField(blank=True, max_length=300)),
                ('source', models.CharField(blank=True, max_length=60)),
                ('record_id', models.BigIntegerField(blank=True, null=True)),
                ('state', models.CharField(choices=[('open', 'Chưa giao'), ('handed', 'Đã giao'), ('received', 'Đã nhận'), ('left', 'Còn để lại')], default='open', max_length=10)),
                ('note', models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name='HandoverItemHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('work', 'Việc đang làm'), ('document', 'Văn bản, tài liệu'), ('dossier', 'Hồ sơ'), ('asset', 'Tài sản'), ('account', 'Tài khoản'), ('other', 'Nội dung khác')], max_length=10)),
                ('title', models.CharField(max_length=300)),
                ('url', models.CharField(blank=True, max_length=300)),
                ('source', models.CharField(blank=True, max_length=60)),
                ('record_id', models.BigIntegerField(blank=True, null=True)),
                ('state', models.CharField(choices=[('open', 'Chưa giao'), ('handed', 'Đã giao'), ('received', 'Đã nhận'), ('left', 'Còn để lại')], default='open', max_length=10)),
                ('note', models.TextField(blank=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Mandate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('decision', models.CharField(blank=True, max_length=200)),
                ('decision_on', models.DateField(blank=True, null=True)),
                ('source', models.TextField(blank=True)),
                ('number', models.CharField(max_length=20)),
                ('text', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='MandateHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('decision', models.CharField(blank=True, max_length=200)),
                ('decision_on', models.DateField(blank=True, null=True)),
                ('source', models.TextField(blank=True)),
                ('number', models.CharField(max_length=20)),
                ('text', models.TextField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MemberArea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField(default='(,)')),
            ],
        ),
        migrations.CreateModel(
            name='MemberAreaHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField(default='(,)')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='OrgChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('found', 'Thành lập'), ('rename', 'Đổi tên'), ('move', 'Chuyển cơ quan cấp trên'), ('close', 'Giải thể, kết thúc hoạt động'), ('merge', 'Sáp nhập'), ('split', 'Chia tách'), ('reorganise', 'Tổ chức lại các phòng')], max_length=12)),
                ('effective_on', models.DateField()),
                ('decision', models.CharField(blank=True, max_length=200)),
                ('decision_on', models.DateField(blank=True, null=True)),
                ('note', models.TextField(blank=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='OrgChangePart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor(), editable=False)),
                ('act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct(), editable=False)),
                ('recorded_at', models.DateTimeField()),
                ('is_after', models.BooleanField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='OrgName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('decision', models.CharField(blank=True, max_length=200)),
                ('decision_on', models.DateField(blank=True, null=True)),
                ('source', models.TextField(blank=True)),
                ('name', models.CharField(max_length=200)),
                ('short_name', models.CharField(blank=True, max_length=60)),
                ('name_folded', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.Fold('name'), output_field=models.TextField())),
                ('short_folded', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.Fold('short_name'), output_field=models.TextField())),
                ('name_key', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.VnKey('name'), output_field=models.TextField(db_collation='C'))),
            ],
        ),
        migrations.CreateModel(
            name='OrgNameHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('decision', models.CharField(blank=True, max_length=200)),
                ('decision_on', models.DateField(blank=True, null=True)),
                ('source', models.TextField(blank=True)),
                ('name', models.CharField(max_length=200)),
                ('short_name', models.CharField(blank=True, max_length=60)),
                ('name_folded', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.Fold('name'), output_field=models.TextField())),
                ('short_folded', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.Fold('short_name'), output_field=models.TextField())),
                ('name_key', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.VnKey('name'), output_field=models.TextField(db_collation='C'))),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='OrgParent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('decision', models.CharField(blank=True, max_length=200)),
                ('decision_on', models.DateField(blank=True, null=True)),
                ('source', models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name='OrgParentHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('decision', models.CharField(blank=True, max_length=200)),
                ('decision_on', models.DateField(blank=True, null=True)),
                ('source', models.TextField(blank=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PersonnelCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('changed_on', models.DateField()),
                ('state', models.CharField(choices=[('OPEN', 'Cần xem lại'), ('DONE', 'Đã xem lại')], db_index=True, default='OPEN', max_length=10)),
                ('note', models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name='PersonnelCheckHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('changed_on', models.DateField()),
                ('state', models.CharField(choices=[('OPEN', 'Cần xem lại'), ('DONE', 'Đã xem lại')], default='OPEN', max_length=10)),
                ('note', models.TextField(blank=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ServedProgramme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('decision', models.CharField(blank=True, max_length=200)),
                ('decision_on', models.DateField(blank=True, null=True)),
                ('source', models.TextField(blank=True)),
                ('name', models.CharField(max_length=200)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ServedProgrammeHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('decision', models.CharField(blank=True, max_length=200)),
                ('decision_on', models.DateField(blank=True, null=True)),
                ('source', models.TextField(blank=True)),
                ('name', models.CharField(max_length=200)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SteeringCommittee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('decision', models.CharField(blank=True, max_length=200)),
                ('decision_on', models.DateField(blank=True, null=True)),
                ('source', models.TextField(blank=True)),
                ('name', models.CharField(max_length=200)),
                ('level', models.CharField(choices=[('central', 'Trung ương'), ('province', 'Cấp tỉnh'), ('district', 'Cấp huyện'), ('commune', 'Cấp xã')], max_length=10)),
                ('name_folded', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.Fold('name'), output_field=models.TextField())),
                ('name_key', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.VnKey('name'), output_field=models.TextField(db_collation='C'))),
            ],
        ),
        migrations.CreateModel(
            name='SteeringCommitteeHistoryevent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_actor_id', models.BigIntegerField(db_default=dieuphoi.core.kernel.functions.CurrentActor())),
                ('pgh_act', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentAct())),
                ('pgh_reason', models.TextField(db_default=dieuphoi.core.kernel.functions.CurrentReason())),
                ('id', models.BigIntegerField()),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('decision', models.CharField(blank=True, max_length=200)),
                ('decision_on', models.DateField(blank=True, null=True)),
                ('source', models.TextField(blank=True)),
                ('name', models.CharField(max_length=200)),
                ('level', models.CharField(choices=[('central', 'Trung ương'), ('province', 'Cấp tỉnh'), ('district', 'Cấp huyện'), ('commune', 'Cấp xã')], max_length=10)),
                ('name_folded', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.Fold('name'), output_field=models.TextField())),
                ('name_key', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.VnKey('name'), output_field=models.TextField(db_collation='C'))),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='WorkField',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=160)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField(default='(,)')),
                ('position', models.PositiveSmallIntegerField(default=100)),
                ('source', models.TextField(blank=True)),
                ('name_folded', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.Fold('name'), output_field=models.TextField())),
                ('name_key', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.VnKey('name'), output_field=models.TextField(db_collation='C'))),
            ],
        ),
        migrations.CreateModel(
            name='WorkFieldHistoryevent',
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
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField(default='(,)')),
                ('position', models.PositiveSmallIntegerField(default=100)),
                ('source', models.TextField(blank=True)),
                ('name_folded', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.Fold('name'), output_field=models.TextField())),
                ('name_key', models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.VnKey('name'), output_field=models.TextField(db_collation='C'))),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='holding',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='holding',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='holding',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='orgunit',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='orgunit',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='orgunit',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='post',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='post',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='post',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='holding',
            name='decision',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='holdinghistoryevent',
            name='decision',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='orgunit',
            name='document_symbol',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='orgunit',
            name='founded_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='orgunit',
            name='founding_decision',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='orgunit',
            name='level',
            field=models.CharField(choices=[('central', 'Trung ương'), ('province', 'Cấp tỉnh'), ('district', 'Cấp huyện'), ('commune', 'Cấp xã')], default='province', max_length=10),
        ),
        migrations.AddField(
            model_name='orgunithistoryevent',
            name='document_symbol',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='orgunithistoryevent',
            name='founded_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='orgunithistoryevent',
            name='founding_decision',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='orgunithistoryevent',
            name='level',
            field=models.CharField(choices=[('central', 'Trung ương'), ('province', 'Cấp tỉnh'), ('district', 'Cấp huyện'), ('commune', 'Cấp xã')], default='province', max_length=10),
        ),
        migrations.AddField(
            model_name='post',
            name='decision',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='post',
            name='position',
            field=models.PositiveSmallIntegerField(default=100),
        ),
        migrations.AddField(
            model_name='post',
            name='seats',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='post',
            name='title_key',
            field=models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.VnKey('title'), output_field=models.TextField(db_collation='C')),
        ),
        migrations.AddField(
            model_name='post',
            name='valid',
            field=django.contrib.postgres.fields.ranges.DateRangeField(default='(,)'),
        ),
        migrations.AddField(
            model_name='posthistoryevent',
            name='decision',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='posthistoryevent',
            name='position',
            field=models.PositiveSmallIntegerField(default=100),
        ),
        migrations.AddField(
            model_name='posthistoryevent',
            name='seats',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='posthistoryevent',
            name='title_key',
            field=models.GeneratedField(db_persist=True, expression=dieuphoi.core.kernel.functions.VnKey('title'), output_field=models.TextField(db_collation='C')),
        ),
        migrations.AddField(
            model_name='posthistoryevent',
            name='valid',
            field=django.contrib.postgres.fields.ranges.DateRangeField(default='(,)'),
        ),
        migrations.AlterField(
            model_name='orgunit',
            name='kind',
            field=models.CharField(choices=[('office', 'Văn phòng điều phối'), ('department', 'Sở, ban, ngành, đoàn thể'), ('commune', 'Ủy ban nhân dân xã'), ('committee', 'Ban Chỉ đạo'), ('council', 'Hội đồng nhân dân'), ('team', 'Tổ giúp việc'), ('people', 'Ủy ban nhân dân tỉnh, huyện'), ('party', 'Cơ quan Đảng'), ('front', 'Mặt trận Tổ quốc'), ('mass', 'Tổ chức chính trị - xã hội'), ('projects', 'Ban quản lý dự án'), ('room', 'Phòng, đơn vị trực thuộc'), ('other', 'Tổ chức khác')], max_length=12),
        ),
        migrations.AlterField(
            model_name='orgunithistoryevent',
            name='kind',
            field=models.CharField(choices=[('office', 'Văn phòng điều phối'), ('department', 'Sở, ban, ngành, đoàn thể'), ('commune', 'Ủy ban nhân dân xã'), ('committee', 'Ban Chỉ đạo'), ('council', 'Hội đồng nhân dân'), ('team', 'Tổ giúp việc'), ('people', 'Ủy ban nhân dân tỉnh, huyện'), ('party', 'Cơ quan Đảng'), ('front', 'Mặt trận Tổ quốc'), ('mass', 'Tổ chức chính trị - xã hội'), ('projects', 'Ban quản lý dự án'), ('room', 'Phòng, đơn vị trực thuộc'), ('other', 'Tổ chức khác')], max_length=12),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='holding',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_holdinghistoryevent" ("decision", "id", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_id", "single_post_id", "valid") VALUES (NEW."decision", NEW."id", NEW."person_id", NOW(), \'insert\', NEW."id", NEW."post_id", NEW."single_post_id", NEW."valid"); RETURN NULL;', hash='6e5016f861aac5bbc807e07949836bc0db850517', operation='INSERT', pgid='pgtrigger_insert_insert_be8ae', table='organisations_holding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='holding',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "organisations_holdinghistoryevent" ("decision", "id", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_id", "single_post_id", "valid") VALUES (NEW."decision", NEW."id", NEW."person_id", NOW(), \'update\', NEW."id", NEW."post_id", NEW."single_post_id", NEW."valid"); RETURN NULL;', hash='bfd31a64364deca17db6f9b6c085d3b6c666bbdd', operation='UPDATE', pgid='pgtrigger_update_update_86f1d', table='organisations_holding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='holding',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_holdinghistoryevent" ("decision", "id", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_id", "single_post_id", "valid") VALUES (OLD."decision", OLD."id", OLD."person_id", NOW(), \'delete\', OLD."id", OLD."post_id", OLD."single_post_id", OLD."valid"); RETURN NULL;', hash='dcbb6c1819aa9790f98cf36501d9323f8798c60f', operation='DELETE', pgid='pgtrigger_delete_delete_c6d00', table='organisations_holding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='orgunit',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_orgunithistoryevent" ("code", "document_symbol", "founded_on", "founding_decision", "id", "kind", "level", "name", "parent_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "place_id", "valid") VALUES (NEW."code", NEW."document_symbol", NEW."founded_on", NEW."founding_decision", NEW."id", NEW."kind", NEW."level", NEW."name", NEW."parent_id", NOW(), \'insert\', NEW."id", NEW."phone", NEW."place_id", NEW."valid"); RETURN NULL;', hash='2147d15b914bb7b41920721d6bfc51cb1b7b0d15', operation='INSERT', pgid='pgtrigger_insert_insert_7c913', table='organisations_orgunit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='orgunit',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "organisations_orgunithistoryevent" ("code", "document_symbol", "founded_on", "founding_decision", "id", "kind", "level", "name", "parent_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "place_id", "valid") VALUES (NEW."code", NEW."document_symbol", NEW."founded_on", NEW."founding_decision", NEW."id", NEW."kind", NEW."level", NEW."name", NEW."parent_id", NOW(), \'update\', NEW."id", NEW."phone", NEW."place_id", NEW."valid"); RETURN NULL;', hash='c4995654d8806b6ca8fbdc43a47efb614deb0bb5', operation='UPDATE', pgid='pgtrigger_update_update_41911', table='organisations_orgunit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='orgunit',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_orgunithistoryevent" ("code", "document_symbol", "founded_on", "founding_decision", "id", "kind", "level", "name", "parent_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "place_id", "valid") VALUES (OLD."code", OLD."document_symbol", OLD."founded_on", OLD."founding_decision", OLD."id", OLD."kind", OLD."level", OLD."name", OLD."parent_id", NOW(), \'delete\', OLD."id", OLD."phone", OLD."place_id", OLD."valid"); RETURN NULL;', hash='169e1aacfc7b5e1f2a6d4807715a7d1d8bcc2362', operation='DELETE', pgid='pgtrigger_delete_delete_f4a75', table='organisations_orgunit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='post',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_posthistoryevent" ("decision", "id", "is_single", "org_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "seats", "title", "valid") VALUES (NEW."decision", NEW."id", NEW."is_single", NEW."org_id", NOW(), \'insert\', NEW."id", NEW."position", NEW."seats", NEW."title", NEW."valid"); RETURN NULL;', hash='8707de05775db28aa39a3c644198a4ecc2135544', operation='INSERT', pgid='pgtrigger_insert_insert_be63e', table='organisations_post', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='post',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "organisations_posthistoryevent" ("decision", "id", "is_single", "org_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "seats", "title", "valid") VALUES (NEW."decision", NEW."id", NEW."is_single", NEW."org_id", NOW(), \'update\', NEW."id", NEW."position", NEW."seats", NEW."title", NEW."valid"); RETURN NULL;', hash='8d62959d0bb7bb47fc351b299df2d904fee2f5c9', operation='UPDATE', pgid='pgtrigger_update_update_961a6', table='organisations_post', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='post',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_posthistoryevent" ("decision", "id", "is_single", "org_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "seats", "title", "valid") VALUES (OLD."decision", OLD."id", OLD."is_single", OLD."org_id", NOW(), \'delete\', OLD."id", OLD."position", OLD."seats", OLD."title", OLD."valid"); RETURN NULL;', hash='1b20f187dd0c5ac915285c94f7149e3469bac28b', operation='DELETE', pgid='pgtrigger_delete_delete_905aa', table='organisations_post', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(('seats__isnull', True), ('seats__gte', 1), _connector='OR'), name='post_seats_one_or_more'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(('is_single', False), ('seats__isnull', True), ('seats', 1), _connector='OR'), name='single_post_one_seat'),
        ),
        migrations.AddField(
            model_name='committeemember',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='organisations.person'),
        ),
        migrations.AddField(
            model_name='committeememberhistoryevent',
            name='person',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.person'),
        ),
        migrations.AddField(
            model_name='committeememberhistoryevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='organisations.committeemember'),
        ),
        migrations.AddField(
            model_name='fieldmonitor',
            name='org',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='monitors', to='organisations.orgunit'),
        ),
        migrations.AddField(
            model_name='fieldmonitor',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='monitors', to='organisations.person'),
        ),
        migrations.AddField(
            model_name='fieldmonitor',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='monitors', to='territory.adminunit'),
        ),
        migrations.AddField(
            model_name='fieldmonitorhistoryevent',
            name='org',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.orgunit'),
        ),
        migrations.AddField(
            model_name='fieldmonitorhistoryevent',
            name='person',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.person'),
        ),
        migrations.AddField(
            model_name='fieldmonitorhistoryevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='organisations.fieldmonitor'),
        ),
        migrations.AddField(
            model_name='fieldmonitorhistoryevent',
            name='unit',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='territory.adminunit'),
        ),
        migrations.AddField(
            model_name='handover',
            name='giver',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='given', to='organisations.person'),
        ),
        migrations.AddField(
            model_name='handover',
            name='giver_org',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='given', to='organisations.orgunit'),
        ),
        migrations.AddField(
            model_name='handover',
            name='receiver',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='received', to='organisations.person'),
        ),
        migrations.AddField(
            model_name='handover',
            name='receiver_org',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='received', to='organisations.orgunit'),
        ),
        migrations.AddField(
            model_name='handoverhistoryevent',
            name='giver',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.person'),
        ),
        migrations.AddField(
            model_name='handoverhistoryevent',
            name='giver_org',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.orgunit'),
        ),
        migrations.AddField(
            model_name='handoverhistoryevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='organisations.handover'),
        ),
        migrations.AddField(
            model_name='handoverhistoryevent',
            name='receiver',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.person'),
        ),
        migrations.AddField(
            model_name='handoverhistoryevent',
            name='receiver_org',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.orgunit'),
        ),
        migrations.AddField(
            model_name='handoveritem',
            name='handover',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='organisations.handover'),
        ),
        migrations.AddField(
            model_name='handoveritemhistoryevent',
            name='handover',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.handover'),
        ),
        migrations.AddField(
            model_name='handoveritemhistoryevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='organisations.handoveritem'),
        ),
        migrations.AddField(
            model_name='mandate',
            name='org',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to='organisations.orgunit'),
        ),
        migrations.AddField(
            model_name='mandatehistoryevent',
            name='org',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.orgunit'),
        ),
        migrations.AddField(
            model_name='mandatehistoryevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='organisations.mandate'),
        ),
        migrations.AddField(
            model_name='memberarea',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='areas', to='organisations.committeemember'),
        ),
        migrations.AddField(
            model_name='memberarea',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.adminunit'),
        ),
        migrations.AddField(
            model_name='memberareahistoryevent',
            name='member',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.committeemember'),
        ),
        migrations.AddField(
            model_name='memberareahistoryevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='organisations.memberarea'),
        ),
        migrations.AddField(
            model_name='memberareahistoryevent',
            name='unit',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='territory.adminunit'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='orgchange',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='777da38dfaa1b6f2f9a38179264fd196a30e38ec', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_cb920', table='organisations_orgchange', when='BEFORE')),
        ),
        migrations.AddField(
            model_name='orgchangepart',
            name='change',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='organisations.orgchange'),
        ),
        migrations.AddField(
            model_name='orgchangepart',
            name='org',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='organisations.orgunit'),
        ),
        migrations.AddField(
            model_name='orgname',
            name='org',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='names', to='organisations.orgunit'),
        ),
        migrations.AddField(
            model_name='orgnamehistoryevent',
            name='org',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.orgunit'),
        ),
        migrations.AddField(
            model_name='orgnamehistoryevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='organisations.orgname'),
        ),
        migrations.AddField(
            model_name='orgparent',
            name='org',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='superiors', to='organisations.orgunit'),
        ),
        migrations.AddField(
            model_name='orgparent',
            name='parent',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.orgunit'),
        ),
        migrations.AddField(
            model_name='orgparenthistoryevent',
            name='org',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.orgunit'),
        ),
        migrations.AddField(
            model_name='orgparenthistoryevent',
            name='parent',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.orgunit'),
        ),
        migrations.AddField(
            model_name='orgparenthistoryevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='organisations.orgparent'),
        ),
        migrations.AddField(
            model_name='personnelcheck',
            name='holding',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='organisations.holding'),
        ),
        migrations.AddField(
            model_name='personnelcheck',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='organisations.person'),
        ),
        migrations.AddField(
            model_name='personnelcheckhistoryevent',
            name='holding',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.holding'),
        ),
        migrations.AddField(
            model_name='personnelcheckhistoryevent',
            name='person',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.person'),
        ),
        migrations.AddField(
            model_name='personnelcheckhistoryevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='organisations.personnelcheck'),
        ),
        migrations.AddField(
            model_name='servedprogramme',
            name='org',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='programmes', to='organisations.orgunit'),
        ),
        migrations.AddField(
            model_name='servedprogrammehistoryevent',
            name='org',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.orgunit'),
        ),
        migrations.AddField(
            model_name='servedprogrammehistoryevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='organisations.servedprogramme'),
        ),
        migrations.AddField(
            model_name='steeringcommittee',
            name='org',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='committees', to='organisations.orgunit'),
        ),
        migrations.AddField(
            model_name='steeringcommittee',
            name='place',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='committees', to='territory.adminunit'),
        ),
        migrations.AddField(
            model_name='committeememberhistoryevent',
            name='committee',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.steeringcommittee'),
        ),
        migrations.AddField(
            model_name='committeemember',
            name='committee',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='organisations.steeringcommittee'),
        ),
        migrations.AddField(
            model_name='steeringcommitteehistoryevent',
            name='org',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.orgunit'),
        ),
        migrations.AddField(
            model_name='steeringcommitteehistoryevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='organisations.steeringcommittee'),
        ),
        migrations.AddField(
            model_name='steeringcommitteehistoryevent',
            name='place',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='territory.adminunit'),
        ),
        migrations.AddField(
            model_name='memberareahistoryevent',
            name='field',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.workfield'),
        ),
        migrations.AddField(
            model_name='memberarea',
            name='field',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.workfield'),
        ),
        migrations.AddField(
            model_name='fieldmonitorhistoryevent',
            name='field',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.workfield'),
        ),
        migrations.AddField(
            model_name='fieldmonitor',
            name='field',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='monitors', to='organisations.workfield'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='workfield',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_workfieldhistoryevent" ("code", "id", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "source", "valid") VALUES (NEW."code", NEW."id", NEW."name", NOW(), \'insert\', NEW."id", NEW."position", NEW."source", NEW."valid"); RETURN NULL;', hash='a5c6ea16e106ae2554ce76f9f0d47eabd8848f31', operation='INSERT', pgid='pgtrigger_insert_insert_d09f9', table='organisations_workfield', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='workfield',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "organisations_workfieldhistoryevent" ("code", "id", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "source", "valid") VALUES (NEW."code", NEW."id", NEW."name", NOW(), \'update\', NEW."id", NEW."position", NEW."source", NEW."valid"); RETURN NULL;', hash='043827b50c2e3019ae0a6fc21ecccba38b7fb687', operation='UPDATE', pgid='pgtrigger_update_update_ab737', table='organisations_workfield', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='workfield',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_workfieldhistoryevent" ("code", "id", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "source", "valid") VALUES (OLD."code", OLD."id", OLD."name", NOW(), \'delete\', OLD."id", OLD."position", OLD."source", OLD."valid"); RETURN NULL;', hash='14b57db1a44d28edd2b72a7a5dc71b807b683001', operation='DELETE', pgid='pgtrigger_delete_delete_bce5e', table='organisations_workfield', when='AFTER')),
        ),
        migrations.AddField(
            model_name='workfieldhistoryevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='organisations.workfield'),
        ),
        migrations.AddConstraint(
            model_name='handover',
            constraint=models.CheckConstraint(condition=models.Q(('giver__isnull', False), ('giver_org__isnull', False), _connector='OR'), name='handover_has_giver'),
        ),
        migrations.AddConstraint(
            model_name='handover',
            constraint=models.CheckConstraint(condition=models.Q(('receiver__isnull', False), ('receiver_org__isnull', False), _connector='OR'), name='handover_has_receiver'),
        ),
        migrations.AddConstraint(
            model_name='handover',
            constraint=models.CheckConstraint(condition=models.Q(('giver__isnull', True), ('receiver__isnull', True), models.Q(('giver', models.F('receiver')), _negated=True), _connector='OR'), name='handover_to_another'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='handover',
            trigger=pgtrigger.compiler.Trigger(name='state_moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM NEW."state" AND concat(OLD."state", \':\', NEW."state") <> ALL (\'{HANDED:CLOSED,HANDED:OPEN,HANDED:RECEIVED,OPEN:CANCELLED,OPEN:CLOSED,OPEN:HANDED,RECEIVED:CLOSED}\'::text[]))', func='\n                RAISE EXCEPTION \'dieuphoi: Invalid transition of "state" from "%" to "%" (%)\',\n                    OLD."state", NEW."state", TG_TABLE_NAME;\n            ', hash='d84895742a010fa2663d1a6300c2f1d5223b7ba4', operation='UPDATE', pgid='pgtrigger_state_moves_ab63d', table='organisations_handover', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='handover',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_handoverhistoryevent" ("closed_at", "closing_note", "effective_on", "giver_id", "giver_org_id", "handed_at", "id", "opened_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "received_at", "receiver_id", "receiver_org_id", "state") VALUES (NEW."closed_at", NEW."closing_note", NEW."effective_on", NEW."giver_id", NEW."giver_org_id", NEW."handed_at", NEW."id", NEW."opened_at", NOW(), \'insert\', NEW."id", NEW."reason", NEW."received_at", NEW."receiver_id", NEW."receiver_org_id", NEW."state"); RETURN NULL;', hash='e70886deb85fdb7b13cfd3daa9968ac97d6ad025', operation='INSERT', pgid='pgtrigger_insert_insert_3d3a2', table='organisations_handover', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='handover',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "organisations_handoverhistoryevent" ("closed_at", "closing_note", "effective_on", "giver_id", "giver_org_id", "handed_at", "id", "opened_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "received_at", "receiver_id", "receiver_org_id", "state") VALUES (NEW."closed_at", NEW."closing_note", NEW."effective_on", NEW."giver_id", NEW."giver_org_id", NEW."handed_at", NEW."id", NEW."opened_at", NOW(), \'update\', NEW."id", NEW."reason", NEW."received_at", NEW."receiver_id", NEW."receiver_org_id", NEW."state"); RETURN NULL;', hash='306263582b5d2ebc287cde5146f7ce0cfb1a2c75', operation='UPDATE', pgid='pgtrigger_update_update_00534', table='organisations_handover', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='handover',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_handoverhistoryevent" ("closed_at", "closing_note", "effective_on", "giver_id", "giver_org_id", "handed_at", "id", "opened_at", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "received_at", "receiver_id", "receiver_org_id", "state") VALUES (OLD."closed_at", OLD."closing_note", OLD."effective_on", OLD."giver_id", OLD."giver_org_id", OLD."handed_at", OLD."id", OLD."opened_at", NOW(), \'delete\', OLD."id", OLD."reason", OLD."received_at", OLD."receiver_id", OLD."receiver_org_id", OLD."state"); RETURN NULL;', hash='3e1cce93decc73a787eb0185669300c35985f612', operation='DELETE', pgid='pgtrigger_delete_delete_e3909', table='organisations_handover', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='handoverhistoryevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='82014ee061b8522298e5441befab9a7f81624f87', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4b38a', table='organisations_handoverhistoryevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='handoveritem',
            constraint=models.UniqueConstraint(condition=models.Q(('record_id__isnull', False)), fields=('handover', 'source', 'record_id'), name='handover_item_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='handoveritem',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_handoveritemhistoryevent" ("handover_id", "id", "kind", "note", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "source", "state", "title", "url") VALUES (NEW."handover_id", NEW."id", NEW."kind", NEW."note", NOW(), \'insert\', NEW."id", NEW."record_id", NEW."source", NEW."state", NEW."title", NEW."url"); RETURN NULL;', hash='30fbdab930c64f061480e96fb2e30968fc594fa4', operation='INSERT', pgid='pgtrigger_insert_insert_7a343', table='organisations_handoveritem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='handoveritem',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "organisations_handoveritemhistoryevent" ("handover_id", "id", "kind", "note", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "source", "state", "title", "url") VALUES (NEW."handover_id", NEW."id", NEW."kind", NEW."note", NOW(), \'update\', NEW."id", NEW."record_id", NEW."source", NEW."state", NEW."title", NEW."url"); RETURN NULL;', hash='89bc229b699fda9dff85850e00cf5d89087ac894', operation='UPDATE', pgid='pgtrigger_update_update_2e3ee', table='organisations_handoveritem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='handoveritem',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_handoveritemhistoryevent" ("handover_id", "id", "kind", "note", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id", "source", "state", "title", "url") VALUES (OLD."handover_id", OLD."id", OLD."kind", OLD."note", NOW(), \'delete\', OLD."id", OLD."record_id", OLD."source", OLD."state", OLD."title", OLD."url"); RETURN NULL;', hash='d6dbeb133bd24e6fc0766c0f38cce844474e5ab7', operation='DELETE', pgid='pgtrigger_delete_delete_5e5aa', table='organisations_handoveritem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='handoveritemhistoryevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='15a8da2f6998a1008383436cee0ed8cb23c8c3bc', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4b73b', table='organisations_handoveritemhistoryevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='mandate',
            index=models.Index(fields=['org', 'number'], name='mandate_of_org'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mandate',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_mandatehistoryevent" ("decision", "decision_on", "id", "number", "org_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "text", "valid") VALUES (NEW."decision", NEW."decision_on", NEW."id", NEW."number", NEW."org_id", NOW(), \'insert\', NEW."id", NEW."source", NEW."text", NEW."valid"); RETURN NULL;', hash='b1a7fe5413d55c71238a27007237d116929bab9c', operation='INSERT', pgid='pgtrigger_insert_insert_f0a85', table='organisations_mandate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mandate',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "organisations_mandatehistoryevent" ("decision", "decision_on", "id", "number", "org_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "text", "valid") VALUES (NEW."decision", NEW."decision_on", NEW."id", NEW."number", NEW."org_id", NOW(), \'update\', NEW."id", NEW."source", NEW."text", NEW."valid"); RETURN NULL;', hash='923dd26df9399d72136f9200eb6b6346ab8c7615', operation='UPDATE', pgid='pgtrigger_update_update_3788e', table='organisations_mandate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mandate',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_mandatehistoryevent" ("decision", "decision_on", "id", "number", "org_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "text", "valid") VALUES (OLD."decision", OLD."decision_on", OLD."id", OLD."number", OLD."org_id", NOW(), \'delete\', OLD."id", OLD."source", OLD."text", OLD."valid"); RETURN NULL;', hash='e1d41f8a3943a95c40133c88f25cec71fbedd489', operation='DELETE', pgid='pgtrigger_delete_delete_98d38', table='organisations_mandate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mandatehistoryevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='198c11b200991fdfea819c0fd6ed13ae987a4c16', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_cf58e', table='organisations_mandatehistoryevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='orgchangepart',
            constraint=models.UniqueConstraint(fields=('change', 'org', 'is_after'), name='org_once_on_a_side'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='orgchangepart',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5c96996edf4c4a2538873556f35faabf3e0cccbe', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ac88a', table='organisations_orgchangepart', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='orgname',
            index=models.Index(fields=['name_folded'], name='org_day_name_folded'),
        ),
        migrations.AddIndex(
            model_name='orgname',
            index=models.Index(fields=['name_key'], name='org_day_name_key'),
        ),
        migrations.AddConstraint(
            model_name='orgname',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(dieuphoi.core.kernel.constraints.IdRange('org'), '&&'), ('valid', '&&')], name='org_one_name_a_day'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='orgname',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_orgnamehistoryevent" ("decision", "decision_on", "id", "name", "org_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "short_name", "source", "valid") VALUES (NEW."decision", NEW."decision_on", NEW."id", NEW."name", NEW."org_id", NOW(), \'insert\', NEW."id", NEW."short_name", NEW."source", NEW."valid"); RETURN NULL;', hash='c5a3ad108fe626e76a21c95a59788dda443ec472', operation='INSERT', pgid='pgtrigger_insert_insert_573c8', table='organisations_orgname', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='orgname',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "organisations_orgnamehistoryevent" ("decision", "decision_on", "id", "name", "org_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "short_name", "source", "valid") VALUES (NEW."decision", NEW."decision_on", NEW."id", NEW."name", NEW."org_id", NOW(), \'update\', NEW."id", NEW."short_name", NEW."source", NEW."valid"); RETURN NULL;', hash='1e7e38c64ae6107ecf9f21e88f899f30704b37f1', operation='UPDATE', pgid='pgtrigger_update_update_48e39', table='organisations_orgname', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='orgname',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_orgnamehistoryevent" ("decision", "decision_on", "id", "name", "org_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "short_name", "source", "valid") VALUES (OLD."decision", OLD."decision_on", OLD."id", OLD."name", OLD."org_id", NOW(), \'delete\', OLD."id", OLD."short_name", OLD."source", OLD."valid"); RETURN NULL;', hash='a829abe89bfc351e7601566412fe6497e539c862', operation='DELETE', pgid='pgtrigger_delete_delete_ca487', table='organisations_orgname', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='orgnamehistoryevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='036f534327b50bc689def59f97cb8f339e5d7ee4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_bed52', table='organisations_orgnamehistoryevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='orgparent',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(dieuphoi.core.kernel.constraints.IdRange('org'), '&&'), ('valid', '&&')], name='org_one_parent_a_day'),
        ),
        migrations.AddConstraint(
            model_name='orgparent',
            constraint=models.CheckConstraint(condition=models.Q(('parent__isnull', True), models.Q(('parent', models.F('org')), _negated=True), _connector='OR'), name='org_not_its_own_parent'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='orgparent',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_orgparenthistoryevent" ("decision", "decision_on", "id", "org_id", "parent_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "valid") VALUES (NEW."decision", NEW."decision_on", NEW."id", NEW."org_id", NEW."parent_id", NOW(), \'insert\', NEW."id", NEW."source", NEW."valid"); RETURN NULL;', hash='25d3edc908bbae55b22a31467d3e83c51914ad8b', operation='INSERT', pgid='pgtrigger_insert_insert_4690b', table='organisations_orgparent', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='orgparent',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "organisations_orgparenthistoryevent" ("decision", "decision_on", "id", "org_id", "parent_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "valid") VALUES (NEW."decision", NEW."decision_on", NEW."id", NEW."org_id", NEW."parent_id", NOW(), \'update\', NEW."id", NEW."source", NEW."valid"); RETURN NULL;', hash='098f90bf684d4d6cfad3112bafd13046591d4750', operation='UPDATE', pgid='pgtrigger_update_update_4200e', table='organisations_orgparent', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='orgparent',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_orgparenthistoryevent" ("decision", "decision_on", "id", "org_id", "parent_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "valid") VALUES (OLD."decision", OLD."decision_on", OLD."id", OLD."org_id", OLD."parent_id", NOW(), \'delete\', OLD."id", OLD."source", OLD."valid"); RETURN NULL;', hash='25afcad77310a87a86c18f2b0340b8a5de417884', operation='DELETE', pgid='pgtrigger_delete_delete_68e26', table='organisations_orgparent', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='orgparenthistoryevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c646f6073a55c0bbbe3f2cddd2f7b85e25e061e0', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c3030', table='organisations_orgparenthistoryevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='personnelcheck',
            trigger=pgtrigger.compiler.Trigger(name='state_moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM NEW."state" AND concat(OLD."state", \':\', NEW."state") <> ALL (\'{OPEN:DONE}\'::text[]))', func='\n                RAISE EXCEPTION \'dieuphoi: Invalid transition of "state" from "%" to "%" (%)\',\n                    OLD."state", NEW."state", TG_TABLE_NAME;\n            ', hash='36d3fe666f52d8e3beaebe80c2cc07017663aa26', operation='UPDATE', pgid='pgtrigger_state_moves_0ae3e', table='organisations_personnelcheck', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='personnelcheck',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_personnelcheckhistoryevent" ("changed_on", "holding_id", "id", "note", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") VALUES (NEW."changed_on", NEW."holding_id", NEW."id", NEW."note", NEW."person_id", NOW(), \'insert\', NEW."id", NEW."state"); RETURN NULL;', hash='d1f7e21e1750430a7c30b90b7dfc64d2ba627d2d', operation='INSERT', pgid='pgtrigger_insert_insert_11b3a', table='organisations_personnelcheck', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='personnelcheck',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "organisations_personnelcheckhistoryevent" ("changed_on", "holding_id", "id", "note", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") VALUES (NEW."changed_on", NEW."holding_id", NEW."id", NEW."note", NEW."person_id", NOW(), \'update\', NEW."id", NEW."state"); RETURN NULL;', hash='76298b38f24497a70bfc7ff3c15b850c7b00a2d5', operation='UPDATE', pgid='pgtrigger_update_update_f3103', table='organisations_personnelcheck', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='personnelcheck',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_personnelcheckhistoryevent" ("changed_on", "holding_id", "id", "note", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") VALUES (OLD."changed_on", OLD."holding_id", OLD."id", OLD."note", OLD."person_id", NOW(), \'delete\', OLD."id", OLD."state"); RETURN NULL;', hash='e062f7bdd743a8cdd2bfc5d1590c0d4bedd93cf8', operation='DELETE', pgid='pgtrigger_delete_delete_7c2ee', table='organisations_personnelcheck', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='personnelcheckhistoryevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a35147fe113500fa96142d3735570c915f7d5339', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_038ac', table='organisations_personnelcheckhistoryevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='servedprogramme',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_servedprogrammehistoryevent" ("decision", "decision_on", "id", "name", "org_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "valid") VALUES (NEW."decision", NEW."decision_on", NEW."id", NEW."name", NEW."org_id", NOW(), \'insert\', NEW."id", NEW."source", NEW."valid"); RETURN NULL;', hash='913879ce06a888be2c1af1b1e7ff4b7bc5198641', operation='INSERT', pgid='pgtrigger_insert_insert_42278', table='organisations_servedprogramme', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='servedprogramme',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "organisations_servedprogrammehistoryevent" ("decision", "decision_on", "id", "name", "org_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "valid") VALUES (NEW."decision", NEW."decision_on", NEW."id", NEW."name", NEW."org_id", NOW(), \'update\', NEW."id", NEW."source", NEW."valid"); RETURN NULL;', hash='f4c67e8fbac8c063684347ceed3b681a42f10861', operation='UPDATE', pgid='pgtrigger_update_update_2588f', table='organisations_servedprogramme', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='servedprogramme',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_servedprogrammehistoryevent" ("decision", "decision_on", "id", "name", "org_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "valid") VALUES (OLD."decision", OLD."decision_on", OLD."id", OLD."name", OLD."org_id", NOW(), \'delete\', OLD."id", OLD."source", OLD."valid"); RETURN NULL;', hash='5d543b18d3dc43bc2e1832e4b367c601cbb1a437', operation='DELETE', pgid='pgtrigger_delete_delete_6bdf0', table='organisations_servedprogramme', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='servedprogrammehistoryevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5b44f28473736ae57a4fee44c69a26006f1dc507', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_357fb', table='organisations_servedprogrammehistoryevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='steeringcommittee',
            constraint=models.CheckConstraint(condition=models.Q(('level__in', ['central', 'province']), ('place__isnull', False), _connector='OR'), name='local_committee_has_place'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='steeringcommittee',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_steeringcommitteehistoryevent" ("decision", "decision_on", "id", "level", "name", "org_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "source", "valid") VALUES (NEW."decision", NEW."decision_on", NEW."id", NEW."level", NEW."name", NEW."org_id", NOW(), \'insert\', NEW."id", NEW."place_id", NEW."source", NEW."valid"); RETURN NULL;', hash='134f9fcad5b65ae980578958dc9ef10cf8a0fa78', operation='INSERT', pgid='pgtrigger_insert_insert_97848', table='organisations_steeringcommittee', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='steeringcommittee',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "organisations_steeringcommitteehistoryevent" ("decision", "decision_on", "id", "level", "name", "org_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "source", "valid") VALUES (NEW."decision", NEW."decision_on", NEW."id", NEW."level", NEW."name", NEW."org_id", NOW(), \'update\', NEW."id", NEW."place_id", NEW."source", NEW."valid"); RETURN NULL;', hash='d696a090b28f607b91d3981dfd7ae62708562d46', operation='UPDATE', pgid='pgtrigger_update_update_bcd6b', table='organisations_steeringcommittee', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='steeringcommittee',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_steeringcommitteehistoryevent" ("decision", "decision_on", "id", "level", "name", "org_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "source", "valid") VALUES (OLD."decision", OLD."decision_on", OLD."id", OLD."level", OLD."name", OLD."org_id", NOW(), \'delete\', OLD."id", OLD."place_id", OLD."source", OLD."valid"); RETURN NULL;', hash='d6115ce6c5b3fbd6055c1d2c1c7892182d62fccb', operation='DELETE', pgid='pgtrigger_delete_delete_5f205', table='organisations_steeringcommittee', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='committeememberhistoryevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4b59fcc40965651d0500d5b661bea04b10358630', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_92494', table='organisations_committeememberhistoryevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='committeemember',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('function', 'head')), expressions=[(dieuphoi.core.kernel.constraints.IdRange('committee'), '&&'), ('valid', '&&')], name='committee_one_head'),
        ),
        migrations.AddConstraint(
            model_name='committeemember',
            constraint=models.UniqueConstraint(fields=('committee', 'person', 'valid'), name='seat_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='committeemember',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_committeememberhistoryevent" ("committee_id", "decision", "decision_on", "function", "id", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_title", "source", "valid") VALUES (NEW."committee_id", NEW."decision", NEW."decision_on", NEW."function", NEW."id", NEW."person_id", NOW(), \'insert\', NEW."id", NEW."post_title", NEW."source", NEW."valid"); RETURN NULL;', hash='1ee1b724d04f98cb4d8bfe452dfa1a525b55d3d7', operation='INSERT', pgid='pgtrigger_insert_insert_a5275', table='organisations_committeemember', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='committeemember',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "organisations_committeememberhistoryevent" ("committee_id", "decision", "decision_on", "function", "id", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_title", "source", "valid") VALUES (NEW."committee_id", NEW."decision", NEW."decision_on", NEW."function", NEW."id", NEW."person_id", NOW(), \'update\', NEW."id", NEW."post_title", NEW."source", NEW."valid"); RETURN NULL;', hash='469680cb85450956c2ea72e3f92ca1d748a25c47', operation='UPDATE', pgid='pgtrigger_update_update_cb1b3', table='organisations_committeemember', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='committeemember',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_committeememberhistoryevent" ("committee_id", "decision", "decision_on", "function", "id", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_title", "source", "valid") VALUES (OLD."committee_id", OLD."decision", OLD."decision_on", OLD."function", OLD."id", OLD."person_id", NOW(), \'delete\', OLD."id", OLD."post_title", OLD."source", OLD."valid"); RETURN NULL;', hash='957f8bc8be192d618cac5237799099408b62e815', operation='DELETE', pgid='pgtrigger_delete_delete_b59de', table='organisations_committeemember', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='steeringcommitteehistoryevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4c778857ec168817b6c13d2dc3203dbcd2034ad2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ba02b', table='organisations_steeringcommitteehistoryevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='memberareahistoryevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b98a7b952c55c7ae91728f57d2af89df0af62b05', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a9696', table='organisations_memberareahistoryevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='memberarea',
            constraint=models.CheckConstraint(condition=models.Q(('field__isnull', False), ('unit__isnull', False), _connector='OR'), name='area_says_something'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='memberarea',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_memberareahistoryevent" ("field_id", "id", "member_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id", "valid") VALUES (NEW."field_id", NEW."id", NEW."member_id", NOW(), \'insert\', NEW."id", NEW."unit_id", NEW."valid"); RETURN NULL;', hash='037153a739a09d33ca01d647fdf420612e07d2e4', operation='INSERT', pgid='pgtrigger_insert_insert_341ae', table='organisations_memberarea', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='memberarea',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "organisations_memberareahistoryevent" ("field_id", "id", "member_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id", "valid") VALUES (NEW."field_id", NEW."id", NEW."member_id", NOW(), \'update\', NEW."id", NEW."unit_id", NEW."valid"); RETURN NULL;', hash='d440365191e3a8837a99eeebe9cdab6aaaa36656', operation='UPDATE', pgid='pgtrigger_update_update_fdd64', table='organisations_memberarea', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='memberarea',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_memberareahistoryevent" ("field_id", "id", "member_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id", "valid") VALUES (OLD."field_id", OLD."id", OLD."member_id", NOW(), \'delete\', OLD."id", OLD."unit_id", OLD."valid"); RETURN NULL;', hash='4e4fa82bc12e4417ca30993ffc69f9f2a29a975d', operation='DELETE', pgid='pgtrigger_delete_delete_1a96e', table='organisations_memberarea', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fieldmonitorhistoryevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0ea94ee7be8210f097e63723f148eaed9732300c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_46ce1', table='organisations_fieldmonitorhistoryevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='fieldmonitor',
            constraint=models.CheckConstraint(condition=models.Q(('person__isnull', False), ('org__isnull', False), _connector='OR'), name='monitor_is_somebody'),
        ),
        migrations.AddConstraint(
            model_name='fieldmonitor',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('function', 'officer'), _negated=True), models.Q(('person__isnull', False), ('unit__isnull', False)), _connector='OR'), name='programme_officer_of_a_unit'),
        ),
        migrations.AddConstraint(
            model_name='fieldmonitor',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('function', 'officer')), expressions=[(dieuphoi.core.kernel.constraints.IdRange('unit'), '&&'), ('valid', '&&')], name='unit_one_programme_officer'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fieldmonitor',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_fieldmonitorhistoryevent" ("decision", "decision_on", "field_id", "function", "id", "org_id", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "unit_id", "valid") VALUES (NEW."decision", NEW."decision_on", NEW."field_id", NEW."function", NEW."id", NEW."org_id", NEW."person_id", NOW(), \'insert\', NEW."id", NEW."source", NEW."unit_id", NEW."valid"); RETURN NULL;', hash='bb5d821ed950835568fc63c12cbd66a44dafbd3c', operation='INSERT', pgid='pgtrigger_insert_insert_bf881', table='organisations_fieldmonitor', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fieldmonitor',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "organisations_fieldmonitorhistoryevent" ("decision", "decision_on", "field_id", "function", "id", "org_id", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "unit_id", "valid") VALUES (NEW."decision", NEW."decision_on", NEW."field_id", NEW."function", NEW."id", NEW."org_id", NEW."person_id", NOW(), \'update\', NEW."id", NEW."source", NEW."unit_id", NEW."valid"); RETURN NULL;', hash='7424473dfcaae0cbd1e033c02caedfc0b378b66b', operation='UPDATE', pgid='pgtrigger_update_update_8a07f', table='organisations_fieldmonitor', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fieldmonitor',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "organisations_fieldmonitorhistoryevent" ("decision", "decision_on", "field_id", "function", "id", "org_id", "person_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "unit_id", "valid") VALUES (OLD."decision", OLD."decision_on", OLD."field_id", OLD."function", OLD."id", OLD."org_id", OLD."person_id", NOW(), \'delete\', OLD."id", OLD."source", OLD."unit_id", OLD."valid"); RETURN NULL;', hash='bf7a0b726304f9cd197a871e5475cab09daf4333', operation='DELETE', pgid='pgtrigger_delete_delete_537f1', table='organisations_fieldmonitor', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='workfieldhistoryevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='daedd37494037aa9c6dd260c376e1034826b00b6', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_86ab7', table='organisations_workfieldhistoryevent', when='BEFORE')),
        ),
    ]

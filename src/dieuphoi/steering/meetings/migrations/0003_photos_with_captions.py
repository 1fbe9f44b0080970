"""Photos of meetings, each with its caption (S2-59)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('files', '0002_blob_text'),
        ('meetings', '0002_letters_of_requests'),
    ]

    operations = [
        migrations.AlterField(
            model_name='meetingfile',
            name='purpose',
            field=models.CharField(choices=[('AGENDA', 'Tài liệu họp'), ('POINT', 'Tài liệu của điểm cầu'), ('INPUT', 'Báo cáo gửi trước'), ('OUTCOME', 'Biên bản, kết luận'), ('PHOTO', 'Ảnh cuộc họp')], max_length=8),
        ),
        migrations.AddConstraint(
            model_name='meetingfile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('purpose', 'PHOTO'), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='meeting_photo_has_caption'),
        ),
    ]

"""The kinds of meetings that the calendar begins with; the head of the office adds and ends them.

Chosen from what the demands name (giao ban S2-02, S4-02; làm việc với cơ sở S4-01; họp thôn, chi bộ, cơ quan, đoàn thể
S3-20; đề nghị làm việc S0-44); no official list is claimed.
"""

from __future__ import annotations

from django.db import migrations

ACT = """
SELECT set_config('dieuphoi.actor', '1', true), set_config('dieuphoi.act', 'meeting.kind_first', true),
       set_config('dieuphoi.reason', '', true)
"""
KINDS = (
    ("giao-ban-thang", "Giao ban tháng", "BRIEFING"),
    ("giao-ban-quy", "Giao ban quý", "BRIEFING"),
    ("giao-ban-6-thang", "Giao ban 6 tháng", "BRIEFING"),
    ("giao-ban-nam", "Tổng kết năm", "BRIEFING"),
    ("co-so", "Làm việc với cơ sở", "SESSION"),
    ("co-quan", "Làm việc với cơ quan khác", "SESSION"),
    ("lanh-dao", "Làm việc với lãnh đạo tỉnh", "SESSION"),
    ("ban-chi-dao", "Họp Ban Chỉ đạo", "COMMITTEE"),
    ("chuyen-de", "Họp chuyên đề", "TOPIC"),
    ("hop-thon", "Họp thôn", "LOCAL"),
    ("hop-chi-bo", "Họp chi bộ", "LOCAL"),
    ("hop-co-quan-xa", "Họp cơ quan xã", "LOCAL"),
    ("hop-doan-the", "Họp đoàn thể ở xã", "LOCAL"),
)
INSERT = """
INSERT INTO meetings_meetingkind (code, name, "group", position, valid, source)
VALUES (%s, %s, %s, %s, daterange(NULL, NULL), 'Điều Phối, danh mục ban đầu')
ON CONFLICT (code) DO NOTHING
"""


def add(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(ACT)
        for place, (code, name, group) in enumerate(KINDS, start=1):
            cursor.execute(INSERT, [code, name, group, place * 10])


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_meetings_and_calendar")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]

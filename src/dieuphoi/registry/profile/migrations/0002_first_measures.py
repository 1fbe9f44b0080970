"""The measures a commune's sheet begins with; the office edits them, adds and ends them.

Chosen from what the demands name (population, households, area, area/yield/output of food crops, S3-30, S4-41); no
official form is claimed. Yield is in quintals per hectare: output in tonnes = area in hectares × yield × 0.1.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

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


class Migration(migrations.Migration):
    dependencies: ClassVar = [("profile", "0001_statistics_planning_and_plans")]

    operations: ClassVar = [migrations.RunPython(add, migrations.RunPython.noop)]

"""What the columns of an organisation say today becomes the first row of its time lines, with an open start; its level
follows from its kind and its place.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

ACT = """
SELECT set_config('dieuphoi.actor', '1', true), set_config('dieuphoi.act', 'organisation.carry_over', true),
       set_config('dieuphoi.reason', '', true)
"""
NAMES = """
INSERT INTO organisations_orgname (org_id, name, short_name, valid, decision, source)
SELECT o.id, o.name, '', daterange(NULL, NULL), '', '' FROM organisations_orgunit o
WHERE NOT EXISTS (SELECT 1 FROM organisations_orgname n WHERE n.org_id = o.id)
"""
SUPERIORS = """
INSERT INTO organisations_orgparent (org_id, parent_id, valid, decision, source)
SELECT o.id, o.parent_id, daterange(NULL, NULL), '', '' FROM organisations_orgunit o
WHERE NOT EXISTS (SELECT 1 FROM organisations_orgparent p WHERE p.org_id = o.id)
"""
LEVELS = """
UPDATE organisations_orgunit o SET level = CASE u.kind WHEN 'district' THEN 'district' ELSE 'commune' END
FROM territory_adminunit u WHERE u.id = o.place_id AND u.kind IN ('district', 'commune', 'village')
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("organisations", "0002_names_and_superiors_in_time")]

    operations: ClassVar = [
        migrations.RunSQL([ACT, NAMES, SUPERIORS, LEVELS], migrations.RunSQL.noop),
    ]

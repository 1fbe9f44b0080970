"""The 29 kinds of administrative documents of Nghị định 30/2020/NĐ-CP, from ``data/document-kinds.yaml``.

That file is the edition of the decree of 2020 and stays as it is; a later decree is another file and another migration.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import yaml
from django.db import migrations

DATA = Path(__file__).parents[1] / "data" / "document-kinds.yaml"
ACT = """
SELECT set_config('dieuphoi.actor', '1', true), set_config('dieuphoi.act', 'document.kinds', true),
       set_config('dieuphoi.reason', '', true)
"""
INSERT = """
INSERT INTO directives_documentkind (code, short, name, position, valid, source)
VALUES (%s, %s, %s, %s, daterange(%s, NULL), %s)
ON CONFLICT DO NOTHING
"""


def add(apps, schema_editor):
    data = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(ACT)
        for place, kind in enumerate(data["kinds"], start=1):
            values = [kind["code"], kind["short"], kind["name"], place * 10, data["valid_from"], data["source"]]
            cursor.execute(INSERT, values)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("directives", "0001_documents_and_drafts")]

    operations: ClassVar = [migrations.RunPython(add, migrations.RunPython.noop)]

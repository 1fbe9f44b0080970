"""``criteria_stamp(version)``: what the reading of a version depends on, its content and its newest confirmation.

Asked with every saved cell: PostgreSQL keeps the plan of a function, not that of a statement.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION criteria_stamp(version bigint) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT v.content_hash || ':' || coalesce((
                   SELECT c.id FROM criteria_rowconfirmation c JOIN criteria_indicator i ON i.id = c.indicator_id
                    WHERE i.version_id = v.id ORDER BY c.id DESC LIMIT 1
               ), 0)
          FROM criteria_setversion v WHERE v.id = version
    );
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("criteria", "0002_moves_as_condition")]

    operations = [migrations.RunSQL(FORWARD, "DROP FUNCTION criteria_stamp(bigint)")]

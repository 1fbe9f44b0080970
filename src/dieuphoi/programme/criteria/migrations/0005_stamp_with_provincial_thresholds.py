"""``criteria_stamp(version)`` also names the newest threshold that a province set: judging reads it too."""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION criteria_stamp(version bigint) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT v.content_hash || ':' || coalesce((
                   SELECT c.id FROM criteria_rowconfirmation c JOIN criteria_indicator i ON i.id = c.indicator_id
                    WHERE i.version_id = v.id ORDER BY c.id DESC LIMIT 1
               ), 0) || ':' || coalesce((
                   SELECT p.id FROM criteria_provincialthreshold p JOIN criteria_indicator i ON i.id = p.indicator_id
                    WHERE i.version_id = v.id ORDER BY p.id DESC LIMIT 1
               ), 0)
          FROM criteria_setversion v WHERE v.id = version
    );
END $$;
"""

BACKWARD = """
CREATE OR REPLACE FUNCTION criteria_stamp(version bigint) RETURNS text LANGUAGE plpgsql STABLE AS $$
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
    dependencies = [("criteria", "0004_drafts_and_what_is_kept_beside")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

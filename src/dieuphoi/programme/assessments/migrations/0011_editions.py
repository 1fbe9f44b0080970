"""Which frozen sheet is being amended in this transaction; and the first edition of rounds that were frozen before.

``assessments_amending(sheet)`` is what the triggers of a frozen sheet ask: is there an amendment of it that was approved
in this very transaction, by somebody else than who asked, before its end? It reads the row, not a setting.
"""

from django.db import migrations

AMENDING = """
CREATE FUNCTION assessments_amending(of_sheet bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (
        SELECT 1 FROM assessments_amendment a
         WHERE a.sheet_id = of_sheet AND a.state = 'APPROVED' AND a.tx = txid_current()
           AND a.decided_by_id IS NOT NULL AND a.decided_by_id <> a.requested_by_id
           AND (a.decided_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date <= a.ends_on
    );
END $$;
"""

FIRST_EDITIONS = """
INSERT INTO assessments_roundedition (round_id, edition, sha256, engine_version, actor_id, act, recorded_at)
SELECT r.id, 1, r.frozen_hash, coalesce(s.engine_version, ''), coalesce(s.actor_id, 1), 'round.freeze', r.frozen_at
  FROM assessments_assessmentround r
  LEFT JOIN LATERAL (
        SELECT n.engine_version, n.actor_id FROM assessments_sheetsnapshot n WHERE n.round_id = r.id ORDER BY n.id LIMIT 1
       ) s ON true
 WHERE r.state = 'FROZEN'
"""


class Migration(migrations.Migration):
    dependencies = [("assessments", "0010_amendments_after_the_freeze")]

    operations = [
        migrations.RunSQL(AMENDING, "DROP FUNCTION assessments_amending(bigint)"),
        migrations.RunSQL(FIRST_EDITIONS, migrations.RunSQL.noop),
    ]

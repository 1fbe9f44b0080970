"""``assessments_roll_up(sheets)``: brings criterion verdicts and sheet roll-ups up to date, set-based.

The rule of a criterion (domain.md §4): NOT_MET if an indicator is; else UNDETERMINED if one is; else NOT_APPLICABLE
if all are; else MET. One statement serves the save of one cell and the import of a province.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION assessments_roll_up(sheets bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE assessments_criterionresult c
       SET verdict = n.verdict, basis = n.basis, not_entered = n.not_entered, met = n.met, total = n.total
      FROM (
        SELECT a.sheet_id, a.criterion_id, a.met, a.total, a.verdict,
               a.verdict = 'UNDETERMINED' AND a.only_missing AS not_entered,
               CASE WHEN a.verdict = 'UNDETERMINED' THEN ''
                    WHEN a.verdict = 'NOT_MET' THEN
                         CASE WHEN a.failed_low = a.failed_high THEN a.failed_low ELSE 'MIXED' END
                    WHEN a.low = a.high THEN a.low
                    ELSE 'MIXED' END AS basis
          FROM (
            SELECT r.sheet_id, r.criterion_id,
                   count(*) FILTER (WHERE r.verdict = 'MET') AS met,
                   count(*) AS total,
                   CASE WHEN bool_or(r.verdict = 'NOT_MET') THEN 'NOT_MET'
                        WHEN bool_or(r.verdict = 'UNDETERMINED') THEN 'UNDETERMINED'
                        WHEN bool_and(r.verdict = 'NOT_APPLICABLE') THEN 'NOT_APPLICABLE'
                        ELSE 'MET' END AS verdict,
                   bool_and(r.verdict <> 'UNDETERMINED' OR r.verification = 'EMPTY') AS only_missing,
                   min(r.basis) FILTER (WHERE r.verdict = 'NOT_MET') AS failed_low,
                   max(r.basis) FILTER (WHERE r.verdict = 'NOT_MET') AS failed_high,
                   min(r.basis) FILTER (WHERE r.basis <> '') AS low,
                   max(r.basis) FILTER (WHERE r.basis <> '') AS high
              FROM assessments_indicatorresult r
             WHERE r.sheet_id = ANY (sheets)
             GROUP BY r.sheet_id, r.criterion_id
          ) a
      ) n
     WHERE c.sheet_id = n.sheet_id AND c.criterion_id = n.criterion_id
       AND (c.verdict, c.basis, c.not_entered, c.met, c.total)
           IS DISTINCT FROM (n.verdict, coalesce(n.basis, ''), n.not_entered, n.met, n.total);

    UPDATE assessments_sheetrollup u
       SET marks = k.marks, bases = k.bases, criteria_total = k.criteria_total,
           criteria_met = k.met + CASE WHEN k.na_counts THEN k.na ELSE 0 END,
           criteria_not_met = k.not_met, qualifies = (k.met + k.na = k.criteria_total AND k.criteria_total > 0),
           entered = i.entered, waiting = i.waiting, returned = i.returned, verified = i.verified, total = i.total
      FROM (
        SELECT c.sheet_id,
               string_agg(CASE c.verdict WHEN 'MET' THEN 'M' WHEN 'NOT_MET' THEN 'N' WHEN 'NOT_APPLICABLE' THEN 'A'
                          ELSE CASE WHEN c.not_entered THEN 'E' ELSE 'U' END END, '' ORDER BY t.position) AS marks,
               string_agg(CASE c.basis WHEN 'COMPUTED' THEN 'C' WHEN 'CONCLUDED' THEN 'K' WHEN 'IMPORTED' THEN 'I'
                          WHEN 'MIXED' THEN 'X' ELSE '-' END, '' ORDER BY t.position) AS bases,
               count(*) AS criteria_total,
               count(*) FILTER (WHERE c.verdict = 'MET') AS met,
               count(*) FILTER (WHERE c.verdict = 'NOT_MET') AS not_met,
               count(*) FILTER (WHERE c.verdict = 'NOT_APPLICABLE') AS na,
               coalesce(bool_or((v.header -> 'set' ->> 'not_applicable_counts')::boolean), false) AS na_counts
          FROM assessments_criterionresult c
          JOIN criteria_criterion t ON t.id = c.criterion_id
          JOIN criteria_setversion v ON v.id = t.version_id
         WHERE c.sheet_id = ANY (sheets)
         GROUP BY c.sheet_id
      ) k
      JOIN (
        SELECT r.sheet_id,
               count(*) FILTER (WHERE r.verification <> 'EMPTY') AS entered,
               count(*) FILTER (WHERE r.verification = 'ENTERED') AS waiting,
               count(*) FILTER (WHERE r.verification = 'RETURNED') AS returned,
               count(*) FILTER (WHERE r.verification IN ('ACCEPTED', 'CONCLUDED')) AS verified,
               count(*) AS total
          FROM assessments_indicatorresult r
         WHERE r.sheet_id = ANY (sheets)
         GROUP BY r.sheet_id
      ) i ON i.sheet_id = k.sheet_id
     WHERE u.sheet_id = k.sheet_id;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial"), ("criteria", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, "DROP FUNCTION assessments_roll_up(bigint[])")]

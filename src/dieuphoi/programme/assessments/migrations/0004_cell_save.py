"""A cell is read and saved by one statement each: its values, its result, its criterion and its sheet's roll-up.

``assessments_criteria_now`` and ``assessments_sheets_now`` are the rules of domain.md §4, each written once: a
criterion is NOT_MET if an indicator is; else UNDETERMINED if one is; else NOT_APPLICABLE if all are; else MET.
``assessments_roll_up(sheets)`` keeps them for many sheets after an import, ``assessments_cell_save`` for one cell.
Language ``sql``: they are inlined where they are asked, and a condition on the criterion reaches the rows.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("dieuphoi.programme.assessments.migrations.0002_roll_up").FORWARD

CRITERIA_NOW = """
CREATE FUNCTION assessments_criteria_now(sheets bigint[])
RETURNS TABLE (sheet_id bigint, criterion_id bigint, verdict text, basis text, not_entered boolean, met bigint,
               total bigint)
LANGUAGE sql STABLE AS $$
    SELECT a.sheet_id, a.criterion_id, a.verdict,
           coalesce(CASE WHEN a.verdict = 'UNDETERMINED' THEN ''
                         WHEN a.verdict = 'NOT_MET' THEN
                              CASE WHEN a.failed_low = a.failed_high THEN a.failed_low ELSE 'MIXED' END
                         WHEN a.low = a.high THEN a.low
                         ELSE 'MIXED' END, ''),
           a.verdict = 'UNDETERMINED' AND a.only_missing, a.met, a.total
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
$$;
"""

SHEETS_NOW = """
CREATE FUNCTION assessments_sheets_now(sheets bigint[])
RETURNS TABLE (sheet_id bigint, marks text, bases text, entered bigint, waiting bigint, returned bigint,
               verified bigint, total bigint, criteria_met bigint, criteria_not_met bigint, criteria_total bigint,
               qualifies boolean)
LANGUAGE sql STABLE AS $$
    SELECT k.sheet_id, k.marks, k.bases, i.entered, i.waiting, i.returned, i.verified, i.total,
           k.met + CASE WHEN k.na_counts THEN k.na ELSE 0 END, k.not_met, k.criteria_total,
           k.met + k.na = k.criteria_total AND k.criteria_total > 0
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
$$;
"""

# The sheets are said twice, so that their rows are looked up and not found by reading those of all years.
UPDATES = """
    UPDATE assessments_criterionresult c
       SET verdict = n.verdict, basis = n.basis, not_entered = n.not_entered, met = n.met, total = n.total
      FROM assessments_criteria_now({sheets}) n
     WHERE c.sheet_id = n.sheet_id AND c.criterion_id = n.criterion_id AND c.sheet_id = ANY ({sheets}) AND {criteria}
       AND (c.verdict, c.basis, c.not_entered, c.met, c.total)
           IS DISTINCT FROM (n.verdict, n.basis, n.not_entered, n.met, n.total);
    UPDATE assessments_sheetrollup u
       SET marks = n.marks, bases = n.bases, entered = n.entered, waiting = n.waiting, returned = n.returned,
           verified = n.verified, total = n.total, criteria_met = n.criteria_met,
           criteria_not_met = n.criteria_not_met, criteria_total = n.criteria_total, qualifies = n.qualifies
      FROM assessments_sheets_now({sheets}) n
     WHERE u.sheet_id = n.sheet_id AND u.sheet_id = ANY ({sheets})
       AND (u.marks, u.bases, u.entered, u.waiting, u.returned, u.verified, u.total, u.criteria_met,
            u.criteria_not_met, u.criteria_total, u.qualifies)
           IS DISTINCT FROM (n.marks, n.bases, n.entered, n.waiting, n.returned, n.verified, n.total,
            n.criteria_met, n.criteria_not_met, n.criteria_total, n.qualifies);
"""

ROLL_UP = f"""
CREATE OR REPLACE FUNCTION assessments_roll_up(sheets bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
{UPDATES.format(sheets="sheets", criteria="true")}
END $$;
"""

# The array of one element is written out: its plan is the same for every sheet, so PostgreSQL keeps it.
CELL_SAVE = f"""
CREATE FUNCTION assessments_cell_save(
    result bigint, entries jsonb, new_verification text, new_verdict text, new_basis text, new_reason text,
    entered bigint, at timestamptz)
RETURNS TABLE (saved_part text, saved_id bigint) LANGUAGE plpgsql AS $$
DECLARE
    of_sheet bigint;
    of_indicator bigint;
    of_criterion bigint;
BEGIN
    UPDATE assessments_indicatorresult r
       SET verification = new_verification, verdict = new_verdict, basis = new_basis, reason = new_reason,
           entered_by = entered, revision = r.revision + 1, changed_at = at
     WHERE r.id = result
    RETURNING r.sheet_id, r.indicator_id, r.criterion_id INTO STRICT of_sheet, of_indicator, of_criterion;

    RETURN QUERY
    INSERT INTO assessments_value AS v (sheet_id, indicator_id, part, side, number, text, numerator, denominator,
        standard, applicable, explanation, cleared, on_behalf, supersedes_id, recorded_at)
    SELECT of_sheet, of_indicator, e.part, e.side, e.number, e.text, e.numerator, e.denominator, e.standard,
           e.applicable, e.explanation, e.cleared, e.on_behalf, e.supersedes_id, at
      FROM jsonb_to_recordset(entries) AS e (part text, side text, number numeric, text text, numerator numeric,
           denominator numeric, standard text, applicable boolean, explanation text, cleared boolean,
           on_behalf boolean, supersedes_id bigint)
    RETURNING v.part::text, v.id;
{UPDATES.format(sheets="ARRAY[of_sheet]", criteria="n.criterion_id = of_criterion")}
END $$;
"""

# The statement after the lock sees what the holder of the lock before us has committed.
CELL_IN_HAND = """
CREATE FUNCTION assessments_cell_in_hand(of_sheet bigint, of_indicator bigint)
RETURNS TABLE (r assessments_indicatorresult, s assessments_sheet, d assessments_assessmentround, stamp text,
               v assessments_value)
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM assessments_indicatorresult t
      WHERE t.sheet_id = of_sheet AND t.indicator_id = of_indicator FOR UPDATE;
    RETURN QUERY
    SELECT result, sheet, round, criteria_stamp(round.version_id), value
      FROM assessments_indicatorresult result
      JOIN assessments_sheet sheet ON sheet.id = result.sheet_id
      JOIN assessments_assessmentround round ON round.id = sheet.round_id
      LEFT JOIN assessments_value value
        ON value.sheet_id = of_sheet AND value.indicator_id = of_indicator AND value.side = 'commune'
           -- A look-up by its own index, which no plan turns into a join with all values.
           AND (SELECT later.id FROM assessments_value later WHERE later.supersedes_id = value.id) IS NULL
     WHERE result.sheet_id = of_sheet AND result.indicator_id = of_indicator
     ORDER BY value.id;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("assessments", "0003_updates_in_place"), ("criteria", "0003_stamp")]

    operations = [
        migrations.RunSQL(CRITERIA_NOW, "DROP FUNCTION assessments_criteria_now(bigint[])"),
        migrations.RunSQL(SHEETS_NOW, "DROP FUNCTION assessments_sheets_now(bigint[])"),
        migrations.RunSQL(ROLL_UP, BEFORE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")),
        migrations.RunSQL(CELL_IN_HAND, "DROP FUNCTION assessments_cell_in_hand(bigint, bigint)"),
        migrations.RunSQL(
            CELL_SAVE, "DROP FUNCTION assessments_cell_save(bigint, jsonb, text, text, text, text, bigint, timestamptz)"
        ),
    ]

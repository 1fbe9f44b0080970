"""What the database refuses of a frozen round: the triggers that every table of it shares."""

from __future__ import annotations

import pgtrigger


def not_on_frozen_sheets() -> pgtrigger.Trigger:
    """Refuse new rows for a frozen sheet, once per statement (imports write thousands of rows in one).

    The sheets are held (``FOR KEY SHARE``, which the foreign key takes at the end anyway): who writes while the round
    is being frozen waits here, and then meets the frozen sheet.
    """
    return pgtrigger.Trigger(
        name="not_on_frozen",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="added"),
        func="""
            IF EXISTS (
                WITH held AS (
                    SELECT s.id, s.state FROM assessments_sheet s
                    WHERE s.id IN (SELECT sheet_id FROM added) ORDER BY s.id FOR KEY SHARE
                ) SELECT 1 FROM held WHERE held.state = 'FROZEN' AND NOT assessments_amending(held.id)
            ) THEN
                RAISE EXCEPTION 'dieuphoi: the sheet is frozen (%)', TG_TABLE_NAME;
            END IF;
            RETURN NULL;
        """,
    )


def keep_frozen_results() -> pgtrigger.Trigger:
    """Derived rows of a frozen sheet stay as they were, but for the amendment that is being applied to it."""
    return pgtrigger.Trigger(
        name="kept_when_frozen",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        referencing=pgtrigger.Referencing(old="before", new="added"),
        func="""
            IF EXISTS (
                SELECT 1 FROM (SELECT DISTINCT sheet_id FROM added UNION SELECT DISTINCT sheet_id FROM before) a
                JOIN assessments_sheet s ON s.id = a.sheet_id
                WHERE s.state = 'FROZEN' AND NOT assessments_amending(s.id)
            ) THEN
                RAISE EXCEPTION 'dieuphoi: the sheet is frozen (%)', TG_TABLE_NAME;
            END IF;
            RETURN NULL;
        """,
    )


def derived_of_frozen_sheets() -> tuple[pgtrigger.Trigger, ...]:
    """Derived rows of a frozen sheet are neither changed, nor added, nor taken away."""
    return (
        keep_frozen_results(),
        not_on_frozen_sheets(),
        pgtrigger.Trigger(
            name="not_from_frozen",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=pgtrigger.Delete,
            referencing=pgtrigger.Referencing(old="gone"),
            func="""
                IF EXISTS (
                    SELECT 1 FROM (SELECT DISTINCT sheet_id FROM gone) a
                    JOIN assessments_sheet s ON s.id = a.sheet_id WHERE s.state = 'FROZEN'
                ) THEN
                    RAISE EXCEPTION 'dieuphoi: the sheet is frozen (%)', TG_TABLE_NAME;
                END IF;
                RETURN NULL;
            """,
        ),
    )


def kept_once_frozen() -> pgtrigger.Trigger:
    """A frozen round, a frozen sheet is itself neither changed nor taken away, by any amendment either."""
    return pgtrigger.Trigger(
        name="kept_once_frozen",
        level=pgtrigger.Row,
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        condition=pgtrigger.Q(old__state="FROZEN"),
        func="""
            RAISE EXCEPTION 'dieuphoi: frozen, nothing of it changes (%)', TG_TABLE_NAME;
        """,
    )

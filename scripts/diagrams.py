"""Writes ``docs/lives.md``: the life of each record as a diagram, drawn from the very tables that the program obeys.

    .venv/bin/python scripts/diagrams.py

Run it again after a change of states and commit the file; ``tests/proof/test_docs.py`` compares.
"""

from __future__ import annotations

from pathlib import Path

from dieuphoi.config.cli import setup_django

TARGET = Path(__file__).parents[1] / "docs" / "lives.md"
HEAD = """# Lives

Each diagram is written by `scripts/diagrams.py` from the table of moves that buttons, API and the database's trigger
obey. A move asks who may (403) and what the record must be (409); where a reason is asked for, the history keeps it.
"""


def page() -> str:
    """The whole page, from the machines as they stand."""
    setup_django()
    from dieuphoi.core.exchange.states import IMPORT_RUN
    from dieuphoi.insight.portal.states import LIST_LIFE
    from dieuphoi.programme.assessments.amendments.states import AMENDMENT_LIFE
    from dieuphoi.programme.assessments.states import RESULT_LIFE, ROUND_LIFE, SHEET_LIFE
    from dieuphoi.programme.criteria.states import VERSION_LIFE
    from dieuphoi.programme.targets.states import TARGET_LIFE
    from dieuphoi.registry.organisations.states import CHECK_LIFE, HANDOVER_LIFE
    from dieuphoi.registry.territory.states import CHANGE_LIFE
    from dieuphoi.steering.directives.states import DOCUMENT_LIFE, DRAFTING_LIFE
    from dieuphoi.steering.meetings.states import ENTRY_LIFE, INPUT_LIFE, MEETING_LIFE, REQUEST_LIFE
    from dieuphoi.steering.tasks.plan_states import PLAN_LIFE
    from dieuphoi.steering.tasks.result_states import RESULT_EDITION_LIFE
    from dieuphoi.steering.tasks.states import EXTENSION_LIFE, TASK_LIFE

    lives = (
        ("A change of units", "`UnitChange`, `registry/territory/states.py`", CHANGE_LIFE),
        ("A version of a criteria set", "`SetVersion`, `programme/criteria/states.py`", VERSION_LIFE),
        ("A handover", "`Handover`, `registry/organisations/states.py`", HANDOVER_LIFE),
        ("A look after a change of post", "`PersonnelCheck`, `registry/organisations/states.py`", CHECK_LIFE),
        ("A review round", "`AssessmentRound`, `programme/assessments/states.py`", ROUND_LIFE),
        ("A commune's sheet", "`Sheet`, `programme/assessments/states.py`", SHEET_LIFE),
        ("One indicator of a sheet", "`IndicatorResult`, `programme/assessments/states.py`", RESULT_LIFE),
        ("An amendment after a freeze", "`Amendment`, `programme/assessments/amendments/states.py`", AMENDMENT_LIFE),
        ("A registered target", "`RegisteredTarget`, `programme/targets/states.py`", TARGET_LIFE),
        ("A task", "`Task`, `steering/tasks/states.py`", TASK_LIFE),
        ("A request for more time", "`Extension`, `steering/tasks/states.py`", EXTENSION_LIFE),
        ("A meeting", "`BriefingMeeting`, `steering/meetings/states.py`", MEETING_LIFE),
        ("A written input before a meeting", "`MeetingInput`, `steering/meetings/states.py`", INPUT_LIFE),
        ("A request for a meeting", "`MeetingRequest`, `steering/meetings/states.py`", REQUEST_LIFE),
        ("A line of the calendar", "`CalendarEntry`, `steering/meetings/states.py`", ENTRY_LIFE),
        ("A document on the register", "`Document`, `steering/directives/states.py`", DOCUMENT_LIFE),
        ("A document in the making", "`Drafting`, `steering/directives/states.py`", DRAFTING_LIFE),
        ("A work programme", "`WorkPlan`, `steering/tasks/plan_states.py`", PLAN_LIFE),
        ("Published results of a period", "`ResultEdition`, `steering/tasks/result_states.py`", RESULT_EDITION_LIFE),
        ("A public list", "`PublicList`, `insight/portal/states.py`", LIST_LIFE),
        ("An import", "`ImportRun`, `core/exchange/states.py`", IMPORT_RUN),
    )
    parts = [HEAD]
    for title, where, machine in lives:
        moves = [
            f"| `{move.name}` | {move.label} | {', '.join(move.source)} → {', '.join(move.targets)} "
            f"| {'yes' if move.needs_reason else ''} |"
            for move in machine.moves.values()
        ]
        parts.append(
            "\n".join(
                [
                    f"## {title}",
                    "",
                    where,
                    "",
                    "```mermaid",
                    machine.diagram(),
                    "```",
                    "",
                    "| move | words | from → to | reason |",
                    "| --- | --- | --- | --- |",
                    *moves,
                    "",
                ]
            )
        )
    return "\n".join(parts)


if __name__ == "__main__":
    from django.utils import translation

    setup_django()
    with translation.override("vi"):
        TARGET.write_text(page(), encoding="utf-8")
    print(TARGET.relative_to(TARGET.parents[1]))

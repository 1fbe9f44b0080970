"""The lines of packages that keep a table of their own, and what each puts on the stage for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.support.route import Row, Stage
from tests.support.routes import (
    directives,
    directives_clauses,
    meetings,
    tasks,
    tasks_people,
    tasks_plans,
    tasks_sheets,
)

TABLES: tuple[Any, ...] = (
    tasks,
    tasks_sheets,
    tasks_people,
    tasks_plans,
    directives,
    directives_clauses,
    meetings,
)
"""Modules with ``PAGES``, ``API`` and ``put_on(stage)``, in the order in which they are put on the stage."""

PAGES: tuple[Row, ...] = tuple(row for table in TABLES for row in table.PAGES)
API: tuple[Row, ...] = tuple(row for table in TABLES for row in table.API)
PUT_ON: tuple[Callable[[Stage], None], ...] = tuple(table.put_on for table in TABLES)

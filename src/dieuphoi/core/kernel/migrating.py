"""Migrations that make the tables of a package at one go, for a database that has none of them yet.

Django draws its picture of all models anew for every field, index and trigger that a migration adds: on a long history
that is nearly all of its work. A squashed migration (``replaces``) knows the end, so its picture is drawn once.
See docs/decisions/squashed-migrations.md.
"""

from __future__ import annotations

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import CreateModel, Migration
from django.db.migrations.state import ProjectState


class AtOnce(Migration):
    """A migration whose ``CreateModel`` operations hold everything: columns, constraints, indexes and triggers.

    All models of the migration are known before the first table is made, so they may point at each other in any order.
    Foreign keys and indexes follow the tables; whatever comes after them in ``operations`` (functions, first rows)
    finds the tables whole. Django records a migration in its own transaction once nothing is left for later, and
    nothing is: killed at any instant it has happened with its names in ``django_migrations``, or not at all.

    Operations may only create models, or run SQL or Python: one that changes a model would see its end, not its step.
    """

    def apply(
        self, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
    ) -> ProjectState:
        """Make the tables and run the steps after them. ``collect_sql``: only collect the statements."""
        project_state.__dict__.pop("apps", None)  # drawn again, once, when the first table asks for it
        for operation in self.operations:
            operation.state_forwards(self.app_label, project_state)
        project_state.is_delayed = False
        for operation in self.operations:
            if collect_sql and not operation.reduces_to_sql:
                continue
            if not isinstance(operation, CreateModel):
                self._finish(schema_editor)
            operation.database_forwards(self.app_label, schema_editor, project_state, project_state)
        self._finish(schema_editor)
        return project_state

    @staticmethod
    def _finish(schema_editor: BaseDatabaseSchemaEditor) -> None:
        """Run now what the editor keeps for the end: foreign keys, indexes, comments."""
        while schema_editor.deferred_sql:
            schema_editor.execute(schema_editor.deferred_sql.pop(0), params=None)

"""Writes a squashed migration: the tables of a package as its migrations leave them, made at once.

    .venv/bin/python scripts/squash.py criteria assessments

The functions, views and first rows that the replaced files also make are no part of Django's state: the script names
those files, and their steps are carried over by hand. See docs/decisions/squashed-migrations.md;
``tests/config/test_squashed.py`` compares both ways to the tables. A package that has a squashed migration already is
squashed from its whole history again (the new file takes the old one's place once nobody has applied the old one).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from dieuphoi.config.cli import setup_django

HEAD = '''"""The tables of ``{label}`` at one go: what {first} … {last} make, for a database that has none of them.

Written by scripts/squash.py; see docs/decisions/squashed-migrations.md.
"""

'''
IMPORT = "from dieuphoi.core.kernel.migrating import AtOnce"
BASE = "class Migration(migrations.Migration):"


def main(labels: list[str]) -> None:
    setup_django()
    from django.apps import apps
    from django.db import migrations
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.writer import MigrationWriter

    loader = MigrationLoader(None, replace_migrations=False)
    for key in loader.replacements:
        loader.graph.remove_replacement_node(key, loader.replacements[key].replaces)
    state = loader.project_state()
    for label in labels:
        (leaf,) = loader.graph.leaf_nodes(label)
        names = [key for key in loader.graph.forwards_plan(leaf) if key[0] == label]
        needed: dict[str, list[Any]] = {}
        for key in names:
            for parent in loader.disk_migrations[key].dependencies:
                if parent[0] != label:
                    needed.setdefault(parent[0], []).append(parent)
            others = {
                type(step).__name__ for step in loader.disk_migrations[key].operations if not changes_models(step)
            }
            if others:
                print(f"{label}.{key[1]}: {', '.join(sorted(others))} to be carried over")
        made = type("Migration", (migrations.Migration,), {"initial": True, "replaces": names})(
            f"0001_squashed_{leaf[1]}", label
        )
        made.dependencies = [latest(each) for each in needed.values()]
        made.operations = [create(each) for each in state.models.values() if each.app_label == label]
        text = MigrationWriter(made, include_header=False).as_string()
        assert BASE in text
        text = text.replace(BASE, "class Migration(AtOnce):")
        text = text.replace("from django.db import", f"{IMPORT}\nfrom django.db import")
        text = HEAD.format(label=label, first=names[0][1][:4], last=leaf[1][:4]) + text
        path = Path(apps.get_app_config(label).path) / "migrations" / f"{made.name}.py"
        path.write_text(text, encoding="utf-8")
        print(path)


def latest(parents: list[Any]) -> tuple[str, str]:
    """The last of the migrations of one other package that are needed; the account's model by its setting."""
    named = [tuple(parent) for parent in parents if parent[1] != "__first__"]
    return max(named) if named else ("__setting__", "AUTH_USER_MODEL")


def create(model: Any) -> Any:
    """One ``CreateModel`` that holds all that the state of a model says."""
    from django.db.migrations import CreateModel

    options = {name: value for name, value in model.options.items() if value or name not in ("indexes", "constraints")}
    return CreateModel(model.name, list(model.fields.items()), options, model.bases, model.managers)


def changes_models(step: Any) -> bool:
    from django.db.migrations import RunPython, RunSQL, SeparateDatabaseAndState

    return not isinstance(step, RunPython | RunSQL | SeparateDatabaseAndState)


if __name__ == "__main__":
    main(sys.argv[1:])

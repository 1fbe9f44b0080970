"""Rules of the house that a machine can hold: floors, rooms, scopes, keys, migrations, no signals."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.db.migrations import CreateModel, RunPython, RunSQL

from dieuphoi.core.kernel.migrating import AtOnce

SRC = Path(__file__).parents[2] / "src" / "dieuphoi"
OURS = "dieuphoi."


def our_models() -> Iterator[type[models.Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.startswith(OURS):
            yield model


def parsed() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SRC.rglob("*.py")):
        if "/migrations/" not in path.as_posix():
            yield path.relative_to(SRC).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.Module) -> Iterator[str]:
    """Every name imported at run time, as ``package.module.name``."""
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in for_types:
            continue
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def test_imports_only_go_down() -> None:
    """The contracts of ``.importlinter``; ``lint-imports`` prints the same with the chains."""
    from importlinter.cli import lint_imports

    config = SRC.parents[1] / ".importlinter"
    assert lint_imports(config_filename=str(config), no_cache=True) == 0, "run lint-imports to see the chains"


def test_views_api_and_jobs_never_import_models() -> None:
    wrong = []
    for path, tree in parsed():
        room = Path(path).name
        one_file = room in ("views.py", "api.py", "jobs.py", "job_views.py")
        if not one_file and not any(folder in path for folder in ("/views/", "/api/", "/jobs/")):
            continue
        if path.startswith("core/kernel/jobs/"):  # the mechanism itself, which keeps the Job row
            continue
        wrong += [f"{path}: {name}" for name in imports(tree) if re.search(r"^dieuphoi\..*\bmodels\b", name)]
    assert not wrong, "\n".join(wrong)


def test_no_signals_no_string_models_no_generic_keys() -> None:
    wrong = []
    for path, tree in parsed():
        for name in imports(tree):
            if name.startswith(("django.db.models.signals", "django.dispatch", "django.core.signals")):
                wrong.append(f"{path}: {name}: a side effect is an explicit call in the act")
            if name.startswith("django.contrib.contenttypes"):
                wrong.append(f"{path}: {name}: no generic foreign keys")
            if name == "importlib.import_module" and not path.startswith(("config/", "core/chain/")):
                wrong.append(f"{path}: {name}")
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Attribute)
                and node.attr in ("get_model", "import_module")
                and not path.startswith(("config/", "core/chain/"))
            ):
                wrong.append(f"{path}:{node.lineno}: {node.attr}")
    assert not wrong, "\n".join(wrong)


WITHOUT_SCOPE: dict[str, str] = {}
"""Models whose manager has no ``visible_to``, each with its reason."""


def test_every_manager_starts_from_a_scope() -> None:
    wrong = []
    for model in our_models():
        if hasattr(model, "pgh_obj"):
            continue  # history is read through its record
        if not hasattr(model._default_manager, "visible_to") and model._meta.label not in WITHOUT_SCOPE:
            wrong.append(model._meta.label)
    assert not wrong, f"managers without visible_to: {wrong}"
    known = {m._meta.label for m in our_models() if not hasattr(m._default_manager, "visible_to")}
    assert set(WITHOUT_SCOPE) <= known, "a model of the list has its scope now: take it off"


def test_signed_out_and_roleless_people_see_no_private_row() -> None:
    """Default deny: for who holds no role, every scope that is not public is empty – by its SQL or by ``none()``."""
    from datetime import date

    from dieuphoi.core.kernel.actor import anonymous_actor

    nobody = anonymous_actor(date(2026, 3, 2))
    for model in our_models():
        manager = model._default_manager
        if hasattr(manager, "visible_to"):
            assert manager.visible_to(nobody).query.is_empty(), model._meta.label


def test_keys_are_bigint_everywhere_history_too() -> None:
    small = []
    for model in our_models():
        key = model._meta.pk
        target = key
        while isinstance(target, models.ForeignKey):
            target = target.target_field
        if not isinstance(target, models.BigAutoField | models.BigIntegerField):
            small.append(f"{model._meta.label}.{key.name}: {type(target).__name__}")
    assert not small, "\n".join(small)


def test_every_history_table_keeps_actor_and_act_not_null() -> None:
    events = [model for model in our_models() if hasattr(model, "pgh_obj")]
    assert len(events) > 5
    for model in events:
        for name in ("pgh_actor_id", "pgh_act"):
            field = model._meta.get_field(name)
            assert not field.null, model._meta.label
            assert field.has_db_default(), model._meta.label


# ------------------------------------------------------------------------------------------------- migrations


def migrations() -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for path in sorted(SRC.glob("*/*/migrations/0*.py")):
        found.setdefault(path.parent.parent.name, []).append(path)
    return found


@pytest.mark.parametrize("package", sorted(migrations()))
def test_migrations_are_linear_and_named(package: str) -> None:
    paths = [path for path in migrations()[package] if "_squashed_" not in path.name]
    numbers = [path.name[:4] for path in paths]
    assert numbers == [f"{n:04d}" for n in range(1, len(paths) + 1)]
    for path in paths:
        assert "_auto_" not in path.name, "give the migration a name that says what it does"
        assert "_merge" not in path.name


@pytest.mark.parametrize("package", sorted(migrations()))
def test_a_squashed_migration_replaces_the_first_files_and_makes_whole_tables(package: str) -> None:
    """One per package, beside the files that it replaces; its name tells the last of them."""
    squashed = [path for path in migrations()[package] if "_squashed_" in path.name]
    assert len(squashed) <= 1
    for path in squashed:
        last = path.stem.removeprefix("0001_squashed_")
        made = import_module(".".join(path.with_suffix("").relative_to(SRC.parent).parts)).Migration
        stems = [each.stem for each in migrations()[package] if each != path]
        assert made.replaces == [(package, stem) for stem in stems[: stems.index(last) + 1]]
        assert issubclass(made, AtOnce)
        kinds = [type(step) for step in made.operations]
        assert set(kinds) <= {CreateModel, RunSQL, RunPython}
        tables = kinds.count(CreateModel)
        assert kinds[:tables] == [CreateModel] * tables, "functions and first rows come after the tables"


@pytest.mark.parametrize("package", sorted(migrations()))
def test_migrations_import_nothing_that_changes_with_the_program(package: str) -> None:
    """Types of fields and expressions are needed for the tables' shape; models, services and selectors never are."""
    rooms = r"\.(services|selectors|policies|views|api|jobs|forms|tables|loader|sets)\b"
    for path in migrations()[package]:
        for name in imports(ast.parse(path.read_text(encoding="utf-8"))):
            assert not re.search(rf"^dieuphoi\..*{rooms}", name), f"{path.name}: {name}"
            if re.search(r"^dieuphoi\..*\.models\b", name):
                raise AssertionError(f"{path.name} imports {name}")


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    out = io.StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", stdout=out)
    except SystemExit as exit_:
        raise AssertionError(f"models changed without a migration:\n{out.getvalue()}") from exit_


# ------------------------------------------------------------------------------------------------- names and words


def test_no_network_name_of_a_registry_and_no_path_of_a_machine_in_the_program() -> None:
    words = ("/" + "work/", "pypi" + ".org", "registry.npmjs" + ".org", "files.pythonhosted" + ".org")
    wrong = []
    for path in sorted((*SRC.rglob("*.py"), *SRC.rglob("*.html"))):
        text = path.read_text(encoding="utf-8")
        wrong += [f"{path.relative_to(SRC)}: {word}" for word in words if word in text]
    assert not wrong, "\n".join(wrong)

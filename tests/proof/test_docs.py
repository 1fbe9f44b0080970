"""Documents are held to the code: links, commands, options, exit codes, sign-ins, files and words exist."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

import click
import pytest
from click.testing import CliRunner
from django.utils import translation

from dieuphoi.config.cli import entries, root
from dieuphoi.config.demo.load import SIGN_INS
from dieuphoi.core.kernel import errors

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
GLOSSARY = ROOT / "docs" / "glossary.md"
DECISIONS = ROOT / "docs" / "decisions"
PICTURES = ROOT / "docs" / "img"
DOCUMENTS = [
    README,
    *sorted((ROOT / "docs").rglob("*.md")),
    ROOT / "tests/programme/criteria/golden/README.md",
]
IDS = [str(path.relative_to(ROOT)) for path in DOCUMENTS]
HEADINGS = ["Context", "Decision", "Why", "What would change our mind"]
EARLIER_FORM = {"README.md", "embedded-postgresql.md"}
"""Pages of ``docs/decisions`` that are no page of four headings: the list, and the one written before the form."""

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_SPAN = re.compile(r"`([^`\n]+)`")
_FENCE = re.compile(r"^( *)```\w*\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
_OPTION = re.compile(r"--[a-z][a-z-]*")
_HOST = re.compile(r"\b(?:[a-z0-9-]+\.)+(?:org|io|com|net|dev)\b")
_URL_HOST = re.compile(r"[a-z]+://(?:[^\s/@]*@)?([^\s/:)`…\"]+)")
_OWN_HOSTS = {"localhost", "127.0.0.1", "host"}
_MACHINE = re.compile(r"(?<![\w.~-])/(?:work|home|root|tmp|Users|mnt|opt)/|(?:\.\./)?shared/(?:design|criteria)")


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def prose(text: str) -> str:
    """The document without its fenced blocks."""
    return _FENCE.sub("", text)


def slug(heading: str) -> str:
    """The anchor that a heading gets: small letters and digits, blanks as hyphens."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


# ------------------------------------------------------------------------------------------- links and pictures


@pytest.mark.parametrize("path", DOCUMENTS, ids=IDS)
def test_every_link_and_picture_exists(path: Path) -> None:
    wrong = []
    for target in _LINK.findall(prose(text_of(path))):
        name, _hash, anchor = target.partition("#")
        found = (path.parent / name).resolve() if name else path
        if found.parent == PICTURES and not any(PICTURES.glob("*.png")):
            continue  # No picture at all has been made yet.
        if not found.exists():
            wrong.append(target)
        elif anchor and anchor not in {slug(h) for h in re.findall(r"^#+ (.+)$", text_of(found), re.MULTILINE)}:
            wrong.append(f"{target}: no such heading")
    assert not wrong


def test_every_document_is_linked_from_another() -> None:
    reached = {
        (path.parent / target.partition("#")[0]).resolve()
        for path in DOCUMENTS
        for target in _LINK.findall(prose(text_of(path)))
        if target.partition("#")[0]
    }
    assert not {str(path) for path in DOCUMENTS if path != README} - {str(path) for path in reached}


@pytest.mark.parametrize("path", DOCUMENTS, ids=IDS)
def test_files_named_in_a_document_exist(path: Path) -> None:
    wrong = []
    for span in _SPAN.findall(prose(text_of(path))):
        if not re.fullmatch(r"[\w./-]+/[\w.-]+\.(?:py|md|json|yaml|html|sh)", span):
            continue
        if not any((base / span).exists() for base in (ROOT, ROOT / "src/dieuphoi", path.parent)):
            wrong.append(span)
    assert not wrong


# ------------------------------------------------------------------------------------------------- the commands


@cache
def help_of(*command: str) -> str:
    """What ``dieuphoi … --help`` prints. Fails for an unknown command."""
    answer = CliRunner().invoke(root, [*command, "--help"])
    assert answer.exit_code == 0, f"dieuphoi {' '.join(command)}: {answer.output}"
    return answer.output


@cache
def groups() -> dict[tuple[str, ...], click.Group]:
    """``{command: its group}`` of all commands that have commands inside, nested ones too."""
    found: dict[tuple[str, ...], click.Group] = {}

    def look_into(words: tuple[str, ...], command: click.Command | None) -> None:
        if isinstance(command, click.Group):
            found[words] = command
            for name, inside in command.commands.items():
                look_into((*words, name), inside)

    context = click.Context(root)
    context.meta["dieuphoi.only_help"] = True  # Neither starts nor asks a database.
    for name in entries():
        look_into((name,), root.get_command(context, name))
    return found


def _options(*command: str) -> list[str]:
    return _OPTION.findall(help_of(*command))


def subcommands(*command: str) -> list[str]:
    """The commands of a group; none for a plain command."""
    return sorted(groups()[command].commands) if command in groups() else []


def command_lines(text: str) -> Iterator[str]:
    """Every ``dieuphoi …`` of a document: code spans, and lines of fenced blocks."""
    found = _SPAN.findall(prose(text))
    for _indent, block in _FENCE.findall(text):
        found += [line.strip().removeprefix("$ ") for line in block.splitlines()]
    for line in found:
        line = line.strip().removeprefix(".venv/bin/")
        if re.match(r"dieuphoi +[a-z-]", line):
            yield line


def faults_of(line: str) -> str:
    """What is wrong with a command line of a document; empty when nothing is."""
    words = shlex.split(re.split(r" [<|>] ", line)[0])[1:]
    if words[0].startswith("-"):
        return "" if words[0] in help_of() else f"{line}: no option {words[0]}"
    if words[0] not in entries():
        return f"{line}: no such command"
    command = [words[0]]
    if words[0] == "manage":
        return ""
    plain = [word for word in words[1:] if not word.startswith("-")]
    while plain and (inside := subcommands(*command)):
        if plain[0] not in inside:
            return f"{line}: no such command"
        command.append(plain.pop(0))
    unknown = [word for word in words if _OPTION.fullmatch(word) and word not in _OPTION.findall(help_of(*command))]
    return f"{line}: no option {', '.join(unknown)}" if unknown else ""


@pytest.mark.parametrize("path", DOCUMENTS, ids=IDS)
def test_every_command_named_exists_with_its_options(path: Path) -> None:
    assert not [fault for line in command_lines(text_of(path)) if (fault := faults_of(line))]


@pytest.mark.parametrize(
    "line",
    [
        "dieuphoi teritory load", "dieuphoi territory unload", "dieuphoi users load f --slip x", "dieuphoi --hepl",
        "dieuphoi territory change unload", "dieuphoi territory change apply 3 --province x",
    ],
)  # fmt: skip
def test_the_look_at_commands_catches_what_it_looks_for(line: str) -> None:
    assert faults_of(line)


def command_rows() -> dict[str, str]:
    """``{command: its line}`` of the table of commands in the README."""
    return {
        found.group(1): line
        for line in text_of(README).splitlines()
        if (found := re.match(r"\| `dieuphoi ([a-z -]+)` \|", line))
    }


def test_the_readme_names_every_command_and_no_other() -> None:
    assert list(command_rows()) != []
    nested = {" ".join(words) for words in groups() if len(words) > 1}
    assert set(command_rows()) == set(entries()) | nested


@pytest.mark.parametrize("name", [*sorted(entries()), "territory change", "territory classes", "territory boundaries"])
def test_the_readme_names_the_parts_of_a_command(name: str) -> None:
    named = _SPAN.findall(command_rows()[name])
    inside = subcommands(*name.split())
    assert [each for each in inside if each not in named] == []
    options = [each for each in named if _OPTION.fullmatch(each)]
    known = {option for way in (name.split(), *([*name.split(), each] for each in inside)) for option in _options(*way)}
    assert [each for each in options if each not in known] == []


def test_every_make_target_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    for path in DOCUMENTS:
        text = text_of(path)
        lines = _SPAN.findall(prose(text)) + [line for _i, block in _FENCE.findall(text) for line in block.splitlines()]
        for line in lines:
            found = re.match(r"\s*(?:[A-Z_]+=\S+ )*make ([a-z-]+)", line)
            assert found is None or found.group(1) in targets, f"{path.name}: {line}"


# ------------------------------------------------------------------------------------------- facts of the README


def test_the_exit_codes_are_those_of_the_kernel() -> None:
    told = {name: int(code) for code, name in re.findall(r"^\| (\d) \| `(EXIT_\w+)` \|", text_of(README), re.MULTILINE)}
    known = {name: value for name, value in vars(errors).items() if name.startswith("EXIT_")}
    assert told == known


def test_the_sign_ins_are_those_of_the_demo() -> None:
    table = text_of(README).partition("| sign in as |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `([\w.]+)` \|", table, re.MULTILINE) == [name for name, _password, _who in SIGN_INS]
    assert {password for _name, password, _who in SIGN_INS} <= set(_SPAN.findall(text_of(README)))


def test_the_wings_are_those_of_the_source() -> None:
    table = text_of(README).partition("| wing |")[2].partition("\n\n")[0]
    rows = {
        name: set(re.findall(r"`(\w+)`", packages))
        for name, packages in re.findall(r"^\| `(\w+)` \|[^|]*\|([^|]*)\|", table, re.MULTILINE)
    }
    for wing in (ROOT / "src/dieuphoi").iterdir():
        if not (wing / "__init__.py").exists():
            continue
        assert wing.name in rows, wing.name
        inside = {path.parent.name for path in wing.glob("*/__init__.py")}
        if wing.name != "config":
            assert rows[wing.name] == inside, wing.name


# --------------------------------------------------------------------------------------- decisions, words, lives


@pytest.mark.parametrize(
    "path", sorted(p for p in DECISIONS.glob("*.md") if p.name not in EARLIER_FORM), ids=lambda p: p.stem
)
def test_a_decision_has_its_four_headings(path: Path) -> None:
    parts = re.split(r"^## (.+)$", text_of(path), flags=re.MULTILINE)
    assert parts[1::2] == HEADINGS
    assert all(body.strip() for body in parts[2::2])
    assert f"]({path.name})" in text_of(DECISIONS / "README.md")


@cache
def classes() -> frozenset[str]:
    found: set[str] = set()
    for path in (ROOT / "src/dieuphoi").rglob("*.py"):
        found |= {node.name for node in ast.walk(ast.parse(text_of(path))) if isinstance(node, ast.ClassDef)}
    return frozenset(found)


def test_the_glossary_says_truly_what_exists() -> None:
    wrong = []
    rows = re.findall(r"^\| [^|]+ \| ([^|]+) \| ([●○]) \|", text_of(GLOSSARY), re.MULTILINE)
    assert len(rows) > 30
    for words, mark in rows:
        for name in _SPAN.findall(words):
            if (name in classes()) != (mark == "●"):
                wrong.append(f"{name} {mark}")
    assert not wrong


@pytest.mark.parametrize("path", DOCUMENTS, ids=IDS)
def test_what_a_document_imports_can_be_imported(path: Path) -> None:
    for module, names in re.findall(r"^ *from (dieuphoi[\w.]*) import (.+)$", text_of(path), re.MULTILINE):
        loaded: ModuleType = import_module(module)
        missing = [name for name in names.split(", ") if not hasattr(loaded, name)]
        assert not missing, f"{module} has no {missing}"


def test_the_lives_are_drawn_from_the_machines() -> None:
    import runpy

    page = runpy.run_path(str(ROOT / "scripts" / "diagrams.py"))["page"]
    with translation.override("vi"):
        assert text_of(ROOT / "docs" / "lives.md") == page(), "run .venv/bin/python scripts/diagrams.py"


# ------------------------------------------------------------------------------------------- words on the screen

_SAID = re.compile(r"(?<![*\w])\*([^*`\n]+(?:\n *[^*`\n]+)?)\*(?![*\w])")


@cache
def words_of_the_pages() -> str:
    found = [text_of(path) for kind in ("*.py", "*.html") for path in (ROOT / "src/dieuphoi").rglob(kind)]
    return "\n".join(found)


def buttons_named(text: str) -> list[str]:
    """The words in italics with Vietnamese letters: what the reader is told to look for; ``A → B`` are two."""
    lines = re.sub(r"^ *\* ", "- ", prose(text), flags=re.MULTILINE)
    said = [" ".join(each.split()) for whole in _SAID.findall(lines) for each in whole.split("→")]
    return [each for each in said if not each.isascii()]


def test_the_buttons_that_a_how_to_names_are_on_the_pages() -> None:
    named = [each for path in DOCUMENTS if path.parent.name == "how-to" for each in buttons_named(text_of(path))]
    assert len(named) > 8
    assert not [each for each in named if each not in words_of_the_pages()]


# ------------------------------------------------------------------------------------------------ what no page says


def places_named(text: str) -> list[str]:
    """Hosts that are not ours to name, and paths of somebody's machine."""
    hosts = [host for host in _URL_HOST.findall(text) if host not in _OWN_HOSTS]
    return [*hosts, *_HOST.findall(text), *_MACHINE.findall(text)]


@pytest.mark.parametrize("path", DOCUMENTS, ids=IDS)
def test_no_host_of_a_registry_and_no_path_of_a_machine(path: Path) -> None:
    assert places_named(text_of(path)) == []


@pytest.mark.parametrize(
    "text",
    ["see packages.example.org", "from https://somewhere.vn/x", "in /home/lan/dieuphoi", "../shared/design/house.md"],
)
def test_the_look_at_places_catches_what_it_looks_for(text: str) -> None:
    assert places_named(text)

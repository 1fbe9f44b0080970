#!/usr/bin/env python3
"""The words of Điều Phối: Vietnamese in the source, English in ``locale/en``, and what others left in English.

    python scripts/words.py check      what is missing, obsolete or wrong (exit code 4 when anything is)
    python scripts/words.py extract    read the source; django.pot and locale/en get every text, lose what is gone
    python scripts/words.py missing    the texts of locale/en without English, as JSON {"Vietnamese": "", …}
    python scripts/words.py fill FILE  put the English of such a JSON file into locale/en
    python scripts/words.py compile    *.po → *.mo (what `make messages` does too)

A text with a plural stands in the JSON as {"Vietnamese": ["one", "many"]}. ``locale/vi`` holds the Vietnamese
of texts that third-party packages leave in English; it is kept by hand. Catalogues carry no line numbers, no
dates and no names, and stand in the order of their texts, so that a change shows only what changed.
"""

from __future__ import annotations

import ast
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "dieuphoi"
LOCALE = SOURCE / "locale"
TEMPLATE = LOCALE / "django.pot"
ENGLISH = LOCALE / "en" / "LC_MESSAGES" / "django.po"
VIETNAMESE = LOCALE / "vi" / "LC_MESSAGES" / "django.po"
PLURALS = {"en": "nplurals=2; plural=(n != 1);", "vi": "nplurals=1; plural=0;"}

# `N_` marks a text that is translated where it is shown; `_now` is gettext where `_` is the lazy one.
KEYWORDS = {
    "_": None, "_now": None, "_lazy": None, "N_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip

ONE_TEXT = {name for name, places in KEYWORDS.items() if places is None}

Key = tuple[str | None, str]
_PLACEHOLDER = re.compile(r"%%|%\(\w+\)[a-z]|%[sdif](?![\w])|\{\w*\}")


def forms(text: object) -> tuple[str, ...]:
    """A msgid or msgstr as a tuple: one text, or the forms of a plural."""
    if isinstance(text, (tuple, list)):
        return tuple(str(each or "") for each in text)
    return (str(text or ""),)


def key(message: Message) -> Key:
    return (message.context, forms(message.id)[0])


def entries(catalogue: Catalog) -> dict[Key, Message]:
    """The messages of a catalogue without its header."""
    return {key(message): message for message in catalogue if message.id}


def placeholders(text: str) -> Counter[str]:
    """What a text expects to be filled in: ``%(name)s``, ``%%``, ``{name}``, each with how often."""
    return Counter(_PLACEHOLDER.findall(text))


def inside_f_strings(path: Path) -> Iterator[str]:
    """The texts that ``{_('…')}`` marks inside f-strings: before Python 3.12 Babel does not see them."""
    for outer in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(outer, ast.JoinedStr):
            continue
        for node in ast.walk(outer):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ONE_TEXT:
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value


def marked() -> Iterator[tuple[str | None, tuple[str, ...]]]:
    """Every marked text under ``src/dieuphoi``, as Babel finds it with ``babel.cfg``: its context and its forms."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as opened:
        methods, options = parse_mapping_cfg(opened)  # type: ignore[no-untyped-call]
    for _path, _line, text, _comments, context in extract_from_dir(
        SOURCE, method_map=methods, options_map=options, keywords=KEYWORDS
    ):
        if forms(text)[0]:
            yield context, tuple(forms(text))
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            for text in inside_f_strings(path):
                yield None, (text,)


def used_both_ways(found: Iterable[tuple[str | None, tuple[str, ...]]]) -> list[str]:
    """Texts asked for with a plural here and without one there: before Python 3.11.7 the second finds no English."""
    ways: dict[Key, set[int]] = {}
    for context, texts in found:
        ways.setdefault((context, texts[0]), set()).add(len(texts))
    return sorted(where[1] for where, numbers in ways.items() if len(numbers) > 1)


def extracted() -> Catalog:
    """All marked texts as one catalogue."""
    found = Catalog(fuzzy=False)
    for context, texts in marked():
        found.add(texts if len(texts) > 1 else texts[0], context=context)
    return found


def load(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(fuzzy=False)
    with path.open("rb") as opened:
        return read_po(opened, locale=path.parent.parent.name if path.suffix == ".po" else None)


def save(catalogue: Catalog, path: Path) -> None:
    """Write a catalogue with a header that never changes by itself."""
    language = path.parent.parent.name if path.suffix == ".po" else ""
    header = ['msgid ""', 'msgstr ""', '"Project-Id-Version: dieuphoi\\n"']
    if language:
        header += [f'"Language: {language}\\n"', f'"Plural-Forms: {PLURALS[language]}\\n"']
    header += ['"MIME-Version: 1.0\\n"', '"Content-Type: text/plain; charset=UTF-8\\n"']
    header += ['"Content-Transfer-Encoding: 8bit\\n"', "", ""]
    body = BytesIO()
    write_po(body, catalogue, width=110, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    text = "\n".join(header) + body.getvalue().decode("utf-8").strip("\n") + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def merged(source: Catalog, known: Catalog) -> Catalog:
    """``source``'s texts with the translations of ``known``; nothing guessed from similar texts."""
    there = entries(known)
    result = Catalog(locale="en", fuzzy=False)
    for where, message in entries(source).items():
        old = there.get(where)
        string = old.string if old is not None and len(forms(old.id)) == len(forms(message.id)) else ""
        if not string and len(forms(message.id)) > 1:
            string = ("", "")
        result.add(message.id, string, context=message.context)
    return result


def problems() -> Iterator[str]:
    """What keeps ``locale/en`` from being complete and right, one line each."""
    for text in used_both_ways(marked()):
        yield f"with and without a plural: {text!r}"
    source, english = entries(extracted()), load(ENGLISH)
    there = entries(english)
    for where, message in source.items():
        if where not in there:
            yield f"missing: {where[1]!r}"
        elif len(forms(message.id)) != len(forms(there[where].id)):
            yield f"plural changed: {where[1]!r}"
    for where, message in there.items():
        if where not in source:
            yield f"obsolete: {where[1]!r}"
            continue
        yield from faults(message)
    for message in entries(load(VIETNAMESE)).values():
        yield from faults(message)


def faults(message: Message) -> Iterator[str]:
    """What is wrong with one translated text."""
    texts, words = forms(message.id), forms(message.string)
    if message.fuzzy:
        yield f"fuzzy: {texts[0]!r}"
    if not all(words):
        yield f"no translation: {texts[0]!r}"
        return
    for word in words:
        if all(placeholders(word) != placeholders(text) for text in texts):
            yield f"placeholders: {texts[0]!r} → {word!r}"
        head, tail = (len(word) - len(word.lstrip()), len(word) - len(word.rstrip()))
        if (texts[0][: len(texts[0]) - len(texts[0].lstrip())], texts[0][len(texts[0].rstrip()) :]) != (
            word[:head],
            word[len(word) - tail :],
        ):
            yield f"spaces at the ends: {texts[0]!r} → {word!r}"


def compile_all(*, force: bool = False) -> None:
    """``*.po`` → ``*.mo`` beside it, replaced at once, where the catalogue is newer."""
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        made = path.with_suffix(".mo")
        if not force and made.exists() and made.stat().st_mtime >= path.stat().st_mtime:
            continue
        fresh = made.with_name(f"{made.name}.{os.getpid()}.fresh")
        with fresh.open("wb") as opened:
            write_mo(opened, load(path))
        fresh.replace(made)


def fill(given: dict[str, str | list[str]]) -> list[str]:
    """Put English into ``locale/en``. Returns the texts of ``given`` that the catalogue does not have."""
    english = load(ENGLISH)
    by_text = {where[1]: message for where, message in entries(english).items()}
    unknown = []
    for text, words in given.items():
        message = by_text.get(text)
        if message is None:
            unknown.append(text)
        elif words:
            message.string = tuple(words) if isinstance(words, list) else words
            message.flags.discard("fuzzy")
    save(english, ENGLISH)
    return unknown


def main(arguments: list[str]) -> int:
    act = arguments[0] if arguments else ""
    if act == "extract":
        source = extracted()
        save(source, TEMPLATE)
        save(merged(source, load(ENGLISH)), ENGLISH)
        print(f"{len(entries(source))} messages")
    if act in ("extract", "check"):
        found = list(problems())
        for line in found:
            print(line)
        print(f"{len(found)} to do", file=sys.stderr)
        return 4 if found else 0
    if act == "missing":
        empty: dict[str, str | list[str]] = {}
        for where, message in entries(load(ENGLISH)).items():
            if not all(forms(message.string)):
                empty[where[1]] = "" if len(forms(message.id)) == 1 else ["", ""]
        print(json.dumps(empty, ensure_ascii=False, indent=1))
        return 0
    if act == "fill" and len(arguments) == 2:
        unknown = fill(json.loads(Path(arguments[1]).read_text(encoding="utf-8")))
        for text in unknown:
            print(f"not in the catalogue: {text!r}")
        return 4 if unknown else 0
    if act == "compile":
        compile_all()
        return 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

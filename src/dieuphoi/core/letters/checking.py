"""Is this file a template of this kind? Everything that is wrong is told at once, each with its place in the document.

A template may write words, repeat rows (``for``) and leave parts out (``if``). It may not call, compute or reach into
anything: what it can do is listed in :data:`_MAY`, and a loop inside a loop runs only over a part of the outer row – so
a template can neither run a program nor run for ever.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final

import jinja2
from django.utils.translation import gettext as _
from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate
from jinja2 import nodes

from dieuphoi.core.files.selectors import blob_bytes
from dieuphoi.core.files.services import StoredFile
from dieuphoi.core.kernel.text import nfc
from dieuphoi.core.letters.registry import LetterKind, Word
from dieuphoi.core.letters.rendering import DOCX_MIME, FAULTS, rendered, words_of_rendering

_MAY: Final = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Const, nodes.For,
    nodes.If, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Filter, nodes.Test,
    nodes.Concat,
)  # fmt: skip
_FILTERS: Final = frozenset({"upper", "lower", "capitalize", "title", "trim", "length", "join", "first", "last", "e"})
_TESTS: Final = frozenset({"defined", "undefined", "none", "odd", "even"})
_LOOP: Final = frozenset({"index", "index0", "revindex", "revindex0", "first", "last", "length"})
_TAGS: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.S)
_OUTSIDE: Final = re.compile(rb'TargetMode\s*=\s*"External"')
_HARMLESS: Final = b"/hyperlink"


def faults_of(kind: LetterKind, stored: StoredFile) -> list[str]:
    """What is wrong with an uploaded file as a template of the kind; empty when it can be used."""
    if stored.mime != DOCX_MIME:
        return [_("Tệp “%(name)s” không phải là tệp Word (docx).") % {"name": stored.name}]
    return faults_of_bytes(kind, blob_bytes(stored.blob))


def faults_of_bytes(kind: LetterKind, data: bytes) -> list[str]:
    """As :func:`faults_of`, of a docx that was looked at already (no macro, no bomb)."""
    try:
        template = DocxTemplate(BytesIO(data))
        template.init_docx()
        parts = list(_parts(template))
        places = Places(data)
    except FAULTS:
        return [_("Không mở được tệp Word này. Hãy mở bằng Word, lưu lại dạng docx rồi tải lên.")]
    faults = _outside(data)
    words = _Schema.of(kind.words)
    found = _Found()
    for part in parts:
        try:
            tree = words_of_rendering().parse(part)
        except jinja2.TemplateSyntaxError as error:
            faults.append(places.broken(error))
            continue
        _Walk(found).block(tree.body, words, depth=0, outer=None)
    for name in found.unknown:
        faults.append(
            _("Từ “%(word)s” không có trong danh sách từ của mẫu này (%(place)s).")
            % {"word": name, "place": places.of(name)}
        )
    for name in found.refused:
        faults.append(_("Mẫu không được dùng “%(what)s”; chỉ được điền từ, lặp và bỏ bớt.") % {"what": name})
    if not faults:
        faults += _trial(kind, data)
    return faults


def _trial(kind: LetterKind, data: bytes) -> list[str]:
    try:
        rendered(data, kind.sample())
    except FAULTS:
        return [_("Điền thử mẫu bằng số liệu giả định không thành. Hãy xem lại các chỗ lặp (for … endfor) trong mẫu.")]
    return []


def _outside(data: bytes) -> list[str]:
    """Templates, pictures and objects that are fetched from elsewhere when the letter is opened."""
    with zipfile.ZipFile(BytesIO(data)) as box:
        for name in box.namelist():
            if not name.endswith(".rels"):
                continue
            for link in re.findall(rb"<Relationship\b[^>]*>", box.read(name)):
                if _OUTSIDE.search(link) and _HARMLESS not in link:
                    return [_("Mẫu lấy hình, đối tượng hoặc mẫu gốc từ nơi khác. Hãy nhúng vào tệp rồi lưu lại.")]
    return []


def _parts(template: Any) -> Iterator[str]:
    """The texts that docxtpl fills in: the body, heads and feet of pages, footnotes, the properties of the file."""
    yield template.patch_xml(template.get_xml())
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _key, part in template.get_headers_footers(uri):
            yield template.patch_xml(template.get_part_xml(part))
    for part in template.docx.part.package.parts:
        if str(part.partname).endswith(("/footnotes.xml", "/endnotes.xml")):
            yield template.patch_xml(part.blob.decode("utf-8"))
    about = template.docx.core_properties
    for name in ("author", "comments", "keywords", "subject", "title", "category", "last_modified_by"):
        text = getattr(about, name, "") or ""
        if "{" in text:
            yield text


# ------------------------------------------------------------------------------------------ where it stands


class Places:
    """Where words stand in a document, for people: the paragraph, the row of the table, the head of the page."""

    def __init__(self, data: bytes) -> None:
        document = Document(BytesIO(data))
        self.lines: list[tuple[str, str]] = []
        self._body(document, "")
        for section in document.sections:
            for part, words in (
                (section.header, _("đầu trang")), (section.first_page_header, _("đầu trang đầu")),
                (section.footer, _("chân trang")), (section.first_page_footer, _("chân trang đầu")),
            ):  # fmt: skip
                if not part.is_linked_to_previous:
                    self._body(part, words)

    def _body(self, holder: Any, where: str) -> None:
        paragraphs = tables = 0
        for block in holder.iter_inner_content():
            if isinstance(block, Paragraph):
                if block.text.strip():
                    paragraphs += 1
                    self._add(
                        where, _("đoạn %(n)d: “%(text)s”") % {"n": paragraphs, "text": _short(block.text)}, block.text
                    )
            elif isinstance(block, Table):
                tables += 1
                for at, row in enumerate(block.rows, start=1):
                    text = " | ".join(dict.fromkeys(cell.text for cell in row.cells))
                    self._add(where, _("bảng %(table)d, hàng %(row)d") % {"table": tables, "row": at}, text)

    def _add(self, where: str, place: str, text: str) -> None:
        if "{" in text:
            self.lines.append((f"{where}, {place}" if where else place, nfc(text)))

    def of(self, name: str) -> str:
        """The places in which a word (or the last part of ``row.word``) is asked for."""
        last = re.compile(rf"(?<!\w){re.escape(name.rpartition('.')[2])}(?!\w)")
        found = [place for place, text in self.lines if any(last.search(tag) for tag in _TAGS.findall(text))]
        return "; ".join(found[:5]) or _("trong thuộc tính của tệp")

    def broken(self, error: jinja2.TemplateSyntaxError) -> str:
        """The sentence for a part that cannot be read: where its first faulty place stands."""
        environment = words_of_rendering()
        for place, text in self.lines:
            for opens, closes in (("{{", "}}"), ("{%", "%}")):
                if text.count(opens) != text.count(closes):
                    return _("Ngoặc của chỗ điền chưa khép (%(place)s).") % {"place": place}
            for tag in _TAGS.findall(text):
                if not tag.startswith("{{"):
                    continue
                try:
                    environment.parse(re.sub(r"^\{\{\s*r\s", "{{", tag))
                except jinja2.TemplateSyntaxError:
                    return _("Chỗ điền “%(tag)s” viết sai (%(place)s).") % {"tag": _short(tag), "place": place}
        opened = [(place, tag) for place, text in self.lines for tag in _TAGS.findall(text) if tag.startswith("{%")]
        places = "; ".join(f"“{_short(tag)}” ({place})" for place, tag in opened[:6])
        return _(
            "Chỗ lặp hoặc chỗ bỏ bớt chưa khép, thừa hoặc viết sai; mỗi “for” cần một “endfor”, "
            "mỗi “if” cần một “endif”. Trong tệp có: %(places)s."
        ) % {"places": places or "–"}


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:57]}…"


# ------------------------------------------------------------------------------------------ what it asks for


@dataclass(frozen=True, slots=True)
class _Schema:
    """What a word holds: a text (neither), a list of ``item``, or a row of ``parts``."""

    parts: Mapping[str, _Schema] | None = None
    item: _Schema | None = None

    @classmethod
    def of(cls, words: tuple[Word, ...]) -> _Schema:
        return cls(parts={word.key: cls._one(word) for word in words})

    @classmethod
    def _one(cls, word: Word) -> _Schema:
        if word.rows:
            return cls(item=cls.of(word.rows))
        return cls(item=cls()) if isinstance(word.sample, tuple) else cls()


_TEXT: Final = _Schema()
_COUNTER: Final = _Schema(parts=dict.fromkeys(sorted(_LOOP), _TEXT))


@dataclass(slots=True)
class _Found:
    unknown: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def miss(self, name: str) -> None:
        if name not in self.unknown:
            self.unknown.append(name)

    def refuse(self, what: str) -> None:
        if what not in self.refused:
            self.refused.append(what)


@dataclass(slots=True)
class _Walk:
    """Walks the tree of a template with the words that are known at each place."""

    found: _Found

    def block(self, body: list[nodes.Node], known: _Schema, *, depth: int, outer: frozenset[str] | None) -> None:
        for node in body:
            if not isinstance(node, _MAY):
                self.found.refuse(_node_words(node))
            elif isinstance(node, nodes.For):
                self._loop(node, known, depth=depth, outer=outer)
            elif isinstance(node, nodes.If):
                self.value(node.test, known)
                for part in (node.body, node.elif_, node.else_):
                    self.block(list(part), known, depth=depth, outer=outer)
            else:
                for child in node.iter_child_nodes():
                    self.value(child, known)

    def _loop(self, node: nodes.For, known: _Schema, *, depth: int, outer: frozenset[str] | None) -> None:
        listed = self.value(node.iter, known)
        if not isinstance(node.target, nodes.Name) or node.recursive or node.test is not None:
            self.found.refuse("for")
            return
        if listed is not None and listed.item is None:
            self.found.refuse(_("lặp “%(word)s”, là một chữ") % {"word": _path(node.iter)})
        root = _path(node.iter).partition(".")[0]
        if outer is not None and root not in outer:
            self.found.refuse(_("lặp trong lặp trên “%(word)s”") % {"word": _path(node.iter)})
        item = listed.item if listed is not None and listed.item is not None else None
        inside = dict(known.parts or {})
        inside |= {"loop": _COUNTER, node.target.name: item if item is not None else _ANY}
        mine = (outer or frozenset()) | {node.target.name}
        self.block(list(node.body), _Schema(parts=inside), depth=depth + 1, outer=mine)
        self.block(list(node.else_), known, depth=depth, outer=outer)

    def value(self, node: nodes.Node, known: _Schema) -> _Schema | None:
        """What an expression gives; ``None`` where it is not known (and was told)."""
        if not isinstance(node, _MAY):
            self.found.refuse(_node_words(node))
            return None
        if isinstance(node, nodes.Name):
            return self._part(known, node.name, node.name)
        if isinstance(node, nodes.Getattr):
            holder = self.value(node.node, known)
            return None if holder is None else self._part(holder, node.attr, _path(node))
        if isinstance(node, nodes.Getitem):
            holder = self.value(node.node, known)
            key = node.arg.value if isinstance(node.arg, nodes.Const) else None
            if holder is None or holder is _ANY:
                return holder
            if isinstance(key, int) and holder.item is not None:
                return holder.item
            return self._part(holder, str(key), f"{_path(node.node)}.{key}")
        if isinstance(node, nodes.Filter) and node.name not in _FILTERS:
            self.found.refuse(f"|{node.name}")
        if isinstance(node, nodes.Test) and node.name not in _TESTS:
            self.found.refuse(f"is {node.name}")
        for child in node.iter_child_nodes():
            self.value(child, known)
        return _TEXT

    def _part(self, holder: _Schema, name: str, path: str) -> _Schema | None:
        if holder is _ANY:
            return _ANY
        if holder.parts is None or name not in holder.parts:
            self.found.miss(path)
            return None
        return holder.parts[name]


_ANY: Final = _Schema(parts={})
"""What a loop over an unknown word gives: its parts are not told as unknown once more."""


def _path(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_path(node.node)}.{node.attr}"
    if isinstance(node, nodes.Getitem):
        return _path(node.node)
    return "…"


def _node_words(node: nodes.Node) -> str:
    """What is not allowed, as it is typed."""
    known = {
        nodes.Call: "( )", nodes.Assign: "set", nodes.Macro: "macro", nodes.Include: "include", nodes.Import: "import",
        nodes.FromImport: "import", nodes.Extends: "extends", nodes.Block: "block", nodes.Mul: "*", nodes.Add: "+",
        nodes.Sub: "-", nodes.Div: "/", nodes.Pow: "**", nodes.Mod: "%", nodes.FloorDiv: "//", nodes.List: "[ ]",
        nodes.Dict: "{ }", nodes.Tuple: "( , )", nodes.FilterBlock: "filter", nodes.With: "with",
    }  # fmt: skip
    return known.get(type(node), type(node).__name__.lower())

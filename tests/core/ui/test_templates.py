"""Rules that every template of the repository keeps (house.md: strict CSP, words wrapped, one kit)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import RequestFactory

import dieuphoi
from dieuphoi.core.ui import views

from .conftest import style_page

SRC = Path(dieuphoi.__file__).parent
REPOSITORY = SRC.parents[1]
TEMPLATES = sorted(path for path in SRC.rglob("*.html") if {"jinja2", "templates"} & set(path.parts))
STYLE_PAGE = SRC / "core" / "ui" / "jinja2" / "ui" / "style.html"
KIT = (SRC / "core/ui/jinja2/ui/kit.html", SRC / "core/ui/jinja2/ui/acts.html")

FORBIDDEN = {
    "an inline style": r"\sstyle\s*=",
    "a style element": r"<style\b",
    "an inline handler": r"\son[a-z]+\s*=\s*[\"']",
    "an inline script": r"<script\b(?![^>]*\ssrc=)",
    "hx-on": r"\bhx-on\b",
    "a script address": r"[\"'](?:javascript|js):",
    "a trigger filter, which htmx evaluates": r"hx-trigger=\"[^\"]*\[",
    "a foreign host": r"(?:https?:)?//[a-z0-9-]+\.[a-z]",
}

VIETNAMESE = re.compile(
    r"[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE
)
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
WRAPPED = re.compile(r"""\b(?:_|gettext|ngettext|pgettext)\((?:\s*(?:"[^"]*"|'[^']*')\s*,?)+""")
TRANS = re.compile(r"\{%-?\s*trans\b.*?\{%-?\s*endtrans\s*-?%\}", re.DOTALL)


def _source(path: Path) -> str:
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


def _name(path: Path) -> str:
    return str(path.relative_to(SRC))


def test_there_are_templates_to_look_at() -> None:
    assert STYLE_PAGE in TEMPLATES


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_a_template_holds_nothing_that_the_policy_refuses(path: Path) -> None:
    text = _source(path)
    found = [what for what, pattern in FORBIDDEN.items() if re.search(pattern, text, re.IGNORECASE)]
    assert found == []


@pytest.mark.parametrize("path", [p for p in TEMPLATES if p != STYLE_PAGE], ids=_name)
def test_words_for_people_are_wrapped_for_translation(path: Path) -> None:
    text = TRANS.sub("", WRAPPED.sub("", _source(path)))
    bare = [line.strip() for line in text.splitlines() if VIETNAMESE.search(line)]
    assert bare == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('<p style="color:red">', "an inline style"),
        ('<a onclick="x()">', "an inline handler"),
        ("<script>x()</script>", "an inline script"),
        ('<img src="//cdn.example.com/x.png">', "a foreign host"),
        ('<div hx-trigger="click[ctrlKey]">', "a trigger filter, which htmx evaluates"),
    ],
)
def test_the_rules_see_what_they_forbid(text: str, what: str) -> None:
    assert re.search(FORBIDDEN[what], text, re.IGNORECASE)


def test_the_rule_of_words_sees_a_bare_word() -> None:
    assert VIETNAMESE.search(WRAPPED.sub("", '<p>{{ _("Lưu") }} Đạt</p>'))
    assert not VIETNAMESE.search(WRAPPED.sub("", '<p>{{ _("Lưu lại", n=1) }}</p>'))


def _macros() -> list[str]:
    return [
        name
        for path in KIT
        for name in re.findall(r"\{%-?\s*macro\s+(\w+)\(", path.read_text(encoding="utf-8"))
    ]


def test_every_macro_of_the_kit_is_on_the_style_page() -> None:
    page = STYLE_PAGE.read_text(encoding="utf-8")
    layout = (STYLE_PAGE.parent / "layout.html").read_text(encoding="utf-8")
    acts = KIT[1].read_text(encoding="utf-8")
    kit = KIT[0].read_text(encoding="utf-8")

    def shown(name: str) -> bool:
        # Parts that only another macro or the layout prints are shown through it.
        if re.search(rf"\b(?:ui|acts)\.{name}\(", page + layout + acts):
            return True
        return name in {"attributes", "chip"} and len(re.findall(rf"\b{name}\(", kit)) > 1

    assert len(_macros()) > 35
    assert [name for name in _macros() if not shown(name)] == []


@pytest.fixture
def style_html(rf: RequestFactory) -> str:
    return style_page(rf.get("/style/"))


def test_the_style_page_answers_get_only(rf: RequestFactory) -> None:
    assert views.style(rf.post("/style/")).status_code == 405


def test_the_rendered_style_page_carries_no_inline_style_and_no_foreign_host(style_html: str) -> None:
    assert not re.search(FORBIDDEN["an inline style"], style_html)
    assert not re.search(FORBIDDEN["an inline script"], style_html)
    assert not re.search(FORBIDDEN["an inline handler"], style_html)
    assert not re.search(r"https?://", style_html)


def test_ids_of_the_style_page_are_unique(style_html: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', style_html)
    assert sorted(ids) == sorted(set(ids))


def test_every_described_element_has_its_description(style_html: str) -> None:
    ids = set(re.findall(r'\sid="([^"]+)"', style_html))
    asked = {
        each
        for value in re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', style_html)
        for each in value.split()
    }
    assert asked - ids == set()


DIST = SRC / "core" / "ui" / "static" / "ui" / "dist"


@pytest.mark.parametrize("name", ["ui.css", "ui.js", "grid.js"])
def test_a_bundle_names_no_foreign_host_and_no_source_map(name: str) -> None:
    path = DIST / name
    assert path.is_file(), "the front end is not built: make assets"
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"https?://", text)
    assert "sourceMappingURL" not in text
    assert not re.search(r"url\(\s*[\"']?//", text)


def test_every_file_that_the_styles_name_is_there() -> None:
    names = re.findall(r"url\([\"']?(\./[^\"')]+)", (DIST / "ui.css").read_text(encoding="utf-8"))
    assert len([n for n in names if n.endswith(".woff2")]) == 8
    assert [name for name in names if not (DIST / name).is_file()] == []


def test_the_lock_file_names_no_host() -> None:
    assert "://" not in (REPOSITORY / "frontend" / "package-lock.json").read_text(encoding="utf-8")


def test_a_page_weighs_less_than_200_kb_compressed() -> None:
    import gzip

    text = sum(len(gzip.compress((DIST / name).read_bytes())) for name in ("ui.css", "ui.js", "grid.js"))
    fonts = sum(path.stat().st_size for path in (DIST / "files").glob("*.woff2"))
    assert text + fonts < 190_000


def test_strict_output_is_on_in_tests() -> None:
    assert settings.UI_STRICT_OUTPUT is True

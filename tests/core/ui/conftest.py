"""A small server of the style page and of one entry grid, behind the strict policy; no database."""

from __future__ import annotations

import json
import mimetypes
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.template.backends.jinja2 import Jinja2
from django.test import RequestFactory
from django.urls import set_urlconf
from django.utils import translation

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.ui import samples

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

GRID_PAGE = """
{% extends "ui/layout.html" %}{% import "ui/kit.html" as ui %}{% set title = "Bảng nhập" %}
{% block scripts %}<script type="module" src="{{ static('ui/dist/grid.js') }}"></script>{% endblock %}
{% block content %}{% call ui.entry_grid("Bảng nhập", "g", sign_in_url="/sign-in/", person="7") %}
<thead><tr><th scope="col">Chỉ tiêu</th><th scope="col">A</th><th scope="col">B</th></tr></thead><tbody>
{% for row in ("1", "2", "3") %}<tr><th scope="row">Dòng {{ row }}</th>{% for column in ("a", "b") %}
{% set id = column ~ row %}
{{ ui.grid_cell(id, id, "Ô " ~ id, cells[id].value, "/save/" ~ id ~ "/", cells[id].version,
   readonly=(id == "b3")) }}{% endfor %}</tr>{% endfor %}</tbody>
{% endcall %}{{ ui.grid_templates() }}{% endblock %}
"""


@dataclass
class Desk:
    """The server's side of the grid: what each cell holds, what was posted, and what to answer next."""

    address: str = ""
    cells: dict[str, dict[str, str]] = field(default_factory=dict)
    posts: list[dict[str, str]] = field(default_factory=list)
    answers: list[tuple[int, dict[str, Any] | None]] = field(default_factory=list)
    """Answers given before the ordinary one (status, JSON; ``None`` is a page); taken from the front."""

    def reset(self) -> None:
        self.cells = {f"{c}{r}": {"value": "", "version": ""} for c in "ab" for r in "123"}
        self.cells["a1"] = {"value": "10", "version": "v1"}
        self.posts = []
        self.answers = []

    def save(self, name: str, posted: dict[str, str]) -> tuple[int, dict[str, Any] | None]:
        self.posts.append(posted)
        if self.answers:
            return self.answers.pop(0)
        version = f"v{len(self.posts) + 1}"
        self.cells[name] = {"value": posted["value"], "version": version}
        return 200, {
            "state": "saved",
            "version": version,
            "value": posted["value"],
            "verdict": "MET",
            "verdict_label": "Đạt",
            "sentence": f"{posted['value']} là đạt.",
        }


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the output belongs to the tests."""


def engine() -> Jinja2:
    """The pages' environment without the context processors of the wings above."""
    options = {"environment": "dieuphoi.core.ui.jinja_env.environment"}
    return Jinja2({"NAME": "kit", "DIRS": [], "APP_DIRS": True, "OPTIONS": options})


def style_page(request: HttpRequest) -> str:
    """``/style/`` as its view renders it, for somebody who is signed in."""
    person = Actor(id=7, name="Nguyễn Thị Hạnh", on=date(2026, 3, 2))
    context = {
        "actor": person,
        "search_url": "/search/",
        "languages": [("vi", "Tiếng Việt"), ("en", "English")],
    }
    set_urlconf("tests.core.ui.urls")
    try:
        with translation.override("vi"):
            return str(
                engine().get_template("ui/style.html").render(context | samples.context(request), request)
            )
    finally:
        set_urlconf(None)


def _application(desk: Desk) -> Any:
    factory = RequestFactory()

    def page(html: str) -> tuple[int, str, bytes]:
        return 200, "text/html; charset=utf-8", html.encode()

    def answer(environ: dict[str, Any]) -> tuple[int, str, bytes]:
        path = environ["PATH_INFO"]
        if path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            if not found:
                return 404, "text/plain", b""
            kind = (
                "text/javascript" if path.endswith(".js") else mimetypes.guess_type(path)[0] or "font/woff2"
            )
            return 200, kind, Path(found).read_bytes()
        set_urlconf("tests.core.ui.urls")  # of this thread alone
        request = factory.get(path)
        with translation.override("vi"):
            if path == "/style/":
                return page(style_page(request))
            if path == "/grid/":
                return page(engine().from_string(GRID_PAGE).render({"cells": desk.cells}, request))
            if path.startswith("/save/"):
                body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode()
                posted = {key: values[0] for key, values in parse_qs(body, keep_blank_values=True).items()}
                status, content = desk.save(path.split("/")[2], posted)
                if content is None:
                    return status, "text/html", b"sign in"
                return status, "application/json", json.dumps(content).encode()
        return page("<!doctype html><html lang=vi><title>?</title>")

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        status, kind, body = answer(environ)
        start_response(
            f"{status} .",
            [("Content-Type", kind), ("Content-Security-Policy", POLICY), ("Content-Length", str(len(body)))],
        )
        return [body]

    return application


@pytest.fixture(scope="session")
def _server() -> Iterator[Desk]:
    desk = Desk()
    server: WSGIServer = make_server("127.0.0.1", 0, _application(desk), handler_class=_Quiet)
    desk.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield desk
    server.shutdown()
    thread.join()


@pytest.fixture
def desk(_server: Desk) -> Desk:
    _server.reset()
    return _server


@pytest.fixture(scope="module")
def _chromium() -> Iterator[Any]:
    # Closed with its module: while Playwright's loop lives, Django refuses the database to the same thread.
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not path:
        pytest.skip("NO CHROMIUM FOUND: the browser journeys did not run (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def tab(_chromium: Any) -> Iterator[Any]:
    """A fresh page; the test fails when its console told of a refused policy or a script error."""
    context = _chromium.new_context(viewport={"width": 1440, "height": 900}, locale="vi-VN")
    page = context.new_page()
    page.set_default_timeout(5000)
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on(
        "console",
        lambda message: said.append(message.text) if "Content Security Policy" in message.text else None,
    )
    yield page
    context.close()
    assert not said

"""The small client of the load figures: it counts what was answered, sees every fault, and ends by itself."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from benchmarks.load import Ask, Load, _judged, wrk_script
from benchmarks.load_client import load, request_bytes
from benchmarks.reference import LoadAims

ASK = {"method": "GET", "path": "/a", "cookie": "sessionid=x", "body": ""}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    asked: list[tuple[str, str | None, bytes]] = []

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        Handler.asked.append((self.path, self.headers["Cookie"], body))
        self.send_response(500 if self.path == "/faulty" else 200)
        if self.path == "/chunks":
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n")
            return
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    do_GET = do_POST = _answer  # noqa: N815 - the names that http.server calls

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    Handler.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()


def ask(port: int, *asks: dict[str, str], seconds: float = 0.3) -> dict[str, Any]:
    return asyncio.run(load(port, list(asks), seconds, people=3))


def test_every_answer_is_counted_and_it_ends_by_itself(port: int) -> None:
    begun = time.monotonic()
    post = {**ASK, "method": "POST", "path": "/b", "body": "name=1%3A&value=2"}
    told = ask(port, ASK, post, {**ASK, "path": "/chunks"})
    assert time.monotonic() - begun < 10
    assert told["errors"] == 0 and told["answers"] == len(Handler.asked) > 5
    assert told["per_second"] > 0 and told["p99_ms"] > 0
    assert {path for path, _cookie, _body in Handler.asked} == {"/a", "/b", "/chunks"}
    assert {body for path, _cookie, body in Handler.asked if path == "/b"} == {b"name=1%3A&value=2"}
    assert all("csrftoken" in str(cookie) for _path, cookie, _body in Handler.asked)


def test_a_fault_is_seen(port: int) -> None:
    assert ask(port, {**ASK, "path": "/faulty"})["errors"] > 0


def test_a_server_that_is_not_there_is_a_fault_and_no_hang() -> None:
    assert asyncio.run(load(1, [ASK], 0.2, people=2)) == {"per_second": 0, "p99_ms": 0.0, "errors": 2, "answers": 0}


def test_only_loopback_is_spoken_to() -> None:
    assert b"Host: 127.0.0.1:81\r\n" in request_bytes(ASK, 81)


def test_the_script_for_wrk_names_every_request() -> None:
    text = wrk_script([Ask("GET", "/a", "c"), Ask("POST", "/b", "c", 'x="1"')], 8000)
    assert '{"GET", "/a", nil,' in text and '{"POST", "/b", "x=\\"1\\"",' in text
    assert "X-CSRFToken" in text.splitlines()[2] and "X-CSRFToken" not in text.splitlines()[1]


def test_a_load_is_judged_on_its_ratio_to_the_bare_view() -> None:
    aims = LoadAims(400, 300, bare_per_second=800, bare_p99_ms=100)
    rate, slowest = _judged("load_x", Load("wrk", 90, 50, 0, 900), Load("wrk", 200, 10, 0, 2000), aims)
    assert (rate.name, rate.unit, rate.ratio, rate.aim, rate.met) == ("load_x", "wrk requests/s", 0.45, 0.5, False)
    assert (slowest.name, slowest.ratio, slowest.aim, slowest.met) == ("load_x_p99", 5.0, 3.0, False)
    assert json.loads(rate.line())["unit"].endswith("/s")

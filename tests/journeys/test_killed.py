"""A server that is killed in the middle of saves: nothing acknowledged is lost, nothing unacknowledged half-appears."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from tests.journeys.conftest import (
    ROOT,
    Site,
    _environment,
    _free_port,
    _wait_until_it_answers,
    with_database,
)

KILLS = 6
CELLS = ("2.1", "2.2", "3.1")
CSRF = "k" * 32


class Server:
    """A server of its own beside the journeys', in a process group that can be killed at once."""

    def __init__(self, site: Site, home: Path) -> None:
        self.port = _free_port()
        self.log = home / f"killed-{self.port}.log"
        words = ["-m", "granian", "--interface", "wsgi", "--no-ws", "--host", "127.0.0.1", "--port", str(self.port)]
        words += ["--workers", "1", "--blocking-threads", "4", "--log-level", "warning"]
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, *words, "dieuphoi.config.wsgi:application"],
                env=_environment(with_database(site.maintenance, site.live), home),
                cwd=ROOT, stdout=out, stderr=out, stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
        _wait_until_it_answers(f"http://127.0.0.1:{self.port}", self.process, self.log)

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)


def save(port: int, site: Site, indicator: int, typed: str, revision: int) -> int:
    """One save of one cell as Tuấn; the status, or 0 when the line broke before an answer came."""
    sheet = site.world.open_sheets["thuong"]
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request(
            "PUT",
            f"/api/v1/sheets/{sheet}/cells/{indicator}",
            json.dumps({"typed": {"": typed}, "revision": revision}),
            {
                "Content-Type": "application/json",
                "Cookie": f"sessionid={site.world.sessions['tuan']}; csrftoken={CSRF}",
                "X-CSRFToken": CSRF,
                "Referer": f"http://127.0.0.1:{port}/",
            },
        )
        return line.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        line.close()


def revision_of(site: Site, indicator: int) -> int:
    rows = site.rows(
        "SELECT revision FROM assessments_indicatorresult WHERE sheet_id = %s AND indicator_id = %s",
        site.world.open_sheets["thuong"], indicator,
    )  # fmt: skip
    return int(rows[0][0])


def stored(site: Site, indicator: int) -> list[int]:
    rows = site.rows(
        "SELECT number FROM assessments_value WHERE sheet_id = %s AND indicator_id = %s ORDER BY id",
        site.world.open_sheets["thuong"], indicator,
    )  # fmt: skip
    return [int(row[0]) for row in rows]


def test_nothing_acknowledged_is_lost_and_nothing_is_half_there(site: Site, tmp_path: Path) -> None:
    (tmp_path / "static").symlink_to(site.log.parent / "static")
    cells = [site.world.indicators[code] for code in CELLS]
    first = {cell: (revision_of(site, cell), len(stored(site, cell))) for cell in cells}
    acknowledged: dict[int, list[int]] = {cell: [] for cell in cells}
    unexpected: list[int] = []
    chance = random.Random(20260302)

    def type_on(server: Server, cell: int, ended: threading.Event, start: int) -> None:
        revision, number = revision_of(site, cell), start
        while not ended.is_set():
            number += 1
            status = save(server.port, site, cell, str(number % 100), revision)
            if status == 200:
                acknowledged[cell].append(number % 100)
                revision += 1
            elif status != 0:
                unexpected.append(status)
                return
            else:
                return

    for turn in range(KILLS):
        server, ended = Server(site, tmp_path), threading.Event()
        people: list[Any] = [
            threading.Thread(target=type_on, args=(server, cell, ended, turn * 17)) for cell in cells
        ]
        for each in people:
            each.start()
        before = sum(map(len, acknowledged.values()))
        limit = time.monotonic() + 20
        while sum(map(len, acknowledged.values())) < before + len(cells) and time.monotonic() < limit:
            time.sleep(0.01)
        time.sleep(0.1 + chance.random() * 0.5)
        server.kill()
        ended.set()
        for each in people:
            each.join(10)
        assert not unexpected, (unexpected, server.log.read_text(encoding="utf-8", errors="replace")[-2000:])

    assert sum(map(len, acknowledged.values())) > 5 * KILLS, "too few saves got through for the proof to say anything"
    for cell in cells:
        revision, values = first[cell]
        numbers = stored(site, cell)[values:]
        # Each save is one value and one step of the revision: a save that was cut off left neither or both.
        assert revision_of(site, cell) - revision == len(numbers)
        # Every acknowledged number is there, in its order; between them at most the one that was cut off by each kill.
        there = iter(numbers)
        assert all(number in there for number in acknowledged[cell])
        assert len(numbers) - len(acknowledged[cell]) <= KILLS
    open_ends = site.rows(
        "SELECT count(*) FROM assessments_value v WHERE v.sheet_id = %s AND v.indicator_id = ANY(%s) AND v.part = ''"
        " AND NOT EXISTS (SELECT 1 FROM assessments_value w WHERE w.supersedes_id = v.id)",
        site.world.open_sheets["thuong"], cells,
    )  # fmt: skip
    assert open_ends == [(len(cells),)]

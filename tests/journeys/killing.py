"""Processes of the product that are made to be killed: forked in a moment from one that has everything loaded.

``python -m tests.journeys.killing`` reads one JSON line an order, forks, and answers with the pid. An order is
``{"act": name, "arg": …, "out": path}``: the child touches ``<out>.begun`` when the work begins and writes what came
out (the acknowledgement) to ``out`` when it is done. ``{"act": "web"}`` serves HTTP on the one listening socket whose
port was told first, by the product's own WSGI door, with four threads. Nothing here knows when it will be killed.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import threading
import traceback
from datetime import datetime
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import django

THREADS = 4


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Nothing."""

    def handle(self) -> None:
        # One request a connection; a client that has gone is no fault of the server.
        try:
            super().handle()
        except (ConnectionError, TimeoutError):
            self.close_connection = True


def serve(listening: socket.socket) -> None:
    """Answer until killed."""
    from dieuphoi.config.wsgi import application

    server = WSGIServer(("127.0.0.1", 0), Quiet, bind_and_activate=False)
    server.server_name, server.server_port = "127.0.0.1", listening.getsockname()[1]
    server.setup_environ()
    server.set_app(application)

    def loop() -> None:
        while True:
            line, address = listening.accept()
            try:
                Quiet(line, address, server)
            except Exception:
                traceback.print_exc()
            finally:
                line.close()

    for _number in range(THREADS - 1):
        threading.Thread(target=loop, daemon=True).start()
    loop()


def world_of(told: dict[str, Any]) -> Any:
    from dataclasses import fields

    from tests.support.world import World

    known = {each.name for each in fields(World)}
    kept = {name: value for name, value in told.items() if name in known}
    return World(**{**kept, "now": datetime.fromisoformat(told["now"])})


# ------------------------------------------------------------------------------------------------- the acts


def ready(world: Any, _arg: Any) -> dict[str, Any]:
    """Bring a round to the eve of its freeze, by the acts of its people. Returns its id."""
    from unittest import mock

    from dieuphoi.programme.assessments.services import rounds
    from tests.support import world as build

    with mock.patch.object(rounds, "round_freeze"):
        build._frozen_round(world)
    return {"round": world.frozen_round}


def freeze(world: Any, round_id: int) -> dict[str, Any]:
    from dieuphoi.programme.assessments.services.rounds import round_freeze

    return {"hash": round_freeze(actor=world.actor("hanh"), round_id=round_id, now=world.now).frozen_hash}


def upload(world: Any, number: int) -> dict[str, Any]:
    """A province workbook with figures of this turn, checked; and the job that will write it."""
    from dieuphoi.core.exchange.services import import_upload
    from dieuphoi.core.exchange.services.runs import apply_queue
    from dieuphoi.core.exchange.writer import write_matrix
    from dieuphoi.programme.assessments import selectors
    from dieuphoi.programme.assessments.sheets import KIND, ProvinceWorkbook

    actor = world.actor("lan")
    spec = ProvinceWorkbook().spec_for(actor, {"round": world.open_round})
    sheets = list(selectors.sheets(actor, world.open_round))
    [entering] = [s.unit_code for s in sheets if s.pk == world.open_sheets["thuong"]]
    cells = {(entering, f"{world.indicators[code]}:"): number for code in ("2.1", "2.2", "3.1", "3.2")}
    data = write_matrix(
        spec, [{"code": s.unit_code, "name": s.unit_name} for s in sheets], cells, now=world.now, protect=False
    )
    run = import_upload(
        actor=actor, kind=KIND, target={"round": world.open_round}, data=data, name=f"lần {number}.xlsx", now=world.now
    )
    job = apply_queue(actor=actor, run_id=run.pk, now=world.now)
    return {"run": run.pk, "job": job.pk, "errors": run.error_count}


def apply(world: Any, run_id: int) -> dict[str, Any]:
    from dieuphoi.core.exchange.services import import_apply

    return {"state": import_apply(actor=world.actor("lan"), run_id=run_id, now=world.now).state}


def work(_world: Any, _arg: Any) -> dict[str, Any]:
    """The job worker of the product, until the queue is empty."""
    from dieuphoi.core.kernel.jobs import worker_run

    worker_run(concurrency=1, wait=False)
    return {}


def recover(_world: Any, _arg: Any) -> dict[str, Any]:
    """What a worker does when it starts, without the half minute that a heartbeat may be late."""
    from django.utils import timezone

    from dieuphoi.core.kernel.jobs import jobs_recover

    return {"lost": jobs_recover(timezone.now(), stalled_after=0.0), "again": jobs_recover(timezone.now())}


def faults(world: Any, _arg: Any) -> dict[str, Any]:
    """Everything that would be half there, in words. An empty list is the proof."""
    import zlib

    from django.db import transaction

    from dieuphoi.core.exchange.models import ImportRun
    from dieuphoi.programme.assessments import selectors
    from dieuphoi.programme.assessments.models import (
        AssessmentRound,
        CriterionResult,
        IndicatorResult,
        Sheet,
        SheetRollup,
        SheetSigner,
        SheetSnapshot,
        Value,
    )
    from dieuphoi.programme.assessments.services.results import roll_up
    from dieuphoi.programme.assessments.services.rounds import round_hash

    found: list[str] = []
    actor = world.actor("lan")
    for round_ in AssessmentRound.objects.exclude(state="DRAFT"):
        sheets = list(Sheet.objects.filter(round=round_))
        for sheet in selectors.sheets(actor, round_.pk):
            judged = {pk: str(each.verdict) for pk, each in selectors.judged_sheet(sheet).items()}
            stored = dict(IndicatorResult.objects.filter(sheet=sheet).values_list("indicator_id", "verdict"))
            if judged != stored:
                found.append(f"sheet {sheet.pk}: verdicts are not those of the values")
            ends = Value.objects.filter(sheet=sheet, superseded_by=None).values_list("indicator_id", "part")
            if len(ends) != len(set(ends)):
                found.append(f"sheet {sheet.pk}: a chain of values with two ends")
        if not round_.frozen_hash:
            ids = [sheet.pk for sheet in sheets]
            models = (CriterionResult.objects.filter(sheet_id__in=ids), SheetRollup.objects.filter(round=round_))
            kept = [list(rows.order_by("id").values()) for rows in models]
            with transaction.atomic():
                roll_up(ids)
                if kept != [list(rows.order_by("id").values()) for rows in models]:
                    found.append(f"round {round_.pk}: the roll-up is not that of the verdicts")
                transaction.set_rollback(True)
        snapshots = {each.sheet_id: each for each in SheetSnapshot.objects.filter(round=round_)}
        signed = SheetSigner.objects.filter(sheet__round=round_, step="freeze").count()
        frozen = {
            "state": round_.state == "FROZEN",
            "hash": bool(round_.frozen_hash),
            "instant": round_.frozen_at is not None,
            "sheets": bool(sheets) and all(sheet.state == "FROZEN" for sheet in sheets),
            "snapshots": len(snapshots) == len(sheets),
            "signatures": signed == len(sheets),
        }
        if len(set(frozen.values())) != 1 or (snapshots and not frozen["hash"]) or (signed and not frozen["hash"]):
            found.append(f"round {round_.pk}: half a freeze: {frozen}")
        if round_.frozen_hash:
            import hashlib

            digests = []
            for sheet in sorted(sheets, key=lambda each: (each.unit_code, each.pk)):
                content = zlib.decompress(bytes(snapshots[sheet.pk].content))
                digests.append(f"{sheet.unit_code} {hashlib.sha256(content).hexdigest()}")
            full = AssessmentRound.objects.select_related("version__set").get(pk=round_.pk)
            if round_hash(full, digests) != round_.frozen_hash:
                found.append(f"round {round_.pk}: the hash is not that of its snapshots")
    written = Value.objects.filter(act="value.import").count()
    said = sum(int((run.applied or {}).get("written", 0)) for run in ImportRun.objects.filter(state="APPLIED"))
    if written != said:
        found.append(f"{written} values were imported, {said} were told")
    return {"faults": found, "imported": written}


ACTS = {each.__name__: each for each in (ready, freeze, upload, apply, work, recover, faults)}


def child(order: dict[str, Any], world: Any, listening: socket.socket) -> None:
    if order["act"] == "web":
        serve(listening)
    out = Path(order["out"])
    Path(f"{out}.begun").touch()
    try:
        answer = ACTS[order["act"]](world, order.get("arg"))
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    fresh = Path(f"{out}.fresh")
    fresh.write_text(json.dumps(answer), encoding="utf-8")
    fresh.replace(out)


def main() -> None:
    django.setup()

    from django.db import connections
    from django.test import Client
    from django.urls import get_resolver

    from dieuphoi.config import wsgi  # noqa: F401 - loaded before any fork

    world = world_of(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    get_resolver()._populate()
    # Once through everything, so that what is read and compiled at first use is there in every child.
    Client(headers={"host": "localhost"}).get("/accounts/login/")
    faults(world, None)
    connections.close_all()
    listening = socket.create_server(("127.0.0.1", 0), backlog=64)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries them
    print(listening.getsockname()[1], flush=True)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            try:
                child(json.loads(line), world, listening)
            finally:
                os._exit(0)
        print(pid, flush=True)


if __name__ == "__main__":
    main()

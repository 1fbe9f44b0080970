"""The keeper: starts the embedded server, restarts it when it is killed, stops it when nobody uses it any more."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import time
from dataclasses import asdict
from pathlib import Path

from dieuphoi.config import embedded
from dieuphoi.config.console import _
from dieuphoi.config.supervisor.server import Server
from dieuphoi.core.kernel.errors import DieuphoiError

TURN = 0.3  # seconds between two looks of the keeper


def keep(var: Path, ready: int, started_by: str, *, fast: bool) -> int:
    """The keeper: start the server, say so on ``ready``, keep it while anybody uses it, stop it.

    Exit code 0 after an orderly end, 1 when the server could not be started or did not stay up.
    """
    waited_for = {signal.SIGUSR1, signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
    with os.fdopen(ready, "w", encoding="utf-8") as answers:
        mine = embedded.open_lock(var / "keeper.lock")
        log = os.open(var / "postgres.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        server: Server | None = None
        for each in waited_for:
            signal.signal(each, _hear)
        try:
            if not _become_the_keeper(var, mine):
                answers.write(json.dumps({"ok": True}))
                return 0
            (var / "run.json").unlink(missing_ok=True)
            server = Server(var, embedded.locate(var).resolved(), fast, log)
            server.prepare()
            server.start()
            server.furnish()
            _publish(var, server, started_by)
        except (DieuphoiError, OSError) as error:
            if server is not None:
                server.stop()
            text = str(error) if isinstance(error, DieuphoiError) else embedded.explain(str(error), var)
            answers.write(json.dumps({"error": text}))
            return 1
        except BaseException as error:
            if server is not None:
                server.stop()
            answers.write(json.dumps({"error": embedded.explain(repr(error), var)}))
            raise
        answers.write(json.dumps({"ok": True}))
    try:
        return _watch(var, server, started_by)
    finally:
        (var / "run.json").unlink(missing_ok=True)
        server.stop()


_heard: list[int] = []


def _hear(number: int, _frame: object) -> None:
    _heard.append(number)


def _nap(seconds: float) -> None:
    """Sleep until a signal is heard, at most ``seconds``."""
    limit = time.monotonic() + seconds
    while not _heard and (left := limit - time.monotonic()) > 0:
        # time.sleep goes on after a handler ran, so sleep in slices a person does not feel.
        time.sleep(min(left, 0.05))


def _become_the_keeper(var: Path, mine: int) -> bool:
    """Take the keeper's lock; False when another keeper already serves (its starter was interrupted)."""
    limit = time.monotonic() + embedded.START_LIMIT
    while not embedded.try_lock(mine, fcntl.LOCK_EX):
        if embedded.find_running(var) is not None:
            return False
        if time.monotonic() > limit:
            raise embedded.DatabaseUnavailable(
                _("Một tiến trình giữ cơ sở dữ liệu khác không trả lời; nhật ký ở %(log)s.")
                % {"log": var / "postgres.log"}
            )
        time.sleep(0.05)
    return True


def _publish(var: Path, server: Server, started_by: str) -> None:
    text = json.dumps(asdict(server.running(started_by)), ensure_ascii=False, indent=1)
    embedded.write_private(var / "run.json", text + "\n")


def _watch(var: Path, server: Server, started_by: str) -> int:
    users = embedded.open_lock(var / "users.lock")
    while True:
        _nap(TURN)
        heard = set(_heard)
        _heard.clear()
        if heard & {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}:
            server.stop()
            return 0
        if server.died():
            assert server.process is not None
            os.write(
                server.log, f"keeper: postgres ended ({server.process.returncode}), restarting\n".encode()
            )
            if not server.may_restart():
                os.write(server.log, b"keeper: too many restarts, giving up\n")
                return 1
            with contextlib.suppress(embedded.DatabaseUnavailable):
                server.start()
                _publish(var, server, started_by)
            continue
        if not var.is_dir():  # the clone was deleted under us
            server.stop()
            return 0
        if _nobody_uses(users) and _stop_unless_used(var, users, server):
            return 0


def _nobody_uses(users: int) -> bool:
    if not embedded.try_lock(users, fcntl.LOCK_EX):
        return False
    fcntl.flock(users, fcntl.LOCK_UN)
    return True


def _stop_unless_used(var: Path, users: int, server: Server) -> bool:
    """Stop while holding the run lock, so that nobody finds a server that is about to go."""
    try:
        with embedded.run_lock(var):
            if not _nobody_uses(users):
                return False
            (var / "run.json").unlink(missing_ok=True)
            server.stop()
            return True
    except DieuphoiError:
        return False

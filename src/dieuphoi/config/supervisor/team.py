"""A team of processes: what ``serve``, ``demo`` and ``dev`` run."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from dieuphoi.config.console import _, say
from dieuphoi.config.supervisor.children import RESTART_WINDOW, with_parent


@dataclass(frozen=True, slots=True)
class Member:
    """One process of a team: a name for people, its command, where it runs and what its environment adds."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    cwd: str | None = None
    quiet: bool = False  # its standard output is of no use to the person; complaints still come through


class Team:
    """Processes that start together and end together.

    Ctrl-C or SIGTERM stops all of them in order; a member that ends by itself is started again, and when it
    ends too often the whole team stops. Members stand in their own process groups, so that Ctrl-C reaches
    the team only, and receive SIGTERM from the kernel when the team itself is killed.
    """

    def __init__(self, members: Sequence[Member], *, watch: Callable[[], None] | None = None) -> None:
        self._members = members
        self._watch = watch
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._ends: dict[str, list[float]] = {}
        self._stopping = False

    def _start(self, member: Member) -> None:
        self._processes[member.name] = subprocess.Popen(
            list(member.command),
            stdin=subprocess.DEVNULL,
            env={**os.environ, **member.environment},
            cwd=member.cwd,
            stdout=subprocess.DEVNULL if member.quiet else None,
            process_group=0,
            preexec_fn=with_parent(signal.SIGTERM),
        )

    def _asked_to_stop(self, _number: int, _frame: object) -> None:
        self._stopping = True

    def run(self) -> int:
        """Run until asked to stop (returns 0) or until a member keeps ending (returns 1)."""
        before = {
            number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        }
        for number in before:
            signal.signal(number, self._asked_to_stop)
        looked = time.monotonic()
        try:
            for member in self._members:
                self._start(member)
            while not self._stopping:
                time.sleep(0.1)
                for member in self._members:
                    if not self._stopping and self._processes[member.name].poll() is not None:
                        code = self._processes[member.name].returncode
                        say(_("%(name)s đã dừng (mã %(code)s)") % {"name": member.name, "code": code})
                        now = time.monotonic()
                        ends = [at for at in self._ends.get(member.name, []) if now - at < RESTART_WINDOW] + [
                            now
                        ]
                        self._ends[member.name] = ends
                        if len(ends) > 3:
                            return 1
                        time.sleep(0.5)
                        self._start(member)
                if self._watch is not None and time.monotonic() - looked > 3:
                    looked = time.monotonic()
                    self._watch()
            return 0
        finally:
            self._stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self) -> None:
        for process in self._processes.values():
            if process.poll() is None:
                process.terminate()
        limit = time.monotonic() + 10
        for process in self._processes.values():
            try:
                process.wait(max(0.1, limit - time.monotonic()))
            except subprocess.TimeoutExpired:
                with contextlib.suppress(OSError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()

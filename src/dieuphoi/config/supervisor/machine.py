"""What the machine says: which port is free, and which ``postgres`` works in a folder."""

from __future__ import annotations

import os
import socket
from pathlib import Path


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return False
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def processes_in(data: Path) -> list[int]:
    """Living ``postgres`` processes whose working folder is ``data``: the server's and its children's is."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            if (entry / "cwd").readlink() != data:
                continue
            state = (
                (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0]
            )
        except OSError:  # gone, a zombie, or not ours to see
            continue
        if state != "Z":
            found.append(int(entry.name))
    return found

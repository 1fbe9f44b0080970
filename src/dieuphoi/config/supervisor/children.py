"""Child processes: what ties one to the life of its parent, and how often one that ends is started again."""

from __future__ import annotations

import ctypes
import os
import signal
from collections.abc import Callable

PR_SET_PDEATHSIG = 1
RESTARTS, RESTART_WINDOW = 5, 60.0  # a server that dies more often than this stays down


def with_parent(sent: signal.Signals) -> Callable[[], None]:
    """A ``preexec_fn``: the kernel sends ``sent`` to the child when its parent dies.

    For programs without threads. Called after ``subprocess`` changed the account: that clears the wish.
    """
    library = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def wish() -> None:
        library.prctl(PR_SET_PDEATHSIG, int(sent), 0, 0, 0)
        if os.getppid() != parent:  # the parent died between fork and wish
            os._exit(1)

    return wish

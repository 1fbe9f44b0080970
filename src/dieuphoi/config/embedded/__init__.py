"""The database of this clone: our own PostgreSQL from a wheel, or the server of ``DATABASE_URL``.

Why and how: ``docs/decisions/embedded-postgresql.md``. This is the side of the commands: where things
are, which server is there, and :func:`ensure_running`. The keeper, the process whose direct child
``postgres`` is, lives in :mod:`dieuphoi.config.supervisor`.

In the state folder (``var/`` of the clone, or ``DIEUPHOI_VAR``)::

    run.json          port, pid, version, who started it … of the running server (mode 0600)
    run.lock          held while somebody starts or stops the server
    users.lock        every command that uses the server holds it shared, for its own life
    keeper.lock       the keeper holds it exclusively, for its own life
    postgres/         the data          postgres.password, postgres.port, postgres.log

Liveness is never read from a pid: the kernel gives up a lock at the death of its holder, so a killed
keeper, a reused pid or a file left behind by a power cut cannot be taken for a running server.

Nothing here imports Django: settings import this module.
"""

from __future__ import annotations

from dieuphoi.config.embedded.accounts import Account
from dieuphoi.config.embedded.address import (
    NEWEST,
    OLDEST,
    check_server,
    connection_for_settings,
    database_url,
    parse_database_url,
)
from dieuphoi.config.embedded.binaries import INSTALL, WHEEL, wheel_install
from dieuphoi.config.embedded.complaints import DatabaseUnavailable, WrongDatabaseUrl, explain, tail
from dieuphoi.config.embedded.folders import make_state_dir, repository_root, state_dir
from dieuphoi.config.embedded.holding import Handle, ensure_running, start_for_tests
from dieuphoi.config.embedded.locks import open_lock, run_lock, try_lock
from dieuphoi.config.embedded.places import Place, locate
from dieuphoi.config.embedded.running import (
    DATABASE,
    ROLE,
    START_LIMIT,
    SUPERUSER,
    Running,
    find_running,
    write_private,
)

__all__ = [
    "DATABASE", "INSTALL", "NEWEST", "OLDEST", "ROLE", "START_LIMIT", "SUPERUSER", "WHEEL", "Account",
    "DatabaseUnavailable", "Handle", "Place", "Running", "WrongDatabaseUrl", "check_server",
    "connection_for_settings", "database_url", "ensure_running", "explain", "find_running", "locate",
    "make_state_dir", "open_lock", "parse_database_url", "repository_root", "run_lock", "start_for_tests",
    "state_dir", "tail", "try_lock", "wheel_install", "write_private",
]  # fmt: skip

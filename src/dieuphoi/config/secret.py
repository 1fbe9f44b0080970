"""The key of a machine that was given none: made once, kept in ``var/`` for its owner only."""

from __future__ import annotations

import contextlib
import secrets
from pathlib import Path

from dieuphoi.core.kernel.durable import written_whole


def secret_key(var: Path) -> str:
    """Return the key in ``var/secret_key``, written on first use (mode 0600)."""
    path = var / "secret_key"
    if not path.exists():
        # Two processes starting at once agree on one key: the second finds the first one's.
        with contextlib.suppress(FileExistsError), written_whole(path, mode=0o600, replace=False) as out:
            out.write(secrets.token_urlsafe(50).encode("ascii"))
    return path.read_text(encoding="ascii").strip()

"""Which notices there are, and who hears what the lower packages announce."""

from __future__ import annotations


def register_all_notices() -> None:
    """Called when Django is ready."""

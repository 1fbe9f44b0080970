"""Which packages have a ``chain.py``: their kinds of record and edges are registered once, from the lowest floor up."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from dieuphoi.core.chain.registry import register_chain

PACKAGES: Final[tuple[str, ...]] = (
    "core.exchange",
    "registry.territory",
    "registry.organisations",
    "registry.profile",
    "registry.access",
    "programme.criteria",
    "programme.assessments",
    "programme.recognition",
    "programme.targets",
    "steering.tasks",
    "steering.directives",
    "steering.meetings",
    "insight.portal",
)
"""Packages of ours, lowest floor first."""


def register_all() -> None:
    """Register every ``chain.py``. Called when Django is ready."""
    for package in PACKAGES:
        register_chain(import_module(f"dieuphoi.{package}.chain"))

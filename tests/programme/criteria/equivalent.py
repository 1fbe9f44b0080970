"""Mutants that judge nothing differently, each with the reason, worked out by hand."""

from __future__ import annotations

EQUIVALENT: dict[str, dict[str, str]] = {}

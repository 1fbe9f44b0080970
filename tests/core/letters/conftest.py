from __future__ import annotations

from tests.insight.conftest import signed_in

__all__ = ["signed_in"]

"""Địa bàn: nạp đơn vị hành chính của một tỉnh, xem các đơn vị của một ngày."""

from __future__ import annotations

from dieuphoi.config.commands.territory import boundaries, changes, classes, units  # noqa: F401 - they hang on the group
from dieuphoi.config.commands.territory.root import DayParameter, territory

needs_database = True

__all__ = ["DayParameter", "territory"]

"""Dates and numbers are written the same in both languages: 01/02/2026 is 1 February for everybody."""

from dieuphoi.core.kernel.formats.vi.formats import *  # noqa: F403

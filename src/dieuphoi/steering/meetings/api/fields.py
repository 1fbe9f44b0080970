"""What the fields of this package's forms may hold, so that nothing longer than its column is ever tried."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from dieuphoi.core.kernel.dates import LOCAL_ZONE

EARLIEST, LATEST = 2000, 2199
"""Years in which meetings and entries may lie, here as on the pages."""


def _instant(at: datetime) -> datetime:
    """An instant without a zone is meant in Vietnam's time; a year far off is a slip."""
    if not EARLIEST <= at.year <= LATEST:
        raise ValueError("Năm phải từ 2000 đến 2199.")
    return at if at.tzinfo is not None else at.replace(tzinfo=LOCAL_ZONE)


def _no_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("Văn bản có ký tự không lưu được (NUL).")
    return text


Instant = Annotated[datetime, AfterValidator(_instant)]
Title = Annotated[str, AfterValidator(_no_nul), StringConstraints(max_length=300)]
Link = Annotated[str, AfterValidator(_no_nul), StringConstraints(max_length=500)]
Name = Annotated[str, AfterValidator(_no_nul), StringConstraints(max_length=120)]
Mark = Annotated[str, AfterValidator(_no_nul), StringConstraints(max_length=40)]
Count = Annotated[int, Field(ge=0, le=9_999)]
Number = Annotated[int, Field(ge=1, le=99_999)]
Place = Annotated[int, Field(ge=1, le=999)]

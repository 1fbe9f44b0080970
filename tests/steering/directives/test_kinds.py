"""The kinds of documents are data of their decree."""

from __future__ import annotations

import pytest

from dieuphoi.steering.directives.models import DocumentKind

pytestmark = pytest.mark.django_db


def test_the_29_kinds_of_the_decree_of_2020_are_there_with_their_source() -> None:
    rows = list(DocumentKind.objects.order_by("position"))
    assert len(rows) == 29
    assert {"NQ", "QĐ", "CT", "KH", "TTr", "GNP"} <= {row.short for row in rows}
    assert [row.name for row in rows if row.short == ""] == ["Công văn", "Thư công"]
    assert {row.source for row in rows} == {"Nghị định 30/2020/NĐ-CP ngày 05/3/2020, Điều 7 và Phụ lục III"}

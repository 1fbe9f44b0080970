"""Imports are found by file, kind, target and author, with or without marks, within one's scope."""

from __future__ import annotations

from datetime import datetime

from dieuphoi.core.chain.registry import kind_of
from dieuphoi.core.exchange.chain import find_runs
from dieuphoi.core.kernel.actor import Actor
from tests.core.exchange.conftest import OrgImporter
from tests.core.exchange.test_runs import upload


def test_runs_are_found_within_the_scope_best_first(
    importer: OrgImporter, office: Actor, officer: Actor, now: datetime
) -> None:
    for name in ("Đường xá.xlsx", "Bảng Dương.xlsx", "đương.xlsx"):
        upload(office, [["A", "Sở A", "", ""]], now, name=name)
    find = kind_of("import_run").find
    assert find is find_runs
    assert {hit.title for hit in find_runs(office, "duong", office.on, 10)} == {
        "Đường xá.xlsx", "Bảng Dương.xlsx", "đương.xlsx",
    }  # fmt: skip
    assert find_runs(office, "đường", office.on, 10)[0].title == "Đường xá.xlsx"
    assert find_runs(office, "co quan duong", office.on, 1)[0].url.startswith("/imports/")
    assert find_runs(officer, "duong", officer.on, 10) == []
    assert find_runs(office, "  ", office.on, 10) == []

"""Imports of organisations, posts and of who follows what are taken back: nothing is deleted."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
import xlsxwriter

from dieuphoi.core.exchange.models import ImportRun
from dieuphoi.core.exchange.services import import_apply, import_undo, import_upload
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.registry.organisations.models import FieldMonitor, OrgName, OrgParent, OrgUnit, Post
from dieuphoi.registry.organisations.selectors import orgs_on
from dieuphoi.registry.organisations.services import post_create
from dieuphoi.registry.organisations.sheets.monitors import MONITOR_SHEET
from dieuphoi.registry.organisations.sheets.orgs import ORG_SHEET
from dieuphoi.registry.organisations.sheets.posts import POST_SHEET
from tests.registry.organisations.cast import DAY, NOW, SYSTEM, Cast

pytestmark = pytest.mark.django_db


def bring(spec: Any, rows: list[dict[str, Any]]) -> ImportRun:
    headers = {column.key: str(column.header) for column in spec.columns}
    keys = list(dict.fromkeys(key for row in rows for key in row))
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet()
        for place, key in enumerate(keys):
            sheet.write_string(0, place, headers[key])
            for number, row in enumerate(rows, start=1):
                value = row.get(key)
                if isinstance(value, str):
                    sheet.write_string(number, place, value)
                elif value is not None:
                    sheet.write(number, place, value)
    run = import_upload(actor=SYSTEM, kind=spec.key, target={}, data=out.getvalue(), name="a.xlsx", now=NOW)
    assert run.state == "CHECKED", run.errors
    return import_apply(actor=SYSTEM, run_id=run.pk, now=NOW)


def undo(run: ImportRun) -> ImportRun:
    return import_undo(actor=SYSTEM, run_id=run.pk, reason="nhầm tệp", now=NOW)


ORGS = [
    {"code": "SNN", "name": "Sở Nông nghiệp và Môi trường", "kind": "department", "since": date(2026, 3, 1),
     "parent": "UBND"},
    {"code": "STN", "name": "Sở Tài nguyên và Môi trường", "kind": "department", "parent": "BAN"},
    {"code": "BAN", "name": "Ban mới", "kind": "department", "parent": "UBND"},
]  # fmt: skip


def test_organisations_are_as_before_and_the_code_can_be_used_again(cast: Cast) -> None:
    before = orgs_on(SYSTEM, DAY)
    counts = [model.objects.count() for model in (OrgUnit, OrgName, OrgParent)]
    run = bring(ORG_SHEET, ORGS)
    assert orgs_on(SYSTEM, DAY) != before
    undone = undo(run)
    assert undone.state == "UNDONE" and orgs_on(SYSTEM, DAY) == before
    gone = OrgUnit.objects.get(name="Ban mới")
    assert gone.valid.isempty and gone.code == f"BAN~{gone.pk}"
    assert [model.objects.count() for model in (OrgUnit, OrgName, OrgParent)] >= counts
    bring(ORG_SHEET, ORGS)
    assert {row.code: row.name for row in orgs_on(SYSTEM, DAY)}["BAN"] == "Ban mới"


def test_organisations_stay_while_a_post_stands_in_a_new_one(cast: Cast) -> None:
    run = bring(ORG_SHEET, ORGS)
    there = OrgUnit.objects.get(code="BAN")
    post_create(actor=SYSTEM, org_id=there.pk, title="Trưởng ban", now=NOW)
    after = orgs_on(SYSTEM, DAY)
    with pytest.raises(Refused, match="Trưởng ban") as caught:
        undo(run)
    assert caught.value.code == "rests" and orgs_on(SYSTEM, DAY) == after


def test_organisations_changed_since_are_named(cast: Cast) -> None:
    run = bring(ORG_SHEET, ORGS)
    with act(SYSTEM, "test.later"):
        OrgUnit.objects.filter(code="BAN").update(phone="999")
    with pytest.raises(Refused, match="Ban mới") as caught:
        undo(run)
    assert caught.value.code == "changed_since"


POSTS = [{"org": "SNN", "title": "Kế toán trưởng", "seats": 1}]


def test_posts_are_as_before_and_refuse_after_a_later_change(cast: Cast) -> None:
    before = list(Post.objects.order_by("pk").values_list("pk", "title", "seats"))
    run = bring(POST_SHEET, POSTS)
    undo(run)
    left = Post.objects.filter(valid__isempty=False).order_by("pk").values_list("pk", "title", "seats")
    assert list(left) == before and Post.objects.count() == len(before) + 1
    run = bring(POST_SHEET, POSTS)
    with act(SYSTEM, "test.later"):
        Post.objects.filter(title="Kế toán trưởng").update(seats=2)
    with pytest.raises(Refused, match="Kế toán trưởng"):
        undo(run)


def test_who_follows_what_is_as_before_and_refuses_after_a_later_change(cast: Cast) -> None:
    rows = [{"org": "SNN-TL", "unit": "98001", "start": date(2026, 2, 1)}]
    run = bring(MONITOR_SHEET, rows)
    assert FieldMonitor.objects.on(DAY).count() == 1
    undo(run)
    assert FieldMonitor.objects.on(DAY).count() == 0 and FieldMonitor.objects.get().valid.isempty
    run = bring(MONITOR_SHEET, rows)
    with act(SYSTEM, "test.later"):
        FieldMonitor.objects.on(DAY).update(decision="9/QĐ")
    with pytest.raises(Refused) as caught:
        undo(run)
    assert caught.value.code == "changed_since"

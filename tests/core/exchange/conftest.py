"""An importer of agencies for the tests: the real mechanism over a real table of the registry."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter

from dieuphoi.core.exchange.columns import SheetColumn, SheetSpec
from dieuphoi.core.exchange.importers import (
    Applied,
    Checked,
    Importer,
    Target,
    register_importer,
    unregister_importer,
)
from dieuphoi.core.exchange.reader import Table
from dieuphoi.core.exchange.writer import write_sheet
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor, Grant, system_actor
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal
from dieuphoi.core.kernel.ranges import date_range
from dieuphoi.registry.accounts.models import Account
from dieuphoi.registry.organisations.models import OrgUnit, Person

SPEC = SheetSpec(
    key="test-orgs",
    title="Danh sách cơ quan",
    columns=(
        SheetColumn("code", "Mã cơ quan", "code", required=True),
        SheetColumn("name", "Tên cơ quan", required=True, max_length=200, help="Tên đầy đủ"),
        SheetColumn("kind", "Loại", "choice", choices=[("department", "Sở, ngành"), ("team", "Tổ giúp việc")]),
        SheetColumn("phone", "Điện thoại", max_length=40),
    ),
    identity=("code",),
)
NAMES = {column.key: column.header for column in SPEC.columns}


class OrgImporter(Importer[Table]):
    spec = SPEC
    can_undo = True
    has_template = True

    def __init__(self) -> None:
        self.before: dict[int, list[dict[str, Any]]] = {}
        self.pause: Callable[[], None] | None = None

    def may(self, actor: Actor, target: Target) -> Answer:
        if actor.has_role("office_head", "office_specialist", "department_officer"):
            return Allowed()
        return Refusal("not_allowed", "Chỉ Văn phòng được nhập danh sách cơ quan.")

    def template(self, actor: Actor, target: Target, now: datetime) -> tuple[bytes, str]:
        return write_sheet(SPEC, list(_orgs().values()), now=now), "Danh sách cơ quan.xlsx"

    def check(self, actor: Actor, target: Target, table: Table, now: datetime) -> Checked:
        checked = Checked(payload=[])
        orgs = _orgs()
        for row in table.rows:
            if row.get("name") == "Cấm":
                checked.errors.append(table.error(row, "name", "Tên này không được dùng."))
            elif row.get("code"):
                after = {key: value for key, value in row.values.items() if key != "code"}
                kind = checked.difference.compare(row["code"], row.number, orgs.get(row["code"]), after, NAMES)
                if kind != "same":
                    checked.payload.append((row["code"], after))
        return checked

    def apply(self, actor: Actor, target: Target, checked: Checked, run_id: int, now: datetime) -> Applied:
        orgs = _orgs()
        self.before[run_id] = [orgs[code] for code, _after in checked.payload if code in orgs]
        for code, after in checked.payload:
            given = {key: value or "" for key, value in after.items()}
            if given.get("kind") == "":
                given["kind"] = "department"
            if code in orgs:
                OrgUnit.objects.filter(code=code).update(**given)
            else:
                OrgUnit.objects.create(code=code, valid=date_range(date(2025, 1, 1), None), **given)
        if self.pause:
            self.pause()
        return Applied(dict(checked.difference.counts))

    def undo(self, actor: Actor, target: Target, run_id: int, now: datetime) -> Applied:
        for org in self.before[run_id]:
            OrgUnit.objects.filter(code=org["code"]).update(**org)
        return Applied({"changed": len(self.before[run_id])})


def _orgs() -> dict[str, dict[str, Any]]:
    return {org["code"]: org for org in OrgUnit.objects.order_by("code").values("code", "name", "kind", "phone")}


@pytest.fixture
def importer() -> Iterator[OrgImporter]:
    found = OrgImporter()
    register_importer(found)
    yield found
    unregister_importer(found.kind)


def make_actor(username: str, today: date, *roles: str) -> Actor:
    """An account of the database and an actor with these roles."""
    with act(system_actor(today), "test.people"):
        person = Person.objects.create(full_name=f"Người {username}")
        account = Account.objects.create(username=username, person=person)
    return Actor(account.pk, username, today, tuple(Grant(role) for role in roles))


@pytest.fixture
def office(db: None, today: date) -> Actor:
    return make_actor("hanh", today, "office_head")


@pytest.fixture
def officer(db: None, today: date) -> Actor:
    return make_actor("thu", today, "department_officer")


@pytest.fixture
def commune(db: None, today: date) -> Actor:
    return make_actor("vy", today, "commune_officer")


@pytest.fixture(autouse=True)
def _own_storage(settings: Any, tmp_path: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }


def workbook(rows: Sequence[Sequence[Any]], *, sheet: str = "Trang1", formats: dict[Any, str] | None = None) -> bytes:
    """A plain XLSX as people make it; ``formats`` gives number formats by (row, column) from zero."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet(sheet)
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            style = book.add_format({"num_format": formats[r, c]}) if formats and (r, c) in formats else None
            if isinstance(value, date):
                page.write_datetime(r, c, value, style or day)
            elif isinstance(value, str):
                page.write_string(r, c, value)
            elif value is not None:
                page.write(r, c, value, style)
    book.close()
    return out.getvalue()

"""The sheet of organisations: the same columns out and in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.exchange.columns import SheetColumn, SheetSpec
from dieuphoi.core.exchange.importers import NEW, SAME, Applied, Checked, Importer, Target
from dieuphoi.core.exchange.reader import Row, Table
from dieuphoi.core.exchange.selectors import import_run
from dieuphoi.core.exchange.undoing import restore
from dieuphoi.core.exchange.writer import write_sheet
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.registry.organisations import policies
from dieuphoi.registry.organisations.models import OrgName, OrgParent, OrgUnit
from dieuphoi.registry.organisations.selectors import KIND_CHOICES, LEVEL_CHOICES, OrgRow, orgs_on
from dieuphoi.registry.organisations.services import NewOrg, clean, one_at_a_time, orgs_create, orgs_update
from dieuphoi.registry.organisations.sheets.undoing import (
    NAME_NAMED,
    SUPERIOR_NAMED,
    never_valid,
    never_valid_and_free,
    refuse_inside,
)
from dieuphoi.registry.territory.selectors import Places, units_on

ORG_SHEET: Final = SheetSpec(
    key="organisations",
    title=_("Danh sách cơ quan"),
    columns=(
        SheetColumn("code", _("Mã cơ quan"), "code", required=True, max_length=40, width=16, aliases=("Mã",)),
        SheetColumn("name", _("Tên cơ quan"), required=True, max_length=200, width=44, aliases=("Tên",)),
        SheetColumn(
            "kind",
            _("Loại cơ quan"),
            "choice",
            required=True,
            choices=KIND_CHOICES,
            width=30,
            aliases=("Loại",),
        ),
        SheetColumn(
            "parent",
            _("Mã cơ quan cấp trên"),
            "code",
            max_length=40,
            width=18,
            help=_("Để trống khi không có."),
            aliases=("Cơ quan cấp trên",),
        ),
        SheetColumn(
            "place",
            _("Địa bàn (mã hoặc tên)"),
            "code",
            max_length=120,
            width=24,
            help=_("Mã hoặc tên của xã, tỉnh. Ủy ban nhân dân xã bắt buộc có."),
            aliases=("Địa bàn", "Mã xã"),
        ),
        SheetColumn("phone", _("Điện thoại"), "code", max_length=40, width=16),
        SheetColumn("short_name", _("Tên viết tắt"), max_length=60, width=16),
        SheetColumn("level", _("Cấp"), "choice", choices=LEVEL_CHOICES, width=12),
        SheetColumn("founded_on", _("Ngày thành lập"), "date", width=14),
        SheetColumn("founding_decision", _("Quyết định thành lập"), max_length=200, width=28),
        SheetColumn("document_symbol", _("Ký hiệu văn bản"), "code", max_length=40, width=16),
        SheetColumn(
            "since",
            _("Tên, cấp trên có từ ngày"),
            "date",
            width=16,
            help=_("Ghi ngày khi tên hoặc cấp trên đổi từ ngày đó; để trống khi sửa lại cho đúng."),
        ),
    ),
    identity=("code",),
    notes=(_("Mỗi dòng một cơ quan. Cơ quan không có trong tệp được giữ nguyên."),),
    sheet_name=_("Cơ quan"),
    file_name="co-quan.xlsx",
)
NAMES: Final = {column.key: column.header for column in ORG_SHEET.columns}


@dataclass(slots=True)
class _Plan:
    """What an accepted file will write."""

    new: list[NewOrg] = field(default_factory=list)
    changes: dict[int, dict[str, Any]] = field(default_factory=dict)
    """``{organisation: {column: value}}``; ``parent`` holds a code, for it may be a new one."""


class OrganisationImporter(Importer[Table]):
    """Organisations by a sheet: makes new ones, changes known ones (by code), removes none."""

    spec = ORG_SHEET
    has_template = True
    writes = (OrgUnit, OrgName, OrgParent)
    can_undo = True

    def may(self, actor: Actor, target: Target) -> Answer:
        return policies.may_manage_organisations(actor)

    def back_url(self, target: Target) -> str:
        return reverse("organisations:orgs")

    def template(self, actor: Actor, target: Target, now: datetime) -> tuple[bytes, str]:
        return org_workbook(actor, now), ORG_SHEET.file_name

    def check(self, actor: Actor, target: Target, table: Table, now: datetime) -> Checked:
        day = today(now)
        known = {org.code: org for org in orgs_on(actor, day)}
        places = Places(units_on(actor, day))
        codes = {clean(row.get("code")) for row in table.rows} | known.keys()
        parents: dict[str, str] = {org.code: org.parent_code for org in known.values()}
        checked = Checked()
        plan = _Plan()
        rows: list[tuple[Row, dict[str, Any]]] = []
        for row in table.rows:
            values = _values(row)
            code = values.get("code", "")
            if values.get("place"):
                values["place"] = _place(table, row, places, checked)
            parent = values.get("parent")
            if parent and parent not in codes:
                message = gettext("Không có cơ quan mã “%(code)s” trong tệp và trong hệ thống.") % {
                    "code": parent
                }
                checked.errors.append(table.error(row, "parent", message))
            if "parent" in values and code:
                parents[code] = parent or ""
            _check_place(table, row, values, known.get(code), checked)
            rows.append((row, values))
        for row, values in rows:
            if _goes_round(values.get("code", ""), parents):
                message = gettext("Cơ quan này là cấp trên của chính nó, qua các cấp trên ghi trong tệp.")
                checked.errors.append(table.error(row, "parent", message))
        if checked.errors or table.errors:
            return checked
        for row, values in rows:
            self._compare(row, values, known.get(values["code"]), plan, checked)
        checked.payload = plan
        return checked

    def _compare(
        self, row: Row, values: dict[str, Any], there: OrgRow | None, plan: _Plan, checked: Checked
    ) -> None:
        place = values.get("place")
        since = values.pop("since", None)
        if values.get("level", "") is None:
            del values["level"]
        shown = dict(values)
        if "place" in values:
            shown["place"] = place.code or place.full_name if place is not None else None
        before = {} if there is None else _today(there)
        kind = checked.difference.compare(
            f"{values['code']} {values['name']}", row.number, before or None, shown, NAMES
        )
        if kind == NEW:
            plan.new.append(
                NewOrg(
                    code=values["code"],
                    name=values["name"],
                    kind=values["kind"],
                    parent=values.get("parent") or "",
                    place_id=place.id if place is not None else None,
                    phone=values.get("phone") or "",
                    start=since,
                    level=values.get("level") or "",
                    short_name=values.get("short_name") or "",
                    founded_on=values.get("founded_on"),
                    founding_decision=values.get("founding_decision") or "",
                    document_symbol=values.get("document_symbol") or "",
                )
            )
        elif kind != SAME and there is not None:
            plan.changes[there.id] = {
                key: values[key] for key in values if before[key] != (shown[key] or None)
            }
            if since is not None and {"name", "short_name", "parent"} & plan.changes[there.id].keys():
                plan.changes[there.id]["since"] = since

    def apply(self, actor: Actor, target: Target, checked: Checked, run_id: int, now: datetime) -> Applied:
        plan: _Plan = checked.payload
        ids = {org.code: org.id for org in orgs_on(actor, today(now))}
        if plan.new:
            ids |= orgs_create(actor=actor, rows=plan.new, now=now)
        if plan.changes:
            orgs_update(
                actor=actor,
                changes={org: _fields(values, ids) for org, values in plan.changes.items()},
                now=now,
            )
        return Applied({"new": len(plan.new), "changed": len(plan.changes)})

    def undo(self, actor: Actor, target: Target, run_id: int, now: datetime) -> Applied:
        made: list[int] = []

        def end(rows: list[Any]) -> None:
            made.extend(row.pk for row in rows)
            never_valid_and_free("code")(rows)

        one_at_a_time()
        done = restore(
            import_run(actor, run_id),
            self.writes,
            end={OrgUnit: end, OrgName: never_valid, OrgParent: never_valid},
            kinds={OrgUnit: "org"},
            named={OrgName: NAME_NAMED, OrgParent: SUPERIOR_NAMED},
        )
        refuse_inside(made)
        return done


def org_workbook(
    actor: Actor, now: datetime, *, rows: list[OrgRow] | None = None, filters: str = ""
) -> bytes:
    """Today's organisations (or ``rows`` of them) as the sheet that can be brought back."""
    day = today(now)
    wanted = orgs_on(actor, day) if rows is None else rows
    return write_sheet(
        ORG_SHEET,
        [_today(row) for row in wanted],
        now=now,
        as_of=day,
        filters_in_words=filters,
        protect=False,
        blank_rows=50,
    )


def _values(row: Row) -> dict[str, Any]:
    """The row's values with clean text; an absent column stays absent."""
    return {
        key: clean(value) or None if isinstance(value, str) else value for key, value in row.values.items()
    }


def _today(org: OrgRow) -> dict[str, Any]:
    return {
        "code": org.code,
        "name": org.name,
        "kind": org.kind,
        "parent": org.parent_code or None,
        "place": org.place_code or org.place_name or None,
        "phone": org.phone or None,
        "short_name": org.short_name or None,
        "level": org.level or None,
        "founded_on": org.founded_on,
        "founding_decision": org.founding_decision or None,
        "document_symbol": org.document_symbol or None,
    }


def _place(table: Table, row: Row, places: Places, checked: Checked) -> Any:
    try:
        return places.find(str(row["place"]))
    except ValueError as error:
        checked.errors.append(table.error(row, "place", str(error)))
        return None


def _check_place(
    table: Table, row: Row, values: Mapping[str, Any], there: OrgRow | None, checked: Checked
) -> None:
    if values.get("kind") != "commune":
        return
    place = values.get("place")
    if place is not None and place.kind != "commune":
        message = gettext("%(unit)s không phải là đơn vị cấp xã.") % {"unit": place.full_name}
        checked.errors.append(table.error(row, "place", message))
    if row.get("place"):
        return
    if there is None or there.place_id is None or "place" in values:
        message = gettext("Ủy ban nhân dân xã cần có địa bàn. Hãy ghi mã hoặc tên xã.")
        checked.errors.append(table.error(row, "place", message))


def _goes_round(code: str, parents: Mapping[str, str]) -> bool:
    at, steps = parents.get(code, ""), 0
    while at and steps <= len(parents):
        if at == code:
            return True
        at, steps = parents.get(at, ""), steps + 1
    return False


def _fields(values: Mapping[str, Any], ids: Mapping[str, int]) -> dict[str, Any]:
    """The model's fields of a changed row. A column that the file lacks is not among them."""
    kept = ("name", "kind", "since", "founded_on")
    fields: dict[str, Any] = {key: values[key] for key in kept if key in values}
    for key in ("short_name", "founding_decision", "document_symbol"):
        if key in values:
            fields[key] = values[key] or ""
    if values.get("level"):
        fields["level"] = values["level"]
    if "parent" in values:
        fields["parent_id"] = ids[values["parent"]] if values["parent"] else None
    if "place" in values:
        fields["place_id"] = values["place"].id if values["place"] is not None else None
    if "phone" in values:
        fields["phone"] = values["phone"] or ""
    return fields

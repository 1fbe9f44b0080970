"""Who verifies what: the owner department of each indicator of a set, out and in by one sheet (core.exchange)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.exchange.columns import SheetColumn, SheetSpec
from dieuphoi.core.exchange.importers import Applied, Checked, Importer, Target
from dieuphoi.core.exchange.reader import Table
from dieuphoi.core.exchange.selectors import import_run
from dieuphoi.core.exchange.undoing import Named, never_valid, refuse_rests, restore, touched
from dieuphoi.core.exchange.writer import write_sheet
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.core.kernel.text import safe_filename
from dieuphoi.programme.criteria import policies, selectors
from dieuphoi.programme.criteria.models import IndicatorOwner
from dieuphoi.programme.criteria.services import owners_carried_over, owners_set
from dieuphoi.registry.organisations.selectors import orgs_on

KIND = "indicator-owners"
_NAMED = Named(lambda row: f"{row.indicator.code} – {row.org.name}", ("indicator", "org"))


class OwnersImporter(Importer[Table]):
    """The owner department of each indicator, by its code. An empty cell changes nothing."""

    spec = SheetSpec(
        key=KIND,
        title=gettext_lazy("Cơ quan thẩm định từng chỉ tiêu"),
        columns=(
            SheetColumn("code", gettext_lazy("Mã chỉ tiêu"), "code", required=True, width=12),
            SheetColumn("name", gettext_lazy("Tên chỉ tiêu"), width=70),
            SheetColumn("org", gettext_lazy("Mã cơ quan"), width=16),
            SheetColumn("org_name", gettext_lazy("Tên cơ quan"), width=40),
            SheetColumn(
                "start", gettext_lazy("Từ ngày"), "date", help=gettext_lazy("Để trống: từ hôm nay."), width=12
            ),
        ),
        identity=("code",),
        notes=(gettext_lazy("Chỉ cột “Mã cơ quan” và “Từ ngày” được đọc vào; tên chỉ để dễ nhìn."),),
    )
    target_keys = ("version",)
    has_template = True
    writes = (IndicatorOwner,)
    can_undo = True

    def may(self, actor: Actor, target: Target) -> Answer:
        return policies.may_edit_sets(actor)

    def target_label(self, actor: Actor, target: Target) -> str:
        return str(selectors.version(actor, target["version"]))

    def back_url(self, target: Target) -> str:
        return reverse("criteria:set", args=[target["version"]])

    def template(self, actor: Actor, target: Target, now: datetime) -> tuple[bytes, str]:
        version = selectors.version(actor, target["version"])
        owners = selectors.owners_on(version.id, actor.on)
        orgs = {org.id: org for org in orgs_on(actor, actor.on)}
        rows = []
        for row in selectors.indicators_of(version.id):
            org = orgs.get(owners.get(row.id, 0))
            rows.append(
                {
                    "code": row.code,
                    "name": row.name,
                    "org": org.code if org else None,
                    "org_name": org.name if org else None,
                }
            )
        data = write_sheet(self.spec, rows, now=now, as_of=actor.on, notes=(str(version),))
        return data, safe_filename(f"{_('Cơ quan thẩm định')} - {version.set.code}.xlsx")

    def check(self, actor: Actor, target: Target, table: Table, now: datetime) -> Checked:
        version = selectors.version(actor, target["version"])
        checked = Checked()
        rows = {row.code: row for row in selectors.indicators_of(version.id)}
        orgs = {org.code.casefold(): org for org in orgs_on(actor, actor.on)}
        names = {org.id: org.name for org in orgs.values()}
        owners = selectors.owners_on(version.id, actor.on)
        wanted: list[tuple[str, int, date]] = []
        for line in table.rows:
            code, given = str(line["code"]), line.get("org")
            row = rows.get(code)
            if row is None:
                checked.errors.append(table.error(line, "code", _("Bộ này không có chỉ tiêu mang mã này."), code))
                continue
            if not given:
                continue
            org = orgs.get(str(given).casefold())
            if org is None:
                checked.errors.append(table.error(line, "org", _("Không có cơ quan mang mã này."), given))
                continue
            before = owners.get(row.id)
            current: dict[str, Any] | None = None if before is None else {"org": names.get(before, "")}
            checked.difference.compare(
                f"{code} {row.name}", line.number, current, {"org": org.name}, {"org": _("Cơ quan thẩm định")}
            )
            wanted.append((code, org.id, line.get("start") or actor.on))
        checked.payload = wanted
        return checked

    def apply(self, actor: Actor, target: Target, checked: Checked, run_id: int, now: datetime) -> Applied:
        by_day: dict[date, dict[str, int]] = {}
        for code, org_id, start in checked.payload:
            by_day.setdefault(start, {})[code] = org_id
        written = sum(
            owners_set(actor=actor, version_id=target["version"], owners=owners, start=start, now=now)
            for start, owners in sorted(by_day.items())
        )
        return Applied({**checked.difference.counts, "written": written})

    def undo(self, actor: Actor, target: Target, run_id: int, now: datetime) -> Applied:
        run = import_run(actor, run_id)
        made = [pk for pk, is_new in touched(run, IndicatorOwner).items() if is_new]
        refuse_rests(owners_carried_over(made))
        return restore(run, self.writes, end={IndicatorOwner: never_valid}, named={IndicatorOwner: _NAMED})

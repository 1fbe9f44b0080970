"""Acts beside the rows of a version: confirm that they were read in the decision, name who verifies them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.programme.criteria import policies
from dieuphoi.programme.criteria.models import IndicatorOwner, RowConfirmation, SetVersion
from dieuphoi.programme.criteria.states import UNPUBLISHED
from dieuphoi.registry.organisations.selectors import orgs_on


@dataclass(frozen=True, slots=True)
class Reading:
    """That a person read a row in the decision: which indicator, which cells (none: the whole row), where."""

    code: str
    document: str
    page: str = ""
    cells: tuple[str, ...] = ()


def rows_confirm(*, actor: Actor, version_id: int, readings: Iterable[Reading], now: datetime) -> int:
    """Record that rows were read in the decision. Append-only; the content does not change. Returns how many."""
    require(policies.may_confirm_rows(actor))
    readings = list(readings)
    with act(actor, "set.confirm_rows"):
        version = SetVersion.objects.one_visible_to(actor, id=version_id)
        if version.state in UNPUBLISHED:
            # The next change of a draft would make the reading stale, and it can never be taken back.
            raise Refused("draft", _("Bộ này còn là dự thảo; hãy xác nhận sau khi ban hành."))
        rows = {row.code: row for row in version.indicators.all()}
        errors = [
            InputError(_("Bộ này không có chỉ tiêu “%(code)s”.") % {"code": r.code}, field="code", value=r.code)
            for r in readings
            if r.code not in rows
        ]
        errors += [
            InputError(_("Hãy ghi văn bản đã đọc của chỉ tiêu %(code)s.") % {"code": r.code}, field="document")
            for r in readings
            if not r.document.strip()
        ]
        known = [r for r in readings if r.code in rows]
        # Confirmations are append-only: one that names no cell of the row would break the set for good.
        errors += [
            InputError(
                _("Chỉ tiêu này chưa có mã theo quyết định nên chưa xác nhận được."), field="code", value=r.code
            )
            for r in known
            if not rows[r.code].raw.get("code")
        ]
        errors += [
            InputError(
                _("Chỉ tiêu %(code)s không có ô “%(cell)s”.") % {"code": r.code, "cell": cell},
                field="cells",
                value=cell,
            )
            for r in known
            for cell in r.cells
            if cell not in (rows[r.code].raw.get("thresholds") or {})
        ]
        errors += [
            InputError(_("Tên văn bản dài quá 200 ký tự."), field="document") for r in readings if len(r.document) > 200
        ]
        errors += [
            InputError(_("Số trang, mục dài quá 40 ký tự."), field="page") for r in readings if len(r.page) > 40
        ]
        if errors:
            raise InputErrors(errors)
        RowConfirmation.objects.bulk_create(
            RowConfirmation(
                indicator=rows[r.code],
                cells=list(r.cells),
                document=r.document,
                page=r.page,
                content_hash=version.content_hash,
                recorded_at=now,
            )
            for r in readings
        )
    return len(readings)


def owners_set(
    *,
    actor: Actor,
    version_id: int,
    owners: Mapping[str, int],
    start: date | None,
    now: datetime,
    decision: str = "",
) -> int:
    """Name the owner department of indicators (``{code: org id}``) from a day on; the former one ends then.

    Demands S2-17, S2-29, S2-39. Raises ``InputErrors`` naming every row that cannot change hands on that day.
    """
    require(policies.may_edit_sets(actor))
    with act(actor, "indicator.owners_set"):
        version = SetVersion.objects.one_visible_to(actor, id=version_id)
        rows = {row.code: row.id for row in version.indicators.all()}
        faults = [
            InputError(_("Bộ này không có chỉ tiêu “%(code)s”.") % {"code": code}, field="code", value=code)
            for code in sorted(set(owners) - set(rows))
        ]
        known = {org.id for org in orgs_on(actor, start or actor.on, ids=sorted(set(owners.values())))}
        if set(owners.values()) - known:
            faults.append(InputError(_("Cơ quan này không có vào ngày đó."), field="org"))
        if len(decision) > 200:
            faults.append(InputError(_("Tên văn bản dài quá 200 ký tự."), field="decision"))
        current = {
            row.indicator_id: row
            for row in IndicatorOwner.objects.filter(
                indicator_id__in=[rows[code] for code in owners if code in rows],
                valid__endswith__isnull=True,
                valid__isempty=False,  # an empty range has no end either: it never held
            )
        }
        changes = {
            code: current.get(rows[code])
            for code, org_id in owners.items()
            if code in rows and not (rows[code] in current and current[rows[code]].org_id == org_id)
        }
        for code, former in changes.items():
            lower = None if former is None else former.valid.lower
            if former is not None and (start is None or (lower is not None and start <= lower)):
                told = _("Chỉ tiêu %(code)s đã giao cho cơ quan khác từ %(day)s; hãy chọn ngày sau đó.")
                day = format_date(lower) if lower else _("trước đến nay")
                faults.append(InputError(told % {"code": code, "day": day}, field="start", value=code))
        if faults:
            raise InputErrors(faults)
        for code, former in changes.items():
            if former is not None:
                former.valid = DateRange(former.valid.lower, start)
                former.save(update_fields=["valid"])
            IndicatorOwner.objects.create(
                indicator_id=rows[code], org_id=owners[code], valid=DateRange(start, None), decision=decision.strip()
            )
    return len(changes)

"""Acts on criteria sets: bring in, publish, confirm rows, name the owner department."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.programme.criteria import policies, sets
from dieuphoi.programme.criteria.models import (
    CriteriaSet,
    Criterion,
    Indicator,
    IndicatorOwner,
    Provenance,
    RowConfirmation,
    SetVersion,
)
from dieuphoi.programme.criteria.states import VERSION_LIFE


def version_bring_in(*, actor: Actor, source: sets.SetVersion, now: datetime) -> SetVersion:
    """Store a set as a new draft version, row by row with its provenance.

    Refused when the newest version of that set already has the same content.
    """
    require(policies.may_edit_sets(actor))
    digest = sets.content_hash(source)
    newest = SetVersion.objects.filter(set__code=source.id).order_by("-number").first()
    if newest is not None and newest.content_hash == digest:
        raise Refused("already_there", _("Bộ “%(name)s” đã có với đúng nội dung này.") % {"name": source.name})
    plain = sets.to_dict(source)
    with act(actor, "set.bring_in"):
        family, _created = CriteriaSet.objects.get_or_create(
            code=source.id, defaults={"name": source.name, "level": source.level, "tier": source.tier}
        )
        version = SetVersion.objects.create(
            set=family,
            number=1 if newest is None else newest.number + 1,
            decision_number=source.decision_number,
            decision_on=_day(source.decision.get("date")),
            issuer=str(source.decision.get("issuer") or ""),
            effective=DateRange(source.effective_from, None),
            territory_dimension=source.territory_dimension or "",
            expected_criteria=source.counts_criteria,
            expected_indicators=source.counts_indicators,
            header={
                "set": plain["set"],
                "conditions": plain["conditions"],
                "amendments": plain["amendments"],
            },
            content_hash=digest,
        )
        _write_rows(version, source, plain)
    return version


def _write_rows(version: SetVersion, source: sets.SetVersion, plain: Mapping[str, Any]) -> None:
    criteria = Criterion.objects.bulk_create(
        Criterion(
            version=version,
            number=str(item.number),
            position=position,
            name=item.name,
            group=item.group or "",
            raw={key: value for key, value in raw.items() if key != "indicators"},
        )
        for position, (item, raw) in enumerate(zip(source.criteria, plain["criteria"], strict=True), start=1)
    )
    Indicator.objects.bulk_create(
        Indicator(
            version=version,
            criterion=criterion,
            # Rows known only by name have no code yet (2026–2030): their place stands in for it.
            code=row.code or f"{item.number}.?{place}",
            position=position,
            name=row.name,
            unit=row.unit or "",
            kind=row.kind,
            provenance=Provenance(row.provenance.value),
            raw=raw,
        )
        for position, (criterion, item, row, raw, place) in enumerate(_rows(criteria, source, plain), start=1)
    )


def _rows(
    criteria: list[Criterion], source: sets.SetVersion, plain: Mapping[str, Any]
) -> Iterable[tuple[Criterion, sets.Criterion, sets.Indicator, dict[str, Any], int]]:
    for criterion, item, raw in zip(criteria, source.criteria, plain["criteria"], strict=True):
        for place, (row, raw_row) in enumerate(zip(item.indicators, raw["indicators"], strict=True), start=1):
            yield criterion, item, row, raw_row, place


def version_publish(*, actor: Actor, version_id: int, now: datetime) -> SetVersion:
    """Publish a draft: from now on the database refuses any change of its rows."""
    with act(actor, "set.publish"):
        version = SetVersion.objects.select_for_update(of=("self",)).one_visible_to(actor, id=version_id)
        VERSION_LIFE.move(actor, version, "publish")
        version.published_at = now
        version.save(update_fields=["state", "published_at"])
    return version


def shipped_sets_load(*, actor: Actor, now: datetime) -> list[SetVersion]:
    """Bring in and publish every set that ships with the product and is not there yet. Idempotent."""
    there = set(SetVersion.objects.values_list("content_hash", flat=True))
    loaded = []
    for source in sets.load_all():
        if sets.content_hash(source) not in there:
            version = version_bring_in(actor=actor, source=source, now=now)
            loaded.append(version_publish(actor=actor, version_id=version.id, now=now))
    return loaded


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
    *, actor: Actor, version_id: int, owners: Mapping[str, int], start: date | None, now: datetime
) -> int:
    """Name the owner department of indicators (``{code: org id}``) from a day on; the former one ends then."""
    require(policies.may_edit_sets(actor))
    with act(actor, "indicator.owners_set"):
        version = SetVersion.objects.one_visible_to(actor, id=version_id)
        rows = {row.code: row.id for row in version.indicators.all()}
        unknown = sorted(set(owners) - set(rows))
        if unknown:
            raise InputErrors(
                [InputError(_("Bộ này không có chỉ tiêu “%(code)s”.") % {"code": code}, value=code) for code in unknown]
            )
        current = {
            row.indicator_id: row
            for row in IndicatorOwner.objects.filter(
                indicator_id__in=[rows[code] for code in owners], valid__endswith__isnull=True
            )
        }
        added = 0
        for code, org_id in owners.items():
            former = current.get(rows[code])
            if former is not None and former.org_id == org_id:
                continue
            if former is not None:
                former.valid = DateRange(former.valid.lower, start)
                former.save(update_fields=["valid"])
            IndicatorOwner.objects.create(indicator_id=rows[code], org_id=org_id, valid=DateRange(start, None))
            added += 1
    return added


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else date.fromisoformat(str(value)) if value else None

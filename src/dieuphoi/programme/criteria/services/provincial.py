"""What a province or a ministry decides where the national set leaves it the threshold, in time, with its decision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.programme.criteria import policies, selectors, sets
from dieuphoi.programme.criteria.checking import row_faults
from dieuphoi.programme.criteria.models import ProvincialThreshold, SetVersion
from dieuphoi.programme.criteria.states import VersionState
from dieuphoi.registry.territory.selectors import provinces_on


@dataclass(frozen=True, slots=True)
class Decided:
    """One threshold that a province or a ministry decided; ``issuer`` names the ministry.

    ``value`` is the plain form of the data (``typed.read_cell``); ``None``: none any more from ``start`` on.
    """

    code: str
    column: str
    value: Any
    start: date
    decision_number: str
    decision_on: date | None = None
    source: str = ""
    issuer: str = ""


def provincial_set(
    *, actor: Actor, version_id: int, province_id: int, thresholds: Iterable[Decided], now: datetime
) -> int:
    """Record thresholds of a province for its communes, each from its day on. Returns how many were new.

    Only rows that leave their threshold to the province take one. What is there stays: a correction is one more entry.
    Raises ``InputErrors`` with all faults, ``Refused`` (409) for a draft: there the row itself is written.
    """
    require(policies.may_act_for_province(actor, province_id))
    with act(actor, "set.provincial"):
        return _record(actor, version_id, province_id, list(thresholds), now)


def ministry_set(*, actor: Actor, version_id: int, thresholds: Iterable[Decided], now: datetime) -> int:
    """Record what ministries decided where rows leave the threshold to them, as :func:`provincial_set` for a province.

    It holds in every province, so whoever may edit the set records it; each entry names its ministry (``issuer``).
    """
    require(policies.may_edit_sets(actor))
    with act(actor, "set.ministry"):
        return _record(actor, version_id, None, list(thresholds), now)


def _record(
    actor: Actor, version_id: int, province_id: int | None, thresholds: list[Decided], now: datetime
) -> int:
    version = SetVersion.objects.select_for_update(of=("self",)).one_visible_to(actor, id=version_id)
    if version.state in (VersionState.DRAFT, VersionState.CONSULTING):
        raise Refused("draft", _("Bộ này còn là dự thảo; hãy ghi mức đạt thẳng vào dòng."))
    rows = {row.code: row for row in version.indicators.all()}
    faults = _faults(actor, version, rows, province_id, thresholds)
    if faults:
        raise InputErrors(faults)
    standing = selectors.provincial_entries(version_id, province_id)
    entries = []
    for each in thresholds:
        before = standing.get((each.code, each.column, each.start))
        number, source, issuer = each.decision_number.strip(), each.source.strip(), each.issuer.strip()
        if before == (each.value, number, each.decision_on, source, issuer):
            continue
        entries.append(
            ProvincialThreshold(
                indicator=rows[each.code],
                province_id=province_id,
                issuer=issuer,
                column=each.column,
                value=each.value,
                start=each.start,
                decision_number=number,
                decision_on=each.decision_on,
                source=source,
                recorded_at=now,
            )
        )
    ProvincialThreshold.objects.bulk_create(entries)
    return len(entries)


def _faults(
    actor: Actor, version: SetVersion, rows: dict[str, Any], province_id: int | None, thresholds: list[Decided]
) -> list[InputError]:
    engine = selectors.engine_set(version.pk)
    columns = [territory.code for territory in engine.territories]
    provinces: dict[date, set[int]] = {}
    by = "ministry" if province_id is None else "province"
    faults = []

    def fault(code: str, field: str, message: str, value: object = "") -> None:
        faults.append(InputError(f"{code}: {message}", field=field, value=str(value or "")))

    for each in thresholds:
        row = rows.get(each.code)
        if row is None or not row.raw.get("code"):
            fault(each.code, "code", _("bộ này không có chỉ tiêu mang mã này."), each.code)
            continue
        line = engine.indicator(each.code)
        if not line.is_left(by, sets.ALL):
            if province_id is None:
                fault(each.code, "code", _("dòng này không giao cho bộ, ngành quy định mức đạt."), each.code)
            else:
                fault(each.code, "code", _("dòng này không giao cho tỉnh quy định mức đạt."), each.code)
        elif each.column in columns and not line.is_left(by, each.column):
            told = _("cột “%(column)s” đã có mức hoặc giao cho nơi khác, không ghi ở đây.")
            fault(each.code, "column", told % {"column": engine.territory_name(each.column)}, each.column)
        if each.column not in {sets.ALL, *columns}:
            fault(each.code, "column", _("bộ này không có cột “%(column)s”.") % {"column": each.column}, each.column)
        if province_id is None and not each.issuer.strip():
            fault(each.code, "issuer", _("hãy ghi bộ, ngành đã quy định."))
        if not each.decision_number.strip():
            of_ministry, of_province = _("hãy ghi số văn bản của bộ, ngành."), _("hãy ghi số quyết định của tỉnh.")
            fault(each.code, "decision_number", of_ministry if province_id is None else of_province)
        if isinstance(each.value, dict) and "set_by" in each.value:
            fault(each.code, "value", _("hãy ghi mức cụ thể đã được quyết định."))
        elif each.value is not None:
            raw = {**row.raw, "thresholds": {each.column: each.value}}
            faults += row_faults(raw, columns, each.code)
        if province_id is not None:
            if each.start not in provinces:
                provinces[each.start] = {unit.id for unit in provinces_on(actor, each.start)}
            if province_id not in provinces[each.start]:
                fault(each.code, "start", _("tỉnh này không có vào ngày đó."), each.start.isoformat())
    return faults

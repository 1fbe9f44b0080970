"""Acts on set versions: bring in what ships, consult, publish, retire."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.programme.criteria import notices, policies, sets
from dieuphoi.programme.criteria.checking import publish_faults
from dieuphoi.programme.criteria.models import (
    CriteriaCountBand,
    CriteriaSet,
    Criterion,
    Indicator,
    IndicatorOwner,
    Provenance,
    ProvincialThreshold,
    Relation,
    SetVersion,
)
from dieuphoi.programme.criteria.states import VERSION_LIFE, VersionState

_STAGE = re.compile(r"(?:19|20)[0-9]{2}-(?:19|20)[0-9]{2}\Z")


def version_bring_in(
    *,
    actor: Actor,
    source: sets.SetVersion,
    now: datetime,
    based_on: SetVersion | None = None,
    relation: str = "",
    change_note: str = "",
) -> SetVersion:
    """Store a set as a new draft version, row by row with its provenance.

    Refused when the newest version of that set already has the same content.
    """
    require(policies.may_edit_sets(actor))
    digest = sets.content_hash(source)
    newest = SetVersion.objects.filter(set__code=source.id).order_by("-number").first()
    if newest is not None and newest.content_hash == digest:
        raise Refused("already_there", _("Bộ “%(name)s” đã có với đúng nội dung này.") % {"name": source.name})
    plain = sets.to_dict(source)
    stage = _STAGE.search(source.id)
    with act(actor, "set.bring_in"):
        family, _created = CriteriaSet.objects.get_or_create(
            code=source.id,
            defaults={
                "name": source.name,
                "level": source.level,
                "tier": source.tier,
                "stage": stage[0] if stage else "",
            },
        )
        version = SetVersion.objects.create(
            set=family,
            number=1 if newest is None else newest.number + 1,
            decision_number=source.decision_number,
            decision_on=as_day(source.decision.get("date")),
            issuer=str(source.decision.get("issuer") or ""),
            effective=DateRange(source.effective_from, None),
            territory_dimension=source.territory_dimension or "",
            expected_criteria=source.counts_criteria,
            expected_indicators=source.counts_indicators,
            header=header_of(plain),
            content_hash=digest,
            based_on=based_on,
            relation=relation,
            change_note=change_note,
        )
        write_rows(version, source, plain)
    return version


def header_of(plain: Mapping[str, Any]) -> dict[str, Any]:
    """What a version keeps of its plain form beside the rows."""
    return {"set": plain["set"], "conditions": plain["conditions"], "amendments": plain["amendments"]}


def write_rows(version: SetVersion, source: sets.SetVersion, plain: Mapping[str, Any]) -> None:
    """Write criteria and rows of a draft that has none yet."""
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


def version_consult(*, actor: Actor, version_id: int, now: datetime) -> SetVersion:
    """Show a draft to everybody to be read; its rows stand still meanwhile."""
    return _move(actor, version_id, "consult", "set.consult")


def version_revise(*, actor: Actor, version_id: int, now: datetime) -> SetVersion:
    """Take a draft back from consultation to go on writing."""
    return _move(actor, version_id, "revise", "set.revise")


def version_retire(*, actor: Actor, version_id: int, reason: str, now: datetime) -> SetVersion:
    """A version is no longer used for new rounds. Rounds that were made with it keep it."""
    return _move(actor, version_id, "retire", "set.retire", reason)


def _move(actor: Actor, version_id: int, move: str, name: str, reason: str = "") -> SetVersion:
    with act(actor, name, reason=reason):
        version = SetVersion.objects.select_for_update(of=("self",)).one_visible_to(actor, id=version_id)
        VERSION_LIFE.move(actor, version, move, reason=reason)
        version.save(update_fields=["state"])
    return version


def version_publish(*, actor: Actor, version_id: int, now: datetime) -> SetVersion:
    """Publish a draft: from now on the database refuses any change of its rows.

    A set that is not whole may be published: it is shown, collects, and refuses to judge. Raises ``InputErrors`` naming
    every row that lacks what a row needs. Whoever verified a row of the version it came from verifies it here too. No
    older version and no round changes by it, but the time in force of the version it amends or replaces ends.
    """
    with act(actor, "set.publish"):
        version = SetVersion.objects.select_for_update(of=("self",)).one_visible_to(actor, id=version_id)
        VERSION_LIFE.move(actor, version, "publish")
        criteria = list(version.criteria.order_by("position"))
        if faults := publish_faults(version, criteria, list(version.indicators.order_by("position"))):
            raise InputErrors(faults)
        version.published_at = now
        version.save(update_fields=["state", "published_at"])
        base = version.based_on
        if base is not None:
            _take_owners(base, version)
            if version.relation in (Relation.AMENDS, Relation.REPLACES):
                _take_provincial(base, version, now)
                _end_in_force(base, version)
        notices.version_published(actor, version, now)
    return version


def _end_in_force(base: SetVersion, version: SetVersion) -> None:
    start = version.effective.lower
    lower, upper = base.effective.lower, base.effective.upper
    if start is None or (lower is not None and start <= lower) or (upper is not None and upper <= start):
        return
    base.effective = DateRange(lower, start)
    base.save(update_fields=["effective"])


def _take_owners(base: SetVersion, version: SetVersion) -> None:
    """The owner departments of ``base`` on the first day of ``version`` own the rows of the same code."""
    start = version.effective.lower
    rows = dict(version.indicators.filter(owners__isnull=True).values_list("code", "id"))
    running = IndicatorOwner.objects.filter(indicator__version=base, indicator__code__in=rows)
    if start is not None:
        running = running.filter(valid__contains=start)
    else:
        running = running.filter(valid__endswith__isnull=True, valid__isempty=False)
    IndicatorOwner.objects.bulk_create(
        IndicatorOwner(
            indicator_id=rows[owner.indicator.code],
            org_id=owner.org_id,
            valid=DateRange(start, owner.valid.upper),
            decision=owner.decision,
        )
        for owner in running.select_related("indicator")
    )


def _take_provincial(base: SetVersion, version: SetVersion, now: datetime) -> None:
    """What provinces and ministries decided for a row of ``base`` holds for that of the same code, where left to them
    still.
    """
    rows = {row.raw["code"]: row for row in version.indicators.all() if row.raw.get("code")}
    engine = {code: sets.indicator_from_dict(row.raw) for code, row in rows.items()}
    ProvincialThreshold.objects.bulk_create(
        ProvincialThreshold(
            indicator=rows[entry.indicator.code],
            province_id=entry.province_id,
            issuer=entry.issuer,
            column=entry.column,
            value=entry.value,
            start=entry.start,
            decision_number=entry.decision_number,
            decision_on=entry.decision_on,
            source=entry.source,
            recorded_at=now,
        )
        for entry in ProvincialThreshold.objects.standing()
        .filter(indicator__version=base, indicator__code__in=rows)
        .select_related("indicator")
        .order_by("id")
        if engine[entry.indicator.code].is_left("ministry" if entry.province_id is None else "province", entry.column)
    )


# ------------------------------------------------------------------------------------------------- what ships


def amended(source: sets.SetVersion) -> list[tuple[sets.SetVersion, sets.Amendment]]:
    """Each amendment of a set as a version of its own: the rows as they stand from its first day on, and what it says.

    The set itself keeps its amendments by date, so a round of any year on it judges as before.
    """
    found = []
    for amendment in sorted(source.amendments, key=lambda each: each.effective_from):
        extra = dict(amendment.extra or {})
        rest = {key: value for key, value in (source.extra or {}).items() if key != "amended_by"}
        rest["amends"] = source.decision_number
        for key in ("effective_from_note", "sources_other", "completeness", "rule_changes"):
            if extra.get(key):
                rest[key] = extra[key]
        decision = {
            "number": amendment.decision,
            "date": extra.get("date"),
            "issuer": source.decision.get("issuer"),
            "source": extra.get("source"),
        }
        version = replace(
            source.as_of(amendment.effective_from),
            decision={key: value for key, value in decision.items() if value},
            effective_from=amendment.effective_from,
            amendments=(),
            extra=rest,
        )
        found.append((version, amendment))
    return found


def shipped_sets_load(*, actor: Actor, now: datetime) -> list[SetVersion]:
    """Bring in and publish every set that ships with the product and is not there yet. Idempotent.

    A decision that amended a set in mid-period becomes a version of its own that says what it changed.
    """
    there = set(SetVersion.objects.values_list("content_hash", flat=True))
    loaded = []
    for source in sets.load_all():
        if sets.content_hash(source) not in there:
            version = version_bring_in(actor=actor, source=source, now=now)
            loaded.append(version_publish(actor=actor, version_id=version.id, now=now))
        base: SetVersion | None = None
        for changed, amendment in amended(source):
            if sets.content_hash(changed) in there:
                continue
            base = base or SetVersion.objects.filter(set__code=source.id).order_by("number").first()
            version = version_bring_in(
                actor=actor,
                source=changed,
                now=now,
                based_on=base,
                relation=Relation.AMENDS,
                change_note=str((amendment.extra or {}).get("name") or ""),
            )
            base = version_publish(actor=actor, version_id=version.id, now=now)
            loaded.append(base)
    _shipped_bands(actor)
    _stages(actor)
    return loaded


def _shipped_bands(actor: Actor) -> None:
    """Groups by number of criteria met that ship as data, for sets that have none yet."""
    for item in sets.count_bands():
        family = CriteriaSet.objects.filter(code=item["set"], bands__isnull=True).first()
        if family is None:
            continue
        with act(actor, "set.bands"):
            CriteriaCountBand.objects.bulk_create(
                CriteriaCountBand(
                    set=family,
                    name=band["name"],
                    least=band["least"],
                    most=band["most"],
                    valid=DateRange(as_day(item.get("from")), None),
                    decision=item["source"],
                )
                for band in item["bands"]
            )


def _stages(actor: Actor) -> None:
    """Name the stage of sets that were brought in before stages were kept."""
    for family in CriteriaSet.objects.filter(stage="", code__in=sets.list_sets()):
        if found := _STAGE.search(family.code):
            with act(actor, "set.stage"):
                family.stage = found[0]
                family.save(update_fields=["stage"])


# ------------------------------------------------------------------------------------------------- bands


def bands_set(
    *,
    actor: Actor,
    set_id: int,
    bands: Sequence[tuple[str, int, int | None]],
    start: date,
    decision: str,
    now: datetime,
) -> int:
    """Set the groups by number of criteria met (``[(name, least, most)]``) of a set from a day on; the former end then.

    Demand S1-15. Raises ``InputErrors`` when the groups leave a number out, overlap, or begin before running ones.
    """
    require(policies.may_edit_sets(actor))
    ordered = sorted(bands, key=lambda band: band[1])
    with act(actor, "set.bands"):
        family = CriteriaSet.objects.select_for_update(of=("self",)).one_visible_to(actor, id=set_id)
        running = list(CriteriaCountBand.objects.filter(set=family, valid__endswith__isnull=True))
        faults = _band_faults(ordered, decision)
        late = [band.valid.lower for band in running if band.valid.lower is not None and band.valid.lower >= start]
        if late:
            told = _("Nhóm đang dùng bắt đầu từ %(day)s; hãy chọn ngày sau đó.") % {"day": format_date(max(late))}
            faults.append(InputError(told, field="start", value=format_date(start)))
        if faults:
            raise InputErrors(faults)
        for band in running:
            band.valid = DateRange(band.valid.lower, start)
            band.save(update_fields=["valid"])
        CriteriaCountBand.objects.bulk_create(
            CriteriaCountBand(
                set=family, name=name, least=least, most=most, valid=DateRange(start, None), decision=decision
            )
            for name, least, most in ordered
        )
    return len(ordered)


def _band_faults(ordered: Sequence[tuple[str, int, int | None]], decision: str) -> list[InputError]:
    faults = []
    if not ordered:
        faults.append(InputError(_("Hãy ghi ít nhất một nhóm."), field="groups"))
    if not decision.strip():
        faults.append(InputError(_("Hãy ghi căn cứ của các nhóm."), field="decision"))
    following: int | None = 0
    for name, least, most in ordered:
        if not name.strip():
            faults.append(InputError(_("Nhóm từ %(n)s tiêu chí chưa có tên.") % {"n": least}, field="groups"))
        if most is not None and most < least:
            told = _("Nhóm “%(name)s”: “đến” nhỏ hơn “từ”.") % {"name": name}
            faults.append(InputError(told, field="groups"))
        if following is None or least < following:
            faults.append(InputError(_("Nhóm “%(name)s” chồng lên nhóm trước.") % {"name": name}, field="groups"))
        elif least > following:
            told = _("Không nhóm nào có xã đạt %(n)s tiêu chí.") % {"n": following}
            faults.append(InputError(told, field="groups"))
        following = None if most is None else most + 1
    return faults


def as_day(value: object) -> date | None:
    """A day of the data (ISO text) as a day."""
    return value if isinstance(value, date) else date.fromisoformat(str(value)) if value else None


__all__ = [
    "VersionState", "amended", "as_day", "bands_set", "header_of", "shipped_sets_load", "version_bring_in",
    "version_consult", "version_publish", "version_retire", "version_revise", "write_rows",
]  # fmt: skip

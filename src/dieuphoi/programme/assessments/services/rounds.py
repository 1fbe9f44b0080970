"""Acts on a round: prepare, open, cancel, freeze."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.bulk import refresh_statistics
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.period import parse_period
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.kernel.text import vn_key
from dieuphoi.programme.assessments import notices, policies
from dieuphoi.programme.assessments.amendments.models import RoundEdition
from dieuphoi.programme.assessments.judging import classification_from, rows_for
from dieuphoi.programme.assessments.models import (
    AssessmentRound,
    CriterionResult,
    IndicatorResult,
    Sheet,
    SheetRollup,
    SheetSigner,
    SheetSnapshot,
)
from dieuphoi.programme.assessments.selectors import frozen_content, round_rules
from dieuphoi.programme.assessments.services.results import judged_by, rejudge, roll_up
from dieuphoi.programme.assessments.states import ROUND_LIFE, SHEET_LIFE, SheetState
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria.engine.judging import ENGINE_VERSION
from dieuphoi.programme.criteria.models import SetVersion
from dieuphoi.programme.criteria.sets import canonical_bytes
from dieuphoi.registry.territory import selectors as territory


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """What the office decides of a round. ``types``: the unit types in scope (the programme judges xã)."""

    title: str
    province_id: int
    version_id: int
    period: str
    territory_on: date
    entry_due_on: date
    verify_due_on: date
    freeze_due_on: date
    types: tuple[str, ...] = ("xa",)
    previous_id: int | None = None


def round_create(*, actor: Actor, plan: RoundPlan, now: datetime) -> AssessmentRound:
    """Prepare a round: one sheet for every unit in scope on the territory date, each cell ready and empty.

    Raises :class:`InputErrors` with everything that is wrong with the plan.
    """
    round_ = AssessmentRound(
        title=plan.title.strip(),
        province_id=plan.province_id,
        version_id=plan.version_id,
        period=plan.period,
        territory_on=plan.territory_on,
        entry_due_on=plan.entry_due_on,
        verify_due_on=plan.verify_due_on,
        freeze_due_on=plan.freeze_due_on,
        previous_id=plan.previous_id,
        year=_year(plan.period),
    )
    require(policies.may_run_rounds(actor, round_))
    units = territory.communes_in(actor, plan.province_id, plan.territory_on, plan.types)
    _check(actor, plan, bool(units))
    with act(actor, "round.create"):
        round_.save()
        _add_sheets(round_, units, now)
    return round_


def _year(period: str) -> int:
    try:
        return parse_period(period).year
    except ValueError:
        return 0


def _check(actor: Actor, plan: RoundPlan, has_units: bool) -> None:
    errors = []
    if not plan.title.strip():
        errors.append(InputError(_("Hãy đặt tên cho đợt rà soát."), field="title"))
    try:
        parse_period(plan.period)
    except ValueError as error:
        errors.append(InputError(str(error), field="period", value=plan.period))
    if not plan.entry_due_on <= plan.verify_due_on <= plan.freeze_due_on:
        errors.append(
            InputError(_("Hạn nhập, hạn thẩm định và hạn chốt phải theo thứ tự thời gian."), field="entry_due_on")
        )
    if not has_units:
        errors.append(
            InputError(
                _("Ngày %(day)s tỉnh này chưa có đơn vị nào thuộc diện rà soát. Hãy nạp địa bàn của ngày đó trước.")
                % {"day": plan.territory_on.strftime("%d/%m/%Y")},
                field="territory_on",
            )
        )
    version = SetVersion.objects.visible_to(actor).filter(id=plan.version_id).first()
    if version is None or version.state != "published":
        errors.append(InputError(_("Hãy chọn một bộ tiêu chí đã ban hành."), field="version"))
    elif not version.indicators.exists():
        errors.append(InputError(_("Bộ này chưa có chỉ tiêu nào để nhập."), field="version"))
    if plan.previous_id and not AssessmentRound.objects.visible_to(actor).filter(id=plan.previous_id).exists():
        errors.append(InputError(_("Không tìm thấy đợt trước."), field="previous"))
    if errors:
        raise InputErrors(errors)


def _add_sheets(round_: AssessmentRound, units: Sequence[territory.UnitRow], now: datetime) -> None:
    classes = territory.classification_on([unit.id for unit in units], round_.territory_on)
    sheets = Sheet.objects.bulk_create(
        Sheet(
            round=round_,
            unit_id=unit.id,
            unit_name=unit.full_name,
            unit_code=unit.code,
            unit_key=vn_key(unit.name),
            classification=classes.get(unit.id, {}),
        )
        for unit in units
    )
    rules = round_rules(round_)
    indicators = criteria.indicators_of(round_.version_id)
    criteria_rows = criteria.criteria_of(round_.version_id)
    owners = criteria.owners_on(round_.version_id, today(now))
    results: list[IndicatorResult] = []
    for sheet in sheets:
        rows = rows_for(rules, classification_from(sheet.classification))
        for indicator in indicators:
            results.append(
                IndicatorResult(
                    sheet=sheet,
                    indicator=indicator,
                    criterion_id=indicator.criterion_id,
                    owner_id=owners.get(indicator.id),
                    judged_by=judged_by(rows.get(str(indicator.raw.get("code") or "")), rules),
                    reason="no_value",
                )
            )
    IndicatorResult.objects.bulk_create(results, batch_size=5000)
    CriterionResult.objects.bulk_create(
        (CriterionResult(sheet=sheet, criterion=row) for sheet in sheets for row in criteria_rows), batch_size=5000
    )
    SheetRollup.objects.bulk_create(
        SheetRollup(sheet=sheet, round=round_, marks="", bases="") for sheet in sheets
    )
    refresh_statistics(*_FILLED, rows=len(results))
    roll_up([sheet.id for sheet in sheets])


_FILLED = (
    "assessments_sheet", "assessments_indicatorresult", "assessments_criterionresult", "assessments_sheetrollup",
)  # fmt: skip


def round_open(*, actor: Actor, round_id: int, now: datetime) -> AssessmentRound:
    """Open a prepared round: communes may enter from now on."""
    with act(actor, "round.open"):
        round_ = AssessmentRound.objects.select_for_update(of=("self",)).one_visible_to(actor, id=round_id)
        ROUND_LIFE.move(actor, round_, "open")
        round_.opened_at = now
        round_.save(update_fields=["state", "opened_at"])
        notices.round_opened(actor, round_, now)
    return round_


def round_cancel(*, actor: Actor, round_id: int, reason: str, now: datetime) -> AssessmentRound:
    """Give up a round that was never opened. It stays in the history."""
    with act(actor, "round.cancel", reason=reason):
        round_ = AssessmentRound.objects.select_for_update(of=("self",)).one_visible_to(actor, id=round_id)
        ROUND_LIFE.move(actor, round_, "cancel", reason=reason)
        round_.save(update_fields=["state"])
    return round_


def round_freeze(*, actor: Actor, round_id: int, now: datetime) -> AssessmentRound:
    """Freeze a round: snapshot every sheet in canonical bytes, hash them, and let nothing change any more.

    Refused while a sheet is not consolidated, and when the actor signed another step of one of the sheets.
    """
    with act(actor, "round.freeze"):
        round_ = (
            AssessmentRound.objects.select_related("version__set")
            .select_for_update(of=("self",))
            .one_visible_to(actor, id=round_id)
        )
        ROUND_LIFE.move(actor, round_, "freeze")
        # Locked in the order in which every act on many sheets locks them; frozen in the order of their codes.
        mine = Sheet.objects.filter(round=round_)
        list(mine.order_by("id").select_for_update().values_list("id"))
        sheets = list(mine.order_by("unit_code", "id"))
        for sheet in sheets:
            sheet.round = round_
            require(SHEET_LIFE.check(actor, sheet, "freeze"))
        sign(actor, [sheet.id for sheet in sheets], "freeze", now=now)
        # What is frozen and what the pages show come from one judgement.
        rejudge(round_, now=now)
        digests = []
        snapshots = []
        for sheet, content in frozen_content(round_, sheets):
            data = canonical_bytes(content)
            digest = hashlib.sha256(data).hexdigest()
            digests.append(f"{sheet.unit_code} {digest}")
            snapshots.append(
                SheetSnapshot(
                    sheet=sheet,
                    round=round_,
                    content=zlib.compress(data, 6),
                    sha256=digest,
                    engine_version=ENGINE_VERSION,
                    recorded_at=now,
                )
            )
        SheetSnapshot.objects.bulk_create(snapshots, batch_size=500)
        Sheet.objects.filter(round=round_).update(state=SheetState.FROZEN)
        round_.frozen_at = now
        round_.frozen_hash = round_hash(round_, digests)
        round_.save(update_fields=["state", "frozen_at", "frozen_hash"])
        RoundEdition.objects.create(
            round=round_, edition=1, sha256=round_.frozen_hash, engine_version=ENGINE_VERSION, recorded_at=now
        )
        notices.round_frozen(actor, round_, [sheet.unit_id for sheet in sheets], now)
    return round_


def round_rejudge(*, actor: Actor, round_id: int, now: datetime) -> int:
    """Judge an open round again after rows of its set were confirmed. Returns how many verdicts changed."""
    with act(actor, "round.rejudge"):
        round_ = AssessmentRound.objects.select_for_update(of=("self",)).one_visible_to(actor, id=round_id)
        require(policies.may_rejudge(actor, round_))
        return rejudge(round_, now=now)


def round_hash(
    round_: AssessmentRound,
    digests: Sequence[str],
    *,
    engine: str = ENGINE_VERSION,
    edition: int = 1,
    previous: str = "",
) -> str:
    """SHA-256 over the round's header and the hashes of its sheets in the order of their codes.

    From the second edition on the header names the edition and the hash of the edition before (``previous``).
    """
    header: dict[str, object] = {
        "round": round_.id,
        "title": round_.title,
        "period": round_.period,
        "territory_on": round_.territory_on.isoformat(),
        "set": round_.version.set.code,
        "set_version": round_.version.number,
        "set_hash": round_.version.content_hash,
        "engine": engine,
        "sheets": list(digests),
    }
    if edition > 1:
        header |= {"edition": edition, "previous": previous}
    return hashlib.sha256(canonical_bytes(header)).hexdigest()


def sign(actor: Actor, sheet_ids: Sequence[int], step: str, *, now: datetime) -> None:
    """Record that ``actor`` signs a step of sheets. Nobody signs two steps of one sheet: the unique key decides,
    under concurrent requests too. Raises ``Refused`` ``two_steps``.
    """
    SheetSigner.objects.bulk_create(
        (SheetSigner(sheet_id=sheet_id, signer_id=actor.id, step=step, recorded_at=now) for sheet_id in sheet_ids),
        ignore_conflicts=True,
        batch_size=2000,
    )
    others = (
        SheetSigner.objects.filter(sheet_id__in=list(sheet_ids), signer_id=actor.id)
        .exclude(step=step)
        .values_list("sheet__unit_name", flat=True)
    )
    names = list(others[:5])
    if names:
        raise policies.two_steps(names).error()

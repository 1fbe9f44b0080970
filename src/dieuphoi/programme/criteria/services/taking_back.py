"""Taking imports back: owners, readings, provincial thresholds, rows of a draft. What was written stays readable."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.programme.criteria import policies
from dieuphoi.programme.criteria.models import (
    Criterion,
    Indicator,
    IndicatorOwner,
    ProvincialThreshold,
    RowConfirmation,
    SetVersion,
)
from dieuphoi.programme.criteria.services.drafts import draft_locked, settle

SHIFT = 200_000
_NEVER_COPIED = ("id", "actor_id", "act", "recorded_at", "withdraws_id")


def owners_carried_over(owner_ids: Collection[int]) -> list[str]:
    """Owners of later versions that were taken over from these rows when the version was published, in words."""
    found: list[str] = []
    for row in IndicatorOwner.objects.filter(id__in=owner_ids).select_related("indicator__version"):
        later = IndicatorOwner.objects.filter(
            indicator__code=row.indicator.code, org_id=row.org_id, id__gt=row.pk, valid__isempty=False,
            indicator__version__based_on=row.indicator.version_id,
        ).select_related("indicator__version")  # fmt: skip
        found += [f"{each.indicator.version}: {each.indicator.code}" for each in later]
    return found


def readings_withdraw(*, actor: Actor, version_id: int, ids: Collection[int], now: datetime) -> int:
    """Take readings of an import back: each is withdrawn by one more entry. Returns how many.

    No row changes by it; a row that was confirmed by them alone waits for its confirmation again.
    """
    require(policies.may_confirm_rows(actor))
    with act(actor, "set.withdraw_readings"):
        SetVersion.objects.select_for_update(of=("self",)).one_visible_to(actor, id=version_id)
        standing = list(RowConfirmation.objects.standing().filter(id__in=ids, indicator__version_id=version_id))
        RowConfirmation.objects.bulk_create(_withdrawing(row, now) for row in standing)
    return len(standing)


def thresholds_withdraw(
    *, actor: Actor, version_id: int, province_id: int | None, ids: Collection[int], now: datetime
) -> tuple[int, list[str], list[str]]:
    """Take thresholds of an import back, so that what the province (``None``: the ministries) had set counts again.

    Returns how many, the entries that were corrected since, and those that a later version took over – in words; where
    there are such, nothing is written. Frozen rounds read what was known when they were frozen.
    """
    if province_id is None:
        require(policies.may_edit_sets(actor))
    else:
        require(policies.may_act_for_province(actor, province_id))
    with act(actor, "set.withdraw_provincial"):
        version = SetVersion.objects.select_for_update(of=("self",)).one_visible_to(actor, id=version_id)
        entries = ProvincialThreshold.objects.standing().filter(
            id__in=ids, indicator__version=version, province_id=province_id
        )
        standing = list(entries.select_related("indicator").order_by("id"))
        same = Q()
        for each in standing:
            same |= Q(indicator__code=each.indicator.code, column=each.column, start=each.start, id__gt=each.pk)
        later = ProvincialThreshold.objects.standing().filter(province_id=province_id).exclude(id__in=ids)
        later = later.filter(same).select_related("indicator__version") if standing else later.none()
        corrected = [_words(each) for each in later if each.indicator.version_id == version.pk]
        carried = [
            f"{each.indicator.version}: {_words(each)}" for each in later
            if each.indicator.version.based_on_id == version.pk
        ]  # fmt: skip
        if corrected or carried:
            return 0, corrected, carried
        ProvincialThreshold.objects.bulk_create(_withdrawing(row, now) for row in standing)
    return len(standing), [], []


def _words(entry: ProvincialThreshold) -> str:
    return _("%(code)s từ ngày %(day)s") % {"code": entry.indicator.code, "day": format_date(entry.start)}


def _withdrawing(row: Any, now: datetime) -> Any:
    content = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.attname not in _NEVER_COPIED}
    return type(row)(**content, withdraws=row, recorded_at=now)


def rows_put_back(
    *,
    actor: Actor,
    version_id: int,
    made: Mapping[type[Any], Collection[int]],
    former: Mapping[type[Any], Mapping[int, Mapping[str, Any]]],
    now: datetime,
) -> list[str]:
    """Give a draft the rows that it had: ``former`` values by model and id, ``made`` rows are taken out as by hand.

    A row is taken out of a draft as a person takes it out (``row_remove``): the history keeps it, with its reason.
    Returns the names of what was taken out. Raises ``Refused`` (409): ``not_draft`` once it is consulted on or
    published, ``rests`` where an owner, guidance or a question hangs on a new row.
    """
    require(policies.may_edit_sets(actor))
    with act(actor, "set.rows_put_back"):
        version = draft_locked(actor, version_id)
        rows = Indicator.objects.filter(version=version, id__in=made.get(Indicator, ()))
        used = rows.filter(Q(owners__isnull=False) | Q(questions__isnull=False) | Q(guidance__isnull=False))
        if names := sorted({str(row) for row in used}):
            raise Refused(
                "rests", _("Đã có cơ quan thẩm định, hướng dẫn hoặc câu hỏi gắn vào: %(names)s.")
                % {"names": "; ".join(names[:8])},
            )  # fmt: skip
        criteria = Criterion.objects.filter(version=version, id__in=made.get(Criterion, ()))
        if names := sorted({str(row) for row in criteria.filter(indicators__isnull=False).exclude(
            indicators__id__in=made.get(Indicator, ())
        )}):  # fmt: skip
            raise Refused(
                "rests", _("Tiêu chí mới đã có chỉ tiêu ghi sau: %(names)s.") % {"names": "; ".join(names[:8])}
            )
        gone = [str(row) for row in (*rows, *criteria)]
        rows.delete()
        criteria.delete()
        for model in (Criterion, Indicator):
            _give_back(model, version, former.get(model, {}))
        settle(version)
    return gone


def _give_back(model: type[Any], version: SetVersion, former: Mapping[int, Mapping[str, Any]]) -> None:
    """Former values at former places. Two steps: no two rows share a place or a code at any moment."""
    rows = {row.pk: row for row in model.objects.filter(version=version)}
    key = "code" if model is Indicator else "number"
    model.objects.filter(version=version).update(position=F("position") + SHIFT)
    for pk, values in former.items():
        if getattr(rows[pk], key) != values[key]:
            model.objects.filter(pk=pk).update(**{key: f"~{pk}"})
        for attribute, value in values.items():
            setattr(rows[pk], attribute, value)
    fields = [f.name for f in model._meta.concrete_fields if not f.primary_key and not f.generated]
    model.objects.bulk_update(rows.values(), fields)

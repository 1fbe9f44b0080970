"""The values that stand, and the files beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.programme.assessments.carrying import CARRIED
from dieuphoi.programme.assessments.entries import typed_form
from dieuphoi.programme.assessments.models import Evidence, Side, Value


def current_values(
    sheet_ids: Sequence[int], *, indicator_id: int | None = None
) -> dict[tuple[int, int], dict[str, Value]]:
    """The current values of the communes' side: ``{(sheet, indicator): {part: value}}`` – rows nobody supersedes."""
    rows = Value.objects.filter(sheet_id__in=list(sheet_ids), side=Side.COMMUNE).filter(
        ~Exists(Value.objects.filter(supersedes_id=OuterRef("id")))
    )
    if indicator_id is not None:
        rows = rows.filter(indicator_id=indicator_id)
    found: dict[tuple[int, int], dict[str, Value]] = {}
    for value in rows.order_by("id"):
        found.setdefault((value.sheet_id, value.indicator_id), {})[value.part] = value
    return found


def version_of(value: Value | None) -> int:
    """What a cell's optimistic lock compares: the id of its current value, 0 when there is none."""
    return 0 if value is None else value.pk


def is_carried(value: Value | None) -> bool:
    """The value came from the round before by the act that carries over, untouched since."""
    return value is not None and not value.cleared and value.act == CARRIED


def shown_value(sheet_id: int, indicator_id: int, part: str) -> str:
    """The current value of a cell as it is typed."""
    return typed_form(current_values([sheet_id], indicator_id=indicator_id).get((sheet_id, indicator_id), {}).get(part))


def evidence_by_id(actor: Actor, evidence_id: int) -> Evidence:
    return Evidence.objects.select_related("blob").one_visible_to(actor, id=evidence_id)


def account_names(ids: Iterable[int]) -> dict[int, str]:
    accounts = get_user_model().objects.filter(id__in=sorted(set(ids))).select_related("person")
    return {account.pk: str(account) for account in accounts}

"""Reading what a request for an amendment says: every fault at once, and only what differs from what is frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.policy import Allowed
from dieuphoi.programme.assessments.amendments import policies, terms
from dieuphoi.programme.assessments.amendments.models import AmendmentItem
from dieuphoi.programme.assessments.entries import Entry, current_amounts, read_entries
from dieuphoi.programme.assessments.judging import RoundRules, classification_from, rows_for, side_that_decides
from dieuphoi.programme.assessments.models import IndicatorResult, Sheet, Verdict
from dieuphoi.programme.assessments.selectors import round_rules
from dieuphoi.programme.assessments.services.values import differs
from dieuphoi.programme.assessments.sides import NOTHING, Key, Standing, sides_of
from dieuphoi.programme.assessments.states import HAS_CONCLUSION

_CONCLUSIONS = (Verdict.MET, Verdict.NOT_MET, Verdict.NOT_APPLICABLE)
LONGEST_DAYS = 366
"""An amendment that waits longer than a year is none."""


@dataclass(frozen=True, slots=True)
class NewItem:
    """What is asked of one indicator: new figures by part (an empty text empties the cell), or a new conclusion."""

    indicator_id: int
    typed: Mapping[str, object] = field(default_factory=dict)
    explanation: str = ""
    verdict: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class NewAmendment:
    """What is asked. Without ``ends_on`` the usual term of the office counts from today."""

    sheet_id: int
    reason: str
    document: str
    document_on: date | None
    items: Sequence[NewItem]
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that holds: its last day, and its items as rows that are not stored yet."""

    ends_on: date
    items: tuple[AmendmentItem, ...]
    org_id: int | None


def read_request(actor: Actor, sheet: Sheet, new: NewAmendment, day: date) -> Asked:
    """Raises :class:`InputErrors` with everything that is wrong."""
    errors: list[InputError] = []
    ends_on = new.ends_on or terms.usual_end(day)
    if not new.reason.strip():
        errors.append(InputError(_("Hãy ghi vì sao phải điều chỉnh."), field="reason"))
    if not new.document.strip():
        errors.append(InputError(_("Hãy ghi số, ký hiệu văn bản làm căn cứ."), field="document"))
    if new.document_on is None:
        errors.append(InputError(_("Hãy ghi ngày của văn bản căn cứ."), field="document_on"))
    elif new.document_on > day:
        errors.append(InputError(_("Ngày văn bản không thể sau hôm nay."), field="document_on"))
    if ends_on < day or (ends_on - day).days > LONGEST_DAYS:
        errors.append(
            InputError(
                _("Hạn quyết định phải từ hôm nay (%(day)s) và trong một năm.") % {"day": format_date(day)},
                field="ends_on",
            )
        )
    items, org_id, faults = _read_items(actor, sheet, new.items)
    errors += faults
    if not items and not faults:
        errors.append(
            InputError(_("Chưa có gì thay đổi: hãy ghi ít nhất một số liệu hoặc kết luận mới."), field="items")
        )
    if errors:
        raise InputErrors(errors)
    return Asked(ends_on, tuple(items), org_id)


def _read_items(
    actor: Actor, sheet: Sheet, wanted: Sequence[NewItem]
) -> tuple[list[AmendmentItem], int | None, list[InputError]]:
    rules = round_rules(sheet.round)
    rows = rows_for(rules, classification_from(sheet.classification))
    results = {row.indicator_id: row for row in IndicatorResult.objects.filter(sheet=sheet).select_related("indicator")}
    standings = sides_of([sheet.id])
    items: list[AmendmentItem] = []
    faults: list[InputError] = []
    orgs: set[int | None] = set()
    seen: set[int] = set()
    for each in wanted:
        result = results.get(each.indicator_id)
        if result is None or each.indicator_id in seen:
            faults.append(InputError(_("Chỉ tiêu này không có trong phiếu, hoặc được nêu hai lần."), field="items"))
            continue
        seen.add(each.indicator_id)
        answer = policies.may_amend_row(actor, sheet, result.owner_id)
        if not isinstance(answer, Allowed):
            faults.append(_fault(result, answer.reason))
            continue
        orgs.add(result.owner_id)
        fresh, told = _read_item(each, result, rows, rules, standings)
        items += fresh
        faults += told
    # A department asks for its own rows; the office for any.
    org_id = None if policies.is_of_office(actor, sheet) else next((org for org in orgs if org is not None), None)
    return items, org_id, faults


def _fault(result: IndicatorResult, message: str) -> InputError:
    return InputError(f"{result.indicator.code}: {message}", field=f"row-{result.indicator_id}")


def _read_item(
    each: NewItem,
    result: IndicatorResult,
    rows: Mapping[str, Any],
    rules: RoundRules,
    standings: Mapping[Key, Standing],
) -> tuple[list[AmendmentItem], list[InputError]]:
    standing = standings.get((result.sheet_id, result.indicator_id), NOTHING)
    current = standing.values.get(side_that_decides(standing.all), {})
    indicator = rows[rules.codes[result.indicator_id]].indicator
    entries, errors = read_entries(
        indicator, each.typed, explanation=each.explanation.strip(), current=current_amounts(indicator, current)
    )
    faults = [_fault(result, error.message) for error in errors]
    changed = [entry for entry in entries if differs(entry, current.get(entry.part))]
    items = [_value_item(result.indicator_id, entry) for entry in changed]
    is_concluded = result.verification in HAS_CONCLUSION and standing.conclusion is not None
    if each.verdict or each.document.strip():
        faults += _conclusion_faults(each, result, is_concluded)
        former = standing.conclusion if is_concluded else None
        if former is None or (former.verdict, former.document) != (each.verdict, each.document.strip()):
            items.append(
                AmendmentItem(
                    indicator_id=result.indicator_id,
                    what=AmendmentItem.What.CONCLUSION,
                    verdict=each.verdict,
                    document=each.document.strip(),
                )
            )
    elif changed and result.judged_by == "conclusion" and not is_concluded:
        faults.append(
            _fault(result, _("Chỉ tiêu này chỉ có đạt hoặc không đạt: hãy ghi cả kết luận, kèm văn bản."))
        )
    return items, faults


def _conclusion_faults(each: NewItem, result: IndicatorResult, is_concluded: bool) -> list[InputError]:
    faults = []
    if each.verdict not in _CONCLUSIONS:
        faults.append(_fault(result, _("Hãy chọn kết luận: đạt, chưa đạt hay không áp dụng.")))
    if not each.document.strip():
        faults.append(_fault(result, _("Hãy ghi số, ngày của văn bản kết luận.")))
    figures = result.judged_by == "figures" and result.reason not in {"standard_unknown", "conclusion_missing"}
    if figures and not is_concluded:
        faults.append(_fault(result, _("Chỉ tiêu này chấm được bằng số liệu: hãy sửa số liệu.")))
    return faults


def _value_item(indicator_id: int, entry: Entry) -> AmendmentItem:
    return AmendmentItem(
        indicator_id=indicator_id,
        what=AmendmentItem.What.VALUE,
        part=entry.part,
        number=entry.number,
        text=entry.text,
        numerator=entry.numerator,
        denominator=entry.denominator,
        standard=entry.standard,
        applicable=entry.applicable,
        explanation=entry.explanation,
        cleared=entry.is_empty,
    )

"""The head of a draft: the decision, when it holds, how many rows it says there are; checked, put in, changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.policy import require
from dieuphoi.programme.criteria import policies
from dieuphoi.programme.criteria.models import Relation, SetVersion
from dieuphoi.programme.criteria.services.drafts.settling import draft_locked, settle


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a version: the decision and when it holds, how many rows it says there are, what it changes."""

    decision_number: str
    decision_on: date | None = None
    issuer: str = ""
    effective_from: date | None = None
    effective_to: date | None = None
    expected_criteria: int | None = None
    expected_indicators: int | None = None
    not_applicable_counts: bool | None = None
    change_note: str = ""


def head_faults(head: Head) -> list[InputError]:
    faults = []
    if not head.decision_number.strip():
        faults.append(InputError(_("Hãy ghi số quyết định (hoặc “dự thảo”)."), field="decision_number"))
    elif len(head.decision_number.strip()) > 120:
        faults.append(InputError(_("Số quyết định dài quá 120 ký tự."), field="decision_number"))
    if len(head.issuer.strip()) > 120:
        faults.append(InputError(_("Tên cơ quan ban hành dài quá 120 ký tự."), field="issuer"))
    if head.effective_from and head.effective_to and head.effective_to < head.effective_from:
        faults.append(InputError(_("Ngày hết hiệu lực trước ngày có hiệu lực."), field="effective_to"))
    for name in ("expected_criteria", "expected_indicators"):
        number = getattr(head, name)
        if number is not None and not 1 <= number <= 999:
            faults.append(InputError(_("Hãy ghi một số từ 1 đến 999."), field=name, value=str(number)))
    return faults


def put_head(plain: dict[str, Any], head: Head) -> None:
    decision = {
        "number": head.decision_number.strip(),
        "date": head.decision_on.isoformat() if head.decision_on else None,
        "issuer": head.issuer.strip() or None,
    }
    plain["decision"] = {key: value for key, value in decision.items() if value}
    plain["effective_from"] = head.effective_from.isoformat() if head.effective_from else None
    plain["effective_to"] = head.effective_to.isoformat() if head.effective_to else None
    counts = dict(plain.get("counts") or {})
    plain["counts"] = {
        "criteria": head.expected_criteria if head.expected_criteria is not None else counts.get("criteria"),
        "indicators": head.expected_indicators if head.expected_indicators is not None else counts.get("indicators"),
    }
    if head.not_applicable_counts is not None:
        plain["not_applicable_counts"] = head.not_applicable_counts


def head_save(*, actor: Actor, version_id: int, head: Head, name: str = "", now: datetime) -> SetVersion:
    """Change the head of a draft; ``name`` renames the set while it has this one version only."""
    require(policies.may_edit_sets(actor))
    with act(actor, "set.head"):
        version = draft_locked(actor, version_id)
        faults = head_faults(head)
        if version.relation == Relation.AMENDS and not head.change_note.strip():
            faults.append(InputError(_("Hãy ghi sửa đổi này thay đổi những gì."), field="change_note"))
        if faults:
            raise InputErrors(faults)
        put_head(version.header["set"], head)
        # An emptied number means "not known", which the data keeps too.
        version.header["set"]["counts"] = {
            "criteria": head.expected_criteria,
            "indicators": head.expected_indicators,
        }
        if name.strip() and version.set.versions.count() == 1 and name.strip() != version.set.name:
            version.set.name = version.header["set"]["name"] = name.strip()
            version.set.save(update_fields=["name"])
        version.decision_number, version.decision_on = head.decision_number.strip(), head.decision_on
        version.issuer = head.issuer.strip()
        version.effective = DateRange(head.effective_from, None)
        version.expected_criteria, version.expected_indicators = head.expected_criteria, head.expected_indicators
        version.change_note = head.change_note.strip()
        settle(version)
    return version

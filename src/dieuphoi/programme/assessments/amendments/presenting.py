"""What pages show of amendments, and of what follows the freeze of a round or a sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.policy import Allowed
from dieuphoi.core.register.record import act_link
from dieuphoi.programme.assessments.amendments import papers, policies, selectors, terms
from dieuphoi.programme.assessments.amendments.contents import Differences
from dieuphoi.programme.criteria import selectors as criteria


@dataclass(slots=True)
class NamedChange:
    """One changed indicator with its name; one changed criterion with its name."""

    code: str
    name: str
    before: Any
    after: Any


@dataclass(slots=True)
class NamedDifferences:
    rows: list[NamedChange]
    criteria: list[NamedChange]
    met_before: int
    met_after: int


def named(actor: Any, round_: Any, found: Differences) -> NamedDifferences:
    """Differences with the names of the set."""
    names = {row.code: row.name for row in criteria.indicators_of(round_.version_id)}
    titles = {str(row.number): row.name for row in criteria.criteria_of(round_.version_id)}
    return NamedDifferences(
        [NamedChange(row.code, names.get(row.code, ""), row.before, row.after) for row in found.rows],
        [NamedChange(number, titles.get(number, ""), before, after) for number, before, after in found.criteria],
        found.met_before,
        found.met_after,
    )

def round_context(actor: Any, round_: Any) -> dict[str, Any]:
    """What the page of a round shows of what follows its freeze."""
    if round_.state != "FROZEN":
        return {"editions": []}
    paper = papers.current_paper(actor, round_.pk)
    return {
        "editions": selectors.editions_of(actor, round_.pk),
        "paper": paper,
        "papers": papers.papers_of(actor, round_.pk),
        "paper_due": None if paper is not None else terms.paper_due(round_.frozen_at, actor.on),
        "paper_late": paper is None and terms.paper_due(round_.frozen_at, actor.on) < actor.on,
        "paper_act": act_link(
            "paper",
            _("Ghi văn bản ký chốt") if paper is None else _("Sửa văn bản ký chốt"),
            reverse("assessments:round_paper", args=[round_.pk]),
            policies.may_record_paper(actor, round_),
        ),
        "amendments_waiting": sum(
            row.standing == "REQUESTED" for row in selectors.amendments(actor, actor.on).filter(
                sheet__round_id=round_.pk
            )
        ),
        "may_verify_round": isinstance(policies.may_verify_round(actor, round_), Allowed),
    }


def sheet_context(actor: Any, sheet: Any) -> dict[str, Any]:
    """What the page of a frozen sheet shows of its editions, and the act that asks for another."""
    if sheet.state != "FROZEN":
        return {"edition": None, "amend_act": None}
    editions = selectors.editions_of_sheet(actor, sheet.pk)
    return {
        "edition": editions[-1].edition if editions else 1,
        "amendment_waiting": selectors.open_amendment(sheet.pk, actor.on),
        "amend_act": act_link(
            "amend",
            _("Đề nghị điều chỉnh"),
            reverse("assessments:amendment_new", args=[sheet.pk]),
            policies.may_request(actor, sheet),
        ),
    }

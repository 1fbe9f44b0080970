"""What a plan says at one moment, as texts, whole numbers and lists, and its hash: the content of an edition."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from dieuphoi.core.kernel.dates import url_date
from dieuphoi.registry.organisations.models import OrgUnit
from dieuphoi.steering.tasks.models import PlanBudget, PlanGroup, PlanLine, WorkPlan


def content_of(plan: WorkPlan) -> dict[str, Any]:
    """What a plan says now, in texts, whole numbers and lists: what is hashed. Four queries."""
    groups = list(PlanGroup.objects.filter(plan=plan, ended_at=None).order_by("position", "pk"))
    lines = list(
        PlanLine.objects.filter(plan=plan, ended_at=None)
        .select_related("lead_org", "person")
        .order_by("position", "pk")
    )
    money: dict[int, list[dict[str, Any]]] = {}
    rows = PlanBudget.objects.filter(line__plan=plan, line__ended_at=None, ended_at=None)
    for row in rows.order_by("position", "pk"):
        money.setdefault(row.line_id, []).append({"source": row.source, "amount": row.amount, "year": row.year})
    wanted = {org for line in lines for org in line.coordinating}
    names = dict(OrgUnit.objects.filter(pk__in=wanted).values_list("pk", "name"))
    places = {group.pk: number for number, group in enumerate(groups)}
    lines.sort(key=lambda line: (places.get(line.group_id or 0, -1), line.position, line.pk))
    return {
        "head": {
            "org": plan.org_id, "org_name": plan.org.name, "kind": plan.kind, "title": plan.title,
            "period": plan.period, "source_line": plan.source_line, "text": plan.text, "frame": plan.frame_id,
        },
        "groups": [{"id": group.pk, "title": group.title} for group in groups],
        "lines": [
            {
                "id": line.pk, "group": line.group_id, "text": line.text, "product": line.product,
                "lead": line.lead_org_id, "lead_name": line.lead_org.name if line.lead_org else "",
                "coordinating": list(line.coordinating),
                "coordinating_names": [names.get(org, "") for org in line.coordinating],
                "person": line.person_id, "person_name": line.person.full_name if line.person else "",
                "timing": line.timing, "starts_on": url_date(line.starts_on), "due_on": url_date(line.due_on),
                "every": line.every, "is_key": line.is_key, "note": line.note, "money": money.get(line.pk, []),
            }
            for line in lines
        ],
    }  # fmt: skip


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical bytes of a content."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def bare(content: Mapping[str, Any]) -> dict[str, Any]:
    """A content without the names of bodies and people: those may change by themselves."""

    def without(part: Mapping[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in part.items() if not key.endswith(("_name", "_names"))}

    return {
        "head": without(content["head"]), "groups": content["groups"],
        "lines": [without(line) for line in content["lines"]],
    }  # fmt: skip

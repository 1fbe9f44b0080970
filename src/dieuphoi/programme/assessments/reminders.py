"""What of a round is due for whom: sheets for communes (and the office), waiting indicators for departments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.notify.kinds import NoticeKind, register_kinds
from dieuphoi.core.notify.reminders import Due, RuleData, register_reminder
from dieuphoi.programme.assessments.models import IndicatorResult, Sheet
from dieuphoi.programme.assessments.states import WAITS_FOR_DEPARTMENT
from dieuphoi.registry.access.recipients import office_of, officers_acting_for, officers_of_orgs

ENTRY: Final = "round.entry_due"
VERIFY: Final = "round.verify_due"
_DATA: Final = Path(__file__).parent / "data" / "reminders.yaml"


def sheets_due(day: date) -> Iterator[Due]:
    """Sheets not handed in, of open rounds: each to its commune, their number to the office. Three queries a round."""
    sheets = list(
        Sheet.objects.filter(state="OPEN", round__state="OPEN").select_related("round").order_by("round_id", "unit_key")
    )
    officers = officers_acting_for({sheet.unit_id for sheet in sheets}, day)
    rounds: dict[int, list[Any]] = {}
    for sheet in sheets:
        rounds.setdefault(sheet.round_id, []).append(sheet)
        yield Due(
            record=f"sheet:{sheet.pk}",
            due_on=sheet.round.entry_due_on,
            to=tuple(officers.get(sheet.unit_id, ())),
            title=_("Phiếu %(unit)s chưa gửi, hạn %(day)s")
            % {"unit": sheet.unit_name, "day": format_date(sheet.round.entry_due_on)},
            text=sheet.round.title,
            url=reverse("assessments:sheet", args=[sheet.pk]),
        )
    for round_id, open_sheets in rounds.items():
        round_ = open_sheets[0].round
        count = len(open_sheets)
        yield Due(
            record=f"round:{round_id}:entry",
            due_on=round_.entry_due_on,
            to=tuple(office_of(round_.province_id, day)),
            title=ngettext("%(n)s xã chưa gửi phiếu, hạn %(day)s", "%(n)s xã chưa gửi phiếu, hạn %(day)s", count)
            % {"n": format_number(count), "day": format_date(round_.entry_due_on)},
            text=round_.title,
            url=reverse("assessments:sheets", query={"round": round_id, "state": "OPEN"}),
        )


def verification_due(day: date) -> Iterator[Due]:
    """Indicators that wait for a department, of open rounds: one notice a department and round."""
    rows = list(
        IndicatorResult.objects.filter(
            verification__in=WAITS_FOR_DEPARTMENT,
            owner__isnull=False,
            sheet__round__state="OPEN",
            sheet__state__in=["SUBMITTED", "VERIFYING"],
        )
        .values("owner_id", "sheet__round_id", "sheet__round__title", "sheet__round__verify_due_on")
        .annotate(n=Count("pk"))
        .order_by("sheet__round_id", "owner_id")
    )
    officers = officers_of_orgs({row["owner_id"] for row in rows}, day)
    for row in rows:
        due_on = row["sheet__round__verify_due_on"]
        words = ngettext(
            "%(n)s chỉ tiêu chờ cơ quan bạn thẩm định, hạn %(day)s",
            "%(n)s chỉ tiêu chờ cơ quan bạn thẩm định, hạn %(day)s",
            row["n"],
        )
        yield Due(
            record=f"round:{row['sheet__round_id']}:owner:{row['owner_id']}",
            due_on=due_on,
            to=tuple(officers.get(row["owner_id"], ())),
            title=words % {"n": format_number(row["n"]), "day": format_date(due_on)},
            text=row["sheet__round__title"],
            url=reverse(
                "assessments:queue",
                query={"round": row["sheet__round_id"], "verification": list(WAITS_FOR_DEPARTMENT)},
            ),
        )


def read_rules(text: str) -> dict[str, tuple[RuleData, ...]]:
    """The shipped rules by kind, from YAML. Raises ``ValueError`` or ``KeyError`` for a faulty entry."""
    found: dict[str, list[RuleData]] = {ENTRY: [], VERIFY: []}
    for entry in yaml.safe_load(text)["reminders"]:
        if entry["kind"] not in found:
            raise ValueError(f"unknown kind of reminder: {entry['kind']!r}")
        found[entry["kind"]].append(
            RuleData(int(entry["offset"]), entry.get("repeat"), entry["from"], str(entry["source"]))
        )
    return {kind: tuple(rules) for kind, rules in found.items()}


def register() -> None:
    """Make kinds, finders and shipped rules known. Called once, when Django is ready."""
    rules = read_rules(_DATA.read_text(encoding="utf-8"))
    entry_words, verify_words = gettext_lazy("Hạn gửi phiếu rà soát"), gettext_lazy("Hạn thẩm định chỉ tiêu")
    register_kinds(NoticeKind(ENTRY, entry_words), NoticeKind(VERIFY, verify_words))
    register_reminder(ENTRY, entry_words, sheets_due, rules[ENTRY])
    register_reminder(VERIFY, verify_words, verification_due, rules[VERIFY])

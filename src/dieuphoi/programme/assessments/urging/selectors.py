"""Where each commune stands in a round, what waits for which department since when, and whom to call."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    Count,
    DateField,
    F,
    Func,
    IntegerField,
    Max,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.calendar import work_calendar
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.workdays import working_days_between
from dieuphoi.programme.assessments.models import AssessmentRound, IndicatorResult, Sheet
from dieuphoi.programme.assessments.states import WAITS_FOR_DEPARTMENT
from dieuphoi.programme.assessments.urging.models import RoundUrge, UrgePause
from dieuphoi.registry.access.models import RoleAssignment
from dieuphoi.registry.access.recipients import Contact, officers_of_orgs
from dieuphoi.registry.access.roles import COMMUNE, Role
from dieuphoi.registry.organisations.models import Person

NOT_OPENED, ENTERING, HANDED_IN, RETURNED, VERIFIED, CONSOLIDATED = (
    "NOT_OPENED", "ENTERING", "HANDED_IN", "RETURNED", "VERIFIED", "CONSOLIDATED",
)  # fmt: skip
STEPS: Final = (
    (NOT_OPENED, gettext_lazy("xã chưa nhập gì")),
    (ENTERING, gettext_lazy("xã đang nhập")),
    (RETURNED, gettext_lazy("có chỉ tiêu bị trả lại")),
    (HANDED_IN, gettext_lazy("đã gửi, chờ thẩm định")),
    (VERIFIED, gettext_lazy("đã thẩm định xong, chờ tổng hợp")),
    (CONSOLIDATED, gettext_lazy("đã tổng hợp")),
)
TO_URGE: Final = (NOT_OPENED, ENTERING, RETURNED)
"""The steps at which it is the commune's turn."""
_DATA: Final = Path(__file__).parent.parent / "data" / "urging.yaml"
_WAITING: Final = ("SUBMITTED", "VERIFYING")


@dataclass(frozen=True, slots=True)
class Pause:
    """So many days, and who says so."""

    days: int
    source: str
    shipped: bool


def read_shipped(text: str) -> Pause:
    """The shipped pause, from YAML. Raises ``KeyError`` or ``ValueError`` for a faulty file."""
    data = yaml.safe_load(text)
    days = int(data["days"])
    if not 1 <= days <= 60:
        raise ValueError("the pause between two urges: 1 to 60 days, please")
    return Pause(days, str(data["source"]), shipped=True)


@cache
def _shipped() -> Pause:
    return read_shipped(_DATA.read_text(encoding="utf-8"))


def pause_on(day: date) -> Pause:
    """How long one person is left in peace, on a day."""
    row = UrgePause.objects.filter(valid__contains=day).order_by("-id").first()
    return _shipped() if row is None else Pause(row.days, row.source, shipped=False)


# ------------------------------------------------------------------------------------------------ communes


def submissions(actor: Actor, day: date) -> QuerySet[Any]:
    """The sheets of open rounds, each with where it stands and whom to call.

    Annotations: ``step`` (:data:`STEPS`), ``due_on`` of that step (empty once consolidated), ``people`` (the officers
    of the commune, then its chair, as ``{name, phone}``, as far as the actor may see people), ``urged`` and
    ``urged_at`` (how often, when last).
    """
    held = RoleAssignment.objects.filter(
        role__in=list(COMMUNE), valid__contains=day, account__is_active=True, place_id=OuterRef("unit_id"),
        account__person__in=Person.objects.visible_to(actor),
    )  # fmt: skip
    urged = RoundUrge.objects.visible_to(actor).filter(round_id=OuterRef("round_id"), unit_id=OuterRef("unit_id"))
    rows: Any = Sheet.objects.visible_to(actor).filter(round__state="OPEN").select_related("round", "rollup")
    found: QuerySet[Any] = rows.annotate(
        step=Case(
            When(state="CONSOLIDATED", then=Value(CONSOLIDATED)),
            When(rollup__returned__gt=0, then=Value(RETURNED)),
            When(state="OPEN", rollup__entered=0, then=Value(NOT_OPENED)),
            When(state="OPEN", then=Value(ENTERING)),
            When(rollup__waiting=0, then=Value(VERIFIED)),
            default=Value(HANDED_IN),
            output_field=TextField(),
        ),
        due_on=Case(
            When(state="CONSOLIDATED", then=Value(None)),
            When(state="OPEN", then=F("round__entry_due_on")),
            When(rollup__waiting=0, rollup__returned=0, then=F("round__freeze_due_on")),
            default=F("round__verify_due_on"),
            output_field=DateField(),
        ),
        people=ArraySubquery(
            held.order_by(Case(When(role=Role.COMMUNE_OFFICER, then=Value(0)), default=Value(1)), "id").values(
                found=JSONObject(name="account__person__full_name", phone="account__person__phone", role="role")
            )
        ),
        urged=Coalesce(Subquery(_count(urged), output_field=IntegerField()), 0),
        urged_at=Subquery(urged.order_by("-recorded_at").values("recorded_at")[:1]),
    )
    return found


def _count(rows: QuerySet[Any]) -> QuerySet[Any]:
    found: QuerySet[Any] = rows.order_by().annotate(n=Func(F("pk"), function="COUNT"))
    return found.values("n")


def late_words(due_on: date | None, day: date) -> str:
    """``còn 3 ngày làm việc``, ``chậm 2 ngày làm việc``; nothing where nothing is due."""
    if due_on is None:
        return ""
    left = working_days_between(day, due_on, work_calendar())
    if due_on < day:
        late = max(working_days_between(due_on, day, work_calendar()), 0)
        words = ngettext("chậm %(n)s ngày làm việc", "chậm %(n)s ngày làm việc", late)
        return words % {"n": format_number(late)}
    if due_on == day:
        return _("hạn hôm nay")
    return ngettext("còn %(n)s ngày làm việc", "còn %(n)s ngày làm việc", left) % {"n": format_number(left)}


def contact_words(people: Any) -> str:
    """Officers with their telephones, in the order in which one calls them."""
    lines = []
    for each in people or ():
        name, phone = each["name"], each["phone"]
        who = _("%(name)s (Chủ tịch)") % {"name": name} if each["role"] == Role.COMMUNE_CHAIR else name
        text = f"{who} {phone}".strip()
        if text not in lines:
            lines.append(text)
    return "; ".join(lines)


# ------------------------------------------------------------------------------------------------ departments


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for one department in a round: how many indicators of how many communes, since when, whom to call,
    and how often it was urged. ``org_id`` is empty for what the office itself verifies.
    """

    org_id: int | None
    name: str
    indicators: int
    communes: int
    since: date | None
    contacts: tuple[Contact, ...]
    urged: int
    urged_at: Any


def waiting_departments(actor: Actor, round_id: int, day: date) -> list[Waiting]:
    """The departments for which something of a round waits, who waits longest first. Four queries."""
    rows = list(
        IndicatorResult.objects.visible_to(actor)
        .filter(sheet__round_id=round_id, verification__in=WAITS_FOR_DEPARTMENT, sheet__state__in=_WAITING)
        .order_by()
        .values("owner_id", "owner__name")
        .annotate(n=Count("pk"), communes=Count("sheet_id", distinct=True), since=Min("sheet__submitted_at"))
    )
    orgs = [row["owner_id"] for row in rows if row["owner_id"] is not None]
    contacts = contacts_of_orgs(actor, orgs, day)
    urged: dict[int | None, Any] = {
        row["org_id"]: row
        for row in RoundUrge.objects.visible_to(actor)
        .filter(round_id=round_id, org_id__in=orgs)
        .order_by()
        .values("org_id")
        .annotate(n=Count("pk"), last=Max("recorded_at"))
    }
    found = [
        Waiting(
            row["owner_id"],
            row["owner__name"] or _("Văn phòng điều phối"),
            row["n"],
            row["communes"],
            None if row["since"] is None else today(row["since"]),
            tuple(contacts.get(row["owner_id"] or 0, ())),
            urged.get(row["owner_id"], {}).get("n", 0),
            urged.get(row["owner_id"], {}).get("last"),
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: (each.since or date.max, -each.indicators, each.name))


def contacts_of_orgs(actor: Actor, org_ids: Collection[int], day: date) -> dict[int, list[Contact]]:
    """Whom to call in each department, as far as the actor may see people, in two queries."""
    officers = officers_of_orgs(org_ids, day)
    accounts = {account for group in officers.values() for account in group}
    people = {
        account: Contact(name, phone)
        for account, name, phone in Person.objects.visible_to(actor)
        .filter(account__id__in=accounts)
        .values_list("account__id", "full_name", "phone")
    }
    return {org: [people[each] for each in group if each in people] for org, group in officers.items()}


def urges_of(actor: Actor, round_id: int, most: int = 50) -> list[RoundUrge]:
    """The last times somebody was urged in a round, newest first."""
    rows = RoundUrge.objects.visible_to(actor).filter(round_id=round_id).select_related("org")
    sheet = Sheet.objects.filter(round_id=OuterRef("round_id"), unit_id=OuterRef("unit_id"))
    return list(rows.annotate(unit_name=Subquery(sheet.values("unit_name")[:1])).order_by("-recorded_at", "-pk")[:most])


def open_rounds(actor: Actor) -> QuerySet[AssessmentRound]:
    """The open rounds that the actor sees, the one due first ahead."""
    return AssessmentRound.objects.visible_to(actor).filter(state="OPEN").order_by("entry_due_on", "id")


def late_communes(actor: Actor, round_id: int, day: date) -> int:
    """How many communes of a round are late with their sheet on a day."""
    return submissions(actor, day).filter(round_id=round_id, state="OPEN", round__entry_due_on__lt=day).count()


def told_since(round_id: int, accounts: Collection[int], instant: Any) -> set[int]:
    """Those of ``accounts`` that were urged in a round since an instant."""
    rows = RoundUrge.objects.filter(round_id=round_id, recorded_at__gt=instant, told__overlap=sorted(accounts))
    return {account for told in rows.values_list("told", flat=True) for account in told} & set(accounts)

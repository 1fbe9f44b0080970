"""The demo's directives, drafts, programmes and briefings: what whoever signs in finds. Counts were made by hand."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dieuphoi.config.demo import load
from dieuphoi.config.demo.beside import programme_officers
from dieuphoi.config.demo.briefings import load_agreements, load_briefings
from dieuphoi.config.demo.clauses import load_clauses
from dieuphoi.config.demo.documents import Desk, load_documents
from dieuphoi.config.demo.drafting import load_drafts
from dieuphoi.config.demo.programmes import load_programmes
from dieuphoi.config.demo.results import load_results
from dieuphoi.config.demo.tasks import load_tasks
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.dates import LOCAL_ZONE
from dieuphoi.registry.accounts.models import Account
from dieuphoi.registry.organisations.models import FieldMonitor
from dieuphoi.steering.directives.models import Addressee, Directive, Document, DocumentRelation, Drafting
from dieuphoi.steering.directives.selectors.clauses import suggestions_of, text_of
from dieuphoi.steering.meetings.models import (
    BriefingMeeting,
    CalendarEntry,
    ConclusionNotice,
    MeetingInput,
    MeetingRequest,
)
from dieuphoi.steering.tasks.models import (
    DutyRun,
    PlanTask,
    RecurringDuty,
    ResultEdition,
    Task,
    TaskMandate,
    TaskTemplate,
    TaskUrge,
    TemplateUse,
    WorkPlan,
)

pytestmark = pytest.mark.django_db
TOLD = {"VPDP": "lan"}


def _desk(now: datetime) -> Desk:
    """The people and bodies of the demo, without its rounds of assessment."""
    demo = load.Demo(now=now, random=random.Random(1), tell=lambda words: None)
    load._territory(demo)
    load._organisations(demo)
    load._people(demo)
    programme_officers(
        system=system_actor(demo.today), units=demo.units, officers=demo.officers, accounts=demo.accounts,
        today=demo.today, now=now,
    )  # fmt: skip
    return Desk(
        demo.accounts, demo.orgs, demo.units, {**demo.verifiers, **demo.officers, **TOLD}, demo.today, now
    )


def _states(rows: Any) -> dict[str, int]:
    return dict(Counter(rows.values_list("state", flat=True)))


def test_the_demo_has_directives_from_the_text_to_the_task() -> None:
    desk = _desk(timezone.now())
    assert FieldMonitor.objects.filter(function="officer").count() == 77  # 80 communes, three named nobody

    # --- documents -----------------------------------------------------------------------------------------
    assert load_documents(desk) >= 100
    assert 110 <= Document.objects.count() <= 230
    for who in ("lan", "hanh", "phong", "minh", "thu", "tuan", "vy"):
        assert Document.objects.visible_to(desk.actor(who, desk.today)).count() >= 8, who
    assert set(Document.objects.values_list("direction", flat=True)) == {"IN", "OUT"}
    years = {day.year for day in Document.objects.values_list("issued_on", flat=True)}
    assert years >= {desk.today.year - 2, desk.today.year - 1}
    numbers = set(Document.objects.values_list("number_text", flat=True))
    assert {"4393/UBND-NLN", "86-KL/TU", "71-KL/TU", "1599/QĐ-UBND", "08/NQ-HĐND"} <= numbers
    assert set(DocumentRelation.objects.values_list("kind", flat=True)) == {
        "BASIS", "REPLACES", "AMENDS", "ANSWERS", "IMPLEMENTS",
    }  # fmt: skip
    assert DocumentRelation.objects.filter(kind="REPLACES").count() == 1
    telling = Document.objects.get(number_text="15/CĐ-UBND", issued_on__gt=desk.before(5))
    assert telling.urgency == "AT_ONCE"
    # Sent to four bodies: nobody has opened it.
    assert Addressee.objects.filter(document=telling, read_on=None).exclude(org_id=desk.orgs["VPDP"]).count() == 4
    spread = set(Addressee.objects.exclude(days_to_read=None).values_list("days_to_read", flat=True))
    assert {0, 1, 2, 3, 5} <= spread
    asked = Document.objects.filter(direction="IN", answer_due_on__gte=desk.today, answer_due_on__isnull=False)
    assert asked.count() >= 4

    # --- drafts --------------------------------------------------------------------------------------------
    assert load_drafts(desk) == 10
    assert _states(Drafting.objects) == {
        "ASKED": 1, "DRAFTING": 3, "OPINIONS": 2, "SUBMITTED": 1, "SIGNED": 1, "ISSUED": 1, "WITHDRAWN": 1,
    }  # fmt: skip
    sent_back = Drafting.objects.get(title__startswith="Báo cáo tình hình nợ đọng")
    assert (sent_back.state, [step.move for step in sent_back.steps.order_by("pk")]) == (
        "DRAFTING", ["", "start", "submit", "return"]
    )  # fmt: skip
    answer = Document.objects.get(drafting__isnull=False)
    [relation] = DocumentRelation.objects.filter(document=answer)
    assert (relation.kind, relation.target and relation.target.number_text) == ("ANSWERS", "7741/BNNMT-VPĐP")

    # --- clauses -------------------------------------------------------------------------------------------
    load_clauses(desk)
    lan = desk.actor("lan", desk.today)
    notice = Document.objects.get(number_text="64/TB-BCĐ")
    found = {each.duty.clause: each for each in suggestions_of(lan, notice, text_of(lan, notice.pk)).suggestions}
    decided = {clause: each.decided and each.decided.directive.decision for clause, each in found.items()}
    assert decided == {"II.1": "GIVEN", "II.2": "GIVEN", "II.3": None, "II.4": "GIVEN", "II.5": "DROPPED", "II.6": None}
    order = Document.objects.get(number_text="14/CT-UBND")
    said = dict(Directive.objects.filter(document=order).values_list("clause", "decision"))
    assert said == {"1.a": "GIVEN", "1.b": "GIVEN", "2": "GIVEN", "3": "GIVEN", "4": "DROPPED"}
    rows = Task.objects.filter(directive_link__directive__document=order).order_by("pk")
    assert [row.state for row in rows] == ["DONE", "ACCEPTED", "ACCEPTED", "ACCEPTED"]
    assert {row.giver_org_id for row in rows} == {desk.orgs["UBND"]}
    letter = Document.objects.get(number_text="4417/UBND-NLN")
    waits = suggestions_of(lan, letter, text_of(lan, letter.pk)).suggestions
    assert [(each.duty.clause, each.decided) for each in waits] == [("1", None), ("2", None), ("3", None)]
    # "UBND các xã": each of the 80, and in each there is somebody to answer.
    assert (len(waits[1].each), len(waits[1].nobody)) == (80, 0)

    # --- programmes ----------------------------------------------------------------------------------------
    load_programmes(desk)
    assert _states(WorkPlan.objects) == {"AMENDED": 1, "SUBMITTED": 1, "DRAFT": 1, "CONSULTED": 1}
    plan = WorkPlan.objects.get(state="AMENDED")
    assert [(each.number, each.kind) for each in plan.editions.order_by("number")] == [
        (1, "CONSULTED"), (2, "SUBMITTED"), (3, "APPROVED"), (4, "SAVED"),
    ]  # fmt: skip
    assert (plan.edition, plan.lines.filter(ended_at=None).count(), plan.groups.count()) == (3, 8, 3)
    assert PlanTask.objects.filter(line__plan=plan).count() == 6  # the lines with a date; two last, one is new
    stances = dict(plan.consults.values_list("org__code", "stance"))
    assert stances == {"SNNMT": "AGREE", "SXD": "REMARKS", "STC": ""}
    assert sum(row.amount for line in plan.lines.all() for row in line.budgets.filter(ended_at=None)) == 1_062_500_000
    assert (TaskTemplate.objects.count(), len(TemplateUse.objects.get().task_ids)) == (2, 3)
    assert _states(RecurringDuty.objects) == {"ACTIVE": 2, "PAUSED": 1}
    assert DutyRun.objects.count() >= 10
    assert not DutyRun.objects.filter(task__due_on__lt=desk.today, task__state="NEW").exists()
    assert 1 <= TaskUrge.objects.values("batch").distinct().count() <= 2
    assert TaskMandate.objects.filter(mandate__org__code="SNNMT").count() >= 1

    # --- results -------------------------------------------------------------------------------------------
    load_results(desk)
    told = _states(ResultEdition.objects)
    assert told["PREPARED"] == 1 and told["PUBLISHED"] >= 1
    assert told.get("WITHDRAWN", 0) == ResultEdition.objects.filter(number=2, state="PUBLISHED").count()

    # --- meetings ------------------------------------------------------------------------------------------
    load_briefings(desk)
    assert _states(BriefingMeeting.objects) == {"CONCLUDED": 5}
    assert BriefingMeeting.objects.filter(previous=None).count() == 1
    assert _states(MeetingInput.objects) == {"ANSWERED": 10, "ASKED": 5}
    assert ConclusionNotice.objects.count() == 5
    load_agreements(desk)
    assert sorted(MeetingRequest.objects.values_list("state", flat=True)) == ["ANSWERED", "ASKED"]
    assert CalendarEntry.objects.filter(org__code="BCD").count() == 3

    # --- and everybody who signs in finds their page of work, with every kind of work on it ------------------------
    for who in ("lan", "hanh", "phong", "minh", "thu", "tuan", "vy"):
        client = Client()
        client.force_login(Account.objects.get(username=who))
        assert client.get("/").status_code == 200, who


@pytest.mark.parametrize("day", ["2027-01-02 09:00"])
def test_the_demo_may_be_loaded_on_any_day(day: str) -> None:
    """The Saturday after New Year: nothing of the new year is behind, and no office works."""
    now = datetime.fromisoformat(day).replace(tzinfo=LOCAL_ZONE)
    desk = _desk(now)
    for step in (load_drafts, load_clauses, load_programmes, load_briefings, load_agreements):
        step(desk)
    assert Drafting.objects.count() == 10 and WorkPlan.objects.count() == 4
    assert not Task.objects.filter(given_on__gt=desk.today).exists()


def test_the_demo_may_be_loaded_soon_after_midnight() -> None:
    """What is new this morning was given today, though two hours ago was yesterday."""
    now = datetime(2026, 11, 24, 0, 20, tzinfo=LOCAL_ZONE)
    desk = _desk(now)
    load_documents(desk)
    made = load_tasks(
        accounts=desk.accounts, orgs=desk.orgs, units=desk.units, criteria={},
        verifiers=desk.officers,
        officers={"Thượng Sơn": "tuan", "Hạ Sơn": "vy"}, today=desk.today, now=now,
    )  # fmt: skip
    assert Task.objects.filter(given_on=desk.today).count() == 3 and made > 3

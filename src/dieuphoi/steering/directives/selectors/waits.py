"""Whether anything of documents waits for somebody at all: the short question before the long ones; and whether what
was made of a document is done.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import Count, Q

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.registry.access.touched import Touched, surely_nothing, touched
from dieuphoi.steering.directives.models import Addressee, DirectiveTask, Drafting, Handling, OpinionRequest
from dieuphoi.steering.directives.models.scopes import own_orgs
from dieuphoi.steering.directives.states import OPEN_DRAFTS
from dieuphoi.steering.tasks.states import TaskState


class Waits(NamedTuple):
    """Of each kind whether there may be something. Never false where the scope would give a row."""

    lines: bool
    desk: bool
    opinions: bool
    drafts: bool


def _anybody() -> Touched:
    """Whom any of the four waits for: the conditions of :data:`_ANY` without the person."""
    open_drafts = [state.value for state in OPEN_DRAFTS]
    lines: Any = Addressee.objects.filter(dropped_on=None).filter(
        Q(read_on=None) | Q(assigned_on=None, assign_due_on__isnull=False)
    )
    desk: Any = Handling.objects.filter(ended_on=None)
    asked: Any = OpinionRequest.objects.filter(drafting__state__in=open_drafts)
    drafts: Any = Drafting.objects.filter(state__in=open_drafts)
    bodies = [lines.values("org_id"), desk.values("to_org_id"), asked.values("org_id"), drafts.values("holder_org_id")]
    people = [lines.values("person_id"), desk.values("to_person_id"), drafts.values("holder_person_id")]
    return touched(orgs=_union(bodies), people=_union(people))


def _union(queries: list[Any]) -> Any:
    first, *others = (query.order_by() for query in queries)
    return first.union(*others)


_ANY: Final = """
WITH me AS (SELECT person_id FROM accounts_account WHERE id = %(account)s)
SELECT EXISTS (SELECT FROM directives_addressee
               WHERE dropped_on IS NULL AND (org_id = ANY (%(orgs)s) OR person_id = (SELECT person_id FROM me))
                 AND (read_on IS NULL OR assigned_on IS NULL AND assign_due_on IS NOT NULL)),
       EXISTS (SELECT FROM directives_handling
               WHERE ended_on IS NULL AND (to_person_id = (SELECT person_id FROM me)
                                           OR to_person_id IS NULL AND to_org_id = ANY (%(orgs)s))),
       EXISTS (SELECT FROM directives_opinionrequest asked
               JOIN directives_drafting draft ON draft.id = asked.drafting_id
               WHERE asked.org_id = ANY (%(orgs)s) AND draft.state = ANY (%(open)s)),
       EXISTS (SELECT FROM directives_drafting
               WHERE state = ANY (%(open)s) AND (holder_person_id = (SELECT person_id FROM me)
                                                 OR holder_person_id IS NULL AND holder_org_id = ANY (%(orgs)s)))
"""


def tasks_counted(document_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """``{document: (tasks given from its clauses, those of them that are still open)}``; what was withdrawn counts for
    nothing, a document without any task is left out. Whoever sees the tasks or not: a number tells nothing of them. One
    query.
    """
    rows: Any = DirectiveTask._base_manager.filter(directive__document_id__in=list(document_ids))
    counted = rows.exclude(task__state=TaskState.WITHDRAWN).values("directive__document_id").annotate(
        n=Count("pk"), left=Count("pk", filter=~Q(task__state=TaskState.DONE))
    )  # fmt: skip
    return {each["directive__document_id"]: (each["n"], each["left"]) for each in counted}


def with_tasks_done() -> Any:
    """The keys of the documents whose tasks are all done; a query to filter by."""
    rows: Any = DirectiveTask._base_manager.exclude(task__state=TaskState.WITHDRAWN)
    left = Count("pk", filter=~Q(task__state=TaskState.DONE))
    return rows.order_by().values("directive__document_id").annotate(left=left).filter(left=0).values(
        "directive__document_id"
    )  # fmt: skip


def waits_of(actor: Actor) -> Waits:
    """Of which kinds something may wait. Two queries, written out: for most people it is the only thing asked, every
    day for each of them, and putting the four long ones together takes ten times as long.
    """
    if surely_nothing(actor, "directives.waits", _anybody):
        return Waits(lines=False, desk=False, opinions=False, drafts=False)
    orgs = [pk for (pk,) in own_orgs(actor)]
    with connection.cursor() as cursor:
        cursor.execute(_ANY, {"account": actor.id, "orgs": orgs, "open": [state.value for state in OPEN_DRAFTS]})
        [row] = cursor.fetchall()
    return Waits(*row)

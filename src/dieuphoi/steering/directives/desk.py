"""What of documents and drafts waits for somebody: the lines of "my work"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, F, Min, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today as day_of
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.workkind import Offer, WorkKind
from dieuphoi.steering.directives import selectors
from dieuphoi.steering.directives.models import StandingDocument
from dieuphoi.steering.directives.selectors.waits import waits_of

READ: Final = WorkKind("doc_read", "document", _lazy("văn bản"), _lazy("Văn bản đến chưa mở đọc"))
ASSIGN: Final = WorkKind("doc_assign", "inbox", _lazy("văn bản"), _lazy("Văn bản đến chưa giao xử lý"))
HANDLE: Final = WorkKind("doc_handle", "document", _lazy("văn bản"), _lazy("Văn bản giao bạn xử lý"))
OPINION: Final = WorkKind("opinion", "question", _lazy("dự thảo"), _lazy("Dự thảo chờ ý kiến"))
DRAFTING: Final = WorkKind("drafting", "edit", _lazy("dự thảo"), _lazy("Dự thảo trên bàn của bạn"))


@dataclass(frozen=True, slots=True)
class Waiting:
    """So much of one kind of work, until when (or since when), and the filter of the list that shows the very rows."""

    what: WorkKind
    title: str
    note: str
    count: int
    due: date | None
    route: tuple[str, tuple[int, ...], dict[str, Any]]
    since: date | None = None
    offer: Offer | None = None

    @property
    def kind(self) -> str:
        """The key of its kind."""
        return self.what.key


def waiting_for(actor: Actor, day: date) -> list[Waiting]:
    """Unread and unassigned documents of one's organisations, what lies on one's own desk, opinions and drafts.

    A fixed number of queries, however many there are; two where nothing waits.
    """
    if actor.is_system or not actor.is_authenticated:
        return []
    waits = waits_of(actor)
    found: list[Waiting] = []
    if waits.lines:
        found += _lines(actor, day)
    if waits.desk:
        found += _desk(actor, day)
    if waits.opinions:
        found += _opinions(actor)
    if waits.drafts:
        found += _drafts(actor, day)
    return found


def _standing(actor: Actor, day: date) -> Any:
    rows: Any = StandingDocument.objects.visible_to(actor)
    return rows.filter(issued_on__lte=day).values("pk")


def _lines(actor: Actor, day: date) -> list[Waiting]:
    """What was sent to one's organisations and nobody opened, or nobody gave to anybody."""
    found = []
    lines = selectors.own_lines(actor).filter(document__in=_standing(actor, day))
    unread, assign = Q(read_on__isnull=True), Q(assigned_on__isnull=True, assign_due_on__isnull=False)
    open_lines = lines.aggregate(
        unread=Count("document_id", distinct=True, filter=unread), read_due=Min("read_due_on", filter=unread),
        since=Min("sent_on", filter=unread), unassigned=Count("document_id", distinct=True, filter=assign),
        assign_due=Min("assign_due_on", filter=assign),
    )  # fmt: skip
    if open_lines["unread"]:
        found.append(
            Waiting(
                READ, _("Mở đọc văn bản gửi đến"), _("chưa ai ở cơ quan bạn mở đọc"), open_lines["unread"],
                open_lines["read_due"], ("directives:list", (), {"unread": "true"}), open_lines["since"],
            )
        )  # fmt: skip
    if open_lines["unassigned"]:
        found.append(
            Waiting(
                ASSIGN, _("Giao xử lý văn bản đến"), _("đã nhận, chưa giao ai"), open_lines["unassigned"],
                open_lines["assign_due"], ("directives:list", (), {"unassigned": "true"}),
            )
        )  # fmt: skip
    return found


def _desk(actor: Actor, day: date) -> list[Waiting]:
    """What lies on one's own desk; where all that was to be done of it is done, that it may leave it, at once."""
    found = []
    desk = selectors.given_to_me(actor).filter(document__in=_standing(actor, day))
    rows = list(desk.select_related("document__kind").order_by(F("due_on").asc(nulls_last=True), "pk"))
    counts = selectors.tasks_counted({row.document_id for row in rows}) if rows else {}
    for row in rows:
        note, offer = row.instruction or row.document.summary, ("directives:handling_finish", (row.pk,))
        tasks, left = counts.get(row.document_id, (0, 0))
        done = bool(tasks) and not left
        if done:
            words = ngettext("%(n)s nhiệm vụ giao từ văn bản đã xong", "%(n)s nhiệm vụ giao từ văn bản đã xong", tasks)
            note = f"{words % {'n': format_number(tasks)}}. {note}"
        found.append(
            Waiting(
                HANDLE, _("Xử lý %(title)s") % {"title": row.document.title}, note, 1, row.due_on,
                ("directives:page", (row.document_id,), {}), row.given_on,
                Offer(_("Kết thúc xử lý"), offer, (("how", "TASKS"),) if done else ()),
            )
        )  # fmt: skip
    return found


def _opinions(actor: Actor) -> list[Waiting]:
    found = []
    for request in selectors.opinions_waiting(actor):
        found.append(
            Waiting(
                OPINION, _("Trả lời ý kiến dự thảo"), request.drafting.title, 1, request.due_on,
                ("directives:drafting", (request.drafting_id,), {}),
            )
        )  # fmt: skip
    return found


def _drafts(actor: Actor, day: date) -> list[Waiting]:
    found = []
    drafts = selectors.held_by_me(actor, selectors.draftings(actor, day)).order_by(
        F("due_on").asc(nulls_last=True), "pk"
    )
    for row in drafts:
        found.append(
            Waiting(
                DRAFTING, f"{row.get_state_display()}: {row.kind_words}".capitalize(), row.title, 1, row.due_on,
                ("directives:drafting", (row.pk,), {}), day_of(row.step_at),
            )
        )  # fmt: skip
    return found

"""What of documents people are told: one came, it was given to you, it was replaced; of drafts: asked, returned,
issued; and, by the rules of reminding, what nobody opened, gave on or answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import yaml
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.notify.kinds import NoticeKind, register_kinds
from dieuphoi.core.notify.reminders import Due, RuleData, register_reminder
from dieuphoi.core.notify.services import Told, house_language, notify, notify_many
from dieuphoi.registry.access.recipients import account_by_person, office_of
from dieuphoi.steering.directives.models import (
    ENDING,
    Addressee,
    Document,
    Drafting,
    Handling,
    OpinionRequest,
    RelationKind,
    Urgency,
)
from dieuphoi.steering.directives.recipients import accounts_of_orgs
from dieuphoi.steering.directives.states import OPEN_DRAFTS, DraftingState

ADDRESSED: Final = NoticeKind("document.addressed", gettext_lazy("Có văn bản gửi đến bạn"))
ASSIGNED: Final = NoticeKind("document.assigned", gettext_lazy("Bạn được giao xử lý văn bản"), mail="at_once")
CHANGED: Final = NoticeKind("document.changed", gettext_lazy("Văn bản bị thay thế, sửa đổi, bãi bỏ hoặc được trả lời"))
BROUGHT: Final = NoticeKind("document.imported", gettext_lazy("Nhập sổ văn bản có văn bản gửi đến bạn"))
DRAFTED: Final = NoticeKind("drafting.moved", gettext_lazy("Dự thảo chuyển đến bạn, được trả lại, được ban hành"))
CONSULTED: Final = NoticeKind("drafting.opinion_asked", gettext_lazy("Cơ quan bạn được hỏi ý kiến"), mail="at_once")
ANSWERED: Final = NoticeKind("drafting.opinion_given", gettext_lazy("Có trả lời ý kiến về dự thảo"))
UNREAD: Final = "document.unread"
UNASSIGNED: Final = "document.unassigned"
OPINION_DUE: Final = "drafting.opinion_due"
DRAFT_DUE: Final = "drafting.due"
_DATA: Final = Path(__file__).parent / "data" / "reminders.yaml"


def _url(document_id: int) -> str:
    return reverse("directives:page", args=[document_id])


def _draft_url(drafting_id: int) -> str:
    return reverse("directives:drafting", args=[drafting_id])


def accounts_of(rows: Iterable[Any], day: date) -> dict[int, list[int]]:
    """The accounts behind lines of "nơi nhận", by the line's id. Two queries, however many."""
    listed = list(rows)
    orgs = accounts_of_orgs({row.org_id for row in listed if row.org_id is not None}, day)
    people = account_by_person({row.person_id for row in listed if row.person_id is not None})
    found = {}
    for row in listed:
        if row.org_id is not None:
            found[row.pk] = orgs.get(row.org_id, [])
        else:
            found[row.pk] = [people[row.person_id]] if row.person_id in people else []
    return found


def registered(actor: Actor, made: Sequence[tuple[Document, Sequence[Addressee]]], now: datetime) -> None:
    """Everybody it is addressed to; an urgent one at once."""
    accounts = accounts_of([row for _document, rows in made for row in rows], actor.on)
    items = []
    with house_language():
        for document, rows in made:
            to = sorted({account for row in rows for account in accounts.get(row.pk, ())})
            if not to:
                continue
            urgent = document.urgency != Urgency.NORMAL
            words = {"title": document.title, "issuer": document.issuer_name}
            title = _("%(title)s của %(issuer)s gửi đến bạn") % words
            if urgent:
                title = f"{str(Urgency(document.urgency).label).upper()}: {title}"
            first = min(row.pk for row in rows)
            items.append(
                Told(
                    to=to, kind=ADDRESSED.key, once=f"document:{document.pk}:sent:{first}", title=title,
                    text=document.summary, url=_url(document.pk), at_once=urgent,
                )
            )  # fmt: skip
        notify_many(actor=actor, items=items, now=now)


def assigned(actor: Actor, document: Document, handling: Handling, now: datetime) -> None:
    """Whoever it was given to."""
    to: set[int] = set()
    if handling.to_person_id is not None:
        to |= set(account_by_person([handling.to_person_id]).values())
    elif handling.to_org_id is not None:
        to |= set(accounts_of_orgs([handling.to_org_id], actor.on).get(handling.to_org_id, ()))
    with house_language():
        words = {"title": document.title, "due": format_date(handling.due_on)}
        title = _("Giao bạn xử lý %(title)s, hạn %(due)s") if handling.due_on else _("Giao bạn xử lý %(title)s")
        notify(
            actor=actor, to=to, kind=ASSIGNED.key, once=f"document:{document.pk}:handling:{handling.pk}",
            title=title % words, text=handling.instruction or document.summary, url=_url(document.pk), now=now,
        )  # fmt: skip


_DOES: Final = {
    RelationKind.REPLACES: gettext_lazy("%(new)s thay thế %(old)s"),
    RelationKind.ABOLISHES: gettext_lazy("%(new)s bãi bỏ %(old)s"),
    RelationKind.AMENDS: gettext_lazy("%(new)s sửa đổi, bổ sung %(old)s"),
    RelationKind.ANSWERS: gettext_lazy("%(new)s trả lời %(old)s"),
}


def related(actor: Actor, row: Document, relation: Any, target: Document, now: datetime) -> None:
    """Whoever had the other document, when it is no longer what it was, or is answered."""
    words = _DOES.get(RelationKind(relation.kind))
    if words is None:
        return
    reached = Addressee.objects.filter(document=target, dropped_on__isnull=True)
    accounts = accounts_of(reached, actor.on)
    to = {account for group in accounts.values() for account in group}
    to |= set(accounts_of_orgs([target.keeper_id], actor.on).get(target.keeper_id, ()))
    seen_url = _url(target.pk)
    with house_language():
        notify(
            actor=actor, to=to, kind=CHANGED.key, once=f"relation:{relation.pk}",
            title=str(words) % {"new": row.title if not row.is_restricted else _("Một văn bản"), "old": target.title},
            text=_("Từ ngày %(day)s") % {"day": format_date(relation.effective_on)}
            if relation.kind in (*ENDING, RelationKind.AMENDS)
            else "",
            url=seen_url, now=now,
        )  # fmt: skip


def brought_in(actor: Actor, run_id: int, rows: Sequence[Document], now: datetime, *, undone: bool = False) -> None:
    """Everybody to whom an import addressed or gave something: once a run."""
    reached = list(
        Addressee.objects.filter(document_id__in=[row.pk for row in rows], dropped_on__isnull=True).exclude(
            org_id__in=actor.orgs()
        )
    )
    to = {account for group in accounts_of(reached, actor.on).values() for account in group}
    given = Handling.objects.filter(document_id__in=[row.pk for row in rows], to_person__isnull=False)
    to |= set(account_by_person(given.values_list("to_person_id", flat=True)).values()) - {actor.id}
    with house_language():
        notify(
            actor=actor, to=to, kind=BROUGHT.key, once=f"document-import:{run_id}{':undone' if undone else ''}",
            title=_("Đã hoàn tác một lần nhập sổ văn bản") if undone else _("Đã nhập sổ văn bản có văn bản của bạn"),
            text="" if undone else _("Xem danh sách. Nếu có chỗ sai, hãy báo Văn phòng điều phối."),
            url=reverse("directives:list"), now=now,
        )  # fmt: skip


# ------------------------------------------------------------------------------------------------ drafts


def _desk(row: Drafting, day: date) -> set[int]:
    """The accounts of whoever has the draft now."""
    if row.holder_person_id is not None:
        return set(account_by_person([row.holder_person_id]).values())
    if row.holder_org_id is not None:
        return set(accounts_of_orgs([row.holder_org_id], day).get(row.holder_org_id, ()))
    return set()


def draft_asked(actor: Actor, row: Drafting, now: datetime) -> None:
    with house_language():
        words = {"title": row.title, "due": format_date(row.due_on)}
        title = _("Cần soạn thảo: %(title)s, hạn %(due)s") if row.due_on else _("Cần soạn thảo: %(title)s")
        notify(
            actor=actor, to=_desk(row, actor.on), kind=DRAFTED.key, once=f"drafting:{row.pk}:asked",
            title=title % words, text=row.asked_by, url=_draft_url(row.pk), now=now, at_once=True,
        )  # fmt: skip


_MOVED: Final = {
    "submit": gettext_lazy("Trình ký: %(title)s"),
    "return": gettext_lazy("Dự thảo được trả lại: %(title)s"),
    "sign": gettext_lazy("Đã ký, chờ ban hành: %(title)s"),
    "issue": gettext_lazy("Đã ban hành: %(title)s"),
    "withdraw": gettext_lazy("Thôi soạn thảo: %(title)s"),
}


def draft_moved(actor: Actor, row: Drafting, move: str, reason: str, now: datetime) -> None:
    """Whoever has it now; of an end, whoever drafted and signed it."""
    words = _MOVED.get(move)
    if words is None:
        return
    to = _desk(row, actor.on)
    if row.state in (DraftingState.ISSUED, DraftingState.WITHDRAWN):
        to |= set(accounts_of_orgs([row.drafter_org_id], actor.on).get(row.drafter_org_id, ()))
        to |= set(account_by_person([each for each in (row.drafter_id, row.signer_id) if each]).values())
    with house_language():
        notify(
            actor=actor, to=to, kind=DRAFTED.key, once=f"drafting:{row.pk}:{move}:{now.isoformat()}",
            title=str(words) % {"title": row.title}, text=reason, url=_draft_url(row.pk), now=now,
            at_once=move in ("submit", "return"),
        )  # fmt: skip


def opinions_asked(actor: Actor, row: Drafting, requests: Sequence[OpinionRequest], now: datetime) -> None:
    """The agencies that are asked."""
    accounts = accounts_of_orgs({each.org_id for each in requests}, actor.on)
    with house_language():
        notify_many(
            actor=actor,
            items=[
                Told(
                    to=accounts.get(each.org_id, []), kind=CONSULTED.key, once=f"opinion:{each.pk}",
                    title=_("Hỏi ý kiến %(org)s, hạn %(due)s: %(title)s")
                    % {"org": each.org_name, "due": format_date(each.due_on), "title": row.title},
                    text=each.question, url=_draft_url(row.pk),
                )
                for each in requests
            ],
            now=now,
        )  # fmt: skip


def opinion_given(actor: Actor, row: Drafting, request: OpinionRequest, opinion: Any, now: datetime) -> None:
    """Whoever drafts it."""
    to = set(accounts_of_orgs([row.drafter_org_id], actor.on).get(row.drafter_org_id, ()))
    if row.drafter_id is not None:
        to = set(account_by_person([row.drafter_id]).values()) or to
    with house_language():
        notify(
            actor=actor, to=to, kind=ANSWERED.key, once=f"opinion:{request.pk}:{opinion.pk}",
            title=_("%(org)s đã trả lời ý kiến về: %(title)s") % {"org": request.org_name, "title": row.title},
            text=opinion.text[:500], url=_draft_url(row.pk), now=now,
        )  # fmt: skip


# ------------------------------------------------------------------------------------------------ reminders


def unread(day: date) -> Iterator[Due]:
    """Lines of "nơi nhận" that nobody has opened: to the addressee; their number to the office, a document once."""
    rows = list(
        Addressee.objects.filter(
            read_on__isnull=True, dropped_on__isnull=True, read_due_on__isnull=False, document__state="REGISTERED"
        )
        .select_related("document__kind")
        .order_by("read_due_on", "document_id", "pk")
    )
    accounts = accounts_of(rows, day)
    late: dict[int, list[Addressee]] = {}
    for row in rows:
        if row.read_due_on is not None and row.read_due_on < day:
            late.setdefault(row.document_id, []).append(row)
        yield Due(
            record=f"addressee:{row.pk}",
            due_on=row.read_due_on,  # type: ignore[arg-type]
            to=tuple(accounts.get(row.pk, ())),
            title=_("Chưa mở đọc %(title)s") % {"title": row.document.title},
            text=row.document.summary,
            url=_url(row.document_id),
        )
    for group in late.values():
        document = group[0].document
        if document.province_id is None:
            continue
        yield Due(
            record=f"document:{document.pk}:unread",
            due_on=min(row.read_due_on for row in group if row.read_due_on is not None),
            to=tuple(office_of(document.province_id, day)),
            title=_("%(n)s nơi nhận chưa mở đọc %(title)s") % {"n": len(group), "title": document.title},
            text=", ".join(row.name for row in group[:10]),
            url=_url(document.pk),
        )


def unassigned(day: date) -> Iterator[Due]:
    """Documents that were received and given to nobody: to those who received them."""
    rows = list(
        Addressee.objects.filter(
            assigned_on__isnull=True, dropped_on__isnull=True, assign_due_on__isnull=False,
            document__state="REGISTERED",
        )
        .select_related("document__kind")
        .order_by("assign_due_on", "pk")
    )  # fmt: skip
    accounts = accounts_of(rows, day)
    for row in rows:
        yield Due(
            record=f"addressee:{row.pk}:assign",
            due_on=row.assign_due_on,  # type: ignore[arg-type]
            to=tuple(accounts.get(row.pk, ())),
            title=_("Chưa giao ai xử lý %(title)s") % {"title": row.document.title},
            text=row.document.summary,
            url=_url(row.document_id),
        )


def opinions_due(day: date) -> Iterator[Due]:
    """Questions that nobody has answered, of drafts that are not signed."""
    rows = list(
        OpinionRequest.objects.filter(
            answers__isnull=True,
            drafting__state__in=(DraftingState.DRAFTING, DraftingState.OPINIONS, DraftingState.SUBMITTED),
        )
        .select_related("drafting")
        .order_by("due_on", "pk")
    )
    accounts = accounts_of_orgs({row.org_id for row in rows}, day)
    for row in rows:
        yield Due(
            record=f"opinion:{row.pk}", due_on=row.due_on, to=tuple(accounts.get(row.org_id, ())),
            title=_("Chưa trả lời ý kiến về: %(title)s") % {"title": row.drafting.title}, text=row.question,
            url=_draft_url(row.drafting_id),
        )  # fmt: skip


def drafts_due(day: date) -> Iterator[Due]:
    """Drafts that are not issued yet: to whoever has them."""
    rows = Drafting.objects.filter(state__in=OPEN_DRAFTS, due_on__isnull=False).order_by("due_on", "pk")
    for row in rows:
        yield Due(
            record=f"drafting:{row.pk}", due_on=row.due_on,  # type: ignore[arg-type]
            to=tuple(sorted(_desk(row, day))),
            title=_("Dự thảo chưa ban hành: %(title)s") % {"title": row.title},
            text=str(DraftingState(row.state).label), url=_draft_url(row.pk),
        )  # fmt: skip


def read_rules(text: str) -> dict[str, tuple[RuleData, ...]]:
    """The shipped rules by kind, from YAML. Raises ``ValueError`` or ``KeyError`` for a faulty entry."""
    return {
        kind: tuple(
            RuleData(int(entry["offset"]), entry.get("repeat"), entry["from"], str(entry["source"]))
            for entry in entries
        )
        for kind, entries in yaml.safe_load(text).items()
    }


def register() -> None:
    """Make kinds, finders and shipped rules known. Called once, when Django is ready."""
    register_kinds(ADDRESSED, ASSIGNED, CHANGED, BROUGHT, DRAFTED, CONSULTED, ANSWERED)
    rules = read_rules(_DATA.read_text(encoding="utf-8"))
    for key, label, finder in (
        (UNREAD, gettext_lazy("Văn bản chưa mở đọc"), unread),
        (UNASSIGNED, gettext_lazy("Văn bản chưa giao xử lý"), unassigned),
        (OPINION_DUE, gettext_lazy("Ý kiến chưa trả lời"), opinions_due),
        (DRAFT_DUE, gettext_lazy("Dự thảo chưa ban hành"), drafts_due),
    ):
        register_kinds(NoticeKind(key, label))
        register_reminder(key, label, finder, rules[key])

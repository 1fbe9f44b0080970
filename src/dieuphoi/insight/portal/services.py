"""Acts on public lists: prepare, approve, put aside, withdraw. A content is written once and never again."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.notify.services import house_language
from dieuphoi.insight.portal import notices, policies, selectors
from dieuphoi.insight.portal.content import packed
from dieuphoi.insight.portal.models import PublicContent, PublicList
from dieuphoi.insight.portal.states import LIST_LIFE, ListState
from dieuphoi.registry.access.recipients import names_of_orgs
from dieuphoi.registry.access.roles import Role


def list_prepare(
    *, actor: Actor, kind: str, province_id: int, as_of: date, now: datetime, seen_hash: str = ""
) -> PublicList:
    """Freeze what the registers hold now as a list that waits for approval.

    ``seen_hash`` is the hash of the preview: where the registers have changed since, it is refused (``changed_since``).
    Refused too for another province's office, and when the very same content waits or is public already. Raises
    ``InputErrors`` for a kind, a day or a province that is not there.
    """
    with act(actor, "portal.prepare"):
        require(policies.may_prepare(actor, province_id))
        content = selectors.content_prepared(actor, kind, province_id, as_of)
        if seen_hash and seen_hash != content.sha256:
            raise Refused(
                "changed_since", _("Số liệu vừa thay đổi sau khi bạn xem trước. Hãy xem lại rồi soạn lần nữa.")
            )
        same = PublicList.objects.filter(
            content_hash=content.sha256, state__in=[ListState.PREPARED, ListState.PUBLISHED]
        ).first()
        if same is not None:
            raise _already_there(ListState(same.state), same.title)
        try:
            with transaction.atomic():
                row = PublicList.objects.create(
                    kind=kind,
                    province_id=province_id,
                    title=content.title,
                    as_of=as_of,
                    content_hash=content.sha256,
                    row_count=len(content.rows),
                    prepared_by_id=actor.id,
                    prepared_at=now,
                )
        except IntegrityError as error:
            # Somebody prepared the very same between our look and our writing: the unique key decides.
            raise _already_there(ListState.PREPARED, content.title) from error
        PublicContent.objects.create(public_list=row, content=packed(content), sha256=content.sha256, recorded_at=now)
        notices.list_prepared(actor, row, now)
    return row


def _already_there(state: ListState, title: str) -> Refused:
    words = _("Đã có danh sách giống hệt, %(state)s: %(title)s.") % {"state": state.label, "title": title}
    return Refused("already_there", words)


def list_approve(*, actor: Actor, list_id: int, now: datetime) -> PublicList:
    """Publish a list as it was prepared. Refused for who prepared it, and when its content is not whole any more."""
    with act(actor, "portal.approve"):
        row = _locked(actor, list_id)
        LIST_LIFE.move(actor, row, "approve")
        row.approved_by_id = actor.id
        row.approved_at = now
        row.approved_office = _office_of(actor)
        row.save(update_fields=["state", "approved_by", "approved_at", "approved_office"])
        notices.list_decided(actor, row, "approve", now)
    return row


def list_drop(*, actor: Actor, list_id: int, reason: str, now: datetime) -> PublicList:
    """Put a list aside that waits: it is never published."""
    return _end(actor, list_id, "drop", reason, now)


def list_withdraw(*, actor: Actor, list_id: int, reason: str, now: datetime) -> PublicList:
    """Take a published list back: its public address says that it was withdrawn and when, and shows it no more."""
    return _end(actor, list_id, "withdraw", reason, now)


def _end(actor: Actor, list_id: int, move: str, reason: str, now: datetime) -> PublicList:
    with act(actor, f"portal.{move}", reason=reason):
        row = _locked(actor, list_id)
        LIST_LIFE.move(actor, row, move, reason=reason)
        row.ended_at = now
        row.ended_reason = reason.strip()
        row.save(update_fields=["state", "ended_at", "ended_reason"])
        notices.list_decided(actor, row, move, now, reason=row.ended_reason)
    return row


def _locked(actor: Actor, list_id: int) -> PublicList:
    rows = PublicList.objects.select_related("content").select_for_update(of=("self",))
    return rows.one_visible_to(actor, id=list_id)


def _office_of(actor: Actor) -> str:
    """The name of the office whose head approves, as it is today."""
    names = list(names_of_orgs(actor.orgs(Role.OFFICE_HEAD)).values())
    with house_language():
        return names[0] if names else _("Văn phòng điều phối")

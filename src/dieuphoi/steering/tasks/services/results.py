"""Acts on published results: prepare, approve, put aside, withdraw. A content is written once and never again."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.steering.tasks import result_notices, result_policies
from dieuphoi.steering.tasks.models import ResultContent, ResultEdition
from dieuphoi.steering.tasks.plan_content import digest_of
from dieuphoi.steering.tasks.result_states import RESULT_EDITION_LIFE, ResultState
from dieuphoi.steering.tasks.selectors import results as selectors


def results_prepare(
    *, actor: Actor, province_id: int, period: str, now: datetime, seen: str = ""
) -> ResultEdition:
    """Freeze the figures of a period as they are now; they wait for approval by another person.

    ``seen`` is the hash of the preview: where the figures have changed since, it is refused (``changed_since``); and
    so it is while an edition of the period waits or is published (``already_there``). Raises ``InputErrors`` for a
    period that has not ended, is no quarter, half or year, or in which nothing was in hand.
    """
    with act(actor, "results.prepare"):
        require(result_policies.may_prepare(actor, province_id))
        found, content = selectors.results_prepared(actor, province_id, period)
        digest = digest_of(content)
        if seen and seen != digest:
            words = _("Số liệu vừa thay đổi sau khi bạn xem trước. Hãy xem lại rồi lập lần nữa.")
            raise Refused("changed_since", words)
        rows = ResultEdition.objects.filter(province_id=province_id, period=str(found))
        standing = rows.filter(state__in=[ResultState.PREPARED, ResultState.PUBLISHED]).first()
        if standing is not None:
            raise _already_there(ResultState(standing.state))
        number = (rows.aggregate(n=Max("number"))["n"] or 0) + 1
        try:
            with transaction.atomic():
                row: ResultEdition = ResultEdition.objects.create(
                    province_id=province_id, period=str(found), starts_on=found.start, ends_on=found.last_day,
                    number=number, title=content["title"], as_of=actor.on, digest=digest,
                    bodies=len(content["bodies"]), prepared_by_id=actor.id, prepared_at=now,
                )  # fmt: skip
        except IntegrityError as error:
            # Somebody prepared the same period between our look and our writing: the unique key decides.
            raise _already_there(ResultState.PREPARED) from error
        ResultContent.objects.create(edition=row, content=content, digest=digest, recorded_at=now)
        result_notices.result_prepared(actor, row, now)
    return row


def _already_there(state: ResultState) -> Refused:
    if state == ResultState.PUBLISHED:
        words = _("Kết quả của kỳ này đã công bố. Hãy rút bản ấy, nêu lý do, rồi lập bản mới.")
    else:
        words = _("Kết quả của kỳ này đã lập và đang chờ duyệt. Hãy duyệt hoặc bỏ bản ấy trước.")
    return Refused("already_there", words)


def result_approve(*, actor: Actor, edition_id: int, now: datetime) -> ResultEdition:
    """Publish it as it was prepared. Refused for who prepared it, and when its content is not whole any more."""
    with act(actor, "results.approve"):
        row = _locked(actor, edition_id)
        RESULT_EDITION_LIFE.move(actor, row, "approve")
        row.approved_by_id = actor.id  # type: ignore[attr-defined]
        row.approved_at = now
        row.save(update_fields=["state", "approved_by", "approved_at"])
        result_notices.result_decided(actor, row, "approve", now)
    return row


def result_drop(*, actor: Actor, edition_id: int, reason: str, now: datetime) -> ResultEdition:
    """Put aside what waits: it is never published."""
    return _end(actor, edition_id, "drop", reason, now)


def result_withdraw(*, actor: Actor, edition_id: int, reason: str, now: datetime) -> ResultEdition:
    """Take published results back: they stay on record with the reason."""
    return _end(actor, edition_id, "withdraw", reason, now)


def _end(actor: Actor, edition_id: int, move: str, reason: str, now: datetime) -> ResultEdition:
    with act(actor, f"results.{move}", reason=reason):
        row = _locked(actor, edition_id)
        RESULT_EDITION_LIFE.move(actor, row, move, reason=reason)
        row.ended_at = now
        row.end_reason = reason.strip()
        row.save(update_fields=["state", "ended_at", "end_reason"])
        result_notices.result_decided(actor, row, move, now, reason=row.end_reason)
    return row


def _locked(actor: Actor, edition_id: int) -> ResultEdition:
    rows = ResultEdition.objects.select_related("content").select_for_update(of=("self",))
    found: ResultEdition = rows.one_visible_to(actor, id=edition_id)
    return found

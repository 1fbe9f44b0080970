"""More time: asked for by who does the task, decided by who gave it. The original date stays on record."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, today
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.steering.tasks import notices, policies
from dieuphoi.steering.tasks.models import Cause, Extension, Task
from dieuphoi.steering.tasks.services.life import task_locked
from dieuphoi.steering.tasks.states import EXTENSION_LIFE, ExtensionState


def extension_ask(
    *, actor: Actor, task_id: int, wanted_due: date, reason: str, cause: str, now: datetime
) -> Extension:
    """Ask for more time. Raises ``InputErrors``; ``Refused`` (409) while another request waits."""
    with act(actor, "extension.ask", reason=reason):
        row = task_locked(actor, task_id)
        require(policies.may_ask_extension(actor, row))
        if row.extensions.filter(state=ExtensionState.ASKED).exists():
            raise Refused("asked_already", _("Đã có một đề nghị gia hạn chờ quyết định cho việc này."))
        errors = _faults(row, wanted_due, today(now))
        if not reason.strip():
            errors.append(InputError(_("Hãy ghi vì sao cần thêm thời gian."), field="reason"))
        if cause not in Cause.values:
            errors.append(InputError(_("Hãy chọn nguyên nhân."), field="cause", value=cause))
        if errors:
            raise InputErrors(errors)
        asked = Extension(
            task=row, wanted_due=wanted_due, reason=reason.strip(), cause=cause, asked_on=today(now),
            asked_by=actor.id, asker_name=actor.name,
        )  # fmt: skip
        asked.save(force_insert=True)
        row.moved_at = now
        row.save(update_fields=["moved_at"])
        notices.extension_asked(actor, row, asked, now)
    return asked


def extension_grant(
    *, actor: Actor, extension_id: int, due_on: date | None = None, answer: str = "", now: datetime
) -> Extension:
    """More time until what was asked, or until ``due_on``. The parts and the original date stay as they are."""
    with act(actor, "extension.grant", reason=answer):
        asked, row = _held(actor, extension_id)
        EXTENSION_LIFE.move(actor, asked, "grant")
        until = due_on or asked.wanted_due
        errors = _faults(row, until, today(now))
        if errors:
            raise InputErrors([InputError(fault.message, field="due_on") for fault in errors])
        asked.due_before, asked.granted_due = row.due_on, until
        _decide(actor, asked, answer, now)
        row.due_on, row.moved_at = until, now
        row.save(update_fields=["due_on", "moved_at"])
        notices.extension_decided(actor, row, asked, now)
    return asked


def extension_refuse(*, actor: Actor, extension_id: int, reason: str, now: datetime) -> Extension:
    """No more time, and why. The due date stays."""
    with act(actor, "extension.refuse", reason=reason):
        asked, row = _held(actor, extension_id)
        EXTENSION_LIFE.move(actor, asked, "refuse", reason=reason)
        asked.due_before = row.due_on
        _decide(actor, asked, reason, now)
        notices.extension_decided(actor, row, asked, now)
    return asked


def extension_withdraw(*, actor: Actor, extension_id: int, now: datetime) -> Extension:
    """The request is taken back before anybody decided."""
    with act(actor, "extension.withdraw"):
        asked, _row = _held(actor, extension_id)
        EXTENSION_LIFE.move(actor, asked, "withdraw")
        asked.save(update_fields=["state"])
    return asked


# --- inside ---------------------------------------------------------------------------------------------


def _held(actor: Actor, extension_id: int) -> tuple[Extension, Task]:
    """The request and its task, the task held first: whoever asks and whoever decides take them in one order."""
    asked = Extension.objects.one_visible_to(actor, id=extension_id)
    row = task_locked(actor, asked.task_id)
    asked = Extension.objects.locked().one_visible_to(actor, id=extension_id)
    asked.task = row
    return asked, row


def _decide(actor: Actor, asked: Extension, answer: str, now: datetime) -> None:
    asked.decided_on, asked.decided_by, asked.decider_name = today(now), actor.id, actor.name
    asked.answer = answer.strip()
    asked.save()


def _faults(row: Task, until: date, day: date) -> list[InputError]:
    words = {"day": format_date(until), "due": format_date(row.due_on)}
    if until <= day:
        return [InputError(_("Ngày %(day)s không ở phía trước.") % words, field="wanted_due")]
    if row.due_on is not None and until <= row.due_on:
        return [InputError(_("Hạn mới phải sau hạn %(due)s đang có.") % words, field="wanted_due")]
    if row.parent is not None and row.parent.due_on is not None and until > row.parent.due_on:
        return [
            InputError(
                _("Việc lớn hơn có hạn %(due)s: hãy gia hạn việc ấy trước.")
                % {"due": format_date(row.parent.due_on)},
                field="wanted_due",
            )
        ]
    return []

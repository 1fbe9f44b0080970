"""What becomes of a registered target: confirmed, moved to another year, withdrawn, taken back."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.programme.assessments.past import day_in
from dieuphoi.programme.targets import notices, policies, selectors
from dieuphoi.programme.targets.models import RegisteredTarget
from dieuphoi.programme.targets.states import LIVING, TARGET_LIFE, TargetState

_DAY_AT_END: Final = re.compile(r"[,;]?\s*(?:ngày\s*)?\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\s*$", re.IGNORECASE)


def target_confirm(
    *, actor: Actor, target_id: int, number: str, on: date | None, by: str = "", now: datetime
) -> RegisteredTarget:
    """The province has decided: the target is part of its plan. Raises ``InputErrors`` without number and day."""
    with act(actor, "target.confirm"):
        row = _locked(actor, target_id)
        TARGET_LIFE.move(actor, row, "confirm")
        errors = []
        if not number.strip():
            errors.append(InputError(_("Hãy ghi số quyết định."), field="number"))
        if on is None:
            errors.append(InputError(_("Hãy ghi ngày quyết định."), field="on"))
        elif not row.registered_on <= on <= today(now):
            errors.append(InputError(_("Ngày phê duyệt phải từ ngày đăng ký đến hôm nay."), field="on"))
        if errors:
            raise InputErrors(errors)
        row.confirmed_number, row.confirmed_on, row.confirmed_by = " ".join(number.split()), on, by.strip()
        row.save(update_fields=["state", "confirmed_number", "confirmed_on", "confirmed_by"])
        notices.confirmed(actor, row, now)
    return row


def target_confirm_by(*, actor: Actor, target_id: int, reason: str, now: datetime) -> RegisteredTarget:
    """As :func:`target_confirm`, number and day from one text (``12/QĐ-UBND, 05/02/2026``): the bulk act."""
    day = day_in(reason)
    number = _DAY_AT_END.sub("", " ".join(reason.split())).strip()
    if day is None or not number:
        raise InputErrors([InputError(_("Hãy ghi số và ngày quyết định, ví dụ: 12/QĐ-UBND, 05/02/2026."))])
    return target_confirm(actor=actor, target_id=target_id, number=number, on=day, now=now)


def target_unconfirm(*, actor: Actor, target_id: int, reason: str, now: datetime) -> RegisteredTarget:
    """The decision was noted by mistake; the target is registered again, as before."""
    with act(actor, "target.unconfirm", reason=reason):
        row = _locked(actor, target_id)
        TARGET_LIFE.move(actor, row, "unconfirm", reason=reason)
        row.confirmed_number, row.confirmed_on, row.confirmed_by = "", None, ""
        row.save(update_fields=["state", "confirmed_number", "confirmed_on", "confirmed_by"])
    return row


def target_withdraw(*, actor: Actor, target_id: int, reason: str, now: datetime) -> RegisteredTarget:
    """The unit no longer strives for it, for a reason. Refused once it is reached."""
    with act(actor, "target.withdraw", reason=reason):
        row = _end(actor, target_id, "withdraw", reason, now)
        notices.withdrawn(actor, row, reason, now)
    return row


def target_move(
    *, actor: Actor, target_id: int, year: int, reason: str, first_year: int | None = None, now: datetime
) -> RegisteredTarget:
    """Another year: a new record takes its place and has to be confirmed anew; both stay. Returns the new one.

    Raises ``InputErrors`` for the same or an earlier year than today's, ``Refused`` once it is reached.
    """
    with act(actor, "target.move", reason=reason):
        row = _end(actor, target_id, "move", reason, now)
        first = first_year if first_year is not None else year - (row.year - row.first_year)
        errors = []
        if year == row.year and first == row.first_year:
            errors.append(InputError(_("Hãy chọn năm khác năm đã đăng ký."), field="year", value=str(year)))
        elif not today(now).year <= year <= 2100:
            errors.append(InputError(_("Chỉ chuyển sang năm nay hoặc năm sau đó."), field="year", value=str(year)))
        if first > year:
            errors.append(InputError(_("Năm đầu của giai đoạn không được sau năm về đích."), field="first_year"))
        same = RegisteredTarget.objects.filter(
            unit_id=row.unit_id, first_year=first, year=year, level=row.level, goal=row.goal, state__in=LIVING
        )
        if not errors and same.exists():
            errors.append(
                InputError(_("Đã có một đăng ký khác của đơn vị này cho cùng đích và năm."), field="year")
            )
        if errors:
            raise InputErrors(errors)
        names = (
            "unit_id", "unit_name", "unit_code", "unit_key", "province_id", "goal", "level", "version_id", "wanted",
            "named", "document", "issuer", "follower_id", "follower_org_id", "source", "note",
        )  # fmt: skip
        new = RegisteredTarget(
            **{name: getattr(row, name) for name in names},
            first_year=first, year=year, registered_on=today(now), moved_from=row,
        )  # fmt: skip
        new.save(force_insert=True)
        notices.moved(actor, row, new, reason, now)
    return new


def target_restore(*, actor: Actor, target_id: int, reason: str, now: datetime) -> RegisteredTarget:
    """A withdrawal by mistake: the target lives again, confirmed if it was."""
    with act(actor, "target.restore", reason=reason):
        return _revive(actor, _locked(actor, target_id), "restore", reason)


def target_take_back(*, actor: Actor, target_id: int, reason: str, now: datetime) -> RegisteredTarget:
    """A move by mistake: the record that took its place is void, this one lives again.

    Raises ``Refused`` (409) where the newer one was confirmed, withdrawn or moved on since.
    """
    with act(actor, "target.take_back", reason=reason):
        row = _locked(actor, target_id)
        newer = RegisteredTarget.objects.select_for_update().filter(moved_from=row).exclude(state="VOID").first()
        if newer is not None:
            require(policies.may_decide(actor, row))
            if newer.state != TargetState.REGISTERED:
                raise Refused(
                    "changed_since", _("Đăng ký ở năm mới đã được phê duyệt hoặc đã đổi: không hủy việc chuyển năm.")
                )
            _void(actor, newer, reason, now)
        return _revive(actor, row, "take_back", reason)


def target_void(*, actor: Actor, target_id: int, reason: str, now: datetime) -> RegisteredTarget:
    """It was entered by mistake: nobody registered this. It leaves all lists and stays in the history.

    Raises ``Refused`` (409) for one that took the place of another: there the move is taken back.
    """
    with act(actor, "target.void", reason=reason):
        row = _locked(actor, target_id)
        require(policies.may_decide(actor, row))
        if row.moved_from_id is not None and row.state in LIVING:
            raise Refused("moved_here", _("Đăng ký này do chuyển năm mà có: hãy hủy việc chuyển năm ở đăng ký cũ."))
        _void(actor, row, reason, now)
    return row


# --- inside ---------------------------------------------------------------------------------------------


def _locked(actor: Actor, target_id: int) -> RegisteredTarget:
    return RegisteredTarget.objects.select_for_update().one_visible_to(actor, id=target_id)


def _end(actor: Actor, target_id: int, move: str, reason: str, now: datetime) -> RegisteredTarget:
    row = _locked(actor, target_id)
    read: Any = selectors.target(actor, target_id, today(now))
    row.outcome = read.outcome  # type: ignore[attr-defined]
    TARGET_LIFE.move(actor, row, move, reason=reason)
    row.ended_on, row.end_reason = today(now), reason.strip()
    row.save(update_fields=["state", "ended_on", "end_reason"])
    return row


def _void(actor: Actor, row: RegisteredTarget, reason: str, now: datetime) -> None:
    TARGET_LIFE.move(actor, row, "void", reason=reason)
    row.ended_on, row.end_reason = today(now), reason.strip()
    row.save(update_fields=["state", "ended_on", "end_reason"])


def _revive(actor: Actor, row: RegisteredTarget, move: str, reason: str) -> RegisteredTarget:
    TARGET_LIFE.move(actor, row, move, reason=reason)
    row.ended_on, row.end_reason = None, ""
    row.save(update_fields=["state", "ended_on", "end_reason"])
    if row.confirmed_number:
        TARGET_LIFE.move(actor, row, "confirm")
        row.save(update_fields=["state"])
    return row

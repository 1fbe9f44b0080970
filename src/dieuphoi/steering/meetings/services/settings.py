"""Kinds of meetings, rooms, and the rule of clashes as data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.kernel.ranges import first_day
from dieuphoi.core.kernel.text import fold
from dieuphoi.steering.meetings import policies
from dieuphoi.steering.meetings.models import EntryKind, KindGroup, MeetingKind, Room, TeamRule
from dieuphoi.steering.meetings.services.common import orgs_known


def kind_add(*, actor: Actor, name: str, group: str, source: str, now: datetime) -> MeetingKind:
    """A new kind of meeting from today on."""
    require(policies.may_set(actor))
    said = " ".join(name.split())
    code = "-".join(fold(said).split())[:40]
    errors = []
    if not said:
        errors.append(InputError(_("Hãy ghi tên loại họp."), field="name"))
    elif MeetingKind.objects.filter(code=code).exists():
        errors.append(InputError(_("Đã có loại họp này."), field="name", value=said))
    if group not in KindGroup.values:
        errors.append(InputError(_("Hãy chọn nhóm."), field="group", value=group))
    if not source.strip():
        errors.append(InputError(_("Hãy ghi căn cứ (văn bản, người quyết định)."), field="source"))
    if errors:
        raise InputErrors(errors)
    with act(actor, "meeting.kind_add", reason=source):
        return MeetingKind.objects.create(
            code=code, name=said, group=group, valid=DateRange(today(now), None), source=source.strip()
        )


def room_add(
    *, actor: Actor, name: str, org_id: int, address: str = "", seats: int | None = None, now: datetime
) -> Room:
    """A room that can be booked from today on."""
    require(policies.may_keep_rooms(actor))
    said = " ".join(name.split())
    errors = orgs_known({org_id}, "org")
    if not said:
        errors.append(InputError(_("Hãy ghi tên phòng họp."), field="name"))
    elif Room.objects.filter(org_id=org_id, name_folded=fold(said), valid__contains=today(now)).exists():
        errors.append(InputError(_("Cơ quan này đã có phòng họp ấy."), field="name", value=said))
    if errors:
        raise InputErrors(errors)
    with act(actor, "meeting.room_add"):
        return Room.objects.create(
            name=said, org_id=org_id, address=address.strip(), seats=seats, valid=DateRange(today(now), None)
        )


def setting_end(*, actor: Actor, what: str, row_id: int, reason: str, now: datetime) -> Any:
    """A kind (``kind``) or a room (``room``) is used no more from today on; what was planned with it stays."""
    require(policies.may_set(actor) if what == "kind" else policies.may_keep_rooms(actor))
    is_kind = what == "kind"
    model: Any = MeetingKind if is_kind else Room
    with act(actor, "meeting.kind_end" if is_kind else "meeting.room_end", reason=reason):
        row = model.objects.locked().one_visible_to(actor, pk=row_id)
        day = today(now)
        if row.valid.upper is not None or row.valid.isempty:
            raise Refused("ended", _("Mục này đã thôi dùng."))
        start = first_day(row.valid)
        row.valid = DateRange(empty=True) if start is not None and start >= day else DateRange(row.valid.lower, day)
        row.save(update_fields=["valid"])
    return row


def team_rule_set(
    *, actor: Actor, window_days: int, teams: int, kinds: Sequence[str], source: str, now: datetime
) -> TeamRule:
    """From today on so many teams in one commune within so many days are shown as a clash; the former rule ends."""
    require(policies.may_set(actor))
    errors = []
    if not 1 <= window_days <= 60:
        errors.append(InputError(_("Số ngày từ 1 đến 60."), field="window_days"))
    if not 2 <= teams <= 50:
        errors.append(InputError(_("Số đoàn từ 2 đến 50."), field="teams"))
    if not kinds or set(kinds) - set(EntryKind.values):
        errors.append(InputError(_("Hãy chọn các loại việc được tính."), field="kinds"))
    if not source.strip():
        errors.append(InputError(_("Hãy ghi căn cứ (văn bản, người quyết định)."), field="source"))
    if errors:
        raise InputErrors(errors)
    day = today(now)
    with act(actor, "calendar.rule", reason=source):
        for row in TeamRule.objects.locked().filter(valid__contains=day):
            start = first_day(row.valid)
            row.valid = DateRange(empty=True) if start == day else DateRange(row.valid.lower, day)
            row.save(update_fields=["valid"])
        return TeamRule.objects.create(
            window_days=window_days, teams=teams, kinds=list(dict.fromkeys(kinds)), valid=DateRange(day, None),
            source=source.strip(),
        )  # fmt: skip

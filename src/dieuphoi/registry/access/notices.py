"""What of the registers people are told: roles, repaired sign-ins, handovers, duties, changed units, finished imports.

Access tells of its own acts by the functions here; what lies below is announced (:mod:`core.history.announcing`) and
heard here. Each act asks once for its recipients.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.history.announcing import hear, hear_many
from dieuphoi.core.kernel.actor import Actor, system_actor
from dieuphoi.core.kernel.dates import format_date, today
from dieuphoi.core.kernel.ranges import day_after, first_day, range_label
from dieuphoi.core.notify.kinds import NoticeKind, register_kinds
from dieuphoi.core.notify.services import Told, house_language, notify, notify_many
from dieuphoi.registry.access.models import Delegation, RoleAssignment
from dieuphoi.registry.access.recipients import account_by_person, accounts_of_people, holders_on_units
from dieuphoi.registry.access.roles import role_label

ROLE_GIVEN: Final = NoticeKind("role.given", gettext_lazy("Bạn được giao hoặc gia hạn vai trò"))
ROLE_ENDED: Final = NoticeKind("role.ended", gettext_lazy("Vai trò của bạn kết thúc"))
LENT: Final = NoticeKind("role.lent", gettext_lazy("Có người ủy quyền cho bạn"))
REPAIRED: Final = NoticeKind(
    "account.repaired", gettext_lazy("Người khác đặt lại đăng nhập của bạn"), mail="at_once"
)
HANDOVER: Final = NoticeKind("handover.moved", gettext_lazy("Bàn giao chờ bạn hoặc đã được nhận"))
DUTY: Final = NoticeKind("duty.given", gettext_lazy("Bạn được phân công theo dõi, vào Ban Chỉ đạo"))
UNITS: Final = NoticeKind("change.applied", gettext_lazy("Đơn vị của bạn được sắp xếp"))
IMPORT: Final = NoticeKind("import.finished", gettext_lazy("Tệp bạn nhập đã xong"))
EXPORT: Final = NoticeKind("export.finished", gettext_lazy("Tệp bạn xuất đã xong"))


def roles_given(actor: Actor, rows: Sequence[RoleAssignment], now: datetime) -> None:
    """Tell the holders that roles were given to them, or last longer. The program itself tells nobody."""
    with house_language():
        items = [
            Told(
                to=[row.account_id],
                kind=ROLE_GIVEN.key,
                once=f"role:{row.pk}:given:{day_after(row.valid) or ''}",
                title=_("Bạn có vai trò %(role)s, %(days)s")
                % {"role": role_label(row.role), "days": range_label(row.valid)},
                text=row.reason,
                url=reverse("rights:role", args=[row.pk]),
            )
            for row in rows
            if not actor.is_system
        ]
        notify_many(actor=actor, items=items, now=now)


def roles_ended(actor: Actor, rows: Sequence[RoleAssignment], reason: str, now: datetime) -> None:
    """Tell the holders that roles end, and why."""
    with house_language():
        items = []
        for row in () if actor.is_system else rows:
            until = day_after(row.valid) or first_day(row.valid)
            title = (
                _("Vai trò %(role)s của bạn kết thúc từ ngày %(day)s")
                % {"role": role_label(row.role), "day": format_date(until)}
                if until
                else _("Vai trò %(role)s của bạn đã kết thúc") % {"role": role_label(row.role)}
            )
            items.append(
                Told(
                    to=[row.account_id],
                    kind=ROLE_ENDED.key,
                    once=f"role:{row.pk}:ended:{until or ''}",
                    title=title,
                    text=reason,
                    url=reverse("rights:role", args=[row.pk]),
                )
            )
        notify_many(actor=actor, items=items, now=now)


def delegation_given(actor: Actor, row: Delegation, role: str, now: datetime) -> None:
    """Tell who may act now in the place of another."""
    with house_language():
        notify(
            actor=actor,
            to=[row.delegate_id],
            kind=LENT.key,
            once=f"delegation:{row.pk}",
            title=_("%(who)s ủy quyền cho bạn vai trò %(role)s, %(days)s")
            % {"who": actor.name, "role": role_label(role), "days": range_label(row.valid)},
            text=row.reason,
            url=reverse("rights:role", args=[row.assignment_id]),
            now=now,
        )


def sign_in_repaired(actor: Actor, account_id: int, what: str, reason: str, now: datetime) -> None:
    """Tell the owner that another put a new password (``password``) or took the second step off (``second_step``)."""
    with house_language():
        words = {
            "password": _("%(who)s đã cấp mật khẩu mới cho tài khoản của bạn"),
            "second_step": _("%(who)s đã gỡ bước thứ hai của tài khoản của bạn"),
        }[what]
        notify(
            actor=actor,
            to=[account_id],
            kind=REPAIRED.key,
            once=f"account:{account_id}:{what}:{now.isoformat()}",
            title=words % {"who": actor.name or _("Người quản trị máy chủ")},
            text=_("Lý do: %(reason)s. Nếu bạn không nhờ, hãy báo ngay cho người quản trị.") % {"reason": reason},
            now=now,
        )


# ------------------------------------------------------------------------------------- heard from the floors below


def _handover(actor: Actor, now: datetime, *, handover_id: int, state: str, giver: int | None, receiver: int | None,
              title: str) -> None:  # fmt: skip
    words = {
        "HANDED": _("Bàn giao chờ bạn nhận: %(what)s"),
        "RECEIVED": _("Bên nhận đã nhận bàn giao: %(what)s"),
        "OPEN": _("Bàn giao được trả lại để bổ sung: %(what)s"),
    }[state]
    person = receiver if state == "HANDED" else giver
    _tell(
        actor, HANDOVER, accounts_of_people([person] if person is not None else []),
        f"handover:{handover_id}:{state}:{now.isoformat()}", words % {"what": title},
        reverse("organisations:handover", args=[handover_id]), now,
    )  # fmt: skip


def _duties(actor: Actor, now: datetime, rows: list[dict[str, Any]]) -> None:
    """All duties of one act: one look for the accounts of the people."""
    words = {
        "monitor": _("Bạn được phân công theo dõi: %(what)s"),
        "seat": _("Bạn vào Ban Chỉ đạo: %(what)s"),
    }
    accounts = account_by_person({row["person_id"] for row in rows})
    items = [
        Told(
            to=[accounts[row["person_id"]]],
            kind=DUTY.key,
            once=f"{row['what']}:{row['record_id']}",
            title=words[row["what"]] % {"what": row["title"]},
            url=row["url"],
        )
        for row in rows
        if row["person_id"] in accounts
    ]
    notify_many(actor=actor, items=items, now=now)


def _units(actor: Actor, now: datetime, *, state: str, changes: Iterable[tuple[int, str, Collection[int]]]) -> None:
    listed = list(changes)
    holders = holders_on_units({unit for _pk, _title, units in listed for unit in units}, actor.on)
    words = {
        "APPLIED": _("Đã áp dụng thay đổi đơn vị: %(what)s. Vai trò của bạn không tự chuyển sang đơn vị mới."),
        "UNDONE": _("Đã hoàn tác thay đổi đơn vị: %(what)s"),
    }[state]
    items = [
        Told(
            to={account for unit in units for account in holders.get(unit, ())},
            kind=UNITS.key,
            once=f"change:{pk}:{state}",
            title=words % {"what": title},
            url=reverse("territory:change", args=[pk]),
        )
        for pk, title, units in listed
    ]
    notify_many(actor=actor, items=items, now=now)


def _import(actor: Actor, now: datetime, *, run_id: int, account_id: int, state: str, title: str) -> None:
    words = {
        "APPLIED": _("Đã áp dụng tệp “%(name)s”"),
        "CHECKED": _("Tệp “%(name)s” đã kiểm tra xong, chờ bạn áp dụng"),
        "FAULTY": _("Tệp “%(name)s” có lỗi, chưa ghi gì"),
    }.get(state)
    if words is None:
        return
    # The job acted in the author's name while the author was elsewhere: the program tells them. A run comes to a state
    # once: a job that is done again tells nothing new.
    _tell(
        system_actor(today(now)), IMPORT, [account_id], f"import:{run_id}:{state}",
        words % {"name": title}, reverse("exchange:run", args=[run_id]), now,
    )  # fmt: skip


def _export(actor: Actor, now: datetime, *, job_id: int, account_id: int, title: str, url: str) -> None:
    # As an import: the job acted in the name of the one who asked, the program tells them.
    words = _("Tệp “%(name)s” đã xuất xong, bấm để tải về") % {"name": title}
    _tell(system_actor(today(now)), EXPORT, [account_id], f"export:{job_id}", words, url, now)


def _tell(
    actor: Actor, kind: NoticeKind, to: Iterable[int], once: str, title: str, url: str, now: datetime
) -> None:
    notify(actor=actor, to=to, kind=kind.key, once=once, title=title, url=url, now=now)


def _in_house_language(hearer: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(hearer)
    def told(actor: Actor, now: datetime, *rows: Any, **data: Any) -> None:
        with house_language():
            hearer(actor, now, *rows, **data)

    return told


def register() -> None:
    """Make the kinds known and listen. Called once, when Django is ready."""
    register_kinds(ROLE_GIVEN, ROLE_ENDED, LENT, REPAIRED, HANDOVER, DUTY, UNITS, IMPORT, EXPORT)
    for event, hearer in (
        ("handover.moved", _handover),
        ("unit_changes.moved", _units),
        ("import.finished", _import),
        ("export.finished", _export),
    ):
        hear(event, _in_house_language(hearer))
    hear_many("duty.given", _in_house_language(_duties))

"""What of targets people are told: registered, confirmed, moved, withdrawn; and, by the rules of reminding, behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import yaml
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.actor import Actor, system_actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.notify.kinds import NoticeKind, register_kinds
from dieuphoi.core.notify.reminders import Due, RuleData, register_reminder
from dieuphoi.core.notify.services import house_language, notify
from dieuphoi.programme.targets import selectors
from dieuphoi.programme.targets.models import Goal, RegisteredTarget
from dieuphoi.registry.access.recipients import accounts_of_people, office_of, officers_of_orgs, officers_of_units

REGISTERED: Final = NoticeKind("target.registered", gettext_lazy("Xã đăng ký về đích"))
DECIDED: Final = NoticeKind("target.decided", gettext_lazy("Phê duyệt, chuyển năm, rút đăng ký về đích"))
BROUGHT: Final = NoticeKind("target.imported", gettext_lazy("Nhập danh sách đăng ký về đích có đơn vị bạn"))
BEHIND: Final = "target.behind"
_DATA: Final = Path(__file__).parent / "data" / "reminders.yaml"


def concerned(row: Any, day: date) -> set[int]:
    """The accounts of the commune and of whoever follows the target."""
    found = set(officers_of_units([row.unit_id], day).get(row.unit_id, ()))
    if row.follower_id is not None:
        found |= set(accounts_of_people([row.follower_id]))
    if row.follower_org_id is not None:
        found |= set(officers_of_orgs([row.follower_org_id], day).get(row.follower_org_id, ()))
    return found


def _url(row: RegisteredTarget) -> str:
    return reverse("targets:page", args=[row.pk])


def _tell(actor: Actor, row: RegisteredTarget, once: str, title: str, text: str, now: datetime) -> None:
    notify(
        actor=actor, to=concerned(row, actor.on), kind=DECIDED.key, once=once, title=title, text=text, url=_url(row),
        now=now,
    )  # fmt: skip


def registered(actor: Actor, row: RegisteredTarget, now: datetime) -> None:
    """The office, of what a commune registers; the follower; the commune, of what the office notes for it."""
    with house_language():
        to = concerned(row, actor.on)
        if row.province_id is not None:
            to |= set(office_of(row.province_id, actor.on))
        notify(
            actor=actor, to=to, kind=REGISTERED.key, once=f"target:{row.pk}:registered",
            title=_("%(unit)s đăng ký %(level)s, %(years)s") % _words(row), text=row.document, url=_url(row), now=now,
        )  # fmt: skip


def _words(row: RegisteredTarget) -> dict[str, str]:
    return {"unit": row.unit_name, "level": str(row.get_level_display()), "years": row.years_label}


def confirmed(actor: Actor, row: RegisteredTarget, now: datetime) -> None:
    with house_language():
        number = {"number": row.confirmed_number, "day": format_date(row.confirmed_on)}
        _tell(
            actor, row, f"target:{row.pk}:confirmed:{row.confirmed_number}",
            _("Đã phê duyệt đăng ký của %(unit)s: %(level)s, %(years)s") % _words(row),
            _("Quyết định %(number)s ngày %(day)s") % number, now,
        )  # fmt: skip


def moved(actor: Actor, row: RegisteredTarget, new: RegisteredTarget, reason: str, now: datetime) -> None:
    with house_language():
        words = {**_words(row), "new": new.years_label}
        _tell(
            actor, new, f"target:{new.pk}:moved",
            _("Đích của %(unit)s (%(level)s) chuyển từ %(years)s sang %(new)s") % words, reason, now,
        )  # fmt: skip


def withdrawn(actor: Actor, row: RegisteredTarget, reason: str, now: datetime) -> None:
    with house_language():
        _tell(
            actor, row, f"target:{row.pk}:withdrawn:{now.isoformat()}",
            _("Đã rút đăng ký của %(unit)s: %(level)s, %(years)s") % _words(row), reason, now,
        )  # fmt: skip


def brought_in(actor: Actor, run_id: int, rows: list[RegisteredTarget], now: datetime, *, undone: bool = False) -> None:
    """Communes and followers that an import concerns: once a run."""
    to: set[int] = set()
    for group in officers_of_units({row.unit_id for row in rows}, actor.on).values():
        to |= set(group)
    to |= set(accounts_of_people({row.follower_id for row in rows if row.follower_id is not None}))
    with house_language():
        notify(
            actor=actor, to=to, kind=BROUGHT.key, once=f"target-import:{run_id}{':undone' if undone else ''}",
            title=_("Đã hoàn tác một lần nhập danh sách đăng ký về đích")
            if undone
            else _("Đã nhập danh sách đăng ký về đích có đơn vị bạn"),
            text="" if undone else _("Xem danh sách. Nếu có chỗ sai, hãy báo Văn phòng điều phối."),
            url=reverse("targets:list"), now=now,
        )  # fmt: skip


# ------------------------------------------------------------------------------------------------ reminders


def behind(day: date) -> Iterator[Due]:
    """Targets of units that are behind the pace on a day, due at the end of their year: to commune and follower."""
    rows = (
        selectors.targets(system_actor(day), day)
        .filter(outcome=selectors.BEHIND)
        .exclude(goal=Goal.UNITS)
        .order_by("year", "unit_key", "pk")
    )
    listed = list(rows)
    officers = officers_of_units({row.unit_id for row in listed}, day)
    orgs = officers_of_orgs({row.follower_org_id for row in listed if row.follower_org_id}, day)
    for row in listed:
        to = {*officers.get(row.unit_id, ()), *orgs.get(row.follower_org_id or 0, ())}
        if row.follower_id is not None:
            to |= set(accounts_of_people([row.follower_id]))
        words = {"unit": row.unit_name, "done": format_number(row.done), "need": format_number(row.need)}
        yield Due(
            record=f"target:{row.pk}",
            due_on=date(row.year, 12, 31),
            to=tuple(sorted(to)),
            title=_("%(unit)s chậm tiến độ về đích: đạt %(done)s/%(need)s tiêu chí") % words,
            text=f"{row.get_level_display()}, {row.years_label}",
            url=reverse("targets:page", args=[row.pk]),
        )


def read_rules(text: str) -> tuple[RuleData, ...]:
    """The shipped rules, from YAML. Raises ``ValueError`` or ``KeyError`` for a faulty entry."""
    return tuple(
        RuleData(int(entry["offset"]), entry.get("repeat"), entry["from"], str(entry["source"]))
        for entry in yaml.safe_load(text)["reminders"]
    )


def register() -> None:
    """Make kinds, finder and shipped rules known. Called once, when Django is ready."""
    register_kinds(REGISTERED, DECIDED, BROUGHT, NoticeKind(BEHIND, gettext_lazy("Chậm tiến độ về đích")))
    rules = read_rules(_DATA.read_text(encoding="utf-8"))
    register_reminder(BEHIND, gettext_lazy("Chậm tiến độ về đích"), behind, rules)

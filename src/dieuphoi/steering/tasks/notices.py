"""What of tasks people are told: orders, returns and overdue at once, the rest with the digest; and who hears when by
the rules of reminding – first the person, then their superior, then who gave the order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.notify.kinds import NoticeKind, register_kinds
from dieuphoi.core.notify.reminders import Due, RuleData, register_reminder
from dieuphoi.core.notify.services import Told, house_language, notify_many
from dieuphoi.registry.access.recipients import account_by_person, heads_of_office, heads_of_orgs, office_of
from dieuphoi.steering.tasks.bodies import is_leadership
from dieuphoi.steering.tasks.models import Delay, Extension, Task, TaskOrg, TaskReport, TaskUrge
from dieuphoi.steering.tasks.states import DOING, TaskState

GIVEN: Final = NoticeKind("task.given", gettext_lazy("Việc mới giao cho bạn"), mail="at_once")
SHARED: Final = NoticeKind("task.shared", gettext_lazy("Việc mà cơ quan bạn chủ trì hoặc phối hợp"))
CHANGED: Final = NoticeKind("task.changed", gettext_lazy("Việc của bạn được sửa, chuyển, tạm dừng hoặc rút"))
REPORTED: Final = NoticeKind("task.reported", gettext_lazy("Việc bạn giao đã báo cáo, vướng hoặc bị từ chối"))
ANSWERED: Final = NoticeKind("task.answered", gettext_lazy("Kết quả báo cáo và đề nghị gia hạn của bạn"))
RETURNED: Final = NoticeKind("task.returned", gettext_lazy("Việc của bạn bị trả lại"), mail="at_once")
URGED: Final = NoticeKind("task.urged", gettext_lazy("Đôn đốc việc của bạn"), mail="at_once")
BROUGHT: Final = NoticeKind("task.imported", gettext_lazy("Nhập nhiệm vụ từ bảng"))
DUTY: Final = NoticeKind("task.duty", gettext_lazy("Việc định kỳ bạn giữ cần xem lại người nhận"))
DUE, ESCALATED, ESCALATED_TOP, CONFIRM = "task.due", "task.escalated", "task.escalated_top", "task.confirm"
_DATA: Final = Path(__file__).parent / "data" / "reminders.yaml"
_NAMED_AT_MOST: Final = 10
"""So many tasks are named in one notice; the list behind it holds all."""


def _url(row: Any) -> str:
    return reverse("tasks:page", args=[row.pk])


def _due_words(row: Any) -> str:
    if row.due_on is not None:
        return _("hạn %(day)s") % {"day": format_date(row.due_on)}
    if row.next_progress_on is not None:
        return _("báo cáo tiến độ trước hết ngày %(day)s") % {"day": format_date(row.next_progress_on)}
    return _("không có hạn: %(why)s") % {"why": row.no_due_reason}


def giving_side(rows: Iterable[Any], day: date) -> dict[int, list[int]]:
    """Whom the giving side of each task is, by task: who gave it; where nobody is named or their account is closed, the
    head of the body that gave it, and of the leadership's orders the office.
    """
    listed = list(rows)
    givers = {row.giver_id for row in listed if row.giver_id}
    people = account_by_person(givers) if givers else {}
    heads = heads_of_orgs({row.giver_org_id for row in listed if row.giver_id not in people}, day)
    offices: dict[int, list[int]] = {}
    found = {}
    for row in listed:
        giver = people.get(row.giver_id or 0)
        if giver is not None:
            found[row.pk] = [giver]
            continue
        if not heads.get(row.giver_org_id) and is_leadership(row.giver_org):
            if row.province_id not in offices:
                offices[row.province_id] = office_of(row.province_id, day)
            found[row.pk] = offices[row.province_id]
        else:
            found[row.pk] = heads.get(row.giver_org_id, [])
    return found


class _Gives(NamedTuple):
    """What :func:`giving_side` asks of a task, of something else that somebody gives."""

    pk: int
    giver_id: int | None
    giver_org_id: int
    giver_org: Any
    province_id: int


def _doer(row: Task) -> list[int]:
    return list(account_by_person([row.responsible_id]).values())


def given(actor: Actor, rows: Sequence[Task], now: datetime, *, again: str = "") -> None:
    """Who answers for each task, at once; the head of the lead body and the sharing bodies with the digest."""
    people = account_by_person({row.responsible_id for row in rows})
    shares: dict[int, set[int]] = {}
    for task, org in TaskOrg.objects.filter(task__in=rows, ended_at=None).values_list("task_id", "org_id"):
        shares.setdefault(task, set()).add(org)
    heads = heads_of_orgs(
        {row.lead_org_id for row in rows} | {org for group in shares.values() for org in group}, actor.on
    )
    items = []
    with house_language():
        for row in rows:
            once = f"task:{row.pk}:given:{again}"
            words = {"task": row.title, "due": _due_words(row)}
            doer = people.get(row.responsible_id)
            if doer is not None:
                items.append(
                    Told([doer], GIVEN.key, once, _("Việc mới: %(task)s, %(due)s") % words, row.product, _url(row))
                )
            bodies = {row.lead_org_id, *shares.get(row.pk, ())}
            to = {account for org in bodies for account in heads.get(org, ())} - {doer}
            if to:
                title = _("Việc giao cho cơ quan bạn: %(task)s, %(due)s") % words
                items.append(Told(sorted(to), SHARED.key, f"{once}:org", title, row.product, _url(row)))
        notify_many(actor=actor, items=items, now=now)


def _tell(actor: Actor, row: Task, kind: NoticeKind, to: Iterable[int], once: str, title: str, text: str,
          now: datetime) -> None:  # fmt: skip
    told = Told(list(to), kind.key, f"task:{row.pk}:{once}", title, text, _url(row))
    notify_many(actor=actor, items=[told], now=now)


def _tell_giver(actor: Actor, row: Task, once: str, title: str, text: str, now: datetime) -> None:
    _tell(actor, row, REPORTED, giving_side([row], actor.on)[row.pk], once, title, text, now)


def corrected(actor: Actor, row: Task, reason: str, now: datetime) -> None:
    with house_language():
        title = _("Việc đã được sửa: %(task)s") % {"task": row.title}
        _tell(actor, row, CHANGED, _doer(row), f"corrected:{now.isoformat()}", title, reason, now)


def handed(actor: Actor, row: Task, reason: str, now: datetime) -> None:
    with house_language():
        title = _("Việc được chuyển cho bạn: %(task)s, %(due)s") % {"task": row.title, "due": _due_words(row)}
        _tell(actor, row, GIVEN, _doer(row), f"handed:{now.isoformat()}", title, reason, now)


def refused(actor: Actor, row: Task, reason: str, now: datetime) -> None:
    with house_language():
        title = _("Bị từ chối nhận: %(task)s") % {"task": row.title}
        _tell_giver(actor, row, f"refused:{now.isoformat()}", title, reason, now)


def delayed(actor: Actor, row: Task, told: Delay, now: datetime) -> None:
    with house_language():
        title = _("Việc đang vướng (%(cause)s): %(task)s") % {"cause": told.get_cause_display(), "task": row.title}
        _tell_giver(actor, row, f"delay:{told.pk}", title, told.text, now)


def reported(actor: Actor, row: Task, report: TaskReport, now: datetime) -> None:
    with house_language():
        title = _("Báo cáo hoàn thành, chờ xác nhận: %(task)s") % {"task": row.title}
        _tell_giver(actor, row, f"report:{report.pk}", title, report.text, now)


def confirmed(actor: Actor, row: Task, now: datetime) -> None:
    with house_language():
        title = _("Đã xác nhận hoàn thành: %(task)s") % {"task": row.title}
        _tell(actor, row, ANSWERED, _doer(row), f"confirmed:{now.isoformat()}", title, "", now)


def returned(actor: Actor, row: Task, reason: str, now: datetime) -> None:
    with house_language():
        title = _("Bị trả lại: %(task)s") % {"task": row.title}
        _tell(actor, row, RETURNED, _doer(row), f"returned:{now.isoformat()}", title, reason, now)


def paused(actor: Actor, row: Task, reason: str, now: datetime) -> None:
    with house_language():
        title = _("Tạm dừng: %(task)s") % {"task": row.title}
        _tell(actor, row, CHANGED, _doer(row), f"paused:{now.isoformat()}", title, reason, now)


def resumed(actor: Actor, row: Task, now: datetime) -> None:
    with house_language():
        title = _("Làm tiếp: %(task)s, %(due)s") % {"task": row.title, "due": _due_words(row)}
        _tell(actor, row, CHANGED, _doer(row), f"resumed:{now.isoformat()}", title, "", now)


def withdrawn(actor: Actor, row: Task, reason: str, now: datetime) -> None:
    with house_language():
        title = _("Việc đã rút, không phải làm nữa: %(task)s") % {"task": row.title}
        _tell(actor, row, CHANGED, _doer(row), f"withdrawn:{now.isoformat()}", title, reason, now)


def extension_asked(actor: Actor, row: Task, asked: Extension, now: datetime) -> None:
    with house_language():
        words = {"task": row.title, "day": format_date(asked.wanted_due)}
        title = _("Xin gia hạn đến %(day)s: %(task)s") % words
        _tell_giver(actor, row, f"extension:{asked.pk}", title, asked.reason, now)


def extension_decided(actor: Actor, row: Task, asked: Extension, now: datetime) -> None:
    with house_language():
        words = {"task": row.title, "day": format_date(asked.granted_due)}
        title = (
            _("Được gia hạn đến %(day)s: %(task)s") if asked.granted_due else _("Không được gia hạn: %(task)s")
        ) % words
        to = {asked.asked_by, *_doer(row)}
        _tell(actor, row, ANSWERED, to, f"extension:{asked.pk}:decided", title, asked.answer, now)


def urged(actor: Actor, done: Sequence[TaskUrge], now: datetime) -> None:
    """Everybody who is urged, each task by itself, at once."""
    with house_language():
        items = [
            Told(
                each.told, URGED.key, f"task:{each.task_id}:urged:{each.batch}",
                _("Đôn đốc: %(task)s, %(due)s") % {"task": each.task.title, "due": _due_words(each.task)},
                each.words, _url(each.task),
            )
            for each in done
        ]  # fmt: skip
        notify_many(actor=actor, items=items, now=now)


def brought_in(
    actor: Actor, run_id: int, made: Sequence[Task], mended: Sequence[Task], now: datetime, *, undone: bool = False
) -> None:
    """Who answers for tasks that a sheet gave or mended, and the heads of the bodies that lead them: once a person and
    import. An order is told at once.
    """
    people = account_by_person({row.responsible_id for row in (*made, *mended)})
    heads = heads_of_orgs({row.lead_org_id for row in (*made, *mended)}, actor.on)
    mine: dict[int, list[Task]] = {}
    ours: dict[int, list[Task]] = {}
    ordered = set()
    for row in (*made, *mended):
        doer = people.get(row.responsible_id)
        if doer is not None:
            mine.setdefault(doer, []).append(row)
            if row.state == TaskState.NEW and row in made:
                ordered.add(doer)
        for head in heads.get(row.lead_org_id, ()):
            if head != doer:
                ours.setdefault(head, []).append(row)
    items = []
    with house_language():
        for account in sorted({*mine, *ours}):
            own = mine.get(account)
            rows = own or ours[account]
            if undone:
                title = _("Đã hoàn tác một lần nhập nhiệm vụ từ bảng: %(n)s việc của bạn hoặc cơ quan bạn")
            elif own:
                title = _("Nhiệm vụ nhập từ bảng: bạn chịu trách nhiệm %(n)s việc mới hoặc được sửa")
            else:
                title = _("Nhiệm vụ nhập từ bảng: cơ quan bạn chủ trì %(n)s việc mới hoặc được sửa")
            named = "\n".join(f"{row.code} {row.title}" for row in rows[:_NAMED_AT_MOST])
            items.append(
                Told(
                    [account], BROUGHT.key, f"task-import:{run_id}{':undone' if undone else ''}",
                    title % {"n": format_number(len(rows))}, named,
                    reverse("tasks:list", query={"whose": "mine" if own else "unit", "open": "true", "sort": "due"}),
                    at_once=account in ordered and not undone,
                )
            )  # fmt: skip
        notify_many(actor=actor, items=items, now=now)


def duty_reported(actor: Actor, duty: Any, lines: Sequence[tuple[str, str]], now: datetime) -> None:
    """Who keeps a recurring duty, of what went to another person or to nobody: ``(period, words)``, once a period."""
    to = giving_side([_Gives(duty.pk, duty.giver_id, duty.org_id, duty.org, duty.province_id)], actor.on)
    by_period: dict[str, list[str]] = {}
    for period, words in lines:
        by_period.setdefault(period, []).append(words)
    with house_language():
        items = [
            Told(
                to.get(duty.pk, []), DUTY.key, f"duty:{duty.pk}:{period}",
                _("Việc định kỳ cần xem lại người nhận: %(duty)s") % {"duty": duty.title}, "\n".join(words),
                reverse("tasks:duty", args=[duty.pk]),
            )
            for period, words in by_period.items()
        ]  # fmt: skip
        notify_many(actor=actor, items=items, now=now)


# ------------------------------------------------------------------------------------------------ reminders


def _running(day: date) -> Any:
    """What is to be done and has a day: paused and reported tasks remind nobody of their doer."""
    rows = Task._base_manager.filter(state__in=DOING, given_on__lte=day)
    return (
        rows.filter(Q(due_on__isnull=False) | Q(next_progress_on__isnull=False))
        .select_related("responsible", "lead_org", "giver_org")
        .order_by("pk")
    )


def due(day: date) -> Iterator[Due]:
    """Every running task with a day, to who answers for it."""
    rows = list(_running(day))
    people = account_by_person({row.responsible_id for row in rows})
    for row in rows:
        account = people.get(row.responsible_id)
        if account is not None:
            yield _due(row, (account,), _("%(task)s"), day)


def escalated(day: date) -> Iterator[Due]:
    """Overdue tasks, to the head of the lead body; who answers for it is told already."""
    rows = [row for row in _running(day) if (row.due_on or row.next_progress_on) < day]
    heads = heads_of_orgs({org for row in rows for org in (row.lead_org_id, row.lead_org.parent_id) if org}, day)
    people = account_by_person({row.responsible_id for row in rows})
    for row in rows:
        superior = heads.get(row.lead_org_id) or heads.get(row.lead_org.parent_id or 0, [])
        to = tuple(account for account in superior if account != people.get(row.responsible_id))
        if to:
            yield _due(row, to, _("%(person)s chậm: %(task)s"), day)


def escalated_top(day: date) -> Iterator[Due]:
    """Long overdue tasks, to the giving side and the heads of the office of the province."""
    rows = [row for row in _running(day) if (row.due_on or row.next_progress_on) < day]
    givers = giving_side(rows, day)
    offices = {province: heads_of_office(province, day) for province in {row.province_id for row in rows}}
    for row in rows:
        to = {*givers.get(row.pk, ()), *(offices[row.province_id] if is_leadership(row.giver_org) else ())}
        if to:
            yield _due(row, tuple(sorted(to)), _("%(org)s chậm: %(task)s"), day)


def waiting(day: date) -> Iterator[Due]:
    """Reports that wait to be confirmed, counted from the day of the report, to the giving side."""
    rows = list(
        Task._base_manager.filter(state=TaskState.REPORTED, reported_on__lte=day)
        .select_related("giver_org", "responsible", "lead_org")
        .order_by("pk")
    )
    givers = giving_side(rows, day)
    for row in rows:
        if givers.get(row.pk):
            yield Due(
                record=f"task:{row.pk}:report",
                due_on=row.reported_on or day,
                to=tuple(givers[row.pk]),
                title=_("Báo cáo chờ xác nhận từ %(day)s: %(task)s")
                % {"day": format_date(row.reported_on), "task": row.title},
                text=row.lead_org.name,
                url=_url(row),
            )


def _due(row: Any, to: tuple[int, ...], title: str, day: date) -> Due:
    on = row.due_on or row.next_progress_on
    words = {"task": row.title, "person": row.responsible.full_name, "org": row.lead_org.name}
    state = _("quá hạn %(day)s") if on < day else _("hạn %(day)s")
    return Due(
        record=f"task:{row.pk}",
        due_on=on,
        to=to,
        title=f"{title % words}, {state % {'day': format_date(on)}}",
        text=row.product,
        url=_url(row),
    )


def read_rules(text: str) -> dict[str, tuple[RuleData, ...]]:
    """The shipped rules by kind, from YAML. Raises ``ValueError`` or ``KeyError`` for a faulty entry."""
    found: dict[str, tuple[RuleData, ...]] = {}
    for entry in yaml.safe_load(text)["reminders"]:
        rule = RuleData(int(entry["offset"]), entry["repeat"], entry["from"], str(entry["source"]))
        found[entry["kind"]] = (*found.get(entry["kind"], ()), rule)
    return found


def register() -> None:
    """Make kinds, finders and shipped rules known. Called once, when Django is ready."""
    reminding = (
        (DUE, gettext_lazy("Việc của bạn đến hạn, quá hạn"), due),
        (ESCALATED, gettext_lazy("Việc quá hạn của cơ quan bạn"), escalated),
        (ESCALATED_TOP, gettext_lazy("Việc bạn giao quá hạn lâu"), escalated_top),
        (CONFIRM, gettext_lazy("Báo cáo chờ bạn xác nhận lâu"), waiting),
    )
    register_kinds(GIVEN, SHARED, CHANGED, REPORTED, ANSWERED, RETURNED, URGED, BROUGHT, DUTY)
    register_kinds(*(NoticeKind(key, label) for key, label, _finder in reminding))
    rules = read_rules(_DATA.read_text(encoding="utf-8"))
    for key, label, finder in reminding:
        register_reminder(key, label, finder, rules[key])

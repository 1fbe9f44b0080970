"""Urging communes and departments of an open round: one notice each, kept for good, none twice within the pause."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from psycopg.types.range import DateRange

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, today
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.notify.services import Told, house_language, notify_many
from dieuphoi.programme.assessments.models import AssessmentRound, Sheet
from dieuphoi.programme.assessments.notices import URGED
from dieuphoi.programme.assessments.states import WAITS_FOR_DEPARTMENT
from dieuphoi.programme.assessments.urging import policies, selectors
from dieuphoi.programme.assessments.urging.models import RoundUrge, UrgePause
from dieuphoi.registry.access.recipients import officers_of_orgs, officers_of_units

LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Left:
    """Who was not urged, and why not (with the way out)."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Urged:
    """What an urge did: the names of who was urged, and who was left out."""

    done: tuple[str, ...]
    left: tuple[Left, ...]


def round_urge(
    *,
    actor: Actor,
    round_id: int,
    unit_ids: Collection[int] = (),
    org_ids: Collection[int] = (),
    words: str = "",
    now: datetime,
) -> Urged:
    """Send a notice now to the officers of communes and departments from whom a round waits for something.

    Only the office, only while the round is open (409). Nobody is told twice within the pause that holds; who has
    nothing to do, no account, or was told already is left out and named. Raises ``InputErrors`` for nobody, or for
    words that are too long. Everything of one call in one transaction.
    """
    with act(actor, "round.urge", reason=words):
        round_ = AssessmentRound.objects.select_for_update(of=("self",)).one_visible_to(actor, id=round_id)
        require(policies.may_urge(actor, round_))
        if not unit_ids and not org_ids:
            raise InputErrors([InputError(_("Chưa chọn xã hoặc cơ quan nào."))])
        if len(words) > LONGEST:
            raise InputErrors([InputError(_("Lời nhắc dài quá 1.000 chữ."), field="words")])
        day = today(now)
        found = [*_communes(actor, round_, unit_ids, day), *_departments(actor, round_, org_ids, day)]
        return _tell(actor, round_, found, words.strip(), now)


def sheet_urge(*, actor: Actor, sheet_id: int, now: datetime) -> Urged:
    """As :func:`round_urge` for the commune of one sheet: the bulk act. Raises ``Refused`` (409) with the reason where
    it was left out.
    """
    sheet = Sheet.objects.one_visible_to(actor, id=sheet_id)
    with act(actor, "round.urge"):
        done = round_urge(actor=actor, round_id=sheet.round_id, unit_ids=[sheet.unit_id], now=now)
        if done.left:
            raise Refused("left_out", done.left[0].reason)
    return done


def pause_set(*, actor: Actor, days: int, source: str, now: datetime) -> UrgePause:
    """From today on one person is urged again only after so many days; the former rule ends, and stays."""
    require(policies.may_set_pause(actor))
    errors = []
    if not 1 <= days <= 60:
        errors.append(InputError(_("Số ngày phải từ 1 đến 60."), field="days"))
    if not source.strip():
        errors.append(InputError(_("Hãy ghi căn cứ (văn bản, người quyết định)."), field="source"))
    if errors:
        raise InputErrors(errors)
    day = today(now)
    with act(actor, "round.urge_pause", reason=source):
        for row in UrgePause.objects.select_for_update().filter(valid__contains=day):
            row.valid = DateRange(row.valid.lower, day)
            row.save(update_fields=["valid"])
        return UrgePause.objects.create(days=days, valid=DateRange(day, None), source=source.strip())


# --- inside ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Addressee:
    """One commune or department: whom to tell what, or why it is left out."""

    name: str
    unit_id: int | None
    org_id: int | None
    accounts: tuple[int, ...]
    count: int
    title: str
    url: str
    why_not: str = ""


def _communes(actor: Actor, round_: Any, unit_ids: Collection[int], day: date) -> list[_Addressee]:
    rows = selectors.submissions(actor, day).filter(round_id=round_.pk, unit_id__in=list(unit_ids))
    sheets = list(rows.order_by("unit_key"))
    if missing := set(unit_ids) - {sheet.unit_id for sheet in sheets}:
        words = ngettext("%(n)s xã không có phiếu ở đợt này.", "%(n)s xã không có phiếu ở đợt này.", len(missing))
        raise InputErrors([InputError(words % {"n": format_number(len(missing))}, field="unit_ids")])
    officers = officers_of_units(set(unit_ids), day)
    found = []
    for sheet in sheets:
        left = sheet.rollup.total - sheet.rollup.entered
        returned = sheet.step == selectors.RETURNED
        told = {
            "unit": sheet.unit_name, "day": format_date(sheet.due_on) if sheet.due_on else "",
            "n": format_number(sheet.rollup.returned if returned else left), "of": format_number(sheet.rollup.total),
        }  # fmt: skip
        with house_language():
            title = (
                _("Đôn đốc: %(unit)s còn %(n)s chỉ tiêu bị trả lại, hạn %(day)s")
                if returned
                else _("Đôn đốc: %(unit)s chưa gửi phiếu, còn %(n)s/%(of)s chỉ tiêu, hạn %(day)s")
            ) % told
        done = "" if sheet.step in selectors.TO_URGE else _("%(unit)s đã gửi phiếu, không còn việc của xã.") % told
        found.append(
            _Addressee(
                sheet.unit_name, sheet.unit_id, None, tuple(officers.get(sheet.unit_id, ())),
                sheet.rollup.returned if returned else left, title, reverse("assessments:sheet", args=[sheet.pk]), done,
            )
        )  # fmt: skip
    return found


def _departments(actor: Actor, round_: Any, org_ids: Collection[int], day: date) -> list[_Addressee]:
    waiting = {row.org_id: row for row in selectors.waiting_departments(actor, round_.pk, day) if row.org_id}
    officers = officers_of_orgs(set(org_ids), day)
    found = []
    for org in sorted(set(org_ids)):
        row = waiting.get(org)
        if row is None:
            why_not = _("Không còn chỉ tiêu nào của đợt này chờ cơ quan ấy.")
            found.append(_Addressee(_("Cơ quan"), None, org, (), 0, "", "", why_not))
            continue
        with house_language():
            title = ngettext(
                "Đôn đốc: %(n)s chỉ tiêu chờ cơ quan bạn thẩm định, hạn %(day)s",
                "Đôn đốc: %(n)s chỉ tiêu chờ cơ quan bạn thẩm định, hạn %(day)s",
                row.indicators,
            ) % {"n": format_number(row.indicators), "day": format_date(round_.verify_due_on)}
        url = reverse("assessments:queue", query={"round": round_.pk, "verification": list(WAITS_FOR_DEPARTMENT)})
        found.append(_Addressee(row.name, None, org, tuple(officers.get(org, ())), row.indicators, title, url))
    return found


def _tell(actor: Actor, round_: Any, found: list[_Addressee], words: str, now: datetime) -> Urged:
    pause = selectors.pause_on(today(now))
    everybody = {account for each in found for account in each.accounts}
    lately = selectors.told_since(round_.pk, everybody, now - timedelta(days=pause.days)) if everybody else set()
    rows: list[tuple[_Addressee, RoundUrge]] = []
    left: list[Left] = []
    for each in found:
        fresh = [account for account in each.accounts if account not in lately]
        if each.why_not:
            left.append(Left(each.name, each.why_not))
        elif not each.accounts:
            left.append(Left(each.name, _("%(name)s chưa có tài khoản nào: hãy gọi điện.") % {"name": each.name}))
        elif not fresh:
            reason = ngettext(
                "%(name)s đã được đôn đốc trong %(n)s ngày qua: hãy gọi điện.",
                "%(name)s đã được đôn đốc trong %(n)s ngày qua: hãy gọi điện.",
                pause.days,
            )
            left.append(Left(each.name, reason % {"name": each.name, "n": format_number(pause.days)}))
        else:
            lately |= set(fresh)
            urge = RoundUrge(
                round=round_, unit_id=each.unit_id, org_id=each.org_id, words=words, told=fresh, count=each.count,
                urger_name=actor.name, recorded_at=now,
            )  # fmt: skip
            rows.append((each, urge))
    RoundUrge.objects.bulk_create([urge for _each, urge in rows])
    items = [
        Told(
            to=urge.told, kind=URGED.key, once=f"urge:{urge.pk}", title=each.title, text=words or round_.title,
            url=each.url, at_once=True,
        )
        for each, urge in rows
    ]  # fmt: skip
    notify_many(actor=actor, items=items, now=now)
    return Urged(tuple(each.name for each, _urge in rows), tuple(left))

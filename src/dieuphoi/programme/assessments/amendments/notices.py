"""Whom an amendment concerns: who decides, who asked, the commune, the owner departments."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.notify.kinds import NoticeKind
from dieuphoi.core.notify.services import house_language, notify
from dieuphoi.programme.assessments.amendments.kinds import DECIDED, LAPSED, REQUESTED
from dieuphoi.programme.assessments.amendments.models import Amendment
from dieuphoi.programme.assessments.models import IndicatorResult
from dieuphoi.registry.access.recipients import heads_of_office, officers_of_orgs, officers_of_units


def _owners(amendment: Amendment) -> set[int]:
    orgs = IndicatorResult.objects.filter(
        sheet_id=amendment.sheet_id,
        indicator_id__in=amendment.items.values("indicator_id"),
        owner__isnull=False,
    )
    return set(orgs.values_list("owner_id", flat=True))


def _tell(actor: Actor, amendment: Amendment, to: set[int], kind: NoticeKind, title: str, text: str, now: datetime,
          *, at_once: bool = False) -> None:  # fmt: skip
    notify(
        actor=actor,
        to=to,
        kind=kind.key,
        once=f"amendment:{amendment.pk}:{amendment.state}",
        title=title,
        text=text,
        url=reverse("assessments:amendment", args=[amendment.pk]),
        at_once=at_once,
        now=now,
    )


def _where(amendment: Amendment) -> dict[str, str]:
    return {"unit": amendment.sheet.unit_name, "round": amendment.sheet.round.title}


def requested(actor: Actor, amendment: Amendment, now: datetime) -> None:
    """The heads of the office, who decide."""
    with house_language():
        _tell(
            actor,
            amendment,
            set(heads_of_office(amendment.sheet.round.province_id, actor.on)),
            REQUESTED,
            _("Đề nghị điều chỉnh phiếu %(unit)s – %(round)s") % _where(amendment),
            _("Quyết định trước hết ngày %(day)s: %(reason)s")
            % {"day": format_date(amendment.ends_on), "reason": amendment.reason},
            now,
        )


def decided(actor: Actor, amendment: Amendment, now: datetime) -> None:
    """Who asked, the commune, the departments of the rows: at once, for it changes what was published."""
    unit = amendment.sheet.unit_id
    to = {amendment.requested_by_id}
    if amendment.state == "APPLIED":
        to.update(officers_of_units([unit], actor.on).get(unit, ()))
        for group in officers_of_orgs(_owners(amendment), actor.on).values():
            to.update(group)
    with house_language():
        if amendment.state == "APPLIED":
            title = _("Đã điều chỉnh phiếu %(unit)s – %(round)s, nay là bản %(n)s") % {
                **_where(amendment),
                "n": amendment.edition,
            }
            text = amendment.reason
        else:
            title = _("Không duyệt điều chỉnh phiếu %(unit)s – %(round)s") % _where(amendment)
            text = amendment.decision_note
        _tell(actor, amendment, to, DECIDED, title, text, now, at_once=True)


def withdrawn(actor: Actor, amendment: Amendment, now: datetime) -> None:
    """The heads of the office need not decide any more."""
    with house_language():
        _tell(
            actor,
            amendment,
            set(heads_of_office(amendment.sheet.round.province_id, actor.on)),
            LAPSED,
            _("Đã rút đề nghị điều chỉnh phiếu %(unit)s – %(round)s") % _where(amendment),
            amendment.decision_note,
            now,
        )


def lapsed(actor: Actor, amendment: Amendment, now: datetime) -> None:
    """Both: who asked, and who could have decided."""
    with house_language():
        _tell(
            actor,
            amendment,
            {amendment.requested_by_id, *heads_of_office(amendment.sheet.round.province_id, actor.on)},
            LAPSED,
            _("Đề nghị điều chỉnh phiếu %(unit)s – %(round)s đã hết hạn") % _where(amendment),
            _("Hạn quyết định là ngày %(day)s. Phiếu giữ nguyên như đã chốt.")
            % {"day": format_date(amendment.ends_on)},
            now,
        )


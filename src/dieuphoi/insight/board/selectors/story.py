"""Everything of one commune on one line of time: units it came out of, published years, rounds, recognitions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from dieuphoi.insight.board.selectors.commune import RoundPoint
from dieuphoi.insight.board.selectors.past import Former
from dieuphoi.programme.assessments.models import DecidedYear
from dieuphoi.programme.recognition.selectors import Standing


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened to a commune: the day, the words, the page that tells more."""

    on: date
    text: str
    href: str
    tone: str = "neutral"


def line_of_time(
    day: date,
    *,
    points: Sequence[RoundPoint],
    published: Sequence[DecidedYear],
    standings: Sequence[Standing],
    former: Sequence[Former],
    more: Iterable[Moment] = (),
) -> list[Moment]:
    """Newest first, nothing after ``day``. What is unknown is not on the line. ``more``: registered targets."""
    found = [*more]
    found += [
        Moment(
            each.until + timedelta(days=1),
            _("%(name)s sắp xếp vào xã này") % {"name": each.name},
            reverse("board:commune", args=[each.unit_id]),
        )
        for each in former
        if each.until is not None
    ]
    found += [
        Moment(
            row.territory_on,
            _("Công bố năm %(year)s: %(n)s/%(of)s tiêu chí đạt")
            % {"year": row.year, "n": row.criteria_met, "of": row.criteria_total},
            reverse("assessments:decided", args=[row.pk]),
        )
        for row in published
    ]
    found += [
        Moment(
            each.territory_on,
            _("%(title)s: %(n)s/%(of)s tiêu chí đạt") % {"title": each.title, "n": each.met, "of": each.total}
            + ("" if each.state == "FROZEN" else " " + _("(chưa chốt)")),
            f"?round={each.round_id}",
            "good" if each.qualifies else "neutral",
        )
        for each in points
    ]
    for each in standings:
        page = reverse("recognition:page", args=[each.root_id])
        level = {"level": each.level_label, "number": each.acknowledged_by or each.decision_number}
        words = _("Được công nhận: %(level)s (%(number)s)")
        if not each.is_own:
            words = _("Thừa nhận lại: %(level)s (%(number)s)")
        found.append(Moment(each.acknowledged_on or each.decision_on, words % level, page, "good"))
        if each.revoked_on is not None:
            revoked = _("Thu hồi công nhận (%(number)s)") % {"number": each.revoked_by}
            found.append(Moment(each.revoked_on, revoked, page, "bad"))
    return sorted((each for each in found if each.on <= day), key=lambda each: each.on, reverse=True)

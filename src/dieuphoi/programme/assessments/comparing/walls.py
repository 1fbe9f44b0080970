"""The wall of a round as it stood at an instant: the marks of every criterion, from what was recorded until then.

An open round is rebuilt by judging what was current then; a frozen one is read from the edition that stood then. Marks,
counts and ``qualifies`` follow the roll-up (migration 0002), so that the rebuilt present is what the tables say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import LOCAL_ZONE, today
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.programme.assessments.comparing.moments import Moment, edition_at, sheets_of, standing_at
from dieuphoi.programme.assessments.comparing.selectors import AT_ONCE, criterion_of
from dieuphoi.programme.assessments.models import AssessmentRound, Sheet
from dieuphoi.programme.assessments.selectors import WallRow, wall
from dieuphoi.programme.criteria import selectors as criteria

_LETTERS: Final = {"MET": "M", "NOT_MET": "N", "NOT_APPLICABLE": "A", "NOT_ENTERED": "E"}


@dataclass(frozen=True, slots=True)
class StoodRow:
    """One commune then. ``wall.state`` is empty where nothing says which state its sheet was in; ``wall.bases`` is
    empty, too: what a verdict rested on is not rebuilt. ``indicators``: ``{code: letter}``."""

    wall: WallRow
    classification: Mapping[str, Any]
    indicators: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class StoodWall:
    """A round at an instant; ``edition`` of its freeze, ``None`` where it was still running then."""

    at: datetime
    edition: int | None
    rows: list[StoodRow]


def end_of(day: date) -> datetime:
    """The last instant of a day, local time."""
    return datetime.combine(day + timedelta(days=1), time.min, LOCAL_ZONE) - timedelta(microseconds=1)


def was_open(round_: AssessmentRound, day: date) -> bool:
    """Whether a round had begun by the end of a day."""
    began = round_.opened_at or round_.frozen_at
    return began is not None and today(began) <= day


def was_frozen(round_: AssessmentRound, day: date) -> bool:
    """Whether a round was frozen by the end of a day."""
    return round_.frozen_at is not None and today(round_.frozen_at) <= day


def stood_otherwise(round_: AssessmentRound, day: date | None, now: date) -> datetime | None:
    """The instant that has to be rebuilt to tell a round as of ``day``; ``None`` where its tables of today say it:
    today, and a frozen round of which no amendment came after the day."""
    if day is None or day >= now:
        return None
    at = end_of(day)
    if not was_frozen(round_, day):
        return at
    return None if edition_at(round_, at) == edition_at(round_, end_of(now)) else at


def wall_at(actor: Actor, round_: AssessmentRound, at: datetime, *, at_once: int = AT_ONCE) -> StoodWall:
    """A round as it stood at ``at``, of the communes that the actor sees: while it ran those that they read, once
    frozen all whose verdicts are public inside. Raises ``Refused`` (``too_many``)."""
    edition = edition_at(round_, at)
    if edition is None:
        sheets = sheets_of(actor, round_.pk)
    else:
        public = Sheet.objects.filter(pk__in=wall(actor, round_.pk).order_by().values("sheet_id"))
        sheets = list(public.order_by("unit_key", "unit_code", "id"))
    if len(sheets) > at_once:
        raise Refused(
            "too_many",
            _("Có %(n)s phiếu, nhiều quá để dựng lại số liệu của một ngày đã qua khi đang mở trang. "
              "Hãy xuất toàn bộ ở trang So sánh hai thời điểm của đợt, hoặc xem số liệu hôm nay.")
            % {"n": format_number(len(sheets))},
        )  # fmt: skip
    header = (round_.version.header or {}).get("set") or {}
    groups: dict[str, list[str]] = {str(row.number): [] for row in criteria.criteria_of(round_.version_id)}
    for indicator in criteria.indicators_of(round_.version_id):
        groups[str(indicator.criterion.number)].append(indicator.code)
    states = _states(sheets, at) if edition is None else {}
    rows = []
    for sheet, standing in standing_at(Moment(round_, at, edition), sheets):
        marks = {code: stood.mark for code, stood in standing.items()}
        told = [criterion_of([marks.get(code, "NOT_ENTERED") for code in codes]) for codes in groups.values()]
        met, excused = told.count("MET"), told.count("NOT_APPLICABLE")
        rows.append(
            StoodRow(
                WallRow(
                    sheet_id=sheet.pk,
                    unit_id=sheet.unit_id,
                    name=sheet.unit_name,
                    code=sheet.unit_code,
                    state="FROZEN" if edition is not None else states.get(sheet.pk, ""),
                    marks="".join(_letter(mark) for mark in told),
                    bases="",
                    criteria_met=met + (excused if header.get("not_applicable_counts") else 0),
                    criteria_total=len(told),
                    entered=sum(mark != "NOT_ENTERED" for mark in marks.values()),
                    total=len(marks),
                    qualifies=bool(told) and met + excused == len(told),
                ),
                sheet.classification,
                {code: _letter(mark) for code, mark in marks.items()},
            )
        )
    return StoodWall(at, edition, rows)


def _letter(mark: str) -> str:
    return _LETTERS.get(mark, "U")


def _states(sheets: list[Sheet], at: datetime) -> dict[int, str]:
    """The state of each sheet by its history; without one for those of which nothing was recorded until then."""
    events: Any = Sheet.pgh_event_model  # type: ignore[attr-defined]
    until = events.objects.filter(pgh_obj_id__in=[sheet.pk for sheet in sheets], pgh_created_at__lte=at)
    return dict(until.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id").values_list("pgh_obj_id", "state"))

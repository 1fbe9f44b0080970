"""Invented targets of the demo province, last year and this: reached, behind, one withdrawn, one moved; its plans."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.programme.assessments.selectors import newest_round, sheets
from dieuphoi.programme.recognition.selectors import recognised_units
from dieuphoi.programme.recognition.services import NewRecognition, recognitions_record
from dieuphoi.programme.targets.services import (
    NewTarget,
    target_confirm,
    target_move,
    target_register,
    target_withdraw,
    targets_register,
)
from dieuphoi.registry.organisations.selectors import person_of_account

SOURCE: Final = "giả định"
ISSUER: Final = "UBND tỉnh Sơn Hà (giả định)"


def load_targets(
    *, office: Actor, units: Mapping[str, int], version_id: int, follower_account: int, today: date, now: datetime
) -> None:
    """Targets for communes that are not recognised yet, nearest to the goal first, as a province would choose them."""
    last, this = today.year - 1, today.year
    round_ = newest_round(office, units["tinh"])
    if round_ is None:
        return
    recognised = recognised_units(office, set(units.values()), today)
    by_merit = sorted(sheets(office, round_.pk), key=lambda sheet: (-sheet.rollup.criteria_met, sheet.unit_key))
    free = [sheet.unit_id for sheet in by_merit if sheet.unit_id not in recognised]
    # Whoever registers is near the goal, but some are not: those are behind.
    chosen = free[:9] + free[len(free) // 2 : len(free) // 2 + 3]
    follower = person_of_account(follower_account)

    def level(unit: int, year: int, tier: str = "basic", number: int = 10) -> NewTarget:
        return NewTarget(
            unit_id=unit, year=year, goal="LEVEL", level=f"commune_{tier}", registered_on=date(year, 1, number),
            document=f"{number}/ĐK-UBND ({SOURCE})", confirmed_number=f"{year % 100}5/QĐ-UBND ({SOURCE})",
            confirmed_on=date(year, 1, 31), confirmed_by=ISSUER, follower_id=follower, source=SOURCE,
        )  # fmt: skip

    def plan(year: int, wanted: int, first_year: int | None = None) -> NewTarget:
        return NewTarget(
            unit_id=units["tinh"], year=year, first_year=first_year, goal="UNITS", level="commune_basic", wanted=wanted,
            registered_on=date(this if first_year else year, 1, 5), document=f"12/KH-UBND ({SOURCE})",
            confirmed_number=f"40/QĐ-UBND ({SOURCE})", confirmed_on=date(this if first_year else year, 1, 31),
            confirmed_by=ISSUER, source=SOURCE,
        )  # fmt: skip

    if today < date(this, 2, 1):
        return
    before = targets_register(actor=office, rows=[level(unit, last) for unit in chosen[:6]], tell=False, now=now)
    targets_register(
        actor=office,
        rows=[
            *(level(unit, this) for unit in chosen[6:]),
            plan(last, 3), plan(this, 5), plan(this + 4, 40, first_year=this),
            NewTarget(
                unit_id=chosen[7], year=this, goal="CRITERIA", version_id=version_id, wanted=15,
                registered_on=date(this, 1, 12), document=f"14/ĐK-UBND ({SOURCE})", source=SOURCE,
            ),
        ],
        tell=False,
        now=now,
    )  # fmt: skip
    recognitions_record(
        actor=office,
        rows=[
            NewRecognition(
                unit, "commune_basic", year, f"{number}/QĐ-UBND ({SOURCE})", on, ISSUER, version_id, SOURCE
            )
            for unit, year, number, on in (
                (chosen[0], last, 560, date(last, 12, 22)),
                (chosen[1], last, 560, date(last, 12, 22)),
                (chosen[2], this, 31, date(this, 1, 25)),
                (chosen[6], this, 88, today - timedelta(days=20)),
            )
            if on <= today
        ],
        now=now,
    )
    target_withdraw(
        actor=office, target_id=before[4].pk, reason=f"Chưa bố trí được vốn làm đường ({SOURCE})", now=now
    )
    moved = target_move(
        actor=office, target_id=before[5].pk, year=this, reason=f"Chờ xong trường học ({SOURCE})", now=now
    )
    target_confirm(
        actor=office, target_id=moved.pk, number=f"61/QĐ-UBND ({SOURCE})", on=today, by=ISSUER, now=now
    )
    target_register(
        actor=office,
        new=NewTarget(
            unit_id=next(iter(sorted(recognised & set(units.values())))), year=this + 1, goal="LEVEL",
            level="commune_model", registered_on=today, document=f"70/ĐK-UBND ({SOURCE})", source=SOURCE,
        ),
        now=now,
    )  # fmt: skip

"""The invented past of the demo province: two published years, and recognitions – all said to be invented.

Comes after everything else and draws from its own seed, so that it changes nothing of the rest.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from dieuphoi.config.demo import merger
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.programme.assessments.services.decided import CommuneYear, Said, decided_record
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.recognition.services import (
    NewDecision,
    NewRecognition,
    recognition_acknowledge,
    recognition_record,
    recognition_revoke,
    recognitions_record,
)
from dieuphoi.registry.territory.selectors import communes_in

YEARS: Final = ((2020, "ntm-xa-2016-2020", -0.08), (2023, "ntm-xa-2021-2025", 0.0))
"""Year, the set of that time, and how much harder it was for everybody then."""
SOURCE: Final = "giả định"
ISSUER: Final = "UBND tỉnh Sơn Hà (giả định)"
_SEED: Final = 2020


def load_past(actor: Actor, units: Mapping[str, int], profiles: Mapping[str, Any], now: datetime) -> None:
    """Two years of verdicts as they were decided, and the recognitions that followed from them.

    ``units`` names the province, today's communes and those that merged (:mod:`dieuphoi.config.demo.merger`).
    """
    province_id, taken_in = units["tinh"], units[merger.TAKEN_IN]
    # Not a secret: the same past must come out of the same seed.
    rand = random.Random(_SEED)  # noqa: S311
    recognised: list[NewRecognition] = []
    there: set[int] = {taken_in}  # Its own decision, below.
    for year, code, shift in YEARS:
        version = criteria.version_by_code(actor, code)
        columns = criteria.criteria_of(version.pk)
        document = f"{100 + year % 100}/QĐ-UBND ngày 20/12/{year} ({SOURCE})"
        rows = []
        for unit in communes_in(actor, province_id, date(year, 12, 31)):
            quality = profiles[unit.name].quality + shift
            said = [
                Said(each.id, None, "MET", "Đ")
                if rand.random() < 0.55 + 0.44 * max(0.0, min(1.0, quality))
                else Said(each.id, None, "NOT_MET", "CĐ")
                for each in columns
            ]
            if rand.random() < 0.04:
                said[rand.randrange(len(said))] = Said(columns[0].id, None, "UNDETERMINED", "KĐG")
                said = list({each.criterion_id: each for each in said}.values())
            met = sum(each.verdict == "MET" for each in said)
            # Now and then the document counts one more than its own cells: as it happens.
            reported = met + (1 if rand.random() < 0.03 and met < len(columns) else 0)
            rows.append(
                CommuneYear(
                    unit.id, unit.full_name, unit.code, province_id, year, date(year, 12, 31), document,
                    date(year, 12, 20), SOURCE, tuple(said), reported,
                )
            )  # fmt: skip
            if met >= len(columns) - 1 and unit.id not in there:
                there.add(unit.id)
                recognised.append(
                    NewRecognition(
                        unit.id, "commune_basic", year, f"{400 + year % 100}/QĐ-UBND ({SOURCE})",
                        date(year, 12, 28), ISSUER, version.pk, SOURCE,
                    )
                )  # fmt: skip
        decided_record(actor=actor, version_id=version.pk, rows=rows, now=now)
    made = recognitions_record(actor=actor, rows=recognised, now=now)
    _acknowledged(actor, taken_in, units[merger.MADE[0]], now)
    still_there = {units[name] for name in profiles if name not in merger.ENDED}
    if made:
        recognitions_record(
            actor=actor,
            rows=[
                NewRecognition(
                    row.unit_id, "commune_advanced", 2024, f"88/QĐ-UBND ({SOURCE})", date(2024, 11, 15), ISSUER, None,
                    SOURCE,
                )
                for row in [each for each in made if each.unit_id in still_there][:3]
            ],
            now=now,
        )  # fmt: skip
        recognition_revoke(
            actor=actor,
            recognition_id=made[-1].root_id,
            new=NewDecision(
                f"15/QĐ-UBND ({SOURCE})", date(2025, 3, 10), ISSUER, SOURCE, reason="không còn giữ chuẩn (giả định)"
            ),
            now=now,
        )


def _acknowledged(actor: Actor, taken_in: int, into: int, now: datetime) -> None:
    """A commune that was recognised, taken in, and whose recognition the successor was granted again."""
    before = recognition_record(
        actor=actor,
        new=NewRecognition(
            taken_in, "commune_basic", 2019, f"419/QĐ-UBND ({SOURCE})", date(2019, 12, 20), ISSUER, None, SOURCE
        ),
        now=now,
    )
    recognition_acknowledge(
        actor=actor,
        recognition_id=before.pk,
        new=NewDecision(f"77/QĐ-UBND ({SOURCE})", date(2021, 11, 5), ISSUER, SOURCE, unit_id=into),
        now=now,
    )

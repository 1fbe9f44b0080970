"""How fast the engine judges: one JSON line. Run: ``python benchmarks/judging.py``.

The set 2016-2020 with every row confirmed, over many invented communes in seven regions, with values
from a seed.
The limit is a bare loop comparing the same figures as floats, in the same run on the same core;
``ratio`` is our
rate over its rate. The aim is 200,000 indicator verdicts a second, roll-up of the criteria included.
"""

from __future__ import annotations

import gc
import json
import random
import time
from datetime import date
from decimal import Decimal

from dieuphoi.programme.criteria.engine import compile_set
from dieuphoi.programme.criteria.engine.verdicts import Verdict
from dieuphoi.programme.criteria.facts import Choice, Classification, Conclusion, Fact, Facts
from dieuphoi.programme.criteria.kinds import kind_of
from dieuphoi.programme.criteria.sets import load_set, with_confirmations

AIM = 200_000
COMMUNES = 3_321
ON = date(2020, 6, 30)


def invented_facts(seed: int) -> tuple[list[tuple[Classification, Facts]], list[tuple[float, float]]]:
    """Facts of ``COMMUNES`` communes, and the bare figures with a threshold for the limit."""
    version = load_set("ntm-xa-2016-2020")
    regions = [territory.code for territory in version.territories]
    luck = random.Random(seed)
    units: list[tuple[Classification, Facts]] = []
    bare: list[tuple[float, float]] = []
    for at in range(COMMUNES):
        facts: dict[str, tuple[Fact, ...]] = {}
        for row in version.indicators:
            kind = kind_of(row)
            if kind.concludes_only:
                verdict = Verdict.MET if luck.random() < 0.8 else Verdict.NOT_MET
                facts[row.code] = (Fact(choice=Choice.PASS, conclusion=Conclusion(verdict, "so 1")),)
                bare.append((luck.random(), 0.8))
                continue
            found = []
            for asked in kind.inputs(row):
                total = luck.randint(200, 3000)
                good = luck.randint(total // 2, total)
                bare.append((good / total * 100, 85.0))
                if luck.random() < 0.5 and (row.unit or "").startswith("%"):
                    found.append(Fact(numerator=Decimal(good), denominator=Decimal(total), part=asked.part))
                else:
                    found.append(Fact(value=Decimal(good * 1000 // total) / 10, part=asked.part))
            facts[row.code] = tuple(found)
        units.append((Classification(regions[at % len(regions)]), facts))
    return units, bare


def main() -> None:
    """Measure and print."""
    national = load_set("ntm-xa-2016-2020")
    version = with_confirmations(national, [row.code for row in national.indicators])
    units, bare = invented_facts(20260101)
    rows = len(version.indicators)
    gc.collect()
    gc.disable()
    best = limit = 0.0
    for _round in range(5):
        start = time.perf_counter()
        met = 0
        for classification, facts in units:
            verdict = compile_set(version, classification, as_of=ON).judge(facts)
            met += verdict.met
        best = max(best, rows * len(units) / (time.perf_counter() - start))
        start = time.perf_counter()
        held = 0
        for value, threshold in bare:
            if value >= threshold:
                held += 1
        limit = max(limit, len(bare) / (time.perf_counter() - start))
    print(
        json.dumps(
            {
                "name": "judging",
                "value": round(best),
                "unit": "indicator verdicts/s",
                "limit": round(limit),
                "ratio": round(best / limit, 4),
                "aim": AIM,
                "met": best >= AIM,
            }
        )
    )


if __name__ == "__main__":
    main()

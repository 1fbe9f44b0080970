"""A figure, how it is judged, and how two things are timed in turns."""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of ``make bench``. Made by :func:`at_most` or :func:`at_least`, which judge the ratio."""

    name: str
    value: float
    unit: str
    limit: float
    ratio: float
    aim: float
    met: bool

    def line(self) -> str:
        """The figure as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


def at_most(name: str, value: float, unit: str, *, limit: float, aim: float) -> Figure:
    """A time: ``value`` may be ``aim`` times ``limit``. Raises ``ValueError`` for a limit that is not positive."""
    ratio = _ratio(value, limit)
    return Figure(name, _short(value), unit, _short(limit), _short(ratio), _short(aim), ratio <= aim)


def at_least(name: str, value: float, unit: str, *, limit: float, aim: float) -> Figure:
    """A rate: ``value`` must be ``aim`` times ``limit``. Raises ``ValueError`` for a limit that is not positive."""
    ratio = _ratio(value, limit)
    return Figure(name, _short(value), unit, _short(limit), _short(ratio), _short(aim), ratio >= aim)


def _ratio(value: float, limit: float) -> float:
    if not limit > 0 or not value >= 0:
        raise ValueError(f"no ratio of {value} to {limit}: a limit must be positive")
    return value / limit


def _short(number: float) -> float:
    """Four digits that count; whole from a thousand on."""
    return round(number) if abs(number) >= 1000 else float(f"{number:.4g}")


def clock(action: Callable[[], object]) -> float:
    """How long one call takes, in seconds."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def in_turns(
    measured: Callable[[], object], bare: Callable[[], object], *, times: int, warm: int = 3
) -> tuple[float, float]:
    """The medians of ``times`` calls of each, called in turns, in seconds. The first ``warm`` do not count."""
    for _turn in range(warm):
        measured()
        bare()
    gc.collect()
    mine, theirs = [], []
    for _turn in range(times):
        mine.append(clock(measured))
        theirs.append(clock(bare))
    return median(mine), median(theirs)


def best_of_core(measured: Callable[[], object], bare: Callable[[], object], *, times: int) -> tuple[float, float]:
    """The least processor time of ``times`` calls of each, called in turns, in seconds, collector off.

    For work that never waits: what other programs do on the machine does not count.
    """
    mine, theirs = [], []
    gc.collect()
    gc.disable()
    try:
        for _turn in range(times):
            for action, found in ((measured, mine), (bare, theirs)):
                start = time.process_time()
                action()
                found.append(time.process_time() - start)
    finally:
        gc.enable()
    return min(mine), min(theirs)


def least(action: Callable[[], object], *, times: int, warm: int = 3) -> float:
    """The least of ``times`` calls, in seconds: for two moments far apart, where a busy machine must not count."""
    for _turn in range(warm):
        action()
    gc.collect()
    return min(clock(action) for _turn in range(times))

"""The dry run of a province's merger, against the bare loading of the same province's units."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction

from benchmarks import reference
from benchmarks.figures import Figure, at_most, in_turns
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.registry.territory.services import change_dry_run, territory_change_load, territory_load

PROVINCE = "Thanh Hóa"
"""The province of the most commune units on the eve of the reform: 547, which became 166."""
EVE, DAY = date(2025, 6, 30), date(2025, 7, 1)
DRY_RUN_S = 20.0


class _RolledBack(Exception):
    """Ends a savepoint."""


def _rolled_back(action: Callable[[], object]) -> None:
    try:
        with transaction.atomic():
            action()
            raise _RolledBack
    except _RolledBack:
        pass


def dry_run(now: datetime, name: str, *, times: int) -> Figure:
    """Plan the mapping's changes and dry-run all of them; the limit is to load the province's old units.

    20 s are allowed on the machine of reference, where loading takes what :mod:`benchmarks.reference` says. Everything
    is rolled back.
    """
    actor = system_actor(now.date())

    def load() -> None:
        territory_load(actor=actor, province=PROVINCE, as_of=EVE, now=now)

    def merge() -> None:
        plan = territory_change_load(actor=actor, province=PROVINCE, effective_on=DAY, now=now)
        report = change_dry_run(actor=actor, ids=plan.ids, now=now)
        if (report.before["commune"], report.after["commune"]) != (547, 166):
            raise AssertionError(f"{PROVINCE}: {report.before} → {report.after}")

    def merged() -> None:
        with transaction.atomic():
            load()
            _rolled_back(merge)
            transaction.set_rollback(True)

    def loaded() -> None:
        _rolled_back(load)

    both, limit = in_turns(merged, loaded, times=times, warm=1)
    return at_most(name, both - limit, "s", limit=limit, aim=DRY_RUN_S / reference.LOAD_S)

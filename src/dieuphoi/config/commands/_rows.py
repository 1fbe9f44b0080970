"""``dieuphoi criteria rows``: a set's rows as a table, out and into a draft. Imported once Django is set up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from dieuphoi.config.commands._load import load_file, print_run
from dieuphoi.config.console import _
from dieuphoi.core.kernel.actor import Actor, system_actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.programme.criteria import selectors, services, sets
from dieuphoi.programme.criteria.sheets import RowsImporter, rows_workbook
from dieuphoi.programme.criteria.sheets.rows import lines_of


def write(set_id: str, target: Path) -> int:
    """Write the table of the open draft of a set, else of its newest version, else as it ships. Returns its lines.

    Raises ``KeyError`` for a set that is neither in the database nor ships.
    """
    now = timezone.now()
    actor = system_actor(today(now))
    found = _newest(actor, set_id)
    version = selectors.engine_set(found.pk) if found is not None else sets.load_set(set_id)
    form = "csv" if target.suffix.lower() == ".csv" else "xlsx"
    target.write_bytes(rows_workbook(version, now=now, as_of=today(now), form=form))
    return len(lines_of(version))


def _newest(actor: Actor, set_id: str) -> Any:
    if "criteria_setversion" not in _tables():
        return None
    return selectors.newest_version(actor, set_id)


def _tables() -> list[str]:
    try:
        return connection.introspection.table_names()
    except DatabaseError:
        return []


def load(set_id: str, path: Path, *, trial: bool, as_json: bool) -> None:
    """Bring a table into the open draft of a set; where there is none, one is begun that completes the newest version.

    Raises ``Refused`` for a set the database does not have, ``InputErrors`` with every fault of the file.
    """
    now = timezone.now()
    actor = system_actor(today(now))
    newest = _newest(actor, set_id)
    if newest is None:
        told = _("Cơ sở dữ liệu chưa có bộ “%(set)s”. Hãy chạy dieuphoi migrate, hoặc lập dự thảo trên trang.")
        raise Refused("unknown_set", told % {"set": set_id})
    with transaction.atomic():
        begun = newest.state not in ("draft", "consulting")
        draft = newest if not begun else _begin(actor, newest, now)
        run, _actor, _now = load_file(RowsImporter(), path, target={"version": draft.pk}, trial=trial)
        print_run(run, trial=trial, as_json=as_json, version=draft.number, draft=draft.pk)
        if trial:
            transaction.set_rollback(True)


def _begin(actor: Actor, newest: Any, now: Any) -> Any:
    return services.draft_start(
        actor=actor,
        base_id=newest.pk,
        relation="replaces",
        head=services.Head(
            decision_number=newest.decision_number,
            decision_on=newest.decision_on,
            issuer=newest.issuer,
            effective_from=newest.effective.lower,
            effective_to=selectors.last_day(newest),
            change_note=_("Điền các dòng từ bảng theo cùng quyết định."),
        ),
        now=now,
    )

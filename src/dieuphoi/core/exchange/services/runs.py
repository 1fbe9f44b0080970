"""The acts of an import: upload, apply, discard, undo. Page, API and command line come through here.

A dry run is the real check in a savepoint that is rolled back; applying writes what it found only while the data
stands as it stood, else it checks again, in the transaction that writes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _
from psycopg import errors as pg_errors

from dieuphoi.core.exchange.columns import MatrixSpec
from dieuphoi.core.exchange.importers import Applied, Checked, DataMoved, Difference, Importer, Target, importer_for
from dieuphoi.core.exchange.mapping import Plan, named_target, put_over
from dieuphoi.core.exchange.models import HeadingMap, ImportRun
from dieuphoi.core.exchange.policies import can_be_mapped, may_import
from dieuphoi.core.exchange.reader import HeadingsNotFound, Matrix, Readable, Table
from dieuphoi.core.exchange.selectors import map_named, map_that_fits
from dieuphoi.core.exchange.states import CHECKED, FAULTY, IMPORT_RUN, UPLOADED
from dieuphoi.core.exchange.undoing import events_after, last_events
from dieuphoi.core.exchange.workbook import Workbook, limit, open_workbook
from dieuphoi.core.files.selectors import blob_bytes
from dieuphoi.core.files.services import blob_store
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.bulk import collector_paused
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.jobs import job_defer
from dieuphoi.core.kernel.models import Job
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.policy import require


@dataclass(slots=True)
class Trial:
    """A file read (by a heading map, perhaps) and checked on today's data."""

    checked: Checked
    rows: int
    map: HeadingMap | None

    @property
    def digest(self) -> str:
        return self.checked.difference.digest()


def import_upload(
    *, actor: Actor, kind: str, target: Target, data: bytes, name: str, now: datetime, map_name: str = ""
) -> ImportRun:
    """Bring a file in: keep it, read it, check it against today. Nothing else is saved.

    The run comes back CHECKED with its preview, or FAULTY with *every* error. ``map_name`` names the heading map to
    read it by; without one, the newest map of the same headings is used by itself. Raises ``Refused`` when the
    actor may not, ``InputErrors`` when the file cannot be read at all (then nothing is kept), ``NotVisible``
    for an unknown kind or map.
    """
    importer = importer_for(kind)
    require(may_import(actor, kind, target))
    chosen = map_named(actor, kind, map_name) if map_name else None
    with collector_paused(), act(actor, "import.upload"):
        trial = _try(importer, actor, target, data, name, now, chosen, automatic=True)
        run = _new_run(importer, actor, target, data, name, now)
        _keep_preview(actor, run, trial, now)
    return run


def import_receive(*, actor: Actor, kind: str, target: Target, data: bytes, name: str, now: datetime) -> ImportRun:
    """Keep a file without reading it yet: the run stays UPLOADED until :func:`import_check` (a job) has read it.

    Raises ``Refused`` when the actor may not, ``InputErrors`` when such a content is not taken.
    """
    importer = importer_for(kind)
    require(may_import(actor, kind, target))
    with act(actor, "import.upload"):
        return _new_run(importer, actor, target, data, name, now)


def import_queue(*, actor: Actor, kind: str, target: Target, data: bytes, name: str, now: datetime) -> Job:
    """Keep a large file and queue its check: page and API follow the job. Raises as :func:`import_receive`."""
    with act(actor, "import.upload"):
        run = import_receive(actor=actor, kind=kind, target=target, data=data, name=name, now=now)
        return check_queue(actor=actor, run_id=run.pk, now=now)


def check_queue(*, actor: Actor, run_id: int, now: datetime) -> Job:
    """Queue the check of a file that was only received (again, when its job was stopped or its machine died)."""
    run = ImportRun.objects.one_visible_to(actor, id=run_id)
    require(may_import(actor, run.kind, run.target))
    if run.state != UPLOADED:
        raise Refused("wrong_state", _("Tệp này đã được kiểm tra rồi."))
    label = _("Kiểm tra tệp %(name)s") % {"name": run.file_name}
    args = {"run_id": run_id}
    return job_defer(
        actor=actor, kind="exchange.check", label=label, args=args, now=now, once=f"exchange.check:{run_id}"
    )


def apply_queue(*, actor: Actor, run_id: int, now: datetime) -> Job:
    """Queue the writing of a large checked file. Rights and state are asked now, and again when it is written."""
    run = ImportRun.objects.one_visible_to(actor, id=run_id)
    require(IMPORT_RUN.check(actor, run, "apply"))
    label = _("Áp dụng tệp %(name)s") % {"name": run.file_name}
    args = {"run_id": run_id}
    return job_defer(
        actor=actor, kind="exchange.apply", label=label, args=args, now=now, once=f"exchange.apply:{run_id}"
    )


def import_check(*, actor: Actor, run_id: int, now: datetime, step: Callable[[], None] = lambda: None) -> ImportRun:
    """Read and check a file that was only received. A file that cannot be read at all becomes FAULTY.

    ``step`` is called between the steps (a job asks there whether to stop). Raises ``Refused`` for a wrong state.
    """
    shown = ImportRun.objects.light().one_visible_to(actor, id=run_id)
    importer = importer_for(shown.kind)
    require(may_import(actor, shown.kind, shown.target))
    with collector_paused(), act(actor, "import.check"):
        run = _locked(actor, shown)
        if run.state != UPLOADED:
            raise Refused("wrong_state", _("Tệp này đã được kiểm tra rồi."))
        data = blob_bytes(run.blob)
        step()
        try:
            trial = _try(importer, actor, run.target, data, run.file_name, now, run.map, automatic=True)
        except InputErrors as found:
            trial = Trial(Checked(errors=list(found.errors)), 0, None)
        step()
        _keep_preview(actor, run, trial, now)
    return run


def import_map(*, actor: Actor, run_id: int, map_id: int | None, now: datetime) -> ImportRun:
    """Read the file of a run by another heading map (``None``: by its own headings), and check it again.

    The run becomes CHECKED or FAULTY. Raises ``Refused`` once it was applied or put aside, ``NotVisible`` for a map
    that is not there.
    """
    shown = ImportRun.objects.light().one_visible_to(actor, id=run_id)
    importer = importer_for(shown.kind)
    require(may_import(actor, shown.kind, shown.target))
    chosen = None if map_id is None else HeadingMap.objects.one_visible_to(actor, id=map_id, kind=shown.kind)
    with collector_paused(), act(actor, "import.map"):
        run = _locked(actor, shown)
        require(can_be_mapped(actor, run))
        try:
            trial = _try(importer, actor, run.target, blob_bytes(run.blob), run.file_name, now, chosen)
        except InputErrors as found:
            trial = Trial(Checked(errors=list(found.errors)), 0, chosen)
        _keep_preview(actor, run, trial, now)
    return run


def import_apply(*, actor: Actor, run_id: int, now: datetime) -> ImportRun:
    """Write what the preview showed, all or nothing.

    Another import of the same kind and target is waited for. Where the data has moved since, the file is checked
    again: when errors have come up or the difference is no longer the one that was shown, nothing is written, the run
    keeps the new preview, and ``Refused("preview_changed")`` is raised. Also raises ``Refused`` for a missing right, a
    wrong state, a busy target.
    """
    shown = ImportRun.objects.light().one_visible_to(actor, id=run_id)
    importer = importer_for(shown.kind)
    with collector_paused(), act(actor, "import.apply"):
        run = _locked(actor, shown)
        # State and right come before the costly part.
        require(IMPORT_RUN.check(actor, run, "apply"))
        if not _apply(importer, actor, run, now):
            trial = _try(importer, actor, run.target, blob_bytes(run.blob), run.file_name, now, run.map)
            _keep_preview(actor, run, trial, now)
            changed = run
        else:
            changed = None
    # Raised after the act: the new preview stays, nothing else was written.
    if changed is not None:
        if changed.error_count:
            raise Refused(
                "preview_changed",
                _("Dữ liệu đã thay đổi từ lúc xem trước, nay tệp có %(errors)s lỗi. Chưa ghi gì.")
                % {"errors": format_number(changed.error_count)},
            )
        raise Refused(
            "preview_changed",
            _("Dữ liệu đã thay đổi từ lúc xem trước. Chưa ghi gì. Hãy xem lại khác biệt mới rồi áp dụng."),
        )
    return run


def import_discard(*, actor: Actor, run_id: int, now: datetime) -> ImportRun:
    """Put a file aside that was not applied. It stays readable in the list."""
    shown = ImportRun.objects.light().one_visible_to(actor, id=run_id)
    with act(actor, "import.discard"):
        run = _locked(actor, shown)
        IMPORT_RUN.move(actor, run, "discard")
        run.ended_at, run.kept = now, None
        run.save(update_fields=["state", "ended_at", "kept"])
    return run


def import_undo(*, actor: Actor, run_id: int, reason: str, now: datetime) -> ImportRun:
    """Take an applied import back, where its package knows how: by superseding rows, never by deleting.

    Raises ``Refused`` while later writes rest on what the run wrote (the sentence names them), for a missing right,
    reason or state, a busy target.
    """
    shown = ImportRun.objects.light().one_visible_to(actor, id=run_id)
    importer = importer_for(shown.kind)
    with act(actor, "import.undo", reason=reason):
        run = _locked(actor, shown)
        _undo(importer, actor, run, reason, now)
    return run


def import_undo_preview(*, actor: Actor, run_id: int, now: datetime) -> Applied:
    """What undoing would write: the real undo in a savepoint that is rolled back. Raises as :func:`import_undo`."""
    shown = ImportRun.objects.light().one_visible_to(actor, id=run_id)
    importer = importer_for(shown.kind)
    with act(actor, "import.undo", reason="…"), _nothing_stays():
        return _undo(importer, actor, _locked(actor, shown), "…", now)


def _undo(importer: Importer[Any], actor: Actor, run: ImportRun, reason: str, now: datetime) -> Applied:
    IMPORT_RUN.move(actor, run, "undo", reason=reason)
    done = importer.undo(actor, run.target, run.id, now)
    run.undone, run.ended_at = done.counts, now
    run.save(update_fields=["state", "undone", "ended_at"])
    return done


def import_preview(*, actor: Actor, run_id: int, now: datetime) -> Difference:
    """The whole difference against today, recomputed; nothing is kept. For the download of all lines."""
    run = ImportRun.objects.one_visible_to(actor, id=run_id)
    importer = importer_for(run.kind)
    require(may_import(actor, run.kind, run.target))
    if run.state not in (UPLOADED, CHECKED):
        raise Refused("wrong_state", _("Chỉ tính lại khác biệt khi tệp đang chờ áp dụng."))
    with act(actor, "import.preview"):
        data = blob_bytes(run.blob)
        return _try(importer, actor, run.target, data, run.file_name, now, run.map).checked.difference


# --- inside ---------------------------------------------------------------------------------------------


class _Back(Exception):
    """Leaves a savepoint so that everything in it is rolled back."""


@contextmanager
def _nothing_stays() -> Iterator[None]:
    """Run the block in a savepoint that is always rolled back: staged tables go, and so does a slip of a
    check.
    """
    try:
        with transaction.atomic():
            yield
            raise _Back
    except _Back:
        pass


def _new_run(importer: Importer[Any], actor: Actor, target: Target, data: bytes, name: str, now: datetime) -> ImportRun:
    importer.refuse(actor, data, name)
    stored = blob_store(actor=actor, data=data, name=name, now=now, words=False)
    run = ImportRun(
        kind=importer.kind,
        label=importer.label[:200],
        target=target,
        target_label=importer.target_label(actor, target)[:300],
        blob=stored.blob,
        file_name=stored.name,
        sha256=stored.blob.sha256,
        created_by_id=actor.id,
        author_name=actor.name[:200],
        created_at=now,
    )
    run.save(force_insert=True)
    return run


def _try(
    importer: Importer[Any], actor: Actor, target: Target, data: bytes, name: str, now: datetime,
    chosen: HeadingMap | None, *, automatic: bool = False,
) -> Trial:  # fmt: skip
    """Read and check, leaving no trace. ``automatic``: without a chosen map, the one of these headings is taken."""
    book = open_workbook(data, name)
    if chosen is None and automatic and book.meta.get("spec") != importer.kind:
        chosen = map_that_fits(actor, importer.kind, book)
    table = read_mapped(importer, actor, target, book, chosen)
    with _nothing_stays():
        checked = _check(importer, actor, target, table, now)
    return Trial(checked, _row_count(table), chosen)


def read_mapped(
    importer: Importer[Any], actor: Actor, target: Target, book: Workbook, chosen: HeadingMap | Plan | None
) -> Readable:
    """The workbook as rows, by a heading map if there is one. A file without any heading of ours is not usable."""
    spec = importer.spec_for(actor, target)
    if chosen is not None:
        plan = chosen if isinstance(chosen, Plan) else Plan.from_json(chosen.content)
        named = named_target(spec, importer.named_column)
        names = importer.names_of_rows(actor, target) if named else ()
        book = put_over(book, plan, spec, named=named, names=names)
        if isinstance(chosen, HeadingMap):
            words = _("Tiêu đề được đọc theo bảng ghép cột “%(name)s”.") % {"name": chosen.name}
            book.warnings.append(InputError(words))
    try:
        table: Readable = importer.read_book(actor, target, book)
    except HeadingsNotFound as fault:
        table = Matrix(spec) if isinstance(spec, MatrixSpec) else Table(spec)
        table.errors += fault.errors
        table.warnings += book.warnings
        table.usable = False
    return table


def _check(importer: Importer[Any], actor: Actor, target: Target, table: Readable, now: datetime) -> Checked:
    """The importer's check with the errors of the reading, in the order of the sheet, each once."""
    checked = importer.check(actor, target, table, now) if table.usable else Checked()
    checked.errors = _in_order([*table.errors, *checked.errors])
    checked.warnings = _in_order([*table.warnings, *checked.warnings])
    if checked.errors:
        # A difference of a file that cannot be applied would mislead.
        checked.difference, checked.payload = Difference(), None
    return checked


def _apply(importer: Importer[Any], actor: Actor, run: ImportRun, now: datetime) -> bool:
    """Write what was previewed; false when the preview no longer holds (nothing written).

    What the check kept is written as it is while all that it read stands as it stood. Else the file is checked again,
    and written when the difference is still the one that was shown.
    """
    payload = None if run.kept is None else importer.recall(run.kept)
    if payload is not None:
        shown = Checked(difference=Difference(counts=dict(run.difference["counts"])), payload=payload)
        # A right or a state that has gone is told by the check, place by place.
        with suppress(Refused):
            if _write(importer, actor, run, shown, now):
                return True
    checked = _try(importer, actor, run.target, blob_bytes(run.blob), run.file_name, now, run.map).checked
    if checked.errors or checked.difference.digest() != run.difference_digest:
        return False
    return _write(importer, actor, run, checked, now)


def _write(importer: Importer[Any], actor: Actor, run: ImportRun, checked: Checked, now: datetime) -> bool:
    """Apply in a savepoint; false when the data has moved since the check (nothing written)."""
    before = run.state
    try:
        with transaction.atomic():
            IMPORT_RUN.move(actor, run, "apply")
            before_it = last_events(importer.writes)
            run.applied = importer.apply(actor, run.target, checked, run.id, now).counts
            run.written = events_after(before_it, actor, now)
            run.applied_at, run.kept = now, None
            run.save(update_fields=["state", "applied", "applied_at", "kept", "written"])
    except DataMoved:
        run.state = before
        return False
    except Refused:
        run.state = before
        raise
    return True


def _row_count(table: Readable) -> int:
    if isinstance(table, Table):
        return len(table.rows)
    return len(table.body) if isinstance(table, Matrix) else 0


def _in_order(found: list[InputError]) -> list[InputError]:
    return sorted(dict.fromkeys(found), key=lambda error: (error.sheet, error.row or 0))


def _keep_preview(actor: Actor, run: ImportRun, trial: Trial, now: datetime) -> None:
    """Write what the check found on the run and move it to CHECKED or FAULTY."""
    checked = trial.checked
    most = limit("DIEUPHOI_IMPORT_PREVIEW_LINES", 2_000)
    difference = checked.difference
    run.row_count = trial.rows
    run.map = trial.map
    run.errors = [_as_json(error) for error in checked.errors]
    run.warnings = [_as_json(warning) for warning in checked.warnings]
    run.error_count, run.warning_count = len(run.errors), len(run.warnings)
    run.difference = {
        "counts": difference.counts,
        "total": len(difference.lines),
        "lines": [
            {
                "row": line.row,
                "label": line.label,
                "kind": line.kind,
                "changes": [[c.column, c.before, c.after] for c in line.changes],
            }
            for line in difference.lines[:most]
        ],
    }
    run.difference_digest = trial.digest
    run.kept = None if run.error_count else importer_for(run.kind).keep(checked)
    run.checked_at = now
    if run.error_count:
        if run.state != FAULTY:
            IMPORT_RUN.move(actor, run, "fail_check")
    elif run.state != CHECKED:
        IMPORT_RUN.move(actor, run, "pass_check")
    run.save()
    if run.state not in (CHECKED, FAULTY):
        raise AssertionError(f"a checked import cannot be {run.state}")


def _as_json(error: InputError) -> dict[str, Any]:
    return {
        "sheet": error.sheet,
        "row": error.row,
        "column": error.column,
        "value": error.value,
        "message": error.message,
    }


def _locked(actor: Actor, shown: ImportRun) -> ImportRun:
    """The run, alone: first the lock of its kind and target, then the row. Others wait, for a while.

    Raises ``Refused("busy")`` when the wait is longer than ``DIEUPHOI_IMPORT_WAIT_SECONDS`` (30).
    """
    key = f"import:{shown.kind}:{json.dumps(shown.target, sort_keys=True)}"
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('lock_timeout', %s, true)",
                [f"{limit('DIEUPHOI_IMPORT_WAIT_SECONDS', 30)}s"],
            )
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
            runs = ImportRun.objects.select_for_update(of=("self",)).select_related("blob", "map")
            run = runs.get(pk=shown.pk)
            cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
    except OperationalError as error:
        if isinstance(error.__cause__, pg_errors.LockNotAvailable):
            raise Refused(
                "busy", _("Một lần nhập khác cho cùng đối tượng đang chạy. Hãy thử lại sau ít phút.")
            ) from error
        raise
    return run

"""Acts on recognitions: record, correct, acknowledge, revoke, take back. Facts are added, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any, Final, TypeVar

from django.utils.translation import gettext as _

from dieuphoi.core.exchange.undoing import refuse_later, refuse_rests
from dieuphoi.core.files.services import blob_store
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.kernel.text import fold, vn_key
from dieuphoi.programme.recognition import notices, policies
from dieuphoi.programme.recognition.models import (
    Acknowledgement,
    Level,
    Recognition,
    RecognitionFile,
    Revocation,
)
from dieuphoi.registry.territory.selectors import UnitRow, successor_closure, units_on

_BATCH: Final = 2_000
KIND_OF_LEVEL: Final = {each: each.split("_")[0] for each in Level.values}
"""The kind of unit that a level is given to: ``commune``, ``district``, ``province``."""


@dataclass(frozen=True, slots=True)
class NewRecognition:
    """What a decision says. ``unit_id`` is a unit that existed on ``decision_on``."""

    unit_id: int
    level: str
    year: int
    decision_number: str
    decision_on: date
    issuer: str = ""
    version_id: int | None = None
    source: str = ""
    note: str = ""


def recognition_record(*, actor: Actor, new: NewRecognition, now: datetime) -> Recognition:
    """Record one recognition onto the unit of the decision's day.

    Raises :class:`InputErrors` with every fault: a unit that was not there that day, a level of another kind of unit,
    no number, a decision of the future, the same decision recorded already. Source: domain.md §4, M07.
    """
    [row] = recognitions_record(actor=actor, rows=[new], now=now)
    return row


def recognitions_record(
    *, actor: Actor, rows: Sequence[NewRecognition], run_id: int | None = None, now: datetime
) -> list[Recognition]:
    """Many at once, all or nothing; as :func:`recognition_record`."""
    with act(actor, "recognition.record"):
        units = _units_then(actor, rows)
        made = [_row(actor, new, units, now) for new in rows]
        if errors := _same_decisions(made, None):
            raise InputErrors(errors)
        for row in made:
            row.import_run_id = run_id
        Recognition.objects.bulk_create(made, batch_size=_BATCH)
        # What a sheet brings in is of the past: the communes know.
        if run_id is None:
            for row in made:
                notices.recorded(actor, row, now)
    return made


def recognition_correct(
    *, actor: Actor, recognition_id: int, new: NewRecognition, reason: str, run_id: int | None = None, now: datetime
) -> Recognition:
    """Say it again as it should be: the new row supersedes, acknowledgements and files stay with the chain."""
    with act(actor, "recognition.correct", reason=reason):
        before = _standing_row(actor, recognition_id)
        require(policies.may_change(actor, before))
        _need_reason(reason)
        row = _row(actor, new, _units_then(actor, [new]), now)
        if errors := _same_decisions([row], before.root_id):
            raise InputErrors(errors)
        row.supersedes, row.first_id, row.import_run_id = before, before.root_id, run_id
        row.save(force_insert=True)
    return row


def recognition_withdraw(*, actor: Actor, recognition_id: int, reason: str, now: datetime) -> Recognition:
    """Take back a recognition that was entered by mistake. A decision that revokes is :func:`recognition_revoke`."""
    with act(actor, "recognition.withdraw", reason=reason):
        before = _standing_row(actor, recognition_id)
        require(policies.may_change(actor, before))
        _need_reason(reason)
        row = _again(before, now)
        row.withdrawn, row.first_id = True, before.root_id
        row.save(force_insert=True)
    return row


@dataclass(frozen=True, slots=True)
class NewDecision:
    """A later decision on a recognition: an acknowledgement (``unit_id``) or a revocation (``reason``)."""

    decision_number: str
    decision_on: date
    issuer: str = ""
    source: str = ""
    note: str = ""
    unit_id: int | None = None
    reason: str = ""


def recognition_acknowledge(
    *, actor: Actor, recognition_id: int, new: NewDecision, run_id: int | None = None, now: datetime
) -> Acknowledgement:
    """After a merger the recognition holds for a successor too, by a decision of its own (``thừa nhận lại``).

    Raises :class:`InputErrors` for a unit that is the recognised one itself, was not there on the decision's day, or is
    of another kind; :class:`Refused` where the recognition was revoked.
    """
    with act(actor, "recognition.acknowledge"):
        row = _standing_row(actor, recognition_id)
        require(policies.may_change(actor, row))
        if _current(Revocation, recognition_id=row.root_id) is not None:
            raise Refused("revoked", _("Công nhận này đã bị thu hồi nên không thừa nhận lại được."))
        errors = _decision_errors(new.decision_number, new.decision_on, actor.on)
        unit = _unit(_units_then(actor, [new]), new.unit_id, new.decision_on, row.level, errors)
        if unit is not None and unit.id == row.unit_id:
            errors.append(
                InputError(
                    _("Đây chính là đơn vị đã được công nhận; thừa nhận lại là cho đơn vị sau sắp xếp."), field="unit"
                )
            )
        errors += _after(row, new.decision_on) + _not_a_successor(actor, row, unit, new.decision_on)
        if errors or unit is None:
            raise InputErrors(errors)
        before = _last(Acknowledgement, recognition_id=row.root_id, unit_id=unit.id)
        if before is not None and not before.withdrawn and run_id is None:
            raise InputErrors(
                [
                    InputError(
                        _("Đã có quyết định thừa nhận cho đơn vị này: %(number)s.")
                        % {"number": before.decision_number},
                        field="unit",
                    )
                ]
            )
        made = Acknowledgement(
            recognition_id=row.root_id, unit_id=unit.id, unit_name=unit.full_name, supersedes=before,
            import_run_id=run_id, recorded_at=now, **_decision(new),
        )  # fmt: skip
        made.save(force_insert=True)
        if run_id is None:
            notices.acknowledged(actor, made, row, now)
    return made


def recognition_revoke(
    *, actor: Actor, recognition_id: int, new: NewDecision, run_id: int | None = None, now: datetime
) -> Revocation:
    """Take the recognition away by a decision, with the reason that it gives (``thu hồi``)."""
    with act(actor, "recognition.revoke", reason=new.reason):
        row = _standing_row(actor, recognition_id)
        require(policies.may_change(actor, row))
        errors = _decision_errors(new.decision_number, new.decision_on, actor.on) + _after(row, new.decision_on)
        if not new.reason.strip():
            errors.append(InputError(_("Hãy ghi lý do thu hồi."), field="reason"))
        if errors:
            raise InputErrors(errors)
        before = _last(Revocation, recognition_id=row.root_id)
        if before is not None and not before.withdrawn and run_id is None:
            raise Refused("revoked", _("Công nhận này đã bị thu hồi."))
        made = Revocation(
            recognition_id=row.root_id, reason=new.reason.strip(), supersedes=before, import_run_id=run_id,
            recorded_at=now, **_decision(new),
        )  # fmt: skip
        made.save(force_insert=True)
        if run_id is None:
            notices.revoked(actor, made, row, now)
    return made


def decision_withdraw(*, actor: Actor, kind: str, decision_id: int, reason: str, now: datetime) -> Any:
    """Take back an acknowledgement or a revocation that was entered by mistake. ``kind`` names which."""
    model: Any = {"acknowledgement": Acknowledgement, "revocation": Revocation}[kind]
    with act(actor, f"{kind}.withdraw", reason=reason):
        fact = model.objects.select_related("recognition").one_visible_to(actor, id=decision_id)
        require(policies.may_change(actor, _standing_row(actor, fact.recognition_id)))
        _need_reason(reason)
        if fact.withdrawn or model.objects.filter(supersedes=fact).exists():
            raise Refused("superseded", _("Quyết định này đã được sửa. Hãy mở lại trang."))
        row = _again(fact, now)
        row.withdrawn = True
        row.save(force_insert=True)
    return row


def recognition_file_add(
    *, actor: Actor, recognition_id: int, data: IO[bytes], name: str, note: str = "", now: datetime
) -> RecognitionFile:
    """Keep the scan of a decision with the recognition. Raises :class:`InputErrors` for a file that is not taken."""
    with act(actor, "recognition.file"):
        row = _standing_row(actor, recognition_id)
        require(policies.may_change(actor, row))
        stored = blob_store(actor=actor, data=data, name=name, now=now)
        file = RecognitionFile(
            recognition_id=row.root_id, blob=stored.blob, name=stored.name, note=note.strip(), recorded_at=now
        )
        file.save(force_insert=True)
    return file


def recognitions_undo(*, actor: Actor, run_id: int, now: datetime) -> dict[str, int]:
    """Take an import back: each of its rows is superseded by what stood before it, or by a withdrawal.

    Later decisions go first. Raises ``Refused`` (409), naming the decisions: ``changed_since`` where somebody corrected
    a row since (a correction that was itself taken back does not count), ``rests`` where an acknowledgement, revocation
    or file of somebody else hangs on a recognition of the run.
    """
    counts = {"restored": 0, "withdrawn": 0}
    with act(actor, "recognition.undo"):
        corrected: list[str] = []
        backs: list[tuple[Any, list[Any]]] = []
        for model in (Revocation, Acknowledgement, Recognition):
            new = []
            rows: Any = model._default_manager.filter(import_run_id=run_id).select_related("supersedes")
            for row in rows.select_for_update(of=("self",)).order_by("pk"):
                tip, before = _standing(row), row.supersedes
                if tip.pk != row.pk and not _alike(tip, row):
                    corrected.append(str(row))
                    continue
                back = _again(row if before is None else before, now)
                back.supersedes = tip
                back.withdrawn = before is None or before.withdrawn
                if isinstance(row, Recognition):
                    back.first_id = row.root_id
                counts["withdrawn" if back.withdrawn else "restored"] += 1
                new.append(back)
            backs.append((model, new))
        refuse_later(corrected)
        gone = [back.first_id for back in backs[-1][1] if back.withdrawn]
        refuse_rests(_hanging_on(gone, run_id))
        for model, new in backs:
            model._default_manager.bulk_create(new, batch_size=_BATCH)
    return counts


def units_of_import(run_id: int) -> list[int]:
    """The units of which an import told: recognised, taken in by an acknowledgement, or losing what they had."""
    found = set(Recognition._default_manager.filter(import_run_id=run_id).values_list("unit_id", flat=True))
    found |= set(Acknowledgement._default_manager.filter(import_run_id=run_id).values_list("unit_id", flat=True))
    for model in (Acknowledgement, Revocation):
        rows: Any = model._default_manager.filter(import_run_id=run_id)
        found |= set(rows.values_list("recognition__unit_id", flat=True))
    return sorted(found)


def _standing(row: Any) -> Any:
    """The last row of a chain of corrections."""
    while (after := type(row)._default_manager.filter(supersedes=row).first()) is not None:
        row = after
    return row


def _alike(one: Any, other: Any) -> bool:
    """Both say the same, whichever act wrote them."""
    beside = ("id", "actor_id", "act", "recorded_at", "supersedes_id", "import_run_id", "first_id")
    names = [f.attname for f in one._meta.concrete_fields if f.attname not in beside and not f.generated]
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _hanging_on(roots: Sequence[int], run_id: int) -> list[str]:
    """What others hung on recognitions that are to be withdrawn, in words."""
    found: list[str] = []
    for model in (Acknowledgement, Revocation):
        rows: Any = model._default_manager.filter(
            recognition_id__in=roots, superseded_by__isnull=True, withdrawn=False
        ).exclude(import_run_id=run_id)
        found += [str(row) for row in rows.select_related("recognition")]
    files = RecognitionFile._default_manager.filter(recognition_id__in=roots)
    return found + [row.name for row in files]


# --- inside ---------------------------------------------------------------------------------------------

def _need_reason(reason: str) -> None:
    """Rights come first: who may not is told so, whatever was typed."""
    if not reason.strip():
        raise InputErrors([InputError(_("Hãy ghi lý do."), field="reason")])


Fact = TypeVar("Fact", Recognition, Acknowledgement, Revocation)


Units = dict[tuple[int, date], UnitRow]


def _units_then(actor: Actor, rows: Sequence[NewRecognition | NewDecision]) -> Units:
    """The units that decisions name, as they were on the decisions' days: one query a day."""
    by_day: dict[date, set[int]] = {}
    for new in rows:
        if new.unit_id is not None:
            by_day.setdefault(new.decision_on, set()).add(new.unit_id)
    return {(unit.id, day): unit for day, ids in by_day.items() for unit in units_on(actor, day, ids=ids)}


def _row(actor: Actor, new: NewRecognition, units: Units, now: datetime) -> Recognition:
    """The row of a decision, with the unit as it was that day. Raises ``InputErrors``, ``Refused``."""
    errors = _decision_errors(new.decision_number, new.decision_on, actor.on)
    unit = _unit(units, new.unit_id, new.decision_on, new.level, errors)
    if not 1990 <= new.year <= actor.on.year:
        errors.append(
            InputError(_("Năm công nhận phải từ 1990 đến năm nay."), field="year", value=str(new.year))
        )
    if errors or unit is None:
        raise InputErrors(errors)
    require(policies.may_record(actor, unit.id, unit.province_id))
    return Recognition(
        unit_id=unit.id,
        unit_name=unit.full_name,
        unit_code=unit.code,
        unit_key=vn_key(unit.name),
        province_id=unit.province_id,
        level=new.level,
        version_id=new.version_id,
        year=new.year,
        recorded_at=now,
        **_decision(new),
    )


def _decision(new: NewRecognition | NewDecision) -> dict[str, Any]:
    return {
        "decision_number": " ".join(new.decision_number.split()),
        "decision_on": new.decision_on,
        "issuer": new.issuer.strip(),
        "source": new.source.strip(),
        "note": new.note.strip(),
    }


def _decision_errors(number: str, day: date, today: date) -> list[InputError]:
    errors = []
    if not number.strip():
        errors.append(InputError(_("Hãy ghi số quyết định."), field="decision_number"))
    if day > today:
        errors.append(
            InputError(
                _("Ngày quyết định %(day)s chưa tới.") % {"day": format_date(day)}, field="decision_on", value=str(day)
            )
        )
    return errors


def _unit(units: Units, unit_id: int | None, day: date, level: str, errors: list[InputError]) -> UnitRow | None:
    if unit_id is None:
        errors.append(InputError(_("Hãy ghi đơn vị."), field="unit"))
        return None
    unit = units.get((unit_id, day))
    if unit is None:
        errors.append(
            InputError(
                _("Ngày %(day)s không có đơn vị này. Hãy chọn đơn vị của ngày ký quyết định.")
                % {"day": format_date(day)},
                field="unit",
            )
        )
        return None
    wanted = KIND_OF_LEVEL.get(level)
    if wanted is None:
        errors.append(InputError(_("Hãy chọn mức công nhận."), field="level", value=level))
    elif unit.kind != wanted:
        errors.append(
            InputError(
                _("%(unit)s không phải là đơn vị của mức “%(level)s”.")
                % {"unit": unit.full_name, "level": Level(level).label},
                field="level",
            )
        )
    return unit


def _after(row: Recognition, day: date) -> list[InputError]:
    if day >= row.decision_on:
        return []
    return [
        InputError(
            _("Quyết định này không thể trước ngày công nhận %(day)s.") % {"day": format_date(row.decision_on)},
            field="decision_on",
        )
    ]


def _not_a_successor(actor: Actor, row: Recognition, unit: UnitRow | None, day: date) -> list[InputError]:
    """Where it is known what became of the recognised unit, only one of its successors can be acknowledged."""
    successors = successor_closure([row.unit_id]).get(row.unit_id, set())
    if unit is None or not successors or unit.id in successors:
        return []
    names = ", ".join(each.full_name for each in units_on(actor, day, ids=successors)) or "–"
    return [
        InputError(
            _("%(unit)s không phải là đơn vị sau sắp xếp của %(of)s. Các đơn vị ấy: %(names)s.")
            % {"unit": unit.full_name, "of": row.unit_name, "names": names},
            field="unit",
        )
    ]


def _same_decisions(rows: Sequence[Recognition], root_id: int | None) -> list[InputError]:
    """Decisions that stand already for the same unit and level, in another chain than the one that is corrected."""
    there = {
        (row.unit_id, row.level, fold(row.decision_number)): row.root_id
        for row in Recognition.objects.filter(
            unit_id__in={row.unit_id for row in rows}, superseded_by__isnull=True, withdrawn=False
        )
    }
    found = []
    for row in rows:
        other = there.get((row.unit_id, row.level, fold(row.decision_number)))
        if other is not None and other != root_id:
            found.append(
                InputError(
                    _("%(unit)s: quyết định %(number)s đã có trong danh sách công nhận.")
                    % {"unit": row.unit_name, "number": row.decision_number},
                    field="decision_number",
                )
            )
    return found


def _standing_row(actor: Actor, recognition_id: int) -> Recognition:
    """The row of a chain that stands, alone: whoever writes the same chain waits. Raises ``NotVisible``."""
    asked = Recognition.objects.one_visible_to(actor, id=recognition_id)
    root = Recognition.objects.select_for_update().get(id=asked.root_id)
    row = Recognition.objects.filter(first=root, superseded_by__isnull=True).first() or root
    if row.withdrawn:
        raise Refused("withdrawn", _("Công nhận này đã được rút vì ghi nhầm."))
    return row


def _current(model: Any, **lookup: Any) -> Any:
    row = _last(model, **lookup)
    return None if row is None or row.withdrawn else row


def _last(model: Any, **lookup: Any) -> Any:
    return model._default_manager.filter(superseded_by__isnull=True, **lookup).first()


def _again(row: Fact, now: datetime) -> Fact:
    """A new row with the content of ``row`` that supersedes it."""
    content = {
        each.attname: getattr(row, each.attname)
        for each in row._meta.concrete_fields
        if not each.generated
        and each.name not in ("id", "actor_id", "act", "recorded_at", "supersedes", "import_run_id")
    }
    return type(row)(**content, supersedes=row, recorded_at=now)

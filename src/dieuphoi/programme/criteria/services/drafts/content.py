"""What a draft consists of: its criteria and its rows, one by one or many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.programme.criteria import policies, sets
from dieuphoi.programme.criteria.checking import row_faults
from dieuphoi.programme.criteria.models import Criterion, Indicator, Provenance, SetVersion
from dieuphoi.programme.criteria.services.drafts.settling import draft_locked, renumber, settle
from dieuphoi.programme.criteria.services.drafts.typed_rows import RowInput, raw_of


def criterion_save(
    *,
    actor: Actor,
    version_id: int,
    number: int,
    name: str,
    group: str = "",
    source: str = "",
    criterion_id: int | None = None,
    now: datetime,
) -> Criterion:
    """Add a criterion to a draft, or change one."""
    require(policies.may_edit_sets(actor))
    with act(actor, "set.criterion"):
        version = draft_locked(actor, version_id)
        faults = []
        if not 1 <= number <= 999:
            faults.append(InputError(_("Số thứ tự tiêu chí phải từ 1 đến 999."), field="number", value=str(number)))
        if not name.strip():
            faults.append(InputError(_("Hãy ghi tên tiêu chí."), field="name"))
        if len(name.strip()) > 300:
            faults.append(InputError(_("Tên tiêu chí dài quá 300 ký tự."), field="name"))
        if len(group.strip()) > 120:
            faults.append(InputError(_("Tên nhóm dài quá 120 ký tự."), field="group"))
        if version.criteria.filter(number=str(number)).exclude(pk=criterion_id or 0).exists():
            told = _("Bộ này đã có tiêu chí số %(n)s.") % {"n": number}
            faults.append(InputError(told, field="number", value=str(number)))
        if faults:
            raise InputErrors(faults)
        criterion = _criterion(version, criterion_id)
        criterion.number, criterion.name, criterion.group = str(number), name.strip(), group.strip()
        criterion.raw = {
            **criterion.raw,
            "number": number,
            "name": name.strip(),
            "group": group.strip() or None,
            "source": source.strip() or None,
        }
        criterion.save()
        settle(version)
    return criterion


def _criterion(version: SetVersion, criterion_id: int | None) -> Criterion:
    if criterion_id is not None:
        found: Criterion = version.criteria.get(pk=criterion_id)
        return found
    last = version.criteria.order_by("-position").first()
    return Criterion(version=version, position=1 if last is None else last.position + 1)


def criterion_remove(*, actor: Actor, criterion_id: int, now: datetime) -> SetVersion:
    """Take a criterion without rows out of a draft; the history keeps it."""
    require(policies.may_edit_sets(actor))
    with act(actor, "set.criterion_remove"):
        found = Criterion.objects.one_visible_to(actor, id=criterion_id)
        version = draft_locked(actor, found.version_id)
        if found.indicators.exists():
            raise Refused("has_rows", _("Tiêu chí này còn chỉ tiêu; hãy bỏ hoặc chuyển các chỉ tiêu trước."))
        found.delete()
        settle(version)
    return version


def row_save(
    *, actor: Actor, version_id: int, row: RowInput, indicator_id: int | None = None, now: datetime
) -> Indicator:
    """Add a row to a draft, or change one. Raises ``InputErrors`` with everything that is wrong with it."""
    require(policies.may_edit_sets(actor))
    with act(actor, "set.row"):
        version = draft_locked(actor, version_id)
        before = None if indicator_id is None else version.indicators.get(pk=indicator_id)
        [saved] = _write(version, [(row, before)])
        settle(version)
    return saved


def rows_save(
    *, actor: Actor, version_id: int, rows: Sequence[tuple[RowInput, int | None]],
    criteria: Sequence[tuple[int, str, str]] = (), now: datetime,
) -> int:  # fmt: skip
    """Write many rows of a draft at once: ``[(row, id of the row it changes or None)]``, all or nothing.

    ``criteria``: ``(number, name, group)`` of criteria to add or rename first. Rows not named stay as they are.
    """
    require(policies.may_edit_sets(actor))
    with act(actor, "set.rows"):
        version = draft_locked(actor, version_id)
        there = {criterion.number: criterion for criterion in version.criteria.all()}
        for number, name, group in criteria:
            criterion = there.get(str(number)) or _criterion(version, None)
            if (criterion.name, criterion.group) == (name, group) and criterion.pk:
                continue
            criterion.number, criterion.name, criterion.group = str(number), name, group
            criterion.raw = {**criterion.raw, "number": number, "name": name, "group": group or None}
            criterion.raw.setdefault("source", None)
            criterion.save()
        known = {indicator.pk: indicator for indicator in version.indicators.all()}
        _write(version, [(row, known[pk] if pk is not None else None) for row, pk in rows])
        settle(version)
    return len(rows)


def _write(version: SetVersion, given: Sequence[tuple[RowInput, Indicator | None]]) -> list[Indicator]:
    columns = [str(each["code"]) for each in version.header.get("set", {}).get("territories") or ()]
    criteria = {criterion.number: criterion for criterion in version.criteria.all()}
    codes = {row.code: row.pk for row in version.indicators.all()}
    last = max([row.position for row in version.indicators.all()], default=0)
    faults: list[InputError] = []
    written: list[Indicator] = []
    for row, before in given:
        place = row.code.strip() or row.name.strip()[:60] or _("Dòng mới")
        criterion = criteria.get(str(row.criterion))
        if criterion is None:
            told = _("%(place)s: bộ này không có tiêu chí số %(n)s.") % {"place": place, "n": row.criterion}
            faults.append(InputError(told, field="criterion", value=str(row.criterion)))
        raw = raw_of(row, None if before is None else before.raw)
        faults += row_faults(raw, columns, place)
        code = row.code.strip()
        if len(code) > 40:
            faults.append(InputError(_("%(place)s: mã dài quá 40 ký tự.") % {"place": place}, field="code", value=code))
        elif code and codes.get(code, None if before is None else before.pk) != (
            None if before is None else before.pk
        ):
            told = _("Mã %(code)s đã có ở một dòng khác của bộ này.") % {"code": code}
            faults.append(InputError(told, field="code", value=code))
        if faults or criterion is None:
            continue
        indicator = before or Indicator(version=version, position=0)
        if not code:
            code = _blank_code(indicator, row.criterion, codes)
        codes.pop(indicator.code, None)
        engine = sets.indicator_from_dict(raw)
        indicator.criterion, indicator.code, indicator.raw = criterion, code, raw
        indicator.name, indicator.unit, indicator.kind = engine.name, engine.unit or "", engine.kind
        indicator.provenance = Provenance(engine.provenance.value)
        last += 1
        if before is None:
            indicator.position = last
        indicator.save()
        codes[code] = indicator.pk
        written.append(indicator)
    if faults:
        raise InputErrors(faults)
    _place(version, [row for row, _before in given], written)
    return written


def _place(version: SetVersion, given: Sequence[RowInput], written: Sequence[Indicator]) -> None:
    """Where lines are numbered (a sheet), the rows stand in the order of their numbers; others keep theirs."""
    lines = {each.pk: row.line for row, each in zip(given, written, strict=True) if row.line is not None}
    if not lines:
        return
    rows = sorted(version.indicators.all(), key=lambda row: (lines.get(row.pk, row.position), row.position))
    renumber(Indicator, version, rows)


def _blank_code(indicator: Indicator, criterion: int, codes: Mapping[str, int]) -> str:
    """A stand-in for the code of a row whose decision's code is not known yet; it never looks like one."""
    if indicator.pk and indicator.code.startswith(f"{criterion}.?"):
        return str(indicator.code)
    place = 1
    while f"{criterion}.?{place}" in codes:
        place += 1
    return f"{criterion}.?{place}"


def row_remove(*, actor: Actor, indicator_id: int, now: datetime) -> SetVersion:
    """Take a row out of a draft; the history keeps it. What already rests on the row forbids it."""
    require(policies.may_edit_sets(actor))
    with act(actor, "set.row_remove"):
        found = Indicator.objects.one_visible_to(actor, id=indicator_id)
        version = draft_locked(actor, found.version_id)
        if found.owners.exists() or found.questions.exists() or found.guidance.exists():
            told = _("Dòng này đã có cơ quan thẩm định, hướng dẫn hoặc câu hỏi gắn vào nên không bỏ được.")
            raise Refused("row_used", told)
        found.delete()
        settle(version)
    return version

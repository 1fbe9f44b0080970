"""Writing a draft: from nothing, as a copy, as an amendment, as a province's own set; its head, criteria and rows.

Only a draft is written on; the database refuses anything else. Demand S0-11.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.programme.criteria import policies, selectors, sets
from dieuphoi.programme.criteria.checking import row_faults
from dieuphoi.programme.criteria.models import (
    CriteriaSet,
    Criterion,
    Indicator,
    IssuedBy,
    Provenance,
    Relation,
    SetVersion,
)
from dieuphoi.programme.criteria.services.versions import header_of, write_rows
from dieuphoi.programme.criteria.states import VersionState

_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_NOT_COPIED = (
    "status_note", "amended_by", "primary_text", "press_source", "text_source", "sources_other", "effective_from_note",
    "effective_from_source", "effective_to", "effective_to_note", "effective_to_source", "provincial_sets", "used_by",
    "replaces", "replaces_source", "replaces_note", "amends", "completeness", "legal_basis", "counts_status",
)  # fmt: skip
"""What the data says of one decision only: a version by another decision does not inherit it."""

DIMENSIONS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "region7": (
        ("TDMNPB", "Trung du miền núi phía Bắc"),
        ("DBSH", "Đồng bằng sông Hồng"),
        ("BTB", "Bắc Trung Bộ"),
        ("DHNTB", "Duyên hải Nam Trung Bộ"),
        ("TN", "Tây Nguyên"),
        ("DNB", "Đông Nam Bộ"),
        ("DBSCL", "Đồng bằng sông Cửu Long"),
    ),
    "commune_group3": (("nhom_1", "Xã nhóm 1"), ("nhom_2", "Xã nhóm 2"), ("nhom_3", "Xã nhóm 3")),
}
"""The columns of a new set by its territory dimension; a copy keeps those of its base."""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a version: the decision and when it holds, how many rows it says there are, what it changes."""

    decision_number: str
    decision_on: date | None = None
    issuer: str = ""
    effective_from: date | None = None
    effective_to: date | None = None
    expected_criteria: int | None = None
    expected_indicators: int | None = None
    not_applicable_counts: bool | None = None
    change_note: str = ""


@dataclass(frozen=True, slots=True)
class NewSet:
    """A set that is not there yet. ``province_id``: whose set it is, where a province issues it."""

    code: str
    name: str
    level: str = "commune"
    tier: str = "basic"
    stage: str = ""
    province_id: int | None = None
    dimension: str = ""


def draft_start(
    *,
    actor: Actor,
    head: Head,
    now: datetime,
    base_id: int | None = None,
    relation: str = "",
    family: NewSet | None = None,
) -> SetVersion:
    """A new draft.

    * ``relation`` ``amends`` or ``replaces``: the next version of the set of ``base_id``, its rows copied as they
      stand on the new first day. An amendment says in ``change_note`` what it changes.
    * ``adapts`` (a province's own set, from a national version) or ``copies``: a new set ``family`` with the rows of
      the base.
    * no base: a new set ``family`` without rows.

    Raises ``InputErrors`` with everything that is missing, ``Refused`` (409) while the set has an open draft.
    """
    require(policies.may_edit_sets(actor))
    if family is not None and family.province_id is not None:
        require(policies.may_act_for_province(actor, family.province_id))
    with act(actor, "set.draft"):
        base = None if base_id is None else SetVersion.objects.select_related("set").one_visible_to(actor, id=base_id)
        faults = _start_faults(base, relation, family, head)
        if faults:
            raise InputErrors(faults)
        same_set = base is not None and relation in (Relation.AMENDS, Relation.REPLACES)
        if base is not None and same_set:
            open_one = SetVersion.objects.filter(
                set=base.set, state__in=[VersionState.DRAFT, VersionState.CONSULTING]
            ).first()
            if open_one is not None:
                told = _("Bộ này đang có một dự thảo (phiên bản %(n)s); hãy làm tiếp dự thảo đó.")
                raise Refused("draft_open", told % {"n": open_one.number})
        plain = _plain_of(base, family, head)
        source = sets.from_dict(plain)
        plain = sets.to_dict(source)
        target = base.set if base is not None and same_set else _new_family(source, family)
        newest = target.versions.order_by("-number").first()
        version = SetVersion.objects.create(
            set=target,
            number=1 if newest is None else newest.number + 1,
            decision_number=head.decision_number.strip(),
            decision_on=head.decision_on,
            issuer=head.issuer.strip(),
            effective=DateRange(head.effective_from, None),
            territory_dimension=source.territory_dimension or "",
            expected_criteria=source.counts_criteria,
            expected_indicators=source.counts_indicators,
            header=header_of(plain),
            content_hash=sets.content_hash(source),
            based_on=base,
            relation=relation if base is not None else "",
            change_note=head.change_note.strip(),
        )
        write_rows(version, source, plain)
    return version


def _start_faults(
    base: SetVersion | None, relation: str, family: NewSet | None, head: Head
) -> list[InputError]:
    faults = _head_faults(head)
    same_set = relation in (Relation.AMENDS, Relation.REPLACES)
    if relation and relation not in Relation.values:
        faults.append(InputError(_("Không có cách lập dự thảo này."), field="relation", value=relation))
    if relation and base is None:
        faults.append(InputError(_("Hãy chọn phiên bản làm gốc."), field="base"))
    if base is not None and not relation:
        faults.append(InputError(_("Hãy chọn cách lập dự thảo từ phiên bản gốc."), field="relation"))
    if relation == Relation.AMENDS and not head.change_note.strip():
        faults.append(InputError(_("Hãy ghi sửa đổi này thay đổi những gì."), field="change_note"))
    if base is not None and same_set:
        if base.state in (VersionState.DRAFT, VersionState.CONSULTING):
            faults.append(InputError(_("Phiên bản gốc còn là dự thảo; hãy sửa thẳng vào đó."), field="base"))
        lower = base.effective.lower
        start = head.effective_from
        # The same decision, typed again or in full, holds from the same day; an amendment comes later.
        early = lower is not None and start is not None and (
            start < lower or (start == lower and relation == Relation.AMENDS)
        )
        if start is None or early:
            told = _("Ngày hiệu lực phải sau ngày %(day)s của phiên bản gốc.") % {"day": format_date(lower) or "…"}
            faults.append(InputError(told, field="effective_from"))
        return faults
    if family is None:
        return [*faults, InputError(_("Hãy ghi mã và tên của bộ mới."), field="code")]
    if not _CODE.fullmatch(family.code) or len(family.code) > 60:
        told = _("Mã bộ chỉ gồm chữ thường không dấu, số và gạch nối, ví dụ: ha-tinh-xa-2026-2030.")
        faults.append(InputError(told, field="code", value=family.code))
    elif CriteriaSet.objects.filter(code=family.code).exists() or family.code in sets.list_sets():
        faults.append(InputError(_("Đã có bộ mang mã này; hãy chọn mã khác."), field="code", value=family.code))
    if not family.name.strip():
        faults.append(InputError(_("Hãy ghi tên bộ."), field="name"))
    if family.dimension and family.dimension not in DIMENSIONS:
        faults.append(InputError(_("Không có cách chia cột này."), field="dimension", value=family.dimension))
    if relation == Relation.ADAPTS and family.province_id is None:
        faults.append(InputError(_("Hãy chọn tỉnh ban hành bộ này."), field="province"))
    return faults


def _head_faults(head: Head) -> list[InputError]:
    faults = []
    if not head.decision_number.strip():
        faults.append(InputError(_("Hãy ghi số quyết định (hoặc “dự thảo”)."), field="decision_number"))
    elif len(head.decision_number.strip()) > 120:
        faults.append(InputError(_("Số quyết định dài quá 120 ký tự."), field="decision_number"))
    if len(head.issuer.strip()) > 120:
        faults.append(InputError(_("Tên cơ quan ban hành dài quá 120 ký tự."), field="issuer"))
    if head.effective_from and head.effective_to and head.effective_to < head.effective_from:
        faults.append(InputError(_("Ngày hết hiệu lực trước ngày có hiệu lực."), field="effective_to"))
    for name in ("expected_criteria", "expected_indicators"):
        number = getattr(head, name)
        if number is not None and not 1 <= number <= 999:
            faults.append(InputError(_("Hãy ghi một số từ 1 đến 999."), field=name, value=str(number)))
    return faults


def _plain_of(base: SetVersion | None, family: NewSet | None, head: Head) -> dict[str, Any]:
    """The plain form that the draft begins with."""
    if base is None:
        assert family is not None
        plain: dict[str, Any] = {
            "set": {
                "id": family.code,
                "name": family.name.strip(),
                "level": family.level,
                "tier": family.tier,
                "territory_dimension": family.dimension or None,
                "territories": [
                    {"code": code, "name": name} for code, name in DIMENSIONS.get(family.dimension, ())
                ],
            },
            "criteria": [],
            "conditions": [],
            "amendments": [],
        }
    else:
        engine = selectors.engine_set(base.pk)
        whole = engine.as_of(head.effective_from) if head.effective_from else engine
        plain = sets.to_dict(whole)
        plain["amendments"] = []
        for criterion in plain["criteria"]:
            for row in criterion["indicators"]:
                for key in ("confirmed", "provincial", "provincial_decisions"):
                    row.pop(key, None)
        for key in _NOT_COPIED:
            plain["set"].pop(key, None)
        if family is not None:
            plain["set"] |= {"id": family.code, "name": family.name.strip()}
    _put_head(plain["set"], head)
    # What an office types is whole as soon as its rows are: the counts alone say what lacks.
    plain["set"] |= {"evaluable": True, "status": "typed"}
    return plain


def _put_head(plain: dict[str, Any], head: Head) -> None:
    decision = {
        "number": head.decision_number.strip(),
        "date": head.decision_on.isoformat() if head.decision_on else None,
        "issuer": head.issuer.strip() or None,
    }
    plain["decision"] = {key: value for key, value in decision.items() if value}
    plain["effective_from"] = head.effective_from.isoformat() if head.effective_from else None
    plain["effective_to"] = head.effective_to.isoformat() if head.effective_to else None
    counts = dict(plain.get("counts") or {})
    plain["counts"] = {
        "criteria": head.expected_criteria if head.expected_criteria is not None else counts.get("criteria"),
        "indicators": head.expected_indicators if head.expected_indicators is not None else counts.get("indicators"),
    }
    if head.not_applicable_counts is not None:
        plain["not_applicable_counts"] = head.not_applicable_counts


def _new_family(source: sets.SetVersion, family: NewSet | None) -> CriteriaSet:
    assert family is not None
    return CriteriaSet.objects.create(
        code=source.id,
        name=source.name,
        level=source.level,
        tier=source.tier,
        stage=family.stage.strip(),
        issued_by=IssuedBy.PROVINCE if family.province_id is not None else IssuedBy.CENTRAL,
        province_id=family.province_id,
    )


# ------------------------------------------------------------------------------------------------- writing on it


def draft_locked(actor: Actor, version_id: int) -> SetVersion:
    """The draft, locked. Raises ``Refused`` (409) for what is no draft (any more)."""
    version = (
        SetVersion.objects.select_for_update(of=("self",)).select_related("set").one_visible_to(actor, id=version_id)
    )
    if version.state != VersionState.DRAFT:
        raise Refused(
            "not_draft",
            _("Chỉ sửa được dự thảo; phiên bản này %(state)s. Hãy lập bản sửa đổi.")
            % {"state": version.get_state_display()},
        )
    return version


def settle(version: SetVersion) -> None:
    """Write rows in their order and the hash of the content as it stands now."""
    criteria = sorted(version.criteria.all(), key=lambda each: (int(each.number), each.position))
    _renumber(Criterion, version, criteria)
    place = {criterion.pk: at for at, criterion in enumerate(criteria)}
    rows = sorted(version.indicators.all(), key=lambda row: (place[row.criterion_id], row.position))
    _renumber(Indicator, version, rows)
    version.content_hash = sets.content_hash(selectors.engine_set_from(version))
    version.save(update_fields=["content_hash", *_HEAD_FIELDS])


_HEAD_FIELDS = (
    "decision_number", "decision_on", "issuer", "effective", "expected_criteria", "expected_indicators", "header",
    "change_note",
)  # fmt: skip


def _renumber(model: Any, version: SetVersion, ordered: Sequence[Any]) -> None:
    if [each.position for each in ordered] == list(range(1, len(ordered) + 1)):
        return
    # Two steps: no two rows share a position at any moment.
    model.objects.filter(version=version).update(position=F("position") + 100_000)
    for position, each in enumerate(ordered, start=1):
        each.position = position
    model.objects.bulk_update(ordered, ["position"])


def head_save(*, actor: Actor, version_id: int, head: Head, name: str = "", now: datetime) -> SetVersion:
    """Change the head of a draft; ``name`` renames the set while it has this one version only."""
    require(policies.may_edit_sets(actor))
    with act(actor, "set.head"):
        version = draft_locked(actor, version_id)
        faults = _head_faults(head)
        if version.relation == Relation.AMENDS and not head.change_note.strip():
            faults.append(InputError(_("Hãy ghi sửa đổi này thay đổi những gì."), field="change_note"))
        if faults:
            raise InputErrors(faults)
        _put_head(version.header["set"], head)
        # An emptied number means "not known", which the data keeps too.
        version.header["set"]["counts"] = {
            "criteria": head.expected_criteria,
            "indicators": head.expected_indicators,
        }
        if name.strip() and version.set.versions.count() == 1 and name.strip() != version.set.name:
            version.set.name = version.header["set"]["name"] = name.strip()
            version.set.save(update_fields=["name"])
        version.decision_number, version.decision_on = head.decision_number.strip(), head.decision_on
        version.issuer = head.issuer.strip()
        version.effective = DateRange(head.effective_from, None)
        version.expected_criteria, version.expected_indicators = head.expected_criteria, head.expected_indicators
        version.change_note = head.change_note.strip()
        settle(version)
    return version


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


@dataclass(frozen=True, slots=True)
class RowInput:
    """One row as it is typed. ``thresholds`` maps columns to the plain form (``typed.read_cell``), ``None`` for empty.

    ``line`` puts it among the rows of its criterion; without one it comes last.
    """

    criterion: int
    name: str
    kind: str
    comparator: str
    code: str = ""
    unit: str = ""
    thresholds: Mapping[str, Any] = field(default_factory=dict)
    responsible: str = ""
    applicable_if: str = ""
    note: str = ""
    source: str = ""
    line: int | None = None


def raw_of(row: RowInput, before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The plain form of a typed row; what ``before`` says besides stays, but doubts about cells that were retyped.

    Where it was read is ``source``: an address makes the row SOURCED, any other text waits for its confirmation.
    """
    kept = {key: value for key, value in (before or {}).items() if key not in ("confirmed", "provincial")}
    cells = {column: cell for column, cell in row.thresholds.items() if cell is not None}
    old = dict((before or {}).get("thresholds") or {})
    raw = {
        **kept,
        "code": row.code.strip() or None,
        "name": row.name.strip(),
        "unit": row.unit.strip() or None,
        "kind": row.kind,
        "comparator": row.comparator,
        "thresholds": cells or None,
        "responsible": row.responsible.strip() or None,
        "applicable_if": row.applicable_if.strip() or None,
        "note": row.note.strip() or None,
        "source": row.source.strip() or None,
    }
    for key in ("unverified_thresholds", "needs_check"):
        doubted = [each for each in kept.get(key) or () if each not in cells or cells[each] == old.get(each)]
        raw[key] = doubted
    if cells and not old:
        raw.pop("thresholds_status", None)
    if raw["code"] and not kept.get("code"):
        raw.pop("code_status", None)
    if raw["responsible"] != kept.get("responsible"):
        raw.pop("responsible_source", None)
    return sets.indicator_to_dict(sets.indicator_from_dict(raw))


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
    _renumber(Indicator, version, rows)


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

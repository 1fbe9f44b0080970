"""A new draft: the next version of a set with the rows of its base, or a new set, copied or without rows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.programme.criteria import policies, selectors, sets
from dieuphoi.programme.criteria.models import CriteriaSet, IssuedBy, Relation, SetVersion
from dieuphoi.programme.criteria.services.drafts.heads import Head, head_faults, put_head
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
    faults = head_faults(head)
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
    put_head(plain["set"], head)
    # What an office types is whole as soon as its rows are: the counts alone say what lacks.
    plain["set"] |= {"evaluable": True, "status": "typed"}
    return plain


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

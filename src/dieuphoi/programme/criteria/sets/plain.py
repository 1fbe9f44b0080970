"""A set as plain data and back, and the bytes and hashes that are made of it."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from dieuphoi.programme.criteria.engine.thresholds import (
    ByYear,
    Case,
    Cases,
    Cell,
    Grade,
    Listed,
    Number,
    Part,
    Parts,
    Relative,
    Scored,
    SetBy,
    Unread,
    Window,
    Word,
    parse_cell,
)
from dieuphoi.programme.criteria.sets.values import (
    Amendment,
    Condition,
    Criterion,
    Indicator,
    SetVersion,
    SpecialRule,
    Standard,
    Territory,
)

_ROW_KEYS = frozenset(
    (
        "code", "name", "unit", "kind", "comparator", "thresholds", "source", "responsible",
        "responsible_source", "applicable_if", "recall_confidence", "unverified_thresholds",
        "needs_check", "note", "standards", "confirmed", "provincial", "provincial_decisions",
    )
)  # fmt: skip
_SET_KEYS = frozenset(
    (
        "id", "name", "level", "tier", "kind", "decision", "effective_from", "effective_to", "counts",
        "territory_dimension", "territories", "special_rules", "not_applicable_counts", "evaluable",
        "status",
    )
)  # fmt: skip


def from_dict(raw: Mapping[str, Any]) -> SetVersion:
    """A set from the plain form of the data files (numbers may be numbers or strings; exact either way).

    Raises ``KeyError`` or ``ValueError`` when the data does not hold together.
    """
    head = raw["set"]
    counts = head.get("counts") or {}
    extra = {key: plain_value(value) for key, value in head.items() if key not in _SET_KEYS}
    if set(counts) - {"criteria", "indicators"}:
        extra["counts"] = plain_value({k: v for k, v in counts.items() if k not in ("criteria", "indicators")})
    rules: list[Mapping[str, Any]] = []
    words: list[Mapping[str, Any]] = []
    for rule in head.get("special_rules") or ():
        (rules if "flags_any" in rule else words).append(rule)
    if words:
        extra["special_rules_text"] = plain_value(words)
    return SetVersion(
        id=str(head["id"]),
        name=_text(head["name"]),
        level=str(head["level"]),
        tier=str(head["tier"]),
        kind=str(head.get("kind") or "table"),
        decision=plain_value(head.get("decision") or {}),
        effective_from=_day(head.get("effective_from")),
        effective_to=_day(head.get("effective_to")),
        counts_criteria=counts.get("criteria"),
        counts_indicators=counts.get("indicators"),
        territory_dimension=head.get("territory_dimension"),
        territories=tuple(
            Territory(item["code"], _text(item["name"]), _rest(item, {"code", "name"}))
            for item in head.get("territories") or ()
        ),
        special_rules=tuple(_rule(rule) for rule in rules),
        not_applicable_counts=bool(head.get("not_applicable_counts", False)),
        evaluable=bool(head.get("evaluable", True)),
        status=str(head.get("status") or "complete"),
        criteria=tuple(_criterion(item) for item in raw.get("criteria") or ()),
        conditions=tuple(_condition(item) for item in raw.get("conditions") or ()),
        amendments=tuple(_amendment(item) for item in raw.get("amendments") or ()),
        extra=extra or None,
    )


def to_dict(version: SetVersion) -> dict[str, Any]:
    """The plain form: JSON types only, numbers of thresholds as exact strings. ``from_dict`` reads it
    back."""
    extra = dict(version.extra or {})
    counts = {
        "criteria": version.counts_criteria,
        "indicators": version.counts_indicators,
        **extra.pop("counts", {}),
    }
    rules: list[dict[str, Any]] = [_rule_dict(rule) for rule in version.special_rules]
    rules += extra.pop("special_rules_text", [])
    head: dict[str, Any] = {
        "id": version.id,
        "name": version.name,
        "level": version.level,
        "tier": version.tier,
        "kind": version.kind,
        "decision": dict(version.decision),
        "effective_from": _iso(version.effective_from),
        "effective_to": _iso(version.effective_to),
        "counts": counts,
        "territory_dimension": version.territory_dimension,
        "territories": [{"code": t.code, "name": t.name, **(t.extra or {})} for t in version.territories],
        "special_rules": rules,
        "not_applicable_counts": version.not_applicable_counts,
        "evaluable": version.evaluable,
        "status": version.status,
        **extra,
    }
    return {
        "set": head,
        "criteria": [_criterion_dict(criterion) for criterion in version.criteria],
        "conditions": [
            {
                "id": condition.id,
                "text": condition.text,
                "kind": condition.kind,
                "unit": condition.unit,
                "comparator": condition.comparator,
                "source": condition.source,
                **(condition.extra or {}),
            }
            for condition in version.conditions
        ],
        "amendments": [
            {
                "decision": amendment.decision,
                "effective_from": _iso(amendment.effective_from),
                "changes": [_criterion_dict(change) for change in amendment.changes],
                **(amendment.extra or {}),
            }
            for amendment in version.amendments
        ],
    }


def canonical_bytes(plain: Mapping[str, Any]) -> bytes:
    """The one byte form of plain data: sorted keys, no blanks, NFC, UTF-8."""
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return unicodedata.normalize("NFC", text).encode()


def content_hash(version: SetVersion) -> str:
    """SHA-256 of the set's content. Confirmations and provincial thresholds do not change it."""
    return hashlib.sha256(canonical_bytes(to_dict(_bare(version)))).hexdigest()


def judging_hash(version: SetVersion) -> str:
    """SHA-256 of everything that judging reads: content, confirmations, provincial thresholds, and the sets it
    refers to."""
    plain = to_dict(version)
    if version.bases:
        plain["bases"] = [judging_hash(base) for base in version.bases]
    return hashlib.sha256(canonical_bytes(plain)).hexdigest()


def _bare(version: SetVersion) -> SetVersion:
    def strip(criterion: Criterion) -> Criterion:
        rows = tuple(
            replace(row, confirmed=(), provincial=(), provincial_decisions=()) for row in criterion.indicators
        )
        return replace(criterion, indicators=rows)

    return replace(
        version,
        criteria=tuple(strip(criterion) for criterion in version.criteria),
        amendments=tuple(
            replace(amendment, changes=tuple(strip(change) for change in amendment.changes))
            for amendment in version.amendments
        ),
    )


def indicator_from_dict(raw: Mapping[str, Any]) -> Indicator:
    """One row from its plain form."""
    comparator = str(raw.get("comparator") or "is")
    return Indicator(
        code=str(raw.get("code") or ""),
        name=_text(raw["name"]),
        unit=raw.get("unit"),
        kind=str(raw["kind"]),
        comparator=comparator,
        thresholds=cells_from(raw.get("thresholds"), comparator),
        source=raw.get("source"),
        responsible=raw.get("responsible"),
        responsible_source=raw.get("responsible_source"),
        applicable_if=raw.get("applicable_if"),
        recall_confidence=raw.get("recall_confidence"),
        unverified_thresholds=tuple(raw.get("unverified_thresholds") or ()),
        needs_check=_names(raw.get("needs_check")),
        note=raw.get("note"),
        standards=tuple(
            Standard(
                str(s["code"]), _text(s["name"]), _day(s.get("effective_from")), _day(s.get("effective_to"))
            )
            for s in raw.get("standards") or ()
        ),
        extra=_rest(raw, _ROW_KEYS),
        confirmed=tuple(raw.get("confirmed") or ()),
        provincial=cells_from(raw.get("provincial"), comparator) or (),
        provincial_decisions=tuple(sorted((raw.get("provincial_decisions") or {}).items())),
    )


def indicator_to_dict(row: Indicator) -> dict[str, Any]:
    """One row in plain form; keys that say nothing are left out."""
    found: dict[str, Any] = {
        "code": row.code or None,
        "name": row.name,
        "unit": row.unit,
        "kind": row.kind,
        "comparator": row.comparator,
        "thresholds": None if row.thresholds is None else {c: cell_dict(cell) for c, cell in row.thresholds},
        "responsible": row.responsible,
        "source": row.source,
    }
    optional: dict[str, Any] = {
        "responsible_source": row.responsible_source,
        "applicable_if": row.applicable_if,
        "recall_confidence": row.recall_confidence,
        "unverified_thresholds": list(row.unverified_thresholds),
        "needs_check": list(row.needs_check),
        "note": row.note,
        "standards": [
            {
                "code": s.code,
                "name": s.name,
                "effective_from": _iso(s.effective_from),
                "effective_to": _iso(s.effective_to),
            }
            for s in row.standards
        ],
        "confirmed": list(row.confirmed),
        "provincial": {column: cell_dict(cell) for column, cell in row.provincial},
        "provincial_decisions": dict(row.provincial_decisions),
        **(row.extra or {}),
    }
    found.update({key: value for key, value in optional.items() if value not in (None, [], {}, "")})
    return found


def cell_dict(cell: Cell | None) -> Any:
    """A threshold cell in the plain form of the data."""
    match cell:
        case None:
            return None
        case Number(value=value):
            return _digits(value)
        case Word(text=text):
            return text
        case SetBy(by=by, text=text):
            return {"set_by": by, **({"text": text} if text else {})}
        case ByYear(years=years):
            return {"by_year": {str(y): None if v is None else _digits(v) for y, v in years}}
        case Parts(parts=parts, text=text):
            return {
                "parts": [
                    {"label": p.label, "comparator": p.comparator, "value": _digits(p.value)} for p in parts
                ],
                **({"text": text} if text else {}),
            }
        case Cases(cases=cases):
            return _cases_dict(cell, cases)
        case Relative(raw=raw) | Listed(raw=raw) | Grade(raw=raw) | Window(raw=raw) | Scored(raw=raw):
            return dict(plain_value(raw))
        case Unread(raw=raw):
            return dict(plain_value(raw))


def _cases_dict(cell: Cases, cases: tuple[Case, ...]) -> dict[str, Any]:
    def demands(parts: tuple[Part, ...]) -> dict[str, str]:
        return {part.key: _digits(part.value) for part in parts}

    found: dict[str, Any] = {}
    for key in ("text", "set_by", "conditional_on"):
        if getattr(cell, key):
            found[key] = getattr(cell, key)
    if len(cases) == 1 and cases[0].when is None:
        return {**found, **demands(cases[0].parts)}
    found["cases"] = [
        {
            "when": f"{case.when.quantity} {case.when.comparator} {_digits(case.when.value)}"
            if case.when
            else "",
            **demands(case.parts),
        }
        for case in cases
    ]
    return found


def _criterion(raw: Mapping[str, Any]) -> Criterion:
    return Criterion(
        number=int(raw["number"]),
        name=_text(raw["name"]),
        group=raw.get("group"),
        source=raw.get("source"),
        indicators=tuple(indicator_from_dict(row) for row in raw.get("indicators") or ()),
        extra=_rest(raw, {"number", "name", "group", "source", "indicators"}),
    )


def _criterion_dict(criterion: Criterion) -> dict[str, Any]:
    return {
        "number": criterion.number,
        "name": criterion.name,
        "group": criterion.group,
        "source": criterion.source,
        **(criterion.extra or {}),
        "indicators": [indicator_to_dict(row) for row in criterion.indicators],
    }


def _condition(raw: Mapping[str, Any]) -> Condition:
    return Condition(
        id=str(raw["id"]),
        text=_text(raw["text"]),
        kind=str(raw["kind"]),
        unit=raw.get("unit"),
        comparator=raw.get("comparator"),
        source=raw.get("source"),
        extra=_rest(raw, {"id", "text", "kind", "unit", "comparator", "source"}),
    )


def _amendment(raw: Mapping[str, Any]) -> Amendment:
    effective_from = _day(raw["effective_from"])
    if effective_from is None:
        raise ValueError("an amendment needs its day")
    return Amendment(
        decision=str(raw["decision"]),
        effective_from=effective_from,
        changes=tuple(_criterion(item) for item in raw.get("changes") or ()),
        extra=_rest(raw, {"decision", "effective_from", "changes"}),
    )


def _rule(raw: Mapping[str, Any]) -> SpecialRule:
    return SpecialRule(
        id=str(raw["id"]),
        flags_any=tuple(raw["flags_any"]),
        column=str(raw["column"]),
        name=_text(raw.get("name") or raw["id"]),
        effective_from=_day(raw.get("effective_from")),
        decision=str(raw.get("decision") or ""),
        source=raw.get("source"),
    )


def _rule_dict(rule: SpecialRule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "flags_any": list(rule.flags_any),
        "column": rule.column,
        "name": rule.name,
        "effective_from": _iso(rule.effective_from),
        "decision": rule.decision,
        "source": rule.source,
    }


def cells_from(raw: Mapping[str, Any] | None, comparator: str) -> tuple[tuple[str, Cell | None], ...] | None:
    if raw is None:
        return None
    # Sorted: JSON objects have no order, and the same table must rebuild to the same value.
    return tuple((str(column), parse_cell(raw[column], comparator)) for column in sorted(raw))


def _names(raw: object) -> tuple[str, ...]:
    if raw is None:
        return ()
    return (raw,) if isinstance(raw, str) else tuple(str(name) for name in raw)  # type: ignore[attr-defined]


def _rest(raw: Mapping[str, Any], known: Iterable[str]) -> dict[str, Any] | None:
    taken = set(known)
    return {str(key): plain_value(value) for key, value in raw.items() if key not in taken} or None


def plain_value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): plain_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain_value(item) for item in value]
    if isinstance(value, Decimal):
        return _digits(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def _digits(value: Decimal) -> str:
    return f"{value:f}"


def _text(value: Any) -> str:
    return unicodedata.normalize("NFC", str(value))


def _day(value: Any) -> date | None:
    if value is None or isinstance(value, date):
        return value
    return date.fromisoformat(str(value))


def _iso(value: date | None) -> str | None:
    return None if value is None else value.isoformat()

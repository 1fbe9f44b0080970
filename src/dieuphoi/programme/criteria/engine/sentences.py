"""The trace of a verdict, and the Vietnamese sentence that tells it.

The trace is written from what the judgement noted; the sentence from the trace alone. Neither compares
anything
again. Templates are marked ``N_`` for extraction; ``sentence_of`` takes the translating function of the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dieuphoi.programme.criteria.engine.comparisons import comparison, missing_of, part_words, when_words
from dieuphoi.programme.criteria.engine.marks import N_, Translate, as_written
from dieuphoi.programme.criteria.engine.thresholds import Relative, Word, cell_text
from dieuphoi.programme.criteria.engine.verdicts import (
    Basis,
    IndicatorVerdict,
    Noted,
    Reason,
    TraceStep,
    Verdict,
)
from dieuphoi.programme.criteria.facts import Origin
from dieuphoi.programme.criteria.sets import ALL

if TYPE_CHECKING:
    from dieuphoi.programme.criteria.engine.rows import Row

VERDICT_WORDS = {
    Verdict.MET.value: N_("Đạt"),
    Verdict.NOT_MET.value: N_("Chưa đạt"),
    Verdict.NOT_APPLICABLE.value: N_("Không áp dụng"),
    Verdict.UNDETERMINED.value: N_("Chưa xác định"),
}

REASON_WORDS = {
    Reason.NO_VALUE.value: N_("chưa nhập số liệu"),
    Reason.INCOMPLETE_VALUE.value: N_("số liệu chưa đủ, còn thiếu {missing}"),
    Reason.CONFLICTING_VALUES.value: N_("các số liệu đã nhập mâu thuẫn nhau"),
    Reason.INVALID_VALUE.value: N_("số liệu đã nhập không hợp lệ với chỉ tiêu này"),
    Reason.ZERO_DENOMINATOR.value: N_("mẫu số bằng 0 nên không tính được tỷ lệ"),
    Reason.NOT_CONFIRMED.value: N_("mức đạt chưa được đối chiếu, xác nhận theo văn bản nên không dùng để kết luận"),
    Reason.NO_THRESHOLD.value: N_("chưa có mức đạt để so sánh"),
    Reason.NOT_CLASSIFIED.value: N_("chưa biết xã áp dụng cột nào (chưa phân vùng, phân nhóm)"),
    Reason.STANDARD_UNKNOWN.value: N_("chưa rõ số liệu đo theo chuẩn nào đang có hiệu lực"),
    Reason.CONCLUSION_MISSING.value: N_("chưa có kết luận của cơ quan phụ trách"),
    Reason.KIND_NOT_SUPPORTED.value: N_("dạng chỉ tiêu này chưa chấm tự động, cần kết luận của cơ quan phụ trách"),
    Reason.NOT_FOUND.value: N_("không có chỉ tiêu này trong bộ"),
}

_NO_THRESHOLD_PROVINCE = N_("mức đạt do UBND cấp tỉnh quy định, chưa có mức của tỉnh")
_NO_THRESHOLD_MINISTRY = N_("mức đạt do bộ quản lý ngành công bố, chưa có mức")
_NO_THRESHOLD_BASE = N_("chưa có mức của bộ được lấy làm gốc ({base})")
_NO_THRESHOLD_YEAR = N_("bộ không có mức đạt của năm {year}")
_OTHER_YEAR = N_("chỉ có số liệu của năm khác")


def trace_of(verdict: IndicatorVerdict) -> tuple[TraceStep, ...]:
    """The steps of a verdict: column, trust, threshold, values and comparisons, conclusion, result."""
    row = verdict.row
    indicator = row.indicator
    steps: list[TraceStep] = []
    column = row.column
    why: dict[str, Any] = {
        "column": column.code,
        "why": str(column.why),
        "name": row.set_version.territory_name(column.code) if column.code else "",
    }
    if column.rule is not None:
        why |= {"rule": column.rule.id, "rule_name": column.rule.name, "decision": column.rule.decision}
    steps.append(TraceStep("column", why))
    if row.is_provincial:
        provenance = "PROVINCIAL"
    elif column.code:
        provenance = str(indicator.cell_provenance(column.code))
    else:
        provenance = str(indicator.provenance)
    trust: dict[str, Any] = {
        "provenance": provenance,
        "row": str(indicator.provenance),
        "source": indicator.source,
    }
    if column.code and not row.is_provincial:
        trust["doubted"] = column.code in (*indicator.unverified_thresholds, *indicator.needs_check)
    if indicator.note:
        trust["note"] = indicator.note
    steps.append(TraceStep("provenance", trust))
    threshold = {
        "comparator": indicator.comparator,
        "cell": cell_text(row.cell),
        "unit": indicator.unit,
        "set_by_province": _is_left(row, "province"),
        "set_by_ministry": _is_left(row, "ministry"),
        "decision": indicator.decision_of(column.code)
        if row.is_provincial
        else (indicator.extra or {}).get("amendment") or row.set_version.decision_number,
    }
    if isinstance(row.cell, Relative) and row.cell.row_of:
        threshold["base"] = row.cell.base
    steps.append(TraceStep("threshold", threshold))
    for note in verdict.noted:
        data = _compared(note, indicator.unit)
        if isinstance(row.cell, Word) and "how" not in data:
            data["word"] = row.cell.text
        steps.append(TraceStep("when" if note.when == "when" else "compare", data))
    if not verdict.noted:
        steps.extend(TraceStep("value", _figure(fact)) for fact in verdict.facts if not fact.is_empty)
    if verdict.basis in (Basis.CONCLUDED, Basis.IMPORTED):
        for fact in verdict.facts:
            if fact.conclusion is None or (row.by_item and fact.part):
                continue
            if (fact.conclusion.origin is Origin.IMPORTED) is (verdict.basis is Basis.IMPORTED):
                concluded = {
                    "verdict": str(fact.conclusion.verdict),
                    "document": fact.conclusion.document,
                    "origin": str(fact.conclusion.origin),
                }
                steps.append(TraceStep("conclusion", concluded))
                break
    elif any(fact.conclusion is not None and not (row.by_item and fact.part) for fact in verdict.facts):
        steps.append(TraceStep("conclusion_ignored", {"why": "row_computes"}))
    if verdict.verdict is Verdict.NOT_APPLICABLE and verdict.basis in (Basis.COMPUTED, Basis.TRIAL):
        steps.append(TraceStep("not_applicable", {"applicable_if": indicator.applicable_if}))
    result: dict[str, Any] = {
        "verdict": str(verdict.verdict),
        "basis": None if verdict.basis is None else str(verdict.basis),
        "reason": None if verdict.reason is None else str(verdict.reason),
    }
    if verdict.facts and verdict.reason is Reason.NO_VALUE and any(fact.has_figure for fact in verdict.facts):
        result["other_year"] = True
    steps.append(TraceStep("result", result))
    return tuple(steps)


def _is_left(row: Row, by: str) -> bool:
    """Whether the threshold of the commune's column is left to ``by``; of any column where none was found."""
    return row.indicator.is_left(by, row.column.code or ALL)


def _compared(note: Noted, unit: str | None) -> dict[str, Any]:
    found: dict[str, Any] = {
        "part": note.part,
        "comparator": note.comparator,
        "threshold": None if note.threshold is None else f"{note.threshold:f}",
        "unit": unit,
        "holds": note.holds,
        "rounding": "none",
    }
    if note.scale != 1:
        found["scale"] = note.scale
    if note.year is not None:
        found["year"] = note.year
    if note.when and note.when != "when":
        found["when"] = note.when
    if note.reason is not None:
        found["reason"] = str(note.reason)
    if note.fact is not None:
        found |= _figure(note.fact)
    if note.told is not None:
        found |= note.told
    return found


def _figure(fact: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key in ("value", "numerator", "denominator"):
        number = getattr(fact, key)
        if number is not None:
            found[key] = f"{number:f}"
    if fact.choice is not None:
        found["choice"] = str(fact.choice)
    if fact.grade:
        found["grade"] = fact.grade
    if fact.part:
        found.setdefault("typed_part", fact.part)
    if fact.year is not None:
        found["fact_year"] = fact.year
    if fact.standard:
        found["standard"] = fact.standard
    if fact.applicable is not None:
        found["applicable"] = fact.applicable
    return found


def sentence_of(code: str, trace: tuple[TraceStep, ...], translate: Translate = as_written) -> str:
    """One sentence for people, from the trace."""
    steps = {step.step: step.data for step in trace}
    result = steps["result"]
    word = translate(VERDICT_WORDS[result["verdict"]])
    because = _because(trace, steps, result, translate)
    label = translate(N_("[Chấm thử] ")) if result["basis"] == Basis.TRIAL.value else ""
    tail = ""
    if result["basis"] == Basis.TRIAL.value:
        tail = translate(N_(" Mức đạt chưa được xác nhận, kết quả này không dùng chính thức."))
    return f"{label}{translate(N_('Chỉ tiêu'))} {code}: {word} – {because}.{tail}"


def _because(
    trace: tuple[TraceStep, ...],
    steps: Mapping[str, Mapping[str, Any]],
    result: Mapping[str, Any],
    _: Translate,
) -> str:
    if "conclusion" in steps:
        return _conclusion(steps["conclusion"], _)
    if "not_applicable" in steps:
        return _(N_("chỉ áp dụng khi: {when}; xã không thuộc trường hợp này")).format(
            when=steps["not_applicable"]["applicable_if"] or ""
        )
    compared = [step.data for step in trace if step.step == "compare"]
    if result["reason"] is not None:
        return _open(steps, result, compared, _)
    texts = [comparison(item, _) for item in compared]
    for item in compared[:1]:
        if item.get("when"):
            texts.insert(0, when_words(steps.get("when", {}), _))
    return "; ".join(texts) + _column(steps["column"], steps["threshold"], _)


def _conclusion(data: Mapping[str, Any], _: Translate) -> str:
    if data["origin"] == Origin.FILE.value:
        return _(N_("theo kết luận ghi trong tệp"))
    template = N_("kết quả đã quyết định trước đây{document}")
    if data["origin"] == Origin.DEPARTMENT.value:
        template = N_("theo kết luận của cơ quan phụ trách{document}")
    return _(template).format(document=f" ({data['document']})" if data["document"] else "")


def _open(
    steps: Mapping[str, Mapping[str, Any]],
    result: Mapping[str, Any],
    compared: list[Mapping[str, Any]],
    _: Translate,
) -> str:
    reason = result["reason"]
    if reason == Reason.NO_THRESHOLD.value:
        years = [item["year"] for item in compared if "year" in item]
        if years:
            return _(_NO_THRESHOLD_YEAR).format(year=years[0])
        if steps["threshold"].get("base"):
            return _(_NO_THRESHOLD_BASE).format(base=steps["threshold"]["base"])
        if steps["threshold"]["set_by_province"]:
            return _(_NO_THRESHOLD_PROVINCE)
        if steps["threshold"].get("set_by_ministry"):
            return _(_NO_THRESHOLD_MINISTRY)
    if reason == Reason.NO_VALUE.value and result.get("other_year"):
        return _(_OTHER_YEAR)
    text = _(REASON_WORDS[reason])
    if reason == Reason.INCOMPLETE_VALUE.value:
        missing = [name for item in compared if item["holds"] is None for name in missing_of(item, _)]
        if "when" in steps and steps["when"]["holds"] is None:
            missing.append(part_words(steps["when"]["part"], _))
        if not missing:
            missing = [_(N_("tử số hoặc mẫu số"))]
        return text.format(missing=", ".join(missing))
    return text


def _column(column: Mapping[str, Any], threshold: Mapping[str, Any], _: Translate) -> str:
    decision = f", {threshold['decision']}" if threshold["decision"] else ""
    if column["why"] == "rule":
        return _(N_(" (mức của {name} vì là {rule}{decision})")).format(
            name=column["name"], rule=column["rule_name"], decision=f", {column['decision']}"
        )
    if column["why"] == "all":
        return _(N_(" (mức chung cho mọi xã{decision})")).format(decision=decision)
    return _(N_(" (mức của {name}{decision})")).format(name=column["name"], decision=decision)

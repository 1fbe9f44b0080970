"""One comparison of a trace in words: a figure against its threshold, as each kind of indicator tells it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_DOWN, Context, Decimal
from typing import Any

from dieuphoi.programme.criteria.engine.marks import N_, Translate, as_written
from dieuphoi.programme.criteria.sets import quantity_names

_SHOWN = Decimal("0.0001")
_WIDE = Context(prec=120)
_SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "="}


def comparison(data: Mapping[str, Any], _: Translate) -> str:
    """``85% ≥ 85%``, ``84% , cần ≥ 85%``: the figure, the threshold, whether it holds."""
    unit = "%" if data.get("scale") == 100 else _unit(data.get("unit"), _)
    name = f"{part_words(data['part'], _)} " if data["part"] else ""
    if data["holds"] is not None and data.get("how") in HOW:
        return HOW[data["how"]](data, unit, _)
    limit = f"{_number(data['threshold'])}{unit}"
    if data["holds"] is None:
        return f"{name}{_(N_('chưa có số liệu'))}"
    sign = _SIGNS[data["comparator"]]
    if "word" in data:
        return _(N_("số lượng là {amount}, yêu cầu “{word}”")).format(amount=_amount(data, unit), word=data["word"])
    year = _(N_(", mức năm {year}")).format(year=data["year"]) if "year" in data else ""
    if "base" in data:
        told = _(N_(" ({ratio} lần mức của {base})"))
        year += told.format(ratio=_number(data["ratio"]), base=data["base"])
    if data["holds"]:
        return f"{name}{_amount(data, unit)} {sign} {limit}{year}"
    return _(N_("{name}{amount}, cần {sign} {limit}{year}")).format(
        name=name, amount=_amount(data, unit), sign=sign, limit=limit, year=year
    )


def _held(data: Mapping[str, Any], amount: str, limit: str, _: Translate) -> str:
    """``36 ≥ 35`` or ``36, cần ≥ 40``."""
    sign = _SIGNS[data["comparator"]]
    if data["holds"]:
        return f"{amount} {sign} {limit}"
    return _(N_("{amount}, cần {sign} {limit}")).format(amount=amount, sign=sign, limit=limit)


def _times(data: Mapping[str, Any], unit: str, _: Translate) -> str:
    compared = data["over"]
    over = _(N_(" (so với {over})")).format(over=_(compared))
    return _held(data, _amount(data, unit), f"{_number(data['threshold'])}{unit}", _) + over


def _growth(data: Mapping[str, Any], unit: str, _: Translate) -> str:
    rate = _cut(Decimal(data["numerator"]), Decimal(data["denominator"]), 100)
    told = _(N_("từ {then} lên {now}, tốc độ tăng {rate}")).format(
        then=_number(data["then"]), now=_number(data["now"]), rate=f"{rate}{unit}"
    )
    return _held(data, told, f"{_number(data['threshold'])}{unit}", _)


def _graded(data: Mapping[str, Any], unit: str, _: Translate) -> str:
    score = f" ({_number(data['value'])}{unit})" if "value" in data else ""
    template = N_("được xếp “{grade}”{score}, yêu cầu từ “{wanted}” trở lên")
    if data["comparator"] != ">=":
        template = N_("được xếp “{grade}”{score}, yêu cầu {sign} “{wanted}”")
    sign = _SIGNS[data["comparator"]]
    return _(template).format(grade=data["grade"], score=score, wanted=data["wanted"], sign=sign)


def _scored(data: Mapping[str, Any], unit: str, _: Translate) -> str:
    limit = f"{_number(data['threshold'])}{unit}"
    told = _held(data, _(N_("tổng {score}")).format(score=f"{_number(data['value'])}{unit}"), limit, _)
    return f"{told} ({data['set']})" if data["set"] else told


def _listed(data: Mapping[str, Any], unit: str, _: Translate) -> str:
    told = _held(data, _(N_("{n} mục đạt")).format(n=_number(data["value"])), _number(data["threshold"]), _)
    named = [
        _(template).format(items=data[key])
        for key, template in (("met", N_("đạt: {items}")), ("failed", N_("không đạt: {items}")))
        if data[key]
    ]
    return f"{told} ({'; '.join(named)})" if named else told


def _share(data: Mapping[str, Any], unit: str, _: Translate) -> str:
    amount = _(N_("số nội dung đạt {amount}")).format(amount=_amount(data, unit))
    return _held(data, amount, f"{_number(data['threshold'])}{unit}", _)


def _mandatory(data: Mapping[str, Any], unit: str, _: Translate) -> str:
    template = N_("nội dung bắt buộc “{name}” đạt")
    if not data["holds"]:
        template = N_("nội dung bắt buộc “{name}” không đạt")
    return _(template).format(name=data["part"])


def _window(data: Mapping[str, Any], unit: str, _: Translate) -> str:
    amount = _amount(data, unit)
    if "in_year" in data:
        amount = _(N_("năm {year}: {amount}")).format(year=data["in_year"], amount=amount)
    else:
        told = _(N_("từ năm {first} đến năm {last}: {amount}"))
        amount = told.format(first=data["from"], last=data["to"], amount=amount)
    if data["absent"]:
        return _(N_("{amount}, yêu cầu không có (0)")).format(amount=amount)
    return _held(data, amount, f"{_number(data['threshold'])}{unit}", _)


def _exceptions(data: Mapping[str, Any], unit: str, _: Translate) -> str:
    return _(N_("{whole} trừ {excepted} ngoại lệ còn {rest}, yêu cầu không có (0)")).format(
        whole=f"{_number(data['whole'])}{unit}", excepted=_number(data["excepted"]), rest=_number(data["value"])
    )


def _villages(data: Mapping[str, Any], unit: str, _: Translate) -> str:
    return _(N_("{there}/{of} thôn có {sign} {each}, cần mọi thôn")).format(
        there=_number(data["numerator"]),
        of=_number(data["denominator"]),
        sign=_SIGNS[data["sign"]],
        each=f"{_number(data['each'])}{_unit(data.get('unit'), _)}",
    )


def _least_village(data: Mapping[str, Any], unit: str, _: Translate) -> str:
    amount = _(N_("thôn thấp nhất {amount}")).format(amount=_amount(data, unit))
    return _held(data, amount, f"{_number(data['threshold'])}{unit}", _)


HOW: dict[str, Callable[[Mapping[str, Any], str, Translate], str]] = {
    "times": _times,
    "growth": _growth,
    "grade": _graded,
    "score": _scored,
    "list": _listed,
    "share": _share,
    "mandatory": _mandatory,
    "window": _window,
    "exceptions": _exceptions,
    "villages": _villages,
    "least_village": _least_village,
}
"""How a comparison that is no plain "figure against number" is told, by the kind's word in the trace."""


def missing_of(data: Mapping[str, Any], _: Translate) -> list[str]:
    """What a comparison that could not be made still wants, by name."""
    if data.get("how") == "list":
        return [data["silent"]] if data["silent"] else []
    if "in_year" in data:
        return [_(N_("năm {year}")).format(year=data["in_year"])]
    return [part_words(data["part"], _)] if data["part"] else []


def _amount(data: Mapping[str, Any], unit: str) -> str:
    if "numerator" not in data:
        return f"{_number(data['value'])}{unit}"
    rate = _cut(Decimal(data["numerator"]), Decimal(data["denominator"]), data.get("scale", 1))
    return f"{_number(data['numerator'])}/{_number(data['denominator'])} = {rate}{unit}"


def _cut(numerator: Decimal, denominator: Decimal, scale: int) -> str:
    """A share for people: cut, never rounded up, and marked: 94,99996 must not be printed as the 95 it misses."""
    exact = _WIDE.divide(_WIDE.multiply(numerator, scale), denominator)
    shown = exact.quantize(_SHOWN, rounding=ROUND_DOWN, context=_WIDE)
    dots = "" if shown == exact else "…"
    return f"{_number(f'{shown:f}')}{dots}"


def when_words(data: Mapping[str, Any], _: Translate) -> str:
    """The condition under which a case applies, as it was met."""
    if not data:
        return ""
    sign = _SIGNS[data["comparator"]]
    return _(N_("{name} là {value} ({sign} {limit})")).format(
        name=part_words(data["part"], _), value=_number(data["value"]), sign=sign, limit=_number(data["threshold"])
    )


def part_words(part: str, _: Translate = as_written) -> str:
    """The name of a part for people."""
    named = quantity_names().get(part)
    return named[0] if named else _(part)


def _unit(unit: str | None, _: Translate) -> str:
    if not unit:
        return ""
    return unit if unit.startswith("%") else f" {_(unit)}"


def _number(text: str) -> str:
    from dieuphoi.core.kernel.numbers import format_number

    return format_number(Decimal(text))

"""The figure of the round before, said anew for the commune of today (domain.md §3, §5; faults 1, 2, 32).

A commune that went on as it was shows its own figure. One that took others in, or came out of a divided one, shows what
follows from its predecessors' sheets by the rule of the indicator (:mod:`carry_rules`, arithmetic of
:mod:`dieuphoi.registry.territory.reexpress`), or a blank that says why. Into another set a figure comes only through
the lineage of topics, where kind and unit of the row are the same. Verdicts are never carried.

Whoever reads a sheet reads these figures: a role on a unit opens its predecessors' past (domain.md §3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.programme.assessments.carry_rules import SaidRule, rule_for, said_rules
from dieuphoi.programme.assessments.entries import Entry, inputs_of, typed_form
from dieuphoi.programme.assessments.models import AssessmentRound, Sheet
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria.engine.verdicts import Verdict
from dieuphoi.programme.criteria.facts import Choice
from dieuphoi.programme.criteria.kinds import Input, claim_verdict
from dieuphoi.programme.criteria.models import SetVersion
from dieuphoi.programme.criteria.selectors.lineage import compared
from dieuphoi.programme.criteria.sets import Indicator
from dieuphoi.registry.territory.models import UnitChange
from dieuphoi.registry.territory.reexpress import Figure, Part, Rule, footnote, reexpress
from dieuphoi.registry.territory.selectors import latest_names, origins_on

CARRIED: Final = "sheet.carry_over"
"""The act that writes carried figures: a value that bears it was neither edited nor confirmed since."""
_SIX: Final = Decimal("0.000001")

Place = tuple[int, str]
"""An indicator of the sheet's set and a part of it."""


@dataclass(frozen=True, slots=True)
class Source:
    """One figure that a carried one rests on. ``value``: as it was typed there, empty where there was none."""

    unit_name: str
    sheet_id: int | None
    value: str
    whole: bool
    row: str


@dataclass(frozen=True, slots=True)
class Carried:
    """The figure of the round before for one cell: what would be typed (``None``: blank, ``why`` says the reason).

    ``rule`` is empty where the commune is the same as it was; ``footnote`` names the change of units.
    """

    entry: Entry | None
    rule: str
    why: str
    footnote: str
    sources: tuple[Source, ...]

    @property
    def shown(self) -> str:
        return "" if self.entry is None else typed_form(self.entry)

    @property
    def note(self) -> str:
        return " ".join(text for text in (self.why, self.footnote) if text)


@dataclass(frozen=True, slots=True)
class _Origin:
    """A commune of the round before of which today's is made: all of it, or a share."""

    name: str
    sheet_id: int | None
    whole: bool
    share: Fraction | None
    share_of: str


@dataclass(frozen=True, slots=True)
class _Crossing:
    """How the commune of today comes out of those of the round before. ``changed``: by a change of units."""

    origins: tuple[_Origin, ...]
    changed: bool = False
    effective_on: Any = None
    resolution: str = ""


def figures_before(sheet: Sheet) -> dict[Place, Carried]:
    """Every cell of a sheet of which the round before says something: a figure, or why there is none.

    Four queries for a commune that went on as it was, seven for one that did not; none without a round before.
    """
    from dieuphoi.programme.assessments.selectors import current_values, round_rules  # they read us, too

    previous = sheet.round.previous
    if previous is None:
        return {}
    crossing = _crossing(sheet, previous)
    if crossing is None:
        return {}
    rules = round_rules(sheet.round)
    ids = {code: pk for pk, code in rules.codes.items() if code}
    former = _former_rows(previous, sheet.round)
    values = current_values([each.sheet_id for each in crossing.origins if each.sheet_id is not None])
    said = said_rules(list(rules.codes)) if crossing.changed else {}
    found: dict[Place, Carried] = {}
    for indicator in rules.version.as_of(rules.on).indicators:
        indicator_id = ids.get(indicator.code, 0)
        match = former.get(indicator_id)
        if match is None:
            continue
        for slot in inputs_of(indicator):
            if match.why or slot.part not in match.parts:
                found[indicator_id, slot.part] = Carried(None, "", match.why or _OTHER_PARTS(), "", ())
                continue
            given = [
                (each, values.get((each.sheet_id or 0, match.indicator_id), {}).get(slot.part))
                for each in crossing.origins
            ]
            carried = _carry(indicator, slot, crossing, given, said.get(indicator_id), match.told)
            if carried is not None:
                found[indicator_id, slot.part] = carried
    return found


# ------------------------------------------------------------------------------------------------- communes


def _crossing(sheet: Sheet, previous: AssessmentRound) -> _Crossing | None:
    """``None``: nothing tells what the commune was in the round before."""
    own = Sheet.objects.filter(round=previous, unit_id=sheet.unit_id).first()
    if own is not None:
        return _Crossing((_Origin(own.unit_name, own.pk, True, Fraction(1), ""),))
    past = origins_on([sheet.unit_id], previous.territory_on).get(sheet.unit_id)
    if past is None:
        return None
    units = [origin.unit for origin in past.origins]
    sheets = {each.unit_id: each for each in Sheet.objects.filter(round=previous, unit_id__in=units)}
    missing = [unit for unit in units if unit not in sheets]
    names = latest_names(system_actor(previous.territory_on), missing) if missing else {}
    changes = UnitChange.objects.filter(id__in=past.changes).order_by("-effective_on", "-id")
    change = changes.first()
    return _Crossing(
        tuple(
            _Origin(
                sheets[each.unit].unit_name if each.unit in sheets else names.get(each.unit, ""),
                sheets[each.unit].pk if each.unit in sheets else None,
                each.whole,
                each.share,
                each.share_of,
            )
            for each in past.origins
        ),
        changed=change is not None,
        effective_on=None if change is None else change.effective_on,
        resolution="" if change is None else change.resolution_number,
    )


# ------------------------------------------------------------------------------------------------- rows of the set


@dataclass(frozen=True, slots=True)
class _Match:
    """The row of the earlier set that a row of today's is: its id, its parts with their unit; or why there is none."""

    indicator_id: int = 0
    parts: frozenset[str] = frozenset()
    told: str = ""
    why: str = ""


def _OTHER_PARTS() -> str:  # noqa: N802 - a word in the running language
    return _("Bộ tiêu chí của đợt trước không hỏi phần này, nên không mang số sang.")


def _former_rows(previous: AssessmentRound, now: AssessmentRound) -> dict[int, _Match]:
    """Which row of the former set each row of today's set is."""
    if previous.version_id == now.version_id:
        by_code = {row.code: row for row in criteria.engine_set(now.version_id).indicators}
        return {
            pk: _Match(pk, frozenset(slot.part for slot in inputs_of(by_code[code])))
            for pk, code in criteria.row_codes(now.version_id).items()
            if code in by_code
        }
    why = _("Bộ tiêu chí của đợt trước không có chỉ tiêu cùng chủ đề, cùng dạng, cùng đơn vị tính; không mang số sang.")
    found = {}
    for pk, pair in _pairs(previous.version_id, now.version_id):
        if pair is None:
            found[pk] = _Match(why=why)
        else:
            former, code, parts = pair
            found[pk] = _Match(former, parts, told=_("chỉ tiêu %(code)s của bộ trước") % {"code": code})
    return found


@lru_cache(maxsize=32)
def _pairs(before_id: int, after_id: int) -> tuple[tuple[int, tuple[int, str, frozenset[str]] | None], ...]:
    """Rows of the later version with the same row of the earlier one. Published rows never change: kept."""
    versions = SetVersion.objects.select_related("set", "based_on__set").prefetch_related("criteria").in_bulk(
        [before_id, after_id]
    )
    groups, _same_codes = compared(versions[before_id], versions[after_id])
    ids_before = {code: pk for pk, code in criteria.row_codes(before_id).items() if code}
    ids_after = {code: pk for pk, code in criteria.row_codes(after_id).items() if code}
    pairs: dict[int, tuple[int, str, frozenset[str]] | None] = dict.fromkeys(ids_after.values())
    for group in groups:
        for line in group.lines:
            was, row = line.before, line.after
            if was is None or row is None or was.code not in ids_before or row.code not in ids_after:
                continue
            if (was.kind, was.unit or "", was.comparator) != (row.kind, row.unit or "", row.comparator):
                continue
            asked = {(slot.part, slot.unit, slot.what) for slot in inputs_of(row)}
            parts = frozenset(s.part for s in inputs_of(was) if (s.part, s.unit, s.what) in asked)
            pairs[ids_after[row.code]] = (ids_before[was.code], was.code, parts)
    return tuple(pairs.items())


# ------------------------------------------------------------------------------------------------- figures


def _carry(
    indicator: Indicator,
    slot: Input,
    crossing: _Crossing,
    given: Sequence[tuple[_Origin, Any]],
    said: SaidRule | None,
    told: str,
) -> Carried | None:
    given = [(origin, None if value is None or value.cleared else value) for origin, value in given]
    if all(value is None for _origin, value in given):
        return None
    sources = tuple(
        Source(origin.name, origin.sheet_id, typed_form(value), origin.whole, told) for origin, value in given
    )
    if not crossing.changed or (len(given) == 1 and given[0][0].whole):
        # The same land and people: what was said holds as it was said, words too.
        foot = _foot(crossing) if crossing.changed else ""
        return Carried(_as_entry(slot.part, given[0][1]), "", "", foot, sources)
    rule = rule_for(indicator, slot, said)
    entry, why = _express(rule, indicator, slot, crossing, given, said.shared_by if said else "")
    return Carried(entry, rule, why, _foot(crossing), sources)


def _as_entry(part: str, value: Any) -> Entry:
    return Entry(
        part=part, number=value.number, text=value.text, numerator=value.numerator, denominator=value.denominator,
        standard=value.standard, applicable=value.applicable,
    )  # fmt: skip


def _parts(crossing: _Crossing) -> list[Part]:
    return [Part(each.name, Figure(), each.whole, each.share, each.share_of) for each in crossing.origins]


def _foot(crossing: _Crossing) -> str:
    return footnote(_parts(crossing), effective_on=crossing.effective_on, resolution=crossing.resolution)


def _express(
    rule: str,
    indicator: Indicator,
    slot: Input,
    crossing: _Crossing,
    given: Sequence[tuple[_Origin, Any]],
    shared_by: str,
) -> tuple[Entry | None, str]:
    """The figure of several communes by a rule, or why there is none. Zero is a figure, nothing is not."""
    values = [value for _origin, value in given if value is not None]
    if any(value.applicable is False for value in values):
        if len(values) == len(given) and all(value.applicable is False for value in values):
            return Entry(part=slot.part, applicable=False), ""
        return None, _("Chỉ tiêu này không áp dụng cho một số xã cũ, nên để trống.")
    standards = {value.standard for value in values}
    if len(standards) > 1:
        return None, _("Các xã cũ đo theo chuẩn khác nhau (%(standards)s), nên để trống.") % {
            "standards": ", ".join(sorted(each or _("không ghi") for each in standards))
        }
    if rule != Rule.NOT_COMPARABLE and any(value.text for value in values):
        return _worst_word(rule, indicator, slot, given)
    if rule == Rule.WEIGHTED_MEAN:
        bare = [origin.name for origin, value in given if value is not None and value.denominator is None]
        if bare:
            return None, _("Để trống vì %(units)s chỉ có tỷ lệ, không có tử số và mẫu số.") % {
                "units": ", ".join(sorted(bare))
            }
    better = indicator.comparator not in ("<=", "<") and not indicator.kind.startswith("absence")
    result = reexpress(
        rule,
        [Part(o.name, _figure(rule, slot, v), o.whole, o.share, o.share_of) for o, v in given],
        effective_on=crossing.effective_on,
        resolution=crossing.resolution,
        more_is_better=better,
        shared_by=(shared_by,) if shared_by else (),
    )
    if result.number is None:
        return None, result.blank
    standard = standards.pop() if standards else ""
    if rule == Rule.WEIGHTED_MEAN and result.numerator is not None and result.denominator is not None:
        over, under = _fitting(result.numerator), _fitting(result.denominator)
        return Entry(part=slot.part, numerator=over, denominator=under, standard=standard), ""
    return Entry(part=slot.part, number=_fitting(result.number), standard=standard), ""


def _figure(rule: str, slot: Input, value: Any) -> Figure:
    if value is None:
        return Figure()
    number = value.number
    if number is None and rule == Rule.WORST_OF and value.denominator:
        number = value.numerator / value.denominator * (100 if slot.unit.startswith("%") else 1)
    return Figure(number, value.numerator, value.denominator)


def _worst_word(
    rule: str, indicator: Indicator, slot: Input, given: Sequence[tuple[_Origin, Any]]
) -> tuple[Entry | None, str]:
    """Words are compared only where the rule says so: the worse of Đạt and Không đạt, of Có and Không."""
    known = {choice.value: choice for choice in Choice}
    words = [None if value is None else known.get(value.text) for _origin, value in given]
    if rule != Rule.WORST_OF or any(word is None for word in words):
        return None, _("Các xã cũ trả lời bằng chữ, hoặc người chữ người số; không so sánh được, nên để trống.")
    kept = [word for word in words if word is not None]
    worst = next((word for word in kept if claim_verdict(indicator, word) is Verdict.NOT_MET), kept[0])
    return Entry(part=slot.part, text=worst.value), ""


def _fitting(amount: Decimal) -> Decimal:
    """At most six decimals, as a cell keeps them: a third of a divided commune has more."""
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -6:
        amount = amount.quantize(_SIX, rounding=ROUND_HALF_UP)
    return amount.normalize() if amount else Decimal(0)


def source_words(source: Source) -> str:
    """``Xã An Bình: 45/60``; of a divided one it says so."""
    name = source.unit_name if source.whole else _("một phần %(unit)s") % {"unit": source.unit_name}
    words = f"{name}: {source.value or _('chưa có số liệu')}"
    return f"{words} ({source.row})" if source.row else words


def rate_words(entry: Entry | None, slot: Input) -> str:
    """The rate that numerator and denominator give, cut to two decimals; empty for anything else."""
    if entry is None or entry.numerator is None or not entry.denominator:
        return ""
    rate = entry.numerator / entry.denominator * (100 if slot.unit.startswith("%") else 1)
    return f"{format_number(rate.quantize(Decimal('0.01')))} {slot.unit}".strip()

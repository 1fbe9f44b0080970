"""Figures of predecessors said anew for the successor, by the rule of the measure. Pure: no database, no clock.

* ``sum`` – money, people, kilometres: added; a divided predecessor counts by its share;
* ``weighted_mean`` – rates: numerators and denominators are added, the rate is their quotient (never a mean of rates);
* ``worst_of`` – the worst of all;
* ``not_comparable`` – left blank with a note ("criteria met" is never added up or averaged).

What is not known stays blank and says why: a predecessor without a figure, a divided one whose share nobody knows.
Zero is a figure, not a blank. Source: domain.md §3.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.numbers import format_number


class Rule(StrEnum):
    """How a measure crosses a change of units."""

    SUM = "sum"
    WEIGHTED_MEAN = "weighted_mean"
    WORST_OF = "worst_of"
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of one unit; a rate carries ``numerator`` and ``denominator``, ``number`` then is not read by
    ``weighted_mean``. ``None`` is "not entered"; zero is zero.
    """

    number: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A predecessor and how much of it the successor took: ``whole``, or ``share`` of its ``share_of``
    (``population`` …), ``None`` where nobody knows.
    """

    name: str
    figure: Figure
    whole: bool = True
    share: Fraction | None = None
    share_of: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """The figure for the successor. ``blank`` says why there is none (empty: there is one); ``footnote`` names the
    change and stands wherever the figure is shown; ``known`` of ``of`` predecessors had a figure.
    """

    number: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    blank: str
    footnote: str
    known: int
    of: int

    @property
    def note(self) -> str:
        """All that is said below the figure."""
        return " ".join(text for text in (self.blank, self.footnote) if text)


def reexpress(
    rule: Rule | str,
    parts: Sequence[Part],
    *,
    effective_on: date,
    resolution: str = "",
    more_is_better: bool = True,
    shared_by: Collection[str] = (),
) -> Result:
    """Say the predecessors' figures for the successor.

    ``more_is_better`` tells ``worst_of`` which end is the worst. ``shared_by`` are the shares that fit the measure
    (people are divided by population, not by area); empty: any. Order of ``parts`` does not matter. Raises
    ``ValueError`` for an unknown rule.
    """
    rule = Rule(rule)
    foot = footnote(parts, effective_on=effective_on, resolution=resolution)
    if not parts:
        return Result(None, None, None, _("Không có đơn vị cũ nào."), foot, 0, 0)
    if len(parts) == 1 and parts[0].whole:
        only = parts[0].figure
        return Result(only.number, only.numerator, only.denominator, "", foot, int(_entered(rule, only)), 1)
    known = sum(_entered(rule, part.figure) for part in parts)
    blank = _why_blank(rule, parts, shared_by)
    if blank:
        return Result(None, None, None, blank, foot, known, len(parts))
    if rule == Rule.WORST_OF:
        numbers = [part.figure.number for part in parts if part.figure.number is not None]
        return Result(min(numbers) if more_is_better else max(numbers), None, None, "", foot, known, len(parts))
    if rule == Rule.SUM:
        total = _total([(part.figure.number, part) for part in parts])
        return Result(total, None, None, "", foot, known, len(parts))
    numerator = _total([(part.figure.numerator, part) for part in parts])
    denominator = _total([(part.figure.denominator, part) for part in parts])
    if not denominator:
        return Result(None, numerator, denominator, _("Mẫu số bằng 0, không có tỷ lệ."), foot, known, len(parts))
    return Result(numerator / denominator, numerator, denominator, "", foot, known, len(parts))


def _entered(rule: Rule, figure: Figure) -> bool:
    if rule == Rule.WEIGHTED_MEAN:
        return figure.numerator is not None and figure.denominator is not None
    return figure.number is not None


def _why_blank(rule: Rule, parts: Sequence[Part], shared_by: Collection[str]) -> str:
    if rule == Rule.NOT_COMPARABLE:
        return _("Số liệu này không so sánh được qua lần sắp xếp, nên để trống.")
    if rule != Rule.WORST_OF:
        unknown = [part.name for part in parts if not part.whole and not _fits(part, shared_by)]
        if unknown:
            return _("Để trống vì chưa biết tỷ lệ chia của %(units)s.") % {"units": ", ".join(sorted(unknown))}
    missing = [part.name for part in parts if not _entered(rule, part.figure)]
    if missing:
        return _("Để trống vì %(units)s chưa có số liệu (%(known)s/%(all)s đơn vị có).") % {
            "units": ", ".join(sorted(missing)),
            "known": format_number(len(parts) - len(missing)),
            "all": format_number(len(parts)),
        }
    return ""


def _fits(part: Part, shared_by: Collection[str]) -> bool:
    return part.share is not None and (not shared_by or part.share_of in shared_by)


def _total(amounts: Sequence[tuple[Decimal | None, Part]]) -> Decimal:
    """The sum, exact until the end: thirds of a divided unit add up to the whole."""
    total = Fraction(0)
    for amount, part in amounts:
        if amount is not None:
            total += Fraction(amount) * (Fraction(1) if part.whole else part.share or Fraction(0))
    return Decimal(total.numerator) / Decimal(total.denominator)


def footnote(parts: Sequence[Part], *, effective_on: date, resolution: str = "") -> str:
    """``Quy đổi từ Xã A, Xã B, một phần Xã C (sắp xếp từ 01/07/2025, Nghị quyết …).``"""
    if not parts:
        return ""
    names = [
        part.name if part.whole else _("một phần %(unit)s") % {"unit": part.name}
        for part in sorted(parts, key=lambda part: (not part.whole, part.name))
    ]
    when = _("sắp xếp từ %(day)s") % {"day": format_date(effective_on)}
    return _("Quy đổi từ %(units)s (%(when)s).") % {
        "units": ", ".join(names),
        "when": f"{when}, {resolution}" if resolution else when,
    }

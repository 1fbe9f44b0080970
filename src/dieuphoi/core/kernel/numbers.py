"""Numbers as people in Vietnam type and read them: ``1.234.567,89``.

The house rule for typed numbers: the comma is the decimal sign; a dot before exactly three digits separates
thousands; any other dot is taken as a decimal sign, with a soft warning. Numbers in workbook cells
stay numbers. A percent is kept in percent points (``12,5%`` is ``12.5``), a share as its two parts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

from django.utils.translation import gettext as _

Number = int | float | Decimal

_BLANKS: Final = " \t\r\n\u00a0\u2007\u2009\u202f"
_MINUS: Final = "-\u2212\u2013"
_LONGEST: Final = 40
_GROUPED: Final = re.compile(r"[1-9][0-9]{0,2}(?:(?P<by>[. ])[0-9]{3})(?:(?P=by)[0-9]{3})*\Z")
_COMMON: Final = re.compile(r"([0-9]{1,15})(?:,([0-9]{1,15}))?\Z")
_DIGITS: Final = re.compile(r"[0-9]+\Z")
_WIDE: Final = Context(prec=200)
"""Enough digits for every figure this product can hold: rounding never raises or loses a digit."""


@dataclass(frozen=True, slots=True)
class ParsedNumber:
    """A number that was read, and the doubt about the reading, if any (a Vietnamese sentence)."""

    value: Decimal
    warning: str | None = None


def parse_number(text: str, *, allow_percent: bool = False) -> ParsedNumber:
    """Read a number typed by a person.

    ``1.234`` is 1234, ``1,234`` is 1.234, ``1.234,5`` is 1234.5, ``1.5`` is 1.5 with a warning. Blanks
    (no-break ones too) may surround the number and may separate thousands. ``0.125`` is 0.125 with a
    warning, for no group of thousands begins with zero. ``1234.567`` is neither (a dot before three digits
    behind an ungrouped figure) and is refused rather than guessed. With ``allow_percent`` a ``%`` may
    follow; the value stays in percent points.

    Raises ``ValueError`` with a Vietnamese message that names the way out; also for empty text, since
    empty is not zero: ask first whether there is anything.
    """
    common = _COMMON.match(text)
    if common is not None:  # what nearly every cell holds: the rules below, in short
        return ParsedNumber(_number(common[1], common[2] or "0", text))
    typed = text.strip(_BLANKS)
    if not typed:
        raise ValueError(_("Chưa nhập số. Nếu giá trị là không, hãy nhập 0."))
    if len(typed) > _LONGEST:
        raise ValueError(_("Số quá dài (hơn %(most)d ký tự). Hãy kiểm tra lại.") % {"most": _LONGEST})
    rest = typed
    if rest.endswith("%"):
        if not allow_percent:
            raise ValueError(_("Không nhập dấu phần trăm ở đây. Hãy chỉ nhập số."))
        rest = rest[:-1].rstrip(_BLANKS)
    sign = ""
    if rest[:1] in ("+", *_MINUS):
        sign = "-" if rest[0] in _MINUS else ""
        rest = rest[1:].lstrip(_BLANKS)
    rest = "".join(" " if char in _BLANKS else char for char in rest)
    value, doubtful = _read(rest, typed)
    # Negative zero would print as "-0" and is no figure anybody means.
    value = value.copy_negate() if sign and value else value
    warning = None
    if doubtful:
        warning = _("“%(typed)s” được hiểu là %(number)s. Dấu thập phân là dấu phẩy.") % {
            "typed": typed,
            "number": format_number(value),
        }
    return ParsedNumber(value, warning)


def _read(rest: str, typed: str) -> tuple[Decimal, bool]:
    """The unsigned number in ``rest``, and whether a dot had to be taken as the decimal sign."""
    if rest.count(",") > 1:
        raise ValueError(
            _(
                "“%(typed)s” có nhiều dấu phẩy. Dấu phẩy chỉ dùng một lần, trước phần thập phân; "
                "hàng nghìn cách bằng dấu chấm, ví dụ 1.234.567,89."
            )
            % {"typed": typed}
        )
    if "," in rest:
        whole, _comma, fraction = rest.partition(",")
        if "." in fraction:
            raise ValueError(
                _(
                    "“%(typed)s” có dấu chấm sau dấu phẩy. Dấu phẩy là dấu thập phân, "
                    "dấu chấm cách hàng nghìn, ví dụ 1.234,5."
                )
                % {"typed": typed}
            )
        return _number(_whole(whole or "0", typed), fraction, typed), False
    if "." not in rest:
        return _number(_whole(rest, typed), "0", typed), False
    if _GROUPED.match(rest):
        return Decimal(rest.replace(".", "")), False
    whole, _dot, fraction = rest.rpartition(".")
    if len(fraction) == 3 and whole and not whole.startswith("0"):
        # The last dot separates thousands by the rule, but the groups in front of it do not hold.
        raise _unclear(typed)
    return _number(_whole(whole or "0", typed), fraction, typed), True


def _whole(whole: str, typed: str) -> str:
    """The digits of the whole part, its groups of thousands (by dots or by blanks, not both) checked."""
    if _DIGITS.match(whole):
        return whole
    if _GROUPED.match(whole):
        return whole.replace(".", "").replace(" ", "")
    raise _unclear(typed)


def _number(whole: str, fraction: str, typed: str) -> Decimal:
    if not _DIGITS.match(fraction):
        raise _unclear(typed)
    if not fraction.strip("0"):
        return Decimal(whole)
    return Decimal(f"{whole}.{fraction}")


def _unclear(typed: str) -> ValueError:
    return ValueError(
        _("Không đọc được số “%(typed)s”. Hãy nhập như 1234567,89 hoặc 1.234.567,89.") % {"typed": typed}
    )


def cell_number(value: object, *, allow_percent: bool = False) -> ParsedNumber | None:
    """The number in a workbook cell; ``None`` for an empty cell (empty is not zero).

    Numbers stay numbers: ``0.1`` is exactly ``Decimal("0.1")``. A float is read at the 15 significant digits
    that spreadsheets keep and show, so a computed 69.99999999999999 is the 70 that the office saw.
    A cell formatted as percent holds its fraction (12,5% is 0.125): the column must say what it means.
    Text goes through :func:`parse_number`. Raises ``ValueError`` (Vietnamese) for dates, yes/no and errors.
    """
    if value is None:
        return None
    if isinstance(value, str):
        if not value.strip(_BLANKS):
            return None
        return parse_number(value, allow_percent=allow_percent)
    if isinstance(value, bool):
        raise ValueError(_("Ô này là giá trị đúng/sai, không phải là số. Hãy nhập một số."))
    if isinstance(value, float):
        return ParsedNumber(_plain(Decimal(f"{_finite(value):.15g}")))
    if isinstance(value, int | Decimal):
        return ParsedNumber(_plain(_decimal(value)))
    if isinstance(value, date | time | timedelta):
        raise ValueError(
            _("Ô này là ngày hoặc giờ, không phải là số. Hãy đổi định dạng ô thành số và nhập lại.")
        )
    raise ValueError(_("Ô này không phải là số. Hãy nhập một số."))


def format_number(value: Number | None, places: int | None = None) -> str:
    """``1.234.567,89``; ``None`` is the empty string.

    Without ``places`` every digit there is, and no trailing zeros; with ``places`` exactly so many decimals,
    rounded half up. An exact zero is always ``0``: a figure that only rounds to zero shows as ``0,0``.
    """
    if value is None:
        return ""
    number = _plain(_decimal(value))
    if not number:
        return "0"
    if places is not None:
        number = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=_WIDE)
    # A negative figure that rounds to zero keeps no sign.
    text = f"{number if number else number.copy_abs():,f}"
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def format_percent(value: Number | None, places: int | None = 1) -> str:
    """A percent given in percent points: ``12.5`` is ``12,5%``; ``None`` is the empty string."""
    return "" if value is None else f"{format_number(value, places)}%"


def format_share(numerator: Number | None, denominator: Number | None, places: int | None = 1) -> str:
    """The share of ``numerator`` in ``denominator`` as a percent: ``3, 7`` is ``42,9%``.

    Empty where a part is missing or the denominator is zero: such a share is undetermined, not zero.
    """
    value = share_percent(numerator, denominator)
    if value is None:
        return ""
    if places is None:
        # A share may have no end (1/3): ten decimals are every digit that can mean something.
        value = value.quantize(Decimal(1).scaleb(-10), rounding=ROUND_HALF_UP, context=_WIDE)
    return format_percent(value, places)


def share_percent(numerator: Number | None, denominator: Number | None) -> Decimal | None:
    """The share in percent points, unrounded (50 digits); ``None`` where it is undetermined."""
    if numerator is None or denominator is None:
        return None
    over = _decimal(denominator)
    if not over:
        return None
    return Context(prec=50).divide(_decimal(numerator).scaleb(2, _WIDE), over)


def format_money(dong: int | None) -> str:
    """Money is integer đồng: ``1.234.000 đồng``; ``None`` is the empty string."""
    return "" if dong is None else _("%(amount)s đồng") % {"amount": format_number(dong)}


def _decimal(value: Number) -> Decimal:
    if isinstance(value, bool):
        raise TypeError("a truth value is not a number")
    if isinstance(value, float):
        return Decimal(repr(_finite(value)))
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError(_("Giá trị không phải là một số hữu hạn."))
    return number


def _finite(value: float) -> float:
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError(_("Giá trị không phải là một số hữu hạn."))
    return value


def _plain(number: Decimal) -> Decimal:
    """The same number without exponent or trailing zeros: ``1E+2`` is ``100``, ``1.50`` is ``1.5``."""
    if not number:
        return Decimal(0)
    if number == number.to_integral_value():
        return number.quantize(Decimal(1), context=_WIDE)
    return number.normalize(_WIDE)

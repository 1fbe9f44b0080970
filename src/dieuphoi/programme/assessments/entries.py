"""What a person types into a cell, made into facts – or told, in words, what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_DOWN, Context, Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.errors import InputError
from dieuphoi.core.kernel.numbers import cell_number, format_number
from dieuphoi.core.kernel.text import fold
from dieuphoi.programme.criteria.facts import Choice
from dieuphoi.programme.criteria.kinds import Input, kind_of, part_key
from dieuphoi.programme.criteria.sets import Indicator, part_wholes

_WORDS = {
    "passfail": {
        "dat": Choice.PASS, "d": Choice.PASS, "x": Choice.PASS, "1": Choice.PASS,
        "khong dat": Choice.FAIL, "chua dat": Choice.FAIL, "kd": Choice.FAIL, "0": Choice.FAIL,
    },
    "presence": {
        "khong": Choice.ABSENT, "k": Choice.ABSENT, "khong co": Choice.ABSENT,
        "co": Choice.PRESENT, "c": Choice.PRESENT,
    },
}  # fmt: skip
_NOT_APPLICABLE_WORDS = frozenset({"khong ap dung", "kad", "n/a", "na", "-"})
_LARGEST = Decimal(10) ** 17
_WIDE = Context(prec=60)
_FOUR = Decimal("0.0001")

Amount = Decimal | Fraction
"""A figure in the unit of its cell; a share in percent points where the cell is in percent."""


class Entry(NamedTuple):
    """One typed cell, understood. ``is_empty``: the cell was emptied on purpose. ``warning``: soft."""

    part: str = ""
    number: Decimal | None = None
    text: str = ""
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    standard: str = ""
    applicable: bool | None = None
    explanation: str = ""
    warning: str = ""

    @property
    def is_empty(self) -> bool:
        return (
            self.number is None
            and not self.text
            and self.numerator is None
            and self.denominator is None
            and self.applicable is None
        )

    @property
    def cleared(self) -> bool:
        """As a stored value says it: :func:`typed_form` writes both."""
        return self.is_empty


def inputs_of(indicator: Indicator) -> tuple[Input, ...]:
    """The cells that are typed for an indicator, in the order of the form."""
    return kind_of(indicator).inputs(indicator)


def read_entry(indicator: Indicator, slot: Input, typed: object, *, standard: str = "") -> Entry | InputError:
    """Understand one cell. Numbers of a workbook stay numbers; text follows the house's rules for typed numbers.

    A share may be typed as ``45/60``: numerator and denominator are kept. ``không áp dụng`` says that the row
    does not apply (only where the set foresees it).
    """
    if typed is None or (isinstance(typed, str) and not typed.strip()):
        return Entry(part=slot.part)
    if isinstance(typed, str) and not typed[0].isdigit():
        words = fold(typed)
        if words in _NOT_APPLICABLE_WORDS:
            if not indicator.applicable_if:
                return InputError(
                    _("Chỉ tiêu %(code)s áp dụng cho mọi xã; không ghi “không áp dụng”.") % {"code": indicator.code},
                    field=slot.part, value=typed,
                )  # fmt: skip
            return Entry(part=slot.part, applicable=False)
    if slot.what in _WORDS:
        return _read_choice(slot, typed)
    if slot.what == "grade" and fold(str(typed)) in {fold(word): word for word in slot.choices}:
        return Entry(part=slot.part, text={fold(word): word for word in slot.choices}[fold(str(typed))])
    return _read_number(indicator, slot, typed, standard)


def _read_choice(slot: Input, typed: object) -> Entry | InputError:
    words = fold(str(typed)).removesuffix(".0")
    choice = _WORDS[slot.what].get(words)
    if choice is not None:
        return Entry(part=slot.part, text=choice.value)
    if slot.what == "presence":
        number = _number(typed)
        if isinstance(number, tuple) and number[0] >= 0:
            return Entry(part=slot.part, number=number[0], warning=number[1])
        return InputError(_("Hãy ghi “Không” hoặc “Có” (hoặc số lượng)."), field=slot.part, value=str(typed))
    return InputError(_("Hãy ghi “Đạt” hoặc “Không đạt”."), field=slot.part, value=str(typed))


def _read_number(indicator: Indicator, slot: Input, typed: object, standard: str) -> Entry | InputError:
    text = str(typed)
    if isinstance(typed, str) and text.count("/") == 1:
        return _read_share(slot, text, standard)
    number = _number(typed, percent=slot.unit == "%")
    if isinstance(number, str):
        return InputError(number, field=slot.part, value=text)
    value, warning = number
    fault = _out_of_bounds(slot, value)
    if fault:
        return InputError(fault, field=slot.part, value=text)
    return Entry(part=slot.part, number=value, standard=standard, warning=warning)


def _read_share(slot: Input, text: str, standard: str) -> Entry | InputError:
    over, under = (_number(piece.strip()) for piece in text.split("/"))
    if isinstance(over, str) or isinstance(under, str):
        return InputError(_("Hãy ghi tử số/mẫu số, ví dụ 45/60."), field=slot.part, value=text)
    if under[0] <= 0 or over[0] < 0 or (slot.unit == "%" and over[0] > under[0]):
        return InputError(
            _("Tử số phải từ 0 đến mẫu số, mẫu số phải lớn hơn 0."), field=slot.part, value=text
        )
    return Entry(part=slot.part, numerator=over[0], denominator=under[0], standard=standard)


def _number(typed: object, *, percent: bool = False) -> tuple[Decimal, str] | str:
    try:
        parsed = cell_number(typed, allow_percent=percent)
    except ValueError as error:
        return str(error)
    if parsed is None:
        return _("Chưa nhập số. Nếu giá trị là không, hãy nhập 0.")
    return parsed.value, parsed.warning or ""


def _out_of_bounds(slot: Input, value: Decimal) -> str:
    if not value.is_finite() or abs(value) > _LARGEST:
        return _("Số này quá lớn; hãy kiểm tra đơn vị tính.")
    if value.as_tuple().exponent < -6:  # type: ignore[operator]
        return _("Chỉ ghi đến 6 chữ số thập phân.")
    if value < 0:
        return _("Số không được âm.")
    if slot.unit == "%" and value > 100:
        return _("Tỷ lệ phải từ 0 đến 100 %.")
    return ""


def read_entries(
    indicator: Indicator,
    typed: Mapping[str, object],
    *,
    standard: str = "",
    explanation: str = "",
    current: Mapping[str, Amount] | None = None,
) -> tuple[list[Entry], list[InputError]]:
    """Understand the cells of one indicator (``{part: typed}``); parts that are not named stay as they are.

    ``current`` are the amounts known before (:func:`current_amounts`): with them a part is compared with its whole
    even when only one of the two is typed now.
    """
    slots = {slot.part: slot for slot in inputs_of(indicator)}
    entries: list[Entry] = []
    errors: list[InputError] = []
    for part, value in typed.items():
        slot = slots.get(part)
        if slot is None:
            errors.append(InputError(_("Chỉ tiêu này không có phần “%(part)s”.") % {"part": part}, field=part))
            continue
        entry = read_entry(indicator, slot, value, standard=standard)
        if isinstance(entry, InputError):
            errors.append(entry)
        else:
            entries.append(entry._replace(explanation=explanation))
    return with_part_warnings(indicator, entries, current), errors


# ------------------------------------------------------------------------------------------- of which


def current_amounts(indicator: Indicator, values: Mapping[str, Any]) -> dict[str, Fraction]:
    """The amounts of stored values (``{part: value}``, with ``number``, ``numerator``, ``denominator``), exactly.

    A share is in percent points where its row is in percent. Parts without a figure are left out.
    """
    found = {}
    for slot in inputs_of(indicator):
        amount = _amount(values[slot.part], slot) if slot.part in values else None
        if amount is not None:
            found[slot.part] = amount
    return found


def with_part_warnings(
    indicator: Indicator, entries: Sequence[Entry], current: Mapping[str, Amount] | None = None
) -> list[Entry]:
    """The entries of one indicator, with a soft warning where a part exceeds the whole it is counted within.

    Which part is within which is data (:func:`~dieuphoi.programme.criteria.sets.part_wholes`). What is typed goes
    before what is ``current``. The warning stands at the part, or at the whole when only that was typed.
    """
    wholes = part_wholes()
    slots = {part_key(slot.part): slot for slot in inputs_of(indicator)}
    doubted = list(entries)
    if len(slots) < 2:
        return doubted
    for key, slot in slots.items():
        whole = slots.get(wholes.get(key, ""))
        if whole is None or whole.unit != slot.unit:
            continue
        places = {entry.part: at for at, entry in enumerate(doubted)}
        if slot.part not in places and whole.part not in places:
            continue
        # Emptied, or said not to apply: what it was before says nothing any more.
        amounts = {**(current or {}), **{entry.part: _amount(entry, slot) for entry in entries}}
        inner, outer = amounts.get(slot.part), amounts.get(whole.part)
        if inner is None or outer is None or Fraction(inner) <= Fraction(outer):
            continue
        shown = {entry.part: _shown(entry, slot) for entry in entries}
        told = _(
            "“%(part)s” (%(part_figure)s) lớn hơn “%(whole)s” (%(whole_figure)s), dù chỉ là một phần trong đó. "
            "Hãy kiểm tra lại."
        ) % {
            "part": slot.name,
            "part_figure": shown.get(slot.part) or _in_words(Fraction(inner), slot),
            "whole": whole.name,
            "whole_figure": shown.get(whole.part) or _in_words(Fraction(outer), whole),
        }
        at = places.get(slot.part, places.get(whole.part, 0))
        doubted[at] = doubted[at]._replace(warning=f"{doubted[at].warning} {told}".strip())
    return doubted


def _amount(value: Any, slot: Input) -> Fraction | None:
    """The figure of an entry or of a stored value."""
    if value.number is not None:
        return Fraction(value.number)
    if value.numerator is None or not value.denominator:
        return None
    return Fraction(value.numerator) / Fraction(value.denominator) * (100 if slot.unit.startswith("%") else 1)


def _shown(entry: Entry, slot: Input) -> str:
    if entry.numerator is not None and entry.denominator is not None:
        return f"{format_number(entry.numerator)}/{format_number(entry.denominator)}"
    return "" if entry.number is None else f"{format_number(entry.number)} {slot.unit}".strip()


def _in_words(amount: Fraction, slot: Input) -> str:
    """An exact amount for people; cut and marked where it has more than four decimals, never rounded up."""
    exact = _WIDE.divide(Decimal(amount.numerator), Decimal(amount.denominator))
    cut = exact.quantize(_FOUR, rounding=ROUND_DOWN, context=_WIDE)
    dots = "" if Fraction(cut) == amount else "…"
    return f"{format_number(cut.normalize())}{dots} {slot.unit}".strip()


def typed_form(value: Any) -> str:
    """How a stored value (or nothing) looks in its cell, so that reading it again gives the same value."""
    if value is None or value.cleared:
        return ""
    if value.applicable is False:
        return _("không áp dụng")
    if value.numerator is not None:
        return f"{format_number(value.numerator.normalize())}/{format_number(value.denominator.normalize())}"
    if value.number is not None:
        return format_number(value.number.normalize())
    return str(value.text)

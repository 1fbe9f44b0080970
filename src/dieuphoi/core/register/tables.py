"""What a list shows: :class:`Column`, :class:`BulkAct`, :class:`Register` – the whole of a new register.

A register is a table of columns, a selector, a filter set and, where rows may be acted on together, bulk
acts::

    units = Register(
        name="units", title=_("Địa bàn"), selector=selectors.units, filterset=UnitFilter,
        columns=(Column("code", _("Mã"), sort=("code_key",), sticky=True), Column("people", _("Dân số"),
        kind="number",
                 total="sum")),
        default_sort=("code",), row_url=lambda row: reverse("territory:unit", args=[row.pk]),
    )
    path("units/", RegisterListView.as_view(register=units), name="units")

How a value is written for people is said once, here, and used by the page, the XLSX and the CSV.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Literal

import django_filters
from django.db.models import Count, F, QuerySet, Sum
from django.db.models.expressions import BaseExpression, Combinable, OrderBy
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, format_datetime
from dieuphoi.core.kernel.numbers import format_number, format_percent
from dieuphoi.core.kernel.policy import Policy
from dieuphoi.core.ui.icons import icon

Words = str | Promise
Kind = Literal["text", "number", "percent", "date", "datetime", "state", "link", "markup"]
Value = str | Callable[[Any], Any]
RESERVED: Final = frozenset({"sort", "page", "size", "as_of", "density", "columns", "export", "view"})
"""Names in the URL that say how the list is shown; a filter may have any other name."""
NUMERIC: Final = ("number", "percent")


@dataclass(frozen=True, slots=True)
class StateLook:
    """How one state looks: its word, its tone (neutral, accent, good, warn, bad) and its shape."""

    label: Words
    tone: str = "neutral"
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    ``value`` is a path (``person.full_name``; default the column's own name) or a function of the row; it
    gives what the exports write. ``kind`` says how it is written; a percent is in percent points; ``places``
    are the decimals of a number (``None``: as they are). ``sort`` are the expressions to order by, ascending.
    ``total`` (``sum``, ``count``) is shown in the footer, over ``field`` (default: ``value`` as a database
    path). ``states`` are the words and looks of a state; ``href`` makes a link; ``html`` replaces what the
    page shows, never what is exported. ``sticky`` keeps the column in sight, ``wide`` leaves room for
    sentences; ``shown`` columns are seen unless the URL names others.
    """

    name: str
    label: Words
    value: Value | None = None
    kind: Kind = "text"
    sort: tuple[str | BaseExpression | Combinable, ...] | None = None
    total: Literal["sum", "count"] | None = None
    field: str | None = None
    places: int | None = None
    help: Words = ""
    sticky: bool = False
    wide: bool = False
    shown: bool = True
    states: Mapping[str, StateLook | Words] = dataclasses.field(default_factory=dict)
    href: Callable[[Any], str] | None = None
    html: Callable[[Any], Markup] | None = None

    @property
    def is_numeric(self) -> bool:
        return self.kind in NUMERIC

    @property
    def total_field(self) -> str:
        """The database path that the footer adds up."""
        if self.field is not None:
            return self.field
        path = self.value if isinstance(self.value, str) else self.name
        return path.replace(".", "__")

    def getter(self) -> Callable[[Any], Any]:
        """The function from a row (an object or a mapping) to the value."""
        value = self.name if self.value is None else self.value
        return _path_getter(value) if isinstance(value, str) else value

    def text(self, value: Any) -> str:
        """The value as people read it: the one rounding and the one spelling of page and export."""
        if value is None:
            return ""
        if self.kind == "number":
            return format_number(value, self.places)
        if self.kind == "percent":
            return format_percent(value, 1 if self.places is None else self.places)
        if self.kind == "state":
            look = self.states.get(value, value)
            return str(look.label if isinstance(look, StateLook) else look)
        if isinstance(value, Markup):
            return value.striptags()
        return plain_text(value)

    def cell(self) -> Callable[[Any], str]:
        """The function from a row to the markup inside its cell, chosen once for the whole list."""
        get, text, href, html = self.getter(), self.text, self.href, self.html
        if html is not None:
            return lambda row: escape(html(row))
        if self.kind == "markup":
            return lambda row: escape("" if (value := get(row)) is None else value)
        if href is not None:
            return lambda row: f'<a href="{escape(href(row))}">{escape(said)}</a>' if (said := text(get(row))) else ""
        if self.kind == "state":
            return lambda row: self._badge(get(row))
        return lambda row: escape(text(get(row)))

    def _badge(self, value: Any) -> str:
        if value is None:
            return ""
        look = self.states.get(value)
        if not isinstance(look, StateLook):
            look = StateLook(self.text(value))
        mark = icon(look.icon) if look.icon else ""
        return f'<span class="badge badge-{escape(look.tone)}">{mark}{escape(look.label)}</span>'


def _path_getter(path: str) -> Callable[[Any], Any]:
    parts = path.replace("__", ".").split(".")

    def get(row: Any) -> Any:
        value = row
        for part in parts:
            if value is None:
                return None
            value = value[part] if isinstance(value, dict) else getattr(value, part)
        return value() if callable(value) else value

    return get


def plain_text(value: Any) -> str:
    """Any value in words: numbers and dates the Vietnamese way, everything else as it calls itself."""
    if isinstance(value, bool):
        return "✓" if value else ""
    if isinstance(value, int | float | Decimal):
        return format_number(value)
    if isinstance(value, datetime):
        return format_datetime(value)
    if isinstance(value, date):
        return format_date(value)
    return str(value)


@dataclass(frozen=True, slots=True)
class BulkAct:
    """An act on many rows: the very service that the form of one record calls, row by row.

    ``service(actor=…, <argument>=id, now=…[, reason=…])``, each in its own transaction; ``policy(actor,
    None)`` says whether the button is offered at all – the service itself decides about each row.

    ``ways`` are choices ``(code, words)`` of which the person takes one for all rows: the service is then given
    ``way=code`` and ``reason``, which is demanded for the ways in ``told_ways`` and may be empty for the others.
    """

    name: str
    label: Words
    service: Callable[..., Any]
    policy: Policy
    argument: str = "id"
    needs_reason: bool = False
    ways: tuple[tuple[str, Words], ...] = ()
    told_ways: tuple[str, ...] = ()
    danger: bool = False
    at_once: int = 200
    """Up to so many rows are done while the person waits; more become a job."""

    @property
    def told_words(self) -> list[str]:
        """The ways that ask for words, as people read them."""
        return [str(words) for code, words in self.ways if code in self.told_ways]

    def lacks(self, way: str, reason: str) -> str:
        """What is still to be said before it can be done, in words; empty where nothing is."""
        if self.ways and way not in dict(self.ways):
            return _("Hãy chọn một cách.")
        if not reason.strip() and (self.needs_reason or way in self.told_ways):
            return _("Hãy ghi rõ.") if self.ways else _("Hãy ghi lý do.")
        return ""


Selector = Callable[[Actor, date], QuerySet[Any, Any]]


@dataclass(frozen=True, slots=True)
class Register:
    """One register. See the head of this module for an example.

    ``selector(actor, as_of)`` gives the rows within the actor's scope. ``default_sort`` names columns
    (``-due`` for descending). ``dated=False`` for rows that have no day: their URL knows no ``as_of``.
    ``label_of`` names a row for the report of a bulk act and for its checkbox (default: ``str(row)``).
    ``reminder_text(actor, rows, url)`` writes the short text that "chép lời nhắc" copies: whom it concerns among the
    rows shown (a queryset, filtered and sorted), and the link to them.
    """

    name: str
    title: Words
    columns: tuple[Column, ...]
    selector: Selector
    filterset: type[django_filters.FilterSet] | None = None
    row_url: Callable[[Any], str] | None = None
    default_sort: tuple[str, ...] = ()
    page_size: int = 100
    page_sizes: tuple[int, ...] = (25, 50, 100, 200, 500)
    bulk_acts: tuple[BulkAct, ...] = ()
    export_name: str = ""
    new_url: Callable[[], str] | None = None
    new_label: Words = ""
    new_policy: Policy | None = None
    dated: bool = True
    label_of: Callable[[Any], str] = str
    empty: Words = ""
    lead: Words = ""
    breadcrumbs: Callable[[], list[tuple[Words, str]]] = list
    reminder_text: Callable[[Actor, Any, str], str] | None = None

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        if len(set(names)) != len(names) or not names:
            raise ValueError(f"register {self.name}: no columns, or a column named twice")
        for key in self.default_sort:
            column = self.column(key.removeprefix("-"))
            if column is None or column.sort is None:
                raise ValueError(f"register {self.name}: default sort {key} is no sortable column")
        if self.page_size not in self.page_sizes:
            raise ValueError(f"register {self.name}: page size {self.page_size} is not among its sizes")
        if self.filterset is not None and (clash := RESERVED & set(self.filterset.base_filters)):
            raise ValueError(f"register {self.name}: filters named like parts of the view: {sorted(clash)}")
        _registers[self.name] = self

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)

    def bulk_act(self, name: str) -> BulkAct | None:
        return next((bulk for bulk in self.bulk_acts if bulk.name == name), None)

    def order(self, sort: tuple[tuple[Column, bool], ...]) -> list[OrderBy]:
        """The ordering of the query; rows without a value come last either way, the id decides between
        equals.
        """
        ordering = []
        for column, descending in sort:
            for each in column.sort or ():
                expression: Any = each
                if isinstance(expression, str):
                    backwards, expression = expression.startswith("-"), F(expression.removeprefix("-"))
                else:
                    backwards = False
                down = descending != backwards
                ordering.append(
                    OrderBy(expression, descending=down, nulls_last=True)
                    if not isinstance(expression, OrderBy)
                    else _turned(expression, descending)
                )
        return [*ordering, OrderBy(F("pk"))]

    def measure(self, rows: QuerySet[Any, Any], columns: tuple[Column, ...]) -> tuple[int, dict[str, Any]]:
        """The number of rows and the footer's totals (column name → value), in one query over ``rows``."""
        wanted: dict[str, Any] = {"register_count": Count("*")}
        for column in columns:
            if column.total is not None:
                wanted[f"total_{column.name}"] = (Sum if column.total == "sum" else Count)(column.total_field)
        found = rows.order_by().aggregate(**wanted)
        totals = {c.name: found[f"total_{c.name}"] for c in columns if c.total is not None}
        return found["register_count"], totals


_registers: dict[str, Register] = {}


def register_named(name: str) -> Register:
    """The register of this name. Raises ``LookupError``."""
    try:
        return _registers[name]
    except KeyError:
        raise LookupError(f"no register is named {name!r}") from None


def _turned(expression: OrderBy, turn: bool) -> OrderBy:
    expression = expression.copy()  # type: ignore[no-untyped-call]
    if turn:
        expression.reverse_ordering()
    return expression

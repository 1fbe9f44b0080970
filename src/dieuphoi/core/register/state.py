"""The state of one view of a list, as its URL says it: nothing that is shown comes from anywhere else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from dieuphoi.core.history.moments import changed_ids, keeps_history, window
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, parse_date, url_date
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.register.filters import (
    Asker,
    FilterWords,
    filter_errors,
    filters_in_words,
    unread_filters,
)
from dieuphoi.core.register.tables import RESERVED, Column, Register

SINCE = "since"
"""The name in the URL of "what changed since", for every register whose rows keep their history."""
DENSITIES = ("comfortable", "compact")
DEEPEST_SORT = 3


@dataclass(frozen=True, slots=True)
class Fault:
    """One part of the URL that cannot be read, in the shape of ``ui.error_summary``."""

    message: str
    label: str = ""
    field_id: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """A list as one URL describes it. ``rows`` is filtered and sorted, not cut into pages; empty when
    faulty.
    """

    register: Register
    actor: Actor
    params: QueryDict
    as_of: date
    columns: tuple[Column, ...]
    sort: tuple[tuple[Column, bool], ...]
    page: int
    size: int
    density: str
    filterset: django_filters.FilterSet | None
    words: list[FilterWords]
    faults: list[Fault]
    rows: QuerySet[Any, Any]
    tells_changes: bool = False
    """Whether ``?since=`` narrows it to what changed since a day."""

    def sort_link(self, column: Column) -> str:
        """The ``sort`` value after a click on this column: it comes first, what was sorted before decides
        between equals; a second click turns it round."""
        first = self.sort[0] if self.sort else None
        descending = first is not None and first[0] is column and not first[1]
        others = [(c, d) for c, d in self.sort if c is not column]
        return sort_text(((column, descending), *others)[:DEEPEST_SORT])

    def direction(self, column: Column) -> str:
        return next(("desc" if d else "asc" for c, d in self.sort if c is column), "")

    def keep(self) -> dict[str, str]:
        """What the filter form sends along unseen: how the list is shown."""
        kept = {key: ",".join(self.params.getlist(key)) for key in ("sort", "size", "density", "columns", "view")}
        return {key: value for key, value in kept.items() if value}


def sort_text(sort: tuple[tuple[Column, bool], ...]) -> str:
    """``-due,code``"""
    return ",".join(f"{'-' if descending else ''}{column.name}" for column, descending in sort)


def read_view(
    register: Register, actor: Actor, params: QueryDict, request: HttpRequest | None = None
) -> View:
    """Read a URL's parameters against a register. Faults are collected, all of them; with any, no row is
    shown.
    """
    faults: list[Fault] = []
    as_of = _as_of(params, actor.on, faults)
    rows = register.selector(actor, as_of)
    tells = tells_changes(register, rows)
    known = set(RESERVED) | set(register.filterset.base_filters if register.filterset else ())
    if not register.dated:
        known.discard("as_of")
    if tells:
        known.add(SINCE)
    for name in params:
        if name not in known:
            faults.append(
                Fault(_("Tham số “%(name)s” trong địa chỉ không có ở danh sách này.") % {"name": name})
            )
    for name in (RESERVED - {"columns"}) | ({SINCE} if tells else set()):
        if len(params.getlist(name)) > 1:
            faults.append(Fault(_("Tham số “%(name)s” xuất hiện nhiều lần.") % {"name": name}))
    columns = _columns(register, params, faults)
    sort = _sort(register, params, faults)
    size = _whole(params, "size", register.page_size, faults)
    if size not in register.page_sizes:
        sizes = ", ".join(str(each) for each in register.page_sizes)
        faults.append(Fault(_("Số dòng mỗi trang phải là một trong: %(sizes)s.") % {"sizes": sizes}))
        size = register.page_size
    page = _whole(params, "page", 1, faults)
    density = params.get("density") or ""
    if density and density not in DENSITIES:
        faults.append(Fault(_("Kiểu hàng “%(value)s” không có.") % {"value": density}))
        density = ""
    since = _since(params, actor.on, faults) if tells else None
    asker = request if request is not None else Asker(actor, params)
    filterset = register.filterset(params, rows, request=asker) if register.filterset else None
    faults += [Fault(message, label, field_id) for field_id, label, message in filter_errors(filterset)]
    faults += [
        Fault(_("Không đọc được giá trị lọc của “%(name)s”.") % {"name": label})
        for label in unread_filters(filterset, params)
    ]
    words = filters_in_words(filterset)
    if since is not None:
        words.append(FilterWords(SINCE, _("Có thay đổi từ ngày"), format_date(since), (SINCE,)))
    if faults:
        rows = rows.none()
    else:
        rows = filterset.qs if filterset is not None else rows
        if since is not None:
            rows = rows.filter(pk__in=changed_ids(rows.model, *window(since, actor.on)))
        rows = rows.order_by(*register.order(sort))
    return View(
        register, actor, params, as_of, columns, sort, page, size, density, filterset, words, faults, rows, tells
    )


def tells_changes(register: Register, rows: QuerySet[Any, Any]) -> bool:
    """Whether the list can be narrowed to what changed since a day (``?since=``): its rows keep their history, and no
    filter of its own has that name.
    """
    own = register.filterset.base_filters if register.filterset is not None else {}
    return SINCE not in own and keeps_history(rows.model)


def _since(params: QueryDict, on: date, faults: list[Fault]) -> date | None:
    text = (params.get(SINCE) or "").strip()
    if not text:
        return None
    label = _("Có thay đổi từ ngày")
    try:
        day = parse_date(text)
    except ValueError as error:
        faults.append(Fault(str(error), label, f"f-{SINCE}"))
        return None
    if day > on:
        message = _("Ngày %(day)s còn ở phía trước: chưa có gì thay đổi từ ngày ấy.") % {"day": format_date(day)}
        faults.append(Fault(message, label, f"f-{SINCE}"))
        return None
    return day


def _as_of(params: QueryDict, on: date, faults: list[Fault]) -> date:
    try:
        return asked_day(params.get("as_of") or "", on)
    except InputErrors as error:
        faults.append(Fault(error.errors[0].message, _("Tính đến ngày"), "f-as_of"))
        return on


def asked_day(typed: str, on: date) -> date:
    """The day an address asks for (``as_of``), ``on`` when it asks for none. Raises :class:`InputErrors`."""
    text = typed.strip()
    if not text:
        return on
    try:
        return parse_date(text)
    except ValueError as error:
        raise InputErrors([InputError(str(error), field=_("Tính đến ngày"), value=text)]) from None


def _columns(register: Register, params: QueryDict, faults: list[Fault]) -> tuple[Column, ...]:
    names = [name for value in params.getlist("columns") for name in value.split(",") if name]
    if not names:
        return tuple(column for column in register.columns if column.shown)
    unknown = [name for name in names if register.column(name) is None]
    if unknown:
        faults.append(Fault(_("Không có cột: %(names)s.") % {"names": ", ".join(unknown)}))
    return tuple(c for c in register.columns if c.name in names) or register.columns


def _sort(register: Register, params: QueryDict, faults: list[Fault]) -> tuple[tuple[Column, bool], ...]:
    typed = [key for key in (params.get("sort") or "").split(",") if key]
    found: list[tuple[Column, bool]] = []
    for key in typed or register.default_sort:
        column = register.column(key.removeprefix("-"))
        if column is None or column.sort is None:
            faults.append(Fault(_("Không sắp xếp được theo “%(name)s”.") % {"name": key}))
        elif column not in [c for c, _d in found]:
            found.append((column, key.startswith("-")))
    return tuple(found)


def _whole(params: QueryDict, name: str, default: int, faults: list[Fault]) -> int:
    text = params.get(name) or ""
    if not text:
        return default
    if not (text.isascii() and text.isdigit()) or int(text[:10]) < 1:
        faults.append(Fault(_("“%(value)s” không phải là số trang hay số dòng.") % {"value": text}))
        return default
    return int(text[:10])


def shared_query(view: View) -> str:
    """The query string that shows the same view to somebody else on another day: ``as_of`` is spelled out."""
    params = view.params.copy()
    params.pop("export", None)
    params.pop("view", None)
    if view.register.dated:
        params["as_of"] = url_date(view.as_of)
    return params.urlencode()

"""The list of a register by its URL: the page with its table, its exports, the acts on many rows."""

from __future__ import annotations

from typing import Any, cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.kernel.jobs import job_defer
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.policy import Refusal, require
from dieuphoi.core.register.bulk import Selection, bulk_run, chosen_ids, labels_of
from dieuphoi.core.register.exports import FORMATS, LongList, export_response, rows_at_once
from dieuphoi.core.register.reminding import REMINDER, reminder_response
from dieuphoi.core.register.saved_menu import SavedHere
from dieuphoi.core.register.state import Fault, View, read_view, shared_query, sort_text
from dieuphoi.core.register.tables import BulkAct, Column, Register
from dieuphoi.core.register.views.actor import ActorView
from dieuphoi.core.ui.query import with_query


class RegisterListView(ActorView):
    """The list of a :class:`Register`: page and exports by GET, bulk acts by POST. The URL is the whole
    state.
    """

    register: Register = cast(Register, None)
    template_name: str = "register/list.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.saved = SavedHere(self.register, self.actor, request, offered=self.has_fixed_register)
        if target := self.saved.leads_to():
            return HttpResponseRedirect(target)
        view = read_view(self.register, self.actor, request.GET, request)
        if self.register.dated:
            request.read_on = view.as_of  # type: ignore[attr-defined]
        form = request.GET.get("export") or ""
        if form == REMINDER and self.register.reminder_text is not None and not view.faults:
            return reminder_response(view, request)
        if form and form not in FORMATS:
            fault = Fault(_("Không xuất được dạng “%(form)s”; chỉ có xlsx và csv.") % {"form": form})
            view.faults.append(fault)
        if form and not view.faults:
            try:
                most = rows_at_once() if self.has_fixed_register else None
                return export_response(view, form, now=self.now, most=most)
            except LongList as long:
                return self.ask_for_long(view, form, long.count)
        return self.page(view)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if form := request.POST.get("export"):
            return self.export_later(form)
        bulk = self.register.bulk_act(request.POST.get("bulk") or "")
        if bulk is None:
            raise Refused("unknown_act", _("Không có việc này ở danh sách."), status=404)
        require(bulk.policy(self.actor, None))
        view = read_view(self.register, self.actor, request.GET, request)
        if request.POST.get("confirmed") != "1":
            return self.ask(view, bulk)
        selection = _selection(request)
        ids = chosen_ids(view, selection)
        reason = (request.POST.get("reason") or "").strip()
        way = request.POST.get("way") or ""
        if lacking := bulk.lacks(way, reason):
            return self.ask(view, bulk, error=lacking)
        if len(ids) > bulk.at_once:
            record = job_defer(
                actor=self.actor,
                kind="register.bulk",
                label=f"{bulk.label}: {self.register.title}",
                args={
                    "register": self.register.name,
                    "act": bulk.name,
                    "ids": ids,
                    "query": request.GET.urlencode(),
                    "reason": reason,
                    **({"way": way} if bulk.ways else {}),
                    "back": request.get_full_path(),
                },
                now=self.now,
            )
            return HttpResponseRedirect(reverse("jobs:page", args=[record.pk]))
        report = bulk_run(
            actor=self.actor,
            register=self.register,
            bulk=bulk,
            view=view,
            ids=ids,
            reason=reason,
            way=way,
            now=self.now,
        )
        context = {"register": self.register, "bulk": bulk, "report": report, "back": request.get_full_path()}
        context |= {"title": str(bulk.label), "breadcrumbs": self.crumbs(itself=True)}
        return render(request, "register/bulk_report.html", context)

    def ask_for_long(self, view: View, form: str, count: int) -> HttpResponse:
        """A GET writes nothing: a long list asks for the press of a button that queues its export."""
        params = self.request.GET.copy()
        params.pop("export", None)
        context = {
            "title": str(self.register.title),
            "breadcrumbs": self.crumbs(itself=True),
            "form": form,
            "count": count,
            "words": view.words,
            "action": f"{self.request.path}?{params.urlencode()}",
        }
        return render(self.request, "register/long_export.html", context)

    def export_later(self, form: str) -> HttpResponse:
        """Queue the export of the list that the address describes; its page follows it, and the inbox tells of it."""
        view = read_view(self.register, self.actor, self.request.GET, self.request)
        if view.faults or form not in FORMATS or not self.has_fixed_register:
            raise Refused("bad_view", _("Không xuất được danh sách này."), status=422)
        record = job_defer(
            actor=self.actor,
            kind="register.export",
            label=_("Xuất %(title)s") % {"title": self.register.title},
            args={"register": self.register.name, "query": self.request.GET.urlencode(), "form": form},
            now=self.now,
        )
        return HttpResponseRedirect(reverse("jobs:page", args=[record.pk]))

    def ask(self, view: View, bulk: BulkAct, error: str = "") -> HttpResponse:
        """The question before a bulk act: how many rows, and why. Nothing is written yet."""
        selection = _selection(self.request)
        if selection.all_matching and not view.faults:
            # What the person is asked to confirm is today's number, not the one of an old page.
            ids: list[int] = list(view.rows.values_list("pk", flat=True))
            if error:
                ids = chosen_ids(view, selection)
        else:
            ids = chosen_ids(view, selection)
        seen = {} if selection.all_matching else labels_of(view, ids)
        context = {
            "register": self.register,
            "bulk": bulk,
            "count": len(ids),
            "ids": [] if selection.all_matching else ids,
            # As many as are counted: one out of sight stands there as its report will name it.
            "labels": [] if selection.all_matching else [seen.get(each, f"#{each}") for each in ids],
            "all_matching": selection.all_matching,
            "words": view.words,
            "error": error,
            "reason": self.request.POST.get("reason") or "",
            "way": self.request.POST.get("way") or "",
            "action": self.request.get_full_path(),
            "title": str(bulk.label),
            "breadcrumbs": self.crumbs(itself=True),
        }
        return render(self.request, "register/bulk.html", context, status=422 if error else 200)

    @property
    def has_fixed_register(self) -> bool:
        """Whether every request shows the same register (then views of it can be saved)."""
        match = self.request.resolver_match
        return type(self).register is not None or "register" in getattr(match and match.func, "view_initkwargs", {})

    def crumbs(self, *, itself: bool = False) -> list[tuple[str, str]]:
        crumbs = [(str(label), href) for label, href in self.register.breadcrumbs()]
        return [*crumbs, (str(self.register.title), self.request.get_full_path())] if itself else crumbs

    def page(self, view: View) -> HttpResponse:
        register, params = self.register, view.params
        count, totals = register.measure(view.rows, view.columns) if not view.faults else (0, {})
        pages = _CountedPaginator(view.rows, view.size, count)
        page = pages.get_page(view.page)
        notes = []
        if view.page > pages.num_pages and not view.faults:
            notes.append(
                _("Trang %(page)s không còn; danh sách nay có %(last)s trang. Đang xem trang cuối.")
                % {"page": format_number(view.page), "last": format_number(pages.num_pages)}
            )
        bulk_acts = [bulk for bulk in register.bulk_acts if bulk.policy(self.actor, None)]
        context = {
            "title": str(register.title),
            "breadcrumbs": self.crumbs(),
            "register": register,
            "view": view,
            "params": params,
            "page": page,
            "count": count,
            "notes": notes,
            "bulk_acts": bulk_acts,
            "head": [_head(view, column) for column in view.columns],
            "rows_html": rows_html(view, page.object_list, pick=bool(bulk_acts)),
            "footer": _footer(view.columns, totals, count),
            "chips": [{"label": str(words), "href": self.saved.without(words.names)} for words in view.words],
            "clear_href": with_query(view.keep(), view=self.saved.plain),
            "saved": self.saved.menu(view),
            "reminder_href": with_query(params, export=REMINDER, page=None)
            if register.reminder_text is not None and count
            else "",
            "as_of": format_date(view.as_of) if register.dated else "",
            "as_of_typed": params.get("as_of", ""),
            "keep": view.keep(),
            "sort_value": sort_text(view.sort),
            "exports": {form: with_query(params, export=form, page=None) for form in FORMATS},
            "share_href": f"{self.request.path}?{shared_query(view)}",
            "new_href": self._new_href(),
            "new_refusal": self._new_refusal(),
            **self.more_context(view),
        }
        return render(self.request, self.template_name, context, status=400 if view.faults else 200)

    def more_context(self, view: View) -> dict[str, Any]:
        """What a register's own template wants besides (override with ``template_name``)."""
        return {}

    def _new_href(self) -> str:
        return self.register.new_url() if self.register.new_url is not None else ""

    def _new_refusal(self) -> Refusal | None:
        if self.register.new_policy is None:
            return None
        answer = self.register.new_policy(self.actor, None)
        return answer if isinstance(answer, Refusal) else None


class _CountedPaginator(Paginator):
    """A paginator that was told the count: it came with the totals in one query."""

    def __init__(self, rows: Any, size: int, count: int) -> None:
        super().__init__(rows, size)
        self._counted = count

    @property
    def count(self) -> int:  # type: ignore[override]
        return self._counted


def rows_html(view: View, rows: Any, *, pick: bool) -> Markup:
    """The body of the table, joined in one go: a macro call for every cell would cost more than the query."""
    register = view.register
    first, first_class = view.columns[0].cell(), _cell_class(view.columns[0])
    # On a phone a row is a card, where each cell carries the name of its column.
    rest = [
        (each.cell(), f'{_cell_class(each)} data-label="{escape(str(each.label))}"') for each in view.columns[1:]
    ]
    links_itself = view.columns[0].href is not None or view.columns[0].html is not None
    said = escape(_("Chọn"))
    out: list[str] = []
    for row in rows:
        out.append("<tr>")
        if pick:
            key = row["pk"] if isinstance(row, dict) else row.pk
            label = escape(register.label_of(row))
            out.append(
                f'<td class="pick"><input type="checkbox" name="ids" value="{key}"'
                f' aria-label="{said} {label}"></td>'
            )
        if register.row_url is not None and not links_itself:
            head = f'<a href="{escape(register.row_url(row))}">{first(row)}</a>'
        else:
            head = first(row)
        out.append(f'<th scope="row"{first_class}>{head}</th>')
        out.extend(f"<td{cls}>{cell(row)}</td>" for cell, cls in rest)
        out.append("</tr>\n")
    return Markup("".join(out))  # noqa: S704 - every cell escaped its text


def _cell_class(column: Column) -> str:
    names = _classes(column)
    return f' class="{names}"' if names else ""


def _classes(column: Column) -> str:
    says = {"num": column.is_numeric, "sticky": column.sticky, "wide": column.wide}
    return " ".join(name for name, holds in says.items() if holds)


def _head(view: View, column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "label": column.label,
        "cls": _classes(column),
        "help": column.help,
        "sort": with_query(view.params, sort=view.sort_link(column)) if column.sort is not None else "",
        "sorted": view.direction(column),
    }


def _footer(columns: tuple[Column, ...], totals: dict[str, Any], count: int) -> list[str] | None:
    if not totals:
        return None
    cells = []
    for number, column in enumerate(columns):
        if column.name in totals:
            value = totals[column.name]
            cells.append(format_number(value) if column.total == "count" else column.text(value))
        else:
            cells.append(_("Tổng (%(n)s dòng)") % {"n": format_number(count)} if number == 0 else "")
    return cells


def _selection(request: HttpRequest) -> Selection:
    ids = request.POST.getlist("ids")
    expected = request.POST.get("expected") or "0"
    if not all(each.isascii() and each.isdigit() for each in [*ids, expected]):
        raise Refused("bad_selection", _("Danh sách dòng được chọn không đọc được."), status=422)
    return Selection(
        ids=tuple(int(each[:18]) for each in ids),
        all_matching=request.POST.get("all_matching") == "1",
        expected=int(expected[:18]),
    )

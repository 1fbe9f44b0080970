"""Tasks as cards by state and by the days of a month or week: the list in other shapes, with the list's own filter."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.dates import format_date, parse_date, url_date
from dieuphoi.core.kernel.period import Period
from dieuphoi.core.register.record import act_links
from dieuphoi.core.register.state import Fault, View, read_view
from dieuphoi.core.register.views import ActorView
from dieuphoi.core.ui.query import with_query
from dieuphoi.steering.tasks import policies, selectors, tables
from dieuphoi.steering.tasks.selectors import boards
from dieuphoi.steering.tasks.states import TASK_LIFE
from dieuphoi.steering.tasks.views.base import PLACE, at
from dieuphoi.steering.tasks.views.reading import MAIN, OF_A_LIST, move_href, shapes

DONE_DAYS: Final = 30
"""How long a task that was done stays on the board unless ``done_days`` of the address says otherwise."""
MOST_DAYS: Final = 366


class _Shape(ActorView):
    """The list in another shape. ``own`` are the parameters of this shape; all others are the list's filter."""

    own: tuple[str, ...] = ()
    name = ""

    def read(self, request: HttpRequest) -> View:
        """The list that the address describes, without what only a table has."""
        params = request.GET.copy()
        for name in (*self.own, *OF_A_LIST):
            params.pop(name, None)
        self.filters: QueryDict = params
        view = read_view(tables.TASKS, self.actor, params, request)
        request.read_on = view.as_of  # type: ignore[attr-defined]
        return view

    def kept(self) -> dict[str, str]:
        """The parameters of this shape that the address names."""
        return {name: value for name in self.own if (value := self.request.GET.get(name))}

    def list_url(self, **more: Any) -> str:
        """The list of the same rows, narrowed further."""
        return at("list") + with_query(self.filters, sort="due", **more)

    def common(self, view: View) -> dict[str, Any]:
        kept = self.kept()
        return {
            "breadcrumbs": [(PLACE, at("list"))],
            "view": view,
            "params": self.filters,
            "own": kept,
            "shapes": shapes(self.request.GET, self.name),
            "chips": [
                {"label": str(words), "href": with_query(self.request.GET, **dict.fromkeys(words.names))}
                for words in view.words
            ],
            "clear_href": with_query(kept, as_of=self.request.GET.get("as_of")) if view.words else "",
            "as_of": format_date(view.as_of),
            "as_of_typed": self.request.GET.get("as_of", ""),
            "looks": tables.TIMELINESS_LOOKS,
            "names": tables.STATE_LOOKS,
            "may_give": policies.may_give_some(self.actor),
        }  # fmt: skip


class TaskKanban(_Shape):
    """Cards by state; a card moves by the acts that its state and the person's rights allow."""

    own = ("column", "done_days")
    name = "kanban"

    def get(self, request: HttpRequest) -> HttpResponse:
        view = self.read(request)
        since = view.as_of - timedelta(days=self._done_days(view))
        if asked := self._asked("done_from"):
            since = max(since, asked)
        found = boards.board(view.rows, day=view.as_of, since=since, states=self._states(view))
        current = self._current(found.columns)
        columns = [self._column(column, column.state == current) for column in found.columns]
        context = {
            **self.common(view),
            "title": _("Bảng thẻ nhiệm vụ"),
            "board": found,
            "columns": columns,
            "tabs": [
                {
                    "label": each["label"], "count": each["column"].count, "current": each["current"],
                    "href": with_query(request.GET, column=each["column"].state),
                }
                for each in columns
            ],
            "acts": self._acts(found, view),
            "done_days": request.GET.get("done_days", ""),
            "before_href": self.list_url(standing="DONE", done_to=url_date(since - timedelta(days=1))),
            "withdrawn_href": self.list_url(standing="WITHDRAWN"),
            "export_href": self.list_url(export="xlsx"),
        }  # fmt: skip
        return render(request, "tasks/kanban.html", context, status=400 if view.faults else 200)

    def _done_days(self, view: View) -> int:
        typed = self.request.GET.get("done_days", "").strip()
        if not typed:
            return DONE_DAYS
        if typed.isascii() and typed.isdigit() and len(typed) < 4 and int(typed) <= MOST_DAYS:
            return int(typed)
        message = _("Số ngày của việc hoàn thành phải từ 0 đến %(most)s.") % {"most": MOST_DAYS}
        view.faults.append(Fault(message, _("Việc hoàn thành trong"), "f-done_days"))
        return DONE_DAYS

    def _asked(self, name: str) -> date | None:
        """A date of the filter; a faulty one is told by the filter itself."""
        try:
            return parse_date(self.request.GET.get(name, ""))
        except ValueError:
            return None

    def _states(self, view: View) -> list[str]:
        """The columns that the filter leaves: those of the states asked for, without the done ones where only open
        tasks are.
        """
        chosen = self.request.GET.getlist("standing")
        if not chosen and self.request.GET.get("open") == "true":
            return [state for state in boards.COLUMNS if state not in selectors.ENDED_STATES]
        return chosen

    def _current(self, columns: Any) -> str:
        """The column that a phone shows: the one asked for, else the first with a card."""
        states = [column.state for column in columns]
        asked = self.request.GET.get("column", "")
        if asked in states:
            return asked
        return next((column.state for column in columns if column.count), states[0] if states else "")

    def _column(self, column: Any, current: bool) -> dict[str, Any]:
        more = {} if column.since is None else {"done_from": url_date(column.since)}
        look = tables.STATE_LOOKS[column.state]
        return {
            "column": column,
            "label": look.label,
            "icon": look.icon,
            "current": current,
            "href": self.list_url(standing=column.state, **more),
        }

    def _acts(self, found: Any, view: View) -> dict[int, tuple[list[Any], list[Any]]]:
        """The acts that this person may do on each card now: the first one, and the others. A past day is reading."""
        if view.as_of != self.actor.on:
            return {}
        back = self.request.get_full_path()
        acts: dict[int, tuple[list[Any], list[Any]]] = {}
        for column in found.columns:
            for row in column.rows:
                links = act_links(
                    TASK_LIFE, self.actor, row,
                    lambda move, pk=row.pk: move_href(move, pk) + with_query({"next": back}),  # type: ignore[misc]
                    main=MAIN.get(row.state, ""),
                )  # fmt: skip
                offered = [link for link in links if link.refusal is None]
                first = [link for link in offered if link.kind == "primary"]
                acts[row.pk] = (first, [link for link in offered if link not in first])
        return acts


class TaskCalendar(_Shape):
    """What is due on the days of a month or week, with the days that are not worked."""

    own = ("show", "day")
    name = "calendar"

    def get(self, request: HttpRequest) -> HttpResponse:
        view = self.read(request)
        show = request.GET.get("show") or boards.MONTH
        if show not in (boards.MONTH, boards.WEEK):
            view.faults.append(Fault(_("Lịch chỉ xem theo tháng hoặc tuần.")))
            show = boards.MONTH
        anchor = self._anchor(view)
        rows = view.rows.none() if view.faults else view.rows
        found = boards.calendar(rows, view.as_of, show=show, anchor=anchor, today=self.actor.on)
        context = {
            **self.common(view),
            "title": _("Lịch nhiệm vụ"),
            "calendar": found,
            "heading": self._heading(show, anchor, found),
            "hrefs": {
                "before": with_query(request.GET, day=url_date(found.before)),
                "after": with_query(request.GET, day=url_date(found.after)),
                "today": with_query(request.GET, day=None),
                "month": with_query(request.GET, show=None),
                "week": with_query(request.GET, show=boards.WEEK),
            },
            "day_href": lambda on: self.list_url(due_from=url_date(on), due_to=url_date(on)),
            "week_days": [
                (_("Thứ Hai"), _("T2")), (_("Thứ Ba"), _("T3")), (_("Thứ Tư"), _("T4")), (_("Thứ Năm"), _("T5")),
                (_("Thứ Sáu"), _("T6")), (_("Thứ Bảy"), _("T7")), (_("Chủ Nhật"), _("CN")),
            ],
            "late_href": self.list_url(timeliness="OVERDUE", due_to=url_date(found.first - timedelta(days=1))),
            "export_href": self.list_url(
                due_from=url_date(found.first), due_to=url_date(found.last), export="xlsx"
            ),
        }  # fmt: skip
        return render(request, "tasks/calendar.html", context, status=400 if view.faults else 200)

    def _anchor(self, view: View) -> date:
        typed = self.request.GET.get("day", "").strip()
        if not typed:
            return view.as_of
        try:
            day = parse_date(typed)
        except ValueError as error:
            view.faults.append(Fault(str(error), _("Ngày của lịch")))
            return view.as_of
        if not 1900 <= day.year <= 2200:
            view.faults.append(Fault(_("Lịch có từ năm 1900 đến năm 2200."), _("Ngày của lịch")))
            return view.as_of
        return day

    def _heading(self, show: str, anchor: date, found: Any) -> str:
        if show == boards.MONTH:
            return Period.of_day("month", anchor).label
        return _("Tuần từ %(first)s đến %(last)s") % {
            "first": format_date(found.first), "last": format_date(found.last),
        }  # fmt: skip

"""How fast documents reach people, how many there are, the registers in the prescribed form."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.dates import format_date, format_datetime, url_date
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.period import Period, parse_period
from dieuphoi.core.letters.answers import XLSX_MIME, attached, letter_response
from dieuphoi.core.letters.rendering import render as render_letter
from dieuphoi.core.letters.tables import PaperHead, workbook
from dieuphoi.core.register.views import ActorView
from dieuphoi.steering.directives import letters, papers, selectors
from dieuphoi.steering.directives.views.documents import PLACE, to

MOST_LINES: Final = 3_000
"""So many lines a printed register holds; a longer one is printed in parts."""
SHOWN: Final = 200
BY_LABELS: Final = (
    (selectors.MONTH, gettext_lazy("Theo tháng")),
    (selectors.ISSUER, gettext_lazy("Theo cơ quan ban hành")),
    (selectors.ADDRESSEE, gettext_lazy("Theo nơi nhận")),
)


def _by_measure(paces: list[selectors.Pace]) -> dict[str, Any]:
    """The rules as a table of a line a stretch and a column an urgency, and what they rest on, each source once."""
    lines: dict[str, list[int]] = {}
    for pace in paces:
        lines.setdefault(pace.measure_label, []).append(pace.days)
    return {
        "urgencies": list(dict.fromkeys(pace.urgency_label for pace in paces)),
        "lines": lines,
        "sources": list(dict.fromkeys(pace.source for pace in paces)),
    }


class _Dated(ActorView):
    """A page of a period: ``?period=2026-Q1``, else the year of the day. A period that cannot be read is told."""

    faults: list[dict[str, str]]

    def period(self, day: date) -> Period:
        self.faults = []
        typed = (self.request.GET.get("period") or "").strip()
        if not typed:
            return Period.of_year(day.year)
        try:
            return parse_period(typed)
        except ValueError as error:
            self.faults.append({"message": str(error), "label": _("Kỳ"), "field_id": "f-period"})
            return Period.of_year(day.year)

    def head(self, title: str, period: Period, *lines: str) -> PaperHead:
        made = _("Lập lúc %(at)s, người lập: %(who)s") % {"at": format_datetime(self.now), "who": self.actor.name}
        return PaperHead(title, (period.label, *lines, made))

    def crumbs(self) -> list[tuple[Any, str]]:
        return [(PLACE, to("list"))]


class AccessPage(_Dated):
    """Tiếp cận văn bản: medians by month, issuer and addressee; what is late now, each number opens its rows."""

    def get(self, request: HttpRequest) -> HttpResponse:
        day = self.as_of
        period = self.period(day)
        by = request.GET.get("by") or selectors.MONTH
        if by not in selectors.GROUPS:
            self.faults.append({"message": _("Không có cách nhóm này."), "label": "", "field_id": ""})
            by = selectors.MONTH
        total = selectors.access_total(self.actor, period.start, period.end, day)
        shown = {
            each: papers.access_table(
                selectors.access_rows(self.actor, period.start, period.end, day, by=each), each, total,
                lambda key, each=each: self._rows(each, key, period),  # type: ignore[misc]
            )
            for each in ([by] if request.GET.get("export") != "xlsx" else selectors.GROUPS)
        }  # fmt: skip
        if request.GET.get("export") == "xlsx" and not self.faults:
            data = workbook(self.head(_("Tiếp cận văn bản"), period), list(shown.values()))
            return attached(data, f"tiep-can-van-ban-{period}.xlsx", XLSX_MIME)
        context = {
            "title": _("Tiếp cận văn bản"),
            "breadcrumbs": self.crumbs(),
            "faults": self.faults,
            "params": request.GET,
            "period": period,
            "day": day,
            "by": by,
            "tabs": [
                {"label": label, "href": self._here(by=key), "current": key == by} for key, label in BY_LABELS
            ],
            "total": total,
            "days": papers.days,
            "table": shown[by],
            "slow": selectors.slow_access_count(self.actor, day),
            "slow_query": selectors.SLOW_QUERY,
            "paces": _by_measure(selectors.paces_on(day)),
            "oversees": selectors.oversees(self.actor),
            "export_href": self._here(export="xlsx"),
        }
        return render(request, "directives/access.html", context)

    def _here(self, **changed: str) -> str:
        query = {name: self.request.GET[name] for name in ("period", "by", "as_of") if self.request.GET.get(name)}
        return to("access") + "?" + "&".join(f"{name}={value}" for name, value in {**query, **changed}.items())

    def _rows(self, by: str, key: str, period: Period) -> str:
        """The list of the documents behind a row."""
        if by == selectors.MONTH and len(key) == 7:
            month = parse_period(key)
            return to("list", issued_from=url_date(month.start), issued_until=url_date(month.last_day))
        span = {"issued_from": url_date(period.start), "issued_until": url_date(period.last_day)}
        return to("list", issuer_text=key[:120], **span) if by == selectors.ISSUER and key else ""


class CountsPage(_Dated):
    """How many documents of which kind came and went, by month, and how many in time (S1-09)."""

    def get(self, request: HttpRequest) -> HttpResponse:
        day = self.as_of
        period = self.period(day)
        keepers = selectors.keepers(self.actor)
        keeper = _keeper(request, keepers)
        tables = [
            papers.counts_table(
                selectors.count_rows(self.actor, period.start, period.end, day, by=by, keeper=keeper), by,
                self._link(by, period, keeper, day),
            )
            for by in (selectors.KIND, selectors.PERIOD)
        ]  # fmt: skip
        if request.GET.get("export") == "xlsx" and not self.faults:
            named = dict(keepers).get(keeper or 0, _("mọi sổ"))
            data = workbook(self.head(_("Thống kê văn bản"), period, named), tables)
            return attached(data, f"thong-ke-van-ban-{period}.xlsx", XLSX_MIME)
        query = {"period": str(period), **({"keeper": str(keeper)} if keeper else {})}
        context = {
            "title": _("Thống kê văn bản"),
            "breadcrumbs": self.crumbs(),
            "faults": self.faults,
            "params": request.GET,
            "period": period,
            "keepers": keepers,
            "keeper": keeper,
            "tables": tables,
            "export_href": to("counts", **query, export="xlsx"),
        }
        return render(request, "directives/counts.html", context)

    def _link(self, by: str, period: Period, keeper: int | None, day: date) -> Any:
        kinds = {row.name: str(row.pk) for row in selectors.kinds_on(self.actor, day)}

        def link(key: str, direction: str) -> str:
            span = parse_period(key) if by == selectors.PERIOD else period
            query: dict[str, Any] = {
                "direction": direction, "issued_from": url_date(span.start), "issued_until": url_date(span.last_day),
            }  # fmt: skip
            if keeper is not None:
                query["keeper"] = f"#{keeper}"
            if by == selectors.KIND:
                if key not in kinds:
                    return ""
                query["kind"] = kinds[key]
            return to("list", **query)

        return link


class BookPage(_Dated):
    """The register of a body in the prescribed form: on the page, as Word by the template in force, as a workbook."""

    def get(self, request: HttpRequest, direction: str) -> HttpResponse:
        way = {"in": "IN", "out": "OUT"}[direction]
        day = self.as_of
        period = self.period(day)
        keepers = selectors.keepers(self.actor)
        keeper = _keeper(request, keepers) or _own(self.actor, keepers)
        rows: list[Any] = []
        count = 0
        if keeper is not None:
            query = selectors.book_rows(self.actor, way, period.start, period.end, keeper)
            count = query.count()
            wants = request.GET.get("export") or ""
            if wants and count > MOST_LINES:
                raise Refused(
                    "too_long",
                    _("Sổ có %(n)s dòng, mỗi lần in nhiều nhất %(most)s dòng. Hãy in theo quý hoặc theo tháng.")
                    % {"n": format_number(count), "most": format_number(MOST_LINES)},
                )
            rows = list(query[: MOST_LINES if wants else SHOWN])
        ids = [row.pk for row in rows]
        lines = (
            papers.in_lines(rows, selectors.given_of(ids)) if way == "IN"
            else papers.out_lines(rows, selectors.reached_of(ids))
        )  # fmt: skip
        table = papers.book_table(way, lines)
        name = dict(keepers).get(keeper or 0, "")
        if not self.faults and keeper is not None:
            if request.GET.get("export") == "xlsx":
                data = workbook(self.head(table.title, period, name), [table])
                return attached(data, f"{letters.KEYS[way]}-{period}.xlsx", XLSX_MIME)
            if request.GET.get("export") == "docx":
                return self._word(way, lines, name, period, day, rows)
        span = {"period": str(period), **({"keeper": str(keeper)} if keeper else {})}
        context = {
            "title": table.title,
            "breadcrumbs": self.crumbs(),
            "faults": self.faults,
            "params": request.GET,
            "period": period,
            "keepers": keepers,
            "keeper": keeper,
            "table": table,
            "count": count,
            "shown": len(rows),
            "tabs": [
                {"label": _("Văn bản đến"), "href": _book("in", span), "current": way == "IN"},
                {"label": _("Văn bản đi"), "href": _book("out", span), "current": way == "OUT"},
            ],
            "word_href": _book(direction, {**span, "export": "docx"}),
            "export_href": _book(direction, {**span, "export": "xlsx"}),
        }
        return render(request, "directives/book.html", context)

    def _word(
        self, way: str, lines: list[list[str]], name: str, period: Period, day: date, rows: list[Any]
    ) -> HttpResponse:
        place = next((row.province_id for row in rows if row.province_id is not None), None)
        context = letters.book_context(
            way, lines, keeper=name, year=str(period.start.year), first=format_date(period.start),
            last=format_date(period.end - timedelta(days=1)), made_at=format_datetime(self.now),
            made_by=self.actor.name, count=format_number(len(lines)),
        )  # fmt: skip
        document = render_letter(letters.KEYS[way], context, on=day, place_id=place)
        return letter_response(document, f"{letters.KEYS[way]}-{period}")


def _book(direction: str, query: dict[str, str]) -> str:
    return reverse("directives:book", args=[direction], query=query)


def _keeper(request: HttpRequest, keepers: list[tuple[int, str]]) -> int | None:
    typed = request.GET.get("keeper") or ""
    known = {pk for pk, _name in keepers}
    return int(typed) if typed.isdigit() and len(typed) < 18 and int(typed) in known else None


def _own(actor: Any, keepers: list[tuple[int, str]]) -> int | None:
    """One's own register, where there is one; else the first that one sees."""
    mine = actor.orgs()
    return next((pk for pk, _name in keepers if pk in mine), keepers[0][0] if keepers else None)

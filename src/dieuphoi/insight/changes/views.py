"""What changed since: the state of two moments beside each other."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dieuphoi.core.chain.registry import Kind
from dieuphoi.core.exchange.writer import write_csv, write_sheet
from dieuphoi.core.history.moments import window as moments_of
from dieuphoi.core.kernel.dates import format_date, parse_date, url_date
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.register.exports import XLSX_MIME
from dieuphoi.core.register.views import ActorView
from dieuphoi.insight.changes.selectors import counts, told, told_kinds
from dieuphoi.insight.changes.sheets import CHANGES, change_rows

USUAL_DAYS: Final = 7
"""The page opens with the last week; any other two days are in its address."""
PAGE: Final = 50
MOST_IN_A_FILE: Final = 20_000


class ChangesView(ActorView):
    """``?since=&until=`` are days: from the beginning of the first to the end of the second."""

    def get(self, request: HttpRequest) -> HttpResponse:
        since, until = self.days()
        window = moments_of(since, until)
        kind = self.kind()
        form = request.GET.get("export", "")
        if form:
            return self.export(form, kind, since, until, window)
        found = counts(self.actor, *window)
        chosen = kind or (found[0][0] if found else None)
        total = next((count for each, count in found if each is chosen), 0)
        pages = Paginator(range(total), PAGE)
        page = pages.get_page(request.GET.get("page"))
        rows = (
            []
            if chosen is None
            else told(self.actor, chosen, *window, offset=max(page.start_index() - 1, 0), limit=PAGE)
        )
        context = {
            "title": _("Những gì đã thay đổi"),
            "since": url_date(since),
            "until": url_date(until),
            "since_on": since,
            "until_on": until,
            "counts": found,
            "chosen": chosen,
            "rows": rows,
            "page": page,
        }
        return render(request, "changes/changes.html", context)

    def days(self) -> tuple[date, date]:
        """The two days of the address. Raises :class:`InputErrors` with both faults."""
        faults: list[InputError] = []
        until = _day(self.request, "until", _("Đến ngày"), self.actor.on, faults)
        since = _day(self.request, "since", _("Từ ngày"), until - timedelta(days=USUAL_DAYS), faults)
        if not faults and since > until:
            message = _("“Từ ngày” (%(since)s) phải trước “Đến ngày” (%(until)s).") % {
                "since": format_date(since),
                "until": format_date(until),
            }
            faults.append(InputError(message, field=_("Từ ngày")))
        if faults:
            raise InputErrors(faults)
        return since, until

    def kind(self) -> Kind | None:
        """The kind of the address; ``None`` without one. Raises :class:`InputErrors`."""
        typed = self.request.GET.get("kind", "")
        if not typed:
            return None
        found = next((kind for kind in told_kinds() if kind.key == typed), None)
        if found is None:
            message = _("Không có loại “%(kind)s” để so sánh.") % {"kind": typed}
            raise InputErrors([InputError(message, field=_("Loại"), value=typed)])
        return found

    def export(
        self, form: str, kind: Kind | None, since: date, until: date, window: tuple[datetime, datetime]
    ) -> HttpResponse:
        """The whole of what the page shows (of one kind, or of all) as a file."""
        if form not in ("xlsx", "csv"):
            message = _("Không xuất được dạng “%(form)s”; chỉ có xlsx và csv.") % {"form": form}
            raise InputErrors([InputError(message, value=form)])
        wanted = [kind] if kind is not None else told_kinds()
        whole = sum(count for each, count in counts(self.actor, *window) if each in wanted)
        if whole > MOST_IN_A_FILE:
            # A file that holds a part and does not say so would be taken for the whole.
            message = _(
                "Có %(count)s mục thay đổi, quá nhiều cho một tệp. Hãy chọn một loại hoặc hai ngày gần nhau hơn."
            )
            raise Refused("too_many", message % {"count": format_number(whole)})
        rows = [row for each in wanted for row in change_rows(told(self.actor, each, *window, limit=MOST_IN_A_FILE))]
        said = _("Từ %(since)s đến hết %(until)s") % {"since": format_date(since), "until": format_date(until)}
        if kind is not None:
            said += f"; {kind.label}"
        if form == "xlsx":
            data, mime = write_sheet(CHANGES, rows, now=self.now, filters_in_words=said), XLSX_MIME
        else:
            data, mime = write_csv(CHANGES, rows), "text/csv; charset=utf-8"
        name = f"thay-doi-{url_date(since)}-{url_date(until)}.{form}"
        return HttpResponse(
            data,
            content_type=mime,
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": "private, no-store",
            },
        )


def _day(request: HttpRequest, name: str, label: str, default: date, faults: list[InputError]) -> date:
    typed = request.GET.get(name, "").strip()
    if not typed:
        return default
    try:
        return parse_date(typed)
    except ValueError as error:
        faults.append(InputError(str(error), field=label, value=typed))
        return default

"""The summaries of a round: whole, by commune, what moved, the forms, a department's own criteria. All of them only
read."""

from __future__ import annotations

from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.letters.answers import XLSX_MIME, ask_for_pdf, attached, letter_response, pdf_later
from dieuphoi.core.letters.rendering import may_make_pdf
from dieuphoi.core.letters.tables import PaperTable, workbook
from dieuphoi.core.register.views import ActorView
from dieuphoi.core.ui.query import with_query
from dieuphoi.insight.reports import letters, selectors, tables
from dieuphoi.insight.reports.filters import NARROW, Asked, read
from dieuphoi.insight.reports.making import (
    Rounds,
    file_name,
    letter_of,
    moves_tables,
    rounds_of,
    summary_tables,
    title_of,
)
from dieuphoi.insight.reports.selectors import Reading
from dieuphoi.insight.reports.selectors.rows import classes_of, round_before
from dieuphoi.insight.reports.selectors.sector import own_sector
from dieuphoi.insight.reports.words import MARKS, MOVES, class_words
from dieuphoi.programme.assessments.round_words import edition_words, final_words, is_final, set_words

COMMUNES_A_PAGE: Final = 200
LETTER_FORMS: Final = ("xlsx", "docx", "pdf")
_KEPT: Final = ("round", "province", "period", "from", "until", "as_of", "against")


class ReportView(ActorView):
    """A page of one round: the address names it, or a period that chooses it."""

    template_name = ""
    more: tuple[str, ...] = ()
    exports: tuple[str, ...] = ("xlsx",)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        asked = read(request.GET, *self.more, forms=self.exports)
        day = self.as_of if not asked.faults else self.actor.on
        if asked.faults:
            return self.page(asked, None, "", status=400, **kwargs)
        chosen = selectors.choose(
            self.actor, round_id=asked.round_id, province=asked.province, period=asked.period, day=day
        )
        if chosen.round is None:
            return self.page(asked, None, chosen.why, **kwargs)
        against = round_before(self.actor, chosen.round, asked.against)
        try:
            found = selectors.reading(self.actor, chosen.round, against=against, day=asked.day)
        except Refused as refused:
            if refused.code != "too_many" or asked.export:
                raise
            return self.page(asked, None, refused.reason, **kwargs)
        return self.answer(asked, found, chosen.why, **kwargs)

    def answer(self, asked: Asked, found: Reading, why: str, **kwargs: Any) -> HttpResponse:
        raise NotImplementedError

    def page(
        self, asked: Asked, found: Reading | None, why: str, *, status: int = 200, more: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> HttpResponse:  # fmt: skip
        """The template with what every page of a round shows: which round, why it, and the ways to another."""
        provinces = selectors.provinces_with_rounds(self.actor)
        province = found.round.province_id if found is not None else asked.province
        rounds = selectors.rounds_to_choose(self.actor, province)
        base = {name: self.request.GET.get(name) for name in _KEPT if self.request.GET.get(name)}
        query = with_query(base)
        context: dict[str, Any] = {
            "asked": asked,
            "faults": asked.faults,
            "why": why,
            "read": found,
            "round": found.round if found is not None else None,
            "provinces": provinces,
            "rounds": rounds,
            "periods": selectors.period_choices(rounds),
            "params": self.request.GET,
            "tabs": self.tabs(query),
            "pdf": may_make_pdf(),
            "base": base,
        }
        if found is not None:
            context |= {
                "set_words": set_words(found.round),
                "final_words": final_words(found.round, found.at),
                "is_final": is_final(found.round, found.at),
                "scope_words": tables.scope_words(len(found.rows), found.of),
                "others": [each for each in rounds if each.pk != found.round.pk],
            }
        return render(self.request, self.template_name, {**context, **(more or {})}, status=status)

    def tabs(self, query: str) -> list[dict[str, Any]]:
        routes = [
            (_("Tổng hợp"), reverse("reports:summary")), (_("Theo xã"), reverse("reports:communes")),
            (_("Thay đổi"), reverse("reports:moves")), (_("Theo sở, ngành"), reverse("reports:sector")),
            *((each.number, reverse("reports:form", args=[each.key])) for each in selectors.forms()),
        ]  # fmt: skip
        return [
            {"label": label, "href": url + ("" if query == "?" else query), "current": self.request.path == url}
            for label, url in routes
        ]

    def book(
        self, title: str, found: Reading, *sheets: PaperTable, n: int | None = None, more: Any = ()
    ) -> HttpResponse:
        head = tables.paper_head(
            found, title, n=len(found.rows) if n is None else n, of=found.of, who=self.actor.name, now=self.now,
            more=more,
        )  # fmt: skip
        return attached(workbook(head, sheets), f"{file_name(title, found.round, self.now)}.xlsx", XLSX_MIME)


class LetterView(ReportView):
    """A page that is a letter as well: Word by GET, PDF by a job that a POST queues."""

    exports = LETTER_FORMS

    def key(self, **kwargs: Any) -> str:
        """The kind of its letter. Raises ``NotVisible`` for a form that there is not."""
        raise NotImplementedError

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        key = self.key(**kwargs)
        asked = read(request.GET, *self.more, forms=self.exports)
        if asked.export == "pdf" and not asked.faults:
            round_, _against = self.rounds(asked)
            return ask_for_pdf(request, name=f"{title_of(key)} {round_.title}", param="export")
        return super().get(request, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Queue the PDF of the letter that the address describes."""
        key = self.key(**kwargs)
        asked = read(request.GET, *self.more, forms=self.exports)
        if asked.faults:
            return self.page(asked, None, "", status=400, **kwargs)
        round_, against = self.rounds(asked)
        args = {
            "key": key, "round_id": round_.pk, "against": None if against is None else against.pk,
            "as_of": None if asked.day is None else asked.day.isoformat(),
        }  # fmt: skip
        return pdf_later(
            request, actor=self.actor, kind="reports.letter", name=f"{title_of(key)} {round_.title}", args=args,
            param="export", now=self.now,
        )  # fmt: skip

    def rounds(self, asked: Asked) -> Rounds:
        return rounds_of(
            self.actor, round_id=asked.round_id, province=asked.province, period=asked.period, against=asked.against,
            day=self.as_of,
        )  # fmt: skip


class SummaryView(LetterView):
    """The summary of a round: by number met, by criterion, by class; as XLSX and as a letter, too (S2-24, S2-46,
    S3-57)."""

    template_name = "reports/summary.html"

    def key(self, **kwargs: Any) -> str:
        return letters.SUMMARY

    def answer(self, asked: Asked, found: Reading, why: str, **kwargs: Any) -> HttpResponse:
        if asked.export == "docx":
            return letter_response(*letter_of(self.actor, letters.SUMMARY, found, now=self.now))
        made = summary_tables(self.actor, found)
        if asked.export:
            moves, _reason = moves_tables(self.actor, found)
            communes = tables.communes_table(found, found.rows, words=True)
            return self.book(
                title_of(letters.SUMMARY), found, communes, made["criteria"], made["bands"], made["classes"],
                moves["moves"], moves["strangers"],
            )  # fmt: skip
        figures = {
            "communes": len(found.rows),
            "qualifies": sum(1 for row in found.rows if row.wall.qualifies),
            "recognised": sum(1 for row in found.rows if row.levels),
        }
        return self.page(asked, found, why, more={"made": made, "figures": figures})


class CommunesView(ReportView):
    """The communes of a round by any filter of the address: the rows behind every count of the other pages."""

    template_name = "reports/communes.html"
    more = (*NARROW, "page")

    def answer(self, asked: Asked, found: Reading, why: str, **kwargs: Any) -> HttpResponse:
        rows = found.narrowed(asked.narrow)
        words = self._words(asked, found)
        if asked.export:
            table = tables.communes_table(found, rows, words=True)
            more = [_("Bộ lọc: %(filters)s") % {"filters": "; ".join(text for text, _keys in words)}] if words else []
            return self.book(_("Tổng hợp theo xã"), found, table, n=len(rows), more=more)
        page = Paginator(rows, COMMUNES_A_PAGE).get_page(asked.page)
        more_ = {
            "page": page,
            "count": len(rows),
            "table": tables.communes_table(found, list(page)),
            "chips": [
                {"label": text, "href": with_query(self.request.GET, **dict.fromkeys(keys))} for text, keys in words
            ],
            "marks": MARKS,
            "moves": MOVES,
            "classes": [(f"{dim}:{value}", class_words(dim, value)) for dim, value in classes_of(found.rows)],
        }
        return self.page(asked, found, why, more=more_)

    @staticmethod
    def _words(asked: Asked, found: Reading) -> list[tuple[str, tuple[str, ...]]]:
        """Every active filter in words, with the names of the parameters that switch it off."""
        wanted = asked.narrow
        words: list[tuple[str, tuple[str, ...]]] = []
        if wanted.criterion or wanted.mark:
            what = MARKS[wanted.mark] if wanted.mark else ""
            if wanted.criterion and wanted.mark:
                text = _("Tiêu chí %(number)s: %(what)s") % {"number": wanted.criterion, "what": what}
            elif wanted.criterion:
                text = _("Tiêu chí %(number)s") % {"number": wanted.criterion}
            else:
                text = _("Có tiêu chí %(what)s") % {"what": what}
            words.append((text, ("criterion", "mark")))
        if wanted.least is not None or wanted.most is not None:
            most = found.total if wanted.most is None else wanted.most
            least = wanted.least or 0
            text = _("Đạt từ %(low)s đến %(high)s tiêu chí") % {
                "low": format_number(least),
                "high": format_number(most),
            }
            words.append((text, ("least", "most")))
        if wanted.group:
            dimension, _colon, value = wanted.group.partition(":")
            words.append((class_words(dimension, value), ("group",)))
        if wanted.recognised:
            text = _("đã được công nhận") if wanted.recognised == "yes" else _("chưa được công nhận")
            day = _("tính đến %(day)s") % {"day": format_date(found.recognised_on)}
            words.append((f"{text}, {day}", ("recognised",)))
        if wanted.level:
            words.append((_("mức công nhận đã chọn"), ("level",)))
        if wanted.move:
            words.append((str(MOVES[wanted.move]), ("move",)))
        if wanted.q:
            words.append((_("Tên xã có “%(text)s”") % {"text": wanted.q}, ("q",)))
        return words


class MovesView(ReportView):
    """What moved since the round before, per commune and per criterion; what cannot be compared, and why."""

    template_name = "reports/moves.html"

    def answer(self, asked: Asked, found: Reading, why: str, **kwargs: Any) -> HttpResponse:
        moves = selectors.moves_of(self.actor, found)
        moved, strangers = tables.moves_table(found, moves), tables.strangers_table(moves)
        criteria = tables.criteria_table(found, selectors.criterion_lines(found))
        if asked.export:
            against = tables.against_words(found)
            more = [_("So với: %(round)s") % {"round": against}] if against else []
            return self.book(_("Thay đổi so với kỳ trước"), found, moved, criteria, strangers, more=more)
        more_ = {
            "moves": moves,
            "moved": moved,
            "strangers": strangers,
            "criteria": criteria,
            "against_edition": "" if found.against is None else edition_words(found.against, found.against_at),
        }
        return self.page(asked, found, why, more=more_)


class FormView(LetterView):
    """A form of the programme, filled for the round; every count opens the communes behind it."""

    template_name = "reports/form.html"

    def key(self, **kwargs: Any) -> str:
        return selectors.form_of(kwargs["form"]).key

    def page(self, asked: Asked, found: Reading | None, why: str, **kwargs: Any) -> HttpResponse:
        form = selectors.form_of(kwargs.pop("form"))
        kwargs["more"] = {**(kwargs.get("more") or {}), "form": form}
        return super().page(asked, found, why, **kwargs)

    def answer(self, asked: Asked, found: Reading, why: str, **kwargs: Any) -> HttpResponse:
        form = selectors.form_of(kwargs["form"])
        if asked.export == "docx":
            return letter_response(*letter_of(self.actor, form.key, found, now=self.now))
        table = selectors.form_table(self.actor, form, found)
        if asked.export:
            more = [form.marked[:1].upper() + form.marked[1:], form.unit]
            return self.book(form.number, found, table, more=more)
        return self.page(asked, found, why, form=form.key, more={"table": table})


class SectorView(ReportView):
    """A department's own indicators over all communes of the round (S2-52)."""

    template_name = "reports/sector.html"
    more = ("owner", "indicator", "mark")

    def answer(self, asked: Asked, found: Reading, why: str, **kwargs: Any) -> HttpResponse:
        choices = selectors.sector_choices(found.round)
        owner = asked.owner or own_sector(self.actor, choices)
        if not owner:
            return self.page(asked, found, why, more={"sector": None, "choices": choices})
        sector = selectors.sector(
            self.actor, found.round, owner, mark=asked.narrow.mark, indicator=asked.indicator, then=found.then
        )
        counts = tables.sector_counts_table(found, sector)
        if asked.export:
            more = [_("Cơ quan: %(owner)s") % {"owner": sector.owner_name}]
            if asked.indicator and asked.narrow.mark:
                more.append(f"{asked.indicator}: {MARKS[asked.narrow.mark]}")
            table = tables.sector_table(found.round, sector, words=True)
            return self.book(_("Rà soát theo sở, ngành"), found, table, counts, n=len(sector.rows), more=more)
        chips = []
        if asked.indicator and asked.narrow.mark:
            text = _("%(code)s: %(what)s") % {"code": asked.indicator, "what": MARKS[asked.narrow.mark]}
            chips = [{"label": text, "href": with_query(self.request.GET, indicator=None, mark=None)}]
        more_ = {
            "sector": sector,
            "choices": choices,
            "counts": counts,
            "table": tables.sector_table(found.round, sector),
            "chips": chips,
        }
        return self.page(asked, found, why, more=more_)

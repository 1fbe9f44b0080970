"""From text to tasks: the page that reads a document, gives its duties, drops them; the list of its tasks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.core.kernel.policy import Answer, require
from dieuphoi.core.register.drafts import draft_close, draft_open, draft_save, draft_token, restored
from dieuphoi.core.register.views import ActorView
from dieuphoi.steering.directives import policies, selectors, services
from dieuphoi.steering.directives.forms.clauses import DutyForm, TextForm
from dieuphoi.steering.directives.origins import origin_of
from dieuphoi.steering.directives.secrecy import mark_in_head, refuse_secret
from dieuphoi.steering.directives.selectors import Found, Suggestion
from dieuphoi.steering.directives.selectors.clauses import cut_words
from dieuphoi.steering.directives.views.documents import PLACE, OnDocument, to
from dieuphoi.steering.tasks.forms_giving import PEOPLE_LIST, faults_listed
from dieuphoi.steering.tasks.tables import TIMELINESS_LOOKS
from dieuphoi.steering.tasks.views.given import GivenTasks

DUTIES_DRAFT: Final = "directives:duties"
"""The name under which cards that are half filled in are kept; the record is the address of the page."""
PART: Final = 40
"""So many duties stand on one page: a directive of a whole programme has hundreds."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text: of a duty (``number``, 0: of none)."""

    text: str
    number: int = 0
    first: bool = False
    decision: str = ""


@dataclass(slots=True)
class Card:
    """A duty as the page shows it."""

    suggestion: Suggestion
    form: DutyForm
    drop_href: str


class ReadPage(ActorView):
    """Left the text with its duties, right a card for each; one press gives all that are ticked."""

    http_method_names = ["get", "post", "head", "options"]

    def load(self, document_id: int) -> Any:
        row = selectors.document(self.actor, document_id, self.actor.on)
        require(policies.may_read_clauses(self.actor, row))
        return row

    def text(self, row: Any) -> Any:
        """The text that the address names; without a name the one that ``text_of`` takes."""
        return selectors.text_of(self.actor, row.pk, self.request.GET.get("text", ""))

    def draft_key(self, row: Any, text: Any) -> dict[str, str]:
        return {"form": DUTIES_DRAFT, "record": to("read", row.pk, text=text.key, part=self.part())}

    def get(self, request: HttpRequest, document_id: int) -> HttpResponse:
        row = self.load(document_id)
        text = self.text(row)
        if not text.text.strip():
            return self.show(row, text, None, [], None)
        found = selectors.suggestions_of(self.actor, row, text)
        cards, extra = self.cards(row, found, None), self.added(found, None)
        draft = draft_open(self.actor, **self.draft_key(row, text))
        if draft is not None and draft.data.get("text_sha") == [text.sha]:
            for form in (*(card.form for card in cards), extra):
                form.initial = {**form.initial, **restored(form, draft)}
        else:
            # What was typed beside another text does not belong to these cards.
            draft = None
        return self.show(row, text, found, cards, extra, draft=draft)

    def post(self, request: HttpRequest, document_id: int) -> HttpResponse:
        row = self.load(document_id)
        text = self.text(row)
        if not text.text.strip():
            raise Refused("no_text", text.why)
        found = selectors.suggestions_of(self.actor, row, text)
        cards, extra = self.cards(row, found, request.POST), self.added(found, request.POST)
        offered = [card.form for card in cards if not card.suggestion.why_not]
        chosen = [form for form in (*offered, extra) if form.accepted]
        errors: list[dict[str, str]] = []
        status = 422
        if not chosen:
            errors.append({"message": _("Hãy chọn ít nhất một nhiệm vụ để giao.")})
        elif all(form.is_valid() for form in chosen):
            try:
                given = services.directive_give(
                    actor=self.actor, document_id=row.pk, duties=[form.new() for form in chosen],
                    text_sha=request.POST.get("text_sha", ""), source=text.key, now=self.now,
                )  # fmt: skip
            except InputErrors as faults:
                for fault in faults.errors:
                    self.put(fault, chosen, errors)
            except Refused as refusal:
                errors.append({"message": refusal.reason})
                status = refusal.status
            else:
                draft_close(actor=self.actor, **self.draft_key(row, text), now=self.now)
                return self.done(row, text, found, chosen, len(given))
        return self.show(row, text, found, cards, extra, errors=errors, status=status)

    def put(self, fault: Any, chosen: list[DutyForm], errors: list[dict[str, str]]) -> None:
        """A fault of the service beside the field of the card that it is about."""
        if fault.row is None:
            errors.append({"message": fault.message})
            return
        chosen[fault.row - 1].take(fault)

    def done(self, row: Any, text: Any, found: Found, chosen: list[DutyForm], given: int) -> HttpResponse:
        said = ngettext("Đã giao %(n)s mục của văn bản.", "Đã giao %(n)s mục của văn bản.", given) % {"n": given}
        messages.success(self.request, said)
        without = [name for form in chosen for name in form.without()]
        if without:
            messages.warning(
                self.request,
                _("Chưa giao được cho %(names)s: chưa có cán bộ trong danh sách. Hãy ghi cán bộ rồi giao riêng.")
                % {"names": ", ".join(dict.fromkeys(without))},
            )
        took = {form.suggestion.number for form in chosen if form.suggestion is not None}
        left = any(each.is_open and each.number not in took for each in found.suggestions)
        return HttpResponseRedirect(_back(row.pk, text) if left else to("page", row.pk))

    def part(self) -> int:
        asked = self.request.GET.get("part", "")
        return int(asked) if asked.isdigit() and 0 < len(asked) < 5 and int(asked) else 1

    def cards(self, row: Any, found: Found, data: Any) -> list[Card]:
        first = (self.part() - 1) * PART
        return [
            Card(
                each,
                DutyForm(
                    data, day=found.day, suggestion=each, initial=DutyForm.initial_of(each), prefix=f"d{each.number}"
                ),
                to("duty_drop", row.pk, start=each.duty.span.start, text=found.text.key),
            )
            for each in found.suggestions[first : first + PART]
        ]  # fmt: skip

    def added(self, found: Found, data: Any) -> DutyForm:
        """A duty that the reader did not see."""
        return DutyForm(data, day=found.day, suggestion=None, prefix="x", initial={"kind": "ORDINARY"})

    def show(
        self, row: Any, text: Any, found: Found | None, cards: list[Card], extra: DutyForm | None, *,
        errors: list[dict[str, str]] | None = None, status: int = 200, draft: Any = None,
    ) -> HttpResponse:  # fmt: skip
        forms = [(card.form, card.suggestion.number) for card in cards] + ([(extra, 0)] if extra else [])
        listed = faults_listed(forms, errors or [])
        parts = -(-len(found.suggestions) // PART) if found else 0
        context = {
            "title": _("Đọc và giao việc"),
            "breadcrumbs": [(str(PLACE), to("list")), (row.title, to("page", row.pk))],
            "record": row, "text": text, "found": found, "cards": cards, "extra": extra, "errors": listed,
            "paragraphs": _paragraphs(text.text, found.suggestions) if found else [],
            "text_form": TextForm() if not text.text.strip() else None,
            "text_href": to("read_text", row.pk), "people_list": PEOPLE_LIST, "people": _people(found),
            "parts": [(n, to("read", row.pk, text=text.key, part=n)) for n in range(1, parts + 1)] if parts > 1 else [],
            "part": self.part(), "action": self.request.get_full_path(),
            "is_pasted": text.source == selectors.PASTED, "looks": selectors.DECISION_LABELS,
            "sources": [(each, to("read", row.pk, text=each.key)) for each in text.sources],
            "cut_words": cut_words(text), "draft": draft, "draft_person": self.actor.id,
            "origin": None if found else origin_of(self.actor, row.pk),
            "draft_token": draft_token(**self.draft_key(row, text)) if found else "",
            "elsewhere": found.elsewhere if found else selectors.decided_of(self.actor, row.pk),
        }  # fmt: skip
        return render(self.request, "directives/read.html", context, status=status)


def _back(document_id: int, text: Any) -> str:
    """The same text again; one that was pasted is over when all of it is decided, so it is not named."""
    return to("read", document_id, **({"text": text.key} if text.source == selectors.FILE else {}))


def _people(found: Found | None) -> list[str]:
    return list(dict.fromkeys(each.full_label for each in found.day.people)) if found else []


def _paragraphs(text: str, suggestions: list[Suggestion]) -> list[list[Piece]]:
    """The text by lines, cut where duties begin and end; of duties that overlap the first keeps the words."""
    pieces: list[Piece] = []
    at = 0
    for each in sorted(suggestions, key=lambda one: (one.duty.span.start, one.number)):
        start, end = max(each.duty.span.start, at), each.duty.span.end
        if start > at:
            pieces.append(Piece(text[at:start]))
        decision = each.decided.directive.decision if each.decided else ""
        pieces.append(Piece(text[start:end] if end > start else "", each.number, True, decision))
        at = max(at, end)
    pieces.append(Piece(text[at:]))
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        for place, part in enumerate(piece.text.split("\n")):
            if place:
                lines.append([])
            if part.strip() or (piece.first and not place):
                lines[-1].append(Piece(part, piece.number, piece.first and not place, piece.decision))
    return [line for line in lines if line]


class PasteText(OnDocument):
    """Paste the text of a document, or go back to that of its file: scratch paper of one's own."""

    drafts = False
    form_class = TextForm
    title = gettext_lazy("Dán chữ của văn bản")
    submit_label = gettext_lazy("Đọc chữ này")

    def check(self, record: Any) -> Answer:
        return policies.may_read_clauses(self.actor, record)

    def initial(self, record: Any) -> dict[str, Any]:
        text = selectors.text_of(self.actor, record.pk)
        return {"text": text.text}

    def form(self, record: Any, **options: Any) -> django_forms.Form | None:
        return None if self.request.POST.get("drop") else super().form(record, **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        if self.request.POST.get("drop"):
            draft_close(
                actor=self.actor, form=selectors.DRAFT_FORM, record=str(record.pk), how="dropped", now=self.now
            )
            return None
        text = selectors.clean_text(data["text"])
        refuse_secret(mark_in_head(text))
        token = draft_token(selectors.DRAFT_FORM, str(record.pk))
        return draft_save(actor=self.actor, token=token, data={"text": [text]}, now=self.now, largest=4_000_000)

    def done_url(self, record: Any, result: Any) -> str:
        return to("read", record.pk)


class DutyDrop(OnDocument):
    """A duty that was found is none, or is not given."""

    title = gettext_lazy("Không giao mục này")
    submit_label = gettext_lazy("Ghi là không giao")
    done_message = gettext_lazy("Đã ghi. Mục này vẫn có thể giao sau.")
    needs_reason = True

    def load(self, **kwargs: Any) -> Any:
        row = super().load(**kwargs)
        require(policies.may_read_clauses(self.actor, row))
        self.source = selectors.text_of(self.actor, row.pk, self.request.GET.get("text", ""))
        start = self.request.GET.get("start", "")
        reading = selectors.read(self.actor, row, self.source.text)
        self.duty = next((each for each in reading.duties if str(each.span.start) == start), None)
        if self.duty is None:
            raise NotVisible(_("Không thấy mục này trong văn bản. Hãy đọc lại văn bản."))
        self.text = self.duty.quote
        return row

    def check(self, record: Any) -> Answer:
        return policies.may_read_clauses(self.actor, record)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        assert self.duty is not None
        return services.directive_drop(
            actor=self.actor, document_id=record.pk, quote=self.duty.quote, start=self.duty.span.start, reason=reason,
            source=self.source.key, now=self.now,
        )  # fmt: skip

    def done_url(self, record: Any, result: Any) -> str:
        return _back(record.pk, self.source)

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [*super().crumbs(record), (_("Đọc và giao việc"), _back(record.pk, self.source))]


class DocumentTasks(GivenTasks):
    """The tasks that were given from one document, in the table of tasks."""

    name = "directives.tasks"
    title = gettext_lazy("Nhiệm vụ giao từ văn bản")
    empty = gettext_lazy("Chưa giao nhiệm vụ nào từ văn bản này.")
    argument = "document_id"
    rows = staticmethod(selectors.tasks_of_document)

    def source(self, pk: int) -> tuple[list[tuple[str, str]], str]:
        row = selectors.document(self.actor, pk, self.actor.on)
        lead = _("%(title)s ngày %(day)s. %(summary)s") % {
            "title": row.title, "day": format_date(row.issued_on), "summary": row.summary,
        }  # fmt: skip
        return [(str(PLACE), to("list")), (row.title, to("page", pk))], lead


def given_card(actor: Any, record: Any, day: Any) -> dict[str, Any]:
    """What the page of a document tells of its tasks."""
    counts = selectors.timeliness_of(actor, day, record.pk)
    return {
        "decided": selectors.decided_of(actor, record.pk), "origin": origin_of(actor, record.pk),
        "counts": [(TIMELINESS_LOOKS[code], n, to("tasks", record.pk, timeliness=code)) for code, _words, n in counts],
        "all": sum(n for *_rest, n in counts), "href": to("tasks", record.pk), "looks": selectors.DECISION_LABELS,
    }  # fmt: skip

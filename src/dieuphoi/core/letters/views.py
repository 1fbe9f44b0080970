"""The pages "Mẫu văn bản": which letters there are, which template counts, its words; replace one, withdraw one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.files.views import blob_response
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import NotVisible, Refused
from dieuphoi.core.kernel.policy import Answer, require
from dieuphoi.core.letters import places, policies, selectors, services
from dieuphoi.core.letters.answers import ask_for_pdf, attached, letter_response, pdf_later
from dieuphoi.core.letters.forms import TemplateForm
from dieuphoi.core.letters.previews import preview_name, preview_of
from dieuphoi.core.letters.registry import LetterKind, letter_kind, word_lines
from dieuphoi.core.letters.rendering import DOCX_MIME, may_make_pdf
from dieuphoi.core.register.record import act_link
from dieuphoi.core.register.views import ActorView, ActView


def chosen_place(actor: Actor, typed: str) -> tuple[int, str, list[tuple[int, str]]]:
    """The place that a URL asks for, or the first; its name; all that can be chosen. Raises for one that is no
    choice."""
    known = places.places_of(actor, actor.on)
    if not typed:
        return (*known[0], known)
    for pk, name in known:
        if str(pk) == typed.strip():
            return pk, name, known
    raise NotVisible(_("Không tìm thấy tỉnh này, hoặc ngoài phạm vi của bạn."))


class LettersView(ActorView):
    """A page of templates: for who reads some whole province."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.actor.is_authenticated:
            require(policies.may_see(self.actor))
        return super().dispatch(request, *args, **kwargs)


class KindsView(LettersView):
    """Every kind of letter, with the template that is in force on the day."""

    def get(self, request: HttpRequest) -> HttpResponse:
        place, name, known = chosen_place(self.actor, request.GET.get("place", ""))
        context = {
            "title": _("Mẫu văn bản"),
            "rows": selectors.kinds_in_force(self.actor, place, self.as_of),
            "place": place,
            "place_name": name,
            "places": known,
            "may": bool(policies.may_keep(self.actor, place)),
        }
        return render(request, "letters/list.html", context)


class KindView(LettersView):
    """One kind: the template in force, the earlier ones with who replaced them and why, the words that may be used."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        found = letter_kind(kind)
        place, name, known = chosen_place(self.actor, request.GET.get("place", ""))
        used = selectors.template_in_force(kind, place, self.as_of)
        templates = selectors.templates_of(self.actor, kind, place)
        new = reverse("letters:new", args=[kind])
        context = {
            "title": str(found.title),
            "breadcrumbs": [(_("Mẫu văn bản"), reverse("letters:list"))],
            "kind": found,
            "used": used,
            "templates": [(row, bool(policies.may_withdraw(self.actor, row))) for row in templates],
            "words": list(word_lines(found.words)),
            "place": place,
            "place_name": name,
            "places": known,
            "acts": [act_link("new", _("Thay mẫu"), f"{new}?place={place}", policies.may_keep(self.actor, place),
                              kind="primary")],
            "pdf": may_make_pdf(),
        }  # fmt: skip
        return render(request, "letters/kind.html", context)


class ShippedFileView(LettersView):
    """The template that comes with the program, to begin one's own with."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        found = letter_kind(kind)
        name = _("Mẫu có sẵn %(kind)s") % {"kind": found.title}
        return attached(found.shipped.read_bytes(), f"{name}.docx", DOCX_MIME)


class TemplateFileView(LettersView):
    """A template of the office as it was uploaded."""

    def get(self, request: HttpRequest, template_id: int) -> HttpResponseBase:
        row = selectors.template_by_id(self.actor, template_id)
        return blob_response(row.blob, row.name)


class _Preview(LettersView):
    """A template filled with the invented sample: as Word by GET, as PDF by a job that a POST queues."""

    def of(self, **kwargs: Any) -> tuple[LetterKind, int | None]:
        """The kind and the template (none: the shipped one) of the address. Raises ``NotVisible``."""
        raise NotImplementedError

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        kind, template = self.of(**kwargs)
        form = request.GET.get("format") or "docx"
        if form == "pdf":
            return ask_for_pdf(request, name=preview_name(kind), param="format")
        if form != "docx":
            raise Refused("unknown_format", _("Văn bản chỉ có dạng Word và PDF."), status=404)
        return letter_response(*preview_of(self.actor, kind=kind.key, template_id=template))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        kind, template = self.of(**kwargs)
        return pdf_later(
            request, actor=self.actor, kind="letters.preview", name=preview_name(kind),
            args={"kind": kind.key, "template_id": template}, param="format", now=self.now,
        )  # fmt: skip


class ShippedPreviewView(_Preview):
    """The shipped template filled with the invented sample."""

    def of(self, **kwargs: Any) -> tuple[LetterKind, int | None]:
        return letter_kind(kwargs["kind"]), None


class TemplatePreviewView(_Preview):
    """A template of the office filled with the invented sample."""

    def of(self, **kwargs: Any) -> tuple[LetterKind, int | None]:
        row = selectors.template_by_id(self.actor, kwargs["template_id"])
        return letter_kind(row.kind), row.pk


class ReplaceView(ActView):
    """Upload a template for a kind: from a day on, in a place, with the reason."""

    title = gettext_lazy("Thay mẫu văn bản")
    submit_label = gettext_lazy("Kiểm tra và dùng mẫu này")
    done_message = gettext_lazy("Mẫu đã được kiểm tra, điền thử và nhận.")
    needs_reason = True
    drafts = False

    def load(self, **kwargs: Any) -> LetterKind:
        return letter_kind(kwargs["kind"])

    def check(self, record: LetterKind) -> Answer:
        return policies.may_keep_some(self.actor)

    def form(self, record: LetterKind, **options: Any) -> forms.Form:
        mine = [
            (pk, name) for pk, name in places.places_of(self.actor, self.actor.on) if policies.may_keep(self.actor, pk)
        ]
        first = {"valid_from": self.actor.on, "place": self.request.GET.get("place", "")}
        return TemplateForm(initial=first, places=mine, **options)

    def run(self, record: LetterKind, *, reason: str, data: dict[str, Any]) -> Any:
        return services.template_add(
            actor=self.actor,
            kind=record.key,
            place_id=data["place"],
            data=data["file"],
            name=data["file"].name,
            valid_from=data["valid_from"],
            reason=reason,
            now=self.now,
        )

    def done_url(self, record: LetterKind, result: Any) -> str:
        place = result.place_id if result is not None else self.request.GET.get("place", "")
        home = reverse("letters:kind", args=[record.key])
        return f"{home}?place={place}" if str(place).isdigit() else home

    def crumbs(self, record: LetterKind) -> list[tuple[str, str]]:
        return [(_("Mẫu văn bản"), reverse("letters:list")), (str(record.title), self.done_url(record, None))]


class WithdrawView(ActView):
    """Use a template no more: the one before it counts again."""

    title = gettext_lazy("Rút mẫu văn bản")
    text = gettext_lazy("Mẫu này không dùng nữa; mẫu trước đó, hoặc mẫu có sẵn, được dùng lại. Tệp vẫn được giữ.")
    done_message = gettext_lazy("Đã rút mẫu.")
    needs_reason = True
    danger = True

    def load(self, **kwargs: Any) -> Any:
        return selectors.template_by_id(self.actor, kwargs["template_id"])

    def check(self, record: Any) -> Answer:
        return policies.may_withdraw(self.actor, record)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.template_withdraw(actor=self.actor, template_id=record.pk, reason=reason, now=self.now)

    def done_url(self, record: Any, result: Any) -> str:
        return f"{reverse('letters:kind', args=[record.kind])}?place={record.place_id}"

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [
            (_("Mẫu văn bản"), reverse("letters:list")),
            (str(letter_kind(record.kind).title), self.done_url(record, None)),
        ]

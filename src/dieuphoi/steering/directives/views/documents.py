"""Pages of documents: the list, one document, the forms that register and correct it, its files."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.files.views import blob_response
from dieuphoi.core.history.selectors import history_of
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import NotVisible, Refused
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal
from dieuphoi.core.notify.selectors import unread_count
from dieuphoi.core.register.comments import thread_of
from dieuphoi.core.register.record import RecordPage, act_link, act_links
from dieuphoi.core.register.state import View
from dieuphoi.core.register.views import ActorView, ActView, RecordView, RegisterListView
from dieuphoi.steering.directives import comments, forms, policies, selectors, services, tables
from dieuphoi.steering.directives.services.files import read_upload
from dieuphoi.steering.directives.sheets import KIND
from dieuphoi.steering.directives.states import DOCUMENT_LIFE

PLACE = gettext_lazy("Văn bản")
HIDDEN_FIELDS = (
    "reader_orgs", "reader_people", "place_ids", "issuer_key", "symbol", "symbol_key", "number", "number_suffix",
    "year", "province", "registered_at", "keeper",
)  # fmt: skip


def to(name: str, *args: Any, **query: Any) -> str:
    return reverse(f"directives:{name}", args=args, query=query or None)


class DocumentList(RegisterListView):
    register = tables.DOCUMENTS
    template_name = "directives/list.html"

    def more_context(self, view: View) -> dict[str, Any]:
        return {
            "import_href": reverse("exchange:new", args=[KIND]),
            "template_href": reverse("exchange:template", args=[KIND]),
            "may_import": bool(policies.may_import(self.actor)),
            "may_register": bool(policies.may_register_some(self.actor)),
        }


class DocumentPage(RecordView):
    """One document: what it is, whether it is in force, to whom it went and who has opened it, its files and chain."""

    template_name = "directives/page.html"

    def load(self, **kwargs: Any) -> Any:
        return selectors.document(self.actor, kwargs["document_id"], self.as_of)

    def describe(self, record: Any) -> RecordPage:
        from dieuphoi.steering.directives.views import clauses  # it builds on this module

        actor, pk = self.actor, record.pk
        stand, handlings = selectors.stand_of(actor, pk), selectors.handlings_of(actor, pk)
        myself = selectors.me(actor) if handlings else None
        does, done_to = selectors.relations_of(actor, record)
        void = record.state != "REGISTERED"
        state = tables.STATE_LOOKS["VOID"] if void else tables.FORCE_LOOKS[record.force]
        keep = policies.may_correct(actor, record)
        links = act_links(DOCUMENT_LIFE, actor, record, lambda move: to("act", pk, move))
        own = [
            act_link("receive", _("Ghi đã nhận"), to("receive", pk), _may_receive(stand, void), kind="primary"),
            act_link("assign", _("Giao xử lý"), to("assign", pk), _may_assign(stand, void),
                     kind="secondary" if stand.waits_for_receipt else "primary"),
        ]
        return RecordPage(
            title=record.title,
            state=state,
            header=_facts(record),
            acts=[
                *[link for link in own if stand.lines and (link.name != "receive" or stand.waits_for_receipt)],
                *[
                    act_link("finish", _("Kết thúc xử lý"), to("handling_finish", each.pk), _may_receive(stand, void))
                    for each in stand.desk[:1]
                ],
                act_link("send", _("Chuyển tiếp"), to("send", pk), keep),
                act_link("read", _("Đọc và giao việc"), to("read", pk), policies.may_read_clauses(actor, record)),
                act_link("relate", _("Ghi quan hệ"), to("relate", pk), keep),
                act_link("file", _("Kèm tệp"), to("file_add", pk), keep),
                act_link("correct", _("Sửa"), to("correct", pk), keep),
                act_link("draft", _("Soạn văn bản trả lời"), to("drafting_new", document=pk),
                         policies.may_ask_draft(actor)),
                *links,
            ],
            front=("receive", "assign", "finish", "read", "send", "file", "draft"),
            breadcrumbs=[(PLACE, to("list"))],
            chain=chain_of(actor, "document", pk, on=self.as_of),
            thread=thread_of(actor, comments.DOCUMENT_COMMENTS.key, record),
            history=history_of(record, actor=actor, hide=HIDDEN_FIELDS),
            reminder_text=tables.reminder(
                actor, selectors.documents(actor, self.as_of).filter(pk=pk),
                self.request.build_absolute_uri(to("page", pk)),
            )
            if record.reached > record.opened and not void
            else "",
            context={
                "files": selectors.files_of(actor, pk),
                "withdrawn": selectors.withdrawn_files(actor, pk),
                "does": does,
                "done_to": done_to,
                "addressees": selectors.addressees_of(actor, pk),
                "handlings": handlings,
                "own_handlings": {
                    each.pk for each in handlings if policies.may_assign(actor, each.addressee, myself)
                },
                "receipts": selectors.receipts_of(actor, pk),
                "stand": stand,
                "may_keep": bool(keep),
                "relation_labels": selectors.RELATION_LABELS,
                "duties": selectors.DUTY_LABELS,
                "roles": selectors.HANDLING_ROLE_LABELS,
                "finishes": selectors.FINISH_LABELS,
                "may_finish": {each.pk for each in handlings if policies.may_finish(actor, each, stand.person)},
                "file_roles": selectors.FILE_ROLE_LABELS,
                "urgency": tables.URGENCY_LOOKS[record.urgency],
                "day": self.as_of,
                "void": void,
                "given": clauses.given_card(actor, record, self.as_of),
            },
        )  # fmt: skip


def _may_receive(stand: Any, void: bool) -> Answer:
    if void:
        return Refusal("void", _("Văn bản này đã rút vì ghi nhầm: chỉ đọc."), status=409)
    return Allowed()


def _may_assign(stand: Any, void: bool) -> Answer:
    return _may_receive(stand, void)


def _facts(record: Any) -> list[tuple[Any, Any]]:
    """The head of the page: pairs that are empty are left out, a document has many of them."""
    urgent = tables.URGENCY_LOOKS[record.urgency]
    own = record.my or {}
    pairs: list[tuple[Any, Any]] = [
        (_("Trích yếu"), record.summary),
        (_("Cơ quan ban hành"), record.issuer_name),
        (_("Ngày ban hành"), format_date(record.issued_on)),
        (_("Người ký"), ", ".join(part for part in (record.signer_name, record.signer_post) if part)),
        (_("Độ khẩn"), str(urgent.label) if record.urgency != "NORMAL" else ""),
        (_("Sổ"), f"{record.get_direction_display()}, {record.keeper.name}"),
        (_("Ngày đến, số đến"), _arrival(record) if own else ""),
        (_("Đã giao cho"), ", ".join(record.given_to)),
        (_("Đã mở đọc"), tables.reach_words(record)),
        (_("Lĩnh vực"), tables.field_words(record)),
        (_("Chương trình"), record.programme.name if record.programme else record.programme_text),
        (_("Có hiệu lực từ"), format_date(record.effective_on)),
        (_("Hết hiệu lực từ"), format_date(record.expires_on)),
        (_("Hạn trả lời"), _answer(record)),
        (_("Nơi nhận khác"), record.recipients_text),
        (_("Hạn chế"), _("chỉ Văn phòng, cơ quan ban hành, nơi nhận và người được giao xem được")
         if record.is_restricted else ""),
        (_("Nơi lưu"), ", ".join(part for part in (record.archived_at, _copies(record)) if part)),
        (_("Dự thảo"), _link(record.drafting.title, to("drafting", record.drafting_id)) if record.drafting else ""),
        (_("Nguồn"), record.source),
        (_("Ghi chú"), record.note),
        (_("Lý do rút"), record.end_reason),
    ]  # fmt: skip
    return [pair for pair in pairs if pair[1] not in ("", None)]


def _link(words: str, href: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(href, words)


def _arrival(record: Any) -> str:
    day = format_date(tables.my_day(record, "received_on"))
    return ", ".join(part for part in (day, tables.my_number(record)) if part)


def _answer(record: Any) -> str:
    if record.answer_due_on is None:
        return ""
    done = _("đã trả lời") if record.answered else _("chưa có trả lời")
    return f"{format_date(record.answer_due_on)} ({done})"


def _copies(record: Any) -> str:
    return _("%(n)s bản") % {"n": record.copies} if record.copies else ""


class Seen(ActorView):
    """These documents were on the screen (``ids``): the script of the page posts it, a GET never does."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> JsonResponse:
        for text in request.POST.getlist("ids")[:50]:
            if not text.isdigit() or len(text) > 18:
                continue
            try:
                services.document_read(actor=self.actor, document_id=int(text), now=self.now)
            except (Refused, NotVisible):
                continue  # what is not addressed to them leaves no receipt
        return JsonResponse({"unread": unread_count(self.actor)})


# ------------------------------------------------------------------------------------------------ acts


class _NewDocument(ActView):
    """The form of a new document."""

    template_name = "directives/document_form.html"
    submit_label = gettext_lazy("Ghi vào sổ")
    done_message = gettext_lazy("Đã ghi văn bản vào sổ.")
    form_of: type[forms.DocumentForm]

    def load(self, **kwargs: Any) -> None:
        return None

    def check(self, record: Any) -> Answer:
        return policies.may_register_some(self.actor)

    def form(self, record: Any, **options: Any) -> django_forms.Form:
        self.bound = self.form_of(actor=self.actor, initial=self.initial(record), **options)
        return self.bound

    def initial(self, record: Any) -> dict[str, Any]:
        return {"issued_on": self.actor.on, "received_on": self.actor.on, "urgency": "NORMAL", "take_number": True}

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        file = self.bound.upload()
        files = [(read_upload(file), file.name)] if file else []
        return services.document_register(
            actor=self.actor, new=self.bound.new(), files=files, alike_seen=self.alike_seen(), now=self.now
        )

    def done_url(self, record: Any, result: Any) -> str:
        return to("list") if result is None else to("page", result.pk)

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(str(PLACE), to("list"))]

    def more_context(self, record: Any) -> dict[str, Any]:
        return {"bodies": self.bound.all_bodies()}


class NewIn(_NewDocument):
    form_of = forms.InForm
    title = gettext_lazy("Ghi văn bản đến")


class NewOut(_NewDocument):
    form_of = forms.OutForm
    title = gettext_lazy("Ghi văn bản đi")


class OnDocument(ActView):
    """What the acts on one document share."""

    def load(self, **kwargs: Any) -> Any:
        row = selectors.document(self.actor, kwargs["document_id"], self.actor.on)
        self.text = f"{row.title} – {row.issuer_name}, {format_date(row.issued_on)}. {row.summary}"
        return row

    def done_url(self, record: Any, result: Any) -> str:
        return to("page", record.pk)

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(str(PLACE), to("list")), (record.title, to("page", record.pk))]


class Correct(OnDocument):
    """Say it again as it should be."""

    template_name = "directives/document_form.html"
    title = gettext_lazy("Sửa văn bản")
    submit_label = gettext_lazy("Ghi bản sửa")
    done_message = gettext_lazy("Đã sửa; nội dung cũ vẫn ở lịch sử.")
    needs_reason = True

    def check(self, record: Any) -> Answer:
        return policies.may_correct(self.actor, record)

    def form(self, record: Any, **options: Any) -> django_forms.Form:
        form_of = forms.InForm if record.direction == "IN" else forms.OutForm
        form = form_of(actor=self.actor, initial=self.initial(record), **options)
        # Addressees and files have acts of their own.
        for name in ("recipients", "informed", "people_named", "to_all_communes", "file", "take_number"):
            form.fields.pop(name, None)
        own = "keeper" if record.direction == "IN" else "issuer"
        form.offer(own, [(str(record.keeper_id), record.keeper.name)])
        kept = dict(selectors.places_of(self.actor, record.pk))
        form.offer("places", {**kept, **dict(form.communes())}.items())
        self.bound = form
        return form

    def initial(self, record: Any) -> dict[str, Any]:
        same = (
            "number_text", "issued_on", "kind_text", "summary", "urgency", "signer_name", "signer_post",
            "recipients_text", "is_public", "is_restricted", "effective_on", "expires_on", "answer_due_on", "note",
            "copies", "archived_at",
        )  # fmt: skip
        places = [int(pk) for pk, _name in selectors.places_of(self.actor, record.pk)]
        found = {
            **{name: getattr(record, name) for name in same},
            "kind": record.kind_id, "field": record.field_id, "programme": record.programme_id,
            "keeper": record.keeper_id, "places": places,
        }  # fmt: skip
        if record.direction == "IN":
            own = selectors.keepers_line(self.actor, record)
            found |= {
                "issuer": record.issuer_name, "outside": record.issuer_id is None,
                "received_on": own.received_on if own else None,
                "arrival_number": own.arrival_number if own else None,
            }  # fmt: skip
        else:
            found["issuer"] = record.issuer_id
        return found

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.document_correct(
            actor=self.actor, document_id=record.pk, new=self.bound.new(), reason=reason, now=self.now
        )

    def more_context(self, record: Any) -> dict[str, Any]:
        return {"bodies": self.bound.all_bodies()}


_SERVICES = {"void": services.document_void, "restore": services.document_restore}
_TEXTS = {
    "void": gettext_lazy("Không có văn bản này: bản ghi rời mọi danh sách và chỉ còn trong lịch sử."),
    "restore": gettext_lazy("Văn bản đã rút nhầm. Nó trở lại sổ như trước."),
}


class Act(OnDocument):
    """Take it off the register as entered by mistake, or bring it back."""

    needs_reason = True
    done_message = gettext_lazy("Đã ghi.")

    def load(self, **kwargs: Any) -> Any:
        self.move = kwargs["move"]
        if self.move not in _SERVICES:
            raise NotVisible(_("Không có thao tác này."))
        row = super().load(document_id=kwargs["document_id"])
        self.title = DOCUMENT_LIFE.moves[self.move].label
        self.text = f"{self.text} {_TEXTS[self.move]}"
        self.danger = self.move == "void"
        return row

    def check(self, record: Any) -> Answer:
        return DOCUMENT_LIFE.check(self.actor, record, self.move, reason="…")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return _SERVICES[self.move](actor=self.actor, document_id=record.pk, reason=reason, now=self.now)


class FileAdd(OnDocument):
    """Keep a file with a document."""

    form_class = forms.FileForm
    title = gettext_lazy("Kèm tệp")
    submit_label = gettext_lazy("Tải lên")
    done_message = gettext_lazy("Đã nhận tệp.")

    def check(self, record: Any) -> Answer:
        return policies.may_correct(self.actor, record)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.document_file_add(
            actor=self.actor, document_id=record.pk, data=data["file"], name=data["file"].name, role=data["role"],
            note=data["note"], now=self.now,
        )  # fmt: skip


class FileDownload(ActorView):
    """One file, as an attachment, after the scope check (S3-75)."""

    def get(self, request: HttpRequest, file_id: int) -> HttpResponseBase:
        file = selectors.file_by_id(self.actor, file_id)
        return blob_response(file.blob, file.name)


class FileWithdraw(OnDocument):
    """The file belongs to another document."""

    title = gettext_lazy("Gỡ tệp kèm nhầm")
    done_message = gettext_lazy("Đã gỡ tệp.")
    needs_reason = True
    danger = True

    def load(self, **kwargs: Any) -> Any:
        self.file = selectors.file_by_id(self.actor, kwargs["file_id"])
        row = super().load(document_id=self.file.document_id)
        self.text = self.file.name
        return row

    def check(self, record: Any) -> Answer:
        return policies.may_correct(self.actor, record)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.document_file_withdraw(actor=self.actor, file_id=self.file.pk, reason=reason, now=self.now)


class Relate(OnDocument):
    """What it does to another document."""

    form_class = forms.RelationForm
    title = gettext_lazy("Ghi quan hệ với văn bản khác")
    submit_label = gettext_lazy("Ghi")
    done_message = gettext_lazy("Đã ghi quan hệ.")

    def check(self, record: Any) -> Answer:
        return policies.may_correct(self.actor, record)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        target = None
        if data["target"].strip():
            try:
                target = selectors.document_named(self.actor, data["target"], self.actor.on).pk
            except ValueError as error:
                raise forms.fault("target", str(error)) from error
        return services.relation_add(
            actor=self.actor, document_id=record.pk, kind=data["kind"], target_id=target,
            target_text=data["target_text"], effective_on=data["effective_on"], note=data["note"], now=self.now,
        )  # fmt: skip


class RelationEnd(OnDocument):
    """The relation was noted by mistake."""

    title = gettext_lazy("Gỡ quan hệ ghi nhầm")
    done_message = gettext_lazy("Đã gỡ quan hệ.")
    needs_reason = True

    def load(self, **kwargs: Any) -> Any:
        self.relation = selectors.relation_by_id(self.actor, kwargs["relation_id"])
        return super().load(document_id=self.relation.document_id)

    def check(self, record: Any) -> Answer:
        return policies.may_correct(self.actor, record)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.relation_end(actor=self.actor, relation_id=self.relation.pk, reason=reason, now=self.now)

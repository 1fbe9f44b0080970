"""What may be typed about documents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.register.fields import required_when
from dieuphoi.core.register.filters import DateField
from dieuphoi.registry.organisations.models import OrgKind
from dieuphoi.steering.directives import selectors
from dieuphoi.steering.directives.forms.base import ChoosingForm, UploadField, pick, several
from dieuphoi.steering.directives.numbers import kind_of_symbol, parse_number
from dieuphoi.steering.directives.services import NewDocument, Recipient

_NOT_SECRET = _(
    "Văn bản có dấu Mật, Tối mật, Tuyệt mật không được ghi vào hệ thống này; hệ thống từ chối khi thấy dấu đó."
)


class DocumentForm(ChoosingForm):
    """What documents that come in and that go out have in common."""

    direction = ""
    seldom = (
        "kind_text", "field", "programme", "signer_post", "people_named", "recipients_text", "places", "is_public",
        "is_restricted", "effective_on", "expires_on", "copies", "archived_at", "note",
    )  # fmt: skip
    seldom_label = _("Thêm: loại khác, lĩnh vực, nơi nhận khác, xã liên quan, hiệu lực, nơi lưu, ghi chú")

    number_text = forms.CharField(
        label=_("Số, ký hiệu"), max_length=80, required=False,
        help_text=_("Ghi như trên văn bản, ví dụ 4393/UBND-NLN, 71-KL/TU. Để trống nếu văn bản không có số."),
    )
    issued_on = DateField(label=_("Ngày ban hành"))
    kind = pick(
        _("Loại văn bản"), help_text=_("Để trống thì hệ thống đọc từ ký hiệu (QĐ, KH, TTr …).")
    )
    kind_text = forms.CharField(
        label=_("Loại khác"), max_length=60, required=False,
        help_text=_("Khi không có trong danh sách: Kết luận, Luật, Nghị định …"),
    )
    summary = forms.CharField(label=_("Trích yếu"), max_length=1000, widget=forms.Textarea({"rows": 3}),
                              help_text=_NOT_SECRET)
    urgency = forms.ChoiceField(label=_("Độ khẩn"), choices=selectors.URGENCY_CHOICES, initial="NORMAL")
    field = pick(_("Lĩnh vực"))
    programme = pick(_("Chương trình"))
    signer_name = forms.CharField(label=_("Người ký"), max_length=120, required=False)
    signer_post = forms.CharField(label=_("Chức vụ người ký"), max_length=120, required=False)
    recipients = several(_("Nơi nhận để thực hiện"), help_text=_("Giữ Ctrl để chọn nhiều cơ quan."))
    informed = several(_("Nơi nhận để biết"))
    people_named = several(_("Người nhận đích danh"))
    to_all_communes = forms.BooleanField(label=_("Gửi tất cả UBND xã trong tỉnh"), required=False)
    recipients_text = forms.CharField(
        label=_("Nơi nhận khác"), max_length=1000, required=False, widget=forms.Textarea({"rows": 2}),
        help_text=_("Nơi nhận không có trong danh bạ, ghi như trên văn bản."),
    )
    places = several(_("Xã liên quan"))
    is_public = forms.BooleanField(label=_("Cho các xã liên quan xem"), required=False)
    is_restricted = forms.BooleanField(
        label=_("Hạn chế"), required=False,
        help_text=_("Chỉ Văn phòng, cơ quan ban hành, nơi nhận và người được giao xem được."),
    )
    effective_on = DateField(label=_("Có hiệu lực từ ngày"), required=False)
    expires_on = DateField(label=_("Hết hiệu lực từ ngày"), required=False)
    answer_due_on = DateField(label=_("Hạn trả lời"), required=False, help_text=_("Khi văn bản yêu cầu trả lời."))
    note = forms.CharField(label=_("Ghi chú"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2}))
    file = UploadField(
        label=_("Tệp văn bản"), required=False,
        help_text=_("Word, PDF có chữ, ODT, TXT thì tìm được theo nội dung; bản quét không có chữ thì chỉ lưu."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.communes():
            del self.fields["to_all_communes"]

    def offer_kind(self) -> Any:
        return self.kinds()

    def offer_field(self) -> Any:
        return self.work_fields()

    def offer_programme(self) -> Any:
        return [("", "—"), *selectors.programme_choices(self.actor, self.day)]

    def offer_recipients(self) -> Any:
        return self.all_bodies()

    def offer_informed(self) -> Any:
        return self.fields["recipients"].choices  # type: ignore[attr-defined]

    def offer_people_named(self) -> Any:
        return self.people()

    def offer_places(self) -> Any:
        return self.communes()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("kind") is None and not (data.get("kind_text") or "").strip() and "kind" in data:
            kinds = selectors.kinds_on(self.actor, self.day)
            shorts = {row.short: row.pk for row in kinds if row.short or row.code == "CV"}
            data["kind"] = kind_of_symbol(parse_number(data.get("number_text") or ""), shorts)
            if data["kind"] is None:
                self.add_error("kind", _now("Hãy chọn loại văn bản, hoặc ghi loại khác."))
        return data

    def recipients_chosen(self) -> tuple[Recipient, ...]:
        data = self.cleaned_data
        main = [Recipient(org_id=each) for each in data["recipients"]]
        informed = [Recipient(org_id=each, duty="INFO") for each in data["informed"] if each not in data["recipients"]]
        return (*main, *informed, *(Recipient(person_id=each) for each in data["people_named"]))

    def same(self) -> dict[str, Any]:
        """What both directions hand to the service."""
        data = self.cleaned_data
        return {
            "direction": self.direction, "issued_on": data["issued_on"], "summary": data["summary"],
            "number_text": data["number_text"], "kind_id": data["kind"],
            "kind_text": "" if data["kind"] else data["kind_text"], "urgency": data["urgency"],
            "field_id": data["field"], "programme_id": data["programme"], "signer_name": data["signer_name"],
            "signer_post": data["signer_post"], "recipients": self.recipients_chosen(),
            "to_all_communes": data.get("to_all_communes", False), "recipients_text": data["recipients_text"],
            "places": tuple(data["places"]), "is_public": data["is_public"], "is_restricted": data["is_restricted"],
            "effective_on": data["effective_on"], "expires_on": data["expires_on"],
            "answer_due_on": data["answer_due_on"], "note": data["note"],
        }  # fmt: skip

    def new(self) -> NewDocument:
        raise NotImplementedError

    def upload(self) -> Any:
        return self.cleaned_data.get("file")


class InForm(DocumentForm):
    """A document that came in."""

    direction = "IN"

    keeper = pick(_("Sổ của cơ quan"), required=True)
    issuer = forms.CharField(
        label=_("Cơ quan ban hành"), max_length=200, widget=forms.TextInput({"list": "bodies", "autocomplete": "off"}),
        help_text=_("Tên, tên viết tắt hoặc mã trong danh bạ, theo tên vào ngày ban hành."),
    )
    outside = forms.BooleanField(label=_("Cơ quan không có trong danh bạ"), required=False)
    received_on = DateField(label=_("Ngày đến"))
    arrival_number = forms.IntegerField(
        label=_("Số đến"), min_value=0, max_value=9_999_999, required=False,
        help_text=_("Để trống thì lấy số tiếp theo của năm. 0: không có số đến."),
    )  # fmt: skip
    field_order = (
        "keeper", "issuer", "outside", "number_text", "issued_on", "kind", "kind_text", "summary", "urgency",
        "received_on", "arrival_number", "field", "signer_name", "signer_post", "answer_due_on", "recipients",
        "informed", "people_named", "to_all_communes", "recipients_text", "places", "is_public", "is_restricted",
        "programme", "effective_on", "expires_on", "note", "file",
    )

    def offer_keeper(self) -> Any:
        return self.own_bodies()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        typed, day = data.get("issuer"), data.get("issued_on")
        data["issuer_id"] = None
        if typed and day is not None:
            data["issuer_id"] = self.find_body("issuer", typed, day)
            if data["issuer_id"] is None and not data.get("outside") and "issuer" not in self.errors:
                words = _now("Danh bạ không có cơ quan này. Nếu là cơ quan ngoài danh bạ, hãy đánh dấu ô bên dưới.")
                self.add_error("issuer", words)
        return data

    def new(self) -> NewDocument:
        data = self.cleaned_data
        return NewDocument(
            **self.same(), keeper_id=data["keeper"], issuer_id=data["issuer_id"],
            issuer_name="" if data["issuer_id"] else data["issuer"], received_on=data["received_on"],
            arrival_number=data["arrival_number"],
        )  # fmt: skip


class OutForm(DocumentForm):
    """A document that goes out, of a body whose register the actor keeps."""

    direction = "OUT"

    issuer = pick(_("Cơ quan ban hành"), required=True)
    take_number = forms.BooleanField(
        label=_("Lấy số tiếp theo của năm"), required=False,
        help_text=_("Khi đó ở ô số, ký hiệu chỉ ghi ký hiệu (ví dụ QĐ-VPĐP), hoặc để trống."),
    )  # fmt: skip
    copies = forms.IntegerField(label=_("Số lượng bản"), min_value=1, max_value=999_999, required=False)
    archived_at = forms.CharField(label=_("Nơi lưu"), max_length=200, required=False)
    field_order = (
        "issuer", "kind", "kind_text", "take_number", "number_text", "issued_on", "summary", "urgency", "field",
        "signer_name", "signer_post", "recipients", "informed", "people_named", "to_all_communes", "recipients_text",
        "answer_due_on", "places", "is_public", "is_restricted", "programme", "effective_on", "expires_on", "copies",
        "archived_at", "note", "file",
    )

    def offer_issuer(self) -> Any:
        return self.own_bodies()

    def new(self) -> NewDocument:
        data = self.cleaned_data
        return NewDocument(
            **self.same(), issuer_id=data["issuer"], take_number=data["take_number"], copies=data["copies"],
            archived_at=data["archived_at"],
        )  # fmt: skip


class ReceiveForm(forms.Form):
    """When it arrived, and under which number."""

    on = DateField(label=_("Ngày đến"))
    arrival_number = forms.IntegerField(label=_("Số đến"), min_value=1, max_value=9_999_999, required=False)


class AssignForm(ChoosingForm):
    """To whom, as what, by when, with which words."""

    to_person = pick(_("Giao cho người"))
    to_org = pick(_("hoặc đơn vị"))
    role = forms.ChoiceField(label=_("Vai trò"), choices=selectors.HANDLING_ROLE_CHOICES)
    instruction = forms.CharField(
        label=_("Ý kiến chỉ đạo"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3})
    )
    due_on = DateField(label=_("Hạn xử lý"), required=False)

    def __init__(self, *args: Any, org_id: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people, units = ([], []) if org_id is None else selectors.handler_choices(self.actor, org_id, self.day)
        self.offer("to_person", [("", "—"), *(people or (self.people() if org_id is None else []))])
        self.offer("to_org", [("", "—"), *units])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and data.get("to_person") is None and data.get("to_org") is None:
            self.add_error("to_person", _now("Hãy chọn người hoặc đơn vị được giao."))
        return data


class FinishForm(forms.Form):
    """How it was dealt with; that its tasks are done is offered where they are."""

    how = forms.ChoiceField(label=_("Cách kết thúc"), choices=(), widget=forms.RadioSelect)
    note = required_when(
        _("(bắt buộc khi trả lời bằng lời, chuyển nơi khác, hoặc cách khác)"),
        forms.CharField(
            label=_("Ghi rõ"), max_length=300, required=False, widget=forms.Textarea({"rows": 2}),
            help_text=_("Với ai và khi nào, chuyển đến đâu, hoặc cách nào."),
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, tasks_done: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["how"].choices = [  # type: ignore[attr-defined]
            choice for choice in selectors.FINISH_CHOICES if tasks_done or choice[0] != "TASKS"
        ]


class SendForm(ChoosingForm):
    """To whom it goes besides."""

    recipients = several(_("Nơi nhận để thực hiện"), help_text=_("Giữ Ctrl để chọn nhiều cơ quan."))
    informed = several(_("Nơi nhận để biết"))
    people_named = several(_("Người nhận đích danh"))
    to_all_communes = forms.BooleanField(label=_("Gửi tất cả UBND xã trong tỉnh"), required=False)

    def offer_recipients(self) -> Any:
        return self.all_bodies()

    def offer_informed(self) -> Any:
        return self.fields["recipients"].choices  # type: ignore[attr-defined]

    def offer_people_named(self) -> Any:
        return self.people()

    def recipients_chosen(self) -> tuple[Recipient, ...]:
        data = self.cleaned_data
        main = [Recipient(org_id=each) for each in data["recipients"]]
        informed = [Recipient(org_id=each, duty="INFO") for each in data["informed"] if each not in data["recipients"]]
        return (*main, *informed, *(Recipient(person_id=each) for each in data["people_named"]))


class RelationForm(forms.Form):
    """What it does to which document."""

    kind = forms.ChoiceField(label=_("Quan hệ"), choices=selectors.RELATION_CHOICES)
    target = forms.CharField(
        label=_("Văn bản kia"), max_length=120, required=False,
        help_text=_("Số, ký hiệu của văn bản có trong sổ, ví dụ 1599/QĐ-UBND; thêm năm nếu trùng: 1599/QĐ-UBND 2024."),
    )  # fmt: skip
    target_text = forms.CharField(
        label=_("Văn bản chưa có trong sổ"), max_length=300, required=False,
        help_text=_("Ghi tên, số, ngày khi văn bản kia chưa có trong sổ."),
    )  # fmt: skip
    effective_on = DateField(label=_("Có hiệu lực từ ngày"), required=False, help_text=_("Để trống: theo văn bản này."))
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False,
                           help_text=_("Ví dụ: thay thế khoản 2 Điều 3."))


class FileForm(forms.Form):
    """A file of a document."""

    file = UploadField(label=_("Tệp"), help_text=_NOT_SECRET)
    role = forms.ChoiceField(label=_("Loại tệp"), choices=selectors.FILE_ROLE_CHOICES)
    note = forms.CharField(label=_("Chú thích"), max_length=300, required=False)


class AccessRuleForm(forms.Form):
    """Within how many working days, for whom, and who says so."""

    days = forms.IntegerField(label=_("Số ngày làm việc"), min_value=0, max_value=260,
                              help_text=_("0: ngay trong ngày."))
    org_kinds = forms.MultipleChoiceField(
        label=_("Chỉ áp dụng cho"), choices=OrgKind.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Không chọn loại nào: áp dụng cho mọi cơ quan."),
    )  # fmt: skip
    source = forms.CharField(label=_("Căn cứ"), max_length=500, help_text=_("Văn bản hoặc người quyết định."))


class NumberingForm(ChoosingForm):
    """How a body numbers."""

    org = pick(_("Cơ quan"), required=True)
    per_kind = forms.TypedChoiceField(
        label=_("Cách đánh số"), coerce="true".__eq__, widget=forms.RadioSelect,
        choices=[("true", _("mỗi loại văn bản một dãy số")), ("false", _("mọi loại chung một dãy số"))],
    )  # fmt: skip
    source = forms.CharField(label=_("Căn cứ"), max_length=500, help_text=_("Quy chế văn thư hoặc người quyết định."))

    def offer_org(self) -> Any:
        return self.all_bodies()


class KindForm(forms.Form):
    """A further kind of document."""

    code = forms.CharField(label=_("Mã loại"), max_length=12)
    name = forms.CharField(label=_("Tên loại"), max_length=60)
    short = forms.CharField(label=_("Chữ viết tắt"), max_length=12, required=False,
                            help_text=_("Chữ đứng trong ký hiệu; để trống nếu không có."))
    source = forms.CharField(label=_("Căn cứ"), max_length=500, help_text=_("Văn bản hoặc người quyết định."))

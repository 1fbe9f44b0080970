"""What may be typed about drafts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.register.filters import DateField
from dieuphoi.steering.directives import selectors
from dieuphoi.steering.directives.forms.base import ChoosingForm, UploadField, pick, several
from dieuphoi.steering.directives.services import Issue, NewDrafting, Recipient


class DraftingForm(ChoosingForm):
    """What is asked for, who drafts and signs it, until when."""

    title = forms.CharField(label=_("Trích yếu dự thảo"), max_length=1000, widget=forms.Textarea({"rows": 3}))
    kind = pick(_("Loại văn bản"))
    kind_text = forms.CharField(label=_("Loại khác"), max_length=60, required=False)
    issuer = pick(_("Cơ quan ban hành"), required=True)
    drafter_org = pick(_("Đơn vị soạn thảo"), help_text=_("Để trống: cơ quan ban hành tự soạn thảo."))
    drafter = pick(_("Người soạn thảo"))
    signer = pick(_("Người ký"))
    signer_name = forms.CharField(label=_("Người ký ngoài danh bạ"), max_length=120, required=False)
    signer_post = forms.CharField(label=_("Chức vụ người ký"), max_length=120, required=False)
    asked_by = forms.CharField(label=_("Ai yêu cầu"), max_length=200, required=False)
    asked_by_document = forms.CharField(
        label=_("Theo văn bản"), max_length=120, required=False,
        help_text=_("Số, ký hiệu của văn bản trong sổ đã yêu cầu soạn thảo."),
    )  # fmt: skip
    asked_on = DateField(label=_("Ngày yêu cầu"))
    due_on = DateField(label=_("Hạn ban hành"), required=False)
    urgency = forms.ChoiceField(label=_("Độ khẩn"), choices=selectors.URGENCY_CHOICES, initial="NORMAL")
    field = pick(_("Lĩnh vực"))
    note = forms.CharField(label=_("Ghi chú"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2}))

    def offer_kind(self) -> Any:
        return self.kinds()

    def offer_issuer(self) -> Any:
        return self.all_bodies()

    def offer_drafter_org(self) -> Any:
        return [("", "—"), *self.fields["issuer"].choices]  # type: ignore[attr-defined]

    def offer_drafter(self) -> Any:
        return [("", "—"), *self.people()]

    def offer_signer(self) -> Any:
        return self.fields["drafter"].choices  # type: ignore[attr-defined]

    def offer_field(self) -> Any:
        return self.work_fields()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["asked_by_document_id"] = None
        if typed := (data.get("asked_by_document") or "").strip():
            try:
                data["asked_by_document_id"] = selectors.document_named(self.actor, typed, self.day).pk
            except ValueError as error:
                self.add_error("asked_by_document", str(error))
        if "kind" in data and data["kind"] is None and not (data.get("kind_text") or "").strip():
            self.add_error("kind", _now("Hãy chọn loại văn bản, hoặc ghi loại khác."))
        return data

    def new(self) -> NewDrafting:
        data = self.cleaned_data
        return NewDrafting(
            title=data["title"], issuer_id=data["issuer"], kind_id=data["kind"],
            kind_text="" if data["kind"] else data["kind_text"], drafter_org_id=data["drafter_org"],
            drafter_id=data["drafter"], signer_id=data["signer"], signer_name=data["signer_name"],
            signer_post=data["signer_post"], asked_by=data["asked_by"],
            asked_by_document_id=data["asked_by_document_id"], asked_on=data["asked_on"], due_on=data["due_on"],
            urgency=data["urgency"], field_id=data["field"], note=data["note"],
        )  # fmt: skip


class VersionForm(forms.Form):
    """A further version of the text."""

    file = UploadField(label=_("Tệp dự thảo"))
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False,
                           help_text=_("Đã sửa gì so với bản trước."))


class ConsultForm(ChoosingForm):
    """Who is asked, what, until when."""

    orgs = several(_("Cơ quan lấy ý kiến"), help_text=_("Giữ Ctrl để chọn nhiều cơ quan."))
    due_on = DateField(label=_("Hạn trả lời"))
    question = forms.CharField(label=_("Nội dung hỏi"), max_length=1000, required=False,
                               widget=forms.Textarea({"rows": 3}))

    def offer_orgs(self) -> Any:
        return self.all_bodies()

    def clean_orgs(self) -> list[int]:
        orgs: list[int] = self.cleaned_data["orgs"]
        if not orgs:
            raise forms.ValidationError(_now("Hãy chọn cơ quan lấy ý kiến."))
        return orgs


class OpinionForm(forms.Form):
    """What the agency says."""

    verdict = forms.ChoiceField(label=_("Ý kiến"), choices=selectors.VERDICT_CHOICES, widget=forms.RadioSelect)
    text = forms.CharField(label=_("Nội dung"), max_length=10_000, required=False, widget=forms.Textarea({"rows": 6}))
    file = UploadField(label=_("Tệp kèm theo"), required=False)


class IssueForm(ChoosingForm):
    """How a signed draft goes out."""

    issued_on = DateField(label=_("Ngày ban hành"))
    number_text = forms.CharField(
        label=_("Số, ký hiệu"), max_length=80, required=False,
        help_text=_("Để trống hoặc chỉ ghi ký hiệu (QĐ-VPĐP): lấy số tiếp theo của năm. Ghi cả số nếu đã cấp số."),
    )  # fmt: skip
    recipients = several(_("Nơi nhận để thực hiện"), help_text=_("Giữ Ctrl để chọn nhiều cơ quan."))
    informed = several(_("Nơi nhận để biết"))
    to_all_communes = forms.BooleanField(label=_("Gửi tất cả UBND xã trong tỉnh"), required=False)
    recipients_text = forms.CharField(
        label=_("Nơi nhận khác"), max_length=1000, required=False, widget=forms.Textarea({"rows": 2})
    )
    effective_on = DateField(label=_("Có hiệu lực từ ngày"), required=False)
    answer_due_on = DateField(label=_("Hạn trả lời"), required=False)
    places = several(_("Xã liên quan"))
    is_public = forms.BooleanField(label=_("Cho các xã liên quan xem"), required=False)
    is_restricted = forms.BooleanField(label=_("Hạn chế"), required=False)

    def offer_recipients(self) -> Any:
        return self.all_bodies()

    def offer_informed(self) -> Any:
        return self.fields["recipients"].choices  # type: ignore[attr-defined]

    def offer_places(self) -> Any:
        return self.communes()

    def issue(self) -> Issue:
        data = self.cleaned_data
        main = [Recipient(org_id=each) for each in data["recipients"]]
        informed = [Recipient(org_id=each, duty="INFO") for each in data["informed"] if each not in data["recipients"]]
        return Issue(
            issued_on=data["issued_on"], number_text=data["number_text"], recipients=(*main, *informed),
            to_all_communes=data["to_all_communes"], recipients_text=data["recipients_text"],
            effective_on=data["effective_on"], answer_due_on=data["answer_due_on"], places=tuple(data["places"]),
            is_public=data["is_public"], is_restricted=data["is_restricted"],
        )  # fmt: skip


"""The pages of comments: say something, answer, settle, open again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.policy import Answer
from dieuphoi.core.register import comments
from dieuphoi.core.register.views import ActView


class CommentForm(forms.Form):
    """What is said, where on the record, and whom it should reach."""

    text = forms.CharField(label=gettext_lazy("Ý kiến"), widget=forms.Textarea(attrs={"rows": 4}), max_length=5000)
    anchor = forms.ChoiceField(label=gettext_lazy("Về chỗ nào"), required=False)
    mentions = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Nhắc tới"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Người được nhắc nhận tin ngay. Chỉ có người xem được bản ghi này."),
    )

    def __init__(self, *args: Any, kind: comments.CommentKind, actor: Any, record: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        anchors = [] if kwargs.get("prefix") else list(kind.anchors(actor, record))
        if anchors:
            self.fields["anchor"].choices = [("", _("Cả bản ghi")), *anchors]  # type: ignore[attr-defined]
        else:
            del self.fields["anchor"]
        people = [(account, name) for account, name in kind.people(actor, record) if account != actor.id]
        if people:
            self.fields["mentions"].choices = people  # type: ignore[attr-defined]
        else:
            del self.fields["mentions"]


class CommentNew(ActView):
    """Say something on a record."""

    title = gettext_lazy("Ghi ý kiến")
    submit_label = gettext_lazy("Gửi")
    done_message = gettext_lazy("Đã gửi ý kiến.")
    reply_to: int | None = None

    def load(self, kind: str, record_id: int) -> Any:
        self.kind = comments.comment_kind(kind)
        return self.kind.load(self.actor, record_id)

    def check(self, record: Any) -> Answer:
        return self.kind.may_comment(self.actor, record)

    def initial(self, record: Any) -> dict[str, Any]:
        return {"anchor": self.request.GET.get("anchor") or ""}

    def form(self, record: Any, **options: Any) -> CommentForm:
        return CommentForm(kind=self.kind, actor=self.actor, record=record, initial=self.initial(record), **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return comments.comment_add(
            actor=self.actor,
            kind=self.kind.key,
            record_id=self.kind.key_of(record),
            text=data["text"],
            anchor=data.get("anchor") or "",
            reply_to=self.reply_to,
            mentions=data.get("mentions") or (),
            now=self.now,
        )

    def done_url(self, record: Any, result: Any) -> str:
        return f"{self.kind.url(record)}#comments"

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(self.kind.title(record), self.kind.url(record))]


class CommentReply(CommentNew):
    """Answer a comment."""

    title = gettext_lazy("Trả lời ý kiến")

    def load(self, kind: str, comment_id: int) -> Any:
        self.kind = comments.comment_kind(kind)
        comment, record = comments.comment_of(self.actor, self.kind, comment_id)
        self.reply_to = comment.pk
        self.text = f"{comment.author_name}: {comment.text}"
        return record

    def form(self, record: Any, **options: Any) -> CommentForm:
        form = super().form(record, **options)
        form.fields.pop("anchor", None)
        return form


class CommentResolve(ActView):
    """Settle a comment, or open it again."""

    drafts = False

    def load(self, kind: str, comment_id: int, move: str) -> Any:
        self.kind = comments.comment_kind(kind)
        self.is_resolved = move == "resolve"
        self.title = _("Đánh dấu đã giải quyết") if self.is_resolved else _("Mở lại ý kiến")
        self.comment, record = comments.comment_of(self.actor, self.kind, comment_id)
        self.text = f"{self.comment.author_name}: {self.comment.text}"
        return record

    def check(self, record: Any) -> Answer:
        answer = self.kind.may_comment(self.actor, record)
        return comments.may_mark(self.comment, self.is_resolved) if answer else answer

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return comments.comment_mark(
            actor=self.actor,
            kind=self.kind.key,
            comment_id=self.comment.pk,
            is_resolved=self.is_resolved,
            now=self.now,
        )

    def done_url(self, record: Any, result: Any) -> str:
        return f"{self.kind.url(record)}#comments"

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(self.kind.title(record), self.kind.url(record))]

"""How the lists of documents and drafts narrow: the same on the page, in exports and by the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.forms import CharField
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.errors import InputErrors
from dieuphoi.core.register.filters import ChoiceFilter, ChoicesFilter, DateFilter, TextFilter, YesNoFilter
from dieuphoi.core.register.state import asked_day
from dieuphoi.registry.organisations.selectors import fields_on
from dieuphoi.steering.directives import selectors
from dieuphoi.steering.directives.states import DraftingState

FORCE_CHOICES = (
    (selectors.IN_FORCE, _("còn hiệu lực")),
    (selectors.AMENDED, _("còn hiệu lực, đã được sửa đổi")),
    (selectors.REPLACED, _("đã bị thay thế")),
    (selectors.ABOLISHED, _("đã bị bãi bỏ")),
    (selectors.EXPIRED, _("hết hiệu lực")),
    (selectors.NOT_YET, _("chưa có hiệu lực")),
)
BOX_CHOICES = (
    (selectors.RECEIVED, _("gửi đến chúng tôi")),
    (selectors.ISSUED, _("chúng tôi ban hành")),
    (selectors.GIVEN, _("được giao cho tôi hoặc đơn vị tôi")),
    (selectors.GIVEN_DONE, _("được giao, nhiệm vụ đã xong")),
)
LATE_CHOICES = (
    (selectors.LATE_READ, _("chưa mở đọc quá hạn")),
    (selectors.LATE_ASSIGN, _("chưa giao xử lý quá hạn")),
    (selectors.LATE_RECEIVE, _("chưa nhận quá hạn")),
)
TIMELINESS_CHOICES = (
    (selectors.IN_TIME, _("trong hạn")),
    (selectors.LATE, _("quá hạn")),
    (selectors.DONE, _("ban hành đúng hạn")),
    (selectors.LATE_DONE, _("ban hành sau hạn")),
    (selectors.NO_DUE, _("không đặt hạn")),
    (selectors.ENDED, _("đã thôi")),
)


class WordsFilter(django_filters.Filter):
    """All words stand in the document itself or in the text of its files, with marks or without."""

    field_class = CharField

    def filter(self, qs: Any, value: Any) -> Any:
        return selectors.holding_words(qs, value) if value and value.strip() else qs


class DocumentFilter(django_filters.FilterSet):
    q = WordsFilter(label=_("Số, trích yếu, chữ trong tệp"), max_length=200)
    direction = ChoiceFilter(choices=selectors.DIRECTION_CHOICES, field_name="direction", label=_("Sổ"))
    box = ChoiceFilter(choices=BOX_CHOICES, method="of_box", label=_("Của chúng tôi"))
    kind = ChoicesFilter(field_name="kind_id", label=_("Loại văn bản"))
    issuer = ChoiceFilter(field_name="issuer_id", label=_("Cơ quan ban hành"))
    issuer_text = TextFilter(folded=("issuer_folded",), label=_("Tên cơ quan ban hành"))
    urgency = ChoicesFilter(choices=selectors.URGENCY_CHOICES, field_name="urgency", label=_("Độ khẩn"))
    field = ChoiceFilter(field_name="field_id", label=_("Lĩnh vực"))
    number = django_filters.CharFilter(method="of_number", label=_("Số văn bản"), max_length=80)
    issued_from = DateFilter(field_name="issued_on", lookup_expr="gte", label=_("Ban hành từ ngày"))
    issued_until = DateFilter(field_name="issued_on", lookup_expr="lte", label=_("đến hết ngày"))
    force = ChoiceFilter(choices=FORCE_CHOICES, method="of_force", label=_("Hiệu lực"))
    unread = YesNoFilter(method="of_unread", label=_("Chúng tôi chưa mở đọc"))
    unassigned = YesNoFilter(method="of_unassigned", label=_("Chưa giao xử lý"))
    late = ChoicesFilter(choices=LATE_CHOICES, method="of_late", label=_("Tiếp cận chậm"))
    unanswered = YesNoFilter(method="of_unanswered", label=_("Chờ trả lời"))
    unit = django_filters.CharFilter(method="of_unit", label=_("Xã liên quan"), max_length=20)
    keeper = django_filters.CharFilter(method="of_keeper", label=_("Sổ của cơ quan"), max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actor = self.request.actor
        self.filters["kind"].extra["choices"] = [
            *((str(row.pk), row.name) for row in selectors.kinds_on(actor, actor.on)), ("other", _("loại khác")),
        ]  # fmt: skip
        self.filters["kind"].method = "of_kind"
        self.filters["issuer"].extra["choices"] = selectors.issuer_choices(actor)
        self.filters["field"].extra["choices"] = [(str(row.pk), row.name) for row in fields_on(actor, actor.on)]

    def of_kind(self, rows: Any, _name: str, value: list[str]) -> Any:
        """Listed kinds, and those that are written on the document itself."""
        if not value:
            return rows
        listed = [each for each in value if each != "other"]
        if "other" in value:
            return rows.filter(kind__isnull=True) | rows.filter(kind_id__in=listed)
        return rows.filter(kind_id__in=listed)

    def of_box(self, rows: Any, _name: str, value: str) -> Any:
        return selectors.in_box(self.request.actor, rows, value)

    def of_number(self, rows: Any, _name: str, value: str) -> Any:
        """``4393`` or ``4393/UBND-NLN``; ``#12`` is the key, as links of ours write it."""
        return selectors.of_number(rows, value)

    def of_force(self, rows: Any, _name: str, value: str) -> Any:
        if value == selectors.IN_FORCE:
            return selectors.in_force(rows, self._day())
        return rows.filter(force=value)

    def _day(self) -> Any:
        """The day that the list reads; one that cannot be read is told by the list itself."""
        try:
            return asked_day(self.request.GET.get("as_of") or "", self.request.actor.on)
        except InputErrors:
            return self.request.actor.on

    def of_unread(self, rows: Any, _name: str, value: bool | None) -> Any:
        if value is None:
            return rows
        found = selectors.unread_by_me if value else selectors.read_by_me
        return found(self.request.actor, rows)

    def of_unassigned(self, rows: Any, _name: str, value: bool | None) -> Any:
        if value is None:
            return rows
        waiting = selectors.unassigned(self.request.actor, rows)
        return waiting if value else rows.exclude(pk__in=waiting.values("pk"))

    def of_late(self, rows: Any, _name: str, value: list[str]) -> Any:
        return selectors.late(self.request.actor, rows, self._day(), tuple(value)) if value else rows

    def of_unanswered(self, rows: Any, _name: str, value: bool | None) -> Any:
        """An answer was asked for by a day, and none stands (S0-44)."""
        if value is None:
            return rows
        return rows.filter(answer_due_on__isnull=False, answered=not value)

    def of_unit(self, rows: Any, _name: str, value: str) -> Any:
        """``#12`` is the unit's own number, as links of ours write it."""
        text = value.strip().removeprefix("#")
        return rows.filter(selectors.of_unit(int(text))) if text.isdigit() and len(text) < 18 else rows.none()

    def of_keeper(self, rows: Any, _name: str, value: str) -> Any:
        """The register of a body, by its code or ``#`` and its own number."""
        text = value.strip()
        if text.startswith("#"):
            return rows.filter(keeper_id=int(text[1:])) if text[1:].isdigit() and len(text) < 18 else rows.none()
        return rows.filter(keeper__code=text)


class DraftingFilter(django_filters.FilterSet):
    q = TextFilter(folded=("title_folded",), raw=("asked_by",), label=_("Trích yếu hoặc ai yêu cầu"))
    state = ChoicesFilter(choices=DraftingState.choices, label=_("Trạng thái"))
    timeliness = ChoicesFilter(choices=TIMELINESS_CHOICES, label=_("Thời hạn"))
    kind = ChoicesFilter(field_name="kind_id", label=_("Loại văn bản"))
    issuer = django_filters.CharFilter(method="of_issuer", label=_("Mã cơ quan ban hành"), max_length=40)
    holder = django_filters.CharFilter(method="of_holder", label=_("Đang ở"), max_length=120)
    asked_from = DateFilter(field_name="asked_on", lookup_expr="gte", label=_("Yêu cầu từ ngày"))
    asked_until = DateFilter(field_name="asked_on", lookup_expr="lte", label=_("đến hết ngày"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actor = self.request.actor
        self.filters["kind"].extra["choices"] = [
            (str(row.pk), row.name) for row in selectors.kinds_on(actor, actor.on)
        ]

    def of_issuer(self, rows: Any, _name: str, value: str) -> Any:
        return rows.filter(issuer__code=value.strip())

    def of_holder(self, rows: Any, _name: str, value: str) -> Any:
        """A part of a name; ``me`` is who asks, as the links of "my work" write it."""
        if value.strip() == "me":
            return selectors.held_by_me(self.request.actor, rows)
        return rows.filter(holder_name__icontains=value.strip())

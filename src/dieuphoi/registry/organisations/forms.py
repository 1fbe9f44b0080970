"""What may be typed about organisations, posts, duties and handovers. Choices are those of the actor on the day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.register.filters import DateField
from dieuphoi.registry.organisations import selectors
from dieuphoi.registry.organisations.models import ItemKind
from dieuphoi.registry.organisations.services import Decision
from dieuphoi.registry.territory.selectors import units_on

NOTHING = ("", "—")


class OrgForm(forms.Form):
    """Base: knows who asks and the day whose choices are offered."""

    def __init__(self, *args: Any, actor: Actor, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.day = actor, day
        for name in self.fields:
            offer = getattr(self, f"offer_{name}", None)
            if offer is not None:
                self.offer(name, offer())

    def offer(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(choices)

    def orgs(self, *, kinds: tuple[str, ...] = ()) -> list[tuple[Any, Any]]:
        rows = selectors.orgs_on(self.actor, self.day)
        return [(row.id, row.name) for row in rows if not kinds or row.kind in kinds]

    def people(self) -> list[tuple[Any, Any]]:
        return list(selectors.people_choices(self.actor, self.day))

    def units(self, *, kind: str | None = "commune") -> list[tuple[Any, Any]]:
        return [(row.id, row.full_name) for row in units_on(self.actor, self.day, kind=kind)]

    def work_fields(self) -> list[tuple[Any, Any]]:
        return [(row.pk, row.name) for row in selectors.fields_on(self.actor, self.day)]


def pick(label: Any, *, required: bool = True, help_text: Any = "") -> forms.TypedChoiceField:
    """A select box of ids; the empty choice is ``None``."""
    return forms.TypedChoiceField(
        label=label, coerce=int, empty_value=None, required=required, help_text=help_text
    )


class DecisionFields(forms.Form):
    """From when, and by which decision."""

    on = DateField(label=_("Từ ngày"), help_text=_("Ngày có hiệu lực, dạng ngày/tháng/năm."))
    decision = forms.CharField(
        label=_("Quyết định"), max_length=200, required=False, help_text=_("Số, ký hiệu. Ví dụ: 12/QĐ-UBND.")
    )
    decision_on = DateField(label=_("Ngày quyết định"), required=False)
    note = forms.CharField(
        label=_("Lý do, ghi chú"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


def decision_of(data: dict[str, Any]) -> Decision:
    """The decision as typed."""
    return Decision(
        data.get("decision") or "", data.get("decision_on"), data.get("source") or "", data.get("note") or ""
    )


class OrgNewForm(OrgForm):
    code = forms.CharField(label=_("Mã cơ quan"), max_length=40)
    name = forms.CharField(label=_("Tên cơ quan"), max_length=200)
    short_name = forms.CharField(label=_("Tên viết tắt"), max_length=60, required=False)
    kind = forms.ChoiceField(label=_("Loại cơ quan"), choices=selectors.KIND_CHOICES)
    level = forms.ChoiceField(
        label=_("Cấp"), choices=[("", _("Theo địa bàn")), *selectors.LEVEL_CHOICES], required=False
    )
    parent = pick(_("Cơ quan cấp trên"), required=False)
    place = pick(_("Địa bàn"), required=False, help_text=_("Ủy ban nhân dân xã bắt buộc có."))
    phone = forms.CharField(label=_("Điện thoại"), max_length=40, required=False)
    start = DateField(label=_("Hoạt động từ ngày"), required=False, help_text=_("Để trống: có từ trước."))
    founded_on = DateField(label=_("Ngày thành lập"), required=False)
    founding_decision = forms.CharField(label=_("Quyết định thành lập"), max_length=200, required=False)
    document_symbol = forms.CharField(
        label=_("Ký hiệu văn bản"), max_length=40, required=False, help_text=_("Ví dụ: CV/ĐU, UBND-NN.")
    )

    def offer_parent(self) -> list[tuple[Any, Any]]:
        return [NOTHING, *self.orgs()]

    def offer_place(self) -> list[tuple[Any, Any]]:
        return [NOTHING, *self.units(kind=None)]


class OrgEditForm(OrgForm):
    level = forms.ChoiceField(label=_("Cấp"), choices=selectors.LEVEL_CHOICES)
    kind = forms.ChoiceField(label=_("Loại cơ quan"), choices=selectors.KIND_CHOICES)
    phone = forms.CharField(label=_("Điện thoại"), max_length=40, required=False)
    founded_on = DateField(label=_("Ngày thành lập"), required=False)
    founding_decision = forms.CharField(label=_("Quyết định thành lập"), max_length=200, required=False)
    document_symbol = forms.CharField(label=_("Ký hiệu văn bản"), max_length=40, required=False)


class RenameForm(OrgForm, DecisionFields):
    name = forms.CharField(label=_("Tên mới"), max_length=200)
    short_name = forms.CharField(label=_("Tên viết tắt"), max_length=60, required=False)
    field_order = ("name", "short_name", "on", "decision", "decision_on", "note")


class MoveForm(OrgForm, DecisionFields):
    parent = pick(_("Cơ quan cấp trên mới"), required=False, help_text=_("Để trống: không thuộc cơ quan nào."))
    field_order = ("parent", "on", "decision", "decision_on", "note")

    def offer_parent(self) -> list[tuple[Any, Any]]:
        return [NOTHING, *self.orgs()]


class CloseForm(OrgForm, DecisionFields):
    end_holdings = forms.BooleanField(
        label=_("Cho mọi người thôi giữ chức vụ ở đây cùng ngày"), required=False
    )
    field_order = ("on", "end_holdings", "decision", "decision_on", "note")


class SucceedForm(OrgForm, DecisionFields):
    """Merge or split: those before, those after that stand already, and at most one new one."""

    before = forms.TypedMultipleChoiceField(
        label=_("Các cơ quan trước"), coerce=int, widget=forms.SelectMultiple(attrs={"size": 8})
    )
    after = forms.TypedMultipleChoiceField(
        label=_("Các cơ quan sau (đã có)"),
        coerce=int,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("Cơ quan nhận, hoặc cơ quan tiếp tục hoạt động. Để trống khi chỉ có cơ quan mới."),
    )
    code = forms.CharField(label=_("Mã cơ quan mới"), max_length=40, required=False)
    name = forms.CharField(label=_("Tên cơ quan mới"), max_length=200, required=False)
    move_people = forms.BooleanField(
        label=_("Chuyển người sang chức vụ cùng tên ở cơ quan mới"), required=False, initial=True
    )
    field_order = ("before", "after", "code", "name", "on", "move_people", "decision", "decision_on", "note")

    def offer_before(self) -> list[tuple[Any, Any]]:
        return self.orgs()

    def offer_after(self) -> list[tuple[Any, Any]]:
        return self.orgs()

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if bool(data.get("code")) != bool(data.get("name")):
            self.add_error("name" if data.get("code") else "code", _("Cơ quan mới cần cả mã và tên."))
        return data


NEW_ROOMS = 4


class RoomsForm(OrgForm, DecisionFields):
    """Every room with its name and end, a few new ones, and where each holder goes."""

    def __init__(self, *args: Any, rooms: list[Any], holders: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rooms, self.holders = rooms, holders
        for room in rooms:
            self.fields[f"name_{room.id}"] = forms.CharField(
                label=_("Tên phòng"), max_length=200, required=False, initial=room.name
            )
            self.fields[f"close_{room.id}"] = forms.BooleanField(label=_("Kết thúc"), required=False)
        for number in range(1, NEW_ROOMS + 1):
            self.fields[f"new_code_{number}"] = forms.CharField(label=_("Mã"), max_length=40, required=False)
            self.fields[f"new_{number}"] = forms.CharField(label=_("Tên phòng mới"), max_length=200, required=False)
        targets = [
            ("", _("Giữ nguyên")),
            ("org", _("Trực thuộc cơ quan, không ở phòng nào")),
            *((f"room:{room.id}", room.name) for room in rooms),
            *((f"new:{number}", _("Phòng mới số %(n)s") % {"n": number}) for number in range(1, NEW_ROOMS + 1)),
        ]
        for holder in holders:
            self.fields[f"to_{holder.holding_id}"] = forms.ChoiceField(
                label=holder.full_name, choices=targets, required=False
            )


class PostForm(OrgForm):
    title = forms.CharField(label=_("Chức vụ"), max_length=120)
    is_single = forms.BooleanField(label=_("Chỉ một người giữ"), required=False)
    seats = forms.IntegerField(
        label=_("Số biên chế"), required=False, min_value=1, help_text=_("Để trống khi chưa rõ.")
    )
    position = forms.IntegerField(
        label=_("Thứ tự"),
        initial=100,
        min_value=0,
        max_value=9999,
        help_text=_("Số nhỏ đứng trước; người đứng đầu ghi 1."),
    )
    decision = forms.CharField(label=_("Quyết định"), max_length=200, required=False)


class PostEditForm(PostForm):
    until = DateField(label=_("Thôi có chức vụ này từ ngày"), required=False)


class FillForm(OrgForm):
    """Put somebody into a post: one who is known, or a new person by name."""

    person = pick(_("Người"), required=False, help_text=_("Chọn người đã có, hoặc ghi người mới ở dưới."))
    full_name = forms.CharField(label=_("Họ và tên người mới"), max_length=120, required=False)
    phone = forms.CharField(label=_("Điện thoại người mới"), max_length=40, required=False)
    start = DateField(label=_("Giữ chức vụ từ ngày"), required=False, help_text=_("Để trống: có từ trước."))
    end = DateField(label=_("Đến trước ngày"), required=False)
    decision = forms.CharField(label=_("Quyết định"), max_length=200, required=False)

    def offer_person(self) -> list[tuple[Any, Any]]:
        return [NOTHING, *self.people()]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if bool(data.get("person")) == bool(data.get("full_name")):
            self.add_error("person", _("Hãy chọn một người đã có, hoặc ghi tên một người mới."))
        return data


class EndForm(OrgForm):
    on = DateField(label=_("Từ ngày"), help_text=_("Từ ngày này không còn hiệu lực; trước đó giữ nguyên."))


class DaysForm(OrgForm):
    start = DateField(label=_("Từ ngày"), required=False, help_text=_("Để trống: có từ trước."))
    end = DateField(label=_("Đến trước ngày"), required=False)


class ContactForm(OrgForm):
    phone = forms.CharField(label=_("Điện thoại"), max_length=40, required=False)
    email = forms.EmailField(label=_("Thư điện tử"), required=False)


class MandateForm(OrgForm):
    number = forms.CharField(label=_("Số thứ tự"), max_length=20, help_text=_("Ví dụ: 1, 2, 2.1"))
    text = forms.CharField(label=_("Chức năng, nhiệm vụ"), widget=forms.Textarea(attrs={"rows": 4}))
    start = DateField(label=_("Từ ngày"), required=False)
    decision = forms.CharField(label=_("Quyết định"), max_length=200, required=False)
    decision_on = DateField(label=_("Ngày quyết định"), required=False)


class ProgrammeForm(OrgForm):
    name = forms.CharField(label=_("Chương trình"), max_length=200)
    start = DateField(label=_("Từ ngày"), required=False)
    end = DateField(label=_("Đến trước ngày"), required=False)
    decision = forms.CharField(label=_("Quyết định"), max_length=200, required=False)
    decision_on = DateField(label=_("Ngày quyết định"), required=False)


class FieldForm(OrgForm):
    code = forms.CharField(label=_("Mã lĩnh vực"), max_length=40)
    name = forms.CharField(label=_("Tên lĩnh vực"), max_length=160)
    position = forms.IntegerField(label=_("Thứ tự"), initial=100, min_value=0, max_value=9999)
    end = DateField(label=_("Thôi theo dõi từ ngày"), required=False)


class CommitteeForm(OrgForm):
    name = forms.CharField(label=_("Tên Ban Chỉ đạo"), max_length=200)
    level = forms.ChoiceField(label=_("Cấp"), choices=selectors.LEVEL_CHOICES, initial="province")
    place = pick(_("Địa bàn"), required=False, help_text=_("Bắt buộc với cấp huyện, cấp xã."))
    start = DateField(label=_("Từ ngày"), required=False)
    decision = forms.CharField(label=_("Quyết định"), max_length=200, required=False)
    decision_on = DateField(label=_("Ngày quyết định"), required=False)

    def offer_place(self) -> list[tuple[Any, Any]]:
        return [NOTHING, *self.units(kind=None)]


class SeatForm(OrgForm):
    person = pick(_("Người"))
    function = forms.ChoiceField(label=_("Chức danh"), choices=selectors.FUNCTION_CHOICES, initial="member")
    post_title = forms.CharField(label=_("Chức vụ theo quyết định"), max_length=200, required=False)
    fields_ = forms.TypedMultipleChoiceField(
        label=_("Lĩnh vực phụ trách"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    units_ = forms.TypedMultipleChoiceField(
        label=_("Địa bàn phụ trách"), coerce=int, required=False, widget=forms.SelectMultiple(attrs={"size": 8})
    )
    start = DateField(label=_("Từ ngày"), required=False)
    decision = forms.CharField(label=_("Quyết định"), max_length=200, required=False)
    decision_on = DateField(label=_("Ngày quyết định"), required=False)

    def offer_person(self) -> list[tuple[Any, Any]]:
        return [NOTHING, *self.people()]

    def offer_fields_(self) -> list[tuple[Any, Any]]:
        return self.work_fields()

    def offer_units_(self) -> list[tuple[Any, Any]]:
        return self.units()


class SeatEditForm(SeatForm):
    person = None  # type: ignore[assignment]
    start = None  # type: ignore[assignment]
    decision = None  # type: ignore[assignment]
    decision_on = None  # type: ignore[assignment]


class MonitorForm(OrgForm):
    person = pick(_("Người"), required=False, help_text=_("Chọn một người, hoặc một phòng."))
    org = pick(_("Phòng, cơ quan"), required=False)
    function = forms.ChoiceField(label=_("Việc"), choices=selectors.MONITOR_CHOICES, initial="monitor")
    field = pick(_("Lĩnh vực"), required=False, help_text=_("Để trống: mọi lĩnh vực."))
    units_ = forms.TypedMultipleChoiceField(
        label=_("Địa bàn"),
        coerce=int,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("Không chọn xã nào: toàn tỉnh."),
    )
    start = DateField(label=_("Từ ngày"), required=False)
    end = DateField(label=_("Đến trước ngày"), required=False)
    decision = forms.CharField(label=_("Quyết định"), max_length=200, required=False)
    decision_on = DateField(label=_("Ngày quyết định"), required=False)

    def offer_person(self) -> list[tuple[Any, Any]]:
        return [NOTHING, *self.people()]

    def offer_org(self) -> list[tuple[Any, Any]]:
        return [NOTHING, *self.orgs()]

    def offer_field(self) -> list[tuple[Any, Any]]:
        return [NOTHING, *self.work_fields()]

    def offer_units_(self) -> list[tuple[Any, Any]]:
        return self.units()


class HandOnForm(EndForm):
    person = pick(_("Người tiếp nhận"))
    field_order = ("person", "on")

    def offer_person(self) -> list[tuple[Any, Any]]:
        return [NOTHING, *self.people()]


class HandoverForm(OrgForm):
    giver = pick(_("Người giao"), required=False)
    giver_org = pick(_("Cơ quan giao"), required=False, help_text=_("Để trống: cơ quan của người giao."))
    receiver = pick(_("Người nhận"), required=False)
    receiver_org = pick(_("Cơ quan nhận"), required=False, help_text=_("Để trống: cơ quan của người nhận."))
    on = DateField(label=_("Ngày bàn giao"))
    why = forms.CharField(label=_("Lý do bàn giao"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(
        self, *args: Any, actor: Actor, day: date, giver: tuple[int, str] | None = None, **kwargs: Any
    ) -> None:
        self.given = giver
        super().__init__(*args, actor=actor, day=day, **kwargs)

    def offer_giver(self) -> list[tuple[Any, Any]]:
        people = self.people()
        # Who has left holds no post today and must still be found.
        if self.given is not None and self.given[0] not in {pk for pk, _words in people}:
            people = [self.given, *people]
        return [NOTHING, *people]

    def offer_receiver(self) -> list[tuple[Any, Any]]:
        return [NOTHING, *self.people()]

    def offer_giver_org(self) -> list[tuple[Any, Any]]:
        return [NOTHING, *self.orgs()]

    def offer_receiver_org(self) -> list[tuple[Any, Any]]:
        return [NOTHING, *self.orgs()]


class ItemForm(OrgForm):
    kind = forms.ChoiceField(label=_("Loại"), choices=ItemKind.choices)
    title = forms.CharField(label=_("Nội dung"), max_length=300)
    note = forms.CharField(label=_("Ghi chú"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class ItemsForm(OrgForm):
    """Tick the items that stay behind; nothing ticked: all go."""

    items = forms.TypedMultipleChoiceField(
        label=_("Nội dung"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label=_("Ghi chú"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, items: list[Any], label: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("items", [(item.pk, item.title) for item in items])
        self.fields["items"].label = label


class NoteForm(OrgForm):
    note = forms.CharField(
        label=_("Còn gì để lại, ai theo tiếp"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

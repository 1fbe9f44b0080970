"""What is typed about criteria: confirmations, drafts and their rows, owners, thresholds, bands, guidance."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.register.filters import DateField
from dieuphoi.programme.criteria import presenting, services
from dieuphoi.programme.criteria.kind_words import COMPARATOR_CHOICES, KIND_WORDS
from dieuphoi.programme.criteria.kinds.forms import FORMS
from dieuphoi.programme.criteria.kinds.forms import row_faults as kind_faults
from dieuphoi.programme.criteria.states import VersionState
from dieuphoi.programme.criteria.typed import cell_typed, plain_cell, read_cell
from dieuphoi.registry.organisations.selectors import orgs_on
from dieuphoi.registry.territory.selectors import province_choices

DOCUMENT_LENGTH = 200
PAGE_LENGTH = 40
CELL = "t-"

Choices = Sequence[tuple[Any, Any]]


def _offer(form: forms.Form, name: str, choices: Choices) -> None:
    form.fields[name].choices = list(choices)  # type: ignore[attr-defined]


class ConfirmForm(forms.Form):
    """Where a row was read. ``columns`` are ``(code, words)`` of its threshold cells."""

    document = forms.CharField(
        label=_("Văn bản đã đọc"),
        max_length=DOCUMENT_LENGTH,
        help_text=_("Số, ký hiệu, ngày của văn bản mà bạn cầm trong tay. Ví dụ: 1980/QĐ-TTg ngày 17/10/2016"),
    )
    page = forms.CharField(
        label=_("Trang, mục"),
        max_length=PAGE_LENGTH,
        required=False,
        help_text=_("Ví dụ: trang 5, Phụ lục I"),
    )
    cells = forms.MultipleChoiceField(
        label=_("Chỉ những ô này"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Để trống nếu bạn đã đọc cả dòng. Đánh dấu nếu chỉ một số ô khớp với văn bản."),
    )

    def __init__(self, *args: Any, columns: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(columns) > 1:
            _offer(self, "cells", columns)
        else:
            # One cell is the row: there is nothing to choose.
            del self.fields["cells"]


class HeadForm(forms.Form):
    """The head of a draft: the decision and when it holds."""

    decision_number = forms.CharField(
        label=_("Số quyết định"), max_length=120, help_text=_("Chưa có số thì ghi “dự thảo”.")
    )
    decision_on = DateField(label=_("Ngày quyết định"), required=False)
    issuer = forms.CharField(label=_("Cơ quan ban hành"), max_length=120, required=False)
    effective_from = DateField(label=_("Có hiệu lực từ"), required=False)
    effective_to = DateField(label=_("Ngày cuối có hiệu lực"), required=False, help_text=_("Để trống nếu chưa biết."))
    expected_criteria = forms.IntegerField(
        label=_("Số tiêu chí theo quyết định"), required=False, min_value=1, max_value=999
    )
    expected_indicators = forms.IntegerField(
        label=_("Số chỉ tiêu theo quyết định"),
        required=False,
        min_value=1,
        max_value=999,
        help_text=_("Bộ chỉ được chấm khi số dòng đã nhập bằng đúng số này."),
    )
    change_note = forms.CharField(
        label=_("Thay đổi những gì"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Bắt buộc với bản sửa đổi, bổ sung giữa kỳ."),
    )

    def head(self, **more: Any) -> services.Head:
        data = self.cleaned_data
        return services.Head(
            decision_number=data["decision_number"],
            decision_on=data["decision_on"],
            issuer=data["issuer"],
            effective_from=data["effective_from"],
            effective_to=data["effective_to"],
            expected_criteria=data["expected_criteria"],
            expected_indicators=data["expected_indicators"],
            change_note=data["change_note"],
            **more,
        )


class DraftHeadForm(HeadForm):
    """The head of a draft that is there; the name may change while it is the set's only version."""

    name = forms.CharField(label=_("Tên bộ"), max_length=300, required=False)
    not_applicable_counts = forms.BooleanField(
        label=_("Tiêu chí không áp dụng được tính là đạt"), required=False
    )
    field_order = ("name",)


class NewSetForm(HeadForm):
    """A new set: what it is called and what it judges, and its first decision."""

    code = forms.CharField(
        label=_("Mã bộ"), max_length=60, help_text=_("Chữ thường không dấu, số và gạch nối: ha-tinh-xa-2026-2030")
    )
    name = forms.CharField(label=_("Tên bộ"), max_length=300)
    level = forms.ChoiceField(label=_("Cấp được đánh giá"), choices=presenting.LEVELS)
    tier = forms.ChoiceField(label=_("Bậc"), choices=presenting.TIERS)
    stage = forms.CharField(label=_("Giai đoạn"), max_length=20, required=False, help_text=_("Ví dụ: 2026-2030"))
    province = forms.TypedChoiceField(
        label=_("Tỉnh ban hành"), coerce=int, required=False, empty_value=None, help_text=_("Để trống: trung ương.")
    )
    dimension = forms.ChoiceField(
        label=_("Mức đạt chia cột"),
        required=False,
        choices=[
            ("", _("không chia cột")),
            ("commune_group3", _("theo ba nhóm xã")),
            ("region7", _("theo bảy vùng")),
        ],
    )
    field_order = ("code", "name", "level", "tier", "stage", "province", "dimension")

    def __init__(self, *args: Any, actor: Actor, has_base: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "province", [("", "—"), *province_choices(actor, actor.on)])
        if has_base:
            # The columns are those of the base.
            del self.fields["dimension"]

    def family(self) -> services.NewSet:
        data = self.cleaned_data
        return services.NewSet(
            code=data["code"].strip(),
            name=data["name"],
            level=data["level"],
            tier=data["tier"],
            stage=data["stage"],
            province_id=data["province"],
            dimension=data.get("dimension") or "",
        )


class CriterionForm(forms.Form):
    number = forms.IntegerField(label=_("Số thứ tự"), min_value=1, max_value=999)
    name = forms.CharField(label=_("Tên tiêu chí"), max_length=300)
    group = forms.CharField(label=_("Nhóm"), max_length=120, required=False)
    source = forms.CharField(label=_("Nguồn"), max_length=1000, required=False)


class RowForm(forms.Form):
    """One row of a draft, all its fields; a threshold for each column of the set."""

    criterion = forms.TypedChoiceField(label=_("Tiêu chí"), coerce=int)
    code = forms.CharField(label=_("Mã chỉ tiêu"), max_length=40, required=False)
    name = forms.CharField(label=_("Tên chỉ tiêu"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    unit = forms.CharField(
        label=_("Đơn vị tính"), max_length=60, required=False, help_text=_("Ví dụ: %, triệu đồng/người")
    )
    kind = forms.ChoiceField(label=_("Dạng"), choices=lambda: sorted(KIND_WORDS.items(), key=lambda each: str(each[1])))
    comparator = forms.ChoiceField(label=_("Dấu so sánh"), choices=COMPARATOR_CHOICES)
    responsible = forms.CharField(label=_("Bộ, ngành phụ trách"), max_length=300, required=False)
    applicable_if = forms.CharField(label=_("Chỉ áp dụng khi"), max_length=1000, required=False)
    note = forms.CharField(
        label=_("Ghi chú"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    source = forms.CharField(
        label=_("Nguồn"),
        max_length=1000,
        required=False,
        help_text=_("Địa chỉ trang đã đọc, hoặc tên văn bản và trang (khi đó dòng chờ xác nhận theo văn bản)."),
    )

    def __init__(
        self,
        *args: Any,
        columns: Choices = (),
        criteria: Choices = (),
        before: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "criterion", criteria)
        self.before = before or {}
        self.columns = [code for code, _words in columns]
        for number, (code, words) in enumerate(columns):
            help_text = _(
                "Một số (95; 62,5), một chữ (Đạt), “Tỉnh quy định”, theo năm (2026: 50; 2027: 53), nhiều phần "
                "(nước sạch >= 65; tập trung >= 35). Mỗi điều kiện con có thể ghi một dòng; cách ghi của từng dạng ở "
                "cuối trang."
            )
            self.fields[CELL + code] = forms.CharField(
                label=_now("Mức đạt – %(column)s") % {"column": words},
                required=False,
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=help_text if number == 0 else "",
            )
        order = ["criterion", "code", "name", "unit", "kind", "comparator", *(CELL + code for code in self.columns)]
        self.order_fields(order)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.thresholds: dict[str, Any] = {}
        for code in self.columns:
            try:
                self.thresholds[code] = read_cell(data.get(CELL + code) or "", data.get("comparator") or "is")
            except ValueError as error:
                self.add_error(CELL + code, str(error))
        self._fits(data)
        return data

    def _fits(self, data: Mapping[str, Any]) -> None:
        """Whether each threshold suits the kind of the row: said beside the field that does not."""
        raw = {
            **{key: value for key, value in self.before.items() if key in ("structure", "standards")},
            "code": data.get("code") or "?",
            "name": data.get("name") or "?",
            "unit": (data.get("unit") or "").strip() or None,
            "kind": data.get("kind"),
            "comparator": data.get("comparator"),
            "thresholds": {code: cell for code, cell in self.thresholds.items() if cell is not None},
        }
        for fault in kind_faults(raw, columns=self.columns):
            field = CELL + fault.place.removeprefix("thresholds.") if "." in fault.place else fault.place
            if field in self.fields and field not in self.errors:
                self.add_error(field, fault.words(_now))
            elif field == "structure":
                self.add_error("kind", fault.words(_now))

    @property
    def ways(self) -> list[tuple[str, str, str, str]]:
        """How the threshold of each kind is typed: its words, an example, the signs, the figures it asks for."""
        found = []
        for kind, words in sorted(KIND_WORDS.items(), key=lambda each: str(each[1])):
            form = FORMS[kind]
            signs = " ".join(str(dict(COMPARATOR_CHOICES)[sign]) for sign in form.comparators if sign != "is")
            found.append(
                (str(words), cell_typed(plain_cell(form.example, form.comparators[0]), form.comparators[0]), signs,
                 _now(form.facts))
            )  # fmt: skip
        return found

    def row(self) -> services.RowInput:
        data = self.cleaned_data
        return services.RowInput(
            criterion=data["criterion"],
            name=data["name"],
            kind=data["kind"],
            comparator=data["comparator"],
            code=data["code"],
            unit=data["unit"],
            thresholds=self.thresholds,
            responsible=data["responsible"],
            applicable_if=data["applicable_if"],
            note=data["note"],
            source=data["source"],
        )


class OwnersForm(forms.Form):
    """Which department verifies the ticked rows from a day on, by which document."""

    org = forms.TypedChoiceField(label=_("Cơ quan thẩm định"), coerce=int)
    start = DateField(label=_("Từ ngày"))
    decision = forms.CharField(
        label=_("Văn bản giao"), max_length=200, required=False, help_text=_("Số, ngày của văn bản phân công.")
    )
    rows = forms.MultipleChoiceField(label=_("Các chỉ tiêu"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, actor: Actor, rows: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        orgs = [org for org in orgs_on(actor, actor.on) if org.kind in ("department", "office")]
        _offer(self, "org", [("", "—"), *((org.id, org.name) for org in orgs)])
        _offer(self, "rows", rows)


class ProvincialForm(forms.Form):
    """What the province decided for one row and column, from a day on."""

    code = forms.ChoiceField(label=_("Chỉ tiêu"))
    column = forms.ChoiceField(label=_("Cột"))
    value = forms.CharField(
        label=_("Mức đạt của tỉnh"),
        max_length=1000,
        required=False,
        help_text=_("Một số (80), một chữ (Đạt), theo năm… Chỉ để trống khi đánh dấu ô dưới."),
    )
    ended = forms.BooleanField(label=_("Thôi áp dụng mức của tỉnh từ ngày này"), required=False)
    start = DateField(label=_("Áp dụng từ ngày"))
    decision_number = forms.CharField(label=_("Số quyết định của tỉnh"), max_length=120)
    decision_on = DateField(label=_("Ngày quyết định"), required=False)
    source = forms.CharField(label=_("Trang, phụ lục"), max_length=300, required=False)

    def __init__(
        self, *args: Any, rows: Sequence[Any] = (), columns: Choices = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.comparators = {row.code: str(row.raw.get("comparator") or "is") for row in rows}
        _offer(self, "code", [(row.code, f"{row.code} {row.name}") for row in rows])
        _offer(self, "column", columns)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        typed = (data.get("value") or "").strip()
        self.cell = None
        if bool(typed) == bool(data.get("ended")):
            self.add_error("value", _now("Hãy ghi mức đạt, hoặc đánh dấu thôi áp dụng."))
        elif typed:
            try:
                self.cell = read_cell(typed, self.comparators.get(data.get("code", ""), "is"))
            except ValueError as error:
                self.add_error("value", str(error))
        return data

    def decided(self) -> services.Decided:
        data = self.cleaned_data
        return services.Decided(
            data["code"], data["column"], self.cell, data["start"], data["decision_number"], data["decision_on"],
            data["source"],
        )  # fmt: skip


class MinistryForm(ProvincialForm):
    """What a ministry decided for one row and column, from a day on."""

    issuer = forms.CharField(
        label=_("Bộ, ngành quy định"), max_length=200, help_text=_("Ví dụ: Bộ Giáo dục và Đào tạo")
    )
    field_order = ("code", "column", "issuer", "value", "ended", "start", "decision_number", "decision_on", "source")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].label = _("Mức đạt của bộ, ngành")
        self.fields["ended"].label = _("Thôi áp dụng mức này từ ngày này")
        self.fields["decision_number"].label = _("Số văn bản của bộ, ngành")
        self.fields["decision_on"].label = _("Ngày văn bản")

    def decided(self) -> services.Decided:
        return replace(super().decided(), issuer=self.cleaned_data["issuer"])


_BAND = re.compile(r"\s*([0-9]{1,3})\s*[-–]\s*([0-9]{1,3})?\s*[:,;]?\s+(.+?)\s*\Z")


class BandsForm(forms.Form):
    """Groups of communes by number of criteria met, from a day on: a line each, ``5-9 Từ 5 đến 9 tiêu chí``."""

    start = DateField(label=_("Áp dụng từ ngày"))
    decision = forms.CharField(label=_("Căn cứ"), max_length=300)
    groups = forms.CharField(
        label=_("Các nhóm"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "Mỗi dòng một nhóm: từ-đến rồi tên, ví dụ “5-9 Từ 5 đến 9 tiêu chí”; nhóm cuối bỏ trống số đến: "
            "“10- Đủ 10 tiêu chí”."
        ),
    )

    def clean_groups(self) -> list[tuple[str, int, int | None]]:
        found: list[tuple[str, int, int | None]] = []
        faults = []
        for number, line in enumerate(self.cleaned_data["groups"].splitlines(), start=1):
            if not line.strip():
                continue
            match = _BAND.match(line)
            if match is None:
                faults.append(_now("Dòng %(n)s không đọc được: hãy ghi như “5-9 Từ 5 đến 9 tiêu chí”.") % {"n": number})
                continue
            found.append((match[3], int(match[1]), int(match[2]) if match[2] else None))
        if faults:
            raise forms.ValidationError(faults)
        return found


class GuidanceForm(forms.Form):
    text = forms.CharField(
        label=_("Hướng dẫn"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Chép đúng lời văn bản; mọi người đọc bộ này đều thấy."),
    )
    source = forms.CharField(label=_("Văn bản"), max_length=300, help_text=_("Số, ngày, điều khoản của văn bản."))
    file = forms.FileField(label=_("Tệp văn bản"), required=False)


class QuestionForm(forms.Form):
    text = forms.CharField(label=_("Câu hỏi"), max_length=8000, widget=forms.Textarea(attrs={"rows": 5}))


class AnswerForm(forms.Form):
    text = forms.CharField(label=_("Trả lời"), max_length=8000, widget=forms.Textarea(attrs={"rows": 6}))
    source = forms.CharField(label=_("Căn cứ"), max_length=300, required=False)


class CompareForm(forms.Form):
    """Two versions; ``only`` leaves the rows out that did not change."""

    a = forms.TypedChoiceField(label=_("Phiên bản trước"), coerce=int)
    b = forms.TypedChoiceField(label=_("Phiên bản sau"), coerce=int)
    only = forms.BooleanField(label=_("Chỉ dòng có khác"), required=False)

    def __init__(self, *args: Any, versions: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = []
        for version in versions:
            state = f" – {VersionState(version.state).label}" if version.state != VersionState.PUBLISHED else ""
            offered.append((version.pk, f"{version.set.name} ({version.decision_number}){state}"))
        _offer(self, "a", offered)
        _offer(self, "b", offered)

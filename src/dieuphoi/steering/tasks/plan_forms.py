"""What may be typed about work programmes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.numbers import format_number, parse_number
from dieuphoi.core.kernel.period import Period
from dieuphoi.core.register.filters import DateField
from dieuphoi.steering.tasks import selectors
from dieuphoi.steering.tasks.forms import PersonInBodyField
from dieuphoi.steering.tasks.selectors import plan_lines, plans
from dieuphoi.steering.tasks.services.plans import MOST_BUDGETS, LineGiven, Money, NewLine, NewPlan

_SEVERAL = {"size": 8}
STAGE_YEARS: Final = 5


def period_choices(year: int) -> list[tuple[str, str]]:
    """The periods that plans are made of around a year: the years, their halves and quarters, the stages."""
    found: list[Period] = []
    for each in (year, year + 1, year + 2, year - 1):
        found += [Period.of_year(each), Period.half(each, 1), Period.half(each, 2)]
    first = (year - 1) // STAGE_YEARS * STAGE_YEARS + 1
    found += [Period.stage(first, first + 4), Period.stage(first + STAGE_YEARS, first + 2 * STAGE_YEARS - 1)]
    found += [Period.quarter(each, quarter) for each in (year, year + 1) for quarter in (1, 2, 3, 4)]
    return [(str(each), each.label) for each in found]


class PlanForm(forms.Form):
    """The head of a plan."""

    org = forms.TypedChoiceField(label=_("Cơ quan"), coerce=int)
    kind = forms.ChoiceField(label=_("Loại"), choices=plans.KIND_CHOICES)
    title = forms.CharField(label=_("Tên chương trình"), max_length=300)
    period = forms.ChoiceField(label=_("Kỳ"))
    frame = forms.TypedChoiceField(label=_("Theo khung kế hoạch"), coerce=int, required=False, empty_value=None)
    source_line = forms.CharField(
        label=_("Căn cứ"), max_length=400, required=False, help_text=_("Văn bản giao lập chương trình này.")
    )
    text = forms.CharField(
        label=_("Mục đích, yêu cầu"), max_length=20_000, required=False, widget=forms.Textarea({"rows": 4})
    )
    note = forms.CharField(label=_("Ghi chú"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2}))
    with_steps = forms.BooleanField(
        label=_("Đặt sẵn các bước xây dựng chương trình"), required=False,
        help_text=_("Các bước có ngày, sửa được ở trang của chương trình; bước đã qua không đặt."),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, plan: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        periods = period_choices(actor.on.year)
        if plan is not None and plan.period not in dict(periods):
            periods.insert(0, (plan.period, plan.period))
        self.fields["period"].choices = periods  # type: ignore[attr-defined]
        self.fields["frame"].choices = [("", "—"), *plans.frames(actor)]  # type: ignore[attr-defined]
        self.fields["org"].choices = selectors.bodies(actor, actor.on)  # type: ignore[attr-defined]
        if plan is not None:
            del self.fields["with_steps"], self.fields["org"]


def new_plan(data: dict[str, Any], org_id: int) -> NewPlan:
    """The checked form as what the service takes."""
    return NewPlan(
        org_id=org_id, kind=data["kind"], title=data["title"], period=data["period"], frame_id=data["frame"],
        source_line=data["source_line"], text=data["text"], note=data["note"],
        with_steps=bool(data.get("with_steps")),
    )  # fmt: skip


class GroupForm(forms.Form):
    title = forms.CharField(label=_("Tên nhóm nhiệm vụ, giải pháp"), max_length=300)
    place = forms.IntegerField(
        label=_("Thứ tự"), min_value=1, max_value=500, required=False, help_text=_("Để trống: đứng cuối, hoặc như cũ.")
    )


class KeptHidden(forms.TextInput):
    """A hidden field that a draft keeps: what was typed goes with the revision that it was typed on."""

    input_type = "hidden"


class LineForm(forms.Form):
    """One line, and the revision of it that its writer saw."""

    revision = forms.IntegerField(widget=KeptHidden, required=False, min_value=0)
    text = forms.CharField(label=_("Nhiệm vụ, giải pháp"), max_length=5000, widget=forms.Textarea({"rows": 3}))
    product = forms.CharField(label=_("Sản phẩm"), max_length=300, required=False)
    lead_org = forms.TypedChoiceField(label=_("Chủ trì"), coerce=int, required=False, empty_value=None)
    person = PersonInBodyField(
        label=_("Người phụ trách"), required=False, help_text=_("Để trống chủ trì: lấy cơ quan của người này.")
    )
    coordinating = forms.TypedMultipleChoiceField(
        label=_("Phối hợp"), coerce=int, required=False, empty_value=[], widget=forms.SelectMultiple(attrs=_SEVERAL)
    )
    timing = forms.CharField(
        label=_("Thời gian"), max_length=80, required=False,
        help_text=_("Ví dụ: tháng 3, tháng 3-6, quý II, trước 15/5, cả năm, hằng tháng, thường xuyên."),
    )  # fmt: skip
    is_key = forms.BooleanField(label=_("Nhiệm vụ trọng tâm"), required=False)
    group = forms.TypedChoiceField(label=_("Nhóm"), coerce=int, required=False, empty_value=None)
    place = forms.IntegerField(
        label=_("Thứ tự trong nhóm"), min_value=1, max_value=5000, required=False,
        help_text=_("Để trống: đứng cuối, hoặc như cũ."),
    )  # fmt: skip
    note = forms.CharField(label=_("Ghi chú"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, actor: Actor, plan_id: int, line: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nobody = ("", _now("—"))
        bodies = selectors.bodies(actor, actor.on)
        people: list[Any] = [nobody, *selectors.doers(actor, actor.on)]
        if line is not None and line.person_id is not None:
            chosen = person_choice(line.person_id, line.lead_org_id, people)
            if chosen not in _values(people):
                # Who went meanwhile stays until another is named.
                people.insert(1, (chosen, line.person.full_name))
        self._offer("lead_org", [nobody, *bodies])
        self._offer("person", people)
        self._offer("coordinating", bodies)
        self._offer("group", [nobody, *plans.groups_of(plan_id)])

    def _offer(self, name: str, choices: Any) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


def _values(choices: Iterable[Any]) -> Iterable[str]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _values(label)
        else:
            yield value


def person_choice(person_id: int, org_id: int | None, choices: Iterable[Any]) -> str:
    """Who is in charge of a line as a choice: in its lead body, or in the post they hold."""
    held = [value for value in _values(choices) if value.startswith(f"{person_id}-")]
    wanted = f"{person_id}-{org_id or 0}"
    return wanted if wanted in held or not held else held[0]


def new_line(data: dict[str, Any]) -> NewLine:
    """The checked form as what the service takes."""
    person, org = data["person"] or (None, None)
    return NewLine(
        text=data["text"], product=data["product"], group_id=data["group"], lead_org_id=data["lead_org"] or org,
        coordinating=tuple(data["coordinating"]), person_id=person, timing=data["timing"], is_key=data["is_key"],
        note=data["note"], place=data["place"],
    )  # fmt: skip


class MoneyField(forms.CharField):
    """Whole đồng as people type them: ``1.500.000``."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, **options)
        self.widget.attrs.setdefault("inputmode", "numeric")
        self.widget.attrs.setdefault("autocomplete", "off")

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            number = parse_number(text).value
        except ValueError as error:
            raise forms.ValidationError(str(error), code="invalid") from error
        if number != int(number):
            raise forms.ValidationError(_now("Số tiền là số đồng nguyên."), code="invalid")
        return int(number)


class MoneyForm(forms.Form):
    """The money of a line: as many rows as it has, and some more."""

    revision = forms.IntegerField(widget=KeptHidden, required=False, min_value=0)

    def __init__(self, *args: Any, held: Sequence[Any] = (), year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = min(len(held) + 3, MOST_BUDGETS)
        if self.is_bound:
            typed = [int(name[7:]) for name in self.data if name.startswith("source_") and name[7:].isdigit()]
            self.count = min(max([self.count, *typed]), MOST_BUDGETS)
        for place in range(1, self.count + 1):
            row = held[place - 1] if place <= len(held) else None
            self.fields[f"source_{place}"] = forms.CharField(
                label=_("Nguồn kinh phí"), max_length=200, required=False, initial=row.source if row else ""
            )
            self.fields[f"amount_{place}"] = MoneyField(
                label=_("Số tiền, đồng"), required=False, initial=format_number(row.amount) if row else ""
            )
            self.fields[f"year_{place}"] = forms.IntegerField(
                label=_("Năm"), required=False, min_value=1990, max_value=2100, initial=row.year if row else year
            )

    @property
    def rows(self) -> list[tuple[Any, Any, Any]]:
        """The fields of each row, for the template."""
        return [
            (self[f"source_{place}"], self[f"amount_{place}"], self[f"year_{place}"])
            for place in range(1, self.count + 1)
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for place in range(1, self.count + 1):
            source, amount = data.get(f"source_{place}"), data.get(f"amount_{place}")
            if source and amount is None and f"amount_{place}" not in self.errors:
                self.add_error(f"amount_{place}", _now("Hãy ghi số tiền."))
            if amount is not None and not source:
                self.add_error(f"source_{place}", _now("Hãy ghi nguồn kinh phí."))
            if source and not data.get(f"year_{place}"):
                self.add_error(f"year_{place}", _now("Hãy ghi năm."))
        return data

    def money(self) -> list[Money]:
        """The rows that hold something."""
        data = self.cleaned_data
        return [
            Money(data[f"source_{place}"], data[f"amount_{place}"], data[f"year_{place}"])
            for place in range(1, self.count + 1)
            if data.get(f"source_{place}")
        ]


class MemberForm(forms.Form):
    person = PersonInBodyField(label=_("Người tham gia"))
    duty = forms.CharField(label=_("Phần việc"), max_length=200, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "—"), *selectors.doers(actor, actor.on)]  # type: ignore[attr-defined]


class StepForm(forms.Form):
    """A step on the way to a plan."""

    title = forms.CharField(label=_("Bước"), max_length=300)
    due_on = DateField(label=_("Hạn"))
    org = forms.TypedChoiceField(label=_("Cơ quan làm"), coerce=int, required=False, empty_value=None)
    source = forms.CharField(label=_("Căn cứ"), max_length=300, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org"].choices = [("", "—"), *selectors.bodies(actor, actor.on)]  # type: ignore[attr-defined]


class StepDoneForm(forms.Form):
    done_on = DateField(label=_("Xong ngày"))
    done_note = forms.CharField(label=_("Kết quả"), max_length=300, required=False)


class ConsultForm(forms.Form):
    orgs = forms.TypedMultipleChoiceField(
        label=_("Lấy ý kiến của"), coerce=int, widget=forms.SelectMultiple(attrs={"size": 12})
    )
    due_on = DateField(label=_("Hạn cho ý kiến"))

    def __init__(self, *args: Any, actor: Actor, besides: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = [each for each in selectors.bodies(actor, actor.on) if each[0] != str(besides)]
        self.fields["orgs"].choices = bodies  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    stance = forms.ChoiceField(label=_("Ý kiến"), choices=plans.STANCE_CHOICES, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Nội dung góp ý"), max_length=20_000, required=False, widget=forms.Textarea({"rows": 6})
    )
    document = forms.CharField(
        label=_("Văn bản"), max_length=200, required=False, help_text=_("Số và ngày, nếu trả lời bằng văn bản.")
    )


class ApproveForm(forms.Form):
    decision_number = forms.CharField(label=_("Số quyết định, văn bản"), max_length=120)
    decision_on = DateField(label=_("Ngày quyết định"))
    signer = forms.CharField(
        label=_("Người ký, nếu khác"), max_length=200, required=False,
        help_text=_("Khi Văn phòng ghi quyết định do lãnh đạo ký."),
    )  # fmt: skip


class WordsForm(forms.Form):
    """Words that go with a signature or a saved edition."""

    text = forms.CharField(label=_("Lời kèm"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2}))


class LinkForm(forms.Form):
    code = forms.CharField(label=_("Số việc"), max_length=16, help_text=_("Ví dụ: 12/2026"))


class GiveForm(forms.Form):
    """Lines as tasks: which, who answers for each, until when."""

    given_on = DateField(label=_("Ngày giao"))

    def __init__(self, *args: Any, actor: Actor, lines: Sequence[plan_lines.LineRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = [line for line in lines if line.lead_id is not None]
        people = people_by_lead(actor, {line.lead_id for line in self.lines if line.lead_id is not None})
        for line in self.lines:
            self.fields[f"line_{line.id}"] = forms.BooleanField(
                label=_now("Giao nhiệm vụ số %(n)s") % {"n": line.number}, required=False
            )
            offered = people.get(line.lead_id or 0, [])
            person = PersonInBodyField(label=_("Người chịu trách nhiệm"), required=False)
            person.choices = [("", "—"), *offered]
            held = [value for value, _label in offered if value.startswith(f"{line.person_id}-")]
            person.initial = held[0] if held else offered[0][0] if len(offered) == 1 else ""
            self.fields[f"person_{line.id}"] = person
            self.fields[f"product_{line.id}"] = forms.CharField(
                label=_("Sản phẩm"), max_length=300, required=False, initial=line.product
            )
            self.fields[f"due_{line.id}"] = DateField(label=_("Hạn"), required=False, initial=line.due_on)

    @property
    def rows(self) -> list[tuple[plan_lines.LineRow, Any, Any, Any, Any]]:
        """Each line with its fields, for the template."""
        return [
            (line, self[f"line_{line.id}"], self[f"person_{line.id}"], self[f"product_{line.id}"],
             self[f"due_{line.id}"])
            for line in self.lines
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for line in self.lines:
            if data.get(f"line_{line.id}") and not data.get(f"person_{line.id}"):
                self.add_error(f"person_{line.id}", _now("Hãy chọn người chịu trách nhiệm."))
        return data

    def given(self) -> list[LineGiven]:
        """The lines that were chosen."""
        data = self.cleaned_data
        return [
            LineGiven(
                line.id, data[f"person_{line.id}"][0], due_on=data[f"due_{line.id}"],
                product=data[f"product_{line.id}"],
            )
            for line in self.lines
            if data.get(f"line_{line.id}")
        ]  # fmt: skip


def people_by_lead(actor: Actor, orgs: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    """Who may answer for tasks of each body: who holds a post there or in a room of it."""
    wanted = list(orgs)
    inside = plans.inside_of_each(wanted)
    found: dict[int, list[tuple[str, str]]] = {org: [] for org in wanted}
    for _name, people in selectors.doers(actor, actor.on, orgs={each for group in inside.values() for each in group}):
        for value, label in people:
            body = int(value.partition("-")[2])
            for org in wanted:
                if body in inside[org]:
                    found[org].append((value, label))
    return found


class CarryForm(PlanForm):
    """The next plan, and which lines of this one go on in it."""

    lines = forms.TypedMultipleChoiceField(
        label=_("Nhiệm vụ chuyển sang"), coerce=int, required=False, empty_value=[],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        del self.fields["org"]
        self.fields["lines"].choices = choices  # type: ignore[attr-defined]


def next_period(period: Period) -> Period:
    """The period of the same sort that follows: the year after, the other half, the next stage."""
    if period.kind == "stage":
        years = period.end.year - period.start.year
        return Period.stage(period.end.year, period.end.year + years - 1)
    if period.kind == "year":
        return Period.of_year(period.year + 1)
    return Period.of_day(period.kind, period.end)

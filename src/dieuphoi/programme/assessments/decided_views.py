"""Pages of the past as it was decided: the list, one commune-year, a correction, and the way to its tables."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.policy import Answer, Refusal
from dieuphoi.core.register.filters import DateField
from dieuphoi.core.register.record import RecordPage
from dieuphoi.core.register.views import ActView, RecordView, RegisterListView
from dieuphoi.programme.assessments import decided, decided_tables, policies, selectors
from dieuphoi.programme.assessments.decided_sheets import LONG, WIDE
from dieuphoi.programme.assessments.past import year_end
from dieuphoi.programme.assessments.services import decided as services
from dieuphoi.registry.territory.selectors import find_province, provinces_on


class DecidedList(RegisterListView):
    register = decided_tables.DECIDED


class DecidedPage(RecordView):
    """What documents said of one commune in one year, row by row, with what was corrected since."""

    template_name = "assessments/decided.html"

    def load(self, **kwargs: Any) -> Any:
        return decided.decided_year(self.actor, kwargs["decided_id"])

    def describe(self, record: Any) -> RecordPage:
        lines = decided.lines_of(self.actor, record.pk)
        total = decided.total_of(self.actor, record.pk)
        unit = Markup('<a href="{}">{}</a>').format(
            reverse("board:commune", args=[record.unit_id]), record.unit_name
        )
        header = [
            (_("Xã"), unit),
            (_("Mã khi ấy"), record.unit_code),
            (_("Năm"), str(record.year)),
            (_("Bộ tiêu chí"), str(record.version)),
            (_("Đơn vị của ngày"), format_date(record.territory_on)),
            (
                _("Đạt, đếm từ các dòng"),
                f"{format_number(record.criteria_met)}/{format_number(record.criteria_total)}",
            ),
        ]
        if total is not None:
            header.append((_("Đạt, theo văn bản"), f"{format_number(total.met)} ({total.document})"))
        return RecordPage(
            title=_("%(unit)s năm %(year)s – kết quả đã công bố") % {"unit": record.unit_name, "year": record.year},
            header=header,
            breadcrumbs=[(decided_tables.DECIDED.title, reverse("assessments:decided_list"))],
            context={
                "lines": [line for line in lines if line.stands],
                "former": [line for line in lines if not line.stands],
                "differs": total is not None and total.met != record.criteria_met,
                "names": selectors.account_names({line.actor_id for line in lines}),
                "may_change": not isinstance(
                    policies.may_record_past(self.actor, record.unit_id, record.province_id), Refusal
                ),
                "chain": chain_of(self.actor, "decided", record.pk, on=self.as_of),
            },
        )


class CorrectForm(forms.Form):
    """A verdict as it should read, with its document."""

    verdict = forms.ChoiceField(label=gettext_lazy("Kết quả"), choices=decided.VERDICT_CHOICES)
    document = forms.CharField(label=gettext_lazy("Văn bản"), max_length=200)
    document_on = DateField(label=gettext_lazy("Ngày văn bản"), required=False)
    source = forms.CharField(label=gettext_lazy("Nguồn"), max_length=300, required=False)


class _OnVerdict(ActView):
    """What the acts on one row share."""

    needs_reason = True

    def load(self, **kwargs: Any) -> Any:
        row = decided.line_by_id(self.actor, kwargs["verdict_id"])
        item = row.criterion if row.indicator is None else row.indicator
        self.text = f"{row.sheet.unit_name}, {row.sheet.year} – {item}"
        return row

    def check(self, record: Any) -> Answer:
        return policies.may_record_past(self.actor, record.sheet.unit_id, record.sheet.province_id)

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("assessments:decided", args=[record.sheet_id])

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [
            (str(decided_tables.DECIDED.title), reverse("assessments:decided_list")),
            (f"{record.sheet.unit_name} {record.sheet.year}", self.done_url(record, None)),
        ]


class DecidedCorrect(_OnVerdict):
    """Correct one verdict by another row with its document."""

    form_class = CorrectForm
    title = gettext_lazy("Sửa kết quả đã công bố")
    submit_label = gettext_lazy("Ghi bản sửa")
    done_message = gettext_lazy("Đã ghi bản sửa; dòng cũ vẫn xem được.")

    def initial(self, record: Any) -> dict[str, Any]:
        return {name: getattr(record, name) for name in ("verdict", "document", "document_on", "source")}

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.decided_correct(
            actor=self.actor, verdict_id=record.pk, reason=reason, now=self.now, **data
        )


class DecidedWithdraw(_OnVerdict):
    """Take back a row that was entered by mistake."""

    title = gettext_lazy("Rút kết quả ghi nhầm")
    submit_label = gettext_lazy("Rút")
    done_message = gettext_lazy("Đã rút; dòng cũ vẫn xem được.")
    danger = True

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.decided_withdraw(actor=self.actor, verdict_id=record.pk, reason=reason, now=self.now)


class ImportForm(forms.Form):
    """What a table of the past is for."""

    version = forms.TypedChoiceField(label=gettext_lazy("Bộ tiêu chí"), coerce=int)
    year = forms.IntegerField(label=gettext_lazy("Năm"), min_value=1990, max_value=2100)
    province = forms.CharField(
        label=gettext_lazy("Tỉnh"), max_length=120, help_text=gettext_lazy("Tên tỉnh vào ngày cuối năm ấy.")
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Bảng"),
        choices=[
            (WIDE, gettext_lazy("xã × tiêu chí, mỗi xã một dòng (bảng tổng hợp năm)")),
            (LONG, gettext_lazy("mỗi dòng một kết quả (tiêu chí hoặc chỉ tiêu)")),
        ],
        initial=WIDE,
        widget=forms.RadioSelect,
    )


class DecidedImport(ActView):
    """Choose the set, year and province; then the upload of the table. Nothing is written here."""

    title = gettext_lazy("Nhập kết quả đã công bố")
    submit_label = gettext_lazy("Tiếp tục: chọn tệp")

    def load(self, **kwargs: Any) -> None:
        return None

    def check(self, record: Any) -> Answer:
        return policies.may_record_past(self.actor)

    def form(self, record: Any, **options: Any) -> ImportForm:
        options.pop("files", None)
        provinces = provinces_on(self.actor, self.actor.on)
        mine = [row for row in provinces if row.id in self.actor.reads()]
        first = mine[0].name if len(mine) == 1 else ""
        form = ImportForm(initial={"year": self.actor.on.year - 1, "province": first, "kind": WIDE}, **options)
        field = form.fields["version"]
        if isinstance(field, forms.ChoiceField):
            field.choices = decided.version_choices(self.actor)
        return form

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> str:
        province = find_province(data["province"], year_end(data["year"])).id
        target = {"version": data["version"], "year": data["year"], "province": province}
        return f"{reverse('exchange:new', args=[data['kind']])}?{urlencode(target)}"

    def done_url(self, record: Any, result: Any) -> str:
        return result or reverse("assessments:decided_list")

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(str(decided_tables.DECIDED.title), reverse("assessments:decided_list"))]


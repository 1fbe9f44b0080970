"""Pages that take the figures of the round before: preview and act, confirm, undo; and the rules they follow."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.policy import Allowed, Answer
from dieuphoi.core.register.views import ActorView, ActView
from dieuphoi.programme.assessments import policies, selectors
from dieuphoi.programme.assessments.carry_rules import (
    RULE_CHOICES,
    RULE_WORDS,
    SHARE_CHOICES,
    SHARE_WORDS,
    SaidRule,
    rule_lines,
)
from dieuphoi.programme.assessments.carry_sheets import KIND
from dieuphoi.programme.assessments.carrying import source_words
from dieuphoi.programme.assessments.entries import inputs_of
from dieuphoi.programme.assessments.services import carrying
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria.presenting import kind_words


def part_names(round_: Any) -> dict[tuple[int, str], str]:
    """What people call the cells of the indicators that have several: ``{(indicator id, part): name}``."""
    rules = selectors.round_rules(round_)
    ids = {code: pk for pk, code in rules.codes.items() if code}
    asked = [(ids.get(row.code, 0), inputs_of(row)) for row in rules.version.as_of(rules.on).indicators]
    return {(pk, slot.part): slot.name for pk, slots in asked if len(slots) > 1 for slot in slots}


def report_lines(report: carrying.CarryReport, outcome: str) -> list[dict[str, Any]]:
    """The lines of a report as the page and the API show them."""
    return [
        {
            "code": line.code,
            "part": line.part,
            "outcome": line.outcome,
            "value": line.carried.shown,
            "rule": str(RULE_WORDS[line.carried.rule]) if line.carried.rule else "",
            "why": _("đang là %(value)s") % {"value": line.note}
            if outcome == "kept"
            else line.carried.why or line.note,
            "footnote": line.carried.footnote,
            "sources": [source_words(source) for source in line.carried.sources],
            "indicator_id": line.indicator_id,
        }
        for line in report.of(outcome)
    ]


class _OfSheet(ActView):
    def load(self, sheet_id: int) -> Any:
        return selectors.sheet_by_id(self.actor, sheet_id)

    def check(self, record: Any) -> Answer:
        return policies.may_carry(self.actor, record)

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("assessments:sheet", args=[record.id])

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(record.unit_name, reverse("assessments:sheet", args=[record.id]))]


class SheetCarry(_OfSheet):
    """What would be filled, from where and by which rule; and what stays blank, with its reason."""

    template_name = "assessments/carry.html"
    title = gettext_lazy("Lấy số của đợt trước")

    def more_context(self, record: Any) -> dict[str, Any]:
        report = carrying.sheet_carry_plan(actor=self.actor, sheet_id=record.id)
        names = {row.pk: row.name for row in criteria.indicators_of(record.round.version_id)}
        parts = part_names(record.round)
        found = {outcome: report_lines(report, outcome) for outcome in ("filled", "blank", "kept", "closed")}
        for lines in found.values():
            for line in lines:
                line["name"] = names.get(line["indicator_id"], "")
                line["part_name"] = parts.get((line["indicator_id"], line["part"]), "")
        return {"found": found, "round_before": report.round_title}

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        report = carrying.sheet_carry_over(actor=self.actor, sheet_id=record.id, now=self.now)
        n, blank = len(report.of("filled")), len(report.of("blank"))
        words = ngettext(
            "Đã lấy %(n)s ô từ đợt trước; hãy sửa hoặc xác nhận. Còn %(blank)s ô trống vì không mang sang được.",
            "Đã lấy %(n)s ô từ đợt trước; hãy sửa hoặc xác nhận. Còn %(blank)s ô trống vì không mang sang được.",
            n,
        )
        self.done_message = words % {"n": format_number(n), "blank": format_number(blank)}
        return report


class SheetCarryUndo(_OfSheet):
    title = gettext_lazy("Bỏ số mang từ đợt trước")
    text = gettext_lazy("Những ô mang từ đợt trước mà chưa ai sửa hay xác nhận sẽ trống lại. Ô khác giữ nguyên.")
    danger = True

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        n = carrying.sheet_carry_undo(actor=self.actor, sheet_id=record.id, now=self.now)
        self.done_message = _("Đã làm trống lại %(n)s ô.") % {"n": format_number(n)}
        return n


class SheetCarryConfirm(_OfSheet):
    """All carried figures of a sheet, or (POST ``indicator``) those of one indicator."""

    title = gettext_lazy("Xác nhận số mang từ đợt trước")
    text = gettext_lazy("Xác nhận rằng số của đợt trước vẫn đúng cho kỳ này. Từ đây là số của người xác nhận.")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        asked = self.request.POST.get("indicator", "")
        only = {int(asked)} if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
        n = carrying.sheet_carry_confirm(
            actor=self.actor, sheet_id=record.id, now=self.now, indicator_ids=only
        )
        self.done_message = _("Đã xác nhận %(n)s ô.") % {"n": format_number(n)}
        return n


# ------------------------------------------------------------------------------------------------- rules


class CarryRules(ActorView):
    """How figures of each row of a set cross a merger: by default of the kind, or as the office said."""

    def get(self, request: HttpRequest, version_id: int) -> HttpResponse:
        version = criteria.version(self.actor, version_id)
        may = policies.may_set_carry_rules(self.actor)
        return render(
            request,
            "assessments/carry_rules.html",
            {
                "title": _("Cách quy đổi số liệu qua sắp xếp đơn vị"),
                "breadcrumbs": [(str(version), reverse("criteria:set", args=[version_id]))],
                "version": version,
                "lines": [
                    {
                        "row": line.row,
                        "kind": kind_words(line.indicator.kind),
                        "rule": RULE_WORDS[line.rule],
                        "said": line.said,
                        "share": SHARE_WORDS.get(line.said.shared_by, "") if line.said else "",
                    }
                    for line in rule_lines(version_id)
                ],
                "may": isinstance(may, Allowed),
                "import_url": reverse("exchange:new", args=[KIND], query={"version": version_id}),
            },
        )


class RuleForm(forms.Form):
    rule = forms.ChoiceField(
        label=gettext_lazy("Cách quy đổi"),
        choices=[("", gettext_lazy("theo dạng chỉ tiêu")), *RULE_CHOICES],
        required=False,
    )
    shared_by = forms.ChoiceField(
        label=gettext_lazy("Đơn vị bị chia tính theo"),
        choices=[("", gettext_lazy("tỷ lệ nào cũng được")), *SHARE_CHOICES],
        required=False,
    )
    reason = forms.CharField(label=gettext_lazy("Căn cứ"), max_length=300, required=False)


class CarryRuleSet(ActView):
    form_class = RuleForm
    title = gettext_lazy("Đặt cách quy đổi")
    done_message = gettext_lazy("Đã lưu cách quy đổi.")

    def load(self, version_id: int, indicator_id: int) -> Any:
        criteria.version(self.actor, version_id)
        row = criteria.row(self.actor, indicator_id, self.actor.on)
        if row.version_id != version_id:
            raise NotVisible(_("Bộ tiêu chí này không có chỉ tiêu này."))
        self.text = f"{row.code} {row.name}"
        return row

    def initial(self, record: Any) -> dict[str, Any]:
        line = next((each for each in rule_lines(record.version_id) if each.row.pk == record.pk), None)
        if line is None or line.said is None:
            return {}
        return {"rule": line.said.rule, "shared_by": line.said.shared_by, "reason": line.said.reason}

    def check(self, record: Any) -> Answer:
        return policies.may_set_carry_rules(self.actor)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        rules = {record.pk: SaidRule(data["rule"], data["shared_by"], data["reason"])}
        return carrying.carry_rules_set(actor=self.actor, version_id=record.version_id, rules=rules, now=self.now)

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("assessments:carry_rules", args=[record.version_id])

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(_("Cách quy đổi số liệu qua sắp xếp đơn vị"), self.done_url(record, None))]



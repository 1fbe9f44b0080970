"""Pages of criteria sets: load, present, and one act."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.policy import Allowed, Answer
from dieuphoi.core.register.record import RecordPage, act_link
from dieuphoi.core.register.state import View
from dieuphoi.core.register.views import ActView, RecordView, RegisterListView
from dieuphoi.programme.criteria import forms, policies, presenting, selectors, services, tables


class SetList(RegisterListView):
    register = tables.SETS
    template_name = "criteria/sets.html"


class RowList(RegisterListView):
    register = tables.ROWS


class SetPage(RegisterListView):
    """One set: what it is, what it lacks, and its table as a register of its own."""

    template_name = "criteria/set.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self._open(kwargs["version_id"])
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self._open(kwargs["version_id"])
        return super().post(request, *args, **kwargs)

    def _open(self, version_id: int) -> None:
        self.version = selectors.version_in_numbers(self.actor, version_id)
        self.engine = selectors.engine_set(version_id)
        self.register = tables.set_register(self.version, presenting.table_columns(self.engine))

    def more_context(self, view: View) -> dict[str, Any]:
        version, engine = self.version, self.engine
        thresholds = tables.threshold_names(view.columns)
        return {
            "version": version,
            "may_edit": isinstance(policies.may_edit_sets(self.actor), Allowed),
            "look": presenting.STATE_LOOKS[version.state],
            "pairs": presenting.head_pairs(version),
            "missing": presenting.missing_words(engine),
            "resting": presenting.resting_words(version),
            "legend": presenting.provenance_figures(version),
            "cells": [(column.name, column.cell()) for column in view.columns],
            "merged": partial(presenting.cells_merged, columns=thresholds),
            "threshold_count": len(thresholds),
            "breakable": presenting.breakable,
            "by_criterion": bool(view.sort) and view.sort[0][0].name == "code" and not view.sort[0][1],
            "bare_criteria": [item for item in engine.criteria if not item.indicators],
            "amendments": presenting.amendment_lines(engine),
            "rules": presenting.rule_lines(engine),
            "conditions": presenting.condition_lines(engine),
            "says_of_set": presenting.set_says(version),
        }


class RowPage(RecordView):
    """One row: thresholds and where they come from, how it is judged, who read it in the decision."""

    template_name = "criteria/row.html"

    def load(self, **kwargs: Any) -> Any:
        return selectors.row(self.actor, kwargs["indicator_id"], self.actor.on)

    def describe(self, record: Any) -> RecordPage:
        version = record.version
        indicator = presenting.engine_row(record)
        territories = presenting.territories_of(version)
        return RecordPage(
            title=f"{presenting.code_words(record)} {record.name}",
            state=presenting.PROVENANCE_LOOKS[record.provenance_now],
            header=[
                (_("Bộ tiêu chí"), str(version)),
                (_("Tiêu chí"), presenting.criterion_words(record)),
                (_("Đơn vị tính"), record.unit),
                (_("Dạng"), presenting.kind_words(record.kind)),
                (_("Bộ, ngành phụ trách"), presenting.responsible_words(record)),
                (_("Cơ quan thẩm định hôm nay"), record.owner_name),
            ],
            acts=[
                act_link(
                    "confirm",
                    RowConfirm.title,
                    reverse("criteria:row_confirm", args=[record.pk]),
                    tables.may_confirm_row(self.actor, record),
                    kind="primary",
                )
            ],
            breadcrumbs=[
                (tables.SETS.title, reverse("criteria:sets")),
                (version.decision_number, reverse("criteria:set", args=[version.pk])),
            ],
            context={
                "indicator": indicator,
                "breakable": presenting.breakable,
                "lines": presenting.cell_lines(indicator, territories),
                "means": presenting.PROVENANCE_MEANS[record.provenance_now],
                "source": presenting.source_words(indicator.source),
                "has_address": presenting.is_address(indicator.source),
                "responsible_source": presenting.source_words(indicator.responsible_source),
                "confidence": presenting.confidence_words(indicator),
                "doubts": presenting.doubts_words(indicator, territories),
                "verified": presenting.said((indicator.extra or {}).get("verified")),
                "more_says": presenting.row_says(indicator),
                "alternatives": presenting.alternatives(indicator, territories),
                "judged": presenting.how_judged(indicator),
                "asked": presenting.asked_for(indicator),
                "standards": presenting.standards_words(indicator),
                "amended": [
                    (decision, since, row, presenting.thresholds_joined(row, territories))
                    for decision, since, row in presenting.amendments_of_row(
                        selectors.engine_set(version.pk), indicator.code
                    )
                ],
                "readings": presenting.reading_items(selectors.readings_of(record.pk), record),
            },
        )


class RowConfirm(ActView):
    """Say that the row was read in the decision. The content does not change by it."""

    title = gettext_lazy("Xác nhận đã đọc trong quyết định")
    submit_label = gettext_lazy("Xác nhận")
    done_message = gettext_lazy("Đã ghi xác nhận.")

    def load(self, **kwargs: Any) -> Any:
        row = selectors.row(self.actor, kwargs["indicator_id"], self.actor.on)
        self.text = _(
            "%(code)s %(name)s. Mức đạt: %(thresholds)s. Chỉ xác nhận khi bạn đã tự đọc dòng này trong văn "
            "bản; tên bạn và lúc xác nhận được ghi lại, không xóa được."
        ) % {
            "code": presenting.code_words(row),
            "name": row.name,
            "thresholds": presenting.thresholds_in_one(row) or _("chưa có"),
        }
        return row

    def check(self, record: Any) -> Answer:
        return tables.may_confirm_row(self.actor, record)

    def form(self, record: Any, **options: Any) -> forms.ConfirmForm:
        indicator = presenting.engine_row(record)
        lines = presenting.cell_lines(indicator, presenting.territories_of(record.version))
        columns = [(line.column, f"{line.name}: {line.words}") for line in lines if line.words]
        options.pop("files", None)
        return forms.ConfirmForm(columns=columns, initial=self.initial(record), **options)

    def initial(self, record: Any) -> dict[str, Any]:
        return {"document": presenting.decision_words(record.version)}

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        reading = services.Reading(
            record.code, data["document"], data["page"], tuple(data.get("cells") or ())
        )
        return services.rows_confirm(
            actor=self.actor, version_id=record.version_id, readings=[reading], now=self.now
        )

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("criteria:row", args=[record.pk])

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        version = record.version
        return [
            (version.decision_number, reverse("criteria:set", args=[version.pk])),
            (presenting.code_words(record), reverse("criteria:row", args=[record.pk])),
        ]

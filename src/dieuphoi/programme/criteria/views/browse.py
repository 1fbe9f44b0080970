"""Reading the sets: lists, one set and its print, one row, two versions side by side, topics, documents."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_datetime
from dieuphoi.core.kernel.policy import Allowed, Answer
from dieuphoi.core.kernel.text import fold, safe_filename
from dieuphoi.core.register.comments import thread_of
from dieuphoi.core.register.record import ActLink, RecordPage, act_link
from dieuphoi.core.register.state import View
from dieuphoi.core.register.views import ActorView, ActView, RecordView, RegisterListView
from dieuphoi.programme.criteria import comments, forms, policies, presenting, selectors, services, tables
from dieuphoi.programme.criteria.comparing import counts
from dieuphoi.programme.criteria.sheets.comparison import comparison_workbook, workbook_response
from dieuphoi.programme.criteria.states import VERSION_LIFE, VersionState
from dieuphoi.programme.criteria.views.drafts import Adapt, Amend, Replace, may_follow, may_write


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
        bands = selectors.bands_on(self.actor, version.set_id, self.as_of)
        return {
            "version": version,
            "set_acts": _set_acts(self.actor, version),
            "more_acts": _more_set_acts(self.actor, version),
            "origin": _origin(self.actor, version),
            "bands": [(band.name, presenting.band_words(band)) for band in bands],
            "bands_decision": bands[0].decision if bands else "",
            "is_draft": version.state == VersionState.DRAFT,
            "may_write": isinstance(may_write(self.actor, version), Allowed),
            "draft_criteria": selectors.criteria_of(version.pk) if version.state == VersionState.DRAFT else [],
            "left_to_province": any(row.is_set_by_province for row in engine.indicators),
            "left_to_ministry": any(row.is_set_by_ministry for row in engine.indicators),
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
            "thread": thread_of(self.actor, comments.SET_COMMENTS.key, version),
            "chain": chain_of(self.actor, "set_version", version.pk, on=self.as_of),
        }


def _set_acts(actor: Actor, version: Any) -> list[ActLink]:
    """What is done most on a version in its state."""

    def act(name: str, label: Any, answer: Answer, route: str, kind: str = "secondary") -> ActLink:
        return act_link(name, label, reverse(f"criteria:{route}", args=[version.pk]), answer, kind=kind)

    acts = []
    if version.state == VersionState.DRAFT:
        write = may_write(actor, version)
        acts += [
            act("row", _("Thêm chỉ tiêu"), write, "row_new", "primary"),
            act("criterion", _("Thêm tiêu chí"), write, "criterion_new"),
            act_link("load", _("Nạp bảng dòng"), _import("criteria-rows", version), write),
        ]
    for option in VERSION_LIFE.options(actor, version):
        acts.append(act(option.name, option.label, option.answer, f"set_{option.name}"))
    return acts


def _more_set_acts(actor: Actor, version: Any) -> list[ActLink]:
    def act(name: str, label: Any, answer: Answer, route: str) -> ActLink:
        return act_link(name, label, reverse(f"criteria:{route}", args=[version.pk]), answer)

    edit = policies.may_edit_sets(actor)
    acts = []
    if version.state == VersionState.DRAFT:
        acts.append(act("head", _("Sửa thông tin dự thảo"), may_write(actor, version), "set_head"))
    else:
        follow = may_follow(actor, version)
        acts += [
            act("amend", Amend.title, follow, "set_amend"),
            act("replace", Replace.title, follow, "set_replace"),
            act("adapt", Adapt.title, follow, "set_adapt"),
        ]
    confirm = policies.may_confirm_rows(actor)
    acts += [
        act_link("confirm", _("Xác nhận các dòng bằng bảng"), _import("row-confirmations", version), confirm),
        act("owners", _("Giao cơ quan thẩm định"), edit, "owners"),
        act_link("owner-sheet", _("Cơ quan thẩm định bằng bảng"), _import("indicator-owners", version), edit),
        act("bands", _("Nhóm xã theo số tiêu chí đạt"), edit, "bands"),
    ]
    return acts


def _import(kind: str, version: Any) -> str:
    return f"{reverse('exchange:new', args=[kind])}?version={version.pk}"


def _origin(actor: Actor, version: Any) -> dict[str, Any] | None:
    """Where a version came from, and the comparison with it, as far as the actor sees it."""
    base = selectors.base_of(actor, version)
    if base is None:
        return None
    return {
        "words": presenting.relation_words(version, base),
        "url": reverse("criteria:set", args=[base.pk]),
        "note": version.change_note,
        "compare": f"{reverse('criteria:compare')}?a={base.pk}&b={version.pk}&only=on",
    }


class SetPrint(ActorView):
    """A set on A4: every row with its thresholds, and what the set says of itself. No menus."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        version = selectors.version_in_numbers(self.actor, kwargs["version_id"])
        engine = selectors.engine_set(version.pk)
        rows = selectors.rows_of_version(self.actor, version.pk, self.as_of).order_by("position")
        context = {
            "title": str(version),
            "breadcrumbs": [(str(version.decision_number), reverse("criteria:set", args=[version.pk]))],
            "version": version,
            "look": presenting.STATE_LOOKS[version.state],
            "pairs": presenting.head_pairs(version),
            "missing": presenting.missing_words(engine),
            "resting": presenting.resting_words(version),
            "groups": presenting.print_groups(rows),
            "conditions": presenting.condition_lines(engine),
            "printed": format_datetime(self.now),
        }
        return render(request, "criteria/print.html", context)


class Compare(ActorView):
    """Two versions side by side. The address is the whole state; ``export=xlsx`` gives the same as a workbook."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        versions = list(selectors.version_choices(self.actor))
        form = forms.CompareForm(request.GET if request.GET else None, versions=versions)
        context: dict[str, Any] = {
            "title": _("So sánh hai phiên bản"),
            "breadcrumbs": [(str(tables.SETS.title), reverse("criteria:sets"))],
            "form": form,
        }
        if not form.is_bound:
            return render(request, "criteria/compare.html", context)
        unknown = set(request.GET) - {"a", "b", "only", "export"}
        if unknown or request.GET.get("export", "xlsx") != "xlsx" or not form.is_valid():
            context["faults"] = [{"message": _("Địa chỉ này có chỗ không đọc được; hãy chọn lại hai phiên bản.")}]
            return render(request, "criteria/compare.html", context, status=400)
        by_id = {version.pk: version for version in versions}
        before, after = by_id[form.cleaned_data["a"]], by_id[form.cleaned_data["b"]]
        groups, same_set = selectors.compared(before, after)
        only = form.cleaned_data["only"]
        if request.GET.get("export"):
            data = comparison_workbook(before, after, groups, only=only, now=self.now)
            name = safe_filename(f"{_('So sánh')} {before.decision_number} - {after.decision_number}.xlsx")
            return workbook_response(data, name)
        context |= {
            "before": before,
            "after": after,
            "same_set": same_set,
            "counts": counts(groups),
            "only": only,
            "groups": [
                (group, shown)
                for group in groups
                if (shown := [line for line in group.lines if not only or line.kind != "same"]) or not only
            ],
            "export_href": f"{request.get_full_path()}&export=xlsx",
        }
        return render(request, "criteria/compare.html", context)


class TopicList(ActorView):
    """Topics through the sets, one line a topic."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        table = selectors.topic_table(self.actor)
        context = {
            "title": _("Chủ đề qua các bộ"),
            "breadcrumbs": [(str(tables.SETS.title), reverse("criteria:sets"))],
            "families": table.families,
            "lines": table.lines,
        }
        return render(request, "criteria/topics.html", context)


class TopicPage(ActorView):
    """One topic: its criterion and rows in every version, with the time each is in force. Never by number (S2-25)."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        topic = selectors.topic_read(kwargs["topic"])
        rows = selectors.topic_rows(self.actor, topic.code)
        context = {
            "title": topic.name,
            "breadcrumbs": [
                (str(tables.SETS.title), reverse("criteria:sets")),
                (_("Chủ đề qua các bộ"), reverse("criteria:topics")),
            ],
            "topic": topic,
            "cards": [
                {
                    "title": row.version.set.name,
                    "decision": presenting.decision_words(row.version),
                    "effective": presenting.effective_words(row.version),
                    "url": reverse("criteria:set", args=[row.version.pk]),
                    "criterion": f"{row.criterion.number}. {row.criterion.name}",
                    "rows": [
                        (
                            reverse("criteria:row", args=[each.pk]),
                            presenting.code_words(each),
                            each.name,
                            presenting.row_thresholds(each, row.version),
                        )
                        for each in row.indicators
                    ],
                }
                for row in rows
            ],
        }
        return render(request, "criteria/topic.html", context)


class Documents(ActorView):
    """The documents of the programme in time, and those of provinces: facts with their sources."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        kind, typed = request.GET.get("kind", ""), request.GET.get("q", "")[:200]
        known = dict(presenting.DOCUMENT_KINDS)
        faults = [] if not kind or kind in {*known, "provincial"} else [{"message": _("Không có loại văn bản này.")}]
        versions = {version.set.code: version.pk for version in reversed(list(selectors.version_choices(self.actor)))}
        lines = [] if faults else presenting.document_lines(kind, fold(typed).split(), versions)
        context = {
            "title": _("Văn bản của Chương trình"),
            "breadcrumbs": [(str(tables.SETS.title), reverse("criteria:sets"))],
            "kinds": [("", _("Mọi loại")), *presenting.DOCUMENT_KINDS, ("provincial", _("văn bản của tỉnh"))],
            "kind": kind,
            "typed": typed,
            "lines": lines,
            "faults": faults,
            "breakable": presenting.breakable,
        }
        return render(request, "criteria/documents.html", context, status=400 if faults else 200)


class RowPage(RecordView):
    """One row: thresholds and where they come from, how it is judged, who read it in the decision."""

    template_name = "criteria/row.html"

    def load(self, **kwargs: Any) -> Any:
        return selectors.row(self.actor, kwargs["indicator_id"], self.as_of)

    def describe(self, record: Any) -> RecordPage:
        version = record.version
        indicator = presenting.engine_row(record)
        territories = presenting.territories_of(version)
        return RecordPage(
            title=presenting.title_words(record),
            state=presenting.PROVENANCE_LOOKS[record.provenance_now],
            header=[
                (_("Bộ tiêu chí"), str(version)),
                (_("Tiêu chí"), presenting.criterion_words(record)),
                *([] if presenting.has_code(record) else [(_("Mã"), presenting.code_words(record))]),
                (_("Đơn vị tính"), record.unit),
                (_("Dạng"), presenting.kind_words(record.kind)),
                (_("Bộ, ngành phụ trách"), presenting.responsible_words(record)),
                (presenting.owner_label(self.as_of, self.actor.on), record.owner_name),
            ],
            acts=[
                act_link(
                    "confirm",
                    RowConfirm.title,
                    reverse("criteria:row_confirm", args=[record.pk]),
                    tables.may_confirm_row(self.actor, record),
                    kind="secondary" if version.state == VersionState.DRAFT else "primary",
                ),
                *_row_acts(self.actor, record),
            ],
            breadcrumbs=[
                (tables.SETS.title, reverse("criteria:sets")),
                (version.decision_number, reverse("criteria:set", args=[version.pk])),
            ],
            chain=chain_of(self.actor, "indicator", record.pk, on=self.as_of),
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
                "guidance": presenting.guidance_items(selectors.guidance_of(self.actor, record.pk)),
                "questions": presenting.question_items(
                    selectors.questions(self.actor, self.as_of).filter(indicator=record.pk).order_by("-id")
                ),
                "left_to_province": indicator.is_set_by_province,
                "left_to_ministry": indicator.is_set_by_ministry,
                "readings": presenting.reading_items(selectors.readings_of(record.pk), record),
            },
        )


def _row_acts(actor: Actor, row: Any) -> list[ActLink]:
    version, owner = row.version, selectors.owner_of(row.pk, actor.on)
    if version.state == VersionState.DRAFT:
        write = may_write(actor, version)
        return [
            act_link("edit", _("Sửa chỉ tiêu"), reverse("criteria:row_edit", args=[row.pk]), write, kind="primary"),
            act_link("remove", _("Bỏ khỏi dự thảo"), reverse("criteria:row_remove", args=[row.pk]), write),
        ]
    guide, ask = policies.may_guide(actor, owner), policies.may_ask(actor)
    return [
        act_link("ask", _("Đặt câu hỏi"), reverse("criteria:question_ask", args=[row.pk]), ask),
        act_link("guide", _("Viết hướng dẫn"), reverse("criteria:guidance_write", args=[row.pk]), guide),
    ]


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
            (presenting.short_words(record), reverse("criteria:row", args=[record.pk])),
        ]

"""Pages of territory: the story of any unit, and the changes. What a commune entered is told by the board's page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms as django_forms
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.history.selectors import history_of
from dieuphoi.core.kernel.dates import format_date, format_datetime, url_date
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.policy import Allowed, Answer
from dieuphoi.core.register.comments import thread_of
from dieuphoi.core.register.record import Panel, RecordPage, act_link, act_links
from dieuphoi.core.register.views import ActView, RecordView, RegisterListView
from dieuphoi.registry.territory import forms, policies, selectors, services
from dieuphoi.registry.territory.states import APPLIED, CHANGE_LIFE, PLANNED
from dieuphoi.registry.territory.tables import CHANGE_LOOKS, CHANGES, UNITS, change_url, story_url
from dieuphoi.registry.territory.views.planning import is_by_hand

BATCH_MOVES = ("apply", "undo", "cancel")


class UnitList(RegisterListView):
    register = UNITS
    template_name = "territory/units.html"


class ChangeList(RegisterListView):
    register = CHANGES
    template_name = "territory/changes.html"

    def more_context(self, view: Any) -> dict[str, Any]:
        may = isinstance(policies.may_change_units(self.actor), Allowed)
        return {"sheet_href": reverse("exchange:new", args=["unit-changes"]) if may else ""}


class UnitPage(RecordView):
    """The story of any unit, of any time."""

    template_name = "territory/unit.html"

    def load(self, **kwargs: Any) -> selectors.Story:
        return selectors.unit_story(self.actor, kwargs["unit_id"], self.as_of)

    def describe(self, record: selectors.Story) -> RecordPage:
        others = {*record.predecessors, *record.successors, *(row.unit for row in record.parents if row.unit)}
        return RecordPage(
            title=record.title,
            header=((_("Cấp"), str(selectors.KIND_LABELS[record.kind])), (_("Tồn tại"), record.life)),
            acts=(
                act_link(
                    "classify",
                    _("Phân loại"),
                    reverse("territory:classify", args=[record.id]),
                    policies.may_manage_territory(self.actor),
                ),
            ),
            breadcrumbs=((_("Địa bàn"), reverse("territory:units")),),
            context={
                "story": record,
                "names": selectors.latest_names(self.actor, others),
                "story_url": story_url,
                "change_url": change_url,
                "commune_url": self._board_url(record),
                "inside_url": self._inside_url(record),
                "chain": chain_of(self.actor, "unit", record.id, on=self.as_of),
                "as_of": self.as_of,
                "picture": selectors.outline(record.boundary, record.title),
            },
        )

    def _board_url(self, story: selectors.Story) -> str:
        """The commune's page on the board, for who reads the commune."""
        if story.kind != "commune" or not story.exists or story.id not in self.actor.reads():
            return ""
        return reverse("board:commune", args=[story.id], query=self._day())

    def _inside_url(self, story: selectors.Story) -> str:
        """The list of what lies inside: a province's as a register, any other unit's on this page."""
        if not story.exists or not story.below:
            return ""
        if story.kind == "province":
            return reverse("territory:units", query={"province": story.id, **self._day()})
        return "#below" if story.kind != "commune" else ""

    def _day(self) -> dict[str, str]:
        return {} if self.as_of == self.actor.on else {"as_of": url_date(self.as_of)}


class UnitClassify(ActView):
    """Give a unit a class from a day on."""

    form_class = forms.ClassForm
    title = gettext_lazy("Phân loại đơn vị")
    text = gettext_lazy("Phân loại mới thay cho phân loại đang có từ ngày ghi ở đây; phân loại cũ còn trong lịch sử.")
    submit_label = gettext_lazy("Ghi phân loại")
    done_message = gettext_lazy("Đã ghi phân loại.")

    def load(self, **kwargs: Any) -> selectors.Story:
        return selectors.unit_story(self.actor, kwargs["unit_id"], self.actor.on)

    def check(self, record: selectors.Story) -> Answer:
        return policies.may_manage_territory(self.actor)

    def run(self, record: selectors.Story, *, reason: str, data: dict[str, Any]) -> int:
        row = services.ClassFrom(
            unit=record.id,
            dimension=data["dimension"],
            value=data["value"],
            decision=data["decision"],
            since=data["since"],
            until=data["until"] + timedelta(days=1) if data["until"] else None,
        )
        return services.classes_set(actor=self.actor, rows=[row], source=data["decision"], now=self.now)

    def done_url(self, record: selectors.Story, result: Any) -> str:
        return story_url(record.id)

    def crumbs(self, record: selectors.Story) -> list[tuple[str, str]]:
        return [(record.title, story_url(record.id))]


class ChangePage(RecordView):
    """One change: both its sides, its shares, what may be done, its history."""

    def load(self, **kwargs: Any) -> selectors.ChangeView:
        (view,) = selectors.change_views(self.actor, [selectors.change_of(self.actor, kwargs["change_id"])])
        return view

    def describe(self, record: selectors.ChangeView) -> RecordPage:
        change = record.change
        live = change.state in (PLANNED, APPLIED)
        acts = act_links(
            CHANGE_LIFE,
            self.actor,
            change,
            lambda move: reverse("territory:change_act", args=[change.pk, move]),
            main="apply",
        )
        if live:
            href = reverse("territory:change_notes", args=[change.pk])
            acts.append(
                act_link("notes", _("Nghị quyết, tỷ lệ chia"), href, policies.may_change_units(self.actor, change))
            )
        if change.state == PLANNED:
            acts = [*self._planned_acts(record), *acts]
        context = {"view": record, "olds": {each.unit: each for each in record.predecessors}, "story_url": story_url}
        touches = services.touches([each.unit for each in record.predecessors]) if change.state == PLANNED else []
        panels = [Panel(_("Đơn vị"), _render("territory/sides.html", context), id="sides")]
        if touches:
            panels.append(
                Panel(
                    _("Dữ liệu dựa trên các đơn vị cũ"),
                    pairs=[(each["words"], format_number(each["count"])) for each in touches],
                    id="touches",
                )
            )
        report = self._report(change)
        if report is not None:
            panels.append(report)
        return RecordPage(
            title=_heading(record),
            state=CHANGE_LOOKS[change.state],
            header=(
                (_("Loại"), change.get_kind_display()),
                (_("Có hiệu lực từ ngày"), format_date(change.effective_on)),
                (_("Số nghị quyết"), change.resolution_number),
                (_("Ngày nghị quyết"), format_date(change.resolution_on)),
                (_("Cơ quan ban hành"), change.resolution_by),
                (_("Nguồn"), change.source),
                (_("Lần sắp xếp"), _batch_link(change)),
                (_("Ghi chú"), change.note),
                *self._edits(change),
            ),
            acts=acts,
            panels=panels,
            thread=thread_of(self.actor, "unit_change", change),
            chain=chain_of(self.actor, "unit_change", change.pk, on=self.as_of),
            history=history_of(
                change,
                actor=self.actor,
                labels={
                    "batch": _("Lần sắp xếp"),
                    "planned_at": _("Lập lúc"),
                    "replaces": _("Thay cho"),
                    "applied_at": _("Áp dụng lúc"),
                    "ended_at": _("Kết thúc lúc"),
                },
                hide=("title", "title_folded"),
            ),
            breadcrumbs=((_("Địa bàn"), reverse("territory:units")), (_("Thay đổi"), reverse("territory:changes"))),
        )

    def _edits(self, change: Any) -> list[tuple[str, Markup]]:
        """What this change was edited from, and what took its place."""
        found = [
            (_("Thay cho"), selectors.replaced_of(self.actor, change)),
            (_("Được thay bằng"), selectors.replacement_of(self.actor, change)),
        ]
        return [(words, _link(change_url(other.pk), f"#{other.pk} {other.title}")) for words, other in found if other]

    def _planned_acts(self, record: selectors.ChangeView) -> list[Any]:
        """Dry run (of the whole batch that it was planned in) and edit."""
        change = record.change
        edit = policies.may_edit_plan(self.actor, change, by_hand=is_by_hand(record))
        acts = [act_link("edit", _("Sửa phương án"), reverse("territory:change_edit", args=[change.pk]), edit)]
        if change.batch_id is not None:
            href = f"{_batch_act(change.batch_id, 'dry-run')}?next={change_url(change.pk)}"
            acts.insert(0, act_link("dry-run", _("Chạy thử"), href, policies.may_change_units(self.actor, change)))
        return acts

    def _report(self, change: Any) -> Panel | None:
        """The last dry run, while it is of this change alone; that of a batch stands on the batch's page."""
        batch = change.batch
        if change.state != PLANNED or batch is None or not batch.report:
            return None
        counts = selectors.batch_counts(self.actor, batch.pk)
        if counts.get(PLANNED, 0) + counts.get(APPLIED, 0) != 1:
            return None
        return _report_panel(batch)


class ChangeAct(ActView):
    """Apply, undo or cancel one change."""

    danger = False

    def load(self, **kwargs: Any) -> Any:
        move = kwargs["move"]
        if move not in CHANGE_LIFE.moves:
            raise NotVisible(_("Không có thao tác này."))
        self.move = CHANGE_LIFE.moves[move]
        self.needs_reason = self.move.needs_reason
        self.title = self.move.label
        self.text = {
            "apply": _("Đơn vị cũ kết thúc, đơn vị mới hình thành từ ngày hiệu lực. Không ai được thêm quyền."),
            "undo": _("Mọi dòng trở lại như cũ, không xóa gì. Không làm được khi đã có dữ liệu dựa trên đơn vị mới."),
            "cancel": _("Dự kiến này bị bỏ; các đơn vị không đổi."),
        }[move]
        return selectors.change_of(self.actor, kwargs["change_id"])

    def check(self, record: Any) -> Answer:
        return CHANGE_LIFE.check(self.actor, record, self.move.name, reason="…")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        if self.move.name == "apply":
            return services.change_apply(actor=self.actor, ids=[record.pk], now=self.now)
        act = services.change_undo if self.move.name == "undo" else services.change_cancel
        return act(actor=self.actor, ids=[record.pk], reason=reason, now=self.now)

    def done_url(self, record: Any, result: Any) -> str:
        return change_url(record.pk)

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(record.title, change_url(record.pk))]


class ChangeNotes(ActView):
    """Resolution, note and shares of a change."""

    title = gettext_lazy("Nghị quyết, tỷ lệ chia")
    text = gettext_lazy("Tỷ lệ chưa biết thì để trống: số liệu cộng dồn của đơn vị mới sẽ để trống kèm ghi chú.")
    submit_label = gettext_lazy("Ghi")
    done_message = gettext_lazy("Đã ghi.")

    def load(self, **kwargs: Any) -> selectors.ChangeView:
        (view,) = selectors.change_views(self.actor, [selectors.change_of(self.actor, kwargs["change_id"])])
        return view

    def check(self, record: selectors.ChangeView) -> Answer:
        return policies.may_change_units(self.actor, record.change)

    def form(self, record: selectors.ChangeView, **options: Any) -> django_forms.Form:
        change = record.change
        initial = {
            "resolution_number": change.resolution_number,
            "resolution_on": change.resolution_on,
            "resolution_by": change.resolution_by,
            "note": change.note,
        }
        return forms.NotesForm(view=record, initial=initial, **options)

    def run(self, record: selectors.ChangeView, *, reason: str, data: dict[str, Any]) -> int:
        notes = forms.NotesForm(view=record).notes(data)
        return services.changes_annotate(actor=self.actor, notes={record.change.pk: notes}, now=self.now)

    def done_url(self, record: selectors.ChangeView, result: Any) -> str:
        return change_url(record.change.pk)

    def crumbs(self, record: selectors.ChangeView) -> list[tuple[str, str]]:
        return [(record.change.title, change_url(record.change.pk))]


class BatchPage(RecordView):
    """Changes planned together: the dry run's report, the list of doubts, the acts on all of them."""

    def load(self, **kwargs: Any) -> Any:
        return selectors.batch_of(self.actor, kwargs["batch_id"])

    def describe(self, record: Any) -> RecordPage:
        counts = selectors.batch_counts(self.actor, record.pk)
        may = policies.may_change_units(self.actor)
        acts = []
        if counts.get(PLANNED):
            acts.append(act_link("dry-run", _("Chạy thử"), _batch_act(record.pk, "dry-run"), may))
            acts.append(act_link("apply", _("Áp dụng"), _batch_act(record.pk, "apply"), may, kind="primary"))
            acts.append(act_link("cancel", _("Hủy dự kiến"), _batch_act(record.pk, "cancel"), may))
        if counts.get(APPLIED):
            acts.append(act_link("undo", _("Hoàn tác"), _batch_act(record.pk, "undo"), may))
        listed = f"{reverse('territory:changes')}?batch={record.pk}"
        panels = [
            Panel(
                _("Các thay đổi"),
                pairs=[
                    (str(CHANGE_LIFE.states[state]), _link(f"{listed}&state={state}", format_number(count)))
                    for state, count in counts.items()
                ],
                id="changes",
            )
        ]
        if record.report:
            panels.append(_report_panel(record))
        if record.doubts:
            panels.append(
                Panel(
                    _("Nguồn sai hoặc thiếu (%(n)s điểm, không tự đoán)") % {"n": format_number(len(record.doubts))},
                    _render("territory/doubts.html", {"doubts": record.doubts}),
                    id="doubts",
                )
            )
        return RecordPage(
            title=record.title,
            header=((_("Nguồn"), record.source), (_("Có hiệu lực từ ngày"), format_date(record.effective_on))),
            acts=acts,
            panels=panels,
            chain=chain_of(self.actor, "unit_change_batch", record.pk, on=self.as_of),
            breadcrumbs=((_("Địa bàn"), reverse("territory:units")), (_("Thay đổi"), reverse("territory:changes"))),
        )


class BatchAct(ActView):
    """Dry-run, apply, undo or cancel all changes of a batch, all or nothing."""

    def load(self, **kwargs: Any) -> Any:
        self.move = kwargs["move"]
        if self.move not in (*BATCH_MOVES, "dry-run"):
            raise NotVisible(_("Không có thao tác này."))
        self.needs_reason = self.move in ("undo", "cancel")
        self.title = _("Chạy thử") if self.move == "dry-run" else CHANGE_LIFE.moves[self.move].label
        self.text = {
            "dry-run": _("Làm thật trong một giao dịch rồi trả lại hết: không có gì thay đổi, chỉ ghi lại kết quả."),
            "apply": _("Áp dụng mọi thay đổi dự kiến của lần này cùng lúc. Không ai được thêm quyền."),
            "undo": _("Hoàn tác mọi thay đổi đã áp dụng của lần này cùng lúc; không xóa gì."),
            "cancel": _("Bỏ mọi thay đổi dự kiến của lần này; các đơn vị không đổi."),
        }[self.move]
        return selectors.batch_of(self.actor, kwargs["batch_id"])

    def check(self, record: Any) -> Answer:
        return policies.may_change_units(self.actor)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        if self.move == "dry-run":
            return services.batch_dry_run(actor=self.actor, batch_id=record.pk, now=self.now)
        state = APPLIED if self.move == "undo" else PLANNED
        ids = selectors.batch_change_ids(self.actor, record.pk, states=[state])
        if self.move == "apply":
            return services.change_apply(actor=self.actor, ids=ids, now=self.now)
        act = services.change_undo if self.move == "undo" else services.change_cancel
        return act(actor=self.actor, ids=ids, reason=reason, now=self.now)

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("territory:batch", args=[record.pk])

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(record.title, reverse("territory:batch", args=[record.pk]))]


def _heading(view: selectors.ChangeView) -> str:
    """``Sáp nhập: Phường Thành Sen``: what became of it; a dozen former names are no heading."""
    units = [new.full_name for new in view.successors] or [old.full_name for old in view.predecessors]
    return f"{str(view.change.get_kind_display()).capitalize()}: {', '.join(units)}"


def _report_panel(batch: Any) -> Panel:
    context = {
        "report": batch.report,
        "labels": selectors.type_words(),
        "kinds": selectors.change_kind_words(),
    }
    return Panel(
        _("Kết quả chạy thử lúc %(at)s") % {"at": format_datetime(batch.report_at)},
        _render("territory/report.html", context),
        id="report",
    )


def _batch_act(batch: int, move: str) -> str:
    return reverse("territory:batch_act", args=[batch, move])


def _batch_link(change: Any) -> Markup | str:
    if change.batch is None:
        return ""
    return _link(reverse("territory:batch", args=[change.batch_id]), change.batch.title)


def _link(href: str, words: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(href, words)


def _render(template: str, context: dict[str, Any]) -> Markup:
    """A fragment of ours: it needs nothing of the request."""
    return Markup(render_to_string(template, context))  # noqa: S704 - our own escaped template

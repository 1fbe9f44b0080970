"""Pages of targets: the list, one target and the acts on it, plan against result, the pace."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.files.views import blob_response
from dieuphoi.core.history.selectors import history_of
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.core.kernel.ranges import range_label
from dieuphoi.core.register.comments import thread_of
from dieuphoi.core.register.record import RecordPage, act_link, act_links
from dieuphoi.core.register.state import View
from dieuphoi.core.register.views import ActorView, ActView, RecordView, RegisterListView
from dieuphoi.programme.targets import comments, forms, policies, selectors, services, tables
from dieuphoi.programme.targets.sheets import KIND
from dieuphoi.programme.targets.states import TARGET_LIFE

PLACE = gettext_lazy("Đăng ký về đích")


def _act(name: str, *args: Any) -> str:
    return reverse(f"targets:{name}", args=args)


class TargetList(RegisterListView):
    register = tables.TARGETS
    template_name = "targets/list.html"

    def more_context(self, view: View) -> dict[str, Any]:
        return {
            "years": [] if view.faults else selectors.year_rows(self.actor, view.as_of, view.rows),
            "import_href": reverse("exchange:new", args=[KIND]),
            "template_href": reverse("exchange:template", args=[KIND]),
            "may_import": bool(policies.may_import(self.actor)),
        }


class TargetRecord(RecordView):
    """One target: what, when, how far, what is missing, and what became of it."""

    template_name = "targets/page.html"

    def load(self, **kwargs: Any) -> Any:
        return selectors.target(self.actor, kwargs["target_id"], self.as_of)

    def describe(self, record: Any) -> RecordPage:
        actor, pk = self.actor, record.pk
        before, after = selectors.relatives(actor, record)
        unit = Markup('<a href="{}">{}</a>').format(reverse("board:commune", args=[record.unit_id]), record.unit_name)
        links = act_links(TARGET_LIFE, actor, record, lambda move: _move_href(move, pk), main="confirm")
        return RecordPage(
            title=f"{record.unit_name} – {record.years_label}",
            state=tables.OUTCOME_LOOKS[record.outcome],
            header=[
                (_("Đơn vị"), unit if record.goal != "UNITS" else record.unit_name),
                (_("Đích"), tables.goal_words(record)),
                (_("Năm"), record.years_label),
                (_("Trạng thái"), str(tables.STATE_LOOKS[record.standing].label)),
                (_("Theo dõi"), tables.follower_words(record)),
                (_("Đăng ký"), _paper(record.document, record.registered_on, record.issuer)),
                (_("Phê duyệt"), _paper(record.confirmed_number, record.confirmed_on, record.confirmed_by)),
                (_("Kết thúc"), _paper(record.end_reason, record.ended_on, "")),
                (_("Bộ tiêu chí"), "" if record.version is None else str(record.version)),
                (_("Nguồn"), record.source),
                (_("Ghi chú"), record.note),
            ],
            acts=[
                *links,
                act_link("correct", _("Sửa"), _act("correct", pk), policies.may_correct(actor, record)),
                act_link("file_add", _("Kèm tệp"), _act("file_add", pk), policies.may_correct(actor, record)),
            ],
            breadcrumbs=[(PLACE, _act("list"))],
            chain=chain_of(actor, "target", pk, on=self.as_of),
            thread=thread_of(actor, comments.TARGET_COMMENTS.key, record),
            history=history_of(
                record,
                actor=actor,
                labels={"level": _("Mức"), "year": _("Năm về đích"), "first_year": _("Từ năm")},
                hide=("unit_key", "unit_code", "province", *(() if record.goal == "NAMED" else ("named",))),
            ),
            reminder_text=""
            if record.outcome not in selectors.OPEN_OUTCOMES or record.goal == "UNITS"
            else tables.reminder(
                actor, selectors.targets(actor, self.as_of).filter(pk=pk),
                self.request.build_absolute_uri(_act("page", pk)),
            ),
            context={
                "missing": selectors.missing_of(actor, record),
                "files": selectors.files_of(actor, pk),
                "before": before,
                "after": after,
                "percent": selectors.percent(record),
                "pace": selectors.pace_on(self.as_of)["UNITS" if record.goal == "UNITS" else "CRITERIA"],
                "day": self.as_of,
            },
        )  # fmt: skip


def _paper(number: str, day: Any, by: str) -> str:
    return ", ".join(part for part in (number, format_date(day) if day else "", by) if part)


def _move_href(move: str, pk: int) -> str:
    return _act(move, pk) if move in ("confirm", "move") else _act("act", pk, move)


class TargetNew(ActView):
    """The form of a new target."""

    title = gettext_lazy("Ghi đăng ký về đích")
    submit_label = gettext_lazy("Ghi")
    done_message = gettext_lazy("Đã ghi đăng ký.")

    def load(self, **kwargs: Any) -> None:
        return None

    def check(self, record: Any) -> Answer:
        return policies.may_register_some(self.actor)

    def form(self, record: Any, **options: Any) -> forms.TargetForm:
        options.pop("files", None)
        return forms.TargetForm(actor=self.actor, initial=self.initial(record), **options)

    def initial(self, record: Any) -> dict[str, Any]:
        return {"registered_on": self.actor.on, "year": self.actor.on.year, "goal": "LEVEL"}

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.target_register(actor=self.actor, new=forms.new_target(data), now=self.now)

    def done_url(self, record: Any, result: Any) -> str:
        return _act("list") if result is None else _act("page", result.pk)

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(str(PLACE), _act("list"))]


class _OnTarget(ActView):
    """What the acts on one target share."""

    def load(self, **kwargs: Any) -> Any:
        row = selectors.target(self.actor, kwargs["target_id"], self.actor.on)
        self.text = f"{row.unit_name} – {tables.goal_words(row)}, {row.years_label}"
        return row

    def done_url(self, record: Any, result: Any) -> str:
        return _act("page", record.pk)

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(str(PLACE), _act("list")), (record.unit_name, _act("page", record.pk))]


class TargetCorrect(_OnTarget):
    """Say it again as it should be."""

    title = gettext_lazy("Sửa đăng ký")
    submit_label = gettext_lazy("Ghi bản sửa")
    done_message = gettext_lazy("Đã sửa; nội dung cũ vẫn ở lịch sử.")
    needs_reason = True

    def check(self, record: Any) -> Answer:
        return policies.may_correct(self.actor, record)

    def initial(self, record: Any) -> dict[str, Any]:
        names = (
            "goal", "level", "wanted", "year", "registered_on", "document", "issuer", "confirmed_number",
            "confirmed_on", "confirmed_by", "source", "note",
        )  # fmt: skip
        return {
            **{name: getattr(record, name) for name in names},
            "unit": record.unit_code or record.unit_name,
            "version": record.version_id,
            "named": ", ".join(record.named),
            "first_year": None if record.first_year == record.year else record.first_year,
            "follower": record.follower_id,
            "follower_org": record.follower_org_id,
        }

    def form(self, record: Any, **options: Any) -> forms.TargetForm:
        options.pop("files", None)
        return forms.TargetForm(actor=self.actor, initial=self.initial(record), **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.target_correct(
            actor=self.actor, target_id=record.pk, new=forms.new_target(data), reason=reason, now=self.now
        )


class TargetConfirm(_OnTarget):
    """The province has decided."""

    form_class = forms.ConfirmForm
    title = gettext_lazy("Ghi phê duyệt của tỉnh")
    submit_label = gettext_lazy("Ghi phê duyệt")
    done_message = gettext_lazy("Đã ghi phê duyệt.")

    def check(self, record: Any) -> Answer:
        return TARGET_LIFE.check(self.actor, record, "confirm")

    def form(self, record: Any, **options: Any) -> forms.ConfirmForm:
        options.pop("files", None)
        return forms.ConfirmForm(initial=self.initial(record), **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.target_confirm(actor=self.actor, target_id=record.pk, now=self.now, **data)


class TargetMove(_OnTarget):
    """To another year: a new record takes its place."""

    title = gettext_lazy("Chuyển sang năm khác")
    submit_label = gettext_lazy("Chuyển")
    done_message = gettext_lazy("Đã chuyển năm; đăng ký cũ vẫn còn, đăng ký mới chờ phê duyệt.")
    needs_reason = True

    def check(self, record: Any) -> Answer:
        return TARGET_LIFE.check(self.actor, record, "move", reason="…")

    def form(self, record: Any, **options: Any) -> forms.MoveForm:
        options.pop("files", None)
        return forms.MoveForm(initial={"year": max(record.year + 1, self.actor.on.year)}, **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.target_move(
            actor=self.actor, target_id=record.pk, year=data["year"], first_year=data["first_year"], reason=reason,
            now=self.now,
        )  # fmt: skip

    def done_url(self, record: Any, result: Any) -> str:
        return _act("page", record.pk if result is None else result.pk)


_SERVICES = {
    "withdraw": services.target_withdraw,
    "unconfirm": services.target_unconfirm,
    "restore": services.target_restore,
    "take_back": services.target_take_back,
    "void": services.target_void,
}
_TEXTS = {
    "withdraw": gettext_lazy("Đơn vị không còn phấn đấu cho đích này. Đăng ký vẫn ở danh sách, kèm lý do."),
    "unconfirm": gettext_lazy("Quyết định phê duyệt đã ghi nhầm. Đăng ký trở lại chờ phê duyệt."),
    "restore": gettext_lazy("Đăng ký đã rút nhầm. Nó sống lại như trước."),
    "take_back": gettext_lazy("Đã chuyển năm nhầm. Đăng ký ở năm mới bị rút, đăng ký này sống lại."),
    "void": gettext_lazy("Không ai đăng ký việc này: bản ghi rời mọi danh sách và chỉ còn trong lịch sử."),
}


class TargetAct(_OnTarget):
    """Withdraw, take a confirmation, a withdrawal or a move back, or the whole record as entered by mistake."""

    needs_reason = True
    done_message = gettext_lazy("Đã ghi.")

    def load(self, **kwargs: Any) -> Any:
        self.move = kwargs["move"]
        if self.move not in _SERVICES:
            raise NotVisible(_("Không có thao tác này."))
        row = super().load(target_id=kwargs["target_id"])
        self.title = TARGET_LIFE.moves[self.move].label
        self.text = f"{self.text}. {_TEXTS[self.move]}"
        self.danger = self.move in ("withdraw", "void")
        return row

    def check(self, record: Any) -> Answer:
        return TARGET_LIFE.check(self.actor, record, self.move, reason="…")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return _SERVICES[self.move](actor=self.actor, target_id=record.pk, reason=reason, now=self.now)


class TargetFileAdd(_OnTarget):
    """Keep a scan with a target."""

    form_class = forms.FileForm
    title = gettext_lazy("Kèm tệp")
    submit_label = gettext_lazy("Tải lên")
    done_message = gettext_lazy("Đã nhận tệp.")

    def check(self, record: Any) -> Answer:
        return policies.may_correct(self.actor, record)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.target_file_add(
            actor=self.actor, target_id=record.pk, data=data["file"], name=data["file"].name, note=data["note"],
            now=self.now,
        )  # fmt: skip


class TargetFileOut(ActorView):
    """One file, as an attachment, after the scope check."""

    def get(self, request: HttpRequest, file_id: int) -> HttpResponseBase:
        file = selectors.file_by_id(self.actor, file_id)
        return blob_response(file.blob, file.name)


class PlanPage(ActorView):
    """Plan against result by year and stage, and the registered of each year."""

    def get(self, request: HttpRequest) -> HttpResponse:
        day = self.as_of
        context = {
            "title": _("Kế hoạch và kết quả về đích"),
            "breadcrumbs": [(PLACE, _act("list"))],
            "plans": selectors.plan_rows(self.actor, day),
            "years": selectors.year_rows(self.actor, day),
            "looks": tables.OUTCOME_LOOKS,
            "day": day,
        }
        return render(request, "targets/plan.html", context)


class PacePage(ActorView):
    """How far one should be in which month: what holds, and what held."""

    def get(self, request: HttpRequest) -> HttpResponse:
        paces = selectors.pace_on(self.as_of)
        context = {
            "title": _("Mức tiến độ về đích"),
            "breadcrumbs": [(PLACE, _act("list"))],
            "paces": [(selectors.PACE_LABELS[measure], pace) for measure, pace in paces.items()],
            "rules": [
                (selectors.PACE_LABELS[row.measure], row, range_label(row.valid))
                for row in selectors.pace_rules(self.actor)
            ],
            "may_set": policies.may_set_pace(self.actor),
        }
        return render(request, "targets/pace.html", context)


class PaceSet(ActView):
    """Set the pace of one measure from today on."""

    submit_label = gettext_lazy("Đặt từ hôm nay")
    done_message = gettext_lazy("Đã đặt mức tiến độ; mức cũ vẫn xem được.")

    def load(self, **kwargs: Any) -> Any:
        measure = kwargs["measure"]
        if measure not in selectors.PACE_LABELS:
            raise NotVisible(_("Không có thao tác này."))
        self.title = _("Mức tiến độ: %(what)s") % {"what": selectors.PACE_LABELS[measure]}
        return selectors.pace_on(self.actor.on)[measure]

    def check(self, record: Any) -> Answer:
        return policies.may_set_pace(self.actor)

    def form(self, record: Any, **options: Any) -> forms.PaceForm:
        options.pop("files", None)
        initial = {f"m{month}": share for month, share in enumerate(record.shares, start=1)}
        self.bound = forms.PaceForm(initial=initial, **options)
        return self.bound

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.pace_set(
            actor=self.actor, measure=record.measure, shares=self.bound.shares(), source=data["source"], now=self.now
        )

    def done_url(self, record: Any, result: Any) -> str:
        return _act("pace")

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(str(PLACE), _act("list")), (_("Mức tiến độ về đích"), _act("pace"))]

"""What is kept beside the rows: owner departments, thresholds of a province, bands, guidance, questions."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.files.views import blob_response
from dieuphoi.core.kernel.dates import format_datetime
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.policy import Answer, Refusal
from dieuphoi.core.register.record import RecordPage, act_link
from dieuphoi.core.register.views import ActorView, ActView, RecordView, RegisterListView
from dieuphoi.programme.criteria import forms, policies, presenting, selectors, services, tables
from dieuphoi.programme.criteria.states import VersionState
from dieuphoi.programme.criteria.views.drafts import SetAct
from dieuphoi.registry.territory.selectors import provinces_on


class OwnersSet(SetAct):
    """Name the department that verifies the ticked rows, from a day on, by a document."""

    title = gettext_lazy("Giao cơ quan thẩm định")
    text = gettext_lazy("Cơ quan đang giữ các chỉ tiêu này thôi từ ngày đó. Đợt đã lập giữ cơ quan lúc lập.")
    submit_label = gettext_lazy("Giao")
    done_message = gettext_lazy("Đã giao cơ quan thẩm định.")

    def check(self, record: Any) -> Answer:
        return policies.may_edit_sets(self.actor)

    def form(self, record: Any, **options: Any) -> django_forms.Form:
        options.pop("files", None)
        rows = selectors.rows_of_version(self.actor, record.pk, self.actor.on).order_by("position")
        offered = []
        for row in rows:
            owner = row.owner_name or _("chưa giao")  # type: ignore[attr-defined]
            offered.append((row.code, f"{presenting.title_words(row)} – {owner}"))
        if self.request.GET.get("without") == "1":
            taken = set(selectors.owners_on(record.pk, self.actor.on))
            left = {row.code for row in selectors.indicators_of(record.pk) if row.pk not in taken}
            offered = [each for each in offered if each[0] in left]
        return forms.OwnersForm(actor=self.actor, rows=offered, initial={"start": self.actor.on}, **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.owners_set(
            actor=self.actor,
            version_id=record.pk,
            owners=dict.fromkeys(data["rows"], data["org"]),
            start=data["start"],
            decision=data["decision"],
            now=self.now,
        )


# ------------------------------------------------------------------------------------------------- provinces


def _province(view: ActorView) -> tuple[int, list[Any]]:
    """The province that the address names, else the first that the actor reads, and all of the day."""
    provinces = provinces_on(view.actor, view.as_of)
    if not provinces:
        raise NotVisible(_("Chưa có tỉnh nào trong hệ thống."))
    typed = view.request.GET.get("province", "")
    if typed:
        chosen = [unit for unit in provinces if str(unit.id) == typed]
        if not chosen:
            raise NotVisible(_("Không có tỉnh này."))
        return chosen[0].id, provinces
    places = view.actor.writes() or view.actor.reads()
    mine = [unit for unit in provinces if unit.id in places] or provinces
    return mine[0].id, provinces


class Provincial(ActorView):
    """The rows that the set leaves to the province, and what a province decided for them in time."""

    by = "province"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        version = selectors.version(self.actor, kwargs["version_id"])
        province_id, provinces = self.place()
        names = dict(presenting.columns_of(version))
        lines = selectors.provincial_lines(version.pk, province_id)
        rows = selectors.provincial_rows(version.pk, self.by)
        answer = may_decide(self.actor, version, province_id)
        by_row: dict[int, list[dict[str, str]]] = {}
        for line in lines:
            decision = presenting.decision_and_day(line.decision_number, line.decision_on)
            by_row.setdefault(line.indicator.pk, []).append(
                {
                    "column": presenting.column_name(line.column, names),
                    "value": presenting.typed_words(line.indicator, line.value),
                    "valid": presenting.range_words(line.start, line.end),
                    "decision": f"{line.issuer}, {decision}" if line.issuer else decision,
                    "source": line.source,
                }
            )
        context = {
            "breadcrumbs": [
                (str(tables.SETS.title), reverse("criteria:sets")),
                (version.decision_number, reverse("criteria:set", args=[version.pk])),
            ],
            "version": version,
            "province": province_id,
            "provinces": [(str(unit.id), unit.full_name) for unit in provinces],
            "rows": [
                (row, presenting.code_words(row), presenting.national_words(row), by_row.get(row.pk, []))
                for row in rows
            ],
            "refusal": answer if isinstance(answer, Refusal) else None,
            **self.words(version, province_id, rows, sum(1 for row in rows if row.pk in by_row)),
        }
        return render(request, "criteria/provincial.html", context)

    def place(self) -> tuple[int | None, list[Any]]:
        return _province(self)

    def words(self, version: Any, province_id: int | None, rows: list[Any], decided: int) -> dict[str, Any]:
        figures = {"n": format_number(decided), "of": format_number(len(rows))}
        return {
            "title": _("Mức đạt do tỉnh quy định"),
            "note": _(
                "Tỉnh đã quy định %(n)s trên %(of)s dòng mà bộ để tỉnh quyết định. Dòng chưa có mức của tỉnh thì chưa "
                "chấm được."
            ) % figures,
            "heading": _("Mức của tỉnh"),
            "open": _("tỉnh chưa quy định"),
            "nothing": _("Bộ này không để tỉnh quy định dòng nào"),
            "sheet": "provincial-thresholds",
            "set_href": f"{reverse('criteria:provincial_set', args=[version.pk])}?province={province_id}",
        }  # fmt: skip


class Ministry(Provincial):
    """The rows that the set leaves to a ministry, and what ministries decided for them: the same in every province."""

    by = "ministry"

    def place(self) -> tuple[int | None, list[Any]]:
        return None, []

    def words(self, version: Any, province_id: int | None, rows: list[Any], decided: int) -> dict[str, Any]:
        figures = {"n": format_number(decided), "of": format_number(len(rows))}
        return {
            "title": _("Mức đạt do bộ, ngành quy định"),
            "note": _(
                "Đã ghi mức của bộ, ngành cho %(n)s trên %(of)s dòng; mức này dùng ở mọi tỉnh. Dòng chưa ghi thì chưa "
                "chấm được."
            ) % figures,
            "heading": _("Mức của bộ, ngành"),
            "open": _("chưa ghi mức của bộ, ngành"),
            "nothing": _("Bộ này không để bộ, ngành quy định dòng nào"),
            "sheet": "ministry-thresholds",
            "set_href": reverse("criteria:ministry_set", args=[version.pk]),
        }  # fmt: skip


def may_decide(actor: Any, version: Any, province_id: int | None) -> Answer:
    """Whether the actor may record thresholds of the province, or (``None``) of the ministries, for a version."""
    answer = policies.may_edit_sets(actor)
    if province_id is not None:
        answer = policies.may_act_for_province(actor, province_id)
    if isinstance(answer, Refusal) or version.state not in (VersionState.DRAFT, VersionState.CONSULTING):
        return answer
    return Refusal("draft", _("Bộ này còn là dự thảo; hãy ghi mức đạt thẳng vào dòng."), 409)


class ProvincialSet(SetAct):
    title = gettext_lazy("Ghi mức đạt của tỉnh")
    text = gettext_lazy(
        "Đợt của tỉnh có kỳ kết thúc từ ngày áp dụng trở đi được chấm theo mức này; mức ghi trước vẫn còn lưu."
    )
    submit_label = gettext_lazy("Ghi")
    done_message = gettext_lazy("Đã ghi mức đạt của tỉnh.")
    by = "province"
    typed_form: type[forms.ProvincialForm] = forms.ProvincialForm
    province_id: int | None

    def load(self, **kwargs: Any) -> Any:
        self.province_id, _all = _province(self)
        return super().load(**kwargs)

    def check(self, record: Any) -> Answer:
        return may_decide(self.actor, record, self.province_id)

    def form(self, record: Any, **options: Any) -> django_forms.Form:
        options.pop("files", None)
        self.typed = self.typed_form(
            rows=selectors.provincial_rows(record.pk, self.by),
            columns=presenting.columns_of(record),
            initial={"code": self.request.GET.get("code", ""), "start": self.actor.on},
            **options,
        )
        return self.typed

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        assert self.province_id is not None
        return services.provincial_set(
            actor=self.actor,
            version_id=record.pk,
            province_id=self.province_id,
            thresholds=[self.typed.decided()],
            now=self.now,
        )

    def done_url(self, record: Any, result: Any) -> str:
        return f"{reverse('criteria:provincial', args=[record.pk])}?province={self.province_id}"


class MinistrySet(ProvincialSet):
    title = gettext_lazy("Ghi mức đạt của bộ, ngành")
    text = gettext_lazy(
        "Mức này dùng ở mọi tỉnh cho đợt có kỳ kết thúc từ ngày áp dụng trở đi; mức ghi trước vẫn còn lưu."
    )
    done_message = gettext_lazy("Đã ghi mức đạt của bộ, ngành.")
    by = "ministry"
    typed_form = forms.MinistryForm

    def load(self, **kwargs: Any) -> Any:
        self.province_id = None
        return SetAct.load(self, **kwargs)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.ministry_set(
            actor=self.actor, version_id=record.pk, thresholds=[self.typed.decided()], now=self.now
        )

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("criteria:ministry", args=[record.pk])


class BandsSet(SetAct):
    """Groups of communes by number of criteria met."""

    title = gettext_lazy("Nhóm xã theo số tiêu chí đạt")
    text = gettext_lazy("Các nhóm phải nối liền nhau từ 0 tiêu chí trở lên. Nhóm cũ còn giá trị tới ngày trước đó.")
    submit_label = gettext_lazy("Lưu")
    done_message = gettext_lazy("Đã lưu các nhóm.")

    def check(self, record: Any) -> Answer:
        return policies.may_edit_sets(self.actor)

    def form(self, record: Any, **options: Any) -> django_forms.Form:
        options.pop("files", None)
        self.typed = forms.BandsForm(initial=self.initial(record), **options)
        return self.typed

    def initial(self, record: Any) -> dict[str, Any]:
        bands = selectors.bands_on(self.actor, record.set_id, self.actor.on)
        lines = [f"{band.least}-{'' if band.most is None else band.most} {band.name}" for band in bands]
        return {"start": self.actor.on, "groups": "\n".join(lines)}

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.bands_set(
            actor=self.actor,
            set_id=record.set_id,
            bands=data["groups"],
            start=data["start"],
            decision=data["decision"],
            now=self.now,
        )


# ------------------------------------------------------------------------------------------------- guidance


class RowAct(ActView):
    """An act on one row."""

    def load(self, **kwargs: Any) -> Any:
        row = selectors.row(self.actor, kwargs["indicator_id"], self.actor.on)
        self.text = presenting.title_words(row)
        return row

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("criteria:row", args=[record.pk])

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        version = record.version
        return [
            (version.decision_number, reverse("criteria:set", args=[version.pk])),
            (presenting.short_words(record), reverse("criteria:row", args=[record.pk])),
        ]


class GuidanceWrite(RowAct):
    title = gettext_lazy("Viết hướng dẫn")
    submit_label = gettext_lazy("Lưu")
    done_message = gettext_lazy("Đã lưu hướng dẫn.")
    form_class = forms.GuidanceForm

    def check(self, record: Any) -> Answer:
        return policies.may_guide(self.actor, selectors.owner_of(record.pk, self.actor.on))

    def initial(self, record: Any) -> dict[str, Any]:
        current = [each for each, _who in selectors.guidance_of(self.actor, record.pk)][:1]
        return {"text": current[0].text, "source": current[0].source} if current else {}

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        file = data["file"]
        return services.guidance_write(
            actor=self.actor,
            indicator_id=record.pk,
            text=data["text"],
            source=data["source"],
            files=[(file.name, file.read())] if file else [],
            now=self.now,
        )


class GuidanceFile(ActorView):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        found = selectors.guidance_file(self.actor, kwargs["file_id"])
        return blob_response(found.blob, found.name)


class QuestionAsk(RowAct):
    title = gettext_lazy("Đặt câu hỏi")
    submit_label = gettext_lazy("Gửi câu hỏi")
    done_message = gettext_lazy("Đã gửi câu hỏi; cơ quan thẩm định và Văn phòng trả lời tại đây.")
    form_class = forms.QuestionForm

    def check(self, record: Any) -> Answer:
        return policies.may_ask(self.actor)

    def form(self, record: Any, **options: Any) -> django_forms.Form:
        options.pop("files", None)
        return forms.QuestionForm(**options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.question_ask(actor=self.actor, indicator_id=record.pk, text=data["text"], now=self.now)


class QuestionList(RegisterListView):
    register = tables.QUESTIONS


class QuestionPage(RecordView):
    """One question and its answers."""

    template_name = "criteria/question.html"

    def load(self, **kwargs: Any) -> Any:
        return selectors.question_read(self.actor, kwargs["question_id"], self.as_of)

    def describe(self, record: Any) -> RecordPage:
        row = record.indicator
        return RecordPage(
            title=_("Hỏi về %(code)s") % {"code": presenting.short_words(row)},
            header=[
                (_("Chỉ tiêu"), row.name),
                (_("Bộ tiêu chí"), str(row.version)),
                (_("Người hỏi"), selectors.asker_of(record)),
                (_("Cơ quan"), "" if record.org is None else record.org.name),
                (_("Lúc"), format_datetime(record.recorded_at)),
                (presenting.owner_label(self.as_of, self.actor.on), record.owner_name or _("chưa giao")),
            ],
            acts=[
                act_link(
                    "answer",
                    QuestionAnswer.title,
                    reverse("criteria:question_answer", args=[record.pk]),
                    policies.may_answer(self.actor, record.owner_id),
                    kind="primary",
                ),
                act_link("row", _("Mở chỉ tiêu"), reverse("criteria:row", args=[row.pk]), policies.may_read()),
            ],
            breadcrumbs=[(tables.QUESTIONS.title, reverse("criteria:questions"))],
            chain=chain_of(self.actor, "criteria_question", record.pk, on=self.as_of),
            context={"answers": [presenting.answer_item(*each) for each in selectors.answers_of(record.pk)]},
        )


class QuestionAnswer(ActView):
    title = gettext_lazy("Trả lời")
    submit_label = gettext_lazy("Gửi trả lời")
    done_message = gettext_lazy("Đã gửi trả lời.")
    form_class = forms.AnswerForm

    def load(self, **kwargs: Any) -> Any:
        question = selectors.question_read(self.actor, kwargs["question_id"], self.actor.on)
        self.text = question.text
        return question

    def check(self, record: Any) -> Answer:
        return policies.may_answer(self.actor, record.owner_id)

    def form(self, record: Any, **options: Any) -> django_forms.Form:
        options.pop("files", None)
        return forms.AnswerForm(**options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.answer_give(actor=self.actor, question_id=record.pk, now=self.now, **data)

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("criteria:question", args=[record.pk])

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(str(tables.QUESTIONS.title), reverse("criteria:questions"))]


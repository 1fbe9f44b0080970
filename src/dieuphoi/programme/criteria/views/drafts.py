"""Writing a draft: begin one, its head, criteria and rows; consult, publish, retire."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms as django_forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.policy import Answer, Refusal
from dieuphoi.core.register.views import ActView
from dieuphoi.programme.criteria import forms, policies, presenting, selectors, services, tables
from dieuphoi.programme.criteria.states import VERSION_LIFE, VersionState
from dieuphoi.programme.criteria.typed import cell_typed


def may_write(actor: Any, version: Any) -> Answer:
    """May this person write on this version? Only drafts are written on."""
    answer = policies.may_edit_sets(actor)
    if isinstance(answer, Refusal) or version.state == VersionState.DRAFT:
        return answer
    told = _("Phiên bản này %(state)s nên không sửa được. Hãy lập bản sửa đổi.")
    return Refusal("not_draft", told % {"state": VersionState(version.state).label}, 409)


class SetAct(ActView):
    """An act on one version."""

    def load(self, **kwargs: Any) -> Any:
        return selectors.version(self.actor, kwargs["version_id"])

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("criteria:set", args=[record.pk])

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        crumbs = [(str(tables.SETS.title), reverse("criteria:sets"))]
        return [*crumbs, (str(record.decision_number), reverse("criteria:set", args=[record.pk]))]


class DraftWrite(SetAct):
    """An act that writes on a draft."""

    done_message = gettext_lazy("Đã lưu.")

    def check(self, record: Any) -> Answer:
        return may_write(self.actor, record)


def _head_initial(version: Any) -> dict[str, Any]:
    return {
        "decision_number": version.decision_number,
        "decision_on": version.decision_on,
        "issuer": version.issuer,
        "effective_from": version.effective.lower,
        "effective_to": selectors.last_day(version),
        "expected_criteria": version.expected_criteria,
        "expected_indicators": version.expected_indicators,
    }


class SetNew(ActView):
    """A new set without rows."""

    title = gettext_lazy("Lập bộ tiêu chí mới")
    submit_label = gettext_lazy("Lập dự thảo")
    done_message = gettext_lazy("Đã lập dự thảo.")

    def load(self, **kwargs: Any) -> Any:
        return None

    def check(self, record: Any) -> Answer:
        return policies.may_edit_sets(self.actor)

    def form(self, record: Any, **options: Any) -> django_forms.Form:
        options.pop("files", None)
        self.typed = forms.NewSetForm(actor=self.actor, **options)
        return self.typed

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.draft_start(
            actor=self.actor, head=self.typed.head(), family=self.typed.family(), now=self.now
        )

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("criteria:sets") if result is None else reverse("criteria:set", args=[result.pk])

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(str(tables.SETS.title), reverse("criteria:sets"))]


class NextVersion(SetAct):
    """The next version of a set: an amendment in mid-period, or one that replaces it."""

    relation: ClassVar[str] = ""
    submit_label = gettext_lazy("Lập dự thảo")
    done_message = gettext_lazy("Đã lập dự thảo.")

    def check(self, record: Any) -> Answer:
        return may_follow(self.actor, record)

    def form(self, record: Any, **options: Any) -> django_forms.Form:
        options.pop("files", None)
        self.typed = forms.HeadForm(initial=self.initial(record), **options)
        return self.typed

    def initial(self, record: Any) -> dict[str, Any]:
        initial = _head_initial(record)
        kept = ("issuer", "expected_criteria", "expected_indicators", "effective_to")
        return {key: value for key, value in initial.items() if self.relation == "replaces" or key in kept}

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.draft_start(
            actor=self.actor, base_id=record.pk, relation=self.relation, head=self.typed.head(), now=self.now
        )

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("criteria:set", args=[record.pk if result is None else result.pk])


class Amend(NextVersion):
    title = gettext_lazy("Lập bản sửa đổi, bổ sung giữa kỳ")
    text = gettext_lazy("Mọi dòng được chép sang dự thảo mới; đợt đã lập vẫn theo phiên bản cũ.")
    relation = "amends"


class Replace(NextVersion):
    title = gettext_lazy("Lập bản thay thế")
    text = gettext_lazy(
        "Dùng khi điền nốt một bộ mới có tên, hoặc khi quyết định mới thay cả bộ. Mọi dòng được chép sang dự thảo."
    )
    relation = "replaces"


class Adapt(SetAct):
    """A province's own set, or a copy, from a version that is there."""

    title = gettext_lazy("Lập bộ khác dựa trên bộ này")
    text = gettext_lazy("Chọn tỉnh ban hành nếu là bộ của tỉnh; tiêu chí tỉnh thêm thì thêm vào dự thảo.")
    submit_label = gettext_lazy("Lập dự thảo")
    done_message = gettext_lazy("Đã lập dự thảo.")

    def check(self, record: Any) -> Answer:
        return may_follow(self.actor, record)

    def form(self, record: Any, **options: Any) -> django_forms.Form:
        options.pop("files", None)
        initial = {
            "level": record.set.level, "tier": record.set.tier, "stage": record.set.stage,
            "expected_criteria": record.expected_criteria, "expected_indicators": record.expected_indicators,
        }  # fmt: skip
        self.typed = forms.NewSetForm(actor=self.actor, has_base=True, initial=initial, **options)
        return self.typed

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        family = self.typed.family()
        return services.draft_start(
            actor=self.actor,
            base_id=record.pk,
            relation="adapts" if family.province_id is not None else "copies",
            head=self.typed.head(),
            family=family,
            now=self.now,
        )

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("criteria:set", args=[record.pk if result is None else result.pk])


def may_follow(actor: Any, version: Any) -> Answer:
    """May a version be made from this one?"""
    answer = policies.may_edit_sets(actor)
    if isinstance(answer, Refusal) or version.state in (VersionState.PUBLISHED, VersionState.RETIRED):
        return answer
    return Refusal("still_draft", _("Phiên bản này còn là dự thảo; hãy sửa thẳng vào đó."), 409)


class HeadEdit(DraftWrite):
    title = gettext_lazy("Sửa thông tin dự thảo")
    submit_label = gettext_lazy("Lưu")

    def form(self, record: Any, **options: Any) -> django_forms.Form:
        options.pop("files", None)
        self.typed = forms.DraftHeadForm(initial=self.initial(record), **options)
        return self.typed

    def initial(self, record: Any) -> dict[str, Any]:
        head = record.header.get("set", {})
        return {
            **_head_initial(record),
            "name": record.set.name,
            "change_note": record.change_note,
            "not_applicable_counts": head.get("not_applicable_counts", False),
        }

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.head_save(
            actor=self.actor,
            version_id=record.pk,
            head=self.typed.head(not_applicable_counts=data["not_applicable_counts"]),
            name=data["name"],
            now=self.now,
        )


class VersionMove(SetAct):
    """One move of a version's life. ``move`` names it; the machine says who may and when."""

    move: ClassVar[str] = ""
    done_message = gettext_lazy("Đã ghi.")

    def check(self, record: Any) -> Answer:
        return VERSION_LIFE.check(self.actor, record, self.move, reason="…")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        if self.move == "retire":
            return services.version_retire(actor=self.actor, version_id=record.pk, reason=reason, now=self.now)
        acts = {
            "consult": services.version_consult,
            "revise": services.version_revise,
            "publish": services.version_publish,
        }
        return acts[self.move](actor=self.actor, version_id=record.pk, now=self.now)


class Consult(VersionMove):
    title = gettext_lazy("Lấy ý kiến về dự thảo")
    text = gettext_lazy("Mọi người trong hệ thống đọc được dự thảo; các dòng đứng yên cho tới khi bạn sửa tiếp.")
    move = "consult"


class Revise(VersionMove):
    title = gettext_lazy("Sửa tiếp dự thảo")
    text = gettext_lazy("Dự thảo trở lại của riêng Văn phòng cho tới lần lấy ý kiến sau.")
    move = "revise"


class Publish(VersionMove):
    title = gettext_lazy("Ban hành")
    text = gettext_lazy(
        "Từ lúc này không ai sửa được dòng nào nữa; muốn đổi phải lập bản sửa đổi. Đợt đã lập vẫn theo phiên bản cũ. "
        "Bộ chưa đủ dòng vẫn ban hành được: thu thập và thẩm định số liệu, nhưng chưa chấm."
    )
    move = "publish"


class Retire(VersionMove):
    title = gettext_lazy("Hết áp dụng")
    text = gettext_lazy("Không lập đợt mới theo phiên bản này nữa; đợt đã lập vẫn giữ nguyên.")
    move = "retire"
    needs_reason = True


# ------------------------------------------------------------------------------------------------- criteria, rows


class CriterionNew(DraftWrite):
    title = gettext_lazy("Thêm tiêu chí")
    submit_label = gettext_lazy("Lưu")
    form_class = forms.CriterionForm

    def initial(self, record: Any) -> dict[str, Any]:
        numbers = [int(each.number) for each in selectors.criteria_of(record.pk)]
        return {"number": max(numbers, default=0) + 1}

    def form(self, record: Any, **options: Any) -> django_forms.Form:
        options.pop("files", None)
        return forms.CriterionForm(initial=self.initial(record), **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.criterion_save(actor=self.actor, version_id=record.pk, now=self.now, **data)


class CriterionEdit(CriterionNew):
    title = gettext_lazy("Sửa tiêu chí")

    def load(self, **kwargs: Any) -> Any:
        self.criterion = selectors.criterion_read(self.actor, kwargs["criterion_id"])
        return selectors.version(self.actor, self.criterion.version_id)

    def initial(self, record: Any) -> dict[str, Any]:
        here = self.criterion
        return {
            "number": here.number, "name": here.name, "group": here.group, "source": here.raw.get("source") or "",
        }  # fmt: skip

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.criterion_save(
            actor=self.actor, version_id=record.pk, criterion_id=self.criterion.pk, now=self.now, **data
        )


class CriterionRemove(DraftWrite):
    title = gettext_lazy("Bỏ tiêu chí khỏi dự thảo")
    submit_label = gettext_lazy("Bỏ tiêu chí")
    danger = True

    def load(self, **kwargs: Any) -> Any:
        self.criterion = selectors.criterion_read(self.actor, kwargs["criterion_id"])
        self.text = f"{self.criterion.number}. {self.criterion.name}"
        return selectors.version(self.actor, self.criterion.version_id)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.criterion_remove(actor=self.actor, criterion_id=self.criterion.pk, now=self.now)


class RowNew(DraftWrite):
    title = gettext_lazy("Thêm chỉ tiêu")
    submit_label = gettext_lazy("Lưu")
    template_name = "criteria/row_form.html"

    def form(self, record: Any, **options: Any) -> django_forms.Form:
        options.pop("files", None)
        self.typed = forms.RowForm(
            initial=self.initial(record),
            columns=presenting.columns_of(record),
            criteria=[(int(each.number), f"{each.number}. {each.name}") for each in selectors.criteria_of(record.pk)],
            before=self.before(),
            **options,
        )
        return self.typed

    def initial(self, record: Any) -> dict[str, Any]:
        return {"criterion": self.request.GET.get("criterion", "")}

    def before(self) -> dict[str, Any]:
        """What the row says today that the form does not ask for."""
        return {}

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.row_save(actor=self.actor, version_id=record.pk, row=self.typed.row(), now=self.now)


class RowEdit(RowNew):
    title = gettext_lazy("Sửa chỉ tiêu")

    def load(self, **kwargs: Any) -> Any:
        self.row = selectors.row(self.actor, kwargs["indicator_id"], self.actor.on)
        return self.row.version

    def before(self) -> dict[str, Any]:
        return dict(self.row.raw)

    def initial(self, record: Any) -> dict[str, Any]:
        raw = self.row.raw
        comparator = str(raw.get("comparator") or "is")
        cells = {
            forms.CELL + column: cell_typed(cell, comparator)
            for column, cell in (raw.get("thresholds") or {}).items()
        }
        texts = ("code", "name", "unit", "kind", "comparator", "responsible", "applicable_if", "note", "source")
        return {
            "criterion": int(self.row.criterion.number),
            **{key: raw.get(key) or "" for key in texts},
            **cells,
        }

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.row_save(
            actor=self.actor, version_id=record.pk, row=self.typed.row(), indicator_id=self.row.pk, now=self.now
        )


class RowRemove(DraftWrite):
    title = gettext_lazy("Bỏ chỉ tiêu khỏi dự thảo")
    submit_label = gettext_lazy("Bỏ chỉ tiêu")
    danger = True

    def load(self, **kwargs: Any) -> Any:
        self.row = selectors.row(self.actor, kwargs["indicator_id"], self.actor.on)
        self.text = presenting.title_words(self.row)
        return self.row.version

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.row_remove(actor=self.actor, indicator_id=self.row.pk, now=self.now)

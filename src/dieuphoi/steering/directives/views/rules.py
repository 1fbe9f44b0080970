"""The rules of the register: how fast, how numbered, which kinds – what holds, what held, and the acts of the head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.core.kernel.ranges import range_label
from dieuphoi.core.register.views import ActorView, ActView
from dieuphoi.registry.organisations.selectors import KIND_LABELS as ORG_KIND_LABELS
from dieuphoi.steering.directives import forms, policies, selectors, services
from dieuphoi.steering.directives.views.documents import PLACE, to


class RulesPage(ActorView):
    """What holds on the day, and what held."""

    def get(self, request: HttpRequest) -> HttpResponse:
        may_set = policies.may_set_rules(self.actor)
        kinds = selectors.kinds_on(self.actor, self.as_of)
        context = {
            "title": _("Quy định của sổ văn bản"),
            "breadcrumbs": [(PLACE, to("list"))],
            "paces": paces_told(selectors.paces_on(self.as_of)),
            "rules": [
                (row.get_measure_display(), row.get_urgency_display(), row.days, range_label(row.valid), row.source)
                for row in selectors.access_rules(self.actor)
            ],
            "numbering": [
                (row.org.name, row.per_kind, range_label(row.valid), row.source)
                for row in selectors.numbering_rules(self.actor)
            ],
            "kinds": kinds,
            "kind_sources": sorted({kind.source for kind in kinds}),
            "may_set": may_set,
            "may_number": _may_number(self.actor),
        }
        return render(request, "directives/rules.html", context)


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of a document's way and how many working days it may take, urgency by urgency. ``holds`` tells for
    whom, once where it is the same for all."""

    label: str
    paces: tuple[Any, ...]
    holds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paces:
    """The rules of pace as a table of stretches by urgency; each source said once."""

    urgencies: tuple[str, ...]
    stretches: tuple[Stretch, ...]
    sources: tuple[str, ...]


def paces_told(rules: list[Any]) -> Paces:
    """The rules that hold, as people read them: a line for each stretch, a column for each urgency."""
    stretches = []
    for measure in dict.fromkeys(each.measure for each in rules):
        paces = tuple(each for each in rules if each.measure == measure)
        words = [", ".join(str(ORG_KIND_LABELS[kind]) for kind in each.org_kinds) for each in paces]
        if len(set(words)) == 1:
            holds = tuple(filter(None, words[:1]))
        else:
            holds = tuple(
                f"{each.urgency_label}: {words or _('mọi cơ quan')}" for each, words in zip(paces, words, strict=True)
            )
        stretches.append(Stretch(paces[0].measure_label, paces, holds))
    return Paces(
        tuple(dict.fromkeys(each.urgency_label for each in rules)), tuple(stretches),
        tuple(dict.fromkeys(each.source for each in rules)),
    )  # fmt: skip


def _may_number(actor: Any) -> Answer:
    own = next(iter(sorted(actor.orgs(*policies.HEADS))), 0)
    return policies.may_set_numbering(actor, own)


class _OfRules(ActView):
    done_message = gettext_lazy("Đã đặt quy định; quy định cũ vẫn còn trong lịch sử.")
    submit_label = gettext_lazy("Đặt")

    def load(self, **kwargs: Any) -> Any:
        return None

    def check(self, record: Any) -> Answer:
        return policies.may_set_rules(self.actor)

    def done_url(self, record: Any, result: Any) -> str:
        return to("rules")

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(str(PLACE), to("list")), (_("Quy định của sổ văn bản"), to("rules"))]


class AccessRuleSet(_OfRules):
    """Within how many working days, from today on."""

    form_class = forms.AccessRuleForm

    def load(self, **kwargs: Any) -> Any:
        wanted = (kwargs["measure"].upper(), kwargs["urgency"].upper().replace("-", "_"))
        paces = {(each.measure, each.urgency): each for each in selectors.paces_on(self.actor.on)}
        pace = paces.get(wanted)
        if pace is None:
            raise NotVisible(_("Không có quy định này."))
        self.title = _("Đặt số ngày làm việc")
        self.text = _("%(what)s, văn bản %(urgency)s") % {
            "what": pace.measure_label, "urgency": pace.urgency_label,
        }  # fmt: skip
        return pace

    def initial(self, record: Any) -> dict[str, Any]:
        return {"days": record.days, "org_kinds": list(record.org_kinds)}

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.access_rule_set(
            actor=self.actor, measure=record.measure, urgency=record.urgency, days=data["days"],
            org_kinds=data["org_kinds"], source=data["source"], now=self.now,
        )  # fmt: skip


class NumberingSet(_OfRules):
    """How a body numbers what it issues, from today on."""

    title = gettext_lazy("Đặt cách đánh số văn bản đi")

    def check(self, record: Any) -> Answer:
        return _may_number(self.actor)

    def form(self, record: Any, **options: Any) -> django_forms.Form:
        options.pop("files", None)
        form = forms.NumberingForm(actor=self.actor, **options)
        own = [pair for pair in form.all_bodies() if policies.may_set_numbering(self.actor, int(pair[0]))]
        form.offer("org", own)
        return form

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.numbering_rule_set(
            actor=self.actor, org_id=data["org"], per_kind=data["per_kind"], source=data["source"], now=self.now
        )


class KindAdd(_OfRules):
    """A kind of a later decree, or of this province."""

    title = gettext_lazy("Thêm loại văn bản")
    submit_label = gettext_lazy("Thêm")
    done_message = gettext_lazy("Đã thêm loại văn bản.")
    form_class = forms.KindForm

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.kind_add(actor=self.actor, now=self.now, **data)


"""The pages of heading maps: map the headings of a run's file, choose a map, the list of maps, one map."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dieuphoi.core.exchange import selectors
from dieuphoi.core.exchange.forms import NameForm, ReasonForm
from dieuphoi.core.exchange.importers import importer_for
from dieuphoi.core.exchange.map_form import MapForm, seen_rows
from dieuphoi.core.exchange.mapping import Plan, targets_of
from dieuphoi.core.exchange.policies import can_be_mapped, may_import, may_keep_map
from dieuphoi.core.exchange.services import import_map, map_rename, map_retire, map_save
from dieuphoi.core.exchange.services.runs import read_mapped
from dieuphoi.core.exchange.workbook import open_workbook
from dieuphoi.core.files.selectors import blob_bytes
from dieuphoi.core.kernel.errors import InputErrors, Refused
from dieuphoi.core.kernel.policy import Allowed, require
from dieuphoi.core.register.views import ActorView


class RunMapView(ActorView):
    """Map the headings of a file: GET asks, a POST ``look`` shows the first rows, a POST ``save`` keeps and checks."""

    def get(self, request: HttpRequest, run_id: int) -> HttpResponse:
        return self._page(request, run_id, _given(request.GET), [], 200)

    def post(self, request: HttpRequest, run_id: int) -> HttpResponse:
        given = _given(request.POST)
        if given.get("step") != "save":
            return self._page(request, run_id, given, [], 200)
        run, _importer, form = self._form(run_id, given)
        faults = form.faults()
        if faults:
            return self._page(request, run_id, given, _listed(faults), 422)
        try:
            found = map_save(
                actor=self.actor, kind=run.kind, target=run.target, name=given.get("name", ""), plan=form.plan(),
                now=self.now,
            )  # fmt: skip
        except InputErrors as fault:
            return self._page(request, run_id, given, _listed(fault.errors), 422)
        except Refused as refused:
            if refused.code != "name_taken":
                raise
            return self._page(request, run_id, given, [{"field_id": "f-name", "message": refused.reason}], 422)
        import_map(actor=self.actor, run_id=run_id, map_id=found.pk, now=self.now)
        messages.success(request, _("Đã lưu bảng ghép cột “%(name)s” và kiểm tra lại tệp.") % {"name": found.name})
        return HttpResponseRedirect(reverse("exchange:run", args=[run_id]))

    def _form(self, run_id: int, given: dict[str, str]) -> tuple[Any, Any, MapForm]:
        run = selectors.import_run(self.actor, run_id)
        importer = importer_for(run.kind)
        require(may_import(self.actor, run.kind, run.target))
        require(can_be_mapped(self.actor, run))
        book = open_workbook(blob_bytes(run.blob), run.file_name)
        maps = selectors.heading_maps(self.actor, kind=run.kind)
        former = run.map or selectors.map_like(maps, book)
        plan = None if former is None else Plan.from_json(former.content)
        return run, importer, MapForm(importer, self.actor, run.target, book, given, plan)

    def _page(
        self, request: HttpRequest, run_id: int, given: dict[str, str], errors: list[Any], status: int
    ) -> HttpResponse:
        run, importer, form = self._form(run_id, given)
        plan = form.plan()
        reading = read_mapped(importer, self.actor, run.target, form.first_rows(), plan)
        heads, rows = seen_rows(reading)
        context = {
            "run": run,
            "importer": importer,
            "form": form,
            "options": [
                ("", _("– bỏ qua –")),
                *((t.to, f"{t.label} *" if t.required else t.label) for t in form.targets),
            ],
            "sheets": [(sheet.name, sheet.name) for sheet in form.book.sheets],
            "depths": [(n, str(n)) for n in range(1, 5)],
            "constants": [(form.by_to[to], text) for to, text in form.constants.items()],
            "preview_heads": heads,
            "preview_rows": rows,
            "notes": [] if errors else [fault.message for fault in form.faults()],
            "name": given.get("name", run.map.name if run.map else run.file_name.rpartition(".")[0][:120]),
            "errors": errors,
            "maps": [(each.pk, each.name) for each in selectors.heading_maps(self.actor, kind=run.kind)],
        }
        return render(request, "exchange/map.html", context, status=status)


def _given(query: QueryDict) -> dict[str, str]:
    return {name: str(query.get(name, "")) for name in query}


def _listed(errors: Any) -> list[dict[str, str]]:
    return [{"field_id": each.field if each.field.startswith("f-") else f"f-{each.field}", "message": each.message}
            for each in errors]  # fmt: skip


class RunMapUseView(ActorView):
    """Read the file by a map that is there, or by its own headings."""

    def post(self, request: HttpRequest, run_id: int) -> HttpResponse:
        text = request.POST.get("map", "")
        map_id = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
        import_map(actor=self.actor, run_id=run_id, map_id=map_id, now=self.now)
        messages.success(request, _("Đã kiểm tra lại tệp theo cách ghép cột vừa chọn."))
        return HttpResponseRedirect(reverse("exchange:run", args=[run_id]))


class MapListView(ActorView):
    """The heading maps that one sees, newest first, retired ones too."""

    def get(self, request: HttpRequest) -> HttpResponse:
        page = Paginator(selectors.heading_maps(self.actor, retired=True), 50).get_page(request.GET.get("page"))
        rows = [(each, _kind_label(each.kind)) for each in page]
        return render(request, "exchange/maps.html", {"page": page, "rows": rows})


class _MapPage(ActorView):
    """One map: what becomes what; rename it, take it out of use."""

    def _page(self, request: HttpRequest, map_id: int, errors: list[Any], status: int) -> HttpResponse:
        found = selectors.heading_map(self.actor, map_id)
        plan = Plan.from_json(found.content)
        labels = _labels(found.kind)
        keys = tuple(key for key, _number, _to in plan.columns)
        heads = plan.heads if len(plan.heads) == len(keys) else keys
        context = {
            "map": found,
            "plan": plan,
            "kind": _kind_label(found.kind),
            "columns": [
                (words, labels.get(to) or to.partition(":")[2])
                for words, (_key, _number, to) in zip(heads, plan.columns, strict=True)
            ],
            "constants": [(labels.get(to) or to, text) for to, text in plan.constants.items()],
            "words": [
                (
                    labels.get(to) or to.partition(":")[2],
                    ", ".join(f"{word} → {value or _('(trống)')}" for word, value in known.items()),
                )
                for to, known in plan.words.items()
            ],
            "runs": selectors.import_runs(self.actor).filter(map_id=found.pk)[:20],
            "may": isinstance(may_keep_map(self.actor, found), Allowed) and found.retired_at is None,
            "errors": errors,
        }
        return render(request, "exchange/map_page.html", context, status=status)


class MapView(_MapPage):
    def get(self, request: HttpRequest, map_id: int) -> HttpResponse:
        return self._page(request, map_id, [], 200)


class MapRenameView(_MapPage):
    def post(self, request: HttpRequest, map_id: int) -> HttpResponse:
        form = NameForm(request.POST)
        name = form.cleaned_data["name"] if form.is_valid() else ""
        try:
            map_rename(actor=self.actor, map_id=map_id, name=name, now=self.now)
        except InputErrors as fault:
            return self._page(request, map_id, _listed(fault.errors), 422)
        except Refused as refused:
            if refused.code != "name_taken":
                raise
            return self._page(request, map_id, [{"field_id": "f-name", "message": refused.reason}], 422)
        messages.success(request, _("Đã đổi tên bảng ghép cột."))
        return HttpResponseRedirect(reverse("exchange:map-page", args=[map_id]))


class MapRetireView(ActorView):
    def post(self, request: HttpRequest, map_id: int) -> HttpResponse:
        form = ReasonForm(request.POST)
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        map_retire(actor=self.actor, map_id=map_id, reason=reason, now=self.now)
        messages.info(request, _("Bảng ghép cột này không được dùng cho tệp mới nữa."))
        return HttpResponseRedirect(reverse("exchange:map-page", args=[map_id]))


def _kind_label(kind: str) -> str:
    found = selectors.known_kind(kind)
    return found.label if found is not None else kind


def _labels(kind: str) -> dict[str, str]:
    found = selectors.known_kind(kind)
    labels = {} if found is None else {each.to: each.label for each in targets_of(found.spec)}
    return labels | {"": _("– bỏ qua –")}

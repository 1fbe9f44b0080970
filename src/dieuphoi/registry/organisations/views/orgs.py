"""Pages of organisations: list, one organisation, the chart, and the acts that mend or change it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.kernel.dates import format_date, url_date
from dieuphoi.core.kernel.policy import Allowed
from dieuphoi.core.kernel.ranges import day_after, first_day, range_label
from dieuphoi.core.register.record import ActLink, Panel, RecordPage, act_link
from dieuphoi.core.register.views import ActorView, RecordView, RegisterListView
from dieuphoi.registry.organisations import forms, policies, selectors, services
from dieuphoi.registry.organisations.tables import ORGS, phone_link
from dieuphoi.registry.organisations.views.base import ChangeView, OrgAct, fragment, linked, org_url, person_url


class OrgList(RegisterListView):
    register = ORGS
    template_name = "organisations/list.html"


class OrgPage(RecordView):
    """One organisation on a day: its facts, who works there, what lies below it, and its story."""

    template_name = "organisations/record.html"

    def load(self, **kwargs: Any) -> selectors.OrgRow:
        return selectors.org_on(self.actor, kwargs["org_id"], self.as_of)

    def describe(self, record: selectors.OrgRow) -> RecordPage:
        day = self.as_of
        changing = isinstance(policies.may_manage_organisations(self.actor), Allowed)
        posts = selectors.posts_on(self.actor, day, [record.id]).get(record.id, [])
        context = {
            "org": record,
            "posts": posts,
            "may_change": changing,
            "below": [(org, org_url(org.id)) for org in selectors.orgs_on(self.actor, day, parent=record.id)],
            "person_url": person_url,
            "org_url": org_url,
            "phone_link": phone_link,
            "range_label": range_label,
            "names": selectors.names_of(self.actor, record.id),
            "superiors": selectors.superiors_of(self.actor, record.id),
            "changes": selectors.changes_of(self.actor, record.id),
            "mandates": selectors.mandates_of(self.actor, record.id, day),
            "programmes": selectors.programmes_on(self.actor, day, record.id),
            "monitors": selectors.monitors_of(self.actor, day, org=record.id),
            "unit_words": selectors.unit_words,
        }
        parent = linked(org_url(record.parent_id), record.parent_name) if record.parent_id else ""
        founded = " · ".join(
            part for part in (format_date(record.founded_on), record.founding_decision) if part
        )
        panels = [
            Panel(_("Chức vụ và cán bộ"), fragment("organisations/holders.html", context), id="people"),
            Panel(_("Phòng, cơ quan trực thuộc"), fragment("organisations/below.html", context), id="below"),
        ]
        if changing or context["mandates"]:
            panels.append(
                Panel(_("Chức năng, nhiệm vụ"), fragment("organisations/mandates.html", context), id="mandates")
            )
        if record.kind == "office" or context["programmes"]:
            panels.append(
                Panel(_("Chương trình phục vụ"), fragment("organisations/programmes.html", context), id="programmes")
            )
        if context["monitors"]:
            panels.append(
                Panel(_("Theo dõi địa bàn, lĩnh vực"), fragment("organisations/monitors.html", context), id="monitors")
            )
        panels.append(Panel(_("Quá trình"), fragment("organisations/story.html", context), id="story"))
        return RecordPage(
            title=record.name,
            header=(
                (_("Mã"), record.code),
                (_("Tên viết tắt"), record.short_name),
                (_("Loại cơ quan"), record.kind_label),
                (_("Cấp"), record.level_label),
                (_("Cơ quan cấp trên"), parent),
                (_("Địa bàn"), record.place_name),
                (_("Điện thoại"), phone_link(record.phone)),
                (_("Thành lập"), founded),
                (_("Ký hiệu văn bản"), record.document_symbol),
                (_("Tính đến ngày"), format_date(day)),
            ),
            acts=self._acts(record),
            panels=panels,
            breadcrumbs=((_("Cơ quan"), reverse("organisations:orgs")),),
            context={"chain": chain_of(self.actor, "org", record.id, on=self.as_of)},
        )

    def _acts(self, record: selectors.OrgRow) -> list[ActLink]:
        chart = reverse("organisations:chart", args=[record.id])
        if self.as_of != self.actor.on:
            chart = f"{chart}?as_of={url_date(self.as_of)}"
        acts = [ActLink("chart", _("Sơ đồ bộ máy"), chart)]
        answer = policies.may_manage_organisations(self.actor)
        if not isinstance(answer, Allowed):
            return acts
        return acts + [
            act_link(name, label, reverse(f"organisations:{route}", args=[record.id]), answer)
            for name, label, route in (
                ("edit", _("Sửa"), "org_edit"),
                ("rename", _("Đổi tên"), "org_rename"),
                ("move", _("Chuyển cấp trên"), "org_move"),
                ("rooms", _("Tổ chức lại các phòng"), "rooms"),
                ("close", _("Kết thúc"), "org_close"),
            )
        ]


class OrgChart(ActorView):
    """The chart of one organisation as of any day: rooms, posts, holders, vacancies (S0-41). Prints as it stands."""

    def get(self, request: HttpRequest, org_id: int) -> HttpResponse:
        rows = selectors.orgs_below(self.actor, org_id, self.as_of)
        posts = selectors.posts_on(self.actor, self.as_of, [row.id for row in rows])
        nodes: dict[int, dict[str, Any]] = {}
        for row in rows:
            nodes[row.id] = {"org": row, "posts": posts.get(row.id, []), "below": []}
            if row.id != org_id and row.parent_id in nodes:
                nodes[row.parent_id]["below"].append(nodes[row.id])
        root = nodes[org_id]
        vacant = sum(post.vacant for each in posts.values() for post in each)
        context = {
            "title": _("Sơ đồ bộ máy: %(org)s") % {"org": root["org"].name},
            "breadcrumbs": [(_("Cơ quan"), reverse("organisations:orgs")), (root["org"].name, org_url(org_id))],
            "root": root,
            "day": self.as_of,
            "vacant": vacant,
            "posts_count": sum(len(each) for each in posts.values()),
            "holders_count": len({h.person_id for each in posts.values() for p in each for h in p.holders}),
            "rooms_count": len(rows) - 1,
            "org_url": org_url,
            "person_url": person_url,
            "phone_link": phone_link,
        }
        return render(request, "organisations/chart.html", context)


class OrgNew(OrgAct):
    form_class = forms.OrgNewForm
    title = gettext_lazy("Thêm cơ quan")
    done_message = gettext_lazy("Đã thêm cơ quan.")

    def run(self, record: None, *, reason: str, data: dict[str, Any]) -> Any:
        parents = {row.id: row.code for row in selectors.orgs_on(self.actor, self.as_of)}
        parent = parents.get(data.pop("parent") or 0, "")
        return services.org_create(
            actor=self.actor, parent=parent, place_id=data.pop("place"), now=self.now, **data
        )

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("organisations:orgs") if result is None else org_url(result.pk)

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(_("Cơ quan"), reverse("organisations:orgs"))]


class _OnOrg(OrgAct):
    """An act on one organisation."""

    def load(self, **kwargs: Any) -> selectors.OrgRow:
        return selectors.org_on(self.actor, kwargs["org_id"], self.as_of)

    def done_url(self, record: Any, result: Any) -> str:
        return org_url(record.id)

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(_("Cơ quan"), reverse("organisations:orgs")), (record.name, org_url(record.id))]


class OrgEdit(_OnOrg):
    form_class = forms.OrgEditForm
    title = gettext_lazy("Sửa thông tin cơ quan")
    text = gettext_lazy("Tên và cơ quan cấp trên đổi theo thời gian: hãy dùng “Đổi tên”, “Chuyển cấp trên”.")
    done_message = gettext_lazy("Đã lưu.")

    def initial(self, record: selectors.OrgRow) -> dict[str, Any]:
        return {name: getattr(record, name) for name in forms.OrgEditForm.base_fields}

    def run(self, record: selectors.OrgRow, *, reason: str, data: dict[str, Any]) -> Any:
        return services.orgs_update(actor=self.actor, changes={record.id: data}, now=self.now)


class MandateNew(_OnOrg):
    form_class = forms.MandateForm
    title = gettext_lazy("Thêm chức năng, nhiệm vụ")
    done_message = gettext_lazy("Đã thêm.")

    def run(self, record: selectors.OrgRow, *, reason: str, data: dict[str, Any]) -> Any:
        return services.mandate_add(
            actor=self.actor,
            org_id=record.id,
            number=data["number"],
            text=data["text"],
            start=data["start"],
            decision=forms.decision_of(data),
            now=self.now,
        )


class MandateEnd(OrgAct):
    form_class = forms.EndForm
    title = gettext_lazy("Thôi nhiệm vụ này")
    needs_reason = True
    done_message = gettext_lazy("Đã lưu.")

    def load(self, **kwargs: Any) -> Any:
        return selectors.mandate_by_id(self.actor, kwargs["mandate_id"])

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return services.mandate_end(
            actor=self.actor, mandate_id=record.pk, on=data["on"], reason=reason, now=self.now
        )

    def done_url(self, record: Any, result: Any) -> str:
        return org_url(record.org_id)


class ProgrammeNew(_OnOrg):
    form_class = forms.ProgrammeForm
    title = gettext_lazy("Thêm chương trình phục vụ")
    done_message = gettext_lazy("Đã thêm.")

    def run(self, record: selectors.OrgRow, *, reason: str, data: dict[str, Any]) -> Any:
        return services.programme_serve(
            actor=self.actor,
            org_id=record.id,
            name=data["name"],
            start=data["start"],
            end=data["end"],
            decision=forms.decision_of(data),
            now=self.now,
        )


class _ChangeOfOrg(ChangeView):
    def load(self, **kwargs: Any) -> selectors.OrgRow:
        return selectors.org_on(self.actor, kwargs["org_id"], self.as_of)


class OrgRename(_ChangeOfOrg):
    form_class = forms.RenameForm
    title = gettext_lazy("Đổi tên cơ quan")
    text = gettext_lazy("Tên cũ giữ nguyên cho thời gian trước ngày có hiệu lực.")

    def deed(self, record: selectors.OrgRow, data: dict[str, Any]) -> services.Report:
        return services.org_rename(
            actor=self.actor,
            org_id=record.id,
            name=data["name"],
            short_name=data["short_name"],
            on=data["on"],
            decision=forms.decision_of(data),
            now=self.now,
        )


class OrgMove(_ChangeOfOrg):
    form_class = forms.MoveForm
    title = gettext_lazy("Chuyển cơ quan cấp trên")
    text = gettext_lazy("Lịch sử trước ngày chuyển vẫn ở dưới cơ quan cấp trên cũ; không dữ liệu nào mất.")

    def deed(self, record: selectors.OrgRow, data: dict[str, Any]) -> services.Report:
        return services.org_move(
            actor=self.actor,
            org_id=record.id,
            parent_id=data["parent"],
            on=data["on"],
            decision=forms.decision_of(data),
            now=self.now,
        )


class OrgClose(_ChangeOfOrg):
    form_class = forms.CloseForm
    title = gettext_lazy("Kết thúc hoạt động")

    def deed(self, record: selectors.OrgRow, data: dict[str, Any]) -> services.Report:
        return services.org_close(
            actor=self.actor,
            org_id=record.id,
            on=data["on"],
            end_holdings=data["end_holdings"],
            decision=forms.decision_of(data),
            now=self.now,
        )

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("organisations:orgs") if result is not None else org_url(record.id)


class OrgSucceed(ChangeView):
    form_class = forms.SucceedForm
    title = gettext_lazy("Sáp nhập, chia tách cơ quan")
    text = gettext_lazy(
        "Cơ quan trước giữ nguyên tên và lịch sử. Quyền, chỉ tiêu phụ trách không tự chuyển: hãy giao lại sau đó."
    )

    def deed(self, record: None, data: dict[str, Any]) -> services.Report:
        after: list[int | services.NewOrg] = list(data["after"])
        if data["code"]:
            first = selectors.org_on(self.actor, data["before"][0], self.as_of)
            after.append(
                services.NewOrg(
                    data["code"],
                    data["name"],
                    first.kind,
                    first.parent_code,
                    first.place_id,
                    level=first.level,
                    founding_decision=data["decision"],
                )
            )
        return services.orgs_succeed(
            actor=self.actor,
            before=data["before"],
            after=after,
            on=data["on"],
            decision=forms.decision_of(data),
            move_people=data["move_people"],
            now=self.now,
        )


class Rooms(_ChangeOfOrg):
    """Create, close, rename rooms and move their people in one act, with its preview (S0-24)."""

    form_class = forms.RoomsForm
    template_name = "organisations/rooms.html"
    title = gettext_lazy("Tổ chức lại các phòng")

    def form_options(self, record: selectors.OrgRow) -> dict[str, Any]:
        rooms = selectors.orgs_on(self.actor, self.as_of, parent=record.id)
        ids = [record.id, *(room.id for room in rooms)]
        return {"rooms": rooms, "holders": selectors.holders_on(self.actor, self.as_of, orgs=ids)}

    def deed(self, record: selectors.OrgRow, data: dict[str, Any]) -> services.Report:
        options = self.form_options(record)
        new = {
            f"new:{number}": (data[f"new_code_{number}"], data[f"new_{number}"])
            for number in range(1, forms.NEW_ROOMS + 1)
            if data[f"new_code_{number}"] or data[f"new_{number}"]
        }
        plan = services.RoomPlan(
            rename={
                room.id: name
                for room in options["rooms"]
                if (name := data[f"name_{room.id}"]) and name != room.name
            },
            close=tuple(room.id for room in options["rooms"] if data[f"close_{room.id}"]),
            create=new,
            move={
                holder.holding_id: _target(typed)
                for holder in options["holders"]
                if (typed := data[f"to_{holder.holding_id}"])
            },
        )
        return services.rooms_reorganise(
            actor=self.actor,
            org_id=record.id,
            plan=plan,
            on=data["on"],
            decision=forms.decision_of(data),
            now=self.now,
        )


def _target(typed: str) -> int | str | None:
    """``org``, ``room:7`` or ``new:1`` as the plan wants it."""
    if typed == "org":
        return None
    return int(typed.removeprefix("room:")) if typed.startswith("room:") else typed


def in_days(valid: Any) -> dict[str, Any]:
    """A range as the two fields of a form."""
    return {"start": first_day(valid), "end": day_after(valid)}

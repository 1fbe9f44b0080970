"""The pages of saved views: keep one, rename and share it, end it; and all that one may open."""

from __future__ import annotations

from typing import Any

import django_filters
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.errors import NotVisible, Refused
from dieuphoi.core.kernel.policy import Allowed, Answer
from dieuphoi.core.register import policies, saved
from dieuphoi.core.register.filters import TextFilter, YesNoFilter
from dieuphoi.core.register.forms import SavedViewForm
from dieuphoi.core.register.tables import Column, Register, StateLook, register_named
from dieuphoi.core.register.views import ActView, RegisterListView


class ViewFilter(django_filters.FilterSet):
    q = TextFilter(raw=("name", "owner_name"), label=gettext_lazy("Tên, người lưu"))
    ended = YesNoFilter(label=gettext_lazy("Đã thôi dùng"), method="ended_or_not")

    def ended_or_not(self, rows: Any, name: str, value: bool) -> Any:
        return rows.filter(ended_at__isnull=not value)


def list_title(name: str) -> str:
    """The title of a list; of one that is no longer there, its key."""
    try:
        return str(register_named(name).title)
    except LookupError:
        return name


SHARE_LOOKS = {
    "me": StateLook(gettext_lazy("chỉ mình tôi"), "neutral", "person"),
    "unit": StateLook(gettext_lazy("cơ quan"), "accent", "building"),
    "all": StateLook(gettext_lazy("mọi người"), "accent", "people"),
    "role": StateLook(gettext_lazy("một vai trò"), "accent", "people"),
}

VIEWS = Register(
    name="views",
    title=gettext_lazy("Khung nhìn đã lưu"),
    lead=gettext_lazy("Bộ lọc, thứ tự và cột của một danh sách, lưu dưới một tên. Ai mở cũng chỉ thấy phần của mình."),
    selector=saved.all_views,
    filterset=ViewFilter,
    dated=False,
    columns=(
        Column("name", gettext_lazy("Tên"), sort=("name",), sticky=True),
        Column("register", gettext_lazy("Danh sách"), value=lambda row: list_title(row.register), sort=("register",)),
        Column("share", gettext_lazy("Ai mở được"), kind="state", states=SHARE_LOOKS, sort=("share",)),
        Column("is_default", gettext_lazy("Mặc định"), sort=("is_default",)),
        Column("owner", gettext_lazy("Người lưu"), value="owner_name", sort=("owner_name",)),
        Column("created_at", gettext_lazy("Lưu lúc"), sort=("created_at",)),
        Column("ended_at", gettext_lazy("Thôi dùng lúc"), sort=("ended_at",)),
        Column(
            "edit",
            gettext_lazy("Sửa"),
            value=lambda row: gettext_lazy("Sửa") if row.may_change else "",
            href=lambda row: reverse("views:edit", args=[row.pk]),
        ),
    ),
    default_sort=("register", "name"),
    row_url=lambda row: f"{row.path}?{row.query}&view={row.pk}" if row.query else f"{row.path}?view=all",
    export_name="khung-nhin",
    empty=gettext_lazy("Chưa có khung nhìn nào. Ở mỗi danh sách, mở “Khung nhìn” rồi chọn “Lưu khung nhìn này”."),
)


class ViewList(RegisterListView):
    register = VIEWS


class ViewNew(ActView):
    """Keep what a list shows under a name."""

    title = gettext_lazy("Lưu khung nhìn")
    submit_label = gettext_lazy("Lưu")
    done_message = gettext_lazy("Đã lưu khung nhìn.")

    def load(self, **kwargs: Any) -> Register:
        try:
            register = register_named(self.request.GET.get("register") or "")
        except LookupError as error:
            raise NotVisible(_("Không có danh sách này.")) from error
        if not saved.shows(self.request.GET.get("path") or "", register.name):
            raise NotVisible(_("Không có danh sách này."))
        self.text = _("Danh sách “%(list)s” với bộ lọc, thứ tự và cột đang xem.") % {"list": register.title}
        return register

    def check(self, record: Register) -> Answer:
        return Allowed()

    def form(self, record: Register, **options: Any) -> SavedViewForm:
        dated = record.dated and "as_of" in QueryDict(self.request.GET.get("query") or "")
        return SavedViewForm(actor=self.actor, dated=dated, **options)

    def run(self, record: Register, *, reason: str, data: dict[str, Any]) -> Any:
        params = QueryDict(self.request.GET.get("query") or "")
        return saved.view_save(
            actor=self.actor,
            register=record.name,
            path=self.request.GET.get("path") or "",
            name=data["name"],
            query=saved.kept_query(params, with_day=bool(data.get("with_day"))),
            share=data["share"],
            org_id=data.get("org_id"),
            role=data.get("role") or "",
            is_default=data["is_default"],
            now=self.now,
        )

    def done_url(self, record: Register, result: Any) -> str:
        path = self.request.GET.get("path") or ""
        return path if result is None else f"{path}?view={result.pk}"


class _OneView(ActView):
    """An act on one view that is still offered."""

    def load(self, view_id: int) -> Any:
        view = saved.view_by_id(self.actor, view_id)
        if view.ended_at is not None:
            raise Refused("ended", _("Khung nhìn này đã thôi dùng."), status=409)
        return view

    def check(self, record: Any) -> Answer:
        return policies.may_change_view(self.actor, record)

    def done_url(self, record: Any, result: Any) -> str:
        return reverse("views:list")

    def crumbs(self, record: Any) -> list[tuple[str, str]]:
        return [(_("Khung nhìn đã lưu"), reverse("views:list"))]


class ViewEdit(_OneView):
    title = gettext_lazy("Sửa khung nhìn")
    submit_label = gettext_lazy("Lưu")
    done_message = gettext_lazy("Đã lưu.")
    template_name = "register/view_edit.html"

    def initial(self, record: Any) -> dict[str, Any]:
        return {name: getattr(record, name) for name in ("name", "share", "org_id", "role", "is_default")}

    def form(self, record: Any, **options: Any) -> SavedViewForm:
        return SavedViewForm(actor=self.actor, dated=False, initial=self.initial(record), **options)

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return saved.view_edit(
            actor=self.actor,
            view_id=record.pk,
            name=data["name"],
            share=data["share"],
            org_id=data.get("org_id"),
            role=data.get("role") or "",
            is_default=data["is_default"],
            now=self.now,
        )


class ViewReplace(_OneView):
    """The view shows from now on what is on the screen."""

    title = gettext_lazy("Cập nhật khung nhìn")
    done_message = gettext_lazy("Đã cập nhật khung nhìn.")

    def load(self, view_id: int) -> Any:
        view = super().load(view_id)
        self.text = _("Khung nhìn “%(name)s” từ nay hiện đúng như danh sách đang xem.") % {"name": view.name}
        return view

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        query = self.request.GET.get("query") or ""
        return saved.view_replace(actor=self.actor, view_id=record.pk, query=query, now=self.now)

    def done_url(self, record: Any, result: Any) -> str:
        return f"{record.path}?view={record.pk}"


class ViewEnd(_OneView):
    title = gettext_lazy("Thôi dùng khung nhìn")
    text = gettext_lazy("Không ai còn thấy khung nhìn này trong danh mục. Liên kết đã chép vẫn mở được.")
    danger = True
    done_message = gettext_lazy("Khung nhìn đã thôi dùng.")

    def run(self, record: Any, *, reason: str, data: dict[str, Any]) -> Any:
        return saved.view_end(actor=self.actor, view_id=record.pk, now=self.now)

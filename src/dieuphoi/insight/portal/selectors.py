"""Reading public lists: the register of those who prepare and approve, and – apart – what everybody may read."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dieuphoi.core.history.selectors import Change, history_of
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import InputError, InputErrors, NotVisible
from dieuphoi.core.kernel.policy import Allowed
from dieuphoi.core.notify.services import house_language
from dieuphoi.insight.portal import policies
from dieuphoi.insight.portal.content import Content, content_made
from dieuphoi.insight.portal.lists import ListKind, kind_choices, list_kind
from dieuphoi.insight.portal.models import PublicList
from dieuphoi.insight.portal.states import ListState
from dieuphoi.registry.access.roles import Role
from dieuphoi.registry.territory import selectors as territory


def lists(actor: Actor, _day: date) -> QuerySet[PublicList]:
    """The lists that the actor sees, drafts included, unordered."""
    return PublicList.objects.visible_to(actor).select_related("prepared_by__person", "approved_by__person")


def list_of(actor: Actor, list_id: int) -> PublicList:
    """One list with its content. Raises ``NotVisible``."""
    rows = PublicList.objects.select_related("content", "prepared_by__person", "approved_by__person")
    return rows.one_visible_to(actor, id=list_id)


def waiting_for(actor: Actor) -> list[PublicList]:
    """The lists that wait for this person's approval, oldest first."""
    if actor.is_system or not actor.writes(Role.OFFICE_HEAD):
        return []
    rows = PublicList.objects.visible_to(actor).filter(state=ListState.PREPARED).order_by("prepared_at", "id")
    return [row for row in rows if isinstance(policies.may_approve(actor, row), Allowed)]


def province_choices(actor: Actor, day: date) -> list[tuple[str, str]]:
    """The provinces of a day for which the actor may prepare lists: ``(id, "Tỉnh Hà Tĩnh")``."""
    return [
        (str(row.id), row.full_name)
        for row in territory.provinces_on(actor, day)
        if policies.may_prepare(actor, row.id)
    ]


def provinces_listed(actor: Actor) -> list[tuple[str, str]]:
    """The provinces that occur in the register of the actor, by their last name."""
    ids = PublicList.objects.visible_to(actor).order_by().values_list("province_id", flat=True).distinct()
    return sorted((str(pk), name) for pk, name in territory.latest_names(actor, ids).items())


def content_prepared(actor: Actor, kind_key: str, province_id: int, day: date) -> Content:
    """What a list of this kind, province and day would hold now: the preview, and the very content that is frozen.

    Raises ``InputErrors`` with every fault: an unknown kind, a day to come, a province that was not on the day, no row.
    """
    kind, faults = list_kind(kind_key), []
    if kind is None:
        faults.append(InputError(_("Không có loại danh sách này."), field="kind", value=kind_key))
    if day > actor.on:
        message = _("Ngày %(day)s chưa tới: chỉ soạn được danh sách của hôm nay hoặc ngày đã qua.")
        faults.append(InputError(message % {"day": format_date(day)}, field="as_of"))
    provinces = territory.units_on(actor, day, kind="province", ids=[province_id])
    if not provinces:
        message = _("Ngày %(day)s không có tỉnh này. Hãy chọn tỉnh khác hoặc ngày khác.")
        faults.append(InputError(message % {"day": format_date(day)}, field="province"))
    if faults or kind is None:
        raise InputErrors(faults)
    content = _content(actor, kind, provinces[0], day)
    if not content.rows:
        message = _("Ngày %(day)s danh sách này không có dòng nào, nên không có gì để công khai.")
        raise InputErrors([InputError(message % {"day": format_date(day)}, field="kind")])
    return content


def _content(actor: Actor, kind: ListKind, province: territory.UnitRow, day: date) -> Content:
    with house_language():
        return content_made(
            kind=kind.key,
            title=str(kind.title) % {"province": province.full_name, "day": format_date(day)},
            province=province.full_name,
            province_code=province.code,
            as_of=day,
            columns=kind.columns,
            rows=kind.rows(actor, province, day),
        )


def history(actor: Actor, record: PublicList) -> list[Change]:
    """Who prepared, approved, withdrew it, newest first."""
    labels = {
        "title": _("Tên danh sách"),
        "as_of": _("Tính đến ngày"),
        "state": _("Trạng thái"),
        "row_count": _("Số dòng"),
    }
    hide = (
        "province", "kind", "content_hash", "prepared_by", "prepared_at", "approved_by", "approved_at",
        "approved_office", "ended_at", "ended_reason",
    )  # fmt: skip
    return history_of(record, actor=actor, labels=labels, hide=hide)


# ---------------------------------------------------------------------------------- what everybody reads


def published(*, kind: str = "", province_id: int | None = None) -> QuerySet[PublicList]:
    """The lists that are public, newest first. Nobody is asked who they are."""
    rows = PublicList.objects.published().order_by("-approved_at", "-id")
    if kind:
        rows = rows.filter(kind=kind)
    return rows if province_id is None else rows.filter(province_id=province_id)


def published_one(list_id: int) -> PublicList:
    """One list that is public, or was and is withdrawn. Raises ``NotVisible`` for everything else, alike."""
    rows = PublicList.objects.once_published().select_related("content")
    found: PublicList | None = rows.filter(pk=list_id).first()
    if found is None:
        raise NotVisible(_("Không có danh sách công khai nào ở địa chỉ này."))
    return found


def newer_of(record: PublicList) -> PublicList | None:
    """The newest public list of the same kind and province, where it speaks of a later day."""
    rows = published(kind=record.kind, province_id=record.province_id).filter(as_of__gt=record.as_of)
    return rows.order_by("-as_of", "-approved_at", "-id").first()


def offices_published() -> list[str]:
    """The offices that have published something, for the head of the public pages."""
    rows = PublicList.objects.published().order_by("approved_office").values_list("approved_office", flat=True)
    return list(rows.distinct())


def kinds_published() -> list[tuple[str, Any]]:
    """The kinds that occur among the public lists, in the order of the registry."""
    there = set(PublicList.objects.published().order_by().values_list("kind", flat=True).distinct())
    return [(key, label) for key, label in kind_choices() if key in there]

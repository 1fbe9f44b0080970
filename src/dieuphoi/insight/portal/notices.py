"""Whom a public list concerns: the heads of the office when one waits, who prepared it when it was decided."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.notify.kinds import NoticeKind, register_kinds
from dieuphoi.core.notify.services import house_language, notify
from dieuphoi.insight.portal.models import PublicList
from dieuphoi.registry.access.recipients import heads_of_office

PREPARED: Final = NoticeKind("portal.prepared", gettext_lazy("Danh sách công khai chờ duyệt"))
DECIDED: Final = NoticeKind("portal.decided", gettext_lazy("Danh sách công khai được duyệt, bị trả hoặc bị rút"))


def list_prepared(actor: Actor, row: PublicList, now: datetime) -> None:
    """The heads of the province's office: somebody other than the preparer approves."""
    with house_language():
        notify(
            actor=actor,
            to=heads_of_office(row.province_id, actor.on),
            kind=PREPARED.key,
            once=f"public_list:{row.pk}:prepared",
            title=_("Chờ duyệt: %(list)s") % {"list": row.title},
            text=_("%(person)s đã soạn; người duyệt phải là người khác.") % {"person": actor.name},
            url=reverse("portal:page", args=[row.pk]),
            now=now,
        )


def list_decided(actor: Actor, row: PublicList, what: str, now: datetime, *, reason: str = "") -> None:
    """Who prepared it – and, when it is withdrawn, who had approved it. ``what``: approve, drop, withdraw."""
    with house_language():
        titles = {
            "approve": _("Đã công khai: %(list)s"),
            "drop": _("Không công bố: %(list)s"),
            "withdraw": _("Đã rút khỏi phần công khai: %(list)s"),
        }
        notify(
            actor=actor,
            to={row.prepared_by_id, row.approved_by_id or row.prepared_by_id},
            kind=DECIDED.key,
            once=f"public_list:{row.pk}:{what}",
            title=titles[what] % {"list": row.title},
            text=reason,
            url=reverse("portal:page", args=[row.pk]),
            now=now,
        )


def register() -> None:
    """Make the kinds known. Called once, when Django is ready."""
    register_kinds(PREPARED, DECIDED)

"""Whom published results concern: the heads of the office when one waits, those of the bodies when it is decided."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.notify.kinds import NoticeKind, register_kinds
from dieuphoi.core.notify.services import house_language, notify
from dieuphoi.registry.access.recipients import heads_of_office, heads_of_orgs

PREPARED: Final = NoticeKind("results.prepared", gettext_lazy("Kết quả thực hiện nhiệm vụ chờ duyệt công bố"))
DECIDED: Final = NoticeKind("results.decided", gettext_lazy("Kết quả thực hiện nhiệm vụ được công bố hoặc bị rút"))


def result_prepared(actor: Actor, row: Any, now: datetime) -> None:
    """The heads of the province's office: somebody other than the preparer approves."""
    with house_language():
        notify(
            actor=actor, to=heads_of_office(row.province_id, actor.on), kind=PREPARED.key,
            once=f"results:{row.pk}:prepared", title=_("Chờ duyệt: %(what)s") % {"what": row.title},
            text=_("%(person)s đã lập; người duyệt phải là người khác.") % {"person": actor.name},
            url=reverse("tasks:result", args=[row.pk]), now=now,
        )  # fmt: skip


def result_decided(actor: Actor, row: Any, what: str, now: datetime, *, reason: str = "") -> None:
    """Who prepared it; of what was published or withdrawn the heads of every body in it, and who had approved it."""
    to = {row.prepared_by_id, row.approved_by_id or row.prepared_by_id}
    if what != "drop":
        bodies = [each["id"] for each in row.content.content["bodies"]]
        to |= {account for heads in heads_of_orgs(bodies, actor.on).values() for account in heads}
    with house_language():
        titles = {
            "approve": _("Đã công bố: %(what)s"),
            "drop": _("Không công bố: %(what)s"),
            "withdraw": _("Đã rút: %(what)s"),
        }
        notify(
            actor=actor, to=to, kind=DECIDED.key, once=f"results:{row.pk}:{what}",
            title=titles[what] % {"what": row.title}, text=reason, url=reverse("tasks:result", args=[row.pk]), now=now,
        )  # fmt: skip


def register() -> None:
    """Make the kinds known. Called once, when Django is ready."""
    register_kinds(PREPARED, DECIDED)

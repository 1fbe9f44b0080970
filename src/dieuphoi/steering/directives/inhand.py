"""What of documents somebody who leaves has in hand: drafts that wait for them, documents on their desk (S0-23)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.registry.organisations.openwork import Holder, OpenWork, register_open_work
from dieuphoi.steering.directives.models import Drafting, Handling, StandingDocument
from dieuphoi.steering.directives.states import OPEN_DRAFTS
from dieuphoi.steering.directives.tables import document_url, drafting_url


def documents_in_hand(actor: Actor, holder: Holder, day: date) -> Sequence[OpenWork]:
    """By name alone: what was given to an organisation stays with it. Drafts that the person writes, is to sign or has
    on the desk, and documents given to them by name and to nobody else since; the next due first. Four queries at most.

    Who keeps accounts reads no documents, yet must know what is handed over: it is named, and linked only for whom it
    is in scope. Of a restricted document they learn only that there is one.
    """
    if holder.person_id is None:
        return []
    person = holder.person_id
    mine = Q(drafter_id=person) | Q(signer_id=person) | Q(holder_person_id=person)
    drafts: Any = Drafting._base_manager.filter(mine, state__in=OPEN_DRAFTS)
    found = []
    seen = set(Drafting.objects.visible_to(actor).filter(pk__in=drafts.values("pk")).values_list("pk", flat=True))
    for row in drafts.order_by(F("due_on").asc(nulls_last=True), "pk"):
        title = _("Dự thảo: %(title)s") % {"title": row.title}
        found.append(OpenWork(row.pk, title, drafting_url(row) if row.pk in seen else "", "document", row.due_on))
    given: Any = Handling._base_manager.filter(
        to_person_id=person, ended_on__isnull=True, document__state="REGISTERED"
    ).select_related("document__kind")
    ids = given.order_by().values("document_id")
    visible: Any = StandingDocument.objects
    known = set(visible.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True))
    for each in given.order_by(F("due_on").asc(nulls_last=True), "pk"):
        named = each.document_id in known or not each.document.is_restricted
        title = each.document.title if named else _("Một văn bản hạn chế")
        url = document_url(each.document) if each.document_id in known else ""
        found.append(OpenWork(each.document_id, title, url, "document", each.due_on))
    return found


def register() -> None:
    """Called once, when Django is ready."""
    register_open_work("document", gettext_lazy("Văn bản đang xử lý, dự thảo"), documents_in_hand)

"""What of a round waits for one person alone: the sheet of their commune, the indicators of their department."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.programme.assessments.models import AssessmentRound, IndicatorResult, Sheet
from dieuphoi.programme.assessments.states import WAITS_FOR_DEPARTMENT, SheetState
from dieuphoi.registry.access.inhand import alone_in
from dieuphoi.registry.organisations.openwork import Holder, OpenWork, register_open_work

_WAITING = (SheetState.SUBMITTED, SheetState.VERIFYING)


def sheets_in_hand(actor: Actor, holder: Holder, day: date) -> Sequence[OpenWork]:
    """Sheets of open rounds, not handed in yet or with something returned, of communes that have this officer alone.

    Who keeps accounts reads no sheets, yet must know who takes this one over: it is named without its figures and
    linked only for whom the sheet is in scope.
    """
    if holder.person_id is None:
        return []
    units = alone_in(actor, holder.person_id, day).units
    if not units:
        return []
    returned = IndicatorResult.objects.filter(verification="RETURNED", sheet__state__in=_WAITING)
    rows = Sheet.objects.filter(unit_id__in=units, round__state="OPEN").filter(
        Q(state=SheetState.OPEN) | Q(pk__in=returned.values("sheet_id"))
    )
    seen = set(Sheet.objects.visible_to(actor).filter(pk__in=rows.values("pk")).values_list("pk", flat=True))
    return [
        OpenWork(
            sheet.pk,
            f"{sheet.unit_name} – {sheet.round.title}",
            reverse("assessments:sheet", args=[sheet.pk]) if sheet.pk in seen else "",
            due_on=sheet.round.entry_due_on,
        )
        for sheet in rows.select_related("round").order_by("round_id", "unit_key")
    ]


def verifications_in_hand(actor: Actor, holder: Holder, day: date) -> Sequence[OpenWork]:
    """Indicators that wait for a department whose only officer the person is: one line a round, with their number."""
    if holder.person_id is None:
        return []
    orgs = alone_in(actor, holder.person_id, day).orgs
    if not orgs:
        return []
    rows = (
        IndicatorResult.objects.filter(
            verification__in=WAITS_FOR_DEPARTMENT,
            owner_id__in=orgs,
            sheet__round__state="OPEN",
            sheet__state__in=_WAITING,
        )
        .values("sheet__round_id", "sheet__round__title", "sheet__round__verify_due_on")
        .annotate(n=Count("pk"))
        .order_by("sheet__round_id")
    )
    seen = set(AssessmentRound.objects.visible_to(actor).values_list("pk", flat=True))
    return [
        OpenWork(
            row["sheet__round_id"],
            ngettext("%(n)s chỉ tiêu chờ thẩm định – %(round)s", "%(n)s chỉ tiêu chờ thẩm định – %(round)s", row["n"])
            % {"n": format_number(row["n"]), "round": row["sheet__round__title"]},
            reverse(
                "assessments:queue",
                query={"round": row["sheet__round_id"], "verification": list(WAITS_FOR_DEPARTMENT)},
            )
            if row["sheet__round_id"] in seen
            else "",
            due_on=row["sheet__round__verify_due_on"],
        )
        for row in rows
    ]


def register() -> None:
    """Called once, when Django is ready."""
    register_open_work("sheet", gettext_lazy("Phiếu chỉ người này nhập"), sheets_in_hand)
    register_open_work("verification", gettext_lazy("Chỉ tiêu chỉ người này thẩm định"), verifications_in_hand)

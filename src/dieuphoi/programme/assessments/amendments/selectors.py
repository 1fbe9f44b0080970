"""Reading amendments, editions and what a request may touch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Case, CharField, Count, Exists, OuterRef, QuerySet, Subquery, Value, When
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.policy import Allowed
from dieuphoi.programme.assessments.amendments import policies
from dieuphoi.programme.assessments.amendments.contents import Differences, differences, read_content
from dieuphoi.programme.assessments.amendments.models import Amendment, AmendmentItem, RoundEdition, RoundPaper
from dieuphoi.programme.assessments.amendments.states import AmendmentState
from dieuphoi.programme.assessments.entries import inputs_of
from dieuphoi.programme.assessments.models import AssessmentRound, IndicatorResult, Sheet, SheetSnapshot
from dieuphoi.programme.assessments.selectors import account_names, round_rules, snapshot_of
from dieuphoi.registry.access.roles import OFFICE, Role

# ------------------------------------------------------------------------------------------------- amendments


def amendments(actor: Actor, day: date) -> QuerySet[Any]:
    """The amendments that the actor sees, each with ``standing``: its state on the day – over once its end has passed,
    whether or not the nightly job wrote that down – and with the number of indicators it touches.
    """
    return (
        Amendment.objects.visible_to(actor)
        .select_related("sheet__round", "org")
        .annotate(
            standing=Case(
                When(state=AmendmentState.REQUESTED, ends_on__lt=day, then=Value(str(AmendmentState.LAPSED))),
                default="state",
                output_field=CharField(),
            ),
            touched=Count("items__indicator_id", distinct=True),
            asker=_name_of("requested_by_id"),
            decider=_name_of("decided_by_id"),
        )
    )


def _name_of(field: str) -> Subquery:
    accounts = get_user_model().objects.filter(pk=OuterRef(field))
    return Subquery(accounts.values("person__full_name")[:1])


def amendment_by_id(actor: Actor, amendment_id: int) -> Amendment:
    """Raises ``NotVisible``."""
    return Amendment.objects.select_related("sheet__round__version__set", "org").one_visible_to(
        actor, id=amendment_id
    )


def items_of(actor: Actor, amendment: Amendment) -> list[AmendmentItem]:
    rows = AmendmentItem.objects.visible_to(actor).filter(amendment=amendment).select_related("indicator")
    return list(rows.order_by("indicator__position", "id"))


def amendment_in_full(actor: Actor, amendment_id: int) -> Any:
    """A row of :func:`amendments` as of today. Raises ``NotVisible``."""
    row = amendments(actor, actor.on).filter(pk=amendment_id).first()
    return amendment_by_id(actor, amendment_id) if row is None else row


def amendments_of_sheet(actor: Actor, sheet_id: int) -> list[Any]:
    """All amendments of a sheet, newest first."""
    return list(amendments(actor, actor.on).filter(sheet_id=sheet_id).order_by("-id"))


def waiting_for_decision(actor: Actor, day: date) -> list[Any]:
    """What waits for this head of the office on a day: not their own requests, nothing that is over."""
    places = actor.writes(Role.OFFICE_HEAD)
    if actor.is_system or not places:
        return []
    rows = amendments(actor, day).filter(standing=AmendmentState.REQUESTED).exclude(requested_by_id=actor.id)
    if not places.everything:
        rows = rows.filter(sheet__unit__in=sorted(places.ids))
    return list(rows.order_by("ends_on", "id"))


def frozen_without_paper(actor: Actor) -> list[AssessmentRound]:
    """Frozen rounds of the actor's office beside which no signed paper, or none with its scan, is recorded."""
    places = actor.writes(*OFFICE)
    if actor.is_system or not places:
        return []
    whole = RoundPaper.objects.filter(round_id=OuterRef("pk"), superseded_by__isnull=True, blob__isnull=False)
    rows = AssessmentRound.objects.visible_to(actor).filter(~Exists(whole), state="FROZEN")
    if not places.everything:
        rows = rows.filter(province_id__in=sorted(places.ids))
    return list(rows.order_by("frozen_at", "id"))


# ------------------------------------------------------------------------------------------------- editions


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of a round or a sheet, for people: its number, hash, when, by whom, by which amendment."""

    number: int
    sha256: str
    at: Any
    who: str
    amendment_id: int | None
    unit_name: str = ""


def editions_of(actor: Actor, round_id: int) -> list[Edition]:
    """The editions of a round, the newest first; none of one that is not frozen."""
    rows = list(
        RoundEdition.objects.visible_to(actor)
        .filter(round_id=round_id)
        .select_related("amendment__sheet")
        .order_by("-edition")
    )
    names = account_names(row.actor_id for row in rows)
    return [
        Edition(
            row.edition,
            row.sha256,
            row.recorded_at,
            names.get(row.actor_id, ""),
            row.amendment_id,
            row.amendment.sheet.unit_name if row.amendment else "",
        )
        for row in rows
    ]


def editions_until(round_id: int, at: datetime | None = None) -> QuerySet[RoundEdition]:
    """The editions of a round that were there at an instant (now), the first one first. For who sees the round."""
    rows = RoundEdition.objects.filter(round_id=round_id).order_by("edition")
    return rows if at is None else rows.filter(recorded_at__lte=at)


def latest_edition(round_id: int, at: datetime | None = None) -> RoundEdition | None:
    """The edition of a round that stands, or stood at an instant; ``None`` before the freeze."""
    return editions_until(round_id, at).last()


def editions_of_sheet(actor: Actor, sheet_id: int) -> list[SheetSnapshot]:
    """The editions of a frozen sheet without their bytes, oldest first."""
    rows = SheetSnapshot.objects.visible_to(actor).filter(sheet_id=sheet_id)
    return list(rows.defer("content").order_by("edition"))


def differences_between(actor: Actor, sheet_id: int, before: int, after: int) -> Differences:
    """What edition ``after`` of a sheet says otherwise than ``before``. Raises ``NotVisible``."""
    kept = [snapshot_of(actor, sheet_id, edition) for edition in (before, after)]
    was, becomes = (read_content(each.content) for each in kept)
    return differences(was, becomes, part_names(kept[0].round))


def part_names(round_: AssessmentRound) -> dict[str, str]:
    """What the parts of the round's rows are called, by their keys: ``{"clean_water": "Nước sạch"}``."""
    rules = round_rules(round_)
    return {
        slot.part: str(slot.name) for row in rules.version.indicators for slot in inputs_of(row) if slot.part
    }


def sheet_for_amendment(actor: Actor, sheet_id: int) -> Sheet:
    """A sheet that the actor reads with its figures. Raises ``NotVisible``."""
    return Sheet.objects.select_related("round__version__set", "rollup").one_visible_to(actor, id=sheet_id)


def open_amendment(sheet_id: int, day: date) -> Amendment | None:
    """The request of a sheet that still waits on a day; one at a time (docs/decisions/one-request-a-sheet.md)."""
    return Amendment.objects.filter(sheet_id=sheet_id, state=AmendmentState.REQUESTED, ends_on__gte=day).first()


def waiting_words(waiting: Amendment) -> str:
    """Why nothing else can be asked of the sheet: the request that waits – who, when, of what, until when – and the
    way out. For who reads the sheet.
    """
    codes = waiting.items.order_by("indicator__position").values_list("indicator__code", flat=True)
    return _(
        "Phiếu này đang có đề nghị điều chỉnh số %(id)s của %(who)s, lập ngày %(day)s, về chỉ tiêu %(codes)s, "
        "chờ quyết định đến hết ngày %(end)s. Mỗi lần chỉ một đề nghị chờ, để người duyệt thấy đúng thay đổi sẽ có. "
        "Hãy chờ quyết định, hoặc góp ý ngay trên đề nghị ấy để người lập rút lại và gộp."
    ) % {
        "id": waiting.pk,
        "who": account_names([waiting.requested_by_id]).get(waiting.requested_by_id, ""),
        "day": format_date(waiting.requested_at),
        "codes": ", ".join(dict.fromkeys(codes)),
        "end": format_date(waiting.ends_on),
    }


# ------------------------------------------------------------------------------------------------- what may be amended


def rows_to_amend(actor: Actor, sheet: Sheet) -> list[IndicatorResult]:
    """The indicators of a frozen sheet for which the actor may ask an amendment, in the set's order."""
    results = IndicatorResult.objects.visible_to(actor).filter(sheet=sheet).select_related("indicator", "owner")
    found = []
    for result in results.order_by("indicator__position"):
        result.sheet = sheet
        if isinstance(policies.may_amend_row(actor, sheet, result.owner_id), Allowed):
            found.append(result)
    return found

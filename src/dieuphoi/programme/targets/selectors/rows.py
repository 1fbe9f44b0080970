"""Targets as of a day with how far they are: one annotated query for list, page, export and API.

What is annotated: ``standing`` (the state on the day), ``done`` of ``need`` (criteria met in the newest settled round
of that set, or units recognised), ``before_done`` (in the one before), ``expected`` by the pace that holds,
``reached_year``, ``outcome`` (:data:`OUTCOMES`), ``stagnant``, ``ended`` (its unit is no more), and ``progress`` (the
sheet it is read from). Reached is never typed: LEVEL by a recognition that stands, CRITERIA and NAMED by the newest
frozen round, UNITS by counting recognitions of the years.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import (
    BooleanField,
    Case,
    DecimalField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, Greatest, JSONObject, Least

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.programme.assessments.models import CriterionResult, SheetRollup
from dieuphoi.programme.recognition.models import Acknowledgement, CurrentRecognition, Revocation
from dieuphoi.programme.targets.models import Goal, PaceOf, RegisteredTarget, StandingTarget
from dieuphoi.programme.targets.selectors.pace import pace_on
from dieuphoi.programme.targets.states import LIVING, TargetState
from dieuphoi.registry.territory.models import AdminUnit, UnitParent

REACHED, LATE, ON_TRACK, BEHIND, MISSED, NO_DATA = "REACHED", "LATE", "ON_TRACK", "BEHIND", "MISSED", "NO_DATA"
ENDED, WITHDRAWN, MOVED = "ENDED", "WITHDRAWN", "MOVED"
OUTCOMES: Final = (REACHED, LATE, ON_TRACK, BEHIND, MISSED, NO_DATA, ENDED, WITHDRAWN, MOVED)
OPEN_OUTCOMES: Final = (ON_TRACK, BEHIND, MISSED, NO_DATA)
"""Followed and not reached yet."""

SETTLED: Final = ("CONSOLIDATED", "FROZEN")
"""The states of a sheet in which all departments have said what they say."""

_RANKS: Final = (("basic", 1), ("advanced", 2), ("model", 3), ("modern_pilot", 4))


def _rank(path: str) -> Case:
    """The height of a level within its kind of unit: whoever is *nâng cao* is *đạt chuẩn* too."""
    return Case(
        *(When(**{f"{path}__endswith": f"_{tier}"}, then=Value(rank)) for tier, rank in _RANKS),
        default=Value(0),
        output_field=IntegerField(),
    )


class InArray(Func):
    """``value = ANY(array)``."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = BooleanField()


def _standing_on(day: date) -> dict[str, Any]:
    return {"superseded_by__isnull": True, "withdrawn": False, "decision_on__lte": day}


def recognised(actor: Actor, day: date) -> QuerySet[Any]:
    """Recognitions decided by ``day`` that nobody revoked by then; ``root``, ``height`` annotated."""
    rows: Any = CurrentRecognition.objects.visible_to(actor)
    gone = Revocation.objects.visible_to(actor).filter(recognition_id=OuterRef("root"), **_standing_on(day))
    found: QuerySet[Any] = (
        rows.filter(decision_on__lte=day)
        .annotate(root=Coalesce("first_id", "pk"), height=_rank("level"))
        .filter(~Exists(gone))
    )
    return found


def _for_unit(actor: Actor, day: date) -> QuerySet[Any]:
    """What fulfils a LEVEL target: its unit's own recognition at the level or above, or one acknowledged onto it."""
    given = Acknowledgement.objects.visible_to(actor).filter(
        unit_id=OuterRef(OuterRef("unit_id")), recognition_id=OuterRef("root"), **_standing_on(day)
    )
    return (
        recognised(actor, day)
        .filter(Q(unit_id=OuterRef("unit_id")) | Exists(given), height__gte=OuterRef("height"))
        .order_by("year", "decision_on", "pk")
    )


def _units_reached(actor: Actor, day: date) -> Subquery:
    """How many units inside the target's unit were recognised at its very level in its years. A count, 0 for none."""
    inside = UnitParent.objects.filter(
        InArray(OuterRef(OuterRef("unit_id")), F("path")),
        unit_id=OuterRef("unit_id"),
        valid__contains=OuterRef("decision_on"),
    )
    rows = (
        recognised(actor, day)
        .filter(Exists(inside), level=OuterRef("level"), year__gte=OuterRef("first_year"), year__lte=OuterRef("year"))
        .order_by()
        .annotate(n=Func(F("unit_id"), function="COUNT", template="COUNT(DISTINCT %(expressions)s)"))
        .values("n")
    )
    return Subquery(rows, output_field=IntegerField())


def _sheets(actor: Actor, day: date, **more: Any) -> QuerySet[Any]:
    """The target unit's sheets in rounds of the meant set up to its year: settled ones first, each newest round first.

    A sheet that is still being entered or verified tells little: it counts only where there is no settled one.
    """
    return (
        SheetRollup.objects.visible_to(actor)
        .annotate(
            of_level=Concat(
                F("round__version__set__level"), Value("_"), F("round__version__set__tier"), output_field=TextField()
            )
        )
        .filter(
            sheet__unit_id=OuterRef("unit_id"),
            of_level=OuterRef("level"),
            round__state__in=("OPEN", "FROZEN"),
            round__territory_on__lte=day,
            round__year__lte=OuterRef("year"),
            round__version__set_id=Coalesce(OuterRef("set_key"), F("round__version__set_id")),
            **more,
        )
        .order_by(
            Case(When(sheet__state__in=SETTLED, then=Value(0)), default=Value(1)), "-round__territory_on", "-round_id"
        )
    )


def _named_met(actor: Actor, sheet: str) -> Subquery:
    rows = (
        CriterionResult.objects.visible_to(actor)
        .filter(
            InArray(F("criterion__number"), OuterRef("named")), sheet_id=OuterRef(sheet), verdict="MET"
        )
        .order_by()
        .annotate(n=Func(F("pk"), function="COUNT"))
        .values("n")
    )
    return Subquery(rows, output_field=IntegerField())


def _met_in(actor: Actor, sheet: str) -> Case:
    """Criteria met on the sheet of an annotation; nothing without a sheet."""
    rollup = SheetRollup.objects.visible_to(actor).filter(sheet_id=OuterRef(sheet)).values("criteria_met")
    return Case(
        When(**{f"{sheet}__isnull": True}, then=Value(None)),
        When(goal=Goal.NAMED, then=_named_met(actor, sheet)),
        default=Subquery(rollup[:1]),
        output_field=IntegerField(),
    )


def targets(actor: Actor, day: date) -> QuerySet[Any]:
    """Everything registered by ``day`` that was not entered by mistake, with how far it is. Unordered."""
    rows: Any = StandingTarget.objects.visible_to(actor)
    return with_progress(actor, rows.filter(registered_on__lte=day), day)


def with_progress(actor: Actor, rows: QuerySet[Any], day: date) -> QuerySet[Any]:
    """The annotations of this module on any rows of targets."""
    pace = pace_on(day)
    share = {measure: pace[measure].share_on(day) for measure in PaceOf.values}
    part = DecimalField(max_digits=12, decimal_places=4)
    units = AdminUnit.objects.filter(pk=OuterRef("unit_id"), valid__contains=day)
    newest = _sheets(actor, day)
    progress = newest.values(
        found=JSONObject(
            sheet="sheet_id", round="round_id", title="round__title", state="round__state", met="criteria_met",
            total="criteria_total", not_met="criteria_not_met", entered="entered", qualifies="qualifies",
        )
    )  # fmt: skip
    fulfilled = _for_unit(actor, day)
    found: QuerySet[Any] = (
        rows.select_related("version__set", "follower", "follower_org")
        .annotate(
            height=_rank("level"),
            set_key=F("version__set_id"),
            ended=~Exists(units),
            standing=Case(
                When(ended_on__gt=day, confirmed_on__lte=day, then=Value(TargetState.CONFIRMED.value)),
                When(ended_on__gt=day, then=Value(TargetState.REGISTERED.value)),
                When(state=TargetState.CONFIRMED, confirmed_on__gt=day, then=Value(TargetState.REGISTERED.value)),
                default=F("state"),
                output_field=TextField(),
            ),
            sheet_ref=Subquery(newest.values("sheet_id")[:1]),
            frozen_ref=Subquery(_sheets(actor, day, round__state="FROZEN").values("sheet_id")[:1]),
            before_ref=Subquery(_sheets(actor, day, sheet__state__in=SETTLED).values("sheet_id")[1:2]),
            progress=Subquery(progress[:1]),
        )
        .annotate(
            done=Case(When(goal=Goal.UNITS, then=_units_reached(actor, day)), default=_met_in(actor, "sheet_ref")),
            frozen_done=_met_in(actor, "frozen_ref"),
            before_done=_met_in(actor, "before_ref"),
            need=Case(
                When(
                    goal=Goal.LEVEL,
                    then=Subquery(
                        SheetRollup.objects.visible_to(actor)
                        .filter(sheet_id=OuterRef("sheet_ref"))
                        .values("criteria_total")[:1]
                    ),
                ),
                When(goal=Goal.NAMED, then=Func(F("named"), function="CARDINALITY")),
                default=F("wanted"),
                output_field=IntegerField(),
            ),
            fulfilled_by=Case(When(goal=Goal.LEVEL, then=Subquery(fulfilled.values("root")[:1])), default=None),
            reached_year=Case(When(goal=Goal.LEVEL, then=Subquery(fulfilled.values("year")[:1])), default=None),
        )
        .annotate(
            expected=Cast(
                Least(
                    Greatest(
                        (
                            Cast(Value(day.year), part)
                            - F("first_year")
                            + Case(
                                When(goal=Goal.UNITS, then=Value(share["UNITS"] / 100, output_field=part)),
                                default=Value(share["CRITERIA"] / 100, output_field=part),
                                output_field=part,
                            )
                        )
                        / (F("year") - F("first_year") + 1),
                        Value(Decimal(0), output_field=part),
                    ),
                    Value(Decimal(1), output_field=part),
                    output_field=part,
                )
                * F("need"),
                part,
            ),
        )
        .annotate(
            outcome=Case(
                When(standing=TargetState.WITHDRAWN, then=Value(WITHDRAWN)),
                When(standing=TargetState.MOVED, then=Value(MOVED)),
                When(standing=TargetState.VOID, then=Value("")),
                When(reached_year__lte=F("year"), then=Value(REACHED)),
                When(reached_year__isnull=False, then=Value(LATE)),
                When(Q(goal__in=[Goal.CRITERIA, Goal.NAMED], frozen_done__gte=F("need")), then=Value(REACHED)),
                When(Q(goal=Goal.UNITS, done__gte=F("need")), then=Value(REACHED)),
                When(ended=True, then=Value(ENDED)),
                When(year__lt=day.year, then=Value(MISSED)),
                When(done__isnull=True, then=Value(NO_DATA)),
                When(done__lt=F("expected"), then=Value(BEHIND)),
                default=Value(ON_TRACK),
                output_field=TextField(),
            ),
        )
        .annotate(
            stagnant=Case(
                When(
                    Q(outcome__in=[BEHIND, ON_TRACK], before_done__isnull=False, done__lte=F("before_done")),
                    then=Value(True),
                ),
                default=Value(False),
                output_field=BooleanField(),
            )
        )
    )
    return found


def target(actor: Actor, target_id: int, day: date) -> Any:
    """One target as it stands on a day. Raises ``NotVisible``. One entered by mistake, or registered only after the
    day, comes too (``outcome`` is empty for the first).
    """
    RegisteredTarget.objects.one_visible_to(actor, id=target_id)
    rows: Any = RegisteredTarget.objects.visible_to(actor)
    return with_progress(actor, rows.filter(pk=target_id), day).get()


def percent(row: Any) -> Decimal | None:
    """``done`` of ``need`` in percent points; ``None`` where nothing is known or nothing is to be reached."""
    if row.done is None or not row.need:
        return None
    return Decimal(row.done) * 100 / Decimal(row.need)


LIVING_STATES: Final = tuple(state.value for state in LIVING)

"""Reading recognitions as of a day: what stands, of whom, and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Coalesce

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.text import fold
from dieuphoi.programme.criteria.models import SetVersion
from dieuphoi.programme.recognition.models import (
    Acknowledgement,
    CurrentRecognition,
    Level,
    Recognition,
    RecognitionFile,
    Revocation,
)

RECOGNISED: Final = "RECOGNISED"
ACKNOWLEDGED: Final = "ACKNOWLEDGED"
PREDECESSOR: Final = "PREDECESSOR"
REVOKED: Final = "REVOKED"
STATUSES: Final = (RECOGNISED, ACKNOWLEDGED, PREDECESSOR, REVOKED)
LEVEL_CHOICES: Final = tuple(Level.choices)
LEVEL_LABELS: Final = dict(Level.choices)
COMMUNE_LEVELS: Final = tuple(each for each in Level.values if each.startswith("commune_"))


def recognitions(actor: Actor, day: date) -> QuerySet[Any]:
    """The recognitions decided by ``day`` as they stand, unordered.

    Annotations: ``root`` (the id that pages and links use), ``status`` as of the day (:data:`STATUSES`),
    ``revoked_on`` and ``revoked_by`` (decision), ``ended`` (its unit is no more), ``onto`` (how many living units it
    was acknowledged onto). PREDECESSOR: its unit has ended and no successor was acknowledged (fault 32: such a
    recognition is shown for no unit of the day).
    """
    revoked = Revocation.objects.visible_to(actor).filter(
        recognition_id=Coalesce(OuterRef("first_id"), OuterRef("pk")), **_standing(day)
    )
    onto = Acknowledgement.objects.visible_to(actor).filter(
        recognition_id=Coalesce(OuterRef("first_id"), OuterRef("pk")), unit__valid__contains=day, **_standing(day)
    )
    rows: Any = CurrentRecognition.objects.visible_to(actor)
    found: QuerySet[Any] = (
        rows.filter(decision_on__lte=day)
        .select_related("version__set")
        .annotate(
            root=Coalesce("first_id", "pk"),
            revoked_on=Subquery(revoked.values("decision_on")[:1]),
            revoked_by=Subquery(revoked.values("decision_number")[:1]),
            ended=~Exists(_lives(day, "unit_id")),
            acknowledged=Exists(onto),
            onto=Coalesce(
                Subquery(onto.order_by().values("recognition_id").annotate(n=Count("pk")).values("n")[:1]), 0
            ),
        )
        .annotate(
            status=Case(
                When(revoked_on__isnull=False, then=Value(REVOKED)),
                When(ended=False, then=Value(RECOGNISED)),
                When(acknowledged=True, then=Value(ACKNOWLEDGED)),
                default=Value(PREDECESSOR),
                output_field=TextField(),
            )
        )
    )
    return found


def _standing(day: date) -> dict[str, Any]:
    """Facts decided by ``day`` that nobody superseded or took back."""
    return {"superseded_by__isnull": True, "withdrawn": False, "decision_on__lte": day}


def _lives(day: date, path: str) -> QuerySet[Any]:
    units: Any = Recognition._meta.get_field("unit").related_model
    found: QuerySet[Any] = units._default_manager.filter(pk=OuterRef(path), valid__contains=day)
    return found


def recognition(actor: Actor, recognition_id: int, day: date) -> Any:
    """One recognition by any id of its chain, as it stands on a day. Raises ``NotVisible``.

    One that was taken back, or decided only after the day, comes too, with an empty ``status``.
    """
    root = Recognition.objects.one_visible_to(actor, id=recognition_id).root_id
    of_chain = Q(pk=root) | Q(first_id=root)
    found = recognitions(actor, day).filter(of_chain).first()
    if found is None:
        found = recognitions(actor, date.max).filter(of_chain).first()
        if found is None:
            rows: Any = Recognition.objects.visible_to(actor).filter(of_chain, superseded_by__isnull=True)
            found = rows.select_related("version__set").get()
            found.root, found.revoked_on, found.revoked_by = root, None, None
        found.status = ""
    return found


def editions_of(actor: Actor, root_id: int) -> list[Recognition]:
    """Every row of a chain of corrections, newest first."""
    rows = Recognition.objects.visible_to(actor).filter(Q(pk=root_id) | Q(first_id=root_id))
    return list(rows.select_related("version__set").order_by("-id"))


def acknowledgements_of(actor: Actor, root_id: int) -> list[Acknowledgement]:
    """The acknowledgements of a recognition that stand, oldest first."""
    rows = Acknowledgement.objects.visible_to(actor).filter(recognition_id=root_id, superseded_by__isnull=True)
    return list(rows.filter(withdrawn=False).select_related("unit").order_by("decision_on", "id"))


def revocation_of(actor: Actor, root_id: int) -> Revocation | None:
    """The revocation of a recognition that stands."""
    rows = Revocation.objects.visible_to(actor).filter(recognition_id=root_id, superseded_by__isnull=True)
    found: Revocation | None = rows.filter(withdrawn=False).first()
    return found


def files_of(actor: Actor, root_id: int) -> list[RecognitionFile]:
    return list(RecognitionFile.objects.visible_to(actor).filter(recognition_id=root_id).order_by("id"))


def file_by_id(actor: Actor, file_id: int) -> RecognitionFile:
    return RecognitionFile.objects.select_related("blob").one_visible_to(actor, id=file_id)


@dataclass(frozen=True, slots=True)
class Standing:
    """One recognition that holds for a unit on a day: its own, or acknowledged onto it after a merger.

    ``unit_id`` is the unit it holds for; ``of_unit_id`` and ``of_name`` the unit that was recognised.
    """

    root_id: int
    unit_id: int
    of_unit_id: int
    of_name: str
    level: str
    year: int
    decision_number: str
    decision_on: date
    set_name: str
    acknowledged_by: str = ""
    acknowledged_on: date | None = None
    revoked_by: str = ""
    revoked_on: date | None = None

    @property
    def level_label(self) -> str:
        return str(LEVEL_LABELS[self.level])

    @property
    def is_own(self) -> bool:
        return self.unit_id == self.of_unit_id


def standings_of(
    actor: Actor, unit_ids: Iterable[int], day: date, *, revoked_too: bool = False
) -> dict[int, list[Standing]]:
    """What holds for units on a day, oldest first; units without any are absent. Two queries, however many units.

    Only what was decided onto the very unit counts: a commune that took others in is a new unit, and the recognition
    of a predecessor – of the same name and code too – is none of its own unless it was acknowledged (fault 32).
    """
    ids = list(unit_ids)
    rows = recognitions(actor, day)
    if not revoked_too:
        rows = rows.filter(revoked_on__isnull=True)
    found: dict[int, list[Standing]] = {}
    for row in rows.filter(unit_id__in=ids).order_by("decision_on", "pk"):
        found.setdefault(row.unit_id, []).append(_standing_row(row, row.unit_id))
    given = Acknowledgement.objects.visible_to(actor).filter(unit_id__in=ids, **_standing(day))
    by_root: dict[int, list[Acknowledgement]] = {}
    for each in given.order_by("decision_on", "id"):
        by_root.setdefault(each.recognition_id, []).append(each)
    if by_root:
        for row in rows.filter(root__in=list(by_root)):
            for each in by_root[row.root]:
                found.setdefault(each.unit_id, []).append(_standing_row(row, each.unit_id, each))
    return found


def _standing_row(row: Any, unit_id: int, given: Acknowledgement | None = None) -> Standing:
    return Standing(
        root_id=row.root,
        unit_id=unit_id,
        of_unit_id=row.unit_id,
        of_name=row.unit_name,
        level=row.level,
        year=row.year,
        decision_number=row.decision_number,
        decision_on=row.decision_on,
        set_name="" if row.version is None else row.version.set.name,
        acknowledged_by="" if given is None else given.decision_number,
        acknowledged_on=None if given is None else given.decision_on,
        revoked_by=row.revoked_by or "",
        revoked_on=row.revoked_on,
    )


def recognised_units(actor: Actor, unit_ids: Any, day: date) -> set[int]:
    """Which of the units (ids, or a query of ids) are recognised on a day, at any level of communes. Two or three
    queries, however many units.
    """
    rows = recognitions(actor, day).filter(level__in=COMMUNE_LEVELS, revoked_on__isnull=True)
    own = set(rows.filter(unit_id__in=unit_ids).order_by().values_list("unit_id", flat=True))
    given = (
        Acknowledgement.objects.visible_to(actor)
        .filter(unit_id__in=unit_ids, **_standing(day))
        .values_list("unit_id", "recognition_id")
    )
    by_unit: dict[int, set[int]] = {}
    for unit, root in given:
        by_unit.setdefault(unit, set()).add(root)
    if not by_unit:
        return own
    wanted = set().union(*by_unit.values())
    alive = set(rows.filter(root__in=wanted).values_list("root", flat=True))
    return own | {unit for unit, roots in by_unit.items() if roots & alive}


@dataclass(frozen=True, slots=True)
class YearCount:
    """Recognitions of one year by level: how many were decided, how many of them stand as of the day."""

    year: int
    by_level: dict[str, int]
    total: int
    standing: int


def counts_by_year(rows: QuerySet[Any]) -> list[YearCount]:
    """Counts of a (filtered) :func:`recognitions` query by year and level, newest year first. One query."""
    cells = rows.order_by().values_list("year", "level", "status").annotate(n=Count("pk"))
    by_year: dict[int, Counter[str]] = {}
    standing: Counter[int] = Counter()
    for year, level, status, n in cells:
        by_year.setdefault(year, Counter())[level] += n
        standing[year] += n if status in (RECOGNISED, ACKNOWLEDGED) else 0
    return [
        YearCount(year, dict(counter), sum(counter.values()), standing[year])
        for year, counter in sorted(by_year.items(), reverse=True)
    ]


def by_number(actor: Actor, number: str) -> QuerySet[Any]:
    """What stands under a decision's number, however it is written (marks, blanks, case)."""
    key = " ".join(fold(number).split())
    rows: Any = CurrentRecognition.objects.visible_to(actor)
    found: QuerySet[Any] = rows.filter(number_folded=key).annotate(root=Coalesce("first_id", "pk"))
    return found


def year_choices(actor: Actor) -> list[tuple[str, str]]:
    years = CurrentRecognition.objects.visible_to(actor).order_by("-year").values_list("year", flat=True).distinct()
    return [(str(year), str(year)) for year in years]


def province_choices(actor: Actor) -> list[tuple[str, str]]:
    """The provinces that occur in the register, by the name of the time."""
    rows = CurrentRecognition.objects.visible_to(actor).exclude(province_id=None)
    found = rows.order_by("province_id").values_list("province_id", "province__names__name").distinct()
    return [(str(pk), name or str(pk)) for pk, name in dict(found).items()]


def set_choices(actor: Actor) -> list[tuple[str, str]]:
    """The sets that a recognition may rest on, newest decision first."""
    rows = SetVersion.objects.visible_to(actor).exclude(state="draft").select_related("set")
    return [(str(row.pk), f"{row.set.name} ({row.decision_number})") for row in rows.order_by("-decision_on", "pk")]


def sets_by_words(actor: Actor) -> dict[str, int]:
    """``{folded code, name or decision number of a set: its version}``: how a sheet names the set."""
    found: dict[str, int] = {}
    for row in SetVersion.objects.visible_to(actor).exclude(state="draft").select_related("set").order_by("number"):
        for words in (row.set.code, row.set.name, row.decision_number):
            found[fold(words)] = row.pk
    return found


def all_facts(rows: Sequence[Any], actor: Actor, day: date) -> tuple[list[Acknowledgement], list[Revocation]]:
    """The acknowledgements and revocations of some recognitions, for the sheet that goes out."""
    roots = [row.root for row in rows]
    given = Acknowledgement.objects.visible_to(actor).filter(recognition_id__in=roots, **_standing(day))
    taken = Revocation.objects.visible_to(actor).filter(recognition_id__in=roots, **_standing(day))
    return list(given.order_by("decision_on", "id")), list(taken.order_by("decision_on", "id"))


__all__ = [
    "ACKNOWLEDGED", "COMMUNE_LEVELS", "LEVEL_CHOICES", "LEVEL_LABELS", "PREDECESSOR", "RECOGNISED", "REVOKED",
    "STATUSES", "Standing", "YearCount", "acknowledgements_of", "all_facts", "by_number", "counts_by_year",
    "editions_of", "file_by_id", "files_of", "province_choices", "recognised_units", "recognition", "recognitions",
    "revocation_of", "set_choices", "sets_by_words", "standings_of", "year_choices",
]  # fmt: skip

"""My work: everything that waits for this person, most urgent first. One query a kind of work, however
much there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from dieuphoi.core.kernel.actor import Actor, Places
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.nearness import TimeLeft, time_left
from dieuphoi.core.kernel.policy import Allowed
from dieuphoi.core.kernel.workkind import SHOWN, Offer, WorkKind
from dieuphoi.programme.assessments import policies
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.acting import communes_entered
from dieuphoi.programme.assessments.models import AssessmentRound, Sheet, SheetRollup
from dieuphoi.programme.assessments.states import WAITS_FOR_DEPARTMENT
from dieuphoi.registry.access.roles import DEPARTMENT, OFFICE
from dieuphoi.registry.access.touched import surely_nothing

RETURNED: Final = WorkKind("returned", "return", _lazy("chỉ tiêu"), _lazy("Chỉ tiêu bị trả lại"))
FINISH: Final = WorkKind("finish", "edit", _lazy("chỉ tiêu chưa nhập"), _lazy("Phiếu phải nhập và gửi"))
VERIFY: Final = WorkKind("verify", "criteria", _lazy("xã"), _lazy("Chỉ tiêu chờ thẩm định"))
URGE: Final = WorkKind("urge", "clock", _lazy("xã"), _lazy("Xã chưa gửi phiếu"))
CONSOLIDATE: Final = WorkKind("consolidate", "inbox", _lazy("phiếu"), _lazy("Phiếu chờ tổng hợp"))
FREEZE: Final = WorkKind("freeze", "lock", _lazy("phiếu"), _lazy("Đợt chờ chốt"))
DRAFT: Final = WorkKind("draft", "round", _lazy("xã"), _lazy("Đợt đang chuẩn bị"))


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One line of my work.

    ``route`` is ``(name of the route, its ids, its query)`` of the page where it is done; ``count`` is the number of
    rows of ``rows`` (or of ``route`` where there is no other list). ``due`` is counted from the day asked for; ``None``
    where nobody set a day: then ``since`` is the day from which it waits.
    """

    what: WorkKind
    title: str
    note: str
    count: int
    due: TimeLeft | None
    route: tuple[str, tuple[int, ...], dict[str, Any]]
    rows: tuple[str, tuple[int, ...], dict[str, Any]] | None = None
    since: date | None = None
    offer: Offer | None = None

    @property
    def kind(self) -> str:
        """The key of its kind."""
        return self.what.key

    @property
    def when(self) -> str:
        """Its day in words: until when, or since when."""
        if self.due is not None:
            return _("hạn %(day)s") % {"day": format_date(self.due.on)}
        return _("chờ từ %(day)s") % {"day": format_date(self.since)}


Waiting = Callable[[Actor, date], list[WorkItem]]
_more: list[Waiting] = []


def register_work(kind: Waiting) -> None:
    """Let another package of this floor add its lines (``config`` joins the two). The same one twice is asked once."""
    if kind not in _more:
        _more.append(kind)


def my_work(actor: Actor, today: date) -> list[WorkItem]:
    """What waits for the actor by their roles today: overdue first, then by due date, then by kind; last what nobody
    set a day for.
    """
    kinds: tuple[Waiting, ...] = (
        _returned_to_my_commune,
        _sheets_to_finish,
        _waiting_for_my_department,
        _not_submitted,
        _sheets_to_consolidate,
        _rounds_to_freeze,
        _drafts,
        *_more,
    )
    found = [(place, item) for place, kind in enumerate(kinds) for item in kind(actor, today)]
    # Within one day and kind the order of the query stays: communes by the alphabet, indicators as the set
    # has them.
    found.sort(key=lambda each: (date.max if each[1].due is None else each[1].due.on, each[0]))
    return [item for _place, item in found]


@dataclass(frozen=True, slots=True)
class Rest:
    """The lines of one kind that are not shown: how many, and how many the kind has in all."""

    what: WorkKind
    hidden: int
    count: int


def shortened(items: Sequence[WorkItem], most: int = SHOWN) -> list[WorkItem | Rest]:
    """The most urgent ``most`` lines of each kind; the others as one line, where the first of them stood.

    A single line more than ``most`` is shown and not hidden behind a line of the same length.
    """
    counts = Counter(item.kind for item in items)
    told: Counter[str] = Counter()
    found: list[WorkItem | Rest] = []
    for item in items:
        told[item.kind] += 1
        if told[item.kind] <= most or counts[item.kind] == most + 1:
            found.append(item)
        elif told[item.kind] == most + 1:
            found.append(Rest(item.what, counts[item.kind] - most, counts[item.kind]))
    return found


def _within(places: Places, path: str) -> Q:
    return Q() if places.everything else Q(**{f"{path}__in": sorted(places.ids)})


def _returned_to_my_commune(actor: Actor, today: date) -> list[WorkItem]:
    places = communes_entered(actor)
    if actor.is_system or not places:
        return []
    rows = (
        assessments.returned_to(actor)
        .filter(_within(places, "sheet__unit_id"))
        .order_by()
        .values(
            "sheet_id", "sheet__unit_name", "sheet__unit_key", "sheet__round__title",
            "sheet__round__entry_due_on",
            "sheet__round__verify_due_on", "sheet__state",
        )
        .annotate(n=Count("pk"))
        .order_by("sheet__unit_key")
    )  # fmt: skip
    items = []
    for row in rows:
        # A sheet that was handed in already is corrected while the departments verify.
        due = row["sheet__round__entry_due_on" if row["sheet__state"] == "OPEN" else "sheet__round__verify_due_on"]
        items.append(
            WorkItem(
                RETURNED,
                _("Sửa chỉ tiêu bị trả lại: %(unit)s") % {"unit": row["sheet__unit_name"]},
                row["sheet__round__title"],
                row["n"],
                time_left(due, today),
                ("assessments:sheet", (row["sheet_id"],), {}),
            )
        )
    return items


def _sheets_to_finish(actor: Actor, today: date) -> list[WorkItem]:
    places = communes_entered(actor)
    if actor.is_system or not places:
        return []
    rows = (
        Sheet.objects.visible_to(actor)
        .filter(_within(places, "unit_id"), state="OPEN", round__state="OPEN")
        .select_related("round", "rollup")
        .order_by("round__entry_due_on", "unit_key")
    )
    return [
        WorkItem(
            FINISH,
            _("Nhập và gửi phiếu: %(unit)s") % {"unit": sheet.unit_name},
            _("%(round)s – đã nhập %(n)s/%(of)s chỉ tiêu")
            % {"round": sheet.round.title, "n": sheet.rollup.entered, "of": sheet.rollup.total},
            sheet.rollup.total - sheet.rollup.entered,
            time_left(sheet.round.entry_due_on, today),
            ("assessments:sheet", (sheet.id,), {}),
        )
        for sheet in rows
    ]


def _waiting_for_my_department(actor: Actor, today: date) -> list[WorkItem]:
    if actor.is_system or not (actor.orgs(*DEPARTMENT) or actor.writes(*OFFICE)):
        return []
    if not actor.writes(*OFFICE) and surely_nothing(actor, "desk.verify", assessments.verifiers_waited_for):
        return []
    rows = (
        assessments.verification_queue(actor)
        .filter(verification__in=WAITS_FOR_DEPARTMENT)
        .order_by()
        .values(
            "sheet__round_id", "sheet__round__title", "sheet__round__verify_due_on", "indicator_id",
            "indicator__code", "indicator__name", "indicator__position",
        )
        .annotate(n=Count("pk"))
        .order_by("sheet__round__verify_due_on", "sheet__round_id", "indicator__position")
    )  # fmt: skip
    return [
        WorkItem(
            VERIFY,
            _("Thẩm định chỉ tiêu %(code)s %(name)s")
            % {"code": row["indicator__code"], "name": row["indicator__name"]},
            row["sheet__round__title"],
            row["n"],
            time_left(row["sheet__round__verify_due_on"], today),
            (
                "assessments:queue",
                (),
                {
                    "round": row["sheet__round_id"],
                    "indicator": row["indicator__code"],
                    "verification": [str(each) for each in WAITS_FOR_DEPARTMENT],
                },
            ),
        )
        for row in rows
    ]


def _not_submitted(actor: Actor, today: date) -> list[WorkItem]:
    """The office urges the communes that have not handed in their sheet."""
    rows = (
        Sheet.objects.visible_to(actor)
        .filter(_of_office(actor), state="OPEN", round__state="OPEN")
        .values("round_id", "round__title", "round__entry_due_on")
        .annotate(n=Count("pk"))
        .order_by("round__entry_due_on")
    )
    return [
        WorkItem(
            URGE,
            _("Đôn đốc xã chưa gửi phiếu"),
            row["round__title"],
            row["n"],
            time_left(row["round__entry_due_on"], today),
            ("assessments:submissions", (), {"round": row["round_id"], "unsent": "true"}),
        )
        for row in rows
    ]


def _of_office(actor: Actor) -> Q:
    """Rows of rounds that the actor's office runs; none for anybody else."""
    places = actor.writes(*OFFICE)
    return Q(pk__in=[]) if actor.is_system or not places else _within(places, "round__province_id")


def _sheets_to_consolidate(actor: Actor, today: date) -> list[WorkItem]:
    rows = (
        SheetRollup.objects.visible_to(actor)
        .filter(
            _of_office(actor),
            sheet__state__in=["SUBMITTED", "VERIFYING"],
            round__state="OPEN",
            waiting=0,
            returned=0,
        )
        .values("round_id", "round__title", "round__freeze_due_on")
        .annotate(n=Count("pk"))
        .order_by("round__freeze_due_on")
    )
    return [
        WorkItem(
            CONSOLIDATE,
            _("Tổng hợp phiếu đã thẩm định xong"),
            row["round__title"],
            row["n"],
            time_left(row["round__freeze_due_on"], today),
            ("assessments:sheets", (), {"round": row["round_id"], "state": ["SUBMITTED", "VERIFYING"]}),
            ("board:board", (), {"round": row["round_id"], "show": "ready"}),
        )
        for row in rows
    ]


def _rounds_to_freeze(actor: Actor, today: date) -> list[WorkItem]:
    if actor.is_system or not actor.writes(*OFFICE):
        return []
    open_sheets = Sheet.objects.filter(round_id=OuterRef("pk")).exclude(state="CONSOLIDATED")
    rows = (
        AssessmentRound.objects.visible_to(actor)
        .filter(state="OPEN")
        .filter(Exists(Sheet.objects.filter(round_id=OuterRef("pk"))), ~Exists(open_sheets))
        .annotate(n=Count("sheets"))
        .order_by("freeze_due_on")
    )
    return [
        WorkItem(
            FREEZE,
            _("Chốt đợt: mọi phiếu đã tổng hợp"),
            round_.title,
            round_.n,
            time_left(round_.freeze_due_on, today),
            ("assessments:round", (round_.id,), {}),
            ("board:board", (), {"round": round_.id}),
        )
        for round_ in rows
        if isinstance(policies.may_freeze(actor, round_), Allowed)
    ]


def _drafts(actor: Actor, today: date) -> list[WorkItem]:
    if actor.is_system or not actor.writes(*OFFICE):
        return []
    rows = (
        AssessmentRound.objects.visible_to(actor)
        .filter(state="DRAFT")
        .annotate(n=Count("sheets"), due=F("entry_due_on"))
        .order_by("entry_due_on")
    )
    return [
        WorkItem(
            DRAFT,
            _("Kiểm tra rồi mở đợt đang chuẩn bị"),
            round_.title,
            round_.n,
            time_left(round_.entry_due_on, today),
            ("assessments:round", (round_.id,), {}),
        )
        for round_ in rows
        if isinstance(policies.may_run_rounds(actor, round_), Allowed)
    ]

"""What rounds, sheets and the past tell the chain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.chain.registry import Beside, Edge, Hit, Kind, since
from dieuphoi.core.chain.search import nearest
from dieuphoi.core.files.selectors import search_text
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.functions import Fold
from dieuphoi.core.kernel.matching import Rank, Sought
from dieuphoi.programme.assessments import decided, selectors
from dieuphoi.programme.assessments.amendments import chain as amendments
from dieuphoi.programme.assessments.models import (
    AssessmentRound,
    DecidedVerdict,
    DecidedYear,
    Evidence,
    IndicatorResult,
    Sheet,
)
from dieuphoi.registry.territory.names import FRONT_WORDS


def find_rounds(actor: Actor, typed: str, day: date, limit: int) -> Sequence[Hit]:
    """Rounds by their title."""
    sought = Sought.of(typed)
    if not sought:
        return []
    rows: Any = AssessmentRound.objects.visible_to(actor).annotate(folded=Fold(F("title")))
    rows = nearest(rows, sought, folded=("folded",), raw=("title",), order=("-territory_on", "-id"))
    return [
        Hit(row.title, reverse("assessments:round", args=[row.pk]), row.get_state_display(), sought.rank(row.title))
        for row in rows[:limit]
    ]


def find_sheets(actor: Actor, typed: str, day: date, limit: int) -> Sequence[Hit]:
    """Sheets by their commune's name or code, newest round first among equals."""
    rows = selectors.all_sheets(actor)
    return [
        Hit(row.unit_name, reverse("assessments:sheet", args=[row.pk]), row.round.title, rank)
        for row, rank in _by_commune(rows, typed, ("-round__territory_on", "unit_key", "-id"), limit)
    ]


def find_decided(actor: Actor, typed: str, day: date, limit: int) -> Sequence[Hit]:
    """Commune-years by the name or code that the commune bore, newest first among equals."""
    rows = decided.decided_years(actor)
    return [
        Hit(_decided_title(row), reverse("assessments:decided", args=[row.pk]), _now("kết quả đã công bố"), rank)
        for row, rank in _by_commune(rows, typed, ("-year", "unit_key", "-id"), limit)
    ]


def _by_commune(rows: Any, typed: str, order: Sequence[str], limit: int) -> list[tuple[Any, Rank]]:
    sought = Sought.of(typed, front=FRONT_WORDS)
    if not sought:
        return []
    found = nearest(
        rows.annotate(folded=Fold(F("unit_name"))),
        sought,
        folded=("folded", "unit_code"),
        raw=("unit_name", "unit_code"),
        order=order,
    )
    return [(row, sought.rank(row.unit_name, row.unit_code)) for row in found[:limit]]


def find_evidence(actor: Actor, typed: str, day: date, limit: int) -> Sequence[Hit]:
    """Files of evidence that hold the typed words, where the actor reads the commune that gave them."""
    seen = Evidence.objects.visible_to(actor)
    texts = search_text(seen.values("blob_id"), typed, limit=limit)
    if not texts:
        return []
    files: dict[int, list[Evidence]] = {}
    for file in seen.filter(blob_id__in=[text.blob_id for text in texts]).select_related("sheet").order_by("-id"):
        files.setdefault(file.blob_id, []).append(file)
    places = [(file.sheet_id, file.indicator_id) for found in files.values() for file in found]
    results = {
        (sheet, indicator): pk
        for pk, sheet, indicator in IndicatorResult.objects.visible_to(actor)
        .filter(sheet_id__in={sheet for sheet, _indicator in places})
        .filter(indicator_id__in={indicator for _sheet, indicator in places})
        .values_list("pk", "sheet_id", "indicator_id")
    }
    return [
        Hit(
            f"{file.name} – {file.sheet.unit_name}",
            f"{reverse('assessments:result', args=[results[file.sheet_id, file.indicator_id]])}#file-{file.pk}",
            text.passage,
            Rank.IN_A_FILE,
        )
        for text in texts
        for file in files.get(text.blob_id, ())
        if (file.sheet_id, file.indicator_id) in results
    ][:limit]


def _decided_title(row: Any) -> str:
    return f"{row.unit_name} – {row.year}"


KINDS = (
    *amendments.KINDS,
    Kind(
        key="round",
        label=_("Đợt rà soát"),
        model=AssessmentRound,
        title=lambda row: row.title,
        reads=("title",),
        url=lambda row: reverse("assessments:round", args=[row.pk]),
        find=find_rounds,
        history=True,
    ),
    Kind(
        key="sheet",
        label=_("Phiếu của xã"),
        model=Sheet,
        title=lambda row: f"{row.unit_name} – {row.round.title}",
        url=lambda row: reverse("assessments:sheet", args=[row.pk]),
        reads=("unit_name", "round__title"),
        find=find_sheets,
        history=True,
    ),
    Kind(
        key="result",
        label=_("Kết quả chỉ tiêu"),
        model=IndicatorResult,
        title=lambda row: f"{row.indicator.code} – {row.sheet.unit_name}",
        url=lambda row: reverse("assessments:result", args=[row.pk]),
        reads=("indicator__code", "sheet__unit_name"),
    ),
    Kind(
        key="evidence",
        label=_("Minh chứng"),
        model=Evidence,
        title=lambda row: row.name,
        reads=("name",),
        url=lambda row: reverse("assessments:evidence", args=[row.pk]),
        find=find_evidence,
    ),
    Kind(
        key="decided",
        label=_("Kết quả đã công bố"),
        model=DecidedYear,
        title=_decided_title,
        reads=("unit_name", "year"),
        url=lambda row: reverse("assessments:decided", args=[row.pk]),
        find=find_decided,
    ),
    # What changed: every row ever written, also of what was taken back since (fault 20).
    Kind(
        key="decided_row",
        label=_("Các lần ghi kết quả đã công bố"),
        model=DecidedVerdict,
        title=lambda row: f"{row.sheet.unit_name} {row.sheet.year} – {row.criterion.number}",
        url=lambda row: reverse("assessments:decided", args=[row.sheet_id]),
        reads=("sheet__unit_name", "sheet__year", "criterion__number"),
        history=True,
        acts={
            "decided.record": _("ghi kết quả đã công bố"),
            "decided.correct": _("sửa kết quả đã công bố"),
            "decided.withdraw": _("rút kết quả ghi nhầm"),
            "decided.undo": _("hoàn tác lần nhập"),
        },
    ),
)
BESIDE: tuple[Beside, ...] = (
    Beside(
        "set_version",
        _("Cách quy đổi số liệu qua sắp xếp đơn vị"),
        lambda pk: reverse("assessments:carry_rules", args=[pk]),
        lambda actor: actor.is_authenticated,
    ),
)
EDGES: tuple[Edge, ...] = (
    *amendments.EDGES,
    Edge(
        upper="sheet",
        lower="unit",
        path="unit_id",
        down=_("của xã"),
        up=_("phiếu rà soát"),
        rests=True,
        at=since("round__territory_on"),
    ),
    Edge(
        upper="sheet",
        lower="round",
        path="round_id",
        down=_("thuộc đợt"),
        up=_("phiếu của các xã"),
        rows_url=lambda pk: f"{reverse('assessments:sheets')}?round={pk}",
        at=since("round__territory_on"),
    ),
    Edge("result", "sheet", "sheet_id", _("thuộc phiếu"), _("từng chỉ tiêu"), rests=False),
    Edge(
        "evidence",
        "sheet",
        "sheet_id",
        _("của phiếu"),
        _("minh chứng"),
        rests=False,
        at=since("recorded_at__date"),
    ),
    Edge("round", "unit", "province_id", _("của tỉnh"), _("đợt rà soát"), at=since("territory_on")),
    Edge("decided", "unit", "unit_id", _("của xã"), _("kết quả đã công bố"), at=since("territory_on")),
    Edge(
        "round",
        "set_version",
        "version_id",
        _("theo bộ tiêu chí"),
        _("đợt rà soát theo bộ này"),
        at=since("territory_on"),
    ),
    Edge(
        upper="decided",
        lower="set_version",
        path="version_id",
        down=_("theo bộ tiêu chí"),
        up=_("kết quả đã công bố theo bộ này"),
        rows_url=lambda pk: f"{reverse('assessments:decided_list')}?set={pk}",
        at=since("territory_on"),
    ),
)

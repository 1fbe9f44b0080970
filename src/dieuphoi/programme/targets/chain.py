"""What registered targets tell the chain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.chain.registry import Edge, Hit, Kind, since
from dieuphoi.core.chain.search import nearest
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.matching import Sought
from dieuphoi.programme.recognition.models import Level
from dieuphoi.programme.targets.models import RegisteredTarget, StandingTarget
from dieuphoi.programme.targets.tables import target_url
from dieuphoi.registry.territory.names import FRONT_WORDS


def _title(row: Any) -> str:
    return f"{row.unit_name} – {Level(row.level).label}, {row.years_label}"


def find(actor: Actor, typed: str, day: date, limit: int) -> Sequence[Hit]:
    """Targets by unit or by the papers of the registration; those registered by the day."""
    sought = Sought.of(typed, front=FRONT_WORDS)
    if not sought:
        return []
    rows: Any = StandingTarget.objects.visible_to(actor).filter(registered_on__lte=day)
    rows = nearest(
        rows,
        sought,
        folded=("unit_folded", "papers_folded"),
        raw=("unit_name", "document"),
        order=("unit_key", "-year", "pk"),
    )
    return [
        Hit(_title(row), target_url(row), row.document, sought.rank(row.unit_name, row.papers_folded, row.document))
        for row in rows[:limit]
    ]


def _fulfils(on: date, today: date) -> Q:
    """The recognitions of the target's unit that fulfil it on the day: its level or above, decided by then."""
    tiers = ("basic", "advanced", "model", "modern_pilot")
    found = Q(pk__in=[])
    for kind in ("commune", "district", "province"):
        levels = [f"{kind}_{tier}" for tier in tiers if f"{kind}_{tier}" in Level.values]
        for place, level in enumerate(levels):
            found |= Q(level=level, unit__recognitions__level__in=levels[place:])
    return found & Q(goal="LEVEL", unit__recognitions__decision_on__lte=on)


_READS = ("unit_name", "level", "first_year", "year")
_ACTS = {
    "target.register": _("ghi đăng ký về đích"),
    "target.correct": _("sửa đăng ký"),
    "target.confirm": _("ghi phê duyệt"),
    "target.unconfirm": _("gỡ phê duyệt ghi nhầm"),
    "target.withdraw": _("rút đăng ký"),
    "target.move": _("chuyển năm về đích"),
    "target.restore": _("khôi phục đăng ký"),
    "target.take_back": _("hủy việc chuyển năm"),
    "target.void": _("rút vì ghi nhầm"),
}

KINDS = (
    Kind(
        key="target",
        label=_("Đăng ký về đích"),
        model=StandingTarget,
        title=_title,
        url=target_url,
        reads=_READS,
        find=find,
    ),
    # What changed: also of what was taken back as entered by mistake (fault 20).
    Kind(
        key="target_row",
        label=_("Các thay đổi của đăng ký về đích"),
        model=RegisteredTarget,
        title=_title,
        url=target_url,
        reads=_READS,
        history=True,
        labels={
            "state": _("Trạng thái"), "year": _("Năm về đích"), "level": _("Mức"), "wanted": _("Số phải đạt"),
            "confirmed_number": _("Quyết định phê duyệt"), "end_reason": _("Lý do kết thúc"),
        },
        acts=_ACTS,
    ),
)  # fmt: skip
EDGES: tuple[Edge, ...] = (
    Edge(
        "target", "unit", "unit_id", _("của đơn vị"), _("đăng ký về đích"),
        rows_url=lambda unit: reverse("targets:list", query={"unit": f"#{unit}"}), at=since("registered_on"),
    ),
    Edge(
        "target", "set_version", "version_id", _("theo bộ tiêu chí"), _("đích đăng ký theo bộ này"),
        at=since("registered_on"),
    ),
    Edge(
        "target", "recognition", "unit__recognitions", _("đã đạt bằng công nhận"), _("đích đã đăng ký mà nó đạt"),
        rests=False, at=since("registered_on"), linked=_fulfils,
    ),
    Edge(
        "target", "target", "moved_from_id", _("chuyển từ"), _("chuyển sang"), rests=False, at=since("registered_on"),
    ),
    Edge(
        "target", "person", "follower_id", _("người theo dõi"), _("đích đang theo dõi"), rests=False,
        at=since("registered_on"),
    ),
    Edge(
        "target", "org", "follower_org_id", _("cơ quan theo dõi"), _("đích đang theo dõi"), rests=False,
        at=since("registered_on"),
    ),
)  # fmt: skip

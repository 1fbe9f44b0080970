"""The kinds of record of this package, how they are searched, and what they rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.chain.registry import Edge, Hit, Kind, during, since
from dieuphoi.core.chain.search import nearest
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.functions import Fold
from dieuphoi.core.kernel.matching import Rank, Sought
from dieuphoi.core.kernel.ranges import range_label
from dieuphoi.registry.organisations import selectors
from dieuphoi.registry.organisations.models import (
    FieldMonitor,
    Handover,
    OrgName,
    OrgUnit,
    Person,
    SteeringCommittee,
)


def find_orgs(actor: Actor, typed: str, day: date, limit: int) -> Sequence[Hit]:
    """By name, short name or code of the day, then by former names."""
    sought = Sought.of(typed)
    if not sought:
        return []
    found = selectors.orgs_query(actor, day).annotate(folded_code=Fold("code"))
    found = nearest(
        found,
        sought,
        folded=("day_name_folded", "day_short_folded", "folded_code"),
        raw=("day_name", "day_short", "code"),
        order=("day_name_key", "code"),
    )
    hits = [
        Hit(
            row.name,
            reverse("organisations:org", args=[row.id]),
            " · ".join(part for part in (row.kind_label, row.parent_name or row.place_name) if part),
            sought.rank(row.name, row.short_name, row.code),
        )
        for row in selectors.org_rows(found[:limit])
    ]
    names = OrgName.objects.visible_to(actor).filter(valid__isempty=False).exclude(valid__contains=day)
    former = nearest(
        names.select_related("org"),
        sought,
        folded=("name_folded", "short_folded"),
        raw=("name", "short_name"),
        order=("-valid",),
    )
    known = {hit.url for hit in hits}
    for row in former[:limit]:
        url = reverse("organisations:org", args=[row.org_id])
        if url not in known:
            note = _now("tên khác: %(name)s, %(days)s") % {"name": row.name, "days": range_label(row.valid)}
            hits.append(Hit(row.org.name, url, note, max(Rank.FORMER, sought.rank(row.name, row.short_name))))
            known.add(url)
    there = OrgUnit.objects.visible_to(actor).filter(valid__isempty=False).exclude(valid__contains=day)
    ended = nearest(there, sought, folded=("name_folded",), raw=("name",), order=("name_key",))
    for org in ended[:limit]:
        url = reverse("organisations:org", args=[org.pk])
        end = selectors.last_day(org.valid)
        if url not in known:
            if end is not None:
                url = f"{url}?as_of={end.isoformat()}"
            hits.append(Hit(org.name, url, range_label(org.valid), max(Rank.FORMER, sought.rank(org.name))))
    return sorted(hits, key=lambda hit: hit.rank)[:limit]


def find_people(actor: Actor, typed: str, day: date, limit: int) -> Sequence[Hit]:
    """By name, by telephone; people without a post today, too, for their past is looked up."""
    sought = Sought.of(typed)
    if not sought:
        return []
    people = nearest(
        Person.objects.visible_to(actor),
        sought,
        folded=("name_folded", "phone"),
        raw=("full_name", "phone"),
        order=("given_name_key", "full_name", "id"),
    )
    rows = list(people[:limit])
    posts: dict[int, list[str]] = {}
    for held in selectors.holders_on(actor, day, people=[row.pk for row in rows]):
        posts.setdefault(held.person_id, []).append(f"{held.title}, {held.org_name}")
    return [
        Hit(
            row.full_name,
            reverse("organisations:person", args=[row.pk]),
            "; ".join(posts.get(row.pk, [])) or _now("không giữ chức vụ vào ngày này"),
            sought.rank(row.full_name, row.phone),
        )
        for row in rows
    ]


def find_committees(actor: Actor, typed: str, day: date, limit: int) -> Sequence[Hit]:
    """By name; those of other days last."""
    sought = Sought.of(typed)
    if not sought:
        return []
    rows = nearest(
        SteeringCommittee.objects.visible_to(actor),
        sought,
        folded=("name_folded",),
        raw=("name",),
        order=("name_key", "pk"),
    )
    hits = [
        Hit(
            row.name,
            reverse("organisations:committee", args=[row.pk]),
            " · ".join(part for part in (row.decision, range_label(row.valid)) if part),
            sought.rank(row.name) if _holds(row, day) else max(Rank.FORMER, sought.rank(row.name)),
        )
        for row in rows[: limit * 4]
    ]
    return sorted(hits, key=lambda hit: hit.rank)[:limit]


def find_handovers(actor: Actor, typed: str, day: date, limit: int) -> Sequence[Hit]:
    """By who gives or receives."""
    sought = Sought.of(typed)
    if not sought:
        return []
    rows = nearest(
        selectors.handovers_query(actor, day),
        sought,
        folded=("giver__name_folded", "receiver__name_folded"),
        raw=("giver__full_name", "receiver__full_name"),
        order=("-effective_on", "pk"),
    )
    return [
        Hit(
            str(row),
            reverse("organisations:handover", args=[row.pk]),
            row.reason[:120],
            sought.rank(*(each.full_name for each in (row.giver, row.receiver) if each is not None)),
        )
        for row in rows[:limit]
    ]


def _holds(row: Any, day: date) -> bool:
    from dieuphoi.core.kernel.ranges import contains

    return contains(row.valid, day)


def org_given(actor: Actor, on: date) -> Mapping[str, Combinable]:
    """The name that an organisation bore on the day, else the one it bears."""
    names = OrgName.objects.visible_to(actor).filter(org_id=OuterRef("pk"), valid__contains=on)
    return {"day_name": Coalesce(Subquery(names.values("name")[:1]), F("name"))}


KINDS = (
    Kind(
        "org",
        _("Cơ quan"),
        OrgUnit,
        title=lambda row: getattr(row, "day_name", "") or row.name,
        given=org_given,
        url=lambda row: reverse("organisations:org", args=[row.pk]),
        find=find_orgs,
        history=True,
    ),
    Kind(
        "person",
        _("Cán bộ"),
        Person,
        title=lambda row: row.full_name,
        url=lambda row: reverse("organisations:person", args=[row.pk]),
        reads=("full_name",),
        find=find_people,
        history=True,
    ),
    Kind(
        "committee",
        _("Ban Chỉ đạo"),
        SteeringCommittee,
        title=lambda row: row.name,
        url=lambda row: reverse("organisations:committee", args=[row.pk]),
        reads=("name",),
        find=find_committees,
        history=True,
    ),
    Kind(
        "monitor",
        _("Phân công theo dõi"),
        FieldMonitor,
        title=lambda row: (
            f"{row.person or row.org}: {row.field.name if row.field else _now('Mọi lĩnh vực')}"
        ),
        url=lambda row: reverse("organisations:monitor", args=[row.pk]),
        reads=("person__full_name", "org__name", "field__name"),
        history=True,
    ),
    Kind(
        "handover",
        _("Bàn giao"),
        Handover,
        title=str,
        url=lambda row: reverse("organisations:handover", args=[row.pk]),
        reads=("giver__full_name", "receiver__full_name", "giver_org__name", "receiver_org__name"),
        find=find_handovers,
        history=True,
    ),
)

EDGES = (
    Edge("org", "unit", "place_id", _("Của địa bàn"), _("Cơ quan của địa bàn"), at=during()),
    Edge("committee", "unit", "place_id", _("Của địa bàn"), _("Ban Chỉ đạo"), at=during()),
    Edge("monitor", "unit", "unit_id", _("Ở địa bàn"), _("Người theo dõi"), at=during()),
    Edge("committee", "org", "org_id", _("Cơ quan thường trực"), _("Ban Chỉ đạo"), at=during()),
    Edge(
        "committee",
        "person",
        "members__person_id",
        _("Thành viên"),
        _("Ban Chỉ đạo"),
        rests=False,
        at=during(),
        linked=during("members__valid"),
    ),
    Edge("monitor", "person", "person_id", _("Người theo dõi"), _("Phân công theo dõi"), at=during()),
    Edge("monitor", "org", "org_id", _("Phòng theo dõi"), _("Phân công theo dõi"), at=during()),
    Edge("handover", "person", "giver_id", _("Người giao"), _("Bàn giao đi"), at=since("effective_on")),
    Edge("handover", "person", "receiver_id", _("Người nhận"), _("Nhận bàn giao"), at=since("effective_on")),
    Edge(
        "handover",
        "org",
        "giver_org_id",
        _("Cơ quan giao"),
        _("Bàn giao đi"),
        rests=False,
        at=since("effective_on"),
    ),
)

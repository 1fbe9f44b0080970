"""What becomes of the rows that an undone import had made: they were never valid, and their key is free again.

Nothing is deleted: the row keeps its id and its history says under which code or title it was brought in.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from dieuphoi.core.exchange.undoing import NEVER, Named, never_valid, refuse_rests
from dieuphoi.registry.organisations.models import CommitteeMember, Holding, OrgParent, Post

_BATCH = 2_000


def never_valid_and_free(key: str) -> Callable[[list[Any]], None]:
    """As :func:`never_valid`; the unique ``key`` bears the row's id from now on, so that it can be used again."""

    def end(rows: list[Any]) -> None:
        for row in rows:
            mark = f"~{row.pk}"
            longest = row._meta.get_field(key).max_length - len(mark)
            setattr(row, key, getattr(row, key)[:longest] + mark)
            row.valid = NEVER
        type(rows[0])._base_manager.bulk_update(rows, [key, "valid"], batch_size=_BATCH)

    return end


def refuse_inside(org_ids: Collection[int]) -> None:
    """After the undo: what still stands inside organisations that were never there refuses it, by name."""
    names = [f"{row.title} ({row.org.name})" for row in Post.objects.filter(org_id__in=org_ids, valid__isempty=False)
             .select_related("org").order_by("id")[:8]]  # fmt: skip
    below = OrgParent.objects.filter(parent_id__in=org_ids, valid__isempty=False).exclude(org_id__in=org_ids)
    names += [row.org.name for row in below.select_related("org").order_by("id")[:8]]
    refuse_rests(names)


def refuse_held(post_ids: Collection[int]) -> None:
    """After the undo: who holds, or held, a post that was never there refuses it."""
    held = Holding.objects.filter(post_id__in=post_ids, valid__isempty=False).select_related("person").order_by("id")
    refuse_rests([row.person.full_name for row in held[:8]])


def refuse_seats(committee_ids: Collection[int]) -> None:
    """After the undo: who sits, or sat, on a committee that was never there refuses it."""
    seats = CommitteeMember.objects.filter(committee_id__in=committee_ids, valid__isempty=False)
    refuse_rests([row.person.full_name for row in seats.select_related("person").order_by("id")[:8]])


POST_NAMED = Named(lambda row: f"{row.title} – {row.org.name}", ("org",))
SEAT_NAMED = Named(lambda row: f"{row.person.full_name} – {row.committee.name}", ("person", "committee"))
AREA_NAMED = Named(
    lambda row: " – ".join(
        part for part in (row.member.person.full_name, str(row.field or ""), row.member.committee.name) if part
    ),
    ("member__person", "member__committee", "field"),
)
MONITOR_NAMED = Named(
    lambda row: " – ".join(part for part in (str(row.person or row.org), str(row.field or "")) if part),
    ("person", "org", "field"),
)
NAME_NAMED = Named(lambda row: row.name)
SUPERIOR_NAMED = Named(lambda row: row.org.name, ("org",))


__all__ = [
    "AREA_NAMED", "MONITOR_NAMED", "NAME_NAMED", "POST_NAMED", "SEAT_NAMED", "SUPERIOR_NAMED", "never_valid",
    "never_valid_and_free", "refuse_held", "refuse_inside", "refuse_seats",
]  # fmt: skip

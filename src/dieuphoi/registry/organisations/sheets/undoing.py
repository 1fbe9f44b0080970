"""What becomes of the rows that an undone import had made: they were never valid, and their key is free again.

Nothing is deleted: the row keeps its id and its history says under which code or title it was brought in.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from dieuphoi.core.kernel.errors import Refused
from dieuphoi.registry.organisations.models import Holding, OrgParent, Post

NEVER = DateRange(empty=True)


def never_valid(rows: list[Any]) -> None:
    """The rows hold on no day."""
    for row in rows:
        row.valid = NEVER
        row.save(update_fields=["valid"])


def never_valid_and_free(key: str) -> Callable[[list[Any]], None]:
    """As :func:`never_valid`; the unique ``key`` bears the row's id from now on, so that it can be used again."""

    def end(rows: list[Any]) -> None:
        for row in rows:
            mark = f"~{row.pk}"
            longest = row._meta.get_field(key).max_length - len(mark)
            setattr(row, key, getattr(row, key)[:longest] + mark)
            row.valid = NEVER
            row.save(update_fields=[key, "valid"])

    return end


def refuse_inside(org_ids: Collection[int]) -> None:
    """After the undo: what still stands inside organisations that were never there refuses it, by name."""
    names = [f"{row.title} ({row.org.name})" for row in Post.objects.filter(org_id__in=org_ids, valid__isempty=False)
             .select_related("org").order_by("id")[:8]]  # fmt: skip
    below = OrgParent.objects.filter(parent_id__in=org_ids, valid__isempty=False).exclude(org_id__in=org_ids)
    names += [row.org.name for row in below.select_related("org").order_by("id")[:8]]
    _refuse(names)


def refuse_held(post_ids: Collection[int]) -> None:
    """After the undo: who holds, or held, a post that was never there refuses it."""
    held = Holding.objects.filter(post_id__in=post_ids, valid__isempty=False).select_related("person").order_by("id")
    _refuse([row.person.full_name for row in held[:8]])


def _refuse(names: list[str]) -> None:
    if names:
        raise Refused(
            "rests",
            _("Đã có việc dựa vào các bản ghi của lần nhập này: %(names)s.") % {"names": "; ".join(names)},
        )

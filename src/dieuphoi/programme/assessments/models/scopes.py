"""Who sees the rows of a sheet."""

from __future__ import annotations

from typing import Self

from django.db.models import Q

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.scope import ScopedQuerySet
from dieuphoi.programme.assessments.states import SheetState


class SheetBoundQuerySet(ScopedQuerySet):
    """Rows of a sheet: whoever reads its commune reads them. ``path`` leads to the sheet."""

    path = ""

    def scope(self, actor: Actor) -> Self:
        places = actor.reads()
        if places.everything:
            return self
        return self.filter(**{f"{self.path}unit__any_of": places.array})


class SheetQuerySet(SheetBoundQuerySet):
    path = ""


class ThroughSheetQuerySet(SheetBoundQuerySet):
    path = "sheet__"


class VerdictQuerySet(ThroughSheetQuerySet):
    """Verdicts: one's own communes at any time, of others only what is frozen (domain.md §1)."""

    def scope(self, actor: Actor) -> Self:
        places = actor.reads()
        if places.everything:
            return self
        if not places:
            return self.none()
        return self.filter(Q(sheet__unit__any_of=places.array) | Q(sheet__state=SheetState.FROZEN))


class RollupQuerySet(VerdictQuerySet):
    """Roll-ups of sheets: seen as the verdicts that they add up."""

    def of_round(self, round_id: int) -> Self:
        """The roll-ups of one round. Told of the sheets as well: PostgreSQL does not know that both say the same
        round, and would read the sheets of all rounds that were ever held.
        """
        return self.filter(round_id=round_id, sheet__round_id=round_id)

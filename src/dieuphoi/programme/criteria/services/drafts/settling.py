"""A draft under the hand: locked before it is written on, put in order and its hash renewed after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.programme.criteria import selectors, sets
from dieuphoi.programme.criteria.models import Criterion, Indicator, SetVersion
from dieuphoi.programme.criteria.states import VersionState


def draft_locked(actor: Actor, version_id: int) -> SetVersion:
    """The draft, locked. Raises ``Refused`` (409) for what is no draft (any more)."""
    version = (
        SetVersion.objects.select_for_update(of=("self",)).select_related("set").one_visible_to(actor, id=version_id)
    )
    if version.state != VersionState.DRAFT:
        raise Refused(
            "not_draft",
            _("Chỉ sửa được dự thảo; phiên bản này %(state)s. Hãy lập bản sửa đổi.")
            % {"state": version.get_state_display()},
        )
    return version


def settle(version: SetVersion) -> None:
    """Write rows in their order and the hash of the content as it stands now."""
    criteria = sorted(version.criteria.all(), key=lambda each: (int(each.number), each.position))
    renumber(Criterion, version, criteria)
    place = {criterion.pk: at for at, criterion in enumerate(criteria)}
    rows = sorted(version.indicators.all(), key=lambda row: (place[row.criterion_id], row.position))
    renumber(Indicator, version, rows)
    version.content_hash = sets.content_hash(selectors.engine_set_from(version))
    version.save(update_fields=["content_hash", *_HEAD_FIELDS])


_HEAD_FIELDS = (
    "decision_number", "decision_on", "issuer", "effective", "expected_criteria", "expected_indicators", "header",
    "change_note",
)  # fmt: skip


def renumber(model: Any, version: SetVersion, ordered: Sequence[Any]) -> None:
    if [each.position for each in ordered] == list(range(1, len(ordered) + 1)):
        return
    # Two steps: no two rows share a position at any moment.
    model.objects.filter(version=version).update(position=F("position") + 100_000)
    for position, each in enumerate(ordered, start=1):
        each.position = position
    model.objects.bulk_update(ordered, ["position"])

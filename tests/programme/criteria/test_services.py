"""Confirming rows: append-only, so what could break a set is refused with all faults at once."""

from __future__ import annotations

import pytest

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputErrors, Refused
from dieuphoi.programme.criteria import selectors, sets
from dieuphoi.programme.criteria.models import RowConfirmation, SetVersion
from dieuphoi.programme.criteria.services import Reading, rows_confirm, shipped_sets_load, version_bring_in

pytestmark = pytest.mark.django_db


def confirm(system: Actor, code: str, now: object, *readings: Reading) -> int:
    version = SetVersion.objects.get(set__code=code)
    return rows_confirm(actor=system, version_id=version.id, readings=readings, now=now)  # type: ignore[arg-type]


def test_a_faulty_confirmation_is_refused_and_the_set_still_judges(system: Actor, now: object) -> None:
    shipped_sets_load(actor=system, now=now)  # type: ignore[arg-type]
    with pytest.raises(InputErrors) as errors:
        confirm(
            system,
            "ntm-xa-2016-2020",
            now,
            Reading("1.1", "QĐ 1980", cells=("KHÔNG-CÓ",)),
            Reading("99.9", "QĐ 1980"),
            Reading("1.2", " "),
            Reading("10", "x" * 201),
        )
    assert len(errors.value.errors) == 4
    assert RowConfirmation.objects.count() == 0
    version = SetVersion.objects.get(set__code="ntm-xa-2016-2020")
    assert len(selectors.engine_set(version.id).indicators) == 49


def test_a_row_known_only_by_name_cannot_be_confirmed(system: Actor, now: object) -> None:
    shipped_sets_load(actor=system, now=now)  # type: ignore[arg-type]
    version = SetVersion.objects.get(set__code="ntm-xa-2026-2030")
    code = version.indicators.first().code
    with pytest.raises(InputErrors):
        confirm(system, "ntm-xa-2026-2030", now, Reading(code, "QĐ 51/2025/QĐ-TTg"))


def test_the_same_content_is_not_brought_in_twice(system: Actor, now: object) -> None:
    shipped_sets_load(actor=system, now=now)  # type: ignore[arg-type]
    with pytest.raises(Refused) as refusal:
        version_bring_in(actor=system, source=sets.load_set("ntm-xa-2016-2020"), now=now)  # type: ignore[arg-type]
    assert refusal.value.code == "already_there"
    assert shipped_sets_load(actor=system, now=now) == []  # type: ignore[arg-type]


def test_a_confirmed_row_judges_and_its_content_hash_stays(system: Actor, now: object) -> None:
    shipped_sets_load(actor=system, now=now)  # type: ignore[arg-type]
    version = SetVersion.objects.get(set__code="ntm-xa-2016-2020")
    before = sets.content_hash(selectors.engine_set(version.id))
    confirm(system, "ntm-xa-2016-2020", now, Reading("9.2", "QĐ 1980", cells=("BTB",)))
    after = selectors.engine_set(version.id)
    assert after.indicator("9.2").trusts("BTB")
    assert not after.indicator("9.2").trusts("TN")
    assert sets.content_hash(after) == before == version.content_hash

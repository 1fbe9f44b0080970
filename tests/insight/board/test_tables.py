"""The wall as markup: changes, escaping."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from dieuphoi.insight.board.selectors import change
from dieuphoi.insight.board.tables import column_counts, wall_markup
from dieuphoi.programme.assessments.models import AssessmentRound
from dieuphoi.programme.assessments.selectors import WallRow
from dieuphoi.programme.criteria.models import Criterion


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        ("M", "N", "better"),
        ("M", "E", "better"),
        ("N", "M", "worse"),
        ("U", "M", "changed"),
        ("N", "U", "changed"),
        ("E", "M", ""),
        ("M", "M", ""),
        ("M", "", ""),
    ],
)
def test_what_a_mark_became(now: str, before: str, said: str) -> None:
    assert change(now, before) == said


def _row(name: str, marks: str, bases: str = "CCC") -> WallRow:
    return WallRow(1, 7, name, "00001", "OPEN", marks, bases, marks.count("M"), 3, 0, 0, False)


def test_the_counts_of_a_column_are_of_the_rows_shown() -> None:
    counts = column_counts([_row("a", "MNE"), _row("b", "MUA")], 3)
    assert [(each.met, each.not_met, each.open) for each in counts] == [(2, 0, 0), (0, 1, 1), (0, 0, 1)]


def test_every_cell_leads_to_its_commune_and_criterion_and_text_is_escaped() -> None:
    columns = [Criterion(id=at, number=str(at), position=at, name=f"Tên <{at}>") for at in (1, 2, 3)]
    round_ = AssessmentRound(id=5, title="Đợt <b>")
    params = RequestFactory().get("/", {"round": "5"}).GET
    markup = str(wall_markup(round_, columns, [_row("Xã <i>", "MNE", "CX-")], {7: "NMM"}, params))
    assert 'href="/board/communes/7/?round=5#tc-2"' in markup
    assert 'href="/board/rounds/5/criteria/3/"' in markup
    assert "Xã &lt;i&gt;" in markup
    assert "<i>" not in markup.replace("<i>Đạt", "").replace("<i>Chưa", "")
    assert "wd-better" in markup
    assert "wd-worse" in markup
    assert "criterion=2&amp;mark=N" in markup

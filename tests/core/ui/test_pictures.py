"""Unknown is not flat, zero is shown as 0, nothing is left unescaped, the wall speaks."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from dieuphoi.core.ui.icons import NAMES, icon
from dieuphoi.core.ui.states import BASES, VERDICTS
from dieuphoi.core.ui.svg import Bar, Series, bar_chart, line_chart, sparkline, stacked_bar
from dieuphoi.core.ui.wall import WallCell, WallColumn, WallRow, wall


@pytest.fixture(autouse=True)
def _vietnamese():  # type: ignore[no-untyped-def]
    with translation.override("vi"):
        yield


COLUMNS = [WallColumn("1", "Quy hoạch"), WallColumn("2", "Giao thông <&>")]


def test_a_wall_row_with_a_cell_too_few_is_refused() -> None:
    with pytest.raises(ValueError, match="1 cells for 2 columns"):
        wall(COLUMNS, [WallRow("Xã A", "", [WallCell("MET")])], "Tường")


def test_a_wall_with_an_unknown_verdict_or_change_is_refused() -> None:
    with pytest.raises(KeyError):
        wall(COLUMNS[:1], [WallRow("Xã A", "", [WallCell("PERHAPS")])], "Tường")
    with pytest.raises(ValueError, match="unknown change"):
        wall(COLUMNS[:1], [WallRow("Xã A", "", [WallCell("MET", "", "sideways")])], "Tường")


def test_the_wall_escapes_what_people_typed() -> None:
    columns = [column._replace(anchor='#"><script>') for column in COLUMNS]
    html = wall(columns, [WallRow("<Xã>", '/x?a=1&b="><script>', [WallCell("MET")] * 2, "<2>")], "<T>")
    assert "<Xã>" not in html
    assert "<script>" not in html
    assert "Giao thông &lt;&amp;&gt;" in html
    assert "&lt;2&gt;" in html


def test_each_cell_says_verdict_basis_and_change_in_words() -> None:
    columns = [COLUMNS[0]._replace(anchor="#tc-1")]
    html = wall(columns, [WallRow("Xã A", "/a", [WallCell("MET", "CONCLUDED", "better")], "1/1")], "Tường")
    assert '<td class="wc wc-met wb-concluded wd-better" title="Đạt, Sở, ngành kết luận, mới đạt">' in html
    assert '<a href="/a#tc-1" tabindex="-1">' in html
    assert "<i>Đạt, Sở, ngành kết luận, mới đạt</i>" in html


def test_the_five_verdicts_look_and_read_differently() -> None:
    looks = [VERDICTS[code] for code in ("MET", "NOT_MET", "NOT_ENTERED", "UNDETERMINED", "NOT_APPLICABLE")]
    assert len({look.icon for look in looks}) == 5
    assert len({look.css for look in looks}) == 5
    assert len({str(look.label) for look in looks}) == 5
    assert {look.icon for look in (*looks, *BASES.values())} <= set(NAMES)


def test_an_icon_is_skipped_by_readers_unless_it_has_a_name() -> None:
    assert 'aria-hidden="true"' in icon("check")
    assert 'role="img" aria-label="Đạt &amp; đủ"' in icon("check", "Đạt & đủ")


def test_an_unknown_value_is_a_gap_in_a_sparkline() -> None:
    html = sparkline([1, 2, None, 3, 4])
    assert len(re.findall(r'<path class="spark-line"', html)) == 2
    assert "1 kỳ chưa có số liệu" in html


def test_a_sparkline_of_nothing_draws_no_line() -> None:
    html = sparkline([None, None], "Xã A")
    assert "spark-line" not in html
    assert 'aria-label="Xã A: chưa có số liệu"' in html


def test_lines_and_labels_of_unequal_length_are_refused() -> None:
    with pytest.raises(ValueError, match="2 values for 3 labels"):
        line_chart(["a", "b", "c"], [Series("S", [1, 2])], "T")


def test_a_line_chart_breaks_at_an_unknown_year_and_keeps_percent_between_0_and_100() -> None:
    html = line_chart(["2019", "2020", "2021"], [Series("Tỉnh", [0, None, 100])], "Tỷ lệ", percent=True)
    assert 'class="stroke"' not in html  # two single points: nothing to join
    assert len(re.findall(r'class="dot"', html)) == 2
    assert re.findall(r'text-anchor="end">([^<]+%)</text>', html) == [
        "0%",
        "25%",
        "50%",
        "75%",
        "100%",
    ]


def test_a_known_zero_is_written_0_and_an_unknown_bar_is_not_drawn() -> None:
    html = bar_chart([Bar("Không", 0), Bar("Chưa rõ", None)], "Cột")
    assert html.count('<rect class="bar"') == 1
    assert ">0</text>" in html
    assert ">chưa có số liệu</text>" in html


def test_a_bar_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        bar_chart([Bar("Âm", -1)], "Cột")


def test_the_parts_of_a_stacked_bar_fill_it() -> None:
    parts = [Bar("Đạt", 3, "met"), Bar("Chưa", 1, "not-met"), Bar("Rỗng", 0, "not-entered")]
    html = stacked_bar(parts, "T", width=100)
    assert re.findall(r'x="([\d.]+)"', html) == ["0.00", "75.00"]
    assert "Đạt: 3; Chưa: 1; Rỗng: 0" in html


def test_pictures_carry_no_inline_style() -> None:
    made = [
        sparkline([1, 2]),
        line_chart(["a", "b"], [Series("x", [1, 2])], "T", aim=1),
        bar_chart([Bar("a", 1)], "T"),
        stacked_bar([Bar("a", 1, "met")], "T"),
        wall(COLUMNS[:1], [WallRow("A", "", [WallCell("MET")])], "T"),
    ]
    assert not any("style=" in html for html in made)

"""Cells bear the name of their column; nothing that was safe becomes text, nothing that was text becomes markup."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from dieuphoi.core.ui.labelled import labelled

HEAD = (
    '<thead><tr><th scope="col">Việc</th><th scope="col" class="num">Số &amp; ngày</th>'
    '<th scope="col"><span class="vh">Thao tác</span></th></tr></thead>'
)


def test_each_cell_after_the_first_is_named_and_stays_as_it_was() -> None:
    row = '<tr id="x"><th scope="row"><b>A</b></th><td class="num">1</td><td><a href="/">Sửa</a></td></tr>'
    told = labelled(Markup(f"{HEAD}<tbody>{row}</tbody>"))
    assert isinstance(told, Markup)
    assert '<td data-label="Số &amp; ngày" class="num">1</td>' in told
    assert '<th scope="row"><b>A</b></th>' in told
    assert '<td><a href="/">Sửa</a></td>' in told, "a heading for listeners alone names nothing"
    assert "&lt;" not in told


def test_a_name_cannot_leave_its_attribute() -> None:
    head = '<thead><tr><th>Việc</th><th>a&quot; onclick=&quot;b</th></tr></thead>'
    told = labelled(Markup(f"{head}<tbody><tr><th>x</th><td>1</td></tr></tbody>"))
    assert 'data-label="a&#34; onclick=&#34;b"' in told


@pytest.mark.parametrize("inside", ["", "<tbody><tr><td>1</td></tr></tbody>"])
def test_a_table_without_a_head_stays_as_it_is(inside: str) -> None:
    assert labelled(Markup(inside)) == inside


def test_a_name_that_stands_there_already_is_kept_and_more_cells_than_names_do_no_harm() -> None:
    row = '<tr><th>A</th><td data-label="Riêng">1</td><td>2</td><td>3</td></tr>'
    told = labelled(Markup(f"{HEAD}<tbody>{row}</tbody>"))
    assert told.count("data-label") == 1

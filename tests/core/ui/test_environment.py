from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.urls import NoReverseMatch
from django.utils import translation
from jinja2 import UndefinedError

from dieuphoi.core.ui.jinja_env import BareValue
from dieuphoi.core.ui.query import with_query

from .conftest import engine


def render(source: str, **context: Any) -> str:
    with translation.override("vi"):
        return engine().from_string(source).render(context)


@pytest.mark.parametrize(
    "value", [1234.5, Decimal("0.1"), date(2026, 2, 1), datetime(2026, 2, 1, 3, 0, tzinfo=UTC)], ids=repr
)
def test_a_bare_number_or_date_is_refused(value: object) -> None:
    with pytest.raises(BareValue):
        render("{{ value }}", value=value)


@pytest.mark.parametrize(
    ("value", "written"),
    [(1234.5, "1.234,5"), (date(2026, 2, 1), "01/02/2026"), (Decimal("-0.25"), "-0,25")],
    ids=repr,
)
def test_out_of_tests_a_bare_value_is_written_for_people(value: object, written: str, settings: Any) -> None:
    settings.UI_STRICT_OUTPUT = False
    settings.DEBUG = False
    assert render("{{ value }}", value=value) == written


def test_a_name_that_is_missing_is_refused() -> None:
    with pytest.raises(UndefinedError):
        render("{{ nothing }}")


@pytest.mark.urls("tests.core.ui.urls")
def test_an_unknown_route_is_refused() -> None:
    with pytest.raises(NoReverseMatch):
        render("{{ url('no-such-route') }}")


def test_an_unknown_icon_is_refused() -> None:
    with pytest.raises(KeyError):
        render("{{ icon('no-such-icon') }}")


def test_text_is_escaped_and_nothing_prints_nothing() -> None:
    assert render("{{ a }}|{{ b }}|{{ c }}", a="<b>&", b=None, c=0) == "&lt;b&gt;&amp;||0"


def test_filters_write_the_vietnamese_way() -> None:
    # 03:00 UTC is 10:00 in Hà Nội.
    at = datetime(2026, 2, 1, 3, 0, tzinfo=UTC)
    text = render("{{ n|number }} {{ n|number(1) }} {{ p|percent }} {{ d|date }} {{ at|datetime }}",
                  n=Decimal("1234567.89"), p=12.5, d=date(2026, 2, 1), at=at)  # fmt: skip
    assert text.startswith("1.234.567,89 1.234.567,9 12,5% 01/02/2026 ")
    assert "10:00" in text


def test_lists_follow_the_vietnamese_alphabet() -> None:
    assert (
        render("{{ names|vn_sorted|join(' ') }}", names=["Đức", "Dung", "Ánh", "Ân", "An"])
        == "An Ánh Ân Dung Đức"
    )


@pytest.mark.parametrize(
    ("changes", "query"),
    [
        ({"page": 2}, "?kind=xa&kind=phuong&page=2"),
        ({"sort": "name"}, "?kind=xa&kind=phuong&sort=name"),
        ({"kind": None}, "?"),
        ({"kind": ["xa"]}, "?kind=xa"),
        ({}, "?kind=xa&kind=phuong&page=5"),
    ],
)
def test_a_link_changes_one_part_of_the_view_and_goes_back_to_the_first_page(
    changes: Any, query: str
) -> None:
    from django.http import QueryDict

    assert with_query(QueryDict("kind=xa&kind=phuong&page=5"), **changes) == query


class Person(forms.Form):
    name = forms.CharField(label="Họ và tên", help_text="Ghi <đủ> dấu")
    role = forms.MultipleChoiceField(
        label="Vai trò", choices=[("a", "Cán bộ")], widget=forms.CheckboxSelectMultiple
    )


def test_a_form_lists_all_errors_at_once_each_linking_to_its_field() -> None:
    with translation.override("vi"):
        html = Person({}).render()
    assert 'href="#id_name"' in html
    assert 'href="#id_role"' in html
    assert html.index("error-summary") < html.index('name="name"')
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_error"' in html


def test_a_form_without_faults_has_no_summary() -> None:
    with translation.override("vi"):
        html = Person().render()
    assert "error-summary" not in html
    assert '<label for="id_name">' in html
    assert "<legend>" in html

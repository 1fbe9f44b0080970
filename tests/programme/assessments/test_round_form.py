"""The form of a new round offers periods in words and keeps their codes."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.urls import reverse

from dieuphoi.programme.assessments.forms import RoundForm
from dieuphoi.programme.assessments.models import AssessmentRound
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db


def offered(words: str) -> dict[str, str]:
    """``{code: words}`` of the choices of the period on a page."""
    found = re.search(r'<select name="period".*?</select>', words, re.DOTALL)
    assert found is not None
    options = re.findall(r'<option value="([^"]*)"[^>]*>\s*([^<]*?)\s*</option>', found[0])
    assert len(options) == len(dict(options)), "no period twice"
    return dict(options)


def typed(world: World, **changed: Any) -> dict[str, Any]:
    return {
        "title": "Đợt thử", "province": world.units["tinh"], "version": world.version_id, "period": "2026-H2",
        "territory_on": "01/02/2026", "types": ["xa"], "entry_due_on": "01/04/2026", "verify_due_on": "01/05/2026",
        "freeze_due_on": "01/06/2026", "previous": "", **changed,
    }  # fmt: skip


@pytest.mark.parametrize("code", ["", "năm nay", "2026-Q5", "2026-H3", "2026-13", "x" * 40])
def test_what_is_no_period_is_refused_at_its_field(world: World, code: str) -> None:
    answer = sign_in(world, "lan").post(reverse("assessments:round_new"), typed(world, period=code))
    assert answer.status_code == 422 and 'id="id_period_error"' in answer.content.decode()
    assert not AssessmentRound.objects.filter(title="Đợt thử").exists()


def test_the_periods_of_this_year_and_its_neighbours_are_told_in_words(world: World) -> None:
    assert world.today.year == 2026
    choices = offered(sign_in(world, "lan").get(reverse("assessments:round_new")).content.decode())
    assert choices.pop("") == "Chọn kỳ"
    assert len(choices) == 3 * (1 + 2 + 1 + 4 + 12)
    assert {code[:4] for code in choices} == {"2025", "2026", "2027"}
    assert choices["2026"] == "Năm 2026"
    assert choices["2026-H1"] == "6 tháng đầu năm 2026"
    assert choices["2026-9M"] == "9 tháng đầu năm 2026"
    assert choices["2025-Q4"] == "Quý IV năm 2025"
    assert choices["2027-05"] == "Tháng 5 năm 2027"


def test_a_round_keeps_the_code_that_was_chosen(world: World) -> None:
    answer = sign_in(world, "lan").post(reverse("assessments:round_new"), typed(world))
    assert answer.status_code == 302
    assert AssessmentRound.objects.get(title="Đợt thử").period == "2026-H2"


def test_the_year_of_the_territory_day_brings_its_periods(world: World) -> None:
    page = reverse("assessments:round_new")
    lan = sign_in(world, "lan")
    # No browser may hold back the form that is sent without a period.
    select = re.search(r'<select name="period"[^>]*>', lan.get(page).content.decode())
    assert select is not None and "required" not in select[0]
    answer = lan.post(page, typed(world, period="", territory_on="15/06/2019"))
    choices = offered(answer.content.decode())
    assert {code[:4] for code in choices if code} == {"2018", "2019", "2020", "2025", "2026", "2027"}


@pytest.mark.parametrize("day", ["01/01/0001", "31/12/9999", "31/02/2026", ""])
def test_a_strange_territory_day_breaks_nothing(world: World, day: str) -> None:
    form = RoundForm(data=typed(world, territory_on=day), actor=world.actor("lan"))
    assert "period" not in form.errors and "2026-H2" in offered(form.as_p())


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("2021..2025", "Giai đoạn 2021–2025"),
        ("2020-Q3", "Quý III năm 2020"),
        ("2026-01-01..2026-02-15", "Từ 01/01/2026 đến hết 14/02/2026"),
    ],
)
def test_a_drafts_period_that_is_not_offered_stays_as_one_more_choice(world: World, code: str, words: str) -> None:
    lan, page = sign_in(world, "lan"), reverse("assessments:round_new")
    empty = lan.get(page).content.decode()
    token = re.search(r'data-draft-token="([^"]+)"', empty)
    assert token is not None
    assert lan.post("/drafts/", {"token": token[1], "data": json.dumps({"period": [code]})}).status_code == 200
    found = lan.get(page).content.decode()
    assert offered(found) == {**offered(empty), code: words}
    assert f'value="{code}" selected' in found
    assert lan.post(page, typed(world, period=code)).status_code == 302
    assert AssessmentRound.objects.get(title="Đợt thử").period == code

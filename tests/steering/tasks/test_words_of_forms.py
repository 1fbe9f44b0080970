"""What the forms that give tasks say of a field is what they demand: a person always, a due date or a reason."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from dieuphoi.steering.tasks.forms_giving import GivingForm

OPTIONAL = "không bắt buộc"


def card(offer: Any) -> GivingForm:
    return GivingForm(day=SimpleNamespace(), offer=offer)  # type: ignore[arg-type]


def test_a_card_with_people_says_that_one_of_two_boxes_is_required() -> None:
    form = card(SimpleNamespace(lead_id=1, people=[SimpleNamespace(value="1-1", label="Thu")], each=[]))
    person, other = (form[name].as_field_group() for name in ("responsible", "other"))
    assert "(bắt buộc: chọn ở đây hoặc gõ ở ô sau)" in person
    assert "(thay người chọn ở trên)" in other
    assert OPTIONAL not in person + other
    assert OPTIONAL in form["units"].as_field_group()


def test_a_card_without_people_on_offer_demands_the_typed_one() -> None:
    said = card(None)["other"].as_field_group()
    assert "Người chịu trách nhiệm" in said
    assert OPTIONAL not in said and "thay người" not in said


def test_a_card_for_a_group_demands_a_person_only_of_the_whole() -> None:
    each = [SimpleNamespace(org_id=1, name="UBND xã", person=SimpleNamespace(person_id=1))]
    said = card(SimpleNamespace(lead_id=None, people=[], each=each))["other"].as_field_group()
    assert "Nếu giao chung: người chịu trách nhiệm" in said
    assert "(bắt buộc khi giao chung)" in said


def test_a_due_date_or_the_reason_for_none() -> None:
    form = card(None)
    assert "(hoặc ghi vì sao không có hạn)" in form["due_on"].as_field_group()
    assert "(bắt buộc khi không có hạn)" in form["no_due_reason"].as_field_group()
